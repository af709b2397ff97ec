//! Refreshing: what was shown, and what may take its place.

use super::{
    door_refresh,
    issue::{Material, REFRESH_PREFIX},
    refresh_token::{How, Request},
    target,
};
use crate::{
    app::Ctx,
    authn::Caller,
    core::{Door, Fault, Reason, ScopeList, Secret, secret::kind, token_text},
    estates,
    machine::refresh as machine,
    model::{Grant, TokenForm, grant::GrantState},
};

/// What was shown, as the chain knows it.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    /// The refresh token, or what stands for a door's access token.
    pub(super) text: Secret<kind::RefreshToken>,
    /// The door that it was shown at, and whose form the new access token has.
    pub(super) door: Option<Door>,
}

/// "Bad syntax or checksum → 400 `invalid_grant`, no DB hit."
pub(super) fn read(ctx: &Ctx, request: &Request) -> Result<Shown, Reason> {
    match request.door {
        Some(door) if estates::refreshes_by_itself(door) => {
            door_refresh::read(ctx, door, &request.token)
        }
        door if is_well_formed(request.token.expose()) => Ok(Shown {
            text: request.token.clone(),
            door,
        }),
        Some(_) | None => Err(Reason::RefreshUnknown),
    }
}

/// Whether this has the looks of a refresh token, whole or not.
pub(super) fn is_refresh_token(text: &str) -> bool {
    text.starts_with(REFRESH_PREFIX) || door_prefix(text).is_some()
}

/// Whether this can be a refresh token: ours, or one in the shape of a door's contract.
pub(super) fn is_well_formed(text: &str) -> bool {
    token_text::is_well_formed(text, REFRESH_PREFIX) || door_prefix(text).is_some()
}

/// What a refresh token in the shape of a door's contract begins with.
fn door_prefix(text: &str) -> Option<&'static str> {
    let mut prefixes = Door::ALL.iter().flat_map(|door| door.refresh_prefixes());
    let prefix = prefixes.find(|prefix| text.starts_with(**prefix))?;
    token_text::is_bare(text, prefix).then_some(*prefix)
}

/// The scope of the new access token.
pub(super) fn covered(
    caller: &Caller,
    request: &Request,
    shown: &Shown,
    grant: &Grant,
) -> Result<ScopeList, Reason> {
    // A door's contract gives a scope, and lets nobody ask for one.
    if shown.door.is_some() {
        return Ok(grant.scope.clone());
    }
    let asked = machine::Ask {
        client: &caller.client,
        sent: &request.token,
        grant,
        scope: request.scope.as_ref(),
        marker: &caller.marker,
    };
    let scope = machine::refresh(&asked)?;
    // "Scope since removed from client or user → silently narrowed; empty → `invalid_grant`".
    // What a door's contract gave, no registration takes away.
    let allowed = caller.client.scope();
    let by_contract = is_by_contract(grant);
    let scope = scope.filtered(|value| by_contract || allowed.contains(value));
    if scope.is_empty() {
        return Err(Reason::GrantRevoked);
    }
    Ok(scope)
}

/// Whether a grant is of a door whose contract has refresh tokens, which only `/token` redeems.
pub(super) fn is_by_contract(grant: &Grant) -> bool {
    grant.human_id.is_some() && grant.door.is_some()
}

/// Texts for what may be given; a successor looks like the token that it succeeds.
pub(super) fn material(ctx: &Ctx, shown: &Shown) -> Material {
    let material = Material::prepare(ctx);
    match (shown.door, door_prefix(shown.text.expose())) {
        (Some(door), _) if estates::refreshes_by_itself(door) => {
            material.with_refresh(door_refresh::successor(ctx, door))
        }
        (_, Some(prefix)) => material.with_refresh(ctx.app.entropy.secret(prefix)),
        (_, None) => material,
    }
}

/// What the new access token looks like, and the scope that its door gives; `None` if the door does
/// not know the person any more.
pub(super) fn form(
    ctx: &Ctx,
    caller: &Caller,
    (shown, state): (&Shown, &GrantState),
    (how, material): (&How, &Material),
    audience: Vec<String>,
) -> Result<Option<(TokenForm, Option<ScopeList>)>, Fault> {
    let text = match how {
        How::Rotate(_) => Some(&material.refresh),
        How::Replay(text, ..) => Some(text),
        How::Keep | How::Burst | How::Reuse | How::Dead => None,
    };
    let (Some(door), Some(text)) = (shown.door, text) else {
        let form = match &state.grant.human_id {
            Some(_) => TokenForm::Opaque { audience },
            None => target::form(ctx, &caller.client, audience),
        };
        return Ok(Some((form, None)));
    };
    let Some(user) = &state.user else {
        return Ok(None);
    };
    let estate = door_refresh::renewed(ctx, door, (&state.grant, user), text)?;
    Ok(estate.map(|estate| (estate.form, Some(estate.scope))))
}
