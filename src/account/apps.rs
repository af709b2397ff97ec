//! The apps that a person let in: what each may do, since when and until when; narrowed and stopped
//! (CO-06). Sign-ins at a legacy door stand here, too: each is a grant of the door's client.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use serde_json::json;

use super::grant::{self, Shown};
use crate::{
    app::Ctx,
    core::{Door, Fault, Reason, ScopeList, Timestamp},
    model::{
        Client, ClientId, Consent, UserId,
        consent::{NARROWED, NO_END},
        scope::{OFFLINE_ACCESS, is_implied},
    },
    store::{self, grants::Filter},
};

/// Grants of one person that are looked at.
const MOST: usize = 2000;

/// An app, as the person who let it in sees it.
#[derive(Clone, Debug)]
pub struct App {
    /// The app.
    pub client: Arc<Client>,
    /// The legacy door that it comes through, if all of it does.
    pub door: Option<Door>,
    /// What it may do.
    pub scope: ScopeList,
    /// The newest consent that stands; an app of the operator's own needs none.
    pub consent: Option<Consent>,
    /// What it was given and can still use.
    pub grants: Vec<Shown>,
    /// Since when.
    pub since: Timestamp,
    /// When it was last used, as far as that is known: to the minute. Never, if it was let in and
    /// fetched nothing.
    pub last_used_at: Option<Timestamp>,
    /// Until when, unless it stays until the person stops it.
    pub until: Option<Timestamp>,
    /// Whether it stays connected while the person is away.
    pub is_offline: bool,
    /// How long a service that looks at tokens by itself may let it in after it was stopped.
    pub lag: Option<Duration>,
}

impl App {
    /// What a person can take back, part by part: all but what is in any sign-in.
    pub fn can_be_narrowed(&self) -> bool {
        self.consent.as_ref().is_some_and(|consent| {
            let parts = consent.scope.iter().filter(|value| !is_implied(value));
            parts.count() + consent.claims.len() > 0
        })
    }
}

/// The apps of this person, by their names.
pub fn list(ctx: &Ctx, user: &UserId) -> Result<Vec<App>, Fault> {
    let filter = Filter {
        user: Some(user.clone()),
        ..Filter::default()
    };
    read(ctx, user, filter)
}

/// One app of this person; `None` if it is no app of theirs.
pub fn find(ctx: &Ctx, user: &UserId, client: &ClientId) -> Result<Option<App>, Fault> {
    // An id that is none asks the database nothing.
    if ctx.app.catalog().client(client).is_none() {
        return Ok(None);
    }
    let filter = Filter {
        user: Some(user.clone()),
        client: Some(client.clone()),
        ..Filter::default()
    };
    let apps = read(ctx, user, filter)?;
    Ok(apps.into_iter().find(|app| app.client.id == *client))
}

fn read(ctx: &Ctx, user: &UserId, filter: Filter) -> Result<Vec<App>, Fault> {
    let mut by_client: BTreeMap<ClientId, (Vec<Consent>, Vec<Shown>)> = BTreeMap::new();
    let consents = ctx
        .app
        .store
        .read(|conn| store::consents::list_of(conn, user))?;
    for consent in consents {
        let client = consent.client_id.clone();
        by_client.entry(client).or_default().0.push(consent);
    }
    for shown in grant::list(ctx, filter, false, MOST)? {
        // What was exchanged for a token is the business of whom it was given to.
        if shown.state.grant.parent_id.is_none() {
            let client = shown.state.grant.client_id.clone();
            by_client.entry(client).or_default().1.push(shown);
        }
    }
    let catalog = ctx.app.catalog();
    let apps = by_client
        .into_iter()
        .filter_map(|(id, (consents, grants))| {
            let client = catalog.client(&id).filter(|client| client.is_enabled())?;
            app(ctx, client, consents, grants)
        });
    let mut apps: Vec<App> = apps.collect();
    apps.sort_by_key(|app| app.client.display_name().to_lowercase());
    Ok(apps)
}

fn app(ctx: &Ctx, client: Arc<Client>, consents: Vec<Consent>, grants: Vec<Shown>) -> Option<App> {
    let stands =
        |consent: &&Consent| consent.withdrawn_at.is_none() && ctx.now < consent.expires_at;
    // The newest comes first.
    let consent = consents.iter().find(stands).cloned();
    let given = || grants.iter().map(|shown| &shown.state.grant);
    if consent.is_none() && grants.is_empty() {
        return None;
    }
    let first = |consent: &&Consent| stands(consent) || was_narrowed(consent, &consents);
    let since = consents.iter().filter(first).map(|one| one.granted_at);
    let since = since.chain(given().map(|grant| grant.created_at)).min()?;
    let scope = match &consent {
        Some(consent) => consent.scope.clone(),
        None => given().flat_map(|grant| grant.scope.iter()).collect(),
    };
    let ends = consent.iter().map(|consent| consent.expires_at);
    let until = ends.chain(given().map(|grant| grant.absolute_at)).max();
    let door = |shown: &Shown| shown.state.grant.door.as_deref().and_then(Door::from_name);
    let by_door = consent.is_none() && grants.iter().all(|shown| door(shown).is_some());
    Some(App {
        door: by_door.then(|| grants.first().and_then(door)).flatten(),
        scope,
        since,
        last_used_at: grants.iter().map(|shown| shown.last_used_at).max(),
        until: until.filter(|until| *until != NO_END),
        // What an old app was given outlives the session of the browser, whatever its scope.
        is_offline: given().any(|grant| {
            !grant.bound && (grant.scope.contains(OFFLINE_ACCESS) || grant.door.is_some())
        }),
        lag: grants
            .iter()
            .filter_map(|shown| lag(ctx, &client, shown))
            .max(),
        client,
        consent,
        grants,
    })
}

/// Whether a consent went on as a narrower one, rather than being withdrawn.
fn was_narrowed(consent: &Consent, all: &[Consent]) -> bool {
    let next = |other: &Consent| {
        other.method == NARROWED && Some(other.granted_at) == consent.withdrawn_at
    };
    all.iter().any(next)
}

/// How long an access token that was given may be taken by whoever does not ask whether it still
/// stands.
fn lag(ctx: &Ctx, client: &Client, shown: &Shown) -> Option<Duration> {
    let grant = &shown.state.grant;
    let catalog = ctx.app.catalog();
    let config = &ctx.app.config;
    let life = match grant.door.as_deref().and_then(Door::from_name) {
        Some(Door::Ocariot) => config.legacy.ocariot.lifetime,
        Some(Door::CorsanoUsers) => config.legacy.corsano_users.lifetime,
        Some(Door::CorsanoHealth) => config.legacy.corsano_health.lifetime,
        Some(Door::Healthily) => config.legacy.healthily.lifetime,
        // One for the API lasts longer, and has no session.
        Some(Door::Mycure) => match &grant.session_id {
            Some(_) => config.legacy.mycure.lifetime,
            None => config.legacy.mycure.api_lifetime,
        },
        // Its tokens have no content: whoever is shown one has to ask.
        Some(Door::HumanApi) => return None,
        None => {
            let blind = grant.audience.iter().any(|one| {
                *one != ctx.app.issuer
                    && catalog
                        .resource(one)
                        .is_none_or(crate::model::Resource::verifies_offline)
            });
            if !blind || catalog.is_opaque(client, &grant.audience) {
                return None;
            }
            config.tokens.access
        }
    };
    Some(life.min(grant.absolute_at.since(ctx.now)))
}

/// What ended when an app was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// Consents that were withdrawn.
    pub consents: usize,
    /// Grants that were revoked, with every token of them and what was exchanged for those.
    pub grants: usize,
}

/// Stops an app's access: the person's consents to it are withdrawn, and every grant of it is
/// revoked, on every node at once (CO-06). `None` if it had nothing of theirs.
pub fn stop(
    ctx: &Ctx,
    user: &UserId,
    client: &ClientId,
    actor: &str,
) -> Result<Option<Stopped>, Fault> {
    let mut event = ctx.event("consent.withdrawn", None, actor.to_owned());
    event.subject = Some(format!("user:{user}"));
    event.client_id = Some(client.to_string());
    let (app, now, user, client) = (ctx.app.clone(), ctx.now, user.clone(), client.clone());
    ctx.app.store.write(move |conn| {
        // Codes first: whoever redeems one meanwhile has made a grant when this goes on.
        store::codes::delete_unused(conn, &user, &client)?;
        let reason = Reason::ConsentWithdrawn;
        let stopped = Stopped {
            consents: store::consents::withdraw_all(conn, &user, &client, now)?.len(),
            grants: store::grants::revoke_app(conn, (&user, &client), reason, now)?,
        };
        if stopped.consents + stopped.grants == 0 {
            return Ok(None);
        }
        let mut event = event.clone();
        event.detail = Some(json!({ "consents": stopped.consents, "grants": stopped.grants }));
        store::audit::append(conn, &app.ledger, &event)?;
        Ok(Some(stopped))
    })
}
