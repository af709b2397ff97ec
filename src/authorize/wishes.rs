//! What a client wants done besides what has to be: `prompt`, `max_age`.

use std::time::Duration;

use super::Params;
use crate::{
    account,
    app::Ctx,
    core::{Reason, Refusal, Timestamp},
    model::{Client, Prompt},
};

/// What the client wants done.
pub(super) struct Wishes {
    pub(super) prompt: Prompt,
    pub(super) force_login: bool,
    pub(super) reauth_after: Option<Timestamp>,
    pub(super) ask_consent: bool,
    pub(super) select_account: bool,
    pub(super) create: bool,
}

/// `prompt` and `max_age` (OpenID Connect Core §3.1.2.1).
pub(super) fn wishes(ctx: &Ctx, params: &Params, client: &Client) -> Result<Wishes, Refusal> {
    let values: Vec<&str> = params
        .one("prompt")?
        .unwrap_or("")
        .split_whitespace()
        .collect();
    let has = |value: &str| values.contains(&value);
    // Prompt Create 1.0 §4: only what `prompt_values_supported` names is taken.
    let is_create = |value: &str| value == "create" && account::join::is_open(ctx);
    // AZ-18: "unknown prompt value → invalid_request".
    if let Some(unknown) = values.iter().find(|value| {
        !matches!(**value, "none" | "login" | "consent" | "select_account") && !is_create(value)
    }) {
        return Err(Refusal::of(
            Reason::ParameterInvalid,
            format!("prompt={}", super::negotiate::ascii_name(unknown)),
        ));
    }
    // "If this parameter contains none with any other value, an error is returned."
    if has("none") && values.len() > 1 {
        return Err(Refusal::of(
            Reason::ParameterInvalid,
            "prompt=none with another value",
        ));
    }
    let mut wishes = Wishes {
        prompt: if has("none") {
            Prompt::None
        } else {
            Prompt::Auto
        },
        force_login: has("login"),
        reauth_after: None,
        ask_consent: has("consent"),
        // Whoever has made another account than the one that is signed in takes that.
        select_account: has("select_account") || has("create"),
        create: has("create"),
    };
    let invalid = |_| Refusal::of(Reason::ParameterInvalid, "max_age is no number of seconds");
    let asked = params.one("max_age")?.map(str::parse::<u32>).transpose();
    // OpenID Connect Registration §2, default_max_age: "The max_age request parameter overrides
    // this default value."
    if let Some(seconds) = asked.map_err(invalid)?.or(client.metadata.default_max_age) {
        // AZ-17: "`max_age=0` behaves like `prompt=login`".
        wishes.force_login |= seconds == 0;
        let age = Duration::from_secs(u64::from(seconds));
        wishes.reauth_after = Some(ctx.now.minus(age));
    }
    Ok(wishes)
}
