//! The second factor of a sign-in: a code of an authenticator app, or a recovery code.

use super::{
    Open,
    device::Recognition,
    sign_in::{Began, Entered, SignedIn, advance},
};
use crate::{
    account::outbox::{self, Template, Values},
    app::Ctx,
    authn::{
        limits,
        otp::{self, ProvenOtp},
        recovery::{self, ProvenRecovery},
    },
    config::policy,
    core::{Reason, Refusal, Settled, Timestamp},
    crypto::digest::sha256,
    model::{Authentication, Notice, Session, Stage, User, UserId, session::Factor, user::Totp},
    store::{self, Conn},
};

/// What somebody typed whose password was right.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The code, as typed.
    pub code: String,
    /// Which code it is meant to be.
    pub kind: CodeKind,
    /// The tick "remember this device" (TF-10).
    pub remember_device: bool,
}

/// Which code somebody typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// Of an authenticator app.
    Otp,
    /// A recovery code.
    Recovery,
}

impl CodeKind {
    const fn event(self) -> &'static str {
        match self {
            Self::Otp => "login.otp",
            Self::Recovery => "login.recovery",
        }
    }
}

/// Whether this person may have their device remembered in this sign-in.
///
/// TF-10: "off by default"; PAGES §3: "off for admin and for `acr` that ask for it"; and off for
/// whoever must have a second factor, because a device that spares them the code would leave them
/// with the `acr` of a password (TF-09).
pub fn may_remember(ctx: &Ctx, open: &Open, user: &User) -> bool {
    !ctx.app.config.mfa.remember_device.is_zero()
        && !user.roles.iter().any(|role| role == "admin")
        && !ctx.app.config.mfa.is_required(&user.roles)
        && !open.interaction.request.acr.prefers_second_factor()
}

/// The same of whoever is asked for a code.
pub fn offers_to_remember(ctx: &Ctx, open: &Open) -> Result<bool, crate::core::Fault> {
    let Stage::SecondFactor { user_id, .. } = &open.interaction.stage else {
        return Ok(false);
    };
    if ctx.app.config.mfa.remember_device.is_zero() {
        return Ok(false);
    }
    let user = ctx
        .app
        .store
        .read(|conn| store::users::find(conn, user_id))?;
    Ok(user.is_some_and(|user| may_remember(ctx, open, &user)))
}

/// Whether a code of an authenticator app will do for whoever is asked for a second factor.
pub fn offers_code(ctx: &Ctx, open: &Open) -> Result<bool, crate::core::Fault> {
    let Stage::SecondFactor { user_id, .. } = &open.interaction.stage else {
        return Ok(false);
    };
    let (totps, has_passkey) = ctx.app.store.read(|conn| {
        let totps = store::totps::confirmed(conn, user_id)?;
        Ok((totps, store::passkeys::has_any(conn, user_id)?))
    })?;
    Ok(!wanted(open, totps, has_passkey).is_empty())
}

/// A code that was right.
#[derive(Clone)]
enum Proven {
    Otp(ProvenOtp),
    Recovery(ProvenRecovery),
}

impl Proven {
    fn factor(&self) -> Factor {
        match self {
            Self::Otp(proven) => Factor::Totp(proven.totp().clone()),
            Self::Recovery(_) => Factor::Recovery,
        }
    }

    fn user_id(&self) -> &UserId {
        match self {
            Self::Otp(proven) => proven.user_id(),
            Self::Recovery(proven) => proven.user_id(),
        }
    }

    fn consume(&self, ctx: &Ctx, conn: &mut Conn<'_>) -> store::Result<bool> {
        match self {
            Self::Otp(proven) => proven.consume(ctx, conn),
            Self::Recovery(proven) => proven.consume(ctx, conn),
        }
    }
}

/// Whether the sign-in of this person, by the password that was right then, still waits for a code.
/// Others that were tried at the same moment may have been counted, or have ended it, meanwhile; this
/// one was right, and one of the tries that are allowed.
pub(super) fn waits(stage: &Stage, whom: (&UserId, Timestamp)) -> bool {
    match stage {
        Stage::SecondFactor {
            user_id,
            password_at,
            ..
        } => (user_id, *password_at) == whom,
        Stage::Begun => true,
        _ => false,
    }
}

/// Checks a code of either kind.
fn check(ctx: &Ctx, user_id: &UserId, totps: &[Totp], attempt: &Attempt) -> Settled<Proven> {
    Ok(match attempt.kind {
        CodeKind::Otp => otp::prove(ctx, user_id, totps, &attempt.code)?.map(Proven::Otp),
        CodeKind::Recovery => recovery::prove(ctx, user_id, &attempt.code)?.map(Proven::Recovery),
    })
}

/// Takes the code of the person whose password was right.
pub fn second_factor(ctx: &Ctx, open: &Open, attempt: &Attempt) -> Settled<SignedIn> {
    let Stage::SecondFactor {
        user_id,
        failures,
        password_at,
        remember,
    } = &open.interaction.stage
    else {
        return Ok(Err(Reason::InteractionRequired.into()));
    };
    let device = open.device.as_ref().map(sha256);
    let (credentials, totps) = ctx.app.store.read(|conn| {
        let found = store::users::find_credentials_at(conn, user_id, device.as_ref())?;
        Ok((found, store::totps::confirmed(conn, user_id)?))
    })?;
    let event = attempt.kind.event();
    let Some(credentials) = credentials.filter(|found| found.user.is_active()) else {
        return restart(ctx, open, (user_id, event), Reason::UserLocked.into());
    };
    // SE-06: a password that was changed meanwhile is none that was proven.
    if credentials.not_before.is_some_and(|at| *password_at < at) {
        return restart(ctx, open, (user_id, event), Reason::PasswordWrong.into());
    }
    if totps.is_empty() && !credentials.passkeys {
        return restart(ctx, open, (user_id, event), Reason::OtpWrong.into());
    }
    let totps = wanted(open, totps, credentials.passkeys);
    // Somebody else is about to end it; of tries at once no sixth one is checked.
    if u32::from(*failures) >= policy::OTP_TRIES_PER_CHALLENGE {
        advance(ctx, open, Stage::Begun, None)?;
        return Ok(Err(Reason::OtpLimited.into()));
    }
    // Counted before it is checked, so that tries at once are no more than tries one by one
    // (TF-04: "5 wrong codes end the pending login").
    let stage = |failures| Stage::SecondFactor {
        user_id: user_id.clone(),
        password_at: *password_at,
        failures,
        remember: *remember,
    };
    let failures = failures + 1;
    let Some(open) = &advance(ctx, open, stage(failures), None)? else {
        return Ok(Err(Reason::InteractionRequired.into()));
    };
    let proven = match check(ctx, user_id, &totps, attempt)? {
        Ok(proven) => proven,
        // Refused without being wrong: the try is given back.
        Err(refusal) if refusal.reason != Reason::OtpWrong => {
            return refuse(ctx, open, stage(failures - 1), (user_id, event), refusal);
        }
        Err(_) if u32::from(failures) >= policy::OTP_TRIES_PER_CHALLENGE => {
            return restart(ctx, open, (user_id, event), Reason::OtpLimited.into());
        }
        Err(refusal) => {
            return refuse(ctx, open, stage(failures), (user_id, event), refusal);
        }
    };
    let remember_device = attempt.remember_device && may_remember(ctx, open, &credentials.user);
    let begins = Begins {
        remember: *remember,
        remember_device,
        device: Recognition::of(ctx, open, &credentials.user, credentials.device.as_ref()),
    };
    let kept = credentials.password.as_ref();
    if kept.is_some_and(|kept| kept.must_change_since.is_some()) {
        return must_change(ctx, open, (user_id, proven, *password_at), *remember);
    }
    enter(ctx, open, (&credentials.user, proven, *password_at), begins)
}

/// TF-06: "Removing or replacing a factor needs that factor (or recovery code)": where a page of
/// ours waits for one authenticator app, no other will do.
fn wanted(open: &Open, totps: Vec<Totp>, has_passkey: bool) -> Vec<Totp> {
    let own = open.interaction.request.own.as_ref();
    if has_passkey && own.is_some_and(|page| page.passkey.is_some()) {
        return Vec::new();
    }
    match own.and_then(|page| page.factor.as_ref()) {
        Some(id) if totps.iter().any(|totp| totp.id == *id) => {
            totps.into_iter().filter(|totp| totp.id == *id).collect()
        }
        _ => totps,
    }
}

/// How a session is to begin.
struct Begins {
    remember: bool,
    remember_device: bool,
    device: Recognition,
}

/// Uses the code up, once, and begins the session.
fn enter(
    ctx: &Ctx,
    open: &Open,
    (user, proven, password_at): (&User, Proven, Timestamp),
    begins: Begins,
) -> Settled<SignedIn> {
    let authentication = Authentication::by_password_and_otp(ctx.now);
    let proof = (authentication, Some(proven.factor()));
    let (cookie, began) = Began::new(ctx, open, user, proof);
    let accounts = began.accounts(ctx, open)?;
    let device = begins.device.cookie.clone();
    let entered = Entered {
        session: cookie,
        remember: begins.remember,
        accounts,
        device: device.clone(),
    };
    let (id, inner) = (open.interaction.id.clone(), ctx.clone());
    let until = ctx.now.plus(ctx.app.config.mfa.remember_device);
    let (whom, used) = (user.id.clone(), proven.clone());
    let outcome = ctx.app.store.settle(move |conn| {
        if !proven.consume(&inner, conn)? {
            return Ok(Err(Reason::OtpReused));
        }
        let waits = |stage: &Stage| waits(stage, (&whom, password_at));
        if !store::interactions::consume_waiting(conn, &id, waits, &began.stage)? {
            return Ok(Err(Reason::InteractionFinished));
        }
        begins.device.keep(&inner, conn)?;
        let user_id = &began.session.user_id;
        if begins.remember_device {
            store::devices::remember(conn, (&sha256(&device), user_id), Some(until))?;
        }
        if !began.keep(&inner, conn)? {
            return Ok(Err(Reason::InteractionFinished));
        }
        if let Proven::Recovery(_) = &proven {
            recovered(&inner, conn, user_id, Some(&began.session))?;
        }
        Ok(Ok(()))
    })?;
    settled(ctx, &used, outcome.map(|()| SignedIn::Session(entered)))
}

/// What the use of a right code came to. One that was not accepted is no wrong one (TF-03).
fn settled(ctx: &Ctx, proven: &Proven, outcome: Result<SignedIn, Reason>) -> Settled<SignedIn> {
    if outcome.is_err() {
        let (inner, user_id) = (ctx.clone(), proven.user_id().clone());
        ctx.app
            .store
            .write(move |conn| limits::refund_otp(&inner, conn, &user_id))?;
    }
    Ok(outcome.map_err(Refusal::new))
}

/// Uses the code up, once; before there is a session, another password has to be chosen (RC-12).
fn must_change(
    ctx: &Ctx,
    open: &Open,
    (user_id, proven, password_at): (&UserId, Proven, Timestamp),
    remember: bool,
) -> Settled<SignedIn> {
    let next = Stage::NewPassword {
        user_id: user_id.clone(),
        authentication: Authentication::by_password_and_otp(ctx.now),
        factor: Some(proven.factor()),
        remember,
    };
    let (id, inner, user_id) = (open.interaction.id.clone(), ctx.clone(), user_id.clone());
    let used = proven.clone();
    let outcome = ctx.app.store.settle(move |conn| {
        if !proven.consume(&inner, conn)? {
            return Ok(Err(Reason::OtpReused));
        }
        let waits = |stage: &Stage| waits(stage, (&user_id, password_at));
        if !store::interactions::consume_waiting(conn, &id, waits, &next)? {
            return Ok(Err(Reason::InteractionFinished));
        }
        if let Proven::Recovery(_) = &proven {
            recovered(&inner, conn, &user_id, None)?;
        }
        Ok(Ok(()))
    })?;
    settled(ctx, &used, outcome.map(|()| SignedIn::NewPassword))
}

/// A recovery code was used: that is written down, and the person learns when it was the last.
fn recovered(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    user_id: &UserId,
    session: Option<&Session>,
) -> store::Result<()> {
    let left = store::recovery::left(conn, user_id)?;
    if let Some(session) = session.filter(|_| left == 0) {
        store::sessions::set_notice(conn, &session.id, Notice::RecoveryCodesGone)?;
    }
    let mut event = ctx.event("login.recovery", None, format!("user:{user_id}"));
    event.subject = Some(format!("user:{user_id}"));
    event.detail = Some(serde_json::json!({ "left": left }));
    store::audit::append(conn, &ctx.app.ledger, &event)?;
    let values = Values::new().with("left", left.to_string());
    outbox::tell(ctx, conn, user_id, Template::RecoveryCodeUsed, values)
}

/// Back to name and password.
pub(super) fn restart(
    ctx: &Ctx,
    open: &Open,
    whom: (&UserId, &'static str),
    refusal: Refusal,
) -> Settled<SignedIn> {
    refuse(ctx, open, Stage::Begun, whom, refusal)
}

/// Moves the interaction to a stage after a refused code, with the audit row.
fn refuse(
    ctx: &Ctx,
    open: &Open,
    next: Stage,
    (user_id, event): (&UserId, &'static str),
    refusal: Refusal,
) -> Settled<SignedIn> {
    let mut event = ctx.event(event, Some(refusal.reason), "anonymous".into());
    event.subject = Some(format!("user:{user_id}"));
    // Whoever changed the interaction meanwhile has counted; the code stays refused.
    advance(ctx, open, next, Some(event))?;
    Ok(Err(refusal))
}
