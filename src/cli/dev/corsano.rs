//! The sample people of Corsano's doors, and requests to try there.

use serde_json::{Value, json};

use super::{
    super::{Failure, Outcome},
    seed::{new_seed, there},
};
use crate::{
    account::{
        estate::NewCorsano,
        user::{NewEmail, NewPassword, NewUser, create},
    },
    app::Ctx,
    core::Secret,
    crypto::totp,
};

/// The password of every sample user of these doors, as the API's document has it.
const PASSWORD: &str = "testpassword1A";

pub(super) fn add_user(ctx: &Ctx, sample: &Value, chosen: &Value) -> Outcome<Value> {
    let text = |name: &str| sample[name].as_str().map(str::to_owned);
    let record = |cloud: &str| sample[cloud].as_object().cloned();
    let seed = chosen["totp_secret"].as_str();
    let corsano = NewCorsano {
        users: record("users").unwrap_or_default(),
        health: record("health"),
    };
    let username = corsano.code().map(str::to_owned).or(text("email"));
    let username = username
        .ok_or_else(|| Failure::Failed("a sample user has neither address nor code".into()))?;
    let email = text("email").map(|value| NewEmail {
        value,
        verified: true,
    });
    let new = NewUser {
        emails: email.into_iter().collect(),
        password: Some(NewPassword::Sample(Secret::new(PASSWORD))),
        totp: seed.into_iter().map(new_seed).collect(),
        state: text("state"),
        corsano: Some(corsano),
        ..NewUser::default()
    };
    there(create(ctx, new)?)?;
    Ok(json!({
        "username": username,
        "email": text("email"),
        "code": sample["users"]["code"],
        "password": PASSWORD,
        "totp_secret": seed,
        "totp_algorithm": seed.map(|_| totp::DEFAULT.algorithm),
        "roles": [],
        "state": text("state").unwrap_or_else(|| "active".into()),
        "door": "corsano-users",
    }))
}

pub(super) fn users_requests(base_url: &str) -> Value {
    let login = |name: &str, value: &str| {
        json!({
            "method": "POST",
            "url": format!("{base_url}/login"),
            "headers": { "Content-Type": "application/json" },
            "body": { name: value, "password": PASSWORD },
        })
    };
    json!({
        "login": login("email", "david@example.org"),
        "login_code": login("code", "VVFFFGGHDF"),
        "profile": bearer("GET", &format!("{base_url}/profile")),
        "refresh": bearer("GET", &format!("{base_url}/auth/refresh")),
        "logout": bearer("POST", &format!("{base_url}/auth/logout")),
    })
}

pub(super) fn health_requests(base_url: &str) -> Value {
    json!({
        "exchange": {
            "method": "POST",
            "url": format!("{base_url}/login"),
            "headers": { "Content-Type": "application/json" },
            "body": { "user_api_token": "TOKEN" },
        },
        "profile": bearer("GET", &format!("{base_url}/profile")),
    })
}

/// A request with the token of a login, which has to be put in.
fn bearer(method: &str, url: &str) -> Value {
    json!({ "method": method, "url": url, "headers": { "Authorization": "Bearer TOKEN" } })
}
