//! The nodes, their database, and the people and apps that they know.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, SaltString},
};
use diesel::{Connection, PgConnection, RunQueryDsl};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{growth, meter};

/// The name that every request is for; the nodes listen where there is room.
pub const AUTHORITY: &str = "localhost:18080";
/// Where apps are sent back to.
pub const CALLBACK: &str = "https://app.example/callback";
/// The password of everybody.
pub const PASSWORD: &str = "seven purple otters hum";
/// People who sign in, each time another: of one account one try at a time is taken.
pub const PEOPLE: usize = 512;

const BINARY: &str = env!("CARGO_BIN_EXE_signet");

/// What the nodes run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Estate {
    /// One node on a SQLite file.
    Sqlite,
    /// One node on PostgreSQL.
    Postgres,
    /// Two nodes on one PostgreSQL.
    TwoNodes,
}

impl Estate {
    pub const ALL: &[Self] = &[Self::Sqlite, Self::Postgres, Self::TwoNodes];

    /// How it is called on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::TwoNodes => "two",
        }
    }

    pub const fn database(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres | Self::TwoNodes => "postgres",
        }
    }

    pub const fn nodes(self) -> usize {
        match self {
            Self::Sqlite | Self::Postgres => 1,
            Self::TwoNodes => 2,
        }
    }
}

/// A PostgreSQL that stops when its standard input closes.
pub struct Cluster {
    process: Child,
    pub url: String,
}

impl Cluster {
    pub fn start() -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/.ci/postgres");
        let mut process = Command::new(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("PostgreSQL starts");
        let mut url = String::new();
        let output = process.stdout.take().expect("piped");
        BufReader::new(output).read_line(&mut url).expect("a URL");
        let url = url.trim().to_owned();
        assert!(url.starts_with("postgres://"), "no PostgreSQL: {url}");
        Self { process, url }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ended = self.process.wait();
    }
}

struct Node {
    child: Child,
    public: SocketAddr,
}

impl Drop for Node {
    fn drop(&mut self) {
        let _killed = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// A whole service.
pub struct Service {
    nodes: Vec<Node>,
    cluster: Option<Cluster>,
    dir: TempDir,
    set: Vec<String>,
    /// From the start of a process on a migrated database until it is ready.
    pub ready: Duration,
    /// MiB of a node that was asked nothing yet.
    pub idle: f64,
    /// Bytes of a database that was filled with grants before.
    pub size: Option<u64>,
}

impl Service {
    /// With so many grants in the database, if it is to be filled.
    pub fn start(estate: Estate, grants: Option<usize>) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o700)).expect("sets");
        let cluster = (estate != Estate::Sqlite).then(Cluster::start);
        let url = match &cluster {
            Some(cluster) => cluster.url.clone(),
            None => format!("sqlite://{}/db.sqlite3", dir.path().display()),
        };
        let mut service = Self {
            nodes: Vec::new(),
            cluster,
            set: settings(&url),
            dir,
            ready: Duration::ZERO,
            idle: 0.0,
            size: None,
        };
        let file = service.config();
        run(&[
            "config",
            "init",
            &file,
            "--public-url",
            &format!("http://{AUTHORITY}"),
        ]);
        service.tool(&["db", "migrate"]);
        // The first start makes keys and the clients of doors.
        drop(service.node());
        service.seed();
        let now = std::time::UNIX_EPOCH.elapsed().expect("a clock");
        let now = i64::try_from(now.as_millis()).expect("a time");
        service.size = grants.map(|grants| growth::fill(&url, grants, now));
        let began = Instant::now();
        let first = service.node();
        service.ready = began.elapsed();
        service.idle = meter::resident(first.child.id()).0;
        service.nodes.push(first);
        for _ in 1..estate.nodes() {
            let node = service.node();
            service.nodes.push(node);
        }
        service
    }

    /// Where the connection with this number goes: each node has as many.
    pub fn address(&self, index: usize) -> SocketAddr {
        self.nodes[index % self.nodes.len()].public
    }

    pub fn nodes(&self) -> impl Iterator<Item = u32> + '_ {
        self.nodes.iter().map(|node| node.child.id())
    }

    /// MiB that all nodes hold at this moment.
    pub fn resident(&self) -> f64 {
        self.nodes().map(|node| meter::resident(node).0).sum()
    }

    /// PostgreSQL's processes, if there are any.
    pub fn database_processes(&self) -> Vec<u32> {
        let Some(cluster) = &self.cluster else {
            return Vec::new();
        };
        let port = cluster
            .url
            .rsplit(':')
            .next()
            .and_then(|rest| rest.split('/').next());
        let needle = format!("port={}", port.unwrap_or_default());
        let all = fs::read_dir("/proc").expect("a /proc");
        let pids: Vec<u32> = all
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .collect();
        let is_postmaster = |pid: &&u32| {
            let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            let words = String::from_utf8_lossy(&line).into_owned();
            words.contains("/postgres\0") && words.contains(&needle)
        };
        let Some(&postmaster) = pids.iter().find(is_postmaster) else {
            return Vec::new();
        };
        let is_child = |pid: &u32| {
            let parent = meter::stat(*pid).and_then(|fields| fields.get(1).cloned());
            parent == Some(postmaster.to_string())
        };
        let mut found: Vec<u32> = pids.into_iter().filter(is_child).collect();
        found.push(postmaster);
        found
    }

    /// A configuration and settings for a migrated database of the same kind, in this directory or on
    /// the same PostgreSQL.
    pub fn beside(&self, dir: &Path) -> (String, Vec<String>) {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700)).expect("sets");
        let url = match &self.cluster {
            None => format!("sqlite://{}/db.sqlite3", dir.display()),
            Some(cluster) => {
                let mut connection = PgConnection::establish(&cluster.url).expect("connects");
                let made = diesel::sql_query("CREATE DATABASE beside").execute(&mut connection);
                made.expect("a database");
                cluster.url.replace("/postgres", "/beside")
            }
        };
        let set = settings(&url);
        let mut words = vec!["db", "migrate"];
        let config = self.config();
        words.extend(["-c", &config]);
        for one in &set {
            words.extend(["--set", one]);
        }
        run(&words);
        (config.clone(), set)
    }

    fn config(&self) -> String {
        self.dir.path().join("signet.toml").display().to_string()
    }

    fn node(&self) -> Node {
        let free = || {
            let listener = TcpListener::bind("127.0.0.1:0").expect("binds");
            listener.local_addr().expect("bound")
        };
        let (public, management) = (free(), free());
        let mut command = Command::new(BINARY);
        command.args(["serve", "-c", &self.config()]);
        command.args(["--set", &format!("server.listen=[\"{public}\"]")]);
        command.args(["--set", &format!("server.management_listen={management}")]);
        for one in &self.set {
            command.args(["--set", one]);
        }
        let child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        let node = Node { child, public };
        let end = Instant::now() + Duration::from_secs(60);
        while !is_ready(management) {
            assert!(Instant::now() < end, "the node is ready within a minute");
            std::thread::sleep(Duration::from_millis(1));
        }
        node
    }

    /// Runs a command of an operator's, and gives what it prints.
    pub fn tool(&self, words: &[&str]) -> String {
        let config = self.config();
        let mut all = words.to_vec();
        all.extend(["-c", &config]);
        for one in &self.set {
            all.extend(["--set", one]);
        }
        run(&all)
    }

    fn import(&self, what: &str, lines: impl IntoIterator<Item = Value>) {
        let file = self.dir.path().join(format!("{what}.jsonl"));
        let lines: Vec<_> = lines.into_iter().map(|line| line.to_string()).collect();
        fs::write(&file, lines.join("\n")).expect("writes");
        self.tool(&[what, "import", &file.display().to_string()]);
    }

    fn seed(&self) {
        for scope in ["records.read", "records.write", "corsano.users"] {
            self.tool(&["scope", "add", scope, "--title", "Records"]);
        }
        let scope = "openid profile email offline_access records.read records.write";
        let app = |id: &str, algorithm: &str| {
            json!({
                "client_id": id, "client_secret": secret_of(id), "redirect_uris": [CALLBACK],
                "grant_types": ["authorization_code", "refresh_token"], "scope": scope,
                "id_token_signed_response_alg": algorithm, "signet": {"first_party": true},
            })
        };
        let stays = json!({
            "client_id": "app-stays", "token_endpoint_auth_method": "none", "redirect_uris": [CALLBACK],
            "grant_types": ["authorization_code", "refresh_token"], "scope": scope,
            "id_token_signed_response_alg": "ES256", "signet": {"first_party": true},
        });
        let rs256 = ["https://rs256.example.org", "--scope", "records.read"];
        self.tool(
            &[
                &["resource", "add"],
                &rs256[..],
                &["--access-token-signing-alg", "RS256"],
            ]
            .concat(),
        );
        let service = |id: &str, format: &str, audience: Option<&str>| {
            json!({
                "client_id": id, "client_secret": secret_of(id), "scope": "records.read",
                "grant_types": ["client_credentials"],
                "signet": {"access_token_format": format, "default_audience": audience},
            })
        };
        let door = |id: &str, door: &str| {
            json!({
                "client_id": id, "client_secret": secret_of(id), "grant_types": [],
                "scope": if door == "corsano-users" { "corsano.users" } else { "" },
                "signet": {"door": door},
            })
        };
        self.import(
            "client",
            [
                app("app", "ES256"),
                stays,
                app("app-rs256", "RS256"),
                service("service", "jwt", None),
                service("service-rs256", "jwt", Some(rs256[0])),
                service("service-opaque", "opaque", None),
                door("legacy-ocariot", "ocariot"),
                door("legacy-corsano-users", "corsano-users"),
                door("legacy-mycure", "mycure"),
            ],
        );
        let hash = hash();
        let person = |number: usize| {
            json!({
                "username": format!("person{number}"), "name": format!("Person {number}"),
                "emails": [{"value": format!("person{number}@example.org"), "verified": true}],
                "password": {"hash": hash},
                "ocariot": {"username": format!("PERSON{number}"), "type": "child"},
                "corsano": {"users": {}},
            })
        };
        self.import("user", (0..PEOPLE).map(person));
    }
}

/// The hash of everybody's password, with the parameters that a node uses itself.
fn hash() -> String {
    let salt = SaltString::encode_b64(&[7; 16]).expect("a salt");
    let hash = Argon2::default().hash_password(PASSWORD.as_bytes(), &salt);
    hash.expect("a hash").to_string()
}

/// The secret of a client.
pub fn secret_of(client: &str) -> String {
    format!("{client}-secret-secret-secret-secret-secret-secret-secret")
}

fn settings(url: &str) -> Vec<String> {
    [
        format!("database.url={url}"),
        // The load comes from one address, and each client calls as fast as it can.
        "rate_limit.token_client=60000000".to_owned(),
        "rate_limit.shared_networks=[\"127.0.0.0/8\"]".to_owned(),
        "legacy.ocariot.enabled=true".to_owned(),
        "legacy.corsano_users.enabled=true".to_owned(),
        "legacy.mycure.enabled=true".to_owned(),
    ]
    .into()
}

fn run(words: &[&str]) -> String {
    let output = Command::new(BINARY).args(words).output().expect("runs");
    assert!(
        output.status.success(),
        "signet {}: {}{}",
        words.join(" "),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn is_ready(management: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(management) else {
        return false;
    };
    let asked = write!(
        stream,
        "GET /health/ready HTTP/1.1\r\nHost: {AUTHORITY}\r\nConnection: close\r\n\r\n"
    );
    let mut answer = String::new();
    asked.is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.split(' ').nth(1) == Some("200")
}
