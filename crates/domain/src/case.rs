//! Cases: the partner's record of one customer's problem.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{CaseId, CustomerId, HealthIssueId, NextAction, Owner, RungKey, Severity, UserId, words};

words! {
    /// Where a case stands.
    pub enum CaseStatus {
        /// Ours to work on.
        Open = "open",
        /// The customer has the ball.
        WaitingOnCustomer = "waiting_on_customer",
        /// The provider has the ball.
        WaitingOnProvider = "waiting_on_provider",
        /// Solved, as we or the provider think; the customer is asked.
        Resolved = "resolved",
        /// Over.
        Closed = "closed",
    }
}

impl CaseStatus {
    /// Whether work can still be needed.
    #[must_use]
    pub const fn is_active(self) -> bool {
        !matches!(self, Self::Resolved | Self::Closed)
    }
}

words! {
    /// How a problem was reported.
    pub enum Channel {
        /// By an agent, who noted what was said.
        Agent = "agent",
        /// On the customer's own page.
        Portal = "portal",
        /// By the API.
        Api = "api",
        /// By mail.
        Mail = "mail",
        /// By the command line.
        CommandLine = "command_line",
    }
}

words! {
    /// The clocks of a case and its service request.
    pub enum ClockKind {
        /// The partner's first answer to the customer.
        FirstResponse = "first_response",
        /// The next word to the customer.
        NextUpdate = "next_update",
        /// The provider's first answer.
        ProviderFirstResponse = "provider_first_response",
        /// The solution.
        Resolution = "resolution",
        /// The customer's silence after a solution: the case closes.
        AutoClose = "auto_close",
        /// A prepared request that waits to be filed in the portal.
        Filing = "filing",
        /// Our answer to the provider's question.
        AnswerProvider = "answer_provider",
    }
}

impl ClockKind {
    /// Whether it belongs to the service request rather than to the case.
    #[must_use]
    pub const fn is_of_request(self) -> bool {
        matches!(self, Self::ProviderFirstResponse | Self::Filing | Self::AnswerProvider)
    }
}

/// The person at the customer, or at the partner, who can be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Phone number with country code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// ISO 3166 code, two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// IANA name of the time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Language code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl Contact {
    /// What a route that asks for a full contact would miss, by field name.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        let blank = |text: &Option<String>| text.as_deref().is_none_or(|t| t.trim().is_empty());
        [
            ("name", self.name.trim().is_empty()),
            ("email", self.email.trim().is_empty()),
            ("phone", blank(&self.phone)),
            ("country", blank(&self.country)),
            ("time_zone", blank(&self.time_zone)),
            ("language", blank(&self.language)),
        ]
        .into_iter()
        .filter_map(|(field, missing)| missing.then_some(field))
        .collect()
    }
}

/// A case as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Whose case, in which cloud.
    pub owner: Owner,
    /// Identifier.
    pub id: CaseId,
    /// The number people say: `T-20418`.
    pub number: String,
    /// Whose problem.
    pub customer: CustomerId,
    /// One line.
    pub subject: String,
    /// In the customer's words.
    pub description: String,
    /// Canonical name of the service; unknown at first, sometimes.
    pub service: Option<String>,
    /// Region, where known.
    pub region: Option<String>,
    /// Declared impact.
    pub severity: Severity,
    /// Where the case stands.
    pub status: CaseStatus,
    /// Since when the customer sees it.
    pub started_at: Option<DateTime<Utc>>,
    /// How many people are hit.
    pub affected_users: Option<i64>,
    /// The error as it reads on the screen.
    pub error_text: Option<String>,
    /// Identifiers by which the provider finds the failing calls.
    pub correlation_ids: Vec<String>,
    /// The customer's contact for this case.
    pub contact: Option<Contact>,
    /// How it was reported.
    pub channel: Channel,
    /// The customer's person who reported it, where they have an account.
    pub reporter: Option<UserId>,
    /// The agent who works on it.
    pub assignee: Option<UserId>,
    /// The case this one continues, when the earlier one was closed too long ago to reopen.
    pub continues: Option<CaseId>,
    /// Counts the changes, for `If-Match`.
    pub version: i64,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When anything last happened.
    pub updated_at: DateTime<Utc>,
    /// When it was resolved, if it is.
    pub resolved_at: Option<DateTime<Utc>>,
    /// When it was closed, if it is.
    pub closed_at: Option<DateTime<Utc>>,
    /// What lists show, kept up to date with each write.
    pub summary: CaseSummary,
}

/// What lists show of a case, computed from its ladder and clocks and stored with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseSummary {
    /// The rung the case stands on: the one whose turn it is.
    pub rung: RungKey,
    /// The one next action.
    pub next_action: NextAction,
    /// The clock that runs out first.
    pub next_clock: Option<ClockKind>,
    /// When it runs out; none while everything pauses.
    pub next_due_at: Option<DateTime<Utc>>,
    /// The issue that explained it and is over while the customer still suffers: a ground to hand it up that nobody has used.
    #[serde(default)]
    pub post_outage: Option<HealthIssueId>,
}

/// A line of a list of cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseLine {
    /// Identifier.
    pub id: CaseId,
    /// Number.
    pub number: String,
    /// Subject.
    pub subject: String,
    /// Customer.
    pub customer: CustomerId,
    /// Customer's name.
    pub customer_name: String,
    /// Service.
    pub service: Option<String>,
    /// Region.
    pub region: Option<String>,
    /// Severity.
    pub severity: Severity,
    /// Status.
    pub status: CaseStatus,
    /// Assignee.
    pub assignee: Option<UserId>,
    /// Assignee's name.
    pub assignee_name: Option<String>,
    /// What lists show.
    pub summary: CaseSummary,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When anything last happened.
    pub updated_at: DateTime<Utc>,
    /// Version.
    pub version: i64,
}

/// Days without an answer after which a resolved case closes.
pub const AUTO_CLOSE_DAYS: i64 = 7;
/// Days after closing within which a case reopens with its history.
pub const REOPEN_DAYS: i64 = 14;

words! {
    /// Why a change of a case's status is refused.
    pub enum CaseRefusal {
        /// It is closed; it can only be reopened.
        Closed = "closed",
        /// It is not closed or resolved, so there is nothing to reopen.
        NotClosed = "not_closed",
        /// It was closed too long ago; a new linked case continues it.
        TooLate = "reopen_too_late",
        /// It is resolved already.
        Resolved = "already_resolved",
    }
}

/// Whether a case may be reopened now.
///
/// # Errors
/// It is not over, or was closed more than [`REOPEN_DAYS`] ago.
pub fn may_reopen(status: CaseStatus, closed_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), CaseRefusal> {
    match (status, closed_at) {
        (CaseStatus::Resolved, _) => Ok(()),
        (CaseStatus::Closed, Some(at)) if now - at <= Duration::days(REOPEN_DAYS) => Ok(()),
        (CaseStatus::Closed, _) => Err(CaseRefusal::TooLate),
        _ => Err(CaseRefusal::NotClosed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_reopens_within_fourteen_days_of_closing_and_not_later() {
        let closed: DateTime<Utc> = "2026-09-01T10:00:00Z".parse().unwrap();
        let after = |days| may_reopen(CaseStatus::Closed, Some(closed), closed + Duration::days(days));
        assert_eq!(after(14), Ok(()));
        assert_eq!(after(15), Err(CaseRefusal::TooLate));
        assert_eq!(may_reopen(CaseStatus::Open, None, closed), Err(CaseRefusal::NotClosed));
        assert_eq!(may_reopen(CaseStatus::Resolved, None, closed), Ok(()));
    }

    #[test]
    fn a_contact_without_a_phone_says_so() {
        let contact =
            Contact { name: "Tobin Achterhof".into(), email: "support@northgate.example".into(), ..Contact::default() };
        assert_eq!(contact.missing(), ["phone", "country", "time_zone", "language"]);
    }
}
