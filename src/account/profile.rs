//! What an app may know of a person: by scope (OpenID Connect Core §5.4), and by name (§5.5).

use serde_json::{Map, Value};

use super::Invalid;
use crate::{
    app::Catalog,
    core::ScopeList,
    model::{
        ClaimsRequest, User,
        claims::{is_reserved, suits},
    },
};

/// Claims with a place of their own in an account, and where that is.
const ELSEWHERE: &[(&str, &str)] = &[
    ("name", "give it as `name`"),
    ("preferred_username", "give it as `username`"),
    ("email", "give it in `emails`"),
    ("email_verified", "give it in `emails`, as `verified`"),
    ("locale", "give it as `locale`"),
    ("updated_at", "the server keeps it"),
];
/// The members of `address` (§5.1.1), all of them texts.
const ADDRESS: &[&str] = &[
    "formatted",
    "street_address",
    "locality",
    "region",
    "postal_code",
    "country",
];
/// Claims of §5.1 that are texts.
const TEXTS: &[&str] = &[
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "phone_number",
];
/// Bytes that the further claims of a person may take, as JSON.
const MAX: usize = 8 * 1024;

/// Checks the further claims of a person, wherever they come from.
///
/// JW-22: "Reserved claims (`iss,sub,aud,exp,acr,amr,scope,client_id,cnf,act`) cannot be set by
/// mapping rules or user attributes".
pub fn check(claims: &Map<String, Value>) -> Result<(), Invalid> {
    for (name, value) in claims {
        let field = format!("claims.{name}");
        check_name(&field, name)?;
        if let Some((_, instead)) = ELSEWHERE.iter().find(|(own, _)| own == name) {
            return Err(Invalid::new(&field, *instead));
        }
        let (fits, expected) = match name.as_str() {
            "address" => (
                value.as_object().is_some_and(is_address),
                "it must be an object whose members are texts: formatted, street_address, locality, region, postal_code, country (OpenID Connect Core section 5.1.1)",
            ),
            "phone_number_verified" => (value.is_boolean(), "it must be true or false"),
            name if TEXTS.contains(&name) => (
                value.as_str().is_some_and(|text| !text.is_empty()),
                "it must be a text, not an empty one",
            ),
            _ => (!value.is_null(), "it must have a value"),
        };
        if !fits {
            return Err(Invalid::new(&field, expected));
        }
    }
    if Value::Object(claims.clone()).to_string().len() > MAX {
        return Err(Invalid::new(
            "claims",
            format!("they must be at most {MAX} bytes together"),
        ));
    }
    Ok(())
}

/// Checks the name of a claim that an account or a scope brings along (JW-22).
pub(super) fn check_name(field: &str, name: &str) -> Result<(), Invalid> {
    if is_reserved(name) {
        return Err(Invalid::new(
            field,
            format!("`{name}` is a claim that only the server states; take another name"),
        ));
    }
    if name.is_empty() || name.len() > 128 || name.chars().any(char::is_control) {
        return Err(Invalid::new(
            field,
            "the name must be 1 to 128 bytes without control characters",
        ));
    }
    Ok(())
}

fn is_address(address: &Map<String, Value>) -> bool {
    !address.is_empty()
        && address
            .iter()
            .all(|(name, value)| ADDRESS.contains(&name.as_str()) && value.is_string())
}

/// All that is known of a person, by the names of §5.1.
pub fn known(user: &User) -> Map<String, Value> {
    let profile = &user.profile;
    let mut known: Map<String, Value> = profile
        .other
        .iter()
        .filter(|(name, _)| !is_reserved(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    for (name, value) in [
        ("preferred_username", &profile.preferred_username),
        ("name", &profile.name),
        ("email", &profile.email),
        ("locale", &profile.locale),
    ] {
        if let Some(value) = value {
            known.insert(name.into(), value.as_str().into());
        }
    }
    // Said also when it is not so, for whoever has an address or a number at all.
    if profile.email.is_some() {
        known.insert("email_verified".into(), profile.email_verified.into());
    }
    if known.contains_key("phone_number") {
        known
            .entry("phone_number_verified")
            .or_insert(Value::Bool(false));
    }
    known.insert("updated_at".into(), user.updated_at.secs().into());
    known
}

/// What these scopes give of what is known.
pub fn by_scope(
    catalog: &Catalog,
    known: &Map<String, Value>,
    scope: &ScopeList,
) -> Map<String, Value> {
    given_by(catalog, scope)
        .filter_map(|name| Some((name.to_owned(), known.get(name)?.clone())))
        .collect()
}

/// What was asked by name of what is known, where its value is one that was asked for.
pub fn by_name(known: &Map<String, Value>, asked: &Map<String, Value>) -> Map<String, Value> {
    asked
        .iter()
        .filter_map(|(name, wish)| {
            let value = known.get(name)?;
            suits(wish, value).then(|| (name.clone(), value.clone()))
        })
        .collect()
}

/// What was asked by name, for a token of fewer scopes than were granted: what only a scope gave
/// that the token lacks is not told.
pub fn narrowed(
    catalog: &Catalog,
    asked: &ClaimsRequest,
    granted: &ScopeList,
    scope: &ScopeList,
) -> ClaimsRequest {
    let gives = |scope: &ScopeList, name: &str| given_by(catalog, scope).any(|one| one == name);
    asked.filtered(|name| !gives(&granted.without(scope), name) || gives(scope, name))
}

fn given_by<'c>(catalog: &'c Catalog, scope: &'c ScopeList) -> impl Iterator<Item = &'c str> {
    scope
        .iter()
        .filter_map(|name| catalog.scope(name))
        .flat_map(|scope| scope.claims.iter().map(String::as_str))
}
