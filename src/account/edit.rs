//! An account as an operator changes it: the profile, what the person signs in with, their roles.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    Invalid,
    access::{By, Ended},
    cut_off, profile, texts,
    user::{NewEmail, NewUser, check_words, identifiers},
};
use crate::{
    app::Ctx,
    core::Fault,
    model::{Identifier, Namespace, User, UserId, UserState},
    store,
};

/// What to change; what is not named stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// The full name; an empty one takes it away.
    pub name: Option<String>,
    /// A BCP 47 tag; an empty one takes it away.
    pub locale: Option<String>,
    /// Further claims; null takes one away.
    pub claims: Map<String, Value>,
    /// Names to sign in with, to add and to take away.
    pub usernames: Lists,
    /// Email addresses, to add and to take away.
    pub emails: Lists,
    /// The address that apps are told; one that the account has.
    pub email: Option<String>,
    /// Whether that address was proven to be theirs.
    pub email_verified: Option<bool>,
    /// Roles, to add and to take away.
    pub roles: Lists,
}

/// What is added, and what is taken away.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// To add.
    pub add: Vec<String>,
    /// To take away.
    pub remove: Vec<String>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Edited {
    /// The person as they are now.
    pub user: User,
    /// What was changed, by the names of the members.
    pub changed: Vec<&'static str>,
    /// What ended with it.
    pub ended: Ended,
}

/// Changes an account, whole or not at all.
///
/// SE-02: "New id at login, re-authentication, MFA completion and privilege change": other roles end
/// the sessions, and with them all that apps were given (SE-06), so that nothing goes on with the old
/// ones.
pub fn edit(
    ctx: &Ctx,
    id: &UserId,
    edit: &Edit,
    by: By<'_>,
) -> Result<Result<Edited, Invalid>, Fault> {
    let (found, known) = ctx.app.store.read(|conn| {
        let user = store::users::find(conn, id)?;
        Ok((user, store::users::identifiers_of(conn, id)?))
    })?;
    let Some(before) = found.filter(|user| user.state != UserState::Deleted) else {
        return Ok(Err(Invalid::conflict("user", "there is no such account")));
    };
    let planned = match plan(&before, edit, &known) {
        Ok(planned) => planned,
        Err(invalid) => return Ok(Err(invalid)),
    };
    let mut changed = changes(&before, &planned.user);
    if !planned.add.is_empty() || !planned.remove.is_empty() {
        changed.push("identifiers");
    }
    if changed.is_empty() {
        return Ok(Err(Invalid::new("user", "there is nothing to change")));
    }
    let mut event = ctx.event("user.changed", None, by.actor.to_owned());
    event.subject = Some(format!("user:{id}"));
    let (inner, members) = (ctx.clone(), changed.clone());
    let ends = changed.contains(&"roles");
    let done = super::try_keep(ctx, move |conn| {
        let mut user = planned.user.clone();
        user.updated_at = inner.now;
        if !store::accounts::update(conn, &user, before.updated_at)? {
            return Ok(None);
        }
        for identifier in &planned.remove {
            store::accounts::delete_identifier(conn, &user.id, identifier)?;
        }
        for identifier in &planned.add {
            store::users::insert_identifier(conn, &user.id, identifier)?;
        }
        // RC-11: what apps are told of the address is what is known of it.
        if let Some(email) = &user.profile.email {
            let own = Identifier {
                namespace: Namespace::Email,
                text: email.clone(),
            };
            let at = user.profile.email_verified.then_some(inner.now);
            let was = before.profile.email_verified && before.profile.email == user.profile.email;
            if at.is_some() != was {
                store::identifiers::set_verified(conn, &user.id, &own, at)?;
            }
        }
        if !planned.add.is_empty() || !planned.remove.is_empty() {
            super::action_code::end_with_identifier(&inner, conn, &user.id)?;
        }
        let ended = match ends {
            true => cut_off::everything(&inner, conn, &user.id)?,
            false => Ended::default(),
        };
        let mut event = event.clone();
        event.detail = Some(json!({
            "members": members, "sessions": ended.sessions, "grants": ended.grants,
        }));
        store::audit::append(conn, &inner.app.ledger, &event)?;
        Ok(Some((user, ended)))
    });
    Ok(match done {
        Err(store::Error::Exists(_)) => Err(Invalid::conflict(
            "username or email",
            "another account has it",
        )),
        Ok(None) => Err(Invalid::conflict(
            "user",
            "it was changed by somebody else just now; try again",
        )),
        Ok(Some((user, ended))) => Ok(Edited {
            user,
            changed,
            ended,
        }),
        Err(error) => return Err(error.into()),
    })
}

/// What is to be written.
struct Plan {
    user: User,
    add: Vec<Identifier>,
    remove: Vec<Identifier>,
}

fn changes(before: &User, after: &User) -> Vec<&'static str> {
    let (old, new) = (&before.profile, &after.profile);
    [
        ("name", old.name != new.name),
        ("locale", old.locale != new.locale),
        ("claims", old.other != new.other),
        ("email", old.email != new.email),
        ("email_verified", old.email_verified != new.email_verified),
        (
            "preferred_username",
            old.preferred_username != new.preferred_username,
        ),
        ("roles", before.roles != after.roles),
    ]
    .into_iter()
    .filter(|(_, changed)| *changed)
    .map(|(name, _)| name)
    .collect()
}

fn plan(before: &User, edit: &Edit, known: &[(String, String)]) -> Result<Plan, Invalid> {
    let mut user = before.clone();
    if let Some(name) = &edit.name {
        texts::check_name("name", name)?;
        user.profile.name = Some(name.clone()).filter(|name| !name.trim().is_empty());
    }
    if let Some(locale) = &edit.locale {
        texts::check_locale(locale)?;
        user.profile.locale = Some(locale.clone()).filter(|locale| !locale.is_empty());
    }
    for (name, value) in &edit.claims {
        match value {
            Value::Null => user.profile.other.remove(name),
            value => user.profile.other.insert(name.clone(), value.clone()),
        };
    }
    profile::check(&user.profile.other)?;
    roles(&mut user, &edit.roles)?;
    let (mut add, mut remove) = (Vec::new(), Vec::new());
    for (namespace, lists) in [
        (Namespace::Username, &edit.usernames),
        (Namespace::Email, &edit.emails),
    ] {
        let own = Own { namespace, known };
        remove.extend(own.removed(&lists.remove)?);
        add.extend(own.added(&lists.add)?);
    }
    settle_names(&mut user, edit, (known, &add, &remove))?;
    Ok(Plan { user, add, remove })
}

fn roles(user: &mut User, lists: &Lists) -> Result<(), Invalid> {
    let new = NewUser {
        roles: lists.add.clone(),
        ..NewUser::default()
    };
    check_words(&new)?;
    if let Some(missing) = lists.remove.iter().find(|role| !user.roles.contains(role)) {
        let what = format!("the account does not have `{missing}`");
        return Err(Invalid::new("roles", what));
    }
    user.roles.retain(|role| !lists.remove.contains(role));
    for role in &lists.add {
        if !user.roles.contains(role) {
            user.roles.push(role.clone());
        }
    }
    Ok(())
}

/// What an account has of a namespace.
struct Own<'k> {
    namespace: Namespace,
    known: &'k [(String, String)],
}

impl Own<'_> {
    fn identifier(&self, text: &str) -> Identifier {
        Identifier {
            namespace: self.namespace.clone(),
            text: text.to_owned(),
        }
    }

    fn has(&self, text: &str) -> bool {
        let form = self.namespace.form(text);
        self.known.iter().any(|(namespace, known)| {
            namespace == self.namespace.as_str() && self.namespace.form(known) == form
        })
    }

    fn removed(&self, texts: &[String]) -> Result<Vec<Identifier>, Invalid> {
        if let Some(missing) = texts.iter().find(|text| !self.has(text)) {
            let what = format!("the account does not have `{missing}`");
            return Err(Invalid::new(self.namespace.as_str(), what));
        }
        Ok(texts.iter().map(|text| self.identifier(text)).collect())
    }

    fn added(&self, texts: &[String]) -> Result<Vec<Identifier>, Invalid> {
        let fresh = texts.iter().filter(|text| !self.has(text));
        let mut found = Vec::new();
        for text in fresh {
            let new = match self.namespace {
                Namespace::Email => NewUser {
                    emails: vec![NewEmail {
                        value: text.clone(),
                        verified: false,
                    }],
                    ..NewUser::default()
                },
                Namespace::Username
                | Namespace::Mobile
                | Namespace::StudyCode
                | Namespace::Door(_) => NewUser {
                    username: Some(text.clone()),
                    ..NewUser::default()
                },
            };
            found.extend(identifiers(&new)?);
        }
        Ok(found)
    }
}

/// What apps are told of the names that are left, and that there is one to sign in with.
fn settle_names(
    user: &mut User,
    edit: &Edit,
    (known, add, remove): (&[(String, String)], &[Identifier], &[Identifier]),
) -> Result<(), Invalid> {
    let gone: BTreeSet<_> = remove
        .iter()
        .map(|one| (one.namespace.as_str().to_owned(), one.form()))
        .collect();
    let left: Vec<(String, String)> = known
        .iter()
        .filter(|(namespace, text)| {
            let form = Namespace::Username.form(text);
            !gone.contains(&(namespace.clone(), form))
        })
        .cloned()
        .chain(
            add.iter()
                .map(|one| (one.namespace.as_str().to_owned(), one.text.clone())),
        )
        .collect();
    if left.is_empty() {
        let what = "the account would have nothing to sign in with; add another first";
        return Err(Invalid::new("username or email", what));
    }
    let of = |namespace: Namespace, wanted: Option<&str>| {
        let form = wanted.map(|wanted| namespace.form(wanted));
        let mut own = left
            .iter()
            .filter(|(known, _)| known == namespace.as_str())
            .map(|(_, text)| text);
        match form {
            Some(form) => own.find(|text| namespace.form(text) == form).cloned(),
            None => own.next().cloned(),
        }
    };
    let profile = &mut user.profile;
    let name = profile.preferred_username.clone();
    profile.preferred_username = name
        .and_then(|name| of(Namespace::Username, Some(&name)))
        .or_else(|| of(Namespace::Username, None));
    let before = profile.email.clone();
    profile.email = match &edit.email {
        Some(email) => Some(of(Namespace::Email, Some(email)).ok_or_else(|| {
            Invalid::new(
                "email",
                format!("the account does not have `{email}`; add it with --add-email"),
            )
        })?),
        None => before
            .clone()
            .and_then(|email| of(Namespace::Email, Some(&email)))
            .or_else(|| of(Namespace::Email, None)),
    };
    // What is known of one address says nothing about another.
    if profile.email != before {
        profile.email_verified = false;
    }
    match (edit.email_verified, &profile.email) {
        (Some(true), None) => {
            return Err(Invalid::new("email_verified", "the account has no address"));
        }
        (Some(verified), _) => profile.email_verified = verified,
        (None, _) => {}
    }
    Ok(())
}
