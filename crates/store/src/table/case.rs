//! Cases, one at a time.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{
    Case, CaseId, CaseStatus, CaseSummary, Channel, ClockKind, Contact, CustomerId, HealthIssueId, NextAction, Owner,
    RungKey, Severity, UserId, health::CaseReach,
};
use uuid::Uuid;

use super::{id_list, limit, ours, saved};
use crate::{
    change::Change,
    db::{BindOwner, on, owner_of, run, word},
    error::Result,
    scope::{CustomerRead, Read, Scope, SystemRead, TenantRead, TenantTx},
    statement::statements,
};

/// The columns of a case, without its owner.
macro_rules! columns {
    () => {
        "id, number, customer_id, subject, description, service, region, severity, status, started_at, affected_users, \
         error_text, correlation_ids, contact, channel, reporter_id, assignee_id, continues_id, rung, next_action, \
         next_clock, next_due_at, post_outage_issue_id, version, created_at, updated_at, resolved_at, closed_at"
    };
}

macro_rules! lookup {
    ($condition:literal) => {
        concat!("select ", columns!(), " from cases where organization_id = $1 and cloud = $2 and ", $condition)
    };
}

statements! {
    INSERT = "insert into cases (organization_id, cloud, id, number, customer_id, subject, description, service, region, \
              severity, status, started_at, affected_users, error_text, correlation_ids, contact, channel, reporter_id, \
              assignee_id, continues_id, rung, next_action, next_clock, next_due_at, due_announced, version, created_at, \
              updated_at, resolved_at, closed_at, match_services, match_region, match_version, \
              post_outage_issue_id) \
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
              $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $26, $33)";
    /// A due time that stays the same stays announced; another one is not yet. What the case can be about stays known as long as
    /// what it was made of stays.
    SAVE = "update cases set subject = $5, description = $6, service = $7, region = $8, severity = $9, status = $10, \
            started_at = $11, affected_users = $12, error_text = $13, correlation_ids = $14, contact = $15, \
            assignee_id = $16, rung = $17, next_action = $18, next_clock = $19, \
            due_announced = ($20 or (due_announced and next_due_at = $21)), next_due_at = $21, \
            updated_at = $22, resolved_at = $23, closed_at = $24, post_outage_issue_id = $25, version = version + 1, \
            match_version = case when match_version = version and subject = $5 and description = $6 \
            and service is not distinct from $7 and region is not distinct from $8 \
            and error_text is not distinct from $13 then version + 1 else match_version end \
            where organization_id = $1 and cloud = $2 and id = $3 and version = $4 returning version";
    /// What lists show, without a new version: nobody changed the case, and whoever read it may still change it.
    SUMMARY = "update cases set rung = $4, next_action = $5, next_clock = $6, \
               due_announced = ($7 or (due_announced and next_due_at = $8)), next_due_at = $8, post_outage_issue_id = $9 \
               where organization_id = $1 and cloud = $2 and id = $3";
    LOOKUP = (lookup!("id = $3"));
    lock LOOKUP_FOR_UPDATE = (lookup!("id = $3"));
    LOOKUP_OF_CUSTOMER = (lookup!("id = $3 and customer_id = $4"));
    BY_NUMBER = (lookup!("number = $3"));
    /// The number of identifiers varies and the text does not; see `id_list` for the two ways to read them.
    split LOOKUP_MANY = {
        lite: lookup!("id in (select unhex(value) from json_each($3)) order by id"),
        pg: lookup!("id in (select value::uuid from jsonb_array_elements_text($3)) order by id"),
    };
    MATCHABLE = (lookup!("id > $3 and status in ('open', 'waiting_on_customer', 'waiting_on_provider') order by id limit $4"));
    DUE = "select organization_id, cloud, id from cases where not due_announced and next_due_at <= $1 \
           order by next_due_at, id limit $2";
    ANNOUNCED = "update cases set due_announced = $5 \
                 where organization_id = $1 and cloud = $2 and id = $3 and next_due_at = $4";
    /// Words are put whole: the index follows by itself.
    WORDS = "insert into case_text (organization_id, cloud, case_id, words) values ($1, $2, $3, $4) \
             on conflict (organization_id, cloud, case_id) do update set words = excluded.words";
}

/// Stands for "no clock runs" in the column: the end of time, so that it sorts last on both engines.
pub(crate) const NEVER: DateTime<Utc> = match DateTime::from_timestamp(253_402_300_799, 0) {
    Some(end) => end,
    None => DateTime::<Utc>::MAX_UTC,
};

/// The longest word that is kept for the search, in characters; longer ones are cut, in the query as well.
const WORD_LIMIT: usize = 64;

/// A due time as it is stored.
pub(crate) fn due_stored(due: Option<DateTime<Utc>>) -> DateTime<Utc> {
    due.unwrap_or(NEVER)
}

/// A due time as it is read.
pub(crate) fn due_read(due: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (due != NEVER).then_some(due)
}

/// A word in the form in which it is kept for the search.
pub(crate) fn search_word(word: &str) -> String {
    word.chars().take(WORD_LIMIT).collect()
}

/// The words of a case, each once: how often a word stands in a text says nothing here.
fn search_words(words: &[String]) -> String {
    let words: std::collections::BTreeSet<String> =
        words.iter().map(|word| search_word(word)).filter(|word| !word.is_empty()).collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    number: String,
    customer_id: Uuid,
    subject: String,
    description: String,
    service: Option<String>,
    region: Option<String>,
    severity: String,
    status: String,
    started_at: Option<DateTime<Utc>>,
    affected_users: Option<i64>,
    error_text: Option<String>,
    correlation_ids: Json<Vec<String>>,
    contact: Option<Json<Contact>>,
    channel: String,
    reporter_id: Option<Uuid>,
    assignee_id: Option<Uuid>,
    continues_id: Option<Uuid>,
    #[sqlx(flatten)]
    summary: SummaryRow,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    resolved_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
}

/// The columns that lists show, too.
#[derive(sqlx::FromRow)]
pub(crate) struct SummaryRow {
    rung: String,
    next_action: String,
    next_clock: Option<String>,
    next_due_at: DateTime<Utc>,
    post_outage_issue_id: Option<Uuid>,
}

impl SummaryRow {
    pub(crate) fn read(self, id: CaseId) -> Result<CaseSummary> {
        let clock = |text: String| word(ClockKind::from_word(&text), "cases", "next_clock", id);
        Ok(CaseSummary {
            rung: word(RungKey::from_word(&self.rung), "cases", "rung", id)?,
            next_action: word(NextAction::from_word(&self.next_action), "cases", "next_action", id)?,
            next_clock: self.next_clock.map(clock).transpose()?,
            next_due_at: due_read(self.next_due_at),
            post_outage: self.post_outage_issue_id.map(HealthIssueId),
        })
    }
}

impl Row {
    fn read(self, owner: Owner) -> Result<Case> {
        let (id, table) = (CaseId(self.id), "cases");
        Ok(Case {
            owner,
            id,
            number: self.number,
            customer: CustomerId(self.customer_id),
            subject: self.subject,
            description: self.description,
            service: self.service,
            region: self.region,
            severity: word(Severity::from_word(&self.severity), table, "severity", id)?,
            status: word(CaseStatus::from_word(&self.status), table, "status", id)?,
            started_at: self.started_at,
            affected_users: self.affected_users,
            error_text: self.error_text,
            correlation_ids: self.correlation_ids.0,
            contact: self.contact.map(|contact| contact.0),
            channel: word(Channel::from_word(&self.channel), table, "channel", id)?,
            reporter: self.reporter_id.map(UserId),
            assignee: self.assignee_id.map(UserId),
            continues: self.continues_id.map(CaseId),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            resolved_at: self.resolved_at,
            closed_at: self.closed_at,
            summary: self.summary.read(id)?,
        })
    }
}

async fn put_words<S: Scope>(tx: &mut Read<'_, S>, owner: Owner, id: CaseId, words: &[String]) -> Result<()> {
    run!(tx, sqlx::query(WORDS).owner(owner).bind(id.uuid()).bind(search_words(words))).map(drop)
}

impl TenantRead<'_> {
    /// A case.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_lookup(&mut self, id: CaseId) -> Result<Option<Case>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).bind(id.uuid()).fetch_optional(c))?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// Some cases, in the order of their identifiers; those that do not exist here are left out.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_lookup_many(&mut self, ids: &[CaseId]) -> Result<Vec<Case>> {
        let (owner, ids) = (self.owner(), id_list(ids.iter().map(|id| id.uuid())));
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LOOKUP_MANY.on(&*c)).owner(owner).bind(&ids).fetch_all(c))?;
        rows.into_iter().map(|row| row.read(owner)).collect()
    }

    /// The case with this number.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_by_number(&mut self, number: &str) -> Result<Option<Case>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(BY_NUMBER).owner(owner).bind(number).fetch_optional(c))?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// Cases that can still be worked on, in the order of their identifiers, page by page.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_matchable(&mut self, after: Option<CaseId>, wanted: u32) -> Result<Vec<Case>> {
        let owner = self.owner();
        let after = after.map_or(Uuid::nil(), CaseId::uuid);
        let rows: Vec<Row> =
            on!(self, |c| sqlx::query_as(MATCHABLE).owner(owner).bind(after).bind(limit(wanted)).fetch_all(c))?;
        rows.into_iter().map(|row| row.read(owner)).collect()
    }
}

impl CustomerRead<'_> {
    /// A case of this customer.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_lookup(&mut self, id: CaseId) -> Result<Option<Case>> {
        let (owner, customer) = (self.owner(), self.customer());
        let row: Option<Row> = on!(self, |c| {
            sqlx::query_as(LOOKUP_OF_CUSTOMER).owner(owner).bind(id.uuid()).bind(customer.uuid()).fetch_optional(c)
        })?;
        row.map(|row| row.read(owner)).transpose()
    }
}

impl SystemRead<'_> {
    /// Cases with a clock that has run out and is not announced yet, the longest overdue first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_due(&mut self, now: DateTime<Utc>, wanted: u32) -> Result<Vec<(Owner, CaseId)>> {
        let rows: Vec<(Uuid, String, Uuid)> =
            on!(self, |c| sqlx::query_as(DUE).bind(now).bind(limit(wanted)).fetch_all(c))?;
        rows.into_iter()
            .map(|(organization, cloud, id)| Ok((owner_of(organization, &cloud, "cases", CaseId(id))?, CaseId(id))))
            .collect()
    }
}

/// A page may show this case.
fn changed(tx: &mut TenantTx<'_>, case: &Case, shown: bool) {
    let (owner, customer, reporter) = (tx.owner(), case.customer, case.reporter);
    tx.link().note_change(Change::Case { owner, case: case.id, customer, reporter, shown });
}

impl TenantTx<'_> {
    /// A case, which nobody else changes until this transaction ends.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_lookup_for_update(&mut self, id: CaseId) -> Result<Option<Case>> {
        let owner = self.owner();
        if self.is_narrowed() && self.case_lookup(id).await?.is_none() {
            return Ok(None);
        }
        let row: Option<Row> = on!(self, |c| {
            sqlx::query_as(LOOKUP_FOR_UPDATE.on(&*c)).owner(owner).bind(id.uuid()).fetch_optional(c)
        })?;
        row.map(|row| row.read(owner)).transpose()
    }

    /// Opens a case, with the words it is found by.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `case_number`; [`Error::Reference`](crate::Error::Reference) where
    /// the customer, a person or the continued case does not exist here.
    pub async fn case_insert(&mut self, case: &Case, words: &[String]) -> Result<()> {
        let (owner, reach) = (self.owner(), CaseReach::of(case));
        ours(owner, case.owner, "cases", case.id)?;
        run!(
            self,
            sqlx::query(INSERT)
                .owner(owner)
                .bind(case.id.uuid())
                .bind(&case.number)
                .bind(case.customer.uuid())
                .bind(&case.subject)
                .bind(&case.description)
                .bind(&case.service)
                .bind(&case.region)
                .bind(case.severity.word())
                .bind(case.status.word())
                .bind(case.started_at)
                .bind(case.affected_users)
                .bind(&case.error_text)
                .bind(Json(&case.correlation_ids))
                .bind(case.contact.as_ref().map(Json))
                .bind(case.channel.word())
                .bind(case.reporter.map(UserId::uuid))
                .bind(case.assignee.map(UserId::uuid))
                .bind(case.continues.map(CaseId::uuid))
                .bind(case.summary.rung.word())
                .bind(case.summary.next_action.word())
                .bind(case.summary.next_clock.map(ClockKind::word))
                .bind(due_stored(case.summary.next_due_at))
                .bind(case.summary.next_due_at.is_none())
                .bind(case.version)
                .bind(case.created_at)
                .bind(case.updated_at)
                .bind(case.resolved_at)
                .bind(case.closed_at)
                .bind(&reach.services)
                .bind(&reach.region)
                .bind(case.summary.post_outage.map(HealthIssueId::uuid))
        )?;
        changed(self, case, true);
        put_words(self, owner, case.id, words).await
    }

    /// Changes a case that was read with this version; gives the new version. Its number, customer, channel, reporter
    /// and time of opening never change.
    ///
    /// # Errors
    /// [`Error::Stale`](crate::Error::Stale) where it has another version by now or is none of this owner;
    /// [`Error::Reference`](crate::Error::Reference) where the agent does not exist.
    pub async fn case_save(&mut self, case: &Case) -> Result<i64> {
        let owner = self.owner();
        ours(owner, case.owner, "cases", case.id)?;
        let version: Option<i64> = on!(self, |c| {
            sqlx::query_scalar(SAVE)
                .owner(owner)
                .bind(case.id.uuid())
                .bind(case.version)
                .bind(&case.subject)
                .bind(&case.description)
                .bind(&case.service)
                .bind(&case.region)
                .bind(case.severity.word())
                .bind(case.status.word())
                .bind(case.started_at)
                .bind(case.affected_users)
                .bind(&case.error_text)
                .bind(Json(&case.correlation_ids))
                .bind(case.contact.as_ref().map(Json))
                .bind(case.assignee.map(UserId::uuid))
                .bind(case.summary.rung.word())
                .bind(case.summary.next_action.word())
                .bind(case.summary.next_clock.map(ClockKind::word))
                .bind(case.summary.next_due_at.is_none())
                .bind(due_stored(case.summary.next_due_at))
                .bind(case.updated_at)
                .bind(case.resolved_at)
                .bind(case.closed_at)
                .bind(case.summary.post_outage.map(HealthIssueId::uuid))
                .fetch_optional(c)
        })?;
        changed(self, case, false);
        saved(version)
    }

    /// Changes what lists show of a case, where a rule or the customer around it changed: the version stays.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_summary_put(&mut self, id: CaseId, summary: &CaseSummary) -> Result<()> {
        let owner = self.owner();
        run!(
            self,
            sqlx::query(SUMMARY)
                .owner(owner)
                .bind(id.uuid())
                .bind(summary.rung.word())
                .bind(summary.next_action.word())
                .bind(summary.next_clock.map(ClockKind::word))
                .bind(summary.next_due_at.is_none())
                .bind(due_stored(summary.next_due_at))
                .bind(summary.post_outage.map(HealthIssueId::uuid))
        )
        .map(drop)
    }

    /// Replaces the words that a case is found by.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where there is no such case here.
    pub async fn case_search_put(&mut self, id: CaseId, words: &[String]) -> Result<()> {
        let owner = self.owner();
        put_words(self, owner, id, words).await
    }

    /// Notes that the timeline says of a clock that it ran out at this time. Where the case is due at another time by
    /// now, nothing happens.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn case_announced(&mut self, id: CaseId, due_at: DateTime<Utc>) -> Result<()> {
        let owner = self.owner();
        run!(self, sqlx::query(ANNOUNCED).owner(owner).bind(id.uuid()).bind(due_at).bind(true)).map(drop)
    }
}
