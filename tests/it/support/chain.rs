//! Refresh tokens in tests: clients that get them, and their use.

use serde_json::{Value, json};

use super::{
    Answer, Browser, Server, Tokens, app::VERIFIER, app::code_of, query, server::CALLBACK,
};

/// A public client of the operator's: each refresh gives a new token.
pub const ROTATING: &str = "rotating";
/// A confidential client: its token stays.
pub const STEADY: &str = "steady";
const SECRET: &str = "steady-secret-steady-secret-steady-secret-steady";

/// How [`STEADY`] proves itself.
pub const STEADY_CLIENT: (&str, Option<&str>) = (STEADY, Some(SECRET));

impl Server {
    /// Registers [`ROTATING`] and [`STEADY`], whose grants end with the browser session.
    pub fn refreshing_clients(&self) {
        self.rotating_client(ROTATING, json!({}));
        self.client(json!({"client_id": STEADY, "client_secret": SECRET, "redirect_uris": [CALLBACK],
            "grant_types": ["authorization_code", "refresh_token"], "scope": "openid profile records.read",
            "signet": {"online_refresh": true}}));
    }

    /// Registers a client like [`ROTATING`], with more that the operator decided.
    pub fn rotating_client(&self, id: &str, more: Value) {
        let mut policy = json!({"first_party": true, "online_refresh": true});
        for (name, value) in more.as_object().expect("an object") {
            policy[name] = value.clone();
        }
        self.client(json!({"client_id": id, "token_endpoint_auth_method": "none", "redirect_uris": [CALLBACK],
            "grant_types": ["authorization_code", "refresh_token"],
            "scope": "openid profile records.read records.write", "signet": policy}));
    }

    /// Tokens of this client for Anna, and the browser she is in.
    pub async fn chain(&self, client: &str) -> (Tokens, Browser) {
        self.chain_of(client, "anna", "anna-password", &[]).await
    }

    /// Tokens of this client for somebody, with changes of the authorization request.
    pub async fn chain_of(
        &self,
        client: &str,
        username: &str,
        password: &str,
        changes: &[(&str, &str)],
    ) -> (Tokens, Browser) {
        let browser = self.browser();
        let page = browser.open(&query(client, changes)).await;
        let page = browser.sign_in(&page, username, password).await;
        let code = code_of(&browser.allow(&page).await);
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        let answer = self.as_client(client, &form).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        (Tokens(answer.json()), browser)
    }

    /// Uses a refresh token.
    pub async fn refresh(&self, client: &str, token: &str) -> Answer {
        self.refresh_with(client, token, &[]).await
    }

    /// Uses a refresh token, with more parameters.
    pub async fn refresh_with(&self, client: &str, token: &str, more: &[(&str, &str)]) -> Answer {
        let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
        form.extend_from_slice(more);
        self.as_client(client, &form).await
    }

    /// A post to `/token` as this client proves itself.
    pub async fn as_client(&self, client: &str, form: &[(&str, &str)]) -> Answer {
        match client {
            STEADY => self.token(Some((STEADY, SECRET)), form).await,
            public => {
                let mut form = form.to_vec();
                form.push(("client_id", public));
                self.token(None, &form).await
            }
        }
    }
}

/// Why a request was refused, as the answer's link names it.
pub fn reason(answer: &Answer) -> String {
    let body = answer.json();
    let uri = body["error_uri"].as_str().unwrap_or_default();
    format!(
        "{} {} {}",
        answer.status.as_u16(),
        body["error"].as_str().unwrap_or_default(),
        uri.rsplit('/').next().unwrap_or_default()
    )
}
