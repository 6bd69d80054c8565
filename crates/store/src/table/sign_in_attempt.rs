//! Sign-ins that are not complete. Only the hash of an attempt's secret is kept.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{
    ATTEMPT_TRIES, AttemptPurpose, IdentityProviderId, Owner, Proofs, ProviderSession, SignInAttempt, UserId,
};
use uuid::Uuid;

use crate::{
    db::{on, owner_of, run, word},
    error::Result,
    scope::{AuthRead, AuthTx},
    statement::statements,
};

statements! {
    INSERT = "insert into sign_in_attempt (hash, purpose, user_id, organization_id, cloud, proofs, tries, challenge, \
              provider_id, provider_session, created_at, expires_at) \
              values ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11)";
    LOOKUP = "select hash, purpose, user_id, organization_id, cloud, proofs, tries, challenge, provider_id, provider_session, \
              created_at, expires_at from sign_in_attempt where hash = $1 and purpose = $2 and expires_at > $3 and tries < $4";
    /// A question is put anew: the answer to the one before is worth nothing any more.
    ASK = "update sign_in_attempt set challenge = $2 where hash = $1";
    FAIL = "update sign_in_attempt set tries = tries + 1, challenge = null where hash = $1";
    REMOVE = "delete from sign_in_attempt where hash = $1";
    PURGE = "delete from sign_in_attempt where expires_at <= $1";
}

#[derive(sqlx::FromRow)]
struct Row {
    hash: Vec<u8>,
    purpose: String,
    user_id: Option<Uuid>,
    organization_id: Option<Uuid>,
    cloud: Option<String>,
    proofs: Json<Proofs>,
    tries: i64,
    challenge: Option<String>,
    provider_id: Option<Uuid>,
    provider_session: Option<String>,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Result<SignInAttempt> {
        const TABLE: &str = "sign_in_attempt";
        let to = self.organization_id.zip(self.cloud.as_deref());
        Ok(SignInAttempt {
            hash: word(self.hash.try_into().ok(), TABLE, "hash", "that was read")?,
            purpose: word(AttemptPurpose::from_word(&self.purpose), TABLE, "purpose", "that was read")?,
            user: self.user_id.map(UserId),
            to: to.map(|(organization, cloud)| owner_of(organization, cloud, TABLE, organization)).transpose()?,
            proofs: self.proofs.0,
            tries: self.tries,
            challenge: self.challenge,
            provider: self
                .provider_id
                .map(|id| ProviderSession { provider: IdentityProviderId(id), session: self.provider_session }),
            created_at: self.created_at,
            expires_at: self.expires_at,
        })
    }
}

impl AuthRead<'_> {
    /// The attempt of this hash and for this purpose; none where it has ended, or too much that was wrong was given.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn attempt_lookup(
        &mut self,
        hash: &[u8; 32],
        purpose: AttemptPurpose,
        now: DateTime<Utc>,
    ) -> Result<Option<SignInAttempt>> {
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP)
            .bind(&hash[..])
            .bind(purpose.word())
            .bind(now)
            .bind(ATTEMPT_TRIES)
            .fetch_optional(c))?;
        row.map(Row::read).transpose()
    }
}

impl AuthTx<'_> {
    /// Keeps a new attempt. How often it failed begins with zero.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where there is no such person.
    pub async fn attempt_insert(&mut self, attempt: &SignInAttempt) -> Result<()> {
        let SignInAttempt { hash, purpose, user, to, proofs, tries: _, challenge, provider, created_at, expires_at } =
            attempt;
        let (organization, cloud) = to.map(|Owner { organization, cloud }| (organization.uuid(), cloud.word())).unzip();
        let (provider, name) = provider.as_ref().map(|at| (at.provider.uuid(), at.session.as_deref())).unzip();
        run!(
            self,
            sqlx::query(INSERT)
                .bind(&hash[..])
                .bind(purpose.word())
                .bind(user.map(UserId::uuid))
                .bind(organization)
                .bind(cloud)
                .bind(Json(proofs))
                .bind(challenge)
                .bind(provider)
                .bind(name.flatten())
                .bind(*created_at)
                .bind(*expires_at)
        )
        .map(drop)
    }

    /// Keeps what a passkey is asked now; says whether there is the attempt.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn attempt_ask(&mut self, hash: &[u8; 32], challenge: &str) -> Result<bool> {
        Ok(run!(self, sqlx::query(ASK).bind(&hash[..]).bind(challenge))? > 0)
    }

    /// Counts a wrong answer. What was asked is answered by that: it is asked anew.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn attempt_fail(&mut self, hash: &[u8; 32]) -> Result<bool> {
        Ok(run!(self, sqlx::query(FAIL).bind(&hash[..]))? > 0)
    }

    /// Ends an attempt; says whether there was one: of two who end it at once, one gets in.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn attempt_remove(&mut self, hash: &[u8; 32]) -> Result<bool> {
        Ok(run!(self, sqlx::query(REMOVE).bind(&hash[..]))? > 0)
    }

    /// Forgets the attempts that have ended by themselves; says how many.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn attempts_purge(&mut self, now: DateTime<Utc>) -> Result<u64> {
        run!(self, sqlx::query(PURGE).bind(now))
    }
}
