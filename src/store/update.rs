//! Updates that stay prepared.
//!
//! Diesel prepares each `UPDATE` anew, since what it sets may differ from one to the next. Those of
//! the busiest calls are always the same.

use diesel::{
    QueryResult, RunQueryDsl,
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{BigInt, Binary, Text},
    sqlite::Sqlite,
};

/// A value of an [`Update`].
#[derive(Debug)]
pub(super) enum Bind<'a> {
    Text(&'a str),
    Number(i64),
    Bytes(&'a [u8]),
}

/// An `UPDATE` with a `?` for each of its values, in their order.
#[derive(Debug)]
pub(super) struct Update<'a, const N: usize> {
    text: &'static str,
    values: [Bind<'a>; N],
}

impl<'a, const N: usize> Update<'a, N> {
    pub(super) const fn new(text: &'static str, values: [Bind<'a>; N]) -> Self {
        Self { text, values }
    }
}

/// It is kept under its text.
impl<const N: usize> QueryId for Update<'_, N> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Connection, const N: usize> RunQueryDsl<Connection> for Update<'_, N> {}

macro_rules! fragment {
    ($backend:ty) => {
        impl<const N: usize> QueryFragment<$backend> for Update<'_, N> {
            fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, $backend>) -> QueryResult<()> {
                let mut parts = self.text.split('?');
                pass.push_sql(parts.next().unwrap_or(""));
                for (value, part) in self.values.iter().zip(parts) {
                    match value {
                        Bind::Text(text) => pass.push_bind_param::<Text, str>(text)?,
                        Bind::Number(number) => pass.push_bind_param::<BigInt, i64>(number)?,
                        Bind::Bytes(bytes) => pass.push_bind_param::<Binary, [u8]>(bytes)?,
                    }
                    pass.push_sql(part);
                }
                Ok(())
            }
        }
    };
}
fragment!(Sqlite);
fragment!(Pg);
