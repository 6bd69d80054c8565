//! Feeds that somebody imports: no schedule reads them, so nothing but their age and the last import tells that they can't be relied
//! on.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use tierline_domain::{
    Owner,
    health::{FeedCondition, FeedFacts, FeedPolicy, feed_state},
};
use tierline_store::{FeedCount, Read};

use super::super::{Finding, bad};

/// An imported feed that is no ground for an all-clear.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreliable {
    name: String,
    condition: FeedCondition,
    /// How many of those for whom it is imported are told so.
    tenants: i64,
}

impl Unreliable {
    pub(super) fn finding(&self, organization: &str) -> Finding {
        let Self { name, condition, tenants } = self;
        let many =
            if *tenants == 1 { String::new() } else { format!(" for {tenants} of those that it is imported for") };
        let remedy = "import it again (tierline import health), or have the desk read it by itself or forget it (/health/feeds); until \
                      then it makes no all-clear";
        bad(format!("the imported feed {name} of {organization} is {condition}{many}"), remedy)
    }
}

/// The owner's own imported feeds that are not fresh.
pub(super) async fn unreliable(
    read: &mut Read<'_, Owner>,
    counts: &[FeedCount],
    read_by_itself: &[&str],
    policy: FeedPolicy,
    now: DateTime<Utc>,
) -> Result<Vec<Unreliable>, tierline_store::Error> {
    let is_imported = |count: &&FeedCount| {
        count.format.is_some() && count.interval_minutes.is_none() && !read_by_itself.contains(&count.name.as_str())
    };
    let names: BTreeSet<&str> = counts.iter().filter(is_imported).map(|count| count.name.as_str()).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let public = read.feed_list_of(&[]).await?;
    let mut found = Vec::new();
    for name in names {
        let own = read.feed_lookup(name, None).await?;
        let others = others(&public, name, own.as_ref(), policy, now);
        for condition in FeedCondition::ALL.iter().copied().filter(|condition| *condition != FeedCondition::Fresh) {
            let mut tenants = 0;
            for count in counts.iter().filter(is_imported).filter(|count| count.name == name) {
                tenants += so_many(read, count, condition, policy, now).await?;
            }
            tenants -= others.iter().filter(|other| **other == condition).map(|_| 1).sum::<i64>();
            if tenants > 0 {
                found.push(Unreliable { name: name.to_owned(), condition, tenants });
            }
        }
    }
    Ok(found)
}

/// How the feeds of this name stand that a provider publishes to all: they are counted along, and are not the owner's to mend.
fn others(
    public: &[FeedFacts],
    name: &str,
    own: Option<&FeedFacts>,
    policy: FeedPolicy,
    now: DateTime<Utc>,
) -> Vec<FeedCondition> {
    let mut others: Vec<&FeedFacts> =
        public.iter().filter(|feed| feed.name == name && feed.interval_minutes.is_none()).collect();
    if let Some(place) = others.iter().position(|feed| own == Some(*feed)) {
        others.remove(place);
    }
    others.into_iter().map(|feed| feed_state(feed, now, policy).state).collect()
}

/// How many of a count are in this condition now that time has passed since they were read.
async fn so_many(
    read: &mut Read<'_, Owner>,
    count: &FeedCount,
    condition: FeedCondition,
    policy: FeedPolicy,
    now: DateTime<Utc>,
) -> Result<i64, tierline_store::Error> {
    use FeedCondition::{Down, Malformed, NeverRead, Stale};
    if matches!(count.condition, Down | Malformed | NeverRead) {
        return Ok(if count.condition == condition { count.tenants } else { 0 });
    }
    let stale = read.feed_count_before(count, policy.fresh_since(None, now)).await?;
    Ok(match condition {
        Stale => stale,
        same if same == count.condition => count.tenants - stale,
        _ => 0,
    })
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use tierline_app::{
        App, Ctx, Error,
        health::{self, Import},
    };
    use tierline_domain::{Cloud, CustomerId, Role, health::FeedFormat};
    use tierline_store::Engine;
    use tierline_testkit::{
        inner::{Desk, start},
        source::graph_issue,
    };

    use super::super::findings_at;

    const POST: (&str, &str) = ("2026-09-15T07:30:00Z", "Calendars are empty.");

    async fn import(app: &App, ctx: &Ctx, customer: Option<CustomerId>, payload: &str) -> Result<(), Error> {
        let payload = payload.as_bytes().to_vec();
        health::import(app, ctx, Import { format: FeedFormat::Graph, payload, customer, feed: None }).await.map(drop)
    }

    async fn told(desk: &Desk, hours: i64) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let findings = findings_at(desk.app.store(), folder.path(), start() + Duration::hours(hours)).await.unwrap();
        assert!(findings.iter().all(|finding| !finding.good && finding.remedy.is_some()));
        findings.into_iter().map(|finding| finding.what).collect()
    }

    #[tokio::test]
    async fn an_imported_feed_that_grew_old_or_could_not_be_read_is_named_where_it_is_whose_it_is() {
        let desk = Desk::on(Engine::Sqlite).await;
        let admin = desk.ctx(desk.person(Role::GlobalAdmin)).await;
        let provider = desk.person_at(desk.provider.id, Cloud::Public, Role::GlobalAdmin);
        let provider = desk.ctx(provider).await;
        let good = serde_json::json!({ "value": [graph_issue("EX1", "serviceDegradation", &[POST])] }).to_string();
        for ctx in [&admin, &provider] {
            import(&desk.app, ctx, None, &good).await.unwrap();
        }
        assert_eq!(told(&desk, 1).await, Vec::<String>::new());
        desk.clock.set(start() + Duration::hours(30));
        import(&desk.app, &admin, None, &good).await.unwrap();
        assert_eq!(told(&desk, 31).await, ["the imported feed graph of Stratus Works is stale"]);
        import(&desk.app, &admin, Some(desk.customer.id), &good).await.unwrap();
        let both = told(&desk, 60).await;
        assert_eq!(both.len(), 2, "{both:?}");
        let ours =
            "the imported feed graph of Northgate Cloud Partners is stale for 2 of those that it is imported for";
        assert!(both.contains(&ours.to_owned()), "{both:?}");
        desk.clock.set(start() + Duration::hours(61));
        import(&desk.app, &provider, None, &good).await.unwrap();
        assert!(import(&desk.app, &admin, None, "no feed").await.is_err());
        let ours =
            ["malformed", "stale"].map(|word| format!("the imported feed graph of Northgate Cloud Partners is {word}"));
        let mut told = told(&desk, 61).await;
        told.sort();
        assert_eq!(told, ours);
        desk.discard().await;
    }
}
