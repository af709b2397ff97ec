//! The sample data of `signet dev`, and the file that tells tools of it.

use serde_json::{Map, Value, json};

use super::{
    super::{Failure, Outcome, authenticators},
    corsano, healthily, mycure,
};
use crate::{
    account::{
        Invalid,
        client::{NewClient, document, register},
        client_change,
        estate::NewOcariot,
        registry,
        user::{NewEmail, NewPassword, NewSeed, NewUser, create},
    },
    app::Ctx,
    core::{Id, RedirectUri, Secret, secret::kind},
    crypto::{SigningKey, totp},
    http::texts::Texts,
    model::{Resource, Scope, client::SigningAlgorithm},
    web::dev::samples::{CALLBACK, Samples},
};

const SAMPLE: &str = include_str!("sample.json");

/// The password of every sample user of the OCARIoT door, as its document has it.
pub(super) const OCARIOT_PASSWORD: &str = "br123";

/// Ports of sample apps: what the web tools of the day listen on.
const PORTS: [u16; 3] = [3000, 5173, 8000];

/// The usernames and passwords of the sample people, which everybody can read here.
pub fn passwords() -> Outcome<Vec<(String, String)>> {
    let sample: Value = serde_json::from_str(SAMPLE)?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let people = members(&sample["users"]);
    let known =
        people.filter_map(|(_, user)| Some((text(&user["username"])?, text(&user["password"])?)));
    Ok(known.collect())
}

/// Chooses what is secret in the sample data.
pub fn choose(ctx: &Ctx) -> Outcome<Value> {
    let sample: Value = serde_json::from_str(SAMPLE)?;
    let mut clients = Map::new();
    for (name, client) in members(&sample["clients"]) {
        let secret = if client["token_endpoint_auth_method"] == "private_key_jwt" {
            let key = SigningKey::generate(SigningAlgorithm::Es256, 0)?;
            json!({ "private_key": key.private_pem()?.expose(), "kid": key.kid() })
        } else {
            let secret = ctx.app.entropy.secret::<kind::Client>("sig_cs_");
            json!({ "client_secret": secret.expose() })
        };
        clients.insert(name.clone(), secret);
    }
    let users: Map<_, _> = members(&sample["users"])
        .chain(members(&sample["ocariot"]))
        .chain(members(&sample["corsano"]))
        .filter(|(_, user)| user["totp"] == true)
        .map(|(name, _)| {
            let seed = totp::generate_seed(&*ctx.app.entropy);
            (name.clone(), json!({ "totp_secret": seed.expose() }))
        })
        .collect();
    Ok(json!({ "clients": clients, "users": users, "healthily": healthily::choose(ctx) }))
}

/// Puts the sample data in with the secrets that were chosen, and tells of it. What an interrupted
/// start has put in already stays.
pub fn seed(ctx: &Ctx, chosen: &Value) -> Outcome<Value> {
    let sample: Value = serde_json::from_str(SAMPLE)?;
    for scope in list(&sample["scopes"]) {
        there(registry::add_scope(
            ctx,
            serde_json::from_value::<Scope>(scope.clone())?,
        )?)?;
    }
    for resource in list(&sample["resources"]) {
        there(registry::add_resource(
            ctx,
            serde_json::from_value::<Resource>(resource.clone())?,
        )?)?;
    }
    let mut clients = Map::new();
    for (name, client) in members(&sample["clients"]) {
        let added = add_client(ctx, name, client, &chosen["clients"][name])?;
        clients.insert(name.clone(), added);
    }
    let mut users = Map::new();
    for (name, user) in members(&sample["users"]) {
        let added = add_user(ctx, user, &chosen["users"][name])?;
        users.insert(name.clone(), added);
    }
    for (name, user) in members(&sample["ocariot"]) {
        let added = add_ocariot_user(ctx, name, user, &chosen["users"][name])?;
        users.insert(name.clone(), added);
    }
    for (name, user) in members(&sample["corsano"]) {
        let added = corsano::add_user(ctx, user, &chosen["users"][name])?;
        users.insert(name.clone(), added);
    }
    for (name, user) in members(&sample["mycure"]) {
        users.insert(name.clone(), mycure::add_user(ctx, user)?);
    }
    let healthily = healthily::seed(ctx, &sample["healthily"], &chosen["healthily"])?;
    let resources: Vec<Value> = list(&sample["resources"])
        .map(|r| json!({ "resource": r["resource"], "scopes": r["scopes"] }))
        .collect();
    Ok(
        json!({ "issuer": ctx.app.issuer, "clients": clients, "users": users, "resources": resources, "healthily": healthily }),
    )
}

/// Sample APIs ask about tokens that are for this server itself, so they name its issuer: here they
/// learn, and `dev.json` tells, that of this start, which may have another port than the last one.
pub fn follow_issuer(ctx: &Ctx, dev: &mut Value) -> Outcome {
    let last = dev["issuer"].clone();
    let Some(clients) = dev["clients"].as_object_mut() else {
        return Ok(());
    };
    for (name, shown) in clients {
        let id = Id::new(name.as_str());
        let Some(known) = ctx.app.catalog().client(&id) else {
            continue;
        };
        let before = &known.metadata.signet.introspects;
        let mut introspects: Vec<&str> = Vec::new();
        for audience in before {
            let audience = match last == json!(audience) || is_issuer_of_dev(audience) {
                true => ctx.app.issuer.as_str(),
                false => audience,
            };
            if !introspects.contains(&audience) {
                introspects.push(audience);
            }
        }
        if before != &introspects {
            let own = json!({ "introspects": introspects });
            let change = Map::from_iter([("signet".to_owned(), own)]);
            if let Some(changed) = client_change::edit(ctx, &id, change)? {
                changed?;
            }
        }
        if let Some(told) = shown.pointer_mut("/signet/introspects") {
            *told = json!(introspects);
        }
    }
    Ok(())
}

/// What `signet dev` calls itself on some port. A start that was broken off may have told the
/// database of a port that `dev.json` never knew.
fn is_issuer_of_dev(audience: &str) -> bool {
    let port = audience.strip_prefix("http://localhost:");
    port.is_some_and(|port| port.parse::<u16>().is_ok())
}

/// Registers the playground's address, which has this start's port, for the sample clients that
/// redirect. `dev.json` does not tell of it: it is for the playground alone.
pub fn open_playground(ctx: &Ctx, dev: &Value) -> Outcome {
    for client in Samples::read(dev, &ctx.app.issuer).clients {
        let id = Id::new(client.id.as_str());
        let Some(known) = ctx.app.catalog().client(&id) else {
            continue;
        };
        let Some(callback) = client.callback else {
            continue;
        };
        let is_other = |uri: &&str| !uri.ends_with(CALLBACK);
        let known = known.metadata.redirect_uris.iter().map(RedirectUri::as_str);
        let uris: Vec<_> = known
            .clone()
            .filter(is_other)
            .chain([callback.as_str()])
            .collect();
        if !known.eq(uris.iter().copied()) {
            let change = Map::from_iter([("redirect_uris".to_owned(), json!(uris))]);
            if let Some(changed) = client_change::edit(ctx, &id, change)? {
                changed?;
            }
        }
    }
    Ok(())
}

/// Added now, or by an earlier start.
pub(super) fn there<T>(added: Result<T, Invalid>) -> Outcome {
    match added {
        Err(invalid) if invalid.is_conflict => Ok(()),
        added => Ok(added.map(drop)?),
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn add_client(ctx: &Ctx, name: &str, sample: &Value, chosen: &Value) -> Outcome<Value> {
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
    // A token without a resource of its own is for this server: the sample API may ask for it, too.
    let introspects = members
        .get_mut("signet")
        .and_then(|own| own.get_mut("introspects"));
    if let Some(Value::Array(introspects)) = introspects {
        introspects.push(json!(ctx.app.issuer));
    }
    // A client that signs its assertions has a key of its own, made here and told to tools.
    let key = match chosen["private_key"].as_str() {
        Some(pem) => Some(
            SigningKey::from_pem(&Secret::new(pem), chosen["kid"].as_str())
                .map_err(|error| Failure::Failed(format!("the key of {name}: {error}")))?,
        ),
        None => None,
    };
    match &key {
        Some(key) => members.insert("jwks".into(), json!({ "keys": [key.public_jwk()] })),
        None => members.insert("client_secret".into(), chosen["client_secret"].clone()),
    };
    there(register(ctx, NewClient::from_json(metadata)?)?)?;
    let client = ctx
        .app
        .catalog()
        .client(&Id::new(name))
        .ok_or_else(|| Failure::Failed(format!("the sample client {name} is not there")))?;
    let mut shown = document(&client);
    if !client.secrets.is_empty() {
        shown["client_secret"] = chosen["client_secret"].clone();
    }
    if let Some(key) = &key {
        shown["private_jwks"] = json!({ "keys": [key.private_jwk()?] });
        shown["private_key"] = json!(key.private_pem()?.expose().trim_end());
    }
    Ok(shown)
}

fn add_user(ctx: &Ctx, sample: &Value, chosen: &Value) -> Outcome<Value> {
    let text = |name: &str| sample[name].as_str().map(str::to_owned);
    let seed = chosen["totp_secret"].as_str();
    let clear = text("password").unwrap_or_default();
    let password = match text("password_hash") {
        Some(hash) => NewPassword::Hash(hash),
        None => NewPassword::Sample(Secret::new(clear.as_str())),
    };
    let mut new = NewUser {
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
        totp: seed.into_iter().map(new_seed).collect(),
        roles: list(&sample["roles"])
            .filter_map(|role| role.as_str().map(str::to_owned))
            .collect(),
        state: text("state"),
        claims: sample["claims"].as_object().cloned().unwrap_or_default(),
        ..NewUser::default()
    };
    if !new.totp.is_empty() {
        let texts = Texts::load().map_err(|error| Failure::Failed(error.to_string()))?;
        authenticators::name(&texts, &mut new);
    }
    there(create(ctx, new)?)?;
    let mut shown = sample.clone();
    if let Some(members) = shown.as_object_mut() {
        members.remove("password_hash");
        members.remove("totp");
        members.insert("totp_secret".into(), json!(seed));
        members.insert(
            "totp_algorithm".into(),
            json!(seed.map(|_| totp::DEFAULT.algorithm)),
        );
        members.entry("roles").or_insert(json!([]));
        members.entry("state").or_insert(json!("active"));
    }
    Ok(shown)
}

pub(super) fn new_seed(seed: &str) -> NewSeed {
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
        name: None,
    }
}

fn add_ocariot_user(ctx: &Ctx, name: &str, sample: &Value, chosen: &Value) -> Outcome<Value> {
    let text = |name: &str| sample[name].as_str().map(str::to_owned);
    let seed = chosen["totp_secret"].as_str();
    let new = NewUser {
        password: Some(NewPassword::Sample(Secret::new(OCARIOT_PASSWORD))),
        totp: seed.into_iter().map(new_seed).collect(),
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
    there(create(ctx, new)?)?;
    Ok(json!({
        "username": name,
        "email": null,
        "password": OCARIOT_PASSWORD,
        "totp_secret": seed,
        "totp_algorithm": seed.map(|_| totp::DEFAULT.algorithm),
        "roles": [],
        "state": text("state").unwrap_or_else(|| "active".into()),
        "door": "ocariot",
        "type": sample["type"],
    }))
}
