//! Emergency access: sealed, opened once, announced to everybody who answers for it.

use std::collections::BTreeSet;

use chrono::Duration;
use tierline_domain::{Action, Cloud, Membership, NoticeKind, Organization, Owner, Proof, Role};
use tierline_store::Auth;

use super::{
    super::{
        AddToken, Arrival, EditUser, OpenEmergency, authenticate_session, emergency_open, emergency_remove,
        emergency_seal, emergency_show, emergency_unsealed, enter,
        factor::{RelyingParty, new_codes, passkey_new},
        token_add, user_edit, user_link, user_list, user_remove,
    },
    desk,
    invitation::{mailing, post},
};
use crate::{
    Ctx, Error, Idempotency, PersonSays,
    notice::{self, NoticeQuery},
    test_desk::{Desk, caller, code},
};

fn opening(code: &str) -> OpenEmergency {
    OpenEmergency { code: code.into(), name: "Ida Lund".into(), reason: "Nobody gets in".into() }
}

async fn sealed(desk: &Desk, admin: &Ctx) -> String {
    emergency_seal(&desk.app, admin).await.unwrap().expect("a code is drawn").expose().to_owned()
}

async fn come_in(desk: &Desk, code: &str) -> Ctx {
    let signed = emergency_open(&desk.app, &caller(), opening(code)).await.unwrap();
    desk.ctx_of(signed.secret.expose()).await
}

#[tokio::test]
async fn the_code_lets_in_once_with_all_rights_and_for_some_hours() {
    let (desk, _, admin) = desk().await;
    assert_eq!(emergency_show(&desk.app, &admin).await.unwrap(), None);
    let kept = sealed(&desk, &admin).await;
    assert!(emergency_show(&desk.app, &admin).await.unwrap().unwrap().is_sealed);
    let typed = kept.to_lowercase().replace('-', " ");
    let signed = emergency_open(&desk.app, &caller(), opening(&typed)).await.unwrap();
    let inside = desk.ctx_of(signed.secret.expose()).await;
    assert!(Action::ALL.iter().all(|action| inside.may(*action) == admin.may(*action)));
    assert_eq!(code(emergency_open(&desk.app, &caller(), opening(&kept)).await), "code wrong", "it is spent");
    desk.clock.advance(Duration::hours(3));
    assert!(inside.require_recent(desk.app.now()).is_ok(), "there is nothing to prove it by anew");
    desk.clock.advance(Duration::hours(1));
    assert!(authenticate_session(&desk.app, signed.secret.expose()).await.unwrap().is_none());
}

#[tokio::test]
async fn all_global_admins_are_told_at_once_at_the_bell_and_by_mail() {
    let (desk, partner, admin) = desk().await;
    mailing(&desk);
    let second = desk.acting(&partner, "Dario Quellin", &[Role::GlobalAdmin]).await;
    let agent = desk.acting(&partner, "Odd Varga", &[Role::HelpdeskAgent]).await;
    let kept = sealed(&desk, &admin).await;
    let inside = come_in(&desk, &kept).await;
    for (ctx, told) in [(&admin, true), (&second, true), (&agent, false), (&inside, false)] {
        let all = notice::list(&desk.app, ctx, NoticeQuery::default()).await.unwrap();
        let opened =
            all.iter().any(|one| one.kind == NoticeKind::EmergencyOpened && one.facts.title == "Nobody gets in");
        assert_eq!(opened, told, "{}", ctx.user.name);
    }
    assert_eq!(post(&desk).await, (2, Vec::new()));
    let sent = desk.post.sent.lock().unwrap().clone();
    let mut to: Vec<&str> = sent.iter().map(|mail| mail.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, [&*second.user.email, &*admin.user.email]);
    assert!(sent.iter().all(|mail| matches!(&mail.says, PersonSays::Emergency(said) if said.name == "Ida Lund")));
    assert_eq!(emergency_unsealed(&desk.app, &second).await.unwrap().unwrap().name, "Ida Lund");
    assert_eq!(emergency_unsealed(&desk.app, &agent).await.unwrap(), None);
    let acts = desk.audit_actions(admin.owner).await;
    assert!(
        ["emergency.seal", "emergency.open", "account.sign_in"].iter().all(|act| acts.iter().any(|one| one == act))
    );
}

/// Threat 36: the desk's own mails stay in the cloud that they are about, as its bells do.
#[tokio::test]
async fn a_global_admin_of_the_other_cloud_is_told_of_nothing_that_happens_in_this_one() {
    let (desk, partner, admin) = desk().await;
    mailing(&desk);
    let government = Owner { organization: partner.id, cloud: Cloud::UsGovernment };
    let beyond = Membership { owner: government, customer: None, roles: BTreeSet::from([Role::GlobalAdmin]) };
    let beyond = desk.person_at("Jordan Whitlow", vec![beyond]).await;
    let beyond = desk.signed_in(&beyond).await;
    let kept = sealed(&desk, &admin).await;
    let _ = come_in(&desk, &kept).await;
    assert_eq!(post(&desk).await, (1, Vec::new()));
    let to: Vec<String> = desk.post.sent.lock().unwrap().iter().map(|mail| mail.to.clone()).collect();
    assert_eq!(to, std::slice::from_ref(&admin.user.email));
    assert_eq!(notice::list(&desk.app, &beyond, NoticeQuery::default()).await.unwrap(), []);
    assert_eq!(emergency_unsealed(&desk.app, &beyond).await.unwrap(), None);
}

#[tokio::test]
async fn sealing_anew_ends_the_code_before_and_who_is_in_by_it() {
    let (desk, _, admin) = desk().await;
    let first = sealed(&desk, &admin).await;
    let second = sealed(&desk, &admin).await;
    assert_eq!(code(emergency_open(&desk.app, &caller(), opening(&first)).await), "code wrong");
    let signed = emergency_open(&desk.app, &caller(), opening(&second)).await.unwrap();
    let inside = desk.ctx_of(signed.secret.expose()).await;
    let third = sealed(&desk, &inside).await;
    assert!(authenticate_session(&desk.app, signed.secret.expose()).await.unwrap().is_some(), "who seals stays in");
    sealed(&desk, &admin).await;
    assert!(authenticate_session(&desk.app, signed.secret.expose()).await.unwrap().is_none());
    assert_eq!(code(emergency_open(&desk.app, &caller(), opening(&third)).await), "code wrong");
    assert_eq!(emergency_unsealed(&desk.app, &admin).await.unwrap(), None);
}

#[tokio::test]
async fn a_repeated_call_does_not_show_a_code_that_opens_nothing() {
    let (desk, _, admin) = desk().await;
    let idempotency = Some(Idempotency { key: "seal".into(), body_hash: [1; 32] });
    let same = Ctx { idempotency, ..admin.clone() };
    let shown = emergency_seal(&desk.app, &same).await.unwrap().unwrap();
    assert_eq!(emergency_seal(&desk.app, &same).await.unwrap(), None);
    come_in(&desk, shown.expose()).await;
}

#[tokio::test]
async fn the_account_is_nobodys_colleague_and_no_last_administrator() {
    let (desk, partner, admin) = desk().await;
    sealed(&desk, &admin).await;
    let people = user_list(&desk.app, &admin, None).await.unwrap();
    assert_eq!(people.iter().map(|one| one.user.id).collect::<Vec<_>>(), [admin.user.id]);
    let shut = EditUser { roles: None, disabled: Some(true) };
    assert_eq!(code(user_edit(&desk.app, &admin, admin.user.id, shut).await), "last_global_admin");
    let agent = desk.acting(&partner, "Odd Varga", &[Role::AdminAgent]).await;
    assert_eq!(code(emergency_seal(&desk.app, &agent).await), "forbidden");
    assert_eq!(code(emergency_show(&desk.app, &agent).await), "forbidden");
}

#[tokio::test]
async fn what_was_taken_away_opens_nothing() {
    let (desk, _, admin): (Desk, Organization, Ctx) = desk().await;
    assert_eq!(code(emergency_remove(&desk.app, &admin).await), "not found");
    let kept = sealed(&desk, &admin).await;
    emergency_remove(&desk.app, &admin).await.unwrap();
    assert_eq!(code(emergency_open(&desk.app, &caller(), opening(&kept)).await), "code wrong");
    assert_eq!(emergency_show(&desk.app, &admin).await.unwrap(), None);
    let again = sealed(&desk, &admin).await;
    come_in(&desk, &again).await;
}

/// Threat 41: what is empty opens nothing, also where nothing is sealed.
#[tokio::test]
async fn tries_are_counted_and_an_empty_code_opens_nothing() {
    let (desk, _, admin) = desk().await;
    let kept = sealed(&desk, &admin).await;
    come_in(&desk, &kept).await;
    for _ in 0..5 {
        assert_eq!(code(emergency_open(&desk.app, &caller(), opening("")).await), "code wrong");
    }
    assert_eq!(code(emergency_open(&desk.app, &caller(), opening("")).await), "too many");
}

/// The code is good once and for some hours: nothing made meanwhile leads in again.
#[tokio::test]
async fn who_is_in_by_the_code_makes_no_other_way_in_for_themselves() {
    let (desk, _, admin) = desk().await;
    let kept = sealed(&desk, &admin).await;
    let inside = come_in(&desk, &kept).await;
    let app = &desk.app;
    let here = RelyingParty::of("https://desk.example").unwrap();
    assert_eq!(code(passkey_new(app, &inside, &here).await), "emergency");
    assert_eq!(code(new_codes(app, &inside).await), "emergency");
    let token = |user| AddToken { name: "Later".into(), days: 30, user, scopes: None };
    assert_eq!(code(token_add(app, &inside, token(None)).await), "emergency");
    assert_eq!(code(token_add(app, &inside, token(Some(inside.user.id))).await), "emergency");
    // What they are there for: somebody gets in again, and administers.
    let edit = EditUser { roles: Some(BTreeSet::from([Role::GlobalAdmin])), ..EditUser::default() };
    user_edit(app, &inside, admin.user.id, edit).await.unwrap();
}

/// Else a Global admin could come in as nobody, without the code and without anybody being told.
#[tokio::test]
async fn nobody_gives_the_account_a_password_a_token_or_other_roles_or_shuts_it() {
    let (desk, _, admin) = desk().await;
    sealed(&desk, &admin).await;
    let app = &desk.app;
    let account = emergency_show(app, &admin).await.unwrap().unwrap().user;
    assert!(matches!(user_link(app, &admin, account).await, Err(Error::NotFound)));
    let token = AddToken { name: "Later".into(), days: 30, user: Some(account), scopes: None };
    assert_eq!(code(token_add(app, &admin, token).await), "user_id unknown");
    for edit in [
        EditUser { disabled: Some(true), ..EditUser::default() },
        EditUser { roles: Some(BTreeSet::from([Role::SalesAgent])), ..EditUser::default() },
    ] {
        assert!(matches!(user_edit(app, &admin, account, edit).await, Err(Error::NotFound)));
    }
    assert!(matches!(user_remove(app, &admin, account).await, Err(Error::NotFound)));
}

/// Whatever leads there by another way ends at the door.
#[tokio::test]
async fn nothing_but_the_code_opens_the_account() {
    let (desk, _, admin) = desk().await;
    sealed(&desk, &admin).await;
    let account = emergency_show(&desk.app, &admin).await.unwrap().unwrap().user;
    let user = desk.app.store().read(Auth).await.unwrap().user_lookup(account).await.unwrap().unwrap();
    for proof in [Proof::Password, Proof::Passkey, Proof::SingleSignOn] {
        let entered = enter(&desk.app, &caller(), Arrival::by(user.clone(), proof)).await;
        assert!(matches!(entered, Err(Error::Unauthorized)), "{proof:?}");
    }
}
