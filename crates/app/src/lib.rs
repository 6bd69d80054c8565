//! All that the program can do: one file per use case. Every entrance (page, API, command line, job) calls these.
//!
//! A use case authorizes, loads, lets the domain decide, saves and emits, in this order and in one transaction; what
//! must leave the desk waits in the outbox for the relay.

pub mod account;
mod app;
mod audit;
pub mod azure_support;
pub mod book;
pub mod case;
pub mod connection;
mod ctx;
pub mod customer;
pub mod delivery;
pub mod email;
pub mod error;
pub mod filters;
pub mod follow;
pub mod graph;
pub mod health;
pub mod live;
pub mod notice;
pub mod partner_center;
mod port;
pub mod received;
pub mod relay;
pub mod request;
pub mod scim;
pub mod search;
mod shape;
pub mod single_sign_on;
mod standing;
#[cfg(test)]
mod test_desk;
#[cfg(test)]
mod test_text;
pub mod ticket;
mod validate;

pub use app::{App, Parts};
pub use audit::{AuditExport, AuditLine, AuditQuery, audit_export, audit_list, audit_retire};
pub use ctx::{Ctx, Entrance, Idempotency, PROOF_MINUTES};
pub use error::{Error, FieldError, Result};
pub use port::{
    Chance, Clock, FeedFetcher, FeedReader, FetchCall, FetchFailure, Fetched, FixedClock, NoFetcher, SeededChance,
    books::{
        Books, CustomerDetail, ListedCustomer, ListedRelationship, ListedReseller, ListedSubscription, NoBooks, Unread,
    },
    breach::{BreachList, NoBreachList},
    carrier::{
        AsideKind, Beside, Call, Carrier, Carriers, Closed, ConnectionOpener, Found, Listening, NoConnections, Opened,
        Outcome, OwnWords, Parcel, Poll, Receipt, Sample, Secret, Secrets, Sent, Step, StepState, TestReport, Update,
        UpdateKind,
    },
    consent::{ConsentCode, ConsentDesk, ConsentErrand, ConsentKeeper, Granted, NoConsents},
    identity::{Described, Ended, IdentityDesk, NoIdentities, ProviderSetup, SignInCode, SignInErrand, Vouched},
    mail::{MailWords, NoPost, PersonMail, PersonSays, PersonWords, Post, Written},
};
