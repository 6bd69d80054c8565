//! Where people are signed in, as who administers them sees it.

use std::collections::BTreeSet;

use tierline_domain::{Cloud, Membership, Owner, PartnerKind, Role};

use super::{
    super::{authenticate_session, session_end_of, session_list_of, sign_in},
    desk,
};
use crate::{
    Error,
    test_desk::{PASSWORD, caller, code},
};

#[tokio::test]
async fn who_administers_sees_the_sessions_of_the_own_people_and_ends_one() {
    let (desk, partner, admin) = desk().await;
    let (app, odd) = (&desk.app, desk.person(&partner, "Odd Varga", &[Role::HelpdeskAgent], None).await);
    let one = sign_in(app, &caller(), &odd.email, PASSWORD).await.unwrap().session().unwrap();
    let agent = desk.ctx_of(one.secret.expose()).await;
    let id = agent.session.as_ref().unwrap().id;
    desk.signed_in(&odd).await;
    assert_eq!(session_list_of(app, &admin, odd.id).await.unwrap().len(), 2);
    assert!(matches!(session_list_of(app, &agent, odd.id).await, Err(Error::Forbidden { .. })));
    assert!(matches!(session_end_of(app, &agent, odd.id, id).await, Err(Error::Forbidden { .. })));

    assert_eq!(code(session_end_of(app, &admin, admin.user.id, id).await), "not found", "it is somebody else's");
    session_end_of(app, &admin, odd.id, id).await.unwrap();
    assert!(authenticate_session(app, one.secret.expose()).await.unwrap().is_none());
    assert_eq!(session_list_of(app, &admin, odd.id).await.unwrap().len(), 1, "the other one stands");
    assert_eq!(code(session_end_of(app, &admin, odd.id, id).await), "not found", "it is over");
    assert!(desk.audit_actions(admin.owner).await.contains(&"account.revoke_sessions".to_owned()));
}

/// Promise 1: where somebody works for another organization is nothing that this one sees.
#[tokio::test]
async fn sessions_for_another_organization_are_neither_seen_nor_ended() {
    let (desk, partner, admin) = desk().await;
    let app = &desk.app;
    let other = desk.partner("Southlake IT", PartnerKind::DirectBill, None).await;
    let theirs = desk.acting(&other, "Bo Lund", &[Role::GlobalAdmin]).await;
    let at = |organization| Membership {
        owner: Owner { organization, cloud: Cloud::Public },
        customer: None,
        roles: BTreeSet::from([Role::SalesAgent]),
    };
    let both = desk.person_at("Ida Lund", vec![at(partner.id), at(other.id)]).await;
    let ctx = desk.signed_in(&both).await;
    let id = ctx.session.as_ref().unwrap().id;
    let (here, elsewhere) = if ctx.owner == admin.owner { (&admin, &theirs) } else { (&theirs, &admin) };
    assert!(session_list_of(app, elsewhere, both.id).await.unwrap().is_empty());
    assert_eq!(code(session_end_of(app, elsewhere, both.id, id).await), "not found");
    assert_eq!(session_list_of(app, here, both.id).await.unwrap().len(), 1);
    let stranger = desk.person(&other, "Rut Ferro", &[Role::SalesAgent], None).await;
    assert_eq!(code(session_list_of(app, &admin, stranger.id).await), "not found");
}
