//! `signet invite create --csv`: a report for each line.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    super::{Failure, Global, Outcome, Output, count::counted, input},
    Create, inviter,
};
use crate::{
    account::{
        Invalid,
        invitation::{self, Made, NewInvitation},
    },
    app::Ctx,
    core::Fault,
    model::{Invitation, InvitationId, Inviter, Namespace},
};

/// A line of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    email: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    roles: Option<String>,
    #[serde(default)]
    language: Option<String>,
}

/// What became of a line.
enum Fate {
    /// There is an invitation.
    Made(Made),
    /// The one that is open was sent again, with a new link.
    Again(Made),
    /// There is one, and the one before it is worth nothing any more.
    Replaced(Made, InvitationId),
    /// It is passed over: this one is open.
    Open(InvitationId),
    Wrong(Invalid),
}

impl From<Result<Made, Invalid>> for Fate {
    fn from(made: Result<Made, Invalid>) -> Self {
        match made {
            Ok(made) => Self::Made(made),
            Err(invalid) => Self::Wrong(invalid),
        }
    }
}

/// What all lines have in common.
struct Bulk<'a> {
    ctx: Ctx,
    create: &'a Create,
    by: Inviter,
    /// What is open for addresses, by their form.
    open: BTreeMap<String, InvitationId>,
    /// The forms of addresses that stood in a line before.
    seen: BTreeSet<String>,
}

impl Bulk<'_> {
    fn invite(&mut self, line: Line) -> Result<Fate, Fault> {
        // As addresses are compared: one person gets one invitation, however they are spelt.
        let form = Namespace::Email.form(line.email.trim());
        if !self.seen.insert(form.clone()) {
            return Ok(Fate::Wrong(Invalid::conflict(
                "email",
                "it stands in this file before",
            )));
        }
        let new = of(self.create, line);
        match self.open.get(&form) {
            None => Ok(invitation::create(&self.ctx, &new, &self.by)?.into()),
            // A file that is given twice invites nobody twice.
            Some(id) if !self.create.again => Ok(Fate::Open(id.clone())),
            Some(id) => self.again(id, &new),
        }
    }

    /// Sends an invitation again. It is never said to be done with what the file does not say.
    fn again(&self, id: &InvitationId, new: &NewInvitation) -> Result<Fate, Fault> {
        let found = invitation::load(&self.ctx, id)?;
        if found.is_none_or(|(open, _)| self.is_as(&open, new)) {
            return Ok(
                match invitation::resend(&self.ctx, id, (true, "operator"))? {
                    Ok(made) => Fate::Again(made),
                    Err(invalid) => Fate::Wrong(invalid),
                },
            );
        }
        Ok(match invitation::replace(&self.ctx, id, new, &self.by)? {
            Ok(made) => Fate::Replaced(made, id.clone()),
            Err(invalid) => Fate::Wrong(invalid),
        })
    }

    /// Whether an invitation is what the file and the options say.
    fn is_as(&self, open: &Invitation, new: &NewInvitation) -> bool {
        let set = |roles: &[String]| roles.iter().cloned().collect::<BTreeSet<_>>();
        let lasts = open.expires_at.since(open.created_at);
        set(&open.roles) == set(&new.roles)
            && (new.name.is_none() || open.name == new.name)
            && new
                .language
                .as_ref()
                .is_none_or(|tag| *tag == open.language)
            && new.lifetime.is_none_or(|lifetime| lifetime == lasts)
            && (self.create.by.is_none() || open.invited_by == self.by)
    }
}

/// Runs it.
pub(super) fn run(global: &Global, ctx: &Ctx, (create, file): (&Create, &Path)) -> Outcome {
    let by = inviter(ctx, create.by.as_deref())?;
    let text = input::text(file)?;
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut bulk = Bulk {
        ctx: ctx.clone().rehearsing(create.dry_run),
        create,
        by,
        open: invitation::open(ctx)?,
        seen: BTreeSet::new(),
    };
    let mut sums = Sums::default();
    for (at, line) in reader.deserialize::<Line>().enumerate() {
        // The first line names the columns.
        let number = at + 2;
        let (report, told) = match line {
            Err(error) => wrong(number, &Invalid::new("line", error.to_string())),
            Ok(line) => {
                let email = line.email.clone();
                match bulk.invite(line)? {
                    Fate::Wrong(invalid) => wrong(number, &invalid),
                    Fate::Open(id) => {
                        sums.left += 1;
                        (
                            json!({ "line": number, "email": email, "skipped": true, "open": id }),
                            format!(
                                "line {number}: {email} is invited already ({id}): passed over"
                            ),
                        )
                    }
                    Fate::Made(made) => {
                        sums.made += 1;
                        let (id, email) = (&made.invitation.id, &made.invitation.email);
                        (
                            json!({ "line": number, "id": id, "email": email }),
                            format!("line {number}: {}", email.as_deref().unwrap_or("-")),
                        )
                    }
                    Fate::Again(made) => {
                        sums.again += 1;
                        let (id, email) = (&made.invitation.id, &made.invitation.email);
                        (
                            json!({ "line": number, "id": id, "email": email, "sent_again": true }),
                            format!("line {number}: {} again", email.as_deref().unwrap_or("-")),
                        )
                    }
                    Fate::Replaced(made, before) => {
                        sums.replaced += 1;
                        let (id, email) = (&made.invitation.id, &made.invitation.email);
                        (
                            json!({ "line": number, "id": id, "email": email, "replaced": before }),
                            format!(
                                "line {number}: {} in place of {before}, which was another",
                                email.as_deref().unwrap_or("-")
                            ),
                        )
                    }
                }
            }
        };
        sums.lines += 1;
        sums.bad += usize::from(report.get("error").is_some());
        match global.output {
            Output::Json => super::super::report(report)?,
            Output::Human => super::super::report(told)?,
        }
    }
    if sums.lines == 0 {
        return Err(Failure::Usage(format!(
            "{}: 0 lines: after a line with the names of the columns (email, name, roles, language) comes one for each person",
            file.display()
        )));
    }
    sum_up(global, create, &sums)
}

fn wrong(number: usize, invalid: &Invalid) -> (Value, String) {
    let error = invalid.to_string();
    let told = format!("line {number}: {error}");
    (json!({ "line": number, "error": error }), told)
}

/// What became of the lines.
#[derive(Debug, Default)]
struct Sums {
    lines: usize,
    made: usize,
    again: usize,
    replaced: usize,
    left: usize,
    bad: usize,
}

fn sum_up(global: &Global, create: &Create, sums: &Sums) -> Outcome {
    let done = |many: usize, what: &str| match (create.dry_run, many) {
        (true, _) => format!("{many} would be {what}"),
        (false, 1) => format!("1 is {what}"),
        (false, _) => format!("{many} are {what}"),
    };
    let mut told = done(sums.made, "invited");
    if create.again {
        let again = done(sums.again, "sent again");
        let replaced = done(sums.replaced, "replaced");
        told = format!("{told}, {again}, {replaced}");
    }
    let were = if sums.left == 1 { "was" } else { "were" };
    told = format!("{told}, {} {were} invited before", sums.left);
    let are = if sums.bad == 1 { "is" } else { "are" };
    let wrong = format!("{} {are} wrong", counted(sums.bad, "line"));
    if global.output == Output::Human {
        super::super::report(format_args!("{told}, {wrong}"))?;
    }
    match sums.bad {
        0 => Ok(()),
        _ => Err(Failure::Problems(format!("{wrong}; {told}"))),
    }
}

fn of(create: &Create, line: Line) -> NewInvitation {
    let own = line.roles.as_deref().unwrap_or_default().split_whitespace();
    let mut roles: Vec<String> = own.map(str::to_owned).collect();
    if roles.is_empty() {
        roles.clone_from(&create.role);
    }
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    NewInvitation {
        email: Some(line.email),
        mailed: true,
        name: filled(line.name),
        roles,
        lifetime: create.lifetime,
        language: filled(line.language).or_else(|| create.language.clone()),
        ..NewInvitation::default()
    }
}
