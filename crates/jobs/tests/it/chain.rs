//! A chain of desks: what a reseller hands up, its distributor takes further to the provider, and passes the answer down.

use std::fmt::Debug;

use tierline_app::{
    Ctx,
    case::{self, Attach, Categorize, Escalate, OpenCase, RecordStep},
    customer::{self, Import},
    received::{self, Decide},
    request,
};
use tierline_domain::{
    Category, Cloud, Decision, Event, Grounds, RecipientKind, RequestStatus, ReturnReason, Role, ServiceRequest,
    StepArea, StepMeans, StepOutcome, Visibility,
};
use tierline_store::Engine;
use tierline_testkit::inner::Desk;

async fn at(desk: &Desk, organization: tierline_domain::OrganizationId, role: Role) -> Ctx {
    desk.ctx(desk.person_at(organization, Cloud::Public, role)).await
}

/// Climbs the ladder of a case and hands it up.
async fn climb(desk: &Desk, ctx: &Ctx, case: tierline_domain::CaseId, to: RecipientKind) -> ServiceRequest {
    let step = RecordStep {
        area: StepArea::Settings,
        means: Some(StepMeans::WithCustomer),
        action: "Shared the calendar again.".to_owned(),
        outcome: StepOutcome::NoChange,
        result: None,
    };
    case::record_step(&desk.app, ctx, case, step).await.unwrap();
    let some = |text: &str| Some(text.to_owned());
    let grounds =
        Grounds { steps: some("Open it."), seen: some("Nothing."), expected: some("Entries."), ..Grounds::default() };
    let decided = Categorize { category: Category::BugOrIrregularity, reason: None, grounds };
    case::categorize(&desk.app, ctx, case, decided).await.unwrap();
    let escalate = Escalate {
        title: "Shared calendars stay empty".to_owned(),
        description: "They open, and nothing is in them.".to_owned(),
        business_impact: "Appointments cannot be made.".to_owned(),
        recipient: Some(to),
        ..Escalate::default()
    };
    case::escalate(&desk.app, ctx, case, escalate).await.unwrap()
}

/// Puts a customer with delegated admin into a partner's book.
async fn book(desk: &Desk, admin: &Ctx, tenant: &str) {
    let csv = format!(
        "name,domain,tenant_id,country,service,delegated_admin,delegated_admin_roles,delegated_admin_end\n\
         Bramble Bakery,bramble-bakery.example,{tenant},PL,Exchange Online,Support,Service Support Administrator,2027-06-30\n"
    );
    let report = customer::import(&desk.app, admin, Import { bytes: csv.into_bytes(), dry_run: false }).await.unwrap();
    assert_eq!(report.rejected, 0, "{report:?}");
}

/// The request that the reseller handed up to the distributor, delivered.
async fn handed_up(desk: &Desk) -> ServiceRequest {
    let tenant = desk.reseller_customer.tenant_id.clone();
    book(desk, &at(desk, desk.reseller.id, Role::GlobalAdmin).await, &tenant).await;
    let agent = at(desk, desk.reseller.id, Role::HelpdeskAgent).await;
    let command = OpenCase {
        customer: desk.reseller_customer.id,
        subject: "Shared calendars stay empty".to_owned(),
        description: "In Outlook and on the web.".to_owned(),
        service: Some("Exchange Online".to_owned()),
        region: None,
        severity: None,
        started_at: None,
        affected_users: Some(12),
        error_text: Some("0x80040115".to_owned()),
        correlation_ids: vec!["c0ffee".to_owned()],
        contact: None,
        channel: None,
        continues: None,
    };
    let case = case::open(&desk.app, &agent, command).await.unwrap();
    let file = Attach { name: "trace.txt".to_owned(), bytes: b"07:31:12Z".to_vec(), visibility: Visibility::Provider };
    case::attach(&desk.app, &agent, case.id, file).await.unwrap();
    let request = climb(desk, &agent, case.id, RecipientKind::Upstream).await;
    desk.deliver().await;
    request
}

fn refused<T: Debug>(result: Result<T, tierline_app::Error>) -> &'static str {
    match result {
        Err(tierline_app::Error::Conflict { code, .. }) => code,
        Err(tierline_app::Error::Forbidden { .. }) => "forbidden",
        Err(tierline_app::Error::NotFound) => "not found",
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_distributor_opens_its_own_case_from_what_a_reseller_sent() {
    let desk = Desk::on(Engine::Sqlite).await;
    let request = handed_up(&desk).await;
    let agent = at(&desk, desk.distributor.id, Role::HelpdeskAgent).await;
    let further = received::further(&desk.app, &agent, request.id).await.unwrap();
    assert!(further.customer_is_missing && !further.may_open, "{further:?}");
    assert_eq!(refused(received::carry(&desk.app, &agent, request.id).await), "customer_missing");

    let admin = at(&desk, desk.distributor.id, Role::GlobalAdmin).await;
    book(&desk, &admin, &desk.reseller_customer.tenant_id).await;
    assert!(received::further(&desk.app, &agent, request.id).await.unwrap().may_open);
    let sales = at(&desk, desk.distributor.id, Role::SalesAgent).await;
    assert_eq!(refused(received::carry(&desk.app, &sales, request.id).await), "forbidden");
    let elsewhere = desk.ctx(desk.person(Role::HelpdeskAgent)).await;
    assert_eq!(refused(received::carry(&desk.app, &elsewhere, request.id).await), "forbidden", "it receives nothing");

    let case = received::carry(&desk.app, &agent, request.id).await.unwrap();
    assert_eq!(case.owner.organization, desk.distributor.id);
    assert_eq!((case.subject.as_str(), case.affected_users), ("Shared calendars stay empty", Some(12)));
    assert_eq!((case.service.as_deref(), case.error_text.as_deref()), (Some("Exchange Online"), Some("0x80040115")));
    assert_eq!(case.contact, None, "the sender's contact stays the sender's");
    let files = case::attachment_list(&desk.app, &agent, case.id).await.unwrap();
    assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["trace.txt"]);
    // Both lead to each other, and a second time leads to the same case.
    let further = received::further(&desk.app, &agent, request.id).await.unwrap();
    assert_eq!(further.case, Some((case.id, case.number.clone())));
    let back = received::of_case(&desk.app, &agent, case.id).await.unwrap().unwrap();
    assert_eq!((back.id, back.sender), (request.id, desk.reseller.id));
    assert_eq!(received::carry(&desk.app, &agent, request.id).await.unwrap().id, case.id);
    desk.discard().await;
}

#[tokio::test]
async fn what_the_provider_answers_is_ready_to_be_passed_down() {
    let desk = Desk::on(Engine::Sqlite).await;
    let request = handed_up(&desk).await;
    let admin = at(&desk, desk.distributor.id, Role::GlobalAdmin).await;
    book(&desk, &admin, &desk.reseller_customer.tenant_id).await;
    let agent = at(&desk, desk.distributor.id, Role::HelpdeskAgent).await;
    let case = received::carry(&desk.app, &agent, request.id).await.unwrap();
    let up = climb(&desk, &agent, case.id, RecipientKind::Provider).await;
    assert_eq!(up.packet.sender.contact.email, agent.user.email, "ours is who goes on with it");
    desk.deliver().await;
    assert_eq!(received::further(&desk.app, &agent, request.id).await.unwrap().answer, None, "nobody answered yet");

    let engineer = at(&desk, desk.provider.id, Role::Engineer).await;
    let back = Decide {
        decision: Decision::Return,
        reason: Some("Send a trace.".to_owned()),
        return_reason: Some(ReturnReason::InsufficientEvidence),
    };
    received::decide(&desk.app, &engineer, up.id, back).await.unwrap();
    desk.deliver().await;
    let answer = received::further(&desk.app, &agent, request.id).await.unwrap().answer.unwrap();
    assert_eq!((answer.request, answer.recipient.as_str()), (up.id, "Stratus Works"));
    assert_eq!((answer.status, answer.text.as_deref()), (RequestStatus::Returned, Some("Send a trace.")));
    assert_eq!(
        (answer.decision, answer.return_reason),
        (Some(Decision::Return), Some(ReturnReason::InsufficientEvidence))
    );

    // Passed down as it stands, it reaches the reseller with its reason, and both sides count it.
    let down = Decide { decision: Decision::Return, reason: answer.text, return_reason: answer.return_reason };
    received::decide(&desk.app, &agent, request.id, down).await.unwrap();
    desk.deliver().await;
    let reseller = at(&desk, desk.reseller.id, Role::HelpdeskAgent).await;
    let sent = request::view(&desk.app, &reseller, request.id).await.unwrap().request;
    assert_eq!(sent.status, RequestStatus::Returned);
    assert_eq!(sent.return_reason, Some(ReturnReason::InsufficientEvidence));
    let counted = |report: request::ReturnReport| {
        let count = |all: Vec<tierline_domain::ReturnCount>| {
            all.into_iter().map(|one| (one.reason, one.count)).collect::<Vec<_>>()
        };
        (count(report.sent), count(report.received))
    };
    let once = vec![(ReturnReason::InsufficientEvidence, 1)];
    desk.clock.advance(chrono::Duration::minutes(1));
    let period = tierline_app::health::Period::default();
    let report = async |ctx: &Ctx| counted(request::return_report(&desk.app, ctx, period).await.unwrap());
    assert_eq!(report(&reseller).await, (once.clone(), Vec::new()));
    assert_eq!(report(&agent).await, (once.clone(), once.clone()), "a distributor stands on both sides");
    assert_eq!(report(&engineer).await, (Vec::new(), once));
    desk.discard().await;
}

#[tokio::test]
async fn a_file_that_follows_a_request_lies_in_the_case_that_carries_it() {
    let desk = Desk::on(Engine::Sqlite).await;
    let sent = handed_up(&desk).await;
    let (reseller, distributor) = (desk.reseller.id, desk.distributor.id);
    let (below, middle) = (at(&desk, reseller, Role::AdminAgent).await, at(&desk, distributor, Role::AdminAgent).await);
    let admin = at(&desk, distributor, Role::GlobalAdmin).await;
    book(&desk, &admin, &desk.reseller_customer.tenant_id).await;
    let ours = received::carry(&desk.app, &middle, sent.id).await.unwrap();
    request::attach(&desk.app, &below, sent.id, "trace.log", b"hop 7".to_vec()).await.unwrap();
    desk.deliver().await;
    let files = case::attachment_list(&desk.app, &middle, ours.id).await.unwrap();
    let mut names: Vec<_> = files.iter().map(|file| (file.name.as_str(), file.request)).collect();
    names.sort_unstable();
    assert_eq!(names, [("trace.log", None), ("trace.txt", None)]);
    let view = case::view(&desk.app, &middle, ours.id).await.unwrap();
    let told = view.entries.iter().filter(|entry| matches!(entry.event, Event::FileAttached { .. })).count();
    assert_eq!(told, 1, "and its timeline says so");
    desk.discard().await;
}
