//! `/account…`: the pages where people look after their own sign-in.
//!
//! Every page opens with `visit`, every post with `visit_post`: they let in who has proven as
//! much as the page wants, and send everybody else through a sign-in that leads back to it.

pub mod activity;
pub mod apps;
pub mod data;
pub mod legacy;
pub mod overview;
pub mod passkeys;
pub mod password;
pub mod profile;
pub mod recovery;
pub mod security;
pub mod sessions;
pub mod totp;

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    Front, cookies,
    form::Fields,
    interaction::set_cookie,
    view::{
        Page,
        account::{Frame, Section},
        error::Again,
    },
};
use crate::{
    account::unproven,
    app::Ctx,
    authorize::{
        Browser, csrf,
        own::{self, Proof, Visitor},
    },
    core::{Fault, Reason},
    http::{HttpState, blocking, body},
    model::{ClientId, Notice, OwnPage, OwnPath, Purpose, Session, User, client::ACCOUNT_CLIENT},
};

/// What a page wants of who opens it.
#[derive(Clone, Debug)]
pub(super) struct Want {
    /// What the person is about to do.
    pub(super) purpose: Purpose,
    /// How good their sign-in has to be.
    pub(super) proof: Proof,
}

impl Default for Want {
    /// Somebody who is signed in.
    fn default() -> Self {
        Self {
            purpose: Purpose::Account,
            proof: Proof::SignedIn,
        }
    }
}

impl Want {
    /// A sign-in of the last minutes, to do this.
    pub(super) fn fresh(purpose: Purpose) -> Self {
        Self {
            purpose,
            proof: Proof::Fresh,
        }
    }
}

impl Want {
    /// Whether somebody has proven as much as it wants.
    fn is_met(&self, visitor: &Visitor) -> bool {
        visitor.is_proven && (self.purpose.sets_up_a_factor() || !visitor.must_prove_second)
    }
}

/// A request to an account page: its context, its browser, its person.
pub(super) struct Visit {
    pub(super) ctx: Ctx,
    pub(super) browser: Browser,
    pub(super) session: Session,
    pub(super) user: User,
    /// Whether the person has a second factor.
    pub(super) second_factor: bool,
    pub(super) page: Page,
    notice: Option<Notice>,
}

impl Visit {
    /// What every account page has. A page that shows it has taken its notice.
    pub(super) fn frame(&self, at: Section) -> Frame {
        let token = csrf::token(&self.ctx, &self.browser, super::logout::PURPOSE);
        Frame {
            at,
            sign_out: token.expose().to_owned(),
            notice: self.notice,
        }
    }

    /// The token of a form that goes to this path.
    pub(super) fn csrf(&self, action: &str) -> String {
        csrf::token(&self.ctx, &self.browser, &purpose(action))
            .expose()
            .to_owned()
    }
}

/// What an app is called, if it is still there.
pub(super) fn app_name(visit: &Visit, id: &ClientId) -> String {
    // The pages here are no app of anybody's.
    if id.as_str() == ACCOUNT_CLIENT {
        return visit.page.t("account-app");
    }
    let client = visit.ctx.app.catalog().client(id);
    client.map_or_else(
        || visit.page.t("activity-app-unknown"),
        |client| client.display_name().to_owned(),
    )
}

fn purpose(action: &str) -> String {
    format!("account {action}")
}

/// Opens a page (GET). Whoever has not proven as much as it wants does so first, and comes back.
pub(super) async fn visit(
    front: &Front,
    state: &HttpState,
    request: &HttpRequest,
    want: &Want,
) -> Result<Visit, HttpResponse> {
    if let Some(refused) = front.edge_refusal(request) {
        return Err(refused);
    }
    let ctx = state.ctx(request);
    let browser = cookies::browser(&ctx, request);
    let (inner, cookies, wanted) = (ctx.clone(), browser.clone(), want.clone());
    let found = blocking(move || {
        let visitor = own::visitor(&inner, &cookies, &wanted.proof)?;
        let visitor = visitor.filter(|visitor| wanted.is_met(visitor));
        let notice = match &visitor {
            Some(visitor) => own::take_notice(&inner, &visitor.session)?,
            None => None,
        };
        Ok::<_, Fault>(visitor.map(|visitor| (visitor, notice)))
    });
    match found.await {
        // Who is about to leave is asked whether to stay, and nothing else.
        Ok(Some((visitor, _)))
            if visitor.user.delete_at.is_some() && request.path() != data::PATH =>
        {
            Err(front.see_other(data::PATH))
        }
        Ok(Some((visitor, notice))) => Ok(enter(front, request, (ctx, browser), visitor, notice)),
        Ok(None) => {
            let here = request.uri().path_and_query();
            let here = here.and_then(|here| OwnPath::parse(here.as_str()));
            let path = here.or_else(|| OwnPath::parse(request.path()));
            Err(sign_in(front, request, (ctx, browser), path, want).await)
        }
        Err(fault) => Err(front.fault_page(request, &fault)),
    }
}

/// Opens a post and reads its form: refuses what another site sent (SE-08), and who has not proven
/// as much as is wanted. `back` is the page with the form.
pub(super) async fn visit_post(
    front: &Front,
    state: &HttpState,
    request: &HttpRequest,
    payload: &mut web::Payload,
    (want, back): (&Want, &str),
) -> Result<(Visit, Fields), HttpResponse> {
    if let Some(refused) = front.edge_refusal(request) {
        return Err(refused);
    }
    let ctx = state.ctx(request);
    let browser = cookies::browser(&ctx, request);
    let form = body::read_form(request, payload, ctx.app.config.limits.body).await;
    let form = Fields::new(form.map_err(|refusal| front.refuse_page(request, &refusal))?);
    let (inner, cookies, proof) = (ctx.clone(), browser.clone(), want.proof.clone());
    let found = blocking(move || own::visitor(&inner, &cookies, &proof)).await;
    let Some(visitor) = found.map_err(|fault| front.fault_page(request, &fault))? else {
        return Err(sign_in(front, request, (ctx, browser), OwnPath::parse(back), want).await);
    };
    let genuine = cookies::is_same_origin(&ctx, request)
        && csrf::check(&ctx, &browser, &purpose(request.path()), form.one("csrf"));
    if visitor.user.delete_at.is_some() && !request.path().starts_with(data::PATH) {
        return Err(front.see_other(data::PATH));
    }
    let refused = match (genuine, want.is_met(&visitor)) {
        (true, true) => {
            let visit = enter(front, request, (ctx, browser), visitor, None);
            return Ok((visit, form));
        }
        (true, false) => Reason::ReauthRequired,
        (false, _) => Reason::CrossSite,
    };
    Err(refuse(front, request, refused, back))
}

/// The sign-in is too old for what was posted (LG-15).
pub(super) fn stale(front: &Front, request: &HttpRequest, back: &str) -> HttpResponse {
    refuse(front, request, Reason::ReauthRequired, back)
}

/// A stale page is no dead end: the right one is a link away.
fn refuse(front: &Front, request: &HttpRequest, reason: Reason, back: &str) -> HttpResponse {
    let mut view = front.error_page(request, &reason.into());
    view.again = Some(Again::Link(back.to_owned()));
    front.html(403, &view, None)
}

fn enter(
    front: &Front,
    request: &HttpRequest,
    (ctx, browser): (Ctx, Browser),
    visitor: Visitor,
    notice: Option<Notice>,
) -> Visit {
    let setting = visitor.user.profile.locale.clone();
    let page = front.page_for(request, None, setting.as_deref());
    Visit {
        ctx,
        browser,
        session: visitor.session,
        user: visitor.user,
        second_factor: visitor.second_factor,
        page,
        notice,
    }
}

/// Whoever has not proven their address cannot add a second factor or a passkey yet: they are led to
/// where they can, and told why.
pub(super) async fn proven_first(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
) -> Option<HttpResponse> {
    let (ctx, session) = (visit.ctx.clone(), visit.session.clone());
    let is_unproven = blocking(move || {
        let is_unproven = unproven::is(&ctx, &session.user_id)?;
        if is_unproven {
            own::put_notice(&ctx, &session, Notice::ProveFirst)?;
        }
        Ok::<_, Fault>(is_unproven)
    });
    match is_unproven.await {
        Ok(true) => Some(front.see_other(profile::PATH)),
        Ok(false) => None,
        Err(fault) => Some(front.fault_page(request, &fault)),
    }
}

/// Through a sign-in, and back to `path`.
async fn sign_in(
    front: &Front,
    request: &HttpRequest,
    (ctx, browser): (Ctx, Browser),
    path: Option<OwnPath>,
    want: &Want,
) -> HttpResponse {
    let Some(path) = path else {
        return front.refuse_page(request, &Reason::NotFound.into());
    };
    let page = OwnPage {
        path,
        purpose: want.purpose,
        factor: match &want.proof {
            Proof::Factor(totp) => Some(totp.clone()),
            Proof::SignedIn | Proof::Fresh | Proof::Passkey(_) => None,
        },
        passkey: match &want.proof {
            Proof::Passkey(passkey) => Some(passkey.clone()),
            Proof::SignedIn | Proof::Fresh | Proof::Factor(_) => None,
        },
    };
    let (inner, proof) = (ctx.clone(), want.proof.clone());
    match blocking(move || own::begin(&inner, &browser, page, &proof)).await {
        Ok(Ok((id, binding))) => {
            // Whichever page is due: this one leads there.
            let mut response = front.see_other(&format!("/interaction/{id}/login"));
            if let Some(binding) = &binding {
                set_cookie(&mut response, &cookies::binding(&ctx, binding));
            }
            response
        }
        Ok(Err(refusal)) => front.refuse_page(request, &refusal),
        Err(fault) => front.fault_page(request, &fault),
    }
}
