//! What cases are matched against: the issues that an owner sees and that can still explain something, all of them or those
//! that changed.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use tierline_domain::{CustomerId, HealthIssueId, health::HealthIssue};
use uuid::Uuid;

use super::{
    health_issue::{Row, issue_fields, visible},
    health_revision::HealthRevision,
    id_list,
};
use crate::{
    db::{BindOwner, on},
    error::Result,
    scope::TenantRead,
    statement::statements,
};

/// What had not ended before a time. An issue that the provider closed without naming an end ended when it last changed it.
macro_rules! matchable {
    () => {
        concat!(
            visible!(),
            " and (i.ends_at >= $3 or (i.ends_at is null and (not i.is_over or i.last_modified_at >= $3)))"
        )
    };
}

macro_rules! issues {
    ($only:literal) => {
        concat!(issue_fields!(), "from health_issue i where ", matchable!(), $only, " order by i.organization_id, i.id")
    };
}

macro_rules! texts {
    ($only:literal) => {
        concat!(
            "select i.id, p.text from health_issue i join health_post p on p.organization_id = i.organization_id \
             and p.cloud = i.cloud and p.issue_id = i.id where ",
            matchable!(),
            $only,
            " order by i.organization_id, i.id, p.at, p.id"
        )
    };
}

macro_rules! customers {
    ($only:literal) => {
        concat!(
            "select i.id, l.customer_id from health_issue i join health_issue_customer l \
             on l.organization_id = i.organization_id and l.cloud = i.cloud and l.issue_id = i.id where ",
            matchable!(),
            $only,
            " order by i.id, l.customer_id"
        )
    };
}

statements! {
    ISSUES = (issues!(""));
    TEXTS = (texts!(""));
    CUSTOMERS = (customers!(""));
    /// The number of issues varies and the text does not; see `id_list` for the two ways to read them.
    split ISSUES_OF = {
        lite: issues!(" and i.id in (select unhex(value) from json_each($4))"),
        pg: issues!(" and i.id in (select value::uuid from jsonb_array_elements_text($4))"),
    };
    split TEXTS_OF = {
        lite: texts!(" and i.id in (select unhex(value) from json_each($4))"),
        pg: texts!(" and i.id in (select value::uuid from jsonb_array_elements_text($4))"),
    };
    split CUSTOMERS_OF = {
        lite: customers!(" and i.id in (select unhex(value) from json_each($4))"),
        pg: customers!(" and i.id in (select value::uuid from jsonb_array_elements_text($4))"),
    };
    CHANGED = (concat!(
        "select i.id from health_issue i where ", visible!(), " and i.organization_id = $3 and i.revision > $4 order by i.id"
    ));
}

/// An issue with all that cases are matched by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownIssue {
    /// The issue.
    pub issue: HealthIssue,
    /// The texts of its posts, the oldest first, separated by line breaks.
    pub text: String,
    /// The customers whose own feeds list it, sorted.
    pub listed_for: Vec<CustomerId>,
}

impl TenantRead<'_> {
    /// The issues that this owner sees and that had not ended before a time: all, or those of some.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issues_known(
        &mut self,
        since: DateTime<Utc>,
        only: Option<&[HealthIssueId]>,
    ) -> Result<Vec<KnownIssue>> {
        let (owner, some) = (self.owner(), only.is_some());
        let ids = id_list(only.unwrap_or_default().iter().map(|id| id.uuid()));
        let rows: Vec<Row> = on!(self, |c| {
            let query = sqlx::query_as(if some { ISSUES_OF.on(&*c) } else { ISSUES }).owner(owner).bind(since);
            (if some { query.bind(&ids) } else { query }).fetch_all(c)
        })?;
        let posts: Vec<(Uuid, String)> = on!(self, |c| {
            let query = sqlx::query_as(if some { TEXTS_OF.on(&*c) } else { TEXTS }).owner(owner).bind(since);
            (if some { query.bind(&ids) } else { query }).fetch_all(c)
        })?;
        let listed: Vec<(Uuid, Uuid)> = on!(self, |c| {
            let query = sqlx::query_as(if some { CUSTOMERS_OF.on(&*c) } else { CUSTOMERS }).owner(owner).bind(since);
            (if some { query.bind(&ids) } else { query }).fetch_all(c)
        })?;
        put_together(rows, posts, listed)
    }

    /// Which issues changed from one revision to a later one; none where that cannot be told, because a program that does not
    /// write it down took a step in between.
    ///
    /// # Errors
    /// What the driver reports.
    pub async fn issues_changed(
        &mut self,
        from: &HealthRevision,
        to: &HealthRevision,
    ) -> Result<Option<Vec<HealthIssueId>>> {
        let owner = self.owner();
        let Some(steps) = from.steps_to(to) else { return Ok(None) };
        let mut changed = Vec::new();
        for (organization, revision) in steps {
            let ids: Vec<Uuid> = on!(self, |c| {
                sqlx::query_scalar(CHANGED).owner(owner).bind(organization.uuid()).bind(revision).fetch_all(c)
            })?;
            changed.extend(ids.into_iter().map(HealthIssueId));
        }
        Ok(Some(changed))
    }
}

fn put_together(rows: Vec<Row>, posts: Vec<(Uuid, String)>, listed: Vec<(Uuid, Uuid)>) -> Result<Vec<KnownIssue>> {
    let mut texts = HashMap::<Uuid, String>::new();
    for (issue, text) in posts {
        let all = texts.entry(issue).or_default();
        if !all.is_empty() {
            all.push('\n');
        }
        all.push_str(&text);
    }
    let mut customers = HashMap::<Uuid, Vec<CustomerId>>::new();
    for (issue, customer) in listed {
        customers.entry(issue).or_default().push(CustomerId(customer));
    }
    let known = |row: Row| {
        let (text, listed_for) =
            (texts.remove(&row.id).unwrap_or_default(), customers.remove(&row.id).unwrap_or_default());
        Ok(KnownIssue { issue: row.read()?, text, listed_for })
    };
    rows.into_iter().map(known).collect()
}
