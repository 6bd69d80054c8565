//! Deliveries: the list, one of them, and what is done about it.

use axum::http::Uri;
use tierline_app::{Error, delivery, request, ticket};
use tierline_domain::{Action, ConnectionId, DeliveryState, OutboxId, Route as Way};
use tierline_render::{
    Form,
    page::{DeliveriesPage, DeliveryPage},
};

use super::{
    fault::{Answer, Fault},
    frame::done,
    path::At,
    posted::{Posted, Values},
    query::{self, unreadable},
    route::{Route, get, post},
    visit::Visit,
};
use crate::kit::cursor;

/// Lines of a page.
const LINES: u32 = 50;
const LIST: &str = "/deliveries";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/deliveries", list),
        get("/deliveries/{id}", show),
        post("/deliveries/{id}/retry", retry),
        post("/deliveries/{id}/confirmation", confirm),
        post("/deliveries/{id}/giving-up", give_up),
        post("/connections/{id}/release", release),
    ]
}

async fn list(visit: Visit, uri: Uri) -> Answer {
    let asked = Values(query::pairs(&uri));
    let command = delivery::DeliveryQuery {
        state: match asked.text("state") {
            "" => None,
            word => Some(DeliveryState::from_word(word).ok_or_else(|| unreadable("state"))?),
        },
        route: match asked.text("route") {
            "" => None,
            word => Some(Way::from_word(word).ok_or_else(|| unreadable("route"))?),
        },
        before: asked
            .given("cursor")
            .map(|text| cursor::read(&text))
            .transpose()
            .map_err(|fault| Error::Invalid(vec![fault]))?,
        limit: LINES + 1,
        ..Default::default()
    };
    let (mut lines, counts, strays) = futures::try_join!(
        delivery::list(&visit.app, &visit.ctx, command),
        delivery::counts(&visit.app, &visit.ctx),
        ticket::stray_count(&visit.app, &visit.ctx)
    )?;
    let more = lines.len() > LINES as usize;
    lines.truncate(LINES as usize);
    let next = lines.last().filter(|_| more).map(|last| cursor::write(&last.id));
    let counts = vec![
        (DeliveryState::Waiting, counts.waiting),
        (DeliveryState::Unknown, counts.unknown),
        (DeliveryState::Held, counts.held),
        (DeliveryState::GivenUp, counts.given_up),
    ];
    visit.page(&DeliveriesPage { filter: Form::posted("", asked.0), counts, lines, next, strays }).await
}

async fn show(visit: Visit, At(id): At<OutboxId>) -> Answer {
    let view = page(&visit, id, Form::default()).await?;
    visit.page(&view).await
}

async fn page(visit: &Visit, id: OutboxId, form: Form) -> Result<DeliveryPage, Error> {
    let (app, ctx) = (&visit.app, &visit.ctx);
    let delivery::DeliveryView { delivery, brings } = delivery::show(app, ctx, id).await?;
    let recipient = if delivery.is_reply || !ctx.may(Action::See) {
        None
    } else {
        Some(request::view(app, ctx, delivery.request).await?.request.recipient.kind)
    };
    Ok(DeliveryPage { delivery, brings, recipient, form })
}

async fn retry(At(id): At<OutboxId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    let path = format!("{LIST}/{id}");
    match delivery::retry(&visit.app, &ctx, id).await {
        Ok(_) => Ok(done(&path, "delivery_retried")),
        Err(error) => Err(Fault::from(error).back(path)),
    }
}

async fn confirm(At(id): At<OutboxId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let path = format!("{LIST}/{id}");
    let has_arrived = match values.text("has_arrived") {
        "true" => true,
        "false" => false,
        _ => return Err(unreadable("has_arrived").into()),
    };
    match delivery::confirm(&visit.app, &ctx, id, has_arrived).await {
        Ok(_) => Ok(done(&path, if has_arrived { "delivery_arrived" } else { "delivery_retried" })),
        Err(error) => Err(Fault::from(error).back(path)),
    }
}

async fn give_up(At(id): At<OutboxId>, Posted { visit, ctx, values }: Posted) -> Answer {
    let path = format!("{LIST}/{id}");
    match delivery::give_up(&visit.app, &ctx, id, values.text("reason")).await {
        Ok(_) => Ok(done(&path, "delivery_given_up")),
        Err(Error::Invalid(faults)) => {
            let view = page(&visit, id, values.refused("giving-up", &faults)).await?;
            visit.unsound(&view).await
        }
        Err(error) => Err(Fault::from(error).written(values.written()).back(path)),
    }
}

async fn release(At(id): At<ConnectionId>, Posted { visit, ctx, .. }: Posted) -> Answer {
    match delivery::release(&visit.app, &ctx, id).await {
        Ok(()) => Ok(done(LIST, "connection_released")),
        Err(error) => Err(Fault::from(error).back(LIST)),
    }
}
