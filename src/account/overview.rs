//! What there is of somebody's account at a glance.

use super::{apps, recovery, sessions};
use crate::{
    app::Ctx,
    core::{Fault, Timestamp},
    model::UserId,
};

/// An account at a glance.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// Recovery codes that are left.
    pub codes: u64,
    /// Live sessions.
    pub sessions: u64,
    /// Apps that may use the account.
    pub apps: u64,
    /// Old apps of the person that stop on a day to come: their names, and when.
    pub ending: Vec<(String, Timestamp)>,
}

/// What there is of this person's account.
pub fn of(ctx: &Ctx, user_id: &UserId) -> Result<Overview, Fault> {
    let apps = apps::list(ctx, user_id)?;
    let ending = apps.iter().filter_map(|app| {
        let of_door = app
            .door
            .and_then(|door| ctx.app.config.legacy.door(door).sunset_at);
        let (_, of_client) = app.client.dates();
        let at = of_door.into_iter().chain(of_client).min()?;
        (at > ctx.now).then(|| (app.client.display_name().to_owned(), at))
    });
    Ok(Overview {
        codes: recovery::left(ctx, user_id)?,
        sessions: sessions::list(ctx, user_id)?.len() as u64,
        ending: ending.collect(),
        apps: apps.len() as u64,
    })
}
