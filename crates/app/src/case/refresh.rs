//! What lists show of a case is stored with it; when its customer or the rules change, it is computed anew.

use std::sync::Arc;

use tierline_domain::{Actor, CaseId, CaseStatus, CustomerId, Organization, Owner};
use tierline_store::{CaseAfter, CaseFilter, System};

use super::work::CaseWork;
use crate::{
    app::App,
    error::{Error, Result},
    relay::Message,
};

/// Cases looked at in one page.
const PAGE: u32 = 200;

/// Cases that one message of changed rules computes anew: far less than its lease lasts.
const BATCH: u32 = 100;

/// What this program keeps of a case for lists. A program that keeps more than the one before gets the next number: then what was
/// kept before is computed anew.
const KEPT: &str = "2";
/// Where the database says what was kept last.
const KEPT_KEY: &str = "case.summary";

/// Has what lists show of all active cases computed anew, once, where an older program kept less of it: until a case is next
/// saved, nobody would see what is missing. Gives whether anything was set going.
///
/// # Errors
/// The store's.
pub async fn refresh_outdated(app: &App) -> Result<bool> {
    if app.store().read(System).await?.meta_get(KEPT_KEY).await?.as_deref() == Some(KEPT) {
        return Ok(false);
    }
    app.store()
        .write_with(System, app.clone(), |tx, app| {
            Box::pin(async move {
                if tx.meta_get(KEPT_KEY).await?.as_deref() == Some(KEPT) {
                    return Ok(false);
                }
                let now = app.now();
                for organization in tx.organization_list().await? {
                    for cloud in &organization.clouds {
                        let owner = Owner { organization: organization.id, cloud: *cloud };
                        let message = Message::PolicyChanged { version: organization.policy.version, after: None };
                        message.append(&mut tx.tenant(owner), app, now).await?;
                    }
                }
                tx.meta_set(KEPT_KEY, KEPT).await?;
                Ok(true)
            })
        })
        .await
}

/// Computes anew what lists show of the active cases of these customers. Doing it twice does it once.
///
/// # Errors
/// The store's.
pub(crate) async fn refresh(app: &App, owner: Owner, customers: &[CustomerId]) -> Result<()> {
    let mut read = app.store().read(System).await?;
    let Some(organization) = read.organization_lookup(owner.organization).await? else { return Ok(()) };
    drop(read);
    let organization = Arc::new(organization);
    for customer in customers {
        let mut after: Option<CaseAfter> = None;
        loop {
            let status = vec![CaseStatus::Open, CaseStatus::WaitingOnCustomer, CaseStatus::WaitingOnProvider];
            let filter = CaseFilter { customer: Some(*customer), status, after, limit: PAGE, ..CaseFilter::default() };
            let page = app.store().read(owner).await?.case_list(&filter).await?;
            let Some(last) = page.last() else { break };
            after = Some(CaseAfter::from(last));
            for line in page {
                refresh_one(app, owner, &organization, line.id).await?;
            }
        }
    }
    Ok(())
}

/// Computes anew what lists show of the next active cases after this one, by the rules of this version. Gives the last of them
/// where more may follow. Doing it twice does it once.
///
/// # Errors
/// The store's.
pub(crate) async fn refresh_batch(
    app: &App,
    owner: Owner,
    version: i64,
    after: Option<CaseId>,
) -> Result<Option<CaseId>> {
    let found = app.store().read(System).await?.organization_lookup(owner.organization).await?;
    // Rules that changed again have a message of their own, which begins with the first case.
    let Some(organization) = found.filter(|found| found.policy.version == version).map(Arc::new) else {
        return Ok(None);
    };
    let page = app.store().read(owner).await?.case_matchable(after, BATCH).await?;
    for case in &page {
        refresh_one(app, owner, &organization, case.id).await?;
    }
    Ok(page.last().map(|last| last.id).filter(|_| page.len() == BATCH as usize))
}

async fn refresh_one(app: &App, owner: Owner, organization: &Arc<Organization>, case: CaseId) -> Result<()> {
    let done: Result<()> = app
        .store()
        .write_with(owner, (app.clone(), Arc::clone(organization)), move |tx, (app, organization)| {
            Box::pin(async move {
                let work = CaseWork::take(tx, app, Arc::clone(organization), Actor::desk(), case, app.now()).await?;
                work.save_summary(tx).await
            })
        })
        .await;
    match done {
        Err(Error::NotFound) => Ok(()),
        other => other,
    }
}
