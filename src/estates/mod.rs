//! Floor 4: what one old system knows of a person beyond a person: types, object ids, scopes of
//! its own. Never tokens, passwords or limits.

pub mod ocariot;

use crate::{
    app::Ctx,
    core::{Door, ScopeList},
    model::{TokenForm, User},
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

/// What this door knows of this person; `None` if it does not know them.
pub fn describe(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    door: Door,
    user: &User,
) -> store::Result<Option<Estate>> {
    match door {
        Door::Ocariot => ocariot::describe(ctx, conn, user),
        Door::CorsanoUsers | Door::CorsanoHealth | Door::Healthily | Door::HumanApi => Ok(None),
    }
}

/// Notes a sign-in with the old system's own facts.
pub fn note_login(ctx: &Ctx, conn: &mut Conn<'_>, door: Door, user: &User) -> store::Result<()> {
    match door {
        Door::Ocariot => store::ocariot::touch_last_login(conn, &user.id, ctx.now),
        Door::CorsanoUsers | Door::CorsanoHealth | Door::Healthily | Door::HumanApi => Ok(()),
    }
}
