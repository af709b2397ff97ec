//! What the log says of a request.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    process::Stdio,
};

use serde_json::{Value, json};

use crate::{
    cli::{Served, config, soon},
    support::{Db, Server, Sink, signer::Signer},
};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// A `signet serve` whose log goes to a file.
struct Logged {
    served: Served,
    log: std::path::PathBuf,
    _dir: tempfile::TempDir,
}

impl Logged {
    fn start(format: &str, set: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let path = config(dir.path(), "");
        let log = dir.path().join("log");
        let file = std::fs::File::create(&log).expect("creates");
        let mut set: Vec<String> = set.iter().map(|one| (*one).to_owned()).collect();
        set.push(format!("telemetry.log.format={format}"));
        let served = Served::start_as(&path, &set, |command| {
            command.stderr(Stdio::from(file));
        });
        Self {
            served,
            log,
            _dir: dir,
        }
    }

    fn text(&self) -> String {
        std::fs::read_to_string(&self.log).expect("reads")
    }

    /// The line of the request with this id, in JSON.
    fn line(&self, id: &str) -> Value {
        let mut found = None;
        assert!(
            soon(|| {
                let text = self.text();
                let mut lines = text
                    .lines()
                    .filter(|line| line.contains("http.server.response"));
                found = lines.find(|line| line.contains(id)).map(str::to_owned);
                found.is_some()
            }),
            "{id}: {}",
            self.text()
        );
        serde_json::from_str(&found.expect("found")).expect("JSON")
    }
}

/// What ends a line, moves a cursor or turns a text.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Sends bytes as they are; the answer.
fn send(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).expect("connects");
    stream.write_all(request).expect("writes");
    let mut answer = Vec::new();
    let _reset = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn request_id(answer: &str) -> String {
    let lower = answer.to_lowercase();
    let at = lower.find("x-request-id: ").expect("an id") + "x-request-id: ".len();
    answer[at..at + 26].to_owned()
}

// AU-08: one line a request, with all that an operator asks for and nothing that a caller typed.
#[test]
fn a_request_is_one_line() {
    let logged = Logged::start("json", &["server.trusted_proxies=[\"127.0.0.1\"]"]);
    let public = logged.served.public;
    let head = "Host: localhost:18080\r\nConnection: close\r\nX-Forwarded-For: 203.0.113.9\r\n";
    let good = send(
        public,
        format!("GET /docs/migration/ocariot?canary=canary-1 HTTP/1.1\r\n{head}traceparent: 00-{TRACE}-00f067aa0ba902b7-01\r\n\r\n").as_bytes(),
    );
    let line = logged.line(&request_id(&good));
    assert_eq!(
        (
            &line["level"],
            &line["method"],
            &line["route"],
            &line["status"],
            &line["ip"],
            &line["trace"]
        ),
        (
            &json!("INFO"),
            &json!("GET"),
            &json!("/docs/migration/{api}"),
            &json!(200),
            // `privacy.ip`: its network.
            &json!("203.0.113.0/24"),
            &json!(TRACE)
        ),
        "{line}"
    );
    for duration in ["us", "db_us", "cpu_us"] {
        assert!(line[duration].is_u64(), "{duration}: {line}");
    }
    assert_eq!(line["target"], "http");
    assert!(line["timestamp"].is_string());
    // Nobody was proven, and it has no such members.
    assert!(
        line.get("client").is_none() && line.get("person").is_none(),
        "{line}"
    );

    // A malformed parent, or two of them, are none; 4xx is a warning.
    for parent in [
        "traceparent: 00-xyz\r\n".to_owned(),
        format!("traceparent: 00-{TRACE}-00f067aa0ba902b7-01\r\n").repeat(2),
    ] {
        let body = "grant_type=client_credentials&client_id=canary-2&client_secret=canary-3";
        let answer = send(
            public,
            format!("POST /token HTTP/1.1\r\n{head}{parent}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}", body.len()).as_bytes(),
        );
        let line = logged.line(&request_id(&answer));
        assert_eq!(
            (&line["level"], &line["status"]),
            (&json!("WARN"), &json!(401)),
            "{line}"
        );
        assert!(line.get("trace").is_none(), "{line}");
        assert!(line["db_us"].as_u64().is_some());
    }
    let text = logged.text();
    assert!(!text.contains("canary"), "{text}");
    for line in text.lines() {
        let _event: Value = serde_json::from_str(line).expect(line);
    }
}

// AU-06: "One event = one JSON line; CR/LF/ANSI/bidi in any input escaped", in both formats.
#[test]
fn nothing_that_is_sent_makes_a_line() {
    for format in ["json", "human"] {
        let logged = Logged::start(format, &["telemetry.log.level=debug"]);
        let public = logged.served.public;
        let hostile = "%0d%0aINFO%20forged%1b%5b31m%e2%80%ae";
        let mut ids = Vec::new();
        for request in [
            format!(
                "GET /{hostile}?{hostile}={hostile} HTTP/1.1\r\nHost: localhost:18080\r\nConnection: close\r\nUser-Agent: a\u{202e}\x1b[31mb\r\nX-Forwarded-For: \u{202e}\r\n\r\n"
            ),
            format!(
                "GET /authorize?client_id={hostile}&redirect_uri={hostile} HTTP/1.1\r\nHost: localhost:18080\r\nConnection: close\r\n\r\n"
            ),
            format!(
                "GET /interaction/{hostile}/login HTTP/1.1\r\nHost: {hostile}\r\nConnection: close\r\n\r\n"
            ),
            "GET / HTTP/1.1\r\nHost: localhost:18080\r\nBad\x1b[31m\u{202e} : x\r\n\r\n".to_owned(),
            "\x1b[31m\u{202e} / HTTP/9.9\r\n\r\n".to_owned(),
        ] {
            let answer = send(public, request.as_bytes());
            if answer.to_lowercase().contains("x-request-id") {
                ids.push(request_id(&answer));
            }
        }
        assert!(ids.len() >= 2, "{ids:?}");
        for id in &ids {
            assert!(soon(|| logged.text().contains(id)), "{id}");
        }
        let text = logged.text();
        for line in text.lines() {
            assert!(!line.chars().any(is_unseen), "{line:?}");
            // Every line begins as the log's own.
            match format {
                "json" => {
                    let _event: Value = serde_json::from_str(line).expect(line);
                }
                _ => assert!(line.starts_with("20"), "{line:?}"),
            }
        }
        assert!(!text.contains("\nINFO forged"), "{text}");
    }
}

// A caller's trace goes on to whom the server asks for it, in a span of the server's own.
#[tokio::test]
async fn a_trace_is_passed_on() {
    let server = Server::start(Db::Sqlite).await;
    let sink = Sink::start().await;
    let signer = Signer::es256("far");
    sink.answer(
        200,
        "content-type: application/json\r\n",
        &signer.jwks().to_string(),
    );
    server.signing_client(
        "far",
        json!({"jwks_uri": sink.url("http", "localhost", "/jwks")}),
    );
    let browser = server.browser();
    let ask = async |parent: &str| {
        let assertion = signer.sign(&server.assertion("far"));
        let form = [
            ("grant_type", "client_credentials"),
            (
                "client_assertion_type",
                crate::support::signer::ASSERTION_TYPE,
            ),
            ("client_assertion", assertion.as_str()),
        ];
        let request = browser.http.post(browser.url("/token")).form(&form);
        let answer = browser.send(request.header("traceparent", parent)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        // The next one looks anew.
        server.advance(301);
        sink.asked().to_lowercase()
    };
    let parent = format!("00-{TRACE}-00f067aa0ba902b7-01");
    let asked = ask(&parent).await;
    assert!(
        asked.contains(&format!("traceparent: 00-{TRACE}-")),
        "{asked}"
    );
    assert!(
        !asked.contains("00f067aa0ba902b7"),
        "the span is the server's own: {asked}"
    );
    let hits = sink.hits();
    for malformed in ["00-xyz", "", &format!("ff-{TRACE}-00f067aa0ba902b7-01")] {
        let asked = ask(malformed).await;
        assert!(!asked.contains("traceparent"), "{malformed}: {asked}");
    }
    assert_eq!(sink.hits(), hits + 3);
}
