//! Whom a token is about, and for whom it is: pairwise subjects, resources, formats, algorithms.

use serde_json::{Value, json};
use signet::account::{
    client::{NewClient, register},
    registry,
};

use super::introspect::RS;
use crate::support::{
    Answer, Db, Server, Tokens,
    app::{VERIFIER, code_of, header},
    both, query,
};

const RECORDS: &str = "https://records.example";
const MAIL: &str = "https://mail.example";

async fn redeem(
    server: &Server,
    client: &str,
    address: &url::Url,
    more: &[(&str, &str)],
) -> Answer {
    let callback = format!(
        "{}{}",
        address.origin().ascii_serialization(),
        address.path()
    );
    let code = code_of(address);
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", callback.as_str()),
        ("code_verifier", VERIFIER),
    ];
    form.extend_from_slice(more);
    server.token(Some((client, "s")), &form).await
}

/// A code of this client for Anna, who allows everything.
async fn code(server: &Server, client: &str, changes: &[(&str, &str)]) -> url::Url {
    let browser = server.browser();
    let page = browser.open(&query(client, changes)).await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    browser.allow(&page).await
}

async fn refresh(server: &Server, client: &str, token: &str, more: &[(&str, &str)]) -> Answer {
    let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
    form.extend_from_slice(more);
    server.token(Some((client, "s")), &form).await
}

fn client(server: &Server, id: &str, redirect: &str, more: Value) {
    let mut metadata = json!({
        "client_id": id, "client_secret": "s", "redirect_uris": [redirect],
        "grant_types": ["authorization_code", "refresh_token"],
        "scope": "openid profile email offline_access records.read mail.read",
    });
    let members = metadata.as_object_mut().expect("an object");
    members.extend(more.as_object().expect("an object").clone());
    server.client(metadata);
}

/// Adds [`RS`], which introspects tokens for the issuer.
fn introspector(server: &Server) {
    server.client(json!({"client_id": RS.0, "client_secret": "rs-secret", "grant_types": [], "signet": {"introspects": [server.app.issuer]}}));
}

/// What this client is told of a token that is active.
async fn inspected(server: &Server, client: (&str, Option<&str>), token: &str) -> Value {
    let answer = server.ask("/introspect", client, &[("token", token)]).await;
    let told = answer.json();
    assert_eq!(told["active"], true, "{}", answer.body);
    told
}

fn refused(server: &Server, metadata: Value) -> String {
    let new = NewClient::from_json(metadata).expect("metadata");
    let refused = register(&server.ctx(), new).expect("works");
    refused.expect_err("it is refused").field
}

// OpenID Connect Core §8: one subject for a sector, another for another; the same wherever it is
// told, introspection included, and after a refresh.
#[tokio::test]
async fn clients_of_one_sector_see_one_subject() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        resources(&server);
        introspector(&server);
        let pairwise = json!({"subject_type": "pairwise"});
        let opaque =
            json!({"subject_type": "pairwise", "signet": {"access_token_format": "opaque"}});
        let by_uri = json!({"subject_type": "pairwise", "sector_identifier_uri": "https://one.example/sector.json"});
        let mut subjects = Vec::new();
        for (id, redirect, more) in [
            ("one", "https://one.example/cb", pairwise.clone()),
            ("too", "https://one.example/other", opaque),
            ("uri", "https://elsewhere.example/cb", by_uri),
            ("two", "https://two.example/cb", pairwise),
            ("public", "https://one.example/cb", json!({})),
        ] {
            client(&server, id, redirect, more);
            let scope = "openid offline_access";
            let address = code(&server, id, &[("redirect_uri", redirect), ("scope", scope)]).await;
            let tokens = Tokens(redeem(&server, id, &address, &[]).await.json());
            let subject = tokens.claims("id_token")["sub"].clone();
            let userinfo = server.userinfo(tokens.text("access_token")).await;
            assert_eq!(userinfo.json()["sub"], subject, "{id}");
            if id != "too" {
                assert_eq!(tokens.claims("access_token")["sub"], subject, "{id}");
            }
            let again = refresh(&server, id, tokens.text("refresh_token"), &[]).await;
            let again = Tokens(again.json());
            assert_eq!(again.claims("id_token")["sub"], subject, "{id}");
            let userinfo = server.userinfo(again.text("access_token")).await;
            assert_eq!(userinfo.json()["sub"], subject, "{id}");
            // The client itself and the issuer's resource server are told the same, of each token.
            let own = (id, Some("s"));
            for answer in [&tokens, &again] {
                let access = answer.text("access_token");
                assert_eq!(
                    inspected(&server, own, access).await["sub"],
                    subject,
                    "{id}"
                );
                assert_eq!(inspected(&server, RS, access).await["sub"], subject, "{id}");
            }
            let refresh = tokens.text("refresh_token");
            assert_eq!(
                inspected(&server, own, refresh).await["sub"],
                subject,
                "{id}"
            );
            subjects.push(subject);
        }
        assert_eq!(subjects[0], subjects[1]);
        assert_eq!(subjects[0], subjects[2]);
        assert_ne!(subjects[0], subjects[3]);
        let anna = server
            .app
            .store
            .read(|conn| signet::store::users::find_by_identifier(conn, &["username"], "anna"))
            .expect("reads")
            .expect("anna")
            .user
            .id;
        assert_eq!(subjects[4], json!(anna.as_str()));
        assert!(!subjects[..4].contains(&subjects[4]));
    }
}

// OpenID Connect Core §8.1: several hosts need a sector of their own, and its address is https.
#[tokio::test]
async fn a_pairwise_client_has_one_sector() {
    let server = Server::start(Db::Sqlite).await;
    let two = json!(["https://one.example/cb", "https://two.example/cb"]);
    let base = json!({"client_id": "p", "redirect_uris": two, "scope": "openid", "subject_type": "pairwise"});
    let with = |name: &str, value: &str| {
        let mut metadata = base.clone();
        metadata[name] = json!(value);
        metadata
    };
    assert_eq!(refused(&server, base.clone()), "subject_type");
    for sector in [
        "http://one.example/s",
        "one.example",
        "https:",
        "https://one.example/s#x",
        "",
    ] {
        let metadata = with("sector_identifier_uri", sector);
        assert_eq!(
            refused(&server, metadata),
            "sector_identifier_uri",
            "{sector}"
        );
    }
    server.client(with("sector_identifier_uri", "https://one.example/s"));
    let answer = server
        .browser()
        .get("/.well-known/openid-configuration")
        .await;
    assert_eq!(
        answer.json()["subject_types_supported"],
        json!(["public", "pairwise"])
    );
}

// JW-07: a client that comes to want EdDSA later has a key for it, too.
both!(a_client_may_change_its_algorithm);
async fn a_client_may_change_its_algorithm(db: Db) {
    let server = Server::start(db).await;
    server.edit("web", json!({"id_token_signed_response_alg": "EdDSA"}));
    let tokens = server.tokens().await;
    assert_eq!(header(tokens.text("id_token"))["alg"], "EdDSA");
}

// JW-07: ID tokens by EdDSA where the client says so; the key is made for the first of them, and
// listed from then on.
#[tokio::test]
async fn an_id_token_may_be_signed_with_ed25519() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        resources(&server);
        let listed = || async {
            let answer = server
                .browser()
                .get("/.well-known/openid-configuration")
                .await;
            answer.json()["id_token_signing_alg_values_supported"].clone()
        };
        assert_eq!(listed().await, json!(["RS256", "ES256"]));
        let eddsa = json!({"id_token_signed_response_alg": "EdDSA"});
        client(&server, "ed", "https://ed.example/cb", eddsa);
        assert_eq!(listed().await, json!(["RS256", "ES256", "EdDSA"]));
        let address = code(
            &server,
            "ed",
            &[
                ("redirect_uri", "https://ed.example/cb"),
                ("scope", "openid"),
            ],
        )
        .await;
        let tokens = Tokens(redeem(&server, "ed", &address, &[]).await.json());
        let id_token = tokens.text("id_token");
        assert_eq!(header(id_token)["alg"], "EdDSA");
        assert_eq!(header(tokens.text("access_token"))["alg"], "ES256");
        // An independent reader verifies it with the published key, and at_hash with it.
        let jwks = server.browser().get("/jwks").await;
        let keys: openidconnect::core::CoreJsonWebKeySet =
            serde_json::from_value(jwks.json()).expect("a key set");
        let verifier = openidconnect::core::CoreIdTokenVerifier::new_public_client(
            openidconnect::ClientId::new("ed".into()),
            openidconnect::IssuerUrl::new(server.base.clone()).expect("a URL"),
            keys,
        )
        .set_allowed_algs([openidconnect::core::CoreJwsSigningAlgorithm::EdDsa])
        .set_time_fn({
            let now = server.now().secs();
            move || chrono::DateTime::from_timestamp(now, 0).expect("a time")
        });
        let parsed: openidconnect::core::CoreIdToken = id_token.parse().expect("an ID token");
        let nonce = openidconnect::Nonce::new("no-1".into());
        let claims = parsed.claims(&verifier, &nonce).expect("it verifies");
        assert!(claims.access_token_hash().is_some());
    }
    let server = Server::bare(
        Db::Sqlite,
        &["keys.algorithms=[\"RS256\",\"ES256\",\"EdDSA\"]"],
    )
    .await;
    let answer = server
        .browser()
        .get("/.well-known/openid-configuration")
        .await;
    assert_eq!(
        answer.json()["id_token_signing_alg_values_supported"],
        json!(["RS256", "ES256", "EdDSA"])
    );
}

// JW-07, RFC 9068 §2.1: what an access token is signed with is its resource's choice; where those of one
// token differ, what all must know.
#[tokio::test]
async fn a_resource_says_what_its_tokens_are_signed_with() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        const OLD: &str = "https://old.example";
        const NEW: &str = "https://new.example";
        const PLAIN: &str = "https://plain.example";
        for (resource, algorithm) in [(OLD, "RS256"), (NEW, "EdDSA"), (MAIL, "EdDSA")] {
            server.resource(json!({"resource": resource, "scopes": ["records.read"], "access_token_signing_alg": algorithm}));
        }
        server.resource(json!({"resource": PLAIN, "scopes": ["records.read"]}));
        server.client(json!({"client_id": "robot", "client_secret": "robot-secret", "grant_types": ["client_credentials"], "scope": "records.read"}));
        introspector(&server);
        let token = async |resources: &[&str]| {
            let mut form = vec![("grant_type", "client_credentials")];
            form.extend(resources.iter().map(|one| ("resource", *one)));
            let answer = server
                .ask("/token", ("robot", Some("robot-secret")), &form)
                .await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            answer.json()["access_token"]
                .as_str()
                .expect("a token")
                .to_owned()
        };
        let jwks = server.browser().get("/jwks").await.json();
        for (resources, algorithm) in [
            (&[][..], "ES256"),
            (&[OLD], "RS256"),
            (&[NEW], "EdDSA"),
            (&[NEW, MAIL], "EdDSA"),
            // Who asks for nothing knows ES256, and what all know.
            (&[PLAIN], "ES256"),
            (&[PLAIN, NEW], "RS256"),
            (&[NEW, OLD], "RS256"),
        ] {
            let token = token(resources).await;
            let header = header(&token);
            assert_eq!(
                (&header["alg"], &header["typ"]),
                (&json!(algorithm), &json!("at+jwt")),
                "{resources:?}"
            );
            // Its key is published as one of that algorithm, and the server knows it again.
            let key = jwks["keys"]
                .as_array()
                .expect("keys")
                .iter()
                .find(|key| key["kid"] == header["kid"]);
            assert_eq!(key.expect("published")["alg"], algorithm);
            assert!(
                server
                    .is_active(("robot", Some("robot-secret")), &token)
                    .await
            );
        }
    }
}

/// Two resources, one of which takes tokens without content, and a scope that is for the other.
fn resources(server: &Server) {
    let ctx = server.ctx();
    let scope = json!({"name": "mail.read", "title": "Read mail", "audience": [MAIL]});
    registry::add_scope(&ctx, serde_json::from_value(scope).expect("a scope"))
        .expect("adds")
        .expect("valid");
    for resource in [
        json!({"resource": RECORDS, "title": "Records", "scopes": ["records.read"], "access_token_format": "opaque"}),
        json!({"resource": MAIL, "title": "Mail", "scopes": ["mail.read"]}),
    ] {
        registry::add_resource(&ctx, serde_json::from_value(resource).expect("a resource"))
            .expect("adds")
            .expect("valid");
    }
}

// JW-14: every proper prefix, extension, case flip and one-character change of an opaque token is
// inactive, at userinfo and at introspection. And the token itself works.
#[tokio::test]
async fn an_opaque_token_is_that_text_and_no_other() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        resources(&server);
        let opaque = json!({"signet": {"access_token_format": "opaque"}});
        client(&server, "blind", "https://blind.example/cb", opaque);
        introspector(&server);
        let address = code(
            &server,
            "blind",
            &[
                ("redirect_uri", "https://blind.example/cb"),
                ("scope", "openid profile"),
            ],
        )
        .await;
        let tokens = Tokens(redeem(&server, "blind", &address, &[]).await.json());
        let token = tokens.text("access_token");
        assert!(token.starts_with("sig_at_") && !token.contains('.'));
        let told = server.userinfo(token).await.json();
        assert_eq!(
            (&told["name"], &told["sub"]),
            (&json!("Anna Berg"), &tokens.claims("id_token")["sub"])
        );
        let mut others: Vec<String> = (1..token.len()).map(|at| token[..at].to_owned()).collect();
        others.extend(["x", "=", "A", "0", "_", ".", token].map(|end| format!("{token}{end}")));
        others.push(token.to_uppercase());
        for (at, old) in token.char_indices() {
            let flipped = if old.is_ascii_lowercase() {
                old.to_ascii_uppercase()
            } else {
                old.to_ascii_lowercase()
            };
            for new in [flipped, if old == 'x' { 'y' } else { 'x' }] {
                if new != old {
                    let mut other = token.to_owned();
                    other.replace_range(at..=at, &new.to_string());
                    others.push(other);
                }
            }
        }
        for other in &others {
            assert_eq!(server.userinfo(other).await.status, 401, "{other}");
            assert!(!server.is_active(RS, other).await, "{other}");
        }
        assert_eq!(server.userinfo(token).await.status, 200);
        assert!(server.is_active(RS, token).await);
        server.advance(306);
        assert_eq!(server.userinfo(token).await.status, 401);
        assert!(!server.is_active(RS, token).await);
    }
}

// JW-02, RFC 8707: where a token may be used is what was asked, else the scopes' own; a token
// request may name a part of it, and the form is the resource's.
#[tokio::test]
async fn a_token_is_for_the_resources_that_were_asked() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        resources(&server);
        client(&server, "res", "https://res.example/cb", json!({}));
        let ask = |scope: &'static str, resources: &'static [&'static str]| {
            let mut changes = vec![("redirect_uri", "https://res.example/cb"), ("scope", scope)];
            changes.extend(resources.first().map(|one| ("resource", *one)));
            changes
        };
        // The scope's own audience; `openid` keeps the issuer among them.
        let address = code(&server, "res", &ask("mail.read", &[])).await;
        let tokens = Tokens(redeem(&server, "res", &address, &[]).await.json());
        assert_eq!(tokens.claims("access_token")["aud"], MAIL);
        // JW-02: it opens nothing here.
        assert_eq!(
            server.userinfo(tokens.text("access_token")).await.status,
            401
        );
        let address = code(&server, "res", &ask("openid mail.read", &[])).await;
        let tokens = Tokens(redeem(&server, "res", &address, &[]).await.json());
        assert_eq!(
            tokens.claims("access_token")["aud"],
            json!([MAIL, server.base])
        );
        assert_eq!(
            server.userinfo(tokens.text("access_token")).await.status,
            200
        );
        // Asked at the beginning: the resource wants tokens without content.
        let address = code(
            &server,
            "res",
            &ask("openid records.read offline_access", &[RECORDS]),
        )
        .await;
        let tokens = Tokens(redeem(&server, "res", &address, &[]).await.json());
        assert!(tokens.text("access_token").starts_with("sig_at_"));
        assert_eq!(
            server.userinfo(tokens.text("access_token")).await.status,
            200
        );
        // Narrowed at a refresh to the issuer alone; and nothing that was not granted.
        let token = tokens.text("refresh_token");
        let narrow = refresh(&server, "res", token, &[("resource", &server.base)]).await;
        let narrow = Tokens(narrow.json());
        assert_eq!(narrow.claims("access_token")["aud"], server.base);
        let foreign = refresh(&server, "res", token, &[("resource", MAIL)]).await;
        assert_eq!(
            (foreign.status.as_u16(), foreign.json()["error"].clone()),
            (400, json!("invalid_target"))
        );
        // At the code, too: a refused one leaves the code to its owner.
        let address = code(&server, "res", &ask("openid mail.read", &[])).await;
        let foreign = redeem(&server, "res", &address, &[("resource", RECORDS)]).await;
        assert_eq!(foreign.json()["error"], "invalid_target");
        let part = Tokens(
            redeem(&server, "res", &address, &[("resource", MAIL)])
                .await
                .json(),
        );
        assert_eq!(
            part.claims("access_token")["aud"],
            json!([MAIL, server.base])
        );
    }
}

// CO-01: the page names the services that a token would be for, and asks again for others.
#[tokio::test]
async fn another_resource_is_asked_anew() {
    let server = Server::start(Db::Sqlite).await;
    resources(&server);
    client(&server, "res", "https://res.example/cb", json!({}));
    let browser = server.browser();
    let ask = |resource: &'static str| {
        let changes = [
            ("redirect_uri", "https://res.example/cb"),
            ("scope", "openid records.read"),
            ("resource", resource),
        ];
        query("res", &changes)
    };
    let page = browser.open(&ask(RECORDS)).await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    assert!(page.body.contains("<bdi>Records</bdi>"), "{}", page.body);
    browser.allow(&page).await;
    let same = browser.get(&format!("/authorize?{}", ask(RECORDS))).await;
    assert!(same.parameter("code").is_some());
    let other = browser.open(&ask(MAIL)).await;
    assert!(other.url.path().ends_with("/consent"));
    assert!(other.body.contains("<bdi>Mail</bdi>"));
}
