//! The audit trail: its chain, its triggers, what is in it, and how it leaves the database.

use std::{path::Path, sync::Arc};

use diesel::RunQueryDsl;
use serde_json::{Value, json};
use signet::{
    account::{
        audit::{self, Reach},
        starts,
        user::{NewUser, create},
    },
    app::Ctx,
    store::{self, Conn, Target},
};
use tempfile::TempDir;

use crate::support::{
    Db, Server, both,
    database::{execute, new_postgres, rows, try_execute},
};

/// A directory, and the URL of a database for it.
pub fn place(db: Db) -> (Arc<TempDir>, String) {
    let dir = Arc::new(tempfile::tempdir().expect("a directory"));
    let url = match db {
        Db::Sqlite => format!("sqlite://{}/db.sqlite3", dir.path().display()),
        Db::Postgres => new_postgres(),
    };
    (dir, url)
}

pub fn target(url: &str) -> Target {
    match url.strip_prefix("sqlite://") {
        Some(path) => Target::Sqlite(path.into()),
        None => Target::Postgres(url.to_owned()),
    }
}

/// Lets an attacker at the tables, as somebody who owns the database can.
fn without_triggers(target: &Target) {
    let drop: &[&str] = match target {
        Target::Sqlite(_) => &[
            "DROP TRIGGER audit_no_update",
            "DROP TRIGGER audit_no_delete",
            "DROP TRIGGER audit_seals_no_update",
            "DROP TRIGGER audit_seals_no_delete",
            "DROP TRIGGER audit_checkpoints_no_delete",
        ],
        Target::Postgres(_) => &[
            "DROP TRIGGER audit_is_kept ON audit",
            "DROP TRIGGER audit_seals_are_kept ON audit_seals",
            "DROP TRIGGER audit_checkpoints_are_kept ON audit_checkpoints",
        ],
    };
    for statement in drop {
        execute(target, statement);
    }
}

fn verified(server: &Server, more: &[&str]) -> (i32, Value) {
    let args = [&["audit", "verify", "-o", "json"], more].concat();
    let (code, out, err) = server.try_command(&args);
    let told = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
    (code, told)
}

async fn until(what: &str, mut so_far: impl FnMut() -> bool) {
    for _ in 0..300 {
        if so_far() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{what}: it never came so far");
}

// AU-04: a trail from which all was taken, seals and checkpoints with it, is not intact: that of a new
// database tells of its first keys.
both!(a_trail_that_was_emptied_is_not_intact);
async fn a_trail_that_was_emptied_is_not_intact(db: Db) {
    // A server that runs would seal in between.
    let server = Server::start(db).await.quiet().await;
    let verify = || {
        audit::verify(&server.app, Vec::new())
            .expect("verifies")
            .problems
    };
    assert_eq!(verify(), []);
    without_triggers(&server.store_options().target);
    for table in ["audit_checkpoints", "audit_seals", "audit"] {
        server.sql(&format!("DELETE FROM {table}"));
    }
    assert_eq!(server.count("audit"), 0);
    let problems = verify();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].kind, "trail-emptied");
}

// AU-04: a served estate is sealed within a second or so; `signet audit verify` says intact, and
// finds a row that is gone; an end that was cut off is found by the checkpoints of the log.
both!(an_operator_verifies_the_trail);
async fn an_operator_verifies_the_trail(db: Db) {
    let (dir, url) = place(db);
    let server = Server::served(&dir, &url);
    let _tokens = server.tokens().await;
    until("sealed", || {
        server.count("audit") == server.count("audit_seals")
    })
    .await;
    let (code, told) = verified(&server, &[]);
    assert_eq!((code, &told["intact"]), (0, &json!(true)), "{told}");
    assert!(told["sealed"].as_u64().expect("a number") > 10, "{told}");
    assert!(
        told["checkpoints"].as_u64().expect("a number") > 0,
        "{told}"
    );
    assert_eq!(told["problems"], json!([]));
    let human = server.command(&["audit", "verify"]);
    assert!(human.ends_with("intact\n"), "{human}");
    server.terminate();
    // The end of a server is a checkpoint in its log.
    let server = Server::served(&dir, &url);
    let log = dir.path().join("log");
    let log = log.to_str().expect("text");
    let (code, told) = verified(&server, &["--checkpoint", log]);
    assert_eq!(code, 0, "{told}");
    server.terminate();
    let target = target(&url);
    without_triggers(&target);
    // Cut off behind what was sealed first: the rows, the seals, and the checkpoints of later.
    for statement in [
        "DELETE FROM audit WHERE id NOT IN (SELECT audit_id FROM audit_seals WHERE number <= 5)",
        "DELETE FROM audit_seals WHERE number > 5",
        "DELETE FROM audit_checkpoints",
    ] {
        execute(&target, statement);
    }
    let args = |more: &[&str]| {
        let config = dir.path().join("signet.toml");
        let set = format!("database.url={url}");
        let base = [
            "audit",
            "verify",
            "-o",
            "json",
            "-c",
            config.to_str().expect("text"),
            "--set",
            &set,
        ];
        let (code, out, _) = crate::cli::run(&[&base, more].concat());
        let told: Value = serde_json::from_str(&out).expect("JSON");
        (code, told)
    };
    assert_eq!(args(&[]).0, 0, "the database alone does not know");
    let (code, told) = args(&["--checkpoint", log]);
    assert_eq!(
        (code, &told["problems"][0]["kind"]),
        (8, &json!("cut-off")),
        "{told}"
    );
    execute(
        &target,
        "DELETE FROM audit WHERE id = (SELECT audit_id FROM audit_seals WHERE number = 3)",
    );
    let (code, told) = args(&[]);
    assert_eq!(code, 8);
    assert_eq!(
        (
            &told["intact"],
            &told["problems"][0]["kind"],
            &told["problems"][0]["number"]
        ),
        (&json!(false), &json!("missing"), &json!(3)),
        "{told}"
    );
    // A log without any is a mistake, not a clean bill.
    std::fs::write(dir.path().join("other"), "nothing\n").expect("writes");
    let other = dir.path().join("other");
    let config = dir.path().join("signet.toml");
    let set = format!("database.url={url}");
    let (code, _, err) = crate::cli::run(&[
        "audit",
        "verify",
        "-c",
        config.to_str().expect("text"),
        "--set",
        &set,
        "--checkpoint",
        other.to_str().expect("text"),
    ]);
    assert_eq!(code, 2, "{err}");
}

/// Runs statements in a transaction, verifies in it, and takes it back: what was found.
fn tampered(server: &Server, statements: &[String]) -> Option<usize> {
    let app = server.app.clone();
    let statements = statements.to_vec();
    let found = server.app.store.rehearse(move |conn| {
        let mut changed = 0;
        for statement in &statements {
            changed += match conn {
                Conn::Sqlite(c) => diesel::sql_query(statement).execute(*c)?,
                Conn::Postgres(c) => diesel::sql_query(statement).execute(*c)?,
            };
        }
        let key = app.audit_key.clone();
        let mac = move |text: &[u8]| key.sign(text);
        let verdict = audit::verify_on(conn, &mac, Vec::new())?;
        Ok((changed > 0).then_some(verdict.problems.len()))
    });
    found.expect("runs")
}

// AU-04: some hundred edits, deletions, swaps and insertions in real tables are all found; the
// property over 10,000 is beside the verifier.
both!(what_is_done_to_the_tables_is_found);
async fn what_is_done_to_the_tables_is_found(db: Db) {
    let server = Server::start(db).await;
    let _tokens = server.tokens().await;
    let _more = server.tokens().await;
    audit::seal(&server.ctx(), Reach::All).expect("seals");
    let target = server.store_options().target;
    without_triggers(&target);
    let ids = server.rows("audit_id", "audit_seals ORDER BY number");
    let at = |n: usize| &ids[n % ids.len()];
    let mut deeds: Vec<Vec<String>> = Vec::new();
    let bytes = match db {
        Db::Sqlite => "x'00'",
        Db::Postgres => "'\\x00'::bytea",
    };
    for n in 0..ids.len() {
        let (one, two) = (at(n * 7 + 3), at(n * 11 + 5));
        let number = n % (ids.len() - 1) + 1;
        let edits = [
            "event = event || 'x'",
            "outcome = 'failed'",
            "actor = 'operator2'",
            "subject = 'user:nobody'",
            "client_id = 'other'",
            "ip = '192.0.2.77'",
            "request_id = 'other'",
            "detail = '{\"a\":2}'",
            "node = 'other'",
            "at = at + 1",
            "seq = seq + 100000",
            "prev_hash = NULL",
            "hash = NULL",
            "id = id || 'x'",
        ];
        let edit = edits[n % edits.len()];
        deeds.push(vec![format!("UPDATE audit SET {edit} WHERE id = '{one}'")]);
        let edit = edits[(n * 5 + 1) % edits.len()];
        deeds.push(vec![format!("UPDATE audit SET {edit} WHERE id = '{two}'")]);
        deeds.push(vec![format!(
            "UPDATE audit SET hash = {bytes} WHERE id = '{one}'"
        )]);
        deeds.push(vec![format!(
            "UPDATE audit_seals SET hash = {bytes} WHERE number = {number}"
        )]);
        deeds.push(vec![format!("DELETE FROM audit WHERE id = '{one}'")]);
        deeds.push(vec![format!(
            "DELETE FROM audit_seals WHERE number = {number}"
        )]);
        deeds.push(vec![
            format!("DELETE FROM audit WHERE id IN (SELECT audit_id FROM audit_seals WHERE number = {number})"),
            format!("DELETE FROM audit_seals WHERE number = {number}"),
        ]);
        if one != two {
            // Two rows change places, by their ids.
            deeds.push(vec![
                format!("UPDATE audit SET id = 'swap' WHERE id = '{one}'"),
                format!("UPDATE audit SET id = '{one}' WHERE id = '{two}'"),
                format!("UPDATE audit SET id = '{two}' WHERE id = 'swap'"),
            ]);
            // And in the chain.
            deeds.push(vec![
                format!("UPDATE audit_seals SET audit_id = 'swap' WHERE audit_id = '{one}'"),
                format!("UPDATE audit_seals SET audit_id = '{one}' WHERE audit_id = '{two}'"),
                format!("UPDATE audit_seals SET audit_id = '{two}' WHERE audit_id = 'swap'"),
            ]);
        }
        deeds.push(vec![format!(
            "INSERT INTO audit SELECT 'copy', at, event, outcome, actor, subject, client_id, ip, request_id, detail, node, 900000, prev_hash, hash FROM audit WHERE id = '{one}'"
        )]);
    }
    assert!(deeds.len() > 200, "{}", deeds.len());
    for deed in &deeds {
        match tampered(&server, deed) {
            // An edit to what it was before is none.
            None => panic!("{deed:?}"),
            Some(0) => {
                let same = deed.len() == 1 && deed[0].starts_with("UPDATE audit SET");
                let now =
                    |row: &store::audit::AuditRow| deed[0].ends_with(&format!("'{}'", row.id));
                let row = server.audit().into_iter().find(now);
                let row = row.filter(|_| same).unwrap_or_else(|| panic!("{deed:?}"));
                let was = format!("{:?}{:?}", row.outcome, row.client_id);
                assert!(
                    was.contains("failed") || deed[0].contains("ip ="),
                    "{deed:?} {row:?}"
                );
            }
            Some(_) => {}
        }
    }
    assert_eq!(
        tampered(&server, &["UPDATE meta SET name = name".into()]),
        Some(0)
    );
}

// AU-04: what is taken back leaves numbers out, and that is no alarm; many connections write at
// once, two nodes seal, and the chain holds all.
both!(rollbacks_and_races_leave_the_chain_whole);
async fn rollbacks_and_races_leave_the_chain_whole(db: Db) {
    let server = Arc::new(Server::start(db).await);
    let other = match db {
        Db::Sqlite => None,
        Db::Postgres => Some(server.beside().await),
    };
    let threads: Vec<_> = (0..16)
        .map(|thread| {
            let server = server.clone();
            std::thread::spawn(move || {
                for turn in 0..10 {
                    let ctx = server.ctx().rehearsing(turn % 3 == 0);
                    let name = format!("someone-{thread}-{turn}");
                    let new: NewUser =
                        serde_json::from_value(json!({ "username": name })).expect("a user");
                    create(&ctx, new).expect("creates").expect("valid");
                    if turn % 4 == 0 {
                        audit::seal(&ctx, Reach::All).expect("seals");
                    }
                }
            })
        })
        .collect();
    let sealing = other.as_ref().map(|other| {
        let ctx = other.ctx();
        std::thread::spawn(move || {
            for _ in 0..20 {
                audit::seal(&ctx, Reach::All).expect("seals");
            }
        })
    });
    for thread in threads.into_iter().chain(sealing) {
        thread.join().expect("ends");
    }
    audit::seal(&server.ctx(), Reach::All).expect("seals");
    let verdict = audit::verify(&server.app, Vec::new()).expect("verifies");
    assert_eq!(verdict.problems, []);
    assert_eq!(
        (verdict.sealed, verdict.unsealed),
        (server.count("audit"), 0)
    );
    assert!(server.count("audit WHERE event = 'user.added'") > 16 * 6);
    let node = server.app.ledger.node();
    let seqs = server.rows(
        "MAX(seq) - COUNT(*)",
        &format!("audit WHERE node = '{node}'"),
    );
    assert!(
        seqs[0].parse::<i64>().expect("a number") >= 16 * 2,
        "numbers were left out"
    );
}

/// Seals until nothing waits; the server's own job may be first at times.
fn seal_all(server: &Server) {
    while server.count("audit") > server.count("audit_seals") {
        audit::seal(&server.ctx(), Reach::All).expect("seals");
    }
}

/// So many events, in one transaction.
fn happen(server: &Server, events: usize) {
    let ctx = server.ctx();
    let written = server.app.store.write(move |conn| {
        for _ in 0..events {
            let event = ctx.event("test.happened", None, "server".into());
            store::audit::append(conn, &ctx.app.ledger, &event)?;
        }
        Ok(())
    });
    written.expect("writes");
}

// AU-04: "signed checkpoints (every 1,000 rows or 5 min)".
#[tokio::test]
async fn checkpoints_come_by_rows_and_by_time() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        seal_all(&server);
        happen(&server, 2500);
        seal_all(&server);
        let numbers = || -> Vec<i64> {
            let read = |conn: &mut Conn<'_>| store::audit_chain::checkpoints(conn, None);
            let mut found = server.app.store.read(read).expect("reads");
            found.reverse();
            found.iter().map(|checkpoint| checkpoint.number).collect()
        };
        let by_rows = numbers();
        assert!(by_rows.len() >= 3, "{by_rows:?}");
        assert!(
            by_rows.windows(2).all(|two| two[1] - two[0] <= 1000),
            "{by_rows:?}"
        );
        let sealed = i64::try_from(server.count("audit_seals")).expect("small");
        assert!(sealed - by_rows[by_rows.len() - 1] < 1000, "{by_rows:?}");
        server.advance(301);
        happen(&server, 1);
        seal_all(&server);
        let sealed = i64::try_from(server.count("audit_seals")).expect("small");
        until("a checkpoint", || {
            audit::seal(&server.ctx(), Reach::All).expect("seals");
            numbers().last() == Some(&sealed)
        })
        .await;
        assert_eq!(
            audit::verify(&server.app, Vec::new())
                .expect("verifies")
                .problems,
            []
        );
    }
}

// AU-05: UPDATE and DELETE of the trail, its seals and checkpoints are errors of the database.
#[tokio::test]
async fn the_database_keeps_the_trail() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        audit::close(&server.ctx()).expect("seals");
        let target = server.store_options().target;
        let mut statements = vec![
            "UPDATE audit SET event = 'x'",
            "DELETE FROM audit",
            "UPDATE audit_seals SET number = number + 1",
            "DELETE FROM audit_seals",
            "UPDATE audit_checkpoints SET at = 0",
            "DELETE FROM audit_checkpoints",
        ];
        match db {
            Db::Sqlite => statements.push("INSERT OR REPLACE INTO audit SELECT id, 0, event, outcome, actor, subject, client_id, ip, request_id, detail, node, seq, prev_hash, hash FROM audit"),
            Db::Postgres => statements.push("TRUNCATE audit"),
        }
        let before = server.rows("id", "audit ORDER BY id").len();
        for statement in statements {
            let refused = try_execute(&target, statement);
            let text = refused.expect_err(statement).to_string();
            assert!(
                text.contains("the audit trail is not changed"),
                "{statement}: {text}"
            );
        }
        assert!(server.rows("id", "audit ORDER BY id").len() >= before);
        assert_eq!(
            audit::verify(&server.app, Vec::new())
                .expect("verifies")
                .problems,
            []
        );
    }
}

/// The lines of `signet audit export`.
fn exported(server: &Server, more: &[&str]) -> Vec<Value> {
    let out = server.command(&[&["audit", "export"], more].concat());
    let read = |line: &str| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
    out.lines().map(read).collect()
}

// AU-06: one event is one line of JSON, whatever somebody wrote into it; AU-15: wrong passwords,
// reads of personal data by an operator, exports, keys and configurations are events.
#[tokio::test]
async fn events_leave_as_lines() {
    for db in Db::BOTH {
        let (dir, url) = place(db);
        let server = Server::served(&dir, &url);
        let hostile = "x\r\n{\"event\":\"forged\"}\u{1b}[2J\u{202e}\u{9b}\u{2028}";
        let mut event = server.ctx().event("test.hostile", None, hostile.into());
        event.detail = Some(json!({ "agent": hostile }));
        let app = server.app.clone();
        let written = server
            .app
            .store
            .write(move |conn| store::audit::append(conn, &app.ledger, &event));
        written.expect("writes");
        let browser = server.browser();
        let page = browser.open(&crate::support::query("web", &[])).await;
        let page = browser.sign_in(&page, "anna", "a wrong password").await;
        browser.sign_in(&page, "anna", "anna-password").await;
        for command in [
            &["user", "show", "anna"][..],
            &["user", "list"],
            &["grant", "list"],
            &["keys", "rotate", "--alg", "ES256"],
        ] {
            server.command(command);
        }
        let out = server.command(&["audit", "export"]);
        let bad = |c: char| (c.is_control() && c != '\n') || ('\u{2028}'..='\u{202e}').contains(&c);
        assert!(!out.contains(bad), "{out}");
        let all = exported(&server, &[]);
        let hostile_line = all
            .iter()
            .find(|line| line["event"] == "test.hostile")
            .expect("it is there");
        assert_eq!(
            (&hostile_line["actor"], &hostile_line["detail"]["agent"]),
            (&json!(hostile), &json!(hostile))
        );
        for (event, success) in [
            ("login.password", false),
            ("session.began", true),
            ("user.shown", true),
            ("user.listed", true),
            ("grant.listed", true),
            ("audit.exported", true),
            ("server.started", true),
            ("config.changed", true),
            ("key.made", true),
            ("client.added", true),
        ] {
            let is =
                |line: &&Value| line["event"] == event && (line["outcome"] == "success") == success;
            assert!(all.iter().any(|line| is(&line)), "{event}");
        }
        // By event, subject and time.
        let anna = all
            .iter()
            .find(|line| line["event"] == "user.shown")
            .expect("shown")["subject"]
            .clone();
        let subject = anna.as_str().expect("text");
        let of = exported(&server, &["--subject", subject]);
        assert!(of.iter().all(|line| line["subject"] == anna) && of.len() > 1);
        let bare = subject.strip_prefix("user:").expect("a user");
        assert!(exported(&server, &["--subject", bare]).len() >= of.len());
        let users = exported(&server, &["--event", "user.*"]);
        assert!(
            users.len() > 3
                && users
                    .iter()
                    .all(|line| line["event"].as_str().expect("text").starts_with("user."))
        );
        assert_eq!(
            exported(&server, &["--until", "2020-01-01"]),
            Vec::<Value>::new()
        );
        assert!(exported(&server, &["--since", "2020-01-01T00:00:00Z"]).len() > all.len());
        assert_eq!(
            server
                .try_command(&["audit", "export", "--since", "soon"])
                .0,
            2
        );
        // Another start with the same configuration changes nothing; with another it says so.
        let changes = |server: &Server| exported(server, &["--event", "config.changed"]).len();
        let before = changes(&server);
        server.terminate();
        let server = Server::served(&dir, &url);
        let now = changes(&server);
        // The ports at which it listens do differ.
        assert_eq!(now, before);
        assert_eq!(exported(&server, &["--event", "server.started"]).len(), 2);
        assert!(Path::new(&dir.path().join("log")).exists());
    }
}

// AU-15: nodes of one estate listen at addresses of their own, and have one configuration.
#[tokio::test]
async fn nodes_that_listen_elsewhere_have_one_configuration() {
    let first = Server::start(Db::Postgres).await;
    let changes = || -> usize {
        let all = first.audit();
        all.iter()
            .filter(|row| row.event == "config.changed")
            .count()
    };
    let mut seen = Vec::new();
    for set in [
        "server.management_listen=127.0.0.1:18001",
        "server.management_listen=127.0.0.1:18002",
        "tokens.access=601s",
    ] {
        let at = "server.public_url=http://localhost:18080";
        let node = first.beside_with(&[at, set]).await;
        starts::started(&node.ctx()).expect("starts");
        seen.push(changes());
    }
    assert_eq!(seen, [1, 1, 2]);
}

// AU-04: rows from before the chain are taken in at its beginning; later none without a hash is.
#[tokio::test]
async fn an_estate_from_before_the_chain_is_adopted() {
    for db in Db::BOTH {
        let (dir, url) = place(db);
        let server = Server::served(&dir, &url);
        let app = server.app.clone();
        // Nobody seals meanwhile.
        server.terminate();
        let ctx = Ctx::background(app.clone());
        let target = target(&url);
        without_triggers(&target);
        for statement in [
            "DELETE FROM audit_seals",
            "DELETE FROM audit_checkpoints",
            "UPDATE audit SET prev_hash = NULL, hash = NULL",
        ] {
            execute(&target, statement);
        }
        let old: u64 = rows(&target, "COUNT(*)", "audit")[0]
            .parse()
            .expect("a number");
        let new: NewUser = serde_json::from_value(json!({ "username": "new" })).expect("a user");
        create(&ctx, new).expect("creates").expect("valid");
        audit::seal(&ctx, Reach::All).expect("seals");
        let verdict = audit::verify(&app, Vec::new()).expect("verifies");
        assert_eq!(
            (verdict.adopted, verdict.unsealed, verdict.problems),
            (old, 0, Vec::new())
        );
        execute(
            &target,
            "INSERT INTO audit (id, at, event, outcome, actor, request_id, node, seq) VALUES ('forged', 1, 'x', 'success', 'x', 'x', 'x', 1)",
        );
        audit::seal(&ctx, Reach::All).expect("seals");
        let verdict = audit::verify(&app, Vec::new()).expect("verifies");
        assert_eq!(verdict.problems[0].kind, "forged");
        assert_eq!(
            rows(&target, "COUNT(*)", "audit_seals WHERE audit_id = 'forged'"),
            ["0"]
        );
    }
}

// AU-04: whoever takes all seals out, with rows of the past, is missed; and a server that seals anew says
// so in the trail.
both!(seals_that_are_gone_are_missed);
async fn seals_that_are_gone_are_missed(db: Db) {
    // A server that runs would seal in between.
    let server = Server::start(db).await.quiet().await;
    starts::started(&server.ctx()).expect("starts");
    server.advance(2 * 3600);
    audit::record(&server.ctx(), "key.made", "server", None, None).expect("is kept");
    audit::seal(&server.ctx(), audit::Reach::All).expect("seals");
    let kinds = || -> Vec<&'static str> {
        let verdict = audit::verify(&server.app, Vec::new()).expect("verifies");
        verdict
            .problems
            .iter()
            .map(|problem| problem.kind)
            .collect()
    };
    assert!(kinds().is_empty(), "{:?}", kinds());
    without_triggers(&server.store_options().target);
    for statement in [
        "DELETE FROM audit_seals",
        "DELETE FROM audit_checkpoints",
        "DELETE FROM audit WHERE event = 'key.made'",
    ] {
        server.sql(statement);
    }
    audit::record(&server.ctx(), "key.made", "server", None, None).expect("is kept");
    assert_eq!(kinds(), ["seals-gone"]);
    audit::seal(&server.ctx(), audit::Reach::All).expect("seals");
    let told = server.audit();
    assert!(told.iter().any(|row| row.event == "audit.seals_gone"));
    assert!(kinds().is_empty(), "{:?}", kinds());
    // A row that was left out long ago.
    server.advance(2 * 3600);
    audit::record(&server.ctx(), "key.made", "server", None, None).expect("is kept");
    server.advance(2 * 3600);
    audit::record(&server.ctx(), "key.made", "server", None, None).expect("is kept");
    audit::seal(
        &server.ctx(),
        audit::Reach::Recent(std::time::Duration::from_secs(60)),
    )
    .expect("seals");
    assert_eq!(kinds(), ["left-unsealed"]);
    // It is sealed late, and that stands in the trail: whoever took its seal out is not forgotten.
    audit::seal_left(&server.ctx()).expect("seals");
    audit::close(&server.ctx()).expect("seals");
    assert!(kinds().is_empty(), "{:?}", kinds());
    let rows = server.audit();
    let late: Vec<_> = rows
        .iter()
        .filter(|row| row.event == "audit.sealed_late")
        .collect();
    assert_eq!(late.len(), 1);
    let detail = late[0].detail.as_deref().expect("a detail");
    assert!(detail.contains("\"rows\":1"), "{detail}");
}

/// Writes so many events as a command does whose clock is two hours behind.
fn happen_behind(app: &Arc<signet::app::App>, events: usize) {
    let ctx = Ctx::background(app.clone());
    let at = ctx.now.minus(std::time::Duration::from_secs(2 * 3600));
    let written = app.store.write(move |conn| {
        for _ in 0..events {
            let mut event = ctx.event("test.happened", None, "operator".into());
            event.at = at;
            store::audit::append(conn, &ctx.app.ledger, &event)?;
        }
        Ok(())
    });
    written.expect("writes");
}

// AU-04: rows whose time is long before what is sealed, as after a step of the clock or by a command with
// a wrong one, are sealed late by the next start, and the trail is whole and says so; a backup seals them
// itself; a row that was not written by this server is not sealed by that.
both!(what_a_wrong_clock_left_is_sealed_late);
async fn what_a_wrong_clock_left_is_sealed_late(db: Db) {
    let (dir, url) = place(db);
    let config = dir.path().join("signet.toml");
    let config = config.to_str().expect("text").to_owned();
    let command = |url: &str, args: &[&str]| {
        let set = format!("database.url={url}");
        let (code, out, err) = crate::cli::run(&[args, &["-c", &config, "--set", &set]].concat());
        (code, format!("{out}{err}"))
    };
    let server = Server::served(&dir, &url);
    let app = server.app.clone();
    server.terminate();
    happen_behind(&app, 1500);
    drop(app);
    let (code, told) = command(&url, &["audit", "verify"]);
    assert!(code == 8 && told.contains("left-unsealed"), "{told}");
    let server = Server::served(&dir, &url);
    until("sealed late", || {
        server.count("audit") == server.count("audit_seals")
    })
    .await;
    let (code, told) = command(&url, &["audit", "verify"]);
    assert_eq!(code, 0, "{told}");
    let out = server.command(&["audit", "export", "--event", "audit.sealed_late"]);
    let rows = |line: &str| {
        let line: Value = serde_json::from_str(line).expect("JSON");
        line["detail"]["rows"].as_u64().expect("a number")
    };
    assert_eq!(out.lines().map(rows).sum::<u64>(), 1500, "{out}");
    let app = server.app.clone();
    server.terminate();
    // A backup needs no start for it, and comes back; nor does a copy.
    happen_behind(&app, 3);
    assert_eq!(command(&url, &["audit", "verify"]).0, 8);
    let saved = dir.path().join("backup");
    let saved = saved.to_str().expect("text");
    let empty = |name: &str| match db {
        Db::Sqlite => format!("sqlite://{}/{name}.sqlite3", dir.path().display()),
        Db::Postgres => new_postgres(),
    };
    let (there, moved) = (empty("there"), empty("moved"));
    for (url, args) in [
        (&url, &["db", "backup", saved][..]),
        (&url, &["db", "verify"]),
        (&there, &["db", "restore", saved]),
    ] {
        let (code, told) = command(url, args);
        assert_eq!(code, 0, "{args:?}: {told}");
    }
    happen_behind(&app, 2);
    drop(app);
    let (code, told) = command(&url, &["audit", "verify"]);
    assert!(code == 8 && told.contains("left-unsealed"), "{told}");
    let (code, told) = command(&url, &["db", "copy", "--to", &moved]);
    assert_eq!(code, 0, "{told}");
    let (code, told) = command(&moved, &["audit", "verify"]);
    assert_eq!(code, 0, "{told}");
    // What somebody else put in stays without a seal.
    execute(
        &target(&moved),
        "INSERT INTO audit (id, at, event, outcome, actor, request_id, node, seq) VALUES ('forged', 1, 'x', 'success', 'x', 'x', 'x', 1)",
    );
    let server = Server::served(&dir, &moved);
    until("sealed", || {
        server.count("audit") == server.count("audit_seals") + 1
    })
    .await;
    let (code, told) = command(&moved, &["audit", "verify"]);
    assert!(code == 8 && told.contains("forged"), "{told}");
    assert_eq!(server.count("audit_seals WHERE audit_id = 'forged'"), 0);
}
