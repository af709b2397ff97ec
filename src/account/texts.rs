//! What texts about people may be, wherever they come from: a page, a command, an import.

use super::{Invalid, user::NewUser};
use crate::core::escape::is_treacherous;

/// Bytes of a name, or of the id in another system.
pub const MOST: usize = 254;
/// Bytes of a language tag: the longest that RFC 5646 §4.4.1 wants to be kept.
const TAG_MOST: usize = 35;
/// Addresses of one account.
const ADDRESSES_MOST: usize = 16;

/// Whether a text is short enough, and plain: what moves a cursor, ends a line or turns the reading direction
/// (CVE-2021-42574) is no part of a name, and would stand in mails, in pages and on an operator's terminal.
pub fn is_plain(text: &str) -> bool {
    text.len() <= MOST && !text.contains(is_treacherous)
}

/// Refuses a name that is not plain.
pub fn check_name(field: &str, name: &str) -> Result<(), Invalid> {
    match is_plain(name) {
        true => Ok(()),
        false => Err(Invalid::new(
            field,
            format!(
                "it must be at most {MOST} bytes without control characters or marks that turn the direction"
            ),
        )),
    }
}

/// Refuses what is no language tag.
pub fn check_locale(locale: &str) -> Result<(), Invalid> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if locale.len() > TAG_MOST || !locale.chars().all(fits) {
        let what = "it must be a language tag such as en or pt-BR";
        return Err(Invalid::new("locale", what));
    }
    Ok(())
}

/// The texts of an account that is made by a command or an import.
pub(super) fn check(new: &NewUser) -> Result<(), Invalid> {
    for (field, text) in [
        ("name", &new.name),
        ("external_id", &new.external_id),
        ("source", &new.source),
    ] {
        check_name(field, text.as_deref().unwrap_or(""))?;
    }
    // Systems that people come from write `de_DE`, too.
    check_locale(&new.locale.as_deref().unwrap_or("").replace('_', "-"))?;
    if new.emails.len() > ADDRESSES_MOST {
        let what = format!("there must be at most {ADDRESSES_MOST}");
        return Err(Invalid::new("emails", what));
    }
    Ok(())
}
