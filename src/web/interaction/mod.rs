//! `/interaction/{flow}/…`: the pages of a sign-in.

pub mod consent;
pub mod enrol;
pub mod leaving;
pub mod login;
pub mod mfa;
pub mod new_password;
pub mod passkey;
pub mod reauth;
pub mod recovery;
pub mod select_account;
pub mod switch;
pub mod terms;
pub mod verify;

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::Cookie,
    http::header::{HeaderValue, RETRY_AFTER},
    web,
};
use askama::Template;

use super::{
    Front, cookies,
    form::Fields,
    return_to,
    view::{AppName, Page, error::Again},
};
use crate::{
    app::Ctx,
    authorize::{self, Browser, Open, Step, csrf, finish, own, passkey::At, sign_in::Entered},
    config::ReturnStyle,
    core::{Fault, Id, Reason, Refusal},
    http::{HttpState, blocking, body, wait::seconds},
    model::{InteractionId, OwnPath, Stage, User},
};

/// How long to wait when too many passwords are being checked (DL-04).
pub(super) const OVERLOADED: Duration = Duration::from_secs(1);

/// The page of a step.
pub fn path_of(id: &InteractionId, step: &Step) -> String {
    let page = match step {
        Step::SelectAccount => "select-account",
        Step::Login => "login",
        Step::Reauth(_) => "reauth",
        Step::SecondFactor => "mfa",
        Step::Enrol => "enrol",
        Step::Verify => "verify",
        Step::Terms => "terms",
        Step::NewPassword => "password/new",
        Step::Leaving => "leaving",
        Step::Consent { .. } | Step::Finish { .. } | Step::Refuse(_) | Step::Over => "consent",
    };
    format!("/interaction/{id}/{page}")
}

/// A request to a page: its context, its browser, its interaction.
pub(super) struct Visit {
    pub(super) ctx: Ctx,
    pub(super) browser: Browser,
    pub(super) open: Open,
    pub(super) step: Step,
    pub(super) page: Page,
}

/// Opens the interaction of a request.
pub(super) async fn visit(
    front: &Front,
    state: &HttpState,
    request: &HttpRequest,
    flow: &str,
) -> Result<Visit, HttpResponse> {
    if let Some(refused) = front.edge_refusal(request) {
        return Err(refused);
    }
    let ctx = state.ctx(request);
    let browser = cookies::browser(&ctx, request);
    let id: InteractionId = Id::new(flow);
    let (inner, cookies) = (ctx.clone(), browser.clone());
    match blocking(move || authorize::open(&inner, &cookies, &id)).await {
        Ok(Ok(open)) => {
            let step = open.step(&ctx);
            let person = open.session.as_ref().map(|(_, user)| user);
            let page = front.page_for(
                request,
                open.interaction.request.ui_locales.as_deref(),
                person.and_then(|user| user.profile.locale.as_deref()),
            );
            Ok(Visit {
                ctx,
                browser,
                open,
                step,
                page,
            })
        }
        Ok(Err(refusal)) => Err(front.refuse_page(request, &refusal)),
        Err(fault) => Err(front.fault_page(request, &fault)),
    }
}

/// A posted form of a page.
pub(super) struct Form {
    fields: Fields,
    /// The interaction's revision when the page was made.
    pub(super) revision: i32,
}

impl std::ops::Deref for Form {
    type Target = Fields;

    fn deref(&self) -> &Fields {
        &self.fields
    }
}

/// Opens the interaction of a post and reads its form; refuses what another site sent (SE-08).
pub(super) async fn visit_post(
    front: &Front,
    state: &HttpState,
    request: &HttpRequest,
    payload: &mut web::Payload,
    flow: &str,
) -> Result<(Visit, Form), HttpResponse> {
    let visit = visit(front, state, request, flow).await?;
    let form = body::read_form(request, payload, state.app.config.limits.body).await;
    let mut form = Form {
        fields: Fields::new(form.map_err(|refusal| front.refuse_page(request, &refusal))?),
        revision: 0,
    };
    let posted = form.one("csrf").split_once('.');
    let posted = posted.and_then(|(revision, mac)| Some((revision.parse().ok()?, mac)));
    let genuine = cookies::is_same_origin(&visit.ctx, request)
        && posted.is_some_and(|(revision, mac)| {
            csrf::check(&visit.ctx, &visit.browser, &visit.purpose(revision), mac)
        });
    form.revision = posted.map_or(0, |(revision, _)| revision);
    if !genuine {
        let mut view = front.error_page(request, &Reason::CrossSite.into());
        // A stale page is no dead end: the right one is a link away.
        view.again = Some(Again::Link(path_of(
            &visit.open.interaction.id,
            &visit.step,
        )));
        return Err(front.html(403, &view, None));
    }
    Ok((visit, form))
}

impl Visit {
    pub(super) fn path(&self, page: &str) -> String {
        format!("/interaction/{}/{page}", self.open.interaction.id)
    }

    /// Whether a page of ours asks for the sign-in.
    fn is_own(&self) -> bool {
        self.open.interaction.request.own.is_some()
    }

    /// Who asks, as a page names it.
    pub(super) fn app(&self) -> AppName {
        AppName {
            name: match self.is_own() {
                true => self.page.t("account-app"),
                false => self.open.client.display_name().to_owned(),
            },
            host: self.open.destination.redirect_uri().host(),
        }
    }

    pub(super) fn csrf(&self) -> String {
        let revision = self.open.interaction.revision;
        let mac = csrf::token(&self.ctx, &self.browser, &self.purpose(revision));
        format!("{revision}.{}", mac.expose())
    }

    /// What a form's token is for: this interaction, as it stood when the page was made.
    fn purpose(&self, revision: i32) -> String {
        format!("{}.{revision}", self.open.interaction.id)
    }

    /// Where forms of this interaction may end, besides here.
    pub(super) fn form_action(&self) -> Option<String> {
        (self.ctx.app.config.server.return_style == ReturnStyle::SeeOther && !self.is_own())
            .then(|| self.open.destination.redirect_uri().csp_source())
    }

    /// A page of this interaction.
    pub(super) fn show(&self, front: &Front, status: u16, view: &impl Template) -> HttpResponse {
        front.html(status, view, self.form_action().as_deref())
    }

    /// A page that says why what was typed is not taken, with how long to wait if that is why.
    pub(super) fn show_refused(
        &self,
        front: &Front,
        status: u16,
        (view, wait): (&impl Template, Option<Duration>),
    ) -> HttpResponse {
        let mut response = self.show(front, status, view);
        if let Some(wait) = wait {
            let wait = HeaderValue::from(seconds(wait));
            response.headers_mut().insert(RETRY_AFTER, wait);
        }
        response
    }

    /// To the page of the step that is due, or to the end. Every page comes here when it is not
    /// its turn.
    pub(super) async fn resume(&self, front: &Front, request: &HttpRequest) -> HttpResponse {
        match &self.step {
            Step::SelectAccount
            | Step::Login
            | Step::Reauth(_)
            | Step::SecondFactor
            | Step::Enrol
            | Step::Verify
            | Step::Terms
            | Step::NewPassword
            | Step::Leaving
            | Step::Consent { .. } => {
                front.see_other(&path_of(&self.open.interaction.id, &self.step))
            }
            Step::Finish { .. } if self.is_own() => {
                let (ctx, open) = (self.ctx.clone(), self.open.clone());
                let ended = blocking(move || own::finish(&ctx, &open)).await;
                go_on(front, request, ended)
            }
            Step::Finish { .. } => {
                let (ctx, open) = (self.ctx.clone(), self.open.clone());
                self.end(
                    front,
                    request,
                    blocking(move || finish::finish(&ctx, &open)).await,
                )
            }
            Step::Refuse(reason) => self.deny(front, request, &Refusal::new(*reason)).await,
            Step::Over => front.refuse_page(request, &Reason::InteractionFinished.into()),
        }
    }

    /// Ends the interaction with an error for the client.
    pub(super) async fn deny(
        &self,
        front: &Front,
        request: &HttpRequest,
        refusal: &Refusal,
    ) -> HttpResponse {
        if self.is_own() {
            let (ctx, open) = (self.ctx.clone(), self.open.clone());
            let ended = blocking(move || own::cancel(&ctx, &open)).await;
            return go_on(front, request, ended);
        }
        let (description, uri) = super::authorize::describe(front, request, refusal);
        let answer = self
            .open
            .destination
            .with_error(refusal.reason, &description, &uri);
        let (ctx, open, reason) = (self.ctx.clone(), self.open.clone(), refusal.reason);
        self.end(
            front,
            request,
            blocking(move || finish::deny(&ctx, &open, reason, answer)).await,
        )
    }

    /// On the way back to the client: by our own page, which `form-action 'self'` allows, or
    /// straight for scripted clients.
    pub(super) fn end(
        &self,
        front: &Front,
        request: &HttpRequest,
        ended: Result<Result<finish::Return, Refusal>, Fault>,
    ) -> HttpResponse {
        match ended {
            Ok(Ok(end)) => match self.ctx.app.config.server.return_style {
                ReturnStyle::Page => front.see_other(&format!("/return/{}", end.id.expose())),
                ReturnStyle::SeeOther => {
                    let name = self.open.client.display_name();
                    return_to::leave(front, self.page.clone(), &end.answer, name)
                }
            },
            Ok(Err(refusal)) => front.refuse_page(request, &refusal),
            Err(fault) => front.fault_page(request, &fault),
        }
    }

    /// Where a page's script asks for a passkey, if that is offered there.
    pub(super) async fn passkey(&self, at: At) -> Result<Option<String>, Fault> {
        let (ctx, open) = (self.ctx.clone(), self.open.clone());
        let offered = blocking(move || authorize::passkey::is_offered(&ctx, &open, at)).await?;
        Ok(offered.then(|| self.path("passkey")))
    }

    /// To the next page, with a new session (SE-02).
    pub(super) fn signed_in(&self, front: &Front, entered: &Entered) -> HttpResponse {
        go_in(front, (&self.ctx, &self.open.interaction.id), entered)
    }

    /// Where whoever is asked for a code may start again.
    pub(super) fn restart(&self) -> String {
        let known = match (&self.open.interaction.stage, &self.open.session) {
            (Stage::SecondFactor { user_id, .. }, Some((session, _))) => {
                session.user_id == *user_id
            }
            _ => false,
        };
        self.path(if known { "reauth" } else { "login" })
    }
}

/// To the next page of a sign-in, with a new session (SE-02).
pub(super) fn go_in(
    front: &Front,
    (ctx, flow): (&Ctx, &InteractionId),
    entered: &Entered,
) -> HttpResponse {
    let mut response = front.see_other(&format!("/interaction/{flow}/consent"));
    let session = cookies::session(ctx, &entered.session, entered.remember);
    set_cookie(&mut response, &session);
    set_cookie(&mut response, &cookies::accounts(ctx, &entered.accounts));
    set_cookie(&mut response, &cookies::device(ctx, &entered.device));
    response
}

/// To the page of ours that the person signed in for.
fn go_on(
    front: &Front,
    request: &HttpRequest,
    ended: Result<Result<OwnPath, Refusal>, Fault>,
) -> HttpResponse {
    match ended {
        Ok(Ok(path)) => front.see_other(path.as_str()),
        Ok(Err(refusal)) => front.refuse_page(request, &refusal),
        Err(fault) => front.fault_page(request, &fault),
    }
}

pub(super) fn set_cookie(response: &mut HttpResponse, cookie: &Cookie<'_>) {
    if let Err(error) = response.add_cookie(cookie) {
        tracing::error!(%error, "a cookie cannot be set");
    }
}

/// The name that a person signs in with, as a page fills it in.
pub(super) fn sign_in_name(user: &User) -> String {
    let profile = &user.profile;
    let name = profile
        .preferred_username
        .as_ref()
        .or(profile.email.as_ref());
    name.cloned().unwrap_or_default()
}
