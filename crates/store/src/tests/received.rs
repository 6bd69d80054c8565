use tierline_domain::{CaseId, OrganizationId, ReceivedRequest, RequestId, RequestStatus, ReturnReason};

use super::{
    at, id, owner,
    sample::{act, gov, organizations, other, packet, provider, received},
};
use crate::{Error, ReceivedFilter, Result, Store, test_support::TestStore};

pub(super) async fn insert(store: &Store, one: ReceivedRequest) -> Result<bool> {
    act!(store, one.owner, one, |tx, one| tx.received_insert(one))
}

async fn save(store: &Store, one: ReceivedRequest) -> Result<i64> {
    act!(store, one.owner, one, |tx, one| tx.received_save(one))
}

async fn a_repeated_delivery_leaves_what_came_first(store: TestStore) {
    organizations(&store).await;
    let first = received(50, "Mail is delayed");
    assert!(insert(&store, first.clone()).await.unwrap());
    let again = ReceivedRequest { number: "MC-51".into(), ..received(50, "Mail is delayed again") };
    assert!(!insert(&store, again).await.unwrap());
    let mut read = store.read(provider()).await.unwrap();
    assert_eq!(read.received_lookup(first.id).await.unwrap(), Some(first.clone()));
    assert_eq!(read.received_by_number("MC-50").await.unwrap(), Some(first));
    assert_eq!(read.received_by_number("MC-51").await.unwrap(), None);
    let double = ReceivedRequest { number: "MC-50".into(), ..received(52, "Mail") };
    assert!(insert(&store, double).await.is_err_and(|error| error.violates("received_number")));
}

async fn of_many_deliveries_at_once_exactly_one_takes_the_request_in(store: TestStore) {
    organizations(&store).await;
    let nodes = [store.store(), store.another_node().await];
    let deliveries: Vec<_> = (0..8)
        .map(|number| {
            let store = nodes[number % 2].clone();
            // Each delivery takes a number of its own before it takes the request in.
            let one = ReceivedRequest { number: format!("MC-{}", 50 + number), ..received(50, "Mail is delayed") };
            tokio::spawn(async move { insert(&store, one).await.unwrap() })
        })
        .collect();
    let mut taken = 0;
    for delivery in deliveries {
        taken += u32::from(delivery.await.unwrap());
    }
    assert_eq!(taken, 1);
}

async fn what_was_delivered_stays_and_what_we_say_of_it_changes(store: TestStore) {
    organizations(&store).await;
    let first = received(50, "Mail is delayed");
    insert(&store, first.clone()).await.unwrap();
    let decided = ReceivedRequest {
        status: RequestStatus::Returned,
        status_reason: Some("Not ours.".into()),
        return_reason: Some(ReturnReason::WrongRecipient),
        due_at: None,
        updated_at: at(90),
        ..first.clone()
    };
    let forged = ReceivedRequest { sender_number: "R-1".into(), packet: packet("Other"), ..decided.clone() };
    assert_eq!(save(&store, forged).await.unwrap(), 2);
    let found = store.read(provider()).await.unwrap().received_lookup(first.id).await.unwrap();
    assert_eq!(found, Some(ReceivedRequest { version: 2, ..decided.clone() }));
    assert!(matches!(save(&store, decided).await, Err(Error::Stale)));
    let locked = act!(store, provider(), first.id, |tx, id| tx.received_lookup_for_update(*id)).unwrap();
    assert_eq!(locked, found);
}

async fn the_inbox_is_filtered_and_read_page_by_page(store: TestStore) {
    organizations(&store).await;
    let zuraw = |number, title| ReceivedRequest {
        sender: other().organization,
        sender_name: "Żuraw Systemy".into(),
        ..received(number, title)
    };
    let all = [
        received(50, "Mail is delayed"),
        zuraw(51, "Отчёт пуст"),
        ReceivedRequest { status: RequestStatus::Resolved, ..received(52, "VPN drops") },
        ReceivedRequest { received_at: at(51), ..zuraw(53, "Labels vanish") },
        ReceivedRequest { owner: owner(), ..received(54, "For the partner itself") },
    ];
    for one in all {
        insert(&store, one).await.unwrap();
    }
    let none = ReceivedFilter::default;
    let query = |text: &str| ReceivedFilter { query: Some(text.into()), ..none() };
    let cases = [
        (none(), vec![52, 53, 51, 50]),
        (query("ŻURAW"), vec![53, 51]),
        (query("отчёт"), vec![51]),
        (query("r-52"), vec![52]),
        (query("mc-50"), vec![50]),
        (query("nordvik.example"), vec![52, 53, 51, 50]),
        (query("%"), vec![]),
        (ReceivedFilter { sender: Some(OrganizationId(id(2))), ..none() }, vec![53, 51]),
        (ReceivedFilter { open_only: true, ..none() }, vec![53, 51, 50]),
        (ReceivedFilter { status: vec![RequestStatus::Resolved], ..none() }, vec![52]),
        (ReceivedFilter { status: vec![RequestStatus::Resolved], ..query("mail") }, vec![]),
    ];
    for (filter, wanted) in cases {
        let mut read = store.read(provider()).await.unwrap();
        let mut page = ReceivedFilter { limit: 1, ..filter.clone() };
        let mut seen = Vec::new();
        while let [one] = &read.received_list(&page).await.unwrap()[..] {
            page.after = Some((one.received_at, one.id));
            seen.push(one.id.uuid().as_u128());
        }
        assert_eq!(seen, wanted, "{filter:?}");
        let whole = read.received_list(&filter).await.unwrap();
        assert_eq!(whole.len(), wanted.len(), "{filter:?}");
        assert_eq!(read.received_count(&filter).await.unwrap(), wanted.len() as i64, "{filter:?}");
    }
}

async fn senders_are_counted_each_by_itself(store: TestStore) {
    organizations(&store).await;
    let zuraw = |number, status| ReceivedRequest {
        sender: other().organization,
        sender_name: "Żuraw Systemy".into(),
        status,
        ..received(number, "VPN drops")
    };
    let late = ReceivedRequest { received_at: at(90), ..zuraw(61, RequestStatus::Resolved) };
    for one in
        [received(60, "Mail is delayed"), late, zuraw(62, RequestStatus::Returned), zuraw(63, RequestStatus::Submitted)]
    {
        insert(&store, one).await.unwrap();
    }
    let senders = store.read(provider()).await.unwrap().received_senders().await.unwrap();
    let found = senders.iter().find(|sender| sender.sender == other().organization).unwrap();
    let open = 1 + i64::from(RequestStatus::Returned.is_open());
    assert_eq!((found.name.as_str(), found.sent, found.open, found.returned), ("Żuraw Systemy", 3, open, 1));
    assert_eq!((found.last_at, senders.len()), (at(90), 2));
    assert!(store.read(owner()).await.unwrap().received_senders().await.unwrap().is_empty());
}

async fn a_received_request_of_another_owner_is_neither_seen_nor_changed(store: TestStore) {
    organizations(&store).await;
    let one = received(50, "Mail is delayed");
    insert(&store, one.clone()).await.unwrap();
    for scope in [owner(), other(), gov()] {
        let mut read = store.read(scope).await.unwrap();
        assert_eq!(read.received_lookup(one.id).await.unwrap(), None);
        assert_eq!(read.received_by_number(&one.number).await.unwrap(), None);
        assert!(read.received_list(&ReceivedFilter::default()).await.unwrap().is_empty());
        assert_eq!(read.received_count(&ReceivedFilter::default()).await.unwrap(), 0);
        let locked = act!(store, scope, RequestId(id(50)), |tx, id| tx.received_lookup_for_update(*id)).unwrap();
        assert_eq!(locked, None);
        let moved = ReceivedRequest { owner: scope, ..one.clone() };
        assert!(matches!(save(&store, moved).await, Err(Error::Stale)));
        for write in [true, false] {
            let done = act!(store, scope, (one.clone(), write), |tx, (one, write)| async move {
                if *write { tx.received_insert(one).await.map(drop) } else { tx.received_save(one).await.map(drop) }
            });
            assert!(matches!(done, Err(Error::Inconsistent { .. })), "{done:?}");
        }
    }
    assert_eq!(store.read(provider()).await.unwrap().received_lookup(one.id).await.unwrap(), Some(one));
}

async fn a_received_request_has_one_case_and_keeps_it(store: TestStore) {
    organizations(&store).await;
    for number in [50, 51] {
        insert(&store, received(number, "Mail is delayed")).await.unwrap();
    }
    let tie = async |request, case| {
        act!(&store, provider(), (RequestId(id(request)), CaseId(id(case))), |tx, (request, case)| tx
            .received_carry(*request, *case))
    };
    assert!(tie(50, 1).await.unwrap());
    assert!(!tie(50, 2).await.unwrap(), "it has one already");
    assert!(tie(51, 1).await.is_err_and(|error| error.violates("received_case")), "the case is another's");
    let mut read = store.read(provider()).await.unwrap();
    let found = read.received_of_case(CaseId(id(1))).await.unwrap().unwrap();
    assert_eq!((found.id, found.case, found.version), (RequestId(id(50)), Some(CaseId(id(1))), 2));
    assert_eq!(read.received_of_case(CaseId(id(2))).await.unwrap(), None);
    drop(read);
    assert_eq!(store.read(owner()).await.unwrap().received_of_case(CaseId(id(1))).await.unwrap(), None);
    // What we say of it later leaves the case as it is.
    save(&store, ReceivedRequest { case: None, ..found.clone() }).await.unwrap();
    let again = store.read(provider()).await.unwrap().received_lookup(found.id).await.unwrap().unwrap();
    assert_eq!(again.case, Some(CaseId(id(1))));
}

async fn returns_are_counted_by_reason_within_their_period(store: TestStore) {
    organizations(&store).await;
    let reasons = [
        (50, Some(ReturnReason::Duplicate)),
        (51, Some(ReturnReason::Duplicate)),
        (52, Some(ReturnReason::KnownIssue)),
        (53, None),
    ];
    let mut times = Vec::new();
    for (number, return_reason) in reasons {
        let one = received(number, "Mail is delayed");
        times.push(one.received_at);
        insert(&store, one.clone()).await.unwrap();
        save(&store, ReceivedRequest { return_reason, ..one }).await.unwrap();
    }
    times.sort_unstable();
    let second = chrono::TimeDelta::seconds(1);
    let mut read = store.read(provider()).await.unwrap();
    let counted = read.received_returns(times[0], times[3] + second).await.unwrap();
    let pairs: Vec<_> = counted.iter().map(|one| (one.reason, one.count)).collect();
    assert_eq!(pairs, [(ReturnReason::Duplicate, 2), (ReturnReason::KnownIssue, 1)]);
    assert!(read.received_returns(times[3] + second, times[3] + second * 2).await.unwrap().is_empty());
    drop(read);
    assert!(store.read(owner()).await.unwrap().received_returns(times[0], times[3] + second).await.unwrap().is_empty());
}

crate::on_both_engines!(
    a_received_request_has_one_case_and_keeps_it,
    returns_are_counted_by_reason_within_their_period,
    a_repeated_delivery_leaves_what_came_first,
    of_many_deliveries_at_once_exactly_one_takes_the_request_in,
    what_was_delivered_stays_and_what_we_say_of_it_changes,
    the_inbox_is_filtered_and_read_page_by_page,
    senders_are_counted_each_by_itself,
    a_received_request_of_another_owner_is_neither_seen_nor_changed,
);
