//! The exchanges that a client is registered with.

use super::Invalid;
use crate::{
    config::policy,
    core::{Door, ScopeList},
    model::{Client, client::GrantType, scope::OFFLINE_ACCESS},
};

/// What exchanges and vouching ask of a client, and each rule of the exchanges (LE-X1).
pub(super) fn check(client: &Client) -> Result<(), Invalid> {
    for grant in [GrantType::TokenExchange, GrantType::JwtBearer] {
        if client.allows(grant) && client.is_public() {
            return Err(Invalid::new(
                "grant_types",
                "token exchange and JWT bearer are for clients that prove who they are",
            ));
        }
    }
    let metadata = &client.metadata;
    let keys = metadata.jwks.is_some() || metadata.jwks_uri.is_some();
    if client.allows(GrantType::JwtBearer) && !keys {
        return Err(Invalid::new(
            "jwks",
            "a client that vouches for people signs for them: it needs public keys, as jwks or \
             jwks_uri",
        ));
    }
    let rules = &metadata.signet.exchanges;
    for (at, rule) in rules.iter().enumerate() {
        let invalid = |what: &str| Err(Invalid::new("signet.exchanges", what));
        if rule.from.is_empty() || rule.to.is_empty() {
            return invalid("`from` and `to` must each name a resource, or a legacy door");
        }
        let places = (&rule.from, &rule.to);
        if rules[..at]
            .iter()
            .any(|other| (&other.from, &other.to) == places)
        {
            return invalid("there must be one rule for each `from` and `to`");
        }
        match ScopeList::parse(&rule.scope) {
            Some(scope) if scope.contains("openid") || scope.contains(OFFLINE_ACCESS) => {
                return invalid(
                    "`scope` cannot have openid or offline_access: an exchange gives an access token and nothing else",
                );
            }
            Some(scope) if !scope.is_empty() => {}
            Some(_) | None => {
                return invalid("`scope` must be a list of scope values with blanks between them");
            }
        }
        let most = policy::EXCHANGE_TTL_MAX.as_secs();
        if rule
            .lifetime
            .is_some_and(|lifetime| lifetime == 0 || u64::from(lifetime) > most)
        {
            return invalid("`lifetime` must be 1 to 3600 seconds");
        }
        if (rule.condition.is_some() || rule.keeps_session) && Door::from_name(&rule.to).is_none() {
            return invalid("only a legacy door has conditions and sessions; see `to`");
        }
    }
    Ok(())
}
