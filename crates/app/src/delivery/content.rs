//! What a delivery brings, as it waits in the outbox.

use tierline_domain::{Action, Attachment, Delivery, DeliveryContent};
use tierline_store::TenantRead;

use super::message;
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    relay::{Message, REOPENING},
};

/// Whether the reader may read the request that a delivery is about, and so what is told of it.
fn may_read(ctx: &Ctx, delivery: &Delivery) -> bool {
    ctx.may(if delivery.is_reply { Action::SeeReceived } else { Action::See })
}

/// The delivery as this reader is shown it: how it travels is for all who see requests or what was received, what a request is called for
/// who may read it.
pub(super) fn shown(ctx: &Ctx, delivery: Delivery) -> Delivery {
    let request_title = delivery.request_title.clone().filter(|_| may_read(ctx, &delivery));
    Delivery { request_title, ..delivery }
}

/// What a delivery brings; none where the reader may not read it. The rows are those that the reader reaches: a message about a
/// request out of reach is not there, and neither is a file of a case out of reach.
pub(super) async fn content(
    read: &mut TenantRead<'_>,
    ctx: &Ctx,
    delivery: &Delivery,
) -> Result<Option<DeliveryContent>> {
    if !may_read(ctx, delivery) {
        return Ok(None);
    }
    let message = match message(read, delivery.id).await {
        Err(Error::NotFound) => return Ok(None),
        found => found?,
    };
    Ok(match message {
        Message::RequestSubmitted { .. } => delivery.request_title.clone().map(DeliveryContent::Request),
        Message::RequestNoted { event, text, .. } => Some(noted(event.as_deref(), text)),
        Message::CaseNoted { text, .. } => Some(DeliveryContent::Note(text)),
        Message::RequestRated { severity, before, .. } => Some(DeliveryContent::Severity { before, severity }),
        Message::RequestWithdrawn { reason, .. } => Some(DeliveryContent::Withdrawal(reason)),
        Message::RequestDecided { entry, .. } => {
            Some(DeliveryContent::Answer { status: entry.status, text: entry.text })
        }
        Message::FileSent { file, .. } | Message::FileReturned { file, .. } => {
            read.attachment_lookup(file.id).await?.map(of_file)
        }
        Message::TicketEvent { event, .. } => Some(DeliveryContent::Event(event)),
        Message::IssuesChanged { .. }
        | Message::CustomersChanged { .. }
        | Message::PolicyChanged { .. }
        | Message::CustomersInformed { .. }
        | Message::NewsWanted { .. }
        | Message::IssuesPublished { .. } => None,
    })
}

/// What a note says: words, or what happened where nobody wrote any.
fn noted(event: Option<&str>, text: String) -> DeliveryContent {
    match (event, text.parse()) {
        (Some("cases"), Ok(count)) => DeliveryContent::Cases(count),
        (Some(REOPENING), _) => DeliveryContent::Reopening(text),
        _ => DeliveryContent::Note(text),
    }
}

fn of_file(file: Attachment) -> DeliveryContent {
    DeliveryContent::File { id: file.id, case: file.case, name: file.name, size: file.size }
}

#[cfg(test)]
mod tests {
    use tierline_domain::{Actor, OrganizationKind, OutboxId, Owner, PartnerKind, Policy, RequestId, Role, Route};
    use tierline_store::{Addressed, Message as OutboxMessage};

    use super::*;
    use crate::{
        account::{NewOrganization, create_organization},
        delivery::show,
        relay::QUEUE,
        test_desk::{Desk, noon},
    };

    const WORDS: &str = "The trace names relay 7.";

    /// A note of this owner for a recipient.
    async fn written(desk: &Desk, owner: Owner) -> OutboxId {
        let (id, request): (OutboxId, RequestId) = (desk.app.id(), desk.app.id());
        let entry = desk.app.id();
        let note = Message::RequestNoted { request, entry, event: None, text: WORDS.to_owned(), actor: Actor::desk() };
        let message = OutboxMessage {
            id,
            queue: QUEUE,
            kind: note.kind(),
            payload: note.payload().unwrap(),
            at: noon(),
            run_at: noon(),
            addressed: Some(Addressed {
                request,
                route: Route::Local,
                connection: None,
                recipient: "Meridian Cloud".to_owned(),
            }),
        };
        let done: Result<()> = desk
            .app
            .store()
            .write_with(owner, message, |tx, one| Box::pin(async move { Ok(tx.outbox_append(one).await?) }))
            .await;
        done.unwrap();
        id
    }

    #[tokio::test]
    async fn what_a_delivery_brings_is_for_who_may_read_its_request() {
        let desk = Desk::empty().await;
        let partner = desk.partner("Northgate", PartnerKind::DirectBill, None).await;
        let agent = desk.acting(&partner, "Maren Holt", &[Role::AdminAgent]).await;
        let id = written(&desk, agent.owner).await;
        let seen = show(&desk.app, &agent, id).await.unwrap();
        assert_eq!(seen.brings, Some(DeliveryContent::Note(WORDS.to_owned())));

        let customer = desk.customer(&agent, "Kestrel Dental", 1).await;
        let contact = desk.person(&partner, "Ada Nowak", &[Role::CustomerContact], Some(customer.id)).await;
        let contact = desk.signed_in(&contact).await;
        let refused = show(&desk.app, &contact, id).await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })), "{refused:?}");
        let other = desk.partner("Kelp Systems", PartnerKind::DirectBill, None).await;
        let other = desk.acting(&other, "Tobin Achterhof", &[Role::AdminAgent]).await;
        let nowhere = show(&desk.app, &other, id).await;
        assert!(matches!(nowhere, Err(Error::NotFound)), "{nowhere:?}");

        // Who sees only what was received is told how this travels, and not what it says.
        let provider = NewOrganization {
            kind: OrganizationKind::Provider,
            partner_kind: None,
            name: "Meridian Cloud".to_owned(),
            clouds: partner.clouds.clone(),
            upstream: None,
            provider: None,
            policy: Policy::default(),
        };
        let provider = create_organization(&desk.app, provider).await.unwrap();
        let engineer = desk.acting(&provider, "Ansel Roth", &[Role::Engineer]).await;
        let id = written(&desk, engineer.owner).await;
        let told = show(&desk.app, &engineer, id).await.unwrap();
        assert_eq!((told.delivery.recipient.as_str(), told.brings), ("Meridian Cloud", None));
    }

    #[test]
    fn an_event_without_words_is_told_as_what_it_is() {
        assert_eq!(noted(Some("cases"), "4".to_owned()), DeliveryContent::Cases(4));
        assert_eq!(noted(Some(REOPENING), "Still so".to_owned()), DeliveryContent::Reopening("Still so".to_owned()));
        assert_eq!(noted(None, "4".to_owned()), DeliveryContent::Note("4".to_owned()));
    }
}
