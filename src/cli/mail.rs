//! `signet mail test|preview`.

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Failure, Global, Outcome, Output, open, serve};
use crate::{
    account::outbox::{self, Channel, Mail, Message, Queued, Recipient, Template},
    config::{Config, MailRoute, Need},
    core::{Clock, Entropy, SystemClock, Timestamp},
    crypto::SystemEntropy,
    http::Frames,
    model::{MailAddress, Word},
    web::mail::{self, Facts, Written, sample},
};

/// Letters to people.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Send a letter now, and tell what the mail server says.
    Test(Test),
    /// Show a letter with sample values.
    Preview(Preview),
}

/// Where to.
#[derive(Debug, Args)]
pub struct Test {
    /// The address.
    #[arg(long, value_name = "ADDRESS")]
    to: String,
    /// Connect and sign in at the mail server, but send nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Which letter.
#[derive(Debug, Args)]
pub struct Preview {
    /// Its name; without it, the names are listed.
    name: Option<String>,
    /// In which language, as a tag. Without it, i18n.default.
    #[arg(long)]
    lang: Option<String>,
    /// As HTML.
    #[arg(long, conflicts_with = "text")]
    html: bool,
    /// As text, which is the default.
    #[arg(long)]
    text: bool,
    /// As a text message.
    #[arg(long, conflicts_with_all = ["html", "text"])]
    sms: bool,
}

/// Runs it.
pub fn run(global: &Global, command: Command) -> Outcome {
    match command {
        Command::Test(test) => send(global, &test),
        Command::Preview(preview) => show(global, &preview),
    }
}

fn facts(config: &Config) -> Outcome<Facts> {
    let frames = Frames::new(config).map_err(Failure::Failed)?;
    Ok(Facts::new(config, &frames))
}

/// A letter that nobody has asked for.
fn queued(template: Template, language: &str, at: Timestamp) -> Queued {
    Queued {
        id: (&SystemEntropy as &dyn Entropy).id(at),
        channel: Channel::Email,
        template,
        language: language.to_owned(),
        user_id: None,
        sealed: None,
        created_at: at,
        due_at: at,
        expires_at: at,
        tries: 0,
    }
}

fn send(global: &Global, test: &Test) -> Outcome {
    let config = open::loaded(global, Need::Tool)?.config;
    let to = MailAddress::parse(&test.to)
        .map_err(|why| Failure::Usage(format!("--to: {:?} {why}", test.to)))?;
    let mailer = outbox::mailer(&config)
        .map_err(Failure::Config)?
        .ok_or_else(|| {
            Failure::Config(
                "no mail server is configured: set mail.from and mail.smtp_url (docs/mail.md)"
                    .into(),
            )
        })?;
    let letter = queued(Template::Test, &config.i18n.default, SystemClock.now());
    let message = Message {
        to: Recipient::Email(to.as_str().to_owned()),
        values: Default::default(),
        link: None,
        code: None,
        until: None,
    };
    let Written {
        subject,
        text,
        html,
    } = mail::letter(&facts(&config)?, &letter, &message).map_err(Failure::Failed)?;
    let mail = Mail {
        id: letter.id.to_string(),
        to,
        subject,
        text,
        html,
        at: letter.created_at,
    };
    let sent = serve::runtime()?.block_on(async {
        let mut line = mailer.connect().await?;
        let sent = match test.dry_run {
            true => Ok(()),
            false => mailer.send(&mut line, &mail).await,
        };
        mailer.close(line).await;
        sent
    });
    sent.map_err(|error| Failure::Failed(error.to_string()))?;
    match global.output {
        Output::Json => println!(
            "{}",
            json!({ "sent": !test.dry_run, "to": mail.to.as_str() })
        ),
        Output::Human if test.dry_run => match config.mail.route() {
            Some(MailRoute::Directory(path)) => {
                println!("mail goes into {}; nothing was sent", path.display());
            }
            _ => println!("the mail server is well; nothing was sent"),
        },
        Output::Human => println!("sent to {}", mail.to),
    }
    Ok(())
}

fn show(global: &Global, preview: &Preview) -> Outcome {
    let Some(name) = &preview.name else {
        let names: Vec<_> = Template::all().map(Word::word).collect();
        match global.output {
            Output::Json => println!("{}", json!(names)),
            Output::Human => println!("{}", names.join("\n")),
        }
        return Ok(());
    };
    let template = Template::from_word(&name.replace('-', "_")).ok_or_else(|| {
        Failure::NotFound(format!(
            "{name}: there is no such letter; `signet mail preview` lists them"
        ))
    })?;
    let config = open::loaded(global, Need::Tool)?.config;
    let facts = facts(&config)?;
    let language = preview.lang.as_deref().unwrap_or(&config.i18n.default);
    let known = crate::http::texts::Language::from_code(language);
    let Some(known) = known else {
        return Err(Failure::Usage(format!(
            "--lang: {language:?} is no language of these texts"
        )));
    };
    // One that is not offered yet can be looked at, too.
    let facts = Facts {
        languages: vec![known],
        ..facts
    };
    let letter = queued(template, language, SystemClock.now());
    let message = sample(&facts, template, letter.created_at);
    if preview.sms {
        println!("{}", mail::short(&facts, &letter, &message));
        return Ok(());
    }
    let written = mail::letter(&facts, &letter, &message).map_err(Failure::Failed)?;
    match (global.output, preview.html) {
        (Output::Json, _) => println!(
            "{}",
            json!({ "subject": written.subject, "text": written.text, "html": written.html })
        ),
        (Output::Human, true) => println!("{}", written.html),
        (Output::Human, false) => println!("{}", written.text),
    }
    Ok(())
}
