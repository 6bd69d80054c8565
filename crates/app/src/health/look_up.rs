//! Looking up documented issues for a case.
//!
//! The work is done before the transaction, on an index that never changes once it is built. Inside the transaction only
//! the revision is compared: where issues changed meanwhile, the look-up is made again there.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{
    Case, CaseId, CheckCause, Event, FeedSeen, HealthCheck, InformPolicy, IssueNow, MatchSeen, Member, Organization,
    Owner, Role, Subscription, Verdict, Visibility,
    health::{
        CaseFacts, FeedFacts, FeedHistory, FeedPolicy, FeedState, HealthIssue, HealthMatch, HealthPost, IssueFacts,
        IssueIndex, IssueKind, IssueStatus, MatchPolicy, Said, check_result, feeds_for, plain_text,
    },
};
use tierline_store::{HealthRevision, KnownIssue, Read, TenantTx};

use crate::{
    app::App,
    case::{
        message::{Words, message},
        work::{CaseFile, CaseWork, family_of},
    },
    error::Result,
};

/// Days after its end for which an issue is still looked at: a symptom that stays is a ground to escalate.
const ENDED_DAYS: i64 = 30;

/// Days before its onset that are looked at for a case: what ended shortly before may still be the cause.
const ONSET_DAYS: i64 = 3;

/// Days for which an index is kept up to date before it is built anew: what has ended meanwhile stays in it until then.
const INDEX_DAYS: i64 = 1;

/// Issues and feeds of one owner as of one revision.
pub(crate) struct Known {
    revision: HealthRevision,
    /// What ended before need not be in it.
    since: DateTime<Utc>,
    /// When it was last built from nothing.
    built_at: DateTime<Utc>,
    index: IssueIndex,
    /// The provider on this desk, where it publishes here.
    publisher: Option<FeedFacts>,
}

/// The last index of each owner.
#[derive(Default)]
pub(crate) struct IssueCache(Mutex<HashMap<Owner, Arc<Known>>>);

impl IssueCache {
    /// The last index that goes back far enough, and is not too old to be kept up to date.
    fn get(&self, owner: Owner, since: DateTime<Utc>, now: DateTime<Utc>) -> Option<Arc<Known>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let young = |known: &&Arc<Known>| now - known.built_at < Duration::days(INDEX_DAYS);
        all.get(&owner).filter(|known| known.since <= since).filter(young).cloned()
    }

    fn put(&self, owner: Owner, known: &Arc<Known>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(owner, Arc::clone(known));
    }
}

/// What is known now; read anew only where something changed.
pub(crate) async fn known(app: &App, read: &mut Read<'_, Owner>, now: DateTime<Utc>) -> Result<Arc<Known>> {
    known_since(app, read, now - Duration::days(ENDED_DAYS), now).await
}

/// What is known for a case: as far back as its problem goes. A case may be entered long after it began, and what explains it
/// may have ended long ago.
async fn known_for(app: &App, read: &mut Read<'_, Owner>, case: &Case, now: DateTime<Utc>) -> Result<Arc<Known>> {
    let onset = case.started_at.unwrap_or(case.created_at) - Duration::days(ONSET_DAYS);
    known_since(app, read, onset.min(now - Duration::days(ENDED_DAYS)), now).await
}

async fn known_since(
    app: &App,
    read: &mut Read<'_, Owner>,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Arc<Known>> {
    let owner = read.owner();
    // Before the issues: what changes while they are read is read once more next time.
    let revision = read.health_revision().await?;
    let last = app.0.issues.get(owner, since, now);
    if let Some(known) = last.as_ref().filter(|known| known.revision == revision) {
        return Ok(Arc::clone(known));
    }
    let changed = match &last {
        Some(known) => read.issues_changed(&known.revision, &revision).await?,
        None => None,
    };
    let known = match (last, changed) {
        (Some(last), Some(changed)) => {
            let issues = read.issues_known(last.since, Some(&changed)).await?;
            let publisher = match &last.publisher {
                None => provider_feed(read, owner, &issues).await?,
                known => known.clone(),
            };
            let index = last.index.changed(&changed.into_iter().collect(), issues.into_iter().map(facts).collect());
            Known { revision, since: last.since, built_at: last.built_at, index, publisher }
        }
        _ => {
            let issues = read.issues_known(since, None).await?;
            let publisher = provider_feed(read, owner, &issues).await?;
            let index = IssueIndex::new(issues.into_iter().map(facts).collect());
            Known { revision, since, built_at: now, index, publisher }
        }
    };
    let known = Arc::new(known);
    app.0.issues.put(owner, &known);
    Ok(known)
}

fn facts(known: KnownIssue) -> IssueFacts {
    let text = plain_text(&known.text).chars().take(20_000).collect();
    IssueFacts { text, listed_for: known.listed_for, ..IssueFacts::of(&known.issue, &[]) }
}

/// A provider on this desk that publishes its issues here is a feed that is always read: its posts arrive as they are
/// written. One that has never published in this cloud is none.
async fn provider_feed(read: &mut Read<'_, Owner>, owner: Owner, issues: &[KnownIssue]) -> Result<Option<FeedFacts>> {
    let Some(organization) = read.organization_lookup(owner.organization).await? else { return Ok(None) };
    let Some(provider) = organization.provider else { return Ok(None) };
    if !issues.iter().any(|known| known.issue.owner.organization == provider) {
        return Ok(None);
    }
    let name = read.organization_lookup(provider).await?.map_or_else(String::new, |found| found.name);
    Ok(Some(FeedFacts {
        name,
        format: None,
        cloud: owner.cloud,
        customer: None,
        fetched_at: None,
        outcome: tierline_domain::health::FeedOutcome::Read,
        records: issues.len(),
        families: Vec::new(),
        interval_minutes: None,
        history: FeedHistory::default(),
    }))
}

/// The result of a look-up that was made before the transaction.
#[derive(Clone)]
pub(crate) struct LookUp {
    revision: HealthRevision,
    matches: Vec<HealthMatch>,
    feeds: Vec<FeedFacts>,
    /// Those that could tell of the case, as they stand.
    states: Vec<FeedState>,
    policy: (MatchPolicy, FeedPolicy),
}

pub(super) fn policies(organization: Option<&Organization>) -> (MatchPolicy, FeedPolicy) {
    let policy = organization.map(|o| o.policy.clone()).unwrap_or_default();
    (
        MatchPolicy { threshold: policy.match_threshold, ..MatchPolicy::default() },
        FeedPolicy { fresh_minutes: policy.feed_fresh_minutes },
    )
}

impl LookUp {
    /// Looks up what could explain a case.
    pub(crate) async fn run(
        app: &App,
        owner: Owner,
        case: &Case,
        subscriptions: &[Subscription],
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let mut read = app.store().read(owner).await?;
        let organization = read.organization_lookup(owner.organization).await?;
        let known = known_for(app, &mut read, case, now).await?;
        let mut feeds = read.feed_list_of(&[case.customer]).await?;
        drop(read);
        feeds.extend(known.publisher.clone());
        Ok(Self::on(&known, feeds, case, subscriptions, policies(organization.as_ref()), now))
    }

    fn on(
        known: &Known,
        feeds: Vec<FeedFacts>,
        case: &Case,
        subscriptions: &[Subscription],
        policy: (MatchPolicy, FeedPolicy),
        now: DateTime<Utc>,
    ) -> Self {
        let subscribed: Vec<String> = subscriptions.iter().map(|s| s.service.clone()).collect();
        let facts = CaseFacts::of(case, &subscribed);
        Self {
            revision: known.revision.clone(),
            matches: known.index.matches(&facts, now, &policy.0),
            states: feeds_for(&feeds, case.owner.cloud, case.customer, family_of(case, subscriptions), now, policy.1),
            feeds,
            policy,
        }
    }

    /// The issues found.
    pub(crate) fn issues(&self) -> impl Iterator<Item = (tierline_domain::HealthIssueId, bool)> {
        self.matches.iter().map(|found| (found.issue, found.ended))
    }

    /// Makes the check of it, inside the transaction: again, where issues changed meanwhile. The case file learns how the
    /// found issues stand.
    pub(crate) async fn finish(
        &self,
        app: &App,
        tx: &mut TenantTx<'_>,
        file: &mut CaseFile,
        cause: CheckCause,
        now: DateTime<Utc>,
    ) -> Result<HealthCheck> {
        let again = if tx.health_revision().await? == self.revision {
            None
        } else {
            let known = known_for(app, tx, &file.case, now).await?;
            Some(Self::on(&known, self.feeds.clone(), &file.case, &file.subscriptions, self.policy, now))
        };
        let look_up = again.as_ref().unwrap_or(self);
        for found in &look_up.matches {
            if file.issues.iter().any(|issue| issue.issue == found.issue) {
                continue;
            }
            if let Some(issue) = tx.issue_lookup(found.issue).await? {
                file.issues.push(issue_now(&issue, now));
            }
        }
        let verdicts: Vec<_> =
            file.evidence().verdicts.iter().map(|(issue, (_, _, verdict))| (*issue, *verdict)).collect();
        Ok(look_up.check(app, cause, &verdicts, now))
    }

    fn check(
        &self,
        app: &App,
        cause: CheckCause,
        verdicts: &[(tierline_domain::HealthIssueId, Verdict)],
        now: DateTime<Utc>,
    ) -> HealthCheck {
        let outcome = check_result(&self.matches, verdicts, &self.states, now);
        let feeds = self.states.iter().map(|feed| FeedSeen {
            name: feed.name.clone(),
            fetched_at: feed.fetched_at,
            state: feed.state.word().to_owned(),
        });
        HealthCheck {
            id: app.id(),
            cause,
            result: outcome.result,
            gap: outcome.gap,
            feeds: feeds.collect(),
            matches: self.matches.iter().map(seen).collect(),
        }
    }
}

pub(crate) fn issue_now(issue: &HealthIssue, now: DateTime<Utc>) -> IssueNow {
    IssueNow {
        issue: issue.id,
        ended: issue.has_ended(now),
        last_post_at: issue.last_post_at.unwrap_or(issue.published_at),
    }
}

fn seen(found: &HealthMatch) -> MatchSeen {
    MatchSeen {
        issue: found.issue,
        source_id: found.source_id.clone(),
        title: found.title.clone(),
        certainty: found.certainty,
        certain: found.certain,
        service_issue: found.kind == IssueKind::ServiceIssue && found.status != IssueStatus::Informational,
        ended: found.ended,
        reasons: found.reasons.clone(),
    }
}

/// Keeps which issues could explain a case, so that a new post finds its cases.
pub(crate) async fn link_matches(
    tx: &mut TenantTx<'_>,
    case: CaseId,
    check: &HealthCheck,
    now: DateTime<Utc>,
) -> Result<()> {
    for found in &check.matches {
        tx.case_issue_put(case, found.issue, (found.certainty, found.certain), None, now).await?;
    }
    Ok(())
}

/// Where a certain, open issue explains the case, the customer is told: at once where its policy says so, else by a draft.
pub(crate) async fn known_issue_messages(
    tx: &mut TenantTx<'_>,
    work: &mut CaseWork,
    check: &HealthCheck,
) -> Result<()> {
    let known = check.matches.iter().find(|found| found.certain && found.service_issue && !found.ended);
    let Some(found) = known else { return Ok(()) };
    let told = work.file.entries.iter().any(|entry| {
        matches!(&entry.event, Event::InformDrafted { issue, .. } | Event::CustomerInformed { issue, .. } if *issue == found.issue)
    });
    if told {
        return Ok(());
    }
    let Some(issue) = tx.issue_lookup(found.issue).await? else { return Ok(()) };
    let posts = tx.post_list(issue.id).await?;
    tell(tx, work, &issue, posts.last()).await?;
    Ok(())
}

/// Whether somebody at the customer reads the case: the person who reported it, or an administrator of theirs, as long as they
/// can sign in.
async fn is_read(tx: &mut TenantTx<'_>, case: &Case) -> Result<bool> {
    let people = tx.member_list_of(case.customer).await?;
    let reads = |person: &Member| {
        person.user.disabled_at.is_none()
            && (Some(person.user.id) == case.reporter || person.membership.roles.contains(&Role::CustomerAdmin))
    };
    Ok(people.iter().any(reads))
}

/// Writes to the customer about an issue, or a draft of it. What nobody there would read tells nobody: whatever the policy
/// says, it stays a draft, and the case says that somebody has to call. Gives whether the customer was told.
pub(crate) async fn tell(
    tx: &mut TenantTx<'_>,
    work: &mut CaseWork,
    issue: &HealthIssue,
    post: Option<&HealthPost>,
) -> Result<bool> {
    let language = work.file.customer.language;
    let words = post.and_then(|post| Words::of(post, language));
    let text = message(language, issue, words.as_ref(), work.now);
    let said = Said { post: post.map(|post| post.id), ended: issue.has_ended(work.now), language: Some(language) };
    let issue = issue.id;
    let told = work.file.customer.inform == InformPolicy::AtOnce && is_read(tx, &work.file.case).await?;
    let (event, visibility) = if told {
        (Event::CustomerInformed { issue, said }, Visibility::Customer)
    } else {
        (Event::InformDrafted { issue, said }, Visibility::Internal)
    };
    work.push_as(tierline_domain::Actor::desk(), event, visibility, Some(text));
    Ok(told)
}

impl Known {
    /// The issues.
    pub(super) fn index(&self) -> &IssueIndex {
        &self.index
    }

    /// What ended before need not be in it.
    pub(super) fn since(&self) -> DateTime<Utc> {
        self.since
    }

    /// The provider on this desk as a feed, where it publishes here.
    pub(crate) fn publisher(&self) -> Option<&FeedFacts> {
        self.publisher.as_ref()
    }
}
