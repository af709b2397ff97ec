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
    model::{Client, MailAddress, UserId},
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

/// When a client ends at a door: by the date of either, the earlier one.
fn ends_at(ctx: &Ctx, door: Door, client: &Client) -> Option<Timestamp> {
    let of_door = ctx.app.config.legacy.door(door).sunset_at;
    let (_, of_client) = client.dates();
    of_door.into_iter().chain(of_client).min()
}

/// The open doors that a client calls; none if it may call nothing.
fn doors<'a>(ctx: &'a Ctx, client: &'a Client) -> impl Iterator<Item = Door> + 'a {
    let calls = move |door: &Door| client.is_at(*door) && ctx.app.is_door_open(*door);
    Door::ALL
        .into_iter()
        .filter(move |door| client.is_enabled() && calls(door))
}

impl<'a> End<'a> {
    /// Of a client at a door; none if it is far off or over.
    fn near(ctx: &Ctx, door: Door, client: &'a Client) -> Option<Self> {
        let at = ends_at(ctx, door, client)?;
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
        for door in doors(ctx, &client) {
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

/// What is written about the end of a client at a door, or was.
#[derive(Clone, Debug)]
pub struct Plan {
    /// At which door.
    pub door: Door,
    /// When it ends; nobody is written to where there is no date.
    pub at: Option<Timestamp>,
    /// When letters go out, as long as the end has not come.
    pub on: Vec<Timestamp>,
    /// Who makes the app.
    pub makers: Vec<Reader>,
    /// Who came through the door by it within the last months.
    pub people: Vec<Reader>,
}

/// Somebody who is written to.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Who, if it is a person with an account.
    pub user: Option<UserId>,
    /// Where; none if there is nowhere.
    pub address: Option<String>,
    /// How many days before the end they were written to already.
    pub told: Vec<u64>,
}

/// Who is written to about the end of this client, at each open door that it calls. Writes nothing: for
/// the operator who is about to set a date.
pub fn plan(ctx: &Ctx, client: &Client) -> Result<Vec<Plan>, Fault> {
    let mut plans = Vec::new();
    for door in doors(ctx, client) {
        let at = ends_at(ctx, door, client);
        let contacts: BTreeSet<&String> = client.metadata.contacts.iter().collect();
        let contacts = contacts
            .into_iter()
            .filter(|one| MailAddress::parse(one).is_ok());
        let mut makers = Vec::new();
        for address in contacts {
            makers.push(Reader {
                user: None,
                address: Some(address.clone()),
                told: told(ctx, (door, client, at), address)?,
            });
        }
        let (since, mut people, mut after) = (ctx.now.minus(RECENT), Vec::new(), String::new());
        loop {
            let page = ctx.app.store.read(|conn| {
                store::legacy_calls::users_at(conn, (door, &client.id), since, (&after, PAGE))
            })?;
            let Some(last) = page.last() else { break };
            after.clone_from(last);
            for id in page.iter().filter_map(|one| one.strip_prefix("user:")) {
                let user = UserId::new(id);
                let reach = ctx
                    .app
                    .store
                    .read(|conn| store::outbox::reach(conn, &user))?;
                people.push(Reader {
                    address: reach.as_ref().and_then(outbox::address_of),
                    told: told(ctx, (door, client, at), id)?,
                    user: Some(user),
                });
            }
        }
        let ahead = at.filter(|at| ctx.now < *at);
        let on = BEFORE.iter().rev();
        let on = on.filter_map(|before| ahead.map(|at| at.minus(*before)));
        plans.push(Plan {
            door,
            at,
            on: on.collect(),
            makers,
            people,
        });
    }
    Ok(plans)
}

/// How many days before the end somebody was written to.
fn told(
    ctx: &Ctx,
    (door, client, at): (Door, &Client, Option<Timestamp>),
    whom: &str,
) -> Result<Vec<u64>, Fault> {
    let Some(at) = at else { return Ok(Vec::new()) };
    let days = BEFORE.map(|before| before.as_secs() / DAY.as_secs());
    let keys = days.map(|days| {
        let end = End {
            door,
            client,
            at,
            days,
        };
        (days, end.letter_to(whom).key)
    });
    let asked: Vec<&str> = keys.iter().map(|(_, key)| key.as_str()).collect();
    let known = ctx
        .app
        .store
        .read(|conn| store::outbox::known(conn, &asked))?;
    let is_known = |(days, key): &(u64, String)| known.contains(key).then_some(*days);
    Ok(keys.iter().filter_map(is_known).collect())
}
