//! Which `sub` a client sees (OpenID Connect Core §8).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{
    app::Ctx,
    core::secret::kind,
    model::{Client, Subject, UserId, client::SubjectType},
};

/// The `sub` claim that this client sees of this subject.
pub fn claim(ctx: &Ctx, client: &Client, subject: &Subject) -> String {
    match subject {
        Subject::User(user) => of_user(ctx, client, user),
        Subject::Client(_) => subject.claim(),
    }
}

/// The `sub` claim that this client sees of this person: the same for all, or one of its
/// sector's own, which nobody without the pepper can lead back (§8.1).
pub fn of_user(ctx: &Ctx, client: &Client, user: &UserId) -> String {
    match client.metadata.subject_type {
        SubjectType::Public => user.to_string(),
        SubjectType::Pairwise => {
            // Without one host for all its addresses the client is a sector of its own.
            let sector = client.sector().unwrap_or_else(|| client.id.to_string());
            let text = format!("{sector}\0{user}");
            let digest = ctx
                .app
                .pepper
                .keyed::<kind::Subject>("pairwise-subject", text.as_bytes());
            URL_SAFE_NO_PAD.encode(digest.as_bytes())
        }
    }
}
