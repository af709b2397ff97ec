//! The known keys, read off the built-in configuration, so that they are written down once.

use std::borrow::Cow;

use serde_json::Value;

use super::{Config, UpstreamSource};

/// How the text of a variable or a `--set` is read for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Number,
    Bool,
    List,
}

/// Keys that are secrets, or may hold one, and the other ways to give them.
#[derive(Clone, Copy)]
pub(super) struct SecretKey<'a> {
    pub(super) key: &'a str,
    /// The key that names a file instead.
    pub(super) file_key: &'a str,
    /// Names under `$CREDENTIALS_DIRECTORY` (systemd.exec(5), `LoadCredential=`).
    pub(super) credentials: &'a [&'a str],
}

/// All of them but those of sources, which are named by the operator.
pub(super) const SECRET_KEYS: [SecretKey<'static>; 4] = [
    SecretKey {
        key: "secrets.data_key",
        file_key: "secrets.data_key_file",
        credentials: &["data_key", "secrets.data_key"],
    },
    SecretKey {
        key: "database.url",
        file_key: "database.url_file",
        credentials: &["database.url"],
    },
    SecretKey {
        key: "mail.password",
        file_key: "mail.password_file",
        credentials: &["mail.password"],
    },
    SecretKey {
        key: "sms.secret",
        file_key: "sms.secret_file",
        credentials: &["sms.secret"],
    },
];

/// Whether values of this key are kept out of messages.
pub(super) fn is_secret(key: &str) -> bool {
    SECRET_KEYS.iter().any(|secret| secret.key == key) || is_client_secret(key)
}

/// Whether it is a secret that others gave us: a provider, a mail server, a hook.
pub(super) fn is_client_secret(key: &str) -> bool {
    key.starts_with(UPSTREAM) && key.ends_with(".client_secret")
        || matches!(key, "mail.password" | "sms.secret")
}

/// The table whose tables the operator names.
const UPSTREAM: &str = "upstream.";

/// The key with `*` in the place of a name of the operator's.
pub(super) fn pattern(key: &str) -> Cow<'_, str> {
    let Some(rest) = key.strip_prefix(UPSTREAM) else {
        return key.into();
    };
    match rest.split_once('.') {
        Some((_, rest)) => format!("{UPSTREAM}*.{rest}").into(),
        None => format!("{UPSTREAM}*").into(),
    }
}

/// The known keys, in the order of the structs.
#[derive(Debug)]
pub(super) struct Schema {
    leaves: Vec<(String, Shape)>,
    tables: Vec<String>,
}

impl Schema {
    /// Of [`Config`].
    pub(super) fn new() -> Self {
        let mut schema = Self {
            leaves: Vec::new(),
            tables: Vec::new(),
        };
        let sources = serde_json::json!({ "upstream": { "*": UpstreamSource::default() } });
        let mut known = leaves(&Config::default());
        // A table without any table yet looks like a leaf.
        known.retain(|(key, _)| key != "upstream");
        walk("", sources, &mut known);
        for (key, value) in known {
            let shape = match value {
                Value::Bool(_) => Shape::Bool,
                Value::Number(_) => Shape::Number,
                Value::Array(_) => Shape::List,
                // What is not set by default is text.
                Value::Null | Value::String(_) | Value::Object(_) => Shape::Text,
            };
            let dots = key.match_indices('.').map(|(at, _)| at);
            for table in dots.map(|at| key[..at].to_owned()) {
                if !schema.tables.contains(&table) {
                    schema.tables.push(table);
                }
            }
            schema.leaves.push((key, shape));
        }
        schema
    }

    /// How the key's text is read; `None` if the key is unknown, or a table.
    pub(super) fn shape(&self, key: &str) -> Option<Shape> {
        let key = pattern(key);
        let (_, shape) = self.leaves.iter().find(|(known, _)| *known == key)?;
        Some(*shape)
    }

    /// Whether the key is a table of keys.
    pub(super) fn is_table(&self, key: &str) -> bool {
        let key = pattern(key);
        self.tables.iter().any(|table| *table == key)
    }

    /// All keys.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.leaves.iter().map(|(key, _)| key.as_str())
    }

    /// The known key or table that was probably meant: of the same table if one is alike, else
    /// the most alike, else one of the same name elsewhere.
    pub(super) fn nearest(&self, key: &str) -> Option<&str> {
        let alike = strsim::normalized_damerau_levenshtein;
        let best = |keys: Vec<(&'_ str, f64)>, least: f64| {
            let near = keys.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
            near.filter(|(_, score)| *score >= least)
                .map(|(key, _)| key.to_owned())
        };
        let known = || self.keys().chain(self.tables.iter().map(String::as_str));
        let (table, name) = key.rsplit_once('.').unwrap_or(("", key));
        let siblings = known()
            .map(|k| (k, k.rsplit_once('.').unwrap_or(("", k))))
            .filter(|(_, (of, _))| *of == table)
            .map(|(k, (_, known))| match known.contains(name) {
                true => (k, alike(known, name).max(0.5)),
                false => (k, alike(known, name)),
            });
        let found = best(siblings.collect(), 0.5)
            .or_else(|| best(known().map(|k| (k, alike(k, key))).collect(), 0.7))
            .or_else(|| {
                known()
                    .find(|k| k.ends_with(&format!(".{name}")))
                    .map(str::to_owned)
            })?;
        known().find(|k| *k == found)
    }
}

/// Every key with its value, redacted, in the order of the structs.
pub(super) fn leaves(config: &Config) -> Vec<(String, Value)> {
    let mut out = Vec::new();
    // Plain structs with text keys always serialize.
    walk(
        "",
        serde_json::to_value(config).unwrap_or_default(),
        &mut out,
    );
    out
}

fn walk(prefix: &str, value: Value, out: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(table) => {
            for (name, value) in table {
                let key = if prefix.is_empty() {
                    name
                } else {
                    format!("{prefix}.{name}")
                };
                walk(&key, value, out);
            }
        }
        leaf => out.push((prefix.to_owned(), leaf)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_keys_are_these() {
        let schema = Schema::new();
        let keys: Vec<&str> = schema.keys().collect();
        insta::assert_snapshot!(keys.join("\n"), @r"
        server.public_url
        server.issuer
        server.listen
        server.management_listen
        server.trusted_proxies
        server.proxy_header
        server.drain
        server.shutdown_grace
        server.workers
        server.return_style
        tls.cert_file
        tls.key_file
        tls.min
        limits.body
        limits.header
        limits.uri
        limits.connections
        database.url
        database.url_file
        database.pool
        database.statement_timeout
        database.lock_timeout
        database.allow_unsafe_durability
        database.allow_insecure_tls
        secrets.data_key
        secrets.data_key_file
        secrets.allow_lax_file_modes
        keys.algorithms
        keys.rsa_bits
        keys.rotate_every
        session.idle
        session.absolute
        session.max_per_user
        tokens.access
        tokens.id_token
        tokens.code
        tokens.refresh_idle
        tokens.refresh_absolute
        tokens.refresh_race
        tokens.refresh_lost
        tokens.reuse_ends_session
        password.argon2.m
        password.argon2.t
        password.argon2.p
        password.permits
        password.queue
        password.min_length
        password.profile
        password.zxcvbn_min
        password.blocklist_file
        login.identifiers
        login.registration
        login.waitlist
        login.waitlist_tell_rejected
        login.invitation
        login.require_verified_email
        mfa.totp_issuer
        mfa.remember_device
        mfa.required_for
        mfa.passkeys
        mfa.passkey_domain
        mail.from
        mail.smtp_url
        mail.tls
        mail.ca_file
        mail.username
        mail.password
        mail.password_file
        mail.timeout
        mail.sink
        sms.url
        sms.secret
        sms.secret_file
        sms.sink
        consent.remember
        consent.max
        consent.until_stopped
        terms.version
        terms.file
        terms.url
        terms.changes_url
        privacy.ip
        privacy.app_names_in_mail
        privacy.deletion_grace
        privacy.retention.consents
        legacy.ocariot.enabled
        legacy.ocariot.hosts
        legacy.ocariot.prefix
        legacy.ocariot.callers
        legacy.ocariot.max_per_user
        legacy.ocariot.deprecated_at
        legacy.ocariot.sunset_at
        legacy.ocariot.brown_outs
        legacy.ocariot.guide
        legacy.ocariot.client
        legacy.ocariot.issuer
        legacy.ocariot.lifetime
        legacy.ocariot.mfa_exempt
        legacy.ocariot.cors_origins
        legacy.corsano_users.enabled
        legacy.corsano_users.hosts
        legacy.corsano_users.prefix
        legacy.corsano_users.callers
        legacy.corsano_users.max_per_user
        legacy.corsano_users.deprecated_at
        legacy.corsano_users.sunset_at
        legacy.corsano_users.brown_outs
        legacy.corsano_users.guide
        legacy.corsano_users.client
        legacy.corsano_users.issuer
        legacy.corsano_users.lifetime
        legacy.corsano_users.refresh
        legacy.corsano_users.mfa_exempt
        legacy.corsano_users.cors_origins
        legacy.corsano_health.enabled
        legacy.corsano_health.hosts
        legacy.corsano_health.prefix
        legacy.corsano_health.callers
        legacy.corsano_health.max_per_user
        legacy.corsano_health.deprecated_at
        legacy.corsano_health.sunset_at
        legacy.corsano_health.brown_outs
        legacy.corsano_health.guide
        legacy.corsano_health.client
        legacy.corsano_health.issuer
        legacy.corsano_health.resource
        legacy.corsano_health.lifetime
        legacy.corsano_health.refresh
        legacy.corsano_health.cors_origins
        legacy.healthily.enabled
        legacy.healthily.hosts
        legacy.healthily.prefix
        legacy.healthily.callers
        legacy.healthily.max_per_user
        legacy.healthily.deprecated_at
        legacy.healthily.sunset_at
        legacy.healthily.brown_outs
        legacy.healthily.guide
        legacy.healthily.issuer
        legacy.healthily.lifetime
        legacy.healthily.version
        legacy.healthily.language
        legacy.humanapi.enabled
        legacy.humanapi.hosts
        legacy.humanapi.prefix
        legacy.humanapi.callers
        legacy.humanapi.max_per_user
        legacy.humanapi.deprecated_at
        legacy.humanapi.sunset_at
        legacy.humanapi.brown_outs
        legacy.humanapi.guide
        legacy.humanapi.session_window
        legacy.mycure.enabled
        legacy.mycure.hosts
        legacy.mycure.prefix
        legacy.mycure.callers
        legacy.mycure.max_per_user
        legacy.mycure.deprecated_at
        legacy.mycure.sunset_at
        legacy.mycure.brown_outs
        legacy.mycure.guide
        legacy.mycure.client
        legacy.mycure.issuer
        legacy.mycure.lifetime
        legacy.mycure.idle
        legacy.mycure.refresh
        legacy.mycure.resume_issues_refresh
        legacy.mycure.api_lifetime
        legacy.mycure.on_premise
        legacy.mycure.tells_unknown_users
        legacy.mycure.cors_origins
        branding.name
        branding.support_url
        branding.privacy_url
        branding.help_file
        branding.privacy_file
        branding.accessibility_file
        branding.operator
        i18n.default
        i18n.enabled
        telemetry.log.format
        telemetry.log.level
        rate_limit.failures_before_delay
        rate_limit.first_delay
        rate_limit.max_delay
        rate_limit.disable_after
        rate_limit.shared_networks
        rate_limit.token_client
        outbound.allow_loopback
        outbound.ca_file
        upstream.*.enabled
        upstream.*.title
        upstream.*.issuer
        upstream.*.authorization_endpoint
        upstream.*.token_endpoint
        upstream.*.client_id
        upstream.*.client_secret
        upstream.*.client_secret_file
        upstream.*.scopes
        upstream.*.algorithms
        ");
    }

    // OP-06: unknown keys are named, with what was probably meant.
    #[test]
    fn the_nearest_key_is_suggested() {
        let schema = Schema::new();
        for (typed, meant) in [
            ("server.publicurl", Some("server.public_url")),
            ("sever", Some("server")),
            ("tokens.acces", Some("tokens.access")),
            ("token.access", Some("tokens.access")),
            ("log.level", Some("telemetry.log.level")),
            ("legacy.ocariott.enabled", Some("legacy.ocariot.enabled")),
            ("mfa.issuer", Some("mfa.totp_issuer")),
            ("server.url", Some("server.public_url")),
            ("qqq.zzzzzzzzz", None),
        ] {
            assert_eq!(schema.nearest(typed), meant, "{typed}");
        }
    }
}
