//! Opening what a command works on: a configuration, or the data of `signet dev`.

use std::{
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
    sync::Arc,
};

use serde_json::Value;

use super::{Failure, Global, Outcome};
use crate::{
    account::registry,
    app::{App, Ctx, Parts, store_options},
    config::{Config, DataKey, Loaded, Need, Sources, load},
    core::SystemClock,
    crypto::SystemEntropy,
    store::migrate,
};

/// The configuration in force.
pub fn loaded(global: &Global, need: Need) -> Outcome<Loaded> {
    if let Some(dir) = &global.dev {
        let dev = dev_json(dir)?;
        // As the server was started: what it refuses, its commands do not promise.
        let started = dev["set"].as_array().into_iter().flatten();
        let started = started.filter_map(Value::as_str).map(str::to_owned);
        let set: Vec<String> = started.chain(global.set.iter().cloned()).collect();
        return Ok(Config::for_dev(
            dir,
            dev_port(&dev)?,
            &dev_key(dir, false)?,
            &set,
        )?);
    }
    Ok(load(&sources(global, need))?)
}

/// Where the configuration is taken from.
pub fn sources(global: &Global, need: Need) -> Sources {
    let mut sources = Sources::of_process(global.config.clone());
    sources.set.clone_from(&global.set);
    sources.need = need;
    sources
}

/// A Signet on the configuration in force.
pub fn app(global: &Global) -> Outcome<Arc<App>> {
    open(loaded(global, Need::Serve)?.config)
}

/// A context for a command.
pub fn ctx(global: &Global) -> Outcome<Ctx> {
    Ok(Ctx::background(app(global)?))
}

/// Opens a Signet by the machine's clock and dice.
pub fn open(config: Config) -> Outcome<Arc<App>> {
    let app = App::open(
        config,
        Parts {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
        },
    )?;
    registry::ensure_standard_scopes(&Ctx::background(app.clone()))?;
    Ok(app)
}

/// Takes the missing migrations; an error if the database is newer.
pub fn migrated(config: &Config) -> Outcome {
    not_newer(&migrate::run(&store_options(config))?)
}

/// An error if the database is newer than this binary.
pub fn not_newer(status: &migrate::Status) -> Outcome {
    if status.unknown.is_empty() {
        return Ok(());
    }
    Err(Failure::Database(format!(
        "the database is newer than this binary (it has {}); run the newer one",
        status.unknown.join(", ")
    )))
}

/// The data key of a development directory, made at its first use.
pub fn dev_key(dir: &Path, make: bool) -> Outcome<DataKey> {
    let path = dir.join("data.key");
    if make && !path.exists() {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(dir)?;
        let key = DataKey::generate(&SystemEntropy);
        write_private(&path, key.expose())?;
        return Ok(key);
    }
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Failure::NotFound(format!(
            "{}: {error}; run `signet dev --data {}` first",
            path.display(),
            dir.display()
        ))
    })?;
    DataKey::from_base64(text.trim())
        .ok_or_else(|| Failure::Config(format!("{}: it is not 32 bytes in base64", path.display())))
}

/// Writes a file that only its owner may read, whole or not at all.
pub fn write_private(path: &Path, text: &str) -> Outcome {
    use std::io::Write;
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".new");
    let mut file = std::fs::OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(std::fs::rename(&unfinished, path)?)
}

/// What `signet dev` wrote for tools.
pub fn dev_json(dir: &Path) -> Outcome<Value> {
    let path = dir.join("dev.json");
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Failure::NotFound(format!(
            "{}: {error}; run `signet dev --data {}` first",
            path.display(),
            dir.display()
        ))
    })?;
    Ok(serde_json::from_str(&text)?)
}

fn dev_port(dev: &Value) -> Outcome<u16> {
    let port = dev["issuer"]
        .as_str()
        .and_then(|issuer| url::Url::parse(issuer).ok()?.port());
    port.ok_or_else(|| Failure::Failed("dev.json names no issuer".into()))
}
