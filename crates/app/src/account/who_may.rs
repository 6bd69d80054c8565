//! Whom to ask where a right is missing.

use tierline_domain::Action;

use crate::{app::App, ctx::Ctx, error::Result};

/// How many people a refusal names at the most.
const NAMED: usize = 3;

/// The names of people beside the caller who may do something, by name and at most three: colleagues for the organization's
/// own people, and for a customer's people those of the same customer. They are colleagues, so it takes no right of its own.
///
/// # Errors
/// What the store reports.
pub async fn who_may(app: &App, ctx: &Ctx, action: Action) -> Result<Vec<String>> {
    let mut read = app.store().read(ctx.reach()).await?;
    let colleagues = match ctx.customer {
        Some(customer) => read.member_list_of(customer).await?,
        None => read.member_list().await?,
    };
    let may = colleagues
        .into_iter()
        .filter(|one| one.user.disabled_at.is_none() && ctx.allows(&one.membership.roles, action))
        .map(|one| one.user.name);
    Ok(may.take(NAMED).collect())
}
