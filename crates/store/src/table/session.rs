//! Sessions: what a cookie stands for. Only the hash of its secret is kept.

use chrono::{DateTime, Utc};
use tierline_domain::{Identity, NewSession, Owner, UserId};
use uuid::Uuid;

use super::{
    membership::{MembershipRow, membership_columns},
    organization::{OrganizationRow, organization_columns},
    user::{UserRow, user_columns},
};
use crate::{
    change::Change,
    db::{BindOwner, on, run},
    error::Result,
    scope::{AuthRead, AuthTx},
    statement::statements,
};

/// The columns of an identity. A session and a token reach them by the same joins.
macro_rules! identity_columns {
    () => {
        concat!(user_columns!(), ", ", organization_columns!(), ", ", membership_columns!())
    };
}
pub(crate) use identity_columns;

/// The joins from a session or token of this alias to the person, the organization and what the one is in the other.
macro_rules! identity_joins {
    ($of:literal) => {
        concat!(
            " join membership m on m.organization_id = ",
            $of,
            ".organization_id and m.cloud = ",
            $of,
            ".cloud ",
            "and m.user_id = ",
            $of,
            ".user_id join users u on u.id = m.user_id and u.disabled_at is null ",
            "join organization o on o.id = m.organization_id "
        )
    };
}
pub(crate) use identity_joins;

/// How many notices wait unread for the person of the membership, as far as anybody counts. It goes with the look at the
/// session, which each page begins with: a few entries of an index, and no statement of its own.
macro_rules! unread {
    () => {
        "(select count(*) from (select 1 from notice n where n.organization_id = m.organization_id and n.cloud = m.cloud \
         and n.user_id = m.user_id and n.read_at is null limit 100) waiting)"
    };
}

/// Whether a connection of the desk is held: one look at an index that is empty on a calm desk.
macro_rules! held {
    () => {
        "exists (select 1 from connection h where h.organization_id = m.organization_id and h.cloud = m.cloud \
         and h.held_since is not null)"
    };
}

statements! {
    INSERT = "insert into session (hash, user_id, organization_id, cloud, csrf, created_at, expires_at) \
              values ($1, $2, $3, $4, $5, $6, $7)";
    SIGNED_IN = "update users set last_sign_in_at = $2 where id = $1";
    LOOKUP = (concat!("select ", identity_columns!(), ", s.csrf, s.expires_at, ", unread!(), " as unread, ", held!(), " as held from session s", identity_joins!("s"),
                      "where s.hash = $1 and s.expires_at > $2"));
    ENDED = "select expires_at from session where hash = $1 and expires_at <= $2";
    SWITCH = "update session set organization_id = $1, cloud = $2 where hash = $3 and exists (select 1 from membership m \
              where m.organization_id = $1 and m.cloud = $2 and m.user_id = session.user_id) returning user_id";
    REMOVE = "delete from session where hash = $1 returning user_id";
    REMOVE_OF = "delete from session where user_id = $1";
    PURGE = "delete from session where expires_at <= $1";
}

/// The person behind a session or a token, and what they are there.
#[derive(sqlx::FromRow)]
pub(crate) struct IdentityRow {
    #[sqlx(flatten)]
    user: UserRow,
    #[sqlx(flatten)]
    organization: OrganizationRow,
    #[sqlx(flatten)]
    membership: MembershipRow,
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    #[sqlx(flatten)]
    identity: IdentityRow,
    csrf: String,
    expires_at: DateTime<Utc>,
    unread: i64,
    held: bool,
}

impl IdentityRow {
    /// The identity that it holds, without a session.
    pub(crate) fn read(self) -> Result<Identity> {
        Ok(Identity {
            user: self.user.read()?,
            membership: self.membership.read()?,
            organization: self.organization.read()?,
            csrf: None,
            session_expires_at: None,
            unread: None,
            held: false,
            scopes: None,
        })
    }
}

impl SessionRow {
    fn read(self) -> Result<Identity> {
        let identity = self.identity.read()?;
        let (csrf, expires_at, unread) = (Some(self.csrf), Some(self.expires_at), Some(self.unread));
        Ok(Identity { csrf, session_expires_at: expires_at, unread, held: self.held, ..identity })
    }
}

impl AuthRead<'_> {
    /// Whom the session of this hash stands for; none where it has ended, the account is shut, or the person is no
    /// longer a member where it acts.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn session_lookup(&mut self, hash: &[u8; 32], now: DateTime<Utc>) -> Result<Option<Identity>> {
        let row: Option<SessionRow> =
            on!(self, |c| sqlx::query_as(LOOKUP).bind(&hash[..]).bind(now).fetch_optional(c))?;
        row.map(SessionRow::read).transpose()
    }

    /// When the session of this hash ended by itself; none where it stands, or is forgotten.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn session_ended_at(&mut self, hash: &[u8; 32], now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        on!(self, |c| sqlx::query_scalar(ENDED).bind(&hash[..]).bind(now).fetch_optional(c))
    }
}

/// What was open under a session that ended or acts elsewhere now must end; says whether there was one.
fn moved(tx: &mut AuthTx<'_>, user: Option<Uuid>) -> bool {
    if let Some(user) = user {
        tx.link().note_change(Change::Person { user: UserId(user) });
    }
    user.is_some()
}

impl AuthTx<'_> {
    /// Begins a session, and writes down that its person signed in.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where the person is no member of the owner.
    pub async fn session_insert(&mut self, session: &NewSession) -> Result<()> {
        let NewSession { hash, user, owner, csrf, created_at, expires_at } = session;
        run!(
            self,
            sqlx::query(INSERT)
                .bind(&hash[..])
                .bind(user.uuid())
                .owner(*owner)
                .bind(csrf)
                .bind(*created_at)
                .bind(*expires_at)
        )?;
        run!(self, sqlx::query(SIGNED_IN).bind(user.uuid()).bind(*created_at)).map(drop)
    }

    /// Lets a session act for another owner; says whether it does: there must be the session, and its person must be
    /// a member there.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn session_switch(&mut self, hash: &[u8; 32], owner: Owner) -> Result<bool> {
        let user: Option<Uuid> =
            on!(self, |c| sqlx::query_scalar(SWITCH).owner(owner).bind(&hash[..]).fetch_optional(c))?;
        Ok(moved(self, user))
    }

    /// Ends a session; says whether there was one.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn session_remove(&mut self, hash: &[u8; 32]) -> Result<bool> {
        let user: Option<Uuid> = on!(self, |c| sqlx::query_scalar(REMOVE).bind(&hash[..]).fetch_optional(c))?;
        Ok(moved(self, user))
    }

    /// Ends all sessions of a person; says how many.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn sessions_remove_of(&mut self, user: UserId) -> Result<u64> {
        let removed = run!(self, sqlx::query(REMOVE_OF).bind(user.uuid()))?;
        self.link().note_change(Change::Person { user });
        Ok(removed)
    }

    /// Forgets the sessions that have ended by themselves; says how many.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn sessions_purge(&mut self, now: DateTime<Utc>) -> Result<u64> {
        run!(self, sqlx::query(PURGE).bind(now))
    }
}
