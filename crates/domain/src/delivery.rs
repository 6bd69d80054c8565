//! Deliveries: messages about a service request on their way to a recipient.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    AttachmentId, CaseId, ConnectionId, OutboxId, Owner, RequestId, RequestStatus, Route, Severity, TicketEvent, words,
};

words! {
    /// What a delivery brings.
    pub enum DeliveryKind {
        /// The request itself.
        RequestSubmitted = "request_submitted",
        /// A note for the recipient.
        RequestNoted = "request_noted",
        /// A note for the recipient, written in a case.
        CaseNoted = "case_noted",
        /// Another severity of the request.
        RequestRated = "request_rated",
        /// The request is taken back.
        RequestWithdrawn = "request_withdrawn",
        /// What the recipient decided or replied, back to the sender.
        RequestDecided = "request_decided",
        /// A file for the recipient.
        FileSent = "file_sent",
        /// The recipient's file, back to the sender.
        FileReturned = "file_returned",
        /// An event of a ticket, back to a sender that subscribed.
        TicketEvent = "ticket_event",
    }
}

words! {
    /// How far a delivery has come.
    pub enum DeliveryState {
        /// It is due, or is tried again at its time.
        Waiting = "waiting",
        /// It is on the wire, or was when its worker ended.
        InFlight = "in_flight",
        /// It was sent and nobody answered: the recipient is asked before it is sent again.
        Unknown = "unknown",
        /// Its connection is held.
        Held = "held",
        /// The recipient does not take it.
        Refused = "refused",
        /// All tries were in vain, or a person gave it up.
        GivenUp = "given_up",
        /// It arrived.
        Done = "done",
    }
}

impl DeliveryState {
    /// Whether it is still to arrive.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::InFlight | Self::Unknown | Self::Held)
    }

    /// Whether a person can have it tried at once: not while it is on the wire.
    #[must_use]
    pub const fn may_retry(self) -> bool {
        matches!(self, Self::Waiting | Self::Unknown | Self::Held | Self::GivenUp)
    }

    /// Whether a person can give it up: not while it is on the wire.
    #[must_use]
    pub const fn may_give_up(self) -> bool {
        matches!(self, Self::Waiting | Self::Unknown | Self::Held)
    }
}

words! {
    /// What may have happened to a message that is carried through a connection.
    pub enum DeliveryPhase {
        /// It is on the wire, or was when its worker ended.
        InFlight = "in_flight",
        /// It was sent, and nobody answered.
        Unknown = "unknown",
    }
}

/// A message on its way to a recipient, as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Whose message, in which cloud.
    pub owner: Owner,
    /// Identifier; goes along with it.
    pub id: OutboxId,
    /// What it brings.
    pub kind: DeliveryKind,
    /// The request that it is about, the same on both sides.
    pub request: RequestId,
    /// That request's number on this side.
    pub request_number: Option<String>,
    /// That request's title; none for who may not read it.
    pub request_title: Option<String>,
    /// Whether the request is one that was received: the message goes back to its sender.
    pub is_reply: bool,
    /// The way that it goes.
    pub route: Route,
    /// The connection that carries it, where the route uses one.
    pub connection: Option<ConnectionId>,
    /// That connection's name.
    pub connection_name: Option<String>,
    /// Since when a person has stopped that connection, where one has: it waits for as long.
    pub connection_stopped_at: Option<DateTime<Utc>>,
    /// The recipient's name.
    pub recipient: String,
    /// How far it has come.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it is tried next, where it waits.
    pub next_at: Option<DateTime<Utc>>,
    /// When it was last put on the wire.
    pub tried_at: Option<DateTime<Utc>>,
    /// What was answered last, in the other side's words or the program's own.
    pub answer: Option<String>,
    /// When it arrived, was refused or given up.
    pub finished_at: Option<DateTime<Utc>>,
    /// Who gave it up; none where the tries were used up.
    pub given_up_by: Option<String>,
}

impl Delivery {
    /// Whether a person must say if it has arrived: it may have, and by this route nobody can be asked.
    #[must_use]
    pub fn waits_for_a_person(&self) -> bool {
        self.state == DeliveryState::Unknown && !self.route.can_ask()
    }
}

/// What a delivery brings, for who may read its request. Who wrote it stands in the request, not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryContent {
    /// The request: its title.
    Request(String),
    /// Words.
    Note(String),
    /// That the request carries so many cases by now.
    Cases(i64),
    /// That what the recipient solved is not solved, and why.
    Reopening(String),
    /// Another severity.
    Severity {
        /// The one that the request had.
        before: Severity,
        /// The one that it is to have.
        severity: Severity,
    },
    /// That the request is taken back, and why.
    Withdrawal(String),
    /// What the recipient decided or said.
    Answer {
        /// The status that it brings.
        status: Option<RequestStatus>,
        /// The words.
        text: Option<String>,
    },
    /// A file.
    File {
        /// Which.
        id: AttachmentId,
        /// The case that it belongs to, if it belongs to one.
        case: Option<CaseId>,
        /// The name it came with.
        name: String,
        /// Bytes.
        size: i64,
    },
    /// An event of a ticket.
    Event(TicketEvent),
}

/// Tries after which a message is given up by itself.
pub const DELIVERY_TRIES: i64 = 20;

/// How long a message waits after its n-th failed try: twice as long each time, from two seconds up to an hour, and a part more
/// by `spread` (0 to 255), so that what failed together does not come back together.
#[must_use]
pub fn delivery_backoff(attempt: i64, spread: u8) -> Duration {
    let doubled = 1_i64 << attempt.clamp(0, 12);
    let more = i64::from(spread) * doubled / 512;
    Duration::seconds(doubled.min(3_600)) + Duration::seconds(more.min(600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_delivery_waits_longer_each_time_and_never_for_ever() {
        assert_eq!(delivery_backoff(1, 0), Duration::seconds(2));
        assert_eq!(delivery_backoff(3, 0), Duration::seconds(8));
        assert!(delivery_backoff(60, u8::MAX) <= Duration::seconds(4_200));
    }

    #[test]
    fn two_messages_that_failed_together_do_not_come_back_together() {
        assert_ne!(delivery_backoff(8, 1), delivery_backoff(8, 200));
    }

    #[test]
    fn what_is_on_the_wire_is_neither_tried_again_nor_given_up() {
        let table: Vec<_> = DeliveryState::ALL
            .iter()
            .map(|state| (state.word(), state.is_open(), state.may_retry(), state.may_give_up()))
            .collect();
        let expected = [
            ("waiting", true, true, true),
            ("in_flight", true, false, false),
            ("unknown", true, true, true),
            ("held", true, true, true),
            ("refused", false, false, false),
            ("given_up", false, true, false),
            ("done", false, false, false),
        ];
        assert_eq!(table, expected);
    }
}
