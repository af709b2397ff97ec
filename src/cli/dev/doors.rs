//! The open doors, with requests to try: what `dev.json` and `/dev` tell of them.

use serde_json::{Map, Value, json};

use super::{corsano, healthily, mycure, seed::OCARIOT_PASSWORD};
use crate::{app::App, core::Door};

/// The open doors.
pub fn doors(app: &App, dev: &Value) -> Value {
    let mut doors = Map::new();
    for door in Door::ALL {
        let config = app.config.legacy.door(door);
        if !config.enabled {
            continue;
        }
        let base_url = format!("{}{}", app.issuer, config.prefix);
        let requests = requests(door, &base_url, dev);
        let told = json!({
            "base_url": base_url,
            "prefix": config.prefix,
            "hosts": config.hosts,
            "requests": requests,
        });
        doors.insert(door.name().to_owned(), told);
    }
    Value::Object(doors)
}

fn requests(door: Door, base_url: &str, dev: &Value) -> Value {
    let post = |path: &str, body: Value| {
        json!({
            "method": "POST",
            "url": format!("{base_url}{path}"),
            "headers": { "Content-Type": "application/json" },
            "body": body,
        })
    };
    match door {
        Door::Ocariot => {
            let login = |username: &str| {
                let body = json!({ "username": username, "password": OCARIOT_PASSWORD });
                post("/v1/auth", body)
            };
            json!({ "login": login("BR0001"), "login_admin": login("admin1") })
        }
        Door::HumanApi => {
            let client = &dev["clients"]["health-diary"];
            let (id, secret) = (&client["client_id"], &client["client_secret"]);
            let token = |kind: &str| json!({ "client_id": id, "client_secret": secret, "client_user_id": "user-7", "type": kind });
            let mut session = token("session");
            session["client_user_email"] = json!("user-7@example.org");
            let own = json!({ "client_id": id, "client_secret": secret, "type": "client" });
            json!({
                "session": post("/v1/connect/token", session),
                "id": post("/v1/connect/token", token("id")),
                "access": post("/v1/connect/token", token("access")),
                "client": post("/v1/admin/token", own),
            })
        }
        Door::CorsanoUsers => corsano::users_requests(base_url),
        Door::CorsanoHealth => corsano::health_requests(base_url),
        Door::Healthily => healthily::requests(base_url, dev),
        Door::Mycure => mycure::requests(base_url),
    }
}
