//! What a person is told in the desk: one line for each cause, kept as its kind and its facts and worded when it is shown.
//!
//! What becomes of a notice beyond the desk (mail, chat) is nobody's business here: a delivery reads notices, and writes none.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Action, Case, CaseId, CheckCause, ElevationId, Entry, Event, HealthIssueId, NoticeId, OrganizationId,
    ReceivedRequest, RequestEntry, RequestId, RequestStatus, Role, ServiceAccount, Side, UserId, Verdict,
    health::{HealthIssue, IssueStatus},
    words,
};

/// Days after which a notice is forgotten, read or not, counted from what it says last: whoever has been away for longer
/// looks at the board, the queue and the cases themselves.
pub const NOTICE_DAYS: i64 = 60;

words! {
    /// The cause of a notice, together with its subject: what is said later of the same is the same line.
    pub enum NoticeTopic {
        /// A documented issue that the person follows.
        Issue = "issue",
        /// An issue that explains a case of theirs.
        Explained = "explained",
        /// A service request of theirs.
        Request = "request",
        /// What the customer says in a case of theirs.
        Answer = "answer",
        /// A case that somebody gave them.
        Assigned = "assigned",
        /// What arrives in the inbox of their organization: one line, however much that is.
        Inbox = "inbox",
        /// A request of the inbox that they work on.
        Received = "received",
        /// A program for which nobody answers any more.
        Program = "program",
        /// Somebody wants a role for a time.
        Wanted = "wanted",
        /// A role of theirs for a time.
        Role = "role",
        /// Somebody came in by emergency access.
        Emergency = "emergency",
    }
}

words! {
    /// What a notice says.
    pub enum NoticeKind {
        /// The provider documented an issue.
        IssueNew = "issue_new",
        /// The issue has another status.
        IssueStatus = "issue_status",
        /// The provider posted to it.
        IssuePosted = "issue_posted",
        /// It is over.
        IssueEnded = "issue_ended",
        /// An issue that came later explains the case.
        CaseExplained = "case_explained",
        /// The recipient asks for more.
        RequestAsked = "request_asked",
        /// The recipient gave it back with a reason.
        RequestReturned = "request_returned",
        /// The recipient says it is solved.
        RequestResolved = "request_resolved",
        /// The customer wrote.
        CustomerWrote = "customer_wrote",
        /// The customer says that the symptom is still there.
        CustomerPersists = "customer_persists",
        /// The customer says that it is solved.
        CustomerConfirmed = "customer_confirmed",
        /// Somebody gave the case to the person.
        CaseAssigned = "case_assigned",
        /// A request arrived in the inbox.
        ReceivedNew = "received_new",
        /// The sender of a request wrote, or sent a file.
        ReceivedAnswered = "received_answered",
        /// The sender of a request took it back.
        ReceivedWithdrawn = "received_withdrawn",
        /// Who answered for a program has left.
        KeeperLeft = "keeper_left",
        /// Somebody asks for a role for a time.
        RoleAsked = "role_asked",
        /// The person was given a role for a time.
        RoleGiven = "role_given",
        /// The person was not given the role they asked for.
        RoleRefused = "role_refused",
        /// Somebody came in by emergency access.
        EmergencyOpened = "emergency_opened",
        /// A role that the person had for a time is over, or nobody answered their question.
        RoleEnded = "role_ended",
    }
}

impl NoticeTopic {
    /// What people must be allowed to do who are told of it; none where it is about themselves.
    #[must_use]
    pub const fn needs(self) -> Option<Action> {
        match self {
            Self::Issue | Self::Explained | Self::Request | Self::Answer | Self::Assigned => Some(Action::See),
            Self::Inbox => Some(Action::DecideReceived),
            Self::Received => Some(Action::SeeReceived),
            Self::Wanted | Self::Emergency | Self::Program => Some(Action::Administer),
            Self::Role => None,
        }
    }
}

impl NoticeKind {
    /// The cause it belongs to.
    #[must_use]
    pub const fn topic(self) -> NoticeTopic {
        match self {
            Self::IssueNew | Self::IssueStatus | Self::IssuePosted | Self::IssueEnded => NoticeTopic::Issue,
            Self::CaseExplained => NoticeTopic::Explained,
            Self::RequestAsked | Self::RequestReturned | Self::RequestResolved => NoticeTopic::Request,
            Self::CustomerWrote | Self::CustomerPersists | Self::CustomerConfirmed => NoticeTopic::Answer,
            Self::CaseAssigned => NoticeTopic::Assigned,
            Self::ReceivedNew => NoticeTopic::Inbox,
            Self::ReceivedAnswered | Self::ReceivedWithdrawn => NoticeTopic::Received,
            Self::KeeperLeft => NoticeTopic::Program,
            Self::RoleAsked => NoticeTopic::Wanted,
            Self::EmergencyOpened => NoticeTopic::Emergency,
            Self::RoleGiven | Self::RoleRefused | Self::RoleEnded => NoticeTopic::Role,
        }
    }
}

/// What a notice is about, and the page that it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NoticeSubject {
    /// A documented issue.
    Issue(HealthIssueId),
    /// A case.
    Case(CaseId),
    /// A service request.
    Request(RequestId),
    /// The inbox of an organization.
    Inbox(OrganizationId),
    /// A request in the inbox.
    Received(RequestId),
    /// The account of a program.
    Program(UserId),
    /// A role for a time.
    Elevation(ElevationId),
    /// The emergency access of an organization.
    Emergency(OrganizationId),
}

impl NoticeSubject {
    /// The subject of a topic with this identifier.
    #[must_use]
    pub const fn of(topic: NoticeTopic, id: Uuid) -> Self {
        match topic {
            NoticeTopic::Issue => Self::Issue(HealthIssueId(id)),
            NoticeTopic::Explained | NoticeTopic::Answer | NoticeTopic::Assigned => Self::Case(CaseId(id)),
            NoticeTopic::Request => Self::Request(RequestId(id)),
            NoticeTopic::Inbox => Self::Inbox(OrganizationId(id)),
            NoticeTopic::Received => Self::Received(RequestId(id)),
            NoticeTopic::Program => Self::Program(UserId(id)),
            NoticeTopic::Wanted | NoticeTopic::Role => Self::Elevation(ElevationId(id)),
            NoticeTopic::Emergency => Self::Emergency(OrganizationId(id)),
        }
    }

    /// The bare identifier.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Issue(id) => id.uuid(),
            Self::Case(id) => id.uuid(),
            Self::Request(id) | Self::Received(id) => id.uuid(),
            Self::Inbox(id) | Self::Emergency(id) => id.uuid(),
            Self::Elevation(id) => id.uuid(),
            Self::Program(id) => id.uuid(),
        }
    }
}

/// What was known when a notice was written: enough to word it without reading anything else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticeFacts {
    /// The number people say: of the case, of the request, or the provider's of the issue.
    pub number: String,
    /// The issue's title, the case's subject, the program's name, or what a role or emergency access is needed for.
    pub title: String,
    /// The issue's service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Where the provider stands with the issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<IssueStatus>,
    /// The customer's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// Who sent the request of the inbox, wants the role, or came in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    /// The role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The provider's number of the issue that explains the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explained_by: Option<String>,
    /// Who answered for the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keeper: Option<String>,
}

/// Something to be told: to whom is another question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// What is said.
    pub kind: NoticeKind,
    /// About what.
    pub subject: NoticeSubject,
    /// How much of it: posts of an issue, messages of a customer.
    pub count: i64,
    /// What is known of it.
    pub facts: NoticeFacts,
    /// Whose own doing it is: nobody is told what they did themselves.
    pub by: Option<UserId>,
}

/// A notice as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Identifier.
    pub id: NoticeId,
    /// What it says.
    pub kind: NoticeKind,
    /// About what.
    pub subject: NoticeSubject,
    /// How much of it since it was last read: posts of an issue, messages of a customer.
    pub count: i64,
    /// What was known when it was written.
    pub facts: NoticeFacts,
    /// When it last had something to say.
    pub at: DateTime<Utc>,
    /// When its person read it.
    pub read_at: Option<DateTime<Utc>>,
}

/// How an issue changed, for who follows it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueNews {
    /// Whether it was not known before.
    pub new: bool,
    /// Whether its status is another.
    pub status: bool,
    /// Posts that are new to it.
    pub posts: usize,
    /// Whether it ended with this change.
    pub ended: bool,
}

impl IssueNews {
    /// What followers are told; none where nothing happened that they wait for. An issue that was over when the desk first
    /// heard of it is history, not news.
    #[must_use]
    pub fn told(self, issue: &HealthIssue, by: Option<UserId>) -> Option<News> {
        let kind = match self {
            Self { new: true, ended: true, .. } => return None,
            Self { new: true, .. } => NoticeKind::IssueNew,
            Self { ended: true, .. } => NoticeKind::IssueEnded,
            Self { status: true, .. } => NoticeKind::IssueStatus,
            Self { posts: 1.., .. } => NoticeKind::IssuePosted,
            Self { .. } => return None,
        };
        let facts = NoticeFacts {
            number: issue.source_id.clone(),
            title: issue.title.clone(),
            service: Some(issue.service.clone()),
            status: Some(issue.status),
            ..NoticeFacts::default()
        };
        let count = i64::try_from(self.posts).unwrap_or(i64::MAX);
        Some(News { kind, subject: NoticeSubject::Issue(issue.id), count, facts, by })
    }
}

/// The people of ours whose case it is: who works on it, and who opened it.
#[must_use]
pub fn case_people(case: &Case, entries: &[Entry]) -> Vec<UserId> {
    let opened = entries.iter().find(|entry| matches!(entry.event, Event::CaseOpened { .. }));
    let opener = opened.filter(|entry| entry.actor.side == Side::Ours).and_then(|entry| entry.actor.user);
    let mut people: Vec<UserId> = case.assignee.into_iter().chain(opener).collect();
    people.dedup();
    people
}

/// Whom a line about a case is for: the people whose case it is; that it was given to somebody, for that one alone.
#[must_use]
pub fn told_of_case(kind: NoticeKind, case: &Case, entries: &[Entry]) -> Vec<UserId> {
    match kind {
        NoticeKind::CaseAssigned => case.assignee.into_iter().collect(),
        _ => case_people(case, entries),
    }
}

/// What is told of a request in the inbox.
#[must_use]
pub fn news_of_received(request: &ReceivedRequest, kind: NoticeKind) -> News {
    let subject = match kind.topic() {
        NoticeTopic::Inbox => NoticeSubject::Inbox(request.owner.organization),
        _ => NoticeSubject::Received(request.id),
    };
    let facts = NoticeFacts {
        number: request.number.clone(),
        title: request.packet.title.clone(),
        sender: Some(request.sender_name.clone()),
        ..NoticeFacts::default()
    };
    News { kind, subject, count: 1, facts, by: None }
}

/// What is said of a program whose keeper has left: to all who can give it another one.
#[must_use]
pub fn news_of_program(account: &ServiceAccount) -> News {
    let facts = NoticeFacts {
        title: account.name.clone(),
        keeper: Some(account.keeper_name.clone()),
        ..NoticeFacts::default()
    };
    News { kind: NoticeKind::KeeperLeft, subject: NoticeSubject::Program(account.id), count: 1, facts, by: None }
}

/// The people of ours who work on a request in the inbox: who decided something of it or wrote in it, each once.
#[must_use]
pub fn received_people(entries: &[RequestEntry]) -> Vec<UserId> {
    let ours = entries.iter().filter(|entry| entry.actor.side == Side::Ours).filter_map(|entry| entry.actor.user);
    let mut people: Vec<UserId> = ours.collect();
    people.sort_unstable();
    people.dedup();
    people
}

/// What the people of a case are told of the entries that are new on its timeline, which follow the earlier ones. `by` is
/// who made the change.
#[must_use]
pub fn news_of_case(case: &Case, customer: &str, earlier: &[Entry], new: &[Entry], by: Option<UserId>) -> Vec<News> {
    let mut all: Vec<News> = Vec::new();
    for entry in new {
        let Some(news) = news_of(case, customer, earlier, entry, by) else { continue };
        match all.iter_mut().find(|one| (one.kind.topic(), one.subject) == (news.kind.topic(), news.subject)) {
            Some(same) => *same = News { count: same.count + news.count, ..news },
            None => all.push(news),
        }
    }
    all
}

fn news_of(case: &Case, customer: &str, earlier: &[Entry], entry: &Entry, by: Option<UserId>) -> Option<News> {
    let facts = NoticeFacts {
        number: case.number.clone(),
        title: case.subject.clone(),
        customer: Some(customer.to_owned()),
        ..NoticeFacts::default()
    };
    let subject = NoticeSubject::Case(case.id);
    let theirs = entry.actor.side == Side::Customer;
    let (kind, subject, facts) = match &entry.event {
        Event::NoteAdded | Event::FileAttached { .. } if theirs => (NoticeKind::CustomerWrote, subject, facts),
        Event::SymptomPersists if theirs => (NoticeKind::CustomerPersists, subject, facts),
        Event::SolutionConfirmed if theirs => (NoticeKind::CustomerConfirmed, subject, facts),
        Event::Assigned { to: Some(_), .. } => (NoticeKind::CaseAssigned, subject, facts),
        Event::RequestMoved { request, number, status, .. } => {
            let facts = NoticeFacts { number: number.clone(), ..facts };
            (request_kind(*status)?, NoticeSubject::Request(*request), facts)
        }
        Event::HealthChecked(check) if check.cause == CheckCause::LaterIssue => {
            let found = check.matches.iter().find(|found| found.certain && !was_known(earlier, found.issue))?;
            let facts = NoticeFacts { explained_by: Some(found.source_id.clone()), ..facts };
            (NoticeKind::CaseExplained, subject, facts)
        }
        _ => return None,
    };
    Some(News { kind, subject, count: 1, facts, by: by.or(entry.actor.user) })
}

const fn request_kind(status: RequestStatus) -> Option<NoticeKind> {
    match status {
        RequestStatus::AttentionNeeded => Some(NoticeKind::RequestAsked),
        RequestStatus::Returned => Some(NoticeKind::RequestReturned),
        RequestStatus::Resolved => Some(NoticeKind::RequestResolved),
        _ => None,
    }
}

/// Whether a check had found the issue with certainty before, or a person had said that it is something else.
fn was_known(earlier: &[Entry], issue: HealthIssueId) -> bool {
    earlier.iter().any(|entry| match &entry.event {
        Event::HealthChecked(check) => check.matches.iter().any(|found| found.issue == issue && found.certain),
        Event::MatchJudged { issue: judged, verdict, .. } => *judged == issue && *verdict == Verdict::Rejected,
        _ => false,
    })
}

#[cfg(test)]
mod tests;
