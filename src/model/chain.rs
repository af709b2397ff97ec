//! The chain over the audit trail (AU-04): what its hashes are made of, and how they are checked.
//! Every hash is made with a key that the database does not hold: whoever can edit rows cannot
//! make the hashes to go with them. See `docs/decisions/0008`.

use std::collections::BTreeMap;

/// Makes a hash with the key of the trail (HMAC-SHA-256).
pub type Mac<'m> = &'m dyn Fn(&[u8]) -> [u8; 32];

/// The hash before the first one.
pub const GENESIS: [u8; 32] = [0; 32];

/// A row of the trail, to be hashed.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Its id.
    pub id: &'a str,
    /// Unix milliseconds.
    pub at: i64,
    /// What.
    pub event: &'a str,
    /// How it ended.
    pub outcome: &'a str,
    /// Who did it.
    pub actor: &'a str,
    /// To whom.
    pub subject: Option<&'a str>,
    /// Through which client.
    pub client_id: Option<&'a str>,
    /// From which address.
    pub ip: Option<&'a str>,
    /// In which request.
    pub request_id: &'a str,
    /// What else.
    pub detail: Option<&'a str>,
    /// The node that wrote it.
    pub node: &'a str,
    /// Its place among that node's rows.
    pub seq: i64,
    /// The hash of the row that the node made before it, whether that was kept or taken back.
    pub prev_hash: Option<&'a [u8]>,
    /// Its own hash; rows from before the chain have none.
    pub hash: Option<&'a [u8]>,
}

/// Values in their order, each with its length before it: no two rows read the same.
struct Text(Vec<u8>);

impl Text {
    fn new(purpose: &str) -> Self {
        Self(Vec::with_capacity(512)).bytes(Some(purpose.as_bytes()))
    }

    fn bytes(mut self, bytes: Option<&[u8]>) -> Self {
        match bytes {
            None => self.0.push(0),
            Some(bytes) => {
                self.0.push(1);
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                self.0.extend_from_slice(&length.to_be_bytes());
                self.0.extend_from_slice(bytes);
            }
        }
        self
    }

    fn text(self, text: Option<&str>) -> Self {
        self.bytes(text.map(str::as_bytes))
    }

    fn number(self, number: i64) -> Self {
        self.bytes(Some(&number.to_be_bytes()))
    }
}

impl Entry<'_> {
    fn content(&self, purpose: &str) -> Text {
        Text::new(purpose)
            .text(Some(self.id))
            .number(self.at)
            .text(Some(self.event))
            .text(Some(self.outcome))
            .text(Some(self.actor))
            .text(self.subject)
            .text(self.client_id)
            .text(self.ip)
            .text(Some(self.request_id))
            .text(self.detail)
            .text(Some(self.node))
            .number(self.seq)
            .bytes(self.prev_hash)
    }

    /// The row's own hash, which is written with it.
    pub fn own_hash(&self, mac: Mac<'_>) -> [u8; 32] {
        mac(&self.content("row").0)
    }

    /// Whether the hash that it has is its own.
    pub fn is_genuine(&self, mac: Mac<'_>) -> bool {
        self.hash == Some(self.own_hash(mac).as_slice())
    }

    /// The hash of its seal: the `number`th of the chain, after the seal with the hash `before`.
    pub fn seal(&self, mac: Mac<'_>, number: i64, before: &[u8]) -> [u8; 32] {
        let text = self.content("seal").bytes(self.hash);
        mac(&text.number(number).bytes(Some(before)).0)
    }
}

/// How far a chain has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number of the last seal.
    pub number: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

/// A seal: the place of a row in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// From 1 on, without gaps.
    pub number: i64,
    /// The row.
    pub audit_id: String,
    /// Over the row and the seal before.
    pub hash: Vec<u8>,
}

/// How far the chain had come at an instant, signed. Whoever keeps it elsewhere notices an end that
/// was cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The number of the last seal.
    pub number: i64,
    /// When, in Unix milliseconds.
    pub at: i64,
    /// The hash of that seal.
    pub hash: Vec<u8>,
    /// The signature.
    pub mac: Vec<u8>,
}

/// How a checkpoint's line begins, in whatever log it stands.
pub const CHECKPOINT: &str = "signet-checkpoint:";

impl Checkpoint {
    /// Signs how far the chain has come.
    pub fn sign(mac: Mac<'_>, head: &Head, at: i64) -> Self {
        let mut checkpoint = Self {
            number: head.number,
            at,
            hash: head.hash.clone(),
            mac: Vec::new(),
        };
        checkpoint.mac = checkpoint.own_mac(mac).to_vec();
        checkpoint
    }

    fn own_mac(&self, mac: Mac<'_>) -> [u8; 32] {
        let text = Text::new("checkpoint").number(self.number).number(self.at);
        mac(&text.bytes(Some(&self.hash)).0)
    }

    /// Whether the signature is ours.
    pub fn is_genuine(&self, mac: Mac<'_>) -> bool {
        self.mac == self.own_mac(mac)
    }

    /// As one word, for logs. It ends with the name of its trail: several servers may write into one
    /// log, as `signet dev` and its sample source do.
    pub fn word(&self, mac: Mac<'_>) -> String {
        let hex = crate::core::hex;
        format!(
            "{CHECKPOINT}{}:{}:{}:{}:{}",
            self.number,
            self.at,
            hex(&self.hash),
            hex(&self.mac),
            trail(mac)
        )
    }

    /// All of this trail that stand in a text: a log, as JSON or for people. One without a name, as it
    /// was written once, may be of this one; one that is called so and is not is forged.
    pub fn find_all(mac: Mac<'_>, text: &str) -> Vec<Self> {
        let own = trail(mac);
        let words = text.split(CHECKPOINT).skip(1).filter_map(Self::read);
        words
            .filter(|(_, of)| of.is_none_or(|of| of == own))
            .map(|(checkpoint, _)| checkpoint)
            .collect()
    }

    fn read(text: &str) -> Option<(Self, Option<&str>)> {
        let end = text.find(|c: char| !c.is_ascii_hexdigit() && c != ':' && c != '-');
        let mut parts = text[..end.unwrap_or(text.len())].split(':');
        let checkpoint = Self {
            number: parts.next()?.parse().ok()?,
            at: parts.next()?.parse().ok()?,
            hash: unhex(parts.next()?)?,
            mac: unhex(parts.next()?)?,
        };
        Some((checkpoint, parts.next().filter(|of| !of.is_empty())))
    }
}

/// What a trail is called: of its key, and tells nothing of it.
fn trail(mac: Mac<'_>) -> String {
    let digest = mac(&Text::new("trail").0);
    crate::core::hex(&digest[..8])
}

/// Reads bytes from hexadecimal digits; `None` if they are none.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    let read = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Option<Vec<u8>> = pairs.map(read).collect();
    bytes.filter(|bytes| bytes.len() * 2 == text.len())
}

/// What is wrong with a trail.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// `changed`, `missing`, `forged`, `seal-changed`, `seal-missing`, `checkpoint-forged`,
    /// `rewritten`, `cut-off`, `trail-emptied`, `seals-gone`, `left-unsealed`.
    pub kind: &'static str,
    /// The number in the chain, if it has one.
    pub number: Option<i64>,
    /// The row, if it is known.
    pub id: Option<String>,
    /// In words.
    pub text: String,
}

/// What a verification found.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Rows that are sealed.
    pub sealed: u64,
    /// Rows that wait for their seal.
    pub unsealed: u64,
    /// Sealed rows from before the chain, which have no hash of their own.
    pub adopted: u64,
    /// Checkpoints that were looked at.
    pub checkpoints: u64,
    /// The last seal.
    pub head: Option<Head>,
    /// All that is wrong.
    pub problems: Vec<Problem>,
}

/// Checks a trail, fed to it in the order of its numbers.
pub struct Verifier<'m> {
    mac: Mac<'m>,
    marks: BTreeMap<i64, Vec<Checkpoint>>,
    /// Rows with a hash of their own have begun.
    begun: bool,
    verdict: Verdict,
}

impl<'m> Verifier<'m> {
    /// For a trail that has passed these checkpoints, of the database's own or kept elsewhere.
    pub fn new(mac: Mac<'m>, checkpoints: Vec<Checkpoint>) -> Self {
        let mut verifier = Self {
            mac,
            marks: BTreeMap::new(),
            begun: false,
            verdict: Verdict::default(),
        };
        for checkpoint in checkpoints {
            verifier.verdict.checkpoints += 1;
            let number = checkpoint.number;
            if checkpoint.is_genuine(mac) {
                verifier.marks.entry(number).or_default().push(checkpoint);
            } else {
                let text = format!("the checkpoint at {number} was not signed by this server");
                verifier.tell("checkpoint-forged", Some(number), None, text);
            }
        }
        verifier
    }

    fn tell(
        &mut self,
        kind: &'static str,
        number: Option<i64>,
        id: Option<&str>,
        text: impl Into<String>,
    ) {
        self.verdict.problems.push(Problem {
            kind,
            number,
            id: id.map(str::to_owned),
            text: text.into(),
        });
    }

    /// The next seal, with its row if that is there.
    pub fn sealed(&mut self, seal: &Seal, row: Option<&Entry<'_>>) {
        let (number, id) = (Some(seal.number), Some(seal.audit_id.as_str()));
        let (last, before) = match &self.verdict.head {
            Some(head) => (head.number, head.hash.clone()),
            None => (0, GENESIS.to_vec()),
        };
        let follows = seal.number == last + 1;
        if !follows {
            let text = format!("the seals {} to {} are gone", last + 1, seal.number - 1);
            self.tell("seal-missing", number, None, text);
        }
        match row {
            None => self.tell("missing", number, id, "the row is gone"),
            Some(row) => {
                self.verdict.sealed += 1;
                self.verdict.adopted += u64::from(row.hash.is_none());
                let genuine = row.is_genuine(self.mac);
                let adopted = row.hash.is_none() && !self.begun;
                self.begun |= genuine;
                let holds = row.seal(self.mac, seal.number, &before) == *seal.hash;
                if !genuine && !adopted {
                    self.tell("changed", number, id, "the row is not as it was written");
                } else if follows && !holds {
                    let text = if adopted {
                        "the row or its seal is not as it was written"
                    } else {
                        "the seal is not as it was written: it is of another row or place"
                    };
                    self.tell("seal-changed", number, id, text);
                }
            }
        }
        for mark in self.marks.remove(&seal.number).unwrap_or_default() {
            if mark.hash != seal.hash {
                let text = format!(
                    "the chain is another than that of the checkpoint of {}",
                    crate::core::Timestamp::from_millis(mark.at).rfc3339()
                );
                self.tell("rewritten", number, id, text);
            }
        }
        self.verdict.head = Some(Head {
            number: seal.number,
            hash: seal.hash.clone(),
        });
    }

    /// A row without a seal.
    pub fn unsealed(&mut self, row: &Entry<'_>) {
        self.verdict.unsealed += 1;
        let waits = row.hash.is_none() && self.verdict.head.is_none();
        if !row.is_genuine(self.mac) && !waits {
            let text = "the row was not written by this server, or is not as it was written";
            self.tell("forged", None, Some(row.id), text);
        }
    }

    /// What was found.
    pub fn finish(mut self) -> Verdict {
        for number in std::mem::take(&mut self.marks).into_keys() {
            let last = self.verdict.head.as_ref().map_or(0, |head| head.number);
            if number > last {
                let text = format!("a checkpoint saw {number} seals; there are {last}");
                self.tell("cut-off", Some(number), None, text);
            }
        }
        self.verdict
    }
}

#[cfg(test)]
mod tests;
