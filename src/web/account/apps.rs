//! `/account/apps`, `/account/apps/{id}`: what apps may do, narrowed and stopped (CO-06, CO-09).

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Visit, Want, visit, visit_post};
use crate::{
    account::{
        apps::{self, App},
        narrowing::{self, Kept},
    },
    authorize::own,
    core::{Door, Fault, Reason, Refusal, ScopeList, Timestamp},
    http::{HttpState, blocking},
    model::{
        ClientId, Notice, Purpose,
        scope::{OFFLINE_ACCESS, is_implied},
    },
    web::{
        Front,
        form::Fields,
        interaction::consent::words,
        view::account::{
            AppPage, Apps, Section,
            app::{AppError, LegacyNote, RightLine},
            apps::AppLine,
        },
    },
};

const PATH: &str = "/account/apps";
/// Hosts of an app that are shown.
const HOSTS: usize = 3;

/// CO-09: "which clinic apps a person uses is itself health data".
fn want() -> Want {
    Want::fresh(Purpose::Apps)
}

fn path_of(client: &ClientId) -> String {
    format!("{PATH}/{client}")
}

/// All apps of the person.
pub async fn list(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    let visit = match visit(&front, &state, &request, &want()).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let (ctx, user) = (visit.ctx.clone(), visit.user.id.clone());
    let apps = match blocking(move || apps::list(&ctx, &user)).await {
        Ok(apps) => apps,
        Err(fault) => return front.fault_page(&request, &fault),
    };
    let line = |app: &App| {
        let path = path_of(&app.client.id);
        AppLine {
            name: app.client.display_name().to_owned(),
            csrf: visit.csrf(&path),
            path,
            since: app.since,
            last_used_at: app.last_used_at,
            offline: app.is_offline,
            legacy: app.door.is_some(),
        }
    };
    let view = Apps {
        page: visit.page.clone(),
        frame: visit.frame(Section::Apps),
        apps: apps.iter().map(line).collect(),
    };
    front.html(200, &view, None)
}

/// One app.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    id: web::Path<String>,
) -> HttpResponse {
    let visit = match visit(&front, &state, &request, &want()).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    match find(&front, &request, &visit, &id).await {
        Ok(app) => front.html(200, &page(&visit, &app, None), None),
        Err(refused) => refused,
    }
}

/// What is left to it, or its end.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
    id: web::Path<String>,
) -> HttpResponse {
    let gate = (&want(), request.path());
    let (visit, form) = match visit_post(&front, &state, &request, &mut payload, gate).await {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let app = match find(&front, &request, &visit, &id).await {
        Ok(app) => app,
        Err(refused) => return refused,
    };
    match form.one("decision") {
        "stop" => stop(&front, &request, &visit, &app).await,
        "save" => save(&front, &request, &visit, (&app, &form)).await,
        // AZ-15: an empty post does nothing.
        _ => front.see_other(&path_of(&app.client.id)),
    }
}

/// An app of this person. One that is not theirs, or none at all, is not told apart.
async fn find(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    id: &str,
) -> Result<App, HttpResponse> {
    let (ctx, user, client) = (visit.ctx.clone(), visit.user.id.clone(), ClientId::new(id));
    match blocking(move || apps::find(&ctx, &user, &client)).await {
        Ok(Some(app)) => Ok(app),
        Ok(None) => Err(front.refuse_page(request, &Reason::NotFound.into())),
        Err(fault) => Err(front.fault_page(request, &fault)),
    }
}

async fn stop(front: &Front, request: &HttpRequest, visit: &Visit, app: &App) -> HttpResponse {
    let (ctx, session, user, client) = (
        visit.ctx.clone(),
        visit.session.clone(),
        visit.user.id.clone(),
        app.client.id.clone(),
    );
    let stopped = blocking(move || {
        apps::stop(&ctx, &user, &client, &format!("user:{user}"))?;
        own::put_notice(&ctx, &session, Notice::AppStopped)
    });
    match stopped.await {
        Ok(()) => front.see_other(PATH),
        Err(fault) => front.fault_page(request, &fault),
    }
}

async fn save(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    (app, form): (&App, &Fields),
) -> HttpResponse {
    let sent = Sent {
        scopes: form.all("scope").map(str::to_owned).collect(),
        claims: form.all("claim").map(str::to_owned).collect(),
    };
    let Some(scope) = sent.scope() else {
        return front.refuse_page(request, &Reason::ConsentTampered.into());
    };
    let shown = page(visit, app, Some(&sent));
    let kept = Kept {
        scope,
        claims: sent.claims.clone(),
        locale: visit.page.lang().to_owned(),
        wording: wording(&shown),
        session: visit.session.id.clone(),
    };
    let (ctx, session, user, client) = (
        visit.ctx.clone(),
        visit.session.clone(),
        visit.user.id.clone(),
        app.client.id.clone(),
    );
    let narrowed = blocking(move || {
        let settled = narrowing::narrow(&ctx, &user, &client, &kept)?;
        if settled.is_ok() {
            own::put_notice(&ctx, &session, Notice::AppNarrowed)?;
        }
        Ok::<Result<(), Refusal>, Fault>(settled)
    });
    let error = match narrowed.await {
        Ok(Ok(())) => return front.see_other(&path_of(&app.client.id)),
        Ok(Err(refusal)) => match refusal.reason {
            Reason::ConsentEmpty => AppError::Empty,
            Reason::ConsentDenied => AppError::Essential,
            // Another tab was first: the page as it is now.
            Reason::InteractionFinished => return front.see_other(&path_of(&app.client.id)),
            _ => return front.refuse_page(request, &refusal),
        },
        Err(fault) => return front.fault_page(request, &fault),
    };
    front.html(422, &AppPage { error, ..shown }, None)
}

/// What was left ticked.
struct Sent {
    scopes: Vec<String>,
    claims: Vec<String>,
}

impl Sent {
    /// The scopes, if they are any.
    fn scope(&self) -> Option<ScopeList> {
        match self.scopes.as_slice() {
            [] => Some(ScopeList::default()),
            scopes => ScopeList::parse(&scopes.join(" ")),
        }
    }
}

/// What the person read, for the record.
fn wording(page: &AppPage) -> String {
    let ticked = page.rights.iter().filter(|right| right.ticked);
    let lines = ticked.map(|right| right.title.clone());
    let all: Vec<String> = [page.page.t("app-what"), page.page.t("app-what-hint")]
        .into_iter()
        .chain(lines)
        .collect();
    all.join("\n")
}

/// The page, with everything ticked that the app may do, or what was sent.
fn page(visit: &Visit, app: &App, sent: Option<&Sent>) -> AppPage {
    let (ctx, metadata) = (&visit.ctx, &app.client.metadata);
    let action = path_of(&app.client.id);
    let mut hosts: Vec<String> = app.client.redirect_hosts().into_iter().flatten().collect();
    hosts.sort();
    hosts.dedup();
    hosts.truncate(HOSTS);
    let resource = app.consent.as_ref().and_then(|c| c.resource.as_deref());
    let audiences = resource.into_iter().flat_map(|all| all.split(' '));
    let catalog = ctx.app.catalog();
    let named = |audience: &str| {
        let title = catalog.resource(audience).map(|known| known.title.clone());
        title
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| audience.to_owned())
    };
    AppPage {
        page: visit.page.clone(),
        frame: visit.frame(Section::Apps),
        csrf: visit.csrf(&action),
        action,
        name: app.client.display_name().to_owned(),
        hosts,
        rights: rights(visit, app, sent),
        narrows: app.can_be_narrowed(),
        audiences: audiences.map(named).collect(),
        since: app.since,
        last_used_at: app.last_used_at,
        until: app.until,
        offline: app.is_offline,
        lag: app.lag.map(|lag| lag.as_secs().div_ceil(60)),
        legacy: app.door.map(|door| {
            let config = ctx.app.config.legacy.door(door);
            legacy(
                door,
                config.guide.as_ref(),
                (config.sunset_at, metadata.signet.sunset_at),
            )
        }),
        error: AppError::None,
    }
}

/// What the app may do, in the words of the page that asked.
fn rights(visit: &Visit, app: &App, sent: Option<&Sent>) -> Vec<RightLine> {
    let (catalog, page) = (visit.ctx.app.catalog(), &visit.page);
    let essential = ScopeList::parse(&app.client.metadata.signet.essential_scope);
    let essential = essential.unwrap_or_default();
    let mut lines = Vec::new();
    for name in app.scope.iter().filter(|name| !is_implied(name)) {
        let (title, hint) = match catalog.scope(name) {
            _ if name == OFFLINE_ACCESS => (
                page.t("consent-offline-title"),
                page.t("consent-offline-hint"),
            ),
            Some(scope) => words(page, scope),
            None => (name.to_owned(), String::new()),
        };
        lines.push(RightLine {
            name: name.to_owned(),
            claim: false,
            title,
            hint,
            ticked: sent.is_none_or(|sent| sent.scopes.iter().any(|one| one == name)),
            essential: essential.contains(name),
        });
    }
    for name in app.consent.iter().flat_map(|consent| &consent.claims) {
        lines.push(RightLine {
            name: name.clone(),
            claim: true,
            title: page.texts.claim(name).unwrap_or_else(|| name.clone()),
            hint: String::new(),
            ticked: sent.is_none_or(|sent| sent.claims.contains(name)),
            essential: false,
        });
    }
    lines
}

/// What is to be known of the old way by which an app signs in.
fn legacy(
    door: Door,
    guide: Option<&String>,
    ends: (Option<Timestamp>, Option<Timestamp>),
) -> LegacyNote {
    let own = || format!("/docs/migration/{}", door.name());
    LegacyNote {
        ends_at: ends.0.into_iter().chain(ends.1).min(),
        guide: guide.cloned().unwrap_or_else(own),
    }
}
