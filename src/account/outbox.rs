//! Letters on their way to people: written in the transaction of what causes them, sent by
//! whichever node takes them.

pub use crate::app::outbox::{address_of, enqueue, open, tell, tell_with};
pub use crate::model::letter::{Channel, Letter, Message, Queued, Recipient, Template, Values};
