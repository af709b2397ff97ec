//! The way out (UP-06): where a request may go, and how much of an answer is taken.

use std::time::Duration;

use signet::outbound::{Body, MAX_BODY, Outbound, OutboundError, Status};

use crate::support::{Sink, sink::CA};

fn open() -> Outbound {
    Outbound::new(true, None).expect("opens")
}

// UP-06: https only, and nothing that leads to our own networks, however it is written. What is
// refused is not asked at all.
#[tokio::test]
async fn an_address_of_our_own_is_never_asked() {
    let sink = Sink::tls().await;
    sink.answer(200, "", "secret");
    let strict = Outbound::new(false, Some(&std::fs::read(CA).expect("reads"))).expect("opens");
    for host in [
        "127.0.0.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "user@127.0.0.1",
        "user:pass@localhost",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "10.0.0.1",
    ] {
        for scheme in ["https", "http", "ftp", "file", "gopher"] {
            let url = sink.url(scheme, host, "/jwks");
            let found = strict.get(&url, MAX_BODY).await;
            assert!(
                matches!(
                    found,
                    Err(OutboundError::Refused(_) | OutboundError::Unresolved)
                ),
                "{url}: {found:?}"
            );
            let posted = strict.post_form(&url, &[("logout_token", "x")]).await;
            assert!(posted.is_err(), "{url}");
        }
    }
    for url in [
        "",
        "x",
        "https://",
        "https:///jwks",
        "//localhost",
        "data:,x",
        "https://u@h/",
    ] {
        assert!(strict.get(url, MAX_BODY).await.is_err(), "{url}");
    }
    assert_eq!(sink.hits(), 0);
    // With the switch, this machine may be asked, and nothing else of ours.
    for url in [
        "http://10.0.0.1/",
        "http://8.8.8.8/",
        "https://169.254.169.254/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fd00:ec2::254]/",
    ] {
        let found = open().get(url, MAX_BODY).await;
        assert!(
            matches!(found, Err(OutboundError::Refused(_))),
            "{url}: {found:?}"
        );
    }
    // What can be told before anything is registered.
    assert!(strict.check("https://keys.example.org/jwks").is_ok());
    assert!(strict.check("https://192.168.0.1/jwks").is_err());
    assert!(strict.check("http://keys.example.org/jwks").is_err());
}

// UP-06: no redirects, a limit of bytes, three seconds for everything.
#[tokio::test]
async fn an_answer_is_taken_as_it_comes_or_not_at_all() {
    let (sink, elsewhere) = (Sink::start().await, Sink::start().await);
    let url = sink.url("http", "localhost", "/jwks?a=b");
    sink.answer(200, "content-type: application/json\r\n", "{}");
    assert_eq!(open().get(&url, MAX_BODY).await, Ok(Body(b"{}".to_vec())));
    assert!(
        sink.asked().starts_with("GET /jwks?a=b HTTP/1.1\r\n"),
        "{}",
        sink.asked()
    );
    for status in [301, 302, 303, 307, 308] {
        let to = elsewhere.url("http", "127.0.0.1", "/");
        sink.answer(status, &format!("location: {to}\r\n"), "");
        let found = open().get(&url, MAX_BODY).await;
        assert_eq!(found, Err(OutboundError::Answered(status)));
        let posted = open().post_form(&url, &[("a", "b")]).await;
        assert_eq!(posted, Ok(Status(status)));
    }
    assert_eq!(elsewhere.hits(), 0);
    for status in [204, 404, 500] {
        sink.answer(status, "", "");
        let found = open().get(&url, MAX_BODY).await;
        assert_eq!(found.is_ok(), status == 204, "{status}");
    }
    sink.answer(200, "", &"x".repeat(100));
    assert!(open().get(&url, 100).await.is_ok());
    assert_eq!(open().get(&url, 99).await, Err(OutboundError::TooLarge(99)));
    sink.answer(200, "", &"x".repeat(MAX_BODY + 1));
    let found = open().get(&url, usize::MAX).await;
    assert_eq!(found, Err(OutboundError::TooLarge(MAX_BODY)));
    sink.answer(200, "", "");
    let sent = open().post_form(&url, &[("logout_token", "a b&c")]).await;
    assert!(sent.expect("answers").is_success());
    assert!(
        sink.asked().ends_with("\r\n\r\nlogout_token=a+b%26c"),
        "{}",
        sink.asked()
    );
    // Silence.
    let silent = Sink::start().await;
    let url = silent.url("http", "127.0.0.1", "/");
    let way = open();
    let found = tokio::time::timeout(Duration::from_secs(6), way.get(&url, MAX_BODY));
    assert_eq!(found.await.expect("ends"), Err(OutboundError::TimedOut));
}

// UP-06: `outbound.ca_file` adds a certificate authority; without it, its servers are strangers.
#[tokio::test]
async fn a_certificate_authority_can_be_added() {
    let sink = Sink::tls().await;
    sink.answer(200, "", "keys");
    let url = sink.url("https", "localhost", "/");
    let pem = std::fs::read(CA).expect("reads");
    let trusting = Outbound::new(true, Some(&pem)).expect("opens");
    assert_eq!(
        trusting.get(&url, MAX_BODY).await,
        Ok(Body(b"keys".to_vec()))
    );
    let found = open().get(&url, MAX_BODY).await;
    assert!(
        matches!(found, Err(OutboundError::Unreachable(_))),
        "{found:?}"
    );
    assert!(Outbound::new(false, Some(b"no certificate")).is_err());
}
