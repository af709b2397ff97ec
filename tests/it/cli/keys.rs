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
