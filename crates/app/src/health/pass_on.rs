//! Issues changed: open cases are matched again, and new posts reach the cases they concern.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use tierline_domain::{
    Actor, Case, CaseId, CaseStatus, CustomerId, Event, HealthIssueId, HealthPostId, IssueNews, Organization,
    OrganizationKind, Owner, Side, Subscription, UserId, Visibility,
    health::{HealthIssue, HealthPost, IssueFacts, IssueReach},
};
use tierline_store::{System, TenantTx};

use super::look_up::{LookUp, policies, tell};
use crate::{
    app::App,
    case::{check_health::check_again, message::plain, work::CaseWork},
    error::{Error, Result},
    relay::Message,
};

/// An issue that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedIssue {
    /// The issue.
    pub issue: HealthIssueId,
    /// Posts that are new to an issue that was known.
    pub posts: Vec<HealthPostId>,
    /// Whether it ended with this change.
    pub ended: bool,
    /// Whether it was not known before. Messages of an older version say nothing of this and of what follows.
    #[serde(default)]
    pub new: bool,
    /// Whether its status is another.
    #[serde(default)]
    pub moved: bool,
    /// The customer whose own feed lists it from now on.
    #[serde(default)]
    pub listed_for: Option<CustomerId>,
    /// Whose doing it is, where it is not a feed's.
    #[serde(default)]
    pub by: Option<UserId>,
}

impl ChangedIssue {
    /// An issue of which nothing is said yet but that it changed.
    #[must_use]
    pub const fn of(issue: HealthIssueId, by: Option<UserId>) -> Self {
        Self { issue, posts: Vec::new(), ended: false, new: false, moved: false, listed_for: None, by }
    }

    /// How it changed, for who follows it.
    #[must_use]
    pub fn news(&self) -> IssueNews {
        IssueNews { new: self.new, status: self.moved, posts: self.posts.len(), ended: self.ended }
    }

    /// What its being listed is to who follows the customer: as new as an issue can be.
    #[must_use]
    pub fn news_of_listing(&self, ended: bool) -> IssueNews {
        IssueNews { new: true, ended, ..self.news() }
    }

    /// The customer, where nothing is new but that this customer's own feed lists it as well: the others' cases stay as they are.
    fn only_listed_for(&self) -> Option<CustomerId> {
        self.listed_for.filter(|_| self.news() == IssueNews::default())
    }

    /// Whether anybody could be told of it.
    #[must_use]
    pub fn has_news(&self) -> bool {
        self.news() != IssueNews::default() || self.listed_for.is_some()
    }
}

/// Cases read in one page.
const PAGE: usize = 200;

/// A provider published: each partner of its cloud hears of it.
///
/// # Errors
/// The store's.
pub async fn issues_published(app: &App, owner: Owner, issues: Vec<ChangedIssue>) -> Result<()> {
    app.store()
        .write_with(System, (app.clone(), issues), move |tx, (app, issues)| {
            Box::pin(async move {
                for organization in tx.organization_list().await? {
                    let follows = organization.kind == OrganizationKind::Partner
                        && organization.provider == Some(owner.organization)
                        && organization.clouds.contains(&owner.cloud);
                    if follows {
                        let partner = Owner { organization: organization.id, cloud: owner.cloud };
                        let message = Message::IssuesChanged { issues: issues.clone() };
                        message.append(&mut tx.tenant(partner), app, app.now()).await?;
                    }
                }
                Ok(())
            })
        })
        .await
}

/// Matches the open cases of an owner that the issues can concern again, and passes new posts on. Doing it twice does it once.
/// Gives how many cases were matched.
///
/// # Errors
/// The store's.
pub async fn issues_changed(app: &App, owner: Owner, issues: &[ChangedIssue]) -> Result<usize> {
    let mut read = app.store().read(System).await?;
    let Some(organization) = read.organization_lookup(owner.organization).await? else { return Ok(0) };
    drop(read);
    let organization = Arc::new(organization);
    for changed in issues {
        pass_posts_on(app, owner, &organization, changed).await?;
    }
    match_again(app, owner, &organization, issues).await
}

async fn match_again(
    app: &App,
    owner: Owner,
    organization: &Arc<Organization>,
    issues: &[ChangedIssue],
) -> Result<usize> {
    let concerned = cases_concerned(app, owner, organization, issues).await?;
    let ids: Vec<CaseId> = concerned.keys().copied().collect();
    for page in ids.chunks(PAGE) {
        let mut read = app.store().read(owner).await?;
        let cases = read.case_lookup_many(page).await?;
        let customers: Vec<_> = cases.iter().map(|case| case.customer).collect();
        let mut subscriptions: HashMap<_, Vec<_>> = HashMap::new();
        for subscription in read.subscription_list_of(&customers).await? {
            subscriptions.entry(subscription.customer).or_default().push(subscription);
        }
        drop(read);
        keep_reach(app, owner, cases.iter().filter(|case| concerned.get(&case.id) == Some(&false))).await?;
        for case in cases {
            let subscribed = subscriptions.get(&case.customer).map_or(&[][..], Vec::as_slice);
            match_one(app, owner, organization, issues, case, subscribed).await?;
        }
    }
    Ok(ids.len())
}

/// The cases that one of the issues can concern; each with whether what is kept of its reach is of its present state.
async fn cases_concerned(
    app: &App,
    owner: Owner,
    organization: &Organization,
    issues: &[ChangedIssue],
) -> Result<BTreeMap<CaseId, bool>> {
    let mut read = app.store().read(owner).await?;
    let (policy, _) = policies(Some(organization));
    let ids: Vec<HealthIssueId> = issues.iter().map(|changed| changed.issue).collect();
    let known = read.issue_lookup_many(&ids).await?;
    let mut concerned = BTreeMap::new();
    for changed in issues {
        let issue = known.iter().find(|issue| issue.id == changed.issue);
        let reach = issue.and_then(|issue| IssueReach::of(&IssueFacts::of(issue, &[]), &policy));
        if let Some(reach) = reach {
            concerned.extend(read.cases_reached(&reach, changed.only_listed_for()).await?);
        }
    }
    Ok(concerned)
}

/// What these cases can be about is not known of their present state: an older program wrote them, their text was edited, or the
/// catalogue has changed. The next issue finds it.
async fn keep_reach(app: &App, owner: Owner, cases: impl Iterator<Item = &Case>) -> Result<()> {
    let stale: Vec<Case> = cases.cloned().collect();
    if stale.is_empty() {
        return Ok(());
    }
    app.store()
        .write_with(owner, stale, |tx, stale| {
            Box::pin(async move {
                for case in stale {
                    tx.case_reach_put(case).await?;
                }
                Ok(())
            })
        })
        .await
}

async fn match_one(
    app: &App,
    owner: Owner,
    organization: &Arc<Organization>,
    issues: &[ChangedIssue],
    case: Case,
    subscriptions: &[Subscription],
) -> Result<()> {
    let id = case.id;
    let look_up = LookUp::run(app, owner, &case, subscriptions, app.now()).await?;
    if !look_up.issues().any(|(issue, _)| issues.iter().any(|changed| changed.issue == issue)) {
        return Ok(());
    }
    let done: Result<bool> = app
        .store()
        .write_with(owner, (app.clone(), Arc::clone(organization), look_up), move |tx, (app, organization, look_up)| {
            Box::pin(check_again(tx, app, organization, id, look_up))
        })
        .await;
    match done {
        // Somebody else changed the case meanwhile and looked for themselves; the next change looks again.
        Ok(_) | Err(Error::NotFound | Error::Stale { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn pass_posts_on(
    app: &App,
    owner: Owner,
    organization: &Arc<Organization>,
    changed: &ChangedIssue,
) -> Result<()> {
    if changed.posts.is_empty() && !changed.ended {
        return Ok(());
    }
    let mut read = app.store().read(owner).await?;
    let Some(issue) = read.issue_lookup(changed.issue).await? else { return Ok(()) };
    let mut posts = read.post_list(issue.id).await?;
    posts.retain(|post| changed.posts.contains(&post.id));
    let cases = read.case_issue_cases(issue.id).await?;
    drop(read);
    for case in cases {
        let input = (app.clone(), Arc::clone(organization), issue.clone(), posts.clone(), changed.ended);
        let done: Result<()> = app
            .store()
            .write_with(owner, input, move |tx, (app, organization, issue, posts, ended)| {
                Box::pin(async move {
                    let actor = Actor::desk();
                    let mut work = CaseWork::take(tx, app, Arc::clone(organization), actor, case, app.now()).await?;
                    if pass_on(tx, &mut work, issue, posts, *ended).await? {
                        work.record(tx, "case.hear", ("issue", &issue.id.to_string())).await?;
                        work.save(tx).await?;
                    }
                    Ok(())
                })
            })
            .await;
        match done {
            Ok(()) | Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Adds the posts that a case has not had yet, and tells its customer. Gives whether anything was added.
async fn pass_on(
    tx: &mut TenantTx<'_>,
    work: &mut CaseWork,
    issue: &HealthIssue,
    posts: &[HealthPost],
    ended: bool,
) -> Result<bool> {
    let evidence = work.file.evidence();
    if !evidence.is_explained_by(issue.id) || !work.file.case.status.is_active() {
        return Ok(false);
    }
    let had = |post: Option<HealthPostId>, over: bool| {
        work.file.entries.iter().any(|entry| {
            matches!(&entry.event, Event::IssuePosted { issue: i, post: p, ended: e, .. } if *i == issue.id && *p == post && *e == over)
        })
    };
    let mut new: Vec<(Option<&HealthPost>, Option<String>, bool)> = posts
        .iter()
        .map(|post| (Some(post), Some(plain(post.format, &post.text)), false))
        .filter(|(post, _, _)| !had(post.map(|post| post.id), false) && !had(post.map(|post| post.id), true))
        .collect();
    if ended {
        match new.last_mut() {
            Some(last) => last.2 = true,
            None if !had(None, true) => new.push((None, None, true)),
            None => {}
        }
    }
    let Some((last, _, _)) = new.last() else { return Ok(false) };
    let last = *last;
    let provider = Actor { user: None, name: issue.source_id.clone(), side: Side::Provider };
    for (post, text, ended) in new {
        let (post, posted_at) = (post.map(|post| post.id), post.map(|post| post.at));
        let event = Event::IssuePosted { issue: issue.id, source_id: issue.source_id.clone(), post, posted_at, ended };
        work.push_as(provider.clone(), event, Visibility::Internal, text.filter(|t| !t.is_empty()));
    }
    let told = tell(tx, work, issue, last).await?;
    // Who was not asked is not waited for.
    if ended && told {
        work.move_to(CaseStatus::WaitingOnCustomer);
    }
    Ok(true)
}
