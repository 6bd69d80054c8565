//! The partner's books are kept in step with the provider's: customers, indirect resellers and subscriptions by a connection to
//! Partner Center, delegated admin relationships and access assignments by one to Microsoft Graph.
//!
//! A round reads the whole lists, then each customer's details a slice at a time. What the provider says is kept beside our book
//! ([`tierline_domain::book::Counterpart`]), and what differs from it is shown. Nothing is written to the book before a person has
//! ordered the first take-over; from then on each round takes what the provider changed. Customers are written a few at a time, and
//! a slice that is cut off goes on where it was.

mod apply;
mod list;
mod purge;
mod show;
mod source;
mod take_over;
mod work;

#[cfg(test)]
mod tests;

pub use purge::purge;
pub use show::{BookView, CustomerBook, Line, LinePage, LineQuery, changes, lines, of_customer, view};
pub use source::Source;
pub use take_over::{Choice, TakeOver, allow_endings, choose, read_now, take_over};
pub use tierline_store::BookChange;
pub use work::{SLICE_CALLS, work_due};

use tierline_domain::Action;

use crate::{
    account::require_whole_book,
    app::App,
    ctx::Ctx,
    customer::require_partner,
    error::{Error, Result},
};

/// Who may bring the books in step: who may do by hand all that it does.
async fn require(app: &App, ctx: &Ctx) -> Result<()> {
    for action in [Action::AddCustomers, Action::EditCustomers, Action::RequestDelegatedAdmin] {
        app.require(ctx, action).await?;
    }
    require_whole_book(ctx)?;
    require_partner(ctx)
}

/// Whether the caller may bring the books in step.
#[must_use]
pub fn may(ctx: &Ctx) -> bool {
    let actions = [Action::AddCustomers, Action::EditCustomers, Action::RequestDelegatedAdmin];
    actions.into_iter().all(|action| ctx.may(action)) && !ctx.listed && require_partner(ctx).is_ok()
}

/// What is said where nobody has begun.
fn not_begun() -> Error {
    Error::conflict("not_begun", "The provider's side has not been read yet: have it read first.")
}
