//! Documented issues.

use crate::words;

words! {
    /// What a health check came to.
    pub enum CheckResult {
        /// An open, documented service issue explains the case.
        KnownIssue = "known_issue",
        /// An issue fitted and has ended; the symptom stays.
        PostOutage = "post_outage",
        /// Nothing documented explains it.
        AllClear = "all_clear",
        /// No feed, or one that is down or stale: never counted as all clear.
        FeedUnavailable = "feed_unavailable",
    }
}
