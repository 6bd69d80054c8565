//! The posts of documented issues.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{
    HealthIssueId, HealthPostId,
    health::{HealthPost, PostFormat},
};
use uuid::Uuid;

use super::{health_issue::visible, id_list};
use crate::{
    db::{BindOwner, on, run, word},
    error::Result,
    scope::{TenantRead, TenantTx},
    statement::statements,
};

/// The posts of some issues, issue by issue.
macro_rules! of_issues {
    ($list:literal) => {
        concat!(
            "select p.issue_id, p.id, p.source_key, p.at, p.text, p.format, p.revisions from health_issue i join health_post p \
             on p.organization_id = i.organization_id and p.cloud = i.cloud and p.issue_id = i.id where ",
            visible!(),
            " and i.id in ",
            $list,
            " order by p.issue_id, p.at, p.id"
        )
    };
}

statements! {
    PUT = "insert into health_post (organization_id, cloud, issue_id, id, source_key, at, text, format, revisions) \
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (organization_id, cloud, issue_id, id) \
           do update set at = excluded.at, text = excluded.text, format = excluded.format, revisions = excluded.revisions";
    LIST = (concat!(
        "select p.id, p.source_key, p.at, p.text, p.format, p.revisions from health_issue i join health_post p \
         on p.organization_id = i.organization_id and p.cloud = i.cloud and p.issue_id = i.id where ",
        visible!(), " and i.id = $3 order by p.at, p.id"
    ));
    /// The number of issues varies and the text does not; see `id_list` for the two ways to read them.
    split LIST_OF = {
        lite: of_issues!("(select unhex(value) from json_each($3))"),
        pg: of_issues!("(select value::uuid from jsonb_array_elements_text($3))"),
    };
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    source_key: String,
    at: DateTime<Utc>,
    text: String,
    format: String,
    revisions: Json<Vec<String>>,
}

#[derive(sqlx::FromRow)]
struct OfIssue {
    issue_id: Uuid,
    #[sqlx(flatten)]
    post: Row,
}

impl Row {
    fn read(self) -> Result<HealthPost> {
        let id = HealthPostId(self.id);
        Ok(HealthPost {
            id,
            source_key: self.source_key,
            at: self.at,
            text: self.text,
            format: word(PostFormat::from_word(&self.format), "health_post", "format", id)?,
            revisions: self.revisions.0,
        })
    }
}

impl TenantRead<'_> {
    /// The posts of an issue that this owner sees, the oldest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn post_list(&mut self, issue: HealthIssueId) -> Result<Vec<HealthPost>> {
        let owner = self.owner();
        let rows: Vec<Row> = on!(self, |c| sqlx::query_as(LIST).owner(owner).bind(issue.uuid()).fetch_all(c))?;
        rows.into_iter().map(Row::read).collect()
    }

    /// The posts of some issues that this owner sees: issue by issue, the oldest first.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn post_list_of(&mut self, issues: &[HealthIssueId]) -> Result<Vec<(HealthIssueId, HealthPost)>> {
        let (owner, ids) = (self.owner(), id_list(issues.iter().map(|id| id.uuid())));
        let rows: Vec<OfIssue> = on!(self, |c| sqlx::query_as(LIST_OF.on(&*c)).owner(owner).bind(&ids).fetch_all(c))?;
        rows.into_iter().map(|row| Ok((HealthIssueId(row.issue_id), row.post.read()?))).collect()
    }
}

impl TenantTx<'_> {
    /// Keeps a post of an own issue: a new one, or a new state of one with this identifier.
    ///
    /// # Errors
    /// [`Error::Unique`](crate::Error::Unique) with `health_post_source` where another post of the issue has the same
    /// key; [`Error::Reference`](crate::Error::Reference) where there is no such issue here.
    pub async fn post_put(&mut self, issue: HealthIssueId, post: &HealthPost) -> Result<()> {
        let owner = self.owner();
        run!(
            self,
            sqlx::query(PUT)
                .owner(owner)
                .bind(issue.uuid())
                .bind(post.id.uuid())
                .bind(&post.source_key)
                .bind(post.at)
                .bind(&post.text)
                .bind(post.format.word())
                .bind(Json(&post.revisions))
        )
        .map(drop)
    }
}
