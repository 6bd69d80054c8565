//! Whether an issue and a case overlap in time.

use chrono::{DateTime, Duration, Utc};

use super::{CaseFacts, IssueFacts, MatchPolicy, MatchReason};

/// How well the times fit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Timing {
    /// 0 to 1.
    pub(super) fit: f32,
    pub(super) reason: MatchReason,
}

/// Until when an issue explains new problems; none while it is open and spoken of.
fn end_of(issue: &IssueFacts, policy: &MatchPolicy) -> DateTime<Utc> {
    let closed = || {
        if issue.status.is_over() {
            issue.last_modified_at
        } else {
            issue.last_modified_at.max(issue.last_word_at()) + Duration::days(policy.abandoned_days)
        }
    };
    issue.ends_at.unwrap_or_else(closed)
}

/// The fit of the case's onset with the issue's time; none where the issue cannot explain it.
///
/// The onset decides, not the day of the lookup: what began within an issue may last beyond it, and what began long before
/// cannot come of it.
pub(super) fn timing(case: &CaseFacts<'_>, issue: &IssueFacts, policy: &MatchPolicy) -> Option<Timing> {
    let (start, end) = (issue.starts_at, end_of(issue, policy));
    let case_at = case.onset();
    if case_at < start {
        let (gap, lag) = (start - case_at, policy.lag(issue.kind));
        let reason = MatchReason::BeganBefore { issue_at: start, case_at };
        return (gap <= lag).then(|| Timing { fit: 0.8 - 0.5 * share(gap, lag), reason });
    }
    if case_at > end {
        let (gap, linger) = (case_at - end, Duration::hours(policy.linger_hours));
        let reason = MatchReason::BeganAfterEnd { issue_end: end, case_at };
        return (gap <= linger).then(|| Timing { fit: 0.5 - 0.2 * share(gap, linger), reason });
    }
    Some(if case.started_at.is_some() {
        Timing { fit: 1.0, reason: MatchReason::BeganDuring { issue_at: start, case_at } }
    } else {
        Timing { fit: 0.8, reason: MatchReason::ReportedDuring { issue_at: start, case_at } }
    })
}

/// The first and the last onset that an issue can explain: outside of them [`timing`] gives none.
pub(super) fn onsets(issue: &IssueFacts, policy: &MatchPolicy) -> (DateTime<Utc>, DateTime<Utc>) {
    let start = issue.starts_at;
    let first = start.checked_sub_signed(policy.lag(issue.kind)).unwrap_or(DateTime::<Utc>::MIN_UTC);
    let last = end_of(issue, policy).checked_add_signed(Duration::hours(policy.linger_hours));
    (first, last.unwrap_or(DateTime::<Utc>::MAX_UTC).max(start))
}

/// Part of a whole, 0 to 1.
fn share(part: Duration, whole: Duration) -> f32 {
    let (part, whole) = (part.num_minutes().max(0), whole.num_minutes().max(1));
    (part as f32 / whole as f32).clamp(0.0, 1.0)
}
