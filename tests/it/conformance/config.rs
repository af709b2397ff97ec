//! Config OP.

use openidconnect::core::{CoreJsonWebKeySet, CoreProviderMetadata};
use serde_json::{Value, json};

use super::suite;

#[tokio::test]
async fn oidcc_discovery_endpoint_verification() {
    let server = suite().await;
    let browser = server.browser();
    let answer = browser.get("/.well-known/openid-configuration").await;
    assert_eq!(answer.status, 200);
    assert!(
        answer
            .header("content-type")
            .starts_with("application/json")
    );
    let document = answer.json();
    // The issuer is the one that was asked, without a slash at its end.
    assert_eq!(document["issuer"], server.base);
    for name in [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "end_session_endpoint",
    ] {
        let url = document[name]
            .as_str()
            .unwrap_or_else(|| panic!("no {name}"));
        assert!(url.starts_with(&server.base), "{name}: {url}");
    }
    let has = |name: &str, value: &str| {
        document[name]
            .as_array()
            .is_some_and(|list| list.contains(&json!(value)))
    };
    for (name, value) in [
        ("response_types_supported", "code"),
        ("response_modes_supported", "query"),
        ("response_modes_supported", "form_post"),
        ("grant_types_supported", "authorization_code"),
        ("subject_types_supported", "public"),
        ("id_token_signing_alg_values_supported", "RS256"),
        ("scopes_supported", "openid"),
        ("claims_supported", "sub"),
        (
            "token_endpoint_auth_methods_supported",
            "client_secret_basic",
        ),
        (
            "token_endpoint_auth_methods_supported",
            "client_secret_post",
        ),
    ] {
        assert!(has(name, value), "{name} has no {value}");
    }
    // `none` is no algorithm of ours, and a request object is refused, as is said.
    assert!(!has("id_token_signing_alg_values_supported", "none"));
    assert_eq!(document["request_uri_parameter_supported"], false);
    assert_eq!(document["claims_parameter_supported"], true);
    serde_json::from_value::<CoreProviderMetadata>(document)
        .expect("an independent reader takes it");
}

#[tokio::test]
async fn oidcc_server_jwks() {
    let server = suite().await;
    let document: Value = server.browser().get("/jwks").await.json();
    let keys = document["keys"].as_array().expect("keys");
    let mut kids: Vec<_> = keys
        .iter()
        .map(|key| key["kid"].as_str().expect("a kid"))
        .collect();
    kids.sort_unstable();
    kids.dedup();
    assert_eq!(kids.len(), keys.len(), "one key for each kid");
    for key in keys {
        assert_eq!(key["use"], "sig");
        for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(key.get(private).is_none(), "{private}");
        }
    }
    serde_json::from_value::<CoreJsonWebKeySet>(document).expect("an independent reader takes it");
}
