//! A mail as it goes over the wire.

use std::time::{Duration, UNIX_EPOCH};

use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

use crate::{core::Timestamp, model::MailAddress};

/// Who mail is from.
#[derive(Clone, Debug)]
pub struct Sender {
    /// Their name.
    pub name: Option<String>,
    /// Their address.
    pub address: String,
}

/// A mail to send.
#[derive(Clone, Debug)]
pub struct Mail {
    /// What its `Message-ID` begins with: the same for every try, so that who gets it twice sees it
    /// once.
    pub id: String,
    /// To whom.
    pub to: MailAddress,
    /// What it is about.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same in HTML.
    pub html: String,
    /// When it was written.
    pub at: Timestamp,
}

impl Sender {
    pub(super) fn mailbox(&self) -> Result<Mailbox, String> {
        let address: Address = self
            .address
            .parse()
            .map_err(|error| format!("mail.from: {error}"))?;
        Ok(Mailbox::new(self.name.clone(), address))
    }
}

/// The envelope and the bytes of a mail: `multipart/alternative`, text first.
///
/// RC-10: one recipient, from an address that was checked; whatever else was typed by somebody
/// stands in the body alone.
pub(super) fn build(
    sender: &Sender,
    mail: &Mail,
    host: &str,
) -> Result<(Envelope, Vec<u8>), String> {
    let from = sender.mailbox()?;
    let text = mail.to.as_str();
    let (local, domain) = text.split_once('@').ok_or("no address")?;
    let to = Address::new(local, domain).map_err(|error| error.to_string())?;
    let header = |name: &'static str, value: &str| {
        HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
    };
    let millis = u64::try_from(mail.at.millis()).unwrap_or(0);
    let part =
        |kind: ContentType, body: &str| SinglePart::builder().header(kind).body(body.to_owned());
    let parts = MultiPart::alternative()
        .boundary(format!("=_{}", mail.id))
        .singlepart(part(ContentType::TEXT_PLAIN, &mail.text))
        .singlepart(part(ContentType::TEXT_HTML, &mail.html));
    let envelope = Envelope::new(Some(from.email.clone()), vec![to.clone()])
        .map_err(|error| error.to_string())?;
    let message = Message::builder()
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(one_line(&mail.subject))
        .date(UNIX_EPOCH + Duration::from_millis(millis))
        .message_id(Some(format!("<{}@{host}>", mail.id)))
        // RFC 3834 §5: nobody's absence is answered to us.
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("X-Auto-Response-Suppress", "All"))
        .multipart(parts)
        .map_err(|error| error.to_string())?;
    Ok((envelope, message.formatted()))
}

/// A header has one line.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(to: &str, subject: &str) -> (Envelope, String) {
        let sender = Sender {
            name: Some("Example Clinic".into()),
            address: "no-reply@example.org".into(),
        };
        let mail = Mail {
            id: "01ABC".into(),
            to: MailAddress::parse(to).expect("an address"),
            subject: subject.into(),
            text: "Gr\u{fc}\u{df}e\r\n.\r\nBcc: eve@evil.example\r\n".into(),
            html: "<p>Hello</p>".into(),
            at: Timestamp::from_secs(1_772_532_902),
        };
        let (envelope, bytes) = build(&sender, &mail, "id.example.org").expect("builds");
        (envelope, String::from_utf8(bytes).expect("text"))
    }

    // RC-10, A-21: one recipient, the headers that PAGES §9 asks for, and no other.
    #[test]
    fn a_mail_has_one_recipient_and_our_headers_only() {
        let (envelope, text) = built("anna@example.org", "Hello\r\nBcc: eve@evil.example");
        assert_eq!(envelope.to().len(), 1);
        let (head, _) = text.split_once("\r\n\r\n").expect("a head");
        let names = head
            .split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']));
        let mut names: Vec<_> = names.filter_map(|line| line.split(':').next()).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            [
                "Auto-Submitted",
                "Content-Type",
                "Date",
                "From",
                "MIME-Version",
                "Message-ID",
                "Subject",
                "To",
                "X-Auto-Response-Suppress",
            ]
        );
        let id = "\r\nMessage-ID: <01ABC@id.example.org>\r\n";
        assert!(head.contains(id), "{head}");
        assert!(text.is_ascii(), "no 8BITMIME is needed");
    }

    // RC-10: an address of 254 bytes is folded at most, never cut or split.
    #[test]
    fn a_long_address_stays_whole() {
        let address = format!("{}@{}.example", "a".repeat(64), "b".repeat(63));
        let (envelope, text) = built(&address, "x");
        assert_eq!(envelope.to()[0].to_string(), address);
        assert!(text.replace("\r\n ", "").contains(&address));
    }
}
