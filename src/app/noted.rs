//! What a request turns out to be about, for its line in the log.

use std::sync::OnceLock;

use super::Ctx;
use crate::{
    core::hex,
    model::{ClientId, UserId},
};

/// Bytes of a person's digest in the log: enough to tell people apart, and to find one again.
const PERSON_BYTES: usize = 8;

/// Who a request was for. The first that is noted counts.
#[derive(Debug, Default)]
pub struct Noted {
    client: OnceLock<ClientId>,
    person: OnceLock<String>,
}

impl Noted {
    /// The client.
    pub fn client(&self) -> Option<&str> {
        self.client.get().map(ClientId::as_str)
    }

    /// The person: a keyed digest, which names nobody to whoever reads the log.
    pub fn person(&self) -> Option<&str> {
        self.person.get().map(String::as_str)
    }
}

impl Ctx {
    /// Notes the client that a request is for.
    pub fn note_client(&self, client: &ClientId) {
        let _first = self.noted.client.set(client.clone());
    }

    /// Notes the person that a request is about.
    pub fn note_person(&self, user: &UserId) {
        let text = || {
            let digest = self
                .app
                .pepper
                .keyed::<crate::core::secret::kind::Limit>("log-person", user.as_str().as_bytes());
            hex(&digest.as_bytes()[..PERSON_BYTES])
        };
        self.noted.person.get_or_init(text);
    }
}
