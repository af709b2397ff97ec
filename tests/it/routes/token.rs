//! `/token`.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::json;
use signet::{
    core::Id,
    model::{ClientState, UserState},
    store,
};

use crate::support::{
    Db, Server, Tokens,
    app::{VERIFIER, WEB, code_of, header},
    both,
    chain::{ROTATING, STEADY},
    query,
    server::CALLBACK,
};

// JW-01, TK-05, TK-18, TK-27: the answer and its tokens.
#[tokio::test]
async fn a_code_is_redeemed_for_tokens() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let (code, _) = server.code().await;
        let answer = server.redeem(&code).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("pragma"), "no-cache");
        assert_eq!(
            answer.header("content-type"),
            "application/json; charset=utf-8"
        );
        let tokens = Tokens(answer.json());
        let members: Vec<_> = tokens.0.as_object().expect("an object").keys().collect();
        assert_eq!(
            members,
            [
                "access_token",
                "token_type",
                "expires_in",
                "scope",
                "id_token"
            ]
        );
        assert_eq!(
            (tokens.text("token_type"), &tokens.0["expires_in"]),
            ("Bearer", &json!(300))
        );
        assert_eq!(tokens.text("scope"), "openid profile records.read");
        let head = header(tokens.text("access_token"));
        assert_eq!(
            (head["typ"].as_str(), head["alg"].as_str()),
            (Some("at+jwt"), Some("ES256"))
        );
        // The `kid` is that of a published key of this algorithm.
        let keys = server.browser().get("/jwks").await.json();
        let published = |token: &str| {
            let head = header(token);
            let keys = keys["keys"].as_array().expect("keys");
            keys.iter()
                .any(|key| key["kid"] == head["kid"] && key["alg"] == head["alg"])
        };
        assert!(published(tokens.text("access_token")) && published(tokens.text("id_token")));
        let claims = tokens.claims("access_token");
        let now = server.now().secs();
        for (name, value) in [
            ("iss", json!(server.base)),
            ("aud", json!(server.base)),
            ("client_id", json!("web")),
            ("scope", json!("openid profile records.read")),
            ("iat", json!(now)),
            ("exp", json!(now + 300)),
            ("acr", json!("urn:signet:acr:password")),
            ("amr", json!(["pwd"])),
        ] {
            assert_eq!(claims[name], value, "{name}");
        }
        assert!(
            claims["sub"].is_string()
                && claims["jti"].is_string()
                && claims["sid"].is_string()
                && claims["auth_time"].is_number()
        );
        let id = tokens.claims("id_token");
        assert_eq!(header(tokens.text("id_token"))["alg"], "RS256");
        for (name, value) in [
            ("iss", json!(server.base)),
            ("aud", json!(["web"])),
            ("nonce", json!("no-1")),
            ("sub", claims["sub"].clone()),
            ("acr", claims["acr"].clone()),
        ] {
            assert_eq!(id[name], value, "{name}");
        }
        assert!(
            id["at_hash"].is_string() && id["auth_time"].is_number() && id.get("azp").is_none()
        );
        assert!(server.audited("token.issued", "success"));
    }
}

// JW-07: ES256 by the client's metadata; TK-27: no `openid`, no ID token.
both!(an_id_token_is_as_the_client_asked);
async fn an_id_token_is_as_the_client_asked(db: Db) {
    let server = Server::start(db).await;
    for (scope, expected) in [("openid", Some("ES256")), ("records.read", None)] {
        let browser = server.browser();
        let page = browser.open(&query("post", &[("scope", scope)])).await;
        let page = browser.sign_in(&page, "anna", "anna-password").await;
        let code = crate::support::app::code_of(&browser.allow(&page).await);
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
            ("client_id", "post"),
            ("client_secret", "post-secret"),
        ];
        let answer = server.token(None, &form).await.json();
        assert_eq!(
            answer["id_token"]
                .as_str()
                .map(|token| header(token)["alg"].as_str().expect("alg").to_owned())
                .as_deref(),
            expected,
            "{scope}"
        );
    }
}

// TK-01, TK-02, TK-03, TK-04: only POST, only a form, nothing from the query, nothing twice.
both!(a_request_that_is_not_in_order_is_refused);
async fn a_request_that_is_not_in_order_is_refused(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    for method in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH] {
        let answer = browser
            .send(browser.http.request(method.clone(), browser.url("/token")))
            .await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("allow")),
            (405, "POST"),
            "{method}"
        );
    }
    let json_body = browser
        .http
        .post(browser.url("/token"))
        .basic_auth(WEB.0, Some(WEB.1))
        .body("{}")
        .header("content-type", "application/json");
    let answer = browser.send(json_body).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["error"].clone()),
        (400, json!("invalid_request"))
    );
    for secret in [
        "code=x",
        "client_secret=x",
        "code_verifier=x",
        "refresh_token=x",
    ] {
        let request = browser
            .http
            .post(browser.url(&format!("/token?{secret}")))
            .form(&[("grant_type", "client_credentials")]);
        let answer = browser.send(request).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["error"].clone()),
            (400, json!("invalid_request")),
            "{secret}"
        );
    }
    assert!(server.audited("credential_in_url", "credential-in-url"));
    // TK-03: what is no secret is ignored there.
    let request = browser
        .http
        .post(browser.url("/token?grant_type=authorization_code&scope=x"))
        .basic_auth("service", Some("service-secret"))
        .form(&[("grant_type", "client_credentials")]);
    assert_eq!(browser.send(request).await.status, 200);
    let twice = server
        .token(
            Some(("service", "service-secret")),
            &[
                ("grant_type", "client_credentials"),
                ("scope", "records.read"),
                ("scope", "records.read"),
            ],
        )
        .await;
    assert_eq!(
        (twice.status.as_u16(), twice.json()["error"].clone()),
        (400, json!("invalid_request"))
    );
    let missing = server.token(Some(WEB), &[("x", "y")]).await;
    assert_eq!(
        (missing.status.as_u16(), missing.json()["error"].clone()),
        (400, json!("invalid_request"))
    );
}

// TK-06, TK-07: grants that are not offered, or not to this client.
both!(a_grant_type_must_be_offered_and_allowed);
async fn a_grant_type_must_be_offered_and_allowed(db: Db) {
    let server = Server::with_door(db).await;
    for grant in [
        "password",
        "implicit",
        "urn:ietf:params:oauth:grant-type:device_code",
        "x",
    ] {
        let form = [
            ("grant_type", grant),
            ("username", "anna"),
            ("password", "anna-password"),
        ];
        // Every client, each in its own way, with the door that has passwords open.
        for (client, basic, secret) in [
            ("web", Some(WEB), None),
            ("post", None, Some("post-secret")),
            ("spa", None, None),
            ("native", None, None),
            ("old", Some(("old", "old-secret")), None),
            ("service", Some(("service", "service-secret")), None),
        ] {
            let mut form = form.to_vec();
            if basic.is_none() {
                form.push(("client_id", client));
            }
            form.extend(secret.map(|secret| ("client_secret", secret)));
            let answer = server.token(basic, &form).await;
            assert_eq!(
                (answer.status.as_u16(), answer.json()["error"].clone()),
                (400, json!("unsupported_grant_type")),
                "{client} {grant}"
            );
            assert!(!answer.body.contains("anna-password"));
        }
        // The door's own client has no way to prove itself here.
        let form = [&form[..], &[("client_id", "legacy-ocariot")]].concat();
        assert_eq!(server.token(None, &form).await.status, 401, "{grant}");
    }
    assert_eq!(server.grants(), 0);
    let answer = server
        .token(Some(WEB), &[("grant_type", "client_credentials")])
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["error"].clone()),
        (400, json!("unauthorized_client"))
    );
    let answer = server
        .token(
            Some(("service", "service-secret")),
            &[("grant_type", "authorization_code"), ("code", "x")],
        )
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["error"].clone()),
        (400, json!("unauthorized_client"))
    );
}

// CA-01 to CA-05: client authentication.
both!(a_client_proves_itself_in_its_own_way);
async fn a_client_proves_itself_in_its_own_way(db: Db) {
    let server = Server::start(db).await;
    let grant = ("grant_type", "client_credentials");
    let service = Some(("service", "service-secret"));
    // CA-01
    let both = server
        .token(service, &[grant, ("client_secret", "service-secret")])
        .await;
    assert_eq!(
        (both.status.as_u16(), both.json()["error"].clone()),
        (400, json!("invalid_request"))
    );
    let other = server.token(service, &[grant, ("client_id", "web")]).await;
    assert_eq!(other.status, 400);
    assert_eq!(
        server
            .token(service, &[grant, ("client_id", "service")])
            .await
            .status,
        200
    );
    // CA-02
    let method = server
        .token(
            None,
            &[
                grant,
                ("client_id", "service"),
                ("client_secret", "service-secret"),
            ],
        )
        .await;
    assert_eq!(
        (method.status.as_u16(), method.json()["error"].clone()),
        (401, json!("invalid_client"))
    );
    let none = server.token(None, &[grant, ("client_id", "service")]).await;
    assert_eq!(none.status, 401);
    assert!(!none.headers.contains_key("www-authenticate"));
    assert_eq!(server.token(None, &[grant]).await.status, 401);
    // CA-03
    let mut bodies = Vec::new();
    for (id, secret) in [("nobody", "x"), ("service", "wrong"), ("off", "off-secret")] {
        let answer = server.token(Some((id, secret)), &[grant]).await;
        assert_eq!(answer.status, 401, "{id}");
        assert!(
            answer
                .header("www-authenticate")
                .starts_with("Basic realm=")
        );
        bodies.push(answer.body);
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    // PAGES 7: other errors name the request in the body.
    let wrong = server.token(service, &[("grant_type", "none")]).await;
    let (id, json) = (wrong.header("x-request-id"), wrong.json());
    assert_eq!(json["request_id"], id);
    assert!(!bodies[0].contains("request_id"));
    // CA-04
    let browser = server.browser();
    for value in [
        "Basic !!!",
        "Basic",
        "Bearer x",
        &format!("Basic {}", STANDARD.encode("nocolon")),
        &format!("Basic {}", STANDARD.encode(b"a:\xff")),
    ] {
        let request = browser
            .http
            .post(browser.url("/token"))
            .header("authorization", value)
            .form(&[grant]);
        assert_eq!(browser.send(request).await.status, 401, "{value}");
    }
    // CA-05: made by the server: 256 bits, kept as a keyed digest; imported: a slow hash.
    let made = server.client(json!({"client_id": "made", "grant_types": ["client_credentials"], "scope": "records.read"})).expect("a secret");
    assert!(made.expose().len() >= 43);
    assert_eq!(
        server
            .token(Some(("made", made.expose())), &[grant])
            .await
            .status,
        200
    );
    let catalog = server.app.catalog();
    let form = |id: &str| {
        format!(
            "{:?}",
            catalog.client(&Id::new(id)).expect("a client").secrets[0].form
        )
    };
    assert!(form("made").starts_with("Keyed") && form("service").starts_with("Weak(\"$argon2id$"));
}

// CA-03: an unknown client costs a slow hash as often as a known one does; one id costs the same
// each time and by each method, so that what it costs says nothing.
#[tokio::test]
async fn a_short_secret_is_no_oracle() {
    for db in Db::BOTH {
        let server = Server::bare(db, &[]).await;
        let ids: Vec<String> = (0..64).map(|n| format!("nobody{n}")).collect();
        let cost = async |id: &str, form: &[(&str, &str)], basic: bool| {
            let before = server.app.hashing.computations();
            let grant = ("grant_type", "client_credentials");
            let form = [&[grant], form].concat();
            let answer = server.token(basic.then_some((id, "wrong")), &form).await;
            assert_eq!(answer.status, 401, "{id}");
            server.app.hashing.computations() - before
        };
        let client = |id: &str, secret: &str| {
            server.client(json!({"client_id": id, "client_secret": secret, "grant_types": ["client_credentials"]}));
        };
        client("long", &"long".repeat(20));
        for id in &ids {
            assert_eq!(cost(id, &[], true).await, 0, "{id}: no secret is short");
        }
        client("short", "short");
        let (mut slow, mut other) = (0, 0);
        for id in &ids {
            let basic = cost(id, &[], true).await;
            let post = [("client_id", id.as_str()), ("client_secret", "x")];
            assert_eq!(cost(id, &post, false).await, basic, "{id}");
            slow += basic;
            other += 1 - basic;
        }
        // Half of the clients have a short one: 32 of 64 as a rule.
        assert!(slow > 12 && other > 12, "{db:?}: {slow} of 64");
        assert_eq!(cost("short", &[], true).await, 1);
        let post = [("client_id", "short"), ("client_secret", "x")];
        assert_eq!(cost("short", &post, false).await, 1, "the wrong method");
        assert_eq!(cost("long", &[], true).await, 0);
    }
}

// TK-08, TK-09: a stranger with a code gets nothing and breaks nothing; whatever fails before the
// code is consumed leaves it to its owner. TK-16: nor does a thief revoke anything.
#[tokio::test]
async fn a_strangers_try_leaves_the_code_to_its_owner() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let (code, _) = server.code().await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        let stranger = server.token(Some(("old", "old-secret")), &form).await;
        assert_eq!(
            (stranger.status.as_u16(), stranger.json()["error"].clone()),
            (400, json!("invalid_grant"))
        );
        assert!(server.audited("token.refused", "code-client-mismatch"));
        assert_eq!(
            server.token(Some(("web", "wrong")), &form).await.status,
            401
        );
        assert_eq!(
            server.redeem_with(&code, &"x".repeat(43)).await.json()["error"],
            "invalid_grant"
        );
        let tokens = Tokens(server.redeem(&code).await.json());
        // TK-16: none of these revokes anything, either.
        server.advance(10);
        assert_eq!(
            server.token(Some(("web", "wrong")), &form).await.status,
            401
        );
        assert_eq!(
            server.redeem_with(&code, &"x".repeat(43)).await.json()["error"],
            "invalid_grant"
        );
        assert_eq!(
            server
                .token(Some(("old", "old-secret")), &form)
                .await
                .json()["error"],
            "invalid_grant"
        );
        assert_eq!(
            server.userinfo(tokens.text("access_token")).await.status,
            200
        );
    }
}

// TK-11: a code lives 60 seconds. TK-12: its redirect URI must be the same.
both!(a_code_is_for_one_minute_and_one_address);
async fn a_code_is_for_one_minute_and_one_address(db: Db) {
    let server = Server::start(db).await;
    for (seconds, status) in [(59, 200), (60, 400), (61, 400)] {
        let (code, _) = server.code().await;
        server.advance(seconds);
        assert_eq!(server.redeem(&code).await.status, status, "{seconds}");
    }
    for redirect in [
        None,
        Some("https://app.example/cb/"),
        Some("https://APP.example/cb"),
    ] {
        let (code, _) = server.code().await;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("code_verifier", VERIFIER),
        ];
        form.extend(redirect.map(|uri| ("redirect_uri", uri)));
        let answer = server.token(Some(WEB), &form).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["error"].clone()),
            (400, json!("invalid_grant")),
            "{redirect:?}"
        );
        assert_eq!(
            server.redeem(&code).await.status,
            200,
            "the owner's code is untouched"
        );
    }
    // A client of OAuth 2.1 may leave it out.
    server.client(json!({"client_id": "new", "client_secret": "new-secret", "redirect_uris": [CALLBACK], "scope": "openid", "signet": {"profile": "oauth21", "first_party": true}}));
    let browser = server.browser();
    let page = browser.open(&query("new", &[("scope", "openid")])).await;
    let code = crate::support::app::code_of(
        &browser
            .sign_in(&page, "anna", "anna-password")
            .await
            .refresh(),
    );
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(
        server
            .token(Some(("new", "new-secret")), &form)
            .await
            .status,
        200
    );
}

// TK-13: every way in which a verifier can be wrong.
both!(a_verifier_must_fit_its_challenge);
async fn a_verifier_must_fit_its_challenge(db: Db) {
    let server = Server::start(db).await;
    let (long, blank) = ("a".repeat(129), format!("{} ", &VERIFIER[1..]));
    for verifier in [
        None,
        Some(""),
        Some("short"),
        Some(&VERIFIER[1..]),
        Some(long.as_str()),
        Some(blank.as_str()),
        Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWb_GJw-cM"),
    ] {
        let (code, _) = server.code().await;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", CALLBACK),
        ];
        form.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        let answer = server.token(Some(WEB), &form).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["error"].clone()),
            (400, json!("invalid_grant")),
            "{verifier:?}"
        );
        // The code is left to its owner.
        assert_eq!(server.redeem(&code).await.status, 200);
    }
    // A verifier for a code without a challenge: the downgrade of RFC 9700 §2.1.1.
    let browser = server.browser();
    let page = browser
        .open(&query(
            "old",
            &[("code_challenge", ""), ("code_challenge_method", "")],
        ))
        .await;
    let code = crate::support::app::code_of(
        &browser
            .sign_in(&page, "anna", "anna-password")
            .await
            .refresh(),
    );
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(
        server
            .token(Some(("old", "old-secret")), &form)
            .await
            .json()["error"],
        "invalid_grant"
    );
    form.pop();
    assert_eq!(
        server
            .token(Some(("old", "old-secret")), &form)
            .await
            .status,
        200
    );
}

// TK-15: a late replay revokes the grant; one within a second is only denied.
#[tokio::test]
async fn a_replayed_code_revokes_its_grant() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let (code, _) = server.code().await;
        let tokens = Tokens(server.redeem(&code).await.json());
        server.advance(1);
        assert_eq!(server.redeem(&code).await.json()["error"], "invalid_grant");
        assert!(server.audited("code_race", "code-race"));
        assert_eq!(
            server.userinfo(tokens.text("access_token")).await.status,
            200
        );
        server.advance(1);
        let replayed = server.redeem(&code).await;
        assert_eq!(
            (replayed.status.as_u16(), replayed.json()["error"].clone()),
            (400, json!("invalid_grant"))
        );
        assert!(server.audited("code_reuse", "code-reused"));
        assert_eq!(
            server.userinfo(tokens.text("access_token")).await.status,
            401
        );
        // Long after its end, too.
        let (code, _) = server.code().await;
        let tokens = Tokens(server.redeem(&code).await.json());
        server.advance(120);
        server.redeem(&code).await;
        assert_eq!(
            server.userinfo(tokens.text("access_token")).await.status,
            401
        );
    }
}

/// A code of a client without a secret.
async fn public_code(server: &Server) -> String {
    let browser = server.browser();
    let page = browser.open(&query(ROTATING, &[])).await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    code_of(&browser.allow(&page).await)
}

async fn redeem_public(server: &Server, code: &str, verifier: &str) -> u16 {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", verifier),
    ];
    server.as_client(ROTATING, &form).await.status.as_u16()
}

// DL-07, TK-10: the same again, of whoever has no secret, writes one row a minute; but no theft hides another,
// and a code that wrong verifiers have ended is told, whatever was refused at that address before.
#[tokio::test]
async fn what_is_told_of_one_code_hides_nothing_of_another() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        server.refreshing_clients();
        let rows = |event: &str| {
            let all = server.audit();
            all.iter().filter(|row| row.event == event).count()
        };
        let mut codes = Vec::new();
        for _ in 0..3 {
            let code = public_code(&server).await;
            assert_eq!(redeem_public(&server, &code, VERIFIER).await, 200);
            codes.push(code);
        }
        server.advance(2);
        for code in codes.iter().chain(&codes) {
            assert_eq!(redeem_public(&server, code, VERIFIER).await, 400);
        }
        assert_eq!((rows("code_reuse"), rows("grant.revoked")), (3, 3));
        let wrong = "x".repeat(43);
        for _ in 0..2 {
            let code = public_code(&server).await;
            for _ in 0..6 {
                assert_eq!(redeem_public(&server, &code, &wrong).await, 400);
            }
            assert_eq!(redeem_public(&server, &code, VERIFIER).await, 400);
        }
        assert_eq!(rows("code.invalidated"), 2);
        for n in 0..20 {
            redeem_public(&server, &format!("junk-{n}"), VERIFIER).await;
        }
        let refused = server.audit();
        let refused = refused.iter().filter(|row| row.event == "token.refused");
        let mut refused: Vec<_> = refused.map(|row| row.outcome.clone()).collect();
        refused.sort();
        assert_eq!(
            refused,
            [
                "code-expired",
                "code-unknown",
                "verifier-mismatch",
                "verifier-mismatch"
            ]
        );
        // The next minute has a row of its own, however often the last one was refused.
        let unknown = || server.count("audit WHERE outcome = 'code-unknown'");
        for (seconds, rows) in [(50, 1), (11, 2)] {
            server.advance(seconds);
            redeem_public(&server, "junk", VERIFIER).await;
            assert_eq!(unknown(), rows);
        }
    }
}

// RFC 6749 §5.2: "invalid_grant" for whatever code or refresh token is not good; oxide-auth would
// call it an `invalid_request`.
#[tokio::test]
async fn what_nobody_was_given_is_an_invalid_grant() {
    let elsewhere = Server::start(Db::Sqlite).await;
    elsewhere.refreshing_clients();
    let (code, _) = elsewhere.code().await;
    let (tokens, _) = elsewhere.chain(STEADY).await;
    let refresh_token = tokens.text("refresh_token");
    for db in Db::BOTH {
        let server = Server::start(db).await;
        server.refreshing_clients();
        for code in [code.as_str(), refresh_token, "x", "\u{e9} \""] {
            let answer = server.redeem(code).await;
            let told = (answer.status.as_u16(), answer.json()["error"].clone());
            assert_eq!(told, (400, json!("invalid_grant")), "{code}");
        }
        for token in [refresh_token, code.as_str(), "x", "\u{e9} \""] {
            for client in [STEADY, ROTATING] {
                let answer = server.refresh(client, token).await;
                let told = (answer.status.as_u16(), answer.json()["error"].clone());
                assert_eq!(told, (400, json!("invalid_grant")), "{client} {token}");
            }
        }
    }
}

// TK-19: a client's own token speaks for the client, and writes one row: the audit's.
#[tokio::test]
async fn a_client_gets_a_token_for_itself() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let answer = server
            .token(
                Some(("service", "service-secret")),
                &[("grant_type", "client_credentials")],
            )
            .await;
        let tokens = Tokens(answer.json());
        let members: Vec<_> = tokens.0.as_object().expect("an object").keys().collect();
        assert_eq!(
            members,
            ["access_token", "token_type", "expires_in", "scope"]
        );
        let claims = tokens.claims("access_token");
        assert_eq!(
            (
                claims["sub"].as_str(),
                claims["aud"].as_str(),
                claims["scope"].as_str()
            ),
            (
                Some("client:service"),
                Some("https://records.example"),
                Some("records.read")
            )
        );
        assert_eq!(server.grants(), 0);
        // AZ-21: what nobody knows is ignored beside what somebody knows; of nothing else there is
        // no token.
        for (scope, reason) in [
            ("email", "scope-not-allowed"),
            ("a\"b", "scope-invalid"),
            (" ", "scope-invalid"),
            ("made-up", "scope-unknown"),
            ("made-up another-one", "scope-unknown"),
            ("openid offline_access", "scope-unknown"),
        ] {
            let form = [("grant_type", "client_credentials"), ("scope", scope)];
            let answer = server
                .token(Some(("service", "service-secret")), &form)
                .await;
            let expected = format!("400 invalid_scope {reason}");
            assert_eq!(crate::support::chain::reason(&answer), expected, "{scope}");
            let said = answer.json()["error_description"].to_string();
            assert!(
                reason != "scope-unknown" || said.contains("scopes_supported"),
                "{said}"
            );
        }
        for scope in ["made-up records.read openid", ""] {
            let form = [("grant_type", "client_credentials"), ("scope", scope)];
            let answer = server
                .token(Some(("service", "service-secret")), &form)
                .await;
            assert_eq!(answer.json()["scope"], "records.read", "{scope}");
        }
        let public = server
            .token(
                None,
                &[("grant_type", "client_credentials"), ("client_id", "spa")],
            )
            .await;
        assert_eq!(public.json()["error"], "unauthorized_client");
    }
}

// TK-20: between authorize and token the person, the client, the session or the consent may go.
#[tokio::test]
async fn a_code_dies_with_what_it_rests_on() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let now = server.now();
        let anna = server
            .app
            .store
            .read(|conn| store::users::find_by_identifier(conn, &["username"], "anna"))
            .expect("reads")
            .expect("anna")
            .user
            .id;
        let (code, browser) = server.code().await;
        let ask = browser.get("/logout").await;
        browser.submit(&ask, &[("decision", "leave")]).await;
        assert_eq!(server.redeem(&code).await.json()["error"], "invalid_grant");
        assert!(server.audited("token.refused", "session-ended"));

        let (code, _) = server.code().await;
        let consent = server
            .app
            .store
            .read(|conn| store::consents::list_of(conn, &anna))
            .expect("reads")[0]
            .id
            .clone();
        server
            .app
            .store
            .write(move |conn| store::consents::withdraw(conn, &consent, now))
            .expect("writes");
        assert_eq!(server.redeem(&code).await.json()["error"], "invalid_grant");
        assert!(server.audited("token.refused", "consent-withdrawn"));

        let (code, _) = server.code().await;
        let id = anna.clone();
        server
            .app
            .store
            .write(move |conn| store::users::set_state(conn, &id, UserState::Locked, now))
            .expect("writes");
        assert_eq!(server.redeem(&code).await.json()["error"], "invalid_grant");
        assert!(server.audited("token.refused", "user-disabled"));
        let id = anna.clone();
        server
            .app
            .store
            .write(move |conn| store::users::set_state(conn, &id, UserState::Active, now))
            .expect("writes");

        let (code, _) = server.code().await;
        server
            .app
            .store
            .write(move |conn| {
                store::catalog::set_client_state(conn, &Id::new("web"), ClientState::Disabled, now)
            })
            .expect("writes");
        server.app.refresh().expect("refreshes");
        assert_eq!(server.redeem(&code).await.json()["error"], "invalid_client");
        assert_eq!(server.grants(), 0);
    }
}

// TK-24: CORS for the origins of public browser clients, never with credentials.
#[tokio::test]
async fn only_a_browser_apps_own_origin_may_read_the_answer() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    for (origin, allowed) in [
        ("https://spa.example", true),
        ("https://app.example", false),
        ("https://evil.example", false),
        ("null", false),
        ("https://spa.example.evil.example", false),
    ] {
        for (method, path) in [
            (Method::POST, "/token"),
            (Method::OPTIONS, "/token"),
            (Method::GET, "/userinfo"),
            (Method::OPTIONS, "/userinfo"),
        ] {
            let answer = browser
                .send(
                    browser
                        .http
                        .request(method.clone(), browser.url(path))
                        .header("origin", origin)
                        .form(&[("x", "y")]),
                )
                .await;
            let expected = if allowed { origin } else { "" };
            assert_eq!(
                answer.header("access-control-allow-origin"),
                expected,
                "{origin} {method} {path}"
            );
            assert!(
                !answer
                    .headers
                    .contains_key("access-control-allow-credentials")
            );
        }
    }
    for path in ["/jwks", "/.well-known/openid-configuration"] {
        assert_eq!(
            browser
                .get(path)
                .await
                .header("access-control-allow-origin"),
            "*"
        );
    }
}

// TK-20: a client that was switched off between the code and its redemption gets nothing for it,
// even if it is back.
both!(a_code_does_not_outlive_its_clients_pause);
async fn a_code_does_not_outlive_its_clients_pause(db: Db) {
    let server = Server::start(db).await;
    let (code, _) = server.code().await;
    for state in ["disabled", "live"] {
        server.advance(1);
        server.edit("web", json!({ "state": state }));
    }
    let answer = server.redeem(&code).await;
    assert_eq!(answer.json()["error"], "invalid_grant", "{}", answer.body);
    assert_eq!(server.grants(), 0);
}
