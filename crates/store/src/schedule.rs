//! Jobs of which one runs at a time in the whole desk, whatever the number of nodes.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    db::{on, run},
    error::{Result, held},
    scope::{SystemRead, SystemTx},
    statement::statements,
};

statements! {
    ENSURE = "insert into schedule (name, next_at, failures) values ($1, $2, 0) on conflict (name) do nothing";
    CLAIM = "update schedule set lease_token = $2, lease_until = $3, started_at = $4 \
             where name = $1 and next_at <= $4 and (lease_until is null or lease_until <= $4)";
    RENEW = "update schedule set lease_until = $3 where name = $1 and lease_token = $2";
    FINISH = "update schedule set next_at = $3, finished_at = $4, lease_token = null, lease_until = null, \
              failures = 0, last_error = null where name = $1 and lease_token = $2";
    FAIL = "update schedule set next_at = $3, finished_at = $4, lease_token = null, lease_until = null, \
            failures = failures + 1, last_error = $5 where name = $1 and lease_token = $2";
    LIST = "select name, next_at, lease_until, started_at, finished_at, failures, last_error from schedule order by name";
}

/// A job's state, for those who watch over the desk.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Schedule {
    /// The job.
    pub name: String,
    /// When it is due next.
    pub next_at: DateTime<Utc>,
    /// Until when a run under way has the job for itself.
    pub lease_until: Option<DateTime<Utc>>,
    /// When it last began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it last ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// How many runs in a row have failed.
    pub failures: i64,
    /// What went wrong last.
    pub last_error: Option<String>,
}

impl SystemTx<'_> {
    /// Makes a job known; one that is known keeps its time.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn schedule_ensure(&mut self, name: &str, next_at: DateTime<Utc>) -> Result<()> {
        run!(self, sqlx::query(ENSURE).bind(name).bind(next_at)).map(drop)
    }

    /// Takes a job that is due for the length of a lease; says whether it was free.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn schedule_claim(
        &mut self,
        name: &str,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        token: Uuid,
    ) -> Result<bool> {
        let touched = run!(self, sqlx::query(CLAIM).bind(name).bind(token).bind(until).bind(now))?;
        Ok(touched > 0)
    }

    /// Prolongs a lease.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when another node has the job by now.
    pub async fn schedule_renew(&mut self, name: &str, token: Uuid, until: DateTime<Utc>) -> Result<()> {
        held(run!(self, sqlx::query(RENEW).bind(name).bind(token).bind(until))?)
    }

    /// Ends a run well and says when the next is due.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when another node has the job by now.
    pub async fn schedule_finish(
        &mut self,
        name: &str,
        token: Uuid,
        now: DateTime<Utc>,
        next_at: DateTime<Utc>,
    ) -> Result<()> {
        held(run!(self, sqlx::query(FINISH).bind(name).bind(token).bind(next_at).bind(now))?)
    }

    /// Ends a run that failed, with the reason, and says when the next is due.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when another node has the job by now.
    pub async fn schedule_fail(
        &mut self,
        name: &str,
        token: Uuid,
        now: DateTime<Utc>,
        next_at: DateTime<Utc>,
        error: &str,
    ) -> Result<()> {
        held(run!(self, sqlx::query(FAIL).bind(name).bind(token).bind(next_at).bind(now).bind(error))?)
    }
}

impl SystemRead<'_> {
    /// All jobs by name.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn schedule_list(&mut self) -> Result<Vec<Schedule>> {
        on!(self, |c| sqlx::query_as(LIST).fetch_all(c))
    }
}
