//! What the audit trail tells of a person, sealed under a key of theirs (AU-10).
//!
//! The key is made of the trail's own key, which the database does not hold, and of the person's
//! salt, which is destroyed when they are erased: then nobody opens it again, whoever has the keys.
//! The hashes of the chain are over the sealed text, so that they hold all the same. See
//! `docs/decisions/0011`.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use super::{Conn, Result, salts};
use crate::model::AuditEvent;

/// How a sealed text begins.
const SEALED: &str = "sealed:";
/// What is told in the place of a detail that nobody opens any more.
const ERASED: &str = r#"{"erased":true}"#;
/// Milliseconds after which a transaction is over.
const OVER: i64 = 60_000;
/// The events by which an account begins: its salt is made with them.
const BEGINNINGS: [&str; 2] = ["user.added", "user.joined"];
/// Keys that are held in memory.
const HELD: usize = 10_000;

/// A person's key.
pub type Key = [u8; 32];

/// Makes keys, and seals and opens with them.
pub trait Veil: Send + Sync {
    /// A new salt.
    fn salt(&self) -> Key;
    /// The key that this salt makes.
    fn key(&self, salt: &[u8]) -> Key;
    /// Seals a text for a place: letters without blanks.
    fn seal(&self, key: &Key, place: &str, plain: &str) -> Option<String>;
    /// Opens what was sealed for a place.
    fn open(&self, key: &Key, place: &str, sealed: &str) -> Option<String>;
}

/// Keys at hand, and what works with them.
pub(super) struct Veiling {
    veil: Box<dyn Veil>,
    held: Mutex<HashMap<String, Key>>,
    /// Whose salt was made here: a transaction that is taken back takes it back, too, so that no key
    /// of theirs is held.
    made: Mutex<HashMap<String, i64>>,
}

/// What is sealed of a row.
pub(super) struct Veiled<'r> {
    /// The row's id.
    pub(super) id: &'r str,
    /// Who did it.
    pub(super) actor: &'r str,
    /// To whom.
    pub(super) subject: Option<&'r str>,
    /// From which address: whose it is that did it.
    pub(super) ip: &'r mut Option<String>,
    /// What else: of whom it is about.
    pub(super) detail: &'r mut Option<String>,
}

/// The person that a row names so: `user:…`.
fn person(name: &str) -> Option<&str> {
    name.strip_prefix("user:")
}

/// The people of a row's address and of its detail.
fn people<'n>(actor: &'n str, subject: Option<&'n str>) -> (Option<&'n str>, Option<&'n str>) {
    let (actor, subject) = (person(actor), subject.and_then(person));
    (actor.or(subject), subject.or(actor))
}

impl Veiling {
    pub(super) fn new(veil: impl Veil + 'static) -> Self {
        Self {
            veil: Box::new(veil),
            held: Mutex::default(),
            made: Mutex::default(),
        }
    }

    /// A person's key at this instant, in Unix milliseconds; `None` once they were erased.
    fn key(&self, conn: &mut Conn<'_>, id: &str, now: i64) -> Result<Option<Key>> {
        let held = || self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = held().get(id) {
            return Ok(Some(*key));
        }
        let made = || self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(salt) = salts::find(conn, id)? else {
            return Ok(None);
        };
        let key = self.veil.key(&salt);
        let is_kept = |made: &i64| now.saturating_sub(*made) > OVER;
        if made().get(id).is_none_or(is_kept) {
            let mut held = held();
            if held.len() >= HELD {
                held.clear();
            }
            held.insert(id.to_owned(), key);
        }
        Ok(Some(key))
    }

    /// The same, with a salt that is made if the person has none yet.
    fn key_or_new(&self, conn: &mut Conn<'_>, id: &str, now: i64) -> Result<Option<Key>> {
        if let Some(key) = self.key(conn, id, now)? {
            return Ok(Some(key));
        }
        self.make(conn, id, now)?;
        self.key(conn, id, now)
    }

    /// Makes a person's salt, unless they have one or were erased.
    fn make(&self, conn: &mut Conn<'_>, id: &str, now: i64) -> Result<()> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if made.len() >= HELD {
            made.clear();
        }
        made.insert(id.to_owned(), now);
        drop(made);
        salts::insert(conn, id, &self.veil.salt())?;
        Ok(())
    }

    /// The keys of an event's people: of its address, and of its detail.
    pub(super) fn keys(
        &self,
        conn: &mut Conn<'_>,
        event: &AuditEvent,
    ) -> Result<(Option<Key>, Option<Key>)> {
        let (of_ip, of_detail) = people(&event.actor, event.subject.as_deref());
        if let Some(person) = of_detail.filter(|_| BEGINNINGS.contains(&event.event)) {
            self.make(conn, person, event.at.millis())?;
        }
        let of_ip = of_ip.filter(|_| event.ip.is_some());
        let of_detail = of_detail.filter(|_| event.detail.is_some());
        let now = event.at.millis();
        let ip = match of_ip {
            Some(person) => self.key_or_new(conn, person, now)?,
            None => None,
        };
        let detail = match of_detail {
            Some(person) if of_ip == Some(person) => ip,
            Some(person) => self.key_or_new(conn, person, now)?,
            None => None,
        };
        Ok((ip, detail))
    }

    /// Lets a key go.
    pub(super) fn forget(&self, id: &str) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.remove(id);
    }

    /// Seals what a row tells, under keys of its people; what has nobody's key is left out.
    pub(super) fn seal(&self, row: Veiled<'_>, (of_ip, of_detail): (Option<Key>, Option<Key>)) {
        let (ip, detail) = people(row.actor, row.subject);
        let seal = |column: &str, key: Option<Key>, text: &mut Option<String>| {
            let place = format!("audit|{}|{column}", row.id);
            *text = match (text.take(), key) {
                (Some(plain), Some(key)) => self
                    .veil
                    .seal(&key, &place, &plain)
                    .map(|sealed| format!("{SEALED}{sealed}")),
                _ => None,
            };
        };
        if ip.is_some() {
            seal("ip", of_ip, row.ip);
        }
        if detail.is_some() {
            seal("detail", of_detail, row.detail);
        }
    }

    /// Opens what a row tells. Of whoever was erased there is no address, and a detail that says so.
    pub(super) fn open(&self, conn: &mut Conn<'_>, row: Veiled<'_>) -> Result<()> {
        let (of_ip, of_detail) = people(row.actor, row.subject);
        for (column, person, text) in [("ip", of_ip, row.ip), ("detail", of_detail, row.detail)] {
            let Some(sealed) = text.as_deref().and_then(|text| text.strip_prefix(SEALED)) else {
                continue;
            };
            let key = match person {
                // Whatever is read here was committed.
                Some(person) => self.key(conn, person, i64::MAX)?,
                None => None,
            };
            let place = format!("audit|{}|{column}", row.id);
            let plain = key.and_then(|key| self.veil.open(&key, &place, sealed));
            *text = match (plain, column) {
                (Some(plain), _) => Some(plain),
                (None, "detail") => Some(ERASED.to_owned()),
                (None, _) => None,
            };
        }
        Ok(())
    }
}
