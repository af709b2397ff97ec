//! More connections than there may be, and more sign-ins than there is room for.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

use super::{
    ledger::{Caller, Load},
    now, often, pause, raise_limit,
    report::{Row, not_run},
    stage::{Stage, asked},
    within,
};
use crate::support::{Browser, Db, Server, query};

/// Whether the other end has closed a connection, within a while.
async fn is_closed(stream: &mut TcpStream, wait: Duration) -> bool {
    let mut byte = [0];
    let read = tokio::time::timeout(wait, stream.read(&mut byte)).await;
    // A reset is an end as well.
    matches!(read, Ok(Ok(0) | Err(_)))
}

// DL-11: "per-IP connection cap 200 (trusted proxies and shared networks not counted)".
#[tokio::test(flavor = "multi_thread")]
async fn an_address_holds_200_connections() {
    raise_limit();
    let cap = "limits.connections=200";
    let stage = Stage::new(Db::Sqlite, &[]);
    let node = stage.node_with(&[cap], &[]);
    let from = async |address: [u8; 4]| {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind((address, 0).into()).expect("binds");
        socket.connect(node.public).await.expect("connects")
    };
    let mut held = Vec::new();
    for _ in 0..200 {
        let mut one = from([127, 0, 0, 2]).await;
        // After a request it may be idle for 30 s.
        let asked = b"HEAD /jwks HTTP/1.1\r\nHost: localhost:18080\r\n\r\n";
        one.write_all(asked).await.expect("asks");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(one.read_u8().await.expect("an answer"));
        }
        held.push(one);
    }
    let mut next = from([127, 0, 0, 2]).await;
    assert!(
        is_closed(&mut next, Duration::from_secs(4)).await,
        "one too many"
    );
    for one in held.iter_mut().take(5) {
        assert!(
            !is_closed(one, Duration::from_millis(20)).await,
            "it is held"
        );
    }
    // Another address is another caller.
    assert_eq!(asked(node.public, "/jwks"), Some(200));
    let mut other = from([127, 0, 0, 3]).await;
    assert!(!is_closed(&mut other, Duration::from_millis(50)).await);
    held.truncate(100);
    let began = now();
    loop {
        let mut next = from([127, 0, 0, 2]).await;
        if !is_closed(&mut next, Duration::from_millis(50)).await {
            break;
        }
        assert!(
            began.elapsed() < within(Duration::from_secs(2)),
            "there is room"
        );
    }
    drop((held, node));
    // Who is trusted to speak for others, and a network of many, may hold more.
    for trusted in [
        "server.trusted_proxies=127.0.0.2/32",
        "rate_limit.shared_networks=127.0.0.2/32",
    ] {
        let node = stage.node_with(&["limits.connections=10", trusted], &[]);
        let mut held = Vec::new();
        for _ in 0..30 {
            let socket = TcpSocket::new_v4().expect("a socket");
            socket.bind(([127, 0, 0, 2], 0).into()).expect("binds");
            held.push(socket.connect(node.public).await.expect("connects"));
        }
        let last = held.last_mut().expect("one");
        assert!(
            !is_closed(last, Duration::from_millis(200)).await,
            "{trusted}"
        );
    }
    // So it is over TLS.
    let secure = Server::tls_process(Db::Sqlite, &["limits.connections=10"], |_| {});
    let browsers: Vec<_> = (0..15).map(|_| secure.browser()).collect();
    let mut answered = 0;
    for browser in &browsers {
        let asked = browser.http.get(browser.url("/jwks")).send().await;
        answered += usize::from(asked.is_ok_and(|answer| answer.status() == 200));
    }
    assert_eq!(answered, 10);
    Row {
        fault: "DL-11",
        what: "connections of one address beyond 200".to_owned(),
        on: "SQLite",
        times: 1,
        ..Row::default()
    }
    .write();
}

// F24: more callers than descriptors: those who are in are served, nothing crashes, the database has what
// it needs; when they go, the next one is let in.
#[tokio::test(flavor = "multi_thread")]
async fn out_of_descriptors() {
    raise_limit();
    let works = std::process::Command::new("prlimit")
        .arg("--version")
        .output();
    if works.is_err() {
        not_run("F24", "out of file descriptors", "prlimit is not there");
        return;
    }
    for db in Db::BOTH {
        let stage = Stage::new(db, &["server.workers=1"]);
        let mut node = stage.node_with(&[], &["prlimit", "--nofile=96:96"]);
        let load = Load::start(&stage, &[node.base()], 1).await;
        let (times, mut slowest) = (often(1, 10), Duration::ZERO);
        for _ in 0..times {
            let mut idle = Vec::new();
            for _ in 0..500 {
                let connect = TcpStream::connect(node.public);
                let wait = Duration::from_millis(200);
                let Ok(Ok(stream)) = tokio::time::timeout(wait, connect).await else {
                    break;
                };
                idle.push(stream);
            }
            // Who is in is served.
            let before = load.successes();
            pause(500).await;
            assert!(node.lives(), "{}", node.told());
            assert!(load.successes() > before, "who is in is served");
            assert_eq!(asked(node.management, "/health/live"), Some(200));
            drop(idle);
            let began = now();
            let said = Caller::new(&node.base()).serve().await;
            assert_eq!(said.status(), 200, "{}", said.text());
            slowest = slowest.max(began.elapsed());
        }
        assert!(node.lives());
        let tally = load.settle(&stage, &node).await;
        let what = ("96 descriptors, 500 idle callers", stage.on());
        tally.report("F24", what, times, Some(slowest));
        // Each of those who went has to be let in and out first, by a build without optimisation.
        assert!(slowest < within(Duration::from_secs(2)), "{slowest:?}");
    }
}

// F25, DL-04: "limits keep RSS < 256 MiB at 1,000 concurrent logins".
#[tokio::test(flavor = "multi_thread")]
async fn many_sign_ins_at_once_keep_memory_bounded() {
    raise_limit();
    let stage = Stage::new(Db::Sqlite, &[]);
    let node = stage.node_with(&["server.trusted_proxies=127.0.0.1/32"], &[]);
    let many = match often(1, 2) {
        1 => 100,
        _ => 1_000,
    };
    let mut pages = Vec::new();
    for n in 0..many {
        // Each from an address of its own: one address may begin only so many.
        let from = format!("10.0.{}.{}", n / 250, n % 250 + 1);
        let browser = Browser::from_address(&node.base(), super::stage::ISSUER, &from);
        let page = browser.open(&query("web", &[])).await;
        pages.push((browser, page));
    }
    let at_once: Vec<_> = pages
        .into_iter()
        .map(|(browser, page)| {
            tokio::spawn(async move {
                let form = [("username", "anna"), ("password", "anna-password")];
                let answer = browser.submit(&page, &form).await;
                answer.status.as_u16()
            })
        })
        .collect();
    let (mut inside, mut later) = (0, 0);
    for one in at_once {
        match one.await.expect("ends") {
            303 => inside += 1,
            503 => later += 1,
            429 => later += 1,
            other => panic!("{other}"),
        }
    }
    assert!(inside > 0);
    let child = node.child.as_ref().expect("runs");
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).expect("reads");
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| {
            rest.trim()
                .trim_end_matches(" kB")
                .trim()
                .parse::<u64>()
                .ok()
        })
        .expect("a number")
        / 1024;
    stage.holds(&node).await;
    Row {
        fault: "F25",
        what: format!("{many} sign-ins at once (peak {peak} MiB; {later} were told to come again)"),
        on: "SQLite",
        times: 1,
        acknowledged: Some(inside),
        unanswered: Some(later),
        ..Row::default()
    }
    .write();
    assert!(peak < 256, "{peak} MiB");
}

// DL-10: "identical log lines rate-limited; disk use bounded under attack".
#[tokio::test(flavor = "multi_thread")]
async fn the_log_does_not_repeat_itself_for_ever() {
    let stage = Stage::new(Db::Sqlite, &[]);
    let node = stage.node_with(&["telemetry.log.format=json"], &[]);
    let caller = Caller::new(&node.base());
    let form = [("grant_type", "client_credentials")];
    let wrong = ("load-service", "not-the-secret-of-this-client");
    for _ in 0..500 {
        let status = caller.post("/token", Some(wrong), &form).await.status();
        assert!(matches!(status, 401 | 429), "{status}");
    }
    // What goes well is a line each.
    for _ in 0..150 {
        assert_eq!(caller.get("/jwks").await.status(), 200);
    }
    let log = node.log();
    let lines = |what: &str| log.lines().filter(|line| line.contains(what)).count();
    let refused = lines("\"status\":401") + lines("\"status\":429");
    assert!((100..=220).contains(&refused), "{refused}");
    assert_eq!(lines("\"route\":\"/jwks\""), 150);
    stage.holds(&node).await;
}
