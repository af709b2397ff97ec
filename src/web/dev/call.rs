//! One call to an endpoint of this server: sent as an app sends it, and shown as curl and as text.

use std::{fmt::Write, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use url::{
    Url,
    form_urlencoded::{Serializer, byte_serialize},
};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much of an answer is read.
const ANSWER_MAX: u64 = 256 * 1024;

/// A request.
#[derive(Clone, Debug, Default)]
pub struct Call {
    /// Where it goes, with its query.
    pub url: String,
    /// Client id and secret for HTTP Basic.
    pub basic: Option<(String, String)>,
    /// A bearer token.
    pub bearer: Option<String>,
    /// The form of a POST; `None` for a GET.
    pub form: Option<Vec<(String, String)>>,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Its lines up to the body: the status line and the fields.
    pub head: String,
    /// The body.
    pub body: String,
}

impl Call {
    /// A GET.
    pub fn get(url: String) -> Self {
        Self {
            url,
            ..Self::default()
        }
    }

    /// A POST of a form.
    pub fn post(url: String, form: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self {
            url,
            form: Some(form.iter().map(own).collect()),
            ..Self::default()
        }
    }

    /// For a shell. `curl -u` sends what needs no encoding: the sample clients' ids and secrets.
    pub fn curl(&self) -> String {
        let mut text = format!("curl -i {}", quoted(&self.url));
        let mut add = |option: &str, value: &str| {
            let _infallible = write!(text, " \\\n  {option} {}", quoted(value));
        };
        if let Some((id, secret)) = &self.basic {
            add("-u", &format!("{id}:{secret}"));
        }
        if let Some(token) = &self.bearer {
            add("-H", &format!("Authorization: Bearer {token}"));
        }
        for (name, value) in self.form.iter().flatten() {
            add("--data-urlencode", &format!("{name}={value}"));
        }
        text
    }

    /// The request as it goes over the wire, without the fields that only the wire needs.
    pub fn text(&self) -> String {
        let url = Url::parse(&self.url).ok();
        self.head(url.as_ref()) + &self.body().unwrap_or_default()
    }

    fn head(&self, url: Option<&Url>) -> String {
        let method = if self.form.is_some() { "POST" } else { "GET" };
        let target = url.map_or("/", |url| &url[url::Position::BeforePath..]);
        let host = url.map_or("", |url| {
            &url[url::Position::BeforeHost..url::Position::AfterPort]
        });
        let mut head = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n");
        if let Some((id, secret)) = &self.basic {
            // RFC 6749 §2.3.1: form-encoded first, then Base64.
            let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
            let pair = STANDARD.encode(format!("{}:{}", encode(id), encode(secret)));
            head += &format!("Authorization: Basic {pair}\r\n");
        }
        if let Some(token) = &self.bearer {
            head += &format!("Authorization: Bearer {token}\r\n");
        }
        if self.form.is_some() {
            head += "Content-Type: application/x-www-form-urlencoded\r\n";
        }
        head + "\r\n"
    }

    fn body(&self) -> Option<String> {
        let form = self.form.as_ref()?;
        Some(Serializer::new(String::new()).extend_pairs(form).finish())
    }

    /// Sends it to this server, over loopback, and follows no redirect. Never called inside the
    /// blocking section.
    ///
    /// # Errors
    /// What went wrong, in words: no connection, no answer in time, an answer that is no HTTP.
    pub async fn send(&self) -> Result<Reply, String> {
        let url = Url::parse(&self.url).map_err(|error| error.to_string())?;
        match timeout(PATIENCE, self.exchange(&url)).await {
            Ok(result) => result,
            Err(_) => Err(format!("no answer within {} s", PATIENCE.as_secs())),
        }
    }

    async fn exchange(&self, url: &Url) -> Result<Reply, String> {
        let body = self.body().unwrap_or_default();
        let head = self.head(Some(url));
        let head = head.strip_suffix("\r\n").unwrap_or(&head);
        let length = body.len();
        let sent = format!("{head}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}");
        let words = |error: std::io::Error| error.to_string();
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let port = url.port_or_known_default().unwrap_or(80);
        let mut stream = TcpStream::connect((host, port)).await.map_err(words)?;
        // `signet dev` is on loopback; what this room sends goes nowhere else.
        if !stream.peer_addr().map_err(words)?.ip().is_loopback() {
            return Err(format!("{host} is not this machine"));
        }
        stream.write_all(sent.as_bytes()).await.map_err(words)?;
        let mut answer = Vec::new();
        let mut bounded = stream.take(ANSWER_MAX);
        bounded.read_to_end(&mut answer).await.map_err(words)?;
        parse(&String::from_utf8_lossy(&answer)).ok_or_else(|| "the answer is no HTTP".to_owned())
    }
}

fn parse(answer: &str) -> Option<Reply> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    Some(Reply {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    })
}

impl Reply {
    /// The body as JSON, if it is.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }

    /// Whether the body is a page.
    pub fn is_page(&self) -> bool {
        self.body.starts_with("<!DOCTYPE html>")
    }

    /// Head and body; JSON in lines, and of a page only its size.
    pub fn text(&self) -> String {
        let body = match self.json() {
            Some(json) => format!("{json:#}"),
            None if self.is_page() => format!("(an HTML page of {} bytes)", self.body.len()),
            None => self.body.clone(),
        };
        format!("{}\n\n{body}", self.head.replace("\r\n", "\n"))
            .trim_end()
            .to_owned()
    }
}

/// A word for a POSIX shell.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_shown_as_curl_and_as_text() {
        let mut call = Call::post(
            "http://localhost:1/token".into(),
            &[("a", "it's"), ("b", "c d")],
        );
        call.basic = Some(("web".into(), "s+1".into()));
        assert_eq!(
            call.curl(),
            "curl -i 'http://localhost:1/token' \\\n  -u 'web:s+1' \\\n  --data-urlencode 'a=it'\\''s' \\\n  --data-urlencode 'b=c d'"
        );
        assert_eq!(
            call.text(),
            "POST /token HTTP/1.1\r\nHost: localhost:1\r\nAuthorization: Basic d2ViOnMlMkIx\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\na=it%27s&b=c+d"
        );
        let get = Call {
            bearer: Some("t".into()),
            ..Call::get("http://localhost:1/userinfo?x=y".into())
        };
        assert_eq!(
            get.text(),
            "GET /userinfo?x=y HTTP/1.1\r\nHost: localhost:1\r\nAuthorization: Bearer t\r\n\r\n"
        );
    }

    #[test]
    fn an_answer_is_read_and_shown() {
        let answer = "HTTP/1.1 400 Bad Request\r\nx: y\r\n\r\n{\"error\":\"x\"}";
        let reply = parse(answer).expect("HTTP");
        assert_eq!(reply.status, 400);
        assert_eq!(
            reply.text(),
            "HTTP/1.1 400 Bad Request\nx: y\n\n{\n  \"error\": \"x\"\n}"
        );
        assert!(parse("SSH-2.0").is_none());
    }
}
