//! What leaves a desk: messages that commit with the fact, and the use cases that deliver them.
//!
//! Two owners never share a row. What one hands to another is delivered, on the same desk as between desks: the sender
//! keeps its service request, the recipient gets its own received request with the same identifier, and notes and
//! decisions travel as messages both ways. Delivering twice is delivering once: everything that travels carries the
//! identifier it was given where it was written.
//!
//! What stays on the desk is delivered in one transaction (`deliver`). What goes through a connection takes three steps
//! (`carry`, `settle`), since nobody can commit in two places at once.

pub(crate) mod arrive;
mod carry;
mod deliver;
mod file;
mod held;
mod news;
mod settle;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tierline_domain::{
    Actor, Attachment, CaseId, CustomerId, EntryId, HealthIssueId, HubId, Language, OrganizationId, RequestEntry,
    RequestId, ReturnReason, Route, Severity, TicketEvent, health::News,
};
use tierline_store::{Addressed, Message as OutboxMessage, TenantTx};

pub use carry::{Answer, board, board_beside, carry, hand_over, write_down};
pub use deliver::deliver;
pub(crate) use file::send_along;
pub use held::probe;
pub(crate) use held::{record as record_answer, take_probe};
pub use news::exchange;
pub(crate) use news::take_in;
pub(crate) use settle::arrived;

use crate::{
    app::App,
    error::{Error, Result},
    health::ChangedIssue,
};

/// The queue of the outbox that the relay works on.
pub const QUEUE: &str = "relay";

/// The queue of the outbox with what is carried through connections: another way to work, and a slow recipient holds up nothing
/// else.
pub const CARRY_QUEUE: &str = "carry";

/// The queue of the outbox with what is asked and told elsewhere without a request travelling: news that are fetched, events that
/// are told. A slow other end holds up nothing on this desk.
pub const EXCHANGE_QUEUE: &str = "exchange";

/// The event of a note that says that what the recipient solved is not solved: it has the request again.
pub const REOPENING: &str = "reopening";

/// The kind of what says that a request has another severity: the text is the word of it.
pub const RATING: &str = "severity";

/// Something that leaves, or is to be done after the commit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// A service request is on its way to a recipient on this desk.
    RequestSubmitted {
        /// The request.
        request: RequestId,
    },
    /// A note travels to the recipient.
    RequestNoted {
        /// The request.
        request: RequestId,
        /// The note's identifier on both sides.
        entry: EntryId,
        /// The word of what happened, where nobody wrote a note: the text is its data then. A note where nothing is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        event: Option<String>,
        /// The note.
        text: String,
        /// Who wrote it.
        actor: Actor,
    },
    /// A note for the provider was written in the case.
    CaseNoted {
        /// The case's request.
        request: RequestId,
        /// The note's identifier.
        entry: EntryId,
        /// The note.
        text: String,
        /// Who wrote it.
        actor: Actor,
    },
    /// A request that is under way got another severity.
    RequestRated {
        /// The request.
        request: RequestId,
        /// Identifier of what is said of it.
        entry: EntryId,
        /// The severity.
        severity: Severity,
        /// The one that it had: it has that again where the recipient does not take the other.
        before: Severity,
        /// Who changed it.
        actor: Actor,
    },
    /// A request was withdrawn.
    RequestWithdrawn {
        /// The request.
        request: RequestId,
        /// Identifier of what is said of it.
        entry: EntryId,
        /// Why.
        reason: String,
        /// Who took it back.
        actor: Actor,
    },
    /// The recipient decided or replied: travels to the sender.
    RequestDecided {
        /// The request.
        request: RequestId,
        /// Its sender.
        sender: OrganizationId,
        /// What was said.
        entry: RequestEntry,
        /// Why it is returned, where it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        return_reason: Option<ReturnReason>,
    },
    /// A file followed a request: travels to the recipient.
    FileSent {
        /// The request.
        request: RequestId,
        /// Identifier of what is said of it, on both sides.
        entry: EntryId,
        /// The file.
        file: Attachment,
    },
    /// The recipient attached a file: travels to the sender.
    FileReturned {
        /// The request.
        request: RequestId,
        /// Its sender.
        sender: OrganizationId,
        /// What is said of it.
        entry: RequestEntry,
        /// The file.
        file: Attachment,
    },
    /// Documented issues changed: open cases of this owner are matched again and posts are passed on.
    IssuesChanged {
        /// The issues.
        issues: Vec<ChangedIssue>,
    },
    /// Customers changed in what stands in the way of handing their cases up: what lists show of those is computed anew.
    CustomersChanged {
        /// The customers.
        customers: Vec<CustomerId>,
    },
    /// The organization's rules changed, or the program keeps more than the one before: what lists show of its open cases is
    /// computed anew, a batch at a time.
    PolicyChanged {
        /// The version of the rules. Where another one holds by now, another message does the work.
        version: i64,
        /// Cases up to this one are done.
        after: Option<CaseId>,
    },
    /// An agent tells all customers whom an issue concerns: their cases are written to, a piece at a time.
    CustomersInformed {
        /// The issue.
        issue: HealthIssueId,
        /// What of it is told.
        news: News,
        /// The words in each language, as the agent saw them.
        texts: BTreeMap<Language, String>,
        /// Who tells.
        by: Actor,
        /// Cases up to this one are done.
        after: Option<CaseId>,
    },
    /// News of a request are to be fetched where it went.
    NewsWanted {
        /// The request.
        request: RequestId,
        /// Whether they are looked for again and again as long as the request lives; else it was a hint.
        again: bool,
    },
    /// An event of a ticket is to be told to who subscribed to it.
    TicketEvent {
        /// The received request.
        request: RequestId,
        /// Its sender.
        sender: OrganizationId,
        /// The subscription.
        hub: HubId,
        /// What happened.
        event: TicketEvent,
        /// When.
        at: DateTime<Utc>,
    },
    /// A provider published or changed an issue: every partner of its cloud matches again.
    IssuesPublished {
        /// The issues.
        issues: Vec<ChangedIssue>,
    },
}

impl Message {
    /// The kinds that exist, by their stable words.
    pub const KINDS: &'static [&'static str] = &[
        "request_submitted",
        "request_noted",
        "case_noted",
        "request_rated",
        "request_withdrawn",
        "request_decided",
        "file_sent",
        "file_returned",
        "customers_changed",
        "customers_informed",
        "issues_changed",
        "issues_published",
        "news_wanted",
        "policy_changed",
        "ticket_event",
    ];

    /// The stable word of the kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::RequestSubmitted { .. } => "request_submitted",
            Self::RequestNoted { .. } => "request_noted",
            Self::CaseNoted { .. } => "case_noted",
            Self::RequestRated { .. } => "request_rated",
            Self::RequestWithdrawn { .. } => "request_withdrawn",
            Self::RequestDecided { .. } => "request_decided",
            Self::FileSent { .. } => "file_sent",
            Self::FileReturned { .. } => "file_returned",
            Self::CustomersChanged { .. } => "customers_changed",
            Self::CustomersInformed { .. } => "customers_informed",
            Self::IssuesChanged { .. } => "issues_changed",
            Self::IssuesPublished { .. } => "issues_published",
            Self::NewsWanted { .. } => "news_wanted",
            Self::PolicyChanged { .. } => "policy_changed",
            Self::TicketEvent { .. } => "ticket_event",
        }
    }

    /// The message as the outbox keeps it.
    ///
    /// # Errors
    /// [`Error::Internal`] where it cannot be written as JSON: a mistake of ours.
    pub fn payload(&self) -> Result<Value> {
        serde_json::to_value(self).map_err(Error::internal)
    }

    /// Puts the message into the outbox, in the transaction of the fact.
    pub(crate) async fn append(&self, tx: &mut TenantTx<'_>, app: &App, now: DateTime<Utc>) -> Result<()> {
        self.append_for(tx, app, now, now).await
    }

    /// Puts the message into the outbox, to be worked on at a time.
    pub(crate) async fn append_for(
        &self,
        tx: &mut TenantTx<'_>,
        app: &App,
        now: DateTime<Utc>,
        run_at: DateTime<Utc>,
    ) -> Result<()> {
        let (payload, addressed) = (self.payload()?, self.addressed(tx).await?);
        let is_carried = addressed.as_ref().is_some_and(|to| to.connection.is_some());
        let queue = match self {
            _ if is_carried => CARRY_QUEUE,
            Self::NewsWanted { .. } | Self::TicketEvent { .. } => EXCHANGE_QUEUE,
            _ => QUEUE,
        };
        let message = OutboxMessage { id: app.id(), queue, kind: self.kind(), payload, at: now, run_at, addressed };
        Ok(tx.outbox_append(&message).await?)
    }

    /// To whom it goes and by which way; none where it is only work after the commit.
    async fn addressed(&self, tx: &mut TenantTx<'_>) -> Result<Option<Addressed>> {
        match self {
            Self::RequestSubmitted { request }
            | Self::RequestNoted { request, .. }
            | Self::CaseNoted { request, .. }
            | Self::RequestRated { request, .. }
            | Self::RequestWithdrawn { request, .. }
            | Self::FileSent { request, .. } => {
                let Some(sent) = tx.request_lookup(*request).await? else { return Ok(None) };
                // A case's note is work first: the request takes it, and sends it on where it goes through a connection.
                let leaves = match self {
                    Self::CaseNoted { .. } => sent.route == Route::Local,
                    Self::FileSent { .. } => sent.route.is_carried(),
                    _ => sent.is_carried(),
                };
                if sent.route.uses_connection() && sent.connection.is_none() {
                    return Err(Error::internal("a request by a connection's route names no connection"));
                }
                let route = sent.carried_by().unwrap_or(sent.route);
                let recipient = sent.recipient.name;
                let to = Addressed { request: *request, route, connection: sent.connection, recipient };
                Ok(Some(to).filter(|_| leaves))
            }
            Self::RequestDecided { request, .. } => back(tx, *request).await,
            Self::TicketEvent { request, .. } => {
                Ok(back(tx, *request).await?.map(|to| Addressed { route: Route::TroubleTicket, ..to }))
            }
            Self::FileReturned { entry, .. } => back(tx, entry.request).await,
            Self::NewsWanted { .. }
            | Self::IssuesChanged { .. }
            | Self::CustomersChanged { .. }
            | Self::PolicyChanged { .. }
            | Self::CustomersInformed { .. }
            | Self::IssuesPublished { .. } => Ok(None),
        }
    }
}

/// The way back to the sender of a received request.
async fn back(tx: &mut TenantTx<'_>, request: RequestId) -> Result<Option<Addressed>> {
    let received = tx.received_lookup(request).await?;
    Ok(received.map(|received| Addressed {
        request,
        route: Route::Local,
        connection: None,
        recipient: received.sender_name,
    }))
}
