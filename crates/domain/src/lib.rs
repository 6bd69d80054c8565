//! The words and the rules of Tierline, as pure functions.
//!
//! Nothing here waits, reads a clock, draws a random number, or knows of SQL and HTTP: what a rule needs
//! is an argument, what it decides is its result. `docs/domain.md` explains the words.

pub mod attachment;
mod audit_action;
pub mod azure_support;
pub mod book;
pub mod calendar;
pub mod case;
pub mod catalogue;
pub mod category;
pub mod clock;
pub mod connection;
pub mod customer;
pub mod delivery;
mod draft;
pub mod entitlement;
#[cfg(test)]
mod fixture;
pub mod follow;
pub mod health;
pub mod id;
pub mod identity;
pub mod ladder;
mod language;
pub mod notice;
pub mod organization;
pub mod owner;
pub mod packet;
pub mod partner_center;
pub mod permission;
mod person;
pub mod proof;
mod provisioning;
mod reader_key;
pub mod request;
pub mod routing;
pub mod scope;
pub mod severity;
mod sign_in_attempt;
pub mod text;
pub mod ticket;
pub mod timeline;

pub use attachment::Attachment;
pub use audit_action::{AuditAction, Audited};
pub use azure_support::{
    SUPPORT_CHUNK_BYTES, SUPPORT_FILE_BYTES, SUPPORT_FILES, SupportCommunication, SupportFile, SupportSeverity,
    SupportStatus, SupportTicket, SupportWorkspace,
};
pub use calendar::{Calendar, clock_time};
pub use case::*;
pub use category::{Category, Grounds, ProposalReason, grounds_keys};
pub use clock::{Clock, ClockState, clocks, first_due, request_clocks};
pub use connection::*;
pub use customer::*;
pub use delivery::*;
pub use draft::propose_draft;
pub use follow::{FOLLOW_LIMIT, Follow, FollowReach, Followed};
pub use id::*;
pub use identity::{
    Identity, NewSession, NewToken, ProviderSession, SessionLine, SessionUse, TOKEN_TOUCH_SECONDS, TokenLine, TokenUse,
};
pub use ladder::*;
pub use language::LanguageTag;
pub use notice::{
    IssueNews, NOTICE_DAYS, News, Notice, NoticeFacts, NoticeKind, NoticeSubject, NoticeTopic, case_people,
    news_of_case, news_of_received, received_people, told_of_case,
};
pub use organization::*;
pub use owner::{Cloud, Owner};
pub use packet::*;
pub use partner_center::{PartnerSeverity, PartnerStatus};
pub use permission::{Action, Grant, Role, grant, may, roles_that_may};
pub use person::{NewPersonLink, PersonLine, PersonLink, PersonLinkKind, PersonState, ServiceAccount};
pub use proof::{Proof, Proofs};
pub use provisioning::{
    ProvisionedEmail, ProvisionedGroup, ProvisionedName, ProvisionedProfile, ProvisionedUser, roles_after,
};
pub use reader_key::{NewReaderKey, ReaderKeyLine, ReaderKeyUse, ReaderScope};
pub use request::*;
pub use routing::{RankedRoute, RouteReason, RouteStanding, Routing};
pub use scope::{Door, Narrowed, TokenScope};
pub use severity::{Severity, Target, Targets};
pub use sign_in_attempt::{ATTEMPT_MINUTES, ATTEMPT_TRIES, AttemptPurpose, SignInAttempt};
pub use ticket::*;
pub use timeline::*;
