//! Signing in with a passkey: in place of a password, as the second factor after it, and to prove
//! anew who is there.

use super::{
    Open, Step,
    device::Recognition,
    second_factor::{restart, waits},
    sign_in::{Began, Entered, SignedIn, advance},
};
use crate::{
    app::Ctx,
    authn::{
        otp::counted,
        outcome,
        passkey::{Place, ProvenPasskey, keep, party, prove, usable},
    },
    config::policy,
    core::{Fault, Reason, Refusal, Settled, Timestamp},
    crypto::digest::sha256,
    model::{InteractionId, OwnPage, Passkey, Stage, User, UserId, user::UserCredentials},
    store::{self, Conn},
};
use serde_json::Value;

/// On which page a passkey is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// In place of name and password.
    Login,
    /// After the password.
    SecondFactor,
    /// By whoever is signed in.
    Reauth,
}

impl At {
    /// From the word that a page's script sends.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "login" => Some(Self::Login),
            "mfa" => Some(Self::SecondFactor),
            "reauth" => Some(Self::Reauth),
            _ => None,
        }
    }
}

/// Who is to answer on this page; `None` if it is not its turn.
enum Whom {
    Anybody,
    One(UserId),
}

fn whom(ctx: &Ctx, open: &Open, at: At) -> Option<Whom> {
    let step = open.step(ctx);
    let signed_in = open.session.as_ref().map(|(_, user)| &user.id);
    match (at, &step, &open.interaction.stage) {
        // Whoever is asked for more may start over.
        (At::Login, Step::Login | Step::SecondFactor | Step::NewPassword, _) => Some(Whom::Anybody),
        (At::SecondFactor, Step::SecondFactor, Stage::SecondFactor { user_id, .. }) => {
            Some(Whom::One(user_id.clone()))
        }
        (At::Reauth, Step::Reauth(_), _) => signed_in.cloned().map(Whom::One),
        (At::Reauth, Step::SecondFactor, Stage::SecondFactor { user_id, .. }) => {
            let same = signed_in == Some(user_id);
            same.then(|| Whom::One(user_id.clone()))
        }
        _ => None,
    }
}

/// TF-06: "Removing or replacing a factor needs that factor (or recovery code)": where a page of
/// ours waits for one factor, no other will do.
fn wanted(open: &Open, mut all: Vec<Passkey>) -> Vec<Passkey> {
    match open.interaction.request.own.as_ref() {
        Some(OwnPage {
            passkey: Some(id), ..
        }) => all.retain(|one| one.id == *id),
        Some(OwnPage {
            factor: Some(_), ..
        }) => all.clear(),
        Some(_) | None => {}
    }
    all
}

fn place(open: &Open) -> Place<'_> {
    Place {
        browser: open.interaction.browser.as_bytes(),
        flow: open.interaction.id.as_str(),
    }
}

/// Whether a page offers to use a passkey: there are any, and whoever is known has one.
pub fn is_offered(ctx: &Ctx, open: &Open, at: At) -> Result<bool, Fault> {
    if ctx.app.passkeys.is_none() {
        return Ok(false);
    }
    Ok(match whom(ctx, open, at) {
        Some(Whom::Anybody) => true,
        Some(Whom::One(user_id)) => !wanted(open, usable(ctx, &user_id)?).is_empty(),
        None => false,
    })
}

/// What a page's script hands to the browser.
pub fn ask(ctx: &Ctx, open: &Open, at: At) -> Settled<Value> {
    let party = match party(ctx) {
        Ok(party) => party,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let user_id = match whom(ctx, open, at) {
        Some(Whom::Anybody) => None,
        Some(Whom::One(user_id)) => Some(user_id),
        None => return Ok(Err(Reason::InteractionRequired.into())),
    };
    let all = match &user_id {
        Some(user_id) => wanted(open, usable(ctx, user_id)?),
        None => Vec::new(),
    };
    if user_id.is_some() && all.is_empty() {
        return Ok(Err(Reason::InteractionRequired.into()));
    }
    let of: Vec<_> = all
        .iter()
        .map(|one| (one.credential.as_slice(), one.document.as_str()))
        .collect();
    let question = party.ask(&of)?;
    keep(ctx, &place(open), user_id.as_ref(), question).map(Ok)
}

/// Takes the answer of an authenticator.
pub fn answer(ctx: &Ctx, open: &Open, (at, text): (At, &str), remember: bool) -> Settled<SignedIn> {
    match whom(ctx, open, at) {
        None => Ok(Err(Reason::InteractionRequired.into())),
        Some(Whom::Anybody) => {
            let proven = prove(ctx, &place(open), None, text);
            // Of a sign-in, not of a second factor: a metric of its own.
            let (outcome, reason) = outcome(&proven);
            metrics::counter!("signet_login_total", "method" => "passkey", "outcome" => outcome, "reason" => reason).increment(1);
            match proven? {
                Ok(proven) => sign_in(ctx, open, proven, remember),
                Err(refusal) => Ok(Err(refusal)),
            }
        }
        Some(Whom::One(user_id)) => {
            let all = wanted(open, usable(ctx, &user_id)?);
            match at {
                At::SecondFactor => second_factor(ctx, open, (&user_id, &all), text),
                At::Login | At::Reauth => {
                    let of = Some((&user_id, all.as_slice()));
                    match counted("passkey", prove(ctx, &place(open), of, text))? {
                        Ok(proven) => sign_in(ctx, open, proven, false),
                        Err(refusal) => Ok(Err(refusal)),
                    }
                }
            }
        }
    }
}

/// After a right answer that stands for a password and a second factor.
fn sign_in(ctx: &Ctx, open: &Open, proven: ProvenPasskey, remember: bool) -> Settled<SignedIn> {
    let found = find(ctx, open, &proven.user_id)?;
    // LG-06, LG-14: what is wrong with the account shows only in the audit trail.
    let Some(found) = found.filter(|found| found.user.is_active()) else {
        return locked(ctx, proven);
    };
    enter(ctx, open, (&found, proven), (false, remember))
}

fn find(ctx: &Ctx, open: &Open, user_id: &UserId) -> Result<Option<UserCredentials>, Fault> {
    let device = open.device.as_ref().map(sha256);
    ctx.app
        .store
        .read(|conn| store::users::find_credentials_at(conn, user_id, device.as_ref()))
}

/// A right passkey of somebody who may not sign in: outwardly a wrong one.
fn locked(ctx: &Ctx, proven: ProvenPasskey) -> Settled<SignedIn> {
    let reason = Reason::UserLocked;
    let mut event = ctx.event("login.passkey", Some(reason), "anonymous".into());
    event.subject = Some(format!("user:{}", proven.user_id));
    let inner = ctx.clone();
    ctx.app.store.write(move |conn| {
        proven.consume(&inner, conn)?;
        store::audit::append(conn, &inner.app.ledger, &event)
    })?;
    Ok(Err(Reason::PasskeyWrong.into()))
}

/// After a right password.
fn second_factor(
    ctx: &Ctx,
    open: &Open,
    (user_id, all): (&UserId, &[Passkey]),
    text: &str,
) -> Settled<SignedIn> {
    const EVENT: &str = "login.passkey";
    let Stage::SecondFactor {
        failures,
        password_at,
        remember,
        ..
    } = &open.interaction.stage
    else {
        return Ok(Err(Reason::InteractionRequired.into()));
    };
    let Some(found) = find(ctx, open, user_id)?.filter(|found| found.user.is_active()) else {
        return restart(ctx, open, (user_id, EVENT), Reason::UserLocked.into());
    };
    // SE-06: a password that was changed meanwhile is none that was proven.
    if found.not_before.is_some_and(|at| *password_at < at) {
        return restart(ctx, open, (user_id, EVENT), Reason::PasswordWrong.into());
    }
    if u32::from(*failures) >= policy::OTP_TRIES_PER_CHALLENGE {
        advance(ctx, open, Stage::Begun, None)?;
        return Ok(Err(Reason::OtpLimited.into()));
    }
    match counted(
        "passkey",
        prove(ctx, &place(open), Some((user_id, all)), text),
    )? {
        Ok(proven) => enter(ctx, open, (&found, proven), (true, *remember)),
        Err(refusal) if is_wrong(&refusal) => {
            // TF-04: "5 wrong codes end the pending login", and a wrong passkey is as good as one.
            let failures = failures + 1;
            if u32::from(failures) >= policy::OTP_TRIES_PER_CHALLENGE {
                advance(ctx, open, Stage::Begun, None)?;
                return Ok(Err(Reason::OtpLimited.into()));
            }
            let mut next = open.interaction.stage.clone();
            if let Stage::SecondFactor { failures: kept, .. } = &mut next {
                *kept = failures;
            }
            advance(ctx, open, next, None)?;
            Ok(Err(refusal))
        }
        Err(refusal) => Ok(Err(refusal)),
    }
}

fn is_wrong(refusal: &Refusal) -> bool {
    refusal.reason.public() == Reason::PasskeyWrong
}

/// Uses the answer up, once, and begins the session; or has another password chosen before, where
/// somebody else has set the one that there is (RC-12).
fn enter(
    ctx: &Ctx,
    open: &Open,
    (found, proven): (&UserCredentials, ProvenPasskey),
    (after_password, remember): (bool, bool),
) -> Settled<SignedIn> {
    let authentication = proven.authentication(ctx, after_password);
    let inner = ctx.clone();
    let turn = Turn::of(open, &proven.user_id);
    let kept = found.password.as_ref();
    if kept.is_some_and(|kept| kept.must_change_since.is_some()) {
        let next = Stage::NewPassword {
            user_id: proven.user_id.clone(),
            authentication,
            factor: Some(proven.factor()),
            remember,
        };
        let won = ctx.app.store.settle(move |conn| {
            let won = proven.consume(&inner, conn)? && turn.consume(conn, &next)?;
            Ok(won.then_some(()).ok_or(Reason::InteractionFinished))
        })?;
        return Ok(won.map(|()| SignedIn::NewPassword).map_err(Refusal::new));
    }
    let user: &User = &found.user;
    let proof = (authentication, Some(proven.factor()));
    let (cookie, began) = Began::new(ctx, open, user, proof);
    let accounts = began.accounts(ctx, open)?;
    let here = Recognition::of(ctx, open, user, found.device.as_ref());
    let entered = Entered {
        session: cookie,
        remember,
        accounts,
        device: here.cookie.clone(),
    };
    let won = ctx.app.store.settle(move |conn| {
        if !proven.consume(&inner, conn)? || !turn.consume(conn, &began.stage)? {
            return Ok(Err(Reason::InteractionFinished));
        }
        here.keep(&inner, conn)?;
        let kept = began.keep(&inner, conn)?;
        Ok(kept.then_some(()).ok_or(Reason::InteractionFinished))
    })?;
    Ok(won
        .map(|()| SignedIn::Session(entered))
        .map_err(Refusal::new))
}

/// The place in a sign-in that an answer is for.
struct Turn {
    id: InteractionId,
    revision: i32,
    /// After whose password, and when that was right; none where the passkey stands for both.
    after: Option<(UserId, Timestamp)>,
}

impl Turn {
    fn of(open: &Open, user_id: &UserId) -> Self {
        let after = match &open.interaction.stage {
            Stage::SecondFactor { password_at, .. } => Some((user_id.clone(), *password_at)),
            _ => None,
        };
        Self {
            id: open.interaction.id.clone(),
            revision: open.interaction.revision,
            after,
        }
    }

    /// Takes it, and moves the sign-in on; whether it was still there.
    fn consume(&self, conn: &mut Conn<'_>, next: &Stage) -> store::Result<bool> {
        match &self.after {
            Some((user_id, password_at)) => {
                let waits = |stage: &Stage| waits(stage, (user_id, *password_at));
                store::interactions::consume_waiting(conn, &self.id, waits, next)
            }
            None => store::interactions::consume_revision(conn, &self.id, self.revision, next),
        }
    }
}
