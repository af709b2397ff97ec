//! The ring of data keys: which values each has sealed, and how all come under the newest (ST-04).

use std::collections::BTreeMap;

use serde_json::json;

use crate::{
    app::Ctx,
    core::{Fault, failpoint, hex},
    crypto::{DataKeys, Place},
    store::{
        self,
        sealed::{self, Column, Sealed},
    },
};

/// Rows looked at in one query, and sealed anew in one transaction.
const PAGE: i64 = 100;
/// Passes over a column: what servers with an older ring seal meanwhile is taken in the next.
const PASSES: usize = 3;

/// How many values of each table are sealed under a data key.
#[derive(Clone, Debug)]
pub struct Use {
    /// The key's id, in hex.
    pub id: String,
    /// Its place in `secrets.data_key`, from 1 on; none if it is not there.
    pub place: Option<usize>,
    /// Values by table.
    pub values: BTreeMap<&'static str, u64>,
}

/// The keys of the ring, and those that are missing in it, with what they have sealed.
pub fn uses(ctx: &Ctx) -> Result<Vec<Use>, Fault> {
    let ring = ctx.app.data_keys.ids();
    let of = |id: &[u8; 4], place| Use {
        id: hex(id),
        place,
        values: BTreeMap::new(),
    };
    let places = ring.iter().zip(1..);
    let mut uses: Vec<Use> = places.map(|(id, place)| of(id, Some(place))).collect();
    for column in Column::ALL {
        let mut after: Option<Sealed> = None;
        loop {
            let read =
                |conn: &mut store::Conn<'_>| sealed::page(conn, column, after.as_ref(), PAGE);
            let page = ctx.app.store.read(read)?;
            for one in &page {
                // What is damaged stands under a key that nobody has.
                let id = DataKeys::id_of(&one.value).unwrap_or_default();
                let text = hex(&id);
                if !uses.iter().any(|known| known.id == text) {
                    uses.push(of(&id, None));
                }
                for known in uses.iter_mut().filter(|known| known.id == text) {
                    *known.values.entry(column.table()).or_default() += 1;
                }
            }
            match page.into_iter().next_back() {
                Some(last) => after = Some(last),
                None => break,
            }
        }
    }
    Ok(uses)
}

/// What a rewrap did.
#[derive(Clone, Debug, Default)]
pub struct Rewrapped {
    /// Values sealed anew, by table.
    pub done: BTreeMap<&'static str, u64>,
    /// Values that are not under the newest key: no key opens them, or somebody seals with an
    /// older ring.
    pub left: u64,
}

/// Seals everything under the newest key. What is there already is left as it is, so that it can
/// be broken off and run again at any time; servers go on meanwhile.
pub fn rewrap(ctx: &Ctx) -> Result<Rewrapped, Fault> {
    let mut report = Rewrapped::default();
    let mut turn = 0;
    for column in Column::ALL {
        for _ in 0..PASSES {
            let done = pass(ctx, column, &mut turn)?;
            if done == 0 {
                break;
            }
            *report.done.entry(column.table()).or_default() += done;
        }
    }
    let newest = ctx.app.data_keys.ids().first().map(|id| hex(id));
    let others = uses(ctx)?;
    let others = others.iter().filter(|one| Some(&one.id) != newest.as_ref());
    report.left = others.flat_map(|one| one.values.values()).sum();
    Ok(report)
}

/// One pass over a column: how many values were sealed anew.
fn pass(ctx: &Ctx, column: Column, turn: &mut usize) -> Result<u64, Fault> {
    let newest = ctx.app.data_keys.ids().first().copied();
    let (mut after, mut done) = (None::<Sealed>, 0);
    loop {
        let read = |conn: &mut store::Conn<'_>| sealed::page(conn, column, after.as_ref(), PAGE);
        let page = ctx.app.store.read(read)?;
        let Some(last) = page.last().cloned() else {
            return Ok(done);
        };
        let mut fresh = Vec::new();
        for one in page {
            if DataKeys::id_of(&one.value) == newest {
                continue;
            }
            let row = column.row(&one);
            let place = Place {
                table: column.table(),
                row: &row,
                column: column.column(),
            };
            match ctx.app.data_keys.open(&place, &one.value) {
                Ok(plain) => {
                    let new = ctx.app.data_keys.seal(&*ctx.app.entropy, &place, &plain)?;
                    fresh.push((one, new));
                }
                Err(error) => tracing::warn!(
                    table = column.table(), row, %error,
                    "a sealed value does not open, and stays as it is"
                ),
            }
        }
        if !fresh.is_empty() {
            let first = *turn;
            *turn += fresh.len();
            done += write(ctx, column, fresh, first)?;
        }
        after = Some(last);
    }
}

/// Swaps the values of a page, with the event of it; how many were still what they had been.
fn write(
    ctx: &Ctx,
    column: Column,
    fresh: Vec<(Sealed, Vec<u8>)>,
    first: usize,
) -> Result<u64, Fault> {
    let event = ctx.event("secrets.rewrapped", None, "operator".into());
    let app = ctx.app.clone();
    ctx.app.store.write(move |conn| {
        let mut done = 0;
        for (turn, (old, new)) in (first..).zip(&fresh) {
            done += u64::from(sealed::swap(conn, column, old, new)?);
            failpoint::hit(&format!("rewrap-{turn}"));
        }
        let mut event = event.clone();
        event.detail = Some(json!({ "table": column.table(), "values": done }));
        store::audit::append(conn, &app.ledger, &event)?;
        Ok(done)
    })
}
