//! What stands at both ends of the exchange, beside what was said.

use tierline_domain::{Attachment, Entry, EntryId, Event, RequestEntry, RequestStatus, Role, Side};
use tierline_store::System;
use tierline_testkit::exchange::TwoDesks;

use super::{talk::Talk, waiting};

/// Whose word it is (the far end's or not), what it is, and the word; in order.
type Words = Vec<(bool, &'static str, String)>;

/// What a timeline calls what is said of a request.
const NOTE: &str = "note";
const FILE: &str = "file";
const SEVERITY: &str = "severity";
const DECISION: &str = "decision";

/// The timeline of a request at one end.
struct Timeline {
    entries: Vec<RequestEntry>,
    files: Vec<Attachment>,
    is_far: bool,
}

impl Timeline {
    async fn here(desks: &TwoDesks, talk: &Talk) -> Self {
        let owner = desks.near.person(Role::HelpdeskAgent).owner;
        let mut read = desks.near.app.store().read(owner).await.unwrap();
        let mut files = read.attachment_list_of_request(talk.request).await.unwrap();
        files.extend(read.attachment_list(talk.case).await.unwrap());
        Self { entries: read.request_entry_list(talk.request).await.unwrap(), files, is_far: false }
    }

    async fn there(desks: &TwoDesks, talk: &Talk) -> Option<Self> {
        let received = talk.received(desks).await?;
        let mut read = desks.far.app.store().read(received.owner).await.unwrap();
        let entries = read.request_entry_list(received.id).await.unwrap();
        let files = read.attachment_list_of_request(received.id).await.unwrap();
        Some(Self { entries, files, is_far: true })
    }

    /// Whether the far end said it: the near one calls it the provider, and it calls the near one its customer.
    fn is_theirs(&self, side: Side) -> bool {
        if self.is_far { side != Side::Customer } else { side == Side::Provider }
    }

    fn words(&self) -> Words {
        let kinds = [NOTE, FILE, SEVERITY, DECISION];
        let word = |entry: &RequestEntry| {
            let kind = kinds.into_iter().find(|kind| entry.kind == *kind)?;
            // That a question is answered is told, and nobody decided it.
            if kind == DECISION && entry.text.is_none() {
                return None;
            }
            Some((self.is_theirs(entry.actor.side), kind, entry.text.clone().unwrap_or_default()))
        };
        sorted(self.entries.iter().filter_map(word))
    }

    /// The identifiers of what the near end sent after the request.
    fn sent(&self) -> Vec<EntryId> {
        let of_sender = |entry: &&RequestEntry| {
            [NOTE, FILE, SEVERITY].contains(&entry.kind.as_str()) && !self.is_theirs(entry.actor.side)
        };
        sorted(self.entries.iter().filter(of_sender).map(|entry| entry.id))
    }

    /// The files themselves, each with its size.
    fn files(&self) -> Vec<(bool, String, i64)> {
        sorted(self.files.iter().map(|file| (self.is_theirs(file.by.side), file.name.clone(), file.size)))
    }
}

fn sorted<T: Ord>(all: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.into_iter().collect();
    all.sort();
    all
}

/// What was said of a request at both ends.
fn said(talk: &Talk) -> Words {
    let (here, there) = (&talk.here, &talk.there);
    let lists = [
        (false, NOTE, &here.notes),
        (false, FILE, &here.files),
        (false, SEVERITY, &here.moves),
        (true, NOTE, &there.notes),
        (true, FILE, &there.files),
        (true, DECISION, &there.moves),
    ];
    sorted(
        lists
            .into_iter()
            .flat_map(|(is_theirs, kind, words)| words.iter().map(move |word| (is_theirs, kind, word.clone()))),
    )
}

/// Whether each end knows all that was said of a request, and nothing twice, and where it stands.
pub(super) async fn is_told(desks: &TwoDesks, talk: &Talk) -> bool {
    let Some(there) = Timeline::there(desks, talk).await else { return false };
    let is_said = there.words() == said(talk) && Timeline::here(desks, talk).await.words() == said(talk);
    let (here, there) = statuses(desks, talk).await;
    is_said && here == there
}

/// Where a request stands at both ends.
async fn statuses(desks: &TwoDesks, talk: &Talk) -> (Option<RequestStatus>, Option<RequestStatus>) {
    let owner = desks.near.person(Role::HelpdeskAgent).owner;
    let sent = desks.near.app.store().read(owner).await.unwrap().request_lookup(talk.request).await.unwrap();
    (sent.map(|sent| sent.status), talk.received(desks).await.map(|received| received.status))
}

/// Both ends say the same of whose turn it is, whatever crossed on the way.
///
/// # Panics
/// Where it is not so.
pub(super) async fn stand_alike(desks: &TwoDesks, talk: &Talk) {
    let (here, there) = statuses(desks, talk).await;
    assert_eq!(here, there, "{talk:?}");
}

/// Nothing is lost, nothing is doubled, and the last word holds.
///
/// # Panics
/// Where it is not so.
pub(super) async fn all(desks: &TwoDesks, talks: &[Talk]) {
    assert_eq!(waiting(desks.near.app.store()).await, 0, "something never arrives");
    let counts = desks.near.app.store().read(System).await.unwrap().outbox_counts().await.unwrap();
    let given_up = counts.iter().filter(|count| matches!(count.state.as_str(), "dead" | "refused"));
    assert_eq!(given_up.map(|count| count.number).sum::<i64>(), 0, "{counts:?}");
    let taken = desks.line.taken();
    for talk in talks {
        one(desks, talk).await;
        let here = Timeline::here(desks, talk).await;
        let names = here.sent().into_iter().map(|id| id.to_string()).chain([talk.request.to_string()]);
        for name in names {
            assert_eq!(taken.get(&name), Some(&1), "how often {name} was taken of {talk:?}");
        }
    }
}

async fn one(desks: &TwoDesks, talk: &Talk) {
    let here = Timeline::here(desks, talk).await;
    let there = Timeline::there(desks, talk).await.expect("it has arrived");
    assert_eq!(here.words(), said(talk), "where {talk:?} was handed up");
    assert_eq!(there.words(), said(talk), "where {talk:?} arrived");
    assert_eq!(there.sent(), here.sent(), "each thing under its own identifier: {talk:?}");
    let named = said(talk).into_iter().filter(|(_, kind, _)| *kind == FILE);
    let files = sorted(named.map(|(is_theirs, _, name)| {
        let size = i64::try_from(name.len()).unwrap_or_default();
        (is_theirs, name, size)
    }));
    assert_eq!((here.files(), there.files()), (files.clone(), files), "{talk:?}");
    its_case(desks, talk).await;
    it_stands(desks, talk, &there).await;
}

/// In the case stands what the far end said, and each severity.
async fn its_case(desks: &TwoDesks, talk: &Talk) {
    let owner = desks.near.person(Role::HelpdeskAgent).owner;
    let entries = desks.near.app.store().read(owner).await.unwrap().entry_list(talk.case).await.unwrap();
    let word = |entry: &Entry| match &entry.event {
        Event::AnswerNoted { .. } => entry.text.clone(),
        Event::FileAttached { name, .. } if entry.actor.side == Side::Provider => Some(name.clone()),
        _ => None,
    };
    let heard = sorted(entries.iter().filter_map(word));
    assert_eq!(heard, sorted([&talk.there.notes[..], &talk.there.files[..]].concat()), "the case of {talk:?}");
    let rated = entries.iter().filter(|entry| matches!(entry.event, Event::RequestRated { .. })).count();
    assert_eq!(rated, talk.here.moves.len(), "the severities in the case of {talk:?}");
}

/// The last severity and the last status hold at both ends, and the far one has the request once.
async fn it_stands(desks: &TwoDesks, talk: &Talk, there: &Timeline) {
    let owner = desks.near.person(Role::HelpdeskAgent).owner;
    let sent = desks.near.app.store().read(owner).await.unwrap().request_lookup(talk.request).await.unwrap().unwrap();
    let received = talk.received(desks).await.expect("it has arrived");
    assert_eq!((sent.severity, received.packet.severity), (talk.severity, talk.severity), "{talk:?}");
    assert_eq!((Some(sent.status), Some(received.status)), (talk.end, talk.end), "{talk:?}");
    let mut read = desks.far.app.store().read(received.owner).await.unwrap();
    let named = read.tickets_by_external(received.sender, &talk.request.to_string()).await.unwrap();
    assert_eq!(named, [received.id], "{talk:?}");
    let withdrawn = there.entries.iter().filter(|entry| entry.kind == "withdrawal").count();
    assert_eq!(withdrawn, usize::from(talk.end == Some(RequestStatus::Withdrawn)), "{talk:?}");
}
