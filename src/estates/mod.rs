//! Floor 4: what one old system knows of a person beyond a person: types, object ids, scopes of
//! its own. Never tokens, passwords or limits.

pub mod corsano;
pub mod healthily;
pub mod humanapi;
pub mod mycure;
pub mod ocariot;

use std::time::Duration;

use crate::{
    app::Ctx,
    authn::bearer::Bearer,
    core::{Door, Reason, Refusal, ScopeList, Timestamp},
    model::{
        Client, Exchange, GrantType, TokenForm, User, UserId, grant::GrantState,
        scope::OFFLINE_ACCESS,
    },
    store::{self, Conn},
};

/// What a door gives a person.
#[derive(Clone, Debug)]
pub struct Estate {
    /// Their scope there: given, not asked.
    pub scope: ScopeList,
    /// The token as the door's contract has it.
    pub form: TokenForm,
}

/// What a door gives a partner that is a client itself.
#[derive(Clone, Debug)]
pub struct ClientEstate {
    /// Its scope there, and the token.
    pub estate: Estate,
    /// The contract's own session id, where it has one.
    pub session: Option<String>,
    /// How long the token lasts.
    pub lifetime: Duration,
}

/// A token that takes the place of one that was shown to be refreshed.
#[derive(Clone, Copy, Debug)]
pub struct Renewal<'a> {
    /// Whose it is.
    pub user: &'a User,
    /// When the person signed in.
    pub began_at: Timestamp,
    /// The new token's own id.
    pub jti: &'a str,
    /// The instant that it is made at; for each answer to one refresh the same.
    pub made_at: Timestamp,
}

/// A token that is exchanged for one of a door (RFC 8693), as a rule allows.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Who asks.
    pub client: &'a Client,
    /// Its grant: the person and the session.
    pub state: &'a GrantState,
    /// The rule.
    pub rule: &'a Exchange,
    /// What was asked, within the rule; and within the token's scope, unless the rule has a
    /// condition, which the door is to judge.
    pub scope: &'a ScopeList,
    /// How long the new token lasts.
    pub lifetime: Duration,
    /// Whether it is asked for at a door, and to be of the door's own form.
    pub own_form: bool,
}

/// What a door gives for a token.
#[derive(Clone, Debug)]
pub struct Exchanged {
    /// The `sub` of the new token: the same person, as this door calls them.
    pub subject: String,
    /// Its scope.
    pub scope: ScopeList,
    /// The token as the door's contract has it, where that is asked; else it is one of RFC 9068.
    pub form: Option<TokenForm>,
}

/// The door that a token is for that is asked for this place: by its name, or by the address that
/// its configuration has.
pub fn door_at(ctx: &Ctx, place: &str) -> Option<Door> {
    if place == ctx.app.config.legacy.corsano_health.resource {
        return Some(Door::CorsanoHealth);
    }
    Door::from_name(place)
}

/// What this door gives for a token; or why not.
pub fn exchange(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    door: Door,
    source: &Source<'_>,
) -> store::Result<Result<Exchanged, Refusal>> {
    match door {
        Door::CorsanoHealth => corsano::exchange(ctx, conn, source),
        Door::Healthily => healthily::exchange(ctx, conn, source),
        Door::Mycure => mycure::exchange(ctx, conn, source),
        Door::Ocariot | Door::CorsanoUsers | Door::HumanApi => {
            Ok(Err(Reason::ExchangeNotAllowed.into()))
        }
    }
}

/// What a token of the standard flow that is for one place alone calls a person, where an old
/// system knows them there by an id of its own; `None` if it is what the client calls them.
pub fn subject_at(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    audience: &[String],
    user_id: &UserId,
) -> store::Result<Option<String>> {
    match audience {
        [one] if *one == ctx.app.config.legacy.corsano_health.resource => {
            corsano::health_subject(ctx, conn, user_id)
        }
        _ => Ok(None),
    }
}

/// What this door gives this person by this client; `None` if it does not know them.
pub fn describe(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    (door, client): (Door, &Client),
    user: &User,
) -> store::Result<Option<Estate>> {
    let estate = match door {
        Door::Ocariot => ocariot::describe(ctx, conn, client, user)?,
        Door::CorsanoUsers => corsano::describe(ctx, conn, user)?,
        Door::Mycure => mycure::describe(ctx, conn, user)?,
        Door::CorsanoHealth | Door::Healthily | Door::HumanApi => None,
    };
    Ok(estate.map(|estate| Estate {
        scope: allowed(client, &estate.scope),
        ..estate
    }))
}

/// What this door gives this person in the place of an older token: for one [`Renewal`] always the
/// very same. `None` if nothing is refreshed there, or it does not know them any more.
pub fn renew(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    door: Door,
    renewal: &Renewal<'_>,
) -> store::Result<Option<Estate>> {
    match door {
        Door::CorsanoUsers => corsano::renew(ctx, conn, renewal),
        Door::Mycure => mycure::renew(ctx, conn, renewal),
        Door::Ocariot | Door::CorsanoHealth | Door::Healthily | Door::HumanApi => Ok(None),
    }
}

/// Whether a token is a session of a door, which opens a page there and nothing else.
///
/// LE-S2: "Never accepted as OAuth access token, and vice versa."
pub fn is_session(bearer: &Bearer) -> bool {
    match bearer.door {
        Some(Door::HumanApi) => bearer.scope.contains(humanapi::CONNECT_SCOPE),
        Some(
            Door::Ocariot
            | Door::CorsanoUsers
            | Door::CorsanoHealth
            | Door::Healthily
            | Door::Mycure,
        )
        | None => false,
    }
}

/// Whether a scope that is not advertised is one that clients of a door have for themselves.
pub fn is_of_clients(scope: &str) -> bool {
    humanapi::CLIENT_SCOPE.split(' ').any(|own| own == scope)
}

/// How long after the sign-in this door's sessions may be refreshed; `None` if they cannot be.
pub fn refresh_window(ctx: &Ctx, door: Door) -> Option<Duration> {
    let legacy = &ctx.app.config.legacy;
    match door {
        Door::CorsanoUsers => Some(legacy.corsano_users.refresh),
        Door::Mycure => Some(legacy.mycure.refresh),
        Door::Ocariot | Door::CorsanoHealth | Door::Healthily | Door::HumanApi => None,
    }
}

/// What of a scope a door's client may be given.
///
/// LE-P5: "Scope ≤ the client's `legacy_scopes`; never admin scopes, never `offline_access` unless
/// allowed". A client that is registered without a scope has that of its door's contract.
pub fn allowed(client: &Client, scope: &ScopeList) -> ScopeList {
    let registered = client.scope();
    scope.filtered(|value| match registered.is_empty() {
        true => value != OFFLINE_ACCESS && value != "openid",
        false => registered.contains(value),
    })
}

/// Whether this door's access token is what it is refreshed by.
pub const fn refreshes_by_itself(door: Door) -> bool {
    match door {
        Door::CorsanoUsers => true,
        Door::Ocariot | Door::CorsanoHealth | Door::Healthily | Door::HumanApi | Door::Mycure => {
            false
        }
    }
}

/// Whether people sign in at this door with a one-time code beside the password.
pub const fn takes_otp(door: Door) -> bool {
    matches!(door, Door::Mycure)
}

/// How long a session of this door lasts without use, where a sign-in there begins one that its
/// person sees and ends as any other; the door's grants end with it.
pub fn session_idle(ctx: &Ctx, door: Door) -> Option<Duration> {
    matches!(door, Door::Mycure).then_some(ctx.app.config.legacy.mycure.idle)
}

/// Whether what a refreshed token of this door may be used for follows what is known of the person
/// by then, rather than what it was at the sign-in.
pub const fn scope_follows(door: Door) -> bool {
    matches!(door, Door::Mycure)
}

/// A new id for a token, in the shape of the door's contract.
pub fn new_jti(ctx: &Ctx, door: Door) -> String {
    match door {
        // `Str::random(16)`.
        Door::CorsanoUsers | Door::CorsanoHealth => ctx.app.entropy.alphanumeric(16),
        Door::Healthily | Door::Ocariot | Door::HumanApi | Door::Mycure => ctx.app.entropy.uuid(),
    }
}

/// What this door gives a client that signs in for itself; `None` if none does there.
pub fn of_client(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    door: Door,
    client: &Client,
) -> store::Result<Option<ClientEstate>> {
    match door {
        Door::Healthily => healthily::of_client(ctx, conn, client),
        Door::HumanApi => Ok(Some(humanapi::of_client(client))),
        Door::Ocariot | Door::CorsanoUsers | Door::CorsanoHealth | Door::Mycure => Ok(None),
    }
}

/// Whether a client may sign in for itself at this door.
pub fn admits(door: Door, client: &Client) -> Result<(), Reason> {
    match door {
        // The operator's flag says so, and nothing else.
        Door::HumanApi if client.metadata.signet.client_token => Ok(()),
        Door::HumanApi => Err(Reason::ClientTokenNotAllowed),
        Door::Ocariot
        | Door::CorsanoUsers
        | Door::CorsanoHealth
        | Door::Healthily
        | Door::Mycure => match client.allows(GrantType::ClientCredentials) {
            true => Ok(()),
            false => Err(Reason::GrantTypeNotAllowed),
        },
    }
}

/// Notes a sign-in with the old system's own facts.
pub fn note_login(ctx: &Ctx, conn: &mut Conn<'_>, door: Door, user: &User) -> store::Result<()> {
    match door {
        Door::Ocariot => store::ocariot::touch_last_login(conn, &user.id, ctx.now),
        Door::Mycure => store::mycure::note_sign_in(conn, &user.id, ctx.now),
        Door::CorsanoUsers | Door::CorsanoHealth | Door::Healthily | Door::HumanApi => Ok(()),
    }
}
