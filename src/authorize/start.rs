//! `/authorize`: the beginning, and often the end.

use super::{
    Answer, Browser, Destination, Params, Standing, Step, accounts,
    finish::{self, Finishing},
    interaction::{Person, audience_of, is_leaving, standing_consent},
    negotiate::{Accepted, Stop, negotiate},
    next_step, session,
};
use std::sync::Arc;

use crate::{
    app::Ctx,
    config::policy,
    core::{Fault, Reason, Refusal, Secret, Settled, secret::kind},
    crypto::digest::sha256,
    model::{AuthorizationRequest, Client, Interaction, InteractionId, Stage},
    store,
};

/// What an authorization request led to.
#[derive(Debug)]
pub enum Started {
    /// An error that has nowhere to go.
    Page(Refusal, Option<Arc<Client>>),
    /// An error for the client.
    Refused(Refusal, Destination, Arc<Client>),
    /// A code for the client, without any page.
    Granted(Answer, Arc<Client>),
    /// Pages have to be shown.
    Interaction {
        /// Which interaction.
        id: InteractionId,
        /// What comes first.
        step: Step,
        /// Whether the person is to be shown how to get an account before that.
        create: bool,
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
        Err(Stop::Redirect(refusal, destination, client)) => {
            return Ok(Started::Refused(refusal, *destination, client));
        }
    };
    ctx.note_client(&client.id);
    let session = session::find(ctx, browser)?;
    let consent = standing_consent(ctx, &client, session.as_ref())?;
    let person = Person::of(ctx, &client, &request, session.as_ref())?;
    let audience = audience_of(ctx, &client, &request, consent.as_ref());
    let step = next_step(&Standing {
        audience: &audience,
        request: &request,
        client: &client,
        stage: &Stage::Begun,
        session: session.as_ref().map(|(session, _)| session),
        consent: consent.as_ref(),
        subject: person.subject.as_deref(),
        second_factor: person.second_factor,
        must_have_second: person.must_have_second,
        must_verify: person.must_verify,
        is_leaving: is_leaving(session.as_ref()),
        terms_due: person.terms_due,
        remembered: !accounts::read(ctx, browser).is_empty(),
        remember: ctx.app.config.consent.remember,
        now: ctx.now,
    });
    match (step, session) {
        (Step::Refuse(reason), _) => Ok(Started::Refused(reason.into(), destination, client)),
        (Step::Finish { scope, consent_id }, Some((session, _))) => {
            session::touch(ctx, &session)?;
            let finishing = Finishing {
                request,
                session,
                scope,
                consent_id,
                destination,
            };
            Ok(Started::Granted(finish::at_once(ctx, finishing)?, client))
        }
        (step, _) => {
            let create = request.create;
            Ok(match keep(ctx, browser, request)? {
                Ok((id, binding)) => Started::Interaction {
                    id,
                    step,
                    create,
                    binding,
                },
                Err(refusal) => Started::Page(refusal, Some(client)),
            })
        }
    }
}

/// Keeps a request that pages have to be shown for: its id, and the cookie that binds it to the
/// browser, if the browser had none.
pub(super) fn keep(
    ctx: &Ctx,
    browser: &Browser,
    request: AuthorizationRequest,
) -> Settled<(InteractionId, Option<Secret<kind::Browser>>)> {
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
    if !has_room(ctx, &interaction)? {
        return Ok(Err(Refusal::wait(
            Reason::Overloaded,
            policy::INTERACTIONS_RETRY,
        )));
    }
    ctx.app
        .store
        .write(move |conn| store::interactions::insert(conn, &interaction))?;
    Ok(Ok((id, cookie)))
}

/// AZ-34: "Anonymous hits may not grow the DB without bound". A node that seems full looks whether
/// other nodes finished what it took in.
fn has_room(ctx: &Ctx, interaction: &Interaction) -> Result<bool, Fault> {
    let kept = &ctx.app.interactions;
    let admit = || {
        let (id, end) = (interaction.id.as_str(), interaction.expires_at);
        kept.admit(ctx.now, ctx.ip, id, end)
    };
    if admit() {
        return Ok(true);
    }
    if !kept.is_recount_due(ctx.now) {
        return Ok(false);
    }
    let live = ctx
        .app
        .store
        .read(|conn| store::interactions::live(conn, ctx.now))?;
    kept.keep(&live);
    Ok(admit())
}
