//! Registered scopes and resources.

use crate::{
    app::Ctx,
    core::{Fault, ScopeList},
    model::{
        Resource, Scope,
        scope::{OFFLINE_ACCESS, Right, ScopeGroup},
    },
    store,
};

use super::Invalid;

/// Registers a scope.
pub fn add_scope(ctx: &Ctx, scope: Scope) -> Result<Result<(), Invalid>, Fault> {
    if ScopeList::parse(&scope.name).is_none_or(|list| list.len() != 1) {
        return Ok(Err(Invalid::new(
            "name",
            "it must be one value of visible ASCII characters without quotes or backslashes (RFC 6749 section 3.3)",
        )));
    }
    if scope.title.is_empty() {
        return Ok(Err(Invalid::new(
            "title",
            "people have to read what they allow; say it in a few words",
        )));
    }
    let mut event = ctx.event("scope.added", None, "operator".into());
    event.subject = Some(format!("scope:{}", scope.name));
    let (app, now) = (ctx.app.clone(), ctx.now);
    super::added(ctx, "name", move |conn| {
        store::catalog::insert_scope(conn, &scope, now)?;
        store::audit::append(conn, &app.ledger, &event)
    })
}

/// Registers a resource.
pub fn add_resource(ctx: &Ctx, resource: Resource) -> Result<Result<(), Invalid>, Fault> {
    if resource.resource.is_empty() || resource.resource.contains('#') {
        return Ok(Err(Invalid::new(
            "resource",
            "it must be an identifier without a fragment (RFC 8707 section 2)",
        )));
    }
    let mut event = ctx.event("resource.added", None, "operator".into());
    event.subject = Some(format!("resource:{}", resource.resource));
    let (app, now) = (ctx.app.clone(), ctx.now);
    super::added(ctx, "resource", move |conn| {
        store::catalog::insert_resource(conn, &resource, now)?;
        store::audit::append(conn, &app.ledger, &event)
    })
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

/// Registers the standard scopes that are missing.
pub fn ensure_standard_scopes(ctx: &Ctx) -> Result<(), Fault> {
    let missing: Vec<_> = {
        let catalog = ctx.app.catalog();
        standard_scopes()
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
