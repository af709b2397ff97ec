//! People as lines of an import: what leaves one Signet, another takes.

use serde_json::{Map, Value, json};

use super::seeds;
use crate::{
    app::Ctx,
    core::Fault,
    model::{User, UserState, Word},
    store,
};

/// A person as a line that `signet user import` reads, under the id that they have here; with what
/// they prove themselves by if `with_secrets`. `None` for a tombstone.
pub fn line(ctx: &Ctx, user: &User, with_secrets: bool) -> Result<Option<Value>, Fault> {
    if user.state == UserState::Deleted {
        return Ok(None);
    }
    let id = &user.id;
    let (identifiers, origin, ocariot, corsano) = ctx.app.store.read(|conn| {
        let corsano = (
            store::corsano::find_users(conn, id)?,
            store::corsano::find_health(conn, id)?,
        );
        Ok((
            store::users::identifiers_of(conn, id)?,
            store::origins::find(conn, id)?.unwrap_or_default(),
            store::ocariot::facts(conn, id)?,
            corsano,
        ))
    })?;
    let named = |namespace: &str| {
        let found = identifiers.iter().find(|(known, _)| known == namespace);
        found.map(|(_, text)| text.clone())
    };
    let profile = &user.profile;
    let first = profile.email.as_deref();
    let mut emails: Vec<&str> = identifiers
        .iter()
        .filter(|(namespace, _)| namespace == "email")
        .map(|(_, text)| text.as_str())
        .collect();
    // The first is the account's.
    emails.sort_by_key(|email| Some(*email) != first);
    let emails: Vec<Value> = emails
        .into_iter()
        .map(|email| {
            json!({ "value": email, "verified": Some(email) == first && profile.email_verified })
        })
        .collect();
    let mut line = Map::new();
    let mut put = |name: &str, value: Value| {
        let is_empty = match &value {
            Value::Null => true,
            Value::Array(values) => values.is_empty(),
            Value::Object(members) => members.is_empty(),
            _ => false,
        };
        if !is_empty {
            line.insert(name.to_owned(), value);
        }
    };
    put("external_id", json!(id));
    put("username", json!(named("username")));
    put("emails", Value::Array(emails));
    put("name", json!(profile.name));
    put("locale", json!(profile.locale));
    put("claims", Value::Object(profile.other.clone()));
    put("roles", json!(user.roles));
    put("state", json!(user.state.word()));
    put("created_at", json!(user.created_at.rfc3339()));
    put("patient_links", Value::Array(origin.patient_links));
    if let Some(facts) = &ocariot {
        let name = named("ocariot").unwrap_or_default();
        let mut members = Map::new();
        members.insert("username".into(), json!(name));
        members.insert("oid".into(), json!(facts.oid));
        members.insert("type".into(), json!(facts.kind.word()));
        members.insert("institution_id".into(), json!(facts.institution_id));
        members.insert("scope_override".into(), json!(facts.scope_override));
        put("ocariot", Value::Object(members));
    }
    if let (Some(users), health) = &corsano {
        let health = health.as_ref().map(|health| health.document());
        put(
            "corsano",
            json!({ "users": users.document(first), "health": health }),
        );
    }
    if with_secrets {
        let (kept, totps) = ctx.app.store.read(|conn| {
            Ok((
                store::users::find_credentials(conn, id)?,
                store::totps::confirmed(conn, id)?,
            ))
        })?;
        if let Some(password) = kept.and_then(|kept| kept.password) {
            put("password", json!({ "hash": password.hash }));
        }
        let mut seeds = Vec::new();
        for totp in &totps {
            let seed = ctx
                .app
                .data_keys
                .open(&seeds::place(&totp.id), &totp.sealed_seed)?;
            let text = String::from_utf8_lossy(&seed).into_owned();
            seeds.push(json!({
                "secret": text, "digits": totp.digits, "period": totp.period, "alg": totp.algorithm,
            }));
        }
        put("totp", Value::Array(seeds));
    }
    Ok(Some(Value::Object(line)))
}
