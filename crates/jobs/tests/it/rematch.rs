//! A changed issue: which cases are matched again, and what a node that keeps its index up to date says.

use chrono::Duration;
use tierline_app::{
    App, Ctx,
    case::{self, EditCase, OpenCase},
    health::{self, ChangedIssue, PostLanguages, PostToIssue, PublishIssue},
};
use tierline_domain::{
    Case, CaseId, CheckCause, Event, HealthIssueId, MatchSeen, Role,
    health::{HealthIssue, IssueKind, IssueStatus},
};
use tierline_store::Engine;
use tierline_testkit::inner::Desk;

use super::agent;

/// Complaints about mail, about what mail stands on, and about something else: service, region, subject, hours ago.
const COMPLAINTS: &[(Option<&str>, Option<&str>, &str, i64)] = &[
    (Some("Exchange Online"), None, "Shared mailboxes do not open in the browser", 1),
    (Some("OWA"), Some("westeurope"), "Общие почтовые ящики не открываются в браузере", 2),
    (Some("Exchange Online"), Some("eastus"), "Shared mailboxes do not open in the browser", 1),
    (None, None, "Outlook: shared mailboxes do not open in the browser", 1),
    (None, None, "It says that something went wrong since the morning", 1),
    (Some("Intune"), None, "Devices do not enroll", 1),
    (Some("Virtual Machines"), Some("westeurope"), "Machines do not start", 1),
    (Some("SQL Database"), None, "Queries against the database time out", 1),
    (Some("Exchange Online"), None, "Shared mailboxes do not open in the browser", 24 * 40),
];

async fn complain(desk: &Desk, (service, region, subject, hours): (Option<&str>, Option<&str>, &str, i64)) -> Case {
    let command = OpenCase {
        service: service.map(str::to_owned),
        region: region.map(str::to_owned),
        started_at: Some(desk.app.now() - Duration::hours(hours)),
        ..OpenCase::new(desk.customer.id, subject, "Nobody here can work with it.")
    };
    case::open(&desk.app, &agent(desk).await, command).await.unwrap()
}

async fn complain_all(desk: &Desk) -> Vec<Case> {
    let mut cases = Vec::new();
    for complaint in COMPLAINTS {
        cases.push(complain(desk, *complaint).await);
    }
    cases
}

async fn owner_of_service(desk: &Desk) -> Ctx {
    desk.ctx(desk.person(Role::ServiceOwner)).await
}

async fn publish(desk: &Desk, service: &str, regions: &[&str], title: &str) -> HealthIssue {
    let command = PublishIssue {
        kind: IssueKind::ServiceIssue,
        title: title.to_owned(),
        service: service.to_owned(),
        regions: regions.iter().map(|region| (*region).to_owned()).collect(),
        status: IssueStatus::Degraded,
        starts_at: Some(desk.app.now() - Duration::hours(1)),
        ends_at: None,
        text: format!("{title}. We are looking into it."),
        languages: PostLanguages::default(),
    };
    health::publish(&desk.app, &owner_of_service(desk).await, command).await.unwrap()
}

async fn checks(desk: &Desk, case: CaseId) -> Vec<(CheckCause, Vec<MatchSeen>)> {
    let view = case::view(&desk.app, &agent(desk).await, case).await.unwrap();
    let check = |entry: &tierline_domain::Entry| match &entry.event {
        Event::HealthChecked(check) => Some((check.cause, check.matches.clone())),
        _ => None,
    };
    view.entries.iter().filter_map(check).collect()
}

/// The cases that were matched again and told of this issue.
async fn told(desk: &Desk, cases: &[Case], issue: HealthIssueId) -> Vec<String> {
    let mut found = Vec::new();
    for case in cases {
        let again = |(cause, matches): &(CheckCause, Vec<MatchSeen>)| {
            *cause == CheckCause::LaterIssue && matches.iter().any(|one| one.issue == issue)
        };
        if checks(desk, case.id).await.iter().any(again) {
            found.push(case.number.clone());
        }
    }
    found
}

/// The cases of which a look-up that was not asked to leave any out finds this issue.
async fn would_be_told(desk: &Desk, cases: &[Case], issue: HealthIssueId) -> Vec<String> {
    let mut found = Vec::new();
    for case in cases {
        let check = case::check_health(&desk.app, &agent(desk).await, case.id).await.unwrap();
        if check.matches.iter().any(|one| one.issue == issue) {
            found.push(case.number.clone());
        }
    }
    found
}

/// How many cases are matched again for an issue.
async fn matched(app: &App, desk: &Desk, issue: HealthIssueId) -> usize {
    let owner = agent(desk).await.owner;
    let changed = ChangedIssue::of(issue, None);
    health::issues_changed(app, owner, &[changed]).await.unwrap()
}

async fn the_cases_that_are_matched_again_are_all_that_an_issue_explains(engine: Engine) {
    let desk = Desk::on(engine).await;
    let cases = complain_all(&desk).await;
    let mut all = 0;
    for (service, regions, title) in [
        ("Exchange Online", &[][..], "Users can't open shared mailboxes in a browser"),
        ("Exchange Online", &["Europe"][..], "Users can't open shared mailboxes in a browser"),
        ("Entra ID", &[][..], "Users may be unable to sign in"),
        ("Microsoft 365", &[][..], "Users may be unable to access any service"),
        ("Virtual Machines", &["West Europe"][..], "Virtual machines do not start"),
        ("Azure SQL", &[][..], "Database queries may time out"),
        ("Intune", &[][..], "Devices can't be enrolled"),
    ] {
        let issue = publish(&desk, service, regions, title).await;
        desk.deliver().await;
        let told = told(&desk, &cases, issue.id).await;
        assert_eq!(told, would_be_told(&desk, &cases, issue.id).await, "{service} {regions:?}");
        all += told.len();
    }
    assert!(all > 6, "hardly anything was explained: {all}");
    desk.discard().await;
}

async fn a_changed_issue_reads_only_the_cases_that_it_can_concern(engine: Engine) {
    let desk = Desk::on(engine).await;
    complain_all(&desk).await;
    for _ in 0..20 {
        complain(&desk, (Some("Intune"), None, "Devices do not enroll", 1)).await;
    }
    let mail = publish(&desk, "Exchange Online", &[], "Users can't open shared mailboxes in a browser").await;
    desk.deliver().await;
    // Those of mail and the one that says nothing, without the one that is over a month old.
    assert_eq!(matched(&desk.app, &desk, mail.id).await, 5);
    // Where only one more feed lists it: that customer's, and nobody else's.
    let owner = agent(&desk).await.owner;
    for (customer, cases) in [(desk.customer.id, 5), (desk.reseller_customer.id, 0)] {
        let listed = ChangedIssue { listed_for: Some(customer), ..ChangedIssue::of(mail.id, None) };
        assert_eq!(health::issues_changed(&desk.app, owner, &[listed]).await.unwrap(), cases);
    }
    let abroad = publish(&desk, "Exchange Online", &["East US"], "Users can't open shared mailboxes").await;
    assert_eq!(matched(&desk.app, &desk, abroad.id).await, 4, "not the one in West Europe");
    let queries = publish(&desk, "Azure SQL", &[], "Database queries may time out").await;
    assert_eq!(matched(&desk.app, &desk, queries.id).await, 2);
    let retracted = PostToIssue {
        status: Some(IssueStatus::FalsePositive),
        text: "There was nothing.".to_owned(),
        languages: PostLanguages::default(),
    };
    health::post(&desk.app, &owner_of_service(&desk).await, queries.id, retracted).await.unwrap();
    assert_eq!(matched(&desk.app, &desk, queries.id).await, 0);
    desk.discard().await;
}

async fn a_case_whose_text_changed_is_found_by_what_it_says_now(engine: Engine) {
    let desk = Desk::on(engine).await;
    let case = complain(&desk, (Some("Intune"), None, "Devices do not enroll", 1)).await;
    let mail = publish(&desk, "Exchange Online", &[], "Users can't open shared mailboxes in a browser").await;
    desk.deliver().await;
    assert_eq!(matched(&desk.app, &desk, mail.id).await, 0);
    let now_mail = EditCase {
        service: Some(Some("Exchange Online".to_owned())),
        subject: Some("Shared mailboxes do not open in the browser".to_owned()),
        ..EditCase::default()
    };
    case::edit(&desk.app, &agent(&desk).await, case.id, now_mail).await.unwrap();
    let more = PostToIssue { status: None, text: "Still looking.".to_owned(), languages: PostLanguages::default() };
    health::post(&desk.app, &owner_of_service(&desk).await, mail.id, more).await.unwrap();
    desk.deliver().await;
    assert_eq!(told(&desk, std::slice::from_ref(&case), mail.id).await, [case.number.as_str()]);
    let devices = publish(&desk, "Intune", &[], "Devices can't be enrolled").await;
    assert_eq!(matched(&desk.app, &desk, devices.id).await, 0, "and by what it said before it is not found any more");
    desk.discard().await;
}

async fn a_node_that_keeps_its_index_says_what_one_says_that_has_just_read_everything(engine: Engine) {
    let desk = Desk::on(engine).await;
    let cases = complain_all(&desk).await;
    let boss = owner_of_service(&desk).await;
    let mail = publish(&desk, "Exchange Online", &[], "Users can't open shared mailboxes in a browser").await;
    let mut said = 0;
    for (seed, step) in (0..6_u32).enumerate() {
        match step {
            0 => {}
            1 => drop(publish(&desk, "Entra ID", &[], "Users may be unable to sign in to Outlook").await),
            2 => drop(publish(&desk, "Exchange Online", &["Europe"], "Mailboxes do not open").await),
            3 => {
                let words = "Delegates see an empty calendar in the browser as well.".to_owned();
                health::post(
                    &desk.app,
                    &boss,
                    mail.id,
                    PostToIssue { status: None, text: words, languages: PostLanguages::default() },
                )
                .await
                .map(drop)
                .unwrap();
            }
            4 => {
                let end = PostToIssue {
                    status: Some(IssueStatus::Resolved),
                    text: "It is over.".to_owned(),
                    languages: PostLanguages::default(),
                };
                health::post(&desk.app, &boss, mail.id, end).await.map(drop).unwrap();
            }
            _ => drop(publish(&desk, "Virtual Machines", &[], "Virtual machines do not start").await),
        }
        let fresh = desk.another_node(9_000 + seed as u64);
        for case in &cases {
            let kept = case::check_health(&desk.app, &agent(&desk).await, case.id).await.unwrap();
            let anew = case::check_health(&fresh, &agent(&desk).await, case.id).await.unwrap();
            assert_eq!((kept.result, &kept.matches), (anew.result, &anew.matches), "step {step}: {}", case.subject);
            said += kept.matches.len();
        }
        desk.clock.advance(Duration::minutes(10));
    }
    assert!(said > 20, "hardly anything was compared: {said}");
    desk.discard().await;
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
    the_cases_that_are_matched_again_are_all_that_an_issue_explains,
    a_changed_issue_reads_only_the_cases_that_it_can_concern,
    a_case_whose_text_changed_is_found_by_what_it_says_now,
    a_node_that_keeps_its_index_says_what_one_says_that_has_just_read_everything,
);
