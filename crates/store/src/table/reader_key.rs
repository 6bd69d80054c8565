//! Keys of calendars and news readers. Only the hash of a key's secret is kept.

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{
    CustomerId, NewReaderKey, Owner, ReaderKeyId, ReaderKeyLine, ReaderKeyUse, ReaderScope, TOKEN_TOUCH_SECONDS, UserId,
};
use uuid::Uuid;

use super::{
    membership::membership_columns,
    organization::organization_columns,
    session::{IdentityRow, identity_columns, identity_joins},
    user::user_columns,
};
use crate::{
    db::{BindOwner, on, run},
    error::{Error, Result},
    scope::{AuthRead, AuthTx, TenantRead, TenantTx},
    statement::statements,
};

statements! {
    /// Only a member gets a key. The row cannot say so itself: it stays when the membership goes.
    INSERT = "insert into reader_key (organization_id, cloud, id, user_id, hash, name, service, region, customer_id, created_at, \
              expires_at) select m.organization_id, m.cloud, $4, m.user_id, $5, $6, $7, $8, $9, $10, $11 from membership m \
              where m.organization_id = $1 and m.cloud = $2 and m.user_id = $3";
    LOOKUP = (concat!("select ", identity_columns!(), ", k.id as key_id, k.name as key_name, k.service, k.region, \
                      k.customer_id as key_customer, k.last_used_at from reader_key k", identity_joins!("k"),
                      "where k.hash = $1 and k.revoked_at is null and k.expires_at > $2"));
    TOUCH = "update reader_key set last_used_at = $4 where organization_id = $1 and cloud = $2 and id = $3 \
             and (last_used_at is null or last_used_at <= $5)";
    LIST = "select k.id, k.name, k.service, k.region, k.customer_id, c.name as customer_name, k.created_at, k.expires_at, \
            k.last_used_at, k.revoked_at from reader_key k left join customer c on c.organization_id = k.organization_id \
            and c.cloud = k.cloud and c.id = k.customer_id where k.organization_id = $1 and k.cloud = $2 and k.user_id = $3 \
            order by k.created_at desc, k.id desc limit $4";
    HELD = "select cast(count(*) as bigint) from reader_key where organization_id = $1 and cloud = $2 and user_id = $3 \
            and revoked_at is null and expires_at > $4";
    REVOKE = "update reader_key set revoked_at = $5 where organization_id = $1 and cloud = $2 and user_id = $3 and id = $4 \
              and revoked_at is null";
}

#[derive(sqlx::FromRow)]
struct UseRow {
    #[sqlx(flatten)]
    identity: IdentityRow,
    key_id: Uuid,
    key_name: String,
    service: Option<String>,
    region: Option<String>,
    key_customer: Option<Uuid>,
    last_used_at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    id: Uuid,
    name: String,
    service: Option<String>,
    region: Option<String>,
    customer_id: Option<Uuid>,
    customer_name: Option<String>,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
}

impl UseRow {
    fn read(self) -> Result<ReaderKeyUse> {
        let customer = self.key_customer.map(CustomerId);
        Ok(ReaderKeyUse {
            id: ReaderKeyId(self.key_id),
            name: self.key_name,
            identity: self.identity.read()?,
            scope: ReaderScope { service: self.service, region: self.region, customer },
            last_used_at: self.last_used_at,
        })
    }
}

impl From<LineRow> for ReaderKeyLine {
    fn from(row: LineRow) -> Self {
        let customer = row.customer_id.map(CustomerId);
        Self {
            id: ReaderKeyId(row.id),
            name: row.name,
            scope: ReaderScope { service: row.service, region: row.region, customer },
            customer_name: row.customer_name,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
        }
    }
}

impl AuthRead<'_> {
    /// Whose view the key of this hash shows; none where it has ended or was revoked, the account is shut, or the person is no
    /// longer a member.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn reader_key_lookup(&mut self, hash: &[u8; 32], now: DateTime<Utc>) -> Result<Option<ReaderKeyUse>> {
        let row: Option<UseRow> = on!(self, |c| sqlx::query_as(LOOKUP).bind(&hash[..]).bind(now).fetch_optional(c))?;
        row.map(UseRow::read).transpose()
    }
}

impl AuthTx<'_> {
    /// Writes down that a key was used, unless that was done within the last minute; says whether it was written.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn reader_key_touch(&mut self, owner: Owner, id: ReaderKeyId, now: DateTime<Utc>) -> Result<bool> {
        let before = now - Duration::seconds(TOKEN_TOUCH_SECONDS);
        Ok(run!(self, sqlx::query(TOUCH).owner(owner).bind(id.uuid()).bind(now).bind(before))? > 0)
    }
}

impl TenantRead<'_> {
    /// A person's keys here, those that ended or were revoked too, the newest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn reader_key_list(&mut self, user: UserId, limit: u32) -> Result<Vec<ReaderKeyLine>> {
        let (owner, limit) = (self.owner(), super::limit(limit));
        let rows: Vec<LineRow> =
            on!(self, |c| sqlx::query_as(LIST).owner(owner).bind(user.uuid()).bind(limit).fetch_all(c))?;
        Ok(rows.into_iter().map(ReaderKeyLine::from).collect())
    }

    /// How many keys of a person hold here.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn reader_keys_held(&mut self, user: UserId, now: DateTime<Utc>) -> Result<i64> {
        let owner = self.owner();
        on!(self, |c| sqlx::query_scalar(HELD).owner(owner).bind(user.uuid()).bind(now).fetch_one(c))
    }
}

impl TenantTx<'_> {
    /// Keeps a new key.
    ///
    /// # Errors
    /// [`Error::Reference`] where the person is no member of this owner, or the customer does not exist here.
    pub async fn reader_key_insert(&mut self, key: &NewReaderKey) -> Result<()> {
        let owner = self.owner();
        super::ours(owner, key.owner, "reader_key", key.id)?;
        let touched = run!(
            self,
            sqlx::query(INSERT)
                .owner(owner)
                .bind(key.user.uuid())
                .bind(key.id.uuid())
                .bind(&key.hash[..])
                .bind(&key.name)
                .bind(&key.scope.service)
                .bind(&key.scope.region)
                .bind(key.scope.customer.map(CustomerId::uuid))
                .bind(key.created_at)
                .bind(key.expires_at)
        )?;
        if touched == 0 { Err(Error::Reference) } else { Ok(()) }
    }

    /// Revokes a person's own key for good; says whether there was one that was not yet revoked.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn reader_key_revoke(&mut self, user: UserId, id: ReaderKeyId, now: DateTime<Utc>) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(REVOKE).owner(owner).bind(user.uuid()).bind(id.uuid()).bind(now))? > 0)
    }
}
