//! Tickets elsewhere that no request is known by: a person says what they are.

use tierline_app::{
    Error,
    error::Faults,
    ticket::{self, StrayView},
};
use tierline_domain::{RequestId, StrayTicketId};
use tierline_render::{
    Form,
    page::{StrayLine, StrayTicketPage, StrayTicketsPage},
};

use super::{
    fault::{Answer, Fault},
    frame::done,
    path::At,
    posted::Posted,
    route::{Route, get, post},
    visit::Visit,
};

const LIST: &str = "/stray-tickets";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/stray-tickets", list),
        get("/stray-tickets/{id}", show),
        post("/stray-tickets/{id}/request", attach),
        post("/stray-tickets/{id}/dismissal", dismiss),
    ]
}

async fn list(visit: Visit) -> Answer {
    let strays = ticket::strays(&visit.app, &visit.ctx).await?;
    let lines = strays.into_iter().map(|(stray, connection)| StrayLine { stray, connection }).collect();
    visit.page(&StrayTicketsPage { lines }).await
}

async fn show(visit: Visit, At(id): At<StrayTicketId>) -> Answer {
    let view = page(&visit, id, Form::default()).await?;
    visit.page(&view).await
}

async fn page(visit: &Visit, id: StrayTicketId, form: Form) -> Result<StrayTicketPage, Error> {
    let StrayView { stray, connection, taken_by, candidates } = ticket::stray(&visit.app, &visit.ctx, id).await?;
    Ok(StrayTicketPage { line: StrayLine { stray, connection }, taken_by, candidates, form })
}

async fn attach(At(id): At<StrayTicketId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let mut faults = Faults::default();
    let request: Option<RequestId> = values.id(&mut faults, "request_id");
    if request.is_none() {
        faults.add("request_id", "required", "Choose a request.");
    }
    let outcome = match (faults.finish(), request) {
        (Ok(()), Some(request)) => ticket::attach_stray(&visit.app, &ctx, id, request).await.map(Some),
        (Ok(()), None) => Ok(None),
        (Err(error), _) => Err(error),
    };
    match outcome {
        Ok(attached) => {
            let path = attached.map_or_else(|| LIST.to_owned(), |request| format!("/service-requests/{}", request.id));
            Ok(done(&path, "stray_attached"))
        }
        Err(Error::Invalid(faults)) => {
            let view = page(&visit, id, values.refused("request", &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}

async fn dismiss(At(id): At<StrayTicketId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    match ticket::dismiss_stray(&visit.app, &ctx, id).await {
        Ok(()) => Ok(done(LIST, "stray_dismissed")),
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}
