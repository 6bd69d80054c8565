//! What somebody sees and does of their own links to identity providers. They are made by signing in there: see
//! [`leave_to_link`](super::leave_to_link).

use serde_json::json;
use tierline_domain::{IdentityProviderId, ProviderLink};
use tierline_store::{System, SystemTx};

use crate::{
    account::{Caller, record},
    app::App,
    ctx::Ctx,
    error::{Error, Result},
    standing,
};

/// The providers of the organization that the caller acts in, each with whether it vouches for them. Customers' people come by none.
///
/// # Errors
/// The store's.
pub async fn link_list(app: &App, ctx: &Ctx) -> Result<Vec<ProviderLink>> {
    if ctx.customer.is_some() {
        return Ok(Vec::new());
    }
    Ok(app.store().read(ctx.reach()).await?.identity_link_list(ctx.user.id).await?)
}

/// Takes the link to a provider away: it vouches for the caller no more.
///
/// # Errors
/// [`Error::NotFound`] where there is none, [`Error::StepUp`]; [`Error::Conflict`] `last_way_in` where the caller has no password and no
/// other link.
pub async fn link_remove(app: &App, ctx: &Ctx, provider: IdentityProviderId) -> Result<()> {
    ctx.require_changes()?;
    ctx.require_recent(app.now())?;
    let done = app
        .store()
        .write_with(System, (app.clone(), ctx.clone()), move |tx, (app, ctx)| {
            Box::pin(async move {
                standing::ask(&mut tx.tenant(ctx.owner), ctx, app.now()).await?;
                remove(tx, (app, ctx), provider).await
            })
        })
        .await;
    app.on_record(ctx, "account.unlink", done).await
}

async fn remove(tx: &mut SystemTx<'_>, (app, ctx): (&App, &Ctx), provider: IdentityProviderId) -> Result<()> {
    let (user, now) = (&ctx.user, app.now());
    let has_password = tx.auth().user_by_email(&user.email).await?.is_some_and(|(_, hash)| hash.is_some());
    let links = tx.auth().identity_link_count(user.id).await?;
    if !tx.tenant(ctx.owner).identity_link_remove(provider, user.id).await? {
        return Err(Error::NotFound);
    }
    if !has_password && links < 2 {
        let says = "You have no password here: without this link you could not come in any more. \
                    Ask a Global admin for a link by which you choose one.";
        return Err(Error::conflict("last_way_in", says));
    }
    let entry =
        record::by_provider(app, &Caller::of(ctx), now, (user, "account.unlink"), &json!({ "provider": provider }));
    tx.audit_append(ctx.owner, &entry, app.secret()).await?;
    Ok(())
}
