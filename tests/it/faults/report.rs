//! What came of each fault: a line on the terminal, and a row of the table that `make faults` prints.

use std::{io::Write, sync::Mutex, time::Duration};

use serde_json::{Value, json};

/// A row: the numbers that are known.
#[derive(Debug, Default)]
pub struct Row {
    pub fault: &'static str,
    pub what: String,
    pub on: &'static str,
    pub times: usize,
    pub acknowledged: Option<usize>,
    pub unanswered: Option<usize>,
    pub lost: Option<usize>,
    pub doubled: Option<usize>,
    pub forced: Option<usize>,
    pub slowest: Option<Duration>,
    /// Why it was not run.
    pub not_run: Option<String>,
}

/// A fault that this machine cannot make.
pub fn not_run(fault: &'static str, what: &str, why: impl Into<String>) {
    Row {
        fault,
        what: what.to_owned(),
        not_run: Some(why.into()),
        ..Row::default()
    }
    .write();
}

impl Row {
    pub fn write(self) {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _turn = ONE_AT_A_TIME
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let row = json!({
            "fault": self.fault,
            "what": self.what,
            "on": self.on,
            "times": self.times,
            "acknowledged": self.acknowledged,
            "unanswered": self.unanswered,
            "lost": self.lost,
            "doubled": self.doubled,
            "forced_sign_ins": self.forced,
            "slowest_recovery_ms": self.slowest.map(|took| took.as_millis()),
            "not_run": self.not_run,
        });
        eprintln!("{}", line(&row));
        #[expect(
            clippy::disallowed_methods,
            reason = "where the table goes is the caller's choice"
        )]
        let Ok(path) = std::env::var("SIGNET_FAULTS_REPORT") else {
            return;
        };
        let mut file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .expect("opens");
        writeln!(file, "{row}").expect("writes");
        let shown = std::path::Path::new(&path).with_extension("md");
        std::fs::write(shown, table(&path)).expect("writes");
    }
}

/// All rows so far, in the order of their numbers.
fn table(path: &str) -> String {
    let text = std::fs::read_to_string(path).expect("reads");
    let mut rows: Vec<String> = text
        .lines()
        .map(|row| line(&serde_json::from_str(row).expect("JSON")))
        .collect();
    rows.sort();
    format!(
        "| fault | what | on | times | acknowledged | without an answer | lost | doubled | forced sign-ins | slowest recovery |\n\
         |---|---|---|---|---|---|---|---|---|---|\n{}\n",
        rows.join("\n")
    )
}

fn line(row: &Value) -> String {
    let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
    if let Some(why) = row["not_run"].as_str() {
        return format!(
            "| {} | {} | | *not run*: {why} | | | | | | |",
            text("fault"),
            text("what")
        );
    }
    let number = |name: &str| match row[name].as_u64() {
        Some(number) => number.to_string(),
        None => "–".to_owned(),
    };
    let slowest = match row["slowest_recovery_ms"].as_u64() {
        Some(millis) => format!("{millis} ms"),
        None => "–".to_owned(),
    };
    format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {slowest} |",
        text("fault"),
        text("what"),
        text("on"),
        number("times"),
        number("acknowledged"),
        number("unanswered"),
        number("lost"),
        number("doubled"),
        number("forced_sign_ins"),
    )
}
