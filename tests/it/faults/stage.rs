//! A database with clients for the load, and processes that serve it, die, and come back at the same
//! address.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use signet::store::Target;
use tempfile::TempDir;

use super::now;
use crate::{
    cli::{config, run},
    support::{
        Browser, Db, Server, Tokens,
        app::{VERIFIER, code_of},
        database::{self, new_postgres},
        ports, query,
        server::CALLBACK,
    },
};

/// What the configuration of [`crate::cli::config`] says.
pub const ISSUER: &str = "http://localhost:18080";
/// A confidential client that redeems codes; its access tokens are looked up in the database.
pub const CODES: (&str, &str) = (
    "load-codes",
    "secret-of-the-load-secret-of-the-load-codes-1",
);
/// A public client whose refresh tokens rotate.
pub const CHAINS: &str = "load-chains";
/// A client with grants of its own.
pub const SERVICE: (&str, &str) = (
    "load-service",
    "secret-of-the-load-secret-of-the-load-serv-1",
);

pub struct Stage {
    pub db: Db,
    pub target: Target,
    pub home: PathBuf,
    config: String,
    set: Vec<String>,
    /// Not on the disk of the database, which may be full.
    logs: TempDir,
    _dir: Option<TempDir>,
}

impl Stage {
    pub fn new(db: Db, set: &[&str]) -> Self {
        match db {
            Db::Sqlite => Self::sqlite(set),
            Db::Postgres => Self::postgres(&new_postgres(), set),
        }
    }

    fn sqlite(set: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let home = dir.path().to_owned();
        Self {
            _dir: Some(dir),
            ..Self::at(&home, None, set)
        }
    }

    /// On this database of PostgreSQL.
    pub fn postgres(url: &str, set: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let home = dir.path().to_owned();
        Self {
            _dir: Some(dir),
            ..Self::at(&home, Some(url), set)
        }
    }

    /// On a database of PostgreSQL in which there is nothing yet.
    pub fn unmade(url: &str) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let home = dir.path().to_owned();
        Self {
            _dir: Some(dir),
            ..Self::laid_out(&home, Some(url), &[])
        }
    }

    /// With its files in this directory.
    pub fn at(home: &Path, url: Option<&str>, set: &[&str]) -> Self {
        let stage = Self::laid_out(home, url, set);
        // It goes at once: what a process leaves behind is for the next process to mend.
        drop(Server::outside(&stage.config, &stage.set, prepare));
        stage
    }

    fn laid_out(home: &Path, url: Option<&str>, set: &[&str]) -> Self {
        let config = config(home, "");
        let mut all: Vec<String> = vec![
            "server.drain=1s".to_owned(),
            "tokens.access=1h".to_owned(),
            "rate_limit.token_client=60000000".to_owned(),
            "limits.connections=100000".to_owned(),
        ];
        all.extend(set.iter().map(|one| (*one).to_owned()));
        let target = match url {
            None => Target::Sqlite(home.join("db.sqlite3")),
            Some(url) => {
                all.push(format!("database.url={url}"));
                Target::Postgres(url.to_owned())
            }
        };
        let db = match target {
            Target::Sqlite(_) => Db::Sqlite,
            Target::Postgres(_) => Db::Postgres,
        };
        Self {
            db,
            target,
            home: home.to_owned(),
            config,
            set: all,
            logs: tempfile::tempdir().expect("a directory"),
            _dir: None,
        }
    }

    pub fn on(&self) -> &'static str {
        match self.db {
            Db::Sqlite => "SQLite",
            Db::Postgres => "PostgreSQL",
        }
    }

    /// A process that serves.
    pub fn node(&self) -> Node {
        self.node_with(&[], &[])
    }

    /// The same, with settings besides, started by another program.
    pub fn node_with(&self, set: &[&str], by: &[&str]) -> Node {
        let mut node = self.prepared(set, by);
        node.start();
        node
    }

    /// Where a command finds its configuration.
    pub fn sources(&self) -> Vec<&str> {
        let set = self.set.iter().flat_map(|one| ["--set", one]);
        ["-c", &self.config].into_iter().chain(set).collect()
    }

    /// A process of another binary, not yet started.
    pub fn prepared_of(&self, binary: &str) -> Node {
        let mut node = self.prepared(&[], &[]);
        binary.clone_into(&mut node.words[0]);
        node
    }

    /// A process that is not yet started.
    pub fn prepared(&self, set: &[&str], by: &[&str]) -> Node {
        let (public, management) = (ports::free(), ports::free());
        let mut words: Vec<String> = by.iter().map(|word| (*word).to_owned()).collect();
        words.push(env!("CARGO_BIN_EXE_signet").to_owned());
        words.extend(["serve", "-c", &self.config].map(str::to_owned));
        let own = [
            format!("server.listen=[\"{public}\"]"),
            format!("server.management_listen={management}"),
        ];
        let set = set.iter().map(|one| (*one).to_owned());
        for one in self.set.iter().cloned().chain(own).chain(set) {
            words.extend(["--set".to_owned(), one]);
        }
        Node {
            child: None,
            public,
            management,
            words,
            log: self.logs.path().join(public.port().to_string()),
        }
    }

    pub fn rows(&self, expression: &str, from: &str) -> Vec<String> {
        database::rows(&self.target, expression, from)
    }

    pub fn count(&self, from: &str) -> usize {
        self.rows("COUNT(*)", from)[0].parse().expect("a number")
    }

    /// Runs a command on the database; what it says.
    pub fn command(&self, words: &[&str]) -> (i32, String, String) {
        let mut all = words.to_vec();
        all.extend(self.sources());
        run(&all)
    }

    /// How every run ends: ST-11, the trail, and somebody signs in.
    pub async fn holds(&self, node: &Node) {
        for words in [["db", "verify"], ["audit", "verify"]] {
            let (code, out, err) = self.command(&words);
            assert_eq!(code, 0, "{words:?}: {out}{err}");
        }
        let tokens = self.signed_in(node).await;
        assert!(tokens.0["id_token"].is_string());
    }

    /// Somebody signs in with a password, and the app gets its tokens.
    pub async fn signed_in(&self, node: &Node) -> Tokens {
        let browser = Browser::to(&node.base(), ISSUER);
        let page = browser.open(&query("web", &[])).await;
        let page = browser.sign_in(&page, "anna", "anna-password").await;
        let code = code_of(&browser.allow(&page).await);
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        let (id, secret) = crate::support::app::WEB;
        let request = browser.http.post(browser.url("/token"));
        let request = request.basic_auth(id, Some(secret)).form(&form);
        let answer = browser.send(request).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        Tokens(answer.json())
    }
}

fn prepare(server: &Server) {
    let opaque = json!({"first_party": true, "access_token_format": "opaque"});
    server.client(
        json!({"client_id": CODES.0, "client_secret": CODES.1, "redirect_uris": [CALLBACK],
        "scope": "openid profile", "signet": opaque}),
    );
    server.rotating_client(CHAINS, json!({}));
    server.client(json!({"client_id": SERVICE.0, "client_secret": SERVICE.1,
        "grant_types": ["client_credentials"], "scope": "records.read",
        "signet": {"access_token_format": "opaque"}}));
}

pub struct Node {
    pub child: Option<Child>,
    pub public: SocketAddr,
    pub management: SocketAddr,
    words: Vec<String>,
    log: PathBuf,
}

impl Node {
    pub fn base(&self) -> String {
        format!("http://{}", self.public)
    }

    /// Starts it without waiting.
    pub fn spawn(&mut self) {
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.log)
            .map_or_else(|_| Stdio::null(), Stdio::from);
        let mut command = Command::new(&self.words[0]);
        let command = command.args(&self.words[1..]).stdin(Stdio::null());
        let child = command.stdout(Stdio::null()).stderr(log).spawn();
        self.child = Some(child.expect("starts"));
    }

    /// Starts it, and waits until it is ready.
    pub fn start(&mut self) {
        self.spawn();
        assert!(
            self.is_soon(200, Duration::from_secs(60)),
            "it is not ready: {}",
            self.told()
        );
    }

    /// The end of its log.
    pub fn told(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = text.lines().rev().take(15).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    /// Its whole log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Whether readiness answers with this status soon.
    pub fn is_soon(&self, status: u16, most: Duration) -> bool {
        let began = now();
        while began.elapsed() < most {
            if asked(self.management, "/health/ready") == Some(status) {
                return true;
            }
            #[expect(
                clippy::disallowed_methods,
                reason = "asks again, up to a bound, whether another process is so far"
            )]
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }

    pub fn signal(&self, signal: Signal) {
        let child = self.child.as_ref().expect("runs");
        kill_process(Pid::from_child(child), signal).expect("signals");
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("ends");
            child.wait().expect("ends");
        }
    }

    /// SIGTERM, and how it ended, after how long.
    pub fn terminate(&mut self) -> (ExitStatus, Duration) {
        let began = now();
        self.signal(Signal::TERM);
        let status = self.child.take().expect("runs").wait().expect("ends");
        (status, began.elapsed())
    }

    /// Whether the process is there still.
    /// What it measures.
    pub fn metrics(&self) -> String {
        answer(self.management, "/metrics").expect("answers")
    }

    pub fn lives(&mut self) -> bool {
        let child = self.child.as_mut().expect("was started");
        child.try_wait().expect("asks").is_none()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let ended = self.child.as_mut().map(Child::try_wait);
            eprintln!("the log of {} ({ended:?}):\n{}", self.public, self.told());
        }
        self.kill();
    }
}

/// The status of an answer to a GET, if there is one within five seconds.
pub fn asked(address: SocketAddr, path: &str) -> Option<u16> {
    answer(address, path)?.split(' ').nth(1)?.parse().ok()
}

fn answer(address: SocketAddr, path: &str) -> Option<String> {
    use std::io::{Read, Write};
    let wait = Duration::from_secs(5);
    let mut stream = std::net::TcpStream::connect_timeout(&address, wait).ok()?;
    stream.set_read_timeout(Some(wait)).ok()?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: localhost:18080\r\nConnection: close\r\n\r\n"
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}
