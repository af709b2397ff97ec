//! `server`: addresses, proxies, shutdown.

use std::net::SocketAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Problem, Span};

/// The `server` section.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// The address that people and apps use: required. Also the issuer.
    pub public_url: Option<String>,
    /// Where to listen for them.
    pub listen: Vec<SocketAddr>,
    /// Where to listen for health checks and metrics.
    pub management_listen: SocketAddr,
    /// Networks whose forwarded headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Which header they set.
    pub proxy_header: ProxyHeader,
    /// After SIGTERM: how long to go on serving while readiness says no.
    pub drain: Span,
    /// After that: how long to let requests finish.
    pub shutdown_grace: Span,
    /// Threads that serve; the number of cores unless set.
    pub workers: Option<usize>,
    /// How a page sends the browser back to an app.
    pub return_style: ReturnStyle,
}

/// A header with the address of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProxyHeader {
    /// `Forwarded` (RFC 7239).
    Forwarded,
    /// `X-Forwarded-For`.
    XForwardedFor,
    /// None.
    None,
}

/// How a page sends the browser back to an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReturnStyle {
    /// By a page of our own, which a strict `form-action` allows.
    #[serde(rename = "page")]
    Page,
    /// By a 303 from the form's post: for scripted clients.
    #[serde(rename = "303")]
    SeeOther,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            public_url: None,
            listen: vec![SocketAddr::from(([127, 0, 0, 1], 8080))],
            management_listen: SocketAddr::from(([127, 0, 0, 1], 9000)),
            trusted_proxies: Vec::new(),
            proxy_header: ProxyHeader::None,
            drain: Span::secs(2),
            shutdown_grace: Span::secs(20),
            workers: None,
            return_style: ReturnStyle::Page,
        }
    }
}

impl Server {
    /// The issuer identifier (OpenID Connect Core §1.2): the public URL, without a slash at its end.
    pub fn issuer(&self) -> String {
        self.public_url
            .as_deref()
            .unwrap_or("")
            .trim_end_matches('/')
            .to_owned()
    }

    pub(super) fn check(&self, dev: bool, problems: &mut Vec<Problem>) {
        let key = "server.public_url";
        let mut problem = |what: &str| problems.push(Problem::new(key, what));
        let url = match self.public_url.as_deref().map(Url::parse) {
            None => {
                return problem(
                    "it is required: the address that people and apps use, as in \"https://id.example.org\"",
                );
            }
            Some(Err(_)) => {
                return problem("it is not a URL; write it as in \"https://id.example.org\"");
            }
            Some(Ok(url)) => url,
        };
        if url.query().is_some() || url.fragment().is_some() || url.path() != "/" {
            problem(
                "it has a path, a query or a fragment; the issuer is a bare origin, as in \"https://id.example.org\"",
            );
        }
        let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        match url.scheme() {
            "https" => {
                let exposed = self
                    .listen
                    .iter()
                    .any(|address| !address.ip().is_loopback());
                if exposed && self.trusted_proxies.is_empty() && !dev {
                    problems.push(Problem::new(
                        "server.trusted_proxies",
                        "server.listen is open to a network, but tokens need TLS: put a proxy that terminates TLS in front and list its address here",
                    ));
                }
            }
            // OP-06: "http issuer off loopback → exit 3 with the key's name".
            "http" if loopback => {}
            _ => problem("plain http is for loopback addresses; use https"),
        }
        if !self.trusted_proxies.is_empty() && self.proxy_header == ProxyHeader::None {
            problems.push(Problem::new(
                "server.proxy_header",
                "proxies are trusted, but it is not said which header they set: \"forwarded\" or \"x-forwarded-for\"",
            ));
        }
        if self.listen.is_empty() {
            problems.push(Problem::new(
                "server.listen",
                "it is empty; name at least one address, as in [\"127.0.0.1:8080\"]",
            ));
        }
    }
}
