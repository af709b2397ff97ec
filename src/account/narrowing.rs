//! Taking a part of a consent back: never more than before (CO-06).

use serde_json::json;

use super::profile;
use crate::{
    app::Ctx,
    core::{Reason, Refusal, ScopeList, Settled, hex},
    crypto::digest::sha256_bytes,
    model::{
        Client, ClientId, Consent, Grant, SessionId, UserId,
        consent::NARROWED,
        scope::{OFFLINE_ACCESS, is_implied},
    },
    store::{self, Conn},
};

/// What a person leaves to an app.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The scopes that they left ticked.
    pub scope: ScopeList,
    /// The claims that they left ticked.
    pub claims: Vec<String>,
    /// The language of the page.
    pub locale: String,
    /// The exact words of the page; their digest is kept.
    pub wording: String,
    /// The session that they did it in.
    pub session: SessionId,
}

/// Writes a narrower consent in the place of the one that stands, and takes what it leaves out from
/// every grant that rests on it: a refresh gives what is left, and tokens that say more are dead.
/// Refused if nothing stands, if more is asked than stands, or if nothing that the app can work
/// with is left.
pub fn narrow(ctx: &Ctx, user: &UserId, client: &ClientId, kept: &Kept) -> Settled<()> {
    let found = ctx
        .app
        .store
        .read(|conn| store::consents::find_standing(conn, user, client, ctx.now))?;
    let (Some(before), Some(app)) = (found, ctx.app.catalog().client(client)) else {
        return Ok(Err(Reason::NotFound.into()));
    };
    let after = match narrowed(ctx, &app, &before, kept) {
        Ok(Some(after)) => after,
        Ok(None) => return Ok(Ok(())),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let inner = ctx.clone();
    ctx.app.store.settle(move |conn| {
        let now = inner.now;
        // CO-02: "append-only, `withdrawn_at`".
        let user = &before.user_id;
        let ended = store::consents::withdraw_all(conn, user, &before.client_id, now)?;
        // Somebody else has changed it meanwhile.
        if !ended.contains(&before.id) {
            return Ok(Err(Reason::InteractionFinished.into()));
        }
        store::consents::insert(conn, &after)?;
        let mut changed = 0;
        for grant in store::narrowing::resting_on(conn, &ended)? {
            changed += 1;
            match left(&inner, grant.clone(), &before, &after) {
                Some(left) => store::narrowing::narrow(conn, &left)?,
                None => {
                    let reason = Reason::ConsentWithdrawn;
                    store::grants::revoke(conn, &grant.id, reason, now)?;
                }
            }
        }
        audit(&inner, conn, (&before, &after), changed)?;
        Ok(Ok(()))
    })
}

/// The record of what is left; `None` if that is all.
fn narrowed(
    ctx: &Ctx,
    client: &Client,
    before: &Consent,
    kept: &Kept,
) -> Result<Option<Consent>, Refusal> {
    // CO-05: "Form tampering (added scope, other client, other user) → 400".
    if !kept.scope.is_subset_of(&before.scope)
        || kept.claims.iter().any(|one| !before.claims.contains(one))
    {
        return Err(Reason::ConsentTampered.into());
    }
    let scope = before
        .scope
        .filtered(|value| is_implied(value) || kept.scope.contains(value));
    let claims: Vec<String> = before
        .claims
        .iter()
        .filter(|one| kept.claims.contains(one))
        .cloned()
        .collect();
    if scope == before.scope && claims == before.claims {
        return Ok(None);
    }
    // To stay connected is nothing by itself.
    if scope.iter().all(|value| value == OFFLINE_ACCESS) {
        return Err(Reason::ConsentEmpty.into());
    }
    let essential = ScopeList::parse(&client.metadata.signet.essential_scope).unwrap_or_default();
    if essential
        .iter()
        .any(|value| before.scope.contains(value) && !scope.contains(value))
    {
        return Err(Refusal::of(
            Reason::ConsentDenied,
            "the app needs this to work",
        ));
    }
    Ok(Some(Consent {
        id: ctx.app.entropy.id(ctx.now),
        interaction_id: ctx.app.entropy.id(ctx.now),
        scope,
        claims,
        text_hash: hex(&sha256_bytes(kept.wording.as_bytes())),
        locale: kept.locale.clone(),
        granted_at: ctx.now,
        session_id: kept.session.clone(),
        ip_prefix: ctx.ip_prefix(),
        method: NARROWED,
        withdrawn_at: None,
        ..before.clone()
    }))
}

/// What is left of a grant; `None` if nothing is that it could be used for.
fn left(ctx: &Ctx, mut grant: Grant, before: &Consent, after: &Consent) -> Option<Grant> {
    let gone = before.scope.without(&after.scope);
    let scope = grant.scope.without(&gone);
    // What was exchanged for a token that said more is no other token than that one.
    if scope.is_empty() || (grant.parent_id.is_some() && scope != grant.scope) {
        return None;
    }
    let catalog = ctx.app.catalog();
    if let Some(asked) = &grant.claims {
        let still = profile::narrowed(&catalog, asked, &grant.scope, &scope);
        let taken = |name: &str| {
            before.claims.iter().any(|one| one == name)
                && !after.claims.iter().any(|one| one == name)
        };
        grant.claims = Some(still.filtered(|name| !taken(name)));
    }
    // A service that the app may do nothing at any more is none that its tokens are for.
    grant.audience.retain(|one| {
        catalog.resource(one).is_none_or(|resource| {
            let means = |scope: &ScopeList| resource.scopes.iter().any(|name| scope.contains(name));
            means(&scope) || !means(&gone)
        })
    });
    if grant.audience.is_empty() {
        grant.audience.push(ctx.app.issuer.clone());
    }
    // Without the right to stay it ends with the browser session, or has ended with it.
    grant.bound |= grant.scope.contains(OFFLINE_ACCESS) && !scope.contains(OFFLINE_ACCESS);
    grant.consent_id = Some(after.id.clone());
    grant.scope = scope;
    Some(grant)
}

fn audit(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    (before, after): (&Consent, &Consent),
    grants: usize,
) -> store::Result<()> {
    let who = format!("user:{}", after.user_id);
    let mut event = ctx.event("consent.narrowed", None, who.clone());
    event.subject = Some(who);
    event.client_id = Some(after.client_id.to_string());
    event.detail = Some(json!({
        "consent": after.id,
        "scope": after.scope.to_string(),
        "taken": before.scope.without(&after.scope).to_string(),
        "grants": grants,
    }));
    store::audit::append(conn, &ctx.app.ledger, &event)
}
