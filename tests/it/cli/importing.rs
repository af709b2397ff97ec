//! `signet user import|export`: people come and go as lines, on both databases.

use std::{os::unix::fs::PermissionsExt, path::PathBuf};

use serde_json::{Value, json};
use signet::store::Target;
use tempfile::TempDir;

use super::{config, run};
use crate::support::{
    Db,
    database::{execute, new_postgres},
};

/// A configuration on a database with nothing in it.
struct Place {
    dir: TempDir,
    options: Vec<String>,
    target: Target,
}

impl Place {
    fn new(db: Db) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let mut options = vec!["-c".to_owned(), config(dir.path(), "")];
        let target = match db {
            Db::Sqlite => Target::Sqlite(dir.path().join("db.sqlite3")),
            Db::Postgres => {
                let url = new_postgres();
                options.extend(["--set".into(), format!("database.url={url}")]);
                Target::Postgres(url)
            }
        };
        let place = Self {
            dir,
            options,
            target,
        };
        place.run(&["db", "migrate"]);
        place
    }

    fn try_run(&self, args: &[&str]) -> (i32, String, String) {
        let options = self.options.iter().map(String::as_str);
        run(&args.iter().copied().chain(options).collect::<Vec<_>>())
    }

    fn run(&self, args: &[&str]) -> String {
        let (code, out, err) = self.try_run(args);
        assert_eq!(code, 0, "{args:?}: {out}{err}");
        out
    }

    fn path(&self, name: &str) -> String {
        let path: PathBuf = self.dir.path().join(name);
        path.to_str().expect("text").to_owned()
    }

    fn file(&self, name: &str, lines: &[Value]) -> String {
        let text: Vec<_> = lines.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(self.path(name), text.concat()).expect("writes");
        self.path(name)
    }

    /// Runs an import: its exit code, the reports of its lines, and the sums.
    fn import(&self, file: &str, more: &[&str]) -> (i32, Vec<Value>, Value) {
        let (code, out, err) = self.try_run(&[&["user", "import", file], more].concat());
        let mut lines: Vec<Value> = out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{out}{err}")))
            .collect();
        let sums = lines.pop().expect("sums");
        (code, lines, sums)
    }
}

// CVE-2021-42574, and what no page would take: texts about people have bounds, wherever they come from.
#[test]
fn texts_that_no_page_would_take_are_refused() {
    let place = Place::new(Db::Sqlite);
    let long = "n".repeat(300);
    let addresses: Vec<Value> = (0..17)
        .map(|n| json!({"value": format!("p{n}@example.org")}))
        .collect();
    let lines = [
        json!({"username": "a1", "name": long}),
        json!({"username": "a2", "name": "Ann\r\nBcc: x"}),
        json!({"username": "a3", "name": "Ann\u{202e}gro"}),
        json!({"username": "a4", "locale": "e".repeat(36)}),
        json!({"username": "a5", "locale": "en\r\n"}),
        json!({"username": "a6", "external_id": "x\ny"}),
        json!({"username": "a\u{202e}7"}),
        json!({"username": "a8", "emails": addresses}),
        json!({"username": "fine", "name": "\u{639}\u{644}\u{64a}", "locale": "pt_BR"}),
    ];
    let file = place.file("hostile.jsonl", &lines);
    let (code, reports, sums) = place.import(&file, &[]);
    assert_eq!(
        (code, &sums["made"], &sums["bad"]),
        (8, &json!(1), &json!(8)),
        "{reports:?}"
    );
    // Nor does a name that is there from before move an operator's cursor.
    let (code, out, err) = place.try_run(&["user", "edit", "fine", "--name", "E\u{1b}[2Jvil"]);
    assert_ne!(code, 0, "{out}");
    assert!(err.contains("control characters"), "{err}");
}

const MD5_OF_ABC: &str = "$md5$kAFQmDzST7DWlj99KOF/cg==";

// IM-01: streaming, resumable, idempotent on (source, external_id), never replaces somebody
// silently; the dry run counts as the real run does, repeated lines and all.
#[test]
fn lines_are_counted_in_a_dry_run_as_they_are_in_earnest() {
    for db in Db::BOTH {
        let place = Place::new(db);
        let mut lines: Vec<Value> = (0..1_200)
            .map(|n| {
                json!({
                    "external_id": format!("n{n}"),
                    "username": format!("person-{n}"),
                    "emails": [{"value": format!("p{n}@example.org"), "verified": n % 2 == 0}],
                    "password": {"hash": match n % 600 {
                        0 => MD5_OF_ABC,
                        _ => "$1$28772684$iEwNOgGugqO9.bIz5sk8k/",
                    }},
                })
            })
            .collect();
        // Twice the same line, next to each other and far apart.
        lines.insert(1, lines[0].clone());
        lines.push(lines[7].clone());
        // Names that others have: in the same batch, and in one before; with case and blanks.
        lines.push(json!({"external_id": "x1", "username": " PERSON-1199 "}));
        lines.push(json!({"external_id": "x2", "emails": [{"value": "P3@EXAMPLE.org"}]}));
        // What is no line, and what no hash.
        lines.push(json!({"external_id": "x3", "shoe_size": 43}));
        lines.push(json!({"external_id": "x4", "username": "x4", "password": {"hash": "$9$x"}}));
        let over = "$pbkdf2-sha256$i=99999999$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA";
        lines.push(json!({"external_id": "x5", "username": "x5", "password": {"hash": over}}));
        let file = place.file("people.jsonl", &lines);
        let sums = |made: &str, schemes: Value| {
            json!({
                "lines": 1_207, made: 1_200, "already": 2, "collisions": 2, "bad": 3,
                "schemes": schemes, "wrapped": 3,
            })
        };
        let schemes = json!({"md5": 3, "md5-crypt": 1_199, "none": 2, "other": 2});
        let (code, dry, told) = place.import(&file, &["--dry-run"]);
        assert_eq!((code, &told), (8, &sums("would_make", schemes.clone())));
        let shape = |reports: &[Value]| -> Vec<(Value, bool, bool)> {
            let of = |report: &Value| {
                let is = |name: &str| report.get(name).is_some();
                (report["line"].clone(), is("already"), is("error"))
            };
            reports.iter().map(of).collect()
        };
        let (code, real, told) = place.import(&file, &[]);
        assert_eq!((code, &told), (8, &sums("made", schemes.clone())));
        assert_eq!(shape(&dry), shape(&real), "the same of each line");
        assert_eq!(real[0]["id"], real[1]["id"]);
        let errors: Vec<&str> = real
            .iter()
            .filter_map(|one| one["error"].as_str())
            .collect();
        assert_eq!(errors.len(), 5, "{errors:?}");
        assert_eq!(errors[0], "username: somebody else has it already");
        assert_eq!(errors[1], "email: somebody else has it already");
        assert!(errors[2].contains("shoe_size"), "{}", errors[2]);
        assert!(
            errors[3].starts_with("password.hash: it is of no known scheme"),
            "{}",
            errors[3]
        );
        assert!(
            errors[4].contains("at most 5000000 rounds"),
            "{}",
            errors[4]
        );
        // Again: nothing changes, and only what is wrong is told.
        let (code, again, told) = place.import(&file, &["--quiet"]);
        assert_eq!(code, 8);
        assert_eq!(
            (told["made"].clone(), told["already"].clone()),
            (json!(0), json!(1_202))
        );
        assert_eq!(again.len(), 5);
        // Broken off half-way and run again: the rest comes.
        let other = Place::new(db);
        let half = other.file("half.jsonl", &lines[..700]);
        assert_eq!(other.import(&half, &["--quiet"]).2["made"], 699);
        let whole = other.file("whole.jsonl", &lines);
        let told = other.import(&whole, &["--quiet"]).2;
        assert_eq!(
            (told["made"].clone(), told["already"].clone()),
            (json!(501), json!(701))
        );
        // A file that ends in the middle of a line, by a pipe that broke.
        std::fs::write(other.path("cut"), "{\"username\":\"cut-1\"}\n{\"user").expect("writes");
        let (code, cut, told) = other.import(&other.path("cut"), &[]);
        assert_eq!(
            (code, told["made"].clone(), told["bad"].clone()),
            (8, json!(1), json!(1))
        );
        assert_eq!(cut[1]["line"], 2);
    }
}

// What leaves one Signet comes to another, with its names, estates and, if asked for, secrets;
// those go into a file for its owner only.
#[test]
fn people_go_from_one_signet_to_another_as_lines() {
    for db in Db::BOTH {
        let here = Place::new(db);
        let people = [
            json!({
                "external_id": "kc-1", "username": "anna", "name": "Anna Müller", "locale": "de",
                "emails": [{"value": "anna@example.org", "verified": true}, {"value": "a@example.net"}],
                "password": {"hash": MD5_OF_ABC}, "roles": ["patient", "admin"],
                "totp": [{"secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "digits": 8, "period": 60, "alg": "SHA256"}],
                "patient_links": ["Patient/1"], "created_at": "2019-03-01T10:00:00Z",
                "claims": {"given_name": "Anna"},
            }),
            json!({"username": "locked", "state": "locked"}),
            json!({"ocariot": {"username": "BR0001", "type": "child", "institution_id": "5c86d00d6b1e1d0023e6a3b1"}}),
            json!({"corsano": {"users": {"_id": "60492c686ce1b971dc2aa640", "code": "CODE7", "birthday": "1992-01-04"}, "health": {"height": 167}}}),
        ];
        let file = here.file("people.jsonl", &people);
        let (code, lines, told) = here.import(&file, &[]);
        assert_eq!((code, told["made"].clone()), (0, json!(4)), "{lines:?}");
        // Without secrets, to be read.
        let shown = here.run(&["user", "export", "anna", "--lines"]);
        let shown: Value = serde_json::from_str(&shown).expect("JSON");
        assert_eq!(shown["external_id"], lines[0]["id"]);
        assert_eq!(shown["emails"][0], people[0]["emails"][0]);
        assert_eq!(shown["created_at"], "2019-03-01T10:00:00Z");
        assert!(
            shown.get("password").is_none() && shown.get("totp").is_none(),
            "{shown}"
        );
        // With them: into a file only, a new one, that nobody else reads.
        let out = here.path("out.jsonl");
        let all = ["user", "export", "--all", "--with-hashes"];
        assert_eq!(here.try_run(&all).0, 2);
        let said = here.run(&[&all[..], &["--file", &out]].concat());
        assert!(said.trim_end().ends_with(": 4 lines"), "{said}");
        let mode = std::fs::metadata(&out)
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(here.try_run(&[&all[..], &["--file", &out]].concat()).0, 6);
        // Somewhere else they are the same people, and give the same lines but for their ids.
        let there = Place::new(db);
        let (code, came, told) = there.import(&out, &["--source", "here"]);
        assert_eq!((code, told["made"].clone()), (0, json!(4)), "{came:?}");
        assert_eq!(told["schemes"]["wrapped:md5"], 1);
        let back = there.path("back.jsonl");
        there.run(&[&all[..], &["--file", &back]].concat());
        let read = |path: &str| -> Vec<Value> {
            let text = std::fs::read_to_string(path).expect("reads");
            let lines = text.lines().map(|line| {
                let mut line: Value = serde_json::from_str(line).expect("JSON");
                line.as_object_mut()
                    .expect("an object")
                    .remove("external_id");
                line
            });
            let mut lines: Vec<_> = lines.collect();
            lines.sort_by_key(Value::to_string);
            lines
        };
        assert_eq!(read(&out), read(&back));
        // Twice is once.
        let told = there.import(&out, &["--source", "here"]).2;
        assert_eq!(
            (told["made"].clone(), told["already"].clone()),
            (json!(0), json!(4))
        );
    }
}

// PAGES 25: an operator keeps an account, too, for somebody who cannot sign in.
#[test]
fn an_operator_keeps_an_account_whose_end_was_asked_for() {
    for db in Db::BOTH {
        let place = Place::new(db);
        place.run(&["user", "add", "anna", "--no-password"]);
        let cancel = ["user", "cancel-deletion", "anna"];
        assert_eq!(place.try_run(&cancel).0, 6);
        execute(&place.target, "UPDATE users SET delete_at = 4000000000000");
        let shown = || -> Value {
            let told = place.run(&["user", "show", "anna", "-o", "json"]);
            serde_json::from_str(&told).expect("JSON")
        };
        assert_eq!(shown()["delete_at"], json!(4_000_000_000_000_i64));
        place.run(&[&cancel[..], &["--dry-run"]].concat());
        assert_eq!(shown()["delete_at"], json!(4_000_000_000_000_i64));
        place.run(&cancel);
        assert_eq!(shown()["delete_at"], Value::Null);
    }
}
