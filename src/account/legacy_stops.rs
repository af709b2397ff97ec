//! The end of an old sign-in, told by mail: to whoever still signs in that way, and to whoever makes the
//! app that does. A month before, and again a week before.

use std::{collections::BTreeSet, time::Duration};

use super::{
    outbox::{self, Letter, Occasion, Recipient, Template, Values},
    overview::RECENT,
    reminders::{DAY, PAGE, once},
};
use crate::{
    app::Ctx,
    core::{Door, Fault, Timestamp, hex},
    crypto::digest::sha256_bytes,
    model::{Client, UserId},
    store,
};

/// How long before the end people are told: each time once.
const BEFORE: [Duration; 2] = [DAY.saturating_mul(7), DAY.saturating_mul(30)];

/// An end that is near.
struct End<'a> {
    door: Door,
    client: &'a Client,
    at: Timestamp,
    /// How many days before it this time is.
    days: u64,
}

impl<'a> End<'a> {
    /// Of a client at a door: by the date of either, the earlier one; none if it is far off or over.
    fn near(ctx: &Ctx, door: Door, client: &'a Client) -> Option<Self> {
        let of_door = ctx.app.config.legacy.door(door).sunset_at;
        let (_, of_client) = client.dates();
        let at = of_door.into_iter().chain(of_client).min()?;
        let left = (ctx.now < at).then(|| at.since(ctx.now))?;
        let before = BEFORE.into_iter().find(|before| left <= *before)?;
        let days = before.as_secs() / DAY.as_secs();
        Some(Self {
            door,
            client,
            at,
            days,
        })
    }

    /// The letter about it to this person or address. Another date makes it another letter; names of
    /// clients and addresses are of any length and of any signs, so that only a digest stands for them.
    fn letter_to(&self, whom: &str) -> Occasion {
        let at = self.at.millis();
        let parts = [
            self.door.name(),
            self.client.id.as_str(),
            &at.to_string(),
            whom,
        ];
        let digest = hex(&sha256_bytes(parts.join("\0").as_bytes()));
        Occasion {
            key: format!("stops-{}-{}", self.days, &digest[..32]),
            over_at: Some(self.at),
        }
    }

    fn values(&self) -> Values {
        Values::new()
            .with("app", self.client.display_name())
            .with("day", self.at.millis().to_string())
    }
}

/// Writes what is due.
pub(super) fn write(ctx: &Ctx) -> Result<(), Fault> {
    for client in ctx.app.catalog().clients() {
        let is_open = |door: &Door| client.is_at(*door) && ctx.app.is_door_open(*door);
        if !client.is_enabled() {
            continue;
        }
        for door in Door::ALL.into_iter().filter(is_open) {
            if let Some(end) = End::near(ctx, door, &client) {
                tell_makers(ctx, &end)?;
                tell_people(ctx, &end)?;
            }
        }
    }
    Ok(())
}

/// The contacts of the client; what is no address is somebody else's business.
fn tell_makers(ctx: &Ctx, end: &End<'_>) -> Result<(), Fault> {
    let contacts: BTreeSet<&String> = end.client.metadata.contacts.iter().collect();
    for address in contacts {
        let occasion = end.letter_to(address);
        // The page of this server, whatever guide is set (RC-05).
        let issuer = ctx.app.issuer.trim_end_matches('/');
        let guide = format!("{issuer}/docs/migration/{}", end.door.name());
        let (inner, address, values) = (ctx.clone(), address.clone(), end.values());
        once(ctx, move |conn| {
            let letter = Letter {
                template: Template::LegacyStopsDeveloper,
                to: Recipient::Email(address.clone()),
                language: None,
                user: None,
                values: values.clone(),
                link: Some(guide.clone()),
                code: None,
                expires_at: None,
            };
            outbox::enqueue_once(&inner, conn, &occasion, &letter).map(drop)
        })?;
    }
    Ok(())
}

/// Who has come through the door by this client within the last months.
fn tell_people(ctx: &Ctx, end: &End<'_>) -> Result<(), Fault> {
    let since = ctx.now.minus(RECENT);
    let mut after = String::new();
    loop {
        let at = (end.door, &end.client.id);
        let people = ctx
            .app
            .store
            .read(|conn| store::legacy_calls::users_at(conn, at, since, (&after, PAGE)))?;
        let Some(last) = people.last() else {
            return Ok(());
        };
        after.clone_from(last);
        for (user, occasion) in untold(ctx, end, &people)? {
            let link = format!("{}/legacy/notice", ctx.app.issuer.trim_end_matches('/'));
            let (inner, values) = (ctx.clone(), end.values());
            once(ctx, move |conn| {
                let (values, link) = (values.clone(), Some(link.clone()));
                let what = (&occasion, Template::LegacyStops, values, link);
                outbox::remind(&inner, conn, &user, what).map(drop)
            })?;
        }
    }
}

/// Those of them who were not told and can be. Looked at before anything is written: most were told
/// an hour ago, and many people of old systems have no address.
fn untold(ctx: &Ctx, end: &End<'_>, people: &[String]) -> Result<Vec<(UserId, Occasion)>, Fault> {
    let users = people.iter().filter_map(|one| one.strip_prefix("user:"));
    let letters = users.map(|id| (UserId::new(id), end.letter_to(id)));
    let letters: Vec<(UserId, Occasion)> = letters.collect();
    ctx.app.store.read(|conn| {
        let keys: Vec<&str> = letters.iter().map(|(_, one)| one.key.as_str()).collect();
        let known: BTreeSet<String> = store::outbox::known(conn, &keys)?.into_iter().collect();
        let mut found = Vec::new();
        for (user, occasion) in &letters {
            if known.contains(&occasion.key) {
                continue;
            }
            let reach = store::outbox::reach(conn, user)?;
            if reach.is_some_and(|reach| outbox::address_of(&reach).is_some()) {
                found.push((user.clone(), occasion.clone()));
            }
        }
        Ok(found)
    })
}
