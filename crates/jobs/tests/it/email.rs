//! What goes to a mailbox: its server takes it or does not, and nobody can be asked afterwards.

use tierline_app::{Error, Parcel, delivery, request};
use tierline_domain::{ConnectionCondition, DeliveryState, RequestStatus};
use tierline_store::Engine;
use tierline_testkit::recipient::Behaviour;

use super::road::Road;

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

#[tokio::test]
async fn a_mail_that_was_taken_has_arrived_without_a_number_and_notes_follow_it() {
    let road = Road::to_a_mailbox(Engine::Sqlite).await;
    road.later(1).await;
    let sent = road.sent().await;
    assert_eq!((sent.status, sent.external_id), (RequestStatus::Submitted, None));
    road.note("Build 24.1").await;
    road.later(1).await;
    assert!(matches!(&road.recipient.parcels()[..], [Parcel::Request, Parcel::Note { .. }]));
    request::withdraw(&road.desk.app, &road.agent().await, road.request, "It works again.").await.unwrap();
    road.later(1).await;
    assert!(matches!(road.recipient.parcels().last(), Some(Parcel::Withdrawal { .. })), "and it is taken back there");
    road.desk.discard().await;
}

/// Threat 57: a mail whose answer was lost is not sent twice by the desk, however long nobody says what became of it.
#[tokio::test]
async fn a_mail_that_was_not_confirmed_waits_for_a_person_and_holds_nothing_else_up() {
    for engine in ENGINES {
        let road = Road::to_a_mailbox(engine).await;
        road.recipient.behaves([Behaviour::TakesInSilence]);
        for _ in 0..40 {
            road.later(300).await;
        }
        assert_eq!((road.recipient.got().len(), road.recipient.asked()), (1, 1), "asked once, and never sent again");
        assert_eq!(
            (road.sent().await.status, road.states().await),
            (RequestStatus::Unknown, vec![DeliveryState::Unknown])
        );
        assert_ne!(road.condition().await, ConnectionCondition::Held, "the mail server works");
        let open = &road.deliveries().await[0];
        assert!(open.waits_for_a_person() && open.next_at.is_none(), "{open:?}");
        assert_eq!(open.answer.as_deref(), Some("Nobody reads there by machine."));
        let (app, admin) = (&road.desk.app, road.admin().await);
        let refused = delivery::retry(app, &admin, open.id).await;
        assert!(matches!(refused, Err(Error::Conflict { code: "nobody_to_ask", .. })), "{refused:?}");
        let forbidden = delivery::confirm(app, &road.agent().await, open.id, true).await;
        assert!(matches!(forbidden, Err(Error::Forbidden { .. })));

        let done = delivery::confirm(app, &admin, open.id, true).await.unwrap();
        assert_eq!(done.state, DeliveryState::Done);
        assert_eq!(road.sent().await.status, RequestStatus::Submitted);
        assert_eq!(road.audited("delivery.confirm").await, 1);
        let again = delivery::confirm(app, &admin, open.id, false).await;
        assert!(matches!(again, Err(Error::Conflict { code: "arrived", .. })), "{again:?}");
        road.later(300).await;
        assert_eq!(road.recipient.got().len(), 1);
        road.desk.discard().await;
    }
}

#[tokio::test]
async fn a_mail_that_a_person_says_has_not_arrived_is_sent_again_under_its_identifier() {
    for engine in ENGINES {
        let road = Road::to_a_mailbox(engine).await;
        road.recipient.behaves([Behaviour::Loses]);
        road.later(1).await;
        road.later(300).await;
        let open = road.deliveries().await.remove(0);
        assert!(open.waits_for_a_person(), "{open:?}");
        let sent = delivery::confirm(&road.desk.app, &road.admin().await, open.id, false).await.unwrap();
        assert_eq!(sent.state, DeliveryState::Waiting);
        road.later(1).await;
        assert_eq!(road.recipient.got(), [road.request.to_string()]);
        assert_eq!(
            (road.sent().await.status, road.states().await),
            (RequestStatus::Submitted, vec![DeliveryState::Done])
        );
        road.desk.discard().await;
    }
}

#[tokio::test]
async fn what_the_desk_can_ask_about_is_not_for_a_person_to_say() {
    let road = Road::on(Engine::Sqlite).await;
    road.recipient.behaves([Behaviour::TakesInSilence]);
    road.recipient.is_deaf(true);
    road.later(1).await;
    let open = road.deliveries().await.remove(0);
    assert_eq!(open.state, DeliveryState::Unknown);
    let refused = delivery::confirm(&road.desk.app, &road.admin().await, open.id, true).await;
    assert!(matches!(refused, Err(Error::Conflict { code: "is_asked", .. })), "{refused:?}");
    road.desk.discard().await;
}
