//! Health checks of a case, and what people say of their matches.

use serde::{Deserialize, Serialize};
use tierline_app::{App, Ctx, Error, case as cases};
use tierline_domain::{self as domain, BlockerCode, CaseId, Event, HealthIssueId, Verdict, health::Said};
use utoipa::ToSchema;

use super::{
    note::{Entry, made},
    shared::Empty,
};
use crate::kit::{
    answer::{Answer, Found, Made, Page},
    call::{At, Caller, Command},
    endpoint::{Operation, get, post, put},
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/cases/{case_id}/health-checks", "Lists the health checks of a case, oldest first.", list),
        post("/cases/{case_id}/health-checks", "Looks up service health for a case.", add),
        put("/cases/{case_id}/matches/{issue_id}", "Says whether a documented issue explains a case.", judge),
        get("/cases/{case_id}/matches/{issue_id}/message", "Drafts what the customer is told, in its language.", draft),
        post("/cases/{case_id}/matches/{issue_id}/message", "Tells the customer of a documented issue.", inform),
    ]
}

/// What was looked up, and what was found.
#[derive(Debug, Serialize, ToSchema)]
struct HealthCheck {
    /// Identifier.
    id: wire::HealthCheckId,
    /// When.
    at: Time,
    /// Who looked.
    by: String,
    /// Why.
    cause: wire::CheckCause,
    /// What came out.
    result: wire::CheckResult,
    /// Why the feeds say nothing, for `feed_unavailable`; none for checks of before this was kept.
    gap: Option<wire::FeedGap>,
    /// The feeds it was made on.
    feeds: Vec<Feed>,
    /// What could explain the case, best first.
    matches: Vec<Match>,
}

/// A feed as a check found it.
#[derive(Debug, Serialize, ToSchema)]
struct Feed {
    /// Its name.
    name: String,
    /// When it was last read.
    fetched_at: Option<Time>,
    /// Whether it could be relied on.
    state: String,
}

/// A documented issue that could explain a case.
#[derive(Debug, Serialize, ToSchema)]
struct Match {
    /// The issue.
    issue_id: wire::HealthIssueId,
    /// The provider's identifier of it.
    source_id: String,
    /// Its title.
    title: String,
    /// 0 to 100.
    #[schema(maximum = 100)]
    certainty: u8,
    /// What a person said of it.
    verdict: Option<wire::Verdict>,
    /// Whether it holds an escalation back.
    blocking: bool,
    /// Whether it had ended when it was looked up.
    ended: bool,
    /// Why it matched.
    reasons: Vec<String>,
}

/// The checks of a case, with what is known now of their matches.
async fn checks(app: &App, ctx: &Ctx, id: CaseId) -> Answer<Vec<HealthCheck>> {
    let view = cases::view(app, ctx, id).await?;
    let blocks = view.ladder.blockers.iter().any(|blocker| blocker.code == BlockerCode::KnownIssueOpen);
    let verdict = |issue: HealthIssueId| {
        view.entries.iter().rev().find_map(|entry| match entry.event {
            Event::MatchJudged { issue: judged, verdict, .. } if judged == issue => Some(verdict),
            _ => None,
        })
    };
    let checks = view.entries.iter().filter_map(|entry| match &entry.event {
        Event::HealthChecked(check) => Some((entry, check.clone())),
        _ => None,
    });
    let shown = checks.map(|(entry, check)| HealthCheck {
        id: check.id.into(),
        at: entry.at.into(),
        by: entry.actor.name.clone(),
        cause: check.cause.into(),
        result: check.result.into(),
        gap: check.gap.map(Into::into),
        feeds: check.feeds.into_iter().map(Into::into).collect(),
        matches: check.matches.into_iter().map(|found| Match::of(verdict(found.issue), blocks, found)).collect(),
    });
    Ok(shown.collect())
}

impl From<domain::FeedSeen> for Feed {
    fn from(feed: domain::FeedSeen) -> Self {
        Self { name: feed.name, fetched_at: feed.fetched_at.map(Time), state: feed.state }
    }
}

impl Match {
    fn of(verdict: Option<Verdict>, blocks: bool, found: domain::MatchSeen) -> Self {
        let explains = match verdict {
            Some(verdict) => verdict == Verdict::Confirmed,
            None => found.certain,
        };
        Self {
            issue_id: found.issue.into(),
            source_id: found.source_id,
            title: found.title,
            certainty: found.certainty,
            verdict: verdict.map(wire::Word),
            blocking: blocks && found.service_issue && !found.ended && explains,
            ended: found.ended,
            reasons: found.reasons.iter().map(tierline_domain::health::MatchReason::text).collect(),
        }
    }
}

async fn list(caller: Caller, At(id): At<CaseId>) -> Answer<Found<Page<HealthCheck>>> {
    Ok(Found::new(Page::whole(checks(&caller.app, &caller.ctx, id).await?)))
}

async fn add(At(id): At<CaseId>, command: Command<Empty>) -> Answer<Made<HealthCheck>> {
    let Command { app, ctx, .. } = command;
    let made = cases::check_health(&app, &ctx, id).await?.id;
    let check = checks(&app, &ctx, id).await?.into_iter().find(|check| check.id.0 == made);
    Ok(Made::new(check.ok_or(Error::NotFound)?))
}

/// What a person says of a match.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Judgement {
    /// Confirmed or rejected.
    verdict: wire::Verdict,
    /// Why; needed for a rejection, because it opens the way up.
    reason: Option<String>,
}

async fn judge(At((case, issue)): At<(CaseId, HealthIssueId)>, command: Command<Judgement>) -> Answer<Found<Match>> {
    let Command { app, ctx, body, .. } = command;
    let judge = cases::Judge { verdict: body.verdict.0, reason: body.reason };
    cases::judge(&app, &ctx, case, issue, judge).await?;
    let matches = checks(&app, &ctx, case).await?.into_iter().rev().flat_map(|check| check.matches);
    let found = matches.into_iter().find(|found| found.issue_id.0 == issue);
    Ok(Found::new(found.ok_or(Error::NotFound)?))
}

/// What the customer is told.
#[derive(Debug, Serialize, ToSchema)]
struct CustomerMessage {
    /// In the customer's language.
    text: String,
    /// The post that it passes on: give it back with the message, so that nobody is told the same again.
    post_id: Option<wire::HealthPostId>,
    /// Whether it says that the issue is over: give that back too.
    ended: bool,
}

/// What the customer is told.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCustomerMessage {
    /// In the customer's language.
    #[schema(min_length = 1, max_length = 20_000)]
    text: String,
    /// The post that it passes on, as the draft said it.
    post_id: Option<wire::HealthPostId>,
    /// Whether it says that the issue is over, as the draft said it.
    #[serde(default)]
    ended: bool,
}

async fn draft(caller: Caller, At((case, issue)): At<(CaseId, HealthIssueId)>) -> Answer<Found<CustomerMessage>> {
    let cases::InformDraft { text, said } = cases::inform_draft(&caller.app, &caller.ctx, case, issue).await?;
    Ok(Found::new(CustomerMessage { text, post_id: said.post.map(Into::into), ended: said.ended }))
}

async fn inform(
    At((case, issue)): At<(CaseId, HealthIssueId)>,
    command: Command<NewCustomerMessage>,
) -> Answer<Made<Entry>> {
    let Command { app, ctx, body, .. } = command;
    let said = Said { post: body.post_id.map(|id| id.0), ended: body.ended, language: None };
    cases::inform(&app, &ctx, case, cases::Inform { issue, text: body.text, said }).await?;
    made(&app, &ctx, case, |entry| matches!(entry.event, Event::CustomerInformed { .. })).await
}
