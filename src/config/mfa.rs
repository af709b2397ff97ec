//! `mfa`: second factors.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::core::{ROLE_SHAPE, is_role};

use super::{
    error::{ConfigError, Problems},
    policy,
    units::{duration, format_duration},
};

/// Second factors.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mfa {
    /// The name that an authenticator app shows beside the code. Default: `branding.name`.
    pub totp_issuer: Option<String>,
    /// How long a person may have a device remembered, so that no second factor is asked there.
    /// Default 0: not at all; at most 30d. Never for the role `admin`, and not where an app asks
    /// for a second factor (TF-10).
    #[serde(with = "duration")]
    pub remember_device: Duration,
    /// Roles whose people sign in with a second factor: who has none sets one up on the way to
    /// an app, and before any other page of their own account opens. An old API that cannot ask for
    /// one lets nobody of them in. Default `["admin"]`; none in `signet dev`.
    pub required_for: Vec<String>,
    /// Whether people add passkeys and sign in with them: in place of a password, or after it. They
    /// need an issuer with a host name (https, or localhost): where it is an address, there are none.
    /// Default true.
    pub passkeys: bool,
    /// The domain that passkeys are made for: the issuer's host, or a domain above it. With another
    /// one, those that people have are of no use any more. Default: the issuer's host.
    pub passkey_domain: Option<String>,
}

impl Default for Mfa {
    fn default() -> Self {
        Self {
            totp_issuer: None,
            remember_device: Duration::ZERO,
            required_for: vec!["admin".into()],
            passkeys: true,
            passkey_domain: None,
        }
    }
}

impl Mfa {
    /// Whether somebody with these roles must have a second factor.
    pub fn is_required(&self, roles: &[String]) -> bool {
        roles.iter().any(|role| self.required_for.contains(role))
    }

    /// Where passkeys are made, and the domain that they are for; `None` where there are none.
    pub fn passkey_party(&self, issuer: &str) -> Option<(Url, String)> {
        let origin = Url::parse(issuer).ok().filter(|_| self.passkeys)?;
        let host = origin.domain()?.to_owned();
        let domain = self.passkey_domain.clone().unwrap_or(host);
        Some((origin, domain))
    }

    /// Checks the section against the issuer, where that is known.
    pub fn validate(&self, issuer: Option<&str>) -> Vec<ConfigError> {
        let mut problems = Problems::of("mfa");
        if let Some(name) = &self.totp_issuer
            && (name.trim().is_empty() || name.contains([':', '\n', '\r']))
        {
            let error = problems.add("totp_issuer", "is empty or has a colon or a line break");
            error.expected = "a short name; apps read a colon as its end".into();
        }
        let bounds = (Duration::ZERO, policy::REMEMBER_DEVICE_MAX);
        problems.within(
            "remember_device",
            self.remember_device,
            bounds,
            format_duration,
        );
        if let Some(role) = self.required_for.iter().find(|role| !is_role(role)) {
            let error = problems.add("required_for", format!("{role:?} is no role"));
            error.expected = format!("a list of roles, each {ROLE_SHAPE}");
            error.fix = "write one role in each item: [\"admin\", \"nurse\"]".into();
        }
        if let (Some(domain), Some(issuer)) = (&self.passkey_domain, issuer)
            && let Some(host) = Url::parse(issuer)
                .ok()
                .and_then(|url| url.domain().map(str::to_owned))
            && host != *domain
            && !(domain.contains('.') && host.ends_with(&format!(".{domain}")))
        {
            let error = problems.add("passkey_domain", format!("{domain:?} is not above {host}"));
            error.expected = "the issuer's host, or a domain that it is in".into();
            error.fix = "leave it out: the issuer's host is the default".into();
        }
        problems.done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A role that is two would be nobody's, and ask nobody for a second factor.
    #[test]
    fn roles_that_need_a_second_factor_are_named_one_by_one() {
        for bad in ["", "admin;nurse", "admin,nurse", "admin nurse"] {
            let mfa = Mfa {
                required_for: vec!["admin".into(), bad.into()],
                ..Mfa::default()
            };
            assert_eq!(mfa.validate(None)[0].key, "mfa.required_for", "{bad}");
        }
    }

    // A browser takes a passkey only for the host of its page, or a domain above that.
    #[test]
    fn a_passkeys_domain_is_the_issuers_or_above_it() {
        let with = |domain: &str| Mfa {
            passkey_domain: Some(domain.into()),
            ..Mfa::default()
        };
        let issuer = Some("https://id.example.org");
        for good in ["id.example.org", "example.org"] {
            assert_eq!(with(good).validate(issuer), [], "{good}");
        }
        for bad in [
            "org",
            "example.com",
            "d.example.org",
            "https://id.example.org",
            "",
        ] {
            let found = with(bad).validate(issuer);
            assert_eq!(found[0].key, "mfa.passkey_domain", "{bad}");
        }
        let party = |mfa: &Mfa, issuer| mfa.passkey_party(issuer).map(|(_, domain)| domain);
        let plain = Mfa::default();
        assert_eq!(
            party(&plain, "http://localhost:8080").as_deref(),
            Some("localhost")
        );
        assert_eq!(party(&plain, "https://192.0.2.1"), None);
        let off = Mfa {
            passkeys: false,
            ..plain
        };
        assert_eq!(party(&off, "https://id.example.org"), None);
    }
}
