//! What was done on the desk, as Partner Center's interface shows it (`AuditRecord`).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use tierline_domain::{AuditId, CaseId, CustomerId, DelegatedAdminId, RequestId};
use tierline_store::TenantRead;
use uuid::Uuid;

use super::filter::{Check, CheckField};
use crate::{
    app::App,
    audit::{AuditLine, AuditQuery, audit_list},
    ctx::Ctx,
    error::{Error, Result},
};

/// What records are filtered by (`AuditRecordSearchField`).
pub const RECORD: &[CheckField] = &[
    ("CompanyName", "customerName", &["substring"]),
    ("CustomerId", "customerId", &["equals"]),
    ("ResourceType", "resourceType", &["equals"]),
];
/// Days that are shown where no beginning is named (Partner Center developer documentation, auditing).
const USUAL_DAYS: i64 = 30;
/// The most days back (likewise).
const MOST_DAYS: i64 = 90;
/// Entries that are read together, and how often for a page: a filter that takes little does not walk the whole log at once.
const BATCH: i64 = 200;
const BATCHES: usize = 20;

/// Which records are wanted.
pub struct RecordsWanted {
    /// From this time on.
    pub from: Option<DateTime<Utc>>,
    /// Before this time.
    pub until: Option<DateTime<Utc>>,
    /// Only what it takes.
    pub filter: Option<Check>,
    /// Behind this one.
    pub before: Option<AuditId>,
    /// How many at the most.
    pub size: usize,
}

/// A part of the records.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordPage {
    /// The records, the latest first.
    pub records: Vec<Value>,
    /// Behind which entry it goes on; none where this was the last part.
    pub next: Option<AuditId>,
}

/// What was done in the caller's organization and cloud, the latest first.
///
/// # Errors
/// [`Error::Invalid`] on `startDate`, [`Error::Forbidden`].
pub async fn records(app: &App, ctx: &Ctx, wanted: &RecordsWanted) -> Result<RecordPage> {
    let now = app.now();
    let from = wanted.from.unwrap_or(now - Duration::days(USUAL_DAYS));
    if now - from > Duration::days(MOST_DAYS) {
        let message = format!("At most {MOST_DAYS} days back: what is older is read under /api/v1/audit-events.");
        return Err(Error::field("startDate", "out_of_range", message));
    }
    // Identifiers made at once run ahead of their time a little.
    let mut before = wanted.before.or_else(|| wanted.until.map(|until| first_of(until + Duration::minutes(1))));
    let (mut records, mut known) = (Vec::new(), Known::default());
    for _ in 0..BATCHES {
        let query = AuditQuery { before, limit: BATCH, ..AuditQuery::default() };
        let lines = audit_list(app, ctx, query).await?;
        let is_last = lines.len() < BATCH as usize || lines.last().is_some_and(|line| line.at < from);
        known.read(app, ctx, &lines).await?;
        let is_within = |line: &AuditLine| line.at >= from && wanted.until.is_none_or(|until| line.at < until);
        for line in lines.into_iter().filter(is_within) {
            let record = known.record(ctx, &line);
            if wanted.filter.as_ref().is_none_or(|filter| filter.takes(&record)) {
                if records.len() == wanted.size {
                    return Ok(RecordPage { records, next: before });
                }
                records.push(record);
            }
            before = Some(line.id);
        }
        if is_last {
            return Ok(RecordPage { records, next: None });
        }
    }
    Ok(RecordPage { records, next: before })
}

/// The least identifier of a time: identifiers begin with theirs, in milliseconds (RFC 9562, version 7).
fn first_of(at: DateTime<Utc>) -> AuditId {
    let milliseconds = u128::try_from(at.timestamp_millis()).unwrap_or_default();
    AuditId(Uuid::from_u128(milliseconds << 80))
}

/// Whose what is, that entries name.
#[derive(Default)]
struct Known {
    /// A subject's customer, where it has one.
    subjects: BTreeMap<String, Option<CustomerId>>,
    /// A customer's tenant and name.
    customers: BTreeMap<CustomerId, (String, String)>,
    /// Addresses of mail by person.
    people: BTreeMap<String, String>,
}

impl Known {
    async fn read(&mut self, app: &App, ctx: &Ctx, lines: &[AuditLine]) -> Result<()> {
        let mut read = app.store().read(ctx.reach()).await?;
        if self.people.is_empty() {
            let members = read.member_list().await?.into_iter();
            self.people = members.map(|one| (one.user.id.to_string(), one.user.email)).collect();
        }
        let subjects: BTreeSet<&str> = lines.iter().filter_map(|line| line.subject.as_deref()).collect();
        let new: Vec<&str> = subjects.into_iter().filter(|subject| !self.subjects.contains_key(*subject)).collect();
        let cases: Vec<CaseId> = new.iter().filter_map(|subject| subject.parse().ok()).collect();
        for case in read.case_lookup_many(&cases).await? {
            self.subjects.insert(case.id.to_string(), Some(case.customer));
        }
        for subject in new {
            if !self.subjects.contains_key(subject) {
                let customer = customer_of(&mut read, subject).await?;
                self.subjects.insert(subject.to_owned(), customer);
            }
        }
        let missing: BTreeSet<CustomerId> = self.subjects.values().copied().flatten().collect();
        for id in missing {
            if !self.customers.contains_key(&id)
                && let Some(customer) = read.customer_lookup(id).await?
            {
                self.customers.insert(id, (customer.tenant_id, customer.name));
            }
        }
        Ok(())
    }

    fn record(&self, ctx: &Ctx, line: &AuditLine) -> Value {
        let subject = line.subject.as_deref();
        let customer = subject.and_then(|subject| self.subjects.get(subject).copied().flatten());
        let (tenant, name) = customer.and_then(|id| self.customers.get(&id)).cloned().unzip();
        let actor = line.actor.as_ref().and_then(|actor| self.people.get(actor));
        let more = [("subject", subject), ("requestId", line.request_id.as_deref())];
        let more = more.into_iter().filter_map(|(key, value)| Some(json!({ "key": key, "value": value? })));
        json!({
            "id": line.id,
            "partnerId": ctx.owner.organization,
            "customerId": tenant,
            "customerName": name,
            "userPrincipalName": actor.or(line.actor_name.as_ref()).or(line.actor.as_ref()),
            "resourceType": resource(&line.action),
            "operationType": line.action,
            "operationDate": line.at,
            "operationStatus": if line.action.ends_with(".refused") { "failed" } else { "succeeded" },
            "customizedData": more.collect::<Vec<Value>>(),
            "attributes": { "objectType": "AuditRecord" },
        })
    }
}

async fn customer_of(read: &mut TenantRead<'_>, subject: &str) -> Result<Option<CustomerId>> {
    if let Ok(id) = subject.parse::<CustomerId>() {
        return Ok(Some(id));
    }
    if let Ok(id) = subject.parse::<RequestId>() {
        return Ok(read.request_lookup(id).await?.map(|request| request.customer));
    }
    if let Ok(id) = subject.parse::<DelegatedAdminId>() {
        return Ok(read.delegated_admin_lookup(id).await?.map(|one| one.customer));
    }
    Ok(None)
}

/// The kind of thing that an act is about: by the contract's word where it has one, else by the desk's.
fn resource(action: &str) -> &str {
    match action.split('.').next().unwrap_or(action) {
        "delegated_admin" => "granular_admin_relationship",
        "user" => "partner_user",
        "token" => "application_credential",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_before_a_time_has_a_lesser_identifier() {
        let at = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let made = |millis: u64| uuid::Builder::from_unix_timestamp_millis(millis, &[7; 10]).into_uuid();
        assert!(made(1_789_999_999_999) < first_of(at).uuid());
        assert!(made(1_790_000_000_000) > first_of(at).uuid());
    }

    #[test]
    fn kinds_of_things_have_the_contracts_words_where_it_has_them() {
        assert_eq!(resource("delegated_admin.request"), "granular_admin_relationship");
        assert_eq!(resource("case.open"), "case");
        assert_eq!(resource("customer.edit.refused"), "customer");
    }
}
