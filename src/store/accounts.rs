//! An account as an operator changes it, and all that is kept of a person.

use diesel::prelude::*;

use super::{
    Conn, Result,
    audit::Ledger,
    conn::db,
    document::to_json,
    schema::{
        audit, identifiers, passkey_challenges, passkeys, passwords, recovery_codes, recovery_sets,
        totps, users,
    },
    veil::Veiled,
};
use crate::{
    core::Timestamp,
    model::{Identifier, User, UserId},
};

/// Writes a person's profile and roles, unless they were changed since `seen`: whether it was.
pub fn update(conn: &mut Conn<'_>, user: &User, seen: Timestamp) -> Result<bool> {
    let row = users::table
        .find(user.id.as_str())
        .filter(users::updated_at.eq(seen.millis()));
    let set = (
        users::profile.eq(to_json(&user.profile)?),
        users::roles.eq(to_json(&user.roles)?),
        users::updated_at.eq(user.updated_at.millis()),
    );
    Ok(db!(conn, |c| diesel::update(row).set(set).execute(c))? == 1)
}

/// Takes an identifier from a person; whether it was theirs.
pub fn delete_identifier(
    conn: &mut Conn<'_>,
    id: &UserId,
    identifier: &Identifier,
) -> Result<bool> {
    let row = identifiers::table
        .filter(identifiers::namespace.eq(identifier.namespace.as_str()))
        .filter(identifiers::form.eq(identifier.form()))
        .filter(identifiers::user_id.eq(id.as_str()));
    Ok(db!(conn, |c| diesel::delete(row).execute(c))? == 1)
}

/// Whether a person has a second factor: an authenticator app that is on, or a passkey.
pub fn has_second_factor(conn: &mut Conn<'_>, id: &UserId) -> Result<bool> {
    Ok(super::totps::has_confirmed(conn, id)? || super::passkeys::has_any(conn, id)?)
}

/// Takes every second factor from a person, the recovery codes, too: how many authenticator apps
/// and passkeys.
pub fn delete_factors(conn: &mut Conn<'_>, id: &UserId) -> Result<usize> {
    let id = id.as_str();
    Ok(db!(conn, |c| {
        diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(id))).execute(c)?;
        diesel::delete(recovery_sets::table.find(id)).execute(c)?;
        let apps = diesel::delete(totps::table.filter(totps::user_id.eq(id))).execute(c)?;
        let keys = diesel::delete(passkeys::table.filter(passkeys::user_id.eq(id))).execute(c)?;
        diesel::delete(passkey_challenges::table.filter(passkey_challenges::user_id.eq(id)))
            .execute(c)?;
        Ok::<_, diesel::result::Error>(apps + keys)
    })?)
}

/// What was taken from a person of what signs in beside the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenFactors {
    /// How many authenticator apps and passkeys.
    pub factors: usize,
    /// Whether a set of recovery codes, too.
    pub recovery: bool,
}

impl TakenFactors {
    /// Whether it is nothing.
    pub const fn is_empty(&self) -> bool {
        self.factors == 0 && !self.recovery
    }
}

/// Takes the second factors from a person that were added from `since` on, and the recovery codes, if
/// they were made from then on. What is only begun goes in any case.
pub fn delete_factors_since(
    conn: &mut Conn<'_>,
    id: &UserId,
    since: Timestamp,
) -> Result<TakenFactors> {
    let (id, since) = (id.as_str(), since.millis());
    let begun = totps::table
        .filter(totps::user_id.eq(id))
        .filter(totps::confirmed_at.is_null());
    // One that was begun before may have been turned on since.
    let apps = totps::table
        .filter(totps::user_id.eq(id))
        .filter(totps::confirmed_at.ge(since));
    let keys = passkeys::table
        .filter(passkeys::user_id.eq(id))
        .filter(passkeys::created_at.ge(since));
    let set = recovery_sets::table
        .find(id)
        .filter(recovery_sets::created_at.ge(since));
    Ok(db!(conn, |c| {
        diesel::delete(begun).execute(c)?;
        let factors = diesel::delete(apps).execute(c)? + diesel::delete(keys).execute(c)?;
        diesel::delete(passkey_challenges::table.filter(passkey_challenges::user_id.eq(id)))
            .execute(c)?;
        let recovery = diesel::delete(set).execute(c)? > 0;
        if recovery {
            diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(id)))
                .execute(c)?;
        }
        Ok::<_, diesel::result::Error>(TakenFactors { factors, recovery })
    })?)
}

/// An authenticator app, without its seed.
#[derive(Clone, Debug, Queryable, serde::Serialize)]
pub struct FactorFacts {
    /// What its person calls it.
    pub name: String,
    /// Unix milliseconds.
    pub created_at: i64,
    /// Unix milliseconds.
    pub confirmed_at: Option<i64>,
}

/// A passkey, without its key.
#[derive(Clone, Debug, Queryable, serde::Serialize)]
pub struct PasskeyFacts {
    /// What its person calls it.
    pub name: String,
    /// The domain that it was made for.
    pub rp_id: String,
    /// Unix milliseconds.
    pub created_at: i64,
    /// Unix milliseconds.
    pub last_used_at: Option<i64>,
}

/// A password, without its hash.
#[derive(Clone, Debug, Queryable, serde::Serialize)]
pub struct PasswordFacts {
    /// Unix milliseconds.
    pub updated_at: i64,
    /// Unix milliseconds.
    pub disabled_at: Option<i64>,
    /// Unix milliseconds.
    pub must_change_since: Option<i64>,
}

/// What a person signs in with, without any secret.
#[derive(Clone, Debug, serde::Serialize)]
pub struct CredentialFacts {
    /// The password.
    pub password: Option<PasswordFacts>,
    /// The authenticator apps.
    pub authenticators: Vec<FactorFacts>,
    /// The passkeys.
    pub passkeys: Vec<PasskeyFacts>,
    /// When the recovery codes were made, in Unix milliseconds.
    pub recovery_codes_made_at: Option<i64>,
    /// How many of them are left.
    pub recovery_codes_left: i64,
}

/// What a person signs in with.
pub fn credentials(conn: &mut Conn<'_>, id: &UserId) -> Result<CredentialFacts> {
    let id = id.as_str();
    let password = passwords::table.find(id).select((
        passwords::updated_at,
        passwords::disabled_at,
        passwords::must_change_since,
    ));
    let apps = totps::table
        .filter(totps::user_id.eq(id))
        .order(totps::created_at)
        .select((totps::name, totps::created_at, totps::confirmed_at));
    let keys = passkeys::table
        .filter(passkeys::user_id.eq(id))
        .order(passkeys::created_at)
        .select((
            passkeys::name,
            passkeys::rp_id,
            passkeys::created_at,
            passkeys::last_used_at,
        ));
    let made = recovery_sets::table
        .find(id)
        .select(recovery_sets::created_at);
    let left = recovery_codes::table
        .filter(recovery_codes::user_id.eq(id))
        .filter(recovery_codes::used_at.is_null());
    Ok(CredentialFacts {
        password: db!(conn, |c| password.first(c).optional())?,
        authenticators: db!(conn, |c| apps.load(c))?,
        passkeys: db!(conn, |c| keys.load(c))?,
        recovery_codes_made_at: db!(conn, |c| made.first(c).optional())?,
        recovery_codes_left: db!(conn, |c| left.count().get_result(c))?,
    })
}

/// A row of the trail about a person, as it is given to them.
#[derive(Clone, Debug, Queryable)]
pub struct Trace {
    /// Unix milliseconds.
    pub at: i64,
    /// What.
    pub event: String,
    /// `success`, or the code of a reason.
    pub outcome: String,
    /// Who did it.
    pub actor: String,
    /// To whom.
    pub subject: Option<String>,
    /// Through which client.
    pub client_id: Option<String>,
    /// From which address.
    pub ip: Option<String>,
    /// What else, as JSON.
    pub detail: Option<String>,
}

/// Everything that the trail has of what a person (`user:…`) did and of what was done to them, oldest
/// first, after the row at `after`; at most `limit`.
pub fn trace(
    conn: &mut Conn<'_>,
    ledger: &Ledger,
    (person, after): (&str, (i64, &str)),
    limit: i64,
) -> Result<Vec<(String, Trace)>> {
    let later = audit::at
        .gt(after.0)
        .or(audit::at.eq(after.0).and(audit::id.gt(after.1)));
    let mut rows: Vec<(String, Trace)> = db!(conn, |c| audit::table
        .filter(audit::actor.eq(person).or(audit::subject.eq(person)))
        .filter(later)
        .order((audit::at, audit::id))
        .limit(limit)
        .select((
            audit::id,
            (
                audit::at,
                audit::event,
                audit::outcome,
                audit::actor,
                audit::subject,
                audit::client_id,
                audit::ip,
                audit::detail,
            )
        ))
        .load(c))?;
    for (id, row) in &mut rows {
        let veiled = Veiled {
            id,
            actor: &row.actor,
            subject: row.subject.as_deref(),
            ip: &mut row.ip,
            detail: &mut row.detail,
        };
        ledger.open(conn, veiled)?;
    }
    Ok(rows)
}
