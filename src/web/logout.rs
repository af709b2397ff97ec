//! `/logout`: a plain sign-out.

use actix_web::{HttpRequest, HttpResponse, http::header, web};

use super::{
    Front, cookies,
    view::{Logout, logout::LogoutState},
};
use crate::{
    app::Ctx,
    authorize::{Browser, csrf, session},
    core::{Fault, Reason},
    http::{HttpState, blocking, body},
};

const PURPOSE: &str = "logout";

/// Asks.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let ctx = state.ctx(&request);
    ask(&front, &request, &ctx, cookies::browser(&ctx, &request)).await
}

/// Signs out if the form's token is there; else asks (SE-08's exception).
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let ctx = state.ctx(&request);
    let browser = cookies::browser(&ctx, &request);
    let form = match body::read_form(&request, &mut payload, ctx.app.config.limits.body).await {
        Ok(form) => form,
        Err(refusal) => return front.refuse_page(&request, &refusal),
    };
    let Some((_, token)) = form.iter().find(|(name, _)| name == "csrf") else {
        return ask(&front, &request, &ctx, browser).await;
    };
    if !cookies::is_same_origin(&ctx, &request) || !csrf::check(&ctx, &browser, PURPOSE, token) {
        return front.refuse_page(&request, &Reason::CrossSite.into());
    }
    if form
        .iter()
        .any(|(name, value)| name == "decision" && value == "stay")
    {
        let state = LogoutState::Stayed { back: None };
        return front.html(
            200,
            &Logout {
                page: front.page(&request, None),
                state,
            },
            None,
        );
    }
    let inner = ctx.clone();
    if let Err(fault) = blocking(move || session::sign_out(&inner, &browser)).await {
        return front.fault_page(&request, &fault);
    }
    let mut response = front.html(
        200,
        &Logout {
            page: front.page(&request, None),
            state: LogoutState::Done { back: None },
        },
        None,
    );
    // SE-05: never "cookies", which would empty the whole registrable domain.
    response.headers_mut().insert(
        header::HeaderName::from_static("clear-site-data"),
        header::HeaderValue::from_static("\"cache\", \"storage\""),
    );
    if let Err(error) = response.add_cookie(&cookies::end_session(&ctx)) {
        tracing::error!(%error, "a cookie cannot be set");
    }
    response
}

async fn ask(front: &Front, request: &HttpRequest, ctx: &Ctx, browser: Browser) -> HttpResponse {
    let inner = ctx.clone();
    let found = blocking(move || {
        let person =
            session::find(&inner, &browser)?.map(|(_, user)| user.display_name().to_owned());
        let csrf = csrf::token(&inner, &browser, PURPOSE).expose().to_owned();
        let action = "/logout".to_owned();
        Ok::<_, Fault>(person.map(|person| LogoutState::Ask {
            action,
            csrf,
            person,
            app: None,
        }))
    });
    match found.await {
        Ok(state) => {
            let state = state.unwrap_or(LogoutState::Done { back: None });
            front.html(
                200,
                &Logout {
                    page: front.page(request, None),
                    state,
                },
                None,
            )
        }
        Err(fault) => front.fault_page(request, &fault),
    }
}
