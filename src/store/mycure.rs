//! What MyCure knows of a person beyond an account.

use diesel::prelude::*;

use super::{
    Conn, Result,
    conn::db,
    document::{from_json, to_json},
    schema::{identifiers, mycure_accounts, users},
};
use crate::{
    core::{Id, Timestamp},
    model::{Namespace, UserId, mycure::MycureAccount},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = mycure_accounts)]
struct Row {
    user_id: String,
    uid: String,
    sign_ins: i32,
    is_doctor_verified: bool,
    is_patient: bool,
    is_service_account: bool,
    source: Option<String>,
    document: String,
    created_at: i64,
    updated_at: i64,
}

impl Row {
    fn of(account: &MycureAccount) -> Result<Self> {
        Ok(Self {
            user_id: account.user_id.to_string(),
            uid: account.uid.clone(),
            sign_ins: account.sign_ins,
            is_doctor_verified: account.is_doctor_verified,
            is_patient: account.is_patient,
            is_service_account: account.is_service_account,
            source: account.source.clone(),
            document: to_json(&account.details)?,
            created_at: account.created_at.millis(),
            updated_at: account.updated_at.millis(),
        })
    }

    fn into_account(self) -> Result<MycureAccount> {
        Ok(MycureAccount {
            user_id: Id::new(self.user_id),
            uid: self.uid,
            sign_ins: self.sign_ins,
            is_doctor_verified: self.is_doctor_verified,
            is_patient: self.is_patient,
            is_service_account: self.is_service_account,
            source: self.source,
            details: from_json(Some(&self.document), "document")?.unwrap_or_default(),
            created_at: Timestamp::from_millis(self.created_at),
            updated_at: Timestamp::from_millis(self.updated_at),
        })
    }
}

/// Adds an account; [`super::Error::Exists`] if its apps call somebody else so.
pub fn insert(conn: &mut Conn<'_>, account: &MycureAccount) -> Result<()> {
    let row = Row::of(account)?;
    db!(conn, |c| diesel::insert_into(mycure_accounts::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

/// The account of this person, made if there is none.
pub fn ensure(conn: &mut Conn<'_>, first: &MycureAccount) -> Result<MycureAccount> {
    if let Some(found) = find(conn, &first.user_id)? {
        return Ok(found);
    }
    let row = Row::of(first)?;
    db!(conn, |c| diesel::insert_into(mycure_accounts::table)
        .values(&row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(find(conn, &first.user_id)?.unwrap_or_else(|| first.clone()))
}

/// The account of this person.
pub fn find(conn: &mut Conn<'_>, user_id: &UserId) -> Result<Option<MycureAccount>> {
    let row: Option<Row> = db!(conn, |c| mycure_accounts::table
        .find(user_id.as_str())
        .select(Row::as_select())
        .first(c)
        .optional())?;
    row.map(Row::into_account).transpose()
}

/// The account that its apps call so.
pub fn find_by_uid(conn: &mut Conn<'_>, uid: &str) -> Result<Option<MycureAccount>> {
    let row: Option<Row> = db!(conn, |c| mycure_accounts::table
        .filter(mycure_accounts::uid.eq(uid))
        .select(Row::as_select())
        .first(c)
        .optional())?;
    row.map(Row::into_account).transpose()
}

/// Counts a sign-in.
pub fn note_sign_in(conn: &mut Conn<'_>, user_id: &UserId, now: Timestamp) -> Result<()> {
    let row = mycure_accounts::table.find(user_id.as_str());
    let set = (
        mycure_accounts::sign_ins.eq(mycure_accounts::sign_ins + 1),
        mycure_accounts::updated_at.eq(now.millis()),
    );
    db!(conn, |c| diesel::update(row).set(set).execute(c))?;
    Ok(())
}

/// Puts other personal details in the place of those that were read; whether they still stood.
pub fn set_details(
    conn: &mut Conn<'_>,
    read: &MycureAccount,
    details: &serde_json::Map<String, serde_json::Value>,
    now: Timestamp,
) -> Result<bool> {
    let row = mycure_accounts::table
        .find(read.user_id.as_str())
        .filter(mycure_accounts::document.eq(to_json(&read.details)?));
    let set = (
        mycure_accounts::document.eq(to_json(details)?),
        mycure_accounts::updated_at.eq(now.millis()),
    );
    Ok(db!(conn, |c| diesel::update(row).set(set).execute(c))? == 1)
}

/// Sets what an operator says of an account; whether there is one.
pub fn set_facts(
    conn: &mut Conn<'_>,
    user_id: &UserId,
    (is_doctor_verified, is_patient): (bool, bool),
    now: Timestamp,
) -> Result<bool> {
    let row = mycure_accounts::table.find(user_id.as_str());
    let set = (
        mycure_accounts::is_doctor_verified.eq(is_doctor_verified),
        mycure_accounts::is_patient.eq(is_patient),
        mycure_accounts::updated_at.eq(now.millis()),
    );
    Ok(db!(conn, |c| diesel::update(row).set(set).execute(c))? == 1)
}

/// What a person signs in with, and whether it was proven: the namespace, the text, the proof.
pub fn identifiers(conn: &mut Conn<'_>, user_id: &UserId) -> Result<Vec<(String, String, bool)>> {
    let rows: Vec<(String, String, Option<i64>)> = db!(conn, |c| identifiers::table
        .filter(identifiers::user_id.eq(user_id.as_str()))
        .order((identifiers::namespace, identifiers::form))
        .select((
            identifiers::namespace,
            identifiers::display,
            identifiers::verified_at
        ))
        .load(c))?;
    let profile: Option<String> = db!(conn, |c| users::table
        .find(user_id.as_str())
        .select(users::profile)
        .first(c)
        .optional())?;
    let profile: Option<crate::model::user::Profile> = from_json(profile.as_deref(), "profile")?;
    let profile = profile.unwrap_or_default();
    // An address that was brought along has its proof in the profile.
    let said = profile.email.filter(|_| profile.email_verified);
    let form = |text: &str| Namespace::Email.form(text);
    let said = said.map(|text| form(&text));
    Ok(rows
        .into_iter()
        .map(|(namespace, text, at)| {
            let by_profile = namespace == Namespace::Email.as_str() && said == Some(form(&text));
            let proven = at.is_some() || by_profile;
            (namespace, text, proven)
        })
        .collect())
}
