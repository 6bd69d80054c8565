//! The board of services, and the list of issues.

use axum::http::Uri;
use tierline_app::{Error, health};
use tierline_domain::{
    Action, HealthIssueId,
    catalogue::{self, ProductFamily},
    health::{HealthIssue, HealthPost, IssueKind, IssueStatus},
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
/// Customers that a page of the board has columns for.
const COLUMNS: u32 = 12;
/// Feeds beside the board, those in trouble first: the others are on a page of their own.
const FEEDS: usize = 12;

pub(super) async fn board(visit: Visit, uri: Uri) -> Answer {
    visit.app.require(&visit.ctx, Action::See).await?;
    let asked = Values(query::pairs(&uri));
    let (app, ctx) = (&visit.app, &visit.ctx);
    let (board, (issues, next), suffering) = futures::try_join!(
        health::board(app, ctx),
        issues(&visit, &asked, false),
        health::post_outage_count(app, ctx, None),
    )?;
    let by_customer = asked.text("by") == "customer";
    let wanted = Wanted::read(&asked)?;
    let (columns, mut rows, next_customers) = if by_customer {
        of_customers(&visit, &board, &asked, &wanted).await?
    } else {
        let (columns, rows) = wanted.of_region(of_regions(&board));
        (columns, rows, None)
    };
    rows.retain(|row| wanted.takes(row));
    // Trouble stands first; the others as they came, by name.
    rows.sort_by_key(|row| std::cmp::Reverse(row.cells.iter().map(trouble).max()));
    let listed: Vec<HealthIssueId> = issues.iter().map(|(issue, _)| issue.id).collect();
    let affected = health::affected_counts(app, ctx, &listed).await?;
    let lines = issues.into_iter().map(|(issue, last)| {
        let (cases, customers) = affected.get(&issue.id).copied().unwrap_or_default();
        IssueLine { last, reach: Some((cases, customers)), issue }
    });
    let view = HealthPage {
        by_customer,
        columns,
        rows,
        services: board.rows.iter().map(|row| row.service.clone()).collect(),
        regions: board.regions.iter().filter(|region| !region.is_empty()).cloned().collect(),
        next_customers,
        issues: lines.collect(),
        feeds: board.feeds.iter().take(FEEDS).map(super::feed::line).collect(),
        feed_count: board.feeds.len(),
        filter: Form::posted("", asked.0),
        next,
        suffering,
    };
    visit.page(&view).await
}

/// What a provider has published.
pub(super) async fn published(visit: Visit, uri: Uri) -> Answer {
    visit.app.require(&visit.ctx, Action::SeeReceived).await?;
    let asked = Values(query::pairs(&uri));
    let (issues, next) = issues(&visit, &asked, true).await?;
    // Whose cases it explains is the partners' own knowledge.
    let lines = issues.into_iter().map(|(issue, last)| IssueLine { last, reach: None, issue });
    let view = HealthPage { issues: lines.collect(), filter: Form::posted("", asked.0), next, ..HealthPage::default() };
    visit.page(&view).await
}

type Found = (Vec<(HealthIssue, Option<HealthPost>)>, Option<String>);

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
        current_at: (status.is_empty() && text.is_none()).then(|| visit.now()),
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
    let mut found = health::issues_with_last_post(&visit.app, &visit.ctx, query).await?;
    let next = (found.len() > LINES as usize).then(|| found.truncate(LINES as usize)).and_then(|()| found.last());
    let next = next.map(|(issue, _)| cursor::write(&(issue.last_active_at(), issue.id)));
    if !own {
        found.sort_by_key(|(issue, _)| std::cmp::Reverse(ServiceHealth::of(issue.kind, issue.status)));
    }
    Ok((found, next))
}

/// What the board is narrowed by.
struct Wanted {
    service: Option<String>,
    family: Option<ProductFamily>,
    region: Option<String>,
    state: Option<ServiceHealth>,
}

impl Wanted {
    fn read(asked: &Values) -> Result<Self, Error> {
        let family = asked.given("family");
        let state = asked.given("state");
        Ok(Self {
            family: family
                .map(|word| ProductFamily::from_word(&word).ok_or_else(|| unreadable("family")))
                .transpose()?,
            service: asked.given("service"),
            region: asked.given("in"),
            state: state.map(|word| ServiceHealth::from_word(&word).ok_or_else(|| unreadable("state"))).transpose()?,
        })
    }

    /// The one column that is asked for, where one is.
    fn of_region(&self, (columns, mut rows): (Vec<String>, Vec<BoardRow>)) -> (Vec<String>, Vec<BoardRow>) {
        let Some(region) = &self.region else { return (columns, rows) };
        let at = columns.iter().position(|column| column == region);
        for row in &mut rows {
            row.cells = at.and_then(|at| row.cells.get(at).cloned()).into_iter().collect();
        }
        rows.retain(|row| row.cells.iter().any(|cell| cell.health.is_some()));
        (columns.into_iter().filter(|column| column == region).collect(), rows)
    }

    /// Whether a service is of the family that is asked for, and somewhere in the state.
    fn takes(&self, row: &BoardRow) -> bool {
        let family = catalogue::service_find(&row.service).map(|service| service.family);
        let states = || row.cells.iter().filter_map(|cell| cell.health);
        (self.family.is_none() || self.family == family)
            && self.service.as_ref().is_none_or(|wanted| *wanted == row.service)
            && self.state.is_none_or(|wanted| states().any(|state| state == wanted))
    }
}

/// Services by region, as far as customers use them.
fn of_regions(board: &health::Board) -> (Vec<String>, Vec<BoardRow>) {
    let cell = |cell: &health::BoardCell| BoardCell {
        health: home::shown(cell),
        issue: cell.issue,
        customers: cell.customers,
        open: cell.open,
    };
    let row =
        |row: &health::BoardRow| BoardRow { service: row.service.clone(), cells: row.cells.iter().map(cell).collect() };
    (board.regions.clone(), board.rows.iter().map(row).collect())
}

/// Columns, rows, and where the next page of customers begins.
type Customers = (Vec<String>, Vec<BoardRow>, Option<String>);

/// How bad a cell is; what nobody knows, and where nobody is, is no trouble.
fn trouble(cell: &BoardCell) -> (ServiceHealth, usize) {
    match cell.health {
        None | Some(ServiceHealth::Unknown) => (ServiceHealth::Healthy, 0),
        Some(health) => (health, cell.open),
    }
}

/// Services by customer: a page of customers, whoever has the worst first, out of all of them; or those whose name is looked for.
async fn of_customers(
    visit: &Visit,
    board: &health::Board,
    asked: &Values,
    wanted: &Wanted,
) -> Result<Customers, Error> {
    let after = asked.given("customers").map(|text| cursor::read(&text)).transpose();
    let query = health::ColumnQuery {
        query: asked.given("customer"),
        service: wanted.service.clone(),
        family: wanted.family,
        region: wanted.region.clone(),
        after: after.map_err(|fault| Error::Invalid(vec![fault]))?,
        limit: COLUMNS + 1,
    };
    let mut columns = health::board_columns(&visit.app, &visit.ctx, query).await?;
    let more = columns.len() > COLUMNS as usize;
    columns.truncate(COLUMNS as usize);
    let next = columns.last().filter(|_| more).map(|column| cursor::write(&column.place));
    let cell = |service: &str, column: &health::BoardColumn| {
        shown(column.states.iter().filter(|state| state.subscription.service == service))
    };
    let row = |row: &health::BoardRow| BoardRow {
        service: row.service.clone(),
        cells: columns.iter().map(|column| cell(&row.service, column)).collect(),
    };
    let rows: Vec<_> =
        board.rows.iter().map(row).filter(|row| row.cells.iter().any(|cell| cell.health.is_some())).collect();
    Ok((columns.into_iter().map(|column| column.name).collect(), rows, next))
}

/// What a service is to a customer, wherever it uses it.
fn shown<'s>(states: impl IntoIterator<Item = &'s health::ServiceState>) -> BoardCell {
    let worst = states.into_iter().map(|state| (book::health_shown(state), state)).max_by_key(|(health, _)| *health);
    BoardCell {
        health: worst.map(|(health, _)| health),
        issue: worst.and_then(|(_, state)| state.issue.as_ref().map(|issue| issue.id)),
        customers: 0,
        open: worst.map_or(0, |(_, state)| state.open),
    }
}
