//! The pages as plain data: one file a page, each a template in `templates/`.
//!
//! A view knows no request and no store: handlers fill its fields, `askama::Template::render`
//! makes the HTML, escaping every value. [`samples`] shows every page in every state.

pub mod about;
pub mod account;
pub mod action;
pub mod consent;
pub mod dev;
pub mod enrol;
pub mod enrolment;
pub mod error;
pub mod error_doc;
pub mod guide;
mod home;
pub mod join;
pub mod leaving;
pub mod login;
pub mod logout;
pub mod mail;
pub mod mfa;
pub mod new_password;
pub mod not_me;
pub mod reauth;
pub mod recover;
pub mod recovery;
pub mod return_to;
pub mod select_account;
pub mod terms;
pub mod verify;

use askama::Template;

pub use action::Action;
pub use consent::Consent;
pub use enrol::Enrol;
pub use error::ErrorPage;
pub use error_doc::{ErrorDoc, ErrorIndex};
pub use guide::{Guide, GuideIndex};
pub use home::Home;
pub use leaving::Leaving;
pub use login::Login;
pub use logout::Logout;
pub use mfa::Mfa;
pub use new_password::NewPassword;
pub use not_me::NotMe;
pub use reauth::Reauth;
pub use recover::{Recover, RecoverNew, RecoverSent};
pub use recovery::Recovery;
pub use return_to::ReturnTo;
pub use select_account::SelectAccount;
pub use verify::Verify;

pub use crate::http::page::{self, AppName, LanguageLink, Links, Page};

/// A page in one of its states, rendered.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The page and its state: `login/wrong`.
    pub name: String,
    /// The HTML, or what the template says.
    pub html: Result<String, String>,
}

/// Every page that a handler fills, in every state. Each string that it would fill in passes
/// through `word`, so that a test can put hostile values there.
pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<Sample> {
    let link = |link: &Option<String>| link.as_deref().map(word);
    let page = Page {
        service: word(&page.service),
        links: Links {
            help: link(&page.links.help),
            privacy: link(&page.links.privacy),
            accessibility: link(&page.links.accessibility),
        },
        ..page.clone()
    };
    [
        rendered("login", Login::samples(&page, word)),
        rendered("mfa", Mfa::samples(&page, word)),
        rendered("recovery", Recovery::samples(&page, word)),
        rendered("recover", Recover::samples(&page, word)),
        rendered("recover-sent", RecoverSent::samples(&page, word)),
        rendered("recover-new", RecoverNew::samples(&page, word)),
        rendered("action", Action::samples(&page, word)),
        rendered("verify", Verify::samples(&page, word)),
        rendered("accept-terms", terms::AcceptTerms::samples(&page, word)),
        rendered("about", about::About::samples(&page)),
        rendered("join", join::Join::samples(&page, word)),
        rendered("join-code", join::EnterCode::samples(&page, word)),
        rendered("join-sent", join::JoinSent::samples(&page, word)),
        rendered("join-confirm", join::JoinConfirm::samples(&page, word)),
        rendered("join-waitlist", join::JoinWaitlist::samples(&page, word)),
        rendered("join-note", join::JoinNote::samples(&page, word)),
        rendered("enrol", Enrol::samples(&page, word)),
        rendered("leaving", Leaving::samples(&page, word)),
        rendered("new-password", NewPassword::samples(&page, word)),
        rendered("reauth", Reauth::samples(&page, word)),
        rendered("select-account", SelectAccount::samples(&page, word)),
        rendered("consent", Consent::samples(&page, word)),
        rendered("return", ReturnTo::samples(&page, word)),
        rendered("not-me", NotMe::samples(&page, word)),
        rendered("logout", Logout::samples(&page, word)),
        rendered("account", account::Overview::samples(&page, word)),
        rendered("legacy-notice", account::LegacyNotice::samples(&page, word)),
        rendered("profile", account::Profile::samples(&page, word)),
        rendered("contact", account::ChangeContact::samples(&page, word)),
        rendered("totp-new", account::NewTotp::samples(&page, word)),
        rendered("totp", account::OneTotp::samples(&page, word)),
        rendered("passkeys", account::Passkeys::samples(&page, word)),
        rendered("passkey-new", account::NewPasskey::samples(&page, word)),
        rendered("passkey", account::OnePasskey::samples(&page, word)),
        rendered("codes", account::RecoveryCodes::samples(&page, word)),
        rendered("security", account::Security::samples(&page, word)),
        rendered("sessions", account::Sessions::samples(&page, word)),
        rendered("apps", account::Apps::samples(&page, word)),
        rendered("app", account::AppPage::samples(&page, word)),
        rendered("data", account::Data::samples(&page, word)),
        rendered("activity", account::Activity::samples(&page, word)),
        rendered(
            "own-password",
            account::ChangePassword::samples(&page, word),
        ),
        rendered("error", ErrorPage::samples(&page, word)),
        rendered("home", Home::samples(&page)),
        rendered("dev-home", dev::DevHome::samples(&page, word)),
        rendered("dev-client", dev::DevClient::samples(&page, word)),
        rendered("dev-mail", dev::DevMail::samples(&page, word)),
        rendered("dev-run", dev::DevRun::samples(&page, word)),
    ]
    .concat()
}

/// The pages about reasons, into which nothing is filled.
pub fn doc_samples(page: &Page) -> Vec<Sample> {
    [
        rendered("error-doc", ErrorDoc::samples(page)),
        rendered("error-index", ErrorIndex::samples(page)),
        rendered("guide", Guide::samples(page)),
        rendered("guide-index", GuideIndex::samples(page)),
        rendered("terms", terms::TermsText::samples(page)),
        rendered("about-own", about::About::own_samples(page)),
    ]
    .concat()
}

/// Every state of a page, rendered.
pub fn rendered<T: Template>(page: &str, views: Vec<(&str, T)>) -> Vec<Sample> {
    let render = |(state, view): (&str, T)| Sample {
        name: format!("{page}/{state}"),
        html: view.render().map_err(|error| error.to_string()),
    };
    views.into_iter().map(render).collect()
}
