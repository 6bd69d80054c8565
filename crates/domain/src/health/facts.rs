//! What the matching looks at, and what it answers.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Audience, HealthIssue, HealthPost, IssueKind, IssueStatus, MatchReason, PostFormat, issue::has_ended, plain_text,
};
use crate::{
    Case, Cloud, CustomerId, HealthIssueId,
    catalogue::{lookup_key, service_find},
    timeline::Verdict,
};

/// What is known of a case.
#[derive(Debug, Clone, Copy)]
pub struct CaseFacts<'a> {
    /// The cloud of the customer.
    pub cloud: Cloud,
    /// Whose problem it is.
    pub customer: CustomerId,
    /// The service, under any of its names; none where unknown.
    pub service: Option<&'a str>,
    /// The region, under any of its names; none where unknown.
    pub region: Option<&'a str>,
    /// Since when the customer sees it; none where unknown.
    pub started_at: Option<DateTime<Utc>>,
    /// When it was reported.
    pub reported_at: DateTime<Utc>,
    /// One line.
    pub subject: &'a str,
    /// In the customer's words, in any language.
    pub description: &'a str,
    /// The error as it reads on the screen; may be empty.
    pub error_text: &'a str,
    /// The services the customer has subscriptions to.
    pub subscribed: &'a [String],
}

impl<'a> CaseFacts<'a> {
    /// The facts of a case whose customer has subscriptions to some services.
    #[must_use]
    pub fn of(case: &'a Case, subscribed: &'a [String]) -> Self {
        Self {
            cloud: case.owner.cloud,
            customer: case.customer,
            service: case.service.as_deref(),
            region: case.region.as_deref(),
            started_at: case.started_at,
            reported_at: case.created_at,
            subject: &case.subject,
            description: &case.description,
            error_text: case.error_text.as_deref().unwrap_or_default(),
            subscribed,
        }
    }

    /// When it began, as far as is known: the time that is held against an issue's.
    #[must_use]
    pub fn onset(&self) -> DateTime<Utc> {
        self.started_at.unwrap_or(self.reported_at)
    }
}

/// What is known of a documented issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueFacts {
    /// The issue.
    pub id: HealthIssueId,
    /// The provider's identifier.
    pub source_id: String,
    /// Its cloud.
    pub cloud: Cloud,
    /// Whom it concerns.
    pub audience: Audience,
    /// The customers whose own feeds list it, sorted.
    pub listed_for: Vec<CustomerId>,
    /// Its kind.
    pub kind: IssueKind,
    /// Its normalized status.
    pub status: IssueStatus,
    /// Its title.
    pub title: String,
    /// What users notice.
    pub impact: String,
    /// Its services, under any of their names.
    pub services: Vec<String>,
    /// Its regions, under any of their names; empty where it has none.
    pub regions: Vec<String>,
    /// When it began.
    pub starts_at: DateTime<Utc>,
    /// When it ended or is to end.
    pub ends_at: Option<DateTime<Utc>>,
    /// When the source last changed it.
    pub last_modified_at: DateTime<Utc>,
    /// First post, or the start.
    pub published_at: DateTime<Utc>,
    /// The latest post.
    pub last_post_at: Option<DateTime<Utc>>,
    /// The words of its posts.
    pub text: String,
}

/// Characters of the posts of one issue that are looked at; the first posts say what users notice.
const TEXT_LIMIT: usize = 12_000;

impl IssueFacts {
    /// The facts of an issue with its posts.
    #[must_use]
    pub fn of(issue: &HealthIssue, posts: &[HealthPost]) -> Self {
        let mut text = String::new();
        for post in posts {
            if text.len() >= TEXT_LIMIT {
                break;
            }
            match post.format {
                PostFormat::Html => text.push_str(&plain_text(&post.text)),
                PostFormat::Text => text.push_str(&post.text),
            }
            text.push('\n');
        }
        let services = if issue.services.is_empty() { vec![issue.service.clone()] } else { issue.services.clone() };
        Self {
            id: issue.id,
            source_id: issue.source_id.clone(),
            cloud: issue.owner.cloud,
            audience: issue.audience,
            listed_for: Vec::new(),
            kind: issue.kind,
            status: issue.status,
            title: issue.title.clone(),
            impact: issue.impact.clone(),
            services,
            regions: issue.regions.clone(),
            starts_at: issue.starts_at,
            ends_at: issue.ends_at,
            last_modified_at: issue.last_modified_at,
            published_at: issue.published_at,
            last_post_at: issue.last_post_at,
            text: text.chars().take(TEXT_LIMIT).collect(),
        }
    }

    /// Its services that the catalogue does not know, as lookup keys.
    pub(super) fn unknown_services(&self) -> Vec<String> {
        let unknown = self.services.iter().filter(|name| service_find(name).is_none()).map(|name| lookup_key(name));
        unknown.filter(|key| !key.is_empty()).collect()
    }

    /// Whether the customer's own feed lists it.
    #[must_use]
    pub fn is_listed_for(&self, customer: CustomerId) -> bool {
        self.listed_for.binary_search(&customer).is_ok()
    }

    /// Whether it concerns a customer: one whose feed does not list it is not affected, whatever the neighbour's says.
    #[must_use]
    pub fn concerns(&self, customer: CustomerId) -> bool {
        self.audience == Audience::Everyone || self.is_listed_for(customer)
    }

    /// Whether it has ended.
    #[must_use]
    pub fn has_ended(&self, now: DateTime<Utc>) -> bool {
        has_ended(self.status, self.ends_at, now)
    }

    /// When the provider last said something: its latest post, else the publication.
    #[must_use]
    pub fn last_word_at(&self) -> DateTime<Utc> {
        self.last_post_at.unwrap_or(self.published_at)
    }
}

/// What a partner may set, and the times that experience gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatchPolicy {
    /// Certainty (0 to 100) from which a match is certain.
    pub threshold: u8,
    /// Certainty from which a match is listed at all.
    pub listed_from: u8,
    /// Hours without a post after which an issue holds nothing back: a forgotten one must not.
    pub silent_hours: i64,
    /// Hours by which a status page may name a start that is too late.
    pub lag_hours: i64,
    /// The same for advisories, which are often written days after the first complaints.
    pub advisory_lag_hours: i64,
    /// Hours after the end in which a problem that begins may still be its effect.
    pub linger_hours: i64,
    /// Days without a change after which an issue that was never closed explains nothing new.
    pub abandoned_days: i64,
}

impl Default for MatchPolicy {
    fn default() -> Self {
        Self {
            threshold: 60,
            listed_from: 40,
            silent_hours: 72,
            lag_hours: 24,
            advisory_lag_hours: 7 * 24,
            linger_hours: 48,
            abandoned_days: 60,
        }
    }
}

impl MatchPolicy {
    /// The hours by which the start of an issue may be named too late.
    pub(super) fn lag(&self, kind: IssueKind) -> Duration {
        Duration::hours(if kind == IssueKind::ServiceIssue { self.lag_hours } else { self.advisory_lag_hours })
    }

    /// Whether an issue may hold an escalation back, if it is the one: an open service issue of which the provider still speaks.
    #[must_use]
    pub fn may_block(&self, issue: &IssueFacts, now: DateTime<Utc>) -> bool {
        issue.kind == IssueKind::ServiceIssue
            && !issue.has_ended(now)
            && issue.status != IssueStatus::Informational
            && now - issue.last_word_at() <= Duration::hours(self.silent_hours)
    }
}

/// A documented issue that could explain a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthMatch {
    /// The issue.
    pub issue: HealthIssueId,
    /// The provider's identifier.
    pub source_id: String,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: IssueKind,
    /// Its normalized status.
    pub status: IssueStatus,
    /// 0 to 100.
    pub certainty: u8,
    /// Whether that is certain by the policy.
    pub certain: bool,
    /// Whether it can hold an escalation back once it is certain or confirmed.
    pub may_block: bool,
    /// Whether it holds an escalation back unless a person rejects it.
    pub blocking: bool,
    /// Whether it has ended.
    pub ended: bool,
    /// Why, the weightiest first.
    pub reasons: Vec<MatchReason>,
}

impl HealthMatch {
    /// Whether it holds an escalation back, given what a person said of it.
    #[must_use]
    pub fn blocks(&self, verdict: Option<Verdict>) -> bool {
        self.may_block
            && match verdict {
                Some(Verdict::Confirmed) => true,
                Some(Verdict::Rejected) => false,
                None => self.certain,
            }
    }
}
