//! What a browser calls itself, in words.

use woothee::parser::Parser;

/// Most bytes of a `User-Agent` that are read.
const MOST: usize = 1024;
/// Most characters of what is kept of it.
const KEPT: usize = 80;

/// The browser and its system, as a person would know them: `Firefox (Windows 10)`. Empty for what
/// says nothing.
pub fn in_words(user_agent: &str) -> String {
    let text = user_agent.get(..MOST).unwrap_or(user_agent);
    if text.len() > MOST {
        return String::new();
    }
    let Some(found) = Parser::new().parse(text) else {
        return String::new();
    };
    let known = |word: &str| word != "UNKNOWN" && !word.is_empty();
    let words = match (known(found.name), known(found.os)) {
        (true, true) => format!("{} ({})", found.name, found.os),
        (true, false) => found.name.to_owned(),
        (false, true) => found.os.to_owned(),
        (false, false) => String::new(),
    };
    words
        .chars()
        .filter(|c| !c.is_control())
        .take(KEPT)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_what_people_call_it() {
        let firefox =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0";
        assert_eq!(in_words(firefox), "Firefox (Windows 10)");
        let nothing = "x".repeat(5000);
        for text in ["", "x", "\u{1f600}\u{1f600}", nothing.as_str()] {
            assert!(in_words(text).len() <= 4 * KEPT, "{text}");
        }
    }
}
