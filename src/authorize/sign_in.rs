//! Signing in on the pages: password, then the second factor, then a session.

use std::time::Duration;

use super::{Open, accounts, device::Recognition, session};
use crate::{
    app::Ctx,
    authn::{
        otp,
        user::{self, Login, Proven},
    },
    config::policy,
    core::{Fault, Reason, Refusal, Secret, Settled, secret::kind},
    crypto::digest::sha256,
    model::{AuditEvent, Authentication, Factor, Namespace, Session, Stage, User, UserId},
    store,
};

/// What a right password or a right code led to.
#[derive(Debug)]
pub enum SignedIn {
    /// A session.
    Session(Entered),
    /// The second factor is missing. Not a session (TF-05).
    SecondFactor,
}

/// What the browser gets with a session.
#[derive(Debug)]
pub struct Entered {
    /// The cookie of the session.
    pub session: Secret<kind::Session>,
    /// Whether the browser is to keep it when it is closed.
    pub remember: bool,
    /// The list of accounts, with this one in it.
    pub accounts: Secret<kind::Accounts>,
    /// The name of the browser, to be kept.
    pub device: Secret<kind::Device>,
}

/// What a person typed on the sign-in page.
#[derive(Debug)]
pub struct Typed {
    /// The name.
    pub identifier: String,
    /// The password.
    pub password: Secret<kind::Password>,
    /// The tick "keep me signed in on this device".
    pub remember: bool,
    /// The interaction's revision when the page was made.
    pub revision: i32,
}

/// How long a turn to check a password lasts if whoever has it is never heard of again.
const TURN: Duration = Duration::from_secs(10);

/// Takes a name and a password.
///
/// AZ-27: "Double submit of login or consent (16 parallel) → at most one code row; others get the
/// "finished" page, 400". One password is checked at a time for an interaction: who comes
/// meanwhile, or with the page of before a sign-in, is told so, and neither hashed nor counted.
pub fn password(ctx: &Ctx, open: &Open, typed: &Typed) -> Settled<SignedIn> {
    let (id, revision) = (open.interaction.id.clone(), open.interaction.revision);
    let signed_in_since = typed.revision != revision
        && matches!(
            open.interaction.stage,
            Stage::SignedIn { .. } | Stage::SecondFactor { .. }
        );
    let (now, turn) = (ctx.now, id.clone());
    let taken = !signed_in_since
        && ctx.app.store.write(move |conn| {
            store::interactions::consume_turn(conn, (&turn, revision), now, now.minus(TURN))
        })?;
    if !taken {
        return Ok(Err(Reason::InteractionFinished.into()));
    }
    let signed_in = check_password(ctx, open, typed);
    if !matches!(signed_in, Ok(Ok(_))) {
        ctx.app
            .store
            .write(move |conn| store::interactions::give_turn_back(conn, &id, revision))?;
    }
    signed_in
}

fn check_password(ctx: &Ctx, open: &Open, typed: &Typed) -> Settled<SignedIn> {
    let login = Login {
        namespaces: vec![Namespace::Username, Namespace::Email],
        identifier: typed.identifier.clone(),
        password: typed.password.clone(),
        device: open.device.as_ref().map(sha256),
        is_gateway: false,
    };
    match user::prove(ctx, &login)? {
        Ok(proven) => proceed(ctx, open, proven, typed.remember),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// Takes the password of whoever is signed in already.
pub fn again(ctx: &Ctx, open: &Open, password: &Secret<kind::Password>) -> Settled<SignedIn> {
    let Some((_, person)) = &open.session else {
        return Ok(Err(Reason::InteractionRequired.into()));
    };
    let device = open.device.as_ref().map(sha256);
    match user::prove_known(ctx, &person.id, password, device.as_ref())? {
        Ok(proven) => proceed(ctx, open, proven, false),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// After a right password: the second factor, if there is one, else a session.
fn proceed(ctx: &Ctx, open: &Open, proven: Proven, remember: bool) -> Settled<SignedIn> {
    let (id, revision) = (open.interaction.id.clone(), open.interaction.revision);
    let inner = ctx.clone();
    if proven.totp.is_some() {
        let next = Stage::SecondFactor {
            user_id: proven.user.id.clone(),
            password_at: ctx.now,
            failures: 0,
            remember,
        };
        let won = ctx.app.store.write(move |conn| {
            if !store::interactions::consume_revision(conn, &id, revision, &next)? {
                proven.give_back(conn)?;
                return Ok(false);
            }
            proven.confirm(&inner, conn)?;
            Ok(true)
        })?;
        return Ok(if won {
            Ok(SignedIn::SecondFactor)
        } else {
            Err(Reason::InteractionFinished.into())
        });
    }
    let began = Began::new(
        ctx,
        open,
        &proven.user,
        (Authentication::by_password(ctx.now), None),
    );
    let (cookie, began) = began;
    let accounts = began.accounts(ctx, open)?;
    let here = Recognition::of(ctx, open, &proven.user.id, proven.device.as_ref());
    let device = here.cookie.clone();
    let won = ctx.app.store.write(move |conn| {
        if !store::interactions::consume_revision(conn, &id, revision, &began.stage)? {
            proven.give_back(conn)?;
            return Ok(false);
        }
        proven.confirm(&inner, conn)?;
        here.keep(&inner, conn)?;
        began.keep(&inner, conn)
    })?;
    Ok(if won {
        Ok(SignedIn::Session(Entered {
            session: cookie,
            remember,
            accounts,
            device,
        }))
    } else {
        Err(Reason::InteractionFinished.into())
    })
}

/// Takes the one-time code of the person whose password was right.
pub fn second_factor(ctx: &Ctx, open: &Open, typed: &str) -> Settled<SignedIn> {
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
    let credentials = ctx
        .app
        .store
        .read(|conn| store::users::find_credentials_at(conn, user_id, device.as_ref()))?;
    let Some(credentials) = credentials.filter(|found| found.user.is_active()) else {
        return restart(ctx, open, user_id, Reason::UserLocked.into());
    };
    // SE-06: a password that was changed meanwhile is none that was proven.
    if credentials.not_before.is_some_and(|at| *password_at < at) {
        return restart(ctx, open, user_id, Reason::PasswordWrong.into());
    }
    let Some(totp) = credentials.totp else {
        return restart(ctx, open, user_id, Reason::OtpWrong.into());
    };
    // Somebody else is about to end it; of tries at once no sixth one is checked.
    if u32::from(*failures) >= policy::OTP_TRIES_PER_CHALLENGE {
        advance(ctx, open, Stage::Begun, None)?;
        return Ok(Err(Reason::OtpLimited.into()));
    }
    // Counted before it is checked, so that tries at once are no more than tries one by one
    // (TF-04: "5 wrong codes end the pending login").
    let failures = failures + 1;
    let counted = Stage::SecondFactor {
        user_id: user_id.clone(),
        password_at: *password_at,
        failures,
        remember: *remember,
    };
    let Some(open) = &advance(ctx, open, counted, None)? else {
        return Ok(Err(Reason::InteractionRequired.into()));
    };
    let proven = match otp::prove(ctx, user_id, &totp, typed)? {
        Ok(proven) => proven,
        Err(refusal) if refusal.reason != Reason::OtpWrong => {
            // Refused without being wrong: the try is given back.
            let before = Stage::SecondFactor {
                user_id: user_id.clone(),
                password_at: *password_at,
                failures: failures - 1,
                remember: *remember,
            };
            return refuse(ctx, open, before, user_id, refusal);
        }
        Err(_) if u32::from(failures) >= policy::OTP_TRIES_PER_CHALLENGE => {
            return restart(ctx, open, user_id, Reason::OtpLimited.into());
        }
        Err(refusal) => return refuse(ctx, open, open.interaction.stage.clone(), user_id, refusal),
    };
    let authentication = Authentication::by_password_and_otp(ctx.now);
    let remember = *remember;
    let factor = Some(Factor::Totp(proven.totp().clone()));
    let (cookie, began) = Began::new(ctx, open, &credentials.user, (authentication, factor));
    let accounts = began.accounts(ctx, open)?;
    let here = Recognition::of(ctx, open, user_id, credentials.device.as_ref());
    let device = here.cookie.clone();
    let (id, revision, inner) = (
        open.interaction.id.clone(),
        open.interaction.revision,
        ctx.clone(),
    );
    let outcome = ctx.app.store.write(move |conn| {
        if !proven.consume(&inner, conn)? {
            return Ok(Err(Reason::OtpReused));
        }
        if !store::interactions::consume_revision(conn, &id, revision, &began.stage)? {
            return Ok(Err(Reason::InteractionFinished));
        }
        here.keep(&inner, conn)?;
        Ok(match began.keep(&inner, conn)? {
            true => Ok(()),
            false => Err(Reason::InteractionFinished),
        })
    })?;
    let entered = Entered {
        session: cookie,
        remember,
        accounts,
        device,
    };
    Ok(outcome
        .map(|()| SignedIn::Session(entered))
        .map_err(Refusal::new))
}

/// Back to name and password.
fn restart(ctx: &Ctx, open: &Open, user_id: &UserId, refusal: Refusal) -> Settled<SignedIn> {
    refuse(ctx, open, Stage::Begun, user_id, refusal)
}

/// Moves the interaction to a stage after a refused code, with the audit row.
fn refuse(
    ctx: &Ctx,
    open: &Open,
    next: Stage,
    user_id: &UserId,
    refusal: Refusal,
) -> Settled<SignedIn> {
    let mut event = ctx.event("login.otp", Some(refusal.reason), "anonymous".into());
    event.subject = Some(format!("user:{user_id}"));
    // Whoever changed the interaction meanwhile has counted; the code stays refused.
    advance(ctx, open, next, Some(event))?;
    Ok(Err(refusal))
}

/// Moves the interaction on; what it is then, or `None` if somebody else was first.
fn advance(
    ctx: &Ctx,
    open: &Open,
    next: Stage,
    event: Option<AuditEvent>,
) -> Result<Option<Open>, Fault> {
    let mut moved = open.clone();
    moved.interaction.stage = next.clone();
    moved.interaction.revision += 1;
    let (id, revision, app) = (
        open.interaction.id.clone(),
        open.interaction.revision,
        ctx.app.clone(),
    );
    let won = ctx.app.store.write(move |conn| {
        if let Some(event) = &event {
            store::audit::append(conn, &app.ledger, event)?;
        }
        store::interactions::consume_revision(conn, &id, revision, &next)
    })?;
    Ok(won.then_some(moved))
}

/// A session that begins, and the stage it takes the interaction to.
struct Began {
    session: Session,
    old: Option<Session>,
    stage: Stage,
    client_id: String,
}

impl Began {
    fn new(
        ctx: &Ctx,
        open: &Open,
        user: &User,
        proof: (Authentication, Option<Factor>),
    ) -> (Secret<kind::Session>, Self) {
        let old = open.session.as_ref().map(|(session, _)| session.clone());
        let (cookie, session) = session::create(ctx, &user.id, proof, old.as_ref());
        let stage = Stage::SignedIn {
            user_id: user.id.clone(),
            session_id: session.id.clone(),
        };
        (
            cookie,
            Self {
                session,
                old,
                stage,
                client_id: open.client.id.to_string(),
            },
        )
    }

    /// The browser's list of accounts, with this one first.
    fn accounts(&self, ctx: &Ctx, open: &Open) -> Result<Secret<kind::Accounts>, Fault> {
        let list = accounts::with(&open.accounts, &self.session.user_id);
        accounts::seal(ctx, &open.interaction.browser, &list)
    }

    /// Keeps the session; whether it could: one that is to go on was ended meanwhile if not.
    fn keep(&self, ctx: &Ctx, conn: &mut store::Conn<'_>) -> store::Result<bool> {
        if !session::replace(ctx, conn, self.old.as_ref(), &self.session)? {
            return Ok(false);
        }
        let renewed = self
            .old
            .as_ref()
            .is_some_and(|old| old.id == self.session.id);
        let mut event = ctx.event(
            match renewed {
                true => "session.renewed",
                false => "session.began",
            },
            None,
            format!("user:{}", self.session.user_id),
        );
        event.subject = Some(format!("session:{}", self.session.id));
        event.client_id = Some(self.client_id.clone());
        let whence = &self.session.whence;
        event.detail = Some(serde_json::json!({
            "amr": self.session.authentication.amr,
            "browser": whence.browser,
            "system": whence.system,
        }));
        store::audit::append(conn, &ctx.app.ledger, &event)?;
        Ok(true)
    }
}

/// Starts over with another account: the interaction forgets who was there.
pub fn switch_account(ctx: &Ctx, open: &Open) -> Result<(), Fault> {
    let (id, revision) = (open.interaction.id.clone(), open.interaction.revision);
    let next = Stage::Another { user_id: None };
    ctx.app
        .store
        .write(move |conn| store::interactions::consume_revision(conn, &id, revision, &next))?;
    Ok(())
}
