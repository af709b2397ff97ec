//! `/introspect`.

use serde_json::{Value, json};

use crate::support::{Db, Server, server::CALLBACK};

/// A client with refresh tokens, its secret, and a resource server.
pub const LIVE: (&str, Option<&str>) = ("live", Some("live-secret"));
pub const RS: (&str, Option<&str>) = ("rs", Some("rs-secret"));
pub const SPA: (&str, Option<&str>) = ("live-spa", None);
/// What they ask for.
pub const OFFLINE: &[(&str, &str)] = &[("scope", "openid profile records.read offline_access")];

/// Adds them: the resource server may introspect tokens for the issuer.
pub fn parties(server: &Server) {
    let scope = "openid profile email records.read offline_access";
    let grants = json!(["authorization_code", "refresh_token"]);
    server.client(json!({"client_id": "live", "client_secret": "live-secret", "redirect_uris": [CALLBACK], "scope": scope, "grant_types": grants, "post_logout_redirect_uris": ["https://app.example/bye?x=1"], "signet": {"first_party": true, "online_refresh": true}}));
    server.client(json!({"client_id": "opaque", "client_secret": "opaque-secret", "redirect_uris": [CALLBACK], "scope": scope, "grant_types": ["authorization_code", "refresh_token", "client_credentials"], "signet": {"first_party": true, "access_token_format": "opaque"}}));
    server.client(json!({"client_id": "live-spa", "token_endpoint_auth_method": "none", "redirect_uris": [CALLBACK], "scope": scope, "grant_types": grants, "signet": {"first_party": true}}));
    server.client(json!({"client_id": "rs", "client_secret": "rs-secret", "grant_types": [], "signet": {"introspects": [server.app.issuer]}}));
}

fn members(told: &Value) -> Vec<&str> {
    told.as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect()
}

// JW-12: the token's own client and the audience's resource server are told, in the words of
// RFC 7662; everybody else gets what a dead token gets.
#[tokio::test]
async fn those_who_may_know_are_told() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        parties(&server);
        let (tokens, _) = server.signed_in(LIVE, OFFLINE).await;
        let access = tokens.text("access_token");
        let answer = server.ask("/introspect", RS, &[("token", access)]).await;
        assert_eq!(answer.header("cache-control"), "no-store");
        let told = answer.json();
        let claims = tokens.claims("access_token");
        assert_eq!(
            members(&told),
            [
                "active",
                "scope",
                "client_id",
                "token_type",
                "exp",
                "iat",
                "sub",
                "aud",
                "iss",
                "jti",
                "acr",
                "amr",
                "auth_time",
                "sid"
            ]
        );
        for name in [
            "scope",
            "client_id",
            "exp",
            "iat",
            "sub",
            "iss",
            "jti",
            "acr",
            "amr",
            "auth_time",
            "sid",
        ] {
            assert_eq!(told[name], claims[name], "{name}");
        }
        assert_eq!(told["aud"], json!([server.app.issuer]));
        assert_eq!(told["token_type"], "Bearer");
        // Its own client; no other one.
        assert!(server.is_active(LIVE, access).await);
        let other = ("opaque", Some("opaque-secret"));
        assert!(!server.is_active(other, access).await);
        // A wrong hint is only a hint.
        let hinted = [("token", access), ("token_type_hint", "refresh_token")];
        assert_eq!(server.ask("/introspect", RS, &hinted).await.json(), told);

        // A refresh token is its own client's business alone.
        let refresh = tokens.text("refresh_token");
        let told = server
            .ask("/introspect", LIVE, &[("token", refresh)])
            .await
            .json();
        assert_eq!(
            members(&told),
            [
                "active",
                "scope",
                "client_id",
                "exp",
                "iat",
                "sub",
                "aud",
                "iss",
                "acr",
                "amr",
                "auth_time",
                "sid"
            ]
        );
        assert_eq!(told["sub"], claims["sub"]);
        assert!(!server.is_active(RS, refresh).await);
        assert!(!server.is_active(other, refresh).await);

        // A resource may name who introspects for it.
        let service = server
            .ask(
                "/token",
                ("service", Some("service-secret")),
                &[("grant_type", "client_credentials")],
            )
            .await
            .json();
        let service = service["access_token"].as_str().expect("a token");
        assert!(!server.is_active(RS, service).await);
        let resource = json!({"resource": "https://records.example", "scopes": ["records.read"], "introspectors": ["rs"]});
        signet::account::registry::add_resource(
            &server.ctx(),
            serde_json::from_value(resource).expect("a resource"),
        )
        .expect("adds")
        .expect("valid");
        assert!(server.is_active(RS, service).await);
        for dead in ["", " ", "x", "a.b.c", "sig_at_x", "sig_rt_x"] {
            let answer = server.ask("/introspect", RS, &[("token", dead)]).await;
            if dead.is_empty() {
                assert_eq!(answer.status, 400);
            } else {
                assert_eq!(
                    (answer.status.as_u16(), answer.body.as_str()),
                    (200, r#"{"active":false}"#),
                    "{dead}"
                );
            }
        }
        server.advance(305);
        assert!(!server.is_active(RS, access).await);
        assert!(server.is_active(LIVE, refresh).await);
    }
}

// An access token without content says nothing by itself, and the same when it is asked about;
// what is seen is told in at most two statements.
#[tokio::test]
async fn a_token_without_content_is_explained() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        parties(&server);
        let opaque = ("opaque", Some("opaque-secret"));
        let (tokens, _) = server.signed_in(opaque, OFFLINE).await;
        let (jwt, _) = server.signed_in(LIVE, OFFLINE).await;
        let own = server
            .ask(
                "/token",
                opaque,
                &[
                    ("grant_type", "client_credentials"),
                    ("scope", "records.read"),
                ],
            )
            .await
            .json();
        let own = own["access_token"].as_str().expect("a token");
        let statements = server.app.store.statements();
        for token in [tokens.text("access_token"), jwt.text("access_token"), own] {
            // The first look notes that the token was seen.
            for _ in 0..2 {
                statements.record();
                assert!(server.is_active(RS, token).await, "{token}");
                let background = [
                    "catalog",
                    "clock_timestamp",
                    "LIKE",
                    "COUNT(*)",
                    "logout_notices",
                    "outbox",
                    "audit_",
                    // What watches the share of failed sign-ins.
                    "FROM `audit`",
                    "FROM \"audit\"",
                    "usual_failures",
                    "prev_hash",
                ];
                let mut texts = statements.stop();
                texts.retain(|text| !background.iter().any(|word| text.contains(word)));
                assert!(texts.len() <= 2, "{texts:#?}");
            }
        }
        let told = server
            .ask("/introspect", RS, &[("token", own)])
            .await
            .json();
        assert_eq!(told["sub"], "client:opaque");
        assert!(told.get("sid").is_none());
    }
}

// CA-13: whoever cannot prove itself is told nothing; TK-03: nothing secret in the URL.
#[tokio::test]
async fn a_public_client_is_turned_away() {
    let server = Server::start(Db::Sqlite).await;
    parties(&server);
    let (tokens, browser) = server.signed_in(SPA, OFFLINE).await;
    let token = tokens.text("access_token");
    for (client, secret) in [SPA, ("nobody", None), ("rs", Some("wrong")), ("rs", None)] {
        let answer = server
            .ask("/introspect", (client, secret), &[("token", token)])
            .await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["error"]),
            (401, &json!("invalid_client")),
            "{client}"
        );
    }
    let bearer = browser
        .http
        .post(browser.url("/introspect"))
        .bearer_auth(token)
        .form(&[("token", token)]);
    assert_eq!(browser.send(bearer).await.status, 401);
    let in_url = server
        .ask(
            &format!("/introspect?token={token}"),
            RS,
            &[("token", token)],
        )
        .await;
    assert_eq!(in_url.status, 400);
    assert!(server.audited("credential_in_url", "credential-in-url"));
    let get = browser
        .send(browser.http.get(browser.url("/introspect")))
        .await;
    assert_eq!((get.status.as_u16(), get.header("allow")), (405, "POST"));
    let repeated = [("token", token), ("token", token)];
    assert_eq!(server.ask("/introspect", RS, &repeated).await.status, 400);
}

/// Carries the crate's requests. It insists on `https` for revocation; this machine has none.
pub async fn carry(
    request: openidconnect::HttpRequest,
) -> Result<openidconnect::HttpResponse, reqwest::Error> {
    let (parts, body) = request.into_parts();
    let url = parts.uri.to_string().replacen("https://", "http://", 1);
    let answer = reqwest::Client::new()
        .request(parts.method, url)
        .headers(parts.headers)
        .body(body)
        .send()
        .await?;
    let mut response = openidconnect::HttpResponse::default();
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    *response.body_mut() = answer.bytes().await?.to_vec();
    Ok(response)
}

// An independent party (the `openidconnect` crate) understands what it is told, and ends it.
#[tokio::test]
async fn an_independent_client_inspects_and_revokes() {
    use openidconnect::{
        AccessToken, ClientId, ClientSecret, IntrospectionUrl, IssuerUrl, RefreshToken,
        RevocationUrl, TokenIntrospectionResponse,
        core::{CoreClient, CoreJsonWebKeySet, CoreRevocableToken},
    };
    let server = Server::start(Db::Sqlite).await;
    parties(&server);
    let (tokens, _) = server.signed_in(LIVE, OFFLINE).await;
    let metadata = server
        .browser()
        .get("/.well-known/openid-configuration")
        .await
        .json();
    let url = |name: &str| metadata[name].as_str().expect("a URL").to_owned();
    let secure = url("revocation_endpoint").replacen("http://", "https://", 1);
    let client = CoreClient::new(
        ClientId::new("live".into()),
        IssuerUrl::new(url("issuer")).expect("a URL"),
        CoreJsonWebKeySet::new(Vec::new()),
    )
    .set_client_secret(ClientSecret::new("live-secret".into()))
    .set_introspection_url(IntrospectionUrl::new(url("introspection_endpoint")).expect("a URL"))
    .set_revocation_url(RevocationUrl::new(secure).expect("a URL"));
    let access = AccessToken::new(tokens.text("access_token").to_owned());
    let told = client
        .introspect(&access)
        .request_async(&carry)
        .await
        .expect("an answer");
    assert!(told.active());
    assert_eq!(told.client_id().map(|id| id.as_str()), Some("live"));
    let scopes: Vec<_> = told
        .scopes()
        .expect("scopes")
        .iter()
        .map(|one| one.as_str())
        .collect();
    assert_eq!(scopes.join(" "), tokens.text("scope"));
    assert_eq!(
        told.exp().map(|at| at.timestamp()),
        tokens.claims("access_token")["exp"].as_i64()
    );
    let refresh = RefreshToken::new(tokens.text("refresh_token").to_owned());
    client
        .revoke_token(CoreRevocableToken::from(refresh))
        .expect("a request")
        .request_async(&carry)
        .await
        .expect("revoked");
    let told = client
        .introspect(&access)
        .request_async(&carry)
        .await
        .expect("an answer");
    assert!(!told.active());
}
