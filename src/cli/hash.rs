//! `signet hash identify|verify|calibrate`.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use clap::Subcommand;
use serde_json::{Map, Value, json};

use super::{Failure, Global, Outcome, Output, input};
use crate::{
    config::{
        policy,
        units::{format_duration, parse_duration},
    },
    core::{Secret, secret::kind},
    crypto::{
        PasswordHashing, SystemEntropy,
        hash_scheme::{HashScheme, identify},
    },
};

/// Password hashes.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say what a hash is, whether it is weak, and whether a person can be brought along with it.
    /// Hashes are read one a line.
    Identify {
        /// The file with the hashes; `-` is standard input.
        #[arg(long, value_name = "FILE", default_value = "-")]
        hash_file: PathBuf,
    },
    /// Say whether a password is the one of a hash: exit code 0 if so, 8 if not.
    Verify {
        /// The file with the hash.
        #[arg(long, value_name = "FILE")]
        hash_file: PathBuf,
        #[command(flatten)]
        password: input::PasswordSource,
    },
    /// Find the Argon2id parameters with which one hash takes this long here.
    Calibrate {
        /// How long.
        #[arg(long, value_name = "DURATION", default_value = "250ms")]
        target: String,
        /// The most memory for one hash, in MiB; `password.permits` hashes are computed at a time.
        #[arg(long, value_name = "MIB", default_value_t = 128, value_parser = clap::value_parser!(u32).range(19..=1024))]
        memory: u32,
    },
}

/// What new hashes are made with at least: KiB, passes, lanes (LG-04).
const FLOOR: (u32, u32, u32) = (
    policy::ARGON2_M_MIN,
    policy::ARGON2_T_MIN,
    policy::ARGON2_P_MIN,
);

/// Runs it.
pub fn run(global: &Global, command: &Command) -> Outcome {
    match command {
        Command::Identify { hash_file } => identify_all(global, hash_file),
        Command::Verify {
            hash_file,
            password,
        } => verify(global, hash_file, password),
        Command::Calibrate { target, memory } => {
            let target = parse_duration(target)
                .filter(|target| (10..=10_000).contains(&target.as_millis()))
                .ok_or_else(|| {
                    Failure::Usage("--target: it must be from 10ms to 10s, such as 250ms".into())
                })?;
            let (found, took) = calibrate(target, memory * 1024, measure)?;
            tell_calibrated(global, found, took, target);
            Ok(())
        }
    }
}

fn identify_all(global: &Global, file: &Path) -> Outcome {
    let text = Secret::<kind::Password>::new(input::text(file)?);
    let (mut unknown, mut importable, mut all) = (0, 0, 0);
    for (at, line) in text.expose().lines().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let found = identify(line, FLOOR);
        all += 1;
        unknown += usize::from(found.is_none());
        importable += usize::from(found.as_ref().is_some_and(HashScheme::is_importable));
        match global.output {
            Output::Json => println!("{}", document(at + 1, found.as_ref())),
            Output::Human => println!("{}", sentence(at + 1, found.as_ref())),
        }
    }
    // Each line of JSON is about a hash; a sum is for people.
    if global.output == Output::Human && all != 1 {
        let obstacle = all - importable - unknown;
        println!(
            "{all} in all: {importable} can be imported, {obstacle} cannot, {unknown} are of no known scheme"
        );
    }
    match unknown {
        0 => Ok(()),
        _ => Err(Failure::Problems(format!(
            "{unknown} of {all} {} of no known scheme",
            if unknown == 1 { "is" } else { "are" }
        ))),
    }
}

fn document(line: usize, found: Option<&HashScheme>) -> Value {
    let Some(found) = found else {
        return json!({ "line": line, "scheme": null });
    };
    let parameters: Map<_, _> = found
        .parameters
        .iter()
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    json!({
        "line": line,
        "scheme": found.name,
        "parameters": parameters,
        "weak": found.weakness.is_some(),
        "why": found.weakness,
        "importable": found.is_importable(),
        "obstacle": found.obstacle,
    })
}

fn sentence(line: usize, found: Option<&HashScheme>) -> String {
    let Some(found) = found else {
        return format!("{line}: no known scheme");
    };
    let parameters: Vec<_> = found
        .parameters
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let weakness = found.weakness.unwrap_or("as strong as new hashes");
    let importable = match &found.obstacle {
        None => "can be imported".to_owned(),
        Some(obstacle) => format!("cannot be imported: {obstacle}"),
    };
    let name = format!("{} {}", found.name, parameters.join(","));
    format!("{line}: {}; {weakness}; {importable}", name.trim_end())
}

fn verify(global: &Global, file: &Path, password: &input::PasswordSource) -> Outcome {
    if file == Path::new("-") && password.password_stdin {
        return Err(Failure::Usage(
            "standard input cannot be both the hash and the password; use a file for one".into(),
        ));
    }
    let text = Secret::<kind::Password>::new(input::text(file)?);
    let stored = text.expose().trim();
    let Some(scheme) = identify(stored, FLOOR).filter(HashScheme::is_importable) else {
        return Err(Failure::Usage(format!(
            "{}: it is no hash that can be verified; `signet hash identify` says what it is",
            file.display()
        )));
    };
    let password = input::secret(password, "Password: ")?.ok_or_else(|| {
        Failure::Usage(
            "there is no terminal to ask for the password: use --password-stdin or --password-file"
                .into(),
        )
    })?;
    let hashing = PasswordHashing::new(FLOOR.0, FLOOR.1, FLOOR.2, 1, 1)?;
    let matches = hashing.verify(&password, stored)?.matches;
    match global.output {
        Output::Json => println!("{}", json!({ "scheme": scheme.name, "matches": matches })),
        Output::Human if matches => println!("it is the password of this {} hash", scheme.name),
        Output::Human => {}
    }
    match matches {
        true => Ok(()),
        false => Err(Failure::Problems("it is another password".into())),
    }
}

/// KiB, passes and lanes.
type Parameters = (u32, u32, u32);

/// How long one hash takes; the shorter of two tries.
pub(super) fn measure((m, t, p): Parameters) -> Outcome<Duration> {
    let hashing = PasswordHashing::new(m, t, p, 1, 1)?;
    let password = Secret::<kind::Password>::new("a password to measure with");
    let mut best = Duration::MAX;
    for _ in 0..2 {
        #[expect(
            clippy::disallowed_methods,
            reason = "measures the machine; nothing is decided about a request"
        )]
        let began = Instant::now();
        hashing.hash(&SystemEntropy, &password)?;
        best = best.min(began.elapsed());
    }
    Ok(best)
}

/// The costliest parameters within `target`, memory first, up to `most` KiB; never below the floor.
fn calibrate(
    target: Duration,
    most: u32,
    measure: impl Fn(Parameters) -> Outcome<Duration>,
) -> Outcome<(Parameters, Duration)> {
    let mut best = (FLOOR, measure(FLOOR)?);
    // Memory costs a guesser most. It is doubled while there is time for it.
    while best.0.0.saturating_mul(2) <= most {
        let next = (best.0.0 * 2, FLOOR.1, FLOOR.2);
        let took = measure(next)?;
        if took > target {
            break;
        }
        best = (next, took);
    }
    // Then passes, one by one: as many as should fit, and fewer until they do.
    let (m, t, p) = best.0;
    let each = best.1.as_secs_f64() / f64::from(t);
    let fitting = (1..=32_u32)
        .rev()
        .find(|passes| f64::from(*passes) * each <= target.as_secs_f64());
    for passes in (t + 1..=fitting.unwrap_or(t)).rev() {
        let took = measure((m, passes, p))?;
        if took <= target {
            return Ok(((m, passes, p), took));
        }
    }
    Ok(best)
}

fn tell_calibrated(global: &Global, (m, t, p): Parameters, took: Duration, target: Duration) {
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match global.output {
        Output::Json => println!(
            "{}",
            json!({ "m": m, "t": t, "p": p, "millis": millis, "reached": took <= target })
        ),
        Output::Human => {
            println!("[password.argon2]\nm = {m}\nt = {t}\np = {p}");
            println!("# One hash takes {millis} ms here.");
            if took > target {
                let target = format_duration(target);
                println!("# That is more than {target}: these are the floors, and stay.");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // LG-04: whatever the machine, the floor is kept, and the target if that can be.
    #[test]
    fn parameters_are_found_for_machines_of_any_speed() {
        // A machine that takes so many nanoseconds for a KiB and a pass.
        let machine = |nanos: u64| {
            move |(m, t, _): Parameters| {
                Ok(Duration::from_nanos(nanos * u64::from(m) * u64::from(t)))
            }
        };
        let target = Duration::from_millis(250);
        let of = |nanos: u64| {
            let found = calibrate(target, 128 * 1024, machine(nanos));
            found.map_err(|error| error.to_string()).unwrap()
        };
        let (found, took) = of(1_000_000);
        assert_eq!(found, FLOOR);
        assert!(took > target);
        for nanos in [50, 400, 1_500, 4_000] {
            let ((m, t, p), took) = of(nanos);
            assert!(
                m >= FLOOR.0 && t >= FLOOR.1 && p == 1,
                "{nanos}: {m} {t} {p}"
            );
            assert!(
                m <= 128 * 1024 && t <= 32 && took <= target,
                "{nanos}: {took:?}"
            );
            // One pass more would be too much, unless there may be no more.
            let more = machine(nanos)((m, t + 1, p))
                .map_err(|e| e.to_string())
                .unwrap();
            assert!(more > target || t == 32, "{nanos}");
        }
    }
}
