//! Delegated admin relationships and their access assignments (Microsoft Graph v1.0: `delegatedAdminRelationship`,
//! `delegatedAdminAccessAssignment`; the permission is `DelegatedAdminRelationship.Read.All`).

use std::collections::BTreeSet;

use chrono::{DateTime, SubsecRound, Utc};
use serde::Deserialize;
use serde_json::Value;
use tierline_app::{ListedRelationship, Opened, Unread};
use tierline_domain::{
    AccessAssignment, AssignmentStatus, DelegatedAdminKind, DelegatedAdminStatus, catalogue::directory_role_find,
};

use super::{
    identifier, line,
    walk::{Page, Place, failed, walk},
};
use crate::outbound::Outbound;

/// Where they are, below a connection's address.
const RELATIONSHIPS: &str = "/v1.0/tenantRelationships/delegatedAdminRelationships";
/// On a page: the most that the interface gives.
const TOP: u32 = 300;
/// Roles of one relationship, or groups' roles of one assignment: the directory has fewer.
const ROLES: usize = 500;

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Relationship {
    id: Option<String>,
    display_name: Option<String>,
    customer: Option<Party>,
    access_details: Option<Access>,
    status: Option<String>,
    activated_date_time: Option<DateTime<Utc>>,
    end_date_time: Option<DateTime<Utc>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Party {
    tenant_id: Option<String>,
    display_name: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Access {
    unified_roles: Vec<Role>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Role {
    role_definition_id: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Assignment {
    id: Option<String>,
    status: Option<String>,
    access_container: Option<Container>,
    access_details: Option<Access>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Container {
    access_container_id: Option<String>,
}

impl Access {
    /// The roles by their published names; one that the catalogue does not have keeps its identifier.
    fn roles(self) -> BTreeSet<String> {
        let ids = self.unified_roles.into_iter().take(ROLES).filter_map(|role| identifier(role.role_definition_id));
        ids.map(|id| directory_role_find(&id).map_or(id, |role| role.name.to_owned())).collect()
    }
}

pub(super) async fn relationships(outbound: &Outbound, through: &Opened) -> Result<Vec<ListedRelationship>, Unread> {
    let first = Place::below(through, &format!("{RELATIONSHIPS}?$top={TOP}"))?;
    let all = walk(outbound, through, first, page).await?;
    let strange = || failed(format!("{} lists what is no delegated admin relationship", through.connection.name));
    let read = |value| {
        let one: Relationship = serde_json::from_value(value).map_err(|_| strange())?;
        let id = identifier(one.id).ok_or_else(strange)?;
        let customer = one.customer.unwrap_or_default();
        Ok(ListedRelationship {
            name: line(one.display_name).unwrap_or_else(|| id.clone()),
            id,
            tenant: identifier(customer.tenant_id),
            customer: line(customer.display_name),
            kind: DelegatedAdminKind::Granular,
            status: one.status.as_deref().and_then(status),
            roles: one.access_details.unwrap_or_default().roles(),
            starts_at: one.activated_date_time.map(|at| at.trunc_subsecs(6)),
            ends_at: one.end_date_time.map(|at| at.trunc_subsecs(6)),
        })
    };
    all.into_iter().map(read).collect()
}

pub(super) async fn assignments(
    outbound: &Outbound,
    through: &Opened,
    relationship: &str,
) -> Result<Vec<AccessAssignment>, Unread> {
    let strange = || failed(format!("{} lists what is no access assignment", through.connection.name));
    let relationship = identifier(Some(relationship.to_owned())).ok_or_else(strange)?;
    let first = Place::below(through, &format!("{RELATIONSHIPS}/{relationship}/accessAssignments"))?;
    let all = walk(outbound, through, first, page).await?;
    let read = |value| {
        let one: Assignment = serde_json::from_value(value).map_err(|_| strange())?;
        let group = one.access_container.and_then(|container| container.access_container_id);
        Ok(AccessAssignment {
            id: identifier(one.id).ok_or_else(strange)?,
            group: identifier(group).ok_or_else(strange)?,
            roles: one.access_details.unwrap_or_default().roles(),
            // A word that nobody knows gives nobody a right.
            status: one
                .status
                .as_deref()
                .and_then(|word| AssignmentStatus::from_word(&snake(word)))
                .unwrap_or(AssignmentStatus::Pending),
        })
    };
    let mut all: Vec<AccessAssignment> = all.into_iter().map(read).collect::<Result<_, Unread>>()?;
    all.sort();
    all.dedup_by(|one, next| one.id == next.id);
    Ok(all)
}

fn status(word: &str) -> Option<DelegatedAdminStatus> {
    DelegatedAdminStatus::from_word(&snake(word))
}

/// `approvalPending` as `approval_pending`.
fn snake(word: &str) -> String {
    let mut text = String::new();
    for c in word.chars().take(40) {
        if c.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}

fn page(value: &Value, place: &Place) -> Result<Page, String> {
    let Some(Value::Array(items)) = value.get("value") else { return Err("answered with no list".to_owned()) };
    let unclear = || "does not say clearly whether another page follows".to_owned();
    let next = match value.get("@odata.nextLink") {
        None | Some(Value::Null) => None,
        Some(Value::String(link)) if link.is_empty() => None,
        // The link is taken whole as it is.
        Some(Value::String(link)) => {
            Some(Place { url: place.url.join(link).map_err(|_| unclear())?, headers: place.headers.clone() })
        }
        Some(_) => return Err(unclear()),
    };
    let total = value.get("@odata.count").and_then(Value::as_i64);
    Ok(Page { items: items.clone(), next, total })
}
