//! Grants: the row that answers for every token.

use diesel::{prelude::*, sqlite::Sqlite};

pub use super::revocation::{
    end_session, hold, revoke, revoke_app, revoke_client, revoke_exchanged, revoke_human,
    revoke_others, revoke_user,
};
use super::{
    Conn, Error, Result,
    conn::db,
    document::{from_json, to_json},
    fixed::fixed,
    schema::{consents, grants, humans, sessions, users},
    users::UserRow,
};
use crate::{
    core::{Id, ScopeList, Timestamp},
    model::{
        Authentication, ClientId, Grant, GrantId, HumanId, SessionId, User, UserId,
        grant::GrantState,
    },
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = grants)]
pub(super) struct GrantRow {
    id: String,
    client_id: String,
    user_id: Option<String>,
    session_id: Option<String>,
    consent_id: Option<String>,
    door: Option<String>,
    scope: String,
    audience: String,
    claims: Option<String>,
    bound: bool,
    acr: Option<String>,
    amr: Option<String>,
    auth_time: Option<i64>,
    created_at: i64,
    absolute_at: i64,
    revoked_at: Option<i64>,
    revoke_reason: Option<String>,
    epoch: i64,
    door_session: Option<String>,
    human_id: Option<String>,
    parent_id: Option<String>,
    parent_jti: Option<String>,
    act: Option<String>,
    cnf: Option<String>,
}

impl GrantRow {
    pub(super) fn into_grant(self) -> Result<Grant> {
        let authentication = self.auth_time.map(|auth_time| Authentication {
            auth_time: Timestamp::from_millis(auth_time),
            amr: self
                .amr
                .as_deref()
                .unwrap_or("")
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
        });
        Ok(Grant {
            id: Id::new(self.id),
            client_id: Id::new(self.client_id),
            user_id: self.user_id.map(Id::new),
            session_id: self.session_id.map(Id::new),
            consent_id: self.consent_id.map(Id::new),
            door: self.door,
            door_session: self.door_session,
            scope: ScopeList::parse(&self.scope)
                .ok_or_else(|| Error::bad_row("grants", "scope"))?,
            audience: from_json(Some(&self.audience), "audience")?.unwrap_or_default(),
            claims: from_json(self.claims.as_deref(), "claims")?,
            bound: self.bound,
            acr: self.acr,
            authentication,
            created_at: Timestamp::from_millis(self.created_at),
            absolute_at: Timestamp::from_millis(self.absolute_at),
            revoked_at: self.revoked_at.map(Timestamp::from_millis),
            revoke_reason: self.revoke_reason,
            epoch: self.epoch,
            human_id: self.human_id.map(Id::new),
            parent_id: self.parent_id.map(Id::new),
            parent_jti: self.parent_jti,
            act: from_json(self.act.as_deref(), "act")?,
            cnf: self.cnf,
        })
    }
}

/// Keeps a new grant.
pub fn insert(conn: &mut Conn<'_>, grant: &Grant) -> Result<()> {
    let authentication = grant.authentication.as_ref();
    let row = GrantRow {
        id: grant.id.to_string(),
        client_id: grant.client_id.to_string(),
        user_id: grant.user_id.as_ref().map(ToString::to_string),
        session_id: grant.session_id.as_ref().map(ToString::to_string),
        consent_id: grant.consent_id.as_ref().map(ToString::to_string),
        door: grant.door.clone(),
        scope: grant.scope.to_string(),
        audience: to_json(&grant.audience)?,
        claims: grant.claims.as_ref().map(to_json).transpose()?,
        bound: grant.bound,
        acr: grant.acr.clone(),
        amr: authentication.map(|a| a.amr.join(" ")),
        auth_time: authentication.map(|a| a.auth_time.millis()),
        created_at: grant.created_at.millis(),
        absolute_at: grant.absolute_at.millis(),
        revoked_at: None,
        revoke_reason: None,
        epoch: grant.epoch,
        door_session: grant.door_session.clone(),
        human_id: grant.human_id.as_ref().map(ToString::to_string),
        parent_id: grant.parent_id.as_ref().map(ToString::to_string),
        parent_jti: grant.parent_jti.clone(),
        act: grant.act.as_ref().map(to_json).transpose()?,
        cnf: grant.cnf.clone(),
    };
    db!(conn, |c| diesel::insert_into(grants::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

/// What the state of a grant is read from: its row, and the columns of what it rests on.
pub(super) type StateRow = (
    GrantRow,
    (Option<UserRow>, Option<i64>),
    (Option<String>, Option<i64>, Option<i64>),
    (Option<i64>, Option<i64>, Option<i64>),
    (Option<String>, Option<i64>),
);

/// Tells from its rows how a grant stands.
pub(super) fn into_state(row: StateRow, now: Timestamp) -> Result<GrantState> {
    let (grant, (user, not_before), (consent, withdrawn_at, until), session, human) = row;
    let (ended_at, idle_at, absolute_at) = session;
    let grant = grant.into_grant()?;
    let user = user.map(UserRow::into_user).transpose()?;
    let future = |at: Option<i64>| at.is_some_and(|at| now.millis() < at);
    Ok(GrantState {
        human_active: grant.human_id.is_none() || matches!(human, (Some(_), None)),
        user_active: grant.user_id.is_none() || user.as_ref().is_some_and(User::is_active),
        user,
        user_not_before: not_before.map(Timestamp::from_millis),
        consent_stands: grant.consent_id.is_none()
            || (consent.is_some() && withdrawn_at.is_none() && future(until)),
        session_live: grant.session_id.is_none()
            || (ended_at.is_none() && future(idle_at) && future(absolute_at)),
        grant,
    })
}

/// The columns of a row type, to be nested in others: they are the same for both databases.
pub(super) fn columns<Row: Selectable<Sqlite>>() -> Row::SelectExpression {
    Row::construct_selection()
}

// The joins and columns of `StateRow`, for a query that begins at `grants`.
macro_rules! state_of {
    ($from:expr) => {
        $from
            .left_join(users::table.on(users::id.nullable().eq(grants::user_id)))
            .left_join(consents::table.on(consents::id.nullable().eq(grants::consent_id)))
            .left_join(sessions::table.on(sessions::id.nullable().eq(grants::session_id)))
            .left_join(humans::table.on(humans::id.nullable().eq(grants::human_id)))
    };
}
macro_rules! state_columns {
    () => {
        (
            columns::<GrantRow>(),
            (
                columns::<UserRow>().nullable(),
                users::not_before.nullable(),
            ),
            (
                consents::id.nullable(),
                consents::withdrawn_at.nullable(),
                consents::expires_at.nullable(),
            ),
            (
                sessions::ended_at.nullable(),
                sessions::idle_at.nullable(),
                sessions::absolute_at.nullable(),
            ),
            (humans::id.nullable(), humans::blocked_at.nullable()),
        )
    };
}
pub(super) use {state_columns, state_of};

/// A grant with the state of all that it rests on.
pub fn find_state(conn: &mut Conn<'_>, id: &GrantId, now: Timestamp) -> Result<Option<GrantState>> {
    let row: Option<StateRow> = db!(conn, |c| state_of!(grants::table)
        .filter(grants::id.eq(id.as_str()))
        .select(fixed!(state_columns!()))
        .first(c)
        .optional())?;
    row.map(|row| into_state(row, now)).transpose()
}

/// Which grants a list is about.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this person.
    pub user: Option<UserId>,
    /// Of this person of a client's own.
    pub human: Option<HumanId>,
    /// Of this client.
    pub client: Option<ClientId>,
    /// Through this legacy door.
    pub door: Option<String>,
    /// Made after the one with this id: where the page before ended.
    pub after: Option<GrantId>,
}

/// Grants with their state, oldest first, at most `limit`.
pub fn list(
    conn: &mut Conn<'_>,
    filter: &Filter,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<GrantState>> {
    let rows: Vec<StateRow> = db!(conn, |c| {
        let mut query = state_of!(grants::table)
            .select(state_columns!())
            .order(grants::id)
            .limit(limit)
            .into_boxed();
        if let Some(user) = &filter.user {
            query = query.filter(grants::user_id.eq(user.as_str()));
        }
        if let Some(human) = &filter.human {
            query = query.filter(grants::human_id.eq(human.as_str()));
        }
        if let Some(client) = &filter.client {
            query = query.filter(grants::client_id.eq(client.as_str()));
        }
        if let Some(door) = &filter.door {
            query = query.filter(grants::door.eq(door));
        }
        if let Some(after) = &filter.after {
            query = query.filter(grants::id.gt(after.as_str()));
        }
        query.load(c)
    })?;
    rows.into_iter().map(|row| into_state(row, now)).collect()
}

/// The grants of this person at this door that stand, but for the `kept` newest of them.
pub fn beyond(
    conn: &mut Conn<'_>,
    (user, door): (&UserId, &str),
    kept: u32,
    now: Timestamp,
) -> Result<Vec<GrantId>> {
    let standing = grants::table
        .filter(grants::user_id.eq(user.as_str()))
        .filter(grants::door.eq(door))
        .filter(grants::parent_id.is_null())
        .filter(grants::revoked_at.is_null())
        .filter(grants::absolute_at.gt(now.millis()))
        .order((grants::created_at.desc(), grants::id.desc()))
        .select(grants::id);
    let ids: Vec<String> = db!(conn, |c| standing.load(c))?;
    let kept = usize::try_from(kept).unwrap_or(usize::MAX);
    Ok(ids.into_iter().skip(kept).map(GrantId::new).collect())
}

/// The grants of this human with exactly this scope that were made after `since` and stand, oldest
/// first.
pub fn of_human(
    conn: &mut Conn<'_>,
    human: &HumanId,
    scope: &str,
    since: Timestamp,
) -> Result<Vec<GrantId>> {
    let ids: Vec<String> = db!(conn, |c| grants::table
        .filter(grants::human_id.eq(human.as_str()))
        .filter(grants::scope.eq(scope))
        .filter(grants::created_at.gt(since.millis()))
        .filter(grants::revoked_at.is_null())
        .select(grants::id)
        .order(grants::id)
        .load(c))?;
    Ok(ids.into_iter().map(Id::new).collect())
}

/// The clients that got something in these browser sessions that stands, with the session.
pub fn clients_by_session(
    conn: &mut Conn<'_>,
    sessions: &[SessionId],
    now: Timestamp,
) -> Result<Vec<(SessionId, ClientId)>> {
    let ids: Vec<_> = sessions.iter().map(SessionId::as_str).collect();
    let rows: Vec<(Option<String>, String)> = db!(conn, |c| grants::table
        .filter(grants::session_id.eq_any(ids))
        .filter(grants::revoked_at.is_null())
        .filter(grants::absolute_at.gt(now.millis()))
        .select((grants::session_id, grants::client_id))
        .distinct()
        .order((grants::session_id, grants::client_id))
        .load(c))?;
    let named = |(session, client): (Option<String>, String)| {
        session.map(|session| (Id::new(session), Id::new(client)))
    };
    Ok(rows.into_iter().filter_map(named).collect())
}

/// How many grants there are.
pub fn count(conn: &mut Conn<'_>) -> Result<i64> {
    Ok(db!(conn, |c| grants::table.count().get_result(c))?)
}
