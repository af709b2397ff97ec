//! The provider that `signet dev` brings along: a second Signet on a port of its own, with one
//! person, so that there is a source to connect.

use std::{path::Path, sync::Arc};

use serde_json::{Map, Value, json};
use tokio::net::TcpSocket;

use super::{
    super::{Failure, Outcome, open},
    bind,
    seed::there,
};
use crate::{
    account::{
        client::{NewClient, register},
        client_change, registry,
        user::{NewPassword, NewUser, create},
    },
    app::{App, Ctx},
    config::{Config, DataKey},
    core::{Entropy, Id, Secret, secret::kind},
    crypto::SystemEntropy,
    model::Scope,
    server::{self, Listeners, Running},
};

/// Its name in the configuration.
const NAME: &str = "sample";
const TITLE: &str = "Sample Health Records";
/// This server's id there.
const CLIENT: &str = "signet-dev";
const SCOPE: &str = "openid profile offline_access records.read";
const PERSON: &str = "sam";
const PASSWORD: &str = "sam-sample-1";

/// A provider whose address and secrets are known, and that does not serve yet.
pub struct Source {
    dir: std::path::PathBuf,
    key: DataKey,
    secret: Secret<kind::Client>,
    socket: TcpSocket,
    port: u16,
}

impl Source {
    /// In a directory of its own below the data.
    pub fn reserve(data: &Path) -> Outcome<Self> {
        let dir = data.join("source");
        let key = open::dev_key(&dir, true)?;
        let file = dir.join("client.secret");
        let secret = match std::fs::read_to_string(&file) {
            Ok(text) => Secret::new(text.trim()),
            Err(_) => {
                let entropy: &dyn Entropy = &SystemEntropy;
                let secret = entropy.secret::<kind::Client>("sig_cs_");
                open::write_private(&file, secret.expose())?;
                secret
            }
        };
        let socket = bind(0)?;
        Ok(Self {
            dir,
            key,
            secret,
            port: socket.local_addr()?.port(),
            socket,
        })
    }

    fn issuer(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// What the configuration of the first server says of it.
    pub fn settings(&self) -> Vec<String> {
        let scopes: Vec<&str> = SCOPE.split(' ').collect();
        vec![
            format!("upstream.{NAME}.title={TITLE}"),
            format!("upstream.{NAME}.issuer={}", self.issuer()),
            format!("upstream.{NAME}.client_id={CLIENT}"),
            format!("upstream.{NAME}.client_secret={}", self.secret.expose()),
            format!("upstream.{NAME}.scopes={}", scopes.join(",")),
        ]
    }

    /// What `dev.json` tells of it.
    pub fn tell(&self) -> Value {
        json!({
            "name": NAME,
            "title": TITLE,
            "issuer": self.issuer(),
            "users": { PERSON: { "username": PERSON, "password": PASSWORD } },
        })
    }

    /// Serves, for a first server that people come back to at `callback`.
    pub fn start(self, callback: &str) -> Outcome<Running> {
        let closed = [
            "ocariot",
            "corsano_users",
            "corsano_health",
            "healthily",
            "humanapi",
            "mycure",
        ];
        let mut set: Vec<String> = closed
            .map(|door| format!("legacy.{door}.enabled=false"))
            .into();
        set.push(format!("branding.name={TITLE}"));
        set.push("server.workers=1".to_owned());
        let config = Config::for_dev(&self.dir, self.port, &self.key, &set)?.config;
        open::migrated(&config)?;
        let app = open::open(config)?;
        seed(&app, &self.secret, callback)?;
        let listeners = Listeners {
            public: vec![self.socket.listen(128)?.into_std()?],
            unix: Vec::new(),
            management: None,
        };
        server::start(&app, listeners, None).map_err(Failure::Failed)
    }
}

/// One person, and the first server as its client.
fn seed(app: &Arc<App>, secret: &Secret<kind::Client>, callback: &str) -> Outcome {
    let ctx = Ctx::background(app.clone());
    let scope = json!({
        "name": "records.read",
        "title": "See your health records",
        "description": "Measurements, letters and results",
        "right": "see",
        "group": "health",
    });
    there(registry::add_scope(
        &ctx,
        serde_json::from_value::<Scope>(scope)?,
    )?)?;
    let client = json!({
        "client_id": CLIENT,
        "client_name": "Signet",
        "client_secret": secret.expose(),
        "redirect_uris": [callback],
        "grant_types": ["authorization_code", "refresh_token"],
        "scope": SCOPE,
    });
    there(register(&ctx, NewClient::from_json(client)?)?)?;
    // The first server has another port at each start.
    let change = Map::from_iter([("redirect_uris".to_owned(), json!([callback]))]);
    if let Some(changed) = client_change::edit(&ctx, &Id::new(CLIENT), change)? {
        changed?;
    }
    let person = json!({ "username": PERSON, "name": "Sam Sample" });
    let mut person: NewUser = serde_json::from_value(person)?;
    person.password = Some(NewPassword::Sample(Secret::new(PASSWORD)));
    there(create(&ctx, person)?)
}
