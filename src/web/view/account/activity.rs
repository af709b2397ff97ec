//! `/account/activity`: what happened in an account.

use askama::Template;

use super::{Frame, Section};
use crate::{
    core::Timestamp,
    http::texts::Html,
    web::view::page::{Page, SAMPLE_TIME},
};

/// The page with what happened.
#[derive(Clone, Debug, Template)]
#[template(path = "account_activity.html")]
pub struct Activity {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// What is shown: the word of a kind, or nothing for all of it.
    pub kind: String,
    /// What happened, newest first.
    pub lines: Vec<ActivityLine>,
    /// Where the list goes on.
    pub next: Option<String>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityLine {
    /// When.
    pub at: Timestamp,
    /// The key of what.
    pub key: String,
    /// The browser that it was done with, in words.
    pub browser: String,
    /// The app that it was about.
    pub app: String,
    /// Whose doing it was and from where, as far as that is worth a word.
    pub more: Vec<String>,
    /// Whether it was refused.
    pub refused: bool,
}

/// The key of the text about an event: as it is told, where it was refused, or where the cause was
/// that there were too many.
pub fn key_of(event: &str, refused: bool, many: bool) -> String {
    let end = match (refused, many) {
        (true, _) => "-refused",
        (false, true) => "-many",
        (false, false) => "",
    };
    format!("activity-{}{end}", event.replace(['.', '_'], "-"))
}

impl ActivityLine {
    fn values(&self) -> [(&'static str, &str); 2] {
        [("browser", &self.browser), ("app", &self.app)]
    }

    /// What happened, without markup.
    pub fn plain(&self, page: &Page) -> String {
        page.text(&self.key, &self.values())
    }

    /// What happened.
    pub fn what(&self, page: &Page) -> Html {
        page.html(&self.key, &self.values())
    }
}

impl Activity {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The filters: word, address, key of the name.
    pub const fn filters(&self) -> [(&'static str, &'static str, &'static str); 4] {
        [
            ("", "/account/activity", "activity-all"),
            (
                "sign-ins",
                "/account/activity?kind=sign-ins",
                "activity-sign-ins",
            ),
            (
                "security",
                "/account/activity?kind=security",
                "activity-security",
            ),
            ("apps", "/account/activity?kind=apps", "activity-apps"),
        ]
    }

    /// Whether this filter is on.
    pub fn is_on(&self, kind: &str) -> bool {
        self.kind == kind
    }

    /// Where the older part is.
    pub fn older(&self, next: &str) -> String {
        match self.kind.as_str() {
            "" => format!("/account/activity?before={next}"),
            kind => format!("/account/activity?kind={kind}&before={next}"),
        }
    }

    /// Where the download is.
    pub fn csv(&self) -> String {
        match self.kind.as_str() {
            "" => "/account/activity.csv".to_owned(),
            kind => format!("/account/activity.csv?kind={kind}"),
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let line = |event: &str, refused, more: &[&str]| ActivityLine {
            at: SAMPLE_TIME,
            key: key_of(event, refused, false),
            browser: word("Firefox on Windows"),
            app: word("Glucose Diary"),
            more: more.iter().map(|more| word(more)).collect(),
            refused,
        };
        let with = |kind: &str, lines, next: Option<&str>| Self {
            page: page.clone(),
            frame: Frame::sample(Section::Activity, word),
            kind: kind.to_owned(),
            lines,
            next: next.map(str::to_owned),
        };
        let lines = vec![
            line("session.began", false, &["203.0.113.0/24"]),
            line("login.password", true, &[]),
            line(
                "user.locked",
                false,
                &["By the people who run this service"],
            ),
            line("consent.given", false, &[]),
        ];
        vec![
            ("all", with("", lines.clone(), Some("cursor"))),
            ("kind", with("apps", lines, None)),
            ("none", with("security", Vec::new(), None)),
        ]
    }
}
