//! The windows of Connect: to a source, and back from it.

use actix_web::{
    HttpResponse,
    cookie::{Cookie, SameSite},
};

use super::{
    super::super::Call,
    ConnectState,
    answer::{fail, window},
    form,
};
use crate::{
    app::Ctx,
    core::{Fault, Reason, Refusal, Secret, secret::kind},
    http::{blocking, body},
    upstream::{
        Provider, connect,
        login::{self, Begun, Returned, Taken},
    },
};

/// `POST /connect/start`: to a source, in a window of its own.
pub(super) async fn start(call: &Call<'_>) -> HttpResponse {
    let form = match form(call).await {
        Ok(form) => form,
        Err(refusal) => return refuse(call, &refusal),
    };
    let ctx = call.ctx();
    // Nobody makes us ask a provider without a page.
    let (inner, handle) = (ctx.clone(), form.handle.clone());
    match blocking(move || connect::look(&inner, &handle)).await {
        Ok(Ok(standing)) => call.note_client(&standing.client.id),
        Ok(Err(refusal)) => return refuse(call, &refusal),
        Err(fault) => return fail(call, &fault),
    }
    let provider = match Provider::find(&ctx, &form.source).await {
        Ok(provider) => provider,
        Err(refusal) => return refuse(call, &refusal),
    };
    let title = provider.title().to_owned();
    let browser = find_cookie(call);
    let begun = call
        .settle(move |ctx| login::begin(ctx, &provider, &form.handle, browser))
        .await;
    match begun {
        Ok(Ok(Begun { address, browser })) => {
            // `form-action 'self'` lets no form end elsewhere; a page that refreshes may.
            let state = ConnectState::Going {
                source: title,
                url: address.expose().to_owned(),
            };
            let mut response = window(call, 200, state);
            if let Err(error) = response.add_cookie(&cookie(&ctx, &browser)) {
                tracing::error!(%error, "a cookie cannot be set");
            }
            response
        }
        Ok(Err(refusal)) => refuse(call, &refusal),
        Err(fault) => fail(call, &fault),
    }
}

/// `GET /connect/callback`: back from a source.
pub(super) async fn get(call: &Call<'_>) -> HttpResponse {
    let query = call.sent.split_once('?').map_or("", |(_, query)| query);
    let returned = match read(query, find_cookie(call)) {
        Ok(returned) => returned,
        Err(refusal) => return refuse(call, &refusal),
    };
    let ctx = call.ctx();
    let (inner, asked) = (ctx.clone(), returned.clone());
    let taken = match blocking(move || login::take(&inner, &asked)).await {
        Ok(Ok(taken)) => taken,
        Ok(Err(refusal)) => return refuse(call, &refusal),
        Err(fault) => return fail(call, &fault),
    };
    call.note_client(&taken.page.client_id);
    let client = ctx.app.catalog().client(&taken.page.client_id);
    let app = client.map_or_else(String::new, |client| client.display_name().to_owned());
    if returned.is_denied {
        if let Err(fault) = give_up(&ctx, taken, Reason::ConsentDenied).await {
            return fail(call, &fault);
        }
        call.note_outcome(Reason::ConsentDenied.code());
        return window(call, 200, ConnectState::Denied { app });
    }
    let gained = match login::redeem(&ctx, &taken, &returned).await {
        Ok(gained) => gained,
        Err(refusal) => {
            if let Err(fault) = give_up(&ctx, taken, refusal.reason).await {
                return fail(call, &fault);
            }
            return refuse(call, &refusal);
        }
    };
    let source = taken.source.clone();
    let title = ctx.app.config.upstream.get(&source);
    let title = title.map_or(source.clone(), |config| config.title(&source).to_owned());
    match call
        .settle(move |ctx| login::keep(ctx, &taken, gained))
        .await
    {
        Ok(Ok(())) => window(call, 200, ConnectState::Connected { source: title, app }),
        Ok(Err(refusal)) => refuse(call, &refusal),
        Err(fault) => fail(call, &fault),
    }
}

async fn give_up(ctx: &Ctx, taken: Taken, reason: Reason) -> Result<(), Fault> {
    let ctx = ctx.clone();
    blocking(move || login::give_up(&ctx, &taken, reason)).await
}

/// What the provider sent the browser back with. RFC 6749 §3.1: "Request and response parameters
/// MUST NOT be included more than once".
fn read(query: &str, browser: Option<Secret<kind::Browser>>) -> Result<Returned, Refusal> {
    let pairs = body::pairs(query)?;
    let one = |name: &str| {
        let mut values = pairs.iter().filter(|(n, _)| n == name);
        let value = values.next().map(|(_, value)| value.clone());
        match values.next() {
            None => Ok(value),
            Some(_) => Err(Refusal::of(Reason::ParameterRepeated, name)),
        }
    };
    let error = one("error")?;
    Ok(Returned {
        state: Secret::new(one("state")?.unwrap_or_default()),
        code: one("code")?.map(Secret::new),
        is_denied: error.as_deref() == Some("access_denied"),
        issuer: one("iss")?,
        browser,
    })
}

fn refuse(call: &Call<'_>, refusal: &Refusal) -> HttpResponse {
    call.note_outcome(refusal.reason.code());
    let status = match refusal.reason.status() {
        401 => 400,
        status => status,
    };
    let reason = refusal.reason;
    window(call, status, ConnectState::Failed { reason })
}

/// SE-01: the cookie of the browser that a sign-in at a source is bound to. It comes back with the
/// browser, from another site, to a window of its own: `Lax` is right.
fn cookie(ctx: &Ctx, browser: &Secret<kind::Browser>) -> Cookie<'static> {
    let (name, secure) = name(ctx);
    Cookie::build(name, browser.expose().to_owned())
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Lax)
        .finish()
}

fn name(ctx: &Ctx) -> (&'static str, bool) {
    match ctx.app.issuer.starts_with("https://") {
        true => ("__Host-connect", true),
        false => ("connect", false),
    }
}

/// The cookie, if it is one of ours (SE-10).
fn find_cookie(call: &Call<'_>) -> Option<Secret<kind::Browser>> {
    let cookie = call.request.cookie(name(&call.ctx()).0)?;
    let value = cookie.value();
    let ours = value.len() == 43 && value.bytes().all(|b| b.is_ascii_alphanumeric());
    ours.then(|| Secret::new(value))
}
