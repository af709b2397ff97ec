//! The life of signing keys (JW-08): by schedule, by an operator, and in an emergency.
//!
//! Every step is a compare-and-swap, so that of many nodes one takes it and the others find it
//! taken (JW-09).

use crate::{
    app::Ctx,
    config::{Config, policy},
    core::{Fault, Timestamp},
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
/// Bits of the key that OCARIoT's contract pins.
pub const OCARIOT_RSA_BITS: u32 = 4096;

/// How long keys of this purpose are in each state. A key that has ceased to sign stays until
/// nothing that it signed is of use: access tokens, ID tokens, and ID tokens as hints at sign-out,
/// which are good as long as the browser session.
pub fn life(config: &Config, purpose: &KeyPurpose) -> Life {
    let longest = match purpose {
        KeyPurpose::Issuer => policy::ACCESS_TOKEN_TTL_MAX.max(config.session.absolute),
        KeyPurpose::Door(_) => config.legacy.ocariot.lifetime,
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
            Step::Publish(purpose, algorithm) => {
                publish(ctx, &purpose, algorithm, SCHEDULE)?;
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
        made = publish(ctx, purpose, algorithm, "operator")?;
    }
}

/// Publishes a new key; whether this caller was the first.
fn publish(
    ctx: &Ctx,
    purpose: &KeyPurpose,
    algorithm: SigningAlgorithm,
    actor: &str,
) -> Result<bool, Fault> {
    let key = generate(ctx, purpose, algorithm)?;
    let record = ctx
        .app
        .seal_key(&key, purpose.clone(), KeyState::Pending, false)?;
    let event = event(ctx, "key.published", &record.kid, actor);
    let app = ctx.app.clone();
    let inserted = ctx.app.store.attempt(move |conn| {
        store::keys::insert(conn, &record)?;
        store::audit::append(conn, &app.ledger, &event)
    });
    match inserted {
        Ok(()) => Ok(true),
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
        KeyPurpose::Door(_) => OCARIOT_RSA_BITS,
    };
    SigningKey::generate(algorithm, bits)
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
    let (purpose, algorithm) = (key.purpose.clone(), key.algorithm);
    let spare = generate(ctx, &purpose, algorithm)?;
    let spare = ctx
        .app
        .seal_key(&spare, purpose.clone(), KeyState::Active, key.pinned)?;
    let event = event(ctx, "key.revoked", &key.kid, "operator");
    let (app, now, kid) = (ctx.app.clone(), ctx.now, key.kid.clone());
    let revoked = ctx.app.store.write(move |conn| {
        let active = if store::keys::remove(conn, &kid, KeyState::Active, now)? {
            let promoted = store::keys::activate_pending(conn, &purpose, algorithm, now)?;
            Some(match promoted {
                Some(promoted) => promoted,
                None => {
                    store::keys::insert(conn, &spare)?;
                    spare.kid.clone()
                }
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
    })?;
    ctx.app.refresh()?;
    Ok(revoked)
}

fn event(ctx: &Ctx, what: &'static str, kid: &str, actor: &str) -> AuditEvent {
    let mut event = ctx.event(what, None, actor.to_owned());
    event.subject = Some(format!("key:{kid}"));
    event
}
