//! Service health: what providers have documented, and which of it explains which case.

mod feed;
mod feed_line;
mod import;
mod look_up;
mod outlook;
mod pass_on;
mod poll;
mod posts;
mod publish;
mod read;
mod report;
mod take_in;

pub use feed::{SetUpFeed, feed_add, feed_edit, feed_read_now, feed_remove, feed_show};
pub use feed_line::{FeedLine, FeedTenantLine, feed_list, feed_tenants, feed_view};
pub use import::{Import, ImportReport, import};
pub(crate) use look_up::{IssueCache, LookUp, issue_now, known_issue_messages, link_matches};
pub use outlook::outlook;
pub use pass_on::{ChangedIssue, issues_changed, issues_published};
pub use poll::poll_due;
pub use posts::issues_with_posts;
pub use publish::{PostToIssue, PublishIssue, post, publish};
pub use read::{
    AffectedCase, Board, BoardCell, BoardRow, IssueQuery, IssueView, ServiceHealth, ServiceState, affected_counts,
    audience, board, customer_services, feeds, issue, issue_list, service_states,
};
pub(crate) use read::{overlaps, require_see};
pub use report::{MatchReport, Period, match_report};
pub(crate) use take_in::Merged;
pub use tierline_store::FeedTenantKey;
