//! Strangers who call again and again: what they ask fills no table.

use std::sync::Arc;

use reqwest::RequestBuilder;
use tokio::task::JoinSet;

use super::{often, report::Row};
use crate::support::{Browser, Db, Server, chain::ROTATING, query, server::CALLBACK};

/// DL-07: "10^6 hits grow the DB < 10 MB": so many bytes each, of as many as there are here.
const BYTES_EACH: u64 = 10;
/// And so many at once: a database grows by pages.
const PAGES: u64 = 64 * 1024;
/// So many kinds of calls there are.
const KINDS: usize = 12;
/// So many call at once.
const CALLERS: usize = 17;

/// What a database holds in its tables and indexes, in bytes.
fn size(server: &Server, db: Db) -> u64 {
    let (expression, from) = match db {
        Db::Sqlite => (
            "(SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)",
            "(SELECT 1) AS one",
        ),
        Db::Postgres => ("pg_database_size(current_database())", "(SELECT 1) AS one"),
    };
    server.rows(expression, from)[0].parse().expect("a number")
}

/// The calls that anybody can make, each a little different each time.
fn call(browser: &Browser, n: usize) -> (&'static str, RequestBuilder) {
    let http = &browser.http;
    let url = |path: &str| browser.url(path);
    let junk = format!("junk-{n:030}");
    let code = [
        ("grant_type", "authorization_code"),
        ("code", junk.as_str()),
        ("redirect_uri", CALLBACK),
        (
            "code_verifier",
            "a-verifier-that-is-long-enough-to-be-one-of-them",
        ),
        ("client_id", ROTATING),
    ];
    let refresh = [
        ("grant_type", "refresh_token"),
        ("refresh_token", junk.as_str()),
        ("client_id", ROTATING),
    ];
    let query = query("web", &[("state", &junk)]);
    match n % KINDS {
        0 => ("authorize", http.get(url(&format!("/authorize?{query}")))),
        1 => (
            "authorize, prompt=none",
            http.get(url(&format!("/authorize?{query}&prompt=none"))),
        ),
        2 => (
            "a code of a public client",
            http.post(url("/token")).form(&code),
        ),
        3 => (
            "a refresh token of a public client",
            http.post(url("/token")).form(&refresh),
        ),
        4 => (
            "a secret in a URL",
            http.post(url(&format!("/token?client_secret={junk}")))
                .form(&code),
        ),
        5 => (
            "an unknown client",
            http.post(url("/token"))
                .basic_auth(&junk, Some("x"))
                .form(&code[..2]),
        ),
        6 => (
            "a wrong secret",
            http.post(url("/introspect"))
                .basic_auth("web", Some(&junk))
                .form(&[("token", "x")]),
        ),
        7 => (
            "revocation by a public client",
            http.post(url("/revoke"))
                .form(&[("token", junk.as_str()), ("client_id", ROTATING)]),
        ),
        8 => ("userinfo", http.get(url("/userinfo")).bearer_auth(&junk)),
        9 => (
            "an old login",
            http.post(url("/legacy/ocariot/v1/auth"))
                .json(&serde_json::json!({"username": junk, "password": "x"})),
        ),
        10 => (
            "a link of a letter",
            http.get(url(&format!("/verify-email/{junk}"))),
        ),
        _ => (
            "a page that is not there",
            http.get(url(&format!("/{junk}"))),
        ),
    }
}

/// Makes these calls, seventeen at once.
async fn all(server: &Arc<Server>, which: Vec<usize>) {
    let mut callers = JoinSet::new();
    for first in 0..CALLERS {
        let (browser, own) = (
            server.browser(),
            which.clone().into_iter().skip(first).step_by(CALLERS),
        );
        callers.spawn(async move {
            for n in own {
                let (what, request) = call(&browser, n);
                let answer = request
                    .send()
                    .await
                    .unwrap_or_else(|error| panic!("{what}: {error}"));
                assert_ne!(answer.status(), 500, "{what}");
                drop(answer.bytes().await);
            }
        });
    }
    while let Some(ended) = callers.join_next().await {
        ended.expect("calls");
    }
}

// DL-07: "Anonymous endpoints: no unbounded writes (AZ-34); 10^6 hits grow the DB < 10 MB": from one address,
// which is what one caller has.
#[tokio::test(flavor = "multi_thread")]
async fn strangers_fill_no_table() {
    for db in Db::BOTH {
        let server = Server::with_door(db).await;
        server.open_doors();
        let server = Arc::new(server);
        server.refreshing_clients();
        // What has a bound is filled first: 1,000 authorizations of one address, the failures that it may have.
        all(&server, (0..1_050).map(|n| n * KINDS).collect()).await;
        all(&server, (0..600).collect()).await;
        let before = size(&server, db);
        let hits = often(3_000, 100_000);
        all(&server, (20_000..20_000 + hits).collect()).await;
        let grown = size(&server, db).saturating_sub(before);
        let tables: Vec<String> = [
            "audit",
            "audit_seals",
            "limits",
            "interactions",
            "grants",
            "codes",
        ]
        .map(|table| format!("{table} {}", server.count(table)))
        .to_vec();
        let events = server.rows(
            "event || ' ' || outcome || ' ' || COUNT(*)",
            "audit GROUP BY event, outcome ORDER BY COUNT(*) DESC",
        );
        assert!(
            grown < PAGES + BYTES_EACH * hits as u64,
            "{db:?}: {hits} hits made {grown} bytes: {tables:?} {events:?}"
        );
        Row {
            fault: "DL-07",
            what: "strangers call twelve things".to_owned(),
            on: match db {
                Db::Sqlite => "SQLite",
                Db::Postgres => "PostgreSQL",
            },
            times: hits,
            ..Row::default()
        }
        .write();
    }
}
