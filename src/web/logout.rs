//! `/logout`: by the person's wish, or by an app's (OpenID Connect RP-Initiated Logout 1.0).

use actix_web::{HttpRequest, HttpResponse, http::header, web};

use super::{
    Front, cookies,
    view::{
        AppName, Logout, Page, ReturnTo,
        logout::{Back, LogoutState},
        return_to::ReturnState,
    },
};
use crate::{
    account::session::Reach,
    app::Ctx,
    authorize::{
        Browser, Params, csrf,
        logout::{Farewell, Request, Verdict, judge},
        session::{self, SignedOut},
    },
    config::ReturnStyle,
    core::{Fault, Reason, Refusal},
    http::{HttpState, blocking, body},
    model::User,
};

pub(super) const PURPOSE: &str = "logout";
/// What a request may hold, in the order in which it is handed on.
const PARAMETERS: [&str; 6] = [
    "id_token_hint",
    "client_id",
    "post_logout_redirect_uri",
    "state",
    "logout_hint",
    "ui_locales",
];

/// Signs out if an ID token speaks for the session; else asks (JW-19).
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let ctx = state.ctx(&request);
    let browser = cookies::browser(&ctx, &request);
    match body::pairs(request.query_string()) {
        Ok(pairs) => begin(&front, &request, &ctx, browser, Params::new(pairs)).await,
        Err(refusal) => front.refuse_page(&request, &refusal),
    }
}

/// An app's request, or the answer to our question: that one has our form's token (SE-08).
pub async fn post(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
    mut payload: web::Payload,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let ctx = state.ctx(&request);
    let browser = cookies::browser(&ctx, &request);
    let form = match body::read_form(&request, &mut payload, ctx.app.config.limits.body).await {
        Ok(form) => Params::new(form),
        Err(refusal) => return front.refuse_page(&request, &refusal),
    };
    if form.all("csrf").next().is_some() {
        return settle(&front, &request, &ctx, browser, &form).await;
    }
    // What another site posts comes without the session's cookie (`SameSite=Lax`), what it leads
    // to comes with it: so the request is made once more, by our own address.
    if browser.session.is_none() {
        return front.see_other(&again(&form));
    }
    begin(&front, &request, &ctx, browser, form).await
}

/// The request as a query, as far as it fits into an address.
fn again(form: &Params) -> String {
    let query = |names: &[&'static str]| {
        let pairs = names
            .iter()
            .filter_map(|name| Some((*name, form.all(name).next()?)));
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish()
    };
    let fits = |query: &String| query.len() < crate::config::policy::URI_LIMIT / 2;
    let whole = Some(query(&PARAMETERS)).filter(fits);
    let query = whole.unwrap_or_else(|| query(&["client_id"]));
    if query.is_empty() {
        "/logout?".to_owned()
    } else {
        format!("/logout?{query}")
    }
}

/// Judges a request that came without our form.
async fn begin(
    front: &Front,
    request: &HttpRequest,
    ctx: &Ctx,
    browser: Browser,
    params: Params,
) -> HttpResponse {
    let asked = match Request::read(&params) {
        Ok(asked) => asked,
        Err(refusal) => return front.refuse_page(request, &refusal),
    };
    let frame = front.page(request, asked.ui_locales.as_deref());
    let (inner, to_judge, by) = (ctx.clone(), asked.clone(), browser.clone());
    let judged = blocking(move || match judge(&inner, &by, &to_judge)? {
        Ok(Verdict::Leave(farewell)) => {
            let done = session::sign_out(&inner, &by, Reach::Session)?;
            Ok(Ok(Begun::Left(farewell, done)))
        }
        Ok(Verdict::Ask(user, farewell)) => Ok(Ok(Begun::Ask(user, farewell))),
        Ok(Verdict::Nobody { farewell, hinted }) => Ok(Ok(Begun::Nobody(farewell, hinted))),
        Err(refusal) => Ok::<_, Fault>(Err(refusal)),
    });
    match judged.await {
        Ok(Ok(Begun::Left(farewell, done))) => {
            let mut response = match &farewell.address {
                // The request came from the app itself, so that no form of ours is in the way.
                Some(address) => front.see_other(address),
                None => done_page(front, ctx, frame, &farewell, &done),
            };
            forget(ctx, &mut response);
            response
        }
        Ok(Ok(Begun::Nobody(farewell, hinted))) => match &farewell.address {
            Some(address) if hinted => front.see_other(address),
            _ => done_page(front, ctx, frame, &farewell, &SignedOut::default()),
        },
        Ok(Ok(Begun::Ask(user, farewell))) => {
            let (locales, setting) = (asked.ui_locales.as_deref(), &user.profile.locale);
            let frame = front.page_for(request, locales, setting.as_deref());
            ask(front, frame, (ctx, &browser), &asked, (&user, &farewell))
        }
        Ok(Err(refusal)) => front.refuse_page(request, &refusal),
        Err(fault) => front.fault_page(request, &fault),
    }
}

enum Begun {
    Left(Farewell, SignedOut),
    Ask(Box<User>, Farewell),
    Nobody(Farewell, bool),
}

/// The answer to our question.
async fn settle(
    front: &Front,
    request: &HttpRequest,
    ctx: &Ctx,
    browser: Browser,
    form: &Params,
) -> HttpResponse {
    let read = || {
        let text = |name: &'static str| Ok::<_, Refusal>(form.one(name)?.unwrap_or("").to_owned());
        let answer = (text("csrf")?, text("decision")?, text("reach")?);
        Ok::<_, Refusal>((answer, Request::read(form)?))
    };
    let ((token, decision, reach), asked) = match read() {
        Ok(read) => read,
        Err(refusal) => return front.refuse_page(request, &refusal),
    };
    if !cookies::is_same_origin(ctx, request) || !csrf::check(ctx, &browser, PURPOSE, &token) {
        return front.refuse_page(request, &Reason::CrossSite.into());
    }
    let frame = front.page(request, asked.ui_locales.as_deref());
    let stays = decision == "stay";
    let reach = if reach == "all" {
        Reach::AllApps
    } else {
        Reach::Session
    };
    let inner = ctx.clone();
    let settled = blocking(move || {
        let farewell = match judge(&inner, &browser, &asked)? {
            Ok(Verdict::Leave(farewell) | Verdict::Ask(_, farewell)) => farewell,
            Ok(Verdict::Nobody { farewell, .. }) => farewell,
            Err(refusal) => return Ok::<_, Fault>(Err(refusal)),
        };
        let done = if stays {
            None
        } else {
            Some(session::sign_out(&inner, &browser, reach)?)
        };
        Ok(Ok((farewell, done)))
    });
    let (farewell, done) = match settled.await {
        Ok(Ok(settled)) => settled,
        Ok(Err(refusal)) => return front.refuse_page(request, &refusal),
        Err(fault) => return front.fault_page(request, &fault),
    };
    let Some(done) = done else {
        let back = back(&farewell);
        return page(front, frame, LogoutState::Stayed { back }, None);
    };
    let mut response = match (&farewell.address, ctx.app.config.server.return_style) {
        (Some(address), ReturnStyle::SeeOther) => front.see_other(address),
        // With apps to tell of, the person reads first and goes on by the link.
        (Some(address), ReturnStyle::Page) if done.told.is_empty() => {
            let (app, url) = (app(&farewell), address.clone());
            let view = ReturnTo {
                page: frame,
                state: ReturnState::Going { app, url },
            };
            front.html(200, &view, None)
        }
        _ => done_page(front, ctx, frame, &farewell, &done),
    };
    forget(ctx, &mut response);
    response
}

fn ask(
    front: &Front,
    frame: Page,
    (ctx, browser): (&Ctx, &Browser),
    asked: &Request,
    (user, farewell): (&User, &Farewell),
) -> HttpResponse {
    // Only what leads somewhere goes along.
    let along = |text: &Option<String>| farewell.address.as_ref().and(text.clone());
    let fields = [
        (
            "client_id",
            farewell.client.as_ref().map(|client| client.id.to_string()),
        ),
        ("post_logout_redirect_uri", along(&asked.redirect)),
        ("state", along(&asked.state)),
        // The answer speaks the language of the question.
        ("ui_locales", Some(frame.lang().to_owned())),
    ];
    let state = LogoutState::Ask {
        action: "/logout".to_owned(),
        fields: fields
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect(),
        csrf: csrf::token(ctx, browser, PURPOSE).expose().to_owned(),
        person: user.display_name().to_owned(),
        app: farewell.client.as_ref().map(|_| app(farewell)),
    };
    let target = farewell
        .address
        .as_ref()
        .filter(|_| ctx.app.config.server.return_style == ReturnStyle::SeeOther);
    let origin = target.map(|address| crate::core::RedirectUri::new(address).origin());
    page(front, frame, state, origin.as_deref())
}

/// Whom the app is, to a person.
fn app(farewell: &Farewell) -> AppName {
    AppName {
        name: farewell
            .client
            .as_ref()
            .map(|client| client.display_name().to_owned())
            .unwrap_or_default(),
        host: farewell
            .address
            .as_ref()
            .map(|address| crate::core::RedirectUri::new(address).host())
            .unwrap_or_default(),
    }
}

fn back(farewell: &Farewell) -> Option<Back> {
    farewell.address.as_ref().map(|address| Back {
        app: app(farewell),
        url: address.clone(),
    })
}

fn done_page(
    front: &Front,
    ctx: &Ctx,
    frame: Page,
    farewell: &Farewell,
    done: &SignedOut,
) -> HttpResponse {
    let catalog = ctx.app.catalog();
    let told = done
        .told
        .iter()
        .filter_map(|id| Some(catalog.client(id)?.display_name().to_owned()))
        .collect();
    let back = back(farewell);
    page(front, frame, LogoutState::Done { told, back }, None)
}

fn page(front: &Front, page: Page, state: LogoutState, form_action: Option<&str>) -> HttpResponse {
    front.html(200, &Logout { page, state }, form_action)
}

/// SE-05: what the browser keeps of the session goes; never all cookies, which would empty the
/// whole registrable domain.
fn forget(ctx: &Ctx, response: &mut HttpResponse) {
    response.headers_mut().insert(
        header::HeaderName::from_static("clear-site-data"),
        header::HeaderValue::from_static("\"cache\", \"storage\""),
    );
    if let Err(error) = response.add_cookie(&cookies::end_session(ctx)) {
        tracing::error!(%error, "a cookie cannot be set");
    }
}
