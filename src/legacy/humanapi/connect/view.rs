//! The Connect page as plain data: `templates/connect.html`.

use askama::Template;

use crate::{
    core::Reason,
    http::{assets, page::Page},
};

/// The Connect page, and what stands in the windows that it opens.
#[derive(Clone, Debug, Template)]
#[template(path = "connect.html")]
pub struct Connect {
    /// What every page has.
    pub page: Page,
    /// Where the forms go: the address of Connect.
    pub base: String,
    /// The origins that are told what happens, as JSON.
    pub origins: String,
    /// What they are told now: messages, as JSON.
    pub events: String,
    /// What the page shows.
    pub state: ConnectState,
}

/// A source on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name in the configuration.
    pub name: String,
    /// What people read.
    pub title: String,
    /// Whether it is connected.
    pub connected: bool,
    /// Whether it can be connected.
    pub offered: bool,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectState {
    /// The sources. (POST: `handle`, `seen`, and `source` for one of them.)
    Sources {
        /// The app that asks.
        app: String,
        /// All of them.
        sources: Vec<Source>,
        /// What the page works by.
        handle: String,
        /// The last event that was told.
        seen: i32,
    },
    /// The person is done.
    Closed {
        /// The app that asked.
        app: String,
    },
    /// The page cannot be opened.
    Refused {
        /// Why.
        why: Why,
        /// What its button tells the page that frames it, as JSON.
        close: String,
    },
    /// In a window of its own: on the way to a source.
    Going {
        /// The source.
        source: String,
        /// Its provider's page.
        url: String,
    },
    /// In a window of its own: it worked.
    Connected {
        /// The source.
        source: String,
        /// The app that asked.
        app: String,
    },
    /// In a window of its own: the person did not want to.
    Denied {
        /// The app that asked.
        app: String,
    },
    /// In a window of its own: something went wrong.
    Failed {
        /// What.
        reason: Reason,
    },
}

/// Why the page cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The token has ended, or the page has.
    Expired,
    /// There is no token, or none that opens Connect.
    Invalid,
    /// It was opened before.
    Gone,
}

impl Connect {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        matches!(
            self.state,
            ConnectState::Refused { .. } | ConnectState::Failed { .. }
        )
    }

    /// Whether the page stands in the app's own page.
    pub fn is_framed(&self) -> bool {
        matches!(
            self.state,
            ConnectState::Sources { .. }
                | ConnectState::Closed { .. }
                | ConnectState::Refused { .. }
        )
    }

    /// Where the script is.
    pub fn script(&self) -> String {
        assets::CONNECT_JS.href()
    }

    fn title(&self) -> String {
        let page = &self.page;
        match &self.state {
            ConnectState::Sources { .. } => page.t("connect-title"),
            ConnectState::Closed { .. } => page.t("connect-closed-title"),
            ConnectState::Refused { why, .. } => match why {
                Why::Expired => page.t("connect-expired-title"),
                Why::Invalid => page.t("connect-invalid-title"),
                Why::Gone => page.t("connect-gone-title"),
            },
            ConnectState::Going { source, .. } => {
                page.text("connect-going-page", &[("source", source)])
            }
            ConnectState::Connected { source, .. } => {
                page.text("connect-connected-page", &[("source", source)])
            }
            ConnectState::Denied { .. } => page.t("connect-denied-title"),
            ConnectState::Failed { reason } => page.texts.reason(reason.public(), "title"),
        }
    }

    /// What happened, where the page reports an error.
    fn what(&self) -> String {
        match &self.state {
            ConnectState::Refused { why, .. } => match why {
                Why::Expired => self.page.t("connect-expired"),
                Why::Invalid => self.page.t("connect-invalid"),
                Why::Gone => self.page.t("connect-gone"),
            },
            ConnectState::Failed { reason } => self.page.texts.reason(reason.public(), "what"),
            _ => String::new(),
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |state| Self {
            page: page.clone(),
            base: "/legacy/humanapi/connect".into(),
            origins: word(r#"["https://app.example.org"]"#),
            events: word("[]"),
            state,
        };
        let app = || word("Glucose Diary");
        let title = || word("Sample Health Records");
        let source = |connected, offered| Source {
            name: word("sample"),
            title: title(),
            connected,
            offered,
        };
        let sources = |sources| {
            with(ConnectState::Sources {
                app: app(),
                sources,
                handle: word("sample-handle"),
                seen: 1,
            })
        };
        let refused = |why| {
            with(ConnectState::Refused {
                why,
                close: word("[]"),
            })
        };
        vec![
            (
                "sources",
                sources(vec![source(true, true), source(false, true)]),
            ),
            ("switched-off", sources(vec![source(true, false)])),
            ("none", sources(Vec::new())),
            ("closed", with(ConnectState::Closed { app: app() })),
            ("expired", refused(Why::Expired)),
            ("invalid", refused(Why::Invalid)),
            ("gone", refused(Why::Gone)),
            (
                "going",
                with(ConnectState::Going {
                    source: title(),
                    url: word("https://records.example.org/authorize?state=a"),
                }),
            ),
            (
                "connected",
                with(ConnectState::Connected {
                    source: title(),
                    app: app(),
                }),
            ),
            ("denied", with(ConnectState::Denied { app: app() })),
            (
                "failed",
                with(ConnectState::Failed {
                    reason: Reason::SourceFailed,
                }),
            ),
        ]
    }
}
