//! Links that were sent to people. A link is opened in two steps: what stands in it goes from the address
//! into a cookie (RC-06), and the page then says what its button does (RC-03).

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    Front, cookies,
    form::Fields,
    interaction::{OVERLOADED, set_cookie},
    language,
    view::{
        Action, Page,
        action::{ActionState, Asked},
    },
};
use crate::{
    account::{
        action_code::{self, Purpose},
        contact,
        elsewhere::{self, Opener},
        identifier, undo,
    },
    app::Ctx,
    authorize::{Browser, csrf, session},
    core::{Fault, Reason, Refusal, Secret, Settled, secret::kind},
    http::{HttpState, blocking, body},
    model::InteractionId,
};

/// A request to a page that nobody has to be signed in for.
pub(super) struct Visit {
    pub(super) ctx: Ctx,
    pub(super) browser: Browser,
    /// The cookie that binds forms to the browser, if it had none.
    fresh: Option<Secret<kind::Browser>>,
    pub(super) page: Page,
}

/// Opens a page.
#[expect(clippy::result_large_err, reason = "the other answer is sent at once")]
pub(super) fn visit(
    front: &Front,
    state: &HttpState,
    request: &HttpRequest,
) -> Result<Visit, HttpResponse> {
    if let Some(refused) = front.edge_refusal(request) {
        return Err(refused);
    }
    let ctx = state.ctx(request);
    let mut browser = cookies::browser(&ctx, request);
    let fresh = match browser.binding {
        Some(_) => None,
        None => Some(ctx.app.entropy.secret::<kind::Browser>("")),
    };
    if fresh.is_some() {
        browser.binding.clone_from(&fresh);
    }
    Ok(Visit {
        page: front.page(request, None),
        ctx,
        browser,
        fresh,
    })
}

/// Opens a post and reads its form; refuses what another site sent (SE-08).
pub(super) async fn visit_post(
    front: &Front,
    state: &HttpState,
    request: &HttpRequest,
    payload: &mut web::Payload,
) -> Result<(Visit, Fields), HttpResponse> {
    let visit = visit(front, state, request)?;
    let form = body::read_form(request, payload, state.app.config.limits.body).await;
    let form = Fields::new(form.map_err(|refusal| front.refuse_page(request, &refusal))?);
    let genuine = visit.fresh.is_none()
        && cookies::is_same_origin(&visit.ctx, request)
        && csrf::check(
            &visit.ctx,
            &visit.browser,
            &purpose(request.path()),
            form.one("csrf"),
        );
    match genuine {
        true => Ok((visit, form)),
        false => Err(front.refuse_page(request, &Reason::CrossSite.into())),
    }
}

fn purpose(path: &str) -> String {
    format!("action {path}")
}

impl Visit {
    /// The token of a form that goes to this path.
    pub(super) fn csrf(&self, path: &str) -> String {
        csrf::token(&self.ctx, &self.browser, &purpose(path))
            .expose()
            .to_owned()
    }

    /// The page in the language of the request that waits, as [`language::page_beside`] has it.
    pub(super) async fn speak(
        &mut self,
        front: &Front,
        request: &HttpRequest,
        flow: Option<&InteractionId>,
    ) {
        let Some(flow) = flow else { return };
        let here = (&self.ctx, &self.browser);
        if let Some(page) = language::page_beside(front, request, here, flow).await {
            self.page = page;
        }
    }

    /// With the cookie that its forms need.
    pub(super) fn bound(&self, mut response: HttpResponse) -> HttpResponse {
        if let Some(fresh) = &self.fresh {
            set_cookie(&mut response, &cookies::binding(&self.ctx, fresh));
        }
        response
    }
}

/// `/recover/{token}`: to the page that asks for a new password.
pub async fn reset_link(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    token: web::Path<String>,
) -> HttpResponse {
    open(&front, &state, &request, ("/recover/new", &token))
}

/// `/verify-email/{token}` and the like: to the page with the button.
pub async fn link(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    token: web::Path<String>,
) -> HttpResponse {
    let page = request.path().rsplit_once('/');
    let page = page.map_or("/", |(page, _)| page);
    open(&front, &state, &request, (page, &token))
}

/// RC-06: "Token removed from the URL at once (303) before the page renders". Nothing is looked up, so
/// nothing can change (RC-03).
fn open(
    front: &Front,
    state: &HttpState,
    request: &HttpRequest,
    (page, token): (&str, &str),
) -> HttpResponse {
    let visit = match visit(front, state, request) {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    if !cookies::is_action(token) {
        return front.refuse_page(request, &Reason::ActionCodeUnknown.into());
    }
    let mut response = front.see_other(page);
    let link = Secret::new(token);
    set_cookie(&mut response, &cookies::action(&visit.ctx, &link));
    visit.bound(response)
}

/// What the path of a page is for, and what the page calls it.
fn action_of(path: &str) -> Option<(Purpose, &'static str)> {
    let all = [
        Purpose::VerifyEmail,
        Purpose::ChangeEmail,
        Purpose::UndoEmail,
        Purpose::UndoMobile,
    ];
    let name = path.trim_matches('/');
    let found = all.into_iter().find(|purpose| purpose.path() == name)?;
    Some((found, found.path()))
}

/// The page with the button.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let visit = match visit(&front, &state, &request) {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let (Some((purpose, what)), Some(link)) = (
        action_of(request.path()),
        cookies::find_action(&visit.ctx, &request),
    ) else {
        return front.refuse_page(&request, &Reason::ActionCodeUnknown.into());
    };
    let (ctx, browser) = (visit.ctx.clone(), visit.browser.clone());
    let looked = blocking(move || match purpose {
        Purpose::VerifyEmail | Purpose::ChangeEmail => {
            let opener = opener(&ctx, &browser)?;
            elsewhere::asks_for_password(&ctx, (purpose, &link), &opener)
        }
        _ => Ok(action_code::look(&ctx, purpose, &link)?.map(|()| false)),
    });
    match looked.await {
        Ok(Ok(is_asked)) => {
            let password = if is_asked { Asked::Yes } else { Asked::No };
            ask(&front, &request, &visit, (200, what, password))
        }
        Ok(Err(refusal)) => front.refuse_page(&request, &refusal),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// Who opens a link in this browser.
fn opener(ctx: &Ctx, browser: &Browser) -> Result<Opener, Fault> {
    Ok(Opener {
        browser: browser.binding.clone(),
        user: session::find(ctx, browser)?.map(|(_, user)| user.id),
    })
}

/// The page with the button, as it is asked.
fn ask(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    (status, what, password): (u16, &'static str, Asked),
) -> HttpResponse {
    let view = Action {
        page: visit.page.clone(),
        what,
        state: ActionState::Ask {
            csrf: visit.csrf(request.path()),
            password,
        },
    };
    visit.bound(front.html(status, &view, None))
}

/// What became of the button.
enum Pressed {
    Done { is_here: bool, factors: bool },
    PasswordWrong,
}

/// Does what the link is for.
fn press(
    ctx: &Ctx,
    browser: &Browser,
    (purpose, link): (Purpose, &Secret<kind::ActionCode>),
    typed: &Secret<kind::Password>,
) -> Settled<Pressed> {
    let done = |is_here, factors| Pressed::Done { is_here, factors };
    if matches!(purpose, Purpose::UndoEmail | Purpose::UndoMobile) {
        return Ok(undo::undo(ctx, link)?.map(|factors| done(true, factors)));
    }
    let opener = opener(ctx, browser)?;
    match elsewhere::may_use(ctx, (purpose, link), (&opener, typed))? {
        Ok(true) => {}
        Ok(false) => return Ok(Ok(Pressed::PasswordWrong)),
        Err(refusal) => return Ok(Err(refusal)),
    }
    Ok(match purpose {
        // Who else is signed in here has had nothing changed.
        Purpose::ChangeEmail => {
            let is_here = !elsewhere::is_anothers(ctx, (purpose, link), &opener)?;
            contact::change_email(ctx, link)?.map(|()| done(is_here, false))
        }
        // Who waits for it in this browser goes on here; who waits in another, there.
        _ => identifier::verify(ctx, link)?.map(|used| done(used.user == opener.user, false)),
    })
}

/// The button.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let (visit, form) = match visit_post(&front, &state, &request, &mut payload).await {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let (Some((purpose, what)), Some(link)) = (
        action_of(request.path()),
        cookies::find_action(&visit.ctx, &request),
    ) else {
        return front.refuse_page(&request, &Reason::ActionCodeUnknown.into());
    };
    let (ctx, browser) = (visit.ctx.clone(), visit.browser.clone());
    let typed = Secret::new(form.one("password"));
    match blocking(move || press(&ctx, &browser, (purpose, &link), &typed)).await {
        Ok(Ok(Pressed::PasswordWrong)) => ask(&front, &request, &visit, (422, what, Asked::Again)),
        Ok(Ok(Pressed::Done { is_here, factors })) => {
            let next = match purpose {
                Purpose::UndoEmail | Purpose::UndoMobile => Some("/recover".to_owned()),
                _ => is_here.then(|| "/account".to_owned()),
            };
            let state = ActionState::Done { next, factors };
            let page = visit.page.clone();
            let mut response = front.html(200, &Action { page, what, state }, None);
            set_cookie(&mut response, &cookies::end_action(&visit.ctx));
            response
        }
        Ok(Err(refusal)) => front.refuse_page(&request, &refusal),
        Err(Fault::Overloaded(_)) => {
            let refusal = Refusal::wait(Reason::Overloaded, OVERLOADED);
            front.refuse_page(&request, &refusal)
        }
        Err(fault) => front.fault_page(&request, &fault),
    }
}
