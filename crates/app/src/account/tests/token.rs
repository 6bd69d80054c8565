//! What a token may, and what its scopes leave of that.

use std::collections::BTreeSet;

use tierline_domain::{Action, Door, Role, TokenScope};

use super::{
    super::{
        AddToken, AddUser, EditProfile, authenticate_token, edit_profile, token_add, token_list, user_add, user_list,
    },
    desk,
};
use crate::{
    Ctx, Entrance, Error,
    test_desk::{Desk, PASSWORD, code},
};

fn adding(scopes: Option<&[TokenScope]>) -> AddToken {
    let scopes = scopes.map(|scopes| scopes.iter().copied().collect());
    AddToken { name: "Reports".into(), days: 30, user: None, scopes }
}

/// The call of a token that this person made for themselves.
async fn by_token(desk: &Desk, of: &Ctx, scopes: Option<&[TokenScope]>) -> Ctx {
    let secret = token_add(&desk.app, of, adding(scopes)).await.unwrap().secret.unwrap();
    let signed = authenticate_token(&desk.app, secret.expose(), Some("192.0.2.44")).await.unwrap().unwrap();
    Ctx::of(signed.identity, Entrance::Api, "req-2".into(), None)
}

#[tokio::test]
async fn a_token_does_what_its_scopes_name_and_no_more() {
    let (desk, _, admin) = desk().await;
    let reader = by_token(&desk, &admin, Some(&[TokenScope::Read])).await;
    assert!(reader.may(Action::See) && !reader.may(Action::WorkCases) && !reader.may(Action::Administer));
    let Err(Error::OutOfScope { scopes }) = reader.require(Action::Administer) else { panic!("it is refused") };
    assert_eq!(scopes, [TokenScope::Administer], "the way out is named");
    assert_eq!(code(token_list(&desk.app, &reader).await), "out of scope");
    assert!(desk.audit_actions(admin.owner).await.contains(&"administer.refused".to_owned()));
    let everything = by_token(&desk, &admin, None).await;
    assert!(Action::ALL.iter().all(|action| everything.may(*action) == admin.may(*action)));
}

#[tokio::test]
async fn a_scope_narrows_and_never_widens() {
    let (desk, partner, admin) = desk().await;
    let agent = desk.acting(&partner, "Odd Varga", &[Role::HelpdeskAgent]).await;
    let all: BTreeSet<TokenScope> = TokenScope::ALL.iter().copied().collect();
    let add = AddToken { user: Some(agent.user.id), scopes: Some(all), ..adding(None) };
    let secret = token_add(&desk.app, &admin, add).await.unwrap().secret.unwrap();
    let signed = authenticate_token(&desk.app, secret.expose(), None).await.unwrap().unwrap();
    for door in Door::ALL {
        let call = Ctx::of(signed.identity.clone(), Entrance::Api, "req-2".into(), None).enter(*door).unwrap();
        for action in Action::ALL {
            assert!(!call.may(*action) || agent.may(*action), "{action} at {door}");
        }
        assert!(matches!(call.require(Action::Administer), Err(Error::Forbidden { .. })), "a matter of roles");
    }
}

#[tokio::test]
async fn a_token_that_only_reads_changes_nothing_not_even_its_persons_name() {
    let (desk, _, admin) = desk().await;
    let reader = by_token(&desk, &admin, Some(&[TokenScope::Read, TokenScope::Audit])).await;
    let edit = || EditProfile { name: "Somebody else".into(), ..EditProfile::default() };
    assert_eq!(code(edit_profile(&desk.app, &reader, edit()).await), "out of scope");
    assert!(user_list(&desk.app, &reader, None).await.is_ok());
    let worker = by_token(&desk, &admin, Some(&[TokenScope::Work])).await;
    edit_profile(&desk.app, &worker, edit()).await.unwrap();
}

/// A token that leaked does not make itself a lasting and wider one.
#[tokio::test]
async fn a_narrowed_token_makes_none_that_is_wider() {
    let (desk, _, admin) = desk().await;
    let narrow = by_token(&desk, &admin, Some(&[TokenScope::Administer, TokenScope::Read])).await;
    assert_eq!(code(token_add(&desk.app, &narrow, adding(None)).await), "scopes wider");
    let wider = adding(Some(&[TokenScope::Read, TokenScope::Work]));
    assert_eq!(code(token_add(&desk.app, &narrow, wider).await), "scopes wider");
    token_add(&desk.app, &narrow, adding(Some(&[TokenScope::Read]))).await.unwrap();
    assert_eq!(code(token_add(&desk.app, &admin, adding(Some(&[]))).await), "scopes required");
}

#[tokio::test]
async fn a_token_is_good_at_its_own_door() {
    let (desk, _, admin) = desk().await;
    let provisioning = by_token(&desk, &admin, Some(&[TokenScope::Scim])).await;
    assert_eq!(code(provisioning.clone().enter(Door::Api)), "out of scope");
    assert!(!provisioning.may(Action::Administer), "not at the API");
    let inside = provisioning.enter(Door::Scim).unwrap();
    let new = AddUser {
        name: "Odd Varga".into(),
        email: "odd.varga@desk.example".into(),
        roles: BTreeSet::from([Role::HelpdeskAgent]),
        customer: None,
        password: PASSWORD.into(),
        language: None,
    };
    user_add(&desk.app, &inside, new).await.unwrap();
}

#[tokio::test]
async fn the_list_says_what_a_token_is_narrowed_to_and_from_where_it_was_used() {
    let (desk, _, admin) = desk().await;
    by_token(&desk, &admin, Some(&[TokenScope::Health])).await;
    let lines = token_list(&desk.app, &admin).await.unwrap();
    assert_eq!(lines[0].scopes, Some(BTreeSet::from([TokenScope::Health])));
    assert_eq!(lines[0].last_address.as_deref(), Some("192.0.2.44"));
    assert!(!lines[0].is_service);
}
