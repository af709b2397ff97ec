//! `signet admin`, `signet invite`, `signet waitlist`.

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
        assert_eq!(code, 1);
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
    let reject = ["waitlist", "reject", "omar@example.org"];
    assert_eq!(dev.run(&[&reject[..], &["--dry-run"]].concat()).0, 0);
    let (code, out, err) = dev.run(&reject);
    assert_eq!(code, 0, "{out}{err}");
    let mails = browser.get("/dev/mail").await;
    let one = "<code>waitlist_rejected</code>";
    assert_eq!(mails.body.matches(one).count(), 1, "{}", mails.body);
    assert!(mails.body.contains("<dd><bdi>omar@example.org</bdi></dd>"));
    assert_eq!(dev.run(&reject).0, 6, "decided before");
}
