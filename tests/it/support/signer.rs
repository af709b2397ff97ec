//! A client that signs its own assertions: with an independent library, by its own hands.

use std::sync::atomic::{AtomicUsize, Ordering};

use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, jwk::Jwk};
use serde_json::{Value, json};
use signet::{crypto::SigningKey, model::client::SigningAlgorithm};

use super::{Answer, Server};

pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

#[derive(Clone)]
pub struct Signer {
    pub kid: String,
    algorithm: Algorithm,
    key: EncodingKey,
}

impl Signer {
    pub fn new(algorithm: Algorithm, kid: &str) -> Self {
        let key = match algorithm {
            Algorithm::ES256 => {
                let key = SigningKey::generate(SigningAlgorithm::Es256, 0).expect("a key");
                EncodingKey::from_ec_pem(key.private_pem().expect("PEM").expose().as_bytes())
                    .expect("a key")
            }
            Algorithm::ES384 => {
                let pair = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING);
                let der = pair.expect("a key").to_pkcs8v1().expect("DER");
                EncodingKey::from_ec_der(der.as_ref())
            }
            Algorithm::EdDSA => {
                let pair = Ed25519KeyPair::generate().expect("a key");
                EncodingKey::from_ed_der(pair.to_pkcs8v1().expect("DER").as_ref())
            }
            _ => {
                let key = SigningKey::generate(SigningAlgorithm::Rs256, 2048).expect("a key");
                EncodingKey::from_rsa_pem(key.private_pem().expect("PEM").expose().as_bytes())
                    .expect("a key")
            }
        };
        Self {
            kid: kid.to_owned(),
            algorithm,
            key,
        }
    }

    pub fn es256(kid: &str) -> Self {
        Self::new(Algorithm::ES256, kid)
    }

    /// The same key with another algorithm of its kind.
    pub fn with(&self, algorithm: Algorithm) -> Self {
        Self {
            algorithm,
            ..self.clone()
        }
    }

    /// The same key under another id.
    pub fn named(&self, kid: &str) -> Self {
        Self {
            kid: kid.to_owned(),
            ..self.clone()
        }
    }

    /// The public half, without an `alg` of its own.
    pub fn jwk(&self) -> Value {
        let jwk = Jwk::from_encoding_key(&self.key, self.algorithm).expect("a JWK");
        let mut jwk = serde_json::to_value(jwk).expect("JSON");
        jwk["kid"] = json!(self.kid);
        jwk["use"] = json!("sig");
        jwk.as_object_mut().expect("an object").remove("alg");
        jwk
    }

    pub fn jwks(&self) -> Value {
        json!({ "keys": [self.jwk()] })
    }

    pub fn header(&self) -> Value {
        json!({ "alg": format!("{:?}", self.algorithm), "kid": self.kid, "typ": "JWT" })
    }

    pub fn sign(&self, claims: &Value) -> String {
        self.sign_as(&self.header(), claims)
    }

    /// With whatever header.
    pub fn sign_as(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &self.key, self.algorithm);
        format!("{message}.{}", signature.expect("signs"))
    }
}

impl Server {
    /// What an assertion of this client says, new each time.
    pub fn assertion(&self, client: &str) -> Value {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let now = self.now().secs();
        json!({
            "iss": client, "sub": client, "aud": self.app.issuer, "iat": now, "exp": now + 60,
            "jti": format!("jti-{}", NEXT.fetch_add(1, Ordering::SeqCst)),
        })
    }

    /// A post to `/token` with an assertion.
    pub async fn asserted(&self, assertion: &str, form: &[(&str, &str)]) -> Answer {
        let mut form = form.to_vec();
        form.push(("client_assertion_type", ASSERTION_TYPE));
        form.push(("client_assertion", assertion));
        self.token(None, &form).await
    }

    /// The status of a client's token for itself.
    pub async fn proves(&self, assertion: &str) -> u16 {
        let form = [("grant_type", "client_credentials")];
        self.asserted(assertion, &form).await.status.as_u16()
    }

    /// A client with these keys, for itself.
    pub fn signing_client(&self, id: &str, keys: Value) {
        let mut metadata = json!({
            "client_id": id, "token_endpoint_auth_method": "private_key_jwt",
            "grant_types": ["client_credentials"], "scope": "records.read",
        });
        for (name, value) in keys.as_object().expect("an object") {
            metadata[name] = value.clone();
        }
        self.client(metadata);
    }
}
