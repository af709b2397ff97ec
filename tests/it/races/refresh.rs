//! One refresh token by 32 at once.

use std::{collections::BTreeSet, sync::Arc};

use signet::store;

use super::{at_once, rounds};
use crate::support::{Db, Server, Tokens, chain::ROTATING};

/// 32 answers, one and the same successor, no 5xx.
async fn race(nodes: Vec<Arc<Server>>) {
    for round in 0..rounds() {
        let name = format!("racer{round}");
        nodes[0].user(serde_json::json!({"username": name}), "racer-password");
        let (first, _) = nodes[0]
            .chain_of(ROTATING, &name, "racer-password", &[])
            .await;
        let old = first.text("refresh_token").to_owned();
        let refresh = |node: Arc<Server>, _| {
            let old = old.clone();
            async move { node.refresh(ROTATING, &old).await }
        };
        let answers = at_once(&nodes, 32, refresh).await;
        let (mut successors, mut access) = (BTreeSet::new(), BTreeSet::new());
        for answer in &answers {
            assert_eq!(answer.status, 200, "{}", answer.body);
            let tokens = Tokens(answer.json());
            successors.insert(tokens.text("refresh_token").to_owned());
            access.insert(tokens.text("access_token").to_owned());
        }
        assert_eq!((successors.len(), access.len()), (1, 32));
        // One head: the successor is good, and only it goes on.
        let successor = successors.first().expect("one");
        let next = nodes[round % nodes.len()]
            .refresh(ROTATING, successor)
            .await;
        assert_eq!(next.status, 200, "{}", next.body);
        let heads = nodes[0].app.store.read(store::refresh_tokens::count_active);
        assert_eq!(
            heads.expect("counts"),
            i64::try_from(round + 1).expect("fits")
        );
    }
}

async fn node(db: Db) -> Server {
    // A thousand rounds are more calls of one client than it may make while the clock stands still.
    let server = Server::with(db, &["rate_limit.token_client=60000000"]).await;
    server.refreshing_clients();
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn all_refreshes_converge_on_sqlite() {
    race(vec![Arc::new(node(Db::Sqlite).await)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_refreshes_converge_on_postgres() {
    race(vec![Arc::new(node(Db::Postgres).await)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_refreshes_converge_over_two_nodes() {
    let first = node(Db::Postgres).await;
    let second = first.beside().await;
    race(vec![Arc::new(first), Arc::new(second)]).await;
}

// two processes of the binary on one PostgreSQL.
#[tokio::test(flavor = "multi_thread")]
async fn all_refreshes_converge_over_two_processes() {
    race(Server::two_processes(&[], Server::refreshing_clients)).await;
}
