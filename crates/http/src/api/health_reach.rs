//! Whom an issue reaches: customers and their cases, what they were told, and telling all of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tierline_app::{case::CaseAfter, health};
use tierline_domain::{
    EntryId, HealthIssueId,
    health::{self as domain, LeftOut},
};
use utoipa::{IntoParams, ToSchema};

use super::shared::Actor;
use crate::kit::{
    answer::{Answer, Found, Made, Page},
    call::{Ask, At, Caller, Command, page_limit},
    cursor,
    endpoint::{Operation, get, post},
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get(
            "/service-health/issues/{issue_id}/customers",
            "Lists the customers with cases that an issue could explain, by name.",
            customers,
        ),
        get(
            "/service-health/issues/{issue_id}/messages",
            "Lists what customers were told of an issue, or are to be told, the latest first.",
            messages,
        ),
        get(
            "/service-health/issues/{issue_id}/informing",
            "Previews telling all customers concerned: the message in each language, who gets it and who is left out.",
            plan,
        ),
        post(
            "/service-health/issues/{issue_id}/informing",
            "Tells all customers concerned. Again, or by two at once, tells nobody twice.",
            inform,
        ),
        get(
            "/service-health/post-outage-cases",
            "Lists cases whose customers still suffer after an issue is over, and that nobody has handed up.",
            post_outage,
        ),
    ]
}

/// What a list of pages is asked by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct Paged {
    /// Lines of a page; 50 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Where the page before ended.
    #[param(pattern = "^[A-Za-z0-9_-]+$", max_length = 4096)]
    cursor: Option<String>,
}

/// A customer whom an issue concerns.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HealthIssueCustomer)]
struct IssueCustomer {
    /// The customer.
    id: wire::CustomerId,
    /// Its name.
    name: String,
    /// The language it is written to in.
    language: wire::Language,
    /// When it was last told, of all its open cases; null where one of them was not told how the issue stands.
    told_at: Option<Time>,
    /// Its cases, the open ones first.
    cases: Vec<IssueCase>,
}

/// A case that an issue could explain.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HealthIssueCase)]
struct IssueCase {
    /// The case.
    id: wire::CaseId,
    /// Its number.
    number: String,
    /// Its status.
    status: wire::CaseStatus,
    /// How certain the match is.
    #[schema(maximum = 100)]
    certainty: u8,
    /// Whether that is enough for the organization.
    certain: bool,
    /// What a person said of it.
    verdict: Option<wire::Verdict>,
    /// When its customer was last told anything of the issue.
    told_at: Option<Time>,
    /// Whether its customer was told how the issue stands now.
    told: bool,
    /// Whether anybody at the customer can read it here.
    readable: bool,
    /// Whether the customer still suffers, the issue being over.
    suffers: bool,
}

impl From<(health::IssueLink, bool)> for IssueCase {
    fn from((link, readable): (health::IssueLink, bool)) -> Self {
        Self {
            id: link.case.into(),
            number: link.number,
            status: link.status.into(),
            certainty: link.certainty,
            certain: link.certain,
            verdict: link.verdict.map(Into::into),
            told_at: link.told_at.map(Time),
            told: link.told,
            readable,
            suffers: link.suffers,
        }
    }
}

async fn customers(
    caller: Caller,
    At(id): At<HealthIssueId>,
    Ask(question): Ask<Paged>,
) -> Answer<Found<Page<IssueCustomer>>> {
    let limit = page_limit(question.limit)?;
    let after: Option<health::CustomerPlace> = question.cursor.as_deref().map(cursor::read).transpose()?;
    let found = health::issue_customers(&caller.app, &caller.ctx, id, after, limit + 1).await?;
    let show = |customer: health::IssueCustomer| IssueCustomer {
        told_at: customer.told_at().map(Time),
        id: customer.id.into(),
        name: customer.name,
        language: customer.language.into(),
        cases: customer.cases.into_iter().map(Into::into).collect(),
    };
    Ok(Found::new(Page::cut(found, limit, |customer| customer.place.clone(), show)))
}

/// A message to a customer about an issue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HealthIssueMessage)]
struct Message {
    /// Its entry in the case's timeline.
    id: wire::EntryId,
    /// When it was written.
    at: Time,
    /// Who wrote it.
    by: Actor,
    /// Whether the customer was told; a draft waits for an agent.
    sent: bool,
    /// The case.
    case_id: wire::CaseId,
    /// The case's number.
    case_number: String,
    /// The customer.
    customer_id: wire::CustomerId,
    /// The customer's name.
    customer_name: String,
    /// Its language.
    language: wire::Language,
    /// The post it passed on; null where that was not kept.
    post_id: Option<wire::HealthPostId>,
    /// Its text.
    text: String,
}

impl From<health::IssueMessage> for Message {
    fn from(message: health::IssueMessage) -> Self {
        Self {
            id: message.entry.into(),
            at: message.at.into(),
            by: message.by.into(),
            sent: message.sent,
            case_id: message.case.into(),
            case_number: message.number,
            customer_id: message.customer.into(),
            customer_name: message.customer_name,
            language: message.language.into(),
            post_id: message.post.map(Into::into),
            text: message.text,
        }
    }
}

async fn messages(
    caller: Caller,
    At(id): At<HealthIssueId>,
    Ask(question): Ask<Paged>,
) -> Answer<Found<Page<Message>>> {
    let limit = page_limit(question.limit)?;
    let after: Option<(DateTime<Utc>, EntryId)> = question.cursor.as_deref().map(cursor::read).transpose()?;
    let found = health::issue_messages(&caller.app, &caller.ctx, id, after, limit + 1).await?;
    Ok(Found::new(Page::cut(found, limit, |message| (message.at, message.entry), Message::from)))
}

/// Who would be told of an issue, with which words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InformingPlan)]
struct Plan {
    /// What of the issue is told: goes with the act, so that nothing else is sent.
    as_of: String,
    /// The message in each language that somebody is written to in.
    messages: Vec<LanguageText>,
    /// Cases whose customers are told, at most 200 of them.
    told: Vec<PlannedCase>,
    /// How many there are.
    told_count: usize,
    /// Cases whose customers are left out, at most 200 of them.
    left_out: Vec<PlannedCase>,
    /// How many there are, by reason.
    left_out_counts: BTreeMap<&'static str, usize>,
    /// Customers whom the issue concerns and who have no case about it, at most 50 names.
    without_case: Vec<String>,
    /// How many there are.
    without_case_count: i64,
}

/// A message in one language.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InformingMessage)]
struct LanguageText {
    /// The language.
    language: wire::Language,
    /// The text: ours in this language, the provider's as it came or as its feed translates it.
    text: String,
    /// How many cases get it.
    cases: usize,
}

/// A case of the plan.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InformingCase)]
struct PlannedCase {
    /// The case.
    id: wire::CaseId,
    /// Its number.
    number: String,
    /// Its customer.
    customer_id: wire::CustomerId,
    /// The customer's name.
    customer_name: String,
    /// The customer's language.
    language: wire::Language,
    /// When the customer was last told anything of the issue.
    told_at: Option<Time>,
    /// Why it is left out; null where the customer is told.
    reason: Option<wire::LeftOut>,
}

impl From<domain::PlannedCase> for PlannedCase {
    fn from(case: domain::PlannedCase) -> Self {
        Self {
            id: case.id.into(),
            number: case.number,
            customer_id: case.customer.into(),
            customer_name: case.customer_name,
            language: case.language.into(),
            told_at: case.told_at.map(Time),
            reason: case.left_out.map(Into::into),
        }
    }
}

async fn plan(caller: Caller, At(id): At<HealthIssueId>) -> Answer<Found<Plan>> {
    let plan = health::inform_plan(&caller.app, &caller.ctx, id).await?;
    let text = |message: domain::LanguageText| LanguageText {
        language: message.language.into(),
        text: message.text,
        cases: message.cases,
    };
    let counts = plan.left_out_counts.into_iter().map(|(reason, count): (LeftOut, usize)| (reason.word(), count));
    Ok(Found::new(Plan {
        as_of: plan.as_of,
        messages: plan.messages.into_iter().map(text).collect(),
        told: plan.told.into_iter().map(Into::into).collect(),
        told_count: plan.told_count,
        left_out: plan.left_out.into_iter().map(Into::into).collect(),
        left_out_counts: counts.collect(),
        without_case: plan.without_case,
        without_case_count: plan.without_case_count,
    }))
}

/// What is sent to all customers concerned.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewInforming)]
#[serde(deny_unknown_fields)]
struct NewInforming {
    /// What of the issue is told, as the preview said it. Where that is no longer how it stands, nothing is sent.
    #[schema(max_length = 100)]
    as_of: String,
    /// The English text; the desk's own where nothing is said.
    #[schema(max_length = 20_000)]
    text_en: Option<String>,
    /// The Russian text; the desk's own where nothing is said.
    #[schema(max_length = 20_000)]
    text_ru: Option<String>,
    /// The Polish text; the desk's own where nothing is said.
    #[schema(max_length = 20_000)]
    text_pl: Option<String>,
}

/// What came of it.
#[derive(Debug, Serialize, ToSchema)]
struct Informing {
    /// Cases whose customers are being told, within seconds.
    cases: usize,
}

async fn inform(At(id): At<HealthIssueId>, command: Command<NewInforming>) -> Answer<Made<Informing>> {
    use tierline_domain::Language;
    let Command { app, ctx, body, .. } = command;
    let texts = [(Language::En, body.text_en), (Language::Ru, body.text_ru), (Language::Pl, body.text_pl)];
    let texts = texts.into_iter().filter_map(|(language, text)| Some((language, text?))).collect();
    let done = health::inform_all(&app, &ctx, id, health::InformAll { as_of: body.as_of, texts }).await?;
    Ok(Made::new(Informing { cases: done.cases }))
}

/// What cases after an outage are narrowed by.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
struct AfterQuestion {
    /// After one issue.
    issue_id: Option<wire::HealthIssueId>,
    /// Lines of a page; 50 where nothing is said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Where the page before ended.
    #[param(pattern = "^[A-Za-z0-9_-]+$", max_length = 4096)]
    cursor: Option<String>,
}

/// A case whose customer still suffers after an issue is over: a ground to hand it up.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PostOutageCase)]
struct Suffering {
    /// The case.
    case_id: wire::CaseId,
    /// Its number.
    number: String,
    /// Its subject.
    subject: String,
    /// Its customer.
    customer_id: wire::CustomerId,
    /// The customer's name.
    customer_name: String,
    /// Its severity.
    severity: wire::Severity,
    /// Its next action.
    next_action: wire::NextAction,
    /// The issue that is over.
    issue_id: wire::HealthIssueId,
    /// The provider's identifier of it.
    source_id: String,
    /// Its title.
    issue_title: String,
}

impl From<health::Suffering> for Suffering {
    fn from(one: health::Suffering) -> Self {
        let health::Suffering { case, issue } = one;
        Self {
            case_id: case.id.into(),
            number: case.number,
            subject: case.subject,
            customer_id: case.customer.into(),
            customer_name: case.customer_name,
            severity: case.severity.into(),
            next_action: case.summary.next_action.into(),
            issue_id: issue.id.into(),
            source_id: issue.source_id,
            issue_title: issue.title,
        }
    }
}

async fn post_outage(caller: Caller, Ask(question): Ask<AfterQuestion>) -> Answer<Found<Page<Suffering>>> {
    let limit = page_limit(question.limit)?;
    let after: Option<CaseAfter> = question.cursor.as_deref().map(cursor::read).transpose()?;
    let issue = question.issue_id.map(|id| id.0);
    let found = health::post_outage(&caller.app, &caller.ctx, issue, after, limit + 1).await?;
    Ok(Found::new(Page::cut(found, limit, |one| CaseAfter::from(&one.case), Suffering::from)))
}
