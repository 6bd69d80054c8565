//! What people were told in the desk: reading it, and that it was read.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{Notice, NoticeFacts, NoticeId, NoticeKind, NoticeSubject, NoticeTopic, UserId};
use uuid::Uuid;

use super::{
    DEFAULT_LIMIT, limit,
    select::{Bound, Select, rows},
};
use crate::{
    db::{BindOwner, on, run, word},
    error::Result,
    scope::{SystemTx, TenantRead, TenantTx},
    statement::statements,
};

/// The list's text up to the owner.
const LIST: &str = "select n.id, n.topic, n.subject_id, n.kind, n.count, n.facts, n.at, n.read_at from notice n where ";

statements! {
    UNREAD = "select count(*) from (select 1 from notice n where n.organization_id = $1 and n.cloud = $2 and n.user_id = $3 \
              and n.read_at is null limit 100) waiting";
    READ_ONE = "update notice set read_at = $5 where organization_id = $1 and cloud = $2 and user_id = $3 and id = $4 \
                and read_at is null returning user_id";
    HAS_ONE = "select count(*) from notice where organization_id = $1 and cloud = $2 and user_id = $3 and id = $4";
    READ_ALL = "update notice set read_at = $5 where organization_id = $1 and cloud = $2 and user_id = $3 and at <= $4 \
                and read_at is null returning user_id";
    READ_SUBJECT = "update notice set read_at = $5 where organization_id = $1 and cloud = $2 and user_id = $3 \
                    and subject_id = $4 and read_at is null returning user_id";
    UNREAD_OF = "select count(*) from notice where organization_id = $1 and cloud = $2 and user_id = $3 \
                 and subject_id = $4 and read_at is null";
    PURGE = "delete from notice where (organization_id, cloud, user_id, id) in \
             (select organization_id, cloud, user_id, id from notice where at < $1 limit $2)";
}

/// Which notices of a person to list, the latest first.
#[derive(Debug, Clone)]
pub struct NoticeFilter {
    /// Only unread ones, or only read ones.
    pub unread: Option<bool>,
    /// Only what comes after this one: when it last had something to say, and its identifier.
    pub after: Option<(DateTime<Utc>, NoticeId)>,
    /// How many at the most; never more than [`LIST_LIMIT`](super::LIST_LIMIT).
    pub limit: u32,
}

impl Default for NoticeFilter {
    fn default() -> Self {
        Self { unread: None, after: None, limit: DEFAULT_LIMIT }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    topic: String,
    subject_id: Uuid,
    kind: String,
    count: i64,
    facts: Json<NoticeFacts>,
    at: DateTime<Utc>,
    read_at: Option<DateTime<Utc>>,
}

impl Row {
    fn read(self) -> Result<Notice> {
        let (id, table) = (NoticeId(self.id), "notice");
        let topic = word(NoticeTopic::from_word(&self.topic), table, "topic", id)?;
        Ok(Notice {
            id,
            kind: word(NoticeKind::from_word(&self.kind), table, "kind", id)?,
            subject: NoticeSubject::of(topic, self.subject_id),
            count: self.count,
            facts: self.facts.0,
            at: self.at,
            read_at: self.read_at,
        })
    }
}

impl TenantRead<'_> {
    /// What a person was told here.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn notice_list(&mut self, user: UserId, filter: &NoticeFilter) -> Result<Vec<Notice>> {
        let mut select = Select::of(LIST, "n.organization_id = ", " and n.cloud = ", self.owner());
        select.push(" and n.user_id = ").bind(Bound::Uuid(user.uuid()));
        match filter.unread {
            Some(true) => select.push(" and n.read_at is null"),
            Some(false) => select.push(" and n.read_at is not null"),
            None => &mut select,
        };
        if let Some((at, id)) = filter.after {
            select.push(" and (n.at, n.id) < (").bind(Bound::Time(at));
            select.push(", ").bind(Bound::Uuid(id.uuid())).push(")");
        }
        select.push(" order by n.at desc, n.id desc limit ").bind(Bound::Number(limit(filter.limit)));
        let rows: Vec<Row> = rows!(self, select)?;
        rows.into_iter().map(Row::read).collect()
    }

    /// How many unread notices of a person there are to be seen; counting stops at [`COUNT_LIMIT`](super::COUNT_LIMIT).
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn notice_unread(&mut self, user: UserId) -> Result<i64> {
        let owner = self.owner();
        on!(self, |c| sqlx::query_scalar(UNREAD).owner(owner).bind(user.uuid()).fetch_one(c))
    }

    /// How many unread notices of a person are about this issue, case or request.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn notice_unread_of(&mut self, user: UserId, subject: NoticeSubject) -> Result<i64> {
        let owner = self.owner();
        on!(self, |c| {
            sqlx::query_scalar(UNREAD_OF).owner(owner).bind(user.uuid()).bind(subject.uuid()).fetch_one(c)
        })
    }
}

impl TenantTx<'_> {
    /// Marks a notice of a person as read; says whether there is such a one, read before or not.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn notice_read(&mut self, user: UserId, id: NoticeId, now: DateTime<Utc>) -> Result<bool> {
        let owner = self.owner();
        let read: Vec<Uuid> = on!(self, |c| {
            sqlx::query_scalar(READ_ONE).owner(owner).bind(user.uuid()).bind(id.uuid()).bind(now).fetch_all(c)
        })?;
        if self.bells_of(&read) > 0 {
            return Ok(true);
        }
        let there: i64 =
            on!(self, |c| { sqlx::query_scalar(HAS_ONE).owner(owner).bind(user.uuid()).bind(id.uuid()).fetch_one(c) })?;
        Ok(there > 0)
    }

    /// Marks what a person was told up to a time as read: what came later was not seen. Gives how many there were.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn notice_read_all(&mut self, user: UserId, until: DateTime<Utc>, now: DateTime<Utc>) -> Result<usize> {
        let owner = self.owner();
        let read: Vec<Uuid> = on!(self, |c| {
            sqlx::query_scalar(READ_ALL).owner(owner).bind(user.uuid()).bind(until).bind(now).fetch_all(c)
        })?;
        Ok(self.bells_of(&read))
    }

    /// Marks what a person was told of an issue, case or request as read. Gives how many notices that were.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn notice_read_of(&mut self, user: UserId, subject: NoticeSubject, now: DateTime<Utc>) -> Result<usize> {
        let owner = self.owner();
        let read: Vec<Uuid> = on!(self, |c| {
            sqlx::query_scalar(READ_SUBJECT).owner(owner).bind(user.uuid()).bind(subject.uuid()).bind(now).fetch_all(c)
        })?;
        Ok(self.bells_of(&read))
    }

    /// Notes that the bell of one person has changed, where it has.
    fn bells_of(&mut self, read: &[Uuid]) -> usize {
        self.bells(&read[..read.len().min(1)]);
        read.len()
    }
}

impl SystemTx<'_> {
    /// Forgets notices that had nothing to say since a time, of all owners; says how many, at most the limit.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn notice_purge(&mut self, before: DateTime<Utc>, limit: i64) -> Result<u64> {
        run!(self, sqlx::query(PURGE).bind(before).bind(limit))
    }
}
