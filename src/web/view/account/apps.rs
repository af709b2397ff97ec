//! `/account/apps`: the apps that a person let in.

use askama::Template;

use super::{Frame, Section};
use crate::{
    core::Timestamp,
    web::view::page::{Page, SAMPLE_TIME},
};

/// The page with a person's apps.
#[derive(Clone, Debug, Template)]
#[template(path = "account_apps.html")]
pub struct Apps {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// The apps, by their names.
    pub apps: Vec<AppLine>,
}

/// An app in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppLine {
    /// Its registered name.
    pub name: String,
    /// Its own page, where its form goes (POST: `csrf`, `decision` = `stop`).
    pub path: String,
    /// The token of its form.
    pub csrf: String,
    /// Since when.
    pub since: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// Whether it stays connected while the person is away.
    pub offline: bool,
    /// Whether it signs in by an old way.
    pub legacy: bool,
}

impl Apps {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let line = |name: &str, offline: bool, legacy: bool| AppLine {
            name: word(name),
            path: word("/account/apps/diary"),
            csrf: word("sample-form-token"),
            since: SAMPLE_TIME,
            last_used_at: (!legacy).then_some(SAMPLE_TIME),
            offline,
            legacy,
        };
        let with = |apps| Self {
            page: page.clone(),
            frame: Frame::sample(Section::Apps, word),
            apps,
        };
        vec![
            ("none", with(Vec::new())),
            (
                "some",
                with(vec![
                    line("Glucose Diary", true, false),
                    line("OCARIoT", false, true),
                    line("Pills", false, false),
                ]),
            ),
        ]
    }
}
