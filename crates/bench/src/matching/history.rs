//! Documented histories: read from files, or made up.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, Result, anyhow};
use chrono::{DateTime, Duration, Utc};
use tierline_connect::feed::parse;
use tierline_domain::{
    Cloud, HealthIssueId, HealthPostId, OrganizationId, Owner,
    catalogue::{regions, services},
    health::{
        Audience, FeedFormat, HealthIssue, HealthPost, ImportedIssue, IssueFacts, IssueKind, IssueStatus, Merge,
        ParsedFeed, merge,
    },
};
use uuid::Uuid;

use super::{chance::Chance, symptom::symptoms};

/// The issues of a history.
#[derive(Debug)]
pub(super) struct History {
    pub(super) name: String,
    pub(super) issues: Vec<IssueFacts>,
}

/// Everything that was imported happened before this moment.
const LATER: &str = "2030-01-01T00:00:00Z";

/// Reads `FILE` or `FILE=FORMAT`; without a format, the one that can read the file.
pub(super) fn read(argument: &str) -> Result<History> {
    let (path, format) = match argument.rsplit_once('=') {
        Some((path, word)) => {
            let format = FeedFormat::from_word(word);
            (path, Some(format.ok_or_else(|| anyhow!("{word} is no format of a feed"))?))
        }
        None => (argument, None),
    };
    let bytes = std::fs::read(path).with_context(|| format!("{path} cannot be read"))?;
    let formats = format.map_or_else(|| FeedFormat::ALL.to_vec(), |format| vec![format]);
    let mut feeds = formats.iter().map(|format| (format, parse(*format, &bytes)));
    let (format, feed) = feeds
        .find_map(|(format, feed)| feed.ok().map(|feed| (*format, feed)))
        .ok_or_else(|| anyhow!("{path} is of none of the formats {formats:?}"))?;
    let name = Path::new(path).file_name().map_or(path.into(), |name| name.to_string_lossy());
    Ok(History { name: format!("{name} ({format})"), issues: kept(&feed)? })
}

/// The issues as a desk keeps them: an issue that stands in a file more than once is one.
fn kept(feed: &ParsedFeed) -> Result<Vec<IssueFacts>> {
    let mut desk = Desk { now: LATER.parse()?, made: 0, issues: BTreeMap::new() };
    for issue in &feed.issues {
        desk.import(issue);
    }
    Ok(desk.issues.values().map(|(issue, posts)| IssueFacts::of(issue, posts)).collect())
}

struct Desk {
    now: DateTime<Utc>,
    made: u128,
    issues: BTreeMap<(String, String), (HealthIssue, Vec<HealthPost>)>,
}

impl Desk {
    fn id(&mut self) -> Uuid {
        self.made += 1;
        Uuid::from_u128(self.made)
    }

    fn import(&mut self, imported: &ImportedIssue) {
        let key = (imported.source.clone(), imported.source_id.clone());
        let kept = self.issues.get(&key).map(|(issue, posts)| (issue, posts.as_slice()));
        match merge(kept, imported, Audience::Everyone, self.now) {
            Merge::Created => {
                let owner = Owner { organization: OrganizationId(Uuid::from_u128(1)), cloud: Cloud::Public };
                let issue = imported.to_issue(HealthIssueId(self.id()), owner, Audience::Everyone, self.now);
                let posts = imported
                    .posts
                    .iter()
                    .map(|post| post.to_post(HealthPostId(self.id()), imported.last_modified_at))
                    .collect();
                self.issues.insert(key, (issue, posts));
            }
            Merge::Updated(update) => {
                let new: Vec<_> = update
                    .new_posts
                    .iter()
                    .map(|post| post.to_post(HealthPostId(self.id()), imported.last_modified_at))
                    .collect();
                if let Some((issue, posts)) = self.issues.get_mut(&key) {
                    *issue = update.issue;
                    posts.extend(new);
                }
            }
            Merge::Unchanged => {}
        }
    }
}

/// A history of issues that are all open within the same three days: any service, any symptom, half of them with regions.
pub(super) fn made_up(count: usize, chance: &mut Chance) -> Result<History> {
    let begin: DateTime<Utc> = "2026-03-02T00:00:00Z".parse()?;
    let issues = (0..count).map(|n| made_up_issue(n, begin, chance)).collect();
    Ok(History { name: format!("made up, {count} at the same time"), issues })
}

fn made_up_issue(n: usize, begin: DateTime<Utc>, chance: &mut Chance) -> IssueFacts {
    let documented: Vec<_> = symptoms().iter().filter(|symptom| !symptom.documented.is_empty()).collect();
    let symptom = chance.of(&documented);
    let service = chance.of(services());
    // A narrow region lies in a country or a continent: the wide ones have no place on a status page.
    let narrow: Vec<_> =
        regions().iter().filter(|region| region.name.chars().filter(|c| *c == ' ').count() >= 1).collect();
    let regions = if chance.one_in(2) { vec![chance.of(&narrow).name.to_owned()] } else { Vec::new() };
    let kind = match symptom.group {
        "maintenance" => IssueKind::PlannedMaintenance,
        "change" | "billing" => IssueKind::Advisory,
        "news" => IssueKind::Announcement,
        _ => IssueKind::ServiceIssue,
    };
    let starts_at = begin + Duration::minutes(chance.up_to(72 * 60));
    let told = chance.of(symptom.documented);
    IssueFacts {
        id: HealthIssueId(Uuid::from_u128(n as u128 + 1)),
        source_id: format!("M{n:04}"),
        cloud: Cloud::Public,
        audience: Audience::Everyone,
        listed_for: Vec::new(),
        kind,
        status: IssueStatus::Degraded,
        title: format!("{} - {told}", service.name),
        impact: String::new(),
        services: vec![service.name.to_owned()],
        regions,
        starts_at,
        ends_at: Some(starts_at + Duration::hours(24 + chance.up_to(72))),
        last_modified_at: starts_at + Duration::hours(2),
        published_at: starts_at + Duration::hours(1),
        last_post_at: Some(starts_at + Duration::hours(2)),
        text: format!("{told}. We are investigating and will provide an update within two hours."),
    }
}
