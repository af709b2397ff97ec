//! What Healthily knows of a partner beyond a client: names, API keys, terms, sessions.

use serde::{Deserialize, Serialize};

use super::{ClientId, Word};
use crate::core::{Digest, Id, Timestamp, secret::kind};

/// The scope of a token that opens the terms and nothing else.
pub const LEGAL: &str = "healthily:legal";
/// The scope of a token that opens everything else, once the terms are accepted.
pub const API: &str = "healthily:api";

/// The id of an API key: what names it where the key itself must not stand.
pub type ApiKeyId = Id<ApiKey>;

/// How the tokens of a partner call it. What is not said is the configuration's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// The name of its account: the `sub` of its tokens there.
    pub account_name: String,
    /// The claim `language`, and the language of the terms, such as `en-US`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The claim `version`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// A partner's API key as it is kept.
#[derive(Clone, Debug)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// SHA-256 of its text.
    pub digest: Digest<kind::ApiKey>,
    /// Whose it is.
    pub client_id: ClientId,
    /// When it was made or brought along.
    pub created_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// Since when it is known to have been in a URL (LE-K2).
    pub exposed_at: Option<Timestamp>,
    /// When it was last used, to the minute (LE-K6).
    pub last_used_at: Option<Timestamp>,
}

/// Where an item of the terms belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ItemKind {
    /// A heading of `messages`.
    Header,
    /// A paragraph of `messages`.
    Paragraph,
    /// What stands beside a box to tick, in `checkbox_policies`.
    InputHint,
    /// What stands below, in `footer_policies`.
    Other,
}

impl Word for ItemKind {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Header, "HEADER"),
        (Self::Paragraph, "PARAGRAPH"),
        (Self::InputHint, "INPUT_HINT"),
        (Self::Other, "OTHER"),
    ];
}

/// How the text of an item is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ItemFormat {
    /// As it stands.
    PlainText,
    /// In Markdown.
    Markdown,
}

/// An item of the terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its text.
    pub value: String,
    /// Where it belongs.
    #[serde(rename = "type")]
    pub kind: ItemKind,
    /// How the text is written.
    pub format: ItemFormat,
}

/// What the terms say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermsBody {
    /// What is read.
    pub messages: Vec<Item>,
    /// What is ticked.
    #[serde(default)]
    pub checkbox_policies: Vec<Item>,
    /// What stands below.
    #[serde(default)]
    pub footer_policies: Vec<Item>,
}

/// Terms as they were published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// 40 hexadecimal digits of the digest of language and content.
    #[serde(rename = "content_version")]
    pub version: String,
    /// Their language, such as `en-US`.
    pub language: String,
    /// When they were published, last.
    pub published_at: Timestamp,
    /// What they say.
    #[serde(flatten)]
    pub body: TermsBody,
}

/// A session: it begins with a login, and is the only name that the contract has for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerSession {
    /// A UUID: the claim `sid`.
    pub sid: String,
    /// Whose it is.
    pub client_id: ClientId,
    /// When it began.
    pub created_at: Timestamp,
    /// From when on none of its tokens is alive.
    pub expires_at: Timestamp,
    /// What was accepted in it.
    pub accepted: Option<Acceptance>,
}

/// Terms that were accepted in a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// Which.
    pub version: String,
    /// When.
    pub at: Timestamp,
    /// From where.
    pub ip: Option<String>,
    /// By which token.
    pub jti: String,
}
