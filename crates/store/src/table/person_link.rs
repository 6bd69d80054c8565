//! Links by which people choose a password. Only the hash of a link's secret is kept.

use chrono::{DateTime, Utc};
use tierline_domain::{NewPersonLink, PersonLink, PersonLinkKind, UserId, text::normalized};

use super::user::{UserRow, user_columns};
use crate::{
    db::{on, run, word},
    error::Result,
    scope::{AuthRead, AuthTx},
    statement::statements,
};

statements! {
    INSERT = "insert into person_link (hash, user_id, kind, email_key, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)";
    /// A program's account has no password, whatever was sent for it.
    LOOKUP = (concat!("select ", user_columns!(), ", l.kind, l.expires_at from person_link l join users u on u.id = l.user_id \
              and u.email_key = l.email_key and u.disabled_at is null and u.keeper_id is null \
              where l.hash = $1 and l.expires_at > $2"));
    OPEN = "select count(*) from person_link where user_id = $1 and kind = $2 and expires_at > $3";
    REMOVE = "delete from person_link where hash = $1";
    REMOVE_OF = "delete from person_link where user_id = $1";
    PURGE = "delete from person_link where expires_at <= $1";
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    user: UserRow,
    kind: String,
    expires_at: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Result<PersonLink> {
        let user = self.user.read()?;
        let kind = word(PersonLinkKind::from_word(&self.kind), "person_link", "kind", user.id)?;
        Ok(PersonLink { user, kind, expires_at: self.expires_at })
    }
}

impl AuthRead<'_> {
    /// What the link of this hash is good for; none where it never was, was used, has ended, or was sent to an address that is no
    /// longer the person's, and where the account is shut.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn person_link_lookup(&mut self, hash: &[u8; 32], now: DateTime<Utc>) -> Result<Option<PersonLink>> {
        let row: Option<Row> = on!(self, |c| sqlx::query_as(LOOKUP).bind(&hash[..]).bind(now).fetch_optional(c))?;
        row.map(Row::read).transpose()
    }
}

impl AuthRead<'_> {
    /// How many links of a kind hold that a person has.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn person_links_open(&mut self, user: UserId, kind: PersonLinkKind, now: DateTime<Utc>) -> Result<i64> {
        on!(self, |c| sqlx::query_scalar(OPEN).bind(user.uuid()).bind(kind.word()).bind(now).fetch_one(c))
    }
}

impl AuthTx<'_> {
    /// Ends one link; says how many that were.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn person_link_remove(&mut self, hash: &[u8; 32]) -> Result<u64> {
        run!(self, sqlx::query(REMOVE).bind(&hash[..]))
    }

    /// Keeps a new link.
    ///
    /// # Errors
    /// [`Error::Reference`](crate::Error::Reference) where there is no such person.
    pub async fn person_link_insert(&mut self, link: &NewPersonLink) -> Result<()> {
        let NewPersonLink { hash, user, kind, email, created_at, expires_at } = link;
        run!(
            self,
            sqlx::query(INSERT)
                .bind(&hash[..])
                .bind(user.uuid())
                .bind(kind.word())
                .bind(normalized(email))
                .bind(*created_at)
                .bind(*expires_at)
        )
        .map(drop)
    }

    /// Ends all links of a person; says how many.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn person_links_remove_of(&mut self, user: UserId) -> Result<u64> {
        run!(self, sqlx::query(REMOVE_OF).bind(user.uuid()))
    }

    /// Forgets the links that have ended by themselves; says how many.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn person_links_purge(&mut self, now: DateTime<Utc>) -> Result<u64> {
        run!(self, sqlx::query(PURGE).bind(now))
    }
}
