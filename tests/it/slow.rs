//! Callers that are slow on purpose, and a database that has no connection left.

use std::{
    sync::mpsc,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{Browser, Db, Server, query};

#[expect(
    clippy::disallowed_methods,
    reason = "a bound on waiting is what these tests are about"
)]
fn now() -> Instant {
    Instant::now()
}

/// 200, or as many as the environment says.
fn sockets() -> usize {
    #[expect(clippy::disallowed_methods, reason = "how many is the caller's choice")]
    let set = std::env::var("SIGNET_SLOW_SOCKETS");
    set.ok().and_then(|text| text.parse().ok()).unwrap_or(200)
}

/// As many files as may be open: both ends of each socket are in this process.
fn raise_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    setrlimit(Resource::Nofile, raised).expect("raises");
}

/// Sends a request a byte at a time, and waits for the end of the connection.
async fn trickle(port: u16, begin: String) -> Duration {
    let mut stream = TcpStream::connect(("127.0.0.1", port))
        .await
        .expect("connects");
    let began = now();
    stream.write_all(begin.as_bytes()).await.expect("writes");
    let (mut reader, mut writer) = stream.into_split();
    let drip = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_millis(400)).await;
            if writer.write_all(b"a").await.is_err() {
                break;
            }
        }
    });
    let mut answer = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(60), reader.read_to_end(&mut answer));
    // A reset is an end as well.
    assert!(ended.await.is_ok(), "a slow caller is let go");
    drip.abort();
    began.elapsed()
}

// DL-02: head 5 s, body 10 s, idle 30 s; slow callers leave others alone. What it costs in time is
// the bench's business: here all are served, within a bound.
#[tokio::test(flavor = "multi_thread")]
async fn slow_callers_hold_nobody_up() {
    raise_limit();
    let server = Server::with(Db::Sqlite, &["limits.connections=10000"]).await;
    let port = server.browser().base.port().expect("a port");
    let host = format!("localhost:{port}");
    let slow: Vec<_> = (0..sockets())
        .map(|n| {
            let begin = match n % 2 {
                0 => format!("GET / HTTP/1.1\r\nHost: {host}\r\nX-Slow: "),
                _ => format!(
                    "POST /token HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\ngrant_type="
                ),
            };
            tokio::spawn(trickle(port, begin))
        })
        .collect();
    for _ in 0..10 {
        let began = now();
        let browser = server.browser();
        let page = browser.open(&query("spa", &[])).await;
        let page = browser.sign_in(&page, "anna", "anna-password").await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(began.elapsed() < Duration::from_secs(10));
    }
    let mut longest = Duration::ZERO;
    for one in slow {
        longest = longest.max(one.await.expect("ends"));
    }
    assert!(longest < Duration::from_secs(45), "{longest:?}");
}

/// Keeps connections of the server's own pool, until it is dropped.
struct Held(Vec<mpsc::Sender<()>>);

fn hold(server: &Server, connections: usize) -> Held {
    let mut held = Vec::new();
    for _ in 0..connections {
        let (let_go, waits) = mpsc::channel::<()>();
        let (has_it, told) = mpsc::channel();
        let store = server.app.store.clone();
        std::thread::spawn(move || {
            let _read = store.read(|_| {
                has_it.send(()).expect("is waited for");
                let _gone = waits.recv();
                Ok(())
            });
        });
        told.recv().expect("a connection");
        held.push(let_go);
    }
    Held(held)
}

// DL-05: "DB pool wait ≤ 2 s → 503".
#[tokio::test(flavor = "multi_thread")]
async fn without_a_connection_there_is_an_answer_soon() {
    let server = Server::with(Db::Postgres, &["database.pool=2"]).await;
    let form = [("grant_type", "client_credentials")];
    let service = Some(("service", "service-secret"));
    assert_eq!(server.token(service, &form).await.status, 200);
    let held = hold(&server, 2);
    let began = now();
    let browser = server.browser();
    let (token, page) = tokio::join!(
        server.token(service, &form),
        browser.get("/interaction/nothing/login")
    );
    let took = began.elapsed();
    for answer in [token, page] {
        assert_eq!(answer.status, 503, "{}", answer.body);
        assert_eq!(answer.header("retry-after"), "1");
    }
    assert!(took < Duration::from_secs(10), "{took:?}");
    // Alive all the while; ready again when there is a connection.
    let management = Browser::new(&server.management);
    assert_eq!(management.get("/health/live").await.status, 200);
    assert_eq!(management.get("/health/ready").await.status, 503);
    assert_eq!(held.0.len(), 2);
    drop(held);
    assert_eq!(server.token(service, &form).await.status, 200);
    assert_eq!(management.get("/health/ready").await.status, 200);
}

// DL-05: "no request waits > 10 s": here for SQLite's one writer, while others read on.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_ever() {
    let server = Server::start(Db::Sqlite).await;
    let form = [("grant_type", "client_credentials")];
    let service = Some(("service", "service-secret"));
    let (let_go, waits) = mpsc::channel::<()>();
    let (has_it, told) = mpsc::channel();
    let store = server.app.store.clone();
    let writer = std::thread::spawn(move || {
        let waits = std::sync::Mutex::new(waits);
        store.write(move |_| {
            has_it.send(()).expect("is waited for");
            let _gone = waits.lock().expect("locks").recv();
            Ok(())
        })
    });
    told.recv().expect("the writer");
    let began = now();
    let waiting = server.token(service, &form);
    let read = async {
        let answer = Browser::new(&server.base).get("/jwks").await;
        (answer.status, began.elapsed())
    };
    let (answer, (status, read)) = tokio::join!(waiting, read);
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert_eq!(answer.header("retry-after"), "1");
    let took = began.elapsed();
    assert!(took < Duration::from_secs(15), "{took:?}");
    assert_eq!(status, 200);
    assert!(read < Duration::from_secs(5), "{read:?}");
    let_go.send(()).expect("is waited for");
    writer.join().expect("ends").expect("commits");
    assert_eq!(server.token(service, &form).await.status, 200);
}
