//! The waitlist: people who asked for an account.

use serde_json::Value;

use super::Word;
use crate::core::{Id, Timestamp};

/// The id of an entry. It names, it proves nothing.
pub type WaitlistId = Id<WaitlistEntry>;

/// Somebody who asked for an account.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitlistEntry {
    /// Its id.
    pub id: WaitlistId,
    /// The address in the form in which it is unique.
    pub form: String,
    /// What they said of themselves, as it came; `email` at least.
    pub document: Value,
    /// How it stands.
    pub state: WaitlistState,
    /// Where they asked: `page`, or a door's name.
    pub source: Option<String>,
    /// The language that they asked in.
    pub language: String,
    /// When they asked first.
    pub created_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// By whom.
    pub decided_by: Option<String>,
}

impl WaitlistEntry {
    /// The address as it was typed.
    pub fn email(&self) -> &str {
        self.document["email"].as_str().unwrap_or(&self.form)
    }

    /// The name, if they gave one.
    pub fn name(&self) -> Option<String> {
        let text = |value: &Value| value.as_str().map(line);
        // MyCure's apps send it in parts.
        let parts = &self.document["personalDetails"]["name"];
        let parts = ["firstName", "middleName", "lastName"].map(|part| text(&parts[part]));
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let whole = parts.into_iter().filter(|part| !part.is_empty());
        let whole = line(&whole.collect::<Vec<_>>().join(" "));
        text(&self.document["name"])
            .or(Some(whole))
            .filter(|name| !name.is_empty())
    }
}

/// A name as it can stand in an invitation: on one line, at most 254 bytes.
fn line(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    let mut end = plain.len().min(254);
    while !plain.is_char_boundary(end) {
        end -= 1;
    }
    plain[..end].trim().to_owned()
}

/// How an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitlistState {
    /// Nobody has decided.
    Pending,
    /// They were invited.
    Approved,
    /// They were told no.
    Rejected,
    /// They have an account.
    Joined,
}

impl Word for WaitlistState {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Pending, "pending"),
        (Self::Approved, "approved"),
        (Self::Rejected, "rejected"),
        (Self::Joined, "joined"),
    ];
}
