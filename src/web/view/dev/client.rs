//! `/dev/clients/{name}`: one client, with code to take along.

use askama::Template;

use super::ClientRow;
use crate::web::view::Page;

/// The page about a sample client.
#[derive(Clone, Debug, Template)]
#[template(path = "dev_client.html")]
pub struct DevClient {
    /// What every page has.
    pub page: Page,
    /// The client.
    pub client: ClientRow,
    /// Where its answers may be sent.
    pub redirect_uris: Vec<String>,
    /// What can be done wrong.
    pub breaks: Vec<Link>,
    /// Code with the client's values.
    pub snippets: Vec<Snippet>,
}

/// A link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub text: String,
}

/// Code to take along.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// Its place on the page.
    pub id: &'static str,
    /// The language and its library.
    pub title: &'static str,
    /// The code.
    pub code: String,
}

impl Link {
    /// A sample.
    pub(super) fn sample(word: &dyn Fn(&str) -> String) -> Self {
        Self {
            href: word("/dev/try?client=web"),
            text: word("openid profile"),
        }
    }
}

impl DevClient {
    /// Whether the page reports an error: it never does.
    pub fn is_error(&self) -> bool {
        false
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let full = Self {
            page: page.clone(),
            client: ClientRow::sample(word),
            redirect_uris: vec![word("http://localhost:3000/callback")],
            breaks: vec![Link::sample(word)],
            snippets: vec![Snippet {
                id: "curl",
                title: "curl",
                code: word("curl -i"),
            }],
        };
        let bare = Self {
            client: ClientRow {
                secret: None,
                signs: true,
                runs: Vec::new(),
                ..full.client.clone()
            },
            redirect_uris: Vec::new(),
            breaks: Vec::new(),
            ..full.clone()
        };
        vec![("redirecting", full), ("other", bare)]
    }
}
