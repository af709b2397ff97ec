//! People who are brought along with the hashes of other systems sign in.

use serde_json::json;

use crate::support::{Db, Server, both, query};

/// A scheme, a password and its hash, from public vectors: the first of each scheme.
fn people() -> Vec<(&'static str, &'static str, &'static str)> {
    let lines = include_str!("../fixtures/hashes.tsv").lines();
    let mut people: Vec<(&str, &str, &str)> = Vec::new();
    for line in lines.filter(|line| !line.starts_with('#')) {
        let parts: Vec<_> = line.split('\t').collect();
        if people.iter().all(|known| known.0 != parts[0]) {
            people.push((parts[0], parts[1], parts[2]));
        }
    }
    people
}

// IM-01: 14 schemes with public vectors; wrapped hashes log in and become Argon2id (LG-04).
both!(a_hash_of_any_scheme_signs_in_and_becomes_argon2id);
async fn a_hash_of_any_scheme_signs_in_and_becomes_argon2id(db: Db) {
    let server = Server::start(db).await;
    let people = people();
    assert!(people.len() >= 14, "{people:?}");
    let today = "$argon2id$v=19$m=19456,t=2,p=1$";
    for (scheme, password, foreign) in people {
        let name = format!("of-{scheme}");
        let id = server.import(json!({"username": name, "password": {"hash": foreign}}));
        let kept = || {
            let row = format!("passwords WHERE user_id = '{id}'");
            server.rows("hash", &row).remove(0)
        };
        let fast = ["md5", "sha1", "sha256", "sha512"].contains(&scheme);
        if fast || scheme.starts_with("hmac-") {
            assert!(
                kept().starts_with(&format!("wrapped:{scheme}:{today}")),
                "{}",
                kept()
            );
        } else {
            assert_eq!(kept(), foreign);
        }
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        let answer = browser.sign_in(&page, &name, password).await;
        assert!(
            !answer.url.path().ends_with("/login"),
            "{scheme}: {}",
            answer.status
        );
        if scheme != "argon2id" {
            assert!(kept().starts_with(today), "{}", kept());
        }
        // The right password goes on being right, and no other is.
        let browser = server.browser();
        let page = browser.open(&query("web", &[])).await;
        let answer = browser.sign_in(&page, &name, password).await;
        assert!(!answer.url.path().ends_with("/login"), "{scheme}");
        let wrong = signet::core::Secret::new("another password");
        assert!(
            !server
                .app
                .hashing
                .verify(&wrong, &kept())
                .expect("computes")
                .matches
        );
    }
}

// IM-01: what is beyond its bounds is refused at an import, and at a sign-in without being computed.
both!(a_hash_beyond_its_bounds_is_refused_twice);
async fn a_hash_beyond_its_bounds_is_refused_twice(db: Db) {
    let server = Server::start(db).await;
    let beyond = "$scrypt$ln=30,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw";
    let new = json!({"username": "costly", "password": {"hash": beyond}});
    let new = serde_json::from_value(new).expect("an account");
    let refused = signet::account::user::create(&server.ctx(), new).expect("is looked at");
    let told = refused.expect_err("beyond its bounds").to_string();
    assert_eq!(
        told,
        "password.hash: its scrypt parameters are beyond what is computed here: at most 512 MiB \
         (128·N·r bytes) and N·r·p up to 4194304"
    );
    // Whoever put it into the database did not ask.
    let id = server.import(json!({"username": "costly"}));
    server.sql(&format!(
        "INSERT INTO passwords (user_id, hash, updated_at) VALUES ('{id}', '{beyond}', 0)"
    ));
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let answer = browser.sign_in(&page, "costly", "pleaseletmein").await;
    assert_eq!(answer.status, 422);
    assert!(server.audited("login.password", "password-wrong"));
}
