//! Joining by the pages: the account is made once its address is proven, by the link in a mail or by
//! the code that is typed in the browser that waits. What the person said waits meanwhile, sealed.

use serde::{Deserialize, Serialize};
use serde_json::Map;

use super::{
    Invalid,
    action_code::{self, Consumed, Holder, NewCode, Pending, Purpose},
    elsewhere,
    invitation::{self, NotGood},
    join::{self, How, Joined, NewAccount, NewSecret, NotJoined, Proof, Ready, Rule},
    outbox::{self, Letter, Recipient, Template, Values},
};
use crate::{
    app::Ctx,
    config::policy,
    core::{Digest, Fault, Reason, Refusal, Secret, secret::kind},
    crypto::digest::sha256,
    model::{Identifier, InteractionId, Namespace},
    store::{self, Conn},
};

const PURPOSES: &[Purpose] = &[Purpose::Register];

/// What is kept of somebody until their address is proven.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Waiting {
    email: String,
    name: Option<String>,
    locale: Option<String>,
    hash: String,
    terms: Option<String>,
    invitation: Option<String>,
}

/// The browser that somebody joins with, and what waits in it.
#[derive(Clone, Debug)]
pub struct Where {
    /// Its cookie.
    pub browser: Secret<kind::Browser>,
    /// The authorization request that waits.
    pub interaction: Option<InteractionId>,
}

/// What became of somebody who wants to join.
#[derive(Clone, Debug)]
pub enum Asked {
    /// They have an account: their invitation proved their address.
    Joined(Box<Joined>),
    /// They have to prove their address. The same is said to whoever has an account already (LG-17).
    Waiting,
}

fn how(code: Option<&Secret<kind::Invitation>>, proof: Proof) -> How {
    How {
        at: "page",
        invitation: code.cloned(),
        by_invitation_only: false,
        proof,
        rule: Rule::Standard,
    }
}

/// Takes what somebody said at the page: makes the account if their invitation proves the address,
/// else writes to it.
///
/// LG-17: "Registration with an existing address: same response; owner gets a mail".
pub fn ask(
    ctx: &Ctx,
    new: NewAccount,
    code: Option<&Secret<kind::Invitation>>,
    at: &Where,
) -> Result<Result<Asked, NotJoined>, Fault> {
    match join::may_join(ctx, &how(code, Proof::Invitation))? {
        Ok(()) => {
            let joined = join::register(ctx, new, &how(code, Proof::Invitation), |_, _| Ok(()))?;
            return Ok(joined.map(|joined| Asked::Joined(Box::new(joined))));
        }
        Err(NotJoined::Unproven) => {}
        Err(refused) => return Ok(Err(refused)),
    }
    let Some(email) = new.email.clone() else {
        let missing = Invalid::new("email", "an address is needed");
        return Ok(Err(NotJoined::Invalid(missing)));
    };
    if let Err(not_good) = is_for(ctx, code, &email)? {
        return Ok(Err(NotJoined::Invitation(not_good)));
    }
    let ready = match join::prepare(ctx, new, &how(code, Proof::Address))? {
        Ok(ready) => ready,
        Err(refused) => return Ok(Err(refused)),
    };
    let (inner, at, code) = (ctx.clone(), at.clone(), code.cloned());
    ctx.app
        .store
        .write(move |conn| write_to(&inner, conn, (&ready, code.as_ref()), &at))?;
    Ok(Ok(Asked::Waiting))
}

/// LE-I4: whether an invitation is for this address, before anything is sent there.
fn is_for(
    ctx: &Ctx,
    code: Option<&Secret<kind::Invitation>>,
    email: &str,
) -> Result<Result<(), NotGood>, Fault> {
    let Some(code) = code else {
        return Ok(Ok(()));
    };
    let form = |email: &str| Namespace::Email.form(email);
    Ok(match invitation::find(ctx, code)? {
        Err(not_good) => Err(not_good),
        Ok(found) => match &found.invitation.email {
            Some(bound) if form(bound) != form(email) => Err(NotGood::OtherAddress),
            _ => Ok(()),
        },
    })
}

/// Writes to the address: how to prove it, or, if somebody has it, that there is an account. Both are
/// the same work.
fn write_to(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    (ready, code): (&Ready, Option<&Secret<kind::Invitation>>),
    at: &Where,
) -> store::Result<()> {
    let profile = &ready.user.profile;
    let email = profile.email.clone().unwrap_or_default();
    let to = Identifier {
        namespace: Namespace::Email,
        text: email.clone(),
    };
    let spaces = [Namespace::Email.as_str()];
    let owner = store::users::find_by_identifier(conn, &spaces, &to.form())?;
    let waiting = Waiting {
        email: email.clone(),
        name: profile.name.clone(),
        locale: profile.locale.clone(),
        hash: ready.hash.clone(),
        terms: ready.terms.clone(),
        invitation: code.map(|code| code.expose().to_owned()),
    };
    let document =
        serde_json::to_value(&waiting).map_err(|error| store::Error::Defect(error.to_string()))?;
    let new = NewCode {
        purpose: Purpose::Register,
        user: None,
        recipient: &to,
        pending: Some(Pending::Registration { document }),
        browser: Some(&sha256(&at.browser)),
        interaction: at.interaction.as_ref(),
        short: Some(policy::SHORT_CODE_DIGITS),
    };
    // RC-07: "beyond: same answer, no mail"; and what was sent before stays good.
    if !action_code::may_send(ctx, conn, &to)? {
        return Ok(());
    }
    let issued = action_code::issue(ctx, conn, &new)?;
    match owner {
        Some(owner) => join::tell_owner(ctx, conn, &owner.user.id),
        None => outbox::enqueue(
            ctx,
            conn,
            &Letter {
                template: Template::Verify,
                to: Recipient::Email(email),
                language: profile.locale.as_deref(),
                user: None,
                values: Values::new(),
                link: Some(issued.url(ctx)),
                code: issued.short.as_ref().map(|short| short.expose().to_owned()),
                expires_at: Some(issued.expires_at),
            },
        ),
    }
}

/// Why the account was not made by a link or a code.
#[derive(Clone, Debug)]
pub enum NotProven {
    /// The link or code is worth nothing.
    Refused(Refusal),
    /// It was opened in another browser, without the password that was chosen.
    PasswordWrong,
    /// It was good, but there can be no account any more.
    NotJoined(NotJoined),
}

/// Somebody who has proven their address.
#[derive(Clone, Debug)]
pub struct Proven {
    /// With their account.
    pub joined: Joined,
    /// The authorization request that waits in the browser that asked.
    pub interaction: Option<InteractionId>,
    browser: Option<Digest<kind::Browser>>,
}

impl Proven {
    /// Whether this is the browser that asked.
    pub fn is_in(&self, browser: &Secret<kind::Browser>) -> bool {
        self.browser == Some(sha256(browser))
    }
}

/// A link, before it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// To whom it was sent.
    pub email: String,
    /// Whether this is the browser that asked. Whoever opens it elsewhere shows that they asked: by the
    /// password that was chosen. Else the newest link would make an account with the password of whoever
    /// asked last, who need not be the one that reads the mail.
    pub is_here: bool,
    /// The language of the page that it was asked for on.
    pub locale: Option<String>,
    hash: String,
}

/// To whom a link was sent; changes nothing (RC-03).
pub fn look(
    ctx: &Ctx,
    link: &Secret<kind::ActionCode>,
    browser: &Secret<kind::Browser>,
) -> Result<Result<Looked, Refusal>, Fault> {
    ctx.app.store.read(|conn| {
        let code = match action_code::find(ctx, conn, PURPOSES, link)? {
            Ok(code) => code,
            Err(refusal) => return Ok(Err(refusal)),
        };
        Ok(match read(action_code::pending(ctx, &code)?) {
            Some(waiting) => Ok(Looked {
                email: waiting.email,
                locale: waiting.locale,
                is_here: code.browser == Some(sha256(browser)),
                hash: waiting.hash,
            }),
            None => Err(Reason::ActionCodeUnknown.into()),
        })
    })
}

fn read(pending: Option<Pending>) -> Option<Waiting> {
    match pending {
        Some(Pending::Registration { document }) => serde_json::from_value(document).ok(),
        _ => None,
    }
}

/// What the browser that waits waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waits {
    /// For the proof, if there is anything to prove: whoever waits for an address that somebody has
    /// sees no difference (LG-17).
    ForProof,
    /// For nothing any more: the address was proven, here or on another device, and this
    /// authorization request goes on.
    ForNothing(Option<InteractionId>),
}

/// Whether the address that somebody gave in this browser was proven; changes nothing.
pub fn waits(ctx: &Ctx, browser: &Secret<kind::Browser>) -> Result<Waits, Fault> {
    let browser = sha256(browser);
    let code = ctx
        .app
        .store
        .read(|conn| store::action_codes::find_newest(conn, PURPOSES, Holder::Browser(&browser)))?;
    Ok(match code {
        Some(code) if code.used_at.is_some() => Waits::ForNothing(code.interaction_id),
        _ => Waits::ForProof,
    })
}

/// Makes the account of whoever has the link, and asked for it: in this browser, or with this password.
pub fn by_link(
    ctx: &Ctx,
    link: &Secret<kind::ActionCode>,
    (browser, password): (&Secret<kind::Browser>, &Secret<kind::Password>),
) -> Result<Result<Proven, NotProven>, Fault> {
    let looked = match look(ctx, link, browser)? {
        Ok(looked) => looked,
        Err(refusal) => return Ok(Err(NotProven::Refused(refusal))),
    };
    if !looked.is_here {
        match elsewhere::is_password(ctx, (Purpose::Register, link), (password, &looked.hash))? {
            Ok(true) => {}
            Ok(false) => return Ok(Err(NotProven::PasswordWrong)),
            Err(refusal) => return Ok(Err(NotProven::Refused(refusal))),
        }
    }
    let link = link.clone();
    finish(ctx, move |ctx, conn| {
        action_code::consume(ctx, conn, PURPOSES, &link)
    })
}

/// Makes the account of whoever types the short code in the browser that asked (RC-08).
pub fn by_code(
    ctx: &Ctx,
    browser: &Secret<kind::Browser>,
    typed: &Secret<kind::ShortCode>,
) -> Result<Result<Proven, NotProven>, Fault> {
    let (browser, typed) = (sha256(browser), typed.clone());
    finish(ctx, move |ctx, conn| {
        let holder = Holder::Browser(&browser);
        action_code::consume_short(ctx, conn, (PURPOSES, holder), &typed)
    })
}

fn finish(
    ctx: &Ctx,
    consume: impl Fn(&Ctx, &mut Conn<'_>) -> store::Result<Result<Consumed, Refusal>> + Send + 'static,
) -> Result<Result<Proven, NotProven>, Fault> {
    if !join::is_open(ctx) {
        return Ok(Err(NotProven::NotJoined(NotJoined::Closed)));
    }
    let inner = ctx.clone();
    let kept = super::try_keep(ctx, move |conn| {
        let consumed = match consume(&inner, conn)? {
            Ok(consumed) => consumed,
            Err(refusal) => return Ok(Ok(Err(NotProven::Refused(refusal)))),
        };
        let Some(waiting) = read(consumed.pending) else {
            let unknown = Reason::ActionCodeUnknown.into();
            return Ok(Ok(Err(NotProven::Refused(unknown))));
        };
        let ready = match ready(&inner, waiting) {
            Ok(ready) => ready,
            Err(refused) => return Ok(Err(refused)),
        };
        let joined = join::put(&inner, conn, &ready, &mut |_, _| Ok(()))?;
        Ok(joined.map(|joined| {
            Ok(Proven {
                joined,
                interaction: consumed.interaction,
                browser: consumed.browser,
            })
        }))
    });
    Ok(match join::settled(kept)? {
        Ok(done) => done,
        Err(refused) => Err(NotProven::NotJoined(refused)),
    })
}

/// The account that was waited for.
fn ready(ctx: &Ctx, waiting: Waiting) -> Result<Ready, NotJoined> {
    let code = waiting.invitation.map(Secret::<kind::Invitation>::new);
    let new = NewAccount {
        email: Some(waiting.email),
        username: None,
        others: Vec::new(),
        name: waiting.name,
        locale: waiting.locale,
        claims: Map::new(),
        password: NewSecret::Hash(waiting.hash.clone()),
        terms: waiting.terms,
    };
    join::ready(ctx, new, (waiting.hash, how(code.as_ref(), Proof::Address)))
}
