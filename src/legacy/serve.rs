//! What all doors share: where a call belongs, what refuses it before its door sees it, and what
//! every answer carries.

use std::cell::RefCell;

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    http::{
        Method,
        header::{self, HeaderValue},
    },
    web,
};

use super::retiring;
use crate::{
    app::Ctx,
    authn::Caller,
    config::DoorConfig,
    core::{Door, Fault, Reason, Refusal, Settled},
    grants::{self, GrantRequest, Issued},
    http::{HttpState, blocking, body, edge::EdgeRefusal},
    model::ClientId,
};

/// What a browser of a listed origin may do at a door.
#[derive(Clone, Copy, Debug)]
pub struct Cors {
    /// `Access-Control-Allow-Methods`.
    pub methods: &'static str,
    /// `Access-Control-Allow-Headers`.
    pub headers: &'static str,
    /// `Access-Control-Expose-Headers`; empty for none.
    pub expose: &'static str,
}

/// A door: what is its own. Everything else of a call is [`serve`]'s.
pub trait LegacyDoor: 'static {
    /// Which one.
    const DOOR: Door;
    /// Whether browsers call it, and how. `None` where requests carry a client's secret.
    const CORS: Option<Cors> = None;

    /// Answers a call that nothing refuses beforehand.
    fn call(call: &Call<'_>) -> impl Future<Output = HttpResponse>;

    /// Any refusal, in the door's words.
    fn refuse(call: &Call<'_>, refusal: &Refusal) -> HttpResponse;

    /// Any fault, in the door's words.
    fn fault(call: &Call<'_>, fault: &Fault) -> HttpResponse;
}

/// A call at a door.
pub struct Call<'a> {
    /// The door.
    pub door: Door,
    /// The running Signet.
    pub state: &'a HttpState,
    /// The request.
    pub request: &'a HttpRequest,
    /// Its address below the door as it was sent, with the query.
    pub sent: String,
    /// Its path below the door: slashes merged, none at the end; `/` for the door itself.
    pub path: String,
    payload: RefCell<Option<web::Payload>>,
    noted: RefCell<Noted>,
}

/// What a call turned out to be, for counters and the report.
#[derive(Clone, Debug, Default)]
pub struct Noted {
    /// Whose call it was, once that was proven.
    pub client: Option<ClientId>,
    /// How it ended: `ok`, or the code of a reason.
    pub outcome: Option<&'static str>,
}

impl<'a> Call<'a> {
    fn new(
        state: &'a HttpState,
        request: &'a HttpRequest,
        payload: web::Payload,
        door: Door,
    ) -> Self {
        let legacy = &state.app.config.legacy;
        let sent = below(request, &legacy.door(door).prefix);
        let path = sent.split('?').next().unwrap_or("");
        let segments = path.split('/').filter(|segment| !segment.is_empty());
        let path: String = segments.flat_map(|segment| ["/", segment]).collect();
        Self {
            door,
            state,
            request,
            path: if path.is_empty() { "/".into() } else { path },
            sent,
            payload: RefCell::new(Some(payload)),
            // LE-P1: the door's own client, where there is one, stands for its callers.
            noted: RefCell::new(Noted {
                client: legacy.client(door).map(ClientId::new),
                outcome: None,
            }),
        }
    }

    /// The context of the pipeline.
    pub fn ctx(&self) -> Ctx {
        self.state.ctx(self.request)
    }

    /// The method.
    pub fn method(&self) -> &Method {
        self.request.method()
    }

    /// The door's part of the configuration that all doors have.
    pub fn config(&self) -> &DoorConfig {
        self.state.app.config.legacy.door(self.door)
    }

    /// The body, up to `limits.body` (DL-01), or to what the door's contract has; once.
    pub async fn body(&self) -> Result<Vec<u8>, Refusal> {
        let payload = self.payload.borrow_mut().take();
        match payload {
            Some(mut payload) => {
                let config = &self.state.app.config;
                let most = config
                    .legacy
                    .body_limit(Some(self.door), config.limits.body);
                body::read(&mut payload, most).await
            }
            None => Ok(Vec::new()),
        }
    }

    /// The body unread, for an endpoint that reads it by itself; once.
    pub fn take_payload(&self) -> Option<web::Payload> {
        self.payload.borrow_mut().take()
    }

    /// A header's text; empty if there is none or it is no text.
    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        let value = self.request.headers().get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// Notes whose call it is.
    pub fn note_client(&self, client: &ClientId) {
        self.noted.borrow_mut().client = Some(client.clone());
    }

    /// Notes how it ended.
    pub fn note_outcome(&self, outcome: &'static str) {
        self.noted.borrow_mut().outcome = Some(outcome);
    }

    /// What was noted.
    pub fn noted(&self) -> Noted {
        self.noted.borrow().clone()
    }

    /// Runs the one blocking section of the call and notes how it ended.
    pub async fn settle<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Ctx) -> Settled<T> + Send + 'static,
    ) -> Settled<T> {
        let ctx = self.ctx();
        let settled = blocking(move || work(&ctx)).await;
        let settled =
            settled.map(|settled| settled.map_err(|refusal| retiring::guided(self, refusal)));
        self.note_outcome(match &settled {
            Ok(Ok(_)) => "ok",
            Ok(Err(refusal)) => refusal.reason.code(),
            Err(_) => "fault",
        });
        settled
    }

    /// Has the pipeline settle what the door's own client asks for its callers (LE-P1).
    pub async fn grant(&self, asked: GrantRequest) -> Settled<Issued> {
        self.grant_and(asked, |_, issued| Ok(issued)).await
    }

    /// The same, and reads what the answer needs besides the tokens.
    pub async fn grant_and<T: Send + 'static>(
        &self,
        asked: GrantRequest,
        then: impl FnOnce(&Ctx, Issued) -> Result<T, Fault> + Send + 'static,
    ) -> Settled<T> {
        let door = self.door;
        self.settle(move |ctx| {
            let Some(client) = ctx.app.config.legacy.client(door) else {
                return Err(Fault::Internal("a door without a client of its own".into()));
            };
            match Caller::of_door(ctx, door, client) {
                Some(caller) => match grants::settle(ctx, &caller, &asked)? {
                    Ok(issued) => then(ctx, issued).map(Ok),
                    Err(refusal) => Ok(Err(refusal)),
                },
                None => Ok(Err(Reason::ClientDisabled.into())),
            }
        })
        .await
    }
}

/// Every request under a door's prefix or at its hosts.
pub async fn serve<D: LegacyDoor>(
    state: web::Data<HttpState>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    let call = Call::new(&state, &request, payload, D::DOOR);
    let mut response = respond::<D>(&call).await;
    if let Some(cors) = D::CORS {
        allow(&call, cors, &mut response);
    }
    retiring::finish(&call, &mut response);
    response
}

async fn respond<D: LegacyDoor>(call: &Call<'_>) -> HttpResponse {
    let edge = call.request.extensions().get::<EdgeRefusal>().copied();
    if let Some(EdgeRefusal(reason)) = edge {
        call.note_outcome(reason.code());
        return D::refuse(call, &reason.into());
    }
    if let Some(refusal) = retiring::refusal(call) {
        call.note_outcome(refusal.reason.code());
        return D::refuse(call, &refusal);
    }
    if D::CORS.is_some() && call.method() == Method::OPTIONS {
        call.note_outcome("preflight");
        return HttpResponse::NoContent().finish();
    }
    D::call(call).await
}

/// The address as the caller sent it, below the door's prefix, with its query.
fn below(request: &HttpRequest, prefix: &str) -> String {
    let whole = request
        .uri()
        .path_and_query()
        .map_or("", |path| path.as_str());
    let rest = whole.strip_prefix(prefix).unwrap_or(whole);
    if rest.starts_with('/') {
        rest.to_owned()
    } else {
        format!("/{rest}")
    }
}

/// The origins that the operator lists may call from a browser; never with cookies.
fn allow(call: &Call<'_>, cors: Cors, response: &mut HttpResponse) {
    let Some(origin) = call.request.headers().get(header::ORIGIN) else {
        return;
    };
    let listed = call.state.app.config.legacy.cors_origins(call.door);
    let known = |origin: &str| listed.iter().any(|known| known == origin);
    if !origin.to_str().is_ok_and(known) {
        return;
    }
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static(cors.methods),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(cors.headers),
    );
    if !cors.expose.is_empty() {
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(cors.expose),
        );
    }
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
}
