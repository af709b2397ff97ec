//! The consent page (PAGES row 7 and §6).

use askama::Template;

use super::Page;
use crate::model::{
    Client, Scope,
    scope::{Right, ScopeGroup},
};

/// What an app asks for.
#[derive(Template)]
#[template(path = "consent.html")]
pub struct Consent {
    /// The frame.
    pub page: Page,
    /// The heading: the verb of the strongest right.
    pub title: String,
    /// The app's name.
    pub app: String,
    /// Who asks: app, maker, and the host of the redirect, which is the only checked fact.
    pub who: String,
    /// Whether the operator checked the maker.
    pub checked: String,
    /// Who is signed in.
    pub person: String,
    /// Where the form goes.
    pub action: String,
    /// Where "not you?" goes.
    pub switch: String,
    /// The form's token.
    pub csrf: String,
    /// What is asked, in groups; empty for a mere sign-in.
    pub groups: Vec<Group>,
    /// What was allowed before.
    pub already: Vec<String>,
    /// The app's home page.
    pub home: Option<String>,
    /// Its privacy policy.
    pub policy: Option<String>,
    /// Its terms.
    pub terms: Option<String>,
    /// For whom the access is.
    pub audience: String,
    /// Days that the choice is remembered.
    pub days: String,
    /// The scopes by their names on the wire.
    pub technical: String,
    /// What went wrong.
    pub problem: Option<String>,
}

/// A group of scopes.
pub struct Group {
    /// Its heading.
    pub title: String,
    /// Whether it lets the app change things.
    pub warning: bool,
    /// Its scopes.
    pub scopes: Vec<Choice>,
}

/// A scope to tick.
pub struct Choice {
    /// Its name on the wire.
    pub name: String,
    /// What it is.
    pub title: String,
    /// What it means.
    pub description: String,
    /// Whether it is ticked.
    pub ticked: bool,
    /// Whether the app does not work without it.
    pub essential: bool,
}

/// What the page is made of.
pub struct Content<'a> {
    /// Who asks.
    pub client: &'a Client,
    /// The host of the redirect.
    pub host: &'a str,
    /// Who is signed in.
    pub person: &'a str,
    /// What is asked now.
    pub asked: Vec<&'a Scope>,
    /// What was allowed before.
    pub already: Vec<&'a Scope>,
    /// The ticks.
    pub ticked: &'a dyn Fn(&Scope) -> bool,
    /// For whom the access is; the service itself if empty.
    pub audience: String,
    /// Days that the choice is remembered.
    pub days: u64,
}

impl Consent {
    /// The page.
    pub fn new(page: Page, content: &Content<'_>, action: &str, switch: &str, csrf: &str) -> Self {
        let metadata = &content.client.metadata;
        let app = content.client.display_name().to_owned();
        let essential = format!(" {} ", metadata.signet.essential_scope);
        // Who somebody is goes with any sign-in: no ticks for that alone.
        let is_simple = |scope: &Scope| scope.name == "openid" || scope.name == "profile";
        let simple =
            content.asked.iter().all(|scope| is_simple(scope)) && content.already.is_empty();
        let mut groups: Vec<Group> = Vec::new();
        if !simple {
            for (group, key) in [
                (ScopeGroup::Identity, "consent-group-identity"),
                (ScopeGroup::Health, "consent-group-health"),
                (ScopeGroup::Sensitive, "consent-group-sensitive"),
                (ScopeGroup::Write, "consent-group-write"),
            ] {
                let scopes: Vec<_> = content
                    .asked
                    .iter()
                    .filter(|scope| scope.group == group && scope.name != "openid")
                    .map(|scope| Choice {
                        name: scope.name.clone(),
                        title: scope.title.clone(),
                        description: scope.description.clone(),
                        ticked: (content.ticked)(scope),
                        essential: essential.contains(&format!(" {} ", scope.name)),
                    })
                    .collect();
                if !scopes.is_empty() {
                    groups.push(Group {
                        title: page.t(key),
                        warning: group == ScopeGroup::Write,
                        scopes,
                    });
                }
            }
        }
        let heading = match content
            .asked
            .iter()
            .map(|scope| scope.right)
            .max()
            .unwrap_or_default()
        {
            _ if simple => "consent-simple",
            Right::See => "consent-see",
            Right::Add => "consent-add",
            Right::Change => "consent-change",
            Right::Delete => "consent-delete",
        };
        let who = match &metadata.signet.maker {
            Some(maker) => page.texts.with_all(
                "consent-who-maker",
                &[("app", &app), ("maker", maker), ("host", content.host)],
            ),
            None => page
                .texts
                .with_all("consent-who", &[("app", &app), ("host", content.host)]),
        };
        let names: Vec<_> = content
            .asked
            .iter()
            .chain(&content.already)
            .map(|scope| scope.name.as_str())
            .collect();
        Self {
            title: page.with(heading, "app", &app),
            who,
            checked: match &metadata.signet.checked {
                Some(date) => page.with("consent-checked", "date", date),
                None => page.t("consent-unchecked"),
            },
            person: content.person.to_owned(),
            action: action.into(),
            switch: switch.into(),
            csrf: csrf.into(),
            groups,
            already: content
                .already
                .iter()
                .filter(|scope| scope.name != "openid")
                .map(|scope| scope.title.clone())
                .collect(),
            home: metadata.client_uri.clone(),
            policy: metadata.policy_uri.clone(),
            terms: metadata.tos_uri.clone(),
            audience: if content.audience.is_empty() {
                page.t("consent-audience-here")
            } else {
                content.audience.clone()
            },
            days: content.days.to_string(),
            technical: names.join(" "),
            problem: None,
            app,
            page,
        }
    }

    /// The same page, saying that nothing is ticked.
    pub fn nothing_ticked(mut self) -> Self {
        self.problem = Some(self.page.t("consent-empty"));
        self.page = self.page.with_error();
        self
    }

    /// Every state of the page.
    pub fn samples(page: &Page) -> Vec<Self> {
        let mut client = Client {
            id: crate::core::Id::new("diary"),
            state: crate::model::ClientState::Live,
            metadata: crate::model::ClientMetadata {
                client_name: Some("Glucose Diary".into()),
                ..Default::default()
            },
            secrets: Vec::new(),
        };
        client.metadata.policy_uri = Some("https://diary.example.org/privacy".into());
        client.metadata.signet.maker = Some("Diary Ltd".into());
        client.metadata.signet.essential_scope = "records.read".into();
        let scope = |name: &str, group, right| Scope {
            name: name.into(),
            title: format!("Title of {name}"),
            description: "What it means".into(),
            right,
            group,
            claims: Vec::new(),
            advertised: true,
        };
        let all = [
            scope("openid", ScopeGroup::Identity, Right::See),
            scope("email", ScopeGroup::Identity, Right::See),
            scope("records.read", ScopeGroup::Health, Right::See),
            scope("records.mental", ScopeGroup::Sensitive, Right::See),
            scope("records.write", ScopeGroup::Write, Right::Change),
        ];
        let make = |asked: &[Scope], already: &[Scope], ticked: bool| {
            let tick = move |_: &Scope| ticked;
            let content = Content {
                client: &client,
                host: "diary.example.org",
                person: "Anna Berg",
                asked: asked.iter().collect(),
                already: already.iter().collect(),
                ticked: &tick,
                audience: String::new(),
                days: 365,
            };
            Self::new(
                page.clone(),
                &content,
                "/interaction/x/consent",
                "/interaction/x/switch",
                "csrf",
            )
        };
        vec![
            make(&all, &[], false),
            make(&all, &[], true),
            make(&all[2..], &all[..2], false),
            make(&all[..1], &[], false),
            make(&all, &[], false).nothing_ticked(),
        ]
    }
}
