//! Trouble tickets: how a service request reads in the exchange between desks (TM Forum TMF621 v5).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ConnectionId, HubId, OrganizationId, Owner, RequestId, RequestStatus, StrayTicketId, TokenId, UserId, words,
};

words! {
    /// Where a ticket stands, in the words of TMF621.
    pub enum TicketStatus {
        /// It has arrived.
        Acknowledged = "acknowledged",
        /// It is not the recipient's, with a reason.
        Rejected = "rejected",
        /// The recipient asks; the ball is the sender's.
        Pending = "pending",
        /// The recipient waits for something of its own.
        Held = "held",
        /// The recipient works on it.
        InProgress = "inProgress",
        /// It was taken back.
        Cancelled = "cancelled",
        /// Over.
        Closed = "closed",
        /// The recipient says it is solved.
        Resolved = "resolved",
    }
}

impl TicketStatus {
    /// How a request's status reads in a ticket. What has not arrived yet has no ticket.
    #[must_use]
    pub const fn of(status: RequestStatus) -> Self {
        match status {
            RequestStatus::Prepared | RequestStatus::Sending | RequestStatus::Unknown | RequestStatus::Submitted => {
                Self::Acknowledged
            }
            RequestStatus::Accepted => Self::InProgress,
            RequestStatus::AttentionNeeded => Self::Pending,
            RequestStatus::Returned => Self::Rejected,
            RequestStatus::Resolved => Self::Resolved,
            RequestStatus::Closed => Self::Closed,
            RequestStatus::Withdrawn => Self::Cancelled,
        }
    }

    /// What the ticket's status makes of the sender's request. A hold is the recipient's own business: it still has the ball. A
    /// ticket that the recipient cancels is over.
    #[must_use]
    pub const fn request_status(self) -> RequestStatus {
        match self {
            Self::Acknowledged => RequestStatus::Submitted,
            Self::Rejected => RequestStatus::Returned,
            Self::Pending => RequestStatus::AttentionNeeded,
            Self::Held | Self::InProgress => RequestStatus::Accepted,
            Self::Cancelled | Self::Closed => RequestStatus::Closed,
            Self::Resolved => RequestStatus::Resolved,
        }
    }
}

words! {
    /// What is told of a ticket, in the words of TMF621.
    pub enum TicketEvent {
        /// Its status changed.
        StatusChange = "TroubleTicketStatusChangeEvent",
        /// Something else of it changed: a note, a file.
        AttributeValueChange = "TroubleTicketAttributeValueChangeEvent",
        /// The recipient asks.
        InformationRequired = "TroubleTicketInformationRequiredEvent",
        /// It is solved.
        Resolved = "TroubleTicketResolvedEvent",
        /// It was filed.
        Create = "TroubleTicketCreateEvent",
        /// It was deleted. Nothing here tells it: evidence is never erased.
        Delete = "TroubleTicketDeleteEvent",
    }
}

impl TicketEvent {
    /// What is told when something was said with a status, or without.
    #[must_use]
    pub const fn all_of(status: Option<RequestStatus>) -> &'static [Self] {
        match status {
            None => &[Self::AttributeValueChange],
            Some(RequestStatus::AttentionNeeded) => &[Self::StatusChange, Self::InformationRequired],
            Some(RequestStatus::Resolved) => &[Self::StatusChange, Self::Resolved],
            Some(_) => &[Self::StatusChange],
        }
    }

    /// The last part of the address that it is told to: `{callback}/listener/troubleTicketStatusChangeEvent`.
    #[must_use]
    pub fn path(self) -> String {
        let word = self.word();
        format!("{}{}", word[..1].to_ascii_lowercase(), &word[1..])
    }
}

/// The sender's own identifier of a ticket: what makes a second post the same ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketKey {
    /// The system that it belongs to.
    pub owner: String,
    /// What it identifies there.
    pub kind: String,
    /// The identifier.
    pub id: String,
}

/// How a received request came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketOrigin {
    /// The recipient and the cloud.
    pub owner: Owner,
    /// The received request.
    pub request: RequestId,
    /// The organization that sent it.
    pub sender: OrganizationId,
    /// Its key for it; none where it gave none.
    pub key: Option<TicketKey>,
    /// When it came.
    pub received_at: DateTime<Utc>,
}

/// A subscription to the events of one's tickets.
#[derive(Clone, PartialEq, Eq)]
pub struct TicketHub {
    /// Who is called back, in which cloud.
    pub owner: Owner,
    /// Identifier.
    pub id: HubId,
    /// The address that is called.
    pub callback: String,
    /// What is told; everything where it is empty.
    pub events: Vec<TicketEvent>,
    /// What the calls are signed with: key's nonce and sealed text.
    pub sealed: Vec<u8>,
    /// Which key sealed it.
    pub key_id: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Who said it last: it lasts as long as their right. None where that was not kept yet.
    pub created_by: Option<UserId>,
    /// The token by which they said it: it lasts no longer than that. None where they came by a session.
    pub token: Option<TokenId>,
}

impl TicketHub {
    /// A part of an address with so many characters is taken for a key.
    const KEY_LENGTH: usize = 20;

    /// Whether it wants to hear of this.
    #[must_use]
    pub fn wants(&self, event: TicketEvent) -> bool {
        self.events.is_empty() || self.events.contains(&event)
    }

    /// The address as pages, lists and the audit log say it: who is called, without what may be a key in the path.
    #[must_use]
    pub fn address(&self) -> String {
        // `https:`, nothing, the host, and then the path.
        let parts = self.callback.split('/').enumerate();
        let shown = parts.map(|(at, part)| if at > 2 && part.len() >= Self::KEY_LENGTH { "…" } else { part });
        shown.collect::<Vec<_>>().join("/")
    }
}

/// A subscription with the names of what it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketHubLine {
    /// The subscription.
    pub hub: TicketHub,
    /// Who said it last, also where they have left; none where that was not kept yet, empty where the name was erased.
    pub person_name: Option<String>,
    /// The token by which they said it.
    pub token_name: Option<String>,
}

/// An address of a call back may hold a key.
impl std::fmt::Debug for TicketHub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TicketHub({})", self.id)
    }
}

/// Where a connection's other end calls us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketListener {
    /// Whose connection.
    pub owner: Owner,
    /// The connection.
    pub connection: ConnectionId,
    /// The subscription at the other end; none where it was not confirmed.
    pub hub: Option<String>,
    /// When it was made, or the other end was last asked whether it has it still.
    pub changed_at: DateTime<Utc>,
}

words! {
    /// Why a ticket elsewhere could not be taken for one of our requests.
    pub enum StrayReason {
        /// No request that went through this connection has its number.
        UnknownNumber = "unknown_number",
        /// Another request of ours has its number already.
        NumberTaken = "number_taken",
    }
}

/// A ticket elsewhere that could not be taken for one of our requests: kept and shown until a person says what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrayTicket {
    /// Identifier.
    pub id: StrayTicketId,
    /// By which connection it came.
    pub connection: ConnectionId,
    /// The other end's number of it.
    pub ticket: String,
    /// What it is called there, where that was said.
    pub title: Option<String>,
    /// What was last said to have happened to it; none where its number came with an answer.
    pub event: Option<TicketEvent>,
    /// That event's identifier at the other end: it may be told again.
    pub event_id: Option<String>,
    /// Why it could not be matched.
    pub reason: StrayReason,
    /// The request of ours to whose answer it came, where it was one.
    pub request: Option<RequestId>,
    /// How often it was heard of.
    pub times: i64,
    /// When it was heard of first.
    pub first_at: DateTime<Utc>,
    /// When it was heard of last.
    pub last_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_reads_the_same_after_its_way_there_and_back() {
        for status in RequestStatus::ALL.iter().filter(|status| status.has_arrived() || !status.is_open()) {
            let back = TicketStatus::of(*status).request_status();
            // The recipient's word for a withdrawal is that it is over.
            let expected = if *status == RequestStatus::Withdrawn { RequestStatus::Closed } else { *status };
            assert_eq!(back, expected, "{status}");
        }
        assert_eq!(TicketStatus::Held.request_status(), RequestStatus::Accepted);
    }

    #[test]
    fn a_question_is_told_as_a_question_and_as_a_change_of_status() {
        let told = TicketEvent::all_of(Some(RequestStatus::AttentionNeeded));
        assert_eq!(told, [TicketEvent::StatusChange, TicketEvent::InformationRequired]);
        assert_eq!(TicketEvent::all_of(None), [TicketEvent::AttributeValueChange]);
        assert_eq!(TicketEvent::StatusChange.path(), "troubleTicketStatusChangeEvent");
    }

    #[test]
    fn an_address_is_shown_without_what_may_be_a_key_in_it() {
        let shown = |callback: &str| {
            let id = uuid::Uuid::from_u128(1);
            let hub = TicketHub {
                owner: Owner { organization: OrganizationId(id), cloud: crate::Cloud::Public },
                id: HubId(id),
                callback: callback.into(),
                events: Vec::new(),
                sealed: Vec::new(),
                key_id: String::new(),
                created_at: DateTime::UNIX_EPOCH,
                created_by: None,
                token: None,
            };
            hub.address()
        };
        let host = "https://a-host-with-a-rather-long-name.example:8443";
        assert_eq!(shown(host), host);
        assert_eq!(shown(&format!("{host}/desk/events")), format!("{host}/desk/events"));
        let key = "tll_Zx81hQm2b7LkTt0aWq9dRv5nYc3sEu6p";
        assert_eq!(shown(&format!("{host}/ticket-events/{key}")), format!("{host}/ticket-events/…"));
    }
}
