//! What this machine can do at most, measured in the same run: a handler that does nothing, a
//! signature, a transaction, a hash.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::SocketAddr,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use actix_web::{App as Actix, HttpResponse, HttpServer, web};
use signet::{
    app::{App, Ctx, Parts},
    config::{Sources, load},
    core::{Secret, SystemClock},
    crypto::{SystemEntropy, key::SigningKey},
    http::blocking,
    model::client::SigningAlgorithm,
    store,
};
use tempfile::TempDir;

use super::{
    calls::{Part, gets},
    load::{self, Load},
    service::Service,
};

/// Operations a second.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    pub empty: f64,
    pub blocking: f64,
    pub es256: f64,
    pub rs256: f64,
    pub hash: f64,
    /// By the number of rows.
    pub rows: BTreeMap<usize, f64>,
}

/// For so long each is measured.
const LASTS: Duration = Duration::from_millis(1200);
/// Transactions that are asked for at once, so that they share commits as they do under load.
const WRITERS: usize = 16;

impl Limits {
    pub fn measure(load: &Load, service: &Service) -> Self {
        let empty = Empty::start();
        let app = Scratch::new(service);
        let ctx = Ctx::background(app.app.clone());
        let key = |algorithm| SigningKey::generate(algorithm, 2048).expect("a key");
        let signatures = |algorithm| {
            let key = Arc::new(key(algorithm));
            each_second(cores(), move || {
                key.sign(b"header.claims").expect("signs");
            })
        };
        let rows = |rows: usize| {
            let ctx = ctx.clone();
            let all = each_second(WRITERS, move || {
                let inner = ctx.clone();
                let written = ctx.app.store.write(move |conn| {
                    for _ in 0..rows {
                        let event = inner.event("bench.row", None, "server".into());
                        store::audit::append(conn, &inner.app.ledger, &event)?;
                    }
                    Ok(())
                });
                written.expect("writes");
            });
            (rows, all)
        };
        let hashes = ctx.clone();
        Self {
            empty: empty.rate(load, service, "/empty"),
            blocking: empty.rate(load, service, "/blocking"),
            es256: signatures(SigningAlgorithm::Es256),
            rs256: signatures(SigningAlgorithm::Rs256),
            hash: each_second(cores(), move || {
                let password = Secret::new("seven purple otters hum");
                let app = &hashes.app;
                app.hashing.hash(&*app.entropy, &password).expect("hashes");
            }),
            rows: [1, 2, 3, 4].into_iter().map(rows).collect(),
        }
    }

    /// Calls a second of something that is made of these parts, if nothing else had to be done.
    pub fn of(&self, parts: &[Part]) -> f64 {
        let cost = parts.iter().map(|part| match part {
            Part::Empty => 1.0 / self.empty,
            Part::Blocking => 1.0 / self.blocking,
            Part::Es256 => 1.0 / self.es256,
            Part::Rs256 => 1.0 / self.rs256,
            Part::Hash => 1.0 / self.hash,
            Part::Rows(rows) => self.rows.get(rows).map_or(f64::INFINITY, |rate| 1.0 / rate),
        });
        1.0 / cost.sum::<f64>()
    }
}

/// How many at once the machine computes.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// How often a second something is done by so many threads together.
fn each_second(threads: usize, job: impl Fn() + Clone + Send + 'static) -> f64 {
    let (over, done) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU64::new(0)),
    );
    let began = Instant::now();
    let all: Vec<_> = (0..threads)
        .map(|_| {
            let (over, done, job) = (over.clone(), done.clone(), job.clone());
            std::thread::spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    job();
                    done.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    std::thread::sleep(LASTS);
    over.store(true, Ordering::Relaxed);
    let lasted = began.elapsed();
    let count = done.load(Ordering::Relaxed) as f64;
    for thread in all {
        thread.join().expect("comes to its end");
    }
    count / lasted.as_secs_f64()
}

/// The same program on a database of its own that is like the service's, in this process.
struct Scratch {
    app: Arc<App>,
    _dir: TempDir,
}

impl Scratch {
    fn new(service: &Service) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let (file, set) = service.beside(dir.path());
        let sources = Sources {
            files: vec![file.into()],
            set,
            ..Sources::default()
        };
        let parts = Parts {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
        };
        let config = load(&sources).expect("loads").config;
        let app = App::open(config, parts).expect("opens");
        Self { app, _dir: dir }
    }
}

/// A process with the same framework and as many workers, and nothing to do.
struct Empty {
    child: Child,
    at: SocketAddr,
}

impl Empty {
    fn start() -> Self {
        let own = std::env::current_exe().expect("a path");
        let mut child = Command::new(own)
            .arg("empty-handler")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut line = String::new();
        let output = child.stdout.take().expect("piped");
        BufReader::new(output)
            .read_line(&mut line)
            .expect("an address");
        let at = line.trim().parse().expect("an address");
        Self { child, at }
    }

    fn rate(&self, load: &Load, service: &Service, path: &str) -> f64 {
        let load = Load {
            lasts: LASTS * 2,
            ..*load
        };
        load::runtime().block_on(async {
            let visitors = gets(load.connections, path);
            load::measure_at(&load, service, |_| self.at, visitors)
                .await
                .rate
        })
    }
}

impl Drop for Empty {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ended = self.child.wait();
    }
}

/// What the other process does until its standard input closes.
pub fn serve_empty_handler() {
    std::thread::spawn(|| {
        let _closed = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let server = async {
        let server = HttpServer::new(|| {
            Actix::new()
                .route(
                    "/empty",
                    web::get().to(|| async { HttpResponse::Ok().body("{}") }),
                )
                .route(
                    "/blocking",
                    web::get().to(|| async {
                        blocking(|| Ok(())).await.expect("works");
                        HttpResponse::Ok().body("{}")
                    }),
                )
        })
        .workers(cores())
        .bind("127.0.0.1:0")
        .expect("binds");
        println!("{}", server.addrs().first().expect("an address"));
        std::io::stdout().flush().expect("is read");
        server.run().await
    };
    actix_web::rt::System::new()
        .block_on(server)
        .expect("serves");
}
