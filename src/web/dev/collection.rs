//! `/dev/collection.http`: `docs/requests.http` with the values of this server.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Playground, plain};
use crate::web::Front;

const REQUESTS: &str = include_str!("../../../docs/requests.http");

/// The file.
pub async fn get(
    front: web::Data<Front>,
    playground: web::Data<Playground>,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let secret = |id: &str| {
        let client = playground.samples.client(id);
        client
            .and_then(|client| client.secret.clone())
            .unwrap_or_default()
    };
    plain(
        REQUESTS
            .replace(
                "= http://localhost:8080",
                &format!("= {}", playground.issuer),
            )
            .replace("WEB_SECRET", &secret("web"))
            .replace("SERVICE_SECRET", &secret("service"))
            .replace("API_SECRET", &secret("api")),
    )
}
