//! The first page, which depends on who it is.

use axum::response::{IntoResponse, Redirect};
use chrono::Duration;
use tierline_app::{Error, account, case, customer, health, request};
use tierline_domain::DelegatedAdmin;
use tierline_render::{
    Console, ServiceHealth,
    page::{EndingRelationship, HomePage, ServiceTile},
};

use super::{
    fault::Answer,
    frame::ACTIVE,
    route::{Route, get},
    visit::{Visit, Visitor},
};

/// Cases and requests of the first page, at most.
const LINES: u32 = 20;
/// Services on its strip, at most.
const TILES: usize = 8;
/// Days ahead in which an ending relationship is shown.
const ENDING_DAYS: i64 = 30;
/// Ending relationships, at most.
const ENDING: usize = 8;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/", first)]
}

async fn first(visitor: Visitor) -> Answer {
    let app = visitor.state.app.clone();
    let Some(visit) = Visit::of(visitor) else {
        let to = if account::set_up_needed(&app).await? { "/setup" } else { "/signin" };
        return Ok(Redirect::to(to).into_response());
    };
    match visit.console() {
        Console::Partner => today(visit).await,
        Console::Provider => Ok(Redirect::to("/inbox").into_response()),
        Console::Customer => Ok(Redirect::to("/my").into_response()),
    }
}

async fn today(visit: Visit) -> Answer {
    let (app, ctx, now) = (&visit.app, &visit.ctx, visit.now());
    let mine = case::CaseQuery {
        assignee: Some(Some(ctx.user.id)),
        status: ACTIVE.to_vec(),
        due_first: true,
        limit: LINES,
        ..Default::default()
    };
    let nobodys = case::CaseQuery { assignee: Some(None), status: ACTIVE.to_vec(), ..Default::default() };
    let open = request::RequestQuery { open_only: true, limit: LINES, ..Default::default() };
    let (queue, unassigned, requests, services, ending, suffering) = futures::try_join!(
        case::list(app, ctx, mine),
        case::counts(app, ctx, nobodys),
        request::list(app, ctx, open),
        services(&visit),
        ending(&visit),
        health::post_outage_count(app, ctx, None),
    )?;
    let within = |span: Duration| {
        queue.iter().filter_map(|line| line.summary.next_due_at).filter(|due| *due < now + span).count()
    };
    let (overdue, hour) = (within(Duration::zero()), within(Duration::hours(1)));
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let view = HomePage {
        overdue: count(overdue),
        soon: count(hour - overdue),
        services,
        queue,
        unassigned,
        requests,
        ending,
        suffering,
    };
    visit.page(&view).await
}

/// The services that the customers use, those in trouble first.
async fn services(visit: &Visit) -> Result<Vec<ServiceTile>, Error> {
    let board = health::board(&visit.app, &visit.ctx).await?;
    if board.feeds.is_empty() {
        return Ok(Vec::new());
    }
    let tile = |row: &health::BoardRow| {
        let cells =
            row.cells.iter().zip(&board.regions).filter_map(|(cell, region)| Some((cell, region, shown(cell)?)));
        let cells: Vec<_> = cells.collect();
        let health = cells.iter().map(|(_, _, health)| *health).max()?;
        let worst: Vec<_> = cells.iter().filter(|(_, _, shown)| *shown == health).collect();
        let calm = health == ServiceHealth::Healthy;
        let regions =
            worst.iter().map(|(_, region, _)| (*region).clone()).filter(|region| !region.is_empty() && !calm).collect();
        let issue = worst.iter().find_map(|(cell, _, _)| cell.issue);
        Some(ServiceTile {
            service: row.service.clone(),
            health,
            customers: if calm { 0 } else { worst.iter().map(|(cell, _, _)| cell.customers).sum() },
            issue,
            regions,
        })
    };
    let mut tiles: Vec<ServiceTile> = board.rows.iter().filter_map(tile).collect();
    tiles.sort_by_key(|tile| std::cmp::Reverse((tile.health, tile.customers)));
    tiles.truncate(TILES);
    Ok(tiles)
}

/// How a service stands in a region; none where nobody uses it there.
pub(super) fn shown(cell: &health::BoardCell) -> Option<ServiceHealth> {
    Some(match cell.health? {
        health::ServiceHealth::Healthy => ServiceHealth::Healthy,
        health::ServiceHealth::Unavailable => ServiceHealth::Unavailable,
        health::ServiceHealth::Unknown => ServiceHealth::Unknown,
        _ if cell.recovering => ServiceHealth::Recovering,
        health::ServiceHealth::Degraded => ServiceHealth::Degraded,
        health::ServiceHealth::Advisory => ServiceHealth::Advisory,
    })
}

async fn ending(visit: &Visit) -> Result<Vec<EndingRelationship>, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let found = customer::ending(app, ctx, ENDING_DAYS).await?;
    let customers: Vec<_> = found.iter().take(ENDING).map(|(relationship, _)| relationship.customer).collect();
    let open = case::active_counts(app, ctx, &customers).await?;
    let line = |(relationship, customer_name): (DelegatedAdmin, String)| EndingRelationship {
        open_cases: open.get(&relationship.customer).copied().unwrap_or_default(),
        relationship,
        customer_name,
    };
    Ok(found.into_iter().take(ENDING).map(line).collect())
}
