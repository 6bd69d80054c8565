//! How services were in the last ninety days.

use serde::{Deserialize, Serialize};
use tierline_app::health::{self, HistoryQuery};
use tierline_domain::health::{HistoryDay, HistoryIssue};
use utoipa::{IntoParams, ToSchema};

use crate::kit::{
    answer::{Answer, Found},
    call::{Ask, Caller},
    endpoint::{Operation, get},
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![get(
        "/service-health/history",
        "Shows how a service was in the last ninety days, as far as documented and read.",
        show,
    )]
}

/// Whose history of which service.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct HistoryQuestion {
    /// The service, by any of its names.
    #[param(min_length = 1, max_length = 200)]
    service: String,
    /// One region, by any of its names: with what lies in it and what it lies in.
    #[param(max_length = 200)]
    region: Option<String>,
    /// For one customer: what its own feed lists, and the public ones.
    customer_id: Option<wire::CustomerId>,
}

/// A service's last ninety days.
#[derive(Debug, Serialize, ToSchema)]
struct ServiceHistory {
    /// The service, by its canonical name.
    service: String,
    /// The region that it is narrowed to.
    region: Option<String>,
    /// The customer that it is for; null for all.
    customer_id: Option<wire::CustomerId>,
    /// The time zone in which its days begin: that of the caller.
    time_zone: String,
    /// The regions in which it is used.
    regions: Vec<String>,
    /// The days, the oldest first, today last.
    days: Vec<Day>,
    /// The issues that touched them, the latest to begin first.
    issues: Vec<Issue>,
}

/// A day of a service.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HistoryDay)]
struct Day {
    /// The day.
    #[schema(format = Date)]
    day: String,
    /// How it was: the worst that is documented of it. `unknown` where nothing is documented and no feed was read that would have
    /// told.
    health: wire::DayHealth,
    /// The issues that touched it, the worst first.
    issue_ids: Vec<wire::HealthIssueId>,
    /// Minutes of it of which nothing is known.
    unknown_minutes: i64,
}

/// An issue of a history.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HistoryIssue)]
struct Issue {
    /// Identifier.
    id: wire::HealthIssueId,
    /// The provider's identifier of it.
    source_id: String,
    /// Its title.
    title: String,
    /// Its kind.
    kind: wire::IssueKind,
    /// Its status now.
    status: wire::IssueStatus,
    /// The regions; none where it is everywhere.
    regions: Vec<String>,
    /// When it began.
    starts_at: Time,
    /// When it ended or is to end.
    ends_at: Option<Time>,
}

impl From<HistoryDay> for Day {
    fn from(day: HistoryDay) -> Self {
        Self {
            day: day.day.to_string(),
            health: day.health.into(),
            issue_ids: day.issues.into_iter().map(Into::into).collect(),
            unknown_minutes: day.unknown_minutes,
        }
    }
}

impl From<HistoryIssue> for Issue {
    fn from(issue: HistoryIssue) -> Self {
        Self {
            id: issue.id.into(),
            source_id: issue.source_id,
            title: issue.title,
            kind: issue.kind.into(),
            status: issue.status.into(),
            regions: issue.regions,
            starts_at: issue.starts_at.into(),
            ends_at: issue.ends_at.map(Time),
        }
    }
}

async fn show(caller: Caller, Ask(question): Ask<HistoryQuestion>) -> Answer<Found<ServiceHistory>> {
    let wanted = HistoryQuery {
        service: question.service,
        region: question.region,
        customer: question.customer_id.map(|id| id.0),
    };
    let found = health::service_history(&caller.app, &caller.ctx, wanted).await?;
    Ok(Found::new(ServiceHistory {
        service: found.service,
        region: found.region,
        customer_id: found.customer.map(|customer| customer.id.into()),
        time_zone: found.zone.name().to_owned(),
        regions: found.regions,
        days: found.days.into_iter().map(Into::into).collect(),
        issues: found.issues.into_iter().map(Into::into).collect(),
    }))
}
