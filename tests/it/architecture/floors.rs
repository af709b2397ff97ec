//! Imports go down only: which room may use which.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Tree,
    paths::{Reference, references},
    source::sources,
};

/// A room: its name, its floor, and the rooms that it may use.
struct Room {
    name: &'static str,
    floor: u8,
    may_use: &'static [&'static str],
}

const fn room(name: &'static str, floor: u8, may_use: &'static [&'static str]) -> Room {
    Room {
        name,
        floor,
        may_use,
    }
}

/// Floor 7 may use every room.
const ALL: &[&str] = &[
    "core",
    "model",
    "config",
    "store",
    "crypto",
    "machine",
    "notify",
    "outbound",
    "app",
    "authn",
    "grants",
    "authorize",
    "account",
    "estates",
    "upstream",
    "http",
    "web",
    "legacy",
    "admin",
    "cli",
    "server",
];

/// What translates between the wire and the rooms below; not each other, and none of what keeps,
/// signs or referees.
const DOORS: &[&str] = &[
    "http",
    "authorize",
    "grants",
    "account",
    "estates",
    "upstream",
    "authn",
    "app",
    "model",
    "core",
    "config",
];

/// What decides; each other, too, as long as there is no cycle.
const DECIDERS: &[&str] = &[
    "authn",
    "app",
    "store",
    "crypto",
    "machine",
    "notify",
    "outbound",
    "model",
    "config",
    "core",
    "grants",
    "authorize",
    "account",
    "estates",
    "upstream",
];

/// The table of `docs/ARCHITECTURE.md`.
const ROOMS: &[Room] = &[
    room("main", 7, ALL),
    room("cli", 7, ALL),
    room("server", 7, ALL),
    room("web", 6, DOORS),
    room("legacy", 6, DOORS),
    room("admin", 6, DOORS),
    room("http", 5, &["app", "config", "core"]),
    room("grants", 4, DECIDERS),
    room("authorize", 4, DECIDERS),
    room("account", 4, DECIDERS),
    room("estates", 4, DECIDERS),
    room("upstream", 4, DECIDERS),
    room(
        "app",
        3,
        &["store", "crypto", "outbound", "model", "config", "core"],
    ),
    room(
        "authn",
        3,
        &[
            "app", "store", "crypto", "outbound", "model", "config", "core",
        ],
    ),
    room("store", 2, &["model", "core"]),
    room("crypto", 2, &["model", "core"]),
    room("machine", 2, &["model", "core"]),
    room("notify", 2, &["model", "core"]),
    room("outbound", 2, &["model", "core"]),
    room("model", 1, &["core"]),
    room("config", 1, &["core"]),
    room("core", 0, &[]),
];

fn find(name: &str) -> Option<&'static Room> {
    ROOMS.iter().find(|room| room.name == name)
}

/// Every file keeps to the rooms that the table allows it. Tests may also use any lower floor.
pub fn imports(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources(tree) {
        let Some(name) = source.room() else { continue };
        let Some(own) = find(name) else {
            found.push(format!(
                "{}: `{name}` is no room. Put the file into a room, or give the new room its \
                 floor in tests/it/architecture/floors.rs and in docs/ARCHITECTURE.md.",
                source.path
            ));
            continue;
        };
        let mut told = BTreeSet::new();
        for reference in references(&source) {
            let Reference { room, line, test } = reference;
            let allowed = room == name
                || own.may_use.contains(&room)
                || (test && find(room).is_some_and(|other| other.floor < own.floor));
            if allowed || !told.insert((room, test)) {
                continue;
            }
            let at = format!("{}:{line}", source.path);
            found.push(if find(room).is_none() {
                format!("{at}: `crate::{room}` is no room. Move it into one and name it there.")
            } else {
                format!(
                    "{at}: `{name}` (floor {}) may not use `{room}`, only: {}. Move the code to \
                     a room that may, or pass the value in.",
                    own.floor,
                    own.may_use.join(", ")
                )
            });
        }
    }
    found
}

/// Rooms of one floor that import each other do so in one direction.
pub fn cycles(tree: &Tree) -> Vec<String> {
    let mut uses: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for source in sources(tree) {
        let Some(own) = source.room().and_then(find) else {
            continue;
        };
        for Reference { room, line, test } in references(&source) {
            let same_floor = find(room).is_some_and(|other| other.floor == own.floor);
            if same_floor && room != own.name && !test && own.floor < 7 {
                let to = uses.entry(own.name.to_owned()).or_default();
                let at = format!("{}:{line}", source.path);
                to.entry(room.to_owned()).or_insert(at);
            }
        }
    }
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for start in uses.keys() {
        let Some(path) = way_back(&uses, start) else {
            continue;
        };
        let members: BTreeSet<_> = path.iter().cloned().collect();
        if told.insert(members) {
            let steps = path.iter().zip(path.iter().cycle().skip(1));
            let steps: Vec<_> = steps
                .map(|(from, to)| format!("`{from}` uses `{to}` ({})", uses[from][to]))
                .collect();
            found.push(format!(
                "A cycle of rooms: {}. Move what both need to a lower floor.",
                steps.join(", ")
            ));
        }
    }
    found
}

/// The shortest way from a room back to itself.
fn way_back(uses: &BTreeMap<String, BTreeMap<String, String>>, start: &str) -> Option<Vec<String>> {
    let mut ways = vec![vec![start.to_owned()]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let last = way.last().map_or("", String::as_str);
            for next in uses.get(last).into_iter().flat_map(BTreeMap::keys) {
                if next == start {
                    return Some(way);
                }
                if seen.insert(next.clone()) {
                    longer.push([way.clone(), vec![next.clone()]].concat());
                }
            }
        }
        ways = longer;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{
        super::{clean, finds, tree},
        cycles, imports,
    };

    #[test]
    fn a_path_up_or_sideways_is_found() {
        let found = imports(&tree(&[
            ("src/lib.rs", "pub use crate::web::anything;"),
            ("src/main.rs", "fn main() { signet::cli::main() }"),
            ("src/core/id.rs", "use crate::model::UserId;"),
            (
                "src/grants/mod.rs",
                "use crate::{core::Fault, store::{self, Conn}, http};",
            ),
            ("src/http/edge.rs", "use crate::model::{store, Config};"),
            (
                "src/model/user.rs",
                "fn f() { crate::config::f(); crate::config::g(); }",
            ),
            (
                "src/store/mod.rs",
                "/// [`crate::web`]\nmacro_rules! m { () => { $crate::app::f() } }",
            ),
            (
                "src/web/token.rs",
                "use crate::{grants, http::HttpState,\n store::codes, legacy};",
            ),
        ]));
        finds(
            &found,
            &[
                "src/core/id.rs:1: `core` (floor 0) may not use `model`",
                "src/grants/mod.rs:1: `grants` (floor 4) may not use `http`",
                "src/http/edge.rs:1: `http` (floor 5) may not use `model`, only: app, config, core. Move",
                "src/model/user.rs:1: `model` (floor 1) may not use `config`",
                "src/store/mod.rs:2: `store` (floor 2) may not use `app`",
                "src/web/token.rs:2: `web` (floor 6) may not use `store`",
                "src/web/token.rs:2: `web` (floor 6) may not use `legacy`",
            ],
        );
    }

    #[test]
    fn a_path_by_super_is_found() {
        let found = imports(&tree(&[
            (
                "src/model/mod.rs",
                "use super::store::Conn; mod x { use super::user; }",
            ),
            (
                "src/model/user.rs",
                "use super::{grant, key}; use super::super::app::Ctx;",
            ),
        ]));
        finds(&found, &["may not use `store`", "may not use `app`"]);
    }

    #[test]
    fn tests_may_use_what_is_lower_and_nothing_higher() {
        let found = imports(&tree(&[(
            "src/http/edge.rs",
            "#[cfg(test)] mod tests { use crate::{config::Config, web::routes}; }",
        )]));
        finds(&found, &["`http` (floor 5) may not use `web`"]);
    }

    #[test]
    fn what_is_in_no_room_is_found() {
        let found = imports(&tree(&[
            ("src/utils.rs", "fn f() {}"),
            (
                "src/app/mod.rs",
                "use crate::{VERSION, routes!}; crate::db!(c, |c| c);",
            ),
        ]));
        finds(
            &found,
            &["`crate::VERSION` is no room", "`utils` is no room. Put"],
        );
    }

    #[test]
    fn a_cycle_of_rooms_is_found_once_and_a_line_of_them_is_none() {
        let a = ("src/grants/mod.rs", "use crate::account::user;");
        let b = (
            "src/account/mod.rs",
            "use crate::{core::Fault, estates::Door};",
        );
        let c = ("src/estates/mod.rs", "use crate::core::Fault;");
        clean(&cycles(&tree(&[a, b, c])));
        let back = ("src/estates/ocariot.rs", "use crate::grants::Issued;");
        let found = cycles(&tree(&[a, b, c, back]));
        let steps = "`account` uses `estates` (src/account/mod.rs:1), `estates` uses `grants` \
                     (src/estates/ocariot.rs:1), `grants` uses `account`";
        finds(&found, &[steps]);
    }
}
