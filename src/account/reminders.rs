//! Letters that the calendar brings: an app soon loses what it was allowed, and, once a year, which
//! apps see data while their person is away (SMART App Launch, best practices for offline access). Of
//! old sign-ins that end, see `account::legacy_stops`.

use std::time::Duration;

use super::outbox::{self, Occasion, Template, Values};
use crate::{
    app::Ctx,
    core::{Fault, Timestamp},
    model::{Consent, UserId},
    store,
};

pub(super) const DAY: Duration = Duration::from_secs(24 * 3600);
/// How long before the end of what an app was allowed its person is told.
const BEFORE: Duration = Duration::from_secs(7 * 24 * 3600);
/// How long after the day a yearly letter is still written, if no server ran on it.
const LATE: Duration = Duration::from_secs(7 * 24 * 3600);
const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
/// Years that are looked back.
const YEARS: u32 = 20;
/// Rows looked at in one query.
pub(super) const PAGE: i64 = 200;

/// Writes what is due. Run as often as one likes, on as many nodes: each letter is written once.
pub fn write(ctx: &Ctx) -> Result<(), Fault> {
    if !ctx.app.config.mail.is_on() {
        return Ok(());
    }
    ends(ctx)?;
    years(ctx)?;
    super::legacy_stops::write(ctx)
}

fn ends(ctx: &Ctx) -> Result<(), Fault> {
    // The last day is left out: it is too late to think of it.
    let span = (ctx.now.plus(DAY), ctx.now.plus(BEFORE));
    let mut after = None;
    loop {
        let page: Vec<Consent> = ctx
            .app
            .store
            .read(|conn| store::consents::ending(conn, span, after.as_ref(), PAGE))?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(last.id.clone());
        for consent in page {
            let client = ctx.app.catalog().client(&consent.client_id);
            let Some(client) = client.filter(|client| client.is_enabled()) else {
                continue;
            };
            let values = Values::new()
                .with("app", client.display_name())
                .with("day", consent.expires_at.millis().to_string());
            let key = occasion(format!("ends-{}", consent.id));
            let (inner, now) = (ctx.clone(), ctx.now);
            once(ctx, move |conn| {
                let (user, client) = (&consent.user_id, &consent.client_id);
                // One that was given since lasts longer.
                let newest = store::consents::find_standing(conn, user, client, now)?;
                if newest.is_some_and(|newest| newest.id == consent.id) {
                    let what = (&key, Template::AppEndsSoon, values.clone(), None);
                    outbox::remind(&inner, conn, user, what)?;
                }
                Ok(())
            })?;
        }
    }
}

fn years(ctx: &Ctx) -> Result<(), Fault> {
    let spans: Vec<(Timestamp, Timestamp)> = (1..=YEARS)
        .map(|years| {
            let end = ctx.now.minus(YEAR * years);
            (end.minus(LATE), end)
        })
        .collect();
    let mut after: Option<UserId> = None;
    loop {
        let page = ctx.app.store.read(|conn| {
            store::consents::long_connected(conn, &spans, ctx.now, (after.as_ref(), PAGE))
        })?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(last.clone());
        for user in page {
            let apps = super::apps::list(ctx, &user)?;
            let offline: Vec<_> = apps.iter().filter(|app| app.is_offline).collect();
            // One letter a year, whatever was let in when: by the day of the first.
            let first = offline.iter().map(|app| app.since).min();
            let is_day = |(from, to): &(Timestamp, Timestamp)| {
                first.is_some_and(|first| *from <= first && first < *to)
            };
            let Some(years) = spans.iter().position(is_day) else {
                continue;
            };
            let names: Vec<_> = offline
                .iter()
                .map(|app| app.client.display_name())
                .collect();
            let values = Values::new().with("apps", names.join("\n"));
            let key = occasion(format!("year-{}-{user}", years + 1));
            let link = Some(format!("{}/account/apps", ctx.app.issuer));
            let inner = ctx.clone();
            once(ctx, move |conn| {
                let what = (&key, Template::OfflineApps, values.clone(), link.clone());
                outbox::remind(&inner, conn, &user, what).map(drop)
            })?;
        }
    }
}

fn occasion(key: String) -> Occasion {
    Occasion { key, over_at: None }
}

/// Another node may be at the same letter: one of both writes it.
pub(super) fn once(
    ctx: &Ctx,
    job: impl FnMut(&mut store::Conn<'_>) -> store::Result<()> + Send + 'static,
) -> Result<(), Fault> {
    match ctx.app.store.attempt(job) {
        Ok(()) | Err(store::Error::Exists(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
