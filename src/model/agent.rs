//! What a browser calls itself, in words.

use crate::core::UserAgent;

/// The browser and its system, as a person would know them: `Firefox (Windows)`. Empty for what
/// says nothing.
pub fn in_words(user_agent: &str) -> String {
    let UserAgent { browser, system } = UserAgent::read(user_agent);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} ({system})"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_what_people_call_it() {
        let firefox =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0";
        assert_eq!(in_words(firefox), "Firefox (Windows)");
        let nothing = "x".repeat(5000);
        for text in ["", "x", "\u{1f600}\u{1f600}", nothing.as_str()] {
            assert_eq!(in_words(text), "", "{text}");
        }
    }
}
