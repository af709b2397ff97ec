//! What there is of somebody's account at a glance.

use std::time::Duration;

use super::{apps, recovery, sessions};
use crate::{
    app::Ctx,
    core::{Fault, Timestamp},
    model::UserId,
};

/// An old sign-in is recent for so long.
const RECENT: Duration = Duration::from_secs(90 * 24 * 3600);

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
    /// Apps that the person signed in to the old way within the last months: their names, and when
    /// that way ends, if it is known.
    pub old: Vec<(String, Option<Timestamp>)>,
}

/// What there is of this person's account.
pub fn of(ctx: &Ctx, user_id: &UserId) -> Result<Overview, Fault> {
    let apps = apps::list(ctx, user_id)?;
    let is_recent = |app: &&apps::App| {
        app.door.is_some() && ctx.now.since(app.last_used_at.unwrap_or(app.since)) < RECENT
    };
    let old = apps.iter().filter(is_recent).map(|app| {
        let ends = app
            .door
            .and_then(|door| ctx.app.config.legacy.door(door).sunset_at);
        (app.client.display_name().to_owned(), ends)
    });
    let old = old.collect();
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
        old,
        apps: apps.len() as u64,
    })
}
