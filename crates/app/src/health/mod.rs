//! Service health: what providers have documented, and which of it explains which case.

mod by_connection;
mod feed;
mod feed_line;
mod history;
mod import;
mod inform;
mod look_up;
mod outlook;
mod pass_on;
mod poll;
mod post_outage;
mod posts;
mod publish;
mod reach;
mod read;
mod report;
mod take_in;

pub use feed::{SetUpFeed, feed_add, feed_edit, feed_read_now, feed_remove, feed_show};
pub use feed_line::{FeedLine, FeedTenantLine, feed_list, feed_tenants, feed_view};
pub use history::{HistoryQuery, ServiceDays, ServiceHistory, customer_history, service_history};
pub use import::{Import, ImportReport, import};
pub use inform::{InformAll, InformPlan, Informed, LanguageText, PlannedCase, inform_all, inform_plan};
pub(crate) use inform::{Telling, inform_piece, news_of};
pub(crate) use look_up::{IssueCache, LookUp, issue_now, known_issue_messages, link_matches};
pub use outlook::outlook;
pub use pass_on::{ChangedIssue, issues_changed, issues_published};
pub use poll::poll_due;
pub use post_outage::{Suffering, post_outage, post_outage_count};
pub use posts::issues_with_posts;
pub use publish::{PostLanguages, PostToIssue, PostTranslation, PublishIssue, post, publish};
pub use reach::{IssueCustomer, ReachCount, issue_customers, issue_messages, issue_reach};
pub use read::{
    Board, BoardCell, BoardRow, IssueQuery, IssueView, ServiceHealth, ServiceState, affected_counts, audience, board,
    customer_services, feeds, issue, issue_list, read_last, service_states,
};
pub(crate) use read::{overlaps, require_see};
pub use report::{MatchReport, Period, match_report};
pub(crate) use take_in::Merged;
pub use tierline_store::{CustomerPlace, FeedTenantKey, IssueLink, IssueMessage};
