//! `signet doctor`: each seeded fault is found, alone, and a good set-up has none (A-15).

use std::{
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
    sync::LazyLock,
};

use serde_json::{Value, json};
use signet::{server::tls::Certificate, store::Target};

use super::{Dev, run};
use crate::support::{
    Db, Server,
    database::{execute, new_postgres, rows},
};

/// A set-up as an operator should have it. Tests work on copies.
static GOOD: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let dir = tempfile::tempdir().expect("a directory");
    set_up(dir.path());
    let place = Place { dir };
    place.fill(&[]);
    place.dir
});

fn set_up(dir: &Path) {
    std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700)).expect("sets");
    let file = dir.join("signet.toml");
    let url = ["--public-url", "https://id.example.org"];
    let path = file.to_str().expect("text");
    let (code, _, err) = run(&[&["config", "init", path], &url[..]].concat());
    assert_eq!(code, 0, "{err}");
    let text = std::fs::read_to_string(&file).expect("reads");
    let text = text.replace(
        "sqlite:///var/lib/signet/db.sqlite3",
        &format!("sqlite://{}/db.sqlite3", dir.display()),
    );
    std::fs::write(&file, text).expect("writes");
}

struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o700)).expect("sets");
        for entry in std::fs::read_dir(GOOD.path()).expect("reads") {
            let entry = entry.expect("an entry");
            std::fs::copy(entry.path(), dir.path().join(entry.file_name())).expect("copies");
        }
        let place = Self { dir };
        let here = place.dir.path().display().to_string();
        place.change(|text| text.replace(&GOOD.path().display().to_string(), &here));
        place
    }

    fn config(&self) -> String {
        let path = self.dir.path().join("signet.toml");
        path.to_str().expect("text").to_owned()
    }

    fn change(&self, change: impl Fn(&str) -> String) {
        let text = std::fs::read_to_string(self.config()).expect("reads");
        std::fs::write(self.config(), change(&text)).expect("writes");
    }

    /// Runs a command that has to work.
    fn run(&self, args: &[&str]) -> String {
        let (code, out, err) = run(&[args, &["-c", &self.config()]].concat());
        assert_eq!(code, 0, "{args:?}: {err}");
        out
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.dir.path().join(name);
        std::fs::write(&path, text).expect("writes");
        path.to_str().expect("text").to_owned()
    }

    fn sql(&self, statement: &str) {
        let target = Target::Sqlite(self.dir.path().join("db.sqlite3"));
        execute(&target, statement);
    }

    /// People and apps as there may be.
    fn fill(&self, set: &[&str]) {
        self.run(&[&["db", "migrate"], set].concat());
        let line = json!({
            "username": "boss", "roles": ["admin"],
            "totp": [{"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}],
        });
        let file = self.file("people.jsonl", &line.to_string());
        self.run(&[&["user", "import", &file], set].concat());
        let password = self.file("password", "a long enough sentence");
        let person = ["user", "add", "berta", "--password-file", &password];
        self.run(&[&person, set].concat());
        let redirect = ["--redirect", "https://app.example.org/cb"];
        let app = ["client", "add", "--id", "app", redirect[0], redirect[1]];
        self.run(&[&app, set].concat());
        let service = ["client", "add", "--id", "job", "--type", "service"];
        self.run(&[&service, set].concat());
    }

    fn examine(&self, more: &[&str]) -> (i32, Value) {
        let args = ["doctor", "-o", "json", "-c", &self.config()];
        let (code, out, err) = run(&[&args, more].concat());
        let told = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{code}: {out}{err}"));
        (code, told)
    }

    /// That these checks, and no others, end so.
    fn finds(&self, more: &[&str], expected: &[(&str, &str)]) {
        let (code, told) = self.examine(more);
        assert_eq!(bad(&told), expected, "{told:#}");
        let fails = expected.iter().any(|(_, verdict)| *verdict == "fail");
        assert_eq!(code, if fails { 8 } else { 0 }, "{told:#}");
        for check in told["checks"].as_array().expect("a list") {
            let fix = check["fix"].as_str().expect("a text");
            assert!(!fix.is_empty() && !fix.contains('\n'), "{check}");
            let link = check["link"].as_str().expect("a text");
            let heading = link.strip_prefix("docs/doctor.md#").expect("a link");
            let document = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/doctor.md");
            let document = std::fs::read_to_string(document).expect("reads");
            assert!(document.contains(&format!("\n### {heading}\n")), "{link}");
        }
    }
}

/// The checks that did not end well.
fn bad(told: &Value) -> Vec<(&str, &str)> {
    let checks = told["checks"].as_array().expect("a list").iter();
    let words = checks.map(|check| {
        let text = |name: &str| check[name].as_str().expect("a text");
        (text("id"), text("verdict"))
    });
    words.filter(|(_, verdict)| *verdict != "ok").collect()
}

fn door(more: &[&'static str]) -> Vec<&'static str> {
    let mut set = vec!["--set", "legacy.ocariot.enabled=true"];
    for setting in more {
        set.extend(["--set", setting]);
    }
    set
}

fn with_door() -> Place {
    let place = Place::new();
    let client = r#"{"client_id":"legacy-ocariot","grant_types":[],"signet":{"door":"ocariot"}}"#;
    let file = place.file("door.json", client);
    place.run(&["client", "add", "--file", &file]);
    place
}

// A-15: "0 false alarms on a good set-up".
#[test]
fn a_good_set_up_has_no_fault() {
    let place = Place::new();
    place.finds(&["--strict"], &[]);
    let (_, told) = place.examine(&[]);
    assert_eq!(told["verdict"], "ok");
    assert!(told["ok"].as_u64().expect("a number") > 35, "{told:#}");
    let (code, out, _) = run(&["doctor", "-c", &place.config()]);
    assert_eq!(code, 0);
    assert!(out.contains("0 warn, 0 fail"), "{out}");
    // Before its first start, too.
    let dir = tempfile::tempdir().expect("a directory");
    set_up(dir.path());
    let fresh = Place { dir };
    fresh.run(&["db", "migrate"]);
    fresh.finds(&["--strict"], &[]);
    with_door().finds(&door(&[]), &[]);
}

// A-15
#[test]
fn a_good_set_up_on_postgresql_has_no_fault() {
    let place = Place::new();
    let url = new_postgres();
    let set = format!("database.url={url}");
    let set = ["--set", set.as_str()];
    place.fill(&set);
    place.finds(&[&set[..], &["--strict"]].concat(), &[]);
    let name = url.rsplit('/').next().expect("a name").split('?').next();
    let name = name.expect("a name");
    let forget = format!("ALTER DATABASE {name} SET synchronous_commit = off");
    execute(&Target::Postgres(url.clone()), &forget);
    place.finds(&set, &[("database-durability", "fail")]);
}

#[test]
fn a_configuration_that_others_may_read_is_found() {
    let place = Place::new();
    let mode = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(place.config(), mode).expect("sets");
    place.finds(&[], &[("files-modes", "fail")]);
}

#[test]
fn a_database_that_others_may_read_is_found() {
    let place = Place::new();
    let mode = std::fs::Permissions::from_mode(0o640);
    let file = place.dir.path().join("db.sqlite3");
    std::fs::set_permissions(file, mode).expect("sets");
    place.finds(&[], &[("files-modes", "fail")]);
}

// ST-06: what a command of another user has left beside the database keeps the server out. Only root can
// give a file to somebody, so elsewhere there is nothing to find.
#[test]
fn a_file_of_another_user_is_found() {
    let place = Place::new();
    let lock = place.dir.path().join("db.migrate-lock");
    place.run(&["db", "migrate"]);
    let mode = std::fs::metadata(&lock)
        .expect("is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    place.finds(&[], &[]);
    if std::os::unix::fs::chown(&lock, Some(54_321), None).is_ok() {
        place.finds(&[], &[("files-modes", "fail")]);
        let (_, told) = place.examine(&[]);
        let told = told.to_string();
        assert!(
            told.contains("db.migrate-lock belongs to user 54321"),
            "{told}"
        );
        assert!(told.contains("chown 0 "), "{told}");
    }
}

// A server does not start on a database that was copied away, and whoever looks is told; a rehearsal of
// taking that back takes nothing back.
#[test]
fn a_database_that_was_copied_away_is_found() {
    let place = Place::new();
    let to = format!("sqlite://{}/other.sqlite3", place.dir.path().display());
    place.run(&["db", "copy", "--to", &to]);
    let config = place.config();
    let status = || run(&["db", "status", "-o", "json", "-c", &config]);
    let is_away = || {
        place.finds(&[], &[("database-moved", "fail")]);
        let (code, out, err) = status();
        let told: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(
            (code, told["moved_at"].is_string()),
            (8, true),
            "{out}{err}"
        );
        assert!(err.contains("signet db copy --undo"), "{err}");
    };
    is_away();
    let undo = ["db", "copy", "--undo"];
    let told = place.run(&[&undo[..], &["--dry-run"]].concat());
    assert!(told.contains("would let servers start"), "{told}");
    is_away();
    place.run(&undo);
    place.finds(&[], &[]);
    assert_eq!(status().0, 0);
    for args in [&undo[..], &["db", "copy", "--undo", "--dry-run"]] {
        assert_eq!(run(&[args, &["-c", &config]].concat()).0, 6);
    }
}

#[test]
fn a_placeholder_in_the_place_of_the_data_key_is_found() {
    let place = Place::new();
    place.change(|text| {
        let lines = text
            .lines()
            .map(|line| match line.starts_with("data_key = ") {
                true => "data_key = \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"",
                false => line,
            });
        lines.collect::<Vec<_>>().join("\n")
    });
    place.finds(&[], &[("config-valid", "fail")]);
}

#[test]
fn an_unknown_key_is_found() {
    let set = ["--set", "tokens.acess=5m"];
    let place = Place::new();
    place.finds(&set, &[("config-valid", "fail")]);
    let (code, out, _) = run(&[&["doctor", "-c", &place.config()], &set[..]].concat());
    assert_eq!(code, 8);
    assert!(out.contains("did you mean tokens.access?"), "{out}");
}

#[test]
fn faults_of_the_configuration_are_found() {
    let place = Place::new();
    for (set, check, verdict) in [
        (
            "server.public_url=http://localhost:8080",
            "config-https",
            "warn",
        ),
        (
            "server.issuer=https://other.example.org",
            "config-issuer",
            "warn",
        ),
        ("server.trusted_proxies=0.0.0.0/1", "config-valid", "fail"),
        ("server.trusted_proxies=::/1", "config-valid", "fail"),
        (
            "server.trusted_proxies=[\"8.0.0.0/8\",\"9.0.0.0/8\"]",
            "config-proxies",
            "fail",
        ),
        (
            "server.management_listen=0.0.0.0:9000",
            "config-management",
            "fail",
        ),
        (
            "telemetry.log.level=info,signet=debug",
            "config-log-level",
            "warn",
        ),
        ("rate_limit.first_delay=1s", "config-rate-limits", "warn"),
        (
            "rate_limit.shared_networks=8.0.0.0/8",
            "config-shared-networks",
            "warn",
        ),
        ("rate_limit.token_client=60", "config-client-calls", "warn"),
        (
            "database.allow_unsafe_durability=true",
            "config-durability",
            "warn",
        ),
        (
            "database.allow_insecure_tls=true",
            "config-database-tls",
            "warn",
        ),
        (
            "secrets.allow_lax_file_modes=true",
            "config-file-modes",
            "warn",
        ),
        ("outbound.allow_loopback=true", "config-outbound", "warn"),
    ] {
        place.finds(&["--set", set], &[(check, verdict)]);
    }
    let proxy = [
        "--set",
        "server.trusted_proxies=10.0.0.0/8",
        "--set",
        "server.proxy_header=none",
    ];
    place.finds(&proxy, &[("config-proxy-header", "warn")]);
    place.finds(&proxy[..2], &[]);
    // Warnings end a command only when they are asked to.
    let (code, _) = place.examine(&["--strict", proxy[0], proxy[1], proxy[2], proxy[3]]);
    assert_eq!(code, 8);
}

// A letter that cannot go waits, and nobody sees why: the directory is looked at before.
#[test]
fn a_directory_for_mail_that_is_not_there_is_found() {
    let place = Place::new();
    let path = place.dir.path().join("letters");
    let sink = format!("mail.sink=dir:{}", path.display());
    let set = ["--set", "mail.from=no-reply@example.org", "--set", &sink];
    place.finds(&set, &[("files-mail", "fail")]);
    let (_, told) = place.examine(&set);
    assert!(
        told.to_string().contains(path.to_str().expect("text")),
        "{told:#}"
    );
    std::fs::create_dir(&path).expect("makes");
    place.finds(&set, &[]);
}

// HH-07: what the server would serve with, as it would read it, with nobody to ask.
#[test]
fn a_certificate_that_cannot_be_used_is_found() {
    let place = Place::new();
    let file = |name: &str, text: &str| {
        let path = place.dir.path().join(name);
        std::fs::write(&path, text).expect("writes");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("sets");
        path.display().to_string()
    };
    let make = |name: &str, days: &str, ca: &str| {
        let path = |end: &str| {
            place
                .dir
                .path()
                .join(format!("{name}.{end}"))
                .display()
                .to_string()
        };
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
            ])
            .args(["-nodes", "-subj", "/CN=id.example.org", "-days", days])
            .args(["-addext", &format!("basicConstraints=critical,CA:{ca}")])
            .args(["-keyout", &path("key"), "-out", &path("pem")])
            .stderr(Stdio::null())
            .status();
        assert!(made.is_ok_and(|made| made.success()), "openssl makes one");
        (path("pem"), path("key"))
    };
    let (good, soon) = (make("good", "90", "FALSE"), make("soon", "3", "FALSE"));
    let authority = make("authority", "90", "TRUE");
    let bad = file("bad.pem", "no PEM");
    let away = place.dir.path().join("away.pem").display().to_string();
    for (cert, key, verdict, said) in [
        (&good.0, &good.1, "ok", "until"),
        (&soon.0, &soon.1, "warn", "it ends at"),
        (&authority.0, &authority.1, "fail", "CA:TRUE"),
        (
            &good.0,
            &soon.1,
            "fail",
            "is not the key of the certificate",
        ),
        (&bad, &good.1, "fail", "tls.cert_file"),
        (&good.0, &away, "fail", "cannot be read"),
    ] {
        let (cert, key) = (
            format!("tls.cert_file={cert}"),
            format!("tls.key_file={key}"),
        );
        let (_, out) = place.examine(&["--set", &cert, "--set", &key]);
        let checks = out["checks"].as_array().expect("checks");
        let found = checks.iter().find(|one| one["id"] == "config-tls");
        let found = found.expect("the check");
        assert_eq!(found["verdict"], verdict, "{found}");
        assert!(found.to_string().contains(said), "{found}");
    }
}

#[test]
fn a_migration_that_is_missing_is_found() {
    let place = Place::new();
    let other = place.dir.path().join("other.sqlite3");
    let set = format!("database.url=sqlite://{}", other.display());
    place.finds(&["--set", &set], &[("database-migrations", "fail")]);
    assert!(!other.exists(), "looking makes no file");
}

#[test]
fn a_database_that_is_newer_is_found() {
    let place = Place::new();
    place.sql("INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000001')");
    place.finds(&[], &[("database-migrations", "fail")]);
}

#[test]
fn a_database_that_cannot_be_reached_is_found() {
    let set = "database.url=postgres://signet@127.0.0.1:1/signet";
    Place::new().finds(&["--set", set], &[("database-reach", "fail")]);
}

#[test]
fn a_damaged_file_is_found() {
    use std::os::unix::fs::FileExt;
    let place = Place::new();
    let file = place.dir.path().join("db.sqlite3");
    let root = |name: &str| {
        let from = format!("sqlite_master WHERE name = '{name}'");
        let found = rows(&Target::Sqlite(file.clone()), "rootpage", &from);
        found[0].parse::<u64>().expect("a page")
    };
    // A page of a table that nobody reads here is no page any more.
    let at = (root("healthily_terms") - 1) * 4096;
    let database = std::fs::OpenOptions::new().write(true).open(&file);
    database
        .expect("opens")
        .write_all_at(&[0xff; 64], at)
        .expect("writes");
    place.finds(&[], &[("database-integrity", "fail")]);
    // F09: nothing is served from it: "refuse, exit 4, say which check failed".
    let (code, _, err) = run(&["serve", "-c", &place.config()]);
    assert_eq!(code, 4, "{err}");
    assert!(err.contains("the database file is damaged: "), "{err}");
}

// F09: "never create a new DB over it".
#[test]
fn an_emptied_file_is_not_begun_anew() {
    let place = Place::new();
    let file = place.dir.path().join("db.sqlite3");
    std::fs::write(place.dir.path().join("db.sqlite3.ballast"), [0; 8]).expect("writes");
    std::fs::write(&file, "").expect("writes");
    for suffix in ["-wal", "-shm"] {
        let beside = place.dir.path().join(format!("db.sqlite3{suffix}"));
        if beside.exists() {
            std::fs::remove_file(beside).expect("removes");
        }
    }
    for command in [&["serve"][..], &["db", "migrate"], &["user", "list"]] {
        let (code, _, err) = run(&[command, &["-c", &place.config()]].concat());
        assert_eq!(code, 4, "{command:?}: {err}");
        assert!(
            err.contains("is empty, although a server has used it"),
            "{err}"
        );
    }
    assert_eq!(std::fs::metadata(&file).expect("is there").len(), 0);
}

#[test]
fn another_data_key_is_found() {
    let place = Place::new();
    let other = tempfile::tempdir().expect("a directory");
    set_up(other.path());
    let other = std::fs::read_to_string(other.path().join("signet.toml")).expect("reads");
    let theirs = other.lines().find(|line| line.starts_with("data_key = "));
    let theirs = theirs.expect("a key");
    place.change(|text| {
        let lines = text
            .lines()
            .map(|line| match line.starts_with("data_key = ") {
                true => theirs,
                false => line,
            });
        lines.collect::<Vec<_>>().join("\n")
    });
    let all = [("database-data-key", "fail"), ("keys-readable", "fail")];
    place.finds(&[], &all);
}

#[test]
fn a_node_that_would_be_another_issuer_is_found() {
    let place = Place::new();
    place.sql("INSERT INTO meta (name, value) VALUES ('issuer', CAST('https://elsewhere.example' AS BLOB))");
    place.finds(&[], &[("database-issuer", "warn")]);
}

#[test]
fn what_an_older_data_key_has_sealed_is_found() {
    let place = Place::new();
    let other = tempfile::tempdir().expect("a directory");
    set_up(other.path());
    let other = std::fs::read_to_string(other.path().join("signet.toml")).expect("reads");
    let key = |text: &str| {
        let line = text.lines().find(|line| line.starts_with("data_key = "));
        line.expect("a key")
            .trim_start_matches("data_key = ")
            .to_owned()
    };
    let (theirs, ours) = (
        key(&other),
        key(&std::fs::read_to_string(place.config()).expect("reads")),
    );
    place.change(|text| text.replace(&ours, &format!("[{theirs}, {ours}]")));
    place.finds(&[], &[("database-sealed", "warn")]);
    place.run(&["secrets", "rewrap"]);
    place.finds(&[], &[]);
}

#[test]
fn a_missing_backup_is_found() {
    let place = Place::new();
    place.sql("UPDATE users SET created_at = 1");
    place.finds(&[], &[("database-backup", "warn")]);
    let file = place.dir.path().join("backup");
    place.run(&["db", "backup", file.to_str().expect("text"), "--encrypt"]);
    place.finds(&[], &[]);
}

#[test]
fn an_edited_trail_is_found() {
    let place = Place::new();
    let target = Target::Sqlite(place.dir.path().join("db.sqlite3"));
    for trigger in rows(&target, "name", "sqlite_master WHERE type = 'trigger'") {
        place.sql(&format!("DROP TRIGGER {trigger}"));
    }
    place.sql("UPDATE audit SET actor = 'nobody' WHERE event = 'client.added'");
    place.finds(&[], &[("audit-chain", "fail")]);
}

#[test]
fn too_few_files_are_found() {
    let place = Place::new();
    let examine = |limit: u32| {
        let script = format!(
            "ulimit -n {limit}; exec \"$0\" doctor -o json -c \"$1\" --set database.pool=2"
        );
        let ended = Command::new("bash")
            .args(["-c", &script, env!("CARGO_BIN_EXE_signet"), &place.config()])
            .stdin(Stdio::null())
            .output()
            .expect("bash runs");
        let told: Value = serde_json::from_slice(&ended.stdout).expect("JSON");
        (
            ended.status.code(),
            bad(&told)
                .iter()
                .map(|(id, v)| format!("{id} {v}"))
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(
        examine(200),
        (Some(8), vec!["machine-open-files fail".to_owned()])
    );
    assert_eq!(
        examine(1000),
        (Some(0), vec!["machine-open-files warn".to_owned()])
    );
}

#[test]
fn hashes_that_cost_too_much_are_found() {
    let place = Place::new();
    place.sql("DELETE FROM passwords");
    let set = [
        "--set",
        "password.argon2.m=65536",
        "--set",
        "password.permits=1024",
    ];
    place.finds(&set, &[("machine-hash-memory", "warn")]);
    let set = [
        "--set",
        "password.argon2.m=131072",
        "--set",
        "password.argon2.t=32",
        "--set",
        "password.permits=1",
    ];
    place.finds(&set, &[("machine-hash-time", "warn")]);
}

#[test]
fn faults_of_signing_keys_are_found() {
    let place = Place::new();
    place.sql("UPDATE signing_keys SET created_at = 1, active_at = 1 WHERE algorithm = 'RS256'");
    place.finds(&[], &[("keys-age", "warn")]);
    let place = Place::new();
    place.sql("DELETE FROM signing_keys WHERE algorithm = 'RS256'");
    place.finds(&[], &[("keys-active", "fail")]);
    let place = Place::new();
    place.sql("UPDATE signing_keys SET sealed_private = x'00' WHERE algorithm = 'ES256'");
    place.finds(&[], &[("keys-readable", "fail")]);
    let place = Place::new();
    place.run(&["keys", "rotate", "--alg", "ES256"]);
    place.finds(&[], &[]);
    place.sql("UPDATE signing_keys SET created_at = 1 WHERE state = 'pending'");
    place.finds(&[], &[("keys-pending", "warn")]);
    place
        .sql("UPDATE signing_keys SET state = 'retiring', retiring_at = 1 WHERE state = 'pending'");
    place.finds(&[], &[("keys-retiring", "warn")]);
}

#[test]
fn faults_of_clients_are_found() {
    let swap = |from: &str, to: &str| {
        let place = Place::new();
        place.sql(&format!(
            "UPDATE clients SET metadata = replace(metadata, '{from}', '{to}')"
        ));
        place
    };
    let at = "https://app.example.org/cb";
    swap(at, "http://app.example.org/cb").finds(&[], &[("clients-redirects", "fail")]);
    swap(at, "https://*.example.org/cb").finds(&[], &[("clients-redirects", "fail")]);
    swap("openid profile", "openid prophile").finds(&[], &[("clients-scopes", "warn")]);
    let place = Place::new();
    place.sql("UPDATE clients SET metadata = json_remove(metadata, '$.redirect_uris')");
    place.finds(&[], &[("clients-no-redirect", "warn")]);
    let place = Place::new();
    place.sql("UPDATE client_secrets SET expires_at = 1 WHERE client_id = 'job'");
    place.finds(&[], &[("clients-live-secrets", "warn")]);
    let place = Place::new();
    let file = place.file("edit.json", r#"{"signet": {"allow_no_pkce": "always"}}"#);
    place.run(&["client", "edit", "app", "--json", &file]);
    place.finds(&[], &[("clients-pkce", "warn")]);
    let place = Place::new();
    place.run(&["client", "edit", "app", "--state", "testing"]);
    place.finds(&[], &[]);
    place.sql("UPDATE clients SET created_at = created_at - 86400000 * 15 WHERE id = 'app'");
    place.finds(&[], &[("clients-testing", "warn")]);
    let (_, told) = place.examine(&[]);
    assert!(
        told.to_string().contains("app (in testing, 15 days old)"),
        "{told:#}"
    );
    let place = Place::new();
    let past = place.file("past.json", r#"{"signet": {"sunset_at": 1577836800000}}"#);
    place.run(&["client", "edit", "app", "--json", &past]);
    place.finds(&[], &[("clients-sunset", "warn")]);
    let place = Place::new();
    let old = r#"{"client_id":"old","client_secret":"short","redirect_uris":["https://a.example/cb"],"scope":"openid"}"#;
    let file = place.file("old.jsonl", old);
    place.run(&["client", "import", &file]);
    place.finds(&[], &[("clients-weak-secrets", "warn")]);
}

#[test]
fn faults_of_doors_are_found() {
    Place::new().finds(&door(&[]), &[("doors-client", "fail")]);
    let place = with_door();
    for (more, check) in [
        ("legacy.ocariot.mfa_exempt=true", "config-second-factor"),
        (
            "legacy.ocariot.cors_origins=http://app.example.org",
            "config-origins",
        ),
        (
            "legacy.ocariot.sunset_at=2020-01-01T00:00:00Z",
            "doors-sunset",
        ),
    ] {
        place.finds(&door(&[more]), &[(check, "warn")]);
    }
    place.sql(
        "INSERT INTO legacy_calls (door, client_id, day, outcome, calls, last_at) VALUES ('ocariot', 'legacy-ocariot', 18000, 'ok', 7, 1555200000000)",
    );
    place.finds(&door(&[]), &[("doors-unused", "warn")]);
}

#[test]
fn faults_of_accounts_are_found() {
    let place = Place::new();
    let deputy = ["user", "add", "deputy", "--role", "admin", "--no-password"];
    let known = ["--name", "Dee Puty", "--email", "dee@example.org"];
    let id = place.run(&[&deputy[..], &known].concat());
    place.finds(&[], &[("people-admins", "warn")]);
    // By whatever an operator knows them, and by the id that commands take.
    let (_, told) = place.examine(&[]);
    let named = format!("deputy, Dee Puty, dee@example.org ({}) has none", id.trim());
    assert!(told.to_string().contains(&named), "{told:#}");
    // A role that is written otherwise on accounts asks nobody.
    let roles = ["--set", "mfa.required_for=[\"admin\", \"clinican\"]"];
    Place::new().finds(&roles, &[("people-required-roles", "warn")]);
    let place = Place::new();
    let password = place.file("sample", "anna-sample-1");
    place.run(&["user", "add", "anna", "--password-file", &password]);
    place.finds(&[], &[("people-known-passwords", "fail")]);
    let place = Place::new();
    let line = r#"{"username":"old","password":{"hash":"$2b$10$abcdefghijklmnopqrstuuaXoLM/f2s2BNRqeGZyaxkQytxb65rJ6"}}"#;
    let file = place.file("old.jsonl", line);
    place.run(&["user", "import", &file]);
    place.finds(&[], &[("people-weak-hashes", "warn")]);
    let place = Place::new();
    place.run(&["user", "add", "anna", "--no-password"]);
    place.sql("INSERT INTO passkeys (id, user_id, credential, rp_id, name, document, created_at) SELECT 'k', id, x'01', 'old.example.org', 'Phone', '{}', 1 FROM users LIMIT 1");
    place.finds(&[], &[("people-passkeys", "warn")]);
    let place = Place::new();
    place.sql("UPDATE passwords SET disabled_at = 1");
    place.finds(&[], &[("people-switched-off", "warn")]);
}

#[test]
fn what_to_do_is_told_in_one_line_each() {
    let place = Place::new();
    let set = [
        "--set",
        "telemetry.log.level=debug",
        "--set",
        "server.trusted_proxies=[\"8.0.0.0/8\",\"9.0.0.0/8\"]",
    ];
    let (code, out, _) =
        run(&[&["doctor", "--fix-hints", "-c", &place.config()], &set[..]].concat());
    assert_eq!(code, 8);
    let lines: Vec<_> = out.lines().collect();
    assert_eq!(lines.len(), 2, "{out}");
    assert!(lines[0].starts_with("config-proxies: name only"), "{out}");
    assert!(lines[1].starts_with("config-log-level: set"), "{out}");
}

// A server that runs, asked at its own addresses.
#[test]
fn a_server_that_runs_is_asked() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let (code, out, err) = dev.run(&["doctor", "--online", "-o", "json"]);
    assert_eq!(code, 0, "{out}{err}");
    let told: Value = serde_json::from_str(&out).expect("JSON");
    // The sample people are meant to be what they are.
    let expected = [("people-admins", "warn"), ("people-weak-hashes", "warn")];
    assert_eq!(bad(&told), expected, "{told:#}");
    let verdict = |id: &str| {
        let mut checks = told["checks"].as_array().expect("a list").iter();
        checks
            .find(|check| check["id"] == id)
            .map(|check| check["verdict"].clone())
    };
    for id in [
        "online-ready",
        "online-reach",
        "online-discovery",
        "online-keys",
        "online-clock",
        "online-forwarded",
    ] {
        assert_eq!(verdict(id), Some("ok".into()), "{id}: {told:#}");
    }
    let dir = dev.stop();
    let (code, out, _) = run(&[
        "doctor",
        "--online",
        "-o",
        "json",
        "--dev",
        dir.path().to_str().expect("text"),
    ]);
    assert_eq!(code, 8);
    let told: Value = serde_json::from_str(&out).expect("JSON");
    let found = bad(&told);
    assert!(
        found.contains(&("online-ready", "fail")) && found.contains(&("online-reach", "fail")),
        "{told:#}"
    );
}

// A certificate that nobody takes is told of in words, with what to do: OpenSSL makes one that is its own
// authority unless it is asked not to.
#[test]
fn a_certificate_that_no_app_takes_is_explained() {
    let place = Place::new();
    let path = |name: &str| place.dir.path().join(name).display().to_string();
    let (cert, key) = (path("own.pem"), path("own.key"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt"])
        .args([
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=localhost",
        ])
        .args(["-addext", "subjectAltName=DNS:localhost"])
        .args(["-days", "30", "-keyout", &key, "-out", &cert])
        .stderr(Stdio::null())
        .status();
    assert!(made.is_ok_and(|made| made.success()), "openssl makes one");
    for file in [&cert, &key] {
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(file, mode).expect("sets");
    }
    let tls = signet::config::Tls {
        cert_file: Some(cert.clone().into()),
        key_file: Some(key.into()),
        ..signet::config::Tls::default()
    };
    let server = Certificate::open(&tls)
        .expect("can be used")
        .expect("is one");
    let config = std::sync::Arc::new(server.server_config().expect("a configuration"));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("listens");
    let port = listener.local_addr().expect("an address").port();
    // It shakes hands with whoever comes, and says nothing else; it ends with the process.
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut one = rustls::ServerConnection::new(config.clone()).expect("a connection");
            let _refused = one.complete_io(&mut stream);
        }
    });
    let sets = [
        format!("server.public_url=https://localhost:{port}"),
        format!("outbound.ca_file={cert}"),
        "server.management_listen=127.0.0.1:1".to_owned(),
    ];
    let mut more = vec!["--online"];
    for set in &sets {
        more.extend(["--set", set]);
    }
    let (_, told) = place.examine(&more);
    let mut checks = told["checks"].as_array().expect("a list").iter();
    let reach = checks.find(|check| check["id"] == "online-reach");
    let found = reach.expect("made")["found"].as_str().expect("a text");
    assert!(
        found.contains("basicConstraints=critical,CA:FALSE"),
        "{found}"
    );
    assert!(found.contains("(invalid peer certificate"), "{found}");
}

// The public address behind a proxy that terminates TLS: its certificate is looked at, and that it
// leads to another database is found.
#[tokio::test]
async fn a_certificate_and_another_server_are_seen() {
    let server = Server::behind_proxy(Db::Sqlite, &[]).await;
    let (url, place) = (server.base.clone(), Place::new());
    let told = tokio::task::spawn_blocking(move || {
        let authority = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tls/ca.pem");
        let sets = [
            format!("server.public_url={url}"),
            format!("outbound.ca_file={authority}"),
            "server.management_listen=127.0.0.1:1".to_owned(),
        ];
        let mut more = vec!["--online"];
        for set in &sets {
            more.extend(["--set", set]);
        }
        place.examine(&more).1
    })
    .await
    .expect("runs");
    let found = bad(&told);
    assert_eq!(
        found,
        [("online-ready", "fail"), ("online-keys", "fail")],
        "{told:#}"
    );
    let mut checks = told["checks"].as_array().expect("a list").iter();
    let tls = checks
        .find(|check| check["id"] == "online-tls")
        .expect("made");
    assert_eq!(tls["found"], "until 2126-11-01T14:25:26Z");
}
