use std::sync::atomic::{AtomicU64, Ordering};

use tierline_domain::{
    CustomerId, Follow, FollowId, FollowReach, Followed, HealthIssueId, IssueNews, News, Notice, NoticeFacts, NoticeId,
    NoticeKind, NoticeSubject, Owner, ReachLists, ReachTarget, Role, UserId,
    health::{Audience, HealthIssue, IssueKind, IssueStatus},
};
use uuid::Uuid;

use super::{
    at,
    health::issue,
    id, owner,
    sample::{act, customer, customers, gov, membership, organizations, other, person, subscription, user},
};
use crate::{Auth, Error, NewNotice, NoticeFilter, Store, System, test_support::TestStore};

/// Two customers of the first partner, one of whom uses Exchange Online in Europe.
const BRIGHTWATER: u128 = 31;
const HARBOUR: u128 = 32;

/// An identifier that no other row has.
fn fresh() -> Uuid {
    static LAST: AtomicU64 = AtomicU64::new(1 << 40);
    id(LAST.fetch_add(1, Ordering::Relaxed).into())
}

fn agent(number: u128) -> UserId {
    UserId(id(number))
}

/// A partner's people: agents 71 to 73, of whom none has signed in yet.
async fn desk(store: &Store) {
    organizations(store).await;
    customers(store, &[customer(owner(), BRIGHTWATER, "Brightwater"), customer(owner(), HARBOUR, "Harbour")]).await;
    for number in 71..=73 {
        let here = membership(owner(), None, &[Role::HelpdeskAgent]);
        person(store, &user(number, "Tobin Achterhof"), &[here, membership(gov(), None, &[Role::HelpdeskAgent])]).await;
    }
}

async fn follow(store: &Store, of: Owner, person: u128, followed: Followed) -> bool {
    let follow = Follow { id: FollowId(fresh()), followed, created_at: at(0) };
    act!(store, of, (person, follow), |tx, (person, follow)| tx.follow_put(agent(*person), follow)).unwrap()
}

fn of_exchange(regions: &[&str]) -> HealthIssue {
    HealthIssue {
        service: "Exchange Online".into(),
        services: vec!["Exchange Online".into()],
        regions: regions.iter().map(|name| (*name).to_owned()).collect(),
        kind: IssueKind::ServiceIssue,
        status: IssueStatus::Degraded,
        ..issue(owner(), 500)
    }
}

/// Tells of a change of an issue, as the message of this number does.
async fn tell(store: &Store, of: Owner, issue: &HealthIssue, news: IssueNews, message: u128) -> usize {
    let (told, reach) = (news.told(issue, None).unwrap(), FollowReach::of(issue).unwrap());
    act!(store, of, (told, reach, issue.audience, message), |tx, (news, reach, audience, message)| async move {
        let new = NewNotice { news, id: NoticeId(fresh()), at: at(10), told_by: id(*message) };
        tx.notice_tell_followers(&new, reach, *audience).await
    })
    .unwrap()
}

const NEW: IssueNews = IssueNews { new: true, status: false, posts: 0, ended: false };
const POST: IssueNews = IssueNews { new: false, status: false, posts: 1, ended: false };

async fn told(store: &Store, of: Owner, person: u128) -> Vec<Notice> {
    store.read(of).await.unwrap().notice_list(agent(person), &NoticeFilter::default()).await.unwrap()
}

async fn kinds(store: &Store, person: u128) -> Vec<(NoticeKind, i64, bool)> {
    told(store, owner(), person).await.into_iter().map(|one| (one.kind, one.count, one.read_at.is_some())).collect()
}

async fn a_thing_is_followed_once_and_by_its_person_alone(store: TestStore) {
    desk(&store).await;
    for followed in [
        Followed::service("Exchange Online"),
        Followed::region("West Europe", None),
        Followed::region("West Europe", Some("Exchange Online")),
        Followed::Customer { customer: CustomerId(id(BRIGHTWATER)) },
    ] {
        assert!(follow(&store, owner(), 71, followed.clone()).await);
        assert!(!follow(&store, owner(), 71, followed.clone()).await, "{followed:?}");
    }
    let mut read = store.read(owner()).await.unwrap();
    let all = read.follow_list(agent(71)).await.unwrap();
    assert_eq!(
        all.iter().map(|one| one.followed.kind()).collect::<Vec<_>>(),
        ["customer", "region", "region", "service"]
    );
    assert_eq!(read.follow_lookup(agent(71), all[3].id).await.unwrap().as_ref(), Some(&all[3]));
    assert_eq!(read.follow_lookup(agent(72), all[3].id).await.unwrap(), None, "another person's");
    assert_eq!(read.follow_of(agent(71), &Followed::service("OWA")).await.unwrap().as_ref(), Some(&all[3]));
    assert_eq!(read.follow_of(agent(71), &Followed::service("Teams")).await.unwrap(), None);
    drop(read);
    for elsewhere in [other(), gov()] {
        assert_eq!(store.read(elsewhere).await.unwrap().follow_list(agent(71)).await.unwrap(), []);
        let gone = act!(store, elsewhere, all[3].id, |tx, id| tx.follow_remove(agent(71), *id)).unwrap();
        assert!(!gone, "{elsewhere:?}");
    }
    assert!(!act!(store, owner(), all[3].id, |tx, id| tx.follow_remove(agent(72), *id)).unwrap());
    assert!(act!(store, owner(), all[3].id, |tx, id| tx.follow_remove(agent(71), *id)).unwrap());
    assert!(!act!(store, owner(), all[3].id, |tx, id| tx.follow_remove(agent(71), *id)).unwrap());
}

async fn nobody_follows_a_customer_of_another_book(store: TestStore) {
    desk(&store).await;
    customers(&store, &[customer(other(), 41, "Elsewhere")]).await;
    let follow = Follow {
        id: FollowId(id(1)),
        followed: Followed::Customer { customer: CustomerId(id(41)) },
        created_at: at(0),
    };
    let done = act!(store, owner(), follow, |tx, follow| tx.follow_put(agent(71), follow));
    assert!(matches!(done, Err(Error::Reference)), "{done:?}");
}

async fn an_issue_reaches_those_who_follow_its_service_or_its_place(store: TestStore) {
    desk(&store).await;
    follow(&store, owner(), 71, Followed::service("Exchange Online")).await;
    follow(&store, owner(), 72, Followed::region("Europe", None)).await;
    follow(&store, owner(), 73, Followed::region("West Europe", Some("Exchange Online"))).await;
    for (number, regions, expected) in [
        (1, &["West Europe"][..], [true, true, true]),
        (2, &["East US"], [true, false, false]),
        (3, &[], [true, false, true]),
        (4, &["Global"], [true, false, true]),
    ] {
        let one = HealthIssue { id: HealthIssueId(id(500 + number)), ..of_exchange(regions) };
        tell(&store, owner(), &one, NEW, number).await;
        for (person, expected) in (71..).zip(expected) {
            let reached =
                told(&store, owner(), person).await.iter().any(|two| two.subject == NoticeSubject::Issue(one.id));
            assert_eq!(reached, expected, "{person} {regions:?}");
        }
    }
    let teams = HealthIssue {
        id: HealthIssueId(id(600)),
        service: "Microsoft Teams".into(),
        services: vec!["Microsoft Teams".into()],
        ..of_exchange(&["West Europe"])
    };
    assert_eq!(tell(&store, owner(), &teams, NEW, 9).await, 1, "the place alone");
}

async fn an_issue_reaches_those_who_follow_a_customer_whom_it_concerns(store: TestStore) {
    desk(&store).await;
    let uses = subscription(1, BRIGHTWATER, "Exchange Online", Some("West Europe"));
    act!(store, owner(), uses, |tx, uses| tx.subscription_put(uses)).unwrap();
    follow(&store, owner(), 71, Followed::Customer { customer: CustomerId(id(BRIGHTWATER)) }).await;
    follow(&store, owner(), 72, Followed::Customer { customer: CustomerId(id(HARBOUR)) }).await;
    for (number, regions, expected) in [(1, &["Europe"][..], 1), (2, &[], 1), (3, &["East US"], 0)] {
        let one = HealthIssue { id: HealthIssueId(id(500 + number)), ..of_exchange(regions) };
        assert_eq!(tell(&store, owner(), &one, NEW, number).await, expected, "{regions:?}");
    }
    assert_eq!(told(&store, owner(), 72).await, [], "who uses another service is not concerned");
    // What a customer's own feed lists concerns that customer alone, whatever the others use.
    let listed = HealthIssue { id: HealthIssueId(id(510)), audience: Audience::Listed, ..of_exchange(&[]) };
    act!(store, owner(), listed.clone(), |tx, one| async move {
        tx.issue_put(one).await?;
        tx.issue_customer_put(one.id, CustomerId(id(HARBOUR)), at(0)).await
    })
    .unwrap();
    assert_eq!(tell(&store, owner(), &listed, NEW, 11).await, 1);
    assert_eq!(told(&store, owner(), 72).await.len(), 1);
    let of = |customer: u128, message: u128| {
        let news = NEW.told(&listed, None).unwrap();
        act_of(&store, news, customer, message)
    };
    assert_eq!(of(HARBOUR, 12).await, 0, "they have the line");
    assert_eq!(of(BRIGHTWATER, 13).await, 1, "another customer's feed lists it too");
}

/// Threat 31: who follows a customer and is kept from it later.
async fn who_is_kept_from_a_customer_later_is_told_nothing_more_of_it(store: TestStore) {
    desk(&store).await;
    let uses = subscription(1, BRIGHTWATER, "Exchange Online", Some("West Europe"));
    act!(store, owner(), uses, |tx, uses| tx.subscription_put(uses)).unwrap();
    for number in [71, 72] {
        follow(&store, owner(), number, Followed::Customer { customer: CustomerId(id(BRIGHTWATER)) }).await;
    }
    let block =
        ReachLists { block: [ReachTarget::Customer(CustomerId(id(BRIGHTWATER)))].into(), ..ReachLists::default() };
    act!(store, owner(), block, |tx, block| tx.reach_lists_put(agent(71), block)).unwrap();
    let issue = |number: u128| HealthIssue { id: HealthIssueId(id(500 + number)), ..of_exchange(&["Europe"]) };
    assert_eq!(tell(&store, owner(), &issue(1), NEW, 1).await, 1);
    let listed = HealthIssue { audience: Audience::Listed, ..issue(2) };
    act!(store, owner(), listed.clone(), |tx, one| async move {
        tx.issue_put(one).await?;
        tx.issue_customer_put(one.id, CustomerId(id(BRIGHTWATER)), at(0)).await
    })
    .unwrap();
    assert_eq!(tell(&store, owner(), &listed, NEW, 2).await, 1, "nor where its own feed lists it");
    let later = HealthIssue { audience: Audience::Listed, ..issue(3) };
    assert_eq!(act_of(&store, NEW.told(&later, None).unwrap(), BRIGHTWATER, 3).await, 1, "nor where it lists it later");
    assert_eq!((told(&store, owner(), 71).await.len(), told(&store, owner(), 72).await.len()), (0, 3));
    // A Global admin is narrowed by no list.
    let place = membership(owner(), None, &[Role::GlobalAdmin]);
    act!(store, System, place, |tx, place| async move { tx.auth().membership_put(agent(71), place).await }).unwrap();
    assert_eq!(tell(&store, owner(), &issue(4), NEW, 4).await, 2);
}

async fn act_of(store: &Store, news: News, customer: u128, message: u128) -> usize {
    act!(store, owner(), (news, customer, message), |tx, (news, customer, message)| async move {
        let new = NewNotice { news, id: NoticeId(fresh()), at: at(20), told_by: id(*message) };
        tx.notice_tell_followers_of(&new, CustomerId(id(*customer))).await
    })
    .unwrap()
}

async fn one_cause_is_one_line_that_counts_until_it_is_read(store: TestStore) {
    desk(&store).await;
    follow(&store, owner(), 71, Followed::service("Exchange Online")).await;
    let one = of_exchange(&[]);
    tell(&store, owner(), &one, NEW, 1).await;
    tell(&store, owner(), &one, POST, 2).await;
    tell(&store, owner(), &one, POST, 3).await;
    assert_eq!(kinds(&store, 71).await, [(NoticeKind::IssueNew, 2, false)], "new, and two posts since");
    assert_eq!(tell(&store, owner(), &one, POST, 3).await, 0, "a message that is delivered twice says it once");
    let status = IssueNews { status: true, posts: 1, ..IssueNews::default() };
    tell(&store, owner(), &one, status, 4).await;
    assert_eq!(kinds(&store, 71).await, [(NoticeKind::IssueNew, 3, false)]);
    let line = told(&store, owner(), 71).await.remove(0);
    assert!(act!(store, owner(), line.id, |tx, id| tx.notice_read(agent(71), *id, at(30))).unwrap());
    tell(&store, owner(), &one, status, 5).await;
    tell(&store, owner(), &one, POST, 6).await;
    assert_eq!(kinds(&store, 71).await, [(NoticeKind::IssueStatus, 2, false)], "unread again, and counted anew");
    assert_eq!(told(&store, owner(), 71).await[0].id, line.id, "it is the same line");
    tell(&store, owner(), &one, IssueNews { ended: true, ..IssueNews::default() }, 7).await;
    tell(&store, owner(), &one, POST, 8).await;
    assert_eq!(kinds(&store, 71).await, [(NoticeKind::IssueEnded, 3, false)], "that it is over is not lost");
}

async fn who_left_was_shut_out_or_lost_the_right_is_told_nothing(store: TestStore) {
    desk(&store).await;
    for number in 71..=73 {
        follow(&store, owner(), number, Followed::service("Exchange Online")).await;
    }
    act!(store, Auth, (), |tx, ()| async move {
        let gone = membership(owner(), None, &[Role::Engineer]);
        tx.membership_put(agent(71), &gone).await?;
        tx.membership_remove(agent(72), owner(), at(1)).await?;
        tx.user_update(&tierline_domain::User { disabled_at: Some(at(1)), ..user(73, "Tobin Achterhof") }).await
    })
    .unwrap();
    assert_eq!(tell(&store, owner(), &of_exchange(&[]), NEW, 1).await, 0);
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.follow_list(agent(72)).await.unwrap(), [], "with the membership go the follows");
    assert_eq!(read.follow_list(agent(73)).await.unwrap().len(), 1, "who comes back follows what they did");
}

async fn what_is_followed_in_one_place_is_told_in_no_other(store: TestStore) {
    desk(&store).await;
    follow(&store, owner(), 71, Followed::service("Exchange Online")).await;
    for elsewhere in [other(), gov()] {
        let one = HealthIssue { owner: elsewhere, ..of_exchange(&[]) };
        assert_eq!(tell(&store, elsewhere, &one, NEW, 1).await, 0);
    }
    tell(&store, owner(), &of_exchange(&[]), NEW, 2).await;
    assert_eq!(told(&store, gov(), 71).await, []);
    let line = told(&store, owner(), 71).await.remove(0);
    for (place, person) in [(gov(), 71), (owner(), 72)] {
        assert!(
            !act!(store, place, (line.id, person), |tx, (id, person)| tx.notice_read(agent(*person), *id, at(9)))
                .unwrap()
        );
        assert_eq!(
            act!(store, place, person, |tx, person| tx.notice_read_all(agent(*person), at(99), at(99))).unwrap(),
            0
        );
        let read = act!(store, place, (line.subject, person), |tx, (of, person)| tx.notice_read_of(
            agent(*person),
            *of,
            at(9)
        ))
        .unwrap();
        assert_eq!(read, 0);
    }
    assert_eq!(kinds(&store, 71).await, [(NoticeKind::IssueNew, 0, false)]);
}

/// A hundred times the load: a loop over five hundred people would be five hundred statements.
async fn five_hundred_followers_are_told_in_one_statement(store: TestStore) {
    organizations(&store).await;
    let people: Vec<u128> = (1000..1500).collect();
    store
        .write_with(System, people.clone(), |tx, people| {
            Box::pin(async move {
                for number in people {
                    tx.auth().user_insert(&user(*number, "Somebody"), None).await?;
                    let here = membership(owner(), None, &[Role::HelpdeskAgent]);
                    tx.auth().membership_put(agent(*number), &here).await?;
                    let followed = Followed::service("Exchange Online");
                    let follow = Follow { id: FollowId(id(5000 + number)), followed, created_at: at(0) };
                    tx.tenant(owner()).follow_put(agent(*number), &follow).await?;
                }
                Ok::<_, Error>(())
            })
        })
        .await
        .unwrap();
    let one = of_exchange(&[]);
    let news = (NEW.told(&one, None).unwrap(), FollowReach::of(&one).unwrap());
    let done: Result<_, Error> = store
        .write_with(owner(), news, |tx, (news, reach)| {
            Box::pin(async move {
                let before = tx.link().statements;
                let new = NewNotice { news, id: NoticeId(id(1)), at: at(10), told_by: id(1) };
                let told = tx.notice_tell_followers(&new, reach, Audience::Everyone).await?;
                Ok((told, tx.link().statements - before))
            })
        })
        .await;
    assert_eq!(done.unwrap(), (500, 1));
    assert_eq!(kinds(&store, 1499).await, [(NoticeKind::IssueNew, 0, false)]);
}

async fn people_are_told_by_name_without_the_one_whose_doing_it_is(store: TestStore) {
    desk(&store).await;
    let contact = membership(owner(), Some(CustomerId(id(BRIGHTWATER))), &[Role::CustomerContact]);
    person(&store, &user(80, "Hollis Brandt"), &[contact]).await;
    let news = News {
        kind: NoticeKind::CustomerWrote,
        subject: NoticeSubject::Case(tierline_domain::CaseId(id(5))),
        count: 1,
        facts: NoticeFacts { number: "T-20418".into(), title: "Mail".into(), ..NoticeFacts::default() },
        by: Some(agent(72)),
    };
    let people = [71, 72, 80].map(agent).to_vec();
    let told_now = act!(store, owner(), (news.clone(), people), |tx, (news, people)| async move {
        let new = NewNotice { news, id: NoticeId(id(1)), at: at(10), told_by: id(1) };
        tx.notice_tell(&new, people).await
    })
    .unwrap();
    assert_eq!(told_now, 1, "neither who did it nor a customer's person");
    let line = told(&store, owner(), 71).await.remove(0);
    assert_eq!((line.kind, line.subject, line.facts, line.at), (news.kind, news.subject, news.facts, at(10)));
}

async fn what_was_read_is_no_longer_counted(store: TestStore) {
    desk(&store).await;
    follow(&store, owner(), 71, Followed::service("Exchange Online")).await;
    let session = tierline_domain::NewSession {
        hash: [7; 32],
        user: agent(71),
        owner: owner(),
        csrf: "form".into(),
        created_at: at(0),
        proven_at: at(0),
        expires_at: at(3600),
        proofs: tierline_domain::Proofs::default(),
        agent: None,
        address: None,
        provider: None,
    };
    act!(store, Auth, session, |tx, session| tx.session_insert(session)).unwrap();
    let unread =
        || async { store.read(Auth).await.unwrap().session_lookup(&[7; 32], at(1)).await.unwrap().unwrap().unread };
    assert_eq!(unread().await, Some(0));
    for number in 1..=3 {
        let one = HealthIssue { id: HealthIssueId(id(500 + number)), ..of_exchange(&[]) };
        tell(&store, owner(), &one, NEW, number).await;
    }
    assert_eq!(unread().await, Some(3));
    let subject = NoticeSubject::Issue(HealthIssueId(id(502)));
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.notice_unread_of(agent(71), subject).await.unwrap(), 1);
    drop(read);
    assert_eq!(act!(store, owner(), subject, |tx, of| tx.notice_read_of(agent(71), *of, at(20))).unwrap(), 1);
    assert_eq!(act!(store, owner(), subject, |tx, of| tx.notice_read_of(agent(71), *of, at(21))).unwrap(), 0);
    assert_eq!(unread().await, Some(2));
    let of = |unread| NoticeFilter { unread: Some(unread), ..NoticeFilter::default() };
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.notice_list(agent(71), &of(true)).await.unwrap().len(), 2);
    assert_eq!(read.notice_list(agent(71), &of(false)).await.unwrap().len(), 1);
    drop(read);
    assert_eq!(
        act!(store, owner(), (), |tx, ()| tx.notice_read_all(agent(71), at(9), at(30))).unwrap(),
        0,
        "came later"
    );
    assert_eq!(act!(store, owner(), (), |tx, ()| tx.notice_read_all(agent(71), at(10), at(30))).unwrap(), 2);
    assert_eq!(unread().await, Some(0));
}

async fn a_list_goes_on_after_its_last_line(store: TestStore) {
    desk(&store).await;
    follow(&store, owner(), 71, Followed::service("Exchange Online")).await;
    for number in 1..=3 {
        let one = HealthIssue { id: HealthIssueId(id(500 + number)), ..of_exchange(&[]) };
        tell(&store, owner(), &one, NEW, number).await;
    }
    let all = told(&store, owner(), 71).await;
    let mut read = store.read(owner()).await.unwrap();
    let mut filter = NoticeFilter { limit: 2, ..NoticeFilter::default() };
    let mut found = read.notice_list(agent(71), &filter).await.unwrap();
    filter.after = found.last().map(|last| (last.at, last.id));
    found.extend(read.notice_list(agent(71), &filter).await.unwrap());
    assert_eq!(found, all);
}

async fn old_notices_are_forgotten_a_batch_at_a_time(store: TestStore) {
    desk(&store).await;
    follow(&store, owner(), 71, Followed::service("Exchange Online")).await;
    for number in 1..=3 {
        let one = HealthIssue { id: HealthIssueId(id(500 + number)), ..of_exchange(&[]) };
        tell(&store, owner(), &one, NEW, number).await;
    }
    let purge = |before, limit| act_purge(&store, before, limit);
    assert_eq!(purge(10, 5).await, 0, "what has just been told stays");
    assert_eq!((purge(11, 2).await, purge(11, 2).await), (2, 1));
    assert_eq!(told(&store, owner(), 71).await, []);
}

async fn act_purge(store: &Store, before: i64, limit: i64) -> u64 {
    act!(store, System, (before, limit), |tx, (before, limit)| tx.notice_purge(at(*before), *limit)).unwrap()
}

crate::on_both_engines!(
    a_thing_is_followed_once_and_by_its_person_alone,
    nobody_follows_a_customer_of_another_book,
    an_issue_reaches_those_who_follow_its_service_or_its_place,
    an_issue_reaches_those_who_follow_a_customer_whom_it_concerns,
    who_is_kept_from_a_customer_later_is_told_nothing_more_of_it,
    one_cause_is_one_line_that_counts_until_it_is_read,
    who_left_was_shut_out_or_lost_the_right_is_told_nothing,
    what_is_followed_in_one_place_is_told_in_no_other,
    five_hundred_followers_are_told_in_one_statement,
    people_are_told_by_name_without_the_one_whose_doing_it_is,
    what_was_read_is_no_longer_counted,
    a_list_goes_on_after_its_last_line,
    old_notices_are_forgotten_a_batch_at_a_time,
);
