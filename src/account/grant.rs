//! Grants as an operator sees them: legacy doors' included, with what becomes of their tokens.

use super::Invalid;
use crate::{
    app::Ctx,
    core::{Fault, Reason, Timestamp},
    model::{GrantId, grant::GrantState},
    store::{self, grants::Filter, refresh_tokens::Chain},
};

/// Grants looked at in one query.
const PAGE: i64 = 200;

/// A grant, how it stands, and its chain of refresh tokens.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The grant, and how all that it rests on stands.
    pub state: GrantState,
    /// What its person is called, if there is one: by name, or by what they sign in with.
    pub person: Option<String>,
    /// Why its tokens are good for nothing, if so.
    pub ended: Option<Reason>,
    /// Its refresh tokens, if it ever had one.
    pub chain: Option<Chain>,
    /// When it was last used, as far as that is known: to the minute.
    pub last_used_at: Timestamp,
}

/// Grants, oldest first: those that stand, or `all`; at most `limit`.
pub fn list(ctx: &Ctx, filter: Filter, all: bool, limit: usize) -> Result<Vec<Shown>, Fault> {
    let (mut shown, mut filter) = (Vec::new(), filter);
    loop {
        let page = ctx
            .app
            .store
            .read(|conn| store::grants::list(conn, &filter, PAGE, ctx.now))?;
        let last = page.last().map(|state| state.grant.id.clone());
        let full = i64::try_from(page.len()).is_ok_and(|found| found == PAGE);
        for one in show(ctx, page)? {
            if all || one.ended.is_none() {
                shown.push(one);
            }
            if shown.len() == limit {
                return Ok(shown);
            }
        }
        match last {
            Some(last) if full => filter.after = Some(last),
            _ => return Ok(shown),
        }
    }
}

/// One grant.
pub fn find(ctx: &Ctx, id: &GrantId) -> Result<Option<Shown>, Fault> {
    let found = ctx
        .app
        .store
        .read(|conn| store::grants::find_state(conn, id, ctx.now))?;
    Ok(show(ctx, found.into_iter().collect())?.pop())
}

fn show(ctx: &Ctx, states: Vec<GrantState>) -> Result<Vec<Shown>, Fault> {
    let ids: Vec<_> = states.iter().map(|state| state.grant.id.clone()).collect();
    let mut chains = ctx
        .app
        .store
        .read(|conn| store::refresh_tokens::chains(conn, &ids))?;
    let nameless = states.iter().filter_map(|state| state.user.as_ref());
    let nameless = nameless.filter(|user| user.display_name() == user.id.as_str());
    let nameless: Vec<_> = nameless.map(|user| user.id.clone()).collect();
    let names = ctx
        .app
        .store
        .read(|conn| store::people::known_as(conn, &nameless))?;
    let catalog = ctx.app.catalog();
    let idle = ctx.app.config.tokens.refresh_idle;
    let shown = states.into_iter().map(|state| {
        let grant = &state.grant;
        let enabled = catalog
            .client(&grant.client_id)
            .is_some_and(|client| client.is_enabled());
        let ended = state
            .ended(&catalog.cutoffs(&grant.client_id), ctx.now)
            .or((!enabled).then_some(Reason::ClientDisabled));
        let chain = chains.remove(&grant.id);
        // A token that stays has no use of its own written down, but its idle end moves.
        let used = chain.as_ref().into_iter().flat_map(|chain| {
            [
                chain.used_at,
                chain.seen_at,
                Some(chain.idle_at.minus(idle)),
            ]
        });
        // A chain that does not end for lack of use does not tell when it was used.
        let last_used_at = used
            .flatten()
            .filter(|at| *at <= ctx.now)
            .fold(grant.created_at, Timestamp::max);
        let person = state.user.as_ref().map(|user| {
            let known = names.get(&user.id).map(String::as_str);
            known.unwrap_or_else(|| user.display_name()).to_owned()
        });
        Shown {
            person,
            ended,
            chain,
            last_used_at,
            state,
        }
    });
    Ok(shown.collect())
}

/// Revokes a grant with all its tokens; effective on every node at once.
pub fn revoke(ctx: &Ctx, id: &GrantId, actor: &str) -> Result<Result<(), Invalid>, Fault> {
    let mut event = ctx.event("grant.revoked", None, actor.to_owned());
    event.subject = Some(format!("grant:{id}"));
    let (app, now, id) = (ctx.app.clone(), ctx.now, id.clone());
    let won = ctx.app.store.write(move |conn| {
        let won = store::grants::revoke(conn, &id, Reason::GrantRevoked, now)?;
        if won {
            store::audit::append(conn, &app.ledger, &event)?;
        }
        Ok(won)
    })?;
    Ok(won
        .then_some(())
        .ok_or_else(|| Invalid::conflict("grant", "it is revoked already")))
}
