//! All customers concerned are told of an issue, once, whatever happens in between.

use std::collections::BTreeMap;

use chrono::Duration;
use tierline_app::{
    Error,
    case::{self, OpenCase},
    customer::{self, EditCustomer},
    health::{self, InformAll, PostLanguages, PostToIssue, PostTranslation, PublishIssue},
};
use tierline_domain::{
    Case, CaseId, CaseStatus, CaseSummary, Event, HealthIssueId, Language, Role, Verdict,
    health::{IssueKind, IssueStatus, LeftOut, PlannedCase, Said},
};
use tierline_store::Engine;
use tierline_testkit::inner::Desk;

use super::{agent, audited, desk_on, open};

const TITLE: &str = "Some users can't open shared mailboxes in Outlook on the web";

/// The provider documents that shared mailboxes do not open, in English with a Polish translation.
async fn published(desk: &Desk) -> HealthIssueId {
    let owner = desk.ctx(desk.person(Role::ServiceOwner)).await;
    let polish = PostTranslation {
        language: Language::Pl,
        text: "Skrzynki udostępnione nie otwierają się.".to_owned(),
        machine: true,
    };
    let issue = PublishIssue {
        kind: IssueKind::ServiceIssue,
        title: TITLE.to_owned(),
        service: "Exchange Online".to_owned(),
        regions: Vec::new(),
        status: IssueStatus::Degraded,
        starts_at: Some(desk.app.now() - Duration::minutes(30)),
        ends_at: None,
        text: "Shared mailboxes do not open in Outlook on the web.".to_owned(),
        languages: PostLanguages { own: Some(Language::En), translations: vec![polish] },
    };
    health::publish(&desk.app, &owner, issue).await.unwrap().id
}

async fn posts(desk: &Desk, issue: HealthIssueId, text: &str, status: Option<IssueStatus>) {
    let owner = desk.ctx(desk.person(Role::ServiceOwner)).await;
    desk.clock.advance(Duration::minutes(5));
    let post = PostToIssue { status, text: text.to_owned(), languages: PostLanguages::default() };
    health::post(&desk.app, &owner, issue, post).await.unwrap();
    desk.deliver().await;
}

async fn mailbox_case(desk: &Desk) -> Case {
    open(desk, "Shared mailboxes do not open in Outlook on the web").await
}

/// What the customer of a case was told, with what each message said of the issue.
async fn told(desk: &Desk, case: CaseId) -> Vec<(String, Said, String)> {
    let view = case::view(&desk.app, &agent(desk).await, case).await.unwrap();
    let entries = view.entries.into_iter().filter_map(|entry| match entry.event {
        Event::CustomerInformed { said, .. } => Some((entry.text.unwrap_or_default(), said, entry.actor.name)),
        _ => None,
    });
    entries.collect()
}

async fn inform(desk: &Desk, issue: HealthIssueId) -> usize {
    let ctx = agent(desk).await;
    let as_of = health::inform_plan(&desk.app, &ctx, issue).await.unwrap().as_of;
    health::inform_all(&desk.app, &ctx, issue, InformAll { as_of, texts: BTreeMap::new() }).await.unwrap().cases
}

/// `customers_informed`, in more than one piece.
async fn every_concerned_customer_is_told_once(engine: Engine) {
    let desk = desk_on(engine).await;
    let (ctx, issue) = (agent(&desk).await, published(&desk).await);
    desk.deliver().await;
    let mut cases = Vec::new();
    // More than one piece of the outbox.
    for _ in 0..52 {
        cases.push(mailbox_case(&desk).await);
    }
    let plan = health::inform_plan(&desk.app, &ctx, issue).await.unwrap();
    assert_eq!((plan.told_count, plan.left_out_counts.len()), (52, 0));
    let [message] = plan.messages.as_slice() else { panic!("{:?}", plan.messages) };
    assert_eq!((message.language, message.cases), (Language::Pl, 52));
    let both = ["Skrzynki udostępnione nie otwierają się.", "Shared mailboxes do not open in Outlook on the web."];
    assert!(
        both.iter().all(|text| message.text.contains(text)) && message.text.contains("maszynowe"),
        "{}",
        message.text
    );

    // Two agents press at once, before the relay has come to it.
    assert_eq!((inform(&desk, issue).await, inform(&desk, issue).await), (52, 52));
    assert!(told(&desk, cases[0].id).await.is_empty(), "nothing is sent inside the request");
    desk.deliver().await;
    for case in &cases {
        let told = told(&desk, case.id).await;
        assert_eq!(told.len(), 1, "{}", case.number);
        assert_eq!(told[0].0, message.text);
        assert_eq!(told[0].2, ctx.user.name, "it is said in the name of who told");
        assert!(told[0].1.post.is_some() && told[0].1.language == Some(Language::Pl) && !told[0].1.ended);
    }
    let plan = health::inform_plan(&desk.app, &ctx, issue).await.unwrap();
    assert_eq!((plan.told_count, plan.left_out_counts[&LeftOut::AlreadyTold]), (0, 52));

    // The next post is news again, and so is the end; then the customer has the ball.
    posts(&desk, issue, "Half of them open again.", None).await;
    assert_eq!(inform(&desk, issue).await, 52);
    desk.deliver().await;
    posts(&desk, issue, "All of them open again.", Some(IssueStatus::Resolved)).await;
    assert_eq!(inform(&desk, issue).await, 52);
    desk.deliver().await;
    assert_eq!(inform(&desk, issue).await, 0);
    desk.deliver().await;
    let (last, view) = (told(&desk, cases[51].id).await, case::view(&desk.app, &ctx, cases[51].id).await.unwrap());
    assert_eq!((last.len(), last[2].1.ended, view.case.status), (3, true, CaseStatus::WaitingOnCustomer));
    let heard = audited(&desk.app, ctx.owner, "case.hear").await;
    let of_one = heard.iter().filter(|entry| entry.subject == Some(cases[51].id.to_string()));
    assert_eq!(of_one.clone().count(), 2, "each post came to each case once");
    for entry in of_one {
        assert_eq!((&*entry.actor, entry.detail["entrance"].as_str()), ("desk", Some("job")));
        assert_eq!(entry.detail["detail"]["issue"], issue.to_string());
    }
    desk.discard().await;
}

#[tokio::test]
async fn every_concerned_customer_is_told_once_on_sqlite() {
    every_concerned_customer_is_told_once(Engine::Sqlite).await;
}

#[tokio::test]
async fn every_concerned_customer_is_told_once_on_postgresql() {
    every_concerned_customer_is_told_once(Engine::Postgres).await;
}

#[tokio::test]
async fn who_is_left_out_is_listed_with_the_reason_and_not_written_to() {
    let desk = desk_on(Engine::Sqlite).await;
    let (ctx, issue) = (agent(&desk).await, published(&desk).await);
    desk.deliver().await;
    let (wanted, rejected, over) = (mailbox_case(&desk).await, mailbox_case(&desk).await, mailbox_case(&desk).await);
    let vague = OpenCase::new(desk.customer.id, "Mail is strange", "It is strange since this morning.");
    case::open(&desk.app, &ctx, vague).await.unwrap();
    let judge = case::Judge { verdict: Verdict::Rejected, reason: Some("Another mailbox.".to_owned()) };
    case::judge(&desk.app, &ctx, rejected.id, issue, judge).await.unwrap();
    case::resolve(&desk.app, &ctx, over.id, "It opens.").await.unwrap();
    let plan = health::inform_plan(&desk.app, &ctx, issue).await.unwrap();
    let ids = |cases: &[PlannedCase]| cases.iter().map(|case| case.id).collect::<Vec<_>>();
    assert_eq!(ids(&plan.told), [wanted.id]);
    let reason = |case: CaseId| plan.left_out.iter().find(|one| one.id == case).and_then(|one| one.left_out);
    assert_eq!((reason(rejected.id), reason(over.id)), (Some(LeftOut::Rejected), Some(LeftOut::CaseOver)));
    inform(&desk, issue).await;
    // A process takes the work and dies with it: another does it when the lease is over.
    let taken = super::relay::claim(&desk.app).await;
    assert!(taken.iter().any(|message| message.kind == "customers_informed"), "{taken:?}");
    desk.clock.advance(Duration::seconds(61));
    desk.deliver().await;
    let counts = [&wanted, &rejected, &over].map(|case| case.id);
    let mut heard = Vec::new();
    for case in counts {
        heard.push(told(&desk, case).await.len());
    }
    assert_eq!(heard, [1, 0, 0]);
    desk.discard().await;
}

#[tokio::test]
async fn an_act_on_what_is_no_longer_the_last_post_sends_nothing() {
    let desk = desk_on(Engine::Sqlite).await;
    let (ctx, issue) = (agent(&desk).await, published(&desk).await);
    desk.deliver().await;
    let case = mailbox_case(&desk).await;
    let as_of = health::inform_plan(&desk.app, &ctx, issue).await.unwrap().as_of;
    posts(&desk, issue, "It is worse than we thought.", None).await;
    let late = health::inform_all(&desk.app, &ctx, issue, InformAll { as_of, texts: BTreeMap::new() }).await;
    assert!(matches!(late, Err(Error::Conflict { code: "issue_changed", .. })), "{late:?}");
    desk.deliver().await;
    assert!(told(&desk, case.id).await.is_empty());
    let fresh = health::inform_plan(&desk.app, &ctx, issue).await.unwrap().as_of;
    let texts = BTreeMap::from([(Language::Pl, " ".to_owned())]);
    let empty = health::inform_all(&desk.app, &ctx, issue, InformAll { as_of: fresh, texts }).await;
    assert!(matches!(&empty, Err(Error::Invalid(faults)) if faults[0].field == "text_pl"), "{empty:?}");
    desk.discard().await;
}

#[tokio::test]
async fn the_texts_are_sent_as_the_agent_wrote_them_and_a_single_message_counts() {
    let desk = desk_on(Engine::Sqlite).await;
    let (ctx, issue) = (agent(&desk).await, published(&desk).await);
    desk.deliver().await;
    let (first, second) = (mailbox_case(&desk).await, mailbox_case(&desk).await);
    // One customer was told by hand, from the draft.
    let draft = case::inform_draft(&desk.app, &ctx, first.id, issue).await.unwrap();
    let by_hand = case::Inform { issue, text: draft.text, said: draft.said };
    case::inform(&desk.app, &ctx, first.id, by_hand).await.unwrap();
    let plan = health::inform_plan(&desk.app, &ctx, issue).await.unwrap();
    assert_eq!((plan.told_count, plan.left_out_counts[&LeftOut::AlreadyTold]), (1, 1));
    let texts = BTreeMap::from([(Language::Pl, "Wiemy o tym.".to_owned())]);
    health::inform_all(&desk.app, &ctx, issue, InformAll { as_of: plan.as_of, texts }).await.unwrap();
    desk.deliver().await;
    assert_eq!(told(&desk, second.id).await[0].0, "Wiemy o tym.");
    assert_eq!(told(&desk, first.id).await.len(), 1);

    // Who was told when, the latest first: both messages, and the drafts that the desk wrote at intake.
    let messages = health::issue_messages(&desk.app, &ctx, issue, None, 50).await.unwrap();
    let sent: Vec<_> = messages.iter().filter(|message| message.sent).map(|message| message.case).collect();
    assert_eq!(sent, [second.id, first.id]);
    let customers = health::issue_customers(&desk.app, &ctx, issue, None, 50).await.unwrap();
    let [customer] = customers.as_slice() else { panic!("{customers:?}") };
    assert_eq!((customer.id, customer.cases.len(), customer.told_at().is_some()), (desk.customer.id, 2, true));
    desk.discard().await;
}

#[tokio::test]
async fn customers_of_one_partner_are_nothing_to_another_nor_to_the_provider() {
    let desk = desk_on(Engine::Sqlite).await;
    let issue = published(&desk).await;
    desk.deliver().await;
    mailbox_case(&desk).await;
    let other = desk.reseller.id;
    let cloud = tierline_domain::Cloud::Public;
    let other = desk.ctx(desk.person_at(other, cloud, Role::HelpdeskAgent)).await;
    let plan = health::inform_plan(&desk.app, &other, issue).await.unwrap();
    assert_eq!((plan.told_count, plan.left_out.len()), (0, 0));
    assert!(health::issue_customers(&desk.app, &other, issue, None, 50).await.unwrap().is_empty());
    assert!(health::issue_messages(&desk.app, &other, issue, None, 50).await.unwrap().is_empty());
    for role in [Role::ServiceOwner, Role::Engineer, Role::CustomerAdmin] {
        let ctx = desk.ctx(desk.person(role)).await;
        let refused = |done: Result<(), Error>| assert!(matches!(done, Err(Error::Forbidden { .. })), "{role}");
        refused(health::issue_customers(&desk.app, &ctx, issue, None, 50).await.map(drop));
        refused(health::issue_messages(&desk.app, &ctx, issue, None, 50).await.map(drop));
        refused(health::inform_plan(&desk.app, &ctx, issue).await.map(drop));
        refused(health::inform_all(&desk.app, &ctx, issue, InformAll::default()).await.map(drop));
        refused(health::post_outage(&desk.app, &ctx, None, None, 50).await.map(drop));
    }
    desk.discard().await;
}

#[tokio::test]
async fn who_still_suffers_after_the_end_is_listed_until_the_case_is_handed_up() {
    let desk = desk_on(Engine::Sqlite).await;
    let (ctx, issue) = (agent(&desk).await, published(&desk).await);
    desk.deliver().await;
    let admin = desk.ctx(desk.person(Role::AdminAgent)).await;
    let at_once = EditCustomer { inform: Some(tierline_domain::InformPolicy::AtOnce), ..EditCustomer::default() };
    customer::edit(&desk.app, &admin, desk.customer.id, at_once).await.unwrap();
    let (suffers, eased) = (mailbox_case(&desk).await, mailbox_case(&desk).await);
    posts(&desk, issue, "All of them open again.", Some(IssueStatus::Resolved)).await;
    let count = async || health::post_outage_count(&desk.app, &ctx, None).await.unwrap();
    assert_eq!(count().await, 0, "an end alone says nothing of the problem: the customers are asked");
    for case in [&suffers, &eased] {
        let view = case::view(&desk.app, &ctx, case.id).await.unwrap();
        assert_eq!(view.case.status, CaseStatus::WaitingOnCustomer);
    }
    case::confirm(&desk.app, &ctx, eased.id, None).await.unwrap();
    desk.clock.advance(Duration::minutes(5));
    case::persists(&desk.app, &ctx, suffers.id, Some("Still nothing.")).await.unwrap();
    let listed = health::post_outage(&desk.app, &ctx, Some(issue), None, 50).await.unwrap();
    let cases: Vec<_> = listed.iter().map(|one| (one.case.id, one.issue.id)).collect();
    assert_eq!(cases, [(suffers.id, issue)]);
    assert_eq!(count().await, 1);
    let customers = health::issue_customers(&desk.app, &ctx, issue, None, 50).await.unwrap();
    let suffering =
        |id| customers[0].cases.iter().find(|(link, _)| link.case == id).is_some_and(|(link, _)| link.suffers);
    assert_eq!((suffering(suffers.id), suffering(eased.id)), (true, false));

    case::resolve(&desk.app, &ctx, suffers.id, "A profile was renewed.").await.unwrap();
    assert_eq!(count().await, 0, "what is solved is no longer listed");
    desk.discard().await;
}

/// A desk as an older program left it, which kept nothing of who still suffers: nobody saves the case, and it is listed.
async fn who_suffered_before_an_update_is_listed_after_it(engine: Engine) {
    let desk = desk_on(engine).await;
    let (ctx, issue) = (agent(&desk).await, published(&desk).await);
    desk.deliver().await;
    let case = mailbox_case(&desk).await;
    posts(&desk, issue, "All of them open again.", Some(IssueStatus::Resolved)).await;
    case::persists(&desk.app, &ctx, case.id, Some("Still nothing.")).await.unwrap();
    let count = async || health::post_outage_count(&desk.app, &ctx, Some(issue)).await.unwrap();
    assert_eq!(count().await, 1);
    let view = case::view(&desk.app, &ctx, case.id).await.unwrap().case;
    let forgotten = (case.id, CaseSummary { post_outage: None, ..view.summary });
    let done: Result<(), Error> = desk
        .app
        .store()
        .write_with(ctx.owner, forgotten, |tx, (case, summary)| {
            Box::pin(async move { Ok(tx.case_summary_put(*case, summary).await?) })
        })
        .await;
    done.unwrap();
    assert_eq!(count().await, 0);

    assert!(case::refresh_outdated(&desk.app).await.unwrap());
    desk.deliver().await;
    assert_eq!(count().await, 1);
    let after = case::view(&desk.app, &ctx, case.id).await.unwrap().case;
    assert_eq!(after, view, "nobody changed the case");
    assert!(!case::refresh_outdated(&desk.app).await.unwrap(), "once");
    desk.discard().await;
}

#[tokio::test]
async fn who_suffered_before_an_update_is_listed_after_it_on_sqlite() {
    who_suffered_before_an_update_is_listed_after_it(Engine::Sqlite).await;
}

#[tokio::test]
async fn who_suffered_before_an_update_is_listed_after_it_on_postgresql() {
    who_suffered_before_an_update_is_listed_after_it(Engine::Postgres).await;
}
