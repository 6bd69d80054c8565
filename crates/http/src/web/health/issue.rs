//! An issue with its posts, whom it reaches, and what they were told.

use axum::http::Uri;
use serde::{Serialize, de::DeserializeOwned};
use tierline_app::{Error, error::Faults, health};
use tierline_domain::{Action, HealthIssueId, NoticeSubject, health::IssueStatus};
use tierline_render::{
    Form,
    page::{AffectedCase, AffectedCustomer, IssuePage, ToldLine},
};

use super::publish::languages;
use crate::{
    kit::cursor,
    web::{
        checks::attempt,
        fault::{Answer, Fault},
        frame::done,
        path::At,
        posted::Posted,
        query,
        visit::Visit,
    },
};

/// Customers and messages of a page.
const LINES: u32 = 25;
/// Cases that still suffer, on the issue's own page.
const SUFFERING: u32 = 10;

pub(super) async fn show(visit: Visit, At(id): At<HealthIssueId>, uri: Uri) -> Answer {
    let view = page(&visit, id, &uri, Form::default()).await?;
    visit.opens(NoticeSubject::Issue(id)).await.page(&view).await
}

async fn page(visit: &Visit, id: HealthIssueId, uri: &Uri, form: Form) -> Result<IssuePage, Error> {
    let health::IssueView { issue, mut posts, next_update_at } = health::issue(&visit.app, &visit.ctx, id).await?;
    posts.reverse();
    let page = IssuePage {
        own: issue.owner == visit.ctx.owner,
        issue,
        posts,
        next_update_at,
        reach: (0, 0),
        affected: Vec::new(),
        next_customers: None,
        told: Vec::new(),
        next_told: None,
        suffering: Vec::new(),
        suffering_count: 0,
        form,
    };
    // A provider's person and a customer's see no customers: neither whom it reaches nor what was said to them.
    if visit.ctx.may(Action::See) { reach(visit, uri, page).await } else { Ok(page) }
}

/// The page with the partner's customers.
async fn reach(visit: &Visit, uri: &Uri, page: IssuePage) -> Result<IssuePage, Error> {
    let (app, ctx, id) = (&visit.app, &visit.ctx, page.issue.id);
    let (reach, customers, messages, suffering, suffering_count) = futures::try_join!(
        health::issue_reach(app, ctx, id),
        health::issue_customers(app, ctx, id, place(uri, "customers"), LINES + 1),
        health::issue_messages(app, ctx, id, place(uri, "told"), LINES + 1),
        health::post_outage(app, ctx, Some(id), None, SUFFERING),
        health::post_outage_count(app, ctx, Some(id)),
    )?;
    let (customers, next_customers) = cut(customers, |customer| customer.place.clone());
    let (messages, next_told) = cut(messages, |message| (message.at, message.entry));
    Ok(IssuePage {
        reach: (reach.cases, reach.customers),
        affected: customers.into_iter().map(affected).collect(),
        next_customers,
        told: messages.into_iter().map(told).collect(),
        next_told,
        suffering: suffering.into_iter().map(|one| one.case).collect(),
        suffering_count,
        ..page
    })
}

/// Where a list of the page goes on; from its beginning where the address says nothing that can be read.
fn place<T: DeserializeOwned>(uri: &Uri, name: &str) -> Option<T> {
    query::value(uri, name).and_then(|text| cursor::read(&text).ok())
}

fn cut<T, K: Serialize>(mut rows: Vec<T>, key: impl Fn(&T) -> K) -> (Vec<T>, Option<String>) {
    let more = rows.len() > LINES as usize;
    rows.truncate(LINES as usize);
    let next = rows.last().filter(|_| more).map(|last| cursor::write(&key(last)));
    (rows, next)
}

fn affected(customer: health::IssueCustomer) -> AffectedCustomer {
    let case = |(link, readable): (health::IssueLink, bool)| AffectedCase {
        id: link.case,
        number: link.number,
        status: link.status,
        certainty: link.certainty,
        certain: link.certain,
        verdict: link.verdict,
        readable,
    };
    AffectedCustomer {
        told_at: customer.told_at(),
        id: customer.id,
        name: customer.name,
        language: customer.language,
        cases: customer.cases.into_iter().map(case).collect(),
    }
}

fn told(message: health::IssueMessage) -> ToldLine {
    ToldLine {
        at: message.at,
        by: message.by.name,
        sent: message.sent,
        case: message.case,
        number: message.number,
        customer: message.customer_name,
        language: message.language,
        text: message.text,
    }
}

pub(super) async fn post(At(id): At<HealthIssueId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let status = values.word(&mut faults, "status", IssueStatus::from_word);
    let (text, languages) = (values.text("text").to_owned(), languages(&values));
    let post = health::PostToIssue { status, text, languages };
    let app = &visit.app;
    let outcome = attempt(ctx, faults, |ctx| async move { health::post(app, &ctx, id, post).await }).await;
    let path = format!("/health/issues/{id}");
    match outcome {
        Ok(_) => Ok(done(&path, "posted")),
        Err(Error::Invalid(faults)) => {
            let view = page(&visit, id, &Uri::default(), values.refused("posts", &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).written(values.written()).back(path)),
    }
}
