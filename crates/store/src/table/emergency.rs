//! Emergency access: who sealed it, and who opened it last.

use chrono::{DateTime, Utc};
use tierline_domain::{EmergencyAccess, EmergencyOpening, Owner, UserId};
use uuid::Uuid;

use crate::{
    db::{BindOwner, on, owner_of, run},
    error::Result,
    scope::{AuthRead, AuthTx, TenantRead, TenantTx},
    statement::statements,
};

statements! {
    LOOKUP = "select e.user_id, e.hash is not null as is_sealed, e.sealed_at, s.name as sealed_by, e.opened_at, e.opened_by, \
              e.opened_for, e.opened_from from emergency_access e join users s on s.id = e.sealed_by \
              where e.organization_id = $1 and e.cloud = $2";
    SEAL = "insert into emergency_access (organization_id, cloud, user_id, hash, sealed_at, sealed_by) values ($1, $2, $3, $4, $5, $6) \
            on conflict (organization_id, cloud) do update set hash = excluded.hash, sealed_at = excluded.sealed_at, \
            sealed_by = excluded.sealed_by";
    IS_ONE = "select exists (select 1 from emergency_access where user_id = $1)";
    /// The code is spent with the statement that finds it: of two at once, one comes in.
    OPEN = "update emergency_access set hash = null, opened_at = $2, opened_by = $3, opened_for = $4, opened_from = $5 \
            where hash = $1 returning organization_id, cloud, user_id";
}

#[derive(sqlx::FromRow)]
struct Row {
    user_id: Uuid,
    is_sealed: bool,
    sealed_at: DateTime<Utc>,
    sealed_by: String,
    opened_at: Option<DateTime<Utc>>,
    opened_by: Option<String>,
    opened_for: Option<String>,
    opened_from: Option<String>,
}

impl From<Row> for EmergencyAccess {
    fn from(row: Row) -> Self {
        let opened = row.opened_at.map(|at| EmergencyOpening {
            at,
            name: row.opened_by.unwrap_or_default(),
            reason: row.opened_for.unwrap_or_default(),
            address: row.opened_from,
        });
        Self {
            user: UserId(row.user_id),
            is_sealed: row.is_sealed,
            sealed_at: row.sealed_at,
            sealed_by: row.sealed_by,
            opened,
        }
    }
}

impl TenantRead<'_> {
    /// The emergency access of this organization in this cloud; none where it was never sealed, or was taken away.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn emergency_lookup(&mut self) -> Result<Option<EmergencyAccess>> {
        let owner = self.owner();
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).owner(owner).fetch_optional(c))?;
        Ok(row.map(Into::into))
    }
}

impl TenantTx<'_> {
    /// Seals it under the hash of a new code: what opened it before opens nothing. The account stays the one it was first
    /// sealed for.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where the account is no member.
    pub async fn emergency_seal(
        &mut self,
        user: UserId,
        hash: &[u8; 32],
        by: UserId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let owner = self.owner();
        run!(self, sqlx::query(SEAL).owner(owner).bind(user.uuid()).bind(&hash[..]).bind(now).bind(by.uuid())).map(drop)
    }
}

impl AuthRead<'_> {
    /// Whether this is the account of an organization's emergency access.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn is_emergency(&mut self, user: UserId) -> Result<bool> {
        on!(self, |c| sqlx::query_scalar(IS_ONE).bind(user.uuid()).fetch_one(c))
    }
}

impl AuthTx<'_> {
    /// Opens what the code of this hash opens, once; says whose it is, and to which account it leads.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn emergency_open(
        &mut self,
        hash: &[u8; 32],
        opening: &EmergencyOpening,
    ) -> Result<Option<(Owner, UserId)>> {
        let EmergencyOpening { at, name, reason, address } = opening;
        let row: Option<(Uuid, String, Uuid)> = on!(self, |c| {
            sqlx::query_as(OPEN).bind(&hash[..]).bind(*at).bind(name).bind(reason).bind(address).fetch_optional(c)
        })?;
        let read = |(organization, cloud, user): (Uuid, String, Uuid)| {
            Ok((owner_of(organization, &cloud, "emergency_access", user)?, UserId(user)))
        };
        row.map(read).transpose()
    }
}
