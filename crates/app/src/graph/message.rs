//! Messages about services: news, changes, retirements. What the provider adds for one reader (read, archived, marked) is not kept.

use serde_json::{Value, json};
use tierline_domain::health::{HealthIssue, HealthPost, IssueKind};

use super::{
    health::{body, documented, is_known_here, time},
    walk::posts_of,
};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Error, Result},
};

/// The contract's words for what is expected of the reader (Microsoft Graph, `serviceUpdateCategory`).
const CATEGORIES: &[&str] = &["preventOrFixIssue", "planForChange", "stayInformed"];

pub(super) fn is_message(issue: &HealthIssue) -> bool {
    is_known_here(issue) && issue.kind == IssueKind::Announcement
}

/// What a list shows of a message; [`tell`] adds its text.
pub(super) fn line(issue: &HealthIssue) -> Value {
    let category = CATEGORIES.iter().find(|word| word.eq_ignore_ascii_case(&issue.source_status));
    let mut item = json!({
        "id": issue.source_id,
        "title": issue.title,
        "startDateTime": time(issue.starts_at),
        "endDateTime": issue.ends_at.map(time),
        "lastModifiedDateTime": time(issue.last_modified_at),
        "services": issue.services,
    });
    if let Some(category) = category {
        item["category"] = json!(category);
    }
    item
}

/// A message has one text, which is rewritten in place.
pub(super) fn tell(item: &mut Value, posts: &[HealthPost]) {
    item["body"] = posts.last().map(body).unwrap_or_default();
}

/// One message: by its provider's identifier, or the desk's.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn message(app: &App, ctx: &Ctx, named: &str) -> Result<Value> {
    let found = documented(app, ctx, named).await?.filter(is_message).ok_or(Error::NotFound)?;
    let mut item = line(&found);
    tell(&mut item, &posts_of(app, ctx, &[found.id]).await?.remove(&found.id).unwrap_or_default());
    Ok(item)
}
