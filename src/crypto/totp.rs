//! One-time codes of authenticator apps (RFC 6238), with the time passed in.

use totp_rs::{Algorithm, Builder, Secret as Seed, Totp};

use crate::core::{Entropy, Fault, Secret, Timestamp, secret::kind};

/// How an authenticator app counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters<'a> {
    /// `SHA1`, `SHA256` or `SHA512`.
    pub algorithm: &'a str,
    /// 6 to 8.
    pub digits: u8,
    /// Seconds in a step.
    pub period: u16,
}

/// What nearly every app does.
pub const DEFAULT: Parameters<'static> = Parameters {
    algorithm: "SHA1",
    digits: 6,
    period: 30,
};

/// What a check of a code found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtpCheck {
    /// It is right, and of this step; the step still has to be consumed.
    Accepted {
        /// Steps since 1970.
        step: i64,
    },
    /// It is right, but its step was accepted before (TF-03).
    Reused,
    /// It is wrong.
    Wrong,
}

/// A new seed: 160 bits (RFC 4226 §4), in base32.
pub fn generate_seed(entropy: &dyn Entropy) -> Secret<kind::TotpSeed> {
    let mut bytes = [0; 20];
    entropy.fill(&mut bytes);
    Secret::new(Seed::from(bytes.to_vec()).to_base32())
}

/// Checks a code. Steps T and T−1 are accepted, each once (TF-02, TF-03).
pub fn check(
    seed: &Secret<kind::TotpSeed>,
    parameters: &Parameters<'_>,
    code: &Secret<kind::Otp>,
    now: Timestamp,
    last_step: i64,
) -> Result<OtpCheck, Fault> {
    let code = code.expose();
    // TF-08: "Only ASCII digits reach the check".
    if code.len() != usize::from(parameters.digits) || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(OtpCheck::Wrong);
    }
    let totp = totp(seed, parameters)?;
    let period = i64::from(parameters.period.max(1));
    let current = now.secs().div_euclid(period);
    let mut found = OtpCheck::Wrong;
    // Both steps are computed and compared whatever the first one says.
    for step in [current - 1, current] {
        let time = u64::try_from(step * period).unwrap_or(0);
        if super::digest::equal(totp.generate(time).to_string().as_bytes(), code.as_bytes()) {
            found = if step > last_step {
                OtpCheck::Accepted { step }
            } else {
                OtpCheck::Reused
            };
        }
    }
    Ok(found)
}

/// The code of this moment: for a command that signs in by itself.
pub fn code_at(
    seed: &Secret<kind::TotpSeed>,
    parameters: &Parameters<'_>,
    now: Timestamp,
) -> Result<Secret<kind::Otp>, Fault> {
    let time = u64::try_from(now.secs()).unwrap_or(0);
    Ok(Secret::new(
        totp(seed, parameters)?.generate(time).to_string(),
    ))
}

/// Whether a seed and its parameters can be used, for an import.
pub fn is_supported(seed: &Secret<kind::TotpSeed>, parameters: &Parameters<'_>) -> bool {
    totp(seed, parameters).is_ok()
}

/// How many bytes a seed has; none if it is not base32.
pub fn seed_bytes(seed: &Secret<kind::TotpSeed>) -> Option<usize> {
    let seed = Seed::try_from_base32(seed.expose()).ok()?;
    let bytes: &[u8] = seed.as_ref();
    Some(bytes.len())
}

fn totp(seed: &Secret<kind::TotpSeed>, parameters: &Parameters<'_>) -> Result<Totp, Fault> {
    let algorithm = match parameters.algorithm {
        "SHA1" => Algorithm::SHA1,
        "SHA256" => Algorithm::SHA256,
        "SHA512" => Algorithm::SHA512,
        other => return Err(Fault::Internal(format!("no such TOTP algorithm: {other}"))),
    };
    if !(6..=8).contains(&parameters.digits) || parameters.period == 0 {
        return Err(Fault::Internal(
            "TOTP digits are 6 to 8, and a step is at least a second".into(),
        ));
    }
    let seed = Seed::try_from_base32(seed.expose())
        .map_err(|_| Fault::Internal("a TOTP seed is not base32".into()))?;
    Ok(Builder::new()
        .with_algorithm(algorithm)
        .with_digits(parameters.digits)
        .with_step_duration(u64::from(parameters.period))
        .with_secret(seed)
        .build_noncompliant())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::SystemEntropy;

    // The vectors of RFC 6238, appendix B.
    #[test]
    fn codes_are_those_of_the_standard() {
        let seed = Secret::new("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let parameters = Parameters {
            digits: 8,
            ..DEFAULT
        };
        for (at, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(
                code_at(&seed, &parameters, Timestamp::from_secs(at))
                    .unwrap()
                    .expose(),
                code
            );
        }
    }

    // TF-02: steps −1 and 0 are accepted; −2 and +1 are not. TF-03: a step once.
    #[test]
    fn only_this_step_and_the_one_before_are_accepted_and_only_once() {
        let seed = generate_seed(&SystemEntropy);
        let at = |step: i64| Timestamp::from_secs(step * 30 + 7);
        let code = code_at(&seed, &DEFAULT, at(1000)).unwrap();
        let check = |now: i64, last: i64| check(&seed, &DEFAULT, &code, at(now), last).unwrap();
        assert_eq!(check(1000, 0), OtpCheck::Accepted { step: 1000 });
        assert_eq!(check(1001, 0), OtpCheck::Accepted { step: 1000 });
        assert_eq!(check(1002, 0), OtpCheck::Wrong);
        assert_eq!(check(999, 0), OtpCheck::Wrong);
        assert_eq!(check(1000, 1000), OtpCheck::Reused);
    }

    // TF-08: only ASCII digits reach the check.
    #[test]
    fn anything_but_digits_is_wrong() {
        let seed = generate_seed(&SystemEntropy);
        for code in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "+12345"] {
            let found = check(
                &seed,
                &DEFAULT,
                &Secret::new(code),
                Timestamp::from_secs(1),
                0,
            )
            .unwrap();
            assert_eq!(found, OtpCheck::Wrong);
        }
    }
}
