//! An endpoint of one room that another serves at an address of its own: handed over by the
//! server, since rooms of one floor do not know each other.

use std::{future::Future, pin::Pin};

use actix_web::{HttpRequest, HttpResponse, web};

/// Answers a request.
pub type Serve = fn(HttpRequest, web::Payload) -> Pin<Box<dyn Future<Output = HttpResponse>>>;

/// The token endpoint (RFC 6749 §3.2).
#[derive(Clone, Copy)]
pub struct TokenEndpoint(pub Serve);
