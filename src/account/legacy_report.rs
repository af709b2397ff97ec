//! Who still calls a legacy door, for the operator who wants to close it.

use std::collections::BTreeMap;

use crate::{
    app::Ctx,
    core::{Door, Fault, Timestamp},
    crypto::password,
    model::{ClientId, legacy_call::day_of},
    store,
};

/// Which calls.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Since when; whole days.
    pub since: Timestamp,
    /// Of this door only.
    pub door: Option<Door>,
    /// Of this client only.
    pub client: Option<ClientId>,
}

/// One caller at one door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// At which door.
    pub door: Door,
    /// Whose calls; none where no client was proven.
    pub client: Option<ClientId>,
    /// How many.
    pub calls: i64,
    /// How many of each outcome: `ok`, or the code of a reason.
    pub outcomes: BTreeMap<String, i64>,
    /// How many on each day that had any, in days since 1970-01-01 (UTC).
    pub days: BTreeMap<i64, i64>,
    /// When last.
    pub last_at: Timestamp,
    /// How many people came through.
    pub people: i64,
    /// Since when the client itself is deprecated, and when it ends.
    pub dates: (Option<Timestamp>, Option<Timestamp>),
}

/// What is known of a door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorReport {
    /// Which one.
    pub door: Door,
    /// Whether it is open.
    pub open: bool,
    /// Since when it is deprecated.
    pub deprecated_at: Option<Timestamp>,
    /// When it ends.
    pub sunset_at: Option<Timestamp>,
    /// Who calls, the most frequent first.
    pub callers: Vec<Line>,
    /// In which schemes the passwords of its people are kept, and how many of each.
    pub hashes: BTreeMap<&'static str, usize>,
}

/// The report, by door.
pub fn report(ctx: &Ctx, asked: &Asked) -> Result<Vec<DoorReport>, Fault> {
    let since = asked.since;
    let (calls, people, hashes) = ctx.app.store.read(|conn| {
        let calls = store::legacy_calls::since(conn, day_of(since))?;
        let people = store::legacy_calls::people(conn, since)?;
        let mut hashes = Vec::new();
        for door in Door::ALL {
            hashes.push((door, store::legacy_calls::hashes(conn, door)?));
        }
        Ok((calls, people, hashes))
    })?;
    let mut lines: BTreeMap<(Door, String), Line> = BTreeMap::new();
    for (key, count) in calls {
        let line = lines
            .entry((key.door, key.client_id.clone()))
            .or_insert_with(|| Line {
                door: key.door,
                client: (!key.client_id.is_empty()).then(|| ClientId::new(key.client_id)),
                calls: 0,
                outcomes: BTreeMap::new(),
                days: BTreeMap::new(),
                last_at: count.last_at,
                people: 0,
                dates: (None, None),
            });
        line.calls += count.calls;
        *line.outcomes.entry(key.outcome).or_default() += count.calls;
        *line.days.entry(key.day).or_default() += count.calls;
        line.last_at = line.last_at.max(count.last_at);
    }
    for (door, client_id, count) in people {
        let key = Door::from_name(&door).map(|door| (door, client_id));
        if let Some(line) = key.and_then(|key| lines.get_mut(&key)) {
            line.people = count;
        }
    }
    let catalog = ctx.app.catalog();
    for line in lines.values_mut() {
        let client = line.client.as_ref().and_then(|id| catalog.client(id));
        line.dates = client.map(|client| client.dates()).unwrap_or_default();
    }
    let legacy = &ctx.app.config.legacy;
    let wanted = Door::ALL
        .into_iter()
        .filter(|door| asked.door.is_none_or(|one| one == *door));
    Ok(wanted
        .map(|door| {
            let mut callers: Vec<Line> = lines
                .values()
                .filter(|line| line.door == door)
                .filter(|line| asked.client.is_none() || line.client == asked.client)
                .cloned()
                .collect();
            callers.sort_by_key(|line| std::cmp::Reverse(line.calls));
            let mut schemes = BTreeMap::new();
            for (_, hashes) in hashes.iter().filter(|(of, _)| *of == door) {
                for hash in hashes {
                    *schemes.entry(password::algorithm(hash)).or_default() += 1;
                }
            }
            DoorReport {
                door,
                open: ctx.app.is_door_open(door),
                deprecated_at: legacy.door(door).deprecated_at,
                sunset_at: legacy.door(door).sunset_at,
                callers,
                hashes: schemes,
            }
        })
        .collect())
}
