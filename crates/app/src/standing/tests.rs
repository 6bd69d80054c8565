//! A right that ends between the beginning of a call and what the call changes.

use std::collections::BTreeSet;

use chrono::Duration;
use tierline_domain::{PartnerKind, ReachLists, ReachTarget, Role, TokenId, User};
use tierline_store::{Auth, Engine};

use crate::{
    Ctx, Entrance, Idempotency, Result,
    account::{
        self, AddToken, AskElevation, EditProfile, EditUser, GiveElevation, SESSION_HOURS, authenticate_token,
        edit_profile, elevation_give, reach_set, session_end_of, token_add, token_revoke, user_edit, user_remove,
    },
    customer::{self, group_add},
    test_desk::{Desk, PASSWORD, a_customer, caller, code},
};

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

struct Scene {
    desk: Desk,
    admin: Ctx,
    agent: User,
}

async fn scene(engine: Engine) -> Scene {
    let desk = Desk::on(engine).await;
    let partner = desk.partner("Northgate", PartnerKind::DirectBill, None).await;
    let admin = desk.acting(&partner, "Maren Oskel", &[Role::GlobalAdmin]).await;
    let agent = desk.person(&partner, "Odd Varga", &[Role::AdminAgent], None).await;
    Scene { desk, admin, agent }
}

/// How a right ends.
#[derive(Debug, Clone, Copy)]
enum End {
    SessionEnded,
    SessionOver,
    TokenRevoked,
    Shut,
    TakenOut,
    RoleTaken,
    TimeOver,
    Narrowed,
}

const ENDS: [(End, &str); 8] = [
    (End::SessionEnded, "unauthorized"),
    (End::SessionOver, "unauthorized"),
    (End::TokenRevoked, "unauthorized"),
    (End::Shut, "unauthorized"),
    (End::TakenOut, "unauthorized"),
    (End::RoleTaken, "standing_changed"),
    (End::TimeOver, "standing_changed"),
    (End::Narrowed, "standing_changed"),
];

impl Scene {
    /// The agent's call by a token, and which one that is.
    async fn by_token(&self) -> (Ctx, TokenId) {
        let add = AddToken { name: "Import".into(), days: 30, user: Some(self.agent.id), scopes: None };
        let secret = token_add(&self.desk.app, &self.admin, add).await.unwrap().secret.unwrap();
        let signed = authenticate_token(&self.desk.app, secret.expose(), None).await.unwrap().unwrap();
        let ctx = Ctx::by(signed, Entrance::Api, "req-2".into(), None);
        let token = ctx.token.expect("it says by which token it came");
        (ctx, token)
    }

    async fn edited(&self, edit: EditUser) {
        user_edit(&self.desk.app, &self.admin, self.agent.id, edit).await.unwrap();
    }

    /// What a call of the agent's began with; the right that it had is gone.
    async fn ended(&self, end: End) -> Ctx {
        let (app, admin) = (&self.desk.app, &self.admin);
        if matches!(end, End::TokenRevoked) {
            let (ctx, token) = self.by_token().await;
            token_revoke(app, admin, token).await.unwrap();
            return ctx;
        }
        if matches!(end, End::TimeOver) {
            self.edited(EditUser { roles: Some([Role::HelpdeskAgent].into()), disabled: None }).await;
            let wish = AskElevation { role: Role::AdminAgent, reason: "The night shift".into(), minutes: 15 };
            elevation_give(app, admin, GiveElevation { user: self.agent.id, wish }).await.unwrap();
        }
        let ctx = self.desk.signed_in(&self.agent).await;
        let session = ctx.session.as_ref().map(|session| session.id).expect("they came by a session");
        match end {
            End::SessionEnded => session_end_of(app, admin, self.agent.id, session).await.unwrap(),
            End::SessionOver => self.desk.clock.advance(Duration::hours(SESSION_HOURS)),
            End::Shut => self.edited(EditUser { roles: None, disabled: Some(true) }).await,
            End::TakenOut => user_remove(app, admin, self.agent.id).await.unwrap(),
            End::RoleTaken => {
                self.edited(EditUser { roles: Some([Role::HelpdeskAgent].into()), disabled: None }).await;
            }
            End::TimeOver => self.desk.clock.advance(Duration::minutes(15)),
            End::Narrowed => {
                let group = group_add(app, admin, "North", [].into()).await.unwrap().line.group.id;
                let allow = BTreeSet::from([ReachTarget::Group(group)]);
                reach_set(app, admin, self.agent.id, ReachLists { allow, ..ReachLists::default() }).await.unwrap();
            }
            End::TokenRevoked => {}
        }
        ctx
    }

    async fn edits(&self, ctx: &Ctx, name: &str) -> Result<User> {
        edit_profile(&self.desk.app, ctx, EditProfile { name: name.into(), ..EditProfile::default() }).await
    }

    async fn name(&self) -> String {
        let mut read = self.desk.app.store().read(Auth).await.unwrap();
        read.user_lookup(self.agent.id).await.unwrap().expect("the account stays").name
    }
}

#[tokio::test]
async fn a_right_that_ended_while_a_call_waited_changes_nothing_and_is_on_record() {
    for engine in ENGINES {
        for (end, refusal) in ENDS {
            let scene = scene(engine).await;
            let ctx = scene.ended(end).await;
            let app = &scene.desk.app;
            assert_eq!(code(customer::add(app, &ctx, a_customer("Late", 1)).await), refusal, "{engine:?} {end:?}");
            assert_eq!(code(scene.edits(&ctx, "Somebody Else").await), refusal, "{engine:?} {end:?}");
            assert_eq!(scene.name().await, "Odd Varga", "{end:?}");
            let done = scene.desk.audit_actions(ctx.owner).await;
            for operation in ["customer.add", "account.edit"] {
                assert!(!done.contains(&operation.to_owned()), "{engine:?} {end:?}: {done:?}");
                assert!(done.contains(&format!("{operation}.refused")), "{engine:?} {end:?}: {done:?}");
            }
            let admin = scene.desk.signed_in(&scene.admin.user).await;
            assert!(customer::add(app, &admin, a_customer("Late", 1)).await.is_ok(), "{end:?}: nothing was written");
        }
    }
}

#[tokio::test]
async fn a_repeated_call_hears_nothing_more_once_the_right_has_ended() {
    for engine in ENGINES {
        let scene = scene(engine).await;
        let (app, agent) = (&scene.desk.app, scene.desk.signed_in(&scene.agent).await);
        let once =
            |key: &str| Ctx { idempotency: Some(Idempotency { key: key.into(), body_hash: [1; 32] }), ..agent.clone() };
        let (adds, edits) = (once("k1"), once("k2"));
        let added = customer::add(app, &adds, a_customer("Brightwater", 1)).await.unwrap();
        scene.edits(&edits, "Odd V. Varga").await.unwrap();
        let again = customer::add(app, &adds, a_customer("Brightwater", 1)).await.unwrap();
        assert_eq!((again.id, scene.edits(&edits, "Odd V. Varga").await.is_ok()), (added.id, true));
        scene.edited(EditUser { roles: Some([Role::SalesAgent].into()), disabled: None }).await;
        assert_eq!(code(customer::add(app, &adds, a_customer("Brightwater", 1)).await), "standing_changed");
        assert_eq!(code(scene.edits(&edits, "Odd V. Varga").await), "standing_changed");
    }
}

#[tokio::test]
async fn who_may_more_than_before_or_goes_on_under_another_secret_goes_on() {
    for engine in ENGINES {
        let scene = scene(engine).await;
        let (app, email) = (&scene.desk.app, &scene.agent.email);
        let signed = account::sign_in(app, &caller(), email, PASSWORD).await.unwrap().session().unwrap();
        let ctx = scene.desk.ctx_of(signed.secret.expose()).await;
        let given = account::factor::Given::Password(PASSWORD.into());
        account::factor::prove_again(app, &ctx, signed.secret.expose(), &given).await.unwrap();
        scene.edited(EditUser { roles: Some([Role::AdminAgent, Role::SalesAgent].into()), disabled: None }).await;
        customer::add(app, &ctx, a_customer("Brightwater", 1)).await.unwrap();
        let (by_token, _) = scene.by_token().await;
        customer::add(app, &by_token, a_customer("Kestrel", 2)).await.unwrap();
    }
}
