//! A case on every rung, built from its evidence by the rules themselves.

use tierline_domain::{
    Actor, ApprovalDecision, Case, CaseStatus, Category, CheckCause, Entry, Event, FeedSeen, FreshCheck, Grounds,
    HealthCheck, IssueNow, Language, MatchSeen, PacketStep, PartnerKind, Policy, ProposalReason, RecipientKind,
    RequestStatus, Route, Situation, Step, StepArea, StepMeans, StepOutcome, Verdict, Visibility,
    catalogue::ProductFamily,
    clocks,
    entitlement::Standing,
    health::{CheckResult, IssueKind, IssueStatus, MatchReason, Said},
    ladder,
};

use super::desk::{ago, case as base, customer, delegated, hollis, id, maren, now, owner, provider, request, tobin};
use crate::{
    Choice, Fault, Form,
    page::{CasePage, InformDraft, KnownIssueNow, Proposal},
};

pub(super) fn grounds() -> Grounds {
    Grounds {
        steps: Some("1. Share a calendar of a moved mailbox with a delegate.\n2. Open it as the delegate.".to_owned()),
        seen: Some("The calendar opens empty.".to_owned()),
        expected: Some("The appointments of the owner are shown.".to_owned()),
        ..Grounds::default()
    }
}

const STEPS: [(i64, StepArea, &str, Option<&str>); 3] = [
    (268, StepArea::Software, "Clean profile and Outlook on the web", None),
    (241, StepArea::Settings, "Delegate rights removed and granted again", None),
    (132, StepArea::Configuration, "Mailbox move history read", Some("six of six were moved")),
];

pub(super) fn packet_steps() -> Vec<PacketStep> {
    STEPS
        .map(|(minutes, area, action, result)| PacketStep {
            at: ago(minutes),
            area,
            means: StepMeans::DelegatedAdmin,
            action: action.to_owned(),
            outcome: StepOutcome::NoChange,
            result: result.map(str::to_owned),
        })
        .into()
}

/// A timeline being told.
#[derive(Clone)]
pub(super) struct Story(pub(super) Vec<Entry>);

impl Story {
    pub(super) fn new() -> Self {
        let opened = Event::CaseOpened { channel: tierline_domain::Channel::Portal };
        Self(Vec::new()).with(1360, &hollis(), Visibility::Customer, None, opened)
    }

    fn with(mut self, minutes: i64, actor: &Actor, visibility: Visibility, text: Option<&str>, event: Event) -> Self {
        let number = u32::try_from(self.0.len()).unwrap_or(0) + 1;
        self.0.push(Entry {
            owner: owner(),
            case: id("cas", 20_418),
            id: id("ent", number),
            at: ago(minutes),
            actor: actor.clone(),
            visibility,
            text: text.map(str::to_owned),
            event,
        });
        self
    }

    fn ours(self, minutes: i64, event: Event) -> Self {
        self.with(minutes, &maren(), Visibility::Internal, None, event)
    }

    fn says(self, minutes: i64, actor: &Actor, visibility: Visibility, text: &str) -> Self {
        self.with(minutes, actor, visibility, Some(text), Event::NoteAdded)
    }

    fn checked(self, minutes: i64, cause: CheckCause, result: CheckResult, matches: Vec<MatchSeen>) -> Self {
        let state = if result == CheckResult::FeedUnavailable { "never_read" } else { "fresh" };
        let fetched_at = (result != CheckResult::FeedUnavailable).then(|| ago(minutes + 2));
        let feeds = vec![FeedSeen { name: "graph".to_owned(), fetched_at, state: state.to_owned() }];
        let check = HealthCheck {
            id: id("hck", u32::try_from(minutes.unsigned_abs()).unwrap_or(0)),
            cause,
            result,
            gap: (result == CheckResult::FeedUnavailable).then_some(tierline_domain::health::FeedGap::NeverRead),
            feeds,
            matches,
        };
        self.with(minutes, &Actor::desk(), Visibility::Internal, None, Event::HealthChecked(check))
    }

    /// The mockups' talk before anything was decided.
    pub(super) fn talk(self) -> Self {
        self.says(1341, &maren(), Visibility::Customer, "Thank you, the picture helps. I am checking first whether the provider has a documented problem, and will write again by 16:30 whatever I find.")
            .checked(1338, CheckCause::Intake, CheckResult::KnownIssue, vec![found(false)])
            .with(1152, &health_feed(), Visibility::Customer, Some("We've completed the configuration change on the affected mailbox infrastructure and confirmed with monitoring that calendars shared with delegates load again."), Event::IssuePosted { issue: id("his", 1), source_id: "EX1182960".to_owned(), post: None, posted_at: Some(ago(1190)), ended: true })
            .with(1149, &maren(), Visibility::Customer, Some("The provider says that the calendars load again. Is it so at all eleven practices?"), Event::CustomerInformed { issue: id("his", 1), said: Said::default() })
            .with(297, &hollis(), Visibility::Customer, Some("The notice says fixed, but six of the eleven practices still see nothing. The other five are fine now."), Event::SymptomPersists)
            .checked(290, CheckCause::OnDemand, CheckResult::PostOutage, vec![found(true)])
    }

    pub(super) fn steps(self) -> Self {
        STEPS.into_iter().enumerate().fold(self, |story, (index, (minutes, area, action, result))| {
            let step = Step {
                id: id("tst", u32::try_from(index).unwrap_or(0) + 1),
                area,
                means: StepMeans::DelegatedAdmin,
                relationship: Some(id("dar", 1)),
                action: action.to_owned(),
                outcome: StepOutcome::NoChange,
                result: result.map(str::to_owned),
            };
            story.with(minutes, &tobin(), Visibility::Internal, None, Event::StepRecorded(step))
        })
        .says(125, &tobin(), Visibility::Internal, "Reproduced in a clean profile and on the web. The six mailboxes were all moved on 12 September; the five that work were not. Looks as if the fix skipped moved mailboxes.")
        .ours(120, Event::FileAttached { attachment: id("att", 1), name: "request-ids.txt".to_owned(), size: 1024 })
    }

    fn category(self, category: Category, grounds: Grounds) -> Self {
        let reason = Some("The fix of EX1182960 skipped moved mailboxes.".to_owned());
        self.ours(100, Event::CategoryDecided { category, reason, grounds })
    }

    pub(super) fn decided(self) -> Self {
        self.category(Category::BugOrIrregularity, grounds())
    }

    pub(super) fn linked(self, status: RequestStatus) -> Self {
        self.ours(
            90,
            Event::RequestLinked {
                request: id("srq", 1046),
                number: "R-1046".to_owned(),
                route: Route::Assisted,
                recipient: "Microsoft".to_owned(),
                status,
                joined: false,
            },
        )
    }

    fn moved(self, minutes: i64, status: RequestStatus, text: &str) -> Self {
        let event = Event::RequestMoved {
            request: id("srq", 1046),
            number: "R-1046".to_owned(),
            status,
            read_in_portal: true,
            occurred_at: None,
        };
        self.with(minutes, &maren(), Visibility::Internal, Some(text), event)
    }
}

fn health_feed() -> Actor {
    Actor { name: "Microsoft, service health".to_owned(), ..provider() }
}

fn found(ended: bool) -> MatchSeen {
    MatchSeen {
        issue: id("his", 1),
        source_id: if ended { "EX1182960" } else { "EX1184207" }.to_owned(),
        title: "Some users' delegates may not see shared calendars".to_owned(),
        certainty: 86,
        certain: true,
        service_issue: true,
        ended,
        reasons: vec![
            MatchReason::SameService { service: "Exchange Online".to_owned() },
            MatchReason::SameRegion { region: "Europe".to_owned() },
            MatchReason::BeganDuring { issue_at: ago(1780), case_at: ago(1762) },
            MatchReason::SameWords { words: vec!["calendar".to_owned(), "delegate".to_owned(), "empty".to_owned()] },
        ],
    }
}

pub(super) fn situation(case: &Case) -> Situation {
    Situation {
        owner: owner(),
        status: case.status,
        severity: case.severity,
        service_known: case.service.is_some(),
        family: Some(ProductFamily::Microsoft365),
        relationship_active: true,
        partner_kind: PartnerKind::DirectBill,
        recipient: RecipientKind::Provider,
        standing: Standing {
            delegated_admin_live: true,
            delegated_admin_files: true,
            subscription_right: false,
            plan_covers: false,
        },
        contact_missing: Vec::new(),
        duplicate: None,
        duplicate_reason: false,
        approval_required: false,
        security_contact: "https://msrc.example/report".to_owned(),
        issues: Vec::new(),
        fresh_check: FreshCheck::WillRun,
    }
}

/// Another request of the same cause is open, and nobody here has a telephone number.
fn stuck(outside: &mut Situation) {
    outside.duplicate = Some(tierline_domain::Duplicate { named: Some((id("srq", 1042), "R-1042".to_owned())) });
    outside.contact_missing = vec!["phone"];
}

fn page_in(story: Story, mut case: Case, adjust: impl FnOnce(&mut Situation)) -> CasePage {
    case.status = match story.0.iter().rev().find_map(|entry| match entry.event {
        Event::CaseResolved => Some(CaseStatus::Resolved),
        Event::CaseClosed { .. } => Some(CaseStatus::Closed),
        Event::RequestMoved { status: RequestStatus::AttentionNeeded, .. } => Some(CaseStatus::Open),
        Event::RequestLinked { status: RequestStatus::Submitted, .. } => Some(CaseStatus::WaitingOnProvider),
        _ => None,
    }) {
        Some(status) => status,
        None => case.status,
    };
    let mut outside = situation(&case);
    adjust(&mut outside);
    let clocks = clocks(&case, &story.0, &Policy::default());
    CasePage {
        ladder: ladder(&story.0, &outside, now()),
        clocks,
        customer: customer(1),
        attachments: Vec::new(),
        subscriptions: Vec::new(),
        delegated_admin: vec![delegated(case.customer, "Northgate–Brightwater support", 23)],
        assignee_name: Some("Tobin Achterhof".to_owned()),
        assignee_is_kept: false,
        agents: vec![
            Choice::new("usr_00000000000000000000000001", "Maren Oskel"),
            Choice::new("usr_00000000000000000000000002", "Tobin Achterhof"),
        ],
        readable: true,
        proposal: None,
        draft: None,
        known: None,
        translated: Vec::new(),
        request: None,
        received: None,
        same_issue: None,
        viewer: id("usr", 1),
        form: Form::default(),
        entries: story.0,
        case,
    }
}

fn page(story: Story) -> CasePage {
    page_in(story, base(), |_| {})
}

pub(crate) fn case() -> Vec<(&'static str, CasePage)> {
    let mut pages = climbing();
    pages.extend(handed_up());
    pages.extend(odd_ones());
    pages
}

/// The message about a known issue that waits for an agent, and how the issue stands.
fn known_issue() -> (InformDraft, KnownIssueNow) {
    let draft = InformDraft {
        issue: id("his", 1),
        source_id: "EX1184207".to_owned(),
        text: "Microsoft has documented this problem as EX1184207 and works on it.".to_owned(),
        said: Said { post: Some(id("hpo", 3)), ended: false, language: Some(Language::En) },
    };
    let issue = super::health::health_issue(
        1,
        "Calendars are empty",
        IssueKind::ServiceIssue,
        IssueStatus::Degraded,
        "Exchange Online",
    );
    let last = super::issue::posts().into_iter().next();
    (draft, KnownIssueNow { issue, last, next_update_at: Some(ago(-40)) })
}

fn climbing() -> Vec<(&'static str, CasePage)> {
    let known = Story::new()
        .says(
            1341,
            &maren(),
            Visibility::Customer,
            "This is a documented problem at Microsoft and not something in your settings.",
        )
        .checked(50, CheckCause::Intake, CheckResult::KnownIssue, vec![found(false)]);
    let bare =
        Case { service: None, region: None, contact: None, error_text: None, correlation_ids: Vec::new(), ..base() };
    let proposal = Proposal {
        category: Category::BugOrIrregularity,
        reasons: vec![
            ProposalReason::ReportSays { words: vec!["empty".to_owned(), "missing".to_owned()] },
            ProposalReason::StepsInVain { steps: 2 },
            ProposalReason::StepSolved,
        ],
    };
    let (draft, known_now) = known_issue();
    let told = known_now.last.clone().map(|post| (known_now.issue.clone(), post));
    let steps_fault =
        Form::posted("steps", [("area".to_owned(), "settings".to_owned()), ("action".to_owned(), String::new())])
            .fault(Fault::new("action", "empty"));
    let late = Form::posted(
        "details",
        [("subject", "Calendars are empty for delegates"), ("description", ""), ("severity", "critical")]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    )
    .changed_meanwhile(Some(("Tobin Achterhof".to_owned(), ago(3))));
    let (unread, unread_draft) = (known.clone(), draft.clone());
    vec![
        ("reported", page_in(Story::new(), bare, |_| {})),
        (
            "known_issue",
            CasePage {
                draft: Some(draft),
                known: Some(known_now),
                translated: told.into_iter().collect(),
                received: Some((id("srq", 77_131), "CD-77131".to_owned(), "Quarrystone Systems".to_owned())),
                same_issue: Some((8, 7)),
                ..page(known)
            },
        ),
        ("assignee_kept", CasePage { assignee_is_kept: true, ..page(Story::new().talk()) }),
        ("unreadable", CasePage { readable: false, draft: Some(unread_draft), ..page(unread) }),
        ("no_feed", page(Story::new().checked(40, CheckCause::Intake, CheckResult::FeedUnavailable, Vec::new()))),
        ("late", CasePage { form: late, ..page(Story::new().talk()) }),
        ("all_clear", page(Story::new().checked(40, CheckCause::Intake, CheckResult::AllClear, Vec::new()))),
        ("post_outage", CasePage { form: steps_fault, ..page(Story::new().talk()) }),
        ("category", CasePage { proposal: Some(proposal), ..page(Story::new().talk().steps()) }),
        (
            "grounds_missing",
            page(Story::new().talk().steps().category(Category::BugOrIrregularity, Grounds::default())),
        ),
        ("ready", page(Story::new().talk().steps().decided())),
        ("stuck", page_in(Story::new().talk().steps().decided(), base(), stuck)),
        ("vulnerability", page(Story::new().talk().category(Category::Vulnerability, Grounds::default()))),
        (
            "approval",
            page_in(
                Story::new().talk().steps().decided().with(
                    20,
                    &tobin(),
                    Visibility::Internal,
                    None,
                    Event::ApprovalRequested,
                ),
                base(),
                |outside| {
                    outside.approval_required = true;
                },
            ),
        ),
    ]
}

fn handed_up() -> Vec<(&'static str, CasePage)> {
    let escalated = |status| Story::new().talk().steps().decided().linked(status);
    let with = |page: CasePage, status| CasePage {
        request: Some(request(1046, "Calendars stay empty after the fix", base().severity, status, Route::Assisted)),
        ..page
    };
    let asked = escalated(RequestStatus::Submitted)
        .ours(
            85,
            Event::RequestFiled {
                request: id("srq", 1046),
                number: "R-1046".to_owned(),
                external_id: "260915004000874".to_owned(),
                corrected: false,
            },
        )
        .moved(
            40,
            RequestStatus::AttentionNeeded,
            "Please send a browser trace of the calendar page and the correlation ID shown there.",
        )
        .says(
            30,
            &maren(),
            Visibility::Provider,
            "Attached are the browser trace and the correlation ID, taken at 13:30.",
        );
    let solved = escalated(RequestStatus::Submitted)
        .moved(60, RequestStatus::Resolved, "The fix now covers moved mailboxes.")
        .with(
            50,
            &maren(),
            Visibility::Customer,
            Some("Microsoft has extended the fix. Do all practices see their calendars now?"),
            Event::CaseResolved,
        );
    let confirmed = Story(solved.0.clone()).with(
        20,
        &hollis(),
        Visibility::Customer,
        Some("All eleven see them. Thank you!"),
        Event::SolutionConfirmed,
    );
    let closed = Story(confirmed.0.clone()).ours(10, Event::CaseClosed { by_silence: false });
    let resolved = Case { resolved_at: Some(ago(50)), status: CaseStatus::Resolved, ..base() };
    let over = Case { resolved_at: Some(ago(50)), closed_at: Some(ago(10)), status: CaseStatus::Closed, ..base() };
    vec![
        ("prepared", with(page(escalated(RequestStatus::Prepared)), RequestStatus::Prepared)),
        ("submitted", with(page(escalated(RequestStatus::Submitted)), RequestStatus::Submitted)),
        ("attention_needed", with(page(asked), RequestStatus::AttentionNeeded)),
        (
            "returned",
            with(
                page(escalated(RequestStatus::Submitted).moved(
                    15,
                    RequestStatus::Returned,
                    "A step in configuration is missing.",
                )),
                RequestStatus::Returned,
            ),
        ),
        ("resolved", with(page_in(solved, resolved.clone(), |_| {}), RequestStatus::Resolved)),
        ("confirmed", with(page_in(confirmed, resolved, |_| {}), RequestStatus::Resolved)),
        ("closed", with(page_in(closed, over, |_| {}), RequestStatus::Closed)),
    ]
}

fn odd_ones() -> Vec<(&'static str, CasePage)> {
    let blocked = Story::new().talk().category(Category::Vulnerability, Grounds::default());
    let shut = page_in(blocked, base(), |outside| {
        outside.relationship_active = false;
        outside.standing.delegated_admin_live = false;
        outside.contact_missing = vec!["phone", "country"];
    });
    let everything = Story::new()
        .ours(1350, Event::Assigned { to: Some(id("usr", 2)), name: Some("Tobin Achterhof".to_owned()) })
        .ours(1349, Event::Assigned { to: None, name: None })
        .ours(1348, Event::DetailsChanged { fields: vec!["severity".to_owned(), "affected_users".to_owned()] })
        .ours(1347, Event::StatusChanged { from: CaseStatus::Open, to: CaseStatus::WaitingOnCustomer })
        .ours(
            1346,
            Event::MatchJudged { issue: id("his", 1), source_id: "EX1182960".to_owned(), verdict: Verdict::Rejected },
        )
        .ours(1345, Event::InformDrafted { issue: id("his", 1), said: Said::default() })
        .ours(1344, Event::ApprovalDecided { decision: ApprovalDecision::Refuse })
        .ours(1343, Event::ApprovalDecided { decision: ApprovalDecision::Approve })
        .ours(1342, Event::BlockerWaived { blocker: tierline_domain::BlockerCode::NoTroubleshooting })
        .ours(1341, Event::CaseReopened)
        .ours(1340, Event::CaseLinked { other: id("cas", 20_001), number: "T-20001".to_owned() })
        .ours(1339, Event::ClockRanOut { clock: tierline_domain::ClockKind::FirstResponse })
        .ours(1338, Event::CaseClosed { by_silence: true })
        .ours(1337, Event::CaseReopened)
        .checked(
            30,
            CheckCause::LaterIssue,
            CheckResult::KnownIssue,
            vec![MatchSeen { certain: false, certainty: 41, ..found(false) }],
        )
        .with(
            29,
            &Actor::desk(),
            Visibility::Customer,
            None,
            Event::IssuePosted {
                issue: id("his", 1),
                source_id: "EX1184207".to_owned(),
                post: None,
                posted_at: None,
                ended: false,
            },
        );
    let mut gone = page(everything);
    gone.delegated_admin = vec![delegated(gone.case.customer, "Northgate–Brightwater support", -4)];
    gone.assignee_name = None;
    vec![
        ("shut", shut),
        (
            "every_event",
            page_in(Story(gone.entries.clone()), base(), |outside| {
                outside.issues = vec![IssueNow { issue: id("his", 1), ended: false, last_post_at: ago(29) }];
            }),
        ),
        ("permission_over", gone),
    ]
}
