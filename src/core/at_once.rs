//! Work that a thread of the event loop does itself, because it is over before another could be woken for it.
//!
//! To look into an embedded database takes some microseconds; to hand that to a thread that may wait, and to be
//! woken with what it found, takes more. Whatever would wait after all (for a lock, a commit, a network, a hash)
//! asks [`may_wait`] before it does: the work is given up there and begun again where there is time. So it asks
//! before its first effect, too.

use std::cell::Cell;

use super::Fault;

thread_local! {
    static NOW: Cell<Asked> = const { Cell::new(Asked::Nothing) };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// This thread may wait.
    Nothing,
    /// It is to go on or to give up.
    AtOnce,
    /// It has given up.
    GaveUp,
}

/// Does something, if that can be done without waiting; `None` if it was given up.
pub fn try_at_once<T>(work: impl FnOnce() -> T) -> Option<T> {
    /// Also when the work panics.
    struct Over;
    impl Drop for Over {
        fn drop(&mut self) {
            NOW.set(Asked::Nothing);
        }
    }
    let _over = Over;
    NOW.set(Asked::AtOnce);
    let done = work();
    (NOW.get() == Asked::AtOnce).then_some(done)
}

/// Whether what this thread does is to be done at once, or given up.
pub fn is_asked() -> bool {
    NOW.get() != Asked::Nothing
}

/// Says that what this thread does cannot be done at once.
pub fn give_up() {
    if is_asked() {
        NOW.set(Asked::GaveUp);
    }
}

/// To be asked by whatever waits, or has an effect, before it does: an error if that is for another thread, for
/// nobody to see but who began the work.
pub fn may_wait() -> Result<(), Fault> {
    if is_asked() {
        give_up();
        return Err(Fault::Overloaded("this is for a thread that may wait"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_wait_is_given_up_whatever_becomes_of_its_error() {
        assert!(may_wait().is_ok(), "nobody asked for haste");
        assert_eq!(try_at_once(|| 1), Some(1));
        let swallowed = || may_wait().map_or(2, |()| 1);
        assert_eq!(try_at_once(swallowed), None);
        assert_eq!(try_at_once(|| 3), Some(3), "that was the work before");
        give_up();
        assert!(!is_asked() && may_wait().is_ok());
    }

    #[test]
    fn a_panic_leaves_no_haste_behind() {
        let panics = || try_at_once(|| panic!("of the test"));
        assert!(std::panic::catch_unwind(panics).is_err());
        assert!(!is_asked());
    }
}
