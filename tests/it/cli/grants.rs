//! `signet grant`, `signet token`, and the flows that refresh.

use serde_json::{Value, json};

use super::{Dev, fetch, post, until};

fn list(dev: &Dev, args: &[&str]) -> Vec<Value> {
    let (code, out, err) = dev.run(&[&["grant", "list", "-o", "json"], args].concat());
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).expect("JSON")
}

fn shown(dev: &Dev, args: &[&str]) -> Value {
    let (code, out, err) = dev.run(args);
    assert_eq!(code, 0, "{args:?}: {err}");
    serde_json::from_str(&out).expect("JSON")
}

// O25 in part: an old app's login is a grant like any other, listed and revoked by command; a
// revoked grant refreshes nothing.
#[test]
fn grants_are_listed_and_revoked_by_command() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let file = dev.dir.path().join("tokens.json");
    let file = file.to_str().expect("text");
    shown(
        &dev,
        &[
            "flow", "code", "--client", "web", "--user", "anna", "--save", file,
        ],
    );
    let login = dev.json()["doors"]["ocariot"]["requests"]["login"].clone();
    let url = login["url"].as_str().expect("a URL").to_owned();
    // The door's key takes a while to make; it is the second RSA key.
    let jwks = format!("{}/jwks", dev.issuer());
    until(|| fetch(&jwks).1.matches("RS256").count() == 2);
    assert_eq!(post(&url, &login["body"]).0, 200);
    let all = list(&dev, &[]);
    assert_eq!(all.len(), 2, "{all:?}");
    // Whom the old API knows by one name only is called by it, not by an id.
    let old = all
        .iter()
        .find(|grant| grant["door"] == "ocariot")
        .expect("one");
    assert_eq!(old["user"], "BR0001", "{old}");
    let [web] = &list(&dev, &["--user", "anna"])[..] else {
        panic!("one grant")
    };
    assert_eq!(
        (
            &web["client_id"],
            &web["user"],
            &web["state"],
            &web["refresh"]["state"]
        ),
        (
            &json!("web"),
            &json!("Anna Berg"),
            &json!("active"),
            &json!("active")
        )
    );
    assert_eq!(list(&dev, &["--client", "web"]), std::slice::from_ref(web));
    let [door] = &list(&dev, &["--door", "ocariot"])[..] else {
        panic!("one grant")
    };
    assert_eq!(
        (&door["door"], &door["refresh"]),
        (&json!("ocariot"), &Value::Null)
    );
    // A door's name is a name, too.
    assert_eq!(
        list(&dev, &["--user", "BR0001"]),
        std::slice::from_ref(door)
    );
    let id = web["id"].as_str().expect("an id");
    assert_eq!(shown(&dev, &["grant", "show", id]), *web);
    // One refresh more: used, and the token turns over only for clients that rotate.
    let answer = shown(
        &dev,
        &[
            "flow", "refresh", "--client", "web", "--from", file, "--save", file,
        ],
    );
    assert_eq!(answer["access_token"]["kind"], "access token (RFC 9068)");
    let used = shown(&dev, &["grant", "show", id]);
    assert!(used["last_used_at"].as_i64() >= web["last_used_at"].as_i64());
    for grant in [id, door["id"].as_str().expect("an id")] {
        assert_eq!(dev.run(&["grant", "revoke", grant, "--dry-run"]).0, 0);
        assert_eq!(dev.run(&["grant", "revoke", grant]).0, 0);
        assert_eq!(dev.run(&["grant", "revoke", grant]).0, 6);
        let over = shown(&dev, &["grant", "show", grant]);
        assert_eq!(over["state"], "grant-revoked");
    }
    let (code, _, err) = dev.run(&["flow", "refresh", "--client", "web", "--from", file]);
    assert!(code == 1 && err.contains("invalid_grant"), "{err}");
    assert_eq!(list(&dev, &[]), Vec::<Value>::new());
    assert_eq!(list(&dev, &["--all"]).len(), 2);
    assert_eq!(list(&dev, &["--all", "--limit", "1"]).len(), 1);
    for args in [
        &["grant", "show", "nobody"][..],
        &["grant", "revoke", "nobody"],
        &["grant", "list", "--user", "nobody"],
    ] {
        assert_eq!(dev.run(args).0, 5, "{args:?}");
    }
}

// Tokens are read from files, decoded without a server, and never shown as a whole.
#[test]
fn flows_refresh_and_tokens_are_decoded() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let file = dev.dir.path().join("tokens.json");
    let file = file.to_str().expect("text");
    // A public client's refresh token turns over.
    let answer = shown(
        &dev,
        &[
            "flow", "refresh", "--client", "spa", "--user", "anna", "--save", file,
        ],
    );
    assert_eq!(answer["refresh"]["refresh_token_rotated"], true);
    assert_eq!(answer["refresh"]["id_token_verified"], true);
    let kept: Value =
        serde_json::from_str(&std::fs::read_to_string(file).expect("reads")).expect("JSON");
    for name in ["access_token", "refresh_token"] {
        let token = kept[name].as_str().expect("a token");
        assert!(!answer.to_string().contains(token), "{name}");
    }
    let narrowed = shown(
        &dev,
        &[
            "flow", "refresh", "--client", "spa", "--from", file, "--scope", "openid",
        ],
    );
    assert_eq!(narrowed["scope"], "openid");
    let own = shown(&dev, &["flow", "client-credentials", "--client", "service"]);
    assert_eq!(own["access_token"]["claims"]["sub"], "client:service");
    // What the server refused is told in its words, not as the library's structures.
    for (client, scope, why) in [
        ("spa", "openid", "token request: unauthorized_client: "),
        ("service", "email", "token request: invalid_scope: "),
    ] {
        let (code, _, err) = dev.run(&[
            "flow",
            "client-credentials",
            "--client",
            client,
            "--scope",
            scope,
        ]);
        assert_eq!(code, 1, "{err}");
        assert!(
            err.contains(why) && !err.contains("ServerResponse"),
            "{err}"
        );
    }
    assert_eq!(dev.run(&["flow", "refresh", "--client", "nobody"]).0, 5);
    // Offline: what it is, and that nothing was verified.
    let decoded = shown(&dev, &["token", "decode", file]);
    assert_eq!(decoded["access_token"]["signature"], "not verified");
    assert_eq!(decoded["id_token"]["kind"], "ID token");
    assert_eq!(decoded["refresh_token"]["checksum"], "right");
    let token = kept["access_token"].as_str().expect("a token");
    for none in ["nonsense", "a.b.c", "{}"] {
        assert_eq!(dev.run(&["token", "decode", none]).0, 8, "{none}");
    }
    let one = shown(&dev, &["token", "decode", token]);
    assert_eq!(one, decoded["access_token"]);
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(file)
        .expect("a file")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

// A token is told of and ended by command, as each kind of client: with a secret, with a key, and
// as a public one, which may not ask.
#[test]
fn tokens_are_introspected_and_revoked_by_command() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let file = dev.dir.path().join("tokens.json");
    let file = file.to_str().expect("text");
    for client in ["web", "web-jwt", "spa"] {
        let flow = [
            "flow", "code", "--client", client, "--user", "anna", "--save", file,
        ];
        shown(&dev, &flow);
        let ask = |what: &str, which: &str, by: &str| {
            dev.run(&[
                "token", what, file, "--which", which, "--client", by, "-o", "json",
            ])
        };
        let by = if client == "spa" { "api" } else { client };
        let active = |which: &str| {
            let (code, out, err) = ask("introspect", which, by);
            assert_eq!(code, 0, "{client}: {err}");
            serde_json::from_str::<Value>(&out).expect("JSON")["active"].clone()
        };
        assert_eq!(active("access_token"), true, "{client}");
        // A refresh token is its own client's alone.
        assert_eq!(active("refresh_token"), client != "spa", "{client}");
        // Another client learns nothing.
        let (code, out, _) = ask("introspect", "refresh_token", "web-post");
        assert_eq!((code, out.trim()), (0, "{\"active\":false}"));
        let (code, out, err) = ask("revoke", "access_token", client);
        assert_eq!((code, out.trim()), (0, "{\"revoked\":true}"), "{err}");
        assert_eq!(active("access_token"), false, "{client}");
        assert_eq!(ask("revoke", "refresh_token", client).0, 0, "{client}");
        assert_eq!(active("refresh_token"), false, "{client}");
        let (code, _, err) = dev.run(&["flow", "refresh", "--client", client, "--from", file]);
        assert!(
            code == 1 && err.contains("invalid_grant"),
            "{client}: {err}"
        );
        // What is over can be ended again (RFC 7009 §2.2).
        assert_eq!(ask("revoke", "refresh_token", client).0, 0, "{client}");
    }
    for (args, code, said) in [
        (
            &["introspect", file, "--client", "spa"][..],
            1,
            "invalid_client",
        ),
        (&["introspect", file, "--client", "nobody"], 5, "nobody"),
        (&["revoke", file], 2, "--client"),
        (
            &["revoke", file, "--client", "web", "--which", "id_token"],
            2,
            "id_token",
        ),
    ] {
        let (ended, _, err) = dev.run(&[&["token"], args].concat());
        assert!(
            ended == code && err.contains(said),
            "{args:?}: {ended} {err}"
        );
    }
}

// CO-06: an operator stops an app for a person by command: the consent and all that it was given.
#[test]
fn an_app_of_a_person_is_stopped_by_command() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let file = dev.dir.path().join("tokens.json");
    let file = file.to_str().expect("text");
    let flow = [
        "flow", "code", "--client", "web", "--user", "anna", "--save", file,
    ];
    shown(&dev, &flow);
    let revoke = ["grant", "revoke", "--user", "anna", "--client", "web"];
    let (code, out, _) = dev.run(&[&revoke[..], &["--dry-run"]].concat());
    assert_eq!((code, out.contains("Anna Berg")), (0, true), "{out}");
    assert_eq!(list(&dev, &["--user", "anna"]).len(), 1);
    let told = shown(&dev, &[&revoke[..], &["-o", "json"]].concat());
    assert_eq!(told, json!({"consents": 1, "grants": 1}));
    assert!(list(&dev, &["--user", "anna"]).is_empty());
    let refresh = [
        "flow", "refresh", "--client", "web", "--from", file, "--save", file,
    ];
    let (code, _, err) = dev.run(&refresh);
    assert_ne!(code, 0);
    assert!(err.contains("invalid_grant"), "{err}");
    assert_eq!(dev.run(&revoke).0, 5);
    assert_eq!(dev.run(&["grant", "revoke", "--user", "anna"]).0, 2);
    assert_eq!(dev.run(&["grant", "revoke"]).0, 2);
}
