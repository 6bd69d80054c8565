use tierline_domain::{CustomerId, HealthIssueId, OrganizationId, Owner, health::Audience};

use crate::{Engine, Error, SchemaState, System, test_support::TestStore};

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
    assert_eq!(store.schema_state().await.unwrap(), SchemaState::Newer { unknown: vec![9999], compatible: true });
    store.migrate().await.unwrap();
    store.write(System, |tx| Box::pin(tx.meta_set("schema.compatible_from", "9999"))).await.unwrap();
    assert!(matches!(store.schema_state().await.unwrap(), SchemaState::Newer { compatible: false, .. }));
    assert!(matches!(store.migrate().await, Err(Error::Schema(SchemaState::Newer { .. }))));
    assert!(store.ensure_schema().await.is_err());
}

/// Numbers are taken when work begins: a release may bring 20 to a database that has all the later ones.
async fn a_migration_that_comes_after_later_numbers_is_missed_and_made_up_for(store: TestStore) {
    let old = TestStore::empty(store.engine()).await;
    old.migrate_only(|version| version != 20).await.unwrap();
    let SchemaState::Current { version: newest } = store.schema_state().await.unwrap() else { panic!("not current") };
    assert!(newest > 20);
    let state = old.schema_state().await.unwrap();
    assert_eq!(state, SchemaState::Behind { applied: newest, missing: vec![20] });
    assert_eq!(state.to_string(), format!("the schema has version {newest} and lacks migration 20"));
    assert!(old.ensure_schema().await.is_err());
    old.migrate().await.unwrap();
    assert_eq!(old.schema_state().await.unwrap(), SchemaState::Current { version: newest });
    old.discard().await;
}

/// The program before that one: it sees a number below its newest that it does not know.
async fn a_program_sees_what_a_newer_one_made_up_for(store: TestStore) {
    store
        .tamper(
            "insert into _sqlx_migrations (version, description, installed_on, success, checksum, execution_time) \
             values (10, 'later', '2030-01-01 00:00:00', true, '', 0)",
        )
        .await;
    assert_eq!(store.schema_state().await.unwrap(), SchemaState::Newer { unknown: vec![10], compatible: true });
    store.tamper("delete from _sqlx_migrations where version in (9, 23)").await;
    let state = store.schema_state().await.unwrap();
    assert_eq!(state, SchemaState::Apart { unknown: vec![10], missing: vec![9, 23] });
    assert!(matches!(store.migrate().await, Err(Error::Schema(SchemaState::Apart { .. }))));
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

/// An identifier as each engine writes it in a statement.
fn literal(engine: Engine, number: u128) -> String {
    let id = uuid::Uuid::from_u128(number);
    if engine == Engine::Sqlite { format!("x'{}'", id.simple()) } else { format!("'{id}'") }
}

/// Rows of a partner with two customers as version 9 wrote them: EX1 once for each customer, EX2 for one.
fn issues_of_tenants(engine: Engine) -> String {
    let id = |number| literal(engine, number);
    let (now, partner) = ("'2026-03-01 08:00:00.000000+00:00'", id(1));
    let customer = |number: u128| {
        format!(
            "insert into customer values ({partner}, 'public', {}, 'C{number}', 'c{number}', 'c{number}.example', 't{number}', \
             'PL', 'pl', 'none', 'draft', 'direct', 'active', null, null, 1, {now}, {now});",
            id(number)
        )
    };
    let issue = |number: u128, source_id: &str, customer: u128| {
        format!(
            "insert into health_issue (organization_id, cloud, id, source, source_id, kind, title, service, services, regions, \
             status, source_status, starts_at, last_modified_at, customer_id, impact, published_at, posts, is_over, active_at, \
             search_key, service_key, region_key) values ({partner}, 'public', {}, 'microsoft_365', '{source_id}', \
             'service_issue', 'Mail', 'Exchange Online', '[]', '[]', 'degraded', '', {now}, {now}, {}, '', {now}, 0, false, \
             {now}, '', '', '');",
            id(number),
            id(customer)
        )
    };
    format!(
        "insert into organization (id, kind, name, name_key, clouds, policy, created_at) \
         values ({partner}, 'partner', 'P', 'p', '[\"public\"]', '{{}}', {now});{}{}{}{}{}",
        customer(10),
        customer(11),
        issue(21, "EX1", 10),
        issue(22, "EX1", 11),
        issue(23, "EX2", 11)
    )
}

async fn issues_kept_once_for_each_tenant_become_one_that_says_whose_they_are(store: TestStore) {
    let old = TestStore::empty(store.engine()).await;
    old.migrate_up_to(9).await.unwrap();
    old.tamper(&issues_of_tenants(store.engine())).await;
    old.migrate().await.unwrap();
    let owner = Owner { organization: OrganizationId(uuid::Uuid::from_u128(1)), cloud: tierline_domain::Cloud::Public };
    let id = |number| HealthIssueId(uuid::Uuid::from_u128(number));
    let customer = |number| CustomerId(uuid::Uuid::from_u128(number));
    let mut read = old.read(owner).await.unwrap();
    let one = read.issue_by_source("microsoft_365", "EX1").await.unwrap().unwrap();
    assert_eq!((one.id, one.audience, one.status.is_over()), (id(21), Audience::Listed, false));
    assert_eq!(read.issue_customers(one.id).await.unwrap(), [customer(10), customer(11)]);
    let two = read.issue_by_source("microsoft_365", "EX2").await.unwrap().unwrap();
    assert_eq!((two.id, two.audience), (id(23), Audience::Listed));
    assert_eq!(read.issue_customers(two.id).await.unwrap(), [customer(11)]);
    let copy = read.issue_lookup(id(22)).await.unwrap().unwrap();
    assert_eq!((copy.audience, copy.ends_at), (Audience::Listed, Some(copy.last_modified_at)), "cases may name it");
    drop(read);
    old.discard().await;
}

crate::on_both_engines!(
    issues_kept_once_for_each_tenant_become_one_that_says_whose_they_are,
    a_migrated_store_is_current_and_migrating_again_does_nothing,
    nodes_that_migrate_at_the_same_time_wait_for_each_other,
    a_newer_schema_is_refused_unless_it_says_that_it_is_compatible,
    a_migration_that_comes_after_later_numbers_is_missed_and_made_up_for,
    a_program_sees_what_a_newer_one_made_up_for,
    an_edited_or_unfinished_migration_is_refused,
    facts_about_the_database_are_kept_by_key,
);
