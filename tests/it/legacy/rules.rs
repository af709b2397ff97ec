//! What holds at every door, whatever its contract says.

use reqwest::Method;
use serde_json::{Value, json};
use signet::{
    account::client::{NewClient, register},
    account::legacy_report::{Asked, report},
    core::{Door, token_text},
};

use super::doors::{DIARY, Doors, PARTNER, PASSWORD, SECRET, text};
use crate::support::{
    Db, Server,
    app::{claims, query},
    both,
    server::CALLBACK,
};

/// Why a client cannot be registered so.
fn refused(server: &Server, client: Value) -> String {
    let new = NewClient::from_json(client).expect("metadata");
    let registered = register(&server.ctx(), new).expect("registers");
    registered.expect_err("not so").to_string()
}

// LE-P1: "the door's own server-side client, allow-listed by configuration, stands for its callers;
// … a further public client only by explicit admin waiver recorded in audit".
both!(le_p1_a_client_at_a_door_proves_itself);
async fn le_p1_a_client_at_a_door_proves_itself(db: Db) {
    let doors = Doors::open(db).await;
    let server = &doors.server;
    doors.person("pia", json!({}));
    for door in Door::ALL {
        let client = json!({"client_id": "open", "token_endpoint_auth_method": "none", "grant_types": [], "signet": {"door": door.name()}});
        let why = refused(server, client);
        assert!(why.contains("public_at_door"), "{why}");
    }
    // Nor does one become so by a change.
    let mut changes = serde_json::Map::new();
    changes.insert("token_endpoint_auth_method".into(), json!("none"));
    let id = signet::core::Id::new("legacy-ocariot");
    let changed = signet::account::client_change::edit(&server.ctx(), &id, changes);
    assert!(changed.expect("changes").expect("is there").is_err());
    assert_eq!(doors.login("ocariot", "pia", PASSWORD).await.status, 200);
    // One that was public before there was this rule stands for nobody.
    server.edit(
        "legacy-ocariot",
        json!({"signet": {"public_at_door": true}}),
    );
    assert!(!server.audited("client.public_at_door", "success"));
    server.edit(
        "legacy-ocariot",
        json!({"token_endpoint_auth_method": "none"}),
    );
    assert!(server.audited("client.public_at_door", "success"));
    assert_eq!(doors.login("ocariot", "pia", PASSWORD).await.status, 200);
    // The trail names who waived it, and for which door.
    let trail = server.audit();
    let row = trail
        .iter()
        .find(|row| row.event == "client.public_at_door");
    let row = row.expect("a row");
    assert_eq!(row.actor, "operator");
    assert_eq!(row.subject.as_deref(), Some("client:legacy-ocariot"));
    assert_eq!(row.detail.as_deref(), Some(r#"{"door":"ocariot"}"#));
    // A client that is flagged for the door, and is not the configured one, opens nothing by it.
    server.client(json!({"client_id": "second", "client_secret": SECRET, "grant_types": [], "signet": {"door": "corsano-users"}}));
    server.edit("legacy-corsano-users", json!({"signet": {"door": null}}));
    assert_eq!(
        doors.login("corsano-users", "pia", PASSWORD).await.status,
        404
    );
}

// LE-P5: "Scope ≤ the client's `legacy_scopes`; never admin scopes, never `offline_access` unless
// allowed": what a door gives is at most what its client is registered with.
both!(le_p5_a_door_gives_no_more_than_its_client_has);
async fn le_p5_a_door_gives_no_more_than_its_client_has(db: Db) {
    let doors = Doors::open(db).await;
    let server = &doors.server;
    let scopes = "sleep:read offline_access openid steps:write children:read";
    doors.person(
        "wide",
        json!({"ocariot": {"username": "wide", "type": "admin", "scope_override": scopes}}),
    );
    let said = async || {
        let answer = doors.login("ocariot", "wide", PASSWORD).await;
        let token = text(&answer, "access_token");
        let client = ("legacy-ocariot", Some("door-secret"));
        let told = server
            .ask("/introspect", client, &[("token", &token)])
            .await;
        assert_eq!(told.json()["scope"], claims(&token)["scope"]);
        claims(&token)["scope"].as_str().expect("scopes").to_owned()
    };
    // Without a scope of its own the client has the contract's; no refresh and no sign-in.
    assert_eq!(said().await, "sleep:read steps:write children:read");
    for name in ["sleep:read", "steps:read"] {
        server.scope(json!({"name": name, "title": name}));
    }
    server.edit("legacy-ocariot", json!({"scope": "sleep:read steps:read"}));
    assert_eq!(said().await, "sleep:read");
    // The Users Cloud gives what its client has.
    doors.person("cora", json!({}));
    let users = async || {
        let answer = doors.login("corsano-users", "cora", PASSWORD).await;
        let token = text(&answer, "token");
        let client = ("legacy-corsano-users", Some("users-door-secret"));
        let told = server
            .ask("/introspect", client, &[("token", &token)])
            .await;
        told.json()["scope"].as_str().unwrap_or_default().to_owned()
    };
    assert!(users().await.contains("corsano.users"));
    server.edit("legacy-corsano-users", json!({"scope": "corsano.health"}));
    assert!(!users().await.contains("corsano.users"));
    // Human API: what a client is not registered for it is not given, by whatever call.
    doors.connected("user-1").await;
    server.edit(DIARY, json!({"scope": "connect appuser:read"}));
    for (kind, status) in [("id", 403), ("access", 403), ("session", 200)] {
        let person = format!("user-{}", if kind == "session" { 2 } else { 1 });
        let answer = doors.human(DIARY, SECRET, &person, kind).await;
        assert_eq!(answer.status, status, "{kind}: {}", answer.body);
    }
    let own = doors.human(DIARY, SECRET, "", "client").await;
    let own = claims(&text(&own, "client_token"));
    assert_eq!(own["scope"], "appuser:read");
    // Healthily: the terms first, whatever a partner is registered with.
    let legal = doors.partner_login(PARTNER, SECRET, &doors.key).await;
    let legal = claims(&text(&legal, "access_token"));
    assert_eq!(legal["scope"], "healthily:legal");
}

// LE-S1: "256-bit, hashed at rest, typed prefix + checksum; … bound to client; one audience", where
// the contract leaves the text open.
both!(le_s1_a_session_token_is_random_typed_and_its_clients_own);
async fn le_s1_a_session_token_is_random_typed_and_its_clients_own(db: Db) {
    let doors = Doors::open(db).await;
    let server = &doors.server;
    doors.diary("journal");
    let answer = doors.human(DIARY, SECRET, "user-1", "session").await;
    let token = text(&answer, "session_token");
    assert!(token_text::is_well_formed(&token, "hapi_"), "{token}");
    let digest = signet::crypto::digest::sha256_bytes(token.as_bytes());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let kept = server.rows(&db.hex("digest"), "access_tokens");
    assert_eq!(kept, [digest]);
    let asked = async |client: &str| {
        let browser = server.browser();
        let form = [
            ("client_id", client),
            ("client_secret", SECRET),
            ("token", &token),
        ];
        let request = browser.http.post(browser.url("/introspect")).form(&form);
        browser.send(request).await.json()
    };
    let told = asked(DIARY).await;
    assert_eq!(
        (&told["active"], &told["aud"]),
        (&json!(true), &json!(["humanapi"]))
    );
    assert_eq!(asked("journal").await, json!({"active": false}));
    // The contract's own life, to the second.
    server.advance(3600 + 5);
    assert_eq!(asked(DIARY).await, json!({"active": false}));
}

// LE-K2: "key in URL → 400 and key flagged `exposed` + notice": also as a part of the path.
both!(le_k2_a_key_in_a_path_is_flagged);
async fn le_k2_a_key_in_a_path_is_flagged(db: Db) {
    let doors = Doors::open(db).await;
    let exposed = || {
        doors
            .server
            .count("healthily_api_keys WHERE exposed_at IS NOT NULL")
    };
    let ask = async |path: &str| {
        let request = doors.at(Method::GET, "healthily", path);
        doors.send(request).await.status.as_u16()
    };
    assert_eq!(ask(&format!("/api/v1/terms/{}", "x".repeat(40))).await, 404);
    assert_eq!(exposed(), 0);
    assert_eq!(ask(&format!("/api/v1/{}/terms", doors.key)).await, 400);
    assert_eq!(exposed(), 1);
    assert!(doors.server.audited("api_key.exposed", "credential-in-url"));
}

// Slashes that are too many are none, before a door as below it; and an address that a refusal
// names is the one that was sent.
#[tokio::test]
async fn a_door_is_found_however_many_slashes_there_are() {
    let doors = Doors::open(Db::Sqlite).await;
    doors.person("slash", json!({}));
    let browser = doors.server.browser();
    let body = json!({"username": "slash", "password": PASSWORD});
    for path in ["//legacy/ocariot/v1/auth", "/legacy//ocariot//v1/auth"] {
        let url = format!("{}{path}", doors.server.base);
        let answer = browser.send(browser.http.post(url).json(&body)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }
    let trace = doors.at(Method::TRACE, "ocariot", "/v1/auth?a=1");
    let answer = doors.send(trace).await;
    let expected = r#"{"code":404,"message":"Endpoint /v1/auth?a=1 does not found!"}"#;
    assert_eq!(
        (answer.status.as_u16(), answer.body.as_str()),
        (404, expected)
    );
    // Nothing else has slashes that count for nothing.
    let url = format!("{}//jwks", doors.server.base);
    assert_eq!(browser.send(browser.http.get(url)).await.status, 404);
}

// LE-02: whoever is given nothing any more asks nobody for anything.
both!(a_client_past_its_end_asks_nobody);
async fn a_client_past_its_end_asks_nobody(db: Db) {
    let server = Server::start(db).await;
    let end = server.now().plus(std::time::Duration::from_secs(60));
    server.edit("web", json!({"signet": {"sunset_at": end.millis()}}));
    let browser = server.browser();
    let page = browser.open(&query("web", &[])).await;
    assert_eq!(page.status, 200);
    server.advance(60);
    let answer = browser
        .get(&format!("/authorize?{}", query("web", &[])))
        .await;
    assert!(answer.location().as_str().starts_with(CALLBACK));
    assert_eq!(
        answer.parameter("error").as_deref(),
        Some("invalid_request")
    );
}

// DL-07: one token opens so many pages, and one page begins so many sign-ins.
#[tokio::test]
async fn a_token_of_connect_fills_no_table() {
    let doors = Doors::open(Db::Sqlite).await;
    let answer = doors.human(DIARY, SECRET, "user-1", "session").await;
    let token = text(&answer, "session_token");
    let path = format!("/connect?token={token}&mode=auth");
    let mut opened = 0;
    let last = loop {
        let answer = doors.send(doors.at(Method::GET, "humanapi", &path)).await;
        if answer.status != 303 {
            break answer;
        }
        opened += 1;
    };
    assert_eq!((opened, last.status.as_u16()), (100, 503));
    assert!(
        last.header("retry-after")
            .parse::<u64>()
            .is_ok_and(|wait| wait > 0)
    );
    assert_eq!(doors.server.count("connect_pages"), 100);
    doors.server.advance(3601);
    let answer = doors.human(DIARY, SECRET, "user-1", "session").await;
    let path = format!(
        "/connect?token={}&mode=auth",
        text(&answer, "session_token")
    );
    let answer = doors.send(doors.at(Method::GET, "humanapi", &path)).await;
    assert_eq!(answer.status, 303);
}

// The report tells how the passwords of a door's whole estate are kept, also of those who have not
// come since anybody counts.
both!(the_report_knows_the_whole_estate);
async fn the_report_knows_the_whole_estate(db: Db) {
    let doors = Doors::open(db).await;
    doors.person("both", json!({}));
    let hash = bcrypt::hash("old-password", 4).expect("a hash");
    for name in ["OLD1", "OLD2"] {
        doors.server.import(
            json!({"ocariot": {"username": name, "type": "child"}, "password": {"hash": hash}}),
        );
    }
    let asked = Asked {
        since: doors.server.now(),
        door: None,
        client: None,
    };
    let told = report(&doors.server.ctx(), &asked).expect("reads");
    let hashes = |door: Door| {
        let found = told.iter().find(|report| report.door == door);
        let hashes = &found.expect("a report").hashes;
        ["argon2id", "bcrypt"].map(|scheme| hashes.get(scheme).copied().unwrap_or(0))
    };
    assert_eq!(hashes(Door::Ocariot), [1, 2]);
    assert_eq!(hashes(Door::CorsanoUsers), [1, 0]);
    assert_eq!(hashes(Door::Healthily), [0, 0]);
}

// A guide has this server's address, and speaks of an end where there is one.
#[tokio::test]
async fn a_guide_is_of_this_server() {
    let server = Server::with(
        Db::Sqlite,
        &["legacy.ocariot.sunset_at=2099-06-30T23:59:59Z"],
    )
    .await;
    let browser = server.browser();
    for (name, ends) in [("ocariot", true), ("humanapi", false), ("healthily", false)] {
        let page = browser.get(&format!("/docs/migration/{name}")).await;
        assert_eq!(page.status, 200);
        assert!(
            page.body.contains(&format!("ISSUER={}", server.base)),
            "{name}"
        );
        assert!(!page.body.contains("localhost:8080"), "{name}");
        assert_eq!(page.body.contains("Sunset"), ends, "{name}");
    }
}

// What is brought along goes on: the tokens that Human API gave are good for what is left of their
// life, and what they were given with is redeemed once.
both!(tokens_of_the_old_human_api_go_on);
async fn tokens_of_the_old_human_api_go_on(db: Db) {
    use signet::{
        account::legacy_import::{HumanApiLine, humanapi},
        grants::adopt::{Adopted, adopt_given, given},
    };
    let doors = Doors::open(db).await;
    let server = &doors.server;
    let ends = server.now().plus(std::time::Duration::from_secs(600));
    let (access, id) = (
        "old-access-token-of-the-old-api",
        "0123456789abcdef0123456789abcdef",
    );
    let refresh = format!("atrt-{}", "x".repeat(43));
    let line = || -> HumanApiLine {
        serde_json::from_value(json!({
            "client_id": DIARY, "client_user_id": "old-7", "human_id": "70a1fd8fb4935296647f340dddf7dad6",
            "sources": ["fitbit"],
            "tokens": [
                {"type": "access", "token": access, "expires_at": ends.rfc3339(), "refresh_token": refresh},
                {"type": "id", "token": id, "expires_at": ends.rfc3339()},
                {"type": "session", "token": "a-session-that-is-over", "expires_at": "2020-01-01T00:00:00Z"},
            ],
        }))
        .expect("a line")
    };
    let bring = || {
        let tokens = given(&line()).expect("tokens");
        humanapi(&server.ctx(), line())
            .expect("imports")
            .expect("valid");
        let adopt = |token| adopt_given(&server.ctx(), Door::HumanApi, token).expect("adopts");
        tokens.iter().map(adopt).collect::<Vec<_>>()
    };
    assert_eq!(bring(), [Adopted::Made, Adopted::Made, Adopted::Over]);
    assert_eq!(bring(), [Adopted::Already, Adopted::Already, Adopted::Over]);
    let form = |token: &str| {
        vec![
            ("client_id".to_owned(), DIARY.to_owned()),
            ("client_secret".to_owned(), SECRET.to_owned()),
            ("token".to_owned(), token.to_owned()),
        ]
    };
    let told = async |token: &str| {
        let browser = server.browser();
        let request = browser.http.post(browser.url("/introspect"));
        browser.send(request.form(&form(token))).await.json()
    };
    let found = told(access).await;
    assert_eq!(found["sub"], "70a1fd8fb4935296647f340dddf7dad6", "{found}");
    assert_eq!(found["scope"], "health:read offline_access");
    assert_eq!(found["acr"], "urn:signet:acr:legacy");
    assert_eq!(told(id).await["active"], true);
    // The id token opens Connect, as before.
    let path = format!("/connect?token={id}&mode=auth");
    let answer = doors.send(doors.at(Method::GET, "humanapi", &path)).await;
    assert_eq!(answer.status, 303);
    server.advance(600 + 6);
    assert_eq!(told(access).await["active"], false);
    let redeem = [
        ("grant_type", "refresh_token"),
        ("client_id", DIARY),
        ("client_secret", SECRET),
        ("refresh_token", &refresh),
    ];
    let fresh = server.token(None, &redeem).await;
    assert_eq!(fresh.status, 200, "{}", fresh.body);
    let fresh = fresh.json();
    assert_eq!(
        told(fresh["access_token"].as_str().expect("text")).await["active"],
        true
    );
    let human = signet::model::HumanId::new("70a1fd8fb4935296647f340dddf7dad6");
    let block = signet::account::human::Change::Block;
    let done = signet::account::human::change(&server.ctx(), &human, block, "operator");
    done.expect("changes").expect("is so now");
    assert_eq!(
        told(fresh["access_token"].as_str().expect("text")).await["active"],
        false
    );
}
