//! What needs no server: a key explained, the schema of a configuration, hashes, completions, manual
//! pages, the version.

use std::{
    io::Write,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

use super::{Dev, config, run, until};

fn json(args: &[&str]) -> Value {
    let (code, out, err) = run(args);
    assert_eq!(code, 0, "{args:?}: {err}");
    serde_json::from_str(&out).expect("JSON")
}

/// Runs the binary with this on its standard input.
fn told(args: &[&str], input: &str) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_signet"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(input.as_bytes()).expect("writes");
    drop(stdin);
    let ended = child.wait_with_output().expect("ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        ended.status.code().unwrap_or(-1),
        text(&ended.stdout),
        text(&ended.stderr),
    )
}

#[test]
fn a_key_is_explained_with_its_present_value() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = config(dir.path(), "");
    let explain = |key: &str, more: &[&str]| {
        json(&[&["config", "explain", key, "-c", &path, "-o", "json"], more].concat())
    };
    let told = explain("server.public_url", &[]);
    assert_eq!(told["env"], "SIGNET_SERVER__PUBLIC_URL");
    assert_eq!(told["value"], "http://localhost:18080");
    let origin = told["origin"].as_str().expect("an origin");
    assert!(origin.contains("signet.toml:"), "{origin}");
    let told = explain("tokens.access", &["--set", "tokens.access=2m"]);
    assert_eq!(
        (&told["default"], &told["value"], &told["origin"]),
        (&"5m".into(), &"2m".into(), &"--set".into())
    );
    let told = explain("secrets.data_key", &[]);
    assert_eq!(told["value"], serde_json::json!(["***"]));
    let (code, out, _) = run(&["config", "explain", "keys.rotate_every", "-c", &path]);
    assert_eq!(code, 0);
    for said in [
        "from 2d to 2y",
        "default:     \"90d\"",
        "SIGNET_KEYS__ROTATE_EVERY",
    ] {
        assert!(out.contains(said), "{out}");
    }
    // A table, all keys, a key that is not.
    let listed = explain("legacy.ocariot", &[]);
    assert!(listed.as_array().expect("a list").len() > 10);
    let (code, out, _) = run(&["config", "explain", "-c", &path]);
    assert_eq!(code, 0);
    assert!(out.lines().count() > 100, "{out}");
    let (code, _, err) = run(&["config", "explain", "tokens.acess", "-c", &path]);
    assert_eq!(code, 5);
    assert!(err.contains("did you mean tokens.access?"), "{err}");
    // What is wrong elsewhere does not matter.
    let wrong = [
        "config",
        "explain",
        "tokens.access",
        "-c",
        &path,
        "--set",
        "tokens.code=5",
    ];
    let (code, out, _) = run(&wrong);
    assert_eq!(code, 0);
    assert!(out.contains("not known"), "{out}");
}

#[test]
fn the_schema_of_a_configuration_is_printed() {
    let schema = json(&["config", "schema"]);
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(schema["additionalProperties"], false);
    let url = &schema["properties"]["server"]["properties"]["public_url"];
    assert_eq!(url["type"], "string");
}

// LG-04: what a hash is, whether it is weak, and whether it can be brought along.
#[test]
fn hashes_are_identified_and_verified() {
    let dir = tempfile::tempdir().expect("a directory");
    let bcrypt = "$2b$10$abcdefghijklmnopqrstuuaXoLM/f2s2BNRqeGZyaxkQytxb65rJ6";
    let (code, out, _) = told(
        &["hash", "identify", "-o", "json"],
        &format!("{bcrypt}\n\n$1$salt$digest\nnothing\n"),
    );
    assert_eq!(code, 8);
    let lines: Vec<Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(
        (
            &lines[0]["scheme"],
            &lines[0]["weak"],
            &lines[0]["importable"]
        ),
        (&"bcrypt".into(), &true.into(), &true.into())
    );
    assert_eq!(
        (
            &lines[1]["line"],
            &lines[1]["scheme"],
            &lines[1]["importable"]
        ),
        (&3.into(), &"md5-crypt".into(), &false.into())
    );
    assert_eq!(lines[2]["scheme"], Value::Null);
    let file = dir.path().join("hash");
    std::fs::write(&file, format!("{bcrypt}\n")).expect("writes");
    let file = file.to_str().expect("text");
    let verify = ["hash", "verify", "--hash-file", file, "--password-stdin"];
    assert_eq!(told(&verify, "old-user-sample\n").0, 0);
    assert_eq!(told(&verify, "old-user-sampl\n").0, 8);
    // Neither is ever told.
    let (code, out, err) = told(&verify, "another-password\n");
    assert_eq!(code, 8);
    assert!(!format!("{out}{err}").contains("another-password"));
    assert!(!format!("{out}{err}").contains("$2b$"));
    assert_eq!(run(&["hash", "verify", "--hash-file", "/nonexistent"]).0, 5);
}

#[test]
fn parameters_are_found_for_this_machine() {
    let found = json(&[
        "hash",
        "calibrate",
        "--target",
        "60ms",
        "--memory",
        "40",
        "-o",
        "json",
    ]);
    let number = |name: &str| found[name].as_u64().expect("a number");
    assert!(number("m") >= 19_456 && number("m") <= 40 * 1024, "{found}");
    assert!(number("t") >= 2 && number("p") == 1, "{found}");
    assert!(
        number("millis") <= 60 || found["reached"] == false,
        "{found}"
    );
    for target in ["5ms", "1h", "fast"] {
        assert_eq!(
            run(&["hash", "calibrate", "--target", target]).0,
            2,
            "{target}"
        );
    }
}

#[test]
fn completions_are_read_by_their_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, out, err) = run(&["completions", shell]);
        assert_eq!(code, 0, "{shell}: {err}");
        for word in ["signet", "rotate-secret", "set-password", "--dry-run"] {
            let plain = out.replace('\'', "");
            let fish = word.trim_start_matches('-');
            assert!(
                plain.contains(word) || plain.contains(fish),
                "{shell}: {word}"
            );
        }
        if shell == "bash" {
            let mut bash = Command::new("bash")
                .arg("-n")
                .stdin(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("bash starts");
            let mut stdin = bash.stdin.take().expect("piped");
            stdin.write_all(out.as_bytes()).expect("writes");
            drop(stdin);
            let ended = bash.wait_with_output().expect("bash ends");
            assert!(ended.status.success(), "{}", super::text(&ended.stderr));
            assert!(ended.stderr.is_empty(), "{}", super::text(&ended.stderr));
        }
    }
    assert_eq!(run(&["completions", "tcsh"]).0, 2);
}

#[test]
fn each_command_has_a_manual_page() {
    let dir = tempfile::tempdir().expect("a directory");
    let pages = dir.path().join("man1");
    let (code, _, err) = run(&["man", "--dir", pages.to_str().expect("text")]);
    assert_eq!(code, 0, "{err}");
    let names: Vec<_> = std::fs::read_dir(&pages)
        .expect("reads")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("text")
        })
        .collect();
    for page in ["signet.1", "signet-user-add.1", "signet-config-explain.1"] {
        assert!(names.iter().any(|name| name == page), "{page}: {names:?}");
    }
    let text = std::fs::read_to_string(pages.join("signet-user-add.1")).expect("reads");
    assert!(text.contains(".TH") && text.contains("dry"), "{text}");
    let lock = std::fs::read_to_string(pages.join("signet-user-reset-2fa.1")).expect("reads");
    let synopsis = lock.split(".SH").find(|part| part.starts_with(" SYNOPSIS"));
    let synopsis = synopsis.expect("a synopsis").replace('\\', "");
    assert!(
        synopsis.contains("--reason <TEXT>") && synopsis.contains("<USER>"),
        "{synopsis}"
    );
    // Rendered, where the machine can: nothing to complain of.
    let rendered = Command::new("groff")
        .args(["-man", "-Tutf8", "-ww"])
        .arg(pages.join("signet-user-add.1"))
        .output();
    if let Ok(rendered) = rendered {
        assert!(rendered.status.success());
        let complaints = super::text(&rendered.stderr);
        assert!(complaints.is_empty(), "{complaints}");
        let shown = super::text(&rendered.stdout);
        assert!(shown.contains("signet-user-add(1)"), "{shown}");
    }
    let (code, out, _) = run(&["man"]);
    assert_eq!(code, 0);
    assert!(out.contains(".TH signet 1") || out.contains(".TH"), "{out}");
}

#[test]
fn the_version_tells_of_the_schema() {
    let (code, out, _) = run(&["version"]);
    assert_eq!(code, 0);
    assert_eq!(out.trim(), concat!("signet ", env!("CARGO_PKG_VERSION")));
    let told = json(&["version", "--json"]);
    assert_eq!(told["version"], env!("CARGO_PKG_VERSION"));
    let schema = told["schema"].as_str().expect("a step");
    assert!(schema.starts_with("20"), "{schema}");
}

// OP-06: a new machine has neither directory, and a file that the check would refuse is not written.
#[test]
fn a_first_configuration_makes_its_directory_and_is_one_that_passes() {
    let dir = tempfile::tempdir().expect("a directory");
    let inside = dir.path().join("etc");
    let file = inside.join("config.toml");
    let path = file.to_str().expect("text");
    for wrong in [
        "http://id.example.org",
        "https://id.example.org/",
        "id.example.org",
    ] {
        let (code, _, err) = run(&["config", "init", path, "--public-url", wrong]);
        assert_eq!(code, 3, "{err}");
        assert!(
            err.contains("server.public_url") && err.contains("expected: https://HOST"),
            "{err}"
        );
        assert!(!inside.exists());
    }
    let url = ["--public-url", "https://id.example.org"];
    let (code, _, err) = run(&[&["config", "init", path], &url[..]].concat());
    assert_eq!(code, 0, "{err}");
    let mode = |path: &Path| {
        std::fs::metadata(path)
            .expect("is there")
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!((mode(&inside), mode(&file)), (0o750, 0o600));
    let deeper = dir.path().join("a/b/config.toml");
    let (code, _, err) = run(&["config", "init", deeper.to_str().expect("text")]);
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("install -d -m 0750"), "{err}");
    // The database's directory is made by whoever opens it first.
    let data = dir.path().join("lib");
    let set = format!("database.url=sqlite://{}/db.sqlite3", data.display());
    let with = ["-c", path, "--set", &set];
    let (code, _, err) = run(&[&["config", "check"][..], &with].concat());
    assert_eq!(code, 0, "{err}");
    let (code, _, err) = run(&[&["db", "migrate"][..], &with].concat());
    assert_eq!(code, 0, "{err}");
    assert_eq!(mode(&data), 0o700);
    let set = format!(
        "database.url=sqlite://{}/a/b/db.sqlite3",
        dir.path().display()
    );
    let (code, _, err) = run(&["db", "migrate", "-c", path, "--set", &set]);
    assert_eq!(code, 4, "{err}");
    assert!(err.contains("install -d -m 0700"), "{err}");
}

// OP-06: what a file that cannot be read leaves out is not told as missing; without any file, those that
// were looked for are named.
#[test]
fn the_first_cause_of_a_configuration_that_does_not_load_is_told_alone() {
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join("signet.toml");
    std::fs::write(&file, "[server\npublic_url = 1").expect("writes");
    let path = file.to_str().expect("text");
    for (path, word) in [
        (path, "is no TOML"),
        ("/nonexistent/signet.toml", "cannot be read"),
    ] {
        let (code, _, err) = run(&["config", "check", "-c", path]);
        assert_eq!(code, 3, "{err}");
        assert!(err.contains(word) && !err.contains("is required"), "{err}");
    }
    if Path::new("/etc/signet/config.toml").exists() {
        return;
    }
    let empty = tempfile::tempdir().expect("a directory");
    let output = Command::new(env!("CARGO_BIN_EXE_signet"))
        .args(["config", "check"])
        .current_dir(empty.path())
        .output()
        .expect("runs");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(
        err.contains("no configuration file was found")
            && err.contains("/etc/signet/config.toml, ./signet.toml"),
        "{err}"
    );
}

// OPERATIONS §2: "Reload on SIGHUP for keys marked R".
#[test]
fn a_key_that_a_reload_puts_in_force_is_told_so() {
    for (key, reloads) in [
        ("tokens.access", true),
        ("mfa.required_for", true),
        ("server.listen", false),
    ] {
        let (code, out, err) = run(&["config", "explain", key]);
        assert_eq!(code, 0, "{err}");
        assert_eq!(out.contains("from SIGHUP on"), reloads, "{out}");
    }
}

#[test]
fn a_file_of_hashes_is_summed_up() {
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join("hashes");
    let text = "$2b$10$abcdefghijklmnopqrstuuaXoLM/f2s2BNRqeGZyaxkQytxb65rJ6\nd41d8cd98f00b204e9800998ecf8427e\nhello\n";
    std::fs::write(&file, text).expect("writes");
    let path = file.to_str().expect("text");
    let (code, out, err) = run(&["hash", "identify", "--hash-file", path]);
    assert_eq!(code, 8);
    let sum = "3 in all: 1 can be imported, 1 cannot, 1 are of no known scheme";
    assert!(out.ends_with(&format!("{sum}\n")), "{out}");
    assert!(out.contains("write $md5$ and the digest"), "{out}");
    assert!(err.contains("1 of 3 is of no known scheme"), "{err}");
}

// AU-04: the log of `signet dev` has the checkpoints of its sample source, too, which is another server:
// they are no finding.
#[test]
fn the_log_of_a_playground_verifies() {
    let dir = tempfile::tempdir().expect("a directory");
    let logs = tempfile::tempdir().expect("a directory");
    let log = logs.path().join("log");
    let out = std::fs::File::create(&log).expect("creates");
    let dev = Dev::start_with(dir, &[], out.into());
    until(|| {
        let told = std::fs::read_to_string(&log).expect("reads");
        told.matches("signet-checkpoint:").count() >= 2
    });
    let log = log.to_str().expect("text");
    let (code, out, err) = dev.run(&["audit", "verify", "--checkpoint", log]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.ends_with("intact\n"), "{out}");
}
