//! The audit log: looked through, and taken along.

use axum::{
    http::Uri,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;
use tierline_app::{AuditQuery, Ctx, Error, account, audit_export, audit_list, error::Faults};
use tierline_domain::AuditId;
use tierline_render::{
    Form,
    page::{AuditLine, AuditPage, AuditPart},
};

use super::{
    checks::local_time,
    fault::{Answer, Fault},
    posted::{Posted, Values},
    query,
    route::{Route, get, post},
    visit::Visit,
};
use crate::kit::{cursor, lines::Lines};

/// Entries of a page.
const LINES: usize = 100;
/// Parts of what is known of an entry that are shown: more is in the export.
const PARTS: usize = 20;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/audit", show), post("/audit/exports", export)]
}

async fn show(visit: Visit, uri: Uri) -> Answer {
    let asked = Values(query::pairs(&uri));
    let before: Option<AuditId> = asked
        .given("cursor")
        .map(|text| cursor::read(&text))
        .transpose()
        .map_err(|fault| Error::Invalid(vec![fault]))?;
    let found = match wanted(&asked, &visit.ctx) {
        Ok(wanted) => {
            let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
            audit_list(&visit.app, &visit.ctx, AuditQuery { before, limit, ..wanted }).await
        }
        Err(error) => Err(error),
    };
    let people = people(&visit).await?;
    let mut found = match found {
        Ok(found) => found,
        Err(Error::Invalid(faults)) => {
            let page = AuditPage { filter: asked.refused("", &faults), people, ..AuditPage::default() };
            return visit.unsound(&page).await.map_err(Into::into);
        }
        Err(error) => return Err(error.into()),
    };
    let next = (found.len() > LINES).then(|| found.truncate(LINES)).and_then(|()| found.last());
    let next = next.map(|last| cursor::write(&last.id));
    let lines = found.into_iter().map(|line| AuditLine {
        at: line.at,
        actor: line.actor_name.or(line.actor),
        action: line.action,
        subject: line.subject,
        request_id: line.request_id,
        address: line.address,
        entrance: line.entrance,
        parts: parts(&line.detail),
        seal: line.seal,
        erased: line.erased,
    });
    visit.page(&AuditPage { filter: Form::posted("", asked.0), people, lines: lines.collect(), next }).await
}

/// Those whose acts can be asked for by name: a customer's people are found by their identifier.
async fn people(visit: &Visit) -> Result<Vec<(String, String)>, Error> {
    let members = account::user_list(&visit.app, &visit.ctx, None).await?;
    Ok(members.into_iter().map(|member| (member.user.id.to_string(), member.user.name)).collect())
}

/// What the fields of the filter ask for.
fn wanted(asked: &Values, ctx: &Ctx) -> Result<AuditQuery, Error> {
    let mut faults = Faults::default();
    let trimmed = |name: &str| asked.given(name).map(|text| text.trim().to_owned());
    let since = day(asked, &mut faults, "since", ctx.zone(), 0);
    // The last day is meant whole.
    let until = day(asked, &mut faults, "until", ctx.zone(), 1);
    let refused = match asked.text("outcome") {
        "done" => Some(false),
        "refused" => Some(true),
        _ => None,
    };
    faults.finish()?;
    let (actor, action, subject) = (trimmed("actor"), trimmed("action"), trimmed("subject"));
    Ok(AuditQuery { actor, action, refused, subject, since, until, ..AuditQuery::default() })
}

/// The beginning of a day as a person's own calendar has it, so many days later.
fn day(asked: &Values, faults: &mut Faults, name: &str, zone: Tz, later: u64) -> Option<DateTime<Utc>> {
    let text = asked.text(name).trim();
    if text.is_empty() {
        return None;
    }
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let begun = date
        .and_then(|date| date.checked_add_days(chrono::Days::new(later)))
        .and_then(|date| local_time(&date.and_time(NaiveTime::MIN).format("%Y-%m-%dT%H:%M").to_string(), zone));
    if begun.is_none() {
        faults.add(name, "not_a_date", "Write a day like 2026-12-25.");
    }
    begun
}

/// What the filter shows, all of it, the oldest first.
async fn export(Posted { visit, ctx, values }: Posted) -> Result<Response, Fault> {
    let wanted = wanted(&values, &ctx).map_err(|error| Fault::from(error).back("/audit"))?;
    let made = audit_export(&visit.app, &ctx, wanted).await.map_err(|error| Fault::from(error).back("/audit"))?;
    Ok(Lines::of(&ctx, visit.app.now(), made).into_response())
}

/// What else is known of an entry, part by part.
fn parts(detail: &Value) -> Vec<AuditPart> {
    let Value::Object(fields) = detail else { return Vec::new() };
    let told = fields.iter().filter(|(_, value)| !value.is_null()).take(PARTS);
    let part = |(name, value): (&String, &Value)| match (value.get("before"), value.get("after")) {
        (Some(before), Some(after)) => {
            AuditPart { name: name.clone(), before: Some(plain(before)), value: plain(after) }
        }
        _ => AuditPart { name: name.clone(), before: None, value: plain(value) },
    };
    told.map(part).collect()
}

/// A value as a person reads it.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => "\u{2013}".to_owned(),
        Value::String(text) if text.is_empty() => "\u{2013}".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) if all.iter().all(|one| !one.is_object() && !one.is_array()) => {
            all.iter().map(plain).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_change_says_what_was_before_and_after() {
        let told = parts(&json!({
            "roles": { "before": ["sales_agent"], "after": ["admin_agent", "sales_agent"] }, "due": null, "days": 30,
        }));
        let read: Vec<_> = told.iter().map(|p| (p.name.as_str(), p.before.as_deref(), p.value.as_str())).collect();
        assert_eq!(read, [("roles", Some("sales_agent"), "admin_agent, sales_agent"), ("days", None, "30")]);
    }
}
