//! The book is filled from a file: customers, what they subscribe to, and their delegated admin relationships.
//! `docs/customer-import.md` describes the file.
//!
//! A line is taken whole or refused whole, and a refused one keeps no other back. Importing again updates and never doubles.
//! The customers are written a few at a time, so that a large file does not keep the desk waiting.

mod book;
mod column;
mod decode;
mod group;
mod invariant;
mod line;
#[cfg(test)]
mod tests;
mod told;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tierline_domain::{Action, Organization};
use tierline_store::{TenantRead, TenantTx};

use self::{
    book::{Outcome, Standing, settle},
    column::Column,
    decode::Table,
    group::{Claims, Group},
    line::{BadLine, Line},
};
use super::{add::require_partner, check};
use crate::{
    account::require_whole_book,
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Result},
    relay::Message,
    standing,
};

pub use book::{ImportLine, ImportResult};
pub use decode::{IMPORT_LIMIT, IMPORT_LINES};
pub use invariant::checked;

const OPERATION: &str = "customer.import";
/// How often a few customers are tried when somebody else changes the same ones meanwhile.
const ATTEMPTS: u32 = 3;

/// A file to be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The file as it came: CSV in UTF-8, at most [`IMPORT_LIMIT`] bytes and [`IMPORT_LINES`] lines.
    pub bytes: Vec<u8>,
    /// Only say what would come of it.
    pub dry_run: bool,
}

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Lines that brought something new.
    pub created: usize,
    /// Lines that changed something.
    pub updated: usize,
    /// Lines whose all stood there already.
    pub unchanged: usize,
    /// Lines that were refused.
    pub rejected: usize,
    /// Each line, in the order of the file.
    pub lines: Vec<ImportLine>,
}

impl ImportReport {
    fn new(dry_run: bool, mut lines: Vec<ImportLine>) -> Self {
        lines.sort_by_key(|line| line.line);
        let count = |result| lines.iter().filter(|line| line.result == result).count();
        Self {
            dry_run,
            created: count(ImportResult::Created),
            updated: count(ImportResult::Updated),
            unchanged: count(ImportResult::Unchanged),
            rejected: count(ImportResult::Rejected),
            lines,
        }
    }
}

/// Imports customers, or says what would come of it.
///
/// # Errors
/// [`Error::Invalid`] on `file` where it cannot be read as a whole, [`Error::TooLarge`], [`Error::Forbidden`] (a file with
/// delegated admin relationships takes the right to request them). What is wrong with single lines is in the report.
pub async fn import(app: &App, ctx: &Ctx, command: Import) -> Result<ImportReport> {
    app.require(ctx, Action::AddCustomers).await?;
    app.require(ctx, Action::EditCustomers).await?;
    require_whole_book(ctx)?;
    require_partner(ctx)?;
    let Import { bytes, dry_run } = command;
    if !dry_run && let Some(earlier) = app.earlier(ctx, OPERATION).await? {
        return Ok(earlier);
    }
    let (good, bad) = understand(app, ctx, bytes).await?;
    let mut report: Vec<ImportLine> = bad.into_iter().map(refused).collect();
    let groups = group::groups(&mut app.store().read(ctx.reach()).await?, good).await?;
    let mut claims = Claims::default();
    for chunk in group::chunks(groups) {
        let (lines, after) = if dry_run {
            let mut read = app.store().read(ctx.reach()).await?;
            plan(app, &mut read, &chunk, claims).await?
        } else {
            write(app, ctx, chunk, claims).await?
        };
        report.extend(lines.into_iter().flat_map(|outcome| outcome.lines));
        claims = after;
    }
    let report = ImportReport::new(dry_run, report);
    if dry_run { Ok(report) } else { conclude(app, ctx, report).await }
}

fn refused(bad: BadLine) -> ImportLine {
    ImportLine { line: bad.number, result: ImportResult::Rejected, customer: bad.customer, errors: bad.errors }
}

/// Reads the file off the executor's threads: ten megabytes take a while.
async fn understand(app: &App, ctx: &Ctx, bytes: Vec<u8>) -> Result<(Vec<Line>, Vec<BadLine>)> {
    let table = tokio::task::spawn_blocking(move || decode::decode(&bytes)).await.map_err(Error::internal)??;
    if table.has(Column::DelegatedAdmin) {
        app.require(ctx, Action::RequestDelegatedAdmin).await?;
    }
    let own = ctx.owner.organization;
    let mut resellers = app.store().read(ctx.reach()).await?.organization_list().await?;
    resellers.retain(|one| one.upstream == Some(own));
    let now = app.now();
    let read = move || read_lines(&table, &resellers, now);
    tokio::task::spawn_blocking(read).await.map_err(Error::internal)
}

fn read_lines(table: &Table, resellers: &[Organization], now: DateTime<Utc>) -> (Vec<Line>, Vec<BadLine>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for raw in &table.lines {
        match line::read(table, raw, resellers, now) {
            Ok(line) => good.push(line),
            Err(line) => bad.push(line),
        }
    }
    (good, bad)
}

/// What a few customers' lines come to, and what domains are whose afterwards.
async fn plan(
    app: &App,
    read: &mut TenantRead<'_>,
    chunk: &[Group],
    mut claims: Claims,
) -> Result<(Vec<Outcome>, Claims)> {
    let (mut outcomes, owner, now) = (Vec::new(), read.owner(), app.now());
    for group in chunk {
        let customer = group.lookup(read).await?;
        let standing = match customer {
            None => Standing::default(),
            Some(customer) => Standing {
                subscriptions: read.subscription_list(customer.id).await?,
                delegated: read.delegated_admin_list(customer.id).await?,
                customer: Some(customer),
            },
        };
        let taken = claims.taken(read, group, standing.customer.as_ref()).await?;
        let outcome = settle(app, owner, &group.lines, &standing, |domain| taken.contains(domain), now);
        claims.note(standing.customer.as_ref(), outcome.customer.as_ref());
        outcomes.push(outcome);
    }
    Ok((outcomes, claims))
}

/// A few customers, and what came before them.
struct Chunk {
    groups: Vec<Group>,
    claims: Claims,
}

/// Writes a few customers in one transaction: again where somebody else came first.
async fn write(app: &App, ctx: &Ctx, groups: Vec<Group>, claims: Claims) -> Result<(Vec<Outcome>, Claims)> {
    let input = Arc::new(Chunk { groups, claims });
    for attempt in 1.. {
        let call = Call { app: app.clone(), ctx: ctx.clone(), now: app.now(), input: Arc::clone(&input) };
        let done = app.store().write_with(ctx.reach(), call, |tx, call| Box::pin(write_chunk(tx, call))).await;
        match app.on_record(ctx, OPERATION, done).await {
            // A domain or tenant that was free a moment ago, a customer that has another version: look again.
            Err(Error::Invalid(_) | Error::Stale { .. }) if attempt < ATTEMPTS => {}
            Err(Error::Invalid(_) | Error::Stale { .. }) => break,
            other => return other,
        }
    }
    Err(Error::Unavailable { retry_after: 5 })
}

async fn write_chunk(tx: &mut TenantTx<'_>, call: &Call<Arc<Chunk>>) -> Result<(Vec<Outcome>, Claims)> {
    let Chunk { groups, claims } = call.input.as_ref();
    standing::ask(tx, &call.ctx, call.app.now()).await?;
    for group in groups {
        // Held until the commit: of two imports at once, the second one sees what the first one brought.
        if let Some(customer) = group.lookup(tx).await? {
            tx.customer_lookup_for_update(customer.id).await?;
        }
    }
    let (outcomes, claims) = plan(&call.app, tx, groups, claims.clone()).await?;
    for outcome in &outcomes {
        write_outcome(tx, call, outcome).await?;
    }
    Ok((outcomes, claims))
}

async fn write_outcome<V>(tx: &mut TenantTx<'_>, call: &Call<V>, outcome: &Outcome) -> Result<()> {
    let Some(id) = outcome.about else { return Ok(()) };
    match &outcome.customer {
        Some(customer) if outcome.new => tx.customer_insert(customer).await.map_err(check::taken)?,
        Some(customer) => _ = tx.customer_save(customer).await.map_err(check::taken)?,
        None => {}
    }
    for subscription in &outcome.subscriptions {
        tx.subscription_put(subscription).await?;
    }
    for relationship in &outcome.delegated {
        tx.delegated_admin_put(relationship).await?;
    }
    if !outcome.new {
        Message::CustomersChanged { customers: vec![id] }.append(tx, &call.app, call.now).await?;
    }
    let detail = json!({
        "customer": outcome.customer.is_some(),
        "subscriptions": outcome.subscriptions.len(),
        "delegated_admin": outcome.delegated.len(),
    });
    audit::append(tx, call, OPERATION, &id.to_string(), &detail).await
}

/// Puts the whole on record, with the answer for a repeated call.
async fn conclude(app: &App, ctx: &Ctx, report: ImportReport) -> Result<ImportReport> {
    app.change(ctx, OPERATION, report, |tx, call| {
        Box::pin(async move {
            let ImportReport { created, updated, unchanged, rejected, .. } = call.input;
            let detail =
                json!({ "created": created, "updated": updated, "unchanged": unchanged, "rejected": rejected });
            audit::append(tx, call, OPERATION, "", &detail).await?;
            Ok(call.input.clone())
        })
    })
    .await
}
