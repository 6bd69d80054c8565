//! Reading cases: lists, counts, and one case with its ladder and clocks.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_domain::{
    Action, Case, CaseId, CaseLine, CaseStatus, Clock, Customer, CustomerId, Entry, HealthIssueId, Ladder, NextAction,
    Owner, RungKey, ServiceRequest, Severity, UserId, Visibility, clocks, health,
};
use tierline_store::{CaseAfter, CaseFilter, CaseOrder, Read};

use super::work::{CaseFile, Intent};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// What a list of cases is narrowed by.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CaseQuery {
    /// Words of the case, a number, or the customer's name.
    pub query: Option<String>,
    /// Statuses; empty means all.
    pub status: Vec<CaseStatus>,
    /// One customer.
    pub customer: Option<CustomerId>,
    /// One agent; `Some(None)` is nobody's.
    pub assignee: Option<Option<UserId>>,
    /// The rung whose turn it is.
    pub rung: Option<RungKey>,
    /// The next thing to do.
    pub next: Option<NextAction>,
    /// One severity.
    pub severity: Option<Severity>,
    /// One service, by its canonical name.
    pub service: Option<String>,
    /// Cases that this issue could explain.
    pub issue: Option<HealthIssueId>,
    /// Cases whose customers still suffer after an issue is over: after this one, or `Some(None)` after any.
    pub post_outage: Option<Option<HealthIssueId>>,
    /// The clock that runs out first on top, instead of the newest.
    pub due_first: bool,
    /// After this line.
    pub after: Option<CaseAfter>,
    /// How many, at most 200.
    pub limit: u32,
}

impl CaseQuery {
    /// Whether something is looked for that says nothing: words that every case has find no case, instead of all.
    fn is_vague(&self) -> bool {
        let asked = self.query.as_deref().filter(|text| !text.trim().is_empty());
        asked.is_some_and(|text| terms_of(text).is_empty() && number_of(text).is_none())
    }

    fn filter(self, ctx: &Ctx) -> CaseFilter {
        CaseFilter {
            tokens: self.query.as_deref().map(terms_of).unwrap_or_default(),
            number: self.query.as_deref().and_then(number_of),
            status: self.status,
            customer: ctx.customer.or(self.customer),
            reporter: (ctx.is_customer() && !ctx.may(Action::ReportAll)).then_some(ctx.user.id),
            assignee: self.assignee,
            rung: self.rung,
            next: self.next,
            severity: self.severity,
            service: self.service,
            issue: self.issue,
            post_outage: self.post_outage,
            order: if self.due_first { CaseOrder::DueFirst } else { CaseOrder::Newest },
            after: self.after,
            limit: self.limit,
        }
    }
}

/// The words of a query, as they are kept of each case.
fn terms_of(query: &str) -> Vec<String> {
    health::terms(query).iter().map(ToString::to_string).collect()
}

/// `T-20418`, `t20418` and `20418` are the same number.
fn number_of(query: &str) -> Option<String> {
    let query = query.trim();
    let digits = query.strip_prefix(['T', 't']).unwrap_or(query);
    let digits = digits.strip_prefix('-').unwrap_or(digits);
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| format!("T-{digits}"))
}

/// Lists cases.
///
/// # Errors
/// [`Error::Forbidden`] for who may see none.
pub async fn list(app: &App, ctx: &Ctx, query: CaseQuery) -> Result<Vec<CaseLine>> {
    require_see(ctx)?;
    if query.is_vague() {
        return Ok(Vec::new());
    }
    let mut read = app.store().read(ctx.reach()).await?;
    Ok(read.case_list(&query.filter(ctx)).await?)
}

/// Counts cases; stops at 100.
///
/// # Errors
/// [`Error::Forbidden`] for who may see none.
pub async fn counts(app: &App, ctx: &Ctx, query: CaseQuery) -> Result<i64> {
    require_see(ctx)?;
    if query.is_vague() {
        return Ok(0);
    }
    let mut read = app.store().read(ctx.reach()).await?;
    Ok(read.case_count(&query.filter(ctx)).await?)
}

/// How many cases that are not over each of these customers has; stops at 100 for each. Customers of others have none.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn active_counts(app: &App, ctx: &Ctx, customers: &[CustomerId]) -> Result<BTreeMap<CustomerId, i64>> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    Ok(read.case_active_counts(customers).await?)
}

/// A case with all that its page and the API show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseView {
    /// The case.
    pub case: Case,
    /// Its customer.
    pub customer: Customer,
    /// The ladder as it stands now.
    pub ladder: Ladder,
    /// The clocks.
    pub clocks: Vec<Clock>,
    /// The timeline, as far as the reader may see it, oldest first.
    pub entries: Vec<Entry>,
    /// The assignee's name.
    pub assignee_name: Option<String>,
    /// Whether lists keep the assignee from this customer by now: somebody else has to take it.
    pub assignee_is_kept: bool,
    /// What the customer subscribes to.
    pub subscriptions: Vec<tierline_domain::Subscription>,
    /// Delegated admin relationships with the customer.
    pub delegated: Vec<tierline_domain::DelegatedAdmin>,
    /// Service requests of the case, newest first.
    pub requests: Vec<ServiceRequest>,
    /// Whether anybody at the customer can read the case here: what is written to a customer stands on their pages and
    /// goes nowhere else.
    pub readable: bool,
}

/// Reads one case.
///
/// # Errors
/// [`Error::NotFound`] where it is not there or not for the reader.
pub async fn view(app: &App, ctx: &Ctx, id: CaseId) -> Result<CaseView> {
    require_see(ctx)?;
    let mut read = app.store().read(ctx.reach()).await?;
    let now = app.now();
    let file = whole(&mut read, ctx, id, now).await?;
    let assignee_name = match file.case.assignee {
        Some(user) => read.member_lookup(user).await?.map(|member| member.user.name),
        None => None,
    };
    let assignee_is_kept = match file.case.assignee {
        Some(user) if !ctx.is_customer() => read.reach_kept_from(file.case.customer).await?.contains(&user),
        _ => false,
    };
    let requests = if ctx.is_customer() { Vec::new() } else { read.case_requests(id).await? };
    let readable = ctx.is_customer() || read.case_unread(&[id]).await?.is_empty();
    drop(read);
    let ladder = file.ladder(&ctx.organization, &Intent::default(), now);
    let clocks = clocks(&file.case, &file.entries, &ctx.organization.policy);
    let entries = if ctx.is_customer() { customer_visible(file.entries) } else { file.entries };
    let ladder = if ctx.is_customer() { for_customer(ladder) } else { ladder };
    Ok(CaseView {
        case: file.case,
        customer: file.customer,
        ladder,
        clocks,
        entries,
        assignee_name,
        assignee_is_kept,
        subscriptions: file.subscriptions,
        delegated: file.delegated,
        requests,
        readable,
    })
}

/// How often a case that changes while it is read is read again, before the last reading is shown as it is.
const READINGS: usize = 3;

/// A case with its timeline, of one moment: several statements see several moments, so the version is compared at the end.
async fn whole(read: &mut Read<'_, Owner>, ctx: &Ctx, id: CaseId, now: DateTime<Utc>) -> Result<CaseFile> {
    let mut case = read.case_lookup(id).await?.ok_or(Error::NotFound)?;
    require_own(ctx, &case)?;
    for _ in 1..READINGS {
        let file = CaseFile::gather(read, case, now).await?;
        let after = read.case_lookup(id).await?.ok_or(Error::NotFound)?;
        if after.version == file.case.version {
            return Ok(file);
        }
        case = after;
    }
    CaseFile::gather(read, case, now).await
}

/// A case by the number people say.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn by_number(app: &App, ctx: &Ctx, number: &str) -> Result<CaseId> {
    require_see(ctx)?;
    let number = number_of(number).ok_or(Error::NotFound)?;
    let mut read = app.store().read(ctx.reach()).await?;
    let case = read.case_by_number(&number).await?.ok_or(Error::NotFound)?;
    require_own(ctx, &case)?;
    Ok(case.id)
}

/// What stands in the way of an escalation, and who did what, stays with the partner.
fn for_customer(mut ladder: Ladder) -> Ladder {
    ladder.blockers.clear();
    for rung in &mut ladder.rungs {
        rung.by = None;
    }
    ladder
}

pub(crate) fn customer_visible(entries: Vec<Entry>) -> Vec<Entry> {
    entries.into_iter().filter(|entry| entry.visibility == Visibility::Customer).collect()
}

/// A case with all that its ladder is computed from, for who may see it.
pub(crate) async fn file(app: &App, ctx: &Ctx, id: CaseId) -> Result<CaseFile> {
    require_see(ctx)?;
    let mut read = app.store().read(ctx.reach()).await?;
    let case = read.case_lookup(id).await?.ok_or(Error::NotFound)?;
    require_own(ctx, &case)?;
    CaseFile::gather(&mut read, case, app.now()).await
}

pub(crate) fn require_see(ctx: &Ctx) -> Result<()> {
    ctx.require(if ctx.is_customer() { Action::ReportOwn } else { Action::See })
}

/// A customer's contact sees their own cases, its admin all of the customer's, nobody another customer's.
pub(crate) fn require_own(ctx: &Ctx, case: &Case) -> Result<()> {
    let Some(customer) = ctx.customer else { return Ok(()) };
    let own = case.customer == customer && (ctx.may(Action::ReportAll) || case.reporter == Some(ctx.user.id));
    if own { Ok(()) } else { Err(Error::NotFound) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_however_it_is_typed() {
        for typed in ["T-20418", "t-20418", "T20418", " 20418 "] {
            assert_eq!(number_of(typed).as_deref(), Some("T-20418"), "{typed}");
        }
        assert_eq!(number_of("T-2041x"), None);
        assert_eq!(number_of("Teams"), None);
    }
}
