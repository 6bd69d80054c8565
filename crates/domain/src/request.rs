//! Service requests: what is handed up on the customer's behalf.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Actor, CaseId, Category, ConnectionId, CustomerId, EntryId, HealthIssueId, OrganizationId, Owner, Packet,
    RequestId, Severity, Visibility, words,
};

words! {
    /// Where a service request stands.
    pub enum RequestStatus {
        /// Written; waits to be filed by hand in the portal.
        Prepared = "prepared",
        /// On its way.
        Sending = "sending",
        /// Sent, but nobody answered: it may have arrived.
        Unknown = "unknown",
        /// Arrived.
        Submitted = "submitted",
        /// The recipient works on it.
        Accepted = "accepted",
        /// The recipient asks; the ball is ours.
        AttentionNeeded = "attention_needed",
        /// The recipient says it is not theirs, with a reason.
        Returned = "returned",
        /// The recipient says it is solved.
        Resolved = "resolved",
        /// Over.
        Closed = "closed",
        /// Taken back by us.
        Withdrawn = "withdrawn",
    }
}

impl RequestStatus {
    /// Whether it keeps another request for the same cause from being written.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Returned | Self::Resolved | Self::Closed | Self::Withdrawn)
    }

    /// Whether the recipient has it.
    #[must_use]
    pub const fn has_arrived(self) -> bool {
        matches!(self, Self::Submitted | Self::Accepted | Self::AttentionNeeded)
    }
}

words! {
    /// The way a service request travels.
    pub enum Route {
        /// The recipient is an organization on the same desk.
        Local = "local",
        /// An agent files it in the provider's portal and types the number back.
        Assisted = "assisted",
        /// The provider's support interface for its cloud platform, through a connection.
        AzureSupport = "azure_support",
        /// The provider's partner interface, through a connection.
        PartnerCenter = "partner_center",
        /// The open exchange of trouble tickets with another desk, through a connection.
        TroubleTicket = "trouble_ticket",
        /// A mailbox, through a connection.
        Email = "email",
    }
}

impl Route {
    /// Whether a connection carries it off this desk.
    #[must_use]
    pub const fn uses_connection(self) -> bool {
        matches!(self, Self::AzureSupport | Self::PartnerCenter | Self::TroubleTicket | Self::Email)
    }

    /// Whether what is written in the request reaches the recipient by itself: by every route but the portal's.
    #[must_use]
    pub const fn is_carried(self) -> bool {
        !matches!(self, Self::Assisted)
    }

    /// Whether the recipient can be asked by it what it has. A mailbox can not: what may have arrived there, a person finds out.
    #[must_use]
    pub const fn can_ask(self) -> bool {
        !matches!(self, Self::Email)
    }
}

words! {
    /// To whom a service request goes.
    pub enum RecipientKind {
        /// The provider.
        Provider = "provider",
        /// The partner's own distributor.
        Upstream = "upstream",
    }
}

/// To whom a service request goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Provider or upstream partner.
    pub kind: RecipientKind,
    /// The organization on this desk, where it is one.
    pub organization: Option<OrganizationId>,
    /// Its name.
    pub name: String,
}

words! {
    /// Why a recipient returns a request.
    pub enum ReturnReason {
        /// The partner can solve it: by its own means, or by what is published.
        NotEscalationWorthy = "not_escalation_worthy",
        /// What was sent does not show the problem.
        InsufficientEvidence = "insufficient_evidence",
        /// It belongs to somebody else.
        WrongRecipient = "wrong_recipient",
        /// A documented issue explains it.
        KnownIssue = "known_issue",
        /// It is led under another request.
        Duplicate = "duplicate",
        /// None of these: the text says why.
        Other = "other",
    }
}

/// How many requests of a period were returned for a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnCount {
    /// The reason.
    pub reason: ReturnReason,
    /// Requests.
    pub count: i64,
}

/// A service request on the sender's side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceRequest {
    /// Whose request, in which cloud.
    pub owner: Owner,
    /// Identifier, the same at the recipient.
    pub id: RequestId,
    /// The number people say: `R-1042`.
    pub number: String,
    /// The recipient's own number.
    pub external_id: Option<String>,
    /// The customer it is filed for.
    pub customer: CustomerId,
    /// To whom.
    pub recipient: Recipient,
    /// By which route.
    pub route: Route,
    /// The connection that carries it, where the route is one that uses a connection.
    #[serde(default)]
    pub connection: Option<ConnectionId>,
    /// One line.
    pub title: String,
    /// Severity.
    pub severity: Severity,
    /// Decided category.
    pub category: Category,
    /// Service.
    pub service: Option<String>,
    /// Where it stands.
    pub status: RequestStatus,
    /// The recipient's last reason or question.
    pub status_reason: Option<String>,
    /// Why it was returned, where it was and has not gone on since.
    pub return_reason: Option<ReturnReason>,
    /// The cause that only one open request may have; see [`cause_key`].
    pub cause: String,
    /// Why a second request for the same cause was written.
    pub duplicate_reason: Option<String>,
    /// Exactly what the recipient gets.
    pub packet: Packet,
    /// Who wrote it.
    pub author: Actor,
    /// Counts the changes, for `If-Match`.
    pub version: i64,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When anything last happened.
    pub updated_at: DateTime<Utc>,
    /// When it arrived or was filed.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When the recipient first answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// When the recipient last said anything.
    pub last_reply_at: Option<DateTime<Utc>>,
    /// The clock that runs out first.
    pub next_due_at: Option<DateTime<Utc>>,
    /// When the recipient says that its next answer is due: its own word, by its own calendar.
    #[serde(default)]
    pub recipient_due_at: Option<DateTime<Utc>>,
}

impl ServiceRequest {
    /// The route whose carrier takes what is written in it off this desk, or fetches what becomes of it. A request that was filed in
    /// the portal is followed by the provider's interface for partners, where a connection leads there.
    #[must_use]
    pub fn carried_by(&self) -> Option<Route> {
        match self.route {
            Route::Assisted => self.connection.and(self.external_id.as_ref()).map(|_| Route::PartnerCenter),
            route => Some(route).filter(|route| route.uses_connection()),
        }
    }

    /// Whether what is written in it reaches the recipient by itself. Files are another matter: see [`Route::is_carried`].
    #[must_use]
    pub fn is_carried(&self) -> bool {
        self.route.is_carried() || self.carried_by().is_some()
    }
}

words! {
    /// The order of a list of service requests.
    pub enum RequestOrder {
        /// By the time they were written, the newest first.
        Newest = "newest",
        /// By the clock that runs out first; those without one last.
        DueFirst = "due_first",
    }
}

impl RequestOrder {
    /// Where a list in this order goes on behind a request: the time that orders it, and its identifier.
    #[must_use]
    pub const fn key(self, request: &ServiceRequest) -> (Option<DateTime<Utc>>, RequestId) {
        let at = match self {
            Self::Newest => Some(request.created_at),
            Self::DueFirst => request.next_due_at,
        };
        (at, request.id)
    }
}

/// A line of a list of service requests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestLine {
    /// The request.
    pub request: ServiceRequest,
    /// The customer's name.
    pub customer_name: String,
    /// The cases it carries, as far as the reader reaches their customers.
    pub cases: Vec<CaseId>,
    /// How many it carries in all.
    pub case_count: usize,
}

/// A service request on the recipient's side: the packet as it was sent, and what we said of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReceivedRequest {
    /// The recipient and the cloud.
    pub owner: Owner,
    /// Identifier, the same as the sender's.
    pub id: RequestId,
    /// The recipient's own number.
    pub number: String,
    /// Who sent it.
    pub sender: OrganizationId,
    /// The sender's name.
    pub sender_name: String,
    /// The sender's number.
    pub sender_number: String,
    /// The packet as it was sent.
    pub packet: Packet,
    /// Where it stands for us.
    pub status: RequestStatus,
    /// Our last reason or question.
    pub status_reason: Option<String>,
    /// Why we returned it, where we did and it has not gone on since.
    pub return_reason: Option<ReturnReason>,
    /// Our own case for it, where we took it further from one.
    pub case: Option<CaseId>,
    /// When our first answer is due.
    pub due_at: Option<DateTime<Utc>>,
    /// Counts the changes.
    pub version: i64,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
    /// When anything last happened.
    pub updated_at: DateTime<Utc>,
}

/// One entry of a service request's own timeline (on either side).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestEntry {
    /// Owner of the row.
    pub owner: Owner,
    /// The request.
    pub request: RequestId,
    /// Identifier; the same on both sides where an entry travelled.
    pub id: EntryId,
    /// When it happened, by the writer's clock.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: Actor,
    /// Stable word: note, status, written, arrived, filing, correction, portal, withdrawal, join, cases, edit, file, undelivered, given_up, stray_number, number_unknown, reopening, mail, automatic,
    /// unverified, came_back, mail_full, file_left.
    pub kind: String,
    /// Who may read it: internal, or provider where it travels.
    pub visibility: Visibility,
    /// The status it brought, if it brought one.
    pub status: Option<RequestStatus>,
    /// What is said; where nobody said anything, what the kind is about: see [`Self::data`].
    pub text: Option<String>,
}

impl RequestEntry {
    /// What the entry is about, where its text is nobody's words: the name of a file, the recipient's number, the number of a case that joined, how
    /// many cases the request carries, the names of changed fields with commas between them. Older entries say it in
    /// an English sentence: it is read as words.
    #[must_use]
    pub fn data(&self) -> Option<&str> {
        let text = self.text.as_deref()?;
        match self.kind.as_str() {
            "file" | "mail" | "filing" | "correction" | "severity" => Some(text),
            "join" | "cases" | "edit" => Some(text).filter(|text| !text.contains(char::is_whitespace)),
            _ => None,
        }
    }

    /// What one side said to the other, or what was read in a portal. What the desk notes for itself is nobody's word.
    #[must_use]
    pub fn said(&self) -> Option<&str> {
        let is_shared = self.visibility == Visibility::Provider || self.kind == "portal";
        self.text.as_deref().filter(|_| is_shared && self.data().is_none())
    }
}

words! {
    /// What a recipient decides.
    pub enum Decision {
        /// We work on it.
        Accept = "accept",
        /// We need more.
        Ask = "ask",
        /// It is not ours.
        Return = "return",
        /// It is solved.
        Resolve = "resolve",
    }
}

impl RequestStatus {
    /// What is kept of the reason for a return once this status is there: what goes on again was not returned for good.
    #[must_use]
    pub fn keeps(self, returned: Option<ReturnReason>) -> Option<ReturnReason> {
        let over = matches!(self, Self::Returned | Self::Closed | Self::Withdrawn);
        returned.filter(|_| over)
    }
}

impl Decision {
    /// The status it brings.
    #[must_use]
    pub const fn status(self) -> RequestStatus {
        match self {
            Self::Accept => RequestStatus::Accepted,
            Self::Ask => RequestStatus::AttentionNeeded,
            Self::Return => RequestStatus::Returned,
            Self::Resolve => RequestStatus::Resolved,
        }
    }

    /// Whether it must say why.
    #[must_use]
    pub const fn needs_reason(self) -> bool {
        !matches!(self, Self::Accept)
    }
}

/// Whether a recipient may decide this now: only what has arrived and is not over, and accepting only once.
#[must_use]
pub fn may_decide(status: RequestStatus, decision: Decision) -> bool {
    status.has_arrived() && !(decision == Decision::Accept && status == RequestStatus::Accepted)
}

/// Whether a status read in a portal, or heard from the recipient, may follow the present one.
/// A recipient may reopen what it had resolved; nothing follows a withdrawal or a close.
#[must_use]
pub fn may_follow(from: RequestStatus, to: RequestStatus) -> bool {
    use RequestStatus::{
        Accepted, AttentionNeeded, Closed, Prepared, Resolved, Returned, Sending, Submitted, Unknown, Withdrawn,
    };
    match (from, to) {
        (Closed | Withdrawn, _) | (_, Prepared | Sending | Unknown) => false,
        (Prepared, to) => matches!(to, Submitted | Withdrawn),
        (Returned, to) => matches!(to, Closed | Accepted | AttentionNeeded),
        (Resolved, to) => matches!(to, Closed | Accepted | AttentionNeeded),
        (Accepted | AttentionNeeded, Submitted) => false,
        _ => true,
    }
}

/// The key that at most one open request of an owner may have: the health issue where one is the cause, else customer,
/// service and category.
#[must_use]
pub fn cause_key(
    issue: Option<HealthIssueId>,
    customer: CustomerId,
    service: Option<&str>,
    category: Category,
) -> String {
    issue.map_or_else(|| format!("{customer}/{}/{category}", service.unwrap_or("-")), |issue| format!("{issue}"))
}

#[cfg(test)]
mod tests;
