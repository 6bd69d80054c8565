//! Cases: half of them of an issue, half of something else at the same time.
//!
//! Which issues are the right answer is computed from the facts that the case was made of (service, region, symptom, time),
//! not by the matching.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{
    Cloud, CustomerId, HealthIssueId,
    catalogue::{
        Region, RegionRelation, Service, region_find, region_relation, regions, service_find, service_relation,
        services,
    },
    health::{CaseFacts, IssueFacts, IssueKind, IssueStatus, MatchPolicy},
};
use uuid::Uuid;

use super::{
    Phrasings,
    chance::Chance,
    symptom::{Language, Symptom, common_words, keeps_off, own_words, symptoms, symptoms_of},
};

/// What a case is about, compared with the issue it was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum About {
    /// The issue.
    Issue(IssueKind),
    /// Another service, with the same symptom.
    OtherService,
    /// The same service and symptom in another region.
    OtherRegion,
    /// The same service with an unrelated symptom.
    OtherSymptom,
}

impl About {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Issue(IssueKind::ServiceIssue) => "about a service issue",
            Self::Issue(IssueKind::Advisory) => "about an advisory",
            Self::Issue(IssueKind::PlannedMaintenance) => "about planned maintenance",
            Self::Issue(IssueKind::Announcement) => "about an announcement",
            Self::OtherService => "another service",
            Self::OtherRegion => "another region",
            Self::OtherSymptom => "an unrelated symptom",
        }
    }
}

/// A case with its right answers.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) about: About,
    pub(super) language: Language,
    pub(super) held_out: bool,
    service: Option<&'static str>,
    region: Option<&'static str>,
    started_at: Option<DateTime<Utc>>,
    pub(super) reported_at: DateTime<Utc>,
    pub(super) subject: String,
    pub(super) description: String,
    /// The issues that explain it; empty where it is about something else.
    pub(super) right: BTreeSet<HealthIssueId>,
}

impl Case {
    pub(super) fn facts(&self) -> CaseFacts<'_> {
        CaseFacts {
            cloud: Cloud::Public,
            customer: CustomerId(Uuid::from_u128(9)),
            service: self.service,
            region: self.region,
            started_at: self.started_at,
            reported_at: self.reported_at,
            subject: &self.subject,
            description: &self.description,
            error_text: "",
            subscribed: &[],
        }
    }
}

/// What is said beside the symptom.
const fn openers(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => &["It began this morning.", "Two colleagues see it as well.", "Please look at it.", ""],
        Language::Russian => &["Началось сегодня утром.", "Двое коллег видят то же.", "Посмотрите, пожалуйста.", ""],
        Language::Polish => &["Zaczęło się dziś rano.", "Dwie koleżanki mają to samo.", "Proszę to sprawdzić.", ""],
    }
}

/// An issue with what it is about.
pub(super) struct Known<'h> {
    pub(super) issue: &'h IssueFacts,
    services: Vec<&'static Service>,
    regions: Vec<&'static Region>,
    symptoms: Vec<&'static Symptom>,
    /// The words that its cases may not use.
    own: BTreeSet<String>,
}

/// The issues of which cases can be made, and how many cannot: false alarms, and those that no symptom of the table fits.
pub(super) fn known(issues: &[IssueFacts]) -> (Vec<Known<'_>>, Vec<&IssueFacts>) {
    let common = common_words(issues);
    let (mut known, mut left) = (Vec::new(), Vec::new());
    for issue in issues {
        let services: Vec<_> = issue.services.iter().filter_map(|name| service_find(name)).collect();
        let symptoms = symptoms_of(issue);
        if services.is_empty() || symptoms.is_empty() || issue.status == IssueStatus::FalsePositive {
            left.push(issue);
            continue;
        }
        let regions = issue.regions.iter().filter_map(|name| region_find(name)).collect();
        known.push(Known { issue, services, regions, symptoms, own: own_words(issue, &common) });
    }
    (known, left)
}

/// Makes cases from issues.
pub(super) struct Maker<'h> {
    pub(super) known: &'h [Known<'h>],
    pub(super) chance: Chance,
    pub(super) policy: MatchPolicy,
    pub(super) phrasings: Phrasings,
}

/// What a case is made of.
struct Plan {
    about: About,
    service: &'static Service,
    region: Option<&'static Region>,
    symptom: &'static Symptom,
    onset: DateTime<Utc>,
}

impl Maker<'_> {
    /// So many cases, those of an issue and those of something else in turn. An issue of which no case of something else can be
    /// made gives its turn to another.
    pub(super) fn cases(&mut self, count: usize) -> Vec<Case> {
        let mut cases = Vec::new();
        // Most tries succeed; a history of which none does gives fewer cases.
        for turn in 0..count * 20 {
            if cases.len() == count {
                break;
            }
            let known = &self.known[(turn / 2) % self.known.len()];
            let plan = if cases.len() % 2 == 0 { self.of_issue(known) } else { self.of_other(known) };
            cases.extend(plan.and_then(|plan| self.case(known, &plan)));
        }
        cases
    }

    fn of_issue(&mut self, known: &Known<'_>) -> Option<Plan> {
        let service = *self.chance.of(&known.services);
        let symptom = *self.chance.of(&known.symptoms);
        let region = self.region_of(known);
        Some(Plan { about: About::Issue(known.issue.kind), service, region, symptom, onset: self.onset(known.issue) })
    }

    /// One of the issue's regions, sometimes the wider one it lies in; any where it has none; often none at all.
    fn region_of(&mut self, known: &Known<'_>) -> Option<&'static Region> {
        if self.chance.one_in(4) {
            return None;
        }
        if known.regions.is_empty() {
            return Some(self.chance.of(regions()));
        }
        let region = *self.chance.of(&known.regions);
        let parent = region.parent.and_then(region_find);
        if self.chance.one_in(8) { parent.or(Some(region)) } else { Some(region) }
    }

    fn of_other(&mut self, known: &Known<'_>) -> Option<Plan> {
        let mut plan = self.of_issue(known)?;
        match self.chance.below(3) {
            0 => {
                plan.about = About::OtherService;
                // Services that have issues of their own at the time are the harder ones.
                plan.service = if self.chance.one_in(2) {
                    self.chance.of(services())
                } else {
                    let other = self.chance.below(self.known.len());
                    *self.chance.of(&self.known[other].services)
                };
                let related = |other: &&Service| {
                    service_relation(plan.service, other).is_some() || service_relation(other, plan.service).is_some()
                };
                (!known.services.iter().any(related)).then_some(())?;
            }
            1 => {
                plan.about = About::OtherRegion;
                let region = self.chance.of(regions());
                let apart = |other: &&Region| region_relation(region, other) == RegionRelation::Apart;
                (!known.regions.is_empty() && known.regions.iter().all(apart)).then_some(())?;
                plan.region = Some(region);
            }
            _ => {
                plan.about = About::OtherSymptom;
                plan.symptom = self.chance.of(symptoms());
                known.symptoms.iter().all(|symptom| symptom.group != plan.symptom.group).then_some(())?;
            }
        }
        Some(plan)
    }

    /// Within the issue; of one case in five up to three hours before its published start. An open end ends a week after the last
    /// word, and what lasts for months is met in its first two.
    fn onset(&mut self, issue: &IssueFacts) -> DateTime<Utc> {
        if self.chance.one_in(5) {
            return issue.starts_at - Duration::minutes(1 + self.chance.up_to(179));
        }
        let end = issue.ends_at.unwrap_or(issue.last_word_at() + Duration::days(7));
        let end = end.min(issue.starts_at + Duration::days(60)).max(issue.starts_at);
        issue.starts_at + Duration::minutes(self.chance.up_to((end - issue.starts_at).num_minutes()))
    }

    /// The issues that a plan's facts fit. Symptoms of one group count as one for cases about something else: a case that could be
    /// meant is no counter-example.
    fn right(&self, plan: &Plan, by_group: bool) -> BTreeSet<HealthIssueId> {
        let fits = |known: &&Known<'_>| {
            let lag = Duration::hours(match known.issue.kind {
                IssueKind::ServiceIssue => self.policy.lag_hours,
                _ => self.policy.advisory_lag_hours,
            });
            let end = known
                .issue
                .ends_at
                .map_or(DateTime::<Utc>::MAX_UTC, |end| end + Duration::hours(self.policy.linger_hours));
            let here = |other: &&Region| {
                plan.region.is_none_or(|region| region_relation(region, other) != RegionRelation::Apart)
            };
            let same = |symptom: &&Symptom| {
                symptom.name == plan.symptom.name || (by_group && symptom.group == plan.symptom.group)
            };
            known.services.iter().any(|service| service_relation(plan.service, service).is_some())
                && (known.regions.is_empty() || known.regions.iter().any(here))
                && known.symptoms.iter().any(same)
                && known.issue.starts_at - lag <= plan.onset
                && plan.onset <= end
        };
        self.known.iter().filter(fits).map(|known| known.issue.id).collect()
    }

    fn case(&mut self, known: &Known<'_>, plan: &Plan) -> Option<Case> {
        let right = if let About::Issue(_) = plan.about {
            // The same group counts as right, too, where there are several: nobody could tell them apart.
            self.right(plan, true)
        } else {
            self.right(plan, true).is_empty().then(BTreeSet::new)?
        };
        let language = *self.chance.of(&Language::ALL);
        let held_out = match self.phrasings {
            Phrasings::Seen => false,
            Phrasings::HeldOut => true,
            Phrasings::All => self.chance.one_in(3),
        };
        let all = plan.symptom.phrasings(language);
        let pool = if held_out { &all[3..] } else { &all[..3] };
        let own = if matches!(plan.about, About::Issue(_)) { known.own.clone() } else { BTreeSet::new() };
        let pool: Vec<&str> = pool.iter().copied().filter(|phrasing| keeps_off(phrasing, &own)).collect();
        (!pool.is_empty()).then_some(())?;
        let alias = self.alias(plan.service, language)?;
        let phrasing = *self.chance.of(&pool);
        let (subject, stated) = self.subject(alias, phrasing);
        let second = if self.chance.one_in(2) { *self.chance.of(&pool) } else { "" };
        let description = format!("{} {second}", self.chance.of(openers(language)));
        Some(Case {
            about: plan.about,
            language,
            held_out,
            service: stated,
            region: plan.region.map(|region| self.region_name(region)),
            started_at: (!self.chance.one_in(6)).then_some(plan.onset),
            reported_at: plan.onset + Duration::minutes(10 + self.chance.up_to(350)),
            subject,
            description,
            right,
        })
    }

    /// One of the service's names, in the case's language where it has one there.
    fn alias(&mut self, service: &'static Service, language: Language) -> Option<&'static str> {
        let cyrillic = |name: &str| name.chars().any(|c| matches!(c, 'а'..='я' | 'А'..='Я'));
        let names: Vec<&'static str> = std::iter::once(service.name)
            .chain(service.aliases.iter().chain(service.ordinary).copied())
            .filter(|name| language == Language::Russian || !cyrillic(name))
            .collect();
        (!names.is_empty()).then(|| *self.chance.of(&names))
    }

    /// The subject, and the service as it is stated: of one case in five it stands in the subject alone.
    fn subject(&mut self, alias: &'static str, phrasing: &str) -> (String, Option<&'static str>) {
        match self.chance.below(5) {
            0 => (format!("{alias}: {phrasing}"), None),
            1 | 2 => (format!("{alias}: {phrasing}"), Some(alias)),
            _ => (phrasing.to_owned(), Some(alias)),
        }
    }

    fn region_name(&mut self, region: &'static Region) -> &'static str {
        let names: Vec<&'static str> = std::iter::once(region.name).chain(region.aliases.iter().copied()).collect();
        let name: &&'static str = self.chance.of(&names);
        name
    }
}
