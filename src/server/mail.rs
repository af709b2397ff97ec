//! Sends what stands in the outbox: mail by SMTP, text messages by the operator's hook. Nobody
//! waits for it but who wants the letter (F21).

use std::{sync::Arc, time::Duration};

use tokio::task::JoinHandle;

use crate::{
    account::outbox::{self, Channel, Mail, NotSent, Tried, Turn},
    app::{App, Ctx},
    core::Fault,
    http::{Frames, blocking},
    model::{MailAddress, Word},
    notify::{Line, Mailer},
    web::mail::{self, Facts},
};

/// How often the outbox is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(400);
/// The longest pause before a mail server that cannot be reached is tried again: its letters wait
/// for it, each without a try of its own.
const MOST_PAUSE: Duration = Duration::from_secs(60);

/// Looks and sends until it is aborted. What was on its way then is sent again when its turn is
/// over. The error says what is wrong with the settings of mail.
pub(super) fn start(app: &Arc<App>, frames: &Frames) -> Result<Vec<JoinHandle<()>>, String> {
    let facts = Arc::new(Facts::new(&app.config, frames));
    let mut tasks = Vec::new();
    if outbox::is_on(app, Channel::Email) {
        let sender = MailSender {
            app: app.clone(),
            facts: facts.clone(),
            mailer: outbox::mailer(&app.config)?,
        };
        tasks.push(tokio::spawn(sender.run()));
    }
    if outbox::is_on(app, Channel::Sms) {
        tasks.push(tokio::spawn(texts(app.clone(), facts)));
    }
    Ok(tasks)
}

struct MailSender {
    app: Arc<App>,
    facts: Arc<Facts>,
    /// None: letters stay in the outbox, to be looked at.
    mailer: Option<Mailer>,
}

impl MailSender {
    async fn run(self) {
        let mut pause = LOOK_EVERY;
        loop {
            tokio::time::sleep(pause).await;
            pause = match self.round().await {
                Ok(()) => {
                    well(&self.app, "mail");
                    LOOK_EVERY
                }
                Err(()) => (pause * 2).min(MOST_PAUSE),
            };
        }
    }

    /// Sends what is due, on one connection; an error if the server is not well.
    async fn round(&self) -> Result<(), ()> {
        let mut line: Option<Line> = None;
        let mut ended = Ok(());
        while let Some(turn) = take(&self.app, Channel::Email).await {
            let tried = self.send(&mut line, &turn).await;
            if let Err(NotSent::Later { server: true, .. }) = &tried {
                ended = Err(());
                line = None;
            }
            settle(&self.app, turn, tried).await;
            if ended.is_err() {
                break;
            }
        }
        if let (Some(line), Some(mailer)) = (line, &self.mailer) {
            mailer.close(line).await;
        }
        ended
    }

    async fn send(&self, line: &mut Option<Line>, turn: &Turn) -> Result<(), NotSent> {
        let Some(mailer) = &self.mailer else {
            return Ok(());
        };
        let Ok(to) = MailAddress::parse(turn.message.to.as_str()) else {
            return Err(NotSent::Never {
                code: "address".into(),
                text: "it is no address".into(),
            });
        };
        let written = mail::letter(&self.facts, &turn.letter, &turn.message);
        let written = written.map_err(|why| NotSent::Never {
            code: "template".into(),
            text: why,
        })?;
        let mail = Mail {
            id: turn.letter.id.to_string(),
            to,
            subject: written.subject,
            text: written.text,
            html: written.html,
            at: turn.letter.created_at,
        };
        let mut open = match line.take() {
            Some(open) => open,
            None => mailer.connect().await?,
        };
        let sent = mailer.send(&mut open, &mail).await;
        // After an answer that the other side did not mean to be the last, the line is as before.
        if sent.is_ok() {
            *line = Some(open);
        }
        sent
    }
}

/// Hands text messages over, one after the other.
async fn texts(app: Arc<App>, facts: Arc<Facts>) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        while let Some(turn) = take(&app, Channel::Sms).await {
            let text = mail::short(&facts, &turn.letter, &turn.message);
            let ctx = Ctx::background(app.clone());
            let tried = match outbox::sms_request(&ctx, &turn, &text) {
                None => Ok(()),
                Some(request) => {
                    let hook = app.outbound.of_operator();
                    match hook.ask(request).await {
                        Ok(answer) if answer.status.is_success() => Ok(()),
                        // The hook will not take it, now or later; "try later" is no such answer.
                        Ok(answer)
                            if matches!(answer.status.0, 400..=499)
                                && ![408, 425, 429].contains(&answer.status.0) =>
                        {
                            Err(NotSent::Never {
                                code: answer.status.0.to_string(),
                                text: "the hook refuses it".into(),
                            })
                        }
                        Ok(answer) => Err(later(&answer.status.0.to_string())),
                        Err(error) => Err(later(match error {
                            crate::outbound::OutboundError::TimedOut => "timeout",
                            _ => "connect",
                        })),
                    }
                }
            };
            settle(&app, turn, tried).await;
        }
        well(&app, "sms");
    }
}

fn later(code: &str) -> NotSent {
    NotSent::Later {
        code: code.to_owned(),
        text: "the hook cannot be reached, or asks to try later".into(),
        server: false,
    }
}

async fn take(app: &Arc<App>, channel: Channel) -> Option<Turn> {
    let ctx = Ctx::background(app.clone());
    match blocking(move || outbox::take(&ctx, channel)).await {
        Ok(turn) => turn,
        Err(fault) => {
            note(&fault);
            None
        }
    }
}

async fn settle(app: &Arc<App>, turn: Turn, sent: Result<(), NotSent>) {
    // What the other side said may name the recipient: the log has its code alone.
    let tried = match &sent {
        Ok(()) => Tried::Sent,
        Err(error) => {
            let (letter, template, code) = (&turn.letter.id, turn.letter.template, error.code());
            tracing::warn!(
                %letter, template = template.word(), code,
                "a letter was not sent"
            );
            match error {
                NotSent::Never { code, .. } => Tried::Never(code.clone()),
                NotSent::Later { code, .. } => Tried::Later(code.clone()),
            }
        }
    };
    let ctx = Ctx::background(app.clone());
    if let Err(fault) = blocking(move || outbox::settle(&ctx, &turn.letter, tried)).await {
        note(&fault);
    }
}

fn well(app: &App, job: &'static str) {
    metrics::gauge!("signet_jobs_last_success_timestamp_seconds", "job" => job)
        .set(app.now().secs() as f64);
}

fn note(fault: &Fault) {
    tracing::warn!(job = "mail", error = %fault, "background work failed; it is tried again");
}
