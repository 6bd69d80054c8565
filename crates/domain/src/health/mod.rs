//! Service health: documented issues, how they are kept, when one explains a case, and what a health check may say.
//!
//! A parser yields [`ImportedIssue`]s; [`merge`] decides what an import changes; [`IssueIndex`] finds what could explain a
//! case and says why; [`check_result`] turns that, the verdicts of people and the state of the feeds into a result.

mod budget;
mod check;
mod coverage;
mod facts;
mod feed;
mod history;
mod index;
mod inform;
mod issue;
mod lexicon;
mod lexicon_table;
mod merge;
mod next_update;
#[cfg(test)]
mod paraphrase_tests;
mod polled;
mod profile;
mod reach;
mod reason;
mod report;
mod service_state;
mod similarity;
mod status;
#[cfg(test)]
mod tests;
mod time;
mod token;
mod token_table;

pub use budget::{AZURE_PER_TENANT, Allowance, Budget, GRAPH_PER_APPLICATION, GRAPH_PER_TENANT};
pub use check::{CheckOutcome, CheckResult, FeedGap, check_result};
pub use coverage::{Coverage, Gap, unread, unread_by_all};
pub use facts::{CaseFacts, HealthMatch, IssueFacts, MatchPolicy};
pub use feed::{
    FeedCondition, FeedFacts, FeedFormat, FeedOutcome, FeedPolicy, FeedState, aged, feed_condition, feed_state,
    feeds_for,
};
pub use history::{DayHealth, HISTORY_DAYS, HistoryDay, HistoryIssue, history, history_from};
pub use index::{IssueIndex, match_case};
pub use inform::{Candidate, LanguageText, LeftOut, News, PlannedCase, Said, left_out};
pub use issue::{
    Audience, HealthIssue, HealthPost, ImportedIssue, ImportedPost, ImportedTranslation, IssueKind, IssueStatus,
    ParsedFeed, PostFormat, Rejected, Revision, Translation,
};
pub use merge::{IssueUpdate, Merge, merge};
pub use next_update::next_update;
pub use polled::{
    FeedCredential, FeedHistory, FeedTenants, INTERVAL_MINUTES, PolledFeed, Reading, default_location, next_reading,
};
pub use reach::{CaseReach, IssueReach, reach_stamp};
pub use reason::MatchReason;
pub use report::MatchCount;
pub use service_state::{ServiceCondition, ServiceState, condition_of};
pub use status::status_of;
pub use token::{TOKENS_VERSION, Term, Token, plain_text, terms, tokens};
