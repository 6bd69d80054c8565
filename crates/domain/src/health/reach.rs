//! Which cases an issue can concern at all: told from what is stored beside each case, so that a change of one issue does not have
//! every case matched again.
//!
//! It never leaves a case out that the matching would match. What it does not know (a case without service or region) it takes in.

use std::{
    collections::BTreeSet,
    hash::{DefaultHasher, Hash, Hasher},
    sync::OnceLock,
};

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    Audience, CaseFacts, IssueFacts, IssueStatus, MatchPolicy, TOKENS_VERSION, index::CaseServices, time::onsets,
};
use crate::{
    Case, HealthIssueId,
    catalogue::{RegionRelation, region_find, region_relation, regions, service_find, services},
};

/// Stands for any service: the case names none.
const ANY: &str = "*";

/// The state of the catalogue and of the words' forms, in 16 characters: what was made of a case by another state is to be made
/// anew. (The standard library's hash may change with a release of Rust; then everything is made anew once.)
#[must_use]
pub fn reach_stamp() -> &'static str {
    static STAMP: OnceLock<String> = OnceLock::new();
    STAMP.get_or_init(|| {
        let mut hasher = DefaultHasher::new();
        TOKENS_VERSION.hash(&mut hasher);
        for service in services() {
            (service.name, service.part_of, service.aliases, service.ordinary, service.workloads, service.needs)
                .hash(&mut hasher);
        }
        for region in regions() {
            (region.name, region.parent, region.aliases, region.codes).hash(&mut hasher);
        }
        format!("{:016x}", hasher.finish())
    })
}

/// What a case can be about, in the form in which it is stored beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseReach {
    /// [`reach_stamp`], then the services whose issues could explain it, one to a line, with a line break after each.
    pub services: String,
    /// Its region by the canonical name; empty where it is not known.
    pub region: String,
}

impl CaseReach {
    /// What a case can be about, by its service, its texts and the catalogue.
    #[must_use]
    pub fn of(case: &Case) -> Self {
        Self::of_facts(&CaseFacts::of(case, &[]))
    }

    fn of_facts(case: &CaseFacts<'_>) -> Self {
        let found = CaseServices::of(case);
        let mut names: BTreeSet<String> = BTreeSet::new();
        for service in found.stated.iter().chain(&found.named) {
            // As `service_relation` has it: the service itself, its suite, and what it needs.
            let around = std::iter::once(service.name).chain(service.part_of).chain(service.needs.iter().copied());
            names.extend(around.map(str::to_owned));
        }
        names.extend(found.other.iter().map(|key| unknown(key)));
        if found.is_silent() {
            names.insert(ANY.to_owned());
        }
        let lines: String = names.iter().map(|name| format!("{name}\n")).collect();
        let region = case.region.and_then(region_find).map_or("", |region| region.name);
        Self { services: format!("{}\n{lines}", reach_stamp()), region: region.to_owned() }
    }
}

/// A service that the catalogue does not know.
fn unknown(key: &str) -> String {
    format!("?{key}")
}

/// The cases that an issue can concern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueReach {
    /// Which issue.
    pub issue: HealthIssueId,
    /// Whether only customers whose own feeds list it are concerned.
    pub is_listed: bool,
    /// The lines of [`CaseReach::services`] of which a case has to have one, each with a line break before and after it.
    pub services: Vec<String>,
    /// The values of [`CaseReach::region`] that go with it; empty where every one does.
    pub regions: Vec<String>,
    /// The first onset of a case that it can explain.
    pub from: DateTime<Utc>,
    /// The last one.
    pub to: DateTime<Utc>,
}

impl IssueReach {
    /// The cases that an issue can concern; none where it concerns no case at all.
    #[must_use]
    pub fn of(issue: &IssueFacts, policy: &MatchPolicy) -> Option<Self> {
        if issue.status == IssueStatus::FalsePositive {
            return None;
        }
        let known = issue.services.iter().filter_map(|name| service_find(name)).map(|service| service.name.to_owned());
        let mut names: BTreeSet<String> = known.collect();
        names.extend(issue.unknown_services().iter().map(|key| unknown(key)));
        if names.is_empty() {
            return None;
        }
        names.insert(ANY.to_owned());
        let (from, to) = onsets(issue, policy);
        Some(Self {
            issue: issue.id,
            is_listed: issue.audience == Audience::Listed,
            services: names.into_iter().map(|name| format!("\n{name}\n")).collect(),
            regions: regions_of(issue),
            from: storable(from),
            to: storable(to),
        })
    }

    /// Whether a case that began at this time is among them, its customer aside: the rule that the store asks its rows by.
    #[must_use]
    pub fn takes_in(&self, case: &CaseReach, onset: DateTime<Utc>) -> bool {
        (self.from..=self.to).contains(&onset)
            && self.services.iter().any(|service| case.services.contains(service))
            && (self.regions.is_empty() || self.regions.contains(&case.region))
    }
}

/// The regions that overlap with the issue's, and the unknown one.
fn regions_of(issue: &IssueFacts) -> Vec<String> {
    let own: Vec<_> = issue.regions.iter().filter_map(|name| region_find(name)).collect();
    if own.is_empty() {
        return Vec::new();
    }
    let overlaps = |case| own.iter().any(|other| region_relation(case, other) != RegionRelation::Apart);
    let overlapping = regions().iter().filter(|region| overlaps(region)).map(|region| region.name.to_owned());
    std::iter::once(String::new()).chain(overlapping).collect()
}

/// A time within the years that have four digits: as text, others would not stand in the order of time.
fn storable(time: DateTime<Utc>) -> DateTime<Utc> {
    let day = |year, month, day| {
        NaiveDate::from_ymd_opt(year, month, day).map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc())
    };
    match (day(1, 1, 1), day(9999, 12, 31)) {
        (Some(first), Some(last)) => time.clamp(first, last),
        _ => time,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone};
    use proptest::{prelude::*, sample::select};
    use uuid::Uuid;

    use super::*;
    use crate::{
        Cloud, CustomerId,
        health::{IssueKind, match_case},
    };

    fn at(hours: i64) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap() + Duration::hours(hours)
    }

    const SERVICES: &[&str] = &[
        "Exchange Online",
        "OWA",
        "Microsoft Teams",
        "Тимс",
        "Entra ID",
        "Microsoft 365",
        "Power Apps",
        "Power Platform",
        "Microsoft Dataverse",
        "Virtual Machines",
        "Network Infrastructure",
        "Fabulon Ledger",
        "fabulon-ledger",
        "—",
    ];
    const REGIONS: &[&str] =
        &["West Europe", "westeurope", "Europe", "Европа", "Germany", "US", "Global", "US Gov Virginia", "Nowhere"];
    const SUBJECTS: &[&str] = &[
        "Shared mailboxes do not open in the browser",
        "Outlook does not open",
        "Nobody can sign in to Teams",
        "Не открывается Тимс",
        "Strange message at the front desk",
        "Nie działa logowanie do Exchange",
        "It does not work at all",
    ];
    const TITLES: &[&str] = &[
        "Users may be unable to sign in",
        "Some users can't open shared mailboxes in Outlook on the web",
        "Users may be unable to access the service",
        "Messages in Teams are delayed",
        "Virtual machines do not start",
    ];

    prop_compose! {
        fn any_issue()(
            services in prop::collection::vec(select(SERVICES), 0..3),
            regions in prop::collection::vec(select(REGIONS), 0..3),
            title in select(TITLES),
            kind in select(IssueKind::ALL),
            status in select(IssueStatus::ALL),
            start in -2_000..2_000_i64,
            length in prop::option::of(-50..500_i64),
            changed in 0..1_500_i64,
            listed in prop::option::of(1..3_u128),
        ) -> IssueFacts {
            IssueFacts {
                id: HealthIssueId(Uuid::from_u128(1)),
                source_id: "EX100".to_owned(),
                cloud: Cloud::Public,
                audience: if listed.is_some() { Audience::Listed } else { Audience::Everyone },
                listed_for: listed.map(|n| CustomerId(Uuid::from_u128(n))).into_iter().collect(),
                kind,
                status,
                title: title.to_owned(),
                impact: title.to_owned(),
                services: services.into_iter().map(str::to_owned).collect(),
                regions: regions.into_iter().map(str::to_owned).collect(),
                starts_at: at(start),
                ends_at: length.map(|length| at(start + length)),
                last_modified_at: at(start + changed),
                published_at: at(start),
                last_post_at: Some(at(start + changed / 2)),
                text: String::new(),
            }
        }
    }

    /// A case that began around the edges of an issue's window, in hours from its start.
    fn any_offset() -> impl Strategy<Value = i64> {
        prop_oneof![-200..2_500_i64, Just(-24), Just(-25), Just(-168), Just(-169), Just(48), Just(49)]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_the_matching_matches_is_never_left_out(
            issue in any_issue(),
            service in prop::option::of(select(SERVICES)),
            region in prop::option::of(select(REGIONS)),
            subject in select(SUBJECTS),
            description in select(SUBJECTS),
            subscribed in prop::collection::vec(select(SERVICES), 0..2),
            offset in any_offset(),
            from_end in any::<bool>(),
            is_dated in any::<bool>(),
        ) {
            let subscribed: Vec<String> = subscribed.into_iter().map(str::to_owned).collect();
            let base = if from_end { issue.ends_at.unwrap_or(issue.last_modified_at) } else { issue.starts_at };
            let began = base + Duration::hours(offset);
            let case = CaseFacts {
                cloud: Cloud::Public,
                customer: CustomerId(Uuid::from_u128(1)),
                service,
                region,
                started_at: is_dated.then_some(began),
                reported_at: began,
                subject,
                description,
                error_text: "",
                subscribed: &subscribed,
            };
            let policy = MatchPolicy { listed_from: 0, ..MatchPolicy::default() };
            if !match_case(&case, std::slice::from_ref(&issue), at(0), &policy).is_empty() {
                let reach = IssueReach::of(&issue, &policy);
                prop_assert!(reach.is_some(), "{issue:?} concerns no case");
                prop_assert!(reach.is_some_and(|reach| reach.takes_in(&CaseReach::of_facts(&case), case.onset())), "{issue:?} {case:?}");
            }
        }
    }

    fn facts(service: Option<&'static str>, region: Option<&'static str>, subject: &'static str) -> CaseFacts<'static> {
        CaseFacts {
            cloud: Cloud::Public,
            customer: CustomerId(Uuid::from_u128(1)),
            service,
            region,
            started_at: None,
            reported_at: at(1),
            subject,
            description: "",
            error_text: "",
            subscribed: &[],
        }
    }

    fn issue(service: &str, region: &str) -> IssueReach {
        let issue = IssueFacts {
            id: HealthIssueId(Uuid::from_u128(1)),
            source_id: "EX100".to_owned(),
            cloud: Cloud::Public,
            audience: Audience::Everyone,
            listed_for: Vec::new(),
            kind: IssueKind::ServiceIssue,
            status: IssueStatus::Degraded,
            title: String::new(),
            impact: String::new(),
            services: vec![service.to_owned()],
            regions: vec![region.to_owned()],
            starts_at: at(0),
            ends_at: Some(at(10)),
            last_modified_at: at(0),
            published_at: at(0),
            last_post_at: None,
            text: String::new(),
        };
        IssueReach::of(&issue, &MatchPolicy::default()).unwrap()
    }

    #[test]
    fn another_service_another_region_and_another_time_are_left_out() {
        let case = facts(Some("OWA"), Some("westeurope"), "It is slow");
        let takes_in = |reach: &IssueReach, onset| reach.takes_in(&CaseReach::of_facts(&case), onset);
        for service in ["Exchange Online", "Entra ID", "Microsoft 365"] {
            assert!(takes_in(&issue(service, "Europe"), at(1)), "{service}: itself, what it needs, its suite");
        }
        for (other, onset, why) in [
            (issue("Intune", "Europe"), at(1), "another service"),
            (issue("Exchange Online", "North Europe"), at(1), "another region"),
            (issue("Exchange Online", "Europe"), at(-25), "before the lag"),
            (issue("Exchange Online", "Europe"), at(59), "after it lingers"),
        ] {
            assert!(!takes_in(&other, onset), "{why}");
        }
    }

    #[test]
    fn what_is_not_known_of_a_case_leaves_it_in() {
        let silent = CaseReach::of_facts(&facts(None, None, "It is slow"));
        assert!(issue("Intune", "North Europe").takes_in(&silent, at(1)));
        let named = CaseReach::of_facts(&facts(None, None, "Microsoft Teams is slow"));
        assert!(issue("Microsoft Teams", "Europe").takes_in(&named, at(1)));
        assert!(!issue("Intune", "Europe").takes_in(&named, at(1)), "its text names a service");
        let ledger = CaseReach::of_facts(&facts(Some("fabulon-ledger"), None, "It is slow"));
        assert!(issue("Fabulon Ledger", "Europe").takes_in(&ledger, at(1)));
        assert!(!issue("Fabulon Books", "Europe").takes_in(&ledger, at(1)));
    }

    #[test]
    fn a_window_without_end_stays_in_the_order_of_texts() {
        let far = storable(DateTime::<Utc>::MAX_UTC);
        assert_eq!(far.to_rfc3339(), "9999-12-31T00:00:00+00:00");
        assert_eq!(storable(DateTime::<Utc>::MIN_UTC).to_rfc3339(), "0001-01-01T00:00:00+00:00");
    }
}
