//! `/.well-known/…` and `/jwks`.

use std::collections::BTreeSet;

use openidconnect::{
    ClientId, IssuerUrl, Nonce,
    core::{
        CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKeySet, CoreJwsSigningAlgorithm,
        CoreProviderMetadata,
    },
};
use serde_json::{Value, json};
use url::Url;

use crate::{
    backchannel::{token_of, until},
    support::{
        Answer, Browser, Db, Server, Sink, Tokens,
        app::{VERIFIER, claims, code_of},
        query,
        server::CALLBACK,
        signer::{ASSERTION_TYPE, Signer},
    },
};

const SECRET: &str = "app-secret-app-secret-app-secret-app-secret-app";
const BYE: &str = "https://app.example/bye";
const ALL: &str = "openid profile email address phone offline_access records.read";

/// A document, and what of it no test has looked at.
struct Advertised {
    document: Value,
    left: BTreeSet<String>,
}

impl Advertised {
    async fn by(server: &Server) -> Self {
        let answer = server
            .browser()
            .get("/.well-known/openid-configuration")
            .await;
        let document = answer.json();
        let left = document.as_object().expect("an object").keys().cloned();
        Self {
            left: left.collect(),
            document,
        }
    }

    /// A member that a test now looks at.
    fn take(&mut self, name: &str) -> Value {
        assert!(self.left.remove(name), "{name} is not there, or no more");
        self.document[name].clone()
    }

    /// One that is a list of words.
    fn list(&mut self, name: &str) -> Vec<String> {
        let list = self.take(name);
        let list: Vec<_> = list
            .as_array()
            .expect("a list")
            .iter()
            .map(|value| value.as_str().expect("text").to_owned())
            .collect();
        assert!(!list.is_empty(), "{name}");
        list
    }
}

/// A first-party client with a secret, and more.
fn app(server: &Server, id: &str, more: Value) {
    let mut client = json!({
        "client_id": id, "client_secret": SECRET, "redirect_uris": [CALLBACK], "scope": ALL,
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
        "response_modes": ["query", "form_post"], "post_logout_redirect_uris": [BYE],
        "signet": {"first_party": true, "online_refresh": true},
    });
    let members = client.as_object_mut().expect("an object");
    members.extend(more.as_object().expect("an object").clone());
    if client["token_endpoint_auth_method"] == "none"
        || client["token_endpoint_auth_method"] == "private_key_jwt"
    {
        let members = client.as_object_mut().expect("an object");
        members.remove("client_secret");
    }
    if client["token_endpoint_auth_method"] == "none" {
        client["grant_types"] = json!(["authorization_code", "refresh_token"]);
    }
    server.client(client);
}

/// Signs somebody in for a request of this client: the last page, and the browser.
async fn sign_in(
    server: &Server,
    client: &str,
    person: &str,
    changes: &[(&str, &str)],
) -> (Answer, Browser) {
    let browser = server.browser();
    let mut all = vec![("scope", "openid")];
    all.extend_from_slice(changes);
    let page = browser.open(&query(client, &all)).await;
    let mut page = browser
        .sign_in(&page, person, &format!("{person}-password"))
        .await;
    if page.url.path().ends_with("/mfa") {
        // Each code counts once.
        server.advance(60);
        let answer = browser.submit(&page, &[("code", &server.otp())]).await;
        page = browser.follow(answer).await;
    }
    (page, browser)
}

fn redemption<'a>(code: &'a str, redirect: &'a str) -> [(&'static str, &'a str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect),
        ("code_verifier", VERIFIER),
    ]
}

/// The tokens of a sign-in.
async fn tokens(
    server: &Server,
    client: &str,
    person: &str,
    changes: &[(&str, &str)],
) -> (Tokens, Browser) {
    let (page, browser) = sign_in(server, client, person, changes).await;
    let redirect = changes.iter().find(|(name, _)| *name == "redirect_uri");
    let redirect = redirect.map_or(CALLBACK, |(_, value)| value);
    let code = code_of(&page.refresh());
    let answer = server
        .ask(
            "/token",
            (client, Some(SECRET)),
            &redemption(&code, redirect),
        )
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    (Tokens(answer.json()), browser)
}

/// A post to an endpoint by a client that proves itself so.
async fn prove(
    server: &Server,
    url: &str,
    (id, method): (&str, &str),
    signer: &Signer,
    form: &[(&str, &str)],
) -> Answer {
    let browser = server.browser();
    let request = browser.http.post(url);
    let assertion = signer.sign(&server.assertion(id));
    let mut form = form.to_vec();
    let request = match method {
        "none" => {
            form.push(("client_id", id));
            request
        }
        "client_secret_basic" => request.basic_auth(id, Some(SECRET)),
        "client_secret_post" => {
            form.extend([("client_id", id), ("client_secret", SECRET)]);
            request
        }
        "private_key_jwt" => {
            form.push(("client_assertion_type", ASSERTION_TYPE));
            form.push(("client_assertion", &assertion));
            request
        }
        other => panic!("no test uses {other}"),
    };
    browser.send(request.form(&form)).await
}

// JW-18: the document is whole, and everything in it works: each value of each list is used.
#[tokio::test]
async fn everything_that_is_advertised_works() {
    let settings = &[
        "keys.algorithms=[\"RS256\",\"ES256\",\"EdDSA\"]",
        "outbound.allow_loopback=true",
    ];
    let server = Server::with(Db::Sqlite, settings).await;
    server.user(person(), "berta-password");
    app(&server, "app", json!({}));
    let mut advertised = Advertised::by(&server).await;
    let document = advertised.document.clone();
    let browser = server.browser();
    let other = browser.get("/.well-known/oauth-authorization-server").await;
    assert_eq!(other.json(), document);
    let _parsed: CoreProviderMetadata =
        serde_json::from_value(document.clone()).expect("an independent reader takes it");
    let issuer = advertised.take("issuer");
    assert_eq!(issuer, server.base);
    how_people_come(&server, &mut advertised).await;
    how_clients_prove_themselves(&server, &mut advertised).await;
    what_tokens_say(&server, &mut advertised).await;
    how_people_leave(&server, &mut advertised).await;
    // Every address is ours, and there.
    for (name, value) in document.as_object().expect("an object") {
        if let Some(url) = value.as_str().filter(|_| name != "issuer") {
            assert!(url.starts_with(&server.base), "{name}: {url}");
            let answer = browser.send(browser.http.get(url)).await;
            assert_ne!(answer.status, 404, "{name}");
            advertised.left.remove(name);
        }
    }
    assert_eq!(advertised.left, BTreeSet::new(), "no test looks at these");
}

/// Response types and modes, prompts, classes, languages, and what may be asked.
async fn how_people_come(server: &Server, advertised: &mut Advertised) {
    for kind in advertised.list("response_types_supported") {
        let (page, _) = sign_in(server, "app", "anna", &[("response_type", &kind)]).await;
        let address = page.refresh();
        let named: Vec<_> = address.query_pairs().map(|(name, _)| name).collect();
        assert_eq!(named, [kind.as_str(), "state", "iss"]);
    }
    for mode in advertised.list("response_modes_supported") {
        let (page, _) = sign_in(server, "app", "anna", &[("response_mode", &mode)]).await;
        match mode.as_str() {
            "query" => drop(code_of(&page.refresh())),
            "form_post" => {
                let form = format!("<form method=\"post\" action=\"{CALLBACK}\"");
                assert!(page.body.contains(&form), "{}", page.body);
                let code = page.field("code");
                let form = redemption(&code, CALLBACK);
                let answer = server.ask("/token", ("app", Some(SECRET)), &form).await;
                assert_eq!(answer.status, 200, "{}", answer.body);
            }
            other => panic!("no test uses {other}"),
        }
    }
    // AZ-09.
    let methods = advertised.list("code_challenge_methods_supported");
    for method in methods.iter().map(String::as_str).chain(["plain"]) {
        let asked = query(
            "app",
            &[("scope", "openid"), ("code_challenge_method", method)],
        );
        let answer = server.browser().get(&format!("/authorize?{asked}")).await;
        let refused = answer.parameter("error").is_some();
        assert_eq!(refused, method != "S256", "{method}");
    }
    // AZ-12.
    assert_eq!(
        advertised.take("authorization_response_iss_parameter_supported"),
        true
    );
    let (page, browser) = sign_in(server, "app", "anna", &[]).await;
    let told = ("iss".into(), server.base.as_str().into());
    assert!(page.refresh().query_pairs().any(|pair| pair == told));
    for prompt in advertised.list("prompt_values_supported") {
        let asked = query("app", &[("scope", "openid"), ("prompt", &prompt)]);
        let answer = browser.get(&format!("/authorize?{asked}")).await;
        let page = match prompt.as_str() {
            "none" => {
                assert!(answer.parameter("code").is_some());
                let nobody = server.browser().get(&format!("/authorize?{asked}")).await;
                assert_eq!(nobody.parameter("error").as_deref(), Some("login_required"));
                continue;
            }
            "login" => "/reauth",
            "consent" => "/consent",
            "select_account" => "/select-account",
            "create" => "/join",
            other => panic!("no test uses {other}"),
        };
        assert!(answer.location().path().ends_with(page), "{prompt}");
    }
    // Each class is reached by somebody, and told.
    for class in advertised.list("acr_values_supported") {
        let claims = json!({"id_token": {"acr": {"essential": true, "value": class}}}).to_string();
        let mut told = Vec::new();
        for person in ["anna", "kim"] {
            let (page, _) = sign_in(server, "app", person, &[("claims", &claims)]).await;
            let address = match page.status.as_u16() {
                303 => page.location(),
                _ => page.refresh(),
            };
            if address.query_pairs().any(|(name, _)| name == "code") {
                let code = code_of(&address);
                let form = redemption(&code, CALLBACK);
                let answer = server.ask("/token", ("app", Some(SECRET)), &form).await;
                told.push(Tokens(answer.json()).claims("id_token")["acr"].clone());
            }
        }
        assert!(told.contains(&json!(class)), "{class}: {told:?}");
    }
    for locale in advertised.list("ui_locales_supported") {
        let asked = query("app", &[("scope", "openid"), ("ui_locales", &locale)]);
        let page = server.browser().open(&asked).await;
        let tag = format!("<html lang=\"{locale}\"");
        assert!(page.body.contains(&tag), "{locale}");
    }
    // AZ-30: what is not offered is refused.
    for name in ["request", "request_uri"] {
        let flag = advertised.take(&format!("{name}_parameter_supported"));
        let asked = query(
            "app",
            &[("scope", "openid"), (name, "https://app.example/r")],
        );
        let answer = server.browser().get(&format!("/authorize?{asked}")).await;
        let error = answer.parameter("error").expect("an error");
        assert_eq!(
            (flag, error),
            (json!(false), format!("{name}_not_supported"))
        );
    }
}

/// A client turns a token for the issuer into another for it.
async fn exchanges(server: &Server, grant: &str) {
    let asked = [("scope", "openid records.read")];
    let (first, _) = tokens(server, "app", "anna", &asked).await;
    let issuer = &server.app.issuer;
    let rule = json!({"from": issuer, "to": issuer, "scope": "records.read"});
    server.client(json!({"client_id": "gate", "client_secret": "gate-secret", "grant_types": [grant], "signet": {"introspects": [issuer], "exchanges": [rule]}}));
    let form = [
        ("grant_type", grant),
        ("subject_token", first.text("access_token")),
        (
            "subject_token_type",
            "urn:ietf:params:oauth:token-type:access_token",
        ),
    ];
    let answer = server
        .ask("/token", ("gate", Some("gate-secret")), &form)
        .await;
    assert_eq!(answer.status, 200, "{grant}: {}", answer.body);
}

/// A client vouches for a person of its own.
async fn vouches(server: &Server, grant: &str) {
    server.scope(json!({"name": "connect", "title": "Connect"}));
    let signer = crate::support::signer::Signer::es256("vouch");
    server.client(json!({"client_id": "vouch", "token_endpoint_auth_method": "private_key_jwt", "jwks": signer.jwks(), "grant_types": [grant], "scope": "connect"}));
    let mut claims = server.assertion("vouch");
    claims["sub"] = json!("somebody");
    let assertion = signer.sign(&claims);
    let form = [("grant_type", grant), ("assertion", assertion.as_str())];
    let answer = server.token(None, &form).await;
    assert_eq!(answer.status, 200, "{grant}: {}", answer.body);
}

/// Grant types, ways of authentication at each endpoint, and the algorithms of assertions.
async fn how_clients_prove_themselves(server: &Server, advertised: &mut Advertised) {
    for grant in advertised.list("grant_types_supported") {
        let (first, _) = tokens(server, "app", "anna", &[]).await;
        let form = match grant.as_str() {
            // That was one.
            "authorization_code" => continue,
            "refresh_token" => vec![
                ("grant_type", grant.as_str()),
                ("refresh_token", first.text("refresh_token")),
            ],
            "client_credentials" => vec![("grant_type", grant.as_str()), ("scope", "records.read")],
            "urn:ietf:params:oauth:grant-type:token-exchange" => {
                exchanges(server, &grant).await;
                continue;
            }
            "urn:ietf:params:oauth:grant-type:jwt-bearer" => {
                vouches(server, &grant).await;
                continue;
            }
            other => panic!("no test uses {other}"),
        };
        let answer = server.ask("/token", ("app", Some(SECRET)), &form).await;
        assert_eq!(answer.status, 200, "{grant}: {}", answer.body);
    }
    let url = |name: &str| {
        let url = advertised.document[format!("{name}_endpoint")].as_str();
        url.expect("a URL").to_owned()
    };
    let (token, introspection, revocation) =
        (url("token"), url("introspection"), url("revocation"));
    let at_introspection = advertised.list("introspection_endpoint_auth_methods_supported");
    let at_revocation = advertised.list("revocation_endpoint_auth_methods_supported");
    let signer = Signer::new("ES256".parse().expect("an algorithm"), "k");
    for method in advertised.list("token_endpoint_auth_methods_supported") {
        let mut client = json!({"token_endpoint_auth_method": method});
        if method == "private_key_jwt" {
            client["jwks"] = signer.jwks();
        }
        let id = format!("by-{method}");
        app(server, &id, client);
        let by = (id.as_str(), method.as_str());
        let (page, _) = sign_in(server, &id, "anna", &[]).await;
        let code = code_of(&page.refresh());
        let answer = prove(server, &token, by, &signer, &redemption(&code, CALLBACK)).await;
        assert_eq!(answer.status, 200, "{method}: {}", answer.body);
        let tokens = Tokens(answer.json());
        let access = tokens.text("access_token");
        let form = [("token", access)];
        // CA-13: whoever cannot prove itself is told nothing.
        let answer = prove(server, &introspection, by, &signer, &form).await;
        let told = answer.status == 200 && answer.json()["active"] == true;
        assert_eq!(told, at_introspection.contains(&method), "{method}");
        assert_eq!(server.userinfo(access).await.status, 200);
        assert!(at_revocation.contains(&method), "{method}");
        let answer = prove(server, &revocation, by, &signer, &form).await;
        assert_eq!(answer.status, 200, "{method}: {}", answer.body);
        assert_eq!(server.userinfo(access).await.status, 401);
    }
    let of = |endpoint: &str| format!("{endpoint}_endpoint_auth_signing_alg_values_supported");
    let algorithms = advertised.list(&of("token"));
    for endpoint in ["introspection", "revocation"] {
        assert_eq!(advertised.list(&of(endpoint)), algorithms, "{endpoint}");
    }
    for name in algorithms {
        let signer = Signer::new(name.parse().expect("an algorithm"), "k");
        let id = format!("alg-{name}");
        server.signing_client(
            &id,
            json!({"jwks": signer.jwks(), "token_endpoint_auth_signing_alg": name}),
        );
        let by = (id.as_str(), "private_key_jwt");
        let form = [("grant_type", "client_credentials"), ("token", "x")];
        for url in [&token, &introspection, &revocation] {
            let form = if *url == token {
                &form[..1]
            } else {
                &form[1..]
            };
            let answer = prove(server, url, by, &signer, form).await;
            assert_eq!(answer.status, 200, "{name} at {url}: {}", answer.body);
        }
    }
}

/// A person of whom everything is known.
fn person() -> Value {
    json!({
        "username": "berta", "name": "Berta Maria Vogel", "locale": "de-CH",
        "emails": [{"value": "berta@example.org", "verified": true}],
        "claims": {
            "given_name": "Berta", "family_name": "Vogel", "middle_name": "Maria", "nickname": "Bee",
            "profile": "https://b.example/me", "picture": "https://b.example/me.png",
            "website": "https://b.example", "gender": "female", "birthdate": "1970-01-02",
            "zoneinfo": "Europe/Zurich", "phone_number": "+41790000000",
            "phone_number_verified": true, "address": {"locality": "Bern", "country": "CH"},
        },
    })
}

/// Scopes, claims, subjects, and the algorithms of ID tokens.
async fn what_tokens_say(server: &Server, advertised: &mut Advertised) {
    let scopes = advertised.list("scopes_supported");
    for scope in &scopes {
        let id = format!("scope-{}", scope.replace('.', "-"));
        app(server, &id, json!({"scope": scope}));
        let (page, browser) = sign_in(server, &id, "anna", &[("scope", scope)]).await;
        let code = code_of(&browser.allow(&page).await);
        let form = redemption(&code, CALLBACK);
        let answer = server.ask("/token", (&id, Some(SECRET)), &form).await;
        assert_eq!(answer.json()["scope"], json!(scope), "{}", answer.body);
    }
    // Every claim of a person can be told: by its scope, and where it is asked for by name.
    let all = scopes.join(" ");
    app(server, "everything", json!({"scope": all}));
    let claims = advertised.list("claims_supported");
    assert_eq!(advertised.take("claims_parameter_supported"), true);
    let mut by_name = json!({"userinfo": {}});
    for claim in &claims {
        by_name["userinfo"][claim] = Value::Null;
    }
    let by_name = by_name.to_string();
    for changes in [
        [("scope", all.as_str()), ("claims", "")],
        [("scope", "openid"), ("claims", &by_name)],
    ] {
        let (page, browser) = sign_in(server, "everything", "berta", &changes).await;
        let code = code_of(&browser.allow(&page).await);
        let form = redemption(&code, CALLBACK);
        let answer = server
            .ask("/token", ("everything", Some(SECRET)), &form)
            .await;
        let tokens = Tokens(answer.json());
        let userinfo = server.userinfo(tokens.text("access_token")).await.json();
        let id_token = tokens.claims("id_token");
        for claim in &claims {
            let told = id_token.get(claim).or_else(|| userinfo.get(claim));
            assert!(
                told.is_some_and(|value| !value.is_null()),
                "{claim}: {changes:?}"
            );
        }
    }
    for kind in advertised.list("subject_types_supported") {
        let mut subjects = Vec::new();
        for host in ["one", "two"] {
            let id = format!("{kind}-{host}");
            let redirect = format!("https://{host}.example/cb");
            app(
                server,
                &id,
                json!({"subject_type": kind, "redirect_uris": [redirect]}),
            );
            let (tokens, _) = tokens(server, &id, "anna", &[("redirect_uri", &redirect)]).await;
            subjects.push(tokens.claims("id_token")["sub"].clone());
        }
        match kind.as_str() {
            "public" => assert_eq!(subjects[0], subjects[1]),
            "pairwise" => assert_ne!(subjects[0], subjects[1]),
            other => panic!("no test uses {other}"),
        }
    }
    // Each algorithm signs for a client that asks, with a key that an independent reader finds.
    let answer = server.browser().get("/jwks").await;
    let keys: CoreJsonWebKeySet = serde_json::from_value(answer.json()).expect("a key set");
    for name in advertised.list("id_token_signing_alg_values_supported") {
        let id = format!("signed-{name}");
        app(server, &id, json!({"id_token_signed_response_alg": name}));
        let (tokens, _) = tokens(server, &id, "anna", &[]).await;
        let algorithm: CoreJwsSigningAlgorithm =
            serde_json::from_value(json!(name)).expect("an algorithm");
        let issuer = IssuerUrl::new(server.base.clone()).expect("a URL");
        let now = server.now().secs();
        let verifier =
            CoreIdTokenVerifier::new_public_client(ClientId::new(id), issuer, keys.clone())
                .set_allowed_algs([algorithm])
                .set_time_fn(move || chrono::DateTime::from_timestamp(now, 0).expect("a time"));
        let id_token: CoreIdToken = tokens.text("id_token").parse().expect("an ID token");
        let nonce = Nonce::new("no-1".to_owned());
        if let Err(error) = id_token.claims(&verifier, &nonce) {
            panic!("{name}: {error}");
        }
    }
}

/// Sign-out, and who is told of it.
async fn how_people_leave(server: &Server, advertised: &mut Advertised) {
    let sink = Sink::start().await;
    sink.answer(200, "", "");
    let address = sink.url("http", "127.0.0.1", "/bcl");
    app(
        server,
        "told",
        json!({"state": "testing", "backchannel_logout_uri": address, "backchannel_logout_session_required": true}),
    );
    let (tokens, browser) = tokens(server, "told", "anna", &[]).await;
    let id_token = tokens.claims("id_token");
    let mut end = Url::parse(
        advertised.document["end_session_endpoint"]
            .as_str()
            .expect("a URL"),
    )
    .expect("a URL");
    end.query_pairs_mut()
        .append_pair("id_token_hint", tokens.text("id_token"))
        .append_pair("post_logout_redirect_uri", BYE);
    let path = format!("{}?{}", end.path(), end.query().expect("a query"));
    assert_eq!(browser.get(&path).await.location().as_str(), BYE);
    until("told", || sink.hits() == 1).await;
    until("settled", || server.audited("logout.told", "success")).await;
    let told = claims(&token_of(&sink));
    let flags = [
        "backchannel_logout_supported",
        "backchannel_logout_session_supported",
    ];
    for (flag, claim) in flags.into_iter().zip(["sub", "sid"]) {
        assert_eq!(advertised.take(flag), true, "{flag}");
        assert_eq!(told[claim], id_token[claim], "{claim}");
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
