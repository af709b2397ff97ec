//! Redirect URIs: kept and compared as the bytes that were registered.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// A redirect URI as its raw text. Equality is byte equality (AZ-02): no normalization, ever.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RedirectUri(String);

/// Which redirect URIs a client may register, and how a request's is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectRules {
    /// A native app: loopback addresses with any port, private-use schemes (RFC 8252 §7).
    Native,
    /// A web or browser client: `https`, exact.
    Web,
    /// As `Web`, with exact `http` loopback URIs besides: state `testing`, or `signet dev`.
    WebWithLoopback,
}

impl RedirectUri {
    /// Takes the text as it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as it was registered or asked.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `asked`, from a request, is this registered URI.
    ///
    /// RFC 9700 §2.1: "authorization servers MUST utilize exact string matching except for port
    /// numbers in localhost redirection URIs of native apps".
    pub fn matches(&self, asked: &str, rules: RedirectRules) -> bool {
        if self.0 == asked {
            return true;
        }
        rules == RedirectRules::Native
            && match (loopback_parts(&self.0), loopback_parts(asked)) {
                (Some(registered), Some(asked)) => registered == asked,
                _ => false,
            }
    }

    /// Why this URI may not be registered under `rules` (AD-11), or `Ok`.
    pub fn check_registrable(&self, rules: RedirectRules) -> Result<(), &'static str> {
        if self.0.len() > 2048 {
            return Err("it is longer than 2,048 bytes");
        }
        if self.0.contains('*') {
            return Err("it has a wildcard; register each redirect URI in full");
        }
        if self.0.bytes().any(|b| b <= b' ' || b == b'\\' || b >= 0x7f) {
            return Err("it has a blank, a backslash or a character outside ASCII");
        }
        let Ok(url) = Url::parse(&self.0) else {
            return Err("it is not an absolute URI");
        };
        if self.0.contains('#') {
            return Err("it has a fragment (RFC 6749 section 3.1.2)");
        }
        if !url.username().is_empty() || url.password().is_some() || self.authority().contains('@')
        {
            return Err("it has user information before the host");
        }
        match url.scheme() {
            "https" if url.host().is_some() => Ok(()),
            "http" if !is_loopback(&url) => Err("plain http is for loopback addresses; use https"),
            "http" => match (rules, url.host()) {
                (RedirectRules::Native, Some(Host::Domain(_))) => Err(
                    "a native app uses 127.0.0.1 or [::1], not localhost (RFC 8252 section 8.3)",
                ),
                (RedirectRules::Native | RedirectRules::WebWithLoopback, _) => Ok(()),
                (RedirectRules::Web, _) => Err(
                    "http on a loopback address is for native apps (`--type native`), and for clients under development: add it with `--testing`, or edit it with `--state testing`",
                ),
            },
            scheme if rules == RedirectRules::Native && scheme.contains('.') => Ok(()),
            _ => Err(
                "its scheme is neither https nor, for a native app, a private-use scheme with a dot in it",
            ),
        }
    }

    /// Whether it is an `https` URL, which the platform ties to its owner (CO-04).
    pub fn is_claimed_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Scheme, host and port, for a person to read and for a CSP source.
    pub fn origin(&self) -> String {
        match Url::parse(&self.0) {
            Ok(url) if url.has_host() => url.origin().ascii_serialization(),
            Ok(url) => format!("{}:", url.scheme()),
            Err(_) => String::new(),
        }
    }

    /// What a content security policy calls its origin. A host source cannot be an IPv6 address
    /// (CSP3 §2.3.1); there the scheme stands for it.
    pub fn csp_source(&self) -> String {
        match Url::parse(&self.0) {
            Ok(url) if matches!(url.host(), Some(Host::Ipv6(_))) => format!("{}:", url.scheme()),
            _ => self.origin(),
        }
    }

    /// The host (with its port unless it is the scheme's own), for the consent page.
    pub fn host(&self) -> String {
        match Url::parse(&self.0) {
            Ok(url) => match (url.host_str(), url.port()) {
                (Some(host), Some(port)) => format!("{host}:{port}"),
                (Some(host), None) => host.to_owned(),
                (None, _) => format!("{}:", url.scheme()),
            },
            Err(_) => String::new(),
        }
    }

    /// This URI with `pairs` appended to its query; what was registered stays as it is.
    ///
    /// RFC 6749 §3.1.2: a query component "MUST be retained when adding additional query
    /// parameters".
    pub fn with_query(&self, pairs: &[(&str, Cow<'_, str>)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in pairs {
            query.append_pair(name, value);
        }
        let separator = match self.0.find('?') {
            None => "?",
            Some(at) if at + 1 == self.0.len() => "",
            Some(_) => "&",
        };
        format!("{}{separator}{}", self.0, query.finish())
    }

    fn authority(&self) -> &str {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        rest.split(['/', '?', '#']).next().unwrap_or("")
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

/// A loopback URI without its port: the literal host and everything from the path on.
///
/// RFC 8252 §7.3: "The authorization server MUST allow any port to be specified at the time of
/// the request for loopback IP redirect URIs". Only the two literal addresses; work on the text,
/// so that `127.0.0.1:1@evil` or `127.1` cannot pass as the same thing.
fn loopback_parts(uri: &str) -> Option<(&'static str, &str)> {
    let (host, rest) = if let Some(rest) = uri.strip_prefix("http://127.0.0.1") {
        ("127.0.0.1", rest)
    } else {
        ("[::1]", uri.strip_prefix("http://[::1]")?)
    };
    let after = match rest.strip_prefix(':') {
        None => rest,
        Some(port) => {
            let digits = port.bytes().take_while(u8::is_ascii_digit).count();
            port[..digits]
                .parse::<u16>()
                .ok()
                .filter(|p| *p > 0 && !port.starts_with('0'))?;
            &port[digits..]
        }
    };
    (after.is_empty() || after.starts_with(['/', '?'])).then_some((host, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    // AZ-03: any port on a literal loopback address, everything else exact.
    #[test]
    fn a_native_client_may_use_any_loopback_port_and_nothing_else() {
        let registered = RedirectUri::new("http://127.0.0.1/cb");
        for good in [
            "http://127.0.0.1/cb",
            "http://127.0.0.1:49152/cb",
            "http://127.0.0.1:80/cb",
        ] {
            assert!(registered.matches(good, RedirectRules::Native), "{good}");
        }
        for bad in [
            "http://127.0.0.1:1@evil/cb",
            "http://127.0.0.1@evil/cb",
            "http://127.0.0.1:0/cb",
            "http://127.0.0.1:65536/cb",
            "http://127.0.0.1:080/cb",
            "http://127.0.0.1:/cb",
            "http://127.0.0.1.evil/cb",
            "http://127.1:80/cb",
            "http://localhost:80/cb",
            "http://[::1]:80/cb",
            "https://127.0.0.1:80/cb",
            "http://127.0.0.1:80/cb/",
            "http://127.0.0.1:80/cb?x",
            "HTTP://127.0.0.1:80/cb",
        ] {
            assert!(!registered.matches(bad, RedirectRules::Native), "{bad}");
        }
        assert!(!registered.matches("http://127.0.0.1:49152/cb", RedirectRules::Web));
    }

    #[test]
    fn registration_refuses_what_no_client_needs() {
        let check = |uri: &str, rules| RedirectUri::new(uri).check_registrable(rules).is_ok();
        assert!(check("https://app.example/cb?x=1", RedirectRules::Web));
        assert!(check("com.example.app:/cb", RedirectRules::Native));
        assert!(check("http://[::1]/cb", RedirectRules::Native));
        assert!(check(
            "http://localhost:3000/cb",
            RedirectRules::WebWithLoopback
        ));
        for bad in [
            "http://localhost:3000/cb",
            "http://app.example/cb",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://u@app.example/cb",
            "https://@app.example/cb",
            "https://app.example/cb#f",
            "https://*.example/cb",
            "https://app.example\\cb",
            "myapp:/cb",
            "/cb",
        ] {
            assert!(!check(bad, RedirectRules::Web), "{bad}");
        }
    }

    #[test]
    fn parameters_are_appended_to_the_registered_text() {
        let pairs = [("code", Cow::from("a b"))];
        assert_eq!(
            RedirectUri::new("https://h/cb").with_query(&pairs),
            "https://h/cb?code=a+b"
        );
        assert_eq!(
            RedirectUri::new("https://h/cb?").with_query(&pairs),
            "https://h/cb?code=a+b"
        );
        assert_eq!(
            RedirectUri::new("https://h/cb?x=1").with_query(&pairs),
            "https://h/cb?x=1&code=a+b"
        );
    }
}
