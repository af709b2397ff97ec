//! A server with every door open, and what the callers of each have.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use signet::{
    account::healthily as partners,
    core::Id,
    model::{HumanId, UserId},
    store,
};

use super::{corsano, healthily, mycure, ocariot};
use crate::support::{Answer, Db, Server};

/// The doors by name, and their prefixes.
pub const NAMES: [&str; 6] = [
    "ocariot",
    "corsano-users",
    "corsano-health",
    "healthily",
    "humanapi",
    "mycure",
];
pub const OPEN: [&str; 6] = [
    "legacy.ocariot.enabled=true",
    "legacy.corsano_users.enabled=true",
    "legacy.corsano_health.enabled=true",
    "legacy.healthily.enabled=true",
    "legacy.humanapi.enabled=true",
    "legacy.mycure.enabled=true",
];
pub const PASSWORD: &str = "testpassword1A";
/// A partner of Healthily, and a client of Human API; each has this secret.
pub const PARTNER: &str = "partnerA000000000000000000000000";
pub const DIARY: &str = "diary";
pub const SECRET: &str = "a-secret-of-a-server-a-secret-of-a-server-00000";

pub struct Doors {
    pub server: Server,
    /// The partner's API key.
    pub key: String,
}

impl Doors {
    pub async fn open(db: Db) -> Self {
        let server = Server::with(db, &OPEN).await;
        ocariot::short_key(&server);
        server.open_doors();
        corsano::clients(&server);
        mycure::client(&server);
        let mut doors = Self {
            server,
            key: String::new(),
        };
        doors.key = doors.partner(PARTNER);
        let terms = serde_json::from_value(healthily::terms("Terms of use")).expect("terms");
        partners::publish(&doors.server.ctx(), "en-US", terms)
            .expect("publishes")
            .expect("valid");
        doors.diary(DIARY);
        doors
    }

    /// Registers a partner of Healthily and gives its key.
    pub fn partner(&self, id: &str) -> String {
        self.server.client(json!({
            "client_id": id, "client_secret": SECRET, "signet": {"door": "healthily"},
            "healthily": {"account_name": "MyHealth"},
        }));
        let added = partners::add_key(&self.server.ctx(), &Id::new(id), None)
            .expect("adds")
            .expect("is there")
            .expect("valid");
        added.text.expect("a new key").expose().to_owned()
    }

    /// Registers a client of Human API.
    pub fn diary(&self, id: &str) {
        self.server.client(json!({
            "client_id": id, "client_secret": SECRET,
            "token_endpoint_auth_method": "client_secret_post",
            "grant_types": ["refresh_token"],
            "scope": "offline_access connect health:read appuser:write appuser:read",
            "signet": {"door": "humanapi", "client_token": true},
        }));
    }

    /// Somebody whom Signet, OCARIoT, Corsano and MyCure know by this name, with changes.
    pub fn person(&self, name: &str, changes: Value) -> UserId {
        let mut person = json!({
            "username": name,
            "emails": [{"value": format!("{name}@example.org"), "verified": true}],
            "ocariot": {"username": name, "type": "child"},
            "corsano": {"users": {"code": name}},
        });
        for (member, value) in changes.as_object().expect("an object") {
            person[member] = value.clone();
        }
        self.server.user(person, PASSWORD)
    }

    /// A request below a door.
    pub fn at(&self, method: Method, door: &str, path: &str) -> RequestBuilder {
        let browser = self.server.browser();
        let url = browser.url(&format!("/legacy/{door}{path}"));
        browser.http.request(method, url)
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        self.server.browser().send(request).await
    }

    async fn post(&self, door: &str, path: &str, body: &Value) -> Answer {
        let request = self.at(Method::POST, door, path);
        let request = request.header("x-api-key", &self.key).json(body);
        self.send(request).await
    }

    /// The sign-in of somebody at a door that takes passwords.
    pub async fn login(&self, door: &str, name: &str, password: &str) -> Answer {
        let (path, member) = match door {
            "ocariot" => ("/v1/auth", "username"),
            "corsano-users" => ("/login", "code"),
            "mycure" => {
                let email = format!("{name}@example.org");
                let body = json!({"email": email, "password": password});
                return self.post(door, "/authentication", &body).await;
            }
            other => panic!("{other} takes no password"),
        };
        let body = json!({member: name, "password": password});
        self.post(door, path, &body).await
    }

    pub async fn exchange(&self, users: &str) -> Answer {
        let body = json!({"user_api_token": users});
        self.post("corsano-health", "/login", &body).await
    }

    pub async fn partner_login(&self, id: &str, secret: &str, key: &str) -> Answer {
        let body = json!({"partner_id": id, "secret": secret});
        let request = self.at(Method::POST, "healthily", "/api/v1/login");
        self.send(request.header("x-api-key", key).json(&body))
            .await
    }

    /// A call of Healthily's with a token.
    pub async fn with_token(&self, door: &str, path: &str, token: &str) -> Answer {
        let request = self.at(Method::GET, door, path);
        let request = request.header("x-api-key", &self.key).bearer_auth(token);
        self.send(request).await
    }

    /// Accepts the terms in force: the upgraded token.
    pub async fn accept(&self, legal: &str) -> Answer {
        let terms = self.with_token("healthily", "/api/v1/terms", legal).await;
        let version = &terms.json()["content_version"];
        let body = json!({"content_version": version, "accepted": true});
        let request = self.at(Method::POST, "healthily", "/api/v1/terms");
        let request = request.header("x-api-key", &self.key).bearer_auth(legal);
        self.send(request.json(&body)).await
    }

    pub async fn human(&self, client: &str, secret: &str, person: &str, kind: &str) -> Answer {
        let body = json!({"client_id": client, "client_secret": secret, "client_user_id": person, "type": kind});
        self.post("humanapi", "/v1/connect/token", &body).await
    }

    /// A human of the diary's who has connected a source.
    pub async fn connected(&self, person: &str) -> HumanId {
        let answer = self.human(DIARY, SECRET, person, "session").await;
        let id = text(&answer, "human_id");
        let (human, now) = (HumanId::new(&id), self.server.now());
        let noted = self
            .server
            .app
            .store
            .write(move |conn| store::humans::note_source(conn, &human, "clinic", now));
        noted.expect("notes");
        HumanId::new(&id)
    }
}

/// A member of an answer that went well.
pub fn text(answer: &Answer, member: &str) -> String {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body = answer.json();
    let value = body[member].as_str();
    value
        .unwrap_or_else(|| panic!("no {member}: {body}"))
        .to_owned()
}
