//! Authenticator apps that an account is made with: their keys are sealed.

use super::{Invalid, factor::DEFAULT_NAME, user::NewSeed};
use crate::{
    app::Ctx,
    core::{Fault, Id, Secret, Timestamp},
    crypto::{Place, totp},
    model::{UserId, user::Totp},
    store::{self, Conn, users::NewTotp},
};

/// An authenticator app, with its key sealed for its row.
#[derive(Clone, Debug)]
pub(super) struct Sealed {
    id: Id<Totp>,
    seed: Vec<u8>,
    alg: String,
    digits: u8,
    period: u16,
    name: String,
}

/// Checks keys and seals them.
pub(super) fn seal(ctx: &Ctx, seeds: &[NewSeed]) -> Result<Result<Vec<Sealed>, Invalid>, Fault> {
    let mut sealed = Vec::new();
    for seed in seeds {
        let parameters = totp::Parameters {
            algorithm: &seed.alg,
            digits: seed.digits,
            period: seed.period,
        };
        let secret = Secret::new(seed.secret.as_str());
        if !totp::is_supported(&secret, &parameters) {
            return Ok(Err(Invalid::new(
                "totp",
                "the seed must be base32, alg SHA1, SHA256 or SHA512, digits 6 to 8, period over zero",
            )));
        }
        let id: Id<Totp> = ctx.app.entropy.id(ctx.now);
        let place = place(&id);
        let text = ctx
            .app
            .data_keys
            .seal(&*ctx.app.entropy, &place, secret.expose().as_bytes())?;
        sealed.push(Sealed {
            id,
            seed: text,
            alg: seed.alg.clone(),
            digits: seed.digits,
            period: seed.period,
            name: seed.name.clone().unwrap_or_else(|| DEFAULT_NAME.into()),
        });
    }
    Ok(Ok(sealed))
}

/// Where a key is kept.
pub(super) fn place(id: &Id<Totp>) -> Place<'_> {
    Place {
        table: "totps",
        row: id.as_str(),
        column: "sealed_seed",
    }
}

impl Sealed {
    /// Puts it in, turned on.
    pub(super) fn insert(
        &self,
        conn: &mut Conn<'_>,
        user_id: &UserId,
        now: Timestamp,
    ) -> store::Result<()> {
        let totp = NewTotp {
            id: self.id.clone(),
            user_id,
            name: &self.name,
            sealed_seed: &self.seed,
            algorithm: &self.alg,
            digits: self.digits,
            period: self.period,
        };
        store::users::insert_totp(conn, &totp, now)
    }
}
