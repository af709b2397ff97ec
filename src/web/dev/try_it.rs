//! `/dev/try` and `/dev/callback`: the code flow, as an app does it.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use url::form_urlencoded::Serializer;

use super::{
    Playground,
    act::{self, told},
    call::Call,
    credentials::{authenticated, spoil},
    runs::{Break, Run},
    samples::SampleClient,
};
use crate::{
    app::Ctx,
    authorize::playground::{challenge, end_code},
    core::{Fault, Reason, Secret, secret::kind},
    http::{HttpState, blocking, body},
    web::{Front, cookies, view::dev::Step},
};

fn find<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = pairs.iter().find(|(n, _)| n == name);
    found.map(|(_, value)| value.as_str())
}

/// Begins a run and sends the browser to the authorization endpoint.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    playground: web::Data<Playground>,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let pairs = match body::pairs(request.query_string()) {
        Ok(pairs) => pairs,
        Err(refusal) => return front.refuse_page(&request, &refusal),
    };
    let client = find(&pairs, "client").and_then(|id| playground.samples.client(id));
    let Some((client, callback)) = client.and_then(|c| Some((c, c.callback.clone()?))) else {
        return front.refuse_page(&request, &Reason::NotFound.into());
    };
    let choice = match find(&pairs, "break").map(Break::from_word) {
        Some(None) => return front.refuse_page(&request, &Reason::NotFound.into()),
        choice => choice.flatten(),
    };
    // The cookie belongs to the host that the answer comes back to.
    let home = callback
        .strip_suffix(super::samples::CALLBACK)
        .unwrap_or_default();
    if !is_at(&request, home) {
        return front.see_other(&format!("{home}/dev/try?{}", request.query_string()));
    }
    let ctx = state.ctx(&request);
    let known = cookies::find_playground(&request);
    let browser = known.unwrap_or_else(|| ctx.app.entropy.secret(""));
    let word = || {
        ctx.app
            .entropy
            .secret::<kind::Verifier>("")
            .expose()
            .to_owned()
    };
    let mut run = Run {
        id: ctx.app.entropy.id::<Run>(ctx.now).into_string(),
        browser: browser.clone(),
        client: client.id.clone(),
        scope: find(&pairs, "scope").map_or_else(|| client.whole_scope(), str::to_owned),
        redirect_uri: callback,
        choice,
        state: word(),
        nonce: word(),
        verifier: ctx.app.entropy.secret(""),
        is_answered: false,
        steps: Vec::new(),
        access: None,
        refresh: None,
        old_refresh: None,
    };
    let asked = Call::get(authorization(&playground, client, &run));
    let mut address = asked.url.clone();
    if choice == Some(Break::ForeignRedirect) {
        // No answer may ever come back, so the request is sent from here.
        run.is_answered = true;
        let step = act::sent(&playground, "dev-step-authorize", &asked).await;
        run.add(Step {
            note: Some("dev-note-foreign"),
            open: Some(address),
            ..step
        });
        address = run.address();
    } else {
        run.add(told("dev-step-authorize", &asked));
    }
    playground.runs.begin(run);
    let mut response = front.see_other(&address);
    if let Err(error) = response.add_cookie(&cookies::playground(&browser)) {
        tracing::error!(%error, "a cookie cannot be set");
    }
    response
}

fn is_at(request: &HttpRequest, origin: &str) -> bool {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|value| value.to_str().ok());
    origin.split_once("://").map(|(_, host)| host) == host
}

fn authorization(playground: &Playground, client: &SampleClient, run: &Run) -> String {
    let foreign = format!("{}/", run.redirect_uri);
    let redirect_uri = match run.choice {
        Some(Break::ForeignRedirect) => &foreign,
        _ => &run.redirect_uri,
    };
    let mut query = Serializer::new(String::new());
    query
        .append_pair("client_id", &client.id)
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("response_type", "code")
        .append_pair("scope", &run.scope)
        .append_pair("state", &run.state)
        .append_pair("nonce", &run.nonce);
    if run.choice != Some(Break::NoChallenge) {
        query
            .append_pair("code_challenge", &challenge(&run.verifier))
            .append_pair("code_challenge_method", "S256");
    }
    // OpenID Connect Core §11: offline access asks for consent each time.
    if run.scope.split(' ').any(|scope| scope == "offline_access") {
        query.append_pair("prompt", "consent");
    }
    playground.endpoint(&format!("/authorize?{}", query.finish()))
}

/// The redirect URI: takes the answer, checks it as an app has to, and redeems the code.
pub async fn callback(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    playground: web::Data<Playground>,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let pairs = match body::pairs(request.query_string()) {
        Ok(pairs) => pairs,
        Err(refusal) => return front.refuse_page(&request, &refusal),
    };
    let browser = cookies::find_playground(&request);
    let sent = find(&pairs, "state").unwrap_or_default();
    let this = |run: &Run| run.state == sent;
    let claimed = playground.runs.with(browser.as_ref(), this, |run| {
        let is_first = !std::mem::replace(&mut run.is_answered, true);
        (is_first, run.clone())
    });
    let Some((is_first, mut run)) = claimed else {
        return front.refuse_page(&request, &Reason::InteractionUnknown.into());
    };
    if !is_first {
        return front.see_other(&run.address());
    }
    let url = format!("{}?{}", run.redirect_uri, request.query_string());
    run.add(came_back(&playground, &pairs, &url, &run));
    let client = playground.samples.client(&run.client);
    let is_ours = find(&pairs, "iss") == Some(&*playground.issuer);
    let fits = is_ours && run.choice != Some(Break::WrongState);
    if let (Some(code), Some(client), true) = (find(&pairs, "code"), client, fits) {
        let code = Secret::<kind::Code>::new(code);
        if run.choice == Some(Break::ExpiredCode) {
            let (ctx, code) = (state.ctx(&request), code.clone());
            if let Err(fault) = blocking(move || end_code(&ctx, &code)).await {
                return front.fault_page(&request, &fault);
            }
        }
        let ctx = state.ctx(&request);
        if let Err(fault) = redeem(&ctx, &playground, client, &mut run, &code).await {
            return front.fault_page(&request, &fault);
        }
    }
    let address = run.address();
    let kept = playground
        .runs
        .with(browser.as_ref(), this, |kept| *kept = run);
    match kept {
        Some(()) => front.see_other(&address),
        None => front.refuse_page(&request, &Reason::InteractionUnknown.into()),
    }
}

/// What the browser brought back.
fn came_back(playground: &Playground, pairs: &[(String, String)], url: &str, run: &Run) -> Step {
    let lines = pairs
        .iter()
        .map(|(name, value)| format!("{name} = {value}"));
    Step {
        title: "dev-step-callback",
        note: Some(match (run.choice, find(pairs, "iss")) {
            (Some(Break::WrongState), _) => "dev-note-state",
            (_, iss) if iss != Some(&*playground.issuer) => "dev-note-issuer",
            _ if find(pairs, "error").is_some() => "dev-note-refused",
            _ => "dev-note-checked",
        }),
        request: Call::get(url.to_owned()).text(),
        answer: lines.collect::<Vec<_>>().join("\n"),
        error: find(pairs, "error").map(str::to_owned),
        explained: find(pairs, "error_uri").and_then(|uri| act::explained(playground, uri)),
        ..Step::default()
    }
}

async fn redeem(
    ctx: &Ctx,
    playground: &Playground,
    client: &SampleClient,
    run: &mut Run,
    code: &Secret<kind::Code>,
) -> Result<(), Fault> {
    let wrong_verifier = run.verifier.expose().chars().rev().collect::<String>();
    let other_redirect = format!("{}/", run.redirect_uri);
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.expose()),
        (
            "redirect_uri",
            match run.choice {
                Some(Break::OtherRedirect) => &other_redirect,
                _ => &run.redirect_uri,
            },
        ),
        (
            "code_verifier",
            match run.choice {
                Some(Break::WrongVerifier) => &wrong_verifier,
                _ => run.verifier.expose(),
            },
        ),
    ];
    let asked = || authenticated(ctx, playground, "/token", client, &form);
    let mut call = asked()?;
    if run.choice == Some(Break::WrongSecret) {
        spoil(&mut call);
    }
    // An assertion is good for one request, so the second one has its own.
    let again = match run.choice {
        Some(Break::ReplayedCode) => Some(asked()?),
        _ => None,
    };
    let step = act::sent(playground, "dev-step-token", &call).await;
    let note = match run.choice {
        Some(Break::WrongVerifier) => Some("dev-note-verifier"),
        Some(Break::ExpiredCode) => Some("dev-note-expired"),
        Some(Break::WrongSecret) if client.key.is_some() => Some("dev-note-assertion"),
        Some(Break::WrongSecret) => Some("dev-note-secret"),
        Some(Break::OtherRedirect) => Some("dev-note-redirect"),
        _ => None,
    };
    act::keep_tokens(run, &step);
    run.add(Step { note, ..step });
    if let Some(again) = again {
        let step = act::sent(playground, "dev-step-token-again", &again).await;
        run.add(Step {
            note: Some("dev-note-replay"),
            ..step
        });
    }
    Ok(())
}
