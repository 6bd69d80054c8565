//! How the provider's services stand, in the shape that Partner Center's interface has for it (`ServiceIncidents`).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tierline_domain::{
    CustomerId, HealthIssueId,
    catalogue::service_find,
    health::{HealthIssue, HealthPost, IssueKind, IssueStatus, PostFormat, plain_text},
};

use super::{
    customer::tenant,
    filter::{Check, CheckField},
    wire::Moment,
};
use crate::{
    app::App,
    ctx::Ctx,
    error::Result,
    graph,
    health::{self, ServiceHealth},
};

/// What incidents are filtered by (`ServiceIncidentSearchField`).
pub const INCIDENT: &[CheckField] = &[("Resolved", "resolved", &["equals", "not_equals"])];

/// How the services stand that customers use or that something is documented of; where a customer is named, those that it subscribes
/// to, with what concerns it. Each has what goes on, and what was active in the last 30 days, as far as the filter takes it.
///
/// # Errors
/// [`crate::Error::Invalid`] where that is no tenant, [`crate::Error::NotFound`], [`crate::Error::Forbidden`].
pub async fn incidents(app: &App, ctx: &Ctx, customer: Option<&str>, filter: Option<&Check>) -> Result<Vec<Value>> {
    let customer = match customer {
        Some(named) => Some(tenant(app, ctx, named).await?),
        None => None,
    };
    let services = services(app, ctx, customer).await?;
    let mut issues = health::recent(app, ctx, customer).await?;
    issues.retain(graph::is_known_here);
    let ids: Vec<HealthIssueId> = issues.iter().map(|issue| issue.id).collect();
    let (posts, now) = (graph::posts_of(app, ctx, &ids).await?, app.now());
    let service = |(name, health): (String, ServiceHealth)| {
        let about = || issues.iter().filter(|issue| issue.services.contains(&name));
        let shown = |of_messages: bool| -> Vec<Value> {
            about()
                .filter(|issue| (issue.kind == IssueKind::Announcement) == of_messages)
                .map(|issue| detail(issue, posts.get(&issue.id).map_or(&[][..], Vec::as_slice), now))
                .filter(|one| filter.is_none_or(|filter| filter.takes(one)))
                .collect()
        };
        json!({
            "workload": name,
            "status": standing_word(health),
            "incidents": shown(false),
            "messageCenterMessages": shown(true),
            "attributes": { "objectType": "ServiceIncidents" },
        })
    };
    Ok(services.into_iter().map(service).collect())
}

/// The services, each once, by name, with the worst that is known of it.
async fn services(
    app: &App,
    ctx: &Ctx,
    customer: Option<CustomerId>,
) -> Result<impl IntoIterator<Item = (String, ServiceHealth)> + use<>> {
    let mut all: BTreeMap<String, ServiceHealth> = BTreeMap::new();
    let Some(customer) = customer else {
        let standings = health::standings(app, ctx, graph::families()).await?;
        all.extend(standings.into_iter().map(|one| (one.service, one.health)));
        return Ok(all);
    };
    for one in health::customer_services(app, ctx, customer).await? {
        let name = one.subscription.service;
        if service_find(&name).is_some_and(|found| graph::families().contains(&found.family)) {
            let worst = all.entry(name).or_insert(one.health);
            if weight(one.health) > weight(*worst) {
                *worst = one.health;
            }
        }
    }
    Ok(all)
}

const fn weight(health: ServiceHealth) -> u8 {
    match health {
        ServiceHealth::Healthy => 0,
        ServiceHealth::Unknown => 1,
        ServiceHealth::Advisory => 2,
        ServiceHealth::Degraded => 3,
        ServiceHealth::Unavailable => 4,
    }
}

/// The contract's word for how a service stands (`ServiceIncidentStatus`). It has none for what nobody knows: nothing is said then.
const fn standing_word(health: ServiceHealth) -> Option<&'static str> {
    match health {
        ServiceHealth::Healthy => Some("normal"),
        ServiceHealth::Advisory => Some("information"),
        ServiceHealth::Degraded => Some("warning"),
        ServiceHealth::Unavailable => Some("critical"),
        ServiceHealth::Unknown => None,
    }
}

/// The contract's word for how an incident stands: what is over is nobody's trouble any more.
fn status_word(issue: &HealthIssue, now: DateTime<Utc>) -> &'static str {
    match (issue.kind, issue.status) {
        _ if issue.has_ended(now) => "normal",
        (IssueKind::ServiceIssue, IssueStatus::Interrupted) => "critical",
        (IssueKind::ServiceIssue, IssueStatus::Degraded | IssueStatus::Investigating) => "warning",
        _ => "information",
    }
}

/// `ServiceIncidentDetail`. What the desk does not know of one is left out: how many customers are impacted, what is required by when.
fn detail(issue: &HealthIssue, posts: &[HealthPost], now: DateTime<Utc>) -> Value {
    let is_message = issue.kind == IssueKind::Announcement;
    let text = |post: &HealthPost| match post.format {
        PostFormat::Html => plain_text(&post.text),
        _ => post.text.clone(),
    };
    let post = |post: &HealthPost| json!({ "publishedTime": post.at, "messageText": text(post) });
    json!({
        "id": issue.source_id,
        "messageType": if is_message { "message_center" } else { "incident" },
        "title": issue.title,
        "workload": issue.service,
        "affectedWorkloadNames": issue.services,
        "impactedArea": issue.impact,
        "status": status_word(issue, now),
        "resolved": issue.has_ended(now),
        "category": if is_message { issue.source_status.as_str() } else { "" },
        "startTime": issue.starts_at,
        "endTime": Moment(issue.ends_at),
        "messages": posts.iter().map(post).collect::<Vec<Value>>(),
    })
}
