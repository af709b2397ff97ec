//! Tells systemd how it goes (sd_notify(3)), and takes the sockets that it hands over.

use std::{
    net::TcpListener,
    os::{
        fd::RawFd,
        linux::net::SocketAddrExt,
        unix::net::{SocketAddr, UnixDatagram},
    },
    time::Duration,
};

use rustix::process::{PidfdFlags, PidfdGetfdFlags, getpid, pidfd_getfd, pidfd_open};

use crate::config::Supervision;

/// The first descriptor that is handed over: `SD_LISTEN_FDS_START`.
const FIRST_SOCKET: RawFd = 3;

/// Whoever supervises this process, if anybody does.
#[derive(Debug, Default)]
pub struct Supervisor {
    to: Option<(UnixDatagram, SocketAddr)>,
    watchdog: Option<Duration>,
}

impl Supervisor {
    /// As the environment says. What cannot be reached is told in the log, and is nobody.
    pub fn new(supervision: &Supervision) -> Self {
        let to = supervision.notify_socket.as_deref().map(|name| {
            let address = match name.strip_prefix('@') {
                Some(name) => SocketAddr::from_abstract_name(name)?,
                None => SocketAddr::from_pathname(name)?,
            };
            Ok::<_, std::io::Error>((UnixDatagram::unbound()?, address))
        });
        let to = match to.transpose() {
            Ok(to) => to,
            Err(error) => {
                tracing::warn!(%error, "NOTIFY_SOCKET cannot be used");
                None
            }
        };
        Self {
            to,
            watchdog: supervision.watchdog,
        }
    }

    /// It serves.
    pub fn ready(&self) {
        self.tell("READY=1\nSTATUS=serving\n");
    }

    /// It reads something again; [`Supervisor::ready`] says when it is done.
    pub fn reloading(&self) {
        self.tell("RELOADING=1\n");
    }

    /// It ends.
    pub fn stopping(&self) {
        self.tell("STOPPING=1\nSTATUS=draining\n");
    }

    /// All is well.
    pub fn alive(&self) {
        self.tell("WATCHDOG=1\n");
    }

    /// How often to say that all is well, if anybody listens: twice in the time that they wait.
    pub fn beat(&self) -> Option<Duration> {
        self.to.as_ref()?;
        self.watchdog.map(|within| within / 2)
    }

    fn tell(&self, state: &str) {
        if let Some((socket, address)) = &self.to
            && let Err(error) = socket.send_to_addr(state.as_bytes(), address)
        {
            tracing::warn!(%error, "systemd cannot be told how it goes");
        }
    }
}

/// The sockets that systemd opened for us (sd_listen_fds(3)), each duplicated: that needs no
/// ownership of a number.
pub fn sockets(supervision: &Supervision) -> Result<Vec<TcpListener>, String> {
    let count = RawFd::try_from(supervision.sockets).unwrap_or(0);
    if count == 0 {
        return Err(
            "server.listen: \"systemd\" is in it, and systemd handed no socket over; enable \
             signet.socket, or name an address"
                .into(),
        );
    }
    let failed = |error: &dyn std::fmt::Display| {
        format!("server.listen: a socket of systemd's cannot be taken: {error}")
    };
    let own = pidfd_open(getpid(), PidfdFlags::empty()).map_err(|error| failed(&error))?;
    (FIRST_SOCKET..FIRST_SOCKET + count)
        .map(|number| {
            let socket = pidfd_getfd(&own, number, PidfdGetfdFlags::empty())
                .map_err(|error| failed(&error))?;
            let listener = TcpListener::from(socket);
            // Of another family it has no such address.
            listener.local_addr().map_err(|error| failed(&error))?;
            Ok(listener)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systemd_is_told_how_it_goes() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("notify");
        let systemd = UnixDatagram::bind(&path).expect("binds");
        let supervision = Supervision {
            notify_socket: path.to_str().map(str::to_owned),
            watchdog: Some(Duration::from_secs(30)),
            sockets: 0,
        };
        let supervisor = Supervisor::new(&supervision);
        let told = || {
            let mut buffer = [0; 256];
            let length = systemd.recv(&mut buffer).expect("receives");
            String::from_utf8_lossy(&buffer[..length]).into_owned()
        };
        supervisor.ready();
        assert!(told().starts_with("READY=1\n"));
        supervisor.reloading();
        assert!(told().starts_with("RELOADING=1\n"));
        supervisor.alive();
        assert_eq!(told(), "WATCHDOG=1\n");
        supervisor.stopping();
        assert!(told().starts_with("STOPPING=1\n"));
        assert_eq!(supervisor.beat(), Some(Duration::from_secs(15)));
        // Nobody is there any more: no panic, and nothing else.
        drop(systemd);
        supervisor.alive();
        let nobody = Supervisor::new(&Supervision::default());
        nobody.ready();
        assert_eq!(nobody.beat(), None);
        assert!(sockets(&Supervision::default()).is_err());
    }
}
