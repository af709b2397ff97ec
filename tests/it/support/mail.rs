//! What people are written: read from the outbox, as `/dev/mail` does, so that a test needs no mail
//! server.

use signet::account::outbox::{Message, Queued};

use super::Server;

impl Server {
    /// The letters of this template to this address or number, the newest first.
    pub fn letters(&self, template: &str, to: &str) -> Vec<Message> {
        use signet::model::Word;
        let newest = self
            .app
            .store
            .read(|conn| signet::store::outbox::newest(conn, 1_000))
            .expect("reads");
        let of = newest
            .into_iter()
            .filter(|seen| seen.letter.template.word() == template);
        of.filter_map(|seen| self.open_letter(&seen.letter))
            .filter(|message| message.to.as_str().eq_ignore_ascii_case(to))
            .collect()
    }

    /// The newest of them.
    pub fn letter(&self, template: &str, to: &str) -> Message {
        let found = self.letters(template, to).into_iter().next();
        found.unwrap_or_else(|| panic!("no {template} to {to}: {:?}", self.written()))
    }

    /// What was written, and to whom, the newest first.
    pub fn written(&self) -> Vec<(String, String)> {
        use signet::model::Word;
        let newest = self
            .app
            .store
            .read(|conn| signet::store::outbox::newest(conn, 1_000))
            .expect("reads");
        let told = |letter: &Queued| {
            let to = self.open_letter(letter).map(|m| m.to.as_str().to_owned());
            (letter.template.word().to_owned(), to.unwrap_or_default())
        };
        newest.iter().map(|seen| told(&seen.letter)).collect()
    }

    fn open_letter(&self, letter: &Queued) -> Option<Message> {
        signet::account::outbox::open(&self.app, letter).expect("opens")
    }
}

impl Server {
    /// With settings besides those that send mail through a sink.
    pub async fn with_mail(db: super::Db, smtp: &super::Smtp, set: &[&str]) -> Self {
        let own = smtp.settings();
        let mut all: Vec<&str> = own.iter().map(String::as_str).collect();
        all.extend_from_slice(set);
        Self::with(db, &all).await
    }

    /// What became of the letters, the newest first: template, whether it was sent, why it failed,
    /// whether anything is left of what stood in it.
    pub fn fates(&self) -> Vec<(String, bool, Option<String>, bool)> {
        use signet::model::Word;
        let newest = self
            .app
            .store
            .read(|conn| signet::store::outbox::newest(conn, 1_000))
            .expect("reads");
        let fate = |seen: signet::store::outbox::Seen| {
            (
                seen.letter.template.word().to_owned(),
                seen.sent_at.is_some(),
                seen.failure,
                seen.letter.sealed.is_some(),
            )
        };
        newest.into_iter().map(fate).collect()
    }

    /// Waits until every letter has met its fate: that of the newest.
    pub async fn fate(&self) -> (String, bool, Option<String>, bool) {
        for _ in 0..1200 {
            let fates = self.fates();
            let is_settled = fates.iter().all(|fate| fate.1 || fate.2.is_some());
            match fates.into_iter().next() {
                Some(fate) if is_settled => return fate,
                _ => tokio::time::sleep(std::time::Duration::from_millis(25)).await,
            }
        }
        panic!("still waits: {:?}", self.fates());
    }
}

impl Server {
    /// With a hook for text messages.
    pub async fn with_sms(db: super::Db, url: &str, secret: &str) -> Self {
        Self::with(db, &[url, &format!("sms.secret={secret}")]).await
    }
}
