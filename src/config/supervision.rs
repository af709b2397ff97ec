//! What systemd tells a service that it started: sd_notify(3), sd_watchdog_enabled(3),
//! sd_listen_fds(3).

use std::time::Duration;

/// What the environment says of whoever supervises this process. All of it is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supervision {
    /// Where to tell how it goes: a path, or `@` and an abstract name.
    pub notify_socket: Option<String>,
    /// How often to say that all is well, at least.
    pub watchdog: Option<Duration>,
    /// How many sockets were handed over, from descriptor 3 on.
    pub sockets: u32,
}

impl Supervision {
    /// Of this process.
    pub fn of_process() -> Self {
        Self::read(&super::load::process_env(), std::process::id())
    }

    fn read(env: &[(String, String)], pid: u32) -> Self {
        let of = |name: &str| {
            let found = env.iter().find(|(n, _)| n == name);
            found.map(|(_, value)| value.as_str())
        };
        // What was meant for a parent is not for us.
        let is_ours = |name: &str| of(name).is_none_or(|text| text == pid.to_string());
        let micros = of("WATCHDOG_USEC")
            .filter(|_| is_ours("WATCHDOG_PID"))
            .and_then(|text| text.parse().ok())
            .filter(|micros| *micros > 0);
        let sockets = of("LISTEN_FDS")
            .filter(|_| of("LISTEN_PID").is_some() && is_ours("LISTEN_PID"))
            .and_then(|text| text.parse().ok());
        Self {
            notify_socket: of("NOTIFY_SOCKET")
                .filter(|path| path.starts_with(['/', '@']))
                .map(str::to_owned),
            watchdog: micros.map(Duration::from_micros),
            sockets: sockets.unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_for_another_process_is_not_for_us() {
        let read = |pairs: &[(&str, &str)]| {
            let owned = |(n, v): &(&str, &str)| ((*n).to_owned(), (*v).to_owned());
            Supervision::read(&pairs.iter().map(owned).collect::<Vec<_>>(), 42)
        };
        assert_eq!(read(&[]), Supervision::default());
        let all = read(&[
            ("NOTIFY_SOCKET", "/run/systemd/notify"),
            ("WATCHDOG_USEC", "30000000"),
            ("WATCHDOG_PID", "42"),
            ("LISTEN_FDS", "1"),
            ("LISTEN_PID", "42"),
        ]);
        assert_eq!(all.notify_socket.as_deref(), Some("/run/systemd/notify"));
        assert_eq!(all.watchdog, Some(Duration::from_secs(30)));
        assert_eq!(all.sockets, 1);
        let others = read(&[
            ("NOTIFY_SOCKET", "relative"),
            ("WATCHDOG_USEC", "30000000"),
            ("WATCHDOG_PID", "41"),
            ("LISTEN_FDS", "1"),
            ("LISTEN_PID", "41"),
        ]);
        assert_eq!(others, Supervision::default());
        assert_eq!(read(&[("LISTEN_FDS", "1")]).sockets, 0);
        assert_eq!(read(&[("WATCHDOG_USEC", "none")]).watchdog, None);
    }
}
