//! The store: everything Tierline keeps, on SQLite and on PostgreSQL, with the same answers.
//!
//! [`Store::read`] gives a connection for reading, [`Store::write`] runs a transaction; both for a scope that says on
//! whose behalf: an owner ([`TenantRead`], [`TenantTx`]), one customer of an owner ([`CustomerTx`]), somebody who is
//! signing in ([`AuthTx`]), or the program itself ([`SystemTx`]). What can be done in a scope are the methods of these
//! types, named by what they are about: `outbox_append`, `audit_list`. They stand in one module per table.
//!
//! Times and identifiers are arguments: the store asks no clock and draws no random numbers.

mod audit;
mod change;
mod constraint;
mod db;
mod dialect;
mod error;
mod guard;
mod idempotency;
mod meta;
mod migration;
mod number;
mod outbox;
mod schedule;
mod scope;
mod statement;
mod store;
mod table;
#[cfg(any(test, feature = "test-support"))]
pub mod test_support;
#[cfg(test)]
mod tests;

pub use audit::{
    AuditAccounts, AuditEntry, AuditFault, AuditFilter, AuditHead, AuditKey, AuditRecord, AuditReport, AuditSalt,
    RetiredSeal,
};
pub use change::{Change, Changes, Telling};
pub use db::Engine;
pub use error::{Error, Result};
pub use idempotency::{Flight, IdempotencyKey, Seen};
pub use migration::SchemaState;
pub use number::NumberKind;
pub use outbox::{
    Addressed, Claim, Dead, Leased, Message, QueueCount,
    carry::{Carried, Settled},
};
pub use schedule::Schedule;
pub use scope::{
    Auth, AuthRead, AuthTx, CustomerRead, CustomerScope, CustomerTx, Reach, Read, Scope, System, SystemRead, SystemTx,
    TenantRead, TenantTx, Tx,
};
pub use store::{Options, OutboxSignal, Store};
pub use table::{
    COUNT_LIMIT, LIST_LIMIT,
    attachment::FilesHeld,
    book::BookStanding,
    book_change::BookChange,
    case_list::{CaseAfter, CaseFilter, CaseOrder},
    counted_page::{CustomerMatch, PAGE_LIMIT, TextMatch},
    counterpart::counterpart_cursor,
    customer_list::{CustomerAfter, CustomerFilter},
    customer_trouble::{Trouble, TroublePlace, TroubledCustomer},
    delegated_admin_list::DelegatedAdminLine,
    delivery::{DeliveryCounts, DeliveryFilter},
    feed_count::FeedCount,
    feed_round::{FeedBeat, FeedEnd},
    health_feed::{DueTenant, FeedReading, FeedTenant, FeedTenantKey},
    health_history::{HistoryFound, HistoryOf},
    health_issue::IssueFilter,
    health_known::KnownIssue,
    health_revision::HealthRevision,
    issue_message::IssueMessage,
    issue_reach::{CustomerPlace, IssueLink},
    notice::NewNotice,
    notice_list::NoticeFilter,
    person_list::{PeopleOf, PersonAfter, PersonFilter},
    polled_feed::FeedStanding,
    received::{ReceivedFilter, ReceivedSender},
    received_page::{ReceivedPage, SentFilter, SentOrder, TimeSpan},
    request_draft::RequestDraft,
    request_list::RequestFilter,
    standing::Bearer,
};
