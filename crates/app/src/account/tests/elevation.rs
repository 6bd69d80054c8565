//! Roles for a time: who asks, who decides, and that they end by themselves.

use chrono::Duration;
use tierline_domain::{
    Action, ConnectionKind, Elevation, ElevationState, NoticeKind, Organization, ReachLists, Role, User,
};

use super::{
    super::{
        AddServiceAccount, AddToken, AddUser, AskElevation, DecideElevation, EditPolicy, EditUser, GiveElevation,
        authenticate_token, edit_policy, elevation::end_due, elevation_ask, elevation_decide, elevation_end,
        elevation_give, elevation_list, elevation_roles, elevations_active, reach_set, service_account_add,
        sessions_end_of, token_add, user_add, user_edit, user_remove,
    },
    desk,
};
use crate::{
    Ctx, Entrance,
    connection::{self, ConsentBack, ReplaceSecret, SetUpConnection},
    customer::{EditCustomerGroup, group_add, group_edit, group_remove},
    notice::{self, NoticeQuery},
    port::carrier::Secret,
    single_sign_on::{
        AddDomain, EditProvider, domain_add, domain_prove, domain_remove, provider_add, provider_edit, provider_remove,
    },
    test_desk::{Desk, PASSWORD, code, noon},
};

fn wish(role: Role, minutes: i64) -> AskElevation {
    AskElevation { role, reason: "The night shift".into(), minutes }
}

const YES: DecideElevation = DecideElevation { give: true, note: None };

async fn agent(desk: &Desk, of: &Organization) -> (User, Ctx) {
    let user = desk.person(of, "Odd Varga", &[Role::HelpdeskAgent], None).await;
    let ctx = desk.signed_in(&user).await;
    (user, ctx)
}

async fn told(desk: &Desk, ctx: &Ctx) -> Vec<NoticeKind> {
    let all = notice::list(&desk.app, ctx, NoticeQuery::default()).await.unwrap();
    all.into_iter().map(|one| one.kind).collect()
}

#[tokio::test]
async fn a_role_is_asked_for_given_by_somebody_else_and_over_with_its_last_moment() {
    let (desk, partner, admin) = desk().await;
    let (user, agent) = agent(&desk, &partner).await;
    let asked = elevation_ask(&desk.app, &agent, wish(Role::AdminAgent, 60)).await.unwrap();
    assert_eq!((asked.state, asked.ends_at), (ElevationState::Asked, None));
    assert_eq!(told(&desk, &admin).await, [NoticeKind::RoleAsked]);
    assert!(!desk.signed_in(&user).await.may(Action::Waive), "a question gives nothing");

    let given = elevation_decide(&desk.app, &admin, asked.id, YES).await.unwrap();
    assert_eq!(given.ends_at, Some(noon() + Duration::minutes(60)));
    assert_eq!(told(&desk, &agent).await, [NoticeKind::RoleGiven]);
    let elevated = desk.signed_in(&user).await;
    assert!(elevated.may(Action::Waive) && elevated.roles.contains(&Role::HelpdeskAgent));
    assert_eq!(elevations_active(&desk.app, &elevated).await.unwrap(), [given]);
    desk.clock.advance(Duration::minutes(60) - Duration::microseconds(1));
    assert!(desk.signed_in(&user).await.may(Action::Waive));
    desk.clock.advance(Duration::microseconds(1));
    assert!(!desk.signed_in(&user).await.may(Action::Waive), "nobody has written down yet that it is over");

    assert_eq!(end_due(&desk.app).await.unwrap(), 1);
    assert_eq!(end_due(&desk.app).await.unwrap(), 0);
    assert_eq!(elevation_list(&desk.app, &agent).await.unwrap()[0].state, ElevationState::Ended);
    assert_eq!(told(&desk, &agent).await, [NoticeKind::RoleEnded], "the same line says the newest");
    let acts = desk.audit_actions(admin.owner).await;
    for act in ["elevation.ask", "elevation.give", "elevation.end"] {
        assert!(acts.iter().any(|one| one == act), "{act}: {acts:?}");
    }
}

#[tokio::test]
async fn a_token_has_the_role_of_its_person_for_as_long_and_no_longer() {
    let (desk, partner, admin) = desk().await;
    let (user, agent) = agent(&desk, &partner).await;
    let add = AddToken { name: "Reports".into(), days: 30, user: Some(user.id), scopes: None };
    let secret = token_add(&desk.app, &admin, add).await.unwrap().secret.unwrap();
    let may = async || {
        let signed = authenticate_token(&desk.app, secret.expose(), None).await.unwrap().unwrap();
        Ctx::of(signed.identity, Entrance::Api, "req-2".into(), None).may(Action::Waive)
    };
    assert!(!may().await);
    let give = GiveElevation { user: agent.user.id, wish: wish(Role::AdminAgent, 15) };
    elevation_give(&desk.app, &admin, give).await.unwrap();
    assert!(may().await);
    desk.clock.advance(Duration::minutes(15));
    assert!(!may().await);
}

#[tokio::test]
async fn nobody_decides_on_their_own_role() {
    let (desk, partner, admin) = desk().await;
    let asked = elevation_ask(&desk.app, &admin, wish(Role::SalesAgent, 60)).await.unwrap();
    assert_eq!(code(elevation_decide(&desk.app, &admin, asked.id, YES).await), "elevation_own");
    let give = GiveElevation { user: admin.user.id, wish: wish(Role::AdminAgent, 60) };
    assert_eq!(code(elevation_give(&desk.app, &admin, give.clone()).await), "elevation_own");
    let (_, agent) = agent(&desk, &partner).await;
    assert_eq!(code(elevation_decide(&desk.app, &agent, asked.id, YES).await), "forbidden");
    assert_eq!(code(elevation_give(&desk.app, &agent, give).await), "forbidden");
    assert_eq!(
        code(elevation_end(&desk.app, &agent, asked.id).await),
        "not found",
        "a colleague's is not theirs to see"
    );
    assert_eq!(elevation_list(&desk.app, &agent).await.unwrap(), []);
}

#[tokio::test]
async fn who_has_a_right_for_a_time_hands_it_on_to_nobody() {
    let (desk, partner, admin) = desk().await;
    let (user, agent) = agent(&desk, &partner).await;
    let friend = desk.acting(&partner, "Sander Holm", &[Role::SalesAgent]).await;
    let asked = elevation_ask(&desk.app, &friend, wish(Role::GlobalAdmin, 60)).await.unwrap();
    let give = GiveElevation { user: agent.user.id, wish: wish(Role::GlobalAdmin, 60) };
    elevation_give(&desk.app, &admin, give).await.unwrap();
    let elevated = desk.signed_in(&user).await;
    assert!(elevated.may(Action::Administer));
    let keep = EditUser { roles: Some([Role::GlobalAdmin].into()), disabled: None };
    assert_eq!(code(user_edit(&desk.app, &elevated, user.id, keep).await), "for_a_time");
    let add = AddUser {
        name: "Ida Lund".into(),
        email: "ida.lund@desk.example".into(),
        roles: [Role::GlobalAdmin].into(),
        customer: None,
        password: PASSWORD.into(),
        language: None,
    };
    assert_eq!(code(user_add(&desk.app, &elevated, add).await), "for_a_time");
    assert_eq!(code(elevation_decide(&desk.app, &elevated, asked.id, YES).await), "for_a_time");
    // Nor do they make a key by which they would be somebody else, for as long as that one may.
    let key = |user| AddToken { name: "Spare".into(), days: 9, user, scopes: None };
    assert_eq!(code(token_add(&desk.app, &elevated, key(Some(admin.user.id))).await), "for_a_time");
    assert!(token_add(&desk.app, &elevated, key(None)).await.is_ok(), "their own ends to be one with the role");
    // Nor do they widen whom anybody reaches.
    let lists = ReachLists::default();
    assert_eq!(code(reach_set(&desk.app, &elevated, user.id, lists).await), "for_a_time");
    let group = group_add(&desk.app, &admin, "North", [].into()).await.unwrap().line.group.id;
    assert_eq!(code(group_add(&desk.app, &elevated, "South", [].into()).await), "for_a_time");
    let edit = EditCustomerGroup { name: Some("South".into()), ..EditCustomerGroup::default() };
    assert_eq!(code(group_edit(&desk.app, &elevated, group, edit).await), "for_a_time");
    assert_eq!(code(group_remove(&desk.app, &elevated, group).await), "for_a_time");
    // Nor do they let a domain of their own send people in.
    let domain = AddDomain { domain: "else.example".into(), provider: desk.app.id() };
    assert_eq!(code(domain_add(&desk.app, &elevated, domain).await), "for_a_time");
    assert_eq!(code(domain_prove(&desk.app, &elevated, desk.app.id()).await), "for_a_time");
    // Nor do they count as the one who could administer once the last one is gone.
    assert_eq!(code(user_remove(&desk.app, &elevated, admin.user.id).await), "last_global_admin");
}

/// Somebody who is Global admin for an hour.
async fn for_an_hour(desk: &Desk, partner: &Organization, admin: &Ctx) -> Ctx {
    let (user, agent) = agent(desk, partner).await;
    let give = GiveElevation { user: agent.user.id, wish: wish(Role::GlobalAdmin, 60) };
    elevation_give(&desk.app, admin, give).await.unwrap();
    desk.signed_in(&user).await
}

/// What leads in or out of the desk for good, and what keeps it shut, is for who has the right for good.
#[tokio::test]
async fn who_administers_for_a_time_opens_no_way_that_outlasts_it() {
    let (desk, partner, admin) = desk().await;
    let elevated = for_an_hour(&desk, &partner, &admin).await;
    let app = &desk.app;
    let set_up = || SetUpConnection::of(ConnectionKind::Graph, "Feeds");
    let secret = Secret::new("kelp-otter-9".to_owned());
    let anew = ReplaceSecret { field: None, secret: secret.clone(), ends_at: None };
    let (id, here) = (app.id(), "https://desk.example/consent");
    let back = ConsentBack { state: "s".into(), code: secret };
    assert_eq!(code(connection::add(app, &elevated, set_up()).await), "for_a_time");
    assert_eq!(code(connection::edit(app, &elevated, id, set_up()).await), "for_a_time");
    assert_eq!(code(connection::replace_secret(app, &elevated, id, anew).await), "for_a_time");
    assert_eq!(code(connection::ask_consent(app, &elevated, id, here).await), "for_a_time");
    assert_eq!(code(connection::take_consent(app, &elevated, back, here).await), "for_a_time");
    assert_eq!(code(connection::remove(app, &elevated, id, true).await), "for_a_time");
    assert_eq!(code(connection::pause(app, &elevated, id, true).await), "not found", "to stop one is taken back");
    assert_eq!(code(provider_add(app, &elevated, EditProvider::default()).await), "for_a_time");
    assert_eq!(code(provider_edit(app, &elevated, app.id(), EditProvider::default()).await), "for_a_time");
    assert_eq!(code(provider_remove(app, &elevated, app.id()).await), "for_a_time");
    assert_eq!(code(domain_remove(app, &elevated, app.id()).await), "for_a_time");
    let program = AddServiceAccount { name: "Night import".into(), roles: [Role::GlobalAdmin].into(), keeper: None };
    assert_eq!(code(service_account_add(app, &elevated, program).await), "for_a_time");
    for rule in [
        EditPolicy { require_second_factor: Some(true), ..EditPolicy::default() },
        EditPolicy { approval_required: Some(true), ..EditPolicy::default() },
        EditPolicy { sales_agents_work_cases: Some(true), ..EditPolicy::default() },
        EditPolicy { audit_days: Some(Some(365)), ..EditPolicy::default() },
    ] {
        assert_eq!(code(edit_policy(app, &elevated, rule.clone()).await), "for_a_time", "{rule:?}");
        edit_policy(app, &admin, rule).await.unwrap();
    }
    let other = EditPolicy { match_threshold: Some(70), ..EditPolicy::default() };
    edit_policy(app, &elevated, other).await.unwrap();
}

/// Shutting somebody out hands nothing on: at night, it may be all that there is to do.
#[tokio::test]
async fn who_administers_for_a_time_shuts_out_and_lets_nobody_in_again() {
    let (desk, partner, admin) = desk().await;
    let elevated = for_an_hour(&desk, &partner, &admin).await;
    let bo = desk.acting(&partner, "Bo Lund", &[Role::SalesAgent]).await.user.id;
    let set = |disabled| EditUser { roles: None, disabled: Some(disabled) };
    assert_eq!(sessions_end_of(&desk.app, &elevated, bo).await.unwrap(), 1);
    user_edit(&desk.app, &elevated, bo, set(true)).await.unwrap();
    assert_eq!(code(user_edit(&desk.app, &elevated, bo, set(false)).await), "for_a_time");
    let both = EditUser { roles: Some([Role::GlobalAdmin].into()), ..set(true) };
    assert_eq!(code(user_edit(&desk.app, &elevated, bo, both).await), "for_a_time");
    user_remove(&desk.app, &elevated, bo).await.unwrap();
}

#[tokio::test]
async fn a_question_is_answered_once_and_not_after_a_day() {
    let (desk, partner, admin) = desk().await;
    let (user, agent) = agent(&desk, &partner).await;
    let asked = elevation_ask(&desk.app, &agent, wish(Role::AdminAgent, 60)).await.unwrap();
    assert_eq!(code(elevation_ask(&desk.app, &agent, wish(Role::AdminAgent, 30)).await), "asked_already");
    let no = DecideElevation { give: false, note: None };
    assert_eq!(code(elevation_decide(&desk.app, &admin, asked.id, no).await), "note empty");
    let no = DecideElevation { give: false, note: Some("Dario is back tonight.".into()) };
    elevation_decide(&desk.app, &admin, asked.id, no).await.unwrap();
    assert_eq!(told(&desk, &agent).await, [NoticeKind::RoleRefused]);
    assert_eq!(code(elevation_decide(&desk.app, &admin, asked.id, YES).await), "elevation_decided");

    let late = elevation_ask(&desk.app, &agent, wish(Role::AdminAgent, 60)).await.unwrap();
    desk.clock.advance(Duration::hours(24));
    let (admin, agent) = (desk.signed_in(&admin.user).await, desk.signed_in(&user).await);
    assert_eq!(code(elevation_decide(&desk.app, &admin, late.id, YES).await), "elevation_decided");
    let anew: Elevation = elevation_ask(&desk.app, &agent, wish(Role::AdminAgent, 60)).await.unwrap();
    assert_ne!(anew.id, late.id, "what is too old stands in nobody's way");
    assert!(!desk.signed_in(&user).await.may(Action::Waive));
}

#[tokio::test]
async fn a_role_is_given_back_or_ended_before_its_time() {
    let (desk, partner, admin) = desk().await;
    let (user, agent) = agent(&desk, &partner).await;
    for by in [&agent, &admin] {
        let give = GiveElevation { user: agent.user.id, wish: wish(Role::AdminAgent, 60) };
        let given = elevation_give(&desk.app, &admin, give).await.unwrap();
        assert!(desk.signed_in(&user).await.may(Action::Waive));
        assert_eq!(elevation_end(&desk.app, by, given.id).await.unwrap().state, ElevationState::Ended);
        assert!(!desk.signed_in(&user).await.may(Action::Waive));
        assert_eq!(code(elevation_end(&desk.app, by, given.id).await), "elevation_over");
    }
}

#[tokio::test]
async fn what_one_has_or_cannot_have_is_not_asked_for() {
    let (desk, partner, admin) = desk().await;
    let (_, agent) = agent(&desk, &partner).await;
    assert!(!elevation_roles(&agent).contains(&Role::HelpdeskAgent));
    assert!(!elevation_roles(&agent).contains(&Role::ServiceOwner));
    let ask = async |ctx: &Ctx, wish| code(elevation_ask(&desk.app, ctx, wish).await);
    assert_eq!(ask(&agent, wish(Role::HelpdeskAgent, 60)).await, "has_role");
    assert_eq!(ask(&agent, wish(Role::ServiceOwner, 60)).await, "role does_not_fit");
    assert_eq!(ask(&agent, wish(Role::AdminAgent, 14)).await, "minutes out_of_range");
    assert_eq!(ask(&agent, wish(Role::AdminAgent, 24 * 60 + 1)).await, "minutes out_of_range");
    let customer = desk.customer(&admin, "Brightwater Dental", 1).await;
    let theirs = desk.person(&partner, "Hollis Brandt", &[Role::CustomerAdmin], Some(customer.id)).await;
    let theirs = desk.signed_in(&theirs).await;
    assert_eq!(ask(&theirs, wish(Role::HelpdeskAgent, 60)).await, "no_colleague");
    assert!(elevation_roles(&theirs).is_empty());
}
