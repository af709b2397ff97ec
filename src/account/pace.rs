//! How often something may be asked from one network in a while, where the answer is worth asking
//! for: who has an account, what an invitation shows, an account of one's own.

use std::time::Duration;

use super::budget::spend;
use crate::{
    app::Ctx,
    authn::limits,
    core::{Reason, Settled},
};

const MINUTE: Duration = Duration::from_secs(60);
/// Questions whether an address is free, in each minute: an oracle by contract.
const IDENTITIES: u32 = 10;
/// Look-ups of an invitation's code, in each minute.
const LOOK_UPS: u32 = 30;
/// People who want to join, in each minute: a class with its teacher, or a ward, and no more.
const JOINING: u32 = 60;

/// One more question whether an address is free.
pub fn identity(ctx: &Ctx) -> Settled<()> {
    pace(ctx, "limit-identity-checks", IDENTITIES)
}

/// One more look-up of an invitation's code.
pub fn look_up(ctx: &Ctx) -> Settled<()> {
    pace(ctx, "limit-code-look-ups", LOOK_UPS)
}

/// One more person who wants to join.
pub fn join(ctx: &Ctx) -> Settled<()> {
    pace(ctx, "limit-joining", JOINING)
}

fn pace(ctx: &Ctx, purpose: &'static str, most: u32) -> Settled<()> {
    let Some(network) = limits::network(ctx) else {
        return Ok(Ok(()));
    };
    let key = limits::key(ctx, purpose, &network);
    let inner = ctx.clone();
    let spent = ctx
        .app
        .store
        .write(move |conn| spend(&inner, conn, &key, (most, MINUTE)))?;
    Ok(spent.map_err(|wait| ctx.limited(Reason::IdentifierLimited, wait)))
}
