//! Who is told by mail that an old sign-in ends: whoever uses it, and whoever makes the app that does.

use std::{sync::Arc, time::Duration};

use serde_json::{Map, Value, json};
use signet::{
    account::{client_change, outbox::Template, reminders},
    core::{Clock, Id, SystemClock},
    server::background,
    store,
};

use super::ocariot::{login, user};
use crate::support::{Db, Server, both};

const DAY: u64 = 24 * 3600;
const MAKER: &str = "dev@maker.example";

/// A server whose OCARIoT door ends in so many days, or has no date. Bea and Carl sign in there, Dora does
/// not; Carl has no address.
async fn server(db: Db, days: Option<u64>) -> Server {
    let mut set = vec!["legacy.ocariot.enabled=true".to_owned()];
    set.extend(days.map(|days| {
        // The clock of a test begins at the present. A minute is for what comes before it does.
        let after = Duration::from_secs(days * DAY + 60);
        let at = SystemClock.now().plus(after).rfc3339();
        format!("legacy.ocariot.sunset_at={at}")
    }));
    let set: Vec<&str> = set.iter().map(String::as_str).collect();
    let server = Server::with(db, &set).await;
    super::ocariot::short_key(&server);
    let address =
        |text: &str| json!({"emails": [{"value": text, "verified": true}], "locale": "de"});
    user(&server, "bea1", "educator", address("bea@example.org"));
    user(&server, "carl1", "educator", json!({}));
    user(&server, "dora1", "educator", address("dora@example.org"));
    edit(
        &server,
        json!({"contacts": [MAKER, "not an address", MAKER]}),
    );
    for name in ["bea1", "carl1"] {
        assert_eq!(login(&server, name, "br123").await.status, 200);
    }
    background::write_calls(&server.app).expect("writes");
    server
}

fn edit(server: &Server, changes: Value) {
    let changes: Map<String, Value> = changes.as_object().expect("an object").clone();
    let edited = client_change::edit(&server.ctx(), &Id::new("legacy-ocariot"), changes);
    edited.expect("no fault").expect("is there").expect("valid");
}

/// What runs each hour, twice, and what takes out what is over.
fn hour(server: &Server) {
    background::sweep(&server.ctx()).expect("sweeps");
    for _ in 0..2 {
        reminders::write(&server.ctx()).expect("writes");
    }
}

/// How many letters to people and to makers there are, sent or not.
fn told(server: &Server) -> (usize, usize) {
    let newest = server
        .app
        .store
        .read(|conn| store::outbox::newest(conn, 1_000))
        .expect("reads");
    let of = |template: Template| {
        let is_one = |seen: &&store::outbox::Seen| seen.letter.template == template;
        newest.iter().filter(is_one).count()
    };
    (
        of(Template::LegacyStops),
        of(Template::LegacyStopsDeveloper),
    )
}

// LE-02: whoever still uses an old sign-in, and whoever makes the app, reads of its end a month before and
// a week before, once each, and never after it.
both!(people_and_makers_are_told_a_month_and_a_week_before);
async fn people_and_makers_are_told_a_month_and_a_week_before(db: Db) {
    let server = server(db, Some(40)).await;
    hour(&server);
    assert_eq!(told(&server), (0, 0), "40 days before");
    server.advance(11 * DAY);
    hour(&server);
    assert_eq!(told(&server), (1, 1), "29 days before");
    let letter = server.letter("legacy_stops", "bea@example.org");
    assert_eq!(letter.values.get("app"), Some("legacy-ocariot"));
    let end = server.app.config.legacy.ocariot.door.sunset_at;
    let end = end.expect("a date").millis().to_string();
    assert_eq!(letter.values.get("day"), Some(end.as_str()));
    let at_issuer = |path: &str| Some(format!("{}{path}", server.app.issuer));
    assert_eq!(letter.link, at_issuer("/legacy/notice"));
    let letter = server.letter("legacy_stops_developer", MAKER);
    assert_eq!(letter.link, at_issuer("/docs/migration/ocariot"));
    let newest = server
        .app
        .store
        .read(|conn| store::outbox::newest(conn, 10))
        .expect("reads");
    for seen in &newest {
        let language = match seen.letter.template {
            Template::LegacyStops => "de",
            _ => "en",
        };
        assert_eq!(seen.letter.language, language);
    }
    // Longer than other letters are remembered.
    for _ in 0..7 {
        server.advance(3 * DAY);
        hour(&server);
    }
    assert_eq!(told(&server), (1, 1), "8 days before");
    server.advance(2 * DAY);
    hour(&server);
    assert_eq!(told(&server), (2, 2), "6 days before");
    server.advance(5 * DAY);
    hour(&server);
    assert_eq!(told(&server), (2, 2), "a day before");
    server.advance(DAY + 3600);
    hour(&server);
    assert_eq!(told(&server), (2, 2), "after it");
}

// LE-02: a date of the client's own is one as well; another date is told of anew, and one that was taken
// back is not told of.
both!(another_date_is_told_anew);
async fn another_date_is_told_anew(db: Db) {
    let server = server(db, None).await;
    let at = |days: u64| server.now().plus(Duration::from_secs(days * DAY)).millis();
    hour(&server);
    assert_eq!(told(&server), (0, 0), "no date");
    for (days, count) in [(31, 0), (20, 1), (25, 2), (25, 2), (5, 3)] {
        edit(&server, json!({"signet": {"sunset_at": at(days)}}));
        hour(&server);
        assert_eq!(told(&server), (count, count), "{days} days before");
    }
    edit(&server, json!({"signet": {"sunset_at": null}}));
    hour(&server);
    assert_eq!(told(&server), (3, 3));
    // What is on its way at the end is not sent after it.
    server.advance(60);
    edit(
        &server,
        json!({"signet": {"sunset_at": server.now().millis() + 3_600_000}}),
    );
    hour(&server);
    let rows = "outbox WHERE template = 'legacy_stops' ORDER BY expires_at";
    let first = server.rows("expires_at", rows).remove(0);
    assert_eq!(first, (server.now().millis() + 3_600_000).to_string());
}

// LE-02: who has not signed in that way for 90 days is not bothered, nor anybody once the door is closed.
both!(who_has_moved_on_is_not_told);
async fn who_has_moved_on_is_not_told(db: Db) {
    let server = server(db, Some(100)).await;
    server.advance(91 * DAY);
    hour(&server);
    assert_eq!(told(&server), (0, 1), "the maker alone");
    assert_eq!(login(&server, "bea1", "br123").await.status, 200);
    background::write_calls(&server.app).expect("writes");
    hour(&server);
    assert_eq!(told(&server), (1, 1));
    assert_eq!(login(&server, "dora1", "br123").await.status, 200);
    background::write_calls(&server.app).expect("writes");
    edit(&server, json!({"state": "disabled"}));
    hour(&server);
    assert_eq!(told(&server), (1, 1), "closed");
}

// LE-02: each letter once, on however many nodes, and also to who stands on the second page of many.
#[tokio::test(flavor = "multi_thread")]
async fn of_nodes_that_write_at_once_one_does() {
    let server = Arc::new(server(Db::Postgres, Some(20)).await);
    let set = ["legacy.ocariot.enabled=true".to_owned(), {
        let at = server.app.config.legacy.ocariot.door.sunset_at;
        format!("legacy.ocariot.sunset_at={}", at.expect("a date").rfc3339())
    }];
    let set: Vec<&str> = set.iter().map(String::as_str).collect();
    let second = Arc::new(server.beside_with(&set).await);
    // They come before anybody whose id is younger.
    server.sql(&format!(
        "INSERT INTO legacy_people (door, client_id, person, last_at) SELECT 'ocariot', \
         'legacy-ocariot', 'user:00' || n, {} FROM generate_series(1000, 1450) AS n",
        server.now().millis()
    ));
    let writers = (0..8).map(|n| {
        let node = if n % 2 == 0 {
            server.clone()
        } else {
            second.clone()
        };
        tokio::task::spawn_blocking(move || reminders::write(&node.ctx()))
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.expect("ends").expect("writes");
    }
    assert_eq!(told(&server), (1, 1));
}
