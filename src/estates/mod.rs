//! Floor 4: what one old system knows of a person beyond a person: types, object ids, scopes of
//! its own. Never tokens, passwords or limits.

pub mod corsano;
pub mod humanapi;
pub mod ocariot;

use std::time::Duration;

use crate::{
    app::Ctx,
    core::{Door, ScopeList, Timestamp},
    model::{Client, TokenForm, User},
    store::{self, Conn},
};

/// What a door gives a person.
#[derive(Clone, Debug)]
pub struct Estate {
    /// Their scope there: given, not asked.
    pub scope: ScopeList,
    /// The token as the door's contract has it.
    pub form: TokenForm,
    /// How long after the sign-in its tokens may be refreshed, where they may be.
    pub refresh: Option<Duration>,
}

/// What a door gives a partner that is a client itself.
#[derive(Clone, Debug)]
pub struct ClientEstate {
    /// Its scope there, and the token.
    pub estate: Estate,
    /// The contract's own session id.
    pub session: String,
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

/// What this door knows of this person; `None` if it does not know them.
pub fn describe(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    door: Door,
    user: &User,
) -> store::Result<Option<Estate>> {
    match door {
        Door::Ocariot => ocariot::describe(ctx, conn, user),
        Door::CorsanoUsers => corsano::describe(ctx, conn, user),
        Door::CorsanoHealth | Door::Healthily | Door::HumanApi => Ok(None),
    }
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
        Door::Ocariot | Door::CorsanoHealth | Door::Healthily | Door::HumanApi => Ok(None),
    }
}

/// How long after the sign-in this door's tokens may be refreshed by themselves; `None` if they
/// cannot be.
pub fn refresh_window(ctx: &Ctx, door: Door) -> Option<Duration> {
    let legacy = &ctx.app.config.legacy;
    match door {
        Door::CorsanoUsers => Some(legacy.corsano_users.refresh),
        Door::Ocariot | Door::CorsanoHealth | Door::Healthily | Door::HumanApi => None,
    }
}

/// Whether this door's access token is what it is refreshed by.
pub const fn refreshes_by_itself(door: Door) -> bool {
    match door {
        Door::CorsanoUsers => true,
        Door::Ocariot | Door::CorsanoHealth | Door::Healthily | Door::HumanApi => false,
    }
}

/// A new id for a token, in the shape of the door's contract.
pub fn new_jti(ctx: &Ctx, door: Door) -> String {
    match door {
        // `Str::random(16)`.
        Door::CorsanoUsers | Door::CorsanoHealth => ctx.app.entropy.alphanumeric(16),
        Door::Healthily | Door::Ocariot | Door::HumanApi => ctx.app.entropy.uuid(),
    }
}

/// What this door gives a client that signs in for itself; `None` if none does there.
pub fn of_client(
    _: &Ctx,
    _: &mut Conn<'_>,
    door: Door,
    _: &Client,
) -> store::Result<Option<ClientEstate>> {
    match door {
        Door::Ocariot
        | Door::CorsanoUsers
        | Door::CorsanoHealth
        | Door::Healthily
        | Door::HumanApi => Ok(None),
    }
}

/// Notes a sign-in with the old system's own facts.
pub fn note_login(ctx: &Ctx, conn: &mut Conn<'_>, door: Door, user: &User) -> store::Result<()> {
    match door {
        Door::Ocariot => store::ocariot::touch_last_login(conn, &user.id, ctx.now),
        Door::CorsanoUsers | Door::CorsanoHealth | Door::Healthily | Door::HumanApi => Ok(()),
    }
}
