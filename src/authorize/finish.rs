//! The end of an authorization: a code, and the way back to the client.

use super::{Answer, Browser, Destination, Open, Step, claims};
use crate::{
    app::Ctx,
    core::{Fault, Id, Reason, ScopeList, Secret, Settled, secret::kind},
    crypto::{
        digest::{equal, sha256},
        seal::{open_under, seal_under},
    },
    model::{AuthorizationRequest, Code, ConsentId, InteractionId, Session, Stage},
    store::{self, Conn},
};

/// All that a code is bound to (AZ-28).
#[derive(Clone, Debug)]
pub struct Finishing {
    /// What was asked.
    pub request: AuthorizationRequest,
    /// The session of the person who allowed it.
    pub session: Session,
    /// What is granted.
    pub scope: ScopeList,
    /// The consent it rests on.
    pub consent_id: Option<ConsentId>,
    /// Where it goes.
    pub destination: Destination,
}

/// The one-time id of a return page, and the answer that it leads to.
#[derive(Debug)]
pub struct Return {
    /// For `/return/{id}`.
    pub id: Secret<kind::Return>,
    /// The code or the error, for the client.
    pub answer: Answer,
}

/// A code for a request that needed no page.
pub(super) fn at_once(ctx: &Ctx, finishing: Finishing) -> Result<Answer, Fault> {
    let secret = ctx.app.entropy.secret::<kind::Code>("sig_ac_");
    let answer = finishing.destination.with_code(&secret);
    let interaction_id = ctx.app.entropy.id(ctx.now);
    let (inner, digest) = (ctx.clone(), sha256(&secret));
    let twins = twins(ctx, &finishing.request)?;
    ctx.app.store.write(move |conn| {
        store::codes::insert(conn, &code(&inner, &finishing, digest, &interaction_id))?;
        audit(&inner, conn, &finishing, (&interaction_id, &twins))
    })?;
    Ok(answer)
}

/// A code for an interaction whose steps are all done.
pub fn finish(ctx: &Ctx, open: &Open) -> Settled<Return> {
    let (Step::Finish { scope, consent_id }, Some((session, _))) = (open.step(ctx), &open.session)
    else {
        return Ok(Err(Reason::InteractionRequired.into()));
    };
    let finishing = Finishing {
        request: open.interaction.request.clone(),
        session: session.clone(),
        scope,
        consent_id,
        destination: open.destination.clone(),
    };
    let (pending, inner) = (
        Pending::new(ctx, &finishing, &open.interaction.id)?,
        ctx.clone(),
    );
    let (id, revision) = (open.interaction.id.clone(), open.interaction.revision);
    let prepared = pending.prepared.clone();
    let won = ctx
        .app
        .store
        .write(move |conn| end(&inner, conn, &finishing, &prepared, (&id, revision)))?;
    Ok(if won {
        Ok(pending.into_return(ctx, &open.interaction.id))
    } else {
        Err(Reason::InteractionFinished.into())
    })
}

/// What is made before the transaction: secrets, digests, seals.
#[derive(Clone)]
pub(super) struct Prepared {
    code: crate::core::Digest<kind::Code>,
    return_id: crate::core::Digest<kind::Return>,
    sealed: Vec<u8>,
    twins: Vec<&'static str>,
}

pub(super) struct Pending {
    pub(super) prepared: Prepared,
    id: Secret<kind::Return>,
    answer: Answer,
}

impl Pending {
    pub(super) fn new(
        ctx: &Ctx,
        finishing: &Finishing,
        interaction_id: &InteractionId,
    ) -> Result<Self, Fault> {
        let secret = ctx.app.entropy.secret::<kind::Code>("sig_ac_");
        let answer = finishing.destination.with_code(&secret);
        let (id, sealed) = seal_return(ctx, interaction_id, &answer)?;
        let prepared = Prepared {
            code: sha256(&secret),
            return_id: sha256(&id),
            sealed,
            twins: twins(ctx, &finishing.request)?,
        };
        Ok(Self {
            prepared,
            id,
            answer,
        })
    }

    /// After the commit.
    pub(super) fn into_return(self, ctx: &Ctx, interaction_id: &InteractionId) -> Return {
        ctx.app.interactions.finish(interaction_id.as_str());
        count(None);
        Return {
            id: self.id,
            answer: self.answer,
        }
    }
}

/// Ends an interaction with a code; whether it was still open at this revision (AZ-27).
pub(super) fn end(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    finishing: &Finishing,
    prepared: &Prepared,
    (id, revision): (&InteractionId, i32),
) -> store::Result<bool> {
    if !store::interactions::consume_revision(conn, id, revision, &Stage::Finished)? {
        return Ok(false);
    }
    store::interactions::set_return(conn, id, &prepared.return_id, &prepared.sealed)?;
    store::codes::insert(conn, &code(ctx, finishing, prepared.code, id))?;
    audit(ctx, conn, finishing, (id, &prepared.twins))?;
    Ok(true)
}

/// Counts how an authorization ended.
pub fn count(refused: Option<Reason>) {
    let (outcome, error) = match refused {
        None => ("granted", ""),
        Some(reason) => ("refused", reason.oauth_error()),
    };
    metrics::counter!("signet_authorize_total", "outcome" => outcome, "error" => error)
        .increment(1);
}

/// Ends an interaction with an error for the client (AZ-26).
pub fn deny(ctx: &Ctx, open: &Open, reason: Reason, answer: Answer) -> Settled<Return> {
    let (return_id, sealed) = seal_return(ctx, &open.interaction.id, &answer)?;
    let digest = sha256(&return_id);
    let mut event = ctx.event("authorization.denied", Some(reason), actor(open));
    event.client_id = Some(open.client.id.to_string());
    event.subject = Some(format!("interaction:{}", open.interaction.id));
    let (id, revision, app) = (
        open.interaction.id.clone(),
        open.interaction.revision,
        ctx.app.clone(),
    );
    let won = ctx.app.store.write(move |conn| {
        if !store::interactions::consume_revision(conn, &id, revision, &Stage::Denied)? {
            return Ok(false);
        }
        store::interactions::set_return(conn, &id, &digest, &sealed)?;
        store::audit::append(conn, &app.ledger, &event)?;
        Ok(true)
    })?;
    if won {
        count(Some(reason));
        if reason == Reason::ConsentDenied {
            metrics::counter!("signet_consent_total", "decision" => "denied").increment(1);
        }
    }
    Ok(if won {
        Ok(Return {
            id: return_id,
            answer,
        })
    } else {
        Err(Reason::InteractionFinished.into())
    })
}

fn actor(open: &Open) -> String {
    open.session.as_ref().map_or_else(
        || "anonymous".to_owned(),
        |(session, _)| format!("user:{}", session.user_id),
    )
}

/// The answer is sealed under the one-time id, so that the database never holds a code.
fn seal_return(
    ctx: &Ctx,
    id: &InteractionId,
    answer: &Answer,
) -> Result<(Secret<kind::Return>, Vec<u8>), Fault> {
    let return_id = ctx.app.entropy.secret::<kind::Return>("");
    let sealed = seal_under(
        &*ctx.app.entropy,
        &return_id,
        id.as_str(),
        answer.to_text()?.expose().as_bytes(),
    )?;
    Ok((return_id, sealed))
}

/// Opens a return page, once, in the browser that it was made for: the answer and the client's
/// name.
pub fn take_return(
    ctx: &Ctx,
    browser: &Browser,
    id: &Secret<kind::Return>,
) -> Settled<(Answer, String)> {
    let digest = sha256(id);
    let Some(found) = ctx
        .app
        .store
        .read(|conn| store::interactions::find_return(conn, &digest))?
    else {
        return Ok(Err(Reason::InteractionFinished.into()));
    };
    let binding = browser.binding.as_ref().map(sha256);
    if !binding.is_some_and(|binding| equal(binding.as_bytes(), found.browser.as_bytes())) {
        return Ok(Err(Reason::InteractionUnknown.into()));
    }
    let plain = open_under(id, found.interaction_id.as_str(), &found.sealed)?;
    let text =
        std::str::from_utf8(&plain).map_err(|_| Fault::Internal("a return is damaged".into()))?;
    let answer = Answer::from_text(text)?;
    let client = ctx.app.catalog().client(&found.client_id);
    let app_name = client.map_or_else(String::new, |client| client.display_name().to_owned());
    let interaction_id = found.interaction_id.clone();
    let won = ctx
        .app
        .store
        .write(move |conn| store::interactions::consume_return(conn, &interaction_id))?;
    Ok(if won {
        Ok((answer, app_name))
    } else {
        Err(Reason::InteractionFinished.into())
    })
}

fn code(
    ctx: &Ctx,
    finishing: &Finishing,
    digest: crate::core::Digest<kind::Code>,
    interaction_id: &InteractionId,
) -> Code {
    let Finishing {
        request,
        session,
        scope,
        consent_id,
        ..
    } = finishing;
    Code {
        digest,
        interaction_id: interaction_id.clone(),
        client_id: request.client_id.clone(),
        user_id: session.user_id.clone(),
        session_id: session.id.clone(),
        consent_id: consent_id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        challenge: request.challenge.clone(),
        scope: scope.clone(),
        resource: request.resource.clone(),
        claims: claims::granted(ctx, request.claims.as_ref(), scope),
        failures: 0,
        nonce: request.nonce.clone(),
        authentication: session.authentication.clone(),
        created_at: ctx.now,
        expires_at: ctx.now.plus(ctx.app.config.tokens.code),
        used_at: None,
        grant_id: None,
    }
}

/// AZ-33: "A `code_challenge` or `nonce` equal to one of the client's live codes is counted in a
/// metric and audited (not rejected)". Which of them are.
fn twins(ctx: &Ctx, request: &AuthorizationRequest) -> Result<Vec<&'static str>, Fault> {
    let (challenge, nonce) = (request.challenge.as_deref(), request.nonce.as_deref());
    if challenge.is_none() && nonce.is_none() {
        return Ok(Vec::new());
    }
    let found = ctx.app.store.read(|conn| {
        store::codes::find_twins(conn, &request.client_id, (challenge, nonce), ctx.now)
    })?;
    let mut names = Vec::new();
    if challenge.is_some() && found.iter().any(|(c, _)| c.as_deref() == challenge) {
        names.push("code_challenge");
    }
    if nonce.is_some() && found.iter().any(|(_, n)| n.as_deref() == nonce) {
        names.push("nonce");
    }
    for what in &names {
        metrics::counter!("signet_authorize_repeated_total", "what" => *what).increment(1);
    }
    Ok(names)
}

fn audit(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    finishing: &Finishing,
    (id, twins): (&Id<crate::model::Interaction>, &[&'static str]),
) -> store::Result<()> {
    let mut event = ctx.event(
        "authorization.granted",
        None,
        format!("user:{}", finishing.session.user_id),
    );
    event.client_id = Some(finishing.request.client_id.to_string());
    event.subject = Some(format!("interaction:{id}"));
    event.detail = Some(serde_json::json!({ "scope": finishing.scope.to_string() }));
    store::audit::append(conn, &ctx.app.ledger, &event)?;
    if twins.is_empty() {
        return Ok(());
    }
    event.event = "authorization.repeated";
    event.detail = Some(serde_json::json!({ "repeated": twins }));
    store::audit::append(conn, &ctx.app.ledger, &event)
}
