//! Registered scopes and resources.

use crate::{
    app::Ctx,
    core::{Door, Fault, ScopeList},
    model::{
        AuditEvent, KeyPurpose, Resource, Scope,
        scope::{OFFLINE_ACCESS, Right, ScopeGroup},
    },
    store,
};

use super::{Invalid, profile};

/// Registers a scope.
pub fn add_scope(ctx: &Ctx, scope: Scope) -> Result<Result<(), Invalid>, Fault> {
    if let Err(invalid) = check_scope(&scope) {
        return Ok(Err(invalid));
    }
    let event = event(ctx, "scope.added", format!("scope:{}", scope.name));
    let (app, now) = (ctx.app.clone(), ctx.now);
    super::added(ctx, "name", move |conn| {
        store::catalog::insert_scope(conn, &scope, now)?;
        store::audit::append(conn, &app.ledger, &event)
    })
}

/// Changes what is registered of a scope; nothing if there is none of that name.
pub fn edit_scope(ctx: &Ctx, scope: Scope) -> Result<Result<(), Invalid>, Fault> {
    if let Err(invalid) = check_scope(&scope) {
        return Ok(Err(invalid));
    }
    let event = event(ctx, "scope.changed", format!("scope:{}", scope.name));
    let app = ctx.app.clone();
    super::added(ctx, "name", move |conn| {
        if store::catalog::update_scope(conn, &scope)? {
            store::audit::append(conn, &app.ledger, &event)?;
        }
        Ok(())
    })
}

fn check_scope(scope: &Scope) -> Result<(), Invalid> {
    if ScopeList::parse(&scope.name).is_none_or(|list| list.len() != 1) {
        return Err(Invalid::new(
            "name",
            "it must be one value of visible ASCII characters without quotes or backslashes (RFC 6749 section 3.3)",
        ));
    }
    if scope.title.is_empty() {
        return Err(Invalid::new(
            "title",
            "people have to read what they allow; say it in a few words",
        ));
    }
    if let Some(bad) = scope.audience.iter().find(|one| !is_identifier(one)) {
        return Err(Invalid::new("audience", not_an_identifier(bad)));
    }
    scope
        .claims
        .iter()
        .try_for_each(|claim| profile::check_name("claim", claim))
}

/// Registers a resource.
pub fn add_resource(ctx: &Ctx, resource: Resource) -> Result<Result<(), Invalid>, Fault> {
    if let Err(invalid) = check_resource(ctx, &resource) {
        return Ok(Err(invalid));
    }
    let is_taken = ctx.app.catalog().resource(&resource.resource).is_some();
    ensure_signing_key(ctx, &resource, is_taken)?;
    let subject = format!("resource:{}", resource.resource);
    let event = event(ctx, "resource.added", subject);
    let (app, now) = (ctx.app.clone(), ctx.now);
    super::added(ctx, "resource", move |conn| {
        store::catalog::insert_resource(conn, &resource, now)?;
        store::audit::append(conn, &app.ledger, &event)
    })
}

/// Changes what is registered of a resource; nothing if there is none of that identifier.
pub fn edit_resource(ctx: &Ctx, resource: Resource) -> Result<Result<(), Invalid>, Fault> {
    if let Err(invalid) = check_resource(ctx, &resource) {
        return Ok(Err(invalid));
    }
    let is_known = ctx.app.catalog().resource(&resource.resource).is_some();
    ensure_signing_key(ctx, &resource, !is_known)?;
    let subject = format!("resource:{}", resource.resource);
    let event = event(ctx, "resource.changed", subject);
    let app = ctx.app.clone();
    super::added(ctx, "resource", move |conn| {
        if store::catalog::update_resource(conn, &resource)? {
            store::audit::append(conn, &app.ledger, &event)?;
        }
        Ok(())
    })
}

/// Makes the key that its tokens are to be signed with, if there was no need for one until now.
/// Not where it will be `refused`.
fn ensure_signing_key(ctx: &Ctx, resource: &Resource, refused: bool) -> Result<(), Fault> {
    let bits = ctx.app.config.keys.rsa_bits;
    match resource.access_token_signing_alg {
        Some(algorithm) if !ctx.rehearsal && !refused => {
            ctx.app.ensure_key(&KeyPurpose::Issuer, algorithm, bits)
        }
        Some(_) | None => Ok(()),
    }
}

fn check_resource(ctx: &Ctx, resource: &Resource) -> Result<(), Invalid> {
    if !is_identifier(&resource.resource) {
        return Err(Invalid::new(
            "resource",
            not_an_identifier(&resource.resource),
        ));
    }
    let catalog = ctx.app.catalog();
    if let Some(unknown) = resource
        .scopes
        .iter()
        .find(|name| catalog.scope(name).is_none())
    {
        return Err(Invalid::new(
            "scope",
            format!("`{unknown}` is not registered; add it with `signet scope add`"),
        ));
    }
    Ok(())
}

/// RFC 8707 §2: "It MUST NOT include a fragment component"; and lists of them are kept with
/// blanks between.
fn is_identifier(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c == '#' || c.is_whitespace() || c.is_control())
}

fn not_an_identifier(text: &str) -> String {
    format!("`{text}` must be an identifier without a fragment or blanks (RFC 8707 section 2)")
}

fn event(ctx: &Ctx, name: &'static str, subject: String) -> AuditEvent {
    let mut event = ctx.event(name, None, "operator".into());
    event.subject = Some(subject);
    event
}

/// The scopes of OpenID Connect Core §5.4 and §11, which every server has.
pub fn standard_scopes() -> Vec<Scope> {
    let scope = |name: &str, title: &str, description: &str, claims: &[&str]| Scope {
        name: name.into(),
        title: title.into(),
        description: description.into(),
        right: Right::See,
        group: ScopeGroup::Identity,
        claims: claims.iter().map(|claim| (*claim).to_owned()).collect(),
        audience: Vec::new(),
        advertised: true,
    };
    vec![
        scope(
            "openid",
            "Who you are",
            "A number that stands for you here",
            &[],
        ),
        scope(
            "profile",
            "Your name and profile",
            "What you have told us of yourself",
            &[
                "name",
                "family_name",
                "given_name",
                "middle_name",
                "nickname",
                "preferred_username",
                "profile",
                "picture",
                "website",
                "gender",
                "birthdate",
                "zoneinfo",
                "locale",
                "updated_at",
            ],
        ),
        scope(
            "email",
            "Your email address",
            "And whether we have checked it",
            &["email", "email_verified"],
        ),
        scope(
            "phone",
            "Your phone number",
            "And whether we have checked it",
            &["phone_number", "phone_number_verified"],
        ),
        scope(
            "address",
            "Your postal address",
            "Where you live",
            &["address"],
        ),
        scope(
            OFFLINE_ACCESS,
            "Stay connected while you are away",
            "It can use what you allow here also when you are not signed in",
            &[],
        ),
    ]
}

/// Whether a scope is one of OpenID Connect that says what it said when the server made it: people read
/// of it in their own language then, else what the operator has written.
pub fn is_as_made(scope: &Scope) -> bool {
    standard_scopes().iter().any(|made| {
        (&made.name, &made.title, &made.description)
            == (&scope.name, &scope.title, &scope.description)
    })
}

/// The scopes of Human API: what clients ask for when they vouch for a person of their own, and for
/// themselves. No person is asked about them.
pub fn humanapi_scopes() -> Vec<Scope> {
    let scope = |name: &str, title: &str, right: Right, group: ScopeGroup| Scope {
        name: name.into(),
        title: title.into(),
        description: String::new(),
        right,
        group,
        claims: Vec::new(),
        audience: Vec::new(),
        advertised: false,
    };
    let write = ScopeGroup::Write;
    vec![
        scope("connect", "Connect data sources", Right::Add, write),
        scope(
            "health:read",
            "See data of connected sources",
            Right::See,
            ScopeGroup::Health,
        ),
        scope(
            "appuser:write",
            "Change an app's users",
            Right::Change,
            write,
        ),
        scope(
            "appuser:read",
            "See an app's users",
            Right::See,
            ScopeGroup::Identity,
        ),
    ]
}

/// Registers the scopes that are missing of those that every server has, and of the open doors
/// whose clients ask for scopes.
pub fn ensure_standard_scopes(ctx: &Ctx) -> Result<(), Fault> {
    let mut wanted = standard_scopes();
    if ctx.app.config.legacy.door(Door::HumanApi).enabled {
        wanted.extend(humanapi_scopes());
    }
    let missing: Vec<_> = {
        let catalog = ctx.app.catalog();
        wanted
            .into_iter()
            .filter(|scope| catalog.scope(&scope.name).is_none())
            .collect()
    };
    for scope in missing {
        // Of several nodes that start at once, one adds it and the others find it.
        let _added_or_there = add_scope(ctx, scope)?;
    }
    Ok(())
}
