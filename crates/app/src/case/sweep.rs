//! What time alone brings: clocks that ran out are announced, and a solution nobody objects to closes its case.

use std::sync::Arc;

use tierline_domain::{Actor, CaseId, CaseStatus, ClockKind, Event, Owner, Visibility};
use tierline_store::System;

use super::work::CaseWork;
use crate::{
    app::App,
    error::{Error, Result},
};

/// How many cases one sweep looks at.
const BATCH: u32 = 200;
/// The schedule that sweeps, as the audit log names it.
const SCHEDULE: &str = "sweep_clocks";

/// Announces the clocks that ran out since the last sweep. Gives how many cases it touched.
///
/// # Errors
/// The store's; a case that fails is logged and left for the next sweep.
pub async fn sweep(app: &App) -> Result<usize> {
    let now = app.now();
    let mut read = app.store().read(System).await?;
    let due = read.case_due(now, BATCH).await?;
    drop(read);
    let mut touched = 0;
    for (owner, case) in due {
        match announce(app, owner, case).await {
            Ok(()) => touched += 1,
            Err(Error::NotFound | Error::Stale { .. }) => {}
            Err(error) => tracing::error!(?error, case.id = %case, "a due clock could not be announced"),
        }
    }
    Ok(touched)
}

async fn announce(app: &App, owner: Owner, case: CaseId) -> Result<()> {
    app.store()
        .write_with(System, app.clone(), move |tx, app| {
            Box::pin(async move {
                let organization = tx.organization_lookup(owner.organization).await?.ok_or(Error::NotFound)?;
                let mut tx = tx.tenant(owner);
                let now = app.now();
                let mut work = CaseWork::take(&mut tx, app, Arc::new(organization), Actor::desk(), case, now).await?;
                let summary = work.file.case.summary;
                let Some(due_at) = summary.next_due_at.filter(|at| *at <= now) else { return Ok(()) };
                match summary.next_clock {
                    Some(ClockKind::AutoClose) if work.file.case.status == CaseStatus::Resolved => {
                        super::close::end(&mut work, true, None);
                        work.record(&mut tx, "case.close_unanswered", ("schedule", SCHEDULE)).await?;
                    }
                    Some(clock) => {
                        work.push(Event::ClockRanOut { clock }, Visibility::Internal, None);
                    }
                    None => {}
                }
                work.save(&mut tx).await?;
                tx.case_announced(case, due_at).await?;
                Ok(())
            })
        })
        .await
}
