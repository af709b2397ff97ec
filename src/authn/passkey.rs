//! Proving a person by a passkey, in place of a password or after it.

use super::limits::{self, Charge};
use crate::{
    app::Ctx,
    config::policy,
    core::{Digest, Fault, Reason, Refusal, Settled, secret::kind},
    crypto::passkey::{Answer, Question, RelyingParty, Right, Wrong},
    model::{Authentication, Passkey, PasskeyId, UserId, passkey::Challenge, session::Factor},
    store::{self, Conn},
};

/// Challenges of one sign-in, or one session, that can be answered at a time.
const CHALLENGES: i64 = 4;

/// Where a passkey is asked for.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// The digest of the cookie of the browser.
    pub browser: &'a [u8; 32],
    /// The sign-in, or the session.
    pub flow: &'a str,
}

/// A passkey whose answer was right. Whoever uses it must consume it first.
#[derive(Clone, Debug)]
pub struct ProvenPasskey {
    /// Whose it is.
    pub user_id: UserId,
    passkey: PasskeyId,
    challenge: Digest<kind::Challenge>,
    seen: String,
    right: Right,
}

impl ProvenPasskey {
    /// Uses the challenge up, and puts down the counter: whether this caller was the first.
    pub fn consume(&self, ctx: &Ctx, conn: &mut Conn<'_>) -> store::Result<bool> {
        limits::refund_passkey(ctx, conn, &self.user_id)?;
        if !store::passkeys::consume_challenge(conn, &self.challenge, ctx.now)? {
            return Ok(false);
        }
        let row = (&self.passkey, self.seen.as_str());
        store::passkeys::consume_use(conn, row, &self.right.document, ctx.now)
    }

    /// Which factor it is.
    pub fn factor(&self) -> Factor {
        Factor::Passkey(self.passkey.clone())
    }

    /// What it proves now, by itself or after a password (TF-09).
    pub fn authentication(&self, ctx: &Ctx, after_password: bool) -> Authentication {
        match after_password {
            true => Authentication::by_password_and_passkey(ctx.now, self.right.synced),
            false => Authentication::by_passkey(ctx.now, self.right.synced),
        }
    }
}

/// The server as passkeys know it; refused where there are none.
pub fn party(ctx: &Ctx) -> Result<&RelyingParty, Refusal> {
    ctx.app
        .passkeys
        .as_ref()
        .ok_or_else(|| Refusal::new(Reason::NotFound))
}

/// What an authenticator finds a person by: it tells nobody who they are (Web Authentication
/// §14.6.1: "the user handle MUST NOT contain personally identifying information").
pub fn handle(ctx: &Ctx, user_id: &UserId) -> [u8; 16] {
    let pepper = &ctx.app.pepper;
    let digest = pepper.keyed::<kind::Subject>("passkey-handle", user_id.as_str().as_bytes());
    let mut handle = [0; 16];
    handle.copy_from_slice(&digest.as_bytes()[..16]);
    handle
}

/// The passkeys of a person that can be used here: those of another domain cannot.
pub fn usable(ctx: &Ctx, user_id: &UserId) -> Result<Vec<Passkey>, Fault> {
    let Some(party) = &ctx.app.passkeys else {
        return Ok(Vec::new());
    };
    let mut all = ctx
        .app
        .store
        .read(|conn| store::passkeys::list(conn, user_id))?;
    all.retain(|one| one.rp_id == party.id());
    Ok(all)
}

/// Keeps a question until it is answered, for five minutes.
pub fn keep(
    ctx: &Ctx,
    place: &Place<'_>,
    user_id: Option<&UserId>,
    question: Question,
) -> Result<serde_json::Value, Fault> {
    let challenge = Challenge {
        digest: question.challenge,
        user_id: user_id.cloned(),
        browser: *place.browser,
        flow: place.flow.to_owned(),
        state: question.state,
        expires_at: ctx.now.plus(policy::PASSKEY_CHALLENGE),
        used_at: None,
    };
    ctx.app
        .store
        .write(move |conn| store::passkeys::insert_challenge(conn, &challenge, CHALLENGES))?;
    Ok(question.options)
}

/// The challenge with this digest, if it was given out here and can still be answered.
pub fn find_open(
    ctx: &Ctx,
    place: &Place<'_>,
    digest: &Digest<kind::Challenge>,
) -> Result<Option<Challenge>, Fault> {
    let found = ctx
        .app
        .store
        .read(|conn| store::passkeys::find_challenge(conn, digest, place.browser))?;
    Ok(found.filter(|challenge| challenge.flow == place.flow && challenge.is_open(ctx.now)))
}

/// Judges an answer. `of` are the passkeys that will do where it is known who is to answer; else the
/// passkey says itself whose it is. A wrong one is counted and audited (LG-14), and its challenge is
/// used up.
pub fn prove(
    ctx: &Ctx,
    place: &Place<'_>,
    of: Option<(&UserId, &[Passkey])>,
    text: &str,
) -> Settled<ProvenPasskey> {
    let party = match party(ctx) {
        Ok(party) => party,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(answer) = Answer::read(text) else {
        return Ok(Err(Reason::PasskeyWrong.into()));
    };
    let Some(challenge) = find_open(ctx, place, &answer.challenge)? else {
        return Ok(Err(Reason::InteractionExpired.into()));
    };
    if challenge.user_id.as_ref() != of.map(|(user_id, _)| user_id) {
        return Ok(Err(Reason::InteractionExpired.into()));
    }
    let charge = match Charge::reserve(ctx) {
        Ok(charge) => charge,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let passkey = match of {
        Some((_, all)) => all
            .iter()
            .find(|one| one.credential == answer.credential_id())
            .cloned(),
        None => ctx
            .app
            .store
            .read(|conn| store::passkeys::find_by_credential(conn, answer.credential_id()))?
            .filter(|one| one.rp_id == party.id()),
    };
    let owner = of.map(|(user_id, _)| user_id.clone());
    let owner = owner.or_else(|| passkey.as_ref().map(|one| one.user_id.clone()));
    if let Some(owner) = &owner {
        ctx.note_person(owner);
        if let Err(refusal) = limits::reserve_passkey(ctx, owner)? {
            charge.release(ctx);
            return Ok(Err(refusal));
        }
    }
    let judged = match &passkey {
        Some(one) => {
            let whose = (handle(ctx, &one.user_id), of.is_some());
            party.judge((&answer, &challenge.state), &one.document, whose)?
        }
        None => Err(Wrong {
            cloned: false,
            why: "nobody here has this passkey".into(),
        }),
    };
    match (judged, passkey) {
        (Ok(right), Some(one)) => {
            charge.release(ctx);
            Ok(Ok(ProvenPasskey {
                user_id: one.user_id,
                passkey: one.id,
                challenge: challenge.digest,
                seen: one.document,
                right,
            }))
        }
        (Err(wrong), passkey) => {
            charge.fail(ctx, owner.as_ref())?;
            fail(ctx, &challenge, (owner, passkey), &wrong)
        }
        (Ok(_), None) => Err(Fault::Internal("no passkey was proven".into())),
    }
}

fn fail(
    ctx: &Ctx,
    challenge: &Challenge,
    (owner, passkey): (Option<UserId>, Option<Passkey>),
    wrong: &Wrong,
) -> Settled<ProvenPasskey> {
    let reason = match wrong.cloned {
        true => Reason::PasskeyCloned,
        false => Reason::PasskeyWrong,
    };
    let mut event = ctx.event("login.passkey", Some(reason), "anonymous".into());
    event.subject = owner.map(|owner| format!("user:{owner}"));
    event.detail = Some(serde_json::json!({
        "passkey": passkey.map(|one| one.id),
        "why": wrong.why,
    }));
    let (inner, digest) = (ctx.clone(), challenge.digest);
    ctx.app.store.write(move |conn| {
        store::passkeys::consume_challenge(conn, &digest, inner.now)?;
        store::audit::append(conn, &inner.app.ledger, &event)
    })?;
    Ok(Err(reason.into()))
}
