//! A sign-in at a source: authorization code with PKCE, `state` once and by one browser.

use chrono::{DateTime, Utc};
use openidconnect::{
    AccessTokenHash, AuthenticationFlow, AuthorizationCode, CsrfToken, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, Scope, TokenResponse,
    core::{CoreIdTokenVerifier, CoreResponseType, CoreTokenResponse},
};
use serde::{Deserialize, Serialize};

use super::{
    Provider, connect, failed,
    provider::{self, told},
    send,
    tokens::Tokens,
};
use crate::{
    app::Ctx,
    config::policy,
    core::{Fault, Reason, Refusal, Secret, Settled, Timestamp, secret::kind},
    crypto::{
        digest::{equal, sha256},
        seal::{open_under, seal_under},
    },
    model::upstream::{ConnectPage, UpstreamLogin},
    store::{self, upstream::Given},
};

/// What the sealed part of a sign-in is for.
const SEAL: &str = "upstream.login";

/// Where the browser goes, and the cookie that binds the sign-in to it.
#[derive(Debug)]
pub struct Begun {
    /// The provider's page.
    pub address: Secret<kind::Return>,
    /// The cookie.
    pub browser: Secret<kind::Browser>,
}

/// What only we and the provider know of a sign-in.
#[derive(Serialize, Deserialize)]
struct Known {
    verifier: String,
    nonce: String,
}

/// Begins a sign-in at a source for the person on a page. `browser` is the cookie, if there is
/// one.
pub fn begin(
    ctx: &Ctx,
    provider: &Provider,
    handle: &Secret<kind::Page>,
    browser: Option<Secret<kind::Browser>>,
) -> Settled<Begun> {
    let page = match connect::page_of(ctx, handle)? {
        Ok(page) => page,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let entropy = &*ctx.app.entropy;
    let state = entropy.secret::<kind::State>("");
    let browser = browser.unwrap_or_else(|| entropy.secret(""));
    let known = Known {
        verifier: entropy.secret::<kind::Verifier>("").expose().to_owned(),
        nonce: entropy.secret::<kind::State>("").expose().to_owned(),
    };
    let client = match provider.client(ctx) {
        Ok(client) => client,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let csrf = CsrfToken::new(state.expose().to_owned());
    let nonce = Nonce::new(known.nonce.clone());
    let verifier = PkceCodeVerifier::new(known.verifier.clone());
    let scopes = provider.config.scopes.iter().filter(|s| *s != "openid");
    let (address, _, _) = client
        .authorize_url(
            AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
            move || csrf,
            move || nonce,
        )
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
        .add_scopes(scopes.map(|scope| Scope::new(scope.clone())))
        .url();
    let plain = serde_json::to_vec(&known).map_err(|error| Fault::Internal(error.to_string()))?;
    let login = UpstreamLogin {
        state: sha256(&state),
        browser: sha256(&browser),
        page_id: page.id.clone(),
        source: provider.name.clone(),
        sealed: seal_under(entropy, &state, SEAL, &plain)?,
        expires_at: ctx.now.plus(policy::UPSTREAM_LOGIN_TTL),
    };
    // DL-07: a page fills no table.
    let most = policy::CONNECT_STARTS_MAX;
    let begun = ctx.app.store.write(move |conn| {
        if store::upstream::begun(conn, &login.page_id)? >= most {
            return Ok(false);
        }
        store::upstream::insert(conn, &login)?;
        Ok(true)
    })?;
    if !begun {
        let wait = page.expires_at.since(ctx.now);
        return Ok(Err(Refusal::wait(Reason::Overloaded, wait)));
    }
    Ok(Ok(Begun {
        address: Secret::new(address),
        browser,
    }))
}

/// What a provider sent a browser back with.
#[derive(Clone, Debug)]
pub struct Returned {
    /// `state`.
    pub state: Secret<kind::State>,
    /// `code`.
    pub code: Option<Secret<kind::Code>>,
    /// Whether the person did not want to (`error` is `access_denied`).
    pub is_denied: bool,
    /// `iss` (RFC 9207).
    pub issuer: Option<String>,
    /// The cookie.
    pub browser: Option<Secret<kind::Browser>>,
}

/// A sign-in that was taken, and may be taken to its end.
pub struct Taken {
    /// The page it was begun on.
    pub page: ConnectPage,
    /// The source.
    pub source: String,
    known: Known,
}

/// Takes a sign-in up again when its browser comes back, once.
///
/// UP-03: "`state` one-time and bound to the browser". Another browser neither gets nor ends it.
pub fn take(ctx: &Ctx, returned: &Returned) -> Settled<Taken> {
    let digest = sha256(&returned.state);
    let login = ctx
        .app
        .store
        .read(|conn| store::upstream::find(conn, &digest))?;
    let Some(login) = login else {
        return Ok(Err(Reason::InteractionUnknown.into()));
    };
    let browser = returned.browser.as_ref().map(sha256);
    if !browser.is_some_and(|browser| equal(browser.as_bytes(), login.browser.as_bytes())) {
        return Ok(Err(Reason::InteractionUnknown.into()));
    }
    let app = ctx.app.clone();
    let mut event = ctx.event("source.returned", None, "anonymous".into());
    event.subject = Some(format!("source:{}", login.source));
    let (now, won) = (ctx.now, digest);
    let won = app.store.clone().write(move |conn| {
        let won = store::upstream::consume(conn, &won, now)?;
        if won {
            store::audit::append(conn, &app.ledger, &event)?;
        }
        Ok(won)
    })?;
    if !won {
        return Ok(Err(Reason::InteractionFinished.into()));
    }
    if ctx.now >= login.expires_at {
        return Ok(Err(Reason::InteractionExpired.into()));
    }
    // UP-04: a source that was switched off meanwhile connects nobody.
    if provider::offered(ctx, &login.source).is_none() {
        return Ok(Err(Reason::SourceDisabled.into()));
    }
    let page = match connect::live(ctx, &login.page_id)? {
        Ok(page) => page,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let plain = open_under(&returned.state, SEAL, &login.sealed)?;
    let known = serde_json::from_slice(&plain)
        .map_err(|_| Fault::Internal("a sealed sign-in that is none".into()))?;
    Ok(Ok(Taken {
        page,
        source: login.source,
        known,
    }))
}

/// What the source said and gave.
#[derive(Debug)]
pub struct Gained {
    subject: Option<String>,
    tokens: Tokens,
    expires_at: Option<Timestamp>,
}

/// Redeems the code and verifies who the person is there.
pub async fn redeem(ctx: &Ctx, taken: &Taken, returned: &Returned) -> Result<Gained, Refusal> {
    let provider = Provider::find(ctx, &taken.source).await?;
    let wrong = |why: &str| failed(&taken.source, &why);
    // RFC 9207 §2.4: "If the value does not match the expected issuer identifier, clients MUST
    // reject the authorization response".
    let issuer = provider.openid.as_ref().map(|(issuer, _)| issuer.as_str());
    match &returned.issuer {
        Some(said) if issuer.is_some_and(|issuer| issuer != said) => {
            return Err(wrong("its answer names another issuer"));
        }
        None if provider.names_itself => return Err(wrong("its answer names no issuer")),
        Some(_) | None => {}
    }
    let Some(code) = &returned.code else {
        return Err(wrong("its answer has no code"));
    };
    let http = |request| send(&ctx.app.outbound, request);
    let answer: CoreTokenResponse = provider
        .client(ctx)?
        .exchange_code(AuthorizationCode::new(code.expose().to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(taken.known.verifier.clone()))
        .request_async(&http)
        .await
        .map_err(|error| failed(&taken.source, &told(&error)))?;
    let subject = match &provider.openid {
        Some(_) => Some(verify(ctx, &provider, &taken.known.nonce, &answer)?),
        None => None,
    };
    let scope = answer.scopes().map(|scopes| {
        let scopes: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
        scopes.join(" ")
    });
    Ok(Gained {
        subject,
        tokens: Tokens {
            access: Secret::new(answer.access_token().secret().clone()),
            refresh: answer
                .refresh_token()
                .map(|token| Secret::new(token.secret().clone())),
            scope,
        },
        expires_at: answer.expires_in().map(|lasts| ctx.now.plus(lasts)),
    })
}

/// UP-02: "Signature, issuer, audience, `exp`, `iat`, `nonce`, `azp`, algorithm from
/// configuration". Who the person is there: the `sub` of the ID token, and nothing else (UP-01).
fn verify(
    ctx: &Ctx,
    provider: &Provider,
    nonce: &str,
    answer: &CoreTokenResponse,
) -> Result<String, Refusal> {
    let wrong = |why: &str| failed(&provider.name, &why);
    let Some((issuer, keys)) = provider.openid.clone() else {
        return Err(wrong("it has no issuer"));
    };
    let Some(id_token) = answer.id_token() else {
        return Err(wrong("its answer has no ID token"));
    };
    let client_id = openidconnect::ClientId::new(provider.config.client_id.clone());
    let (earliest, latest) = (
        ctx.now.minus(policy::UPSTREAM_IAT_BACK),
        ctx.now.plus(policy::UPSTREAM_IAT_AHEAD),
    );
    let now = instant(ctx.now);
    let verifier = CoreIdTokenVerifier::new_public_client(client_id.clone(), issuer, keys)
        .set_allowed_algs(provider.algorithms())
        .set_time_fn(move || now)
        .set_issue_time_verifier_fn(move |issued| {
            let recent = instant(earliest) <= issued && issued <= instant(latest);
            recent
                .then_some(())
                .ok_or_else(|| "iat is not of now".to_owned())
        });
    let claims = id_token
        .claims(&verifier, &Nonce::new(nonce.to_owned()))
        .map_err(|error| failed(&provider.name, &told(&error)))?;
    // OpenID Connect Core §3.1.3.7: "If an azp Claim is present, the Client SHOULD verify that its
    // client_id is the Claim Value". The library leaves that to us.
    if claims
        .authorized_party()
        .is_some_and(|azp| *azp != client_id)
    {
        return Err(wrong("azp of its ID token is another client"));
    }
    if let Some(expected) = claims.access_token_hash() {
        let found = id_token.signing_alg().ok().and_then(|algorithm| {
            let key = id_token.signing_key(&verifier).ok()?;
            AccessTokenHash::from_token(answer.access_token(), algorithm, key).ok()
        });
        if found.as_ref() != Some(expected) {
            return Err(wrong("at_hash of its ID token is of another access token"));
        }
    }
    Ok(claims.subject().as_str().to_owned())
}

/// An instant as the library has it.
fn instant(at: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at.millis()).unwrap_or_default()
}

/// Keeps what the source gave: from now on it is connected.
pub fn keep(ctx: &Ctx, taken: &Taken, gained: Gained) -> Settled<()> {
    let page = &taken.page;
    let sealed = gained.tokens.seal(ctx, &page.human_id, &taken.source)?;
    let given = Given {
        subject: gained.subject,
        sealed,
        expires_at: gained.expires_at,
    };
    connect::connected(ctx, page, &taken.source, given)
}

/// Notes that it came to nothing: the person did not want to, or what the source said was no good.
pub fn give_up(ctx: &Ctx, taken: &Taken, reason: Reason) -> Result<(), Fault> {
    let mut event = connect::event(ctx, "source.connected", &taken.page, &taken.source);
    event.reason = Some(reason);
    let app = ctx.app.clone();
    ctx.app
        .store
        .write(move |conn| store::audit::append(conn, &app.ledger, &event))
}
