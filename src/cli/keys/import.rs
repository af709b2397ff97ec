//! `signet keys import`.

use std::sync::Arc;

use serde_json::json;

use super::super::{Failure, Global, Outcome, Output};
use crate::{account::key, app::Ctx, crypto::SigningKey, model::KeyPurpose, store};

/// Puts a key in place for a door, unless it is there.
pub(super) fn import(global: &Global, ctx: &Ctx, door: &str, imported: SigningKey) -> Outcome {
    let known = ctx.app.store.read(store::keys::history)?;
    if known.iter().any(|record| record.kid == imported.kid()) {
        return Err(Failure::Conflict(format!(
            "there is or was a key with the id `{}`",
            imported.kid()
        )));
    }
    let purpose = KeyPurpose::Door(door.to_owned());
    if let Some(same) = key::same(ctx, &purpose, &imported)? {
        return Err(Failure::Conflict(format!(
            "this key is there already: {same}"
        )));
    }
    let kid = imported.kid().to_owned();
    key::import(ctx, purpose, &Arc::new(imported))?;
    match global.output {
        Output::Human if ctx.rehearsal => {
            println!("would bring {kid} along; it would sign at {door} from then on");
        }
        Output::Human => println!("{kid}"),
        Output::Json => println!("{}", json!({ "kid": kid, "dry_run": ctx.rehearsal })),
    }
    Ok(())
}
