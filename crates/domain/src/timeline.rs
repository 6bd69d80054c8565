//! The timeline: everything that happened to a case, in order, and the evidence the ladder is computed from.
//!
//! There is one log. What the ladder weighs (checks, steps, decisions, requests) are entries of it, so evidence has an
//! author and a time by construction and is never erased or edited.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    AttachmentId, CaseId, CaseStatus, Category, Channel, ClockKind, DelegatedAdminId, EntryId, Grounds, HealthCheckId,
    HealthIssueId, HealthPostId, Owner, RequestId, RequestStatus, Route, Severity, StepId, UserId,
    health::{CheckResult, FeedGap, MatchReason, Said},
    words,
};

words! {
    /// Who may read an entry.
    pub enum Visibility {
        /// The partner's own people.
        Internal = "internal",
        /// The customer too.
        Customer = "customer",
        /// The recipient of the service request too.
        Provider = "provider",
    }
}

words! {
    /// Which side an actor stands on.
    pub enum Side {
        /// The partner's own person.
        Ours = "ours",
        /// The customer's person.
        Customer = "customer",
        /// The provider, the upstream partner, or their feed.
        Provider = "provider",
        /// The desk itself: a schedule, a feed, a rule.
        Desk = "desk",
    }
}

/// Who did something. The name is kept as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person; none for the desk and for other desks.
    pub user: Option<UserId>,
    /// Name at that time.
    pub name: String,
    /// The side it stands on.
    pub side: Side,
}

impl Actor {
    /// The desk itself.
    #[must_use]
    pub fn desk() -> Self {
        Self { user: None, name: "Tierline".to_owned(), side: Side::Desk }
    }
}

words! {
    /// What was worked on in a troubleshooting step.
    pub enum StepArea {
        /// Software.
        Software = "software",
        /// Settings.
        Settings = "settings",
        /// Configuration.
        Configuration = "configuration",
    }
}

words! {
    /// By what means a step was taken.
    pub enum StepMeans {
        /// With the partner's delegated admin rights; needs a live relationship whose roles reach the person.
        DelegatedAdmin = "delegated_admin",
        /// With rights on the Azure subscription.
        AzureRbac = "azure_rbac",
        /// With the customer, by phone or screen.
        WithCustomer = "with_customer",
        /// In the partner's own tenant.
        OwnTenant = "own_tenant",
    }
}

words! {
    /// How a step ended.
    pub enum StepOutcome {
        /// The problem is gone.
        Solved = "solved",
        /// It got better.
        Improved = "improved",
        /// Nothing changed.
        NoChange = "no_change",
    }
}

/// A troubleshooting step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Identifier.
    pub id: StepId,
    /// Area.
    pub area: StepArea,
    /// Means.
    pub means: StepMeans,
    /// The relationship used, for delegated admin.
    pub relationship: Option<DelegatedAdminId>,
    /// What was done.
    pub action: String,
    /// Outcome.
    pub outcome: StepOutcome,
    /// What was seen, in words.
    pub result: Option<String>,
}

words! {
    /// What a person says of a match.
    pub enum Verdict {
        /// It is this issue.
        Confirmed = "confirmed",
        /// It is another problem.
        Rejected = "rejected",
    }
}

/// A documented issue as a check found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchSeen {
    /// The issue.
    pub issue: HealthIssueId,
    /// The provider's identifier of it.
    pub source_id: String,
    /// Its title then.
    pub title: String,
    /// 0 to 100.
    pub certainty: u8,
    /// Certain by the partner's threshold at that time.
    pub certain: bool,
    /// A service issue, not an advisory, maintenance or announcement.
    pub service_issue: bool,
    /// Whether it had ended when it was looked up.
    pub ended: bool,
    /// Why it matched, the weightiest first.
    pub reasons: Vec<MatchReason>,
}

/// A feed as a check found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedSeen {
    /// Its name.
    pub name: String,
    /// When it was last read; none where there is no feed.
    pub fetched_at: Option<DateTime<Utc>>,
    /// Fresh, stale, down and the like.
    pub state: String,
}

words! {
    /// Why health was looked up.
    pub enum CheckCause {
        /// When the case was opened.
        Intake = "intake",
        /// Somebody asked.
        OnDemand = "on_demand",
        /// An issue appeared or changed later.
        LaterIssue = "later_issue",
        /// In the act of escalating.
        Escalation = "escalation",
    }
}

/// A health check: what was looked up, against which feeds, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthCheck {
    /// Identifier.
    pub id: HealthCheckId,
    /// Why it was made.
    pub cause: CheckCause,
    /// What came out.
    pub result: CheckResult,
    /// Why the feeds say nothing, for `feed_unavailable`; checks of before this was kept have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<FeedGap>,
    /// The feeds it was made on.
    pub feeds: Vec<FeedSeen>,
    /// What could explain the case, best first.
    pub matches: Vec<MatchSeen>,
}

words! {
    /// What an approver said.
    pub enum ApprovalDecision {
        /// Go ahead.
        Approve = "approve",
        /// No.
        Refuse = "refuse",
    }
}

/// What happened. The word of a kind is its `type` in JSON and never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "events live one to an entry; a box would cost an allocation and a dereference at each use"
)]
pub enum Event {
    /// The case was opened.
    CaseOpened {
        /// How the problem was reported.
        channel: Channel,
    },
    /// Details were changed; the fields by name.
    DetailsChanged {
        /// Names of the fields, as in the API.
        fields: Vec<String>,
    },
    /// The case got an agent, or lost one.
    Assigned {
        /// The agent.
        to: Option<UserId>,
        /// Name at that time.
        name: Option<String>,
    },
    /// The status moved.
    StatusChanged {
        /// Before.
        from: CaseStatus,
        /// After.
        to: CaseStatus,
    },
    /// A note or a message; its text and who may read it are the entry's.
    NoteAdded,
    /// A file was attached.
    FileAttached {
        /// The file.
        attachment: AttachmentId,
        /// Its name.
        name: String,
        /// Bytes.
        size: i64,
    },
    /// Service health was looked up.
    HealthChecked(HealthCheck),
    /// A person confirmed or rejected a match.
    MatchJudged {
        /// The issue.
        issue: HealthIssueId,
        /// The provider's identifier.
        source_id: String,
        /// Confirmed or rejected.
        verdict: Verdict,
    },
    /// The provider posted to an issue that explains this case.
    IssuePosted {
        /// The issue.
        issue: HealthIssueId,
        /// The provider's identifier.
        source_id: String,
        /// The post; none where only the status changed.
        post: Option<HealthPostId>,
        /// When the provider published it; none where nothing was posted, and in entries from before this was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        posted_at: Option<DateTime<Utc>>,
        /// Whether the issue has ended with it.
        ended: bool,
    },
    /// A message to the customer waits for an agent.
    InformDrafted {
        /// The issue it is about.
        issue: HealthIssueId,
        /// What of it.
        #[serde(flatten)]
        said: Said,
    },
    /// The customer was told; the text is the entry's.
    CustomerInformed {
        /// The issue it is about.
        issue: HealthIssueId,
        /// What of it.
        #[serde(flatten)]
        said: Said,
    },
    /// The customer says that the symptom is still there.
    SymptomPersists,
    /// A troubleshooting step was recorded.
    StepRecorded(Step),
    /// Somebody decided whose problem it is.
    CategoryDecided {
        /// The decision.
        category: Category,
        /// Why.
        reason: Option<String>,
        /// What it rests on.
        grounds: Grounds,
    },
    /// A blocker was waived; the reason is the entry's text.
    BlockerWaived {
        /// Its code.
        blocker: crate::BlockerCode,
    },
    /// Another person's approval was asked for.
    ApprovalRequested,
    /// It was given or refused; the reason is the entry's text.
    ApprovalDecided {
        /// What was said.
        decision: ApprovalDecision,
    },
    /// A service request was written from this case, or the case joined one.
    RequestLinked {
        /// The request.
        request: RequestId,
        /// Its number.
        number: String,
        /// The route it travels.
        route: Route,
        /// The recipient's name.
        recipient: String,
        /// Status at that moment.
        status: RequestStatus,
        /// Whether the case joined a request that existed.
        joined: bool,
    },
    /// The service request moved.
    RequestMoved {
        /// The request.
        request: RequestId,
        /// Its number.
        number: String,
        /// Status now.
        status: RequestStatus,
        /// Whether an agent read it in a portal.
        read_in_portal: bool,
        /// When it happened by the recipient's clock, where that is not when the desk heard of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        occurred_at: Option<DateTime<Utc>>,
    },
    /// The recipient of a service request wrote something; the text is the entry's.
    AnswerNoted {
        /// The request.
        request: RequestId,
        /// Its number.
        number: String,
        /// When it was written by the recipient's clock, where that is not when the desk heard of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        occurred_at: Option<DateTime<Utc>>,
    },
    /// The recipient rates the service request anew.
    RequestRated {
        /// The request.
        request: RequestId,
        /// Its number.
        number: String,
        /// Severity now.
        severity: Severity,
    },
    /// The number in the recipient's books was typed back or corrected.
    RequestFiled {
        /// The request.
        request: RequestId,
        /// Our number.
        number: String,
        /// The recipient's number.
        external_id: String,
        /// Whether an earlier number was wrong.
        corrected: bool,
    },
    /// The problem is solved, as somebody on our side or the provider says.
    CaseResolved,
    /// The customer says it is solved.
    SolutionConfirmed,
    /// The case was closed.
    CaseClosed {
        /// Whether the customer's silence closed it.
        by_silence: bool,
    },
    /// The case was reopened.
    CaseReopened,
    /// A new case continues a closed one, or this one continues another.
    CaseLinked {
        /// The other case.
        other: CaseId,
        /// Its number.
        number: String,
    },
    /// A clock ran out.
    ClockRanOut {
        /// Which one.
        clock: ClockKind,
    },
}

impl Event {
    /// The stable word of the kind: the `kind` of a timeline entry.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::CaseOpened { .. } => "case_opened",
            Self::DetailsChanged { .. } => "details_changed",
            Self::Assigned { .. } => "assigned",
            Self::StatusChanged { .. } => "status_changed",
            Self::NoteAdded => "note_added",
            Self::FileAttached { .. } => "file_attached",
            Self::HealthChecked(_) => "health_checked",
            Self::MatchJudged { .. } => "match_judged",
            Self::IssuePosted { .. } => "issue_posted",
            Self::InformDrafted { .. } => "inform_drafted",
            Self::CustomerInformed { .. } => "customer_informed",
            Self::SymptomPersists => "symptom_persists",
            Self::StepRecorded(_) => "step_recorded",
            Self::CategoryDecided { .. } => "category_decided",
            Self::BlockerWaived { .. } => "blocker_waived",
            Self::ApprovalRequested => "approval_requested",
            Self::ApprovalDecided { .. } => "approval_decided",
            Self::RequestLinked { .. } => "request_linked",
            Self::RequestMoved { .. } => "request_moved",
            Self::AnswerNoted { .. } => "answer_noted",
            Self::RequestRated { .. } => "request_rated",
            Self::RequestFiled { .. } => "request_filed",
            Self::CaseResolved => "case_resolved",
            Self::SolutionConfirmed => "solution_confirmed",
            Self::CaseClosed { .. } => "case_closed",
            Self::CaseReopened => "case_reopened",
            Self::CaseLinked { .. } => "case_linked",
            Self::ClockRanOut { .. } => "clock_ran_out",
        }
    }
}

/// One entry of a case's timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Whose case, in which cloud: what the ladder of another owner never counts.
    pub owner: Owner,
    /// The case.
    pub case: CaseId,
    /// Identifier; entries of one instant are ordered by it.
    pub id: EntryId,
    /// When it happened, by our clock.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: Actor,
    /// Who may read it.
    pub visibility: Visibility,
    /// What is said, in the language it was said in.
    pub text: Option<String>,
    /// What happened.
    pub event: Event,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_from_before_its_post_was_kept_is_still_read() {
        let issue = HealthIssueId(uuid::Uuid::from_u128(1));
        let stored = serde_json::json!({ "type": "customer_informed", "issue": issue });
        let event: Event = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(event, Event::CustomerInformed { issue, said: Said::default() });
        assert_eq!(serde_json::to_value(event).unwrap(), stored);
        let post = HealthPostId(uuid::Uuid::from_u128(2));
        let said = Said { post: Some(post), ended: true, language: Some(crate::Language::Pl) };
        let kept = serde_json::to_value(Event::InformDrafted { issue, said }).unwrap();
        assert_eq!(serde_json::from_value::<Event>(kept).unwrap(), Event::InformDrafted { issue, said });
    }

    /// Timelines are kept for years: what was written before a field was there must still be read.
    #[test]
    fn a_check_from_before_its_gap_was_kept_is_still_read() {
        let id = HealthCheckId(uuid::Uuid::from_u128(1));
        let stored = serde_json::json!({
            "id": id, "cause": "intake", "result": "feed_unavailable", "feeds": [], "matches": [],
        });
        let check: HealthCheck = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!((check.result, check.gap), (CheckResult::FeedUnavailable, None));
        assert_eq!(serde_json::to_value(check).unwrap(), stored);
    }
}
