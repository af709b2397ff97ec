//! Whether a person may come in, and what ends when that changes.

use serde_json::json;
use signet::{
    account::{
        access::{self, By, Ended, OPERATOR},
        password::{self, NotChanged},
    },
    core::{Reason, Secret},
    model::{User, UserId, UserState, user::Profile},
    store,
};

use crate::support::{
    Answer, Browser, Db, Server, Tokens,
    app::{VERIFIER, code_of},
    query,
    server::CALLBACK,
};

const CLIENT: (&str, &str) = ("keeper", "keeper-secret-keeper-secret-keeper-secret-keep");

/// A client that stays connected.
fn with_keeper(server: &Server) {
    server.client(json!({
        "client_id": CLIENT.0, "client_secret": CLIENT.1, "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code", "refresh_token"],
        "scope": "openid profile offline_access", "signet": {"first_party": true},
    }));
}

fn ask(more: &[(&str, &str)]) -> String {
    let scope = [("scope", "openid profile offline_access")];
    query(CLIENT.0, &[&scope, more].concat())
}

/// A person in a browser, with tokens of an app.
async fn come_in(server: &Server, name: &str, password: &str) -> (Browser, Tokens) {
    let browser = server.browser();
    let page = browser.open(&ask(&[])).await;
    let page = browser.sign_in(&page, name, password).await;
    let code = code_of(&browser.allow(&page).await);
    let answer = redeem(server, &code).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    (browser, Tokens(answer.json()))
}

async fn redeem(server: &Server, code: &str) -> Answer {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    server.token(Some(CLIENT), &form).await
}

/// Whether the browser is signed in, the access token good, the refresh token good.
async fn stands(server: &Server, browser: &Browser, tokens: &Tokens) -> (bool, bool, bool) {
    let silent = ask(&[("prompt", "none")]);
    let answer = browser.get(&format!("/authorize?{silent}")).await;
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.text("refresh_token")),
    ];
    (
        answer.parameter("code").is_some(),
        server.userinfo(tokens.text("access_token")).await.status == 200,
        server.token(Some(CLIENT), &form).await.status == 200,
    )
}

const ALL: (bool, bool, bool) = (true, true, true);
const NOTHING: (bool, bool, bool) = (false, false, false);

// SE-06: locking, deleting and another password end every session and every grant of the person,
// codes on their way included, and nobody else's.
#[tokio::test]
async fn a_change_of_an_account_ends_what_stood() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        with_keeper(&server);
        server.user(json!({"username": "other"}), "other-password");
        let other = come_in(&server, "other", "other-password").await;
        type Change = fn(&Server, &UserId) -> Ended;
        let changes: [(&str, &str, Change); 3] = [
            ("user.locked", "one", |server, id| {
                access::lock(&server.ctx(), id, OPERATOR)
                    .expect("locks")
                    .expect("was active")
            }),
            ("user.password_set", "two", |server, id| {
                let chosen = Secret::new("plum harbour quartz");
                password::set(&server.ctx(), id, (&chosen, false), OPERATOR)
                    .expect("sets")
                    .expect("long enough")
            }),
            ("user.deleted", "three", |server, id| {
                access::delete(&server.ctx(), id, OPERATOR)
                    .expect("deletes")
                    .expect("was there")
            }),
        ];
        for (event, name, change) in changes {
            let id = server.user(json!({"username": name}), "person-password");
            let (browser, tokens) = come_in(&server, name, "person-password").await;
            assert_eq!(stands(&server, &browser, &tokens).await, ALL);
            let silent = ask(&[("prompt", "none")]);
            let waiting = browser.get(&format!("/authorize?{silent}")).await;
            let code = waiting.parameter("code").expect("a code");
            server.advance(1);
            let ended = change(&server, &id);
            assert_eq!((ended.sessions, ended.grants), (1, 1), "{event}");
            assert_eq!(stands(&server, &browser, &tokens).await, NOTHING, "{event}");
            let late = redeem(&server, &code).await;
            assert_eq!(late.json()["error"], "invalid_grant", "{event}");
            assert!(server.audited(event, "success"), "{event}");
            assert_eq!(stands(&server, &other.0, &other.1).await, ALL);
        }
    }
}

// SE-06: the session that a person changes their password in stays; an unlocked person comes in
// by signing in anew, and their failures are forgotten.
#[tokio::test]
async fn the_persons_own_session_stays_and_an_unlocked_person_signs_in() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        with_keeper(&server);
        let id = server.user(json!({"username": "ida"}), "person-password");
        let (here, _) = come_in(&server, "ida", "person-password").await;
        let (there, _) = come_in(&server, "ida", "person-password").await;
        server.advance(1);
        let cookie = here.cookies.lock().expect("cookies")["sid"].clone();
        let digest = signet::crypto::digest::sha256(&Secret::new(cookie));
        let found = server
            .app
            .store
            .read(|conn| store::sessions::find_by_digest(conn, &digest));
        let (session, _) = found.expect("reads").expect("a session");
        let by = By {
            actor: "user:ida",
            session: Some(&session.id),
            reason: None,
        };
        let chosen = Secret::new("plum harbour quartz");
        password::set(&server.ctx(), &id, (&chosen, false), by)
            .expect("sets")
            .expect("long enough");
        let silent = format!("/authorize?{}", ask(&[("prompt", "none")]));
        assert!(here.get(&silent).await.parameter("code").is_some());
        assert!(there.get(&silent).await.parameter("code").is_none());
        // Five wrong passwords, a lock, an unlock: no wait is left.
        let browser = server.browser();
        let page = browser.open(&ask(&[])).await;
        for _ in 0..5 {
            browser.sign_in(&page, "ida", "wrong").await;
        }
        let answer = browser.sign_in(&page, "ida", "plum harbour quartz").await;
        assert_eq!(answer.status, 429);
        access::lock(&server.ctx(), &id, OPERATOR)
            .expect("locks")
            .expect("was active");
        assert!(here.get(&silent).await.parameter("code").is_none());
        access::unlock(&server.ctx(), &id, OPERATOR)
            .expect("unlocks")
            .expect("was locked");
        assert!(here.get(&silent).await.parameter("code").is_none());
        come_in(&server, "ida", "plum harbour quartz").await;
        // What cannot be is said.
        assert!(
            access::unlock(&server.ctx(), &id, OPERATOR)
                .expect("looks")
                .is_err()
        );
        let nobody = UserId::new("nobody");
        assert!(
            access::lock(&server.ctx(), &nobody, OPERATOR)
                .expect("looks")
                .is_err()
        );
        let short = password::set(&server.ctx(), &id, (&Secret::new("short"), false), OPERATOR);
        assert_eq!(
            short.expect("looks").expect_err("too short").field,
            "password"
        );
    }
}

// SE-06: a password that was changed while the one-time code was asked is none that was proven.
#[tokio::test]
async fn a_sign_in_that_waits_for_its_code_begins_again() {
    let server = Server::start(Db::Sqlite).await;
    let seed = crate::support::server::TOTP_SEED;
    let id = server.user(
        json!({"username": "mia", "totp": [{"secret": seed}]}),
        "person-password",
    );
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    let page = browser.sign_in(&page, "mia", "person-password").await;
    assert!(page.url.path().ends_with("/mfa"));
    server.advance(1);
    password::set(
        &server.ctx(),
        &id,
        (&Secret::new("plum harbour quartz"), false),
        OPERATOR,
    )
    .expect("sets")
    .expect("long enough");
    let answer = browser.submit(&page, &[("code", &server.otp())]).await;
    let page = browser.follow(answer).await;
    assert!(!page.url.path().ends_with("/consent"), "{}", page.url);
    assert!(!browser.cookies.lock().expect("cookies").contains_key("sid"));
}

// JW-21: of a deleted person only the id is left, and it names nobody else ever after.
#[tokio::test]
async fn a_deleted_persons_id_is_never_given_again() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let user = json!({
            "username": "lea", "emails": [{"value": "lea@example.org"}], "name": "Lea",
            "totp": [{"secret": crate::support::server::TOTP_SEED}], "roles": ["patient"],
            "ocariot": {"username": "LEA1", "type": "child"},
        });
        let id = server.user(user.clone(), "person-password");
        access::delete(&server.ctx(), &id, OPERATOR)
            .expect("deletes")
            .expect("was there");
        let read = |id: &UserId| {
            let id = id.clone();
            server.app.store.read(move |conn| {
                Ok((
                    store::users::find_credentials(conn, &id)?,
                    store::users::identifiers_of(conn, &id)?,
                    store::ocariot::find(conn, &id)?.is_some(),
                ))
            })
        };
        let (left, names, at_door) = read(&id).expect("reads");
        let left = left.expect("a tombstone");
        assert_eq!(left.user.state, UserState::Deleted);
        assert_eq!(
            (left.user.profile, left.user.roles),
            (Profile::default(), vec![])
        );
        assert!(left.password.is_none() && left.totp.is_none() && names.is_empty() && !at_door);
        // The same person again is another one to every app.
        assert_ne!(server.user(user, "person-password"), id);
        let twin = User {
            id: id.clone(),
            state: UserState::Active,
            profile: Profile::default(),
            roles: Vec::new(),
            created_at: server.now(),
            updated_at: server.now(),
            delete_at: None,
        };
        let inserted = server
            .app
            .store
            .attempt(move |conn| store::users::insert(conn, &twin));
        assert!(matches!(inserted, Err(store::Error::Exists(_))));
        let again = access::delete(&server.ctx(), &id, OPERATOR).expect("looks");
        assert!(again.is_err());
        let import = serde_json::from_value(json!({"username": "x", "state": "deleted"}));
        let made = signet::account::user::create(&server.ctx(), import.expect("a user"));
        assert_eq!(made.expect("looks").expect_err("no state").field, "state");
    }
}

/// The session of a browser.
fn session_of(server: &Server, browser: &Browser) -> signet::model::Session {
    let cookie = browser.cookies.lock().expect("cookies")["sid"].clone();
    let digest = signet::crypto::digest::sha256(&Secret::new(cookie));
    let found = server
        .app
        .store
        .read(|conn| store::sessions::find_by_digest(conn, &digest));
    found.expect("reads").expect("a session").0
}

// LG-15: "Password change needs current password and a session ≤ 5 min fresh"; LG-01, LG-03: the
// rules hold; SE-06: the person's other sessions and their grants end, this session stays.
#[tokio::test]
async fn a_person_changes_their_own_password() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        with_keeper(&server);
        server.user(json!({"username": "ida"}), "person-password");
        let (here, tokens) = come_in(&server, "ida", "person-password").await;
        let (there, _) = come_in(&server, "ida", "person-password").await;
        let session = session_of(&server, &here);
        let change = |current: &str, new: &str| {
            let (current, new) = (Secret::new(current), Secret::new(new));
            let own = password::Own {
                session: &session,
                device: None,
                current: &current,
                new: &new,
            };
            password::change_own(&server.ctx(), own).expect("works")
        };
        let refused = change("wrong", "plum harbour quartz").expect_err("a wrong one");
        assert!(
            matches!(&refused, NotChanged::Refused(refusal) if refusal.reason == Reason::PasswordWrong),
            "{refused:?}"
        );
        for (new, code) in [
            ("short", "password_too_short"),
            ("passwordpassword", "password_blocklisted"),
        ] {
            match change("person-password", new) {
                Err(NotChanged::Flawed(flaw)) => assert_eq!(flaw.code(), code),
                other => panic!("{new}: {other:?}"),
            }
        }
        server.advance(300);
        let ended = change("person-password", "plum harbour quartz").expect("changed");
        assert_eq!((ended.sessions, ended.grants), (1, 2));
        assert!(server.audited("user.password_changed", "success"));
        let silent = format!("/authorize?{}", ask(&[("prompt", "none")]));
        assert!(here.get(&silent).await.parameter("code").is_some());
        assert!(there.get(&silent).await.parameter("code").is_none());
        assert_eq!(
            server.userinfo(tokens.text("access_token")).await.status,
            401
        );
        server.advance(1);
        let late = change("plum harbour quartz", "vier ziegen tanzen leise");
        assert_eq!(late.expect_err("too late"), NotChanged::Stale);
        come_in(&server, "ida", "plum harbour quartz").await;
    }
}
