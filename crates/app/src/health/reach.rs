//! Whom an issue reaches: the partner's customers with their cases, and what they were told.

use chrono::{DateTime, Utc};
use tierline_domain::{Action, CustomerId, EntryId, HealthIssueId, Language, Owner, health::News};
use tierline_store::{CustomerPlace, IssueLink, IssueMessage, Read};

use super::inform::news_of;
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// A customer whom an issue concerns, with its cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueCustomer {
    /// The customer.
    pub id: CustomerId,
    /// Its name.
    pub name: String,
    /// The language it is written to in.
    pub language: Language,
    /// Its cases that the issue could explain, the open ones first, each with whether anybody there can read it here.
    pub cases: Vec<(IssueLink, bool)>,
    /// Its place in the list, to go on from.
    pub place: CustomerPlace,
}

impl IssueCustomer {
    /// When the customer was last told, of all its open cases; none where one of them was not told how the issue stands.
    #[must_use]
    pub fn told_at(&self) -> Option<DateTime<Utc>> {
        let open = self.cases.iter().filter(|(link, _)| link.status.is_active()).map(|(link, _)| link);
        let told: Option<Vec<DateTime<Utc>>> = open.map(|link| link.told_at.filter(|_| link.told)).collect();
        told?.into_iter().min()
    }
}

/// How far an issue reaches among a partner's customers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReachCount {
    /// Cases that can still be worked on.
    pub cases: i64,
    /// Their customers.
    pub customers: i64,
}

/// How an issue stands that the caller may see.
async fn standing(app: &App, read: &mut Read<'_, Owner>, id: HealthIssueId) -> Result<News> {
    let issue = read.issue_lookup(id).await?.ok_or(Error::NotFound)?;
    let posts = read.post_list(id).await?;
    Ok(news_of(&issue, &posts, app.now()))
}

/// How many open cases an issue could explain, and of how many customers.
///
/// # Errors
/// [`Error::Forbidden`] for who sees no customers.
pub async fn issue_reach(app: &App, ctx: &Ctx, id: HealthIssueId) -> Result<ReachCount> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let (cases, customers) = read.issue_link_count(id).await?;
    Ok(ReachCount { cases, customers })
}

/// The customers with cases that an issue could explain, by name: those behind a place, at most so many.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] for who sees no customers.
pub async fn issue_customers(
    app: &App,
    ctx: &Ctx,
    id: HealthIssueId,
    after: Option<CustomerPlace>,
    limit: u32,
) -> Result<Vec<IssueCustomer>> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    let news = standing(app, &mut read, id).await?;
    let places = read.issue_case_customers(id, after.as_ref(), limit).await?;
    let ids: Vec<CustomerId> = places.iter().map(|(_, customer)| *customer).collect();
    let links = read.issue_links_of(id, &news, &ids).await?;
    let open: Vec<_> = links.iter().filter(|link| link.status.is_active()).map(|link| link.case).collect();
    let unread = read.case_unread(&open).await?;
    let mut customers: Vec<IssueCustomer> = Vec::with_capacity(places.len());
    for link in links {
        let readable = !unread.contains(&link.case);
        match customers.last_mut().filter(|last| last.id == link.customer) {
            Some(customer) => customer.cases.push((link, readable)),
            None => customers.push(IssueCustomer {
                id: link.customer,
                name: link.customer_name.clone(),
                language: link.language,
                place: places
                    .iter()
                    .find(|(_, id)| *id == link.customer)
                    .cloned()
                    .unwrap_or((String::new(), link.customer)),
                cases: vec![(link, readable)],
            }),
        }
    }
    Ok(customers)
}

/// What customers were told of an issue, or are to be told, the latest first: what comes after this time and entry.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] for who sees no customers.
pub async fn issue_messages(
    app: &App,
    ctx: &Ctx,
    id: HealthIssueId,
    after: Option<(DateTime<Utc>, EntryId)>,
    limit: u32,
) -> Result<Vec<IssueMessage>> {
    app.require(ctx, Action::See).await?;
    let mut read = app.store().read(ctx.reach()).await?;
    read.issue_lookup(id).await?.ok_or(Error::NotFound)?;
    Ok(read.issue_messages(id, after, limit).await?)
}
