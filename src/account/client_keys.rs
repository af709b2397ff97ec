//! The public keys that a client is registered with.

use super::Invalid;
use crate::{
    app::Ctx,
    config::policy,
    crypto::KeySet,
    model::{AuthMethod, Client, client::Profile},
};

/// RFC 7591 §2: `jwks` or `jwks_uri`, not both; and what `private_key_jwt` needs.
pub(super) fn check(ctx: &Ctx, client: &Client) -> Result<(), Invalid> {
    let metadata = &client.metadata;
    let allowed = client.assertion_algorithms();
    if metadata.jwks.is_some() && metadata.jwks_uri.is_some() {
        return Err(Invalid::new(
            "jwks",
            "there must be jwks or jwks_uri, not both (RFC 7591 section 2)",
        ));
    }
    if let Some(jwks) = &metadata.jwks {
        if jwks.to_string().len() > policy::KEY_SET_LIMIT {
            return Err(Invalid::new("jwks", "it must be 64 KiB at most"));
        }
        let keys = KeySet::parse(jwks).map_err(|error| Invalid::new("jwks", error.to_string()))?;
        if !keys.fits(&allowed) {
            return Err(Invalid::new(
                "jwks",
                "none of its keys is for an algorithm that the client may sign with; see \
                 token_endpoint_auth_signing_alg",
            ));
        }
    }
    if let Some(uri) = &metadata.jwks_uri {
        ctx.app
            .outbound
            .check(uri)
            .map_err(|error| Invalid::new("jwks_uri", error.to_string()))?;
    }
    if metadata.token_endpoint_auth_method == AuthMethod::PrivateKeyJwt
        && metadata.jwks.is_none()
        && metadata.jwks_uri.is_none()
    {
        return Err(Invalid::new(
            "jwks",
            "private_key_jwt needs the client's public keys: jwks, or jwks_uri",
        ));
    }
    if client.is_in(Profile::Fapi2) && allowed.is_empty() {
        return Err(Invalid::new(
            "token_endpoint_auth_signing_alg",
            "profile fapi2 has no RS256; take PS256 with the same key",
        ));
    }
    Ok(())
}
