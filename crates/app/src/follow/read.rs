//! What one follows.

use tierline_domain::{Action, Follow, Followed};

use crate::{app::App, ctx::Ctx, error::Result};

/// A follow with the name of its customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowLine {
    /// The follow.
    pub follow: Follow,
    /// The customer's name, where it is a customer.
    pub customer: Option<String>,
}

/// What the person follows here; nothing for who follows nothing by their role.
///
/// # Errors
/// The store's.
pub async fn list(app: &App, ctx: &Ctx) -> Result<Vec<Follow>> {
    if !ctx.may(Action::See) {
        return Ok(Vec::new());
    }
    Ok(app.store().read(ctx.reach()).await?.follow_list(ctx.user.id).await?)
}

/// The same with the names of customers.
///
/// # Errors
/// [`crate::Error::Forbidden`].
pub async fn list_named(app: &App, ctx: &Ctx) -> Result<Vec<FollowLine>> {
    ctx.require(Action::See)?;
    let mut read = app.store().read(ctx.reach()).await?;
    let follows = read.follow_list(ctx.user.id).await?;
    let customers: Vec<_> = follows
        .iter()
        .filter_map(|follow| match follow.followed {
            Followed::Customer { customer } => Some(customer),
            _ => None,
        })
        .collect();
    let names = read.customer_names(&customers).await?;
    let named = |follow: Follow| {
        let customer = match &follow.followed {
            Followed::Customer { customer } => names.get(customer).cloned(),
            _ => None,
        };
        FollowLine { follow, customer }
    };
    Ok(follows.into_iter().map(named).collect())
}
