//! `password`: what a password must be (LG-01 to LG-03), what its hash costs, and how many are
//! computed at a time (LG-04, DL-04).

use std::{path::PathBuf, thread::available_parallelism};

use serde::{Deserialize, Serialize};

use super::{
    error::{ConfigError, Problems},
    policy,
};

/// Parameters of Argon2id; the defaults are also the floors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Argon2 {
    /// Memory in KiB. Default 19456.
    pub m: u32,
    /// Passes. Default 2.
    pub t: u32,
    /// Lanes. Default 1.
    pub p: u32,
}

impl Default for Argon2 {
    fn default() -> Self {
        Self {
            m: policy::ARGON2_M_MIN,
            t: policy::ARGON2_T_MIN,
            p: policy::ARGON2_P_MIN,
        }
    }
}

/// Whose advice the least length follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PasswordProfile {
    /// `min_length` for everybody.
    #[default]
    Default,
    /// NIST SP 800-63B-4: 15 characters where the password is the only factor, 8 with a second one.
    Nist,
}

/// Passwords that are set here, and how they are hashed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Password {
    /// `password.argon2.m`, `.t` and `.p`.
    pub argon2: Argon2,
    /// How many hashes are computed at a time. Default: one per core.
    pub permits: usize,
    /// How many sign-ins may wait for one; beyond it they get 503. Default 32.
    pub queue: usize,
    /// Fewest characters (code points) of a password that is set here. Default 12, never below 8.
    /// A legacy door keeps the rule of its contract, and imported hashes are taken as they are.
    pub min_length: usize,
    /// `default`, or `nist`: 15 characters as the only factor, 8 with a second one.
    pub profile: PasswordProfile,
    /// How hard to guess it must be, as zxcvbn scores it: 0 to 4. Default 3.
    pub zxcvbn_min: u8,
    /// A file of passwords that nobody may set, one a line; read at start. At most 20
    /// million. Default none.
    pub blocklist_file: Option<PathBuf>,
}

impl Default for Password {
    fn default() -> Self {
        Self {
            argon2: Argon2::default(),
            permits: cores(),
            queue: policy::PASSWORD_QUEUE,
            min_length: policy::PASSWORD_MIN,
            profile: PasswordProfile::Default,
            zxcvbn_min: policy::ZXCVBN_MIN,
            blocklist_file: None,
        }
    }
}

/// The cores that this process may use.
pub(super) fn cores() -> usize {
    available_parallelism().map_or(1, std::num::NonZero::get)
}

impl Password {
    /// Checks the section.
    pub fn validate(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("password");
        for (key, value, low, high) in [
            ("argon2.m", self.argon2.m, policy::ARGON2_M_MIN, 1 << 20),
            ("argon2.t", self.argon2.t, policy::ARGON2_T_MIN, 32),
            ("argon2.p", self.argon2.p, policy::ARGON2_P_MIN, 16),
        ] {
            problems.within(key, value, (low, high), |v| v.to_string());
        }
        problems.within("permits", self.permits, (1, 1024), |v| v.to_string());
        problems.within("queue", self.queue, (1, 10_000), |v| v.to_string());
        let length = (policy::PASSWORD_FLOOR, 64);
        problems.within("min_length", self.min_length, length, |v| v.to_string());
        problems.within("zxcvbn_min", self.zxcvbn_min, (0, 4), |v| v.to_string());
        problems.done()
    }
}
