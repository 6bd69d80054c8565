//! Sessions and accounts that stand on a provider: ended there, linked by their people, proven anew.

use super::*;
use crate::account::{EditPolicy, edit_policy, factor::asked};

/// A session that stands on the provider's session of this name.
async fn standing_on(door: &Door, session: &str) -> String {
    door.says.vouched.lock().unwrap().session = Some(session.to_owned());
    door.come().await.unwrap().session().unwrap().secret.expose().to_owned()
}

#[tokio::test]
async fn the_end_of_a_session_at_the_provider_ends_it_here_once_told() {
    let door = Door::open().await;
    let app = &door.desk.app;
    door.vouch("sub-1", "tobin@desk.example", &["agents"]);
    let (one, other) = (standing_on(&door, "a").await, standing_on(&door, "b").await);
    let is_in = async |secret: &str| authenticate_session(app, secret).await.unwrap().is_some();
    let tell = async |word: &str| told(ended(app, &caller(), door.provider.id, word).await);
    assert_eq!(tell("nonsense").await, "not_believed");
    assert_eq!(tell(r#"["j-1", null, "a"]"#).await, "done");
    assert!(!is_in(&one).await && is_in(&other).await);
    let third = standing_on(&door, "a").await;
    assert_eq!(tell(r#"["j-1", null, "a"]"#).await, "said_before");
    assert!(is_in(&third).await, "an old word ends no new session");
    assert_eq!(tell(r#"["j-2", "sub-1", null]"#).await, "done");
    assert!(!is_in(&other).await && !is_in(&third).await);
    assert_eq!(tell(r#"["j-3", "nobody", null]"#).await, "done");
    assert!(door.desk.audit_actions(door.admin.owner).await.iter().any(|one| one == "account.provider_sign_out"));
}

/// Threat 41: a sign-in that waits for a second factor is half a session.
#[tokio::test]
async fn the_end_at_the_provider_ends_a_sign_in_that_waits_for_a_second_factor() {
    let door = Door::open().await;
    let app = &door.desk.app;
    edit_policy(app, &door.admin, EditPolicy { require_second_factor: Some(true), ..EditPolicy::default() })
        .await
        .unwrap();
    door.vouch("sub-1", "tobin@desk.example", &["agents"]);
    let begin = async |session: Option<&str>| {
        door.says.vouched.lock().unwrap().session = session.map(str::to_owned);
        let Entered::SecondFactor(pending) = door.come().await.unwrap() else { panic!("the rule holds") };
        pending.secret
    };
    let waits = async |secret: &account::Secret| asked(app, secret.expose()).await.unwrap().is_some();
    let tell = async |word: &str| told(ended(app, &caller(), door.provider.id, word).await);
    let (named, other, unnamed) = (begin(Some("a")).await, begin(Some("b")).await, begin(None).await);
    assert_eq!(tell(r#"["j-1", "sub-1", "a"]"#).await, "done");
    assert!(!waits(&named).await && !waits(&unnamed).await && waits(&other).await);
    assert_eq!(tell(r#"["j-2", "nobody", null]"#).await, "done");
    assert!(waits(&other).await);
    assert_eq!(tell(r#"["j-3", "sub-1", null]"#).await, "done");
    assert!(!waits(&other).await);
}

/// Threat 36: whoever was cleared for another cloud meanwhile comes in there by another way.
#[tokio::test]
async fn who_came_by_a_provider_does_not_walk_on_into_another_cloud() {
    let door = Door::open().await;
    let app = &door.desk.app;
    door.vouch("sub-1", "tobin@desk.example", &["agents"]);
    let secret = standing_on(&door, "a").await;
    let ctx = door.desk.ctx_of(&secret).await;
    let to = Owner { organization: door.organization.id, cloud: Cloud::UsGovernment };
    let cleared = Membership { owner: to, customer: None, roles: set(&[Role::HelpdeskAgent]) };
    let put: Result<(), Error> = app
        .store()
        .write_with(Auth, (ctx.user.id, cleared), |tx, (user, cleared)| {
            Box::pin(async move { Ok(tx.membership_put(*user, cleared).await?) })
        })
        .await;
    put.unwrap();
    assert_eq!(code(account::switch(app, &ctx, &secret, to).await), "came_by_provider");
    account::switch(app, &ctx, &secret, door.admin.owner).await.unwrap();
}

/// Somebody goes to the provider for this, and comes back in the session that they left in.
async fn goes(door: &Door, ctx: &Ctx, leaving: Leaving, session: &str) -> Result<Arrived, Error> {
    let state = leaving.address.split("state=").nth(1).unwrap().to_owned();
    let back =
        Back { state, code: Secret::new("c".into()), issuer: None, browser: leaving.browser.expose().to_owned() };
    arrive(&door.desk.app, &caller(), back, (BACK, Some((ctx, session)))).await.map(|(arrived, _)| arrived)
}

/// Threat 42: both accounts are proven, so no address has to be believed.
#[tokio::test]
async fn a_link_is_made_by_who_is_signed_in_to_both_and_is_theirs_to_take_away() {
    let door = Door::open().await;
    let app = &door.desk.app;
    let dario = door.desk.acting(&door.organization, "Dario", &[Role::HelpdeskAgent]).await;
    let vera = door.desk.acting(&door.organization, "Vera", &[Role::HelpdeskAgent]).await;
    door.vouch("sub-5", "somebody@elsewhere.example", &[]);
    door.says.vouched.lock().unwrap().email_verified = false;
    let leave = async |ctx: &Ctx| leave_to_link(app, ctx, door.provider.id, ("/account/security", BACK)).await.unwrap();
    assert_eq!(told(goes(&door, &vera, leave(&dario).await, "").await), "sign_in_lost", "somebody else came back");
    assert_eq!(goes(&door, &dario, leave(&dario).await, "").await.unwrap(), Arrived::Linked);
    assert!(link_list(app, &dario).await.unwrap()[0].linked_at.is_some());
    assert_eq!(told(goes(&door, &vera, leave(&vera).await, "").await), "linked_to_another");
    door.says.vouched.lock().unwrap().subject = "sub-6".into();
    assert_eq!(told(goes(&door, &dario, leave(&dario).await, "").await), "linked_already");
    door.says.vouched.lock().unwrap().subject = "sub-5".into();
    assert!(door.come().await.is_ok(), "whatever the address there");
    assert_eq!(told(link_remove(app, &dario, door.provider.id).await), "done");
    assert_eq!(told(link_remove(app, &dario, door.provider.id).await), "not found");
    assert_eq!(told(door.come().await), "unverified_address", "it vouches for them no more");
}

#[tokio::test]
async fn who_has_no_password_keeps_their_only_link_and_proves_anew_at_the_provider() {
    let door = Door::open().await;
    let app = &door.desk.app;
    door.vouch("sub-1", "tobin@desk.example", &["agents"]);
    let says_it_asked = |at| door.says.vouched.lock().unwrap().asked_at = at;
    says_it_asked(Some(app.now()));
    let session = standing_on(&door, "a").await;
    let found = authenticate_session(app, &session).await.unwrap().unwrap();
    let ctx = Ctx::of(found.identity, Entrance::Page, "r".into(), None);
    assert_eq!(told(link_remove(app, &ctx, door.provider.id).await), "last_way_in");
    assert!(link_list(app, &ctx).await.unwrap()[0].linked_at.is_some());
    let address = farewell(app, &ctx, "https://desk.example/signin").await;
    assert_eq!(address.as_deref(), Some("https://login.example/logout?back=https://desk.example/signin"));

    let leave = async || leave_again(app, &ctx, "/users", BACK).await.unwrap();
    says_it_asked(None);
    assert_eq!(told(goes(&door, &ctx, leave().await, &session).await), "not_anew", "it does not say when it asked");
    says_it_asked(Some(app.now() - chrono::Duration::minutes(11)));
    assert_eq!(told(goes(&door, &ctx, leave().await, &session).await), "not_anew");
    says_it_asked(Some(app.now()));
    door.says.vouched.lock().unwrap().subject = "sub-9".into();
    assert_eq!(told(goes(&door, &ctx, leave().await, &session).await), "somebody_else");
    door.says.vouched.lock().unwrap().subject = "sub-1".into();
    let Ok(Arrived::Again(renewed)) = goes(&door, &ctx, leave().await, &session).await else { panic!("it counts") };
    assert!(authenticate_session(app, &session).await.unwrap().is_none(), "the old secret opens nothing");
    let anew = authenticate_session(app, renewed.secret.expose()).await.unwrap().unwrap();
    assert!(anew.identity.session.is_some_and(|session| session.provider.is_some()));
}

/// Who is signed in at their provider since the morning is let in without a question: nothing dangerous rests on that.
#[tokio::test]
async fn a_sign_in_for_which_the_provider_asked_nobody_is_no_fresh_proof() {
    let door = Door::open().await;
    let app = &door.desk.app;
    door.vouch("sub-1", "tobin@desk.example", &["agents"]);
    let ago = |minutes| Some(app.now() - chrono::Duration::minutes(minutes));
    for (asked_at, is_fresh) in [(None, false), (ago(60), false), (ago(2), true), (ago(-60), true)] {
        door.says.vouched.lock().unwrap().asked_at = asked_at;
        let session = standing_on(&door, "a").await;
        let found = authenticate_session(app, &session).await.unwrap().unwrap();
        let ctx = Ctx::of(found.identity, Entrance::Page, "r".into(), None);
        assert_eq!(ctx.require_recent(app.now()).is_ok(), is_fresh, "{asked_at:?}");
        let proven_at = ctx.session.unwrap().proven_at;
        assert!(proven_at <= app.now(), "a provider's clock that is ahead proves nothing for longer");
    }
}
