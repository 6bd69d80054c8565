//! The secrets of connections, sealed: what stands here opens nothing without a key that is not in the database.

use chrono::{DateTime, Utc};
use tierline_domain::{ConnectionId, Consent, ConsentFacts, Owner, SealedSecret, SecretFacts, SecretField, UserId};
use uuid::Uuid;

use crate::{
    db::{BindOwner, on, owner_of, run, word},
    error::Result,
    scope::{SystemRead, TenantRead, TenantTx},
    statement::statements,
};

/// A sealed secret.
macro_rules! columns {
    () => {
        "organization_id, cloud, connection_id, field, sealed, key_id, changed_at, ends_at, consent_user_id, consent_account, consented_at"
    };
}

/// What may be told of secrets, with who consented and whether they have left.
macro_rules! facts {
    () => {
        "select s.connection_id, s.field, s.changed_at, s.ends_at, s.consent_user_id, s.consent_account, s.consented_at, \
         u.name as consent_user_name, (m.user_id is null or u.disabled_at is not null) as has_left from connection_secret s \
         left join users u on u.id = s.consent_user_id left join membership m on m.organization_id = s.organization_id \
         and m.cloud = s.cloud and m.user_id = s.consent_user_id where s.organization_id = $1 and s.cloud = $2 "
    };
}

statements! {
    PUT = (concat!("insert into connection_secret (", columns!(), ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
           on conflict (organization_id, cloud, connection_id, field) do update set sealed = excluded.sealed, key_id = excluded.key_id, \
           changed_at = excluded.changed_at, ends_at = excluded.ends_at, consent_user_id = excluded.consent_user_id, \
           consent_account = excluded.consent_account, consented_at = excluded.consented_at"));
    REMOVE = "delete from connection_secret where organization_id = $1 and cloud = $2 and connection_id = $3 and field = $4";
    OF_ONE = (concat!("select ", columns!(), " from connection_secret \
              where organization_id = $1 and cloud = $2 and connection_id = $3 order by field"));
    FACTS = (concat!(facts!(), "order by s.connection_id, s.field"));
    ENDING = (concat!(facts!(), "and (s.ends_at <= $3 or (s.consent_user_id is not null and (m.user_id is null or u.disabled_at is not null))) \
              order by s.ends_at, s.connection_id"));
    OTHERS = (concat!("select ", columns!(), " from connection_secret \
              where key_id <> $1 order by organization_id, cloud, connection_id, field limit $2"));
    /// The secrets of second factors are under the same keys.
    KEYS = "select key_id, cast(count(*) as bigint) as count from (select key_id from connection_secret \
            union all select key_id from second_factor where key_id is not null) sealed group by key_id order by key_id";
    SAMPLES = (concat!("select ", columns!(), " from connection_secret \
               where key_id = $1 order by organization_id, cloud, connection_id, field limit $2"));
    /// Only the very bytes that were opened are exchanged: a secret that was said anew meanwhile stays.
    RESEAL = "update connection_secret set sealed = $6, key_id = $7 where organization_id = $1 and cloud = $2 \
              and connection_id = $3 and field = $4 and sealed = $5";
}

const TABLE: &str = "connection_secret";

#[derive(sqlx::FromRow)]
struct Row {
    organization_id: Uuid,
    cloud: String,
    connection_id: Uuid,
    field: String,
    sealed: Vec<u8>,
    key_id: String,
    changed_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    consent: ConsentRow,
}

/// Who consented. All three stand there, or neither of the first and the last.
#[derive(sqlx::FromRow)]
struct ConsentRow {
    consent_user_id: Option<Uuid>,
    consent_account: Option<String>,
    consented_at: Option<DateTime<Utc>>,
}

impl ConsentRow {
    fn read(self) -> Option<Consent> {
        let (user, at) = self.consent_user_id.zip(self.consented_at)?;
        Some(Consent { user: UserId(user), account: self.consent_account, at })
    }
}

impl Row {
    fn read(self) -> Result<(Owner, SealedSecret)> {
        let connection = ConnectionId(self.connection_id);
        let secret = SealedSecret {
            connection,
            field: word(SecretField::from_word(&self.field), TABLE, "field", connection)?,
            sealed: self.sealed,
            key_id: self.key_id,
            changed_at: self.changed_at,
            ends_at: self.ends_at,
            consent: self.consent.read(),
        };
        Ok((owner_of(self.organization_id, &self.cloud, TABLE, connection)?, secret))
    }
}

#[derive(sqlx::FromRow)]
struct FactsRow {
    connection_id: Uuid,
    field: String,
    changed_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    consent: ConsentRow,
    consent_user_name: Option<String>,
    has_left: bool,
}

impl FactsRow {
    fn read(self) -> Result<(ConnectionId, SecretFacts)> {
        let id = ConnectionId(self.connection_id);
        let field = word(SecretField::from_word(&self.field), TABLE, "field", id)?;
        let (user_name, has_left) = (self.consent_user_name.unwrap_or_default(), self.has_left);
        let consent = self.consent.read().map(|consent| ConsentFacts { consent, user_name, has_left });
        Ok((id, SecretFacts { field, changed_at: self.changed_at, ends_at: self.ends_at, consent }))
    }
}

impl TenantRead<'_> {
    /// The sealed secrets of a connection.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn connection_secrets(&mut self, id: ConnectionId) -> Result<Vec<SealedSecret>> {
        let owner = self.owner();
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(OF_ONE).owner(owner).bind(id.uuid()).fetch_all(c))?;
        rows.into_iter().map(|row| row.read().map(|(_, secret)| secret)).collect()
    }

    /// What may be told of the secrets of all connections here.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn connection_secret_facts(&mut self) -> Result<Vec<(ConnectionId, SecretFacts)>> {
        let owner = self.owner();
        let rows: Vec<FactsRow> = on!(self, |c| sqlx::query_as(FACTS).owner(owner).fetch_all(c))?;
        rows.into_iter().map(FactsRow::read).collect()
    }

    /// The secrets that want to be seen to: those that end by a time, and consents of people who are here no more.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn connection_secrets_wanting(
        &mut self,
        until: DateTime<Utc>,
    ) -> Result<Vec<(ConnectionId, SecretFacts)>> {
        let owner = self.owner();
        let rows: Vec<FactsRow> = on!(self, |c| sqlx::query_as(ENDING).owner(owner).bind(until).fetch_all(c))?;
        rows.into_iter().map(FactsRow::read).collect()
    }
}

impl TenantTx<'_> {
    /// Keeps a secret of a connection, in place of the one before.
    ///
    /// # Errors
    /// [`crate::Error::Reference`] where the connection does not exist here.
    pub async fn connection_secret_put(&mut self, secret: &SealedSecret) -> Result<()> {
        let (owner, consent) = (self.owner(), secret.consent.as_ref());
        run!(
            self,
            sqlx::query(PUT)
                .owner(owner)
                .bind(secret.connection.uuid())
                .bind(secret.field.word())
                .bind(&secret.sealed)
                .bind(&secret.key_id)
                .bind(secret.changed_at)
                .bind(secret.ends_at)
                .bind(consent.map(|consent| consent.user.uuid()))
                .bind(consent.and_then(|consent| consent.account.as_deref()))
                .bind(consent.map(|consent| consent.at))
        )
        .map(drop)
    }

    /// Forgets a secret. Says whether it was there.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn connection_secret_remove(&mut self, id: ConnectionId, field: SecretField) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(REMOVE).owner(owner).bind(id.uuid()).bind(field.word()))? > 0)
    }

    /// Exchanges a sealed secret for the same one under another key; says whether it was still the one that was opened.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn connection_secret_reseal(
        &mut self,
        before: &SealedSecret,
        sealed: &[u8],
        key_id: &str,
    ) -> Result<bool> {
        let owner = self.owner();
        let touched = run!(
            self,
            sqlx::query(RESEAL)
                .owner(owner)
                .bind(before.connection.uuid())
                .bind(before.field.word())
                .bind(&before.sealed)
                .bind(sealed)
                .bind(key_id)
        )?;
        Ok(touched > 0)
    }
}

impl SystemRead<'_> {
    /// Secrets of all owners that another key than this one sealed, with whose they are.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn connection_secrets_of_other_keys(
        &mut self,
        key_id: &str,
        limit: i64,
    ) -> Result<Vec<(Owner, SealedSecret)>> {
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(OTHERS).bind(key_id).bind(limit).fetch_all(c))?;
        rows.into_iter().map(Row::read).collect()
    }

    /// Secrets of all owners that this key sealed, with whose they are.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn connection_secrets_of_key(&mut self, key_id: &str, limit: i64) -> Result<Vec<(Owner, SealedSecret)>> {
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(SAMPLES).bind(key_id).bind(limit).fetch_all(c))?;
        rows.into_iter().map(Row::read).collect()
    }

    /// How many secrets each key sealed, by the key's identifier.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn connection_secret_keys(&mut self) -> Result<Vec<(String, i64)>> {
        on!(self, |c| sqlx::query_as(KEYS).fetch_all(c))
    }
}
