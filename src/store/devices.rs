//! Browsers that people signed in on (LG-10, TF-10): a row for each browser and person.

use diesel::prelude::*;

use super::{Conn, Error, Result, conn::db, schema::devices};
use crate::{
    core::{Digest, Id, Timestamp, secret::kind},
    model::{Device, UserId},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = devices)]
pub(super) struct DeviceRow {
    digest: Vec<u8>,
    user_id: String,
    label: String,
    created_at: i64,
    last_seen_at: i64,
    expires_at: i64,
    remembered_until: Option<i64>,
}

impl DeviceRow {
    fn of(device: &Device) -> Self {
        Self {
            digest: device.digest.as_bytes().to_vec(),
            user_id: device.user_id.to_string(),
            label: device.label.clone(),
            created_at: device.created_at.millis(),
            last_seen_at: device.last_seen_at.millis(),
            expires_at: device.expires_at.millis(),
            remembered_until: device.remembered_until.map(Timestamp::millis),
        }
    }

    pub(super) fn into_device(self) -> Result<Device> {
        Ok(Device {
            digest: Digest::from_slice(&self.digest)
                .ok_or_else(|| Error::bad_row("devices", "digest"))?,
            user_id: Id::new(self.user_id),
            label: self.label,
            created_at: Timestamp::from_millis(self.created_at),
            last_seen_at: Timestamp::from_millis(self.last_seen_at),
            expires_at: Timestamp::from_millis(self.expires_at),
            remembered_until: self.remembered_until.map(Timestamp::from_millis),
        })
    }
}

/// Puts down that a person signed in on a browser. Whoever does so in two windows at once is one.
pub fn insert(conn: &mut Conn<'_>, device: &Device) -> Result<()> {
    let row = DeviceRow::of(device);
    db!(conn, |c| diesel::insert_into(devices::table)
        .values(&row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// What is known of this person on the browser with this cookie; it may be over.
pub fn find(
    conn: &mut Conn<'_>,
    digest: &Digest<kind::Device>,
    user_id: &UserId,
) -> Result<Option<Device>> {
    let row: Option<DeviceRow> = db!(conn, |c| devices::table
        .find((digest.as_bytes().to_vec(), user_id.as_str()))
        .select(DeviceRow::as_select())
        .first(c)
        .optional())?;
    row.map(DeviceRow::into_device).transpose()
}

/// The browsers that know a person at this moment, the last one used first.
pub fn of_user(conn: &mut Conn<'_>, user_id: &UserId, now: Timestamp) -> Result<Vec<Device>> {
    let rows: Vec<DeviceRow> = db!(conn, |c| devices::table
        .filter(devices::user_id.eq(user_id.as_str()))
        .filter(devices::expires_at.gt(now.millis()))
        .order((devices::last_seen_at.desc(), devices::digest))
        .select(DeviceRow::as_select())
        .load(c))?;
    rows.into_iter().map(DeviceRow::into_device).collect()
}

/// Puts down that a known person was there again.
pub fn touch(
    conn: &mut Conn<'_>,
    device: &Device,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    let row = devices::table.find((device.digest.as_bytes().to_vec(), device.user_id.as_str()));
    let set = (
        devices::last_seen_at.eq(now.millis()),
        devices::expires_at.eq(expires_at.millis()),
    );
    db!(conn, |c| diesel::update(row).set(set).execute(c))?;
    Ok(())
}

/// Gives a browser another cookie: what is known of the people there goes along.
pub fn rename(
    conn: &mut Conn<'_>,
    old: &Digest<kind::Device>,
    new: &Digest<kind::Device>,
) -> Result<()> {
    let rows = devices::table.filter(devices::digest.eq(old.as_bytes().to_vec()));
    db!(conn, |c| diesel::update(rows)
        .set(devices::digest.eq(new.as_bytes().to_vec()))
        .execute(c))?;
    Ok(())
}

/// No second factor is asked of this person there until then, or is again; whether they are known
/// there (TF-10).
pub fn remember(
    conn: &mut Conn<'_>,
    (digest, user_id): (&Digest<kind::Device>, &UserId),
    until: Option<Timestamp>,
) -> Result<bool> {
    let row = devices::table.find((digest.as_bytes().to_vec(), user_id.as_str()));
    let until = until.map(Timestamp::millis);
    Ok(db!(conn, |c| diesel::update(row)
        .set(devices::remembered_until.eq(until))
        .execute(c))?
        == 1)
}

/// The second factor is asked everywhere again (TF-10: "dies on password/MFA change"); how many
/// browsers were spared it.
pub fn forget_remembered(conn: &mut Conn<'_>, user_id: &UserId) -> Result<usize> {
    let rows = devices::table
        .filter(devices::user_id.eq(user_id.as_str()))
        .filter(devices::remembered_until.is_not_null());
    Ok(db!(conn, |c| diesel::update(rows)
        .set(devices::remembered_until.eq(None::<i64>))
        .execute(c))?)
}

/// The person is a stranger on every browser from now on.
pub fn delete_of(conn: &mut Conn<'_>, user_id: &UserId) -> Result<()> {
    let rows = devices::table.filter(devices::user_id.eq(user_id.as_str()));
    db!(conn, |c| diesel::delete(rows).execute(c))?;
    Ok(())
}

/// The person is a stranger on this browser from now on; whether they were not.
pub fn delete(
    conn: &mut Conn<'_>,
    digest: &Digest<kind::Device>,
    user_id: &UserId,
) -> Result<bool> {
    let row = devices::table.find((digest.as_bytes().to_vec(), user_id.as_str()));
    Ok(db!(conn, |c| diesel::delete(row).execute(c))? == 1)
}

/// Takes out what is over, at most so many rows.
pub fn sweep(conn: &mut Conn<'_>, now: Timestamp, most: i64) -> Result<usize> {
    let old = devices::table
        .filter(devices::expires_at.lt(now.millis()))
        .select((devices::digest, devices::user_id))
        .limit(most);
    let old: Vec<(Vec<u8>, String)> = db!(conn, |c| old.load(c))?;
    let mut gone = 0;
    for (digest, user_id) in old {
        gone += db!(conn, |c| diesel::delete(
            devices::table.find((digest.clone(), user_id.clone()))
        )
        .execute(c))?;
    }
    Ok(gone)
}
