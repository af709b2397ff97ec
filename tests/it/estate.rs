//! A whole estate: backed up and brought back, moved to another database, sealed under another key.

use std::{os::unix::fs::PermissionsExt, process::Command};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    audit::{place, target},
    cli,
    routes::introspect::{self, LIVE, OFFLINE},
    support::{
        Browser, Db, Server, Tokens,
        app::query,
        both,
        database::{execute, rows},
    },
};

const SPA: (&str, Option<&str>) = ("live-spa", None);
const RS: (&str, Option<&str>) = ("rs", Some("rs-secret"));

/// Runs a command on a database of a directory's configuration.
fn run(dir: &TempDir, url: &str, args: &[&str]) -> (i32, String, String) {
    let config = dir.path().join("signet.toml");
    let set = format!("database.url={url}");
    let base = ["-c", config.to_str().expect("text"), "--set", &set];
    cli::run(&[args, &base].concat())
}

fn run_json(dir: &TempDir, url: &str, args: &[&str]) -> Value {
    let (code, out, err) = run(dir, url, &[args, &["-o", "json"]].concat());
    assert_eq!(code, 0, "{args:?}: {err}{out}");
    serde_json::from_str(&out).unwrap_or_else(|_| panic!("{args:?}: {out}"))
}

/// Another, empty database: of the other kind, for what goes across.
fn elsewhere(db: Db, dir: &TempDir, name: &str) -> String {
    match db {
        Db::Sqlite => format!("sqlite://{}/{name}.sqlite3", dir.path().display()),
        Db::Postgres => {
            let (_, url) = place(Db::Postgres);
            url
        }
    }
}

const fn other(db: Db) -> Db {
    match db {
        Db::Sqlite => Db::Postgres,
        Db::Postgres => Db::Sqlite,
    }
}

/// Uses a refresh token: the tokens that come of it.
async fn refresh(
    server: &Server,
    (client, secret): (&str, Option<&str>),
    token: &str,
) -> Option<Tokens> {
    let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
    let answer = server.ask("/token", (client, secret), &form).await;
    match answer.status.as_u16() {
        200 => Some(Tokens(answer.json())),
        _ => {
            assert_eq!(answer.json()["error"], "invalid_grant", "{}", answer.body);
            None
        }
    }
}

/// Whether a browser's cookies sign it in at a server: at another address, too.
async fn is_signed_in(server: &Server, browser: &Browser) -> bool {
    let moved = server.browser();
    let cookies = browser.cookies.lock().expect("whole").clone();
    *moved.cookies.lock().expect("whole") = cookies;
    let answer = moved
        .get(&format!(
            "/authorize?{}",
            query("live", &[("prompt", "none")])
        ))
        .await;
    answer.parameter("code").is_some()
}

fn file(dir: &TempDir, name: &str) -> String {
    dir.path().join(name).to_str().expect("text").to_owned()
}

// ST-13, ST-14: an estate is backed up while it serves, and brought back into an empty database of
// the other kind: without more, everybody signs in again; with --keep-grants apps go on, and what
// was ended after the backup stays so.
both!(an_estate_comes_back_from_a_backup);
async fn an_estate_comes_back_from_a_backup(db: Db) {
    let (dir, url) = place(db);
    let server = Server::served_with(&dir, &url, introspect::parties);
    let (kept, browser) = server.signed_in(LIVE, OFFLINE).await;
    let (revoked, _) = server.signed_in(LIVE, OFFLINE).await;
    let (reused, _) = server.signed_in(SPA, OFFLINE).await;
    let (locked, _) = server.signed_in(SPA, OFFLINE).await;
    assert!(is_signed_in(&server, &browser).await);
    let id = |tokens: &Tokens| {
        tokens.claims("access_token")["jti"]
            .as_str()
            .expect("a jti")
            .split('.')
            .next()
            .expect("a grant")
            .to_owned()
    };
    let saved = file(&dir, "backup");
    let manifest = run_json(&dir, &url, &["db", "backup", &saved]);
    assert_eq!(manifest["restore_epoch"], 0);
    assert!(
        manifest["chain"]["number"].as_i64().expect("a number") > 10,
        "{manifest}"
    );
    assert_eq!(manifest["rows"]["users"], 3);
    let mode = std::fs::metadata(&saved)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(
        run(&dir, &url, &["db", "backup", &saved]).0,
        6,
        "nothing is overwritten"
    );
    // After the backup: a grant is revoked, a token reused, a person locked.
    server.command(&["grant", "revoke", &id(&revoked)]);
    let first = reused.text("refresh_token").to_owned();
    let second = refresh(&server, SPA, &first).await.expect("refreshed");
    let third = refresh(&server, SPA, second.text("refresh_token"))
        .await
        .expect("refreshed");
    assert!(refresh(&server, SPA, &first).await.is_none(), "reuse");
    assert!(
        refresh(&server, SPA, third.text("refresh_token"))
            .await
            .is_none()
    );
    server.command(&["grant", "revoke", &id(&locked)]);
    let lost = server.command(&["audit", "export"]);
    let export = file(&dir, "export");
    std::fs::write(&export, lost).expect("writes");
    server.terminate();

    // Not over what is there; not what was changed; not with another key; not from another version.
    let empty = elsewhere(other(db), &dir, "second");
    assert_eq!(run(&dir, &url, &["db", "restore", &saved]).0, 6);
    let text = std::fs::read_to_string(&saved).expect("reads");
    for (name, changed) in [
        ("changed", text.replacen("Anna Berg", "Anna Borg", 1)),
        ("cut", text[..text.len() * 2 / 3].to_owned()),
        ("longer", format!("{text}{{}}\n")),
    ] {
        let path = file(&dir, name);
        std::fs::write(&path, changed).expect("writes");
        let (code, _, err) = run(&dir, &empty, &["db", "restore", &path]);
        assert_eq!(code, 8, "{name}: {err}");
        if name == "cut" {
            let told = format!("{path}: the file is cut off: its end is missing");
            assert!(
                err.contains(&told) && err.contains("take another copy"),
                "{err}"
            );
        }
    }
    let strange = file(&dir, "strange.toml");
    let key = "fpxTu4Fxv8K9seiX1REyyZgS036OS/7mdLyGS+0Iiu0=";
    std::fs::write(&strange, format!("[secrets]\ndata_key = \"{key}\"\n")).expect("writes");
    std::fs::set_permissions(&strange, std::fs::Permissions::from_mode(0o600)).expect("sets");
    let usual = file(&dir, "signet.toml");
    let set = format!("database.url={empty}");
    let (code, _, err) = cli::run(&[
        "db", "restore", &saved, "-c", &usual, "-c", &strange, "--set", &set,
    ]);
    assert!(err.contains("does not open what the backup holds"), "{err}");
    assert_eq!(code, 3, "{err}");
    assert_eq!(
        run(&dir, &empty, &["db", "restore", &saved, "--keep-grants"]).0,
        7
    );
    let told = run_json(&dir, &empty, &["db", "restore", &saved, "--dry-run"]);
    assert_eq!(
        (&told["dry_run"], &told["restore_epoch"]),
        (&json!(true), &json!(1))
    );

    // A new epoch: nothing of before goes on.
    let told = run_json(&dir, &empty, &["db", "restore", &saved]);
    assert_eq!(
        (&told["restore_epoch"], &told["backup"]["digest"]),
        (&json!(1), &manifest["digest"])
    );
    assert_eq!(run(&dir, &empty, &["db", "restore", &saved]).0, 6);
    for table in [
        "interactions",
        "codes WHERE used_at IS NULL",
        "sessions WHERE ended_at IS NULL",
    ] {
        assert_eq!(rows(&target(&empty), "COUNT(*)", table), ["0"], "{table}");
    }
    let server = Server::served(&dir, &empty);
    for (client, tokens) in [
        (LIVE, &kept),
        (LIVE, &revoked),
        (SPA, &reused),
        (SPA, &locked),
    ] {
        assert!(
            refresh(&server, client, tokens.text("refresh_token"))
                .await
                .is_none()
        );
        assert!(!server.is_active(RS, tokens.text("access_token")).await);
    }
    assert!(
        refresh(&server, SPA, third.text("refresh_token"))
            .await
            .is_none()
    );
    assert!(!is_signed_in(&server, &browser).await);
    let (again, _) = server.signed_in(LIVE, OFFLINE).await;
    assert!(
        refresh(&server, LIVE, again.text("refresh_token"))
            .await
            .is_some()
    );
    let (code, out, _) = server.try_command(&["audit", "verify"]);
    assert_eq!(code, 0, "{out}");
    let events = server.command(&["audit", "export", "--event", "database.*"]);
    assert!(
        events.contains("database.restored") && events.contains("database.backed_up"),
        "{events}"
    );
    server.terminate();

    // Apps go on, but not what was ended.
    let third_place = elsewhere(db, &dir, "third");
    let args = [
        "db",
        "restore",
        &saved,
        "--keep-grants",
        "--revocations",
        &export,
    ];
    let told = run_json(&dir, &third_place, &args);
    assert!(
        told["revocations"].as_i64().expect("a number") >= 3,
        "{told}"
    );
    let steps = rows(&target(&third_place), "last_step", "totps");
    let backed_up = run_json(&dir, &url, &["audit", "verify"]);
    assert!(backed_up["intact"] == true);
    assert!(
        steps
            .iter()
            .all(|step| step.parse::<i64>().expect("a step") > 50_000_000),
        "{steps:?}"
    );
    let server = Server::served(&dir, &third_place);
    let going_on = refresh(&server, LIVE, kept.text("refresh_token"))
        .await
        .expect("it goes on");
    assert!(server.is_active(RS, going_on.text("access_token")).await);
    assert!(!is_signed_in(&server, &browser).await);
    for (client, tokens) in [(LIVE, &revoked), (SPA, &reused), (SPA, &locked)] {
        assert!(
            refresh(&server, client, tokens.text("refresh_token"))
                .await
                .is_none()
        );
        assert!(!server.is_active(RS, tokens.text("access_token")).await);
    }
    assert_eq!(server.try_command(&["audit", "verify"]).0, 0);
    server.terminate();
}

// ST-13: "optionally encrypted": under the data key, or under a key of the backups' own.
#[tokio::test]
async fn a_backup_is_sealed_if_so_wished() {
    let (dir, url) = place(Db::Sqlite);
    let server = Server::served(&dir, &url);
    server.terminate();
    let key = file(&dir, "backup.key");
    std::fs::write(&key, "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=\n").expect("writes");
    for (name, more, needed) in [
        ("own", vec!["--encrypt"], vec![]),
        (
            "other",
            vec!["--key-file", &key],
            vec!["--key-file", key.as_str()],
        ),
    ] {
        let path = file(&dir, name);
        run_json(&dir, &url, &[&["db", "backup", &path][..], &more].concat());
        let bytes = std::fs::read(&path).expect("reads");
        for word in ["anna", "Anna Berg", "pepper", "users"] {
            let found = bytes
                .windows(word.len())
                .any(|some| some == word.as_bytes());
            assert!(!found, "{name}: {word}");
        }
        let empty = elsewhere(Db::Sqlite, &dir, name);
        if !needed.is_empty() {
            assert_eq!(run(&dir, &empty, &["db", "restore", &path]).0, 3);
        }
        let told = run_json(
            &dir,
            &empty,
            &[&["db", "restore", &path][..], &needed].concat(),
        );
        assert_eq!(told["restore_epoch"], 1);
        let users = run_json(&dir, &empty, &["user", "list"]);
        assert_eq!(users.as_array().expect("a list").len(), 3);
    }
}

// OPERATIONS 1: `db copy` moves an estate, and the same clients, tokens and sessions go on. Nobody
// may use it meanwhile, and afterwards no server starts where it was.
both!(an_estate_moves_to_another_database);
async fn an_estate_moves_to_another_database(db: Db) {
    let (dir, url) = place(db);
    let server = Server::served_with(&dir, &url, introspect::parties);
    let (kept, browser) = server.signed_in(LIVE, OFFLINE).await;
    let (public, _) = server.signed_in(SPA, OFFLINE).await;
    let access = kept.text("access_token").to_owned();
    let to = elsewhere(other(db), &dir, "moved");
    let (code, _, err) = run(&dir, &url, &["db", "copy", "--to", &to]);
    assert_eq!(code, 4, "a server runs: {err}");
    server.terminate();
    // Where others would read a password, none is taken.
    let secret = "postgres://signet:pass-word@db.example/signet?sslmode=verify-full";
    let (code, _, err) = run(&dir, &url, &["db", "copy", "--to", secret]);
    assert!(code == 2 && !err.contains("pass-word"), "{code} {err}");
    let would = run_json(&dir, &url, &["db", "copy", "--to", &to, "--dry-run"]);
    let named = file(&dir, "url");
    std::fs::write(&named, format!("{to}\n")).expect("writes");
    let copied = run_json(&dir, &url, &["db", "copy", "--to-file", &named]);
    assert_eq!(would["rows"], copied["rows"]);
    for table in [
        "users",
        "clients",
        "grants",
        "sessions",
        "passwords",
        "totps",
        "signing_keys",
    ] {
        let count = |url: &str| rows(&target(url), "COUNT(*)", table);
        assert_eq!(count(&url), count(&to), "{table}");
        assert_eq!(copied["rows"][table].to_string(), count(&to)[0], "{table}");
    }
    // Once is enough.
    assert_eq!(run(&dir, &url, &["db", "copy", "--to", &to]).0, 6);
    let second = elsewhere(Db::Sqlite, &dir, "second");
    for options in [&["--to", &second, "--dry-run"][..], &["--to", &second]] {
        let (code, _, err) = run(&dir, &url, &[&["db", "copy"], options].concat());
        assert!(code == 4 && err.contains("--undo"), "{code}: {err}");
    }
    let (code, _, err) = run(&dir, &url, &["user", "list"]);
    assert!(code == 4 && err.contains("signet db copy"), "{code}: {err}");
    let server = Server::served(&dir, &to);
    assert!(server.is_active(RS, &access).await);
    assert!(is_signed_in(&server, &browser).await);
    for (client, tokens) in [(LIVE, &kept), (SPA, &public)] {
        let next = refresh(&server, client, tokens.text("refresh_token")).await;
        let next = next.expect("the same clients go on");
        assert!(server.is_active(RS, next.text("access_token")).await);
    }
    assert_eq!(server.try_command(&["audit", "verify"]).0, 0);
    server.terminate();
    run_json(&dir, &url, &["db", "copy", "--undo"]);
    assert_eq!(run(&dir, &url, &["user", "list"]).0, 0);
    // What was not done is not said to be undone.
    let (code, _, err) = run(&dir, &url, &["db", "copy", "--undo"]);
    assert!(
        code == 6 && err.contains("nothing to undo"),
        "{code}: {err}"
    );
}

/// Puts a fresh data key before those of a configuration; the others stay.
fn add_key(dir: &TempDir, key: &str) {
    let path = dir.path().join("signet.toml");
    let text = std::fs::read_to_string(&path).expect("reads");
    let line = text
        .lines()
        .find(|line| line.starts_with("data_key"))
        .expect("a key")
        .to_owned();
    let old = line.split('"').nth(1).expect("quoted").to_owned();
    let text = text.replace(&line, &format!("data_key = [\"{key}\", \"{old}\"]"));
    std::fs::write(&path, text).expect("writes");
}

fn only_key(dir: &TempDir, key: &str) {
    let path = dir.path().join("signet.toml");
    let text = std::fs::read_to_string(&path).expect("reads");
    let line = text
        .lines()
        .find(|line| line.starts_with("data_key"))
        .expect("keys")
        .to_owned();
    let text = text.replace(&line, &format!("data_key = \"{key}\""));
    std::fs::write(&path, text).expect("writes");
}

// ST-04: everything comes under the newest key while a server runs; killed at any row, all stays
// readable; run again, it goes on; run once more, there is nothing to do; then the old key may go.
#[cfg(feature = "failpoints")]
both!(secrets_come_under_the_newest_key);
#[cfg(feature = "failpoints")]
async fn secrets_come_under_the_newest_key(db: Db) {
    let (dir, url) = place(db);
    Server::served(&dir, &url).terminate();
    let key = "fpxTu4Fxv8K9seiX1REyyZgS036OS/7mdLyGS+0Iiu0=";
    add_key(&dir, key);
    let server = Server::served(&dir, &url);
    let uses = run_json(&dir, &url, &["secrets", "list"]);
    assert_eq!(
        (&uses[0]["total"], &uses[1]["place"]),
        (&json!(0), &json!(2)),
        "{uses}"
    );
    let total = usize::try_from(uses[1]["total"].as_u64().expect("a number")).expect("small");
    assert!(total >= 4, "{uses}");
    let would = run_json(&dir, &url, &["secrets", "rewrap", "--dry-run"]);
    assert_eq!(would["would_rewrap"], total);
    let mut killed = 0;
    for turn in 0..total {
        let config = dir.path().join("signet.toml");
        let ended = Command::new(env!("CARGO_BIN_EXE_signet"))
            .args([
                "secrets",
                "rewrap",
                "-c",
                config.to_str().expect("text"),
                "--set",
                &format!("database.url={url}"),
            ])
            .env("FAILPOINT", format!("rewrap-{turn}"))
            .output()
            .expect("runs");
        killed += usize::from(!ended.status.success());
        let uses = run_json(&dir, &url, &["secrets", "list"]);
        let sum = |at: usize| uses[at]["total"].as_u64().expect("a number");
        assert_eq!(sum(0) + sum(1), total as u64, "{uses}");
        // Opens the pepper and all keys; reads and signs.
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        let page = browser.sign_in(&page, "kim", "kim-password").await;
        assert!(page.body.contains("code"), "{}", page.body);
    }
    assert!(killed >= 2, "{killed}");
    let left = run_json(&dir, &url, &["secrets", "rewrap"]);
    assert_eq!(left["left"], 0);
    let again = run_json(&dir, &url, &["secrets", "rewrap"]);
    assert_eq!(again, json!({ "rewrapped": {}, "left": 0 }));
    let _tokens = server.tokens().await;
    server.terminate();
    only_key(&dir, key);
    let uses = run_json(&dir, &url, &["secrets", "list"]);
    assert_eq!(
        (uses.as_array().expect("a list").len(), &uses[0]["total"]),
        (1, &json!(total))
    );
    let server = Server::served(&dir, &url);
    let _tokens = server.tokens().await;
    let events = server.command(&["audit", "export", "--event", "secrets.*"]);
    assert!(events.contains("secrets.rewrapped"), "{events}");
    // A value that was sealed under a key that is not listed is told.
    server.terminate();
    let broken = match db {
        Db::Sqlite => "UPDATE totps SET sealed_seed = x'01aabbccdd00'",
        Db::Postgres => "UPDATE totps SET sealed_seed = '\\x01aabbccdd00'",
    };
    execute(&target(&url), broken);
    assert_eq!(run(&dir, &url, &["secrets", "list"]).0, 8);
    assert_eq!(run(&dir, &url, &["secrets", "rewrap"]).0, 8);
}

// ST-11: `db verify` says that all holds, or what does not and where; `db vacuum` changes nothing.
both!(what_must_hold_is_checked);
async fn what_must_hold_is_checked(db: Db) {
    let (dir, url) = place(db);
    let server = Server::served(&dir, &url);
    let _tokens = server.tokens().await;
    let told = run_json(&dir, &url, &["db", "verify"]);
    assert_eq!(
        (&told["broken"], &told["audit"]["intact"]),
        (&json!([]), &json!(true))
    );
    assert_eq!(run(&dir, &url, &["db", "vacuum"]).0, 0);
    assert_eq!(server.command(&["db", "verify"]), "all holds\n");
    server.terminate();
    execute(
        &target(&url),
        "UPDATE codes SET grant_id = 'nobody' WHERE grant_id IS NOT NULL",
    );
    let (code, out, _) = run(&dir, &url, &["db", "verify", "-o", "json"]);
    let told: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(code, 8);
    assert_eq!(
        told["broken"][0]["rule"],
        "a code with a grant was used, and its grant exists"
    );
}
