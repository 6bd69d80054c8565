//! Organizations, their policies and their people.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Calendar, Cloud, CustomerId, OrganizationId, Owner, Role, Severity, Targets, UserId, words};

words! {
    /// What an organization is on this desk. A customer is a row of its partner, not an organization of its own.
    pub enum OrganizationKind {
        /// Runs the cloud services.
        Provider = "provider",
        /// Sells and supports them.
        Partner = "partner",
    }
}

words! {
    /// A partner's place in the channel.
    pub enum PartnerKind {
        /// Buys from the provider and sells to customers.
        DirectBill = "direct_bill",
        /// A distributor: sells through resellers.
        IndirectProvider = "indirect_provider",
        /// Sells below a distributor.
        IndirectReseller = "indirect_reseller",
        /// Advises without billing.
        Advisor = "advisor",
    }
}

words! {
    /// A language the desk speaks.
    pub enum Language {
        /// English.
        En = "en",
        /// Russian.
        Ru = "ru",
        /// Polish.
        Pl = "pl",
    }
}

/// Days for which the audit log keeps what it says at the least, where a rule limits that: what is found late can still be followed.
pub const AUDIT_DAYS_LEAST: u32 = 365;

/// An organization on this desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Organization {
    /// Its identifier.
    pub id: OrganizationId,
    /// Provider or partner.
    pub kind: OrganizationKind,
    /// A partner's place in the channel; none for a provider.
    pub partner_kind: Option<PartnerKind>,
    /// Its name as people read it.
    pub name: String,
    /// For an indirect reseller: its distributor.
    pub upstream: Option<OrganizationId>,
    /// For a partner: the provider on this desk whose services it supports, where there is one.
    pub provider: Option<OrganizationId>,
    /// The clouds it works in.
    pub clouds: BTreeSet<Cloud>,
    /// Its rules.
    pub policy: Policy,
    /// When it was set up.
    pub created_at: DateTime<Utc>,
}

/// The rules an organization may set; the defaults are those of the programme modelled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// Whether Sales agents may open and work on cases.
    pub sales_agents_work_cases: bool,
    /// Whether an escalation needs another person's approval (after the fact for critical ones).
    pub approval_required: bool,
    /// Whether customers read what recipients write to their requests at once; else an agent passes it on.
    pub pass_on_answers: bool,
    /// Certainty (0 to 100) from which a match counts as certain.
    pub match_threshold: u8,
    /// Minutes after which a feed counts as stale.
    pub feed_fresh_minutes: i64,
    /// Business hours, holidays and time zone.
    pub calendar: Calendar,
    /// Minutes per severity.
    pub targets: Targets,
    /// Languages in which the recipient answers around the clock; others in business hours.
    pub recipient_languages: Vec<Language>,
    /// Where vulnerabilities are reported; shown, never mailed.
    pub security_contact: String,
    /// The mail address of the organization's own support; empty where it names none. So are the two that follow.
    pub support_email: String,
    /// Its telephone.
    pub support_phone: String,
    /// Its page.
    pub support_website: String,
    /// Days for which the audit log says what was done; none keeps it for ever. Its seals stay in any case.
    pub audit_days: Option<u32>,
    /// Whether everybody who signs in here needs a second factor: who has none sets one up before anything else.
    pub require_second_factor: bool,
    /// Counts the changes, from 1.
    pub version: i64,
    /// When a rule was changed last; none while they stand as they were set up.
    pub changed_at: Option<DateTime<Utc>>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            sales_agents_work_cases: false,
            approval_required: false,
            pass_on_answers: false,
            match_threshold: 60,
            feed_fresh_minutes: 24 * 60,
            calendar: Calendar::default(),
            targets: Targets::default(),
            recipient_languages: vec![Language::En],
            security_contact: "https://msrc.microsoft.com/report".to_owned(),
            support_email: String::new(),
            support_phone: String::new(),
            support_website: String::new(),
            audit_days: None,
            require_second_factor: false,
            version: 1,
            changed_at: None,
        }
    }
}

impl Policy {
    /// How the organization's own support is reached, in a line; empty where it says nothing.
    #[must_use]
    pub fn support_line(&self) -> String {
        let all = [&self.support_phone, &self.support_email, &self.support_website].map(String::as_str);
        let said: Vec<&str> = all.into_iter().filter(|text| !text.is_empty()).collect();
        said.join(" · ")
    }

    /// The calendar a clock of this severity runs on: critical ones run around the clock.
    #[must_use]
    pub fn calendar_for(&self, severity: Severity) -> Option<&Calendar> {
        (severity != Severity::Critical).then_some(&self.calendar)
    }
}

/// A person who can sign in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// Identifier.
    pub id: UserId,
    /// Name as people read it.
    pub name: String,
    /// Address, as it was written; compared in lower case.
    pub email: String,
    /// Chosen language; none follows the browser.
    pub language: Option<Language>,
    /// IANA name of the time zone; none follows the organization.
    pub time_zone: Option<String>,
    /// Phone number for providers who ask for one.
    pub phone: Option<String>,
    /// ISO 3166 code of the country, two letters.
    pub country: Option<String>,
    /// When the account was shut, if it was.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// What a person is in one organization and cloud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The organization and cloud.
    pub owner: Owner,
    /// For a customer's person: the customer in that partner's book.
    pub customer: Option<CustomerId>,
    /// The roles held.
    pub roles: BTreeSet<Role>,
}

/// A person with what they are in one organization: a line of the users page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The person.
    pub user: User,
    /// The membership.
    pub membership: Membership,
}
