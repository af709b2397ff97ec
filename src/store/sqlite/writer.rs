//! The one thread that writes to SQLite: it commits in groups.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender},
    },
};

use diesel::{
    Connection, SqliteConnection,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
};

use super::connect;
use crate::{
    core::waiting::Left,
    store::{Conn, Error, Result, Statements, ballast::Ballast},
};

/// Jobs that may share one commit.
const GROUP: usize = 256;
/// Groups that are run with a savepoint for each job, after a group in which one failed: where one
/// fails there may be more.
const APART: u32 = 16;

/// A job that waits for the writer, and is answered when the commit is known.
pub(super) trait Job: Send {
    /// Runs as a part of the transaction, with no way to take it back alone: after an error the whole
    /// transaction has to be taken back.
    fn run(&mut self, connection: &mut SqliteConnection) -> Result<()>;
    /// Runs in a savepoint of its own, so that its failure does not touch its neighbours. An error if
    /// the whole transaction cannot go on, because of it or without it.
    fn run_apart(&mut self, connection: &mut SqliteConnection) -> Result<()>;
    fn answer(self: Box<Self>, committed: std::result::Result<(), &Error>);
}

pub(super) struct Write<T, F> {
    pub(super) job: F,
    pub(super) result: Option<Result<T>>,
    /// Whether anybody waits for it.
    pub(super) left: Option<Left>,
    /// The job goes back with its answer: it may have to be tried again.
    pub(super) sender: SyncSender<(Result<T>, F)>,
}

impl<T, F> Write<T, F> {
    /// Who was told to come again while the job waited sends it again: what is not begun is not done.
    fn is_left(&mut self) -> bool {
        let left = self.left.as_ref().is_some_and(Left::has_left);
        if left {
            self.result = Some(Err(Error::Away("nobody waits any more".into())));
        }
        left
    }
}

impl<T: Send, F: FnMut(&mut Conn<'_>) -> Result<T> + Send> Job for Write<T, F> {
    fn run(&mut self, connection: &mut SqliteConnection) -> Result<()> {
        if self.is_left() {
            return Ok(());
        }
        let ended = caught(|| (self.job)(&mut Conn::Sqlite(connection)));
        let told = ended.as_ref().map(drop).map_err(Error::clone);
        self.result = Some(ended);
        told
    }

    fn run_apart(&mut self, connection: &mut SqliteConnection) -> Result<()> {
        if self.is_left() {
            return Ok(());
        }
        let mut refused = None;
        let ended = connection.transaction::<T, Error, _>(|c| {
            caught(|| (self.job)(&mut Conn::Sqlite(c)))
                .inspect_err(|error| refused = Some(error.clone()))
        });
        let Err(error) = ended else {
            self.result = Some(ended);
            return Ok(());
        };
        // What went wrong first says more than that the savepoint was gone by then.
        let clean = refused.as_ref().map(Error::to_string) == Some(error.to_string());
        let cause = refused.unwrap_or(error);
        self.result = Some(Err(cause.clone()));
        // SQLite ends a transaction by itself when the disk is full: nothing may follow in it.
        if clean && !cause.is_full() {
            Ok(())
        } else {
            Err(cause)
        }
    }

    fn answer(self: Box<Self>, committed: std::result::Result<(), &Error>) {
        let Self {
            job,
            result,
            sender,
            left: _,
        } = *self;
        let answer = match (result, committed) {
            (Some(Err(error)), _) => Err(error),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (_, Err(error)) => Err(error.clone()),
            (None, Ok(())) => Err(Error::Defect("a job was left out".into())),
        };
        // The caller may have gone; what was committed stays.
        drop(sender.send((answer, job)));
    }
}

/// OP-03: a job that panics fails, and the thread goes on: all others need it.
fn caught<T>(job: impl FnOnce() -> Result<T>) -> Result<T> {
    let panicked = |_| Err(Error::Defect("a panic in a transaction".into()));
    catch_unwind(AssertUnwindSafe(job)).unwrap_or_else(panicked)
}

/// Who waits joins the group whose last job has just run.
fn take_next(group: &mut Vec<Box<dyn Job>>, ran: usize, jobs: &Receiver<Box<dyn Job>>) {
    if ran == group.len() && ran < GROUP {
        group.extend(jobs.try_recv());
    }
}

/// The transaction was not even begun: whoever waits besides would only wait for the same.
fn spare(group: &mut Vec<Box<dyn Job>>, jobs: &Receiver<Box<dyn Job>>) {
    group.extend(jobs.try_iter().take(GROUP));
}

/// What all of a group are told.
fn failure(error: Error) -> Error {
    match error {
        raced @ Error::Raced(_) => raced,
        error => Error::Away(format!("the commit failed: {error}")),
    }
}

/// The one connection that writes.
pub(super) struct Writer {
    pub(super) url: String,
    pub(super) statements: Arc<Statements>,
    pub(super) connection: SqliteConnection,
    pub(super) ballast: Ballast,
}

impl Writer {
    /// Runs jobs as they come, as many as are waiting in one commit; answers after the commit.
    pub(super) fn work(mut self, jobs: &Receiver<Box<dyn Job>>) {
        let mut apart = 0_u32;
        while let Ok(first) = jobs.recv() {
            let mut group = vec![first];
            let together = match apart {
                0 => self.together(&mut group, jobs),
                _ => None,
            };
            let committed = together.unwrap_or_else(|| {
                apart = apart.checked_sub(1).unwrap_or(APART);
                self.apart(&mut group, jobs)
            });
            self.mend(committed.as_ref().err());
            for job in group {
                job.answer(committed.as_ref().copied());
            }
        }
    }

    /// Runs jobs with nothing between them, which is what nearly always goes well; `None` if one did
    /// not, and nothing was done: the others have to be run without it. A job that fails alone has
    /// none beside it.
    fn together(
        &mut self,
        group: &mut Vec<Box<dyn Job>>,
        jobs: &Receiver<Box<dyn Job>>,
    ) -> Option<Result<()>> {
        match self.run(group, jobs, |job, c| job.run(c)) {
            (None, ended) => Some(ended),
            (Some(error), _) if group.len() == 1 => Some(Err(error)),
            (Some(_), _) => {
                self.renew();
                None
            }
        }
    }

    /// Runs jobs each in a savepoint of its own.
    fn apart(
        &mut self,
        group: &mut Vec<Box<dyn Job>>,
        jobs: &Receiver<Box<dyn Job>>,
    ) -> Result<()> {
        match self.run(group, jobs, |job, c| job.run_apart(c)) {
            (None, ended) => ended,
            (Some(broken), _) => Err(failure(broken)),
        }
    }

    /// Runs a group, and who waits besides, in one transaction: what stopped it, and how it ended.
    fn run(
        &mut self,
        group: &mut Vec<Box<dyn Job>>,
        jobs: &Receiver<Box<dyn Job>>,
        one: impl Fn(&mut dyn Job, &mut SqliteConnection) -> Result<()>,
    ) -> (Option<Error>, Result<()>) {
        let (mut begun, mut stopped) = (false, None);
        let ended = self
            .connection
            .immediate_transaction::<_, diesel::result::Error, _>(|c| {
                begun = true;
                let mut next = 0;
                while let Some(job) = group.get_mut(next) {
                    stopped = one(job.as_mut(), c).err();
                    if stopped.is_some() {
                        return Err(diesel::result::Error::RollbackTransaction);
                    }
                    next += 1;
                    take_next(group, next, jobs);
                }
                Ok(())
            });
        if !begun {
            let held = |error: &diesel::result::Error| error.to_string().contains("locked");
            if ended.as_ref().is_err_and(held) {
                tracing::warn!(
                    waiting = group.len(),
                    "another process holds the database file: writes wait, and are told to come again"
                );
            }
            spare(group, jobs);
        }
        (stopped, ended.map_err(|error| failure(error.into())))
    }

    /// Makes good what a failure may have left behind, before anybody is told of it.
    fn mend(&mut self, failure: Option<&Error>) {
        let lighter = self.ballast.told(failure.map_or(Ok(()), Err));
        self.renew();
        if lighter
            && let Err(error) = self
                .connection
                .batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")
        {
            tracing::warn!(%error, "the log cannot be put away");
        }
    }

    /// A commit that finds the disk full ends its transaction by itself, and Diesel takes the
    /// connection for broken from then on.
    fn renew(&mut self) {
        if AnsiTransactionManager::is_broken_transaction_manager(&mut self.connection)
            && let Ok(fresh) = connect(&self.url, &self.statements)
        {
            self.connection = fresh;
        }
    }
}
