//! The ladder: what stands on each rung, the one next action, and all that is in the way.
//!
//! One pure function of the evidence (the timeline), the situation (what is true outside the case) and the time. The
//! order in which evidence arrives does not matter, and what another organization or cloud owns does not count.

mod action;
mod blocker;
mod compute;
mod evidence;
mod issue;
mod obstacle;
mod rung;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use blocker::{Blocker, BlockerCode, BlockerDetail};
pub use compute::ladder;
pub use evidence::{DecidedCategory, Evidence, LinkedRequest};

use crate::{
    CaseStatus, HealthIssueId, Owner, PartnerKind, RecipientKind, RequestId, Severity, catalogue::ProductFamily,
    entitlement::Standing, words,
};

/// Minutes after which a health check is stale.
pub const CHECK_FRESH_MINUTES: i64 = 60;
/// Hours without a post after which a documented issue no longer blocks.
pub const ISSUE_SILENT_HOURS: i64 = 72;

words! {
    /// A rung of the ladder, from the bottom.
    pub enum RungKey {
        /// The problem is on record.
        Reported = "reported",
        /// Documented issues were looked up.
        HealthChecked = "health_checked",
        /// What the partner can try was tried.
        Troubleshot = "troubleshot",
        /// Somebody decided whose problem it is.
        Categorized = "categorized",
        /// It was handed up.
        Escalated = "escalated",
    }
}

words! {
    /// What a rung shows.
    pub enum RungState {
        /// Its evidence stands.
        Done = "done",
        /// It is the next.
        Due = "due",
        /// Its turn has not come.
        Open = "open",
        /// A person with the right to do so let it go, with a reason.
        Waived = "waived",
        /// This problem does not need it, or not now.
        NotNeeded = "not_needed",
        /// New evidence asks for another look.
        Reopened = "reopened",
    }
}

words! {
    /// The one next action of a case.
    pub enum NextAction {
        /// Look up service health.
        CheckHealth = "check_health",
        /// Inform the customer and wait for the provider.
        WaitForKnownIssue = "wait_for_known_issue",
        /// Try what the partner can try.
        Troubleshoot = "troubleshoot",
        /// Decide the category.
        Categorize = "categorize",
        /// Write the missing grounds.
        AddGrounds = "add_grounds",
        /// Ask another person to approve.
        RequestApproval = "request_approval",
        /// Hand it up.
        Escalate = "escalate",
        /// File the prepared request in the portal and type the number back.
        FileInPortal = "file_in_portal",
        /// Answer the recipient's question.
        AnswerProvider = "answer_provider",
        /// Ask the customer whether it is solved.
        ConfirmWithCustomer = "confirm_with_customer",
        /// Close the case.
        Close = "close",
        /// Nothing, for now: somebody else has the ball.
        Nothing = "none",
    }
}

impl NextAction {
    /// The label of the API, in English.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::CheckHealth => "Check service health",
            Self::WaitForKnownIssue => "Inform the customer and wait for the provider",
            Self::Troubleshoot => "Record a troubleshooting step",
            Self::Categorize => "Decide the category",
            Self::AddGrounds => "Write the missing grounds",
            Self::RequestApproval => "Get the approval",
            Self::Escalate => "Write the service request",
            Self::FileInPortal => "File in the portal and type the number back",
            Self::AnswerProvider => "Answer the provider",
            Self::ConfirmWithCustomer => "Confirm with the customer",
            Self::Close => "Close the case",
            Self::Nothing => "Nothing to do now",
        }
    }
}

/// One rung with what stands on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// Which rung.
    pub key: RungKey,
    /// What it shows.
    pub state: RungState,
    /// When its evidence was made.
    pub at: Option<DateTime<Utc>>,
    /// By whom.
    pub by: Option<String>,
}

/// The documented issue that explains a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownIssue {
    /// The issue.
    pub issue: HealthIssueId,
    /// The provider's identifier.
    pub source_id: String,
    /// Its title.
    pub title: String,
    /// Whether a person confirmed it.
    pub confirmed: bool,
}

/// A ladder as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ladder {
    /// The five rungs, from the bottom.
    pub rungs: Vec<Rung>,
    /// The one next action.
    pub next: NextAction,
    /// All that stands in the way of handing it up, in the order in which it is best lifted.
    pub blockers: Vec<Blocker>,
    /// The open documented issue that explains the case.
    pub known_issue: Option<KnownIssue>,
    /// An issue that fitted and has ended while the symptom stays: a ground to escalate.
    pub post_outage: Option<KnownIssue>,
}

impl Ladder {
    /// Whether it may be handed up now.
    #[must_use]
    pub fn may_escalate(&self) -> bool {
        self.blockers.is_empty()
    }

    /// The rung whose turn it is: the one that the next action belongs to.
    #[must_use]
    pub fn current(&self) -> RungKey {
        match self.next {
            NextAction::CheckHealth | NextAction::WaitForKnownIssue => RungKey::HealthChecked,
            NextAction::Troubleshoot => RungKey::Troubleshot,
            NextAction::Categorize | NextAction::AddGrounds => RungKey::Categorized,
            NextAction::RequestApproval
            | NextAction::Escalate
            | NextAction::FileInPortal
            | NextAction::AnswerProvider => RungKey::Escalated,
            // The highest rung that has, or waits for, its evidence.
            NextAction::ConfirmWithCustomer | NextAction::Close | NextAction::Nothing => self
                .rungs
                .iter()
                .rev()
                .find(|rung| matches!(rung.state, RungState::Done | RungState::Due | RungState::Reopened))
                .map_or(RungKey::Reported, |rung| rung.key),
        }
    }
}

/// A documented issue as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueNow {
    /// The issue.
    pub issue: HealthIssueId,
    /// Whether it has ended.
    pub ended: bool,
    /// Its last post, or its start where there is none.
    pub last_post_at: DateTime<Utc>,
}

/// An open request for the same cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The request and its number; none where it is filed for a customer whom the reader does not reach.
    pub named: Option<(RequestId, String)>,
}

words! {
    /// What the look-up that escalating makes first came to.
    pub enum FreshCheck {
        /// Escalating will make it: an old or missing check does not stand in the way.
        WillRun = "will_run",
        /// It was tried and did not finish.
        DidNotFinish = "did_not_finish",
    }
}

/// What is true outside the case, at this instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Situation {
    /// Whose case, in which cloud: evidence of another owner does not count.
    pub owner: Owner,
    /// Where the case stands.
    pub status: CaseStatus,
    /// Declared impact.
    pub severity: Severity,
    /// Whether the service is known.
    pub service_known: bool,
    /// The family of the service, where known.
    pub family: Option<ProductFamily>,
    /// Whether the partner relationship stands.
    pub relationship_active: bool,
    /// The partner's place in the channel.
    pub partner_kind: PartnerKind,
    /// To whom the request would go.
    pub recipient: RecipientKind,
    /// What the partner may, in this customer and for this service.
    pub standing: Standing,
    /// Contact fields that the route asks for and the partner's contact lacks.
    pub contact_missing: Vec<&'static str>,
    /// An open request for the same cause, other than the case's own.
    pub duplicate: Option<Duplicate>,
    /// Whether a reason for a second request was written.
    pub duplicate_reason: bool,
    /// Whether the partner's policy asks for another person's approval.
    pub approval_required: bool,
    /// Where vulnerabilities are reported.
    pub security_contact: String,
    /// The issues that checks of this case found, as they stand now.
    pub issues: Vec<IssueNow>,
    /// What the look-up of escalating came to.
    pub fresh_check: FreshCheck,
}
