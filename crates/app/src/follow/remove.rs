//! Somebody no longer follows something.

use tierline_domain::{Action, FollowId};

use crate::{
    app::App,
    audit,
    ctx::Ctx,
    error::{Error, Result},
};

/// Ends a follow of one's own. What one was told stays.
///
/// # Errors
/// [`Error::NotFound`] where the person has none of this identifier here; [`Error::Forbidden`].
pub async fn remove(app: &App, ctx: &Ctx, id: FollowId) -> Result<()> {
    app.require(ctx, Action::See).await?;
    app.change(ctx, "follow.remove", (), move |tx, call| {
        Box::pin(async move {
            let user = call.ctx.user.id;
            let follow = tx.follow_lookup(user, id).await?.ok_or(Error::NotFound)?;
            if !tx.follow_remove(user, id).await? {
                return Err(Error::NotFound);
            }
            audit::append(tx, call, "follow.remove", &id.to_string(), &follow.followed).await
        })
    })
    .await
}
