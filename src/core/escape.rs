//! Text of others in lines of ours (AU-06): what moves a cursor, ends a line or turns the reading
//! direction is written as what it is.

/// Whether a character may not stand in a line as it is: controls (CR, LF, ESC and the C1 set),
/// line and paragraph separators, and marks that turn the direction (CVE-2021-42574).
pub fn is_treacherous(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A JSON text with these characters as `\uXXXX`. They can only stand in its strings, and those
/// below U+0020 are escaped there already.
pub fn json(text: &str) -> String {
    if !text.contains(is_treacherous) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_treacherous(c) {
            // All of them are in the first plane.
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// A line for a log, without its end, with these characters as `\\uXXXX`; `colours` leaves those that
/// a terminal's colours are made of.
pub fn line(text: &str, colours: bool) -> String {
    if !colours {
        return json(text);
    }
    let parts = text.split('\u{1b}').map(json);
    parts.collect::<Vec<_>>().join("\u{1b}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_stay_where_they_are_wished() {
        let text = "\u{1b}[32mINFO\u{1b}[0m a\u{202e}b\rc";
        assert_eq!(
            line(text, true),
            "\u{1b}[32mINFO\u{1b}[0m a\\u202eb\\u000dc"
        );
        assert!(!line(text, false).contains('\u{1b}'));
    }

    // AU-06: "CR/LF/ANSI/bidi in any input escaped".
    #[test]
    fn what_could_forge_a_line_is_escaped() {
        let hostile = "a\r\nb\u{1b}[31mc\u{9b}d\u{202e}e\u{2066}f\u{2028}g\u{7f}h";
        let line = json(&serde_json::json!({ "text": hostile }).to_string());
        assert!(!line.contains(is_treacherous), "{line}");
        let read: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(read["text"], hostile);
    }
}
