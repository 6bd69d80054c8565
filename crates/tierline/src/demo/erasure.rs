//! The demo names its people in every kind of row: whoever is erased from it is looked for in all of them.

use chrono::{DateTime, TimeZone, Utc};
use tierline_app::App;
use tierline_domain::{Owner, PersonKey, PersonTraces, text::normalized};
use tierline_store::{AuditKey, Auth, System, test_support::dump::tables_that_say};

use super::{Target, *};

async fn traces(app: &App, owner: Owner, key: &PersonKey) -> PersonTraces {
    app.store().read(owner).await.unwrap().person_traces(key).await.unwrap()
}

/// Takes somebody out of an owner's rows and, where they belong nowhere else, their account.
async fn taken_out(app: &App, owner: Owner, key: &PersonKey) {
    let found = traces(app, owner, key).await;
    let now = app.now();
    let done: tierline_app::Result<()> = app
        .store()
        .write_with(System, (key.clone(), found), move |tx, (key, found)| {
            Box::pin(async move {
                let user = key.user.expect("an account");
                while tx.audit_seal(&AuditKey::new([7; 32]), owner, now, 500).await? > 0 {}
                tx.tenant(owner).person_traces_erase(key, found).await?;
                tx.auth().membership_remove(user, owner, now).await?;
                tx.auth().user_entrances_remove(user).await?;
                tx.auth().user_forget(user).await?;
                let account = tx.auth().user_lookup(user).await?.expect("the account is there");
                tx.auth().user_update(&tierline_domain::erased(&account)).await?;
                tx.tenant(owner).audit_erase(&user.to_string()).await?;
                Ok(())
            })
        })
        .await;
    done.unwrap();
}

/// Somebody who handled cases and requests for weeks, and the partner's contact of requests that others received.
#[tokio::test]
async fn who_is_erased_is_named_in_no_row_of_their_organization() {
    let now: DateTime<Utc> = Utc.with_ymd_and_hms(2026, 3, 4, 15, 10, 0).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let target = Target { data: Some(folder.path().to_owned()), database: None };
    let (stage, place) = Stage::set(&target, now).await.unwrap();
    let (cast, _) = play(&stage, &place).await.unwrap();
    let app = &stage.app;
    for part in ["maren", "dario", "ilse"] {
        let person = cast.get(part).unwrap();
        let owner = person.ctx(&stage).owner;
        let (name, email) = (person.user.name.clone(), normalized(&person.user.email));
        let key = PersonKey { user: Some(person.user.id), email: email.clone() };
        let before = tables_that_say(app.store(), &name).await;
        assert!(before.len() > 1, "{name} is named in {before:?}");
        taken_out(app, owner, &key).await;
        assert_eq!(traces(app, owner, &key).await, PersonTraces::default());
        let rest = tables_that_say(app.store(), &name).await;
        // What was handed to others is theirs to take out.
        let others: &[&str] = &["received_request", "request_entry"];
        assert!(rest.iter().all(|table| others.contains(&table.as_str())), "{name} is still named in {rest:?}");
        let rest = tables_that_say(app.store(), &email).await;
        assert!(rest.iter().all(|table| table == "received_request"), "{email} still stands in {rest:?}");
        assert!(app.store().read(Auth).await.unwrap().user_by_email(&email).await.unwrap().is_none());
    }
    app.store().close().await;
}
