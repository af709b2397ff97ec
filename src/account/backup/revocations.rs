//! What ended after a backup was made, read from an export of the audit trail: it does not come
//! back with the backup (ST-14).

use serde_json::Value;

use crate::{
    core::{Id, Reason, Timestamp},
    model::{KeyState, UserState},
    store::{self, Conn},
};

/// What ended: subjects of the events that end something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revocations {
    ended: Vec<Ended>,
}

/// An event that ended something: its name, its subject, its client.
type Ended = (String, String, Option<String>);

/// Events after which what they are about is over. `token.revoked` is of a grant or of a token.
const ENDING: [&str; 17] = [
    "grant.revoked",
    "token.revoked",
    "notice.refresh_reuse",
    "session.ended",
    "user.locked",
    "user.deleted",
    "user.deletion_asked",
    "user.password_set",
    "user.password_changed",
    "user.password_reset",
    "consent.withdrawn",
    "consent.narrowed",
    "human.blocked",
    "human.erased",
    "client.deleted",
    "key.revoked",
    "api_key.revoked",
];

impl Revocations {
    /// Reads the lines of `signet audit export` that tell of something later than `since`; the
    /// error names the line that is none.
    pub fn read(text: &str, since: Timestamp) -> Result<Self, String> {
        let mut found = Self::default();
        let lines = text.lines().enumerate();
        for (at, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let wrong = || format!("line {} is no line of `signet audit export`", at + 1);
            let event: Value = serde_json::from_str(line).map_err(|_| wrong())?;
            let when = event["at"].as_i64().ok_or_else(wrong)?;
            let name = event["event"].as_str().ok_or_else(wrong)?;
            // The person is told of a reuse; what ended is the grant.
            let grant = event["detail"]["grant"].as_str();
            let subject = match (name, grant) {
                ("notice.refresh_reuse", grant) => grant.map(|id| format!("grant:{id}")),
                _ => event["subject"].as_str().map(str::to_owned),
            };
            if let Some(subject) = subject
                && ENDING.contains(&name)
                && event["outcome"] == "success"
                && when >= since.millis()
            {
                let client = event["client_id"].as_str().map(str::to_owned);
                let ended = (name.to_owned(), subject, client);
                found.ended.push(ended);
            }
        }
        Ok(found)
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.ended.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ended.is_empty()
    }

    /// Ends it all again.
    pub(super) fn apply(&self, conn: &mut Conn<'_>, now: Timestamp) -> store::Result<()> {
        for (event, subject, client) in &self.ended {
            match subject.split_once(':') {
                Some(("grant", id)) => {
                    store::grants::revoke(conn, &Id::new(id), Reason::GrantRevoked, now)?;
                }
                Some(("token", jti)) => {
                    // Longer than any token lives.
                    let until = now.plus(std::time::Duration::from_secs(366 * 24 * 3600));
                    store::tokens::deny(conn, jti, until)?;
                }
                // What was narrowed is asked for anew.
                Some(("user", id)) if event.starts_with("consent.") => {
                    if let Some(client) = client {
                        let (user, client) = (Id::new(id), Id::new(&**client));
                        store::consents::withdraw_all(conn, &user, &client, now)?;
                        let reason = Reason::ConsentWithdrawn;
                        store::grants::revoke_app(conn, (&user, &client), reason, now)?;
                    }
                }
                Some(("user", id)) => end_user(conn, event, id, now)?,
                Some(("human", id)) => {
                    let id = Id::new(id);
                    store::grants::revoke_human(conn, &id, Reason::HumanBlocked, now)?;
                    if event == "human.erased" {
                        store::humans::erase(conn, &id)?;
                    } else {
                        store::humans::block(conn, &id, now)?;
                    }
                }
                Some(("client", id)) => {
                    store::catalog::set_not_before(conn, Some(&Id::new(id)), now)?;
                    let off = crate::model::ClientState::Disabled;
                    store::catalog::set_client_state(conn, &Id::new(id), off, now)?;
                }
                Some(("key", kid)) => {
                    for state in [KeyState::Active, KeyState::Pending, KeyState::Retiring] {
                        store::keys::remove(conn, kid, state, now)?;
                    }
                }
                Some(("api_key", id)) => store::epoch::revoke_api_key(conn, id, now)?,
                // Sessions are all over.
                _ => {}
            }
        }
        Ok(())
    }
}

fn end_user(conn: &mut Conn<'_>, event: &str, id: &str, now: Timestamp) -> store::Result<()> {
    let id = Id::new(id);
    store::users::cut_off(conn, &id, now)?;
    store::grants::revoke_user(conn, &id, Reason::UserDisabled, now)?;
    match event {
        "user.locked" => {
            let states = (&[UserState::Active][..], UserState::Locked);
            store::users::change_state(conn, &id, states, now)?;
        }
        "user.deleted" => {
            let states = (
                &[UserState::Active, UserState::Locked][..],
                UserState::Deleted,
            );
            store::users::change_state(conn, &id, states, now)?;
            store::erasure::erase(conn, &id)?;
            store::erasure::forget(conn, &id)?;
        }
        // The old password would be good again.
        "user.password_set" | "user.password_changed" => {
            store::passwords::disable(conn, &id, now)?;
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ended_later_is_read() {
        let text = r#"{"at":5,"event":"grant.revoked","outcome":"success","subject":"grant:early"}
{"at":10,"event":"grant.revoked","outcome":"success","subject":"grant:1"}
{"at":11,"event":"user.locked","outcome":"success","subject":"user:2"}
{"at":12,"event":"notice.refresh_reuse","outcome":"success","subject":"user:2","detail":{"grant":"3"}}
{"at":13,"event":"token.revoked","outcome":"token-invalid","subject":null}
{"at":14,"event":"token.issued","outcome":"success","subject":"grant:4"}"#;
        let found = Revocations::read(text, Timestamp::from_millis(10)).unwrap();
        let subjects: Vec<_> = found
            .ended
            .iter()
            .map(|(_, subject, _)| &**subject)
            .collect();
        assert_eq!(subjects, ["grant:1", "user:2", "grant:3"]);
        assert!(Revocations::read("nonsense", Timestamp::from_millis(0)).is_err());
        assert!(Revocations::default().is_empty() && found.len() == 3);
    }
}
