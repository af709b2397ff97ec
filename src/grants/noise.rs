//! What strangers are refused again and again: the trail has the first of a minute (AU-15), or an attack would
//! write a row for each of its requests.

use std::time::Duration;

use crate::{
    app::Ctx,
    core::{Digest, Reason, Refusal, secret::kind},
    model::Client,
};

/// For so long one row tells of all refusals of one kind to one address.
const QUIET: Duration = Duration::from_secs(60);

/// A kind of refusal that changed nothing, to somebody at an address who did not prove who they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noise([u8; 8]);

impl Noise {
    /// Of a request that named this client. Whoever names a public one is anybody; one with a secret has
    /// proven that it has it, and each of its refusals is told, but for a wait, of which the first is.
    pub(super) fn of_client(ctx: &Ctx, client: &Client, refusal: &Refusal) -> Option<Self> {
        let is_anybody = client.is_public() || refusal.retry_after.is_some();
        is_anybody.then(|| Self::at(ctx, client.id.as_str(), refusal.reason))
    }

    /// Of a request that nobody stands for.
    pub(super) fn of_nobody(ctx: &Ctx, reason: Reason) -> Self {
        Self::at(ctx, "", reason)
    }

    fn at(ctx: &Ctx, client: &str, reason: Reason) -> Self {
        let place = ctx.household().unwrap_or_default();
        let text = format!("{place}\0{client}\0{}", reason.code());
        let digest: Digest<kind::Limit> = ctx.app.pepper.keyed("noise", text.as_bytes());
        let mut mark = [0; 8];
        mark.copy_from_slice(&digest.as_bytes()[..8]);
        Self(mark)
    }

    /// Whether a row tells of it already.
    pub(super) fn is_told(self, ctx: &Ctx) -> bool {
        ctx.app.limit_hits.is_known(&self.0, ctx.now)
    }

    /// There is a row now.
    pub(super) fn told(self, ctx: &Ctx) {
        ctx.app.limit_hits.is_first(self.0, QUIET, ctx.now);
    }
}
