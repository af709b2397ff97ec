//! What a scope lets an app know of a person (OpenID Connect Core §5.4).

use serde_json::{Map, Value};

use crate::{
    app::Ctx,
    core::{Fault, ScopeList},
    model::UserId,
    store,
};

/// The claims that these scopes give; `None` if the person may no longer sign in.
pub fn claims(
    ctx: &Ctx,
    user_id: &UserId,
    scope: &ScopeList,
) -> Result<Option<Map<String, Value>>, Fault> {
    let user = ctx
        .app
        .store
        .read(|conn| store::users::find(conn, user_id))?;
    let Some(user) = user.filter(|user| user.is_active()) else {
        return Ok(None);
    };
    let Ok(Value::Object(known)) = serde_json::to_value(&user.profile) else {
        return Err(Fault::Internal("a profile is no object".into()));
    };
    let catalog = ctx.app.catalog();
    let mut claims = Map::new();
    for claim in scope
        .iter()
        .filter_map(|name| catalog.scope(name))
        .flat_map(|scope| &scope.claims)
    {
        match (claim.as_str(), known.get(claim)) {
            (_, Some(value)) => drop(claims.insert(claim.clone(), value.clone())),
            // Said also when it is not so, for whoever has an address at all.
            ("email_verified", None) if known.contains_key("email") => {
                drop(claims.insert(claim.clone(), Value::Bool(false)))
            }
            ("updated_at", None) => {
                drop(claims.insert(claim.clone(), user.updated_at.secs().into()))
            }
            (_, None) => {}
        }
    }
    Ok(Some(claims))
}
