//! The `claims` parameter: claims that a client asks for one by one (OpenID Connect Core §5.5).

use serde_json::{Map, Value};

use super::Params;
use crate::{
    app::{Catalog, Ctx},
    config::policy,
    core::{Reason, Refusal, ScopeList},
    model::{ClaimsRequest, Client, claims::is_reserved},
};

/// Claims about the sign-in itself that can be asked for, with a value that is wanted.
const OF_SIGN_IN: [&str; 3] = ["sub", "acr", "auth_time"];

/// Reads the parameter of a request for this scope. What is left is what the server knows and
/// the client may have; nothing, if it is no request of OpenID Connect.
pub(super) fn accept(
    ctx: &Ctx,
    params: &Params,
    client: &Client,
    scope: &ScopeList,
) -> Result<Option<ClaimsRequest>, Refusal> {
    let Some(text) = params.one("claims")? else {
        return Ok(None);
    };
    let asked = parse(text)?;
    if !scope.contains("openid") {
        return Ok(None);
    }
    let catalog = ctx.app.catalog();
    // What a client could ask for by scope, it may ask for by name; nothing else.
    let (allowed, given) = (
        given_by(&catalog, &client.scope()),
        given_by(&catalog, scope),
    );
    let mut asked = asked.filtered(|name| {
        OF_SIGN_IN.contains(&name) || (!is_reserved(name) && allowed.iter().any(|one| one == name))
    });
    asked.beyond = asked
        .names()
        .into_iter()
        .filter(|name| !is_reserved(name) && !given.iter().any(|one| one == name))
        .map(str::to_owned)
        .collect();
    Ok((!asked.is_empty()).then_some(asked))
}

/// The part of what was asked that is granted: by a scope that is, or by itself.
pub(super) fn granted(
    ctx: &Ctx,
    asked: Option<&ClaimsRequest>,
    scope: &ScopeList,
) -> Option<ClaimsRequest> {
    let asked = asked?;
    let given = given_by(&ctx.app.catalog(), scope);
    let mut granted = asked.filtered(|name| {
        is_reserved(name)
            || asked.beyond.iter().any(|one| one == name)
            || given.iter().any(|one| one == name)
    });
    granted.beyond.clear();
    (!granted.is_empty()).then_some(granted)
}

/// The claims that these scopes give.
fn given_by(catalog: &Catalog, scope: &ScopeList) -> Vec<String> {
    scope
        .iter()
        .filter_map(|name| catalog.scope(name))
        .flat_map(|scope| scope.claims.iter().cloned())
        .collect()
}

/// §5.5: "The claims parameter value is represented in an OAuth 2.0 request as UTF-8 encoded
/// JSON"; "Any members used that are not understood MUST be ignored."
fn parse(text: &str) -> Result<ClaimsRequest, Refusal> {
    let invalid = |what: String| Refusal::of(Reason::ParameterInvalid, what);
    if text.len() > policy::CLAIMS_MAX {
        return Err(invalid(format!(
            "claims is over {} bytes",
            policy::CLAIMS_MAX
        )));
    }
    let value: Value =
        serde_json::from_str(text).map_err(|_| invalid("claims is no JSON".into()))?;
    if depth(&value) > policy::JSON_DEPTH {
        return Err(invalid("claims is nested too deeply".into()));
    }
    let Value::Object(members) = value else {
        return Err(invalid("claims is no JSON object".into()));
    };
    let part = |place: &str| match members.get(place) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(claims)) => claims
            .iter()
            .map(|(name, wish)| Ok((name.clone(), read_wish(wish, place)?)))
            .collect::<Result<_, _>>(),
        Some(_) => Err(invalid(format!("claims.{place} is no JSON object"))),
    };
    Ok(ClaimsRequest {
        userinfo: part("userinfo")?,
        id_token: part("id_token")?,
        beyond: Vec::new(),
    })
}

/// §5.5.1: `null`, or an object of `essential`, `value` and `values`; "Other members MAY be
/// defined", and are ignored.
fn read_wish(wish: &Value, place: &str) -> Result<Value, Refusal> {
    let invalid = |what: &str| {
        Refusal::of(
            Reason::ParameterInvalid,
            format!("a member of claims.{place} {what}"),
        )
    };
    let members = match wish {
        Value::Null => return Ok(Value::Null),
        Value::Object(members) => members,
        _ => return Err(invalid("is neither null nor an object")),
    };
    if members
        .get("essential")
        .is_some_and(|one| !one.is_boolean())
    {
        return Err(invalid("has an essential that is neither true nor false"));
    }
    if members.get("values").is_some_and(|many| !many.is_array()) {
        return Err(invalid("has values that are no array"));
    }
    let understood = members
        .iter()
        .filter(|(name, _)| matches!(name.as_str(), "essential" | "value" | "values"))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Ok(Value::Object(understood))
}

fn depth(value: &Value) -> usize {
    let below = match value {
        Value::Array(items) => items.iter().map(depth).max(),
        Value::Object(members) => members.values().map(depth).max(),
        _ => return 0,
    };
    below.unwrap_or(0) + 1
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_understood_is_kept_and_the_rest_ignored() {
        let text = r#"{"userinfo":{"name":null,"email":{"essential":true,"x":1}},"id_token":{"acr":{"values":["a"]}},"future":7}"#;
        let asked = parse(text).unwrap();
        assert_eq!(asked.names(), ["name", "email", "acr"]);
        assert_eq!(asked.userinfo["email"], json!({"essential": true}));
        assert!(asked.is_essential("email") && !asked.is_essential("name"));
        assert!(parse("{}").unwrap().is_empty());
        assert!(parse(r#"{"userinfo":null}"#).unwrap().is_empty());
    }

    // DL-03: what is too large, too deep or no request at all.
    #[test]
    fn what_is_malformed_is_refused() {
        let deep = format!(
            r#"{{"userinfo":{{"name":{{"value":{}1{}}}}}}}"#,
            "[".repeat(40),
            "]".repeat(40)
        );
        let long = format!(r#"{{"x":"{}"}}"#, "x".repeat(policy::CLAIMS_MAX));
        for text in [
            "x",
            "[]",
            "null",
            "1",
            "{",
            r#"{"userinfo":[]}"#,
            r#"{"id_token":"x"}"#,
            r#"{"userinfo":{"name":true}}"#,
            r#"{"userinfo":{"name":{"essential":"yes"}}}"#,
            r#"{"userinfo":{"name":{"values":"x"}}}"#,
            &deep,
            &long,
        ] {
            let refused = parse(text).map_err(|refusal| refusal.reason);
            assert_eq!(refused, Err(Reason::ParameterInvalid), "{text}");
        }
    }
}
