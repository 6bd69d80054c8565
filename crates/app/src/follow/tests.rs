use tierline_domain::{Action, FollowId, Followed, Organization, PartnerKind, Role};

use super::*;
use crate::{
    Ctx, Error,
    test_desk::{Desk, code},
};

async fn desk() -> (Desk, Organization, Ctx) {
    let desk = Desk::empty().await;
    let partner = desk.partner("Northgate Cloud Partners", PartnerKind::DirectBill, None).await;
    let agent = desk.acting(&partner, "Tobin Achterhof", &[Role::HelpdeskAgent]).await;
    (desk, partner, agent)
}

fn of_service(name: &str) -> AddFollow {
    AddFollow { service: Some(name.into()), ..AddFollow::default() }
}

#[tokio::test]
async fn a_service_is_followed_under_its_own_name_and_once() {
    let (desk, _, agent) = desk().await;
    let first = add(&desk.app, &agent, of_service("Outlook on the web")).await.unwrap();
    assert_eq!(first.followed, Followed::Service { service: "Exchange Online".into() });
    assert_eq!(add(&desk.app, &agent, of_service("OWA")).await.unwrap(), first);
    assert_eq!(list(&desk.app, &agent).await.unwrap(), std::slice::from_ref(&first));
    remove(&desk.app, &agent, first.id).await.unwrap();
    assert_eq!(list(&desk.app, &agent).await.unwrap(), []);
    assert_eq!(code(remove(&desk.app, &agent, first.id).await), "not found");
    let acts = desk.audit_actions(agent.owner).await;
    assert_eq!(
        acts.iter().filter(|act| act.starts_with("follow.")).count(),
        2,
        "what was there already is no act: {acts:?}"
    );
}

#[tokio::test]
async fn what_nobody_could_be_told_of_is_refused_at_its_field() {
    let (desk, _, agent) = desk().await;
    let customer = desk.customer(&agent_admin(&desk).await, "Brightwater", 1).await.id;
    for (command, expected) in [
        (AddFollow::default(), "service required"),
        (of_service("Exchnage Onlin"), "service unknown"),
        (AddFollow { region: Some("Atlantis".into()), ..AddFollow::default() }, "region unknown"),
        (AddFollow { customer: Some(customer), ..of_service("Teams") }, "customer_id alone"),
        (of_service("Teams\u{202e}"), "service forbidden_character"),
    ] {
        assert_eq!(code(add(&desk.app, &agent, command).await), expected);
    }
    assert_eq!(list(&desk.app, &agent).await.unwrap(), []);
}

/// An administrator of the first partner of the desk.
async fn agent_admin(desk: &Desk) -> Ctx {
    let partner = desk.partner("Tarnfield Systems", PartnerKind::DirectBill, None).await;
    desk.acting(&partner, "Ilse Vandermeer", &[Role::GlobalAdmin]).await
}

/// Threats 1 and 2: another organization's customer does not exist, and a follow is its person's alone.
#[tokio::test]
async fn nobody_follows_across_a_wall() {
    let (desk, partner, agent) = desk().await;
    let elsewhere = agent_admin(&desk).await;
    let theirs = desk.customer(&elsewhere, "Brightwater", 1).await;
    let of_theirs = AddFollow { customer: Some(theirs.id), ..AddFollow::default() };
    assert_eq!(code(add(&desk.app, &agent, of_theirs.clone()).await), "not found");
    let followed = add(&desk.app, &elsewhere, of_theirs).await.unwrap();
    let colleague = desk.acting(&partner, "Dario Quellin", &[Role::AdminAgent]).await;
    for other in [&agent, &colleague] {
        assert_eq!(code(remove(&desk.app, other, followed.id).await), "not found");
        assert_eq!(list(&desk.app, other).await.unwrap(), []);
    }
    let line = list_named(&desk.app, &elsewhere).await.unwrap().remove(0);
    assert_eq!((line.follow, line.customer.as_deref()), (followed, Some("Brightwater")));
}

#[tokio::test]
async fn a_customers_person_and_a_providers_follow_nothing() {
    let (desk, partner, agent) = desk().await;
    let admin = desk.acting(&partner, "Ilse Vandermeer", &[Role::GlobalAdmin]).await;
    let customer = desk.customer(&admin, "Brightwater", 1).await.id;
    let contact = desk.person(&partner, "Hollis Brandt", &[Role::CustomerAdmin], Some(customer)).await;
    let contact = desk.signed_in(&contact).await;
    let refused = add(&desk.app, &contact, AddFollow { customer: Some(customer), ..AddFollow::default() }).await;
    assert!(matches!(refused, Err(Error::Forbidden { action: Action::See, .. })), "{refused:?}");
    assert_eq!(code(remove(&desk.app, &contact, FollowId(uuid::Uuid::from_u128(1))).await), "forbidden");
    assert_eq!(list(&desk.app, &contact).await.unwrap(), []);
    assert_eq!(code(list_named(&desk.app, &contact).await), "forbidden");
    assert_eq!(list(&desk.app, &agent).await.unwrap(), []);
}

#[tokio::test]
async fn nobody_follows_everything() {
    let (desk, _, agent) = desk().await;
    let services: Vec<_> = tierline_domain::catalogue::services().iter().map(|service| service.name).collect();
    let regions = tierline_domain::catalogue::regions().iter().map(|region| region.name);
    let mut wanted = regions.flat_map(|region| services.iter().map(move |service| (region, *service)));
    for (region, service) in wanted.by_ref().take(tierline_domain::FOLLOW_LIMIT) {
        let one = AddFollow { region: Some(region.into()), ..of_service(service) };
        add(&desk.app, &agent, one).await.unwrap();
    }
    let (region, service) = wanted.next().unwrap();
    let one = AddFollow { region: Some(region.into()), ..of_service(service) };
    assert_eq!(code(add(&desk.app, &agent, one).await), "follow_limit");
}
