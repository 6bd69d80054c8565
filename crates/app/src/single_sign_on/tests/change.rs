//! What is said of a provider while somebody else says something of it, or its secret is sealed anew.

use tierline_domain::SealedProvider;

use super::{
    super::{domain::proven, domain_list, domain_remove, exchange, reseal, secret_opens},
    *,
};

fn pause() -> EditProvider {
    EditProvider { is_paused: Some(true), ..EditProvider::default() }
}

async fn kept(door: &Door) -> Option<SealedProvider> {
    let mut read = door.desk.app.store().read(door.admin.owner).await.unwrap();
    read.identity_provider_lookup(door.provider.id).await.unwrap()
}

#[tokio::test]
async fn a_provider_that_is_paused_or_taken_away_while_secrets_are_sealed_anew_stays_so() {
    let door = Door::open().await;
    let app = &door.desk.app;
    let read = kept(&door).await.unwrap();
    provider_edit(app, &door.admin, door.provider.id, pause()).await.unwrap();
    assert!(exchange(app, read, vec![9], "k-2").await.unwrap());
    let anew = kept(&door).await.unwrap();
    assert!(anew.provider.settings.is_paused, "what was read before the pause does not end it");
    assert_eq!((&anew.sealed[..], anew.key_id.as_str()), (&[9][..], "k-2"));
    provider_remove(app, &door.admin, door.provider.id).await.unwrap();
    assert!(!exchange(app, anew, vec![10], "k-3").await.unwrap());
    assert_eq!(kept(&door).await, None, "it does not come back");
}

#[tokio::test]
async fn sealing_anew_changes_the_key_of_a_providers_secret_and_nothing_else_of_it() {
    let door = Door::open().await;
    let app = &door.desk.app;
    let before = kept(&door).await.unwrap();
    let keys = [SealKey::new([8; 32]), SealKey::new([7; 32])];
    assert_eq!(reseal(app, &keys, &keys[0]).await.unwrap(), (1, Vec::new()));
    let after = kept(&door).await.unwrap();
    assert_eq!((&after.provider, after.key_id.as_str()), (&before.provider, keys[0].id()));
    secret_opens(&keys[..1], &after).unwrap();
    assert_eq!(reseal(app, &keys, &keys[0]).await.unwrap(), (0, Vec::new()));
}

#[tokio::test]
async fn who_changes_a_provider_that_a_colleague_has_changed_since_is_told_so() {
    let door = Door::open().await;
    let (app, id, read) = (&door.desk.app, door.provider.id, door.provider.version());
    let paused = provider_edit(app, &door.admin, id, pause()).await.unwrap();
    assert_ne!(paused.version(), read, "whatever the clock says");
    let renamed = || EditProvider { name: Some("Kelp".into()), ..EditProvider::default() };
    let late = Ctx { read_version: Some(read), ..door.admin.clone() };
    let stale = format!("stale {:?}", Some(paused.version()));
    assert_eq!(code(provider_edit(app, &late, id, renamed()).await), stale);
    assert_eq!(kept(&door).await.unwrap().provider, paused);
    // Who says nothing of a version changes what they name, and nothing else.
    let after = provider_edit(app, &door.admin, id, renamed()).await.unwrap();
    assert_eq!((after.name.as_str(), after.settings.is_paused), ("Kelp", true));
}

#[tokio::test]
async fn a_domain_that_is_noted_anew_or_taken_away_while_it_is_asked_has_proven_nothing() {
    let door = Door::open().await;
    let (app, admin) = (&door.desk.app, &door.admin);
    let new = || AddDomain { domain: "second.example".into(), provider: door.provider.id };
    let first = domain_add(app, admin, new()).await.unwrap();
    let again = domain_add(app, admin, new()).await.unwrap();
    assert_eq!(first.id, again.id);
    assert_eq!(code(proven(app, admin, first).await), "not_proven");
    let of_it = async || {
        let all = domain_list(app, admin).await.unwrap();
        all.into_iter().find(|one| one.domain == "second.example").map(|one| one.proven_at.is_some())
    };
    assert_eq!(of_it().await, Some(false));
    domain_remove(app, admin, again.id).await.unwrap();
    assert_eq!(code(proven(app, admin, again).await), "not found");
    assert_eq!(of_it().await, None, "it does not come back");
}
