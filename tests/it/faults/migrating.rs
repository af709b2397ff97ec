//! Nodes that migrate, and start for the first time, at once; and one that dies of it.

use std::process::{Child, Command, Stdio};

use super::{Dice, often, pause, report::Row, scale, stage::asked};
use crate::{
    cli::{config, run},
    support::{
        Db,
        database::{self, empty_postgres},
        ports,
    },
};
use signet::store::{self, Target};

/// An empty database, and what names it to a command.
struct Empty {
    dir: tempfile::TempDir,
    target: Target,
    words: Vec<String>,
}

impl Empty {
    fn new(db: Db, name: &str) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let mut words = vec!["-c".to_owned(), config(dir.path(), "")];
        let target = match db {
            Db::Sqlite => Target::Sqlite(dir.path().join("db.sqlite3")),
            Db::Postgres => {
                let url = empty_postgres(name);
                words.extend(["--set".to_owned(), format!("database.url={url}")]);
                Target::Postgres(url)
            }
        };
        Self { dir, target, words }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_signet"));
        command
            .args(words)
            .args(&self.words)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn spawn(&self, words: &[&str]) -> Child {
        self.command(words).spawn().expect("starts")
    }

    fn run(&self, command: &[&str]) -> (i32, String, String) {
        let words = self.words.iter().map(String::as_str);
        let all: Vec<_> = command.iter().copied().chain(words).collect();
        run(&all)
    }

    fn is_whole(&self) {
        let (code, out, err) = self.run(&["db", "migrate"]);
        assert_eq!(code, 0, "{out}{err}");
        let (code, out, err) = self.run(&["db", "verify"]);
        assert_eq!(code, 0, "{out}{err}");
    }
}

fn on(db: Db) -> &'static str {
    match db {
        Db::Sqlite => "SQLite",
        Db::Postgres => "PostgreSQL",
    }
}

// F30: five nodes migrate at once, one of them is killed in the middle: the others wait and go on.
#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_migrate_at_once() {
    let mut dice = Dice::new();
    for db in Db::BOTH {
        let times = often(1, 20);
        for time in 0..times {
            let empty = Empty::new(db, &format!("signet_migrating_{time}"));
            let mut first = empty.spawn(&["db", "migrate"]);
            let others: Vec<_> = (0..4).map(|_| empty.spawn(&["db", "migrate"])).collect();
            pause(dice.below(300)).await;
            first.kill().expect("ends");
            first.wait().expect("ends");
            for mut other in others {
                assert_eq!(other.wait().expect("ends").code(), Some(0), "{db:?}");
            }
            empty.is_whole();
            drop(empty.dir);
        }
        Row {
            fault: "F30",
            what: "five migrate at once, one is killed".to_owned(),
            on: on(db),
            times,
            ..Row::default()
        }
        .write();
    }
}

// F30: "kill -9 the migrator at every step → next one finishes".
#[tokio::test(flavor = "multi_thread")]
async fn a_migrator_that_dies_in_any_step() {
    let all = store::migrate::known();
    let steps: Vec<&String> = match scale() {
        0 => [all.first(), all.last()].into_iter().flatten().collect(),
        _ => all.iter().collect(),
    };
    for db in Db::BOTH {
        for (number, step) in steps.iter().enumerate() {
            let empty = Empty::new(db, &format!("signet_step_{number}"));
            let mut dies = empty.command(&["db", "migrate"]);
            let status = dies.env("SIGNET_FAILPOINT", step).status().expect("starts");
            assert_eq!(status.code(), None, "{step}: it does not live on");
            let (code, out, err) = empty.run(&["db", "migrate"]);
            assert_eq!(code, 0, "{step}: {out}{err}");
            empty.is_whole();
        }
        Row {
            fault: "F30",
            what: "the one that migrates dies in each step".to_owned(),
            on: on(db),
            times: steps.len(),
            ..Row::default()
        }
        .write();
    }
}

// F31: two nodes start for the first time on an empty database: each is ready, with one key of each
// algorithm.
#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_start_for_the_first_time() {
    let times = often(1, 20);
    for time in 0..times {
        let empty = Empty::new(Db::Postgres, &format!("signet_first_{time}"));
        let nodes: Vec<_> = (0..2)
            .map(|_| {
                let (public, management) = (ports::free(), ports::free());
                let listen = format!("server.listen=[\"{public}\"]");
                let own = format!("server.management_listen={management}");
                let words = [
                    "serve",
                    "--migrate",
                    "auto",
                    "--set",
                    &listen,
                    "--set",
                    &own,
                ];
                (empty.spawn(&words), management)
            })
            .collect();
        for (mut node, management) in nodes {
            let mut ready = None;
            for _ in 0..1_200 {
                ready = asked(management, "/health/ready");
                if ready == Some(200) {
                    break;
                }
                pause(50).await;
            }
            assert_eq!(ready, Some(200));
            node.kill().expect("ends");
            node.wait().expect("ends");
        }
        let mut keys = database::rows(
            &empty.target,
            "algorithm || ' ' || purpose || ' ' || COUNT(*)",
            "signing_keys WHERE state = 'active' GROUP BY algorithm, purpose",
        );
        keys.sort();
        assert!(keys.iter().all(|key| key.ends_with(" 1")), "{keys:?}");
        assert!(keys.len() >= 2, "{keys:?}");
        empty.is_whole();
    }
    Row {
        fault: "F31",
        what: "two nodes start on an empty database".to_owned(),
        on: "PostgreSQL",
        times,
        ..Row::default()
    }
    .write();
}

// F32: a database that is newer than the binary: exit code 4, and nothing is changed; one that is older is
// not served before it is migrated.
#[tokio::test(flavor = "multi_thread")]
async fn a_binary_and_a_schema_that_differ() {
    for db in Db::BOTH {
        let empty = Empty::new(db, "signet_differs");
        let serve = ["serve", "--migrate", "check"];
        assert_eq!(empty.run(&serve).0, 4, "{db:?}");
        empty.is_whole();
        let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000001')";
        database::execute(&empty.target, newer);
        for command in [
            &serve[..],
            &["serve", "--migrate", "auto"],
            &["db", "migrate"],
        ] {
            let (code, _, err) = empty.run(command);
            assert_eq!(code, 4, "{db:?} {command:?}: {err}");
            assert!(err.contains("newer than this binary"), "{err}");
        }
        Row {
            fault: "F32",
            what: "an older and a newer schema than the binary's".to_owned(),
            on: on(db),
            times: 1,
            ..Row::default()
        }
        .write();
    }
}
