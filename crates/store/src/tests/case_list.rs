use tierline_domain::{Case, CaseId, CaseLine, CaseStatus, CustomerId, NextAction, RungKey, Severity, UserId};

use super::{
    at,
    case::{case, desk, ids, open, summary},
    id, owner,
    sample::{gov, other},
};
use crate::{CaseAfter, CaseFilter, CaseOrder, Error, Store, test_support::TestStore};

async fn list(store: &Store, filter: &CaseFilter) -> Vec<CaseId> {
    let lines = store.read(owner()).await.unwrap().case_list(filter).await.unwrap();
    lines.into_iter().map(|line| line.id).collect()
}

async fn a_line_has_the_names_that_people_read(store: TestStore) {
    desk(&store).await;
    let assigned = Case { assignee: Some(UserId(id(71))), ..case(1) };
    open(&store, std::slice::from_ref(&assigned)).await;
    let wanted = CaseLine {
        id: assigned.id,
        number: assigned.number,
        subject: assigned.subject,
        customer: assigned.customer,
        customer_name: "Nordvik Sjømat".into(),
        service: assigned.service,
        region: assigned.region,
        severity: assigned.severity,
        status: assigned.status,
        assignee: assigned.assignee,
        assignee_name: Some("Łucja Bednarz".into()),
        summary: assigned.summary,
        created_at: assigned.created_at,
        updated_at: assigned.updated_at,
        version: 1,
    };
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.case_list(&CaseFilter::default()).await.unwrap(), vec![wanted.clone()]);
    assert_eq!(read.case_line(wanted.id).await.unwrap(), Some(wanted));
}

async fn each_condition_narrows_the_list(store: TestStore) {
    desk(&store).await;
    let all = [
        Case { assignee: Some(UserId(id(70))), ..case(1) },
        Case { customer: CustomerId(id(11)), status: CaseStatus::WaitingOnCustomer, ..case(2) },
        Case { service: Some("Azure SQL".into()), status: CaseStatus::Resolved, ..case(3) },
        Case { reporter: Some(UserId(id(71))), status: CaseStatus::Closed, ..case(4) },
    ];
    let mut escalated = case(5);
    escalated.summary.rung = RungKey::Escalated;
    escalated.summary.next_action = NextAction::Close;
    escalated.severity = Severity::Critical;
    open(&store, &all).await;
    open(&store, &[escalated]).await;
    let base = CaseFilter::default;
    let expect = [
        (base(), vec![5, 4, 3, 2, 1]),
        (CaseFilter { status: vec![CaseStatus::Open], ..base() }, vec![5, 1]),
        (CaseFilter { status: vec![CaseStatus::Closed, CaseStatus::Resolved], ..base() }, vec![4, 3]),
        (CaseFilter { status: CaseStatus::ALL.to_vec(), ..base() }, vec![5, 4, 3, 2, 1]),
        (CaseFilter { customer: Some(CustomerId(id(11))), ..base() }, vec![2]),
        (CaseFilter { reporter: Some(UserId(id(71))), ..base() }, vec![4]),
        (CaseFilter { assignee: Some(Some(UserId(id(70)))), ..base() }, vec![1]),
        (CaseFilter { assignee: Some(None), ..base() }, vec![5, 4, 3, 2]),
        (CaseFilter { rung: Some(RungKey::Escalated), ..base() }, vec![5]),
        (CaseFilter { severity: Some(Severity::Critical), ..base() }, vec![5]),
        (CaseFilter { next: Some(NextAction::Close), ..base() }, vec![5]),
        (CaseFilter { service: Some("Azure SQL".into()), ..base() }, vec![3]),
        (CaseFilter { number: Some("T-2".into()), ..base() }, vec![2]),
        (CaseFilter { limit: 2, ..base() }, vec![5, 4]),
    ];
    for (filter, wanted) in expect {
        assert_eq!(list(&store, &filter).await, ids(wanted.iter().copied()), "{filter:?}");
        let count = store.read(owner()).await.unwrap().case_count(&filter).await.unwrap();
        let all = if filter.limit == 2 { 5 } else { wanted.len() };
        assert_eq!(count, i64::try_from(all).unwrap(), "the page does not matter: {filter:?}");
    }
}

async fn a_queue_goes_by_the_clock_and_ends_with_cases_that_have_none(store: TestStore) {
    desk(&store).await;
    let due = |number, due: Option<i64>| Case { summary: summary(due.map(at)), ..case(number) };
    let all = [due(1, Some(500)), due(2, None), due(3, Some(100)), due(4, None), due(5, Some(500)), due(6, Some(-9))];
    open(&store, &all).await;
    let mut filter = CaseFilter { order: CaseOrder::DueFirst, limit: 2, ..CaseFilter::default() };
    let mut pages = Vec::new();
    loop {
        let lines = store.read(owner()).await.unwrap().case_list(&filter).await.unwrap();
        let Some(last) = lines.last() else { break };
        filter.after = Some(CaseAfter::from(last));
        pages.push(lines.iter().map(|line| line.id).collect::<Vec<_>>());
    }
    assert_eq!(pages, [ids([6, 3]), ids([1, 5]), ids([2, 4])]);
}

async fn the_newest_come_first_page_by_page_even_within_one_instant(store: TestStore) {
    desk(&store).await;
    let all: Vec<Case> = (1..=5).map(|number| Case { created_at: at(0), ..case(number) }).collect();
    open(&store, &all).await;
    let mut filter = CaseFilter { limit: 2, ..CaseFilter::default() };
    let mut pages = Vec::new();
    loop {
        let lines = store.read(owner()).await.unwrap().case_list(&filter).await.unwrap();
        let Some(last) = lines.last() else { break };
        filter.after = Some(CaseAfter::from(last));
        pages.push(lines.iter().map(|line| line.id).collect::<Vec<_>>());
    }
    assert_eq!(pages, [ids([5, 4]), ids([3, 2]), ids([1])]);
}

async fn counting_stops_at_a_hundred(store: TestStore) {
    desk(&store).await;
    open(&store, &(1..=120).map(case).collect::<Vec<_>>()).await;
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.case_count(&CaseFilter::default()).await.unwrap(), 100);
    let none = CaseFilter { status: vec![CaseStatus::Closed], ..CaseFilter::default() };
    assert_eq!(read.case_count(&none).await.unwrap(), 0);
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

async fn what_is_not_over_is_counted_for_many_customers_at_once(store: TestStore) {
    desk(&store).await;
    let (one, other) = (CustomerId(id(10)), CustomerId(id(11)));
    let all = [
        Case { customer: one, ..case(1) },
        Case { customer: one, status: CaseStatus::WaitingOnProvider, ..case(2) },
        Case { customer: one, status: CaseStatus::Resolved, ..case(3) },
        Case { customer: one, status: CaseStatus::Closed, ..case(4) },
        Case { customer: other, status: CaseStatus::Closed, ..case(5) },
    ];
    open(&store, &all).await;
    let mut read = store.read(owner()).await.unwrap();
    let counted = read.case_active_counts(&[one, other]).await.unwrap();
    assert_eq!(counted.into_iter().collect::<Vec<_>>(), [(one, 2), (other, 0)]);
    assert!(read.case_active_counts(&[]).await.unwrap().is_empty());
    drop(read);
    // Another owner's cases are none.
    let counted = store.read(super::sample::other()).await.unwrap().case_active_counts(&[one]).await.unwrap();
    assert_eq!(counted.get(&one), Some(&0));
    let more: Vec<Case> = (100..210).map(|number| Case { customer: other, ..case(number) }).collect();
    open(&store, &more).await;
    let counted = store.read(owner()).await.unwrap().case_active_counts(&[other]).await.unwrap();
    assert_eq!(counted.get(&other), Some(&100), "counting stops at a hundred");
}

async fn put(store: &Store, scope: tierline_domain::Owner, number: u128, text: &str) {
    store
        .write_with(scope, words(text), move |tx, words| {
            Box::pin(async move {
                tx.case_search_put(CaseId(id(number)), words).await?;
                Ok::<_, Error>(())
            })
        })
        .await
        .unwrap();
}

async fn found(store: &Store, query: &str) -> Vec<CaseId> {
    list(store, &CaseFilter { tokens: words(query), ..CaseFilter::default() }).await
}

async fn a_search_finds_all_words_and_the_beginning_of_the_last(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1), case(2), case(3)]).await;
    put(&store, owner(), 1, "календар пуст outlook 0x80040115 zażółć").await;
    put(&store, owner(), 2, "календар teams пуст").await;
    put(&store, owner(), 3, "caf\u{e9} cafe\u{301} naïve नमस्ते 東京 it's a\"b").await;
    assert_eq!(found(&store, "календар").await, ids([2, 1]));
    assert_eq!(found(&store, "календар пуст").await, ids([2, 1]));
    assert_eq!(found(&store, "пуст te").await, ids([2]), "the last one as a beginning");
    assert_eq!(found(&store, "te пуст").await, ids([]), "but only the last one");
    assert_eq!(found(&store, "zażół").await, ids([1]));
    assert_eq!(found(&store, "zazol").await, ids([]), "letters are not the same without their marks");
    assert_eq!(found(&store, "0x8004").await, ids([1]));
    assert_eq!(found(&store, "t").await, ids([]), "one letter is no beginning");
    assert_eq!(found(&store, "caf\u{e9}").await, ids([3]));
    assert_eq!(found(&store, "नमस्ते").await, ids([3]));
    assert_eq!(found(&store, "東").await, ids([3]));
    assert_eq!(found(&store, "outlook teams").await, ids([]));
}

async fn nothing_in_a_query_is_an_operator(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1)]).await;
    put(&store, owner(), 1, "or and not near words").await;
    for query in
        ["\"", "'", "a' | 'b", "* OR words", "words:*", "!words", "\\", "NEAR(", "rowid:1", "(", "&", "{words}:x"]
    {
        // Nothing to be found, or found by the word inside; never an error.
        found(&store, query).await;
    }
    assert_eq!(found(&store, "or and not near").await, ids([1]));
    assert_eq!(found(&store, "zebra or words").await, ids([]), "`or` is a word like any other");
}

async fn a_changed_case_is_found_by_its_new_words_only(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1)]).await;
    put(&store, owner(), 1, "printer offline").await;
    put(&store, owner(), 1, "scanner online").await;
    assert_eq!(found(&store, "printer").await, ids([]));
    assert_eq!(found(&store, "scanner").await, ids([1]));
    put(&store, owner(), 1, "").await;
    assert_eq!(found(&store, "scanner").await, ids([]));
}

/// A word of many thousand letters is longer than PostgreSQL's index takes.
async fn a_very_long_word_is_cut_on_both_engines(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1)]).await;
    let long = "ж".repeat(20_000);
    put(&store, owner(), 1, &long).await;
    assert_eq!(found(&store, &long).await, ids([1]));
    assert_eq!(found(&store, "жжж").await, ids([1]));
}

async fn a_number_is_found_beside_the_words(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1), case(2), case(3)]).await;
    put(&store, owner(), 1, "2 users").await;
    put(&store, owner(), 2, "calendar").await;
    put(&store, owner(), 3, "calendar").await;
    let filter = CaseFilter { number: Some("T-2".into()), tokens: words("2"), ..CaseFilter::default() };
    assert_eq!(list(&store, &filter).await, ids([2, 1]));
    let narrowed = CaseFilter { status: vec![CaseStatus::Closed], ..filter };
    assert_eq!(list(&store, &narrowed).await, ids([]), "the other conditions hold for both");
}

async fn a_search_stays_with_its_owner(store: TestStore) {
    desk(&store).await;
    let theirs = Case { owner: other(), customer: CustomerId(id(20)), ..case(1) };
    let gov_case = Case { owner: gov(), customer: CustomerId(id(12)), ..case(1) };
    open(&store, &[case(1), theirs, gov_case]).await;
    put(&store, owner(), 1, "ours").await;
    put(&store, other(), 1, "secret").await;
    put(&store, gov(), 1, "secret").await;
    assert_eq!(found(&store, "secret").await, ids([]));
    assert_eq!(found(&store, "ours").await, ids([1]));
}

/// So many cases have the word that the list is walked instead.
async fn a_word_that_most_cases_have_is_found_in_the_lists_order(store: TestStore) {
    desk(&store).await;
    let all: Vec<Case> =
        (1..=5_050).map(|number| Case { subject: format!("common words {number}"), ..case(number) }).collect();
    open(&store, &all).await;
    open(&store, &[Case { subject: "rare".into(), ..case(6_000) }]).await;
    let filter = CaseFilter { tokens: words("common"), limit: 3, ..CaseFilter::default() };
    assert_eq!(list(&store, &filter).await, ids([5_050, 5_049, 5_048]));
    for (query, wanted) in [("wor com", ids([])), ("words com", ids([5_050, 5_049, 5_048])), ("words mmo", ids([]))] {
        assert_eq!(list(&store, &CaseFilter { tokens: words(query), ..filter.clone() }).await, wanted, "{query}");
    }
    let numbered = CaseFilter { number: Some("T-6000".into()), ..filter.clone() };
    assert_eq!(list(&store, &numbered).await, ids([6_000, 5_050, 5_049]));
    let queue = CaseFilter { order: CaseOrder::DueFirst, ..filter.clone() };
    assert_eq!(list(&store, &queue).await, ids([1, 2, 3]));
    let nobodys = CaseFilter { status: vec![CaseStatus::Closed], ..filter.clone() };
    assert_eq!(list(&store, &nobodys).await, ids([]));
    assert_eq!(store.read(owner()).await.unwrap().case_count(&filter).await.unwrap(), 100);
    let theirs = store.read(other()).await.unwrap().case_list(&filter).await.unwrap();
    assert!(theirs.is_empty());
}

/// With two hundred thousand cases a queue may not be sorted: it has to come out of its index in order.
async fn queues_come_out_of_their_index(store: TestStore) {
    desk(&store).await;
    open(&store, &(1..=30).map(case).collect::<Vec<_>>()).await;
    let open_statuses = vec![CaseStatus::Open, CaseStatus::WaitingOnCustomer, CaseStatus::WaitingOnProvider];
    let queue = CaseFilter { status: open_statuses, order: CaseOrder::DueFirst, ..CaseFilter::default() };
    let mine = CaseFilter { assignee: Some(Some(UserId(id(70)))), ..queue.clone() };
    let nobodys = CaseFilter { assignee: Some(None), ..queue.clone() };
    let customers = CaseFilter { customer: Some(CustomerId(id(10))), ..CaseFilter::default() };
    let waiting = CaseFilter { status: vec![CaseStatus::WaitingOnProvider], ..queue.clone() };
    let ready = CaseFilter { next: Some(NextAction::Escalate), ..queue.clone() };
    let wanted = [
        (queue, "cases_by_due"),
        (ready, "cases_by_next"),
        (waiting, "cases_by_status"),
        (mine, "cases_by_assignee"),
        // PostgreSQL takes the queue's index here and leaves out what is assigned.
        (nobodys, "cases_by_"),
        (CaseFilter::default(), "cases_by_age"),
        (customers, "cases_by_customer"),
    ];
    for (filter, index) in wanted {
        let after = CaseAfter { due: Some(at(3610)), at: at(20), id: CaseId(id(15)) };
        for filter in [filter.clone(), CaseFilter { after: Some(after), ..filter }] {
            let plan = store.read(owner()).await.unwrap().case_list_plan(&filter).await.unwrap();
            assert!(plan.contains(index), "{index} is not used for {filter:?}:\n{plan}");
            assert!(!plan.contains("ORDER BY") && !plan.contains("Sort"), "sorted for {filter:?}:\n{plan}");
        }
    }
}

crate::on_both_engines!(
    a_line_has_the_names_that_people_read,
    each_condition_narrows_the_list,
    a_queue_goes_by_the_clock_and_ends_with_cases_that_have_none,
    the_newest_come_first_page_by_page_even_within_one_instant,
    counting_stops_at_a_hundred,
    a_search_finds_all_words_and_the_beginning_of_the_last,
    nothing_in_a_query_is_an_operator,
    a_changed_case_is_found_by_its_new_words_only,
    a_very_long_word_is_cut_on_both_engines,
    what_is_not_over_is_counted_for_many_customers_at_once,
    a_number_is_found_beside_the_words,
    a_search_stays_with_its_owner,
    a_word_that_most_cases_have_is_found_in_the_lists_order,
    queues_come_out_of_their_index,
);
