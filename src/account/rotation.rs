//! The life of signing keys (JW-08): by schedule, by an operator, and in an emergency.
//!
//! Every step is a compare-and-swap, so that of many nodes one takes it and the others find it
//! taken (JW-09).

use crate::{
    app::Ctx,
    config::{Config, policy},
    core::{Door, Fault, Timestamp},
    crypto::SigningKey,
    model::{
        AuditEvent, KeyPurpose, KeyRecord, KeyState,
        client::SigningAlgorithm,
        key::{self, Life, Step},
    },
    store,
};

/// Who changes keys when the schedule does.
const SCHEDULE: &str = "server";

/// How long keys of this purpose are in each state. A key that has ceased to sign stays until
/// nothing that it signed is of use: access tokens, ID tokens, and ID tokens as hints at sign-out,
/// which are good as long as the browser session.
pub fn life(config: &Config, purpose: &KeyPurpose) -> Life {
    let longest = match purpose {
        KeyPurpose::Issuer => policy::ACCESS_TOKEN_TTL_MAX.max(config.session.absolute),
        KeyPurpose::Door(name) => config.legacy.lifetime(name),
    };
    Life {
        pre_publish: policy::KEY_PRE_PUBLISH,
        rotate_every: config.keys.rotate_every,
        retire: policy::KEY_RETIRE.max(longest + policy::KEY_RETIRE_MARGIN),
    }
}

/// Takes the steps that are due.
pub fn advance(ctx: &Ctx) -> Result<(), Fault> {
    let catalog = ctx.app.catalog();
    let life = |purpose: &KeyPurpose| life(&ctx.app.config, purpose);
    let steps = key::due(&catalog.keys().records(), life, ctx.now);
    let any = !steps.is_empty();
    for step in steps {
        match step {
            Step::Publish(purpose, algorithm, active) => {
                publish(ctx, &purpose, algorithm, (SCHEDULE, Some(active)))?;
            }
            Step::Succeed { old, new } => succeed(ctx, old, new)?,
            Step::Remove(kid) => {
                take_out(ctx, kid, KeyState::Retiring, SCHEDULE)?;
            }
        }
    }
    if any { ctx.app.refresh() } else { Ok(()) }
}

/// The successor of an active key, published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successor {
    /// Its id.
    pub kid: String,
    /// Whether it was made just now; else it was published before.
    pub made: bool,
    /// When it begins to sign.
    pub signs_from: Timestamp,
}

/// Begins a rotation: publishes a successor, unless one is published already.
pub fn rotate(
    ctx: &Ctx,
    purpose: &KeyPurpose,
    algorithm: SigningAlgorithm,
) -> Result<Successor, Fault> {
    let life = life(&ctx.app.config, purpose);
    let mut made = false;
    loop {
        ctx.app.refresh()?;
        let catalog = ctx.app.catalog();
        let records = catalog.keys().records();
        let found = records.iter().find(|key| {
            key.state == KeyState::Pending && key.purpose == *purpose && key.algorithm == algorithm
        });
        if let Some(found) = found {
            return Ok(Successor {
                kid: found.kid.clone(),
                made,
                signs_from: found.signs_from(&life),
            });
        }
        made = publish(ctx, purpose, algorithm, ("operator", None))?;
    }
}

/// Publishes a new key; whether this caller was the first. What the schedule has judged by a key
/// that is active no more is judged anew: another node has moved on meanwhile.
fn publish(
    ctx: &Ctx,
    purpose: &KeyPurpose,
    algorithm: SigningAlgorithm,
    (actor, active): (&str, Option<String>),
) -> Result<bool, Fault> {
    let key = generate(ctx, purpose, algorithm)?;
    let record = ctx
        .app
        .seal_key(&key, purpose.clone(), KeyState::Pending, false)?;
    let event = event(ctx, "key.published", &record.kid, actor);
    let app = ctx.app.clone();
    let inserted = ctx.app.store.attempt(move |conn| {
        if let Some(active) = &active
            && !store::keys::is_active(conn, active)?
        {
            return Ok(false);
        }
        store::keys::insert(conn, &record)?;
        store::audit::append(conn, &app.ledger, &event)?;
        Ok(true)
    });
    match inserted {
        Ok(published) => Ok(published),
        Err(store::Error::Exists(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn generate(
    ctx: &Ctx,
    purpose: &KeyPurpose,
    algorithm: SigningAlgorithm,
) -> Result<SigningKey, Fault> {
    let bits = match purpose {
        KeyPurpose::Issuer => ctx.app.config.keys.rsa_bits,
        KeyPurpose::Door(_) => purpose
            .door()
            .and_then(Door::key)
            .map_or(0, |key| key.rsa_bits),
    };
    let kid = purpose.new_kid(&*ctx.app.entropy);
    SigningKey::generate_named(algorithm, bits, kid.as_deref())
}

fn succeed(ctx: &Ctx, old: String, new: String) -> Result<(), Fault> {
    let mut event = event(ctx, "key.activated", &new, SCHEDULE);
    event.detail = Some(serde_json::json!({ "retires": old }));
    let (app, now) = (ctx.app.clone(), ctx.now);
    ctx.app.store.write(move |conn| {
        if store::keys::succeed(conn, &old, &new, now)? {
            store::audit::append(conn, &app.ledger, &event)?;
        }
        Ok(())
    })
}

/// Takes out a key that signs nothing; whether this caller was the first.
fn take_out(ctx: &Ctx, kid: String, from: KeyState, actor: &str) -> Result<bool, Fault> {
    let event = event(ctx, "key.removed", &kid, actor);
    let (app, now) = (ctx.app.clone(), ctx.now);
    ctx.app.store.write(move |conn| {
        let won = store::keys::remove(conn, &kid, from, now)?;
        if won {
            store::audit::append(conn, &app.ledger, &event)?;
        }
        Ok(won)
    })
}

/// Withdraws a pending key, which has signed nothing; whether it was pending until now.
pub fn withdraw(ctx: &Ctx, kid: &str) -> Result<bool, Fault> {
    let won = take_out(ctx, kid.to_owned(), KeyState::Pending, "operator")?;
    ctx.app.refresh()?;
    Ok(won)
}

/// What an emergency revocation did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// The key that signs in its place, if it was the one that signed.
    pub active: Option<String>,
}

/// JW-11: takes a key out at once, with every token that it signed; if it was the active one,
/// another signs at once: the pending one, or else a new one. `None` if somebody else has taken it
/// out.
pub fn revoke(ctx: &Ctx, key: &KeyRecord) -> Result<Option<Revoked>, Fault> {
    ctx.app.refresh()?;
    let needed = is_without_successor(&ctx.app.catalog().keys().records(), key);
    let mut spare = needed.then(|| spare_of(ctx, key)).transpose()?;
    let revoked = loop {
        match take_back(ctx, key, spare) {
            // It has begun to sign just now, or its successor has gone: a key is made after all.
            Err(store::Error::TakenBack) => spare = Some(spare_of(ctx, key)?),
            ended => break ended?,
        }
    };
    ctx.app.refresh()?;
    Ok(revoked)
}

/// Whether the key signs, and none is published that would sign in its place.
fn is_without_successor(records: &[&KeyRecord], key: &KeyRecord) -> bool {
    let signs = |one: &KeyRecord| one.kid == key.kid && one.state == KeyState::Active;
    let follows = |one: &KeyRecord| {
        one.state == KeyState::Pending
            && one.purpose == key.purpose
            && one.algorithm == key.algorithm
    };
    records.iter().any(|one| signs(one)) && !records.iter().any(|one| follows(one))
}

/// A new key that signs in the place of this one from the start.
fn spare_of(ctx: &Ctx, key: &KeyRecord) -> Result<KeyRecord, Fault> {
    let spare = generate(ctx, &key.purpose, key.algorithm)?;
    ctx.app
        .seal_key(&spare, key.purpose.clone(), KeyState::Active, key.pinned)
}

/// The transaction of [`revoke`]; [`store::Error::TakenBack`], and nothing has changed, if it
/// needs a spare key and has none.
fn take_back(
    ctx: &Ctx,
    key: &KeyRecord,
    spare: Option<KeyRecord>,
) -> store::Result<Option<Revoked>> {
    let event = event(ctx, "key.revoked", &key.kid, "operator");
    let (app, now, kid) = (ctx.app.clone(), ctx.now, key.kid.clone());
    let (purpose, algorithm) = (key.purpose.clone(), key.algorithm);
    ctx.app.store.attempt(move |conn| {
        let active = if store::keys::remove(conn, &kid, KeyState::Active, now)? {
            let promoted = store::keys::activate_pending(conn, &purpose, algorithm, now)?;
            Some(match (promoted, &spare) {
                (Some(promoted), _) => promoted,
                (None, Some(spare)) => {
                    store::keys::insert(conn, spare)?;
                    spare.kid.clone()
                }
                (None, None) => return Err(store::Error::TakenBack),
            })
        } else if store::keys::remove(conn, &kid, KeyState::Pending, now)?
            || store::keys::remove(conn, &kid, KeyState::Retiring, now)?
        {
            None
        } else {
            return Ok(None);
        };
        let mut event = event.clone();
        event.detail = Some(serde_json::json!({ "active": active }));
        store::audit::append(conn, &app.ledger, &event)?;
        Ok(Some(Revoked { active }))
    })
}

fn event(ctx: &Ctx, what: &'static str, kid: &str, actor: &str) -> AuditEvent {
    let mut event = ctx.event(what, None, actor.to_owned());
    event.subject = Some(format!("key:{kid}"));
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    // JW-11: a key is made only in the place of one that signs and that none follows.
    #[test]
    fn a_spare_key_is_made_where_it_is_needed() {
        let now = Timestamp::from_secs(1_800_000_000);
        let key = |kid: &str, state, purpose: &KeyPurpose, algorithm| KeyRecord {
            kid: kid.to_owned(),
            purpose: purpose.clone(),
            algorithm,
            state,
            sealed_private: Vec::new(),
            pinned: false,
            created_at: now,
            active_at: None,
            retiring_at: None,
            removed_at: None,
        };
        let (issuer, door) = (KeyPurpose::Issuer, KeyPurpose::Door("ocariot".into()));
        let (es256, rs256) = (SigningAlgorithm::Es256, SigningAlgorithm::Rs256);
        let alone = key("alone", KeyState::Active, &issuer, es256);
        let followed = key("followed", KeyState::Active, &issuer, rs256);
        let next = key("next", KeyState::Pending, &issuer, rs256);
        let retiring = key("retiring", KeyState::Retiring, &issuer, es256);
        let of_door = key("door", KeyState::Active, &door, rs256);
        let all = [&alone, &followed, &next, &retiring, &of_door];
        let made: Vec<_> = all
            .iter()
            .filter(|key| is_without_successor(&all, key))
            .map(|key| key.kid.as_str())
            .collect();
        assert_eq!(made, ["alone", "door"]);
        let gone = key("gone", KeyState::Active, &issuer, es256);
        assert!(!is_without_successor(&all, &gone));
    }
}
