//! The app's side of a flow.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use url::Url;

use super::{Answer, Browser, Server, server::CALLBACK};

pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// The challenge of [`VERIFIER`] (RFC 7636, appendix B).
pub fn pkce() -> String {
    URL_SAFE_NO_PAD.encode(signet::crypto::digest::sha256_bytes(VERIFIER.as_bytes()))
}

/// An authorization request of this client, with changes: an empty value takes a parameter out.
pub fn query(client: &str, changes: &[(&str, &str)]) -> String {
    let redirect = match client {
        "spa" => "https://spa.example/cb",
        "native" => "http://127.0.0.1:49152/cb",
        _ => CALLBACK,
    };
    let challenge = pkce();
    let mut pairs = vec![
        ("client_id", client),
        ("redirect_uri", redirect),
        ("response_type", "code"),
        ("scope", "openid profile records.read"),
        ("state", "st-1"),
        ("nonce", "no-1"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in changes {
        pairs.retain(|(n, _)| n != name);
        if !value.is_empty() {
            pairs.push((name, value));
        }
    }
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// A token answer.
#[derive(Debug)]
pub struct Tokens(pub Value);

impl Tokens {
    pub fn text(&self, name: &str) -> &str {
        self.0[name]
            .as_str()
            .unwrap_or_else(|| panic!("no {name}: {}", self.0))
    }

    /// The claims of a JWT of the answer.
    pub fn claims(&self, name: &str) -> Value {
        claims(self.text(name))
    }
}

/// The header of a JWT.
pub fn header(token: &str) -> Value {
    part(token, 0)
}

/// The claims of a JWT, not verified.
pub fn claims(token: &str) -> Value {
    part(token, 1)
}

fn part(token: &str, at: usize) -> Value {
    let bytes = URL_SAFE_NO_PAD
        .decode(token.split('.').nth(at).expect("a part"))
        .expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}

impl Server {
    /// A post to `/token` with Basic credentials, if there are any.
    pub async fn token(&self, basic: Option<(&str, &str)>, form: &[(&str, &str)]) -> Answer {
        let browser = self.browser();
        let mut request = browser.http.post(browser.url("/token")).form(form);
        if let Some((id, secret)) = basic {
            request = request.basic_auth(id, Some(secret));
        }
        let answer = browser.send(request).await;
        // TK-05: `no-store`, `no-cache` and JSON, on success and on every error.
        for (name, value) in [
            ("cache-control", "no-store"),
            ("pragma", "no-cache"),
            ("content-type", "application/json; charset=utf-8"),
        ] {
            assert_eq!(answer.header(name), value, "{}", answer.body);
        }
        answer
    }

    /// Redeems a code of the client `web`.
    pub async fn redeem(&self, code: &str) -> Answer {
        self.redeem_with(code, VERIFIER).await
    }

    pub async fn redeem_with(&self, code: &str, verifier: &str) -> Answer {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", verifier),
        ];
        self.token(Some(WEB), &form).await
    }

    /// A code of the client `web` for Anna, and the browser she is in.
    pub async fn code(&self) -> (String, Browser) {
        self.code_for("anna", "anna-password").await
    }

    pub async fn code_for(&self, username: &str, password: &str) -> (String, Browser) {
        let browser = self.browser();
        let page = browser.open(&query("web", &[])).await;
        let page = browser.sign_in(&page, username, password).await;
        let address = browser.allow(&page).await;
        (code_of(&address), browser)
    }

    /// Tokens of the client `web` for Anna.
    pub async fn tokens(&self) -> Tokens {
        let (code, _) = self.code().await;
        let answer = self.redeem(&code).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        Tokens(answer.json())
    }

    /// Signs Anna in for this client and redeems the code: the tokens, and the browser she is in.
    pub async fn signed_in(
        &self,
        (client, secret): (&str, Option<&str>),
        changes: &[(&str, &str)],
    ) -> (Tokens, Browser) {
        let browser = self.browser();
        let page = browser.open(&query(client, changes)).await;
        let page = browser.sign_in(&page, "anna", "anna-password").await;
        let code = code_of(&browser.allow(&page).await);
        let redirect = if client == "spa" {
            "https://spa.example/cb"
        } else {
            CALLBACK
        };
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", redirect),
            ("code_verifier", VERIFIER),
        ];
        if secret.is_none() {
            form.push(("client_id", client));
        }
        let answer = self
            .token(secret.map(|secret| (client, secret)), &form)
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        (Tokens(answer.json()), browser)
    }

    /// A post of a client to one of its endpoints: with its secret, or naming itself.
    pub async fn ask(
        &self,
        path: &str,
        (client, secret): (&str, Option<&str>),
        form: &[(&str, &str)],
    ) -> Answer {
        let browser = self.browser();
        let mut form = form.to_vec();
        let mut request = browser.http.post(browser.url(path));
        match secret {
            Some(secret) => request = request.basic_auth(client, Some(secret)),
            None => form.push(("client_id", client)),
        }
        browser.send(request.form(&form)).await
    }

    /// Whether a client is told that a token is active.
    pub async fn is_active(&self, client: (&str, Option<&str>), token: &str) -> bool {
        let answer = self.ask("/introspect", client, &[("token", token)]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let told = answer.json();
        if told["active"] == false {
            assert_eq!(answer.body, r#"{"active":false}"#);
        }
        told["active"] == true
    }

    pub async fn userinfo(&self, token: &str) -> Answer {
        let browser = self.browser();
        browser
            .send(
                browser
                    .http
                    .get(browser.url("/userinfo"))
                    .bearer_auth(token),
            )
            .await
    }
}

pub const WEB: (&str, &str) = ("web", "web-secret-web-secret-web-secret-web-secret-web");

pub fn code_of(address: &Url) -> String {
    address
        .query_pairs()
        .find(|(name, _)| name == "code")
        .map(|(_, code)| code.into_owned())
        .unwrap_or_else(|| panic!("no code: {address}"))
}
