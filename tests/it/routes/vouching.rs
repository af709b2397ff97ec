//! JWT bearer at `/token`: a client vouches for people of its own (RFC 7523 §2.1).

use serde_json::{Value, json};
use signet::{
    account::human::{self, Change},
    core::Id,
    model::HumanId,
    store,
};

use crate::support::{Answer, Db, Server, server::CALLBACK, signer::Signer};

pub const VOUCH: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// A client that vouches, and its key.
fn party(server: &Server, id: &str) -> Signer {
    let signer = Signer::es256(id);
    server.client(json!({"client_id": id, "token_endpoint_auth_method": "private_key_jwt", "jwks": signer.jwks(), "grant_types": [VOUCH, "refresh_token"], "scope": "connect health:read offline_access"}));
    signer
}

/// The scopes that clients vouch for; an open door has them already.
fn scopes(server: &Server) {
    for scope in ["connect", "health:read"] {
        let scope = json!({"name": scope, "title": scope});
        let scope = serde_json::from_value(scope).expect("a scope");
        let added = signet::account::registry::add_scope(&server.ctx(), scope).expect("adds");
        assert!(added.is_ok() || added.is_err_and(|why| why.is_conflict));
    }
}

fn about(server: &Server, client: &str, person: &str) -> Value {
    let mut claims = server.assertion(client);
    claims["sub"] = json!(person);
    claims
}

async fn send(server: &Server, assertion: &str, scope: &str) -> Answer {
    let mut form = vec![("grant_type", VOUCH), ("assertion", assertion)];
    if !scope.is_empty() {
        form.push(("scope", scope));
    }
    server.token(None, &form).await
}

async fn vouch(server: &Server, by: (&str, &Signer), person: &str, scope: &str) -> Answer {
    let assertion = by.1.sign(&about(server, by.0, person));
    send(server, &assertion, scope).await
}

fn error(answer: &Answer) -> (u16, String) {
    let error = answer.json()["error"].as_str().map(str::to_owned);
    (answer.status.as_u16(), error.unwrap_or_default())
}

fn why(answer: &Answer) -> String {
    let uri = answer.json()["error_uri"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    uri.rsplit('/').next().unwrap_or_default().to_owned()
}

fn text<'a>(answer: &'a Value, name: &str) -> &'a str {
    answer[name]
        .as_str()
        .unwrap_or_else(|| panic!("no {name}: {answer}"))
}

fn connect(server: &Server, human: &str) {
    let (id, now) = (HumanId::new(human), server.now());
    let note = move |conn: &mut store::Conn<'_>| store::humans::note_source(conn, &id, "lab", now);
    server.app.store.write(note).expect("writes");
}

/// Whether the client is told that its token is active.
async fn is_active(server: &Server, by: (&str, &Signer), token: &str) -> Option<Value> {
    let browser = server.browser();
    let assertion = by.1.sign(&server.assertion(by.0));
    let form = [
        ("token", token),
        (
            "client_assertion_type",
            crate::support::signer::ASSERTION_TYPE,
        ),
        ("client_assertion", &assertion),
    ];
    let request = browser.http.post(browser.url("/introspect")).form(&form);
    let told = browser.send(request).await.json();
    (told["active"] == true).then_some(told)
}

// A client's person gets a token without content and an id that only this client knows; and the
// same id each time.
#[tokio::test]
async fn a_client_vouches_for_a_person_of_its_own() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        scopes(&server);
        let (one, two) = (party(&server, "one"), party(&server, "two"));
        let answer = vouch(&server, ("one", &one), "Zoë 🩺", "connect").await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let first = answer.json();
        let names: Vec<_> = first.as_object().unwrap().keys().cloned().collect();
        for name in [
            "access_token",
            "token_type",
            "expires_in",
            "scope",
            "human_id",
        ] {
            assert!(names.iter().any(|one| one == name), "{name}: {first}");
        }
        assert_eq!(names.len(), 5, "{first}");
        assert_eq!(
            (&first["expires_in"], &first["scope"]),
            (&json!(3600), &json!("connect"))
        );
        let human = text(&first, "human_id");
        assert!(
            human.len() == 32 && human.bytes().all(|b| b.is_ascii_hexdigit()),
            "{human}"
        );
        let told = is_active(&server, ("one", &one), text(&first, "access_token")).await;
        let told = told.expect("active");
        assert_eq!(
            (&told["sub"], &told["aud"]),
            (&json!(human), &json!(["humanapi"]))
        );
        // Again, and without a scope: the same person, another token.
        let again = vouch(&server, ("one", &one), "Zoë 🩺", "").await.json();
        assert_eq!(again["human_id"], first["human_id"]);
        assert_ne!(again["access_token"], first["access_token"]);
        // Byte by byte, and for each client another.
        for (by, person) in [(("one", &one), "Zoe\u{308} 🩺"), (("two", &two), "Zoë 🩺")] {
            let other = vouch(&server, by, person, "connect").await.json();
            assert_ne!(text(&other, "human_id"), human);
        }
        // Nobody's account stands behind it.
        let answer = server.userinfo(text(&first, "access_token")).await;
        assert_eq!(answer.status, 401);
        // Each is audited, without the client's own id in the clear.
        let rows = server.audit();
        let rows: Vec<_> = rows
            .iter()
            .filter(|row| row.event == "human.vouched")
            .collect();
        assert_eq!(rows.len(), 4);
        assert!(rows.iter().all(|row| !format!("{row:?}").contains("Zo")));
        server.advance(3599);
        assert!(
            is_active(&server, ("one", &one), text(&first, "access_token"))
                .await
                .is_some()
        );
        server.advance(6);
        assert!(
            is_active(&server, ("one", &one), text(&first, "access_token"))
                .await
                .is_none()
        );
    }
}

// RFC 7523 §3: each claim; an assertion is good once, and what proves a client vouches for nobody.
#[tokio::test]
async fn an_assertion_that_is_wrong_vouches_for_nobody() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        scopes(&server);
        let (signer, other) = (party(&server, "one"), party(&server, "two"));
        let by = ("one", &signer);
        let good = about(&server, "one", "p");
        let once = signer.sign(&good);
        assert_eq!(send(&server, &once, "").await.status, 200);
        let answer = send(&server, &once, "").await;
        assert_eq!(error(&answer), (400, "invalid_grant".into()));
        assert_eq!(why(&answer), "assertion-reused");
        let later = |seconds: i64| json!({ "after": seconds });
        let long = "x".repeat(256);
        for (name, value) in [
            ("sub", Value::Null),
            ("sub", json!("")),
            ("sub", json!("one")),
            ("sub", json!("a\0b")),
            ("sub", json!(long)),
            ("sub", json!(7)),
            ("aud", json!("https://other.example")),
            ("aud", json!([server.app.issuer, "https://other.example"])),
            ("aud", Value::Null),
            ("exp", Value::Null),
            ("exp", later(0)),
            ("exp", later(301)),
            ("iat", later(11)),
            ("nbf", later(11)),
            ("jti", Value::Null),
            ("jti", json!("")),
            ("email", json!("no address")),
            ("iss", json!("two")),
            ("iss", json!("nobody")),
        ] {
            let mut claims = about(&server, "one", "p");
            let after = value["after"].as_i64();
            claims[name] = after.map_or(value.clone(), |s| json!(server.now().secs() + s));
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(name);
            }
            let answer = send(&server, &signer.sign(&claims), "").await;
            assert_eq!(
                error(&answer),
                (400, "invalid_grant".into()),
                "{name} {value}"
            );
            assert_eq!(why(&answer), "assertion-wrong", "{name} {value}");
            server.advance(7);
        }
        // Somebody else's key, none, another kind of token, none at all.
        let mut typed = signer.header();
        typed["typ"] = json!("client-authentication+jwt");
        for assertion in [
            other.sign(&about(&server, "one", "p")),
            signer.sign_as(&json!({"alg": "none"}), &about(&server, "one", "p")),
            signer.sign_as(&typed, &about(&server, "one", "p")),
            signer.sign(&server.assertion("one")),
            "garbage".to_owned(),
        ] {
            let answer = send(&server, &assertion, "").await;
            assert_eq!(error(&answer), (400, "invalid_grant".into()), "{assertion}");
            server.advance(7);
        }
        let answer = server.token(None, &[("grant_type", VOUCH)]).await;
        assert_eq!(answer.status, 401);
        // And what vouches proves no client.
        let vouching = signer.sign(&about(&server, "one", "p"));
        assert_eq!(server.proves(&vouching).await, 401);
        // Scopes that are no kind, or that the client has not.
        for scope in [
            "health:read",
            "offline_access",
            "connect health:read",
            "openid",
        ] {
            let answer = vouch(&server, by, "p", scope).await;
            assert_eq!(error(&answer), (400, "invalid_scope".into()), "{scope}");
        }
        // Who may not vouch, and who is switched off.
        let plain = Signer::es256("plain");
        server.signing_client("plain", json!({"jwks": plain.jwks()}));
        let answer = vouch(&server, ("plain", &plain), "p", "").await;
        assert_eq!(error(&answer), (400, "unauthorized_client".into()));
        server.edit("one", json!({"state": "disabled"}));
        let answer = vouch(&server, by, "p", "").await;
        assert_eq!(error(&answer), (400, "invalid_grant".into()));
        assert_eq!(server.count("humans"), 1);
    }
}

// A person who has connected a source comes back, with a refresh token that rotates; no session is
// begun for them any more.
#[tokio::test]
async fn who_has_connected_a_source_comes_back() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        scopes(&server);
        let signer = party(&server, "one");
        let by = ("one", &signer);
        let (id, access) = ("connect offline_access", "health:read offline_access");
        for scope in [id, access] {
            let answer = vouch(&server, by, "p", scope).await;
            assert_eq!(
                (error(&answer).0, why(&answer)),
                (400, "human-unknown".into())
            );
        }
        let human = vouch(&server, by, "p", "").await.json()["human_id"].clone();
        let answer = vouch(&server, by, "p", id).await;
        assert_eq!(why(&answer), "human-unknown");
        connect(&server, human.as_str().unwrap());
        let answer = vouch(&server, by, "p", "connect").await;
        assert_eq!(
            (error(&answer).0, why(&answer)),
            (400, "session-window-closed".into())
        );
        for scope in [id, access] {
            let answer = vouch(&server, by, "p", scope).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            let first = answer.json();
            assert_eq!(
                (&first["human_id"], &first["expires_in"]),
                (&human, &json!(3600))
            );
            let refresh = async |token: &str| {
                let assertion = signer.sign(&server.assertion("one"));
                let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
                server.asserted(&assertion, &form).await
            };
            let token = text(&first, "refresh_token").to_owned();
            let second = refresh(&token).await;
            assert_eq!(second.status, 200, "{}", second.body);
            let second = second.json();
            assert_eq!(
                (&second["human_id"], &second["scope"]),
                (&human, &json!(scope))
            );
            assert_ne!(second["refresh_token"], first["refresh_token"]);
            let current = text(&second, "access_token");
            let told = is_active(&server, by, current).await.expect("active");
            assert_eq!(told["sub"], human);
            let told = is_active(&server, by, text(&second, "refresh_token")).await;
            assert_eq!(told.expect("active")["sub"], human);
            // An old one is a theft.
            server.advance(11);
            let third = refresh(&token).await;
            assert_eq!(error(&third), (400, "invalid_grant".into()));
            assert!(is_active(&server, by, current).await.is_none());
        }
    }
}

// Ten live tokens to come back with; one more ends the oldest.
#[tokio::test]
async fn one_more_than_ten_ends_the_oldest() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        scopes(&server);
        let signer = party(&server, "one");
        let by = ("one", &signer);
        let human = vouch(&server, by, "p", "").await.json()["human_id"].clone();
        connect(&server, human.as_str().unwrap());
        let mut tokens = Vec::new();
        for _ in 0..11 {
            server.advance(1);
            let answer = vouch(&server, by, "p", "connect offline_access")
                .await
                .json();
            tokens.push(text(&answer, "access_token").to_owned());
        }
        let mut live = Vec::new();
        for token in &tokens {
            live.push(is_active(&server, by, token).await.is_some());
        }
        assert!(!live[0]);
        assert!(live[1..].iter().all(|live| *live), "{live:?}");
    }
}

// Who is blocked or erased has nothing any more, on every node at once, and gets nothing new.
#[tokio::test]
async fn a_human_who_is_blocked_or_erased_has_nothing() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let node = match db {
            Db::Sqlite => None,
            Db::Postgres => Some(server.beside().await),
        };
        let node = node.as_ref().unwrap_or(&server);
        scopes(&server);
        let signer = party(&server, "one");
        let by = ("one", &signer);
        server.advance(1);
        node.app.refresh().expect("looks");
        for change in [Change::Block, Change::Erase] {
            let first = vouch(&server, by, "p", "").await.json();
            let (token, human) = (text(&first, "access_token"), text(&first, "human_id"));
            assert!(is_active(node, by, token).await.is_some());
            let done = human::change(&server.ctx(), &Id::new(human), change, "test");
            done.expect("changes").expect("was there");
            assert!(is_active(node, by, token).await.is_none(), "{change:?}");
            let next = vouch(node, by, "p", "").await;
            match change {
                Change::Block => {
                    assert_eq!((error(&next).0, why(&next)), (400, "human-blocked".into()));
                    let back = human::change(&server.ctx(), &Id::new(human), Change::Unblock, "t");
                    back.expect("changes").expect("was blocked");
                    // What ended stays ended.
                    assert!(is_active(node, by, token).await.is_none());
                }
                _ => assert_ne!(text(&next.json(), "human_id"), human),
            }
        }
        assert!(server.audited("human.blocked", "success"));
        assert!(server.audited("human.erased", "success"));
    }
}

// A client may prove itself by its secret, too, and sign for its people with its key.
#[tokio::test]
async fn a_client_with_a_secret_may_vouch() {
    let server = Server::start(Db::Sqlite).await;
    scopes(&server);
    let signer = Signer::es256("both");
    server.client(json!({"client_id": "both", "client_secret": "both-secret", "jwks": signer.jwks(), "redirect_uris": [CALLBACK], "grant_types": ["authorization_code", VOUCH], "scope": "connect"}));
    let assertion = signer.sign(&about(&server, "both", "p"));
    let form = [("grant_type", VOUCH), ("assertion", assertion.as_str())];
    let wrong = server.token(Some(("both", "wrong")), &form).await;
    assert_eq!(error(&wrong), (401, "invalid_client".into()));
    let right = server.token(Some(("both", "both-secret")), &form).await;
    assert_eq!(right.status, 200, "{}", right.body);
    // Somebody else proves himself and brings it along.
    let assertion = signer.sign(&about(&server, "both", "p"));
    let form = [("grant_type", VOUCH), ("assertion", assertion.as_str())];
    let other = server
        .token(Some(("service", "service-secret")), &form)
        .await;
    assert_eq!(error(&other), (400, "unauthorized_client".into()));
    // Without a key there is nothing to sign with.
    let client = json!({"grant_types": [VOUCH]});
    let new = signet::account::client::NewClient::from_json(client).expect("metadata");
    let done = signet::account::client::register(&server.ctx(), new).expect("registers");
    assert!(done.is_err());
}
