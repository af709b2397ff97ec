//! `/dev`: what there is to try.

use askama::Template;

use super::Link;
use crate::web::{dev::samples::SampleClient, view::Page};

/// The start page of the playground.
#[derive(Clone, Debug, Template)]
#[template(path = "dev_home.html")]
pub struct DevHome {
    /// What every page has.
    pub page: Page,
    /// The sample clients.
    pub clients: Vec<ClientRow>,
    /// The sample people.
    pub users: Vec<UserRow>,
    /// Requests to the doors.
    pub doors: Vec<DoorRow>,
}

/// A client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientRow {
    /// Its `client_id`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its secret, unless it is public.
    pub secret: Option<String>,
    /// Whether it signs assertions with a key.
    pub signs: bool,
    /// How it authenticates.
    pub auth_method: String,
    /// Its grant types, with blanks between.
    pub grant_types: String,
    /// Where the page about it is.
    pub href: String,
    /// A run for all its scopes, and one for each.
    pub runs: Vec<Link>,
}

/// A person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserRow {
    /// The name to sign in with.
    pub username: String,
    /// The password.
    pub password: String,
    /// The one-time code of this moment.
    pub code: Option<String>,
    /// What an authenticator app takes.
    pub seed: Option<String>,
    /// Whether the account may be used.
    pub state: String,
    /// The door at which the person signs in.
    pub door: Option<String>,
}

/// A request to a door.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DoorRow {
    /// The door.
    pub name: String,
    /// What the request does.
    pub request: String,
    /// The request.
    pub curl: String,
}

impl ClientRow {
    /// A client with links to its runs: with all scopes, and with `openid` and each other one.
    pub fn of(client: &SampleClient) -> Self {
        let link = |scope: String| {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("client", &client.id);
            query.append_pair("scope", &scope);
            Link {
                href: format!("/dev/try?{}", query.finish()),
                text: scope,
            }
        };
        let single = client.scope.iter().map(|scope| match scope.as_str() {
            "openid" => scope.clone(),
            other => format!("openid {other}"),
        });
        let runs = match client.callback {
            Some(_) => std::iter::once(client.whole_scope())
                .chain(single)
                .map(link)
                .collect(),
            None => Vec::new(),
        };
        Self {
            id: client.id.clone(),
            name: client.name.clone(),
            secret: client.secret.clone(),
            signs: client.auth_method == "private_key_jwt",
            auth_method: client.auth_method.clone(),
            grant_types: client.grant_types.join(" "),
            href: format!("/dev/clients/{}", client.id),
            runs,
        }
    }

    /// A sample.
    pub(super) fn sample(word: &dyn Fn(&str) -> String) -> Self {
        Self {
            id: word("web"),
            name: word("Glucose Diary"),
            secret: Some(word("sample-secret")),
            signs: false,
            auth_method: word("client_secret_basic"),
            grant_types: word("authorization_code"),
            href: word("/dev/clients/web"),
            runs: vec![Link::sample(word)],
        }
    }
}

impl DevHome {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let user = |code: Option<String>, door| UserRow {
            username: word("anna"),
            password: word("anna-sample-1"),
            seed: code.clone(),
            code,
            state: word("active"),
            door,
        };
        let full = Self {
            page: page.clone(),
            clients: vec![
                ClientRow::sample(word),
                ClientRow {
                    secret: None,
                    runs: Vec::new(),
                    ..ClientRow::sample(word)
                },
            ],
            users: vec![
                user(None, None),
                user(Some(word("123456")), Some(word("ocariot"))),
            ],
            doors: vec![DoorRow {
                name: word("ocariot"),
                request: word("login"),
                curl: word("curl -i"),
            }],
        };
        let bare = Self {
            doors: Vec::new(),
            ..full.clone()
        };
        vec![("full", full), ("no-door", bare)]
    }
}
