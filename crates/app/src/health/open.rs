//! What is documented and goes on, as the index in memory has it: all of it, however much that is, and without a statement but
//! the one that asks whether something changed.

use std::{cmp::Reverse, collections::HashMap};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_domain::{
    HealthIssueId, Owner,
    catalogue::{self, Region, RegionRelation},
    health::{HealthIssue, IssueFacts, IssueKind, IssueStatus},
    text::normalized,
    words,
};
use tierline_store::{IssueFilter, LIST_LIMIT, Read};

use super::look_up::Known;
use crate::error::Result;

words! {
    /// How a service stands, for somebody who looks at it.
    pub enum ServiceHealth {
        /// Nothing documented, and the feed was read lately.
        Healthy = "healthy",
        /// An advisory, or something that recovers.
        Advisory = "advisory",
        /// It works badly.
        Degraded = "degraded",
        /// It does not work.
        Unavailable = "unavailable",
        /// No feed, or none that can be relied on.
        Unknown = "unknown",
    }
}

/// What one open issue makes of a service.
pub(super) fn health_of(issue: &IssueFacts) -> ServiceHealth {
    match (issue.kind, issue.status) {
        (IssueKind::ServiceIssue, IssueStatus::Interrupted) => ServiceHealth::Unavailable,
        (IssueKind::ServiceIssue, IssueStatus::Degraded | IssueStatus::Investigating) => ServiceHealth::Degraded,
        _ => ServiceHealth::Advisory,
    }
}

/// The issue by which a service stands as it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingIssue {
    /// Identifier.
    pub id: HealthIssueId,
    /// The provider's identifier.
    pub source_id: String,
    /// Its kind.
    pub kind: IssueKind,
    /// Its status.
    pub status: IssueStatus,
}

impl From<&IssueFacts> for StandingIssue {
    fn from(issue: &IssueFacts) -> Self {
        Self { id: issue.id, source_id: issue.source_id.clone(), kind: issue.kind, status: issue.status }
    }
}

/// A place with what the catalogue knows of it.
#[derive(Clone, Copy)]
pub(super) struct Spot<'k> {
    name: &'k str,
    known: Option<&'static Region>,
}

impl<'k> Spot<'k> {
    pub(super) fn of(name: &'k str) -> Self {
        Self { name, known: catalogue::region_find(name) }
    }

    /// Whether one lies in the other, or is it.
    fn overlaps(self, other: Spot<'_>) -> bool {
        match (self.known, other.known) {
            (Some(one), Some(two)) => catalogue::region_relation(one, two) != RegionRelation::Apart,
            _ => self.name.eq_ignore_ascii_case(other.name),
        }
    }
}

/// Whether one place lies in the other, or is it.
pub(crate) fn overlaps(region: &str, other: &str) -> bool {
    Spot::of(region).overlaps(Spot::of(other))
}

/// An open issue with its places.
struct Open<'k> {
    facts: &'k IssueFacts,
    regions: Vec<Spot<'k>>,
}

/// The open issues by the services that they name; news are none.
pub(super) struct OpenIssues<'k>(HashMap<&'k str, Vec<Open<'k>>>);

impl<'k> OpenIssues<'k> {
    pub(super) fn of(known: &'k Known, now: DateTime<Utc>) -> Self {
        let mut services: HashMap<&str, Vec<Open<'_>>> = HashMap::new();
        for facts in known.index().current(now).filter(|facts| facts.kind != IssueKind::Announcement) {
            let regions: Vec<Spot<'_>> = facts.regions.iter().map(|name| Spot::of(name)).collect();
            for service in &facts.services {
                services.entry(service).or_default().push(Open { facts, regions: regions.clone() });
            }
        }
        // Of two that weigh the same, the board names the one that was heard of last.
        for open in services.values_mut() {
            open.sort_by_key(|one| Reverse((one.facts.last_word_at(), one.facts.id)));
        }
        Self(services)
    }

    /// The services that something is documented of.
    pub(super) fn services(&self) -> impl Iterator<Item = &'k str> {
        self.0.keys().copied()
    }

    /// Those of a service in a region, or anywhere: what was heard of last comes first.
    pub(super) fn of_service(&self, service: &str, region: Option<Spot<'_>>) -> Vec<&'k IssueFacts> {
        let here = |open: &&Open<'_>| {
            open.regions.is_empty() || region.is_none_or(|region| open.regions.iter().any(|one| region.overlaps(*one)))
        };
        self.0.get(service).into_iter().flatten().filter(here).map(|open| open.facts).collect()
    }
}

/// The worst of some issues; the first of them where several are.
pub(super) fn worst<'k>(issues: &[&'k IssueFacts]) -> Option<&'k IssueFacts> {
    issues.iter().copied().rev().max_by_key(|issue| health_of(issue))
}

/// Whether the index answers what a list is asked for: all that goes on, and no words in it.
pub(super) fn answers(known: &Known, query: &IssueFilter) -> bool {
    query.query.is_none() && !query.own_only && query.current_at.is_some_and(|at| known.since() < at)
}

/// What a list of what goes on shows, the last active first. Which rows that are the index says, and only those are read: the
/// others go on as well, and there may be hundreds of them.
pub(super) async fn list(read: &mut Read<'_, Owner>, known: &Known, query: &IssueFilter) -> Result<Vec<HealthIssue>> {
    let at = query.current_at.unwrap_or_default();
    let mut found: Vec<(DateTime<Utc>, HealthIssueId)> = known
        .index()
        .current(at)
        .filter(|facts| takes(facts, query))
        .map(|facts| (facts.last_word_at(), facts.id))
        .filter(|place| query.after.is_none_or(|after| *place < after))
        .collect();
    found.sort_unstable_by_key(|place| Reverse(*place));
    found.truncate(query.limit.clamp(1, LIST_LIMIT) as usize);
    let ids: Vec<HealthIssueId> = found.into_iter().map(|(_, id)| id).collect();
    let mut issues = read.issue_lookup_many(&ids).await?;
    issues.sort_by_key(|issue| Reverse((issue.last_active_at(), issue.id)));
    Ok(issues)
}

/// Whether an issue is among those that are asked for.
fn takes(facts: &IssueFacts, query: &IssueFilter) -> bool {
    let named = |wanted: &Option<String>, names: &[String]| {
        let wanted = wanted.as_deref().map(normalized).filter(|wanted| !wanted.is_empty());
        wanted.is_none_or(|wanted| names.iter().any(|name| normalized(name) == wanted))
    };
    (query.status.is_empty() || query.status.contains(&facts.status))
        && query.kind.is_none_or(|kind| kind == facts.kind)
        && query.customer.is_none_or(|customer| facts.concerns(customer))
        && named(&query.service, &facts.services)
        && named(&query.region, &facts.regions)
}
