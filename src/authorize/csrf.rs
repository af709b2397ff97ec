//! Tokens against cross-site posts: bound to the browser, to what the form is for, and to the
//! session. A new session makes every older form stale (SE-08, SE-09).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::Browser;
use crate::{
    app::Ctx,
    core::{Digest, Secret, secret::kind},
    crypto::digest::{equal, sha256},
};

/// The token of a form. `purpose` is the interaction's id, or `logout`.
pub fn token(ctx: &Ctx, browser: &Browser, purpose: &str) -> Secret<kind::Csrf> {
    let mut text = purpose.as_bytes().to_vec();
    text.push(0);
    if let Some(binding) = &browser.binding {
        text.extend_from_slice(sha256(binding).as_bytes());
    }
    text.push(0);
    if let Some(session) = &browser.session {
        text.extend_from_slice(sha256(session).as_bytes());
    }
    Secret::new(
        URL_SAFE_NO_PAD.encode(ctx.app.pepper.keyed::<kind::Csrf>("csrf", &text).as_bytes()),
    )
}

/// What is kept of the cookie that binds a browser.
pub fn digest(binding: &Secret<kind::Browser>) -> Digest<kind::Browser> {
    sha256(binding)
}

/// Whether a posted token is the form's.
pub fn check(ctx: &Ctx, browser: &Browser, purpose: &str, posted: &str) -> bool {
    // Without any cookie there is no browser that the form could have been made for.
    (browser.binding.is_some() || browser.session.is_some())
        && equal(
            token(ctx, browser, purpose).expose().as_bytes(),
            posted.as_bytes(),
        )
}
