//! Calls at legacy doors, counted by day.

use diesel::{prelude::*, upsert::excluded};

use super::{
    Conn, Error, Result,
    conn::db,
    schema::{
        corsano_profile_users, legacy_calls, legacy_people, mycure_accounts, ocariot_users,
        passwords,
    },
};
use crate::{
    core::{Door, Timestamp},
    model::{
        ClientId, UserId,
        legacy_call::{CallCount, CallKey, Counted},
    },
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = legacy_calls)]
struct CallRow {
    door: String,
    client_id: String,
    day: i64,
    outcome: String,
    calls: i64,
    last_at: i64,
}

/// Adds what a node has counted.
pub fn add(conn: &mut Conn<'_>, counted: &Counted) -> Result<()> {
    for (key, count) in &counted.calls {
        let row = CallRow {
            door: key.door.name().to_owned(),
            client_id: key.client_id.clone(),
            day: key.day,
            outcome: key.outcome.clone(),
            calls: count.calls,
            last_at: count.last_at.millis(),
        };
        // Of two nodes that write at once, each adds to what the other has written.
        db!(conn, |c| diesel::insert_into(legacy_calls::table)
            .values(&row)
            .on_conflict((
                legacy_calls::door,
                legacy_calls::client_id,
                legacy_calls::day,
                legacy_calls::outcome,
            ))
            .do_update()
            .set((
                legacy_calls::calls.eq(legacy_calls::calls + excluded(legacy_calls::calls)),
                legacy_calls::last_at.eq(excluded(legacy_calls::last_at)),
            ))
            .execute(c))?;
    }
    for (key, at) in &counted.people {
        let row = (
            legacy_people::door.eq(key.door.name()),
            legacy_people::client_id.eq(&key.client_id),
            legacy_people::person.eq(&key.person),
            legacy_people::last_at.eq(at.millis()),
        );
        db!(conn, |c| diesel::insert_into(legacy_people::table)
            .values(row)
            .on_conflict((
                legacy_people::door,
                legacy_people::client_id,
                legacy_people::person,
            ))
            .do_update()
            .set(legacy_people::last_at.eq(excluded(legacy_people::last_at)))
            .execute(c))?;
    }
    Ok(())
}

/// All counters from this day on.
pub fn since(conn: &mut Conn<'_>, day: i64) -> Result<Vec<(CallKey, CallCount)>> {
    let rows: Vec<CallRow> = db!(conn, |c| legacy_calls::table
        .filter(legacy_calls::day.ge(day))
        .order((
            legacy_calls::door,
            legacy_calls::client_id,
            legacy_calls::day,
            legacy_calls::outcome
        ))
        .select(CallRow::as_select())
        .load(c))?;
    rows.into_iter()
        .map(|row| {
            let door =
                Door::from_name(&row.door).ok_or_else(|| Error::bad_row("legacy_calls", "door"))?;
            let key = CallKey {
                door,
                client_id: row.client_id,
                day: row.day,
                outcome: row.outcome,
            };
            let last_at = Timestamp::from_millis(row.last_at);
            Ok((
                key,
                CallCount {
                    calls: row.calls,
                    last_at,
                },
            ))
        })
        .collect()
}

/// How many people came through each door by each client since then.
pub fn people(conn: &mut Conn<'_>, since: Timestamp) -> Result<Vec<(String, String, i64)>> {
    Ok(db!(conn, |c| legacy_people::table
        .filter(legacy_people::last_at.ge(since.millis()))
        .group_by((legacy_people::door, legacy_people::client_id))
        .select((
            legacy_people::door,
            legacy_people::client_id,
            diesel::dsl::count_star(),
        ))
        .load(c))?)
}

/// Who came through a door by a client since then, at most `most` after `after`: `user:` and the id. It
/// outlives what they were given, which goes soon after its end.
pub fn users_at(
    conn: &mut Conn<'_>,
    (door, client): (Door, &ClientId),
    since: Timestamp,
    (after, most): (&str, i64),
) -> Result<Vec<String>> {
    Ok(db!(conn, |c| legacy_people::table
        .filter(legacy_people::door.eq(door.name()))
        .filter(legacy_people::client_id.eq(client.as_str()))
        .filter(legacy_people::last_at.ge(since.millis()))
        .filter(legacy_people::person.like("user:%"))
        .filter(legacy_people::person.gt(after))
        .order(legacy_people::person)
        .limit(most)
        .select(legacy_people::person)
        .load(c))?)
}

/// Through which of these doors somebody came by which of these clients since then.
pub fn came(
    conn: &mut Conn<'_>,
    user: &UserId,
    (doors, clients): (&[Door], &[&ClientId]),
    since: Timestamp,
) -> Result<Vec<(Door, ClientId)>> {
    let rows: Vec<(String, String)> = db!(conn, |c| legacy_people::table
        .filter(legacy_people::door.eq_any(doors.iter().map(|door| door.name())))
        .filter(legacy_people::client_id.eq_any(clients.iter().map(|id| id.as_str())))
        .filter(legacy_people::person.eq(format!("user:{user}")))
        .filter(legacy_people::last_at.ge(since.millis()))
        .select((legacy_people::door, legacy_people::client_id))
        .load(c))?;
    let known = |(door, client): (String, String)| {
        Door::from_name(&door).map(|door| (door, ClientId::new(client)))
    };
    Ok(rows.into_iter().filter_map(known).collect())
}

/// How the passwords of all people are kept whom the estate of a door knows, whether they ever
/// came or not.
pub fn hashes(conn: &mut Conn<'_>, door: Door) -> Result<Vec<String>> {
    Ok(match door {
        Door::Ocariot => db!(conn, |c| passwords::table
            .filter(passwords::user_id.eq_any(ocariot_users::table.select(ocariot_users::user_id)))
            .select(passwords::hash)
            .load(c))?,
        Door::CorsanoUsers => db!(conn, |c| passwords::table
            .filter(
                passwords::user_id
                    .eq_any(corsano_profile_users::table.select(corsano_profile_users::user_id))
            )
            .select(passwords::hash)
            .load(c))?,
        Door::Mycure => db!(conn, |c| passwords::table
            .filter(
                passwords::user_id.eq_any(mycure_accounts::table.select(mycure_accounts::user_id))
            )
            .select(passwords::hash)
            .load(c))?,
        // Nobody has a password there.
        Door::CorsanoHealth | Door::Healthily | Door::HumanApi => Vec::new(),
    })
}

/// Takes out counters of days before this one.
pub fn sweep(conn: &mut Conn<'_>, day: i64) -> Result<usize> {
    Ok(db!(conn, |c| diesel::delete(
        legacy_calls::table.filter(legacy_calls::day.lt(day))
    )
    .execute(c))?)
}
