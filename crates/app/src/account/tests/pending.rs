//! Who is in the middle of signing in when what they began with ends.

use chrono::Duration;
use tierline_domain::{PartnerKind, Role, User};
use tierline_store::Engine;

use super::{
    super::{
        AddToken, EditUser, Entered, Handed, InviteUser, Secret, authenticate_token, choose_password,
        factor::{answer, asked, enrol, factors_reset},
        profile::{replace, right},
        session_list, sign_in,
        sign_in::{check, come_in},
        token_add, user_edit, user_invite, user_link, user_remove,
    },
    confirm, keeping, set_up_app,
};
use crate::{
    Ctx, Entrance, Error,
    test_desk::{Desk, PASSWORD, caller, code},
};

const NEW: &str = "seven quiet harbours";

/// What ends what somebody began with.
#[derive(Debug, Clone, Copy)]
enum End {
    InvitedAgain,
    ShutAndOpened,
    AnotherPassword,
    FactorsRemoved,
}

async fn ended(desk: &Desk, admin: &Ctx, user: &User, end: End) {
    let app = &desk.app;
    let shut = |disabled| EditUser { roles: None, disabled: Some(disabled) };
    match end {
        End::InvitedAgain => {
            user_remove(app, admin, user.id).await.unwrap();
            let (name, email, roles) = (user.name.clone(), user.email.clone(), [Role::SalesAgent].into());
            let again = InviteUser { name, email, roles, customer: None, language: None };
            assert_eq!(user_invite(app, admin, again).await.unwrap().member.user.id, user.id);
        }
        End::ShutAndOpened => {
            user_edit(app, admin, user.id, shut(true)).await.unwrap();
            user_edit(app, admin, user.id, shut(false)).await.unwrap();
        }
        End::AnotherPassword => new_password(desk, admin, user).await,
        End::FactorsRemoved => factors_reset(app, admin, user.id).await.unwrap(),
    }
}

async fn new_password(desk: &Desk, admin: &Ctx, user: &User) {
    let Handed::Link(Some(link)) = user_link(&desk.app, admin, user.id).await.unwrap() else { panic!("it is shown") };
    choose_password(&desk.app, &caller(), link.expose(), NEW).await.unwrap();
}

async fn begun(desk: &Desk, user: &User) -> Secret {
    match sign_in(&desk.app, &caller(), &user.email, PASSWORD).await.unwrap() {
        Entered::SecondFactor(pending) => pending.secret,
        Entered::In(_) => panic!("a second factor was to be asked for"),
    }
}

/// Threat 41: a sign-in that waits for a code is half a session, and ends where sessions do.
#[tokio::test]
async fn a_sign_in_that_waits_for_a_code_ends_with_what_it_began_with() {
    let (desk, partner) = keeping().await;
    let app = &desk.app;
    let admin = desk.acting(&partner, "Maren Oskel", &[Role::GlobalAdmin]).await;
    for end in [End::InvitedAgain, End::ShutAndOpened, End::AnotherPassword, End::FactorsRemoved] {
        let user = desk.person(&partner, &format!("Ida {end:?}"), &[Role::SalesAgent], None).await;
        let ctx = desk.signed_in(&user).await;
        let (new, codes) = set_up_app(&desk, &ctx).await;
        desk.clock.advance(Duration::minutes(1));
        let waits = begun(&desk, &user).await;
        assert!(asked(app, waits.expose()).await.unwrap().is_some());
        ended(&desk, &admin, &user, end).await;
        assert!(asked(app, waits.expose()).await.unwrap().is_none(), "{end:?}");
        let came = answer(app, &caller(), waits.expose(), codes[0].expose()).await;
        assert!(matches!(came, Err(Error::Unauthorized)), "{end:?}: {came:?}");
        // Nor is a first factor set up by it, where the others are gone.
        let enrolled = enrol(app, &caller(), waits.expose(), confirm(&desk, &new)).await;
        assert!(matches!(enrolled, Err(Error::Unauthorized)), "{end:?}");
        assert!(session_list(app, &ctx).await.unwrap().is_empty(), "{end:?}");
    }
}

/// A password is looked at outside of any transaction, and that takes a while.
#[tokio::test]
async fn a_password_that_was_changed_while_it_was_looked_at_opens_nothing() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let desk = Desk::on(engine).await;
        let partner = desk.partner("Northgate", PartnerKind::DirectBill, None).await;
        let admin = desk.acting(&partner, "Maren Oskel", &[Role::GlobalAdmin]).await;
        let odd = desk.person(&partner, "Odd Varga", &[Role::SalesAgent], None).await;
        let (app, now) = (&desk.app, desk.app.now());
        let checked = check(app, &caller(), (odd.email.as_str(), PASSWORD), now).await.unwrap();
        new_password(&desk, &admin, &odd).await;
        assert_eq!(come_in(app, &caller(), checked, now).await.unwrap(), None, "{engine:?}");
        assert_eq!(code(sign_in(app, &caller(), &odd.email, PASSWORD).await), "password wrong");
        assert!(sign_in(app, &caller(), &odd.email, NEW).await.unwrap().session().is_some());
    }
}

/// The same where somebody changes it who has a token, which ends with no password.
#[tokio::test]
async fn who_knew_the_password_before_does_not_change_the_one_that_was_chosen_meanwhile() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let desk = Desk::on(engine).await;
        let partner = desk.partner("Northgate", PartnerKind::DirectBill, None).await;
        let admin = desk.acting(&partner, "Maren Oskel", &[Role::GlobalAdmin]).await;
        let odd = desk.person(&partner, "Odd Varga", &[Role::SalesAgent], None).await;
        let app = &desk.app;
        let add = AddToken { name: "Import".into(), days: 30, user: Some(odd.id), scopes: None };
        let token = token_add(app, &admin, add).await.unwrap().secret.unwrap();
        let signed = authenticate_token(app, token.expose(), None).await.unwrap().unwrap();
        let ctx = Ctx::by(signed, Entrance::Api, "req-2".into(), None);
        let stored = right(app, &ctx, PASSWORD).await.unwrap();
        new_password(&desk, &admin, &odd).await;
        let hash = stored.clone().unwrap();
        assert_eq!(code(replace(app, &ctx, stored, hash).await), "current wrong", "{engine:?}");
        assert!(sign_in(app, &caller(), &odd.email, NEW).await.unwrap().session().is_some(), "{engine:?}");
    }
}
