//! Signing in on the pages: password, then the second factor, then a session.

use std::time::Duration;

use super::{
    Open, accounts, device::Recognition, new_password, second_factor::may_remember, session,
};
use crate::{
    app::Ctx,
    authn::user::{self, Login, Proven},
    core::{Fault, Reason, Secret, Settled, secret::kind},
    crypto::digest::sha256,
    model::{AuditEvent, Authentication, Factor, Session, Stage, User},
    store,
};

/// What a right password or a right code led to.
#[derive(Debug)]
pub enum SignedIn {
    /// A session.
    Session(Entered),
    /// The second factor is missing. Not a session (TF-05).
    SecondFactor,
    /// Another password has to be chosen first. Not a session either.
    NewPassword,
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
            Stage::SignedIn { .. } | Stage::SecondFactor { .. } | Stage::NewPassword { .. }
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
        namespaces: user::namespaces(ctx),
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

/// Signs in whoever has just made their account in this browser: they chose its password here, for
/// this request, and proved their address here. What is asked of every sign-in by password is asked of
/// them, too, by the next step. Nobody takes the place of somebody who has come further meanwhile.
pub fn newcomer(ctx: &Ctx, open: &Open, user: &User) -> Settled<Entered> {
    let is_free = matches!(
        open.interaction.stage,
        Stage::Begun | Stage::Another { .. } | Stage::Chosen { .. }
    );
    if !is_free {
        return Ok(Err(Reason::InteractionFinished.into()));
    }
    let (id, revision) = (open.interaction.id.clone(), open.interaction.revision);
    let inner = ctx.clone();
    let proof = (Authentication::by_password(ctx.now), None);
    let (cookie, began) = Began::new(ctx, open, user, proof);
    let accounts = began.accounts(ctx, open)?;
    let here = Recognition::of(ctx, open, user, None);
    let device = here.cookie.clone();
    let won = ctx.app.store.settle(move |conn| {
        if !store::interactions::consume_revision(conn, &id, revision, &began.stage)? {
            return Ok(Err(Reason::InteractionFinished));
        }
        here.keep(&inner, conn)?;
        let kept = began.keep(&inner, conn)?;
        Ok(kept.then_some(()).ok_or(Reason::InteractionFinished))
    })?;
    let entered = Entered {
        session: cookie,
        remember: false,
        accounts,
        device,
    };
    Ok(won.map(|()| entered).map_err(Into::into))
}

/// After a right password: the second factor, if there is one, else a session.
fn proceed(ctx: &Ctx, open: &Open, proven: Proven, remember: bool) -> Settled<SignedIn> {
    let (id, revision) = (open.interaction.id.clone(), open.interaction.revision);
    let inner = ctx.clone();
    // TF-10: a device that the person has told us to remember spares them the code.
    let spared = proven.device.as_ref().is_some_and(|device| {
        device.is_remembered(ctx.now) && may_remember(ctx, open, &proven.user)
    });
    if proven.has_second_factor() && !spared {
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
    if proven.must_change_since.is_some() {
        return new_password::must_change(ctx, open, proven, remember);
    }
    let began = Began::new(
        ctx,
        open,
        &proven.user,
        (Authentication::by_password(ctx.now), None),
    );
    let (cookie, began) = began;
    let accounts = began.accounts(ctx, open)?;
    let here = Recognition::of(ctx, open, &proven.user, proven.device.as_ref());
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

/// Moves the interaction on; what it is then, or `None` if somebody else was first.
pub(super) fn advance(
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
pub(super) struct Began {
    pub(super) session: Session,
    old: Option<Session>,
    pub(super) stage: Stage,
    client_id: String,
}

impl Began {
    pub(super) fn new(
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
    pub(super) fn accounts(&self, ctx: &Ctx, open: &Open) -> Result<Secret<kind::Accounts>, Fault> {
        let list = accounts::with(&open.accounts, &self.session.user_id);
        accounts::seal(ctx, &open.interaction.browser, &list)
    }

    /// Keeps the session; whether it could: one that is to go on was ended meanwhile if not.
    pub(super) fn keep(&self, ctx: &Ctx, conn: &mut store::Conn<'_>) -> store::Result<bool> {
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
