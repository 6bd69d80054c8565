//! Subscriptions to the events of trouble tickets (TMF621), as a Global admin oversees them. They are made at the contract's own door.

use serde::Serialize;
use tierline_app::ticket::{self, SubscriptionView};
use tierline_domain::{HubId, TicketHubLine};
use utoipa::ToSchema;

use crate::kit::{
    answer::{Answer, Done, Found, Page},
    call::{Act, At, Caller},
    endpoint::{Operation, delete, get},
    wire::{self, Time},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        get(
            "/ticket-subscriptions",
            "Lists who is told of the events of this organization's trouble tickets, the oldest first.",
            list,
        ),
        delete(
            "/ticket-subscriptions/{ticket_subscription_id}",
            "Ends such a subscription, whoever made it: its address is told nothing more.",
            end,
        ),
    ]
}

/// An address that is told of trouble tickets: each event carries the whole ticket.
#[derive(Debug, Serialize, ToSchema)]
struct TicketSubscription {
    /// Identifier.
    id: wire::HubId,
    /// The address that is called. What may be a key in its path is left out.
    address: String,
    /// What is told, in the words of TMF621; everything where it is empty.
    events: Vec<String>,
    /// Who made it, or said it last; null where that was not kept yet.
    user_id: Option<wire::UserId>,
    /// Their name, also where they have left.
    user_name: Option<String>,
    /// The token by which they did; null for a session.
    token_id: Option<wire::TokenId>,
    /// That token's name.
    token_name: Option<String>,
    /// When it was made.
    created_at: Time,
    /// Whether anything is told: who made it may have it still. Where not, it ends with the next event.
    stands: bool,
}

impl From<SubscriptionView> for TicketSubscription {
    fn from(view: SubscriptionView) -> Self {
        let TicketHubLine { hub, person_name, token_name } = view.line;
        Self {
            id: hub.id.into(),
            address: hub.address(),
            events: hub.events.iter().map(|event| event.word().to_owned()).collect(),
            user_id: hub.created_by.map(Into::into),
            user_name: person_name,
            token_id: hub.token.map(Into::into),
            token_name,
            created_at: hub.created_at.into(),
            stands: view.stands,
        }
    }
}

async fn list(caller: Caller) -> Answer<Found<Page<TicketSubscription>>> {
    let views = ticket::subscriptions(&caller.app, &caller.ctx).await?;
    Ok(Found::new(Page::whole(views.into_iter().map(Into::into).collect())))
}

async fn end(At(id): At<HubId>, act: Act) -> Answer<Done> {
    ticket::end_subscription(&act.app, &act.ctx, id).await?;
    Ok(Done)
}
