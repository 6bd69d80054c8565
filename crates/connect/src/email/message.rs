//! The mail that brings a parcel: its headers, by which the answer finds its way back and threads hold, its text, and what is attached.

use chrono::{DateTime, Utc};
use lettre::{
    Address, Message,
    message::{
        Attachment, Body, Mailbox, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
    },
};
use ring::digest::{SHA256, digest};
use tierline_app::{Call, Parcel, Written, relay::REOPENING, ticket::posted};

/// The longest title in a subject, in characters: with its tag it stays below what mail systems cut.
const TITLE_CHARS: usize = 180;
/// What the recipient's program for holidays is to leave unsaid (Exchange's header, which others heed too).
const SUPPRESSED: &str = "OOF, RN, NRN";

/// From where to where a mail goes.
#[derive(Debug, Clone)]
pub(super) struct Ways {
    /// The mailbox that it is sent from.
    pub(super) sender: Address,
    /// The mailbox that it is sent to.
    pub(super) mailbox: Address,
    /// Where answers and what cannot be delivered come back to; the sender where nothing is said.
    pub(super) back: Option<Address>,
}

impl Ways {
    /// The address that the envelope names as its sender: what cannot be delivered comes back there.
    pub(super) fn envelope_sender(&self) -> &Address {
        self.back.as_ref().unwrap_or(&self.sender)
    }

    /// The domain that identifiers of mails are made below.
    fn domain(&self) -> &str {
        self.envelope_sender().domain()
    }
}

/// The identifier of the mail that brings something: the same at each try, so that who has it knows a repetition.
fn message_id(id: &str, ways: &Ways) -> String {
    format!("<{id}@{}>", ways.domain())
}

/// The mail as it goes on the wire.
///
/// # Errors
/// What is wrong, in a sentence: a mistake of ours.
pub(super) fn written(call: &Call, words: &str, ways: &Ways, now: DateTime<Utc>) -> Result<Vec<u8>, String> {
    let (request, packet) = (&call.request, &call.request.packet);
    let id = call.stable_id();
    let from = Mailbox::new(Some(tidy(&packet.sender.organization)), ways.sender.clone());
    let mut building = Message::builder()
        .from(from)
        .to(Mailbox::new(Some(tidy(&request.recipient.name)), ways.mailbox.clone()))
        .subject(subject(call))
        .date(now.into())
        .message_id(Some(message_id(&id, ways)));
    if let Some(back) = &ways.back {
        building = building.reply_to(Mailbox::new(None, back.clone()));
    }
    if !matches!(call.parcel, Parcel::Request) {
        let first = message_id(&request.id.to_string(), ways);
        building = building.in_reply_to(first.clone()).references(first);
    }
    if says_itself(&call.parcel) {
        building = building.raw_header(header("Auto-Submitted", "auto-generated")?);
    }
    for (name, value) in [
        ("X-Auto-Response-Suppress", SUPPRESSED),
        ("X-Tierline-Request", &request.id.to_string()),
        ("X-Tierline-Number", &tidy(&request.number)),
        ("X-Tierline-Delivery", &call.delivery.to_string()),
    ] {
        building = building.raw_header(header(name, value)?);
    }
    let parts = parts(call, words)?;
    // Nothing in a text can end its part: a text that holds its own digest cannot be written.
    let boundary = boundary(&parts);
    let whole = parts.into_iter().fold(MultiPart::mixed().boundary(boundary).build(), MultiPart::singlepart);
    let message = building.multipart(whole).map_err(|error| format!("the mail can't be written: {error}"))?;
    Ok(message.formatted())
}

/// A test message as it goes on the wire.
///
/// # Errors
/// What is wrong, in a sentence: a mistake of ours.
pub(super) fn sampled(
    id: &str,
    organization: &str,
    words: &Written,
    ways: &Ways,
    now: DateTime<Utc>,
) -> Result<Vec<u8>, String> {
    let message = Message::builder()
        .from(Mailbox::new(Some(tidy(organization)), ways.sender.clone()))
        .to(Mailbox::new(None, ways.mailbox.clone()))
        .subject(tidy(&words.subject))
        .date(now.into())
        .message_id(Some(message_id(id, ways)))
        .raw_header(header("Auto-Submitted", "auto-generated")?)
        .raw_header(header("X-Auto-Response-Suppress", SUPPRESSED)?)
        .body(words.text.clone())
        .map_err(|error| format!("the mail can't be written: {error}"))?;
    Ok(message.formatted())
}

/// Whether nobody wrote it: a machine that answers machines is not to answer it.
fn says_itself(parcel: &Parcel) -> bool {
    matches!(parcel, Parcel::Note { event: Some(event), .. } if event != REOPENING)
}

fn header(name: &'static str, value: &str) -> Result<HeaderValue, String> {
    let name = HeaderName::new_from_ascii(name.to_owned()).map_err(|error| error.to_string())?;
    Ok(HeaderValue::new(name, value.to_owned()))
}

/// Our number in brackets, the title, and the recipient's own number once it is known: its system finds its ticket by that.
fn subject(call: &Call) -> String {
    let request = &call.request;
    let title: String = tidy(&request.title).chars().take(TITLE_CHARS).collect();
    let theirs = request.external_id.as_deref().map(|number| format!(" [{}]", tidy(number))).unwrap_or_default();
    let again = if matches!(call.parcel, Parcel::Request) { "" } else { "Re: " };
    format!("{again}[{}] {title}{theirs}", tidy(&request.number))
}

/// Somebody's words as a part of one line: nothing in them begins another.
pub(super) fn tidy(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let clean = text.chars().filter(|c| !tierline_domain::text::is_deceptive(*c) || c.is_control()).map(plain);
    clean.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn parts(call: &Call, words: &str) -> Result<Vec<SinglePart>, String> {
    let mut parts = vec![SinglePart::plain(words.to_owned())];
    match &call.parcel {
        Parcel::Request => {
            let ticket = serde_json::to_vec_pretty(&posted(&call.request)).map_err(|error| error.to_string())?;
            parts.push(attached(format!("{}.json", file_name(&call.request.number)), ticket, "application/json")?);
        }
        Parcel::File { name, media_type, bytes, .. } => parts.push(attached(tidy(name), bytes.to_vec(), media_type)?),
        Parcel::Note { .. } | Parcel::Rating { .. } | Parcel::Withdrawal { .. } => {}
    }
    Ok(parts)
}

fn file_name(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

fn attached(name: String, bytes: Vec<u8>, media_type: &str) -> Result<SinglePart, String> {
    let media_type = ContentType::parse(media_type).or_else(|_| ContentType::parse("application/octet-stream"));
    let media_type = media_type.map_err(|error| error.to_string())?;
    // In base 64, whatever it is: a server that mends line ends on the way would change a file.
    let body = Body::new_with_encoding(bytes, ContentTransferEncoding::Base64)
        .map_err(|_| "a file can't be written in base 64".to_owned())?;
    Ok(Attachment::new(name).body(body, media_type))
}

fn boundary(parts: &[SinglePart]) -> String {
    let whole: Vec<u8> = parts.iter().flat_map(|part| part.raw_body().iter().copied()).collect();
    let digest = digest(&SHA256, &whole);
    digest.as_ref().iter().take(20).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tierline_domain::{EntryId, ServiceRequest};
    use uuid::Uuid;

    use super::{super::sample, *};

    fn now() -> DateTime<Utc> {
        "2026-03-02T12:00:00Z".parse().unwrap()
    }

    fn ways() -> Ways {
        Ways {
            sender: "support@northgate.example".parse().unwrap(),
            mailbox: "tickets@meridian.example".parse().unwrap(),
            back: Some("reply+abc@replies.northgate.example".parse().unwrap()),
        }
    }

    fn mail(call: &Call, words: &str) -> String {
        String::from_utf8(written(call, words, &ways(), now()).unwrap()).unwrap()
    }

    /// The headers, unfolded.
    fn headers(mail: &str) -> Vec<String> {
        let head = mail.split("\r\n\r\n").next().unwrap();
        head.replace("\r\n ", " ").replace("\r\n\t", " ").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_request_is_named_in_subject_and_headers_and_brings_its_ticket() {
        let call = sample::call(Parcel::Request);
        let mail = mail(&call, "Mail is delayed.\nSince noon.");
        let headers = headers(&mail);
        let id = call.request.id;
        for wanted in [
            "Subject: [R-1042] Mail is delayed".to_owned(),
            format!("Message-ID: <{id}@replies.northgate.example>"),
            "Reply-To: reply+abc@replies.northgate.example".to_owned(),
            format!("X-Tierline-Request: {id}"),
            "X-Tierline-Number: R-1042".to_owned(),
            "Date: Mon, 02 Mar 2026 12:00:00 +0000".to_owned(),
        ] {
            assert!(headers.contains(&wanted), "{wanted} is missing:\n{headers:#?}");
        }
        assert!(!headers.iter().any(|line| line.starts_with("In-Reply-To") || line.starts_with("Auto-Submitted")));
        assert!(mail.contains("filename=\"R-1042.json\""), "{mail}");
        assert_eq!(mail, self::mail(&call, "Mail is delayed.\nSince noon."), "the same at each try");
    }

    #[test]
    fn what_follows_stands_in_the_same_thread_under_an_identifier_of_its_own() {
        let entry = EntryId(Uuid::from_u128(77));
        let note = |event: Option<&str>| {
            let (text, author) = ("Build 24.1".to_owned(), "Maren Holt".to_owned());
            sample::call(Parcel::Note { entry, event: event.map(str::to_owned), text, author, at: now() })
        };
        let call = note(None);
        let first = format!("<{}@replies.northgate.example>", call.request.id);
        let headers = headers(&mail(&call, "Build 24.1"));
        for wanted in [
            "Subject: Re: [R-1042] Mail is delayed".to_owned(),
            format!("Message-ID: <{entry}@replies.northgate.example>"),
            format!("In-Reply-To: {first}"),
            format!("References: {first}"),
        ] {
            assert!(headers.contains(&wanted), "{wanted} is missing:\n{headers:#?}");
        }
        let by_itself = self::headers(&mail(&note(Some("join")), "T-7"));
        assert!(by_itself.contains(&"Auto-Submitted: auto-generated".to_owned()), "{by_itself:#?}");
    }

    #[test]
    fn the_recipients_own_number_is_named_once_it_is_known() {
        let mut call = sample::call(Parcel::Request);
        call.request.external_id = Some("INC-77".to_owned());
        assert_eq!(subject(&call), "[R-1042] Mail is delayed [INC-77]");
    }

    /// Threat 18: nobody's words begin a header, end one early, or add a recipient.
    #[test]
    fn words_with_line_ends_make_no_headers() {
        let bad = "Delayed\r\nBcc: everybody@elsewhere.example\r\n\r\nNow a body\u{202e}\u{0}";
        let mut call = sample::call(Parcel::Request);
        let request = ServiceRequest { title: bad.to_owned(), number: bad.to_owned(), ..call.request.clone() };
        call.request = request;
        call.request.recipient.name = bad.to_owned();
        call.request.packet.sender.organization = bad.to_owned();
        call.request.external_id = Some(bad.to_owned());
        let mail = mail(&call, "Text");
        let headers = headers(&mail);
        assert!(!headers.iter().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{headers:#?}");
        assert_eq!(headers.iter().filter(|line| line.starts_with("Subject:")).count(), 1);
        assert_eq!(headers.iter().filter(|line| line.starts_with("To:")).count(), 1);
        assert!(headers.iter().any(|line| line.starts_with("MIME-Version")), "the head was not ended early");
        let name = "evil\"\r\nContent-Type: text/html\r\n\r\n<script>.txt".to_owned();
        let file = Parcel::File {
            entry: EntryId(Uuid::from_u128(77)),
            name,
            media_type: "text/plain\r\nX-Bad: 1".to_owned(),
            sha256: String::new(),
            bytes: Arc::from(&b"kelp"[..]),
        };
        let mail = self::mail(&sample::call(file), "Text");
        assert!(!mail.contains("\r\nContent-Type: text/html") && !mail.contains("X-Bad"), "{mail}");
    }

    /// Threat 18: a text that looks like the end of its part is still the text.
    #[test]
    fn a_text_does_not_end_its_part() {
        let call = sample::call(Parcel::Request);
        let once = mail(&call, "Text");
        let boundary = once.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let twice = mail(&call, &format!("Text\n--{boundary}--\nafter"));
        let other = twice.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_ne!(other, boundary);
    }
}
