//! What the audit log says is kept for as long as a rule has it. Seals and digests stay: that something was said stays proven.

use chrono::{DateTime, Utc};
use tierline_domain::Owner;
use uuid::Uuid;

use crate::{
    db::{BindOwner, on, run},
    error::Result,
    scope::SystemTx,
    statement::statements,
};

statements! {
    OLDEST = "select seq, first_id, last_id from audit_seal where organization_id = $1 and cloud = $2 \
              and sealed_at < $3 and retired_at is null order by sealed_at limit 1";
    DROP_CONTENT = "update audit_entry set bytes = null, salt = null, actor = null, subject = null \
                    where organization_id = $1 and cloud = $2 and id >= $3 and id <= $4 and seal = $5 and bytes is not null";
    RETIRE = "update audit_seal set retired_at = $4 where organization_id = $1 and cloud = $2 and seq = $3";
}

/// A seal whose entries were emptied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetiredSeal {
    /// Its number.
    pub seq: i64,
    /// How many entries said something until then.
    pub entries: u64,
}

impl SystemTx<'_> {
    /// Drops what the entries of an owner's oldest seal say, where it was sealed before a time; none where there is no such seal.
    /// The act's own entry names the seal, with the desk's proof ([`AuditAccounts::proven`](crate::AuditAccounts::proven)).
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn audit_retire(
        &mut self,
        owner: Owner,
        sealed_before: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Option<RetiredSeal>> {
        let oldest: Option<(i64, Uuid, Uuid)> =
            on!(self, |c| sqlx::query_as(OLDEST).owner(owner).bind(sealed_before).fetch_optional(c))?;
        let Some((seq, first, last)) = oldest else { return Ok(None) };
        let entries = run!(self, sqlx::query(DROP_CONTENT).owner(owner).bind(first).bind(last).bind(seq))?;
        run!(self, sqlx::query(RETIRE).owner(owner).bind(seq).bind(now))?;
        Ok(Some(RetiredSeal { seq, entries }))
    }
}
