//! Invitations, resets, and the links that both are.

use std::{collections::BTreeSet, sync::atomic::Ordering};

use chrono::Duration;
use tierline_domain::{Cloud, Membership, NoticeKind, Owner, PartnerKind, PersonState, Role};
use tierline_store::{Claim, System};

use super::{
    super::{
        AddServiceAccount, AddToken, ChangePassword, EditUser, Handed, InviteUser, LETTERS, PeopleQuery, ask_reset,
        authenticate_session, authenticate_token, change_password, choose_password, deliver_letter, link_open,
        people_list, service_account_add, service_accounts_orphaned, sign_in, token_add, user_edit, user_invite,
        user_link, user_remove,
    },
    desk,
};
use crate::{
    Ctx, PersonSays,
    notice::{self, NoticeQuery},
    test_desk::{Desk, PASSWORD, caller, code},
};

const NEW: &str = "seven quiet harbours";

fn inviting(name: &str, roles: &[Role]) -> InviteUser {
    InviteUser {
        name: name.into(),
        email: format!("{}@desk.example", name.to_lowercase().replace(' ', ".")),
        roles: roles.iter().copied().collect(),
        customer: None,
        language: None,
    }
}

/// Sends what waits; gives how many letters that were and what went wrong.
pub(super) async fn post(desk: &Desk) -> (usize, Vec<String>) {
    let now = desk.app.now();
    let claim = Claim { queue: LETTERS, now, until: now + Duration::seconds(10), token: desk.app.id(), limit: 16 };
    let claimed: crate::Result<Vec<_>> = desk
        .app
        .store()
        .write_with(System, claim, |tx, claim| Box::pin(async move { Ok(tx.outbox_claim(claim).await?) }))
        .await;
    let taken = claimed.unwrap();
    let mut wrong = Vec::new();
    for letter in &taken {
        if let Err(error) = deliver_letter(&desk.app, letter).await {
            wrong.push(error.to_string());
        }
    }
    (taken.len(), wrong)
}

pub(super) fn mailing(desk: &Desk) {
    desk.post.is_set_up.store(true, Ordering::SeqCst);
}

/// How many letters come of asking at the door. They are ordered behind the answer.
async fn asked(desk: &Desk, email: &str) -> usize {
    assert!(ask_reset(&desk.app, &caller(), email).await.unwrap());
    for _ in 0..40 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        let (taken, wrong) = post(desk).await;
        assert!(wrong.is_empty(), "{wrong:?}");
        if taken > 0 {
            return taken;
        }
    }
    0
}

/// Everybody by name: how it stands with the account, and whether an invitation holds.
async fn states(desk: &Desk, admin: &Ctx) -> Vec<(String, PersonState, bool)> {
    let lines = people_list(&desk.app, admin, PeopleQuery { limit: 20, ..PeopleQuery::default() }).await.unwrap();
    let state =
        |line: tierline_domain::PersonLine| (line.member.user.name.clone(), line.state(), line.invited_until.is_some());
    lines.into_iter().map(state).collect()
}

#[tokio::test]
async fn an_invitation_is_mailed_used_once_and_nothing_of_it_lies_in_the_database_before() {
    let (desk, _, admin) = desk().await;
    mailing(&desk);
    let invited = user_invite(&desk.app, &admin, inviting("Odd Varga", &[Role::HelpdeskAgent])).await.unwrap();
    assert_eq!(invited.handed, Handed::Mailed);
    let odd = ("Odd Varga".to_owned(), PersonState::Invited, false);
    assert_eq!(states(&desk, &admin).await[1], odd, "no link before it is sent");
    assert_eq!(post(&desk).await, (1, Vec::new()));
    assert!(states(&desk, &admin).await[1].2);
    let (secret, to, _) = desk.post.last();
    assert_eq!((to.as_str(), secret.starts_with("tlp_")), ("odd.varga@desk.example", true));
    let says = desk.post.sent.lock().unwrap()[0].says.clone();
    assert!(matches!(says, PersonSays::Link { by: Some(name), .. } if name == "Maren Oskel"));

    assert_eq!(code(choose_password(&desk.app, &caller(), &secret, "short").await), "new too_short");
    assert_eq!(code(choose_password(&desk.app, &caller(), &secret, "Varga and nine kelps").await), "new contains_name");
    choose_password(&desk.app, &caller(), &secret, NEW).await.unwrap();
    assert_eq!(code(choose_password(&desk.app, &caller(), &secret, "another one entirely").await), "link_gone");
    assert!(sign_in(&desk.app, &caller(), "odd.varga@desk.example", NEW).await.is_ok());
    assert_eq!(states(&desk, &admin).await[1].1, PersonState::Open);
    assert!(desk.audit_actions(admin.owner).await.contains(&"account.password_by_link".to_owned()));
}

/// Threat 41: an empty or misshapen secret opens nothing, and an invitation ends.
#[tokio::test]
async fn an_invitation_ends_after_a_week_and_a_reset_after_an_hour() {
    let (desk, partner, admin) = desk().await;
    let ida = desk.person(&partner, "Ida Lund", &[Role::SalesAgent], None).await;
    let invited = user_invite(&desk.app, &admin, inviting("Odd Varga", &[Role::HelpdeskAgent])).await.unwrap();
    let Handed::Link(Some(invitation)) = invited.handed else { panic!("no mail goes: it is shown") };
    let Handed::Link(Some(reset)) = user_link(&desk.app, &admin, ida.id).await.unwrap() else { panic!("shown") };
    for bad in ["", "tlp_", "tlp_null", &invitation.expose()[4..], &invitation.expose()[..46]] {
        assert_eq!(link_open(&desk.app, bad).await.unwrap(), None, "{bad:?}");
    }
    desk.clock.advance(Duration::minutes(60));
    assert_eq!(link_open(&desk.app, reset.expose()).await.unwrap(), None);
    desk.clock.advance(Duration::days(7) - Duration::minutes(61));
    assert!(link_open(&desk.app, invitation.expose()).await.unwrap().is_some());
    desk.clock.advance(Duration::minutes(1));
    assert_eq!(code(choose_password(&desk.app, &caller(), invitation.expose(), NEW).await), "link_gone");
}

/// Threat 44: asking at the door gets nobody a link who has not come in yet; only an administrator invites.
#[tokio::test]
async fn who_was_only_invited_is_not_written_to_because_a_stranger_asks() {
    let (desk, _, admin) = desk().await;
    mailing(&desk);
    let invited = user_invite(&desk.app, &admin, inviting("Odd Varga", &[Role::HelpdeskAgent])).await.unwrap();
    post(&desk).await;
    assert_eq!(asked(&desk, "odd.varga@desk.example").await, 0);
    assert_eq!(user_link(&desk.app, &admin, invited.member.user.id).await.unwrap(), Handed::Mailed);
    assert_eq!(post(&desk).await.0, 1);
    assert_eq!(desk.post.last().2, 2);
}

/// Threat 46: the answer is the same for every address, and is given before anybody has looked.
#[tokio::test]
async fn a_reset_is_answered_alike_and_ends_all_sessions_but_no_token() {
    let (desk, partner, admin) = desk().await;
    mailing(&desk);
    let odd = desk.person(&partner, "Odd Varga", &[Role::HelpdeskAgent], None).await;
    let session = sign_in(&desk.app, &caller(), &odd.email, PASSWORD).await.unwrap().session().unwrap();
    let add = AddToken { name: "Reports".into(), days: 5, user: Some(odd.id), scopes: None };
    let token = token_add(&desk.app, &admin, add).await.unwrap().secret.unwrap();
    for nobody in ["nobody@desk.example", "", "a\0b@desk.example", &"x".repeat(5_000)] {
        assert_eq!(asked(&desk, nobody).await, 0, "{nobody:.20}");
    }
    assert_eq!(asked(&desk, " ODD.VARGA@desk.example ").await, 1);
    let (secret, to, sent) = desk.post.last();
    assert_eq!((to, sent), (odd.email.clone(), 1));
    choose_password(&desk.app, &caller(), &secret, NEW).await.unwrap();
    assert!(authenticate_session(&desk.app, session.secret.expose()).await.unwrap().is_none());
    assert!(authenticate_token(&desk.app, token.expose(), None).await.unwrap().is_some());
    assert_eq!(code(sign_in(&desk.app, &caller(), &odd.email, PASSWORD).await), "password wrong");
    let actions = desk.audit_actions(admin.owner).await;
    assert_eq!(actions.iter().filter(|action| *action == "account.reset_ask").count(), 1);
}

#[tokio::test]
async fn nobodys_mailbox_is_filled_and_who_asks_too_often_waits() {
    let (desk, partner, _) = desk().await;
    mailing(&desk);
    let odd = desk.person(&partner, "Odd Varga", &[Role::HelpdeskAgent], None).await;
    for _ in 0..5 {
        asked(&desk, &odd.email).await;
    }
    assert_eq!(desk.post.last().2, 3, "three links are enough");
    assert_eq!(code(ask_reset(&desk.app, &caller(), &odd.email).await), "too many");
    assert!(sign_in(&desk.app, &caller(), &odd.email, PASSWORD).await.is_ok(), "the owner is not locked out by it");
}

#[tokio::test]
async fn a_desk_that_sends_no_mail_says_so_to_everybody_alike() {
    let (desk, partner, _) = desk().await;
    let odd = desk.person(&partner, "Odd Varga", &[Role::HelpdeskAgent], None).await;
    for email in [odd.email.as_str(), "nobody@desk.example"] {
        assert!(!ask_reset(&desk.app, &caller(), email).await.unwrap());
    }
    assert_eq!(post(&desk).await.0, 0);
}

#[tokio::test]
async fn a_changed_password_and_a_shut_account_end_links_that_were_given() {
    let (desk, partner, admin) = desk().await;
    let odd = desk.acting(&partner, "Odd Varga", &[Role::HelpdeskAgent]).await;
    let give = async || match user_link(&desk.app, &admin, odd.user.id).await.unwrap() {
        Handed::Link(Some(secret)) => secret,
        other => panic!("{other:?}"),
    };
    let (one, two) = (give().await, give().await);
    choose_password(&desk.app, &caller(), one.expose(), NEW).await.unwrap();
    assert_eq!(link_open(&desk.app, two.expose()).await.unwrap(), None, "the first that is used ends both");
    let three = give().await;
    let session = sign_in(&desk.app, &caller(), &odd.user.email, NEW).await.unwrap().session().unwrap();
    let odd = desk.ctx_of(session.secret.expose()).await;
    let change = ChangePassword { current: NEW.into(), new: "another one entirely".into() };
    change_password(&desk.app, &odd, change).await.unwrap();
    assert_eq!(link_open(&desk.app, three.expose()).await.unwrap(), None);
    let four = give().await;
    let set = |disabled| EditUser { disabled: Some(disabled), ..EditUser::default() };
    user_edit(&desk.app, &admin, odd.user.id, set(true)).await.unwrap();
    assert_eq!(code(user_link(&desk.app, &admin, odd.user.id).await), "shut");
    user_edit(&desk.app, &admin, odd.user.id, set(false)).await.unwrap();
    assert_eq!(link_open(&desk.app, four.expose()).await.unwrap(), None, "not even once it is open again");
}

/// Threat 36: a link that is shown opens an account wherever it reaches, so who sees it must administer there.
#[tokio::test]
async fn a_link_to_an_account_that_reaches_another_cloud_is_not_shown() {
    let (desk, partner, admin) = desk().await;
    let at = |organization, cloud| Membership {
        owner: Owner { organization, cloud },
        customer: None,
        roles: BTreeSet::from([Role::GlobalAdmin]),
    };
    let both = vec![at(partner.id, Cloud::Public), at(partner.id, Cloud::UsGovernment)];
    let both = desk.person_at("Ida Lund", both).await;
    assert_eq!(code(user_link(&desk.app, &admin, both.id).await), "not_here");
    mailing(&desk);
    assert_eq!(user_link(&desk.app, &admin, both.id).await.unwrap(), Handed::Mailed, "their own mailbox is theirs");
    let other = desk.partner("Southlake IT", PartnerKind::DirectBill, None).await;
    let shared = vec![at(partner.id, Cloud::Public), at(other.id, Cloud::Public)];
    let shared = desk.person_at("Bo Lund", shared).await;
    assert_eq!(code(user_link(&desk.app, &admin, shared.id).await), "works_elsewhere");
}

#[tokio::test]
async fn a_letter_that_could_not_be_sent_leaves_no_link_and_is_tried_again() {
    let (desk, _, admin) = desk().await;
    mailing(&desk);
    desk.post.is_down.store(true, Ordering::SeqCst);
    user_invite(&desk.app, &admin, inviting("Odd Varga", &[Role::HelpdeskAgent])).await.unwrap();
    assert_eq!(post(&desk).await, (1, vec!["mail.example says 451".to_owned()]));
    assert!(!states(&desk, &admin).await[1].2, "nothing is on its way");
    desk.post.is_down.store(false, Ordering::SeqCst);
    desk.clock.advance(Duration::seconds(10));
    assert_eq!(post(&desk).await, (1, Vec::new()));
    assert!(states(&desk, &admin).await[1].2);
}

#[tokio::test]
async fn a_program_acts_by_tokens_has_no_password_and_is_missed_when_its_keeper_leaves() {
    let (desk, partner, admin) = desk().await;
    let ida = desk.person(&partner, "Ida Lund", &[Role::AdminAgent], None).await;
    let add = |keeper| AddServiceAccount {
        name: "Night import".into(),
        roles: BTreeSet::from([Role::HelpdeskAgent]),
        keeper: Some(keeper),
    };
    let program = service_account_add(&desk.app, &admin, add(ida.id)).await.unwrap();
    assert_eq!(code(service_account_add(&desk.app, &admin, add(program.id)).await), "keeper_id unknown");
    assert_eq!(code(user_link(&desk.app, &admin, program.id).await), "program");
    let token = AddToken { name: "Nightly".into(), days: 5, user: Some(program.id), scopes: None };
    let token = token_add(&desk.app, &admin, token).await.unwrap();
    assert!(token.token.is_service);
    let signed = authenticate_token(&desk.app, token.secret.unwrap().expose(), None).await.unwrap().unwrap();
    assert_eq!(signed.identity.user.name, "Night import");
    assert!(states(&desk, &admin).await.iter().all(|(name, ..)| name != "Night import"), "listed apart");

    assert!(service_accounts_orphaned(&desk.app, &admin).await.unwrap().is_empty());
    user_remove(&desk.app, &admin, ida.id).await.unwrap();
    assert_eq!(service_accounts_orphaned(&desk.app, &admin).await.unwrap()[0].keeper_name, "Ida Lund");
    let agent = desk.acting(&partner, "Odd Varga", &[Role::HelpdeskAgent]).await;
    let unread = || NoticeQuery { limit: 10, ..NoticeQuery::default() };
    let told = notice::list(&desk.app, &admin, unread()).await.unwrap();
    assert_eq!((told.len(), told[0].kind), (1, NoticeKind::KeeperLeft));
    assert_eq!((told[0].facts.title.as_str(), told[0].facts.keeper.as_deref()), ("Night import", Some("Ida Lund")));
    assert!(
        notice::list(&desk.app, &agent, unread()).await.unwrap().is_empty(),
        "who can do nothing about it is not told"
    );
    assert!(service_accounts_orphaned(&desk.app, &agent).await.unwrap().is_empty(), "an administrator's business");
}

/// Threat 55: neither links nor passwords reach the audit log.
#[tokio::test]
async fn links_are_nowhere_in_the_audit_log() {
    let (desk, _, admin) = desk().await;
    let invited = user_invite(&desk.app, &admin, inviting("Odd Varga", &[Role::HelpdeskAgent])).await.unwrap();
    let Handed::Link(Some(secret)) = invited.handed else { panic!("shown") };
    choose_password(&desk.app, &caller(), secret.expose(), NEW).await.unwrap();
    let log = format!("{:?}", desk.audit(admin.owner).await);
    assert!(!log.contains(&secret.expose()[4..]) && !log.contains(NEW), "{log}");
}
