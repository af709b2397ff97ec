//! Letters that the calendar brings. That an app's end is told of stands in `mail.rs`, the end of old
//! sign-ins in `legacy/stops.rs`.

use serde_json::json;
use signet::{
    account::{apps, outbox::Template, reminders},
    core::Id,
    store,
};

use crate::support::{
    Db, Server,
    app::{VERIFIER, code_of},
    both, query,
    server::CALLBACK,
};

const DAY: u64 = 24 * 3600;
const OFFLINE: (&str, &str) = ("scope", "openid offline_access records.read");

async fn server(db: Db) -> Server {
    // What apps were given lasts as long as what they were allowed.
    let server = Server::with(db, &["tokens.refresh_absolute=1100d"]).await;
    for (id, name) in [("diary", "Glucose Diary"), ("steps", "Step Counter")] {
        server.client(json!({
            "client_id": id, "client_name": name, "client_secret": format!("{id}-secret"),
            "redirect_uris": [CALLBACK], "scope": "openid offline_access records.read",
            "grant_types": ["authorization_code", "refresh_token"],
        }));
    }
    for name in ["ben", "cleo"] {
        let address = format!("{name}@example.org");
        server.user(
            json!({"username": name, "emails": [{"value": address, "verified": true}]}),
            &format!("{name}-password"),
        );
    }
    server
}

/// Somebody lets an app in, for as long as it says.
async fn let_in(server: &Server, name: &str, (client, scope, until): (&str, &str, &str)) {
    let browser = server.browser();
    let changes = [("scope", scope), ("prompt", "consent")];
    let page = browser.open(&query(client, &changes)).await;
    let page = browser
        .sign_in(&page, name, &format!("{name}-password"))
        .await;
    let fields: Vec<(&str, &str)> = scope
        .split(' ')
        .map(|one| ("scope", one))
        .chain([("until", until), ("decision", "allow")])
        .collect();
    let done = browser.submit(&page, &fields).await;
    let done = browser.follow(done).await;
    let code = code_of(&done.refresh());
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let secret = format!("{client}-secret");
    let answer = server.token(Some((client, &secret)), &form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

fn mailed(server: &Server, template: Template) -> usize {
    let newest = server
        .app
        .store
        .read(|conn| store::outbox::newest(conn, 1_000))
        .expect("reads");
    let is_one = |seen: &&store::outbox::Seen| seen.letter.template == template;
    newest.iter().filter(is_one).count()
}

fn remind(server: &Server) {
    signet::server::background::sweep(&server.ctx()).expect("sweeps");
    for _ in 0..2 {
        reminders::write(&server.ctx()).expect("writes");
    }
}

// CO-06: once a year whoever let apps stay connected reads which; one letter for all of them, by the day
// of the first, and none to who has no such app.
both!(offline_apps_are_told_of_once_a_year);
async fn offline_apps_are_told_of_once_a_year(db: Db) {
    let server = server(db).await;
    let_in(&server, "ben", ("diary", OFFLINE.1, "stop")).await;
    // Cleo's sees nothing while she is away.
    let_in(&server, "cleo", ("diary", "openid records.read", "stop")).await;
    server.advance(30 * DAY);
    let_in(&server, "ben", ("steps", OFFLINE.1, "stop")).await;
    remind(&server);
    server.advance(334 * DAY);
    remind(&server);
    assert_eq!(mailed(&server, Template::OfflineApps), 0, "364 days");
    server.advance(DAY + 60);
    remind(&server);
    assert_eq!(mailed(&server, Template::OfflineApps), 1);
    let letter = server.letter("offline_apps", "ben@example.org");
    assert_eq!(
        letter.values.get("apps"),
        Some("Glucose Diary\nStep Counter")
    );
    assert_eq!(
        letter.link,
        Some(format!("{}/account/apps", server.app.issuer))
    );
    for _ in 0..10 {
        server.advance(DAY);
        remind(&server);
        assert!(mailed(&server, Template::OfflineApps) <= 1, "once");
    }
    // Nor in the month of the second app.
    server.advance(25 * DAY);
    remind(&server);
    assert_eq!(mailed(&server, Template::OfflineApps), 0);
    server.advance(330 * DAY);
    remind(&server);
    assert_eq!(mailed(&server, Template::OfflineApps), 1, "the next year");
    // Whoever stopped them has none.
    let ben = server
        .rows("user_id", "identifiers WHERE form = 'ben'")
        .remove(0);
    for client in ["diary", "steps"] {
        let stopped = apps::stop(&server.ctx(), &Id::new(&ben), &Id::new(client), "operator");
        stopped.expect("writes").expect("was let in");
    }
    server.advance(365 * DAY);
    remind(&server);
    assert_eq!(mailed(&server, Template::OfflineApps), 0);
}

// CO-06: a week before an app loses what it was allowed its person is told, once; not where it stays no
// longer than they do, was allowed anew since, or stopped, and not on its last day.
both!(the_end_of_an_app_is_told_to_who_would_miss_it);
async fn the_end_of_an_app_is_told_to_who_would_miss_it(db: Db) {
    let server = server(db).await;
    let_in(&server, "anna", ("diary", OFFLINE.1, "90d")).await;
    let_in(&server, "ben", ("diary", OFFLINE.1, "90d")).await;
    let_in(&server, "ben", ("steps", OFFLINE.1, "90d")).await;
    let_in(&server, "cleo", ("diary", "openid records.read", "90d")).await;
    server.advance(80 * DAY);
    remind(&server);
    assert_eq!(mailed(&server, Template::AppEndsSoon), 0);
    // Ben goes on with one, and stops the other.
    let_in(&server, "ben", ("diary", OFFLINE.1, "1y")).await;
    let ben = server
        .rows("user_id", "identifiers WHERE form = 'ben'")
        .remove(0);
    let stopped = apps::stop(&server.ctx(), &Id::new(&ben), &Id::new("steps"), "operator");
    stopped.expect("writes").expect("was let in");
    for days in [4, 1, 1, 1] {
        server.advance(days * DAY);
        remind(&server);
    }
    assert_eq!(mailed(&server, Template::AppEndsSoon), 1);
    assert_eq!(server.letters("app_ends_soon", "ben@example.org").len(), 0);
    // Whoever lets one in whose end nobody told them of in time is not told on the last day.
    server.sql("DELETE FROM outbox");
    server.advance(2 * DAY + 3600);
    remind(&server);
    assert_eq!(mailed(&server, Template::AppEndsSoon), 0);
}
