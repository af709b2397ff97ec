//! `/interaction/{flow}/consent`: what an app asks for, and the person's answer.

mod samples;

use askama::Template;

use super::page::{AppName, Page, web_address};
use crate::core::Timestamp;
use crate::web::texts::Html;

/// The consent page.
#[derive(Clone, Debug, Template)]
#[template(path = "consent.html")]
pub struct Consent {
    /// What every page has.
    pub page: Page,
    /// Where the form goes (POST: `csrf`, `scope` once for each tick, and either `select=all`
    /// or `decision` = `allow` or `deny`).
    pub action: String,
    /// The form's token.
    pub csrf: String,
    /// Who asks.
    pub asker: Asker,
    /// Who is signed in.
    pub person: String,
    /// Where "Not you?" goes (POST: `csrf`).
    pub switch: String,
    /// What is asked.
    pub ask: Ask,
    /// For how long.
    pub duration: Duration,
    /// The services that the app would reach with it.
    pub audiences: Vec<String>,
    /// What the app has been allowed already, in words: only the difference is asked (CO-03).
    pub granted: Vec<String>,
    /// What the app says of itself.
    pub about: About,
    /// Where connected apps are stopped, if there is such a page.
    pub stop: Option<String>,
    /// What the page says of the last try.
    pub state: ConsentState,
}

/// Who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asker {
    /// The app's name, and the host of its redirect URI.
    pub app: AppName,
    /// Who makes the app, as the app says.
    pub maker: Option<String>,
    /// When the operator checked the app, if it did.
    pub checked: Option<Timestamp>,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Only to sign in (`openid`, perhaps `profile`): one sentence, no ticks.
    SignIn {
        /// Whether the app also sees the name (`profile`).
        profile: bool,
    },
    /// Scopes to tick, in groups.
    Choose(Vec<Group>),
}

/// For how long.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duration {
    /// Until when the answer spares the next question; none if each time is asked.
    pub remembered: Option<Timestamp>,
    /// The tick to stay connected, if the app asks for it.
    pub offline: Option<Offline>,
}

/// The tick to stay connected while the person is away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offline {
    /// Whether it is ticked.
    pub ticked: bool,
    /// Whether the app says that it does not work without.
    pub essential: bool,
    /// The ends to choose from (`until`).
    pub ends: Vec<End>,
}

/// An end to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// What is sent.
    pub value: &'static str,
    /// When that is; none for "until I stop it".
    pub at: Option<Timestamp>,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// Scopes that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they are about.
    pub kind: GroupKind,
    /// The scopes.
    pub scopes: Vec<Scope>,
}

/// What a group is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupKind {
    /// The person.
    About,
    /// Health data.
    Health,
    /// Data that needs special care; never covered by "tick everything".
    Sensitive,
    /// Rights to add, change or delete: with a warning.
    Write,
    /// What else there is.
    Other,
    /// A heading that the operator gave.
    Named(String),
}

/// A scope, as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Its registered name: the value of the tick.
    pub name: String,
    /// Whether it is a claim that was asked for by itself, and sent as `claim`.
    pub claim: bool,
    /// What the app may do, in words.
    pub title: String,
    /// What that means; may be empty.
    pub hint: String,
    /// Whether it is ticked.
    pub ticked: bool,
    /// Whether the app says that it does not work without.
    pub essential: bool,
    /// The right that it gives.
    pub right: Right,
}

/// A right, the strongest last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// To see.
    #[default]
    See,
    /// To add.
    Add,
    /// To change.
    Change,
    /// To delete.
    Delete,
}

/// What the app says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Its privacy policy.
    pub policy: Option<String>,
    /// Its terms.
    pub terms: Option<String>,
    /// How it is paid for.
    pub funding: Option<String>,
    /// With whom it shares.
    pub sharing: Option<String>,
    /// How a person has their data deleted.
    pub deletion: Option<String>,
    /// The technical names of the scopes.
    pub scopes: Vec<String>,
}

/// What the page says of the last try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentState {
    /// There was none.
    First,
    /// "Tick everything" was pressed: all is ticked, nothing is allowed yet.
    AllTicked,
    /// "Allow" was pressed without a tick (422).
    NothingTicked,
    /// The form was not ours, or too old (403): the page was made anew.
    Stale,
}

impl About {
    /// The privacy policy, if it is a web page.
    pub fn policy_link(&self) -> Option<&str> {
        web_address(self.policy.as_deref()?)
    }

    /// The terms, if they are a web page.
    pub fn terms_link(&self) -> Option<&str> {
        web_address(self.terms.as_deref()?)
    }
}

impl Consent {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        matches!(
            self.state,
            ConsentState::NothingTicked | ConsentState::Stale
        )
    }

    /// What went wrong and what to do.
    pub fn error_text(&self) -> String {
        match self.state {
            ConsentState::First | ConsentState::AllTicked => String::new(),
            ConsentState::NothingTicked => self.page.t("consent-nothing-ticked"),
            ConsentState::Stale => self.page.t("form-stale"),
        }
    }

    /// What "tick everything" has done: sensitive data is left to the person.
    pub fn ticked_text(&self) -> String {
        let sensitive = |group: &Group| group.kind == GroupKind::Sensitive;
        if self.groups().iter().any(sensitive) {
            self.page.t("consent-all-but-sensitive")
        } else {
            self.page.t("consent-all-ticked")
        }
    }

    /// The question, with the verb of the strongest right that is asked.
    pub fn question(&self) -> Html {
        let groups = self.groups();
        if groups.is_empty() {
            return self.page.about("consent-sign-in", &self.asker.app);
        }
        let scopes = || groups.iter().flat_map(|g| &g.scopes);
        let right = scopes().map(|s| s.right).max().unwrap_or_default();
        let health = groups.iter().any(|g| match g.kind {
            GroupKind::Health | GroupKind::Sensitive => true,
            GroupKind::About | GroupKind::Write | GroupKind::Other | GroupKind::Named(_) => false,
        });
        let key = match (right, health) {
            (Right::See, true) => "consent-see-record",
            (Right::Add, true) => "consent-add-record",
            (Right::Change, true) => "consent-change-record",
            (Right::Delete, true) => "consent-delete-record",
            (Right::See, false) => "consent-see-data",
            (Right::Add, false) => "consent-add-data",
            (Right::Change, false) => "consent-change-data",
            (Right::Delete, false) => "consent-delete-data",
        };
        self.page.about(key, &self.asker.app)
    }

    /// The groups to tick; none on the short page.
    pub fn groups(&self) -> &[Group] {
        match &self.ask {
            Ask::SignIn { .. } => &[],
            Ask::Choose(groups) => groups,
        }
    }

    /// A group's heading.
    pub fn heading(&self, group: &Group) -> String {
        match &group.kind {
            GroupKind::About => self.page.t("consent-group-about"),
            GroupKind::Health => self.page.t("consent-group-health"),
            GroupKind::Sensitive => self.page.t("consent-group-sensitive"),
            GroupKind::Write => self.page.t("consent-group-write"),
            GroupKind::Other => self.page.t("consent-group-other"),
            GroupKind::Named(name) => name.clone(),
        }
    }

    /// The sentence of the short page.
    pub fn sentence(&self) -> Option<Html> {
        match self.ask {
            // It sees what stands below as allowed before, too.
            Ask::SignIn { .. } | Ask::Choose(_) if !self.groups().is_empty() => None,
            Ask::SignIn { profile: true } if self.granted.is_empty() => {
                Some(self.page.about("consent-short-profile", &self.asker.app))
            }
            Ask::SignIn { profile: true } => {
                Some(self.page.about("consent-more-profile", &self.asker.app))
            }
            // Perhaps only to stay connected.
            Ask::SignIn { profile: false } | Ask::Choose(_) if self.granted.is_empty() => {
                Some(self.page.about("consent-short-openid", &self.asker.app))
            }
            Ask::SignIn { profile: false } | Ask::Choose(_) => {
                Some(self.page.about("consent-more-openid", &self.asker.app))
            }
        }
    }

    /// Whether there is anything to tick.
    pub fn has_ticks(&self) -> bool {
        !self.groups().is_empty() || self.duration.offline.is_some()
    }

    /// How long the answer holds, and what stands without the tick to stay connected.
    pub fn duration_text(&self) -> String {
        let key = self.duration_key();
        match &self.duration.remembered {
            Some(at) => self.page.text(key, &[("date", self.page.date(at))]),
            None => self.page.t(key),
        }
    }

    /// CO-07: whether the app may stay connected is asked each time, whatever is remembered.
    const fn duration_key(&self) -> &'static str {
        match (&self.duration.remembered, &self.duration.offline) {
            (Some(_), None) => "consent-remembered",
            (Some(_), Some(_)) => "consent-remembered-offline",
            (None, _) => "consent-not-remembered",
        }
    }

    /// What an end is called.
    pub fn end_text(&self, end: &End) -> String {
        let key = match (end.value, end.at) {
            (_, None) => return self.page.t("consent-until-stop"),
            ("1y", _) => "consent-until-1y",
            _ => "consent-until-90d",
        };
        let date = end.at.map(|at| self.page.date(&at)).unwrap_or_default();
        self.page.text(key, &[("date", date)])
    }

    /// The words that the person agrees to, a line each: what a consent record digests (CO-01).
    pub fn wording(&self) -> String {
        let mut lines = vec![self.question().0];
        lines.extend(self.sentence().map(|html| html.0));
        for group in self.groups() {
            lines.push(self.heading(group));
            for scope in &group.scopes {
                let Scope { title, hint, .. } = scope;
                lines.push(format!("{title}\t{hint}"));
            }
        }
        lines.extend(self.audiences.iter().cloned());
        // Without the dates, so that the same text has the same digest on another day.
        lines.push(self.page.t(self.duration_key()));
        if let Some(offline) = &self.duration.offline {
            let keys = ["consent-offline-title", "consent-offline-hint"];
            lines.extend(keys.map(|key| self.page.t(key)));
            lines.extend(offline.ends.iter().map(|end| end.value.to_owned()));
        }
        lines.join("\n")
    }
}
