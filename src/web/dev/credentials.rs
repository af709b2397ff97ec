//! How the playground proves a sample client: by its registered method, as the client itself does.

use super::{Playground, call::Call, samples::SampleClient};
use crate::{
    app::Ctx,
    authn::assertion::{self, ASSERTION_TYPE},
    core::Fault,
};

/// A call with the client's credentials. Each has an assertion of its own (RFC 7523 §3, `jti`).
pub(super) fn authenticated(
    ctx: &Ctx,
    playground: &Playground,
    path: &str,
    client: &SampleClient,
    form: &[(&str, &str)],
) -> Result<Call, Fault> {
    let mut call = Call::post(playground.endpoint(path), form);
    let mut add = |name: &str, value: &str| {
        let pair = (name.to_owned(), value.to_owned());
        call.form.get_or_insert_default().push(pair);
    };
    match (client.auth_method.as_str(), &client.secret) {
        ("client_secret_basic", Some(secret)) => {
            call.basic = Some((client.id.clone(), secret.clone()));
        }
        ("client_secret_post", Some(secret)) => {
            add("client_id", &client.id);
            add("client_secret", secret);
        }
        _ => add("client_id", &client.id),
    }
    if let Some(key) = &client.key {
        let by = (ctx.now, &*ctx.app.entropy);
        if let Some(signed) = assertion::sign(key, &client.id, &playground.issuer, by)? {
            let form = call.form.get_or_insert_default();
            form.push(("client_assertion_type".into(), ASSERTION_TYPE.into()));
            form.push(("client_assertion".into(), signed.expose().to_owned()));
        }
    }
    Ok(call)
}

/// Spoils the secret, or the signature of the assertion; gives a secret to a client that has
/// none.
pub(super) fn spoil(call: &mut Call) {
    const WRONG: &str = "not-the-secret";
    if let Some((_, secret)) = &mut call.basic {
        *secret = WRONG.to_owned();
        return;
    }
    let form = call.form.get_or_insert_default();
    let assertion = form.iter_mut().find(|(name, _)| name == "client_assertion");
    if let Some((_, assertion)) = assertion {
        let signed = assertion.rfind('.').map_or(0, |dot| dot + 1);
        let other = if assertion[signed..].starts_with('A') {
            "B"
        } else {
            "A"
        };
        assertion.replace_range(signed..=signed, other);
        return;
    }
    form.retain(|(name, _)| name != "client_secret");
    form.push(("client_secret".to_owned(), WRONG.to_owned()));
}
