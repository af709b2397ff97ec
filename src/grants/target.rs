//! Where an access token may be used, and what it looks like there (RFC 8707).

use crate::{
    app::Ctx,
    core::{Reason, Refusal, ScopeList},
    model::{Client, TokenForm},
};

/// The audience of a client's tokens: the resources that were asked for, else the client's
/// default one, else those of the scopes, else the issuer. With `openid` the issuer is always
/// among them.
pub fn audience(ctx: &Ctx, client: &Client, scope: &ScopeList, resource: &[String]) -> Vec<String> {
    let issuer = &ctx.app.issuer;
    let mut audience: Vec<String> = resource.to_vec();
    if audience.is_empty() {
        audience.extend(client.metadata.signet.default_audience.clone());
    }
    if audience.is_empty() {
        let catalog = ctx.app.catalog();
        for one in scope
            .iter()
            .filter_map(|name| catalog.scope(name))
            .flat_map(|scope| &scope.audience)
        {
            if !audience.contains(one) {
                audience.push(one.clone());
            }
        }
    }
    if audience.is_empty() || (scope.contains("openid") && !audience.contains(issuer)) {
        audience.push(issuer.clone());
    }
    audience
}

/// The resources among the audience of a request: all but the issuer itself. What a person is
/// asked about, and what the record of the answer names (CO-01, CO-02).
pub fn resources(
    ctx: &Ctx,
    client: &Client,
    scope: &ScopeList,
    resource: &[String],
) -> Vec<String> {
    let mut audience = audience(ctx, client, scope, resource);
    audience.retain(|one| *one != ctx.app.issuer);
    audience
}

/// The part of what was granted that a token request names; all of it if it names nothing.
///
/// RFC 8707 §2.2: a token request asks for "the same or a subset of" what was granted.
pub fn narrow(granted: &[String], resource: &[String]) -> Result<Vec<String>, Refusal> {
    if let Some(foreign) = resource.iter().find(|one| !granted.contains(one)) {
        tracing::debug!(resource = %foreign, "a resource that was not granted");
        return Err(Reason::ResourceNotGranted.into());
    }
    Ok(if resource.is_empty() {
        granted.to_vec()
    } else {
        resource.to_vec()
    })
}

/// The form of a token for this audience: opaque if any resource asks for that, else as the
/// client has it.
pub fn form(ctx: &Ctx, client: &Client, audience: Vec<String>) -> TokenForm {
    if ctx.app.catalog().is_opaque(client, &audience) {
        TokenForm::Opaque { audience }
    } else {
        TokenForm::AtJwt { audience }
    }
}

/// RFC 8707 §2: "invalid_target: The requested resource is invalid, missing, unknown, or malformed."
pub fn check_registered(ctx: &Ctx, resource: &[String]) -> Result<(), Refusal> {
    let catalog = ctx.app.catalog();
    if resource.iter().all(|one| catalog.resource(one).is_some()) {
        Ok(())
    } else {
        Err(Reason::ResourceUnknown.into())
    }
}
