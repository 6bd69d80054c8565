//! The board of services, and the list of issues.

use std::collections::BTreeMap;

use axum::http::Uri;
use tierline_app::{Error, customer, health};
use tierline_domain::{
    Action, HealthIssueId,
    health::{HealthIssue, IssueKind, IssueStatus},
};
use tierline_render::{
    Form, ServiceHealth,
    page::{BoardCell, BoardRow, HealthPage, IssueLine},
};

use crate::{
    kit::cursor,
    web::{
        customer as book,
        fault::Answer,
        home,
        posted::Values,
        query::{self, unreadable},
        visit::Visit,
    },
};

/// Issues of a page.
const LINES: u32 = 30;
/// Customers that the board has columns for: those in trouble first.
const COLUMNS: usize = 12;

pub(super) async fn board(visit: Visit, uri: Uri) -> Answer {
    visit.ctx.require(Action::See)?;
    let asked = Values(query::pairs(&uri));
    let (app, ctx) = (&visit.app, &visit.ctx);
    let (board, (issues, next)) = futures::try_join!(health::board(app, ctx), issues(&visit, &asked, false))?;
    let by_customer = asked.text("by") == "customer";
    let (columns, rows) = if by_customer { of_customers(&visit, &board).await? } else { of_regions(&board) };
    let lines = issues.into_iter().map(|(issue, posts)| {
        let (cases, customers) = board.affected.get(&issue.id).copied().unwrap_or_default();
        IssueLine { last: posts.last().cloned(), customers, cases, issue }
    });
    let view = HealthPage {
        by_customer,
        columns,
        rows,
        issues: lines.collect(),
        feeds: board.feeds,
        filter: Form::posted("", asked.0),
        next,
    };
    visit.page(&view).await
}

/// What a provider has published.
pub(super) async fn published(visit: Visit, uri: Uri) -> Answer {
    visit.ctx.require(Action::SeeReceived)?;
    let asked = Values(query::pairs(&uri));
    let (issues, next) = issues(&visit, &asked, true).await?;
    let lines = issues.into_iter().map(|(issue, posts)| IssueLine {
        last: posts.last().cloned(),
        customers: 0,
        cases: 0,
        issue,
    });
    let view = HealthPage { issues: lines.collect(), filter: Form::posted("", asked.0), next, ..HealthPage::default() };
    visit.page(&view).await
}

type Found = (Vec<(HealthIssue, Vec<tierline_domain::health::HealthPost>)>, Option<String>);

/// Issues as an address narrows them: those that are not over, unless a status or a word is looked for.
async fn issues(visit: &Visit, asked: &Values, own: bool) -> Result<Found, Error> {
    let status = match asked.text("status") {
        "" => Vec::new(),
        word => vec![IssueStatus::from_word(word).ok_or_else(|| unreadable("status"))?],
    };
    let kind = match asked.text("kind") {
        "" => None,
        word => Some(IssueKind::from_word(word).ok_or_else(|| unreadable("kind"))?),
    };
    let text = asked.given("query");
    let query = health::IssueQuery {
        current_at: (status.is_empty() && text.is_none() && !own).then(|| visit.now()),
        query: text,
        status,
        kind,
        service: asked.given("service"),
        region: asked.given("region"),
        after: asked
            .given("cursor")
            .map(|text| cursor::read(&text))
            .transpose()
            .map_err(|fault| Error::Invalid(vec![fault]))?,
        limit: LINES + 1,
        ..Default::default()
    };
    let mut found = health::issues_with_posts(&visit.app, &visit.ctx, query).await?;
    let next = (found.len() > LINES as usize).then(|| found.truncate(LINES as usize)).and_then(|()| found.last());
    let next = next.map(|(issue, _)| cursor::write(&(issue.last_active_at(), issue.id)));
    if own {
        found.retain(|(issue, _)| issue.owner == visit.ctx.owner);
    } else {
        found.sort_by_key(|(issue, _)| std::cmp::Reverse(ServiceHealth::of(issue.kind, issue.status)));
    }
    Ok((found, next))
}

/// Services by region, as far as customers use them.
fn of_regions(board: &health::Board) -> (Vec<String>, Vec<BoardRow>) {
    let issues: BTreeMap<HealthIssueId, &HealthIssue> = board.current.iter().map(|issue| (issue.id, issue)).collect();
    let cell = |cell: &health::BoardCell| BoardCell {
        health: home::shown(cell, &issues),
        issue: cell.issue,
        customers: cell.customers,
    };
    let row =
        |row: &health::BoardRow| BoardRow { service: row.service.clone(), cells: row.cells.iter().map(cell).collect() };
    (board.regions.clone(), board.rows.iter().map(row).collect())
}

/// Services by customer: those with trouble first, as many as fit on a page.
async fn of_customers(visit: &Visit, board: &health::Board) -> Result<(Vec<String>, Vec<BoardRow>), Error> {
    let query = customer::CustomerQuery { limit: 200, ..Default::default() };
    let mut lines = customer::list(&visit.app, &visit.ctx, query).await?;
    lines.retain(|line| !line.subscriptions.is_empty());
    let worst = |line: &customer::CustomerLine| {
        line.subscriptions
            .iter()
            .map(|subscription| book::health_of(subscription, &board.current).0)
            .max()
            .unwrap_or(ServiceHealth::Healthy)
    };
    lines.sort_by_key(|line| std::cmp::Reverse(worst(line)));
    lines.truncate(COLUMNS);
    let known = !board.feeds.is_empty();
    let cell = |service: &str, line: &customer::CustomerLine| {
        let states = line.subscriptions.iter().filter(|subscription| subscription.service == service);
        let worst =
            states.map(|subscription| book::health_of(subscription, &board.current)).max_by_key(|(health, _)| *health);
        let health = worst.map(|(health, _)| if known { health } else { ServiceHealth::Unknown });
        BoardCell { health, issue: worst.and_then(|(_, issue)| issue.map(|issue| issue.id)), customers: 0 }
    };
    let row = |row: &health::BoardRow| BoardRow {
        service: row.service.clone(),
        cells: lines.iter().map(|line| cell(&row.service, line)).collect(),
    };
    let rows = board.rows.iter().map(row).filter(|row| row.cells.iter().any(|cell| cell.health.is_some()));
    Ok((lines.iter().map(|line| line.customer.name.clone()).collect(), rows.collect()))
}
