//! `signet legacy healthily …`, `signet client add --file`, and the sample partner of `signet dev`.

use serde_json::{Value, json};

use super::{Dev, ask, until};

fn json_of(out: &str) -> Value {
    serde_json::from_str(out).unwrap_or_else(|error| panic!("{error}: {out}"))
}

fn file(dev: &Dev, name: &str, text: &str) -> String {
    let path = dev.dir.path().join(name);
    std::fs::write(&path, text).expect("writes");
    path.to_str().expect("text").to_owned()
}

fn terms(first: &str) -> Value {
    json!({
        "language": "en-US",
        "messages": [{"value": first, "type": "HEADER", "format": "PLAIN_TEXT"}],
        "checkbox_policies": [],
        "footer_policies": [],
    })
}

// H17 by the operator's hand; exit codes as OPERATIONS has them.
#[test]
fn terms_are_published_listed_and_shown() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let run = |args: &[&str]| {
        let args = [&["legacy", "healthily", "terms"], args, &["-o", "json"]].concat();
        dev.run(&args)
    };
    let sample = json_of(&run(&["list"]).1);
    assert_eq!(sample.as_array().map(Vec::len), Some(1), "{sample}");
    let path = file(&dev, "terms.json", &terms("New terms").to_string());
    let (code, out, err) = run(&["publish", &path, "--dry-run"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(json_of(&out)["dry_run"], true);
    assert_eq!(json_of(&run(&["list"]).1), sample);
    let published = json_of(&run(&["publish", &path]).1);
    assert_eq!(
        (&published["changed"], &published["dry_run"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(json_of(&run(&["publish", &path]).1)["changed"], false);
    let listed = json_of(&run(&["list"]).1);
    assert_eq!(listed.as_array().map(Vec::len), Some(2), "{listed}");
    assert_eq!(listed[0]["content_version"], published["content_version"]);
    assert_eq!(
        (&listed[0]["in_force"], &listed[1]["in_force"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(
        json_of(&run(&["show"]).1)["messages"][0]["value"],
        "New terms"
    );
    let old = listed[1]["content_version"].as_str().expect("a version");
    let shown = json_of(&run(&["show", old]).1);
    assert_eq!(shown["content_version"], old);
    assert_eq!(run(&["show", "nothing"]).0, 5);
    assert_eq!(run(&["show", "--language", "fr"]).0, 5);
    let (code, out, _) = dev.run(&["legacy", "healthily", "terms", "list"]);
    assert!(code == 0 && out.contains(" in force\n"), "{out}");
    // What is no terms is said by name, and nothing is kept of it.
    let item =
        |kind: &str, value: &str| json!({"value": value, "type": kind, "format": "MARKDOWN"});
    for (member, value) in [
        ("messages", json!([])),
        ("messages", json!([item("HEADER", " ")])),
        ("messages", json!([item("OTHER", "x")])),
        ("footer_policies", json!([item("HEADER", "x")])),
        ("checkbox_policies", json!([{"value": "x"}])),
        ("language", json!("not a tag")),
        ("language", json!(5)),
        ("more", json!(1)),
    ] {
        let mut wrong = terms("x");
        wrong[member] = value;
        let path = file(&dev, "wrong.json", &wrong.to_string());
        let (code, _, err) = run(&["publish", &path]);
        assert_eq!(code, 2, "{wrong}");
        assert!(
            err.contains(member) || err.contains("missing field"),
            "{wrong}: {err}"
        );
    }
    assert_eq!(run(&["publish", &path, "--language", "de"]).0, 2);
    assert_eq!(run(&["publish", "/nowhere/terms.json"]).0, 5);
    assert_eq!(json_of(&run(&["list"]).1), listed);
}

// LE-K2, LE-K4: keys are shown once, known by an id, and end at once.
#[test]
fn keys_are_added_listed_and_revoked() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let told = dev.json();
    let partner = told["healthily"]["partner_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let secret = told["clients"][&partner]["client_secret"]
        .as_str()
        .expect("a secret")
        .to_owned();
    let run = |args: &[&str]| {
        let args = [&["legacy", "healthily", "key"], args, &["-o", "json"]].concat();
        dev.run(&args)
    };
    let login = |key: &str| {
        let url = format!("{}/legacy/healthily/api/v1/login", dev.issuer());
        let body = json!({"partner_id": partner, "secret": secret}).to_string();
        let request = reqwest::Client::new().post(url).header("x-api-key", key);
        ask(request
            .header("content-type", "application/json")
            .body(body))
        .0
    };
    let listed = || json_of(&run(&["list", &partner]).1);
    assert_eq!(listed().as_array().map(Vec::len), Some(1));
    let dry = json_of(&run(&["add", &partner, "--dry-run"]).1);
    assert!(dry["dry_run"] == true && dry["api_key"].is_null(), "{dry}");
    assert_eq!(listed().as_array().map(Vec::len), Some(1));
    let added = json_of(&run(&["add", &partner]).1);
    let key = added["api_key"].as_str().expect("a key").to_owned();
    assert!(
        key.len() == 40 && key.bytes().all(|b| b.is_ascii_alphanumeric()),
        "{key}"
    );
    // The door's key takes a while to make.
    until(|| login(&key) != 503);
    assert_eq!(login(&key), 200);
    assert!(!listed().to_string().contains(&key));
    // One that it has is brought along, once.
    let old = "0ldKey0ldKey0ldKey0ldKey0ldKey0ldKey0ldK";
    let path = file(&dev, "old.key", &format!("{old}\n"));
    let (code, out, err) = run(&["add", &partner, "--key-file", &path]);
    assert_eq!(code, 0, "{err}");
    assert!(json_of(&out)["api_key"].is_null(), "{out}");
    assert_eq!(login(old), 200);
    assert_eq!(run(&["add", &partner, "--key-file", &path]).0, 6);
    let short = file(&dev, "short.key", "short");
    for (args, expected) in [
        (&["add", "nobody"][..], 5),
        (&["add", "web"], 2),
        (&["add", &partner, "--key-file", &short], 2),
        (&["add", &partner, "--key-file", "/nowhere/key"], 5),
        (&["revoke", "nothing", "--yes"], 5),
    ] {
        assert_eq!(run(args).0, expected, "{args:?}");
    }
    let id = added["key"].as_str().expect("an id");
    assert_eq!(run(&["revoke", id]).0, 7);
    assert_eq!(run(&["revoke", id, "--dry-run"]).0, 0);
    assert_eq!(login(&key), 200);
    assert_eq!(run(&["revoke", id, "--yes"]).0, 0);
    assert_eq!(login(&key), 403);
    assert_eq!(run(&["revoke", id, "--yes"]).0, 6);
    let (code, out, _) = dev.run(&["legacy", "healthily", "key", "list"]);
    assert!(code == 0 && out.contains("revoked at"), "{out}");
}

// A partner with what it has been given already, from a file; the requests of dev.json to try.
#[test]
fn a_partner_comes_from_a_file_and_dev_json_has_one_to_try() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let run = |args: &[&str]| dev.run(&[args, &["-o", "json"]].concat());
    let partner = json!({
        "client_id": "Partner0Partner0Partner0Partner0",
        "client_secret": "imPG3xd94D18xLksG80LRFpLKERDpfdt",
        "client_name": "Another Health",
        "signet": {"door": "healthily"},
        "healthily": {"account_name": "AnotherHealth", "language": "de-DE", "version": "V4"},
    });
    let path = file(&dev, "partner.json", &partner.to_string());
    let (code, _, err) = run(&["client", "add", "--file", &path, "--dry-run"]);
    assert_eq!(code, 0, "{err}");
    let id = "Partner0Partner0Partner0Partner0";
    assert_eq!(run(&["client", "show", id]).0, 5);
    let added = run(&["client", "add", "--file", &path]);
    assert_eq!(added.0, 0, "{}", added.2);
    assert_eq!(run(&["client", "add", "--file", &path]).0, 6);
    assert_eq!(
        run(&["client", "add", "--file", &path, "--type", "web"]).0,
        2
    );
    let shown = json_of(&run(&["client", "show", id]).1);
    assert_eq!(shown["healthily"], partner["healthily"]);
    assert_eq!(shown["scope"], "healthily:legal");
    assert_eq!(shown["grant_types"][0], "client_credentials");
    let changed = json!({"healthily": {"account_name": "Renamed"}}).to_string();
    let change = file(&dev, "change.json", &changed);
    assert_eq!(run(&["client", "edit", id, "--json", &change]).0, 0);
    let shown = json_of(&run(&["client", "show", id]).1);
    assert_eq!(shown["healthily"], json!({"account_name": "Renamed"}));
    // What is no partner has no such names; a partner proves itself by a secret.
    for (member, value) in [
        ("signet", json!({})),
        ("token_endpoint_auth_method", json!("none")),
        ("scope", json!("healthily:api")),
        ("healthily", json!({"account_name": ""})),
        ("healthily", json!({"language": "de-DE"})),
    ] {
        let mut wrong = partner.clone();
        wrong["client_id"] = json!("wrong");
        wrong[member] = value;
        let path = file(&dev, "wrong.json", &wrong.to_string());
        assert_eq!(run(&["client", "add", "--file", &path]).0, 2, "{wrong}");
    }
    let door = &dev.json()["doors"]["healthily"];
    let mut token = String::new();
    for (name, status) in [
        ("login", 200),
        ("terms", 200),
        ("me", 403),
        ("accept", 200),
        ("me", 200),
    ] {
        let sample = &door["requests"][name];
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let method = reqwest::Method::from_bytes(text(&sample["method"]).as_bytes()).expect("one");
        let mut request = reqwest::Client::new().request(method, text(&sample["url"]));
        for (name, value) in sample["headers"].as_object().expect("headers") {
            request = request.header(name, text(value).replace("ACCESS_TOKEN", &token));
        }
        if !sample["body"].is_null() {
            request = request.body(sample["body"].to_string());
        }
        // The door's key takes a while to make.
        let mut answer = (0, String::new());
        until(|| {
            answer = ask(request.try_clone().expect("a request"));
            answer.0 != 503
        });
        let (found, body) = answer;
        assert_eq!(found, status, "{name}: {body}");
        if let Some(given) = json_of(&body)["access_token"].as_str() {
            token = given.to_owned();
        }
    }
}
