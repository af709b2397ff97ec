//! `limits` and `rate_limit`: sizes of requests, failures and waits.

use serde::{Deserialize, Serialize};

use super::{Problem, Size, Span, policy};

/// The `limits` section (DL-01).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Longest request body.
    pub body: Size,
    /// Longest request line and headers together.
    pub header: Size,
    /// Longest request target.
    pub uri: Size,
}

/// The `rate_limit` section (LG-09).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateLimit {
    /// Consecutive failures before further tries have to wait.
    pub failures_before_delay: u32,
    /// The first wait; it doubles with each further failure.
    pub first_delay: Span,
    /// The longest wait.
    pub max_delay: Span,
    /// Consecutive failures that switch the password off; at most 100.
    pub disable_after: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: Size(policy::BODY_MAX),
            header: Size(policy::HEADER_MAX),
            uri: Size(policy::URI_MAX),
        }
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self {
            failures_before_delay: policy::FAILURES_DELAY,
            first_delay: Span(policy::DELAY_FIRST),
            max_delay: Span(policy::DELAY_MAX),
            disable_after: policy::FAILURES_DISABLE,
        }
    }
}

impl Limits {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if self.body.0 < 1024 || self.body.0 > 1024 * 1024 {
            problems.push(Problem::new(
                "limits.body",
                "it must be between 1KiB and 1MiB",
            ));
        }
        if self.uri.0 < 1024 || self.uri.0 > self.header.0 {
            problems.push(Problem::new(
                "limits.uri",
                "it must be at least 1KiB and at most limits.header",
            ));
        }
    }
}

impl RateLimit {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        if self.failures_before_delay == 0 || self.failures_before_delay > 20 {
            problems.push(Problem::new(
                "rate_limit.failures_before_delay",
                "it must be between 1 and 20",
            ));
        }
        if self.disable_after <= self.failures_before_delay
            || self.disable_after > policy::FAILURES_DISABLE
        {
            problems.push(Problem::new(
                "rate_limit.disable_after",
                "it must be over failures_before_delay and at most 100 (NIST SP 800-63B)",
            ));
        }
        if self.first_delay.0.is_zero() || self.first_delay > self.max_delay {
            problems.push(Problem::new(
                "rate_limit.first_delay",
                "it must be over zero and at most max_delay",
            ));
        }
    }
}
