//! The conditions of an escalation: all of them, the missing ones first, each with where to meet it.

use tierline_domain::{Blocker, BlockerCode, Category};

use super::CaseView;
use crate::{Html, label::key, ladder::blocker_text};

/// A condition as the list shows it.
pub(super) struct Condition {
    /// Whether it is met.
    pub(super) met: bool,
    /// What it is.
    pub(super) what: Html,
    /// What is missing and where to write it.
    pub(super) how: Html,
}

/// The conditions that every escalation has, each with the codes that stand for its lack.
const STANDING: &[(&str, &[BlockerCode])] = &[
    ("met-health", &[BlockerCode::HealthNotChecked, BlockerCode::HealthCheckStale, BlockerCode::KnownIssueOpen]),
    ("met-troubleshooting", &[BlockerCode::NoTroubleshooting]),
    (
        "met-category",
        &[BlockerCode::CategoryMissing, BlockerCode::CategoryStaysWithPartner, BlockerCode::GroundsMissing],
    ),
    (
        "met-relationship",
        &[BlockerCode::RelationshipInactive, BlockerCode::DelegatedAdminMissing, BlockerCode::NotEntitled],
    ),
    ("met-contact", &[BlockerCode::ContactMissing]),
];

/// All conditions, the missing ones first.
pub(super) fn conditions(view: &CaseView<'_>) -> Vec<Condition> {
    let blockers = &view.p.ladder.blockers;
    let mut conditions: Vec<Condition> = blockers.iter().map(|blocker| missing(view, blocker)).collect();
    for (key, codes) in STANDING {
        if !blockers.iter().any(|blocker| codes.contains(&blocker.code)) && applies(view, codes[0]) {
            conditions.push(Condition { met: true, what: met(view, key), how: Html::default() });
        }
    }
    conditions
}

/// An account request needs neither health check nor troubleshooting: what is not needed is not listed as met.
fn applies(view: &CaseView<'_>, code: BlockerCode) -> bool {
    let category = view.evidence.category.as_ref().map(|decided| decided.category);
    match code {
        BlockerCode::HealthNotChecked => {
            category.is_none_or(Category::needs_health_check) && view.evidence.last_check().is_some()
        }
        BlockerCode::NoTroubleshooting => category.is_none_or(Category::needs_troubleshooting),
        _ => true,
    }
}

fn missing(view: &CaseView<'_>, blocker: &Blocker) -> Condition {
    let what = Html::text(&view.f.t(key("condition", blocker.code.word())));
    let link = |label: &str, href: String| {
        Html(format!(" <a href=\"{}\">{}</a>", crate::html::escaped(&href), crate::html::escaped(&view.f.t(label))))
    };
    let text = blocker_text(view.f, blocker);
    let way = match (blocker.code, blocker.request) {
        (BlockerCode::DuplicateOpenRequest, Some(request)) => {
            link("look-at-it", format!("/service-requests/{request}"))
        }
        (BlockerCode::ContactMissing, _) => link("write-contact", "/account".to_owned()),
        (BlockerCode::RelationshipInactive | BlockerCode::DelegatedAdminMissing, _) => {
            link("look-at-it", format!("/customers/{}#delegated", view.p.customer.id))
        }
        _ => Html::default(),
    };
    Condition { met: false, what, how: Html(format!("{text}{way}")) }
}

fn met(view: &CaseView<'_>, key: &str) -> Html {
    match key {
        "met-troubleshooting" => view.f.h(key).n("count", view.evidence.steps.len()).html(),
        _ => Html::text(&view.f.t(key)),
    }
}
