//! Invitations, and who joined by them.

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    conn::db,
    schema::{invitation_uses, invitations},
};
use crate::{
    core::{Digest, Id, Timestamp, secret::kind},
    model::{Invitation, InvitationId, InvitationKind, Inviter, UserId, Word},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = invitations)]
struct Row {
    id: String,
    invited_by: String,
    email: Option<String>,
    proves_address: bool,
    name: Option<String>,
    roles: String,
    kind: String,
    user_id: Option<String>,
    language: String,
    uses_left: i32,
    uses_most: i32,
    waitlist_id: Option<String>,
    created_at: i64,
    expires_at: i64,
    revoked_at: Option<i64>,
}

fn number(uses: u32) -> i32 {
    i32::try_from(uses).unwrap_or(i32::MAX)
}

impl Row {
    fn of(one: &Invitation) -> Result<Self> {
        Ok(Self {
            id: one.id.to_string(),
            invited_by: one.invited_by.text(),
            email: one.email.clone(),
            proves_address: one.proves_address,
            name: one.name.clone(),
            roles: serde_json::to_string(&one.roles)
                .map_err(|error| Error::Defect(error.to_string()))?,
            kind: one.kind.word().to_owned(),
            user_id: one.user_id.as_ref().map(Id::to_string),
            language: one.language.clone(),
            uses_left: number(one.uses_left),
            uses_most: number(one.uses_most),
            waitlist_id: one.waitlist_id.as_ref().map(Id::to_string),
            created_at: one.created_at.millis(),
            expires_at: one.expires_at.millis(),
            revoked_at: one.revoked_at.map(Timestamp::millis),
        })
    }

    fn into_invitation(self) -> Result<Invitation> {
        let bad = |what| move || Error::bad_row("invitations", what);
        Ok(Invitation {
            id: Id::new(self.id),
            invited_by: Inviter::read(&self.invited_by).ok_or_else(bad("invited_by"))?,
            email: self.email,
            proves_address: self.proves_address,
            name: self.name,
            roles: serde_json::from_str(&self.roles)
                .map_err(|_| Error::bad_row("invitations", "roles"))?,
            kind: InvitationKind::from_word(&self.kind).ok_or_else(bad("kind"))?,
            user_id: self.user_id.map(Id::new),
            language: self.language,
            uses_left: u32::try_from(self.uses_left).unwrap_or(0),
            uses_most: u32::try_from(self.uses_most).unwrap_or(0),
            waitlist_id: self.waitlist_id.map(Id::new),
            created_at: Timestamp::from_millis(self.created_at),
            expires_at: Timestamp::from_millis(self.expires_at),
            revoked_at: self.revoked_at.map(Timestamp::from_millis),
        })
    }
}

/// Keeps an invitation, found by the digest of its code.
pub fn insert(
    conn: &mut Conn<'_>,
    invitation: &Invitation,
    digest: &Digest<kind::Invitation>,
) -> Result<()> {
    let row = (
        Row::of(invitation)?,
        invitations::digest.eq(digest.as_bytes().to_vec()),
    );
    db!(conn, |c| diesel::insert_into(invitations::table)
        .values(row)
        .execute(c))?;
    Ok(())
}

/// The invitation with this code, however it stands.
pub fn find(conn: &mut Conn<'_>, digest: &Digest<kind::Invitation>) -> Result<Option<Invitation>> {
    let row: Option<Row> = db!(conn, |c| invitations::table
        .filter(invitations::digest.eq(digest.as_bytes().to_vec()))
        .select(Row::as_select())
        .first(c)
        .optional())?;
    row.map(Row::into_invitation).transpose()
}

/// The invitation with this id, however it stands.
pub fn find_by_id(conn: &mut Conn<'_>, id: &InvitationId) -> Result<Option<Invitation>> {
    let row: Option<Row> = db!(conn, |c| invitations::table
        .find(id.as_str())
        .select(Row::as_select())
        .first(c)
        .optional())?;
    row.map(Row::into_invitation).transpose()
}

/// The invitations to join that are bound to an address and can be used now, with that address, the
/// newest last.
pub fn open(conn: &mut Conn<'_>, now: Timestamp) -> Result<Vec<(InvitationId, String)>> {
    let rows = invitations::table
        .filter(invitations::kind.eq(InvitationKind::Join.word()))
        .filter(invitations::uses_left.gt(0))
        .filter(invitations::revoked_at.is_null())
        .filter(invitations::expires_at.gt(now.millis()))
        .filter(invitations::email.is_not_null())
        .order(invitations::id)
        .select((invitations::id, invitations::email.assume_not_null()));
    let rows: Vec<(String, String)> = db!(conn, |c| rows.load(c))?;
    Ok(rows
        .into_iter()
        .map(|(id, email)| (Id::new(id), email))
        .collect())
}

/// Takes one use of it: whether there was one.
///
/// LE-I1: "use counter by CAS: 32 parallel on one-use → one account".
pub fn consume(
    conn: &mut Conn<'_>,
    digest: &Digest<kind::Invitation>,
    now: Timestamp,
) -> Result<bool> {
    let row = invitations::table
        .filter(invitations::digest.eq(digest.as_bytes().to_vec()))
        .filter(invitations::uses_left.gt(0))
        .filter(invitations::revoked_at.is_null())
        .filter(invitations::expires_at.gt(now.millis()));
    Ok(db!(conn, |c| diesel::update(row)
        .set(invitations::uses_left.eq(invitations::uses_left - 1))
        .execute(c))?
        == 1)
}

/// Puts down who joined by it.
pub fn insert_use(
    conn: &mut Conn<'_>,
    id: &InvitationId,
    user_id: &UserId,
    now: Timestamp,
) -> Result<()> {
    let row = (
        invitation_uses::invitation_id.eq(id.as_str()),
        invitation_uses::user_id.eq(user_id.as_str()),
        invitation_uses::at.eq(now.millis()),
    );
    db!(conn, |c| diesel::insert_into(invitation_uses::table)
        .values(row)
        .execute(c))?;
    Ok(())
}

/// By which invitation a person joined, and when.
pub fn find_use(conn: &mut Conn<'_>, user_id: &UserId) -> Result<Option<(Invitation, Timestamp)>> {
    let row: Option<(Row, i64)> = db!(conn, |c| invitations::table
        .inner_join(invitation_uses::table.on(invitation_uses::invitation_id.eq(invitations::id)))
        .filter(invitation_uses::user_id.eq(user_id.as_str()))
        .order(invitation_uses::at)
        .select((Row::as_select(), invitation_uses::at))
        .first(c)
        .optional())?;
    row.map(|(row, at)| Ok((row.into_invitation()?, Timestamp::from_millis(at))))
        .transpose()
}

/// Who joined by it.
pub fn users_of(conn: &mut Conn<'_>, id: &InvitationId) -> Result<Vec<UserId>> {
    let query = invitation_uses::table
        .filter(invitation_uses::invitation_id.eq(id.as_str()))
        .order((invitation_uses::at, invitation_uses::user_id))
        .select(invitation_uses::user_id);
    let ids: Vec<String> = db!(conn, |c| query.load(c))?;
    Ok(ids.into_iter().map(Id::new).collect())
}

/// Invitations in the order in which they were made, after `after`, at most `limit`.
pub fn list(
    conn: &mut Conn<'_>,
    after: Option<&InvitationId>,
    limit: i64,
) -> Result<Vec<Invitation>> {
    let after = after.map_or("", Id::as_str);
    let rows: Vec<Row> = db!(conn, |c| invitations::table
        .filter(invitations::id.gt(after))
        .order(invitations::id)
        .limit(limit)
        .select(Row::as_select())
        .load(c))?;
    rows.into_iter().map(Row::into_invitation).collect()
}

/// Takes an invitation back: whether it could still be used, but for its time.
pub fn revoke(conn: &mut Conn<'_>, id: &InvitationId, now: Timestamp) -> Result<bool> {
    let row = invitations::table
        .find(id.as_str())
        .filter(invitations::uses_left.gt(0))
        .filter(invitations::revoked_at.is_null());
    Ok(db!(conn, |c| diesel::update(row)
        .set(invitations::revoked_at.eq(now.millis()))
        .execute(c))?
        == 1)
}

/// Gives an invitation another code, beginning and end: whether it could still be used, but for its
/// time. The code before is worth nothing then.
pub fn renew(
    conn: &mut Conn<'_>,
    id: &InvitationId,
    (digest, proves_address): (&Digest<kind::Invitation>, bool),
    (from, until): (Timestamp, Timestamp),
) -> Result<bool> {
    let row = invitations::table
        .find(id.as_str())
        .filter(invitations::uses_left.gt(0))
        .filter(invitations::revoked_at.is_null());
    let set = (
        invitations::digest.eq(digest.as_bytes().to_vec()),
        invitations::proves_address.eq(proves_address),
        invitations::created_at.eq(from.millis()),
        invitations::expires_at.eq(until.millis()),
    );
    Ok(db!(conn, |c| diesel::update(row).set(set).execute(c))? == 1)
}

/// Ends the links by which this person could come back: a newer one, or a change of the account,
/// has made them worthless.
pub fn end_recoveries(conn: &mut Conn<'_>, user_id: &UserId, now: Timestamp) -> Result<usize> {
    let rows = invitations::table
        .filter(invitations::user_id.eq(user_id.as_str()))
        .filter(invitations::uses_left.gt(0))
        .filter(invitations::revoked_at.is_null());
    Ok(db!(conn, |c| diesel::update(rows)
        .set(invitations::revoked_at.eq(now.millis()))
        .execute(c))?)
}

/// Forgets the address and the name of whoever joined by these: the account is gone.
pub fn forget(conn: &mut Conn<'_>, user_id: &UserId) -> Result<()> {
    let used = invitation_uses::table
        .filter(invitation_uses::user_id.eq(user_id.as_str()))
        .select(invitation_uses::invitation_id);
    let used: Vec<String> = db!(conn, |c| used.load(c))?;
    let rows = invitations::table.filter(invitations::id.eq_any(&used));
    let nothing = (
        invitations::email.eq(None::<String>),
        invitations::name.eq(None::<String>),
    );
    db!(conn, |c| diesel::update(rows).set(nothing).execute(c))?;
    Ok(())
}

/// Takes out invitations that nobody joined by and that were over before this instant, at most so
/// many. By which one a person joined stays known.
pub fn sweep(conn: &mut Conn<'_>, before: Timestamp, most: i64) -> Result<usize> {
    let used = invitation_uses::table.filter(invitation_uses::invitation_id.eq(invitations::id));
    let old = invitations::table
        .filter(invitations::expires_at.lt(before.millis()))
        .filter(diesel::dsl::not(diesel::dsl::exists(used)))
        .select(invitations::id)
        .limit(most);
    let old: Vec<String> = db!(conn, |c| old.load(c))?;
    let old = invitations::table.filter(invitations::id.eq_any(&old));
    Ok(db!(conn, |c| diesel::delete(old).execute(c))?)
}
