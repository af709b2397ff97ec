//! Clocks that jump, and nodes whose clocks differ.

use std::{sync::Arc, time::Duration};

use signet::{
    account::rotation,
    core::{Clock, SystemClock, Timestamp},
    store,
};

use super::{now, report::Row, within};
use crate::support::{
    Db, Server, Tokens, app::WEB, chain::ROTATING, clock::TestClock, database::new_postgres, query,
};

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;
const YEARS: u64 = 10 * 365 * DAY;

async fn server(db: Db) -> Server {
    let server = Server::start(db).await;
    server.refreshing_clients();
    server
}

fn keys(server: &Server) -> usize {
    let keys = server.app.store.read(store::keys::history);
    keys.expect("reads").len()
}

fn report(fault: &'static str, what: &str, db: Db, times: usize) {
    let on = match db {
        Db::Sqlite => "SQLite",
        Db::Postgres => "PostgreSQL",
    };
    Row {
        fault,
        what: what.to_owned(),
        on,
        times,
        forced: Some(0),
        ..Row::default()
    }
    .write();
}

// F17: after an hour, a day and ten years, tokens and sessions end as they should, nothing panics, and
// one new key is made of each algorithm at most.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_ahead() {
    for db in Db::BOTH {
        for jump in [HOUR, DAY, YEARS] {
            let server = server(db).await;
            let (first, _) = server.chain(ROTATING).await;
            let before = keys(&server);
            server.advance(jump);
            for _ in 0..3 {
                rotation::advance(&server.ctx()).expect("goes well");
            }
            assert!(
                keys(&server) <= before + 2,
                "{jump}: one for each algorithm"
            );
            let token = first.text("access_token");
            assert_eq!(server.userinfo(token).await.status, 401, "{jump}");
            let answer = server.refresh(ROTATING, first.text("refresh_token")).await;
            // The session that it is bound to has ended.
            assert_eq!(answer.json()["error"], "invalid_grant", "{jump}");
            let _new = server.tokens().await;
        }
        report("F17", "the clock jumps ahead: 1 h, 1 d, 10 y", db, 3);
    }
}

// F18: when it jumps back, nothing lives longer than its life and the jump, a one-time code that was used
// is not taken again, and nobody is locked out for ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_back() {
    for db in Db::BOTH {
        for jump in [HOUR, DAY] {
            let server = server(db).await;
            let tokens = server.tokens().await;
            let token = tokens.text("access_token");
            let code = server.otp();
            let used = with_code(&server, &code).await;
            assert_eq!(used, 303);
            for _ in 0..6 {
                let browser = server.browser();
                let page = browser.open(&query("web", &[])).await;
                let wrong = [("username", "locked"), ("password", "wrong")];
                browser.submit(&page, &wrong).await;
            }
            server.clock.back(Duration::from_secs(jump));
            let _somebody = server.tokens().await;
            server.advance(jump);
            assert_eq!(with_code(&server, &code).await, 422, "a step counts once");
            server.advance(306);
            assert_eq!(server.userinfo(token).await.status, 401);
            let _somebody = server.tokens().await;
        }
        report("F18", "the clock jumps back: 1 h, 1 d", db, 2);
    }
}

async fn with_code(server: &Server, code: &str) -> u16 {
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let page = browser.sign_in(&page, "kim", "kim-password").await;
    browser
        .submit(&page, &[("code", code)])
        .await
        .status
        .as_u16()
}

/// A machine whose clock is off.
struct Off(i64);

impl Clock for Off {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(SystemClock.now().millis() + self.0)
    }
}

// F19: nodes whose clocks are 30 s off correct them by the database's: what one issues the other takes at
// once, and no token is of the future.
#[tokio::test(flavor = "multi_thread")]
async fn nodes_whose_clocks_differ() {
    let url = new_postgres();
    let mut nodes: Vec<Server> = Vec::new();
    for off in [0, 30_000, -30_000] {
        let mut set: Vec<String> = vec![format!("database.url={url}")];
        for door in [
            "ocariot",
            "corsano_users",
            "corsano_health",
            "healthily",
            "mycure",
        ] {
            set.push(format!("legacy.{door}.enabled=false"));
        }
        if let Some(first) = nodes.first() {
            set.push(format!("server.issuer={}", first.app.issuer));
        }
        let dir = tempfile::tempdir().expect("a directory");
        let ticks = Arc::new(Off(off));
        nodes.push(Server::ticking(dir, TestClock::new(), ticks, &set).await);
    }
    nodes[0].seed();
    nodes[0].refreshing_clients();
    for node in &nodes {
        node.app.refresh().expect("refreshes");
    }
    let began = now();
    let mut times = 0;
    for (from, to) in [(0, 1), (1, 2), (2, 0), (1, 0), (2, 1)] {
        let (from, to) = (&nodes[from], &nodes[to]);
        let (code, _) = from.code().await;
        let answer = to.redeem(&code).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let tokens = Tokens(answer.json());
        let token = tokens.text("access_token");
        let issued = tokens.claims("id_token")["iat"].as_i64().expect("a time");
        assert!((issued - SystemClock.now().secs()).abs() < 10, "{issued}");
        assert_eq!(from.userinfo(token).await.status, 200);
        assert!(from.is_active((WEB.0, Some(WEB.1)), token).await);
        let (first, _) = from.chain(ROTATING).await;
        let answer = to.refresh(ROTATING, first.text("refresh_token")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        times += 1;
    }
    assert!(began.elapsed() < within(Duration::from_secs(60)));
    report(
        "F19",
        "nodes whose clocks are 30 s off",
        Db::Postgres,
        times,
    );
}
