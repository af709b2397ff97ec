//! What there is of somebody's account at a glance.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use super::{apps, recovery, sessions};
use crate::{
    app::Ctx,
    core::{Door, Fault, Timestamp},
    model::{Client, ClientId, UserId},
    store,
};

/// An old sign-in is recent for so long.
pub(super) const RECENT: Duration = Duration::from_secs(90 * 24 * 3600);

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
    let old = old(ctx, user_id, &apps)?;
    let ending = apps.iter().filter_map(|app| {
        let at = end_of(ctx, app.door, &app.client)?;
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

/// When an app of a person stops: at the end of its door, or at its own.
fn end_of(ctx: &Ctx, door: Option<Door>, client: &Client) -> Option<Timestamp> {
    let of_door = door.and_then(|door| ctx.app.config.legacy.door(door).sunset_at);
    let (_, of_client) = client.dates();
    of_door.into_iter().chain(of_client).min()
}

/// The apps that this person signed in to the old way: those that hold something still, and those whose
/// sign-ins have ended since, as most do within a day.
fn old(
    ctx: &Ctx,
    user_id: &UserId,
    apps: &[apps::App],
) -> Result<Vec<(String, Option<Timestamp>)>, Fault> {
    let mut found: BTreeMap<(Door, ClientId), Arc<Client>> = BTreeMap::new();
    for app in apps {
        let at = app.last_used_at.unwrap_or(app.since);
        if let Some(door) = app.door.filter(|_| ctx.now.since(at) < RECENT) {
            found.insert((door, app.client.id.clone()), app.client.clone());
        }
    }
    let is_open = |door: &Door| ctx.app.is_door_open(*door);
    let doors: Vec<Door> = Door::ALL.into_iter().filter(is_open).collect();
    let mut clients = ctx.app.catalog().clients();
    clients.retain(|client| client.is_enabled() && doors.iter().any(|door| client.is_at(*door)));
    if !clients.is_empty() {
        let ids: Vec<&ClientId> = clients.iter().map(|client| &client.id).collect();
        let since = ctx.now.minus(RECENT);
        let came = ctx
            .app
            .store
            .read(|conn| store::legacy_calls::came(conn, user_id, (&doors, &ids), since))?;
        for (door, id) in came {
            if let Some(client) = clients.iter().find(|client| client.id == id) {
                found.insert((door, id), client.clone());
            }
        }
    }
    let mut old: Vec<_> = found
        .into_iter()
        .map(|((door, _), client)| {
            let ends = end_of(ctx, Some(door), &client);
            (client.display_name().to_owned(), ends)
        })
        .collect();
    old.sort_by_key(|(name, _)| name.to_lowercase());
    Ok(old)
}
