//! Healthily's estate: partners with names of their own, and sessions in which terms are accepted.

use std::time::Duration;

use serde_json::{Map, json};

use super::{ClientEstate, Estate, Exchanged, Source};
use crate::{
    app::Ctx,
    authn::bearer::Bearer,
    core::{Door, Fault, Reason, Refusal, ScopeList, Settled, Timestamp},
    model::{
        Client, DoorHeader, DoorJti, DoorToken, Subject, TokenForm,
        exchange::Condition,
        healthily::{API, Acceptance, LEGAL, Partner, PartnerSession, Terms},
    },
    store::{self, Conn},
};

/// What the demo resource tells of a session.
#[derive(Clone, Debug)]
pub struct Told {
    /// The session.
    pub sid: String,
    /// The partner's id.
    pub partner: String,
    /// The terms that were accepted in it.
    pub terms_version: Option<String>,
}

/// A login: a session begins, and its token opens the terms alone.
pub(super) fn of_client(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    client: &Client,
) -> store::Result<Option<ClientEstate>> {
    if !client.is_at(Door::Healthily) {
        return Ok(None);
    }
    let session = PartnerSession {
        sid: ctx.app.entropy.uuid(),
        client_id: client.id.clone(),
        created_at: ctx.now,
        expires_at: ends_at(ctx),
        accepted: None,
    };
    store::healthily::insert_session(conn, &session)?;
    let lifetime = ctx.app.config.legacy.healthily.lifetime;
    Ok(Some(ClientEstate {
        estate: estate(ctx, conn, client, (&session.sid, LEGAL, lifetime))?,
        session: Some(session.sid),
        lifetime,
    }))
}

/// When a session that begins now is over: its token can be upgraded until its end, and the
/// upgraded one has a whole life from then on.
pub fn ends_at(ctx: &Ctx) -> Timestamp {
    let lifetime: Duration = ctx.app.config.legacy.healthily.lifetime;
    ctx.now.plus(lifetime * 2)
}

/// The step up: a token of the same session, when its terms are accepted (H20).
pub(super) fn exchange(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    source: &Source<'_>,
) -> store::Result<Result<Exchanged, Refusal>> {
    let client = source.client;
    let sid = source.state.grant.door_session.as_deref();
    let Some(sid) = sid.filter(|_| client.is_at(Door::Healthily)) else {
        return Ok(Err(Reason::ExchangeNotAllowed.into()));
    };
    // One step up: a token that has taken it is no way to another, or a session would never end.
    if source.state.grant.scope.contains(API) {
        return Ok(Err(Reason::ExchangeNotAllowed.into()));
    }
    // Whatever the rule says: nothing but accepted terms gives more than the terms.
    let goes_up = source.scope.iter().any(|value| value != LEGAL);
    if (goes_up || source.rule.condition == Some(Condition::TermsAccepted))
        && !is_accepted(ctx, conn, client, sid)?
    {
        return Ok(Err(Reason::TermsNotAccepted.into()));
    }
    if !source.own_form {
        return Ok(Ok(Exchanged {
            subject: Subject::Client(client.id.clone()).claim(),
            scope: source.scope.clone(),
            form: None,
        }));
    }
    let scope = source.scope.to_string();
    let estate = estate(ctx, conn, client, (sid, &scope, source.lifetime))?;
    Ok(Ok(Exchanged {
        subject: partner(ctx, conn, client)?.account_name,
        scope: estate.scope,
        form: Some(estate.form),
    }))
}

/// The claims of the contract in its order, then ours.
fn estate(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    client: &Client,
    (sid, scope, lifetime): (&str, &str, Duration),
) -> store::Result<Estate> {
    let config = &ctx.app.config.legacy.healthily;
    let partner = partner(ctx, conn, client)?;
    let jti = ctx.app.entropy.uuid();
    let mut claims = Map::new();
    let mut put = |name: &str, value| drop(claims.insert(name.to_owned(), value));
    put("sub", json!(partner.account_name));
    put("pid", json!(client.id));
    put("language", json!(partner.language));
    put("version", json!(partner.version));
    put("sid", json!(sid));
    put("iss", json!(config.issuer));
    put("jti", json!(jti));
    put("iat", json!(ctx.now.secs()));
    put("exp", json!(ctx.now.plus(lifetime).secs()));
    put("scope", json!(scope));
    put("client_id", json!(client.id));
    Ok(Estate {
        scope: ScopeList::parse(scope).unwrap_or_default(),
        form: TokenForm::Door(Box::new(DoorToken {
            door: Door::Healthily,
            header: DoorHeader::KidAlg,
            claims,
            jti: DoorJti::Wire(jti),
            lifetime,
        })),
    })
}

/// A partner with all its names: its own, or those of the configuration.
fn partner(ctx: &Ctx, conn: &mut Conn<'_>, client: &Client) -> store::Result<Partner> {
    let config = &ctx.app.config.legacy.healthily;
    let known = store::healthily::find_partner(conn, &client.id)?;
    let mut partner = known.unwrap_or_else(|| Partner {
        account_name: client.display_name().to_owned(),
        language: None,
        version: None,
    });
    partner.language.get_or_insert(config.language.clone());
    partner.version.get_or_insert(config.version.clone());
    Ok(partner)
}

/// The terms that a partner has to accept now: in its language, else in that of the configuration.
pub fn terms(ctx: &Ctx, client: &Client) -> Result<Option<Terms>, Fault> {
    ctx.app.store.read(|conn| terms_in_force(ctx, conn, client))
}

fn terms_in_force(ctx: &Ctx, conn: &mut Conn<'_>, client: &Client) -> store::Result<Option<Terms>> {
    let own = partner(ctx, conn, client)?.language.unwrap_or_default();
    let found = store::healthily::terms_in_force(conn, &own)?;
    let default = &ctx.app.config.legacy.healthily.language;
    if found.is_some() || own == *default {
        return Ok(found);
    }
    store::healthily::terms_in_force(conn, default)
}

/// Records that the terms of this version were accepted in the session of this token: who, which,
/// when, from where and by which token. Once, however often it is said.
pub fn accept(ctx: &Ctx, bearer: &Bearer, version: &str) -> Settled<()> {
    let Some(sid) = session_of(bearer) else {
        return Ok(Err(Reason::TokenInvalid.into()));
    };
    let accepted = Acceptance {
        version: version.to_owned(),
        at: ctx.now,
        ip: ctx.ip.map(|ip| ip.to_string()),
        jti: bearer.jti.clone(),
    };
    let mut event = ctx.event(
        "terms.accepted",
        None,
        format!("client:{}", bearer.client.id),
    );
    event.subject = Some(format!("terms:{version}"));
    event.client_id = Some(bearer.client.id.to_string());
    event.detail = Some(json!({ "sid": sid, "jti": accepted.jti }));
    let (inner, client, sid) = (ctx.clone(), bearer.client.clone(), sid.to_owned());
    ctx.app.store.write(move |conn| {
        let in_force = terms_in_force(&inner, conn, &client)?;
        if in_force.is_none_or(|terms| terms.version != accepted.version) {
            return Ok(Err(Reason::TermsOutdated.into()));
        }
        if store::healthily::accept(conn, &sid, &accepted)? {
            store::audit::append(conn, &inner.app.ledger, &event)?;
        }
        Ok(Ok(()))
    })
}

/// The condition `terms_accepted`: whether the terms in force were accepted in this session of
/// this client.
pub fn is_accepted(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    client: &Client,
    sid: &str,
) -> store::Result<bool> {
    let session = store::healthily::find_session(conn, sid)?;
    let accepted = session
        .filter(|session| session.client_id == client.id)
        .and_then(|session| session.accepted);
    let Some(accepted) = accepted else {
        return Ok(false);
    };
    let in_force = terms_in_force(ctx, conn, client)?;
    Ok(in_force.is_some_and(|terms| terms.version == accepted.version))
}

/// What the demo resource tells of the session of a token.
pub fn tell(ctx: &Ctx, bearer: &Bearer) -> Settled<Told> {
    let Some(sid) = session_of(bearer) else {
        return Ok(Err(Reason::TokenInvalid.into()));
    };
    let session = ctx
        .app
        .store
        .read(|conn| store::healthily::find_session(conn, sid))?;
    Ok(Ok(Told {
        sid: sid.to_owned(),
        partner: bearer.client.id.to_string(),
        terms_version: session.and_then(|session| Some(session.accepted?.version)),
    }))
}

/// The session that a token belongs to.
fn session_of(bearer: &Bearer) -> Option<&str> {
    bearer.grant.as_ref()?.grant.door_session.as_deref()
}
