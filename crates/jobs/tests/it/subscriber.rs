//! Who made a subscription: it lasts as long as their right, whoever listens at its address.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use chrono::Duration;
use futures::future::{BoxFuture, join_all};
use tierline_app::{
    App, Ctx, Entrance, Error, PROOF_MINUTES,
    account::{
        Caller, EditUser, authenticate_session, authenticate_token, reach_set, sign_in, token_revoke, user_edit,
        user_remove,
    },
    received::{self, Decide, ReceivedQuery},
    ticket::{self, CallBack, CalledBack, EventCaller, Subscribe},
};
use tierline_domain::{Cloud, Decision, HubId, Proof, Proofs, ReachLists, ReachTarget, Role, TicketHub};
use tierline_store::Engine;
use tierline_testkit::inner::{Desk, PASSWORD};

use super::{audited, cloud::ticket as filed, desk_on};

const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];
const ADDRESS: &str = "https://partner.example/events";

/// Hears whatever is told, and counts it.
#[derive(Default)]
struct Hears(AtomicUsize);

impl EventCaller for Hears {
    fn call(&self, _: CallBack) -> BoxFuture<'_, Result<CalledBack, String>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::ready(Ok(CalledBack::Heard)))
    }
}

fn wish(callback: &str) -> Subscribe {
    Subscribe { callback: callback.to_owned(), query: None, secret: None }
}

/// How the right of who subscribed ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    TakenOut,
    ShutOut,
    RoleTaken,
    Narrowed,
    TokenRevoked,
    /// It was made before it was kept who did.
    Unknown,
}

const ENDS: [End; 6] = [End::TakenOut, End::ShutOut, End::RoleTaken, End::Narrowed, End::TokenRevoked, End::Unknown];

/// A desk on which a ticket is under way, and an agent subscribed to its events.
struct Scene {
    desk: Desk,
    node: App,
    hears: Arc<Hears>,
    admin: Ctx,
    agent: Ctx,
    hub: HubId,
}

impl Scene {
    /// The agent comes by a token, or by nothing that could end before they do.
    async fn on(engine: Engine, by_token: bool) -> Self {
        let desk = desk_on(engine).await;
        let hears = Arc::new(Hears::default());
        let node = desk.calling(7, hears.clone());
        let admin = desk.ctx(desk.person(Role::GlobalAdmin)).await;
        let person = desk.person(Role::AdminAgent);
        let agent = if by_token { by_token_of(&desk, &person.token).await } else { desk.ctx(person).await };
        let hub = ticket::subscribe(&node, &agent, wish(ADDRESS)).await.unwrap().hub.id;
        ticket::create(&node, &admin, &filed(Cloud::Public)).await.unwrap();
        tierline_jobs::drain(&node).await.unwrap();
        Self { desk, node, hears, admin, agent, hub }
    }

    /// The recipient decides, and what is to be told is told. Gives how many calls there were.
    async fn told(&self, decision: Decision) -> usize {
        let before = self.hears.0.load(Ordering::SeqCst);
        let engineer = self.desk.ctx(self.desk.person(Role::Engineer)).await;
        let inbox = received::list(&self.node, &engineer, ReceivedQuery { limit: 10, ..ReceivedQuery::default() });
        let request = inbox.await.unwrap()[0].id;
        let decide = Decide { decision, reason: Some("Since when?".to_owned()), return_reason: None };
        received::decide(&self.node, &engineer, request, decide).await.unwrap();
        tierline_jobs::drain(&self.node).await.unwrap();
        self.hears.0.load(Ordering::SeqCst) - before
    }

    /// Each subscription: whether it is told anything.
    async fn stand(&self) -> Vec<bool> {
        let views = ticket::subscriptions(&self.node, &self.admin).await.unwrap();
        views.into_iter().map(|view| view.stands).collect()
    }

    async fn end(&self, end: End) {
        let (app, admin, who) = (&self.node, &self.admin, self.agent.user.id);
        match end {
            End::TakenOut => user_remove(app, admin, who).await.unwrap(),
            End::ShutOut => {
                user_edit(app, admin, who, EditUser { roles: None, disabled: Some(true) }).await.unwrap();
            }
            End::RoleTaken => {
                let roles = BTreeSet::from([Role::SalesAgent]);
                user_edit(app, admin, who, EditUser { roles: Some(roles), disabled: None }).await.unwrap();
            }
            End::Narrowed => {
                let allow = BTreeSet::from([ReachTarget::Customer(self.desk.customer.id)]);
                reach_set(app, admin, who, ReachLists { allow, ..ReachLists::default() }).await.unwrap();
            }
            End::TokenRevoked => {
                token_revoke(app, admin, self.agent.token.expect("they came by one")).await.unwrap();
            }
            End::Unknown => self.forget().await,
        }
    }

    async fn forget(&self) {
        let hub = ticket::subscriptions(&self.node, &self.admin).await.unwrap().remove(0).line.hub;
        let unknown = TicketHub { created_by: None, token: None, ..hub };
        let done: tierline_app::Result<bool> = self
            .node
            .store()
            .write_with(unknown.owner, unknown, |tx, hub| {
                Box::pin(async move { Ok(tx.ticket_hub_exchange(hub).await?) })
            })
            .await;
        assert!(done.unwrap());
    }
}

async fn by_token_of(desk: &Desk, token: &str) -> Ctx {
    let signed = authenticate_token(&desk.app, token, None).await.unwrap().expect("the token holds");
    Ctx::by(signed, Entrance::Api, "test".to_owned(), None)
}

/// Promise 5: somebody who is out, or whose token was stolen and revoked, hears nothing more by an address that they left behind.
#[tokio::test]
async fn a_subscription_ends_with_the_right_of_who_made_it_and_is_told_nothing_more() {
    for engine in ENGINES {
        for end in ENDS {
            let scene = Scene::on(engine, end == End::TokenRevoked).await;
            assert_eq!(scene.told(Decision::Accept).await, 1, "{engine:?} {end:?}: its status changed");
            assert_eq!(scene.stand().await, [true], "{end:?}");
            scene.end(end).await;
            assert_eq!(scene.stand().await, [false], "{engine:?} {end:?}: the list says so before anything happens");
            let asked = ticket::hub(&scene.node, &scene.admin, scene.hub).await;
            assert!(matches!(asked, Err(Error::NotFound)), "{engine:?} {end:?}: {asked:?}");
            // A question is two events.
            assert_eq!(scene.told(Decision::Ask).await, 0, "{engine:?} {end:?}");
            assert!(scene.stand().await.is_empty(), "{engine:?} {end:?}");
            let log = audited(&scene.node, scene.admin.owner, "ticket.unsubscribe").await;
            assert_eq!(log.len(), 1, "{engine:?} {end:?}: once, however many events there are");
            assert_eq!(log[0].detail["entrance"], "job");
            assert_eq!(log[0].detail["detail"]["callback"], ADDRESS, "{end:?}: it is known who was told");
            scene.desk.discard().await;
        }
    }
}

#[tokio::test]
async fn what_a_colleague_said_anew_is_told_when_the_first_one_has_left() {
    for engine in ENGINES {
        let scene = Scene::on(engine, false).await;
        ticket::subscribe(&scene.node, &scene.admin, wish(ADDRESS)).await.unwrap();
        scene.end(End::TakenOut).await;
        assert_eq!((scene.stand().await, scene.told(Decision::Ask).await), (vec![true], 2), "{engine:?}");
        let log = audited(&scene.node, scene.admin.owner, "ticket.subscribe").await;
        assert_eq!(log.len(), 2);
        assert!(log.iter().all(|entry| entry.detail["detail"]["callback"] == ADDRESS), "{log:?}");
        scene.desk.discard().await;
    }
}

/// What the count is asked outside of lets all through who ask at the same moment.
#[tokio::test]
async fn of_twenty_at_once_ten_are_subscribed() {
    for engine in ENGINES {
        let desk = desk_on(engine).await;
        let agent = desk.ctx(desk.person(Role::AdminAgent)).await;
        let ask = |number: usize| {
            let callback = format!("https://{number}.partner.example/events");
            ticket::subscribe(&desk.app, &agent, wish(&callback))
        };
        let (mut made, mut refused, mut asking) = (0, 0, (0..20).collect::<Vec<_>>());
        while !asking.is_empty() {
            let answers = join_all(asking.iter().map(|number| ask(*number))).await;
            let mut busy = Vec::new();
            for (number, answer) in asking.into_iter().zip(answers) {
                match answer {
                    Ok(_) => made += 1,
                    Err(Error::Conflict { code: "too_many", .. }) => refused += 1,
                    // One after the other: who met another one asks again.
                    Err(Error::Unavailable { .. }) => busy.push(number),
                    Err(error) => panic!("{error:?}"),
                }
            }
            asking = busy;
        }
        assert_eq!((made, refused), (10, 10), "{engine:?}");
        let admin = desk.ctx(desk.person(Role::GlobalAdmin)).await;
        assert_eq!(ticket::subscriptions(&desk.app, &admin).await.unwrap().len(), 10, "{engine:?}");
        desk.discard().await;
    }
}

#[tokio::test]
async fn a_session_proves_anew_who_it_is_before_it_subscribes_and_a_right_for_a_time_does_not_do() {
    let desk = desk_on(Engine::Sqlite).await;
    let person = desk.person(Role::HelpdeskAgent);
    let session =
        sign_in(&desk.app, &Caller::default(), &person.user.email, PASSWORD).await.unwrap().session().unwrap();
    let signed = authenticate_session(&desk.app, session.secret.expose()).await.unwrap().expect("the session stands");
    let ctx = Ctx::by(signed, Entrance::Page, "test".to_owned(), None);
    let made = ticket::subscribe(&desk.app, &ctx, wish(ADDRESS)).await.unwrap().hub;
    assert_eq!((made.created_by, made.token), (Some(person.user.id), None));

    let refused = async |ctx: &Ctx| match ticket::subscribe(&desk.app, ctx, wish(ADDRESS)).await {
        Err(Error::Conflict { code, .. }) => code,
        Err(Error::StepUp) => "step_up",
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&Ctx { elevated: ctx.roles.clone(), ..ctx.clone() }).await, "for_a_time");
    let mut emergency = ctx.clone();
    emergency.session.as_mut().expect("a session").proofs = Proofs::of(Proof::EmergencyCode);
    assert_eq!(refused(&emergency).await, "emergency");
    desk.clock.advance(Duration::minutes(PROOF_MINUTES));
    assert_eq!(refused(&ctx).await, "step_up");
    let by_token = by_token_of(&desk, &person.token).await;
    let made = ticket::subscribe(&desk.app, &by_token, wish(ADDRESS)).await.unwrap().hub;
    assert!(made.token.is_some(), "a token is held by what it is for");
    desk.discard().await;
}
