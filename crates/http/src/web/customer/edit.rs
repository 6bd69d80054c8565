//! The forms of a customer: taken in, changed, asked for delegated admin; and the end of one.

use std::collections::BTreeSet;

use tierline_app::{Error, customer, error::Faults};
use tierline_domain::{Action, CustomerId, DelegatedAdminId, InformPolicy, Language, RelationshipKind, SupportPlan};
use tierline_render::{Form, page::NewCustomerPage};

use super::show;
use crate::web::{
    checks::attempt,
    fault::{Answer, Fault},
    frame::done,
    path::{At, AtBoth},
    posted::{Posted, Values},
    visit::Visit,
};

pub(super) async fn blank(visit: Visit) -> Answer {
    visit.app.require(&visit.ctx, Action::AddCustomers).await?;
    visit.page(&NewCustomerPage { form: Form::default() }).await
}

pub(super) async fn add(Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let command = command(&values, &mut faults);
    let app = &visit.app;
    let added = attempt(ctx, faults, |ctx| async move { customer::add(app, &ctx, command).await }).await;
    match added {
        Ok(customer) => Ok(done(&format!("/customers/{}", customer.id), "customer_added")),
        Err(Error::Invalid(faults)) => {
            visit.unsound(&NewCustomerPage { form: values.refused("customers", &faults) }).await
        }
        Err(error) => Err(Fault::from(error).written(values.written()).back("/customers")),
    }
}

fn command(values: &Values, faults: &mut Faults) -> customer::AddCustomer {
    customer::AddCustomer {
        name: values.text("name").to_owned(),
        domain: values.text("domain").to_owned(),
        tenant_id: values.text("tenant_id").to_owned(),
        country: values.text("country").to_owned(),
        language: values.chosen(faults, "language", Language::from_word, Language::En),
        support_plan: values.chosen(faults, "support_plan", SupportPlan::from_word, SupportPlan::ALL[0]),
        inform: values.word(faults, "inform", InformPolicy::from_word).unwrap_or(InformPolicy::Draft),
        relationship: values
            .word(faults, "relationship", RelationshipKind::from_word)
            .unwrap_or(RelationshipKind::Reseller),
        relationship_since: None,
        indirect_reseller: None,
    }
}

pub(super) async fn edit(At(id): At<CustomerId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let command = customer::EditCustomer {
        version: values.number(&mut faults, "version"),
        name: Some(values.text("name").to_owned()),
        domain: Some(values.text("domain").to_owned()),
        country: Some(values.text("country").to_owned()),
        language: values.word(&mut faults, "language", Language::from_word),
        support_plan: values.word(&mut faults, "support_plan", SupportPlan::from_word),
        inform: values.word(&mut faults, "inform", InformPolicy::from_word),
        ..Default::default()
    };
    let app = &visit.app;
    let outcome = attempt(ctx, faults, |ctx| async move { customer::edit(app, &ctx, id, command).await }).await;
    finish(&visit, id, &values, "details", outcome, "customer_saved").await
}

async fn finish<T>(
    visit: &Visit,
    id: CustomerId,
    values: &Values,
    name: &str,
    outcome: Result<T, Error>,
    word: &'static str,
) -> Answer {
    let path = format!("/customers/{id}");
    match outcome {
        Ok(_) => Ok(done(&path, word)),
        Err(Error::Invalid(faults)) => show::unsound(visit, id, values.refused(name, &faults)).await,
        Err(Error::Stale { .. }) => {
            let by = customer::last_edit(&visit.app, &visit.ctx, id).await?;
            show::unsound(visit, id, values.late(name, by)).await
        }
        Err(error) => Err(Fault::from(error).written(values.written()).back(path)),
    }
}

pub(super) async fn request_delegated_admin(At(id): At<CustomerId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let command = customer::RequestDelegatedAdmin {
        name: values.text("name").to_owned(),
        roles: values.all("roles"),
        days: values.number(&mut faults, "days").unwrap_or(0),
        assigned_to: BTreeSet::new(),
    };
    let app = &visit.app;
    let outcome =
        attempt(ctx, faults, |ctx| async move { customer::request_delegated_admin(app, &ctx, id, command).await })
            .await;
    finish(&visit, id, &values, "delegated-admin", outcome, "delegated_requested").await
}

/// Ends a relationship from the partner's side; the customer's own page ends it from the other.
pub(super) async fn end_delegated_admin(
    AtBoth(id, relationship): AtBoth<CustomerId, DelegatedAdminId>,
    Posted { visit, ctx, .. }: Posted,
) -> Answer {
    let path = format!("/customers/{id}#delegated");
    let decision = customer::DelegatedAdminDecision::Terminate;
    match customer::decide_delegated_admin(&visit.app, &ctx, id, relationship, decision).await {
        Ok(_) => Ok(done(&path, "delegated_terminated")),
        Err(error) => Err(Fault::from(error).back(path)),
    }
}
