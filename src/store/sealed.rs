//! The columns whose values are sealed under a data key: to seal them anew under another (ST-04).

use diesel::prelude::*;

use super::{
    Conn, Result,
    conn::db,
    schema::{action_codes, human_sources, meta, outbox, signing_keys, totps},
};

/// A column with sealed values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The pepper.
    Pepper,
    /// Keys of authenticator apps.
    Seeds,
    /// Private halves of signing keys.
    Keys,
    /// Tokens of other providers.
    Sources,
    /// Letters on their way.
    Letters,
    /// What action codes make true.
    Pending,
}

/// A sealed value, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The values of the row's key: one or two.
    key: (String, String),
    /// The value.
    pub value: Vec<u8>,
}

impl Column {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Pepper,
        Self::Seeds,
        Self::Keys,
        Self::Sources,
        Self::Letters,
        Self::Pending,
    ];

    /// The table.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Pepper => "meta",
            Self::Seeds => "totps",
            Self::Keys => "signing_keys",
            Self::Sources => "human_sources",
            Self::Letters => "outbox",
            Self::Pending => "action_codes",
        }
    }

    /// The column.
    pub const fn column(self) -> &'static str {
        match self {
            Self::Pepper => "value",
            Self::Seeds => "sealed_seed",
            Self::Keys => "sealed_private",
            Self::Sources => "sealed_tokens",
            Self::Letters => "sealed_message",
            Self::Pending => "sealed_pending",
        }
    }

    /// The row, as the value was sealed for it.
    pub fn row(self, sealed: &Sealed) -> String {
        match self {
            Self::Sources => format!("{}/{}", sealed.key.0, sealed.key.1),
            Self::Pepper | Self::Seeds | Self::Keys | Self::Letters | Self::Pending => {
                sealed.key.0.clone()
            }
        }
    }
}

/// The values of a column after this one, in the order of their rows, at most `limit`.
pub fn page(
    conn: &mut Conn<'_>,
    column: Column,
    after: Option<&Sealed>,
    limit: i64,
) -> Result<Vec<Sealed>> {
    let (first, second) = after.map_or(("", ""), |after| (&*after.key.0, &*after.key.1));
    let single = |(key, value)| Sealed {
        key: (key, String::new()),
        value,
    };
    type Single = Vec<(String, Vec<u8>)>;
    let rows: Single = match column {
        Column::Pepper => db!(conn, |c| meta::table
            .filter(meta::name.eq("pepper"))
            .filter(meta::name.gt(first))
            .select((meta::name, meta::value))
            .load(c))?,
        Column::Seeds => db!(conn, |c| totps::table
            .filter(totps::id.gt(first))
            .order(totps::id)
            .limit(limit)
            .select((totps::id, totps::sealed_seed))
            .load(c))?,
        Column::Keys => db!(conn, |c| signing_keys::table
            .filter(signing_keys::kid.gt(first))
            .order(signing_keys::kid)
            .limit(limit)
            .select((signing_keys::kid, signing_keys::sealed_private))
            .load(c))?,
        Column::Letters => {
            let rows: Vec<(String, Option<Vec<u8>>)> = db!(conn, |c| outbox::table
                .filter(outbox::id.gt(first))
                .filter(outbox::sealed_message.is_not_null())
                .order(outbox::id)
                .limit(limit)
                .select((outbox::id, outbox::sealed_message))
                .load(c))?;
            let whole = |(id, value): (String, Option<Vec<u8>>)| (id, value.unwrap_or_default());
            rows.into_iter().map(whole).collect()
        }
        Column::Sources => {
            let same = human_sources::human_id.eq(first);
            let later = human_sources::human_id
                .gt(first)
                .or(same.and(human_sources::source.gt(second)));
            let rows: Vec<(String, String, Option<Vec<u8>>)> = db!(conn, |c| human_sources::table
                .filter(later)
                .filter(human_sources::sealed_tokens.is_not_null())
                .order((human_sources::human_id, human_sources::source))
                .limit(limit)
                .select((
                    human_sources::human_id,
                    human_sources::source,
                    human_sources::sealed_tokens
                ))
                .load(c))?;
            let read = |(human, source, value): (String, String, Option<Vec<u8>>)| Sealed {
                key: (human, source),
                value: value.unwrap_or_default(),
            };
            return Ok(rows.into_iter().map(read).collect());
        }
        Column::Pending => {
            let rows: Vec<(String, Option<Vec<u8>>)> = db!(conn, |c| action_codes::table
                .filter(action_codes::id.gt(first))
                .filter(action_codes::sealed_pending.is_not_null())
                .order(action_codes::id)
                .limit(limit)
                .select((action_codes::id, action_codes::sealed_pending))
                .load(c))?;
            rows.into_iter()
                .map(|(id, value)| (id, value.unwrap_or_default()))
                .collect()
        }
    };
    Ok(rows.into_iter().map(single).collect())
}

/// Puts another value in the place of this one, if it is still there: whether it was.
pub fn swap(conn: &mut Conn<'_>, column: Column, old: &Sealed, new: &[u8]) -> Result<bool> {
    let (first, second) = (&*old.key.0, &*old.key.1);
    let was = &old.value;
    let changed = match column {
        Column::Pepper => {
            let row = meta::table.find(first).filter(meta::value.eq(was));
            db!(conn, |c| diesel::update(row)
                .set(meta::value.eq(new))
                .execute(c))?
        }
        Column::Seeds => {
            let row = totps::table.find(first).filter(totps::sealed_seed.eq(was));
            db!(conn, |c| diesel::update(row)
                .set(totps::sealed_seed.eq(new))
                .execute(c))?
        }
        Column::Keys => {
            let row = signing_keys::table
                .find(first)
                .filter(signing_keys::sealed_private.eq(was));
            db!(conn, |c| diesel::update(row)
                .set(signing_keys::sealed_private.eq(new))
                .execute(c))?
        }
        Column::Letters => {
            let row = outbox::table
                .find(first)
                .filter(outbox::sealed_message.eq(was));
            db!(conn, |c| diesel::update(row)
                .set(outbox::sealed_message.eq(new))
                .execute(c))?
        }
        Column::Sources => {
            let row = human_sources::table
                .find((first, second))
                .filter(human_sources::sealed_tokens.eq(was));
            db!(conn, |c| diesel::update(row)
                .set(human_sources::sealed_tokens.eq(new))
                .execute(c))?
        }
        Column::Pending => {
            let row = action_codes::table
                .find(first)
                .filter(action_codes::sealed_pending.eq(was));
            db!(conn, |c| diesel::update(row)
                .set(action_codes::sealed_pending.eq(new))
                .execute(c))?
        }
    };
    Ok(changed == 1)
}
