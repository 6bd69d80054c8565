//! A mail as it is on the wire becomes what the desk needs of it. Any bytes may come: what is made of them has limits of size, number
//! and time, and nothing in them brings the reader down.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use mail_parser::{Address, Message, MessageParser, MimeHeaders, PartType, decoders::html::html_to_text};
use ring::digest::{SHA256, digest};
use tierline_app::email::{Mail, MailFile, MailNature};
use tierline_domain::OutboxId;

use super::quote::without_quotes;

/// The largest mail, in bytes: the largest file, in base 64, with its surroundings.
pub const MAIL_BYTES: usize = 25 * 1024 * 1024;
/// The most lines of a mail; a file of that size in base 64 has fewer. Each could be a header.
const LINES: usize = 600_000;
/// The most lines that could begin a part: each costs the reader memory.
const PART_LINES: usize = 5_000;
/// The most that is read of one text of a mail, in bytes.
const TEXT_BYTES: usize = 512 * 1024;
/// The most texts of a mail that are read.
const TEXTS: usize = 5;
/// The most files that are taken; the others stay in the mail as it was.
const FILES: usize = 20;
/// The longest identifier of a mail, in characters.
const ID_CHARS: usize = 200;
/// The longest reason of a report, in characters.
const REASON_CHARS: usize = 500;
/// Servers that a mail may have passed: beyond that it goes round in circles (RFC 5321, 6.3).
const HOPS: usize = 50;

/// Why a mail is not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is larger than a mail may be.
    #[error("the mail is larger than a mail may be")]
    TooLarge,
    /// It has more parts or lines than a mail may have.
    #[error("the mail has more parts or lines than a mail may have")]
    TooManyParts,
    /// It is no mail.
    #[error("it is no mail")]
    NoMail,
    /// It goes round in circles.
    #[error("the mail has passed too many servers: it goes round in circles")]
    Loop,
}

/// Reads a mail.
///
/// # Errors
/// [`Unreadable`].
pub fn read_mail(raw: &[u8]) -> Result<Mail, Unreadable> {
    measured(raw)?;
    let message = MessageParser::default().parse(raw).ok_or(Unreadable::NoMail)?;
    if message.received_all().count() > HOPS {
        return Err(Unreadable::Loop);
    }
    let from = message.from().and_then(Address::first).and_then(|first| first.address()).map(line);
    let subject = message.subject().map(line).unwrap_or_default();
    let mut text = without_quotes(&words(&message));
    if text.is_empty() {
        text = if subject.is_empty() { "…".to_owned() } else { subject.clone() };
    }
    let at = message.date().filter(|date| date.is_valid()).map(mail_parser::DateTime::to_timestamp);
    let at = at.and_then(|seconds| DateTime::<Utc>::from_timestamp(seconds, 0));
    let id = message.message_id().map(line).filter(|id| !id.is_empty());
    let id = id.unwrap_or_else(|| made_of(&[from.as_deref().unwrap_or_default(), &subject, &text], at));
    Ok(Mail { nature: nature(&message, raw), files: files(&message), original: Arc::from(raw), id, from, at, text })
}

/// The addresses that a mail says to have come to: where nobody else says it.
///
/// # Errors
/// [`Unreadable`].
pub fn addressees(raw: &[u8]) -> Result<Vec<String>, Unreadable> {
    measured(raw)?;
    let message = MessageParser::default().parse(raw).ok_or(Unreadable::NoMail)?;
    let mut all: Vec<String> = Vec::new();
    for name in ["Delivered-To", "X-Original-To", "Envelope-To"] {
        all.extend(message.header_raw(name).map(|value| line(value).trim_matches(['<', '>']).to_owned()));
    }
    let written = message.all_to().chain(message.all_cc()).flat_map(Address::iter);
    all.extend(written.filter_map(|one| one.address()).take(100).map(line));
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Refuses what would cost more to read than a mail is worth.
fn measured(raw: &[u8]) -> Result<(), Unreadable> {
    if raw.len() > MAIL_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let (mut lines, mut parts) = (0, 0);
    for line in raw.split(|byte| *byte == b'\n') {
        lines += 1;
        parts += usize::from(line.starts_with(b"--"));
    }
    if lines > LINES || parts > PART_LINES { Err(Unreadable::TooManyParts) } else { Ok(()) }
}

/// One line of somebody else's, without what hides or reorders words.
fn line(text: &str) -> String {
    let clean = text.chars().filter(|c| !tierline_domain::text::is_deceptive(*c));
    let clean: String = clean.take(ID_CHARS).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An identifier for a mail without one: the same for the same mail, whichever way it came.
fn made_of(parts: &[&str], at: Option<DateTime<Utc>>) -> String {
    let whole = format!("{}\n{}", at.map(|at| at.timestamp()).unwrap_or_default(), parts.join("\n"));
    let digest = digest(&SHA256, whole.as_bytes());
    let hex: String = digest.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}@made.here")
}

/// The words of a mail. Of HTML, its text alone is left.
fn words(message: &Message<'_>) -> String {
    let texts = message.text_bodies().take(TEXTS).filter_map(|part| match &part.body {
        PartType::Text(text) => Some(cut(text).to_owned()),
        PartType::Html(html) => Some(html_to_text(cut(html))),
        _ => None,
    });
    let texts: Vec<String> = texts.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect();
    texts.join("\n\n").replace("\r\n", "\n").replace('\r', "\n")
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(TEXT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The files of a mail. A picture within the text is none: a signature's logo is nobody's evidence, and it stays in the mail as it was.
fn files(message: &Message<'_>) -> Vec<MailFile> {
    let is_file = |part: &&mail_parser::MessagePart<'_>| {
        let is_picture = part.content_type().is_some_and(|kind| kind.ctype() == "image");
        let is_inline =
            part.content_disposition().is_none_or(|how| !how.is_attachment()) && part.content_id().is_some();
        let is_logo = is_picture && is_inline;
        !is_logo && !part.contents().is_empty()
    };
    let named = |(number, part): (usize, &mail_parser::MessagePart<'_>)| MailFile {
        name: part.attachment_name().map(line).filter(|name| !name.is_empty()).unwrap_or_else(|| {
            let ending = if part.is_message() { "eml" } else { "bin" };
            format!("attachment-{}.{ending}", number + 1)
        }),
        bytes: Arc::from(part.contents()),
    };
    message.attachments().filter(is_file).take(FILES).enumerate().map(named).collect()
}

/// What a mail is, by its headers (RFC 3834, RFC 3464) and by what mail systems write beside these.
fn nature(message: &Message<'_>, raw: &[u8]) -> MailNature {
    let header = |name: &'static str| message.header_raw(name).map(|value| line(value).to_ascii_lowercase());
    if let Some(report) = report(message) {
        return came_back(&report, raw);
    }
    let submitted = header("Auto-Submitted").is_some_and(|value| !value.starts_with("no"));
    let bulk = header("Precedence")
        .is_some_and(|value| matches!(value.as_str(), "bulk" | "junk" | "list" | "auto_reply" | "auto-reply"));
    let named =
        ["X-Autoreply", "X-Autorespond", "X-Autoresponse", "List-Id"].into_iter().any(|name| header(name).is_some());
    let from_nobody = header("Return-Path").is_some_and(|value| value == "<>");
    let is_report = message.root_part().is_content_type("multipart", "report");
    if submitted || bulk || named || from_nobody || is_report { MailNature::Automatic } else { MailNature::Written }
}

/// The machine-readable part of a report about what could not be delivered.
fn report(message: &Message<'_>) -> Option<String> {
    if !message.root_part().is_content_type("multipart", "report") {
        return None;
    }
    let part = message.parts.iter().find(|part| part.is_content_type("message", "delivery-status"))?;
    Some(cut(&String::from_utf8_lossy(part.contents())).to_owned())
}

/// What a report says. A mail that is only late, or arrived, has not come back.
fn came_back(report: &str, raw: &[u8]) -> MailNature {
    let field = |name: &str| {
        let start = format!("{name}:");
        let found =
            report.lines().find(|line| line.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(&start)));
        found.map(|line| line[start.len()..].trim().to_owned())
    };
    if !field("Action").is_some_and(|action| action.eq_ignore_ascii_case("failed")) {
        return MailNature::Automatic;
    }
    // `smtp; 550 5.1.1 no such mailbox`: the kind of the words stands before them.
    let words = |text: String| text.split_once(';').map_or(text.clone(), |(_, words)| words.trim().to_owned());
    let reason = field("Diagnostic-Code").or_else(|| field("Status")).map(words).unwrap_or_default();
    let to = field("Final-Recipient").map(words);
    let reason =
        [to, Some(reason)].into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ");
    let reason = reason.chars().filter(|c| !tierline_domain::text::is_deceptive(*c)).take(REASON_CHARS).collect();
    MailNature::CameBack { delivery: delivery(raw), reason }
}

/// The delivery that a report gives back: its headers stand in the report, as they were.
fn delivery(raw: &[u8]) -> Option<OutboxId> {
    const NAME: &[u8] = b"x-tierline-delivery:";
    let lines = raw.split(|byte| *byte == b'\n');
    let mut named = lines.filter(|line| line.get(..NAME.len()).is_some_and(|head| head.eq_ignore_ascii_case(NAME)));
    std::str::from_utf8(&named.next()?[NAME.len()..]).ok()?.trim().parse().ok()
}

/// What holds of whatever is read, for tests that send anything: the bounds of what comes out.
///
/// # Errors
/// What does not hold.
pub fn checked(raw: &[u8]) -> Result<(), String> {
    let (Ok(mail), Ok(addressees)) = (read_mail(raw), addressees(raw)) else { return Ok(()) };
    let again = read_mail(raw).map_err(|error| error.to_string())?;
    let holds = [
        ("two readings agree", mail == again),
        ("an identifier is short and one line", mail.id.chars().count() <= ID_CHARS && !mail.id.contains('\n')),
        ("there are words", !mail.text.is_empty()),
        ("words are bounded", mail.text.len() <= 4 * TEXTS * TEXT_BYTES),
        ("words have no carriage returns", !mail.text.contains('\r')),
        ("files are few", mail.files.len() <= FILES),
        ("files have names", mail.files.iter().all(|file| !file.name.is_empty() && !file.name.contains('\n'))),
        ("the original is whole", mail.original.len() == raw.len()),
        ("addressees are lines", addressees.iter().all(|one| !one.contains('\n'))),
    ];
    match holds.iter().find(|(_, holds)| !holds) {
        Some((what, _)) => Err((*what).to_owned()),
        None => Ok(()),
    }
}
