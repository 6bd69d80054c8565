//! People who can sign in.

use chrono::{DateTime, Utc};
use tierline_domain::{Language, OrganizationId, User, UserId, text::normalized};
use uuid::Uuid;

use crate::{
    db::{on, run, word},
    error::Result,
    scope::{AuthRead, AuthTx},
    statement::statements,
};

/// The columns of a person under the alias `u`, with a prefix: identities read them beside other tables' ones.
macro_rules! user_columns {
    () => {
        "u.id as user_id, u.name as user_name, u.email as user_email, u.language as user_language, \
         u.time_zone as user_time_zone, u.phone as user_phone, u.country as user_country, \
         u.disabled_at as user_disabled_at"
    };
}
pub(crate) use user_columns;

statements! {
    INSERT = "insert into users \
              (id, name, name_key, email, email_key, language, time_zone, phone, country, disabled_at, password_hash) \
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    UPDATE = "update users set name = $2, name_key = $3, email = $4, email_key = $5, language = $6, time_zone = $7, \
              phone = $8, country = $9, disabled_at = $10 where id = $1";
    /// The account of a program has no password, whoever asks.
    PASSWORD_SET = "update users set password_hash = $2 where id = $1 and keeper_id is null";
    LOOKUP = (concat!("select ", user_columns!(), " from users u where u.id = $1"));
    BY_EMAIL = (concat!("select ", user_columns!(), ", u.password_hash from users u where u.email_key = $1"));
    /// Held until the transaction ends: who signs in and who changes by what they do so wait for each other.
    lock HOLD = (concat!("select ", user_columns!(), ", u.password_hash from users u where u.id = $1"));
    COUNT = "select count(*) from users";
    OPENS_FOR = "select opens_for from users where id = $1";
    /// Who still belongs somewhere is not gone for good.
    LET_GO = "update users set opens_for = null where id = $1 and opens_for = $2 \
              and not exists (select 1 from membership m where m.user_id = $1)";
}

/// A row of the table, without the password's hash.
#[derive(sqlx::FromRow)]
pub(crate) struct UserRow {
    user_id: Uuid,
    user_name: String,
    user_email: String,
    user_language: Option<String>,
    user_time_zone: Option<String>,
    user_phone: Option<String>,
    user_country: Option<String>,
    user_disabled_at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct CredentialsRow {
    #[sqlx(flatten)]
    user: UserRow,
    password_hash: Option<String>,
}

impl UserRow {
    /// The person that it holds.
    pub(crate) fn read(self) -> Result<User> {
        let id = UserId(self.user_id);
        let language = |language: String| word(Language::from_word(&language), "users", "language", id);
        Ok(User {
            id,
            name: self.user_name,
            email: self.user_email,
            language: self.user_language.map(language).transpose()?,
            time_zone: self.user_time_zone,
            phone: self.user_phone,
            country: self.user_country,
            disabled_at: self.user_disabled_at,
        })
    }
}

impl AuthRead<'_> {
    /// A person, whose account may be shut.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn user_lookup(&mut self, id: UserId) -> Result<Option<User>> {
        let row: Option<UserRow> = on!(self, |c| sqlx::query_as(LOOKUP).bind(id.uuid()).fetch_optional(c))?;
        row.map(UserRow::read).transpose()
    }

    /// The person with this address in any case of letters, and the hash of their password where they have one.
    /// Their account may be shut.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn user_by_email(&mut self, email: &str) -> Result<Option<(User, Option<String>)>> {
        let key = normalized(email);
        let row: Option<CredentialsRow> = on!(self, |c| sqlx::query_as(BY_EMAIL).bind(&key).fetch_optional(c))?;
        row.map(|row| Ok((row.user.read()?, row.password_hash))).transpose()
    }

    /// The organization alone for which what opens the account was made; none where several had the account at once, where the last one
    /// let its person go for good, and where nobody knows.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn user_opens_for(&mut self, id: UserId) -> Result<Option<OrganizationId>> {
        let found: Option<Option<Uuid>> =
            on!(self, |c| sqlx::query_scalar(OPENS_FOR).bind(id.uuid()).fetch_optional(c))?;
        Ok(found.flatten().map(OrganizationId))
    }

    /// How many people there are.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn user_count(&mut self) -> Result<i64> {
        on!(self, |c| sqlx::query_scalar(COUNT).fetch_one(c))
    }
}

impl AuthTx<'_> {
    /// A person, whose account may be shut, and the hash of their password where they have one, as they are until the transaction
    /// ends.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn user_hold(&mut self, id: UserId) -> Result<Option<(User, Option<String>)>> {
        let row: Option<CredentialsRow> =
            on!(self, |c| sqlx::query_as(HOLD.on(&*c)).bind(id.uuid()).fetch_optional(c))?;
        row.map(|row| Ok((row.user.read()?, row.password_hash))).transpose()
    }

    /// Adds a person; without a password's hash, nobody can sign in by password.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `user_email` where somebody has the address.
    pub async fn user_insert(&mut self, user: &User, password_hash: Option<&str>) -> Result<()> {
        let User { id, name, email, language, time_zone, phone, country, disabled_at } = user;
        run!(
            self,
            sqlx::query(INSERT)
                .bind(id.uuid())
                .bind(name)
                .bind(normalized(name))
                .bind(email)
                .bind(normalized(email))
                .bind(language.map(Language::word))
                .bind(time_zone)
                .bind(phone)
                .bind(country)
                .bind(*disabled_at)
                .bind(password_hash)
        )
        .map(drop)
    }

    /// Changes a person, all but the password; says whether there is one. Shutting the account ends its sessions for
    /// good; its tokens do not work for as long as it is shut.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `user_email` where somebody else has the address.
    pub async fn user_update(&mut self, user: &User) -> Result<bool> {
        let User { id, name, email, language, time_zone, phone, country, disabled_at } = user;
        let touched = run!(
            self,
            sqlx::query(UPDATE)
                .bind(id.uuid())
                .bind(name)
                .bind(normalized(name))
                .bind(email)
                .bind(normalized(email))
                .bind(language.map(Language::word))
                .bind(time_zone)
                .bind(phone)
                .bind(country)
                .bind(*disabled_at)
        )?;
        if disabled_at.is_some() {
            self.sessions_remove_of(*id).await?;
        }
        Ok(touched > 0)
    }

    /// Keeps that an organization let its person go for good, where they belong nowhere now: what opened the account for it opens it for
    /// nobody who comes back.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn user_let_go(&mut self, id: UserId, organization: OrganizationId) -> Result<()> {
        run!(self, sqlx::query(LET_GO).bind(id.uuid()).bind(organization.uuid())).map(drop)
    }

    /// Sets the hash of a person's password; says whether there is such a person.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn user_password_set(&mut self, id: UserId, password_hash: &str) -> Result<bool> {
        Ok(run!(self, sqlx::query(PASSWORD_SET).bind(id.uuid()).bind(password_hash))? > 0)
    }
}
