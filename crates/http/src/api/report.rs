//! Reports.

use serde::{Deserialize, Serialize};
use tierline_app::{
    health::{self, Period},
    request,
};
use tierline_domain as domain;
use utoipa::{IntoParams, ToSchema};

use crate::kit::{
    answer::{Answer, Found},
    call::{Ask, Caller},
    endpoint::{Operation, get},
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get(
            "/reports/matching",
            "Counts the issues that were proposed for cases, and what people said of them.",
            matching,
        ),
        get("/reports/returns", "Counts the service requests that were returned, by reason.", returns),
    ]
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

/// What was returned of the requests of a period, by reason.
#[derive(Debug, Serialize, ToSchema)]
struct ReturnReport {
    /// Its beginning.
    from: Time,
    /// Its end.
    to: Time,
    /// Of those that we wrote in it.
    sent: Vec<ReturnCount>,
    /// Of those that arrived here in it.
    received: Vec<ReturnCount>,
}

/// How many were returned for a reason.
#[derive(Debug, Serialize, ToSchema)]
struct ReturnCount {
    /// The reason.
    reason: wire::ReturnReason,
    /// Requests.
    count: i64,
}

impl From<domain::ReturnCount> for ReturnCount {
    fn from(count: domain::ReturnCount) -> Self {
        Self { reason: count.reason.into(), count: count.count }
    }
}

async fn returns(caller: Caller, Ask(question): Ask<Question>) -> Answer<Found<ReturnReport>> {
    let period = Period { from: question.from.map(|at| at.0), to: question.to.map(|at| at.0) };
    let report = request::return_report(&caller.app, &caller.ctx, period).await?;
    Ok(Found::new(ReturnReport {
        from: report.from.into(),
        to: report.to.into(),
        sent: report.sent.into_iter().map(Into::into).collect(),
        received: report.received.into_iter().map(Into::into).collect(),
    }))
}
