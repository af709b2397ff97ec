//! Registering clients.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{Invalid, healthily};
use crate::{
    app::Ctx,
    authn::client::{keep_secret, keep_weak_secret, new_secret},
    core::{Fault, Id, RedirectUri, ScopeList, Secret, redirect::RedirectRules, secret::kind},
    model::{
        AuditEvent, AuthMethod, Client, ClientId, ClientMetadata, ClientState, KeyPurpose, UserId,
        Word,
        client::{GrantType, SigningAlgorithm, SubjectType},
        healthily::Partner,
    },
    store,
};

/// A client to register: RFC 7591 metadata, with id and secret if they are brought along.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// Its id; made by the server unless given.
    pub id: Option<ClientId>,
    /// Its secret; made by the server for a confidential client unless given.
    pub secret: Option<Secret<kind::Client>>,
    /// Whether it may be used.
    pub state: ClientState,
    /// The rest.
    pub metadata: ClientMetadata,
    /// How Healthily's tokens call it, if it is a partner there and that is said.
    pub healthily: Option<Partner>,
}

/// A client that was registered, and its secret, which is not shown again.
#[derive(Clone, Debug)]
pub struct Registered {
    /// The client.
    pub client: Client,
    /// The secret, if the server made one.
    pub secret: Option<Secret<kind::Client>>,
}

impl NewClient {
    /// From a JSON object: RFC 7591 metadata, with `client_id` and `client_secret` kept if given,
    /// and what a legacy door knows of it besides.
    pub fn from_json(value: Value) -> Result<Self, Invalid> {
        let Value::Object(mut members) = value else {
            return Err(Invalid::new(
                "client",
                "it must be a JSON object of RFC 7591 metadata",
            ));
        };
        let mut text = |name: &str| match members.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Invalid::new(name, "it must be a text")),
        };
        let (id, secret) = (text("client_id")?, text("client_secret")?);
        let state = text("state")?.unwrap_or_else(|| "live".into());
        let state = crate::model::Word::from_word(&state)
            .ok_or_else(|| Invalid::new("state", "it must be live, testing or disabled"))?;
        let healthily = members.remove("healthily").unwrap_or_default();
        let healthily = serde_json::from_value(healthily)
            .map_err(|error| Invalid::new("healthily", error.to_string()))?;
        let metadata = serde_json::from_value(Value::Object(members))
            .map_err(|error| Invalid::new("client", error.to_string()))?;
        Ok(Self {
            healthily,
            id: id.map(Id::new),
            secret: secret.map(Secret::new),
            state,
            metadata,
        })
    }
}

/// A client as RFC 7591 metadata, without its secret.
pub fn document(client: &Client) -> Value {
    let mut document = json!({ "client_id": client.id });
    if let (Some(members), Ok(Value::Object(metadata))) = (
        document.as_object_mut(),
        serde_json::to_value(&client.metadata),
    ) {
        members.extend(metadata);
        members.insert("state".into(), json!(client.state.word()));
        if client.is_weak() {
            // CA-05: "imported short secrets stored with Argon2id and flagged `weak`".
            members.insert("weak_secret".into(), json!(true));
        }
    }
    document
}

/// Registers a client.
pub fn register(ctx: &Ctx, mut new: NewClient) -> Result<Result<Registered, Invalid>, Fault> {
    healthily::complete(ctx, &mut new.metadata);
    let id = new
        .id
        .clone()
        .unwrap_or_else(|| ctx.app.entropy.id(ctx.now));
    let valid = check_id(ctx, &id)?
        .and_then(|()| check(ctx, &id, new.state, &new.metadata))
        .and_then(|()| healthily::check_partner(&new.metadata, new.healthily.as_ref()));
    if let Err(invalid) = valid {
        return Ok(Err(invalid));
    }
    if !ctx.rehearsal {
        ensure_id_token_key(ctx, &new.metadata)?;
    }
    healthily::prepare(ctx, &new.metadata)?;
    let (shown, secrets) = match (new.metadata.token_endpoint_auth_method, new.secret) {
        (AuthMethod::None | AuthMethod::PrivateKeyJwt, _) => (None, Vec::new()),
        (_, None) => {
            let (secret, kept) = new_secret(ctx);
            (Some(secret), vec![kept])
        }
        // A long secret may have 256 bits; a short one cannot, and gets a slow hash (CA-05).
        (_, Some(secret)) if secret.expose().len() >= 43 => (None, vec![keep_secret(ctx, &secret)]),
        (_, Some(secret)) => (None, vec![keep_weak_secret(ctx, &secret)?]),
    };
    let client = Client {
        id,
        state: new.state,
        metadata: new.metadata,
        secrets,
    };
    let mut event = ctx.event("client.added", None, "operator".into());
    event.subject = Some(format!("client:{}", client.id));
    let waiver = waiver(ctx, &client.id, None, &client.metadata);
    let (app, now, row, partner) = (ctx.app.clone(), ctx.now, client.clone(), new.healthily);
    let added = super::added(ctx, "client_id", move |conn| {
        store::catalog::insert_client(conn, &row, now)?;
        if let Some(partner) = &partner {
            store::healthily::set_partner(conn, &row.id, partner)?;
        }
        if let Some(waiver) = &waiver {
            store::audit::append(conn, &app.ledger, waiver)?;
        }
        store::audit::append(conn, &app.ledger, &event)
    })?;
    Ok(added.map(|()| Registered {
        client,
        secret: shown,
    }))
}

/// Makes the key that a client's ID tokens are to be signed with, if there was no need for one
/// until now.
pub(super) fn ensure_id_token_key(ctx: &Ctx, metadata: &ClientMetadata) -> Result<(), Fault> {
    let algorithm = metadata
        .id_token_signed_response_alg
        .unwrap_or(SigningAlgorithm::Rs256);
    let bits = ctx.app.config.keys.rsa_bits;
    ctx.app.ensure_key(&KeyPurpose::Issuer, algorithm, bits)
}

/// OpenID Connect Core §8.1: "If there are multiple hostnames in the registered redirect_uris, the
/// Client MUST register a sector_identifier_uri."
fn check_sector(client: &Client) -> Result<(), Invalid> {
    let metadata = &client.metadata;
    if let Some(uri) = &metadata.sector_identifier_uri {
        let sector = url::Url::parse(uri).ok().filter(|url| {
            url.scheme() == "https" && url.host_str().is_some() && url.fragment().is_none()
        });
        if sector.is_none() {
            return Err(Invalid::new(
                "sector_identifier_uri",
                "it must be an https URL without a fragment; its host names the sector",
            ));
        }
    } else if metadata.subject_type == SubjectType::Pairwise && client.redirect_hosts().len() > 1 {
        return Err(Invalid::new(
            "subject_type",
            "pairwise subjects need one host for all redirect URIs, or a sector_identifier_uri",
        ));
    }
    Ok(())
}

/// LE-P1: a door's callers are stood for by a client that proves itself, unless the operator says
/// otherwise, and the audit trail keeps that.
fn check_door(client: &Client) -> Result<(), Invalid> {
    let own = &client.metadata.signet;
    if own.door.is_some() && client.is_public() && !own.public_at_door {
        return Err(Invalid::new(
            "token_endpoint_auth_method",
            "a client at a legacy door proves itself by a secret or a key; if it has to be public, \
             set signet.public_at_door to true, which the audit trail keeps",
        ));
    }
    Ok(())
}

/// Whether a client has the waiver of LE-P1, and has need of it.
fn is_waived(metadata: &ClientMetadata) -> bool {
    let own = &metadata.signet;
    let is_public = metadata.token_endpoint_auth_method == AuthMethod::None;
    own.public_at_door && own.door.is_some() && is_public
}

/// What the audit trail keeps of a waiver that is new.
pub(super) fn waiver(
    ctx: &Ctx,
    id: &ClientId,
    before: Option<&ClientMetadata>,
    now: &ClientMetadata,
) -> Option<AuditEvent> {
    if !is_waived(now) || before.is_some_and(is_waived) {
        return None;
    }
    let mut event = ctx.event("client.public_at_door", None, "operator".into());
    event.subject = Some(format!("client:{id}"));
    event.detail = Some(json!({ "door": now.signet.door }));
    Some(event)
}

/// Who may frame a page is named exactly: scheme, host and port, and nothing after.
fn check_connect_origins(origins: &[String]) -> Result<(), Invalid> {
    let is_origin = |origin: &&String| {
        url::Url::parse(origin).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.origin().ascii_serialization() == **origin
        })
    };
    match origins.iter().find(|origin| !is_origin(origin)) {
        None => Ok(()),
        Some(origin) => Err(Invalid::new(
            "signet.connect_origins",
            format!("`{origin}` is no origin; it must be as https://app.example, without a path"),
        )),
    }
}

/// What ids of clients may not begin with: a token's `sub` does (CA-14).
const RESERVED: [&str; 4] = ["client:", "user:", "grant:", "urn:"];

/// CA-14: "a client cannot pick a `client_id` equal to any subject or reserved prefix".
fn check_id(ctx: &Ctx, id: &ClientId) -> Result<Result<(), Invalid>, Fault> {
    let text = id.as_str();
    let invalid = |what: String| Ok(Err(Invalid::new("client_id", what)));
    let lower = text.to_ascii_lowercase();
    if let Some(prefix) = RESERVED.iter().find(|prefix| lower.starts_with(**prefix)) {
        return invalid(format!(
            "it may not begin with `{prefix}`, which names of subjects begin with"
        ));
    }
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~');
    if text.is_empty() || text.len() > 128 || !text.bytes().all(plain) {
        return invalid(
            "it must be 1 to 128 characters of A-Z, a-z, 0-9, dash, dot, underscore and tilde"
                .into(),
        );
    }
    // Subjects of one sector have this form; whose they are cannot be looked up.
    let is_pairwise = text.len() == 43 && URL_SAFE_NO_PAD.decode(text).is_ok();
    let user = UserId::new(text);
    let is_user = |conn: &mut store::Conn<'_>| store::users::find(conn, &user);
    if is_pairwise || ctx.app.store.read(is_user)?.is_some() {
        return invalid("it is, or may be, the subject of a person; choose another".into());
    }
    Ok(Ok(()))
}

/// The bounds that RFC 7591 §2 and this server put on metadata.
pub(super) fn check(
    ctx: &Ctx,
    id: &ClientId,
    state: ClientState,
    metadata: &ClientMetadata,
) -> Result<(), Invalid> {
    let client = Client {
        id: id.clone(),
        state,
        metadata: metadata.clone(),
        secrets: Vec::new(),
    };
    super::client_keys::check(ctx, &client)?;
    super::client_exchanges::check(&client)?;
    let rules = client.redirect_rules(ctx.app.config.dev);
    for uri in &metadata.redirect_uris {
        uri.check_registrable(rules).map_err(|why| {
            Invalid::new(
                "redirect_uris",
                format!("`{uri}` cannot be registered: {why}"),
            )
        })?;
    }
    for uri in &metadata.logout.post_logout_redirect_uris {
        uri.check_registrable(rules).map_err(|why| {
            Invalid::new(
                "post_logout_redirect_uris",
                format!("`{uri}` cannot be registered: {why}"),
            )
        })?;
    }
    if let Some(uri) = &metadata.logout.backchannel_logout_uri {
        // Back-Channel Logout §2.2: "an absolute URI … MUST NOT include a fragment component".
        let rules = match rules {
            RedirectRules::Native => RedirectRules::Web,
            rules => rules,
        };
        RedirectUri::new(uri)
            .check_registrable(rules)
            .map_err(|why| {
                Invalid::new(
                    "backchannel_logout_uri",
                    format!("`{uri}` cannot be registered: {why}"),
                )
            })?;
    }
    if client.allows(GrantType::AuthorizationCode) && metadata.redirect_uris.is_empty() {
        return Err(Invalid::new(
            "redirect_uris",
            "the authorization_code grant needs at least one redirect URI; or set grant_types",
        ));
    }
    if client.allows(GrantType::ClientCredentials) && client.is_public() {
        return Err(Invalid::new(
            "grant_types",
            "client_credentials is for confidential clients (RFC 6749 section 4.4)",
        ));
    }
    check_sector(&client)?;
    check_door(&client)?;
    check_connect_origins(&metadata.signet.connect_origins)?;
    if metadata.response_types.iter().any(|kind| kind != "code") {
        return Err(Invalid::new("response_types", "only code is offered"));
    }
    let scope = ScopeList::parse(&metadata.scope).ok_or_else(|| {
        Invalid::new(
            "scope",
            "it must be a list of scope values with blanks between them",
        )
    })?;
    let catalog = ctx.app.catalog();
    let is_known =
        |name: &str| catalog.scope(name).is_some() || healthily::has_scope(&client, name);
    if let Some(unknown) = scope.iter().find(|name| !is_known(name)) {
        return Err(Invalid::new(
            "scope",
            format!("`{unknown}` is not registered; add it with `signet scope add`"),
        ));
    }
    healthily::check_client(&client, &scope)
}
