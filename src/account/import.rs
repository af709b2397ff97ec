//! Accounts that are brought along from another system, once.

use serde_json::Value;

use super::{
    Invalid,
    user::{NewPassword, NewUser, create},
};
use crate::{
    app::Ctx,
    core::{Fault, Timestamp},
    model::UserId,
    store,
};

/// What became of a line of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imported {
    /// An account was made.
    Made(UserId),
    /// It was brought along before, and stays as it is now.
    Already(UserId),
}

/// Brings an account along from `source`. OPERATIONS 6: "idempotent on `(source, external_id)`,
/// never replaces an existing user silently".
pub fn import(
    ctx: &Ctx,
    source: &str,
    mut new: NewUser,
) -> Result<Result<Imported, Invalid>, Fault> {
    if let Some(external_id) = &new.external_id {
        let (source, external_id) = (source.to_owned(), external_id.clone());
        let found = ctx
            .app
            .store
            .read(move |conn| store::origins::find_user(conn, &source, &external_id))?;
        if let Some(id) = found {
            return Ok(Ok(Imported::Already(id)));
        }
    }
    new.source = Some(source.to_owned());
    Ok(create(ctx, new)?.map(Imported::Made))
}

/// The scheme of a line's password, for a report.
pub fn scheme(new: &NewUser) -> &'static str {
    match &new.password {
        None => "none",
        Some(NewPassword::Hash(hash)) if hash.starts_with("$argon2id$") => "argon2id",
        Some(NewPassword::Hash(hash)) if hash.starts_with("$2") => "bcrypt",
        Some(NewPassword::Hash(_) | NewPassword::Scheme(_)) => "other",
        Some(NewPassword::Clear(_) | NewPassword::Sample(_)) => "clear",
    }
}

/// When an account was made: as it says, or now.
pub(super) fn created_at(now: Timestamp, said: Option<&Value>) -> Result<Timestamp, Invalid> {
    // Seconds of the year 5138, milliseconds of 1973: no account is of either time.
    const MILLIS_FROM: i64 = 100_000_000_000;
    let at = match said {
        None | Some(Value::Null) => Some(now),
        Some(Value::Number(number)) => number.as_i64().map(|number| match number {
            MILLIS_FROM.. => Timestamp::from_millis(number),
            _ => Timestamp::from_secs(number),
        }),
        Some(Value::String(text)) => chrono::DateTime::parse_from_rfc3339(text)
            .ok()
            .map(|at| Timestamp::from_millis(at.timestamp_millis())),
        Some(_) => None,
    };
    at.filter(|at| *at <= now).ok_or_else(|| {
        Invalid::new(
            "created_at",
            "it must be a time in the past: RFC 3339, Unix seconds or Unix milliseconds",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_three_ways() {
        let now = Timestamp::from_secs(1_800_000_000);
        let at = |value: &Value| created_at(now, Some(value)).ok();
        let expected = Some(Timestamp::from_secs(1_500_000_000));
        for value in [
            Value::from(1_500_000_000),
            Value::from(1_500_000_000_000_i64),
            "2017-07-14T02:40:00Z".into(),
            "2017-07-14T04:40:00+02:00".into(),
        ] {
            assert_eq!(at(&value), expected, "{value}");
        }
        for value in [
            Value::from(1_900_000_000),
            "yesterday".into(),
            Value::from(1.5),
            Value::Bool(true),
        ] {
            assert_eq!(at(&value), None, "{value}");
        }
        assert_eq!(created_at(now, None), Ok(now));
    }
}
