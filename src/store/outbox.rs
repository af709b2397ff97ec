//! Letters on their way: written in the transaction of what causes them, taken by one node at a
//! time, erased once they were sent or are too late.

use std::time::Duration;

use diesel::prelude::*;

use super::{
    Conn, Error, Result,
    conn::db,
    schema::{identifiers, outbox, users},
};
use crate::{
    core::{Id, Timestamp},
    model::{
        UserId, Word,
        letter::{Channel, Queued, Template},
        user::Profile,
    },
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = outbox)]
struct LetterRow {
    id: String,
    channel: String,
    template: String,
    language: String,
    user_id: Option<String>,
    sealed_message: Option<Vec<u8>>,
    created_at: i64,
    due_at: i64,
    expires_at: i64,
    tries: i32,
}

impl LetterRow {
    fn into_letter(self) -> Result<Queued> {
        let bad = |what| Error::bad_row("outbox", what);
        Ok(Queued {
            id: Id::new(self.id),
            channel: Channel::from_word(&self.channel).ok_or_else(|| bad("channel"))?,
            template: Template::from_word(&self.template).ok_or_else(|| bad("template"))?,
            language: self.language,
            user_id: self.user_id.map(Id::new),
            sealed: self.sealed_message,
            created_at: Timestamp::from_millis(self.created_at),
            due_at: Timestamp::from_millis(self.due_at),
            expires_at: Timestamp::from_millis(self.expires_at),
            tries: self.tries,
        })
    }
}

/// Puts a letter in, in the transaction of what causes it.
pub fn insert(conn: &mut Conn<'_>, letter: &Queued) -> Result<()> {
    let row = LetterRow {
        id: letter.id.to_string(),
        channel: letter.channel.word().to_owned(),
        template: letter.template.word().to_owned(),
        language: letter.language.clone(),
        user_id: letter.user_id.as_ref().map(ToString::to_string),
        sealed_message: letter.sealed.clone(),
        created_at: letter.created_at.millis(),
        due_at: letter.due_at.millis(),
        expires_at: letter.expires_at.millis(),
        tries: letter.tries,
    };
    db!(conn, |c| diesel::insert_into(outbox::table)
        .values(&row)
        .execute(c))?;
    Ok(())
}

/// Whether there is a letter with this id.
pub fn exists(conn: &mut Conn<'_>, id: &Id<Queued>) -> Result<bool> {
    let row = outbox::table.find(id.as_str());
    Ok(db!(conn, |c| diesel::select(diesel::dsl::exists(row))
        .get_result(c))?)
}

/// Which of these letters are there, or were.
pub fn known(conn: &mut Conn<'_>, ids: &[&str]) -> Result<Vec<String>> {
    let rows = outbox::table.filter(outbox::id.eq_any(ids.iter().copied()));
    Ok(db!(conn, |c| rows.select(outbox::id).load(c))?)
}

/// What a person can be reached by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reach {
    /// What is known of them.
    pub profile: Profile,
    /// Addresses by which they sign in, with whether each was proven.
    pub addresses: Vec<(String, bool)>,
}

/// What a person can be reached by; `None` if there is no such person.
pub fn reach(conn: &mut Conn<'_>, user: &UserId) -> Result<Option<Reach>> {
    type Address = Option<(String, Option<i64>)>;
    let rows: Vec<(String, Address)> = db!(conn, |c| users::table
        .left_join(
            identifiers::table.on(identifiers::user_id
                .eq(users::id)
                .and(identifiers::namespace.eq("email"))),
        )
        .filter(users::id.eq(user.as_str()))
        .order(identifiers::form)
        .select((
            users::profile,
            (identifiers::display, identifiers::verified_at).nullable(),
        ))
        .load(c))?;
    let Some((profile, _)) = rows.first() else {
        return Ok(None);
    };
    let profile = serde_json::from_str(profile).map_err(|_| Error::bad_row("users", "profile"))?;
    let addresses = rows.into_iter().filter_map(|(_, address)| address);
    Ok(Some(Reach {
        profile,
        addresses: addresses.map(|(text, at)| (text, at.is_some())).collect(),
    }))
}

/// Letters of a channel that are due and that nobody has, the oldest first.
pub fn due(
    conn: &mut Conn<'_>,
    channel: Channel,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Queued>> {
    let free = outbox::claimed_until
        .is_null()
        .or(outbox::claimed_until.le(now.millis()).assume_not_null());
    let rows: Vec<LetterRow> = db!(conn, |c| outbox::table
        .filter(outbox::sent_at.is_null().and(outbox::failed_at.is_null()))
        .filter(outbox::due_at.le(now.millis()))
        .filter(outbox::channel.eq(channel.word()))
        .filter(free)
        .filter(outbox::template.eq_any(templates()))
        .order((outbox::due_at, outbox::id))
        .limit(limit)
        .select(LetterRow::as_select())
        .load(c))?;
    rows.into_iter().map(LetterRow::into_letter).collect()
}

/// The letters that this version can write. While nodes are replaced one by one, newer ones put in some
/// that older ones do not know: they are left to them, and hold nobody else's letter up.
fn templates() -> Vec<&'static str> {
    Template::WORDS.iter().map(|(_, word)| *word).collect()
}

/// Takes a letter for one try, so that no other node takes it before `until`: whether this caller
/// was the first.
pub fn consume_turn(conn: &mut Conn<'_>, letter: &Queued, until: Timestamp) -> Result<bool> {
    let row = outbox::table
        .find(letter.id.as_str())
        .filter(outbox::tries.eq(letter.tries))
        .filter(outbox::sent_at.is_null().and(outbox::failed_at.is_null()));
    let set = (
        outbox::tries.eq(letter.tries + 1),
        outbox::claimed_until.eq(until.millis()),
    );
    Ok(db!(conn, |c| diesel::update(row).set(set).execute(c))? == 1)
}

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was sent. What stood in it is erased, unless it is to be looked at (`mail.sink`).
    Sent {
        /// Whether it stays readable until it ends.
        keep: bool,
    },
    /// It is tried again then.
    Later(Timestamp),
    /// It never will be, for this reason; what stood in it is erased.
    Failed(String),
}

/// Puts down what became of the try that [`consume_turn`] began; nothing if somebody else has
/// begun another.
pub fn settle(
    conn: &mut Conn<'_>,
    letter: &Queued,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<()> {
    let row = outbox::table
        .find(letter.id.as_str())
        .filter(outbox::tries.eq(letter.tries + 1))
        .filter(outbox::sent_at.is_null().and(outbox::failed_at.is_null()));
    let free = outbox::claimed_until.eq(None::<i64>);
    let erased = outbox::sealed_message.eq(None::<Vec<u8>>);
    let at = now.millis();
    match outcome {
        Outcome::Sent { keep: true } => db!(conn, |c| diesel::update(row)
            .set((free, outbox::sent_at.eq(at)))
            .execute(c))?,
        Outcome::Sent { keep: false } => db!(conn, |c| diesel::update(row)
            .set((free, outbox::sent_at.eq(at), erased))
            .execute(c))?,
        Outcome::Later(due) => db!(conn, |c| diesel::update(row)
            .set((free, outbox::due_at.eq(due.millis())))
            .execute(c))?,
        Outcome::Failed(why) => db!(conn, |c| diesel::update(row)
            .set((
                free,
                outbox::failed_at.eq(at),
                outbox::failure.eq(why),
                erased
            ))
            .execute(c))?,
    };
    Ok(())
}

/// How many letters wait.
pub fn waiting(conn: &mut Conn<'_>) -> Result<u64> {
    let waiting = outbox::table
        .filter(outbox::sent_at.is_null().and(outbox::failed_at.is_null()))
        .count();
    let count: i64 = db!(conn, |c| waiting.get_result(c))?;
    Ok(count.unsigned_abs())
}

/// A letter, and what became of it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The letter.
    pub letter: Queued,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// Why it never will be.
    pub failure: Option<String>,
}

/// The newest letters.
pub fn newest(conn: &mut Conn<'_>, limit: i64) -> Result<Vec<Seen>> {
    let rows: Vec<(LetterRow, Option<i64>, Option<String>)> = db!(conn, |c| outbox::table
        .filter(outbox::template.eq_any(templates()))
        .order(outbox::id.desc())
        .limit(limit)
        .select((LetterRow::as_select(), outbox::sent_at, outbox::failure))
        .load(c))?;
    let read = |(row, sent_at, failure): (LetterRow, Option<i64>, Option<String>)| {
        Ok(Seen {
            letter: row.into_letter()?,
            sent_at: sent_at.map(Timestamp::from_millis),
            failure,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Erases what stands in letters that are too late, of at most `most`: how many. Those that were
/// not sent have failed.
pub fn expire(conn: &mut Conn<'_>, now: Timestamp, most: i64) -> Result<usize> {
    let old = outbox::table
        .filter(outbox::expires_at.le(now.millis()))
        .filter(outbox::sealed_message.is_not_null())
        .select((outbox::id, outbox::sent_at))
        .limit(most);
    let old: Vec<(String, Option<i64>)> = db!(conn, |c| old.load(c))?;
    let (sent, late): (Vec<_>, Vec<_>) = old.iter().partition(|(_, sent)| sent.is_some());
    let ids = |of: &[&(String, Option<i64>)]| -> Vec<String> {
        of.iter().map(|(id, _)| id.clone()).collect()
    };
    let erased = || outbox::sealed_message.eq(None::<Vec<u8>>);
    if !sent.is_empty() {
        let rows = outbox::table.filter(outbox::id.eq_any(ids(&sent)));
        db!(conn, |c| diesel::update(rows).set(erased()).execute(c))?;
    }
    if !late.is_empty() {
        let rows = outbox::table.filter(outbox::id.eq_any(ids(&late)));
        let failed = (
            erased(),
            outbox::failed_at.eq(now.millis()),
            outbox::failure.eq("expired"),
        );
        db!(conn, |c| diesel::update(rows).set(failed).execute(c))?;
    }
    Ok(old.len())
}

/// Letters that are remembered until what they tell of has come: it is a month ahead.
const REMEMBERED: [Template; 2] = [Template::LegacyStops, Template::LegacyStopsDeveloper];
/// How much longer than others they are.
const REMEMBERED_FOR: Duration = Duration::from_secs(31 * 24 * 3600);

/// Takes out letters that ended before `since`, at most `most`: how many. Who was told of the end of an
/// old sign-in is remembered for a month more, so that nobody is told the same twice.
pub fn sweep(conn: &mut Conn<'_>, since: Timestamp, most: i64) -> Result<usize> {
    let is_usual = outbox::template.ne_all(REMEMBERED.map(Word::word));
    let is_long_over = outbox::expires_at.lt(since.minus(REMEMBERED_FOR).millis());
    let old = outbox::table
        .filter(outbox::expires_at.lt(since.millis()))
        .filter(is_usual.or(is_long_over))
        .filter(outbox::sealed_message.is_null())
        .select(outbox::id)
        .limit(most);
    let old: Vec<String> = db!(conn, |c| old.load(c))?;
    let old = outbox::table.filter(outbox::id.eq_any(&old));
    Ok(db!(conn, |c| diesel::delete(old).execute(c))?)
}
