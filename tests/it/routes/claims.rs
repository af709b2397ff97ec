//! What tokens and `/userinfo` say of a person: by scope, and by the `claims` parameter.

use serde_json::{Value, json};
use signet::core::Secret;

use crate::support::{
    Answer, Browser, Db, Server, Tokens,
    app::{VERIFIER, code_of},
    query,
    server::CALLBACK,
};

const ALL: &str = "openid profile email phone address offline_access";

/// A client that may ask for everything, and a person of whom everything is known.
fn seed(server: &Server) {
    server.client(json!({
        "client_id": "all", "client_secret": "all-secret", "client_name": "All", "scope": ALL,
        "redirect_uris": [CALLBACK], "grant_types": ["authorization_code", "refresh_token"],
    }));
    server.user(
        json!({
            "username": "berta", "name": "Berta Maria Vogel", "locale": "de-CH",
            "emails": [{"value": "berta@example.org", "verified": true}],
            "claims": {
                "given_name": "Berta", "family_name": "Vogel", "middle_name": "Maria",
                "nickname": "Bee", "profile": "https://b.example/me", "picture": "https://b.example/me.png",
                "website": "https://b.example", "gender": "female", "birthdate": "1970-01-02",
                "zoneinfo": "Europe/Zurich", "phone_number": "+41790000000", "phone_number_verified": true,
                "address": {"formatted": "Weg 1\nBern", "locality": "Bern", "country": "CH"},
                "shoe_size": 38,
            },
        }),
        "berta-password",
    );
}

async fn to_consent(server: &Server, changes: &[(&str, &str)]) -> (Browser, Answer) {
    let browser = server.browser();
    let page = browser.open(&query("all", changes)).await;
    let page = browser.sign_in(&page, "berta", "berta-password").await;
    (browser, page)
}

async fn tokens(server: &Server, address: &url::Url) -> Tokens {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code_of(address)),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let answer = server.token(Some(("all", "all-secret")), &form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    Tokens(answer.json())
}

/// Tokens for a request of which everything on the page is allowed, its claims included.
async fn allowed(server: &Server, scope: &str, claims: &str) -> Tokens {
    let (browser, page) = to_consent(server, &[("scope", scope), ("claims", claims)]).await;
    tokens(server, &browser.allow(&page).await).await
}

async fn told(server: &Server, tokens: &Tokens) -> Value {
    let answer = server.userinfo(tokens.text("access_token")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let mut told = answer.json();
    let members = told.as_object_mut().expect("an object");
    assert_eq!(
        members.remove("sub"),
        Some(tokens.claims("access_token")["sub"].clone())
    );
    members.remove("updated_at");
    told
}

// OpenID Connect Core §5.4: each scope gives its claims at userinfo, and nothing to the ID token.
#[tokio::test]
async fn each_scope_gives_its_claims() {
    let profile = json!({
        "name": "Berta Maria Vogel", "family_name": "Vogel", "given_name": "Berta",
        "middle_name": "Maria", "nickname": "Bee", "preferred_username": "berta",
        "profile": "https://b.example/me", "picture": "https://b.example/me.png",
        "website": "https://b.example", "gender": "female", "birthdate": "1970-01-02",
        "zoneinfo": "Europe/Zurich", "locale": "de-CH",
    });
    for db in Db::BOTH {
        let server = Server::start(db).await;
        seed(&server);
        for (scope, expected) in [
            ("openid", json!({})),
            ("openid profile", profile.clone()),
            (
                "openid email",
                json!({"email": "berta@example.org", "email_verified": true}),
            ),
            (
                "openid phone",
                json!({"phone_number": "+41790000000", "phone_number_verified": true}),
            ),
            (
                "openid address",
                json!({"address": {"formatted": "Weg 1\nBern", "locality": "Bern", "country": "CH"}}),
            ),
        ] {
            let tokens = allowed(&server, scope, "").await;
            assert_eq!(told(&server, &tokens).await, expected, "{scope}");
            let id = tokens.claims("id_token");
            for claim in ["name", "email", "phone_number", "address", "birthdate"] {
                assert!(id.get(claim).is_none(), "{scope}: {claim}");
            }
        }
    }
}

// OpenID Connect Core §5.5: exactly what was asked, allowed and known, where it was asked for.
#[tokio::test]
async fn claims_are_told_where_they_were_asked_for() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        seed(&server);
        let claims = json!({
            "userinfo": {
                "given_name": {"essential": true}, "email": null, "nickname": {"value": "Bee"},
                "gender": {"values": ["male", "other"]}, "unknown": null, "shoe_size": null, "scope": null,
            },
            "id_token": {
                "birthdate": null, "email_verified": null, "auth_time": {"essential": true},
                "locale": {"values": ["fr", "de-CH"]}, "zoneinfo": {"value": "UTC"}, "client_id": null,
            },
            "something_else": {"x": 1},
        });
        let tokens = allowed(&server, "openid", &claims.to_string()).await;
        assert_eq!(
            told(&server, &tokens).await,
            json!({"given_name": "Berta", "email": "berta@example.org", "nickname": "Bee"})
        );
        let id = tokens.claims("id_token");
        assert_eq!(
            (&id["birthdate"], &id["email_verified"], &id["locale"]),
            (&json!("1970-01-02"), &json!(true), &json!("de-CH"))
        );
        for absent in ["zoneinfo", "email", "given_name", "client_id", "shoe_size"] {
            assert!(id.get(absent).is_none(), "{absent}");
        }
        assert!(id["auth_time"].is_number());
    }
}

// CO-01, CO-02: what goes beyond the scopes is asked claim by claim, recorded, and remembered;
// what is not ticked is not told.
#[tokio::test]
async fn claims_beyond_the_scopes_are_asked() {
    let server = Server::start(Db::Sqlite).await;
    seed(&server);
    let claims = r#"{"userinfo":{"given_name":null,"birthdate":null,"email":null}}"#;
    let asked = [
        ("scope", "openid email"),
        ("claims", claims),
        ("ui_locales", "en"),
    ];
    let (browser, page) = to_consent(&server, &asked).await;
    for words in [
        "Your first name",
        "Your date of birth",
        "Your email address",
    ] {
        assert!(page.body.contains(words), "{words}");
    }
    assert!(page.body.contains("name=\"claim\" value=\"given_name\""));
    // The scope asks for it already.
    assert!(!page.body.contains("name=\"claim\" value=\"email\""));
    // CO-05: only what is on the page can be allowed.
    for foreign in ["phone_number", "email", "sub"] {
        let fields = [
            ("claim", foreign),
            ("scope", "email"),
            ("decision", "allow"),
        ];
        assert_eq!(
            browser.submit(&page, &fields).await.status,
            400,
            "{foreign}"
        );
    }
    let fields = [("claim", "given_name"), ("decision", "allow")];
    let answer = browser.submit(&page, &fields).await;
    let first = tokens(&server, &browser.follow(answer).await.refresh()).await;
    assert_eq!(told(&server, &first).await, json!({"given_name": "Berta"}));
    assert_eq!(first.text("scope"), "openid");
    // Only the difference is asked, and what was allowed stays.
    server.advance(1);
    let more = browser.open(&query("all", &asked)).await;
    assert!(more.url.path().ends_with("/consent"));
    assert!(!more.body.contains("value=\"given_name\""));
    let fields = [
        ("claim", "birthdate"),
        ("scope", "email"),
        ("decision", "allow"),
    ];
    let answer = browser.submit(&more, &fields).await;
    let second = tokens(&server, &browser.follow(answer).await.refresh()).await;
    assert_eq!(
        told(&server, &second).await,
        json!({"given_name": "Berta", "birthdate": "1970-01-02", "email": "berta@example.org", "email_verified": true})
    );
    let again = browser
        .get(&format!("/authorize?{}", query("all", &asked)))
        .await;
    assert!(again.parameter("code").is_some());
    let berta = signet::core::Id::new(second.claims("access_token")["sub"].as_str().expect("sub"));
    let records = server
        .app
        .store
        .read(|conn| signet::store::consents::list_of(conn, &berta))
        .expect("reads");
    assert_eq!(records[0].claims, ["given_name", "birthdate"]);
    assert_eq!(records[1].claims, ["given_name"]);
}

// A token of fewer scopes tells less: a refresh that leaves `email` out leaves its claims out.
#[tokio::test]
async fn a_narrower_token_tells_less() {
    let server = Server::start(Db::Sqlite).await;
    seed(&server);
    let claims =
        r#"{"userinfo":{"email":null,"gender":null},"id_token":{"email":null,"gender":null}}"#;
    let tokens = allowed(&server, "openid email offline_access", claims).await;
    assert_eq!(tokens.claims("id_token")["email"], "berta@example.org");
    let refresh = |scope: &'static str| {
        let token = tokens.text("refresh_token").to_owned();
        let server = &server;
        async move {
            let form = [
                ("grant_type", "refresh_token"),
                ("refresh_token", token.as_str()),
                ("scope", scope),
            ];
            let answer = server.token(Some(("all", "all-secret")), &form).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            Tokens(answer.json())
        }
    };
    let narrow = refresh("openid").await;
    assert_eq!(told(&server, &narrow).await, json!({"gender": "female"}));
    let id = narrow.claims("id_token");
    assert!(id.get("email").is_none() && id["gender"] == "female");
    let whole = refresh("openid email").await;
    assert_eq!(
        told(&server, &whole).await,
        json!({"email": "berta@example.org", "email_verified": true, "gender": "female"})
    );
}

// DL-03: what is no claims request is refused, at the client.
#[tokio::test]
async fn a_malformed_claims_parameter_is_refused() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    let long = format!(r#"{{"userinfo":{{"{}":null}}}}"#, "x".repeat(4096));
    for claims in [
        "{",
        "[]",
        "x",
        r#"{"userinfo":[]}"#,
        r#"{"id_token":{"name":7}}"#,
        &long,
    ] {
        let answer = browser
            .get(&format!(
                "/authorize?{}",
                query("web", &[("claims", claims)])
            ))
            .await;
        assert_eq!(
            answer.parameter("error").as_deref(),
            Some("invalid_request"),
            "{claims}"
        );
    }
}

// A client may ask by name for what it may ask for by scope, and for nothing else.
#[tokio::test]
async fn a_client_cannot_reach_beyond_its_scopes_by_claims() {
    let server = Server::start(Db::Sqlite).await;
    seed(&server);
    server.client(json!({"client_id": "small", "client_secret": "small-secret", "redirect_uris": [CALLBACK], "scope": "openid", "signet": {"first_party": true}}));
    let browser = server.browser();
    let claims = r#"{"userinfo":{"email":null,"name":null},"id_token":{"email":null}}"#;
    let page = browser
        .open(&query("small", &[("scope", "openid"), ("claims", claims)]))
        .await;
    let page = browser.sign_in(&page, "berta", "berta-password").await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code_of(&page.refresh())),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let answer = server.token(Some(("small", "small-secret")), &form).await;
    let tokens = Tokens(answer.json());
    assert_eq!(told(&server, &tokens).await, json!({}));
    assert!(tokens.claims("id_token").get("email").is_none());
}

// JW-22: reserved claims come neither with an account nor with a scope; and what would be no
// claim of its kind is refused as well.
#[tokio::test]
async fn reserved_claims_cannot_be_set() {
    let server = Server::start(Db::Sqlite).await;
    let create = |claims: Value| {
        let new = json!({"username": "carl", "claims": claims});
        let mut new: signet::account::user::NewUser = serde_json::from_value(new).expect("a user");
        new.password = Some(signet::account::user::NewPassword::Sample(Secret::new("x")));
        signet::account::user::create(&server.ctx(), new).expect("works")
    };
    for name in [
        "iss",
        "sub",
        "aud",
        "exp",
        "acr",
        "amr",
        "scope",
        "client_id",
        "cnf",
        "act",
        "nbf",
        "iat",
        "jti",
        "sid",
        "nonce",
        "auth_time",
        "azp",
        "at_hash",
    ] {
        let refused = create(json!({name: "x"})).expect_err(name);
        assert_eq!(refused.field, format!("claims.{name}"));
        assert!(refused.what.contains("only the server states"), "{refused}");
        let scope = json!({"name": "mine", "title": "Mine", "claims": [name]});
        let scope = serde_json::from_value(scope).expect("a scope");
        let refused = signet::account::registry::add_scope(&server.ctx(), scope).expect("works");
        assert_eq!(refused.expect_err(name).field, "claim");
    }
    for (name, value) in [
        ("email", json!("x@y.example")),
        ("name", json!("x")),
        ("given_name", json!(7)),
        ("given_name", json!("")),
        ("phone_number_verified", json!("yes")),
        ("address", json!("Bern")),
        ("address", json!({"city": "Bern"})),
        ("address", json!({"country": 7})),
        ("other", Value::Null),
        ("other", json!("x".repeat(9000))),
    ] {
        assert!(create(json!({name: value})).is_err(), "{name}: {value}");
    }
    create(json!({"shoe_size": 38, "address": {"country": "CH"}})).expect("other claims are taken");
}
