//! A document for people: its members under their labels, instants as dates.

use serde_json::Value;

use crate::core::Timestamp;

/// Width of the labels of one level.
const LABEL: usize = 22;

/// Prints it. What is not set is left out.
pub fn tell(document: &Value) {
    let mut lines = Vec::new();
    add(&mut lines, 0, document);
    for line in lines {
        println!("{line}");
    }
}

fn add(lines: &mut Vec<String>, depth: usize, value: &Value) {
    let Value::Object(members) = value else {
        lines.push(format!("{}{}", indent(depth), plain("", value)));
        return;
    };
    for (name, value) in members {
        let label = name.replace('_', " ");
        let nested = match value {
            Value::Null => continue,
            Value::Array(all) if all.is_empty() => continue,
            Value::Object(members) if members.is_empty() => continue,
            Value::Object(_) => true,
            Value::Array(all) => all.iter().any(Value::is_object),
            _ => false,
        };
        if !nested {
            let at = indent(depth);
            lines.push(format!(
                "{at}{:LABEL$} {}",
                format!("{label}:"),
                plain(name, value)
            ));
            continue;
        }
        lines.push(format!("{}{label}:", indent(depth)));
        match value {
            Value::Array(all) => {
                for one in all {
                    lines.push(format!("{}{}", indent(depth + 1), line(one)));
                }
            }
            value => add(lines, depth + 1, value),
        }
    }
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth)
}

/// One of a list, in a line.
fn line(value: &Value) -> String {
    let Value::Object(members) = value else {
        return plain("", value);
    };
    let set = members.iter().filter(|(_, value)| !value.is_null());
    let said =
        set.map(|(name, value)| format!("{} {}", name.replace('_', " "), plain(name, value)));
    said.collect::<Vec<_>>().join(", ")
}

/// A text that moves no cursor and turns no direction: names are others' words.
pub(super) fn visible(text: &str) -> String {
    let is_odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let shown = text.chars().map(|c| match is_odd(c) {
        true => c.escape_unicode().to_string(),
        false => c.to_string(),
    });
    shown.collect()
}

/// A value by itself; what is called `…_at` is an instant.
fn plain(name: &str, value: &Value) -> String {
    match value {
        Value::String(text) => visible(text),
        Value::Number(number) if name.ends_with("_at") => match number.as_i64() {
            Some(millis) => Timestamp::from_millis(millis).rfc3339(),
            None => number.to_string(),
        },
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::Array(all) => {
            let all = all.iter().map(|one| plain(name, one));
            all.collect::<Vec<_>>().join(", ")
        }
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_is_told_under_labels_with_dates() {
        let mut lines = Vec::new();
        add(
            &mut lines,
            0,
            &json!({
                "id": "u1", "created_at": 1_790_000_000_000_i64, "roles": ["nurse", "admin"],
                "deleted_at": null, "profile": {"email_verified": true},
                "identifiers": [{"namespace": "email", "text": "a\u{1b}@example.org"}],
            }),
        );
        insta::assert_snapshot!(lines.join("\n"), @r"
        id:                    u1
        created at:            2026-09-21T14:13:20Z
        roles:                 nurse, admin
        profile:
          email verified:        yes
        identifiers:
          namespace email, text a\u{1b}@example.org
        ");
    }
}
