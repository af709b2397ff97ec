//! The authorization code grant (RFC 6749 §4.1.3, RFC 7636, OpenID Connect Core §3.1.3).

use super::{
    Approved, Issued, check_grant_type,
    issue::{Base, NewGrant},
    refuse, target, transact,
};
use crate::{
    app::Ctx,
    authn::Caller,
    config::policy,
    core::{Digest, Id, Reason, Refusal, ScopeList, Secret, Settled, Timestamp, secret::kind},
    crypto::digest::sha256,
    estates,
    machine::access_token,
    model::{
        Client, GrantId, Subject,
        client::{GrantType, Profile},
        code::CodeState,
        scope::OFFLINE_ACCESS,
    },
    store::{self, Conn},
};

/// What `/token` was sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// The code.
    pub code: Secret<kind::Code>,
    /// The redirect URI of the authorization request.
    pub redirect_uri: Option<String>,
    /// The code verifier.
    pub verifier: Option<Secret<kind::Verifier>>,
    /// Where the access token is to be used; everywhere that was granted if none is named.
    pub resource: Vec<String>,
}

pub(super) fn settle(ctx: &Ctx, caller: &Caller, request: &Request) -> Settled<Issued> {
    const NAME: &str = "authorization_code";
    if let Err(refusal) = check_grant_type(caller, GrantType::AuthorizationCode) {
        return refuse(ctx, caller, NAME, refusal);
    }
    let digest = sha256(&request.code);
    let (request, by) = (request.clone(), caller.clone());
    let shown = digest.as_bytes().first_chunk().copied();
    transact(ctx, caller, (NAME, shown), move |ctx, conn| {
        approve(
            ctx,
            conn,
            &Asked {
                caller: &by,
                request: &request,
                digest,
            },
        )
    })
}

/// A redemption, with the digest of its code.
pub struct Asked<'a> {
    caller: &'a Caller,
    request: &'a Request,
    digest: Digest<kind::Code>,
}

/// Decides on a redemption in the order of TK-08: "find code → client binding → redirect → PKCE
/// → client/user/session still valid → CAS consume". Any failure before the consumption leaves
/// the code to its owner.
pub fn approve(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    asked: &Asked<'_>,
) -> store::Result<Result<Approved, Refusal>> {
    let Some(state) = store::codes::find_state(conn, &asked.digest, ctx.now)? else {
        return Ok(Err(Reason::CodeUnknown.into()));
    };
    if let Err(reason) = judge(ctx, asked, &state) {
        // TK-10: "5 failed redemptions (wrong verifier) by its own client → code invalidated".
        if state.code.used_at.is_none() && counts(reason) {
            let over =
                store::codes::count_failure(conn, &asked.digest, policy::CODE_TRIES, ctx.now)?;
            if over {
                invalidated(ctx, conn, &state, reason)?;
            }
        }
        return Ok(Err(reason.into()));
    }
    let code = &state.code;
    if let (Some(used_at), Some(grant_id)) = (code.used_at, &code.grant_id) {
        return Ok(Err(replay(ctx, conn, used_at, grant_id)?));
    }
    if let Err(reason) = still_valid(ctx, &state) {
        return Ok(Err(reason.into()));
    }
    let ask = access_token::Ask {
        client: &asked.caller.client,
        sent: &asked.request.code,
        code,
        verifier: asked.request.verifier.as_ref(),
        marker: &asked.caller.marker,
    };
    let redeemed = match access_token::redeem(&ask) {
        Ok(redeemed) => redeemed,
        Err(reason) => return Ok(Err(reason.into())),
    };
    let client = &asked.caller.client;
    let granted = target::audience(ctx, client, &redeemed.scope, &code.resource);
    // RFC 8707 §2.2: a token request may name a part of what was granted. The issuer stays for
    // `openid`, whatever it names.
    let named = match target::narrow(&granted, &asked.request.resource) {
        Ok(named) => target::audience(ctx, client, &redeemed.scope, &named),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let grant_id: GrantId = ctx.app.entropy.id(ctx.now);
    // Single use is one compare-and-swap (TK-14).
    if !store::codes::consume(conn, &asked.digest, &grant_id, ctx.now)? {
        return Ok(Err(Reason::CodeRace.into()));
    }
    let new = begin(ctx, client, &state, grant_id, &redeemed.scope, granted);
    let sub = estates::subject_at(ctx, conn, &named, &code.user_id)?;
    Ok(Ok(Approved {
        subject: Subject::User(code.user_id.clone()),
        sub,
        scope: redeemed.scope,
        acr: Some(code.authentication.acr().to_owned()),
        authentication: Some(code.authentication.clone()),
        session_id: Some(code.session_id.clone()),
        door_session: None,
        claims: code.claims.clone(),
        nonce: code.nonce.clone(),
        act: None,
        form: target::form(ctx, client, named),
        lifetime: None,
        base: Base::New(Box::new(new)),
    }))
}

/// Tells that a code is worth nothing any more.
fn invalidated(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    state: &CodeState,
    reason: Reason,
) -> store::Result<()> {
    let client = &state.code.client_id;
    let mut event = ctx.event("code.invalidated", Some(reason), format!("client:{client}"));
    event.client_id = Some(client.to_string());
    event.subject = Some(format!("user:{}", state.code.user_id));
    store::audit::append(conn, &ctx.app.ledger, &event)
}

/// The grant that a redemption begins. With `offline_access` it outlives the browser session;
/// the consent's own end bounds it.
fn begin(
    ctx: &Ctx,
    client: &Client,
    state: &CodeState,
    id: GrantId,
    scope: &ScopeList,
    audience: Vec<String>,
) -> NewGrant {
    let tokens = &ctx.app.config.tokens;
    let offline = scope.contains(OFFLINE_ACCESS);
    let refresh = client.allows(GrantType::RefreshToken)
        && (offline || client.metadata.signet.online_refresh);
    let longest = ctx.now.plus(if refresh {
        tokens.refresh_absolute
    } else {
        // A resource server may take the access token for a moment longer (JW-06).
        tokens.access + policy::CLOCK_LEEWAY
    });
    NewGrant {
        id,
        consent_id: state.code.consent_id.clone(),
        door: None,
        audience,
        bound: !offline,
        absolute_at: state
            .consent_until
            .map_or(longest, |until| longest.min(until)),
        refresh,
        from: None,
    }
}

/// Whether the request fits what the code is bound to.
fn judge(ctx: &Ctx, asked: &Asked<'_>, state: &CodeState) -> Result<(), Reason> {
    let (code, client) = (&state.code, &asked.caller.client);
    // RFC 6749 §4.1.3: "ensure that the authorization code was issued to the authenticated
    // confidential client, or if the client is public, ... to 'client_id' in the request".
    if code.client_id != client.id {
        return Err(Reason::CodeClientMismatch);
    }
    // A used code stays interesting after its end: a late replay is theft all the same.
    if code.used_at.is_none() && ctx.now >= code.expires_at {
        return Err(Reason::CodeExpired);
    }
    // RFC 6749 §4.1.3: "if included ... ensure that their values are identical" (TK-12).
    match &asked.request.redirect_uri {
        Some(sent) if sent == code.redirect_uri.as_str() => {}
        None if client.metadata.signet.profile == Some(Profile::Oauth21) => {}
        Some(_) | None => return Err(Reason::CodeRedirectMismatch),
    }
    match (&code.challenge, &asked.request.verifier) {
        // RFC 9700 §2.1.1: the PKCE downgrade.
        (None, Some(_)) => Err(Reason::VerifierUnexpected),
        (Some(_), None) => Err(Reason::VerifierMissing),
        (None, None) => Ok(()),
        (Some(challenge), Some(verifier)) => verify(challenge, verifier),
    }
}

/// Whether a failure is one that guessing would make.
pub(super) const fn counts(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::VerifierMismatch
            | Reason::VerifierMissing
            | Reason::VerifierUnexpected
            | Reason::CodeRedirectMismatch
    )
}

/// RFC 7636 §4.1 and §4.6: 43 to 128 unreserved characters, whose SHA-256 is the challenge.
fn verify(challenge: &str, verifier: &Secret<kind::Verifier>) -> Result<(), Reason> {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let text = verifier.expose();
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    if !(43..=128).contains(&text.len()) || !text.bytes().all(unreserved) {
        return Err(Reason::VerifierMismatch);
    }
    let computed = URL_SAFE_NO_PAD.encode(sha256(verifier).as_bytes());
    if crate::crypto::digest::equal(computed.as_bytes(), challenge.as_bytes()) {
        Ok(())
    } else {
        Err(Reason::VerifierMismatch)
    }
}

/// TK-20: the person, their session and their consent must still stand, and the client must not
/// have been switched off since, even if it is back.
fn still_valid(ctx: &Ctx, state: &CodeState) -> Result<(), Reason> {
    let code = &state.code;
    if ctx
        .app
        .catalog()
        .cutoffs(&code.client_id)
        .reach(code.created_at)
    {
        Err(Reason::GrantRevoked)
    } else if !state.user_active {
        Err(Reason::UserDisabled)
    } else if !state.session_live {
        Err(Reason::SessionEnded)
    } else if !state.consent_stands {
        Err(Reason::ConsentWithdrawn)
    } else {
        Ok(())
    }
}

/// A second use by the right client with the right verifier (TK-15): within the allowance it is
/// a race and only denied; later the code was stolen, and the grant falls.
fn replay(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    used_at: Timestamp,
    grant_id: &Id<crate::model::Grant>,
) -> store::Result<Refusal> {
    if ctx.now.since(used_at) <= policy::CODE_RACE_ALLOWANCE {
        return Ok(Reason::CodeRace.into());
    }
    // RFC 6749 §4.1.2: "SHOULD revoke (when possible) all tokens previously issued based on that
    // authorization code".
    if store::grants::revoke(conn, grant_id, Reason::CodeReused, ctx.now)? {
        let mut event = ctx.event("grant.revoked", None, "system".into());
        event.subject = Some(format!("grant:{grant_id}"));
        store::audit::append(conn, &ctx.app.ledger, &event)?;
    }
    Ok(Reason::CodeReused.into())
}
