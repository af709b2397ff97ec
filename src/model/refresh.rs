//! Refresh tokens: one chain of generations for each grant, and the automaton that judges a use.

use std::time::Duration;

use super::{GrantId, Word};
use crate::core::{Digest, Id, Timestamp, secret::kind};

/// Where a refresh token is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshState {
    /// The head of its chain.
    Active,
    /// It was used, and a successor stands in its place.
    Superseded,
    /// Its grant was revoked.
    Dead,
}

impl Word for RefreshState {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Active, "active"),
        (Self::Superseded, "superseded"),
        (Self::Dead, "dead"),
    ];
}

/// A refresh token as it is kept.
#[derive(Clone, Debug)]
pub struct RefreshToken {
    /// Its row.
    pub id: Id<Self>,
    /// The grant whose chain it is in.
    pub grant_id: GrantId,
    /// Its place in the chain, from 1.
    pub generation: i32,
    /// SHA-256 of its text.
    pub digest: Digest<kind::RefreshToken>,
    /// Where it is in its life.
    pub state: RefreshState,
    /// When it ends for lack of use.
    pub idle_at: Timestamp,
    /// When it was first used.
    pub first_used_at: Option<Timestamp>,
    /// Answers that were given for it.
    pub uses: i32,
    /// Those of them that were given after the race window.
    pub late_uses: i32,
    /// The text of its successor, sealed under its own text, while that may be asked for again.
    pub sealed_successor: Option<Vec<u8>>,
    /// When an access token of its generation was first seen in use.
    pub access_seen_at: Option<Timestamp>,
}

/// What a chain is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// Whether each use gives a successor.
    pub rotates: bool,
    /// How long after a first use further uses are taken for a race.
    pub race: Duration,
    /// Answers within the race window.
    pub race_max: i32,
    /// How long after a first use a further one is taken for a lost answer.
    pub lost: Duration,
    /// Answers in the rest of that window.
    pub lost_max: i32,
}

/// What a use of a refresh token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// The head is used: a successor takes its place.
    Rotate,
    /// The head is used and stays.
    Keep,
    /// The predecessor of an unused head: the same successor is given again. Whether in the
    /// later window.
    Replay {
        /// After the race window.
        late: bool,
    },
    /// A replay too many within the race window: a burst is not a theft.
    Burst,
    /// Somebody has an old token: the grant falls.
    Reuse,
    /// The grant has fallen before.
    Dead,
}

impl RefreshToken {
    /// Judges a use that arrived at `now`, by the chain's active token and by when this token's successor
    /// was first used, if it was.
    pub fn judge(
        &self,
        (head, used): (Option<&Self>, Option<Timestamp>),
        windows: &Windows,
        now: Timestamp,
    ) -> Use {
        match self.state {
            RefreshState::Dead => Use::Dead,
            RefreshState::Active if windows.rotates => Use::Rotate,
            RefreshState::Active => Use::Keep,
            RefreshState::Superseded => self.judge_replay((head, used), windows, now),
        }
    }

    /// A superseded token is good once more for its own successor only, while nobody has used
    /// that: within the race window always, in the later window a few times, and only while no
    /// access token of the successor's generation was seen in use.
    fn judge_replay(
        &self,
        (head, used): (Option<&Self>, Option<Timestamp>),
        windows: &Windows,
        now: Timestamp,
    ) -> Use {
        let (Some(head), Some(first_used_at)) = (head, self.first_used_at) else {
            return Use::Reuse;
        };
        // Who came before anybody had used the successor, and had to wait until somebody did, is no thief;
        // it gets nothing, because what it would get is over.
        if used.is_some_and(|used| now < used) {
            return Use::Burst;
        }
        let age = now.since(first_used_at);
        if head.generation != self.generation + 1 || self.sealed_successor.is_none() {
            Use::Reuse
        } else if age < windows.race {
            if self.uses < windows.race_max {
                Use::Replay { late: false }
            } else {
                Use::Burst
            }
        } else if age < windows.lost
            && self.late_uses < windows.lost_max
            && head.access_seen_at.is_none()
        {
            Use::Replay { late: true }
        } else {
            Use::Reuse
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOWS: Windows = Windows {
        rotates: true,
        race: Duration::from_secs(10),
        race_max: 32,
        lost: Duration::from_secs(300),
        lost_max: 4,
    };

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_secs(1_800_000_000).plus(Duration::from_secs(seconds))
    }

    fn token(generation: i32, first_used_at: Option<Timestamp>) -> RefreshToken {
        RefreshToken {
            id: Id::new("token"),
            grant_id: Id::new("grant"),
            generation,
            digest: Digest::from_slice(&[7; 32]).unwrap(),
            state: match first_used_at {
                Some(_) => RefreshState::Superseded,
                None => RefreshState::Active,
            },
            idle_at: at(100_000),
            first_used_at,
            uses: i32::from(first_used_at.is_some()),
            late_uses: 0,
            sealed_successor: first_used_at.map(|_| vec![1]),
            access_seen_at: None,
        }
    }

    // F08, R-05: what was sent before its successor was used, and then kept waiting by our own trouble until
    // it was, ends nothing. What is sent afterwards is somebody's who has an old token.
    #[test]
    fn who_was_kept_waiting_is_no_thief() {
        let old = token(1, Some(at(20)));
        let head = token(3, None);
        let used = Some(at(30));
        for (arrived, judged) in [
            (at(10), Use::Burst),
            (at(29), Use::Burst),
            (at(30), Use::Reuse),
            (at(31), Use::Reuse),
        ] {
            let found = old.judge((Some(&head), used), &WINDOWS, arrived);
            assert_eq!(found, judged, "{arrived:?}");
        }
        // As long as nobody has used it, it is given again.
        let head = token(2, None);
        let again = old.judge((Some(&head), None), &WINDOWS, at(25));
        assert_eq!(again, Use::Replay { late: false });
    }
}
