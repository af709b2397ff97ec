//! Documents: JSON text in a column. What decides is never in one.

use serde::{Serialize, de::DeserializeOwned};

use super::{Error, Result};

/// A value as the text of a column.
pub(super) fn to_json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Defect(error.to_string()))
}

/// The value of a column; `column` names it in the error.
pub(super) fn from_json<T: DeserializeOwned>(
    text: Option<&str>,
    column: &str,
) -> Result<Option<T>> {
    text.map(serde_json::from_str)
        .transpose()
        .map_err(|_| Error::bad_row("a table", column))
}
