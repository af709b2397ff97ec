//! `/.well-known/…` and `/jwks`.

use openidconnect::core::{CoreJsonWebKeySet, CoreProviderMetadata};
use serde_json::{Value, json};

use crate::support::{Db, Server, Tokens, query, signer::Signer};

// JW-18: the document is whole, and everything in it works.
#[tokio::test]
async fn everything_that_is_advertised_works() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    let answer = browser.get("/.well-known/openid-configuration").await;
    let document = answer.json();
    assert_eq!(
        browser
            .get("/.well-known/oauth-authorization-server")
            .await
            .json(),
        document
    );
    let _parsed: CoreProviderMetadata =
        serde_json::from_value(document.clone()).expect("an independent reader takes it");
    for name in [
        "issuer",
        "authorization_endpoint",
        "token_endpoint",
        "introspection_endpoint",
        "revocation_endpoint",
        "end_session_endpoint",
        "introspection_endpoint_auth_methods_supported",
        "revocation_endpoint_auth_methods_supported",
        "backchannel_logout_supported",
        "backchannel_logout_session_supported",
        "userinfo_endpoint",
        "jwks_uri",
        "scopes_supported",
        "claims_supported",
        "response_types_supported",
        "response_modes_supported",
        "grant_types_supported",
        "acr_values_supported",
        "subject_types_supported",
        "id_token_signing_alg_values_supported",
        "token_endpoint_auth_methods_supported",
        "token_endpoint_auth_signing_alg_values_supported",
        "prompt_values_supported",
        "ui_locales_supported",
        "claims_parameter_supported",
        "request_parameter_supported",
        "request_uri_parameter_supported",
        "code_challenge_methods_supported",
        "authorization_response_iss_parameter_supported",
        "service_documentation",
    ] {
        assert!(document.get(name).is_some(), "{name}");
    }
    assert_eq!(document["issuer"], server.base);
    // AZ-09, AZ-12, AZ-30.
    assert_eq!(
        document["code_challenge_methods_supported"],
        json!(["S256"])
    );
    assert_eq!(
        document["authorization_response_iss_parameter_supported"],
        true
    );
    assert_eq!(
        (
            &document["request_parameter_supported"],
            &document["request_uri_parameter_supported"]
        ),
        (&json!(false), &json!(false))
    );
    let list = |name: &str| {
        document[name]
            .as_array()
            .expect("a list")
            .iter()
            .map(|v| v.as_str().expect("text").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        list("grant_types_supported"),
        ["authorization_code", "client_credentials", "refresh_token"]
    );
    assert!(list("scopes_supported").contains(&"offline_access".to_owned()));
    // Every endpoint is there.
    for name in [
        "authorization_endpoint",
        "token_endpoint",
        "introspection_endpoint",
        "revocation_endpoint",
        "end_session_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "service_documentation",
    ] {
        let url = document[name].as_str().expect("a URL");
        let answer = browser.send(browser.http.get(url)).await;
        assert_ne!(answer.status, 404, "{name}");
    }
    // Every scope can be asked for, every claim of a person can be told, every prompt is taken.
    for scope in list("scopes_supported") {
        server.client(json!({"client_id": format!("scope-{}", scope.replace('.', "-")), "redirect_uris": ["https://app.example/cb"], "scope": scope, "grant_types": ["authorization_code", "refresh_token"]}));
        let asked = query(
            &format!("scope-{}", scope.replace('.', "-")),
            &[("scope", &scope)],
        );
        assert!(
            server
                .browser()
                .get(&format!("/authorize?{asked}"))
                .await
                .location()
                .path()
                .ends_with("/login"),
            "{scope}"
        );
    }
    for prompt in list("prompt_values_supported") {
        let answer = server
            .browser()
            .get(&format!(
                "/authorize?{}",
                query("web", &[("prompt", &prompt)])
            ))
            .await;
        assert_ne!(
            answer.parameter("error").as_deref(),
            Some("invalid_request"),
            "{prompt}"
        );
    }
    assert_eq!(
        list("token_endpoint_auth_methods_supported"),
        [
            "none",
            "client_secret_basic",
            "client_secret_post",
            "private_key_jwt"
        ]
    );
    for name in list("token_endpoint_auth_signing_alg_values_supported") {
        let signer = Signer::new(name.parse().expect("an algorithm"), "k");
        let id = format!("alg-{name}");
        server.signing_client(
            &id,
            json!({"jwks": signer.jwks(), "token_endpoint_auth_signing_alg": name}),
        );
        let assertion = signer.sign(&server.assertion(&id));
        assert_eq!(server.proves(&assertion).await, 200, "{name}");
    }
}

// JW-10: public members only, unique ids, a cache life and an ETag; an independent reader takes it.
#[tokio::test]
async fn the_key_set_is_public() {
    for db in Db::BOTH {
        let server = Server::with_door(db).await;
        server.open_doors();
        let browser = server.browser();
        let answer = browser.get("/jwks").await;
        assert_eq!(answer.header("cache-control"), "public, max-age=300");
        let document = answer.json();
        let keys = document["keys"].as_array().expect("keys");
        assert_eq!(
            keys.len(),
            3,
            "ES256 and RS256 of the issuer, RS256 of the door"
        );
        let mut ids: Vec<_> = keys
            .iter()
            .map(|key| key["kid"].as_str().expect("a kid"))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 3);
        for key in keys {
            assert_eq!(key["use"], "sig");
            for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
                assert!(key.get(private).is_none(), "{private}");
            }
        }
        let _parsed: CoreJsonWebKeySet =
            serde_json::from_value(document.clone()).expect("an independent reader takes it");
        let again = browser
            .http
            .get(browser.url("/jwks"))
            .header("if-none-match", answer.header("etag"));
        assert_eq!(browser.send(again).await.status, 304);
    }
}

// JW-05: `iss` is what is configured, whatever the request says. HH-05: forwarded headers are
// not believed.
#[tokio::test]
async fn the_issuer_is_a_constant() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    let port = browser.base.port().expect("a port");
    for (name, value) in [
        ("host", format!("127.0.0.1:{port}")),
        ("x-forwarded-host", "evil.example".to_owned()),
        ("x-forwarded-proto", "https".to_owned()),
        ("x-forwarded-for", "203.0.113.9".to_owned()),
        ("forwarded", "host=evil.example;proto=https".to_owned()),
        ("x_forwarded_host", "evil.example".to_owned()),
    ] {
        let request = browser
            .http
            .get(browser.url("/.well-known/openid-configuration"))
            .header(name, &value);
        let document: Value = browser.send(request).await.json();
        assert_eq!(document["issuer"], server.base, "{name}");
        let request = browser
            .http
            .post(browser.url("/token"))
            .header(name, &value)
            .basic_auth("service", Some("service-secret"))
            .form(&[("grant_type", "client_credentials")]);
        let tokens = Tokens(browser.send(request).await.json());
        assert_eq!(tokens.claims("access_token")["iss"], server.base, "{name}");
    }
    assert!(
        server
            .audit()
            .iter()
            .all(|row| row.ip.as_deref().is_none_or(|ip| ip == "127.0.0.1"))
    );
}
