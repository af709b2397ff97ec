//! `rate_limit`: what wrong passwords cost (LG-09, LG-11), and how often a client may call (F23).

use std::{net::IpAddr, time::Duration};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::{
    error::{ConfigError, Problems},
    policy,
    units::{duration, format_duration},
};

/// The counter of consecutive failures per identifier, shared by all doors.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateLimit {
    /// Failures in a row after which tries are delayed. Default 5, from 1 to 20.
    pub failures_before_delay: u32,
    /// The first delay; it doubles with each further failure. Default 30s, from 1s to 15m.
    #[serde(with = "duration")]
    pub first_delay: Duration,
    /// The longest delay. Default 15m, from 30s to 24h.
    #[serde(with = "duration")]
    pub max_delay: Duration,
    /// Failures in a row that disable the password until it is reset. Default and at most 100.
    pub disable_after: u32,
    /// Networks that many people share, such as a hospital's: no address in them is ever held up
    /// for its failures; those of each account still are. Default none.
    pub shared_networks: Vec<IpNet>,
    /// Calls a minute that one client may make at the token endpoint, introspection and revocation,
    /// on each node. Default 120000, at least 60.
    pub token_client: u32,
}

impl Default for RateLimit {
    fn default() -> Self {
        Self {
            failures_before_delay: policy::FAILURES_BEFORE_DELAY,
            first_delay: policy::FIRST_DELAY,
            max_delay: policy::MAX_DELAY,
            disable_after: policy::DISABLE_AFTER,
            shared_networks: Vec::new(),
            token_client: policy::CLIENT_CALLS,
        }
    }
}

impl RateLimit {
    /// Whether an address is in a network that many people share.
    pub fn is_shared(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        self.shared_networks.iter().any(|net| net.contains(&ip))
    }

    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("rate_limit");
        let seconds = Duration::from_secs;
        let number = |v: u32| v.to_string();
        problems.within(
            "failures_before_delay",
            self.failures_before_delay,
            (1, 20),
            number,
        );
        let first = (seconds(1), seconds(15 * 60));
        problems.within("first_delay", self.first_delay, first, format_duration);
        let max = (seconds(30), seconds(24 * 3600));
        problems.within("max_delay", self.max_delay, max, format_duration);
        let disable = (1, policy::DISABLE_AFTER_MAX);
        problems.within("disable_after", self.disable_after, disable, number);
        problems.within("token_client", self.token_client, (60, 60_000_000), number);
        if self.first_delay > self.max_delay {
            let error = problems.add("first_delay", "is longer than rate_limit.max_delay");
            error.fix = "lower it, or raise rate_limit.max_delay".into();
        }
        if self.failures_before_delay >= self.disable_after {
            let error = problems.add(
                "disable_after",
                "is not above rate_limit.failures_before_delay: a password would be disabled \
                 without a delay before",
            );
            error.fix = "raise it".into();
        }
        problems.done()
    }
}
