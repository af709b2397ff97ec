//! `signet legacy import|report|set`: an estate moves in, and is watched.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::{Dev, ask, until};

fn file(dev: &Dev, name: &str, text: &str) -> String {
    let path = dev.dir.path().join(name);
    std::fs::write(&path, text).expect("writes");
    path.to_str().expect("text").to_owned()
}

fn lines(out: &str) -> Vec<Value> {
    let read = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    out.lines().map(read).collect()
}

/// Imports a file twice, after a rehearsal: what each line was told, the first time.
fn moved_in(dev: &Dev, api: &str, estate: &[Value]) -> Vec<Value> {
    let text: String = estate.iter().map(|line| format!("{line}\n")).collect();
    let path = file(dev, &format!("{api}.jsonl"), &text);
    let import = ["legacy", "import", api, &path];
    let (code, out, err) = dev.run(&[&import[..], &["--dry-run"]].concat());
    assert_eq!(code, 0, "{out}{err}");
    let rehearsed = lines(&out);
    assert_eq!(
        rehearsed[estate.len()],
        json!({"would_import": estate.len(), "already": 0, "bad": 0})
    );
    let (code, out, err) = dev.run(&import);
    assert_eq!(code, 0, "{out}{err}");
    let told = lines(&out);
    assert_eq!(
        told[estate.len()],
        json!({"imported": estate.len(), "already": 0, "bad": 0})
    );
    // OPERATIONS 6: "idempotent", and nobody is replaced.
    let (code, out, _) = dev.run(&import);
    assert_eq!(code, 0, "{out}");
    assert_eq!(
        lines(&out)[estate.len()],
        json!({"imported": 0, "already": estate.len(), "bad": 0})
    );
    told
}

fn post(url: &str, body: &Value) -> (u16, String) {
    let request = reqwest::Client::new()
        .post(url)
        .header("content-type", "application/json");
    ask(request.body(body.to_string()))
}

/// bcrypt, cost 4, of `old-password`, in Laravel's and in Node's spelling.
fn hash(prefix: &str) -> String {
    let made = bcrypt::hash_with_result("old-password", 4).expect("hashes");
    let version = match prefix {
        "2y" => bcrypt::Version::TwoY,
        _ => bcrypt::Version::TwoA,
    };
    made.format_for_version(version)
}

// LE-M1: "Old password hashes verify then upgrade"; a live session of the old system goes on after
// cut-over, and its token verifies with the old secret.
#[test]
fn corsanos_people_and_sessions_move_in() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let base = format!("{}/legacy/corsano-users", dev.issuer());
    // The door's own key may be on its way: the old one is to take its place.
    until(|| {
        dev.run(&["keys", "export", "--door", "corsano-users", "--private"])
            .0
            == 0
    });
    let secret = "an-old-secret-of-forty-characters-length";
    let path = file(&dev, "secret", secret);
    let (code, _, err) = dev.run(&[
        "keys",
        "import",
        "--door",
        "corsano-users",
        "--hmac-secret-file",
        &path,
    ]);
    assert_eq!(code, 0, "{err}");
    #[expect(
        clippy::disallowed_methods,
        reason = "a running server has the clock of the wall"
    )]
    let now = std::time::SystemTime::now();
    let now = now
        .duration_since(std::time::UNIX_EPOCH)
        .expect("after 1970")
        .as_secs();
    let (began, made) = (now - 86_400, now - 7_200);
    let (id, jti) = ("60492c6862d2d7216712e4f1", "k2M2vXwYb0Zq9sTe");
    let claims = json!({
        "iss": "http://api.users.cloud.corsano.com/auth/refresh", "iat": began, "exp": made + 3600,
        "nbf": made, "jti": jti, "sub": id, "prv": "23bd5c8949f600adb39e701c400872db7a5976f7",
    });
    let old = encode(
        &Header::new(Algorithm::HS256),
        &claims,
        &EncodingKey::from_secret(secret.as_bytes()),
    )
    .expect("signs");
    let person = json!({
        "users": {"_id": id, "uuid": "0b8cf1c2-66a2-4f0e-9d3c-1f2e3d4c5b6a", "email": "Old@Example.org", "first_name": "Olga", "created_at": "2021-03-10 20:30:32", "updated_at": "2022-09-02 09:19:38"},
        "health": {"birthday": "1970-01-02", "height": 167, "weight": 68, "gender": "female"},
        "password": hash("2y"),
        "sessions": [{"jti": jti, "iat": began, "nbf": made, "exp": made + 3600}],
    });
    let told = moved_in(&dev, "corsano", &[person]);
    assert_eq!(told[0]["sessions"], 1);
    // The old token is over its time, and refreshes all the same.
    let refresh = |token: &str| {
        let request = reqwest::Client::new().get(format!("{base}/auth/refresh"));
        ask(request.bearer_auth(token))
    };
    until(|| refresh(&old).0 != 401);
    let (status, body) = refresh(&old);
    assert_eq!(status, 200, "{body}");
    let fresh: Value = serde_json::from_str(&body).expect("JSON");
    let fresh = fresh["token"].as_str().expect("a token");
    let profile = reqwest::Client::new()
        .get(format!("{base}/profile"))
        .bearer_auth(fresh);
    let (status, body) = ask(profile);
    assert_eq!(status, 200, "{body}");
    assert!(body.contains(id) && body.contains("Olga"), "{body}");
    // The password that Laravel hashed.
    let (status, body) = post(
        &format!("{base}/login"),
        &json!({"email": "old@example.org", "password": "old-password"}),
    );
    assert_eq!(status, 200, "{body}");
    // What is wrong with a line is told, and the others go in.
    let bad = [
        json!({"users": {"email": "x@example.org"}}),
        json!({"users": {"_id": "short"}}),
        json!({"nobody": true}),
    ];
    let text: String = bad.iter().map(|line| format!("{line}\n")).collect();
    let path = file(&dev, "bad.jsonl", &format!("{text}{{\n"));
    let (code, out, _) = dev.run(&["legacy", "import", "corsano", &path]);
    assert_eq!(code, 8, "{out}");
    let told = lines(&out);
    assert_eq!(told[4], json!({"imported": 0, "already": 0, "bad": 4}));
    assert!(
        told[..4].iter().all(|line| line["error"].is_string()),
        "{out}"
    );
}

// M35, M36, LE-M1: MyCure's people keep their passwords and what its apps call them; the operator
// says what its own systems know.
#[test]
fn mycures_people_move_in() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let issuer = dev.issuer();
    let uid = "5f8a0c2d9e";
    let line = json!({
        "uid": uid, "email": "old@example.org", "isEmailVerified": true,
        "mobileNo": "09170000001", "isMobileNoVerified": true, "password": hash("2a"),
        "personalDetails": {"name": {"firstName": "Olga"}, "doc_PRCLicenseNo": 77},
        "createdAt": 1_577_934_245_000_i64,
    });
    moved_in(&dev, "mycure", &[line]);
    let url = format!("{issuer}/legacy/mycure/authentication");
    for login in [
        json!({"email": "old@example.org"}),
        json!({"mobileNo": "+639170000001"}),
    ] {
        let mut body = login;
        body["password"] = json!("old-password");
        until(|| post(&url, &body).0 == 200);
        let told: Value = serde_json::from_str(&post(&url, &body).1).expect("JSON");
        assert_eq!(told["uid"], uid);
    }
    let mycure = |args: &[&str]| dev.run(&[&["legacy", "mycure"], args].concat());
    for args in [
        &["notify", uid, "identity-images"][..],
        &["notify", uid, "facility", "--facility", "Cebu Clinic"],
        &["notify", uid, "patient", "--dry-run"],
        &["doctor", uid],
        &["doctor", uid, "--revoke"],
    ] {
        let (code, out, err) = mycure(args);
        assert!(code == 0 && out.contains(uid), "{args:?}: {out}{err}");
    }
    assert_eq!(mycure(&["doctor", "nobody"]).0, 5);
    assert_eq!(mycure(&["notify", uid, "facility"]).0, 2);
}

// OPERATIONS 6: what is brought along is held to what the door takes, and each line that is not is
// refused with its number; a rehearsal says the same.
#[test]
fn mycures_lines_are_held_to_what_the_door_takes() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let details = |details: Value| json!({"uid": "a1", "email": "a1@example.org", "personalDetails": details});
    let seed = |secret: &str| json!({"uid": "a2", "email": "a2@example.org", "totp": [{"secret": secret}]});
    let lines = [
        json!({"uid": "same", "email": "one@example.org"}),
        details(json!({"$where": "1"})),
        details(json!({"address": {"$ne": 1}})),
        details(json!({"name": {"firstName": "a\u{0}b"}})),
        details(json!({"name": {"firstName": "\u{1b}[31m"}})),
        details(json!({"address": "x".repeat(4097)})),
        details(json!({"address": vec!["x".repeat(4000); 17]})),
        json!({"uid": "a3", "email": "a3@example.org", "source": "x".repeat(65)}),
        json!({"uid": "a4", "email": "a4@example.org", "source": "a\nb"}),
        seed("JBSWY3DPEHPK3PXP"),
        seed(&"A".repeat(208)),
        json!({"uid": "same", "email": "two@example.org"}),
        json!({"uid": "b", "email": "b@example.org", "source": "ios", "totp": [{"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}],
               "personalDetails": {"address": "1 Main St\nCebu"}}),
    ];
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let path = file(&dev, "mycure.jsonl", &text);
    let import = ["legacy", "import", "mycure", &path];
    for more in [&["--dry-run"][..], &[]] {
        let (code, out, err) = dev.run(&[&import[..], more].concat());
        assert_eq!(code, 8, "{out}{err}");
        let told = self::lines(&out);
        let bad = told.iter().filter(|line| line["error"].is_string());
        let bad: Vec<_> = bad.map(|line| line["line"].as_u64()).collect();
        let expected: Vec<_> = (2..=12).map(Some).collect();
        assert_eq!(bad, expected, "{out}");
        assert!(
            told[11]["error"]
                .as_str()
                .is_some_and(|why| why.contains("line 1 ")),
            "{out}"
        );
        let sum = told.last().expect("a sum");
        assert_eq!(
            (&sum["bad"], &sum["already"]),
            (&json!(11), &json!(0)),
            "{out}"
        );
    }
}

#[test]
fn the_other_estates_move_in() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let issuer = dev.issuer();
    let told = moved_in(
        &dev,
        "ocariot",
        &[
            json!({"_id": "5daf47f1d3cb260019b5edc1", "username": "OLD1", "password": hash("2a"), "type": "educator", "institution": "5daf47f1d3cb260019b5edc2"}),
            json!({"_id": "5daf47f1d3cb260019b5edc3", "username": "OLD2", "password": hash("2a"), "type": "admin", "scopes": ["sleep:read"]}),
        ],
    );
    assert!(told[0]["id"].is_string(), "{told:?}");
    // The contract's key takes a while to make.
    let login = json!({"username": "OLD1", "password": "old-password"});
    let url = format!("{issuer}/legacy/ocariot/v1/auth");
    until(|| post(&url, &login).0 == 200);

    let secret = "imPG3xd94D18xLksG80LRFpLKERDpfdt";
    let key = "QrNh3vPVdckgA9mCHxdmaSM2ucaywMZ9HbRJ1qTa";
    moved_in(
        &dev,
        "healthily",
        &[
            json!({"partner_id": "aZtrRBkCGWDgTWZKPqrE7CM6U8oGCJbt", "secret": secret, "account_name": "MyHealth", "language": "en-GB", "api_keys": [key]}),
        ],
    );
    let body = json!({"partner_id": "aZtrRBkCGWDgTWZKPqrE7CM6U8oGCJbt", "secret": secret});
    let login = || {
        let request = reqwest::Client::new()
            .post(format!("{issuer}/legacy/healthily/api/v1/login"))
            .header("content-type", "application/json")
            .header("x-api-key", key);
        ask(request.body(body.to_string())).0
    };
    until(|| login() == 200);

    let id = "70a1fd8fb4935296647f340dddf7dad6";
    let human = json!({"client_id": "health-diary", "client_user_id": "old-7", "human_id": id, "email": "seven@example.org", "created_at": "2020-01-02T03:04:05Z", "sources": ["fitbit"]});
    moved_in(&dev, "humanapi", &[human]);
    let (code, out, err) = dev.run(&["human", "show", id, "-o", "json"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("fitbit") && out.contains("old-7"), "{out}");
    let human = |word: &str, more: &[&str]| dev.run(&[&["human", word, id], more].concat());
    let (code, out, err) = human("block", &["--dry-run"]);
    assert!(code == 0 && out.contains("would be blocked"), "{out}{err}");
    assert_eq!(human("unblock", &["--dry-run"]).0, 6);
    assert_eq!(human("block", &[]).0, 0);
    assert_eq!(human("block", &["--dry-run"]).0, 6);
    assert_eq!(human("unblock", &["--dry-run"]).0, 0);
    assert_eq!(human("unblock", &[]).0, 0);
    // They have connected a source there: no session is started for them here (A06).
    let secret = dev.json()["clients"]["health-diary"]["client_secret"].clone();
    let session = json!({"client_id": "health-diary", "client_secret": secret, "client_user_id": "old-7", "type": "session"});
    let (status, body) = post(
        &format!("{issuer}/legacy/humanapi/v1/connect/token"),
        &session,
    );
    assert_eq!(status, 403, "{body}");

    // Who called is told, and a client is given its end.
    let report = || {
        let (code, out, err) = dev.run(&["legacy", "report", "-o", "json"]);
        assert_eq!(code, 0, "{err}");
        serde_json::from_str::<Value>(&out).expect("JSON")
    };
    until(|| report()["doors"][0]["callers"][0]["people"] == 1);
    let report = report();
    let door = &report["doors"][0];
    assert_eq!(
        (&door["door"], &door["open"]),
        (&json!("ocariot"), &json!(true))
    );
    assert_eq!(door["callers"][0]["client_id"], "legacy-ocariot");
    let (code, out, _) = dev.run(&["legacy", "report", "--door", "ocariot", "--since", "7d"]);
    assert!(code == 0 && out.contains("legacy-ocariot"), "{out}");
    for (args, there) in [
        (["legacy", "report", "--door", "nowhere"], "humanapi"),
        (["legacy", "report", "--client", "nobody"], "legacy-ocariot"),
        (["grant", "list", "--door", "nowhere"], "humanapi"),
        (["grant", "list", "--client", "nobody"], "legacy-ocariot"),
    ] {
        let (code, _, err) = dev.run(&args);
        assert!(code == 5 && err.contains(there), "{args:?}: {err}");
    }
    assert_eq!(dev.run(&["legacy", "report", "--since", "soon"]).0, 2);
    let set = ["legacy", "set", "legacy-ocariot"];
    assert_eq!(dev.run(&set).0, 2);
    assert_eq!(dev.run(&[&set[..], &["--sunset", "soon"]].concat()).0, 2);
    assert_eq!(
        dev.run(&["legacy", "set", "nobody", "--sunset", "never"]).0,
        5
    );
    let sunset = ["--sunset", "2099-06-30T23:59:59Z"];
    assert_eq!(
        dev.run(&[&set[..], &sunset, &["--deprecated", "2099-07-01T00:00:00Z"]].concat())
            .0,
        2
    );
    let (code, out, _) = dev.run(&[&set[..], &sunset, &["--dry-run"]].concat());
    assert!(
        code == 0 && out.contains("would set sunset_at to 2099-06-30T23:59:59Z of"),
        "{out}"
    );
    // A client of no old API would be told at /authorize that an old API has ended.
    let (code, _, err) = dev.run(&[&["legacy", "set", "web"], &sunset[..]].concat());
    assert!(
        code == 7 && err.contains("--state disabled"),
        "{code}: {err}"
    );
    assert_eq!(dev.run(&[&set[..], &sunset].concat()).0, 0);
    let (_, out, _) = dev.run(&["client", "show", "legacy-ocariot", "-o", "json"]);
    assert!(out.contains("\"sunset_at\":4086547199000"), "{out}");
    let (_, out, _) = dev.run(&["legacy", "report", "--door", "ocariot"]);
    assert!(out.contains("ends 2099-06-30T23:59:59Z"), "{out}");
    assert_eq!(dev.run(&[&set[..], &["--sunset", "never"]].concat()).0, 0);
    let (_, out, _) = dev.run(&["client", "show", "legacy-ocariot", "-o", "json"]);
    assert!(!out.contains("sunset_at"), "{out}");
}

// LE-02: before a date is set, an operator sees who will be written to.
#[test]
fn who_is_written_to_about_an_end_is_told_before() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let client = "legacy-ocariot";
    let letters =
        |more: &[&str]| dev.run(&[&["legacy", "letters", client, "--dry-run"], more].concat());
    let url = format!("{}/legacy/ocariot/v1/auth", dev.issuer());
    let body = json!({"username": "BR0001", "password": "br123"});
    until(|| post(&url, &body).0 == 200);
    until(|| letters(&[]).1.contains("  person  "));
    let (code, out, err) = letters(&[]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("ocariot: no end is set"), "{out}");
    let set = ["legacy", "set", client, "--sunset", "2999-12-31T00:00:00Z"];
    assert_eq!(dev.run(&set).0, 0);
    let (code, out, err) = letters(&["-o", "json"]);
    assert_eq!(code, 0, "{err}");
    let told: Value = serde_json::from_str(&out).expect("JSON");
    let door = &told["doors"][0];
    assert_eq!(
        (&door["door"], &told["mail"]),
        (&json!("ocariot"), &json!(true)),
        "{out}"
    );
    assert_eq!(
        door["letters_from"].as_array().map(Vec::len),
        Some(2),
        "{out}"
    );
    let people = door["people"].as_array().expect("people");
    assert_eq!((people.len(), &people[0]["told"]), (1, &json!([])), "{out}");
    assert_eq!(dev.run(&["legacy", "letters", "nobody"]).0, 5);
}
