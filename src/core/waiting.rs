//! Whether anybody waits for what a thread does.
//!
//! A caller that was told to come again, or has left, has sent its request again by now: what is left of the
//! first one may be finished, but is not begun anew, or it would take the place of the second.

use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

thread_local! {
    static LEFT: RefCell<Option<Arc<AtomicBool>>> = const { RefCell::new(None) };
}

/// Held by whoever waits: when it goes, nobody does.
#[derive(Debug, Default)]
pub struct Waiting(Arc<AtomicBool>);

impl Waiting {
    /// For those who work.
    pub fn left(&self) -> Left {
        Left(self.0.clone())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Tells those who work whether somebody waits.
#[derive(Clone, Debug)]
pub struct Left(Arc<AtomicBool>);

impl Left {
    /// Of what this thread does, for another that does a part of it; `None` if no caller asked for it.
    pub fn of_this_work() -> Option<Self> {
        LEFT.with_borrow(|left| left.clone().map(Self))
    }

    /// Whether nobody waits any more.
    pub fn has_left(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Does something of which [`nobody_waits`] tells on this thread; `None`, and nothing is done, if nobody
    /// waits any more.
    pub fn work<T>(self, work: impl FnOnce() -> T) -> Option<T> {
        if self.has_left() {
            return None;
        }
        /// Also when the work panics.
        struct Over;
        impl Drop for Over {
            fn drop(&mut self) {
                LEFT.with_borrow_mut(|left| *left = None);
            }
        }
        LEFT.with_borrow_mut(|left| *left = Some(self.0));
        let _over = Over;
        Some(work())
    }
}

/// Whether the caller of what this thread does has gone. What no caller asked for has none who could.
pub fn nobody_waits() -> bool {
    Left::of_this_work().is_some_and(|left| left.has_left())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_leaves_is_noticed_by_those_who_work() {
        assert!(!nobody_waits());
        let waiting = Waiting::default();
        let (before, late) = (waiting.left(), waiting.left());
        let done = before.work(|| {
            let at_first = nobody_waits();
            drop(waiting);
            (at_first, nobody_waits())
        });
        assert_eq!(done, Some((false, true)));
        assert!(!nobody_waits(), "that was the work before");
        assert_eq!(late.work(|| ()), None);
    }
}
