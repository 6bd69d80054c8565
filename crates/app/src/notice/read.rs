//! One's own notices, and that they were read.
//!
//! Reading leaves no entry in the audit log: nobody but its person can see the difference.

use chrono::{DateTime, Utc};
use tierline_domain::{Action, Notice, NoticeId, NoticeSubject};
use tierline_store::NoticeFilter;

use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
    standing,
};

/// What a list of notices is narrowed by.
pub type NoticeQuery = NoticeFilter;

/// Whether somebody is told anything in the desk: who works on cases, and who on what is received. A customer's people have
/// pages of their own.
#[must_use]
pub fn is_told(ctx: &Ctx) -> bool {
    ctx.may(Action::See) || ctx.may(Action::SeeReceived)
}

async fn require_told(app: &App, ctx: &Ctx) -> Result<()> {
    if is_told(ctx) { Ok(()) } else { app.require(ctx, Action::See).await }
}

/// What the person was told here, the latest first.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn list(app: &App, ctx: &Ctx, query: NoticeQuery) -> Result<Vec<Notice>> {
    if !is_told(ctx) {
        ctx.require(Action::See)?;
    }
    Ok(app.store().read(ctx.reach()).await?.notice_list(ctx.user.id, &query).await?)
}

/// Marks a notice of one's own as read.
///
/// # Errors
/// [`Error::NotFound`] where the person has none of this identifier here; [`Error::Forbidden`].
pub async fn read(app: &App, ctx: &Ctx, id: NoticeId) -> Result<()> {
    require_told(app, ctx).await?;
    ctx.require_changes()?;
    let (user, now) = (ctx.user.id, app.now());
    app.store()
        .write_with(ctx.reach(), (app.clone(), ctx.clone()), move |tx, (app, ctx)| {
            Box::pin(async move {
                standing::ask(tx, ctx, app.now()).await?;
                if tx.notice_read(user, id, now).await? { Ok(()) } else { Err(Error::NotFound) }
            })
        })
        .await
}

/// Marks all that the person was told as read, up to a time: what came after they looked stays unread. Gives how many
/// there were.
///
/// # Errors
/// [`Error::Forbidden`].
pub async fn read_all(app: &App, ctx: &Ctx, until: DateTime<Utc>) -> Result<usize> {
    require_told(app, ctx).await?;
    ctx.require_changes()?;
    let (user, now) = (ctx.user.id, app.now());
    app.store()
        .write_with(ctx.reach(), (app.clone(), ctx.clone()), move |tx, (app, ctx)| {
            Box::pin(async move {
                standing::ask(tx, ctx, app.now()).await?;
                Ok(tx.notice_read_all(user, until, now).await?)
            })
        })
        .await
}

/// The person opened the page of an issue, a case or a request, or the inbox: what they were told of it is read. Gives how many notices
/// that were. Writes nothing where there is none, so it can be asked by each page.
///
/// # Errors
/// The store's.
pub async fn opened(app: &App, ctx: &Ctx, subject: NoticeSubject) -> Result<usize> {
    if !is_told(ctx) || ctx.require_changes().is_err() {
        return Ok(0);
    }
    let (user, now) = (ctx.user.id, app.now());
    if app.store().read(ctx.reach()).await?.notice_unread_of(user, subject).await? == 0 {
        return Ok(0);
    }
    app.store()
        .write_with(ctx.reach(), (app.clone(), ctx.clone()), move |tx, (app, ctx)| {
            Box::pin(async move {
                standing::ask(tx, ctx, app.now()).await?;
                Ok(tx.notice_read_of(user, subject, now).await?)
            })
        })
        .await
}
