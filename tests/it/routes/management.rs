//! Health and metrics.

use serde_json::json;
use signet::{
    app::{App, Parts},
    config::{Config, DataKey},
    crypto::SystemEntropy,
    store,
};

use crate::support::{Browser, Db, Server, clock::TestClock, database};

// OP-01: alive, ready, and neither on the public port.
#[tokio::test]
async fn health_is_told_on_the_management_port() {
    for db in Db::BOTH {
        let server = Server::start(db).await;
        let management = Browser::new(&server.management);
        for path in ["/health/live", "/health/started", "/health/ready"] {
            let answer = management.get(path).await;
            assert_eq!(
                (answer.status.as_u16(), answer.json()["status"].as_str()),
                (200, Some("up")),
                "{path}"
            );
            assert!(!answer.body.contains("0.1.0"));
            // AD-16: names, words and milliseconds, and nothing else.
            let told = answer.json();
            let members: Vec<_> = told.as_object().expect("an object").keys().collect();
            assert_eq!(members, ["status", "checks"], "{path}");
            let checks = told["checks"].as_array().expect("a list");
            assert!(!checks.is_empty(), "{path}");
            for check in checks {
                let members: Vec<_> = check.as_object().expect("an object").keys().collect();
                assert_eq!(members, ["name", "status", "ms"], "{path}");
                assert_eq!(check["status"], "up", "{path}");
                assert!(check["ms"].is_u64(), "{path}");
            }
            assert_eq!(server.browser().get(path).await.status, 404, "{path}");
        }
        assert_eq!(server.browser().get("/metrics").await.status, 404);
    }
}

// OP-01: without its database a node is alive and not ready, and ready again when it is back.
#[tokio::test]
async fn a_node_without_its_database_is_not_ready() {
    let server = Server::start(Db::Postgres).await;
    let management = Browser::new(&server.management);
    let store::Target::Postgres(url) = server.store_options().target else {
        panic!("PostgreSQL")
    };
    let name = url.rsplit('/').next().expect("a name").to_owned();
    database::forbid(&name);
    let answer = management.get("/health/ready").await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["status"].as_str()),
        (503, Some("down"))
    );
    assert_eq!(
        answer.json()["checks"][0],
        json!({"name": "database", "status": "down", "ms": answer.json()["checks"][0]["ms"]})
    );
    assert_eq!(management.get("/health/live").await.status, 200);
    database::allow(&name);
    let mut ready = management.get("/health/ready").await;
    for _ in 0..20 {
        if ready.status == 200 {
            break;
        }
        ready = management.get("/health/ready").await;
    }
    assert_eq!(ready.status, 200, "{}", ready.body);
}

// OP-01: started is another question than alive: it waits for the tables and for the doors' keys.
#[tokio::test]
async fn a_server_has_started_when_its_doors_are_open() {
    let server = Server::with(Db::Sqlite, &["legacy.ocariot.enabled=true"]).await;
    let management = Browser::new(&server.management);
    let mut told = management.get("/health/started").await;
    for _ in 0..600 {
        assert_eq!(management.get("/health/live").await.status, 200);
        if told.status == 200 {
            break;
        }
        assert_eq!(told.status, 503);
        assert_eq!(told.json()["checks"][1]["name"], "doors");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        told = management.get("/health/started").await;
    }
    assert_eq!(told.status, 200, "{}", told.body);
    let door = server.app.catalog().keys().iter().count();
    assert!(door > 2, "the door's key is there: {door}");
    // Tables that are not all there, after the fact.
    server.sql("DELETE FROM __diesel_schema_migrations WHERE version IN (SELECT MAX(version) FROM __diesel_schema_migrations)");
    let told = management.get("/health/started").await;
    assert_eq!(told.status, 503, "{}", told.body);
    assert_eq!(told.json()["checks"][0]["status"], "down");
    assert_eq!(management.get("/health/live").await.status, 200);
}

// OP-01, "migrations done": what is not migrated does not open, and so is never asked.
#[test]
fn an_unmigrated_database_does_not_open() {
    let dir = tempfile::tempdir().expect("a directory");
    let config =
        Config::for_dev(dir.path(), 8080, &DataKey::new(&[7; 32]), &[]).expect("a configuration");
    let parts = Parts {
        clock: std::sync::Arc::new(TestClock::new()),
        entropy: std::sync::Arc::new(SystemEntropy),
    };
    let error = App::open(config.config, parts).err().expect("refused");
    assert!(error.to_string().contains("not migrated"), "{error}");
}
