//! A request that was filed in the portal is followed there by its number, where a connection leads to the provider's interface for
//! partners: what becomes of it comes back by itself, and what we say of it is written there.

use chrono::{DateTime, Utc};
use tierline_domain::{Connection, ConnectionKind, RecipientKind, RequestId, Route, ServiceRequest};
use tierline_store::{RequestFilter, TenantTx};

use super::work::RequestWork;
use crate::{
    app::App,
    error::{Error, Result},
    relay::Message,
};

/// Requests that are looked through at once.
const BATCH: u32 = 200;

/// Whether a connection leads to where this request was filed.
fn leads(connection: &Connection, request: &ServiceRequest) -> bool {
    connection.kind == ConnectionKind::PartnerCenter
        && connection.paused_at.is_none()
        && request.route == Route::Assisted
        && request.external_id.is_some()
        && connection.serves(request.recipient.kind, request.packet.product_family)
}

/// Lets a request be followed whose number was typed back or corrected: it is looked for at once.
pub(super) async fn follow(tx: &mut TenantTx<'_>, work: &mut RequestWork<'_>) -> Result<()> {
    let is_new = work.request.connection.is_none();
    if is_new {
        let found = tx.connection_list().await?.into_iter().find(|one| leads(one, &work.request));
        work.request.connection = found.map(|connection| connection.id);
    }
    if work.request.connection.is_some() {
        work.message(Message::NewsWanted { request: work.request.id, again: is_new });
    }
    Ok(())
}

/// Lets all requests be followed by a connection that were filed before there was one, as long as they are not over.
pub(crate) async fn follow_all(
    tx: &mut TenantTx<'_>,
    app: &App,
    connection: &Connection,
    now: DateTime<Utc>,
) -> Result<()> {
    if connection.kind != ConnectionKind::PartnerCenter {
        return Ok(());
    }
    let mut filter = RequestFilter {
        open_only: true,
        recipient: Some(RecipientKind::Provider),
        limit: BATCH,
        ..RequestFilter::default()
    };
    loop {
        let lines = tx.request_list(&filter).await?;
        let Some(last) = lines.last() else { return Ok(()) };
        filter.after = Some(filter.order.key(&last.request));
        for line in lines.iter().filter(|line| line.request.connection.is_none() && leads(connection, &line.request)) {
            adopt(tx, app, connection, line.request.id, now).await?;
        }
    }
}

async fn adopt(
    tx: &mut TenantTx<'_>,
    app: &App,
    connection: &Connection,
    id: RequestId,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut request = tx.request_lookup_for_update(id).await?.ok_or(Error::NotFound)?;
    if request.connection.is_some() || !leads(connection, &request) {
        return Ok(());
    }
    request.connection = Some(connection.id);
    tx.request_save(&request).await?;
    Message::NewsWanted { request: id, again: true }.append(tx, app, now).await
}
