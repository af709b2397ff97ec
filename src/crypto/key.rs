//! Signing keys: parsed once and kept in memory, because parsing costs more than signing.

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    hmac,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
        RsaKeyPair,
    },
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, jwk::Jwk, jwk::ThumbprintHash};
use serde_json::{Value, json};
use thiserror::Error;
use zeroize::Zeroizing;

use super::verified::Verified;
use crate::{
    core::{Fault, Secret, secret::kind},
    model::client::SigningAlgorithm,
};

/// Why a key cannot be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    /// The file has no PEM block, or another one.
    #[error(
        "the file must hold one PEM block: BEGIN PRIVATE KEY (PKCS #8) or BEGIN RSA PRIVATE KEY (PKCS #1), not encrypted"
    )]
    Pem,
    /// The key is of another kind, or broken.
    #[error(
        "the key is not an RSA key of 2048 to 8192 bits (RS256), nor in PKCS #8 a P-256 (ES256) or Ed25519 (EdDSA) key"
    )]
    Kind,
}

/// A key that signs, and its public half in every form.
pub struct SigningKey {
    kid: String,
    algorithm: SigningAlgorithm,
    pub(super) pair: Pair,
    public: DecodingKey,
    jwk: Value,
    verified: Verified,
}

pub(super) enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
    /// A secret that both sides hold: of a legacy door only.
    Mac(Zeroizing<Vec<u8>>),
}

/// Bytes of a secret that is made here (256 bits), and the least of one that is imported.
pub const MAC_BYTES: usize = 32;

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.kid)
    }
}

impl SigningKey {
    /// Makes a new key. RSA keys have `rsa_bits` bits: 2048, 3072 or 4096.
    ///
    /// AWS-LC takes the randomness for keys from its own generator; it cannot be passed in.
    pub fn generate(algorithm: SigningAlgorithm, rsa_bits: u32) -> Result<Self, Fault> {
        Self::generate_named(algorithm, rsa_bits, None)
    }

    /// As [`Self::generate`], with this id; else its content names it.
    pub fn generate_named(
        algorithm: SigningAlgorithm,
        rsa_bits: u32,
        kid: Option<&str>,
    ) -> Result<Self, Fault> {
        let failed = |_| Fault::Internal("making a key failed".into());
        let pair = match algorithm {
            SigningAlgorithm::Es256 => {
                Pair::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(failed)?)
            }
            SigningAlgorithm::EdDsa => Pair::Ed(Ed25519KeyPair::generate().map_err(failed)?),
            SigningAlgorithm::Hs256 => {
                let mut secret = Zeroizing::new(vec![0; MAC_BYTES]);
                aws_lc_rs::rand::fill(&mut secret).map_err(failed)?;
                Pair::Mac(secret)
            }
            SigningAlgorithm::Rs256 => {
                let size = match rsa_bits {
                    4096 => KeySize::Rsa4096,
                    3072 => KeySize::Rsa3072,
                    _ => KeySize::Rsa2048,
                };
                Pair::Rsa(RsaKeyPair::generate(size).map_err(failed)?)
            }
        };
        Self::from_pair(pair, kid)
    }

    /// From PKCS #8, as it was sealed.
    pub fn from_pkcs8(algorithm: SigningAlgorithm, der: &[u8], kid: &str) -> Result<Self, Fault> {
        let failed = |_| Fault::Internal("a stored key cannot be read".into());
        let pair = match algorithm {
            SigningAlgorithm::Rs256 => Pair::Rsa(RsaKeyPair::from_pkcs8(der).map_err(failed)?),
            SigningAlgorithm::Es256 => Pair::Ec(
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der).map_err(failed)?,
            ),
            SigningAlgorithm::EdDsa => Pair::Ed(Ed25519KeyPair::from_pkcs8(der).map_err(failed)?),
            SigningAlgorithm::Hs256 => Pair::Mac(Zeroizing::new(der.to_vec())),
        };
        Self::from_pair(pair, Some(kid))
    }

    /// From a PEM file: RSA in PKCS #8 or PKCS #1, P-256 and Ed25519 in PKCS #8.
    pub fn from_pem(pem: &Secret<kind::KeyMaterial>, kid: Option<&str>) -> Result<Self, KeyError> {
        let (label, der) = parse_pem(pem.expose()).ok_or(KeyError::Pem)?;
        let pair = match label.as_str() {
            "RSA PRIVATE KEY" => Pair::Rsa(RsaKeyPair::from_der(&der).map_err(|_| KeyError::Kind)?),
            "PRIVATE KEY" => pkcs8(&der).ok_or(KeyError::Kind)?,
            _ => return Err(KeyError::Pem),
        };
        Self::from_pair(pair, kid).map_err(|_| KeyError::Kind)
    }

    /// From a secret of another system, in bytes as they are, for HS256; `None` if it is shorter
    /// than 256 bits (RFC 7518 §3.2: "A key of the same size as the hash output … or larger MUST be
    /// used").
    pub fn from_mac_secret(secret: &[u8], kid: Option<&str>) -> Option<Result<Self, Fault>> {
        (secret.len() >= MAC_BYTES)
            .then(|| Self::from_pair(Pair::Mac(Zeroizing::new(secret.to_vec())), kid))
    }

    pub(super) fn from_pair(pair: Pair, kid: Option<&str>) -> Result<Self, Fault> {
        if let Pair::Mac(secret) = &pair {
            return Self::from_mac(secret.clone(), kid);
        }
        let (algorithm, jwt_algorithm) = match &pair {
            Pair::Rsa(_) => (SigningAlgorithm::Rs256, Algorithm::RS256),
            Pair::Ec(_) => (SigningAlgorithm::Es256, Algorithm::ES256),
            Pair::Ed(_) => (SigningAlgorithm::EdDsa, Algorithm::EdDSA),
            Pair::Mac(_) => (SigningAlgorithm::Hs256, Algorithm::HS256),
        };
        let private = private_der(&pair)?;
        let broken = |error: jsonwebtoken::errors::Error| {
            Fault::Internal(format!("a key has no public half: {error}"))
        };
        let encoding = match &pair {
            // jsonwebtoken takes RSA keys in PKCS #8 by PEM only, and the others as they are.
            Pair::Rsa(_) => {
                let pem = Zeroizing::new(write_pem("PRIVATE KEY", &private));
                EncodingKey::from_rsa_pem(pem.as_bytes()).map_err(broken)?
            }
            Pair::Ec(_) => EncodingKey::from_ec_der(&private),
            Pair::Ed(_) => EncodingKey::from_ed_der(&private),
            Pair::Mac(secret) => EncodingKey::from_secret(secret),
        };
        let mut jwk = Jwk::from_encoding_key(&encoding, jwt_algorithm).map_err(broken)?;
        let public = DecodingKey::from_jwk(&jwk).map_err(broken)?;
        // RFC 7638: the thumbprint names the key by its content.
        let kid = match kid {
            Some(kid) => kid.to_owned(),
            None => jwk.thumbprint(ThumbprintHash::SHA256).map_err(broken)?,
        };
        jwk.common.key_id = Some(kid.clone());
        jwk.common.public_key_use = Some(jsonwebtoken::jwk::PublicKeyUse::Signature);
        let jwk = serde_json::to_value(&jwk).map_err(|e| Fault::Internal(e.to_string()))?;
        Ok(Self {
            kid,
            algorithm,
            pair,
            public,
            jwk,
            verified: Verified::default(),
        })
    }

    /// A key without a public half. Its id tells nothing of it: a hash would be an oracle for a
    /// secret that somebody has chosen.
    fn from_mac(secret: Zeroizing<Vec<u8>>, kid: Option<&str>) -> Result<Self, Fault> {
        let mut random = [0; 16];
        aws_lc_rs::rand::fill(&mut random)
            .map_err(|_| Fault::Internal("making a key's id failed".into()))?;
        let kid = kid.map_or_else(|| URL_SAFE_NO_PAD.encode(random), str::to_owned);
        Ok(Self {
            kid,
            algorithm: SigningAlgorithm::Hs256,
            public: DecodingKey::from_secret(&secret),
            pair: Pair::Mac(secret),
            jwk: Value::Null,
            verified: Verified::default(),
        })
    }

    /// Whether it has a public half: whoever verifies with any other key could sign as well.
    pub fn is_public(&self) -> bool {
        !matches!(self.pair, Pair::Mac(_))
    }

    /// Its id in token headers.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// What it signs with.
    pub fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    /// The public half as a JWK, with `kid`, `use` and `alg` (JW-10: public members only).
    pub fn public_jwk(&self) -> &Value {
        &self.jwk
    }

    /// The public half as PEM (SubjectPublicKeyInfo).
    pub fn public_pem(&self) -> Result<String, Fault> {
        let failed = |_| Fault::Internal("a public key cannot be written".into());
        let der: PublicKeyX509Der<'_> = match &self.pair {
            Pair::Rsa(pair) => pair.public_key().as_der().map_err(failed)?,
            Pair::Ec(pair) => pair.public_key().as_der().map_err(failed)?,
            Pair::Ed(pair) => pair.public_key().as_der().map_err(failed)?,
            Pair::Mac(_) => {
                return Err(Fault::Internal("a shared secret has no public half".into()));
            }
        };
        Ok(write_pem("PUBLIC KEY", der.as_ref()))
    }

    /// The private half in PKCS #8, to seal.
    pub fn private_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, Fault> {
        private_der(&self.pair)
    }

    /// The private half as PEM, to export; a shared secret in base64.
    pub fn private_pem(&self) -> Result<Secret<kind::KeyMaterial>, Fault> {
        if let Pair::Mac(secret) = &self.pair {
            return Ok(Secret::new(format!("{}\n", STANDARD.encode(secret))));
        }
        Ok(Secret::new(write_pem(
            "PRIVATE KEY",
            &private_der(&self.pair)?,
        )))
    }

    /// A signature as JWS wants it: PKCS #1 v1.5, or r and s side by side (RFC 7518 §3.3, §3.4;
    /// RFC 8037 §3.1).
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Fault> {
        let failed = |_| Fault::Internal("signing failed".into());
        let random = aws_lc_rs::rand::SystemRandom::new();
        match &self.pair {
            Pair::Ec(pair) => Ok(pair
                .sign(&random, message)
                .map_err(failed)?
                .as_ref()
                .to_vec()),
            Pair::Ed(pair) => Ok(pair.try_sign(message).map_err(failed)?.as_ref().to_vec()),
            Pair::Mac(secret) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
                Ok(hmac::sign(&key, message).as_ref().to_vec())
            }
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map_err(failed)?;
                Ok(signature)
            }
        }
    }

    /// Whether `signature` (base64url) is this key's over `message`. What was found right lately is
    /// not computed again.
    pub fn verify(&self, message: &[u8], signature: &str) -> bool {
        let compute = || self.compute(message, signature);
        match &self.pair {
            // As cheap as to look whether it is known.
            Pair::Mac(_) => compute(),
            Pair::Rsa(_) | Pair::Ec(_) | Pair::Ed(_) => {
                self.verified.check(message, signature, compute)
            }
        }
    }

    fn compute(&self, message: &[u8], signature: &str) -> bool {
        let algorithm = match self.algorithm {
            SigningAlgorithm::Rs256 => Algorithm::RS256,
            SigningAlgorithm::Es256 => Algorithm::ES256,
            SigningAlgorithm::EdDsa => Algorithm::EdDSA,
            SigningAlgorithm::Hs256 => Algorithm::HS256,
        };
        jsonwebtoken::crypto::verify(signature, message, &self.public, algorithm).unwrap_or(false)
    }
}

/// A private key in PKCS #8, of any kind that is known here.
fn pkcs8(der: &[u8]) -> Option<Pair> {
    let rsa = RsaKeyPair::from_pkcs8(der).map(Pair::Rsa);
    let ec = || EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der).map(Pair::Ec);
    let ed = || Ed25519KeyPair::from_pkcs8(der).map(Pair::Ed);
    rsa.or_else(|_| ec()).or_else(|_| ed()).ok()
}

fn private_der(pair: &Pair) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let failed = |_| Fault::Internal("a private key cannot be written".into());
    match pair {
        Pair::Rsa(pair) => {
            let der: Pkcs8V1Der<'_> = pair.as_der().map_err(failed)?;
            Ok(Zeroizing::new(der.as_ref().to_vec()))
        }
        Pair::Ec(pair) => Ok(Zeroizing::new(
            pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec(),
        )),
        Pair::Ed(pair) => Ok(Zeroizing::new(
            pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec(),
        )),
        Pair::Mac(secret) => Ok(secret.clone()),
    }
}

/// A key set (RFC 7517 §5) of these keys; shared secrets are never among them.
pub fn jwks<'a>(keys: impl Iterator<Item = &'a SigningKey>) -> Value {
    let keys = keys.filter(|key| key.is_public());
    json!({ "keys": keys.map(|key| key.public_jwk().clone()).collect::<Vec<_>>() })
}

fn write_pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}

/// The first PEM block (RFC 7468): its label and content.
fn parse_pem(text: &str) -> Option<(String, Zeroizing<Vec<u8>>)> {
    let (_, rest) = text.split_once("-----BEGIN ")?;
    let (label, rest) = rest.split_once("-----")?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    let body: Zeroizing<String> = Zeroizing::new(body.split_whitespace().collect());
    Some((
        label.to_owned(),
        Zeroizing::new(STANDARD.decode(body.as_bytes()).ok()?),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    // JW-07, JW-10: RS256 of 2048 bits, ES256 and EdDSA; the JWK has public members only.
    #[test]
    fn a_key_survives_its_forms_and_publishes_only_its_public_half() {
        for (algorithm, members) in [
            (SigningAlgorithm::Rs256, 6),
            (SigningAlgorithm::Es256, 7),
            (SigningAlgorithm::EdDsa, 6),
        ] {
            let key = SigningKey::generate(algorithm, 2048).unwrap();
            let again = SigningKey::from_pkcs8(algorithm, &key.private_pkcs8().unwrap(), key.kid())
                .unwrap();
            let imported = SigningKey::from_pem(&key.private_pem().unwrap(), None).unwrap();
            assert_eq!(imported.kid(), key.kid());
            let signature =
                base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(again.sign(b"m").unwrap());
            assert!(key.verify(b"m", &signature));
            assert!(!key.verify(b"n", &signature));
            let jwk = key.public_jwk().as_object().unwrap();
            assert_eq!(jwk.len(), members, "{jwk:?}");
            for private in ["d", "p", "q", "dp", "dq", "qi"] {
                assert!(!jwk.contains_key(private));
            }
            assert!(
                key.public_pem()
                    .unwrap()
                    .starts_with("-----BEGIN PUBLIC KEY-----\n")
            );
        }
    }

    #[test]
    fn a_file_that_is_no_private_key_is_refused_by_what_it_lacks() {
        let from = |text: &str| SigningKey::from_pem(&Secret::new(text), None).err();
        assert_eq!(from("hello"), Some(KeyError::Pem));
        assert_eq!(
            from("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"),
            Some(KeyError::Pem)
        );
        assert_eq!(
            from("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"),
            Some(KeyError::Kind)
        );
    }
}
