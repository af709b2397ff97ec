//! `/dev`: the playground of `signet dev`.

use url::Url;

use crate::support::{
    Answer, Browser, Db, Server,
    server::{CALLBACK, PLAY_SECRET, play_key},
};

#[path = "../../../docs/snippets/openidconnect-jwt.rs"]
#[expect(dead_code, reason = "a test calls what the program's main calls")]
#[expect(clippy::disallowed_methods, reason = "an app reads its own clock")]
mod openidconnect_jwt_snippet;
#[path = "../../../docs/snippets/openidconnect.rs"]
#[expect(dead_code, reason = "a test calls what the program's main calls")]
mod openidconnect_snippet;
#[path = "../../../docs/snippets/service-openidconnect-jwt.rs"]
#[expect(dead_code, reason = "a test calls what the program's main calls")]
#[expect(clippy::disallowed_methods, reason = "an app reads its own clock")]
mod service_openidconnect_jwt_snippet;
#[path = "../../../docs/snippets/service-openidconnect.rs"]
#[expect(dead_code, reason = "a test calls what the program's main calls")]
mod service_openidconnect_snippet;

const EVERYTHING: [&str; 7] = [
    "/dev",
    "/dev/mail",
    "/dev/clients/web",
    "/dev/try?client=web",
    "/dev/callback?state=x",
    "/dev/runs/x",
    "/dev/collection.http",
];

/// What the page says, as a person reads it.
fn read(html: &str) -> String {
    html.replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
}

/// From "try it" to the page about the run, as Anna, who allows everything.
async fn run(browser: &Browser, query: &str) -> Answer {
    let begun = browser.get(&format!("/dev/try?{query}")).await;
    let mut answer = follow(browser, begun).await;
    if answer.url.path().ends_with("/login") {
        answer = browser.sign_in(&answer, "anna", "anna-password").await;
    }
    if answer.url.path().starts_with("/interaction/") || answer.url.path().starts_with("/return/") {
        let back = browser.allow(&answer).await;
        answer = browser.get(&back[url::Position::BeforePath..]).await;
        answer = follow(browser, answer).await;
    }
    answer
}

/// Through redirects of our own, with their queries.
async fn follow(browser: &Browser, mut answer: Answer) -> Answer {
    while answer.status == 303 {
        let next: Url = answer.location();
        assert_eq!(next.origin(), browser.base.origin(), "{next}");
        let target = &next[url::Position::BeforePath..url::Position::AfterQuery];
        answer = browser.get(target).await;
    }
    answer
}

async fn press(browser: &Browser, page: &Answer, what: &str) -> Answer {
    let answer = browser.submit(page, &[("do", what)]).await;
    follow(browser, answer).await
}

#[tokio::test]
async fn the_start_page_has_clients_people_with_their_codes_and_doors() {
    let server = Server::with_playground(Db::Sqlite).await;
    let page = server.browser().get("/dev").await;
    assert_eq!(page.status, 200);
    let text = read(&page.body);
    for said in [
        PLAY_SECRET,
        "Play & Learn",
        "anna-password",
        crate::support::server::TOTP_SEED,
        &server.otp(),
        "curl -i '",
        "/legacy/ocariot/v1/auth'",
        "href=\"/dev/try?client=play&scope=openid+profile+offline_access+records.read\"",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    let start = server.browser().get("/").await;
    assert!(start.body.contains("href=\"/dev\""));
}

#[tokio::test]
async fn a_run_shows_every_call_and_token_then_refreshes_and_asks_userinfo() {
    for db in Db::BOTH {
        let server = Server::with_playground(db).await;
        let browser = server.browser();
        let page = run(&browser, "client=play&scope=openid+profile+offline_access").await;
        let text = read(&page.body);
        for said in [
            "GET /authorize?client_id=play&redirect_uri=",
            "GET /dev/callback?code=",
            "state and iss are those of the request",
            &format!("-u 'play:{PLAY_SECRET}'"),
            "--data-urlencode 'grant_type=authorization_code'",
            "POST /token HTTP/1.1",
            "HTTP/1.1 200 OK",
            "\"typ\": \"at+jwt\"",
            "\"client_id\": \"play\"",
            "\"nonce\": \"",
            "Only this server can read it: introspect it.",
        ] {
            assert!(text.contains(said), "{said}\n{text}");
        }
        let page = press(&browser, &page, "userinfo").await;
        assert!(
            read(&page.body).contains("\"name\": \"Anna Berg\""),
            "{}",
            page.body
        );
        let page = press(&browser, &page, "refresh").await;
        let text = read(&page.body);
        assert!(
            text.contains("--data-urlencode 'grant_type=refresh_token'"),
            "{text}"
        );
        assert_eq!(
            text.matches("<h3><code>access_token</code></h3>").count(),
            2,
            "{text}"
        );
        let page = press(&browser, &page, "userinfo-broken").await;
        let text = read(&page.body);
        assert!(
            text.contains("<code>invalid_token</code>")
                && text.contains("href=\"/docs/errors/token-invalid\""),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_run_belongs_to_its_browser_its_form_and_its_first_answer() {
    let server = Server::with_playground(Db::Sqlite).await;
    let browser = server.browser();
    let begun = browser.get("/dev/try?client=play&scope=openid").await;
    assert!(begun.header("set-cookie").starts_with("dev="));
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/dev"] {
        assert!(begun.header("set-cookie").contains(attribute));
    }
    let state = begun.parameter("state").expect("a state");
    let other = server.browser();
    let stolen = format!("/dev/callback?code=x&state={state}");
    assert_eq!(other.get(&stolen).await.status, 400);
    let page = run(&browser, "client=play&scope=openid").await;
    let path = page.url.path().to_owned();
    assert_eq!(other.get(&path).await.status, 404);
    assert_eq!(server.grants(), 1);

    // The answer counts once: a page that is loaded again redeems nothing.
    let text = read(&page.body);
    let (_, sent) = text.split_once("GET /dev/callback?").expect("shown");
    let callback = format!(
        "/dev/callback?{}",
        sent.split(' ').next().expect("a target")
    );
    let again = browser.get(&callback).await;
    assert!(again.location().path() == path);
    assert_eq!(server.grants(), 1);

    // SE-08: only the form of this page, sent by this browser.
    for (form, status) in [
        (vec![("do", "userinfo")], 403),
        (vec![("do", "userinfo"), ("csrf", "x")], 403),
    ] {
        assert_eq!(browser.post(&path, &form).await.status, status, "{form:?}");
    }
    let csrf = page.field("csrf");
    let foreign = browser
        .request(reqwest::Method::POST, &path)
        .header("sec-fetch-site", "cross-site")
        .form(&[("do", "userinfo"), ("csrf", &csrf)]);
    assert_eq!(browser.send(foreign).await.status, 403);
    let unknown = browser.submit(&page, &[("do", "nothing")]).await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn every_mistake_gets_the_answer_of_the_real_endpoint() {
    for db in Db::BOTH {
        let server = Server::with_playground(db).await;
        let browser = server.browser();
        for (mistake, error, reason) in [
            ("wrong-verifier", "invalid_grant", "verifier-mismatch"),
            ("expired-code", "invalid_grant", "code-unknown"),
            ("foreign-redirect", "400", "redirect-uri-mismatch"),
            ("wrong-secret", "invalid_client", "client-secret-wrong"),
            ("replayed-code", "invalid_grant", "code-unknown"),
            ("other-redirect", "invalid_grant", "code-redirect-mismatch"),
            ("no-challenge", "invalid_request", "pkce-missing"),
        ] {
            let page = run(
                &browser,
                &format!("client=play&scope=openid&break={mistake}"),
            )
            .await;
            let text = read(&page.body);
            assert_eq!(page.status, 200, "{mistake}");
            assert!(
                text.contains(&format!("<code>{error}</code>")),
                "{mistake}\n{text}"
            );
            let link = format!("href=\"/docs/errors/{reason}");
            assert!(text.contains(&link), "{mistake}\n{text}");
            let tokens = text.contains("<h3><code>access_token</code></h3>");
            assert_eq!(tokens, mistake == "replayed-code", "{mistake}");
        }
        assert!(
            server.audited("token", "code-expired")
                || server
                    .audit()
                    .iter()
                    .any(|row| row.outcome == "code-expired"),
            "the code was over, not unknown"
        );
        // No server can find this one: the app has to, and stops.
        let page = run(&browser, "client=play&scope=openid&break=wrong-state").await;
        let text = read(&page.body);
        assert!(text.contains("The app kept another state"), "{text}");
        assert!(!text.contains("POST /token"), "{text}");
    }
}

#[tokio::test]
async fn what_the_playground_does_not_know_is_not_found() {
    let server = Server::with_playground(Db::Sqlite).await;
    for path in [
        "/dev/clients/nobody",
        "/dev/try",
        "/dev/try?client=nobody",
        "/dev/try?client=service",
        "/dev/try?client=play&break=nothing",
        "/dev/runs/x",
    ] {
        assert_eq!(server.browser().get(path).await.status, 404, "{path}");
    }
    let answer = server.browser().post("/dev", &[]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("allow")),
        (405, "GET, HEAD")
    );
}

// A server without sample data, as any other than `signet dev`, does not have these paths: the
// answers are those to a path that nobody ever had.
#[tokio::test]
async fn nothing_of_it_exists_elsewhere() {
    let server = Server::start(Db::Sqlite).await;
    let browser = server.browser();
    let told = |answer: &Answer| {
        let id = answer.header("x-request-id");
        let mut headers: Vec<_> = answer
            .headers
            .iter()
            .filter(|(name, _)| *name != "date")
            .filter(|(name, _)| *name != "content-length")
            .map(|(name, value)| format!("{name}: {value:?}").replace(id, "ID"))
            .collect();
        headers.sort();
        // The links to other languages lead back to the very address.
        let path = format!("to={}\"", answer.url.path());
        let body = answer.body.replace(id, "ID").replace(&path, "to=PATH\"");
        (answer.status, headers, body)
    };
    for accept in ["text/html", "application/json"] {
        for method in [reqwest::Method::GET, reqwest::Method::POST] {
            let ask = async |path: &str| {
                let request = browser.http.request(method.clone(), browser.url(path));
                browser.send(request.header("accept", accept)).await
            };
            let nothing = told(&ask("/nothing").await);
            assert_eq!(nothing.0, 404);
            for path in EVERYTHING {
                assert_eq!(told(&ask(path).await), nothing, "{method} {path}");
            }
        }
    }
}

// The code that people take along, run as it is.
#[tokio::test]
async fn the_rust_snippets_work_and_have_the_clients_values() {
    let server = Server::with_playground(Db::Sqlite).await;
    let person = openidconnect_snippet::sign_in(
        &server.base,
        "play",
        Some(PLAY_SECRET),
        crate::support::server::CALLBACK,
        "openid profile",
        async |address: Url| {
            let browser = server.browser();
            let page = browser.open(address.query().unwrap_or_default()).await;
            let page = browser.sign_in(&page, "anna", "anna-password").await;
            Ok(browser.allow(&page).await)
        },
    );
    let person = person.await.expect("signs in");
    let name = person
        .name()
        .and_then(|name| name.get(None))
        .map(|name| name.as_str());
    assert_eq!(name, Some("Anna Berg"));
    let token = service_openidconnect_snippet::own_token(
        &server.base,
        "service",
        "service-secret",
        "records.read",
    );
    assert!(token.await.expect("a token").starts_with("ey"));

    for (client, file, values) in [
        (
            "play",
            include_str!("../../../docs/snippets/openidconnect.rs"),
            vec!["\"play\"", PLAY_SECRET, &server.base],
        ),
        (
            "service",
            include_str!("../../../docs/snippets/service-openidconnect.rs"),
            vec!["\"service\"", "\"service-secret\"", &server.base],
        ),
    ] {
        let page = server
            .browser()
            .get(&format!("/dev/clients/{client}"))
            .await;
        let text = read(&page.body);
        let (_, work) = file.split_once("\n/// ").expect("the work follows main");
        let shown = text.split("<pre id=\"rust\">").nth(1).expect("a snippet");
        let (shown, _) = shown.split_once("</pre>").expect("it ends");
        assert!(
            shown.contains(work.trim_end()),
            "{client}: what was run is what is shown\n{shown}"
        );
        for value in values {
            assert!(shown.contains(value), "{client}: {value}\n{shown}");
        }
        for id in ["curl", "javascript", "python", "java"] {
            assert!(
                text.contains(&format!("<pre id=\"{id}\">")),
                "{client}: {id}"
            );
        }
        assert!(
            !text.contains("CLIENT_ID") && !text.contains("CLIENT_SECRET"),
            "{client}"
        );
    }
}

// The same for clients that sign.
#[tokio::test]
async fn the_rust_snippets_prove_a_client_by_its_key() {
    let server = Server::with_playground(Db::Sqlite).await;
    let kid = play_key().kid();
    let pem = play_key().private_pem().expect("PEM");
    let key = (kid, pem.expose());
    let person = openidconnect_jwt_snippet::sign_in(
        &server.base,
        "play-jwt",
        key,
        CALLBACK,
        "openid profile",
        async |address: Url| {
            let browser = server.browser();
            let page = browser.open(address.query().unwrap_or_default()).await;
            let page = browser.sign_in(&page, "anna", "anna-password").await;
            Ok(browser.allow(&page).await)
        },
    );
    let person = person.await.expect("signs in");
    assert!(person.name().is_some());
    let keys = serde_json::json!({"keys": [play_key().public_jwk()]});
    server.signing_client("service-jwt", serde_json::json!({ "jwks": keys }));
    let token = service_openidconnect_jwt_snippet::own_token(
        &server.base,
        "service-jwt",
        key,
        "records.read",
    );
    assert!(token.await.expect("a token").starts_with("ey"));
    let page = server.browser().get("/dev/clients/play-jwt").await;
    let text = read(&page.body);
    let file = include_str!("../../../docs/snippets/openidconnect-jwt.rs");
    let (_, work) = file.split_once("\n/// ").expect("the work follows main");
    assert!(
        text.contains(work.trim_end()),
        "what was run is shown\n{text}"
    );
    for value in ["\"play-jwt\"", kid, pem.expose().trim_end(), &server.base] {
        assert!(text.contains(value), "{value}\n{text}");
    }
}

#[tokio::test]
async fn the_http_file_has_the_values_of_this_server() {
    let server = Server::with_playground(Db::Sqlite).await;
    let file = server.browser().get("/dev/collection.http").await;
    assert_eq!(file.header("content-type"), "text/plain; charset=utf-8");
    let issuer = format!("@issuer = {}\n", server.base);
    assert!(file.body.contains(&issuer), "{}", file.body);
    assert!(file.body.contains("@service_secret = service-secret\n"));
    assert!(!file.body.contains("SERVICE_SECRET") && !file.body.contains("WEB_SECRET"));
}

/// What the newest step of a run shows.
fn newest(page: &Answer) -> String {
    let text = read(&page.body);
    let from = text.rfind("<h2 id=\"step-").expect("a step");
    text[from..].to_owned()
}

// A token is told of, ended, and good for nothing from then on: with a secret, with a key, and
// without either, where the API asks.
#[tokio::test]
async fn tokens_are_introspected_and_revoked_by_button() {
    for db in Db::BOTH {
        let server = Server::with_playground(db).await;
        for (client, asks) in [
            ("play", "-u 'play:"),
            ("play-jwt", "--data-urlencode 'client_assertion=ey"),
            ("play-spa", "-u 'play-api:"),
        ] {
            let browser = server.browser();
            let query = format!("client={client}&scope=openid+profile+offline_access");
            let page = press(&browser, &run(&browser, &query).await, "introspect").await;
            let shown = newest(&page);
            for said in [
                asks,
                "\"active\": true",
                &format!("\"client_id\": \"{client}\""),
            ] {
                assert!(shown.contains(said), "{client}: {said}\n{shown}");
            }
            // Only the client itself may ask about its refresh token.
            let by_itself = page.body.contains("value=\"introspect-refresh\"");
            assert_eq!(by_itself, client != "play-spa", "{client}");
            let page = press(&browser, &page, "revoke").await;
            assert!(newest(&page).contains("HTTP/1.1 200 OK"), "{client}");
            let page = press(&browser, &page, "introspect").await;
            let shown = newest(&page);
            assert!(shown.contains("\"active\": false"), "{client}\n{shown}");
            let page = press(&browser, &page, "userinfo").await;
            let shown = newest(&page);
            assert!(
                shown.contains("<code>invalid_token</code>"),
                "{client}\n{shown}"
            );
            let page = press(&browser, &page, "revoke-refresh").await;
            assert!(newest(&page).contains("HTTP/1.1 200 OK"), "{client}");
            let page = press(&browser, &page, "refresh").await;
            let shown = newest(&page);
            assert!(
                shown.contains("<code>invalid_grant</code>"),
                "{client}\n{shown}"
            );
        }
    }
}

// CA-08: an assertion proves once, so each request of a run has its own.
#[tokio::test]
async fn a_client_with_a_key_runs_fails_and_says_what_it_is() {
    let server = Server::with_playground(Db::Sqlite).await;
    let browser = server.browser();
    for (mistake, reason) in [
        ("wrong-secret", "client-secret-wrong"),
        ("replayed-code", "code-unknown"),
    ] {
        let page = run(
            &browser,
            &format!("client=play-jwt&scope=openid&break={mistake}"),
        )
        .await;
        let link = format!("href=\"/docs/errors/{reason}");
        assert!(page.body.contains(&link), "{mistake}\n{}", read(&page.body));
    }
    let page = browser.get("/dev/clients/play-jwt").await;
    let text = read(&page.body);
    assert!(text.contains("private_jwks in dev.json"), "{text}");
    for id in ["curl", "javascript", "python", "rust", "java", "java-key"] {
        assert!(text.contains(&format!("<pre id=\"{id}\">")), "{id}");
    }
    assert!(
        text.contains("private_key_jwt\n"),
        "as Spring Security calls it"
    );
}

// PAGES §9, OPERATIONS §5: what people are written is shown, with its link, on a development server only.
#[tokio::test]
async fn letters_are_shown() {
    let server = Server::with_playground(Db::Sqlite).await;
    let browser = server.browser();
    let empty = browser.get("/dev/mail").await;
    assert!(empty.body.contains("Nothing yet."), "{}", empty.body);
    server.advance(3600);
    let page = browser.open(&crate::support::query("web", &[])).await;
    browser.sign_in(&page, "anna", "anna-password").await;
    let page = browser.get("/dev/mail").await;
    let text = read(&page.body);
    for said in [
        "A new sign-in to your account",
        "Anna@Example.org",
        "/not-me/",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}
