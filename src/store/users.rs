//! Users, their identifiers and their credentials.

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    conn::db,
    devices::DeviceRow,
    schema::{devices, identifiers, passkeys, passwords, totps, users},
};
use crate::{
    core::{Digest, Id, Timestamp, secret::kind},
    model::{
        Identifier, User, UserId, UserState, Word,
        user::{Password, Totp, UserCredentials},
    },
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = users)]
pub(super) struct UserRow {
    id: String,
    state: String,
    profile: String,
    roles: String,
    created_at: i64,
    updated_at: i64,
    delete_at: Option<i64>,
}

impl UserRow {
    fn of(user: &User) -> Result<Self> {
        let json = |error: serde_json::Error| Error::Defect(error.to_string());
        Ok(Self {
            id: user.id.to_string(),
            state: user.state.word().to_owned(),
            profile: serde_json::to_string(&user.profile).map_err(json)?,
            roles: serde_json::to_string(&user.roles).map_err(json)?,
            created_at: user.created_at.millis(),
            updated_at: user.updated_at.millis(),
            delete_at: user.delete_at.map(Timestamp::millis),
        })
    }

    pub(super) fn into_user(self) -> Result<User> {
        Ok(User {
            id: Id::new(self.id),
            state: UserState::from_word(&self.state)
                .ok_or_else(|| Error::bad_row("users", "state"))?,
            profile: serde_json::from_str(&self.profile)
                .map_err(|_| Error::bad_row("users", "profile"))?,
            roles: serde_json::from_str(&self.roles)
                .map_err(|_| Error::bad_row("users", "roles"))?,
            created_at: Timestamp::from_millis(self.created_at),
            updated_at: Timestamp::from_millis(self.updated_at),
            delete_at: self.delete_at.map(Timestamp::from_millis),
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = passwords)]
struct PasswordRow {
    hash: String,
    disabled_at: Option<i64>,
    must_change_since: Option<i64>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = totps)]
pub(super) struct TotpRow {
    id: String,
    sealed_seed: Vec<u8>,
    algorithm: String,
    digits: i32,
    period: i32,
    last_step: i64,
}

impl TotpRow {
    pub(super) fn into_totp(self) -> Result<Totp> {
        Ok(Totp {
            id: Id::new(self.id),
            sealed_seed: self.sealed_seed,
            algorithm: self.algorithm,
            digits: u8::try_from(self.digits).map_err(|_| Error::bad_row("totps", "digits"))?,
            period: u16::try_from(self.period).map_err(|_| Error::bad_row("totps", "period"))?,
            last_step: self.last_step,
        })
    }
}

/// Adds a user.
pub fn insert(conn: &mut Conn<'_>, user: &User) -> Result<()> {
    let row = UserRow::of(user)?;
    db!(conn, |c| diesel::insert_into(users::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

/// Adds an identifier; [`Error::Exists`] if somebody has it.
pub fn insert_identifier(
    conn: &mut Conn<'_>,
    user_id: &UserId,
    identifier: &Identifier,
) -> Result<()> {
    let row = (
        identifiers::namespace.eq(identifier.namespace.as_str().to_owned()),
        identifiers::form.eq(identifier.form()),
        identifiers::user_id.eq(user_id.as_str().to_owned()),
        identifiers::display.eq(identifier.text.clone()),
    );
    db!(conn, |c| diesel::insert_into(identifiers::table)
        .values(row)
        .execute(c))?;
    Ok(())
}

/// An authenticator app to add, confirmed.
pub struct NewTotp<'a> {
    /// Its row.
    pub id: Id<Totp>,
    /// Whose.
    pub user_id: &'a UserId,
    /// What they call it.
    pub name: &'a str,
    /// The sealed seed.
    pub sealed_seed: &'a [u8],
    /// `SHA1`, `SHA256` or `SHA512`.
    pub algorithm: &'a str,
    /// 6 to 8.
    pub digits: u8,
    /// Seconds.
    pub period: u16,
}

/// Adds an authenticator app that is on at once (sample data, import).
pub fn insert_totp(conn: &mut Conn<'_>, totp: &NewTotp<'_>, now: Timestamp) -> Result<()> {
    let row = (
        totps::id.eq(totp.id.as_str()),
        totps::user_id.eq(totp.user_id.as_str()),
        totps::name.eq(totp.name),
        totps::sealed_seed.eq(totp.sealed_seed),
        totps::algorithm.eq(totp.algorithm),
        totps::digits.eq(i32::from(totp.digits)),
        totps::period.eq(i32::from(totp.period)),
        totps::last_step.eq(0),
        totps::created_at.eq(now.millis()),
        totps::confirmed_at.eq(now.millis()),
    );
    db!(conn, |c| diesel::insert_into(totps::table)
        .values(row)
        .execute(c))?;
    Ok(())
}

/// Accepts a step once (TF-03): whether this caller was the first with it.
pub fn consume_totp_step(conn: &mut Conn<'_>, id: &Id<Totp>, step: i64) -> Result<bool> {
    let row = totps::table
        .find(id.as_str())
        .filter(totps::last_step.lt(step));
    Ok(db!(conn, |c| diesel::update(row)
        .set(totps::last_step.eq(step))
        .execute(c))?
        == 1)
}

type CredentialsRow = (
    UserRow,
    Option<i64>,
    Option<PasswordRow>,
    Option<TotpRow>,
    bool,
    Option<DeviceRow>,
);

/// Whether a person has a passkey.
#[diesel::dsl::auto_type(no_type_alias)]
fn has_passkey() -> _ {
    diesel::dsl::exists(passkeys::table.filter(passkeys::user_id.eq(users::id)))
}

/// The cookie that a browser brought, if it brought one.
pub type Cookie<'a> = Option<&'a Digest<kind::Device>>;

/// No device has the empty digest.
fn bytes_of(device: Cookie<'_>) -> Vec<u8> {
    device.map_or_else(Vec::new, |digest| digest.as_bytes().to_vec())
}

fn into_credentials(
    (user, not_before, password, totp, passkeys, device): CredentialsRow,
) -> Result<UserCredentials> {
    Ok(UserCredentials {
        user: user.into_user()?,
        password: password.map(|row| Password {
            hash: row.hash,
            disabled_at: row.disabled_at.map(Timestamp::from_millis),
            must_change_since: row.must_change_since.map(Timestamp::from_millis),
        }),
        totp: totp.map(TotpRow::into_totp).transpose()?,
        passkeys,
        device: device.map(DeviceRow::into_device).transpose()?,
        not_before: not_before.map(Timestamp::from_millis),
    })
}

/// Who has this form of an identifier in one of these namespaces, with their credentials.
pub fn find_by_identifier(
    conn: &mut Conn<'_>,
    namespaces: &[&str],
    form: &str,
) -> Result<Option<UserCredentials>> {
    find_at(conn, (namespaces, form), None)
}

/// The same, with what is known of the browser that they come with.
pub fn find_at(
    conn: &mut Conn<'_>,
    (namespaces, form): (&[&str], &str),
    device: Cookie<'_>,
) -> Result<Option<UserCredentials>> {
    let row: Option<CredentialsRow> = db!(conn, |c| identifiers::table
        .inner_join(users::table)
        .left_join(passwords::table.on(passwords::user_id.eq(users::id)))
        .left_join(
            totps::table.on(totps::user_id
                .eq(users::id)
                .and(totps::confirmed_at.is_not_null())),
        )
        .left_join(
            devices::table.on(devices::user_id
                .eq(users::id)
                .and(devices::digest.eq(bytes_of(device)))),
        )
        .filter(
            identifiers::form
                .eq(form)
                .and(identifiers::namespace.eq_any(namespaces.to_vec())),
        )
        .order((identifiers::namespace.desc(), totps::created_at.asc()))
        .select((
            UserRow::as_select(),
            users::not_before,
            Option::<PasswordRow>::as_select(),
            Option::<TotpRow>::as_select(),
            has_passkey(),
            Option::<DeviceRow>::as_select(),
        ))
        .first(c)
        .optional())?;
    row.map(into_credentials).transpose()
}

/// A user with their credentials.
pub fn find_credentials(conn: &mut Conn<'_>, id: &UserId) -> Result<Option<UserCredentials>> {
    find_credentials_at(conn, id, None)
}

/// The same, with what is known of the browser that they come with.
pub fn find_credentials_at(
    conn: &mut Conn<'_>,
    id: &UserId,
    device: Cookie<'_>,
) -> Result<Option<UserCredentials>> {
    let row: Option<CredentialsRow> = db!(conn, |c| users::table
        .left_join(passwords::table)
        .left_join(
            totps::table.on(totps::user_id
                .eq(users::id)
                .and(totps::confirmed_at.is_not_null())),
        )
        .left_join(
            devices::table.on(devices::user_id
                .eq(users::id)
                .and(devices::digest.eq(bytes_of(device)))),
        )
        .filter(users::id.eq(id.as_str()))
        .order(totps::created_at.asc())
        .select((
            UserRow::as_select(),
            users::not_before,
            Option::<PasswordRow>::as_select(),
            Option::<TotpRow>::as_select(),
            has_passkey(),
            Option::<DeviceRow>::as_select(),
        ))
        .first(c)
        .optional())?;
    row.map(into_credentials).transpose()
}

/// A user.
pub fn find(conn: &mut Conn<'_>, id: &UserId) -> Result<Option<User>> {
    let row: Option<UserRow> = db!(conn, |c| users::table
        .find(id.as_str())
        .select(UserRow::as_select())
        .first(c)
        .optional())?;
    row.map(UserRow::into_user).transpose()
}

/// Users in the order they were made, after `after`, at most `limit`.
pub fn list(conn: &mut Conn<'_>, after: Option<&UserId>, limit: i64) -> Result<Vec<User>> {
    let after = after.map_or("", Id::as_str);
    let rows: Vec<UserRow> = db!(conn, |c| users::table
        .filter(users::id.gt(after))
        .order(users::id)
        .limit(limit)
        .select(UserRow::as_select())
        .load(c))?;
    rows.into_iter().map(UserRow::into_user).collect()
}

/// The identifiers of a user, as (namespace, text as typed when it was added).
pub fn identifiers_of(conn: &mut Conn<'_>, id: &UserId) -> Result<Vec<(String, String)>> {
    let query = identifiers::table
        .filter(identifiers::user_id.eq(id.as_str()))
        .order((identifiers::namespace, identifiers::form))
        .select((identifiers::namespace, identifiers::display));
    Ok(db!(conn, |c| query.load(c))?)
}

/// Which of these forms are somebody's in one of these namespaces, with that.
pub fn taken(
    conn: &mut Conn<'_>,
    (namespaces, forms): (&[&str], &[String]),
) -> Result<Vec<(String, String)>> {
    let query = identifiers::table
        .filter(identifiers::namespace.eq_any(namespaces))
        .filter(identifiers::form.eq_any(forms))
        .select((identifiers::namespace, identifiers::form));
    Ok(db!(conn, |c| query.load(c))?)
}

/// Changes whether a user may sign in.
pub fn set_state(
    conn: &mut Conn<'_>,
    id: &UserId,
    state: UserState,
    now: Timestamp,
) -> Result<bool> {
    let set = (
        users::state.eq(state.word()),
        users::updated_at.eq(now.millis()),
    );
    Ok(db!(conn, |c| diesel::update(users::table.find(id.as_str()))
        .set(set)
        .execute(c))?
        == 1)
}

/// Changes whether a user may sign in, if it is one of `from` now: whether it was.
pub fn change_state(
    conn: &mut Conn<'_>,
    id: &UserId,
    (from, to): (&[UserState], UserState),
    now: Timestamp,
) -> Result<bool> {
    let from: Vec<_> = from.iter().map(|state| state.word()).collect();
    let row = users::table
        .find(id.as_str())
        .filter(users::state.eq_any(from));
    let set = (
        users::state.eq(to.word()),
        users::updated_at.eq(now.millis()),
    );
    Ok(db!(conn, |c| diesel::update(row).set(set).execute(c))? == 1)
}

/// Holds somebody's row until the transaction ends: of two that judge what they have left to sign in
/// with, the second sees what the first has done. Whether there is such a person.
pub fn hold(conn: &mut Conn<'_>, id: &UserId) -> Result<bool> {
    let row = users::table.find(id.as_str());
    Ok(db!(conn, |c| diesel::update(row)
        .set(users::updated_at.eq(users::updated_at))
        .execute(c))?
        == 1)
}

/// Everything that this user was given before `now` is dead; whether there is such a user.
pub fn cut_off(conn: &mut Conn<'_>, id: &UserId, now: Timestamp) -> Result<bool> {
    let row = users::table
        .find(id.as_str())
        .filter(users::state.ne(UserState::Deleted.word()));
    Ok(db!(conn, |c| diesel::update(row)
        .set(users::not_before.eq(now.millis()))
        .execute(c))?
        == 1)
}
