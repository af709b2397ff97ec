//! `signet admin`, `signet invite`, `signet waitlist`.

use std::process::Stdio;

use serde_json::{Value, json};

use super::{Dev, fetch};
use crate::support::Browser;

fn run(dev: &Dev, args: &[&str]) -> Value {
    let (code, out, err) = dev.run(&[args, &["-o", "json"]].concat());
    assert_eq!(code, 0, "{args:?}: {err}");
    serde_json::from_str(&out).expect("JSON")
}

// LG-18: a link, once, for an hour; AD-15: --dry-run makes nothing.
#[test]
fn an_administrator_comes_by_a_link() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    assert_eq!(
        dev.run(&["admin", "invite", "boss@example.org", "--dry-run"])
            .0,
        0
    );
    assert_eq!(run(&dev, &["invite", "list"]), json!([]));
    let made = run(&dev, &["admin", "invite", "boss@example.org"]);
    let link = made["link"].as_str().expect("a link");
    assert!(
        link.starts_with(&format!("{}/invite/", dev.issuer())),
        "{link}"
    );
    let (status, page) = fetch(link);
    assert_eq!(status, 404, "a program without cookies: {page}");
    let listed = run(&dev, &["invite", "list"]);
    assert_eq!(
        (&listed[0]["kind"], &listed[0]["roles"], &listed[0]["state"]),
        (&json!("administrator"), &json!(["admin"]), &json!("open"))
    );
    // Who needs no second factor is helped otherwise, and nobody who is not there.
    assert_eq!(dev.run(&["admin", "recover", "anna"]).0, 2);
    assert_eq!(dev.run(&["admin", "recover", "nobody"]).0, 5);
}

// LE-I2, LE-I3: made, sent again, taken back; from a file with a report for each line.
#[test]
fn invitations_are_made_by_command() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let one = run(
        &dev,
        &["invite", "create", "nora@example.org", "--role", "nurse"],
    );
    assert_eq!((&one["mailed"], &one["link"]), (&json!(true), &Value::Null));
    let id = one["id"].as_str().expect("an id");
    let again = run(&dev, &["invite", "resend", id, "--print"]);
    assert!(again["link"].is_string(), "{again}");
    assert_eq!(dev.run(&["invite", "revoke", id, "--dry-run"]).0, 0);
    assert_eq!(dev.run(&["invite", "revoke", id]).0, 0);
    assert_eq!(dev.run(&["invite", "revoke", id]).0, 6);
    assert_eq!(dev.run(&["invite", "resend", id]).0, 6);
    assert_eq!(dev.run(&["invite", "revoke", "nothing"]).0, 5);
    for wrong in [
        &["invite", "create", "no address"][..],
        &["invite", "create", "--uses", "0"],
        &["invite", "create", "a@example.org", "--uses", "2"],
        &["invite", "create", "--lifetime", "15d"],
        &["invite", "create", "--role", "two words"],
        &["invite", "create", "--role", "admin", "--by", "anna"],
    ] {
        assert_eq!(dev.run(wrong).0, 2, "{wrong:?}");
    }
    assert_eq!(dev.run(&["invite", "create", "--by", "nobody"]).0, 5);
    let file = dev.dir.path().join("people.csv");
    let lines = "email,name,roles\na@example.org,Ada,nurse teacher\nwrong,,\nA@example.org,,\nb@example.org,,\n";
    std::fs::write(&file, lines).expect("writes");
    let file = file.to_str().expect("text");
    for (dry, more) in [(true, &["--dry-run"][..]), (false, &[])] {
        let args = [&["invite", "create", "--csv", file, "-o", "json"], more].concat();
        let (code, out, _) = dev.run(&args);
        // As an import: a check found problems.
        assert_eq!(code, 8);
        let lines: Vec<Value> = out
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        let wrong: Vec<_> = lines
            .iter()
            .filter(|line| line["error"].is_string())
            .map(|line| &line["line"])
            .collect();
        assert_eq!(
            (lines.len(), wrong),
            (4, vec![&json!(3), &json!(4)]),
            "{out}"
        );
        let listed = run(&dev, &["invite", "list"]);
        assert_eq!(
            listed.as_array().map(Vec::len),
            Some(if dry { 1 } else { 3 })
        );
    }
}

// LE-I2: a file that is given twice invites nobody twice; what is open is sent again by request, and the
// link before is worth nothing then.
#[test]
fn a_file_that_is_given_twice_invites_nobody_twice() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let file = dev.dir.path().join("people.csv");
    std::fs::write(
        &file,
        "email,name,roles\na@example.org,Ada,nurse\nb@example.org,,\n",
    )
    .expect("writes");
    let file = file.to_str().expect("text");
    let csv = ["invite", "create", "--csv", file];
    let open = || {
        let listed = run(&dev, &["invite", "list"]);
        listed.as_array().expect("a list").len()
    };
    let (code, out, err) = dev.run(&csv);
    assert_eq!((code, open()), (0, 2), "{out}{err}");
    assert!(
        out.ends_with("2 are invited, 0 were invited before, 0 lines are wrong\n"),
        "{out}"
    );
    std::fs::write(
        file,
        "email,name,roles\nA@Example.org,Ada,nurse\nb@example.org,,\nc@example.org,,\nwrong,,\n",
    )
    .expect("writes");
    let (code, out, err) = dev.run(&csv);
    assert_eq!((code, open()), (8, 3), "{out}{err}");
    assert!(
        out.contains("line 2: A@Example.org is invited already"),
        "{out}"
    );
    assert!(
        out.ends_with("1 is invited, 2 were invited before, 1 line is wrong\n"),
        "{out}"
    );
    assert!(err.contains("1 line is wrong"), "{err}");
    let (code, out, err) = dev.run(&[&csv[..], &["--again"]].concat());
    assert_eq!((code, open()), (8, 3), "{out}{err}");
    assert!(
        out.ends_with("0 are invited, 3 are sent again, 0 are replaced, 0 were invited before, 1 line is wrong\n"),
        "{out}"
    );
    assert!(out.contains("line 2: a@example.org again\n"), "{out}");
    let (_, out, _) = dev.run(&["invite", "list"]);
    let ada = out
        .lines()
        .find(|line| line.contains("a@example.org"))
        .expect("a line");
    for part in ["Ada", "nurse", "1 of 1", "20"] {
        assert!(ada.contains(part), "{part}: {ada}");
    }
    assert!(out.starts_with("ID "), "{out}");
    assert_eq!(
        dev.run(&["invite", "create", "x@example.org", "--again"]).0,
        2
    );
    // As addresses are compared, one person gets one, however they are spelt.
    std::fs::write(file, "email\n\u{ff21}x@example.org\nax@example.org\n").expect("writes");
    let (code, out, err) = dev.run(&csv);
    assert_eq!((code, open()), (8, 4), "{out}{err}");
    assert!(out.contains("line 3: "), "{out}");
    // Where nobody can join, nobody is invited.
    let closed = ["--set", "login.registration=closed"];
    let (code, _, err) = dev.run(&[&["invite", "create", "d@example.org"][..], &closed].concat());
    assert_eq!(code, 7, "{err}");
    assert!(err.contains("login.registration"), "{err}");
}

// LE-I2: what a file says is what is given: where it differs from what is open, one as it says is made in
// its place, and the one before is worth nothing.
#[test]
fn a_file_that_says_something_else_is_what_holds() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let file = dev.dir.path().join("people.csv");
    let write = |text: &str| std::fs::write(&file, text).expect("writes");
    let path = file.to_str().expect("text");
    let invite = |more: &[&str]| {
        let args = ["invite", "create", "--csv", path, "-o", "json"];
        let (code, out, err) = dev.run(&[&args[..], more].concat());
        assert_eq!(code, 0, "{out}{err}");
        let read = |line: &str| -> Value { serde_json::from_str(line).expect("JSON") };
        out.lines().map(read).collect::<Vec<_>>()
    };
    let listed = || {
        let all = run(&dev, &["invite", "list"]);
        all.as_array().expect("a list").clone()
    };
    write("email,name,roles,language\na@example.org,Ada,admin,de\nb@example.org,Bo,nurse,\n");
    let first = invite(&["--lifetime", "24h"]);
    write("email,name,roles,language\na@example.org,Ada,nurse,de\nb@example.org,Bo,nurse,\n");
    let would = invite(&["--again", "--dry-run"]);
    assert_eq!(would[0]["replaced"], first[0]["id"]);
    assert_eq!(listed().len(), 2);
    let second = invite(&["--again"]);
    assert_eq!(second[0]["replaced"], first[0]["id"]);
    assert_eq!(second[1]["id"], first[1]["id"], "{second:?}");
    assert!(second[1].get("replaced").is_none());
    assert_eq!(second[1]["sent_again"], true);
    let of = |id: &Value| {
        let all = listed();
        let one = all.iter().find(|one| one["id"] == *id);
        one.expect("it is there").clone()
    };
    assert_eq!(of(&first[0]["id"])["state"], "revoked");
    let now = of(&second[0]["id"]);
    assert_eq!(
        (&now["state"], &now["roles"]),
        (&json!("open"), &json!(["nurse"]))
    );
    // Another name, language or lifetime is another invitation, too.
    for (line, more) in [
        ("Adam,nurse,de", &["--again"][..]),
        ("Adam,nurse,fr", &["--again"]),
        ("Adam,nurse,fr", &["--again", "--lifetime", "48h"]),
    ] {
        write(&format!(
            "email,name,roles,language\na@example.org,{line}\n"
        ));
        let told = invite(more);
        assert!(told[0]["replaced"].is_string(), "{line}: {told:?}");
        let same = invite(more);
        assert_eq!(same[0]["id"], told[0]["id"], "{line}: {same:?}");
    }
    assert_eq!(
        listed().iter().filter(|one| one["state"] == "open").count(),
        2
    );
}

// A device has no end, and a file may be larger than the memory: no more is read than fits.
#[test]
fn files_without_an_end_are_not_read_to_it() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let (code, out, err) = dev.run(&["invite", "create", "--csv", "/dev/zero"]);
    assert_eq!(code, 2, "{out}{err}");
    assert!(err.contains("64 MiB"), "{err}");
    let (code, out, err) = dev.run(&[
        "user",
        "set-password",
        "anna",
        "--password-file",
        "/dev/zero",
    ]);
    assert!(code == 2 && err.contains("64 MiB"), "{out}{err}");
    let (code, out, err) = dev.run(&[
        "invite",
        "list",
        "--set",
        "password.blocklist_file=/dev/zero",
    ]);
    assert!(
        code != 0 && err.contains("password.blocklist_file"),
        "{out}{err}"
    );
    // A file without a line invites nobody, and says so.
    let file = dev.dir.path().join("people.csv");
    for text in ["", "email,name\n"] {
        std::fs::write(&file, text).expect("writes");
        let csv = ["invite", "create", "--csv", file.to_str().expect("text")];
        let (code, out, err) = dev.run(&csv);
        assert!(code == 2 && err.contains("0 lines"), "{text}: {out}{err}");
    }
    // What would be made is told as it was wished.
    let would = run(
        &dev,
        &[
            "invite",
            "create",
            "x@example.org",
            "--role",
            "nurse",
            "--dry-run",
        ],
    );
    assert_eq!(
        (&would["dry_run"], &would["email"], &would["roles"]),
        (&json!(true), &json!("x@example.org"), &json!(["nurse"]))
    );
    assert_eq!(run(&dev, &["invite", "list"]), json!([]));
}

// LE-I3: "Role ≤ inviter's current role".
#[test]
fn nobody_invites_to_more_than_they_are() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let add = [
        "user",
        "add",
        "teacher",
        "--role",
        "educator",
        "--password-file",
    ];
    let password = dev.dir.path().join("password");
    std::fs::write(&password, "seven purple otters").expect("writes");
    let password = password.to_str().expect("text");
    let (code, out, err) = dev.run(&[&add[..], &[password]].concat());
    assert_eq!(code, 0, "{out}{err}");
    let invite = |roles: &[&str]| {
        let roles: Vec<&str> = roles.iter().flat_map(|role| ["--role", *role]).collect();
        let by = ["invite", "create", "--by", "teacher", "--print"];
        dev.run(&[&by[..], &roles].concat()).0
    };
    assert_eq!(invite(&["educator"]), 0);
    assert_eq!(invite(&[]), 0);
    for more in [&["nurse"][..], &["admin"], &["educator", "nurse"]] {
        assert_eq!(invite(more), 2, "{more:?}");
    }
}

#[test]
fn the_waitlist_is_decided_by_command() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    assert_eq!(run(&dev, &["waitlist", "list"]), json!([]));
    assert_eq!(dev.run(&["waitlist", "list", "--state", "else"]).0, 2);
    assert_eq!(dev.run(&["waitlist", "approve", "nora@example.org"]).0, 5);
    assert_eq!(dev.run(&["waitlist", "reject", "nora@example.org"]).0, 5);
}

// Who asked on the page and is rejected by command finds a letter.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_rejected_by_command_is_told() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let browser = Browser::new(&dev.issuer());
    let page = browser.get("/join/waitlist").await;
    let fields = [("email", "omar@example.org"), ("name", "Omar")];
    let asked = browser.submit(&page, &fields).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    // MyCure's apps send the name in parts.
    let url = format!("{}/legacy/mycure/account-waitlist", dev.issuer());
    let body = json!({"email": "lea@example.org", "personalDetails": {"name": {"firstName": "Lea", "lastName": "Cruz"}}});
    let sent = reqwest::Client::new()
        .post(&url)
        .header("content-type", "application/json");
    let sent = sent.body(body.to_string()).send().await.expect("an answer");
    assert_eq!(sent.status(), 201);
    let (_, listed, _) = dev.run(&["waitlist", "list"]);
    let lea = listed.lines().find(|line| line.contains("lea@example.org"));
    assert!(
        lea.is_some_and(|lea| lea.contains("  Lea Cruz  ")),
        "{listed}"
    );
    assert!(listed.starts_with("ID "), "{listed}");
    let reject = ["waitlist", "reject", "omar@example.org"];
    assert_eq!(dev.run(&[&reject[..], &["--dry-run"]].concat()).0, 0);
    let (code, out, err) = dev.run(&reject);
    assert_eq!(code, 0, "{out}{err}");
    let mails = browser.get("/dev/mail").await;
    let one = "<code>waitlist_rejected</code>";
    assert_eq!(mails.body.matches(one).count(), 1, "{}", mails.body);
    assert!(mails.body.contains("<dd><bdi>omar@example.org</bdi></dd>"));
    assert_eq!(dev.run(&reject).0, 6, "decided before");
    let (code, _, err) = dev.run(&["waitlist", "approve", "omar@example.org"]);
    assert_eq!(code, 6, "{err}");
    assert!(
        err.contains("signet invite create omar@example.org"),
        "{err}"
    );
}

// LG-17: where nobody can join, no link is made that leads to nothing; the commands know what the server
// that runs was started with. LG-18: administrators come by their link.
#[test]
fn nobody_is_invited_to_what_is_closed() {
    let data = tempfile::tempdir().expect("a directory");
    let open = Dev::start(data);
    let id = run(&open, &["invite", "create", "nora@example.org"]);
    let id = id["id"].as_str().expect("an id").to_owned();
    let closed = ["--set", "login.registration=closed"];
    let dev = Dev::start_with(open.stop(), &closed, Stdio::null());
    for args in [
        &["invite", "create"][..],
        &["invite", "create", "--uses", "3"],
        &["invite", "create", "omar@example.org", "--dry-run"],
        &["invite", "resend", &id],
        &["waitlist", "approve", "omar@example.org"],
    ] {
        let (code, out, err) = dev.run(args);
        assert_eq!(code, 7, "{args:?}: {out}{err}");
        assert!(err.contains("login.registration is `closed`"), "{err}");
    }
    let made = run(&dev, &["admin", "invite", "boss@example.org"]);
    let listed = run(&dev, &["invite", "list"]);
    assert!(made["link"].is_string(), "{made}");
    let mut links = listed.as_array().expect("a list").iter();
    let link = links.find(|one| one["kind"] == "administrator");
    let id = link.expect("the link")["id"].as_str().expect("an id");
    assert_eq!(dev.run(&["invite", "resend", id, "--print"]).0, 0);
}

// Two roles in one word would be a role that nobody has.
#[test]
fn several_roles_are_not_taken_as_one() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    for args in [
        &["invite", "create", "--role", "patient;nurse"][..],
        &["user", "add", "zoe", "--no-password", "--role", "x,y"],
        &["user", "edit", "anna", "--add-role", "x,y"],
    ] {
        let (code, out, err) = dev.run(args);
        assert_eq!(code, 2, "{args:?}: {out}{err}");
        assert!(
            err.contains("is no role") && err.contains("blanks"),
            "{err}"
        );
    }
    let file = dev.dir.path().join("people.csv");
    std::fs::write(&file, "email,roles\na@example.org,patient;nurse\n").expect("writes");
    let file = file.to_str().expect("text");
    let (code, out, _) = dev.run(&["invite", "create", "--csv", file]);
    assert!(
        code == 8 && out.contains("`patient;nurse` is no role"),
        "{out}"
    );
}

// Who reads an empty list is told that it is one; a program's output stays as it was.
#[test]
fn a_list_with_nothing_in_it_says_so() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    for args in [
        &["invite", "list"][..],
        &["waitlist", "list"],
        &["user", "sessions", "anna"],
    ] {
        let (code, out, err) = dev.run(args);
        assert_eq!((code, &*out), (0, ""), "{args:?}: {err}");
        assert!(err.contains("there are none"), "{args:?}: {err}");
        let (code, out, err) = dev.run(&[args, &["-o", "json"]].concat());
        assert_eq!((code, out.trim(), &*err), (0, "[]", ""), "{args:?}");
    }
    // An export that is empty says that nothing happened, not that something was misspelt.
    for (wrong, meant) in [("logn.*", "`login.*`"), ("user.lockd", "`user.locked`")] {
        let (code, _, err) = dev.run(&["audit", "export", "--event", wrong]);
        assert_eq!(code, 2, "{err}");
        assert!(err.contains(&format!("did you mean {meant}?")), "{err}");
    }
    assert_eq!(dev.run(&["audit", "export", "--event", "human.*"]).0, 0);
}
