//! The demo is the same each time, and its mark is in the database.

use chrono::TimeZone;
use tierline_app::{
    case::{self, CaseQuery},
    customer::{self, CustomerQuery},
    request::{self, RequestQuery},
};
use tierline_domain::{Organization, OrganizationKind};
use tierline_store::System;

use super::*;
use crate::demo::people::Person;

fn target(folder: &Path) -> Target {
    Target { data: Some(folder.to_owned()), database: None }
}

/// Makes a demo at a given time and tells all that people see of it: no identifier, nothing that chance gave.
async fn told(now: DateTime<Utc>) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let (stage, place) = Stage::set(&target(folder.path()), now).await.unwrap();
    let (cast, users) = play(&stage, &place).await.unwrap();
    let mut told: Vec<String> =
        users.iter().map(|user| format!("{} {} {} {}", user.name, user.email, user.password, user.role)).collect();
    for person in cast.people.values().filter(|person| person.customer.is_none()) {
        told.extend(seen(&stage, person).await);
    }
    stage.app.store().close().await;
    told
}

/// What one person sees.
async fn seen(stage: &Stage, person: &Person) -> Vec<String> {
    let (app, ctx) = (&stage.app, person.ctx(stage));
    let mut told = vec![format!("{} {:?}", person.user.name, person.user.language)];
    if person.organization.kind == OrganizationKind::Provider {
        return told;
    }
    for line in customer::list(app, &ctx, CustomerQuery { limit: 200, ..CustomerQuery::default() }).await.unwrap() {
        let view = customer::view(app, &ctx, line.customer.id).await.unwrap();
        let customer = &view.customer;
        told.push(format!("{} {} {}", customer.name, customer.relationship, customer.relationship_status));
        let mut delegated: Vec<String> = view
            .delegated_admin
            .iter()
            .map(|one| format!("{} {} {:?} {:?}", one.name, one.status, one.starts_at, one.ends_at))
            .collect();
        delegated.sort();
        told.extend(delegated);
    }
    for line in case::list(app, &ctx, CaseQuery { limit: 200, ..CaseQuery::default() }).await.unwrap() {
        let view = case::view(app, &ctx, line.id).await.unwrap();
        told.push(format!("{} {} {} {:?}", line.number, line.subject, line.status, line.summary.next_due_at));
        let mut entries: Vec<String> = view
            .entries
            .iter()
            .map(|entry| format!("{} {} {}", entry.at, entry.actor.name, entry.event.kind()))
            .collect();
        // What happens at one instant has no order that people see.
        entries.sort();
        told.extend(entries);
    }
    for line in request::list(app, &ctx, RequestQuery { limit: 200, ..RequestQuery::default() }).await.unwrap() {
        let request = &line.request;
        let said = (&request.status_reason, &request.external_id, request.next_due_at);
        told.push(format!("{} {} {} {} {said:?}", request.number, request.title, request.route, request.status));
    }
    told
}

#[tokio::test]
async fn two_demos_of_one_day_have_the_same_content() {
    let now = Utc.with_ymd_and_hms(2026, 3, 4, 15, 10, 0).unwrap();
    let (one, other) = (told(now).await, told(now).await);
    assert!(one.len() > 400, "{} lines", one.len());
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one, other);
    }
    assert_eq!(one.len(), other.len());
}

/// An organization that somebody set up in earnest.
async fn found(target: &Target) -> Organization {
    let desk = desk::open(target, Schema::Migrate).await.unwrap();
    let new = tierline_app::account::NewOrganization {
        kind: OrganizationKind::Provider,
        partner_kind: None,
        name: "Meridian Cloud".to_owned(),
        clouds: [tierline_domain::Cloud::Public].into(),
        upstream: None,
        provider: None,
        policy: tierline_domain::Policy::default(),
    };
    let founded = tierline_app::account::create_organization(&desk.app, new).await.unwrap();
    desk.app.store().close().await;
    founded
}

async fn refused(target: &Target) -> String {
    prepare(target, "http://127.0.0.1:1").await.err().unwrap().to_string()
}

#[tokio::test]
async fn a_desk_that_somebody_set_up_is_left_alone_whatever_its_folder_says() {
    let folder = tempfile::tempdir().unwrap();
    let real = target(folder.path());
    found(&real).await;
    let said = refused(&real).await;
    assert!(said.contains("no demo") && said.contains("Meridian Cloud") && said.contains("--data"), "{said}");
    fs::write(folder.path().join("demo.json"), r#"{"url": "", "users": []}"#).unwrap();
    assert!(refused(&real).await.contains("Meridian Cloud"), "demo.json proves nothing");
    let elsewhere = Target { data: Some(folder.path().join("other")), database: Some(real.url()) };
    assert!(refused(&elsewhere).await.contains("--database"));
    let store = desk::open_store(&real, Schema::Require).await.unwrap();
    assert_eq!(store.read(System).await.unwrap().organization_list().await.unwrap().len(), 1, "nothing was added");
}

#[tokio::test]
async fn a_demo_that_was_broken_off_is_not_taken_up_and_says_how_to_start_anew() {
    let folder = tempfile::tempdir().unwrap();
    let target = target(folder.path());
    let store = desk::open_store(&target, Schema::Migrate).await.unwrap();
    mark::begin(&store, &target).await.unwrap();
    assert!(mark::begin(&store, &target).await.is_err(), "it is begun once");
    store.close().await;
    found(&target).await;
    let said = refused(&target).await;
    assert!(said.contains("not made to its end") && said.contains("remove the folder"), "{said}");
}

#[tokio::test]
async fn a_demo_is_taken_up_with_its_own_people_only() {
    let folder = tempfile::tempdir().unwrap();
    let target = target(folder.path());
    let store = desk::open_store(&target, Schema::Migrate).await.unwrap();
    mark::begin(&store, &target).await.unwrap();
    mark::finish(&store).await.unwrap();
    store.close().await;
    let ours = found(&target).await;
    assert!(refused(&target).await.contains("is not there"));
    let path = folder.path().join("demo.json");
    let file = |organization: &str| {
        let user = serde_json::json!({
            "role": "engineer", "name": "Ansel", "organization": "Meridian Cloud", "organization_id": organization,
            "organization_kind": "provider", "cloud": "public", "email": "a@b.example", "password": "p", "token": "t",
        });
        serde_json::json!({ "url": "http://127.0.0.1:9", "users": [user] }).to_string()
    };
    fs::write(&path, file("org_01J00000000000000000000000")).unwrap();
    assert!(refused(&target).await.contains("is not its own"));
    fs::write(&path, file(&ours.id.to_string())).unwrap();
    assert_eq!(prepare(&target, "http://127.0.0.1:1").await.unwrap().url, "http://127.0.0.1:1");
    assert!(fs::read_to_string(&path).unwrap().contains("http://127.0.0.1:1"));
}

#[tokio::test]
async fn another_demos_file_in_an_empty_desk_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let target = target(folder.path());
    fs::write(folder.path().join("demo.json"), "{}").unwrap();
    assert!(refused(&target).await.contains("another database"));
    assert_eq!(fs::read_to_string(folder.path().join("demo.json")).unwrap(), "{}");
}
