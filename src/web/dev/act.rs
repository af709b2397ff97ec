//! `/dev/runs/{id}`: what was sent and answered so far, and what can be done with the tokens.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{
    PURPOSE, Playground, as_browser,
    call::Call,
    client::{address, breaks},
    credentials::authenticated,
    runs::Run,
    samples::SampleClient,
    tokens,
};
use crate::{
    app::Ctx,
    authorize::csrf,
    core::{Fault, Reason, Secret},
    http::{HttpState, body},
    web::{
        Front, cookies,
        view::dev::{DevRun, Do, Step},
    },
};

/// The page about a run.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    playground: web::Data<Playground>,
    request: HttpRequest,
    id: web::Path<String>,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let browser = cookies::find_playground(&request);
    let found = playground
        .runs
        .with(browser.as_ref(), |run| run.id == *id, |run| run.clone());
    let (Some(run), Some(browser)) = (found, browser) else {
        return front.refuse_page(&request, &Reason::NotFound.into());
    };
    let Some(client) = playground.samples.client(&run.client) else {
        return front.refuse_page(&request, &Reason::NotFound.into());
    };
    let ctx = state.ctx(&request);
    let csrf = csrf::token(&ctx, &as_browser(&browser), PURPOSE);
    let page = front.page(&request, None);
    let view = DevRun {
        client: client.name.clone(),
        client_page: format!("/dev/clients/{}", client.id),
        again: address(client, &run.scope, None),
        action: format!("/dev/runs/{}", run.id),
        csrf: csrf.expose().to_owned(),
        choices: Do::ALL
            .iter()
            .copied()
            .filter(|what| call(&ctx, &playground, client, &run, *what).is_some())
            .collect(),
        breaks: breaks(&page, client),
        page,
        steps: run.steps,
    };
    front.html(200, &view, None)
}

/// Does one thing with the tokens of a run.
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    playground: web::Data<Playground>,
    request: HttpRequest,
    id: web::Path<String>,
    mut payload: web::Payload,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let ctx = state.ctx(&request);
    let form = match body::read_form(&request, &mut payload, ctx.app.config.limits.body).await {
        Ok(form) => form,
        Err(refusal) => return front.refuse_page(&request, &refusal),
    };
    let field = |name: &str| {
        let found = form.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let browser = cookies::find_playground(&request);
    let is_ours = cookies::is_same_origin(&ctx, &request)
        && browser
            .as_ref()
            .is_some_and(|secret| csrf::check(&ctx, &as_browser(secret), PURPOSE, field("csrf")));
    if !is_ours {
        return front.refuse_page(&request, &Reason::CrossSite.into());
    }
    let this = |run: &Run| run.id == *id;
    let found = playground
        .runs
        .with(browser.as_ref(), this, |run| run.clone());
    let chosen = Do::from_word(field("do"));
    let asked = found.zip(chosen).and_then(|(run, what)| {
        let client = playground.samples.client(&run.client)?;
        Some((what, call(&ctx, &playground, client, &run, what)?))
    });
    let (what, call) = match asked {
        Some((what, Ok(call))) => (what, call),
        Some((_, Err(fault))) => return front.fault_page(&request, &fault),
        None => return front.refuse_page(&request, &Reason::NotFound.into()),
    };
    let step = sent(&playground, what.title(), &call).await;
    let address = playground.runs.with(browser.as_ref(), this, |run| {
        keep_tokens(run, &step);
        run.add(step);
        run.address()
    });
    match address {
        Some(address) => front.see_other(&address),
        None => front.refuse_page(&request, &Reason::NotFound.into()),
    }
}

/// The call that does it; `None` if the run has not the token for it, or nobody may ask.
fn call(
    ctx: &Ctx,
    playground: &Playground,
    client: &SampleClient,
    run: &Run,
    what: Do,
) -> Option<Result<Call, Fault>> {
    let access = run.access.as_ref().map(Secret::expose);
    let refresh = run.refresh.as_ref().map(Secret::expose);
    let old = run.old_refresh.as_ref().map(Secret::expose);
    let bearer = |token: String| Call {
        bearer: Some(token),
        ..Call::get(playground.endpoint("/userinfo"))
    };
    let as_client = |client: &SampleClient, path: &str, form: &[(&str, &str)]| {
        authenticated(ctx, playground, path, client, form)
    };
    let refreshed = |token: &str| {
        let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
        as_client(client, "/token", &form)
    };
    let introspected =
        |by: &SampleClient, token: &str| as_client(by, "/introspect", &[("token", token)]);
    let revoked = |token: &str| as_client(client, "/revoke", &[("token", token)]);
    // RFC 7662 §2.1: who introspects authenticates. A public client cannot: the API does it, for
    // the tokens that are sent to it.
    let own = (!client.is_public()).then_some(client);
    let api = || playground.samples.clients.iter().find(|c| c.introspects);
    Some(match what {
        Do::Refresh => refreshed(refresh?),
        Do::RefreshOld => refreshed(old?),
        Do::Userinfo => Ok(bearer(access?.to_owned())),
        Do::UserinfoBroken => Ok(bearer(broken(access?))),
        Do::Introspect => introspected(own.or_else(api)?, access?),
        Do::IntrospectRefresh => introspected(own?, refresh?),
        Do::Revoke => revoked(access?),
        Do::RevokeRefresh => revoked(refresh?),
    })
}

/// A token of which one character in the middle is another.
fn broken(token: &str) -> String {
    let middle = token.len() / 2;
    let other = |(at, c): (usize, char)| match (at == middle, c) {
        (true, 'A') => 'B',
        (true, _) => 'A',
        (false, c) => c,
    };
    token.char_indices().map(other).collect()
}

/// A step that is shown and not sent from here: the browser sends it.
pub(super) fn told(title: &'static str, call: &Call) -> Step {
    Step {
        title,
        curl: Some(call.curl()),
        request: call.text(),
        ..Step::default()
    }
}

/// Sends a call: the step with its answer.
pub(super) async fn sent(playground: &Playground, title: &'static str, call: &Call) -> Step {
    let step = told(title, call);
    match call.send().await {
        Err(why) => Step {
            note: Some("dev-note-unanswered"),
            answer: why,
            ..step
        },
        Ok(reply) => {
            let json = reply.json().unwrap_or_default();
            // A page has the link in its text.
            let in_page = reply.body.split("href=\"").find_map(|rest| {
                let href = rest.split('"').next()?;
                href.starts_with("/docs/errors/").then(|| href.to_owned())
            });
            let in_json = json["error_uri"].as_str();
            let in_json = in_json.and_then(|uri| explained(playground, uri));
            Step {
                answer: reply.text(),
                error: match json["error"].as_str() {
                    Some(error) => Some(error.to_owned()),
                    None => (reply.status >= 400).then(|| reply.status.to_string()),
                },
                explained: in_json.or(in_page.filter(|_| reply.is_page())),
                tokens: tokens::of(&json),
                json,
                ..step
            }
        }
    }
}

/// Where an `error_uri` leads to on this server.
pub(super) fn explained(playground: &Playground, uri: &str) -> Option<String> {
    let path = uri.strip_prefix(&playground.issuer)?;
    path.starts_with("/docs/errors/").then(|| path.to_owned())
}

/// Takes over the tokens of an answer.
pub(super) fn keep_tokens(run: &mut Run, step: &Step) {
    if let Some(access) = step.json["access_token"].as_str() {
        run.access = Some(Secret::new(access));
    }
    if let Some(refresh) = step.json["refresh_token"].as_str() {
        let is_new = run
            .refresh
            .as_ref()
            .is_none_or(|known| known.expose() != refresh);
        if is_new {
            run.old_refresh = run.refresh.replace(Secret::new(refresh));
        }
    }
}
