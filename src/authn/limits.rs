//! The counters of failures that all doors share. `docs/limits.md` has them in one table.

use std::{net::IpAddr, time::Duration};

use super::hit::Hit;
use crate::{
    app::{Ctx, addresses, outbox, spray::Suspicion},
    config::policy,
    core::{Fault, Reason, Refusal, Settled, Timestamp},
    model::{
        Device, Template, UserId,
        letter::Values,
        limit::{Counter, Key, Pace, Source},
        user::UserCredentials,
    },
    store::{self, Conn},
};

/// How long a counter of an account is kept after its last failure.
const KEEP_ACCOUNT: Duration = Duration::from_secs(90 * 86400);
/// How long a counter of a name that nobody has is kept.
const KEEP_NAME: Duration = Duration::from_secs(86400);
// A counter that nothing touches in a period is over at its end.
const _: () = assert!(KEEP_ACCOUNT.as_secs() <= policy::LIMIT_KEYS.as_secs());
const HOUR: Duration = Duration::from_secs(3600);

/// What the password tries of this identifier are counted by: the account, whichever of its
/// names was typed (LG-07), or, if nobody has it, the name in the form in which it was looked up.
/// LG-12: "429 reveals nothing": where upper and lower case are two names for who has one, they are
/// two for who has not. Keyed, so that the table names nobody.
pub fn password_key(ctx: &Ctx, user: Option<&UserId>, form: &str) -> Key {
    match user {
        Some(id) => key(ctx, "limit-account", id.as_str().as_bytes()),
        None => key(ctx, "limit-name", form.as_bytes()),
    }
}

/// What a counter of one purpose is kept under. SECURITY §6.10: "keys are HMACs under a rotating secret;
/// rows expire with the window".
pub fn key(ctx: &Ctx, purpose: &'static str, text: &[u8]) -> Key {
    let period = period(ctx);
    let of = |period| ctx.app.pepper.keyed_in(purpose, period, text);
    Key {
        now: of(period),
        // Later no counter of the last period lives any more, and there is nothing to look for.
        before: of(period - i64::from(is_young(ctx))),
    }
}

/// Whether a counter of the last period may still live.
fn is_young(ctx: &Ctx) -> bool {
    let millis = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    ctx.now.millis().rem_euclid(millis(policy::LIMIT_KEYS)) < millis(KEEP_ACCOUNT)
}

fn period(ctx: &Ctx) -> i64 {
    let long = i64::try_from(policy::LIMIT_KEYS.as_millis()).unwrap_or(i64::MAX);
    ctx.now.millis().div_euclid(long)
}

/// A person on a browser that knows them has tries of their own, which nobody else can use up.
fn device_key(ctx: &Ctx, device: &Device) -> Key {
    let mut text = device.digest.as_bytes().to_vec();
    text.extend_from_slice(device.user_id.as_str().as_bytes());
    key(ctx, "limit-device", &text)
}

/// Forgets the failures of an account: its password was changed, or somebody vouches for it.
pub fn forgive(ctx: &Ctx, conn: &mut Conn<'_>, user: &UserId) -> store::Result<()> {
    store::limits::clear(conn, &password_key(ctx, Some(user), ""))?;
    store::limits::clear(conn, &passkey_key(ctx, user))?;
    store::limits::clear(conn, &otp_key(ctx, user))
}

fn otp_key(ctx: &Ctx, user: &UserId) -> Key {
    key(ctx, "limit-otp", user.as_str().as_bytes())
}

/// Passkeys have tries of their own: whoever guesses codes does not lock out a person who signs in
/// with something that cannot be guessed.
fn passkey_key(ctx: &Ctx, user: &UserId) -> Key {
    key(ctx, "limit-passkey", user.as_str().as_bytes())
}

/// Where a try comes from, for the failures that a success there takes back: /32 or /64.
fn source(ctx: &Ctx) -> Source {
    let network = match ctx.ip.map(|ip| ip.to_canonical()) {
        Some(IpAddr::V4(ip)) => ip.octets().to_vec(),
        Some(IpAddr::V6(ip)) => ip.octets()[..8].to_vec(),
        None => Vec::new(),
    };
    let keyed = ctx
        .app
        .pepper
        .keyed_in("limit-source", period(ctx), &network);
    addresses::mark(&keyed)
}

/// The network that what a request causes is charged to, /32 or /64; none of those that are shared.
pub fn network(ctx: &Ctx) -> Option<Vec<u8>> {
    charged(ctx, false).map(|ip| match ip.to_canonical() {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets()[..8].to_vec(),
    })
}

/// The address that a try is charged to, if it is to any.
///
/// LG-11: "Networks in `rate_limit.shared_networks` (a hospital's NAT) and a door's configured
/// `callers` (a gateway) are exempt from per-IP blocks; identifier limits stay".
fn charged(ctx: &Ctx, is_gateway: bool) -> Option<IpAddr> {
    let is_shared = |ip: &IpAddr| ctx.app.config.rate_limit.is_shared(*ip);
    ctx.ip.filter(|ip| !is_gateway && !is_shared(ip))
}

/// Whose tries are counted.
#[derive(Clone, Debug)]
enum Owner {
    Account(UserId),
    Device(Box<Device>),
    Nobody,
}

/// What a try of a password is charged to.
#[derive(Clone, Debug)]
pub struct Budget {
    key: Key,
    source: Source,
    address: Option<IpAddr>,
    owner: Owner,
}

impl Budget {
    /// Of a try with a name that was looked up in this form, where `found` is whose it is. LG-10: on a browser that knows them,
    /// a person has tries of their own, and no address holds them up.
    pub fn of(ctx: &Ctx, found: Option<&UserCredentials>, form: &str, is_gateway: bool) -> Self {
        let device = found.and_then(|found| found.device.as_ref());
        if let Some(device) = device.filter(|device| device.is_known(ctx.now)) {
            return Self {
                key: device_key(ctx, device),
                source: Source::default(),
                address: None,
                owner: Owner::Device(Box::new(device.clone())),
            };
        }
        let user = found.map(|found| &found.user.id);
        Self {
            key: password_key(ctx, user, form),
            source: source(ctx),
            address: charged(ctx, is_gateway),
            owner: user.map_or(Owner::Nobody, |id| Owner::Account(id.clone())),
        }
    }

    /// Whether the person is known on the browser that they come with.
    pub fn is_of_known_device(&self) -> bool {
        matches!(self.owner, Owner::Device(_))
    }

    fn pace(&self, ctx: &Ctx) -> Pace {
        let rules = &ctx.app.config.rate_limit;
        Pace {
            before_delay: rules.failures_before_delay,
            first_delay: rules.first_delay,
            max_delay: rules.max_delay,
            keep: match self.owner {
                Owner::Nobody => KEEP_NAME,
                Owner::Account(_) | Owner::Device(_) => KEEP_ACCOUNT,
            },
        }
    }

    /// Takes a place for a try before anything is computed, or says how long to wait. LG-12: the
    /// same whether or not anybody has the name.
    pub fn reserve(&self, ctx: &Ctx) -> Result<Result<(), Hit>, Fault> {
        if let Err(refusal) = reserve_address(ctx, self.address) {
            // Whatever name is tried next, it is the same wait.
            let place = ctx.household().unwrap_or_default();
            let who = addresses::mark(&ctx.app.pepper.keyed("limit-address", place.as_bytes()));
            return Ok(Err(Hit::new(refusal, who)));
        }
        let (key, pace, now) = (self.key, self.pace(ctx), ctx.now);
        let reserved = ctx.app.store.write(move |conn| {
            store::limits::reserve(conn, &key, |found| {
                found
                    .unwrap_or_else(|| Counter::new(now))
                    .reserve(&pace, now)
            })
        });
        match reserved {
            Ok(Ok(_)) => Ok(Ok(())),
            Ok(Err(wait)) => {
                self.release_address(ctx);
                let refusal = ctx.limited(Reason::IdentifierLimited, wait);
                let who = addresses::mark(&self.key.now);
                Ok(Err(Hit::new(refusal, who)))
            }
            Err(fault) => {
                self.release_address(ctx);
                Err(closed(fault))
            }
        }
    }

    /// The try was no failure of its address.
    pub fn release_address(&self, ctx: &Ctx) {
        if let Some(ip) = self.address {
            ctx.app.addresses.give_back(ip);
        }
    }

    /// The try was a failure of its address; why that is refused from now on, if it is.
    pub fn fail_address(&self, ctx: &Ctx) -> Option<addresses::Block> {
        let account = addresses::mark(&self.key.now);
        self.address
            .and_then(|ip| ctx.app.addresses.fail(ip, account, ctx.now))
    }

    /// How the try ended, for whoever looks over all of them (SECURITY §6.5): what that is a sign of,
    /// if of anything.
    pub fn look(&self, ctx: &Ctx, is_failure: bool) -> Vec<Suspicion> {
        let failed = is_failure.then(|| addresses::mark(&self.key.now));
        // Who is behind a gateway or a network of many, or is known, tells nothing of a place.
        let agent = ctx.agent.as_deref().unwrap_or_default();
        let place = self.address.map(|ip| (ip, agent));
        let found = ctx.app.spray.note(place, failed, ctx.now);
        for one in &found {
            metrics::counter!("signet_spray_suspected_total", "by" => one.by.word()).increment(1);
            tracing::warn!(
                by = one.by.word(),
                accounts = one.accounts,
                failures = one.failures,
                successes = one.successes,
                "somebody may be trying passwords on many accounts"
            );
        }
        found
    }

    /// The try was wrong. LG-09: "at 100 the password factor is disabled (reset needed)"; a browser
    /// from which as many were wrong is a stranger's from then on.
    pub fn fail(&self, ctx: &Ctx, conn: &mut Conn<'_>) -> store::Result<()> {
        let pace = self.pace(ctx);
        let counter = store::limits::settle(conn, &self.key.now, |counter| {
            Some(counter.fail(&pace, self.source, ctx.now))
        })?;
        let failures = counter.map_or(0, |counter| counter.failures);
        if failures < ctx.app.config.rate_limit.disable_after {
            return Ok(());
        }
        match &self.owner {
            // LG-16: the person learns why their password does not work any more.
            Owner::Account(id) => match store::passwords::disable(conn, id, ctx.now)? {
                true => outbox::tell(ctx, conn, id, Template::AccountLocked, Values::new()),
                false => Ok(()),
            },
            Owner::Device(device) => {
                store::devices::delete(conn, &device.digest, &device.user_id).map(drop)
            }
            Owner::Nobody => Ok(()),
        }
    }

    /// The try was right: the failures from there are taken back, and no others.
    pub fn succeed(&self, ctx: &Ctx, conn: &mut Conn<'_>) -> store::Result<()> {
        // As a rule it is the only try, and there are no failures.
        if store::limits::clear_single(conn, &self.key.now)? {
            return Ok(());
        }
        store::limits::settle(conn, &self.key.now, |counter| {
            counter.succeed(self.source, ctx.now)
        })
        .map(drop)
    }

    /// The try was neither.
    pub fn give_back(&self, conn: &mut Conn<'_>) -> store::Result<()> {
        store::limits::settle(conn, &self.key.now, Counter::give_back).map(drop)
    }
}

/// SECURITY §6.8: "limiter store down → closed for password/OTP (503)": whatever it is that keeps a
/// try from being counted.
fn closed(fault: Fault) -> Fault {
    match fault {
        Fault::Internal(why) => Fault::Unavailable(format!("no try can be counted: {why}")),
        fault => fault,
    }
}

/// Takes a place for a try from an address, or says how long to wait.
fn reserve_address(ctx: &Ctx, address: Option<IpAddr>) -> Result<(), Refusal> {
    let Some(ip) = address else { return Ok(()) };
    ctx.app.addresses.reserve(ip, ctx.now).map_err(|wait| {
        metrics::counter!("signet_rate_limited_total", "bucket" => "address").increment(1);
        // Outwardly one with the limit of an account, so that nobody learns which it is.
        Refusal::wait(Reason::IdentifierLimited, wait)
    })
}

/// A try of a second factor, as it is charged to its address (LG-11, LG-14). How it ended has to be
/// said: one of [`Charge::release`] and [`Charge::fail`].
#[must_use = "a place is held until it is settled"]
#[derive(Clone, Copy, Debug)]
pub struct Charge(Option<IpAddr>);

impl Charge {
    /// Takes a place, or says how long to wait.
    pub fn reserve(ctx: &Ctx) -> Result<Self, Refusal> {
        let address = charged(ctx, false);
        reserve_address(ctx, address).map(|()| Self(address))
    }

    /// The try was no failure.
    pub fn release(self, ctx: &Ctx) {
        if let Some(ip) = self.0 {
            ctx.app.addresses.give_back(ip);
        }
    }

    /// The try was wrong; if the address is refused from now on, that is put down.
    pub fn fail(self, ctx: &Ctx, user: Option<&UserId>) -> Result<(), Fault> {
        let account = addresses::mark(&password_key(ctx, user, "").now);
        let block = self
            .0
            .and_then(|ip| ctx.app.addresses.fail(ip, account, ctx.now));
        let Some(block) = block else { return Ok(()) };
        let inner = ctx.clone();
        ctx.app
            .store
            .write(move |conn| super::suspicion::note_block(&inner, conn, block))
    }
}

/// Counts a try of a one-time code before it is checked.
///
/// TF-04: "10/h per identity gate MFA 15 min; re-entering the password does not refill".
pub fn reserve_otp(ctx: &Ctx, user: &UserId) -> Settled<()> {
    reserve_factor(ctx, otp_key(ctx, user))
}

/// Counts an answer of a passkey before it is judged, as a code is.
pub fn reserve_passkey(ctx: &Ctx, user: &UserId) -> Settled<()> {
    reserve_factor(ctx, passkey_key(ctx, user))
}

/// Takes the reserved answer back: it was right.
pub fn refund_passkey(ctx: &Ctx, conn: &mut Conn<'_>, user: &UserId) -> store::Result<()> {
    store::limits::refund(conn, &passkey_key(ctx, user).now)
}

fn reserve_factor(ctx: &Ctx, key: Key) -> Settled<()> {
    let now = ctx.now;
    let counted = ctx.app.store.write(move |conn| {
        store::limits::reserve(conn, &key, |found| {
            let wait = found.as_ref().map(|found| found.blocked_until.since(now));
            // F18: what is further off than any wait is of a clock that was wrong.
            if let Some(wait) = wait.filter(|w| !w.is_zero() && *w <= policy::OTP_GATE) {
                return Err(wait);
            }
            let is_running = |counter: &Counter| {
                now.since(counter.first_at) < HOUR && counter.first_at.since(now) < HOUR
            };
            let running = found.filter(is_running);
            let running = running.unwrap_or_else(|| Counter::new(now));
            let failures = running.failures + 1;
            let blocked_until = if failures >= policy::OTP_TRIES_PER_IDENTITY {
                now.plus(policy::OTP_GATE)
            } else {
                Timestamp::from_millis(0)
            };
            Ok(Counter {
                failures,
                blocked_until,
                expires_at: now.plus(HOUR * 2),
                ..running
            })
        })
    });
    let counted = counted.map_err(closed)?;
    Ok(counted
        .map(drop)
        .map_err(|wait| ctx.limited(Reason::OtpLimited, wait)))
}

/// Takes the reserved try back: the code was right, or right but used.
pub fn refund_otp(ctx: &Ctx, conn: &mut Conn<'_>, user: &UserId) -> store::Result<()> {
    store::limits::refund(conn, &otp_key(ctx, user).now)
}
