//! What the feeds of the benchmark say: made up, the same in each run but for the time that it counts from.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

/// Services that issues and cases are about.
pub(super) const SERVICES: [&str; 10] = [
    "Exchange Online",
    "Microsoft Teams",
    "SharePoint Online",
    "OneDrive",
    "Intune",
    "Power Automate",
    "Virtual Machines",
    "Azure SQL",
    "Storage",
    "Viva Engage",
];

/// What the titles of issues, and the subjects of cases, say.
pub(super) const SYMPTOMS: [&str; 6] = [
    "shared mailboxes do not open in the browser",
    "files do not sync",
    "messages are delayed",
    "the search finds nothing",
    "sign-in asks again and again",
    "pages load slowly",
];

/// One of so many issues goes on; the others ended over a year.
const GOING_ON: usize = 50;
/// Minutes of a year.
const YEAR: i64 = 365 * 24 * 60;

/// A Graph payload of the issues with these numbers, of so many in all.
pub(super) fn graph(
    numbers: impl IntoIterator<Item = usize>,
    issues: usize,
    posts: usize,
    now: DateTime<Utc>,
) -> Value {
    let all: Vec<Value> = numbers.into_iter().map(|number| issue(number, issues, posts, now)).collect();
    json!({ "value": all })
}

/// The issue with this number. Its last post but one says where they are, the last that more is to come.
pub(super) fn issue(number: usize, issues: usize, posts: usize, now: DateTime<Utc>) -> Value {
    let goes_on = number.is_multiple_of(GOING_ON);
    let place = i64::try_from(number * 1_000 / issues.max(1)).unwrap_or_default();
    // Those that go on began within two days, so that all are spoken of.
    let began = if goes_on { 60 + place * 2 } else { 600 + YEAR * place / 1_000 };
    let at = |minutes: i64| (now - Duration::minutes(began) + Duration::minutes(minutes)).to_rfc3339();
    let (service, symptom) = (SERVICES[number % SERVICES.len()], SYMPTOMS[number % SYMPTOMS.len()]);
    let told: Vec<Value> =
        (0..posts).map(|post| say(&at(2 * i64::try_from(post).unwrap_or_default()), number, post)).collect();
    let last = at(2 * i64::try_from(posts).unwrap_or_default());
    json!({
        "id": format!("VX{number:06}"), "title": format!("{service}: {symptom} for some users"), "service": service,
        "classification": "incident", "status": if goes_on { "serviceDegradation" } else { "serviceRestored" },
        "isResolved": !goes_on, "startDateTime": at(0), "endDateTime": (!goes_on).then(|| last.clone()),
        "lastModifiedDateTime": last, "impactDescription": format!("Some users may notice that {symptom}."), "posts": told,
    })
}

/// A post as status pages write it.
pub(super) fn say(at: &str, number: usize, post: usize) -> Value {
    let text = format!(
        "Update {post} for issue {number}. We have identified that a recent change to a component of the infrastructure \
         prevents part of the requests from being answered. We are reverting the change in the affected environment and \
         monitor the telemetry until the service has recovered. Next update within two hours."
    );
    json!({ "createdDateTime": at, "postType": "regular", "description": { "contentType": "text", "content": text } })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use tierline_connect::feed::parse;
    use tierline_domain::health::FeedFormat;

    use super::*;

    #[test]
    fn the_readers_read_every_record_and_some_go_on() {
        let now: DateTime<Utc> = "2026-03-02T08:00:00Z".parse().unwrap();
        let feed = parse(FeedFormat::Graph, graph(0..200, 200, 15, now).to_string().as_bytes()).unwrap();
        assert_eq!((feed.issues.len(), feed.rejected.len()), (200, 0));
        assert!(feed.issues.iter().all(|issue| issue.posts.len() == 15 && issue.starts_at < now));
        assert_eq!(feed.issues.iter().filter(|issue| issue.ends_at.is_none()).count(), 4);
        assert_eq!(feed.issues.iter().map(|issue| &issue.source_id).collect::<HashSet<_>>().len(), 200);
    }
}
