//! Notices are written: with a change of a case in its own transaction, and to who follows by the message of an issue.

use chrono::{DateTime, Utc};
use tierline_domain::{
    Entry, FollowReach, HealthIssueId, News, NoticeKind, OutboxId, Owner, ReceivedRequest, ServiceAccount, UserId,
    health::HealthIssue, news_of_case, news_of_program, news_of_received, received_people, told_of_case,
};
use tierline_store::{NewNotice, TenantTx};

use crate::{app::App, case::work::CaseFile, error::Result, health::ChangedIssue};

/// Tells the people of a case what the entries from this position on say to them. Where they say nothing, which is nearly
/// always, no statement runs.
pub(crate) async fn tell_of_case(
    tx: &mut TenantTx<'_>,
    app: &App,
    file: &CaseFile,
    written: usize,
    by: Option<UserId>,
    now: DateTime<Utc>,
) -> Result<()> {
    let (earlier, new): (&[Entry], &[Entry]) = file.entries.split_at(written);
    for news in news_of_case(&file.case, &file.customer.name, earlier, new, by) {
        let mut people = told_of_case(news.kind, &file.case, &file.entries);
        people.retain(|user| Some(*user) != news.by);
        if !people.is_empty() {
            let kept = tx.reach_kept_from(file.case.customer).await?;
            people.retain(|user| !kept.contains(user));
        }
        if !people.is_empty() {
            let notice = NewNotice { news: &news, id: app.id(), at: now, told_by: app.id() };
            tx.notice_tell(&notice, &people).await?;
        }
    }
    Ok(())
}

/// Tells of a request in the inbox, in the transaction in which it arrived or was written to: of a new one all who may decide it,
/// of what its sender says those who work on it. A message that is delivered twice tells once.
pub(crate) async fn tell_of_received(
    tx: &mut TenantTx<'_>,
    app: &App,
    request: &ReceivedRequest,
    kind: NoticeKind,
    message: OutboxId,
) -> Result<()> {
    let news = news_of_received(request, kind);
    let notice = NewNotice { news: &news, id: app.id(), at: app.now(), told_by: message.uuid() };
    if kind == NoticeKind::ReceivedNew {
        tx.notice_tell_all(&notice).await?;
        return Ok(());
    }
    let people = received_people(&tx.request_entry_list(request.id).await?);
    if !people.is_empty() {
        tx.notice_tell(&notice, &people).await?;
    }
    Ok(())
}

/// Tells who may give a program another keeper that its own has left, in the transaction in which they did.
pub(crate) async fn tell_of_program(tx: &mut TenantTx<'_>, app: &App, account: &ServiceAccount) -> Result<()> {
    let news = news_of_program(account);
    let notice = NewNotice { news: &news, id: app.id(), at: app.now(), told_by: app.id() };
    tx.notice_tell_all(&notice).await?;
    Ok(())
}

/// Tells everybody who follows what these issues are about, one statement for each issue that has news. A message that is
/// delivered twice tells once.
pub(crate) async fn tell_followers(app: &App, owner: Owner, message: OutboxId, issues: &[ChangedIssue]) -> Result<()> {
    let wanted: Vec<HealthIssueId> = issues.iter().filter(|one| one.has_news()).map(|one| one.issue).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let mut read = app.store().read(owner).await?;
    let found = read.issue_lookup_many(&wanted).await?;
    drop(read);
    let now = app.now();
    let told: Vec<Told> = issues.iter().filter_map(|changed| Told::of(changed, &found, now)).collect();
    if told.is_empty() {
        return Ok(());
    }
    app.store()
        .write_with(owner, (app.clone(), told), move |tx, (app, told)| {
            Box::pin(async move {
                for one in told {
                    one.tell(tx, app, message, now).await?;
                }
                Ok(())
            })
        })
        .await
}

/// An issue of which followers are told.
struct Told {
    changed: ChangedIssue,
    issue: HealthIssue,
    reach: FollowReach,
    news: Option<News>,
    /// What is told to who follows a customer whose feed lists the issue from now on.
    listed: Option<News>,
}

impl Told {
    fn of(changed: &ChangedIssue, found: &[HealthIssue], now: DateTime<Utc>) -> Option<Self> {
        let issue = found.iter().find(|issue| issue.id == changed.issue)?.clone();
        let reach = FollowReach::of(&issue)?;
        let news = changed.news().told(&issue, changed.by);
        let listed =
            changed.listed_for.and_then(|_| changed.news_of_listing(issue.has_ended(now)).told(&issue, changed.by));
        let some = news.is_some() || listed.is_some();
        some.then(|| Self { changed: changed.clone(), issue, reach, news, listed })
    }

    async fn tell(&self, tx: &mut TenantTx<'_>, app: &App, message: OutboxId, now: DateTime<Utc>) -> Result<()> {
        let told_by = message.uuid();
        if let Some(news) = &self.news {
            let notice = NewNotice { news, id: app.id(), at: now, told_by };
            tx.notice_tell_followers(&notice, &self.reach, self.issue.audience).await?;
        }
        if let (Some(news), Some(customer)) = (&self.listed, self.changed.listed_for) {
            let notice = NewNotice { news, id: app.id(), at: now, told_by };
            tx.notice_tell_followers_of(&notice, customer).await?;
        }
        Ok(())
    }
}
