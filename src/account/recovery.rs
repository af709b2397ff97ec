//! Recovery codes: made for a person who has a second factor, shown until they are kept, and used
//! once each (TF-07).

use super::{
    factor,
    outbox::{self, Template, Values},
};
use crate::{
    app::Ctx,
    authn::recovery::{ALPHABET, digest},
    config::policy,
    core::{Digest, Entropy, Fault, Reason, Secret, Settled, Timestamp, secret::kind},
    crypto::seal::{open_under, seal_under},
    model::{Notice, Session, SessionId, UserId},
    store::{self, Conn},
};

/// What there is of somebody's codes.
#[derive(Clone, Debug, Default)]
pub struct Codes {
    /// How many are left.
    pub left: u64,
    /// All of them, as long as they can be shown here.
    pub shown: Vec<Secret<kind::Recovery>>,
    /// When they were made.
    pub made_at: Timestamp,
    /// Whether their person has not said yet that they are kept.
    pub is_unsaved: bool,
}

/// How many codes somebody has left.
pub fn left(ctx: &Ctx, user_id: &UserId) -> Result<u64, Fault> {
    ctx.app
        .store
        .read(|conn| store::recovery::left(conn, user_id))
}

/// Somebody's codes, as far as the session with this cookie may see them.
pub fn codes(
    ctx: &Ctx,
    user_id: &UserId,
    cookie: Option<&Secret<kind::Session>>,
) -> Result<Codes, Fault> {
    let (left, set) = ctx.app.store.read(|conn| {
        let left = store::recovery::left(conn, user_id)?;
        Ok((left, store::recovery::find_set(conn, user_id)?))
    })?;
    let made_at = set
        .as_ref()
        .map(|(made_at, _)| *made_at)
        .unwrap_or_default();
    // What could be shown ends with the tick, or becomes nothing in time.
    let is_unsaved = left > 0 && set.as_ref().is_some_and(|(_, sealed)| sealed.is_some());
    let sealed = set
        .filter(|(made_at, _)| ctx.now.since(*made_at) < policy::RECOVERY_SHOWN)
        .and_then(|(_, sealed)| sealed);
    let shown = match (cookie, sealed) {
        // Another session of theirs cannot open it, nor can whoever has the database.
        (Some(cookie), Some(sealed)) => open_under(cookie, &context(user_id), &sealed)
            .ok()
            .and_then(|plain| String::from_utf8(plain.to_vec()).ok())
            .map(Secret::<kind::Recovery>::new),
        _ => None,
    };
    let shown = shown.map_or_else(Vec::new, |text| {
        text.expose().lines().map(Secret::new).collect()
    });
    Ok(Codes {
        left,
        shown,
        made_at,
        is_unsaved,
    })
}

/// Makes a new set, in place of the one before. SE-06: the person's other sessions end with it.
/// Refused for who has no second factor: there is nothing to recover.
pub fn make(ctx: &Ctx, session: &Session, cookie: &Secret<kind::Session>) -> Settled<()> {
    let user_id = session.user_id.clone();
    let set = new_set(ctx, &user_id, cookie)?;
    let (inner, session_id) = (ctx.clone(), session.id.clone());
    let made = ctx.app.store.write(move |conn| {
        if !store::accounts::has_second_factor(conn, &user_id)? {
            return Ok(false);
        }
        put(&inner, conn, (&user_id, &session_id), &set)?;
        Ok(true)
    })?;
    Ok(match made {
        true => Ok(()),
        false => Err(Reason::NotFound.into()),
    })
}

/// A set of codes that nobody has yet.
#[derive(Clone, Debug)]
pub(super) struct NewSet {
    digests: Vec<Digest<kind::Recovery>>,
    /// The codes, for the page that shows them.
    sealed: Vec<u8>,
}

/// Makes a set that the session with this cookie can show. What costs time is done here, before a
/// transaction.
pub(super) fn new_set(
    ctx: &Ctx,
    user_id: &UserId,
    cookie: &Secret<kind::Session>,
) -> Result<NewSet, Fault> {
    let codes: Vec<_> = (0..policy::RECOVERY_CODES)
        .map(|_| new_code(&*ctx.app.entropy))
        .collect();
    let digests: Vec<_> = codes
        .iter()
        .map(|code| {
            let plain = crate::authn::recovery::normalize(code.expose());
            digest(ctx, user_id, &plain)
        })
        .collect();
    let text: Vec<&str> = codes.iter().map(Secret::expose).collect();
    let text: Secret<kind::Recovery> = Secret::new(text.join("\n"));
    let sealed = seal_under(
        &*ctx.app.entropy,
        cookie,
        &context(user_id),
        text.expose().as_bytes(),
    )?;
    Ok(NewSet { digests, sealed })
}

fn put(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    (user_id, session_id): (&UserId, &SessionId),
    set: &NewSet,
) -> store::Result<()> {
    store::recovery::replace(conn, user_id, (&set.digests, &set.sealed), ctx.now)?;
    let whose = (user_id, session_id);
    factor::changed(ctx, conn, whose, ("factor.recovery_codes_made", None))?;
    let letter = Template::RecoveryCodesMade;
    outbox::tell(ctx, conn, user_id, letter, Values::new())
}

/// Whoever turns a second factor on and has no recovery codes gets these, in the transaction that turns
/// it on: nobody is left with a factor and no way back. Whether they did.
pub(super) fn put_first(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    whose: (&UserId, &SessionId),
    set: &NewSet,
) -> store::Result<bool> {
    let first = store::recovery::left(conn, whose.0)? == 0;
    if first {
        put(ctx, conn, whose, set)?;
    }
    Ok(first)
}

/// A second factor that was turned on.
#[derive(Debug)]
pub struct TurnedOn {
    /// The cookie of the session from now on.
    pub cookie: Secret<kind::Session>,
    /// Whether recovery codes came with it.
    pub first: bool,
}

/// Turns on the authenticator app that was begun, by a code of it; whoever has no recovery codes
/// gets some at once.
pub fn turn_on(ctx: &Ctx, session: &Session, typed: (&str, &str)) -> Settled<TurnedOn> {
    factor::turn_on(ctx, session, typed, true)
}

/// The person says that the codes are kept: they are not shown again.
pub fn keep(ctx: &Ctx, session: &Session) -> Result<(), Fault> {
    let (user_id, session_id) = (session.user_id.clone(), session.id.clone());
    ctx.app.store.write(move |conn| {
        if store::recovery::erase_shown(conn, &user_id)? {
            store::sessions::set_notice(conn, &session_id, Notice::RecoveryCodesSaved)?;
        }
        Ok(())
    })
}

/// TF-07: 80 random bits, in four groups of four characters.
fn new_code(entropy: &dyn Entropy) -> Secret<kind::Recovery> {
    let mut bytes = [0_u8; 10];
    entropy.fill(&mut bytes);
    let bits = bytes
        .iter()
        .fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    let mut text = String::new();
    for at in 0..16_u32 {
        if at > 0 && at % 4 == 0 {
            text.push('-');
        }
        let digit = usize::try_from(bits >> (75 - 5 * at) & 31).unwrap_or(0);
        text.push(char::from(ALPHABET[digit]));
    }
    Secret::new(text)
}

fn context(user_id: &UserId) -> String {
    format!("recovery-codes {user_id}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::SystemEntropy;

    struct Fixed(u8);
    impl Entropy for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    // TF-07: 80 random bits, all of which are in the code.
    #[test]
    fn a_code_holds_eighty_bits() {
        assert_eq!(new_code(&Fixed(0)).expose(), "0000-0000-0000-0000");
        assert_eq!(new_code(&Fixed(255)).expose(), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
        let (a, b) = (new_code(&SystemEntropy), new_code(&SystemEntropy));
        assert_eq!((a.expose().len(), a.expose() == b.expose()), (19, false));
    }
}
