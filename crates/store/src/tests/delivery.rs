use serde_json::json;
use tierline_domain::{
    Connection, ConnectionId, ConnectionKind, Delivery, DeliveryKind, DeliveryPhase, DeliveryState, OutboxId, Owner,
    RequestId, Route,
};

use super::{
    at, id, owner,
    sample::{act, gov, organizations, other},
};
use crate::{
    Addressed, Carried, Claim, DeliveryCounts, DeliveryFilter, Error, Leased, Message, Result, Settled, Store, System,
    test_support::TestStore,
};

/// A message about a request, through connection 9.
fn message(number: u128, request: u128) -> Message {
    Message {
        id: OutboxId(id(number)),
        queue: "carry",
        kind: "request_noted",
        payload: json!({ "text": "Zażółć — не открывается" }),
        at: at(0),
        run_at: at(0),
        addressed: Some(Addressed {
            request: RequestId(id(request)),
            route: Route::TroubleTicket,
            connection: Some(ConnectionId(id(9))),
            recipient: "Meridian Cloud".into(),
        }),
    }
}

async fn append(store: &Store, owner: Owner, messages: Vec<Message>) {
    let done: Result<()> = store
        .write_with(owner, messages, |tx, messages| {
            Box::pin(async move {
                for message in messages {
                    tx.outbox_append(message).await?;
                }
                Ok(())
            })
        })
        .await;
    done.unwrap();
}

async fn claim(store: &Store, now: i64) -> Vec<Carried> {
    let token = id(1_000 + u128::from(now.unsigned_abs()));
    let claim = Claim { queue: "carry", now: at(now), until: at(now + 60), token, limit: 10 };
    act!(store, System, claim, |tx, claim| tx.outbox_claim_carried(claim)).unwrap()
}

fn numbers(carried: &[Carried]) -> Vec<u128> {
    carried.iter().map(|one| one.leased.id.uuid().as_u128()).collect()
}

async fn begin(store: &Store, leased: &Leased, now: i64) -> Result<()> {
    act!(store, System, (leased.clone(), at(now)), |tx, (leased, now)| tx.outbox_in_flight(leased, *now))
}

async fn settle(store: &Store, leased: &Leased, settled: Settled, answer: &'static str, now: i64) -> Result<()> {
    let input = (leased.clone(), settled, answer, at(now));
    act!(store, System, input, |tx, (leased, settled, answer, now)| tx.outbox_settle(
        leased,
        settled,
        Some(answer),
        *now
    ))
}

async fn list(store: &Store, state: Option<DeliveryState>) -> Vec<Delivery> {
    let filter = DeliveryFilter { state, ..DeliveryFilter::default() };
    store.read(owner()).await.unwrap().delivery_list(&filter).await.unwrap()
}

async fn show(store: &Store, number: u128) -> Delivery {
    store.read(owner()).await.unwrap().delivery_lookup(OutboxId(id(number))).await.unwrap().unwrap()
}

async fn messages_of_one_request_go_one_after_the_other(store: TestStore) {
    append(&store, owner(), vec![message(1, 50), message(2, 50), message(3, 51)]).await;
    let first = claim(&store, 0).await;
    assert_eq!(numbers(&first), [1, 3]);
    assert_eq!(claim(&store, 1).await, [], "the second waits for the first");
    settle(&store, &first[0].leased, Settled::Again { run_at: at(30), phase: None }, "busy", 2).await.unwrap();
    assert_eq!(claim(&store, 3).await, [], "and for the first's next try");
    let again = claim(&store, 30).await;
    assert_eq!(numbers(&again), [1]);
    settle(&store, &again[0].leased, Settled::Refused, "closed: The ticket is closed.", 31).await.unwrap();
    assert_eq!(numbers(&claim(&store, 32).await), [2]);
}

async fn a_request_of_another_owner_with_the_same_identifier_holds_nothing_up(store: TestStore) {
    append(&store, owner(), vec![message(1, 50)]).await;
    append(&store, gov(), vec![message(2, 50)]).await;
    append(&store, other(), vec![message(3, 50)]).await;
    assert_eq!(numbers(&claim(&store, 0).await), [1, 2, 3]);
}

async fn what_was_on_the_wire_says_so_to_whoever_takes_it_next(store: TestStore) {
    append(&store, owner(), vec![message(1, 50)]).await;
    let first = claim(&store, 0).await;
    assert_eq!(first[0].phase, None);
    begin(&store, &first[0].leased, 1).await.unwrap();
    assert_eq!(show(&store, 1).await.state, DeliveryState::InFlight);
    let second = claim(&store, 60).await;
    assert_eq!(second[0].phase, Some(DeliveryPhase::InFlight));
    let unknown = Settled::Again { run_at: at(90), phase: Some(DeliveryPhase::Unknown) };
    settle(&store, &second[0].leased, unknown, "no answer", 61).await.unwrap();
    assert_eq!(show(&store, 1).await.state, DeliveryState::Unknown);
    assert_eq!(claim(&store, 90).await[0].phase, Some(DeliveryPhase::Unknown));
}

async fn a_paused_worker_whose_lease_ran_out_cannot_acknowledge(store: TestStore) {
    append(&store, owner(), vec![message(1, 50)]).await;
    let paused = claim(&store, 0).await;
    begin(&store, &paused[0].leased, 0).await.unwrap();
    let second = claim(&store, 60).await;
    for settled in [Settled::Done, Settled::Refused, Settled::Again { run_at: at(99), phase: None }] {
        let lost = settle(&store, &paused[0].leased, settled, "SR-1", 61).await;
        assert!(matches!(lost, Err(Error::LeaseLost)), "{lost:?}");
    }
    assert!(matches!(begin(&store, &paused[0].leased, 61).await, Err(Error::LeaseLost)));
    settle(&store, &second[0].leased, Settled::Done, "SR-2", 62).await.unwrap();
    let lost = settle(&store, &paused[0].leased, Settled::Done, "SR-1", 63).await;
    assert!(matches!(lost, Err(Error::LeaseLost)), "nor when the other is done");
    let done = show(&store, 1).await;
    assert_eq!((done.state, done.answer.as_deref()), (DeliveryState::Done, Some("SR-2")));
}

async fn what_waits_for_a_held_connection_uses_up_no_tries_and_nobody_looks_at_it(store: TestStore) {
    append(&store, owner(), vec![message(1, 50), message(2, 51), message(3, 52)]).await;
    let taken = claim(&store, 0).await;
    settle(&store, &taken[0].leased, Settled::Again { run_at: at(5), phase: None }, "no route", 1).await.unwrap();
    settle(&store, &taken[1].leased, Settled::Held { phase: None }, "no route", 1).await.unwrap();
    let hold = act!(store, owner(), ConnectionId(id(9)), |tx, id| tx.outbox_hold(*id)).unwrap();
    assert_eq!(hold, 1, "the third is under lease, the second held already");
    let held = list(&store, Some(DeliveryState::Held)).await;
    assert_eq!(held.iter().map(|one| (one.id.uuid().as_u128(), one.attempts)).collect::<Vec<_>>(), [(2, 0), (1, 1)]);
    settle(&store, &taken[2].leased, Settled::Done, "SR-3", 2).await.unwrap();
    assert_eq!(claim(&store, 3_600).await, []);

    let probe = async || act!(store, owner(), ConnectionId(id(9)), |tx, id| tx.outbox_probe(*id, at(3_600))).unwrap();
    assert!(probe().await);
    assert_eq!(numbers(&claim(&store, 3_600).await), [1], "one finds out for all, and it is the oldest");
    let elsewhere = act!(store, gov(), ConnectionId(id(9)), |tx, id| tx.outbox_release(*id, at(3_601))).unwrap();
    assert_eq!(elsewhere, 0);
    let released = act!(store, owner(), ConnectionId(id(9)), |tx, id| tx.outbox_release(*id, at(3_601))).unwrap();
    assert_eq!(released, 1);
    assert_eq!(numbers(&claim(&store, 3_602).await), [2]);
    assert!(!probe().await, "nothing is left to probe with");
}

async fn deliveries_are_listed_counted_and_shown_to_their_owner_only(store: TestStore) {
    organizations(&store).await;
    let connection = super::connection::connection(9, "Meridian desk");
    assert_eq!(connection.kind, ConnectionKind::TroubleTicket);
    act!(store, owner(), connection, |tx, one| tx.connection_insert(one)).unwrap();
    let work = Message { queue: "relay", kind: "issues_changed", addressed: None, ..message(5, 0) };
    append(&store, owner(), vec![message(1, 50), message(2, 51), message(3, 52), work]).await;
    let taken = claim(&store, 0).await;
    settle(&store, &taken[0].leased, Settled::Done, "SR-1", 1).await.unwrap();
    settle(&store, &taken[1].leased, Settled::Dead { phase: None }, "no route", 1).await.unwrap();
    let seen: Vec<_> = list(&store, None).await.iter().map(|one| one.id.uuid().as_u128()).collect();
    assert_eq!(seen, [3, 2], "what is only work after a commit is no delivery, and what arrived is over");
    assert_eq!(list(&store, Some(DeliveryState::Done)).await.len(), 1);
    assert_eq!(list(&store, Some(DeliveryState::GivenUp)).await.len(), 1);
    let mut read = store.read(owner()).await.unwrap();
    let counts = read.delivery_counts().await.unwrap();
    assert_eq!(counts, DeliveryCounts { waiting: 1, given_up: 1, ..DeliveryCounts::default() });
    assert_eq!(read.delivery_list_of_request(RequestId(id(50))).await.unwrap().len(), 1);
    let by = |connection, route| DeliveryFilter { connection, route, ..DeliveryFilter::default() };
    for (filter, found) in [
        (by(Some(ConnectionId(id(9))), Some(Route::TroubleTicket)), 2),
        (by(Some(ConnectionId(id(8))), None), 0),
        (by(None, Some(Route::Local)), 0),
        (DeliveryFilter { before: Some(OutboxId(id(3))), ..by(None, None) }, 1),
    ] {
        assert_eq!(read.delivery_list(&filter).await.unwrap().len(), found, "{filter:?}");
    }
    drop(read);
    let shown = show(&store, 1).await;
    let expected = Delivery {
        owner: owner(),
        id: OutboxId(id(1)),
        kind: DeliveryKind::RequestNoted,
        request: RequestId(id(50)),
        request_number: None,
        request_title: None,
        is_reply: false,
        route: Route::TroubleTicket,
        connection: Some(ConnectionId(id(9))),
        connection_name: Some("Meridian desk".into()),
        connection_stopped_at: None,
        recipient: "Meridian Cloud".into(),
        state: DeliveryState::Done,
        attempts: 1,
        created_at: at(0),
        next_at: None,
        tried_at: None,
        answer: Some("SR-1".into()),
        finished_at: Some(at(1)),
        given_up_by: None,
    };
    assert_eq!(shown, expected);
    for scope in [gov(), other()] {
        let mut read = store.read(scope).await.unwrap();
        assert_eq!(read.delivery_lookup(OutboxId(id(1))).await.unwrap(), None);
        assert_eq!(read.delivery_list(&DeliveryFilter::default()).await.unwrap(), []);
        assert_eq!(read.delivery_counts().await.unwrap(), DeliveryCounts::default());
    }
}

async fn a_person_tries_a_delivery_again_or_gives_it_up_but_not_while_it_is_on_the_wire(store: TestStore) {
    append(&store, owner(), vec![message(1, 50)]).await;
    let retry = async |scope: Owner, now: i64| {
        let one = show(&store, 1).await;
        act!(store, scope, (one, at(now)), |tx, (one, now)| tx.delivery_retry(one, *now)).unwrap()
    };
    let give_up = async |now: i64| {
        let one = show(&store, 1).await;
        act!(store, owner(), (one, at(now)), |tx, (one, now)| tx.delivery_give_up(
            one,
            "Maren Holt",
            "They moved.",
            *now
        ))
        .unwrap()
    };
    let taken = claim(&store, 0).await;
    assert!(!retry(owner(), 1).await && !give_up(1).await, "it is under lease");
    settle(&store, &taken[0].leased, Settled::Again { run_at: at(900), phase: None }, "no route", 2).await.unwrap();
    assert!(!retry(other(), 3).await, "another owner's");
    assert!(retry(owner(), 3).await);
    assert_eq!(show(&store, 1).await.next_at, Some(at(3)));
    assert!(give_up(4).await);
    let gone = show(&store, 1).await;
    assert_eq!((gone.state, gone.given_up_by.as_deref()), (DeliveryState::GivenUp, Some("Maren Holt")));
    assert_eq!(claim(&store, 5).await, []);
    assert!(!give_up(6).await, "already");
    assert!(retry(owner(), 7).await, "and yet once more");
    assert_eq!((claim(&store, 8).await[0].leased.attempt, show(&store, 1).await.given_up_by), (1, None));
}

/// Before all connections.
const FIRST: ConnectionId = ConnectionId(uuid::Uuid::nil());

/// A message of its own request that goes through a connection.
fn through(number: u128, connection: u128) -> Message {
    let message = message(number, number);
    let to = message.addressed.map(|to| Addressed { connection: Some(ConnectionId(id(connection))), ..to });
    Message { addressed: to, ..message }
}

async fn connections_that_wait_behind_a_busy_one_are_found_and_claimed_by_themselves(store: TestStore) {
    organizations(&store).await;
    for (scope, number, name) in
        [(owner(), 9, "Hangs"), (owner(), 8, "Waits"), (other(), 7, "Another's"), (owner(), 6, "Idle")]
    {
        let connection = Connection { owner: scope, ..super::connection::connection(number, name) };
        act!(store, scope, connection, |tx, one| tx.connection_insert(one)).unwrap();
    }
    append(&store, owner(), (1..=5).map(|number| through(number, 9)).collect()).await;
    let (early, late) = (through(10, 8), Message { run_at: at(5), ..through(11, 8) });
    let second = Message { addressed: early.addressed.clone(), ..through(12, 8) };
    append(&store, owner(), vec![early, late, second]).await;
    append(&store, other(), vec![through(20, 7)]).await;
    let ask = |now: i64, limit: i64| {
        let token = id(2_000 + u128::from(now.unsigned_abs()));
        Claim { queue: "carry", now: at(now), until: at(now + 60), token, limit }
    };
    let waiting = async |busy: &[u128], now: i64| {
        let busy: Vec<ConnectionId> = busy.iter().map(|number| ConnectionId(id(*number))).collect();
        let mut found = store.read(System).await.unwrap().outbox_waiting(&ask(now, 8), &busy, FIRST).await.unwrap();
        found.sort_unstable_by_key(|(_, connection)| *connection);
        found.into_iter().map(|(owner, connection)| (owner, connection.uuid().as_u128())).collect::<Vec<_>>()
    };
    assert_eq!(waiting(&[9], 0).await, [(other(), 7), (owner(), 8)]);
    assert!(waiting(&[9, 7, 8], 0).await.is_empty(), "what waits for busy ones is not looked for");
    let take = async |now: i64| {
        let input = (ask(now, 1), (owner(), ConnectionId(id(8))));
        let taken = act!(store, System, input, |tx, one| tx.outbox_claim_of_connection(&one.0, one.1)).unwrap();
        numbers(&taken)
    };
    assert_eq!(take(0).await, [10]);
    assert_eq!(waiting(&[9], 1).await, [(other(), 7)], "the rest is for later, or waits for the first of its request");
    assert!(take(1).await.is_empty());
    assert_eq!(take(5).await, [11]);
    assert_eq!(numbers(&claim(&store, 6).await), [1, 2, 3, 4, 5, 20], "and for all others nothing has changed");
}

/// Threat: connections that always have more to send would take each place that gets free, and others none, as long as one hangs.
async fn connections_that_wait_have_their_turn_one_after_the_other(store: TestStore) {
    organizations(&store).await;
    for (scope, number) in [(owner(), 9), (owner(), 6), (other(), 7), (owner(), 8), (owner(), 5)] {
        let connection = Connection { owner: scope, ..super::connection::connection(number, &format!("No. {number}")) };
        act!(store, scope, connection, |tx, one| tx.connection_insert(one)).unwrap();
        let backlog = |nth: u128| through(100 * number + nth, number);
        append(&store, scope, (1..=3).map(backlog).collect()).await;
    }
    let turn = async |last: ConnectionId, limit: i64| {
        let claim = Claim { queue: "carry", now: at(0), until: at(60), token: id(2_000), limit };
        let busy = [ConnectionId(id(9))];
        let found = store.read(System).await.unwrap().outbox_waiting(&claim, &busy, last).await.unwrap();
        found.into_iter().map(|(_, connection)| connection).collect::<Vec<_>>()
    };
    let (mut last, mut turns) = (FIRST, Vec::new());
    for _ in 0..6 {
        last = turn(last, 1).await[0];
        turns.push(last.uuid().as_u128());
    }
    assert_eq!(turns, [5, 6, 7, 8, 5, 6], "each once, whoever's it is, before any has a second turn");
    assert_eq!(turn(ConnectionId(id(6)), 3).await, [7, 8, 5].map(|number| ConnectionId(id(number))));
    assert_eq!(turn(ConnectionId(id(99)), 1).await, [ConnectionId(id(5))], "the last one is gone");
}

/// A desk that has just begun plans its claims while nothing waits, and keeps the plan: thousands may wait soon after.
async fn a_claim_is_planned_well_while_nothing_waits(store: TestStore) {
    organizations(&store).await;
    let Some(plans) = store.read(System).await.unwrap().outbox_claim_plans().await.unwrap() else { return };
    for (plan, indexes) in plans.iter().zip([
        &["outbox_due", "outbox_of_request", "outbox_pkey"][..],
        &["outbox_of_connection", "outbox_of_request", "outbox_pkey"],
        &["outbox_of_connection", "outbox_of_request"],
    ]) {
        for index in indexes {
            assert!(plan.contains(&format!("using {index} on outbox")), "{index}: {plan}");
        }
        assert!(!plan.contains("Seq Scan on outbox") && !plan.contains("using outbox_deliveries"), "{plan}");
    }
    assert!(!plans[0].contains("Seq Scan"), "{}", plans[0]);
}

/// Threat: of one partner's thousands of messages each is found by its key, also when the engine has counted them and sees that all are
/// the same partner's.
async fn what_is_found_by_its_key_is_so_on_counted_tables_too(store: TestStore) {
    organizations(&store).await;
    for begin in (0..2_000).step_by(500) {
        let some = (begin..begin + 500).map(|number| message(10_000 + number, 1_000_000 + number));
        append(&store, owner(), some.collect()).await;
    }
    store.tamper("analyze").await;
    // Only a new connection sees what was counted.
    let counted = store.another_node().await;
    let by_key = "sqlite_autoindex_outbox_1 (organization_id=? AND cloud=? AND id=?)";
    let finished = "outbox_finished (state=? AND finished_at<?)";
    let by_connection = "outbox_of_connection (organization_id=? AND cloud=? AND connection_id=? AND state=?)";
    for (name, expected) in [
        ("table::delivery::LOOKUP", by_key),
        ("table::delivery::SENT", "outbox_of_request (organization_id=? AND cloud=? AND request_id=?)"),
        ("table::delivery::RETRY", by_key),
        ("table::delivery::CONFIRM", by_key),
        ("table::delivery::GIVE_UP", by_key),
        ("outbox::carry::BEGIN", by_key),
        ("outbox::carry::SETTLE", by_key),
        ("outbox::COMPLETE", by_key),
        ("outbox::PURGE", finished),
        ("outbox::PURGE_DEAD", finished),
        ("outbox::carry::CLAIM", by_key),
        ("outbox::carry::CLAIM", "outbox_due (queue=? AND run_at<?)"),
        ("outbox::carry::CLAIM", "outbox_of_request (organization_id=? AND cloud=? AND request_id=?)"),
        ("outbox::carry::CLAIM_OF_CONNECTION", by_key),
        ("outbox::carry::CLAIM_OF_CONNECTION", by_connection),
        ("outbox::carry::WAITING", by_connection),
        ("outbox::carry::WAITING", "outbox_of_request (organization_id=? AND cloud=? AND request_id=?)"),
    ] {
        let full = format!("tierline_store::{name}");
        let all = crate::statement::ALL.iter().flat_map(|list| list.iter());
        let text = all.filter(|one| one.name == full).find_map(|one| one.lite).unwrap();
        let Some(plan) = counted.read(System).await.unwrap().lite_plan(text).await else { return };
        assert!(plan.contains(expected), "{name}: {plan}");
    }
}

async fn what_nobody_can_be_asked_about_waits_until_a_person_says_what_became_of_it(store: TestStore) {
    append(&store, owner(), vec![message(1, 50), message(2, 50)]).await;
    let confirm = async |scope: Owner, has_arrived: bool, now: i64| {
        let one = show(&store, 1).await;
        act!(store, scope, (one, has_arrived, at(now)), |tx, (one, has_arrived, now)| tx.delivery_confirm(
            one,
            *has_arrived,
            "Maren Holt says so.",
            *now
        ))
        .unwrap()
    };
    let taken = claim(&store, 0).await;
    begin(&store, &taken[0].leased, 0).await.unwrap();
    assert!(!confirm(owner(), true, 1).await, "it is on the wire");
    settle(&store, &taken[0].leased, Settled::Open, "look there", 2).await.unwrap();
    let open = show(&store, 1).await;
    assert_eq!((open.state, open.next_at, open.answer.as_deref()), (DeliveryState::Unknown, None, Some("look there")));
    assert_eq!(claim(&store, 1_000_000_000).await, [], "neither it nor what follows it");
    assert!(!confirm(other(), true, 3).await, "another owner's");
    assert!(confirm(owner(), false, 4).await);
    let again = claim(&store, 5).await;
    assert_eq!((numbers(&again), again[0].phase), (vec![1], None), "it is sent as if it never had been");
    settle(&store, &again[0].leased, Settled::Open, "look there", 6).await.unwrap();
    assert!(confirm(owner(), true, 7).await);
    let done = show(&store, 1).await;
    assert_eq!(
        (done.state, done.finished_at, done.answer.as_deref()),
        (DeliveryState::Done, Some(at(7)), Some("Maren Holt says so."))
    );
    assert!(!confirm(owner(), false, 8).await, "over is over");
    assert_eq!(numbers(&claim(&store, 9).await), [2], "what waited behind it goes");
}

crate::on_both_engines!(
    connections_that_wait_behind_a_busy_one_are_found_and_claimed_by_themselves,
    connections_that_wait_have_their_turn_one_after_the_other,
    what_is_found_by_its_key_is_so_on_counted_tables_too,
    a_claim_is_planned_well_while_nothing_waits,
    what_nobody_can_be_asked_about_waits_until_a_person_says_what_became_of_it,
    messages_of_one_request_go_one_after_the_other,
    a_request_of_another_owner_with_the_same_identifier_holds_nothing_up,
    what_was_on_the_wire_says_so_to_whoever_takes_it_next,
    a_paused_worker_whose_lease_ran_out_cannot_acknowledge,
    what_waits_for_a_held_connection_uses_up_no_tries_and_nobody_looks_at_it,
    deliveries_are_listed_counted_and_shown_to_their_owner_only,
    a_person_tries_a_delivery_again_or_gives_it_up_but_not_while_it_is_on_the_wire,
);
