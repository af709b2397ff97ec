//! Letters on their way to people: written in the transaction of what causes them, sent by
//! whichever node takes them.

use std::time::Duration;

use serde_json::json;

use crate::{
    app::{App, Ctx},
    config::{Config, MailRoute, MailTls, policy},
    core::{Fault, hex},
    crypto::Mac,
    model::Word,
    notify::{Mailer, Security, Sender, Settings, Way},
    outbound::Request,
    store::{self, outbox::Outcome},
};

pub use crate::{
    app::outbox::{
        Occasion, address_of, enqueue, enqueue_once, is_on, open, reach, remind, tell, tell_user,
        tell_with,
    },
    model::letter::{Channel, Letter, Message, Queued, Recipient, Template, Values},
    notify::{Mail, NotSent},
    store::outbox::Seen,
};

/// Letters looked at in one query.
const BATCH: i64 = 16;

/// A letter that this node has for itself, for one try.
pub struct Turn {
    /// The letter.
    pub letter: Queued,
    /// What stands in it.
    pub message: Message,
}

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It was sent.
    Sent,
    /// It was not, and is tried again, for this reason: a word or a code.
    Later(String),
    /// It never will be, for this reason: a word or a code.
    Never(String),
}

/// Takes the next letter of a channel that is due, if there is one. Two nodes never take the same
/// (F21: "no duplicate beyond once-per-crash").
pub fn take(ctx: &Ctx, channel: Channel) -> Result<Option<Turn>, Fault> {
    if !is_on(&ctx.app, channel) {
        return Ok(None);
    }
    let due = ctx
        .app
        .store
        .read(|conn| store::outbox::due(conn, channel, ctx.now, BATCH))?;
    if due.is_empty() {
        return Ok(None);
    }
    let (now, until) = (ctx.now, ctx.now.plus(policy::LETTER_TURN));
    let (taken, late) = ctx.app.store.write(move |conn| {
        let mut late = Vec::new();
        for letter in &due {
            if !store::outbox::consume_turn(conn, letter, until)? {
                continue;
            }
            // "Secrets in mails expire on schedule": a link that is over is not sent.
            if letter.expires_at <= now {
                store::outbox::settle(conn, letter, &Outcome::Failed("expired".into()), now)?;
                late.push(letter.template);
                continue;
            }
            return Ok((Some(letter.clone()), late));
        }
        Ok((None, late))
    })?;
    for template in late {
        count(template, "expired");
    }
    let Some(letter) = taken else {
        return Ok(None);
    };
    // One that no key opens holds no other up.
    match open(&ctx.app, &letter) {
        Ok(Some(message)) => Ok(Some(Turn { letter, message })),
        Ok(None) | Err(_) => {
            settle(ctx, &letter, Tried::Never("sealed".into()))?;
            Ok(None)
        }
    }
}

/// Puts down what became of a try.
pub fn settle(ctx: &Ctx, letter: &Queued, tried: Tried) -> Result<(), Fault> {
    let (outcome, word) = match tried {
        Tried::Sent => {
            let config = &ctx.app.config;
            let keep = match letter.channel {
                Channel::Email => config.mail.route() == Some(MailRoute::Outbox),
                Channel::Sms => config.sms.url.is_none(),
            };
            (Outcome::Sent { keep }, "sent")
        }
        Tried::Never(why) => (Outcome::Failed(why), "refused"),
        Tried::Later(why) => {
            let next = ctx.now.plus(wait(&ctx.app, letter.tries));
            match next < letter.expires_at {
                true => (Outcome::Later(next), "later"),
                false => (Outcome::Failed(why), "expired"),
            }
        }
    };
    let (row, now) = (letter.clone(), ctx.now);
    ctx.app
        .store
        .write(move |conn| store::outbox::settle(conn, &row, &outcome, now))?;
    count(letter.template, word);
    Ok(())
}

/// The pause after a try: twice as long each time, and a quarter more or less, so that what failed
/// together does not come again together.
fn wait(app: &App, tries: i32) -> Duration {
    let doubled = u32::try_from(tries.clamp(0, 16)).unwrap_or(0);
    let wait = policy::LETTER_FIRST_WAIT
        .saturating_mul(1 << doubled)
        .min(policy::LETTER_MOST_WAIT);
    let mut byte = [0];
    app.entropy.fill(&mut byte);
    wait * (192 + u32::from(byte[0]) / 2) / 256
}

/// How many letters wait.
pub fn waiting(ctx: &Ctx) -> Result<u64, Fault> {
    ctx.app.store.read(store::outbox::waiting)
}

/// The newest letters, for who looks at them under `signet dev`.
pub fn newest(ctx: &Ctx, limit: i64) -> Result<Vec<Seen>, Fault> {
    ctx.app
        .store
        .read(|conn| store::outbox::newest(conn, limit))
}

/// What sends mail, by the configuration; `None` if it is off, or stays in the outbox.
pub fn mailer(config: &Config) -> Result<Option<Mailer>, String> {
    let mail = &config.mail;
    let way = match mail.route() {
        None | Some(MailRoute::Outbox) => return Ok(None),
        Some(MailRoute::Directory(path)) => Way::Directory(path),
        Some(MailRoute::Smtp { host, port, tls }) => Way::Smtp {
            host,
            port,
            security: match tls {
                MailTls::Starttls => Security::Starttls,
                MailTls::Implicit => Security::Implicit,
                MailTls::None => Security::None,
            },
        },
    };
    let Some((name, address)) = mail.sender() else {
        return Ok(None);
    };
    let ca_pem = match &mail.ca_file {
        None => None,
        Some(path) => {
            let read = std::fs::read(path);
            Some(read.map_err(|error| format!("mail.ca_file: {}: {error}", path.display()))?)
        }
    };
    let credentials = mail.username.clone().zip(mail.password.as_ref());
    let mailer = Mailer::new(Settings {
        way,
        sender: Sender {
            name: name.map(str::to_owned),
            address: address.to_owned(),
        },
        credentials: credentials.map(|(name, password)| (name, password.expose().to_owned())),
        ca_pem,
        timeout: mail.timeout,
        host: host_of(config),
    })?;
    Ok(Some(mailer))
}

/// The host of the issuer (RC-05): what mail says it comes from.
pub fn host_of(config: &Config) -> String {
    let issuer = config.server.issuer().unwrap_or_default();
    let host = url::Url::parse(issuer).ok();
    let host = host.and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| "localhost".into())
}

/// The request that hands a text message to the operator's hook (`docs/mail.md`): JSON, signed
/// with HMAC-SHA-256 over the instant, a dot and the body. `None` if there is no hook.
pub fn sms_request(ctx: &Ctx, turn: &Turn, text: &str) -> Option<Request> {
    let sms = &ctx.app.config.sms;
    let (url, secret) = (sms.url.as_ref()?, sms.secret.as_ref()?);
    let body = json!({
        "id": turn.letter.id,
        "to": turn.message.to.as_str(),
        "text": text,
        "template": turn.letter.template.word(),
        "language": turn.letter.language,
        "expires_at": turn.letter.expires_at.rfc3339(),
    })
    .to_string();
    let at = ctx.now.secs();
    let mac = Mac::of(secret.expose().as_bytes()).sign(format!("{at}.{body}").as_bytes());
    Some(Request {
        post: true,
        url: url.clone(),
        headers: vec![
            ("content-type".into(), b"application/json".to_vec()),
            (
                "idempotency-key".into(),
                turn.letter.id.as_str().as_bytes().to_vec(),
            ),
            (
                "signet-signature".into(),
                format!("t={at},v1={}", hex(&mac)).into_bytes(),
            ),
        ],
        body: body.into_bytes(),
    })
}

fn count(template: Template, outcome: &'static str) {
    metrics::counter!("signet_mail_total", "template" => template.word(), "outcome" => outcome)
        .increment(1);
}
