//! Opening an interaction: only for the browser that began it.

use std::sync::Arc;

use super::{Browser, Destination, Standing, Step, next_step, session};
use crate::{
    app::Ctx,
    core::{Fault, Reason, Settled},
    crypto::digest::{equal, sha256},
    model::{Client, Consent, Interaction, InteractionId, Session, User},
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
    /// Where the answer goes.
    pub destination: Destination,
}

impl Open {
    /// What comes next.
    pub fn step(&self, ctx: &Ctx) -> Step {
        next_step(&Standing {
            request: &self.interaction.request,
            client: &self.client,
            stage: &self.interaction.stage,
            session: self.session.as_ref().map(|(session, _)| session),
            consent: self.consent.as_ref(),
            remember: ctx.app.config.consent.remember,
            now: ctx.now,
        })
    }
}

/// Opens an interaction for a page. AZ-14: "another browser presenting its id → page 400".
pub fn open(ctx: &Ctx, browser: &Browser, id: &InteractionId) -> Settled<Open> {
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
    let Some(client) = ctx
        .app
        .catalog()
        .client(&interaction.request.client_id)
        .filter(|client| client.is_enabled())
    else {
        return Ok(Err(Reason::ClientDisabled.into()));
    };
    let session = session::find(ctx, browser)?;
    let consent = standing_consent(ctx, &client, session.as_ref())?;
    let request = &interaction.request;
    let destination = Destination::new(
        request.redirect_uri.clone(),
        request.state.clone(),
        &ctx.app.issuer,
    );
    Ok(Ok(Open {
        interaction,
        client,
        session,
        consent,
        destination,
    }))
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
