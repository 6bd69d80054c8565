//! Whom an issue reaches, and what they were told.

use tierline_domain::{
    Case, CaseId, CaseStatus, CustomerId, Entry, EntryId, Event, HealthIssueId, HealthPostId, Language, Owner, Verdict,
    Visibility,
    health::{News, Said},
};

use super::{
    at,
    case::{case, desk, foreign, link, open, summary},
    id, owner,
    sample::{act, actor, customer, customers, other, subscription},
};
use crate::{CaseFilter, IssueLink, test_support::TestStore};

const ISSUE: u128 = 100;

fn issue() -> HealthIssueId {
    HealthIssueId(id(ISSUE))
}

fn post(number: u128) -> Option<HealthPostId> {
    Some(HealthPostId(id(number)))
}

/// The issue stands as its second post says, of second 50.
fn news(ended: bool) -> News {
    News { post: post(2), ended, since: at(50) }
}

fn message(owner: Owner, case: u128, number: u128, second: i64, said: Said, sent: bool) -> Entry {
    let issue = issue();
    Entry {
        owner,
        case: CaseId(id(case)),
        id: EntryId(id(number)),
        at: at(second),
        actor: actor(),
        visibility: if sent { Visibility::Customer } else { Visibility::Internal },
        text: Some(format!("words {number}")),
        event: if sent { Event::CustomerInformed { issue, said } } else { Event::InformDrafted { issue, said } },
    }
}

fn said(number: u128, ended: bool) -> Said {
    Said { post: post(number), ended, language: Some(Language::Ru) }
}

async fn tell(store: &TestStore, owner: Owner, entries: Vec<Entry>) {
    act!(store, owner, entries, |tx, entries| tx.entry_append(entries)).unwrap();
}

/// Cases 1 to 3 of customer 10, the second one over, and 4 of customer 11; another partner's 5 is about the same issue.
async fn outage(store: &TestStore) {
    desk(store).await;
    let over = Case { status: CaseStatus::Closed, ..case(2) };
    let elsewhere = Case { customer: CustomerId(id(11)), ..case(4) };
    open(store, &[case(1), over, case(3), elsewhere, foreign(5)]).await;
    for number in [1, 2, 4] {
        link(store, number, ISSUE, 70, None).await;
    }
    link(store, 3, ISSUE, 50, Some(Verdict::Rejected)).await;
    link(store, 3, ISSUE + 1, 90, None).await;
}

async fn links(store: &TestStore, news: News) -> Vec<IssueLink> {
    store.read(owner()).await.unwrap().issue_links(issue(), &news).await.unwrap()
}

async fn an_issues_cases_come_by_customer_and_the_open_ones_first(store: TestStore) {
    outage(&store).await;
    let found: Vec<_> =
        links(&store, news(false)).await.iter().map(|l| (l.customer_name.clone(), l.case.uuid())).collect();
    let expected = [("Nordvik Sjømat", 1), ("Nordvik Sjømat", 3), ("Nordvik Sjømat", 2), ("Łabędź Transport", 4)];
    assert_eq!(found, expected.map(|(name, number)| (name.to_owned(), id(number))));
    let one = &links(&store, news(false)).await[1];
    assert_eq!((one.certainty, one.certain, one.verdict), (50, false, Some(Verdict::Rejected)));

    let mut read = store.read(owner()).await.unwrap();
    let both = [CustomerId(id(10)), CustomerId(id(11))];
    let of = read.issue_links_of(issue(), &news(false), &both[..1]).await.unwrap();
    assert_eq!(of.iter().map(|l| l.case.uuid()).collect::<Vec<_>>(), [id(1), id(2)], "without what was rejected");
    let first = read.issue_case_customers(issue(), None, 1).await.unwrap();
    assert_eq!(first[0].1, both[0]);
    let rest = read.issue_case_customers(issue(), first.last(), 10).await.unwrap();
    assert_eq!(rest.iter().map(|(_, customer)| *customer).collect::<Vec<_>>(), both[1..]);
    assert_eq!(read.issue_link_count(issue()).await.unwrap(), (2, 2), "those that can be worked on");
    let after = read.issue_cases_after(issue(), None, 1).await.unwrap();
    assert_eq!(after, [CaseId(id(1))]);
    assert_eq!(read.issue_cases_after(issue(), after.last().copied(), 10).await.unwrap(), [CaseId(id(4))]);
    drop(read);
    let mut read = store.read(other()).await.unwrap();
    assert!(read.issue_links(issue(), &news(false)).await.unwrap().is_empty(), "another partner's are its own");
    assert_eq!(read.issue_link_count(issue()).await.unwrap(), (0, 0));
}

async fn whether_a_customer_was_told_depends_on_what_the_message_said(store: TestStore) {
    outage(&store).await;
    let told = async |news| {
        let found = links(&store, news).await;
        [1, 4].map(|number| found.iter().find(|l| l.case.uuid() == id(number)).unwrap().told)
    };
    assert_eq!(told(news(false)).await, [false, false]);
    tell(&store, owner(), vec![message(owner(), 1, 11, 60, said(1, false), true)]).await;
    assert_eq!(told(news(false)).await, [false, false], "an earlier post, sent late");
    tell(&store, owner(), vec![message(owner(), 1, 12, 61, said(2, false), false)]).await;
    assert_eq!(told(news(false)).await, [false, false], "a draft tells nobody");
    let old = Said::default();
    tell(
        &store,
        owner(),
        vec![message(owner(), 1, 13, 62, said(2, false), true), message(owner(), 4, 14, 49, old, true)],
    )
    .await;
    assert_eq!(told(news(false)).await, [true, false], "one that names no post is judged by its time");
    assert_eq!(told(news(true)).await, [false, false], "nobody heard of the end");
    tell(
        &store,
        owner(),
        vec![message(owner(), 1, 15, 63, said(2, true), true), message(owner(), 4, 16, 50, old, true)],
    )
    .await;
    assert_eq!(told(news(true)).await, [true, true]);
    assert_eq!(links(&store, news(true)).await[0].told_at, Some(at(63)));
}

async fn messages_about_an_issue_are_listed_the_latest_first_and_page_by_page(store: TestStore) {
    outage(&store).await;
    let mine = vec![
        message(owner(), 1, 11, 5, Said::default(), false),
        message(owner(), 1, 12, 9, said(2, true), true),
        message(owner(), 4, 13, 9, said(2, false), true),
    ];
    tell(&store, owner(), mine).await;
    tell(&store, other(), vec![message(other(), 5, 14, 7, said(1, false), true)]).await;
    let mut read = store.read(owner()).await.unwrap();
    let all = read.issue_messages(issue(), None, 10).await.unwrap();
    let brief: Vec<_> = all.iter().map(|m| (m.entry.uuid(), m.sent, m.language, m.customer_name.as_str())).collect();
    assert_eq!(
        brief,
        [
            (id(13), true, Language::Ru, "Łabędź Transport"),
            (id(12), true, Language::Ru, "Nordvik Sjømat"),
            (id(11), false, Language::En, "Nordvik Sjømat"),
        ]
    );
    assert_eq!((all[0].post, all[0].text.as_str(), all[0].number.as_str()), (post(2), "words 13", "T-4"));
    assert_eq!(all[0].by, actor());
    let page = read.issue_messages(issue(), Some((all[0].at, all[0].entry)), 1).await.unwrap();
    assert_eq!(page, all[1..2]);
    assert!(read.issue_messages(HealthIssueId(id(ISSUE + 1)), None, 10).await.unwrap().is_empty());
}

async fn customers_whom_an_issue_concerns_and_who_have_no_case_are_counted(store: TestStore) {
    outage(&store).await;
    let more =
        [customer(owner(), 13, "Abbott Mills"), customer(owner(), 14, "Corvane"), customer(owner(), 15, "Derrin")];
    customers(&store, &more).await;
    super::health::put(&store, &[super::health::issue(owner(), ISSUE)]).await;
    let uses = [
        subscription(31, 13, "Exchange Online", None),
        subscription(32, 14, "Exchange Online", Some("Norway East")),
        subscription(33, 10, "Exchange Online", None),
        subscription(34, 15, "Microsoft Teams", None),
    ];
    for one in uses {
        act!(store, owner(), one, |tx, one| async { tx.subscription_put(one).await.map(drop) }).unwrap();
    }
    let quiet = async |services: &[&str], regions: &[&str], wanted| {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut read = store.read(owner()).await.unwrap();
        read.issue_quiet_customers(issue(), &list(services), &list(regions), wanted).await.unwrap()
    };
    let names = |names: &[&str], count| (names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>(), count);
    assert_eq!(quiet(&["Exchange Online"], &[], 10).await, names(&["Abbott Mills", "Corvane"], 2));
    assert_eq!(quiet(&["Exchange Online"], &["France Central"], 10).await, names(&["Abbott Mills"], 1));
    assert_eq!(quiet(&["Exchange Online", "Microsoft Teams"], &[], 1).await, names(&["Abbott Mills"], 3));
    assert_eq!(quiet(&[], &[], 10).await, names(&[], 0));
    act!(store, owner(), (), |tx, ()| async {
        tx.issue_customer_put(issue(), CustomerId(id(15)), at(1)).await.map(drop)
    })
    .unwrap();
    assert_eq!(quiet(&[], &[], 10).await, names(&["Derrin"], 1), "its own feed lists it");
}

async fn cases_that_still_suffer_are_found_by_their_issue(store: TestStore) {
    desk(&store).await;
    let suffering = |number, after| {
        let mut one = case(number);
        one.summary.post_outage = Some(HealthIssueId(id(after)));
        one
    };
    open(&store, &[suffering(1, ISSUE), suffering(2, ISSUE + 1), case(3)]).await;
    let found = async |post_outage| {
        let filter = CaseFilter { post_outage, ..CaseFilter::default() };
        let mut read = store.read(owner()).await.unwrap();
        let lines = read.case_list(&filter).await.unwrap();
        assert_eq!(read.case_count(&filter).await.unwrap(), lines.len() as i64);
        lines.into_iter().map(|line| line.id.uuid()).collect::<Vec<_>>()
    };
    assert_eq!(found(Some(None)).await, [id(2), id(1)]);
    assert_eq!(found(Some(Some(issue()))).await, [id(1)]);
    link(&store, 1, ISSUE, 70, None).await;
    assert!(links(&store, news(true)).await[0].suffers);
    let eased = summary(None);
    let put = store.write(owner(), move |tx| Box::pin(async move { tx.case_summary_put(CaseId(id(1)), &eased).await }));
    put.await.unwrap();
    assert_eq!(found(Some(None)).await, [id(2)]);
    assert!(!links(&store, news(true)).await[0].suffers);
}

crate::on_both_engines!(
    an_issues_cases_come_by_customer_and_the_open_ones_first,
    whether_a_customer_was_told_depends_on_what_the_message_said,
    messages_about_an_issue_are_listed_the_latest_first_and_page_by_page,
    customers_whom_an_issue_concerns_and_who_have_no_case_are_counted,
    cases_that_still_suffer_are_found_by_their_issue,
);
