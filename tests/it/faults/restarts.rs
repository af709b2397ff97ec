//! Two nodes behind a proxy are restarted one after the other, under load.

use std::time::Duration;

use super::{
    ledger::{Load, Tally},
    often,
    relay::Balancer,
    stage::Stage,
    within,
};
use crate::support::Db;

// F27: "0 failed among accepted requests; exit ≤ 5 s typical; every ack durable": 50 restarts of two nodes
// under load, and no request fails. OP-02: the drain.
#[tokio::test(flavor = "multi_thread")]
async fn rolling_restarts_fail_no_request() {
    let stage = Stage::new(Db::Postgres, &[]);
    let mut nodes = [stage.node(), stage.node()];
    let places: Vec<_> = nodes
        .iter()
        .map(|node| (node.public, node.management))
        .collect();
    let proxy = Balancer::start(&places).await;
    let load = Load::start(&stage, &[proxy.base()], 3).await;
    let (times, mut slowest) = (often(4, 50), Duration::ZERO);
    for time in 0..times {
        let before = load.successes();
        let node = &mut nodes[time % 2];
        let (status, took) = node.terminate();
        assert_eq!(status.code(), Some(0), "{}", node.told());
        slowest = slowest.max(took);
        node.start();
        assert!(load.successes() > before, "requests go on");
    }
    let tally = load.settle(&stage, &nodes[0]).await;
    tally.report(
        "F27",
        (
            "SIGTERM to two nodes in turn behind a proxy (slowest: until the exit)",
            "PostgreSQL",
        ),
        times,
        Some(slowest),
    );
    let Tally {
        unanswered,
        refused,
        ..
    } = tally;
    assert_eq!((unanswered, refused), (0, 0), "{tally:?}");
    assert!(slowest < within(Duration::from_secs(5)), "{slowest:?}");
}
