//! `mail` and `sms`: how people are written to.

use std::{path::PathBuf, time::Duration};

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::{
    error::{ConfigError, Problems},
    policy,
    secret_text::SecretText,
    units::{duration, format_duration},
};

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    /// STARTTLS, required: a server that does not offer it gets no mail (RFC 3207).
    Starttls,
    /// TLS from the first byte (RFC 8314).
    Implicit,
    /// None: for a mail server on this machine only.
    None,
}

/// Where mail goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailRoute {
    /// To a mail server.
    Smtp {
        /// Its name or address.
        host: String,
        /// Its port.
        port: u16,
        /// How the connection is protected.
        tls: MailTls,
    },
    /// Into a directory, a file each.
    Directory(PathBuf),
    /// It stays in the outbox, to be looked at: `signet dev`.
    Outbox,
}

/// Mail to people.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// Who mail is from: `"no-reply@example.org"`, or `"Example Clinic <no-reply@example.org>"`. No
    /// mail is written without it. Default none.
    pub from: Option<String>,
    /// The mail server: `"smtp://mail.example.org:587"`, or `"smtps://mail.example.org"` for TLS from
    /// the first byte. Ports 587 and 465 unless it says. Default none.
    pub smtp_url: Option<String>,
    /// `starttls` (required, not tried), `implicit`, or `none` for a server on this machine. Default:
    /// implicit for smtps, else starttls.
    pub tls: Option<MailTls>,
    /// A PEM file of certificate authorities that the mail server's certificate may be from, besides
    /// the well-known ones. Default none.
    pub ca_file: Option<PathBuf>,
    /// The name to sign in with at the mail server. Default none: no sign-in.
    pub username: Option<String>,
    /// The password to sign in with at the mail server. Default none.
    pub password: Option<SecretText>,
    /// A file with that password; also as the systemd credential `mail.password`. Default none.
    pub password_file: Option<PathBuf>,
    /// The longest that a try may take. Default 1m.
    #[serde(with = "duration")]
    pub timeout: Duration,
    /// Instead of a mail server: `"dir:/PATH"` writes each mail into a file there, `"outbox"` keeps it
    /// to be looked at (`signet dev` only). Default none.
    pub sink: Option<String>,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            from: None,
            smtp_url: None,
            tls: None,
            ca_file: None,
            username: None,
            password: None,
            password_file: None,
            timeout: policy::MAIL_TIMEOUT,
            sink: None,
        }
    }
}

/// Text messages, by a hook of the operator's: `docs/mail.md` has its request.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sms {
    /// Where each message is posted to, as JSON: https, or http on this machine. No text message is
    /// written without it. Default none.
    pub url: Option<String>,
    /// What requests are signed with (HMAC-SHA-256), at least 32 characters. Required with `url`.
    pub secret: Option<SecretText>,
    /// A file with that secret; also as the systemd credential `sms.secret`. Default none.
    pub secret_file: Option<PathBuf>,
    /// Instead of a hook: `"outbox"` keeps messages to be looked at (`signet dev` only). Default none.
    pub sink: Option<String>,
}

/// Keeps letters where `/dev/mail` shows them.
pub(super) const OUTBOX: &str = "outbox";

impl Mail {
    /// Whether mail is written at all.
    pub fn is_on(&self) -> bool {
        self.from.is_some() && (self.smtp_url.is_some() || self.sink.is_some())
    }

    /// Where it goes; `None` if it is off.
    pub fn route(&self) -> Option<MailRoute> {
        self.from.as_ref()?;
        if let Some(sink) = &self.sink {
            return match sink.strip_prefix("dir:") {
                Some(path) => Some(MailRoute::Directory(path.into())),
                None => Some(MailRoute::Outbox),
            };
        }
        let url = Url::parse(self.smtp_url.as_ref()?).ok()?;
        let implicit = url.scheme() == "smtps";
        let tls = self.tls.unwrap_or(match implicit {
            true => MailTls::Implicit,
            false => MailTls::Starttls,
        });
        let port = match tls {
            MailTls::Implicit => 465,
            MailTls::Starttls => 587,
            MailTls::None => 25,
        };
        Some(MailRoute::Smtp {
            host: url.host_str()?.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(port),
            tls,
        })
    }

    /// Name and address of who mail is from.
    pub fn sender(&self) -> Option<(Option<&str>, &str)> {
        let from = self.from.as_deref()?.trim();
        match from.strip_suffix('>').and_then(|rest| rest.split_once('<')) {
            Some((name, address)) => {
                let name = name.trim().trim_matches('"').trim();
                Some(((!name.is_empty()).then_some(name), address.trim()))
            }
            None => Some((None, from)),
        }
    }

    /// Checks the section.
    pub fn validate(&self, dev: bool) -> Vec<ConfigError> {
        let mut problems = Problems::of("mail");
        if let Some((name, address)) = self.sender() {
            let plain = |text: &str| !text.chars().any(|c| c.is_control() || "<>\"".contains(c));
            let is_address = plain(address)
                && !address.contains([' ', ',', ';'])
                && address.split_once('@').is_some_and(|(local, host)| {
                    !local.is_empty() && !host.contains('@') && Host::parse(host).is_ok()
                });
            if !is_address || !name.is_none_or(plain) {
                problems.add("from", "is no address").expected =
                    "\"no-reply@example.org\", or \"Name <no-reply@example.org>\"".into();
            }
        }
        self.check_route(&mut problems, dev);
        if self.from.is_none() && (self.smtp_url.is_some() || self.sink.is_some()) {
            problems
                .add(
                    "from",
                    "is required with mail.smtp_url and mail.sink, and not set",
                )
                .fix = "say who mail is from".into();
        }
        if self.username.is_some() != self.password.is_some() && self.password_file.is_none() {
            problems
                .add("password", "name and password come together")
                .fix = "set mail.username and mail.password_file, or neither".into();
        }
        if let Some(path) = &self.ca_file {
            match std::fs::read_to_string(path) {
                Ok(text) if text.contains("-----BEGIN CERTIFICATE-----") => {}
                Ok(_) => {
                    problems.add("ca_file", "holds no certificate").expected =
                        "certificates in PEM".into();
                }
                Err(error) => {
                    problems.add("ca_file", format!("cannot be read: {error}"));
                }
            }
        }
        let bounds = (Duration::from_secs(1), policy::MAIL_TIMEOUT_MAX);
        problems.within("timeout", self.timeout, bounds, format_duration);
        problems.done()
    }

    fn check_route(&self, problems: &mut Problems, dev: bool) {
        if self.smtp_url.is_some() && self.sink.is_some() {
            problems
                .add("sink", "is set, and mail.smtp_url is, too")
                .fix = "keep one".into();
        }
        match self.sink.as_deref() {
            None => {}
            Some(OUTBOX) if dev => {}
            Some(OUTBOX) => {
                problems.add("sink", "\"outbox\" is for `signet dev`").fix =
                    "name a mail server in mail.smtp_url".into();
            }
            Some(sink) if sink.starts_with("dir:/") => {}
            Some(_) => {
                problems.add("sink", "is none").expected = "\"dir:/PATH\"".into();
            }
        }
        let Some(text) = &self.smtp_url else { return };
        let url = Url::parse(text).ok();
        let Some(url) = url.filter(|url| ["smtp", "smtps"].contains(&url.scheme())) else {
            problems
                .add("smtp_url", "is no address of a mail server")
                .expected = "smtp://HOST[:PORT] or smtps://HOST[:PORT]".into();
            return;
        };
        if !url.username().is_empty() || url.password().is_some() {
            problems.add("smtp_url", "holds a name or a password").fix =
                "use mail.username and mail.password_file".into();
        }
        let rest = !matches!(url.path(), "" | "/") || url.query().is_some();
        if url.host_str().is_none_or(str::is_empty) || rest || url.fragment().is_some() {
            problems
                .add("smtp_url", "is more than host and port")
                .expected = "smtp://HOST[:PORT] or smtps://HOST[:PORT]".into();
        }
        if url.scheme() == "smtps" && self.tls.is_some_and(|tls| tls != MailTls::Implicit) {
            problems.add("tls", "smtps is TLS from the first byte").fix =
                "use smtp:// in mail.smtp_url, or leave mail.tls out".into();
        }
        if self.tls == Some(MailTls::None) && !is_loopback(&url) {
            problems
                .add(
                    "tls",
                    "mail holds links that let people in; it goes in the clear",
                )
                .fix = "use starttls or implicit; none is for a mail server on this machine".into();
        }
    }
}

impl Sms {
    /// Whether text messages are written at all.
    pub fn is_on(&self) -> bool {
        self.url.is_some() || self.sink.is_some()
    }

    /// Checks the section.
    pub fn validate(&self, dev: bool) -> Vec<ConfigError> {
        let mut problems = Problems::of("sms");
        match self.sink.as_deref() {
            None => {}
            Some(OUTBOX) if dev && self.url.is_none() => {}
            Some(_) => {
                problems.add("sink", "is for `signet dev`").fix = "name a hook in sms.url".into();
            }
        }
        let Some(url) = &self.url else {
            return problems.done();
        };
        let is_hook = Url::parse(url).is_ok_and(|url| {
            let web = url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url);
            web && url.username().is_empty() && url.password().is_none()
        });
        if !is_hook {
            problems.add("url", "is no address of a hook").expected =
                "an https URL without a name or a password, or http on this machine".into();
        }
        match &self.secret {
            Some(secret) if secret.expose().len() >= 32 => {}
            Some(_) => {
                problems.add("secret", "is shorter than 32 characters").fix =
                    "make one with `head -c 32 /dev/urandom | base64`".into();
            }
            None => {
                problems
                    .add("secret", "is required with sms.url, and not set")
                    .fix = "name its file in sms.secret_file".into();
            }
        }
        problems.done()
    }
}

/// A scheme that the URL standard does not know keeps addresses as they are written.
fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let ip = host.parse::<std::net::IpAddr>();
    host == "localhost" || ip.is_ok_and(|ip| ip.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(change: impl FnOnce(&mut Mail)) -> Mail {
        let mut mail = Mail {
            from: Some("Example <no-reply@example.org>".into()),
            smtp_url: Some("smtp://mail.example.org".into()),
            ..Mail::default()
        };
        change(&mut mail);
        mail
    }

    #[test]
    fn the_route_is_read_off_the_settings() {
        let smtp = |host: &str, port, tls| {
            let host = host.into();
            Some(MailRoute::Smtp { host, port, tls })
        };
        let route = |change: fn(&mut Mail)| {
            let mail = mail(change);
            assert_eq!(mail.validate(false), [], "{mail:?}");
            mail.route()
        };
        assert_eq!(
            route(|_| {}),
            smtp("mail.example.org", 587, MailTls::Starttls)
        );
        assert_eq!(
            route(|m| m.smtp_url = Some("smtps://mail.example.org".into())),
            smtp("mail.example.org", 465, MailTls::Implicit)
        );
        assert_eq!(
            route(|m| {
                m.smtp_url = Some("smtp://[::1]:2525".into());
                m.tls = Some(MailTls::None);
            }),
            smtp("::1", 2525, MailTls::None)
        );
        assert_eq!(
            route(|m| {
                m.smtp_url = None;
                m.sink = Some("dir:/var/mail".into());
            }),
            Some(MailRoute::Directory("/var/mail".into()))
        );
        assert_eq!(Mail::default().route(), None);
        assert_eq!(
            mail(|_| {}).sender(),
            Some((Some("Example"), "no-reply@example.org"))
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        type Change = fn(&mut Mail);
        let cases: [(&str, Change); 12] = [
            ("from", |m| m.from = None),
            ("from", |m| m.from = Some("no-reply".into())),
            ("from", |m| m.from = Some("a@b.org, c@d.org".into())),
            ("from", |m| m.from = Some("A\r\nBcc: x <a@b.org>".into())),
            ("smtp_url", |m| m.smtp_url = Some("https://x.org".into())),
            ("smtp_url", |m| m.smtp_url = Some("smtp://u:p@x.org".into())),
            ("smtp_url", |m| m.smtp_url = Some("smtp://x.org/a".into())),
            ("tls", |m| m.tls = Some(MailTls::None)),
            ("sink", |m| m.sink = Some("dir:/var/mail".into())),
            ("password", |m| m.username = Some("u".into())),
            ("timeout", |m| m.timeout = Duration::from_secs(3600)),
            ("ca_file", |m| m.ca_file = Some("/nowhere".into())),
        ];
        for (key, change) in cases {
            let found = mail(change).validate(false);
            assert_eq!(found.len(), 1, "{key}: {found:?}");
            assert_eq!(found[0].key, format!("mail.{key}"));
        }
        let dev = mail(|m| {
            m.smtp_url = None;
            m.sink = Some(OUTBOX.into());
        });
        assert_eq!(dev.validate(true), []);
        assert_eq!(dev.validate(false)[0].key, "mail.sink");
    }

    #[test]
    fn a_hook_has_a_secret() {
        let sms = |url: &str, secret: Option<&str>| Sms {
            url: Some(url.into()),
            secret: secret.map(SecretText::new),
            ..Sms::default()
        };
        let good = "0123456789abcdef0123456789abcdef";
        assert_eq!(sms("https://sms.example/x", Some(good)).validate(false), []);
        assert_eq!(sms("http://127.0.0.1:1/", Some(good)).validate(false), []);
        for (sms, key) in [
            (sms("https://sms.example/x", None), "sms.secret"),
            (sms("https://sms.example/x", Some("short")), "sms.secret"),
            (sms("http://sms.example/x", Some(good)), "sms.url"),
        ] {
            assert_eq!(sms.validate(false)[0].key, key);
        }
    }
}
