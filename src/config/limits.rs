//! `limits`: how much one request may bring (DL-01).

use serde::{Deserialize, Serialize};

use super::{
    error::{ConfigError, Problems},
    policy,
    units::{format_size, size},
};

/// Sizes are written `"32KiB"`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Most bytes of a body, else 413. Default 32KiB.
    #[serde(with = "size")]
    pub body: usize,
    /// Most bytes of request line and headers, else 431. Default 16KiB.
    #[serde(with = "size")]
    pub header: usize,
    /// Most bytes of path and query, else 414. Default 8KiB.
    #[serde(with = "size")]
    pub uri: usize,
    /// Connections that one address may hold at a time on each node (of IPv6: one /64); the next is
    /// closed. Trusted proxies and `rate_limit.shared_networks` are not counted. Default 200, at least
    /// 10.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: policy::BODY_LIMIT,
            header: policy::HEADER_LIMIT,
            uri: policy::URI_LIMIT,
            connections: policy::CONNECTIONS,
        }
    }
}

impl Limits {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        const KIB: usize = 1024;
        let mut problems = Problems::of("limits");
        problems.within("body", self.body, (4 * KIB, KIB * KIB), format_size);
        problems.within("header", self.header, (4 * KIB, 64 * KIB), format_size);
        problems.within("uri", self.uri, (2 * KIB, 64 * KIB), format_size);
        let connections = (10, 1_000_000);
        problems.within("connections", self.connections, connections, |v| {
            v.to_string()
        });
        if self.uri > self.header {
            let error = problems.add("uri", "is larger than limits.header, which counts it too");
            error.fix = "raise limits.header, or lower limits.uri".into();
        }
        problems.done()
    }
}
