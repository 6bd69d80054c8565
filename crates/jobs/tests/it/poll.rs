//! Feeds that the desk reads by itself.

use std::sync::Arc;

use chrono::Duration;
use serde_json::json;
use tierline_app::{
    case,
    customer::{self, AddCustomer, EditCustomer},
    health::{self, FeedLine, HistoryQuery, IssueQuery, SetUpFeed},
    relay::QUEUE,
};
use tierline_domain::{
    Customer, CustomerId, Event, InformPolicy, Language, NextAction, RelationshipKind, RelationshipStatus, Role,
    SupportPlan,
    health::{CheckResult, DayHealth, FeedCondition, FeedCredential, FeedFormat, FeedTenants, HealthIssue, PolledFeed},
};
use tierline_store::{Claim, Engine, HealthRevision, IssueFilter, System};
use tierline_testkit::{
    inner::Desk,
    source::{Source, failure, graph, graph_issue, payload},
};

use uuid::Uuid;

use super::{agent, audited, open};

const LOST: &str = "EX5500101";

/// A desk of which the direct bill partner follows each customer's Graph feed.
struct Followed {
    desk: Desk,
    source: Arc<Source>,
    feed: PolledFeed,
    tenant: String,
}

async fn followed(engine: Engine) -> Followed {
    let source = Arc::new(Source::default());
    let desk = Desk::reading(engine, source.clone()).await;
    let tenant = desk.customer.tenant_id.clone();
    let feed = add(&desk, graph_feed("Tenants")).await;
    Followed { desk, source, feed, tenant }
}

fn graph_feed(name: &str) -> SetUpFeed {
    SetUpFeed {
        name: name.to_owned(),
        format: FeedFormat::Graph,
        location: None,
        tenants: FeedTenants::Each,
        customer: None,
        families: Vec::new(),
        interval_minutes: 5,
        is_enabled: true,
        credential: Some(FeedCredential { client_id: "desk-app".to_owned(), secret: "graph".to_owned() }),
    }
}

async fn add(desk: &Desk, feed: SetUpFeed) -> PolledFeed {
    let admin = desk.ctx(desk.person(Role::GlobalAdmin)).await;
    health::feed_add(&desk.app, &admin, feed).await.unwrap()
}

/// A second customer of the same partner.
async fn neighbour(desk: &Desk) -> Customer {
    let admin = desk.ctx(desk.person(Role::GlobalAdmin)).await;
    let command = AddCustomer {
        name: "Otter Lane Bakery".to_owned(),
        domain: "otterlane.example".to_owned(),
        tenant_id: "9a1f5c70-2222-4c3d-8e4f-5a6b7c8d9e0f".to_owned(),
        country: "IE".to_owned(),
        language: Language::En,
        support_plan: SupportPlan::Included,
        inform: InformPolicy::Draft,
        relationship: RelationshipKind::Reseller,
        relationship_since: None,
        indirect_reseller: None,
    };
    customer::add(&desk.app, &admin, command).await.unwrap()
}

impl Followed {
    /// Reads what is due and lets everything arrive.
    async fn read(&self) {
        health::poll_due(&self.desk.app).await.unwrap();
        self.desk.deliver().await;
    }

    /// Some minutes later, once more.
    async fn read_after(&self, minutes: i64) {
        self.desk.clock.advance(Duration::minutes(minutes));
        self.read().await;
    }

    async fn line(&self) -> FeedLine {
        let lines = health::feed_list(&self.desk.app, &agent(&self.desk).await).await.unwrap();
        lines.into_iter().find(|line| line.name == self.feed.name).unwrap()
    }

    async fn posts(&self, id: &str) -> Vec<String> {
        let query = IssueQuery { query: Some(id.to_owned()), ..IssueQuery::default() };
        let found = health::issues_with_posts(&self.desk.app, &agent(&self.desk).await, query).await.unwrap();
        assert!(found.len() < 2, "{id} stands twice");
        found.into_iter().flat_map(|(_, posts)| posts).map(|post| post.text).collect()
    }

    /// What is known of issues, and the revision of it.
    async fn kept(&self) -> (HealthRevision, Vec<HealthIssue>) {
        let owner = agent(&self.desk).await.owner;
        let mut read = self.desk.app.store().read(owner).await.unwrap();
        let revision = read.health_revision().await.unwrap();
        (revision, read.issue_list(&IssueFilter::default()).await.unwrap())
    }

    /// Messages of the outbox that wait.
    async fn waiting(&self) -> usize {
        let now = self.desk.app.now();
        let token = self.desk.app.id::<Uuid>();
        let claim = Claim { queue: QUEUE, now, until: now + Duration::seconds(60), token, limit: 10 };
        let taken: Result<Vec<_>, tierline_app::Error> = self
            .desk
            .app
            .store()
            .write_with(System, claim, |tx, claim| Box::pin(async move { Ok(tx.outbox_claim(claim).await?) }))
            .await;
        taken.unwrap().len()
    }

    /// The result of a look-up for a new case of this customer.
    async fn check(&self, subject: &str) -> CheckResult {
        let case = open(&self.desk, subject).await;
        let view = case::view(&self.desk.app, &agent(&self.desk).await, case.id).await.unwrap();
        let mut checks = view.entries.iter().filter_map(|entry| match &entry.event {
            Event::HealthChecked(check) => Some(check.result),
            _ => None,
        });
        checks.next_back().unwrap()
    }
}

async fn a_feed_is_read_for_each_tenant_and_what_it_lists_reaches_the_open_cases(engine: Engine) {
    let followed = followed(engine).await;
    let before = open(&followed.desk, "Shared calendars stay empty").await;
    followed.source.says(
        &followed.tenant,
        graph(&[graph_issue(LOST, "serviceDegradation", &[("2026-09-15T09:00:00Z", "Calendars are empty.")])]),
    );
    followed.read().await;
    let calls = followed.source.calls();
    assert_eq!(calls.iter().map(|call| call.tenant.as_deref()).collect::<Vec<_>>(), [Some(followed.tenant.as_str())]);
    assert_eq!(calls[0].location, "https://graph.microsoft.com");
    assert_eq!(followed.posts(LOST).await, ["Calendars are empty."]);
    let case = case::view(&followed.desk.app, &agent(&followed.desk).await, before.id).await.unwrap();
    assert_eq!(case.ladder.next, NextAction::WaitForKnownIssue, "it was open before the feed told of it");
    followed.read().await;
    assert_eq!(followed.source.calls(), [], "it is not due");
    followed.read_after(5).await;
    assert_eq!(followed.source.calls().len(), 1);
    let log = async |action: &'static str| audited(&followed.desk.app, case.case.owner, action).await;
    let imported = log("health.import").await;
    assert_eq!(imported.len(), 1, "what a look did not bring is not on record: {imported:?}");
    assert_eq!((&imported[0].detail["entrance"], &imported[0].detail["detail"]["created"]), (&json!("job"), &json!(1)));
    let matched = log("case.check_health").await;
    assert_eq!(matched.iter().map(|one| one.subject.clone()).collect::<Vec<_>>(), [Some(before.id.to_string())]);
    assert_eq!(matched[0].detail["detail"]["cause"], "later_issue");
    followed.desk.discard().await;
}

async fn what_one_tenants_feed_lists_does_not_explain_the_neighbours_case(engine: Engine) {
    let followed = followed(engine).await;
    let neighbour = neighbour(&followed.desk).await;
    let issue = graph_issue(LOST, "serviceDegradation", &[("2026-09-15T09:00:00Z", "Calendars are empty.")]);
    followed.source.says(&neighbour.tenant_id, graph(std::slice::from_ref(&issue)));
    followed
        .source
        .says(&followed.tenant, graph(&[graph_issue("EX1", "serviceRestored", &[("2026-08-01T09:00:00Z", "Over.")])]));
    followed.read().await;
    assert_eq!(followed.check("Shared calendars stay empty").await, CheckResult::AllClear);
    followed.source.says(&followed.tenant, graph(&[issue]));
    followed.read_after(5).await;
    assert_eq!(followed.check("Shared calendars stay empty").await, CheckResult::KnownIssue);
    assert_eq!(followed.posts(LOST).await.len(), 1, "two feeds list it, and it is kept once");
    followed.desk.discard().await;
}

async fn a_round_without_news_writes_one_heartbeat_and_nothing_else(engine: Engine) {
    let followed = followed(engine).await;
    let issue = graph_issue(LOST, "serviceDegradation", &[("2026-09-15T09:00:00Z", "Calendars are empty.")]);
    followed.source.says(&followed.tenant, graph(&[issue]));
    // Its first tries are counted one by one.
    followed.read().await;
    for _ in 0..12 {
        followed.read_after(5).await;
    }
    let before = followed.kept().await;
    followed.desk.clock.advance(Duration::minutes(5));
    health::poll_due(&followed.desk.app).await.unwrap();
    assert_eq!(followed.source.calls().len(), 14, "it was read");
    assert_eq!(followed.kept().await, before, "nobody has to look again");
    assert_eq!(followed.waiting().await, 0, "nothing was set going");
    assert_eq!(followed.line().await.newest, Some(followed.desk.app.now()), "and yet it is known to be fresh");
    followed.desk.discard().await;
}

/// A worker stood still until its lease was over, and nobody has taken the feed since: it may not know that.
async fn what_a_lease_ran_out_for_is_not_written_and_is_read_again(engine: Engine) {
    let followed = followed(engine).await;
    let issue = graph_issue(LOST, "serviceDegradation", &[("2026-09-15T09:00:00Z", "Calendars are empty.")]);
    followed.source.says(&followed.tenant, graph(&[issue]));
    followed.read().await;
    let before = followed.line().await.newest;
    let clock = followed.desk.clock.clone();
    followed.source.meanwhile(async move { clock.advance(Duration::seconds(121)) });
    followed.read_after(5).await;
    assert_eq!((followed.source.calls().len(), followed.line().await.newest), (2, before));
    followed.read().await;
    assert_eq!(followed.line().await.newest, Some(followed.desk.app.now()));
    followed.desk.discard().await;
}

/// Another node has read the feed since, and found it down: what the first one knows is old.
async fn who_was_overtaken_does_not_write_over_what_the_other_found(engine: Engine) {
    let followed = followed(engine).await;
    let issue = graph_issue(LOST, "serviceDegradation", &[("2026-09-15T09:00:00Z", "Calendars are empty.")]);
    followed.source.says(&followed.tenant, graph(&[issue]));
    followed.read().await;
    let (app, clock, tenant) = (followed.desk.app.clone(), followed.desk.clock.clone(), followed.tenant.clone());
    let source = Arc::clone(&followed.source);
    followed.source.meanwhile(async move {
        clock.advance(Duration::seconds(121));
        source.says(&tenant, Err(failure("the server answered 503")));
        assert_eq!(health::poll_due(&app).await.unwrap(), 1);
    });
    followed.read_after(5).await;
    assert_eq!(followed.source.calls().len(), 3);
    assert_eq!(followed.line().await.worst(), FeedCondition::Down);
    followed.desk.discard().await;
}

async fn a_feed_that_fails_is_no_all_clear_is_asked_less_often_and_catches_up(engine: Engine) {
    let followed = followed(engine).await;
    let first = ("2026-09-15T09:00:00Z", "Calendars are empty.");
    followed.source.says(&followed.tenant, graph(&[graph_issue(LOST, "serviceDegradation", &[first])]));
    followed.read().await;
    followed.source.says(&followed.tenant, Err(failure("the server answered 503")));
    followed.read_after(5).await;
    assert_eq!(followed.check("Printing stops at the second page").await, CheckResult::FeedUnavailable);
    assert_eq!(followed.line().await.worst(), FeedCondition::Down);
    followed.read_after(5).await;
    let _ = followed.source.calls();
    followed.read_after(5).await;
    assert_eq!(followed.source.calls(), [], "after the second failure it waits longer");
    let later = ("2026-09-15T09:12:00Z", "Some are back.");
    followed.source.says(&followed.tenant, graph(&[graph_issue(LOST, "serviceDegradation", &[first, later])]));
    followed.read_after(5).await;
    assert_eq!(
        followed.posts(LOST).await,
        ["Calendars are empty.", "Some are back."],
        "nothing is lost, nothing doubled"
    );
    assert_eq!(followed.check("Printing stops at the second page").await, CheckResult::AllClear);
    followed.desk.discard().await;
}

async fn an_empty_or_malformed_answer_is_shown_as_such_and_keeps_what_was_known(engine: Engine) {
    let followed = followed(engine).await;
    let issue = graph_issue(LOST, "serviceDegradation", &[("2026-09-15T09:00:00Z", "Calendars are empty.")]);
    followed.source.says(&followed.tenant, graph(&[issue]));
    followed.read().await;
    followed.source.says(&followed.tenant, graph(&[]));
    followed.read_after(5).await;
    assert_eq!(followed.line().await.worst(), FeedCondition::Empty);
    assert_eq!(followed.check("Printing stops at the second page").await, CheckResult::FeedUnavailable);
    followed.source.says(&followed.tenant, payload(&json!("a page of the hotel's network")));
    followed.read_after(5).await;
    assert_eq!(followed.line().await.worst(), FeedCondition::Malformed);
    assert_eq!(followed.posts(LOST).await.len(), 1);
    followed.desk.discard().await;
}

async fn a_stale_copy_and_a_clock_that_is_wrong_are_not_believed(engine: Engine) {
    let followed = followed(engine).await;
    let post = |minute: u32| format!("2026-09-15T08:{minute:02}:00Z");
    let issue = |at: &str| graph(&[graph_issue(LOST, "serviceDegradation", &[(at, "Calendars are empty.")])]);
    followed.source.says(&followed.tenant, issue(&post(30)));
    followed.read().await;
    followed.source.says(&followed.tenant, issue(&post(10)));
    followed.read_after(5).await;
    assert_eq!(followed.line().await.worst(), FeedCondition::Behind);
    followed.source.says(&followed.tenant, issue("2026-09-15T19:00:00Z"));
    followed.read_after(5).await;
    assert_eq!(followed.line().await.worst(), FeedCondition::Shifted);
    assert_eq!(followed.check("Printing stops at the second page").await, CheckResult::FeedUnavailable);
    followed.desk.discard().await;
}

async fn a_post_that_is_edited_keeps_its_earlier_text(engine: Engine) {
    let followed = followed(engine).await;
    let says = |modified: &str, text: &str| {
        let mut issue = graph_issue(LOST, "serviceDegradation", &[("2026-09-15T09:00:00Z", text)]);
        issue["lastModifiedDateTime"] = json!(modified);
        followed.source.says(&followed.tenant, graph(&[issue]));
    };
    says("2026-09-15T09:00:00Z", "Fixed by Monday.");
    followed.read().await;
    says("2026-09-15T09:20:00Z", "Fixed by Friday.");
    followed.read_after(30).await;
    let query = IssueQuery { query: Some(LOST.to_owned()), ..IssueQuery::default() };
    let found = health::issues_with_posts(&followed.desk.app, &agent(&followed.desk).await, query).await.unwrap();
    let post = &found[0].1[0];
    let earlier: Vec<_> = post.replaced().into_iter().map(|(revision, at)| (revision.text.as_str(), at)).collect();
    let replaced = "2026-09-15T09:20:00Z".parse().ok();
    assert_eq!((post.text.as_str(), earlier), ("Fixed by Friday.", vec![("Fixed by Monday.", replaced)]));
    followed.desk.discard().await;
}

async fn two_nodes_share_the_feeds_and_read_none_twice(engine: Engine) {
    let followed = followed(engine).await;
    for number in 0..8 {
        add(&followed.desk, SetUpFeed { interval_minutes: 5, ..graph_feed(&format!("More {number}")) }).await;
    }
    followed.source.says(
        &followed.tenant,
        graph(&[graph_issue(LOST, "serviceDegradation", &[("2026-09-15T09:00:00Z", "Empty.")])]),
    );
    let app = &followed.desk.app;
    let read: usize = {
        let (one, two) = tokio::join!(health::poll_due(app), health::poll_due(app));
        one.unwrap() + two.unwrap()
    };
    assert_eq!((read, followed.source.calls().len()), (9, 9));
    assert_eq!(followed.posts(LOST).await, ["Empty."]);
    followed.desk.discard().await;
}

async fn a_customer_who_left_is_not_read_any_more_and_a_new_one_is(engine: Engine) {
    let followed = followed(engine).await;
    followed.source.says(&followed.tenant, graph(&[]));
    followed.read().await;
    assert_eq!(followed.line().await.tenants, 1);
    let neighbour = neighbour(&followed.desk).await;
    let admin = followed.desk.ctx(followed.desk.person(Role::GlobalAdmin)).await;
    let gone: CustomerId = followed.desk.customer.id;
    let over = EditCustomer { relationship_status: Some(RelationshipStatus::Ended), ..EditCustomer::default() };
    customer::edit(&followed.desk.app, &admin, gone, over).await.unwrap();
    let _ = followed.source.calls();
    followed.read_after(5).await;
    let asked: Vec<_> = followed.source.calls().into_iter().map(|call| call.tenant.unwrap()).collect();
    assert_eq!(asked, [neighbour.tenant_id]);
    assert_eq!(followed.line().await.tenants, 1);
    followed.desk.discard().await;
}

/// Days before the first reading and while a feed is down are not known; those of a documented issue are, whenever it was read.
async fn what_was_not_read_is_not_known_in_the_history(engine: Engine) {
    let followed = followed(engine).await;
    let ended = &[("2026-09-10T09:00:00Z", "Calendars are empty.")];
    followed.source.says(&followed.tenant, graph(&[graph_issue(LOST, "serviceRestored", ended)]));
    followed.read().await;
    let days = async || {
        let wanted = HistoryQuery {
            service: "Exchange Online".to_owned(),
            customer: Some(followed.desk.customer.id),
            ..HistoryQuery::default()
        };
        let found = health::service_history(&followed.desk.app, &agent(&followed.desk).await, wanted).await.unwrap();
        found.days.into_iter().rev().map(|day| day.health).collect::<Vec<_>>()
    };
    let first = days().await;
    assert_eq!(first.len(), 90);
    assert_eq!(first[0], DayHealth::Unknown, "the hours before the first reading");
    assert_eq!(first.iter().filter(|day| **day == DayHealth::Degraded).count(), 1, "{first:?}");
    let revision = followed.kept().await;
    for _ in 0..60 {
        followed.read_after(60).await;
    }
    assert_eq!(days().await[0], DayHealth::Healthy, "read all day");
    followed.source.says(&followed.tenant, Err(failure("no answer")));
    for _ in 0..40 {
        followed.read_after(60).await;
    }
    assert_eq!(days().await[0], DayHealth::Unknown, "down since yesterday");
    followed.source.says(&followed.tenant, graph(&[graph_issue(LOST, "serviceRestored", ended)]));
    followed.read_after(60).await;
    let after = days().await;
    assert_eq!(after[0], DayHealth::Unknown, "what lay between stays unknown");
    assert!(after.contains(&DayHealth::Healthy), "and what was read stays read: {after:?}");
    assert_eq!(followed.kept().await, revision, "issues are as they were");
    let foot = health::read_last(&followed.desk.app, &agent(&followed.desk).await).await.unwrap();
    assert_eq!(foot, Some(followed.desk.app.now()), "the foot of a page says when a feed was last read");
    followed.desk.discard().await;
}

macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test] async fn $test() { super::$test(super::Engine::Sqlite).await; })*
        }
        mod on_postgres {
            $(#[tokio::test] async fn $test() { super::$test(super::Engine::Postgres).await; })*
        }
    };
}

on_both!(
    a_feed_is_read_for_each_tenant_and_what_it_lists_reaches_the_open_cases,
    what_one_tenants_feed_lists_does_not_explain_the_neighbours_case,
    a_round_without_news_writes_one_heartbeat_and_nothing_else,
    what_a_lease_ran_out_for_is_not_written_and_is_read_again,
    who_was_overtaken_does_not_write_over_what_the_other_found,
    a_feed_that_fails_is_no_all_clear_is_asked_less_often_and_catches_up,
    an_empty_or_malformed_answer_is_shown_as_such_and_keeps_what_was_known,
    a_stale_copy_and_a_clock_that_is_wrong_are_not_believed,
    a_post_that_is_edited_keeps_its_earlier_text,
    two_nodes_share_the_feeds_and_read_none_twice,
    a_customer_who_left_is_not_read_any_more_and_a_new_one_is,
    what_was_not_read_is_not_known_in_the_history,
);
