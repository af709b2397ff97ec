//! `/docs/migration` and `/docs/migration/{api}`: the guides for clients of old APIs.

use askama::Template;
use pulldown_cmark::{Event, Options, Parser};

use super::Page;
use crate::web::guides;

/// One guide.
#[derive(Clone, Debug, Template)]
#[template(path = "guide.html")]
pub struct Guide {
    /// What every page has.
    pub page: Page,
    /// Its Markdown.
    pub text: String,
}

/// The list of all guides.
#[derive(Clone, Debug, Template)]
#[template(path = "guide_index.html")]
pub struct GuideIndex {
    /// What every page has.
    pub page: Page,
}

/// The first heading, as plain text.
fn title(text: &str) -> String {
    let line = text.lines().find(|line| line.starts_with("# "));
    line.map_or_else(String::new, |line| {
        line.trim_start_matches("# ").replace('`', "")
    })
}

/// Markdown as HTML. What HTML stands in it is shown as text.
pub(super) fn html(text: &str) -> String {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        event => event,
    });
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, events);
    out
}

impl Guide {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The first heading.
    pub fn title(&self) -> String {
        title(&self.text)
    }

    /// The guide as HTML.
    pub fn html(&self) -> String {
        html(&self.text)
    }

    /// The page for every guide.
    pub fn samples(page: &Page) -> Vec<(&'static str, Self)> {
        let with = |text: &str| Self {
            page: page.clone(),
            text: text.to_owned(),
        };
        guides::ALL
            .iter()
            .map(|(name, text)| (*name, with(text)))
            .collect()
    }
}

impl GuideIndex {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// Every guide: its name in the address, and its title.
    pub fn guides(&self) -> Vec<(&'static str, String)> {
        guides::ALL
            .iter()
            .map(|(name, text)| (*name, title(text)))
            .collect()
    }

    /// The page.
    pub fn samples(page: &Page) -> Vec<(&'static str, Self)> {
        vec![("all", Self { page: page.clone() })]
    }
}
