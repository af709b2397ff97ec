//! The time of the processor that processes have had, and the memory that they hold.

use super::service::Service;

/// Of the processor, in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spent {
    /// The nodes.
    pub server: f64,
    /// The database's processes, if it has any of its own.
    pub database: f64,
    /// The load itself.
    pub load: f64,
}

impl Spent {
    /// What each of so many calls cost.
    pub fn each(self, calls: f64) -> Self {
        Self {
            server: self.server / calls,
            database: self.database / calls,
            load: self.load / calls,
        }
    }
}

/// What was spent so far.
pub struct Meter(Spent);

fn now(service: &Service) -> Spent {
    Spent {
        server: service.nodes().map(spent).sum(),
        database: service.database_processes().into_iter().map(spent).sum(),
        load: spent(std::process::id()),
    }
}

impl Meter {
    pub fn start(service: &Service) -> Self {
        Self(now(service))
    }

    pub fn stop(self, service: &Service) -> Spent {
        let (before, after) = (self.0, now(service));
        Spent {
            server: after.server - before.server,
            database: after.database - before.database,
            load: after.load - before.load,
        }
    }
}

/// The fields of `/proc/PID/stat` after the name, which may hold anything.
pub fn stat(pid: u32) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    Some(rest.split_whitespace().map(str::to_owned).collect())
}

/// Milliseconds of the processor, those of children that have ended included.
fn spent(pid: u32) -> f64 {
    // utime, stime, cutime, cstime: fields 14 to 17 of proc(5), in hundredths of a second.
    let Some(fields) = stat(pid) else { return 0.0 };
    let ticks = fields.get(11..15).unwrap_or_default().iter();
    ticks
        .filter_map(|field| field.parse::<f64>().ok())
        .sum::<f64>()
        * 10.0
}

/// Resident memory of a process at this moment, and the most that it ever was, in MiB.
pub fn resident(pid: u32) -> (f64, f64) {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let of = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        let number = line.and_then(|line| line.split_whitespace().nth(1));
        number
            .and_then(|number| number.parse::<f64>().ok())
            .unwrap_or(0.0)
            / 1024.0
    };
    (of("VmRSS:"), of("VmHWM:"))
}
