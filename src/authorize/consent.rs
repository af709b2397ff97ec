//! The person's decision, and its record.

use super::{
    Open, Step,
    finish::{self, Finishing, Pending, Return},
};
use crate::{
    account::outbox::{self, Template, Values},
    app::Ctx,
    config::policy,
    core::{Reason, Refusal, ScopeList, Settled, Timestamp, hex},
    crypto::digest::sha256_bytes,
    grants::target,
    model::{
        Client, Consent,
        consent::{NO_END, ON_PAGE, Until},
        scope::OFFLINE_ACCESS,
    },
    store,
};

/// What the person sent from the consent page.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The scopes that they ticked.
    pub ticked: ScopeList,
    /// The claims that they ticked.
    pub claims: Vec<String>,
    /// Until when the app may stay connected; the nearest end unless said.
    pub until: Option<Until>,
    /// The language of the page.
    pub locale: String,
    /// The exact words of the page; their digest is kept (CO-01, CO-02).
    pub wording: String,
}

pub use crate::model::scope::is_implied;

/// Records an allowance and ends the interaction with a code, in one transaction. 16 parallel
/// submits make one record and one code (CO-08, AZ-27).
pub fn allow(ctx: &Ctx, open: &Open, decision: &Decision) -> Settled<Return> {
    let (
        Step::Consent {
            missing,
            allowed,
            claims: new_claims,
        },
        Some((session, person)),
    ) = (open.step(ctx), &open.session)
    else {
        return Ok(Err(Reason::InteractionRequired.into()));
    };
    // CO-05: "Form tampering (added scope, other client, other user) → 400".
    let request = &open.interaction.request;
    if !decision.ticked.is_subset_of(&request.scope)
        || decision.claims.iter().any(|one| !new_claims.contains(one))
    {
        return Ok(Err(Reason::ConsentTampered.into()));
    }
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
    let Some(expires_at) = end(ctx, decision, &scope) else {
        return Ok(Err(Reason::ConsentTampered.into()));
    };
    // Claims that were allowed before stay, as scopes do.
    let mut claims: Vec<String> = open
        .consent
        .iter()
        .flat_map(|consent| consent.claims.iter().cloned())
        .filter(|one| !new_claims.contains(one))
        .collect();
    claims.extend(decision.claims.iter().cloned());
    let mut granted = request.clone();
    if let Some(asked) = &mut granted.claims {
        asked.beyond.retain(|one| claims.contains(one));
    }
    let consent = Consent {
        id: ctx.app.entropy.id(ctx.now),
        interaction_id: open.interaction.id.clone(),
        user_id: session.user_id.clone(),
        client_id: open.client.id.clone(),
        // What was allowed before stays, unless it was asked again and left out.
        scope: before
            .iter()
            .filter(|v| !missing.contains(v) && *v != OFFLINE_ACCESS)
            .chain(scope.iter())
            .collect(),
        resource: resource(
            open.consent.as_ref(),
            &target::resources(ctx, &open.client, &scope, &request.resource),
        ),
        claims,
        text_hash: hex(&sha256_bytes(decision.wording.as_bytes())),
        locale: decision.locale.clone(),
        granted_at: ctx.now,
        session_id: session.id.clone(),
        ip_prefix: ctx.ip_prefix(),
        method: ON_PAGE,
        expires_at,
        withdrawn_at: None,
    };
    let finishing = Finishing {
        request: granted,
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
    // An app that asks for more is connected already.
    let is_first = open
        .consent
        .as_ref()
        .is_none_or(|consent| consent.withdrawn_at.is_some());
    let (app_name, person) = (open.client.display_name().to_owned(), person.clone());
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
        if is_first {
            let values = Values::new().with("app", &app_name);
            outbox::tell_user(
                &inner,
                conn,
                &person,
                (Template::AppConnected, values, None),
            )?;
        }
        Ok(true)
    })?;
    if won {
        metrics::counter!("signet_consent_total", "decision" => "allowed").increment(1);
    }
    Ok(if won {
        Ok(pending.into_return(ctx, &open.interaction.id))
    } else {
        Err(Reason::InteractionFinished.into())
    })
}

/// The ends that a person can choose for an app that stays connected, the nearest first.
pub fn ends(ctx: &Ctx) -> Vec<(Until, Timestamp)> {
    let consent = &ctx.app.config.consent;
    let short = policy::OFFLINE_SHORT.min(consent.max);
    let mut ends = vec![(Until::Short, ctx.now.plus(short))];
    if policy::OFFLINE_LONG <= consent.max {
        ends.push((Until::Long, ctx.now.plus(policy::OFFLINE_LONG)));
    }
    if consent.until_stopped {
        ends.push((Until::Stopped, NO_END));
    }
    ends
}

/// The resources that were allowed before and now.
fn resource(before: Option<&Consent>, now: &[String]) -> Option<String> {
    let kept = before.and_then(|consent| consent.resource.as_deref());
    let mut all: Vec<&str> = kept.into_iter().flat_map(|kept| kept.split(' ')).collect();
    for one in now {
        if !all.contains(&one.as_str()) {
            all.push(one);
        }
    }
    (!all.is_empty()).then(|| all.join(" "))
}

/// When the consent ends: as the person chose, if the app may stay connected; `None` if that
/// end is not on the page.
fn end(ctx: &Ctx, decision: &Decision, scope: &ScopeList) -> Option<Timestamp> {
    if !scope.contains(OFFLINE_ACCESS) {
        return Some(ctx.now.plus(ctx.app.config.consent.max));
    }
    let until = decision.until.unwrap_or(Until::Short);
    ends(ctx)
        .into_iter()
        .find(|(offered, _)| *offered == until)
        .map(|(_, at)| at)
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
