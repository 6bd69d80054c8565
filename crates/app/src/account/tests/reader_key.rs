//! Keys of calendars and news readers: whose they are, what they open, and when they stop.

use std::collections::BTreeSet;

use chrono::Duration;
use tierline_domain::{
    Cloud, Membership, Owner, PartnerKind, ReaderScope, Role,
    health::{Audience, HealthIssue, IssueKind},
};
use uuid::Uuid;

use super::{
    super::{
        AddReaderKey, EditUser, open_reader, reader_key_add, reader_key_list, reader_key_revoke, user_edit, user_remove,
    },
    desk,
};
use crate::{
    App, Ctx, Idempotency, health,
    test_desk::{Desk, an_issue, code, noon},
};

fn adding(name: &str) -> AddReaderKey {
    AddReaderKey { name: name.into(), days: 30, ..AddReaderKey::default() }
}

async fn made(app: &App, ctx: &Ctx, command: AddReaderKey) -> String {
    reader_key_add(app, ctx, command).await.unwrap().secret.unwrap().expose().to_owned()
}

async fn opens(app: &App, key: &str) -> bool {
    open_reader(app, key, "req-2".into(), None).await.unwrap().is_some()
}

fn issue(owner: Owner, number: u128, service: &str, regions: &[&str]) -> HealthIssue {
    let regions = regions.iter().map(|region| (*region).to_owned()).collect();
    HealthIssue { regions, ..an_issue(owner, number, service) }
}

/// Threat 45: a person's keys are their own, and no list has the secret.
#[tokio::test]
async fn a_key_opens_its_persons_view_until_it_is_revoked_or_ends() {
    let (desk, partner, admin) = desk().await;
    let agent = desk.acting(&partner, "Odd Varga", &[Role::SalesAgent]).await;
    let key = made(&desk.app, &agent, adding("Phone")).await;
    let reader = open_reader(&desk.app, &key, "req-2".into(), None).await.unwrap().unwrap();
    assert_eq!((reader.ctx.user.id, reader.ctx.owner, reader.name.as_str()), (agent.user.id, agent.owner, "Phone"));
    let line = reader_key_list(&desk.app, &agent).await.unwrap().remove(0);
    assert_eq!((line.last_used_at, line.revoked_at), (Some(noon()), None));
    assert!(!format!("{line:?} {:?}", desk.audit(agent.owner).await).contains(&key[4..]));
    assert!(reader_key_list(&desk.app, &admin).await.unwrap().is_empty(), "a colleague's keys are not listed");
    assert_eq!(code(reader_key_revoke(&desk.app, &admin, line.id).await), "not found");
    reader_key_revoke(&desk.app, &agent, line.id).await.unwrap();
    assert!(!opens(&desk.app, &key).await);
    assert_eq!(code(reader_key_revoke(&desk.app, &agent, line.id).await), "not found", "once is enough");
    let actions = desk.audit_actions(agent.owner).await;
    assert_eq!(actions[actions.len() - 2..], ["reader_key.add", "reader_key.revoke"]);

    let short = made(&desk.app, &agent, AddReaderKey { days: 1, ..adding("Hall") }).await;
    desk.clock.set(noon() + Duration::days(1));
    assert!(!opens(&desk.app, &short).await, "its day is over");
}

#[tokio::test]
async fn a_key_opens_nothing_for_who_left_was_shut_out_or_may_not_look_any_more() {
    let (desk, partner, admin) = desk().await;
    let of = async |name: &str| {
        let ctx = desk.acting(&partner, name, &[Role::HelpdeskAgent]).await;
        let key = made(&desk.app, &ctx, adding("Phone")).await;
        assert!(opens(&desk.app, &key).await);
        (ctx.user.id, key)
    };
    let ((left, leaver), (shut, suspended)) = (of("Odd Varga").await, of("Ida Lund").await);
    user_remove(&desk.app, &admin, left).await.unwrap();
    assert!(!opens(&desk.app, &leaver).await);
    let disabled = |disabled| EditUser { disabled: Some(disabled), ..EditUser::default() };
    user_edit(&desk.app, &admin, shut, disabled(true)).await.unwrap();
    assert!(!opens(&desk.app, &suspended).await);
    user_edit(&desk.app, &admin, shut, disabled(false)).await.unwrap();
    assert!(opens(&desk.app, &suspended).await);

    let membership = Membership { owner: admin.owner, customer: None, roles: BTreeSet::from([Role::HelpdeskAgent]) };
    let (id, again) = (left, membership.clone());
    let back: crate::Result<()> = desk
        .app
        .store()
        .write_with(tierline_store::Auth, again, move |tx, again| {
            Box::pin(async move { Ok(tx.membership_put(id, again).await?) })
        })
        .await;
    back.unwrap();
    assert!(!opens(&desk.app, &leaver).await, "who comes back makes new keys");
    let without = Membership { roles: BTreeSet::from([Role::Engineer]), ..membership };
    let lost: crate::Result<()> = desk
        .app
        .store()
        .write_with(tierline_store::Auth, without, move |tx, one| {
            Box::pin(async move { Ok(tx.membership_put(shut, one).await?) })
        })
        .await;
    lost.unwrap();
    assert!(!opens(&desk.app, &suspended).await, "an engineer's role shows nothing at a partner that receives nothing");
}

#[tokio::test]
async fn an_empty_or_misshapen_key_opens_nothing_and_a_token_is_no_key() {
    let (desk, _, admin) = desk().await;
    let key = made(&desk.app, &admin, adding("Phone")).await;
    for bad in ["", "tlr_", &key[4..], &key[..40], &key.replace("tlr_", "tl_")] {
        assert!(!opens(&desk.app, bad).await, "{bad:?}");
    }
    assert!(super::super::authenticate_token(&desk.app, &key, None).await.unwrap().is_none(), "and a key is no token");
}

#[tokio::test]
async fn only_who_sees_service_health_makes_keys_and_a_limited_number() {
    let (desk, partner, admin) = desk().await;
    let customer = desk.customer(&admin, "Brightwater Dental", 1).await;
    let contact = desk.person(&partner, "Hollis Brandt", &[Role::CustomerAdmin], Some(customer.id)).await;
    let contact = desk.signed_in(&contact).await;
    assert_eq!(code(reader_key_add(&desk.app, &contact, adding("Phone")).await), "forbidden");
    assert_eq!(code(reader_key_add(&desk.app, &admin, adding(" ")).await), "name empty");
    assert_eq!(
        code(reader_key_add(&desk.app, &admin, AddReaderKey { days: 367, ..adding("x") }).await),
        "days out_of_range"
    );
    for number in 0..20 {
        made(&desk.app, &admin, adding(&format!("Phone {number}"))).await;
    }
    assert_eq!(code(reader_key_add(&desk.app, &admin, adding("One more")).await), "too_many_keys");
    let first = reader_key_list(&desk.app, &admin).await.unwrap().pop().unwrap();
    reader_key_revoke(&desk.app, &admin, first.id).await.unwrap();
    made(&desk.app, &admin, adding("One more")).await;
}

#[tokio::test]
async fn a_repeated_call_makes_one_key_and_shows_it_once() {
    let (desk, _, admin) = desk().await;
    let again = Ctx { idempotency: Some(Idempotency { key: "k1".into(), body_hash: [1; 32] }), ..admin.clone() };
    let first = reader_key_add(&desk.app, &again, adding("Phone")).await.unwrap();
    let second = reader_key_add(&desk.app, &again, adding("Phone")).await.unwrap();
    assert_eq!((first.key.id, second.secret), (second.key.id, None));
    assert_eq!(reader_key_list(&desk.app, &admin).await.unwrap().len(), 1);
}

/// Threats 23 and 36: another partner's customer does not exist, and no cloud crosses.
#[tokio::test]
async fn a_key_is_narrowed_to_what_exists_here_and_never_crosses_a_cloud() {
    let (desk, partner, admin) = desk().await;
    let other = desk.partner("Southlake IT", PartnerKind::DirectBill, None).await;
    let theirs = desk.acting(&other, "Ida Lund", &[Role::GlobalAdmin]).await;
    let foreign = desk.customer(&theirs, "Harbour Freight", 7).await;
    let spying = AddReaderKey { customer: Some(foreign.id), ..adding("Spy") };
    assert_eq!(code(reader_key_add(&desk.app, &admin, spying).await), "customer_id unknown");

    let gov = Owner { organization: partner.id, cloud: Cloud::UsGovernment };
    desk.document(gov, vec![an_issue(gov, 1, "Exchange Online")], Vec::new()).await;
    desk.document(theirs.owner, vec![an_issue(theirs.owner, 2, "Exchange Online")], Vec::new()).await;
    let titles = shown(&desk, &admin, ReaderScope::default()).await;
    assert!(titles.is_empty(), "{titles:?}");
}

async fn shown(desk: &Desk, ctx: &Ctx, scope: ReaderScope) -> Vec<String> {
    let found = health::outlook(&desk.app, ctx, &scope, true).await.unwrap();
    let mut found: Vec<String> = found.into_iter().map(|(issue, _)| issue.source_id).collect();
    found.sort();
    found
}

#[tokio::test]
async fn a_narrowed_view_shows_what_concerns_it() {
    let (desk, _, admin) = desk().await;
    let customer = desk.customer(&admin, "Brightwater Dental", 1).await;
    let other = desk.customer(&admin, "Aldersyde Care", 2).await;
    let subscribed = tierline_domain::Subscription {
        id: tierline_domain::SubscriptionId(Uuid::from_u128(900)),
        customer: customer.id,
        service: "Exchange Online".into(),
        product_family: tierline_domain::catalogue::ProductFamily::Microsoft365,
        region: None,
        quantity: None,
        external_id: None,
        support_right: false,
    };
    let done: crate::Result<()> = desk
        .app
        .store()
        .write_with(admin.owner, subscribed, |tx, one| {
            Box::pin(async move {
                tx.subscription_put(one).await?;
                Ok(())
            })
        })
        .await;
    done.unwrap();
    let own = |number, service, regions: &[&str]| issue(admin.owner, number, service, regions);
    let listed = |number| HealthIssue { audience: Audience::Listed, ..own(number, "Exchange Online", &[]) };
    let issues = vec![
        own(1, "Exchange Online", &[]),
        own(2, "Virtual Machines", &["West Europe"]),
        own(3, "Virtual Machines", &["East US"]),
        listed(4),
        listed(5),
        HealthIssue { kind: IssueKind::Announcement, ..own(6, "Exchange Online", &[]) },
    ];
    let whose = vec![(issues[3].id, customer.id), (issues[4].id, other.id)];
    desk.document(admin.owner, issues, whose).await;

    assert_eq!(shown(&desk, &admin, ReaderScope::default()).await, ["EX1", "EX2", "EX3", "EX4", "EX5", "EX6"]);
    let service = ReaderScope { service: Some("Virtual Machines".into()), ..ReaderScope::default() };
    assert_eq!(shown(&desk, &admin, service).await, ["EX2", "EX3"]);
    let region = ReaderScope { region: Some("Europe".into()), ..ReaderScope::default() };
    assert_eq!(
        shown(&desk, &admin, region).await,
        ["EX1", "EX2", "EX4", "EX5", "EX6"],
        "what is everywhere is there too"
    );
    let of_customer = ReaderScope { customer: Some(customer.id), ..ReaderScope::default() };
    assert_eq!(shown(&desk, &admin, of_customer.clone()).await, ["EX1", "EX4", "EX6"], "nothing of another's own feed");
    let calendar = health::outlook(&desk.app, &admin, &of_customer, false).await.unwrap();
    assert_eq!(calendar.len(), 2, "news are no events");
}
