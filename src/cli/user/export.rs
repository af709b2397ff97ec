//! `signet user export`.

use std::{
    fs::{File, OpenOptions},
    io::{BufWriter, ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use clap::Args;

use super::{
    super::{Failure, Global, Outcome, Output, count::counted, open},
    access::find_one,
};
use crate::{
    account::{audit, export, export_lines},
    app::Ctx,
    core::Id,
    model::User,
    store,
};

/// People read at a time.
const PAGE: i64 = 500;

/// `user export`.
#[derive(Debug, Args)]
pub struct Export {
    /// Whom: an id, a username or an email address.
    #[arg(required_unless_present = "all")]
    user: Option<String>,
    /// Everybody, as lines.
    #[arg(long, conflicts_with = "user")]
    all: bool,
    /// A line that `user import` takes, in place of all that is kept of the person.
    #[arg(long)]
    lines: bool,
    /// With password hashes and the keys of authenticator apps; into a file only.
    #[arg(long, requires = "file")]
    with_hashes: bool,
    /// Write it to a new file, for its owner only.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Tells all that is kept of somebody, or of everybody what an import takes.
pub fn run(global: &Global, ctx: &Ctx, command: &Export) -> Outcome {
    if let Some(file) = &command.file
        && file.exists()
    {
        return Err(taken(file));
    }
    if command.all || command.lines || command.with_hashes {
        return lines(ctx, command);
    }
    let user = find_one(ctx, command.user.as_deref().unwrap_or_default())?;
    note(ctx, Some(&user))?;
    let told = export::export(ctx, &user)?;
    match (&command.file, global.output) {
        (Some(file), _) => {
            open::write_private(file, &format!("{told:#}\n"))?;
            println!("{}", file.display());
        }
        (None, Output::Json) => println!("{told}"),
        (None, Output::Human) => println!("{told:#}"),
    }
    Ok(())
}

fn taken(file: &Path) -> Failure {
    Failure::Conflict(format!("{} exists; name another file", file.display()))
}

/// AU-01: who looks at people's data stands in the trail.
fn note(ctx: &Ctx, user: Option<&User>) -> Outcome {
    let about = user.map(|user| format!("user:{}", user.id));
    Ok(audit::disclosed(ctx, "user.exported", about, None)?)
}

fn lines(ctx: &Ctx, command: &Export) -> Outcome {
    let one = match &command.user {
        Some(which) => Some(find_one(ctx, which)?),
        None => None,
    };
    note(ctx, one.as_ref())?;
    let mut out = match &command.file {
        Some(file) => Some(BufWriter::new(private(file)?)),
        None => None,
    };
    let mut count = 0_u64;
    let mut put = |user: &User| -> Outcome {
        if let Some(line) = export_lines::line(ctx, user, command.with_hashes)? {
            match &mut out {
                Some(file) => writeln!(file, "{line}")?,
                None => println!("{line}"),
            }
            count += 1;
        }
        Ok(())
    };
    match &one {
        Some(user) => put(user)?,
        None => {
            let mut after: Option<Id<User>> = None;
            loop {
                let page = ctx
                    .app
                    .store
                    .read(|conn| store::users::list(conn, after.as_ref(), PAGE))?;
                for user in &page {
                    put(user)?;
                }
                match page.last() {
                    Some(last) => after = Some(last.id.clone()),
                    None => break,
                }
            }
        }
    }
    if let (Some(mut out), Some(file)) = (out, &command.file) {
        out.flush()?;
        println!("{}: {}", file.display(), counted(count, "line"));
    }
    Ok(())
}

/// A new file that only its owner may read.
fn private(file: &Path) -> Outcome<File> {
    let made = OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(file);
    made.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => taken(file),
        _ => error.into(),
    })
}
