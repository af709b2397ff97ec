//! Opening an interaction: only for the browser that began it.

use std::sync::Arc;

use super::{Browser, Destination, Standing, Step, accounts, next_step, session};
use crate::{
    account::{terms, unproven},
    app::Ctx,
    core::{Fault, Reason, Secret, Settled, secret::kind},
    crypto::digest::{equal, sha256},
    grants::{subject, target},
    model::{
        AuthorizationRequest, Client, Consent, Interaction, InteractionId, OwnPage, Session, User,
        UserId, session::ACR_PASSWORD,
    },
    store,
};

/// An interaction with all that its next step depends on.
#[derive(Clone, Debug)]
pub struct Open {
    /// The interaction.
    pub interaction: Interaction,
    /// Who asks.
    pub client: Arc<Client>,
    /// The browser's session and the person in it.
    pub session: Option<(Session, User)>,
    /// That person's newest consent to the client.
    pub consent: Option<Consent>,
    /// The accounts that the browser remembers.
    pub accounts: Vec<UserId>,
    /// The cookie that names the browser, as it came.
    pub device: Option<Secret<kind::Device>>,
    /// What the browser calls itself.
    pub agent: String,
    /// What the request asks about the person in the session.
    pub person: Person,
    /// Where the answer goes.
    pub destination: Destination,
}

/// What some requests ask about the person in the session; looked up only for those.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// The `sub` that the client sees of them.
    pub subject: Option<String>,
    /// Whether they have a second factor.
    pub second_factor: bool,
    /// Whether they must have one.
    pub must_have_second: bool,
    /// Whether they must prove their address first.
    pub must_verify: bool,
    /// Whether they have to accept the terms in force.
    pub terms_due: bool,
}

impl Person {
    pub(super) fn of(
        ctx: &Ctx,
        client: &Client,
        request: &AuthorizationRequest,
        session: Option<&(Session, User)>,
    ) -> Result<Self, Fault> {
        let Some((session, user)) = session else {
            return Ok(Self::default());
        };
        let hinted = request.hinted.is_some();
        let subject = hinted.then(|| subject::of_user(ctx, client, &user.id));
        // Some pages of ours are where one is set up; the others are of use to whoever has the password
        // alone, as an app is.
        let sets_up = |page: &OwnPage| page.purpose.sets_up_a_factor();
        let must_have_second = !request.own.as_ref().is_some_and(sets_up)
            && ctx.app.config.mfa.is_required(&user.roles);
        let second_factor = (must_have_second || request.acr.prefers_second_factor())
            && session.authentication.acr() == ACR_PASSWORD
            && ctx
                .app
                .store
                .read(|conn| store::users::find_credentials(conn, &user.id))?
                .is_some_and(|found| found.has_second_factor());
        let config = &ctx.app.config;
        let can_verify =
            config.mail.is_on() && user.profile.email.is_some() && !user.profile.email_verified;
        // Whoever is about to set up a factor that they must have proves first that the account is theirs.
        let proves_first = can_verify
            && must_have_second
            && !second_factor
            && session.authentication.acr() == ACR_PASSWORD
            && unproven::is(ctx, &user.id)?;
        let must_verify = proves_first
            || request.own.is_none() && config.login.require_verified_email && can_verify;
        Ok(Self {
            subject,
            second_factor,
            must_have_second: must_have_second && !proves_first,
            must_verify,
            terms_due: terms::is_due(ctx, &user.id)?,
        })
    }
}

impl Open {
    /// CO-04: whether it is this app that asks, as far as can be known.
    pub fn is_assured(&self) -> bool {
        next_step::is_assured(&self.interaction.request, &self.client)
    }

    /// What comes next.
    pub fn step(&self, ctx: &Ctx) -> Step {
        let audience = audience_of(
            ctx,
            &self.client,
            &self.interaction.request,
            self.consent.as_ref(),
        );
        next_step(&Standing {
            audience: &audience,
            request: &self.interaction.request,
            client: &self.client,
            stage: &self.interaction.stage,
            session: self.session.as_ref().map(|(session, _)| session),
            consent: self.consent.as_ref(),
            subject: self.person.subject.as_deref(),
            second_factor: self.person.second_factor,
            must_have_second: self.person.must_have_second,
            must_verify: self.person.must_verify,
            is_leaving: is_leaving(self.session.as_ref()),
            terms_due: self.person.terms_due,
            remembered: !self.accounts.is_empty(),
            remember: ctx.app.config.consent.remember,
            now: ctx.now,
        })
    }
}

/// Whether whoever is in a session has asked for the end of their account.
pub(super) fn is_leaving(session: Option<&(Session, User)>) -> bool {
    session.is_some_and(|(_, user)| user.delete_at.is_some())
}

/// Opens an interaction for a page. AZ-14: "another browser presenting its id → page 400".
pub fn open(ctx: &Ctx, browser: &Browser, id: &InteractionId) -> Settled<Open> {
    // PostgreSQL keeps no NUL, and would call it a fault.
    if id.as_str().contains('\0') {
        return Ok(Err(Reason::InteractionUnknown.into()));
    }
    let Some(interaction) = ctx
        .app
        .store
        .read(|conn| store::interactions::find(conn, id))?
    else {
        return Ok(Err(Reason::InteractionUnknown.into()));
    };
    let binding = browser.binding.as_ref().map(sha256);
    if !binding.is_some_and(|binding| equal(binding.as_bytes(), interaction.browser.as_bytes())) {
        return Ok(Err(Reason::InteractionUnknown.into()));
    }
    if interaction.stage.is_over() {
        return Ok(Err(Reason::InteractionFinished.into()));
    }
    if ctx.now >= interaction.expires_at {
        return Ok(Err(Reason::InteractionExpired.into()));
    }
    let client = match &interaction.request.own {
        Some(_) => Some(Arc::new(Client::account())),
        None => ctx.app.catalog().client(&interaction.request.client_id),
    };
    let Some(client) = client.filter(|client| client.is_enabled()) else {
        return Ok(Err(Reason::ClientDisabled.into()));
    };
    ctx.note_client(&client.id);
    let session = session::find(ctx, browser)?;
    let consent = standing_consent(ctx, &client, session.as_ref())?;
    let request = &interaction.request;
    let person = Person::of(ctx, &client, request, session.as_ref())?;
    let destination = Destination::new(
        request.redirect_uri.clone(),
        request.response_mode,
        request.state.clone(),
        &ctx.app.issuer,
    );
    Ok(Ok(Open {
        interaction,
        client,
        session,
        consent,
        accounts: accounts::read(ctx, browser),
        device: browser.device.clone(),
        agent: browser.agent.clone(),
        person,
        destination,
    }))
}

/// The languages in which the app of a request would like the pages, where it waits in this browser:
/// for the pages beside it.
pub fn ui_locales(
    ctx: &Ctx,
    browser: &Browser,
    id: &InteractionId,
) -> Result<Option<String>, Fault> {
    let Some(binding) = &browser.binding else {
        return Ok(None);
    };
    let found = ctx
        .app
        .store
        .read(|conn| store::interactions::find(conn, id))?;
    let binding = sha256(binding);
    let found = found.filter(|found| equal(binding.as_bytes(), found.browser.as_bytes()));
    Ok(found.and_then(|found| found.request.ui_locales))
}

/// Where a token could be used for the part of a request that a consent allows: a consent stands
/// for the audiences that its page showed, and for no other (CO-01). What else the request asks
/// for is asked anyway (CO-03).
pub(super) fn audience_of(
    ctx: &Ctx,
    client: &Client,
    request: &AuthorizationRequest,
    consent: Option<&Consent>,
) -> Vec<String> {
    let Some(consent) = consent else {
        return Vec::new();
    };
    let allowed = request.scope.filtered(|v| consent.scope.contains(v));
    target::resources(ctx, client, &allowed, &request.resource)
}

/// The newest standing consent, where one can matter.
pub(super) fn standing_consent(
    ctx: &Ctx,
    client: &Client,
    session: Option<&(Session, User)>,
) -> Result<Option<Consent>, Fault> {
    match session {
        Some((session, _)) if !client.metadata.signet.first_party => ctx.app.store.read(|conn| {
            let found =
                store::consents::find_standing(conn, &session.user_id, &client.id, ctx.now)?;
            // An app may stay connected for longer than an answer spares the question.
            let max = ctx.app.config.consent.max;
            Ok(found.filter(|consent| ctx.now < consent.granted_at.plus(max)))
        }),
        _ => Ok(None),
    }
}
