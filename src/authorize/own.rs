//! Signing in for a page of the server's own: the same interaction as for an app, which ends with
//! the way back to that page in place of a code.

use super::{Browser, Open, Step, session, start};
use crate::{
    app::Ctx,
    config::policy,
    core::{Fault, Id, Reason, RedirectUri, ScopeList, Secret, Settled, secret::kind},
    model::{
        AcrWish, AuthorizationRequest, InteractionId, Notice, OwnPage, OwnPath, PasskeyId, Prompt,
        ResponseMode, Session, Stage, User,
        client::ACCOUNT_CLIENT,
        session::{ACR_MFA, ACR_PASSWORD, Factor},
        user::Totp,
    },
    store,
};

/// How good the sign-in has to be that a page asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Somebody is signed in.
    SignedIn,
    /// They proved it within the last minutes, with all that they have.
    Fresh,
    /// So, and by this authenticator app or by a recovery code (TF-06: "Removing or replacing a
    /// factor needs that factor (or recovery code) ≤ 5 min ago").
    Factor(Id<Totp>),
    /// So, and by this passkey or by a recovery code (TF-06).
    Passkey(PasskeyId),
}

/// Whether a session is proof enough. `second_factor` says whether its person has one.
pub fn is_proven(ctx: &Ctx, session: &Session, proof: &Proof, second_factor: bool) -> bool {
    let fresh = ctx.now.since(session.authentication.auth_time) <= policy::STEP_UP_FRESH;
    // What a remembered device spared is not spared here.
    let whole = !second_factor || session.authentication.acr() == ACR_MFA;
    match proof {
        Proof::SignedIn => true,
        Proof::Fresh => fresh && whole,
        Proof::Factor(totp) => {
            fresh
                && match &session.factor {
                    Some(Factor::Recovery) => true,
                    Some(Factor::Totp(id)) => id == totp,
                    Some(Factor::Passkey(_)) | None => false,
                }
        }
        Proof::Passkey(passkey) => {
            fresh
                && match &session.factor {
                    Some(Factor::Recovery) => true,
                    Some(Factor::Passkey(id)) => id == passkey,
                    Some(Factor::Totp(_)) | None => false,
                }
        }
    }
}

/// Whether somebody signed in just now and was spared the second factor that they have. TF-10 spares it
/// a sign-in and nothing else: a page of ours that wants proof (TF-06) asks for all of it, and the
/// password along with the code, so that a session alone opens nothing.
pub fn is_spared(ctx: &Ctx, open: &Open, session: &Session) -> bool {
    let fresh = ctx.now.since(session.authentication.auth_time) <= policy::STEP_UP_FRESH;
    fresh && open.person.second_factor && session.authentication.acr() == ACR_PASSWORD
}

/// Somebody at a page of ours.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Their session.
    pub session: Session,
    /// Who.
    pub user: User,
    /// Whether they have a second factor.
    pub second_factor: bool,
    /// Whether they proved as much as the page asks for.
    pub is_proven: bool,
    /// Whether they must have a second factor (`mfa.required_for`) and proved none in this session: only
    /// pages that set one up are for them.
    pub must_prove_second: bool,
}

/// Who is at a page of ours; `None` if nobody is signed in.
pub fn visitor(ctx: &Ctx, browser: &Browser, proof: &Proof) -> Result<Option<Visitor>, Fault> {
    let Some((session, user)) = session::find(ctx, browser)? else {
        return Ok(None);
    };
    session::touch(ctx, &session)?;
    let second_factor = ctx
        .app
        .store
        .read(|conn| store::accounts::has_second_factor(conn, &user.id))?;
    let must_prove_second =
        session.authentication.acr() == ACR_PASSWORD && ctx.app.config.mfa.is_required(&user.roles);
    Ok(Some(Visitor {
        must_prove_second,
        is_proven: is_proven(ctx, &session, proof, second_factor),
        session,
        user,
        second_factor,
    }))
}

/// Has the next page tell of what was done.
pub fn put_notice(ctx: &Ctx, session: &Session, notice: Notice) -> Result<(), Fault> {
    let id = session.id.clone();
    ctx.app
        .store
        .write(move |conn| store::sessions::set_notice(conn, &id, notice))
}

/// What the page is to tell of what was done before it, if anything: once.
pub fn take_notice(ctx: &Ctx, session: &Session) -> Result<Option<Notice>, Fault> {
    let id = session.id.clone();
    let found = ctx
        .app
        .store
        .read(|conn| store::sessions::find_notice(conn, &id))?;
    let Some(notice) = found else {
        return Ok(None);
    };
    let won = ctx
        .app
        .store
        .write(move |conn| store::sessions::consume_notice(conn, &id, notice))?;
    Ok(won.then_some(notice))
}

/// A sign-in that was begun: its id, and a cookie to set, if the browser had none.
pub type Begun = (InteractionId, Option<Secret<kind::Browser>>);

/// Begins a sign-in that leads to a page of ours. Whoever is signed in proves it anew if `proof`
/// asks for more than that.
pub fn begin(ctx: &Ctx, browser: &Browser, page: OwnPage, proof: &Proof) -> Settled<Begun> {
    let fresh = *proof != Proof::SignedIn;
    let request = AuthorizationRequest {
        client_id: Id::new(ACCOUNT_CLIENT),
        redirect_uri: RedirectUri::new(format!("{}{}", ctx.app.issuer, page.path.as_str())),
        scope: ScopeList::default(),
        state: None,
        nonce: None,
        challenge: None,
        prompt: Prompt::Auto,
        // Only who proves it for this very page: what there is did not do.
        force_login: fresh,
        reauth_after: fresh.then(|| ctx.now.minus(policy::STEP_UP_FRESH)),
        ask_consent: false,
        login_hint: None,
        response_mode: ResponseMode::Query,
        select_account: false,
        create: false,
        hinted: None,
        acr: match fresh {
            true => AcrWish {
                values: vec![ACR_MFA.to_owned()],
                essential: false,
            },
            false => AcrWish::default(),
        },
        ui_locales: None,
        resource: Vec::new(),
        claims: None,
        own: Some(page),
    };
    start::keep(ctx, browser, request)
}

/// The end of a sign-in for a page of ours: where the person goes on.
pub fn finish(ctx: &Ctx, open: &Open) -> Settled<OwnPath> {
    match (open.step(ctx), &open.interaction.request.own) {
        (Step::Finish { .. }, Some(page)) => end(ctx, open, Stage::Finished, page.path.clone()),
        _ => Ok(Err(Reason::InteractionRequired.into())),
    }
}

/// The person will not: they go back to where nothing has to be proven.
pub fn cancel(ctx: &Ctx, open: &Open) -> Settled<OwnPath> {
    match OwnPath::parse("/account") {
        Some(path) => end(ctx, open, Stage::Denied, path),
        None => Ok(Err(Reason::NotFound.into())),
    }
}

fn end(ctx: &Ctx, open: &Open, stage: Stage, path: OwnPath) -> Settled<OwnPath> {
    let (id, revision) = (open.interaction.id.clone(), open.interaction.revision);
    let won = ctx
        .app
        .store
        .write(move |conn| store::interactions::consume_revision(conn, &id, revision, &stage))?;
    if !won {
        return Ok(Err(Reason::InteractionFinished.into()));
    }
    ctx.app.interactions.finish(open.interaction.id.as_str());
    Ok(Ok(path))
}
