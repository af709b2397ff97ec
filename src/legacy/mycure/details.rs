//! `/personal-details`: a name, an address, a licence number.

use actix_web::HttpResponse;
use serde_json::{Map, Value};

use super::{Mycure, Refused, dialect, fields, owner, refuse_body, respond, token};
use crate::{
    estates::mycure as estate,
    legacy::{Call, LegacyDoor},
    model::mycure::{LICENSE, is_plain},
};

/// The members that everybody's details may have; each that begins with `doc_` may be there, too.
const MEMBERS: &[&str] = &[
    "name",
    "address",
    "dateOfBirth",
    "sex",
    "maritalStatus",
    "nationality",
    "mobileNos",
    "mobileNo",
    "emails",
    "email",
    "education",
    "occupation",
    "religion",
    "bloodType",
    "ethnicity",
    "languages",
    "picURL",
    "identityImages",
];
const NAMES: &[&str] = &["prefix", "firstName", "middleName", "lastName", "suffix"];
const MARITAL: &[&str] = &["single", "married", "widow", "widower"];

/// `GET /personal-details/<uid>`.
pub(super) async fn get(call: &Call<'_>, uid: &str) -> HttpResponse {
    let (token, uid) = (token(call), uid.to_owned());
    let settled = call
        .settle(move |ctx| {
            let held = owner(ctx, token.as_ref(), &uid)?;
            Ok(held.map(|(_, _, told)| Value::Object(told.account.personal_details())))
        })
        .await;
    respond(call, settled, |document| dialect::json(200, document))
}

/// `PATCH /personal-details/<uid>`.
pub(super) async fn patch(call: &Call<'_>, uid: &str) -> HttpResponse {
    let body = fields(call).await;
    let (token, uid) = (token(call), uid.to_owned());
    // Whose it is comes first: what is wrong with a stranger's body is nothing to them.
    let change = body.map(Change::read);
    let settled = call
        .settle(move |ctx| {
            let held = match owner(ctx, token.as_ref(), &uid)? {
                Ok(held) => held,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let change = match change {
                Ok(Ok(change)) => change,
                Ok(Err(refused)) => return Ok(Ok(Err(refused))),
                Err(refusal) => return Ok(Err(refusal)),
            };
            let changed = estate::change_details(ctx, &held.1, move |details| {
                change.apply(details);
            })?;
            Ok(match changed {
                Ok(account) => Ok(Ok(account.personal_details())),
                Err(refusal) => Err(refusal),
            })
        })
        .await;
    match settled {
        Ok(Ok(Err(refused))) => refuse_body(call, &refused),
        Ok(Ok(Ok(details))) => dialect::json(200, &Value::Object(details)),
        Ok(Err(refusal)) => Mycure::refuse(call, &refusal),
        Err(fault) => Mycure::fault(call, &fault),
    }
}

/// A change of the details, as a `PATCH` has it.
#[derive(Clone, Debug, Default)]
pub(super) struct Change {
    set: Map<String, Value>,
    unset: Vec<String>,
}

impl Change {
    /// "PATCH personal-details refuses `$`-operators other than `$unset` of known fields."
    pub(super) fn read(mut fields: Map<String, Value>) -> Result<Self, Refused> {
        let unset = match fields.remove("$unset") {
            None => Vec::new(),
            Some(Value::Object(members)) => members.keys().cloned().collect(),
            Some(_) => return Err(Refused::fields(&[("$unset", "must be an object")])),
        };
        if let Some(name) = unset.iter().find(|name| !is_known(name)) {
            return Err(Refused::fields(&[(name, "is no field that can be unset")]));
        }
        // What its documents have, and nobody can change.
        fields.retain(|name, _| !["id", "uid", "createdAt", "updatedAt"].contains(&name.as_str()));
        check(&fields)?;
        Ok(Self { set: fields, unset })
    }

    fn apply(&self, details: &mut Map<String, Value>) {
        for name in &self.unset {
            details.remove(name);
        }
        details.extend(self.set.clone());
    }
}

fn is_known(name: &str) -> bool {
    let of_doctors = name.strip_prefix("doc_").is_some_and(|rest| {
        !rest.is_empty() && rest.len() <= 64 && rest.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    of_doctors || MEMBERS.contains(&name)
}

/// Checks the personal details of a body.
pub(super) fn check(details: &Map<String, Value>) -> Result<(), Refused> {
    for (name, value) in details {
        let what = wrong(name, value);
        if let Some(what) = what {
            return Err(Refused::fields(&[(name, what)]));
        }
    }
    Ok(())
}

fn wrong(name: &str, value: &Value) -> Option<&'static str> {
    if !is_known(name) {
        return Some("is no known field");
    }
    if !is_plain(value) {
        return Some("must have no operators, no overlong texts and no control characters");
    }
    match (name, value) {
        (LICENSE, Value::Null | Value::String(_)) => None,
        (LICENSE, Value::Number(number)) if number.as_f64().is_some_and(|n| n >= 0.0) => None,
        (LICENSE, _) => Some("must be a number that is not negative, or a string"),
        (_, Value::Null) => None,
        ("maritalStatus", Value::String(word)) if MARITAL.contains(&word.as_str()) => None,
        ("maritalStatus", _) => Some("must be single, married, widow or widower"),
        ("dateOfBirth", Value::Number(number)) if number.is_i64() => None,
        ("dateOfBirth", _) => Some("must be milliseconds since 1970"),
        ("sex" | "nationality" | "picURL", Value::String(_)) => None,
        ("sex" | "nationality" | "picURL", _) => Some("must be a string"),
        ("name", Value::Object(parts)) => {
            let odd = |(part, value): (&String, &Value)| {
                !NAMES.contains(&part.as_str()) || !(value.is_string() || value.is_null())
            };
            let is_odd = parts.iter().any(odd);
            is_odd.then_some("must have prefix, firstName, middleName, lastName and suffix only")
        }
        ("name", _) => Some("must be an object"),
        _ => None,
    }
}
