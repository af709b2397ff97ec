//! Tries that were not let in.

use crate::{
    app::{Ctx, addresses::Mark},
    core::Refusal,
};

/// A try that was not let in, and who has to wait.
#[derive(Debug)]
pub struct Hit {
    /// How long.
    pub refusal: Refusal,
    who: Mark,
}

impl Hit {
    pub(super) const fn new(refusal: Refusal, who: Mark) -> Self {
        Self { refusal, who }
    }

    /// Whether it is the first of its wait that is put down.
    pub fn is_first(&self, ctx: &Ctx) -> bool {
        !ctx.app.limit_hits.is_known(&self.who, ctx.now)
    }

    /// It was put down.
    pub fn told(&self, ctx: &Ctx) {
        let wait = self.refusal.retry_after.unwrap_or_default();
        ctx.app.limit_hits.note(self.who, wait, ctx.now);
    }
}
