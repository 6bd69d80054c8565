use tierline_domain::{
    CaseId, Category, CustomerId, EntryId, Owner, Packet, Recipient, RecipientKind, RequestEntry, RequestId,
    RequestOrder, RequestStatus, ReturnReason, Route, ServiceRequest, Severity, UserId, Visibility,
};

use super::{
    at, id, owner,
    sample::{act, actor, case, customer, customers, entry, gov, organizations, other, packet, request},
};
use crate::{Error, RequestFilter, Result, Store, test_support::TestStore};

async fn books(store: &Store) {
    organizations(store).await;
    let all = [
        customer(owner(), 10, "Nordvik Sjømat"),
        customer(owner(), 11, "Łabędź Transport"),
        customer(other(), 10, "Elsewhere"),
        customer(gov(), 10, "Harbour District"),
    ];
    customers(store, &all).await;
}

async fn insert(store: &Store, one: ServiceRequest) -> Result<()> {
    act!(store, one.owner, one, |tx, one| tx.request_insert(one))
}

async fn save(store: &Store, one: ServiceRequest) -> Result<i64> {
    act!(store, one.owner, one, |tx, one| tx.request_save(one))
}

fn barred<T>(done: Result<T>) -> bool {
    done.is_err_and(|error| error.violates("open_request_cause"))
}

async fn listed(store: &Store, filter: &RequestFilter) -> Vec<u128> {
    let lines = store.read(owner()).await.unwrap().request_list(filter).await.unwrap();
    lines.iter().map(|line| line.request.id.uuid().as_u128()).collect()
}

async fn a_request_reads_back_as_it_was_written_and_changed(store: TestStore) {
    books(&store).await;
    let written = request(50, "Mail is delayed");
    insert(&store, written.clone()).await.unwrap();
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.request_lookup(written.id).await.unwrap(), Some(written.clone()));
    let changed = ServiceRequest {
        external_id: Some("260914004000874".into()),
        recipient: Recipient { kind: RecipientKind::Upstream, organization: None, name: "Corvane".into() },
        route: Route::Assisted,
        title: "Mail is delayed by hours".into(),
        severity: Severity::Critical,
        category: Category::BugOrIrregularity,
        service: None,
        status: RequestStatus::AttentionNeeded,
        status_reason: Some("Send a trace.".into()),
        return_reason: Some(ReturnReason::Duplicate),
        cause: "another cause".into(),
        duplicate_reason: Some("Another tenant.".into()),
        packet: Packet { affected_users: None, ..packet("Mail is delayed by hours") },
        updated_at: at(60),
        submitted_at: Some(at(61)),
        answered_at: Some(at(62)),
        last_reply_at: Some(at(63)),
        next_due_at: Some(at(64)),
        recipient_due_at: Some(at(65)),
        ..written
    };
    assert_eq!(save(&store, changed.clone()).await.unwrap(), 2);
    let wanted = ServiceRequest { version: 2, ..changed };
    assert_eq!(read.request_lookup(wanted.id).await.unwrap(), Some(wanted.clone()));
    assert_eq!(read.request_by_number("R-50").await.unwrap(), Some(wanted.clone()));
    assert_eq!(read.request_by_external("260914004000874").await.unwrap(), Some(wanted.clone()));
    assert_eq!(read.request_by_external("R-50").await.unwrap(), None);
    let locked = act!(store, owner(), wanted.id, |tx, id| tx.request_lookup_for_update(*id)).unwrap();
    assert_eq!(locked, Some(wanted));
}

async fn number_customer_author_and_time_stay_as_they_were_written(store: TestStore) {
    books(&store).await;
    let written = request(50, "Mail is delayed");
    insert(&store, written.clone()).await.unwrap();
    let forged = ServiceRequest {
        number: "R-1".into(),
        customer: CustomerId(id(11)),
        author: tierline_domain::Actor::desk(),
        created_at: at(0),
        ..written.clone()
    };
    save(&store, forged).await.unwrap();
    let found = store.read(owner()).await.unwrap().request_lookup(written.id).await.unwrap();
    assert_eq!(found, Some(ServiceRequest { version: 2, ..written }));
}

async fn a_number_is_given_once_and_a_recipients_number_may_come_again(store: TestStore) {
    books(&store).await;
    let with_external = |number, written| ServiceRequest {
        external_id: Some("X-1".into()),
        created_at: at(written),
        ..request(number, "Mail")
    };
    insert(&store, with_external(50, 900)).await.unwrap();
    insert(&store, with_external(51, 800)).await.unwrap();
    let double = ServiceRequest { number: "R-50".into(), ..request(52, "Mail") };
    assert!(insert(&store, double).await.is_err_and(|error| error.violates("request_number")));
    let found = store.read(owner()).await.unwrap().request_by_external("X-1").await.unwrap().unwrap();
    assert_eq!(found.id, RequestId(id(50)), "the latest");
}

async fn one_request_is_open_per_cause_unless_a_reason_is_written(store: TestStore) {
    books(&store).await;
    let same = |number| ServiceRequest { cause: "Nordvik/mail".into(), ..request(number, "Mail") };
    insert(&store, same(50)).await.unwrap();
    assert!(barred(insert(&store, same(51)).await));
    let reasoned = ServiceRequest { duplicate_reason: Some("Another data centre.".into()), ..same(52) };
    insert(&store, reasoned.clone()).await.unwrap();
    let open = store.read(owner()).await.unwrap().request_by_cause("Nordvik/mail").await.unwrap();
    assert_eq!(open.map(|open| open.id), Some(RequestId(id(50))));
    let elsewhere = ServiceRequest { owner: other(), ..same(50) };
    insert(&store, elsewhere).await.unwrap();
    insert(&store, ServiceRequest { owner: gov(), ..same(50) }).await.unwrap();
    let without = ServiceRequest { duplicate_reason: None, ..reasoned };
    assert!(barred(save(&store, without).await), "the reason cannot be taken back while both are open");
}

async fn the_statuses_that_bar_another_request_are_those_the_domain_calls_open(store: TestStore) {
    books(&store).await;
    for (place, status) in RequestStatus::ALL.iter().enumerate() {
        let number = 100 + 2 * place as u128;
        let cause = format!("cause {status}");
        insert(&store, ServiceRequest { status: *status, cause: cause.clone(), ..request(number, "Mail") })
            .await
            .unwrap();
        let open = store.read(owner()).await.unwrap().request_by_cause(&cause).await.unwrap();
        assert_eq!(open.is_some(), status.is_open(), "{status}");
        let second = insert(&store, ServiceRequest { cause, ..request(number + 1, "Mail") }).await;
        assert_eq!(barred(second), status.is_open(), "{status}");
    }
}

async fn a_request_that_is_over_makes_room_and_cannot_come_back_beside_its_successor(store: TestStore) {
    books(&store).await;
    let same = |number| ServiceRequest { cause: "Nordvik/mail".into(), ..request(number, "Mail") };
    insert(&store, same(50)).await.unwrap();
    let resolved = ServiceRequest { status: RequestStatus::Resolved, ..same(50) };
    assert_eq!(save(&store, resolved.clone()).await.unwrap(), 2);
    insert(&store, same(51)).await.unwrap();
    let reopened = ServiceRequest { status: RequestStatus::Accepted, version: 2, ..resolved };
    assert!(barred(save(&store, reopened.clone()).await));
    let reasoned = ServiceRequest { duplicate_reason: Some("Reopened by the recipient.".into()), ..reopened };
    assert_eq!(save(&store, reasoned).await.unwrap(), 3);
}

async fn of_many_who_escalate_the_same_cause_at_once_exactly_one_succeeds(store: TestStore) {
    books(&store).await;
    let nodes = [store.store(), store.another_node().await];
    let writers: Vec<_> = (0..10)
        .map(|writer| {
            let store = nodes[writer % 2].clone();
            let one = ServiceRequest { cause: "Nordvik/mail".into(), ..request(60 + writer as u128, "Mail") };
            tokio::spawn(async move { insert(&store, one).await })
        })
        .collect();
    let mut written = 0;
    for writer in writers {
        match writer.await.unwrap() {
            Ok(()) => written += 1,
            Err(error) => assert!(error.violates("open_request_cause"), "{error}"),
        }
    }
    assert_eq!(written, 1);
    assert_eq!(store.read(owner()).await.unwrap().request_count(&RequestFilter::default()).await.unwrap(), 1);
}

async fn of_two_who_change_a_request_at_once_one_is_told_so(store: TestStore) {
    books(&store).await;
    insert(&store, request(50, "Mail")).await.unwrap();
    let writers = [0, 1].map(|_| {
        let store = store.store();
        tokio::spawn(async move { save(&store, request(50, "Mail")).await })
    });
    let mut done = Vec::new();
    for writer in writers {
        done.push(writer.await.unwrap());
    }
    assert_eq!(done.iter().filter(|one| matches!(one, Ok(2))).count(), 1, "{done:?}");
    assert_eq!(done.iter().filter(|one| matches!(one, Err(Error::Stale))).count(), 1, "{done:?}");
}

/// Five requests in various states.
async fn many(store: &Store) {
    books(store).await;
    let due = |number, seconds| ServiceRequest { next_due_at: Some(at(seconds)), ..request(number, "VPN drops") };
    let all = [
        due(50, 500),
        ServiceRequest { external_id: Some("CD-77104".into()), title: "Отчёт пуст".into(), ..due(51, 300) },
        ServiceRequest { status: RequestStatus::Resolved, ..request(52, "Calls show 100% noise") },
        ServiceRequest { customer: CustomerId(id(11)), category: Category::AccountRequest, ..due(53, 500) },
        ServiceRequest {
            status: RequestStatus::AttentionNeeded,
            author: tierline_domain::Actor { user: Some(UserId(id(71))), ..actor() },
            recipient: Recipient { kind: RecipientKind::Upstream, organization: None, name: "Corvane".into() },
            ..request(54, "Labels vanish")
        },
    ];
    for one in all {
        insert(store, one).await.unwrap();
    }
    insert(store, ServiceRequest { owner: other(), ..request(55, "VPN drops") }).await.unwrap();
}

async fn requests_are_filtered_by_what_is_known_of_them(store: TestStore) {
    many(&store).await;
    let none = RequestFilter::default;
    let query = |text: &str| RequestFilter { query: Some(text.into()), ..none() };
    let cases = [
        (none(), vec![54, 53, 52, 51, 50]),
        (query("vpn"), vec![53, 50]),
        (query("cd-77104"), vec![51]),
        (query("r-52"), vec![52]),
        (query("ОТЧЁТ"), vec![51]),
        (query("łabędź"), vec![53]),
        (query("100%"), vec![52]),
        (query("drops r-50"), vec![]),
        (RequestFilter { open_only: true, ..none() }, vec![54, 53, 51, 50]),
        (
            RequestFilter { status: vec![RequestStatus::Resolved, RequestStatus::AttentionNeeded], ..none() },
            vec![54, 52],
        ),
        (RequestFilter { recipient: Some(RecipientKind::Upstream), ..none() }, vec![54]),
        (RequestFilter { customer: Some(CustomerId(id(11))), ..none() }, vec![53]),
        (RequestFilter { category: Some(Category::AccountRequest), ..none() }, vec![53]),
        (RequestFilter { author: Some(UserId(id(71))), ..none() }, vec![54]),
        (RequestFilter { author: Some(UserId(id(70))), open_only: true, ..query("vpn") }, vec![53, 50]),
        (RequestFilter { limit: 2, ..none() }, vec![54, 53]),
    ];
    for (filter, wanted) in cases {
        assert_eq!(listed(&store, &filter).await, wanted, "{filter:?}");
        let count = store.read(owner()).await.unwrap().request_count(&filter).await.unwrap();
        let all = if filter.limit == 2 { 5 } else { wanted.len() as i64 };
        assert_eq!(count, all, "{filter:?}");
    }
}

async fn both_orders_go_on_from_page_to_page_without_a_gap(store: TestStore) {
    many(&store).await;
    for (order, wanted) in
        [(RequestOrder::Newest, [54, 53, 52, 51, 50]), (RequestOrder::DueFirst, [51, 50, 53, 52, 54])]
    {
        for size in 1..=5 {
            let mut filter = RequestFilter { order, limit: size, ..RequestFilter::default() };
            let mut seen = Vec::new();
            loop {
                let page = store.read(owner()).await.unwrap().request_list(&filter).await.unwrap();
                let Some(last) = page.last().map(|line| &line.request) else { break };
                let time = if order == RequestOrder::Newest { Some(last.created_at) } else { last.next_due_at };
                filter.after = Some((time, last.id));
                seen.extend(page.iter().map(|line| line.request.id.uuid().as_u128()));
            }
            assert_eq!(seen, wanted, "{order:?} by {size}");
        }
    }
}

/// A desk keeps its requests for years: what is listed has to come out of an index in order.
async fn queues_come_out_of_their_index(store: TestStore) {
    books(&store).await;
    for number in 100..130 {
        insert(&store, request(number, "Mail")).await.unwrap();
    }
    let open = RequestFilter { open_only: true, ..RequestFilter::default() };
    let asked = RequestFilter { status: vec![RequestStatus::AttentionNeeded], ..RequestFilter::default() };
    let wanted = [
        (RequestFilter::default(), "request_by_age"),
        (open.clone(), "request_by_age_open"),
        (asked, "request_by_age_open"),
        (RequestFilter { order: RequestOrder::DueFirst, ..open }, "request_by_due"),
        (RequestFilter { customer: Some(CustomerId(id(10))), ..RequestFilter::default() }, "request_by_customer"),
    ];
    for (filter, index) in wanted {
        let plan = store.read(owner()).await.unwrap().request_list_plan(&filter).await.unwrap();
        assert!(plan.contains(index), "{index} is not used for {filter:?}:\n{plan}");
        assert!(!plan.contains("ORDER BY") && !plan.contains("Sort"), "sorted for {filter:?}:\n{plan}");
    }
}

async fn counting_stops_at_a_hundred(store: TestStore) {
    books(&store).await;
    for number in 100..205 {
        insert(&store, request(number, "Mail")).await.unwrap();
    }
    assert_eq!(store.read(owner()).await.unwrap().request_count(&RequestFilter::default()).await.unwrap(), 100);
}

async fn an_entry_that_is_delivered_twice_is_there_once(store: TestStore) {
    books(&store).await;
    insert(&store, request(50, "Mail")).await.unwrap();
    let append = async |one: RequestEntry| act!(store, one.owner, one, |tx, one| tx.request_entry_append(one)).unwrap();
    let bare =
        RequestEntry { status: None, text: None, visibility: Visibility::Internal, ..entry(owner(), 50, 82, 10) };
    assert!(append(entry(owner(), 50, 81, 20)).await);
    assert!(append(bare.clone()).await);
    assert!(!append(RequestEntry { text: Some("changed".into()), ..entry(owner(), 50, 81, 20) }).await);
    assert!(append(entry(other(), 50, 81, 20)).await, "the same entry on another side");
    let mut read = store.read(owner()).await.unwrap();
    let list = read.request_entry_list(RequestId(id(50))).await.unwrap();
    assert_eq!(list, [bare, entry(owner(), 50, 81, 20)], "the oldest first, as they came first");
    assert!(store.read(gov()).await.unwrap().request_entry_list(RequestId(id(50))).await.unwrap().is_empty());
    let done = act!(store, gov(), entry(owner(), 50, 83, 20), |tx, one| tx.request_entry_append(one));
    assert!(matches!(done, Err(Error::Inconsistent { .. })));
    assert_eq!(list[0].id, EntryId(id(82)));
}

async fn a_request_of_another_owner_is_neither_seen_nor_changed(store: TestStore) {
    books(&store).await;
    let mine = ServiceRequest { external_id: Some("X-1".into()), ..request(50, "Mail") };
    insert(&store, mine.clone()).await.unwrap();
    for scope in [other(), gov()] {
        let mut read = store.read(scope).await.unwrap();
        assert_eq!(read.request_lookup(mine.id).await.unwrap(), None);
        assert_eq!(read.request_by_number(&mine.number).await.unwrap(), None);
        assert_eq!(read.request_by_external("X-1").await.unwrap(), None);
        assert_eq!(read.request_by_cause(&mine.cause).await.unwrap(), None);
        assert!(read.request_list(&RequestFilter::default()).await.unwrap().is_empty());
        assert_eq!(read.request_count(&RequestFilter::default()).await.unwrap(), 0);
        assert!(read.request_cases(mine.id).await.unwrap().is_empty());
        let locked = act!(store, scope, mine.id, |tx, id| tx.request_lookup_for_update(*id)).unwrap();
        assert_eq!(locked, None);
        let moved = ServiceRequest { owner: scope, ..mine.clone() };
        assert!(matches!(save(&store, moved).await, Err(Error::Stale)));
        for write in [true, false] {
            let done = act!(store, scope, (mine.clone(), write), |tx, (one, write)| async move {
                if *write { tx.request_insert(one).await } else { tx.request_save(one).await.map(drop) }
            });
            assert!(matches!(done, Err(Error::Inconsistent { .. })), "{done:?}");
        }
    }
    let foreign = ServiceRequest { owner: gov(), customer: CustomerId(id(11)), ..request(51, "Mail") };
    assert!(matches!(insert(&store, foreign).await, Err(Error::Reference)), "another owner's customer");
    assert_eq!(store.read(owner()).await.unwrap().request_lookup(mine.id).await.unwrap(), Some(mine));
}

async fn add_case(store: &Store, scope: Owner, request: u128, case: u128) -> Result<bool> {
    act!(store, scope, (request, case), |tx, (request, case)| {
        tx.request_case_add(RequestId(id(*request)), CaseId(id(*case)))
    })
}

/// Requests 50 and 51, cases 60 and 61 of one owner, case 62 of another.
async fn requests_and_cases(store: &Store) {
    books(store).await;
    for number in [50, 51] {
        insert(store, request(number, "Mail")).await.unwrap();
    }
    for (owner, number) in [(owner(), 60), (owner(), 61), (other(), 62)] {
        act!(store, owner, case(owner, number), |tx, one| tx.case_insert(one, &[])).unwrap();
    }
}

async fn one_request_carries_many_cases_and_a_case_many_requests(store: TestStore) {
    requests_and_cases(&store).await;
    for (request, case, new) in [(50, 61, true), (50, 60, true), (51, 60, true), (50, 60, false)] {
        assert_eq!(add_case(&store, owner(), request, case).await.unwrap(), new);
    }
    let mut read = store.read(owner()).await.unwrap();
    let (both, one) = ([CaseId(id(60)), CaseId(id(61))], [CaseId(id(60))]);
    assert_eq!(read.request_cases(RequestId(id(50))).await.unwrap(), both);
    let of_case = read.case_requests(CaseId(id(60))).await.unwrap();
    assert_eq!(of_case.iter().map(|one| one.id).collect::<Vec<_>>(), [RequestId(id(51)), RequestId(id(50))]);
    let lines = read.request_list(&RequestFilter::default()).await.unwrap();
    assert_eq!((&lines[0].cases[..], &lines[1].cases[..]), (&one[..], &both[..]));
    assert_eq!(lines[0].customer_name, "Nordvik Sjømat");
}

async fn a_request_and_its_cases_have_one_owner(store: TestStore) {
    requests_and_cases(&store).await;
    add_case(&store, owner(), 50, 60).await.unwrap();
    for (scope, request, case) in [(owner(), 50, 62), (other(), 50, 62), (gov(), 50, 60), (owner(), 59, 60)] {
        let done = add_case(&store, scope, request, case).await;
        assert!(matches!(done, Err(Error::Reference)), "{scope:?} {request} {case}: {done:?}");
    }
    let mut read = store.read(other()).await.unwrap();
    assert!(read.request_cases(RequestId(id(50))).await.unwrap().is_empty());
    assert!(read.case_requests(CaseId(id(60))).await.unwrap().is_empty());
}

async fn our_returned_requests_are_counted_by_reason_within_their_period(store: TestStore) {
    books(&store).await;
    for (number, return_reason) in [(50, Some(ReturnReason::Other)), (51, None), (52, Some(ReturnReason::Other))] {
        insert(&store, request(number, "Mail")).await.unwrap();
        save(&store, ServiceRequest { return_reason, ..request(number, "Mail") }).await.unwrap();
    }
    let mut read = store.read(owner()).await.unwrap();
    let whole = read.request_returns(at(50), at(53)).await.unwrap();
    assert_eq!(whole.iter().map(|one| (one.reason, one.count)).collect::<Vec<_>>(), [(ReturnReason::Other, 2)]);
    let early = read.request_returns(at(50), at(52)).await.unwrap();
    assert_eq!(early.iter().map(|one| one.count).sum::<i64>(), 1, "the end is excluded");
    drop(read);
    assert!(store.read(other()).await.unwrap().request_returns(at(50), at(53)).await.unwrap().is_empty());
}

crate::on_both_engines!(
    our_returned_requests_are_counted_by_reason_within_their_period,
    a_request_reads_back_as_it_was_written_and_changed,
    number_customer_author_and_time_stay_as_they_were_written,
    a_number_is_given_once_and_a_recipients_number_may_come_again,
    one_request_is_open_per_cause_unless_a_reason_is_written,
    the_statuses_that_bar_another_request_are_those_the_domain_calls_open,
    a_request_that_is_over_makes_room_and_cannot_come_back_beside_its_successor,
    of_many_who_escalate_the_same_cause_at_once_exactly_one_succeeds,
    of_two_who_change_a_request_at_once_one_is_told_so,
    requests_are_filtered_by_what_is_known_of_them,
    both_orders_go_on_from_page_to_page_without_a_gap,
    queues_come_out_of_their_index,
    counting_stops_at_a_hundred,
    an_entry_that_is_delivered_twice_is_there_once,
    one_request_carries_many_cases_and_a_case_many_requests,
    a_request_and_its_cases_have_one_owner,
    a_request_of_another_owner_is_neither_seen_nor_changed,
);
