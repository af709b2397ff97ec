//! What the playground of `signet dev` needs from the rooms below the pages. Nothing here does
//! anything on a server that is not in development.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    app::Ctx,
    core::{Fault, Secret, secret::kind},
    crypto::{digest::sha256, totp},
    store,
};

/// The S256 challenge of a verifier (RFC 7636 §4.2): what an app computes for itself.
pub fn challenge(verifier: &Secret<kind::Verifier>) -> String {
    URL_SAFE_NO_PAD.encode(sha256(verifier).as_bytes())
}

/// The one-time code that a sample person's authenticator app shows now.
pub fn one_time_code(
    ctx: &Ctx,
    seed: &Secret<kind::TotpSeed>,
    algorithm: &str,
) -> Result<Option<Secret<kind::Otp>>, Fault> {
    let parameters = totp::Parameters {
        algorithm,
        ..totp::DEFAULT
    };
    match ctx.app.config.dev {
        true => totp::code_at(seed, &parameters, ctx.now).map(Some),
        false => Ok(None),
    }
}

/// Puts the end of an unused code at this moment, so that nobody has to wait for it; whether
/// there was such a code.
pub fn end_code(ctx: &Ctx, code: &Secret<kind::Code>) -> Result<bool, Fault> {
    if !ctx.app.config.dev {
        return Ok(false);
    }
    let (digest, now) = (sha256(code), ctx.now);
    let event = ctx.event("dev.code_ended", None, "playground".into());
    let app = ctx.app.clone();
    ctx.app.store.write(move |conn| {
        let ended = store::codes::end(conn, &digest, now)?;
        if ended {
            store::audit::append(conn, &app.ledger, &event)?;
        }
        Ok(ended)
    })
}
