//! How a door is watched, and how it ends.

use serde_json::{Value, json};
use signet::{
    account::legacy_report::{Asked, report},
    core::Door,
    server::background,
};

use super::ocariot::{login, user};
use crate::support::{Answer, Db, Server, both};

/// A server whose OCARIoT door has these settings besides, with one person at it.
async fn server(db: Db, set: &[&str]) -> Server {
    let mut all = vec!["legacy.ocariot.enabled=true"];
    all.extend_from_slice(set);
    let server = Server::with(db, &all).await;
    super::ocariot::short_key(&server);
    user(&server, "admin1", "admin", json!({}));
    server
}

fn links(answer: &Answer) -> Vec<&str> {
    let values = answer.headers.get_all("link").into_iter();
    values.map(|value| value.to_str().expect("text")).collect()
}

/// An answer without what differs by request.
fn plain(answer: &Answer) -> (u16, Value) {
    let mut body = answer.json();
    body["request_id"] = json!(null);
    (answer.status.as_u16(), body)
}

async fn unknown_path(server: &Server) -> Answer {
    let browser = server.browser();
    let request = browser
        .http
        .post(browser.url("/legacy/nowhere/v1/auth"))
        .header("content-type", "application/json")
        .body(json!({"username": "admin1", "password": "br123"}).to_string());
    browser.send(request).await
}

// LE-02: "Every response of a door or client with a date set: Deprecation, Sunset, Link".
#[tokio::test]
async fn the_end_of_a_door_is_told_in_advance() {
    let set = [
        "legacy.ocariot.deprecated_at=2026-01-01T00:00:00Z",
        "legacy.ocariot.sunset_at=2099-06-30T23:59:59Z",
    ];
    let server = server(Db::Sqlite, &set).await;
    let right = login(&server, "admin1", "br123").await;
    let wrong = login(&server, "admin1", "wrong").await;
    assert_eq!((right.status.as_u16(), wrong.status.as_u16()), (200, 401));
    for answer in [&right, &wrong] {
        assert_eq!(answer.header("deprecation"), "@1767225600");
        assert_eq!(answer.header("sunset"), "Tue, 30 Jun 2099 23:59:59 GMT");
        let guide = format!("<{}/docs/migration/ocariot>", server.base);
        let links = links(answer);
        assert_eq!(links.len(), 2, "{links:?}");
        assert!(
            links.iter().all(|link| link.starts_with(&guide)),
            "{links:?}"
        );
        assert!(
            links
                .iter()
                .any(|link| link.contains("rel=\"deprecation\""))
        );
        assert!(links.iter().any(|link| link.contains("rel=\"sunset\"")));
    }
    // The guide that they lead to is there.
    let browser = server.browser();
    let guide = browser.get("/docs/migration/ocariot").await;
    assert_eq!(guide.status, 200);
    assert!(guide.body.contains("grant_type=client_credentials"));
}

// LE-02: a client's own dates, at the door and at the standard endpoints; the earlier one counts,
// and from then on it is given nothing.
both!(a_client_has_an_end_of_its_own);
async fn a_client_has_an_end_of_its_own(db: Db) {
    let server = server(db, &["legacy.ocariot.sunset_at=2099-06-30T23:59:59Z"]).await;
    let in_an_hour = server.now().plus(std::time::Duration::from_secs(3600));
    let dates = json!({"signet": {"sunset_at": in_an_hour.millis()}});
    for client in ["legacy-ocariot", "service"] {
        server.edit(client, dates.clone());
    }
    let service = || async {
        let form = [("grant_type", "client_credentials")];
        server
            .token(Some(("service", "service-secret")), &form)
            .await
    };
    let door = login(&server, "admin1", "br123").await;
    let standard = service().await;
    for answer in [&door, &standard] {
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_ne!(answer.header("sunset"), "Tue, 30 Jun 2099 23:59:59 GMT");
        assert_eq!(links(answer).len(), 1);
        assert_eq!(answer.header("deprecation"), "");
    }
    assert_eq!(door.header("sunset"), standard.header("sunset"));
    // Who is not who it says is told nothing.
    let wrong = server
        .token(
            Some(("service", "wrong")),
            &[("grant_type", "client_credentials")],
        )
        .await;
    assert_eq!((wrong.status.as_u16(), wrong.header("sunset")), (401, ""));
    let before = server.grants();
    server.advance(3600);
    let door = login(&server, "admin1", "br123").await;
    assert_eq!(door.status, 410, "{}", door.body);
    // It names the guide, as where the whole door has ended.
    let guide = format!("{}/docs/migration/ocariot", server.base);
    let text = door.json()["description"]
        .as_str()
        .expect("text")
        .to_owned();
    assert!(text.contains(&guide), "{text}");
    let standard = service().await;
    assert_eq!(standard.status, 410, "{}", standard.body);
    assert_eq!(standard.json()["error"], "invalid_request");
    assert_eq!(server.grants(), before);
}

// After its date a door refuses in its own words, which name the guide; in an outage it does so
// for a while.
#[tokio::test]
async fn a_door_that_has_ended_says_where_to_go() {
    let ended = server(
        Db::Sqlite,
        &["legacy.ocariot.sunset_at=2020-01-01T00:00:00Z"],
    )
    .await;
    let answer = login(&ended, "admin1", "br123").await;
    let guide = format!("{}/docs/migration/ocariot", ended.base);
    assert_eq!(answer.status, 410);
    assert_eq!(answer.json()["code"], 410);
    let text = answer.json()["description"]
        .as_str()
        .expect("text")
        .to_owned();
    assert!(text.contains(&guide), "{text}");
    assert_eq!(ended.grants(), 0);
    // Other addresses of the door have ended, too.
    let browser = ended.browser();
    let pem = browser.get("/legacy/ocariot/.well-known/ocariot.pem").await;
    assert_eq!(pem.status, 410);
}

#[tokio::test]
async fn an_outage_ends_by_itself() {
    let probe = Server::bare(Db::Sqlite, &[]).await;
    let begins = probe.now().minus(std::time::Duration::from_secs(60));
    let outage = format!("legacy.ocariot.brown_outs=[\"{}/15m\"]", begins.rfc3339());
    let server = server(
        Db::Sqlite,
        &[&outage, "legacy.ocariot.guide=https://old.example/move"],
    )
    .await;
    let answer = login(&server, "admin1", "br123").await;
    assert_eq!(answer.status, 503);
    let wait: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=900).contains(&wait), "{wait}");
    let body = answer.json();
    assert!(
        body["description"]
            .as_str()
            .expect("text")
            .contains("https://old.example/move")
    );
    server.advance(900);
    assert_eq!(login(&server, "admin1", "br123").await.status, 200);
}

// LE-01: "enabled per client *and* globally; disabled → byte-identical to an unknown path 404".
both!(a_door_whose_client_is_switched_off_is_not_there);
async fn a_door_whose_client_is_switched_off_is_not_there(db: Db) {
    let server = server(db, &[]).await;
    assert_eq!(login(&server, "admin1", "br123").await.status, 200);
    server.edit("legacy-ocariot", json!({"state": "disabled"}));
    let answer = login(&server, "admin1", "br123").await;
    let unknown = unknown_path(&server).await;
    assert_eq!(plain(&answer), plain(&unknown));
    let names = |answer: &Answer| {
        let mut names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
        names.sort();
        names
    };
    assert_eq!(names(&answer), names(&unknown));
    server.edit("legacy-ocariot", json!({"state": "live"}));
    assert_eq!(login(&server, "admin1", "br123").await.status, 200);
}

// O22: "20 wrong passwords in a row, then the right one from the same address → 429 OCARIoT
// envelope with `Retry-After`; after the window 200".
#[tokio::test]
async fn o22_twenty_wrong_passwords_and_the_right_one() {
    let server = server(Db::Sqlite, &[]).await;
    for _ in 0..20 {
        let status = login(&server, "admin1", "wrong").await.status.as_u16();
        assert!([401, 429].contains(&status), "{status}");
    }
    let answer = login(&server, "admin1", "br123").await;
    assert_eq!(answer.status, 429);
    let body = answer.json();
    assert_eq!(
        (&body["code"], &body["message"]),
        (&json!(429), &json!("Too Many Requests"))
    );
    let wait: u64 = answer.header("retry-after").parse().expect("seconds");
    server.advance(wait);
    assert_eq!(login(&server, "admin1", "br123").await.status, 200);
}

// Who calls is counted by day, client and outcome, and the counters of two nodes add up.
both!(who_still_calls_is_reported);
async fn who_still_calls_is_reported(db: Db) {
    let server = server(db, &[]).await;
    user(&server, "child1", "child", json!({}));
    for (name, password) in [
        ("admin1", "br123"),
        ("admin1", "br123"),
        ("child1", "br123"),
        ("child1", "wrong"),
    ] {
        login(&server, name, password).await;
    }
    background::write_calls(&server.app).expect("writes");
    server.advance(86_400);
    login(&server, "child1", "br123").await;
    background::write_calls(&server.app).expect("writes");
    // Twice is once: what was written is not written again.
    background::write_calls(&server.app).expect("writes");
    let asked = Asked {
        since: server
            .now()
            .minus(std::time::Duration::from_secs(30 * 86_400)),
        door: Some(Door::Ocariot),
        client: None,
    };
    let doors = report(&server.ctx(), &asked).expect("reads");
    let [door] = doors.as_slice() else {
        panic!("{doors:?}")
    };
    let [line] = door.callers.as_slice() else {
        panic!("{door:?}")
    };
    assert!(door.open);
    assert_eq!(
        line.client.as_ref().map(|id| id.as_str()),
        Some("legacy-ocariot")
    );
    assert_eq!((line.calls, line.people, line.days.len()), (5, 2, 2));
    assert_eq!(line.outcomes["ok"], 4);
    assert_eq!(line.outcomes["password-wrong"], 1);
    assert_eq!(line.last_at, server.now());
    assert_eq!(door.hashes["argon2id"], 2);
    // Of yesterday only what was yesterday.
    let today = Asked {
        since: server.now(),
        ..asked
    };
    let doors = report(&server.ctx(), &today).expect("reads");
    assert_eq!(doors[0].callers[0].calls, 1);
}
