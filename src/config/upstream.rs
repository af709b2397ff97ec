//! `upstream.NAME`: other providers, of which Signet is a client: the sources that people connect.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{
    error::{ConfigError, Problems},
    secret_text::SecretText,
};

/// `upstream.NAME`: a provider by discovery (`issuer`: OpenID Connect), or by its endpoints (plain
/// OAuth 2). NAME is what a connection is kept under: it stays when the provider moves (UP-01).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UpstreamSource {
    /// Whether it is offered. One that is switched off takes no new sign-in; what is connected
    /// stays so, and can be disconnected (UP-04). Default true.
    pub enabled: bool,
    /// What people read. Default NAME.
    pub title: Option<String>,
    /// The issuer, whose metadata is looked up (OpenID Connect Discovery). Default none.
    pub issuer: Option<String>,
    /// Without an issuer: where people sign in (RFC 6749 §3.1). Default none.
    pub authorization_endpoint: Option<String>,
    /// Without an issuer: where codes are redeemed (RFC 6749 §3.2). Default none.
    pub token_endpoint: Option<String>,
    /// The id of this server there. Required.
    pub client_id: String,
    /// The secret of this server there; none for a public client. Default none.
    pub client_secret: Option<SecretText>,
    /// A file with that secret; also as the systemd credential `upstream.NAME.client_secret`.
    /// Default none.
    pub client_secret_file: Option<PathBuf>,
    /// What is asked for; `openid` is added for a provider with an issuer. Default none.
    pub scopes: Vec<String>,
    /// How its ID tokens may be signed (UP-02). Default RS256, ES256.
    pub algorithms: Vec<UpstreamAlgorithm>,
}

/// How an ID token of another provider may be signed. Nothing with a shared secret, and never
/// `none`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UpstreamAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
    /// RSASSA-PSS with SHA-256.
    #[serde(rename = "PS256")]
    Ps256,
    /// ECDSA on P-256.
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

impl Default for UpstreamSource {
    fn default() -> Self {
        Self {
            enabled: true,
            title: None,
            issuer: None,
            authorization_endpoint: None,
            token_endpoint: None,
            client_id: String::new(),
            client_secret: None,
            client_secret_file: None,
            scopes: Vec::new(),
            algorithms: vec![UpstreamAlgorithm::Rs256, UpstreamAlgorithm::Es256],
        }
    }
}

impl UpstreamSource {
    /// Checks the source of this name.
    pub fn validate(&self, name: &str) -> Vec<ConfigError> {
        let mut problems = Problems::of(format!("upstream.{name}"));
        let is_plain =
            |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
        if name.is_empty() || name.len() > 40 || !name.bytes().all(is_plain) {
            problems
                .add("client_id", format!("{name:?} is no name of a source"))
                .expected = "1 to 40 of a-z, 0-9, '-' and '_'".into();
        }
        if self.client_id.is_empty() {
            problems.add("client_id", "is required and not set").fix =
                "register this server at the provider; its redirect URI is the Human API door's \
                 address and /connect/callback"
                    .into();
        }
        let endpoints = [
            ("authorization_endpoint", &self.authorization_endpoint),
            ("token_endpoint", &self.token_endpoint),
        ];
        for (key, url) in endpoints.iter().chain(&[("issuer", &self.issuer)]) {
            let Some(url) = url else { continue };
            let parsed = Url::parse(url);
            let is_web = parsed.is_ok_and(|url| {
                ["https", "http"].contains(&url.scheme())
                    && url.fragment().is_none()
                    && (*key != "issuer" || url.query().is_none())
            });
            if !is_web {
                problems
                    .add(key, format!("{url:?} is no address of a provider"))
                    .expected = "an https URL".into();
            }
        }
        let given = endpoints.iter().filter(|(_, url)| url.is_some()).count();
        match (&self.issuer, given) {
            (Some(_), 0) | (None, 2) => {}
            (Some(_), _) => {
                problems.add("issuer", "is set, and endpoints are, too").fix =
                    "keep the issuer for OpenID Connect, or both endpoints for plain OAuth 2"
                        .into();
            }
            (None, _) => {
                problems.add("issuer", "is required and not set").fix =
                    "name the issuer, or authorization_endpoint and token_endpoint".into();
            }
        }
        let is_scope = |scope: &String| {
            !scope.is_empty()
                && scope
                    .bytes()
                    .all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
        };
        if !self.scopes.iter().all(is_scope) {
            problems.add("scopes", "holds what is no scope").expected =
                "scope values of RFC 6749 §3.3".into();
        }
        if self.issuer.is_some() && self.algorithms.is_empty() {
            problems.add("algorithms", "is empty").expected =
                "at least one of RS256, PS256, ES256, EdDSA".into();
        }
        problems.done()
    }

    /// What people read.
    pub fn title<'a>(&'a self, name: &'a str) -> &'a str {
        self.title.as_deref().unwrap_or(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> UpstreamSource {
        UpstreamSource {
            issuer: Some("https://id.example".into()),
            client_id: "signet".into(),
            ..UpstreamSource::default()
        }
    }

    #[test]
    fn a_source_has_an_issuer_or_both_endpoints() {
        assert_eq!(good().validate("clinic"), []);
        let mut plain = good();
        plain.issuer = None;
        assert_eq!(plain.validate("clinic")[0].key, "upstream.clinic.issuer");
        plain.token_endpoint = Some("https://id.example/token".into());
        assert_eq!(plain.validate("clinic")[0].key, "upstream.clinic.issuer");
        plain.authorization_endpoint = Some("https://id.example/authorize".into());
        assert_eq!(plain.validate("clinic"), []);
        plain.issuer = good().issuer;
        assert_eq!(plain.validate("clinic")[0].key, "upstream.clinic.issuer");
    }

    #[test]
    fn what_is_wrong_is_named() {
        type Change = fn(&mut UpstreamSource);
        let cases: [(&str, Change); 4] = [
            ("client_id", |s| s.client_id.clear()),
            ("issuer", |s| s.issuer = Some("id.example".into())),
            ("scopes", |s| s.scopes = vec!["a b".into()]),
            ("algorithms", |s| s.algorithms.clear()),
        ];
        for (key, change) in cases {
            let mut source = good();
            change(&mut source);
            let found = source.validate("clinic");
            assert_eq!(found[0].key, format!("upstream.clinic.{key}"));
        }
        for name in ["", "A", "a.b", "a b", "ä"] {
            assert!(!good().validate(name).is_empty(), "{name}");
        }
    }

    // OP-06: a source is read from files, variables and flags as all else is, its secret from a
    // file or a variable only, and what is no key of it is refused.
    #[test]
    fn a_source_is_read_from_every_place() {
        use crate::config::{Need, ShowOptions, Sources, load};
        let place = tempfile::tempdir().expect("a directory");
        let file = place.path().join("secret");
        std::fs::write(&file, "canary\n").expect("writes");
        let mode = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o600);
        std::fs::set_permissions(&file, mode).expect("a mode");
        let text = |s: &str| s.to_owned();
        let mut sources = Sources {
            env: vec![
                (
                    text("SIGNET_UPSTREAM__CITY__CLIENT_SECRET_FILE"),
                    file.display().to_string(),
                ),
                (text("SIGNET_UPSTREAM__CITY__CLIENT_ID"), text("signet")),
            ],
            set: vec![
                text("upstream.city.issuer=https://id.example"),
                text("upstream.city.scopes=profile,offline_access"),
            ],
            need: Need::Tool,
            ..Sources::default()
        };
        let loaded = load(&sources).expect("loads");
        let source = &loaded.config.upstream["city"];
        assert_eq!(source.client_id, "signet");
        assert_eq!(source.scopes, ["profile", "offline_access"]);
        assert_eq!(
            source.client_secret.as_ref().map(SecretText::expose),
            Some("canary")
        );
        let shown = loaded.to_toml(ShowOptions::default());
        assert!(
            shown.contains("[upstream.city]") && !shown.contains("canary"),
            "{shown}"
        );
        for (set, words) in [
            (
                "upstream.city.client_secret=x",
                "arguments are seen by others",
            ),
            ("upstream.city.titel=x", "did you mean upstream.city.title?"),
            ("upstream.city=x", "is a table of keys"),
            ("upstream.city.a.b=x", "is no known key"),
        ] {
            sources.set.push(text(set));
            let refused = load(&sources).expect_err(set).to_string();
            assert!(refused.contains(words), "{set}: {refused}");
            sources.set.pop();
        }
    }

    // ST-07: secret types print `***`.
    #[test]
    fn the_secret_prints_as_stars() {
        let source: UpstreamSource =
            serde_json::from_str(r#"{"client_secret": "canary"}"#).expect("reads");
        assert!(!format!("{source:?}").contains("canary"));
        let shown = serde_json::to_value(&source).expect("shows");
        assert_eq!(shown["client_secret"], "***");
        assert_eq!(
            source.client_secret.as_ref().map(SecretText::expose),
            Some("canary")
        );
    }
}
