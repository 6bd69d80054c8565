//! Feeds: where documented issues come from, and whether what is known from one can be relied on.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::{FeedHistory, ParsedFeed};
use crate::{Cloud, CustomerId, catalogue::ProductFamily, words};

words! {
    /// The shape of a feed's payload.
    pub enum FeedFormat {
        /// Microsoft Graph, `serviceHealthIssue` collections.
        Graph = "graph",
        /// Microsoft Graph, `serviceUpdateMessage` collections: news and changes.
        GraphMessages = "graph-messages",
        /// The older service-communications shape.
        ServiceComms = "service-comms",
        /// Azure Service Health events.
        AzureEvents = "azure-events",
        /// Google Cloud's `incidents.json`.
        GoogleCloud = "google-cloud",
        /// The public events of AWS: `data.json` as it was until 2022, `currentevents` since.
        Aws = "aws",
        /// Atlassian Statuspage, `summary.json`, `incidents.json` and their relatives. Many providers publish in it.
        Statuspage = "statuspage",
        /// RSS 2.0 and Atom. Many providers publish in it; Azure's public status is one.
        Rss = "rss",
        /// Microsoft Graph, `serviceHealth` collections: the state of each service, with its issues or without.
        GraphOverviews = "graph-overviews",
    }
}

impl FeedFormat {
    /// Whose documentation it carries. Two shapes of one provider name the same issues, so they share the word. For a shared
    /// format ([`Self::is_shared`]) it is the word of the last resort, where neither the payload nor the person says whose it is.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Self::Graph | Self::GraphMessages | Self::ServiceComms | Self::GraphOverviews => "microsoft_365",
            Self::AzureEvents => "azure",
            Self::GoogleCloud => "google_cloud",
            Self::Aws => "aws",
            Self::Statuspage => "statuspage",
            Self::Rss => "rss",
        }
    }

    /// Whether many providers publish in this format, each with identifiers of its own: the source is then not the format's, but
    /// each feed's.
    #[must_use]
    pub const fn is_shared(self) -> bool {
        matches!(self, Self::Statuspage | Self::Rss)
    }

    /// The source of a feed that somebody gave a name, where the format is shared. It begins with the format, so that no name
    /// stands for a provider of its own.
    #[must_use]
    pub fn source_named(self, name: &str) -> String {
        format!("{}:{}", self.source(), name.trim().to_lowercase())
    }

    /// The families whose outages it would tell of. News tell of none; nor do states of services, which may come without the
    /// issues; nor do providers whose services are in no family. They explain cases, and never make an all-clear.
    #[must_use]
    pub const fn families(self) -> &'static [ProductFamily] {
        use ProductFamily::{Azure, Dynamics365, EnterpriseMobility, Microsoft365};
        match self {
            Self::Graph | Self::ServiceComms => &[Microsoft365, EnterpriseMobility, Dynamics365],
            Self::AzureEvents => &[Azure],
            Self::GraphMessages
            | Self::GraphOverviews
            | Self::GoogleCloud
            | Self::Aws
            | Self::Statuspage
            | Self::Rss => &[],
        }
    }

    /// Whether it always lists something, what is over as well or every service there is: an empty one is then a fault, not good
    /// news.
    #[must_use]
    pub const fn lists_history(self) -> bool {
        matches!(
            self,
            Self::Graph | Self::ServiceComms | Self::GraphMessages | Self::GraphOverviews | Self::GoogleCloud
        )
    }
}

impl ParsedFeed {
    /// The payload as one of the feed of this name. For a format that is one provider's it changes nothing: the identifiers are
    /// the provider's, whichever way they come.
    #[must_use]
    pub fn named(mut self, format: FeedFormat, name: &str) -> Self {
        if format.is_shared() {
            let source = format.source_named(name);
            for issue in &mut self.issues {
                issue.source.clone_from(&source);
            }
            self.source = Some(source);
        }
        self
    }
}

words! {
    /// What came of the last try to read a feed.
    pub enum FeedOutcome {
        /// It was read.
        Read = "read",
        /// It did not answer.
        Failed = "failed",
        /// It answered with something else.
        Malformed = "malformed",
    }
}

words! {
    /// Whether a feed can be relied on. Only a fresh one counts for an all-clear.
    pub enum FeedCondition {
        /// Read a short while ago.
        Fresh = "fresh",
        /// Read too long ago.
        Stale = "stale",
        /// It does not answer.
        Down = "down",
        /// It answers with something that is not what it should be.
        Malformed = "malformed",
        /// It lists nothing, which it never should.
        Empty = "empty",
        /// Its last answer was older than one before it.
        Behind = "behind",
        /// Its clock, or the times it tells of, cannot be believed.
        Shifted = "shifted",
        /// It comes and goes.
        Flapping = "flapping",
        /// It is set up and was never read.
        NeverRead = "never_read",
    }
}

/// What is recorded of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedFacts {
    /// Its name.
    pub name: String,
    /// Its shape; none for issues that the provider publishes on this desk.
    pub format: Option<FeedFormat>,
    /// The cloud it tells of.
    pub cloud: Cloud,
    /// The one tenant it is for; none for a public feed.
    pub customer: Option<CustomerId>,
    /// When it was last read whole.
    pub fetched_at: Option<DateTime<Utc>>,
    /// What came of the last try.
    pub outcome: FeedOutcome,
    /// How many records the last reading had.
    pub records: usize,
    /// The families whose outages it tells of, beside those of its format.
    pub families: Vec<ProductFamily>,
    /// Minutes from one reading to the next, where the desk reads it by itself.
    pub interval_minutes: Option<i64>,
    /// What is remembered of its readings, where the desk reads it by itself.
    pub history: FeedHistory,
}

impl FeedFacts {
    /// Whether it would tell of an outage of this family; of any, where none is named. Feeds of news tell of none.
    #[must_use]
    pub fn tells_of(&self, family: Option<ProductFamily>) -> bool {
        // What is published on the desk itself tells of all.
        let Some(format) = self.format else { return true };
        let mut families = format.families().iter().chain(&self.families);
        match family {
            Some(family) => families.any(|known| *known == family),
            None => families.next().is_some(),
        }
    }
}

/// When a feed is fresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedPolicy {
    /// Minutes after a reading in which it counts as fresh.
    pub fresh_minutes: i64,
}

impl Default for FeedPolicy {
    /// A day: a desk that imports by hand does so in the morning. Feeds that are polled are set to an hour.
    fn default() -> Self {
        Self { fresh_minutes: 24 * 60 }
    }
}

/// A feed as a health check found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedState {
    /// Its name.
    pub name: String,
    /// When it was last read; none where it never was.
    pub fetched_at: Option<DateTime<Utc>>,
    /// Whether it can be relied on.
    pub state: FeedCondition,
}

impl FeedPolicy {
    /// Minutes after a reading in which a feed counts as fresh. One that is read by itself has missed three readings by then,
    /// and an hour has gone.
    const fn minutes(self, interval_minutes: Option<i64>) -> i64 {
        match interval_minutes {
            None => self.fresh_minutes,
            Some(interval) => {
                let missed = if interval < 20 { 60 } else { 3 * interval };
                if missed < self.fresh_minutes { missed } else { self.fresh_minutes }
            }
        }
    }

    /// A feed that was last read before this time is stale.
    #[must_use]
    pub fn fresh_since(self, interval_minutes: Option<i64>, now: DateTime<Utc>) -> DateTime<Utc> {
        now - self.span(interval_minutes)
    }

    /// For how long a reading counts as fresh.
    pub(super) fn span(self, interval_minutes: Option<i64>) -> Duration {
        Duration::minutes(self.minutes(interval_minutes).max(0))
    }

    /// Whether a reading at a time counts as fresh. One from the future is a clock gone wrong; it proves nothing.
    fn is_fresh(self, at: DateTime<Utc>, interval_minutes: Option<i64>, now: DateTime<Utc>) -> bool {
        at <= now + Duration::minutes(5) && at >= self.fresh_since(interval_minutes, now)
    }
}

/// What the last try says of a feed, its age aside.
#[must_use]
pub fn feed_condition(feed: &FeedFacts) -> FeedCondition {
    let lists_history = feed.format.is_some_and(FeedFormat::lists_history);
    match (feed.outcome, feed.fetched_at) {
        (FeedOutcome::Failed, _) => FeedCondition::Down,
        (FeedOutcome::Malformed, _) => FeedCondition::Malformed,
        (FeedOutcome::Read, None) => FeedCondition::NeverRead,
        (FeedOutcome::Read, Some(_)) if feed.records == 0 && lists_history => FeedCondition::Empty,
        (FeedOutcome::Read, Some(_)) if feed.history.is_shifted() => FeedCondition::Shifted,
        (FeedOutcome::Read, Some(_)) if feed.history.is_behind => FeedCondition::Behind,
        (FeedOutcome::Read, Some(_)) if feed.history.flaps() => FeedCondition::Flapping,
        (FeedOutcome::Read, Some(_)) => FeedCondition::Fresh,
    }
}

/// A condition with the age of the reading that it is of.
#[must_use]
pub fn aged(
    condition: FeedCondition,
    fetched_at: Option<DateTime<Utc>>,
    interval_minutes: Option<i64>,
    now: DateTime<Utc>,
    policy: FeedPolicy,
) -> FeedCondition {
    let ages = !matches!(condition, FeedCondition::Down | FeedCondition::Malformed | FeedCondition::NeverRead);
    match fetched_at {
        Some(at) if ages && !policy.is_fresh(at, interval_minutes, now) => FeedCondition::Stale,
        _ => condition,
    }
}

/// Judges one feed.
#[must_use]
pub fn feed_state(feed: &FeedFacts, now: DateTime<Utc>, policy: FeedPolicy) -> FeedState {
    let state = |fetched_at, state| FeedState { name: feed.name.clone(), fetched_at, state };
    if feed.format.is_none() {
        // What is published on the desk itself is always as fresh as it can be.
        return state(Some(now), FeedCondition::Fresh);
    }
    state(feed.fetched_at, aged(feed_condition(feed), feed.fetched_at, feed.interval_minutes, now, policy))
}

/// The feeds that could tell of a case: of its cloud, public or of its customer, and of its service's family; any family where
/// the service is unknown. Feeds of news are none of them.
#[must_use]
pub fn feeds_for(
    feeds: &[FeedFacts],
    cloud: Cloud,
    customer: CustomerId,
    family: Option<ProductFamily>,
    now: DateTime<Utc>,
    policy: FeedPolicy,
) -> Vec<FeedState> {
    feeds
        .iter()
        .filter(|feed| feed.cloud == cloud)
        .filter(|feed| feed.customer.is_none_or(|other| other == customer))
        .filter(|feed| feed.tells_of(family))
        .map(|feed| feed_state(feed, now, policy))
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use uuid::Uuid;

    use super::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap()
    }

    fn feed() -> FeedFacts {
        FeedFacts {
            name: "Graph".to_owned(),
            format: Some(FeedFormat::Graph),
            cloud: Cloud::Public,
            customer: None,
            fetched_at: Some(now() - Duration::minutes(5)),
            outcome: FeedOutcome::Read,
            records: 40,
            families: Vec::new(),
            interval_minutes: None,
            history: FeedHistory::default(),
        }
    }

    #[test]
    fn only_what_was_read_whole_and_lately_is_fresh() {
        let condition = |change: fn(&mut FeedFacts)| {
            let mut feed = feed();
            change(&mut feed);
            feed_state(&feed, now(), FeedPolicy { fresh_minutes: 60 }).state
        };
        assert_eq!(condition(|_| ()), FeedCondition::Fresh);
        assert_eq!(condition(|feed| feed.fetched_at = Some(now() - Duration::minutes(60))), FeedCondition::Fresh);
        assert_eq!(condition(|feed| feed.fetched_at = Some(now() - Duration::minutes(61))), FeedCondition::Stale);
        assert_eq!(condition(|feed| feed.fetched_at = Some(now() + Duration::hours(1))), FeedCondition::Stale);
        assert_eq!(condition(|feed| feed.fetched_at = None), FeedCondition::NeverRead);
        assert_eq!(condition(|feed| feed.outcome = FeedOutcome::Failed), FeedCondition::Down);
        assert_eq!(condition(|feed| feed.outcome = FeedOutcome::Malformed), FeedCondition::Malformed);
        assert_eq!(condition(|feed| feed.records = 0), FeedCondition::Empty);
        assert_eq!(condition(|feed| feed.history.skew_seconds = -400), FeedCondition::Shifted);
        assert_eq!(condition(|feed| feed.history.is_behind = true), FeedCondition::Behind);
        assert_eq!(condition(|feed| feed.history.tries = "rfrfr".to_owned()), FeedCondition::Flapping);
        let often = |feed: &mut FeedFacts| {
            (feed.interval_minutes, feed.fetched_at) = (Some(5), Some(now() - Duration::minutes(61)));
        };
        assert_eq!(condition(often), FeedCondition::Stale);
        let events = |feed: &mut FeedFacts| (feed.records, feed.format) = (0, Some(FeedFormat::AzureEvents));
        assert_eq!(condition(events), FeedCondition::Fresh, "a quiet subscription has no events");
    }

    #[test]
    fn a_feed_that_is_read_by_itself_ages_with_its_interval() {
        let aged = |minutes, interval| {
            let fetched_at = Some(now() - Duration::minutes(minutes));
            feed_state(&FeedFacts { fetched_at, interval_minutes: interval, ..feed() }, now(), FeedPolicy::default())
                .state
        };
        assert_eq!(aged(23 * 60, None), FeedCondition::Fresh, "imported by hand this morning");
        assert_eq!(aged(61, Some(5)), FeedCondition::Stale);
        assert_eq!(aged(90, Some(30)), FeedCondition::Fresh);
        assert_eq!(aged(91, Some(30)), FeedCondition::Stale);
        assert_eq!(aged(25 * 60, Some(24 * 60)), FeedCondition::Stale, "what the policy says is the most");
    }

    #[test]
    fn a_feed_tells_of_its_cloud_its_customer_and_its_families() {
        let (mine, other) = (CustomerId(Uuid::from_u128(1)), CustomerId(Uuid::from_u128(2)));
        let count = |feed: &FeedFacts, cloud, family| {
            feeds_for(std::slice::from_ref(feed), cloud, mine, family, now(), FeedPolicy::default()).len()
        };
        let (mail, azure) = (Some(ProductFamily::Microsoft365), Some(ProductFamily::Azure));
        assert_eq!(count(&feed(), Cloud::Public, mail), 1);
        assert_eq!(count(&feed(), Cloud::Public, None), 1);
        assert_eq!(count(&feed(), Cloud::UsGovernment, mail), 0);
        assert_eq!(count(&feed(), Cloud::Public, azure), 0);
        assert_eq!(count(&FeedFacts { customer: Some(other), ..feed() }, Cloud::Public, mail), 0);
        assert_eq!(count(&FeedFacts { customer: Some(mine), ..feed() }, Cloud::Public, mail), 1);
        assert_eq!(count(&FeedFacts { format: Some(FeedFormat::GraphMessages), ..feed() }, Cloud::Public, None), 0);
        assert_eq!(count(&FeedFacts { format: None, ..feed() }, Cloud::Public, azure), 1);
        assert_eq!(count(&FeedFacts { families: vec![ProductFamily::Azure], ..feed() }, Cloud::Public, azure), 1);
    }

    #[test]
    fn a_feed_of_another_provider_is_no_all_clear() {
        for format in [FeedFormat::GoogleCloud, FeedFormat::Aws, FeedFormat::Statuspage, FeedFormat::Rss] {
            let feeds = [FeedFacts { format: Some(format), ..feed() }];
            let customer = CustomerId(Uuid::from_u128(1));
            for family in ProductFamily::ALL.iter().map(|family| Some(*family)).chain([None]) {
                let told = feeds_for(&feeds, Cloud::Public, customer, family, now(), FeedPolicy::default());
                assert_eq!(told, [], "{format}");
            }
        }
    }

    #[test]
    fn a_name_tells_feeds_of_a_shared_format_apart_and_no_name_stands_for_a_provider() {
        let page = || ParsedFeed { source: Some("statuspage:p4g3".to_owned()), ..ParsedFeed::default() };
        let source = |format, name| page().named(format, name).source.unwrap();
        assert_eq!(source(FeedFormat::Statuspage, " Fabulon Pay "), "statuspage:fabulon pay");
        assert_ne!(source(FeedFormat::Statuspage, "one"), source(FeedFormat::Statuspage, "two"));
        assert_eq!(source(FeedFormat::Rss, "azure"), "rss:azure", "it takes no identifiers of Azure's for its own");
        assert_eq!(source(FeedFormat::Graph, "ours"), "statuspage:p4g3", "the identifiers are the provider's");
    }

    #[test]
    fn a_shared_format_has_no_source_of_its_own_and_the_others_do() {
        let shared: Vec<&str> = FeedFormat::ALL.iter().filter(|f| f.is_shared()).map(|f| f.word()).collect();
        assert_eq!(shared, ["statuspage", "rss"]);
        assert_eq!(FeedFormat::GraphOverviews.source(), FeedFormat::Graph.source(), "they name the same issues");
    }
}
