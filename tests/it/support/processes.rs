//! Processes of the binary, as an operator runs several behind a proxy.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::Arc,
};

use signet::{
    account::registry,
    app::{App, Ctx, Parts},
    config::{Sources, load},
    core::{Id, SystemClock},
    crypto::SystemEntropy,
    store::migrate,
};

use tempfile::TempDir;

use super::{
    Db, Server,
    clock::TestClock,
    database::new_postgres,
    sink::{CERTIFICATE, KEY},
};
use crate::cli::{Served, config, run};

/// A process that serves, and what commands need to work on the same.
pub struct Process {
    served: Served,
    options: Arc<Vec<String>>,
    _dir: Arc<TempDir>,
}

impl Server {
    /// Two processes of the binary on one PostgreSQL, by the machine's clock; each knows the usual
    /// clients and users, and what `prepare` adds. `app` of both looks at the same database from
    /// outside, as a command does, and serves nothing.
    pub fn two_processes(set: &[&str], prepare: impl FnOnce(&Self)) -> Vec<Arc<Self>> {
        let dir = Arc::new(tempfile::tempdir().expect("a directory"));
        let path = config(dir.path(), "");
        let mut set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
        set.push(format!("database.url={}", new_postgres()));
        let sources = Sources {
            files: vec![path.clone().into()],
            set: set.clone(),
            ..Sources::default()
        };
        let parts = Parts {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
        };
        let app = App::open(load(&sources).expect("loads").config, parts).expect("opens");
        registry::ensure_standard_scopes(&Ctx::background(app.clone())).expect("scopes");
        let node = |base: String, process: Option<Process>| Self {
            app: app.clone(),
            clock: TestClock::new(),
            base,
            management: String::new(),
            dir: tempfile::tempdir().expect("a directory"),
            running: None,
            process,
        };
        let operator = node(String::new(), None);
        operator.seed();
        prepare(&operator);
        let mut options = vec!["-c".to_owned(), path.clone()];
        options.extend(set.iter().flat_map(|one| ["--set".to_owned(), one.clone()]));
        let options = Arc::new(options);
        let start = |_| {
            let served = Served::start(&path, &set);
            let base = format!("http://{}", served.public);
            let process = Process {
                served,
                options: options.clone(),
                _dir: dir.clone(),
            };
            Arc::new(node(base, Some(process)))
        };
        (0..2).map(start).collect()
    }

    /// A process of the binary on this database, with the usual clients and users if they are not
    /// there; its log goes into `log` in the directory.
    pub fn served(dir: &Arc<TempDir>, url: &str) -> Self {
        Self::served_with(dir, url, |_| {})
    }

    /// The same, with what `prepare` adds to those.
    pub fn served_with(dir: &Arc<TempDir>, url: &str, prepare: impl FnOnce(&Self)) -> Self {
        let set = vec![format!("database.url={url}"), "server.drain=0s".into()];
        Self::process(dir, &set, "http", prepare)
    }

    /// One process of the binary that speaks TLS itself, by the machine's clock, with the
    /// certificate of `tests/fixtures/tls`; `prepare` adds to the usual clients and users.
    pub fn tls_process(db: Db, set: &[&str], prepare: impl FnOnce(&Self)) -> Self {
        let dir = Arc::new(tempfile::tempdir().expect("a directory"));
        let (cert, key) = own_certificate(dir.path());
        let mut set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
        set.extend([
            "server.public_url=https://localhost:18443".to_owned(),
            format!("tls.cert_file={cert}"),
            format!("tls.key_file={key}"),
        ]);
        if db == Db::Postgres {
            set.push(format!("database.url={}", new_postgres()));
        }
        Self::process(&dir, &set, "https", prepare)
    }

    /// What looks at a configuration's database from outside, as a command does, and serves nothing: with
    /// the usual clients and users, and what `prepare` adds, if they are not there.
    pub fn outside(path: &str, set: &[String], prepare: impl FnOnce(&Self)) -> Self {
        let sources = Sources {
            files: vec![path.into()],
            set: set.to_vec(),
            ..Sources::default()
        };
        let loaded = load(&sources).expect("loads").config;
        migrate::run(&signet::app::store_options(&loaded)).expect("migrates");
        let parts = Parts {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
        };
        let app = App::open(loaded, parts).expect("opens");
        registry::ensure_standard_scopes(&Ctx::background(app.clone())).expect("scopes");
        let server = Self {
            app,
            clock: TestClock::new(),
            base: String::new(),
            management: String::new(),
            dir: tempfile::tempdir().expect("a directory"),
            running: None,
            process: None,
        };
        if server.app.catalog().client(&Id::new("web")).is_none() {
            server.seed();
            prepare(&server);
        }
        server
    }

    fn process(
        dir: &Arc<TempDir>,
        set: &[String],
        scheme: &str,
        prepare: impl FnOnce(&Self),
    ) -> Self {
        let path = config(dir.path(), "");
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(dir.path().join("log"))
            .expect("opens");
        let mut server = Self::outside(&path, set, prepare);
        let served = Served::start_logged(&path, set, log.into());
        server.base = format!("{scheme}://{}", served.public);
        server.management = format!("http://{}", served.management);
        let options = ["-c".to_owned(), path].into_iter();
        let more = set.iter().flat_map(|one| ["--set".to_owned(), one.clone()]);
        let options = options.chain(more);
        server.process = Some(Process {
            served,
            options: Arc::new(options.collect()),
            _dir: dir.clone(),
        });
        server
    }

    /// Ends the process as an operator does: by SIGTERM.
    pub fn terminate(mut self) {
        self.process.take().expect("a process").served.stop();
    }

    /// Runs a command on what the process serves: its exit code, and what it says.
    pub fn try_command(&self, args: &[&str]) -> (i32, String, String) {
        let process = self.process.as_ref().expect("a process");
        let options = process.options.iter().map(String::as_str);
        let all: Vec<_> = args.iter().copied().chain(options).collect();
        run(&all)
    }

    /// Runs a command on what the process serves; what it says.
    pub fn command(&self, args: &[&str]) -> String {
        let process = self.process.as_ref().expect("a process");
        let options = process.options.iter().map(String::as_str);
        let all: Vec<_> = args.iter().copied().chain(options).collect();
        let (code, out, err) = run(&all);
        assert_eq!(code, 0, "{args:?}: {err}");
        out
    }
}

/// The certificate of `tests/fixtures/tls` and its key, as files that nobody else may read.
fn own_certificate(dir: &std::path::Path) -> (String, String) {
    use std::os::unix::fs::PermissionsExt;
    let own = |from: &str, name: &str| {
        let path = dir.join(name);
        std::fs::copy(from, &path).expect("copies");
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&path, mode).expect("sets");
        path.to_str().expect("text").to_owned()
    };
    (own(CERTIFICATE, "tls.pem"), own(KEY, "tls.key"))
}

/// A `signet dev` at this port, with these settings and its data in this directory, that listens.
pub fn start_dev(port: u16, set: &[String], dir: &std::path::Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_signet"));
    command.args([
        "dev",
        "--port",
        &port.to_string(),
        "--data",
        dir.to_str().expect("text"),
    ]);
    for setting in set {
        command.args(["--set", setting]);
    }
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts");
    let mut line = String::new();
    // The greeting is printed when it listens.
    BufReader::new(child.stdout.take().expect("piped"))
        .read_line(&mut line)
        .expect("greets");
    assert!(line.starts_with("Signet is listening"), "{line}");
    child
}
