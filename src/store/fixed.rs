//! Lists of columns whose text is made once.
//!
//! Diesel walks through a query several times each time that it runs, column by column. Of a row
//! with forty columns that costs more than what SQLite does to find it.

use std::sync::OnceLock;

use diesel::{
    Expression, QueryResult,
    backend::Backend,
    debug_query,
    expression::{AppearsOnTable, SelectableExpression, ValidGrouping},
    query_builder::{AstPass, QueryFragment, QueryId},
    sqlite::Sqlite,
};

/// Columns to select, as Diesel knows and checks them, with their text: see [`fixed!`].
#[derive(Clone, Copy)]
pub(in crate::store) struct Fixed<S> {
    columns: S,
    text: &'static OnceLock<String>,
}

impl<S> Fixed<S> {
    /// Columns whose text is kept at this place, which is theirs alone.
    pub(in crate::store) const fn new(columns: S, text: &'static OnceLock<String>) -> Self {
        Self { columns, text }
    }
}

/// Columns to select that are the same each time: `.select(fixed!((users::id, users::state)))`.
macro_rules! fixed {
    ($columns:expr) => {{
        static TEXT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
        $crate::store::fixed::Fixed::new($columns, &TEXT)
    }};
}
pub(super) use fixed;

impl<S: Expression> Expression for Fixed<S> {
    type SqlType = S::SqlType;
}

impl<S: QueryId> QueryId for Fixed<S> {
    type QueryId = S::QueryId;
    const HAS_STATIC_QUERY_ID: bool = S::HAS_STATIC_QUERY_ID;
}

impl<S: AppearsOnTable<From>, From: ?Sized> AppearsOnTable<From> for Fixed<S> {}

impl<S: SelectableExpression<From>, From: ?Sized> SelectableExpression<From> for Fixed<S> {}

impl<S: ValidGrouping<Group>, Group> ValidGrouping<Group> for Fixed<S> {
    type IsAggregate = S::IsAggregate;
}

impl<S: QueryFragment<Sqlite>, DB: Backend> QueryFragment<DB> for Fixed<S> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql(self.text.get_or_init(|| render(&self.columns)));
        Ok(())
    }
}

/// The text of these columns. Double quotes are the standard's, and both databases take them.
fn render(columns: &impl QueryFragment<Sqlite>) -> String {
    let text = debug_query::<Sqlite, _>(columns).to_string();
    let (text, _no_binds) = text.split_once(" -- binds").unwrap_or((&text, ""));
    text.replace('`', "\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema::{grants, users};

    #[test]
    fn the_text_of_columns_is_what_diesel_would_write() {
        let columns = (grants::id, (users::id.nullable(), users::state.nullable()));
        assert_eq!(
            render(&columns),
            r#""grants"."id", "users"."id", "users"."state""#
        );
    }

    use diesel::NullableExpressionMethods;
}
