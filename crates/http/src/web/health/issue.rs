//! An issue with its posts.

use std::collections::BTreeMap;

use tierline_app::{Error, error::Faults, health};
use tierline_domain::{CustomerId, HealthIssueId, health::IssueStatus};
use tierline_render::{
    Form,
    page::{AffectedCustomer, IssuePage},
};

use crate::web::{
    checks::attempt,
    fault::{Answer, Fault},
    frame::done,
    path::At,
    posted::Posted,
    visit::Visit,
};

pub(super) async fn show(visit: Visit, At(id): At<HealthIssueId>) -> Answer {
    let view = page(&visit, id, Form::default()).await?;
    visit.page(&view).await
}

async fn page(visit: &Visit, id: HealthIssueId, form: Form) -> Result<IssuePage, Error> {
    let health::IssueView { issue, mut posts, cases } = health::issue(&visit.app, &visit.ctx, id).await?;
    let affected = affected(cases);
    posts.reverse();
    Ok(IssuePage { own: issue.owner == visit.ctx.owner, issue, posts, affected, form })
}

/// Customers with cases that the issue could explain, and whether they were told. Who has an untold case is not told, and who
/// has one that nobody there can read has to be called.
fn affected(cases: Vec<health::AffectedCase>) -> Vec<AffectedCustomer> {
    let mut grouped: BTreeMap<CustomerId, AffectedCustomer> = BTreeMap::new();
    for health::AffectedCase { case, language, informed_at, readable } in cases {
        let customer = grouped.entry(case.customer).or_insert_with(|| AffectedCustomer {
            id: case.customer,
            name: case.customer_name,
            language,
            cases: Vec::new(),
            informed_at,
            readable,
        });
        customer.cases.push((case.id, case.number));
        customer.informed_at = customer.informed_at.zip(informed_at).map(|(one, other)| one.min(other));
        customer.readable &= readable;
    }
    let mut customers: Vec<AffectedCustomer> = grouped.into_values().collect();
    customers.sort_by(|a, b| a.name.cmp(&b.name));
    customers
}

pub(super) async fn post(At(id): At<HealthIssueId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let status = values.word(&mut faults, "status", IssueStatus::from_word);
    let post = health::PostToIssue { status, text: values.text("text").to_owned() };
    let app = &visit.app;
    let outcome = attempt(ctx, faults, |ctx| async move { health::post(app, &ctx, id, post).await }).await;
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
