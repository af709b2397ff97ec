//! The sample person of MyCure's door, and a request to try there.

use serde_json::{Value, json};

use super::{super::Outcome, seed::there};
use crate::{
    account::{
        estate::NewMycure,
        user::{NewEmail, NewPassword, NewUser, create},
    },
    app::Ctx,
    core::Secret,
};

/// The password, as the API's document has it.
const PASSWORD: &str = "supersecretpass";
/// The address that she signs in with, here and on the pages.
const EMAIL: &str = "maria@example.org";

pub(super) fn add_user(ctx: &Ctx, sample: &Value) -> Outcome<Value> {
    let text = |name: &str| sample[name].as_str().map(str::to_owned);
    let details = sample["personal_details"].as_object().cloned();
    let new = NewUser {
        emails: vec![NewEmail {
            value: EMAIL.to_owned(),
            verified: true,
        }],
        name: text("name"),
        password: Some(NewPassword::Sample(Secret::new(PASSWORD))),
        mycure: Some(NewMycure {
            mobile: text("mobile"),
            is_mobile_verified: true,
            personal_details: details.unwrap_or_default(),
            ..NewMycure::default()
        }),
        ..NewUser::default()
    };
    there(create(ctx, new)?)?;
    Ok(json!({
        "username": EMAIL,
        "email": EMAIL,
        "mobile": text("mobile"),
        "password": PASSWORD,
        "roles": [],
        "state": "active",
        "door": "mycure",
    }))
}

pub(super) fn requests(base_url: &str) -> Value {
    json!({
        "login": {
            "method": "POST",
            "url": format!("{base_url}/authentication"),
            "headers": { "Content-Type": "application/json" },
            "body": { "email": EMAIL, "password": PASSWORD },
        },
    })
}
