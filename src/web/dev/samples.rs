//! The sample data that `signet dev` tells of: what stands in `dev.json`.

use serde_json::Value;
use url::Url;

use super::call::quoted;

/// Where answers to the playground's own requests go.
pub const CALLBACK: &str = "/dev/callback";

/// Clients, users and doors, in their order.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    /// The clients.
    pub clients: Vec<SampleClient>,
    /// The people.
    pub users: Vec<SampleUser>,
    /// The open doors, with a request to try.
    pub doors: Vec<SampleDoor>,
}

/// A sample client, with its secret in the clear.
#[derive(Clone, Debug, Default)]
pub struct SampleClient {
    /// Its `client_id`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its secret, unless it is public.
    pub secret: Option<String>,
    /// The private key that it signs its assertions with, as a JWK.
    pub key: Option<Value>,
    /// The same as PEM.
    pub pem: Option<String>,
    /// `token_endpoint_auth_method`.
    pub auth_method: String,
    /// Its grant types.
    pub grant_types: Vec<String>,
    /// Its redirect URIs, that of the playground left out.
    pub redirect_uris: Vec<String>,
    /// Where the playground gets its answers, if it may.
    pub callback: Option<String>,
    /// The scopes that it may ask for.
    pub scope: Vec<String>,
    /// Whether it is a resource server that introspects.
    pub introspects: bool,
    /// `id_token_signed_response_alg`.
    pub id_token_alg: String,
}

/// A sample person, with the password in the clear.
#[derive(Clone, Debug, Default)]
pub struct SampleUser {
    /// The name to sign in with.
    pub username: String,
    /// The password.
    pub password: String,
    /// The seed of the authenticator app, and its algorithm.
    pub totp: Option<(String, String)>,
    /// Whether the account may be used.
    pub state: String,
    /// The door at which the person signs in; `None` for the pages.
    pub door: Option<String>,
}

/// A request to a door.
#[derive(Clone, Debug, Default)]
pub struct SampleDoor {
    /// The door.
    pub name: String,
    /// What the request does.
    pub request: String,
    /// Its method.
    pub method: String,
    /// Where it goes.
    pub url: String,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its JSON, if it has a body.
    pub body: Option<String>,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(text).collect()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

impl Samples {
    /// From `dev.json`.
    pub fn read(dev: &Value, issuer: &str) -> Self {
        let doors = members(&dev["doors"]).flat_map(|(name, door)| {
            members(&door["requests"]).map(move |(request, sample)| SampleDoor {
                name: name.clone(),
                request: request.clone(),
                method: sample["method"].as_str().unwrap_or("POST").to_owned(),
                url: text(&sample["url"]),
                headers: members(&sample["headers"])
                    .map(|(name, value)| (name.clone(), text(value)))
                    .collect(),
                body: sample.get("body").map(Value::to_string),
            })
        });
        Self {
            clients: members(&dev["clients"])
                .map(|(id, client)| SampleClient::read(id, client, issuer))
                .collect(),
            users: members(&dev["users"])
                .map(|(_, u)| SampleUser::read(u))
                .collect(),
            doors: doors.collect(),
        }
    }

    /// The client with this id.
    pub fn client(&self, id: &str) -> Option<&SampleClient> {
        self.clients.iter().find(|client| client.id == id)
    }
}

impl SampleClient {
    fn read(id: &str, client: &Value, issuer: &str) -> Self {
        let grant_types = texts(&client["grant_types"]);
        let redirects = grant_types
            .iter()
            .any(|grant| grant == "authorization_code");
        let is_native = client["application_type"] == "native";
        Self {
            id: id.to_owned(),
            name: client["client_name"].as_str().unwrap_or(id).to_owned(),
            secret: client["client_secret"].as_str().map(str::to_owned),
            key: client["private_jwks"]["keys"].get(0).cloned(),
            pem: client["private_key"].as_str().map(str::to_owned),
            auth_method: text(&client["token_endpoint_auth_method"]),
            callback: redirects.then(|| callback(is_native, issuer)),
            grant_types,
            redirect_uris: texts(&client["redirect_uris"]),
            scope: text(&client["scope"])
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            introspects: !texts(&client["signet"]["introspects"]).is_empty(),
            id_token_alg: client["id_token_signed_response_alg"]
                .as_str()
                .unwrap_or("RS256")
                .to_owned(),
        }
    }

    /// Whether it may use this grant type.
    pub fn allows(&self, grant_type: &str) -> bool {
        self.grant_types.iter().any(|allowed| allowed == grant_type)
    }

    /// Whether it cannot prove itself.
    pub fn is_public(&self) -> bool {
        self.secret.is_none() && self.key.is_none()
    }

    /// The scopes to ask for when nothing else is said.
    pub fn whole_scope(&self) -> String {
        self.scope.join(" ")
    }
}

/// This server; for a native app by its address, not by its name (RFC 8252 §8.3).
fn callback(is_native: bool, issuer: &str) -> String {
    let mut url = Url::parse(issuer).ok();
    if let Some(url) = url.as_mut().filter(|_| is_native) {
        let _http_has_hosts = url.set_host(Some("127.0.0.1"));
    }
    let origin = url.map(|url| url.to_string()).unwrap_or_default();
    format!("{}{CALLBACK}", origin.trim_end_matches('/'))
}

impl SampleUser {
    fn read(user: &Value) -> Self {
        let totp = user["totp_secret"]
            .as_str()
            .map(|secret| (secret.to_owned(), text(&user["totp_algorithm"])));
        Self {
            username: text(&user["username"]),
            password: text(&user["password"]),
            totp,
            state: text(&user["state"]),
            door: user["door"].as_str().map(str::to_owned),
        }
    }
}

impl SampleDoor {
    /// The request for a shell.
    pub fn curl(&self) -> String {
        let mut parts = vec![format!("curl -i {}", quoted(&self.url))];
        // A body makes it a POST by itself.
        let said = if self.body.is_some() { "POST" } else { "GET" };
        if self.method != said {
            parts.push(format!("-X {}", self.method));
        }
        for (name, value) in &self.headers {
            parts.push(format!("-H {}", quoted(&format!("{name}: {value}"))));
        }
        if let Some(body) = &self.body {
            parts.push(format!("-d {}", quoted(body)));
        }
        parts.join(" \\\n  ")
    }
}
