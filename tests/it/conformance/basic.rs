//! Basic OP.

use reqwest::Method;
use serde_json::json;

use super::{
    CLIENT, SECOND, SECRET, again, asked, flow, redeem, redeem_at, signed_in, suite, userinfo,
};
use crate::support::{Tokens, app::code_of, app::header};

#[tokio::test]
async fn oidcc_server() {
    let server = suite().await;
    let (tokens, _) = flow(&server, &[]).await;
    assert_eq!(tokens.0["token_type"], "Bearer");
    let claims = tokens.claims("id_token");
    assert_eq!(claims["iss"], server.base);
    assert_eq!(claims["aud"], json!([CLIENT]));
    assert_eq!(claims["nonce"], "no-1");
    let seconds = |name: &str| claims[name].as_i64().expect("a number");
    assert!(seconds("exp") > seconds("iat"));
    assert!(
        claims["sub"]
            .as_str()
            .is_some_and(|sub| sub.len() <= 255 && sub.is_ascii())
    );
    assert!(claims["at_hash"].is_string());
    assert_eq!(userinfo(&server, &tokens).await["sub"], claims["sub"]);
}

#[tokio::test]
async fn oidcc_response_type_missing() {
    let server = suite().await;
    let answer = again(&server.browser(), &[("response_type", "")]).await;
    assert_eq!(
        answer.parameter("error").as_deref(),
        Some("invalid_request")
    );
    assert_eq!(answer.parameter("state").as_deref(), Some("st-1"));
}

#[tokio::test]
async fn oidcc_idtoken_signature() {
    let server = suite().await;
    let (tokens, _) = flow(&server, &[]).await;
    let head = header(tokens.text("id_token"));
    assert_eq!(head["alg"], "RS256");
    let keys = server.browser().get("/jwks").await.json();
    let kid = &head["kid"];
    assert!(
        keys["keys"]
            .as_array()
            .is_some_and(|keys| keys.iter().any(|key| key["kid"] == *kid))
    );
}

#[tokio::test]
async fn oidcc_userinfo_get_and_post() {
    let server = suite().await;
    let (tokens, browser) = flow(&server, &[]).await;
    let token = tokens.text("access_token");
    let url = browser.url("/userinfo");
    let by_get = browser
        .send(browser.http.get(url.clone()).bearer_auth(token))
        .await;
    let by_header = browser
        .send(browser.http.post(url.clone()).bearer_auth(token))
        .await;
    let by_body = browser
        .send(browser.http.post(url).form(&[("access_token", token)]))
        .await;
    assert_eq!(by_get.status, 200);
    assert_eq!(
        (by_get.json(), by_get.json()),
        (by_header.json(), by_body.json())
    );
}

#[tokio::test]
async fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow() {
    let server = suite().await;
    let (tokens, _) = flow(&server, &[("nonce", "")]).await;
    assert!(tokens.claims("id_token").get("nonce").is_none());
}

#[tokio::test]
async fn oidcc_scope_profile_email_address_phone_and_all() {
    let server = suite().await;
    for (scope, expected) in [
        (
            "openid profile",
            &["name", "given_name", "family_name", "nickname", "birthdate"][..],
        ),
        ("openid email", &["email", "email_verified"]),
        ("openid address", &["address"]),
        ("openid phone", &["phone_number"]),
        (
            "openid profile email address phone",
            &["name", "email", "address", "phone_number"],
        ),
        // oidcc-ensure-other-scope-order-succeeds
        ("phone email openid", &["email", "phone_number"]),
    ] {
        let (tokens, _) = flow(&server, &[("scope", scope)]).await;
        let claims = userinfo(&server, &tokens).await;
        for name in expected {
            assert!(
                claims.get(*name).is_some(),
                "{scope}: no {name} in {claims}"
            );
        }
        if !scope.contains("email") {
            assert!(claims.get("email").is_none(), "{scope}: {claims}");
        }
        // With an access token, the claims of scopes stand at userinfo (OIDC Core §5.4).
        assert!(tokens.claims("id_token").get("name").is_none());
    }
}

// What a server need not act on is no error: display, claims_locales, ui_locales, acr_values, and
// parameters that nobody has defined.
#[tokio::test]
async fn oidcc_display_locales_acr_values_and_unknown_parameters() {
    let server = suite().await;
    for more in [
        ("display", "page"),
        ("display", "popup"),
        ("ui_locales", "se"),
        ("claims_locales", "se"),
        ("acr_values", "1 2"),
        ("extra", "foobar"),
    ] {
        let (tokens, _) = flow(&server, &[more]).await;
        assert!(tokens.0.get("id_token").is_some(), "{more:?}");
    }
}

#[tokio::test]
async fn oidcc_prompt_login() {
    let server = suite().await;
    let (first, browser) = flow(&server, &[]).await;
    server.advance(2);
    let begun = again(&browser, &[("prompt", "login")]).await;
    let page = browser.get(begun.location().path()).await;
    assert_eq!(page.status, 200, "it asks again");
    let page = browser.sign_in(&page, "ada", "ada-password").await;
    let second = Tokens(redeem(&server, &browser.allow(&page).await).await.json());
    let time = |tokens: &Tokens| tokens.claims("id_token")["auth_time"].as_i64();
    assert!(time(&second) > time(&first));
}

#[tokio::test]
async fn oidcc_prompt_none_not_logged_in_and_logged_in() {
    let server = suite().await;
    let answer = again(&server.browser(), &[("prompt", "none")]).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
    let (first, browser) = flow(&server, &[]).await;
    let answer = again(&browser, &[("prompt", "none")]).await;
    let second = Tokens(redeem(&server, &answer.location()).await.json());
    for same in ["sub", "auth_time"] {
        assert_eq!(
            first.claims("id_token")[same],
            second.claims("id_token")[same]
        );
    }
}

#[tokio::test]
async fn oidcc_max_age_1_and_10000() {
    let server = suite().await;
    let (first, browser) = flow(&server, &[("max_age", "10000")]).await;
    assert!(first.claims("id_token")["auth_time"].is_i64());
    server.advance(2);
    let answer = again(&browser, &[("max_age", "10000")]).await;
    let second = Tokens(redeem(&server, &answer.location()).await.json());
    let time = |tokens: &Tokens| tokens.claims("id_token")["auth_time"].as_i64();
    assert_eq!(time(&first), time(&second));
    let begun = again(&browser, &[("max_age", "1")]).await;
    let page = browser.get(begun.location().path()).await;
    assert_eq!(page.status, 200, "it asks again");
    let page = browser.sign_in(&page, "ada", "ada-password").await;
    let third = Tokens(redeem(&server, &browser.allow(&page).await).await.json());
    assert!(time(&third) > time(&first));
}

#[tokio::test]
async fn oidcc_id_token_hint_and_login_hint() {
    let server = suite().await;
    let (first, browser) = flow(&server, &[]).await;
    let hint = first.text("id_token").to_owned();
    let answer = again(&browser, &[("prompt", "none"), ("id_token_hint", &hint)]).await;
    let second = Tokens(redeem(&server, &answer.location()).await.json());
    assert_eq!(
        first.claims("id_token")["sub"],
        second.claims("id_token")["sub"]
    );
    let page = server
        .browser()
        .open(&asked(&[("login_hint", "ada")]))
        .await;
    assert!(page.body.contains("value=\"ada\""));
}

#[tokio::test]
async fn oidcc_codereuse_and_codereuse_30seconds() {
    let server = suite().await;
    let (address, _) = signed_in(&server, &[]).await;
    let first = Tokens(redeem(&server, &address).await.json());
    assert_eq!(
        redeem(&server, &address).await.json()["error"],
        "invalid_grant"
    );
    server.advance(30);
    assert_eq!(
        redeem(&server, &address).await.json()["error"],
        "invalid_grant"
    );
    // "the OP SHOULD revoke ... all tokens previously issued based on that authorization code".
    assert_eq!(
        server.userinfo(first.text("access_token")).await.status,
        401
    );
}

#[tokio::test]
async fn oidcc_ensure_registered_redirect_uri_and_redirect_uri_in_token_request() {
    let server = suite().await;
    let answer = again(
        &server.browser(),
        &[("redirect_uri", "https://app.example/other")],
    )
    .await;
    assert_eq!(answer.status, 400, "a page, no redirect");
    let (address, _) = signed_in(&server, &[("redirect_uri", SECOND)]).await;
    assert_eq!(address.path(), "/second");
    let answer = redeem(&server, &address).await;
    assert_eq!(answer.json()["error"], "invalid_grant");
    assert_eq!(
        redeem_at(&server, &code_of(&address), SECOND).await.status,
        200
    );
}

#[tokio::test]
async fn oidcc_ensure_post_request_succeeds() {
    let server = suite().await;
    let browser = server.browser();
    let text = asked(&[]);
    let form: Vec<_> = url::form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect();
    let begun = browser
        .send(browser.request(Method::POST, "/authorize").form(&form))
        .await;
    let page = browser.get(begun.location().path()).await;
    let page = browser.sign_in(&page, "ada", "ada-password").await;
    assert_eq!(
        redeem(&server, &browser.allow(&page).await).await.status,
        200
    );
}

#[tokio::test]
async fn oidcc_server_client_secret_post() {
    let server = suite().await;
    let (address, _) = signed_in(&server, &[("client_id", "suite-post")]).await;
    let code = code_of(&address);
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "https://app.example/cb"),
        ("client_id", "suite-post"),
        ("client_secret", SECRET),
    ];
    assert_eq!(server.token(None, &form).await.status, 200);
}

// oidcc-unsigned-request-object, oidcc-ensure-request-object-with-redirect-uri: not supported, and
// said so.
#[tokio::test]
async fn oidcc_request_objects_are_refused() {
    let server = suite().await;
    let answer = again(
        &server.browser(),
        &[("request", "eyJhbGciOiJub25lIn0.e30.")],
    )
    .await;
    assert_eq!(
        answer.parameter("error").as_deref(),
        Some("request_not_supported")
    );
    let answer = again(
        &server.browser(),
        &[("request_uri", "https://app.example/r")],
    )
    .await;
    assert_eq!(
        answer.parameter("error").as_deref(),
        Some("request_uri_not_supported")
    );
}

#[tokio::test]
async fn oidcc_claims_essential() {
    let server = suite().await;
    let claims = r#"{"userinfo": {"name": {"essential": true}}, "id_token": {"auth_time": {"essential": true}}}"#;
    let (tokens, _) = flow(&server, &[("claims", claims)]).await;
    assert_eq!(userinfo(&server, &tokens).await["name"], "Ada Byron");
    assert!(tokens.claims("id_token")["auth_time"].is_i64());
}

#[tokio::test]
async fn oidcc_refresh_token() {
    let server = suite().await;
    let (first, _) = flow(&server, &[]).await;
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", first.text("refresh_token")),
    ];
    let second = Tokens(server.token(Some((CLIENT, SECRET)), &form).await.json());
    // OIDC Core §12.2.
    for same in ["iss", "sub", "aud", "auth_time"] {
        assert_eq!(
            first.claims("id_token")[same],
            second.claims("id_token")[same]
        );
    }
    // oidcc-refresh-token-rp-key-rotation's sibling: another client's use is refused.
    let mut foreign = form.to_vec();
    foreign.extend([("client_id", "suite-post"), ("client_secret", SECRET)]);
    assert_eq!(
        server.token(None, &foreign).await.json()["error"],
        "invalid_grant"
    );
}

#[tokio::test]
async fn oidcc_ensure_request_with_valid_pkce_succeeds() {
    let server = suite().await;
    let pkce = crate::support::app::pkce();
    let changes = [
        ("code_challenge", pkce.as_str()),
        ("code_challenge_method", "S256"),
    ];
    let (address, _) = signed_in(&server, &changes).await;
    let code = code_of(&address);
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "https://app.example/cb"),
        ("code_verifier", super::VERIFIER),
    ];
    assert_eq!(
        server.token(Some((CLIENT, SECRET)), &form).await.status,
        200
    );
}
