//! `/account-waitlist`: people ask for an account, and what they said comes back to whoever has the
//! invitation.

use actix_web::HttpResponse;
use serde_json::{Map, Value, json};

use super::{
    Mycure, Refused, accounts::refuse_on_premise, details, dialect, fields, parse, refuse,
    refuse_body,
};
use crate::{
    account::{
        invitation::{self, Found},
        pace,
        waitlist::{self, NewEntry},
    },
    core::{Door, Reason, Secret},
    legacy::{Call, LegacyDoor},
    model::InvitationKind,
};

/// The members of an entry.
const MEMBERS: [&str; 3] = ["email", "mobileNo", "personalDetails"];

/// `POST /account-waitlist`: 201 whoever asks, and however often.
pub(super) async fn create(call: &Call<'_>) -> HttpResponse {
    if call.state.app.config.legacy.mycure.on_premise {
        return refuse_on_premise(call);
    }
    let fields = match fields(call).await {
        Ok(fields) => fields,
        Err(refusal) => return Mycure::refuse(call, &refusal),
    };
    let said = match said(&fields) {
        Ok(said) => said,
        Err(refused) => return refuse_body(call, &refused),
    };
    if !call.state.app.config.login.has_waitlist() {
        return Mycure::refuse(call, &Reason::NotFound.into());
    }
    let entry = NewEntry {
        email: said["email"].as_str().unwrap_or_default().to_owned(),
        document: Value::Object(said.clone()),
        source: Door::Mycure.name(),
        language: None,
    };
    match call
        .settle(move |ctx| {
            if let Err(refusal) = pace::join(ctx)? {
                return Ok(Err(refusal));
            }
            Ok(Ok(waitlist::ask(ctx, &entry)?))
        })
        .await
    {
        Ok(Ok(Ok(asked))) => {
            let mut body = Map::from_iter([("id".to_owned(), json!(asked.id))]);
            body.extend(said);
            body.insert("createdAt".into(), json!(asked.created_at.millis()));
            dialect::json(201, &Value::Object(body))
        }
        Ok(Ok(Err(invalid))) => {
            let field = if invalid.field == "document" {
                "personalDetails"
            } else {
                "email"
            };
            refuse_body(call, &Refused::fields(&[(field, &invalid.what)]))
        }
        Ok(Err(refusal)) => Mycure::refuse(call, &refusal),
        Err(fault) => Mycure::fault(call, &fault),
    }
}

/// What somebody says of themselves, in the order in which they said it.
fn said(fields: &parse::Fields) -> Result<Map<String, Value>, Refused> {
    parse::required(fields, "email")?;
    if let Some(typed) = parse::text(fields, "mobileNo")?
        && parse::e164(typed).is_none()
    {
        return Err(Refused::fields(&[("mobileNo", "is no mobile number")]));
    }
    match fields.get("personalDetails") {
        None | Some(Value::Null) => {}
        Some(Value::Object(personal)) => details::check(personal)?,
        Some(_) => return Err(Refused::fields(&[("personalDetails", "must be an object")])),
    }
    let mut said = fields.clone();
    said.retain(|name, value| MEMBERS.contains(&name.as_str()) && !value.is_null());
    Ok(said)
}

/// `GET /account-waitlist/<invite-code>`: whatever is wrong with the code, it is the same 404 (M10).
pub(super) async fn get(call: &Call<'_>, code: &str) -> HttpResponse {
    let code = Secret::new(code);
    let settled = call
        .settle(move |ctx| {
            // The code is a secret, and what it shows is personal: guessing is slow.
            if let Err(refusal) = pace::look_up(ctx)? {
                return Ok(Err(refusal));
            }
            Ok(match invitation::find(ctx, &code)? {
                Ok(found) if found.invitation.kind == InvitationKind::Join => Ok(shown(&found)),
                Ok(_) | Err(_) => Err(Reason::NotFound.into()),
            })
        })
        .await;
    match settled {
        Ok(Ok(body)) => dialect::json(200, &body),
        Ok(Err(refusal)) if refusal.reason == Reason::NotFound => {
            call.note_outcome(Reason::NotFound.code());
            refuse(&Refused::new(404, "Invitation not found"))
        }
        Ok(Err(refusal)) => Mycure::refuse(call, &refusal),
        Err(fault) => Mycure::fault(call, &fault),
    }
}

/// What a sign-up page may be prefilled with.
fn shown(found: &Found) -> Value {
    if let Some(Value::Object(said)) = found.document() {
        let mut said = said.clone();
        said.retain(|name, _| MEMBERS.contains(&name.as_str()));
        return Value::Object(said);
    }
    // An operator has invited somebody who has not asked.
    let mut body = Map::new();
    if let Some(email) = &found.invitation.email {
        body.insert("email".into(), json!(email));
    }
    body.insert("personalDetails".into(), json!({}));
    Value::Object(body)
}
