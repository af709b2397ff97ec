//! `legacy`: the doors of old APIs. Off unless switched on.

use serde::{Deserialize, Serialize};

use super::{Problem, Span};

/// The `legacy` section: one subsection a door.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Doors {
    /// OCARIoT's `POST /v1/auth`.
    pub ocariot: OcariotDoor,
}

/// The `legacy.ocariot` section.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OcariotDoor {
    /// Whether the door is open.
    pub enabled: bool,
    /// Hosts at whose root the original paths apply.
    pub hosts: Vec<String>,
    /// The path under which the door stands at any host.
    pub prefix: String,
    /// The client that stands for all callers of the door.
    pub client: String,
    /// The `iss` of its tokens.
    pub issuer: String,
    /// How long its tokens last.
    pub lifetime: Span,
    /// Let people with a second factor in by password alone; the door cannot ask for it.
    pub mfa_exempt: bool,
    /// Origins of the browser apps that call it.
    pub cors_origins: Vec<String>,
}

impl Default for OcariotDoor {
    fn default() -> Self {
        Self {
            enabled: false,
            hosts: Vec::new(),
            prefix: "/legacy/ocariot".into(),
            client: "legacy-ocariot".into(),
            issuer: "ocariot".into(),
            lifetime: Span::secs(86400),
            mfa_exempt: false,
            cors_origins: Vec::new(),
        }
    }
}

impl Doors {
    pub(super) fn check(&self, problems: &mut Vec<Problem>) {
        let door = &self.ocariot;
        if !door.prefix.starts_with("/legacy/") || door.prefix.ends_with('/') {
            problems.push(Problem::new(
                "legacy.ocariot.prefix",
                "it must begin with /legacy/ and not end with a slash",
            ));
        }
        if door
            .hosts
            .iter()
            .any(|host| host.contains('/') || host.is_empty())
        {
            problems.push(Problem::new(
                "legacy.ocariot.hosts",
                "list bare host names, with a port if it is not the scheme's own",
            ));
        }
        if door.lifetime.0.is_zero() {
            problems.push(Problem::new(
                "legacy.ocariot.lifetime",
                "it must be over zero",
            ));
        }
    }
}
