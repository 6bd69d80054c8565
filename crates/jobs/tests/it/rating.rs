//! The severity of a request that is under way changes: its recipient hears of it once, and nobody's older word turns it back.

use chrono::Duration;
use tierline_app::{
    Error, Parcel, Update, UpdateKind, delivery,
    request::{self, EditRequest},
};
use tierline_domain::{DeliveryState, RequestStatus, Severity};
use tierline_store::Engine;
use tierline_testkit::recipient::Behaviour;

use super::road::Road;

/// Longer than from one look at a request to the next.
const A_WHILE: i64 = 301;
/// Longer than from one try to the next.
const LONGEST_WAIT: i64 = 3 * 3_600;
const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

async fn rate(road: &Road, severity: Severity) {
    let edit = EditRequest { severity: Some(severity), ..EditRequest::default() };
    request::edit(&road.desk.app, &road.agent().await, road.request, edit).await.unwrap();
}

fn ratings(road: &Road) -> Vec<Severity> {
    let all = road.recipient.parcels().into_iter();
    all.filter_map(|parcel| if let Parcel::Rating { severity, .. } = parcel { Some(severity) } else { None }).collect()
}

fn told(road: &Road, id: &str, severity: Severity) -> Update {
    let (number, at) = ("CD-1".to_owned(), road.desk.app.now() - Duration::minutes(1));
    Update { id: id.to_owned(), number, at, kind: UpdateKind::Severity(severity) }
}

#[tokio::test]
async fn another_severity_follows_the_request_as_a_delivery_of_its_own_and_arrives_once() {
    for engine in ENGINES {
        let road = Road::on(engine).await;
        // It is on its way still: the packet goes as it was written, and the severity behind it.
        rate(&road, Severity::Critical).await;
        let (before, after) = (road.sent().await.packet.severity, road.sent().await.severity);
        assert_eq!((before, after), (Severity::Moderate, Severity::Critical));
        rate(&road, Severity::Critical).await;
        road.recipient.behaves([Behaviour::Takes, Behaviour::TakesInSilence]);
        road.later(2).await;
        assert!(matches!(&road.recipient.parcels()[..], [Parcel::Request, Parcel::Rating { .. }]));
        for _ in 0..3 {
            road.later(A_WHILE).await;
        }
        assert_eq!(ratings(&road), [Severity::Critical], "what may have arrived was asked for and not sent again");
        assert!(road.recipient.asked() > 0);
        assert_eq!(road.states().await, [DeliveryState::Done, DeliveryState::Done]);
        let kinds: Vec<&str> = road.deliveries().await.iter().map(|one| one.kind.word()).collect();
        assert_eq!(kinds, ["request_submitted", "request_rated"]);
        assert_eq!(road.audited("request.rate").await, 1, "the same again is no change");
        road.desk.discard().await;
    }
}

#[tokio::test]
async fn a_severity_that_was_lost_on_the_way_is_sent_again() {
    let road = Road::on(Engine::Sqlite).await;
    road.later(2).await;
    rate(&road, Severity::Critical).await;
    road.recipient.behaves([Behaviour::Loses]);
    road.later(A_WHILE).await;
    road.later(A_WHILE).await;
    assert_eq!(ratings(&road), [Severity::Critical]);
    road.desk.discard().await;
}

#[tokio::test]
async fn a_severity_that_the_recipient_refuses_is_the_one_before_again() {
    for engine in ENGINES {
        let road = Road::on(engine).await;
        road.later(2).await;
        rate(&road, Severity::Critical).await;
        road.recipient.behaves([Behaviour::Refuses]);
        road.later(2).await;
        let sent = road.sent().await;
        assert_eq!((sent.severity, sent.status), (Severity::Moderate, RequestStatus::Submitted));
        let entries = request::notes(&road.desk.app, &road.agent().await, road.request).await.unwrap();
        let said = entries.iter().find(|entry| entry.kind == "undelivered").and_then(|entry| entry.text.clone());
        assert_eq!(said.as_deref(), Some("The plan does not cover it."));
        road.desk.discard().await;
    }
}

#[tokio::test]
async fn a_severity_whose_delivery_is_given_up_is_the_one_before_until_it_is_tried_after_all() {
    for engine in ENGINES {
        let road = Road::on(engine).await;
        road.later(2).await;
        road.recipient.behaves([Behaviour::IsAway]);
        rate(&road, Severity::Critical).await;
        road.later(1).await;
        let (app, admin) = (&road.desk.app, road.admin().await);
        let id = road.deliveries().await[1].id;
        delivery::give_up(app, &admin, id, "They are down.").await.unwrap();
        assert_eq!(road.sent().await.severity, Severity::Moderate, "the recipient has no other");
        delivery::retry(app, &admin, id).await.unwrap();
        assert_eq!(road.sent().await.severity, Severity::Critical);
        road.later(A_WHILE).await;
        assert_eq!((ratings(&road), road.sent().await.severity), (vec![Severity::Critical], Severity::Critical));
        road.desk.discard().await;
    }
}

/// A connection that works now and then is not held, and its tries are used up.
#[tokio::test]
async fn a_severity_whose_tries_are_used_up_is_the_one_before_again() {
    let road = Road::on(Engine::Sqlite).await;
    road.later(2).await;
    rate(&road, Severity::Critical).await;
    let mut state = DeliveryState::Waiting;
    for _ in 0..40 {
        road.recipient.behaves([Behaviour::IsAway]);
        road.later(LONGEST_WAIT).await;
        state = road.deliveries().await[1].state;
        if state == DeliveryState::GivenUp {
            break;
        }
        road.recipient.behaves([]);
        road.note("Is it better now?").await;
        road.later(1).await;
    }
    assert_eq!((state, road.sent().await.severity), (DeliveryState::GivenUp, Severity::Moderate));
    assert_eq!(road.sent().await.status, RequestStatus::Submitted);
    road.desk.discard().await;
}

#[tokio::test]
async fn a_severity_that_changed_since_is_turned_back_by_no_older_delivery() {
    let road = Road::on(Engine::Sqlite).await;
    road.later(2).await;
    road.recipient.behaves([Behaviour::IsAway]);
    rate(&road, Severity::Critical).await;
    road.later(1).await;
    rate(&road, Severity::Minimal).await;
    let id = road.deliveries().await[1].id;
    delivery::give_up(&road.desk.app, &road.admin().await, id, "They are down.").await.unwrap();
    assert_eq!(road.sent().await.severity, Severity::Minimal);
    road.desk.discard().await;
}

#[tokio::test]
async fn what_the_recipient_still_had_when_it_was_asked_does_not_turn_a_severity_back() {
    for engine in ENGINES {
        let road = Road::on(engine).await;
        road.later(2).await;
        road.recipient.behaves(vec![Behaviour::IsAway; 2]);
        rate(&road, Severity::Critical).await;
        // It is away for what is sent, and can be read: its ticket has what it had.
        road.recipient.tells(vec![told(&road, "severity/moderate", Severity::Moderate)]);
        road.later(20).await;
        assert_eq!(road.states().await.last(), Some(&DeliveryState::Waiting));
        road.later(A_WHILE).await;
        assert_eq!(road.sent().await.severity, Severity::Critical);
        // What it says after it has ours is its own judgement, and is shown once.
        road.recipient.tells(Vec::new());
        for _ in 0..3 {
            road.later(A_WHILE).await;
        }
        assert_eq!(ratings(&road), [Severity::Critical]);
        let lowered = told(&road, "severity/minimal", Severity::Minimal);
        for _ in 0..2 {
            road.recipient.tells(vec![lowered.clone()]);
            road.later(A_WHILE).await;
        }
        assert_eq!(road.sent().await.severity, Severity::Minimal);
        let entries = request::notes(&road.desk.app, &road.agent().await, road.request).await.unwrap();
        assert_eq!(entries.iter().filter(|entry| entry.kind == "edit").count(), 1);
        road.desk.discard().await;
    }
}

#[tokio::test]
async fn what_is_over_has_no_severity_to_change_and_the_rest_stands_as_it_was_sent() {
    let road = Road::on(Engine::Sqlite).await;
    road.later(2).await;
    let (app, agent) = (&road.desk.app, road.agent().await);
    let refused = async |edit: EditRequest| match request::edit(app, &agent, road.request, edit).await {
        Err(Error::Conflict { code, .. }) => code,
        other => panic!("{other:?}"),
    };
    let title = Some("Another".to_owned());
    let both = EditRequest { severity: Some(Severity::Critical), title, ..EditRequest::default() };
    assert_eq!(refused(both).await, "already_sent");
    request::withdraw(app, &agent, road.request, "It works again.").await.unwrap();
    let late = EditRequest { severity: Some(Severity::Critical), ..EditRequest::default() };
    assert_eq!(refused(late).await, "over");
    assert!(ratings(&road).is_empty());
    assert!(delivery::list_of(app, &agent, road.request).await.unwrap().len() < 4);
    road.desk.discard().await;
}
