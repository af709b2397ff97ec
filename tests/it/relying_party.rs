//! An independent relying party, the `openidconnect` crate, does what a long life of its tokens
//! asks for. For three things it has no call of its own, and sends them as further parameters:
//! `response_mode`, `claims`, and the assertion of `private_key_jwt`.

use std::time::Duration;

use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, CsrfToken, IntrospectionUrl, IssuerUrl,
    LogoutRequest, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PostLogoutRedirectUrl,
    ProviderMetadataWithLogout, RedirectUrl, RevocationUrl, Scope, TokenIntrospectionResponse,
    TokenResponse,
    core::{
        CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreGenderClaim,
        CoreJwsSigningAlgorithm, CoreRevocableToken,
    },
};
use serde_json::{Value, json};

use crate::{
    routes::{introspect::carry, response_mode::form},
    support::{
        Db, Server, query,
        server::CALLBACK,
        signer::{ASSERTION_TYPE, Signer},
    },
};

const OUT: &str = "https://app.example/out";

#[tokio::test]
async fn an_independent_client_with_a_key_lives_with_its_tokens() {
    let server = Server::start(Db::Sqlite).await;
    let signer = Signer::es256("k1");
    server.client(json!({
        "client_id": "rp", "token_endpoint_auth_method": "private_key_jwt", "jwks": signer.jwks(),
        "redirect_uris": [CALLBACK], "grant_types": ["authorization_code", "refresh_token"],
        "response_modes": ["query", "form_post"], "post_logout_redirect_uris": [OUT],
        "scope": "openid profile offline_access",
    }));
    server.user(
        json!({"username": "ada", "claims": {"birthdate": "1815-12-10"}}),
        "ada-password",
    );
    // Each request has a new one.
    let proof = || {
        [
            ("client_assertion_type", ASSERTION_TYPE.to_owned()),
            ("client_assertion", signer.sign(&server.assertion("rp"))),
        ]
    };
    let issuer = IssuerUrl::new(server.base.clone()).expect("a URL");
    let metadata = ProviderMetadataWithLogout::discover_async(issuer, &carry).await;
    let metadata = metadata.expect("discovers");
    let end_session = metadata.additional_metadata().end_session_endpoint.clone();
    let browser = server.browser();
    let document = browser.get("/.well-known/openid-configuration").await;
    let document = document.json();
    let url = |name: &str| document[name].as_str().expect("a URL").to_owned();
    let secure = url("revocation_endpoint").replacen("http://", "https://", 1);
    let client = CoreClient::from_provider_metadata(metadata, ClientId::new("rp".into()), None)
        .set_redirect_uri(RedirectUrl::new(CALLBACK.into()).expect("a URL"))
        .set_introspection_url(IntrospectionUrl::new(url("introspection_endpoint")).expect("a URL"))
        .set_revocation_url(RevocationUrl::new(secure).expect("a URL"));

    // Somebody who signed in two minutes ago.
    let page = browser.open(&query("rp", &[("scope", "openid")])).await;
    browser.sign_in(&page, "ada", "ada-password").await;
    server.advance(120);
    let asked_at = server.now().secs();

    // max_age, claims, form_post.
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (address, state, nonce) = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .add_scope(Scope::new("offline_access".into()))
        .set_max_age(Duration::from_secs(60))
        .add_prompt(CoreAuthPrompt::Consent)
        .add_extra_param("claims", r#"{"userinfo":{"birthdate":null}}"#)
        .add_extra_param("response_mode", "form_post")
        .set_pkce_challenge(challenge)
        .url();
    let page = browser.open(address.query().expect("a query")).await;
    assert!(page.url.path().ends_with("/reauth"), "{}", page.url);
    let page = browser.submit(&page, &[("password", "ada-password")]).await;
    let page = browser.follow(page).await;
    let allowed = [
        ("scope", "offline_access"),
        ("claim", "birthdate"),
        ("decision", "allow"),
    ];
    let left = browser.submit(&page, &allowed).await;
    let (action, fields) = form(&browser.follow(left).await);
    assert_eq!(action, CALLBACK);
    let field = |name: &str| {
        let found = fields.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.clone()).expect("a field")
    };
    assert_eq!(&field("state"), state.secret());

    // private_key_jwt.
    let mut redeem = client
        .exchange_code(AuthorizationCode::new(field("code")))
        .expect("a request")
        .set_pkce_verifier(verifier);
    for (name, value) in proof() {
        redeem = redeem.add_extra_param(name, value);
    }
    let tokens = redeem.request_async(&carry).await.expect("tokens");
    let id_token = tokens.id_token().expect("an ID token");
    let fresh = move |at: Option<chrono::DateTime<chrono::Utc>>| match at {
        Some(at) if at.timestamp() >= asked_at => Ok(()),
        other => Err(format!("the sign-in is old: {other:?}")),
    };
    let ours = client
        .id_token_verifier()
        .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256])
        .set_auth_time_verifier_fn(fresh);
    let claims = id_token.claims(&ours, &nonce).expect("verifies");
    let key = id_token.signing_key(&ours).expect("a key");
    let algorithm = id_token.signing_alg().expect("an algorithm");
    let hash = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
    assert_eq!(claims.access_token_hash(), Some(&hash.expect("a hash")));
    let subject = claims.subject().clone();
    let told = client.user_info(tokens.access_token().clone(), Some(subject));
    let told = told.expect("a request").request_async(&carry).await;
    let told: openidconnect::UserInfoClaims<openidconnect::EmptyAdditionalClaims, CoreGenderClaim> =
        told.expect("claims");
    let birthday = told.birthdate().map(|date| date.as_str());
    assert_eq!(birthday, Some("1815-12-10"));

    // Refresh.
    let refresh_token = tokens.refresh_token().expect("a refresh token");
    let mut asked = client
        .exchange_refresh_token(refresh_token)
        .expect("a request");
    for (name, value) in proof() {
        asked = asked.add_extra_param(name, value);
    }
    let next = asked.request_async(&carry).await.expect("tokens");
    let again = next.id_token().expect("an ID token");
    let without_nonce = |nonce: Option<&Nonce>| match nonce {
        None => Ok(()),
        Some(_) => Err("OpenID Connect Core §12.2: it should have none".to_owned()),
    };
    let claims = again.claims(&ours, without_nonce).expect("verifies");
    assert_eq!(
        claims.subject(),
        id_token.claims(&ours, &nonce).expect("verifies").subject()
    );

    // Introspect, and revoke.
    let is_active = async || {
        let mut asked = client.introspect(next.access_token());
        for (name, value) in proof() {
            asked = asked.add_extra_param(name, value);
        }
        asked
            .request_async(&carry)
            .await
            .expect("an answer")
            .active()
    };
    assert!(is_active().await);
    let newest = next.refresh_token().unwrap_or(refresh_token).clone();
    let mut end = client
        .revoke_token(CoreRevocableToken::from(newest))
        .expect("a request");
    for (name, value) in proof() {
        end = end.add_extra_param(name, value);
    }
    end.request_async(&carry).await.expect("revoked");
    assert!(!is_active().await);

    // Logout.
    let leave = LogoutRequest::from(end_session.expect("an address"))
        .set_id_token_hint(again)
        .set_client_id(ClientId::new("rp".into()))
        .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(OUT.into()).expect("a URL"))
        .set_state(CsrfToken::new("bye".into()))
        .http_get_url();
    let left = browser
        .get(&leave[url::Position::BeforePath..url::Position::AfterQuery])
        .await;
    assert_eq!(left.location().as_str(), format!("{OUT}?state=bye"));
    let silent = query("rp", &[("scope", "openid"), ("prompt", "none")]);
    let answer = browser.get(&format!("/authorize?{silent}")).await;
    let error: Value = json!(answer.parameter("error"));
    assert_eq!(error, "login_required");
}
