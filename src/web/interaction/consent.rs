//! `/interaction/{flow}/consent`: what the app may do.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Form, Visit, visit, visit_post};
use crate::{
    account::registry,
    app::Ctx,
    authorize::{
        Step,
        consent::{self, Decision, is_implied},
    },
    core::{Reason, ScopeList},
    grants::target,
    http::{HttpState, blocking},
    model::{
        AuthorizationRequest, Client, Scope, Word,
        consent::{NO_END, Until},
        scope::{self as model, OFFLINE_ACCESS, ScopeGroup},
    },
    web::{
        Front, view,
        view::{
            Page,
            consent::{
                About, Ask, Asker, ConsentState, Duration, End, Group, GroupKind, Offline, Right,
            },
        },
    },
};

/// What the person has ticked and chosen so far.
#[derive(Debug, Default)]
struct Sent {
    scopes: ScopeList,
    claims: Vec<String>,
    until: Option<Until>,
    /// "Tick everything" was pressed.
    all: bool,
}

impl Sent {
    /// From the form; what is no end of ours is refused.
    fn read(form: &Form) -> Result<Self, Reason> {
        let until = match form.one("until") {
            "" => None,
            word => Some(Until::from_word(word).ok_or(Reason::ConsentTampered)?),
        };
        Ok(Self {
            scopes: form.all("scope").collect(),
            claims: form.all("claim").map(str::to_owned).collect(),
            until,
            all: form.one("select") == "all",
        })
    }

    /// Sensitive data stays unticked when everything is ticked.
    fn has(&self, scope: &Scope) -> bool {
        (self.all && scope.group != ScopeGroup::Sensitive) || self.scopes.contains(&scope.name)
    }

    fn is_empty(&self) -> bool {
        self.scopes.is_empty() && self.claims.is_empty()
    }
}

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
    let Some(asked) = Asked::of(&visit.step) else {
        return visit.resume(&front, &request).await;
    };
    visit.show(&front, 200, &page(&visit, &asked, &Sent::default()))
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
    let Some(asked) = Asked::of(&visit.step) else {
        return visit.resume(&front, &request).await;
    };
    let sent = match Sent::read(&form) {
        Ok(sent) => sent,
        Err(reason) => return front.refuse_page(&request, &reason.into()),
    };
    match form.one("decision") {
        // The first button of the form: Enter never grants.
        _ if sent.all => {
            let view = view::Consent {
                state: ConsentState::AllTicked,
                ..page(&visit, &asked, &sent)
            };
            visit.show(&front, 200, &view)
        }
        "deny" => {
            visit
                .deny(&front, &request, &Reason::ConsentDenied.into())
                .await
        }
        "allow" => allow(&front, &request, &visit, &asked, sent).await,
        // AZ-15: "empty POST never advances".
        _ => {
            let view = page(&visit, &asked, &sent);
            visit.show(&front, 422, &view)
        }
    }
}

async fn allow(
    front: &Front,
    request: &HttpRequest,
    visit: &Visit,
    asked: &Asked<'_>,
    sent: Sent,
) -> HttpResponse {
    let view = page(visit, asked, &sent);
    // A mere sign-in has no ticks: allowing it allows what it says.
    let simple = view.groups().is_empty();
    if !simple && sent.is_empty() && asked.allowed.is_empty() {
        let view = view::Consent {
            state: ConsentState::NothingTicked,
            ..view
        };
        return visit.show(front, 422, &view);
    }
    let decision = Decision {
        ticked: if simple {
            // CO-07: to stay connected is never part of a mere sign-in.
            asked
                .missing
                .filtered(|name| name != OFFLINE_ACCESS || sent.scopes.contains(name))
        } else {
            sent.scopes
        },
        claims: sent.claims,
        until: sent.until,
        locale: visit.page.lang().to_owned(),
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

/// What the page has to ask.
struct Asked<'a> {
    missing: &'a ScopeList,
    allowed: &'a ScopeList,
    claims: &'a [String],
}

impl<'a> Asked<'a> {
    fn of(step: &'a Step) -> Option<Self> {
        match step {
            Step::Consent {
                missing,
                allowed,
                claims,
            } => Some(Self {
                missing,
                allowed,
                claims,
            }),
            _ => None,
        }
    }
}

fn page(visit: &Visit, asked: &Asked<'_>, sent: &Sent) -> view::Consent {
    let catalog = visit.ctx.app.catalog();
    let (client, request) = (&visit.open.client, &visit.open.interaction.request);
    let metadata = &client.metadata;
    let essential = ScopeList::parse(&metadata.signet.essential_scope).unwrap_or_default();
    let titles = |list: &ScopeList| -> Vec<String> {
        let known = list
            .iter()
            .filter(|name| !is_implied(name))
            .filter_map(|name| catalog.scope(name));
        known.map(|scope| words(&visit.page, scope).0).collect()
    };
    let scopes: Vec<&Scope> = asked
        .missing
        .iter()
        .filter(|name| *name != OFFLINE_ACCESS)
        .filter_map(|name| catalog.scope(name))
        .collect();
    let duration = duration(visit, asked, &essential, sent);
    let mere = scopes
        .iter()
        .all(|scope| scope.name == "openid" || scope.name == "profile");
    let ask = if mere
        && asked.allowed.is_empty()
        && asked.claims.is_empty()
        && duration.offline.is_none()
    {
        Ask::SignIn {
            profile: asked.missing.contains("profile"),
        }
    } else {
        let mut groups = groups(&visit.page, &scopes, &essential, &|scope| sent.has(scope));
        add_claims(visit, asked, sent, &mut groups);
        Ask::Choose(groups)
    };
    view::Consent {
        page: visit.page.clone(),
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
        duration,
        audiences: audiences(&visit.ctx, client, request),
        granted: titles(asked.allowed),
        about: About {
            policy: metadata.policy_uri.clone(),
            terms: metadata.tos_uri.clone(),
            funding: metadata.signet.about.funding.clone(),
            sharing: metadata.signet.about.sharing.clone(),
            deletion: metadata.signet.about.deletion.clone(),
            scopes: request.scope.iter().map(str::to_owned).collect(),
        },
        stop: Some("/account/apps".to_owned()),
        state: ConsentState::First,
    }
}

/// For how long: until when the answer is remembered, and the tick to stay connected (CO-01, CO-07).
fn duration(visit: &Visit, asked: &Asked<'_>, essential: &ScopeList, sent: &Sent) -> Duration {
    let (ctx, offline) = (&visit.ctx, asked.missing.contains(OFFLINE_ACCESS));
    let config = &ctx.app.config.consent;
    let ends = consent::ends(ctx).into_iter().map(|(until, at)| End {
        value: until.word(),
        at: (at != NO_END).then_some(at),
        chosen: sent.until == Some(until),
    });
    Duration {
        // CO-04: of an app whose identity is not assured each time is asked.
        remembered: (config.remember && visit.open.is_assured()).then(|| ctx.now.plus(config.max)),
        offline: offline.then(|| Offline {
            ticked: sent.all || sent.scopes.contains(OFFLINE_ACCESS),
            essential: essential.contains(OFFLINE_ACCESS),
            ends: ends.collect(),
        }),
    }
}

/// Claims that are asked one by one stand with what is about the person.
fn add_claims(visit: &Visit, asked: &Asked<'_>, sent: &Sent, groups: &mut Vec<Group>) {
    let request = visit.open.interaction.request.claims.as_ref();
    let ticks = asked.claims.iter().map(|name| view::consent::Scope {
        name: name.clone(),
        claim: true,
        title: visit.page.texts.claim(name).unwrap_or_else(|| name.clone()),
        hint: String::new(),
        ticked: sent.all || sent.claims.contains(name),
        essential: request.is_some_and(|request| request.is_essential(name)),
        right: Right::See,
    });
    let ticks: Vec<_> = ticks.collect();
    if ticks.is_empty() {
        return;
    }
    match groups
        .iter_mut()
        .find(|group| group.kind == GroupKind::About)
    {
        Some(group) => group.scopes.extend(ticks),
        None => groups.insert(
            0,
            Group {
                kind: GroupKind::About,
                scopes: ticks,
            },
        ),
    }
}

/// The services that the app would reach, as people know them.
fn audiences(ctx: &Ctx, client: &Client, request: &AuthorizationRequest) -> Vec<String> {
    let catalog = ctx.app.catalog();
    let named = |audience: String| {
        let known = catalog.resource(&audience);
        known
            .map(|resource| resource.title.clone())
            .filter(|title| !title.is_empty())
            .unwrap_or(audience)
    };
    target::resources(ctx, client, &request.scope, &request.resource)
        .into_iter()
        .map(named)
        .collect()
}

/// What a scope is called, and what that means: in the person's language where it is one of OpenID
/// Connect, else as the operator has written it.
pub(in crate::web) fn words(page: &Page, scope: &Scope) -> (String, String) {
    if registry::is_as_made(scope) {
        if scope.name == OFFLINE_ACCESS {
            let [title, hint] =
                ["consent-offline-title", "consent-offline-hint"].map(|k| page.t(k));
            return (title, hint);
        }
        if let Some(known) = page.texts.scope(&scope.name) {
            return (known.title, known.hint);
        }
    }
    (scope.title.clone(), scope.description.clone())
}

fn groups(
    page: &Page,
    scopes: &[&Scope],
    essential: &ScopeList,
    ticked: &dyn Fn(&Scope) -> bool,
) -> Vec<Group> {
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
            .map(|scope| {
                let (title, hint) = words(page, scope);
                view::consent::Scope {
                    name: scope.name.clone(),
                    claim: false,
                    title,
                    hint,
                    ticked: ticked(scope),
                    essential: essential.contains(&scope.name),
                    right: match scope.right {
                        model::Right::See => Right::See,
                        model::Right::Add => Right::Add,
                        model::Right::Change => Right::Change,
                        model::Right::Delete => Right::Delete,
                    },
                }
            })
            .collect();
        (!scopes.is_empty()).then_some(Group { kind, scopes })
    };
    kinds.into_iter().filter_map(group).collect()
}
