use chrono::{DateTime, Utc};
use tierline_domain::{
    Actor, Case, CaseId, CaseStatus, CaseSummary, Channel, ClockKind, Contact, CustomerId, Entry, EntryId, Event,
    HealthIssueId, NextAction, Owner, Role, RungKey, Severity, User, UserId, Verdict, Visibility, health::MatchCount,
};

use super::{
    at, id, owner,
    sample::{act, actor, customer, customers, gov, membership, organizations, other, person, user},
};
use crate::{CaseFilter, CustomerScope, Error, Result, Store, System, test_support::TestStore};

/// A case of [`owner`] for its customer 10, opened so many seconds in, whose clock runs out an hour later.
pub(super) fn case(number: u128) -> Case {
    let second = i64::try_from(number).unwrap();
    Case {
        owner: owner(),
        id: CaseId(id(number)),
        number: format!("T-{number}"),
        customer: CustomerId(id(10)),
        subject: format!("Calendars stay empty {number}"),
        description: "С утра календари пусты — zażółć".into(),
        service: Some("Exchange Online".into()),
        region: None,
        severity: Severity::Moderate,
        status: CaseStatus::Open,
        started_at: Some(at(second - 600)),
        affected_users: Some(40),
        error_text: Some("0x80040115".into()),
        correlation_ids: vec!["c0ffee".into(), "b0bа".into()],
        contact: Some(Contact { name: "Ida Nyholm".into(), ..Contact::default() }),
        channel: Channel::Portal,
        reporter: None,
        assignee: None,
        continues: None,
        version: 1,
        created_at: at(second),
        updated_at: at(second),
        resolved_at: None,
        closed_at: None,
        summary: summary(Some(at(second + 3600))),
    }
}

pub(super) fn summary(due: Option<DateTime<Utc>>) -> CaseSummary {
    CaseSummary {
        rung: RungKey::HealthChecked,
        next_action: NextAction::CheckHealth,
        next_clock: due.map(|_| ClockKind::FirstResponse),
        next_due_at: due,
        post_outage: None,
    }
}

/// A case of another partner with the same identifier as one of ours.
pub(super) fn foreign(number: u128) -> Case {
    Case { owner: other(), customer: CustomerId(id(20)), ..case(number) }
}

/// Owners, people and customers that cases refer to.
pub(super) async fn desk(store: &Store) {
    organizations(store).await;
    person(store, &user(70, "Maren Oskel"), &[]).await;
    person(store, &user(71, "Łucja Bednarz"), &[]).await;
    let all = [
        customer(owner(), 10, "Nordvik Sjømat"),
        customer(owner(), 11, "Łabędź Transport"),
        customer(gov(), 12, "Harbour District"),
        customer(other(), 20, "Nordvik elsewhere"),
    ];
    customers(store, &all).await;
}

pub(super) async fn open(store: &Store, all: &[Case]) {
    store
        .write_with(System, all.to_vec(), |tx, all| {
            Box::pin(async move {
                for one in all {
                    let words: Vec<String> = one.subject.to_lowercase().split(' ').map(str::to_owned).collect();
                    tx.tenant(one.owner).case_insert(one, &words).await?;
                }
                Ok::<_, Error>(())
            })
        })
        .await
        .unwrap();
}

async fn save(store: &Store, scope: Owner, case: &Case) -> Result<i64> {
    act!(store, scope, case.clone(), |tx, case| tx.case_save(case))
}

pub(super) fn ids(numbers: impl IntoIterator<Item = u128>) -> Vec<CaseId> {
    numbers.into_iter().map(|number| CaseId(id(number))).collect()
}

async fn a_case_reads_back_as_it_was_opened_and_changed(store: TestStore) {
    desk(&store).await;
    let wanted = Case { reporter: Some(UserId(id(71))), ..case(1) };
    let bare = Case {
        service: None,
        started_at: None,
        affected_users: None,
        error_text: None,
        correlation_ids: Vec::new(),
        contact: None,
        continues: Some(wanted.id),
        summary: summary(None),
        ..case(2)
    };
    open(&store, &[wanted.clone(), bare.clone()]).await;
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.case_lookup(wanted.id).await.unwrap(), Some(wanted.clone()));
    assert_eq!(read.case_lookup(bare.id).await.unwrap(), Some(bare));
    let changed = Case {
        subject: "Calendars are back".into(),
        description: "Снова видны".into(),
        service: None,
        region: Some("Norway East".into()),
        severity: Severity::Critical,
        status: CaseStatus::Closed,
        started_at: None,
        affected_users: None,
        error_text: None,
        correlation_ids: vec!["feed".into()],
        contact: None,
        assignee: Some(UserId(id(70))),
        updated_at: at(50),
        resolved_at: Some(at(40)),
        closed_at: Some(at(50)),
        summary: CaseSummary { rung: RungKey::Escalated, next_action: NextAction::Close, ..summary(None) },
        ..wanted
    };
    assert_eq!(save(&store, owner(), &changed).await.unwrap(), 2);
    let wanted = Case { version: 2, ..changed };
    assert_eq!(read.case_lookup(wanted.id).await.unwrap(), Some(wanted.clone()));
    assert_eq!(read.case_by_number("T-1").await.unwrap(), Some(wanted));
    assert_eq!(read.case_by_number("T-9").await.unwrap(), None);
}

async fn a_number_is_given_once_per_owner(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1), foreign(1)]).await;
    let twin = Case { number: "T-1".into(), ..case(2) };
    let refused = act!(store, owner(), twin, |tx, twin| tx.case_insert(twin, &[]));
    assert!(refused.is_err_and(|error| error.violates("case_number")));
}

async fn a_case_needs_a_customer_of_the_same_owner(store: TestStore) {
    desk(&store).await;
    let elsewhere = Case { customer: CustomerId(id(20)), ..case(1) };
    let refused = act!(store, owner(), elsewhere, |tx, one| tx.case_insert(one, &[]));
    assert!(matches!(refused, Err(Error::Reference)));
    let refused = act!(store, other(), case(1), |tx, one| tx.case_insert(one, &[]));
    assert!(matches!(refused, Err(Error::Inconsistent { table: "cases", .. })));
}

async fn of_two_who_change_a_case_at_once_one_is_told(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1)]).await;
    let nodes = [store.store(), store.another_node().await];
    let savers: Vec<_> =
        nodes.into_iter().map(|store| tokio::spawn(async move { save(&store, owner(), &case(1)).await })).collect();
    let mut saved = 0;
    for saver in savers {
        match saver.await.unwrap() {
            Ok(2) => saved += 1,
            Err(Error::Stale) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(saved, 1);
}

async fn locked_changes_follow_each_other_and_none_is_lost(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1)]).await;
    let nodes = [store.store(), store.another_node().await];
    let savers: Vec<_> = (0..10)
        .map(|number| {
            let store = nodes[number % 2].clone();
            tokio::spawn(async move {
                store
                    .write(owner(), |tx| {
                        Box::pin(async move {
                            let mut case = tx.case_lookup_for_update(CaseId(id(1))).await?.expect("it is there");
                            case.affected_users = case.affected_users.map(|users| users + 1);
                            tx.case_save(&case).await
                        })
                    })
                    .await
            })
        })
        .collect();
    for saver in savers {
        saver.await.unwrap().unwrap();
    }
    let case = store.read(owner()).await.unwrap().case_lookup(CaseId(id(1))).await.unwrap().unwrap();
    assert_eq!((case.affected_users, case.version), (Some(50), 11));
}

async fn nothing_of_another_owner_is_seen_or_changed(store: TestStore) {
    desk(&store).await;
    open(&store, &[foreign(1)]).await;
    let (mine, theirs) = (CaseId(id(1)), foreign(1));
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.case_lookup(mine).await.unwrap(), None);
    assert_eq!(read.case_line(mine).await.unwrap(), None);
    assert_eq!(read.case_by_number("T-1").await.unwrap(), None);
    assert_eq!(read.case_matchable(None, 9).await.unwrap(), vec![]);
    assert_eq!(read.entry_list(mine).await.unwrap(), vec![]);
    assert!(read.case_list(&CaseFilter::default()).await.unwrap().is_empty());
    assert_eq!(read.case_count(&CaseFilter::default()).await.unwrap(), 0);
    drop(read);
    let changed = Case { owner: owner(), ..foreign(1) };
    assert!(matches!(save(&store, owner(), &changed).await, Err(Error::Stale)));
    let refused = store.write(owner(), move |tx| Box::pin(async move { tx.case_search_put(mine, &[]).await })).await;
    assert!(matches!(refused, Err(Error::Reference)));
    let refused = act!(store, owner(), entry(1, 1, 0), |tx, one| tx.entry_append(std::slice::from_ref(one)));
    assert!(matches!(refused, Err(Error::Reference)));
    let refused = store
        .write(owner(), move |tx| Box::pin(tx.case_issue_put(mine, HealthIssueId(id(9)), (50, false), None, at(1))))
        .await;
    assert!(matches!(refused, Err(Error::Reference)));
    store.write(owner(), move |tx| Box::pin(tx.case_announced(mine, at(3601)))).await.unwrap();
    assert_eq!(due(&store, 9_999).await, vec![(other(), mine)], "still not announced");
    let found = store.read(other()).await.unwrap().case_lookup(mine).await.unwrap();
    assert_eq!(found, Some(theirs), "untouched");
}

async fn due(store: &Store, second: i64) -> Vec<(Owner, CaseId)> {
    store.read(System).await.unwrap().case_due(at(second), 10).await.unwrap()
}

async fn a_clock_that_runs_out_is_told_until_it_is_announced(store: TestStore) {
    desk(&store).await;
    let never = Case { summary: summary(None), ..case(3) };
    open(&store, &[case(2), case(1), never, foreign(4)]).await;
    assert_eq!(due(&store, 3600).await, vec![]);
    assert_eq!(due(&store, 3602).await, vec![(owner(), CaseId(id(1))), (owner(), CaseId(id(2)))]);
    assert_eq!(due(&store, 3604).await.len(), 3, "of every owner");

    let announce = |due_at| store.write(owner(), move |tx| Box::pin(tx.case_announced(CaseId(id(1)), at(due_at))));
    announce(5).await.unwrap();
    assert_eq!(due(&store, 3601).await.len(), 1, "that was another time");
    announce(3601).await.unwrap();
    assert_eq!(due(&store, 3601).await, vec![]);

    // The same time stays announced, another is a new one.
    assert_eq!(save(&store, owner(), &case(1)).await.unwrap(), 2);
    assert_eq!(due(&store, 3601).await, vec![]);
    let later = Case { version: 2, summary: summary(Some(at(5000))), ..case(1) };
    assert_eq!(save(&store, owner(), &later).await.unwrap(), 3);
    assert!(due(&store, 5000).await.contains(&(owner(), CaseId(id(1)))));
    let over = Case { version: 3, summary: summary(None), ..case(1) };
    save(&store, owner(), &over).await.unwrap();
    assert!(!due(&store, 999_999).await.contains(&(owner(), CaseId(id(1)))));
}

async fn what_lists_show_changes_without_a_new_version(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1), foreign(2)]).await;
    let anew = summary(Some(at(5000)));
    let put = |number: u128, anew: CaseSummary| {
        store.write(owner(), move |tx| Box::pin(async move { tx.case_summary_put(CaseId(id(number)), &anew).await }))
    };
    put(1, anew).await.unwrap();
    let read = store.read(owner()).await.unwrap().case_lookup(CaseId(id(1))).await.unwrap().unwrap();
    assert_eq!((read.summary, read.version), (anew, case(1).version));
    assert_eq!(save(&store, owner(), &case(1)).await.unwrap(), 2, "who read the case before may still change it");
    put(2, anew).await.unwrap();
    let theirs = store.read(other()).await.unwrap().case_lookup(CaseId(id(2))).await.unwrap().unwrap();
    assert_eq!(theirs.summary, foreign(2).summary, "another owner's stays");

    // An announced clock that moves is due again; one that stays is not.
    store.write(owner(), move |tx| Box::pin(tx.case_announced(CaseId(id(1)), at(3601)))).await.unwrap();
    put(1, summary(Some(at(3601)))).await.unwrap();
    assert!(!due(&store, 5000).await.contains(&(owner(), CaseId(id(1)))));
    put(1, anew).await.unwrap();
    assert!(due(&store, 5000).await.contains(&(owner(), CaseId(id(1)))));
}

async fn cases_to_be_matched_again_come_page_by_page(store: TestStore) {
    desk(&store).await;
    let closed = Case { status: CaseStatus::Closed, ..case(2) };
    let resolved = Case { status: CaseStatus::Resolved, ..case(4) };
    let waiting = Case { status: CaseStatus::WaitingOnProvider, ..case(3) };
    open(&store, &[case(5), closed, waiting, resolved, case(1)]).await;
    let mut read = store.read(owner()).await.unwrap();
    let first = read.case_matchable(None, 2).await.unwrap();
    assert_eq!(first.iter().map(|case| case.id).collect::<Vec<_>>(), ids([1, 3]));
    let rest = read.case_matchable(Some(CaseId(id(3))), 2).await.unwrap();
    assert_eq!(rest.iter().map(|case| case.id).collect::<Vec<_>>(), ids([5]));
}

fn entry(case: u128, number: u128, second: i64) -> Entry {
    Entry {
        owner: owner(),
        case: CaseId(id(case)),
        id: EntryId(id(number)),
        at: at(second),
        actor: actor(),
        visibility: Visibility::Internal,
        text: Some("Sprawdzone — ещё раз".into()),
        event: Event::NoteAdded,
    }
}

async fn a_timeline_reads_back_oldest_first_whole_and_in_pages(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1), case(2)]).await;
    let moved = Event::StatusChanged { from: CaseStatus::Open, to: CaseStatus::Resolved };
    let first = Entry { actor: Actor::desk(), text: None, event: moved, ..entry(1, 30, 1) };
    let all = vec![entry(1, 12, 5), first, entry(1, 11, 5), entry(2, 13, 0)];
    act!(store, owner(), all.clone(), |tx, all| tx.entry_append(all)).unwrap();
    let mut read = store.read(owner()).await.unwrap();
    let wanted = vec![all[1].clone(), all[2].clone(), all[0].clone()];
    assert_eq!(read.entry_list(CaseId(id(1))).await.unwrap(), wanted);
    assert_eq!(read.entry_page(CaseId(id(1)), None, 2).await.unwrap(), wanted[..2]);
    let last = Some((wanted[1].at, wanted[1].id));
    assert_eq!(read.entry_page(CaseId(id(1)), last, 2).await.unwrap(), wanted[2..]);
    drop(read);
    let twice = act!(store, owner(), all[0].clone(), |tx, one| tx.entry_append(std::slice::from_ref(one)));
    assert!(twice.is_err_and(|error| error.violates("timeline_pkey")));
    let foreign = Entry { owner: other(), ..entry(1, 40, 0) };
    let refused = act!(store, owner(), foreign, |tx, one| tx.entry_append(std::slice::from_ref(one)));
    assert!(matches!(refused, Err(Error::Inconsistent { .. })));
}

async fn a_customer_sees_its_own_cases_and_what_is_meant_for_it(store: TestStore) {
    desk(&store).await;
    let theirs = Case { customer: CustomerId(id(11)), ..case(2) };
    open(&store, &[case(1), theirs]).await;
    let of = |case, number, visibility| Entry { visibility, ..entry(case, number, 0) };
    let all = vec![
        of(1, 11, Visibility::Internal),
        of(1, 12, Visibility::Customer),
        of(1, 13, Visibility::Provider),
        of(2, 14, Visibility::Customer),
    ];
    act!(store, owner(), all.clone(), |tx, all| tx.entry_append(all)).unwrap();
    let scope = CustomerScope { owner: owner(), customer: CustomerId(id(10)) };
    let mut read = store.read(scope).await.unwrap();
    assert_eq!(read.case_lookup(CaseId(id(1))).await.unwrap(), Some(case(1)));
    assert_eq!(read.case_lookup(CaseId(id(2))).await.unwrap(), None);
    assert_eq!(read.entry_list(CaseId(id(1))).await.unwrap(), all[1..2]);
    assert_eq!(read.entry_list(CaseId(id(2))).await.unwrap(), vec![]);
    let asked = CaseFilter { customer: Some(CustomerId(id(11))), ..CaseFilter::default() };
    let lines = read.case_list(&asked).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.id).collect::<Vec<_>>(), ids([1]), "whatever is asked for");
    assert_eq!(read.case_count(&asked).await.unwrap(), 1);
}

pub(super) async fn link(store: &Store, case: u128, issue: u128, certainty: u8, verdict: Option<Verdict>) {
    store
        .write(owner(), move |tx| {
            Box::pin(tx.case_issue_put(
                CaseId(id(case)),
                HealthIssueId(id(issue)),
                (certainty, certainty >= 60),
                verdict,
                at(i64::from(certainty)),
            ))
        })
        .await
        .unwrap();
}

async fn an_issue_finds_the_cases_that_it_could_explain(store: TestStore) {
    desk(&store).await;
    let elsewhere = Case { customer: CustomerId(id(11)), ..case(3) };
    let closed = Case { status: CaseStatus::Closed, ..case(4) };
    open(&store, &[case(1), case(2), elsewhere, closed, case(5)]).await;
    for number in [1, 2, 3, 4, 5] {
        link(&store, number, 100, 70, None).await;
    }
    link(&store, 1, 101, 40, Some(Verdict::Confirmed)).await;
    link(&store, 5, 100, 70, Some(Verdict::Rejected)).await;
    link(&store, 5, 100, 90, None).await;
    let mut read = store.read(owner()).await.unwrap();
    let found = read.case_issue_cases(HealthIssueId(id(100))).await.unwrap();
    assert_eq!(found, ids([1, 2, 3]), "not the closed one, nor the rejected one, which a later check leaves rejected");
    let both = [100, 101].map(|issue| HealthIssueId(id(issue)));
    let one = read.case_issue_counts(&both[1..]).await.unwrap();
    assert_eq!(one.into_keys().collect::<Vec<_>>(), both[1..]);
    let counts = read.case_issue_counts(&both).await.unwrap();
    assert_eq!(
        counts.into_iter().collect::<Vec<_>>(),
        [(HealthIssueId(id(100)), (3, 2)), (HealthIssueId(id(101)), (1, 1))]
    );
    let filter = CaseFilter { issue: Some(HealthIssueId(id(100))), ..CaseFilter::default() };
    let lines = read.case_list(&filter).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.id).collect::<Vec<_>>(), ids([4, 3, 2, 1]));
    drop(read);
    let none = store.read(other()).await.unwrap().case_issue_counts(&both).await.unwrap();
    assert!(none.is_empty());
}

async fn proposals_of_a_period_are_counted_with_what_people_said_of_them(store: TestStore) {
    desk(&store).await;
    open(&store, &[case(1), case(2), case(3)]).await;
    super::health::put(&store, &[super::health::issue(owner(), 100), super::health::issue(owner(), 101)]).await;
    // The certainty is the second at which it is first proposed; from 60 on it is certain.
    link(&store, 1, 100, 70, None).await;
    link(&store, 1, 100, 30, Some(Verdict::Confirmed)).await;
    link(&store, 2, 100, 80, Some(Verdict::Rejected)).await;
    link(&store, 3, 101, 40, Some(Verdict::Confirmed)).await;
    link(&store, 3, 100, 95, None).await;
    let counted = async |scope, from, to| {
        let counts = store.read(scope).await.unwrap().match_counts(at(from), at(to)).await.unwrap();
        let numbers =
            |c: MatchCount| [c.proposals, c.certain, c.confirmed, c.rejected, c.certain_confirmed, c.certain_rejected];
        counts.into_iter().map(numbers).collect::<Vec<_>>()
    };
    assert_eq!(
        counted(owner(), 0, 95).await,
        [[3, 2, 2, 1, 1, 1]],
        "what was certain once stays so; its end is excluded"
    );
    assert_eq!(counted(owner(), 71, 96).await, [[2, 2, 0, 1, 0, 1]]);
    assert!(counted(owner(), 100, 200).await.is_empty());
    assert!(counted(other(), 0, 200).await.is_empty());
}

async fn a_case_is_read_by_who_reported_it_and_by_the_customers_administrator(store: TestStore) {
    desk(&store).await;
    let nordvik = Some(CustomerId(id(10)));
    let contact = membership(owner(), nordvik, &[Role::CustomerContact]);
    person(&store, &user(80, "Ida Nyholm"), std::slice::from_ref(&contact)).await;
    person(&store, &user(81, "Odd Varga"), &[membership(owner(), None, &[Role::HelpdeskAgent])]).await;
    let reported = Case { reporter: Some(UserId(id(80))), ..case(1) };
    let by_agent = Case { reporter: Some(UserId(id(81))), ..case(3) };
    let elsewhere = Case { customer: CustomerId(id(11)), ..case(4) };
    open(&store, &[reported, case(2), by_agent, elsewhere, foreign(5)]).await;
    let all = ids([1, 2, 3, 4, 5]);
    let unread = async || {
        let found = store.read(owner()).await.unwrap().case_unread(&all).await.unwrap();
        found.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(unread().await, ids([2, 3, 4]), "a contact reads what they reported");
    let admin = membership(owner(), nordvik, &[Role::CustomerAdmin]);
    person(&store, &user(82, "Kaja Lind"), std::slice::from_ref(&admin)).await;
    assert_eq!(unread().await, ids([4]), "an administrator reads all of the customer's");
    for number in [80, 82] {
        let shut = User { disabled_at: Some(at(1)), ..user(number, "Gone") };
        act!(store, System, shut, |tx, user| tx.auth().user_update(user)).unwrap();
    }
    assert_eq!(unread().await, ids([1, 2, 3, 4]), "who can't sign in reads nothing");
}

crate::on_both_engines!(
    a_case_reads_back_as_it_was_opened_and_changed,
    a_number_is_given_once_per_owner,
    a_case_needs_a_customer_of_the_same_owner,
    of_two_who_change_a_case_at_once_one_is_told,
    locked_changes_follow_each_other_and_none_is_lost,
    nothing_of_another_owner_is_seen_or_changed,
    a_clock_that_runs_out_is_told_until_it_is_announced,
    what_lists_show_changes_without_a_new_version,
    cases_to_be_matched_again_come_page_by_page,
    a_timeline_reads_back_oldest_first_whole_and_in_pages,
    a_customer_sees_its_own_cases_and_what_is_meant_for_it,
    an_issue_finds_the_cases_that_it_could_explain,
    proposals_of_a_period_are_counted_with_what_people_said_of_them,
    a_case_is_read_by_who_reported_it_and_by_the_customers_administrator,
);
