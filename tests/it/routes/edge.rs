//! What happens to every request.

use reqwest::{Method, header::HeaderValue};
use serde_json::json;
use std::io::{Read, Write};

use crate::support::{Db, Server, query};

// HH-02, HH-08: methods, unknown paths; static bodies, JSON for programs and HTML for browsers.
#[tokio::test]
async fn what_is_not_there_says_so_plainly() {
    let server = Server::with_door(Db::Sqlite).await;
    let browser = server.browser();
    for path in [
        "/nothing",
        "/admin",
        "/legacy/corsano-users/login",
        "/legacy",
        "/.env",
        "/%00",
        "/static/x",
    ] {
        let program = browser.send(browser.http.get(browser.url(path))).await;
        assert_eq!(
            (program.status.as_u16(), program.json()["error"].clone()),
            (404, json!("invalid_request")),
            "{path}"
        );
        assert!(!program.body.contains(path));
        let person = browser.get(path).await;
        assert_eq!(person.status, 404);
        assert!(person.header("content-type").starts_with("text/html"));
    }
    for path in ["/", "/token", "/nothing", "/legacy/ocariot/v1/auth"] {
        let answer = browser
            .send(browser.http.request(Method::TRACE, browser.url(path)))
            .await;
        assert!(
            matches!(answer.status.as_u16(), 404 | 405),
            "{path}: {}",
            answer.status
        );
        assert!(!answer.headers.contains_key("server"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("x-request-id").len(), 26);
    }
    let answer = browser
        .send(browser.http.request(Method::TRACE, browser.url("/")))
        .await;
    assert_eq!(answer.status, 405);
}

// HH-03: an unknown host is refused and not shown; doors answer under any.
#[tokio::test]
async fn only_our_own_names_are_served() {
    let server = Server::with(Db::Sqlite, &["legacy.ocariot.hosts=[\"ocariot.example\"]"]).await;
    let browser = server.browser();
    let ask = |host: &str, path: &str| {
        browser
            .http
            .get(browser.url(path))
            .header("host", host.to_owned())
    };
    for path in ["/", "/jwks", "/.well-known/openid-configuration", "/token"] {
        let answer = browser.send(ask("evil.example", path)).await;
        assert_eq!(answer.status, 421, "{path}");
        assert!(!answer.body.contains("evil.example"));
    }
    assert_eq!(
        browser
            .send(ask("evil.example", "/legacy/ocariot/v1/auth"))
            .await
            .json()["code"],
        404
    );
    // A door's own host serves that door and nothing else.
    for path in ["/jwks", "/authorize", "/legacy/ocariot/v1/auth"] {
        assert_eq!(
            browser.send(ask("ocariot.example", path)).await.json()["message"],
            format!("Endpoint {path} does not found!"),
            "{path}"
        );
    }
}

// DL-01, DL-03, DL-09: sizes, in the dialect of whom they are sent to.
#[tokio::test]
async fn what_is_too_large_is_refused_by_its_door() {
    let server = Server::with_door(Db::Sqlite).await;
    let browser = server.browser();
    let big = "a".repeat(40_000);
    let token = browser
        .send(
            browser
                .http
                .post(browser.url("/token"))
                .form(&[("code", &big)]),
        )
        .await;
    assert_eq!(
        (token.status.as_u16(), token.json()["error"].clone()),
        (413, json!("invalid_request"))
    );
    let door = browser
        .http
        .post(browser.url("/legacy/ocariot/v1/auth"))
        .header("content-type", "application/json")
        .body(big.repeat(3));
    let door = browser.send(door).await;
    assert_eq!(
        (door.status.as_u16(), door.json()),
        (
            413,
            json!({"code": 413, "message": "request entity too large"})
        )
    );
    let page = browser
        .get(&format!("/authorize?state={}", "a".repeat(8200)))
        .await;
    assert_eq!(page.status, 414);
    let headers = browser
        .http
        .get(browser.url("/jwks"))
        .header("x-big", "a".repeat(17_000));
    assert_eq!(browser.send(headers).await.status, 431);
    let compressed = browser
        .http
        .post(browser.url("/token"))
        .header("content-encoding", "gzip")
        .form(&[("x", "y")]);
    assert_eq!(browser.send(compressed).await.status, 415);
    let fields: Vec<(String, String)> = (0..101).map(|n| (format!("f{n}"), "x".into())).collect();
    let many = browser
        .send(browser.http.post(browser.url("/token")).form(&fields))
        .await;
    assert_eq!(
        (many.status.as_u16(), many.json()["error"].clone()),
        (400, json!("invalid_request"))
    );
    // A chunked body has no length to look at; it is cut when it is too long.
    let stream = browser
        .http
        .post(browser.url("/token"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(reqwest::Body::from(big));
    assert_eq!(browser.send(stream).await.status, 413);
}

// DL-01: the limit is ours, for each endpoint that reads a form: the framework would end it at 16 KiB.
#[tokio::test]
async fn a_form_is_read_up_to_our_limit() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    let pad = "a".repeat(31_000);
    let post = async |path: &str, client: (&str, &str), name: &str, value: &str| {
        let form = [("pad", pad.as_str()), (name, value)];
        let request = browser.http.post(browser.url(path)).form(&form);
        let answer = browser.send(request.basic_auth(client.0, Some(client.1)));
        let answer = answer.await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer
    };
    let service = ("service", "service-secret");
    let own = post("/token", service, "grant_type", "client_credentials").await;
    let own = own.json();
    let own = own["access_token"].as_str().expect("a token");
    post("/introspect", service, "token", own).await;
    post("/revoke", service, "token", own).await;
    // What ends the form is the last thing that is read of it.
    let asked = query("web", &[]);
    let request = browser.http.post(browser.url("/authorize"));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = browser
        .send(request.body(format!("pad={pad}&{asked}")))
        .await;
    assert_eq!(answer.status, 303, "{}", answer.body);
}

// HH-04: "CL+TE, two CL, bad chunk, obs-fold, NUL, space before colon → 400 and close": a request that
// two readers could read in two ways is not read, and nothing after it on its connection.
#[tokio::test(flavor = "multi_thread")]
async fn ambiguous_requests_are_refused() {
    let server = Server::start(Db::Sqlite).await;
    let port = server.browser().base.port().expect("a port");
    let form = "Content-Type: application/x-www-form-urlencoded";
    for (what, head, body) in [
        (
            "two lengths",
            "Content-Length: 3\r\nContent-Length: 4",
            "abcd",
        ),
        ("two lengths in one", "Content-Length: 3, 4", "abcd"),
        (
            "a length and chunks",
            "Content-Length: 3\r\nTransfer-Encoding: chunked",
            "0\r\n\r\n",
        ),
        (
            "chunks and a length",
            "Transfer-Encoding: chunked\r\nContent-Length: 3",
            "0\r\n\r\n",
        ),
        (
            "chunks twice",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "0\r\n\r\n",
        ),
        (
            "chunks that are not last",
            "Transfer-Encoding: chunked, identity",
            "0\r\n\r\n",
        ),
        (
            "another encoding",
            "Transfer-Encoding: xchunked",
            "0\r\n\r\n",
        ),
        ("a length with a sign", "Content-Length: +3", "abc"),
        ("a length of words", "Content-Length: three", "abc"),
        (
            "a bad chunk",
            "Transfer-Encoding: chunked",
            "zz\r\nabc\r\n0\r\n\r\n",
        ),
        (
            "a chunk with a sign",
            "Transfer-Encoding: chunked",
            "-1\r\nabc\r\n0\r\n\r\n",
        ),
        ("a fold", "X: a\r\n b", ""),
        ("a blank before the colon", "X : a", ""),
        ("NUL in a value", "X: a\0b", ""),
        ("NUL in a name", "X\0: a", ""),
    ] {
        let next = "GET /jwks HTTP/1.1\r\nHost: localhost\r\n\r\n";
        let raw = format!(
            "POST /token HTTP/1.1\r\nHost: localhost:{port}\r\n{form}\r\n{head}\r\n\r\n{body}{next}"
        );
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).expect("connects");
        stream
            .set_read_timeout(Some(std::time::Duration::from_secs(20)))
            .expect("sets");
        stream.write_all(raw.as_bytes()).expect("writes");
        let mut answer = Vec::new();
        // To its end: a reset is one as well.
        let ended = stream.read_to_end(&mut answer);
        assert!(
            !ended.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock),
            "{what}: the connection stays"
        );
        let text = String::from_utf8_lossy(&answer).into_owned();
        assert!(text.starts_with("HTTP/1.1 400 "), "{what}: {text}");
        assert_eq!(text.matches("HTTP/1.1 ").count(), 1, "{what}: {text}");
    }
}

// HH-06 in part: there is no parameter that redirects; a path of ours stays ours.
#[tokio::test]
async fn nothing_redirects_elsewhere() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    for target in [
        "//evil.example",
        "/\\evil.example",
        "/%09/evil.example",
        "https:evil.example",
        "/\t/evil.example",
        "@evil.example",
    ] {
        for name in ["return_to", "next", "redirect", "url", "continue"] {
            for page in ["/", "/logout", "/docs/errors"] {
                let url = format!(
                    "{page}?{}",
                    url::form_urlencoded::Serializer::new(String::new())
                        .append_pair(name, target)
                        .finish()
                );
                let answer = browser.get(&url).await;
                assert_eq!(answer.status, 200, "{url}");
                assert!(!answer.body.contains("evil.example"));
            }
        }
    }
}

// A header that is no text does not stop a request.
#[tokio::test]
async fn odd_headers_are_no_error() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    let odd = || HeaderValue::from_bytes(b"\xff\xfe").expect("bytes");
    for name in [
        "accept",
        "accept-language",
        "user-agent",
        "x-forwarded-for",
        "origin",
        "cookie",
        "authorization",
        "if-none-match",
    ] {
        for path in ["/", "/jwks", "/userinfo"] {
            let answer = browser
                .send(browser.http.get(browser.url(path)).header(name, odd()))
                .await;
            assert!(answer.status.as_u16() < 500, "{name} {path}");
        }
    }
}

// A NUL, which PostgreSQL keeps nowhere, is bad input like any other.
#[tokio::test]
async fn a_nul_is_no_fault() {
    for db in Db::BOTH {
        let server = Server::with_door(db).await;
        let browser = server.browser();
        let asked = query("web", &[("nonce", "a\0b")]);
        let answer = browser.get(&format!("/authorize?{asked}")).await;
        assert_eq!(
            answer.parameter("error").as_deref(),
            Some("invalid_request")
        );
        let page = browser.open(&query("web", &[])).await;
        let typed = [("username", "a\0b"), ("password", "x\0y")];
        assert_eq!(browser.submit(&page, &typed).await.status, 422);
        assert_eq!(browser.get("/interaction/a%00b/login").await.status, 400);
    }
}
