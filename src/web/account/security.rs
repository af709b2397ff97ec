//! `/account/security`: how a person signs in.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Visit, Want, visit, visit_post};
use crate::{
    account::{device, factor, passkey, recovery},
    core::Fault,
    http::{HttpState, blocking},
    model::Purpose,
    web::{
        Front,
        view::{
            Page,
            account::{
                Section, Security,
                security::{Named, Remembered},
                sessions::browser,
            },
        },
    },
};

/// The path of the page.
pub(super) const PATH: &str = "/account/security";
const DEVICES: &str = "/account/security/devices";

/// The page.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let visit = match visit(&front, &state, &request, &Want::default()).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    match view(&visit).await {
        Ok(view) => front.html(200, &view, None),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

async fn view(visit: &Visit) -> Result<Security, Fault> {
    let (ctx, user_id, here) = (
        visit.ctx.clone(),
        visit.user.id.clone(),
        visit.browser.device.clone(),
    );
    let offered = visit.ctx.app.passkeys.is_some();
    let (authenticators, passkeys, codes, devices) = blocking(move || {
        Ok::<_, Fault>((
            factor::list(&ctx, &user_id)?,
            passkey::list(&ctx, &user_id)?.len() as u64,
            recovery::codes(&ctx, &user_id, None)?,
            device::remembered(&ctx, &user_id, here.as_ref())?,
        ))
    })
    .await?;
    let named = authenticators.into_iter().map(|one| Named {
        path: super::totp::path(one.id.as_str()),
        name: one.name,
        since: one.confirmed_at,
    });
    let remembered = devices.into_iter().map(|one| Remembered {
        id: one.id,
        label: label(&visit.page, &one.label),
        here: one.is_here,
        until: one.until,
    });
    Ok(Security {
        page: visit.page.clone(),
        frame: visit.frame(Section::Security),
        authenticators: named.collect(),
        passkeys: (offered || passkeys > 0).then_some(passkeys),
        codes: codes.left,
        codes_unsaved: codes.is_unsaved,
        devices: remembered.collect(),
        devices_csrf: visit.csrf(DEVICES),
    })
}

/// A device is asked for the second factor again.
pub async fn forget(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    // It makes a sign-in harder, not easier: who is signed in may do it.
    let want = Want {
        purpose: Purpose::Devices,
        ..Want::default()
    };
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, PATH)).await;
    let (visit, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let (ctx, session, id) = (
        visit.ctx.clone(),
        visit.session.clone(),
        form.one("device").to_owned(),
    );
    match blocking(move || device::forget(&ctx, &session, &id)).await {
        Ok(()) => front.see_other(PATH),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// `/.well-known/change-password`: where password managers send people
/// (<https://w3c.github.io/webappsec-change-password-url/>).
pub async fn change_password(front: web::Data<Front>, request: HttpRequest) -> HttpResponse {
    front
        .edge_refusal(&request)
        .unwrap_or_else(|| front.see_other("/account/security#password"))
}

/// A device in the words that every page has for a browser; it was put down as "Chrome (Linux)".
fn label(page: &Page, kept: &str) -> String {
    let parts = kept
        .strip_suffix(')')
        .and_then(|kept| kept.split_once(" ("));
    match parts {
        Some((name, system)) => browser(page, Some(name), Some(system)),
        None => kept.to_owned(),
    }
}
