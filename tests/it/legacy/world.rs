//! One world: what becomes of each door's tokens, as `docs/legacy.md` has it in its table. The
//! test reads that table, so that the two cannot part.

use std::{collections::BTreeMap, time::Duration};

use reqwest::Method;
use serde_json::{Value, json};
use signet::{
    account::{
        access::{self, OPERATOR},
        grant,
        human::{self, Change},
        password,
    },
    core::{Id, Secret},
    model::{HumanId, UserId, session::ACR_LEGACY},
    store::grants::Filter,
};

use super::doors::{DIARY, Doors, NAMES, OPEN, PARTNER, PASSWORD, SECRET, text};
use crate::support::{Db, Server, both};

const DOCUMENT: &str = include_str!("../../../docs/legacy.md");
const RECORDS: &str = "https://records.example";
const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// The table below "One world": rows by name, each with its cells by column.
fn table() -> Vec<(String, BTreeMap<String, String>)> {
    let (_, section) = DOCUMENT.split_once("## One world").expect("the section");
    let section = section.split("\n## ").next().expect("its text");
    let mut lines = section
        .lines()
        .filter(|line| line.starts_with('|') && !line.starts_with("|-"))
        .map(|line| {
            let cells = line.trim_matches('|').split('|');
            cells.map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()
        });
    let columns = lines.next().expect("a head");
    assert_eq!(columns[1..], TOKENS, "the columns");
    lines
        .map(|cells| {
            assert_eq!(cells.len(), columns.len(), "{cells:?}");
            let named = columns[1..].iter().cloned().zip(cells[1..].iter().cloned());
            (cells[0].clone(), named.collect())
        })
        .collect()
}

/// The columns: every kind of token that a door gives.
const TOKENS: [&str; 11] = [
    "OCARIoT",
    "Corsano users",
    "Corsano health",
    "Healthily legal",
    "Healthily upgraded",
    "Human API session",
    "Human API id",
    "Human API access",
    "Human API client",
    "MyCure session",
    "MyCure API",
];

/// A token, and what it rests on.
struct Made {
    kind: &'static str,
    door: &'static str,
    token: String,
    /// What it was exchanged for.
    parent: Option<String>,
    /// Whose it is: the client and its secret.
    client: (&'static str, &'static str),
    user: Option<UserId>,
    human: Option<HumanId>,
}

/// The doors, and a second node on the same database where there can be one.
struct World {
    doors: Doors,
    beside: Option<Server>,
    people: std::cell::Cell<u32>,
}

impl World {
    async fn open(db: Db) -> Self {
        let doors = Doors::open(db).await;
        doors
            .server
            .resource(json!({"resource": RECORDS, "title": "Records", "scopes": []}));
        doors.server.client(
            json!({"client_id": "gate", "client_secret": SECRET, "grant_types": [EXCHANGE]}),
        );
        let beside = match db {
            Db::Sqlite => None,
            Db::Postgres => Some(doors.server.beside_with(&OPEN).await),
        };
        Self {
            doors,
            beside,
            people: std::cell::Cell::new(0),
        }
    }

    fn server(&self) -> &Server {
        &self.doors.server
    }

    /// A token of this kind, for somebody new.
    async fn make(&self, kind: &'static str) -> Made {
        let doors = &self.doors;
        self.people.set(self.people.get() + 1);
        let name = format!("person{}", self.people.get());
        let of = |door, client, token| Made {
            kind,
            door,
            token,
            parent: None,
            client,
            user: None,
            human: None,
        };
        let users = ("legacy-corsano-users", "users-door-secret");
        match kind {
            "OCARIoT" => {
                let user = doors.person(&name, json!({}));
                let answer = doors.login("ocariot", &name, PASSWORD).await;
                let client = ("legacy-ocariot", "door-secret");
                Made {
                    user: Some(user),
                    ..of("ocariot", client, text(&answer, "access_token"))
                }
            }
            "Corsano users" | "Corsano health" => {
                let user = doors.person(&name, json!({}));
                let answer = doors.login("corsano-users", &name, PASSWORD).await;
                let token = text(&answer, "token");
                let made = Made {
                    user: Some(user),
                    ..of("corsano-users", users, token.clone())
                };
                if kind == "Corsano users" {
                    return made;
                }
                Made {
                    door: "corsano-health",
                    client: ("legacy-corsano-health", "health-door-secret"),
                    token: text(&doors.exchange(&token).await, "token"),
                    parent: Some(token),
                    ..made
                }
            }
            "MyCure session" | "MyCure API" => {
                let user = doors.person(&name, json!({}));
                let answer = doors.login("mycure", &name, PASSWORD).await;
                let session = text(&answer, "accessToken");
                let token = match kind {
                    "MyCure API" => {
                        let request = doors.at(Method::POST, "mycure", "/authentication");
                        let asked = json!({"action": "generateAPIToken"});
                        let answer = doors.send(request.bearer_auth(&session).json(&asked)).await;
                        assert_eq!(answer.status, 201, "{}", answer.body);
                        let body = answer.json();
                        body["accessToken"].as_str().expect("a token").to_owned()
                    }
                    _ => session,
                };
                Made {
                    user: Some(user),
                    ..of("mycure", ("legacy-mycure", "mycure-door-secret"), token)
                }
            }
            "Healthily legal" | "Healthily upgraded" => {
                let answer = doors.partner_login(PARTNER, SECRET, &doors.key).await;
                let legal = text(&answer, "access_token");
                let made = of("healthily", (PARTNER, SECRET), legal.clone());
                if kind == "Healthily legal" {
                    return made;
                }
                Made {
                    token: text(&doors.accept(&legal).await, "access_token"),
                    parent: Some(legal),
                    ..made
                }
            }
            _ => {
                let (kind, member) = match kind {
                    "Human API session" => ("session", "session_token"),
                    "Human API id" => ("id", "id_token"),
                    "Human API access" => ("access", "access_token"),
                    _ => ("client", "client_token"),
                };
                let human = match kind {
                    "session" => {
                        let answer = doors.human(DIARY, SECRET, &name, kind).await;
                        let human = HumanId::new(text(&answer, "human_id"));
                        return Made {
                            human: Some(human),
                            ..of("humanapi", (DIARY, SECRET), text(&answer, member))
                        };
                    }
                    "client" => None,
                    _ => Some(doors.connected(&name).await),
                };
                let answer = doors.human(DIARY, SECRET, &name, kind).await;
                Made {
                    human,
                    ..of("humanapi", (DIARY, SECRET), text(&answer, member))
                }
            }
        }
    }

    /// What a token's own client is told of it at a node.
    async fn told(&self, server: &Server, (id, secret): (&str, &str), token: &str) -> Value {
        let browser = server.browser();
        let mut request = browser.http.post(browser.url("/introspect"));
        request = match id {
            DIARY => request.form(&[
                ("client_id", id),
                ("client_secret", secret),
                ("token", token),
            ]),
            _ => request
                .basic_auth(id, Some(secret))
                .form(&[("token", token)]),
        };
        let answer = browser.send(request).await;
        match answer.status.as_u16() {
            200 => answer.json(),
            // The client itself is switched off.
            401 => json!({"active": false}),
            _ => panic!("{}", answer.body),
        }
    }

    /// Whether a token is good at a node.
    async fn stands(&self, server: &Server, made: &Made) -> bool {
        self.told(server, made.client, &made.token).await["active"] == true
    }

    /// What became of a token: at once at this node, within a second at the other.
    async fn fate(&self, made: &Made) -> String {
        let stands = self.stands(self.server(), made).await;
        if let Some(beside) = &self.beside {
            let mut looks = 0;
            while self.stands(beside, made).await != stands {
                looks += 1;
                assert!(looks < 20, "{}: the other node knows it later", made.kind);
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        if stands { "goes on" } else { "ends" }.to_owned()
    }

    async fn post(&self, path: &str, (id, secret): (&str, &str), form: &[(&str, &str)]) -> u16 {
        let browser = self.server().browser();
        let mut form = form.to_vec();
        let mut request = browser.http.post(browser.url(path));
        if id == DIARY {
            form.extend([("client_id", id), ("client_secret", secret)]);
        } else {
            request = request.basic_auth(id, Some(secret));
        }
        browser.send(request.form(&form)).await.status.as_u16()
    }

    async fn revoke(&self, client: (&str, &str), token: &str) {
        let status = self.post("/revoke", client, &[("token", token)]).await;
        assert_eq!(status, 200);
    }

    /// What a row of the table is for a kind of token, in the table's own words.
    async fn observe(&self, row: &str, kind: &'static str) -> String {
        let none = || "–".to_owned();
        let made = self.make(kind).await;
        assert!(self.stands(self.server(), &made).await, "{kind}");
        // Who is cut off is so from the second on.
        self.server().advance(1);
        let ctx = self.server().ctx();
        match row {
            "`/introspect` by its client" => {
                let told = self.told(self.server(), made.client, &made.token).await;
                assert!(self.fate(&made).await == "goes on");
                let acr = if told["acr"] == ACR_LEGACY {
                    "active, `acr` legacy"
                } else {
                    "active"
                };
                acr.to_owned()
            }
            "`signet grant list`" => {
                let filter = Filter {
                    client: Some(Id::new(made.client.0)),
                    ..Filter::default()
                };
                let told = self.told(self.server(), made.client, &made.token).await;
                let since = told["iat"].as_i64().expect("iat");
                let shown = grant::list(&ctx, filter, false, 10_000).expect("lists");
                let is_it = |shown: &grant::Shown| {
                    shown.state.grant.created_at.secs() == since
                        && shown.state.grant.door.as_deref() == Some(made.door)
                };
                let listed = shown.iter().any(is_it);
                if listed { "listed" } else { "–" }.to_owned()
            }
            "`/revoke` by its client" => {
                self.revoke(made.client, &made.token).await;
                self.fate(&made).await
            }
            "`/revoke` of the token that it was made of" => {
                let Some(parent) = &made.parent else {
                    return none();
                };
                let client = match made.door {
                    "corsano-health" => ("legacy-corsano-users", "users-door-secret"),
                    _ => made.client,
                };
                self.revoke(client, parent).await;
                self.fate(&made).await
            }
            "`/revoke` of a token that was made of it" => {
                let (client, child) = match kind {
                    "Corsano users" => (
                        ("legacy-corsano-health", "health-door-secret"),
                        text(&self.doors.exchange(&made.token).await, "token"),
                    ),
                    "Healthily legal" => (
                        made.client,
                        text(&self.doors.accept(&made.token).await, "access_token"),
                    ),
                    _ => return none(),
                };
                self.revoke(client, &child).await;
                self.fate(&made).await
            }
            "sign-out at the door" => {
                let token = match kind {
                    "Corsano users" => &made.token,
                    "Corsano health" => made.parent.as_ref().expect("a users token"),
                    _ => return none(),
                };
                let request = self.doors.at(Method::POST, "corsano-users", "/auth/logout");
                let answer = self.doors.send(request.bearer_auth(token)).await;
                assert_eq!(answer.status, 204);
                self.fate(&made).await
            }
            "another password" => {
                let Some(user) = &made.user else {
                    return none();
                };
                password::set(
                    &ctx,
                    user,
                    (&Secret::new("plum harbour quartz"), false),
                    OPERATOR,
                )
                .expect("sets")
                .expect("long enough");
                self.fate(&made).await
            }
            "the person is locked" => {
                match (&made.user, &made.human) {
                    (Some(user), _) => drop(
                        access::lock(&ctx, user, OPERATOR)
                            .expect("locks")
                            .expect("was active"),
                    ),
                    (_, Some(human)) => human::change(&ctx, human, Change::Block, "operator")
                        .expect("changes")
                        .expect("is so now"),
                    _ => return none(),
                }
                self.fate(&made).await
            }
            "the person is deleted" => {
                match (&made.user, &made.human) {
                    (Some(user), _) => drop(
                        access::delete(&ctx, user, OPERATOR)
                            .expect("deletes")
                            .expect("was there"),
                    ),
                    (_, Some(human)) => human::change(&ctx, human, Change::Erase, "operator")
                        .expect("changes")
                        .expect("is so now"),
                    _ => return none(),
                }
                self.fate(&made).await
            }
            "its client is switched off" => {
                self.server()
                    .edit(made.client.0, json!({"state": "disabled"}));
                // Also when it is switched on again: what ended stays ended.
                self.fate(&made).await;
                self.server().edit(made.client.0, json!({"state": "live"}));
                self.server().advance(1);
                let fate = self.fate(&made).await;
                // The other node gives tokens again.
                tokio::time::sleep(Duration::from_millis(900)).await;
                fate
            }
            "exchange at `/token`" => self.exchange(&made).await,
            "use at every other door" => self.elsewhere(&made).await,
            "use at `/userinfo`" => {
                let answer = self.server().userinfo(&made.token).await;
                if answer.status == 401 {
                    "refused"
                } else {
                    "taken"
                }
                .to_owned()
            }
            other => panic!("the table has a row that nobody tries: {other}"),
        }
    }

    /// LE-X1: by a rule that names its audience, and by nothing else.
    async fn exchange(&self, made: &Made) -> String {
        let told = self.told(self.server(), made.client, &made.token).await;
        let from = told["aud"][0]
            .as_str()
            .or(told["aud"].as_str())
            .expect("an audience")
            .to_owned();
        let scope = told["scope"]
            .as_str()
            .expect("scopes")
            .split(' ')
            .next()
            .expect("one")
            .to_owned();
        let form = [
            ("grant_type", EXCHANGE),
            ("subject_token", made.token.as_str()),
            ("subject_token_type", ACCESS_TOKEN),
            ("resource", RECORDS),
        ];
        let gate = ("gate", SECRET);
        self.server()
            .edit("gate", json!({"signet": {"exchanges": []}}));
        assert_eq!(self.post("/token", gate, &form).await, 400, "{}", made.kind);
        let rule = json!({"from": from, "to": RECORDS, "scope": scope});
        self.server().edit(
            "gate",
            json!({"signet": {"introspects": [from], "exchanges": [rule]}}),
        );
        match self.post("/token", gate, &form).await {
            200 => "by a rule",
            400 => "refused",
            other => panic!("{other}"),
        }
        .to_owned()
    }

    /// Everything that another door protects.
    async fn elsewhere(&self, made: &Made) -> String {
        self.doors_take(&made.token, made.door).await
    }

    /// Whether a door takes a token, but for this one.
    async fn doors_take(&self, token: &str, of: &str) -> String {
        let doors = &self.doors;
        let mut statuses = Vec::new();
        for door in NAMES.into_iter().filter(|door| *door != of) {
            let paths: &[&str] = match door {
                "corsano-users" => &["/profile", "/auth/refresh"],
                "corsano-health" => &["/profile"],
                "healthily" => &["/api/v1/terms", "/api/v1/me"],
                "mycure" => &["/accounts/x", "/personal-details/x"],
                // It protects nothing itself: its gateways do.
                _ => &[],
            };
            for path in paths {
                statuses.push(doors.with_token(door, path, token).await.status.as_u16());
            }
            if door == "corsano-health" && of != "corsano-users" {
                statuses.push(doors.exchange(token).await.status.as_u16());
            }
            if door == "humanapi" {
                let path = format!("/connect?token={token}&mode=auth");
                let answer = doors.send(doors.at(Method::GET, door, &path)).await;
                let opened = answer.status == 303 && {
                    let page = self.server().browser().get(answer.location().path()).await;
                    page.status == 200
                };
                statuses.push(if opened { 200 } else { 401 });
            }
        }
        let refused = statuses.iter().all(|status| *status == 401);
        if refused {
            "refused".to_owned()
        } else {
            format!("{statuses:?}")
        }
    }
}

// LE-03, LE-04, LE-S2, LE-S3: each cell of the table, at this node at once and at the other within
// a second.
both!(the_table_of_the_document_is_what_happens);
async fn the_table_of_the_document_is_what_happens(db: Db) {
    let world = World::open(db).await;
    let mut wrong = Vec::new();
    for (row, cells) in table() {
        for kind in TOKENS {
            let found = world.observe(&row, kind).await;
            if found != cells[kind] {
                wrong.push(format!("{row} | {kind}: {found}, not {}", cells[kind]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

// LE-S2: "never accepted as OAuth access token, and vice versa": a token of the standard flow opens
// nothing of a door.
both!(a_token_of_the_standard_flow_opens_no_door);
async fn a_token_of_the_standard_flow_opens_no_door(db: Db) {
    let world = World::open(db).await;
    let tokens = world.server().tokens().await;
    for name in ["access_token", "id_token"] {
        let found = world.doors_take(tokens.text(name), "").await;
        assert_eq!(found, "refused", "{name}");
    }
}
