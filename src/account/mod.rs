//! Floor 4: people, clients and what is registered: the one service that pages, doors and the
//! command line speak to.

pub mod access;
pub mod action_code;
pub mod activity;
pub mod apps;
pub mod audit;
mod audit_late;
mod audit_verdict;
pub mod backup;
mod budget;
pub mod client;
pub mod client_change;
mod client_exchanges;
mod client_keys;
pub mod come_back;
pub mod contact;
pub mod cut_off;
pub mod device;
pub mod doctor;
pub mod edit;
pub mod elsewhere;
pub mod estate;
pub mod export;
pub mod export_lines;
pub mod factor;
pub mod grant;
pub mod healthily;
pub mod human;
pub mod identifier;
pub mod import;
pub mod invitation;
pub mod join;
pub mod key;
pub mod leaving;
pub mod legacy_import;
pub mod legacy_report;
pub mod legacy_stops;
pub mod mycure;
pub mod mycure_codes;
pub mod narrowing;
pub mod not_me;
pub mod outbox;
pub mod overview;
pub mod pace;
pub mod passkey;
pub mod password;
pub mod personal;
pub mod profile;
pub mod recover;
pub mod recovery;
pub mod registration;
pub mod registry;
pub mod reminders;
pub mod rotation;
pub mod secrets;
mod seeds;
pub mod session;
pub mod sessions;
pub mod starts;
pub mod terms;
pub mod texts;
pub mod undo;
pub mod unproven;
pub mod user;
pub mod waitlist;

use thiserror::Error;

use crate::{
    app::Ctx,
    core::Fault,
    store::{self, Conn},
};

/// Why something cannot be added: which field, and what it should be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field}: {what}")]
pub struct Invalid {
    /// The field.
    pub field: String,
    /// What is wrong with it, what was expected, how to fix it.
    pub what: String,
    /// Whether it exists already, rather than being wrong (CLI: exit code 6).
    pub is_conflict: bool,
}

impl Invalid {
    /// A wrong field.
    pub fn new(field: &str, what: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            what: what.into(),
            is_conflict: false,
        }
    }

    /// Something that exists already.
    pub fn conflict(field: &str, what: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            what: what.into(),
            is_conflict: true,
        }
    }
}

/// Runs a transaction, which is taken back if this is a rehearsal.
fn keep<T: Send + 'static>(
    ctx: &Ctx,
    job: impl FnMut(&mut Conn<'_>) -> store::Result<T> + Send + 'static,
) -> Result<T, Fault> {
    Ok(try_keep(ctx, job)?)
}

/// As [`keep`], for those who can do something about a key that is taken.
fn try_keep<T: Send + 'static>(
    ctx: &Ctx,
    job: impl FnMut(&mut Conn<'_>) -> store::Result<T> + Send + 'static,
) -> store::Result<T> {
    match ctx.rehearsal {
        true => ctx.app.store.rehearse(job),
        false => ctx.app.store.attempt(job),
    }
}

/// Adds rows in one transaction; a key that is taken is a conflict, not a fault.
fn added(
    ctx: &Ctx,
    field: &str,
    job: impl FnMut(&mut Conn<'_>) -> store::Result<()> + Send + 'static,
) -> Result<Result<(), Invalid>, Fault> {
    let ended = if ctx.rehearsal {
        ctx.app.store.rehearse(job)
    } else {
        ctx.app.store.attempt(job)
    };
    match ended {
        Err(store::Error::Exists(_)) => {
            return Ok(Err(Invalid::conflict(field, "it exists already")));
        }
        result => result?,
    }
    ctx.app.refresh()?;
    Ok(Ok(()))
}
