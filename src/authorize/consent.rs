//! The person's decision, and its record.

use super::{
    Open, Step,
    finish::{self, Finishing, Pending, Return},
};
use crate::{
    app::Ctx,
    core::{Reason, Refusal, ScopeList, Settled},
    crypto::digest::sha256_bytes,
    model::{Client, Consent},
    store,
};

/// What the person sent from the consent page.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The scopes that they ticked.
    pub ticked: ScopeList,
    /// The language of the page.
    pub locale: String,
    /// The exact words of the page; their digest is kept (CO-01, CO-02).
    pub wording: String,
}

/// Scopes that are part of any sign-in; they are allowed or refused with the whole.
pub fn is_implied(scope: &str) -> bool {
    scope == "openid"
}

/// Records an allowance and ends the interaction with a code, in one transaction. 16 parallel
/// submits make one record and one code (CO-08, AZ-27).
pub fn allow(ctx: &Ctx, open: &Open, decision: &Decision) -> Settled<Return> {
    let (Step::Consent { missing, allowed }, Some((session, _))) = (open.step(ctx), &open.session)
    else {
        return Ok(Err(Reason::InteractionRequired.into()));
    };
    // CO-05: "Form tampering (added scope, other client, other user) → 400".
    if !decision
        .ticked
        .is_subset_of(&open.interaction.request.scope)
    {
        return Ok(Err(Reason::ConsentTampered.into()));
    }
    let request = &open.interaction.request;
    let scope = request
        .scope
        .filtered(|v| allowed.contains(v) || decision.ticked.contains(v) || is_implied(v));
    if let Err(refusal) = check_complete(&open.client, &request.scope, &scope) {
        return Ok(Err(refusal));
    }
    let before = open
        .consent
        .as_ref()
        .map_or_else(ScopeList::default, |consent| consent.scope.clone());
    let shown = if missing.is_empty() {
        &request.scope
    } else {
        &missing
    };
    let consent = Consent {
        id: ctx.app.entropy.id(ctx.now),
        interaction_id: open.interaction.id.clone(),
        user_id: session.user_id.clone(),
        client_id: open.client.id.clone(),
        // What was allowed before stays, unless it was asked again and left out.
        scope: before
            .iter()
            .filter(|v| !shown.contains(v))
            .chain(scope.iter())
            .collect(),
        resource: None,
        text_hash: sha256_bytes(decision.wording.as_bytes())
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect(),
        locale: decision.locale.clone(),
        granted_at: ctx.now,
        session_id: session.id.clone(),
        ip_prefix: ctx.ip_prefix(),
        method: "page",
        expires_at: ctx.now.plus(ctx.app.config.consent.max),
        withdrawn_at: None,
    };
    let finishing = Finishing {
        request: request.clone(),
        session: session.clone(),
        scope,
        consent_id: Some(consent.id.clone()),
        destination: open.destination.clone(),
    };
    let (pending, inner) = (
        Pending::new(ctx, &finishing, &open.interaction.id)?,
        ctx.clone(),
    );
    let prepared = pending.prepared.clone();
    let (id, revision) = (open.interaction.id.clone(), open.interaction.revision);
    let won = ctx.app.store.write(move |conn| {
        if !finish::end(&inner, conn, &finishing, &prepared, (&id, revision))? {
            return Ok(false);
        }
        store::consents::insert(conn, &consent)?;
        let mut event = inner.event("consent.given", None, format!("user:{}", consent.user_id));
        event.client_id = Some(consent.client_id.to_string());
        event.subject = Some(format!("consent:{}", consent.id));
        event.detail = Some(serde_json::json!({ "scope": consent.scope.to_string() }));
        store::audit::append(conn, &inner.app.ledger, &event)?;
        Ok(true)
    })?;
    Ok(if won {
        Ok(pending.into_return())
    } else {
        Err(Reason::InteractionFinished.into())
    })
}

/// Something must be left, and what the app cannot work without must be in it.
fn check_complete(client: &Client, asked: &ScopeList, scope: &ScopeList) -> Result<(), Refusal> {
    if scope.is_empty() {
        return Err(Reason::ConsentEmpty.into());
    }
    let essential = ScopeList::parse(&client.metadata.signet.essential_scope).unwrap_or_default();
    if essential
        .iter()
        .any(|v| asked.contains(v) && !scope.contains(v))
    {
        return Err(Refusal::of(
            Reason::ConsentDenied,
            "essential scope refused",
        ));
    }
    Ok(())
}
