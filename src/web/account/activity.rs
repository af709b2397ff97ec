//! `/account/activity`, `/account/activity.csv`: what happened in an account.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION},
    web,
};

use super::{Visit, Want, app_name, visit};
use crate::{
    account::activity::{self, By, Happened, Kind},
    core::{Reason, Refusal},
    http::{HttpState, blocking, body},
    model::{Purpose, Word},
    web::{
        Front,
        view::{
            account::{
                Activity, Section,
                activity::{ActivityLine, key_of},
                sessions::browser,
            },
            error::Again,
        },
    },
};

/// Lines of a page.
const LINES: usize = 50;

/// CO-09: what happened tells which apps a person uses.
fn want() -> Want {
    Want::fresh(Purpose::Activity)
}

/// What a query asks for.
struct Asked {
    kind: Option<Kind>,
    before: Option<String>,
}

impl Asked {
    /// Reads `kind` and `before`, each at most once.
    fn read(request: &HttpRequest) -> Result<Self, Refusal> {
        let pairs = body::pairs(request.query_string())?;
        let one = |name: &str| {
            let mut values = pairs.iter().filter(|(n, _)| n == name).map(|(_, v)| v);
            match (values.next(), values.next()) {
                (Some(_), Some(_)) => Err(Refusal::of(Reason::ParameterInvalid, name)),
                (value, _) => Ok(value.filter(|value| !value.is_empty()).cloned()),
            }
        };
        let kind = match one("kind")? {
            None => None,
            Some(word) => {
                let kind = Kind::from_word(&word);
                Some(kind.ok_or(Refusal::of(Reason::ParameterInvalid, "kind"))?)
            }
        };
        Ok(Self {
            kind,
            before: one("before")?,
        })
    }
}

/// The list.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let visit = match visit(&front, &state, &request, &want()).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let asked = match Asked::read(&request) {
        Ok(asked) => asked,
        Err(refusal) => return not_ours(&front, &request, &refusal),
    };
    let user = &visit.user.id;
    let after = match &asked.before {
        None => None,
        Some(text) => match activity::cursor(&visit.ctx, user, text) {
            Some(cursor) => Some(cursor),
            None => {
                let refusal = Refusal::of(Reason::ParameterInvalid, "before");
                return not_ours(&front, &request, &refusal);
            }
        },
    };
    let (ctx, user, kind) = (visit.ctx.clone(), user.clone(), asked.kind);
    let list = move || activity::list(&ctx, &user, (kind, after.as_ref()), LINES);
    match blocking(list).await {
        Ok(found) => {
            let view = Activity {
                page: visit.page.clone(),
                frame: visit.frame(Section::Activity),
                kind: kind.map_or("", Kind::word).to_owned(),
                lines: found.happened.iter().map(|one| line(&visit, one)).collect(),
                next: found.next,
            };
            front.html(200, &view, None)
        }
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// AD-05: "forged/truncated → 400". No app has sent it: the person, or whoever gave them the address.
fn not_ours(front: &Front, request: &HttpRequest, refusal: &Refusal) -> HttpResponse {
    let mut view = front.error_page(request, refusal);
    view.is_own = true;
    view.again = Some(Again::Link("/account/activity".to_owned()));
    front.html(400, &view, None)
}

/// All of it as a table (RFC 4180).
pub async fn csv(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let visit = match visit(&front, &state, &request, &want()).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let kind = match Asked::read(&request) {
        Ok(asked) => asked.kind,
        Err(refusal) => return not_ours(&front, &request, &refusal),
    };
    let (ctx, user) = (visit.ctx.clone(), visit.user.id.clone());
    match blocking(move || activity::export(&ctx, &user, kind)).await {
        Ok(happened) => HttpResponse::Ok()
            .content_type("text/csv; charset=utf-8; header=present")
            .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"activity.csv\""))
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(table(&visit, &happened)),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

fn line(visit: &Visit, happened: &Happened) -> ActivityLine {
    let by = by(visit, happened);
    ActivityLine {
        at: happened.at,
        key: key(visit, happened),
        browser: browser_of(visit, happened),
        app: app_of(visit, happened),
        more: name_of(happened)
            .into_iter()
            .chain(by)
            .chain(happened.ip.clone())
            .collect(),
        refused: happened.is_refused,
    }
}

fn table(visit: &Visit, happened: &[Happened]) -> String {
    let page = &visit.page;
    let head = [
        "activity-csv-time",
        "activity-csv-kind",
        "activity-csv-what",
        "activity-csv-app",
        "activity-csv-by",
        "activity-csv-from",
        "activity-csv-outcome",
    ];
    let mut text = row(head.map(|key| page.t(key)));
    for one in happened {
        let line = line(visit, one);
        let kind = page.t(&format!("activity-{}", one.kind.word()));
        let app = one.client.is_some().then(|| line.app.clone());
        let outcome = match one.is_refused {
            true => "activity-refused",
            false => "activity-csv-done",
        };
        text.push_str(&row([
            one.at.rfc3339(),
            kind,
            match name_of(one) {
                Some(name) => format!("{} {name}", line.plain(page)),
                None => line.plain(page),
            },
            app.unwrap_or_default(),
            by(visit, one).unwrap_or_default(),
            one.ip.clone().unwrap_or_default(),
            page.t(outcome),
        ]));
    }
    text
}

fn row(cells: [String; 7]) -> String {
    format!("{}\r\n", cells.map(|text| cell(&text)).join(","))
}

/// A cell that no spreadsheet takes for a formula (OWASP, CSV injection), whoever named an app.
fn cell(text: &str) -> String {
    let text = text.replace(['\r', '\n', '\t'], " ");
    let guard = match text.trim_start().chars().next() {
        Some('=' | '+' | '-' | '@' | '|' | '%') => "'",
        _ => "",
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// The key of the text, as far as there is one for how it ended.
fn key(visit: &Visit, happened: &Happened) -> String {
    let keys = visit.page.texts.keys();
    let many = happened.detail["why"] == "too_many";
    let key = match of_details(happened) {
        Some(key) => key.to_owned(),
        None => key_of(happened.event, happened.is_refused, many),
    };
    match keys.contains(&key) {
        true => key,
        false => key_of(happened.event, false, false),
    }
}

/// The text about what of somebody's details was changed, where that was one thing that has words of its own.
fn of_details(happened: &Happened) -> Option<&'static str> {
    if happened.event != "user.changed" || happened.is_refused {
        return None;
    }
    let members = happened.detail["members"].as_array()?;
    let is_one_of = |all: &[&str]| {
        members
            .iter()
            .all(|one| one.as_str().is_some_and(|one| all.contains(&one)))
    };
    match members.len() {
        0 => None,
        _ if is_one_of(&["roles"]) => Some("activity-user-changed-roles"),
        1 if is_one_of(&["email_verified"]) => Some("activity-user-changed-address-proven"),
        _ if is_one_of(&["email", "email_verified", "identifiers"]) => {
            Some("activity-user-changed-address")
        }
        _ => None,
    }
}

fn by(visit: &Visit, happened: &Happened) -> Option<String> {
    match happened.by {
        By::Operator => Some(visit.page.t("activity-by-operator")),
        By::Service => Some(visit.page.t("activity-by-service")),
        By::Person | By::Unknown => None,
    }
}

/// What the person called the authenticator app or the passkey that it is about.
fn name_of(happened: &Happened) -> Option<String> {
    let is_one = happened.event.starts_with("factor.") || happened.event.starts_with("passkey.");
    let name = happened.detail["name"].as_str().filter(|_| is_one)?;
    Some(name.to_owned())
}

fn browser_of(visit: &Visit, happened: &Happened) -> String {
    let named = |name: &str| happened.detail[name].as_str();
    match (named("browser"), named("system")) {
        // In the middle of a sentence.
        (None, None) => visit.page.t("activity-browser-unknown"),
        (name, system) => browser(&visit.page, name, system),
    }
}

fn app_of(visit: &Visit, happened: &Happened) -> String {
    let client = happened.client.as_ref();
    client.map_or_else(String::new, |id| app_name(visit, id))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, safe) in [
            ("Glucose Diary", "\"Glucose Diary\""),
            ("=1+1", "\"'=1+1\""),
            (" @SUM(A1)", "\"' @SUM(A1)\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("\t=1", "\"' =1\""),
            ("\r\n=1", "\"'  =1\""),
            ("a \"quoted\", name", "\"a \"\"quoted\"\", name\""),
            ("", "\"\""),
        ] {
            assert_eq!(cell(text), safe);
        }
    }
}
