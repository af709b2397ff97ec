//! Action codes: what is sent to somebody, by mail or text message, and makes one thing true when it
//! is shown. One mechanism for all purposes.
//!
//! Each is for one purpose, works once, and only until a newer one is sent or the account changes
//! (RC-02, LE-E2). What is kept of the link and of the short code are digests, and what they make true
//! is sealed. All functions run in the caller's transaction, next to what the code allows.

use std::time::Duration;

use super::budget::guess;
pub use super::budget::may_send;
use crate::{
    app::Ctx,
    config::policy,
    core::{Digest, Entropy, Fault, Reason, Refusal, Secret, Settled, Timestamp, secret::kind},
    crypto::{
        Place,
        digest::{equal, sha256},
    },
    model::{Identifier, InteractionId, Namespace, UserId, letter::Channel},
    store::{self, Conn},
};
pub use crate::{
    model::action_code::{ActionCode, ActionCodeId, Pending, Purpose},
    store::action_codes::Holder,
};

/// What the person has to do with the account must be asked anew once it has another password, is
/// locked, or gone. That a changed address can be changed back stays: it is for the one whose it was.
const OVER_WITH_PASSWORD: &[Purpose] = &[
    Purpose::ResetPassword,
    Purpose::ChangePassword,
    Purpose::ChangeEmail,
    Purpose::ChangeMobile,
];

/// What is over once the account has another address or number.
const OVER_WITH_IDENTIFIER: &[Purpose] = &[
    Purpose::VerifyEmail,
    Purpose::VerifyMobile,
    Purpose::ResetPassword,
    Purpose::ChangePassword,
    Purpose::ChangeEmail,
    Purpose::ChangeMobile,
];

/// How long a link works, by purpose: the one table of it.
pub const fn lifetime(purpose: Purpose) -> Duration {
    match purpose {
        Purpose::VerifyEmail | Purpose::VerifyMobile => policy::VERIFY_TTL,
        Purpose::ResetPassword => policy::RESET_TTL,
        Purpose::ChangePassword | Purpose::ChangeEmail | Purpose::ChangeMobile => {
            policy::CHANGE_TTL
        }
        Purpose::UndoEmail | Purpose::UndoMobile => policy::UNDO_TTL,
        Purpose::Register => policy::REGISTER_TTL,
        Purpose::NotMe => policy::NOT_ME_TTL,
    }
}

/// A code to be made.
#[derive(Debug)]
pub struct NewCode<'a> {
    /// What for.
    pub purpose: Purpose,
    /// Whose; `None` before there is an account. Where nobody has the address that was typed, a code
    /// is made all the same and sent to nobody, so that both take as long and end alike (RC-01).
    pub user: Option<&'a UserId>,
    /// Where it is sent.
    pub recipient: &'a Identifier,
    /// What it makes true.
    pub pending: Option<Pending>,
    /// Of the cookie of the browser that asks: the short code works there only.
    pub browser: Option<&'a Digest<kind::Browser>>,
    /// The authorization request that waits.
    pub interaction: Option<&'a InteractionId>,
    /// How many digits the short code has, if there is to be one: [`policy::SHORT_CODE_DIGITS`],
    /// unless a door's contract has others for people who are signed in.
    pub short: Option<u8>,
}

/// A code that was made. Its secrets are here and in the message, nowhere else.
#[derive(Debug)]
pub struct Issued {
    /// Its id.
    pub id: ActionCodeId,
    /// What for.
    pub purpose: Purpose,
    /// What stands in the link.
    pub link: Secret<kind::ActionCode>,
    /// The short code.
    pub short: Option<Secret<kind::ShortCode>>,
    /// When the link ends.
    pub expires_at: Timestamp,
}

impl Issued {
    /// The link. RC-05: "Links built from configured issuer only".
    pub fn url(&self, ctx: &Ctx) -> String {
        let issuer = ctx.app.issuer.trim_end_matches('/');
        format!("{issuer}/{}/{}", self.purpose.path(), self.link.expose())
    }

    /// When what stands in a message to there is of no use any more: a text message has the short code
    /// alone, which ends long before the link (RC-08).
    pub(super) fn over_at(&self, ctx: &Ctx, to: Channel) -> Timestamp {
        match to {
            Channel::Email => self.expires_at,
            Channel::Sms => self.expires_at.min(ctx.now.plus(policy::SHORT_CODE_TTL)),
        }
    }
}

/// A code that was used.
#[derive(Clone, Debug)]
pub struct Consumed {
    /// Its id.
    pub id: ActionCodeId,
    /// What for.
    pub purpose: Purpose,
    /// Whose.
    pub user: Option<UserId>,
    /// What it makes true.
    pub pending: Option<Pending>,
    /// Keyed, of where it was sent: [`recipient`] of an identifier equals it.
    pub recipient: Digest<kind::Recipient>,
    /// The authorization request that waits.
    pub interaction: Option<InteractionId>,
    /// The browser that asked.
    pub browser: Option<Digest<kind::Browser>>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Makes a code, and ends the ones before it for the same purpose and person.
pub fn issue(ctx: &Ctx, conn: &mut Conn<'_>, new: &NewCode<'_>) -> store::Result<Issued> {
    put(ctx, conn, new, recipient(ctx, new.recipient))
}

/// A link in the place of a code that was just used, for the same thing: whoever typed the short code
/// goes on as whoever followed the link.
pub fn reissue(ctx: &Ctx, conn: &mut Conn<'_>, used: &Consumed) -> store::Result<Issued> {
    let nowhere = Identifier {
        namespace: Namespace::Email,
        text: String::new(),
    };
    let new = NewCode {
        purpose: used.purpose,
        user: used.user.as_ref(),
        recipient: &nowhere,
        pending: used.pending.clone(),
        browser: used.browser.as_ref(),
        interaction: used.interaction.as_ref(),
        short: None,
    };
    put(ctx, conn, &new, used.recipient)
}

fn put(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    new: &NewCode<'_>,
    recipient: Digest<kind::Recipient>,
) -> store::Result<Issued> {
    let entropy = &*ctx.app.entropy;
    let id: ActionCodeId = entropy.id(ctx.now);
    let link = entropy.secret::<kind::ActionCode>("");
    let short = new.short.map(|digits| digits_of(entropy, digits));
    let expires_at = ctx.now.plus(lifetime(new.purpose));
    let sealed = new.pending.as_ref().map(|pending| seal(ctx, &id, pending));
    let code = ActionCode {
        purpose: new.purpose,
        digest: sha256(&link),
        short_digest: short.as_ref().map(|short| short_digest(ctx, &id, short)),
        user_id: new.user.cloned(),
        recipient,
        sealed_pending: sealed.transpose()?,
        browser: new.browser.copied(),
        interaction_id: new.interaction.cloned(),
        tries: 0,
        created_at: ctx.now,
        expires_at,
        used_at: None,
        ended_at: None,
        id: id.clone(),
    };
    if !new.purpose.is_one_of_many() {
        store::action_codes::end_others(conn, &code, None, ctx.now)?;
    }
    store::action_codes::insert(conn, &code)?;
    Ok(Issued {
        id,
        purpose: new.purpose,
        link,
        short,
        expires_at,
    })
}

/// Looks at a code of one of these purposes, and changes nothing (RC-03).
pub fn find(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    purposes: &[Purpose],
    link: &Secret<kind::ActionCode>,
) -> store::Result<Result<ActionCode, Refusal>> {
    let found = store::action_codes::find(conn, &sha256(link))?;
    Ok(judge(ctx, purposes, found))
}

/// The same, for a page that says what its button does.
pub fn look(ctx: &Ctx, purpose: Purpose, link: &Secret<kind::ActionCode>) -> Settled<()> {
    let found = ctx
        .app
        .store
        .read(|conn| find(ctx, conn, &[purpose], link))?;
    Ok(found.map(drop))
}

/// Uses a code of one of these purposes up: one compare-and-swap. What it allows is done by the
/// caller, in the same transaction.
pub fn consume(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    purposes: &[Purpose],
    link: &Secret<kind::ActionCode>,
) -> store::Result<Result<Consumed, Refusal>> {
    match find(ctx, conn, purposes, link)? {
        Ok(code) => take(ctx, conn, code),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// Uses the newest code of this holder up, by its short code. RC-08: "10 min, 5 tries each and 10/h
/// per identity, latest only, bound to the requesting browser". A try is counted before it is
/// compared, so a refusal has to be committed.
pub fn consume_short(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    (purposes, holder): (&[Purpose], Holder<'_>),
    typed: &Secret<kind::ShortCode>,
) -> store::Result<Result<Consumed, Refusal>> {
    let found = store::action_codes::find_newest_typed(conn, purposes, holder)?;
    let code = match judge(ctx, purposes, found) {
        Ok(code) => code,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(kept) = code.short_digest else {
        return Ok(Err(Reason::ActionCodeUnknown.into()));
    };
    if ctx.now.since(code.created_at) >= policy::SHORT_CODE_TTL {
        return Ok(Err(Reason::ActionCodeExpired.into()));
    }
    let key = match guess(ctx, conn, &code)? {
        Ok(key) => key,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let plain = normalize(typed.expose());
    let digest = short_digest(ctx, &code.id, &plain);
    if !equal(digest.as_bytes(), kept.as_bytes()) {
        return Ok(Err(Reason::ActionCodeWrong.into()));
    }
    store::limits::refund(conn, &key.now)?;
    take(ctx, conn, code)
}

/// LE-E2: the person has another password, is locked or gone: what was sent before works no more.
pub fn end_with_password(ctx: &Ctx, conn: &mut Conn<'_>, user: &UserId) -> store::Result<()> {
    store::action_codes::end_of(conn, user, OVER_WITH_PASSWORD, ctx.now).map(drop)
}

/// RC-02: the person has another address or number: what was sent before works no more.
pub fn end_with_identifier(ctx: &Ctx, conn: &mut Conn<'_>, user: &UserId) -> store::Result<()> {
    store::action_codes::end_of(conn, user, OVER_WITH_IDENTIFIER, ctx.now).map(drop)
}

/// Keyed, of an address or number: what is kept of where a code was sent.
pub fn recipient(ctx: &Ctx, to: &Identifier) -> Digest<kind::Recipient> {
    let text = format!("{}\0{}", to.namespace.as_str(), to.form());
    ctx.app.pepper.keyed("action-recipient", text.as_bytes())
}

/// What a code makes true.
pub fn pending(ctx: &Ctx, code: &ActionCode) -> store::Result<Option<Pending>> {
    let Some(sealed) = &code.sealed_pending else {
        return Ok(None);
    };
    let plain = ctx.app.data_keys.open(&place(code.id.as_str()), sealed);
    let plain = plain.map_err(|error| defect(error.into()))?;
    serde_json::from_slice(&plain)
        .map(Some)
        .map_err(|_| store::Error::bad_row("action_codes", "sealed_pending"))
}

fn judge(
    ctx: &Ctx,
    purposes: &[Purpose],
    found: Option<ActionCode>,
) -> Result<ActionCode, Refusal> {
    let Some(code) = found.filter(|code| purposes.contains(&code.purpose)) else {
        return Err(Reason::ActionCodeUnknown.into());
    };
    if code.used_at.is_some() {
        return Err(Reason::ActionCodeUsed.into());
    }
    if !code.is_live(ctx.now) {
        return Err(Reason::ActionCodeExpired.into());
    }
    Ok(code)
}

fn take(
    ctx: &Ctx,
    conn: &mut Conn<'_>,
    code: ActionCode,
) -> store::Result<Result<Consumed, Refusal>> {
    if !store::action_codes::consume(conn, &code.id, ctx.now)? {
        return Ok(Err(Reason::ActionCodeUsed.into()));
    }
    // Two that were made at the same moment are one: the use of either ends the other. Of those that
    // stand for themselves each takes back what came after it, and nothing that came before.
    let since = code.purpose.is_one_of_many().then_some(code.created_at);
    store::action_codes::end_others(conn, &code, since, ctx.now)?;
    let pending = pending(ctx, &code)?;
    Ok(Ok(Consumed {
        id: code.id,
        purpose: code.purpose,
        user: code.user_id,
        pending,
        recipient: code.recipient,
        interaction: code.interaction_id,
        browser: code.browser,
        created_at: code.created_at,
    }))
}

const fn place(row: &str) -> Place<'_> {
    Place {
        table: "action_codes",
        row,
        column: "sealed_pending",
    }
}

fn seal(ctx: &Ctx, id: &ActionCodeId, pending: &Pending) -> store::Result<Vec<u8>> {
    let plain = serde_json::to_vec(pending);
    let plain = plain.map_err(|error| store::Error::Defect(error.to_string()))?;
    let keys = &ctx.app.data_keys;
    keys.seal(&*ctx.app.entropy, &place(id.as_str()), &plain)
        .map_err(defect)
}

fn defect(fault: Fault) -> store::Error {
    store::Error::Defect(fault.to_string())
}

/// Of the code and of which one it is: the same digits in two rows look different.
fn short_digest(
    ctx: &Ctx,
    id: &ActionCodeId,
    short: &Secret<kind::ShortCode>,
) -> Digest<kind::ShortCode> {
    let text = format!("{id}\0{}", short.expose());
    ctx.app.pepper.keyed("short-code", text.as_bytes())
}

/// As many random digits, each as likely as any other.
fn digits_of(entropy: &dyn Entropy, digits: u8) -> Secret<kind::ShortCode> {
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes);
    let number = u128::from_be_bytes(bytes) % 10_u128.pow(u32::from(digits.min(18)));
    Secret::new(format!("{number:0width$}", width = usize::from(digits)))
}

/// The code that was meant: blanks and dashes do not count, and other digits are digits.
pub fn normalize(typed: &str) -> Secret<kind::ShortCode> {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
        .map(|c| match c {
            '\u{0660}'..='\u{0669}' => digit(c, 0x0660),
            '\u{06f0}'..='\u{06f9}' => digit(c, 0x06f0),
            '\u{ff10}'..='\u{ff19}' => digit(c, 0xff10),
            c => c,
        })
        .take(32)
        .collect();
    Secret::new(plain)
}

fn digit(c: char, zero: u32) -> char {
    char::from_digit(u32::from(c).wrapping_sub(zero), 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{crypto::SystemEntropy, model::Word};

    // RC-02, RC-08, RC-09: how long each works, in one table.
    #[test]
    fn each_purpose_has_its_lifetime() {
        let minutes: Vec<_> = Purpose::WORDS
            .iter()
            .map(|(purpose, word)| (*word, lifetime(*purpose).as_secs() / 60))
            .collect();
        assert_eq!(
            minutes,
            [
                ("verify_email", 24 * 60),
                ("verify_mobile", 24 * 60),
                ("reset_password", 30),
                ("change_password", 30),
                ("change_email", 30),
                ("change_mobile", 30),
                ("undo_email", 72 * 60),
                ("undo_mobile", 72 * 60),
                ("register", 24 * 60),
                ("not_me", 7 * 24 * 60),
            ]
        );
    }

    #[test]
    fn a_short_code_has_its_digits_and_is_known_however_it_is_typed() {
        for digits in [6, 8, 12] {
            let code = digits_of(&SystemEntropy, digits);
            let text = code.expose();
            assert!(text.len() == usize::from(digits) && text.bytes().all(|b| b.is_ascii_digit()));
        }
        for typed in [
            "1234 5678",
            "1234-5678",
            " ١٢٣٤٥٦٧٨ ",
            "۱۲۳۴۵۶۷۸",
            "１２３４５６７８",
        ] {
            assert_eq!(normalize(typed).expose(), "12345678", "{typed}");
        }
    }
}
