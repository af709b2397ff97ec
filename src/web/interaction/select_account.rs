//! `/interaction/{flow}/select-account`: with which account to go on.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Visit, set_cookie, sign_in_name, visit, visit_post};
use crate::{
    authorize::{
        Step,
        accounts::{self, Account},
    },
    core::{Id, Reason},
    http::{HttpState, blocking},
    model::UserId,
    web::{
        Front, cookies,
        view::{SelectAccount, select_account::AccountChoice},
    },
};

/// The form.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    flow: web::Path<String>,
) -> HttpResponse {
    let visit = match visit(&front, &state, &request, &flow).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    if visit.step != Step::SelectAccount {
        return visit.resume(&front, &request).await;
    }
    page(&front, &request, &visit, 200).await
}

/// The choice.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
    flow: web::Path<String>,
) -> HttpResponse {
    let (visit, form) = match visit_post(&front, &state, &request, &mut payload, &flow).await {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    if visit.step != Step::SelectAccount {
        return visit.resume(&front, &request).await;
    }
    match (
        form.one("account"),
        form.one("remove"),
        form.one("decision"),
    ) {
        ("", "", "cancel") => {
            visit
                .deny(&front, &request, &Reason::ConsentDenied.into())
                .await
        }
        ("", "", "another") => choose(&front, &request, &visit, None).await,
        // AZ-15: "empty POST never advances".
        ("", "", _) => page(&front, &request, &visit, 422).await,
        ("", user, _) => remove(&front, &request, &visit, user.to_owned()).await,
        (user, _, _) => choose(&front, &request, &visit, Some(Id::new(user))).await,
    }
}

/// On to whatever comes next, which the interaction knows when it is opened again.
async fn choose(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    chosen: Option<UserId>,
) -> HttpResponse {
    let (ctx, open) = (visit.ctx.clone(), visit.open.clone());
    match blocking(move || accounts::choose(&ctx, &open, chosen.as_ref())).await {
        Ok(Ok(())) => front.see_other(&visit.path("consent")),
        Ok(Err(refusal)) => front.refuse_page(request, &refusal),
        Err(fault) => front.fault_page(request, &fault),
    }
}

async fn remove(front: &Front, request: &HttpRequest, visit: &Visit, user: String) -> HttpResponse {
    let (ctx, browser, open) = (visit.ctx.clone(), visit.browser.clone(), visit.open.clone());
    match blocking(move || accounts::remove(&ctx, &browser, &open, &user)).await {
        Ok((list, signed_out)) => {
            let mut response = front.see_other(&visit.path("select-account"));
            set_cookie(&mut response, &cookies::accounts(&visit.ctx, &list));
            if signed_out {
                set_cookie(&mut response, &cookies::end_session(&visit.ctx));
            }
            response
        }
        Err(fault) => front.fault_page(request, &fault),
    }
}

async fn page(front: &Front, request: &HttpRequest, visit: &Visit, status: u16) -> HttpResponse {
    let (ctx, open) = (visit.ctx.clone(), visit.open.clone());
    let accounts = match blocking(move || accounts::choices(&ctx, &open)).await {
        Ok(accounts) => accounts,
        Err(fault) => return front.fault_page(request, &fault),
    };
    let choice = |Account { user, signed_in }: &Account| AccountChoice {
        id: user.id.to_string(),
        person: user.display_name().to_owned(),
        username: sign_in_name(user),
        signed_in: *signed_in,
    };
    let view = SelectAccount {
        page: visit.page.clone(),
        action: visit.path("select-account"),
        csrf: visit.csrf(),
        app: visit.app(),
        accounts: accounts.iter().map(choice).collect(),
    };
    visit.show(front, status, &view)
}
