//! What an agent follows, and which documented issues that is about.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    CustomerId, FollowId,
    catalogue::{self, RegionRelation},
    health::{HealthIssue, IssueKind},
};

/// How many things one person may follow in one organization and cloud: who follows everything is told of everything, and
/// that is the board.
pub const FOLLOW_LIMIT: usize = 200;

/// The region that contains all others: what concerns it concerns no place more than another.
const WORLD: &str = "Global";

/// What is followed. Names are canonical where the catalogue knows them, the source's words where not.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Followed {
    /// A service, wherever it is.
    Service {
        /// Its name.
        service: String,
    },
    /// A region: everything that happens there, or to one service there.
    Region {
        /// Its name.
        region: String,
        /// The one service; none for all of them.
        service: Option<String>,
    },
    /// A customer: what its own feeds list, and what concerns a service that it uses where it uses it.
    Customer {
        /// The customer.
        customer: CustomerId,
    },
}

impl Followed {
    /// A service by any of its names.
    #[must_use]
    pub fn service(name: &str) -> Self {
        Self::Service { service: service_name(name) }
    }

    /// A region by any of its names, or one service there.
    #[must_use]
    pub fn region(name: &str, service: Option<&str>) -> Self {
        Self::Region { region: region_name(name), service: service.map(service_name) }
    }

    /// The stable word of what it is.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Service { .. } => "service",
            Self::Region { .. } => "region",
            Self::Customer { .. } => "customer",
        }
    }
}

/// That a person follows something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follow {
    /// Identifier.
    pub id: FollowId,
    /// What.
    pub followed: Followed,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

fn service_name(name: &str) -> String {
    catalogue::service_find(name).map_or_else(|| name.trim().to_owned(), |found| found.name.to_owned())
}

fn region_name(name: &str) -> String {
    catalogue::region_find(name).map_or_else(|| name.trim().to_owned(), |found| found.name.to_owned())
}

/// What an issue is about, as followers are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowReach {
    /// The services that it names.
    pub services: Vec<String>,
    /// The regions that it names, those that they lie in, and those that lie in them.
    pub regions: Vec<String>,
    /// Whether it names no place: it then concerns its services everywhere, and no region as such.
    pub anywhere: bool,
}

impl FollowReach {
    /// The reach of an issue; none for an announcement, which says what comes and is nobody's trouble.
    #[must_use]
    pub fn of(issue: &HealthIssue) -> Option<Self> {
        if issue.kind == IssueKind::Announcement {
            return None;
        }
        let mut services: Vec<String> =
            std::iter::once(&issue.service).chain(&issue.services).map(|name| service_name(name)).collect();
        services.sort_unstable();
        services.dedup();
        let named: Vec<String> = issue.regions.iter().map(|name| region_name(name)).collect();
        let anywhere = named.iter().all(|name| name == WORLD);
        let mut regions: Vec<String> = named.iter().flat_map(|name| around(name)).collect();
        regions.sort_unstable();
        regions.dedup();
        Some(Self { services, regions, anywhere })
    }
}

/// A region, those that it lies in, and those that lie in it.
fn around(name: &str) -> Vec<String> {
    if name == WORLD {
        return vec![name.to_owned()];
    }
    let Some(region) = catalogue::region_find(name) else { return vec![name.to_owned()] };
    let near = |other: &&catalogue::Region| catalogue::region_relation(other, region) != RegionRelation::Apart;
    catalogue::regions().iter().filter(near).map(|other| other.name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        HealthIssueId,
        fixture::{monday, owner},
        health::{Audience, IssueStatus},
    };

    fn issue(service: &str, regions: &[&str]) -> HealthIssue {
        HealthIssue {
            id: HealthIssueId(Uuid::from_u128(1)),
            owner: owner(),
            source: "azure".to_owned(),
            source_id: "AZ-1".to_owned(),
            kind: IssueKind::ServiceIssue,
            title: "Machines do not start".to_owned(),
            service: service.to_owned(),
            services: vec![service.to_owned()],
            regions: regions.iter().map(|name| (*name).to_owned()).collect(),
            status: IssueStatus::Degraded,
            source_status: String::new(),
            starts_at: monday(),
            ends_at: None,
            last_modified_at: monday(),
            audience: Audience::Everyone,
            impact: String::new(),
            published_at: monday(),
            posts: 0,
            last_post_at: None,
        }
    }

    #[test]
    fn what_is_followed_has_the_name_of_the_catalogue_however_it_was_written() {
        assert_eq!(Followed::service(" OWA "), Followed::Service { service: "Exchange Online".to_owned() });
        assert_eq!(Followed::service("Checkout widget"), Followed::Service { service: "Checkout widget".to_owned() });
        assert_eq!(
            Followed::region("westeurope", Some("owa")),
            Followed::Region { region: "West Europe".to_owned(), service: Some("Exchange Online".to_owned()) }
        );
    }

    #[test]
    fn an_issue_reaches_the_region_that_it_names_and_those_around_it() {
        let reach = FollowReach::of(&issue("Exchange Online", &["West Europe"])).unwrap();
        assert!(!reach.anywhere);
        for near in ["West Europe", "Europe", "Global"] {
            assert!(reach.regions.iter().any(|name| name == near), "{near}");
        }
        assert!(!reach.regions.iter().any(|name| name == "North Europe"), "a place beside it");
        let wide = FollowReach::of(&issue("Exchange Online", &["Europe"])).unwrap();
        assert!(wide.regions.iter().any(|name| name == "West Europe"), "a place in it");
    }

    #[test]
    fn an_issue_without_a_place_concerns_its_service_and_no_region() {
        for regions in [&[][..], &["Global"], &["worldwide"]] {
            let reach = FollowReach::of(&issue("Exchange Online", regions)).unwrap();
            assert!(reach.anywhere, "{regions:?}");
            assert!(!reach.regions.iter().any(|name| name == "West Europe"), "{regions:?}");
        }
        let unknown = FollowReach::of(&issue("Exchange Online", &["Rack 7"])).unwrap();
        assert_eq!((unknown.anywhere, unknown.regions), (false, vec!["Rack 7".to_owned()]));
    }

    #[test]
    fn an_announcement_reaches_nobody_who_follows() {
        let news = HealthIssue { kind: IssueKind::Announcement, ..issue("Exchange Online", &[]) };
        assert_eq!(FollowReach::of(&news), None);
    }
}
