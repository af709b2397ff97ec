//! Private keys as JWKs: what sample clients sign their assertions with.

use aws_lc_rs::{
    encoding::{AsBigEndian, EcPrivateKeyBin},
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::key::{Pair, SigningKey};
use crate::core::Fault;

impl SigningKey {
    /// Both halves of a P-256 key as a JWK (RFC 7518 §6.2.2). Secret: for its owner alone.
    pub fn private_jwk(&self) -> Result<Value, Fault> {
        let failed = || Fault::Internal("the key cannot be written as a private JWK".into());
        let Pair::Ec(pair) = &self.pair else {
            return Err(failed());
        };
        let private: EcPrivateKeyBin<'_> =
            pair.private_key().as_be_bytes().map_err(|_| failed())?;
        let mut jwk = self.public_jwk().clone();
        jwk["d"] = json!(URL_SAFE_NO_PAD.encode(private.as_ref()));
        Ok(jwk)
    }

    /// From such a JWK; `None` if it is none.
    pub fn from_private_jwk(jwk: &Value) -> Option<Self> {
        let member = |name: &str| URL_SAFE_NO_PAD.decode(jwk.get(name)?.as_str()?).ok();
        let public = [vec![4], member("x")?, member("y")?].concat();
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &member("d")?,
            &public,
        );
        Self::from_pair(Pair::Ec(pair.ok()?), jwk.get("kid")?.as_str()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::client::SigningAlgorithm;

    #[test]
    fn a_private_jwk_is_the_same_key() {
        let key = SigningKey::generate(SigningAlgorithm::Es256, 0).unwrap();
        let again = SigningKey::from_private_jwk(&key.private_jwk().unwrap()).unwrap();
        assert_eq!(again.public_jwk(), key.public_jwk());
        assert!(SigningKey::from_private_jwk(key.public_jwk()).is_none());
    }
}
