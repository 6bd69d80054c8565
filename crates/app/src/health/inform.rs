//! All customers concerned are told of an issue in one act.
//!
//! The act itself is one short transaction: it keeps the texts as the agent saw them in a message of the outbox, and puts
//! the act on record. The relay then writes to the cases, a piece of [`PIECE`] at a time and each case in a transaction of its
//! own, as [`super::issues_changed`] does. One transaction over thousands of cases would hold the one writer of SQLite for
//! seconds, lock thousands of rows on PostgreSQL, and lose all of it to one case that somebody is changing.
//!
//! What makes it safe to repeat is not the message but the case: whoever comes first locks it, and whoever comes next finds in its
//! timeline that the customer has heard this. So a piece that a killed process left half done is simply done again, and two agents who
//! press at once tell everybody once.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_domain::{
    Action, Actor, CaseId, CaseStatus, Event, HealthIssueId, Language, Owner, Visibility,
    catalogue::{self, RegionRelation},
    health::{Audience, HealthIssue, HealthPost, LanguageText, LeftOut, News, PlannedCase, Said, left_out},
};
use tierline_store::{IssueLink, TenantTx};

use crate::{
    account,
    app::App,
    audit,
    case::{
        message::{Words, message},
        work::CaseWork,
    },
    ctx::Ctx,
    error::{Error, Faults, Result},
    relay::Message,
};

/// Cases in one message of the outbox.
const PIECE: u32 = 50;
/// Cases that a plan lists of those who are told, and of those who are not.
const LISTED: usize = 200;
/// Customers without a case that a plan names.
const NAMED: u32 = 50;

/// How an issue stands, as far as customers are told of it.
pub(crate) fn news_of(issue: &HealthIssue, posts: &[HealthPost], now: DateTime<Utc>) -> News {
    let ended = issue.has_ended(now);
    let last = posts.last();
    let spoken = last.map_or(issue.published_at, |post| post.at);
    let over = ended.then(|| issue.ends_at.unwrap_or(issue.last_modified_at));
    News { post: last.map(|post| post.id), ended, since: over.map_or(spoken, |over| over.max(spoken)) }
}

/// What of an issue is told, as one word: who acts on what they read names it, so that nothing else is sent.
fn as_of(news: &News) -> String {
    let post = news.post.map_or_else(|| "none".to_owned(), |post| post.to_string());
    if news.ended { format!("{post}.ended") } else { post }
}

/// Who would be told of an issue, with which words, and who would not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InformPlan {
    /// The issue.
    pub issue: HealthIssue,
    /// What of it is told; goes with the act.
    pub as_of: String,
    /// The message in each language that somebody is written to in.
    pub messages: Vec<LanguageText>,
    /// The cases whose customers are told, at most 200 of them.
    pub told: Vec<PlannedCase>,
    /// How many there are in all.
    pub told_count: usize,
    /// The cases whose customers are not, at most 200 of them.
    pub left_out: Vec<PlannedCase>,
    /// How many there are in all, by reason.
    pub left_out_counts: BTreeMap<LeftOut, usize>,
    /// Customers whom the issue concerns and who have no case about it, at most 50 of them.
    pub without_case: Vec<String>,
    /// How many there are in all.
    pub without_case_count: i64,
}

/// Says who would be told of an issue and how.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn inform_plan(app: &App, ctx: &Ctx, id: HealthIssueId) -> Result<InformPlan> {
    app.require(ctx, Action::WorkCases).await?;
    let now = app.now();
    let mut read = app.store().read(ctx.reach()).await?;
    let issue = read.issue_lookup(id).await?.ok_or(Error::NotFound)?;
    let posts = read.post_list(id).await?;
    let news = news_of(&issue, &posts, now);
    let links = read.issue_links(id, &news).await?;
    let open: Vec<CaseId> = links.iter().filter(|link| link.status.is_active()).map(|link| link.case).collect();
    let unread = read.case_unread(&open).await?;
    let (services, regions) = reach(&issue);
    let (without_case, without_case_count) = read.issue_quiet_customers(id, &services, &regions, NAMED).await?;
    drop(read);
    let planned = links.into_iter().map(|link| planned(!unread.contains(&link.case), link));
    let (mut told, mut others): (Vec<_>, Vec<_>) = planned.partition(|case| case.left_out.is_none());
    let mut left_out_counts = BTreeMap::new();
    for reason in others.iter().filter_map(|case| case.left_out) {
        *left_out_counts.entry(reason).or_default() += 1;
    }
    let told_count = told.len();
    let messages = messages(&issue, &posts, &told, now);
    told.truncate(LISTED);
    others.truncate(LISTED);
    let as_of = as_of(&news);
    Ok(InformPlan {
        issue,
        as_of,
        messages,
        told,
        told_count,
        left_out: others,
        left_out_counts,
        without_case,
        without_case_count,
    })
}

fn planned(readable: bool, link: IssueLink) -> PlannedCase {
    PlannedCase {
        left_out: left_out(&link.candidate(readable)),
        id: link.case,
        number: link.number,
        customer: link.customer,
        customer_name: link.customer_name,
        language: link.language,
        told_at: link.told_at,
    }
}

fn messages(issue: &HealthIssue, posts: &[HealthPost], told: &[PlannedCase], now: DateTime<Utc>) -> Vec<LanguageText> {
    let in_language = |language: Language| told.iter().filter(|case| case.language == language).count();
    let text = |language| text_in(issue, posts, language, now);
    let all = Language::ALL.iter().map(|language| LanguageText {
        language: *language,
        text: text(*language),
        cases: in_language(*language),
    });
    all.filter(|message| message.cases > 0).collect()
}

fn text_in(issue: &HealthIssue, posts: &[HealthPost], language: Language, now: DateTime<Utc>) -> String {
    let words = posts.last().and_then(|post| Words::of(post, language));
    message(language, issue, words.as_ref(), now)
}

/// The services and regions whose users an issue concerns. What only some customers' feeds list concerns them alone.
fn reach(issue: &HealthIssue) -> (Vec<String>, Vec<String>) {
    if issue.audience == Audience::Listed {
        return (Vec::new(), Vec::new());
    }
    let mut regions: BTreeSet<String> = issue.regions.iter().cloned().collect();
    let known: Vec<_> = issue.regions.iter().filter_map(|name| catalogue::region_find(name)).collect();
    let touches = |region: &catalogue::Region| {
        known.iter().any(|named| catalogue::region_relation(named, region) != RegionRelation::Apart)
    };
    regions.extend(catalogue::regions().iter().filter(|region| touches(region)).map(|region| region.name.to_owned()));
    (issue.services.clone(), regions.into_iter().collect())
}

/// What an agent sends to all who are concerned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InformAll {
    /// What of the issue is told, as the plan said it.
    pub as_of: String,
    /// The texts as the agent wants them. A language that is not among them gets the desk's own.
    pub texts: BTreeMap<Language, String>,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Informed {
    /// Cases whose customers are now being told.
    pub cases: usize,
}

/// Tells all customers concerned, each on its own cases and in its own language. Again, or by two at once, tells nobody twice.
///
/// # Errors
/// [`Error::Conflict`] where the provider has posted since the plan was read; [`Error::Invalid`], [`Error::NotFound`],
/// [`Error::Forbidden`].
pub async fn inform_all(app: &App, ctx: &Ctx, id: HealthIssueId, command: InformAll) -> Result<Informed> {
    let plan = inform_plan(app, ctx, id).await?;
    let mut faults = Faults::default();
    let mut texts: BTreeMap<Language, String> = BTreeMap::new();
    for (language, text) in &command.texts {
        texts.insert(*language, faults.prose(&format!("text_{language}"), text));
    }
    faults.finish()?;
    for language in Language::ALL {
        let own = || plan.messages.iter().find(|message| message.language == *language).map(|m| m.text.clone());
        if let Some(text) = texts.get(language).cloned().or_else(own) {
            texts.insert(*language, text);
        }
    }
    let input = (command.as_of, texts, plan.told_count);
    app.change(ctx, "health.inform", input, move |tx, call| {
        Box::pin(async move {
            let (as_read, texts, cases) = call.input.clone();
            let issue = tx.issue_lookup(id).await?.ok_or(Error::NotFound)?;
            let news = news_of(&issue, &tx.post_list(id).await?, call.now);
            if as_of(&news) != as_read {
                return Err(Error::conflict(
                    "issue_changed",
                    "The provider has posted since: look at the message again.",
                ));
            }
            let languages: Vec<Language> = texts.keys().copied().collect();
            let detail = serde_json::json!({ "issue": issue.source_id, "cases": cases, "languages": languages });
            audit::append(tx, call, "health.inform", &id.to_string(), &detail).await?;
            let message = Message::CustomersInformed { issue: id, news, texts, by: call.ctx.actor(), after: None };
            message.append(tx, &call.app, call.now).await?;
            Ok(Informed { cases })
        })
    })
    .await
}

/// One act of telling, as its pieces carry it on.
#[derive(Clone)]
pub(crate) struct Telling {
    pub(crate) issue: HealthIssueId,
    pub(crate) news: News,
    pub(crate) texts: BTreeMap<Language, String>,
    pub(crate) by: Actor,
}

/// Writes to the next cases of an act; gives the last one of them where more may follow.
pub(crate) async fn inform_piece(
    app: &App,
    owner: Owner,
    telling: &Telling,
    after: Option<CaseId>,
) -> Result<Option<CaseId>> {
    // Whom the act reaches is asked anew for each piece: lists may have changed since it was ordered.
    let reach = account::reach_of(app, owner, telling.by.user).await?;
    let mut read = app.store().read(reach).await?;
    let (Some(organization), Some(issue)) =
        (read.organization_lookup(owner.organization).await?, read.issue_lookup(telling.issue).await?)
    else {
        return Ok(None);
    };
    let organization = Arc::new(organization);
    let posts = read.post_list(issue.id).await?;
    let cases = read.issue_cases_after(issue.id, after, PIECE).await?;
    let unread = read.case_unread(&cases).await?;
    drop(read);
    let texts = Arc::new(Texts { telling: telling.clone(), issue, posts });
    for case in cases.iter().copied().filter(|case| !unread.contains(case)) {
        let input = (app.clone(), Arc::clone(&organization), Arc::clone(&texts));
        let done: Result<()> = app
            .store()
            .write_with(reach, input, move |tx, (app, organization, texts)| {
                Box::pin(async move {
                    let (actor, now) = (texts.telling.by.clone(), app.now());
                    let work = CaseWork::take(tx, app, Arc::clone(organization), actor, case, now).await?;
                    inform_one(tx, work, texts).await
                })
            })
            .await;
        match done {
            Ok(()) | Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(cases.last().copied().filter(|_| cases.len() >= PIECE as usize))
}

/// What the cases of a piece are told from.
struct Texts {
    telling: Telling,
    issue: HealthIssue,
    posts: Vec<HealthPost>,
}

impl Texts {
    /// Whether the timeline says that the customer has heard this, or of a later post.
    fn is_old(&self, work: &CaseWork) -> bool {
        let news = &self.telling.news;
        let time = |post| self.posts.iter().find(|known| Some(known.id) == post).map(|known| known.at);
        let later = |said: &Said| time(said.post) > time(news.post) && (said.ended || !news.ended);
        work.file.entries.iter().any(|entry| match &entry.event {
            Event::CustomerInformed { issue, said } if *issue == self.issue.id => {
                news.was_said(said, entry.at) || later(said)
            }
            _ => false,
        })
    }

    fn text(&self, language: Language, now: DateTime<Utc>) -> String {
        let given = self.telling.texts.get(&language).cloned();
        // Somebody whose language nobody had when the act was planned: a case that came since.
        given.unwrap_or_else(|| text_in(&self.issue, &self.posts, language, now))
    }
}

/// Tells one case's customer, if nobody did meanwhile and the issue still explains the case.
async fn inform_one(tx: &mut TenantTx<'_>, mut work: CaseWork, texts: &Texts) -> Result<()> {
    let explained = work.file.evidence().is_explained_by(texts.issue.id);
    if !explained || !work.file.case.status.is_active() || texts.is_old(&work) {
        return Ok(());
    }
    let (language, news) = (work.file.customer.language, texts.telling.news);
    let said = Said { post: news.post, ended: news.ended, language: Some(language) };
    let text = texts.text(language, work.now);
    work.push(Event::CustomerInformed { issue: texts.issue.id, said }, Visibility::Customer, Some(text));
    // Who is asked whether the problem is gone has the ball.
    if news.ended && work.file.case.status == CaseStatus::Open {
        work.move_to(CaseStatus::WaitingOnCustomer);
    }
    work.save(tx).await.map(drop)
}
