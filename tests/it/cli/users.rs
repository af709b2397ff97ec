//! `signet user lock|unlock|delete|set-password`.

use serde_json::Value;

use super::Dev;

fn run(dev: &Dev, args: &[&str]) -> Value {
    let (code, out, err) = dev.run(&[args, &["-o", "json"]].concat());
    assert_eq!(code, 0, "{args:?}: {err}");
    serde_json::from_str(&out).expect("JSON")
}

// SE-06, JW-21: by command, and obeyed by a running server at once.
#[test]
fn people_are_locked_unlocked_deleted_and_given_passwords_by_command() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let file = dev.dir.path().join("tokens.json");
    let file = file.to_str().expect("text");
    let sign_in = || {
        dev.run(&[
            "flow", "code", "--client", "web", "--user", "anna", "--save", file,
        ])
        .0
    };
    let refresh = || {
        dev.run(&["flow", "refresh", "--client", "web", "--from", file])
            .0
    };
    assert_eq!((sign_in(), refresh()), (0, 0));
    assert_eq!(dev.run(&["user", "lock", "anna", "--dry-run"]).0, 0);
    assert_eq!(refresh(), 0);
    let locked = run(&dev, &["user", "lock", "anna@example.org"]);
    assert_eq!(
        (&locked["state"], &locked["grants_revoked"]),
        (&"locked".into(), &1.into())
    );
    assert_eq!((refresh(), sign_in()), (1, 1));
    assert_eq!(dev.run(&["user", "lock", "anna"]).0, 6);
    let id = locked["id"].as_str().expect("an id").to_owned();
    assert_eq!(run(&dev, &["user", "unlock", &id])["state"], "active");
    assert_eq!(dev.run(&["user", "unlock", "anna"]).0, 6);
    // What was revoked stays so; she signs in anew.
    assert_eq!((refresh(), sign_in(), refresh()), (1, 0, 0));
    // Deleted: only with a confirmation; the name is free, the id is not.
    assert_eq!(dev.run(&["user", "delete", "anna"]).0, 7);
    assert_eq!(dev.run(&["user", "delete", "anna", "--dry-run"]).0, 0);
    assert_eq!(refresh(), 0);
    // Another password, from a file; a short one is refused.
    let secret = dev.dir.path().join("password");
    let set = |text: &str, more: &[&str]| {
        std::fs::write(&secret, format!("{text}\n")).expect("writes");
        let path = secret.to_str().expect("text");
        let args = ["user", "set-password", "anna", "--password-file", path];
        dev.run(&[&args, more].concat()).0
    };
    assert_eq!(set("too short", &[]), 2);
    assert_eq!(set("plum harbour quartz", &["--dry-run"]), 0);
    assert_eq!(refresh(), 0);
    assert_eq!(set("plum harbour quartz", &[]), 0);
    assert_eq!((refresh(), sign_in()), (1, 1));
    // LG-02, LG-03: no rule but length, and that it is not guessed: hers is made of her name.
    assert_eq!(set("annabergannaberg", &[]), 2);
    run(&dev, &["user", "delete", "anna", "--yes"]);
    assert_eq!((refresh(), sign_in()), (1, 1));
    assert_eq!(dev.run(&["user", "show", "anna"]).0, 5);
    let gone = run(&dev, &["user", "show", &id]);
    assert_eq!(
        (&gone["state"], &gone["profile"]),
        (&"deleted".into(), &serde_json::json!({}))
    );
    for args in [
        &["user", "lock", &id][..],
        &["user", "unlock", &id],
        &["user", "delete", &id, "--yes"],
        &["user", "delete", "nobody", "--yes"],
    ] {
        assert_eq!(dev.run(args).0, 5, "{args:?}");
    }
    let again = run(&dev, &["user", "add", "anna", "--no-password"]);
    assert_ne!(again["id"], gone["id"]);
}

#[test]
fn what_an_operator_reads_has_labels_dates_and_names() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let told = |args: &[&str]| {
        let (code, out, err) = dev.run(args);
        assert_eq!(code, 0, "{args:?}: {err}");
        out
    };
    let shown = told(&["user", "show", "anna"]);
    assert!(shown.contains("created at:            20"), "{shown}");
    assert!(shown.contains("preferred username:    anna"), "{shown}");
    let listed = told(&["user", "list"]);
    let headings = listed.lines().next().expect("headings");
    let words: Vec<_> = headings.split_whitespace().collect();
    let expected = "ID STATE SIGNS IN AS NAME TO BE ERASED";
    assert_eq!(words.join(" "), expected, "{listed}");
    let at = |name: &str| headings.find(name).expect("a heading");
    let anna = listed.lines().find(|line| line.contains("Anna Berg"));
    let anna = anna.unwrap_or_else(|| panic!("{listed}"));
    assert!(anna[at("SIGNS")..].starts_with("anna "), "{listed}");
    assert!(anna[at("NAME")..].starts_with("Anna Berg"), "{listed}");
    for list in [
        &["client", "list"][..],
        &["scope", "list"],
        &["keys", "list"],
    ] {
        let listed = told(list);
        let first = listed.lines().next().expect("headings");
        assert!(!first.contains(char::is_lowercase), "{listed}");
    }
    let secret = dev.dir.path().join("password");
    std::fs::write(&secret, "plum harbour quartz\n").expect("writes");
    let path = secret.to_str().expect("text");
    let set = told(&["user", "set-password", "anna", "--password-file", path]);
    assert!(set.starts_with("the password of Anna Berg ("), "{set}");
    let (code, _, err) = dev.run(&[
        "user",
        "add",
        "zoe",
        "--email",
        "anna@example.org",
        "--no-password",
    ]);
    assert_eq!(code, 6);
    assert!(err.contains("`anna@example.org` exists already"), "{err}");
    // The trail knows people by their ids, operators by their names.
    let trail = told(&["audit", "export", "--subject", "user:anna"]);
    assert!(trail.contains("user.shown"), "{trail}");
    let by_address = told(&["audit", "export", "--subject", "anna@example.org"]);
    assert!(by_address.contains("user.shown"), "{by_address}");
    let (code, _, err) = dev.run(&["audit", "export", "--subject", "user:nobody"]);
    assert_eq!(code, 5, "{err}");
}

// AU-15: why an operator changed an account stands in the trail, with what was changed; the list says
// who is about to leave, and when.
#[test]
fn why_an_account_was_changed_is_kept() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let password = dev.dir.path().join("password");
    std::fs::write(&password, "seven purple otters").expect("writes");
    let password = password.to_str().expect("text");
    let commands: [(&str, &[&str]); 4] = [
        ("user.locked", &["user", "lock", "anna"]),
        ("user.unlocked", &["user", "unlock", "anna"]),
        (
            "user.password_set",
            &["user", "set-password", "anna", "--password-file", password],
        ),
        ("user.deleted", &["user", "delete", "anna", "--yes"]),
    ];
    for (event, command) in commands {
        let reason = format!("ticket 12 {event}");
        let (code, out, err) = dev.run(&[command, &["--reason", "a\u{1b}[31m"]].concat());
        assert_eq!(code, 2, "{event}: {out}{err}");
        // AU-06: nor what turns the direction of the words around it.
        let (code, out, err) = dev.run(&[command, &["--reason", "a\u{202e}b"]].concat());
        assert_eq!(code, 2, "{event}: {out}{err}");
        // AU-10: what stays when they are gone names nobody.
        if event == "user.deleted" {
            for named in [
                "asked by anna@example.org",
                "\u{ff21}NNA@Example.ORG. wishes it",
                "Anna wishes it",
            ] {
                for more in [&[][..], &["--dry-run"]] {
                    let all = [command, &["--reason", named], more].concat();
                    let (code, out, err) = dev.run(&all);
                    assert!(code == 2 && err.contains("it names"), "{named}: {out}{err}");
                }
            }
        }
        let (code, out, err) = dev.run(&[command, &["--reason", &reason]].concat());
        assert_eq!(code, 0, "{event}: {out}{err}");
        // What is told of a person goes with them: why they went stands by itself.
        let event = event.replace("deleted", "deletion_reason");
        let (_, told, _) = dev.run(&["audit", "export", "--event", &event]);
        assert!(told.contains(&reason), "{event}: {told}");
    }
    let database = dev.dir.path().join("db.sqlite3");
    let target = signet::store::Target::Sqlite(database);
    crate::support::database::execute(
        &target,
        "UPDATE users SET delete_at = 1893456000000 WHERE profile LIKE '%dr.kim%'",
    );
    let (_, listed, _) = dev.run(&["user", "list"]);
    let kim = listed.lines().find(|line| line.contains("dr.kim"));
    let kim = kim.unwrap_or_else(|| panic!("{listed}"));
    assert!(
        kim.contains(" leaving ") && kim.contains("2030-01-01"),
        "{kim}"
    );
    let (_, shown, _) = dev.run(&["user", "show", "dr.kim"]);
    assert!(
        shown.contains("state:                 leaving\n"),
        "{shown}"
    );
    assert!(
        shown.contains("delete at:             2030-01-01"),
        "{shown}"
    );
    assert_eq!(run(&dev, &["user", "show", "dr.kim"])["state"], "leaving");
    // TF-01: an authenticator app that was never confirmed counts for nothing, and is not told as if.
    assert!(!shown.contains("unconfirmed"), "{shown}");
    crate::support::database::execute(&target, "UPDATE totps SET confirmed_at = NULL");
    let (_, shown, _) = dev.run(&["user", "show", "dr.kim"]);
    assert!(shown.contains("state unconfirmed"), "{shown}");
}
