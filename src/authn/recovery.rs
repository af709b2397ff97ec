//! Proving a person by a recovery code: in place of a one-time code, when the telephone is gone.

use super::{
    limits,
    otp::{charged, counted},
};
use crate::{
    app::Ctx,
    core::{Digest, Reason, Secret, Settled, secret::kind},
    model::UserId,
    store::{self, Conn},
};

/// Crockford's base32: nothing in it looks like something else.
pub const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A recovery code that is right. Whoever uses it must consume it first.
#[derive(Clone, Debug)]
pub struct ProvenRecovery {
    user_id: UserId,
    digest: Digest<kind::Recovery>,
}

impl ProvenRecovery {
    /// Whose.
    pub fn user_id(&self) -> &UserId {
        &self.user_id
    }

    /// Uses the code up (TF-07): whether this caller was the first with it.
    pub fn consume(&self, ctx: &Ctx, conn: &mut Conn<'_>) -> store::Result<bool> {
        limits::refund_otp(ctx, conn, &self.user_id)?;
        store::recovery::consume(conn, &self.digest, ctx.now)
    }
}

/// Checks a code, as typed. A wrong one counts as a wrong one-time code (TF-04).
pub fn prove(ctx: &Ctx, user_id: &UserId, typed: &str) -> Settled<ProvenRecovery> {
    counted(
        "recovery",
        charged(ctx, user_id, || compare(ctx, user_id, typed)),
    )
}

fn compare(ctx: &Ctx, user_id: &UserId, typed: &str) -> Settled<ProvenRecovery> {
    if let Err(refusal) = limits::reserve_otp(ctx, user_id)? {
        return Ok(Err(refusal));
    }
    let digest = digest(ctx, user_id, &normalize(typed));
    let used = ctx
        .app
        .store
        .read(|conn| store::recovery::find_used(conn, &digest, user_id))?;
    match used {
        Some(false) => Ok(Ok(ProvenRecovery {
            user_id: user_id.clone(),
            digest,
        })),
        // As with a one-time code: a repeat is no guess.
        Some(true) => {
            let (inner, user_id) = (ctx.clone(), user_id.clone());
            ctx.app
                .store
                .write(move |conn| limits::refund_otp(&inner, conn, &user_id))?;
            Ok(Err(Reason::OtpReused.into()))
        }
        None => Ok(Err(Reason::OtpWrong.into())),
    }
}

/// What is kept of a code: "HMAC-SHA-256 under the pepper" (TF-07), of whose it is and what it is.
pub fn digest(
    ctx: &Ctx,
    user_id: &UserId,
    code: &Secret<kind::Recovery>,
) -> Digest<kind::Recovery> {
    let text = format!("{user_id}\0{}", code.expose());
    ctx.app.pepper.keyed("recovery-code", text.as_bytes())
}

/// The code that was meant: case, blanks and dashes do not count, and neither does what looks
/// alike.
pub fn normalize(typed: &str) -> Secret<kind::Recovery> {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .take(64)
        .collect();
    Secret::new(plain)
}

/// Digits of a one-time code, at most.
const MOST_DIGITS: usize = 8;

/// Whether somebody typed a recovery code, or the beginning of one, where a one-time code belongs: it
/// is longer than that, and has a letter. It is looked at only, and compared with nothing.
pub fn is_like(typed: &str) -> bool {
    let plain = normalize(typed);
    let plain = plain.expose().as_bytes();
    plain.len() > MOST_DIGITS
        && plain.iter().any(u8::is_ascii_alphabetic)
        && plain.iter().all(|byte| ALPHABET.contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    // A field for six digits may cut it off.
    #[test]
    fn a_recovery_code_is_told_from_a_one_time_code() {
        for typed in ["F7KQ-201M-9XWD-H4RT", "f7kq-201m-9xwd-h", "f7kq 201m9"] {
            assert!(is_like(typed), "{typed}");
        }
        for typed in [
            "",
            "123456",
            "12 34 56 78 90 12",
            "abcdef",
            "no code at all!",
        ] {
            assert!(!is_like(typed), "{typed}");
        }
    }

    // TF-07: what people write down and type again is the code that they were shown.
    #[test]
    fn a_code_is_known_however_it_is_typed() {
        for typed in [
            "F7KQ-201M-9XWD-H4RT",
            "f7kq-2oim-9xwd-h4rt",
            " F7KQ 2OLM 9XWD H4RT ",
            "f7kq20\u{2011}1m9xwdh4rt",
        ] {
            assert_eq!(normalize(typed).expose(), "F7KQ201M9XWDH4RT", "{typed}");
        }
    }
}
