//! ID tokens (OpenID Connect Core §2), by the types of the `openidconnect` crate.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use openidconnect::{
    AccessToken, AdditionalClaims, Audience, AuthenticationContextClass,
    AuthenticationMethodReference, IdToken, IdTokenClaims, IssuerUrl, JsonWebKeyId, Nonce,
    PrivateSigningKey, SigningError, StandardClaims, SubjectIdentifier,
    core::{
        CoreGenderClaim, CoreJsonCurveType, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::SigningKey;
use crate::{
    core::{Fault, Secret, Timestamp, secret::kind},
    model::client::SigningAlgorithm,
};

/// What an ID token says.
#[derive(Clone, Debug)]
pub struct Claims<'a> {
    /// `iss`.
    pub issuer: &'a str,
    /// `sub`.
    pub subject: &'a str,
    /// `aud`: the client.
    pub audience: &'a str,
    /// `nonce` of the authorization request.
    pub nonce: Option<&'a str>,
    /// `auth_time`.
    pub auth_time: Option<Timestamp>,
    /// `acr`.
    pub acr: Option<&'a str>,
    /// `amr`.
    pub amr: &'a [String],
    /// `sid`: the browser session.
    pub sid: Option<&'a str>,
    /// What was asked for by name of the person.
    pub told: &'a Map<String, Value>,
    /// `iat`.
    pub issued_at: Timestamp,
    /// `exp`.
    pub expires_at: Timestamp,
}

#[derive(Debug, Deserialize, Serialize)]
struct Additional {
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    #[serde(flatten)]
    told: Map<String, Value>,
}
impl AdditionalClaims for Additional {}

type Token = IdToken<
    Additional,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

/// Signs an ID token, with the hash of the access token that goes with it (`at_hash`).
pub fn sign(
    key: &SigningKey,
    claims: &Claims<'_>,
    access_token: &Secret<kind::AccessToken>,
) -> Result<Secret<kind::IdToken>, Fault> {
    let issuer =
        IssuerUrl::new(claims.issuer.to_owned()).map_err(|e| Fault::Internal(e.to_string()))?;
    let standard = StandardClaims::new(SubjectIdentifier::new(claims.subject.to_owned()));
    let audiences = vec![Audience::new(claims.audience.to_owned())];
    let additional = Additional {
        sid: claims.sid.map(str::to_owned),
        told: claims.told.clone(),
    };
    let body = IdTokenClaims::new(
        issuer,
        audiences,
        date(claims.expires_at)?,
        date(claims.issued_at)?,
        standard,
        additional,
    )
    .set_nonce(claims.nonce.map(|nonce| Nonce::new(nonce.to_owned())))
    .set_auth_time(claims.auth_time.map(date).transpose()?)
    .set_auth_context_ref(
        claims
            .acr
            .map(|acr| AuthenticationContextClass::new(acr.to_owned())),
    )
    .set_auth_method_refs((!claims.amr.is_empty()).then(|| {
        claims
            .amr
            .iter()
            .cloned()
            .map(AuthenticationMethodReference::new)
            .collect()
    }));
    let algorithm = match key.algorithm() {
        SigningAlgorithm::Rs256 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        SigningAlgorithm::Es256 => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        SigningAlgorithm::EdDsa => CoreJwsSigningAlgorithm::EdDsa,
        SigningAlgorithm::Hs256 => {
            return Err(Fault::Internal("an ID token by a shared secret".into()));
        }
    };
    let access_token = AccessToken::new(access_token.expose().to_owned());
    let token = Token::new(body, &Signer(key), algorithm, Some(&access_token), None)
        .map_err(|error| Fault::Internal(error.to_string()))?;
    Ok(Secret::new(token.to_string()))
}

fn date(at: Timestamp) -> Result<DateTime<Utc>, Fault> {
    DateTime::from_timestamp(at.secs(), 0)
        .ok_or_else(|| Fault::Internal("an instant is out of range".into()))
}

/// A key of ours as `openidconnect` wants one.
struct Signer<'k>(&'k SigningKey);

impl PrivateSigningKey for Signer<'_> {
    type VerificationKey = CoreJsonWebKey;

    fn sign(&self, _: &CoreJwsSigningAlgorithm, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        self.0
            .sign(message)
            .map_err(|error| SigningError::Other(error.to_string()))
    }

    fn as_verification_key(&self) -> CoreJsonWebKey {
        let kid = Some(JsonWebKeyId::new(self.0.kid().to_owned()));
        let member = |name: &str| {
            let text = self
                .0
                .public_jwk()
                .get(name)
                .and_then(|value| value.as_str())
                .unwrap_or("");
            URL_SAFE_NO_PAD.decode(text).unwrap_or_default()
        };
        match self.0.algorithm() {
            SigningAlgorithm::Rs256 => CoreJsonWebKey::new_rsa(member("n"), member("e"), kid),
            SigningAlgorithm::Es256 => {
                CoreJsonWebKey::new_ec(member("x"), member("y"), CoreJsonCurveType::P256, kid)
            }
            SigningAlgorithm::EdDsa => {
                CoreJsonWebKey::new_okp(member("x"), CoreJsonCurveType::Ed25519, kid)
            }
            // Never signs here; and a shared secret has no public half.
            SigningAlgorithm::Hs256 => CoreJsonWebKey::new_rsa(Vec::new(), Vec::new(), kid),
        }
    }
}
