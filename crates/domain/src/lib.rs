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
mod elevation;
mod emergency;
pub mod entitlement;
mod factor;
#[cfg(test)]
mod fixture;
pub mod follow;
pub mod health;
pub mod id;
pub mod identity;
mod identity_provider;
pub mod ladder;
mod language;
pub mod notice;
pub mod organization;
pub mod owner;
pub mod packet;
pub mod partner_center;
pub mod permission;
mod person;
mod personal_data;
mod program;
pub mod proof;
mod provisioning;
pub mod reach;
mod reader_key;
pub mod request;
pub mod routing;
pub mod scope;
mod security_news;
pub mod severity;
mod sign_in_attempt;
mod standing;
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
pub use elevation::{ELEVATION_ASKED_HOURS, ELEVATION_LONGEST, ELEVATION_SHORTEST, Elevation, ElevationState};
pub use emergency::{EMERGENCY_HOURS, EmergencyAccess, EmergencyOpening};
pub use factor::{FACTORS_MOST, Factor, FactorKind, Held, RECOVERY_CODES, RECOVERY_CODES_FEW, RecoveryCodes};
pub use follow::{FOLLOW_LIMIT, Follow, FollowReach, Followed};
pub use id::*;
pub use identity::{
    Identity, NewSession, NewToken, ProviderSession, SessionLine, SessionUse, TOKEN_TOUCH_SECONDS, TokenLine, TokenUse,
};
pub use identity_provider::{
    IdentityLink, IdentityProvider, NotLinked, ProviderCheck, ProviderLink, ProviderSettings, SealedProvider,
    SignInDomain, address_counts, comes_only_by, domain_of, may_vouch,
};
pub use ladder::*;
pub use language::LanguageTag;
pub use notice::{
    IssueNews, NOTICE_DAYS, News, Notice, NoticeFacts, NoticeKind, NoticeSubject, NoticeTopic, case_people,
    news_of_case, news_of_program, news_of_received, received_people, told_of_case,
};
pub use organization::*;
pub use owner::{Cloud, Owner};
pub use packet::*;
pub use partner_center::{PartnerSeverity, PartnerStatus};
pub use permission::{Action, Grant, Role, grant, may, roles_that_may};
pub use person::{NewPersonLink, PersonLine, PersonLink, PersonLinkKind, PersonState, ServiceAccount};
pub use personal_data::{Hindered, Hindrance, PersonKey, PersonTraces, TracedCase, TracedRequest, erased};
pub use program::{is_program, is_program_name};
pub use proof::{Proof, Proofs};
pub use provisioning::{
    ProvisionedEmail, ProvisionedGroup, ProvisionedName, ProvisionedProfile, ProvisionedUser, roles_after,
};
pub use reach::{
    CUSTOMER_GROUP_MOST, CUSTOMER_GROUPS_MOST, CustomerGroup, CustomerGroupLine, REACH_ENTRIES_MOST, ReachLists,
    ReachTarget, lists_apply,
};
pub use reader_key::{NewReaderKey, ReaderKeyLine, ReaderKeyUse, ReaderScope};
pub use request::*;
pub use routing::{RankedRoute, RouteReason, RouteStanding, Routing};
pub use scope::{Door, Narrowed, TokenScope};
pub use security_news::{SecurityChange, SecurityNews};
pub use severity::{Severity, Target, Targets};
pub use sign_in_attempt::{ATTEMPT_MINUTES, ATTEMPT_TRIES, AttemptPurpose, QUESTION_MINUTES, SignInAttempt};
pub use standing::Standing;
pub use ticket::*;
pub use timeline::*;
