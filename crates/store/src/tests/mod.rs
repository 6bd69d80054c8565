//! Conformance tests: both engines give the same answers.

mod access;
mod attachment;
mod audit;
mod book;
mod case;
mod case_list;
mod case_reach;
mod change;
mod connection;
mod counted_page;
mod customer;
mod customer_list;
mod customer_reach;
mod customer_trouble;
mod delivery;
mod elevation;
mod feed_round;
mod feed_tenant;
mod health;
mod health_history;
mod health_post;
mod idempotency;
mod identity_provider;
mod issue_reach;
mod lent;
mod migration;
mod notice;
mod number;
mod outbox;
mod people;
mod person;
mod provisioning;
mod reader_key;
mod received;
mod request;
mod request_draft;
mod sample;
mod schedule;
mod schema;
mod sign_in_attempt;
mod support_ticket;
mod ticket;
mod tls;
mod write;

use chrono::{DateTime, TimeDelta, Utc};
use tierline_domain::{Cloud, OrganizationId, Owner};
use uuid::Uuid;

/// The owner of most tests' rows.
fn owner() -> Owner {
    Owner { organization: OrganizationId(id(1)), cloud: Cloud::Public }
}

/// An identifier that sorts by its number.
fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// A fixed time, so many seconds on.
fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::seconds(seconds)
}
