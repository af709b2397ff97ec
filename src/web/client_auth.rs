//! What a request presents to prove its client, at every endpoint that clients call.

use actix_web::{HttpRequest, http::header};

use crate::{
    app::Ctx,
    authn::{Presented, assertion},
    authorize::Params,
    core::{Refusal, Secret},
};

/// The names of its parameters: an error may name them.
pub const PARAMETERS: [&str; 4] = [
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
];

/// Reads what is presented, and gets the keys to verify it with: to be called before the blocking
/// section.
pub async fn presented(
    ctx: &Ctx,
    request: &HttpRequest,
    params: &Params,
) -> Result<Presented, Refusal> {
    let text = |name: &'static str| Ok::<_, Refusal>(params.one(name)?.map(str::to_owned));
    let mut presented = Presented {
        // A header that is not text proves nobody: CA-04 wants 401, so it goes on as what it is.
        authorization: request
            .headers()
            .get(header::AUTHORIZATION)
            .map(|value| Secret::new(value.to_str().unwrap_or("?"))),
        client_id: text("client_id")?,
        client_secret: text("client_secret")?.map(Secret::new),
        assertion_type: text("client_assertion_type")?,
        assertion: text("client_assertion")?.map(Secret::new),
        keys: None,
    };
    assertion::prefetch(ctx, &mut presented).await;
    Ok(presented)
}
