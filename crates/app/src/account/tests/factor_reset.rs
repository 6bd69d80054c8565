//! A colleague's second factors are removed by who administers people: when it works, for whom it does not, and what is on record.

use std::collections::BTreeSet;

use chrono::Duration;
use serde_json::json;
use tierline_domain::{
    Cloud, FactorKind, Membership, Organization, Owner, PartnerKind, RecoveryCodes, Role, User, UserId,
};

use super::{keeping, set_up_app};
use crate::{
    Ctx, Error, Idempotency,
    account::{
        AddServiceAccount, EditPolicy, Entered, authenticate_session, edit_policy, emergency_seal, emergency_show,
        factor::{asked, factor_view, factors_of, factors_reset},
        service_account_add, sign_in,
    },
    test_desk::{Desk, PASSWORD, caller, code},
};

struct Scene {
    desk: Desk,
    partner: Organization,
    admin: Ctx,
    dario: User,
}

async fn scene() -> Scene {
    let (desk, partner) = keeping().await;
    let admin = desk.acting(&partner, "Maren Oskel", &[Role::GlobalAdmin]).await;
    let dario = desk.person(&partner, "Dario Quellin", &[Role::HelpdeskAgent], None).await;
    Scene { desk, partner, admin, dario }
}

impl Scene {
    /// Somebody signs in and sets an app up; gives the session's secret with what it stands for.
    async fn with_app(&self, user: &User) -> (String, Ctx) {
        let entered = sign_in(&self.desk.app, &caller(), &user.email, PASSWORD).await.unwrap();
        let signed = entered.session().unwrap();
        let secret = signed.secret.expose().to_owned();
        let ctx = self.desk.ctx_of(&secret).await;
        set_up_app(&self.desk, &ctx).await;
        (secret, ctx)
    }

    async fn refused(&self, ctx: &Ctx, user: UserId) -> String {
        code(factors_reset(&self.desk.app, ctx, user).await)
    }
}

fn at(organization: &Organization, cloud: Cloud) -> Membership {
    let owner = Owner { organization: organization.id, cloud };
    Membership { owner, customer: None, roles: BTreeSet::from([Role::HelpdeskAgent]) }
}

#[tokio::test]
async fn who_lost_phone_and_codes_gets_in_by_the_first_proof_again() {
    let scene = scene().await;
    let (app, id) = (&scene.desk.app, scene.dario.id);
    let (secret, ctx) = scene.with_app(&scene.dario).await;
    assert_eq!(factors_of(app, &scene.admin, id).await.unwrap(), [FactorKind::Totp]);
    let before = sign_in(app, &caller(), &scene.dario.email, PASSWORD).await.unwrap();
    let Entered::SecondFactor(pending) = before else { panic!("a second factor is asked for") };

    factors_reset(app, &scene.admin, id).await.unwrap();
    assert!(factors_of(app, &scene.admin, id).await.unwrap().is_empty());
    let left = factor_view(app, &ctx).await.unwrap();
    assert_eq!((left.factors.len(), left.codes), (0, RecoveryCodes::default()));
    assert!(authenticate_session(app, &secret).await.unwrap().is_none(), "whoever has the phone is out");
    assert!(asked(app, pending.secret.expose()).await.unwrap().is_none(), "and so is who was at the door");
    let after = sign_in(app, &caller(), &scene.dario.email, PASSWORD).await.unwrap();
    assert!(after.session().is_some(), "no rule asks for more");
}

#[tokio::test]
async fn where_a_rule_asks_for_a_second_factor_a_new_one_is_set_up_at_the_door() {
    let scene = scene().await;
    let app = &scene.desk.app;
    scene.with_app(&scene.dario).await;
    let command = EditPolicy { require_second_factor: Some(true), ..EditPolicy::default() };
    edit_policy(app, &scene.admin, command).await.unwrap();
    factors_reset(app, &scene.admin, scene.dario.id).await.unwrap();
    let entered = sign_in(app, &caller(), &scene.dario.email, PASSWORD).await.unwrap();
    let Entered::SecondFactor(pending) = entered else { panic!("the rule holds") };
    let question = asked(app, pending.secret.expose()).await.unwrap().unwrap();
    assert!(question.must_set_up.is_some() && !question.has_app);
}

#[tokio::test]
async fn what_was_removed_is_on_record_once_for_a_repeated_call_and_without_secrets() {
    let scene = scene().await;
    scene.with_app(&scene.dario).await;
    let repeated =
        Ctx { idempotency: Some(Idempotency { key: "k1".into(), body_hash: [1; 32] }), ..scene.admin.clone() };
    for _ in 0..2 {
        factors_reset(&scene.desk.app, &repeated, scene.dario.id).await.unwrap();
    }
    let records = scene.desk.audit(scene.admin.owner).await;
    let entries: Vec<_> =
        records.iter().filter(|record| record.action == "factor.reset").filter_map(|one| one.entry.as_ref()).collect();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].actor, scene.admin.user.id.to_string());
    assert_eq!(entries[0].subject, Some(scene.dario.id.to_string()));
    let removed = json!({ "kinds": ["totp"], "count": 1, "recovery_codes": 10, "sessions": 1 });
    assert_eq!(entries[0].detail["detail"], removed);
}

/// Threat 39: who takes over an open session takes no lock off a door with it.
#[tokio::test]
async fn second_factors_are_not_removed_without_the_right_or_a_fresh_proof() {
    let scene = scene().await;
    let app = &scene.desk.app;
    let (_, agent) = scene.with_app(&scene.dario).await;
    assert_eq!(scene.refused(&agent, scene.admin.user.id).await, "forbidden");
    assert!(matches!(factors_of(app, &agent, scene.dario.id).await, Err(Error::Forbidden { .. })));
    assert_eq!(scene.refused(&scene.admin, scene.admin.user.id).await, "own_account");
    scene.desk.clock.advance(Duration::minutes(11));
    assert!(matches!(factors_reset(app, &scene.admin, scene.dario.id).await, Err(Error::StepUp)));
    assert_eq!(factors_of(app, &scene.admin, scene.dario.id).await.unwrap(), [FactorKind::Totp]);
}

/// Threat 36: an account that opens more than the caller administers keeps what protects it there.
#[tokio::test]
async fn nobody_removes_the_second_factors_of_somebody_elses_people() {
    let scene = scene().await;
    let other = scene.desk.partner("Southlake IT", PartnerKind::DirectBill, None).await;
    let theirs = scene.desk.acting(&other, "Bo Lund", &[Role::GlobalAdmin]).await;
    assert_eq!(scene.refused(&theirs, scene.dario.id).await, "not found");
    assert_eq!(code(factors_of(&scene.desk.app, &theirs, scene.dario.id).await), "not found");
    let both = vec![at(&scene.partner, Cloud::Public), at(&other, Cloud::Public)];
    let both = scene.desk.person_at("Ida Lund", both).await;
    assert_eq!(scene.refused(&scene.admin, both.id).await, "works_elsewhere");
    let clouds = vec![at(&scene.partner, Cloud::Public), at(&scene.partner, Cloud::UsGovernment)];
    let clouds = scene.desk.person_at("Odd Varga", clouds).await;
    assert_eq!(scene.refused(&scene.admin, clouds.id).await, "works_in_other_cloud");
}

#[tokio::test]
async fn programs_and_emergency_access_have_no_second_factor_to_remove() {
    let scene = scene().await;
    let app = &scene.desk.app;
    let add = AddServiceAccount {
        name: "Night import".into(),
        roles: BTreeSet::from([Role::HelpdeskAgent]),
        keeper: Some(scene.dario.id),
    };
    let program = service_account_add(app, &scene.admin, add).await.unwrap();
    assert_eq!(scene.refused(&scene.admin, program.id).await, "not found");
    emergency_seal(app, &scene.admin).await.unwrap();
    let sealed = emergency_show(app, &scene.admin).await.unwrap().unwrap();
    assert_eq!(scene.refused(&scene.admin, sealed.user).await, "not found");
}
