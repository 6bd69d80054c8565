//! Today, busy and empty.

use tierline_domain::RequestStatus;

use super::desk::{CUSTOMERS, customer, delegated, id, lines, request_lines};
use crate::{
    ServiceHealth,
    page::{EndingRelationship, HomePage, ServiceTile},
};

pub(crate) fn home() -> Vec<(&'static str, HomePage)> {
    let busy = HomePage {
        overdue: 1,
        soon: 2,
        services: tiles(),
        queue: lines(),
        unassigned: 2,
        requests: request_lines()
            .into_iter()
            .filter(|line| line.request.status != RequestStatus::Resolved)
            .take(4)
            .collect(),
        ending: vec![
            ending(8, "Pellworth support", 1, 1),
            ending(10, "Northgate–Tarnfield support", 6, 3),
            ending(1, "Northgate–Brightwater support", 23, 0),
        ],
        suffering: 0,
    };
    let after = HomePage { suffering: 1, ..busy.clone() };
    vec![("busy", busy), ("after_an_outage", after), ("empty", HomePage { unassigned: 2, ..HomePage::default() })]
}

fn ending(index: usize, name: &str, days: i64, open_cases: i64) -> EndingRelationship {
    EndingRelationship {
        relationship: delegated(customer(index).id, name, days),
        customer_name: CUSTOMERS[index].0.to_owned(),
        open_cases,
    }
}

fn tiles() -> Vec<ServiceTile> {
    let tile = |service: &str, health, regions: &[&str], customers| ServiceTile {
        service: service.to_owned(),
        health,
        issue: (health != ServiceHealth::Healthy).then(|| id("his", 1)),
        regions: regions.iter().map(ToString::to_string).collect(),
        customers,
    };
    vec![
        tile("Exchange Online", ServiceHealth::Degraded, &["Europe"], 7),
        tile("Microsoft Teams", ServiceHealth::Advisory, &[], 31),
        tile("SharePoint Online", ServiceHealth::Healthy, &[], 0),
        tile("Microsoft Entra ID", ServiceHealth::Healthy, &[], 0),
        tile("Microsoft Intune", ServiceHealth::Recovering, &[], 2),
        tile("Dynamics 365", ServiceHealth::Healthy, &[], 0),
        tile("Virtual Machines", ServiceHealth::Unavailable, &["West Europe"], 11),
        tile("Azure SQL Database", ServiceHealth::Unknown, &[], 1),
    ]
}
