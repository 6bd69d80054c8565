//! A small story for tests: a case in a partner's book, and what happens to it, one entry a minute.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::{
    Actor, Case, CaseId, CaseStatus, CaseSummary, Category, Channel, CheckCause, Cloud, CustomerId, Entry, EntryId,
    Event, Grounds, HealthCheck, HealthCheckId, HealthIssueId, MatchSeen, NextAction, OrganizationId, Owner, RequestId,
    RequestStatus, Route, RungKey, Severity, Side, Step, StepArea, StepId, StepMeans, StepOutcome, UserId, Verdict,
    Visibility, health::CheckResult,
};

/// The partner whose case it is, in the public cloud.
pub(crate) fn owner() -> Owner {
    Owner { organization: OrganizationId(Uuid::from_u128(1)), cloud: Cloud::Public }
}

/// An instant from its text.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A Monday morning: when the case is opened.
pub(crate) fn monday() -> DateTime<Utc> {
    at("2026-09-14T09:00:00Z")
}

fn person(number: u128, name: &str, side: Side) -> Actor {
    Actor { user: Some(UserId(Uuid::from_u128(number))), name: name.to_owned(), side }
}

/// The agent who works on the case.
pub(crate) fn agent() -> Actor {
    person(11, "Maren Oskel", Side::Ours)
}

/// Another agent.
pub(crate) fn colleague() -> Actor {
    person(12, "Tobin Achterhof", Side::Ours)
}

/// The customer's person.
pub(crate) fn customer() -> Actor {
    person(13, "Hollis Brandt", Side::Customer)
}

/// The recipient of the request: another desk, so nobody with an account here.
pub(crate) fn provider() -> Actor {
    Actor { user: None, name: "Contour Cloud".to_owned(), side: Side::Provider }
}

/// A request by a small number.
pub(crate) fn request(number: u128) -> RequestId {
    RequestId(Uuid::from_u128(number))
}

/// A documented issue by a small number.
pub(crate) fn issue(number: u128) -> HealthIssueId {
    HealthIssueId(Uuid::from_u128(number))
}

/// A certain match with an open service issue.
pub(crate) fn certain_match(number: u128) -> MatchSeen {
    MatchSeen {
        issue: issue(number),
        source_id: format!("EX{number}"),
        title: "Delegates may not see shared calendars".to_owned(),
        certainty: 90,
        certain: true,
        service_issue: true,
        ended: false,
        reasons: Vec::new(),
    }
}

/// A case that was opened on Monday at 09:00.
pub(crate) fn case() -> Case {
    Case {
        owner: owner(),
        id: CaseId(Uuid::from_u128(5)),
        number: "T-20418".to_owned(),
        customer: CustomerId(Uuid::from_u128(3)),
        subject: "Shared calendars stay empty".to_owned(),
        description: "Since this morning they are empty.".to_owned(),
        service: Some("Exchange Online".to_owned()),
        region: None,
        severity: Severity::Moderate,
        status: CaseStatus::Open,
        started_at: None,
        affected_users: None,
        error_text: None,
        correlation_ids: Vec::new(),
        contact: None,
        channel: Channel::Portal,
        reporter: None,
        assignee: None,
        continues: None,
        version: 1,
        created_at: monday(),
        updated_at: monday(),
        resolved_at: None,
        closed_at: None,
        summary: CaseSummary {
            rung: RungKey::Reported,
            next_action: NextAction::CheckHealth,
            next_clock: None,
            next_due_at: None,
            post_outage: None,
        },
    }
}

/// Grounds in which nothing is missing, whatever the category.
pub(crate) fn full_grounds() -> Grounds {
    let text = |text: &str| Some(text.to_owned());
    Grounds {
        expected: text("The calendar shows its entries."),
        documentation_url: text("https://docs.example/calendars"),
        affected: text("Eleven practices since Monday."),
        second_observation: text("The same from a phone."),
        steps: text("Open a shared calendar."),
        seen: text("It is empty."),
        from: text("Gdynia"),
        to: text("North Europe"),
        trace: text("Hop 7 does not answer."),
        tenants: vec!["one.example".to_owned(), "two.example".to_owned()],
        signal_id: None,
    }
}

/// What happened to one case, and the time.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    pub(crate) entries: Vec<Entry>,
    pub(crate) now: DateTime<Utc>,
    next_id: u128,
}

impl Story {
    /// A case nobody opened yet.
    pub(crate) fn empty() -> Self {
        Self { entries: Vec::new(), now: monday(), next_id: 1000 }
    }

    /// A case that was opened just now.
    pub(crate) fn opened() -> Self {
        Self::empty().then(&customer(), Event::CaseOpened { channel: Channel::Portal })
    }

    /// Something happens now, and a minute passes.
    pub(crate) fn said(mut self, actor: &Actor, visibility: Visibility, event: Event) -> Self {
        self.entries.push(Entry {
            owner: owner(),
            case: CaseId(Uuid::from_u128(5)),
            id: EntryId(Uuid::from_u128(self.next_id)),
            at: self.now,
            actor: actor.clone(),
            visibility,
            text: None,
            event,
        });
        self.next_id += 1;
        self.wait(1)
    }

    /// The same, for our eyes only.
    pub(crate) fn then(self, actor: &Actor, event: Event) -> Self {
        self.said(actor, Visibility::Internal, event)
    }

    /// Minutes pass.
    pub(crate) fn wait(mut self, minutes: i64) -> Self {
        self.now += Duration::minutes(minutes);
        self
    }

    /// Service health is looked up.
    pub(crate) fn checked_because(self, cause: CheckCause, result: CheckResult, matches: Vec<MatchSeen>) -> Self {
        let id = HealthCheckId(Uuid::from_u128(self.next_id));
        self.then(
            &Actor::desk(),
            Event::HealthChecked(HealthCheck { id, cause, result, gap: None, feeds: Vec::new(), matches }),
        )
    }

    /// The same, at intake.
    pub(crate) fn checked(self, result: CheckResult, matches: Vec<MatchSeen>) -> Self {
        self.checked_because(CheckCause::Intake, result, matches)
    }

    /// A person says of a match what it is.
    pub(crate) fn judged(self, number: u128, verdict: Verdict) -> Self {
        let source_id = format!("EX{number}");
        self.then(&agent(), Event::MatchJudged { issue: issue(number), source_id, verdict })
    }

    /// The provider posts to an issue.
    pub(crate) fn posted(self, number: u128, ended: bool) -> Self {
        let source_id = format!("EX{number}");
        self.then(
            &Actor::desk(),
            Event::IssuePosted { issue: issue(number), source_id, post: None, posted_at: None, ended },
        )
    }

    /// Something is tried.
    pub(crate) fn tried(self, outcome: StepOutcome) -> Self {
        let step = Step {
            id: StepId(Uuid::from_u128(self.next_id)),
            area: StepArea::Settings,
            means: StepMeans::WithCustomer,
            relationship: None,
            action: "Delegate rights removed and granted again".to_owned(),
            outcome,
            result: None,
        };
        self.then(&agent(), Event::StepRecorded(step))
    }

    /// Somebody decides whose problem it is, with all grounds.
    pub(crate) fn decided(self, category: Category) -> Self {
        self.decided_with(category, full_grounds())
    }

    /// The same, with these grounds.
    pub(crate) fn decided_with(self, category: Category, grounds: Grounds) -> Self {
        self.then(&agent(), Event::CategoryDecided { category, reason: None, grounds })
    }

    /// The case is handed up.
    pub(crate) fn linked(self, number: u128, route: Route, status: RequestStatus) -> Self {
        let event = Event::RequestLinked {
            request: request(number),
            number: format!("R-{number}"),
            route,
            recipient: "Contour Cloud".to_owned(),
            status,
            joined: false,
        };
        self.then(&agent(), event)
    }

    /// The request moves.
    pub(crate) fn moved(self, number: u128, status: RequestStatus) -> Self {
        let event = Event::RequestMoved {
            request: request(number),
            number: format!("R-{number}"),
            status,
            read_in_portal: false,
            occurred_at: None,
        };
        self.then(&provider(), event)
    }

    /// Up to the last rung, with nothing in the way.
    pub(crate) fn climbed() -> Self {
        Self::opened()
            .checked(CheckResult::AllClear, Vec::new())
            .tried(StepOutcome::NoChange)
            .decided(Category::UndocumentedProblem)
    }
}
