//! Reports.

use serde::{Deserialize, Serialize};
use tierline_app::health::{self, Period};
use utoipa::{IntoParams, ToSchema};

use crate::kit::{
    answer::{Answer, Found},
    call::{Ask, Caller},
    endpoint::{Operation, get},
    wire::Time,
};

pub(super) fn operations() -> Vec<Operation> {
    vec![get(
        "/reports/matching",
        "Counts the issues that were proposed for cases, and what people said of them.",
        matching,
    )]
}

/// A period; without one, the last 90 days.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct Question {
    /// Its beginning, included.
    from: Option<Time>,
    /// Its end, excluded.
    to: Option<Time>,
}

/// What became of the proposals of a period.
#[derive(Debug, Serialize, ToSchema)]
struct MatchReport {
    /// Its beginning.
    from: Time,
    /// Its end.
    to: Time,
    /// By service and source, the one with most proposals first.
    items: Vec<MatchCount>,
}

/// Proposals of one service and source.
#[derive(Debug, Serialize, ToSchema)]
struct MatchCount {
    /// The service as its source names it.
    service: String,
    /// Where the issues come from.
    source: String,
    /// Pairs of a case and an issue that could explain it.
    proposals: i64,
    /// Of these, how many reached the threshold.
    certain: i64,
    /// Of all proposals, how many somebody confirmed.
    confirmed: i64,
    /// Of all proposals, how many somebody rejected.
    rejected: i64,
    /// Of the certain ones, how many somebody confirmed.
    certain_confirmed: i64,
    /// Of the certain ones, how many somebody rejected.
    certain_rejected: i64,
    /// Of the certain ones that somebody judged, how many in a hundred were right; null where nobody judged one.
    precision: Option<u8>,
}

async fn matching(caller: Caller, Ask(question): Ask<Question>) -> Answer<Found<MatchReport>> {
    let period = Period { from: question.from.map(|at| at.0), to: question.to.map(|at| at.0) };
    let report = health::match_report(&caller.app, &caller.ctx, period).await?;
    let items = report.counts.into_iter().map(|count| MatchCount {
        precision: count.precision(),
        service: count.service,
        source: count.source,
        proposals: count.proposals,
        certain: count.certain,
        confirmed: count.confirmed,
        rejected: count.rejected,
        certain_confirmed: count.certain_confirmed,
        certain_rejected: count.certain_rejected,
    });
    Ok(Found::new(MatchReport { from: report.from.into(), to: report.to.into(), items: items.collect() }))
}
