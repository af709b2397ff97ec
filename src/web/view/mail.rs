//! A letter, as text and as HTML.

use askama::Template;

use crate::web::mail::Parts;

/// As text.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/letter.txt")]
pub struct TextLetter<'a> {
    /// What stands in it.
    pub letter: &'a Parts,
}

/// As HTML: one column, no table, nothing from elsewhere.
#[derive(Clone, Debug, Template)]
#[template(path = "mail/letter.html")]
pub struct HtmlLetter<'a> {
    /// What stands in it.
    pub letter: &'a Parts,
}
