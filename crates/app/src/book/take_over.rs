//! What people order: a reading, what of a difference is taken, the first take-over, and that much has truly ended.

use serde_json::json;
use tierline_domain::book::{BookStep, FactKey};

use super::{not_begun, require};
use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Result},
};

/// Choices in one call.
const CHOICES: usize = 1_000;

/// What is said of one difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The customer's tenant.
    pub tenant: String,
    /// What it is about.
    pub key: FactKey,
    /// Whether it is to be taken.
    pub is_taken: bool,
}

/// The first take-over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakeOver {
    /// Choices that come with it.
    pub choices: Vec<Choice>,
}

/// Has the provider's side read now. The first time, nothing but that is done: what differs is shown then.
///
/// # Errors
/// [`Error::Conflict`] `no_connection` where there is nothing to read it by, [`Error::Forbidden`].
pub async fn read_now(app: &App, ctx: &Ctx) -> Result<()> {
    require(app, ctx).await?;
    let connections = app.store().read(ctx.reach()).await?.connection_list().await?;
    if super::source::of(&connections).is_empty() {
        let message =
            "There is no connection to Partner Center or Microsoft Graph that works for this: set one up first.";
        return Err(Error::conflict("no_connection", message));
    }
    app.change(ctx, "book.read", (), |tx, call| {
        Box::pin(async move {
            if !tx.book_start(call.now).await? {
                tx.book_hurry(call.now).await?;
            }
            audit::append(tx, call, "book.read", "", &json!({})).await
        })
    })
    .await
}

/// Says of differences whether they are taken. Before the first take-over that is kept for it. Afterwards, what was left is taken.
///
/// # Errors
/// [`Error::Invalid`] on `choices` for a tenant that nobody knows or too many at once, [`Error::Conflict`] `not_begun`,
/// [`Error::Forbidden`].
pub async fn choose(app: &App, ctx: &Ctx, choices: Vec<Choice>) -> Result<()> {
    require(app, ctx).await?;
    check(&choices)?;
    app.change(ctx, "book.choose", choices, |tx, call| {
        Box::pin(async move {
            let state = tx.book_take().await?.ok_or_else(not_begun)?;
            keep(tx, &call.input, state.taken_over_at.is_some()).await?;
            if state.taken_over_at.is_some() {
                tx.book_hurry(call.now).await?;
            }
            let taken = call.input.iter().filter(|choice| choice.is_taken).count();
            let detail = json!({ "taken": taken, "left": call.input.len() - taken });
            audit::append(tx, call, "book.choose", "", &detail).await
        })
    })
    .await
}

fn check(choices: &[Choice]) -> Result<()> {
    if choices.len() > CHOICES {
        let message = format!("At most {CHOICES} at once: say the others after these.");
        return Err(Error::field("choices", "too_many", message));
    }
    Ok(())
}

async fn keep(tx: &mut tierline_store::TenantTx<'_>, choices: &[Choice], is_taken_over: bool) -> Result<()> {
    for choice in choices {
        let Some(mut one) = tx.counterpart_take(&choice.tenant).await? else {
            let message = format!("No customer of the provider's has the tenant {}.", choice.tenant);
            return Err(Error::field("choices", "unknown", message));
        };
        let before = one.clone();
        one.choices.insert(choice.key.clone(), choice.is_taken);
        if is_taken_over && choice.is_taken {
            // Not settled any more: the next slice takes it.
            one.left.remove(&choice.key);
            if let Some(agreed) = &mut one.agreed {
                agreed.remove(&choice.key);
            }
            one.step = BookStep::Apart;
        }
        if one != before {
            tx.counterpart_choose(&one).await?;
        }
    }
    Ok(())
}

/// Orders the first take-over: what differs is taken, but for what was left, and from then on the books are kept in step. The work is
/// done after this, some customers at a time.
///
/// # Errors
/// [`Error::Conflict`] `not_begun`, `still_reading` before all was read once, `taken_over` where it was ordered already;
/// [`Error::Invalid`], [`Error::Forbidden`].
pub async fn take_over(app: &App, ctx: &Ctx, command: TakeOver) -> Result<()> {
    require(app, ctx).await?;
    check(&command.choices)?;
    app.change(ctx, "book.take_over", command, |tx, call| {
        Box::pin(async move {
            let mut state = tx.book_take().await?.ok_or_else(not_begun)?;
            if state.taken_over_at.is_some() {
                return Err(Error::conflict("taken_over", "The books were taken over already: they are kept in step."));
            }
            if state.round_ended_at.is_none() {
                let message = "Not all customers have been read yet: wait until the differences are complete.";
                return Err(Error::conflict("still_reading", message));
            }
            keep(tx, &call.input.choices, false).await?;
            state.taken_over_at = Some(call.now);
            state.taken_over_by = Some(call.ctx.user.name.clone());
            tx.book_put(&state).await?;
            tx.book_hurry(call.now).await?;
            let (customers, kinds) = tx.counterpart_kinds(BookStep::Apart).await?;
            audit::append(tx, call, "book.take_over", "", &json!({ "customers": customers, "differences": kinds }))
                .await
        })
    })
    .await
}

/// Says that so much has truly ended at the provider: the next reading believes it, if it is no more by then.
///
/// # Errors
/// [`Error::Conflict`] `nothing_asked`, or `changed` where it is about another number by now, [`Error::Forbidden`].
pub async fn allow_endings(app: &App, ctx: &Ctx, count: u64) -> Result<()> {
    require(app, ctx).await?;
    app.change(ctx, "book.allow_endings", count, |tx, call| {
        Box::pin(async move {
            let mut state = tx.book_take().await?.ok_or_else(not_begun)?;
            let Some(asked) = state.asked else {
                return Err(Error::conflict("nothing_asked", "Nothing waits to be said yes to: look again."));
            };
            if asked.count() != call.input {
                let message = format!("It is about {} by now: look at it again.", asked.count());
                return Err(Error::conflict("changed", message));
            }
            state.allowed = Some(call.input);
            state.round = None;
            tx.book_put(&state).await?;
            tx.book_hurry(call.now).await?;
            let detail = json!({ "customers": asked.customers, "relationships": asked.relationships });
            audit::append(tx, call, "book.allow_endings", "", &detail).await
        })
    })
    .await
}
