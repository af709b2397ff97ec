//! OCARIoT's estate: six user types with default scopes, an object id, a scope override.

use serde_json::{Map, json};

use super::{Estate, allowed};
use crate::{
    app::Ctx,
    core::{Door, ScopeList},
    model::{Client, DoorHeader, DoorJti, DoorToken, TokenForm, User, Word, ocariot::OcariotType},
    store::{self, Conn},
};

/// The default scopes of each type, as OCARIoT 2.8.0 has them.
pub const DEFAULT_SCOPES: &str = include_str!("ocariot_default_scopes.json");

pub(super) fn describe(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    client: &Client,
    user: &User,
) -> store::Result<Option<Estate>> {
    let Some((facts, default_scopes)) = store::ocariot::find(conn, &user.id)? else {
        return Ok(None);
    };
    let config = &ctx.app.config.legacy.ocariot;
    // The scope set is given, not requested: the person's override, else their type's default, as
    // far as the door's client goes.
    let scopes = facts.scope_override.unwrap_or(default_scopes);
    let scope = allowed(client, &ScopeList::parse(&scopes).unwrap_or_default());
    let scopes: Vec<&str> = scopes
        .split(' ')
        .filter(|one| scope.contains(one))
        .collect();
    let issued_at = ctx.now.secs();
    let mut claims = Map::new();
    claims.insert("sub".into(), json!(facts.oid));
    claims.insert("sub_type".into(), json!(facts.kind.word()));
    claims.insert("iss".into(), json!(config.issuer));
    claims.insert("iat".into(), json!(issued_at));
    claims.insert("scope".into(), json!(scopes.join(" ")));
    claims.insert("exp".into(), json!(ctx.now.plus(config.lifetime).secs()));
    Ok(Some(Estate {
        scope,
        form: TokenForm::Door(Box::new(DoorToken {
            door: Door::Ocariot,
            header: DoorHeader::AlgTyp,
            claims,
            jti: DoorJti::Ours,
            lifetime: config.lifetime,
        })),
    }))
}

/// Puts the default scopes where none are; an operator's own stay.
pub fn seed_default_scopes(conn: &mut Conn<'_>) -> store::Result<()> {
    let scopes: Map<String, serde_json::Value> = serde_json::from_str(DEFAULT_SCOPES)
        .map_err(|error| store::Error::Defect(error.to_string()))?;
    for (kind, word) in OcariotType::WORDS {
        let scopes = scopes
            .get(*word)
            .and_then(|value| value.as_str())
            .unwrap_or("");
        store::ocariot::seed_default_scopes(conn, *kind, scopes)?;
    }
    Ok(())
}
