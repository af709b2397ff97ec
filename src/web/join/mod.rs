//! `/join…` and `/invite`: the pages by which people get an account.

pub mod confirm;
pub mod form;
pub mod invite;
pub mod verify;
pub mod waitlist;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{
    Front, cookies,
    form::Fields,
    interaction::{go_in, set_cookie},
    language,
    view::{Page, error::Again, join::JoinError},
};
use crate::{
    account::{
        invitation::NotGood,
        join::{NewAccount, NewSecret, NotJoined},
        pace,
    },
    app::Ctx,
    authorize::{self, Browser, csrf, sign_in},
    config::Registration,
    core::{Fault, Id, Reason, Refusal, Secret, secret::kind},
    http::{HttpState, blocking, body},
    model::{InteractionId, User},
};

/// Somebody at a page that needs no sign-in.
#[derive(Clone)]
pub(super) struct Guest {
    pub(super) ctx: Ctx,
    pub(super) browser: Browser,
    pub(super) page: Page,
    /// A cookie to set: the browser had none.
    fresh: Option<Secret<kind::Browser>>,
}

impl Guest {
    /// The cookie that binds forms to the browser.
    pub(super) fn binding(&self) -> Secret<kind::Browser> {
        let known = self.browser.binding.clone();
        known.unwrap_or_else(|| Secret::new(""))
    }

    /// The token of a form that goes to this path.
    pub(super) fn csrf(&self, action: &str) -> String {
        csrf::token(&self.ctx, &self.browser, &purpose(action))
            .expose()
            .to_owned()
    }

    /// The page in the language of the request that waits, if one does and says so (`ui_locales`); the
    /// mail that is sent from it, too.
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

    /// The page in the language that an account was asked for in.
    pub(super) fn speak_as(&mut self, front: &Front, request: &HttpRequest, locale: Option<&str>) {
        self.page = front.page_for(request, None, locale);
    }

    /// Signs somebody in for the request that waits in this browser, where they have made their
    /// account. `None` if none waits here any more: then they sign in themselves.
    pub(super) async fn go_in(
        &self,
        front: &Front,
        (flow, user): (Option<&InteractionId>, &User),
    ) -> Option<HttpResponse> {
        let (ctx, browser) = (self.ctx.clone(), self.browser.clone());
        let (id, user) = (flow?.clone(), user.clone());
        let entered = blocking(move || {
            Ok(match authorize::open(&ctx, &browser, &id)? {
                Ok(open) => sign_in::newcomer(&ctx, &open, &user)?,
                Err(refusal) => Err(refusal),
            })
        });
        match entered.await {
            Ok(Ok(entered)) => Some(go_in(front, (&self.ctx, flow?), &entered)),
            Ok(Err(_)) => None,
            // There is an account all the same, and a page that leads on to it.
            Err(fault) => {
                tracing::error!(%fault, "somebody who joined is not signed in");
                None
            }
        }
    }

    /// Whether somebody has to set up two-step sign-in before they reach an app.
    pub(super) fn has_to_enrol(&self, user: &User) -> bool {
        self.ctx.app.config.mfa.is_required(&user.roles)
    }

    /// A page.
    pub(super) fn show(&self, front: &Front, status: u16, view: &impl Template) -> HttpResponse {
        let mut response = front.html(status, view, None);
        if let Some(fresh) = &self.fresh {
            set_cookie(&mut response, &cookies::binding(&self.ctx, fresh));
        }
        response
    }

    pub(super) fn mode(&self) -> Registration {
        self.ctx.app.config.login.registration
    }

    /// Where people without an invitation may ask for one.
    pub(super) fn waitlist(&self) -> Option<String> {
        let login = &self.ctx.app.config.login;
        login.has_waitlist().then(|| waitlist::PATH.to_owned())
    }
}

fn purpose(action: &str) -> String {
    format!("guest {action}")
}

/// Opens a page (GET).
pub(super) fn guest(
    front: &Front,
    state: &HttpState,
    request: &HttpRequest,
) -> Result<Guest, Box<HttpResponse>> {
    if let Some(refused) = front.edge_refusal(request) {
        return Err(Box::new(refused));
    }
    let ctx = state.ctx(request);
    let mut browser = cookies::browser(&ctx, request);
    let fresh = match &browser.binding {
        Some(_) => None,
        None => {
            let fresh = ctx.app.entropy.secret::<kind::Browser>("");
            browser.binding = Some(fresh.clone());
            Some(fresh)
        }
    };
    Ok(Guest {
        ctx,
        browser,
        page: front.page(request, None),
        fresh,
    })
}

/// Opens a post and reads its form; refuses what another site sent (SE-08). `back` is the page with
/// the form.
pub(super) async fn guest_post(
    front: &Front,
    state: &HttpState,
    request: &HttpRequest,
    payload: &mut web::Payload,
    back: &str,
) -> Result<(Guest, Fields), HttpResponse> {
    let guest = guest(front, state, request).map_err(|refused| *refused)?;
    let form = body::read_form(request, payload, state.app.config.limits.body).await;
    let form = Fields::new(form.map_err(|refusal| front.refuse_page(request, &refusal))?);
    let genuine = guest.fresh.is_none()
        && cookies::is_same_origin(&guest.ctx, request)
        && csrf::check(
            &guest.ctx,
            &guest.browser,
            &purpose(request.path()),
            form.one("csrf"),
        );
    if genuine {
        return Ok((guest, form));
    }
    let mut view = front.error_page(request, &Reason::CrossSite.into());
    view.again = Some(Again::Link(back.to_owned()));
    Err(front.html(403, &view, None))
}

/// The answer to whoever comes too fast, from one network.
pub(super) async fn too_fast(
    front: &Front,
    guest: &Guest,
    request: &HttpRequest,
) -> Option<HttpResponse> {
    let ctx = guest.ctx.clone();
    match blocking(move || pace::join(&ctx)).await {
        Ok(Ok(())) => None,
        Ok(Err(refusal)) => Some(front.refuse_page(request, &refusal)),
        Err(fault) => Some(front.fault_page(request, &fault)),
    }
}

/// LG-17: "Registration disabled → 404 on every path that could create a user".
pub(super) fn nothing_here(front: &Front, request: &HttpRequest) -> HttpResponse {
    front.refuse_page(request, &Reason::NotFound.into())
}

/// The authorization request that waits, by the `flow` of a query or a form.
pub(super) fn flow_of(text: &str) -> Option<InteractionId> {
    let is_id = (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
    is_id.then(|| Id::new(text))
}

fn flow_in(request: &HttpRequest) -> Option<InteractionId> {
    let pairs = body::pairs(request.query_string()).unwrap_or_default();
    let found = pairs.iter().find(|(name, _)| name == "flow");
    found.and_then(|(_, value)| flow_of(value))
}

/// Where a person who has an account signs in: for what waits, or for their account.
pub(super) fn next(flow: Option<&InteractionId>, has_to_enrol: bool) -> String {
    match flow {
        Some(flow) => format!("/interaction/{flow}/login"),
        None if has_to_enrol => "/account/security".to_owned(),
        None => "/account".to_owned(),
    }
}

/// What the form says of a new account.
pub(super) fn account_of(guest: &Guest, form: &Fields) -> NewAccount {
    let terms = &guest.ctx.app.config.terms;
    let terms = terms.version.clone().filter(|_| form.one("terms") == "1");
    let filled =
        |name: &str| Some(form.one(name).trim().to_owned()).filter(|text| !text.is_empty());
    NewAccount {
        email: filled("email"),
        username: None,
        others: Vec::new(),
        name: filled("name"),
        locale: Some(guest.page.lang().to_owned()),
        claims: serde_json::Map::new(),
        password: NewSecret::Clear(Secret::new(form.one("new_password"))),
        terms,
    }
}

/// What is missing in the form, before anything is computed.
pub(super) fn missing(guest: &Guest, new: &NewAccount) -> Option<JoinError> {
    let NewSecret::Clear(password) = &new.password else {
        return None;
    };
    if new.email.is_none() {
        return Some(JoinError::EmailMissing);
    }
    if new.name.is_none() {
        return Some(JoinError::NameMissing);
    }
    if password.expose().is_empty() {
        return Some(JoinError::NewMissing);
    }
    let is_due = guest.ctx.app.config.terms.version.is_some() && new.terms.is_none();
    is_due.then_some(JoinError::TermsMissing)
}

/// How the form says that there is no account; `Err` if the form is not the place to say it.
pub(super) fn told(not: NotJoined) -> Result<JoinError, NotJoined> {
    match not {
        NotJoined::Flawed(flaw) => Ok(JoinError::Flawed(flaw)),
        NotJoined::Taken => Ok(JoinError::Taken),
        NotJoined::Invitation(NotGood::OtherAddress) => Ok(JoinError::OtherAddress),
        NotJoined::Invalid(invalid) if invalid.field == "name" => Ok(JoinError::NameWrong),
        NotJoined::Invalid(_) => Ok(JoinError::EmailWrong),
        not => Err(not),
    }
}

/// A fault, or that there is too much to do.
pub(super) fn overloaded(fault: &Fault) -> Option<Refusal> {
    matches!(fault, Fault::Overloaded(_))
        .then(|| Refusal::wait(Reason::Overloaded, super::interaction::OVERLOADED))
}
