//! People of clients' own, as an operator sees them.

use super::Invalid;
use crate::{
    app::Ctx,
    core::{Fault, Reason},
    model::{ClientId, Human, HumanId, human::HumanSource},
    store,
};

/// What becomes of a human.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// All that was given for them ends, and nothing new is given.
    Block,
    /// They are as before; what ended stays ended.
    Unblock,
    /// All that was given for them ends, and they are forgotten: whoever their client names so
    /// again is somebody new.
    Erase,
}

/// The humans of a client, by the client's ids, after the one that it calls `after`.
pub fn list(
    ctx: &Ctx,
    client: &ClientId,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Human>, Fault> {
    let store = &ctx.app.store;
    store.read(|conn| store::humans::list(conn, client, after, limit))
}

/// A human, and the sources that they have ever connected.
pub fn find(ctx: &Ctx, id: &HumanId) -> Result<Option<(Human, Vec<HumanSource>)>, Fault> {
    ctx.app.store.read(|conn| {
        let Some(human) = store::humans::find(conn, id)? else {
            return Ok(None);
        };
        let sources = store::humans::sources(conn, id)?;
        Ok(Some((human, sources)))
    })
}

/// Changes a human; effective on every node at once.
pub fn change(
    ctx: &Ctx,
    id: &HumanId,
    change: Change,
    actor: &str,
) -> Result<Result<(), Invalid>, Fault> {
    let name = match change {
        Change::Block => "human.blocked",
        Change::Unblock => "human.unblocked",
        Change::Erase => "human.erased",
    };
    let mut event = ctx.event(name, None, actor.to_owned());
    event.subject = Some(format!("human:{id}"));
    let (app, now, id) = (ctx.app.clone(), ctx.now, id.clone());
    let changed = super::keep(ctx, move |conn| {
        let changed = match change {
            Change::Block => store::humans::block(conn, &id, now)?,
            Change::Unblock => store::humans::unblock(conn, &id)?,
            Change::Erase => store::humans::erase(conn, &id)?,
        };
        if changed {
            if change != Change::Unblock {
                store::grants::revoke_human(conn, &id, Reason::HumanBlocked, now)?;
            }
            store::audit::append(conn, &app.ledger, &event)?;
        }
        Ok(changed)
    })?;
    Ok(changed
        .then_some(())
        .ok_or_else(|| Invalid::conflict("human", "there is none, or it is so already")))
}
