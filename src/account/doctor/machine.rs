//! What the machine has: room, files, memory, speed.

use std::path::{Path, PathBuf};

use rustix::{
    fs::statvfs,
    process::{Resource, getrlimit},
};

use super::{Report, Subject, Verdict};
use crate::{
    account::outbox,
    config::{Config, DatabaseTarget},
};

const MIB: u64 = 1 << 20;
/// Below this SQLite cannot put its log away.
const ROOM_LEAST: u64 = 16 * MIB;
/// Below this it should be looked at.
const ROOM_LITTLE: u64 = 256 * MIB;
/// Open files: what a small server needs, and what a busy one does.
const FILES_LEAST: u64 = 256;
const FILES_FEW: u64 = 1024;
/// A hash that takes longer keeps people waiting, in milliseconds.
const SLOW: u64 = 1000;

/// Types of file systems that are on other machines.
const REMOTE: &[&str] = &[
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ceph",
    "glusterfs",
    "fuse.glusterfs",
    "fuse.sshfs",
    "fuse.s3fs",
    "lustre",
    "gpfs",
    "ocfs2",
    "davfs",
];

pub(super) fn examine(subject: &Subject<'_>, report: &mut Report) {
    if let DatabaseTarget::Sqlite(file) = subject.config.database.url.target() {
        disk(&file, report);
    }
    mail(subject.config, report);
    let limit = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let verdict = least(limit, (FILES_LEAST, FILES_FEW));
    report.add(
        "machine-open-files",
        verdict,
        format!("{limit} may be open"),
    );
    memory(subject.config, report);
    let millis = subject.hash_millis;
    let verdict = match millis {
        SLOW.. => Verdict::Warn,
        _ => Verdict::Ok,
    };
    report.add(
        "machine-hash-time",
        verdict,
        format!("one takes {millis} ms"),
    );
}

/// The directory of a file, as far as it is there.
fn place_of(file: &Path) -> PathBuf {
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let there = absolute.ancestors().skip(1).find(|one| one.is_dir());
    let there = there.unwrap_or(Path::new("/"));
    there.canonicalize().unwrap_or_else(|_| there.to_owned())
}

fn disk(file: &Path, report: &mut Report) {
    let place = place_of(file);
    if let Ok(volume) = statvfs(&place) {
        let free = volume.f_bavail.saturating_mul(volume.f_frsize);
        let found = format!("{} MiB free at {}", free / MIB, place.display());
        report.add("files-disk", room(free), found);
    }
    let Ok(mounts) = std::fs::read_to_string("/proc/self/mountinfo") else {
        return;
    };
    let kind = file_system(&mounts, &place).unwrap_or("unknown");
    let verdict = match REMOTE.contains(&kind) {
        true => Verdict::Fail,
        false => Verdict::Ok,
    };
    let found = format!("{} is on {kind}", place.display());
    report.add("files-network", verdict, found);
}

/// Where mail goes, without asking a mail server.
fn mail(config: &Config, report: &mut Report) {
    let looked = match outbox::mailer(config) {
        Ok(None) => return,
        Ok(Some(mailer)) => mailer.look().map_err(|error| error.to_string()),
        Err(why) => Err(why),
    };
    match looked {
        Ok(found) => report.ok("files-mail", found),
        Err(why) => report.add("files-mail", Verdict::Fail, why),
    }
}

/// How so many free bytes are judged.
fn room(free: u64) -> Verdict {
    least(free, (ROOM_LEAST, ROOM_LITTLE))
}

/// Below the first bound it does not work, below the second it should be looked at.
fn least(found: u64, (needed, wanted): (u64, u64)) -> Verdict {
    if found < needed {
        Verdict::Fail
    } else if found < wanted {
        Verdict::Warn
    } else {
        Verdict::Ok
    }
}

/// The type of the file system that a directory is on (proc(5), `/proc/PID/mountinfo`): of the
/// mounts that it is below, the deepest, and of those at one place the last.
fn file_system<'m>(mounts: &'m str, place: &Path) -> Option<&'m str> {
    let mut best: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let (Some(at), Some((_, rest))) = (line.split(' ').nth(4), line.split_once(" - ")) else {
            continue;
        };
        let at = at.replace("\\040", " ");
        let depth = Path::new(&at).components().count();
        if place.starts_with(&at) && best.is_none_or(|(known, _)| depth >= known) {
            best = rest.split(' ').next().map(|kind| (depth, kind));
        }
    }
    best.map(|(_, kind)| kind)
}

fn memory(config: &Config, report: &mut Report) {
    let Some(total) = std::fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| total_kib(&text))
    else {
        return;
    };
    let permits = u64::try_from(config.password.permits).unwrap_or(u64::MAX);
    let wanted = permits.saturating_mul(u64::from(config.password.argon2.m));
    let found = format!("{} MiB for hashes, of {} MiB", wanted / 1024, total / 1024);
    let verdict = match wanted > total / 2 {
        true => Verdict::Warn,
        false => Verdict::Ok,
    };
    report.add("machine-hash-memory", verdict, found);
}

fn total_kib(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find(|line| line.starts_with("MemTotal:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    // what a test cannot mount, it writes down as the kernel does.
    #[test]
    fn a_network_file_system_is_known_by_its_mount() {
        let mounts = "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n\
                      40 22 0:36 / /srv rw shared:20 - nfs4 store:/srv rw\n\
                      41 40 0:37 / /srv/local\\040disk rw - xfs /dev/vdb rw\n";
        for (place, kind, remote) in [
            ("/var/lib/signet", "ext4", false),
            ("/srv/signet", "nfs4", true),
            ("/srvs", "ext4", false),
            ("/srv/local disk/signet", "xfs", false),
        ] {
            let found = file_system(mounts, Path::new(place));
            assert_eq!(found, Some(kind), "{place}");
            assert_eq!(REMOTE.contains(&kind), remote, "{place}");
        }
        assert_eq!(file_system("nothing", Path::new("/")), None);
    }

    //
    #[test]
    fn a_disk_without_room_is_told() {
        assert_eq!(room(ROOM_LEAST - 1), Verdict::Fail);
        assert_eq!(room(ROOM_LEAST), Verdict::Warn);
        assert_eq!(room(10 * ROOM_LITTLE), Verdict::Ok);
    }
}
