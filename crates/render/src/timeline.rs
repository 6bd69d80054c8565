//! The timeline in words: who said or did what, so that the parties are told apart without reading.

mod event;

use chrono::{DateTime, Utc};
use tierline_domain::{Action, Actor, Channel, Entry, Event, RequestEntry, Side, Visibility};

use crate::{Frame, Html, html::bdi, ui::Looks};

/// Who reads: what is a link for us may not exist for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// The partner's own people.
    Ours,
    /// The customer's people.
    Customer,
}

/// A line of a timeline as it is drawn.
pub(crate) enum Row {
    /// A day begins.
    Day(String),
    /// Somebody wrote.
    Message(Message),
    /// Something happened.
    Event(Happening),
}

/// What somebody wrote.
pub(crate) struct Message {
    /// Its place on the page, for a link and for what compares two states of it.
    pub(crate) id: String,
    /// Class of the entry: whose it is.
    pub(crate) class: &'static str,
    /// The party it belongs to, for the switch above: customer, internal or provider.
    pub(crate) party: &'static str,
    /// The round sign.
    pub(crate) avatar: Html,
    /// The name.
    pub(crate) name: Html,
    /// The icon of what it is.
    pub(crate) icon: &'static str,
    /// What it is: a reply, a note, an update of the provider.
    pub(crate) what: Html,
    /// When.
    pub(crate) time: Html,
    /// A state that comes first, in bold.
    pub(crate) lead: Option<String>,
    /// The text.
    pub(crate) body: Html,
    /// A link that puts the text into the message to the customer, where the recipient wrote it and the customer has not read it.
    pub(crate) pass_on: Option<Html>,
}

/// What happened.
pub(crate) struct Happening {
    /// Its place on the page.
    pub(crate) id: String,
    /// The party it belongs to.
    pub(crate) party: &'static str,
    /// Its icon.
    pub(crate) icon: &'static str,
    /// The sentence.
    pub(crate) text: Html,
    /// When.
    pub(crate) time: Html,
}

/// The report that a case began with: its description, in the customer's words.
pub(crate) struct Report<'a> {
    /// When it came.
    pub(crate) at: DateTime<Utc>,
    /// Who reported.
    pub(crate) name: &'a str,
    /// How.
    pub(crate) channel: Channel,
    /// What was said.
    pub(crate) text: &'a str,
}

/// How a report came, as the reader says it: the customer's page is theirs.
pub(crate) fn channel(f: &Frame, channel: Channel, reader: Reader) -> String {
    match (reader, channel) {
        (Reader::Customer, Channel::Portal) => f.t("channel-own-portal"),
        (Reader::Customer, Channel::Agent) => f.t("channel-own-agent"),
        _ => f.w(channel),
    }
}

impl Report<'_> {
    fn row(&self, f: &Frame, reader: Reader) -> Row {
        Row::Message(Message {
            id: "report".to_owned(),
            class: "",
            party: "customer",
            avatar: f.avatar(self.name, Side::Customer),
            name: bdi(self.name),
            icon: "case",
            what: f.h("the-report").w("channel", channel(f, self.channel, reader)).html(),
            time: f.hour(self.at),
            lead: None,
            body: f.prose(self.text),
            pass_on: None,
        })
    }
}

/// The rows of a case's timeline, oldest first, with a heading for each day; the report comes first.
pub(crate) fn rows(f: &Frame, report: &Report<'_>, entries: &[Entry], reader: Reader) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut day = String::new();
    begin_day(f, report.at, &mut day, &mut rows);
    rows.push(report.row(f, reader));
    for entry in entries {
        begin_day(f, entry.at, &mut day, &mut rows);
        rows.push(row(f, entry, reader));
    }
    rows
}

/// Gives a message another body: its text as its reader reads it.
pub(crate) fn retell(rows: &mut [Row], entry: tierline_domain::EntryId, body: Html) {
    let id = entry.to_string();
    for row in rows {
        if let Row::Message(message) = row
            && message.id == id
        {
            message.body = body;
            return;
        }
    }
}

fn begin_day(f: &Frame, at: DateTime<Utc>, day: &mut String, rows: &mut Vec<Row>) {
    let heading = f.wall.heading(at);
    if *day != heading {
        rows.push(Row::Day(heading.clone()));
        *day = heading;
    }
}

fn row(f: &Frame, entry: &Entry, reader: Reader) -> Row {
    match entry.text.as_deref().filter(|text| !text.is_empty() && is_spoken(entry)) {
        Some(text) => Row::Message(message(f, entry, text, reader)),
        None => {
            let (icon, text) = event::sentence(f, entry, reader);
            let party = party(entry.visibility, &entry.actor);
            Row::Event(Happening { id: entry.id.to_string(), party, icon, text, time: f.hour(entry.at) })
        }
    }
}

/// Whether the text of such an entry is somebody's words, not the reason of a deed.
///
/// What one of ours did to a request (a withdrawal) is a deed with its reason: only the recipient's words are words.
fn is_spoken(entry: &Entry) -> bool {
    match &entry.event {
        Event::RequestMoved { read_in_portal, .. } => *read_in_portal || entry.actor.side == Side::Provider,
        event => matches!(
            event,
            Event::NoteAdded
                | Event::AnswerNoted { .. }
                | Event::IssuePosted { .. }
                | Event::CustomerInformed { .. }
                | Event::SymptomPersists
                | Event::SolutionConfirmed
                | Event::CaseResolved
        ),
    }
}

fn party(visibility: Visibility, actor: &Actor) -> &'static str {
    match (visibility, actor.side) {
        (_, Side::Provider) | (Visibility::Provider, _) => "provider",
        (Visibility::Customer, _) => "customer",
        (Visibility::Internal, _) => "internal",
    }
}

/// Class, icon and description of a message, by side and addressee.
fn manner(f: &Frame, actor: &Actor, visibility: Visibility, reader: Reader) -> (&'static str, &'static str, Html) {
    let plain = |key| Html::text(&f.t(key));
    match (actor.side, visibility) {
        (Side::Customer, _) if reader == Reader::Customer => ("is-ours", "user", plain("wrote-you")),
        (Side::Customer, _) => ("", "user", plain("wrote-customer")),
        (Side::Provider, _) => ("is-provider", "provider", plain("wrote-provider")),
        (_, Visibility::Customer) if reader == Reader::Customer => ("", "reply", plain("wrote-support")),
        (_, Visibility::Customer) => ("is-ours", "reply", plain("wrote-reply")),
        (_, Visibility::Provider) => ("is-ours", "provider", plain("wrote-to-provider")),
        (_, Visibility::Internal) => ("is-note", "lock", plain("wrote-note")),
    }
}

fn message(f: &Frame, entry: &Entry, text: &str, reader: Reader) -> Message {
    let (mut class, mut icon, mut what) = manner(f, &entry.actor, entry.visibility, reader);
    let mut lead = None;
    let mut name = entry.actor.name.clone();
    match &entry.event {
        Event::IssuePosted { source_id, posted_at, ended, .. } => {
            (class, icon) = ("is-provider", "provider");
            // The entry stands where the desk heard of it; an issue's identifier is nobody's name.
            what = match posted_at {
                Some(at) => f.h("wrote-issue-at").s("issue", source_id).x("time", f.time(at)).html(),
                None => f.h("wrote-issue").s("issue", source_id).html(),
            };
            name = f.t("wrote-issue-name");
            lead = ended.then(|| f.t("issue-over"));
        }
        Event::CustomerInformed { .. } => what = Html::text(&f.t("wrote-informed")),
        Event::RequestMoved { status, read_in_portal, occurred_at, .. } => {
            (class, icon) = ("is-provider", "provider");
            if *read_in_portal {
                what = f.h("wrote-portal").s("who", &entry.actor.name).html();
            } else if let Some(at) = occurred_at {
                what = f.h("wrote-provider-at").x("time", f.time(*at)).html();
            }
            lead = Some(f.w(status));
        }
        // The entry stands where the desk heard of it.
        Event::AnswerNoted { occurred_at: Some(at), .. } => {
            what = f.h("wrote-provider-at").x("time", f.time(*at)).html()
        }
        Event::CaseResolved => lead = Some(f.t("case-status-resolved")),
        Event::SolutionConfirmed => lead = Some(f.t("answer-solved")),
        Event::SymptomPersists => lead = Some(f.t("answer-persists")),
        _ => {}
    }
    Message {
        id: entry.id.to_string(),
        class,
        party: party(entry.visibility, &entry.actor),
        avatar: f.avatar(&name, entry.actor.side),
        name: f.name(&name),
        icon,
        what,
        time: f.hour(entry.at),
        lead,
        body: f.prose(text),
        pass_on: passing_on(f, entry, reader),
    }
}

/// What the recipient said stays inside until an agent passes it on, in words of their own.
fn passing_on(f: &Frame, entry: &Entry, reader: Reader) -> Option<Html> {
    let is_answer = matches!(entry.event, Event::AnswerNoted { .. } | Event::RequestMoved { .. });
    let is_inside = entry.visibility == Visibility::Internal && entry.actor.side == Side::Provider;
    (is_answer && is_inside && reader == Reader::Ours && f.may.can(Action::WorkCases)).then(|| {
        let label = Html::text(&f.t("pass-on"));
        Html(format!("<a class=\"small\" href=\"?pass_on={}#notes-text\">{label}</a>", entry.id))
    })
}

/// The rows of a service request's own timeline. On the recipient's side `ours` and `provider` change places: what the
/// sender wrote is the partner's.
pub(crate) fn request_rows(f: &Frame, entries: &[RequestEntry], at_recipient: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut day = String::new();
    for entry in entries {
        begin_day(f, entry.at, &mut day, &mut rows);
        rows.push(request_row(f, entry, at_recipient));
    }
    rows
}

fn request_row(f: &Frame, entry: &RequestEntry, at_recipient: bool) -> Row {
    let party = party(entry.visibility, &entry.actor);
    let written = entry.text.as_deref().filter(|text| !text.is_empty() && entry.data().is_none());
    let Some(text) = written else {
        let (icon, text) = event::request_sentence(f, entry);
        return Row::Event(Happening { id: entry.id.to_string(), party, icon, text, time: f.hour(entry.at) });
    };
    let internal = entry.visibility == Visibility::Internal;
    let read = entry.kind == "portal";
    let (class, icon, key) = match (internal, entry.actor.side, at_recipient) {
        _ if read => ("is-provider", "provider", "wrote-portal"),
        (true, ..) => ("is-note", "lock", "wrote-internal"),
        (_, Side::Ours | Side::Provider, true) => ("is-ours", "reply", "wrote-to-partner"),
        (_, Side::Provider, false) => ("is-provider", "provider", "wrote-provider"),
        (_, _, true) => ("is-provider", "user", "wrote-partner"),
        (_, _, false) => ("is-ours", "provider", "wrote-to-provider"),
    };
    Row::Message(Message {
        id: entry.id.to_string(),
        class,
        party,
        avatar: f.avatar(&entry.actor.name, entry.actor.side),
        name: f.name(&entry.actor.name),
        icon,
        what: f.h(key).s("who", &entry.actor.name).html(),
        time: f.hour(entry.at),
        lead: lead(f, entry),
        body: f.prose(text),
        pass_on: None,
    })
}

/// What stands above the words: what they are about, where somebody else's words or a reason are not a note.
fn lead(f: &Frame, entry: &RequestEntry) -> Option<String> {
    match entry.kind.as_str() {
        "undelivered" => Some(f.t("event-request-undelivered")),
        "mail_full" => Some(f.t("event-request-mail-full")),
        "came_back" => Some(f.t("event-request-came-back")),
        "file_left" => Some(f.t("event-request-file-left")),
        "automatic" => Some(f.t("event-request-automatic")),
        "unverified" => Some(f.t("event-request-unverified")),
        "reopening" => Some(f.t("event-request-reopening")),
        "stray_number" => Some(f.t("event-request-stray-number")),
        "number_unknown" => Some(f.t("event-request-number-unknown")),
        "given_up" => Some(f.m("event-request-given-up").s("who", &entry.actor.name).to_string()),
        _ => entry.status.map(|status| f.w(status)),
    }
}

/// The icon of a request's status, for its happenings.
pub(crate) fn status_icon(entry: &RequestEntry) -> &'static str {
    entry.status.map_or("note", |status| status.look().1)
}

#[cfg(test)]
mod tests {
    use tierline_domain::RequestStatus;

    use super::*;

    #[test]
    fn only_the_recipients_words_on_a_request_are_drawn_as_words() {
        let f = Frame::new(crate::Locale::En, chrono_tz::UTC, crate::sample::at("2026-09-15T11:52:00Z"));
        let moved = |side, status, read_in_portal| Entry {
            actor: Actor { side, name: "Maren Oskel".to_owned(), user: None },
            event: Event::RequestMoved {
                request: "srq_00000000000000000000001042".parse().expect("an identifier"),
                number: "R-1042".to_owned(),
                status,
                read_in_portal,
                occurred_at: None,
            },
            text: Some("The customer found the cause.".to_owned()),
            ..crate::sample::entry()
        };
        let withdrawn = row(&f, &moved(Side::Ours, RequestStatus::Withdrawn, false), Reader::Ours);
        let Row::Event(happening) = withdrawn else { panic!("drawn as somebody's words") };
        assert!(happening.text.0.contains("withdrew") && happening.text.0.contains("found the cause"));
        let answered = row(&f, &moved(Side::Provider, RequestStatus::Accepted, false), Reader::Ours);
        assert!(matches!(answered, Row::Message(message) if message.class == "is-provider"));
        let read = row(&f, &moved(Side::Ours, RequestStatus::Accepted, true), Reader::Ours);
        assert!(matches!(read, Row::Message(message) if message.class == "is-provider"));
    }

    #[test]
    fn what_the_recipient_wrote_can_be_passed_on_until_the_customer_has_read_it() {
        let mut f = Frame::new(crate::Locale::En, chrono_tz::UTC, crate::sample::at("2026-09-15T11:52:00Z"));
        let noted = |visibility| Entry {
            actor: Actor { side: Side::Provider, name: "Meridian Cloud".to_owned(), user: None },
            event: Event::AnswerNoted {
                request: "srq_00000000000000000000001042".parse().expect("an identifier"),
                number: "R-1042".to_owned(),
                occurred_at: Some(crate::sample::at("2026-09-15T11:40:00Z")),
            },
            visibility,
            text: Some("The node was moved.".to_owned()),
            ..crate::sample::entry()
        };
        let link = |f: &Frame, visibility, reader| match row(f, &noted(visibility), reader) {
            Row::Message(message) => {
                assert!(message.what.0.contains("11:40"), "their time stands beside ours: {}", message.what.0);
                message.pass_on
            }
            _ => panic!("it is somebody's words"),
        };
        assert!(link(&f, Visibility::Internal, Reader::Ours).is_none(), "who works on no cases writes nothing");
        f.may = [Action::WorkCases].into_iter().collect();
        assert!(link(&f, Visibility::Internal, Reader::Ours).is_some_and(|link| link.0.contains("pass_on=ent_")));
        assert!(link(&f, Visibility::Customer, Reader::Ours).is_none());
        assert!(link(&f, Visibility::Internal, Reader::Customer).is_none());
    }

    #[test]
    fn what_was_read_in_a_portal_and_a_number_are_nobodys_notes() {
        let f = Frame::new(crate::Locale::En, chrono_tz::UTC, crate::sample::at("2026-09-15T11:52:00Z"));
        let entry = |kind: &str, status, text: &str| RequestEntry {
            kind: kind.to_owned(),
            visibility: Visibility::Internal,
            status,
            text: Some(text.to_owned()),
            actor: Actor { side: Side::Ours, name: "Maren Oskel".to_owned(), user: None },
            owner: tierline_domain::Owner {
                organization: tierline_domain::OrganizationId(uuid::Uuid::nil()),
                cloud: tierline_domain::Cloud::Public,
            },
            request: tierline_domain::RequestId(uuid::Uuid::nil()),
            id: tierline_domain::EntryId(uuid::Uuid::nil()),
            at: crate::sample::at("2026-09-15T11:52:00Z"),
        };
        let read = request_row(&f, &entry("portal", Some(RequestStatus::AttentionNeeded), "A trace, please."), false);
        let Row::Message(read) = read else { panic!("words that were read are words") };
        assert_eq!((read.class, read.what.0.as_str()), ("is-provider", "Read in the portal by <bdi>Maren Oskel</bdi>"));
        for (kind, status, number) in
            [("filing", Some(RequestStatus::Submitted), "261100"), ("correction", None, "261100 → 261101")]
        {
            let Row::Event(told) = request_row(&f, &entry(kind, status, number), false) else { panic!("{kind}") };
            assert!(told.text.0.contains(number), "{}", told.text.0);
        }
    }
}
