//! All that is kept of a person, for them (AU-11: GDPR Art. 15 and 20), without any secret.

use serde_json::{Map, Value, json};

use super::grant;
use crate::{
    app::Ctx,
    core::{Fault, Timestamp},
    model::{Consent, Session, User, Word},
    store::{self, grants::Filter},
};

/// Grants and rows of the trail that are read at a time.
const PAGE: i64 = 1_000;
/// Grants of one person that are told.
const GRANTS: usize = 10_000;

/// The tables that are told of, each by the member of the document that has it.
pub const TOLD: &[(&str, &str)] = &[
    ("users", "account"),
    ("identifiers", "identifiers"),
    ("passwords", "credentials"),
    ("totps", "credentials"),
    ("passkeys", "credentials"),
    ("recovery_sets", "credentials"),
    ("recovery_codes", "credentials"),
    ("devices", "devices"),
    ("sessions", "sessions"),
    ("consents", "consents"),
    ("grants", "grants"),
    ("ocariot_users", "ocariot"),
    ("corsano_profile_users", "corsano"),
    ("corsano_profile_health", "corsano"),
    ("invitation_uses", "joined"),
    ("accepted_terms", "terms"),
    ("mycure_accounts", "mycure"),
    ("audit", "activity"),
];

/// The tables of people that are not told of, and why.
pub const UNTOLD: &[(&str, &str)] = &[
    ("codes", "lives for a minute, and its grant is told"),
    ("logout_notices", "lives until an app was told"),
    ("action_codes", "lives until it is used, or for a day"),
    ("outbox", "lives until it is sent"),
    ("invitations", "a link that recovers lives for an hour"),
    ("subject_salts", "random; it tells nothing"),
    ("passkey_challenges", "lives for minutes"),
];

/// Tells everything.
pub fn export(ctx: &Ctx, user: &User) -> Result<Value, Fault> {
    let store = &ctx.app.store;
    let id = &user.id;
    let (identifiers, origin, credentials, devices, sessions, consents) = store.read(|conn| {
        Ok((
            store::users::identifiers_of(conn, id)?,
            store::origins::find(conn, id)?,
            store::accounts::credentials(conn, id)?,
            store::devices::of_user(conn, id, ctx.now)?,
            store::sessions::list_live(conn, id, ctx.now)?,
            store::consents::list_of(conn, id)?,
        ))
    })?;
    let (ocariot, corsano_users, corsano_health, mycure) = store.read(|conn| {
        Ok((
            store::ocariot::facts(conn, id)?,
            store::corsano::find_users(conn, id)?,
            store::corsano::find_health(conn, id)?,
            store::mycure::find(conn, id)?,
        ))
    })?;
    let (joined, terms) = store.read(|conn| {
        Ok((
            store::invitations::find_use(conn, id)?,
            store::terms::of_user(conn, id)?,
        ))
    })?;
    let joined = joined.map(|(invitation, at)| {
        json!({
            "invited_by": invitation.invited_by.text(),
            "email": invitation.email,
            "name": invitation.name,
            "roles": invitation.roles,
            "at": at.rfc3339(),
        })
    });
    let terms: Vec<_> = terms
        .iter()
        .map(|(version, at)| json!({ "version": version, "accepted_at": at.rfc3339() }))
        .collect();
    let origin = origin.unwrap_or_default();
    let identifiers: Vec<_> = identifiers
        .iter()
        .map(|(namespace, text)| json!({ "namespace": namespace, "text": text }))
        .collect();
    let devices: Vec<_> = devices
        .iter()
        .map(|device| {
            json!({
                "label": device.label,
                "created_at": device.created_at.rfc3339(),
                "last_seen_at": device.last_seen_at.rfc3339(),
                "expires_at": device.expires_at.rfc3339(),
                "remembered_until": device.remembered_until.map(Timestamp::rfc3339),
            })
        })
        .collect();
    let email = user.profile.email.as_deref();
    Ok(json!({
        "exported_at": ctx.now.rfc3339(),
        "issuer": ctx.app.issuer,
        "account": {
            "id": id,
            "state": user.state.word(),
            "profile": user.profile,
            "roles": user.roles,
            "created_at": user.created_at.rfc3339(),
            "updated_at": user.updated_at.rfc3339(),
            "delete_at": user.delete_at.map(Timestamp::rfc3339),
            "source": origin.source,
            "external_id": origin.external_id,
            "patient_links": origin.patient_links,
        },
        "identifiers": identifiers,
        "credentials": credentials,
        "devices": devices,
        "sessions": sessions.iter().map(session).collect::<Vec<_>>(),
        "consents": consents.iter().map(consent).collect::<Vec<_>>(),
        "grants": grants(ctx, user)?,
        "ocariot": ocariot.map(|facts| json!({
            "oid": facts.oid,
            "type": facts.kind.word(),
            "institution_id": facts.institution_id,
            "scope_override": facts.scope_override,
            "last_login_at": facts.last_login_at.map(Timestamp::rfc3339),
        })),
        "corsano": {
            "users": corsano_users.map(|profile| profile.document(email)),
            "health": corsano_health.map(|profile| profile.document()),
        },
        "joined": joined,
        "terms": terms,
        "mycure": mycure.map(|account| account.told()),
        "activity": activity(ctx, user)?,
    }))
}

fn session(session: &Session) -> Value {
    json!({
        "id": session.id,
        "created_at": session.created_at.rfc3339(),
        "last_seen_at": session.last_seen_at.rfc3339(),
        "idle_at": session.idle_at.rfc3339(),
        "absolute_at": session.absolute_at.rfc3339(),
        "auth_time": session.authentication.auth_time.rfc3339(),
        "amr": session.authentication.amr,
        "browser": session.whence.browser,
        "system": session.whence.system,
        "ip": session.whence.ip,
    })
}

fn consent(consent: &Consent) -> Value {
    json!({
        "id": consent.id,
        "client_id": consent.client_id,
        "scope": consent.scope,
        "resource": consent.resource,
        "claims": consent.claims,
        "text_hash": consent.text_hash,
        "locale": consent.locale,
        "granted_at": consent.granted_at.rfc3339(),
        "session_id": consent.session_id,
        "ip_prefix": consent.ip_prefix,
        "method": consent.method,
        "expires_at": consent.expires_at.rfc3339(),
        "withdrawn_at": consent.withdrawn_at.map(Timestamp::rfc3339),
    })
}

fn grants(ctx: &Ctx, user: &User) -> Result<Vec<Value>, Fault> {
    let filter = Filter {
        user: Some(user.id.clone()),
        ..Filter::default()
    };
    let shown = grant::list(ctx, filter, true, GRANTS)?;
    let told = shown.iter().map(|shown| {
        let grant = &shown.state.grant;
        json!({
            "id": grant.id,
            "client_id": grant.client_id,
            "door": grant.door,
            "scope": grant.scope,
            "audience": grant.audience,
            "claims": grant.claims,
            "acr": grant.acr,
            "created_at": grant.created_at.rfc3339(),
            "last_used_at": shown.last_used_at.rfc3339(),
            "absolute_at": grant.absolute_at.rfc3339(),
            "revoked_at": grant.revoked_at.map(Timestamp::rfc3339),
            "ended": shown.ended.map(|reason| reason.code()),
        })
    });
    Ok(told.collect())
}

/// What the trail has, oldest first, page by page.
fn activity(ctx: &Ctx, user: &User) -> Result<Vec<Value>, Fault> {
    let person = format!("user:{}", user.id);
    let (mut told, mut after) = (Vec::new(), (i64::MIN, String::new()));
    loop {
        let rows = ctx.app.store.read(|conn| {
            let from = (person.as_str(), (after.0, after.1.as_str()));
            store::accounts::trace(conn, &ctx.app.ledger, from, PAGE)
        })?;
        let full = i64::try_from(rows.len()).is_ok_and(|found| found == PAGE);
        for (id, row) in rows {
            after = (row.at, id);
            let detail = row.detail.as_deref();
            let detail = detail.and_then(|text| serde_json::from_str::<Map<_, _>>(text).ok());
            told.push(json!({
                "at": Timestamp::from_millis(row.at).rfc3339(),
                "event": row.event,
                "outcome": row.outcome,
                "actor": row.actor,
                "client_id": row.client_id,
                "ip": row.ip,
                "detail": detail,
            }));
        }
        if !full {
            return Ok(told);
        }
    }
}
