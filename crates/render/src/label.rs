//! The catalogue keys of the domain's words.

use chrono::{DateTime, Utc};
use tierline_domain as domain;

use crate::{Frame, Html};

/// The name of a feed as people read it. One that was read from a file without a name of its own goes by its format.
pub(crate) fn feed_name(f: &Frame, name: &str) -> String {
    domain::health::FeedFormat::from_word(name).map_or_else(|| name.to_owned(), |format| f.w(format))
}

/// A feed with its condition, already in words, and its last reading.
pub(crate) fn feed_line(f: &Frame, name: &str, condition: String, read_at: Option<DateTime<Utc>>) -> Html {
    let name = feed_name(f, name);
    match read_at {
        Some(at) => f.h("feed-read").s("feed", &name).w("state", condition).x("time", f.time(at)).html(),
        None => f.h("feed-unread").s("feed", &name).w("state", condition).html(),
    }
}

/// A value whose words the catalogues know under `<KEY>-<word>`.
pub trait Worded {
    /// The catalogue key of this value.
    fn key(&self) -> String;
}

impl<T: Worded> Worded for &T {
    fn key(&self) -> String {
        (*self).key()
    }
}

/// Joins a prefix and a stable word into a key: `case-status-waiting-on-customer`.
pub(crate) fn key(prefix: &str, word: &str) -> String {
    format!("{prefix}-{}", word.replace(['_', ' ', '.'], "-"))
}

macro_rules! worded {
    ($($kind:ty = $prefix:literal,)*) => {
        $(impl Worded for $kind {
            fn key(&self) -> String {
                key($prefix, self.word())
            }
        }
        impl crate::ui::Wordy for $kind {
            fn stable_word(&self) -> &'static str {
                self.word()
            }
        })*

        /// Every key that a word of the domain can ask for.
        #[cfg(test)]
        pub(crate) fn all_keys() -> Vec<String> {
            let mut keys = Vec::new();
            $(keys.extend(<$kind>::ALL.iter().map(Worded::key));)*
            keys
        }
    };
}

worded! {
    domain::ProviderCheck = "provider-check",
    crate::Place = "nav",
    crate::Theme = "theme",
    crate::page::CaseView = "case-view",
    crate::page::CustomersView = "customers-view",
    crate::page::InboxView = "inbox-view",
    crate::page::ImportOutcome = "import-outcome",
    crate::ServiceHealth = "service-health",
    domain::Action = "right",
    domain::PersonState = "person-state",
    domain::ElevationState = "elevation-state",
    domain::TokenScope = "token-scope",
    crate::WhosePeople = "whose-people",
    domain::AuditAction = "audited",
    domain::book::DifferenceKind = "book-difference",
    domain::book::LeftBecause = "book-left",
    domain::book::Standing = "book-standing",
    domain::BlockerCode = "blocker",
    domain::CaseStatus = "case-status",
    domain::Category = "category",
    domain::Channel = "channel",
    domain::ClockKind = "clock",
    domain::Cloud = "cloud",
    domain::ConnectionCondition = "connection-condition",
    domain::ConnectionKind = "connection-kind",
    domain::ConnectionStep = "connection-step",
    domain::Decision = "decision",
    domain::DeliveryKind = "delivery-kind",
    domain::DeliveryState = "delivery-state",
    domain::DelegatedAdminKind = "delegated-kind",
    domain::DelegatedAdminState = "delegated-state",
    domain::DelegatedAdminStatus = "delegated-status",
    domain::NextAction = "next",
    domain::NoticeKind = "notice",
    domain::RequestStatus = "request-status",
    domain::ReturnReason = "return-reason",
    domain::Role = "role",
    domain::Route = "route",
    domain::RouteReason = "route-reason",
    domain::RouteStanding = "route-standing",
    domain::SecretField = "secret-field",
    domain::SecurityChange = "security-change",
    domain::SignIn = "sign-in-by",
    domain::RungKey = "rung",
    domain::Severity = "severity",
    domain::StepArea = "area",
    domain::StrayReason = "stray-reason",
    domain::StepMeans = "means",
    domain::StepOutcome = "outcome",
    domain::SupportPlan = "plan",
    domain::InformPolicy = "inform",
    domain::RelationshipKind = "relationship",
    domain::RelationshipStatus = "relationship-status",
    domain::RungState = "rung-state",
    domain::RecipientKind = "recipient-kind",
    domain::PartnerKind = "partner-kind",
    domain::OrganizationKind = "organization-kind",
    domain::Language = "language",
    domain::catalogue::ProductFamily = "family",
    domain::catalogue::PortalField = "portal",
    domain::entitlement::NotEntitled = "entitled",
    domain::health::CheckResult = "check",
    domain::health::FeedCondition = "feed",
    domain::health::FeedFormat = "feed-format",
    domain::health::FeedGap = "gap",
    domain::health::FeedTenants = "feed-tenants",
    domain::health::IssueKind = "issue-kind",
    domain::health::IssueStatus = "issue-status",
    domain::health::LeftOut = "left-out",
}
