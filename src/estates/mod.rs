//! Floor 4: what one old system knows of a person beyond a person: types, object ids, scopes of
//! its own. Never tokens, passwords or limits.

pub mod ocariot;

use crate::{
    app::Ctx,
    config::Config,
    core::ScopeList,
    model::{KeyPurpose, TokenForm, User, client::SigningAlgorithm},
    store::{self, Conn},
};

/// The doors whose estates Signet keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Door {
    /// OCARIoT.
    Ocariot,
}

impl Door {
    /// The name in configuration, namespaces, key purposes and the audit trail.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ocariot => "ocariot",
        }
    }

    /// Whose key signs the door's tokens, and with which algorithm.
    pub fn signs(self) -> (KeyPurpose, SigningAlgorithm) {
        match self {
            Self::Ocariot => (
                KeyPurpose::Door(self.name().to_owned()),
                SigningAlgorithm::Rs256,
            ),
        }
    }

    /// Whether people with a second factor may come in by password alone.
    pub const fn is_mfa_exempt(self, config: &Config) -> bool {
        match self {
            Self::Ocariot => config.legacy.ocariot.mfa_exempt,
        }
    }
}

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
    }
}

/// Notes a sign-in with the old system's own facts.
pub fn note_login(ctx: &Ctx, conn: &mut Conn<'_>, door: Door, user: &User) -> store::Result<()> {
    match door {
        Door::Ocariot => store::ocariot::touch_last_login(conn, &user.id, ctx.now),
    }
}
