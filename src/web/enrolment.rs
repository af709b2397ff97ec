//! What the account pages and a sign-in do alike when a second factor is set up.

use actix_web::{HttpResponse, http::header};

use super::{
    form::Fields,
    interaction::sign_in_name,
    view::{
        Page,
        enrolment::{TotpError, TotpForm},
    },
};
use crate::{
    account::{
        factor::{self, Enrolment, NAME_MOST},
        recovery::Codes,
    },
    app::Ctx,
    core::{Reason, Refusal},
    http::{qr::Qr, wait::seconds},
    model::{User, user::Authenticator},
};

/// What was typed into the form that turns an authenticator app on.
pub(super) struct Typed {
    /// What the person calls the app.
    pub(super) name: String,
    /// Its first code.
    pub(super) code: String,
}

impl Typed {
    /// From the form.
    pub(super) fn read(form: &Fields) -> Self {
        Self {
            name: form.one("name").trim().to_owned(),
            code: form.one("code").to_owned(),
        }
    }

    /// What is missing before anything is tried.
    pub(super) fn flaw(&self) -> Option<TotpError> {
        match (is_name(&self.name), self.code.trim().is_empty()) {
            (false, _) => Some(TotpError::Name),
            (true, true) => Some(TotpError::Missing),
            (true, false) => None,
        }
    }
}

/// Whether an authenticator app can be called this.
pub(super) fn is_name(name: &str) -> bool {
    (1..=NAME_MOST).contains(&name.chars().count()) && !name.chars().any(char::is_control)
}

/// What an authenticator app is called unless its person says otherwise, beside those that there are.
pub(super) fn proposed_name(page: &Page, others: &[Authenticator]) -> String {
    let first = page.t("totp-name-first");
    let next =
        (2..).map(|number: usize| page.text("totp-name-next", &[("number", number.to_string())]));
    let most = others.len() + 1;
    let mut names = std::iter::once(first.clone()).chain(next).take(most);
    names.find(|name| !is_taken(name, others)).unwrap_or(first)
}

/// Whether one of these is called so: two of one name cannot be told apart where one is to go.
pub(super) fn is_taken(name: &str, others: &[Authenticator]) -> bool {
    let form = |name: &str| name.trim().to_lowercase();
    others.iter().any(|one| form(&one.name) == form(name))
}

/// The status and the words of a refused first code; `None` if it is another page's.
pub(super) fn refused(refusal: &Refusal) -> Option<(u16, TotpError)> {
    match (refusal.reason, refusal.retry_after) {
        (Reason::OtpWrong | Reason::OtpReused, _) => Some((422, TotpError::Wrong)),
        (Reason::InteractionExpired, _) => Some((422, TotpError::Late)),
        (Reason::OtpLimited | Reason::IdentifierLimited, Some(wait)) => {
            let seconds = seconds(wait);
            Some((429, TotpError::Wait { seconds }))
        }
        _ => None,
    }
}

/// Where a form goes, with its token, and where the way out of it leads.
pub(super) struct Ways {
    pub(super) action: String,
    pub(super) csrf: String,
    pub(super) cancel: Option<String>,
}

/// The form with the key that is about to be turned on.
pub(super) fn form(
    ctx: &Ctx,
    (user, enrolment): (&User, &Enrolment),
    ways: Ways,
    (name, error): (&str, TotpError),
) -> TotpForm {
    let key = enrolment.seed.expose();
    let account = sign_in_name(user);
    let uri = factor::address(ctx, &account, &enrolment.seed);
    let groups = key.as_bytes().chunks(4);
    let groups: Vec<_> = groups.map(String::from_utf8_lossy).collect();
    TotpForm {
        action: ways.action,
        csrf: ways.csrf,
        cancel: ways.cancel,
        qr: Qr::new(&uri),
        key: groups.join(" "),
        account,
        uri,
        name: name.to_owned(),
        error,
    }
}

/// Recovery codes as a file. It says what they are for: it lies among others, for years.
pub(super) fn codes_file(page: &Page, user: &User, codes: &Codes) -> HttpResponse {
    let account = sign_in_name(user);
    let date = page.date(&codes.made_at);
    let mut lines = vec![
        page.text("codes-file", &[("service", page.service.as_str())]),
        page.text("codes-file-account", &[("account", account)]),
        page.text("codes-file-made", &[("date", date)]),
        page.t("codes-file-once"),
        String::new(),
    ];
    lines.extend(codes.shown.iter().map(|code| code.expose().to_owned()));
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"recovery-codes.txt\"",
        ))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(lines.join("\r\n") + "\r\n")
}
