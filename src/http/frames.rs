//! What every page is made with: its frame and its texts in each language.

use actix_web::{HttpRequest, http::header};

use super::{
    page::{Links, Page},
    texts::{Language, Texts, Wishes, negotiate},
};
use crate::config::Config;

/// The frames of all pages; made once.
#[derive(Clone, Debug)]
pub struct Frames {
    /// The frame of all pages, in the default language.
    pub frame: Page,
    /// The texts.
    pub texts: std::sync::Arc<Texts>,
    /// The languages that are offered.
    pub languages: Vec<Language>,
}

impl Frames {
    /// Texts and branding as configured; the error says what is wrong with a text.
    pub fn new(config: &Config) -> Result<Self, String> {
        let texts = Texts::load().map_err(|error| error.to_string())?;
        let language = Language::from_code(&config.i18n.default).unwrap_or_default();
        let mut frame = Page::new(texts.catalog(language), config.branding.name.clone());
        frame.dev = config.dev;
        frame.links = Links {
            help: config.branding.support_url.clone(),
            privacy: config.branding.privacy_url.clone(),
            accessibility: None,
        };
        let offered = config.i18n.enabled.iter();
        let languages = offered.filter_map(|code| Language::from_code(code));
        Ok(Self {
            frame,
            texts: texts.into(),
            languages: languages.collect(),
        })
    }

    /// The frame of a page in the language of the request: what the app asks for, then the `lang`
    /// cookie, then what the browser prefers, of the languages that are offered.
    pub fn page(&self, request: &HttpRequest, ui_locales: Option<&str>) -> Page {
        let cookie = request.cookie("lang");
        let accept_language = request.headers().get(header::ACCEPT_LANGUAGE);
        let wishes = Wishes {
            ui_locales,
            cookie: cookie.as_ref().map(|cookie| cookie.value()),
            accept_language: accept_language.and_then(|value| value.to_str().ok()),
        };
        let language = negotiate(&self.languages, wishes, self.frame.texts.language());
        Page {
            texts: self.texts.catalog(language),
            ..self.frame.clone()
        }
    }
}
