//! Signals under load.

use std::time::Duration;

use rustix::process::Signal;

use super::{ledger::Load, now, often, pause, stage::Stage};
use crate::support::Db;

// F28: SIGTERM and SIGKILL before it has ended: as F01. SIGHUP reads the configuration again, and no
// request fails; SIGPIPE has no effect; after SIGSTOP and SIGCONT it goes on.
#[tokio::test(flavor = "multi_thread")]
async fn signals_lose_nothing() {
    for db in Db::BOTH {
        let stage = Stage::new(db, &[]);
        let mut node = stage.node();
        let load = Load::start(&stage, &[node.base()], 1).await;
        for _ in 0..often(3, 20) {
            node.signal(Signal::HUP);
            node.signal(Signal::PIPE);
            load.success_after(now()).await;
        }
        // Nobody was failed by that.
        let tally = load.settle(&stage, &node).await;
        let what = ("SIGHUP, SIGPIPE", stage.on());
        tally.report("F28", what, often(3, 20), None);
        assert_eq!((tally.unanswered, tally.refused), (0, 0), "{tally:?}");

        let load = Load::start(&stage, &[node.base()], 1).await;
        let (times, mut slowest) = (often(1, 10), Duration::ZERO);
        for time in 0..times {
            node.signal(Signal::STOP);
            pause(if time == 0 { 2_000 } else { 200 }).await;
            node.signal(Signal::CONT);
            slowest = slowest.max(load.success_after(now()).await);
            node.signal(Signal::TERM);
            pause(200).await;
            node.kill();
            node.start();
        }
        let tally = load.settle(&stage, &node).await;
        let what = ("SIGSTOP, SIGCONT, SIGTERM and SIGKILL", stage.on());
        tally.report("F28", what, times, Some(slowest));
    }
}
