//! `/authorize`: the beginning, and often the end.

use super::{
    Browser, Destination, Params, Standing, Step,
    finish::{self, Finishing},
    interaction::standing_consent,
    negotiate::{Accepted, Stop, negotiate},
    next_step, session,
};
use std::sync::Arc;

use crate::{
    app::Ctx,
    config::policy,
    core::{Fault, Refusal, Secret, secret::kind},
    crypto::digest::sha256,
    model::{Client, Interaction, InteractionId, Stage},
    store,
};

/// What an authorization request led to.
#[derive(Debug)]
pub enum Started {
    /// An error that has nowhere to go.
    Page(Refusal, Option<Arc<Client>>),
    /// An error for the client.
    Refused(Refusal, Destination),
    /// A code for the client, without any page: the address to redirect to.
    Granted(Secret<kind::Return>),
    /// Pages have to be shown.
    Interaction {
        /// Which interaction.
        id: InteractionId,
        /// What comes first.
        step: Step,
        /// A cookie to set, if the browser had none.
        binding: Option<Secret<kind::Browser>>,
    },
}

/// Begins an authorization. What the browser brought is kept on the server from here on (AZ-14).
pub fn start(ctx: &Ctx, browser: &Browser, params: &Params) -> Result<Started, Fault> {
    let Accepted {
        client,
        request,
        destination,
    } = match negotiate(ctx, params) {
        Ok(accepted) => accepted,
        Err(Stop::Page(refusal, client)) => return Ok(Started::Page(refusal, client)),
        Err(Stop::Redirect(refusal, destination)) => {
            return Ok(Started::Refused(refusal, destination));
        }
    };
    let session = session::find(ctx, browser)?;
    let consent = standing_consent(ctx, &client, session.as_ref())?;
    let step = next_step(&Standing {
        request: &request,
        client: &client,
        stage: &Stage::Begun,
        session: session.as_ref().map(|(session, _)| session),
        consent: consent.as_ref(),
        remember: ctx.app.config.consent.remember,
        now: ctx.now,
    });
    match (step, session) {
        (Step::Refuse(reason), _) => Ok(Started::Refused(reason.into(), destination)),
        (Step::Finish { scope, consent_id }, Some((session, _))) => {
            session::touch(ctx, &session)?;
            let finishing = Finishing {
                request,
                session,
                scope,
                consent_id,
                destination,
            };
            Ok(Started::Granted(finish::at_once(ctx, finishing)?))
        }
        (step, _) => {
            let (cookie, binding) = match &browser.binding {
                Some(binding) => (None, sha256(binding)),
                None => {
                    let fresh = ctx.app.entropy.secret::<kind::Browser>("");
                    let digest = sha256(&fresh);
                    (Some(fresh), digest)
                }
            };
            let interaction = Interaction {
                id: ctx.app.entropy.id(ctx.now),
                browser: binding,
                request,
                stage: Stage::Begun,
                revision: 0,
                created_at: ctx.now,
                expires_at: ctx.now.plus(policy::INTERACTION_TTL),
            };
            let id = interaction.id.clone();
            ctx.app
                .store
                .write(move |conn| store::interactions::insert(conn, &interaction))?;
            Ok(Started::Interaction {
                id,
                step,
                binding: cookie,
            })
        }
    }
}
