//! Messages to customers about documented issues: entries of timelines, found by their issue.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{Actor, CaseId, CustomerId, Entry, EntryId, Event, HealthIssueId, HealthPostId, Language};
use uuid::Uuid;

use super::limit;
use crate::{
    db::{BindOwner, on, run, word},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

statements! {
    NOTE = "insert into issue_message (organization_id, cloud, issue, at, entry_id, case_id, is_sent, post, is_end) \
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// From the latest to the earliest.
    LIST = "select m.entry_id, m.at, m.is_sent, m.case_id, c.number, c.customer_id, k.name as customer_name, \
            k.language as customer_language, t.actor, t.text, t.event from issue_message m \
            join timeline t on t.organization_id = m.organization_id and t.cloud = m.cloud and t.case_id = m.case_id \
            and t.id = m.entry_id \
            join cases c on c.organization_id = m.organization_id and c.cloud = m.cloud and c.id = m.case_id \
            join customer k on k.organization_id = c.organization_id and k.cloud = c.cloud and k.id = c.customer_id \
            where m.organization_id = $1 and m.cloud = $2 and m.issue = $3 and (m.at, m.entry_id) < ($4, $5) \
            order by m.at desc, m.entry_id desc limit $6";
}

/// A message about an issue, as it was drafted or sent.
#[derive(Debug, Clone, PartialEq)]
pub struct IssueMessage {
    /// Its entry in the timeline.
    pub entry: EntryId,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Who wrote it.
    pub by: Actor,
    /// Whether the customer was told; a draft waits for an agent.
    pub sent: bool,
    /// Its case.
    pub case: CaseId,
    /// The case's number.
    pub number: String,
    /// The customer.
    pub customer: CustomerId,
    /// The customer's name.
    pub customer_name: String,
    /// The language it is written in; the customer's, for messages of before that was kept.
    pub language: Language,
    /// The post it passed on, where that was kept.
    pub post: Option<HealthPostId>,
    /// Its text.
    pub text: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    entry_id: Uuid,
    at: DateTime<Utc>,
    is_sent: bool,
    case_id: Uuid,
    number: String,
    customer_id: Uuid,
    customer_name: String,
    customer_language: String,
    actor: Json<Actor>,
    text: Option<String>,
    event: Json<Event>,
}

impl Row {
    fn read(self) -> Result<IssueMessage> {
        let customer = CustomerId(self.customer_id);
        let said = match self.event.0 {
            Event::CustomerInformed { said, .. } | Event::InformDrafted { said, .. } => said,
            _ => tierline_domain::health::Said::default(),
        };
        let usual = word(Language::from_word(&self.customer_language), "customer", "language", customer)?;
        Ok(IssueMessage {
            entry: EntryId(self.entry_id),
            at: self.at,
            by: self.actor.0,
            sent: self.is_sent,
            case: CaseId(self.case_id),
            number: self.number,
            customer,
            customer_name: self.customer_name,
            language: said.language.unwrap_or(usual),
            post: said.post,
            text: self.text.unwrap_or_default(),
        })
    }
}

impl TenantRead<'_> {
    /// What customers were told or are to be told of an issue, the latest first: what comes after this time and entry.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issue_messages(
        &mut self,
        issue: HealthIssueId,
        after: Option<(DateTime<Utc>, EntryId)>,
        wanted: u32,
    ) -> Result<Vec<IssueMessage>> {
        let (owner, issue) = (self.owner(), issue.to_string());
        let (at, id) = after.unwrap_or((super::case::NEVER, EntryId(Uuid::max())));
        let rows: Vec<Row> = on!(self, |c| {
            sqlx::query_as(LIST).owner(owner).bind(&issue).bind(at).bind(id.uuid()).bind(limit(wanted)).fetch_all(c)
        })?;
        rows.into_iter().map(Row::read).collect()
    }
}

impl TenantTx<'_> {
    /// Notes an entry of a timeline where it is a message about an issue.
    pub(super) async fn message_note(&mut self, entry: &Entry) -> Result<()> {
        let (issue, said, sent) = match &entry.event {
            Event::CustomerInformed { issue, said } => (issue, said, true),
            Event::InformDrafted { issue, said } => (issue, said, false),
            _ => return Ok(()),
        };
        let owner = self.owner();
        run!(
            self,
            sqlx::query(NOTE)
                .owner(owner)
                .bind(issue.to_string())
                .bind(entry.at)
                .bind(entry.id.uuid())
                .bind(entry.case.uuid())
                .bind(sent)
                .bind(said.post.map(|post| post.to_string()))
                .bind(said.ended)
        )
        .map(drop)
    }
}
