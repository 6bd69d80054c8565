//! The posts of documented issues.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tierline_domain::{
    HealthIssueId, HealthPostId, LanguageTag,
    health::{HealthPost, PostFormat, Revision, Translation},
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
    ($list:literal, $last:expr) => {
        concat!(
            "select p.issue_id, p.id, p.source_key, p.at, p.text, p.format, p.revisions, p.language, p.since, \
             p.translations, p.earlier from health_issue i join health_post p \
             on p.organization_id = i.organization_id and p.cloud = i.cloud and p.issue_id = i.id where ",
            visible!(),
            " and i.id in ",
            $list,
            $last,
            " order by p.issue_id, p.at, p.id"
        )
    };
}

/// Of each issue the post that came last.
macro_rules! last {
    () => {
        " and p.id = (select l.id from health_post l where l.organization_id = i.organization_id and l.cloud = i.cloud \
         and l.issue_id = i.id order by l.at desc, l.id desc limit 1)"
    };
}

statements! {
    PUT = "insert into health_post (organization_id, cloud, issue_id, id, source_key, at, text, format, revisions, \
           language, since, translations, earlier) \
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (organization_id, cloud, issue_id, id) \
           do update set at = excluded.at, text = excluded.text, format = excluded.format, revisions = excluded.revisions, \
           language = excluded.language, since = excluded.since, translations = excluded.translations, \
           earlier = excluded.earlier";
    LIST = (concat!(
        "select p.id, p.source_key, p.at, p.text, p.format, p.revisions, p.language, p.since, \
         p.translations, p.earlier from health_issue i join health_post p \
         on p.organization_id = i.organization_id and p.cloud = i.cloud and p.issue_id = i.id where ",
        visible!(), " and i.id = $3 order by p.at, p.id"
    ));
    /// The number of issues varies and the text does not; see `id_list` for the two ways to read them.
    split LIST_OF = {
        lite: of_issues!("(select unhex(value) from json_each($3))", ""),
        pg: of_issues!("(select value::uuid from jsonb_array_elements_text($3))", ""),
    };
    split LAST_OF = {
        lite: of_issues!("(select unhex(value) from json_each($3))", last!()),
        pg: of_issues!("(select value::uuid from jsonb_array_elements_text($3))", last!()),
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
    language: Option<String>,
    since: Option<DateTime<Utc>>,
    translations: Option<Json<Vec<Translation>>>,
    earlier: Option<Json<Vec<Revision>>>,
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
        let tag = |text: String| word(LanguageTag::parse(&text), "health_post", "language", id);
        Ok(HealthPost {
            id,
            source_key: self.source_key,
            at: self.at,
            text: self.text,
            format: word(PostFormat::from_word(&self.format), "health_post", "format", id)?,
            language: self.language.map(tag).transpose()?,
            since: self.since,
            translations: self.translations.map(|list| list.0).unwrap_or_default(),
            revisions: revisions(self.revisions.0, self.earlier.map(|list| list.0).unwrap_or_default()),
        })
    }
}

fn of_issues(rows: Vec<OfIssue>) -> Result<Vec<(HealthIssueId, HealthPost)>> {
    rows.into_iter().map(|row| Ok((HealthIssueId(row.issue_id), row.post.read()?))).collect()
}

/// The earlier texts with what is known of them: a program of before their times were kept writes the texts alone.
fn revisions(texts: Vec<String>, mut known: Vec<Revision>) -> Vec<Revision> {
    for text in texts {
        if !known.iter().any(|revision| revision.text == text) {
            known.push(Revision { text, language: None, since: None, translations: Vec::new() });
        }
    }
    known.sort_by(|a, b| a.text.cmp(&b.text));
    known
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
        of_issues(rows)
    }

    /// The last post of each of some issues that this owner sees; nothing of those that have none.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn post_last_of(&mut self, issues: &[HealthIssueId]) -> Result<Vec<(HealthIssueId, HealthPost)>> {
        let (owner, ids) = (self.owner(), id_list(issues.iter().map(|id| id.uuid())));
        let rows: Vec<OfIssue> = on!(self, |c| sqlx::query_as(LAST_OF.on(&*c)).owner(owner).bind(&ids).fetch_all(c))?;
        of_issues(rows)
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
                .bind(Json(post.revisions.iter().map(|revision| &revision.text).collect::<Vec<_>>()))
                .bind(post.language.as_ref().map(LanguageTag::as_str))
                .bind(post.since)
                .bind((!post.translations.is_empty()).then_some(Json(&post.translations)))
                .bind((!post.revisions.is_empty()).then_some(Json(&post.revisions)))
        )
        .map(drop)
    }
}
