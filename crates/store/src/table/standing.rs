//! What somebody is at this moment, asked once more by the session or the token that their call came by: a call can wait, and a right
//! can end meanwhile. What the desk does later in somebody's name asks the same.

use chrono::{DateTime, Utc};
use tierline_domain::{Owner, SessionId, Standing, TokenId, UserId};
use uuid::Uuid;

use super::{
    elevation::{Elevated, lite_elevated, pg_elevated},
    membership::{MembershipRow, membership_columns},
    session::listed,
};
use crate::{
    db::{BindOwner, on},
    dialect::Sql,
    error::Result,
    scope::{AuthRead, Read, Scope, TenantRead},
    statement::statements,
};

/// One look at an index for the session or token, and one for each of what it leads to. $1 names it, $2 is now, $3 and $4 are the
/// owner, $5 is the person. A session moves to another place of its person, so what counts is the membership where the call began.
macro_rules! standing {
    ($elevated:expr, $from:literal, $condition:literal) => {
        concat!(
            "select ",
            membership_columns!(),
            ", ",
            listed!(),
            " as listed, ",
            $elevated,
            " as elevated from ",
            $from,
            " b join membership m on m.organization_id = $3 and m.cloud = $4 and m.user_id = b.user_id \
             join users u on u.id = m.user_id and u.disabled_at is null where b.id = $1 and b.user_id = $5 and ",
            $condition
        )
    };
}

statements! {
    /// The engines gather the roles that one has for a time by functions of different names, here and below.
    split BY_SESSION = {
        lite: standing!(lite_elevated!(), "session", "b.expires_at > $2"),
        pg: standing!(pg_elevated!(), "session", "b.expires_at > $2"),
    };
    split BY_TOKEN = {
        lite: standing!(lite_elevated!(), "token", "b.organization_id = $3 and b.cloud = $4 and b.revoked_at is null \
                        and (b.expires_at is null or b.expires_at > $2)"),
        pg: standing!(pg_elevated!(), "token", "b.organization_id = $3 and b.cloud = $4 and b.revoked_at is null \
                      and (b.expires_at is null or b.expires_at > $2)"),
    };
    /// By nothing but who it is.
    split BY_PERSON = {
        lite: standing!(lite_elevated!(), "(select id, id as user_id from users)", "u.id = b.id"),
        pg: standing!(pg_elevated!(), "(select id, id as user_id from users)", "u.id = b.id"),
    };
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    membership: MembershipRow,
    listed: bool,
    elevated: Elevated,
}

impl Row {
    fn read(self) -> Result<Standing> {
        let elevated = self.elevated.map(|roles| roles.0).unwrap_or_default();
        Ok(Standing::of(self.membership.read()?, self.listed, elevated))
    }
}

/// By what a call came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearer {
    /// A session, by what it is called: its secret changes when its person proves anew who they are.
    Session(SessionId),
    /// A token.
    Token(TokenId),
    /// None: the desk does something later in the person's name.
    Person,
}

impl Bearer {
    fn statement(self, user: UserId) -> (Sql, Uuid) {
        match self {
            Self::Session(id) => (BY_SESSION, id.uuid()),
            Self::Token(id) => (BY_TOKEN, id.uuid()),
            Self::Person => (BY_PERSON, user.uuid()),
        }
    }
}

async fn standing<S: Scope>(
    read: &mut Read<'_, S>,
    owner: Owner,
    user: UserId,
    bearer: Bearer,
    now: DateTime<Utc>,
) -> Result<Option<Standing>> {
    let (statement, id) = bearer.statement(user);
    let row: Option<Row> = on!(read, |c| sqlx::query_as(statement.on(&*c))
        .bind(id)
        .bind(now)
        .owner(owner)
        .bind(user.uuid())
        .fetch_optional(c))?;
    row.map(Row::read).transpose()
}

impl TenantRead<'_> {
    /// What a person is here now; none where the session has ended, the token has ended or was revoked, the account is shut, or the
    /// person is no longer a member. A session that began before sessions had names does not stand.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn standing(&mut self, user: UserId, bearer: Bearer, now: DateTime<Utc>) -> Result<Option<Standing>> {
        let owner = self.owner();
        standing(&mut self.desk(), owner, user, bearer, now).await
    }
}

impl AuthRead<'_> {
    /// The same where somebody acts.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn standing_at(
        &mut self,
        owner: Owner,
        user: UserId,
        bearer: Bearer,
        now: DateTime<Utc>,
    ) -> Result<Option<Standing>> {
        standing(self, owner, user, bearer, now).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Engine, System, db::Conn, test_support::TestStore};

    /// The statement runs at the beginning of each change, on the connection that everybody's writes wait for.
    #[tokio::test]
    async fn a_standing_is_found_by_indexes_alone() {
        let store = TestStore::open(Engine::Sqlite).await;
        let mut read = store.read(System).await.unwrap();
        for (statement, first) in [(BY_SESSION, "SEARCH b "), (BY_TOKEN, "SEARCH b "), (BY_PERSON, "SEARCH m ")] {
            let sql = sqlx::AssertSqlSafe(format!("explain query plan {}", statement.lite));
            let Conn::Lite(conn) = read.link().conn() else { unreachable!("the store is on SQLite") };
            let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(sql).fetch_all(conn).await.unwrap();
            let steps: Vec<&str> = plan.iter().map(|(.., step)| step.as_str()).collect();
            assert!(steps.iter().any(|step| step.starts_with(first)), "{steps:#?}");
            assert!(!steps.iter().any(|step| step.starts_with("SCAN")), "{steps:#?}");
        }
    }
}
