//! `server`: addresses, listeners and the proxy in front (HH-03, HH-05, LG-13, OP-02, OP-06).

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use ipnet::{IpNet, Ipv4Net};
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::{
    error::{ConfigError, Problems},
    password::cores,
    policy,
    units::{duration, format_duration},
};

/// The header in which a trusted proxy names its caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProxyHeader {
    /// `Forwarded` (RFC 7239).
    Forwarded,
    /// `X-Forwarded-For`. Scheme and host are those of `public_url`: no header changes them.
    #[default]
    XForwardedFor,
    /// None is read: every caller has the proxy's address.
    None,
}

/// How a browser is sent back to the app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReturnStyle {
    /// 303 to a page of ours that goes on at once: `form-action 'self'` would block the app.
    #[default]
    #[serde(rename = "page")]
    Page,
    /// Plain 303 to the app, for scripted clients.
    #[serde(rename = "303")]
    SeeOther,
}

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// At an address of this machine.
    Address(SocketAddr),
    /// At the sockets that systemd opened (`signet.socket`).
    Systemd,
    /// At a socket in the file system, for a proxy of this machine: plain HTTP.
    Unix(PathBuf),
}

impl std::fmt::Display for Listen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Systemd => f.write_str("systemd"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

impl Listen {
    /// Whether it can be reached from this machine alone, as far as that is known.
    pub fn is_loopback(&self) -> bool {
        match self {
            Self::Address(address) => address.ip().to_canonical().is_loopback(),
            Self::Systemd => false,
            Self::Unix(_) => true,
        }
    }
}

impl Serialize for Listen {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Listen {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        if text == "systemd" {
            return Ok(Self::Systemd);
        }
        if let Some(path) = text.strip_prefix("unix:") {
            return match path.starts_with('/') {
                true => Ok(Self::Unix(path.into())),
                false => Err(serde::de::Error::custom(format!(
                    "{text:?} is no socket: write it as \"unix:/run/signet/http.sock\""
                ))),
            };
        }
        let address = text.parse().map(Self::Address);
        address.map_err(|_| {
            serde::de::Error::custom(format!(
                "{text:?} is neither a socket address such as \"127.0.0.1:8080\", nor \"systemd\", nor a socket such as \"unix:/run/signet/http.sock\""
            ))
        })
    }
}

/// The server.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Where people and apps find it, such as `"https://id.example.org"`. Required in serve.
    pub public_url: Option<String>,
    /// The `iss` of its tokens. Default: `public_url`.
    pub issuer: Option<String>,
    /// Addresses to listen on; `"systemd"` for the sockets that it hands over; or
    /// `"unix:/run/signet/http.sock"`, a socket for a proxy of this machine, which speaks plain HTTP,
    /// and whose callers are as at 127.0.0.1. Default `["127.0.0.1:8080"]`.
    pub listen: Vec<Listen>,
    /// Address of health and metrics. Default `"127.0.0.1:9000"`.
    pub management_listen: SocketAddr,
    /// Networks whose word about the caller's address is taken, such as `"10.0.0.0/8"` or one
    /// address; none wider than /8, or /16 of version 6. Default none.
    #[serde(with = "networks")]
    pub trusted_proxies: Vec<IpNet>,
    /// `x-forwarded-for`, `forwarded` or `none`; read from trusted proxies only. Default
    /// x-forwarded-for.
    pub proxy_header: ProxyHeader,
    /// How long to go on serving after readiness is gone. Default 2s.
    #[serde(with = "duration")]
    pub drain: Duration,
    /// How long requests in flight may take after that. Default 20s.
    #[serde(with = "duration")]
    pub shutdown_grace: Duration,
    /// Threads that serve requests. Default: one per core.
    pub workers: usize,
    /// `page` or `303`. Default page.
    pub return_style: ReturnStyle,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            public_url: None,
            issuer: None,
            listen: vec![Listen::Address(SocketAddr::from((
                Ipv4Addr::LOCALHOST,
                8080,
            )))],
            management_listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 9000)),
            trusted_proxies: Vec::new(),
            proxy_header: ProxyHeader::default(),
            drain: policy::DRAIN,
            shutdown_grace: policy::SHUTDOWN_GRACE,
            workers: cores(),
            return_style: ReturnStyle::default(),
        }
    }
}

impl Server {
    /// The issuer, where it is known.
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref().or(self.public_url.as_deref())
    }

    /// Whether `peer` is a proxy whose word is taken (LG-13).
    pub fn trusts(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.trusted_proxies.iter().any(|net| net.contains(&peer))
    }

    /// Checks the section.
    /// `tls` says whether it speaks TLS itself.
    pub fn validate(&self, tls: bool) -> Vec<ConfigError> {
        let mut problems = Problems::of("server");
        for (key, value) in [("public_url", &self.public_url), ("issuer", &self.issuer)] {
            if let Some(text) = value
                && let Err(problem) = check_address(text)
            {
                let error = problems.add(key, problem);
                error.expected = "https://HOST[:PORT] without path, query, fragment or trailing \
                                  slash; http only for localhost and loopback addresses"
                    .into();
            }
        }
        if self.listen.is_empty() {
            problems.add("listen", "is empty").expected = "such as [\"127.0.0.1:8080\"]".into();
        }
        self.check_tls(&mut problems, tls);
        self.check_proxies(&mut problems);
        if self
            .listen
            .contains(&Listen::Address(self.management_listen))
        {
            let error = problems.add("management_listen", "is also in server.listen");
            error.fix = "give health and metrics a port of their own".into();
        }
        let (none, hour) = (Duration::ZERO, Duration::from_secs(3600));
        problems.within("drain", self.drain, (none, hour), format_duration);
        problems.within(
            "shutdown_grace",
            self.shutdown_grace,
            (none, hour),
            format_duration,
        );
        problems.within("workers", self.workers, (1, 1024), |v| v.to_string());
        problems.done()
    }

    /// Whoever is trusted says where a request came from. If everybody is, everybody can forge that, and
    /// each limit by address with it; halves of everybody are as many.
    fn check_proxies(&self, problems: &mut Problems) {
        let mut all = self.trusted_proxies.iter();
        if let Some(net) = all.find(|net| is_wide(net)) {
            let who = match (net.prefix_len(), net) {
                (0, _) => "everybody",
                (_, IpNet::V4(_)) => "wider than /8: a great part of everybody",
                (_, IpNet::V6(_)) => "wider than /16: a great part of everybody",
            };
            let problem = format!("{net} is {who}, who could then forge their address");
            let error = problems.add("trusted_proxies", problem);
            error.expected = "the addresses of your proxies, such as \"10.1.0.0/16\"".into();
            error.fix = "name only the networks that your proxies are in".into();
        }
    }

    /// Plain HTTP on the network is only for a proxy that terminates TLS.
    fn check_tls(&self, problems: &mut Problems, tls: bool) {
        let https = self
            .issuer()
            .is_some_and(|issuer| issuer.starts_with("https:"));
        if tls && self.issuer().is_some() && !https {
            let error = problems.add("public_url", "is http, and tls.cert_file is set");
            error.fix = "write it with https, or take tls.cert_file and tls.key_file out".into();
        }
        let open = self.listen.iter().find(|listen| !listen.is_loopback());
        if let Some(open) = open
            && https
            && !tls
            && self.trusted_proxies.is_empty()
        {
            let error = problems.add("listen", format!("{open} is not loopback, and plain HTTP"));
            error.expected =
                "a loopback address, TLS, or a proxy in front that terminates it".into();
            error.fix = "set tls.cert_file and tls.key_file; or put a TLS-terminating proxy in \
                         front and name its address in server.trusted_proxies"
                .into();
        }
    }

    /// That there is a public URL.
    pub fn require(&self) -> Vec<ConfigError> {
        let mut problems = Problems::of("server");
        if self.public_url.is_none() {
            let error = problems.add("public_url", "is required and not set");
            error.expected = "where people and apps find this server".into();
            error.fix = "set it, such as public_url = \"https://id.example.org\"".into();
        }
        problems.done()
    }
}

/// OpenID Connect Discovery §3, RFC 8414 §2: https, no query, no fragment. No path, because the
/// endpoints are at the root; no trailing slash, because issuers are compared as strings.
fn check_address(text: &str) -> Result<(), String> {
    let url = Url::parse(text).map_err(|e| format!("{text:?} is no URL: {e}"))?;
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err(format!("{text:?} has no host")),
    };
    match url.scheme() {
        "https" => {}
        "http" if local => {}
        "http" => return Err(format!("{text:?} is http, and its host is not loopback")),
        other => return Err(format!("{text:?} has the scheme {other}")),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("has a user or a password in it".into());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(format!("{text:?} has a query or a fragment"));
    }
    if url.path() != "/" {
        return Err(format!("{text:?} has a path"));
    }
    let canonical = url.as_str().trim_end_matches('/');
    if text != canonical {
        return Err(format!("{text:?} must be written {canonical:?}"));
    }
    Ok(())
}

/// Whether a network is wider than any that proxies are in. Private addresses of version 6 (`fc00::/7`)
/// are nobody's outside.
pub fn is_wide(net: &IpNet) -> bool {
    match net {
        IpNet::V4(net) => net.prefix_len() < 8,
        IpNet::V6(net) if net.network().is_unique_local() => net.prefix_len() < 7,
        IpNet::V6(net) => net.prefix_len() < 16,
    }
}

/// A network of addresses of version 4 that is written by version 6 (`::ffff:10.0.0.0/104`) is the one of
/// version 4: callers are compared as that.
fn unmapped(net: IpNet) -> IpNet {
    let IpNet::V6(six) = net else { return net };
    let four = six.addr().to_ipv4_mapped();
    let four = four.zip(six.prefix_len().checked_sub(96));
    four.and_then(|(address, length)| Ipv4Net::new(address, length).ok())
        .map_or(net, |four| IpNet::V4(four.trunc()))
}

/// CIDR networks, where a plain address is a network of one.
mod networks {
    use super::{IpAddr, IpNet, unmapped};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    pub(super) fn serialize<S: Serializer>(nets: &[IpNet], out: S) -> Result<S::Ok, S::Error> {
        nets.serialize(out)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<IpNet>, D::Error> {
        let texts = Vec::<String>::deserialize(input)?;
        let read = |text: &String| {
            let net = text.parse::<IpNet>().map(|net| net.trunc());
            net.or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
                .map(unmapped)
                .map_err(|_| {
                    de::Error::custom(format!(
                        "{text:?} is neither a network such as \"10.0.0.0/8\" nor an address"
                    ))
                })
        };
        texts.iter().map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(public_url: &str) -> Server {
        Server {
            public_url: Some(public_url.into()),
            ..Server::default()
        }
    }

    // OP-06: http issuer off loopback is refused with the key's name.
    #[test]
    fn an_http_issuer_is_for_loopback_only() {
        for good in [
            "https://id.example.org",
            "https://id.example.org:8443",
            "http://localhost:8080",
            "http://dev.localhost:8080",
            "http://127.0.0.1:8080",
            "http://127.9.9.9",
            "http://[::1]:8080",
        ] {
            assert_eq!(server(good).validate(false), [], "{good}");
        }
        for bad in [
            "http://id.example.org",
            "http://192.168.1.1:8080",
            "http://localhost.example.org",
            "http://0.0.0.0:8080",
            "ftp://localhost",
            "https://id.example.org/",
            "https://id.example.org/auth",
            "https://id.example.org?x=1",
            "https://id.example.org#x",
            "https://id.example.org?",
            "https://user@id.example.org",
            "https://ID.example.org",
            "https://id.example.org:443",
            "id.example.org",
            "",
        ] {
            let found = server(bad).validate(false);
            assert_eq!(found.len(), 1, "{bad}: {found:?}");
            assert_eq!(found[0].key, "server.public_url", "{bad}");
            let issuer = Server {
                issuer: Some(bad.into()),
                ..server("https://id.example.org")
            };
            assert_eq!(issuer.validate(false)[0].key, "server.issuer", "{bad}");
        }
    }

    #[test]
    fn an_open_address_needs_a_proxy_that_terminates_tls() {
        let open = Server {
            listen: vec![Listen::Address("0.0.0.0:8080".parse().expect("address"))],
            ..server("https://id.example.org")
        };
        let found = open.validate(false);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].key, "server.listen");
        assert!(found[0].problem.contains("plain HTTP"));
        assert_eq!(open.validate(true), []);
        // HH-07: who speaks TLS says https.
        let plain = server("http://localhost:8080");
        assert_eq!(plain.validate(true)[0].key, "server.public_url");
        assert!(found[0].fix.contains("server.trusted_proxies"));
        let behind = Server {
            trusted_proxies: vec!["10.0.0.0/8".parse().expect("network")],
            ..open
        };
        assert_eq!(behind.validate(false), []);
        // HH-05: nobody is trusted because everybody is.
        for everybody in ["0.0.0.0/0", "::/0"] {
            let wide = Server {
                trusted_proxies: vec![everybody.parse().expect("network")],
                ..behind.clone()
            };
            let found = wide.validate(false);
            assert_eq!(found.len(), 1, "{everybody}");
            assert_eq!(found[0].key, "server.trusted_proxies");
            assert!(found[0].problem.contains("forge"), "{}", found[0].problem);
        }
        // Nor because the halves of everybody are.
        let validated = |nets: &[&str]| {
            let wide = Server {
                trusted_proxies: nets
                    .iter()
                    .map(|net| net.parse().expect("network"))
                    .collect(),
                ..behind.clone()
            };
            wide.validate(false)
        };
        for halves in [
            &["0.0.0.0/1", "128.0.0.0/1"][..],
            &["10.0.0.0/8", "8.0.0.0/7"],
            &["::/1", "8000::/1"],
            &["2000::/3"],
            &["fc00::/6"],
        ] {
            let found = validated(halves);
            assert_eq!(found.len(), 1, "{halves:?}");
            assert!(found[0].problem.contains("wider than"), "{halves:?}");
            assert!(found[0].expected.contains("10.1.0.0/16"));
        }
        for fine in [
            &["10.0.0.0/8"][..],
            &["fd00::/8", "fc00::/7"],
            &["2001::/16"],
        ] {
            assert_eq!(validated(fine), [], "{fine:?}");
        }
    }

    // LG-13, HH-05: only trusted networks, and none by default.
    #[test]
    fn only_named_networks_are_trusted() {
        let loopback = IpAddr::from([127, 0, 0, 1]);
        assert!(!Server::default().trusts(loopback));
        let server = Server {
            trusted_proxies: vec!["10.1.0.0/16".parse().expect("network")],
            ..Server::default()
        };
        assert!(server.trusts(IpAddr::from([10, 1, 2, 3])));
        assert!(server.trusts("::ffff:10.1.2.3".parse().expect("mapped address")));
        assert!(!server.trusts(IpAddr::from([10, 2, 0, 1])));
        assert!(!server.trusts(loopback));
        // Written by version 6 it is the same network.
        let mapped =
            r#"{"trusted_proxies": ["::ffff:10.1.0.0/112", "::ffff:192.0.2.1", "::ffff:0:0/96"]}"#;
        let mapped: Server = serde_json::from_str(mapped).expect("reads");
        let nets: Vec<_> = mapped
            .trusted_proxies
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(nets, ["10.1.0.0/16", "192.0.2.1/32", "0.0.0.0/0"]);
    }
}
