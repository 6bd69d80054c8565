//! What was before and what is now, of each thing that decides who may do what and where the desk looks.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tierline_domain::{
    Cloud, Language, Membership, Owner, ReachLists, ReachTarget, Role,
    health::{FeedFormat, FeedTenants},
};

use super::desk;
use crate::{
    Ctx,
    account::{
        AddServiceAccount, AddUser, EditProfile, EditServiceAccount, EditUser, edit_profile, reach_set,
        service_account_add, service_account_edit, user_add, user_edit, user_remove,
    },
    customer::{EditCustomerGroup, group_add, group_edit, group_remove},
    health::{SetUpFeed, feed_add, feed_edit, feed_remove},
    test_desk::{Desk, PASSWORD},
};

/// What the log says of the acts of this name, the oldest first.
async fn said(desk: &Desk, owner: Owner, act: &str) -> Vec<Value> {
    let log = desk.audit(owner).await.into_iter().filter(|record| record.action == act);
    log.filter_map(|record| Some(record.entry?.detail["detail"].clone())).collect()
}

fn taking_in(email: &str, role: Role) -> AddUser {
    AddUser {
        name: "Odd Varga".into(),
        email: email.into(),
        roles: BTreeSet::from([role]),
        customer: None,
        password: PASSWORD.into(),
        language: None,
    }
}

#[tokio::test]
async fn what_a_person_is_and_whether_they_are_let_in_is_said_before_and_after() {
    let (desk, admin) = desk().await;
    let odd = user_add(&desk.app, &admin, taking_in("odd@desk.example", Role::SalesAgent)).await.unwrap().user.id;
    let edit = EditUser { roles: Some(BTreeSet::from([Role::AdminAgent, Role::SalesAgent])), disabled: Some(true) };
    user_edit(&desk.app, &admin, odd, edit).await.unwrap();
    user_remove(&desk.app, &admin, odd).await.unwrap();
    let clouds = |before: &[&str], after: &[&str]| json!({ "before": before, "after": after });
    assert_eq!(
        said(&desk, admin.owner, "user.add").await.last().unwrap(),
        &json!({
            "clouds": clouds(&[], &["public"]), "customer": null, "roles": { "before": [], "after": ["sales_agent"] },
        })
    );
    assert_eq!(
        said(&desk, admin.owner, "user.edit").await,
        [json!({
            "roles": { "before": ["sales_agent"], "after": ["admin_agent", "sales_agent"] },
            "disabled": { "before": false, "after": true },
        })]
    );
    assert_eq!(
        said(&desk, admin.owner, "user.remove").await,
        [json!({
            "clouds": clouds(&["public"], &[]),
            "roles": { "before": ["admin_agent", "sales_agent"], "after": [] },
        })]
    );
}

#[tokio::test]
async fn for_which_clouds_somebody_is_cleared_is_said_before_and_after() {
    let (desk, admin) = desk().await;
    let government = Owner { cloud: Cloud::UsGovernment, ..admin.owner };
    let membership = Membership { owner: government, customer: None, roles: BTreeSet::from([Role::GlobalAdmin]) };
    let there = desk.person_at("Jordan Hale", vec![membership]).await;
    let there: Ctx = desk.signed_in(&there).await;
    user_add(&desk.app, &admin, taking_in("odd@desk.example", Role::SalesAgent)).await.unwrap();
    let odd = user_add(&desk.app, &there, taking_in("odd@desk.example", Role::HelpdeskAgent)).await.unwrap();
    user_remove(&desk.app, &there, odd.user.id).await.unwrap();
    let both = json!(["public", "us_government"]);
    let added = said(&desk, government, "user.add").await.pop().unwrap();
    assert_eq!(added["clouds"], json!({ "before": ["public"], "after": both }));
    let removed = said(&desk, government, "user.remove").await.pop().unwrap();
    assert_eq!(removed["clouds"], json!({ "before": both, "after": ["public"] }));
    assert!(said(&desk, admin.owner, "user.remove").await.is_empty(), "each cloud has a log of its own");
}

#[tokio::test]
async fn what_people_say_of_themselves_is_said_before_and_after_but_for_their_phone() {
    let (desk, admin) = desk().await;
    let edit = EditProfile {
        name: "Ilse Marie Roth".into(),
        language: Some(Language::Pl),
        phone: Some("+48 22 555 01 00".into()),
        ..EditProfile::default()
    };
    edit_profile(&desk.app, &admin, edit).await.unwrap();
    assert_eq!(
        said(&desk, admin.owner, "account.edit").await,
        [json!({
            "name": { "before": "Ilse Roth", "after": "Ilse Marie Roth" },
            "language": { "before": null, "after": "pl" },
            "phone": "changed",
        })]
    );
}

#[tokio::test]
async fn what_an_account_of_a_program_is_is_said_before_and_after() {
    let (desk, admin) = desk().await;
    let roles = BTreeSet::from([Role::HelpdeskAgent]);
    let new = AddServiceAccount { name: "Night import".into(), roles, keeper: None };
    let program = service_account_add(&desk.app, &admin, new).await.unwrap();
    let edit =
        EditServiceAccount { roles: Some(BTreeSet::from([Role::SalesAgent])), keeper: None, disabled: Some(true) };
    service_account_edit(&desk.app, &admin, program.id, edit).await.unwrap();
    assert_eq!(
        said(&desk, admin.owner, "service_account.edit").await,
        [json!({
            "roles": { "before": ["helpdesk_agent"], "after": ["sales_agent"] },
            "disabled": { "before": false, "after": true },
        })]
    );
}

#[tokio::test]
async fn how_a_feed_is_set_up_is_said_before_and_after() {
    let (desk, admin) = desk().await;
    let feed = SetUpFeed {
        name: "Notices".into(),
        format: FeedFormat::Rss,
        location: Some("https://status.example/rss".into()),
        tenants: FeedTenants::Public,
        customer: None,
        families: Vec::new(),
        interval_minutes: 30,
        is_enabled: true,
        credential: None,
    };
    let kept = feed_add(&desk.app, &admin, feed.clone()).await.unwrap();
    let other = SetUpFeed { location: Some("https://status.example/new".into()), interval_minutes: 60, ..feed };
    feed_edit(&desk.app, &admin, kept.id, other).await.unwrap();
    feed_remove(&desk.app, &admin, kept.id).await.unwrap();
    assert_eq!(said(&desk, admin.owner, "feed.add").await[0]["location"], "https://status.example/rss");
    assert_eq!(
        said(&desk, admin.owner, "feed.edit").await,
        [json!({
            "name": "Notices",
            "location": { "before": "https://status.example/rss", "after": "https://status.example/new" },
            "interval_minutes": { "before": 30, "after": 60 },
        })]
    );
    assert_eq!(said(&desk, admin.owner, "feed.remove").await[0]["interval_minutes"], 60);
}

#[tokio::test]
async fn who_is_in_a_group_and_what_a_list_names_is_said_before_and_after() {
    let (desk, admin) = desk().await;
    let agent = desk.acting(&admin.organization, "Petra Vavra", &[Role::HelpdeskAgent]).await;
    let (one, two) = (desk.customer(&admin, "One", 1).await.id, desk.customer(&admin, "Two", 2).await.id);
    let group = group_add(&desk.app, &admin, "North", BTreeSet::from([one])).await.unwrap().line.group.id;
    let edit = EditCustomerGroup {
        name: Some("South".into()),
        customers: Some(BTreeSet::from([two])),
        ..EditCustomerGroup::default()
    };
    group_edit(&desk.app, &admin, group, edit).await.unwrap();
    let list = |target| ReachLists { block: BTreeSet::from([target]), ..ReachLists::default() };
    reach_set(&desk.app, &admin, agent.user.id, list(ReachTarget::Group(group))).await.unwrap();
    reach_set(&desk.app, &admin, agent.user.id, list(ReachTarget::Customer(one))).await.unwrap();
    group_remove(&desk.app, &admin, group).await.unwrap();
    assert_eq!(
        said(&desk, admin.owner, "customer_group.edit").await,
        [json!({ "name": { "before": "North", "after": "South" }, "added": [two], "removed": [one] })]
    );
    assert_eq!(
        said(&desk, admin.owner, "reach.set").await,
        [
            json!({ "block": { "before": [], "after": [group.to_string()] } }),
            json!({ "block": { "before": [group.to_string()], "after": [one.to_string()] } }),
        ]
    );
    assert_eq!(said(&desk, admin.owner, "customer_group.remove").await[0]["name"], "South");
}
