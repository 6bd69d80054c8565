//! Sessions: what a cookie stands for. Only the hash of its secret is kept.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use sqlx::types::Json;
use tierline_domain::{
    Identity, IdentityProviderId, NewSession, OrganizationId, Owner, Proofs, ProviderSession, SessionId, SessionLine,
    SessionUse, TOKEN_TOUCH_SECONDS, UserId,
};
use uuid::Uuid;

use super::{
    elevation::{Elevated, lite_elevated, pg_elevated},
    membership::{MembershipRow, membership_columns},
    organization::{OrganizationRow, organization_columns},
    user::{UserRow, user_columns},
};
use crate::{
    change::Change,
    db::{BindOwner, on, owner_of, run, word},
    error::{Error, Result},
    scope::{AuthRead, AuthTx},
    statement::statements,
};

/// Whether lists name customers for the person of the membership `m`.
macro_rules! listed {
    () => {
        "exists (select 1 from reach_entry l where l.organization_id = m.organization_id and l.cloud = m.cloud \
         and l.user_id = m.user_id)"
    };
}
pub(crate) use listed;

/// The columns of an identity. A session and a token reach them by the same joins.
macro_rules! identity_columns {
    () => {
        concat!(
            user_columns!(),
            ", ",
            organization_columns!(),
            ", ",
            membership_columns!(),
            ", ",
            $crate::table::session::listed!(),
            " as listed"
        )
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

/// Sessions with the person behind each, and the condition.
macro_rules! lookup {
    ($elevated:expr, $which:literal) => {
        concat!(
            "select ",
            identity_columns!(),
            ", s.hash, s.id as session_id, s.csrf, s.created_at, s.expires_at, s.proofs, s.proven_at, s.last_seen_at, \
              s.provider_id as by_provider, s.provider_session, ",
            unread!(),
            " as unread, ",
            held!(),
            " as held, ",
            $elevated,
            " as elevated from session s",
            identity_joins!("s"),
            "where ",
            $which
        )
    };
}

statements! {
    /// Nobody signs in as a program, whatever they proved.
    SIGNED_IN = "update users set last_sign_in_at = $2 where id = $1 and keeper_id is null";
    INSERT = "insert into session (hash, user_id, organization_id, cloud, csrf, created_at, expires_at, proofs, proven_at, agent, \
              address, last_address, last_seen_at, provider_id, provider_session, id) \
              values ($1, $2, $3, $4, $5, $6, $7, $8, $14, $9, $10, $10, $6, $11, $12, $13)";
    /// The engines gather the roles that one has for a time by functions of different names.
    split LOOKUP = {
        lite: lookup!(lite_elevated!(), "s.hash = $1 and s.expires_at > $2"),
        pg: lookup!(pg_elevated!(), "s.hash = $1 and s.expires_at > $2"),
    };
    /// By its name, whatever its secret is by now.
    split STANDING = {
        lite: lookup!(lite_elevated!(), "s.id = $1 and s.expires_at > $2 and s.user_id = $3"),
        pg: lookup!(pg_elevated!(), "s.id = $1 and s.expires_at > $2 and s.user_id = $3"),
    };
    TOUCH = "update session set last_seen_at = $2, last_address = $3 where hash = $1 and (last_seen_at is null or last_seen_at <= $4)";
    /// Of a person, wherever they act: a session is theirs, not an organization's.
    LIST = "select hash, id, organization_id, cloud, proofs, created_at, expires_at, agent, address, last_address, last_seen_at \
            from session where user_id = $1 and expires_at > $2 \
            order by coalesce(last_seen_at, created_at) desc, hash";
    /// The same session under a new secret, after its person proved anew who they are.
    RENEW = "update session set hash = $2, proofs = $3, proven_at = $4, id = coalesce(id, $5) where hash = $1 and expires_at > $4 returning user_id";
    ENDED = "select expires_at from session where hash = $1 and expires_at <= $2";
    SWITCH = "update session set organization_id = $1, cloud = $2 where hash = $3 and exists (select 1 from membership m \
              where m.organization_id = $1 and m.cloud = $2 and m.user_id = session.user_id) returning user_id";
    REMOVE = "delete from session where hash = $1 returning user_id";
    /// Ended from an identity provider: the session that it names, and the person's that it has never named.
    REMOVE_NAMED = "delete from session where provider_id = $1 and provider_session = $2 returning user_id";
    REMOVE_UNNAMED = "delete from session where provider_id = $1 and user_id = $2 and provider_session is null returning user_id";
    REMOVE_ALL_BY = "delete from session where provider_id = $1 and user_id = $2 returning user_id";
    /// The same of sign-ins that are not complete.
    REMOVE_ATTEMPTS_NAMED = "delete from sign_in_attempt where provider_id = $1 and provider_session = $2";
    REMOVE_ATTEMPTS_UNNAMED = "delete from sign_in_attempt where provider_id = $1 and user_id = $2 and provider_session is null";
    REMOVE_ATTEMPTS_BY = "delete from sign_in_attempt where provider_id = $1 and user_id = $2";
    REMOVE_OF = "delete from session where user_id = $1";
    REMOVE_AT = "delete from session where user_id = $1 and organization_id = $2";
    REMOVE_ATTEMPTS = "delete from sign_in_attempt where user_id = $1";
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
    listed: bool,
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    #[sqlx(flatten)]
    identity: IdentityRow,
    hash: Vec<u8>,
    session_id: Option<Uuid>,
    csrf: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    proofs: Option<Json<Proofs>>,
    proven_at: Option<DateTime<Utc>>,
    last_seen_at: Option<DateTime<Utc>>,
    by_provider: Option<Uuid>,
    provider_session: Option<String>,
    unread: i64,
    held: bool,
    elevated: Elevated,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    hash: Vec<u8>,
    id: Option<Uuid>,
    organization_id: Uuid,
    cloud: String,
    proofs: Option<Json<Proofs>>,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    agent: Option<String>,
    address: Option<String>,
    last_address: Option<String>,
    last_seen_at: Option<DateTime<Utc>>,
}

/// What a session is called. One that began before names were kept is called by its hash.
fn id_of(id: Option<Uuid>, hash: &[u8]) -> Result<SessionId> {
    match id {
        Some(id) => Ok(SessionId(id)),
        None => Ok(SessionId::of_hash(word(hash.try_into().ok(), "session", "hash", "that was read")?)),
    }
}

impl LineRow {
    fn read(self) -> Result<SessionLine> {
        let id = id_of(self.id, &self.hash)?;
        Ok(SessionLine {
            id,
            owner: owner_of(self.organization_id, &self.cloud, "session", id)?,
            proofs: self.proofs.map(|proofs| proofs.0).unwrap_or_default(),
            created_at: self.created_at,
            expires_at: self.expires_at,
            agent: self.agent,
            address: self.address,
            last_address: self.last_address,
            last_seen_at: self.last_seen_at.unwrap_or(self.created_at),
        })
    }
}

impl IdentityRow {
    /// The identity that it holds, without a session.
    pub(crate) fn read(self) -> Result<Identity> {
        Ok(Identity {
            user: self.user.read()?,
            membership: self.membership.read()?,
            organization: self.organization.read()?,
            listed: self.listed,
            csrf: None,
            session_expires_at: None,
            unread: None,
            held: false,
            elevated: BTreeSet::new(),
            scopes: None,
            session: None,
        })
    }
}

impl SessionRow {
    fn read(self) -> Result<Identity> {
        let identity = self.identity.read()?;
        let (csrf, expires_at, unread) = (Some(self.csrf), Some(self.expires_at), Some(self.unread));
        let session = SessionUse {
            id: id_of(self.session_id, &self.hash)?,
            proofs: self.proofs.map(|proofs| proofs.0).unwrap_or_default(),
            // Of a session that began before this was kept: whoever began it proved it then.
            proven_at: self.proven_at.unwrap_or(self.created_at),
            last_seen_at: self.last_seen_at,
            provider: self
                .by_provider
                .map(|id| ProviderSession { provider: IdentityProviderId(id), session: self.provider_session }),
        };
        Ok(Identity {
            csrf,
            session_expires_at: expires_at,
            unread,
            held: self.held,
            elevated: self.elevated.map(|roles| roles.0).unwrap_or_default(),
            session: Some(session),
            ..identity
        })
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
            on!(self, |c| sqlx::query_as(LOOKUP.on(&*c)).bind(&hash[..]).bind(now).fetch_optional(c))?;
        row.map(SessionRow::read).transpose()
    }

    /// The same by what the session is called; none also where it began before names were kept.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn session_standing(
        &mut self,
        user: UserId,
        id: SessionId,
        now: DateTime<Utc>,
    ) -> Result<Option<Identity>> {
        let row: Option<SessionRow> = on!(self, |c| sqlx::query_as(STANDING.on(&*c))
            .bind(id.uuid())
            .bind(now)
            .bind(user.uuid())
            .fetch_optional(c))?;
        row.map(SessionRow::read).transpose()
    }

    /// The sessions of a person that have not ended, the one that was used last first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn session_list(&mut self, user: UserId, now: DateTime<Utc>) -> Result<Vec<SessionLine>> {
        let rows: Vec<LineRow> = on!(self, |c| sqlx::query_as(LIST).bind(user.uuid()).bind(now).fetch_all(c))?;
        rows.into_iter().map(LineRow::read).collect()
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
    /// [`Error::Reference`](crate::Error::Reference) where the person is no member of the owner, or is a program.
    pub async fn session_insert(&mut self, session: &NewSession) -> Result<()> {
        let NewSession { hash, user, owner, csrf, created_at, expires_at, proofs, proven_at, agent, address, provider } =
            session;
        let (provider, name) = provider.as_ref().map(|at| (at.provider.uuid(), at.session.as_deref())).unzip();
        run!(
            self,
            sqlx::query(INSERT)
                .bind(&hash[..])
                .bind(user.uuid())
                .owner(*owner)
                .bind(csrf)
                .bind(*created_at)
                .bind(*expires_at)
                .bind(Json(proofs))
                .bind(agent)
                .bind(address)
                .bind(provider)
                .bind(name.flatten())
                .bind(SessionId::of_hash(hash).uuid())
                .bind(*proven_at)
        )?;
        let signed = run!(self, sqlx::query(SIGNED_IN).bind(user.uuid()).bind(*created_at))?;
        if signed == 0 { Err(Error::Reference) } else { Ok(()) }
    }

    /// Writes down that a session was used and from where, unless that was done within the last minute.
    /// [`SessionUse::touch_due`] tells beforehand, so that a read needs no write.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn session_touch(&mut self, hash: &[u8; 32], address: Option<&str>, now: DateTime<Utc>) -> Result<bool> {
        let before = now - Duration::seconds(TOKEN_TOUCH_SECONDS);
        Ok(run!(self, sqlx::query(TOUCH).bind(&hash[..]).bind(now).bind(address).bind(before))? > 0)
    }

    /// Goes on with a session under the hash of a new secret, with what its person has proven by now; says whether there is
    /// one that has not ended. The old secret opens nothing any more; the session is called as before.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn session_renew(
        &mut self,
        hash: &[u8; 32],
        new: &[u8; 32],
        proofs: &Proofs,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let user: Option<Uuid> = on!(self, |c| sqlx::query_scalar(RENEW)
            .bind(&hash[..])
            .bind(&new[..])
            .bind(Json(proofs))
            .bind(now)
            .bind(SessionId::of_hash(hash).uuid())
            .fetch_optional(c))?;
        Ok(moved(self, user))
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

    /// Ends those sessions of a person of which this is true; says how many.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn sessions_remove_where(
        &mut self,
        user: UserId,
        now: DateTime<Utc>,
        ends: impl Fn(SessionId) -> bool + Send,
    ) -> Result<u64> {
        let rows: Vec<LineRow> = on!(self, |c| sqlx::query_as(LIST).bind(user.uuid()).bind(now).fetch_all(c))?;
        let mut ended = 0;
        for row in rows {
            let id = id_of(row.id, &row.hash)?;
            let hash: [u8; 32] = word(row.hash.try_into().ok(), "session", "hash", "that was read")?;
            if ends(id) && self.session_remove(&hash).await? {
                ended += 1;
            }
        }
        Ok(ended)
    }

    /// Ends the sessions that stand on one of an identity provider, and the sign-ins that would become one: the one that it names, or
    /// all of the person. Says how many sessions.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn sessions_remove_by_provider(
        &mut self,
        provider: IdentityProviderId,
        session: Option<&str>,
        user: Option<UserId>,
    ) -> Result<u64> {
        let (id, user) = (provider.uuid(), user.map(|user| user.uuid()));
        let mut ended: Vec<Uuid> = Vec::new();
        // Attempts first, as in `sessions_remove_of`.
        if let Some(name) = session {
            run!(self, sqlx::query(REMOVE_ATTEMPTS_NAMED).bind(id).bind(name))?;
            ended.extend(on!(self, |c| sqlx::query_scalar::<_, Uuid>(REMOVE_NAMED).bind(id).bind(name).fetch_all(c))?);
        }
        if let Some(user) = user {
            let (attempts, statement) = match session {
                Some(_) => (REMOVE_ATTEMPTS_UNNAMED, REMOVE_UNNAMED),
                None => (REMOVE_ATTEMPTS_BY, REMOVE_ALL_BY),
            };
            run!(self, sqlx::query(attempts).bind(id).bind(user))?;
            ended.extend(on!(self, |c| sqlx::query_scalar::<_, Uuid>(statement).bind(id).bind(user).fetch_all(c))?);
        }
        for user in &ended {
            moved(self, Some(*user));
        }
        Ok(ended.len() as u64)
    }

    /// Ends the sessions of a person that act for an organization; says how many.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn sessions_remove_at(&mut self, user: UserId, organization: OrganizationId) -> Result<u64> {
        let removed = run!(self, sqlx::query(REMOVE_AT).bind(user.uuid()).bind(organization.uuid()))?;
        self.link().note_change(Change::Person { user });
        Ok(removed)
    }

    /// Ends all sessions of a person, and their sign-ins that are not complete; says how many sessions.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn sessions_remove_of(&mut self, user: UserId) -> Result<u64> {
        // First: an attempt that becomes a session at this moment is waited for, and that session is ended with the others.
        run!(self, sqlx::query(REMOVE_ATTEMPTS).bind(user.uuid()))?;
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
