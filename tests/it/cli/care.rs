//! `signet user edit|reset-2fa|sessions|sign-out|export`.

use serde_json::{Value, json};

use super::Dev;
use crate::support::{Db, Server, both};

fn run(dev: &Dev, args: &[&str]) -> Value {
    let (code, out, err) = dev.run(&[args, &["-o", "json"]].concat());
    assert_eq!(code, 0, "{args:?}: {err}");
    serde_json::from_str(&out).expect("JSON")
}

struct Apps<'d> {
    dev: &'d Dev,
    file: String,
}

impl<'d> Apps<'d> {
    fn new(dev: &'d Dev) -> Self {
        let file = dev.dir.path().join("tokens.json");
        let file = file.to_str().expect("text").to_owned();
        Self { dev, file }
    }

    fn sign_in(&self, user: &str) -> i32 {
        let flow = ["flow", "code", "--client", "web", "--user", user, "--save"];
        self.dev.run(&[&flow[..], &[&self.file]].concat()).0
    }

    fn refresh(&self) -> i32 {
        let flow = ["flow", "refresh", "--client", "web", "--from"];
        self.dev.run(&[&flow[..], &[&self.file]].concat()).0
    }
}

// SE-02, SE-06, AD-15: other roles end sessions and grants on the running server; a name does not.
#[test]
fn an_account_is_changed_by_command() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let apps = Apps::new(&dev);
    assert_eq!((apps.sign_in("anna"), apps.refresh()), (0, 0));
    let told = run(
        &dev,
        &[
            "user",
            "edit",
            "anna",
            "--name",
            "Anna Maria Berg",
            "--locale",
            "en",
            "--claim",
            "nickname=",
            "--claim",
            "gender=other",
            "--add-email",
            "berg@example.org",
        ],
    );
    assert_eq!(
        told["changed"],
        json!(["name", "locale", "claims", "identifiers"])
    );
    assert_eq!(told["profile"]["name"], "Anna Maria Berg");
    assert_eq!(told["profile"]["nickname"], Value::Null);
    assert_eq!((&told["sessions_ended"], apps.refresh()), (&json!(0), 0));
    // A further address is one to sign in with, and is told to apps when it is chosen.
    assert_eq!(
        run(&dev, &["user", "show", "berg@example.org"])["id"],
        told["id"]
    );
    assert_eq!(told["profile"]["email"], "anna@example.org");
    let edit = |more: &[&str]| dev.run(&[&["user", "edit", "anna"], more].concat());
    let chosen = run(
        &dev,
        &[
            "user",
            "edit",
            "anna",
            "--email",
            "Berg@Example.org",
            "--email-verified",
            "true",
        ],
    );
    assert_eq!(
        (
            &chosen["profile"]["email"],
            &chosen["profile"]["email_verified"]
        ),
        (&json!("berg@example.org"), &json!(true))
    );
    let back = run(
        &dev,
        &["user", "edit", "anna", "--remove-email", "berg@example.org"],
    );
    assert_eq!(
        (
            &back["profile"]["email"],
            &back["profile"]["email_verified"]
        ),
        (&json!("anna@example.org"), &Value::Null)
    );
    for (more, code, said) in [
        (
            &["--add-email", "admin@example.org"][..],
            6,
            "another account has it",
        ),
        (&["--add-username", "Admin"], 6, "another account has it"),
        (
            &["--remove-email", "nobody@example.org"],
            2,
            "does not have",
        ),
        (&["--email", "nobody@example.org"], 2, "--add-email"),
        (&["--add-email", "no address"], 2, "is no address"),
        (&["--add-role", "two words"], 2, "one word"),
        (&["--remove-role", "clinician"], 2, "does not have"),
        (&["--claim", "acr=high"], 2, "only the server states"),
        (&["--locale", "de_DE"], 2, "language tag"),
        (
            &[
                "--remove-email",
                "anna@example.org",
                "--remove-username",
                "anna",
            ],
            2,
            "nothing to sign in with",
        ),
        (&[], 2, "nothing to change"),
        (&["--name", "Anna Maria Berg"], 2, "nothing to change"),
    ] {
        let (found, _, err) = edit(more);
        assert_eq!(found, code, "{more:?}: {err}");
        assert!(err.contains(said), "{more:?}: {err}");
    }
    assert_eq!(dev.run(&["user", "edit", "nobody", "--name", "x"]).0, 5);
    // Roles.
    let would = run(
        &dev,
        &["user", "edit", "anna", "--add-role", "admin", "--dry-run"],
    );
    assert_eq!(
        (
            &would["sessions_ended"],
            &would["grants_revoked"],
            apps.refresh()
        ),
        (&json!(1), &json!(1), 0)
    );
    let done = run(&dev, &["user", "edit", "anna", "--add-role", "admin"]);
    assert_eq!(
        (&done["roles"], &done["grants_revoked"]),
        (&json!(["patient", "admin"]), &json!(1))
    );
    assert_eq!(
        (apps.refresh(), apps.sign_in("anna"), apps.refresh()),
        (1, 0, 0)
    );
    let done = run(&dev, &["user", "edit", "anna", "--remove-role", "admin"]);
    assert_eq!((&done["roles"], apps.refresh()), (&json!(["patient"]), 1));
}

// SE-07, SE-06: a session is listed and ended, or all of them, and with `--apps` all grants.
#[test]
fn somebody_is_signed_out_by_command() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let apps = Apps::new(&dev);
    let sessions = || run(&dev, &["user", "sessions", "anna"]);
    assert_eq!(sessions(), json!([]));
    assert_eq!((apps.sign_in("anna"), apps.sign_in("anna")), (0, 0));
    let listed = sessions();
    assert_eq!(listed.as_array().expect("a list").len(), 2, "{listed}");
    assert_eq!(listed[0]["apps"], json!(["web"]));
    let id = listed[0]["id"].as_str().expect("an id").to_owned();
    let end = ["user", "sessions", "anna", "--end", id.as_str()];
    assert_eq!(dev.run(&[&end[..], &["--dry-run"]].concat()).0, 0);
    assert_eq!(sessions().as_array().expect("a list").len(), 2);
    assert_eq!(run(&dev, &end)["state"], "ended");
    assert_eq!(dev.run(&end).0, 5);
    assert_eq!(sessions().as_array().expect("a list").len(), 1);
    let (code, out, _) = dev.run(&["user", "sessions", "anna"]);
    assert_eq!(code, 0);
    assert!(out.contains("last seen") && out.contains("(pwd)"), "{out}");
    // Signed out of browsers; an app that is offline goes on.
    let would = run(&dev, &["user", "sign-out", "anna", "--dry-run"]);
    assert_eq!(would["sessions_ended"], 1);
    let done = run(&dev, &["user", "sign-out", "anna"]);
    assert_eq!(
        (&done["sessions_ended"], sessions()),
        (&json!(1), json!([]))
    );
    assert_eq!(apps.sign_in("anna"), 0);
    let would = run(&dev, &["user", "sign-out", "anna", "--apps", "--dry-run"]);
    assert!(
        would["grants_revoked"].as_u64().expect("a number") > 0,
        "{would}"
    );
    assert_eq!(apps.refresh(), 0);
    let done = run(&dev, &["user", "sign-out", "anna", "--apps"]);
    assert_eq!(done["grants_revoked"], would["grants_revoked"]);
    assert_eq!((apps.refresh(), sessions()), (1, json!([])));
}

// RC-12: "Administrator can trigger, not set, a password": a link is sent, or shown to be handed over.
#[test]
fn a_link_to_a_new_password_is_made_by_command() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let (code, out, err) = dev.run(&["user", "recover", "anna", "--dry-run"]);
    assert_eq!(code, 0, "{err}");
    assert!(
        out.contains("would send a link") && !out.contains("/recover/"),
        "{out}"
    );
    let sent = run(&dev, &["user", "recover", "anna"]);
    assert_eq!(
        (&sent["sent_to"], &sent["link"]),
        (&json!("anna@example.org"), &json!(null))
    );
    let shown = run(&dev, &["user", "recover", "anna", "--print"]);
    assert!(
        shown["link"]
            .as_str()
            .is_some_and(|link| link.contains("/recover/")),
        "{shown}"
    );
    // A name, then the id.
    let (_, out, _) = dev.run(&["user", "recover", "anna", "--print"]);
    let id = shown["id"].as_str().expect("an id");
    assert!(
        out.contains(&format!(" ({id}). It works once")) && !out.contains(&format!("{id} ({id})")),
        "{out}"
    );
    // Who may ask for it, and that they say why, is checked.
    let by = ["user", "recover", "anna", "--by", "dr.kim"];
    assert_eq!(dev.run(&by).0, 2);
    assert_eq!(
        dev.run(&[&by[..], &["--reason", "asked by telephone"]].concat())
            .0,
        2
    );
}

// RC-12: "MFA reset needs reason + notice"; SE-06: it ends sessions and grants; TF-10.
#[test]
fn a_second_factor_is_reset_by_command() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let apps = Apps::new(&dev);
    assert_eq!((apps.sign_in("dr.kim"), apps.refresh()), (0, 0));
    let reset = |more: &[&str]| dev.run(&[&["user", "reset-2fa", "dr.kim"], more].concat());
    assert_eq!(reset(&["--yes"]).0, 2);
    assert_eq!(reset(&["--yes", "--reason", " "]).0, 2);
    let reason = ["--reason", "lost phone, passport seen"];
    assert_eq!(reset(&reason).0, 7);
    let (code, out, _) = reset(&[&reason[..], &["--dry-run"]].concat());
    assert_eq!(code, 0);
    assert!(
        out.contains("would take 1 second factor (authenticator apps and passkeys)"),
        "{out}"
    );
    assert_eq!(apps.refresh(), 0);
    let (code, out, err) = reset(&[&reason[..], &["--yes", "-o", "json"]].concat());
    assert_eq!(code, 0, "{err}");
    let done: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (&done["authenticators_removed"], &done["grants_revoked"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(apps.refresh(), 1);
    assert_eq!(reset(&[&reason[..], &["--yes"]].concat()).0, 6);
    // The person reads why.
    let told = run(&dev, &["user", "export", "dr.kim"]);
    let activity = told["activity"].as_array().expect("a list");
    let row = activity
        .iter()
        .find(|row| row["event"] == "user.second_factor_reset")
        .expect("a row");
    assert_eq!(row["detail"]["reason"], "lost phone, passport seen");
    assert_eq!(row["actor"], "operator");
}

// AU-11: all that is kept of a person, and no secret.
#[test]
fn all_that_is_kept_of_a_person_is_told() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let apps = Apps::new(&dev);
    assert_eq!(apps.sign_in("dr.kim"), 0);
    let told = run(&dev, &["user", "export", "dr.kim"]);
    assert_eq!(told["account"]["profile"]["name"], "Dr Kim");
    assert_eq!(
        told["credentials"]["authenticators"]
            .as_array()
            .expect("a list")
            .len(),
        1
    );
    for list in ["identifiers", "sessions", "consents", "grants", "activity"] {
        assert!(!told[list].as_array().expect("a list").is_empty(), "{list}");
    }
    let seed = dev.json()["users"]["dr.kim"]["totp_secret"].clone();
    let text = told.to_string();
    for secret in [seed.as_str().expect("a text"), "$argon2", "$2b$"] {
        assert!(!text.contains(secret), "{secret}");
    }
    let child = run(&dev, &["user", "export", "BR0001"]);
    assert!(child["ocariot"]["oid"].is_string(), "{child}");
    // Into a file of its owner's, and over none.
    let file = dev.dir.path().join("kim.json");
    let path = file.to_str().expect("text");
    assert_eq!(dev.run(&["user", "export", "dr.kim", "--file", path]).0, 0);
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(&file)
        .expect("there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(dev.run(&["user", "export", "dr.kim", "--file", path]).0, 6);
    assert_eq!(dev.run(&["user", "export", "nobody"]).0, 5);
    // A list calls people of a door by their name there.
    let (_, out, _) = dev.run(&["user", "list"]);
    assert!(out.contains("BR0001 (ocariot)"), "{out}");
}

both!(no_table_of_people_is_forgotten);
// AU-11: "every column tagged PII must appear, else test fails": every table that names a person is
// told of, or it says why not.
async fn no_table_of_people_is_forgotten(db: Db) {
    use signet::account::export::{TOLD, UNTOLD};
    let server = Server::bare(db, &[]).await;
    let found = match db {
        Db::Sqlite => server.rows(
            "m.name",
            "sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'user_id' WHERE m.type = 'table'",
        ),
        Db::Postgres => server.rows(
            "table_name",
            "information_schema.columns WHERE column_name = 'user_id' AND table_schema = 'public'",
        ),
    };
    assert!(found.len() > 10, "{found:?}");
    for table in found {
        let is_known = TOLD.iter().chain(UNTOLD).any(|(known, _)| *known == table);
        assert!(
            is_known,
            "{table}: src/account/export.rs does not tell of it"
        );
    }
}

// ST-14: who was erased after a backup does not come back with it, if an export of the trail is given. What is
// known of a file is told where it cannot be used.
#[test]
fn who_was_erased_does_not_come_back_with_a_backup() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let path = |name: &str| dev.dir.path().join(name).display().to_string();
    let saved = path("saved.backup");
    let (code, out, err) = dev.run(&["db", "backup", &saved]);
    assert_eq!(code, 0, "{out}{err}");
    let restore = ["db", "restore", &saved];
    let (code, _, err) = dev.run(&[&restore[..], &["--dry-run"]].concat());
    assert_eq!(code, 6, "{err}");
    assert!(
        err.contains("the backup is good") && err.contains("the database is not empty"),
        "{err}"
    );
    let (code, _, err) = dev.run(&["user", "delete", "anna", "--yes"]);
    assert_eq!(code, 0, "{err}");
    let (code, trail, _) = dev.run(&["audit", "export", "--event", "user.deleted"]);
    assert_eq!(code, 0);
    let export = path("deleted.jsonl");
    std::fs::write(&export, trail).expect("writes");
    for (name, more, there) in [
        ("without", &[][..], true),
        ("with", &["--revocations", &*export], false),
    ] {
        let elsewhere = format!("database.url=sqlite:{}", path(name));
        let set = ["--set", &*elsewhere];
        let (code, out, err) = dev.run(&[&restore[..], more, &set].concat());
        assert_eq!(code, 0, "{name}: {out}{err}");
        let (code, out, _) = dev.run(&[&["user", "list", "-o", "json"][..], &set].concat());
        assert_eq!(
            (code, out.contains("anna@example.org")),
            (0, there),
            "{name}: {out}"
        );
    }
}
