//! Behind a proxy that terminates TLS, as servers stand on the Internet.

use serde_json::json;

use crate::{
    backchannel::{token_of, until},
    support::{
        Answer, Db, Server, Sink, Tokens,
        app::{VERIFIER, claims, code_of},
        both,
        proxy::CALLER,
        query,
        server::CALLBACK,
        sink::CA,
    },
};

const PARTY: (&str, Option<&str>) = ("party", Some("party-secret"));
const BYE: &str = "https://app.example/bye";

/// The cookies of an answer. SE-01: each is bound to the host, and travels by TLS alone.
fn cookies(answer: &Answer) -> Vec<String> {
    let cookies = answer.headers.get_all("set-cookie").iter();
    let cookies: Vec<_> = cookies
        .map(|cookie| cookie.to_str().expect("text").to_owned())
        .collect();
    for cookie in &cookies {
        let attributes: Vec<_> = cookie.split("; ").skip(1).collect();
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        for attribute in ["Secure", "HttpOnly", "Path=/"] {
            assert!(attributes.contains(&attribute), "{attribute}: {cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    cookies
}

fn has(cookies: &[String], start: &str) -> bool {
    cookies.iter().any(|cookie| cookie.starts_with(start))
}

// A whole life through the proxy, from discovery to the sign-out that an app is told of by TLS:
// every address is the public one (JW-05), and the caller is the one that the proxy names (HH-05).
both!(behind_a_tls_terminating_proxy);
async fn behind_a_tls_terminating_proxy(db: Db) {
    let ca_file = format!("outbound.ca_file={CA}");
    let server = Server::behind_proxy(db, &[&ca_file, "outbound.allow_loopback=true"]).await;
    let issuer = server.base.clone();
    assert!(issuer.starts_with("https://"));
    let sink = Sink::tls().await;
    sink.answer(200, "", "");
    server.client(json!({
        "client_id": "party", "client_secret": "party-secret", "redirect_uris": [CALLBACK],
        "scope": "openid profile records.read", "grant_types": ["authorization_code", "refresh_token"],
        "post_logout_redirect_uris": [BYE], "backchannel_logout_session_required": true,
        "backchannel_logout_uri": sink.url("https", "localhost", "/bcl"),
        "signet": {"first_party": true, "online_refresh": true},
    }));
    let browser = server.browser();
    let answer = browser.get("/.well-known/openid-configuration").await;
    assert!(!answer.header("strict-transport-security").is_empty());
    let document = answer.json();
    for (name, value) in document.as_object().expect("an object") {
        if name == "issuer" || name == "jwks_uri" || name.ends_with("_endpoint") {
            let url = value.as_str().expect("a URL");
            assert!(url.starts_with(&issuer), "{name}: {url}");
        }
    }
    assert_eq!(document["issuer"], issuer);

    // The code flow.
    let begun = browser
        .get(&format!("/authorize?{}", query("party", &[])))
        .await;
    assert_eq!(begun.location().origin(), browser.base.origin());
    assert!(has(&cookies(&begun), "__Host-interaction="));
    let page = browser.get(begun.location().path()).await;
    let typed = [("username", "anna"), ("password", "anna-password")];
    let answer = browser.submit(&page, &typed).await;
    assert!(has(&cookies(&answer), "__Host-sid="));
    let address = browser.allow(&browser.follow(answer).await).await;
    let told = |name: &str| {
        let mut pairs = address.query_pairs();
        pairs.find(|(n, _)| n == name).map(|(_, value)| value)
    };
    assert_eq!(told("iss").as_deref(), Some(issuer.as_str()));
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code_of(&address)),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    let first = Tokens(server.ask("/token", PARTY, &form).await.json());
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", first.text("refresh_token")),
    ];
    let tokens = Tokens(server.ask("/token", PARTY, &form).await.json());
    for answer in [&first, &tokens] {
        for token in ["access_token", "id_token"] {
            assert_eq!(answer.claims(token)["iss"], issuer, "{token}");
        }
        let access = answer.text("access_token");
        assert_eq!(server.userinfo(access).await.status, 200);
        assert!(server.is_active(PARTY, access).await);
    }

    // The sign-out, and who is told of it.
    let hint = tokens.text("id_token");
    let asked = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("id_token_hint", hint), ("post_logout_redirect_uri", BYE)])
        .finish();
    let left = browser.get(&format!("/logout?{asked}")).await;
    assert_eq!(left.location().as_str(), BYE);
    let gone = cookies(&left);
    assert!(
        gone.iter()
            .any(|cookie| cookie.starts_with("__Host-sid=;") && cookie.contains("Max-Age=0")),
        "{gone:?}"
    );
    until("told", || server.audited("logout.told", "success")).await;
    assert_eq!(sink.hits(), 1);
    let notice = claims(&token_of(&sink));
    assert_eq!(notice["iss"], issuer);
    for name in ["sub", "sid"] {
        assert_eq!(notice[name], tokens.claims("id_token")[name], "{name}");
    }
    assert!(!server.is_active(PARTY, tokens.text("access_token")).await);

    // HH-05: a caller's own word about its address goes no further than the proxy's.
    let forged = browser
        .request(reqwest::Method::POST, "/token")
        .header("x-forwarded-for", "198.51.100.7")
        .form(&[("grant_type", "authorization_code"), ("client_id", "spa")]);
    assert_eq!(browser.send(forged).await.status, 400);
    let audit = server.audit();
    let mut callers: Vec<_> = audit.iter().filter_map(|row| row.ip.as_deref()).collect();
    callers.sort_unstable();
    callers.dedup();
    assert_eq!(callers, [CALLER]);
}
