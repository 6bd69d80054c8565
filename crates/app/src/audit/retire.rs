//! What the log says is dropped after the time that an organization's rule keeps it. Seals and digests stay.

use chrono::Duration;
use serde_json::json;
use tierline_domain::{AUDIT_DAYS_LEAST, Owner};
use tierline_store::System;

use super::accounting;
use crate::{account::record, app::App, error::Result};

/// Seals of one owner in one run: the rest follows with the next.
const MOST: usize = 200;

/// Drops what is older than the rules keep. Says how many entries were emptied.
///
/// # Errors
/// The store's.
pub async fn audit_retire(app: &App) -> Result<u64> {
    let organizations = app.store().read(System).await?.organization_list().await?;
    let mut emptied = 0;
    for organization in organizations {
        let Some(days) = organization.policy.audit_days else { continue };
        // No rule says less, unless somebody wrote it past the program.
        let kept = Duration::days(days.max(AUDIT_DAYS_LEAST).into());
        for cloud in &organization.clouds {
            let owner = Owner { organization: organization.id, cloud: *cloud };
            for _ in 0..MOST {
                match retire_one(app, owner, kept).await? {
                    Some(entries) => emptied += entries,
                    None => break,
                }
            }
        }
    }
    Ok(emptied)
}

/// One seal, with the entry that accounts for it: without that, a look at the log takes it for a change behind its back.
async fn retire_one(app: &App, owner: Owner, kept: Duration) -> Result<Option<u64>> {
    let now = app.now();
    app.store()
        .write_with(System, app.clone(), move |tx, app| {
            Box::pin(async move {
                let Some(seal) = tx.audit_retire(owner, now - kept, now).await? else { return Ok(None) };
                let detail = json!({ "through": seal.seq, "entries": seal.entries });
                let entry = accounting(app, owner, record::by_job(app, now, "audit.retire", "", &detail));
                tx.audit_append(owner, &entry, app.secret()).await?;
                Ok(Some(seal.entries))
            })
        })
        .await
}
