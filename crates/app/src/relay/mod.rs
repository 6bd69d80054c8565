//! What leaves a desk: messages that commit with the fact, and the use cases that deliver them.
//!
//! Two owners never share a row. What one hands to another is delivered, on the same desk as between desks: the sender
//! keeps its service request, the recipient gets its own received request with the same identifier, and notes and
//! decisions travel as messages both ways. Delivering twice is delivering once: everything that travels carries the
//! identifier it was given where it was written.

mod deliver;
mod file;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tierline_domain::{
    Actor, Attachment, CaseId, CustomerId, EntryId, HealthIssueId, Language, OrganizationId, RequestEntry, RequestId,
    ReturnReason, health::News,
};
use tierline_store::{Message as OutboxMessage, TenantTx};

pub use deliver::deliver;

use crate::{
    app::App,
    error::{Error, Result},
    health::ChangedIssue,
};

/// The queue of the outbox that the relay works on.
pub const QUEUE: &str = "relay";

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
        "request_withdrawn",
        "request_decided",
        "file_sent",
        "file_returned",
        "customers_changed",
        "customers_informed",
        "issues_changed",
        "issues_published",
        "policy_changed",
    ];

    /// The stable word of the kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::RequestSubmitted { .. } => "request_submitted",
            Self::RequestNoted { .. } => "request_noted",
            Self::CaseNoted { .. } => "case_noted",
            Self::RequestWithdrawn { .. } => "request_withdrawn",
            Self::RequestDecided { .. } => "request_decided",
            Self::FileSent { .. } => "file_sent",
            Self::FileReturned { .. } => "file_returned",
            Self::CustomersChanged { .. } => "customers_changed",
            Self::CustomersInformed { .. } => "customers_informed",
            Self::IssuesChanged { .. } => "issues_changed",
            Self::IssuesPublished { .. } => "issues_published",
            Self::PolicyChanged { .. } => "policy_changed",
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
        let payload = self.payload()?;
        let message = OutboxMessage { id: app.id(), queue: QUEUE, kind: self.kind(), payload, at: now, run_at: now };
        Ok(tx.outbox_append(&message).await?)
    }
}
