//! The two cookies (SE-01), and the check that a post comes from our own page.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    http::header,
};

use crate::{
    app::Ctx,
    authorize::Browser,
    core::{Secret, secret::kind},
};

/// The names of the cookies. SE-01: under an http issuer (loopback only) not every client keeps
/// `__Host-` cookies, so the prefix and `Secure` are left out.
struct Names {
    session: &'static str,
    binding: &'static str,
    secure: bool,
}

const PLAYGROUND: &str = "dev";

fn names(ctx: &Ctx) -> Names {
    if ctx.app.issuer.starts_with("https://") {
        Names {
            session: "__Host-sid",
            binding: "__Host-interaction",
            secure: true,
        }
    } else {
        Names {
            session: "sid",
            binding: "interaction",
            secure: false,
        }
    }
}

/// The cookies of a browser. SE-10: malformed, duplicate, oversized ones are no cookies.
pub fn browser(ctx: &Ctx, request: &HttpRequest) -> Browser {
    let names = names(ctx);
    Browser {
        session: find(request, names.session).map(Secret::new),
        binding: find(request, names.binding).map(Secret::new),
    }
}

fn find(request: &HttpRequest, name: &str) -> Option<String> {
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
    let ours = value.len() == 43 && value.bytes().all(|b| b.is_ascii_alphanumeric());
    (ours && values.next().is_none()).then(|| value.to_owned())
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
    find(request, PLAYGROUND).map(Secret::new)
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

/// Whether a post was sent by a page of ours, as far as the browser says (SE-08).
pub fn is_same_origin(ctx: &Ctx, request: &HttpRequest) -> bool {
    let text = |name: &str| {
        request
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap_or("?"))
    };
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    let Some(origin) = text("origin") else {
        return true;
    };
    let scheme = ctx
        .app
        .issuer
        .split_once("://")
        .map_or("", |(scheme, _)| scheme);
    // The host was found to be ours at the edge; in development it has three names.
    let host = text("host").unwrap_or("");
    origin == ctx.app.issuer || origin == format!("{scheme}://{host}")
}
