//! `/account/profile…`: what is known of a person, and how they are reached.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Map, Value};

use super::{Visit, Want, visit, visit_post};
use crate::{
    account::{
        access::By,
        action_code::{self, Purpose as Code},
        contact::{self, NotTaken, Took},
        edit::{self, Edit},
        identifier::{self, Waits},
    },
    authorize::own,
    core::{Digest, Fault, Reason},
    http::{HttpState, blocking, texts::Language},
    model::{Notice, Purpose},
    web::{
        Front,
        recover::code_refused,
        view::{
            account::{ChangeContact, Profile, Section, profile::Asks},
            recover::CodeState,
        },
    },
};

/// The path of the page.
pub(super) const PATH: &str = "/account/profile";
const EMAIL: &str = "/account/profile/email";
const MOBILE: &str = "/account/profile/mobile";
const CODE: &str = "/account/profile/mobile/code";

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
        Ok(visit) => front.html(200, &page(&visit, None), None),
        Err(refused) => refused,
    }
}

fn page(visit: &Visit, wrong: Option<&'static str>) -> Profile {
    let profile = &visit.user.profile;
    let claim = |name: &str| {
        let value = profile.other.get(name).and_then(Value::as_str);
        value.unwrap_or_default().to_owned()
    };
    let number = claim("phone_number");
    let config = &visit.ctx.app.config;
    let email = profile.email.clone();
    Profile {
        page: visit.page.clone(),
        frame: visit.frame(Section::Profile),
        csrf: visit.csrf(PATH),
        csrf_verify: visit.csrf("/account/profile/verify"),
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
    let bad = |text: &str| text.len() > 254 || text.chars().any(char::is_control);
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
        return front.html(422, &page(&visit, wrong), None);
    }
    let (ctx, session) = (visit.ctx.clone(), visit.session.clone());
    let saved = blocking(move || {
        let actor = format!("user:{}", session.user_id);
        let by = By {
            actor: &actor,
            session: Some(&session.id),
            reason: None,
        };
        // That there was nothing to change is as good to them.
        let saved = edit::edit(&ctx, &session.user_id, &change, by)?;
        let fine = saved
            .as_ref()
            .map_or_else(|error| !error.is_conflict, |_| true);
        if fine {
            own::put_notice(&ctx, &session, Notice::ProfileSaved)?;
        }
        Ok::<_, Fault>(fine)
    });
    match saved.await {
        Ok(true) => front.see_other(PATH),
        Ok(false) => front.refuse_page(&request, &Reason::ReauthRequired.into()),
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

fn contact(
    visit: &Visit,
    asks: Asks,
    (typed, error): (&str, Option<&'static str>),
) -> ChangeContact {
    let path = match asks {
        Asks::Email => EMAIL,
        Asks::Mobile => MOBILE,
        Asks::Code => CODE,
    };
    ChangeContact {
        page: visit.page.clone(),
        frame: visit.frame(Section::Profile),
        csrf: visit.csrf(path),
        asks,
        typed: typed.to_owned(),
        error,
    }
}

async fn ask(front: &Front, state: &HttpState, request: &HttpRequest, asks: Asks) -> HttpResponse {
    let config = &state.app.config;
    let is_on = match asks {
        Asks::Email => config.mail.is_on(),
        Asks::Mobile | Asks::Code => config.sms.is_on(),
    };
    if !is_on {
        return front.refuse_page(request, &Reason::NotFound.into());
    }
    match visit(front, state, request, &fresh()).await {
        Ok(visit) => front.html(200, &contact(&visit, asks, ("", None)), None),
        Err(refused) => refused,
    }
}

/// The form for another address.
pub async fn email(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    ask(&front, &state, &request, Asks::Email).await
}

/// The form for another number.
pub async fn mobile(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    ask(&front, &state, &request, Asks::Mobile).await
}

/// The form for the code that was sent to the number.
pub async fn code(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    ask(&front, &state, &request, Asks::Code).await
}

/// Another address.
pub async fn change_email(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let want = fresh();
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, EMAIL)).await;
    let (visit, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let typed = form.one("email").to_owned();
    let (ctx, user, waits) = (visit.ctx.clone(), visit.user.clone(), waits(&visit));
    let (session, text) = (visit.session.clone(), typed.clone());
    let asked = blocking(move || {
        let asked = contact::ask_for_email(&ctx, &user, (&text, &waits))?;
        if asked.is_ok() {
            own::put_notice(&ctx, &session, Notice::AddressAsked)?;
        }
        Ok::<_, Fault>(asked)
    });
    match asked.await {
        Ok(Ok(())) => front.see_other(PATH),
        Ok(Err(error)) => {
            let key = match error {
                NotTaken::Malformed => "contact-email-wrong",
                NotTaken::Same => "contact-same",
            };
            front.html(
                422,
                &contact(&visit, Asks::Email, (&typed, Some(key))),
                None,
            )
        }
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// Another number.
pub async fn change_mobile(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let want = fresh();
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, MOBILE)).await;
    let (visit, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let typed = form.one("mobile").to_owned();
    let (ctx, user, waits) = (visit.ctx.clone(), visit.user.clone(), waits(&visit));
    let text = typed.clone();
    match blocking(move || contact::ask_for_mobile(&ctx, &user, (&text, &waits))).await {
        Ok(Ok(())) => front.see_other(CODE),
        Ok(Err(error)) => {
            let key = match error {
                NotTaken::Malformed => "contact-mobile-wrong",
                NotTaken::Same => "contact-same",
            };
            let view = contact(&visit, Asks::Mobile, (&typed, Some(key)));
            front.html(422, &view, None)
        }
        Err(fault) => front.fault_page(&request, &fault),
    }
}

/// The code that was sent to the number.
pub async fn enter_code(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    let want = fresh();
    let visited = visit_post(&front, &state, &request, &mut payload, (&want, CODE)).await;
    let (visit, form) = match visited {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let typed = action_code::normalize(form.one("code"));
    let (ctx, session) = (visit.ctx.clone(), visit.session.clone());
    let done = blocking(move || {
        let code = (Code::ChangeMobile, &typed);
        let done = contact::change_short(&ctx, &session.user_id, code)?;
        if let Ok(took) = &done {
            let notice = match took {
                Took::PlaceOfAnother => Notice::NumberChanged,
                Took::FreePlace => Notice::NumberAdded,
            };
            own::put_notice(&ctx, &session, notice)?;
        }
        Ok::<_, Fault>(done)
    });
    match done.await {
        Ok(Ok(_)) => front.see_other(PATH),
        Ok(Err(refusal)) => match code_refused(&refusal) {
            Some((status, state)) => {
                let key = match state {
                    CodeState::Wrong => "action-code-wrong-what",
                    _ => "action-code-over",
                };
                front.html(status, &contact(&visit, Asks::Code, ("", Some(key))), None)
            }
            None => front.refuse_page(&request, &refusal),
        },
        Err(fault) => front.fault_page(&request, &fault),
    }
}
