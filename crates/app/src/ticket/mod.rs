//! Trouble tickets: the open exchange between desks (TMF621 v5), as its server and as what both ends share.
//!
//! A ticket that a partner posts is a received request of whom its organization hands up to: its distributor, or the provider.
//! What becomes of it goes back by events that the partner subscribed to. The mapping is in docs/trouble-ticket.md.

mod change;
mod create;
mod event;
mod hub;
mod invariant;
mod listen;
mod read;
mod show;
mod stray;
mod subscription;
pub mod wire;
mod write;

pub use change::{ChangeTicket, NewNote, change, update_entry};
pub use create::{Filed, create};
pub use event::{CallBack, CalledBack, EVENT_PATIENCE, EventCaller, NoCallBacks};
pub(crate) use event::{Telling, Told, call_back, tell};
pub(crate) use hub::reseal;
pub use hub::{Subscribe, Subscribed, hub, subscribe, unsubscribe};
pub use invariant::checked;
pub use listen::{Heard, LISTENER_PREFIX, callback_secret, heard};
pub(crate) use listen::{key_hash, new_key};
pub use read::{return_reason, severity_of};
pub use show::{TicketFile, TicketPage, TicketQuery, TicketSort, TicketSpan, file, list, narrowed, show};
pub(crate) use stray::quarantine;
pub use stray::{StrayView, attach_stray, dismiss_stray, stray, stray_count, strays};
pub(crate) use subscription::end_by_itself;
pub use subscription::{SubscriptionView, end_subscription, subscriptions};
pub use write::posted;

use std::sync::Arc;

use tierline_domain::{Organization, Owner, PartnerKind};

use crate::{
    account::require_whole_book,
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// Whom the caller's organization hands up to, in the caller's cloud. Tickets are the recipient's rows, which know nothing of our
/// lists: who works for some of the customers only has no way to them here.
///
/// # Errors
/// [`Error::Conflict`] where there is nobody above it on this desk, or the caller works for some of the customers only.
async fn recipient(app: &App, ctx: &Ctx) -> Result<(Owner, Arc<Organization>)> {
    require_whole_book(ctx)?;
    let above = match ctx.organization.partner_kind {
        Some(PartnerKind::IndirectReseller) => ctx.organization.upstream,
        _ => ctx.organization.provider,
    };
    let none = || {
        let message = "Nobody on this desk receives tickets of this organization in this cloud: take a token for a cloud in which \
                       somebody does, or ask who runs the desk to name the recipient.";
        Error::conflict("no_recipient", message)
    };
    let found = app.store().read(ctx.reach()).await?.organization_lookup(above.ok_or_else(none)?).await?;
    let organization = found.filter(|one| one.clouds.contains(&ctx.owner.cloud)).ok_or_else(none)?;
    let owner = Owner { organization: organization.id, cloud: ctx.owner.cloud };
    Ok((owner, Arc::new(organization)))
}
