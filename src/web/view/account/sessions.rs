//! `/account/sessions`: where a person is signed in.

use askama::Template;

use super::{Frame, Section};
use crate::{
    core::Timestamp,
    http::texts::Html,
    web::view::page::{Page, SAMPLE_TIME},
};

/// The page with a person's sessions.
#[derive(Clone, Debug, Template)]
#[template(path = "account_sessions.html")]
pub struct Sessions {
    /// What every page has.
    pub page: Page,
    /// What every account page has.
    pub frame: Frame,
    /// The form's token (POST: `csrf`; `end` with a session's id, or `others`).
    pub csrf: String,
    /// The sessions, last used first.
    pub sessions: Vec<SessionLine>,
    /// How many there may be.
    pub most: u32,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionLine {
    /// Its id.
    pub id: String,
    /// Whether it is the one that looks at the page.
    pub here: bool,
    /// The browser as it calls itself.
    pub browser: Option<String>,
    /// The system that it runs on.
    pub system: Option<String>,
    /// What was proven.
    pub method: Method,
    /// When it began.
    pub began_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// Where it was last used from, as far as that is kept.
    pub ip: Option<String>,
    /// The apps that were used in it.
    pub apps: Vec<String>,
    /// Whether it is an old app's, which signs in by itself: no browser has it.
    pub is_old: bool,
}

/// What was proven at a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A password.
    Password,
    /// A password and a code of an authenticator app.
    Otp,
    /// A password and a recovery code.
    Recovery,
    /// A password and something else.
    SecondStep,
    /// A passkey.
    Passkey,
    /// A password, then a passkey.
    PasswordAndPasskey,
}

impl Method {
    /// What these methods are (RFC 8176).
    pub fn of(amr: &[String]) -> Self {
        let has = |method: &str| amr.iter().any(|one| one == method);
        if has("hwk") || has("swk") {
            return match has("pwd") {
                true => Self::PasswordAndPasskey,
                false => Self::Passkey,
            };
        }
        match (has("otp"), has("mfa")) {
            (true, _) => Self::Otp,
            (false, true) => Self::SecondStep,
            (false, false) => Self::Password,
        }
    }

    /// The key of its text.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Password => "sessions-by-password",
            Self::Otp => "sessions-by-otp",
            Self::Recovery => "sessions-by-recovery",
            Self::SecondStep => "sessions-by-second-step",
            Self::Passkey => "sessions-by-passkey",
            Self::PasswordAndPasskey => "sessions-by-password-and-passkey",
        }
    }
}

/// A browser in words: "Firefox on Windows".
pub fn browser(page: &Page, browser: Option<&str>, system: Option<&str>) -> String {
    match (browser, system) {
        (Some(browser), Some(system)) => {
            page.text("browser-on", &[("browser", browser), ("system", system)])
        }
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => page.t("browser-unknown"),
    }
}

impl Sessions {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// A session's browser in words, or the old app that began it.
    pub fn browser(&self, line: &SessionLine) -> Html {
        if line.is_old {
            return match line.apps.first() {
                Some(app) => self.page.html("browser-old", &[("app", app.as_str())]),
                None => self.page.html::<&str>("browser-old-unknown", &[]),
            };
        }
        let names = (line.browser.as_deref(), line.system.as_deref());
        match names {
            (Some(browser), Some(system)) => {
                let values = [("browser", browser), ("system", system)];
                self.page.html("browser-on", &values)
            }
            (Some(name), None) | (None, Some(name)) => {
                self.page.html("browser-only", &[("name", name)])
            }
            (None, None) => self.page.html::<&str>("browser-unknown", &[]),
        }
    }

    /// Whether there are others than the one that looks.
    pub fn has_others(&self) -> bool {
        self.sessions.iter().any(|line| !line.here)
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let line = |id: &str, here, names: Option<(&str, &str)>, apps: &[&str]| SessionLine {
            id: word(id),
            here,
            browser: names.map(|(browser, _)| word(browser)),
            system: names.map(|(_, system)| word(system)),
            method: if here { Method::Otp } else { Method::Password },
            began_at: SAMPLE_TIME,
            last_seen_at: SAMPLE_TIME,
            ip: names.map(|_| word("203.0.113.0/24")),
            apps: apps.iter().map(|app| word(app)).collect(),
            is_old: false,
        };
        let with = |sessions| Self {
            page: page.clone(),
            frame: Frame::sample(Section::Sessions, word),
            csrf: word("sample-form-token"),
            sessions,
            most: 10,
        };
        let here = line("01J9Z6", true, Some(("Firefox", "Windows")), &[]);
        let phone = line(
            "01J9Z7",
            false,
            Some(("Safari", "iPhone")),
            &["Glucose Diary", "Pills"],
        );
        let unknown = SessionLine {
            method: Method::SecondStep,
            ..line("01J9Z8", false, None, &[])
        };
        let old = |apps: &[&str]| SessionLine {
            is_old: true,
            ..line("01J9Z9", false, None, apps)
        };
        let by = |method| SessionLine {
            method,
            ..phone.clone()
        };
        let keys = vec![by(Method::Passkey), by(Method::PasswordAndPasskey)];
        vec![
            ("here-alone", with(vec![here.clone()])),
            ("passkeys", with(keys)),
            ("recovery", with(vec![by(Method::Recovery)])),
            (
                "old",
                with(vec![here.clone(), old(&["MyCure apps"]), old(&[])]),
            ),
            ("others", with(vec![here, phone, unknown])),
        ]
    }
}
