//! The packet: exactly what the recipient of a service request gets, so that it needs no question back.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Case, Category, Cloud, Contact, Customer, Entry, Evidence, Grounds, Language, PartnerKind, RecipientKind,
    RelationshipKind, ServiceRequest, Severity, StepArea, StepMeans, StepOutcome, Subscription,
    catalogue::ProductFamily,
    health::{CheckResult, FeedGap},
};

/// Who hands it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PacketSender {
    /// The partner's name.
    pub organization: String,
    /// Its place in the channel.
    pub partner_kind: PartnerKind,
    /// The partner's contact, never the customer's.
    pub contact: Contact,
}

/// On whose behalf, and under which relationship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PacketCustomer {
    /// The customer's name.
    pub name: String,
    /// Its domain.
    pub domain: String,
    /// Its tenant.
    pub tenant_id: String,
    /// The provider's identifiers of the subscriptions that it may be about: those of the service, else of its family.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subscriptions: Vec<String>,
    /// Country.
    pub country: String,
    /// Reseller or advisor.
    pub relationship: RelationshipKind,
    /// The delegated admin relationship the partner works under, by name; none where there is none live.
    pub delegated_admin: Option<String>,
    /// How many other customers the request concerns; never their names.
    pub others: u32,
}

/// What service health said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PacketHealth {
    /// When it was looked up.
    pub checked_at: DateTime<Utc>,
    /// What came out.
    pub result: CheckResult,
    /// Why the feeds say nothing, where they do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<FeedGap>,
    /// Issues that were looked at, by the provider's identifiers, with what was said of them.
    pub issues: Vec<String>,
}

/// What was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PacketStep {
    /// When.
    pub at: DateTime<Utc>,
    /// Software, settings or configuration.
    pub area: StepArea,
    /// By what means.
    pub means: StepMeans,
    /// What was done.
    pub action: String,
    /// How it ended.
    pub outcome: StepOutcome,
    /// What was seen.
    pub result: Option<String>,
}

/// A file that goes along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PacketFile {
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of its content, hexadecimal.
    pub sha256: String,
}

/// Exactly what the recipient gets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Packet {
    /// Who hands it up.
    pub sender: PacketSender,
    /// On whose behalf.
    pub customer: PacketCustomer,
    /// In which cloud.
    pub cloud: Cloud,
    /// Service.
    pub service: Option<String>,
    /// Its family.
    pub product_family: Option<ProductFamily>,
    /// Region.
    pub region: Option<String>,
    /// The recipient's own classification.
    pub support_topic: Option<String>,
    /// One line.
    pub title: String,
    /// What happens, in whole.
    pub description: String,
    /// What it does to the customer's business: it decides how fast the recipient moves.
    pub business_impact: String,
    /// Declared impact.
    pub severity: Severity,
    /// How quickly its sender wants it worked on, in a word of the sender's own; only of what came as a ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    /// Whose problem it is, as decided.
    pub category: Category,
    /// Why, as decided.
    pub category_reason: Option<String>,
    /// What the decision rests on.
    pub grounds: Grounds,
    /// Since when.
    pub started_at: Option<DateTime<Utc>>,
    /// When it was reported to the partner.
    pub reported_at: DateTime<Utc>,
    /// People hit.
    pub affected_users: Option<i64>,
    /// The error as it reads.
    pub error_text: Option<String>,
    /// Identifiers of failing calls.
    pub correlation_ids: Vec<String>,
    /// What health said; none where none was looked up.
    pub health: Option<PacketHealth>,
    /// An issue that fitted and has ended while the symptom stays, by the provider's identifier.
    pub post_outage: Option<String>,
    /// Earlier requests about the same case that the recipient had: its own number of each where it gave one, and ours.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub follows: Vec<String>,
    /// What was tried.
    pub steps: Vec<PacketStep>,
    /// Files that go along.
    pub files: Vec<PacketFile>,
}

impl Packet {
    /// Whether the description says it already, word by word: what was composed from the evidence is told once.
    #[must_use]
    pub fn is_described(&self, text: &str) -> bool {
        !text.is_empty() && self.description.contains(text)
    }

    /// What was tried, unless the description tells each step of it.
    #[must_use]
    pub fn steps_apart(&self) -> &[PacketStep] {
        let told = |step: &PacketStep| {
            self.is_described(&step.action) && step.result.as_deref().is_none_or(|text| self.is_described(text))
        };
        if self.steps.iter().all(told) { &[] } else { &self.steps }
    }
}

/// What an agent writes for a request, proposed from the evidence and theirs to change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// One line.
    pub title: String,
    /// What happens.
    pub description: String,
    /// What it does to the customer's business.
    pub business_impact: String,
}

/// What of the case and its surroundings goes into a packet.
#[derive(Debug, Clone)]
pub struct PacketParts<'a> {
    /// The case the request is written from.
    pub case: &'a Case,
    /// Its customer.
    pub customer: &'a Customer,
    /// What the customer has bought.
    pub subscriptions: &'a [Subscription],
    /// Its timeline.
    pub entries: &'a [Entry],
    /// Who hands it up.
    pub sender: PacketSender,
    /// The live delegated admin relationship, by name.
    pub delegated_admin: Option<String>,
    /// The family of the service.
    pub product_family: Option<ProductFamily>,
    /// The chosen support topic, by name.
    pub support_topic: Option<String>,
    /// What the agent wrote.
    pub draft: Draft,
    /// Declared impact.
    pub severity: Severity,
    /// An issue that fitted and has ended.
    pub post_outage: Option<String>,
    /// Earlier requests about the case to the same recipient, as [`earlier_requests`] names them.
    pub follows: Vec<String>,
    /// How many other customers the request concerns; only their number travels.
    pub other_customers: usize,
    /// Files that go along.
    pub files: Vec<PacketFile>,
}

impl PacketParts<'_> {
    /// Builds the packet. Notes, mails with the customer and anything of other customers stay behind.
    #[must_use]
    pub fn packet(self) -> Packet {
        let evidence = Evidence::gather(self.case.owner, self.entries);
        let decided = evidence.category.clone();
        let (grounds, unnamed) =
            only_own(decided.as_ref().map(|d| d.grounds.clone()).unwrap_or_default(), self.customer);
        Packet {
            sender: self.sender,
            customer: PacketCustomer {
                name: self.customer.name.clone(),
                domain: self.customer.domain.clone(),
                tenant_id: self.customer.tenant_id.clone(),
                subscriptions: concerned(self.subscriptions, self.case, self.product_family),
                country: self.customer.country.clone(),
                relationship: self.customer.relationship,
                delegated_admin: self.delegated_admin,
                others: u32::try_from(self.other_customers.max(unnamed)).unwrap_or(u32::MAX),
            },
            cloud: self.case.owner.cloud,
            service: self.case.service.clone(),
            product_family: self.product_family,
            region: self.case.region.clone(),
            support_topic: self.support_topic,
            title: self.draft.title,
            description: self.draft.description,
            business_impact: self.draft.business_impact,
            severity: self.severity,
            priority: None,
            category: decided.as_ref().map_or(Category::UndocumentedProblem, |d| d.category),
            category_reason: decided.as_ref().and_then(|d| d.reason.clone()),
            grounds,
            started_at: self.case.started_at,
            reported_at: self.case.created_at,
            affected_users: self.case.affected_users,
            error_text: self.case.error_text.clone(),
            correlation_ids: self.case.correlation_ids.clone(),
            health: health(&evidence),
            post_outage: self.post_outage,
            follows: self.follows,
            steps: steps(&evidence),
            files: self.files,
        }
    }
}

/// The subscriptions that a case may be about, by the provider's identifiers. Where a request is filed on one, that is the first.
#[must_use]
pub fn concerned(all: &[Subscription], case: &Case, family: Option<ProductFamily>) -> Vec<String> {
    let ids = |fits: &dyn Fn(&Subscription) -> bool| -> Vec<String> {
        let mut found: Vec<&Subscription> = all.iter().filter(|one| fits(one)).collect();
        // A request can be filed on the first one: those on which the partner may file come before the others.
        found.sort_by_key(|one| !one.support_right);
        let mut ids: Vec<String> = Vec::new();
        for id in found.into_iter().filter_map(|one| one.external_id.clone()) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    };
    let of_service = ids(&|one| case.service.as_deref() == Some(one.service.as_str()));
    if of_service.is_empty() { ids(&|one| family == Some(one.product_family)) } else { of_service }
}

/// What a recipient had of a case before: requests that reached it, by its own number and ours. One that never left it cannot know, and
/// another recipient's are none of its business.
#[must_use]
pub fn earlier_requests(requests: &[ServiceRequest], recipient: RecipientKind) -> Vec<String> {
    let had = |request: &&ServiceRequest| request.submitted_at.is_some() && request.recipient.kind == recipient;
    let names = requests.iter().filter(had).map(|request| match &request.external_id {
        Some(theirs) => format!("{theirs} ({})", request.number),
        None => request.number.clone(),
    });
    names.collect()
}

/// A request filed in a customer's tenant names only that customer: other tenants of the grounds become a number.
fn only_own(grounds: Grounds, customer: &Customer) -> (Grounds, usize) {
    let own = [&customer.name, &customer.domain, &customer.tenant_id];
    let is_own = |tenant: &String| own.iter().any(|name| name.eq_ignore_ascii_case(tenant));
    let (tenants, others): (Vec<String>, Vec<String>) = grounds.tenants.iter().cloned().partition(is_own);
    (Grounds { tenants, ..grounds }, others.len())
}

/// The language a text is most likely written in: Cyrillic letters are Russian, Polish letters Polish, the rest English.
#[must_use]
pub fn language_of(text: &str) -> Language {
    let count = |is: fn(char) -> bool| text.chars().filter(|c| is(*c)).count();
    let cyrillic = count(|c| matches!(c, '\u{400}'..='\u{4ff}'));
    let polish = count(|c| matches!(c, 'ą' | 'ć' | 'ę' | 'ł' | 'ń' | 'ó' | 'ś' | 'ź' | 'ż'));
    let letters = count(char::is_alphabetic).max(1);
    match () {
        () if cyrillic * 3 > letters => Language::Ru,
        () if polish * 40 > letters => Language::Pl,
        () => Language::En,
    }
}

fn health(evidence: &Evidence) -> Option<PacketHealth> {
    let (at, _, check) = evidence.last_check()?;
    let issues = check
        .matches
        .iter()
        .map(|found| match evidence.verdicts.get(&found.issue) {
            Some((_, by, verdict)) => format!("{} ({verdict} by {})", found.source_id, by.name),
            None if found.ended => format!("{} (ended)", found.source_id),
            None => format!("{} ({} % certain)", found.source_id, found.certainty),
        })
        .collect();
    Some(PacketHealth { checked_at: *at, result: check.result, gap: check.gap, issues })
}

fn steps(evidence: &Evidence) -> Vec<PacketStep> {
    evidence
        .steps
        .iter()
        .map(|(at, _, step)| PacketStep {
            at: *at,
            area: step.area,
            means: step.means,
            action: step.action.clone(),
            outcome: step.outcome,
            result: step.result.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Event, fixture::Story};

    #[test]
    fn the_packet_says_why_the_feeds_said_nothing() {
        let mut entries = Story::opened().checked(CheckResult::FeedUnavailable, vec![]).entries;
        for entry in &mut entries {
            if let Event::HealthChecked(check) = &mut entry.event {
                check.gap = Some(FeedGap::Down);
            }
        }
        let told = health(&Evidence::gather(entries[0].owner, &entries)).unwrap();
        assert_eq!((told.result, told.gap), (CheckResult::FeedUnavailable, Some(FeedGap::Down)));
    }

    #[test]
    fn the_language_of_a_text_is_told_by_its_letters() {
        assert_eq!(language_of("Calendars stay empty for delegates"), Language::En);
        assert_eq!(language_of("Договоры не доходят до портов (Exchange Online)"), Language::Ru);
        assert_eq!(language_of("Otworzyć rysunek z biblioteki; otwiera się tylko do odczytu"), Language::Pl);
        assert_eq!(language_of("See the mail of Mr Łuczak about the quota"), Language::En);
    }
}
