//! Each metric is counted somewhere, listed and documented.

use std::collections::BTreeMap;

use super::{Tree, source::sources, tokens::Kind};

const LIST: &str = "src/server/metrics.rs";
const TABLE: &str = "docs/metrics.md";

/// What is counted, what is listed in `src/server/metrics.rs` and what `docs/metrics.md` tells of
/// are the same.
pub fn agree(tree: &Tree) -> Vec<String> {
    let counted = counted(tree);
    let listed = listed(tree);
    let told = told(tree);
    let mut found = Vec::new();
    for (name, place) in &counted {
        if !listed.contains_key(name) {
            found.push(format!(
                "{place}: {name} is counted here and not in METRICS. Add it to {LIST}, with what it \
                 tells, and to {TABLE}."
            ));
        }
    }
    for (name, row) in &listed {
        if !counted.contains_key(name) {
            found.push(format!(
                "{LIST}: {name} is counted nowhere. Take it out, and out of {TABLE}."
            ));
        }
        match told.get(name) {
            None => found.push(format!("{TABLE}: {name} is missing. Add a line for it.")),
            Some(told) if told != row => found.push(format!(
                "{TABLE}: {name} is `{told}`, and in {LIST} `{row}`. Make them the same."
            )),
            Some(_) => {}
        }
    }
    for name in told.keys() {
        if name.starts_with("signet_") && !listed.contains_key(name) {
            found.push(format!(
                "{TABLE}: {name} is not in METRICS of {LIST}. Take it out."
            ));
        }
    }
    found
}

/// Names in the macros that count, and where.
fn counted(tree: &Tree) -> BTreeMap<String, String> {
    let mut counted = BTreeMap::new();
    for source in sources(tree) {
        for (at, token) in source.tokens.iter().enumerate() {
            let counts = matches!(token.text, "counter" | "gauge" | "histogram")
                && source.before(at) == "::"
                && source.word(at + 1) == "!"
                && !token.test;
            let name = source.tokens.get(at + 3);
            if let Some(name) = name.filter(|name| counts && name.kind == Kind::Text) {
                let name = name.text.trim_matches('"').to_owned();
                counted.insert(name, format!("{}:{}", source.path, token.line));
            }
        }
    }
    counted
}

/// The list in the code: kind, labels and help by name.
fn listed(tree: &Tree) -> BTreeMap<String, String> {
    let text = tree.get(LIST).map_or("", String::as_str);
    let entries = text.split("    Metric {").skip(1);
    entries
        .filter_map(|entry| {
            let one = |field: &str| {
                let (_, rest) = entry.split_once(&format!("{field}: "))?;
                let value = rest.split("\n").next()?.trim_end_matches(',');
                Some(value.trim_matches('"').to_owned())
            };
            let kind = one("kind")?.replace("Kind::", "").to_lowercase();
            Some((
                one("name")?,
                format!("{kind} | {} | {}", one("labels")?, one("help")?),
            ))
        })
        .collect()
}

/// The lines of the table, in the same form.
fn told(tree: &Tree) -> BTreeMap<String, String> {
    let text = tree.get(TABLE).map_or("", String::as_str);
    let lines = text.lines().filter_map(|line| line.strip_prefix("| `"));
    lines
        .filter_map(|line| {
            let (name, rest) = line.split_once("` | ")?;
            let cells: Vec<_> = rest.trim_end_matches(" |").split(" | ").collect();
            let [kind, labels, help] = cells.as_slice() else {
                return None;
            };
            let row = format!("{kind} | {} | {}", labels.trim(), help.replace('`', ""));
            Some((name.to_owned(), row))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{
        super::{clean, finds, tree},
        agree,
    };

    const LISTED: &str = "const METRICS: &[Metric] = &[\n    Metric {\n        name: \"signet_a_total\",\n        kind: Kind::Counter,\n        labels: \"x\",\n        help: \"As.\",\n    },\n];";

    #[test]
    fn a_metric_that_is_not_everywhere_is_found() {
        let counts = "fn f() { metrics::counter!(\"signet_a_total\", \"x\" => 1).increment(1); }";
        let table = "| `signet_a_total` | counter | x | As. |";
        clean(&agree(&tree(&[
            ("src/server/metrics.rs", LISTED),
            ("src/web/a.rs", counts),
            ("docs/metrics.md", table),
        ])));
        let found = agree(&tree(&[
            ("src/server/metrics.rs", LISTED),
            (
                "src/web/a.rs",
                "fn f() { metrics::gauge!(\"signet_b\").set(1.0); }",
            ),
            (
                "docs/metrics.md",
                "| `signet_a_total` | gauge | x | As. |\n| `signet_c` | gauge |  | Cs. |",
            ),
        ]));
        finds(
            &found,
            &[
                "src/web/a.rs:1: signet_b is counted here and not in METRICS",
                "signet_a_total is counted nowhere",
                "signet_a_total is `gauge | x | As.`",
                "signet_c is not in METRICS",
            ],
        );
    }
}
