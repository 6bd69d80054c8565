//! A customer with service management.

use axum::response::Response;
use tierline_app::{Error, account, book, case, customer, health, request};
use tierline_domain::{Action, Contact, CustomerId, UserId};
use tierline_render::{
    Form, ServiceHealth,
    page::{CustomerPage, CustomerService, FromProvider},
};

use crate::web::{
    fault::{Answer, Fault},
    frame::ACTIVE,
    path::At,
    visit::Visit,
};

/// Open cases shown, at most.
const CASES: u32 = 50;

pub(super) async fn show(visit: Visit, At(id): At<CustomerId>) -> Answer {
    if visit.ctx.is_customer() {
        return Err(Error::NotFound.into());
    }
    let view = page(&visit, id, Form::default()).await?;
    visit.page(&view).await
}

/// The page with a form that came back.
pub(super) async fn unsound(visit: &Visit, id: CustomerId, form: Form) -> Result<Response, Fault> {
    let late = form.meanwhile.is_some();
    let view = page(visit, id, form).await?;
    if late { visit.late(&view).await } else { visit.unsound(&view).await }
}

async fn page(visit: &Visit, id: CustomerId, form: Form) -> Result<CustomerPage, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let view = customer::view(app, ctx, id).await?;
    let open = case::CaseQuery {
        customer: Some(id),
        status: ACTIVE.to_vec(),
        due_first: true,
        limit: CASES,
        ..Default::default()
    };
    let (cases, requests, services, people, told) = futures::try_join!(
        case::list(app, ctx, open),
        request::list_of(app, ctx, id),
        services(visit, id),
        people(visit),
        book::of_customer(app, ctx, id)
    )?;
    let contacts = view.people.iter().map(|member| {
        let contact = Contact {
            name: member.user.name.clone(),
            email: member.user.email.clone(),
            phone: member.user.phone.clone(),
            ..Contact::default()
        };
        (contact, String::new())
    });
    Ok(CustomerPage {
        through: view.through.map(|other| other.name),
        services,
        delegated_admin: view.delegated_admin,
        people,
        cases,
        requests: requests.into_iter().filter(|line| line.request.status.is_open()).collect(),
        contacts: contacts.collect(),
        customer: view.customer,
        from_provider: told.map(|told| FromProvider {
            customers_read_at: told.customers_read_at,
            delegated_read_at: told.delegated_read_at,
            apart: told.apart.into_iter().map(|(difference, _)| difference).collect(),
        }),
        form,
    })
}

/// The names of colleagues that relationships are assigned to.
async fn people(visit: &Visit) -> Result<Vec<(UserId, String)>, Error> {
    if !visit.ctx.may(Action::WorkCases) {
        return Ok(Vec::new());
    }
    let members = account::user_list(&visit.app, &visit.ctx, None).await?;
    Ok(members.into_iter().map(|member| (member.user.id, member.user.name)).collect())
}

/// What the customer subscribes to: how it is, and how it was.
async fn services(visit: &Visit, id: CustomerId) -> Result<Vec<CustomerService>, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let (states, mut histories) =
        futures::try_join!(health::customer_services(app, ctx, id), health::customer_history(app, ctx, id))?;
    let mut found = Vec::new();
    for state in states {
        // One line for each service and region, however many subscriptions there are.
        let own = |days: &health::ServiceDays| {
            days.service == state.subscription.service && days.region == state.subscription.region
        };
        let Some(at) = histories.iter().position(own) else { continue };
        let days = histories.swap_remove(at).days;
        let health = super::health_shown(&state);
        let issue = state.issue.map(|issue| (issue.id, issue.source_id));
        found.push(CustomerService { subscription: state.subscription, health, issue, days });
    }
    // Trouble stands first; the others as they came, by name.
    found.sort_by_key(|service| std::cmp::Reverse(trouble(service.health)));
    Ok(found)
}

/// How bad a state is; what nobody knows is no trouble.
fn trouble(health: ServiceHealth) -> ServiceHealth {
    if health == ServiceHealth::Unknown { ServiceHealth::Healthy } else { health }
}
