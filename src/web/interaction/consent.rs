//! `/interaction/{flow}/consent`: what the app may do.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Visit, visit, visit_post};
use crate::{
    app::Catalog,
    authorize::{
        Step,
        consent::{self, Decision, is_implied},
    },
    core::{Reason, ScopeList},
    http::{HttpState, blocking},
    model::{
        Scope,
        scope::{self as model, ScopeGroup},
    },
    web::{
        Front, view,
        view::consent::{About, Ask, Asker, ConsentState, Group, GroupKind, Right},
    },
};

/// The form.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    flow: web::Path<String>,
) -> HttpResponse {
    let visit = match visit(&front, &state, &request, &flow).await {
        Ok(visit) => visit,
        Err(refused) => return refused,
    };
    let Step::Consent { missing, allowed } = &visit.step else {
        return visit.resume(&front, &request).await;
    };
    front.html(
        200,
        &page(&front, &visit, (missing, allowed), &|_| false),
        visit.form_action().as_deref(),
    )
}

/// The decision.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
    flow: web::Path<String>,
) -> HttpResponse {
    let (visit, form) = match visit_post(&front, &state, &request, &mut payload, &flow).await {
        Ok(visited) => visited,
        Err(refused) => return refused,
    };
    let Step::Consent { missing, allowed } = &visit.step else {
        return visit.resume(&front, &request).await;
    };
    let ticked: ScopeList = form.all("scope").collect();
    match (form.one("select"), form.one("decision")) {
        // The first button of the form: Enter never grants. Sensitive data stays unticked.
        ("all", _) => {
            let view = page(&front, &visit, (missing, allowed), &|scope| {
                scope.group != ScopeGroup::Sensitive || ticked.contains(&scope.name)
            });
            let view = view::Consent {
                state: ConsentState::AllTicked,
                ..view
            };
            front.html(200, &view, visit.form_action().as_deref())
        }
        (_, "deny") => {
            visit
                .deny(&front, &request, &Reason::ConsentDenied.into())
                .await
        }
        (_, "allow") => allow(&front, &request, &visit, ticked).await,
        // AZ-15: "empty POST never advances".
        _ => {
            let view = page(&front, &visit, (missing, allowed), &|scope| {
                ticked.contains(&scope.name)
            });
            front.html(422, &view, visit.form_action().as_deref())
        }
    }
}

async fn allow(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    ticked: ScopeList,
) -> HttpResponse {
    let Step::Consent { missing, allowed } = &visit.step else {
        return visit.resume(front, request).await;
    };
    let view = page(front, visit, (missing, allowed), &|scope| {
        ticked.contains(&scope.name)
    });
    // A mere sign-in has no ticks: allowing it allows what it says.
    let simple = view.groups().is_empty();
    if !simple && ticked.is_empty() && allowed.is_empty() {
        let view = view::Consent {
            state: ConsentState::NothingTicked,
            ..view
        };
        return front.html(422, &view, visit.form_action().as_deref());
    }
    let decision = Decision {
        ticked: if simple { missing.clone() } else { ticked },
        locale: front.page.lang().to_owned(),
        wording: view.wording(),
    };
    let (ctx, open) = (visit.ctx.clone(), visit.open.clone());
    match blocking(move || consent::allow(&ctx, &open, &decision)).await {
        Ok(Err(refusal))
            if matches!(refusal.reason, Reason::ConsentDenied | Reason::ConsentEmpty) =>
        {
            visit.deny(front, request, &refusal).await
        }
        ended => visit.end(front, request, ended),
    }
}

fn page(
    front: &Front,
    visit: &Visit,
    (missing, allowed): (&ScopeList, &ScopeList),
    ticked: &dyn Fn(&Scope) -> bool,
) -> view::Consent {
    let catalog = visit.ctx.app.catalog();
    // A public app that is always asked again is asked for the whole.
    let whole = missing.is_empty();
    let asked = if whole { allowed } else { missing };
    let metadata = &visit.open.client.metadata;
    let essential = ScopeList::parse(&metadata.signet.essential_scope).unwrap_or_default();
    let titles = |list: &ScopeList| -> Vec<String> {
        let known = list
            .iter()
            .filter(|name| !is_implied(name))
            .filter_map(|name| catalog.scope(name));
        known.map(|scope| scope.title.clone()).collect()
    };
    let scopes: Vec<&Scope> = asked
        .iter()
        .filter_map(|name| catalog.scope(name))
        .collect();
    let mere = scopes
        .iter()
        .all(|scope| scope.name == "openid" || scope.name == "profile");
    let ask = if mere && (whole || allowed.is_empty()) {
        Ask::SignIn {
            profile: asked.contains("profile"),
        }
    } else {
        Ask::Choose(groups(&scopes, &essential, ticked))
    };
    view::Consent {
        page: front.page.clone(),
        action: visit.path("consent"),
        csrf: visit.csrf(),
        asker: Asker {
            app: visit.app(),
            maker: metadata.signet.maker.clone(),
            checked: metadata.signet.checked_at,
        },
        person: visit
            .open
            .session
            .as_ref()
            .map_or_else(String::new, |(_, user)| user.display_name().to_owned()),
        switch: visit.path("switch"),
        ask,
        audiences: audiences(&catalog, metadata.signet.default_audience.as_deref()),
        granted: if whole { Vec::new() } else { titles(allowed) },
        about: About {
            policy: metadata.policy_uri.clone(),
            terms: metadata.tos_uri.clone(),
            scopes: visit
                .open
                .interaction
                .request
                .scope
                .iter()
                .map(str::to_owned)
                .collect(),
        },
        stop: None,
        state: ConsentState::First,
    }
}

/// The services that the app would reach, as people know them.
fn audiences(catalog: &Catalog, audience: Option<&str>) -> Vec<String> {
    let Some(audience) = audience else {
        return Vec::new();
    };
    let known = catalog
        .resources()
        .iter()
        .find(|resource| resource.resource == audience);
    let title = known
        .map(|resource| resource.title.clone())
        .filter(|title| !title.is_empty());
    vec![title.unwrap_or_else(|| audience.to_owned())]
}

fn groups(scopes: &[&Scope], essential: &ScopeList, ticked: &dyn Fn(&Scope) -> bool) -> Vec<Group> {
    let kinds = [
        (ScopeGroup::Identity, GroupKind::About),
        (ScopeGroup::Health, GroupKind::Health),
        (ScopeGroup::Sensitive, GroupKind::Sensitive),
        (ScopeGroup::Write, GroupKind::Write),
    ];
    let group = |(group, kind): (ScopeGroup, GroupKind)| {
        let shown = scopes
            .iter()
            .filter(|scope| scope.group == group && !is_implied(&scope.name));
        let scopes: Vec<_> = shown
            .map(|scope| view::consent::Scope {
                name: scope.name.clone(),
                title: scope.title.clone(),
                hint: scope.description.clone(),
                ticked: ticked(scope),
                essential: essential.contains(&scope.name),
                right: match scope.right {
                    model::Right::See => Right::See,
                    model::Right::Add => Right::Add,
                    model::Right::Change => Right::Change,
                    model::Right::Delete => Right::Delete,
                },
            })
            .collect();
        (!scopes.is_empty()).then_some(Group { kind, scopes })
    };
    kinds.into_iter().filter_map(group).collect()
}
