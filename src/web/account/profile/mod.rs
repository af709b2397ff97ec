//! `/account/profile…`: what is known of a person, and how they are reached.

pub mod contact;

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Map, Value};

use super::{Visit, Want, visit, visit_post};
use crate::{
    account::{
        access::By,
        contact::{self as change, Waiting},
        edit::{self, Edit},
        identifier::{self, Waits},
        texts,
    },
    authorize::own,
    core::{Digest, Fault, Reason, Refusal},
    http::{HttpState, blocking, texts::Language},
    model::{Notice, Purpose},
    web::{
        Front,
        view::account::{
            Profile, Section,
            profile::{Asks, Waits as WaitsFor},
        },
    },
};

/// The path of the page.
pub(super) const PATH: &str = "/account/profile";
const CANCEL: &str = "/account/profile/cancel";

/// Whoever changes where messages go has just proven who they are (LG-15).
fn fresh() -> Want {
    Want::fresh(Purpose::Profile)
}

/// The profile.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    match visit(&front, &state, &request, &Want::default()).await {
        Ok(visit) => show(&front, &request, &visit, (200, None)).await,
        Err(refused) => refused,
    }
}

/// The page, with the changes that wait.
async fn show(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    (status, wrong): (u16, Option<&'static str>),
) -> HttpResponse {
    let (ctx, user) = (visit.ctx.clone(), visit.user.id.clone());
    match blocking(move || change::waiting(&ctx, &user)).await {
        Ok(waiting) => front.html(status, &page(visit, waiting, wrong), None),
        Err(fault) => front.fault_page(request, &fault),
    }
}

/// Their mobile number, as apps are told it; empty if there is none.
fn number_of(visit: &Visit) -> &str {
    let claims = &visit.user.profile.other;
    let number = claims.get("phone_number").and_then(Value::as_str);
    number.unwrap_or_default()
}

fn page(visit: &Visit, waiting: Vec<Waiting>, wrong: Option<&'static str>) -> Profile {
    let profile = &visit.user.profile;
    let claim = |name: &str| {
        let value = profile.other.get(name).and_then(Value::as_str);
        value.unwrap_or_default().to_owned()
    };
    let number = number_of(visit).to_owned();
    let waiting = waiting.into_iter().map(|one| WaitsFor {
        asks: match one.is_mobile {
            true => Asks::Mobile,
            false => Asks::Email,
        },
        to: one.to,
        until: one.until,
    });
    let config = &visit.ctx.app.config;
    let email = profile.email.clone();
    Profile {
        page: visit.page.clone(),
        frame: visit.frame(Section::Profile),
        csrf: visit.csrf(PATH),
        csrf_verify: visit.csrf("/account/profile/verify"),
        csrf_cancel: visit.csrf(CANCEL),
        waiting: waiting.collect(),
        name: profile.name.clone().unwrap_or_default(),
        given_name: claim("given_name"),
        family_name: claim("family_name"),
        locale: language_of(profile.locale.as_deref().unwrap_or_default()).to_owned(),
        languages: Language::ALL
            .iter()
            .map(|language| (language.code(), language.name()))
            .collect(),
        zone: claim("zoneinfo"),
        username: profile.preferred_username.clone(),
        email: email.map(|email| (email, profile.email_verified)),
        mobile: config
            .sms
            .is_on()
            .then(|| Some(number).filter(|number| !number.is_empty())),
        mail: config.mail.is_on(),
        wrong,
    }
}

/// The language of a tag.
fn language_of(tag: &str) -> &str {
    tag.split_once('-').map_or(tag, |(language, _)| language)
}

/// A name of the time zone database, by its form (RFC 9557 §4.1): a list would be out of date.
fn is_zone(text: &str) -> bool {
    let is_part = |part: &str| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"._-+".contains(&b);
        !part.is_empty() && part.bytes().all(plain)
    };
    text.len() <= 64 && text.split('/').all(is_part)
}

/// How often a change that another one overtook is made anew.
const TRIES: usize = 3;

/// Names, language and time zone. RC-11: nothing else of the form is read.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let want = Want::default();
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, PATH)).await;
    let (mut visit, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let field = |name: &str| form.one(name).trim().to_owned();
    let (name, zone, locale) = (field("full_name"), field("zoneinfo"), field("language"));
    let known = visit.user.profile.locale.clone().unwrap_or_default();
    let locale = match Language::from_code(&locale) {
        // A tag that says more stays as it is.
        Some(language) if language_of(&known) == language.code() => known,
        Some(language) => language.code().to_owned(),
        None => String::new(),
    };
    let mut claims = Map::new();
    for (claim, value) in [
        ("given_name", field("given_name")),
        ("family_name", field("family_name")),
        ("zoneinfo", zone.clone()),
    ] {
        let value = Some(value).filter(|value| !value.is_empty());
        let before = visit.user.profile.other.get(claim).and_then(Value::as_str);
        if value.as_deref() != before {
            claims.insert(claim.into(), value.map_or(Value::Null, Value::String));
        }
    }
    let mut texts = claims.values().filter_map(Value::as_str);
    let bad = |text: &str| !texts::is_plain(text);
    let mut wrong = None;
    if bad(&name) || texts.any(bad) {
        wrong = Some("full_name");
    } else if !zone.is_empty() && !is_zone(&zone) {
        wrong = Some("zoneinfo");
    }
    let change = Edit {
        name: Some(name),
        locale: Some(locale),
        claims,
        ..Edit::default()
    };
    if wrong.is_some() {
        // What was typed is kept.
        visit.user.profile.name.clone_from(&change.name);
        visit.user.profile.other.extend(change.claims);
        return show(&front, &request, &visit, (422, wrong)).await;
    }
    let (ctx, session) = (visit.ctx.clone(), visit.session.clone());
    let saved = blocking(move || {
        let actor = format!("user:{}", session.user_id);
        let by = By {
            actor: &actor,
            session: Some(&session.id),
            reason: None,
        };
        for _ in 0..TRIES {
            let saved = edit::edit(&ctx, &session.user_id, &change, by)?;
            // That there was nothing to change is as good to them.
            if !saved.is_err_and(|error| error.is_conflict) {
                return own::put_notice(&ctx, &session, Notice::ProfileSaved);
            }
        }
        Err(Fault::Unavailable(
            "a profile was changed by too many at once".into(),
        ))
    });
    match saved.await {
        Ok(()) => front.see_other(PATH),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// Where this browser waits for a message.
fn waits(visit: &Visit) -> Waits {
    let browser = visit.browser.binding.as_ref();
    Waits {
        browser: browser.map_or(Digest::new([0; 32]), crate::authorize::csrf::digest),
        interaction: None,
    }
}

/// A message that proves the address there is.
pub async fn verify(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let want = Want::default();
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, PATH)).await;
    let (visit, _) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let (ctx, user, waits) = (visit.ctx.clone(), visit.user.clone(), waits(&visit));
    let session = visit.session.clone();
    let asked = blocking(move || {
        identifier::ask_to_verify(&ctx, &user, &waits)?;
        own::put_notice(&ctx, &session, Notice::AddressAsked)
    });
    match asked.await {
        Ok(()) => front.see_other(PATH),
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// Takes back that another address or number was asked for.
pub async fn cancel(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let want = Want::default();
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, CANCEL)).await;
    let (visit, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let is_mobile = match form.one("what") {
        "email" => false,
        "mobile" => true,
        _ => return front.refuse_page(&request, &Refusal::of(Reason::ParameterInvalid, "what")),
    };
    let (ctx, session) = (visit.ctx.clone(), visit.session.clone());
    let cancelled = blocking(move || {
        if change::cancel(&ctx, &session.user_id, is_mobile)? {
            own::put_notice(&ctx, &session, Notice::ChangeCancelled)?;
        }
        Ok::<_, Fault>(())
    });
    match cancelled.await {
        Ok(()) => front.see_other(PATH),
        Err(fault) => front.fault_page(&request, &fault),
    }
}
