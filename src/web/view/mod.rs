//! Pages as plain data: one struct a template, with a sample of every state.

pub mod consent;
pub mod error;
pub mod error_doc;
pub mod home;
pub mod login;
pub mod logout;
pub mod mfa;
pub mod return_to;

use std::sync::Arc;

use super::{assets, texts::Texts};
use crate::config::Config;

/// What every page has.
#[derive(Clone)]
pub struct Page {
    /// The texts of its language.
    pub texts: Arc<Texts>,
    /// The name of the service.
    pub service: String,
    /// Who runs it.
    pub operator: String,
    /// Where people get help.
    pub support_url: Option<String>,
    /// The privacy policy.
    pub privacy_url: Option<String>,
    /// Whether this is `signet dev`.
    pub dev: bool,
    /// The stylesheet's path.
    pub css: String,
    /// The script's path.
    pub js: String,
    /// Whether the title says that something is wrong.
    pub is_error: bool,
}

impl Page {
    /// A page of this service.
    pub fn new(texts: Arc<Texts>, config: &Config) -> Self {
        let branding = &config.branding;
        Self {
            texts,
            service: branding.name.clone(),
            operator: branding
                .operator
                .clone()
                .unwrap_or_else(|| branding.name.clone()),
            support_url: branding.support_url.clone(),
            privacy_url: branding.privacy_url.clone(),
            dev: config.dev,
            css: assets::CSS.path(),
            js: assets::JS.path(),
            is_error: false,
        }
    }

    /// The same page with a title that says that something is wrong.
    pub fn with_error(mut self) -> Self {
        self.is_error = true;
        self
    }

    /// A text.
    pub fn t(&self, key: &str) -> String {
        self.texts.t(key)
    }

    /// A text with an argument.
    pub fn with(&self, key: &str, name: &str, value: &str) -> String {
        self.texts.with(key, name, value)
    }

    /// The document's title.
    pub fn title(&self, title: &str) -> String {
        let title = if self.is_error {
            self.with("error-prefix", "title", title)
        } else {
            title.to_owned()
        };
        self.texts.with_all(
            "page-title",
            &[("title", &title), ("service", &self.service)],
        )
    }

    /// A page for tests and previews.
    pub fn sample(texts: Arc<Texts>) -> Self {
        let mut page = Self::new(texts, &Config::default());
        page.service = "Example Health ID".into();
        page.operator = "Example Health Trust".into();
        page.support_url = Some("https://example.org/help".into());
        page.privacy_url = Some("https://example.org/privacy".into());
        page
    }
}
