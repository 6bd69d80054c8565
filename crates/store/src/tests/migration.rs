use crate::{Error, SchemaState, System, test_support::TestStore};

async fn a_migrated_store_is_current_and_migrating_again_does_nothing(store: TestStore) {
    assert!(matches!(store.schema_state().await.unwrap(), SchemaState::Current { .. }));
    store.migrate().await.unwrap();
    store.ensure_schema().await.unwrap();
}

/// Two nodes of a new release start at the same time.
async fn nodes_that_migrate_at_the_same_time_wait_for_each_other(store: TestStore) {
    let empty = TestStore::empty(store.engine()).await;
    assert_eq!(empty.schema_state().await.unwrap(), SchemaState::Empty);
    assert!(matches!(empty.ensure_schema().await, Err(Error::Schema(SchemaState::Empty))));
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let store = empty.store();
            tokio::spawn(async move { store.migrate().await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    empty.ensure_schema().await.unwrap();
    empty.discard().await;
}

async fn a_newer_schema_is_refused_unless_it_says_that_it_is_compatible(store: TestStore) {
    store
        .tamper(
            "insert into _sqlx_migrations (version, description, installed_on, success, checksum, execution_time) \
             values (9999, 'later', '2030-01-01 00:00:00', true, '', 0)",
        )
        .await;
    assert!(matches!(store.schema_state().await.unwrap(), SchemaState::Newer { applied: 9999, compatible: true, .. }));
    store.migrate().await.unwrap();
    store.write(System, |tx| Box::pin(tx.meta_set("schema.compatible_from", "9999"))).await.unwrap();
    assert!(matches!(store.schema_state().await.unwrap(), SchemaState::Newer { compatible: false, .. }));
    assert!(matches!(store.migrate().await, Err(Error::Schema(SchemaState::Newer { .. }))));
    assert!(store.ensure_schema().await.is_err());
}

async fn an_edited_or_unfinished_migration_is_refused(store: TestStore) {
    store.tamper("update _sqlx_migrations set success = false where version = 1").await;
    assert_eq!(store.schema_state().await.unwrap(), SchemaState::Incomplete { version: 1 });
    store.tamper("update _sqlx_migrations set success = true, checksum = '' where version = 1").await;
    assert_eq!(store.schema_state().await.unwrap(), SchemaState::Changed { version: 1 });
    assert!(matches!(store.migrate().await, Err(Error::Schema(SchemaState::Changed { version: 1 }))));
}

async fn facts_about_the_database_are_kept_by_key(store: TestStore) {
    assert_eq!(store.read(System).await.unwrap().meta_get("a").await.unwrap(), None);
    for value in ["1", "2"] {
        store.write(System, move |tx| Box::pin(tx.meta_set("a", value))).await.unwrap();
    }
    assert_eq!(store.read(System).await.unwrap().meta_get("a").await.unwrap().as_deref(), Some("2"));
}

crate::on_both_engines!(
    a_migrated_store_is_current_and_migrating_again_does_nothing,
    nodes_that_migrate_at_the_same_time_wait_for_each_other,
    a_newer_schema_is_refused_unless_it_says_that_it_is_compatible,
    an_edited_or_unfinished_migration_is_refused,
    facts_about_the_database_are_kept_by_key,
);
