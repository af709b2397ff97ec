//! Databases: a fresh SQLite file, or a fresh database on one PostgreSQL that the tests start.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use diesel::{Connection, PgConnection, RunQueryDsl, SqliteConnection};
use signet::store::{Options, Target, migrate};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Db {
    Sqlite,
    Postgres,
}

impl Db {
    pub const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// The expression that shows a column of bytes in hex.
    pub fn hex(self, column: &str) -> String {
        match self {
            Self::Sqlite => format!("lower(hex({column}))"),
            Self::Postgres => format!("encode({column}, 'hex')"),
        }
    }
}

/// The cluster stops when its standard input closes: with this process, however it ends.
pub struct Cluster {
    pub url: String,
    _process: Child,
}

fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(Cluster::start)
}

impl Cluster {
    /// One of its own, for a test that would disturb the others'.
    pub fn start() -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/.ci/postgres");
        let mut process = Command::new(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("PostgreSQL starts");
        let mut url = String::new();
        let output = process.stdout.take().expect("piped");
        BufReader::new(output)
            .read_line(&mut url)
            .expect("PostgreSQL says where it is");
        let url = url.trim().to_owned();
        assert!(
            url.starts_with("postgres://"),
            "PostgreSQL did not start: {url}"
        );
        Self {
            url,
            _process: process,
        }
    }
}

fn admin(sql: &str) {
    let mut connection = PgConnection::establish(&cluster().url).expect("connects");
    diesel::sql_query(sql)
        .execute(&mut connection)
        .expect("runs");
}

/// The URL of a new, migrated database.
pub fn new_postgres() -> String {
    static TEMPLATE: OnceLock<()> = OnceLock::new();
    static NEXT: AtomicU32 = AtomicU32::new(0);
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let named = |name: &str| cluster().url.replace("/postgres", &format!("/{name}"));
    TEMPLATE.get_or_init(|| {
        admin("CREATE DATABASE signet_template");
        migrate::run(&options(Target::Postgres(named("signet_template")))).expect("migrates");
    });
    let name = format!("signet_{}", NEXT.fetch_add(1, Ordering::SeqCst));
    // PostgreSQL copies a template for one at a time.
    let _turn = ONE_AT_A_TIME
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    admin(&format!("CREATE DATABASE {name} TEMPLATE signet_template"));
    named(&name)
}

/// The URL of a new, empty database.
pub fn empty_postgres(name: &str) -> String {
    admin(&format!("CREATE DATABASE {name}"));
    cluster().url.replace("/postgres", &format!("/{name}"))
}

pub fn options(target: Target) -> Options {
    Options {
        target,
        pool: 8,
        statement_timeout: std::time::Duration::from_secs(5),
        lock_timeout: std::time::Duration::from_secs(2),
        allow_unsafe_durability: false,
    }
}

/// Runs a statement, by a connection of its own.
pub fn execute(target: &Target, statement: &str) {
    try_execute(target, statement).expect("runs");
}

/// As [`execute`], for one that may be refused.
pub fn try_execute(target: &Target, statement: &str) -> Result<usize, diesel::result::Error> {
    let query = diesel::sql_query(statement);
    match target {
        Target::Sqlite(_) => query.execute(&mut sqlite(target)),
        Target::Postgres(url) => {
            query.execute(&mut PgConnection::establish(url).expect("connects"))
        }
    }
}

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    value: Option<String>,
}

/// The values of an expression as text, by a connection of its own; NULL is empty.
pub fn rows(target: &Target, expression: &str, from: &str) -> Vec<String> {
    let text = format!("SELECT CAST({expression} AS TEXT) AS value FROM {from}");
    let query = diesel::sql_query(text);
    let rows: Vec<Row> = match target {
        Target::Sqlite(_) => query.load(&mut sqlite(target)),
        Target::Postgres(url) => query.load(&mut PgConnection::establish(url).expect("connects")),
    }
    .expect("reads");
    rows.into_iter()
        .map(|row| row.value.unwrap_or_default())
        .collect()
}

fn sqlite(target: &Target) -> SqliteConnection {
    let Target::Sqlite(path) = target else {
        panic!("SQLite")
    };
    let mut connection =
        SqliteConnection::establish(path.to_str().expect("text")).expect("connects");
    diesel::sql_query("PRAGMA busy_timeout = 5000")
        .execute(&mut connection)
        .expect("sets");
    connection
}

/// Takes a database away: nobody may connect, and who is connected is not any more.
pub fn forbid(name: &str) {
    admin(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
    admin(&format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    ));
}

/// Gives it back.
pub fn allow(name: &str) {
    admin(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"));
}
