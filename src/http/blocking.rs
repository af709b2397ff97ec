//! The one blocking section of a request.

use actix_web::web;

use crate::core::Fault;

/// Runs synchronous work (Diesel, Argon2, signatures) off the event loop: the only `web::block`.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    match web::block(work).await {
        Ok(result) => result,
        Err(_) => Err(Fault::Unavailable("the worker was cancelled".into())),
    }
}
