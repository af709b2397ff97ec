//! The clock of the machine is set while a process runs: what the system's calls say is moved by
//! libfaketime, whose file names the offset.

use std::{path::PathBuf, time::Duration};

use serde_json::Value;

use super::{
    ledger::{Caller, Said, chain},
    now, pause,
    report::{Row, not_run},
    stage::{Node, SERVICE, Stage},
    within,
};
use crate::support::Db;

const LIBRARY: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
/// Less than a session may be left alone.
const SOME: i64 = 600;

/// A process whose clock can be set.
struct Machine {
    offset: PathBuf,
    node: Node,
}

impl Machine {
    fn start(stage: &Stage) -> Self {
        let offset = stage.home.join("offset");
        std::fs::write(&offset, "+0").expect("writes");
        let by = [
            "env".to_owned(),
            format!("LD_PRELOAD={LIBRARY}"),
            format!("FAKETIME_TIMESTAMP_FILE={}", offset.display()),
            "FAKETIME_NO_CACHE=1".to_owned(),
            "FAKETIME_DONT_FAKE_MONOTONIC=1".to_owned(),
        ];
        let by: Vec<_> = by.iter().map(String::as_str).collect();
        let node = stage.node_with(&[], &by);
        Self { offset, node }
    }

    /// Sets the clock so many seconds off, as somebody does who sets a clock: at once.
    fn set(&self, seconds: i64) {
        let fresh = self.offset.with_extension("new");
        std::fs::write(&fresh, format!("{seconds:+}")).expect("writes");
        std::fs::rename(&fresh, &self.offset).expect("renames");
    }
}

/// How far ahead of this machine's clock a token was issued, in seconds.
async fn ahead(caller: &Caller) -> i64 {
    let said = caller.serve().await;
    let token = said.member("access_token");
    let token = token.unwrap_or_else(|| panic!("no token: {}", said.text()));
    let form = [("token", token.as_str())];
    let Said::Answer { body, .. } = caller.post("/introspect", Some(SERVICE), &form).await else {
        panic!("no answer")
    };
    let told: Value = serde_json::from_str(&body).expect("JSON");
    let issued = told["iat"].as_i64().unwrap_or_else(|| panic!("{body}"));
    let here = std::process::Command::new("date").arg("+%s").output();
    let here = String::from_utf8(here.expect("runs").stdout).expect("text");
    issued - here.trim().parse::<i64>().expect("seconds")
}

/// Waits until the trail tells of so many steps.
async fn told_of_steps(stage: &Stage, many: usize) {
    let began = now();
    while stage.count("audit WHERE event = 'clock.stepped'") < many {
        assert!(
            began.elapsed() < within(Duration::from_secs(10)),
            "{many} steps"
        );
        pause(100).await;
    }
}

// F17, F18, OP-07: the clock of the machine is set ten minutes ahead, twenty back, and right again. Each step is told; on SQLite
// tokens follow the machine, on PostgreSQL the database's clock, which was right all along; nobody is
// signed out, no key is made for it, and the trail holds.
#[tokio::test(flavor = "multi_thread")]
async fn the_clock_of_the_machine_is_set() {
    const WHAT: &str = "the machine's clock is set: 10 min ahead, 10 min behind, right";
    if !std::path::Path::new(LIBRARY).exists() {
        return not_run("F17, F18", WHAT, "there is no libfaketime");
    }
    for db in Db::BOTH {
        let stage = Stage::new(db, &[]);
        let machine = Machine::start(&stage);
        let caller = Caller::new(&machine.node.base());
        let mut refresh = chain(&machine.node.base()).await;
        assert!(ahead(&caller).await.abs() < 30);
        let keys = stage.count("signing_keys");
        for (step, offset) in [SOME, -SOME, 0].into_iter().enumerate() {
            machine.set(offset);
            told_of_steps(&stage, step + 1).await;
            let expected = match db {
                Db::Sqlite => offset,
                Db::Postgres => 0,
            };
            let found = ahead(&caller).await;
            assert!(
                (found - expected).abs() < 30,
                "{db:?}: {found} s at {offset} s"
            );
            let said = caller.refresh(&refresh).await;
            refresh = said
                .member("refresh_token")
                .unwrap_or_else(|| panic!("{db:?} at {offset} s: {}", said.text()));
        }
        let metrics = machine.node.metrics();
        assert!(
            metrics.contains("signet_clock_steps_total 3\n"),
            "{metrics}"
        );
        assert!(machine.node.log().contains("took a step"));
        assert_eq!(stage.count("signing_keys"), keys);
        stage.holds(&machine.node).await;
        Row {
            fault: "F17, F18",
            what: WHAT.to_owned(),
            on: stage.on(),
            times: 3,
            forced: Some(0),
            ..Row::default()
        }
        .write();
    }
}
