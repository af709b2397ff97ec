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
