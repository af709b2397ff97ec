//! The refresh token grant (RFC 6749 §6, RFC 9700 §4.14): one chain for each grant, and the same
//! successor to every retry that may have one. `docs/refresh.md` has the automaton as a drawing.

use super::{
    Approved, Decision, Issued, check_door, check_door_key, check_grant_type,
    issue::{Base, Material, Refresh},
    refuse, refuse_shown,
    renewal::{self, Shown},
    target, try_transact,
};
use crate::{
    account::{
        self,
        outbox::{self, Template, Values},
        profile,
        session::Reach,
    },
    app::Ctx,
    authn::Caller,
    config::policy,
    core::{
        Door, Fault, Reason, Refusal, ScopeList, Secret, Settled, Timestamp, secret::kind,
        waiting::nobody_waits,
    },
    crypto::{
        digest::sha256,
        seal::{open_under, seal_under},
    },
    estates::{self, humanapi},
    model::{
        Grant, TokenForm,
        client::GrantType,
        grant::GrantState,
        refresh::{RefreshState, RefreshToken, Use, Windows},
    },
    store,
};

/// How often a use that lost a race is judged anew. Every time somebody else has moved on, so it
/// ends long before.
const TRIES: usize = 8;
/// How often the use of a token that stays is written down.
const TOUCH_EVERY: std::time::Duration = std::time::Duration::from_secs(60);

/// What `/token` was sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// The refresh token.
    pub token: Secret<kind::RefreshToken>,
    /// The scope of the new access token; all that was granted if none is asked.
    pub scope: Option<ScopeList>,
    /// Where the new access token is to be used; everywhere that was granted if none is named.
    pub resource: Vec<String>,
    /// The legacy door that it came through, which says what the new access token is; where it
    /// refreshes by itself, the token is the door's access token.
    pub door: Option<Door>,
}

const NAME: &str = "refresh_token";

pub(super) fn settle(ctx: &Ctx, caller: &Caller, request: &Request) -> Settled<Issued> {
    if let Err(refusal) = check_use(ctx, caller, request)? {
        return refuse(ctx, caller, NAME, refusal);
    }
    let shown = match renewal::read(ctx, request) {
        Ok(shown) => shown,
        Err(reason) => return Ok(Err(reason.into())),
    };
    let mark = sha256(&shown.text).as_bytes().first_chunk().copied();
    let mut unknown = false;
    for _ in 0..TRIES {
        let proven = match prove(ctx, caller, request, &shown)? {
            Ok(proven) => proven,
            // "Unknown hash → 400 `invalid_grant`, nothing else."
            Err(refusal) if refusal.reason == Reason::RefreshUnknown => return Ok(Err(refusal)),
            Err(refusal) => return refuse_shown(ctx, caller, NAME, (refusal, mark)),
        };
        let material = proven.material.clone();
        let decide = move |ctx: &Ctx, conn: &mut store::Conn<'_>| approve(ctx, conn, &proven);
        match try_transact(ctx, caller, (NAME, mark), material, decide) {
            Ok(Some(settled)) => return Ok(settled),
            // Its caller has been told to come again, and may be further by now: an old token that is judged
            // anew would be one that somebody has stolen.
            _ if nobody_waits() => return Err(Fault::Overloaded("nobody waits any more")),
            Ok(None) => {}
            // "Connection loss *during* commit: re-read by hash": if it was done all the same, this
            // is a replay now, and gets the same successor.
            Err(Fault::Unavailable(_)) if !unknown => unknown = true,
            Err(fault) => return Err(fault),
        }
    }
    Err(Fault::Unavailable(
        "a refresh token was used by too many at once".into(),
    ))
}

/// Whether the client may refresh at all: at `/token` by its grant types, at a door because it
/// stands for that door's callers.
fn check_use(ctx: &Ctx, caller: &Caller, request: &Request) -> Settled<()> {
    Ok(match request.door {
        Some(door) => {
            check_door_key(ctx, door)?;
            check_door(caller, door)
        }
        None => check_grant_type(caller, GrantType::RefreshToken),
    })
}

/// A use that was judged, with all that the transaction may need.
#[derive(Clone, Debug)]
pub struct Proven {
    token: RefreshToken,
    grant: Grant,
    scope: ScopeList,
    form: TokenForm,
    windows: Windows,
    how: How,
    material: Material,
}

/// What the use is, with what was made for it.
#[derive(Clone, Debug)]
pub(super) enum How {
    /// The successor's text, sealed under the head's.
    Rotate(Vec<u8>),
    Keep,
    /// The head that was given before, its generation, and whether it is late.
    Replay(Secret<kind::RefreshToken>, i32, bool),
    Burst,
    Reuse,
    Dead,
}

/// Reads, judges, and makes what needs a key. Nothing is marked.
fn prove(ctx: &Ctx, caller: &Caller, request: &Request, shown: &Shown) -> Settled<Proven> {
    let digest = sha256(&shown.text);
    let find = |conn: &mut store::Conn<'_>| {
        let found = store::refresh_tokens::find_state(conn, &digest, ctx.now)?;
        let (mut head, mut used) = (None, None);
        if let Some((token, _)) = &found
            && token.state == RefreshState::Superseded
        {
            head = store::refresh_tokens::find_head(conn, &token.grant_id)?;
            used = store::refresh_tokens::find_use_of_successor(conn, token)?;
        }
        Ok(found.map(|(token, state)| (token, state, (head, used))))
    };
    let Some((token, state, (head, used))) = ctx.app.store.read(find)? else {
        return Ok(Err(Reason::RefreshUnknown.into()));
    };
    if let Err(refusal) = stands(ctx, caller, &token, &state) {
        return Ok(Err(refusal));
    }
    let scope = match renewal::covered(caller, request, shown, &state.grant) {
        Ok(scope) => scope,
        Err(reason) => return Ok(Err(reason.into())),
    };
    let audience = match target::narrow(&state.grant.audience, &request.resource) {
        Ok(audience) => audience,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let windows = windows(ctx, caller, shown, &state.grant);
    let material = renewal::material(ctx, shown);
    let context = format!("{}|{}", token.grant_id, token.generation);
    let how = match token.judge((head.as_ref(), used), &windows, ctx.now) {
        Use::Rotate => How::Rotate(seal_under(
            &*ctx.app.entropy,
            &shown.text,
            &context,
            material.refresh.expose().as_bytes(),
        )?),
        Use::Keep => How::Keep,
        Use::Replay { late } => match (&token.sealed_successor, &head) {
            (Some(sealed), Some(head)) => {
                let plain = open_under(&shown.text, &context, sealed)?;
                let text = String::from_utf8(plain.to_vec())
                    .map_err(|_| Fault::Internal("a sealed successor is damaged".into()))?;
                How::Replay(Secret::new(text), head.generation, late)
            }
            _ => How::Reuse,
        },
        Use::Burst => How::Burst,
        Use::Reuse => How::Reuse,
        Use::Dead => How::Dead,
    };
    let taken = (&how, &material);
    let Some((form, given)) = renewal::form(ctx, caller, (shown, &state), taken, audience)? else {
        return Ok(Err(Reason::GrantRevoked.into()));
    };
    let scope = match given {
        Some(given) if shown.door.is_some_and(estates::scope_follows) => given,
        Some(given) => scope.filtered(|value| given.contains(value)),
        None => scope,
    };
    Ok(Ok(Proven {
        token,
        grant: state.grant,
        scope,
        form,
        windows,
        how,
        material,
    }))
}

/// Whether the token is this client's, and all that it rests on stands.
fn stands(
    ctx: &Ctx,
    caller: &Caller,
    token: &RefreshToken,
    state: &GrantState,
) -> Result<(), Refusal> {
    // "Token belongs to another client → 400 `invalid_grant`, audit, no revocation."
    if state.grant.client_id != caller.client.id {
        return Err(Reason::RefreshClientMismatch.into());
    }
    let cutoffs = ctx.app.catalog().cutoffs(&caller.client.id);
    if let Some(reason) = state.ended(&cutoffs, ctx.now) {
        // A token of a grant that fell before is no news.
        let dead = token.state == RefreshState::Dead && reason == Reason::GrantRevoked;
        return Err(if dead { Reason::RefreshDead } else { reason }.into());
    }
    if ctx.now >= token.idle_at {
        return Err(Reason::RefreshExpired.into());
    }
    Ok(())
}

/// What this chain is judged by.
fn windows(ctx: &Ctx, caller: &Caller, shown: &Shown, grant: &Grant) -> Windows {
    let catalog = ctx.app.catalog();
    // Where a resource server verifies JWTs by itself, nobody knows which access token was used,
    // so a lost answer cannot be told from a theft.
    let blind = grant.audience.iter().any(|audience| {
        *audience != ctx.app.issuer
            && catalog
                .resource(audience)
                .is_none_or(crate::model::Resource::verifies_offline)
    });
    // A24: a second use ends the lineage. Only the client's own server has such a token, and whoever
    // loses an answer asks the door again.
    let by_contract = renewal::is_by_contract(grant);
    // A door's contract has no such window.
    let none = shown.door.is_some()
        || by_contract
        || (blind && !caller.client.metadata.signet.lost_response_window);
    let lost = if none {
        std::time::Duration::ZERO
    } else {
        ctx.app.config.tokens.refresh_lost
    };
    Windows {
        // "Store a digest; redeem only at /token, with rotation": whoever holds a human's speaks for
        // a person who has not signed in anywhere.
        rotates: shown.door.is_some() || grant.human_id.is_some() || caller.client.rotates(),
        race: match by_contract {
            true => std::time::Duration::ZERO,
            false => ctx.app.config.tokens.refresh_race,
        },
        race_max: policy::REFRESH_RACE_MAX,
        lost,
        lost_max: policy::REFRESH_LOST_MAX,
    }
}

/// Marks what was judged, by compare-and-swap; whoever was overtaken judges anew.
pub fn approve(ctx: &Ctx, conn: &mut store::Conn<'_>, proven: &Proven) -> store::Result<Decision> {
    let Proven { token, grant, .. } = proven;
    let (generation, refresh) = match &proven.how {
        How::Rotate(sealed) => {
            let successor = (&proven.material.refresh_id, sealed.as_slice());
            // The windows begin when it is done, not when it was asked for: a request may have waited for the
            // database as long as the first of them lasts.
            if !store::refresh_tokens::consume(conn, token, successor, ctx.app.now())? {
                return Ok(Decision::Overtaken);
            }
            if token.generation > 1 {
                store::refresh_tokens::erase_seal(conn, &grant.id, token.generation - 1)?;
            }
            (token.generation + 1, Refresh::Successor)
        }
        How::Keep => {
            touch(ctx, conn, token, grant.absolute_at)?;
            (token.generation, Refresh::Stays)
        }
        How::Replay(text, generation, late) => {
            let most = if *late {
                proven.windows.lost_max
            } else {
                proven.windows.race_max
            };
            if !store::refresh_tokens::consume_replay(conn, token, *late, most)? {
                return Ok(Decision::Overtaken);
            }
            (*generation, Refresh::Again(text.clone()))
        }
        How::Burst => {
            let first = token.first_used_at.unwrap_or(ctx.now);
            let wait = first.plus(proven.windows.race).since(ctx.now);
            // Also with a clock that was put back.
            let wait = wait.min(proven.windows.race);
            return Ok(Decision::Refused(ctx.limited(Reason::RefreshBurst, wait)));
        }
        How::Reuse => return reuse(ctx, conn, grant),
        How::Dead => return Ok(Decision::Refused(Reason::RefreshDead.into())),
    };
    if let (Some(door), Some(session)) = (proven.form.door(), &grant.session_id) {
        account::session::touch_at_door(ctx, conn, session, door)?;
    }
    let sub = match (&proven.form, &grant.user_id) {
        (TokenForm::AtJwt { audience } | TokenForm::Opaque { audience }, Some(user_id)) => {
            estates::subject_at(ctx, conn, audience, user_id)?
        }
        (TokenForm::Door(_) | TokenForm::DoorOpaque { .. }, _) | (_, None) => None,
    };
    Ok(Decision::Approved(Box::new(Approved {
        subject: grant.subject(),
        sub,
        scope: proven.scope.clone(),
        authentication: grant.authentication.clone(),
        acr: grant.acr.clone(),
        session_id: grant.session_id.clone(),
        door_session: grant.door_session.clone(),
        claims: grant
            .claims
            .as_ref()
            .map(|asked| profile::narrowed(&ctx.app.catalog(), asked, &grant.scope, &proven.scope)),
        // OpenID Connect Core §12.2: a refreshed ID token "SHOULD NOT have a nonce Claim".
        nonce: None,
        act: grant.act.clone(),
        form: proven.form.clone(),
        lifetime: renewal::is_by_contract(grant).then_some(humanapi::DAY),
        base: Base::Standing {
            grant_id: grant.id.clone(),
            absolute_at: grant.absolute_at,
            generation,
            refresh,
        },
    })))
}

/// "No rotation: touch `idle_exp` (at most once a minute)".
fn touch(
    ctx: &Ctx,
    conn: &mut store::Conn<'_>,
    token: &RefreshToken,
    absolute_at: Timestamp,
) -> store::Result<()> {
    let idle_at = ctx
        .now
        .plus(ctx.app.config.tokens.refresh_idle)
        .min(absolute_at);
    if idle_at.since(token.idle_at) < TOUCH_EVERY {
        return Ok(());
    }
    store::refresh_tokens::touch(conn, token, idle_at)
}

/// RFC 9700 §4.14.2: "the authorization server cannot determine which party submitted the invalid
/// refresh token, but it will revoke the active refresh token".
fn reuse(ctx: &Ctx, conn: &mut store::Conn<'_>, grant: &Grant) -> store::Result<Decision> {
    if store::grants::revoke(conn, &grant.id, Reason::RefreshReused, ctx.now)? {
        let mut notice = ctx.event("notice.refresh_reuse", None, "system".into());
        notice.subject = grant.user_id.as_ref().map(|id| format!("user:{id}"));
        notice.client_id = Some(grant.client_id.to_string());
        notice.detail = Some(serde_json::json!({ "grant": grant.id }));
        store::audit::append(conn, &ctx.app.ledger, &notice)?;
        if let Some(user) = &grant.user_id {
            let name = ctx.app.catalog().client(&grant.client_id);
            let name = name.map(|client| client.display_name().to_owned());
            let values = Values::new().with("app", name.unwrap_or_default());
            outbox::tell(ctx, conn, user, Template::AppCutOff, values)?;
        }
        if ctx.app.config.tokens.reuse_ends_session
            && let (Some(session), Some(user)) = (&grant.session_id, &grant.user_id)
            && store::sessions::end(conn, session, ctx.now)?
        {
            account::session::release(ctx, conn, (session, user), Reach::Session)?;
        }
    }
    Ok(Decision::Refused(Reason::RefreshReused.into()))
}
