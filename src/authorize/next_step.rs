//! What has to be done next: one pure function.

use crate::{
    core::{Reason, ScopeList, Timestamp},
    model::{
        AuthorizationRequest, Client, Consent, ConsentId, Prompt, Session, Stage,
        scope::OFFLINE_ACCESS,
    },
};

/// All that the decision depends on.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// What the client asked.
    pub request: &'a AuthorizationRequest,
    /// Who asks.
    pub client: &'a Client,
    /// How far it is.
    pub stage: &'a Stage,
    /// The session of the browser, if it is live and its person may sign in.
    pub session: Option<&'a Session>,
    /// The newest consent of that person to that client, if it stands.
    pub consent: Option<&'a Consent>,
    /// Whether consents are remembered.
    pub remember: bool,
    /// The present instant.
    pub now: Timestamp,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Name and password.
    Login,
    /// The one-time code.
    SecondFactor,
    /// The person has to be asked.
    Consent {
        /// What was not allowed before.
        missing: ScopeList,
        /// What was.
        allowed: ScopeList,
        /// Claims that were not allowed before, and that no scope of the request gives.
        claims: Vec<String>,
    },
    /// A code can be given, for this scope.
    Finish {
        /// What is granted.
        scope: ScopeList,
        /// The consent that it rests on; none for a first-party client.
        consent_id: Option<ConsentId>,
    },
    /// It cannot go on, and the client is told.
    Refuse(Reason),
    /// It is over.
    Over,
}

/// Decides what comes next (AZ-15: login, second factor, required actions, consent, code).
pub fn next_step(standing: &Standing<'_>) -> Step {
    let Standing { request, stage, .. } = *standing;
    if stage.is_over() {
        return Step::Over;
    }
    let silent = request.prompt == Prompt::None;
    let Some(session) = usable_session(standing) else {
        return match stage {
            // AZ-16: `prompt=none` never shows a form.
            _ if silent => Step::Refuse(Reason::LoginRequired),
            Stage::SecondFactor { .. } => Step::SecondFactor,
            Stage::Begun | Stage::SignedIn { .. } | Stage::Finished | Stage::Denied => Step::Login,
        };
    };
    match consent_needed(standing, session) {
        None => finish(standing),
        Some(_) if silent => Step::Refuse(Reason::ConsentRequired),
        Some(Wanted {
            missing,
            allowed,
            claims,
        }) => Step::Consent {
            missing,
            allowed,
            claims,
        },
    }
}

/// The session, if it will do for this request.
fn usable_session<'a>(standing: &Standing<'a>) -> Option<&'a Session> {
    let session = standing
        .session
        .filter(|session| session.is_live(standing.now))?;
    // `max_age`: only a sign-in from then on.
    if standing
        .request
        .reauth_after
        .is_some_and(|at| session.authentication.auth_time < at)
    {
        return None;
    }
    match standing.stage {
        // `prompt=login`: only a sign-in in this interaction.
        Stage::Begun => (!standing.request.force_login).then_some(session),
        // SE-11: "interaction of user A cannot be finished by user B".
        Stage::SignedIn { user_id, .. } => (session.user_id == *user_id).then_some(session),
        // The password was right, the second factor is missing: that comes first.
        Stage::SecondFactor { .. } | Stage::Finished | Stage::Denied => None,
    }
}

/// What has to be asked.
struct Wanted {
    missing: ScopeList,
    allowed: ScopeList,
    claims: Vec<String>,
}

/// What has to be asked; `None` if nothing.
fn consent_needed(standing: &Standing<'_>, session: &Session) -> Option<Wanted> {
    let Standing {
        request, client, ..
    } = *standing;
    let beyond = request
        .claims
        .as_ref()
        .map_or(&[][..], |claims| claims.beyond.as_slice());
    let whole = || Wanted {
        missing: request.scope.clone(),
        allowed: ScopeList::default(),
        claims: beyond.to_vec(),
    };
    // CO-03: "Only the difference is asked on scope growth; nothing on shrink; `prompt=consent`
    // always asks."
    if request.ask_consent {
        return Some(whole());
    }
    let first_party = client.metadata.signet.first_party;
    let before = standing.consent.filter(|consent| {
        standing.remember
            && consent.user_id == session.user_id
            && consent.client_id == client.id
            && consent.covers(&request.resource)
    });
    // CO-07: "`offline_access` always explicit": no consent of before and no operator stands for
    // the person here.
    let allowed = request.scope.filtered(|v| {
        v != OFFLINE_ACCESS
            && (first_party || before.is_some_and(|consent| consent.scope.contains(v)))
    });
    let missing = request.scope.without(&allowed);
    let new = |claim: &&String| {
        !first_party && before.is_none_or(|consent| !consent.claims.contains(claim))
    };
    let claims: Vec<String> = beyond.iter().filter(new).cloned().collect();
    // CO-04: a public client without assured identity always asks, and for the whole.
    let assured = first_party || !client.is_public() || request.redirect_uri.is_claimed_https();
    if !assured {
        Some(whole())
    } else if missing.is_empty() && claims.is_empty() {
        None
    } else {
        Some(Wanted {
            missing,
            allowed,
            claims,
        })
    }
}

fn finish(standing: &Standing<'_>) -> Step {
    Step::Finish {
        scope: standing.request.scope.clone(),
        consent_id: (!standing.client.metadata.signet.first_party)
            .then(|| standing.consent.map(|consent| consent.id.clone()))
            .flatten(),
    }
}
