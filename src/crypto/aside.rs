//! Hashes give way to everything else.
//!
//! A password costs as much of the processor as a hundred tokens, on purpose. Beside a flood of sign-ins each
//! token would wait for hashes to be over; computed by threads of less weight they take what is left, which
//! without anything else to do is all.

use std::{cell::Cell, panic::resume_unwind, thread, time::Duration};

use rustix::{
    process::{getpriority_process, setpriority_process},
    time::{ClockId, clock_gettime},
};

use crate::core::{Fault, at_once};

/// setpriority(2): a tenth of the weight of the others, where both have something to do.
const NICE: i32 = 10;

thread_local! {
    static TAKEN: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// What was computed aside for this thread since it was last asked, in time of the processor.
pub fn taken() -> Duration {
    TAKEN.take()
}

/// Computes something on a thread of its own, and waits for it.
pub(super) fn compute<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Fault> {
    at_once::may_wait()?;
    let lower = || {
        // On Linux this is about the thread. Where it is refused the hash is computed all the same; a
        // process that gives way more already is left as it is.
        if getpriority_process(None).is_ok_and(|now| now < NICE) {
            let _refused = setpriority_process(None, NICE);
        }
        (work(), cpu_time())
    };
    let ended = thread::scope(|scope| {
        let thread = thread::Builder::new().name("password".into());
        thread.spawn_scoped(scope, lower).map(|hash| hash.join())
    });
    match ended {
        Ok(Ok((done, cpu))) => {
            TAKEN.set(TAKEN.get() + cpu);
            Ok(done)
        }
        Ok(Err(panic)) => resume_unwind(panic),
        Err(_) => Err(Fault::Overloaded("there is no thread for a password")),
    }
}

/// The time of the processor that this thread has had.
pub fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or(0),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_gives_way_and_its_caller_does_not() {
        let before = getpriority_process(None).unwrap();
        let aside = compute(|| {
            let mut sum = 0_u64;
            for n in 0..1_000_000 {
                sum = sum.wrapping_add(std::hint::black_box(n));
            }
            (getpriority_process(None).unwrap(), sum)
        });
        assert_eq!(aside.unwrap().0, NICE.max(before));
        assert_eq!(getpriority_process(None).unwrap(), before);
        assert!(taken() > Duration::ZERO);
        assert_eq!(taken(), Duration::ZERO, "it is told once");
    }
}
