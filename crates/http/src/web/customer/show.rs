//! A customer with service management.

use std::collections::BTreeMap;

use axum::response::Response;
use chrono::Duration;
use tierline_app::{Error, account, case, customer, health, request};
use tierline_domain::{Action, Contact, CustomerId, UserId, health::HealthIssue};
use tierline_render::{
    Form, ServiceHealth,
    page::{CustomerPage, CustomerService},
};

use crate::web::{
    fault::{Answer, Fault},
    frame::ACTIVE,
    path::At,
    visit::Visit,
};

/// Open cases shown, at most.
const CASES: u32 = 50;
/// Days of health that are drawn.
const DAYS: i64 = 90;
/// Issues of those days that are looked at, at most.
const ISSUES: u32 = 200;

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
    let (cases, requests, services, people) = futures::try_join!(
        case::list(app, ctx, open),
        request::list_of(app, ctx, id),
        services(visit, id),
        people(visit)
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
    let (app, ctx, now) = (&visit.app, &visit.ctx, visit.now());
    let query = health::IssueQuery { customer: Some(id), limit: ISSUES, ..Default::default() };
    let (states, issues, feeds) = futures::try_join!(
        health::customer_services(app, ctx, id),
        health::issue_list(app, ctx, query),
        health::feeds(app, ctx)
    )?;
    let since = now - Duration::days(DAYS);
    let known_since = feeds.iter().any(|feed| feed.fetched_at.is_some()).then_some(since);
    let recent: Vec<HealthIssue> =
        issues.into_iter().filter(|issue| issue.ends_at.is_none_or(|end| end > since)).collect();
    let mut seen = BTreeMap::new();
    let mut found = Vec::new();
    for state in states {
        // One line for each service and region, however many subscriptions there are.
        let key = (state.subscription.service.clone(), state.subscription.region.clone());
        if seen.insert(key, ()).is_some() {
            continue;
        }
        let health = super::health_shown(&state);
        let of_service = |issue: &&HealthIssue| {
            let region = state.subscription.region.as_ref();
            issue.services.contains(&state.subscription.service)
                && (issue.regions.is_empty() || region.is_none_or(|region| issue.regions.contains(region)))
        };
        found.push(CustomerService {
            issues: recent.iter().filter(of_service).cloned().collect(),
            issue: state.issue.map(|issue| (issue.id, issue.source_id)),
            known_since: if health == ServiceHealth::Unknown { None } else { known_since },
            health,
            subscription: state.subscription,
        });
    }
    Ok(found)
}
