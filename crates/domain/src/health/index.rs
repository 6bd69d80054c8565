//! Which documented issues could explain a case, ranked, with reasons.

use std::{cmp::Reverse, collections::HashSet, sync::Arc};

use chrono::{DateTime, Utc};

use super::{
    CaseFacts, HealthMatch, IssueFacts, IssueKind, IssueStatus, MatchPolicy, MatchReason,
    profile::{CaseProfile, Profile, WordsMet},
    similarity::Similarity,
    time::timing,
    token::tokens,
};
use crate::{
    HealthIssueId,
    catalogue::{
        Region, RegionRelation, Service, ServiceRelation, lookup_key, region_find, region_relation, service_find,
        service_relation, services_mentioned,
    },
};

/// Certainty points. They sum up to 100: service 25, time 15, scope 5, region 5, text 50.
mod points {
    pub(super) const SAME_SERVICE: f32 = 25.0;
    pub(super) const NAMED_SERVICE: f32 = 22.0;
    pub(super) const SUITE: f32 = 15.0;
    pub(super) const NEEDED: f32 = 12.0;
    pub(super) const SUBSCRIBED: f32 = 6.0;
    pub(super) const TIME: f32 = 15.0;
    pub(super) const TENANT_FEED: f32 = 5.0;
    pub(super) const REGION: f32 = 5.0;
    pub(super) const TEXT: f32 = 50.0;
    /// News rarely are what broke something today.
    pub(super) const ANNOUNCEMENT: f32 = -10.0;
    /// The least likeness of a sign-in problem to a complaint that just says that a service does not open.
    pub(super) const SIGN_IN_EXPLAINS: f32 = 0.4;
}

/// An issue made ready for matching.
#[derive(Debug)]
struct Entry {
    facts: IssueFacts,
    services: Vec<&'static Service>,
    /// Names that the catalogue does not know, as lookup keys.
    other_services: Vec<String>,
    regions: Vec<&'static Region>,
    profile: Profile,
}

impl Entry {
    fn new(mut facts: IssueFacts, met: &mut WordsMet) -> Self {
        let services: Vec<&'static Service> = facts.services.iter().filter_map(|name| service_find(name)).collect();
        let other_services = facts.unknown_services();
        let regions: Vec<&'static Region> = facts.regions.iter().filter_map(|name| region_find(name)).collect();
        let profile = Profile::new(&facts, &services, &regions, met);
        // The words are in the profile; the text would only be carried along.
        facts.text = String::new();
        Self { facts, services, other_services, regions, profile }
    }
}

/// Documented issues made ready for matching, asked by every case. What has changed is exchanged; the rest is shared with the
/// index that it was in before.
#[derive(Debug, Default)]
pub struct IssueIndex {
    entries: Vec<Arc<Entry>>,
}

/// The services of a case.
pub(super) struct CaseServices {
    pub(super) stated: Option<&'static Service>,
    /// Lookup key of a stated name that the catalogue does not know.
    pub(super) other: Option<String>,
    pub(super) named: Vec<&'static Service>,
    subscribed: Vec<&'static Service>,
}

impl CaseServices {
    pub(super) fn of(case: &CaseFacts<'_>) -> Self {
        let stated_name = case.service.map(str::trim).filter(|name| !name.is_empty());
        let stated = stated_name.and_then(service_find);
        let other = if stated.is_none() { stated_name.map(lookup_key) } else { None };
        let mut named: Vec<&'static Service> = Vec::new();
        for text in [case.subject, case.error_text, case.description] {
            for service in services_mentioned(&tokens(text)) {
                if !named.iter().any(|known| known.name == service.name) {
                    named.push(service);
                }
            }
        }
        let subscribed = case.subscribed.iter().filter_map(|name| service_find(name)).collect();
        Self { stated, other, named, subscribed }
    }

    /// The best relation of an issue's services to the case's, with its points.
    fn relation(&self, issue: &Entry) -> Option<(f32, MatchReason)> {
        let text = |name: &str| name.to_owned();
        let unknown = self.other.as_ref().is_some_and(|key| issue.other_services.contains(key));
        if unknown {
            let service =
                issue.facts.services.iter().find(|name| self.other.as_deref() == Some(lookup_key(name).as_str()));
            return Some((
                points::SAME_SERVICE,
                MatchReason::SameService { service: service.cloned().unwrap_or_default() },
            ));
        }
        let by = |case: &'static Service, same: fn(String) -> (f32, MatchReason)| {
            issue.services.iter().filter_map(move |other| {
                Some(match service_relation(case, other)? {
                    ServiceRelation::Same => same(text(case.name)),
                    ServiceRelation::Suite => (
                        points::SUITE,
                        MatchReason::SuiteOfService { service: text(case.name), suite: text(other.name) },
                    ),
                    ServiceRelation::Dependency => (
                        points::NEEDED,
                        MatchReason::NeededByService { service: text(case.name), needs: text(other.name) },
                    ),
                })
            })
        };
        let stated = self
            .stated
            .into_iter()
            .flat_map(|service| by(service, |service| (points::SAME_SERVICE, MatchReason::SameService { service })));
        let named = self
            .named
            .iter()
            .flat_map(|service| by(service, |service| (points::NAMED_SERVICE, MatchReason::ServiceNamed { service })));
        let silent = self.is_silent();
        let subscribed = self.subscribed.iter().filter(|_| silent).flat_map(|service| {
            by(service, |service| (points::SUBSCRIBED, MatchReason::Subscribed { service }))
                .filter(|(_, reason)| matches!(reason, MatchReason::Subscribed { .. }))
        });
        stated.chain(named).chain(subscribed).max_by(|(a, _), (b, _)| a.total_cmp(b))
    }

    /// Whether the case says of no service that it is about it: then the subscriptions speak.
    pub(super) fn is_silent(&self) -> bool {
        self.stated.is_none() && self.other.is_none() && self.named.is_empty()
    }

    /// The services whose names in the case's text are no complaint.
    fn spoken_of(&self) -> Vec<&'static Service> {
        self.stated.into_iter().chain(self.named.iter().copied()).collect()
    }
}

/// Whether the regions allow a match, and what they add.
enum Regions {
    /// One of them is unknown.
    Silent,
    Overlap(MatchReason),
    Apart,
}

fn regions(case: Option<&'static Region>, issue: &[&'static Region]) -> Regions {
    let Some(case) = case else { return Regions::Silent };
    let mut overlap = None;
    for other in issue {
        match region_relation(case, other) {
            RegionRelation::Same => return Regions::Overlap(MatchReason::SameRegion { region: case.name.to_owned() }),
            RegionRelation::Wider | RegionRelation::Narrower => {
                overlap.get_or_insert_with(|| MatchReason::OverlappingRegion {
                    region: case.name.to_owned(),
                    issue_region: other.name.to_owned(),
                });
            }
            RegionRelation::Apart => {}
        }
    }
    match overlap {
        Some(reason) => Regions::Overlap(reason),
        None if issue.is_empty() => Regions::Silent,
        None => Regions::Apart,
    }
}

impl IssueIndex {
    /// Makes issues ready for matching. Their order means nothing.
    #[must_use]
    pub fn new(issues: Vec<IssueFacts>) -> Self {
        let mut met = WordsMet::default();
        Self { entries: issues.into_iter().map(|facts| Arc::new(Entry::new(facts, &mut met))).collect() }
    }

    /// The same with some issues exchanged: those of `changed` are left out, and what is known of them now comes in.
    #[must_use]
    pub fn changed(&self, changed: &HashSet<HealthIssueId>, now_known: Vec<IssueFacts>) -> Self {
        let stays = |entry: &&Arc<Entry>| !changed.contains(&entry.facts.id);
        let mut entries: Vec<Arc<Entry>> = self.entries.iter().filter(stays).cloned().collect();
        let mut met = WordsMet::default();
        entries.extend(now_known.into_iter().map(|facts| Arc::new(Entry::new(facts, &mut met))));
        Self { entries }
    }

    /// How many issues it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The issues that go on at a time, in no order.
    pub fn current(&self, now: DateTime<Utc>) -> impl Iterator<Item = &IssueFacts> {
        self.entries.iter().map(|entry| &entry.facts).filter(move |facts| !facts.has_ended(now))
    }

    /// The issues that could explain a case, the most certain first.
    ///
    /// What excludes: another cloud, another tenant's feed, a service that has nothing to do with the case's, regions apart, a
    /// time that cannot be, a false positive, and a text that speaks of something else. What is left is scored.
    #[must_use]
    pub fn matches(&self, case: &CaseFacts<'_>, now: DateTime<Utc>, policy: &MatchPolicy) -> Vec<HealthMatch> {
        let services = CaseServices::of(case);
        let region = case.region.and_then(region_find);
        let words = CaseProfile::new(case, &services.spoken_of(), region);
        let mut found: Vec<(HealthMatch, DateTime<Utc>)> = self
            .entries
            .iter()
            .filter(|entry| entry.facts.cloud == case.cloud && entry.facts.status != IssueStatus::FalsePositive)
            .filter(|entry| entry.facts.concerns(case.customer))
            .filter_map(|entry| {
                Some((judge(entry, case, &services, &words, region, now, policy)?, entry.facts.starts_at))
            })
            .collect();
        found.sort_by(|(a, a_start), (b, b_start)| {
            let key = |m: &HealthMatch| (Reverse(m.certainty), m.ended, m.kind);
            key(a)
                .cmp(&key(b))
                .then_with(|| b_start.cmp(a_start))
                .then_with(|| a.source_id.cmp(&b.source_id))
                .then(a.issue.cmp(&b.issue))
        });
        found.into_iter().map(|(found, _)| found).collect()
    }
}

fn judge(
    entry: &Entry,
    case: &CaseFacts<'_>,
    services: &CaseServices,
    words: &CaseProfile,
    region: Option<&'static Region>,
    now: DateTime<Utc>,
    policy: &MatchPolicy,
) -> Option<HealthMatch> {
    let (service_points, service_reason) = services.relation(entry)?;
    let timing = timing(case, &entry.facts, policy)?;
    let regions = regions(region, &entry.regions);
    if matches!(regions, Regions::Apart) {
        return None;
    }
    let likeness = likeness(entry, words, &service_reason)?;

    let mut reasons = vec![service_reason];
    let mut certainty = service_points + points::TIME * timing.fit + points::TEXT * likeness.score;
    if let Regions::Overlap(reason) = regions {
        certainty += points::REGION;
        reasons.push(reason);
    }
    if entry.facts.is_listed_for(case.customer) {
        certainty += points::TENANT_FEED;
        reasons.push(MatchReason::TenantFeed);
    }
    reasons.push(timing.reason);
    if !likeness.words.is_empty() {
        reasons.push(MatchReason::SameWords { words: likeness.words });
    }
    if entry.profile.broad {
        reasons.push(MatchReason::WholeService);
    }
    if entry.facts.kind == IssueKind::Announcement {
        certainty += points::ANNOUNCEMENT;
    }
    // Between 0 and 100 by the sum above, so the cast loses the fraction only.
    let certainty = certainty.round().clamp(0.0, 100.0) as u8;
    (certainty >= policy.listed_from).then(|| finish(&entry.facts, certainty, reasons, now, policy))
}

/// What the texts have in common; none where they speak of different things.
fn likeness(entry: &Entry, words: &CaseProfile, service: &MatchReason) -> Option<Similarity> {
    let mut likeness = words.compare(&entry.profile);
    let needed = matches!(service, MatchReason::NeededByService { .. } | MatchReason::SuiteOfService { .. });
    if needed && entry.profile.sign_in && words.is_broad() {
        likeness.score = likeness.score.max(points::SIGN_IN_EXPLAINS);
        likeness.speaks = true;
    }
    likeness.speaks.then_some(likeness)
}

fn finish(
    issue: &IssueFacts,
    certainty: u8,
    mut reasons: Vec<MatchReason>,
    now: DateTime<Utc>,
    policy: &MatchPolicy,
) -> HealthMatch {
    let (ended, may_block) = (issue.has_ended(now), policy.may_block(issue, now));
    if ended {
        reasons.push(MatchReason::Ended { at: issue.ends_at });
    } else if issue.kind != IssueKind::ServiceIssue {
        reasons.push(MatchReason::Informs { kind: issue.kind });
    } else if !may_block {
        reasons.push(MatchReason::Silent { since: issue.last_word_at() });
    }
    let certain = certainty >= policy.threshold;
    HealthMatch {
        issue: issue.id,
        source_id: issue.source_id.clone(),
        title: issue.title.clone(),
        kind: issue.kind,
        status: issue.status,
        certainty,
        certain,
        may_block,
        blocking: may_block && certain,
        ended,
        reasons,
    }
}

/// Matches one case against issues that are not in an index yet. For more than one case, build the [`IssueIndex`] once.
#[must_use]
pub fn match_case(
    case: &CaseFacts<'_>,
    issues: &[IssueFacts],
    now: DateTime<Utc>,
    policy: &MatchPolicy,
) -> Vec<HealthMatch> {
    IssueIndex::new(issues.to_vec()).matches(case, now, policy)
}
