//! Server metadata (OpenID Connect Discovery §3, RFC 8414): what works, and all of it (JW-18).

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::{Front, jwks::public_json};
use crate::{
    app::{App, Catalog},
    config::{Registration, policy},
    http::HttpState,
    model::{
        AuthMethod, GrantType, KeyPurpose, ResponseMode, Word,
        assertion::AssertionAlgorithm,
        client::{SigningAlgorithm, SubjectType},
        session::{ACR_MFA, ACR_PASSWORD},
    },
};

/// Both well-known addresses.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let app = &state.app;
    let document = front.metadata.document(app, || document(app).to_string());
    public_json(&request, &document, policy::JWKS_MAX_AGE.as_secs())
}

fn words<W: Word + PartialEq>() -> Vec<&'static str> {
    W::WORDS.iter().map(|(_, word)| *word).collect()
}

/// The algorithms that the issuer has a key for.
fn algorithms(catalog: &Catalog) -> Vec<&'static str> {
    SigningAlgorithm::WORDS
        .iter()
        .filter(|(algorithm, _)| {
            let active = catalog.keys().active(&KeyPurpose::Issuer, *algorithm);
            active.is_ok()
        })
        .map(|(_, word)| *word)
        .collect()
}

/// The document.
pub fn document(app: &App) -> Value {
    let issuer = &app.issuer;
    let catalog = app.catalog();
    let scopes: Vec<_> = catalog
        .scopes()
        .iter()
        .filter(|scope| scope.advertised)
        .collect();
    let mut claims = vec![
        "sub",
        "iss",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "nonce",
        "acr",
        "amr",
        "at_hash",
        "sid",
    ];
    for claim in scopes.iter().flat_map(|scope| &scope.claims) {
        if !claims.contains(&claim.as_str()) {
            claims.push(claim);
        }
    }
    // CA-13: introspection is for those who can prove themselves.
    let confidential: Vec<_> = words::<AuthMethod>()
        .into_iter()
        .filter(|method| *method != AuthMethod::None.word())
        .collect();
    let mut document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "introspection_endpoint": format!("{issuer}/introspect"),
        "revocation_endpoint": format!("{issuer}/revoke"),
        "end_session_endpoint": format!("{issuer}/logout"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
        "scopes_supported": scopes.iter().map(|scope| &scope.name).collect::<Vec<_>>(),
        "claims_supported": claims,
        "response_types_supported": ["code"],
        "response_modes_supported": words::<ResponseMode>(),
        "grant_types_supported": words::<GrantType>(),
        "acr_values_supported": [ACR_PASSWORD, ACR_MFA],
        "subject_types_supported": words::<SubjectType>(),
        "id_token_signing_alg_values_supported": algorithms(&catalog),
        "token_endpoint_auth_methods_supported": words::<AuthMethod>(),
        "token_endpoint_auth_signing_alg_values_supported": words::<AssertionAlgorithm>(),
        "introspection_endpoint_auth_methods_supported": confidential,
        "introspection_endpoint_auth_signing_alg_values_supported": words::<AssertionAlgorithm>(),
        "revocation_endpoint_auth_methods_supported": words::<AuthMethod>(),
        "revocation_endpoint_auth_signing_alg_values_supported": words::<AssertionAlgorithm>(),
        "prompt_values_supported": prompts(app),
        "ui_locales_supported": app.config.i18n.enabled,
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "service_documentation": format!("{issuer}/docs/errors"),
    });
    if let Some(policy) = &app.config.branding.privacy_url {
        document["op_policy_uri"] = json!(policy);
    }
    document
}

/// Prompt Create 1.0 §4: `create` only where somebody can get an account.
fn prompts(app: &App) -> Vec<&'static str> {
    let mut prompts = vec!["none", "login", "consent", "select_account"];
    if app.config.login.registration != Registration::Closed {
        prompts.push("create");
    }
    prompts
}
