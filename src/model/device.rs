//! Browsers that a person signed in on before.

use crate::{
    core::{Digest, Timestamp, secret::kind},
    model::UserId,
};

/// A browser that this person signed in on. Several people may share one.
#[derive(Clone, Debug)]
pub struct Device {
    /// The digest of its cookie.
    pub digest: Digest<kind::Device>,
    /// Who was there.
    pub user_id: UserId,
    /// What it calls itself, in words; only shown, never believed.
    pub label: String,
    /// When they first signed in on it.
    pub created_at: Timestamp,
    /// When they last did, to the day.
    pub last_seen_at: Timestamp,
    /// When it is a stranger again.
    pub expires_at: Timestamp,
    /// Until when no second factor is asked there (TF-10).
    pub remembered_until: Option<Timestamp>,
}

impl Device {
    /// Whether the person is known there: they have tries of their own there (LG-10).
    pub fn is_known(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }

    /// Whether no second factor is asked there (TF-10).
    pub fn is_remembered(&self, now: Timestamp) -> bool {
        self.is_known(now) && self.remembered_until.is_some_and(|until| now < until)
    }
}
