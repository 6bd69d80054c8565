//! The form that opens a case.

use axum::http::Uri;
use tierline_app::{Error, case, customer, error::Faults};
use tierline_domain::{Action, Channel, Contact, CustomerId, Severity};
use tierline_render::{Form, page::NewCasePage};

use crate::web::{
    checks::attempt,
    fault::{Answer, Fault},
    frame::done,
    posted::{Posted, Values},
    query::{self, unreadable},
    visit::Visit,
};

/// Customers to choose from at once.
const CUSTOMERS: u32 = 50;

pub(super) async fn blank(visit: Visit, uri: Uri) -> Answer {
    visit.ctx.require(Action::WorkCases)?;
    let asked = Values(query::pairs(&uri));
    match asked.given("customer_id") {
        Some(id) => {
            let id = id.parse().map_err(|_| unreadable("customer_id"))?;
            let earlier = asked.given("continues").map(|id| id.parse().map_err(|_| unreadable("continues")));
            let view = NewCasePage { continues: earlier.transpose()?, ..form(&visit, id, Form::default()).await? };
            visit.page(&view).await
        }
        None => choose(&visit, asked.text("query")).await,
    }
}

/// Without script there is no list that narrows itself while somebody types: the customer is chosen first.
async fn choose(visit: &Visit, query: &str) -> Answer {
    let asked = customer::CustomerQuery {
        query: Some(query.trim().to_owned()).filter(|query| !query.is_empty()),
        limit: CUSTOMERS,
        ..Default::default()
    };
    let lines = customer::list(&visit.app, &visit.ctx, asked).await?;
    let found = lines.into_iter().map(|line| line.customer).collect();
    visit.page(&NewCasePage { query: query.to_owned(), found, ..NewCasePage::default() }).await
}

async fn form(visit: &Visit, id: CustomerId, form: Form) -> Result<NewCasePage, Error> {
    let customer::CustomerView { customer, subscriptions, .. } = customer::view(&visit.app, &visit.ctx, id).await?;
    Ok(NewCasePage { form, customer: Some(customer), subscriptions, ..NewCasePage::default() })
}

pub(super) async fn open(Posted { visit, ctx, values }: Posted) -> Answer {
    let Ok(customer) = values.text("customer_id").parse::<CustomerId>() else {
        return Err(Fault::unreadable().written(values.written()).back("/cases/new"));
    };
    let mut faults = Faults::default();
    let command = command(&visit, &values, customer, &mut faults);
    let app = &visit.app;
    let opened = attempt(ctx, faults, |ctx| async move { case::open(app, &ctx, command).await }).await;
    match opened {
        Ok(case) => Ok(done(&format!("/cases/{}", case.id), "case_opened")),
        Err(Error::Invalid(faults)) => {
            let continues = values.text("continues").parse().ok();
            let view = NewCasePage { continues, ..form(&visit, customer, values.refused("cases", &faults)).await? };
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).written(values.written()).back("/cases/new")),
    }
}

fn command(visit: &Visit, values: &Values, customer: CustomerId, faults: &mut Faults) -> case::OpenCase {
    case::OpenCase {
        customer,
        subject: values.text("subject").to_owned(),
        description: values.text("description").to_owned(),
        service: values.given("service"),
        region: values.given("region"),
        severity: values.word(faults, "severity", Severity::from_word),
        started_at: values.time(faults, "started_at", visit.zone()),
        affected_users: values.number(faults, "affected_users"),
        error_text: values.given("error_text"),
        correlation_ids: values.lines("correlation_ids"),
        contact: contact(values),
        channel: Some(Channel::Agent),
        continues: values.id(faults, "continues"),
    }
}

/// The customer's contact, where one is named.
pub(super) fn contact(values: &Values) -> Option<Contact> {
    let contact = Contact {
        name: values.given("contact_name").unwrap_or_default(),
        email: values.given("contact_email").unwrap_or_default(),
        phone: values.given("contact_phone"),
        country: values.given("contact_country"),
        time_zone: values.given("contact_time_zone"),
        language: values.given("contact_language"),
    };
    (contact != Contact::default()).then_some(contact)
}
