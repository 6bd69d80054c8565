//! What the end of a delegated admin relationship does to the customer's cases.

use tierline_app::{
    Ctx, Error, case,
    customer::{self, DelegatedAdminDecision},
    request,
};
use tierline_domain::{BlockerCode, DelegatedAdminId, NextAction, Role};
use tierline_testkit::inner::Desk;

use super::{agent, desk, handed_up};

async fn end(desk: &Desk, ctx: &Ctx, id: DelegatedAdminId) -> Result<(), Error> {
    let decision = DelegatedAdminDecision::Terminate;
    customer::decide_delegated_admin(&desk.app, ctx, desk.customer.id, id, decision).await.map(drop)
}

#[tokio::test]
async fn a_relationship_that_the_partner_ends_holds_its_cases_back() {
    let desk = desk().await;
    let (case, request) = handed_up(&desk).await;
    let agent = agent(&desk).await;
    request::withdraw(&desk.app, &agent, request.id, "Not now.").await.unwrap();
    desk.deliver().await;
    let view = async || case::view(&desk.app, &agent, case.id).await.unwrap();
    assert_eq!(view().await.case.summary.next_action, NextAction::Escalate);

    let standing = customer::delegated_admin_list(&desk.app, &agent, desk.customer.id).await.unwrap();
    let [one] = standing.as_slice() else { panic!("one relationship: {standing:?}") };
    let helpdesk = desk.ctx(desk.person(Role::HelpdeskAgent)).await;
    assert!(matches!(end(&desk, &helpdesk, one.id).await, Err(Error::Forbidden { .. })));
    let admin = desk.ctx(desk.person(Role::AdminAgent)).await;
    end(&desk, &admin, one.id).await.unwrap();
    assert!(matches!(end(&desk, &admin, one.id).await, Err(Error::Conflict { code: "not_standing", .. })));

    let codes: Vec<BlockerCode> = view().await.ladder.blockers.iter().map(|blocker| blocker.code).collect();
    assert_eq!(codes, [BlockerCode::DelegatedAdminMissing]);
    assert_eq!(view().await.case.summary.next_action, NextAction::Escalate, "lists follow through the outbox");
    desk.deliver().await;
    assert_ne!(view().await.case.summary.next_action, NextAction::Escalate);
    desk.discard().await;
}
