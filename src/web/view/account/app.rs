//! `/account/apps/{id}`: what one app may do, narrowed and stopped.

use askama::Template;

use super::{Frame, Section};
use crate::{
    core::Timestamp,
    web::view::page::{Page, SAMPLE_TIME},
};

/// The page of one app.
#[derive(Clone, Debug, Template)]
#[template(path = "account_app.html")]
pub struct AppPage {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// Where its forms go (POST: `csrf`; `decision` = `stop`, or `save` with what is left ticked:
    /// `scope`, `claim`).
    pub action: String,
    /// The forms' token.
    pub csrf: String,
    /// The app's registered name.
    pub name: String,
    /// The hosts that it leads to, the one fact about it that is checked.
    pub hosts: Vec<String>,
    /// What it may do.
    pub rights: Vec<RightLine>,
    /// Whether a part of that can be taken back.
    pub narrows: bool,
    /// Where that works.
    pub audiences: Vec<String>,
    /// Since when.
    pub since: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// Until when; none if until the person stops it.
    pub until: Option<Timestamp>,
    /// Whether it stays connected while the person is away.
    pub offline: bool,
    /// Minutes for which a service that does not ask may let it in after it was stopped.
    pub lag: Option<u64>,
    /// The old way by which it signs in.
    pub legacy: Option<LegacyNote>,
    /// What was wrong with what was sent.
    pub error: AppError,
}

/// Something that an app may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightLine {
    /// The value that is sent.
    pub name: String,
    /// Whether it is one piece of data, rather than a right.
    pub claim: bool,
    /// What people read.
    pub title: String,
    /// What it means for them.
    pub hint: String,
    /// Whether the tick is set.
    pub ticked: bool,
    /// Whether the app cannot work without it.
    pub essential: bool,
}

/// What is to be known of an old way to sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegacyNote {
    /// When it stops, if that is decided.
    pub ends_at: Option<Timestamp>,
    /// Where its makers read what replaces it.
    pub guide: String,
}

/// What was wrong with what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppError {
    /// Nothing.
    None,
    /// Nothing is left ticked.
    Empty,
    /// Something is not ticked that the app cannot work without.
    Essential,
}

impl AppPage {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        self.error != AppError::None
    }

    /// The error in words.
    pub fn error_text(&self) -> String {
        match self.error {
            AppError::None => String::new(),
            AppError::Empty => self.page.t("app-empty"),
            AppError::Essential => self.page.t("app-essential-missing"),
        }
    }

    /// Where the error is.
    pub fn field(&self) -> &'static str {
        if self.is_error() { "rights" } else { "" }
    }

    /// Whether its end is told: what works only while the person is signed in ends with their session, and
    /// the last day of an answer would say that it goes on until then.
    pub fn tells_until(&self) -> bool {
        self.offline || self.legacy.is_some() || self.until.is_none()
    }

    /// How fast a stop works, in words.
    pub fn stop_text(&self) -> String {
        match self.lag {
            None => self.page.t("app-stop-now"),
            Some(minutes) => {
                let wait = self.page.texts.wait(minutes.saturating_mul(60).max(60));
                self.page.text("app-stop-lag", &[("wait", wait)])
            }
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let right = |name: &str, title: &str, essential| RightLine {
            name: word(name),
            claim: false,
            title: word(title),
            hint: word("What that means for you"),
            ticked: true,
            essential,
        };
        let app = Self {
            page: page.clone(),
            frame: Frame::sample(Section::Apps, word),
            action: word("/account/apps/diary"),
            csrf: word("sample-form-token"),
            name: word("Glucose Diary"),
            hosts: vec![word("diary.example.org")],
            rights: vec![
                right("records.read", "See your records", true),
                right("records.write", "Add to your records", false),
            ],
            narrows: true,
            audiences: vec![word("Health records")],
            since: SAMPLE_TIME,
            last_used_at: Some(SAMPLE_TIME),
            until: Some(SAMPLE_TIME),
            offline: true,
            lag: None,
            legacy: None,
            error: AppError::None,
        };
        let claim = RightLine {
            claim: true,
            hint: String::new(),
            ..right("email", "Your email address", false)
        };
        let own = Self {
            narrows: false,
            until: None,
            offline: false,
            lag: Some(5),
            audiences: Vec::new(),
            last_used_at: None,
            ..app.clone()
        };
        let old = |ends_at| Self {
            legacy: Some(LegacyNote {
                ends_at,
                guide: word("/docs/migration/ocariot"),
            }),
            rights: Vec::new(),
            hosts: Vec::new(),
            ..own.clone()
        };
        vec![
            ("full", app.clone()),
            (
                "claims",
                Self {
                    rights: vec![right("profile", "See your name", false), claim],
                    ..app.clone()
                },
            ),
            ("own", own.clone()),
            (
                "while-signed-in",
                Self {
                    until: Some(SAMPLE_TIME),
                    ..own.clone()
                },
            ),
            ("old", old(None)),
            ("old-ends", old(Some(SAMPLE_TIME))),
            (
                "empty",
                Self {
                    error: AppError::Empty,
                    ..app.clone()
                },
            ),
            (
                "essential",
                Self {
                    error: AppError::Essential,
                    ..app
                },
            ),
        ]
    }
}
