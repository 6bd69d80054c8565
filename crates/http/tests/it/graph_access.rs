//! Access assignments over the wire, as partners' scripts read them from Microsoft Graph.

use std::collections::BTreeSet;

use axum::http::Method;
use serde_json::{Value, json};
use tierline_app::Error;
use tierline_domain::{
    AccessAssignment, AssignmentStatus, Cloud, DelegatedAdmin, Role, catalogue::directory_role_find,
};

use crate::client::{Client, call};

const AGENT: Role = Role::AdminAgent;
const SUPPORT: &str = "Service Support Administrator";

/// What the books would have read of the relationship, instead of nothing.
async fn reads(client: &Client, assignments: Vec<AccessAssignment>) -> DelegatedAdmin {
    let (desk, owner) = (&client.desk, client.desk.ctx(client.desk.person(AGENT)).await.owner);
    let mut read = desk.app.store().read(owner).await.unwrap();
    let mut one = read.delegated_admin_list(desk.customer.id).await.unwrap().remove(0);
    drop(read);
    one.assignments = Some(assignments);
    let put = one.clone();
    let written = desk
        .app
        .store()
        .write_with(owner, put, |tx, put| Box::pin(async move { Ok::<_, Error>(tx.delegated_admin_put(put).await?) }));
    written.await.unwrap();
    one
}

#[tokio::test]
async fn which_groups_have_its_roles_is_told_as_it_was_read_from_the_provider() {
    let client = Client::new().await;
    client.desk.delegate(SUPPORT).await;
    let look = async |by: &str, rest: &str| {
        let desk = &client.desk;
        let person = match by {
            "customer" => desk.person(Role::CustomerAdmin),
            "elsewhere" => desk.person_at(desk.distributor.id, Cloud::Public, AGENT),
            _ => desk.person(AGENT),
        };
        client
            .send(call(Method::GET, format!("/v1.0/tenantRelationships/delegatedAdminRelationships{rest}")).by(person))
            .await
    };
    let listed = look("agent", "").await.found();
    let path = format!("/{}/accessAssignments", listed["value"][0]["id"].as_str().unwrap());
    let unread = look("agent", &path).await;
    assert_eq!((unread.status.as_u16(), &unread.json()["error"]["code"]), (404, &json!("itemNotFound")));
    assert!(unread.text().contains("Nobody has read"), "{}", unread.text());

    let assignment = |id: &str, group: &str, role: &str, status| AccessAssignment {
        id: id.to_owned(),
        group: group.to_owned(),
        roles: BTreeSet::from([role.to_owned()]),
        status,
    };
    let unknown = "8b1e2d4c-90de-4f6a-8b1e-2d4c5f6a7b80";
    let kept = vec![
        assignment("a-1", "g-1", SUPPORT, AssignmentStatus::Active),
        assignment("a-2", "g-2", unknown, AssignmentStatus::Deleting),
    ];
    reads(&client, kept).await;
    let all = look("agent", &path).await.found();
    assert_eq!(
        all["value"][0],
        json!({
            "id": "a-1", "status": "active",
            "accessContainer": { "accessContainerId": "g-1", "accessContainerType": "securityGroup" },
            "accessDetails": { "unifiedRoles": [{ "roleDefinitionId": directory_role_find(SUPPORT).unwrap().template_id }] },
        })
    );
    assert_eq!(all["value"][1]["accessDetails"]["unifiedRoles"][0]["roleDefinitionId"], unknown);
    let filtered = look("agent", &format!("{path}?$filter=status%20eq%20%27deleting%27&$select=id")).await.found();
    assert_eq!(filtered["value"], json!([{ "id": "a-2" }]));
    assert_eq!(look("agent", &format!("{path}/a-2")).await.found()["status"], "deleting");
    for (by, rest, status) in [
        ("agent", format!("{path}/a-3"), 404),
        ("agent", format!("{path}?$filter=group%20eq%20%27x%27"), 400),
        ("customer", path.clone(), 403),
        ("elsewhere", path.clone(), 404),
    ] {
        assert_eq!(look(by, &rest).await.status.as_u16(), status, "{by} {rest}");
    }
    let made = call(Method::POST, format!("/v1.0/tenantRelationships/delegatedAdminRelationships{path}"));
    let made = client.send(made.by(client.desk.person(AGENT)).json(&Value::Null)).await;
    assert_eq!((made.status.as_u16(), &made.json()["error"]["code"]), (400, &json!("notSupported")), "{}", made.text());
    client.desk.discard().await;
}
