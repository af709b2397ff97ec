//! What each key means. It is written down once, on the fields: this reads the comments there, for
//! `config explain`, `config schema` and `docs/configuration.md`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    Config,
    layers::variable,
    live::is_reloaded,
    schema::{Schema, leaves, pattern},
};

/// The files whose structs make up the configuration.
const SOURCES: &[&str] = &[
    include_str!("mod.rs"),
    include_str!("branding.rs"),
    include_str!("consent.rs"),
    include_str!("database.rs"),
    include_str!("i18n.rs"),
    include_str!("keys.rs"),
    include_str!("legacy/corsano.rs"),
    include_str!("legacy/door.rs"),
    include_str!("legacy/healthily.rs"),
    include_str!("legacy/humanapi.rs"),
    include_str!("legacy/mod.rs"),
    include_str!("legacy/mycure.rs"),
    include_str!("legacy/ocariot.rs"),
    include_str!("limits.rs"),
    include_str!("login.rs"),
    include_str!("mail.rs"),
    include_str!("mfa.rs"),
    include_str!("outbound.rs"),
    include_str!("password.rs"),
    include_str!("privacy.rs"),
    include_str!("rate_limit.rs"),
    include_str!("secrets.rs"),
    include_str!("server.rs"),
    include_str!("session.rs"),
    include_str!("telemetry.rs"),
    include_str!("terms.rs"),
    include_str!("tls.rs"),
    include_str!("tokens.rs"),
    include_str!("upstream.rs"),
];

/// What values of a key look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Bool,
    /// A text such as `"5m"`.
    Duration,
    /// A text such as `"32KiB"`.
    Size,
    /// A text such as `"2026-06-30T23:59:59Z"`.
    Instant,
    /// The path of a file.
    Path,
    /// An address with a port.
    Address,
    /// A network or an address.
    Network,
    /// One of these texts.
    Choice(Vec<String>),
    /// A list.
    List(Box<Self>),
    /// A text, or a list of texts.
    OneOrMore,
}

impl Form {
    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::Text => "text".into(),
            Self::Number => "whole number".into(),
            Self::Bool => "true or false".into(),
            Self::Duration => "duration, such as \"5m\"".into(),
            Self::Size => "size, such as \"32KiB\"".into(),
            Self::Instant => "instant, such as \"2026-06-30T23:59:59Z\"".into(),
            Self::Path => "path of a file".into(),
            Self::Address => "address and port".into(),
            Self::Network => "network or address".into(),
            Self::Choice(values) => {
                let values: Vec<_> = values.iter().map(|value| format!("{value:?}")).collect();
                format!("one of {}", values.join(", "))
            }
            Self::List(of) => format!("list of: {}", of.words()),
            Self::OneOrMore => "text, or a list of texts".into(),
        }
    }
}

/// A key, and what is to be known of it.
#[derive(Clone, Debug)]
pub struct KeyDoc {
    /// The key, with `*` in the place of a name of the operator's.
    pub key: String,
    /// What it means, in Markdown.
    pub text: String,
    /// What values look like.
    pub form: Form,
    /// The built-in value; `None` if it is not set, or depends on the machine.
    pub default: Option<Value>,
}

impl KeyDoc {
    /// The environment variable that sets it.
    pub fn variable(&self) -> String {
        variable(&self.key)
    }

    /// Whether a running server takes a new value without a restart: on SIGHUP.
    pub fn reloads(&self) -> bool {
        is_reloaded(&self.key)
    }
}

/// Every key and table, in the order of the structs.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The keys.
    pub keys: Vec<KeyDoc>,
    /// The tables, with what they are about.
    pub tables: Vec<(String, String)>,
}

impl Default for Reference {
    fn default() -> Self {
        Self::new()
    }
}

impl Reference {
    /// Reads it.
    pub fn new() -> Self {
        let types = read_types();
        let mut reference = Self {
            keys: Vec::new(),
            tables: Vec::new(),
        };
        reference.walk(&types, "Config", "");
        let defaults: BTreeMap<String, Value> = leaves(&Config::default()).into_iter().collect();
        for doc in &mut reference.keys {
            let fixed = !doc.text.contains("one per core");
            doc.default = defaults
                .get(&doc.key)
                .filter(|value| fixed && !value.is_null())
                .cloned();
        }
        reference
    }

    fn walk(&mut self, types: &Types, name: &str, prefix: &str) {
        let Some(fields) = types.structs.get(name) else {
            return;
        };
        for field in fields {
            if field.attributes.contains("skip)") {
                continue;
            }
            let bare = inside("Option", field.kind).unwrap_or(field.kind);
            if field.attributes.contains("flatten") {
                self.walk(types, bare, prefix);
                continue;
            }
            let key = match prefix {
                "" => field.name.to_owned(),
                prefix => format!("{prefix}.{}", field.name),
            };
            let named = inside("BTreeMap", bare).and_then(|pair| pair.split(", ").nth(1));
            if let Some(named) = named.filter(|named| types.structs.contains_key(*named)) {
                let key = format!("{key}.*");
                self.tables.push((key.clone(), types.about(named)));
                self.walk(types, named, &key);
            } else if types.structs.contains_key(bare) {
                self.tables.push((key.clone(), types.about(bare)));
                self.walk(types, bare, &key);
            } else {
                self.keys.push(KeyDoc {
                    key,
                    text: field.text.clone(),
                    form: types.form(bare, &field.attributes),
                    default: None,
                });
            }
        }
    }

    /// What is to be known of a key.
    pub fn find(&self, key: &str) -> Option<&KeyDoc> {
        let key = pattern(key);
        self.keys.iter().find(|doc| doc.key == key)
    }

    /// The keys of a table, those of tables in it included.
    pub fn of_table(&self, table: &str) -> Vec<&KeyDoc> {
        let prefix = format!("{}.", pattern(table));
        let keys = self.keys.iter();
        keys.filter(|doc| doc.key.starts_with(&prefix)).collect()
    }

    /// The key or table that was probably meant.
    pub fn nearest(&self, key: &str) -> Option<String> {
        Schema::new().nearest(key).map(str::to_owned)
    }

    /// The document of all keys, `docs/configuration.md`.
    pub fn to_markdown(&self) -> String {
        let mut text = PREFACE.to_owned();
        for (table, about) in &self.tables {
            let of = |doc: &&KeyDoc| doc.key.rsplit_once('.').is_some_and(|(of, _)| of == table);
            let mut keys = self.keys.iter().filter(of).peekable();
            if keys.peek().is_none() {
                continue;
            }
            text.push_str(&format!(
                "\n## `[{}]`\n\n{about}\n\n",
                table.replace('*', "NAME")
            ));
            for doc in keys {
                let name = doc.key.rsplit('.').next().unwrap_or_default();
                let form = doc.form.words();
                text.push_str(&format!("- **`{name}`** ({form}): {}\n", doc.text));
            }
        }
        text
    }
}

const PREFACE: &str = "# Configuration

Made from the comments in `src/config`, which `signet config explain KEY` shows, too; a test says so
when this file is older than they are.

Later wins: built-in values, files in the order given (`/etc/signet/config.toml` and `./signet.toml`
unless `-c` names others), environment variables, `--set SECTION.KEY=VALUE`, flags. The variable of
`server.public_url` is `SIGNET_SERVER__PUBLIC_URL`; lists are written with commas there. What is no key
is refused. A change counts from the next start on, or from SIGHUP on for the keys that `docs/deploy.md` names.
Durations are whole numbers with `ms`, `s`, `m`, `h`, `d` or `y`, sizes with `B`, `KiB` or `MiB`.
`signet config schema` prints all of this as a JSON Schema, for editors.
";

/// A field of a struct.
struct Field<'t> {
    name: &'t str,
    kind: &'t str,
    attributes: String,
    text: String,
}

/// The structs and the enums of the configuration.
struct Types<'t> {
    structs: BTreeMap<&'t str, Vec<Field<'t>>>,
    choices: BTreeMap<&'t str, Vec<String>>,
    abouts: BTreeMap<&'t str, String>,
}

impl Types<'_> {
    fn about(&self, name: &str) -> String {
        self.abouts.get(name).cloned().unwrap_or_default()
    }

    fn form(&self, kind: &str, attributes: &str) -> Form {
        if attributes.contains("one_or_more") {
            return Form::OneOrMore;
        }
        if let Some(of) = inside("Vec", kind) {
            return Form::List(Box::new(self.form(of, "")));
        }
        // A variant that holds something is read from a text in a way of its own.
        let words = |values: &&Vec<String>| !values.iter().any(|value| value.contains('('));
        if let Some(values) = self.choices.get(kind).filter(words) {
            return Form::Choice(values.clone());
        }
        match kind {
            "bool" => Form::Bool,
            "Duration" => Form::Duration,
            "usize" if attributes.contains("\"size\"") => Form::Size,
            "u8" | "u16" | "u32" | "u64" | "usize" => Form::Number,
            "PathBuf" => Form::Path,
            "SocketAddr" => Form::Address,
            "IpNet" => Form::Network,
            "Timestamp" => Form::Instant,
            _ => Form::Text,
        }
    }
}

/// `T` of `Name<T>`.
fn inside<'t>(name: &str, kind: &'t str) -> Option<&'t str> {
    kind.strip_prefix(name)?
        .strip_prefix('<')?
        .strip_suffix('>')
}

/// Reads Rust by its lines, as `cargo fmt` leaves them.
fn read_types() -> Types<'static> {
    let mut types = Types {
        structs: BTreeMap::new(),
        choices: BTreeMap::new(),
        abouts: BTreeMap::new(),
    };
    for source in SOURCES {
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        let (mut text, mut attributes) = (String::new(), String::new());
        let mut within: Option<(&str, bool, String)> = None;
        for line in code.lines() {
            let bare = line.trim();
            if let Some(words) = bare.strip_prefix("///") {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(words.trim());
                continue;
            }
            if bare.starts_with("//") {
                continue;
            }
            if bare.starts_with("#[") {
                attributes.push_str(bare);
                continue;
            }
            if line == "}" {
                within = None;
            } else if let Some(rest) = line.strip_prefix("pub ") {
                let is_struct = rest.starts_with("struct ");
                let name = ["struct ", "enum "]
                    .iter()
                    .find_map(|word| rest.strip_prefix(word)?.strip_suffix(" {"));
                if let Some(name) = name {
                    types.abouts.insert(name, text.clone());
                    within = Some((name, is_struct, attributes.clone()));
                }
            } else if let Some((name, is_struct, own)) = &within {
                let field = bare.strip_prefix("pub ").unwrap_or(bare);
                if let (true, Some((field, kind))) = (*is_struct, field.split_once(": ")) {
                    types.structs.entry(name).or_default().push(Field {
                        name: field,
                        kind: kind.trim_end_matches(','),
                        attributes: attributes.clone(),
                        text: text.clone(),
                    });
                } else if let (false, Some(variant)) = (*is_struct, bare.strip_suffix(',')) {
                    let value = said_as(variant, &attributes, own);
                    types.choices.entry(name).or_default().push(value);
                }
            }
            text.clear();
            attributes.clear();
        }
    }
    types
}

/// How serde writes a variant.
fn said_as(variant: &str, attributes: &str, own: &str) -> String {
    let quoted = |text: &str, word: &str| {
        let (_, rest) = text.split_once(&format!("{word} = \""))?;
        rest.split('"').next().map(str::to_owned)
    };
    if let Some(name) = quoted(attributes, "rename") {
        return name;
    }
    let Some(style) = quoted(own, "rename_all") else {
        return variant.to_owned();
    };
    let between = match style.as_str() {
        "kebab-case" => "-",
        "snake_case" => "_",
        _ => "",
    };
    let mut name = String::new();
    for letter in variant.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push_str(between);
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    // What `explain` and `schema` tell of is what the loader knows, key by key.
    #[test]
    fn every_known_key_is_documented_on_its_field() {
        let reference = Reference::new();
        let known = Schema::new();
        let known: Vec<&str> = known.keys().collect();
        let told: Vec<&str> = reference.keys.iter().map(|doc| doc.key.as_str()).collect();
        assert_eq!(
            told, known,
            "a file of src/config is missing in SOURCES of src/config/docs.rs, or a field is written \
             in a way that is not read there"
        );
        for doc in &reference.keys {
            assert!(doc.text.ends_with('.'), "{}: {:?}", doc.key, doc.text);
            let of_argon2 = doc.key.starts_with("password.argon2.");
            let says = ["Default", "default", "Required", "Whether"];
            assert!(
                of_argon2 || says.iter().any(|word| doc.text.contains(word)),
                "{}: its comment does not say the default: {:?}",
                doc.key,
                doc.text
            );
        }
        for (table, about) in &reference.tables {
            assert!(about.ends_with('.'), "{table}: {about:?}");
        }
    }

    // The form that the comments' reader sees is that of the built-in value.
    #[test]
    fn forms_are_those_of_the_built_in_values() {
        for doc in &Reference::new().keys {
            let Some(value) = &doc.default else { continue };
            let fits = match (&doc.form, value) {
                (Form::Bool, value) => value.is_boolean(),
                (Form::Number, value) => value.is_u64(),
                (Form::List(_) | Form::OneOrMore, value) => value.is_array(),
                (Form::Duration, Value::String(text)) => {
                    super::super::units::parse_duration(text).is_some()
                }
                (Form::Size, Value::String(text)) => {
                    super::super::units::parse_size(text).is_some()
                }
                (Form::Choice(values), Value::String(text)) => values.contains(text),
                (_, value) => value.is_string(),
            };
            assert!(fits, "{}: {:?} is not {:?}", doc.key, value, doc.form);
        }
    }

    #[test]
    fn the_document_of_all_keys_is_that_of_the_comments() {
        let made = Reference::new().to_markdown();
        let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/configuration.md");
        if std::fs::read_to_string(kept).unwrap_or_default() != made {
            let fresh = concat!(env!("CARGO_MANIFEST_DIR"), "/target/configuration.md");
            std::fs::write(fresh, made).expect("writes");
            panic!("docs/configuration.md is older than src/config: cp {fresh} {kept}");
        }
    }

    #[test]
    fn a_key_of_a_source_has_any_name() {
        let reference = Reference::new();
        let doc = reference.find("upstream.clinic.algorithms").expect("known");
        assert_eq!(doc.variable(), "SIGNET_UPSTREAM__*__ALGORITHMS");
        let Form::List(of) = &doc.form else {
            panic!("{:?}", doc.form)
        };
        assert!(
            of.words().contains("\"RS256\", \"PS256\""),
            "{}",
            of.words()
        );
        assert!(reference.find("upstream.clinic").is_none());
        assert!(reference.of_table("upstream.clinic").len() > 5);
    }
}
