//! Documented issues and their posts: as kept, and as a parser yields them.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ServiceState;
use crate::{HealthIssueId, HealthPostId, Language, LanguageTag, Owner, words};

words! {
    /// What the provider documents. Only a service issue can hold an escalation back; the others inform.
    pub enum IssueKind {
        /// Something does not work.
        ServiceIssue = "service_issue",
        /// Something works with limits, or needs attention.
        Advisory = "advisory",
        /// Work that was announced beforehand.
        PlannedMaintenance = "planned_maintenance",
        /// News, changes, retirements.
        Announcement = "announcement",
    }
}

words! {
    /// Where the provider stands with an issue, the same words for every source.
    pub enum IssueStatus {
        /// The provider looks for the cause.
        Investigating = "investigating",
        /// The service works with limits.
        Degraded = "degraded",
        /// The service does not work.
        Interrupted = "interrupted",
        /// The cause is found, the service comes back.
        Recovering = "recovering",
        /// Over.
        Resolved = "resolved",
        /// There was no issue.
        FalsePositive = "false_positive",
        /// Nothing is broken.
        Informational = "informational",
    }
}

impl IssueStatus {
    /// Whether the provider regards the issue as closed.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Resolved | Self::FalsePositive)
    }
}

words! {
    /// Whom an issue concerns.
    pub enum Audience {
        /// Everybody in its cloud who uses the service: the feed that lists it is public.
        Everyone = "everyone",
        /// The customers whose own feeds list it, and nobody else.
        Listed = "listed",
    }
}

words! {
    /// How a post is written.
    pub enum PostFormat {
        /// Plain text.
        Text = "text",
        /// HTML as it came: sanitized where it is shown.
        Html = "html",
    }
}

/// A documented issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthIssue {
    /// Identifier.
    pub id: HealthIssueId,
    /// Who published or imported it, in which cloud.
    pub owner: Owner,
    /// Which provider's documentation it is from (`microsoft_365`, `azure`), the name of a feed whose format many providers
    /// share, or the word of a desk's own publication.
    pub source: String,
    /// The provider's identifier. With owner and source it is unique.
    pub source_id: String,
    /// Its kind.
    pub kind: IssueKind,
    /// Its title.
    pub title: String,
    /// The service or services as the source says it.
    pub service: String,
    /// Canonical names of the services where the catalogue knows them, the source's words where not.
    pub services: Vec<String>,
    /// Canonical names of the regions, the source's words where unknown; empty where the source has none.
    pub regions: Vec<String>,
    /// Normalized status.
    pub status: IssueStatus,
    /// The source's own word; may be empty.
    pub source_status: String,
    /// When it began.
    pub starts_at: DateTime<Utc>,
    /// When it ended or, for maintenance, is to end.
    pub ends_at: Option<DateTime<Utc>>,
    /// When the source last changed it.
    pub last_modified_at: DateTime<Utc>,
    /// Whom it concerns.
    pub audience: Audience,
    /// What users notice, in one sentence; may be empty.
    pub impact: String,
    /// First post, or the start where there is none.
    pub published_at: DateTime<Utc>,
    /// How many posts there are.
    pub posts: usize,
    /// The latest post.
    pub last_post_at: Option<DateTime<Utc>>,
}

impl HealthIssue {
    /// Whether it has ended: the end lies behind, or the provider closed it without naming one. Maintenance whose planned end
    /// lies ahead and advisories that name a date of retirement have not.
    #[must_use]
    pub fn has_ended(&self, now: DateTime<Utc>) -> bool {
        has_ended(self.status, self.ends_at, now)
    }

    /// When it was last active: the order of lists.
    #[must_use]
    pub fn last_active_at(&self) -> DateTime<Utc> {
        self.last_post_at.unwrap_or(self.published_at)
    }
}

/// Whether an issue with this status and end has ended.
pub(super) fn has_ended(status: IssueStatus, ends_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    ends_at.map_or(status.is_over(), |end| end <= now)
}

/// One post of an issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthPost {
    /// Identifier.
    pub id: HealthPostId,
    /// What tells it from the issue's other posts, in every snapshot the same.
    pub source_key: String,
    /// When the provider published it.
    pub at: DateTime<Utc>,
    /// Its text.
    pub text: String,
    /// Plain or HTML: its translations and earlier texts too.
    pub format: PostFormat,
    /// The language of its text, where the source says it.
    #[serde(default)]
    pub language: Option<LanguageTag>,
    /// The source's change with which this text was first seen; none for posts of before this was kept.
    #[serde(default)]
    pub since: Option<DateTime<Utc>>,
    /// Its text in other languages, as the source gives it, sorted by language.
    #[serde(default)]
    pub translations: Vec<Translation>,
    /// Other texts that the provider published in its place, sorted: an edit never erases what was read before.
    #[serde(default)]
    pub revisions: Vec<Revision>,
}

/// A text in another language that the source itself gives: the desk translates nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// The language.
    pub language: LanguageTag,
    /// The text.
    pub text: String,
    /// Whether the source says that a machine translated it.
    pub machine: bool,
    /// The source's last change with which it came.
    pub as_of: DateTime<Utc>,
}

/// A text that a post had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The text.
    pub text: String,
    /// As in [`HealthPost::language`].
    pub language: Option<LanguageTag>,
    /// As in [`HealthPost::since`].
    pub since: Option<DateTime<Utc>>,
    /// What it said in other languages.
    pub translations: Vec<Translation>,
}

impl HealthPost {
    /// Its text in a language, where the source gives one that is not the text itself.
    #[must_use]
    pub fn translation(&self, language: Language) -> Option<&Translation> {
        if self.language.as_ref().is_some_and(|own| own.is(language)) {
            return None;
        }
        self.translations.iter().find(|translation| translation.language.is(language))
    }

    /// The earlier texts, the one that was replaced last first, each with the source's change that replaced it. That is not
    /// known of a text that came back later, nor of those from before it was kept: they come last.
    #[must_use]
    pub fn replaced(&self) -> Vec<(&Revision, Option<DateTime<Utc>>)> {
        let firsts = || self.revisions.iter().map(|revision| revision.since).chain([self.since]).flatten();
        let until = |since: Option<DateTime<Utc>>| since.and_then(|since| firsts().filter(|next| *next > since).min());
        let mut replaced: Vec<_> = self.revisions.iter().map(|revision| (revision, until(revision.since))).collect();
        replaced.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
        replaced
    }
}

/// An issue as a parser yields it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedIssue {
    /// As in [`HealthIssue::source`].
    pub source: String,
    /// As in [`HealthIssue::source_id`].
    pub source_id: String,
    /// Its kind.
    pub kind: IssueKind,
    /// Its title.
    pub title: String,
    /// As in [`HealthIssue::service`].
    pub service: String,
    /// As in [`HealthIssue::services`].
    pub services: Vec<String>,
    /// As in [`HealthIssue::regions`].
    pub regions: Vec<String>,
    /// Normalized status.
    pub status: IssueStatus,
    /// The source's own word.
    pub source_status: String,
    /// When it began.
    pub starts_at: DateTime<Utc>,
    /// When it ended or is to end.
    pub ends_at: Option<DateTime<Utc>>,
    /// When the source last changed it.
    pub last_modified_at: DateTime<Utc>,
    /// What users notice; may be empty.
    pub impact: String,
    /// Its posts, each key once, in time order.
    pub posts: Vec<ImportedPost>,
}

impl ImportedIssue {
    /// The issue as it is first kept. A last change that lies ahead of `now` is taken for now: a clock that runs ahead must not
    /// make every later snapshot look old.
    #[must_use]
    pub fn to_issue(&self, id: HealthIssueId, owner: Owner, audience: Audience, now: DateTime<Utc>) -> HealthIssue {
        let times = || self.posts.iter().map(|post| post.at);
        HealthIssue {
            id,
            owner,
            source: self.source.clone(),
            source_id: self.source_id.clone(),
            kind: self.kind,
            title: self.title.clone(),
            service: self.service.clone(),
            services: sorted(&self.services),
            regions: sorted(&self.regions),
            status: self.status,
            source_status: self.source_status.clone(),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            last_modified_at: self.last_modified_at.min(now),
            audience,
            impact: self.impact.clone(),
            published_at: times().min().unwrap_or(self.starts_at),
            posts: self.posts.len(),
            last_post_at: times().max(),
        }
    }

    /// The same as it can be known now: a post that claims to come from the future was written by now at the latest. It would
    /// else stay the newest one for years.
    #[must_use]
    pub fn known_at(&self, now: DateTime<Utc>) -> Cow<'_, Self> {
        if self.posts.iter().all(|post| post.at <= now) {
            return Cow::Borrowed(self);
        }
        let mut known = self.clone();
        known.posts.iter_mut().for_each(|post| post.at = post.at.min(now));
        Cow::Owned(known)
    }
}

/// The texts sorted, each once.
pub(super) fn sorted(texts: &[String]) -> Vec<String> {
    let set: std::collections::BTreeSet<&String> = texts.iter().collect();
    set.into_iter().cloned().collect()
}

/// A post as a parser yields it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedPost {
    /// As in [`HealthPost::source_key`].
    pub source_key: String,
    /// When it was published.
    pub at: DateTime<Utc>,
    /// Its text.
    pub text: String,
    /// Plain or HTML.
    pub format: PostFormat,
    /// The language of its text, where the source says it.
    pub language: Option<LanguageTag>,
    /// Its text in other languages, each language once.
    pub translations: Vec<ImportedTranslation>,
}

/// A translation as a parser yields it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedTranslation {
    /// The language.
    pub language: LanguageTag,
    /// The text.
    pub text: String,
    /// Whether the source says that a machine translated it.
    pub machine: bool,
}

impl ImportedPost {
    /// A post in one language, of which the source does not say which.
    #[must_use]
    pub const fn new(source_key: String, at: DateTime<Utc>, text: String, format: PostFormat) -> Self {
        Self { source_key, at, text, format, language: None, translations: Vec::new() }
    }

    /// The post as it is first kept, from a snapshot of this time.
    #[must_use]
    pub fn to_post(&self, id: HealthPostId, as_of: DateTime<Utc>) -> HealthPost {
        let Revision { text, language, since, translations } = self.version(as_of);
        HealthPost {
            id,
            source_key: self.source_key.clone(),
            at: self.at,
            text,
            format: self.format,
            language,
            since,
            translations,
            revisions: Vec::new(),
        }
    }

    /// What a snapshot of this time says of its text.
    pub(super) fn version(&self, as_of: DateTime<Utc>) -> Revision {
        let kept = |translation: &ImportedTranslation| Translation {
            language: translation.language.clone(),
            text: translation.text.clone(),
            machine: translation.machine,
            as_of,
        };
        let mut translations: Vec<Translation> = self.translations.iter().map(kept).collect();
        translations.sort_by(|a, b| a.language.cmp(&b.language));
        Revision { text: self.text.clone(), language: self.language.clone(), since: Some(as_of), translations }
    }
}

/// A record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Its place in the payload, from 1.
    pub position: usize,
    /// Its identifier, where it has one.
    pub id: Option<String>,
    /// Why, in one sentence.
    pub reason: String,
}

/// What a payload holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedFeed {
    /// How many records it has, the bad ones and the states of services included.
    pub records: usize,
    /// The good ones, in the payload's order. The same issue may stand more than once: import them one after the other.
    pub issues: Vec<ImportedIssue>,
    /// The bad ones.
    pub rejected: Vec<Rejected>,
    /// Whether the payload is one page of several (`@odata.nextLink`, `nextLink`): more has to be fetched to be complete.
    pub more: bool,
    /// The states of whole services, where the payload says them: in its order.
    pub overviews: Vec<ServiceState>,
    /// Who speaks, as the payload names itself, where providers share the format ([`super::FeedFormat::is_shared`]).
    pub source: Option<String>,
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn an_end_that_lies_ahead_is_no_end() {
        let now = Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap();
        let hour = chrono::Duration::hours(1);
        assert!(has_ended(IssueStatus::Recovering, Some(now), now));
        assert!(!has_ended(IssueStatus::Informational, Some(now + hour), now));
        assert!(!has_ended(IssueStatus::Degraded, None, now));
        assert!(has_ended(IssueStatus::Resolved, None, now));
    }
}
