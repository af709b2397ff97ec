//! The sample data of `signet dev`, and the file that tells tools of it.

use serde_json::{Map, Value, json};

use super::super::{Failure, Outcome};
use crate::{
    account::{
        client::{NewClient, document, register, set_redirect_uris},
        registry,
        user::{NewEmail, NewOcariot, NewPassword, NewSeed, NewUser, create},
    },
    app::{App, Ctx},
    core::{Id, RedirectUri, Secret},
    crypto::{SigningKey, totp},
    model::{Resource, Scope, client::SigningAlgorithm},
    web::dev::samples::{CALLBACK, Samples},
};

const SAMPLE: &str = include_str!("sample.json");

/// The password of every sample user of the OCARIoT door, as its document has it.
const OCARIOT_PASSWORD: &str = "br123";

/// Ports of sample apps: what the web tools of the day listen on.
const PORTS: [u16; 3] = [3000, 5173, 8000];

/// Puts the sample data in, and tells of it.
pub fn seed(ctx: &Ctx) -> Outcome<Value> {
    let sample: Value = serde_json::from_str(SAMPLE)?;
    for scope in list(&sample["scopes"]) {
        registry::add_scope(ctx, serde_json::from_value::<Scope>(scope.clone())?)??;
    }
    for resource in list(&sample["resources"]) {
        registry::add_resource(ctx, serde_json::from_value::<Resource>(resource.clone())?)??;
    }
    let mut clients = Map::new();
    for (name, client) in members(&sample["clients"]) {
        clients.insert(name.clone(), add_client(ctx, name, client)?);
    }
    let mut users = Map::new();
    for (name, user) in members(&sample["users"]) {
        users.insert(name.clone(), add_user(ctx, user)?);
    }
    for (name, user) in members(&sample["ocariot"]) {
        users.insert(name.clone(), add_ocariot_user(ctx, name, user)?);
    }
    let resources: Vec<Value> = list(&sample["resources"])
        .map(|r| json!({ "resource": r["resource"], "scopes": r["scopes"] }))
        .collect();
    Ok(
        json!({ "issuer": ctx.app.issuer, "clients": clients, "users": users, "resources": resources }),
    )
}

/// Registers the playground's address, which has this start's port, for the sample clients that
/// redirect. `dev.json` does not tell of it: it is for the playground alone.
pub fn open_playground(ctx: &Ctx, dev: &Value) -> Outcome {
    for client in Samples::read(dev, &ctx.app.issuer).clients {
        let Some(known) = ctx.app.catalog().client(&Id::new(client.id.as_str())) else {
            continue;
        };
        let Some(callback) = client.callback else {
            continue;
        };
        let is_old = |uri: &&RedirectUri| !uri.as_str().ends_with(CALLBACK);
        let mut uris: Vec<_> = known
            .metadata
            .redirect_uris
            .iter()
            .filter(is_old)
            .cloned()
            .collect();
        uris.push(RedirectUri::new(callback));
        set_redirect_uris(ctx, &known, uris)?;
    }
    Ok(())
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn add_client(ctx: &Ctx, name: &str, sample: &Value) -> Outcome<Value> {
    let mut metadata = sample.clone();
    let members = metadata
        .as_object_mut()
        .ok_or_else(|| Failure::Failed("a sample client is no object".into()))?;
    if members.remove("redirects").is_some() {
        let hosts = ["localhost", "127.0.0.1"];
        let uris: Vec<_> = PORTS
            .iter()
            .flat_map(|port| hosts.map(|host| format!("http://{host}:{port}/callback")))
            .collect();
        members.insert("redirect_uris".into(), json!(uris));
    }
    members.insert("client_id".into(), json!(name));
    // A client that signs its assertions has a key of its own, made here and told to tools.
    let key = match members.get("token_endpoint_auth_method") {
        Some(method) if method == "private_key_jwt" => {
            Some(SigningKey::generate(SigningAlgorithm::Es256, 0)?)
        }
        _ => None,
    };
    if let Some(key) = &key {
        members.insert("jwks".into(), json!({ "keys": [key.public_jwk()] }));
    }
    let registered = register(ctx, NewClient::from_json(metadata)?)??;
    let mut shown = document(&registered.client);
    if let Some(secret) = &registered.secret {
        shown["client_secret"] = json!(secret.expose());
    }
    if let Some(key) = &key {
        shown["private_jwks"] = json!({ "keys": [key.private_jwk()?] });
    }
    Ok(shown)
}

fn add_user(ctx: &Ctx, sample: &Value) -> Outcome<Value> {
    let text = |name: &str| sample[name].as_str().map(str::to_owned);
    let seed = sample["totp"]
        .as_bool()
        .unwrap_or(false)
        .then(|| totp::generate_seed(&*ctx.app.entropy));
    let clear = text("password").unwrap_or_default();
    let password = match text("password_hash") {
        Some(hash) => NewPassword::Hash(hash),
        None => NewPassword::Clear(Secret::new(clear.as_str())),
    };
    let new = NewUser {
        username: text("username"),
        emails: text("email")
            .map(|value| NewEmail {
                value,
                verified: true,
            })
            .into_iter()
            .collect(),
        name: text("name"),
        locale: text("locale"),
        password: Some(password),
        totp: seed.iter().map(|seed| new_seed(seed.expose())).collect(),
        roles: list(&sample["roles"])
            .filter_map(|role| role.as_str().map(str::to_owned))
            .collect(),
        state: text("state"),
        claims: sample["claims"].as_object().cloned().unwrap_or_default(),
        ..NewUser::default()
    };
    create(ctx, new)??;
    let mut shown = sample.clone();
    if let Some(members) = shown.as_object_mut() {
        members.remove("password_hash");
        members.remove("totp");
        members.insert(
            "totp_secret".into(),
            json!(seed.as_ref().map(|seed| seed.expose())),
        );
        members.insert(
            "totp_algorithm".into(),
            json!(seed.as_ref().map(|_| totp::DEFAULT.algorithm)),
        );
        members.entry("roles").or_insert(json!([]));
        members.entry("state").or_insert(json!("active"));
    }
    Ok(shown)
}

fn new_seed(seed: &str) -> NewSeed {
    let totp::Parameters {
        algorithm,
        digits,
        period,
    } = totp::DEFAULT;
    NewSeed {
        secret: seed.to_owned(),
        digits,
        period,
        alg: algorithm.to_owned(),
    }
}

fn add_ocariot_user(ctx: &Ctx, name: &str, sample: &Value) -> Outcome<Value> {
    let text = |name: &str| sample[name].as_str().map(str::to_owned);
    let seed = sample["totp"]
        .as_bool()
        .unwrap_or(false)
        .then(|| totp::generate_seed(&*ctx.app.entropy));
    let new = NewUser {
        password: Some(NewPassword::Clear(Secret::new(OCARIOT_PASSWORD))),
        totp: seed.iter().map(|seed| new_seed(seed.expose())).collect(),
        state: text("state"),
        ocariot: Some(NewOcariot {
            username: name.to_owned(),
            oid: text("oid"),
            kind: serde_json::from_value(sample["type"].clone())?,
            institution_id: None,
            scope_override: text("scope_override"),
        }),
        ..NewUser::default()
    };
    create(ctx, new)??;
    Ok(json!({
        "username": name,
        "email": null,
        "password": OCARIOT_PASSWORD,
        "totp_secret": seed.as_ref().map(|seed| seed.expose()),
        "totp_algorithm": seed.as_ref().map(|_| totp::DEFAULT.algorithm),
        "roles": [],
        "state": text("state").unwrap_or_else(|| "active".into()),
        "door": "ocariot",
        "type": sample["type"],
    }))
}

/// The open doors, with requests to try.
pub fn doors(app: &App) -> Value {
    let ocariot = &app.config.legacy.ocariot;
    if !ocariot.door.enabled {
        return json!({});
    }
    let base_url = format!("{}{}", app.issuer, ocariot.door.prefix);
    let sample = |username: &str| {
        json!({
            "method": "POST",
            "url": format!("{base_url}/v1/auth"),
            "headers": { "Content-Type": "application/json" },
            "body": { "username": username, "password": OCARIOT_PASSWORD },
        })
    };
    json!({
        "ocariot": {
            "base_url": base_url,
            "prefix": ocariot.door.prefix,
            "hosts": ocariot.door.hosts,
            "requests": { "login": sample("BR0001"), "login_admin": sample("admin1") },
        }
    })
}
