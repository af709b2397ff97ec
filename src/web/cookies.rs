//! The cookies (SE-01), and the check that a post comes from our own page.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    http::header,
};

pub use crate::http::origin::is_same_origin;
use crate::{
    app::Ctx,
    authorize::Browser,
    config::policy,
    core::{Secret, secret::kind},
    model,
};

/// Most characters of a list of accounts that is read.
const ACCOUNTS_MOST: usize = 2048;

/// The names of the cookies. SE-01: under an http issuer (loopback only) not every client keeps
/// `__Host-` cookies, so the prefix and `Secure` are left out.
struct Names {
    session: &'static str,
    binding: &'static str,
    accounts: &'static str,
    device: &'static str,
    action: &'static str,
    secure: bool,
}

const PLAYGROUND: &str = "dev";

fn names(ctx: &Ctx) -> Names {
    if ctx.app.issuer.starts_with("https://") {
        Names {
            session: "__Host-sid",
            binding: "__Host-interaction",
            accounts: "__Host-accounts",
            device: "__Host-device",
            action: "__Host-action",
            secure: true,
        }
    } else {
        Names {
            session: "sid",
            binding: "interaction",
            accounts: "accounts",
            device: "device",
            action: "action",
            secure: false,
        }
    }
}

/// The cookies of a browser. SE-10: malformed, duplicate, oversized ones are no cookies.
pub fn browser(ctx: &Ctx, request: &HttpRequest) -> Browser {
    let names = names(ctx);
    Browser {
        session: find(request, names.session, is_secret).map(Secret::new),
        binding: find(request, names.binding, is_secret).map(Secret::new),
        accounts: find(request, names.accounts, is_list).map(Secret::new),
        device: find(request, names.device, is_secret).map(Secret::new),
        agent: agent(request),
    }
}

/// What the browser calls itself, in words.
fn agent(request: &HttpRequest) -> String {
    let header = request.headers().get(header::USER_AGENT);
    let text = header.and_then(|value| value.to_str().ok());
    model::agent::in_words(text.unwrap_or_default())
}

/// 256 bits as the server writes them.
fn is_secret(value: &str) -> bool {
    value.len() == 43 && value.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// A sealed list in base64url.
fn is_list(value: &str) -> bool {
    let is_base64url = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    (1..=ACCOUNTS_MOST).contains(&value.len()) && value.bytes().all(is_base64url)
}

fn find(request: &HttpRequest, name: &str, is_ours: fn(&str) -> bool) -> Option<String> {
    let headers = request
        .headers()
        .get_all(header::COOKIE)
        .filter_map(|value| value.to_str().ok());
    let mut values = headers
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| {
            let (found, value) = pair.split_once('=')?;
            (found.trim() == name).then(|| value.trim())
        });
    let value = values.next()?;
    (is_ours(value) && values.next().is_none()).then(|| value.to_owned())
}

/// The session cookie. It ends with the browser, or, where the person wants to stay signed in on
/// the device, with the session; the server's own limits hold either way.
pub fn session(ctx: &Ctx, secret: &Secret<kind::Session>, remember: bool) -> Cookie<'static> {
    let mut cookie = make(names(ctx).session, secret.expose(), names(ctx).secure);
    if remember {
        let seconds = i64::try_from(ctx.app.config.session.absolute.as_secs()).unwrap_or(i64::MAX);
        cookie.set_max_age(Duration::seconds(seconds));
    }
    cookie
}

/// The cookie that binds interactions to the browser.
pub fn binding(ctx: &Ctx, secret: &Secret<kind::Browser>) -> Cookie<'static> {
    make(names(ctx).binding, secret.expose(), names(ctx).secure)
}

/// The cookie that binds runs of the playground to the browser. It exists under `signet dev` only,
/// which is plain http on loopback.
pub fn playground(secret: &Secret<kind::Browser>) -> Cookie<'static> {
    let mut cookie = make(PLAYGROUND, secret.expose(), false);
    cookie.set_path("/dev");
    cookie
}

/// The browser, as the playground knows it.
pub fn find_playground(request: &HttpRequest) -> Option<Secret<kind::Browser>> {
    find(request, PLAYGROUND, is_secret).map(Secret::new)
}

/// The sealed list of accounts. It ends with the browser, as the cookie that it is tied to does.
pub fn accounts(ctx: &Ctx, list: &Secret<kind::Accounts>) -> Cookie<'static> {
    make(names(ctx).accounts, list.expose(), names(ctx).secure)
}

/// The cookie that names the browser to whoever signed in on it. It outlives sessions and sign-outs
/// (SE-05), because it says nothing but that somebody was here before.
pub fn device(ctx: &Ctx, secret: &Secret<kind::Device>) -> Cookie<'static> {
    let mut cookie = make(names(ctx).device, secret.expose(), names(ctx).secure);
    let seconds = i64::try_from(policy::DEVICE_TTL.as_secs()).unwrap_or(i64::MAX);
    cookie.set_max_age(Duration::seconds(seconds));
    cookie
}

/// A cookie that is no secret: the server trusts nothing in it.
pub fn plain(ctx: &Ctx, name: &'static str, value: &str) -> Cookie<'static> {
    make(name, value, names(ctx).secure)
}

/// The cookie that holds what stood in a link, so that no page has it in its address (RC-06). It ends
/// with the browser; what it is good for ends before.
pub fn action(ctx: &Ctx, link: &Secret<kind::ActionCode>) -> Cookie<'static> {
    let mut cookie = make(names(ctx).action, link.expose(), names(ctx).secure);
    cookie.set_max_age(Duration::minutes(30));
    cookie
}

/// What stood in the link that the browser followed.
pub fn find_action(ctx: &Ctx, request: &HttpRequest) -> Option<Secret<kind::ActionCode>> {
    find(request, names(ctx).action, is_secret).map(Secret::new)
}

/// Whether this can have stood in a link.
pub fn is_action(text: &str) -> bool {
    is_secret(text)
}

/// Takes that cookie away.
pub fn end_action(ctx: &Ctx) -> Cookie<'static> {
    let mut cookie = make(names(ctx).action, "", names(ctx).secure);
    cookie.set_max_age(Duration::ZERO);
    cookie
}

/// What a link brought, and is kept out of the address from then on (RC-06).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brought {
    /// The code of an invitation.
    Invitation,
    /// The code by which somebody who joins proves their address.
    Registration,
}

impl Brought {
    const fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Invitation, true) => "__Host-invite",
            (Self::Invitation, false) => "invite",
            (Self::Registration, true) => "__Host-join",
            (Self::Registration, false) => "join",
        }
    }
}

/// The cookie with what a link brought. It ends with the browser.
pub fn brought(ctx: &Ctx, what: Brought, code: &str) -> Cookie<'static> {
    let secure = names(ctx).secure;
    make(what.name(secure), code, secure)
}

/// What a link brought.
pub fn find_brought(ctx: &Ctx, request: &HttpRequest, what: Brought) -> Option<String> {
    find(request, what.name(names(ctx).secure), is_secret)
}

/// Takes that cookie away: it was used.
pub fn end_brought(ctx: &Ctx, what: Brought) -> Cookie<'static> {
    let mut cookie = brought(ctx, what, "");
    cookie.set_max_age(Duration::ZERO);
    cookie
}

/// Whether a text could be the code of a link.
pub fn is_code(text: &str) -> bool {
    is_secret(text)
}

/// Takes the session cookie away.
pub fn end_session(ctx: &Ctx) -> Cookie<'static> {
    let mut cookie = make(names(ctx).session, "", names(ctx).secure);
    cookie.set_max_age(Duration::ZERO);
    cookie
}

fn make(name: &'static str, value: &str, secure: bool) -> Cookie<'static> {
    Cookie::build(name, value.to_owned())
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Lax)
        .finish()
}
