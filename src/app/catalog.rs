//! The catalog in memory: an immutable snapshot that is replaced as a whole.

use std::{collections::HashMap, sync::Arc};

use crate::{
    core::{Fault, ScopeList, Timestamp},
    crypto::{DataKeys, Place, SigningKey},
    model::{
        Client, ClientId, KeyPurpose, KeyRecord, KeyState, Resource, Scope,
        client::{AccessTokenFormat, SigningAlgorithm},
        grant::Cutoffs,
    },
    store::catalog::Everything,
};

/// Clients, scopes, resources and keys at one version.
#[derive(Debug, Default)]
pub struct Catalog {
    pub(super) version: i64,
    clients: HashMap<ClientId, Arc<Client>>,
    scopes: Vec<Scope>,
    resources: Vec<Resource>,
    keys: Keys,
    not_before: Option<Timestamp>,
    not_before_of: HashMap<ClientId, Timestamp>,
    restore_epoch: i64,
    weak_share: u64,
}

/// The signing keys, parsed.
#[derive(Debug, Default)]
pub struct Keys(Vec<(KeyRecord, Arc<SigningKey>)>);

impl Catalog {
    /// Builds the snapshot; keys that `known` has parsed already are taken from there.
    pub(super) fn build(
        everything: Everything,
        known: Option<&Self>,
        data_keys: &DataKeys,
    ) -> Result<Self, Fault> {
        let keys = everything
            .keys
            .into_iter()
            .map(|record| {
                let parsed = known.and_then(|known| known.keys.parsed(&record.kid));
                let key = match parsed {
                    Some(key) => key,
                    None => {
                        let place = Place {
                            table: "signing_keys",
                            row: &record.kid,
                            column: "sealed_private",
                        };
                        let der = data_keys.open(&place, &record.sealed_private)?;
                        Arc::new(SigningKey::from_pkcs8(record.algorithm, &der, &record.kid)?)
                    }
                };
                Ok((record, key))
            })
            .collect::<Result<_, Fault>>()?;
        let slow = everything.clients.iter().filter(|client| client.is_weak());
        let secret = everything
            .clients
            .iter()
            .filter(|client| !client.secrets.is_empty());
        let (slow, secret) = (slow.count() as u64, secret.count() as u64);
        Ok(Self {
            weak_share: (slow * 65_536).checked_div(secret).unwrap_or(0),
            version: everything.version,
            clients: everything
                .clients
                .into_iter()
                .map(|client| (client.id.clone(), Arc::new(client)))
                .collect(),
            scopes: everything.scopes,
            resources: everything.resources,
            keys: Keys(keys),
            not_before: everything.not_before,
            not_before_of: everything.not_before_of,
            restore_epoch: everything.restore_epoch,
        })
    }

    /// The client with this id, switched off or not.
    pub fn client(&self, id: &ClientId) -> Option<Arc<Client>> {
        self.clients.get(id).cloned()
    }

    /// How many of 65,536 clients with a secret have a short one, which costs a slow hash.
    pub fn weak_share(&self) -> u64 {
        self.weak_share
    }

    /// All clients, by id.
    pub fn clients(&self) -> Vec<Arc<Client>> {
        let mut clients: Vec<_> = self.clients.values().cloned().collect();
        clients.sort_by(|a, b| a.id.cmp(&b.id));
        clients
    }

    /// The registered scope of this name.
    pub fn scope(&self, name: &str) -> Option<&Scope> {
        self.scopes.iter().find(|scope| scope.name == name)
    }

    /// All registered scopes.
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// Whether a token of this client for this audience is a text without content: if any resource
    /// asks for that, else as the client has it.
    pub fn is_opaque(&self, client: &Client, audience: &[String]) -> bool {
        let formats: Vec<_> = audience
            .iter()
            .filter_map(|one| self.resource(one)?.access_token_format)
            .collect();
        if formats.is_empty() {
            client.metadata.signet.access_token_format == AccessTokenFormat::Opaque
        } else {
            formats.contains(&AccessTokenFormat::Opaque)
        }
    }

    /// What a JWT for this audience is signed with: what its resources ask for, ES256 where they do not. The
    /// issuer, which is among most audiences, knows all, and is asked only where it is alone.
    pub fn access_token_algorithm(&self, audience: &[String], issuer: &str) -> SigningAlgorithm {
        let of = |one: &str| {
            let asked = self.resource(one);
            let asked = asked.and_then(|resource| resource.access_token_signing_alg);
            asked.unwrap_or(SigningAlgorithm::Es256)
        };
        let mut others = audience.iter().filter(|one| *one != issuer);
        let Some(first) = others.next().map(|one| of(one)) else {
            return of(issuer);
        };
        if others.all(|other| of(other) == first) {
            return first;
        }
        // RFC 9068 §2.1: "The authorization server and resource server conforming to this specification MUST
        // include RS256 among their supported signature algorithms": where they differ, all know this one.
        SigningAlgorithm::Rs256
    }

    /// The registered resource with this identifier.
    pub fn resource(&self, resource: &str) -> Option<&Resource> {
        self.resources.iter().find(|one| one.resource == resource)
    }

    /// Everything of this client that is older than these is dead.
    pub fn cutoffs(&self, client: &ClientId) -> Cutoffs {
        Cutoffs {
            client: self.not_before_of.get(client).copied(),
            everybody: self.not_before,
            epoch: self.restore_epoch,
        }
    }

    /// The epoch of the database: a restored backup begins a new one.
    pub fn restore_epoch(&self) -> i64 {
        self.restore_epoch
    }

    /// All registered resources.
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// The values of `asked` that can be asked for at the standard endpoints; the others are
    /// unknown there, and ignored (AZ-21).
    pub fn known(&self, asked: &ScopeList) -> ScopeList {
        asked.filtered(|name| self.scope(name).is_some_and(|scope| scope.advertised))
    }

    /// The signing keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }
}

impl Keys {
    fn parsed(&self, kid: &str) -> Option<Arc<SigningKey>> {
        self.0
            .iter()
            .find(|(record, _)| record.kid == kid)
            .map(|(_, key)| key.clone())
    }

    /// The key that signs for this purpose with this algorithm.
    pub fn active(
        &self,
        purpose: &KeyPurpose,
        algorithm: SigningAlgorithm,
    ) -> Result<Arc<SigningKey>, Fault> {
        self.0
            .iter()
            .find(|(record, _)| {
                record.state == KeyState::Active
                    && record.purpose == *purpose
                    && record.algorithm == algorithm
            })
            .map(|(_, key)| key.clone())
            .ok_or_else(|| {
                Fault::Unavailable(format!(
                    "no active {algorithm:?} key for {}",
                    purpose.as_str()
                ))
            })
    }

    /// The key with this id, if it is published for this purpose.
    pub fn find(&self, purpose: &KeyPurpose, kid: &str) -> Option<&SigningKey> {
        self.0
            .iter()
            .find(|(record, _)| record.kid == kid && record.purpose == *purpose)
            .map(|(_, key)| &**key)
    }

    /// The records, for those who decide about a key's life.
    pub fn records(&self) -> Vec<&KeyRecord> {
        self.0.iter().map(|(record, _)| record).collect()
    }

    /// All keys with their records.
    pub fn iter(&self) -> impl Iterator<Item = (&KeyRecord, &SigningKey)> {
        self.0.iter().map(|(record, key)| (record, &**key))
    }
}
