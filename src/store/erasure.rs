//! The end of an account: when it comes, and what goes with it (AU-10: GDPR Art. 17).

use diesel::{dsl::exists, prelude::*};

use super::{
    Conn, Result,
    conn::db,
    schema::{
        accepted_terms, action_codes, consents, corsano_profile_health, corsano_profile_users,
        devices, grants, identifiers, mycure_accounts, ocariot_users, outbox, passkey_challenges,
        passkeys, passwords, recovery_codes, recovery_sets, sessions, subject_salts, totps, users,
    },
};
use crate::{
    core::{Id, Timestamp},
    model::{UserId, UserState, Word},
};

/// Sets when an account is deleted, if that is not set and it may be signed in to: whether it was.
pub fn set(conn: &mut Conn<'_>, id: &UserId, at: Timestamp) -> Result<bool> {
    let row = users::table
        .find(id.as_str())
        .filter(users::state.eq(UserState::Active.word()))
        .filter(users::delete_at.is_null());
    Ok(db!(conn, |c| diesel::update(row)
        .set(users::delete_at.eq(at.millis()))
        .execute(c))?
        == 1)
}

/// The account stays after all; whether it was to go.
pub fn clear(conn: &mut Conn<'_>, id: &UserId) -> Result<bool> {
    let row = users::table
        .find(id.as_str())
        .filter(users::state.ne(UserState::Deleted.word()))
        .filter(users::delete_at.is_not_null());
    Ok(db!(conn, |c| diesel::update(row)
        .set(users::delete_at.eq(None::<i64>))
        .execute(c))?
        == 1)
}

/// Accounts whose time has come, at most `limit`.
pub fn due(conn: &mut Conn<'_>, now: Timestamp, limit: i64) -> Result<Vec<UserId>> {
    let rows = users::table
        .filter(users::delete_at.le(now.millis()))
        .filter(users::state.ne(UserState::Deleted.word()))
        .order(users::delete_at)
        .limit(limit)
        .select(users::id);
    let ids: Vec<String> = db!(conn, |c| rows.load(c))?;
    Ok(ids.into_iter().map(Id::new).collect())
}

/// Takes out what is known of a person, and all that they sign in with. Their row stays, with
/// nothing but the id (JW-21); so do their consents and the terms that they accepted, as evidence
/// under that id (AU-12), and their grants and sessions until those are over, without what tells
/// of the person.
pub fn erase(conn: &mut Conn<'_>, id: &UserId) -> Result<()> {
    let id = id.as_str();
    let nothing = (
        users::profile.eq("{}"),
        users::roles.eq("[]"),
        users::source.eq(None::<String>),
        users::external_id.eq(None::<String>),
        users::patient_links.eq(None::<String>),
        users::delete_at.eq(None::<i64>),
    );
    let nowhere = (
        sessions::browser.eq(None::<String>),
        sessions::system.eq(None::<String>),
        sessions::ip_part.eq(None::<String>),
        sessions::notice.eq(None::<String>),
    );
    db!(conn, |c| {
        diesel::update(users::table.find(id))
            .set(nothing)
            .execute(c)?;
        diesel::delete(identifiers::table.filter(identifiers::user_id.eq(id))).execute(c)?;
        diesel::delete(passwords::table.find(id)).execute(c)?;
        diesel::delete(totps::table.filter(totps::user_id.eq(id))).execute(c)?;
        diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(id))).execute(c)?;
        diesel::delete(recovery_sets::table.find(id)).execute(c)?;
        diesel::delete(devices::table.filter(devices::user_id.eq(id))).execute(c)?;
        diesel::delete(passkeys::table.filter(passkeys::user_id.eq(id))).execute(c)?;
        let challenges = passkey_challenges::table.filter(passkey_challenges::user_id.eq(id));
        diesel::delete(challenges).execute(c)?;
        diesel::delete(action_codes::table.filter(action_codes::user_id.eq(id))).execute(c)?;
        diesel::delete(outbox::table.filter(outbox::user_id.eq(id))).execute(c)?;
        diesel::delete(ocariot_users::table.find(id)).execute(c)?;
        diesel::delete(corsano_profile_users::table.find(id)).execute(c)?;
        diesel::delete(corsano_profile_health::table.find(id)).execute(c)?;
        diesel::delete(mycure_accounts::table.find(id)).execute(c)?;
        diesel::update(sessions::table.filter(sessions::user_id.eq(id)))
            .set(nowhere)
            .execute(c)?;
        diesel::update(consents::table.filter(consents::user_id.eq(id)))
            .set(consents::ip_prefix.eq(""))
            .execute(c)
    })?;
    Ok(())
}

/// Takes the salt away, without which nobody reads what the audit trail tells of the person. After
/// this nothing more is to be told of them.
pub fn forget(conn: &mut Conn<'_>, id: &UserId) -> Result<()> {
    db!(conn, |c| diesel::delete(
        subject_salts::table.find(id.as_str())
    )
    .execute(c))?;
    Ok(())
}

/// Takes out the evidence of people who were erased before `since` (AU-12), at most `limit` rows
/// of each kind.
pub fn sweep_evidence(conn: &mut Conn<'_>, since: Timestamp, limit: i64) -> Result<usize> {
    // A tombstone was last changed when it became one.
    let gone = users::table
        .filter(users::state.eq(UserState::Deleted.word()))
        .filter(users::updated_at.lt(since.millis()))
        .select(users::id);
    let held = grants::table.filter(grants::consent_id.eq(consents::id.nullable()));
    let old = consents::table
        .filter(consents::user_id.eq_any(gone))
        .filter(diesel::dsl::not(exists(held)))
        .select(consents::id)
        .limit(limit);
    let old: Vec<String> = db!(conn, |c| old.load(c))?;
    let old = consents::table.filter(consents::id.eq_any(&old));
    let rows = db!(conn, |c| diesel::delete(old).execute(c))?;
    let gone = users::table
        .filter(users::state.eq(UserState::Deleted.word()))
        .filter(users::updated_at.lt(since.millis()))
        .select(users::id);
    let terms = accepted_terms::table.filter(accepted_terms::user_id.eq_any(gone));
    Ok(rows + db!(conn, |c| diesel::delete(terms).execute(c))?)
}
