//! What carries service requests off the desk: one carrier for each route that uses a connection.
//!
//! The relay calls a carrier outside of any transaction, always with an identifier of ours that is the same each time. What
//! it answers says what is certain: done, refused, not done, or unknown. Only what is certainly not done is sent again
//! without asking first.

mod beside;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use tierline_domain::{
    Connection, ConnectionId, EntryId, Language, OutboxId, Owner, PacketFile, RequestStatus, ReturnReason, Route,
    SecretField, ServiceRequest, Severity,
};

pub use beside::{Beside, OwnWords, Sent};

use crate::{error::Result, relay::RATING};

/// A secret of a connection. It does not print itself, and is no part of any answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret that was unsealed.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself, for the one place that sends it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// The secrets of a connection.
pub type Secrets = BTreeMap<SecretField, Secret>;

/// A connection that is ready for use: its secrets are open.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The connection as it is set up.
    pub connection: Connection,
    /// What lets us in.
    pub secrets: Secrets,
}

/// Why a connection cannot be used now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// What is in the way, in one sentence for the person who runs the desk: no secret.
    pub reason: String,
}

/// Opens connections for use.
pub trait ConnectionOpener: Send + Sync {
    /// Opens one of an owner's.
    fn open(&self, owner: Owner, id: ConnectionId) -> BoxFuture<'_, Result<Opened, Closed>>;
}

/// Opens nothing: for a desk without connections.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoConnections;

impl ConnectionOpener for NoConnections {
    fn open(&self, _: Owner, _: ConnectionId) -> BoxFuture<'_, Result<Opened, Closed>> {
        let reason = "this program opens no connections".to_owned();
        Box::pin(std::future::ready(Err(Closed { reason })))
    }
}

/// What is to reach the recipient.
#[derive(Clone, PartialEq)]
pub enum Parcel {
    /// The request itself, by the packet in the call's request.
    Request,
    /// A note for the recipient.
    Note {
        /// The note's identifier.
        entry: EntryId,
        /// The word of what happened, where nobody wrote a note: the text is its data then.
        event: Option<String>,
        /// The note.
        text: String,
        /// The name of who wrote it.
        author: String,
        /// When it was written.
        at: DateTime<Utc>,
    },
    /// The request has another severity from now on. Where the recipient's interface has no field for that, it goes as a note.
    Rating {
        /// Identifier of what is said of it.
        entry: EntryId,
        /// The severity.
        severity: Severity,
        /// The name of who changed it.
        author: String,
        /// When it was changed.
        at: DateTime<Utc>,
    },
    /// The request is taken back.
    Withdrawal {
        /// Identifier of what is said of it.
        entry: EntryId,
        /// Why.
        reason: String,
    },
    /// A file.
    File {
        /// Identifier of what is said of it.
        entry: EntryId,
        /// Its name, without folders.
        name: String,
        /// Its type, as we describe it.
        media_type: String,
        /// SHA-256 of its bytes, in lower-case hexadecimal.
        sha256: String,
        /// Its bytes.
        bytes: Arc<[u8]>,
    },
}

impl Parcel {
    /// How a note says another severity, for who reads notes alone.
    #[must_use]
    pub fn rating_note(severity: Severity) -> String {
        format!("{RATING}: {severity}")
    }
}

impl fmt::Debug for Parcel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request => f.write_str("Request"),
            Self::Note { entry, .. } => write!(f, "Note({entry})"),
            Self::Rating { entry, severity, .. } => write!(f, "Rating({entry}, {severity})"),
            Self::Withdrawal { entry, .. } => write!(f, "Withdrawal({entry})"),
            Self::File { entry, bytes, .. } => write!(f, "File({entry}, {} bytes)", bytes.len()),
        }
    }
}

/// One parcel on its way through a connection.
#[derive(Debug, Clone)]
pub struct Call {
    /// Through what.
    pub through: Opened,
    /// The request, as it stands for us: its packet, and the recipient's number once there is one.
    pub request: ServiceRequest,
    /// What is sent.
    pub parcel: Parcel,
    /// The message that asks for it: the same at each try.
    pub delivery: OutboxId,
    /// The language in which the recipient reads what the desk itself says, as far as that is known.
    pub language: Language,
    /// What is known beside the parcel, where it is looked for; nothing where it is sent.
    pub beside: Beside,
}

impl Call {
    /// Our identifier of the parcel, the same at each try: a recipient that has seen it has the parcel.
    #[must_use]
    pub fn stable_id(&self) -> String {
        match &self.parcel {
            Parcel::Request => self.request.id.to_string(),
            Parcel::Note { entry, .. }
            | Parcel::Rating { entry, .. }
            | Parcel::Withdrawal { entry, .. }
            | Parcel::File { entry, .. } => entry.to_string(),
        }
    }
}

/// What the recipient says of a parcel that it has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The recipient's own number of the request, where it gives one.
    pub number: Option<String>,
    /// Where the request is found there.
    pub href: Option<String>,
    /// Where it stands there, where it says more than that it has arrived.
    pub status: Option<RequestStatus>,
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The recipient has it.
    Done(Receipt),
    /// The recipient does not take it, and will not take it the next time either.
    Refused {
        /// Its code.
        code: String,
        /// What it says, in its words.
        reason: String,
    },
    /// Certainly not done: not connected, told to come later, not permitted by the desk's own limits.
    Later {
        /// What happened, in one sentence: no secret.
        reason: String,
        /// Before this time there is no use in another try.
        not_before: Option<DateTime<Utc>>,
    },
    /// It was sent, and nobody answered: it may have been done.
    Unknown {
        /// What happened, in one sentence: no secret.
        reason: String,
    },
}

/// Whether the recipient has a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It has.
    Yes(Receipt),
    /// It certainly has not, and what was sent so far cannot arrive any more.
    No,
    /// That could not be found out.
    NoAnswer {
        /// What happened, in one sentence: no secret.
        reason: String,
    },
    /// Nobody there can be asked, now or later: a person finds out, and says so.
    NobodyToAsk {
        /// Where to look, in one sentence: no secret.
        reason: String,
    },
}

/// What is asked for when news are fetched.
#[derive(Debug, Clone)]
pub struct Poll {
    /// Through what.
    pub through: Opened,
    /// The requests that are of interest: each has the recipient's number.
    pub requests: Vec<ServiceRequest>,
    /// What is known of these requests already: an update of which [`update_entry`](crate::ticket::update_entry) is one of these need not
    /// be told again, and its file is not fetched again.
    pub known: BTreeSet<EntryId>,
    /// Our own files, which an other end may list beside its own.
    pub ours: Vec<PacketFile>,
    /// What we said since the other end asked last; nothing where it never did. A status without a time of its own, that stands there
    /// unchanged after our answer, is no other question.
    pub answers: Vec<OwnWords>,
    /// Whether this is a look among others, from time to time: what a list says to be unchanged need not be read then. Else somebody
    /// waits for it.
    pub is_round: bool,
}

/// Something that happened at the recipient. The app applies each once, in whatever order they come.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// The recipient's own identifier of it, once for each thing that happened. Where it gives none: made of what it says.
    pub id: String,
    /// The recipient's number of the request.
    pub number: String,
    /// When it happened, by the recipient's clock.
    pub at: DateTime<Utc>,
    /// What happened.
    pub kind: UpdateKind,
}

/// What happened at the recipient.
#[derive(Clone, PartialEq)]
pub enum UpdateKind {
    /// The status changed.
    Status {
        /// To this.
        status: RequestStatus,
        /// What is said of it.
        reason: Option<String>,
        /// Why it was returned, where it was and the recipient says so in our words.
        returned: Option<ReturnReason>,
    },
    /// A note was written there.
    Note {
        /// The note, as plain text.
        text: String,
        /// The name of who wrote it.
        author: Option<String>,
    },
    /// A file was added there.
    File {
        /// Its name.
        name: String,
        /// Its bytes.
        bytes: Arc<[u8]>,
    },
    /// A file was added there, and it cannot be had: a person gets it another way.
    FileLeft {
        /// Its name.
        name: String,
        /// Why, in one sentence: no secret.
        reason: String,
    },
    /// The severity was changed there.
    Severity(Severity),
    /// Something arrived that is kept with the request and moves nothing: who reads it decides what it is worth.
    Aside {
        /// What it is.
        kind: AsideKind,
        /// The words.
        text: String,
        /// Who says to have written it.
        author: Option<String>,
    },
    /// What arrived, as it was: kept beside what was made of it.
    Original {
        /// Its name.
        name: String,
        /// Its bytes.
        bytes: Arc<[u8]>,
    },
    /// Something that had left came back.
    Undelivered {
        /// Which delivery it was, where that is said.
        delivery: Option<OutboxId>,
        /// Why, in the words of who gave it back.
        reason: String,
    },
    /// The request holds as much as a request may: what comes now is not taken.
    Full,
    /// The recipient's next answer is due then, as it says.
    Due(DateTime<Utc>),
    /// The recipient has no request of this number: it was mistyped, or what tied us to it is over.
    Missing,
}

/// What something is that moves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsideKind {
    /// A machine wrote it: an absence, a receipt.
    Automatic,
    /// It is from somebody who is not known to speak for the recipient.
    Unverified,
}

impl fmt::Debug for UpdateKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status { status, .. } => write!(f, "Status({status})"),
            Self::Note { text, .. } => write!(f, "Note({} bytes)", text.len()),
            Self::File { bytes, .. } => write!(f, "File({} bytes)", bytes.len()),
            Self::FileLeft { reason, .. } => write!(f, "FileLeft({} bytes)", reason.len()),
            Self::Severity(severity) => write!(f, "Severity({severity})"),
            Self::Aside { kind, text, .. } => write!(f, "Aside({kind:?}, {} bytes)", text.len()),
            Self::Original { bytes, .. } => write!(f, "Original({} bytes)", bytes.len()),
            Self::Undelivered { delivery, .. } => write!(f, "Undelivered({delivery:?})"),
            Self::Full => f.write_str("Full"),
            Self::Due(at) => write!(f, "Due({at})"),
            Self::Missing => f.write_str("Missing"),
        }
    }
}

/// How a step of a connection's test went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// It works.
    Works,
    /// It does not.
    Fails,
    /// An earlier one failed, so it was not tried.
    Skipped,
}

/// One step of a connection's test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The step's stable word: `name`, `connect`, `token`, `permission`, `read` …
    pub code: &'static str,
    /// How it went.
    pub state: StepState,
    /// What was seen, and where it fails what is missing and how to get it: no secret.
    pub says: String,
}

/// What works of a connection, step by step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TestReport {
    /// The steps, in the order in which they were tried.
    pub steps: Vec<Step>,
}

impl TestReport {
    /// Whether all of it works.
    #[must_use]
    pub fn works(&self) -> bool {
        !self.steps.is_empty() && self.steps.iter().all(|step| step.state == StepState::Works)
    }
}

/// A test message: a person wants to see whether it arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The address.
    pub to: String,
    /// The organization in whose name it is sent.
    pub organization: String,
    /// The name of who sends it.
    pub by: String,
    /// The language of that person.
    pub language: Language,
}

/// Carries what a desk sends by one route.
///
/// Each method waits for the recipient at the most as long as the outbound client does. None of them is called with a
/// transaction open, and each can be called again after the process was killed at any instruction.
pub trait Carrier: Send + Sync {
    /// Sends a parcel with [`Call::stable_id`]. A recipient that takes that for an idempotency key is told it.
    fn send(&self, call: Call) -> BoxFuture<'_, Outcome>;

    /// Asks whether the recipient has the parcel: by our identifier, or else by title and time, where more of it is there than
    /// [`Call::beside`] explains. [`Found::No`] is said only where it is certain.
    fn find(&self, call: Call) -> BoxFuture<'_, Found>;

    /// What happened at the recipient.
    fn poll(&self, poll: Poll) -> BoxFuture<'_, Result<Vec<Update>, Closed>>;

    /// Tries step by step what the connection can do, without changing anything there.
    fn test(&self, through: Opened) -> BoxFuture<'_, TestReport>;

    /// Sends a test message the way of all others, and says what the other end said of it. None where nothing is sent by this route that
    /// a person could look for.
    fn sample(&self, through: Opened, sample: Sample) -> Option<BoxFuture<'_, Result<String, Closed>>> {
        let _ = (through, sample);
        None
    }

    /// Whether it goes past the proxy that the operator has set for what goes out.
    fn passes_proxy_by(&self) -> bool {
        false
    }

    /// Asks the other end to call us when something happens, at an address that holds this key. None where it calls nobody, or
    /// we cannot be called: it is then asked from time to time.
    fn listen(&self, through: Opened, key: String) -> Option<BoxFuture<'_, Result<Listening, Closed>>> {
        let _ = (through, key);
        None
    }

    /// Whether the other end still has the subscription that [`Carrier::listen`] made. Only where it says so it has not: who cannot be
    /// asked for it keeps it, as far as anybody knows. Closed where neither is known. None where it calls nobody.
    fn is_subscribed(&self, through: Opened, id: String) -> Option<BoxFuture<'_, Result<bool, Closed>>> {
        let _ = (through, id);
        None
    }
}

/// A subscription at the other end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listening {
    /// What it is called there.
    pub id: String,
}

/// The carriers that this program has, by route.
#[derive(Clone, Default)]
pub struct Carriers(BTreeMap<Route, Arc<dyn Carrier>>);

impl Carriers {
    /// With one more.
    #[must_use]
    pub fn with(mut self, route: Route, carrier: Arc<dyn Carrier>) -> Self {
        self.0.insert(route, carrier);
        self
    }

    /// The carrier of a route; none where this program has none.
    #[must_use]
    pub fn of(&self, route: Route) -> Option<Arc<dyn Carrier>> {
        self.0.get(&route).cloned()
    }

    /// The routes that this program can carry.
    pub fn routes(&self) -> impl Iterator<Item = Route> + '_ {
        self.0.keys().copied()
    }
}

#[cfg(test)]
mod tests;
