//! The sample data of Healthily's door: a partner's API key, and terms.

use serde_json::{Map, Value, json};

use super::super::Outcome;
use crate::{
    account::healthily::{self, AddedKey},
    app::Ctx,
    core::{Id, Secret, secret::kind},
    model::healthily::TermsBody,
};

/// Chooses the partner's API key.
pub fn choose(ctx: &Ctx) -> Value {
    json!({ "api_key": healthily::new_text(ctx).expose() })
}

/// Puts the partner's key and the terms in; the partner is a sample client like others.
pub fn seed(ctx: &Ctx, sample: &Value, chosen: &Value) -> Outcome<Value> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (partner, api_key) = (text(&sample["partner"]), text(&chosen["api_key"]));
    let brought = Secret::<kind::ApiKey>::new(api_key.as_str());
    match healthily::add_key(ctx, &Id::new(partner.as_str()), Some(brought))? {
        // Added now, or by an earlier start.
        Some(Err(invalid)) if invalid.is_conflict => {}
        Some(added) => drop::<AddedKey>(added?),
        None => {}
    }
    let body: TermsBody = serde_json::from_value(sample["terms"].clone())?;
    let language = &ctx.app.config.legacy.healthily.language;
    let (terms, _) = healthily::publish(ctx, language, body)??;
    Ok(json!({
        "partner_id": partner,
        "api_key": api_key,
        "content_version": terms.version,
    }))
}

/// Requests to try; the token of the first is the second's, and that of `accept` the last one's.
pub fn requests(base_url: &str, dev: &Value) -> Value {
    let told = &dev["healthily"];
    // Data of an earlier release has no partner.
    let Some(partner) = told["partner_id"].as_str() else {
        return json!({});
    };
    let request = |method: &str, path: &str, bearer: bool, body: Option<Value>| {
        let mut headers = Map::new();
        headers.insert("x-api-key".into(), told["api_key"].clone());
        if bearer {
            headers.insert("Authorization".into(), json!("Bearer ACCESS_TOKEN"));
        }
        if body.is_some() {
            headers.insert("Content-Type".into(), json!("application/json"));
        }
        let url = format!("{base_url}/api/v1{path}");
        let mut request = json!({ "method": method, "url": url, "headers": headers });
        if let Some(body) = body {
            request["body"] = body;
        }
        request
    };
    let secret = &dev["clients"][partner]["client_secret"];
    let login = json!({ "partner_id": partner, "secret": secret });
    let accept = json!({ "content_version": told["content_version"], "accepted": true });
    json!({
        "login": request("POST", "/login", false, Some(login)),
        "terms": request("GET", "/terms", true, None),
        "accept": request("POST", "/terms", true, Some(accept)),
        "me": request("GET", "/me", true, None),
    })
}
