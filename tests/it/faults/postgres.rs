//! PostgreSQL restarts, loses connections, has none left, is locked, or says nothing.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use diesel::{Connection, PgConnection, RunQueryDsl, connection::SimpleConnection};
use rustix::process::Signal;
use signet::store::Target;

use super::{
    ledger::{Caller, Load},
    now, often, pause,
    relay::{Relay, Way},
    report::Row,
    stage::{Node, Stage, asked},
    within,
};
use crate::support::database::{self, Cluster};

/// What `.ci/postgres` allows.
const CONNECTIONS: usize = 400;

/// A cluster of its own, with a database for one stage.
struct Own {
    cluster: Cluster,
    url: String,
    data: String,
}

impl Own {
    fn start() -> Self {
        let cluster = Cluster::start();
        let admin = Target::Postgres(cluster.url.clone());
        let one = "(SELECT 1) AS one";
        let data = database::rows(&admin, "current_setting('data_directory')", one).remove(0);
        database::execute(&admin, "CREATE DATABASE signet");
        let url = cluster.url.replace("/postgres", "/signet");
        Self { cluster, url, data }
    }

    fn port(&self) -> u16 {
        let url = url::Url::parse(&self.url).expect("a URL");
        url.port().expect("a port")
    }

    /// Restarts it, and says when it took connections again.
    async fn restart(&self, mode: &str) -> Instant {
        let bin = "/usr/lib/postgresql/15/bin/pg_ctl";
        let mut command = match rustix::process::geteuid().is_root() {
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--", bin]);
                command
            }
            false => Command::new(bin),
        };
        command.args([
            "-D",
            &self.data,
            "-m",
            mode,
            "-l",
            "/dev/null",
            "-W",
            "restart",
        ]);
        // It must be down before it can be up again.
        let before = self.started();
        let status = command
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(status.expect("runs").success(), "pg_ctl restart");
        loop {
            if let Some(started) = self.started()
                && Some(started) != before
            {
                return now();
            }
            pause(5).await;
        }
    }

    /// When it was started, if it takes connections.
    fn started(&self) -> Option<String> {
        let mut connection = PgConnection::establish(&self.cluster.url).ok()?;
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::Text)]
            at: String,
        }
        diesel::sql_query("SELECT pg_postmaster_start_time()::text AS at")
            .get_result::<Row>(&mut connection)
            .ok()
            .map(|row| row.at)
    }
}

// F10: fast and immediate restarts under load: nothing acknowledged is lost, nothing but 503 besides, and
// the first success within a second of the moment at which PostgreSQL takes connections again.
#[tokio::test(flavor = "multi_thread")]
async fn restarts() {
    let own = Own::start();
    let stage = Stage::postgres(&own.url, &[]);
    let node = stage.node();
    for mode in ["fast", "immediate"] {
        let load = Load::start(&stage, &[node.base()], 2).await;
        let (times, mut slowest) = (often(2, 25), Duration::ZERO);
        for _ in 0..times {
            pause(300).await;
            let back = own.restart(mode).await;
            slowest = slowest.max(load.success_after(back).await);
        }
        let tally = load.settle(&stage, &node).await;
        let what = format!("PostgreSQL restarts ({mode})");
        tally.report("F10", (&what, "PostgreSQL"), times, Some(slowest));
        assert!(slowest < within(Duration::from_secs(1)), "{slowest:?}");
    }
}

// F11: backends are killed in the middle of transactions: each request is answered or told to come again,
// and no grant is made twice.
#[tokio::test(flavor = "multi_thread")]
async fn backends_killed() {
    let own = Own::start();
    let stage = Stage::postgres(&own.url, &[]);
    let node = stage.node();
    let load = Load::start(&stage, &[node.base()], 2).await;
    let mut connection = PgConnection::establish(&own.cluster.url).expect("connects");
    let times = often(40, 1_000);
    for _ in 0..times {
        diesel::sql_query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'signet' \
             AND pid <> pg_backend_pid() ORDER BY (state <> 'idle') DESC, random() LIMIT 1",
        )
        .execute(&mut connection)
        .expect("kills");
        pause(25).await;
    }
    let slowest = load.success_after(now()).await;
    let tally = load.settle(&stage, &node).await;
    let what = ("a backend killed in the middle", "PostgreSQL");
    tally.report("F11", what, times, Some(slowest));
}

// F14: "503 after ≤ 2 s wait; no leak; recovery ≤ 1 s": others hold every connection that there is.
#[tokio::test(flavor = "multi_thread")]
async fn no_connection_is_left() {
    let own = Own::start();
    super::raise_limit();
    let stage = Stage::postgres(&own.url, &["database.pool=4"]);
    let node = stage.node();
    let (times, mut slowest, mut waited) = (often(1, 3), Duration::ZERO, Duration::ZERO);
    let load = Load::start(&stage, &[node.base()], 1).await;
    for _ in 0..times {
        let mut hogs: Vec<PgConnection> = Vec::new();
        let kill =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'signet'";
        // The node stands still meanwhile: it would often be the faster one.
        for _ in 0..200 {
            node.signal(Signal::STOP);
            for _ in 0..20 {
                while let Ok(hog) = PgConnection::establish(&own.cluster.url) {
                    hogs.push(hog);
                }
                if hogs.len() >= CONNECTIONS {
                    break;
                }
                let killed = diesel::sql_query(kill).execute(&mut hogs[0]);
                killed.expect("kills");
                pause(10).await;
            }
            node.signal(Signal::CONT);
            if hogs.len() >= CONNECTIONS {
                break;
            }
            pause(20).await;
        }
        assert_eq!(hogs.len(), CONNECTIONS, "all of them");
        let caller = Caller::new(&node.base());
        let began = now();
        let said = caller.serve().await;
        waited = waited.max(began.elapsed());
        assert_eq!(said.status(), 503, "{}", said.text());
        drop(hogs);
        slowest = slowest.max(load.success_after(now()).await);
    }
    let tally = load.settle(&stage, &node).await;
    let what = ("others hold all 400 connections", "PostgreSQL");
    tally.report("F14", what, times, Some(slowest));
    assert!(waited < within(Duration::from_secs(3)), "{waited:?}");
    assert!(slowest < within(Duration::from_secs(1)), "{slowest:?}");
}

// F15: a table that is locked: who needs it is told to come again within the limits of time, everybody
// else is answered.
#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_locked() {
    let own = Own::start();
    let stage = Stage::postgres(&own.url, &[]);
    let node = stage.node();
    let load = Load::start(&stage, &[node.base()], 1).await;
    let (times, mut slowest) = (often(1, 5), Duration::ZERO);
    for _ in 0..times {
        let mut lock = PgConnection::establish(&own.url).expect("connects");
        lock.batch_execute("BEGIN; LOCK TABLE grants IN ACCESS EXCLUSIVE MODE")
            .expect("locks");
        let caller = Caller::new(&node.base());
        let began = now();
        let said = caller.serve().await;
        assert_eq!(said.status(), 503, "{}", said.text());
        assert!(began.elapsed() < within(Duration::from_secs(10)));
        assert_eq!(asked(node.public, "/jwks"), Some(200));
        assert_eq!(asked(node.management, "/health/ready"), Some(200));
        // What does not need it.
        let page = caller.get("/help").await;
        assert_eq!(page.status(), 200, "{}", page.text());
        lock.batch_execute("COMMIT").expect("ends");
        slowest = slowest.max(load.success_after(now()).await);
    }
    let tally = load.settle(&stage, &node).await;
    let what = ("a table is locked for seconds", "PostgreSQL");
    tally.report("F15", what, times, Some(slowest));
}

// F16: the way to PostgreSQL says nothing: every request is answered within 10 s, readiness is down, and
// 2 s after it speaks again requests succeed.
#[tokio::test(flavor = "multi_thread")]
async fn the_database_says_nothing() {
    let own = Own::start();
    let stage = Stage::postgres(&own.url, &[]);
    let relay = Relay::start(([127, 0, 0, 1], own.port()).into()).await;
    let by_relay = own.url.replace(
        &format!(":{}/", own.port()),
        &format!(":{}/", relay.address.port()),
    );
    let node = stage.node_with(&[&format!("database.url={by_relay}")], &[]);
    let load = Load::start(&stage, &[node.base()], 1).await;
    let (times, mut slowest, mut longest) = (often(1, 5), Duration::ZERO, Duration::ZERO);
    for time in 0..times {
        pause(200).await;
        relay.set(Way::Silent);
        let began = now();
        assert!(node.is_soon(503, Duration::from_secs(10)), "not ready");
        assert_eq!(asked(node.public, "/jwks"), Some(200));
        let said = Caller::new(&node.base()).serve().await;
        assert_eq!(said.status(), 503, "{}", said.text());
        longest = longest.max(began.elapsed());
        if time % 2 == 1 {
            // It is away for good: what hung is cut off, and new ones are refused.
            relay.set(Way::Cut);
            pause(500).await;
        }
        relay.set(Way::Open);
        slowest = slowest.max(load.success_after(now()).await);
        assert!(node.is_soon(200, Duration::from_secs(10)), "ready again");
    }
    let tally = load.settle(&stage, &node).await;
    let what = ("the way to PostgreSQL is silent", "PostgreSQL");
    tally.report("F16", what, times, Some(slowest));
    assert!(longest < within(Duration::from_secs(12)), "{longest:?}");
    assert!(slowest < within(Duration::from_secs(2)), "{slowest:?}");
}

/// OP-08: whether the database takes writes is in the metrics soon.
async fn is_told(node: &Node, value: u8) {
    let since = now();
    let line = format!("signet_database_writable {value}\n");
    while !node.metrics().contains(&line) {
        assert!(
            since.elapsed() < within(Duration::from_secs(10)),
            "{}",
            node.told()
        );
        pause(20).await;
    }
}

// OP-08: without its database a node answers what needs none, tells everybody else to come again, and
// goes on by itself when the database is back.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_database_what_needs_none_is_answered() {
    let own = Own::start();
    let stage = Stage::postgres(&own.url, &[]);
    let relay = Relay::start(([127, 0, 0, 1], own.port()).into()).await;
    let by_relay = own.url.replace(
        &format!(":{}/", own.port()),
        &format!(":{}/", relay.address.port()),
    );
    let node = stage.node_with(&[&format!("database.url={by_relay}")], &[]);
    relay.set(Way::Cut);
    assert!(node.is_soon(503, Duration::from_secs(10)), "not ready");
    // Also if nobody calls it: a proxy that asks for readiness sends nothing.
    is_told(&node, 0).await;
    for path in ["/jwks", "/.well-known/openid-configuration", "/help"] {
        assert_eq!(asked(node.public, path), Some(200), "{path}");
    }
    let caller = Caller::new(&node.base());
    for said in [caller.serve().await, caller.authorize().await] {
        assert_eq!(said.status(), 503, "{}", said.text());
    }
    relay.set(Way::Open);
    let began = now();
    while caller.serve().await.status() != 200 {
        assert!(
            began.elapsed() < within(Duration::from_secs(2)),
            "by itself"
        );
        pause(10).await;
    }
    Row {
        fault: "OP-08",
        what: "the database is away, and comes back".to_owned(),
        on: "PostgreSQL",
        times: 1,
        slowest: Some(began.elapsed()),
        ..Row::default()
    }
    .write();
    // That it was away can be told to the trail only now.
    is_told(&node, 1).await;
    let again = "audit WHERE event = 'database.writable_again'";
    assert_eq!(stage.count(again), 1, "{}", node.told());
}
