//! A disk that is full: a small file system of its own.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use super::{
    ledger::{Caller, Load},
    now, pause,
    report::not_run,
    scale,
    stage::{SERVICE, Stage, asked},
    within,
};

/// A file system in a file.
struct Disk {
    at: PathBuf,
    _dir: tempfile::TempDir,
}

fn run(program: &str, words: &[&str]) -> Result<(), String> {
    let output = Command::new(program).args(words).output();
    let output = output.map_err(|error| format!("{program}: {error}"))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!(
            "{program}: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        )),
    }
}

impl Disk {
    /// Ext4 of so many megabytes and such blocks, or why this machine cannot have one.
    fn make(megabytes: u64, block: &str) -> Result<Self, String> {
        let dir = tempfile::tempdir().expect("a directory");
        let (image, at) = (dir.path().join("image"), dir.path().join("disk"));
        std::fs::create_dir(&at).expect("makes");
        let file = std::fs::File::create(&image).expect("creates");
        file.set_len(megabytes * 1024 * 1024).expect("sets");
        let [from, to] = [&image, &at].map(|path| path.to_str().expect("text"));
        run("mkfs.ext4", &["-q", "-F", "-m", "0", "-b", block, from])?;
        run("mount", &["-o", "loop", from, to])?;
        Ok(Self { at, _dir: dir })
    }

    /// Takes all room that is left.
    fn fill(&self) {
        use std::io::Write;
        let mut file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.filler())
            .expect("opens");
        for part in [64 * 1024, 1024] {
            while file.write_all(&vec![0xF1; part]).is_ok() {}
        }
        let _full = file.sync_all();
    }

    fn filler(&self) -> PathBuf {
        self.at.join("filler")
    }

    fn clear(&self) {
        std::fs::remove_file(self.filler()).expect("removes");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let at = self.at.to_str().expect("text");
        if let Err(error) = run("umount", &[at]).or_else(|_| run("umount", &["-l", at])) {
            eprintln!("{error}");
        }
    }
}

async fn full(megabytes: u64, block: &str) -> Result<(), String> {
    let disk = Disk::make(megabytes, block)?;
    let home: &Path = &disk.at.join("home");
    std::fs::create_dir(home).expect("makes");
    let stage = Stage::at(home, None, &[]);
    let mut node = stage.node();
    let kept = Caller::new(&node.base()).serve().await;
    let kept = kept.member("access_token").expect("a token");
    let load = Load::start(&stage, &[node.base()], 2).await;
    pause(500).await;
    let mut slowest = Duration::ZERO;
    for restarted in [false, true] {
        // Until nothing more can be written.
        let caller = Caller::new(&node.base());
        let mut said = caller.serve().await;
        for _ in 0..600 {
            if said.status() == 503 {
                break;
            }
            disk.fill();
            pause(20).await;
            said = caller.serve().await;
        }
        assert_eq!(said.status(), 503, "{}", said.text());
        // OP-08: what only reads is answered.
        for path in ["/jwks", "/.well-known/openid-configuration"] {
            assert_eq!(asked(node.public, path), Some(200), "{path}");
        }
        assert!(caller.is_active(SERVICE, &kept).await);
        assert!(node.lives(), "{}", node.told());
        // It is told while it lasts: the metric, and the log.
        let from = now();
        while !node.metrics().contains("signet_database_writable 0") {
            assert!(
                from.elapsed() < within(Duration::from_secs(5)),
                "{}",
                node.told()
            );
            disk.fill();
            let _asked = caller.serve().await;
            pause(50).await;
        }
        assert!(node.log().contains("the database takes no writes"));
        if restarted {
            // It ends in order, and starts on a disk that is full.
            let (status, _) = node.terminate();
            assert_eq!(status.code(), Some(0), "{}", node.told());
            node.spawn();
            let ready = node.is_soon(200, Duration::from_secs(15));
            if ready {
                assert_eq!(asked(node.public, "/jwks"), Some(200));
            } else {
                // A file that cannot be opened without room is refused, and not made anew.
                node.kill();
            }
            disk.clear();
            if !ready {
                node.start();
            }
        } else {
            disk.clear();
            // And when it is over, by a row of the trail.
            let from = now();
            while stage.count("audit WHERE event = 'database.writable_again'") == 0 {
                assert!(
                    from.elapsed() < within(Duration::from_secs(10)),
                    "{}",
                    node.told()
                );
                pause(50).await;
            }
            assert!(node.metrics().contains("signet_database_writable 1"));
        }
        slowest = slowest.max(load.success_after(now()).await);
    }
    let tally = load.settle(&stage, &node).await;
    let what = format!("the disk is full: ext4 of {megabytes} MiB, blocks of {block}");
    tally.report("F04", (&what, "SQLite"), 2, Some(slowest));
    assert!(slowest < within(Duration::from_secs(5)), "{slowest:?}");
    drop(node);
    Ok(())
}

// F04, OP-08: on a disk that is full, reads are answered and writes are told to come again; with room it
// goes on by itself within 5 s, and nothing that was acknowledged is gone; also if it is restarted while
// the disk is full.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk() {
    let sizes: &[(u64, &str)] = match scale() {
        0 => &[(16, "1024")],
        _ => &[
            // An empty estate and its log take four, and with large blocks there is not room for both.
            (8, "1024"),
            (16, "1024"),
            (16, "4096"),
            (64, "1024"),
            (64, "4096"),
        ],
    };
    for (megabytes, block) in sizes {
        if let Err(why) = full(*megabytes, block).await {
            not_run("F04", "the disk is full", why);
            return;
        }
    }
}
