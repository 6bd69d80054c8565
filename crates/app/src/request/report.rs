//! How many requests went back, and why: of those we sent, and of those we received.

use tierline_domain::{Action, ReturnCount};

use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
    health::Period,
};

/// The returns of a period by reason. A request counts for the period in which it was written or arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnReport {
    /// The period's beginning.
    pub from: chrono::DateTime<chrono::Utc>,
    /// Its end.
    pub to: chrono::DateTime<chrono::Utc>,
    /// What came back to us; nothing for who sends nothing.
    pub sent: Vec<ReturnCount>,
    /// What we returned; nothing for who receives nothing.
    pub received: Vec<ReturnCount>,
}

/// Counts the returns of a period by reason.
///
/// # Errors
/// [`Error::Invalid`] for a period that ends before it begins or is longer than three years; [`Error::Forbidden`] for who
/// sees neither side.
pub async fn return_report(app: &App, ctx: &Ctx, period: Period) -> Result<ReturnReport> {
    let (sees, receives) = (ctx.may(Action::See), ctx.may(Action::SeeReceived));
    if !sees && !receives {
        return Err(Error::forbidden(Action::See));
    }
    let (from, to) = period.bounds(app.now())?;
    let mut read = app.store().read(ctx.reach()).await?;
    let sent = if sees { read.request_returns(from, to).await? } else { Vec::new() };
    let received = if receives { read.received_returns(from, to).await? } else { Vec::new() };
    Ok(ReturnReport { from, to, sent, received })
}
