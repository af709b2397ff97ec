//! `signet legacy healthily terms publish|list|show`, `signet legacy healthily key add|list|revoke`.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::{Value, json};

use super::super::{Failure, Global, Outcome, Output, input, open};
use crate::{
    account::healthily::{self as partners},
    app::Ctx,
    core::{Id, Secret},
    model::healthily::{ApiKey, Terms, TermsBody},
};

/// Healthily's partners.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The terms that are accepted in each session.
    #[command(subcommand)]
    Terms(TermsCommand),
    /// The API keys of partners.
    #[command(subcommand)]
    Key(KeyCommand),
}

/// The terms.
#[derive(Debug, Subcommand)]
pub enum TermsCommand {
    /// Put terms in force: sessions that begin from now on must accept these.
    Publish {
        /// A JSON object with `messages`, `checkbox_policies` and `footer_policies`, each a list
        /// of `{"value", "type", "format"}`, and their `language`; `-` is standard input.
        file: PathBuf,
        /// Their language, where the file does not say it; that of the configuration unless given.
        #[arg(long, value_name = "TAG")]
        language: Option<String>,
        /// Only say whether they would be taken.
        #[arg(long)]
        dry_run: bool,
    },
    /// All that were published, the latest first.
    List,
    /// What terms say: those in force, or of a version.
    Show {
        /// Their `content_version`; those in force unless given.
        content_version: Option<String>,
        /// The language of those in force; that of the configuration unless given.
        #[arg(long, value_name = "TAG", conflicts_with = "content_version")]
        language: Option<String>,
    },
}

/// API keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Give a partner an API key, shown once; those it has work on.
    Add {
        /// The partner: its client id.
        partner: String,
        /// A file with the key that the partner has already, instead of a new one; `-` is standard
        /// input.
        #[arg(long, value_name = "FILE")]
        key_file: Option<PathBuf>,
        /// Only say whether it would be taken.
        #[arg(long)]
        dry_run: bool,
    },
    /// API keys, without their text.
    List {
        /// The partner: its client id; all unless given.
        partner: Option<String>,
    },
    /// Revoke an API key: it is good for nothing from then on.
    Revoke {
        /// Its id, as `key list` shows it.
        key: String,
        #[command(flatten)]
        danger: input::Danger,
    },
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    let ctx = open::ctx(global)?;
    match command {
        Command::Terms(TermsCommand::Publish {
            file,
            language,
            dry_run,
        }) => publish(global, &ctx.rehearsing(dry_run), &file, language),
        Command::Terms(TermsCommand::List) => list_terms(global, &ctx),
        Command::Terms(TermsCommand::Show {
            content_version,
            language,
        }) => show_terms(global, &ctx, content_version, language),
        Command::Key(KeyCommand::Add {
            partner,
            key_file,
            dry_run,
        }) => add_key(
            global,
            &ctx.rehearsing(dry_run),
            &partner,
            key_file.as_deref(),
        ),
        Command::Key(KeyCommand::List { partner }) => list_keys(global, &ctx, partner),
        Command::Key(KeyCommand::Revoke { key, danger }) => revoke(global, &ctx, &key, &danger),
    }
}

fn default_language(ctx: &Ctx) -> String {
    ctx.app.config.legacy.healthily.language.clone()
}

fn publish(global: &Global, ctx: &Ctx, file: &Path, language: Option<String>) -> Outcome {
    let mut body: Value = serde_json::from_str(&input::text(file)?)?;
    let said = body
        .as_object_mut()
        .and_then(|members| members.remove("language"));
    let said = match said {
        None => None,
        Some(Value::String(said)) => Some(said),
        Some(_) => return Err(Failure::Usage("language: it must be a text".into())),
    };
    if let (Some(said), Some(language)) = (&said, &language)
        && said != language
    {
        return Err(Failure::Usage(format!(
            "the file says that its language is {said}, not {language}"
        )));
    }
    let language = said.or(language).unwrap_or_else(|| default_language(ctx));
    let body: TermsBody = serde_json::from_value(body)?;
    let (terms, changed) = partners::publish(ctx, &language, body)??;
    match global.output {
        Output::Json => println!(
            "{}",
            json!({
                "content_version": terms.version,
                "language": terms.language,
                "published_at": terms.published_at,
                "changed": changed,
                "dry_run": ctx.rehearsal,
            })
        ),
        Output::Human if !changed => println!("{} is in force already", terms.version),
        Output::Human => println!("{}", terms.version),
    }
    Ok(())
}

/// Terms are in force if none of their language were published later.
fn list_terms(global: &Global, ctx: &Ctx) -> Outcome {
    let all = partners::all_terms(ctx)?;
    let in_force = |terms: &Terms| {
        let latest = all.iter().find(|other| other.language == terms.language);
        latest.is_some_and(|latest| latest.version == terms.version)
    };
    let document = |terms: &Terms| {
        json!({
            "content_version": terms.version,
            "language": terms.language,
            "published_at": terms.published_at,
            "in_force": in_force(terms),
        })
    };
    match global.output {
        Output::Json => println!("{}", json!(all.iter().map(document).collect::<Vec<_>>())),
        Output::Human => {
            for terms in &all {
                println!(
                    "{} {:8} {}{}",
                    terms.version,
                    terms.language,
                    terms.published_at.rfc3339(),
                    if in_force(terms) { " in force" } else { "" },
                );
            }
        }
    }
    Ok(())
}

fn show_terms(
    global: &Global,
    ctx: &Ctx,
    version: Option<String>,
    language: Option<String>,
) -> Outcome {
    let found = match &version {
        Some(version) => partners::find_terms(ctx, version)?,
        None => {
            let language = language.unwrap_or_else(|| default_language(ctx));
            let mut all = partners::all_terms(ctx)?.into_iter();
            all.find(|terms| terms.language == language)
        }
    };
    let terms = found.ok_or_else(|| {
        Failure::NotFound(
            "there are no such terms; see `signet legacy healthily terms list`".into(),
        )
    })?;
    print(global, &json!(terms));
    Ok(())
}

fn add_key(global: &Global, ctx: &Ctx, partner: &str, file: Option<&Path>) -> Outcome {
    let brought = match file {
        Some(file) => {
            let text = input::text(file)?;
            let text = text.strip_suffix('\n').unwrap_or(&text);
            Some(Secret::new(text.strip_suffix('\r').unwrap_or(text)))
        }
        None => None,
    };
    let added = partners::add_key(ctx, &Id::new(partner), brought)?
        .ok_or_else(|| Failure::NotFound(format!("no client has the id `{partner}`")))??;
    let mut shown = document(&added.key);
    if ctx.rehearsal {
        // Its text was not kept, so it is nobody's.
        shown["dry_run"] = json!(true);
    } else if let Some(text) = &added.text {
        shown["api_key"] = json!(text.expose());
    }
    print(global, &shown);
    Ok(())
}

fn list_keys(global: &Global, ctx: &Ctx, partner: Option<String>) -> Outcome {
    let keys = partners::keys(ctx, partner.map(Id::new))?;
    match global.output {
        Output::Json => println!("{}", json!(keys.iter().map(document).collect::<Vec<_>>())),
        Output::Human => {
            for key in &keys {
                let used = match key.last_used_at {
                    Some(at) => format!("last used at {}", at.rfc3339()),
                    None => "never used".to_owned(),
                };
                let state = match (key.revoked_at, key.exposed_at) {
                    (Some(at), _) => format!(", revoked at {}", at.rfc3339()),
                    (None, Some(at)) => {
                        format!(", EXPOSED in a URL at {}: replace it", at.rfc3339())
                    }
                    (None, None) => String::new(),
                };
                println!(
                    "{} {:34} made at {}, {used}{state}",
                    key.id.as_str(),
                    key.client_id.as_str(),
                    key.created_at.rfc3339(),
                );
            }
        }
    }
    Ok(())
}

fn revoke(global: &Global, ctx: &Ctx, key: &str, danger: &input::Danger) -> Outcome {
    let id = Id::new(key);
    let known = partners::keys(ctx, None)?;
    let found = known.iter().find(|known| known.id == id).ok_or_else(|| {
        Failure::NotFound(format!(
            "no API key has the id `{key}`; see `signet legacy healthily key list`"
        ))
    })?;
    let done = format!("revoke the API key {key} of {}", found.client_id);
    if danger.is_dry(&done)? {
        return Ok(());
    }
    if !partners::revoke_key(ctx, &id)? {
        return Err(Failure::Conflict(format!("`{key}` is revoked already")));
    }
    match global.output {
        Output::Json => println!("{}", json!({ "key": key, "state": "revoked" })),
        Output::Human => println!("{key} is revoked"),
    }
    Ok(())
}

fn document(key: &ApiKey) -> Value {
    json!({
        "key": key.id,
        "partner": key.client_id,
        "created_at": key.created_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
        "exposed": key.exposed_at.is_some(),
        "exposed_at": key.exposed_at,
    })
}

fn print(global: &Global, document: &Value) {
    match global.output {
        Output::Json => println!("{document}"),
        Output::Human => println!("{document:#}"),
    }
}
