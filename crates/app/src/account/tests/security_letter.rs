//! What a person is told of at their own address, because it opens their account or shuts them out.

use tierline_domain::{PartnerKind, Role, SecurityChange, User};
use tierline_store::Auth;

use super::{
    super::{
        ChangePassword, EditPolicy, Entered, InviteUser, change_password, choose_password, edit_policy,
        factor::{asked, enrol, factor_remove, factor_view, factors_reset, new_codes},
        session_end_of, session_list_of, sessions_end_of, sessions_end_others, sign_in, user_invite, user_link,
        user_remove,
    },
    confirm,
    invitation::{mailing, post},
    keeping, set_up_app,
};
use crate::{
    PersonSays,
    test_desk::{Desk, PASSWORD, caller, noon},
};

const NEW: &str = "seven quiet harbours";

/// To whom, what changed, and who else did it.
type Told = (String, SecurityChange, Option<String>);

/// That somebody is told of what was done in their own name.
fn own(user: &User, change: SecurityChange) -> Vec<Told> {
    vec![(user.email.clone(), change, None)]
}

/// What was sent since the last look. Each letter says when, and from where.
async fn told(desk: &Desk) -> Vec<Told> {
    let (_, wrong) = post(desk).await;
    assert!(wrong.is_empty(), "{wrong:?}");
    let sent = std::mem::take(&mut *desk.post.sent.lock().unwrap());
    let said = |mail: crate::PersonMail| match mail.says {
        PersonSays::Security(news) => {
            assert_eq!((news.at, news.address.as_deref()), (noon(), Some("192.0.2.1")));
            assert_eq!(mail.organization, "Northgate");
            Some((mail.to, news.change, news.by))
        }
        PersonSays::Link { .. } | PersonSays::Emergency(_) => None,
    };
    sent.into_iter().filter_map(said).collect()
}

#[tokio::test]
async fn whoever_opens_an_account_anew_is_told_of_to_its_person() {
    let (desk, partner) = keeping().await;
    mailing(&desk);
    let odd = desk.acting(&partner, "Odd Varga", &[Role::HelpdeskAgent]).await;
    let (app, user) = (&desk.app, &odd.user);
    set_up_app(&desk, &odd).await;
    assert_eq!(told(&desk).await, own(user, SecurityChange::AppAdded), "one letter, with its codes");
    new_codes(app, &odd).await.unwrap();
    assert_eq!(told(&desk).await, own(user, SecurityChange::CodesMade));
    let id = factor_view(app, &odd).await.unwrap().factors[0].id;
    factor_remove(app, &odd, id).await.unwrap();
    assert_eq!(told(&desk).await, own(user, SecurityChange::FactorRemoved));
    change_password(app, &odd, ChangePassword { current: PASSWORD.into(), new: NEW.into() }).await.unwrap();
    assert_eq!(told(&desk).await, own(user, SecurityChange::PasswordChanged));
    let wrong = ChangePassword { current: PASSWORD.into(), new: "another one entirely".into() };
    assert!(change_password(app, &odd, wrong).await.is_err());
    assert_eq!(told(&desk).await, [], "nothing changed");
}

#[tokio::test]
async fn what_another_does_to_an_account_is_told_to_its_person_with_who_it_was() {
    let (desk, partner) = keeping().await;
    mailing(&desk);
    let admin = desk.acting(&partner, "Maren Oskel", &[Role::GlobalAdmin]).await;
    let odd = desk.acting(&partner, "Odd Varga", &[Role::HelpdeskAgent]).await;
    let (app, id) = (&desk.app, odd.user.id);
    let by_maren = |change| -> Vec<Told> { vec![(odd.user.email.clone(), change, Some("Maren Oskel".to_owned()))] };
    set_up_app(&desk, &odd).await;
    told(&desk).await;
    factors_reset(app, &admin, id).await.unwrap();
    assert_eq!(told(&desk).await, by_maren(SecurityChange::FactorsReset), "one letter, for the sessions too");
    desk.signed_in(&odd.user).await;
    let session = session_list_of(app, &admin, id).await.unwrap()[0].id;
    session_end_of(app, &admin, id, session).await.unwrap();
    assert_eq!(told(&desk).await, by_maren(SecurityChange::SessionsEnded));
    assert_eq!(sessions_end_of(app, &admin, id).await.unwrap(), 0);
    assert_eq!(told(&desk).await, [], "there were none");
    desk.signed_in(&odd.user).await;
    sessions_end_of(app, &admin, id).await.unwrap();
    assert_eq!(told(&desk).await, by_maren(SecurityChange::SessionsEnded));
    desk.signed_in(&odd.user).await;
    let again = desk.signed_in(&odd.user).await;
    assert_eq!(sessions_end_others(app, &again).await.unwrap(), 1);
    assert_eq!(told(&desk).await, [], "who ends their own knows it");
}

#[tokio::test]
async fn a_password_chosen_by_a_link_and_a_factor_set_up_at_the_door_are_told() {
    let (desk, partner) = keeping().await;
    mailing(&desk);
    let admin = desk.acting(&partner, "Maren Oskel", &[Role::GlobalAdmin]).await;
    let odd = desk.person(&partner, "Odd Varga", &[Role::HelpdeskAgent], None).await;
    let app = &desk.app;
    user_link(app, &admin, odd.id).await.unwrap();
    post(&desk).await;
    let (secret, ..) = desk.post.last();
    choose_password(app, &caller(), &secret, NEW).await.unwrap();
    assert_eq!(told(&desk).await, own(&odd, SecurityChange::PasswordByLink));
    edit_policy(app, &admin, EditPolicy { require_second_factor: Some(true), ..EditPolicy::default() }).await.unwrap();
    let Entered::SecondFactor(pending) = sign_in(app, &caller(), &odd.email, NEW).await.unwrap() else {
        panic!("the rule holds")
    };
    let new = asked(app, pending.secret.expose()).await.unwrap().unwrap().must_set_up.unwrap();
    enrol(app, &caller(), pending.secret.expose(), confirm(&desk, &new)).await.unwrap();
    assert_eq!(told(&desk).await, own(&odd, SecurityChange::AppAdded));
    let ida = InviteUser {
        name: "Ida Lund".into(),
        email: "ida.lund@desk.example".into(),
        roles: [Role::SalesAgent].into(),
        customer: None,
        language: None,
    };
    user_invite(app, &admin, ida).await.unwrap();
    post(&desk).await;
    let (secret, ..) = desk.post.last();
    choose_password(app, &caller(), &secret, NEW).await.unwrap();
    assert_eq!(told(&desk).await, [], "who was invited had no password before");
}

/// Threat 42: who may write another address into an account must not get at the warning that belongs to the one before.
#[tokio::test]
async fn a_warning_goes_to_the_address_of_when_the_account_changed() {
    let (desk, partner) = keeping().await;
    mailing(&desk);
    let odd = desk.acting(&partner, "Odd Varga", &[Role::HelpdeskAgent]).await;
    set_up_app(&desk, &odd).await;
    let renamed = User { email: "other@desk.example".into(), ..odd.user.clone() };
    let written: crate::Result<bool> = desk
        .app
        .store()
        .write_with(Auth, renamed, |tx, user| Box::pin(async move { Ok(tx.user_update(user).await?) }))
        .await;
    assert!(written.unwrap());
    assert_eq!(told(&desk).await, own(&odd.user, SecurityChange::AppAdded));
}

#[tokio::test]
async fn who_has_left_is_written_to_no_more() {
    let (desk, partner) = keeping().await;
    mailing(&desk);
    let admin = desk.acting(&partner, "Maren Oskel", &[Role::GlobalAdmin]).await;
    let odd = desk.acting(&partner, "Odd Varga", &[Role::HelpdeskAgent]).await;
    let app = &desk.app;
    set_up_app(&desk, &odd).await;
    user_remove(app, &admin, odd.user.id).await.unwrap();
    assert_eq!(told(&desk).await, [], "they belong nowhere");

    let ida = |name: &str| InviteUser {
        name: name.to_owned(),
        email: "ida.lund@desk.example".into(),
        roles: [Role::SalesAgent].into(),
        customer: None,
        language: None,
    };
    let invited = user_invite(app, &admin, ida("Ida Lund")).await.unwrap().member.user;
    user_remove(app, &admin, invited.id).await.unwrap();
    let other = desk.partner("Southlake IT", PartnerKind::DirectBill, None).await;
    let theirs = desk.acting(&other, "Bo Lund", &[Role::GlobalAdmin]).await;
    user_invite(app, &theirs, ida("I. Lund")).await.unwrap();
    let (taken, wrong) = post(&desk).await;
    assert_eq!((taken, wrong.len()), (2, 0));
    let from: Vec<String> = desk.post.sent.lock().unwrap().iter().map(|mail| mail.organization.clone()).collect();
    assert_eq!(from, ["Southlake IT"], "nobody is invited any more by the one that took them out");
}

#[tokio::test]
async fn a_desk_without_a_mail_server_writes_to_nobody_and_keeps_no_letter() {
    let (desk, partner) = keeping().await;
    let odd = desk.acting(&partner, "Odd Varga", &[Role::HelpdeskAgent]).await;
    set_up_app(&desk, &odd).await;
    change_password(&desk.app, &odd, ChangePassword { current: PASSWORD.into(), new: NEW.into() }).await.unwrap();
    mailing(&desk);
    assert_eq!(post(&desk).await, (0, Vec::new()));
}
