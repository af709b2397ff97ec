//! The process dies at every point of a token request, as by `kill -9`, and starts again: nothing
//! is half done. Then at any moment, under load.

use std::{
    io::Write,
    process::{Child, Command},
    time::Duration,
};

use serde_json::json;
use signet::{
    core::failpoint::POINTS,
    store::{self, Store, Target},
};

use super::{Dice, ledger::Load, now, often, pause, report::Row, stage::Stage};
use crate::support::{
    Answer, Browser, Db, Tokens,
    app::{VERIFIER, code_of},
    database::{new_postgres, options},
    ports,
    processes::start_dev,
    query,
    server::CALLBACK,
};

const CLIENT: &str = "mortal";

/// How often at each point: 96 kills in all, and as many at random.
fn kills() -> usize {
    often(3, 3)
}

/// A `signet dev` that dies and comes back at the same address with the same data.
struct Mortal {
    child: Option<Child>,
    port: u16,
    set: Vec<String>,
    dir: tempfile::TempDir,
    store: Store,
}

impl Mortal {
    fn new(db: Db) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let target = match db {
            Db::Sqlite => Target::Sqlite(dir.path().join("db.sqlite3")),
            Db::Postgres => Target::Postgres(new_postgres()),
        };
        // The door's key takes a while to make, and is not what is tried here.
        let mut set = vec!["legacy.ocariot.enabled=false".to_owned()];
        if let Target::Postgres(url) = &target {
            set.push(format!("database.url={url}"));
        }
        let port = ports::free().port();
        let child = Some(start_dev(port, &set, dir.path()));
        let store = Store::open(&options(target)).expect("opens");
        let mortal = Self {
            child,
            port,
            set,
            dir,
            store,
        };
        mortal.import();
        mortal
    }

    /// A client of the operator's own with refresh tokens that rotate.
    fn import(&self) {
        let client = json!({"client_id": CLIENT, "token_endpoint_auth_method": "none", "redirect_uris": [CALLBACK],
            "grant_types": ["authorization_code", "refresh_token"], "scope": "openid profile records.read",
            "signet": {"first_party": true, "online_refresh": true}});
        let file = self.dir.path().join("client.jsonl");
        let mut written = std::fs::File::create(&file).expect("creates");
        writeln!(written, "{client}").expect("writes");
        let dir = self.dir.path().to_str().expect("text");
        let mut command = Command::new(env!("CARGO_BIN_EXE_signet"));
        command.args([
            "client",
            "import",
            file.to_str().expect("text"),
            "--dev",
            dir,
        ]);
        for setting in &self.set {
            command.args(["--set", setting]);
        }
        let output = command.output().expect("runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// ST-11: all that must hold does, after whatever deaths.
    fn holds(&self) {
        let dir = self.dir.path().to_str().expect("text");
        let mut args = vec!["db", "verify", "--dev", dir];
        args.extend(self.set.iter().flat_map(|setting| ["--set", setting]));
        let (code, out, err) = crate::cli::run(&args);
        assert_eq!(code, 0, "{out}{err}");
    }

    fn report(&self, fault: &'static str, what: &str) {
        Row {
            fault,
            what: what.to_owned(),
            on: match self.store.kind() {
                "sqlite" => "SQLite",
                _ => "PostgreSQL",
            },
            times: POINTS.len() * kills(),
            lost: Some(0),
            doubled: Some(0),
            forced: Some(0),
            ..Row::default()
        }
        .write();
    }

    fn base(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Signs in once; the session outlives every death.
    async fn browser(&self) -> Browser {
        let browser = Browser::new(&self.base());
        // A running server knows a new client within a second.
        let begun = loop {
            let begun = browser.get(&format!("/authorize?{}", self.query())).await;
            if begun.status == 303 {
                break begun;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        };
        let page = browser.get(begun.location().path()).await;
        let page = browser.sign_in(&page, "anna", "anna-sample-1").await;
        let _first = code_of(&page.refresh());
        browser
    }

    fn query(&self) -> String {
        query(CLIENT, &[("scope", "openid profile")])
    }

    async fn code(&self, browser: &Browser) -> String {
        let answer = browser.get(&format!("/authorize?{}", self.query())).await;
        code_of(&answer.location())
    }

    /// Posts a request that the process does not survive; what arrived of the answer.
    async fn die(&mut self, point: &str, form: &[(&str, &str)]) -> Option<String> {
        let browser = Browser::new(&self.base());
        let request = browser
            .http
            .post(browser.url("/token"))
            .header("x-signet-failpoint", point)
            .form(form);
        let body = match request.send().await {
            Ok(answer) => answer.text().await.ok(),
            Err(_) => None,
        };
        let mut child = self.child.take().expect("runs");
        let status = child.wait().expect("ends");
        assert!(!status.success(), "{point}: the process lives");
        self.child = Some(start_dev(self.port, &self.set, self.dir.path()));
        body
    }

    async fn token(&self, form: &[(&str, &str)]) -> Answer {
        let browser = Browser::new(&self.base());
        browser
            .send(browser.http.post(browser.url("/token")).form(form))
            .await
    }

    fn grants(&self) -> i64 {
        self.store.read(store::grants::count).expect("counts")
    }

    fn heads(&self) -> i64 {
        self.store
            .read(store::refresh_tokens::count_active)
            .expect("counts")
    }
}

impl Drop for Mortal {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _gone = child.kill();
            let _waited = child.wait();
        }
    }
}

/// Whether the transaction was durable when the process died there.
fn committed(point: &str) -> bool {
    let at = |name: &str| POINTS.iter().position(|one| *one == name).expect("a point");
    at(point) >= at("after-commit")
}

// F01, TK-17: "after restart either the code is still redeemable and no token exists, or it is consumed
// and the grant row exists; never both absent, never two grants".
async fn a_redemption_is_whole_or_not_at_all(db: Db) {
    let mut mortal = Mortal::new(db);
    let browser = mortal.browser().await;
    for point in POINTS {
        for _ in 0..kills() {
            let before = mortal.grants();
            let code = mortal.code(&browser).await;
            let form = [
                ("grant_type", "authorization_code"),
                ("code", code.as_str()),
                ("redirect_uri", CALLBACK),
                ("code_verifier", VERIFIER),
                ("client_id", CLIENT),
            ];
            mortal.die(point, &form).await;
            let made = mortal.grants() - before;
            assert_eq!(made, i64::from(committed(point)), "{db:?} {point}");
            let again = mortal.token(&form).await;
            let expected = if committed(point) { 400 } else { 200 };
            assert_eq!(
                again.status.as_u16(),
                expected,
                "{db:?} {point}: {}",
                again.body
            );
            assert_eq!(mortal.grants() - before, 1, "{db:?} {point}");
        }
    }
    mortal.holds();
    mortal.report("F01", "kill -9 at 8 points of a redemption");
}

// F02, R-14: wherever the process dies, the client sends its token again and goes on, with one head.
async fn a_refresh_is_repaired_by_a_retry(db: Db) {
    let mut mortal = Mortal::new(db);
    let browser = mortal.browser().await;
    let code = mortal.code(&browser).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", CLIENT),
    ];
    let mut last = Tokens(mortal.token(&form).await.json());
    for point in POINTS {
        for _ in 0..kills() {
            let token = last.text("refresh_token").to_owned();
            let form = [
                ("grant_type", "refresh_token"),
                ("refresh_token", token.as_str()),
                ("client_id", CLIENT),
            ];
            let arrived = mortal.die(point, &form).await;
            let again = mortal.token(&form).await;
            assert_eq!(again.status, 200, "{db:?} {point}: {}", again.body);
            last = Tokens(again.json());
            if let Some(whole) = arrived.and_then(|text| serde_json::from_str(&text).ok()) {
                // What did arrive is what is answered again.
                assert_eq!(
                    Tokens(whole).text("refresh_token"),
                    last.text("refresh_token")
                );
            }
            assert_eq!(mortal.heads(), 1, "{db:?} {point}");
        }
    }
    assert_eq!(mortal.grants(), 1);
    mortal.holds();
    mortal.report("F02", "kill -9 at 8 points of a refresh");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_redemption_on_sqlite() {
    a_redemption_is_whole_or_not_at_all(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_redemption_on_postgres() {
    a_redemption_is_whole_or_not_at_all(Db::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_refresh_on_sqlite() {
    a_refresh_is_repaired_by_a_retry(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_refresh_on_postgres() {
    a_refresh_is_repaired_by_a_retry(Db::Postgres).await;
}

/// The process is killed at random moments under load, and starts again.
async fn killed_at_random(db: Db) {
    let stage = Stage::new(db, &[]);
    let mut node = stage.node();
    let load = Load::start(&stage, &[node.base()], 2).await;
    let (times, mut dice, mut slowest) = (often(3, 52), Dice::new(), Duration::ZERO);
    for _ in 0..times {
        pause(50 + dice.below(400)).await;
        node.kill();
        node.start();
        slowest = slowest.max(load.success_after(now()).await);
    }
    let tally = load.settle(&stage, &node).await;
    let what = ("kill -9 at random under load", stage.on());
    tally.report("F01, F02", what, times, Some(slowest));
}

// F01, F02: nothing acknowledged is lost, nothing is done twice, chains go on.
#[tokio::test(flavor = "multi_thread")]
async fn killed_at_random_on_sqlite() {
    killed_at_random(Db::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_random_on_postgres() {
    killed_at_random(Db::Postgres).await;
}
