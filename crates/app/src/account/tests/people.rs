//! Who takes people in, changes them, and makes their tokens.

use std::{collections::BTreeSet, sync::Arc};

use chrono::Duration;
use tierline_domain::{Action, Cloud, Membership, Owner, PartnerKind, Role, User};
use tierline_store::{Auth, Engine};
use tokio::sync::Notify;

use super::{
    super::{
        AddToken, AddUser, ChangePassword, EditProfile, EditUser, NewSecretToken, authenticate_session,
        authenticate_token, change_password, create_token, edit_profile, sign_in, token_add, token_list, token_revoke,
        user_add, user_edit, user_list, user_remove, who_may,
    },
    desk,
};
use crate::{
    Ctx, Error, Idempotency,
    audit::{AuditQuery, audit_list},
    test_desk::{Desk, PASSWORD, caller, code},
};

fn adding(name: &str, roles: &[Role]) -> AddUser {
    AddUser {
        name: name.into(),
        email: format!("{}@desk.example", name.to_lowercase().replace(' ', ".")),
        roles: roles.iter().copied().collect(),
        customer: None,
        password: PASSWORD.into(),
        language: None,
    }
}

#[tokio::test]
async fn an_administrator_takes_people_in_and_they_sign_in() {
    let (desk, _, admin) = desk().await;
    let member = user_add(&desk.app, &admin, adding("Odd Varga", &[Role::HelpdeskAgent])).await.unwrap();
    let agent = desk.signed_in(&member.user).await;
    assert_eq!(agent.roles, BTreeSet::from([Role::HelpdeskAgent]));
    assert_eq!(user_list(&desk.app, &agent, None).await.unwrap().len(), 2);
    assert_eq!(code(user_add(&desk.app, &agent, adding("Ida Lund", &[Role::GlobalAdmin])).await), "forbidden");
    assert_eq!(code(user_add(&desk.app, &admin, adding("Odd Varga", &[Role::AdminAgent])).await), "email member");
}

/// Shuts the person's account, and keeps the transaction open until it is told to go on.
fn shutting(desk: &Desk, user: &User) -> (Arc<Notify>, Arc<Notify>, tokio::task::JoinHandle<Result<(), Error>>) {
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let shut = User { disabled_at: Some(desk.app.now()), ..user.clone() };
    let (app, state) = (desk.app.clone(), (shut, Arc::clone(&begun), Arc::clone(&go)));
    let task = tokio::spawn(async move {
        app.store()
            .write_with(Auth, state, |tx, (shut, begun, go)| {
                Box::pin(async move {
                    tx.user_update(shut).await?;
                    begun.notify_one();
                    go.notified().await;
                    Ok(())
                })
            })
            .await
    });
    (begun, go, task)
}

#[tokio::test]
async fn who_is_shut_out_while_they_change_their_profile_stays_shut_out() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let desk = Desk::on(engine).await;
        let organization = desk.partner("Northgate", PartnerKind::DirectBill, None).await;
        let odd = desk.acting(&organization, "Odd", &[Role::HelpdeskAgent]).await;
        let (begun, go, shutting) = shutting(&desk, &odd.user);
        begun.notified().await;
        let edit = EditProfile { name: "Odd Varga".into(), ..EditProfile::default() };
        let later = async {
            // By now the edit has read what it can and waits.
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            go.notify_one();
        };
        let (edited, ()) = futures::future::join(edit_profile(&desk.app, &odd, edit), later).await;
        shutting.await.unwrap().unwrap();
        assert_eq!(code(edited), "unauthorized");
        let kept = desk.app.store().read(Auth).await.unwrap().user_lookup(odd.user.id).await.unwrap();
        assert!(kept.is_some_and(|user| user.disabled_at.is_some() && user.name == odd.user.name));
    }
}

#[tokio::test]
async fn a_refusal_can_name_three_colleagues_who_may_and_nobody_else() {
    let (desk, _, admin) = desk().await;
    let sales = user_add(&desk.app, &admin, adding("Sander Holm", &[Role::SalesAgent])).await.unwrap();
    let sales = desk.signed_in(&sales.user).await;
    assert_eq!(who_may(&desk.app, &sales, Action::ReadAudit).await.unwrap(), std::slice::from_ref(&admin.user.name));
    for name in ["Bo Lund", "Ada Wik", "Cai Moe"] {
        user_add(&desk.app, &admin, adding(name, &[Role::AdminAgent])).await.unwrap();
    }
    let gone = user_add(&desk.app, &admin, adding("Abel Gone", &[Role::AdminAgent])).await.unwrap();
    user_remove(&desk.app, &admin, gone.user.id).await.unwrap();
    assert_eq!(who_may(&desk.app, &sales, Action::Waive).await.unwrap()[..2], ["Ada Wik", "Bo Lund"]);
    assert_eq!(who_may(&desk.app, &sales, Action::Waive).await.unwrap().len(), 3);
    assert!(who_may(&desk.app, &sales, Action::PublishIssues).await.unwrap().is_empty(), "a provider's role");

    // A customer's people hear of their own people, and never of the partner's.
    let customer = desk.customer(&admin, "Brightwater Dental", 1).await;
    let of = |name, role| AddUser { customer: Some(customer.id), ..adding(name, &[role]) };
    let contact = user_add(&desk.app, &admin, of("Hollis Brandt", Role::CustomerContact)).await.unwrap();
    let contact = desk.signed_in(&contact.user).await;
    assert!(who_may(&desk.app, &contact, Action::DecideDelegatedAdmin).await.unwrap().is_empty());
    assert!(who_may(&desk.app, &contact, Action::See).await.unwrap().is_empty());
    user_add(&desk.app, &admin, of("Odile Marsh", Role::CustomerAdmin)).await.unwrap();
    assert_eq!(who_may(&desk.app, &contact, Action::DecideDelegatedAdmin).await.unwrap(), ["Odile Marsh"]);
}

#[tokio::test]
async fn a_refusal_names_no_role_that_would_not_help_here() {
    let (desk, _, admin) = desk().await;
    let Err(Error::Forbidden { roles, .. }) = admin.require(Action::SeeReceived) else { panic!("it is allowed") };
    assert_eq!(roles, [], "nothing is handed up to a partner without resellers, whatever one's role");
    let sales = user_add(&desk.app, &admin, adding("Sander Holm", &[Role::SalesAgent])).await.unwrap();
    let sales = desk.signed_in(&sales.user).await;
    let Err(Error::Forbidden { roles, .. }) = sales.require(Action::ReadAudit) else { panic!("it is allowed") };
    assert!(roles.contains(&Role::GlobalAdmin) && !roles.contains(&Role::ServiceOwner), "{roles:?}");
}

#[tokio::test]
async fn one_call_that_asks_twice_is_one_refusal_on_record() {
    let (desk, _, admin) = desk().await;
    let sales = user_add(&desk.app, &admin, adding("Sander Holm", &[Role::SalesAgent])).await.unwrap();
    let sales = desk.signed_in(&sales.user).await;
    for _ in 0..2 {
        assert!(desk.app.require(&sales.clone(), Action::ReadAudit).await.is_err());
    }
    assert!(desk.app.require(&sales, Action::Administer).await.is_err());
    let read = audit_list(&desk.app, &admin, AuditQuery { limit: 50, ..AuditQuery::default() }).await.unwrap();
    let refused: Vec<&str> =
        read.iter().map(|entry| entry.action.as_str()).filter(|a| a.ends_with(".refused")).collect();
    assert_eq!(refused.len(), 2, "{refused:?}");
}

#[tokio::test]
async fn roles_must_fit_the_place() {
    let (desk, _, admin) = desk().await;
    let customer = desk.customer(&admin, "Brightwater Dental", 1).await;
    let at = |roles: &[Role], customer| AddUser { customer, ..adding("Odd Varga", roles) };
    for (roles, customer) in [
        (&[][..], None),
        (&[Role::CustomerAdmin], None),
        (&[Role::ServiceOwner], None),
        (&[Role::Engineer], None),
        (&[Role::HelpdeskAgent], Some(customer.id)),
        (&[Role::CustomerContact, Role::GlobalAdmin], Some(customer.id)),
    ] {
        let refused = code(user_add(&desk.app, &admin, at(roles, customer)).await);
        assert!(refused.starts_with("roles "), "{roles:?}: {refused}");
    }
    let contact = user_add(&desk.app, &admin, at(&[Role::CustomerContact], Some(customer.id))).await.unwrap();
    assert_eq!(contact.membership.customer, Some(customer.id));
    let promoted = EditUser { roles: Some(BTreeSet::from([Role::GlobalAdmin])), ..EditUser::default() };
    assert_eq!(code(user_edit(&desk.app, &admin, contact.user.id, promoted).await), "roles does_not_fit");
    let distributor = desk.partner("Meridian Distribution", PartnerKind::IndirectProvider, None).await;
    desk.acting(&distributor, "Rut Ferro", &[Role::Engineer]).await;
}

/// Threat 23: a customer of another partner does not exist.
#[tokio::test]
async fn people_cannot_be_put_into_another_partners_customer() {
    let (desk, _, admin) = desk().await;
    let other = desk.partner("Southlake IT", PartnerKind::DirectBill, None).await;
    let theirs = desk.acting(&other, "Ida Lund", &[Role::GlobalAdmin]).await;
    let customer = desk.customer(&theirs, "Harbour Freight", 7).await;
    let spy = AddUser { customer: Some(customer.id), ..adding("Odd Varga", &[Role::CustomerAdmin]) };
    assert_eq!(code(user_add(&desk.app, &admin, spy).await), "not found");
    assert_eq!(code(user_list(&desk.app, &admin, Some(customer.id)).await), "not found");
    assert_eq!(code(user_edit(&desk.app, &admin, theirs.user.id, EditUser::default()).await), "not found");
    assert_eq!(code(user_remove(&desk.app, &admin, theirs.user.id).await), "not found");
}

#[tokio::test]
async fn an_account_of_another_organization_is_not_added_to() {
    let (desk, _, admin) = desk().await;
    let other = desk.partner("Southlake IT", PartnerKind::DirectBill, None).await;
    desk.person(&other, "Ida Lund", &[Role::GlobalAdmin], None).await;
    assert_eq!(code(user_add(&desk.app, &admin, adding("Ida Lund", &[Role::SalesAgent])).await), "email taken");
}

#[tokio::test]
async fn a_colleague_of_the_other_cloud_keeps_account_and_password() {
    let (desk, partner, admin) = desk().await;
    let government = Owner { organization: partner.id, cloud: Cloud::UsGovernment };
    let there = Membership { owner: government, customer: None, roles: BTreeSet::from([Role::GlobalAdmin]) };
    let colleague = desk.person_at("Ida Lund", vec![there]).await;
    let added = AddUser { password: "another password here".into(), ..adding("Ida Lund", &[Role::SalesAgent]) };
    let member = user_add(&desk.app, &admin, added).await.unwrap();
    assert_eq!(member.user, colleague);
    desk.signed_in(&colleague).await;
}

#[tokio::test]
async fn the_last_global_admin_stays() {
    let (desk, _, admin) = desk().await;
    let own = admin.user.id;
    let demoted = || EditUser { roles: Some(BTreeSet::from([Role::AdminAgent])), ..EditUser::default() };
    let shut = || EditUser { disabled: Some(true), ..EditUser::default() };
    assert_eq!(code(user_edit(&desk.app, &admin, own, demoted()).await), "last_global_admin");
    assert_eq!(code(user_edit(&desk.app, &admin, own, shut()).await), "last_global_admin");
    assert_eq!(code(user_remove(&desk.app, &admin, own).await), "last_global_admin");
    let second = user_add(&desk.app, &admin, adding("Ida Lund", &[Role::GlobalAdmin])).await.unwrap();
    user_edit(&desk.app, &admin, second.user.id, shut()).await.unwrap();
    assert_eq!(
        code(user_edit(&desk.app, &admin, own, demoted()).await),
        "last_global_admin",
        "a shut account administers nothing"
    );
    user_edit(&desk.app, &admin, second.user.id, EditUser { disabled: Some(false), ..EditUser::default() })
        .await
        .unwrap();
    user_edit(&desk.app, &admin, own, demoted()).await.unwrap();
}

#[tokio::test]
async fn two_global_admins_cannot_dismiss_each_other_at_once() {
    for engine in [tierline_store::Engine::Sqlite, tierline_store::Engine::Postgres] {
        let desk = Desk::on(engine).await;
        let partner = desk.partner("Northgate Cloud Partners", PartnerKind::DirectBill, None).await;
        let one = desk.acting(&partner, "Maren Oskel", &[Role::GlobalAdmin]).await;
        let two = desk.acting(&partner, "Ida Lund", &[Role::GlobalAdmin]).await;
        let demoted = || EditUser { roles: Some(BTreeSet::from([Role::AdminAgent])), ..EditUser::default() };
        let (first, second) = tokio::join!(
            user_edit(&desk.app, &one, two.user.id, demoted()),
            user_edit(&desk.app, &two, one.user.id, demoted()),
        );
        assert!(first.is_ok() ^ second.is_ok(), "{engine:?}: {first:?} {second:?}");
    }
}

#[tokio::test]
async fn a_shut_account_is_out_at_once() {
    let (desk, partner, admin) = desk().await;
    let user = desk.person(&partner, "Odd Varga", &[Role::HelpdeskAgent], None).await;
    let session = sign_in(&desk.app, &caller(), &user.email, PASSWORD).await.unwrap().session().unwrap();
    let token =
        token_add(&desk.app, &admin, AddToken { name: "Reports".into(), days: 30, user: Some(user.id), scopes: None })
            .await
            .unwrap();
    let token = token.secret.unwrap();
    assert!(authenticate_token(&desk.app, token.expose(), None).await.unwrap().is_some());
    user_edit(&desk.app, &admin, user.id, EditUser { disabled: Some(true), ..EditUser::default() }).await.unwrap();
    assert!(authenticate_session(&desk.app, session.secret.expose()).await.unwrap().is_none());
    assert!(authenticate_token(&desk.app, token.expose(), None).await.unwrap().is_none());
}

#[tokio::test]
async fn a_person_who_works_elsewhere_is_taken_out_not_shut() {
    let (desk, partner, admin) = desk().await;
    let other = desk.partner("Southlake IT", PartnerKind::DirectBill, None).await;
    let at = |organization| Membership {
        owner: Owner { organization, cloud: Cloud::Public },
        customer: None,
        roles: BTreeSet::from([Role::SalesAgent]),
    };
    let shared = desk.person_at("Odd Varga", vec![at(partner.id), at(other.id)]).await;
    let shut = EditUser { disabled: Some(true), ..EditUser::default() };
    assert_eq!(code(user_edit(&desk.app, &admin, shared.id, shut).await), "works_elsewhere");
    user_remove(&desk.app, &admin, shared.id).await.unwrap();
    assert_eq!(desk.signed_in(&shared).await.owner.organization, other.id);
}

#[tokio::test]
async fn a_token_acts_as_its_person_until_it_is_revoked_or_ends() {
    let (desk, partner, admin) = desk().await;
    let agent = desk.acting(&partner, "Odd Varga", &[Role::HelpdeskAgent]).await;
    let add = |name: &str, days| AddToken { name: name.into(), days, user: Some(agent.user.id), scopes: None };
    assert_eq!(code(token_add(&desk.app, &agent, add("Mine", 5)).await), "forbidden");
    assert_eq!(code(token_add(&desk.app, &admin, add("For ever", 367)).await), "days out_of_range");
    assert_eq!(code(token_add(&desk.app, &admin, add("Never", 0)).await), "days out_of_range");
    let one = token_add(&desk.app, &admin, add("Reports", 5)).await.unwrap();
    let two = token_add(&desk.app, &admin, add("Sync", 5)).await.unwrap();
    let (first, second) = (one.secret.unwrap(), two.secret.unwrap());
    assert!(first.expose().starts_with("tl_") && first.expose().len() == 46);
    let signed = authenticate_token(&desk.app, first.expose(), None).await.unwrap().unwrap();
    assert_eq!(
        (signed.identity.user.id, signed.token, signed.identity.csrf),
        (agent.user.id, Some(one.token.id), None)
    );
    let used = token_list(&desk.app, &admin).await.unwrap();
    assert!(used.iter().any(|line| line.id == one.token.id && line.last_used_at == Some(desk.app.now())));
    token_revoke(&desk.app, &admin, one.token.id).await.unwrap();
    assert_eq!(code(token_revoke(&desk.app, &admin, one.token.id).await), "not found");
    assert!(authenticate_token(&desk.app, first.expose(), None).await.unwrap().is_none());
    desk.clock.advance(Duration::days(5));
    assert!(authenticate_token(&desk.app, second.expose(), None).await.unwrap().is_none());
}

#[tokio::test]
async fn a_repeated_call_makes_one_token_and_does_not_show_its_secret_again() {
    let (desk, _, admin) = desk().await;
    let repeated = Ctx { idempotency: Some(Idempotency { key: "k1".into(), body_hash: [1; 32] }), ..admin.clone() };
    let add = || AddToken { name: "Reports".into(), days: 5, user: None, scopes: None };
    let first = token_add(&desk.app, &repeated, add()).await.unwrap();
    let second = token_add(&desk.app, &repeated, add()).await.unwrap();
    assert_eq!(first.token, second.token);
    assert!(first.secret.is_some() && second.secret.is_none());
    assert_eq!(token_list(&desk.app, &admin).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_token_is_made_only_for_somebody_of_the_organization() {
    let (desk, _, admin) = desk().await;
    let other = desk.partner("Southlake IT", PartnerKind::DirectBill, None).await;
    let stranger = desk.person(&other, "Ida Lund", &[Role::GlobalAdmin], None).await;
    let add = AddToken { name: "Reports".into(), days: 5, user: Some(stranger.id), scopes: None };
    assert_eq!(code(token_add(&desk.app, &admin, add).await), "user_id unknown");
    let owner = admin.owner;
    let made = NewSecretToken { user: stranger.id, owner, name: "Demo".into(), days: None, scopes: None };
    assert_eq!(code(create_token(&desk.app, made).await), "not found");
}

#[tokio::test]
async fn secrets_are_nowhere_in_the_audit_log() {
    let (desk, _, admin) = desk().await;
    let token = token_add(&desk.app, &admin, AddToken { name: "Reports".into(), days: 5, user: None, scopes: None })
        .await
        .unwrap();
    let change = ChangePassword { current: PASSWORD.into(), new: "seven quiet harbours".into() };
    let session = change_password(&desk.app, &admin, change).await.unwrap();
    let log = format!("{:?}", desk.audit(admin.owner).await);
    for secret in [token.secret.unwrap().expose(), session.secret.expose(), PASSWORD, "seven quiet", "argon2"] {
        assert!(!log.contains(secret), "{secret}");
    }
}
