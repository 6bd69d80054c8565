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
        IssueLine { last: posts.last().cloned(), reach: Some((cases, customers)), issue }
    });
    let view = HealthPage {
        by_customer,
        columns,
        rows,
        issues: lines.collect(),
        feeds: board.feeds.iter().map(super::feed::line).collect(),
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
        // Whose cases it explains is the partners' own knowledge.
        reach: None,
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
        own_only: own,
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
    if !own {
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
    let subscriptions = lines.iter().flat_map(|line| line.subscriptions.iter().cloned()).collect();
    let mut states: BTreeMap<_, Vec<health::ServiceState>> = BTreeMap::new();
    for state in health::service_states(&visit.app, &visit.ctx, subscriptions).await? {
        states.entry(state.subscription.customer).or_default().push(state);
    }
    let of = |line: &customer::CustomerLine| states.get(&line.customer.id).map_or(&[][..], Vec::as_slice);
    lines.sort_by_key(|line| std::cmp::Reverse(of(line).iter().map(book::health_shown).max()));
    lines.truncate(COLUMNS);
    let cell = |service: &str, line: &customer::CustomerLine| {
        let here = of(line).iter().filter(|state| state.subscription.service == service);
        let worst = here.map(|state| (book::health_shown(state), state)).max_by_key(|(health, _)| *health);
        let issue = worst.and_then(|(_, state)| state.issue.as_ref().map(|issue| issue.id));
        BoardCell { health: worst.map(|(health, _)| health), issue, customers: 0 }
    };
    let row = |row: &health::BoardRow| BoardRow {
        service: row.service.clone(),
        cells: lines.iter().map(|line| cell(&row.service, line)).collect(),
    };
    let rows = board.rows.iter().map(row).filter(|row| row.cells.iter().any(|cell| cell.health.is_some()));
    Ok((lines.iter().map(|line| line.customer.name.clone()).collect(), rows.collect()))
}
