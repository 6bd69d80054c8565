//! Where an owner's books stand beside the provider's, and who works on them.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{Owner, book::BookState};
use uuid::Uuid;

use crate::{
    db::{BindOwner, on, owner_of, run},
    error::{Error, Result},
    scope::{SystemRead, TenantRead, TenantTx},
    statement::statements,
};

statements! {
    START = "insert into book (organization_id, cloud, state, next_at) values ($1, $2, $3, $4) \
             on conflict (organization_id, cloud) do nothing";
    LOOKUP = "select state, next_at, lease_until from book where organization_id = $1 and cloud = $2";
    lock TAKE = "select state from book where organization_id = $1 and cloud = $2";
    lock HELD = "select state from book where organization_id = $1 and cloud = $2 and lease_token = $3 and lease_until > $4";
    PUT = "update book set state = $3 where organization_id = $1 and cloud = $2";
    /// While a node works, it is told so that the work goes on after it.
    HURRY = "update book set next_at = $3 where organization_id = $1 and cloud = $2 \
             and (next_at > $3 or lease_until is not null)";
    DUE = "select organization_id, cloud from book where next_at <= $1 and (lease_until is null or lease_until <= $1) \
           order by next_at limit $2";
    CLAIM = "update book set lease_token = $3, lease_until = $5 where organization_id = $1 and cloud = $2 \
             and next_at <= $4 and (lease_until is null or lease_until <= $4)";
    RENEW = "update book set lease_until = $5 where organization_id = $1 and cloud = $2 and lease_token = $3 \
             and lease_until > $4";
    RELEASE = "update book set state = $4, next_at = case when next_at > $6 then next_at else $5 end, lease_token = null, lease_until = null \
               where organization_id = $1 and cloud = $2 and lease_token = $3";
}

/// Where an owner's books stand.
#[derive(Debug, Clone, PartialEq)]
pub struct BookStanding {
    /// Where the work stands.
    pub state: BookState,
    /// When it goes on.
    pub next_at: DateTime<Utc>,
    /// Until when a node has it for itself, where one has.
    pub lease_until: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct Row {
    state: Json<BookState>,
    next_at: DateTime<Utc>,
    lease_until: Option<DateTime<Utc>>,
}

impl TenantRead<'_> {
    /// Where the books stand; none where nobody has begun.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn book_lookup(&mut self) -> Result<Option<BookStanding>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).fetch_optional(c))?;
        Ok(row.map(|Row { state, next_at, lease_until }| BookStanding { state: state.0, next_at, lease_until }))
    }
}

impl TenantTx<'_> {
    /// Begins books, due at this time; says whether there were none.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn book_start(&mut self, at: DateTime<Utc>) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(START).owner(owner).bind(Json(BookState::default())).bind(at))? > 0)
    }

    /// Where the books stand, which nobody else changes until this transaction ends.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn book_take(&mut self) -> Result<Option<BookState>> {
        let owner = self.owner();
        let state: Option<Json<BookState>> =
            on!(self, |c| sqlx::query_scalar(TAKE.on(&*c)).owner(owner).fetch_optional(c))?;
        Ok(state.map(|state| state.0))
    }

    /// The same for who holds the lease.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] where somebody else has it by now, or it ran out.
    pub async fn book_held(&mut self, token: Uuid, now: DateTime<Utc>) -> Result<BookState> {
        let owner = self.owner();
        let state: Option<Json<BookState>> =
            on!(self, |c| sqlx::query_scalar(HELD.on(&*c)).owner(owner).bind(token).bind(now).fetch_optional(c))?;
        state.map(|state| state.0).ok_or(Error::LeaseLost)
    }

    /// Writes where the books stand.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn book_put(&mut self, state: &BookState) -> Result<()> {
        let owner = self.owner();
        run!(self, sqlx::query(PUT).owner(owner).bind(Json(state))).map(drop)
    }

    /// Makes the work go on now.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn book_hurry(&mut self, now: DateTime<Utc>) -> Result<()> {
        let owner = self.owner();
        run!(self, sqlx::query(HURRY).owner(owner).bind(now)).map(drop)
    }

    /// Takes the books for the length of a lease; says whether they were due and nobody's.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn book_claim(&mut self, token: Uuid, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(CLAIM).owner(owner).bind(token).bind(now).bind(until))? > 0)
    }

    /// Prolongs a lease that has not run out.
    ///
    /// # Errors
    /// [`Error::LeaseLost`].
    pub async fn book_renew(&mut self, token: Uuid, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<()> {
        let owner = self.owner();
        let held = run!(self, sqlx::query(RENEW).owner(owner).bind(token).bind(now).bind(until))?;
        if held == 0 { Err(Error::LeaseLost) } else { Ok(()) }
    }

    /// Gives the books back: where they stand, and when the work goes on. What was asked for since they were taken is due at once.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] where somebody else has them by now.
    pub async fn book_release(
        &mut self,
        token: Uuid,
        state: &BookState,
        next_at: DateTime<Utc>,
        taken_at: DateTime<Utc>,
    ) -> Result<()> {
        let owner = self.owner();
        let held =
            run!(self, sqlx::query(RELEASE).owner(owner).bind(token).bind(Json(state)).bind(next_at).bind(taken_at))?;
        if held == 0 { Err(Error::LeaseLost) } else { Ok(()) }
    }
}

impl SystemRead<'_> {
    /// Whose books are due and nobody's, the longest due first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn books_due(&mut self, now: DateTime<Utc>, limit: u32) -> Result<Vec<Owner>> {
        let limit = super::limit(limit);
        let rows: Vec<(Uuid, String)> = on!(self, |c| sqlx::query_as(DUE).bind(now).bind(limit).fetch_all(c))?;
        rows.into_iter().map(|(organization, cloud)| owner_of(organization, &cloud, "book", organization)).collect()
    }
}
