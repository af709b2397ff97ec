//! SQLite, held by another process.

use std::{sync::Arc, time::Duration};

use diesel::{Connection, SqliteConnection, connection::SimpleConnection};
use signet::store::Target;

use super::{
    ledger::{Caller, Load},
    now, often, pause,
    report::Row,
    stage::{Stage, asked},
    within,
};
use crate::support::{Db, Server, Tokens, chain::ROTATING};

fn hold(target: &Target) -> SqliteConnection {
    let Target::Sqlite(path) = target else {
        panic!("SQLite")
    };
    let path = path.to_str().expect("text");
    let mut connection = SqliteConnection::establish(path).expect("connects");
    connection
        .batch_execute("PRAGMA busy_timeout = 10000; BEGIN EXCLUSIVE")
        .expect("begins");
    connection
}

// F08: up to 4 s requests wait and succeed; longer, they are told to come again, and never 500. Reads go
// on.
#[tokio::test(flavor = "multi_thread")]
async fn sqlite_held_by_another_process() {
    let stage = Stage::new(Db::Sqlite, &[]);
    let node = stage.node();
    let caller = Caller::new(&node.base());
    for seconds in [1, 4].into_iter().take(often(1, 2)) {
        let mut held = hold(&stage.target);
        let (waiting, began) = (caller.clone(), now());
        let waiting = tokio::spawn(async move { waiting.serve().await });
        pause(seconds * 1_000).await;
        assert_eq!(asked(node.public, "/jwks"), Some(200));
        held.batch_execute("COMMIT").expect("ends");
        let said = waiting.await.expect("ends");
        assert_eq!(said.status(), 200, "{}", said.text());
        assert!(began.elapsed() < within(Duration::from_secs(seconds + 2)));
    }
    let load = Load::start(&stage, &[node.base()], 2).await;
    let (mut slowest, longest) = (Duration::ZERO, [12, 30]);
    let longest = &longest[..often(1, 2).min(2)];
    for seconds in longest {
        let mut held = hold(&stage.target);
        let began = now();
        let said = caller.serve().await;
        assert_eq!(said.status(), 503, "{}", said.text());
        assert!(began.elapsed() < within(Duration::from_secs(12)));
        assert_eq!(asked(node.public, "/jwks"), Some(200));
        let left = Duration::from_secs(*seconds).saturating_sub(began.elapsed());
        tokio::time::sleep(left).await;
        if *seconds >= 30 {
            // OP-08: the node has tried by itself meanwhile, and says so.
            let metrics = node.metrics();
            assert!(
                metrics.contains("signet_database_writable 0\n"),
                "{metrics}"
            );
        }
        held.batch_execute("COMMIT").expect("ends");
        slowest = slowest.max(load.success_after(now()).await);
    }
    let log = node.log();
    assert!(
        log.contains("another process holds the database file"),
        "{log}"
    );
    let tally = load.settle(&stage, &node).await;
    let what = ("the file held by another process for 1 to 30 s", "SQLite");
    tally.report("F08", what, longest.len(), Some(slowest));
}

// F05: with strace, every write to the disk fails from the Nth on: the process answers 503, and what it
// has acknowledged is there afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn writes_that_fail_from_the_nth_on() {
    let works = std::process::Command::new("strace")
        .args(["-f", "-e", "trace=none", "true"])
        .output();
    if !works.is_ok_and(|output| output.status.success()) {
        let why = "strace is not there, or may not trace";
        super::report::not_run("F05", "writes that fail from the Nth on", why);
        return;
    }
    let (mut times, mut acknowledged, mut lost) = (0, 0, 0);
    let mut dice = super::Dice::new();
    for _ in 0..often(1, 20) {
        let stage = Stage::new(Db::Sqlite, &[]);
        let nth = 40 + dice.below(200);
        let inject = format!("inject=pwrite64:error=ENOSPC:when={nth}+");
        let by = [
            "strace",
            "-D",
            "-f",
            "-q",
            "-e",
            "trace=pwrite64",
            "-e",
            &inject,
            "-o",
        ];
        let trace = stage.home.join("trace");
        let mut by: Vec<&str> = by.to_vec();
        let trace = trace.to_str().expect("text").to_owned();
        by.push(&trace);
        let mut node = stage.node_with(&[], &by);
        let caller = Caller::new(&node.base());
        let mut kept = Vec::new();
        let mut full = false;
        for _ in 0..400 {
            let said = caller.serve().await;
            match said.member("access_token") {
                Some(token) => kept.push(token),
                None => {
                    assert_eq!(said.status(), 503, "{}", said.text());
                    full = true;
                    break;
                }
            }
        }
        assert!(full, "it gets full");
        assert_eq!(asked(node.public, "/jwks"), Some(200));
        assert!(node.lives());
        node.kill();
        let mut node = stage.prepared(&[], &[]);
        node.start();
        let caller = Caller::new(&node.base());
        for token in &kept {
            lost += usize::from(!caller.is_active(super::stage::SERVICE, token).await);
        }
        acknowledged += kept.len();
        times += 1;
        stage.holds(&node).await;
    }
    Row {
        fault: "F05",
        what: "every write fails from the Nth on (ENOSPC)".to_owned(),
        on: "SQLite",
        times,
        acknowledged: Some(acknowledged),
        lost: Some(lost),
        ..Row::default()
    }
    .write();
    assert_eq!(lost, 0);
}

// the window in which two tabs may use one token begins when the first use is in force, not when it came:
// a use that waited for the file longer than the window takes nothing from the second.
#[tokio::test(flavor = "multi_thread")]
async fn a_race_begins_at_the_commit() {
    let server = Arc::new(Server::start(Db::Sqlite).await);
    server.refreshing_clients();
    let (tokens, _) = server.chain(ROTATING).await;
    let token = tokens.text("refresh_token").to_owned();
    let mut held = hold(&server.store_options().target);
    let (tab, used) = (server.clone(), token.clone());
    let first = tokio::spawn(async move { tab.refresh(ROTATING, &used).await });
    // Until it waits for the writer.
    pause(500).await;
    server.advance(45);
    held.batch_execute("COMMIT").expect("ends");
    let first = first.await.expect("ends");
    assert_eq!(first.status, 200, "{}", first.body);
    let fresh = Tokens(first.json());
    // With its access token in use, no answer can have been lost: what is left is a race.
    assert_eq!(
        server.userinfo(fresh.text("access_token")).await.status,
        200
    );
    let second = server.refresh(ROTATING, &token).await;
    assert_eq!(second.status, 200, "{}", second.body);
    assert_eq!(second.json()["refresh_token"], fresh.0["refresh_token"]);
    server.advance(45);
    let third = server.refresh(ROTATING, &token).await;
    assert_eq!(third.status, 400, "much later it is theft: {}", third.body);
}
