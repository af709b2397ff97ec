//! `signet keys`.

use serde_json::Value;

use super::{Dev, fetch, until};

fn keys(dev: &Dev, args: &[&str]) -> Vec<Value> {
    let (code, out, err) = dev.run(&[&["keys", "list", "-o", "json"], args].concat());
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).expect("JSON")
}

fn kid(dev: &Dev, algorithm: &str, state: &str) -> String {
    let keys = keys(dev, &[]);
    let found = keys
        .iter()
        .find(|key| key["purpose"] == "issuer" && key["alg"] == algorithm && key["state"] == state);
    let found = found.unwrap_or_else(|| panic!("no {state} {algorithm} key: {keys:?}"));
    found["kid"].as_str().expect("a kid").to_owned()
}

// JW-08, JW-11: by command, seen by a running server: a rotation begins, a pending key is
// withdrawn, and a revoked one is gone at once.
#[test]
fn keys_are_rotated_retired_and_revoked_by_command() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let issuer = dev.issuer();
    let has = |kid: &str| fetch(&format!("{issuer}/jwks")).1.contains(kid);
    let first = kid(&dev, "ES256", "active");
    assert!(has(&first));
    // A rotation is begun once, however often it is asked for.
    let rotate = ["keys", "rotate", "--alg", "ES256", "-o", "json"];
    let (code, out, _) = dev.run(&[&rotate[..], &["--dry-run"]].concat());
    assert!(code == 0 && out.contains("would"), "{out}");
    let answers: Vec<Value> = (0..2)
        .map(|_| {
            let (code, out, err) = dev.run(&rotate);
            assert_eq!(code, 0, "{err}");
            serde_json::from_str(&out).expect("JSON")
        })
        .collect();
    let next = kid(&dev, "ES256", "pending");
    assert_eq!(
        (&answers[0]["made"], &answers[1]["made"]),
        (&true.into(), &false.into())
    );
    assert!(
        answers
            .iter()
            .all(|answer| answer["pending"] == next.as_str())
    );
    until(|| has(&next));
    assert_eq!(kid(&dev, "ES256", "active"), first);
    // Withdrawn: gone again; the active one is told to go when its successor may sign.
    assert_eq!(dev.run(&["keys", "retire", &next]).0, 0);
    until(|| !has(&next));
    assert_eq!(dev.run(&["keys", "retire", &next]).0, 5);
    assert_eq!(dev.run(&["keys", "retire", &first]).0, 0);
    let next = kid(&dev, "ES256", "pending");
    // Revoked: only with a confirmation, and at once.
    assert_eq!(dev.run(&["keys", "revoke", &first]).0, 7);
    assert_eq!(dev.run(&["keys", "revoke", &first, "--dry-run"]).0, 0);
    assert_eq!(dev.run(&["keys", "revoke", "nobody", "--yes"]).0, 5);
    let (code, out, err) = dev.run(&["keys", "revoke", &first, "--yes"]);
    assert!(code == 0 && out.contains(&next), "{out}{err}");
    until(|| !has(&first));
    assert_eq!(kid(&dev, "ES256", "active"), next);
    let gone = keys(&dev, &["--all"]);
    let gone = gone.iter().find(|key| key["kid"] == first.as_str());
    assert_eq!(gone.expect("a row")["state"], "removed");
    assert_eq!(dev.run(&["keys", "rotate", "--alg", "HS256"]).0, 2);
    // Flows go on with the new key.
    let (code, _, err) = dev.run(&["flow", "code", "--client", "web", "--user", "anna"]);
    assert_eq!(code, 0, "{err}");
    // How long keys sign is told.
    let metrics = format!(
        "http://{}/metrics",
        dev.json()["management"].as_str().expect("one")
    );
    for algorithm in ["ES256", "RS256"] {
        let name = format!("signet_signing_key_age_seconds{{alg=\"{algorithm}\"}}");
        until(|| fetch(&metrics).1.contains(&name));
    }
}

// A door's old secret or key is brought along by a file; what it signed until now stays good, and
// what does not fit the door is refused with what to do.
#[test]
fn a_doors_key_is_brought_along_by_its_file() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let file = |name: &str, content: &[u8]| {
        let path = dev.dir.path().join(name);
        std::fs::write(&path, content).expect("writes");
        path.to_str().expect("text").to_owned()
    };
    let import = |args: &[&str]| dev.run(&[&["keys", "import"], args].concat());
    let secret = file("secret", b"a secret of the old system, 32 or more\n");
    let users = ["--door", "corsano-users", "--hmac-secret-file", &secret];
    // Refused: another kind, a short one, no file, both, a door without keys.
    let pem =
        signet::crypto::SigningKey::generate(signet::model::client::SigningAlgorithm::Rs256, 2048);
    let pem = pem.expect("a key").private_pem().expect("PEM");
    let pem = file("pem", pem.expose().as_bytes());
    let short = file("short", b"hunter2\n");
    for (args, told) in [
        (
            ["--door", "ocariot", "--hmac-secret-file", &secret],
            "--private-key-file",
        ),
        (
            ["--door", "corsano-users", "--private-key-file", &pem],
            "--hmac-secret-file",
        ),
        (
            ["--door", "corsano-users", "--hmac-secret-file", &short],
            "7 bytes",
        ),
        (
            ["--door", "humanapi", "--hmac-secret-file", &secret],
            "there are: ocariot",
        ),
        (["--door", "ocariot", "--private-key-file", &secret], "PEM"),
    ] {
        let (code, _, err) = import(&args);
        assert!(code == 2 && err.contains(told), "{args:?}: {code} {err}");
    }
    assert_eq!(import(&["--door", "ocariot"]).0, 2);
    assert_eq!(
        import(&[&users[..], &["--private-key-file", &pem]].concat()).0,
        2
    );
    // Taken, first as a rehearsal.
    let named = [&users[..], &["--kid", "old-1"]].concat();
    let (code, out, _) = import(&[&named[..], &["--dry-run"]].concat());
    assert!(
        code == 0 && out.contains("would bring old-1 along"),
        "{out}"
    );
    let (code, out, err) = import(&named);
    assert!(code == 0 && out.trim() == "old-1", "{out}{err}");
    assert_eq!(import(&named).0, 6, "the id is taken");
    let (code, _, err) = import(&users);
    assert!(code == 6 && err.contains("there already: old-1"), "{err}");
    let of = |kid: &str| {
        let keys = keys(&dev, &[]);
        let key = keys.iter().find(|key| key["kid"] == kid);
        let key = key.unwrap_or_else(|| panic!("no {kid}: {keys:?}"));
        ["purpose", "alg", "state"].map(|name| key[name].as_str().expect("text").to_owned())
    };
    assert_eq!(of("old-1"), ["corsano-users", "HS256", "active"]);
    // Another one signs in its place, and it goes on verifying.
    let next = file("next", &[0xfe; 48]);
    let (code, _, err) = import(&[
        "--door",
        "corsano-users",
        "--hmac-secret-file",
        &next,
        "--kid",
        "old-2",
    ]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(of("old-1")[2], "retiring");
    assert_eq!(of("old-2")[2], "active");
    // It is none of the public keys, and leaves in base64 only when that is asked for.
    assert!(!dev.run(&["keys", "jwks"]).1.contains("old-2"));
    let (code, _, err) = dev.run(&["keys", "export", "--door", "corsano-users"]);
    assert!(code == 2 && err.contains("--private"), "{err}");
    let (code, out, _) = dev.run(&["keys", "export", "--door", "corsano-users", "--private"]);
    assert_eq!((code, out.trim()), (0, "/v7+".repeat(16).as_str()));
    // A PEM file for a door that signs with RS256.
    let healthily = [
        "--door",
        "healthily",
        "--private-key-file",
        &pem,
        "--kid",
        "32bb939e",
    ];
    assert_eq!(import(&healthily).0, 0);
    assert_eq!(of("32bb939e"), ["healthily", "RS256", "active"]);
}
