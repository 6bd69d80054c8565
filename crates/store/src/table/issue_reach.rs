//! Whom an issue reaches: the cases that it could explain, their customers, and the customers who have none.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{
    CaseId, CaseStatus, CustomerId, HealthIssueId, Language, Verdict,
    health::{Candidate, News},
};
use uuid::Uuid;

use super::{case_issue::standing, id_list, limit};
use crate::{
    db::{BindOwner, on, word},
    error::Result,
    scope::TenantRead,
    statement::statements,
};

/// The cases of an issue with what their customers were told of it; ends before what narrows it.
macro_rules! links {
    ($narrow:expr) => {
        concat!(
            "select c.id, c.number, c.subject, c.customer_id, k.name as customer_name, k.language, c.status, i.certainty, \
             i.is_certain, i.verdict, coalesce(c.post_outage_issue_id = i.issue_id, false) as is_suffering, \
             (select max(m.at) from issue_message m where m.organization_id = i.organization_id and m.cloud = i.cloud \
             and m.case_id = i.case_id and m.issue = $4 and m.is_sent) as told_at, \
             exists (select 1 from issue_message m where m.organization_id = i.organization_id and m.cloud = i.cloud \
             and m.case_id = i.case_id and m.issue = $4 and m.is_sent and ((m.post = $5 and (m.is_end or not $6)) \
             or (m.post is null and m.at >= $7))) as is_told \
             from case_issue i join cases c on c.organization_id = i.organization_id and c.cloud = i.cloud and c.id = i.case_id \
             join customer k on k.organization_id = c.organization_id and k.cloud = c.cloud and k.id = c.customer_id \
             where i.organization_id = $1 and i.cloud = $2 and i.issue_id = $3",
            $narrow,
            " order by k.name_key, c.customer_id, \
             case when c.status in ('open', 'waiting_on_customer', 'waiting_on_provider') then 0 else 1 end, c.id"
        )
    };
}

/// Customers whose own feeds list an issue, or who use one of its services in one of its regions, and of whom no case is
/// about it.
macro_rules! quiet {
    ($what:literal, $services:literal, $regions:literal, $end:literal) => {
        concat!(
            "select ",
            $what,
            " from customer k where k.organization_id = $1 and k.cloud = $2 \
             and k.relationship_status = 'active' and k.id in (\
             select l.customer_id from health_issue_customer l \
             where l.organization_id = $1 and l.cloud = $2 and l.issue_id = $3 \
             union select s.customer_id from subscription s where s.organization_id = $1 and s.cloud = $2 \
             and s.service in (select value from ",
            $services,
            ") \
             and ($5 or s.region is null or s.region in (select value from ",
            $regions,
            "))) \
             and k.id not in (select c.customer_id from case_issue i join cases c \
             on c.organization_id = i.organization_id and c.cloud = i.cloud and c.id = i.case_id \
             where i.organization_id = $1 and i.cloud = $2 and i.issue_id = $3)",
            $end
        )
    };
}

statements! {
    ALL = (links!(""));
    /// The number of customers varies and the text does not; see `id_list` for the two ways to read them.
    split OF_CUSTOMERS = {
        lite: links!(" and (i.verdict is null or i.verdict <> 'rejected') \
                     and c.customer_id in (select unhex(value) from json_each($8))"),
        pg: links!(" and (i.verdict is null or i.verdict <> 'rejected') \
                   and c.customer_id in (select value::uuid from jsonb_array_elements_text($8))"),
    };
    /// Cases whose match nobody has rejected, whether they are over or not.
    CUSTOMERS = "select k.id, k.name_key from customer k where k.organization_id = $1 and k.cloud = $2 and k.id in (\
                 select c.customer_id from case_issue i join cases c on c.organization_id = i.organization_id \
                 and c.cloud = i.cloud and c.id = i.case_id where i.organization_id = $1 and i.cloud = $2 \
                 and i.issue_id = $3 and (i.verdict is null or i.verdict <> 'rejected')) \
                 and (k.name_key, k.id) > ($4, $5) order by k.name_key, k.id limit $6";
    COUNT = (concat!("select count(*), count(distinct c.customer_id) ", standing!(), " and i.issue_id = $3"));
    CASES_AFTER = (concat!(
        "select i.case_id ", standing!(), " and i.issue_id = $3 and i.case_id > $4 order by i.case_id limit $5"
    ));
    /// Lists of texts, as `id_list` is one of identifiers.
    split QUIET = {
        lite: quiet!("k.name", "json_each($4)", "json_each($6)", " order by k.name_key, k.id limit $7"),
        pg: quiet!("k.name", "jsonb_array_elements_text($4)", "jsonb_array_elements_text($6)",
                   " order by k.name_key, k.id limit $7"),
    };
    split QUIET_COUNT = {
        lite: quiet!("count(*)", "json_each($4)", "json_each($6)", ""),
        pg: quiet!("count(*)", "jsonb_array_elements_text($4)", "jsonb_array_elements_text($6)", ""),
    };
}

/// A case that an issue could explain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueLink {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// Its subject.
    pub subject: String,
    /// Its status.
    pub status: CaseStatus,
    /// Its customer.
    pub customer: CustomerId,
    /// The customer's name.
    pub customer_name: String,
    /// The language the customer is written to in.
    pub language: Language,
    /// How certain the match is, 0 to 100.
    pub certainty: u8,
    /// Whether that is or was enough for the organization.
    pub certain: bool,
    /// What a person said of it.
    pub verdict: Option<Verdict>,
    /// When the customer was last told anything of the issue.
    pub told_at: Option<DateTime<Utc>>,
    /// Whether the customer was told how it stands now.
    pub told: bool,
    /// Whether the customer still suffers, the issue being over.
    pub suffers: bool,
}

impl IssueLink {
    /// What decides whether its customer is told.
    #[must_use]
    pub const fn candidate(&self, readable: bool) -> Candidate {
        Candidate {
            verdict: self.verdict,
            certain: self.certain,
            active: self.status.is_active(),
            told: self.told,
            readable,
        }
    }
}

/// A place in the list of an issue's customers: behind this one, by the key its name is sorted by.
pub type CustomerPlace = (String, CustomerId);

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    number: String,
    subject: String,
    customer_id: Uuid,
    customer_name: String,
    language: String,
    status: String,
    certainty: i64,
    is_certain: bool,
    verdict: Option<String>,
    is_suffering: bool,
    told_at: Option<DateTime<Utc>>,
    is_told: bool,
}

impl Row {
    fn read(self) -> Result<IssueLink> {
        let id = CaseId(self.id);
        let verdict = |text: String| word(Verdict::from_word(&text), "case_issue", "verdict", id);
        Ok(IssueLink {
            case: id,
            number: self.number,
            subject: self.subject,
            status: word(CaseStatus::from_word(&self.status), "cases", "status", id)?,
            customer: CustomerId(self.customer_id),
            customer_name: self.customer_name,
            language: word(Language::from_word(&self.language), "customer", "language", id)?,
            certainty: word(u8::try_from(self.certainty).ok(), "case_issue", "certainty", id)?,
            certain: self.is_certain,
            verdict: self.verdict.map(verdict).transpose()?,
            told_at: self.told_at,
            told: self.is_told,
            suffers: self.is_suffering,
        })
    }
}

/// Binds what both lists of links share.
macro_rules! of_issue {
    ($text:expr, $owner:expr, $issue:expr, $news:expr) => {
        sqlx::query_as($text)
            .owner($owner)
            .bind($issue.uuid())
            .bind($issue.to_string())
            .bind($news.post.map(|post| post.to_string()))
            .bind($news.ended)
            .bind($news.since)
    };
}

impl TenantRead<'_> {
    /// All cases that an issue could explain, rejected and closed ones too, by customer and the open ones first, with whether
    /// their customers were told how it stands.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issue_links(&mut self, issue: HealthIssueId, news: &News) -> Result<Vec<IssueLink>> {
        let owner = self.owner();
        let rows: Vec<Row> = on!(self, |c| of_issue!(ALL, owner, issue, news).fetch_all(c))?;
        rows.into_iter().map(Row::read).collect()
    }

    /// The same for some customers, without what somebody has rejected.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issue_links_of(
        &mut self,
        issue: HealthIssueId,
        news: &News,
        customers: &[CustomerId],
    ) -> Result<Vec<IssueLink>> {
        let (owner, ids) = (self.owner(), id_list(customers.iter().map(|id| id.uuid())));
        let rows: Vec<Row> =
            on!(self, |c| of_issue!(OF_CUSTOMERS.on(&*c), owner, issue, news).bind(&ids).fetch_all(c))?;
        rows.into_iter().map(Row::read).collect()
    }

    /// The customers of cases that an issue could explain, by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issue_case_customers(
        &mut self,
        issue: HealthIssueId,
        after: Option<&CustomerPlace>,
        wanted: u32,
    ) -> Result<Vec<CustomerPlace>> {
        let owner = self.owner();
        let (key, id) = after.map_or(("", Uuid::nil()), |(key, id)| (key.as_str(), id.uuid()));
        let rows: Vec<(Uuid, String)> = on!(self, |c| {
            sqlx::query_as(CUSTOMERS)
                .owner(owner)
                .bind(issue.uuid())
                .bind(key)
                .bind(id)
                .bind(limit(wanted))
                .fetch_all(c)
        })?;
        Ok(rows.into_iter().map(|(id, key)| (key, CustomerId(id))).collect())
    }

    /// How many cases that can still be worked on an issue could explain, and of how many customers.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issue_link_count(&mut self, issue: HealthIssueId) -> Result<(i64, i64)> {
        let owner = self.owner();
        on!(self, |c| sqlx::query_as(COUNT).owner(owner).bind(issue.uuid()).fetch_one(c))
    }

    /// Some of the cases that can still be worked on and that an issue could explain, in the order of their identifiers:
    /// what comes after this one.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issue_cases_after(
        &mut self,
        issue: HealthIssueId,
        after: Option<CaseId>,
        wanted: u32,
    ) -> Result<Vec<CaseId>> {
        let (owner, after) = (self.owner(), after.map_or(Uuid::nil(), CaseId::uuid));
        let ids: Vec<Uuid> = on!(self, |c| {
            sqlx::query_scalar(CASES_AFTER).owner(owner).bind(issue.uuid()).bind(after).bind(limit(wanted)).fetch_all(c)
        })?;
        Ok(ids.into_iter().map(CaseId).collect())
    }

    /// Customers whom an issue concerns and who have no case about it, by name and how many there are in all: those whose
    /// own feeds list it, and those who use one of these services in one of these regions; no region means anywhere.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issue_quiet_customers(
        &mut self,
        issue: HealthIssueId,
        services: &[String],
        regions: &[String],
        wanted: u32,
    ) -> Result<(Vec<String>, i64)> {
        let (owner, services, anywhere) = (self.owner(), Json(services), regions.is_empty());
        let regions = Json(regions);
        let names: Vec<String> = on!(self, |c| {
            sqlx::query_scalar(QUIET.on(&*c))
                .owner(owner)
                .bind(issue.uuid())
                .bind(services)
                .bind(anywhere)
                .bind(regions)
                .bind(limit(wanted))
                .fetch_all(c)
        })?;
        let count: i64 = on!(self, |c| {
            sqlx::query_scalar(QUIET_COUNT.on(&*c))
                .owner(owner)
                .bind(issue.uuid())
                .bind(services)
                .bind(anywhere)
                .bind(regions)
                .fetch_one(c)
        })?;
        Ok((names, count))
    }
}
