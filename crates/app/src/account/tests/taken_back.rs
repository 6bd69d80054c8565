//! Who was taken out and is taken in again: by their own organization or another one, and never by what opened the account before.

use std::collections::BTreeSet;

use tierline_domain::{Organization, PartnerKind, PersonState, Role, User};

use super::{
    super::{
        AddUser, EditUser, Entered, Handed, InviteUser, PeopleQuery, choose_password, emergency_remove, emergency_seal,
        emergency_show, link_open, people_list, sign_in, user_add, user_edit, user_invite, user_link, user_remove,
    },
    keeping, set_up_app,
};
use crate::{
    Ctx,
    test_desk::{Desk, PASSWORD, caller, code},
};

const NEW: &str = "seven quiet harbours";

/// A desk, a Global admin of it and somebody whom they can take out.
async fn scene() -> (Desk, Organization, Ctx, User) {
    let (desk, partner) = keeping().await;
    let admin = desk.acting(&partner, "Maren Oskel", &[Role::GlobalAdmin]).await;
    let ida = desk.person(&partner, "Ida Lund", &[Role::SalesAgent], None).await;
    (desk, partner, admin, ida)
}

fn inviting(name: &str, email: &str) -> InviteUser {
    InviteUser {
        name: name.into(),
        email: email.into(),
        roles: BTreeSet::from([Role::HelpdeskAgent]),
        customer: None,
        language: None,
    }
}

#[tokio::test]
async fn who_was_taken_out_is_invited_again_and_comes_in_by_the_new_link_alone() {
    let (desk, _, admin, ida) = scene().await;
    let app = &desk.app;
    let ctx = desk.signed_in(&ida).await;
    set_up_app(&desk, &ctx).await;
    let Handed::Link(Some(old)) = user_link(app, &admin, ida.id).await.unwrap() else { panic!("it is shown") };
    user_remove(app, &admin, ida.id).await.unwrap();

    let invited = user_invite(app, &admin, inviting("Ida Berg", &ida.email)).await.unwrap();
    assert_eq!((invited.member.user.id, invited.member.user.name.as_str()), (ida.id, "Ida Berg"));
    assert_eq!(invited.member.membership.roles, BTreeSet::from([Role::HelpdeskAgent]));
    let Handed::Link(Some(link)) = invited.handed else { panic!("it is shown") };
    assert_eq!(code(sign_in(app, &caller(), &ida.email, PASSWORD).await), "password wrong");
    assert!(link_open(app, old.expose()).await.unwrap().is_none(), "what was given before opens nothing");
    choose_password(app, &caller(), link.expose(), NEW).await.unwrap();
    let entered = sign_in(app, &caller(), &ida.email, NEW).await.unwrap();
    assert!(matches!(entered, Entered::In(_)), "nor does the old phone stand in the way");
    assert_eq!(code(user_invite(app, &admin, inviting("Ida Berg", &ida.email)).await), "email member");
}

/// Threat 46: that an address once had an account here is nothing that another organization learns.
#[tokio::test]
async fn another_organization_invites_who_was_taken_out_like_anybody_new() {
    let (desk, _, admin, ida) = scene().await;
    let app = &desk.app;
    desk.signed_in(&ida).await;
    user_edit(app, &admin, ida.id, EditUser { disabled: Some(true), ..EditUser::default() }).await.unwrap();
    user_remove(app, &admin, ida.id).await.unwrap();
    let other = desk.partner("Southlake IT", PartnerKind::DirectBill, None).await;
    let theirs = desk.acting(&other, "Bo Lund", &[Role::GlobalAdmin]).await;

    let known = user_invite(app, &theirs, inviting("I. Lund", &ida.email)).await.unwrap();
    let new = user_invite(app, &theirs, inviting("Odd Varga", "odd.varga@desk.example")).await.unwrap();
    let as_typed = User { name: "I. Lund".into(), email: ida.email.clone(), id: ida.id, ..new.member.user.clone() };
    assert_eq!(known.member.user, as_typed);
    assert!(matches!((&known.handed, &new.handed), (Handed::Link(Some(_)), Handed::Link(Some(_)))));
    let lines = people_list(app, &theirs, PeopleQuery { limit: 20, ..PeopleQuery::default() }).await.unwrap();
    let invited: Vec<_> = lines.iter().filter(|line| line.state() == PersonState::Invited).collect();
    assert_eq!(invited.len(), 2);
    assert!(invited.iter().all(|line| line.last_sign_in_at.is_none() && line.invited_until.is_some()));

    assert_eq!(code(sign_in(app, &caller(), &ida.email, PASSWORD).await), "password wrong");
    let Handed::Link(Some(link)) = known.handed else { panic!("it is shown") };
    choose_password(app, &caller(), link.expose(), NEW).await.unwrap();
    let signed = sign_in(app, &caller(), &ida.email, NEW).await.unwrap().session().unwrap();
    assert_eq!(signed.owner.organization, other.id);
    assert_eq!(code(user_invite(app, &admin, inviting("Ida Lund", &ida.email)).await), "email taken");
}

#[tokio::test]
async fn who_is_added_again_begins_with_the_password_that_was_given_now() {
    let (desk, _, admin, ida) = scene().await;
    let app = &desk.app;
    user_remove(app, &admin, ida.id).await.unwrap();
    let adding = AddUser {
        name: "Ida Lund".into(),
        email: ida.email.to_uppercase(),
        roles: BTreeSet::from([Role::SalesAgent]),
        customer: None,
        password: NEW.into(),
        language: None,
    };
    let member = user_add(app, &admin, adding).await.unwrap();
    assert_eq!(member.user.id, ida.id);
    assert!(sign_in(app, &caller(), &ida.email, NEW).await.unwrap().session().is_some());
    assert_eq!(code(sign_in(app, &caller(), &ida.email, PASSWORD).await), "password wrong");
}

#[tokio::test]
async fn emergency_access_that_was_taken_away_is_nobody_who_could_be_invited() {
    let (desk, _, admin, _) = scene().await;
    let app = &desk.app;
    emergency_seal(app, &admin).await.unwrap();
    let account = emergency_show(app, &admin).await.unwrap().unwrap().user;
    emergency_remove(app, &admin).await.unwrap();
    let address = format!("{account}@service.invalid");
    assert_eq!(code(user_invite(app, &admin, inviting("Somebody", &address)).await), "email taken");
}
