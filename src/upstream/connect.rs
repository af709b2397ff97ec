//! Connect: a person of a client's own connects sources, on a page that the client's site frames.

use std::sync::Arc;

use super::{provider, tokens::Tokens};
use crate::{
    app::Ctx,
    authn::bearer,
    config::policy,
    core::{Reason, Refusal, Secret, Settled, secret::kind},
    crypto::digest::sha256,
    model::{
        AuditEvent, Client,
        human::HumanSource,
        upstream::{ConnectEvent, ConnectKind, ConnectPage, ConnectPageId},
    },
    store::{self, Conn, upstream::Given},
};

/// The scope of tokens that open Connect.
const SCOPE: &str = "connect";

/// Why Connect does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// No token was sent.
    Missing,
    /// The token is none that opens Connect.
    Invalid,
    /// The token has ended.
    Expired,
}

/// What a token led to.
#[derive(Debug)]
pub enum Launched {
    /// A page, by an address that opens it once.
    Page(Secret<kind::Opening>),
    /// None.
    Refused(Closed),
}

/// Exchanges a client's token for a page.
pub fn launch(ctx: &Ctx, token: Option<&Secret<kind::AccessToken>>) -> Settled<Launched> {
    let closed = |closed: Closed| Ok(Ok(Launched::Refused(closed)));
    let Some(token) = token else {
        return closed(Closed::Missing);
    };
    // To the second: the contract's tokens have no leeway, and one that has ended is told from one
    // that is none.
    let digest = sha256(token);
    let ends = ctx
        .app
        .store
        .read(|conn| store::tokens::end_of(conn, &digest))?;
    if ends.is_some_and(|ends| ctx.now >= ends) {
        return closed(Closed::Expired);
    }
    let bearer = match bearer::inspect(ctx, token)? {
        Ok(bearer) => bearer,
        Err(_) => return closed(Closed::Invalid),
    };
    let grant = bearer.grant.as_ref().map(|state| &state.grant);
    let human = grant.and_then(|grant| Some((grant.id.clone(), grant.human_id.clone()?)));
    let Some((grant_id, human_id)) = human.filter(|_| bearer.scope.contains(SCOPE)) else {
        return closed(Closed::Invalid);
    };
    let opening = ctx.app.entropy.secret("");
    let page = ConnectPage {
        id: ctx.app.entropy.id(ctx.now),
        client_id: bearer.client.id.clone(),
        human_id,
        grant_id,
        created_at: ctx.now,
        expires_at: ctx.now.plus(policy::CONNECT_PAGE_TTL),
        closed_at: None,
    };
    let digest = sha256(&opening);
    // DL-07: a token fills no table.
    let since = ctx.now.minus(policy::CONNECT_PAGE_TTL);
    let opened = ctx.app.store.write(move |conn| {
        if store::connect::opened(conn, &page.grant_id, since)? >= policy::CONNECT_PAGES_MAX {
            return Ok(false);
        }
        store::connect::insert(conn, &page, &digest)?;
        Ok(true)
    })?;
    Ok(match opened {
        true => Ok(Launched::Page(opening)),
        false => Err(Refusal::wait(Reason::Overloaded, policy::CONNECT_PAGE_TTL)),
    })
}

/// Who may frame a page that belongs to no client that we know: the sites of all clients of the
/// door. It holds nothing of anybody.
pub fn all_origins(ctx: &Ctx) -> Vec<String> {
    let catalog = ctx.app.catalog();
    let mut origins: Vec<String> = catalog
        .clients()
        .iter()
        .filter(|client| client.is_enabled())
        .flat_map(|client| client.metadata.signet.connect_origins.clone())
        .collect();
    origins.sort();
    origins.dedup();
    origins
}

/// A source, as a person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its name in the configuration.
    pub name: String,
    /// What people read.
    pub title: String,
    /// Whether it is connected.
    pub connected: bool,
    /// Whether it can be connected.
    pub offered: bool,
}

/// A page with all that it shows.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The page.
    pub page: ConnectPage,
    /// The client that the person came from.
    pub client: Arc<Client>,
    /// The sources.
    pub sources: Vec<Seen>,
    /// What has happened on the page.
    pub events: Vec<ConnectEvent>,
}

/// Opens a page by its address, once; what it works by from now on.
pub fn open(ctx: &Ctx, opening: &Secret<kind::Opening>) -> Settled<(Secret<kind::Page>, Standing)> {
    let handle = ctx.app.entropy.secret("");
    let (digest, key) = (sha256(opening), sha256(&handle));
    let since = ctx.now.minus(policy::CONNECT_OPENING_TTL);
    let opened = ctx
        .app
        .store
        .write(move |conn| store::connect::consume_opening(conn, &digest, &key, since))?;
    match opened {
        Some(page) => Ok(stand(ctx, page)?.map(|standing| (handle, standing))),
        None => Ok(Err(Reason::InteractionFinished.into())),
    }
}

/// The page that works by this, as it stands.
pub fn look(ctx: &Ctx, handle: &Secret<kind::Page>) -> Settled<Standing> {
    match page_of(ctx, handle)? {
        Ok(page) => stand(ctx, page),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// Closes the page.
pub fn close(ctx: &Ctx, handle: &Secret<kind::Page>) -> Settled<Standing> {
    let standing = match look(ctx, handle)? {
        Ok(standing) => standing,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (id, now) = (standing.page.id.clone(), ctx.now);
    ctx.app
        .store
        .write(move |conn| store::connect::consume(conn, &id, now))?;
    Ok(Ok(standing))
}

/// Disconnects a source; the tokens that its provider is to have back.
pub fn disconnect(ctx: &Ctx, handle: &Secret<kind::Page>, source: &str) -> Settled<Option<Tokens>> {
    let page = match page_of(ctx, handle)? {
        Ok(page) => page,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let at = (&page.human_id, source);
    let given = ctx
        .app
        .store
        .read(|conn| store::upstream::given(conn, at.0, at.1))?;
    let tokens = given.map(|given| Tokens::open(ctx, at, &given.sealed));
    let tokens = tokens.transpose()?;
    let note = event(ctx, "source.disconnected", &page, source);
    let (app, now, source) = (ctx.app.clone(), ctx.now, source.to_owned());
    let ended = ctx.app.store.write(move |conn| {
        if !store::humans::end_source(conn, &page.human_id, &source, now)? {
            return Ok(false);
        }
        store::upstream::forget(conn, &page.human_id, &source)?;
        store::connect::add_event(conn, &page.id, (ConnectKind::Disconnected, &source))?;
        store::audit::append(conn, &app.ledger, &note)?;
        Ok(true)
    })?;
    Ok(Ok(tokens.filter(|_| ended)))
}

/// Connects a source: who the person is there, and what it gave.
pub(super) fn connected(ctx: &Ctx, page: &ConnectPage, source: &str, given: Given) -> Settled<()> {
    let mut note = event(ctx, "source.connected", page, source);
    note.detail = Some(serde_json::json!({ "subject": given.subject.is_some() }));
    let (app, now, page, source) = (ctx.app.clone(), ctx.now, page.clone(), source.to_owned());
    ctx.app.store.write(move |conn| {
        store::humans::note_source(conn, &page.human_id, &source, now)?;
        store::upstream::give(conn, (&page.human_id, &source), &given)?;
        store::connect::add_event(conn, &page.id, (ConnectKind::Connected, &source))?;
        store::audit::append(conn, &app.ledger, &note)
    })?;
    Ok(Ok(()))
}

/// The page that works by this, while it does.
pub(super) fn page_of(ctx: &Ctx, handle: &Secret<kind::Page>) -> Settled<ConnectPage> {
    let digest = sha256(handle);
    let found = ctx
        .app
        .store
        .read(|conn| store::connect::find(conn, &digest))?;
    check(ctx, found)
}

/// The page of this id, while it works.
pub(super) fn live(ctx: &Ctx, id: &ConnectPageId) -> Settled<ConnectPage> {
    let found = ctx
        .app
        .store
        .read(|conn| store::connect::find_by_id(conn, id))?;
    check(ctx, found)
}

/// A page ends by itself, when it is closed, and with all that its token rested on: the grant may
/// be revoked, its person blocked, its client switched off.
fn check(ctx: &Ctx, found: Option<ConnectPage>) -> Settled<ConnectPage> {
    let Some(page) = found else {
        return Ok(Err(Reason::InteractionUnknown.into()));
    };
    if page.closed_at.is_some() {
        return Ok(Err(Reason::InteractionFinished.into()));
    }
    if ctx.now >= page.expires_at {
        return Ok(Err(Reason::InteractionExpired.into()));
    }
    let client = ctx.app.catalog().client(&page.client_id);
    if !client.is_some_and(|client| client.is_enabled()) {
        return Ok(Err(Reason::ClientDisabled.into()));
    }
    let cutoffs = ctx.app.catalog().cutoffs(&page.client_id);
    let state = ctx
        .app
        .store
        .read(|conn| store::grants::find_state(conn, &page.grant_id, ctx.now))?;
    // The page may outlive the token that opened it: whoever came in time may finish.
    let ended = match state {
        Some(state) => state.ended(&cutoffs, page.created_at),
        None => Some(Reason::GrantRevoked),
    };
    Ok(match ended {
        Some(reason) => Err(Refusal::new(reason)),
        None => Ok(page),
    })
}

fn stand(ctx: &Ctx, page: ConnectPage) -> Settled<Standing> {
    let Some(client) = ctx.app.catalog().client(&page.client_id) else {
        return Ok(Err(Reason::ClientDisabled.into()));
    };
    let (known, events) = ctx.app.store.read(|conn: &mut Conn<'_>| {
        let known = store::humans::sources(conn, &page.human_id)?;
        Ok((known, store::connect::events(conn, &page.id)?))
    })?;
    Ok(Ok(Standing {
        sources: sources(ctx, &known),
        page,
        client,
        events,
    }))
}

/// All sources that are offered, and those that the person has connected, offered or not (UP-04).
fn sources(ctx: &Ctx, known: &[HumanSource]) -> Vec<Seen> {
    let connected = |name: &str| {
        let mut of_name = known.iter().filter(|source| source.source == name);
        of_name.any(|source| source.disconnected_at.is_none())
    };
    let configured = ctx.app.config.upstream.iter();
    let mut seen: Vec<Seen> = configured
        .map(|(name, source)| Seen {
            name: name.clone(),
            title: source.title(name).to_owned(),
            connected: connected(name),
            offered: provider::offered(ctx, name).is_some(),
        })
        .filter(|source| source.offered || source.connected)
        .collect();
    for source in known {
        // One that the configuration has forgotten.
        if source.disconnected_at.is_none() && !ctx.app.config.upstream.contains_key(&source.source)
        {
            seen.push(Seen {
                name: source.source.clone(),
                title: source.source.clone(),
                connected: true,
                offered: false,
            });
        }
    }
    seen
}

/// An audit event of a page.
pub(super) fn event(ctx: &Ctx, name: &'static str, page: &ConnectPage, source: &str) -> AuditEvent {
    let mut event = ctx.event(name, None, format!("human:{}", page.human_id));
    event.subject = Some(format!("source:{source}"));
    event.client_id = Some(page.client_id.to_string());
    event
}
