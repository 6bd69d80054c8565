//! The feeds that the desk reads by itself: set up, changed, looked at, read now.

use serde::{Deserialize, Serialize};
use tierline_app::health::{self, FeedLine, FeedTenantKey, FeedTenantLine, SetUpFeed};
use tierline_domain::{
    Action, FeedId,
    health::{FeedCondition, FeedCredential, FeedTenants},
};
use utoipa::{IntoParams, ToSchema};

use super::shared::plain;
use crate::kit::{
    answer::{Accepted, Answer, Done, Found, Made, Page},
    call::{Act, Ask, At, Caller, Command, page_limit},
    cursor,
    endpoint::{Operation, delete, get, patch, post},
    read::present,
    wire::{self, Id, Time},
};

/// Minutes from one reading to the next, where nothing is said.
const USUAL_INTERVAL_MINUTES: i64 = 5;

pub(super) fn operations() -> Vec<Operation> {
    const ONE: &str = "/service-health/feeds/{feed_id}";
    vec![
        get("/service-health/feeds", "Lists health feeds with how they stand, by name.", list),
        post(
            "/service-health/feeds",
            "Sets up a feed that the desk reads by itself, at once and then by its interval.",
            add,
        ),
        get(ONE, "Shows a feed that is set up, with how it stands.", show),
        patch(ONE, "Changes how a feed is set up. Its format and whose feed it is stay.", change),
        delete(ONE, "Takes a feed away. What it brought stays; it makes no all-clear any more.", remove),
        get(
            "/service-health/feeds/{feed_id}/tenants",
            "Lists the tenants for which a feed is in trouble, by the customer's name; of a feed that is read once, that one.",
            tenants,
        ),
        post("/service-health/feeds/{feed_id}/readings", "Makes a feed due now, for all its tenants.", read_now),
        delete(
            "/service-health/imports",
            "Forgets a feed that was imported by hand. What it brought stays; its age holds back no all-clear any more.",
            forget,
        ),
    ]
}

/// A feed of documented issues.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HealthFeed)]
struct Feed {
    /// Identifier; null where somebody imports it by hand.
    id: Option<wire::FeedId>,
    /// Its name.
    name: String,
    /// Its shape; null for what a provider publishes on this desk.
    format: Option<wire::FeedFormat>,
    /// Whose feed it is; null where the desk does not read it by itself.
    tenants: Option<wire::FeedTenants>,
    /// The customer, where it is one customer's.
    customer_id: Option<wire::CustomerId>,
    /// The families whose outages it tells of, beside those of its format.
    families: Vec<wire::ProductFamily>,
    /// Minutes from one reading to the next.
    interval_minutes: Option<i64>,
    /// Whether the desk reads it by itself.
    is_enabled: bool,
    /// Its address; null stands for the provider's own, and for who may not manage feeds.
    location: Option<String>,
    /// What the desk says to be let in; null for who may not manage feeds.
    credential: Option<Credential>,
    /// The worst condition of its tenants. Only `fresh` makes an all-clear.
    condition: wire::FeedCondition,
    /// For how many tenants it is read; 1 for a public feed, 0 where it was never due.
    tenant_count: i64,
    /// How many of them are in which condition, the worst first.
    conditions: Vec<ConditionCount>,
    /// The oldest reading of its tenants; null where one was never read.
    oldest_read_at: Option<Time>,
    /// The newest reading of its tenants.
    newest_read_at: Option<Time>,
    /// When the desk reads it next by itself.
    next_reading_at: Option<Time>,
}

/// So many tenants in one condition.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HealthFeedConditionCount)]
struct ConditionCount {
    /// The condition.
    condition: wire::FeedCondition,
    /// How many tenants.
    tenants: i64,
}

/// An application that the tenants' delegated admin permits.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HealthFeedCredential)]
struct Credential {
    /// The application's identifier.
    #[schema(min_length = 1, max_length = 200)]
    client_id: String,
    /// The name of its secret, under which the desk's configuration keeps it. The secret itself is never sent here.
    #[schema(min_length = 1, max_length = 200, pattern = "^[A-Za-z0-9_-]+$")]
    secret: String,
}

impl From<FeedCredential> for Credential {
    fn from(FeedCredential { client_id, secret }: FeedCredential) -> Self {
        Self { client_id, secret }
    }
}

impl From<Credential> for FeedCredential {
    fn from(Credential { client_id, secret }: Credential) -> Self {
        Self { client_id, secret }
    }
}

impl Feed {
    /// The line as its reader may see it: an address can open what it leads to, so it is for who manages feeds.
    fn of(line: FeedLine, manages: bool) -> Self {
        let (condition, count) = (line.worst(), |(condition, tenants): (FeedCondition, i64)| ConditionCount {
            condition: condition.into(),
            tenants,
        });
        let polled = line.polled;
        Self {
            id: polled.as_ref().map(|feed| Id(feed.id)),
            name: line.name,
            format: line.format.map(Into::into),
            tenants: polled.as_ref().map(|feed| feed.tenants.into()),
            customer_id: polled.as_ref().and_then(|feed| feed.customer).map(Id),
            interval_minutes: polled.as_ref().map(|feed| feed.interval_minutes),
            is_enabled: polled.as_ref().is_some_and(|feed| feed.is_enabled),
            location: polled.as_ref().filter(|_| manages).and_then(|feed| feed.location.clone()),
            credential: polled.as_ref().filter(|_| manages).and_then(|feed| feed.credential.clone()).map(Into::into),
            families: polled.map_or_else(Vec::new, |feed| feed.families.into_iter().map(Into::into).collect()),
            condition: condition.into(),
            tenant_count: line.tenants,
            conditions: line.conditions.into_iter().map(count).collect(),
            oldest_read_at: line.oldest.map(Time),
            newest_read_at: line.newest.map(Time),
            next_reading_at: line.next_at.map(Time),
        }
    }
}

async fn list(caller: Caller) -> Answer<Found<Page<Feed>>> {
    let manages = caller.ctx.may(Action::ManageFeeds);
    let lines = health::feed_list(&caller.app, &caller.ctx).await?;
    Ok(Found::new(Page::whole(lines.into_iter().map(|line| Feed::of(line, manages)).collect())))
}

async fn show(caller: Caller, At(id): At<FeedId>) -> Answer<Found<Feed>> {
    let line = health::feed_view(&caller.app, &caller.ctx, id).await?;
    let version = line.polled.as_ref().map_or(0, |feed| feed.version);
    Ok(Found::versioned(Feed::of(line, caller.ctx.may(Action::ManageFeeds)), version))
}

/// A feed to be set up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewHealthFeed)]
struct NewFeed {
    /// Its name, once in an organization and cloud. Where many providers share the format, it tells their issues apart.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Its shape.
    format: wire::FeedFormat,
    /// An address (`https://…`), or `file:` and a path below the desk's folder of feeds. The provider's own where nothing is
    /// said and the format has one in this cloud.
    #[schema(max_length = 2_000)]
    location: Option<String>,
    /// Whose feed it is; where nothing is said, the customer's that is named, else public.
    tenants: Option<wire::FeedTenants>,
    /// The customer, where it is one customer's.
    customer_id: Option<wire::CustomerId>,
    /// The families whose outages it tells of, where the format does not say so.
    #[serde(default)]
    families: Vec<wire::ProductFamily>,
    /// Minutes from one reading to the next; 5 where nothing is said.
    #[schema(minimum = 1, maximum = 1_440)]
    interval_minutes: Option<i64>,
    /// Whether it is read; yes where nothing is said.
    is_enabled: Option<bool>,
    /// What the desk says to be let in.
    credential: Option<Credential>,
}

async fn add(command: Command<NewFeed>) -> Answer<Made<Feed>> {
    let Command { app, ctx, body, .. } = command;
    let customer = body.customer_id.map(|id| id.0);
    let usual = if customer.is_some() { FeedTenants::One } else { FeedTenants::Public };
    let new = SetUpFeed {
        name: body.name,
        format: body.format.0,
        location: body.location,
        tenants: body.tenants.map_or(usual, |word| word.0),
        customer,
        families: plain(body.families),
        interval_minutes: body.interval_minutes.unwrap_or(USUAL_INTERVAL_MINUTES),
        is_enabled: body.is_enabled.unwrap_or(true),
        credential: body.credential.map(Into::into),
    };
    let feed = health::feed_add(&app, &ctx, new).await?;
    let shown = Feed::of(health::feed_view(&app, &ctx, feed.id).await?, true);
    Ok(Made::at(shown, format!("/api/v1/service-health/feeds/{}", feed.id)).versioned(feed.version))
}

/// What is to change: absent means unchanged, null means emptied.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = HealthFeedChange)]
struct Change {
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// Its address; null stands for the provider's own.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 2_000)]
    location: Option<Option<String>>,
    /// The families whose outages it tells of: all of them.
    families: Option<Vec<wire::ProductFamily>>,
    /// Minutes from one reading to the next.
    #[schema(minimum = 1, maximum = 1_440)]
    interval_minutes: Option<i64>,
    /// Whether it is read.
    is_enabled: Option<bool>,
    /// What the desk says to be let in.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<Credential>)]
    credential: Option<Option<Credential>>,
}

async fn change(At(id): At<FeedId>, command: Command<Change>) -> Answer<Found<Feed>> {
    let Command { app, mut ctx, version, body } = command;
    let before = health::feed_show(&app, &ctx, id).await?;
    // What is not named is what was just read: it must still be so when it is written.
    ctx.read_version = version.or(Some(before.version));
    let wanted = SetUpFeed {
        name: body.name.unwrap_or(before.name),
        format: before.format,
        location: body.location.unwrap_or(before.location),
        tenants: before.tenants,
        customer: before.customer,
        families: body.families.map_or(before.families, plain),
        interval_minutes: body.interval_minutes.unwrap_or(before.interval_minutes),
        is_enabled: body.is_enabled.unwrap_or(before.is_enabled),
        credential: body.credential.map_or(before.credential, |given| given.map(Into::into)),
    };
    let feed = health::feed_edit(&app, &ctx, id, wanted).await?;
    let shown = Feed::of(health::feed_view(&app, &ctx, id).await?, true);
    Ok(Found::versioned(shown, feed.version))
}

async fn remove(At(id): At<FeedId>, act: Act) -> Answer<Done> {
    health::feed_remove(&act.app, &act.ctx, id).await?;
    Ok(Done)
}

/// Which feed is forgotten.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ForgetQuestion {
    /// Its name, as the list of feeds says it.
    #[param(min_length = 1, max_length = 200)]
    feed: String,
}

async fn forget(Ask(question): Ask<ForgetQuestion>, act: Act) -> Answer<Done> {
    health::imported_feed_remove(&act.app, &act.ctx, &question.feed).await?;
    Ok(Done)
}

async fn read_now(At(id): At<FeedId>, act: Act) -> Answer<Accepted> {
    health::feed_read_now(&act.app, &act.ctx, id).await?;
    Ok(Accepted)
}

/// Which page of the tenants.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct Question {
    /// Lines of a page; 50 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Where the page before ended.
    #[param(pattern = "^[A-Za-z0-9_-]+$", max_length = 4096)]
    cursor: Option<String>,
}

/// A tenant for which a feed is read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HealthFeedTenant)]
struct Tenant {
    /// The customer; null for a public feed.
    customer_id: Option<wire::CustomerId>,
    /// Its name.
    customer_name: Option<String>,
    /// Whether what is known from the feed can be relied on.
    condition: wire::FeedCondition,
    /// When it was last read whole: of what came after, nothing is known.
    read_at: Option<Time>,
    /// When it was last tried.
    tried_at: Option<Time>,
    /// When it is tried next.
    next_reading_at: Option<Time>,
    /// How many records the last reading had.
    records: i64,
    /// What went wrong at the last try; empty where nothing did.
    detail: String,
    /// How the last tries went, the newest last.
    tries: Vec<wire::FeedOutcome>,
}

impl From<FeedTenantLine> for Tenant {
    fn from(line: FeedTenantLine) -> Self {
        let tries = line.outcomes().into_iter().map(Into::into).collect();
        let (customer_id, customer_name) = line.customer.unzip();
        Self {
            customer_id: customer_id.map(Id),
            customer_name,
            condition: line.condition.into(),
            read_at: line.read_at.map(Time),
            tried_at: line.tried_at.map(Time),
            next_reading_at: line.next_at.map(Time),
            records: line.records,
            detail: line.detail,
            tries,
        }
    }
}

async fn tenants(caller: Caller, At(id): At<FeedId>, Ask(question): Ask<Question>) -> Answer<Found<Page<Tenant>>> {
    let limit = page_limit(question.limit)?;
    let after: Option<FeedTenantKey> = question.cursor.as_deref().map(cursor::read).transpose()?;
    let lines = health::feed_tenants(&caller.app, &caller.ctx, id, after, limit + 1).await?;
    Ok(Found::new(Page::cut(lines, limit, |line| line.after.clone(), Into::into)))
}
