//! What people are told in the desk: writing it, for one person or for all who follow something, in one statement.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{CustomerId, FollowReach, News, NoticeId, Role, UserId, health::Audience, roles_that_may};
use uuid::Uuid;

use super::id_list;
use crate::{
    change::Change,
    db::{BindOwner, on},
    error::Result,
    scope::TenantTx,
    statement::statements,
};

/// A new line for each of the own people who are asked for, can sign in and may see what it is about, without the one whose
/// doing it is. Each engine reads a list of roles in its own way.
macro_rules! tell {
    ($may_see:literal, $who:expr, $then:expr) => {
        concat!(
            "insert into notice (organization_id, cloud, user_id, id, topic, subject_id, kind, count, facts, at, told_by) \
             select $1, $2, m.user_id, $3, $4, $5, $6, $7, $8, $9, $10 from membership m join users u on u.id = m.user_id \
             where m.organization_id = $1 and m.cloud = $2 and m.customer_id is null and u.disabled_at is null \
             and m.user_id <> $12 and ",
            $may_see,
            " and m.user_id in (",
            $who,
            ") order by m.user_id on conflict (organization_id, cloud, user_id, topic, subject_id) do ",
            $then,
            " returning user_id"
        )
    };
}

/// The roles of a membership and the roles that may, on each engine.
macro_rules! lite_tell {
    ($who:expr, $then:expr) => {
        tell!(
            "exists (select 1 from json_each(m.roles) r where r.value in (select value from json_each($11)))",
            $who,
            $then
        )
    };
}
macro_rules! pg_tell {
    ($who:expr, $then:expr) => {
        tell!("jsonb_exists_any(m.roles, array(select jsonb_array_elements_text($11)))", $who, $then)
    };
}

/// The same cause is the same line: it says what is newest, counts what was not read, and is unread again. What weighs more
/// than the newest stays as long as it is unread: that the issue is new, that it is over, that it stands otherwise.
macro_rules! same_line {
    () => {
        "update set kind = case when notice.read_at is null and (excluded.kind = 'issue_posted' \
         or (excluded.kind = 'issue_status' and notice.kind = 'issue_new')) then notice.kind else excluded.kind end, \
         count = excluded.count + case when notice.read_at is null then notice.count else 0 end, \
         facts = excluded.facts, at = excluded.at, read_at = null, told_by = excluded.told_by \
         where notice.told_by <> excluded.told_by"
    };
}

/// Whether who follows a customer (`f`) reaches it at this moment: lists that came later count, but for a Global admin, whom none
/// narrows.
macro_rules! reaches {
    ($is_admin:literal) => {
        concat!(
            " and (not exists (select 1 from reach_entry e where e.organization_id = $1 and e.cloud = $2 \
             and e.user_id = f.user_id) or exists (select 1 from customer_reach c where c.organization_id = $1 \
             and c.cloud = $2 and c.user_id = f.user_id and c.customer_id = f.customer_id) \
             or exists (select 1 from membership g where g.organization_id = $1 and g.cloud = $2 and g.user_id = f.user_id and ",
            $is_admin,
            "))"
        )
    };
}
macro_rules! lite_reaches {
    () => {
        reaches!("exists (select 1 from json_each(g.roles) role where role.value = 'global_admin')")
    };
}
macro_rules! pg_reaches {
    () => {
        reaches!("jsonb_exists(g.roles, 'global_admin')")
    };
}

/// Who follows a customer that $13 names.
macro_rules! followers_of {
    ($reaches:expr) => {
        concat!(
            "select f.user_id from follow f where f.organization_id = $1 and f.cloud = $2 and f.kind = 'customer' \
             and f.customer_id = $13",
            $reaches
        )
    };
}

/// Who follows what an issue is about: $13 its services, $14 its regions, $15 whether it names no place, $16 whether it
/// concerns only the customers whose feeds list it.
macro_rules! followers {
    ($services:literal, $regions:literal, $reaches:expr) => {
        concat!(
            "select f.user_id from follow f where f.organization_id = $1 and f.cloud = $2 and f.kind = 'service' \
             and f.service in (", $services, ") \
             union all select f.user_id from follow f where f.organization_id = $1 and f.cloud = $2 and f.kind = 'region' \
             and f.region in (", $regions, ") and (f.service = '' or f.service in (", $services, ")) \
             union all select f.user_id from follow f where f.organization_id = $1 and f.cloud = $2 and f.kind = 'region' \
             and $15 and f.service in (", $services, ") \
             union all select f.user_id from health_issue_customer l join follow f on f.organization_id = l.organization_id \
             and f.cloud = l.cloud and f.customer_id = l.customer_id and f.kind = 'customer' where $16 \
             and l.organization_id = $1 and l.cloud = $2 and l.issue_id = $5",
            $reaches,
            " union all select f.user_id from follow f where not $16 and f.organization_id = $1 and f.cloud = $2 \
             and f.kind = 'customer' and exists (select 1 from subscription s where s.organization_id = $1 \
             and s.cloud = $2 and s.customer_id = f.customer_id and s.service in (",
            $services,
            ") and (s.region_key = '' or $15 or s.region_key in (",
            $regions,
            ")))",
            $reaches
        )
    };
}

statements! {
    /// The engines read lists of JSON by functions of different names, here and below.
    split TELL_PEOPLE = {
        lite: lite_tell!("select unhex(value) from json_each($13)", same_line!()),
        pg: pg_tell!("select value::uuid from jsonb_array_elements_text($13)", same_line!()),
    };
    /// All the people of the organization, as far as they may see it.
    split TELL_ALL = {
        lite: lite_tell!(
            "select x.user_id from membership x where x.organization_id = $1 and x.cloud = $2", same_line!()
        ),
        pg: pg_tell!("select x.user_id from membership x where x.organization_id = $1 and x.cloud = $2", same_line!()),
    };
    split TELL_FOLLOWERS = {
        lite: lite_tell!(
            followers!("select value from json_each($13)", "select value from json_each($14)", lite_reaches!()),
            same_line!()
        ),
        pg: pg_tell!(
            followers!(
                "select jsonb_array_elements_text($13)", "select jsonb_array_elements_text($14)", pg_reaches!()
            ),
            same_line!()
        ),
    };
    /// Who follows a service of it was told already.
    split TELL_FOLLOWERS_OF = {
        lite: lite_tell!(followers_of!(lite_reaches!()), "nothing"),
        pg: pg_tell!(followers_of!(pg_reaches!()), "nothing"),
    };
}

/// A notice to be written: what, under which identifier, when, and for which message or change.
#[derive(Debug, Clone)]
pub struct NewNotice<'a> {
    /// What is said.
    pub news: &'a News,
    /// The identifier for whoever has no line of this cause yet; people share it.
    pub id: NoticeId,
    /// When.
    pub at: DateTime<Utc>,
    /// What it is written for: the second time for the same, nothing happens.
    pub told_by: Uuid,
}

/// How many people are told by name that their bell has changed; more are told as all of the organization.
const BELLS: usize = 50;

/// The roles that may see what a notice is about.
fn roles(news: &News) -> Json<Vec<&'static str>> {
    let may = news.kind.topic().needs().map_or_else(|| Role::ALL.to_vec(), roles_that_may);
    Json(may.into_iter().map(Role::word).collect())
}

/// Binds what all the statements have in common, $1 to $12.
macro_rules! bound {
    ($sql:expr, $c:ident, $owner:expr, $notice:expr) => {{
        let NewNotice { news, id, at, told_by } = $notice;
        sqlx::query_scalar::<_, Uuid>($sql.on(&*$c))
            .owner($owner)
            .bind(id.uuid())
            .bind(news.kind.topic().word())
            .bind(news.subject.uuid())
            .bind(news.kind.word())
            .bind(news.count)
            .bind(Json(&news.facts))
            .bind(*at)
            .bind(*told_by)
            .bind(roles(news))
            .bind(news.by.map_or(Uuid::nil(), UserId::uuid))
    }};
}

impl TenantTx<'_> {
    /// Tells these people, as far as they are the own ones, can sign in and may see it. Gives how many there were.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn notice_tell(&mut self, notice: &NewNotice<'_>, people: &[UserId]) -> Result<usize> {
        let (owner, people) = (self.owner(), id_list(people.iter().map(|user| user.uuid())));
        let told = on!(self, |c| bound!(TELL_PEOPLE, c, owner, notice).bind(&people).fetch_all(c))?;
        Ok(self.bells(&told))
    }

    /// Tells all own people who can sign in and may see it, in one statement whatever their number. Gives how many there were.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn notice_tell_all(&mut self, notice: &NewNotice<'_>) -> Result<usize> {
        let owner = self.owner();
        let told = on!(self, |c| bound!(TELL_ALL, c, owner, notice).fetch_all(c))?;
        Ok(self.bells(&told))
    }

    /// Tells everybody who follows what an issue is about, in one statement whatever their number. Gives how many there were.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn notice_tell_followers(
        &mut self,
        notice: &NewNotice<'_>,
        reach: &FollowReach,
        audience: Audience,
    ) -> Result<usize> {
        let owner = self.owner();
        let told = on!(self, |c| {
            bound!(TELL_FOLLOWERS, c, owner, notice)
                .bind(Json(&reach.services))
                .bind(Json(&reach.regions))
                .bind(reach.anywhere)
                .bind(audience == Audience::Listed)
                .fetch_all(c)
        })?;
        Ok(self.bells(&told))
    }

    /// Tells who follows a customer of an issue that its own feed lists by now; who has a line of the issue keeps it as it
    /// is. Gives how many were told.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn notice_tell_followers_of(&mut self, notice: &NewNotice<'_>, customer: CustomerId) -> Result<usize> {
        let owner = self.owner();
        let told = on!(self, |c| bound!(TELL_FOLLOWERS_OF, c, owner, notice).bind(customer.uuid()).fetch_all(c))?;
        Ok(self.bells(&told))
    }

    /// Notes whose bell has changed, so that open pages look again.
    pub(crate) fn bells(&mut self, users: &[Uuid]) -> usize {
        let owner = self.owner();
        if users.len() > BELLS {
            self.link().note_change(Change::Bell { owner, user: None });
        } else {
            for user in users {
                self.link().note_change(Change::Bell { owner, user: Some(UserId(*user)) });
            }
        }
        users.len()
    }
}
