//! `signet config explain`: what a key means, and where its present value comes from.

use serde_json::{Value, json};

use super::super::{Failure, Global, Outcome, Output, open};
use crate::config::{KeyDoc, Loaded, Need, Reference};

/// Explains a key, or the keys of a table, or names all.
pub fn run(global: &Global, key: Option<&str>) -> Outcome {
    let reference = Reference::new();
    let Some(key) = key else {
        let keys: Vec<_> = reference.keys.iter().collect();
        list(global, &keys);
        return Ok(());
    };
    if let Some(doc) = reference.find(key) {
        // What is wrong with the rest of the configuration does not keep a key from being explained.
        let loaded = open::loaded(global, Need::Tool);
        explain(global, key, doc, loaded.as_ref().ok());
        return Ok(());
    }
    let keys = reference.of_table(key);
    if keys.is_empty() {
        let meant = match reference.nearest(key) {
            Some(near) => format!("; did you mean {near}?"),
            None => "; `signet config explain` names all".to_owned(),
        };
        return Err(Failure::NotFound(format!("{key} is no known key{meant}")));
    }
    list(global, &keys);
    Ok(())
}

fn list(global: &Global, keys: &[&KeyDoc]) {
    match global.output {
        Output::Json => {
            let all: Vec<_> = keys.iter().map(|doc| document(&doc.key, doc)).collect();
            println!("{}", Value::from(all));
        }
        Output::Human => {
            for doc in keys {
                println!("{:40} {}", doc.key, first_sentence(&doc.text));
            }
        }
    }
}

/// The text up to its first stop, but for that of an abbreviation such as "St." or "e.g.".
fn first_sentence(text: &str) -> &str {
    let end = text.match_indices(". ").find_map(|(at, _)| {
        let word = text.get(..at)?.rsplit([' ', '"', '(']).next()?;
        let mut letters = word.chars();
        let is_title = word.len() == 2
            && letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_some_and(char::is_lowercase);
        (!is_title && !word.contains('.')).then_some(at)
    });
    let first = end.and_then(|end| text.get(..end)).unwrap_or(text);
    first.trim_end_matches('.')
}

fn document(key: &str, doc: &KeyDoc) -> Value {
    json!({
        "key": key,
        "text": doc.text,
        "type": doc.form.words(),
        "default": doc.default,
        "env": doc.variable(),
        "reloaded": doc.reloads(),
    })
}

fn explain(global: &Global, key: &str, doc: &KeyDoc, loaded: Option<&Loaded>) {
    let present = loaded.and_then(|loaded| {
        let value = loaded.value(key).or_else(|| doc.default.clone())?;
        Some((value, loaded.origin(key)))
    });
    let mut said = document(key, doc);
    if let Some((value, origin)) = &present {
        said["value"] = value.clone();
        said["origin"] = json!(origin.to_string());
    }
    if global.output == Output::Json {
        println!("{said}");
        return;
    }
    let default = match &doc.default {
        Some(value) => value.to_string(),
        None => "none, or as the text says".to_owned(),
    };
    let counts = if doc.reloads() {
        "from SIGHUP on (`systemctl reload signet`), without a restart"
    } else if key.starts_with("tls.") {
        "from the next start on; what its files hold, on SIGHUP and within a minute of a change"
    } else {
        "from the next start on"
    };
    println!("{key}\n  {}\n", doc.text);
    println!("type:        {}", doc.form.words());
    println!("default:     {default}");
    println!("environment: {}", doc.variable());
    println!("a change:    counts {counts}");
    match present {
        Some((Value::Null, origin)) => println!("now:         not set ({origin})"),
        Some((value, origin)) => println!("now:         {value} ({origin})"),
        None if loaded.is_none() => {
            println!("now:         not known: `signet config check` says what is wrong");
        }
        None => println!("now:         not set"),
    }
}
