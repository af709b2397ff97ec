//! What has to be done next: one pure function.

use crate::{
    config::policy::STEP_UP_FRESH,
    core::{Reason, ScopeList, Timestamp},
    model::{
        AuthorizationRequest, Client, Consent, ConsentId, Prompt, Session, Stage,
        scope::OFFLINE_ACCESS, session::ACR_PASSWORD,
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
    /// The `sub` that the client sees of the person in that session.
    pub subject: Option<&'a str>,
    /// Whether that person has a second factor.
    pub second_factor: bool,
    /// Whether that person must have one: `mfa.required_for`.
    pub must_have_second: bool,
    /// Whether that person has an address that is not proven, and must prove it first:
    /// `login.require_verified_email`.
    pub must_verify: bool,
    /// Whether that person's account is to be deleted.
    pub is_leaving: bool,
    /// Whether that person has to accept the terms in force.
    pub terms_due: bool,
    /// Whether the browser remembers accounts.
    pub remembered: bool,
    /// The resources of a token for what that consent allows of the request: see
    /// `interaction::audience_of`.
    pub audience: &'a [String],
    /// Whether consents are remembered.
    pub remember: bool,
    /// The present instant.
    pub now: Timestamp,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Which account.
    SelectAccount,
    /// Name and password.
    Login,
    /// Whoever is signed in has to prove it anew.
    Reauth(Why),
    /// The one-time code.
    SecondFactor,
    /// The person must have a second factor and has none: they set one up.
    Enrol,
    /// The person proves that their address is theirs.
    Verify,
    /// Another password than the one that was proven.
    NewPassword,
    /// The account is to be deleted: whether it is to stay.
    Leaving,
    /// The person accepts the terms in force.
    Terms,
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

/// Why somebody who is signed in has to prove it anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The client wants it: `prompt=login`, `max_age=0`.
    Asked,
    /// The sign-in is older than the client wants it: `max_age`.
    Age,
    /// The sign-in is not as good as the client wants it: `acr`.
    Class,
}

/// Decides what comes next (AZ-15: login, second factor, required actions, consent, code).
pub fn next_step(standing: &Standing<'_>) -> Step {
    let step = visible_step(standing);
    match (standing.request.prompt, &step) {
        // AZ-16: `prompt=none` never shows a form.
        (
            Prompt::None,
            Step::SelectAccount
            | Step::Login
            | Step::Reauth(_)
            | Step::SecondFactor
            | Step::NewPassword,
        ) => Step::Refuse(Reason::LoginRequired),
        (Prompt::None, Step::Enrol | Step::Verify | Step::Leaving | Step::Terms) => {
            Step::Refuse(Reason::InteractionRequired)
        }
        (Prompt::None, Step::Consent { .. }) => Step::Refuse(Reason::ConsentRequired),
        _ => step,
    }
}

fn visible_step(standing: &Standing<'_>) -> Step {
    let Standing { request, stage, .. } = *standing;
    let live = standing
        .session
        .filter(|session| session.is_live(standing.now));
    let session = match stage {
        Stage::Finished | Stage::Denied => return Step::Over,
        // The password was right, the second factor is missing: that comes first.
        Stage::SecondFactor { .. } => return Step::SecondFactor,
        Stage::NewPassword { .. } => return Step::NewPassword,
        Stage::Begun if request.select_account && (live.is_some() || standing.remembered) => {
            return Step::SelectAccount;
        }
        Stage::Begun => live,
        // Whoever is signed in was not meant.
        Stage::Another { .. } => None,
        // SE-11: "interaction of user A cannot be finished by user B".
        Stage::Chosen { user_id } | Stage::SignedIn { user_id, .. } => {
            live.filter(|session| session.user_id == *user_id)
        }
    };
    let Some(session) = session else {
        return Step::Login;
    };
    if let Some(step) = unproven(standing, session) {
        return step;
    }
    // A page of ours is where it is kept.
    if standing.is_leaving && request.own.is_none() {
        return Step::Leaving;
    }
    // AZ-15: required actions come before the consent.
    if standing.terms_due {
        return Step::Terms;
    }
    match consent_needed(standing, session) {
        None => finish(standing),
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

/// What a session lacks for this request, if anything.
fn unproven(standing: &Standing<'_>, session: &Session) -> Option<Step> {
    let Standing { request, stage, .. } = *standing;
    let fresh = matches!(stage, Stage::SignedIn { .. });
    // AZ-19: "other user → `login_required`"; at first somebody else may sign in.
    if request.hinted.is_some() && request.hinted.as_deref() != standing.subject {
        return Some(match fresh {
            true => Step::Refuse(Reason::LoginRequired),
            false => Step::Login,
        });
    }
    // AZ-17: "`prompt=login` or `max_age` exceeded → credentials asked again".
    if request.force_login && !fresh {
        return Some(Step::Reauth(Why::Asked));
    }
    let auth_time = session.authentication.auth_time;
    if request.reauth_after.is_some_and(|after| auth_time < after) {
        return Some(Step::Reauth(Why::Age));
    }
    // AZ-20: "a token is never issued with a higher `acr` than performed"; but the person may do
    // more.
    let acr = session.authentication.acr();
    // What the operator wants of this person comes before what the client would like. TF-09: "`amr`
    // /`acr` reflect what was done in *this* session": no device that is remembered stands for it.
    // LG-15: whoever sets a factor up proved the password within the last minutes.
    if standing.must_have_second && acr == ACR_PASSWORD {
        let stale = standing.now.since(auth_time) > STEP_UP_FRESH;
        return Some(match standing.second_factor || stale {
            true => Step::Reauth(Why::Class),
            false => Step::Enrol,
        });
    }
    if standing.must_verify {
        return Some(Step::Verify);
    }
    let met = request.acr.accepts(acr);
    let more = standing.second_factor && acr == ACR_PASSWORD && request.acr.prefers_second_factor();
    match (request.acr.essential, met) {
        (true, false) if more => Some(Step::Reauth(Why::Class)),
        (true, false) => Some(Step::Refuse(Reason::AcrUnmet)),
        // Best effort: asked once, and not of those who cannot be asked.
        (false, _) if more && !fresh && request.prompt != Prompt::None => {
            Some(Step::Reauth(Why::Class))
        }
        _ => None,
    }
}

/// What has to be asked.
struct Wanted {
    missing: ScopeList,
    allowed: ScopeList,
    claims: Vec<String>,
}

/// CO-04: whether a client's identity is assured: it proves itself, or its address is its own.
pub(super) fn is_assured(request: &AuthorizationRequest, client: &Client) -> bool {
    client.metadata.signet.first_party
        || !client.is_public()
        || request.redirect_uri.is_claimed_https()
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
            && consent.covers(standing.audience)
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
    if !is_assured(request, client) {
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
