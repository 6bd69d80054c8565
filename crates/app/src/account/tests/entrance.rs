//! Coming in, staying in, going out.

use std::collections::BTreeSet;

use chrono::Duration;
use tierline_domain::{Cloud, Membership, OrganizationKind, Owner, PartnerKind, Role};
use tierline_store::Auth;

use super::{
    super::{
        Caller, ChangePassword, EditProfile, EditUser, PASSWORD_LONGEST, SESSION_HOURS, SetUp, authenticate_session,
        authenticate_token, change_password, edit_profile, me, purge_sessions, set_up, set_up_code, set_up_needed,
        sign_in, sign_out, switch_cloud, user_edit,
    },
    desk,
};
use crate::{
    Error,
    test_desk::{Desk, PASSWORD, caller, code},
};

fn setting_up() -> SetUp {
    SetUp {
        kind: OrganizationKind::Partner,
        partner_kind: Some(PartnerKind::DirectBill),
        organization: "Northgate Cloud Partners".into(),
        clouds: BTreeSet::from([Cloud::Public, Cloud::UsGovernment]),
        name: "Maren Oskel".into(),
        email: "maren@northgate.example".into(),
        password: PASSWORD.into(),
    }
}

/// Sets up as somebody who has read what the desk printed.
async fn founds(desk: &Desk, command: SetUp) -> crate::Result<super::super::Founded> {
    let code = set_up_code(&desk.app).await?.map(|code| code.expose().to_owned()).unwrap_or_default();
    set_up(&desk.app, &caller(), &code, command).await
}

/// Whoever finds the desk first must not become its administrator.
#[tokio::test]
async fn an_empty_desk_is_set_up_by_who_has_its_code_and_the_code_is_gone_afterwards() {
    for engine in [tierline_store::Engine::Sqlite, tierline_store::Engine::Postgres] {
        let desk = Desk::on(engine).await;
        assert_eq!(code(set_up(&desk.app, &caller(), "", setting_up()).await), "code wrong_code", "none is drawn yet");
        let drawn = set_up_code(&desk.app).await.unwrap().unwrap();
        assert_eq!(set_up_code(&desk.app).await.unwrap().as_ref(), Some(&drawn), "each node prints the same");
        let wrong = set_up(&desk.app, &caller(), "AAAA-AAAA-AAAA-AAAA", setting_up()).await;
        assert_eq!(code(wrong), "code wrong_code");
        let typed = drawn.expose().to_lowercase().replace('-', " ");
        set_up(&desk.app, &caller(), &typed, setting_up()).await.unwrap();
        assert_eq!(set_up_code(&desk.app).await.unwrap(), None);
    }
}

#[tokio::test]
async fn who_guesses_the_code_has_to_wait() {
    let desk = Desk::empty().await;
    let right = set_up_code(&desk.app).await.unwrap().unwrap();
    for _ in 0..5 {
        assert_eq!(code(set_up(&desk.app, &caller(), "guess", setting_up()).await), "code wrong_code");
    }
    let waits = set_up(&desk.app, &caller(), right.expose(), setting_up()).await;
    assert!(matches!(waits, Err(Error::TooMany { .. })), "{waits:?}");
    assert!(set_up_needed(&desk.app).await.unwrap());
}

#[tokio::test]
async fn the_first_person_of_an_empty_desk_administers_it_in_each_cloud() {
    let desk = Desk::empty().await;
    assert!(set_up_needed(&desk.app).await.unwrap());
    let founded = founds(&desk, setting_up()).await.unwrap();
    assert!(!set_up_needed(&desk.app).await.unwrap());
    let session = sign_in(&desk.app, &caller(), "Maren@Northgate.example", PASSWORD).await.unwrap().session().unwrap();
    let ctx = desk.ctx_of(session.secret.expose()).await;
    assert_eq!((ctx.owner.cloud, ctx.roles.clone()), (Cloud::Public, BTreeSet::from([Role::GlobalAdmin])));
    switch_cloud(&desk.app, &ctx, session.secret.expose(), Cloud::UsGovernment).await.unwrap();
    let ctx = desk.ctx_of(session.secret.expose()).await;
    assert_eq!(ctx.owner, Owner { organization: founded.organization.id, cloud: Cloud::UsGovernment });
    assert_eq!(desk.audit_actions(ctx.owner).await, ["desk.set_up", "account.switch"]);
}

#[tokio::test]
async fn a_desk_with_people_cannot_be_set_up_again() {
    let desk = Desk::empty().await;
    founds(&desk, setting_up()).await.unwrap();
    let again = SetUp { email: "intruder@example.com".into(), ..setting_up() };
    assert_eq!(code(founds(&desk, again).await), "set_up");
}

#[tokio::test]
async fn two_who_set_up_at_once_do_not_both_become_administrators() {
    for engine in [tierline_store::Engine::Sqlite, tierline_store::Engine::Postgres] {
        let desk = Desk::on(engine).await;
        let other = SetUp { email: "second@example.com".into(), ..setting_up() };
        let (one, two) = tokio::join!(founds(&desk, setting_up()), founds(&desk, other));
        assert!(one.is_ok() ^ two.is_ok(), "{engine:?}: {one:?} {two:?}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_set_up_is_said_by_the_forms_own_names() {
    let desk = Desk::empty().await;
    let bad = SetUp {
        organization: " ".into(),
        partner_kind: None,
        clouds: BTreeSet::new(),
        password: "short".into(),
        ..setting_up()
    };
    let Err(Error::Invalid(fields)) = founds(&desk, bad).await else { panic!("a refusal was expected") };
    let fields: Vec<&str> = fields.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["organization", "partner_kind", "clouds", "password"]);
    let provider = SetUp { kind: OrganizationKind::Provider, ..setting_up() };
    assert_eq!(code(founds(&desk, provider).await), "partner_kind not_a_partner");
}

/// Threat 46: address, password and shut account are refused in the same words.
#[tokio::test]
async fn a_refused_sign_in_does_not_tell_what_was_wrong() {
    let (desk, partner, admin) = desk().await;
    let shut = desk.person(&partner, "Odd Varga", &[Role::HelpdeskAgent], None).await;
    user_edit(&desk.app, &admin, shut.id, EditUser { disabled: Some(true), ..EditUser::default() }).await.unwrap();
    desk.person_at("Nora Nowhere", Vec::new()).await;
    let mut answers = BTreeSet::new();
    for (email, password) in [
        ("maren.oskel@desk.example", "kelp otter nine lantern"),
        ("nobody@desk.example", PASSWORD),
        ("odd.varga@desk.example", PASSWORD),
        ("nora.nowhere@desk.example", PASSWORD),
        ("", ""),
        ("maren.oskel@desk.example\0", PASSWORD),
        (&"x".repeat(10_000), PASSWORD),
    ] {
        let Err(Error::Invalid(fields)) = sign_in(&desk.app, &caller(), email, password).await else {
            panic!("{email} was let in");
        };
        answers.insert(format!("{fields:?}"));
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[tokio::test]
async fn success_and_refusal_are_on_record() {
    let (desk, partner, _) = desk().await;
    let user = desk.person(&partner, "Odd Varga", &[Role::HelpdeskAgent], None).await;
    sign_in(&desk.app, &caller(), &user.email, "kelp otter nine lantern").await.unwrap_err();
    let owner = Owner { organization: partner.id, cloud: Cloud::Public };
    let refused = loop {
        let all = desk.audit(owner).await;
        if let Some(record) = all.into_iter().find(|record| record.action == "account.sign_in.refused") {
            break record.entry.unwrap();
        }
        tokio::task::yield_now().await;
    };
    // Whoever it was, it was not proven to be this person.
    assert_eq!((refused.actor.as_str(), refused.subject), ("anybody", Some(user.id.to_string())));
    assert_eq!(refused.detail["address"], "192.0.2.1");
    desk.signed_in(&user).await;
    let last = desk.audit(owner).await.pop().unwrap();
    assert_eq!((last.action.as_str(), last.entry.unwrap().actor), ("account.sign_in", user.id.to_string()));
}

#[tokio::test]
async fn too_many_tries_have_to_wait_and_the_owner_gets_in_afterwards() {
    let (desk, ..) = desk().await;
    let email = "maren.oskel@desk.example";
    for _ in 0..5 {
        sign_in(&desk.app, &caller(), email, "kelp otter nine lantern").await.unwrap_err();
    }
    let Err(Error::TooMany { retry_after }) = sign_in(&desk.app, &caller(), email, PASSWORD).await else {
        panic!("a sixth try at once");
    };
    let elsewhere = Caller { address: Some("198.51.100.7".into()), ..caller() };
    sign_in(&desk.app, &elsewhere, email, PASSWORD).await.unwrap();
    desk.clock.advance(Duration::seconds(i64::try_from(retry_after).unwrap()));
    sign_in(&desk.app, &caller(), email, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn an_older_hash_is_made_anew_when_its_owner_signs_in() {
    let (desk, _, admin) = desk().await;
    let params = argon2::Params::new(8_192, 1, 1, None).unwrap();
    let weak = argon2::Argon2::from(params);
    let old = argon2::PasswordHasher::hash_password_with_salt(&weak, PASSWORD.as_bytes(), b"sixteen bytes ok")
        .unwrap()
        .to_string();
    let user = admin.user.id;
    let set: crate::Result<bool> = desk
        .app
        .store()
        .write(Auth, move |tx| {
            let old = old.clone();
            Box::pin(async move { Ok(tx.user_password_set(user, &old).await?) })
        })
        .await;
    assert!(set.unwrap());
    for _ in 0..2 {
        sign_in(&desk.app, &caller(), &admin.user.email, PASSWORD).await.unwrap();
        let found = desk.app.store().read(Auth).await.unwrap().user_by_email(&admin.user.email).await.unwrap();
        let hash = found.unwrap().1.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }
}

/// Threat 41: nothing but the secret itself opens a session or stands for a token.
#[tokio::test]
async fn only_the_whole_secret_opens_a_session() {
    let (desk, _, admin) = desk().await;
    let session = sign_in(&desk.app, &caller(), &admin.user.email, PASSWORD).await.unwrap().session().unwrap();
    let secret = session.secret.expose();
    assert_eq!(secret.len(), 43);
    assert!(
        authenticate_session(&desk.app, secret)
            .await
            .unwrap()
            .is_some_and(|signed| signed.identity.csrf == Some(session.csrf))
    );
    for bad in ["", "null", &secret[..42], &secret.to_lowercase(), &format!("{secret}A"), &format!("tl_{secret}")] {
        assert_eq!(authenticate_session(&desk.app, bad).await.unwrap(), None, "{bad}");
        assert_eq!(authenticate_token(&desk.app, bad, None).await.unwrap(), None, "{bad}");
    }
}

#[tokio::test]
async fn a_session_ends_by_signing_out_and_after_a_working_day() {
    let (desk, _, admin) = desk().await;
    let (one, two) = (
        sign_in(&desk.app, &caller(), &admin.user.email, PASSWORD).await.unwrap().session().unwrap(),
        sign_in(&desk.app, &caller(), &admin.user.email, PASSWORD).await.unwrap().session().unwrap(),
    );
    sign_out(&desk.app, &admin, one.secret.expose()).await.unwrap();
    sign_out(&desk.app, &admin, one.secret.expose()).await.unwrap();
    assert!(authenticate_session(&desk.app, one.secret.expose()).await.unwrap().is_none());
    let signed_out =
        desk.audit_actions(admin.owner).await.iter().filter(|action| *action == "account.sign_out").count();
    assert_eq!(signed_out, 1);
    desk.clock.advance(Duration::hours(SESSION_HOURS) - Duration::seconds(1));
    assert!(authenticate_session(&desk.app, two.secret.expose()).await.unwrap().is_some());
    desk.clock.advance(Duration::seconds(1));
    assert!(authenticate_session(&desk.app, two.secret.expose()).await.unwrap().is_none());
    assert_eq!(purge_sessions(&desk.app).await.unwrap(), 2);
}

#[tokio::test]
async fn nobody_switches_to_a_cloud_they_are_not_in_or_with_anothers_session() {
    let (desk, partner, admin) = desk().await;
    let session = sign_in(&desk.app, &caller(), &admin.user.email, PASSWORD).await.unwrap().session().unwrap();
    let to_government = switch_cloud(&desk.app, &admin, session.secret.expose(), Cloud::UsGovernment).await;
    assert_eq!(code(to_government), "not found");
    let places = [Cloud::Public, Cloud::UsGovernment].map(|cloud| Membership {
        owner: Owner { organization: partner.id, cloud },
        customer: None,
        roles: BTreeSet::from([Role::HelpdeskAgent]),
    });
    let both = desk.person_at("Odd Varga", places.to_vec()).await;
    let other = desk.signed_in(&both).await;
    assert_eq!(
        code(switch_cloud(&desk.app, &other, session.secret.expose(), Cloud::UsGovernment).await),
        "unauthorized"
    );
    assert_eq!(me(&desk.app, &other).await.unwrap().places.len(), 2);
}

#[tokio::test]
async fn people_change_what_they_say_of_themselves() {
    let (desk, _, admin) = desk().await;
    let edit = EditProfile {
        name: "Maren Oskel-Brandt".into(),
        language: Some(tierline_domain::Language::Pl),
        time_zone: Some("Europe/Warsaw".into()),
        phone: Some(" ".into()),
        country: Some("pl".into()),
    };
    let user = edit_profile(&desk.app, &admin, edit.clone()).await.unwrap();
    assert_eq!((user.phone, user.country.as_deref(), user.email), (None, Some("PL"), admin.user.email.clone()));
    let again = desk.audit_actions(admin.owner).await.len();
    edit_profile(&desk.app, &admin, edit.clone()).await.unwrap();
    assert_eq!(desk.audit_actions(admin.owner).await.len(), again, "what does not change is not on record");
    let bad = EditProfile { time_zone: Some("Middle Earth".into()), ..edit };
    assert_eq!(code(edit_profile(&desk.app, &admin, bad).await), "time_zone not_a_zone");
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_the_old_password() {
    let (desk, _, admin) = desk().await;
    let other = sign_in(&desk.app, &caller(), &admin.user.email, PASSWORD).await.unwrap().session().unwrap();
    let new = "seven quiet harbours";
    let change = |current: &str, new: &str| ChangePassword { current: current.into(), new: new.into() };
    assert_eq!(code(change_password(&desk.app, &admin, change("wrong password", new)).await), "current wrong");
    assert_eq!(
        code(change_password(&desk.app, &admin, change(PASSWORD, "maren and a kelp")).await),
        "new contains_name"
    );
    assert_eq!(code(change_password(&desk.app, &admin, change(PASSWORD, PASSWORD)).await), "new same");
    let session = change_password(&desk.app, &admin, change(PASSWORD, new)).await.unwrap();
    assert!(authenticate_session(&desk.app, session.secret.expose()).await.unwrap().is_some());
    assert!(authenticate_session(&desk.app, other.secret.expose()).await.unwrap().is_none());
    assert_eq!(code(sign_in(&desk.app, &caller(), &admin.user.email, PASSWORD).await), "password wrong");
    sign_in(&desk.app, &caller(), &admin.user.email, new).await.unwrap();
}

#[tokio::test]
async fn an_open_session_does_not_let_anybody_try_passwords_at_will() {
    let (desk, _, admin) = desk().await;
    let change = || ChangePassword { current: "wrong password".into(), new: "seven quiet harbours".into() };
    for _ in 0..5 {
        assert_eq!(code(change_password(&desk.app, &admin, change()).await), "current wrong");
    }
    assert_eq!(code(change_password(&desk.app, &admin, change()).await), "too many");
}

#[tokio::test]
async fn a_longer_text_that_begins_with_the_password_is_not_the_password() {
    let (desk, _, admin) = desk().await;
    let long: String = "kelp otter lantern ".chars().cycle().take(PASSWORD_LONGEST).collect();
    let change = ChangePassword { current: PASSWORD.into(), new: long.clone() };
    change_password(&desk.app, &admin, change).await.unwrap();
    assert_eq!(code(sign_in(&desk.app, &caller(), &admin.user.email, &format!("{long}x")).await), "password wrong");
    sign_in(&desk.app, &caller(), &admin.user.email, &long).await.unwrap();
}

const LEAKED: &str = "B7CB4F20EF935800B82124D6C423D6779E71F913";

/// The list hears five digits of a hash, and never which password is meant; where it is silent, nobody is kept from working.
#[tokio::test]
async fn a_leaked_password_is_refused_and_a_silent_list_keeps_nobody_out() {
    let (desk, _, admin) = desk().await;
    let change = |new: &str| ChangePassword { current: PASSWORD.into(), new: new.into() };
    // SHA-1 of "nine quiet harbour lanterns".
    let (beginning, ending) = LEAKED.split_at(5);
    desk.leaks.endings.lock().unwrap().push(ending.to_owned());
    let refused = change_password(&desk.app, &admin, change("nine quiet harbour lanterns")).await;
    assert_eq!(code(refused), "new leaked");
    assert_eq!(desk.leaks.told.lock().unwrap().last().map(String::as_str), Some(beginning));
    assert!(desk.leaks.told.lock().unwrap().iter().all(|told| told.len() == 5), "no more of it leaves the desk");
    desk.leaks.is_down.store(true, std::sync::atomic::Ordering::SeqCst);
    change_password(&desk.app, &admin, change("nine quiet harbour lanterns")).await.unwrap();
}
