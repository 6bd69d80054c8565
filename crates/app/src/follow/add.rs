//! Somebody begins to follow something.

use tierline_domain::{Action, CustomerId, FOLLOW_LIMIT, Follow, Followed, catalogue};
use tierline_store::{IssueFilter, Read};

use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Faults, Result},
};

/// What is to be followed: a customer, a region or one service in it, or a service wherever it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddFollow {
    /// A service, by any of its names.
    pub service: Option<String>,
    /// A region, by any of its names.
    pub region: Option<String>,
    /// A customer, and nothing else.
    pub customer: Option<CustomerId>,
}

/// Follows something. What the person follows already stays as it is.
///
/// # Errors
/// [`Error::Invalid`] naming the field, [`Error::NotFound`] for a customer that is not the actor's,
/// [`Error::Conflict`] for one thing too many, [`Error::Forbidden`].
pub async fn add(app: &App, ctx: &Ctx, command: AddFollow) -> Result<Follow> {
    app.require(ctx, Action::See).await?;
    let followed = followed(app, ctx, command).await?;
    let follow = Follow { id: app.id(), followed, created_at: app.now() };
    app.change(ctx, "follow.add", follow, |tx, call| {
        Box::pin(async move {
            let (follow, user) = (&call.input, call.ctx.user.id);
            if let Some(earlier) = tx.follow_of(user, &follow.followed).await? {
                return Ok(earlier);
            }
            if tx.follow_list(user).await?.len() >= FOLLOW_LIMIT {
                let message = format!("Nobody follows more than {FOLLOW_LIMIT} things: leave one of yours first.");
                return Err(Error::conflict("follow_limit", message));
            }
            if !tx.follow_put(user, follow).await? {
                // Another of the person's windows was quicker.
                return tx.follow_of(user, &follow.followed).await?.ok_or(Error::InFlight);
            }
            audit::append(tx, call, "follow.add", &follow.id.to_string(), &follow.followed).await?;
            Ok(follow.clone())
        })
    })
    .await
}

/// The thing by its canonical name. What nobody could ever be told of is refused: it was a slip of the pen.
async fn followed(app: &App, ctx: &Ctx, command: AddFollow) -> Result<Followed> {
    let mut faults = Faults::default();
    let service = faults.optional_line("service", command.service.as_deref());
    let region = faults.optional_line("region", command.region.as_deref());
    if command.customer.is_some() && (service.is_some() || region.is_some()) {
        faults.add("customer_id", "alone", "A customer is followed as a whole: leave service and region out.");
    }
    if region.as_deref().is_some_and(|region| catalogue::region_find(region).is_none()) {
        faults.add("region", "unknown", "This region is not in the catalogue: take one of its names.");
    }
    faults.finish()?;
    let mut read = app.store().read(ctx.reach()).await?;
    if let Some(customer) = command.customer {
        read.customer_lookup(customer).await?.ok_or(Error::NotFound)?;
        return Ok(Followed::Customer { customer });
    }
    if let Some(service) = &service
        && !is_known(&mut read, service).await?
    {
        let message = "No customer uses this service, no issue names it, and the catalogue does not know it.";
        return Err(Error::field("service", "unknown", message));
    }
    match (region, service) {
        (Some(region), service) => Ok(Followed::region(&region, service.as_deref())),
        (None, Some(service)) => Ok(Followed::service(&service)),
        (None, None) => Err(Error::field("service", "required", "Name a service, a region or a customer.")),
    }
}

/// Whether an issue could name the service: providers document parts of theirs that no catalogue has.
async fn is_known(read: &mut Read<'_, tierline_domain::Owner>, service: &str) -> Result<bool> {
    if catalogue::service_find(service).is_some() {
        return Ok(true);
    }
    let named = IssueFilter { service: Some(service.to_owned()), limit: 1, ..IssueFilter::default() };
    if !read.issue_list(&named).await?.is_empty() {
        return Ok(true);
    }
    Ok(read.subscription_services().await?.iter().any(|(used, _, _)| used == service))
}
