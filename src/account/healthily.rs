//! What an operator keeps for Healthily's partners: API keys, and the terms.

use std::time::Duration;

use super::{Invalid, added, registry};
use crate::{
    app::Ctx,
    authn::api_key::{LENGTHS, is_well_formed},
    core::{Door, Fault, ScopeList, Secret, hex, secret::kind},
    crypto::digest::{sha256, sha256_bytes},
    model::{
        AuthMethod, Client, ClientId, ClientMetadata, Exchange, GrantType, Scope, Word,
        exchange::Condition,
        healthily::{API, ApiKey, ApiKeyId, Item, ItemKind, LEGAL, Partner, Terms, TermsBody},
        scope::{Right, ScopeGroup},
    },
    store,
};

/// Characters of a key, as the contract's sample has them.
const KEY_LENGTH: usize = 40;
/// Live keys of one partner.
const KEYS_MAX: usize = 10;
/// Hexadecimal digits of a version.
const VERSION_LENGTH: usize = 40;

/// A key that was added, and its text, which is not shown again.
#[derive(Clone, Debug)]
pub struct AddedKey {
    /// The key.
    pub key: ApiKey,
    /// Its text, if the server made it.
    pub text: Option<Secret<kind::ApiKey>>,
}

/// Checks how the tokens of a partner call it, if that is said.
pub(super) fn check_partner(
    metadata: &ClientMetadata,
    partner: Option<&Partner>,
) -> Result<(), Invalid> {
    let Some(partner) = partner else {
        return Ok(());
    };
    if !is_partner(metadata) {
        let what = "the client is no partner; set `signet.door` to \"healthily\", too";
        return Err(Invalid::new("healthily", what));
    }
    let plain = |text: &str| {
        (1..=128).contains(&text.chars().count()) && !text.chars().any(char::is_control)
    };
    let named = [
        ("account_name", Some(&partner.account_name)),
        ("language", partner.language.as_ref()),
        ("version", partner.version.as_ref()),
    ];
    for (name, value) in named {
        if value.is_some_and(|text| !plain(text)) {
            let what = "it must be 1 to 128 characters without control characters";
            return Err(Invalid::new(&format!("healthily.{name}"), what));
        }
    }
    Ok(())
}

fn is_partner(metadata: &ClientMetadata) -> bool {
    metadata.signet.door.as_deref() == Some(Door::Healthily.name())
}

/// Whether a client may have this scope although nobody has registered it yet.
pub(super) fn has_scope(client: &Client, name: &str) -> bool {
    client.is_at(Door::Healthily) && name == LEGAL
}

/// Fills in what a partner has unless its metadata says something else: it signs in by its own
/// credentials, for the terms, and exchanges that token once they are accepted.
pub(super) fn complete(ctx: &Ctx, metadata: &mut ClientMetadata) {
    if !is_partner(metadata) {
        return;
    }
    // What RFC 7591 has where nothing is said; without a redirect URI it leads nowhere.
    let unsaid = [GrantType::AuthorizationCode];
    if metadata.grant_types == unsaid && metadata.redirect_uris.is_empty() {
        metadata.grant_types = vec![GrantType::ClientCredentials, GrantType::TokenExchange];
    }
    if metadata.scope.is_empty() {
        metadata.scope = LEGAL.to_owned();
    }
    let (door, lifetime) = (
        Door::Healthily.name(),
        ctx.app.config.legacy.healthily.lifetime,
    );
    let exchanges = &mut metadata.signet.exchanges;
    if !exchanges
        .iter()
        .any(|rule| (rule.from.as_str(), rule.to.as_str()) == (door, door))
    {
        exchanges.push(Exchange {
            from: door.to_owned(),
            to: door.to_owned(),
            scope: API.to_owned(),
            lifetime: u32::try_from(lifetime.as_secs()).ok(),
            condition: Some(Condition::TermsAccepted),
            keeps_session: true,
        });
    }
}

/// What a partner must be: a client with a secret, which cannot go round the terms.
pub(super) fn check_client(client: &Client, scope: &ScopeList) -> Result<(), Invalid> {
    if !client.is_at(Door::Healthily) {
        return Ok(());
    }
    if !matches!(
        client.metadata.token_endpoint_auth_method,
        AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost
    ) {
        let what = "a partner signs in by a secret: client_secret_basic or client_secret_post";
        return Err(Invalid::new("token_endpoint_auth_method", what));
    }
    if scope.contains(API) {
        let what = format!("`{API}` comes of accepted terms only; leave it out");
        return Err(Invalid::new("scope", what));
    }
    Ok(())
}

/// Registers what a partner needs, unless this is a rehearsal.
pub(super) fn prepare(ctx: &Ctx, metadata: &ClientMetadata) -> Result<(), Fault> {
    if is_partner(metadata) && !ctx.rehearsal {
        ensure_scopes(ctx)?;
    }
    Ok(())
}

/// Registers the two scopes of the door, if they are missing.
pub fn ensure_scopes(ctx: &Ctx) -> Result<(), Fault> {
    let scope = |name: &str, title: &str, description: &str| Scope {
        name: name.into(),
        title: title.into(),
        description: description.into(),
        right: Right::See,
        group: ScopeGroup::Identity,
        claims: Vec::new(),
        audience: vec![Door::Healthily.name().to_owned()],
        advertised: true,
    };
    let scopes = [
        scope(
            LEGAL,
            "Read and accept the terms",
            "Nothing else until they are accepted",
        ),
        scope(API, "Use Healthily", "After the terms are accepted"),
    ];
    for scope in scopes {
        if ctx.app.catalog().scope(&scope.name).is_none() {
            // Of several nodes that start at once, one adds it and the others find it.
            let _added_or_there = registry::add_scope(ctx, scope)?;
        }
    }
    Ok(())
}

/// Adds an API key of a partner: one that is brought along, or a new one. `None` if there is no
/// such client.
pub fn add_key(
    ctx: &Ctx,
    client_id: &ClientId,
    brought: Option<Secret<kind::ApiKey>>,
) -> Result<Option<Result<AddedKey, Invalid>>, Fault> {
    let Some(client) = ctx.app.catalog().client(client_id) else {
        return Ok(None);
    };
    let refused = |invalid| Ok(Some(Err(invalid)));
    if !client.is_at(Door::Healthily) {
        let what = "the client is no partner; set `signet.door` to \"healthily\" first";
        return refused(Invalid::new("signet.door", what));
    }
    if brought
        .as_ref()
        .is_some_and(|key| !is_well_formed(key.expose()))
    {
        let (least, most) = (LENGTHS.start(), LENGTHS.end());
        let what = format!(
            "it must be {least} to {most} characters of A-Z, a-z, 0-9, dash and underscore, all of them random"
        );
        return refused(Invalid::new("key", what));
    }
    let owner = client_id.clone();
    let keys = ctx
        .app
        .store
        .read(move |conn| store::healthily::keys(conn, Some(&owner)))?;
    if keys.iter().filter(|key| key.revoked_at.is_none()).count() >= KEYS_MAX {
        let what = format!("the partner has {KEYS_MAX} live keys; revoke one first");
        return refused(Invalid::conflict("key", what));
    }
    let made = brought.is_none();
    let text = brought.unwrap_or_else(|| new_text(ctx));
    let key = ApiKey {
        id: ctx.app.entropy.id(ctx.now),
        digest: sha256(&text),
        client_id: client_id.clone(),
        created_at: ctx.now,
        revoked_at: None,
        exposed_at: None,
        last_used_at: None,
    };
    let mut event = ctx.event("api_key.added", None, "operator".into());
    event.subject = Some(format!("api_key:{}", key.id));
    event.client_id = Some(client_id.to_string());
    let (app, row) = (ctx.app.clone(), key.clone());
    let put = added(ctx, "key", move |conn| {
        store::healthily::insert_key(conn, &row)?;
        store::audit::append(conn, &app.ledger, &event)
    })?;
    Ok(Some(put.map(|()| AddedKey {
        key,
        text: made.then_some(text),
    })))
}

/// The text of a new key: the last 40 of 43 digits, 238 bits.
pub fn new_text(ctx: &Ctx) -> Secret<kind::ApiKey> {
    let whole = ctx.app.entropy.secret::<kind::ApiKey>("");
    let start = whole.expose().len().saturating_sub(KEY_LENGTH);
    Secret::new(whole.expose().get(start..).unwrap_or_default())
}

/// All keys, oldest first; of one partner, if one is named.
pub fn keys(ctx: &Ctx, client_id: Option<ClientId>) -> Result<Vec<ApiKey>, Fault> {
    ctx.app
        .store
        .read(move |conn| store::healthily::keys(conn, client_id.as_ref()))
}

/// Revokes a key; whether it was live.
pub fn revoke_key(ctx: &Ctx, id: &ApiKeyId) -> Result<bool, Fault> {
    let mut event = ctx.event("api_key.revoked", None, "operator".into());
    event.subject = Some(format!("api_key:{id}"));
    let (app, now, id) = (ctx.app.clone(), ctx.now, id.clone());
    ctx.app.store.write(move |conn| {
        let revoked = store::healthily::revoke_key(conn, &id, now)?;
        if revoked {
            store::audit::append(conn, &app.ledger, &event)?;
        }
        Ok(revoked)
    })
}

/// Puts terms in force for a language. The second value says whether they were not until now.
pub fn publish(
    ctx: &Ctx,
    language: &str,
    body: TermsBody,
) -> Result<Result<(Terms, bool), Invalid>, Fault> {
    if let Err(invalid) = check_terms(language, &body) {
        return Ok(Err(invalid));
    }
    let mut terms = Terms {
        version: version(language, &body)?,
        language: language.to_owned(),
        published_at: ctx.now,
        body,
    };
    let before = ctx
        .app
        .store
        .read(|conn| store::healthily::terms_in_force(conn, language))?;
    match before {
        Some(before) if before.version == terms.version => return Ok(Ok((before, false))),
        // What is published later is later, whatever the clock says.
        Some(before) => {
            let next = before.published_at.plus(Duration::from_millis(1));
            terms.published_at = ctx.now.max(next);
        }
        None => {}
    }
    let mut event = ctx.event("terms.published", None, "operator".into());
    event.subject = Some(format!("terms:{}", terms.version));
    event.detail = Some(serde_json::json!({ "language": language }));
    let (app, row) = (ctx.app.clone(), terms.clone());
    let put = added(ctx, "terms", move |conn| {
        store::healthily::publish(conn, &row)?;
        store::audit::append(conn, &app.ledger, &event)
    })?;
    Ok(put.map(|()| (terms, true)))
}

/// The first 40 digits of the SHA-256 of language and content, in their canonical form.
fn version(language: &str, body: &TermsBody) -> Result<String, Fault> {
    let canonical = serde_json::to_vec(&(language, body))
        .map_err(|error| Fault::Internal(error.to_string()))?;
    let digest = sha256_bytes(&canonical);
    Ok(hex(&digest)[..VERSION_LENGTH].to_owned())
}

fn check_terms(language: &str, body: &TermsBody) -> Result<(), Invalid> {
    let tag = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    if !language.split('-').all(tag) {
        let what = "it must be a language tag, such as en-US";
        return Err(Invalid::new("language", what));
    }
    if body.messages.is_empty() {
        let what = "people have to read what they accept; there must be one at least";
        return Err(Invalid::new("messages", what));
    }
    let parts: [(&str, &[Item], &[ItemKind]); 3] = [
        (
            "messages",
            &body.messages,
            &[ItemKind::Header, ItemKind::Paragraph],
        ),
        (
            "checkbox_policies",
            &body.checkbox_policies,
            &[ItemKind::InputHint],
        ),
        ("footer_policies", &body.footer_policies, &[ItemKind::Other]),
    ];
    for (name, items, kinds) in parts {
        for (at, item) in items.iter().enumerate() {
            let field = format!("{name}[{at}]");
            if item.value.trim().is_empty() {
                return Err(Invalid::new(&field, "its value is empty"));
            }
            if !kinds.contains(&item.kind) {
                let kinds: Vec<_> = kinds.iter().map(|kind| kind.word()).collect();
                let what = format!("its type must be {}", kinds.join(" or "));
                return Err(Invalid::new(&field, what));
            }
        }
    }
    Ok(())
}

/// All terms that were published, the latest first.
pub fn all_terms(ctx: &Ctx) -> Result<Vec<Terms>, Fault> {
    ctx.app.store.read(store::healthily::all_terms)
}

/// The terms of a version.
pub fn find_terms(ctx: &Ctx, version: &str) -> Result<Option<Terms>, Fault> {
    ctx.app
        .store
        .read(|conn| store::healthily::find_terms(conn, version))
}

/// How the tokens of a partner call it, if that was said.
pub fn find_partner(ctx: &Ctx, client_id: &ClientId) -> Result<Option<Partner>, Fault> {
    ctx.app
        .store
        .read(|conn| store::healthily::find_partner(conn, client_id))
}
