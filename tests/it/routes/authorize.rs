//! `/authorize`.

use reqwest::Method;
use serde_json::json;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use signet::{account::registry, config::policy};

use crate::support::{Browser, Db, Server, Tokens, app::code_of, both, query, server::CALLBACK};

// AZ-01: an unknown or disabled client gets a page, and nothing is kept.
// AZ-04, AZ-05: so do a missing redirect URI, and a repeated client or redirect URI.
both!(errors_that_have_nowhere_to_go_are_pages);
async fn errors_that_have_nowhere_to_go_are_pages(db: Db) {
    let server = Server::start(db).await;
    let good = query("web", &[]);
    for (bad, reason) in [
        (query("nobody", &[]), "client-secret-wrong"),
        (query("off", &[]), "client-secret-wrong"),
        (query("web", &[("client_id", "")]), "client-missing"),
        (
            query("web", &[("redirect_uri", "")]),
            "redirect-uri-missing",
        ),
        (
            query("web", &[("redirect_uri", "https://evil.example/cb")]),
            "redirect-uri-mismatch",
        ),
        (format!("{good}&client_id=web"), "parameter-repeated"),
        (
            format!("{good}&redirect_uri=https://app.example/cb"),
            "parameter-repeated",
        ),
    ] {
        let answer = server.browser().get(&format!("/authorize?{bad}")).await;
        assert_eq!(answer.status, 400, "{bad}");
        assert!(!answer.headers.contains_key("location"), "{bad}");
        assert!(!answer.headers.contains_key("set-cookie"), "{bad}");
        assert!(answer.header("content-type").starts_with("text/html"));
        assert!(
            answer.body.contains(&format!("/docs/errors/{reason}")),
            "{bad}: {}",
            answer.body
        );
    }
    for table in ["interactions", "sessions", "codes", "grants", "limits"] {
        assert_eq!(server.count(table), 0, "{table}");
    }
}

// AZ-02: byte for byte; every mutation of a registered URI is another one.
#[tokio::test]
async fn no_mutation_of_a_redirect_uri_is_the_redirect_uri() {
    let server = Server::start(Db::Sqlite).await;
    let base = "https://app.example/cb";
    let mut mutations: Vec<String> = [
        "https://app.example/cb/",
        "https://app.example/CB",
        "https://APP.example/cb",
        "HTTPS://app.example/cb",
        "http://app.example/cb",
        "https://app.example:443/cb",
        "https://app.example:8443/cb",
        "https://app.example./cb",
        "https://user@app.example/cb",
        "https://user:pw@app.example/cb",
        "https://@app.example/cb",
        "https://app.example@evil.example/cb",
        "https://app.example%40evil.example/cb",
        "https://app.example\\@evil.example/cb",
        "https://app.example\\.evil.example/cb",
        "https:\\\\app.example\\cb",
        "https:/app.example/cb",
        "https:app.example/cb",
        "//app.example/cb",
        "///app.example/cb",
        "/cb",
        "cb",
        "",
        " ",
        "https://app.example",
        "https://app.example/",
        "https://app.example//cb",
        "https://app.example/./cb",
        "https://app.example/x/../cb",
        "https://app.example/cb/..",
        "https://app.example/cb/../cb",
        "https://app.example/%63b",
        "https://app.example/c%62",
        "https://app.example/%2e%2e/cb",
        "https://app.example/..;/cb",
        "https://app.example/cb;x",
        "https://app.example/cb;x=1",
        "https://app.example/cb%00",
        "https://app.example/cb%0d%0a",
        "https://app.example/cb%09",
        "https://app.example/cb%20",
        "https://app.example/cb?",
        "https://app.example/cb?x=1",
        "https://app.example/cb?code=1",
        "https://app.example/cb#",
        "https://app.example/cb#x",
        "https://app.example/cb?#",
        "https://app.example/cb%3f",
        "https://app.example/cb%23",
        "https://app.example/cb%2f",
        "https://app.example/cbx",
        "https://app.example/xcb",
        "https://app.example/cb/x",
        "https://app.example.evil.example/cb",
        "https://evilapp.example/cb",
        "https://sub.app.example/cb",
        "https://app.example.com/cb",
        "https://app-example/cb",
        "https://appXexample/cb",
        "https://*.example/cb",
        "https://app.*/cb",
        "https://*/cb",
        "*",
        "https://app.example/*",
        "https://xn--app-xyz.example/cb",
        "https://\u{430}pp.example/cb",
        "https://app\u{3002}example/cb",
        "https://app\u{ff0e}example/cb",
        "https://\u{ff41}pp.example/cb",
        "https://127.0.0.1/cb",
        "https://[::1]/cb",
        "https://localhost/cb",
        "http://127.0.0.1/cb",
        "http://localhost/cb",
        "http://[::1]/cb",
        "http://[0:0:0:0:0:0:0:1]/cb",
        "http://2130706433/cb",
        "http://0x7f.1/cb",
        "http://0177.0.0.1/cb",
        "http://127.1/cb",
        "javascript:alert(1)",
        "javascript://app.example/cb",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://app.example/cb",
        "ws://app.example/cb",
        "blob:https://app.example/cb",
        "view-source:https://app.example/cb",
        "about:blank",
        "urn:ietf:wg:oauth:2.0:oob",
        "com.example.app:/cb",
        "app://cb",
        "intent://app.example/cb",
        "https://app.example/cb\u{0}",
        "https://app.example/cb\n",
        "https://app.example/cb\r\nx: y",
        "https://app.example/cb\t",
        "\thttps://app.example/cb",
        " https://app.example/cb",
        "https://app.example/cb ",
        "\u{feff}https://app.example/cb",
        "https://app.example/c\u{200b}b",
        "https://app.example/cb\u{2028}",
        "https://app.example/%252e%252e/cb",
        "https://app.example/%2563b",
        "https://app.example/cb?redirect=https://evil.example",
        "https://evil.example/https://app.example/cb",
        "https://evil.example?https://app.example/cb",
        "https://evil.example#https://app.example/cb",
        "https://evil.example/cb",
        "https://app.example:@evil.example/cb",
        "https://app.example:0/cb",
        "https://app.example:65536/cb",
        "https://app.example:/cb",
        "https://app.example:x/cb",
        "https://[app.example]/cb",
    ]
    .map(str::to_owned)
    .to_vec();
    // Every single character left out, and every one in the other case.
    for at in 0..base.len() {
        mutations.push(format!("{}{}", &base[..at], &base[at + 1..]));
        let flipped = base[at..=at].to_uppercase();
        if flipped != base[at..=at] {
            mutations.push(format!("{}{flipped}{}", &base[..at], &base[at + 1..]));
        }
    }
    assert!(mutations.len() >= 120);
    for mutation in mutations {
        let answer = server
            .browser()
            .get(&format!(
                "/authorize?{}",
                query("web", &[("redirect_uri", &mutation)])
            ))
            .await;
        assert_eq!(answer.status, 400, "{mutation:?}");
        assert!(!answer.headers.contains_key("location"), "{mutation:?}");
    }
}

// AZ-03: a native client may use any port of a loopback address, nothing else may vary.
both!(a_native_client_is_answered_on_any_loopback_port);
async fn a_native_client_is_answered_on_any_loopback_port(db: Db) {
    let server = Server::start(db).await;
    for (uri, status) in [
        ("http://127.0.0.1:1234/cb", 303),
        ("http://[::1]:1234/cb", 303),
        ("http://127.0.0.1:1@evil/cb", 400),
        ("http://localhost:1234/cb", 400),
        ("http://127.0.0.1:1234/other", 400),
    ] {
        let answer = server
            .browser()
            .get(&format!(
                "/authorize?{}",
                query("native", &[("redirect_uri", uri)])
            ))
            .await;
        assert_eq!(answer.status, status, "{uri}");
    }
}

// AZ-05, AZ-06, AZ-08, AZ-09, AZ-10, AZ-11, AZ-18, AZ-30, AZ-21 (known but not allowed), DL-03: what is wrong with a
// request is told to the client by redirect, with `state` and `iss` (AZ-12), as 303 (AZ-13).
both!(errors_of_a_request_are_redirected);
async fn errors_of_a_request_are_redirected(db: Db) {
    let server = Server::start(db).await;
    let (long_state, long_nonce) = ("s".repeat(2049), "n".repeat(256));
    let many: Vec<String> = (0..51).map(|n| format!("s{n}")).collect();
    let many = many.join(" ");
    // AZ-30: where a request object would be fetched from.
    let sink = std::net::TcpListener::bind("127.0.0.1:0").expect("binds");
    sink.set_nonblocking(true).expect("sets");
    let fetched = format!("http://{}/r", sink.local_addr().expect("bound"));
    let (state, nonce, scope, by_reference) = (
        [("state", long_state.as_str())],
        [("nonce", long_nonce.as_str())],
        [("scope", many.as_str())],
        [("request_uri", fetched.as_str())],
    );
    let cases: Vec<(&[(&str, &str)], &str)> = vec![
        (&[("response_type", "token")], "unsupported_response_type"),
        (
            &[("response_type", "id_token")],
            "unsupported_response_type",
        ),
        (
            &[("response_type", "code token")],
            "unsupported_response_type",
        ),
        (&[("response_type", "CODE")], "unsupported_response_type"),
        (&[("response_type", "none")], "unsupported_response_type"),
        (&[("response_type", "")], "invalid_request"),
        (&[("response_mode", "fragment")], "invalid_request"),
        (
            &[("code_challenge", ""), ("code_challenge_method", "")],
            "invalid_request",
        ),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge_method", "s256")], "invalid_request"),
        (
            &[("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWb_GJw-c")],
            "invalid_request",
        ),
        (
            &[(
                "code_challenge",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWb_GJw-cMM",
            )],
            "invalid_request",
        ),
        (
            &[("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWb+GJw/cM")],
            "invalid_request",
        ),
        (
            &[("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWb_GJw-c=")],
            "invalid_request",
        ),
        (&state, "invalid_request"),
        (&nonce, "invalid_request"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("prompt", "sometimes")], "invalid_request"),
        (&[("max_age", "-1")], "invalid_request"),
        (&[("scope", "")], "invalid_scope"),
        (&[("scope", "nobody-knows-this")], "invalid_scope"),
        (&[("scope", "openid other")], "invalid_scope"),
        (&[("scope", "openid \"x\"")], "invalid_scope"),
        (&scope, "invalid_scope"),
        (
            &[("request", "eyJhbGciOiJub25lIn0.e30.")],
            "request_not_supported",
        ),
        (&by_reference, "request_uri_not_supported"),
    ];
    for (changes, error) in cases {
        for method in [Method::GET, Method::POST] {
            let (browser, asked) = (server.browser(), query("web", changes));
            let answer = match method {
                Method::GET => browser.get(&format!("/authorize?{asked}")).await,
                _ => {
                    let request = browser.request(method, "/authorize");
                    let request = request
                        .header("content-type", "application/x-www-form-urlencoded")
                        .body(asked);
                    browser.send(request).await
                }
            };
            let location = answer.location();
            assert!(location.as_str().starts_with(CALLBACK), "{changes:?}");
            assert_eq!(
                answer.parameter("error").as_deref(),
                Some(error),
                "{changes:?}"
            );
            assert_eq!(
                answer.parameter("iss").as_deref(),
                Some(server.base.as_str()),
                "{changes:?}"
            );
            let state = (!changes.iter().any(|(name, _)| *name == "state")).then_some("st-1");
            assert_eq!(answer.parameter("state").as_deref(), state, "{changes:?}");
            // PAGES 7: `error_uri=…/docs/errors/CODE#REF`.
            let uri = answer.parameter("error_uri").expect("an error_uri");
            let (docs, id) = uri.split_once('#').expect("a reference");
            assert!(docs.starts_with(&format!("{}/docs/errors/", server.base)));
            assert_eq!(id, answer.header("x-request-id"));
            assert!(answer.parameter("code").is_none());
        }
    }
    let repeated = server
        .browser()
        .get(&format!("/authorize?{}&nonce=x", query("web", &[])))
        .await;
    assert_eq!(
        repeated.parameter("error").as_deref(),
        Some("invalid_request")
    );
    let hit = sink.accept().map(drop).map_err(|error| error.kind());
    assert_eq!(
        hit,
        Err(std::io::ErrorKind::WouldBlock),
        "nothing is fetched"
    );
    assert_eq!((server.codes(), server.count("interactions")), (0, 0));
}

// AZ-08: a confidential client may leave PKCE out only if its setting says so; a public one never.
both!(pkce_may_be_left_out_by_setting_only);
async fn pkce_may_be_left_out_by_setting_only(db: Db) {
    let server = Server::start(db).await;
    server.client(json!({"client_id": "nonce", "client_secret": "nonce-secret", "redirect_uris": [CALLBACK], "scope": "openid profile records.read", "signet": {"allow_no_pkce": "with_nonce"}}));
    let without = [("code_challenge", ""), ("code_challenge_method", "")];
    let bare = [&without[..], &[("nonce", "")]].concat();
    for (client, changes, allowed) in [
        ("old", &without[..], true),
        ("old", &bare, true),
        ("nonce", &without, true),
        ("nonce", &bare, false),
        ("web", &without, false),
        ("spa", &without, false),
        ("native", &without, false),
    ] {
        let answer = server
            .browser()
            .get(&format!("/authorize?{}", query(client, changes)))
            .await;
        let error = (!allowed).then(|| "invalid_request".to_owned());
        assert_eq!(answer.parameter("error"), error, "{client} {changes:?}");
    }
}

// AZ-11, AZ-12, AZ-28: state and nonce come back byte for byte, `iss` is there, the code is long.
#[tokio::test]
async fn an_answer_carries_state_and_issuer_unchanged() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let tail = " +&=%\"<>\u{e4}";
        let state = format!("{}{tail}", "s".repeat(2048 - tail.len()));
        let nonce = format!("{} +&=%\"<>/", "n".repeat(255 - 9));
        assert_eq!((state.len(), nonce.len()), (2048, 255));
        let browser = server.browser();
        let page = browser
            .open(&query("web", &[("state", &state), ("nonce", &nonce)]))
            .await;
        let page = browser.sign_in(&page, "anna", "anna-password").await;
        let address = browser.allow(&page).await;
        let pairs: Vec<_> = address.query_pairs().into_owned().collect();
        assert_eq!(pairs[1], ("state".into(), state));
        assert_eq!(pairs[2], ("iss".into(), server.base.clone()));
        // AZ-28: 256 bits, in base62, behind the prefix that scanners look for; kept as its SHA-256
        // beside all that it is bound to, for 60 seconds.
        let code = pairs[0].1.clone();
        let random = code
            .strip_prefix("sig_ac_")
            .and_then(|c| c.split('_').next());
        let random = random.expect("a prefix");
        assert!(random.len() == 43 && random.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let digest = signet::crypto::digest::sha256_bytes(code.as_bytes());
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let session = server.rows("id", "sessions");
        let auth_time = server.rows("auth_time", "sessions");
        for (column, value) in [
            (db.hex("digest").as_str(), digest.as_str()),
            ("client_id", "web"),
            ("redirect_uri", CALLBACK),
            ("challenge", &crate::support::app::pkce()),
            ("scope", "openid profile records.read"),
            ("nonce", &nonce),
            ("session_id", &session[0]),
            ("auth_time", &auth_time[0]),
            ("dpop_jkt", ""),
            ("expires_at - created_at", "60000"),
        ] {
            assert_eq!(server.rows(column, "codes"), [value], "{column}");
        }
        let tokens = Tokens(server.redeem(&code).await.json());
        assert_eq!(tokens.claims("id_token")["nonce"], json!(nonce));
    }
}

// AZ-14: what was asked is kept on the server, for the browser that began it.
both!(an_interaction_opens_only_in_the_browser_that_began_it);
async fn an_interaction_opens_only_in_the_browser_that_began_it(db: Db) {
    let server = Server::start(db).await;
    let (mine, theirs) = (server.browser(), server.browser());
    let page = mine.open(&query("web", &[])).await;
    let begun = theirs.open(&query("web", &[])).await;
    assert_eq!(begun.status, 200);
    let stolen = theirs.get(page.url.path()).await;
    assert_eq!(stolen.status, 400);
    let csrf = page.field("csrf");
    let form = [
        ("csrf", csrf.as_str()),
        ("username", "anna"),
        ("password", "anna-password"),
    ];
    assert_eq!(theirs.post(page.url.path(), &form).await.status, 400);
    assert_eq!(
        server
            .browser()
            .get("/interaction/01ARZ3NDEKTSV4RRFFQ69G5FAV/login")
            .await
            .status,
        400
    );
    // It is kept as it was asked.
    let kept = server.rows("request", "interactions");
    let kept: serde_json::Value = kept
        .iter()
        .map(|text| serde_json::from_str(text).expect("JSON"))
        .next()
        .expect("a row");
    for (name, value) in [
        ("client_id", json!("web")),
        ("redirect_uri", json!(CALLBACK)),
        ("scope", json!(["openid", "profile", "records.read"])),
        ("state", json!("st-1")),
        ("nonce", json!("no-1")),
        ("challenge", json!(crate::support::app::pkce())),
    ] {
        assert_eq!(kept[name], value, "{name}");
    }
    // Whatever the browser says later of the request is not read.
    let said = "scope=openid&redirect_uri=https://evil.example&client_id=spa&state=x";
    let later = mine.get(&format!("{}?{said}", page.url.path())).await;
    assert_eq!(later.status, 200);
    let path = format!("{}?{said}", page.url.path());
    let posted = mine.post(&path, &form).await;
    let consent = mine.follow(posted).await;
    let csrf = consent.field("csrf");
    let form = [
        ("csrf", csrf.as_str()),
        ("scope", "profile"),
        ("decision", "allow"),
        ("redirect_uri", "https://evil.example"),
        ("client_id", "spa"),
        ("state", "x"),
    ];
    let path = format!("{}?{said}", consent.url.path());
    let posted = mine.post(&path, &form).await;
    let address = mine.follow(posted).await.refresh();
    assert!(address.as_str().starts_with(CALLBACK), "{address}");
    assert!(address.as_str().contains("&state=st-1&"), "{address}");
    let tokens = server.redeem(&crate::support::app::code_of(&address)).await;
    assert_eq!(Tokens(tokens.json()).text("scope"), "openid profile");
}

// AZ-16: `prompt=none` shows nothing.
both!(prompt_none_answers_without_a_page);
async fn prompt_none_answers_without_a_page(db: Db) {
    let server = Server::start(db).await;
    let silent = |client| format!("/authorize?{}", query(client, &[("prompt", "none")]));
    let browser = server.browser();
    let answer = browser.get(&silent("web")).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
    let page = browser.open(&query("web", &[])).await;
    let consent = browser.sign_in(&page, "anna", "anna-password").await;
    let answer = browser.get(&silent("web")).await;
    assert_eq!(
        answer.parameter("error").as_deref(),
        Some("consent_required")
    );
    browser.allow(&consent).await;
    let answer = browser.get(&silent("web")).await;
    assert!(answer.parameter("code").is_some(), "{answer:?}");
    // AZ-17: `prompt=login` and `max_age` ask again.
    let again = browser
        .get(&format!(
            "/authorize?{}",
            query("web", &[("prompt", "login")])
        ))
        .await;
    assert!(again.location().path().ends_with("/reauth"));
    server.advance(60);
    let old = browser
        .get(&format!(
            "/authorize?{}",
            query("web", &[("max_age", "59"), ("prompt", "none")])
        ))
        .await;
    assert_eq!(old.parameter("error").as_deref(), Some("login_required"));
}

// AZ-21: a scope that nobody knows is ignored.
both!(unknown_scopes_are_ignored);
async fn unknown_scopes_are_ignored(db: Db) {
    let server = Server::start(db).await;
    let browser = server.browser();
    let page = browser
        .open(&query("spa", &[("scope", "openid offline_access made-up")]))
        .await;
    let answer = browser.sign_in(&page, "anna", "anna-password").await;
    assert!(
        answer
            .refresh()
            .as_str()
            .starts_with("https://spa.example/cb?code=")
    );
}

// AZ-23: no CORS at /authorize, and OPTIONS is not a method of it. AZ-13: only 303.
#[tokio::test]
async fn authorize_answers_no_other_site() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    for origin in ["https://spa.example", "https://evil.example", "null"] {
        let request = browser
            .request(Method::GET, &format!("/authorize?{}", query("spa", &[])))
            .header("origin", origin);
        let answer = browser.send(request).await;
        assert_eq!(answer.status, 303);
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
        let answer = browser
            .send(
                browser
                    .request(Method::OPTIONS, "/authorize")
                    .header("origin", origin),
            )
            .await;
        assert_eq!(answer.status, 405);
        assert_eq!(answer.header("allow"), "GET, HEAD, POST");
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
    }
}

// AZ-24, HH-01: the headers of every page.
#[tokio::test]
async fn every_page_is_closed_to_others() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    let login = browser.open(&query("web", &[])).await;
    let error = browser.get("/authorize").await;
    let doc = browser.get("/docs/errors/pkce-missing").await;
    let home = browser.get("/").await;
    let logout = browser.get("/logout").await;
    let missing = browser.get("/nothing").await;
    for page in [login, error, doc, home, logout, missing] {
        let csp = page.header("content-security-policy");
        assert!(
            csp.starts_with("default-src 'none'") && csp.contains("frame-ancestors 'none'"),
            "{}: {csp}",
            page.url
        );
        assert!(!csp.contains("unsafe") && csp.contains("form-action 'self';"));
        assert_eq!(page.header("x-frame-options"), "DENY");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
        assert!(page.headers.contains_key("permissions-policy"));
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        for outside in ["src=\"http", "href=\"http://", "url(http", "@import"] {
            assert!(!page.body.contains(outside), "{}: {outside}", page.url);
        }
    }
}

// AZ-21: what is granted is what was allowed, not what was asked.
#[tokio::test]
async fn the_scope_of_the_answer_is_what_was_consented() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    let page = browser
        .open(&query(
            "web",
            &[("scope", "openid profile records.read made-up")],
        ))
        .await;
    let page = browser.sign_in(&page, "anna", "anna-password").await;
    let answer = browser
        .submit(&page, &[("scope", "records.read"), ("decision", "allow")])
        .await;
    let address = browser.follow(answer).await.refresh();
    let tokens = Tokens(server.redeem(&code_of(&address)).await.json());
    assert_eq!(tokens.text("scope"), "openid records.read");
}

// AZ-22: a resource that is not registered is refused, by either of its names; one that is
// becomes the audience.
#[tokio::test]
async fn only_registered_resources_can_be_asked_for() {
    const RECORDS: &str = "https://records.example/fhir";
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let resource = serde_json::from_value(
            json!({"resource": RECORDS, "title": "Records", "scopes": ["records.read"]}),
        );
        registry::add_resource(&server.ctx(), resource.expect("a resource"))
            .expect("adds")
            .expect("valid");
        let elsewhere = "https://elsewhere.example";
        let with_slash = format!("{RECORDS}/");
        for (name, value, error) in [
            ("resource", elsewhere, "invalid_target"),
            ("resource", "not a uri", "invalid_target"),
            ("resource", with_slash.as_str(), "invalid_target"),
            ("aud", elsewhere, "invalid_request"),
            ("aud", with_slash.as_str(), "invalid_request"),
        ] {
            let asked = query("web", &[(name, value)]);
            let answer = server.browser().get(&format!("/authorize?{asked}")).await;
            assert_eq!(
                answer.parameter("error").as_deref(),
                Some(error),
                "{name}={value}"
            );
        }
        let asked = format!(
            "{}&resource={elsewhere}",
            query("web", &[("resource", RECORDS)])
        );
        let answer = server.browser().get(&format!("/authorize?{asked}")).await;
        assert_eq!(answer.parameter("error").as_deref(), Some("invalid_target"));
        for name in ["resource", "aud"] {
            let browser = server.browser();
            let page = browser.open(&query("web", &[(name, RECORDS)])).await;
            let page = browser.sign_in(&page, "anna", "anna-password").await;
            let address = browser.allow(&page).await;
            let tokens = Tokens(server.redeem(&code_of(&address)).await.json());
            let audience = &tokens.claims("access_token")["aud"];
            assert!(audience.to_string().contains(RECORDS), "{name}: {audience}");
        }
    }
}

// AZ-33: a challenge or nonce that is among the client's live codes is noticed, not refused.
#[tokio::test]
async fn a_repeated_challenge_or_nonce_is_noticed() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let (code, browser) = server.code().await;
        let told = || {
            let mut rows = server.audit();
            rows.retain(|row| row.event == "authorization.repeated");
            rows.iter()
                .map(|row| row.detail.clone().unwrap_or_default())
                .collect::<Vec<_>>()
        };
        assert_eq!(told(), Vec::<String>::new());
        let other = signet::crypto::digest::sha256_bytes(b"another verifier");
        let other = URL_SAFE_NO_PAD.encode(other);
        let ask = async |changes: &[(&str, &str)]| {
            let asked = query("web", changes);
            let answer = browser.get(&format!("/authorize?{asked}")).await;
            assert!(answer.parameter("code").is_some(), "not rejected");
            told().len()
        };
        // Both, one, the other, neither.
        assert_eq!(ask(&[]).await, 1);
        assert!(told()[0].contains("code_challenge") && told()[0].contains("nonce"));
        assert_eq!(ask(&[("nonce", "other")]).await, 2);
        assert!(!told()[0].contains("nonce"));
        assert_eq!(ask(&[("code_challenge", &other)]).await, 3);
        let fresh = [
            ("nonce", "new"),
            ("code_challenge", &*other.replace('a', "b")),
        ];
        assert_eq!(ask(&fresh).await, 3);
        // After a page as well.
        let page = browser.open(&query("web", &[("prompt", "consent")])).await;
        browser.allow(&page).await;
        assert_eq!(told().len(), 4);
        // Of codes that are over, used or another client's nothing is told.
        assert_eq!(server.redeem(&code).await.status, 200);
        server.advance(61);
        assert_eq!(ask(&[]).await, 4);
        let spa = browser
            .get(&format!("/authorize?{}", query("spa", &[])))
            .await;
        assert!(spa.parameter("code").is_some());
        assert_eq!(told().len(), 4);
        let metrics = Browser::new(&server.management).get("/metrics").await.body;
        if !metrics.is_empty() {
            assert!(
                metrics.contains("signet_authorize_repeated_total{what=\"nonce\"}"),
                "{metrics}"
            );
        }
    }
}

// AZ-34: one address has room for so many requests on their way; then it has to wait, until some
// are done or over.
#[tokio::test]
async fn requests_on_their_way_are_not_without_bound() {
    let server = Server::start(Db::Sqlite).await;
    let login = format!("/authorize?{}", query("web", &[]));
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    for _ in 1..policy::INTERACTIONS_PER_ADDRESS_MAX {
        assert_eq!(browser.get(&login).await.status, 303);
    }
    let kept = || {
        let (store, now) = (&server.app.store, server.now());
        store
            .read(|conn| signet::store::interactions::live(conn, now))
            .expect("reads")
            .len()
    };
    for _ in 0..3 {
        let answer = server.browser().get(&login).await;
        assert_eq!(answer.status, 503);
        assert_eq!(answer.header("retry-after"), "60");
        assert!(answer.header("content-type").starts_with("text/html"));
        assert!(answer.body.contains("the service is busy"));
        assert_eq!(kept(), policy::INTERACTIONS_PER_ADDRESS_MAX);
    }
    // What needs no page needs no room.
    let silent = format!("/authorize?{}", query("web", &[("prompt", "none")]));
    let answer = server.browser().get(&silent).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
    // One that is finished makes room for one.
    let consent = browser.sign_in(&page, "anna", "anna-password").await;
    browser.allow(&consent).await;
    assert_eq!(server.browser().get(&login).await.status, 303);
    assert_eq!(server.browser().get(&login).await.status, 503);
    server.advance(3600);
    assert_eq!(server.browser().get(&login).await.status, 303);
}

// The closest registered redirect URI and the difference, for developers only: in development and
// for clients in state testing.
#[tokio::test]
async fn a_refused_redirect_uri_is_explained_to_developers() {
    let registered = "https://app.example:8443/cb";
    let add = |server: &Server, id: &str, state: &str| {
        server.client(json!({"client_id": id, "client_secret": "some-secret", "state": state, "redirect_uris": ["https://elsewhere.example/other", registered], "scope": "openid"}));
    };
    let dev = Server::start(Db::Sqlite).await;
    add(&dev, "live", "live");
    let outside = Server::outside_dev(Db::Sqlite).await;
    add(&outside, "live", "live");
    add(&outside, "testing", "testing");
    for (received, difference) in [
        ("https://app.example:8443/cb/", "a slash at the end"),
        ("https://app.example:8443/CB", "upper and lower case"),
        ("http://app.example:8443/cb", "http and https"),
        ("https://app.example:9443/cb", "the port"),
        ("https://app.example/cb", "the port"),
        ("https://app.example:8443/back", "more than a slash"),
    ] {
        for (server, client, told) in [
            (&dev, "live", true),
            (&outside, "testing", true),
            (&outside, "live", false),
        ] {
            let asked = query(client, &[("redirect_uri", received), ("scope", "openid")]);
            let answer = server.browser().get(&format!("/authorize?{asked}")).await;
            assert_eq!(answer.status, 400);
            let difference = format!("<dd>{difference}");
            for text in [registered, received, &difference] {
                assert_eq!(
                    answer.body.contains(text),
                    told,
                    "{client}: {text}: {}",
                    answer.body
                );
            }
        }
    }
}

// AZ-25: what comes in the query is not shown.
#[tokio::test]
async fn nothing_of_the_query_is_shown_on_an_error_page() {
    let server = Server::start(Db::Sqlite).await;
    let canary = "canary<script>alert(1)</script>";
    for name in [
        "client_id",
        "state",
        "scope",
        "error",
        "error_description",
        "nonce",
        "response_type",
    ] {
        let asked = query(
            "web",
            &[("redirect_uri", "https://evil.example"), (name, canary)],
        );
        let answer = server.browser().get(&format!("/authorize?{asked}")).await;
        assert_eq!(answer.status, 400);
        assert!(!answer.body.contains("canary"), "{name}");
        assert!(!answer.body.contains("<script>alert"), "{name}");
    }
}
