//! The board of services, and the list of issues.

use std::collections::BTreeMap;

use axum::http::Uri;
use tierline_app::{Error, customer, health};
use tierline_domain::{
    Action, HealthIssueId, Subscription,
    catalogue::{self, ProductFamily},
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
/// Customers that a page of the board has columns for.
const COLUMNS: u32 = 12;

pub(super) async fn board(visit: Visit, uri: Uri) -> Answer {
    visit.ctx.require(Action::See)?;
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
    let lines = issues.into_iter().map(|(issue, posts)| {
        let (cases, customers) = affected.get(&issue.id).copied().unwrap_or_default();
        IssueLine { last: posts.last().cloned(), reach: Some((cases, customers)), issue }
    });
    let view = HealthPage {
        by_customer,
        columns,
        rows,
        services: board.rows.iter().map(|row| row.service.clone()).collect(),
        regions: board.regions.iter().filter(|region| !region.is_empty()).cloned().collect(),
        next_customers,
        issues: lines.collect(),
        feeds: board.feeds.iter().map(super::feed::line).collect(),
        filter: Form::posted("", asked.0),
        next,
        suffering,
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
    let mut found = health::issues_with_posts(&visit.app, &visit.ctx, query).await?;
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
    let issues: BTreeMap<HealthIssueId, &HealthIssue> = board.current.iter().map(|issue| (issue.id, issue)).collect();
    let cell = |cell: &health::BoardCell| BoardCell {
        health: home::shown(cell, &issues),
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

/// Services by customer: a page of customers by name, or those whose name is looked for. Within the page, those in trouble stand
/// first.
async fn of_customers(
    visit: &Visit,
    board: &health::Board,
    asked: &Values,
    wanted: &Wanted,
) -> Result<Customers, Error> {
    let after = asked.given("customers").map(|text| cursor::read(&text)).transpose();
    let query = customer::CustomerQuery {
        query: asked.given("customer"),
        after: after.map_err(|fault| Error::Invalid(vec![fault]))?,
        limit: COLUMNS + 1,
        ..Default::default()
    };
    let mut lines = customer::list(&visit.app, &visit.ctx, query).await?;
    let more = lines.len() > COLUMNS as usize;
    lines.truncate(COLUMNS as usize);
    let next = lines.last().filter(|_| more).map(|line| cursor::write(&line.cursor()));
    let subscriptions = lines.iter().flat_map(|line| line.subscriptions.iter().cloned());
    let here = |one: &Subscription| wanted.region.is_none() || one.region.is_none() || one.region == wanted.region;
    let subscriptions = subscriptions.filter(here).collect();
    let mut states: BTreeMap<_, Vec<health::ServiceState>> = BTreeMap::new();
    for state in health::service_states(&visit.app, &visit.ctx, subscriptions).await? {
        states.entry(state.subscription.customer).or_default().push(state);
    }
    let of = |line: &customer::CustomerLine| states.get(&line.customer.id).map_or(&[][..], Vec::as_slice);
    let worst = |line: &customer::CustomerLine| of(line).iter().map(|state| trouble(&shown([state]))).max();
    lines.sort_by_key(|line| std::cmp::Reverse(worst(line)));
    let cell = |service: &str, line: &customer::CustomerLine| {
        shown(of(line).iter().filter(|state| state.subscription.service == service))
    };
    let row = |row: &health::BoardRow| BoardRow {
        service: row.service.clone(),
        cells: lines.iter().map(|line| cell(&row.service, line)).collect(),
    };
    let rows = board.rows.iter().map(row).filter(|row| row.cells.iter().any(|cell| cell.health.is_some()));
    Ok((lines.iter().map(|line| line.customer.name.clone()).collect(), rows.collect(), next))
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
