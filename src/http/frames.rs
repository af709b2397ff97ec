//! What every page is made with: its frame and its texts in each language.

use std::path::PathBuf;

use actix_web::{
    HttpRequest,
    http::{Method, header},
    web,
};
use url::form_urlencoded;

use super::{
    HttpState,
    page::{LanguageLink, Links, Page},
    texts::{Language, Texts, Wishes, negotiate},
};
use crate::config::Config;

/// The cookie of the language that the person chose.
pub const LANG: &str = "lang";
/// The cookie of the language that the person chose in one sign-in. Its path is that sign-in's, so
/// that it says nothing anywhere else.
pub const CHOSEN_HERE: &str = "lang-here";
/// The frames of all pages; made once.
#[derive(Clone, Debug)]
pub struct Frames {
    /// The frame of all pages, in the default language.
    pub frame: Page,
    /// The texts.
    pub texts: std::sync::Arc<Texts>,
    /// The languages that are offered.
    pub languages: Vec<Language>,
    /// The operator's own texts of the pages of the foot, in Markdown.
    pub about: About,
}

/// The operator's own texts of the pages of the foot, in Markdown.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// `/help`.
    pub help: Option<String>,
    /// `/privacy`.
    pub privacy: Option<String>,
    /// `/accessibility`.
    pub accessibility: Option<String>,
    /// The terms in force, if they are in a file.
    pub terms: Option<String>,
}

impl About {
    fn read(config: &Config) -> Result<Self, String> {
        let read = |key: &str, file: &Option<PathBuf>| {
            let Some(file) = file else { return Ok(None) };
            std::fs::read_to_string(file)
                .map(Some)
                .map_err(|error| format!("{key}: {}: {error}", file.display()))
        };
        let branding = &config.branding;
        Ok(Self {
            help: read("branding.help_file", &branding.help_file)?,
            privacy: read("branding.privacy_file", &branding.privacy_file)?,
            accessibility: read("branding.accessibility_file", &branding.accessibility_file)?,
            terms: read("terms.file", &config.terms.file)?,
        })
    }
}

impl Frames {
    /// Texts and branding as configured; the error says what is wrong with a text.
    pub fn new(config: &Config) -> Result<Self, String> {
        let texts = Texts::load().map_err(|error| error.to_string())?;
        let language = Language::from_code(&config.i18n.default).unwrap_or_default();
        let mut frame = Page::new(texts.catalog(language), config.branding.name.clone());
        frame.dev = config.dev;
        frame.identifiers.clone_from(&config.login.identifiers);
        frame.links = Links {
            help: config.branding.support_url.clone().or(Some("/help".into())),
            privacy: config
                .branding
                .privacy_url
                .clone()
                .or(Some("/privacy".into())),
            accessibility: Some("/accessibility".into()),
        };
        let offered = config.i18n.enabled.iter();
        let languages = offered.filter_map(|code| Language::from_code(code));
        Ok(Self {
            frame,
            texts: texts.into(),
            languages: languages.collect(),
            about: About::read(config)?,
        })
    }

    /// The frame of a page for nobody in particular: [`Frames::page_for`] without a setting.
    pub fn page(&self, request: &HttpRequest, ui_locales: Option<&str>) -> Page {
        self.page_for(request, ui_locales, None)
    }

    /// The frame of a page in the language of the request: what the app asks for, then the `lang`
    /// cookie, then the person's `setting`, then what the browser prefers, of the languages that
    /// are offered. A choice on a page of a sign-in holds for that sign-in before all of these.
    pub fn page_for(
        &self,
        request: &HttpRequest,
        ui_locales: Option<&str>,
        setting: Option<&str>,
    ) -> Page {
        let chosen = request.cookie(CHOSEN_HERE);
        let cookie = request.cookie(LANG);
        let accept_language = request.headers().get(header::ACCEPT_LANGUAGE);
        let wishes = Wishes {
            chosen: chosen.as_ref().map(|cookie| cookie.value()),
            ui_locales,
            cookie: cookie.as_ref().map(|cookie| cookie.value()),
            setting,
            accept_language: accept_language.and_then(|value| value.to_str().ok()),
        };
        let language = negotiate(&self.languages, wishes, self.frame.texts.language());
        Page {
            texts: self.texts.catalog(language),
            languages: self.links(request),
            ..self.frame.clone()
        }
    }

    /// A link for each language that is offered, back to where the person is.
    fn links(&self, request: &HttpRequest) -> Vec<LanguageLink> {
        if self.languages.len() < 2 {
            return Vec::new();
        }
        let here = here(request);
        let to: String = form_urlencoded::byte_serialize(here.as_bytes()).collect();
        let to = to.replace("%2F", "/");
        let link = |&language: &Language| LanguageLink {
            language,
            href: format!("/language/{}?to={to}", language.code()),
        };
        self.languages.iter().map(link).collect()
    }
}

/// The path of the page that the person sees: of the answer to a form that of the page with the form.
/// What an address says besides is on no page: it may be anybody's.
fn here(request: &HttpRequest) -> String {
    let form = || {
        let from = came_from(request)?;
        let (path, _) = from.split_once('?').unwrap_or((from, ""));
        Some(path.to_owned())
    };
    match *request.method() {
        Method::GET | Method::HEAD => None,
        _ => form(),
    }
    .unwrap_or_else(|| request.path().to_owned())
}

/// The page of ours that the request came from: its path and query.
pub fn came_from(request: &HttpRequest) -> Option<&str> {
    let text = |name| request.headers().get(name)?.to_str().ok();
    let state = request.app_data::<web::Data<HttpState>>()?;
    let (scheme, _) = state.app.issuer.split_once("://")?;
    // The host was found to be ours at the edge.
    let rest = text(header::REFERER)?.strip_prefix(scheme)?;
    let rest = rest
        .strip_prefix("://")?
        .strip_prefix(text(header::HOST)?)?;
    rest.starts_with('/').then_some(rest)
}
