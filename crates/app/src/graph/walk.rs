//! Lists, part by part: each goes on behind what it showed last, in an order that does not change meanwhile. What a filter leaves out
//! is looked at on the way.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tierline_domain::{
    Action, CustomerOrder, DelegatedAdminId, DelegatedAdminState, HealthIssueId, health::HealthPost,
};
use tierline_store::{CustomerAfter, CustomerFilter};

use super::{customer, filter::Filter, filter::Property, health as service_health, message, relationship};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
    health::{self, IssueQuery},
};

/// How many lines are looked at together: no more than the store gives.
const BATCH: u32 = 200;
/// The lines of a page where nothing is said.
pub const LINES: usize = 100;

/// What there are lists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collection {
    /// Issues of services, the last active first.
    Issues,
    /// Messages about services, the last active first.
    Messages,
    /// Delegated admin relationships, the oldest first.
    Relationships,
    /// Customers with delegated admin in force, by name.
    Customers,
}

/// Where a list goes on: behind this line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Place {
    /// An issue or message: when it was last active.
    Active(DateTime<Utc>, HealthIssueId),
    /// A relationship.
    Made(DelegatedAdminId),
    /// A customer.
    Named(CustomerAfter),
}

/// What is wanted of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Only what it takes.
    pub filter: Option<Filter>,
    /// Whether relationships come in the opposite order.
    pub newest_first: bool,
    /// How many lines.
    pub size: usize,
    /// Behind which line.
    pub after: Option<Place>,
    /// Whether all that the filter takes are counted.
    pub counted: bool,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Its lines.
    pub items: Vec<Value>,
    /// Where it goes on; none where this was the last part.
    pub next: Option<Place>,
    /// How many there are in all, where that was asked for.
    pub count: Option<i64>,
}

/// A line with its place.
struct Line {
    place: Place,
    /// What it shows; none where it is not of this list.
    item: Option<Value>,
    /// Whose posts it shows.
    issue: Option<HealthIssueId>,
}

impl Collection {
    /// The properties of what it lists.
    #[must_use]
    pub const fn properties(self) -> &'static [Property] {
        match self {
            Self::Issues => super::ISSUE,
            Self::Messages => super::MESSAGE,
            Self::Relationships => super::RELATIONSHIP,
            Self::Customers => super::CUSTOMER,
        }
    }

    /// The most lines of a page (Microsoft Graph: 1,000 of service communications; 300 of delegated admin).
    #[must_use]
    pub const fn largest(self) -> usize {
        match self {
            Self::Issues | Self::Messages => 1000,
            Self::Relationships | Self::Customers => 300,
        }
    }

    async fn batch(self, app: &App, ctx: &Ctx, after: Option<&Place>, newest_first: bool) -> Result<Vec<Line>> {
        let strange = || Error::field("$skiptoken", "invalid", "Follow @odata.nextLink as it came.");
        match self {
            Self::Issues | Self::Messages => {
                let after = match after {
                    None => None,
                    Some(Place::Active(at, id)) => Some((*at, *id)),
                    Some(_) => return Err(strange()),
                };
                self.documented(app, ctx, after).await
            }
            Self::Relationships => {
                let after = match after {
                    None => None,
                    Some(Place::Made(id)) => Some(*id),
                    Some(_) => return Err(strange()),
                };
                let mut read = app.store().read(ctx.reach()).await?;
                let found = read.delegated_admin_walk(after, newest_first, BATCH).await?;
                let now = app.now();
                let line = |one| {
                    let (id, item) = relationship::line(one, now);
                    Line { place: Place::Made(id), item: Some(item), issue: None }
                };
                Ok(found.into_iter().map(line).collect())
            }
            Self::Customers => {
                let after = match after {
                    None => None,
                    Some(Place::Named(after)) => Some(after.clone()),
                    Some(_) => return Err(strange()),
                };
                let filter = CustomerFilter {
                    delegated_admin: Some((DelegatedAdminState::Live, app.now())),
                    order: CustomerOrder::Name,
                    after,
                    limit: BATCH,
                    ..CustomerFilter::default()
                };
                let found = app.store().read(ctx.reach()).await?.customer_list(&filter).await?;
                let line = |one: &tierline_domain::Customer| Line {
                    place: Place::Named(CustomerAfter::line(one, 0)),
                    item: Some(customer::line(one)),
                    issue: None,
                };
                Ok(found.iter().map(line).collect())
            }
        }
    }

    async fn documented(
        self,
        app: &App,
        ctx: &Ctx,
        after: Option<(DateTime<Utc>, HealthIssueId)>,
    ) -> Result<Vec<Line>> {
        let found = health::issue_list(app, ctx, IssueQuery { after, limit: BATCH, ..IssueQuery::default() }).await?;
        let now = app.now();
        let line = |issue: &tierline_domain::health::HealthIssue| {
            let item = match self {
                Self::Messages => message::is_message(issue).then(|| message::line(issue)),
                _ => service_health::is_issue(issue).then(|| service_health::line(issue, now)),
            };
            let shown = item.is_some().then_some(issue.id);
            Line { place: Place::Active(issue.last_active_at(), issue.id), item, issue: shown }
        };
        Ok(found.iter().map(line).collect())
    }
}

/// A part of a list.
///
/// # Errors
/// [`Error::Invalid`] where the place is none of this list; [`Error::Forbidden`].
pub async fn list(app: &App, ctx: &Ctx, of: Collection, wanted: &Wanted) -> Result<Page> {
    match of {
        Collection::Issues | Collection::Messages => health::require_see(ctx)?,
        Collection::Relationships | Collection::Customers => app.require(ctx, Action::See).await?,
    }
    let takes = |item: &Value| wanted.filter.as_ref().is_none_or(|filter| filter.takes(item));
    let mut found: Vec<(Value, Option<HealthIssueId>)> = Vec::new();
    let (mut after, mut next) = (wanted.after.clone(), None);
    'walk: loop {
        let lines = of.batch(app, ctx, after.as_ref(), wanted.newest_first).await?;
        let is_last = lines.len() < BATCH as usize;
        for line in lines {
            if let Some(item) = line.item.filter(|item| takes(item)) {
                if found.len() == wanted.size {
                    next = after;
                    break 'walk;
                }
                found.push((item, line.issue));
            }
            after = Some(line.place);
        }
        if is_last {
            break;
        }
    }
    let count = match wanted.counted {
        true => Some(count(app, ctx, of, wanted).await?),
        false => None,
    };
    Ok(Page { items: told(app, ctx, of, found).await?, next, count })
}

/// How many a filter takes, wherever the page is.
async fn count(app: &App, ctx: &Ctx, of: Collection, wanted: &Wanted) -> Result<i64> {
    let (mut after, mut count) = (None, 0);
    loop {
        let lines = of.batch(app, ctx, after.as_ref(), wanted.newest_first).await?;
        let takes = |line: &&Line| {
            line.item.as_ref().is_some_and(|item| wanted.filter.as_ref().is_none_or(|filter| filter.takes(item)))
        };
        count += lines.iter().filter(takes).count();
        if lines.len() < BATCH as usize {
            return Ok(i64::try_from(count).unwrap_or(i64::MAX));
        }
        after = lines.into_iter().next_back().map(|line| line.place);
    }
}

/// The lines of a page with what was posted: read for the page alone.
async fn told(app: &App, ctx: &Ctx, of: Collection, found: Vec<(Value, Option<HealthIssueId>)>) -> Result<Vec<Value>> {
    let ids: Vec<HealthIssueId> = found.iter().filter_map(|(_, issue)| *issue).collect();
    let mut posts = posts_of(app, ctx, &ids).await?;
    let whole = |(mut item, issue): (Value, Option<HealthIssueId>)| {
        if let Some(id) = issue {
            let posts = posts.remove(&id).unwrap_or_default();
            match of {
                Collection::Messages => message::tell(&mut item, &posts),
                _ => service_health::tell(&mut item, &posts),
            }
        }
        item
    };
    Ok(found.into_iter().map(whole).collect())
}

/// What was posted to some issues, the oldest first.
pub(crate) async fn posts_of(
    app: &App,
    ctx: &Ctx,
    ids: &[HealthIssueId],
) -> Result<HashMap<HealthIssueId, Vec<HealthPost>>> {
    let mut posts: HashMap<HealthIssueId, Vec<HealthPost>> = HashMap::new();
    if !ids.is_empty() {
        for (issue, post) in app.store().read(ctx.reach()).await?.post_list_of(ids).await? {
            posts.entry(issue).or_default().push(post);
        }
    }
    Ok(posts)
}
