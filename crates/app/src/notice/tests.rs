use tierline_domain::{
    Case, CaseId, Customer, Membership, Notice, NoticeKind, NoticeSubject, Organization, Owner, PartnerKind, Role,
    Visibility,
};

use super::*;
use crate::{
    Ctx,
    case::{self, EditCase, Note, OpenCase},
    test_desk::{Desk, code},
};

/// A partner with an agent, a customer, and the customer's administrator.
struct Scene {
    desk: Desk,
    partner: Organization,
    agent: Ctx,
    contact: Ctx,
    customer: Customer,
}

async fn scene() -> Scene {
    let desk = Desk::empty().await;
    let partner = desk.partner("Northgate Cloud Partners", PartnerKind::DirectBill, None).await;
    let admin = desk.acting(&partner, "Ilse Vandermeer", &[Role::GlobalAdmin]).await;
    let agent = desk.acting(&partner, "Tobin Achterhof", &[Role::HelpdeskAgent]).await;
    let customer = desk.customer(&admin, "Brightwater", 1).await;
    let contact = desk.person(&partner, "Hollis Brandt", &[Role::CustomerAdmin], Some(customer.id)).await;
    let contact = desk.signed_in(&contact).await;
    Scene { desk, partner, agent, contact, customer }
}

impl Scene {
    async fn opened_by(&self, ctx: &Ctx) -> Case {
        let report = OpenCase::new(self.customer.id, "Shared calendars stay empty", "Since this morning.");
        case::open(&self.desk.app, ctx, report).await.unwrap()
    }

    async fn says(&self, ctx: &Ctx, case: CaseId) {
        let note = Note { visibility: Visibility::Customer, text: "It is still so.".into() };
        case::note(&self.desk.app, ctx, case, note).await.unwrap();
    }

    async fn told(&self, ctx: &Ctx) -> Vec<Notice> {
        list(&self.desk.app, ctx, NoticeQuery::default()).await.unwrap()
    }

    async fn give_to(&self, by: &Ctx, case: CaseId, to: &Ctx) {
        let edit = EditCase { assignee: Some(Some(to.user.id)), ..EditCase::default() };
        case::edit(&self.desk.app, by, case, edit).await.unwrap();
    }
}

#[tokio::test]
async fn a_customers_answer_is_told_to_who_opened_the_case_and_who_works_on_it() {
    let scene = scene().await;
    let colleague = scene.desk.acting(&scene.partner, "Dario Quellin", &[Role::AdminAgent]).await;
    let bystander = scene.desk.acting(&scene.partner, "Petra Halloran", &[Role::SalesAgent]).await;
    let case = scene.opened_by(&scene.agent).await;
    scene.give_to(&scene.agent, case.id, &colleague).await;
    scene.says(&scene.contact, case.id).await;
    scene.says(&scene.contact, case.id).await;
    for theirs in [&scene.agent, &colleague] {
        let mut told = scene.told(theirs).await;
        told.retain(|line| line.kind != NoticeKind::CaseAssigned);
        let line = &told[0];
        assert_eq!((told.len(), line.kind, line.count), (1, NoticeKind::CustomerWrote, 2));
        assert_eq!(line.subject, NoticeSubject::Case(case.id));
        assert_eq!((&line.facts.number, line.facts.customer.as_deref()), (&case.number, Some("Brightwater")));
    }
    assert_eq!(scene.told(&bystander).await, []);
}

#[tokio::test]
async fn who_is_given_a_case_is_told_unless_they_took_it() {
    let scene = scene().await;
    let colleague = scene.desk.acting(&scene.partner, "Dario Quellin", &[Role::AdminAgent]).await;
    let case = scene.opened_by(&scene.agent).await;
    scene.give_to(&scene.agent, case.id, &scene.agent).await;
    assert_eq!(scene.told(&scene.agent).await, [], "who takes a case knows it");
    scene.give_to(&scene.agent, case.id, &colleague).await;
    let told = scene.told(&colleague).await;
    let line = &told[0];
    assert_eq!((told.len(), line.kind, line.subject), (1, NoticeKind::CaseAssigned, NoticeSubject::Case(case.id)));
    assert_eq!((&line.facts.number, line.facts.customer.as_deref()), (&case.number, Some("Brightwater")));
    assert_eq!(scene.told(&scene.agent).await, [], "who opened the case gave it away");
    let nobody = EditCase { assignee: Some(None), ..EditCase::default() };
    case::edit(&scene.desk.app, &colleague, case.id, nobody).await.unwrap();
    assert_eq!(scene.told(&colleague).await.len(), 1);
    assert_eq!(opened(&scene.desk.app, &colleague, NoticeSubject::Case(case.id)).await.unwrap(), 1);
}

#[tokio::test]
async fn nobody_is_told_what_they_did_or_what_an_agent_wrote() {
    let scene = scene().await;
    let case = scene.opened_by(&scene.agent).await;
    scene.says(&scene.agent, case.id).await;
    case::persists(&scene.desk.app, &scene.agent, case.id, None).await.unwrap();
    assert_eq!(scene.told(&scene.agent).await, []);
}

#[tokio::test]
async fn what_the_customer_reported_is_told_to_the_agent_who_took_it() {
    let scene = scene().await;
    let case = scene.opened_by(&scene.contact).await;
    scene.says(&scene.contact, case.id).await;
    assert_eq!(scene.told(&scene.agent).await, [], "nobody's case yet");
    scene.give_to(&scene.agent, case.id, &scene.agent).await;
    case::confirm(&scene.desk.app, &scene.contact, case.id, Some("It works again.")).await.unwrap();
    let told = scene.told(&scene.agent).await;
    assert_eq!(
        told.iter().map(|line| (line.kind, line.count)).collect::<Vec<_>>(),
        [(NoticeKind::CustomerConfirmed, 1)]
    );
}

#[tokio::test]
async fn a_notice_is_read_when_its_page_is_opened_or_when_its_person_says_so() {
    let scene = scene().await;
    let (app, agent) = (&scene.desk.app, &scene.agent);
    let case = scene.opened_by(agent).await;
    scene.says(&scene.contact, case.id).await;
    assert_eq!(opened(app, agent, NoticeSubject::Case(CaseId(uuid::Uuid::from_u128(1)))).await.unwrap(), 0);
    assert_eq!(opened(app, agent, NoticeSubject::Case(case.id)).await.unwrap(), 1);
    assert_eq!(opened(app, agent, NoticeSubject::Case(case.id)).await.unwrap(), 0);
    let line = scene.told(agent).await.remove(0);
    assert_eq!(line.read_at, Some(app.now()));

    scene.says(&scene.contact, case.id).await;
    read(app, agent, line.id).await.unwrap();
    read(app, agent, line.id).await.unwrap();
    assert!(scene.told(agent).await[0].read_at.is_some(), "read twice is read");

    let looked_at = app.now();
    scene.desk.clock.advance(chrono::Duration::seconds(5));
    scene.says(&scene.contact, case.id).await;
    assert_eq!(read_all(app, agent, looked_at).await.unwrap(), 0, "it came after they looked");
    assert_eq!(read_all(app, agent, app.now()).await.unwrap(), 1);
}

/// Threats 1, 2 and 30: another person, another cloud and the customer's own people.
#[tokio::test]
async fn a_notice_is_its_persons_alone() {
    let scene = scene().await;
    let (app, agent) = (&scene.desk.app, &scene.agent);
    let colleague = scene.desk.acting(&scene.partner, "Dario Quellin", &[Role::AdminAgent]).await;
    let case = scene.opened_by(agent).await;
    scene.says(&scene.contact, case.id).await;
    let line = scene.told(agent).await.remove(0);
    let gov = Owner { cloud: tierline_domain::Cloud::UsGovernment, ..agent.owner };
    let there = Ctx { owner: gov, session: None, ..agent.clone() };
    for other in [&colleague, &there] {
        assert_eq!(scene.told(other).await, []);
        assert_eq!(code(read(app, other, line.id).await), "not found");
        assert_eq!(read_all(app, other, app.now()).await.unwrap(), 0);
        assert_eq!(opened(app, other, NoticeSubject::Case(case.id)).await.unwrap(), 0);
    }
    assert_eq!(code(list(app, &scene.contact, NoticeQuery::default()).await), "forbidden");
    assert_eq!(code(read(app, &scene.contact, line.id).await), "forbidden");
    assert_eq!(opened(app, &scene.contact, NoticeSubject::Case(case.id)).await.unwrap(), 0);
    assert_eq!(scene.told(agent).await[0].read_at, None);
}

#[tokio::test]
async fn who_lost_the_right_is_told_nothing_more() {
    let scene = scene().await;
    let case = scene.opened_by(&scene.agent).await;
    let lost = Membership { owner: scene.agent.owner, customer: None, roles: [Role::Engineer].into() };
    let (user, lost) = (scene.agent.user.id, lost);
    let done: crate::Result<()> = scene
        .desk
        .app
        .store()
        .write_with(tierline_store::Auth, lost, move |tx, lost| {
            Box::pin(async move { Ok(tx.membership_put(user, lost).await?) })
        })
        .await;
    done.unwrap();
    scene.says(&scene.contact, case.id).await;
    assert_eq!(scene.told(&scene.agent).await, [], "an old context still reads, and there is nothing");
}

#[tokio::test]
async fn old_notices_end() {
    let scene = scene().await;
    let case = scene.opened_by(&scene.agent).await;
    scene.says(&scene.contact, case.id).await;
    scene.desk.clock.advance(chrono::Duration::days(tierline_domain::NOTICE_DAYS));
    assert_eq!(purge(&scene.desk.app).await.unwrap(), 0);
    scene.desk.clock.advance(chrono::Duration::seconds(1));
    assert_eq!(purge(&scene.desk.app).await.unwrap(), 1);
    assert_eq!(scene.told(&scene.agent).await, []);
}
