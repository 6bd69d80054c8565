//! Samples of every page in every state worth looking at. Every name in them is invented.

mod account;
mod case;
mod cases;
mod customer;
mod desk;
mod entrance;
mod fault;
mod feed;
mod health;
mod home;
mod inbox;
mod mine;
mod report_matching;
mod request;
mod rules;

pub(crate) use account::{account, audit, search, tokens, users};
pub(crate) use case::case;
pub(crate) use cases::{cases, new_case};
pub(crate) use customer::{customer, customer_import, customers, new_customer};
pub(crate) use entrance::{set_up, sign_in};
pub(crate) use fault::fault;
pub(crate) use feed::{feed, feeds, new_feed};
pub(crate) use health::{health, health_import, issue, publish};
pub(crate) use home::home;
pub(crate) use inbox::{inbox, partners};
pub(crate) use mine::{my_access, my_case, my_cases, report};
pub(crate) use report_matching::reports;
pub(crate) use request::{escalate, request, requests};
pub(crate) use rules::rules;

/// A time from its text; samples only.
pub(crate) fn at(text: &str) -> chrono::DateTime<chrono::Utc> {
    text.parse().unwrap_or_default()
}

/// A health issue for tests.
#[cfg(test)]
pub(crate) fn health_issue_sample() -> tierline_domain::health::HealthIssue {
    use tierline_domain::health::{IssueKind, IssueStatus};
    health::health_issue(1, "Mail is late", IssueKind::ServiceIssue, IssueStatus::Resolved, "Exchange Online")
}

/// A packet for tests.
#[cfg(test)]
pub(crate) fn packet() -> tierline_domain::Packet {
    desk::packet()
}

/// An entry of a timeline for tests.
#[cfg(test)]
pub(crate) fn entry() -> tierline_domain::Entry {
    case::Story::new().0.remove(0)
}
