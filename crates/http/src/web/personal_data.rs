//! Personal data: looked up, taken along, erased.

use axum::{
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use tierline_app::{
    Error,
    account::{self, ErasePerson, PersonalData},
};
use tierline_domain::Action;
use tierline_render::{
    Form,
    page::{PersonKept, PersonalDataPage},
};

use super::{
    fault::{Answer, Fault},
    frame::done,
    posted::{Posted, Values},
    query,
    route::{Route, get, post},
    visit::Visit,
};
use crate::kit::lines::Lines;

const PATH: &str = "/personal-data";

pub(super) fn routes() -> Vec<Route> {
    vec![get(PATH, show), post("/personal-data/exports", export), post("/personal-data/erasures", erase)]
}

async fn show(visit: Visit, uri: Uri) -> Answer {
    let asked = Values(query::pairs(&uri));
    match shown(&visit, &asked).await {
        Ok(page) => visit.page(&page).await,
        Err(Error::Invalid(faults)) => {
            let page = PersonalDataPage { filter: asked.refused("", &faults), ..PersonalDataPage::default() };
            visit.unsound(&page).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page for who is asked for; without a name, the look-up alone.
async fn shown(visit: &Visit, asked: &Values) -> Result<PersonalDataPage, Error> {
    visit.app.require(&visit.ctx, Action::Administer).await?;
    let Some(person) = asked.given("person") else { return Ok(PersonalDataPage::default()) };
    let found = account::personal_data(&visit.app, &visit.ctx, &person).await?;
    let filter = Form::posted("", [("person".to_owned(), person)]);
    Ok(PersonalDataPage { filter, kept: Some(kept(found)), form: Form::default() })
}

fn kept(found: PersonalData) -> PersonKept {
    let PersonalData { key, user, member, traces, audited, hindrances } = found;
    PersonKept { key, user, member, traces, audited, hindrances }
}

async fn export(Posted { visit, ctx, values }: Posted) -> Result<Response, Fault> {
    let made = account::person_export(&visit.app, &ctx, values.text("person")).await;
    let made = made.map_err(|error| Fault::from(error).back(PATH))?;
    Ok(Lines::of(&ctx, visit.app.now(), made).into_response())
}

async fn erase(Posted { visit, ctx, values }: Posted) -> Answer {
    let command = ErasePerson { person: values.text("person").to_owned(), address: values.text("address").to_owned() };
    match account::person_erase(&visit.app, &ctx, command).await {
        Ok(_) => Ok(done(PATH, "person_erased")),
        Err(Error::Invalid(faults)) => {
            let page = shown(&visit, &values).await?;
            visit.unsound(&PersonalDataPage { form: values.refused("erase", &faults), ..page }).await
        }
        // The page says all that stands in the way.
        Err(Error::Conflict { code: "person_needed", .. }) => {
            let page = shown(&visit, &values).await?;
            Ok(visit.page_with(StatusCode::CONFLICT, &page).await?)
        }
        Err(error) => Err(Fault::from(error).back(PATH)),
    }
}
