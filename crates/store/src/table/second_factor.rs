//! What people prove who they are by, beyond a password: apps for codes, passkeys, and recovery codes.

use chrono::{DateTime, Utc};
use tierline_domain::{Factor, FactorId, FactorKind, Held, RecoveryCodes, UserId};
use uuid::Uuid;

use crate::{
    db::{on, run, word},
    error::Result,
    scope::{AuthRead, AuthTx, SystemRead},
    statement::statements,
};

macro_rules! columns {
    () => {
        "id, user_id, kind, name, sealed, key_id, last_step, credential_id, credential, created_at, last_used_at"
    };
}

statements! {
    ANY = "select exists (select 1 from second_factor where user_id = $1)";
    LIST = (concat!("select ", columns!(), " from second_factor where user_id = $1 order by created_at, id"));
    OF_OTHER_KEYS = (concat!("select ", columns!(), " from second_factor where key_id is not null and key_id <> $1 order by id"));
    INSERT = "insert into second_factor (id, user_id, kind, name, sealed, key_id, last_step, credential_id, credential, created_at, \
              last_used_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// The step only grows: of two who bring the same code at once, one comes first.
    USE_STEP = "update second_factor set last_step = $3, last_used_at = $4 where user_id = $1 and id = $2 and last_step < $3";
    BY_CREDENTIAL = (concat!("select ", columns!(), " from second_factor where credential_id = $1"));
    /// Of two answers that a key gave before it could be counted, one comes first.
    USE_PASSKEY = "update second_factor set credential = $4, last_used_at = $5 where user_id = $1 and id = $2 and credential = $3";
    RESEAL = "update second_factor set sealed = $3, key_id = $4 where user_id = $1 and id = $2 and sealed = $5";
    REMOVE = "delete from second_factor where user_id = $1 and id = $2";
    CODES = "select cast(count(*) as bigint) as made, cast(count(*) - count(used_at) as bigint) as left_over \
             from recovery_code where user_id = $1";
    CODE_INSERT = "insert into recovery_code (user_id, hash, created_at) values ($1, $2, $3)";
    CODE_USE = "update recovery_code set used_at = $3 where user_id = $1 and hash = $2 and used_at is null";
    CODES_REMOVE = "delete from recovery_code where user_id = $1";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    kind: String,
    name: String,
    sealed: Option<Vec<u8>>,
    key_id: Option<String>,
    last_step: Option<i64>,
    credential_id: Option<Vec<u8>>,
    credential: Option<String>,
    created_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
}

impl Row {
    fn read(self) -> Result<Factor> {
        const TABLE: &str = "second_factor";
        let id = FactorId(self.id);
        let held = match word(FactorKind::from_word(&self.kind), TABLE, "kind", id)? {
            FactorKind::Totp => Held::Totp {
                sealed: word(self.sealed, TABLE, "sealed", id)?,
                key_id: word(self.key_id, TABLE, "key_id", id)?,
                last_step: word(self.last_step, TABLE, "last_step", id)?,
            },
            FactorKind::Passkey => Held::Passkey {
                credential_id: word(self.credential_id, TABLE, "credential_id", id)?,
                credential: word(self.credential, TABLE, "credential", id)?,
            },
        };
        Ok(Factor {
            id,
            user: UserId(self.user_id),
            name: self.name,
            held,
            created_at: self.created_at,
            last_used_at: self.last_used_at,
        })
    }
}

impl AuthRead<'_> {
    /// Whether a person has a second factor.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn factor_any(&mut self, user: UserId) -> Result<bool> {
        on!(self, |c| sqlx::query_scalar(ANY).bind(user.uuid()).fetch_one(c))
    }

    /// The second factors of a person, the oldest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn factor_list(&mut self, user: UserId) -> Result<Vec<Factor>> {
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LIST).bind(user.uuid()).fetch_all(c))?;
        rows.into_iter().map(Row::read).collect()
    }

    /// The passkey that browsers name so, whoever has it.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn factor_by_credential(&mut self, credential_id: &[u8]) -> Result<Option<Factor>> {
        let row: Option<Row> = on!(self, |c| sqlx::query_as(BY_CREDENTIAL).bind(credential_id).fetch_optional(c))?;
        row.map(Row::read).transpose()
    }

    /// How many recovery codes a person has.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn recovery_codes(&mut self, user: UserId) -> Result<RecoveryCodes> {
        let (made, left): (i64, i64) = on!(self, |c| sqlx::query_as(CODES).bind(user.uuid()).fetch_one(c))?;
        Ok(RecoveryCodes { made, left })
    }
}

impl SystemRead<'_> {
    /// The apps for codes whose secret another key than this sealed.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn factors_of_other_keys(&mut self, key_id: &str) -> Result<Vec<Factor>> {
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(OF_OTHER_KEYS).bind(key_id).fetch_all(c))?;
        rows.into_iter().map(Row::read).collect()
    }
}

impl AuthTx<'_> {
    /// Keeps a second factor.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `second_factor_credential` where the passkey is somebody's already.
    pub async fn factor_insert(&mut self, factor: &Factor) -> Result<()> {
        let (sealed, key_id, last_step, credential_id, credential) = match &factor.held {
            Held::Totp { sealed, key_id, last_step } => (Some(sealed), Some(key_id), Some(*last_step), None, None),
            Held::Passkey { credential_id, credential } => (None, None, None, Some(credential_id), Some(credential)),
        };
        run!(
            self,
            sqlx::query(INSERT)
                .bind(factor.id.uuid())
                .bind(factor.user.uuid())
                .bind(factor.kind().word())
                .bind(&factor.name)
                .bind(sealed)
                .bind(key_id)
                .bind(last_step)
                .bind(credential_id)
                .bind(credential)
                .bind(factor.created_at)
                .bind(factor.last_used_at)
        )
        .map(drop)
    }

    /// Uses the code of a step of time; says whether it was not used before, nor a later one.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn factor_use_step(&mut self, user: UserId, id: FactorId, step: i64, now: DateTime<Utc>) -> Result<bool> {
        Ok(run!(self, sqlx::query(USE_STEP).bind(user.uuid()).bind(id.uuid()).bind(step).bind(now))? > 0)
    }

    /// Uses a passkey, and keeps what it is by now; says whether its person still has it, and nothing used it meanwhile.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn factor_use_passkey(&mut self, before: &Factor, credential: &str, now: DateTime<Utc>) -> Result<bool> {
        let Held::Passkey { credential: was, .. } = &before.held else { return Ok(false) };
        let (user, id) = (before.user.uuid(), before.id.uuid());
        Ok(run!(self, sqlx::query(USE_PASSKEY).bind(user).bind(id).bind(was).bind(credential).bind(now))? > 0)
    }

    /// Keeps the secret of an app under another key, unless it was exchanged meanwhile.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn factor_reseal(&mut self, before: &Factor, sealed: &[u8], key_id: &str) -> Result<bool> {
        let Held::Totp { sealed: was, .. } = &before.held else { return Ok(false) };
        let (user, id) = (before.user.uuid(), before.id.uuid());
        Ok(run!(self, sqlx::query(RESEAL).bind(user).bind(id).bind(sealed).bind(key_id).bind(was))? > 0)
    }

    /// Takes a second factor away; says whether the person had it.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn factor_remove(&mut self, user: UserId, id: FactorId) -> Result<bool> {
        Ok(run!(self, sqlx::query(REMOVE).bind(user.uuid()).bind(id.uuid()))? > 0)
    }

    /// Keeps the hashes of new recovery codes in the place of those before; none takes all away.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn recovery_codes_replace(
        &mut self,
        user: UserId,
        hashes: &[[u8; 32]],
        now: DateTime<Utc>,
    ) -> Result<()> {
        run!(self, sqlx::query(CODES_REMOVE).bind(user.uuid()))?;
        for hash in hashes {
            run!(self, sqlx::query(CODE_INSERT).bind(user.uuid()).bind(&hash[..]).bind(now))?;
        }
        Ok(())
    }

    /// Uses a recovery code; says whether the person had it and had not used it.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn recovery_code_use(&mut self, user: UserId, hash: &[u8; 32], now: DateTime<Utc>) -> Result<bool> {
        Ok(run!(self, sqlx::query(CODE_USE).bind(user.uuid()).bind(&hash[..]).bind(now))? > 0)
    }
}
