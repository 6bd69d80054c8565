//! The form that opens a case.

use axum::{
    http::Uri,
    response::{IntoResponse, Redirect},
};
use tierline_app::{
    Error, case, customer,
    error::Faults,
    received::{self, Proposed},
};
use tierline_domain::{Action, Channel, Contact, CustomerId, RequestId, Severity};
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
    visit.app.require(&visit.ctx, Action::WorkCases).await?;
    let asked = Values(query::pairs(&uri));
    if let Some(id) = asked.given("received") {
        return carrying(&visit, id.parse().map_err(|_| unreadable("received"))?).await;
    }
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

/// The form for a received request, with what its packet says.
async fn carrying(visit: &Visit, id: RequestId) -> Answer {
    match received::proposed(&visit.app, &visit.ctx, id).await {
        Ok(Proposed::Carried(case)) => Ok(Redirect::to(&format!("/cases/{}", case.id)).into_response()),
        Ok(Proposed::Report { request, command }) => {
            let form = Form::posted("cases", said(visit, &command));
            let received = Some((id, request.number, request.sender_name));
            let view = NewCasePage { received, ..self::form(visit, command.customer, form).await? };
            visit.page(&view).await
        }
        Err(error) => Err(Fault::from(error).back(format!("/inbox/{id}"))),
    }
}

/// A report as the form has it.
fn said(visit: &Visit, report: &case::OpenCase) -> Vec<(String, String)> {
    let started = report.started_at.map(|at| at.with_timezone(&visit.zone()).format("%Y-%m-%dT%H:%M").to_string());
    let fields = [
        ("subject", Some(report.subject.clone())),
        ("description", Some(report.description.clone())),
        ("service", report.service.clone()),
        ("region", report.region.clone()),
        ("severity", report.severity.map(|severity| severity.word().to_owned())),
        ("started_at", started),
        ("affected_users", report.affected_users.map(|users| users.to_string())),
        ("error_text", report.error_text.clone()),
        ("correlation_ids", Some(report.correlation_ids.join("\n"))),
    ];
    fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
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
    let (app, carries) = (&visit.app, values.text("received").parse::<RequestId>().ok());
    let opened = attempt(ctx, faults, |ctx| async move {
        match carries {
            Some(id) => received::carry_as(app, &ctx, id, command).await,
            None => case::open(app, &ctx, command).await,
        }
    })
    .await;
    match opened {
        Ok(case) => Ok(done(&format!("/cases/{}", case.id), "case_opened")),
        Err(Error::Invalid(faults)) => {
            let continues = values.text("continues").parse().ok();
            let received = match carries {
                Some(id) => {
                    let request = received::view(&visit.app, &visit.ctx, id).await?.request;
                    Some((id, request.number, request.sender_name))
                }
                None => None,
            };
            let form = form(&visit, customer, values.refused("cases", &faults)).await?;
            let view = NewCasePage { continues, received, ..form };
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
