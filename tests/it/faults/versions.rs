//! Nodes of one database that are not alike: two versions, as in a rolling upgrade; two issuers, by mistake.

use std::{path::PathBuf, process::Command, sync::Arc, time::Duration};

use serde_json::{Value, json};

use super::{
    ledger::{Caller, Said, begin, sign_in},
    now, pause,
    report::{Row, not_run},
    stage::{CHAINS, CODES, ISSUER, SERVICE, Stage},
    within,
};
use crate::support::{
    Browser, Db,
    app::code_of,
    database::{self, empty_postgres},
    query,
    server::CALLBACK,
};

const WHAT: &str = "an older node and a newer one, each with what the other issued";

/// The binary of an older version, if the caller has one.
fn older() -> Option<PathBuf> {
    #[expect(
        clippy::disallowed_methods,
        reason = "which version is the older one is the caller's choice"
    )]
    std::env::var_os("SIGNET_OLDER").map(PathBuf::from)
}

/// A command of the older version, with a file for its input.
fn by_older(stage: &Stage, words: &[&str], file: Option<(&str, &str)>) {
    let mut command = Command::new(older().expect("is there"));
    command.args(words);
    if let Some((option, text)) = file {
        use std::os::unix::fs::OpenOptionsExt;
        let path = stage.home.join("input");
        let mut options = std::fs::OpenOptions::new();
        let options = options.write(true).create(true).truncate(true).mode(0o600);
        let mut written = options.open(&path).expect("opens");
        std::io::Write::write_all(&mut written, text.as_bytes()).expect("writes");
        command.arg(option).arg(path);
    }
    let output = command.args(stage.sources()).output().expect("runs");
    assert!(
        output.status.success(),
        "{words:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A database that the older version has made, with its clients and somebody who signs in.
fn made_by_older() -> Stage {
    let stage = Stage::unmade(&empty_postgres("signet_of_two_versions"));
    by_older(&stage, &["db", "migrate"], None);
    let policy = json!({"first_party": true, "online_refresh": true});
    let clients: [Value; 3] = [
        json!({"client_id": CODES.0, "client_secret": CODES.1, "redirect_uris": [CALLBACK],
            "scope": "openid profile", "signet": {"first_party": true, "access_token_format": "opaque"}}),
        json!({"client_id": CHAINS, "token_endpoint_auth_method": "none", "redirect_uris": [CALLBACK],
            "grant_types": ["authorization_code", "refresh_token"], "scope": "openid profile",
            "signet": policy}),
        json!({"client_id": SERVICE.0, "client_secret": SERVICE.1, "scope": "openid",
            "grant_types": ["client_credentials"], "signet": {"access_token_format": "opaque"}}),
    ];
    for client in clients {
        by_older(
            &stage,
            &["client", "add"],
            Some(("--file", &client.to_string())),
        );
    }
    let word = Some(("--password-file", "anna-password"));
    let words = ["user", "add", "anna", "--name", "Anna"];
    let weak = ["--set", "password.zxcvbn_min=0"];
    by_older(&stage, &[&words[..], &weak].concat(), word);
    stage
}

/// The code that an answer sends to the client.
fn code_in(said: &Said) -> Option<String> {
    let Said::Answer { location, .. } = said else {
        return None;
    };
    let is_ours = location.starts_with(CALLBACK);
    is_ours.then(|| code_of(&location.parse().expect("a URL")))
}

/// A sign-in whose page is asked for at the first of two nodes, and sent to the second.
async fn crossing([first, second]: &[String; 2]) {
    let mut browser = Browser::to(first, ISSUER);
    let page = browser
        .open(&query(CODES.0, &[("scope", "openid profile")]))
        .await;
    browser.base = second.parse().expect("a URL");
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    let code = code_of(&browser.allow(&page).await);
    let said = Caller::new(first).redeem(&code).await;
    assert_eq!(said.status(), 200, "{}", said.text());
}

// OP-05: "Version N and N+1 run together: tokens, cookies, ciphertexts, rows of each work on the other". F32:
// the older one that is started again says that it is too old, or goes on where nothing is new.
#[tokio::test(flavor = "multi_thread")]
async fn two_versions_run_together() {
    let Some(binary) = older() else {
        return not_run(
            "OP-05",
            WHAT,
            "SIGNET_OLDER names no binary of an older version",
        );
    };
    let stage = made_by_older();
    let binary = binary.to_str().expect("text");
    let mut old = stage.prepared_of(binary);
    old.start();
    let before = stage.count("__diesel_schema_migrations");
    let (migrated, _, err) = stage.command(&["db", "migrate"]);
    assert_eq!(migrated, 0, "{err}");
    let is_newer = stage.count("__diesel_schema_migrations") > before;
    let new = stage.node();
    let nodes = [&old, &new];
    for (here, there) in [(&old, &new), (&new, &old)] {
        let callers = [here, there].map(|node| Caller::new(&node.base()));
        // What is issued by one is active at the other, and is refreshed there, and back.
        let said = callers[0].serve().await;
        let token = said
            .member("access_token")
            .unwrap_or_else(|| panic!("{}", said.text()));
        assert!(callers[1].is_active(SERVICE, &token).await);
        let said = begin(&here.base()).await;
        let part = |name: &str| {
            let part = said.member(name);
            part.unwrap_or_else(|| panic!("{}", said.text()))
        };
        let (mut refresh, access) = (part("refresh_token"), part("access_token"));
        assert_eq!(callers[1].userinfo(&access).await.status(), 200);
        for n in [1, 0, 1] {
            let said = callers[n].refresh(&refresh).await;
            let next = said.member("refresh_token");
            refresh = next.unwrap_or_else(|| panic!("{}", said.text()));
        }
        // Whoever has signed in at one is known at the other; a code of one is redeemed at the other.
        let (browser, _) = sign_in(&here.base(), CODES.0).await;
        let known = Caller::known(&there.base(), Arc::new(browser.cookies));
        let said = known.authorize().await;
        let code = code_in(&said).unwrap_or_else(|| panic!("{}", said.text()));
        let said = callers[0].redeem(&code).await;
        let token = said
            .member("access_token")
            .unwrap_or_else(|| panic!("{}", said.text()));
        assert!(callers[1].is_active(CODES, &token).await);
        // What is revoked at one is over at the other.
        let form = [("token", token.as_str())];
        assert_eq!(
            callers[1]
                .post("/revoke", Some(CODES), &form)
                .await
                .status(),
            200
        );
        assert!(!callers[0].is_active(CODES, &token).await);
    }
    // The pages of a sign-in, each at another version.
    for (first, second) in [(0, 1), (1, 0)] {
        let bases = [nodes[first].base(), nodes[second].base()];
        crossing(&bases).await;
    }
    old.terminate();
    old.spawn();
    match is_newer {
        true => {
            let status = old.child.take().expect("runs").wait().expect("ends");
            assert_eq!(status.code(), Some(4), "{}", old.told());
        }
        false => assert!(old.is_soon(200, Duration::from_secs(60))),
    }
    for words in [["db", "verify"], ["audit", "verify"]] {
        let (code, out, err) = stage.command(&words);
        assert_eq!(code, 0, "{words:?}: {out}{err}");
    }
    Row {
        fault: "OP-05",
        what: WHAT.to_owned(),
        on: stage.on(),
        times: 1,
        lost: Some(0),
        forced: Some(0),
        ..Row::default()
    }
    .write();
}

// Nodes of one database that are different issuers refuse each other's tokens: the one that runs says so when
// another was started, and no more when it is the last that was.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_was_started_as_another_issuer_is_noticed() {
    let stage = Stage::new(Db::Postgres, &[]);
    let mut node = stage.node();
    assert!(node.metrics().contains("signet_issuer_conflict 0\n"));
    let elsewhere = "UPDATE meta SET value = 'https://elsewhere.example' WHERE name = 'issuer'";
    database::execute(&stage.target, elsewhere);
    let began = now();
    while !node.metrics().contains("signet_issuer_conflict 1\n") {
        assert!(began.elapsed() < within(Duration::from_secs(12)));
        pause(200).await;
    }
    let log = node.log();
    assert!(log.contains("was started as another issuer") && log.contains("elsewhere.example"));
    node.terminate();
    node.start();
    assert!(node.metrics().contains("signet_issuer_conflict 0\n"));
    assert_eq!(stage.count("audit WHERE event = 'issuer.changed'"), 1);
}
