//! Emergency access: its door, and the page on which a Global admin seals it.

use axum::{http::StatusCode, response::Response};
use tierline_app::{
    Error,
    account::{self, OpenEmergency},
};
use tierline_render::page::{EmergencyDoorPage, EmergencyPage};

use super::{
    entrance::{caller, let_in, too_many, waits},
    fault::{Answer, Fault},
    frame::done,
    posted::{Knocked, Posted},
    route::{Route, get, post},
    visit::{Visit, Visitor},
};

const PATH: &str = "/emergency-access";
const DOOR: &str = "/signin/emergency";

/// The door: nobody is signed in there.
pub(super) fn open() -> Vec<Route> {
    vec![get(DOOR, door), post(DOOR, come_in)]
}

pub(super) fn routes() -> Vec<Route> {
    vec![get(PATH, show), post(PATH, seal), post("/emergency-access/removal", remove)]
}

async fn door(visitor: Visitor) -> Answer {
    Ok(visitor.page_with(StatusCode::OK, &EmergencyDoorPage::default()))
}

async fn come_in(Knocked { visitor, values }: Knocked) -> Answer {
    let text = |name: &str| values.text(name).to_owned();
    let command = OpenEmergency { code: text("code"), name: text("name"), reason: text("reason") };
    match account::emergency_open(&visitor.state.app, &caller(&visitor), command).await {
        Ok(signed) => Ok(let_in(&visitor, &signed, PATH)),
        Err(Error::Invalid(faults)) => {
            let view = EmergencyDoorPage { form: values.refused("emergency", &faults) };
            Ok(visitor.page_with(StatusCode::UNPROCESSABLE_ENTITY, &view))
        }
        Err(Error::TooMany { retry_after }) => {
            let view = EmergencyDoorPage { form: values.form("emergency").fault(too_many(retry_after)) };
            Ok(waits(visitor.page_with(StatusCode::TOO_MANY_REQUESTS, &view), retry_after))
        }
        Err(error) => Err(Fault::from(error).back(DOOR)),
    }
}

async fn show(visit: Visit) -> Answer {
    shown(&visit, None).await
}

/// A code that was just drawn stands in the answer itself: nothing keeps it, so there is nothing to be led to.
async fn shown(visit: &Visit, code: Option<String>) -> Result<Response, Fault> {
    let access = account::emergency_show(&visit.app, &visit.ctx).await?;
    visit.page(&EmergencyPage { access, code }).await
}

async fn seal(Posted { visit, ctx, .. }: Posted) -> Answer {
    match account::emergency_seal(&visit.app, &ctx).await {
        Ok(code) => shown(&visit, code.map(|code| code.expose().to_owned())).await,
        Err(error) => Err(Fault::from(error).back(PATH)),
    }
}

async fn remove(Posted { visit, ctx, .. }: Posted) -> Answer {
    match account::emergency_remove(&visit.app, &ctx).await {
        Ok(()) => Ok(done(PATH, "emergency_removed")),
        Err(error) => Err(Fault::from(error).back(PATH)),
    }
}
