//! Who was taken out, or let go, and comes to the provider's door again.

use super::*;
use crate::{
    account::{AddUser, InviteUser},
    scim::{users_create, users_remove},
};

const EMAIL: &str = "tobin@desk.example";
/// The password that another organization gives.
const THEIRS: &str = "seven quiet harbours";

/// The directory tells of the person for whom the provider vouches as `sub-1`.
async fn directory_tells(door: &Door) -> UserId {
    let sent = serde_json::json!({ "userName": EMAIL, "externalId": "sub-1", "active": true });
    let made = users_create(&door.desk.app, &door.admin, "https://desk.example", &sent).await.unwrap();
    made["id"].as_str().unwrap().parse().unwrap()
}

/// Threat 42: whoever once had the account keeps no way into it.
#[tokio::test]
async fn a_password_that_another_organization_gave_opens_nothing_once_the_provider_brings_its_person_back() {
    let door = Door::open().await;
    let app = &door.desk.app;
    let tobin = directory_tells(&door).await;
    let other = door.desk.partner("Other", PartnerKind::DirectBill, None).await;
    let theirs = door.desk.acting(&other, "Oda", &[Role::GlobalAdmin]).await;
    let new = AddUser {
        name: "Tobin Reyes".into(),
        email: EMAIL.into(),
        password: THEIRS.into(),
        roles: set(&[Role::SalesAgent]),
        customer: None,
        language: None,
    };
    assert_eq!(account::user_add(app, &theirs, new).await.unwrap().user.id, tobin);
    door.vouch("sub-1", EMAIL, &["agents"]);
    assert_eq!(told(door.come().await), "works_elsewhere");
    account::user_remove(app, &theirs, tobin).await.unwrap();
    assert_eq!(door.roles(door.come().await.unwrap()).await, set(&[Role::HelpdeskAgent]));
    assert_eq!(code(account::sign_in(app, &caller(), EMAIL, THEIRS).await), "password wrong");
    assert!(door.come().await.is_ok(), "the provider opens it as before");
}

/// The provider takes the last group and gives another one: nobody else has had the account between the two.
#[tokio::test]
async fn who_only_lost_their_groups_for_a_while_keeps_what_else_opens_the_account() {
    let door = Door::open().await;
    let app = &door.desk.app;
    let tobin = directory_tells(&door).await;
    door.vouch("sub-1", EMAIL, &["agents"]);
    assert_eq!(told(door.come().await), "done");
    let handed = account::user_link(app, &door.admin, tobin).await.unwrap();
    let account::Handed::Link(Some(link)) = handed else { panic!("it is shown") };
    account::choose_password(app, &caller(), link.expose(), THEIRS).await.unwrap();
    door.vouch("sub-1", EMAIL, &[]);
    assert_eq!(told(door.come().await), "no_group");
    door.vouch("sub-1", EMAIL, &["sales"]);
    assert_eq!(told(door.come().await), "done");
    assert!(account::sign_in(app, &caller(), EMAIL, THEIRS).await.is_ok());
}

#[tokio::test]
async fn who_was_taken_out_by_hand_is_let_in_by_no_provider_until_they_are_invited_again() {
    for by_directory in [false, true] {
        let door = Door::open().await;
        let app = &door.desk.app;
        if by_directory {
            directory_tells(&door).await;
        }
        door.vouch("sub-1", EMAIL, &["agents"]);
        assert_eq!(told(door.come().await), "done");
        let tobin = door.person(EMAIL).await;
        account::user_remove(app, &door.admin, tobin).await.unwrap();
        assert_eq!(told(door.come().await), "unknown", "{by_directory}");
        door.vouch("sub-1", "t.reyes@desk.example", &["agents", "sales"]);
        assert_eq!(told(door.come().await), "unknown", "{by_directory}: nor as somebody new");
        door.vouch("sub-1", EMAIL, &["agents"]);
        let again = InviteUser {
            name: "Tobin Reyes".into(),
            email: EMAIL.into(),
            roles: set(&[Role::SalesAgent]),
            customer: None,
            language: None,
        };
        assert_eq!(account::user_invite(app, &door.admin, again).await.unwrap().member.user.id, tobin);
        let roles = door.roles(door.come().await.unwrap()).await;
        assert_eq!(roles, set(&[Role::HelpdeskAgent, Role::SalesAgent]), "{by_directory}");
    }
}

#[tokio::test]
async fn whom_the_directory_deleted_is_let_in_no_more_and_who_only_left_a_group_is_when_they_are_in_one_again() {
    let door = Door::open().await;
    let tobin = directory_tells(&door).await;
    door.vouch("sub-1", EMAIL, &["agents"]);
    assert_eq!(told(door.come().await), "done");
    door.vouch("sub-1", EMAIL, &[]);
    assert_eq!(told(door.come().await), "no_group");
    door.vouch("sub-1", EMAIL, &["sales"]);
    assert_eq!(door.roles(door.come().await.unwrap()).await, set(&[Role::SalesAgent]));
    users_remove(&door.desk.app, &door.admin, &tobin.to_string()).await.unwrap();
    assert_eq!(told(door.come().await), "unknown");

    // A desk of its own: who comes from one address may come only so often.
    let door = Door::open().await;
    door.vouch("sub-2", "ida@desk.example", &["agents"]);
    assert_eq!(told(door.come().await), "done");
    door.vouch("sub-2", "ida@desk.example", &[]);
    assert_eq!(told(door.come().await), "no_group");
    door.vouch("sub-2", "ida@desk.example", &["agents"]);
    assert_eq!(told(door.come().await), "done");
}
