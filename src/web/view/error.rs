//! A refusal or a failure as a page, for people and for the developers of the app.

use askama::Template;

use super::page::{Page, SAMPLE_TIME};
use crate::core::{Reason, Timestamp};

/// The error page.
#[derive(Clone, Debug, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// What every page has.
    pub page: Page,
    reason: Reason,
    /// The id by which the log knows this answer (`X-Request-Id`).
    pub reference: String,
    /// When.
    pub time: Timestamp,
    /// How long to wait, where waiting helps (`Retry-After`).
    pub wait: Option<u64>,
    /// Whether it is about the address of a page of ours: no app has part in it.
    pub is_own: bool,
    /// How to start again, where that is possible.
    pub again: Option<Again>,
    /// What the app's developer may know.
    pub developer: Developer,
}

/// How to start again with the same app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Again {
    /// By a link (GET).
    Link(String),
    /// By signing in (GET): what a link was for may be done.
    SignIn(String),
    /// By a form (POST: `csrf`).
    Form {
        /// Where it goes.
        action: String,
        /// Its token.
        csrf: String,
    },
}

/// What the app's developer may know. Received and registered values only on a development
/// server or for a client in testing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Developer {
    /// What it is about: a parameter, as a rule.
    pub hint: Option<String>,
    /// The value that was received.
    pub received: Option<String>,
    /// The registered value that is nearest to it.
    pub closest: Option<Closest>,
}

/// The registered value that is nearest to the one received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closest {
    /// The value.
    pub value: String,
    /// In what they differ.
    pub difference: Difference,
}

/// In what two addresses differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A slash at the end.
    Slash,
    /// Upper and lower case.
    Case,
    /// `http` and `https`.
    Scheme,
    /// The port.
    Port,
    /// Anything else.
    Other,
}

impl Difference {
    /// What it is between a registered and a received address.
    pub fn between(registered: &str, received: &str) -> Self {
        let without_port = |uri: &str| {
            let mut url = url::Url::parse(uri).ok()?;
            url.set_port(None).ok()?;
            Some(url.to_string())
        };
        let without_scheme = |uri: &str| uri.split_once("://").map(|(_, rest)| rest.to_owned());
        let same = |a: Option<String>, b: Option<String>| a.is_some() && a == b;
        if registered.trim_end_matches('/') == received.trim_end_matches('/') {
            Self::Slash
        } else if registered.eq_ignore_ascii_case(received) {
            Self::Case
        } else if same(without_scheme(registered), without_scheme(received)) {
            Self::Scheme
        } else if same(without_port(registered), without_port(received)) {
            Self::Port
        } else {
            Self::Other
        }
    }

    /// The key of its text.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Slash => "difference-slash",
            Self::Case => "difference-case",
            Self::Scheme => "difference-scheme",
            Self::Port => "difference-port",
            Self::Other => "difference-other",
        }
    }
}

impl ErrorPage {
    /// The page for a reason, in its public form.
    pub fn new(page: Page, reason: Reason, reference: String, time: Timestamp) -> Self {
        Self {
            page,
            reason: reason.public(),
            reference,
            time,
            wait: None,
            is_own: false,
            again: None,
            developer: Developer::default(),
        }
    }

    /// The reason in its public form.
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// Whether the page reports an error: it always does.
    pub fn is_error(&self) -> bool {
        true
    }

    /// A text about the reason.
    pub fn says(&self, part: &str) -> String {
        match part {
            "title" if self.is_own => return self.page.t("own-address-title"),
            "what" if self.is_own => return self.page.t("own-address-what"),
            _ => {}
        }
        self.page.texts.reason(self.reason, part)
    }

    /// How long to wait, in words.
    pub fn wait_text(&self) -> Option<String> {
        let wait = self.page.texts.wait(self.wait?);
        Some(self.page.text("error-wait", &[("wait", wait)]))
    }

    /// The page for every public reason, and in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |reason| {
            let reference = word("01J9Z64K2M7QX3V8T5B1C6D4E0");
            Self::new(page.clone(), reason, reference, SAMPLE_TIME)
        };
        let public = Reason::ALL.iter().filter(|r| r.public() == **r);
        let mut all: Vec<_> = public.map(|r| (r.code(), with(*r))).collect();
        all.push((
            "redirect-for-developers",
            Self {
                developer: Developer {
                    hint: Some(word("redirect_uri")),
                    received: Some(word("https://diary.example.org/callback/")),
                    closest: Some(Closest {
                        value: word("https://diary.example.org/callback"),
                        difference: Difference::Slash,
                    }),
                },
                ..with(Reason::RedirectUriMismatch)
            },
        ));
        all.push((
            "expired-link",
            Self {
                again: Some(Again::Link(word("/authorize?request=again"))),
                ..with(Reason::InteractionExpired)
            },
        ));
        all.push((
            "expired-form",
            Self {
                again: Some(Again::Form {
                    action: word("/interaction/01J9Z64K2M7Q/again"),
                    csrf: word("sample-form-token"),
                }),
                ..with(Reason::InteractionExpired)
            },
        ));
        all.push((
            "limited-wait",
            Self {
                wait: Some(120),
                ..with(Reason::IdentifierLimited)
            },
        ));
        all
    }
}
