//! `private_key_jwt` (RFC 7523 §2.2; OpenID Connect Core §9).

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Presented, client_failures};
use crate::{
    app::Ctx,
    config::policy,
    core::{
        Digest, Entropy, Fault, Reason, Refusal, Secret, Settled, Timestamp, at_once, secret::kind,
    },
    crypto::{KeySet, SigningKey, assertion::Assertion, digest::sha256_bytes, jws},
    model::{AuthMethod, Client, ClientId, client::Profile},
    store::{self, client_assertions::Taken},
};

/// RFC 7523 §2.2, `client_assertion_type`.
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How long an assertion of [`sign`] is good for, in seconds.
const LIFE: i64 = 60;

/// An assertion as a client makes one, new each time: what commands and the playground prove a
/// sample client with. `None` if the key is none that can sign.
pub fn sign(
    private_jwk: &Value,
    client_id: &str,
    issuer: &str,
    (now, entropy): (Timestamp, &dyn Entropy),
) -> Result<Option<Secret<kind::Client>>, Fault> {
    let Some(key) = SigningKey::from_private_jwk(private_jwk) else {
        return Ok(None);
    };
    let claims = json!({
        "iss": client_id,
        "sub": client_id,
        "aud": issuer,
        "iat": now.secs(),
        "exp": now.secs() + LIFE,
        "jti": entropy.id::<Assertion>(now),
    });
    let header = jws::Header {
        typ: Some("JWT"),
        kid: Some(key.kid()),
    };
    jws::sign(&key, &header, &claims).map(Some)
}

/// Gets the keys that the request's assertion is to be verified with, if they have to be asked
/// for. To be called before the blocking section of the request.
pub async fn prefetch(ctx: &Ctx, presented: &mut Presented) {
    let Some(text) = &presented.assertion else {
        return;
    };
    let Some(assertion) = Assertion::read(text) else {
        return;
    };
    let by_key =
        |client: &Client| client.metadata.token_endpoint_auth_method == AuthMethod::PrivateKeyJwt;
    presented.keys = fetch(ctx, &assertion, by_key).await;
}

/// The keys of the client that an assertion says it is from, if `may` lets it sign this and they
/// have to be asked for.
pub(super) async fn fetch(
    ctx: &Ctx,
    assertion: &Assertion,
    may: impl Fn(&Client) -> bool,
) -> Option<Arc<KeySet>> {
    let id = ClientId::new(assertion.issuer()?);
    let client = ctx.app.catalog().client(&id).filter(|client| {
        client.is_enabled() && may(client) && client_failures::waits(ctx, &id, true).is_none()
    })?;
    let (uri, app) = (client.metadata.jwks_uri.as_ref()?, &ctx.app);
    app.key_sets
        .load(&app.outbound, (&id, uri), assertion.kid(), ctx.now)
        .await
}

/// Whether a key of this client signed it.
pub(super) fn is_signed(
    client: &Client,
    assertion: &Assertion,
    fetched: Option<&Arc<KeySet>>,
) -> bool {
    let inline = client.metadata.jwks.as_ref();
    let inline = inline.and_then(|jwks| KeySet::parse(jwks).ok());
    let keys = inline.as_ref().or(fetched.map(|keys| &**keys));
    keys.is_some_and(|keys| assertion.is_signed_by(keys, &client.assertion_algorithms()))
}

/// Whether the assertion proves this client; if so, it is used up by that, whatever becomes of
/// the request.
pub(super) fn prove(
    ctx: &Ctx,
    client: &Client,
    assertion: &Assertion,
    fetched: Option<&Arc<KeySet>>,
) -> Settled<()> {
    at_once::may_wait()?;
    if !is_signed(client, assertion, fetched) {
        return Ok(Err(Reason::ClientAssertionWrong.into()));
    }
    if !client.is_enabled() {
        return Ok(Err(Reason::ClientDisabled.into()));
    }
    let Said { jti, ends } = match judge(ctx, client, assertion.claims()) {
        Ok(said) => said,
        // Whoever holds the key may know what is wrong.
        Err(name) => return Ok(Err(Refusal::of(Reason::ClientAssertionClaims, name))),
    };
    // CA-08: "insert is the check (unique index), not a cache". A transaction of its own: what
    // fails afterwards does not give the assertion back.
    let (app, id) = (ctx.app.clone(), client.id.clone());
    let mut event = ctx.event(
        "client.assertion_reused",
        Some(Reason::ClientAssertionReused),
        format!("client:{id}"),
    );
    event.client_id = Some(id.to_string());
    let now = ctx.now;
    let taken = ctx.app.store.write(move |conn| {
        let most = (policy::ASSERTIONS_PER_CLIENT, now);
        let taken = store::client_assertions::consume(conn, (&id, &jti), ends, most)?;
        if taken == Taken::Again {
            store::audit::append(conn, &app.ledger, &event)?;
        }
        Ok(taken)
    })?;
    Ok(match taken {
        Taken::First => Ok(()),
        Taken::Again => Err(Reason::ClientAssertionReused.into()),
        // DL-06: "per-client cap".
        Taken::Full => Err(ctx.limited(Reason::ClientLimited, policy::CLIENT_FAILURES_WINDOW)),
    })
}

/// What of an assertion has to be remembered.
pub(super) struct Said {
    pub(super) jti: Digest<kind::Assertion>,
    /// From then on it would not be accepted anyway.
    pub(super) ends: Timestamp,
}

/// RFC 7523 §3, within the bounds of the policy (CA-07); the error is the name of the claim that
/// does not fit.
fn judge(ctx: &Ctx, client: &Client, claims: &Map<String, Value>) -> Result<Said, &'static str> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let strict = client.is_in(Profile::Fapi2);
    // OpenID Connect Core §9: "iss: this MUST contain the client_id"; so must `sub`.
    for name in ["iss", "sub"] {
        if text(name) != Some(client.id.as_str()) {
            return Err(name);
        }
    }
    times(ctx, claims, strict)
}

/// RFC 7523 §3: whom it is for, since when and until when it is good, and its id.
pub(super) fn times(
    ctx: &Ctx,
    claims: &Map<String, Value>,
    strict: bool,
) -> Result<Said, &'static str> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if !is_for_us(&ctx.app.issuer, claims.get("aud"), strict) {
        return Err("aud");
    }
    let now = ctx.now;
    let ahead = now.plus(policy::ASSERTION_AHEAD);
    let exp = date(claims, "exp")?.ok_or("exp")?;
    let iat = date(claims, "iat")?;
    if iat.is_some_and(|iat| iat > ahead) {
        return Err("iat");
    }
    if date(claims, "nbf")?.is_some_and(|nbf| nbf > ahead) {
        return Err("nbf");
    }
    // "≤ 1 h ahead but the assertion counts as ended at `iat` + 300 s". Without `iat` nothing says
    // when it was first seen once its row is gone, so that its end itself has to be that near.
    let (most, ends) = match iat {
        Some(iat) if !strict => (
            policy::ASSERTION_LIFE_MAX,
            exp.min(iat.plus(policy::ASSERTION_LIFE)),
        ),
        _ => (policy::ASSERTION_LIFE, exp),
    };
    if exp > now.plus(most) || now >= exp {
        return Err("exp");
    }
    if now >= ends {
        return Err("iat");
    }
    // OpenID Connect Core §9: "jti: REQUIRED".
    let jti = text("jti").filter(|jti| !jti.is_empty()).ok_or("jti")?;
    Ok(Said {
        jti: Digest::new(sha256_bytes(jti.as_bytes())),
        ends,
    })
}

/// CA-07: "`aud` the issuer or the token endpoint URL, as one string or a one-element array
/// (profile `fapi2`: exactly the issuer string)".
fn is_for_us(issuer: &str, aud: Option<&Value>, strict: bool) -> bool {
    let one = match aud {
        Some(Value::String(one)) => one,
        Some(Value::Array(list)) if !strict => match list.as_slice() {
            [Value::String(one)] => one,
            _ => return false,
        },
        _ => return false,
    };
    one == issuer || (!strict && one.strip_prefix(issuer) == Some("/token"))
}

/// A NumericDate (RFC 7519 §2), which may have a fraction.
fn date(
    claims: &Map<String, Value>,
    name: &'static str,
) -> Result<Option<Timestamp>, &'static str> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    if let Some(seconds) = value.as_i64() {
        return Ok(Some(Timestamp::from_secs(seconds)));
    }
    // The end of time is far enough from anything that is accepted.
    let seconds = value.as_f64().filter(|s| s.is_finite() && s.abs() < 1e12);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it is below a trillion, and a fraction of a millisecond decides nothing"
    )]
    let millis = seconds.map(|seconds| Timestamp::from_millis((seconds * 1000.0) as i64));
    millis.map(Some).ok_or(name)
}
