//! Why an issue fits a case and why a category is proposed, in the reader's language.

use chrono::{DateTime, Utc};
use tierline_domain::{
    ProposalReason,
    health::{IssueKind, MatchReason},
};

use crate::{Frame, Html};

/// One reason as a sentence.
pub(crate) fn reason(f: &Frame, reason: &MatchReason) -> Html {
    let h = |key| f.h(key);
    match reason {
        MatchReason::SameService { service } => h("reason-same-service").s("service", service),
        MatchReason::ServiceNamed { service } => h("reason-service-named").s("service", service),
        MatchReason::SuiteOfService { service, suite } => h("reason-suite").s("service", service).s("suite", suite),
        MatchReason::NeededByService { service, needs } => h("reason-needed").s("service", service).s("needs", needs),
        MatchReason::Subscribed { service } => h("reason-subscribed").s("service", service),
        MatchReason::TenantFeed => h("reason-tenant-feed"),
        MatchReason::SameRegion { region } => h("reason-same-region").s("region", region),
        MatchReason::OverlappingRegion { region, issue_region } => {
            h("reason-overlapping-region").s("region", region).s("issue", issue_region)
        }
        MatchReason::BeganDuring { issue_at, case_at } => h("reason-began-during")
            .x("issue", beside(f, *issue_at, *case_at))
            .x("case", beside(f, *case_at, *issue_at)),
        MatchReason::ReportedDuring { issue_at, case_at } => h("reason-reported-during")
            .x("issue", beside(f, *issue_at, *case_at))
            .x("case", beside(f, *case_at, *issue_at)),
        MatchReason::BeganBefore { issue_at, case_at } => h("reason-began-before")
            .x("issue", beside(f, *issue_at, *case_at))
            .x("case", beside(f, *case_at, *issue_at)),
        MatchReason::BeganAfterEnd { issue_end, case_at } => h("reason-began-after")
            .x("issue", beside(f, *issue_end, *case_at))
            .x("case", beside(f, *case_at, *issue_end)),
        MatchReason::SameWords { words } => h("reason-same-words").x("words", quoted(f, words)),
        MatchReason::WholeService => h("reason-whole-service"),
        MatchReason::Ended { at: Some(at) } => h("reason-ended-at").x("time", f.time(at)),
        MatchReason::Ended { at: None } => h("reason-ended"),
        MatchReason::Informs { kind: IssueKind::Advisory } => h("reason-informs-advisory"),
        MatchReason::Informs { kind: IssueKind::PlannedMaintenance } => h("reason-informs-maintenance"),
        MatchReason::Informs { .. } => h("reason-informs"),
        MatchReason::Silent { since } => h("reason-silent").x("time", f.time(since)),
    }
    .html()
}

/// A time that is read beside another one: with its day where the other is of another day.
fn beside(f: &Frame, at: DateTime<Utc>, other: DateTime<Utc>) -> Html {
    if f.wall.same_day(at, other) { f.time(at) } else { f.wall.element(at, &f.wall.short_dated(at)) }
}

/// Words as they were written: in quotation marks, for they are no part of our sentence.
fn quoted(f: &Frame, words: &[String]) -> Html {
    let quoted: Vec<String> = words.iter().map(|word| f.h("quoted-word").s("word", word).html().0).collect();
    Html(quoted.join(", "))
}

/// Whether a reason speaks for the match, or says why it holds nothing back.
pub(crate) const fn speaks_for(reason: &MatchReason) -> bool {
    !matches!(reason, MatchReason::Ended { .. } | MatchReason::Informs { .. } | MatchReason::Silent { .. })
}

/// Why a category is proposed, as a sentence.
pub(crate) fn proposal_reason(f: &Frame, reason: &ProposalReason) -> Html {
    match reason {
        ProposalReason::StepSolved => f.h("proposal-solved"),
        ProposalReason::ReportSays { words } => f.h("proposal-says").x("words", quoted(f, words)),
        ProposalReason::StepsInVain { steps } => {
            f.h("proposal-in-vain").n("count", i64::try_from(*steps).unwrap_or(i64::MAX))
        }
    }
    .html()
}
