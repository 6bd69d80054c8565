//! Samples of every page in every state worth looking at. Every name in them is invented.

mod account;
mod book;
mod case;
mod cases;
mod connection;
mod customer;
mod delivery;
mod desk;
mod elevation;
mod emergency;
mod entrance;
mod factor;
mod fault;
mod feed;
mod health;
mod history;
mod home;
mod inbox;
mod issue;
mod mine;
mod notice;
mod people;
mod personal_data;
mod reach;
mod report_matching;
mod request;
mod rules;
mod sign_on;
mod stray_ticket;

pub(crate) use account::{account, audit, search};
pub(crate) use book::books;
pub(crate) use case::case;
pub(crate) use cases::{cases, new_case};
pub(crate) use connection::{connection, connections, consent_page, new_connection};
pub(crate) use customer::{customer, customer_import, customers, new_customer};
pub(crate) use delivery::{deliveries, delivery};
pub(crate) use elevation::elevations;
#[cfg(test)]
pub(crate) use emergency::emergency_opening;
pub(crate) use emergency::{emergency, emergency_door};
pub(crate) use entrance::{choose_password, forgotten, set_up, sign_in};
pub(crate) use factor::{again, recovery_codes, second_factor, security};
pub(crate) use fault::fault;
pub(crate) use feed::{feed, feeds, new_feed};
pub(crate) use health::{health, health_import, publish};
pub(crate) use history::{history, history_days};
pub(crate) use home::home;
pub(crate) use inbox::{inbox, partners};
pub(crate) use issue::{after, inform, issue};
pub(crate) use mine::{my_access, my_case, my_cases, report};
pub(crate) use notice::notices;
pub(crate) use people::{invite, people, person, tokens};
pub(crate) use personal_data::personal_data;
pub(crate) use reach::{customer_group, customer_groups, person_reach};
pub(crate) use report_matching::reports;
pub(crate) use request::{escalate, request, requests};
pub(crate) use rules::rules;
pub(crate) use sign_on::{new_provider, provider, sign_in_methods};
pub(crate) use stray_ticket::{stray_ticket, stray_tickets};

/// A time from its text; samples only.
pub(crate) fn at(text: &str) -> chrono::DateTime<chrono::Utc> {
    text.parse().unwrap_or_default()
}

/// A secret that ends soon, for tests.
#[cfg(test)]
pub(crate) fn wanting_secrets() -> Vec<crate::WantingSecret> {
    connection::wanting_secrets()
}

/// A connection that is held, for tests.
#[cfg(test)]
pub(crate) fn held_connection() -> crate::HeldConnection {
    delivery::held()
}

/// An identifier for tests.
#[cfg(test)]
pub(crate) fn an_id<T: std::str::FromStr<Err: std::fmt::Debug>>(prefix: &str, number: u32) -> T {
    desk::id(prefix, number)
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
