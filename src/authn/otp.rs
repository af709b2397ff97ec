//! Proving a person by a one-time code.

use crate::{
    app::Ctx,
    core::{Fault, Id, Reason, Secret, Settled, secret::kind},
    crypto::{
        Place,
        totp::{self, OtpCheck, Parameters},
    },
    model::{UserId, user::Totp},
    store::{self, Conn},
};

use super::{
    limits::{self, Charge},
    outcome,
};

/// A code that was right. Whoever uses it must consume its step first.
#[derive(Clone, Debug)]
pub struct ProvenOtp {
    user_id: UserId,
    totp: Id<Totp>,
    step: i64,
}

impl ProvenOtp {
    /// Whose.
    pub fn user_id(&self) -> &UserId {
        &self.user_id
    }

    /// The step that it is of.
    pub const fn step(&self) -> i64 {
        self.step
    }

    /// By which authenticator app.
    pub fn totp(&self) -> &Id<Totp> {
        &self.totp
    }

    /// Accepts the step, once (TF-03): whether this caller was the first with it.
    pub fn consume(&self, ctx: &Ctx, conn: &mut Conn<'_>) -> store::Result<bool> {
        limits::refund_otp(ctx, conn, &self.user_id)?;
        store::users::consume_totp_step(conn, &self.totp, self.step)
    }
}

/// Checks a code, as typed, against the authenticator apps of a person.
pub fn prove(ctx: &Ctx, user_id: &UserId, totps: &[Totp], typed: &str) -> Settled<ProvenOtp> {
    counted("totp", check(ctx, user_id, totps, typed))
}

/// Counts how a try of a second factor of this type ended.
pub fn counted<T>(factor: &'static str, settled: Settled<T>) -> Settled<T> {
    let (outcome, reason) = outcome(&settled);
    let outcome = if reason.is_empty() { outcome } else { reason };
    metrics::counter!("signet_second_factor_total", "type" => factor, "outcome" => outcome)
        .increment(1);
    settled
}

/// Makes a try of a code that its address is charged for when it is wrong (LG-11).
pub(super) fn charged<T>(
    ctx: &Ctx,
    user_id: &UserId,
    compare: impl FnOnce() -> Settled<T>,
) -> Settled<T> {
    let charge = match Charge::reserve(ctx) {
        Ok(charge) => charge,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let checked = compare();
    match &checked {
        Ok(Err(refusal)) if refusal.reason == Reason::OtpWrong => {
            charge.fail(ctx, Some(user_id))?
        }
        Ok(_) | Err(_) => charge.release(ctx),
    }
    checked
}

fn check(ctx: &Ctx, user_id: &UserId, totps: &[Totp], typed: &str) -> Settled<ProvenOtp> {
    charged(ctx, user_id, || compare(ctx, user_id, totps, typed))
}

fn compare(ctx: &Ctx, user_id: &UserId, totps: &[Totp], typed: &str) -> Settled<ProvenOtp> {
    if let Err(refusal) = limits::reserve_otp(ctx, user_id)? {
        return Ok(Err(refusal));
    }
    let code = normalize(typed);
    let (mut accepted, mut reused) = (None, false);
    // All are computed and compared whatever the first one says.
    for totp in totps {
        let parameters = Parameters {
            algorithm: &totp.algorithm,
            digits: totp.digits,
            period: totp.period,
        };
        let seed = open_seed(ctx, totp)?;
        match totp::check(&seed, &parameters, &code, ctx.now, totp.last_step)? {
            OtpCheck::Accepted { step } => {
                accepted.get_or_insert(ProvenOtp {
                    user_id: user_id.clone(),
                    totp: totp.id.clone(),
                    step,
                });
            }
            OtpCheck::Reused => reused = true,
            OtpCheck::Wrong => {}
        }
    }
    match accepted {
        Some(proven) => Ok(Ok(proven)),
        // TF-03: a repeat is "not counted as a wrong code".
        None if reused => {
            let (ctx2, user_id) = (ctx.clone(), user_id.clone());
            ctx.app
                .store
                .write(move |conn| limits::refund_otp(&ctx2, conn, &user_id))?;
            Ok(Err(Reason::OtpReused.into()))
        }
        None => Ok(Err(Reason::OtpWrong.into())),
    }
}

/// Whether a code is of one of these apps, used or not. Nothing is counted, and nothing used up: for a
/// code that was refused, and counted, already.
pub fn is_of(ctx: &Ctx, totps: &[Totp], typed: &str) -> Result<bool, Fault> {
    let code = normalize(typed);
    let mut found = false;
    for totp in totps {
        let parameters = Parameters {
            algorithm: &totp.algorithm,
            digits: totp.digits,
            period: totp.period,
        };
        let seed = open_seed(ctx, totp)?;
        let checked = totp::check(&seed, &parameters, &code, ctx.now, totp.last_step)?;
        found |= !matches!(checked, OtpCheck::Wrong);
    }
    Ok(found)
}

/// The seed of an authenticator app.
pub fn open_seed(ctx: &Ctx, totp: &Totp) -> Result<Secret<kind::TotpSeed>, Fault> {
    let place = Place {
        table: "totps",
        row: totp.id.as_str(),
        column: "sealed_seed",
    };
    let plain = ctx.app.data_keys.open(&place, &totp.sealed_seed)?;
    let text = std::str::from_utf8(&plain)
        .map_err(|_| Fault::Internal("a TOTP seed is damaged".into()))?;
    Ok(Secret::new(text))
}

/// Spaces and dashes out, and the digits of other scripts into ASCII.
fn normalize(typed: &str) -> Secret<kind::Otp> {
    let digits: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c {
            '\u{660}'..='\u{669}' => {
                char::from(b'0' + u8::try_from(u32::from(c) - 0x660).unwrap_or(0))
            }
            '\u{6f0}'..='\u{6f9}' => {
                char::from(b'0' + u8::try_from(u32::from(c) - 0x6f0).unwrap_or(0))
            }
            c => c,
        })
        .take(16)
        .collect();
    Secret::new(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    // TF-08: the page turns other digits into ASCII before the check.
    #[test]
    fn people_may_paste_codes_as_they_see_them() {
        assert_eq!(normalize(" 123 456 ").expose(), "123456");
        assert_eq!(normalize("123-456").expose(), "123456");
        assert_eq!(normalize("١٢٣۴۵۶").expose(), "123456");
    }
}
