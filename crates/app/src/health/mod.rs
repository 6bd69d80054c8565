//! Service health: what providers have documented, and which of it explains which case.

mod board;
mod by_connection;
mod feed;
mod feed_line;
mod history;
mod import;
mod inform;
mod look_up;
mod open;
mod outlook;
mod pass_on;
mod poll;
mod post_outage;
mod posts;
mod publish;
mod reach;
mod read;
mod recent;
mod report;
mod standing;
mod take_in;

pub use board::{
    Board, BoardCell, BoardColumn, BoardRow, ColumnQuery, ServiceState, board, board_columns, customer_services,
    service_states,
};
pub use feed::{SetUpFeed, feed_add, feed_edit, feed_read_now, feed_remove, feed_show, imported_feed_remove};
pub use feed_line::{FeedLine, FeedTenantLine, feed_list, feed_tenants, feed_view};
pub use history::{HistoryQuery, ServiceDays, ServiceHistory, customer_history, service_history};
pub use import::{Import, ImportReport, import};
pub use inform::{InformAll, InformPlan, Informed, inform_all, inform_plan};
pub(crate) use inform::{Telling, inform_piece, news_of};
pub(crate) use look_up::{IssueCache, LookUp, issue_now, known_issue_messages, link_matches};
pub(crate) use open::overlaps;
pub use open::{ServiceHealth, StandingIssue};
pub use outlook::outlook;
pub use pass_on::{ChangedIssue, issues_changed, issues_published};
pub use poll::poll_due;
pub use post_outage::{Suffering, post_outage, post_outage_count};
pub use posts::{issues_with_last_post, issues_with_posts};
pub use publish::{DESK_SOURCE, PostLanguages, PostToIssue, PostTranslation, PublishIssue, post, publish};
pub use reach::{IssueCustomer, ReachCount, issue_customers, issue_messages, issue_reach};
pub(crate) use read::require_see;
pub use read::{IssueQuery, IssueView, affected_counts, audience, issue, issue_list, read_last};
pub(crate) use recent::recent;
pub use report::{MatchReport, Period, match_report};
pub use standing::{Standing, standings};
pub(crate) use take_in::Merged;
pub use tierline_store::{CustomerPlace, FeedTenantKey, IssueLink, IssueMessage};
