//! A person's consent to an application is renewed with each token that is asked for, and ends where nobody asks for long. What it
//! is renewed with changes on the way: the new one is kept, sealed, before the old one ends.

mod give;

use std::sync::{Arc, Weak};

use chrono::{DateTime, Duration, Utc};
use futures::future::BoxFuture;
use serde_json::json;
use tierline_domain::{ConnectionId, Owner, SealedSecret, SecretField};

use super::{
    secret::{keys, seal},
    vault,
};
pub use give::{CONSENT_MINUTES, ConsentBack, ConsentWay, ask_consent, not_consented, take_consent};

use crate::{
    account::record::by_job,
    app::{App, Inner},
    error::{Error, Result},
    port::{carrier::Secret, consent::ConsentKeeper},
};

/// Days for which a consent can be renewed with what it was last renewed with (Microsoft identity platform, refresh tokens).
pub const CONSENT_DAYS: i64 = 90;
/// Days after which the new one is kept. Each token brings one; the one before holds on for its own time.
const KEEP_DAYS: i64 = 7;

/// Keeps consents in the application's database.
pub struct Consents(Weak<Inner>);

impl Consents {
    /// Of this application. It does not keep it alive: the application holds who asks for tokens.
    #[must_use]
    pub fn of(app: &App) -> Self {
        Self(Arc::downgrade(&app.0))
    }
}

impl ConsentKeeper for Consents {
    fn renewed(&self, owner: Owner, id: ConnectionId, before: Secret, after: Secret) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let Some(app) = self.0.upgrade().map(App) else { return };
            if let Err(error) = keep(&app, owner, id, &before, &after).await {
                // What is kept still holds: the next token brings another one.
                tracing::warn!(?error, connection.id = %id, "a renewed consent could not be kept");
            }
        })
    }
}

/// When a consent ends that is given or renewed now.
pub(super) fn ends_at(now: DateTime<Utc>) -> DateTime<Utc> {
    now + Duration::days(CONSENT_DAYS)
}

async fn keep(app: &App, owner: Owner, id: ConnectionId, before: &Secret, after: &Secret) -> Result<()> {
    let now = app.now();
    let mut read = app.store().read(owner).await?;
    let connection = read.connection_lookup(id).await?;
    let kept = read.connection_secrets(id).await?.into_iter().find(|one| one.field == SecretField::RefreshToken);
    drop(read);
    let (Some(connection), Some(kept)) = (connection, kept) else { return Ok(()) };
    if now - kept.changed_at < Duration::days(KEEP_DAYS) {
        return Ok(());
    }
    let keys = keys(app).await.map_err(Error::internal)?;
    // Somebody else may have consented meanwhile: theirs stays.
    if !vault::open(&keys, owner, &kept).is_ok_and(|text| text == *before) {
        return Ok(());
    }
    let renewed = seal(app, &connection, SecretField::RefreshToken, after, Some(ends_at(now))).await?;
    let renewed = SealedSecret { consent: kept.consent.clone(), ..renewed };
    let writing = (app.clone(), kept, renewed);
    app.store().write_with(owner, writing, |tx, writing| Box::pin(write(tx, writing))).await
}

async fn write(
    tx: &mut tierline_store::TenantTx<'_>,
    (app, kept, renewed): &(App, SealedSecret, SealedSecret),
) -> Result<()> {
    let there = tx.connection_secrets(kept.connection).await?;
    if !there.contains(kept) {
        return Ok(());
    }
    tx.connection_secret_put(renewed).await?;
    let detail = json!({ "field": renewed.field.word(), "ends_at": renewed.ends_at });
    let subject = kept.connection.to_string();
    let entry = by_job(app, renewed.changed_at, "connection.renew_consent", &subject, &detail);
    Ok(tx.audit_append(&entry, app.secret()).await?)
}

#[cfg(test)]
mod tests;
