//! The books beside the provider's: what differs, what is taken, and the first take-over.

use axum::http::Uri;
use tierline_app::{
    Error,
    book::{self, BookView, Choice, Line, LineQuery, TakeOver},
};
use tierline_domain::book::{BookStep, FactKey};
use tierline_render::page::{BookChangeLine, BookLine, BooksPage};

use super::{
    fault::{Answer, Fault},
    frame::done,
    posted::{Posted, Values},
    query::{self, unreadable},
    route::{Route, get, post},
    visit::Visit,
};
use crate::kit::cursor;

/// Customers on a page of what differs, and changes that are shown.
const CUSTOMERS: u32 = 25;
const CHANGES: u32 = 20;
const PAGE: &str = "/books";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/books", show),
        post("/books/readings", read),
        post("/books/choices", choose),
        post("/books/take-over", take_over),
        post("/books/endings", allow_endings),
    ]
}

async fn show(visit: Visit, uri: Uri) -> Answer {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let after = query::value(&uri, "cursor").map(|text| cursor::read(&text)).transpose();
    let after = after.map_err(|fault| Error::Invalid(vec![fault]))?;
    let view = book::view(app, ctx).await?;
    let state = view.standing.as_ref().map(|standing| &standing.state);
    let is_taken_over = state.is_some_and(|state| state.taken_over_at.is_some());
    let is_read = state.is_some_and(|state| state.round_ended_at.is_some());
    let step = if is_taken_over { BookStep::Left } else { BookStep::Apart };
    let lines = match is_taken_over || is_read {
        true => Some(book::lines(app, ctx, LineQuery { step, after, customers: CUSTOMERS }).await?),
        false => None,
    };
    let changes = if is_taken_over { book::changes(app, ctx, CHANGES).await? } else { Vec::new() };
    let (lines, next) = lines.map_or_else(Default::default, |page| (page.lines, page.next));
    let BookView { sources, stopped, standing, customers, apart, kinds, left, resellers, .. } = view;
    let (state, next_at) = standing.map(|standing| (standing.state, standing.next_at)).unzip();
    let page = BooksPage {
        sources: sources.into_iter().map(|one| (one.id, one.name, one.kind)).collect(),
        stopped: stopped.into_iter().map(|one| (one.id, one.name)).collect(),
        state,
        next_at,
        customers,
        apart,
        kinds,
        left,
        lines: lines.into_iter().map(shown).collect(),
        next: next.as_ref().map(cursor::write),
        changes: changes
            .into_iter()
            .map(|one| BookChangeLine {
                at: one.at,
                customer: one.customer,
                name: one.name,
                differences: one.differences,
            })
            .collect(),
        resellers,
    };
    visit.page(&page).await
}

fn shown(line: Line) -> BookLine {
    let Line { tenant, customer, name, difference, is_taken, because } = line;
    BookLine { tenant, customer, name, difference, is_taken, because }
}

async fn read(Posted { visit, ctx, .. }: Posted) -> Answer {
    finished(book::read_now(&visit.app, &ctx).await, "books_read")
}

async fn choose(Posted { visit, ctx, values }: Posted) -> Answer {
    let choices = choices(&values)?;
    finished(book::choose(&visit.app, &ctx, choices).await, "books_chosen")
}

async fn take_over(Posted { visit, ctx, values }: Posted) -> Answer {
    let order = TakeOver { choices: choices(&values)? };
    finished(book::take_over(&visit.app, &ctx, order).await, "books_taken_over")
}

async fn allow_endings(Posted { visit, ctx, values }: Posted) -> Answer {
    let count = values.text("count").parse().map_err(|_| unreadable("count"))?;
    finished(book::allow_endings(&visit.app, &ctx, count).await, "books_allowed")
}

fn finished(result: Result<(), Error>, word: &str) -> Answer {
    match result {
        Ok(()) => Ok(done(PAGE, word)),
        Err(error) => Err(Fault::from(error).back(PAGE)),
    }
}

/// What is ticked is taken; of the other lines of the page, that they are not.
fn choices(values: &Values) -> Result<Vec<Choice>, Error> {
    let taken = values.all("take");
    let mut all = values.all("line");
    all.extend(taken.iter().filter(|one| !all.contains(one)).cloned().collect::<Vec<_>>());
    let read = |text: String| {
        let is_taken = taken.contains(&text);
        let (tenant, key) = text.split_once(' ').ok_or_else(|| unreadable("line"))?;
        let key = FactKey::try_from(key.to_owned()).map_err(|_| unreadable("line"))?;
        Ok(Choice { tenant: tenant.to_owned(), key, is_taken })
    };
    all.into_iter().map(read).collect()
}
