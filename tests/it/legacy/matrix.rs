//! Every door × every way to be refused, and the counters that all doors and pages share.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use signet::{
    account::{
        access::{self, OPERATOR},
        healthily as partners,
        human::{self, Change},
    },
    core::Id,
    model::UserId,
    store,
};

use super::doors::{DIARY, Doors, NAMES, PARTNER, PASSWORD, SECRET, text};
use crate::support::{Answer, Browser, Db, both, database, query, server::TOTP_SEED};

/// What is to be asked of each door.
const CASES: [&str; 12] = [
    "wrong password",
    "unknown",
    "locked",
    "disabled",
    "unverified",
    "second factor",
    "body too large",
    "address too long",
    "headers too large",
    "broken JSON",
    "rate-limited",
    "no database",
];

/// Door | case, or what it is there | status | body. From the contracts and their acceptance
/// cases; as there, `…` is a text that the contract does not fix. A dash: the door has no such
/// thing, and why.
const TABLE: &str = r#"
ocariot | wrong password | 401 | {"code":401,"message":"Invalid username or password!"}
ocariot | unknown | 401 | {"code":401,"message":"Invalid username or password!"}
ocariot | locked | 401 | {"code":401,"message":"Invalid username or password!"}
ocariot | disabled | 401 | {"code":401,"message":"Invalid username or password!"}
ocariot | unverified | - | nothing of a person is verified there
ocariot | second factor | 401 | {"code":401,"message":"Invalid username or password!"}
ocariot | body too large | 413 | {"code":413,"message":"…"}
ocariot | address too long | 414 | {"code":414,"message":"…"}
ocariot | headers too large | 431 | {"code":431,"message":"…"}
ocariot | broken JSON | 400 | {"code":400,"message":"Unable to process request body!","description":"Please verify that the JSON provided in the request body has a valid format and try again."}
ocariot | rate-limited | 429 | {"code":429,"message":"Too Many Requests","description":"…"}
ocariot | no database | 500 | {"code":500,"message":"An internal server error has occurred.","description":"An unexpected error has occurred. Please try again later..."}
corsano-users | wrong password | 401 | {"message":"Authorization failed"}
corsano-users | unknown | 401 | {"message":"Authorization failed"}
corsano-users | locked | 401 | {"message":"Authorization failed"}
corsano-users | disabled | 401 | {"message":"Authorization failed"}
corsano-users | unverified: pre_created | 401 | {"message":"Authorization failed"}
corsano-users | second factor | 401 | {"message":"Authorization failed"}
corsano-users | body too large | 413 | {"error":"…"}
corsano-users | address too long | 414 | {"error":"…"}
corsano-users | headers too large | 431 | {"error":"…"}
corsano-users | broken JSON | 422 | {"message":"The given data was invalid.","errors":{"email":["The email field is required."],"password":["The password field is required."]}}
corsano-users | rate-limited | 429 | {"error":"Too Many Attempts."}
corsano-users | no database | 503 | {"error":"…"}
corsano-health | wrong password: a signature that was changed | 401 | {"message":"Authorization failed"}
corsano-health | unknown: a token of nobody | 401 | {"message":"Authorization failed"}
corsano-health | locked: the token of somebody who is | 401 | {"message":"Authorization failed"}
corsano-health | disabled: the token of somebody who is | 401 | {"message":"Authorization failed"}
corsano-health | unverified | - | who is has no token of the Users Cloud
corsano-health | second factor | - | who has one has no token of the Users Cloud
corsano-health | body too large | 413 | {"error":"…"}
corsano-health | address too long | 414 | {"error":"…"}
corsano-health | headers too large | 431 | {"error":"…"}
corsano-health | broken JSON | 422 | {"message":"The given data was invalid.","errors":{"user_api_token":["The user api token field is required."]}}
corsano-health | rate-limited | - | it takes no password, so there is none to guess
corsano-health | no database | 503 | {"error":"…"}
healthily | wrong password: a wrong secret | 401 | {"message":"Unauthorized"}
healthily | unknown: an unknown partner | 401 | {"message":"Unauthorized"}
healthily | locked: a revoked key | 403 | {"message":"Forbidden"}
healthily | disabled: a disabled partner | 403 | {"message":"Forbidden"}
healthily | unverified: the terms are not accepted | 403 | {"message":"…"}
healthily | second factor | - | no person signs in
healthily | body too large | 413 | {"message":"…"}
healthily | address too long | 414 | {"message":"…"}
healthily | headers too large | 431 | {"message":"…"}
healthily | broken JSON | 400 | {"message":"Invalid JSON"}
healthily | rate-limited: secrets | 429 | {"message":"…"}
healthily | no database | 503 | {"message":"…"}
humanapi | wrong password: a wrong secret | 401 | {"statusCode":401,"error":"Unauthorized","errorCode":"INVALID_CLIENT_ID_OR_SECRET","message":"Invalid client_id or client_secret"}
humanapi | unknown: an unknown client | 401 | {"statusCode":401,"error":"Unauthorized","errorCode":"INVALID_CLIENT_ID_OR_SECRET","message":"Invalid client_id or client_secret"}
humanapi | locked: a blocked human | 403 | {"statusCode":403,"error":"Forbidden","errorCode":"ID_TOKEN_GENERATION_NOT_ALLOWED","message":"User is not allowed to generate ID tokens"}
humanapi | disabled: a disabled client | 403 | {"statusCode":403,"error":"Forbidden","errorCode":"NOT_AUTHORIZED","message":"Not authorized to perform this action"}
humanapi | unverified: no source connected | 404 | {"statusCode":404,"error":"Not Found","errorCode":"UNKNOWN_CLIENT_USER_ID","message":"Unknown client_user_id"}
humanapi | second factor | - | no person signs in
humanapi | body too large | 413 | {"statusCode":413,"error":"…","message":"…"}
humanapi | address too long | 414 | {"statusCode":414,"error":"…","message":"…"}
humanapi | headers too large | 431 | {"statusCode":431,"error":"…","message":"…"}
humanapi | broken JSON | 400 | {"statusCode":400,"error":"Bad Request","message":"…"}
humanapi | rate-limited: secrets | 429 | {"statusCode":429,"error":"Too Many Requests","message":"…"}
humanapi | no database | 503 | {"statusCode":503,"error":"Service Unavailable","message":"…"}
mycure | wrong password | 401 | {"name":"NotAuthenticated","message":"Invalid login","code":401,"className":"not-authenticated","data":{"code":"auth/wrong-password"},"errors":{}}
mycure | unknown | 401 | {"name":"NotAuthenticated","message":"Invalid login","code":401,"className":"not-authenticated","data":{"code":"auth/wrong-password"},"errors":{}}
mycure | locked | 401 | {"name":"NotAuthenticated","message":"Invalid login","code":401,"className":"not-authenticated","data":{"code":"auth/wrong-password"},"errors":{}}
mycure | disabled | 401 | {"name":"NotAuthenticated","message":"Invalid login","code":401,"className":"not-authenticated","data":{"code":"auth/wrong-password"},"errors":{}}
mycure | unverified: personal details | 403 | {"name":"Forbidden","message":"…","code":403,"className":"forbidden","data":{},"errors":{}}
mycure | second factor | 200 | {"code":206,"message":"Missing MFA token","isMFAMobileNoEnabled":false}
mycure | body too large | 413 | {"name":"PayloadTooLarge","message":"…","code":413,"className":"payload-too-large","data":{},"errors":{}}
mycure | address too long | 414 | {"name":"UriTooLong","message":"…","code":414,"className":"uri-too-long","data":{},"errors":{}}
mycure | headers too large | 431 | {"name":"HeadersTooLarge","message":"…","code":431,"className":"headers-too-large","data":{},"errors":{}}
mycure | broken JSON | 400 | {"name":"BadRequest","message":"Invalid JSON","code":400,"className":"bad-request","data":{},"errors":{}}
mycure | rate-limited | 429 | {"name":"TooManyRequests","message":"…","code":429,"className":"too-many-requests","data":{},"errors":{}}
mycure | no database | 503 | {"name":"Unavailable","message":"…","code":503,"className":"unavailable","data":{},"errors":{}}
"#;

/// A line of [`TABLE`]: its door, its case, and what is answered if there is such a thing.
struct Cell {
    door: &'static str,
    case: &'static str,
    answer: Option<(u16, Value)>,
}

fn cells() -> Vec<Cell> {
    let lines = TABLE.lines().filter(|line| !line.is_empty());
    let cells: Vec<Cell> = lines
        .map(|line| {
            let parts: Vec<&str> = line.splitn(4, " | ").collect();
            let [door, case, status, body] = parts[..] else {
                panic!("{line}")
            };
            let answer = (status != "-").then(|| {
                let body = serde_json::from_str(body).expect("JSON");
                (status.parse().expect("a status"), body)
            });
            Cell {
                door,
                case: case.split(':').next().expect("a case"),
                answer,
            }
        })
        .collect();
    let named: Vec<_> = cells.iter().map(|cell| (cell.door, cell.case)).collect();
    let all = NAMES
        .iter()
        .flat_map(|door| CASES.map(|case| (*door, case)));
    assert_eq!(named, all.collect::<Vec<_>>(), "each cell once");
    cells
}

/// Whether a body is what the contract says: member by member, in its order; `…` is any text.
fn fits(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::String(found), Value::String(expected)) if expected == "…" => !found.is_empty(),
        (Value::Object(found), Value::Object(expected)) => {
            found.keys().eq(expected.keys())
                && found
                    .values()
                    .zip(expected.values())
                    .all(|(f, e)| fits(f, e))
        }
        (found, expected) => found == expected,
    }
}

/// The request that a door takes, with this body.
fn request(doors: &Doors, door: &str, query: &str, body: String) -> RequestBuilder {
    let path = match door {
        "ocariot" => "/v1/auth",
        "corsano-users" | "corsano-health" => "/login",
        "healthily" => "/api/v1/login",
        "mycure" => "/authentication",
        _ => "/v1/connect/token",
    };
    doors
        .at(Method::POST, door, &format!("{path}{query}"))
        .header("x-api-key", &doors.key)
        .header("content-type", "application/json")
        .body(body)
}

fn disable(doors: &Doors, id: &UserId) {
    doors.server.sql(&format!(
        "UPDATE users SET state = 'disabled' WHERE id = '{id}'"
    ));
}

/// What a case is at a door.
async fn ask(doors: &Doors, door: &'static str, case: &str) -> Answer {
    match case {
        "body too large" => {
            let body = json!({"username": "x".repeat(101 * 1024)}).to_string();
            doors.send(request(doors, door, "", body)).await
        }
        "address too long" => {
            let query = format!("?x={}", "y".repeat(8 * 1024));
            doors.send(request(doors, door, &query, "{}".into())).await
        }
        "headers too large" => {
            let mut request = request(doors, door, "", "{}".into());
            for number in 0..20 {
                request = request.header(format!("x-filler-{number}"), "y".repeat(1000));
            }
            doors.send(request).await
        }
        "broken JSON" => {
            let body = r#"{"username":"#.to_owned();
            doors.send(request(doors, door, "", body)).await
        }
        _ => match door {
            "ocariot" | "corsano-users" | "mycure" => with_password(doors, door, case).await,
            "corsano-health" => with_token(doors, case).await,
            "healthily" => as_partner(doors, case).await,
            _ => for_human(doors, case).await,
        },
    }
}

async fn with_password(doors: &Doors, door: &str, case: &str) -> Answer {
    let name = format!("{door}-{}", case.replace(' ', "-"));
    let right = |name: String| async move { doors.login(door, &name, PASSWORD).await };
    match case {
        "unknown" => return right(name).await,
        "unverified" if door == "mycure" => return unproven(doors, &name).await,
        "unverified" => {
            let record = json!({"code": name, "state": "pre_created"});
            doors.server.import(json!({"corsano": {"users": record}}));
            return right(name).await;
        }
        "no database" => return right(format!("{door}-well")).await,
        _ => {}
    }
    let id = match case {
        "second factor" => doors.person(&name, json!({"totp": [{"secret": TOTP_SEED}]})),
        _ => doors.person(&name, json!({})),
    };
    match case {
        "wrong password" => doors.login(door, &name, "wrong").await,
        "rate-limited" => {
            for _ in 0..5 {
                let status = doors.login(door, &name, "wrong").await.status;
                assert_eq!(status, 401);
            }
            right(name).await
        }
        "locked" => {
            let locked = access::lock(&doors.server.ctx(), &id, OPERATOR);
            locked.expect("locks").expect("was active");
            right(name).await
        }
        "disabled" => {
            disable(doors, &id);
            right(name).await
        }
        "second factor" => right(name).await,
        other => panic!("{other}"),
    }
}

/// Somebody who has proven no address wants to change what is personal.
async fn unproven(doors: &Doors, name: &str) -> Answer {
    let email = format!("{name}@example.org");
    let changes = json!({"emails": [{"value": email, "verified": false}]});
    let id = doors.person(name, changes);
    let answer = doors.login("mycure", name, PASSWORD).await;
    let request = doors.at(Method::PATCH, "mycure", &format!("/personal-details/{id}"));
    let request = request.bearer_auth(text(&answer, "accessToken"));
    doors.send(request.json(&json!({"sex": "female"}))).await
}

async fn with_token(doors: &Doors, case: &str) -> Answer {
    let name = format!("health-{}", case.replace(' ', "-"));
    let id = doors.person(&name, json!({}));
    let users = text(
        &doors.login("corsano-users", &name, PASSWORD).await,
        "token",
    );
    let (head, signature) = users.rsplit_once('.').expect("parts");
    match case {
        "wrong password" => {
            let first = if signature.starts_with('A') { 'B' } else { 'A' };
            doors
                .exchange(&format!("{head}.{first}{}", &signature[1..]))
                .await
        }
        "unknown" => doors.exchange("nobodys.token.x").await,
        "locked" => {
            let locked = access::lock(&doors.server.ctx(), &id, OPERATOR);
            locked.expect("locks").expect("was active");
            doors.exchange(&users).await
        }
        "disabled" => {
            disable(doors, &id);
            doors.exchange(&users).await
        }
        other => panic!("{other}"),
    }
}

async fn as_partner(doors: &Doors, case: &str) -> Answer {
    let id = format!("partner-{}", case.replace(' ', "-"));
    match case {
        "unknown" => return doors.partner_login(&id, SECRET, &doors.key).await,
        "unverified" => {
            let answer = doors.partner_login(PARTNER, SECRET, &doors.key).await;
            let legal = text(&answer, "access_token");
            let answer = doors.with_token("healthily", "/api/v1/me", &legal).await;
            let lacks = r#"Bearer error="insufficient_scope", scope="healthily:api""#;
            assert_eq!(answer.header("www-authenticate"), lacks);
            return answer;
        }
        "no database" => return doors.partner_login(PARTNER, SECRET, &doors.key).await,
        _ => {}
    }
    let key = doors.partner(&id);
    match case {
        "wrong password" => doors.partner_login(&id, "wrong", &key).await,
        "locked" => {
            let ctx = doors.server.ctx();
            let keys = partners::keys(&ctx, Some(Id::new(&id))).expect("lists");
            assert!(partners::revoke_key(&ctx, &keys[0].id).expect("revokes"));
            doors.partner_login(&id, SECRET, &key).await
        }
        "disabled" => {
            doors.server.edit(&id, json!({"state": "disabled"}));
            doors.partner_login(&id, SECRET, &key).await
        }
        "rate-limited" => {
            for _ in 0..10 {
                let status = doors.partner_login(&id, "wrong", &key).await.status;
                assert_eq!(status, 401);
            }
            doors.partner_login(&id, SECRET, &key).await
        }
        other => panic!("{other}"),
    }
}

async fn for_human(doors: &Doors, case: &str) -> Answer {
    let id = format!("client-{}", case.replace(' ', "-"));
    match case {
        "unknown" => return doors.human(&id, SECRET, "somebody", "session").await,
        "locked" => {
            let human = doors.connected("blocked").await;
            let done = human::change(&doors.server.ctx(), &human, Change::Block, "operator");
            done.expect("changes").expect("is so now");
            return doors.human(DIARY, SECRET, "blocked", "id").await;
        }
        "unverified" => {
            doors.human(DIARY, SECRET, "new", "session").await;
            return doors.human(DIARY, SECRET, "new", "id").await;
        }
        "no database" => return doors.human(DIARY, SECRET, "somebody", "session").await,
        _ => {}
    }
    doors.diary(&id);
    match case {
        "wrong password" => doors.human(&id, "wrong", "somebody", "session").await,
        "disabled" => {
            doors.server.edit(&id, json!({"state": "disabled"}));
            doors.human(&id, SECRET, "somebody", "session").await
        }
        "rate-limited" => {
            for _ in 0..10 {
                let status = doors
                    .human(&id, "wrong", "somebody", "session")
                    .await
                    .status;
                assert_eq!(status, 401);
            }
            doors.human(&id, SECRET, "somebody", "session").await
        }
        other => panic!("{other}"),
    }
}

/// Takes the database away; on SQLite nothing can be written any more.
fn take_database(doors: &Doors, db: Db) {
    match (db, doors.server.store_options().target) {
        (Db::Postgres, store::Target::Postgres(url)) => {
            database::forbid(url.rsplit('/').next().expect("a name"));
        }
        _ => {
            // What cannot be told of does not happen (AU-02).
            doors.server.sql(
                "CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END",
            );
        }
    }
}

// LE-04, LG-14, LE-P4: whatever a door refuses, it refuses in its own contract's words; all that
// can be wrong with a password or a secret is one answer.
both!(every_refusal_of_every_door_is_in_its_own_words);
async fn every_refusal_of_every_door_is_in_its_own_words(db: Db) {
    let doors = Doors::open(db).await;
    for door in ["ocariot", "corsano-users", "mycure"] {
        doors.person(&format!("{door}-well"), json!({}));
    }
    let mut cells = cells();
    // The database goes last.
    cells.sort_by_key(|cell| cell.case == "no database");
    let mut users = None;
    for cell in cells {
        let Cell { door, case, .. } = cell;
        let Some((status, expected)) = cell.answer else {
            continue;
        };
        if users.is_none() {
            // Failures by address are not what this is about.
            doors.server.advance(61);
        }
        if case == "no database" && users.is_none() {
            let answer = doors
                .login("corsano-users", "corsano-users-well", PASSWORD)
                .await;
            users = Some(text(&answer, "token"));
            take_database(&doors, db);
        }
        let answer = match (&users, door) {
            (Some(users), "corsano-health") => doors.exchange(users).await,
            _ => ask(&doors, door, case).await,
        };
        let cell = format!("{door}, {case}: {}", answer.body);
        assert_eq!(answer.status.as_u16(), status, "{cell}");
        assert!(fits(&answer.json(), &expected), "{cell}");
        let media_type = answer.header("content-type");
        assert!(media_type.starts_with("application/json"), "{cell}");
        assert_eq!(answer.header("cache-control"), "no-store", "{cell}");
        if [429, 503].contains(&status) {
            let wait = answer.header("retry-after").parse::<u64>();
            assert!(wait.is_ok_and(|wait| wait > 0), "{cell}");
        }
    }
}

/// Where a person types a password.
const PLACES: [&str; 4] = ["page", "ocariot", "corsano-users", "mycure"];

/// Signs somebody in at one of them: the status.
async fn sign_in(doors: &Doors, place: &str, name: &str, password: &str) -> u16 {
    if place != "page" {
        return doors.login(place, name, password).await.status.as_u16();
    }
    let browser: Browser = doors.server.browser();
    let page = browser.open(&query("web", &[])).await;
    let typed = [("username", name), ("password", password)];
    browser.submit(&page, &typed).await.status.as_u16()
}

// LE-04, LG-14: failures at one place count at every other, and a wait holds everywhere.
both!(failures_of_a_person_count_at_every_place);
async fn failures_of_a_person_count_at_every_place(db: Db) {
    let doors = Doors::open(db).await;
    for (at, here) in PLACES.into_iter().enumerate() {
        for (beside, there) in PLACES.into_iter().enumerate() {
            if at == beside {
                continue;
            }
            let name = format!("person{at}{beside}");
            doors.person(&name, json!({}));
            let wrong = if here == "page" { 422 } else { 401 };
            for _ in 0..3 {
                assert_eq!(sign_in(&doors, here, &name, "wrong").await, wrong, "{here}");
            }
            let wrong = if there == "page" { 422 } else { 401 };
            for _ in 0..2 {
                assert_eq!(
                    sign_in(&doors, there, &name, "wrong").await,
                    wrong,
                    "{there}"
                );
            }
            for place in PLACES {
                let status = sign_in(&doors, place, &name, PASSWORD).await;
                assert_eq!(status, 429, "{here}, then {there}: {place}");
            }
            // What is counted by address is another matter.
            doors.server.advance(3601);
            assert_ne!(sign_in(&doors, here, &name, PASSWORD).await, 429, "{here}");
            assert_ne!(
                sign_in(&doors, there, &name, PASSWORD).await,
                429,
                "{there}"
            );
        }
    }
}

/// Where a client proves itself by its secret: at its own door, and at the standard endpoints.
async fn prove(doors: &Doors, place: &str, client: &str, key: &str, secret: &str) -> u16 {
    let answer = match place {
        "healthily" => doors.partner_login(client, secret, key).await,
        "humanapi" => doors.human(client, secret, "somebody", "session").await,
        path => {
            let form = [
                ("client_id", client),
                ("client_secret", secret),
                ("grant_type", "refresh_token"),
                ("refresh_token", "x"),
                ("token", "x"),
            ];
            let browser = doors.server.browser();
            let mut request = browser.http.post(browser.url(path));
            // A partner's method at the standard endpoints is Basic.
            request = match client.starts_with("partner") {
                true => request.basic_auth(client, Some(secret)).form(&form[2..]),
                false => request.form(&form),
            };
            browser.send(request).await
        }
    };
    answer.status.as_u16()
}

// LE-04, CA-12: a client's wrong secrets count at its door as at the standard endpoints.
both!(failures_of_a_client_count_at_every_place);
async fn failures_of_a_client_count_at_every_place(db: Db) {
    let doors = Doors::open(db).await;
    for door in ["healthily", "humanapi"] {
        let places = [door, "/token", "/introspect", "/revoke"];
        for (at, here) in places.into_iter().enumerate() {
            let (client, key) = match door {
                "healthily" => {
                    let id = format!("partner{at}");
                    let key = doors.partner(&id);
                    (id, key)
                }
                _ => {
                    let id = format!("client{at}");
                    doors.diary(&id);
                    (id, String::new())
                }
            };
            for _ in 0..10 {
                let status = prove(&doors, here, &client, &key, "wrong").await;
                assert_eq!(status, 401, "{door} at {here}");
            }
            for there in places {
                let status = prove(&doors, there, &client, &key, SECRET).await;
                assert_eq!(status, 429, "{door}: {here}, then {there}");
            }
            doors.server.advance(3601);
            for there in places {
                let status = prove(&doors, there, &client, &key, SECRET).await;
                assert!(![401, 429].contains(&status), "{door}: {there}: {status}");
            }
        }
    }
}
