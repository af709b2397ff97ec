//! Floor 2: requests to addresses that others name: a client's key set, its logout address. The
//! only room that opens a connection to somewhere else.
//!
//! Asynchronous, and slow when the other side is: it is called before or after the blocking
//! section of a request, never inside one, and never inside a transaction.

mod address;
mod trace;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use reqwest::{
    Certificate, Client, RequestBuilder, Response,
    dns::{Addrs, Name, Resolve, Resolving},
    header::CONTENT_TYPE,
    redirect::Policy,
};
use thiserror::Error;
use url::{Host, Url};

pub use trace::{Trace, traced};

/// A whole request, from the look-up of the name to the last byte, takes no longer (UP-06).
const TIMEOUT: Duration = Duration::from_secs(3);
/// No answer is read any further, in bytes (UP-06).
pub const MAX_BODY: usize = 256 * 1024;

/// The way out.
#[derive(Clone, Debug)]
pub struct Outbound {
    /// This machine may be asked, too, also without TLS.
    allow_loopback: bool,
    /// So may networks of our own: the address is the operator's.
    allow_own: bool,
    /// Certificate authorities that are trusted besides the well-known ones.
    authorities: Vec<Certificate>,
}

/// The status of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status(pub u16);

impl Status {
    /// 200 to 299.
    pub const fn is_success(self) -> bool {
        matches!(self.0, 200..=299)
    }
}

/// The body of an answer with a status of success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body(pub Vec<u8>);

/// Why there is no answer, or none to use. Names no address: it may be told to whoever named it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OutboundError {
    /// The address is not one that may be asked; nothing was sent.
    #[error("the address may not be asked: {0}")]
    Refused(&'static str),
    /// Its name has no address.
    #[error("the name of the host has no address")]
    Unresolved,
    /// No connection, or it broke.
    #[error("the host cannot be reached: {0}")]
    Unreachable(String),
    /// It took longer than three seconds.
    #[error("there was no whole answer within 3 seconds")]
    TimedOut,
    /// The answer is longer than it may be, in bytes.
    #[error("the answer is longer than {0} bytes")]
    TooLarge(usize),
    /// The answer has another status than success. A redirect is one: nobody follows it.
    #[error("the answer has the status {0}")]
    Answered(u16),
}

/// A request to another provider, as an OAuth client makes it. It may hold a secret: no `Debug`.
pub struct Request {
    /// Whether it is a POST rather than a GET.
    pub post: bool,
    /// The address.
    pub url: String,
    /// Its header fields.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Its body.
    pub body: Vec<u8>,
}

/// A whole answer, whatever its status. It may hold tokens: no `Debug`.
pub struct Answer {
    /// Its status.
    pub status: Status,
    /// The value of `Content-Type`.
    pub content_type: Option<String>,
    /// Its body.
    pub body: Vec<u8>,
}

impl Outbound {
    /// With the well-known certificate authorities and those in `ca_pem`; the error says what is
    /// wrong with it.
    pub fn new(allow_loopback: bool, ca_pem: Option<&[u8]>) -> Result<Self, String> {
        let authorities = match ca_pem {
            None => Vec::new(),
            Some(pem) => Certificate::from_pem_bundle(pem)
                .map_err(|error| format!("it is not a PEM file of certificates: {error}"))?,
        };
        if ca_pem.is_some() && authorities.is_empty() {
            return Err("it holds no certificate in PEM".into());
        }
        Ok(Self {
            allow_loopback,
            allow_own: false,
            authorities,
        })
    }

    /// The way to addresses that the operator has set: they may be in a network of our own, and on
    /// this machine without TLS.
    pub fn of_operator(&self) -> Self {
        Self {
            allow_loopback: true,
            allow_own: true,
            authorities: self.authorities.clone(),
        }
    }

    /// Whether an address that somebody wants to register could be asked, as far as that can be
    /// told without looking its name up.
    pub fn check(&self, url: &str) -> Result<(), OutboundError> {
        let url = self.parse(url)?;
        match literal(&url) {
            Some(address) => self.judge(&url, &[address]),
            None => Ok(()),
        }
    }

    /// The body of the answer to a GET, of at most `cap` bytes ([`MAX_BODY`] at most).
    pub async fn get(&self, url: &str, cap: usize) -> Result<Body, OutboundError> {
        let cap = cap.min(MAX_BODY);
        let asked = async {
            let (client, url) = self.client(url).await?;
            let response = send(client.get(url)).await?;
            let status = Status(response.status().as_u16());
            if !status.is_success() {
                return Err(OutboundError::Answered(status.0));
            }
            Ok(Body(read(response, cap).await?))
        };
        within(asked).await
    }

    /// Posts a form; what the answer says besides its status is not read.
    pub async fn post_form(
        &self,
        url: &str,
        pairs: &[(&str, &str)],
    ) -> Result<Status, OutboundError> {
        let asked = async {
            let (client, url) = self.client(url).await?;
            let response = send(client.post(url).form(pairs)).await?;
            Ok(Status(response.status().as_u16()))
        };
        within(asked).await
    }

    /// The whole answer to a request, of at most [`MAX_BODY`] bytes.
    pub async fn ask(&self, asked: Request) -> Result<Answer, OutboundError> {
        let answered = async {
            let (client, url) = self.client(&asked.url).await?;
            let mut request = match asked.post {
                true => client.post(url).body(asked.body),
                false => client.get(url),
            };
            for (name, value) in asked.headers {
                request = request.header(name, value);
            }
            let response = send(request).await?;
            let content_type = response.headers().get(CONTENT_TYPE);
            let content_type = content_type.and_then(|value| value.to_str().ok());
            Ok(Answer {
                status: Status(response.status().as_u16()),
                content_type: content_type.map(str::to_owned),
                body: read(response, MAX_BODY).await?,
            })
        };
        within(answered).await
    }

    fn parse(&self, url: &str) -> Result<Url, OutboundError> {
        let refused = |why| Err(OutboundError::Refused(why));
        let Ok(url) = Url::parse(url) else {
            return refused("it is not a URL");
        };
        match url.scheme() {
            "https" => {}
            "http" if self.allow_loopback => {}
            _ => return refused("it is not https"),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refused("it holds a name or a password");
        }
        Ok(url)
    }

    /// A client for this one address: its name is looked up once, every result is judged, and the
    /// connection is made to what was judged (UP-06).
    async fn client(&self, url: &str) -> Result<(Client, Url), OutboundError> {
        let url = self.parse(url)?;
        let addresses = match (literal(&url), url.host_str()) {
            (Some(address), _) => vec![address],
            (None, Some(host)) => {
                let port = url.port_or_known_default().unwrap_or(443);
                let found = tokio::net::lookup_host((host, port)).await;
                found.map_err(|_| OutboundError::Unresolved)?.collect()
            }
            (None, None) => return Err(OutboundError::Refused("it names no host")),
        };
        self.judge(&url, &addresses)?;
        let mut builder = Client::builder()
            .dns_resolver(Arc::new(Pinned(addresses)))
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .https_only(url.scheme() == "https")
            .pool_max_idle_per_host(0)
            .timeout(TIMEOUT)
            .user_agent(concat!("signet/", env!("CARGO_PKG_VERSION")));
        for authority in &self.authorities {
            builder = builder.add_root_certificate(authority.clone());
        }
        match builder.build() {
            Ok(client) => Ok((client, url)),
            Err(error) => Err(OutboundError::Unreachable(error.to_string())),
        }
    }

    /// One address that is not allowed is enough to refuse them all.
    fn judge(&self, url: &Url, addresses: &[SocketAddr]) -> Result<(), OutboundError> {
        if addresses.is_empty() {
            return Err(OutboundError::Unresolved);
        }
        let here = |address: &SocketAddr| self.allow_loopback && address.ip().is_loopback();
        if url.scheme() != "https" && !addresses.iter().all(here) {
            return Err(OutboundError::Refused("it is not https"));
        }
        let open = |address: &SocketAddr| address::is_public(address.ip()) || here(address);
        if self.allow_own || addresses.iter().all(open) {
            Ok(())
        } else {
            Err(OutboundError::Refused("it leads to a network of our own"))
        }
    }
}

/// The address of a URL that names it by number.
fn literal(url: &Url) -> Option<SocketAddr> {
    let port = url.port_or_known_default().unwrap_or(443);
    match url.host()? {
        Host::Ipv4(ip) => Some((ip, port).into()),
        Host::Ipv6(ip) => Some((ip, port).into()),
        Host::Domain(_) => None,
    }
}

/// Answers every look-up with what was judged.
struct Pinned(Vec<SocketAddr>);

impl Resolve for Pinned {
    fn resolve(&self, _: Name) -> Resolving {
        let addresses: Addrs = Box::new(self.0.clone().into_iter());
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

async fn within<T>(
    asked: impl Future<Output = Result<T, OutboundError>>,
) -> Result<T, OutboundError> {
    tokio::time::timeout(TIMEOUT, asked)
        .await
        .unwrap_or(Err(OutboundError::TimedOut))
}

async fn send(mut request: RequestBuilder) -> Result<Response, OutboundError> {
    if let Some(trace) = trace::current() {
        request = request.header("traceparent", trace.header());
    }
    request.send().await.map_err(failed)
}

async fn read(mut response: Response, cap: usize) -> Result<Vec<u8>, OutboundError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        if body.len() + chunk.len() > cap {
            return Err(OutboundError::TooLarge(cap));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn failed(error: reqwest::Error) -> OutboundError {
    if error.is_timeout() {
        return OutboundError::TimedOut;
    }
    let error = error.without_url();
    // What it was about stands at the end of the chain: a certificate, a refused connection.
    let mut last: &dyn std::error::Error = &error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    OutboundError::Unreachable(last.to_string())
}
