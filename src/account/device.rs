//! Devices where no second factor is asked (TF-10), as their person sees and forgets them.

use crate::{
    app::Ctx,
    core::{Fault, Secret, Timestamp, hex::hex, secret::kind},
    crypto::digest::sha256,
    model::{Device, Notice, Session, UserId},
    store,
};

/// A remembered device.
#[derive(Clone, Debug)]
pub struct Remembered {
    /// What a form names it by: of no use to anybody but its person.
    pub id: String,
    /// What it calls itself, in words.
    pub label: String,
    /// Whether it is the one with this cookie.
    pub is_here: bool,
    /// Until when it is remembered.
    pub until: Timestamp,
}

/// The devices that a person has told us to remember; `here` is the cookie of the one that asks.
pub fn remembered(
    ctx: &Ctx,
    user_id: &UserId,
    here: Option<&Secret<kind::Device>>,
) -> Result<Vec<Remembered>, Fault> {
    let here = here.map(sha256);
    let all = ctx
        .app
        .store
        .read(|conn| store::devices::of_user(conn, user_id, ctx.now))?;
    let remembered = all
        .into_iter()
        .filter(|device| device.is_remembered(ctx.now));
    let listed = remembered.filter_map(|device| {
        Some(Remembered {
            id: id_of(ctx, &device),
            is_here: here == Some(device.digest),
            until: device.remembered_until?,
            label: device.label,
        })
    });
    Ok(listed.collect())
}

/// Forgets one of them; one that is none of theirs is forgotten already.
pub fn forget(ctx: &Ctx, session: &Session, id: &str) -> Result<(), Fault> {
    let (user_id, session_id) = (session.user_id.clone(), session.id.clone());
    let all = ctx
        .app
        .store
        .read(|conn| store::devices::of_user(conn, &user_id, ctx.now))?;
    let Some(device) = all.into_iter().find(|device| id_of(ctx, device) == id) else {
        return Ok(());
    };
    let mut event = ctx.event("device.forgotten", None, format!("user:{user_id}"));
    event.subject = Some(format!("user:{user_id}"));
    let app = ctx.app.clone();
    ctx.app.store.write(move |conn| {
        store::devices::remember(conn, (&device.digest, &user_id), None)?;
        store::sessions::set_notice(conn, &session_id, Notice::DeviceForgotten)?;
        store::audit::append(conn, &app.ledger, &event)
    })
}

fn id_of(ctx: &Ctx, device: &Device) -> String {
    let keyed = ctx
        .app
        .pepper
        .keyed::<kind::Device>("device-id", device.digest.as_bytes());
    hex(&keyed.as_bytes()[..16])
}
