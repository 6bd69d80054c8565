//! When a feed was read well: what of the past is known, and what is not.
//!
//! A reading counts for as long as the rules call it fresh. What lies beyond that, before the next good one, is a gap: nobody knows
//! whether something was documented then, whatever the feed says later of issues that have ended.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::{FeedCondition, FeedFacts, FeedPolicy, feed_condition};

/// Days for which gaps are remembered: a little more than what is shown.
const DAYS: i64 = 100;
/// Gaps that are remembered. Of a feed with more, what lies before them is not known.
const GAPS: usize = 60;

/// From when to when nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// From when.
    pub from: DateTime<Utc>,
    /// To when.
    pub to: DateTime<Utc>,
}

/// What is remembered of when a feed was read well.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Since when it is known; none where it never was read well.
    pub since: Option<DateTime<Utc>>,
    /// The last good reading before the feed fell ill; none while it is well, and its own time counts.
    #[serde(default)]
    pub last_good_at: Option<DateTime<Utc>>,
    /// When nothing was known, the oldest first.
    #[serde(default)]
    pub gaps: Vec<Gap>,
}

impl Coverage {
    /// What is remembered after one more try. `before` is the feed as it was, `after` as it is now.
    #[must_use]
    pub fn after(before: &FeedFacts, after: &FeedFacts, policy: FeedPolicy, now: DateTime<Utc>) -> Self {
        let mut next = before.history.coverage.clone();
        let last_good = last_good_at(before);
        if feed_condition(after) != FeedCondition::Fresh {
            next.last_good_at = last_good;
            return next;
        }
        let counts_to = last_good.map(|at| at + policy.span(after.interval_minutes));
        match counts_to {
            None => next.since = Some(now),
            Some(to) if to < now => next.gaps.push(Gap { from: to, to: now }),
            Some(_) => {}
        }
        next.since = next.since.or(last_good).or(Some(now));
        next.last_good_at = None;
        next.forget(now);
        next
    }

    /// Whether one more good reading leaves nothing to remember: the last one still counts.
    #[must_use]
    pub fn goes_on(before: &FeedFacts, policy: FeedPolicy, now: DateTime<Utc>) -> bool {
        let counts = |at: DateTime<Utc>| at + policy.span(before.interval_minutes) >= now;
        before.history.coverage.since.is_some()
            && feed_condition(before) == FeedCondition::Fresh
            && before.fetched_at.is_some_and(counts)
    }

    fn forget(&mut self, now: DateTime<Utc>) {
        let long_ago = now - Duration::days(DAYS);
        self.gaps.retain(|gap| gap.to > long_ago);
        let surplus = self.gaps.len().saturating_sub(GAPS);
        if let Some(forgotten) = self.gaps.drain(..surplus).next_back() {
            self.since = self.since.max(Some(forgotten.to));
        }
    }
}

/// When a feed was last read well.
fn last_good_at(feed: &FeedFacts) -> Option<DateTime<Utc>> {
    if feed_condition(feed) == FeedCondition::Fresh { feed.fetched_at } else { feed.history.coverage.last_good_at }
}

/// When nothing was known of a feed, from a time until now; the oldest first.
#[must_use]
pub fn unread(feed: &FeedFacts, from: DateTime<Utc>, policy: FeedPolicy, now: DateTime<Utc>) -> Vec<Gap> {
    // What is published on the desk itself is known as it is written.
    if feed.format.is_none() {
        return Vec::new();
    }
    let coverage = &feed.history.coverage;
    let (Some(since), Some(good)) = (coverage.since, last_good_at(feed)) else { return vec![Gap { from, to: now }] };
    let last = Gap { from: good + policy.span(feed.interval_minutes), to: now };
    let all = std::iter::once(Gap { from, to: since }).chain(coverage.gaps.iter().copied()).chain([last]);
    all.map(|gap| Gap { from: gap.from.max(from), to: gap.to.min(now) }).filter(|gap| gap.from < gap.to).collect()
}

/// When nothing was known of any of some feeds: one that was read suffices.
#[must_use]
pub fn unread_by_all<'f>(
    feeds: impl IntoIterator<Item = &'f FeedFacts>,
    from: DateTime<Utc>,
    policy: FeedPolicy,
    now: DateTime<Utc>,
) -> Vec<Gap> {
    let mut unknown = vec![Gap { from, to: now }];
    for feed in feeds {
        let gaps = unread(feed, from, policy, now);
        unknown = unknown.iter().flat_map(|one| gaps.iter().filter_map(|other| both(*one, *other))).collect();
    }
    unknown.sort_by_key(|gap| gap.from);
    unknown
}

/// What two gaps have in common.
fn both(one: Gap, other: Gap) -> Option<Gap> {
    let common = Gap { from: one.from.max(other.from), to: one.to.min(other.to) };
    (common.from < common.to).then_some(common)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::{
        Cloud,
        health::{FeedFormat, FeedHistory, FeedOutcome},
    };

    const POLICY: FeedPolicy = FeedPolicy { fresh_minutes: 60 };

    fn hour(hour: i64) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 0, 0, 0).unwrap() + Duration::hours(hour)
    }

    fn never() -> FeedFacts {
        FeedFacts {
            name: "Graph".to_owned(),
            format: Some(FeedFormat::Graph),
            cloud: Cloud::Public,
            customer: None,
            fetched_at: None,
            outcome: FeedOutcome::Read,
            records: 0,
            families: Vec::new(),
            interval_minutes: None,
            history: FeedHistory::default(),
        }
    }

    /// A try at an hour: read with so many records, or not.
    fn tried(feed: &FeedFacts, at: i64, records: Option<usize>) -> FeedFacts {
        let mut after = FeedFacts {
            fetched_at: if records.is_some() { Some(hour(at)) } else { feed.fetched_at },
            outcome: if records.is_some() { FeedOutcome::Read } else { FeedOutcome::Failed },
            records: records.unwrap_or(feed.records),
            ..feed.clone()
        };
        after.history.coverage = Coverage::after(feed, &after, POLICY, hour(at));
        after
    }

    fn after(tries: &[(i64, Option<usize>)]) -> FeedFacts {
        tries.iter().fold(never(), |feed, (at, records)| tried(&feed, *at, *records))
    }

    fn hours(gaps: &[Gap]) -> Vec<(i64, i64)> {
        gaps.iter().map(|gap| ((gap.from - hour(0)).num_hours(), (gap.to - hour(0)).num_hours())).collect()
    }

    #[test]
    fn nothing_is_known_before_the_first_good_reading() {
        let feed = after(&[(5, None), (6, Some(0)), (7, Some(3)), (8, Some(3))]);
        assert_eq!(
            hours(&unread(&feed, hour(0), POLICY, hour(8))),
            [(0, 7)],
            "a failure and an empty answer tell nothing"
        );
        assert_eq!(hours(&unread(&never(), hour(0), POLICY, hour(8))), [(0, 8)]);
    }

    #[test]
    fn a_reading_counts_as_long_as_it_is_fresh_and_what_follows_is_a_gap() {
        let feed = after(&[(1, Some(3)), (2, None), (4, None), (6, Some(3)), (7, Some(3)), (12, Some(3))]);
        assert_eq!(hours(&unread(&feed, hour(1), POLICY, hour(12))), [(2, 6), (8, 12)]);
        assert_eq!(
            hours(&unread(&feed, hour(5), POLICY, hour(20))),
            [(5, 6), (8, 12), (13, 20)],
            "the gap that goes on"
        );
    }

    #[test]
    fn an_answer_that_cannot_be_relied_on_is_a_gap_like_none() {
        let feed = after(&[(1, Some(3)), (2, Some(0)), (3, Some(0)), (4, Some(3))]);
        assert_eq!(hours(&unread(&feed, hour(1), POLICY, hour(4))), [(2, 4)]);
        let still = after(&[(1, Some(3)), (2, Some(0)), (3, Some(0))]);
        assert_eq!(hours(&unread(&still, hour(1), POLICY, hour(5))), [(2, 5)]);
    }

    #[test]
    fn one_feed_that_was_read_suffices_and_none_knows_nothing() {
        let one = after(&[(0, Some(3)), (1, None), (6, Some(3))]);
        let other = after(&[(3, Some(3)), (4, Some(3)), (5, Some(3)), (6, Some(3))]);
        assert_eq!(hours(&unread_by_all([&one, &other], hour(0), POLICY, hour(6))), [(1, 3)]);
        assert_eq!(hours(&unread_by_all([], hour(0), POLICY, hour(6))), [(0, 6)]);
        let own = FeedFacts { format: None, ..never() };
        assert_eq!(unread_by_all([&one, &own], hour(0), POLICY, hour(6)), []);
    }

    #[test]
    fn a_good_reading_in_time_needs_nothing_remembered_and_one_after_a_pause_does() {
        let feed = after(&[(1, Some(3)), (2, Some(3))]);
        assert!(Coverage::goes_on(&feed, POLICY, hour(3)));
        assert!(!Coverage::goes_on(&feed, POLICY, hour(4)), "the desk stood still");
        assert!(!Coverage::goes_on(&after(&[(1, None)]), POLICY, hour(1)));
        let unknown = FeedFacts { history: FeedHistory::default(), ..feed };
        assert!(!Coverage::goes_on(&unknown, POLICY, hour(3)), "what is not remembered yet is remembered now");
    }

    #[test]
    fn what_is_forgotten_is_not_taken_for_known() {
        let tries: Vec<(i64, Option<usize>)> = (0..100).map(|number| (number * 5, Some(3))).collect();
        let feed = after(&tries);
        let coverage = &feed.history.coverage;
        assert_eq!(coverage.gaps.len(), GAPS);
        assert_eq!(coverage.since, Some(hour((99 - GAPS as i64) * 5)), "the last gap that was forgotten");
        let later = tried(&feed, 24 * 200, Some(3));
        assert_eq!(hours(&later.history.coverage.gaps), [(99 * 5 + 1, 24 * 200)]);
    }
}
