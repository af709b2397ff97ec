//! The browser that a person signs in on: known to them from then on (LG-10).

use super::Open;
use crate::{
    account::not_me,
    app::Ctx,
    config::policy,
    core::{Digest, Secret, secret::kind},
    crypto::digest::sha256,
    model::{Device, User},
    store::{self, Conn},
};

/// What becomes of a browser at a sign-in: its cookie, and what is put down.
pub(super) struct Recognition {
    pub(super) cookie: Secret<kind::Device>,
    change: Change,
}

enum Change {
    /// They were there not long ago.
    None,
    /// They were there before.
    Touch(Device),
    /// They are new there. The browser gets another cookie, and so do those who were there before:
    /// whoever had a copy of it is a stranger from now on.
    New {
        device: Device,
        old: Option<Digest<kind::Device>>,
        /// Who is told of it; nobody while they are making their account.
        told: Option<Box<User>>,
    },
}

impl Recognition {
    /// Of this person on the browser of an interaction, where `known` is what was found of them.
    pub(super) fn of(ctx: &Ctx, open: &Open, user: &User, known: Option<&Device>) -> Self {
        let known = known.filter(|device| device.is_known(ctx.now));
        if let (Some(cookie), Some(device)) = (&open.device, known) {
            let is_due = ctx.now.since(device.last_seen_at) >= policy::DEVICE_TOUCH;
            return Self {
                cookie: cookie.clone(),
                change: match is_due {
                    true => Change::Touch(device.clone()),
                    false => Change::None,
                },
            };
        }
        let cookie = ctx.app.entropy.secret::<kind::Device>("");
        let device = Device {
            digest: sha256(&cookie),
            user_id: user.id.clone(),
            label: open.agent.clone(),
            created_at: ctx.now,
            last_seen_at: ctx.now,
            expires_at: ctx.now.plus(policy::DEVICE_TTL),
            remembered_until: None,
        };
        Self {
            cookie,
            change: Change::New {
                device,
                old: open.device.as_ref().map(sha256),
                told: (ctx.now.since(user.created_at) >= policy::DEVICE_FIRST)
                    .then(|| Box::new(user.clone())),
            },
        }
    }

    /// Puts it down, in the transaction of the sign-in.
    pub(super) fn keep(&self, ctx: &Ctx, conn: &mut Conn<'_>) -> store::Result<()> {
        match &self.change {
            Change::None => Ok(()),
            Change::Touch(device) => {
                let end = ctx.now.plus(policy::DEVICE_TTL);
                store::devices::touch(conn, device, ctx.now, end)
            }
            Change::New { device, old, told } => {
                if let Some(old) = old {
                    store::devices::rename(conn, old, &device.digest)?;
                    store::devices::delete(conn, &device.digest, &device.user_id)?;
                }
                store::devices::insert(conn, device)?;
                match told {
                    Some(user) => not_me::tell(ctx, conn, user),
                    None => Ok(()),
                }
            }
        }
    }
}
