//! Connect: the page on which people connect sources, and the sources: a second issuer, and a
//! provider that lies.

use serde_json::{Value, json};
use signet::{
    core::{Id, Reason},
    model::human::HumanId,
    store,
};
use url::Url;

use crate::support::{Answer, Browser, Db, Server, both, provider::Provider, signer::Signer};

const DOOR: &str = "/legacy/humanapi/connect";
const APP: &str = "https://app.example";

/// A server with sources, and the second issuer that one of them is.
struct World {
    server: Server,
    source: Server,
}

/// What a source says of us.
fn setting(name: &str, key: &str, value: &str) -> String {
    format!("upstream.{name}.{key}={value}")
}

impl World {
    async fn new(db: Db) -> Self {
        Self::with(db, &[]).await
    }

    async fn with(db: Db, more: &[String]) -> Self {
        let source = Server::start(Db::Sqlite).await;
        let mut set = vec![
            "legacy.humanapi.enabled=true".to_owned(),
            setting("records", "title", "Health Records"),
            setting("records", "issuer", &source.base),
            setting("records", "client_id", "signet"),
            setting("records", "client_secret", "signet-secret"),
            setting("records", "scopes", "openid,profile,email,offline_access"),
        ];
        set.extend_from_slice(more);
        let set: Vec<&str> = set.iter().map(String::as_str).collect();
        let server = Server::with(db, &set).await;
        server.client(json!({"client_id": "journal", "client_name": "Health Journal", "client_secret": "journal-secret", "token_endpoint_auth_method": "client_secret_post", "grant_types": ["refresh_token"], "scope": "offline_access connect health:read", "signet": {"door": "humanapi", "connect_origins": [APP]}}));
        server.client(json!({"client_id": "other-app", "client_name": "Other App", "client_secret": "other-app-secret", "token_endpoint_auth_method": "client_secret_post", "grant_types": ["refresh_token"], "scope": "offline_access connect health:read", "signet": {"door": "humanapi", "connect_origins": ["https://other.example"]}}));
        source.client(json!({"client_id": "signet", "client_name": "Signet", "client_secret": "signet-secret", "redirect_uris": [format!("{}{DOOR}/callback", server.base)], "grant_types": ["authorization_code", "refresh_token"], "scope": "openid profile email offline_access"}));
        Self { server, source }
    }

    fn advance(&self, seconds: u64) {
        self.server.advance(seconds);
        self.source.advance(seconds);
    }

    /// The id of the human whom this client calls that.
    fn human(&self, client: &str, client_user_id: &str) -> HumanId {
        let found = self
            .server
            .app
            .store
            .read(|conn| store::humans::find_named(conn, &Id::new(client), client_user_id));
        found.expect("reads").expect("a human").id
    }

    /// A token of the door for a human of a client.
    async fn token(&self, client: &str, client_user_id: &str, kind: &str) -> String {
        let browser = self.server.browser();
        let body = json!({
            "client_id": client, "client_secret": format!("{client}-secret"),
            "client_user_id": client_user_id, "type": kind,
        });
        let address = browser.url("/legacy/humanapi/v1/connect/token");
        let answer = browser.send(browser.http.post(address).json(&body)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let member = match kind {
            "access" => "access_token".to_owned(),
            kind => format!("{kind}_token"),
        };
        answer.json()[member].as_str().expect("a token").to_owned()
    }

    async fn session(&self, client_user_id: &str) -> String {
        self.token("journal", client_user_id, "session").await
    }

    /// Launches Connect with a token: the page.
    async fn launch(&self, browser: &Browser, token: &str) -> Answer {
        let answer = browser
            .get(&format!("{DOOR}?token={token}&mode=auth"))
            .await;
        let page = answer.location();
        assert!(!page.as_str().contains(token), "{page}");
        browser.get(page.path()).await
    }

    /// Presses the button of a source on a page: the way to its provider.
    async fn start(&self, browser: &Browser, page: &Answer, source: &str) -> Answer {
        let handle = page.field("handle");
        let form = [("handle", handle.as_str()), ("source", source)];
        browser.post(&format!("{DOOR}/start"), &form).await
    }

    /// Signs in at the second issuer and allows what is asked: the way back.
    async fn sign_in(&self, address: &Url, username: &str, password: &str) -> Url {
        let browser = self.source.browser();
        let page = browser.open(address.query().expect("a query")).await;
        let page = browser.sign_in(&page, username, password).await;
        browser.allow(&page).await
    }

    /// The whole way, as a person: what the window says in the end.
    async fn connect(&self, browser: &Browser, page: &Answer) -> Answer {
        let going = self.start(browser, page, "records").await;
        let back = self
            .sign_in(&going.refresh(), "anna", "anna-password")
            .await;
        browser.get(&below(&back)).await
    }

    /// A form of the page, sent.
    async fn post(&self, browser: &Browser, page: &Answer, to: &str, source: &str) -> Answer {
        let (handle, seen) = (page.field("handle"), page.field("seen"));
        let form = [
            ("handle", handle.as_str()),
            ("seen", seen.as_str()),
            ("source", source),
        ];
        browser.post(&format!("{DOOR}/{to}"), &form).await
    }

    /// What a column has for the human's source.
    fn kept(&self, expression: &str, human: &HumanId) -> Vec<String> {
        self.server.rows(
            expression,
            &format!("human_sources WHERE human_id = '{human}' ORDER BY source"),
        )
    }
}

fn below(address: &Url) -> String {
    format!("{}?{}", address.path(), address.query().unwrap_or(""))
}

/// The messages that a page has for the page that frames it.
fn messages(page: &Answer) -> Value {
    attribute(page, "data-events")
}

fn attribute(page: &Answer, name: &str) -> Value {
    let at = format!("{name}=\"");
    let (_, rest) = page.body.split_once(&at).expect("an attribute");
    let text = rest.split('"').next().expect("a value");
    let text = text.replace("&#34;", "\"").replace("&quot;", "\"");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The status that the page of a refused token closes with.
fn closes_with(page: &Answer) -> String {
    let close = attribute(page, "data-close");
    assert_eq!(close["type"], "hapi-connect-close");
    close["status"].as_str().expect("a status").to_owned()
}

both!(a22_a_token_opens_connect_to_the_second);
async fn a22_a_token_opens_connect_to_the_second(db: Db) {
    let world = World::new(db).await;
    let browser = world.server.browser();
    for (kind, lasts) in [("session", 3600), ("id", 86_400)] {
        let token = world.token("journal", "A22", kind).await;
        world.advance(lasts - 1);
        let page = world.launch(&browser, &token).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("Health Journal") && page.body.contains("Health Records"));
        if kind == "session" {
            // Only who has connected a source gets the other kinds.
            assert_eq!(world.connect(&browser, &page).await.status, 200);
        }
        world.advance(1);
        let refused = browser
            .get(&format!("{DOOR}?token={token}&mode=auth"))
            .await;
        assert_eq!(refused.status, 400);
        assert_eq!(closes_with(&refused), "SESSION_TOKEN_EXPIRED");
        // Whoever came in time may finish.
        let again = world.post(&browser, &page, "sources", "").await;
        assert_eq!(again.status, 200, "{}", again.body);
    }
    for (query, status) in [
        ("", "MISSING_SESSION_TOKEN"),
        ("?mode=auth", "MISSING_SESSION_TOKEN"),
        ("?token=&mode=auth", "MISSING_SESSION_TOKEN"),
        ("?token=garbage&mode=auth", "SESSION_TOKEN_INVALID"),
        (
            "?token=00112233445566778899aabbccddeeff",
            "SESSION_TOKEN_INVALID",
        ),
        ("?token=a&token=b", "SESSION_TOKEN_INVALID"),
    ] {
        let refused = browser.get(&format!("{DOOR}{query}")).await;
        assert_eq!(refused.status, 400, "{query}");
        assert_eq!(closes_with(&refused), status, "{query}");
    }
    // A token that is for something else opens nothing.
    let access = world.token("journal", "A22", "access").await;
    let refused = browser.get(&format!("{DOOR}?token={access}")).await;
    assert_eq!(closes_with(&refused), "SESSION_TOKEN_INVALID");
}

both!(a27_who_comes_back_finds_what_they_connected);
async fn a27_who_comes_back_finds_what_they_connected(db: Db) {
    let more = [
        setting("clinic", "title", "City Clinic"),
        setting(
            "clinic",
            "authorization_endpoint",
            "http://localhost:9/authorize",
        ),
        setting("clinic", "token_endpoint", "http://localhost:9/token"),
        setting("clinic", "client_id", "signet"),
    ];
    let world = World::with(db, &more).await;
    let browser = world.server.browser();
    let (first, second) = (world.session("A27").await, world.session("A27").await);
    let page = world.launch(&browser, &first).await;
    assert_eq!(messages(&page), json!([]));
    assert!(
        page.body.contains("Connect <b><bdi>City Clinic</bdi></b>"),
        "{}",
        page.body
    );
    let done = world.connect(&browser, &page).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert!(
        done.body.contains("Health Records</bdi></b> is connected"),
        "{}",
        done.body
    );
    // The page itself was left there. Another token of the same human, another browser.
    let elsewhere = world.server.browser();
    let again = world.launch(&elsewhere, &second).await;
    assert!(
        again
            .body
            .contains("Disconnect <b><bdi>Health Records</bdi></b>"),
        "{}",
        again.body
    );
    assert!(again.body.contains("Connect <b><bdi>City Clinic</bdi></b>"));
    // What happened on the first page is told there only.
    assert_eq!(messages(&again), json!([]));
    let kept = world.token("journal", "A27", "id").await;
    world.advance(86_399);
    let later = world.launch(&elsewhere, &kept).await;
    assert!(
        later
            .body
            .contains("Disconnect <b><bdi>Health Records</bdi></b>"),
        "{}",
        later.body
    );
    // Somebody else's page shows none of it.
    let other = world
        .launch(&elsewhere, &world.session("A27-other").await)
        .await;
    assert!(!other.body.contains("Disconnect"), "{}", other.body);
}

both!(the_page_that_frames_connect_hears_what_happens_and_nobody_else);
async fn the_page_that_frames_connect_hears_what_happens_and_nobody_else(db: Db) {
    let world = World::new(db).await;
    let browser = world.server.browser();
    let launched = browser
        .get(&format!(
            "{DOOR}?token={}&mode=auth",
            world.session("E1").await
        ))
        .await;
    let opening = launched.location().path().to_owned();
    let page = browser.get(&opening).await;
    // Only the client's own sites frame it; nothing takes it out of the frame; no cookie is needed.
    let csp = page.header("content-security-policy");
    assert!(
        csp.ends_with("frame-ancestors https://app.example"),
        "{csp}"
    );
    for absent in [
        "x-frame-options",
        "cross-origin-opener-policy",
        "set-cookie",
    ] {
        assert!(!page.headers.contains_key(absent), "{absent}");
    }
    assert_eq!(attribute(&page, "data-origins"), json!([APP]));
    // The address opens it once, and the page's own key is in no address.
    let twice = browser.get(&opening).await;
    assert_eq!(twice.status, 400);
    assert!(!page.url.as_str().contains(&page.field("handle")));
    let done = world.connect(&browser, &page).await;
    assert_eq!(done.header("x-frame-options"), "DENY");
    assert!(
        done.header("content-security-policy")
            .ends_with("frame-ancestors 'none'")
    );
    assert!(!done.headers.contains_key("cross-origin-opener-policy"));
    let news = world.post(&browser, &page, "news", "").await;
    assert_eq!(news.json(), json!({ "news": true }));
    let page = world.post(&browser, &page, "sources", "").await;
    let records = json!({ "name": "Health Records", "id": "records" });
    assert_eq!(
        messages(&page),
        json!([{
            "type": "hapi-connect-connect-source",
            "sessionResults": {"connectedSources": [records], "disconnectedSources": [], "requestedSources": []},
            "currentConnections": [records],
            "requestedProviders": [],
        }])
    );
    // What was told is not told again.
    let news = world.post(&browser, &page, "news", "").await;
    assert_eq!(news.json(), json!({ "news": false }));
    let page = world.post(&browser, &page, "disconnect", "records").await;
    assert_eq!(messages(&page)[0]["type"], "hapi-connect-disconnect-source");
    assert_eq!(messages(&page)[0]["currentConnections"], json!([]));
    assert_eq!(
        messages(&page)[0]["sessionResults"]["disconnectedSources"],
        json!([records])
    );
    let closed = world.post(&browser, &page, "close", "").await;
    assert_eq!(messages(&closed).as_array().map(Vec::len), Some(1));
    assert_eq!(messages(&closed)[0]["type"], "hapi-connect-close");
    assert_eq!(messages(&closed)[0]["status"], "SUCCESS");
    // A page that was closed is over.
    let over = world.post(&browser, &page, "sources", "").await;
    assert_eq!(over.status, 400);
    // A stranger's token: any client may have framed it, and hears no more than that.
    let refused = browser.get(&format!("{DOOR}?token=garbage")).await;
    let csp = refused.header("content-security-policy");
    assert!(
        csp.ends_with("frame-ancestors https://app.example https://other.example"),
        "{csp}"
    );
}

// SE-08 for the forms of Connect, and a page that ends with its token's grant.
both!(connect_takes_no_post_of_other_sites_and_ends_with_its_grant);
async fn connect_takes_no_post_of_other_sites_and_ends_with_its_grant(db: Db) {
    let world = World::new(db).await;
    let browser = world.server.browser();
    let page = world.launch(&browser, &world.session("S1").await).await;
    let handle = page.field("handle");
    for path in ["start", "sources", "disconnect", "close", "news"] {
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
        ] {
            let request = browser
                .request(reqwest::Method::POST, &format!("{DOOR}/{path}"))
                .header(name, value)
                .form(&[("handle", handle.as_str()), ("source", "records")]);
            assert_eq!(browser.send(request).await.status, 403, "{path} {name}");
        }
    }
    assert_eq!(world.server.count("upstream_logins"), 0);
    let wrong = browser
        .post(&format!("{DOOR}/sources"), &[("handle", "wrong")])
        .await;
    assert_eq!(wrong.status, 400);
    // A page is good for an hour.
    world.advance(3600);
    let over = world.post(&browser, &page, "sources", "").await;
    assert_eq!(closes_with(&over), "SESSION_TOKEN_EXPIRED");
    let page = world.launch(&browser, &world.session("S1").await).await;
    world
        .server
        .sql("UPDATE grants SET revoked_at = 1, revoke_reason = 'test'");
    let over = world.post(&browser, &page, "sources", "").await;
    assert_eq!(closes_with(&over), "SESSION_TOKEN_INVALID");
}

// UP-01: "Users keyed by (configured IdP id, upstream `sub`) only". UP-05: no e-mail links anybody:
// the source's Anna has the address of the local Anna, and two humans may be the same person there.
both!(up_01_a_source_tells_who_somebody_is_by_sub_alone);
async fn up_01_a_source_tells_who_somebody_is_by_sub_alone(db: Db) {
    let world = World::new(db).await;
    let (users, identifiers) = (
        world.server.count("users"),
        world.server.count("identifiers"),
    );
    let mut subjects = Vec::new();
    for name in ["one", "two"] {
        let browser = world.server.browser();
        let page = world.launch(&browser, &world.session(name).await).await;
        assert_eq!(world.connect(&browser, &page).await.status, 200);
        subjects.push(world.kept("subject", &world.human("journal", name)));
        // ST-03: what the source gave is sealed.
        let sealed = world.kept("sealed_tokens IS NOT NULL", &world.human("journal", name));
        assert!(
            ["1", "t", "true"].contains(&sealed[0].as_str()),
            "{sealed:?}"
        );
    }
    let anna = world
        .source
        .rows("user_id", "identifiers WHERE form = 'anna'");
    assert_eq!(subjects, [anna.clone(), anna]);
    assert_eq!(world.server.count("users"), users);
    assert_eq!(world.server.count("identifiers"), identifiers);
    assert_eq!(world.server.count("humans"), 2);
    // UP-05: nowhere is kept what could link them by an address.
    assert_eq!(
        world
            .server
            .rows("COUNT(*)", "humans WHERE email IS NOT NULL"),
        ["0"]
    );
    assert!(world.server.audited("source.connected", "success"));
}

// Disconnecting forgets the tokens and gives them back to the source.
both!(a_source_gets_its_tokens_back);
async fn a_source_gets_its_tokens_back(db: Db) {
    let world = World::new(db).await;
    let browser = world.server.browser();
    let page = world.launch(&browser, &world.session("B1").await).await;
    assert_eq!(world.connect(&browser, &page).await.status, 200);
    let live = "grants WHERE client_id = 'signet' AND revoked_at IS NULL";
    assert_eq!(world.source.rows("COUNT(*)", live), ["1"]);
    let page = world.post(&browser, &page, "disconnect", "records").await;
    assert!(
        page.body
            .contains("Connect <b><bdi>Health Records</bdi></b>"),
        "{}",
        page.body
    );
    assert_eq!(world.source.rows("COUNT(*)", live), ["0"]);
    let human = world.human("journal", "B1");
    let forgotten = world.kept("sealed_tokens IS NULL", &human);
    assert!(
        ["1", "t", "true"].contains(&forgotten[0].as_str()),
        "{forgotten:?}"
    );
    assert!(world.server.audited("source.disconnected", "success"));
}

/// A server whose one source is a provider that says what it is told to.
async fn with_liar(db: Db) -> (World, Provider) {
    let liar = Provider::start();
    let more = [
        setting("liar", "issuer", &liar.issuer),
        setting("liar", "client_id", "signet"),
        setting("liar", "client_secret", "liar-secret"),
        setting("liar", "algorithms", "ES256"),
    ];
    (World::with(db, &more).await, liar)
}

/// The parameters of the way to a provider.
fn sent(going: &Answer) -> std::collections::BTreeMap<String, String> {
    going.refresh().query_pairs().into_owned().collect()
}

// UP-02: "Signature, issuer, audience, `exp`, `iat`, `nonce`, `azp`, algorithm from configuration".
both!(up_02_only_an_id_token_that_is_right_in_all_connects);
async fn up_02_only_an_id_token_that_is_right_in_all_connects(db: Db) {
    let (world, liar) = with_liar(db).await;
    let browser = world.server.browser();
    let page = world.launch(&browser, &world.session("UP-02").await).await;
    let human = world.human("journal", "UP-02");
    let now = world.server.now().secs();
    let right = json!({
        "iss": liar.issuer, "sub": "u-1", "aud": "signet", "iat": now, "exp": now + 60,
    });
    let es256 = liar.said.lock().expect("a lock").signer.clone();
    type Change = fn(&mut Value, i64);
    let lies: [(&str, Change); 13] = [
        ("iss", |c, _| c["iss"] = json!("https://other.example")),
        ("aud", |c, _| c["aud"] = json!("other")),
        ("two aud", |c, _| c["aud"] = json!(["signet", "other"])),
        ("exp", |c, now| c["exp"] = json!(now)),
        ("no exp", |c, _| {
            drop(c.as_object_mut().expect("an object").remove("exp"))
        }),
        ("iat ahead", |c, now| c["iat"] = json!(now + 61)),
        ("iat long ago", |c, now| c["iat"] = json!(now - 601)),
        ("nonce", |c, _| c["nonce"] = json!("other")),
        ("no nonce", |c, _| {
            drop(c.as_object_mut().expect("an object").remove("nonce"))
        }),
        ("azp", |c, _| c["azp"] = json!("other")),
        ("at_hash", |c, _| {
            c["at_hash"] = json!("AAAAAAAAAAAAAAAAAAAAAA")
        }),
        ("no sub", |c, _| {
            drop(c.as_object_mut().expect("an object").remove("sub"))
        }),
        ("none", |c, _| *c = Value::Null),
    ];
    let attempt = async |claims: Option<Value>, signer: Signer| {
        let going = world.start(&browser, &page, "liar").await;
        let sent = sent(&going);
        liar.say(|said| {
            said.signer = signer;
            said.claims = claims.map(|mut claims| {
                if claims["nonce"] == "right" {
                    claims["nonce"] = json!(sent["nonce"]);
                }
                claims
            });
        });
        let back = format!("{DOOR}/callback?code=c&state={}", sent["state"]);
        browser.get(&back).await.status.as_u16()
    };
    let with_nonce = || {
        let mut claims = right.clone();
        claims["nonce"] = json!("right");
        claims
    };
    for (name, change) in lies {
        let mut claims = with_nonce();
        change(&mut claims, now);
        let claims = (!claims.is_null()).then_some(claims);
        assert_eq!(attempt(claims, es256.clone()).await, 502, "{name}");
    }
    // Another key under the same id; an algorithm that is not configured, whatever metadata says.
    liar.say(|said| said.metadata = json!({}));
    let rs256 = Signer::new(jsonwebtoken::Algorithm::RS256, "k1");
    assert_eq!(attempt(Some(with_nonce()), rs256).await, 502, "RS256");
    assert_eq!(world.kept("source", &human), Vec::<String>::new());
    assert!(
        world
            .server
            .audited("source.connected", Reason::SourceFailed.code())
    );
    assert_eq!(attempt(Some(with_nonce()), es256.clone()).await, 200);
    assert_eq!(world.kept("subject", &human), ["u-1"]);
    // PKCE: the verifier of the challenge that was sent went along with the code.
    let asked = liar.said.lock().expect("a lock").asked.last().cloned();
    assert!(asked.expect("a form").contains("code_verifier="));
    // RFC 9207: an answer that names another issuer is none of this one's.
    let going = world.start(&browser, &page, "liar").await;
    let state = &sent(&going)["state"];
    let mixed = format!("{DOOR}/callback?code=c&state={state}&iss=https://other.example");
    assert_eq!(browser.get(&mixed).await.status, 502);
    liar.say(|said| {
        said.metadata = json!({"authorization_response_iss_parameter_supported": true})
    });
    assert_eq!(attempt(Some(with_nonce()), es256).await, 502, "no iss");
}

// UP-02: metadata of another issuer is not taken for this one's.
both!(up_02_metadata_names_the_issuer_that_was_asked);
async fn up_02_metadata_names_the_issuer_that_was_asked(db: Db) {
    let (world, liar) = with_liar(db).await;
    let browser = world.server.browser();
    let page = world.launch(&browser, &world.session("UP-02b").await).await;
    liar.say(|said| said.metadata = json!({"issuer": "https://other.example"}));
    let refused = world.start(&browser, &page, "liar").await;
    assert_eq!(refused.status, 502, "{}", refused.body);
    assert_eq!(world.server.count("upstream_logins"), 0);
}

// UP-03: "`state` one-time and bound to the browser".
both!(up_03_a_state_works_once_and_for_its_browser);
async fn up_03_a_state_works_once_and_for_its_browser(db: Db) {
    let world = World::new(db).await;
    let browser = world.server.browser();
    let page = world.launch(&browser, &world.session("UP-03").await).await;
    let human = world.human("journal", "UP-03");
    let going = world.start(&browser, &page, "records").await;
    let cookie = going.header("set-cookie");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let back = below(
        &world
            .sign_in(&going.refresh(), "anna", "anna-password")
            .await,
    );
    // Another browser neither gets nor ends it.
    for stranger in [world.server.browser(), {
        let other = world.server.browser();
        let page = world
            .launch(&other, &world.session("UP-03-other").await)
            .await;
        world.start(&other, &page, "records").await;
        other
    }] {
        assert_eq!(stranger.get(&back).await.status, 400);
    }
    assert_eq!(world.kept("source", &human), Vec::<String>::new());
    // Of many at once, one.
    let statuses = at_once(8, &browser, &back).await;
    assert_eq!(
        statuses.iter().filter(|status| **status == 200).count(),
        1,
        "{statuses:?}"
    );
    assert_eq!(browser.get(&back).await.status, 400);
    assert_eq!(world.kept("source", &human), ["records"]);
    // No state, a made-up one, one that took too long.
    for query in [
        "",
        "?state=x&code=c",
        "?code=c",
        "?state=%00&code=c",
        "?state=a&state=a&code=c",
    ] {
        assert_eq!(
            browser.get(&format!("{DOOR}/callback{query}")).await.status,
            400,
            "{query}"
        );
    }
    let going = world.start(&browser, &page, "records").await;
    let back = below(
        &world
            .sign_in(&going.refresh(), "anna", "anna-password")
            .await,
    );
    world.advance(600);
    assert_eq!(browser.get(&back).await.status, 400);
}

async fn at_once(many: usize, browser: &Browser, path: &str) -> Vec<u16> {
    let mut tasks = Vec::new();
    for _ in 0..many {
        let (tab, path) = (browser.tab(), path.to_owned());
        tasks.push(tokio::spawn(
            async move { tab.get(&path).await.status.as_u16() },
        ));
    }
    let mut statuses = Vec::new();
    for task in tasks {
        statuses.push(task.await.expect("an answer"));
    }
    statuses
}

both!(a_person_who_does_not_allow_it_connects_nothing);
async fn a_person_who_does_not_allow_it_connects_nothing(db: Db) {
    let world = World::new(db).await;
    let browser = world.server.browser();
    let page = world.launch(&browser, &world.session("D1").await).await;
    let going = world.start(&browser, &page, "records").await;
    let there = world.source.browser();
    let consent = there.open(going.refresh().query().expect("a query")).await;
    let consent = there.sign_in(&consent, "anna", "anna-password").await;
    let denied = there.submit(&consent, &[("decision", "deny")]).await;
    let back = there.follow(denied).await.refresh();
    let denied = browser.get(&below(&back)).await;
    assert_eq!(denied.status, 200, "{}", denied.body);
    assert!(
        denied.body.contains("Nothing was connected"),
        "{}",
        denied.body
    );
    assert_eq!(
        world.kept("source", &world.human("journal", "D1")),
        Vec::<String>::new()
    );
    assert!(
        world
            .server
            .audited("source.connected", Reason::ConsentDenied.code())
    );
}

// UP-04: "Disabled IdP → no new login and linked sessions follow policy": what is connected stays
// so, and can be disconnected.
both!(up_04_a_source_that_is_switched_off_connects_nobody);
async fn up_04_a_source_that_is_switched_off_connects_nobody(db: Db) {
    let off = [
        setting("off", "issuer", "http://localhost:9"),
        setting("off", "client_id", "signet"),
        setting("off", "enabled", "false"),
    ];
    let world = World::with(db, &off).await;
    let browser = world.server.browser();
    let page = world.launch(&browser, &world.session("UP-04").await).await;
    assert!(!page.body.contains("value=\"off\""), "{}", page.body);
    for source in ["off", "unknown", ""] {
        let refused = world.start(&browser, &page, source).await;
        assert_eq!(refused.status, 400, "{source}");
        assert!(
            refused.body.contains("This source cannot be connected"),
            "{}",
            refused.body
        );
    }
    assert_eq!(world.server.count("upstream_logins"), 0);
    // One that was connected before it was switched off: shown, and the way out is open.
    let human = world.human("journal", "UP-04");
    world.server.sql(&format!(
        "INSERT INTO human_sources (human_id, source, connected_at) VALUES ('{human}', 'off', 1)"
    ));
    let page = world.post(&browser, &page, "sources", "").await;
    assert!(
        page.body.contains("This service takes no new connections"),
        "{}",
        page.body
    );
    let page = world.post(&browser, &page, "disconnect", "off").await;
    assert!(!page.body.contains("value=\"off\""), "{}", page.body);
    // A sign-in that was on its way when its source was switched off ends there: the state is of a
    // source that is not offered any more.
    let going = world.start(&browser, &page, "records").await;
    let back = below(
        &world
            .sign_in(&going.refresh(), "anna", "anna-password")
            .await,
    );
    world
        .server
        .sql("UPDATE upstream_logins SET source = 'off'");
    assert_eq!(browser.get(&back).await.status, 400);
    assert_eq!(
        world
            .kept("source", &human)
            .iter()
            .filter(|s| *s == "records")
            .count(),
        0
    );
}
