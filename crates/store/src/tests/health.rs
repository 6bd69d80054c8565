use chrono::{DateTime, Utc};
use tierline_domain::{
    CustomerId, HealthIssueId, HealthPostId, LanguageTag, Owner,
    health::{
        Audience, FeedFacts, FeedFormat, FeedHistory, FeedOutcome, HealthIssue, HealthPost, IssueKind, IssueStatus,
        PostFormat, Revision, Translation,
    },
};

use super::{
    at,
    case::desk,
    id, owner,
    sample::{act, gov, other, provider},
};
use crate::{Engine, Error, HealthRevision, IssueFilter, KnownIssue, Result, Store, test_support::TestStore};

/// An issue of this owner that was last active so many seconds in.
pub(super) fn issue(owner: Owner, number: u128) -> HealthIssue {
    let second = i64::try_from(number).unwrap();
    HealthIssue {
        id: HealthIssueId(id(number)),
        owner,
        source: "microsoft_365".into(),
        source_id: format!("EX{number}"),
        kind: IssueKind::ServiceIssue,
        title: format!("Shared mailboxes 100% do not open {number}"),
        service: "Exchange Online; Teams".into(),
        services: vec!["Exchange Online".into(), "Microsoft Teams".into()],
        regions: vec!["Norway East".into()],
        status: IssueStatus::Degraded,
        source_status: "serviceDegradation".into(),
        starts_at: at(second - 100),
        ends_at: None,
        last_modified_at: at(second),
        audience: Audience::Everyone,
        impact: "Пользователи не видят календари".into(),
        published_at: at(second - 50),
        posts: 2,
        last_post_at: Some(at(second)),
    }
}

fn translation(language: &str, text: &str, second: i64) -> Translation {
    let language = LanguageTag::parse(language).unwrap();
    Translation { language, text: text.into(), machine: second % 2 == 0, as_of: at(second) }
}

fn revision(text: &str, since: Option<DateTime<Utc>>) -> Revision {
    let translations = since.iter().map(|_| translation("pl", "<p>wcześniej</p>", 3)).collect();
    Revision { text: text.into(), language: None, since, translations }
}

pub(super) fn post(number: u128, second: i64, text: &str) -> HealthPost {
    HealthPost {
        id: HealthPostId(id(number)),
        source_key: format!("post {number}"),
        at: at(second),
        text: text.into(),
        format: PostFormat::Html,
        language: LanguageTag::parse("en"),
        since: Some(at(second + 1)),
        translations: vec![translation("ru", "<p>раньше</p>", second)],
        revisions: vec![revision("<p>earlier</p>", Some(at(second)))],
    }
}

pub(super) async fn put(store: &Store, all: &[HealthIssue]) {
    for one in all {
        act!(store, one.owner, one.clone(), |tx, one| tx.issue_put(one)).unwrap();
    }
}

pub(super) async fn put_post(store: &Store, owner: Owner, issue: u128, post: HealthPost) -> Result<()> {
    act!(store, owner, (issue, post), |tx, (issue, post)| tx.post_put(HealthIssueId(id(*issue)), post))
}

async fn list(store: &Store, owner: Owner, filter: &IssueFilter) -> Vec<HealthIssueId> {
    let found = store.read(owner).await.unwrap().issue_list(filter).await.unwrap();
    found.into_iter().map(|issue| issue.id).collect()
}

fn ids(numbers: impl IntoIterator<Item = u128>) -> Vec<HealthIssueId> {
    numbers.into_iter().map(|number| HealthIssueId(id(number))).collect()
}

async fn an_issue_reads_back_as_it_was_kept_and_changed(store: TestStore) {
    desk(&store).await;
    let wanted = HealthIssue { audience: Audience::Listed, ..issue(owner(), 1) };
    put(&store, std::slice::from_ref(&wanted)).await;
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.issue_lookup(wanted.id).await.unwrap(), Some(wanted.clone()));
    let changed = HealthIssue {
        audience: Audience::Everyone,
        kind: IssueKind::Advisory,
        title: "Shared mailboxes open again".into(),
        service: "Exchange Online".into(),
        services: vec!["Exchange Online".into()],
        regions: Vec::new(),
        status: IssueStatus::Resolved,
        source_status: "serviceRestored".into(),
        starts_at: at(-500),
        ends_at: Some(at(70)),
        last_modified_at: at(80),
        impact: String::new(),
        published_at: at(-400),
        posts: 3,
        last_post_at: None,
        ..wanted
    };
    put(&store, std::slice::from_ref(&changed)).await;
    assert_eq!(read.issue_lookup(changed.id).await.unwrap(), Some(changed));
}

async fn the_sources_identifier_stands_once_whoever_lists_it(store: TestStore) {
    desk(&store).await;
    let of = |number, audience| HealthIssue { source_id: "EX1".into(), audience, ..issue(owner(), number) };
    let one = of(1, Audience::Listed);
    put(&store, std::slice::from_ref(&one)).await;
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.issue_by_source("microsoft_365", "EX1").await.unwrap(), Some(one));
    assert_eq!(read.issue_by_source("azure", "EX1").await.unwrap(), None);
    drop(read);
    for audience in [Audience::Listed, Audience::Everyone] {
        let twice = act!(store, owner(), of(4, audience), |tx, one| tx.issue_put(one));
        assert!(twice.is_err_and(|error| error.violates("health_issue_source")));
    }
}

/// Keeps that a customer's feed lists an issue.
async fn put_listed(store: &Store, owner: Owner, issue: u128, customer: u128) -> Result<bool> {
    let pair = (HealthIssueId(id(issue)), CustomerId(id(customer)));
    act!(store, owner, pair, |tx, pair| tx.issue_customer_put(pair.0, pair.1, at(1)))
}

async fn an_issue_says_which_customers_feeds_list_it(store: TestStore) {
    desk(&store).await;
    let over = HealthIssue { status: IssueStatus::Resolved, last_modified_at: at(5), ..issue(owner(), 2) };
    put(&store, &[issue(owner(), 1), over, issue(other(), 3)]).await;
    assert!(put_listed(&store, owner(), 1, 11).await.unwrap());
    assert!(put_listed(&store, owner(), 1, 10).await.unwrap());
    assert!(!put_listed(&store, owner(), 1, 10).await.unwrap(), "it was known");
    assert!(put_listed(&store, owner(), 2, 10).await.unwrap());
    assert!(put_listed(&store, owner(), 3, 10).await.is_err(), "somebody else's issue");
    let (ten, eleven) = (CustomerId(id(10)), CustomerId(id(11)));
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.issue_customers(HealthIssueId(id(1))).await.unwrap(), [ten, eleven]);
    let of_ten: Vec<_> = ids([1, 2]).into_iter().map(|issue| (issue, ten)).collect();
    assert_eq!(read.issues_listed_for(&[ten]).await.unwrap(), of_ten);
    assert_eq!(read.issues_listed_for(&[]).await.unwrap(), []);
    let one = HealthIssueId(id(1));
    let listed =
        |known: Vec<KnownIssue>| known.into_iter().map(|one| (one.issue.id, one.listed_for)).collect::<Vec<_>>();
    assert_eq!(listed(read.issues_known(at(6), None).await.unwrap()), [(one, vec![ten, eleven])]);
    let mut read = store.read(other()).await.unwrap();
    assert_eq!(read.issue_customers(one).await.unwrap(), []);
    assert_eq!(listed(read.issues_known(at(0), None).await.unwrap()), [(HealthIssueId(id(3)), vec![])]);
}

async fn a_providers_issues_are_seen_by_its_cloud_and_a_partners_by_nobody_else(store: TestStore) {
    desk(&store).await;
    let provider_gov = Owner { cloud: gov().cloud, ..provider() };
    put(&store, &[issue(owner(), 1), issue(other(), 2), issue(provider(), 3), issue(provider_gov, 4)]).await;
    for (number, number_of_post) in [(1, 11), (2, 12), (3, 13), (4, 14)] {
        let owner = [owner(), other(), provider(), provider_gov][usize::try_from(number - 1).unwrap()];
        put_post(&store, owner, number, post(number_of_post, 1, "text")).await.unwrap();
    }
    for (reader, sees) in
        [(owner(), vec![1, 3]), (other(), vec![2, 3]), (provider(), vec![3]), (gov(), vec![4]), (provider_gov, vec![4])]
    {
        let all = ids([4, 3, 2, 1]);
        let visible: Vec<_> = sees.iter().rev().map(|number| HealthIssueId(id(*number))).collect();
        assert_eq!(list(&store, reader, &IssueFilter::default()).await, visible, "{reader:?}");
        let own: Vec<_> = [(owner(), 1), (other(), 2), (provider(), 3), (provider_gov, 4)]
            .into_iter()
            .filter(|(of, _)| *of == reader)
            .map(|(_, number)| HealthIssueId(id(number)))
            .collect();
        assert_eq!(list(&store, reader, &IssueFilter { own_only: true, ..IssueFilter::default() }).await, own);
        let mut read = store.read(reader).await.unwrap();
        for one in &all {
            let seen = visible.contains(one);
            assert_eq!(read.issue_lookup(*one).await.unwrap().is_some(), seen, "{reader:?} {one}");
            assert_eq!(read.post_list(*one).await.unwrap().len(), usize::from(seen), "{reader:?} {one}");
        }
        let many = read.issue_lookup_many(&all).await.unwrap();
        assert_eq!(many.iter().map(|one| one.id).collect::<Vec<_>>(), ids(sees.clone()));
        for only in [None, Some(all.as_slice())] {
            let known = read.issues_known(at(-9999), only).await.unwrap();
            assert_eq!(known.iter().map(|one| one.issue.id).collect::<Vec<_>>(), ids(sees.clone()));
        }
        assert_eq!(read.issue_by_source("microsoft_365", "EX3").await.unwrap().is_some(), reader == provider());
        for (number, one) in all.iter().rev().enumerate() {
            let found = read.issue_seen_by_source("microsoft_365", &format!("EX{}", number + 1)).await.unwrap();
            assert_eq!(found.map(|found| found.id), visible.contains(one).then_some(*one), "{reader:?} {one}");
        }
    }
}

async fn only_the_owner_changes_an_issue_and_its_posts(store: TestStore) {
    desk(&store).await;
    put(&store, &[issue(provider(), 3)]).await;
    let refused = act!(store, owner(), issue(provider(), 3), |tx, one| tx.issue_put(one));
    assert!(matches!(refused, Err(Error::Inconsistent { .. })));
    assert!(matches!(put_post(&store, owner(), 3, post(11, 1, "x")).await, Err(Error::Reference)));
    // The same identifier under another owner is another issue, and hides nothing.
    put(&store, &[HealthIssue { title: "Mine".into(), ..issue(owner(), 3) }]).await;
    let theirs = store.read(provider()).await.unwrap().issue_lookup(HealthIssueId(id(3))).await.unwrap().unwrap();
    assert_eq!(theirs, issue(provider(), 3));
}

async fn each_condition_narrows_the_list_of_issues(store: TestStore) {
    desk(&store).await;
    let all = [
        HealthIssue { services: vec!["Teams".into()], ..issue(owner(), 1) },
        HealthIssue { status: IssueStatus::Resolved, ..issue(owner(), 2) },
        HealthIssue { ends_at: Some(at(500)), kind: IssueKind::PlannedMaintenance, ..issue(owner(), 3) },
        HealthIssue { status: IssueStatus::Resolved, ends_at: Some(at(500)), ..issue(owner(), 4) },
        HealthIssue { audience: Audience::Listed, regions: Vec::new(), ..issue(owner(), 5) },
        HealthIssue { audience: Audience::Listed, title: "Niższa jakość".into(), ..issue(owner(), 6) },
    ];
    put(&store, &all).await;
    put_listed(&store, owner(), 5, 10).await.unwrap();
    put_listed(&store, owner(), 6, 11).await.unwrap();
    let base = IssueFilter::default;
    let expect = [
        (base(), vec![6, 5, 4, 3, 2, 1]),
        (IssueFilter { limit: 2, ..base() }, vec![6, 5]),
        (IssueFilter { after: Some((at(5), HealthIssueId(id(5)))), limit: 2, ..base() }, vec![4, 3]),
        (IssueFilter { status: vec![IssueStatus::Resolved, IssueStatus::Recovering], ..base() }, vec![4, 2]),
        (IssueFilter { kind: Some(IssueKind::PlannedMaintenance), ..base() }, vec![3]),
        (IssueFilter { service: Some("teams".into()), ..base() }, vec![1]),
        (IssueFilter { service: Some("Microsoft Teams".into()), limit: 1, ..base() }, vec![6]),
        (IssueFilter { service: Some("Exchange%".into()), ..base() }, vec![]),
        (IssueFilter { region: Some("Norway East".into()), ..base() }, vec![6, 4, 3, 2, 1]),
        (IssueFilter { customer: Some(CustomerId(id(10))), ..base() }, vec![5, 4, 3, 2, 1]),
        (IssueFilter { query: Some("  NIŻSZA ".into()), ..base() }, vec![6]),
        (IssueFilter { query: Some("ex4".into()), ..base() }, vec![4]),
        (IssueFilter { query: Some("календари".into()), limit: 1, ..base() }, vec![6]),
        (IssueFilter { query: Some("100%".into()), ..base() }, vec![5, 4, 3, 2, 1]),
        (IssueFilter { query: Some("1_0%".into()), ..base() }, vec![]),
        (IssueFilter { current_at: Some(at(499)), ..base() }, vec![6, 5, 4, 3, 1]),
        (IssueFilter { current_at: Some(at(500)), ..base() }, vec![6, 5, 1]),
    ];
    for (filter, wanted) in expect {
        assert_eq!(list(&store, owner(), &filter).await, ids(wanted), "{filter:?}");
    }
}

async fn what_is_over_is_not_matched_any_more_after_a_while(store: TestStore) {
    desk(&store).await;
    let all = [
        issue(owner(), 1),
        HealthIssue { status: IssueStatus::Resolved, ..issue(owner(), 2) },
        HealthIssue { ends_at: Some(at(50)), ..issue(owner(), 3) },
        HealthIssue { status: IssueStatus::FalsePositive, last_modified_at: at(50), ..issue(owner(), 4) },
        HealthIssue { status: IssueStatus::Resolved, ends_at: Some(at(9_000)), ..issue(owner(), 5) },
    ];
    put(&store, &all).await;
    let matched = |since| {
        let store = store.store();
        async move {
            let mut read = store.read(owner()).await.unwrap();
            let all = read.issues_known(at(since), None).await.unwrap();
            let only = read.issues_known(at(since), Some(&ids(1..9))).await.unwrap();
            assert_eq!(all, only, "some of them are asked for by the same rule as all");
            all.into_iter().map(|known| known.issue.id).collect::<Vec<_>>()
        }
    };
    assert_eq!(matched(50).await, ids([1, 3, 4, 5]), "the second ended when it was last changed, in second 2");
    assert_eq!(matched(51).await, ids([1, 5]));
}

async fn posts_read_back_oldest_first_and_an_edit_keeps_the_earlier_text(store: TestStore) {
    desk(&store).await;
    put(&store, &[issue(owner(), 1), issue(owner(), 2)]).await;
    put_post(&store, owner(), 1, post(12, 20, "<p>second</p>")).await.unwrap();
    put_post(&store, owner(), 1, post(11, 10, "first")).await.unwrap();
    put_post(&store, owner(), 2, post(13, 5, "other")).await.unwrap();
    let edited = HealthPost {
        text: "first, edited".into(),
        format: PostFormat::Text,
        since: None,
        language: None,
        translations: Vec::new(),
        revisions: vec![revision("first", Some(at(3))), revision("fist", None)],
        ..post(11, 9, "")
    };
    put_post(&store, owner(), 1, edited.clone()).await.unwrap();
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.post_list(HealthIssueId(id(1))).await.unwrap(), [edited, post(12, 20, "<p>second</p>")]);
    let texts = |known: Vec<KnownIssue>| known.into_iter().map(|one| one.text).collect::<Vec<_>>();
    assert_eq!(texts(read.issues_known(at(0), None).await.unwrap()), ["first, edited\n<p>second</p>", "other"]);
    assert_eq!(texts(read.issues_known(at(0), Some(&ids([2]))).await.unwrap()), ["other"]);
    assert_eq!(texts(read.issues_known(at(0), Some(&[])).await.unwrap()), [""; 0]);
    drop(read);
    let twin = HealthPost { source_key: "post 12".into(), ..post(14, 1, "x") };
    assert!(put_post(&store, owner(), 1, twin).await.is_err_and(|error| error.violates("health_post_source")));
}

pub(super) fn feed(name: &str, customer: Option<u128>) -> FeedFacts {
    FeedFacts {
        name: name.into(),
        format: Some(FeedFormat::Graph),
        cloud: owner().cloud,
        customer: customer.map(|number| CustomerId(id(number))),
        fetched_at: Some(at(5)),
        outcome: FeedOutcome::Read,
        records: 12,
        families: Vec::new(),
        interval_minutes: None,
        history: FeedHistory::default(),
    }
}

async fn a_feed_is_kept_per_name_and_customer(store: TestStore) {
    desk(&store).await;
    let all = [feed("azure", None), feed("graph", None), feed("graph", Some(10)), feed("graph", Some(11))];
    for one in all.iter().rev() {
        act!(store, owner(), one.clone(), |tx, one| tx.feed_put(one, None)).unwrap();
    }
    let both = [CustomerId(id(10)), CustomerId(id(11))];
    assert_eq!(store.read(owner()).await.unwrap().feed_list_of(&both).await.unwrap(), all);
    let one = store.read(owner()).await.unwrap().feed_list_of(&both[..1]).await.unwrap();
    assert_eq!(one, all[..3], "the neighbour's is not among them");
    let failed =
        FeedFacts { fetched_at: None, outcome: FeedOutcome::Failed, records: 0, format: None, ..feed("azure", None) };
    act!(store, owner(), failed.clone(), |tx, one| tx.feed_put(one, None)).unwrap();
    assert_eq!(store.read(owner()).await.unwrap().feed_list_of(&[]).await.unwrap()[0], failed);

    let elsewhere = FeedFacts { cloud: gov().cloud, ..feed("x", None) };
    let refused = act!(store, owner(), elsewhere, |tx, one| tx.feed_put(one, None));
    assert!(matches!(refused, Err(Error::Inconsistent { .. })));
    let refused = act!(store, other(), feed("x", Some(10)), |tx, one| tx.feed_put(one, None));
    assert!(matches!(refused, Err(Error::Reference)));
}

async fn a_providers_public_feed_counts_for_its_cloud_and_a_partners_for_itself(store: TestStore) {
    desk(&store).await;
    act!(store, provider(), feed("graph", None), |tx, one| tx.feed_put(one, None)).unwrap();
    act!(store, other(), feed("azure", None), |tx, one| tx.feed_put(one, None)).unwrap();
    let names = |owner| {
        let store = store.store();
        async move {
            let all = store.read(owner).await.unwrap().feed_list_of(&[]).await.unwrap();
            all.into_iter().map(|feed| feed.name).collect::<Vec<_>>()
        }
    };
    assert_eq!(names(owner()).await, ["graph"]);
    assert_eq!(names(other()).await, ["azure", "graph"]);
    assert!(names(gov()).await.is_empty());
}

async fn the_revision_changes_for_all_who_see_the_change(store: TestStore) {
    desk(&store).await;
    let revisions = || {
        let store = store.store();
        async move {
            let mut all = Vec::new();
            for reader in [owner(), other(), provider(), gov()] {
                all.push(store.read(reader).await.unwrap().health_revision().await.unwrap());
            }
            all
        }
    };
    let changed = |before: &[HealthRevision], after: &[HealthRevision]| -> Vec<bool> {
        before.iter().zip(after).map(|(before, after)| before != after).collect()
    };
    let bump = |owner| store.write(owner, |tx| Box::pin(tx.health_changed(&[])));
    let first = revisions().await;
    bump(owner()).await.unwrap();
    let second = revisions().await;
    assert_eq!(changed(&first, &second), [true, false, false, false]);
    bump(provider()).await.unwrap();
    let third = revisions().await;
    assert_eq!(changed(&second, &third), [true, true, true, false]);
    bump(owner()).await.unwrap();
    assert_eq!(changed(&third, &revisions().await), [true, false, false, false]);
}

async fn who_knows_a_revision_is_told_what_changed_since(store: TestStore) {
    desk(&store).await;
    put(&store, &[issue(owner(), 1), issue(owner(), 2), issue(provider(), 3), issue(other(), 4)]).await;
    let step = |of: Owner, numbers: &'static [u128]| {
        let store = store.store();
        async move {
            act!(store, of, ids(numbers.iter().copied()), |tx, ids| tx.health_changed(ids)).unwrap();
            store.read(owner()).await.unwrap().health_revision().await.unwrap()
        }
    };
    let changed = |from: &HealthRevision, to: &HealthRevision| {
        let (store, from, to) = (store.store(), from.clone(), to.clone());
        async move { store.read(owner()).await.unwrap().issues_changed(&from, &to).await.unwrap() }
    };
    let nothing = HealthRevision::default();
    let first = step(owner(), &[1]).await;
    assert_eq!(changed(&nothing, &first).await, Some(ids([1])));
    let second = step(provider(), &[3]).await;
    let third = step(owner(), &[2, 4]).await;
    assert_eq!(step(other(), &[4]).await, third, "a neighbour's changes are none of ours");
    assert_eq!(changed(&first, &first).await, Some(vec![]));
    assert_eq!(changed(&second, &third).await, Some(ids([2])), "and nobody marks the neighbour's issue");
    let mut all = changed(&nothing, &third).await.unwrap();
    all.sort_unstable();
    assert_eq!(all, ids([1, 2, 3]));
    // A node of the release before, which does not write down what it changed.
    store.tamper("update health_revision set revision = revision + 1").await;
    let later = store.read(owner()).await.unwrap().health_revision().await.unwrap();
    assert_eq!(changed(&third, &later).await, None);
}

/// Of twenty thousand issues a few hundred are open: a board may not read the others.
async fn what_goes_on_comes_out_of_an_index(store: TestStore) {
    desk(&store).await;
    let over = |number| HealthIssue { status: IssueStatus::Resolved, ..issue(owner(), number) };
    put(&store, &(1..=40).map(over).collect::<Vec<_>>()).await;
    let planned = HealthIssue { ends_at: Some(at(500)), ..issue(owner(), 41) };
    let past = HealthIssue { ends_at: Some(at(1)), ..issue(owner(), 42) };
    put(&store, &[planned, past, issue(owner(), 43), issue(provider(), 44), issue(other(), 45)]).await;
    let current = IssueFilter { current_at: Some(at(100)), ..IssueFilter::default() };
    assert_eq!(list(&store, owner(), &current).await, ids([44, 43, 41]));
    let plan = store.read(owner()).await.unwrap().issue_list_plan(&current).await.unwrap();
    assert!(plan.is_none_or(|plan| plan.contains("health_issue_current")), "the index is not walked");
    if store.engine() == Engine::Sqlite {
        // Statistics as of a desk on which each of four organizations has thousands of issues.
        store
            .tamper("analyze; update sqlite_stat1 set stat = '20015 5004 5004 20' where idx = 'health_issue_current'")
            .await;
        let known = store.another_node().await;
        let plan = known.read(owner()).await.unwrap().issue_list_plan(&current).await.unwrap().unwrap();
        assert!(plan.contains("health_issue_current"), "{plan}");
    }
}

crate::on_both_engines!(
    who_knows_a_revision_is_told_what_changed_since,
    what_goes_on_comes_out_of_an_index,
    an_issue_reads_back_as_it_was_kept_and_changed,
    the_sources_identifier_stands_once_whoever_lists_it,
    an_issue_says_which_customers_feeds_list_it,
    a_providers_issues_are_seen_by_its_cloud_and_a_partners_by_nobody_else,
    only_the_owner_changes_an_issue_and_its_posts,
    each_condition_narrows_the_list_of_issues,
    what_is_over_is_not_matched_any_more_after_a_while,
    posts_read_back_oldest_first_and_an_edit_keeps_the_earlier_text,
    a_feed_is_kept_per_name_and_customer,
    a_providers_public_feed_counts_for_its_cloud_and_a_partners_for_itself,
    the_revision_changes_for_all_who_see_the_change,
);
