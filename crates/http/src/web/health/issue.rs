//! An issue with its posts.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use tierline_app::{Error, case, customer, error::Faults, health};
use tierline_domain::{Action, CaseId, CustomerId, Event, HealthIssueId, health::IssueStatus};
use tierline_render::{
    Form,
    page::{AffectedCustomer, IssuePage},
};

use crate::web::{
    fault::{Answer, Fault},
    frame::done,
    path::At,
    posted::Posted,
    visit::Visit,
};

/// Cases whose timelines are read for who was told, at most.
const LOOKED_AT: usize = 50;

pub(super) async fn show(visit: Visit, At(id): At<HealthIssueId>) -> Answer {
    let view = page(&visit, id, Form::default()).await?;
    visit.page(&view).await
}

async fn page(visit: &Visit, id: HealthIssueId, form: Form) -> Result<IssuePage, Error> {
    let health::IssueView { issue, mut posts, cases } = health::issue(&visit.app, &visit.ctx, id).await?;
    let affected = affected(visit, id, &cases).await?;
    posts.reverse();
    Ok(IssuePage { own: issue.owner == visit.ctx.owner, issue, posts, affected, form })
}

/// Customers with cases that the issue could explain, and whether they were told.
async fn affected(
    visit: &Visit,
    issue: HealthIssueId,
    cases: &[health::AffectedCase],
) -> Result<Vec<AffectedCustomer>, Error> {
    if !visit.ctx.may(Action::See) {
        return Ok(Vec::new());
    }
    let told = told(visit, issue, cases).await?;
    let mut grouped: BTreeMap<CustomerId, AffectedCustomer> = BTreeMap::new();
    for affected in cases {
        let line = &affected.case;
        let at = told.get(&line.id).copied().flatten();
        match grouped.get_mut(&line.customer) {
            Some(customer) => {
                customer.cases.push((line.id, line.number.clone()));
                // Who has an untold case is not told.
                customer.informed_at = customer.informed_at.zip(at).map(|(a, b)| a.min(b));
            }
            None => {
                let found = customer::view(&visit.app, &visit.ctx, line.customer).await?.customer;
                let customer = AffectedCustomer {
                    id: line.customer,
                    name: line.customer_name.clone(),
                    language: found.language,
                    cases: vec![(line.id, line.number.clone())],
                    informed_at: at,
                };
                grouped.insert(line.customer, customer);
            }
        }
    }
    let mut customers: Vec<AffectedCustomer> = grouped.into_values().collect();
    customers.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(customers)
}

/// When the customer of each case was last told of the issue.
async fn told(
    visit: &Visit,
    issue: HealthIssueId,
    cases: &[health::AffectedCase],
) -> Result<BTreeMap<CaseId, Option<DateTime<Utc>>>, Error> {
    let read = cases.iter().take(LOOKED_AT).map(|affected| async move {
        let view = case::view(&visit.app, &visit.ctx, affected.case.id).await?;
        let about = view
            .entries
            .iter()
            .rev()
            .find(|entry| matches!(entry.event, Event::CustomerInformed { issue: of } if of == issue));
        Ok::<_, Error>((affected.case.id, about.map(|entry| entry.at)))
    });
    Ok(futures::future::try_join_all(read).await?.into_iter().collect())
}

pub(super) async fn post(At(id): At<HealthIssueId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let status = values.word(&mut faults, "status", IssueStatus::from_word);
    let outcome = match faults.finish() {
        Ok(()) => {
            health::post(&visit.app, &ctx, id, health::PostToIssue { status, text: values.text("text").to_owned() })
                .await
        }
        Err(error) => Err(error),
    };
    let path = format!("/health/issues/{id}");
    match outcome {
        Ok(_) => Ok(done(&path, "posted")),
        Err(Error::Invalid(faults)) => {
            let view = page(&visit, id, values.refused("posts", &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).written(values.written()).back(path)),
    }
}
