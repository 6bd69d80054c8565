//! What goes through a connection arrives once, whatever happens on the way.

use chrono::Duration;
use tierline_app::{
    Error, Parcel, Sent, Update, UpdateKind,
    case::{self, Escalate},
    connection::{self, Needed, SetUpConnection},
    delivery, relay,
    request::{self, EditRequest},
    ticket::update_entry,
};
use tierline_domain::{
    ConnectionCondition, ConnectionKind, DeliveryState, NextAction, RequestStatus, Route, ServiceRequest, Severity,
    SignIn, Visibility,
};
use tierline_jobs::carry_once;
use tierline_store::Engine;
use tierline_testkit::recipient::Behaviour;

use super::road::Road;

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

#[tokio::test]
async fn a_request_reaches_its_recipient_and_the_number_comes_back() {
    for engine in ENGINES {
        let road = Road::on(engine).await;
        assert_eq!(road.states().await, [DeliveryState::Waiting]);
        road.later(1).await;
        let sent = road.sent().await;
        assert_eq!(sent.status, RequestStatus::Submitted);
        assert_eq!(sent.external_id, Some(sent.number.replace("R-", "CD-")));
        assert_eq!(road.recipient.got(), [road.request.to_string()]);
        assert_eq!(
            (road.states().await, road.condition().await),
            (vec![DeliveryState::Done], ConnectionCondition::Working)
        );
        road.desk.discard().await;
    }
}

/// Threat 57: the answer was lost, or its worker was killed after sending.
#[tokio::test]
async fn a_request_whose_answer_was_lost_is_asked_for_and_not_sent_again() {
    for engine in ENGINES {
        let road = Road::on(engine).await;
        road.recipient.behaves([Behaviour::TakesInSilence]);
        road.recipient.is_deaf(true);
        road.later(1).await;
        assert_eq!(
            (road.sent().await.status, road.states().await),
            (RequestStatus::Unknown, vec![DeliveryState::Unknown])
        );
        road.later(60).await;
        assert_eq!(
            (road.recipient.asked(), road.states().await),
            (1, vec![DeliveryState::Unknown]),
            "not sent blindly"
        );
        road.recipient.is_deaf(false);
        road.later(600).await;
        assert_eq!((road.sent().await.status, road.recipient.got().len()), (RequestStatus::Submitted, 1));
        road.desk.discard().await;
    }
}

#[tokio::test]
async fn a_request_that_was_lost_on_the_way_is_sent_again_once_the_recipient_says_that_it_has_none() {
    let road = Road::on(Engine::Sqlite).await;
    road.recipient.behaves([Behaviour::Loses, Behaviour::Takes]);
    road.later(1).await;
    assert_eq!(road.recipient.got(), Vec::<String>::new());
    road.later(60).await;
    assert_eq!((road.recipient.asked(), road.recipient.got().len()), (1, 1));
    assert_eq!(road.sent().await.status, RequestStatus::Submitted);
    road.desk.discard().await;
}

#[tokio::test]
async fn who_is_asked_for_a_note_is_told_what_else_followed_the_request_and_what_is_theirs() {
    for engine in ENGINES {
        let road = Road::on(engine).await;
        road.later(2).await;
        let (app, agent) = (&road.desk.app, road.agent().await);
        road.note("Any news?").await;
        road.later(1).await;
        request::attach(app, &agent, road.request, "trace.txt", b"GET /".to_vec()).await.unwrap();
        road.later(1).await;
        let rate = EditRequest { severity: Some(Severity::Critical), ..EditRequest::default() };
        request::edit(app, &agent, road.request, rate).await.unwrap();
        road.later(1).await;
        road.recipient.behaves([Behaviour::Refuses]);
        road.note("Never mind.").await;
        road.later(1).await;
        let kind = UpdateKind::Note { text: "Any news?".to_owned(), author: None };
        let number = road.sent().await.external_id.unwrap();
        road.recipient.tells(vec![Update { id: "n-7".to_owned(), number, at: app.now() - Duration::hours(1), kind }]);
        road.later(301).await;
        road.recipient.behaves([Behaviour::Loses]);
        road.note("Any news?").await;
        road.desk.clock.advance(Duration::seconds(1));
        road.note("It waits behind the other.").await;
        road.later(1).await;
        assert_eq!(road.recipient.asked(), 0);
        road.later(60).await;
        let beside = road.recipient.beside();
        let words = |sent: &Sent| match sent {
            Sent::Note { text, .. } => text.clone(),
            Sent::Rating { severity, .. } => severity.to_string(),
            Sent::File { name, size } => format!("{name} {size}"),
        };
        let ours: Vec<String> = beside.ours.iter().map(words).collect();
        assert_eq!(ours, ["Any news?", "trace.txt 5", "critical"], "not itself, what is refused, or what never left");
        assert_eq!(beside.theirs.into_iter().collect::<Vec<_>>(), [update_entry(road.request, "n-7")]);
        road.desk.discard().await;
    }
}

#[tokio::test]
async fn what_a_killed_worker_had_on_the_wire_is_asked_for_first() {
    for engine in ENGINES {
        let road = Road::on(engine).await;
        road.desk.clock.advance(Duration::seconds(1));
        assert_eq!(road.board().await.len(), 1, "and then the worker is killed");
        assert_eq!(road.states().await, [DeliveryState::InFlight]);
        road.later(9).await;
        assert_eq!(road.recipient.asked(), 0, "its lease holds");
        road.later(1).await;
        assert_eq!((road.recipient.asked(), road.recipient.got().len()), (1, 1));
        road.desk.discard().await;
    }
}

/// Threat 57: a paused worker wakes up when another has done its work.
#[tokio::test]
async fn a_paused_worker_whose_lease_ran_out_neither_sends_nor_acknowledges() {
    for engine in ENGINES {
        let road = Road::on(engine).await;
        road.desk.clock.advance(Duration::seconds(1));
        let paused = road.board().await;
        road.later(10).await;
        let before = (road.sent().await, road.deliveries().await);
        relay::carry(&road.desk.app, &paused[0]).await.expect_err("its lease is gone");
        assert_eq!((road.sent().await, road.deliveries().await), before);
        assert_eq!(road.recipient.got().len(), 1);
        road.desk.discard().await;
    }
}

/// Threat 57: the recipient is asked before the second try, and meanwhile another worker has taken the message.
#[tokio::test]
async fn a_paused_worker_that_asked_first_does_not_send_what_another_has_taken() {
    for engine in ENGINES {
        let road = Road::on(engine).await;
        road.recipient.behaves([Behaviour::Loses, Behaviour::Takes]);
        road.later(1).await;
        road.desk.clock.advance(Duration::seconds(60));
        let paused = road.board().await;
        road.desk.clock.advance(Duration::seconds(10));
        let other = road.board().await;
        assert_eq!((paused.len(), other.len()), (1, 1));
        relay::carry(&road.desk.app, &paused[0]).await.expect_err("its lease is gone");
        assert_eq!(road.recipient.got(), Vec::<String>::new());
        relay::carry(&road.desk.app, &other[0]).await.unwrap();
        assert_eq!((road.recipient.got().len(), road.sent().await.status), (1, RequestStatus::Submitted));
        road.desk.discard().await;
    }
}

#[tokio::test]
async fn two_nodes_share_the_work_and_nothing_goes_twice() {
    let road = Road::on(Engine::Postgres).await;
    road.desk.clock.advance(Duration::seconds(1));
    let other = road.desk.another_node(7);
    let (here, there) = tokio::join!(carry_once(&road.desk.app), carry_once(&other));
    assert_eq!((here.unwrap() + there.unwrap(), road.recipient.got().len()), (1, 1));
    road.desk.discard().await;
}

#[tokio::test]
async fn a_refused_request_comes_back_with_the_recipients_reason() {
    let road = Road::on(Engine::Sqlite).await;
    road.recipient.behaves([Behaviour::Refuses]);
    road.later(1).await;
    let sent = road.sent().await;
    assert_eq!(sent.status, RequestStatus::Returned);
    assert_eq!(sent.status_reason.as_deref(), Some("The plan does not cover it."));
    let delivery = &road.deliveries().await[0];
    assert_eq!(delivery.state, DeliveryState::Refused);
    assert_eq!(delivery.answer.as_deref(), Some("not_entitled: The plan does not cover it."));
    assert_eq!(road.condition().await, ConnectionCondition::Working, "it answered");
    road.desk.discard().await;
}

#[tokio::test]
async fn notes_files_and_a_withdrawal_follow_the_request_in_their_order() {
    for engine in ENGINES {
        let road = Road::on(engine).await;
        road.note("The trace follows.").await;
        let ctx = road.agent().await;
        request::attach(&road.desk.app, &ctx, road.request, "trace.txt", b"GET /".to_vec()).await.unwrap();
        road.later(1).await;
        request::withdraw(&road.desk.app, &ctx, road.request, "It works again.").await.unwrap();
        road.later(1).await;
        let parcels = road.recipient.parcels();
        assert!(
            matches!(
                &parcels[..],
                [Parcel::Request, Parcel::Note { text, .. }, Parcel::File { name, bytes, .. }, Parcel::Withdrawal { reason, .. }]
                    if text == "The trace follows." && name == "trace.txt" && &bytes[..] == b"GET /" && reason == "It works again."
            ),
            "{parcels:?}"
        );
        road.desk.discard().await;
    }
}

#[tokio::test]
async fn a_note_written_in_the_case_travels_on_from_its_request() {
    let road = Road::on(Engine::Sqlite).await;
    road.later(1).await;
    let ctx = road.agent().await;
    let view = request::view(&road.desk.app, &ctx, road.request).await.unwrap();
    let note = case::Note { visibility: Visibility::Provider, text: "Since Monday.".to_owned() };
    case::note(&road.desk.app, &ctx, view.cases[0].id, note).await.unwrap();
    road.later(1).await;
    assert!(matches!(&road.recipient.parcels()[1..], [Parcel::Note { text, .. }] if text == "Since Monday."));
    road.desk.discard().await;
}

#[tokio::test]
async fn a_request_taken_back_before_it_left_never_leaves() {
    let road = Road::on(Engine::Sqlite).await;
    request::withdraw(&road.desk.app, &road.agent().await, road.request, "It works again.").await.unwrap();
    road.later(1).await;
    assert_eq!((road.recipient.got().len(), road.recipient.asked()), (0, 0));
    assert_eq!(road.states().await, [DeliveryState::Done, DeliveryState::Done]);
    road.desk.discard().await;
}

/// It may be there although we do not know: the withdrawal must reach it.
#[tokio::test]
async fn a_request_taken_back_while_its_answer_was_lost_is_taken_back_there_too() {
    let road = Road::on(Engine::Sqlite).await;
    road.recipient.behaves([Behaviour::TakesInSilence]);
    road.later(1).await;
    request::withdraw(&road.desk.app, &road.agent().await, road.request, "It works again.").await.unwrap();
    road.later(60).await;
    assert_eq!(road.sent().await.status, RequestStatus::Withdrawn);
    assert!(matches!(&road.recipient.parcels()[..], [Parcel::Request, Parcel::Withdrawal { .. }]));
    road.desk.discard().await;
}

#[tokio::test]
async fn a_connection_that_fails_for_long_is_held_and_one_message_finds_out_whether_it_works_again() {
    for engine in ENGINES {
        let road = Road::on(engine).await;
        road.recipient.behaves(vec![Behaviour::IsAway; 40]);
        for _ in 0..24 {
            road.later(300).await;
        }
        assert_eq!(
            (road.condition().await, road.states().await),
            (ConnectionCondition::Held, vec![DeliveryState::Held])
        );
        assert_eq!(road.audited("connection.hold").await, 1);
        assert_eq!(delivery::held(&road.desk.app, &road.agent().await).await.unwrap().len(), 1);
        let tries = road.deliveries().await[0].attempts;
        for _ in 0..10 {
            road.later(300).await;
            relay::probe(&road.desk.app).await.unwrap();
            road.later(1).await;
        }
        assert_eq!(road.deliveries().await[0].attempts, tries, "what is held uses up no tries");
        road.recipient.behaves([]);
        road.later(301).await;
        relay::probe(&road.desk.app).await.unwrap();
        road.later(1).await;
        assert_eq!(road.sent().await.status, RequestStatus::Submitted);
        assert_eq!(
            (road.condition().await, road.audited("connection.release").await),
            (ConnectionCondition::Working, 1)
        );
        road.desk.discard().await;
    }
}

#[tokio::test]
async fn a_held_connection_by_which_only_news_are_fetched_works_again_once_the_recipient_is_back() {
    for engine in ENGINES {
        let road = Road::on(engine).await;
        road.later(1).await;
        road.recipient.is_deaf(true);
        for _ in 0..24 {
            road.later(301).await;
        }
        assert_eq!(
            (road.condition().await, road.states().await),
            (ConnectionCondition::Held, vec![DeliveryState::Done]),
            "nothing waits for it"
        );
        road.recipient.is_deaf(false);
        for _ in 0..3 {
            road.later(301).await;
        }
        assert_eq!(
            (road.condition().await, road.audited("connection.release").await),
            (ConnectionCondition::Working, 1)
        );
        road.desk.discard().await;
    }
}

#[tokio::test]
async fn a_person_lets_a_held_connection_go_and_everything_is_tried_at_once() {
    let road = Road::on(Engine::Sqlite).await;
    road.recipient.behaves(vec![Behaviour::IsAway; 24]);
    for _ in 0..24 {
        road.later(300).await;
    }
    assert_eq!(road.condition().await, ConnectionCondition::Held);
    road.recipient.behaves([]);
    let refused = delivery::release(&road.desk.app, &road.agent().await, road.connection).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    delivery::release(&road.desk.app, &road.admin().await, road.connection).await.unwrap();
    road.desk.deliver().await;
    assert_eq!(road.sent().await.status, RequestStatus::Submitted);
    let again = delivery::release(&road.desk.app, &road.admin().await, road.connection).await;
    assert!(matches!(again, Err(Error::Conflict { code: "not_held", .. })));
    road.desk.discard().await;
}

#[tokio::test]
async fn a_held_message_that_a_person_wants_tried_finds_out_for_all() {
    let road = Road::on(Engine::Sqlite).await;
    road.recipient.behaves(vec![Behaviour::IsAway; 24]);
    for _ in 0..24 {
        road.later(300).await;
    }
    road.recipient.behaves([]);
    let id = road.deliveries().await[0].id;
    delivery::retry(&road.desk.app, &road.admin().await, id).await.unwrap();
    road.desk.deliver().await;
    assert_eq!(
        (road.sent().await.status, road.condition().await),
        (RequestStatus::Submitted, ConnectionCondition::Working)
    );
    road.desk.discard().await;
}

#[tokio::test]
async fn a_request_whose_sending_was_given_up_waits_to_be_filed_by_hand() {
    let road = Road::on(Engine::Sqlite).await;
    road.recipient.behaves([Behaviour::IsAway]);
    road.later(1).await;
    let (id, admin) = (road.deliveries().await[0].id, road.admin().await);
    let refused = delivery::give_up(&road.desk.app, &road.agent().await, id, "They are down.").await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    let unsaid = delivery::give_up(&road.desk.app, &admin, id, " ").await;
    assert!(matches!(unsaid, Err(Error::Invalid(_))));
    let given_up = delivery::give_up(&road.desk.app, &admin, id, "They are down.").await.unwrap();
    assert_eq!((given_up.state, given_up.answer.as_deref()), (DeliveryState::GivenUp, Some("They are down.")));
    let sent = road.sent().await;
    assert_eq!((sent.status, sent.route, sent.connection), (RequestStatus::Prepared, Route::Assisted, None));
    assert_eq!(sent.status_reason.as_deref(), Some("They are down."));
    let ctx = road.agent().await;
    let view = request::view(&road.desk.app, &ctx, road.request).await.unwrap();
    assert!(view.entries.iter().any(|entry| entry.kind == "given_up"));
    let case = case::view(&road.desk.app, &ctx, view.cases[0].id).await.unwrap();
    assert_eq!(case.ladder.next, NextAction::FileInPortal);
    let again = delivery::give_up(&road.desk.app, &admin, id, "They are down.").await;
    assert!(matches!(again, Err(Error::Conflict { code: "given_up", .. })));
    // What was given up and is wanted after all finds that the request goes another way.
    delivery::retry(&road.desk.app, &admin, id).await.unwrap();
    road.later(1).await;
    assert_eq!((road.recipient.got().len(), road.states().await), (0, vec![DeliveryState::Done]));
    road.desk.discard().await;
}

#[tokio::test]
async fn a_note_that_nobody_answers_for_stays_unknown_and_is_counted() {
    let road = Road::on(Engine::Sqlite).await;
    road.later(1).await;
    road.note("One.").await;
    road.recipient.is_deaf(true);
    road.recipient.behaves([Behaviour::TakesInSilence]);
    for _ in 0..8 {
        road.later(60).await;
    }
    assert_eq!((road.states().await[1], road.recipient.got().len()), (DeliveryState::Unknown, 2));
    let counts = delivery::counts(&road.desk.app, &road.agent().await).await.unwrap();
    assert_eq!((counts.unknown, counts.waiting), (1, 0));
    road.desk.discard().await;
}

#[tokio::test]
async fn what_waited_for_a_connection_that_a_person_had_stopped_goes_when_it_may_again() {
    for engine in ENGINES {
        let road = Road::on(engine).await;
        road.stop(true).await;
        road.later(1).await;
        assert_eq!((road.states().await, road.recipient.got().len()), (vec![DeliveryState::Held], 0));
        assert_eq!(relay::probe(&road.desk.app).await.unwrap(), 0, "it is still stopped");
        road.stop(false).await;
        assert_eq!(relay::probe(&road.desk.app).await.unwrap(), 1);
        road.later(1).await;
        assert_eq!((road.sent().await.status, road.deliveries().await[0].attempts), (RequestStatus::Submitted, 1));
        road.desk.discard().await;
    }
}

#[tokio::test]
async fn a_connection_that_is_needed_goes_only_where_that_was_said_and_what_waits_is_given_up() {
    for engine in ENGINES {
        let road = Road::on(engine).await;
        let (app, admin) = (&road.desk.app, road.admin().await);
        let needed = connection::needed(app, &admin, road.connection).await.unwrap();
        assert_eq!(needed, Needed { waiting: 1, followed: 1 });
        let refused = connection::remove(app, &admin, road.connection, false).await;
        let Err(Error::Invalid(faults)) = refused else { panic!("{refused:?}") };
        assert_eq!((faults[0].field.as_str(), faults[0].code.as_str()), ("abandon", "still_needed"));
        connection::remove(app, &admin, road.connection, true).await.unwrap();
        road.later(1).await;
        assert_eq!(road.recipient.got(), Vec::<String>::new());
        let left = delivery::list_of(app, &admin, road.request).await.unwrap().remove(0);
        assert_eq!(left.state, DeliveryState::GivenUp);
        road.desk.discard().await;
    }
}

#[tokio::test]
async fn what_was_filed_by_hand_is_free_for_another_connection_once_its_own_is_removed() {
    for engine in ENGINES {
        let road = Road::on(engine).await;
        road.later(1).await;
        let (app, admin) = (&road.desk.app, road.admin().await);
        let filed = ServiceRequest { route: Route::Assisted, ..road.sent().await };
        let saved: Result<i64, Error> = app
            .store()
            .write_with(filed.owner, filed, |tx, one| Box::pin(async move { Ok(tx.request_save(one).await?) }))
            .await;
        let version = saved.unwrap();
        connection::remove(app, &admin, road.connection, true).await.unwrap();
        let left = road.sent().await;
        assert_eq!((left.connection, left.route, left.version), (None, Route::Assisted, version));
        road.desk.discard().await;
    }
}

#[tokio::test]
async fn a_connection_that_nothing_needs_goes_without_asking() {
    let road = Road::on(Engine::Sqlite).await;
    road.later(1).await;
    let (app, admin) = (&road.desk.app, road.admin().await);
    request::withdraw(app, &road.agent().await, road.request, "Solved by itself").await.unwrap();
    road.later(1).await;
    assert_eq!(connection::needed(app, &admin, road.connection).await.unwrap(), Needed::default());
    connection::remove(app, &admin, road.connection, false).await.unwrap();
    road.desk.discard().await;
}

#[tokio::test]
async fn of_several_connections_the_chosen_one_carries_and_else_the_first_by_name() {
    let road = Road::on(Engine::Sqlite).await;
    let (app, admin, agent) = (&road.desk.app, road.admin().await, road.agent().await);
    let set_up = SetUpConnection {
        address: Some("https://aurora.example".to_owned()),
        sign_in: Some(SignIn::Nobody),
        ..SetUpConnection::of(ConnectionKind::TroubleTicket, "Aurora desk")
    };
    let first = connection::add(app, &admin, set_up).await.unwrap().connection.id;
    let case = request::view(app, &agent, road.request).await.unwrap().cases[0].id;
    let escalate = |connection| Escalate {
        title: "Shared calendars stay empty".to_owned(),
        description: "They open, and nothing is in them.".to_owned(),
        business_impact: "Appointments cannot be made.".to_owned(),
        duplicate_reason: Some("Another tenant is hit too.".to_owned()),
        route: Some(Route::TroubleTicket),
        connection,
        ..Escalate::default()
    };
    for (wanted, taken) in [(None, first), (Some(road.connection), road.connection), (Some(first), first)] {
        let sent = case::escalate(app, &agent, case, escalate(wanted)).await.unwrap();
        assert_eq!(sent.connection, Some(taken), "{wanted:?}");
    }
    let nowhere = case::escalate(app, &agent, case, escalate(Some(app.id()))).await;
    let Err(Error::Invalid(faults)) = nowhere else { panic!("{nowhere:?}") };
    assert_eq!((faults[0].field.as_str(), faults[0].code.as_str()), ("connection_id", "unknown"));
    road.desk.discard().await;
}
