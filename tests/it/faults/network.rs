//! Connections that are cut, requests that arrive twice, a node that does not see its database.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use super::{
    ledger::{Caller, chain, sign_in},
    now, often, pause,
    relay::{Cutter, Relay, Way},
    report::Row,
    stage::{CODES, SERVICE, Stage, asked},
    within,
};
use crate::support::Db;

/// About as many bytes as a refresh asks and is answered, and some more: a few are not cut.
const BYTES: u64 = 3_000;
/// Chains at a time.
const CHAINS_AT_ONCE: usize = 4;

async fn cut_refreshes(db: Db) {
    let stage = Stage::new(db, &[]);
    let node = stage.node();
    let cutter = Cutter::start(node.public, BYTES).await;
    let wanted = often(200, 5_000);
    let slowest = Arc::new(std::sync::Mutex::new(Duration::ZERO));
    let (cutter, done) = (Arc::new(cutter), Arc::new(AtomicUsize::new(0)));
    let mut chains = Vec::new();
    for _ in 0..CHAINS_AT_ONCE {
        let mut token = chain(&node.base()).await;
        let (cutter, done, slowest) = (cutter.clone(), done.clone(), slowest.clone());
        let caller = Caller::without_keep_alive(&cutter.base());
        chains.push(tokio::spawn(async move {
            while cutter.cuts() < wanted {
                let began = now();
                let mut tries = 0;
                token = loop {
                    let said = caller.refresh(&token).await;
                    match (said.status(), said.member("refresh_token")) {
                        // It did not arrive, or not all of it: the app sends it again.
                        (0, _) => tries += 1,
                        (200, Some(next)) => break next,
                        _ => panic!("a forced sign-in: {}", said.text()),
                    }
                    assert!(tries < 60, "it goes on");
                };
                done.fetch_add(1, Ordering::SeqCst);
                let mut slowest = slowest.lock().expect("locks");
                *slowest = slowest.max(began.elapsed());
            }
            token
        }));
    }
    let direct = Caller::new(&node.base());
    for one in chains {
        let token = one.await.expect("goes on");
        let said = direct.refresh(&token).await;
        assert_eq!(said.status(), 200, "{}", said.text());
    }
    // One chain, one grant, one head.
    let heads = stage.count("refresh_tokens WHERE state = 'active'");
    assert_eq!(heads, CHAINS_AT_ONCE);
    stage.holds(&node).await;
    let slowest = *slowest.lock().expect("locks");
    Row {
        fault: "F38",
        what: "R-15: a refresh is cut at any byte".to_owned(),
        on: stage.on(),
        times: cutter.cuts(),
        acknowledged: Some(done.load(Ordering::SeqCst)),
        unanswered: Some(cutter.cuts()),
        lost: Some(0),
        doubled: Some(heads - CHAINS_AT_ONCE),
        forced: Some(0),
        slowest: Some(slowest),
        not_run: None,
    }
    .write();
}

// R-15, F38: "proxy cut at random byte": whatever of a refresh did not arrive, the app sends its token
// again and goes on: no forced sign-in.
#[tokio::test(flavor = "multi_thread")]
async fn cut_refreshes_on_sqlite() {
    cut_refreshes(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_refreshes_on_postgres() {
    cut_refreshes(Db::Postgres).await;
}

// F38: a code whose redemption is cut is redeemed once: its app has its tokens, or the code stands, or it
// is used up and the grant is there. No worker is left behind.
#[tokio::test(flavor = "multi_thread")]
async fn cut_redemptions() {
    for db in Db::BOTH {
        let stage = Stage::new(db, &[]);
        let node = stage.node();
        let cutter = Cutter::start(node.public, BYTES / 2).await;
        let (browser, first) = sign_in(&node.base(), CODES.0).await;
        let direct = Caller::new(&node.base());
        assert_eq!(direct.redeem(&first).await.status(), 200);
        let cut = Caller::without_keep_alive(&cutter.base());
        let (mut told, mut swallowed, mut kept) = (1, 0, Vec::new());
        let asked_for = crate::support::query(CODES.0, &[("scope", "openid profile")]);
        while cutter.cuts() < often(40, 500) {
            let answer = browser.get(&format!("/authorize?{asked_for}")).await;
            let code = crate::support::app::code_of(&answer.location());
            let said = cut.redeem(&code).await;
            let said = match said.status() {
                0 => direct.redeem(&code).await,
                _ => said,
            };
            match (said.status(), said.member("access_token")) {
                (200, Some(token)) => {
                    told += 1;
                    kept.push(token);
                }
                (400, _) => swallowed += 1,
                _ => panic!("{}", said.text()),
            }
        }
        let made = stage.count(&format!("grants WHERE client_id = '{}'", CODES.0));
        assert_eq!(made, told + swallowed, "{db:?}");
        let mut lost = 0;
        for token in &kept {
            lost += usize::from(!direct.is_active(CODES, token).await);
        }
        assert_eq!(lost, 0, "{db:?}");
        stage.holds(&node).await;
        let metrics = node.metrics();
        assert!(metrics.contains("signet_http_in_flight 0"), "{metrics}");
        Row {
            fault: "F38",
            what: "a redemption is cut at any byte".to_owned(),
            on: stage.on(),
            times: cutter.cuts(),
            acknowledged: Some(told),
            unanswered: Some(swallowed),
            lost: Some(lost),
            doubled: Some(0),
            ..Row::default()
        }
        .write();
    }
}

async fn bursts(db: Db) {
    let stage = Stage::new(db, &[]);
    let node = stage.node();
    let mut token = chain(&node.base()).await;
    let tabs: Vec<_> = (0..8).map(|_| Caller::new(&node.base())).collect();
    let (times, mut slowest) = (often(40, 1_000), Duration::ZERO);
    for _ in 0..times {
        let began = now();
        let at_once: Vec<_> = tabs
            .iter()
            .map(|tab| {
                let (tab, token) = (tab.clone(), token.clone());
                tokio::spawn(async move { tab.refresh(&token).await })
            })
            .collect();
        let mut next = BTreeSet::new();
        for one in at_once {
            let said = one.await.expect("ends");
            let token = said.member("refresh_token");
            next.insert(token.unwrap_or_else(|| panic!("a forced sign-in: {}", said.text())));
        }
        assert_eq!(next.len(), 1, "all tabs have the same");
        token = next.pop_first().expect("one");
        slowest = slowest.max(began.elapsed());
    }
    let heads = stage.count("refresh_tokens WHERE state = 'active'");
    assert_eq!(heads, 1);
    stage.holds(&node).await;
    Row {
        fault: "R-24",
        what: "8 tabs refresh at once".to_owned(),
        on: stage.on(),
        times,
        acknowledged: Some(times * 8),
        unanswered: Some(0),
        lost: Some(0),
        doubled: Some(heads - 1),
        forced: Some(0),
        slowest: Some(slowest),
        not_run: None,
    }
    .write();
}

// "8 browser tabs: every tab ends with a working token".
#[tokio::test(flavor = "multi_thread")]
async fn bursts_of_8_tabs_on_sqlite() {
    bursts(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bursts_of_8_tabs_on_postgres() {
    bursts(Db::Postgres).await;
}

// F39: a request that a proxy sends twice: a refresh gives the same successor; a code is denied the second
// time, and its tokens stay.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_arrives_twice() {
    for db in Db::BOTH {
        let stage = Stage::new(db, &[]);
        let node = stage.node();
        let caller = Caller::new(&node.base());
        let mut token = chain(&node.base()).await;
        let (browser, first) = sign_in(&node.base(), CODES.0).await;
        assert_eq!(caller.redeem(&first).await.status(), 200);
        let asked_for = crate::support::query(CODES.0, &[("scope", "openid profile")]);
        let times = often(10, 200);
        for _ in 0..times {
            let (one, two) = tokio::join!(caller.refresh(&token), caller.refresh(&token));
            let next = one.member("refresh_token");
            assert!(next.is_some(), "{}", one.text());
            assert_eq!(next, two.member("refresh_token"));
            token = next.expect("a token");
            let answer = browser.get(&format!("/authorize?{asked_for}")).await;
            let code = crate::support::app::code_of(&answer.location());
            let (one, two) = tokio::join!(caller.redeem(&code), caller.redeem(&code));
            let mut both = [one.status(), two.status()];
            both.sort_unstable();
            assert_eq!(both, [200, 400]);
            let kept = one.member("access_token").or(two.member("access_token"));
            let kept = kept.expect("a token");
            assert!(caller.is_active(CODES, &kept).await, "it stays");
        }
        stage.holds(&node).await;
        Row {
            fault: "F39",
            what: "a proxy sends a request twice".to_owned(),
            on: stage.on(),
            times: times * 2,
            acknowledged: Some(times * 2),
            lost: Some(0),
            doubled: Some(0),
            forced: Some(0),
            ..Row::default()
        }
        .write();
    }
}

// F40: one node does not see the database: it is not ready, answers what needs none, and calls nothing
// active; the other goes on. When it sees it again it is ready by itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_does_not_see_its_database() {
    let stage = Stage::new(Db::Postgres, &[]);
    let signet::store::Target::Postgres(url) = &stage.target else {
        panic!("PostgreSQL")
    };
    let url = url::Url::parse(url).expect("a URL");
    let port = url.port().expect("a port");
    let relay = Relay::start(([127, 0, 0, 1], port).into()).await;
    let mut by_relay = url.clone();
    by_relay.set_port(Some(relay.address.port())).expect("sets");
    let other = stage.node();
    let node = stage.node_with(&[&format!("database.url={by_relay}")], &[]);
    let (here, there) = (Caller::new(&node.base()), Caller::new(&other.base()));
    let times = often(1, 10);
    let mut slowest = Duration::ZERO;
    for _ in 0..times {
        let token = here.serve().await.member("access_token").expect("a token");
        relay.set(Way::Cut);
        assert!(node.is_soon(503, Duration::from_secs(10)), "not ready");
        for path in ["/jwks", "/.well-known/openid-configuration"] {
            assert_eq!(asked(node.public, path), Some(200), "{path}");
        }
        let said = here
            .post("/introspect", Some(SERVICE), &[("token", &token)])
            .await;
        assert_eq!(said.status(), 503, "{}", said.text());
        assert_eq!(here.serve().await.status(), 503);
        assert!(there.is_active(SERVICE, &token).await);
        assert_eq!(there.serve().await.status(), 200);
        assert_eq!(asked(other.management, "/health/ready"), Some(200));
        relay.set(Way::Open);
        let began = now();
        assert!(node.is_soon(200, Duration::from_secs(30)), "ready again");
        while here.serve().await.status() != 200 {
            pause(10).await;
        }
        slowest = slowest.max(began.elapsed());
        assert!(here.is_active(SERVICE, &token).await);
    }
    stage.holds(&node).await;
    Row {
        fault: "F40",
        what: "one of two nodes does not see the database".to_owned(),
        on: "PostgreSQL",
        times,
        lost: Some(0),
        slowest: Some(slowest),
        ..Row::default()
    }
    .write();
    assert!(slowest < within(Duration::from_secs(2)), "{slowest:?}");
}
