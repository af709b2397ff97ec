//! Mail servers that speak TLS from the first byte, and that ask who one is.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use crate::support::{Db, Server, Smtp, both, sink::CA, smtp::Mode};

async fn server(db: Db, smtp: &Smtp, set: &[&str]) -> Server {
    let server = Server::with_mail(db, smtp, set).await;
    server.user(
        json!({"username": "ida", "emails": [{"value": "ida@example.org", "verified": true}]}),
        "ida-password",
    );
    server
}

/// Ida has forgotten her password.
async fn ask(server: &Server) {
    let browser = server.browser();
    let page = browser.get("/recover").await;
    let sent = browser.submit(&page, &[("username", "ida")]).await;
    assert_eq!(sent.location().path(), "/recover/sent");
}

// F21, RFC 8314: TLS from the first byte, and who Signet is inside it alone. What a server refuses that
// does not know the password waits, and goes when it does.
both!(a_server_is_told_who_writes_inside_tls);
async fn a_server_is_told_who_writes_inside_tls(db: Db) {
    let smtp = Smtp::tls_at_once().await;
    smtp.behave(Mode::NoEntry);
    let trusted = format!("mail.ca_file={CA}");
    let set = [
        trusted.as_str(),
        "mail.username=signet",
        "mail.password=mail-password",
    ];
    let server = server(db, &smtp, &set).await;
    ask(&server).await;
    smtp.wait_for_calls(1).await;
    for _ in 0..1200 {
        if server.rows(
            "COUNT(*)",
            "outbox WHERE tries = 1 AND claimed_until IS NULL",
        ) == ["1"]
        {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    let fate = server.fates().remove(0);
    assert_eq!(fate, ("reset".into(), false, None, true), "it waits");
    assert!(!smtp.raw().contains("MAIL FROM"), "{}", smtp.raw());
    let said = STANDARD.encode("\0signet\0mail-password");
    assert!(
        smtp.raw().contains(&format!("AUTH PLAIN {said}\r\n")),
        "{}",
        smtp.raw()
    );
    smtp.behave(Mode::Well);
    for _ in 0..1200 {
        if !smtp.mails().is_empty() {
            break;
        }
        server.advance(5);
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    let mails = smtp.wait_for(1).await;
    assert_eq!(mails[0].to, ["ida@example.org"]);
    assert!(server.fate().await.1);
    assert_eq!(smtp.mails().len(), 1, "once");
}

// F21: a server that begins with TLS and whose certificate nobody vouches for gets nothing, nor does one
// that speaks in the clear where TLS is to come first.
both!(without_a_good_certificate_nothing_is_said);
async fn without_a_good_certificate_nothing_is_said(db: Db) {
    let at_once = Smtp::tls_at_once().await;
    let one = server(db, &at_once, &[]).await;
    let plain = Smtp::start().await;
    let trusted = format!("mail.ca_file={CA}");
    let other = server(db, &plain, &["mail.tls=implicit", &trusted]).await;
    for (server, smtp) in [(&one, &at_once), (&other, &plain)] {
        ask(server).await;
        smtp.wait_for_calls(1).await;
        for _ in 0..1200 {
            if server.rows(
                "COUNT(*)",
                "outbox WHERE tries = 1 AND claimed_until IS NULL",
            ) == ["1"]
            {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        let fate = server.fates().remove(0);
        assert!(!fate.1 && fate.2.is_none(), "{fate:?}");
        for word in ["EHLO", "MAIL"] {
            assert!(!smtp.raw().contains(word), "{}", smtp.raw());
        }
    }
}
