//! What the caller follows.

use serde::{Deserialize, Serialize};
use tierline_app::follow::{self, AddFollow, FollowLine};
use tierline_domain::{Follow as Kept, FollowId, Followed};
use utoipa::ToSchema;

use super::shared::CustomerRef;
use crate::kit::{
    answer::{Answer, Done, Found, Made, Page},
    call::{Act, At, Caller, Command},
    endpoint::{Operation, delete, get, post},
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get("/follows", "Lists what the caller follows.", list),
        post("/follows", "Follows a service, a region, one service in a region, or a customer.", add),
        delete("/follows/{follow_id}", "Ends a follow of the caller.", remove),
    ]
}

/// Something that is followed.
#[derive(Debug, Serialize, ToSchema)]
struct Follow {
    /// Identifier.
    id: wire::FollowId,
    /// The service; null where it is about a customer, or about all services of a region.
    service: Option<String>,
    /// The region; null where it is about a customer, or about a service wherever it is.
    region: Option<String>,
    /// The customer; null where it is about a service or a region.
    customer: Option<CustomerRef>,
    /// Since when.
    created_at: Time,
}

impl Follow {
    fn of(follow: Kept, name: Option<String>) -> Self {
        let (service, region, customer) = match follow.followed {
            Followed::Service { service } => (Some(service), None, None),
            Followed::Region { region, service } => (service, Some(region), None),
            Followed::Customer { customer } => {
                (None, None, Some(CustomerRef { id: Some(customer.into()), name: name.unwrap_or_default() }))
            }
        };
        Self { id: follow.id.into(), service, region, customer, created_at: follow.created_at.into() }
    }
}

impl From<FollowLine> for Follow {
    fn from(line: FollowLine) -> Self {
        Self::of(line.follow, line.customer)
    }
}

async fn list(caller: Caller) -> Answer<Found<Page<Follow>>> {
    let lines = follow::list_named(&caller.app, &caller.ctx).await?;
    Ok(Found::new(Page::whole(lines.into_iter().map(Into::into).collect())))
}

/// What is to be followed: a customer alone, or a service, a region, or both.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewFollow {
    /// A service, by any of its names.
    #[schema(max_length = 200)]
    service: Option<String>,
    /// A region, by any of its names.
    #[schema(max_length = 200)]
    region: Option<String>,
    /// A customer.
    customer_id: Option<wire::CustomerId>,
}

async fn add(command: Command<NewFollow>) -> Answer<Made<Follow>> {
    let Command { app, ctx, body, .. } = command;
    let new = AddFollow { service: body.service, region: body.region, customer: body.customer_id.map(|id| id.0) };
    let followed = follow::add(&app, &ctx, new).await?;
    let line = follow::list_named(&app, &ctx).await?.into_iter().find(|line| line.follow.id == followed.id);
    Ok(Made::new(line.map_or_else(|| Follow::of(followed, None), Into::into)))
}

async fn remove(At(id): At<FollowId>, act: Act) -> Answer<Done> {
    follow::remove(&act.app, &act.ctx, id).await?;
    Ok(Done)
}
