//! What the program is built from: least versions, and the list of all that is in it.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use serde_json::{Value, json};

const LOCK: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"));

/// A package of the lockfile.
struct Package {
    name: String,
    version: String,
    source: Option<String>,
    checksum: Option<String>,
}

fn packages() -> Vec<Package> {
    let value = |part: &str, name: &str| {
        let begin = format!("{name} = \"");
        let line = part.lines().find(|line| line.starts_with(&begin))?;
        line.strip_prefix(&begin)?
            .strip_suffix('"')
            .map(str::to_owned)
    };
    LOCK.split("[[package]]")
        .skip(1)
        .map(|part| Package {
            name: value(part, "name").expect("a name"),
            version: value(part, "version").expect("a version"),
            source: value(part, "source"),
            checksum: value(part, "checksum"),
        })
        .collect()
}

fn numbers(version: &str) -> Vec<u64> {
    let plain = version.split(['-', '+']).next().unwrap_or_default();
    plain
        .split('.')
        .filter_map(|part| part.parse().ok())
        .collect()
}

// ST-15: "diesel ≥ 2.3.8, h2 ≥ 0.4.16, time ≥ 0.3.47, idna ≥ 1.0.3": what is older has known holes.
#[test]
fn no_dependency_is_older_than_its_last_known_hole() {
    let packages = packages();
    for (name, least, needed) in [
        ("diesel", "2.3.8", true),
        ("h2", "0.4.16", false),
        ("time", "0.3.47", true),
        ("idna", "1.0.3", true),
    ] {
        let found: Vec<_> = packages.iter().filter(|one| one.name == name).collect();
        assert!(!needed || !found.is_empty(), "{name}");
        for one in found {
            assert!(
                numbers(&one.version) >= numbers(least),
                "{name} {}",
                one.version
            );
        }
    }
    // All come from one registry, as they were when they were locked.
    for one in packages.iter().filter(|one| one.name != "signet") {
        let source = one.source.as_deref().unwrap_or_default();
        assert!(
            source.starts_with("registry+") && one.checksum.is_some(),
            "{}",
            one.name
        );
    }
    let manifest = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    assert!(manifest.contains("unsafe_code = \"forbid\""));
}

/// The SBOM in CycloneDX 1.5: every package of the lockfile, with its licence and hash, and who
/// needs whom.
fn bill() -> Value {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--offline", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    // Where not every package is at hand, the lockfile alone says what there is.
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap_or_default();
    let mut known = BTreeMap::new();
    let mut ids = BTreeMap::new();
    let purl = |name: &str, version: &str| format!("pkg:cargo/{name}@{version}");
    for one in metadata["packages"].as_array().into_iter().flatten() {
        let text = |field: &str| one[field].as_str().unwrap_or_default().to_owned();
        let of = purl(&text("name"), &text("version"));
        ids.insert(text("id"), of.clone());
        known.insert(
            of,
            (text("license"), text("description"), text("repository")),
        );
    }
    let component = |one: &Package| {
        let of = purl(&one.name, &one.version);
        let mut component = json!({
            "type": if one.name == "signet" { "application" } else { "library" },
            "bom-ref": of, "purl": of, "name": one.name, "version": one.version,
        });
        if let Some(checksum) = &one.checksum {
            component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
        }
        if let Some((licence, about, home)) = known.get(&of) {
            if !licence.is_empty() {
                // Older manifests have a slash for OR.
                let expression = licence.replace('/', " OR ").replace("  ", " ");
                component["licenses"] = json!([{ "expression": expression }]);
            }
            if !about.is_empty() {
                component["description"] = json!(about.trim());
            }
            if !home.is_empty() {
                component["externalReferences"] = json!([{ "type": "vcs", "url": home }]);
            }
        }
        component
    };
    let packages = packages();
    let (own, others): (Vec<_>, Vec<_>) = packages.iter().partition(|one| one.name == "signet");
    let needs = metadata["resolve"]["nodes"]
        .as_array()
        .into_iter()
        .flatten();
    let needs = needs.filter_map(|node| {
        let of = ids.get(node["id"].as_str()?)?;
        let on = node["dependencies"].as_array()?.iter();
        let on: BTreeSet<_> = on.filter_map(|id| ids.get(id.as_str()?)).collect();
        Some(json!({ "ref": of, "dependsOn": on }))
    });
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": component(own[0]) },
        "components": others.into_iter().map(component).collect::<Vec<_>>(),
        "dependencies": needs.collect::<Vec<_>>(),
    })
}

// ST-15: the SBOM lists every crate of the lockfile once; `make sbom` writes it.
#[test]
fn sbom_lists_every_crate() {
    let bill = bill();
    let listed: Vec<String> = bill["components"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["purl"].as_str().expect("text").to_owned())
        .collect();
    let unique: BTreeSet<_> = listed.iter().cloned().collect();
    assert_eq!(unique.len(), listed.len());
    let locked = packages();
    let locked = locked.iter().filter(|one| one.name != "signet");
    let locked: BTreeSet<_> = locked
        .map(|one| format!("pkg:cargo/{}@{}", one.name, one.version))
        .collect();
    assert_eq!(unique, locked);
    assert!(locked.len() > 200);
    for one in bill["components"].as_array().expect("a list") {
        assert_eq!(
            one["hashes"][0]["content"].as_str().map(str::len),
            Some(64),
            "{one}"
        );
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "whether to write it is the caller's choice"
    )]
    let wanted = std::env::var_os("SIGNET_SBOM");
    if let Some(path) = wanted {
        std::fs::write(path, format!("{bill:#}\n")).expect("writes");
    }
}
