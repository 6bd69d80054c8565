//! API tokens. Only the hash of a token's secret is kept.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use sqlx::types::Json;
use tierline_domain::{
    Identity, NewToken, Owner, TOKEN_TOUCH_SECONDS, TokenId, TokenLine, TokenScope, TokenUse, UserId,
};
use uuid::Uuid;

use super::{
    elevation::{Elevated, lite_elevated, pg_elevated},
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

macro_rules! lookup {
    ($elevated:expr) => {
        concat!(
            "select ",
            identity_columns!(),
            ", t.id, t.last_used_at, t.scopes, ",
            $elevated,
            " as elevated from token t",
            identity_joins!("t"),
            "where t.hash = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2)"
        )
    };
}

statements! {
    /// Only a member gets a token. The row cannot say so itself: it stays when the membership goes.
    INSERT = "insert into token (organization_id, cloud, id, user_id, hash, name, created_at, expires_at, scopes) \
              select m.organization_id, m.cloud, $4, m.user_id, $5, $6, $7, $8, $9 from membership m \
              where m.organization_id = $1 and m.cloud = $2 and m.user_id = $3";
    /// The engines gather the roles that one has for a time by functions of different names.
    split LOOKUP = { lite: lookup!(lite_elevated!()), pg: lookup!(pg_elevated!()) };
    TOUCH = "update token set last_used_at = $4, last_address = $6 where organization_id = $1 and cloud = $2 and id = $3 \
             and (last_used_at is null or last_used_at <= $5)";
    LIST = "select t.id, t.name, t.user_id, u.name as user_name, u.keeper_id, t.scopes, t.created_at, t.expires_at, \
            t.last_used_at, t.last_address, t.revoked_at \
            from token t join users u on u.id = t.user_id where t.organization_id = $1 and t.cloud = $2 \
            order by t.created_at desc, t.id desc";
    REVOKE = "update token set revoked_at = $4 where organization_id = $1 and cloud = $2 and id = $3 and revoked_at is null";
}

#[derive(sqlx::FromRow)]
struct UseRow {
    #[sqlx(flatten)]
    identity: IdentityRow,
    id: Uuid,
    last_used_at: Option<DateTime<Utc>>,
    scopes: Option<Json<BTreeSet<TokenScope>>>,
    elevated: Elevated,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    id: Uuid,
    name: String,
    user_id: Uuid,
    user_name: String,
    keeper_id: Option<Uuid>,
    scopes: Option<Json<BTreeSet<TokenScope>>>,
    created_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
    last_used_at: Option<DateTime<Utc>>,
    last_address: Option<String>,
    revoked_at: Option<DateTime<Utc>>,
}

impl UseRow {
    fn read(self) -> Result<TokenUse> {
        let identity = Identity {
            scopes: self.scopes.map(|Json(scopes)| scopes),
            elevated: self.elevated.map(|Json(roles)| roles).unwrap_or_default(),
            ..self.identity.read()?
        };
        Ok(TokenUse { id: TokenId(self.id), identity, last_used_at: self.last_used_at })
    }
}

impl From<LineRow> for TokenLine {
    fn from(row: LineRow) -> Self {
        Self {
            id: TokenId(row.id),
            name: row.name,
            user: UserId(row.user_id),
            user_name: row.user_name,
            is_service: row.keeper_id.is_some(),
            scopes: row.scopes.map(|Json(scopes)| scopes),
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            last_address: row.last_address,
            revoked_at: row.revoked_at,
        }
    }
}

impl AuthRead<'_> {
    /// In whose name the token of this hash acts; none where it has ended or was revoked, the account is shut, or the
    /// person is no longer a member.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn token_lookup(&mut self, hash: &[u8; 32], now: DateTime<Utc>) -> Result<Option<TokenUse>> {
        let row: Option<UseRow> =
            on!(self, |c| sqlx::query_as(LOOKUP.on(&*c)).bind(&hash[..]).bind(now).fetch_optional(c))?;
        row.map(UseRow::read).transpose()
    }
}

impl AuthTx<'_> {
    /// Keeps a new token.
    ///
    /// # Errors
    /// [`Error::Reference`] where the person is no member of the owner.
    pub async fn token_insert(&mut self, token: &NewToken) -> Result<()> {
        let NewToken { id, hash, user, owner, name, created_at, expires_at, scopes } = token;
        let touched = run!(
            self,
            sqlx::query(INSERT)
                .owner(*owner)
                .bind(user.uuid())
                .bind(id.uuid())
                .bind(&hash[..])
                .bind(name)
                .bind(*created_at)
                .bind(*expires_at)
                .bind(scopes.as_ref().map(Json))
        )?;
        if touched == 0 { Err(Error::Reference) } else { Ok(()) }
    }

    /// Writes down that a token was used, and from which address, unless that was done within the last minute; says whether it was written.
    /// [`TokenUse::touch_due`] tells beforehand, so that a read needs no write.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn token_touch(
        &mut self,
        owner: Owner,
        id: TokenId,
        now: DateTime<Utc>,
        address: Option<&str>,
    ) -> Result<bool> {
        let before = now - Duration::seconds(TOKEN_TOUCH_SECONDS);
        Ok(run!(self, sqlx::query(TOUCH).owner(owner).bind(id.uuid()).bind(now).bind(before).bind(address))? > 0)
    }
}

impl TenantRead<'_> {
    /// All tokens, the revoked ones too, the newest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn token_list(&mut self) -> Result<Vec<TokenLine>> {
        let owner = self.owner();
        let rows: Vec<LineRow> = on!(self, |c| sqlx::query_as(LIST).owner(owner).fetch_all(c))?;
        Ok(rows.into_iter().map(TokenLine::from).collect())
    }
}

impl TenantTx<'_> {
    /// Revokes a token for good; says whether there was one that held.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn token_revoke(&mut self, id: TokenId, now: DateTime<Utc>) -> Result<bool> {
        let owner = self.owner();
        Ok(run!(self, sqlx::query(REVOKE).owner(owner).bind(id.uuid()).bind(now))? > 0)
    }
}
