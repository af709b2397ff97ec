//! Points at which a process can be made to die, for the fault tests. Without the feature
//! `failpoints` there are none.

/// The points of a token request, in their order.
pub const POINTS: [&str; 8] = [
    "authenticated",
    "before-swap",
    "after-swap",
    "before-commit",
    "after-commit",
    "before-answer",
    "mid-answer",
    "after-answer",
];

/// The variable of the environment that names the point for a command.
#[cfg(feature = "failpoints")]
pub const VARIABLE: &str = "SIGNET_FAILPOINT";

/// The point at which the process is to die.
#[cfg(feature = "failpoints")]
#[expect(
    clippy::disallowed_methods,
    reason = "a switch of the fault tests, in a build that is made for them alone"
)]
static ARMED: std::sync::LazyLock<std::sync::Mutex<Option<String>>> =
    std::sync::LazyLock::new(|| std::sync::Mutex::new(std::env::var(VARIABLE).ok()));

/// Names the point at which the process is to die.
#[cfg(feature = "failpoints")]
pub fn arm(point: &str) {
    *ARMED
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(point.to_owned());
}

/// Dies here if this point was armed: at once, as by `kill -9`, with nothing cleared up. Where it was armed as
/// `panic:POINT`, the thread panics, once.
#[cfg(feature = "failpoints")]
pub fn hit(point: &str) {
    let mut armed = ARMED
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if armed.as_deref() == Some(point) {
        std::process::abort();
    }
    let panics = |armed: &String| armed.strip_prefix("panic:") == Some(point);
    if armed.take_if(|armed| panics(armed)).is_some() {
        drop(armed);
        panic!("at {point}, with {}", "a secret");
    }
}

/// Nothing: the server was built without points.
#[cfg(not(feature = "failpoints"))]
pub const fn hit(_point: &str) {}
