//! What strangers are refused again and again: the trail has the first of a minute (AU-15), or an attack would
//! write a row for each of its requests.

use std::time::Duration;

use crate::{
    app::{Ctx, addresses},
    core::{Digest, Reason, Refusal, hex, secret::kind},
    model::Client,
};

/// For so long one row tells of all refusals of one kind to one address.
const QUIET: Duration = Duration::from_secs(60);

/// The first bytes of the digest of a credential that was shown: a code, a refresh token.
pub(super) type Credential = Option<[u8; 8]>;

/// A kind of refusal that somebody can have as often as they like.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noise([u8; 8]);

impl Noise {
    /// Of a request that named this client; `None` if each of its refusals is told.
    ///
    /// What is told of a credential (theft, races, guesses) is told of each: no theft hides another. Else, whoever
    /// names a public client is anybody, at an address; and so is whoever an old API's client speaks for, who has
    /// to wait. A client that has proven itself is told of each time.
    pub(super) fn of_client(
        ctx: &Ctx,
        client: &Client,
        (refusal, shown): (&Refusal, Credential),
    ) -> Option<Self> {
        let reason = refusal.reason;
        if super::is_about_credential(reason) {
            return shown.map(|shown| Self::mark(ctx, &hex(&shown), "", reason));
        }
        // A wait of a person, of which there is no event but this.
        if reason == Reason::OtpLimited {
            return None;
        }
        let is_anybody = client.is_public() || reason == Reason::IdentifierLimited;
        let place = ctx.household().unwrap_or_default();
        is_anybody.then(|| Self::mark(ctx, &place, client.id.as_str(), reason))
    }

    /// Of a request that nobody stands for, about something.
    pub(super) fn of_nobody(ctx: &Ctx, about: &str, reason: Reason) -> Self {
        let place = ctx.household().unwrap_or_default();
        Self::mark(ctx, &place, about, reason)
    }

    fn mark(ctx: &Ctx, whose: &str, about: &str, reason: Reason) -> Self {
        let text = format!("{whose}\0{about}\0{}", reason.code());
        let digest: Digest<kind::Limit> = ctx.app.pepper.keyed("noise", text.as_bytes());
        Self(addresses::mark(&digest))
    }

    /// Whether a row tells of it already.
    pub(super) fn is_told(self, ctx: &Ctx) -> bool {
        ctx.app.limit_hits.is_known(&self.0, ctx.now)
    }

    /// There is a row now.
    pub(super) fn told(self, ctx: &Ctx) {
        ctx.app.limit_hits.note(self.0, QUIET, ctx.now);
    }
}
