//! `signet client edit|rotate-secret|delete`, and clients with keys in `signet dev`.

use serde_json::{Value, json};

use super::{Dev, run};

fn json_of(out: &str) -> Value {
    serde_json::from_str(out).unwrap_or_else(|error| panic!("{error}: {out}"))
}

// CA-06: two live secrets, no third; every change is the operator's, and ends what it must.
#[test]
fn a_client_is_changed_and_ended_from_the_command_line() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let run = |args: &[&str]| dev.run(&[args, &["-o", "json"]].concat());
    let (code, out, err) = run(&["client", "rotate-secret", "service"]);
    assert_eq!(code, 0, "{err}");
    let secret = json_of(&out)["client_secret"]
        .as_str()
        .expect("a secret")
        .to_owned();
    assert!(secret.starts_with("sig_cs_"));
    let (code, _, err) = run(&["client", "rotate-secret", "service"]);
    assert_eq!(code, 6, "{err}");
    for (args, expected) in [
        (&["client", "rotate-secret", "nobody"][..], 5),
        (&["client", "rotate-secret", "spa"], 2),
        (&["client", "rotate-secret", "web", "--overlap", "25h"], 2),
        (&["client", "rotate-secret", "web", "--overlap", "soon"], 2),
        (&["client", "edit", "web"], 2),
        (&["client", "edit", "nobody", "--name", "x"], 5),
        (
            &[
                "client",
                "edit",
                "web",
                "--redirect",
                "http://app.example/cb",
            ],
            2,
        ),
        (&["client", "edit", "web", "--state", "gone"], 2),
        (&["client", "edit", "web", "--scope", "nothing.such"], 2),
        (&["client", "delete", "web"], 7),
        (&["client", "delete", "nobody", "--yes"], 5),
        (
            &[
                "client",
                "add",
                "--id",
                "client:x",
                "--redirect",
                "https://app.example/cb",
            ],
            2,
        ),
    ] {
        assert_eq!(run(args).0, expected, "{args:?}");
    }
    let (code, out, err) = run(&["client", "edit", "web", "--name", "Sugar Diary"]);
    assert_eq!(
        (code, &json_of(&out)["client_name"]),
        (0, &json!("Sugar Diary")),
        "{err}"
    );
    assert!(json_of(&out)["client_secret"].is_null());
    assert_eq!(run(&["client", "edit", "web", "--state", "disabled"]).0, 0);
    assert_eq!(
        json_of(&run(&["client", "show", "web"]).1)["state"],
        "disabled"
    );
    assert_eq!(run(&["client", "delete", "web-post", "--yes"]).0, 0);
    assert_eq!(run(&["client", "show", "web-post"]).0, 5);
    // Its id is nobody else's from now on.
    let again = [
        "client",
        "add",
        "--id",
        "web-post",
        "--redirect",
        "https://app.example/cb",
    ];
    assert_eq!(run(&again).0, 6);
}

// CA-07: a client that signs its assertions signs people in, and itself.
#[test]
fn clients_with_keys_run_their_flows() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let (code, out, err) = dev.run(&["flow", "code", "--client", "web-jwt", "--user", "anna"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(
        json_of(&out)["access_token"]["claims"]["client_id"],
        "web-jwt"
    );
    let (code, out, err) = dev.run(&["flow", "refresh", "--client", "web-jwt", "--user", "anna"]);
    assert_eq!(code, 0, "{out} {err}");
    let (code, out, err) = dev.run(&["flow", "client-credentials", "--client", "service-jwt"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(
        json_of(&out)["access_token"]["claims"]["sub"],
        "client:service-jwt"
    );
}

// What went wrong at a sign-in is told in the page's words.
#[test]
fn a_flow_tells_what_the_page_says() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let flow = |user: &str, more: &[&str]| {
        let args = ["flow", "code", "--client", "web", "--user", user];
        dev.run(&[&args[..], more].concat())
    };
    assert_eq!(flow("dr.kim", &[]).0, 0);
    // The next code begins each 30 s, perhaps just now: of some sign-ins in a row one has a used code.
    let mut tries = (0..4).map(|_| flow("dr.kim", &[]));
    let (_, _, err) = tries.find(|(code, _, _)| *code == 1).expect("a used code");
    assert!(
        err.contains("That code was already used") && err.contains("a code works once: wait 30 s"),
        "{err}"
    );
    let (code, _, err) = flow("locked", &[]);
    assert!(code == 1 && err.contains("dev.json"), "{err}");
}

// What an app may ask of a sign-in besides is asked as it was given.
#[test]
fn a_flow_asks_what_an_app_may_ask() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let flow = |user: &str, more: &[&str]| {
        let args = ["flow", "code", "--client", "web", "--user", user];
        dev.run(&[&args[..], more].concat())
    };
    let (code, _, err) = flow("anna", &["--prompt", "none"]);
    assert!(code == 1 && err.contains("login_required"), "{err}");
    let (code, _, err) = flow("anna", &["--max-age", "soon"]);
    assert!(code == 1 && err.contains("max_age"), "{err}");
    // Who has no second factor cannot meet what is essential.
    let acr = r#"{"id_token":{"acr":{"essential":true,"value":"urn:signet:acr:mfa"}}}"#;
    let (code, _, err) = flow("anna", &["--claims", acr]);
    assert!(
        code == 1 && err.contains("unmet_authentication_requirements"),
        "{err}"
    );
    let wishes = [
        "--acr-values",
        "urn:signet:acr:mfa",
        "--max-age",
        "300",
        "--ui-locales",
        "de fr",
        "--claims",
        acr,
    ];
    let (code, out, err) = flow("dr.kim", &wishes);
    assert_eq!(code, 0, "{out}{err}");
    let claims = &json_of(&out)["id_token"]["claims"];
    assert_eq!(claims["acr"], "urn:signet:acr:mfa", "{claims}");
}

// Who registers an app under development is told how. (`signet dev` takes http on this machine anyway.)
#[test]
fn http_on_this_machine_is_for_testing() {
    let dir = tempfile::tempdir().expect("a directory");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    std::fs::set_permissions(dir.path(), mode).expect("sets");
    let file = dir.path().join("signet.toml").display().to_string();
    let database = format!("database.url=sqlite:{}/db.sqlite3", dir.path().display());
    let url = ["--public-url", "https://id.example.org"];
    assert_eq!(run(&[&["config", "init", &file], &url[..]].concat()).0, 0);
    let run = |args: &[&str]| run(&[args, &["-c", &file, "--set", &database]].concat());
    let (code, _, err) = run(&["db", "migrate"]);
    assert_eq!(code, 0, "{err}");
    let add = ["client", "add", "--redirect", "http://localhost:4000/cb"];
    let (code, _, err) = run(&add);
    assert!(code == 2 && err.contains("`--testing`"), "{err}");
    let (code, out, err) = run(&[&add[..], &["--testing", "-o", "json"]].concat());
    assert_eq!(code, 0, "{err}");
    // Whatever the rules say of it: it can be switched off, and changed in no other way.
    let id = json_of(&out)["client_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let edit = ["client", "edit", &id];
    assert_eq!(run(&[&edit[..], &["--state", "live"]].concat()).0, 2);
    let (code, _, err) = run(&[&edit[..], &["--state", "disabled"]].concat());
    assert_eq!(code, 0, "{err}");
}

// `offline_access` without the grant type would be ignored at every request.
#[test]
fn a_client_that_comes_to_ask_for_offline_access_gets_the_grant_for_it() {
    let dev = Dev::start(tempfile::tempdir().expect("a directory"));
    let run = |args: &[&str]| dev.run(&[args, &["-o", "json"]].concat());
    let redirect = ["--redirect", "https://app.example/cb"];
    let (code, _, err) = run(&["client", "add", "--id", "diary", redirect[0], redirect[1]]);
    assert_eq!(code, 0, "{err}");
    let (code, out, err) = run(&[
        "client",
        "edit",
        "diary",
        "--scope",
        "openid offline_access",
    ]);
    assert_eq!(code, 0, "{err}");
    let grants = json!(["authorization_code", "refresh_token"]);
    assert_eq!(json_of(&out)["grant_types"], grants);
    assert!(err.contains("grant type is added"), "{err}");
}
