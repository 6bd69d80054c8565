//! The demo's customers, by the import that partners use.

use std::fmt::Write as _;

use anyhow::{Context, Result, bail};
use chrono::Duration;
use tierline_app::customer::{self, CustomerQuery, Import};
use tierline_domain::{Customer, Role};

use super::{
    Stage,
    people::{self, Cast, Person},
};

/// Delegated admin of a customer, as days from now to its end; `None` is none at all.
#[derive(Clone, Copy)]
enum Admin {
    Live(i64),
    Ended(i64),
    Pending,
    Terminated,
    Legacy,
    No,
}

struct Client {
    name: &'static str,
    domain: &'static str,
    country: &'static str,
    language: &'static str,
    plan: &'static str,
    admin: Admin,
    services: &'static [(&'static str, &'static str)],
}

const M365: &[(&str, &str)] =
    &[("Exchange Online", "Europe"), ("Microsoft Teams", "Europe"), ("SharePoint Online", "Europe")];
const AZURE: &[(&str, &str)] =
    &[("Virtual Machines", "West Europe"), ("Azure SQL Database", "West Europe"), ("Exchange Online", "Europe")];
const GOVERNMENT: &[(&str, &str)] = &[("Exchange Online", "US Government"), ("Microsoft Teams", "US Government")];

const fn client(
    name: &'static str,
    domain: &'static str,
    country: &'static str,
    language: &'static str,
    plan: &'static str,
    admin: Admin,
    services: &'static [(&'static str, &'static str)],
) -> Client {
    Client { name, domain, country, language, plan, admin, services }
}

const NORTHGATE: &[Client] = &[
    client("Brightwater Dental Group", "brightwater.example", "IE", "en", "included", Admin::Live(23), M365),
    client("Aldersyde Care Homes", "aldersyde.example", "GB", "en", "included", Admin::Live(310), M365),
    client("Halden & Moor Logistics", "haldenmoor.example", "NL", "en", "asfp", Admin::Live(190), M365),
    client("Vantor Precision Tools", "vantor.example", "DE", "en", "asfp", Admin::Live(400), AZURE),
    client("Lumenfold Textiles", "lumenfold.example", "PT", "en", "included", Admin::Ended(3), M365),
    client("Pellworth Foods", "pellworth.example", "GB", "en", "included", Admin::Live(1), M365),
    client(
        "Sablewood Architects",
        "sablewood.example",
        "PL",
        "pl",
        "asfp",
        Admin::Live(88),
        &[("Dynamics 365", "Europe"), ("SharePoint Online", "Europe")],
    ),
    client(
        "Kestrel Valley Schools",
        "kestrelvalley.example",
        "GB",
        "en",
        "included",
        Admin::Legacy,
        &[("Intune", "Europe"), ("Microsoft Teams", "Europe")],
    ),
    client("Tarnfield Brewing", "tarnfield.example", "CZ", "en", "included", Admin::Live(6), AZURE),
    client("Северный Маяк", "sevmayak.example", "KZ", "ru", "included", Admin::Live(120), M365),
    client("Drukarnia Sowia", "drukarniasowia.example", "PL", "pl", "included", Admin::Pending, M365),
    client("Osprey Marine Insurance", "ospreymarine.example", "MT", "en", "premier", Admin::Terminated, M365),
];

const GOVERNMENT_CLIENTS: &[Client] = &[
    client("Harlan County Clerk", "harlanclerk.example", "US", "en", "included", Admin::Live(240), GOVERNMENT),
    client("Dunmore Water District", "dunmorewater.example", "US", "en", "included", Admin::No, GOVERNMENT),
];

const CORVANE: &[Client] = &[
    client("Quillon Freight", "quillon.example", "CZ", "en", "asfp", Admin::Live(75), AZURE),
    client("Nordvik Seafood", "nordvik.example", "NO", "en", "included", Admin::Live(150), M365),
];

const QUARRYSTONE: &[Client] = &[
    client("Pinmoor Retail", "pinmoor.example", "PL", "pl", "included", Admin::Live(60), AZURE),
    client("Moss & Vane", "mossvane.example", "KZ", "ru", "included", Admin::Live(33), M365),
];

/// Takes the customers in, and gives some of their people an account.
pub(super) async fn fill(stage: &Stage, cast: &mut Cast) -> Result<()> {
    take_in(stage, cast.get("ilse")?, NORTHGATE, 1).await?;
    take_in(stage, cast.get("jordan")?, GOVERNMENT_CLIENTS, 101).await?;
    take_in(stage, cast.get("pavla")?, CORVANE, 201).await?;
    take_in(stage, cast.get("oksana")?, QUARRYSTONE, 301).await?;
    let brightwater = find(stage, cast.get("ilse")?, "brightwater.example").await?;
    let sowia = find(stage, cast.get("ilse")?, "drukarniasowia.example").await?;
    let mayak = find(stage, cast.get("ilse")?, "sevmayak.example").await?;
    let pinmoor = find(stage, cast.get("oksana")?, "pinmoor.example").await?;
    let people = [
        ("hollis", "Hollis Brandt", Role::CustomerContact, &brightwater),
        ("anneke", "Anneke Solvay", Role::CustomerAdmin, &brightwater),
        ("bogna", "Bogna Sowińska", Role::CustomerContact, &sowia),
        ("timur", "Тимур Ахметов", Role::CustomerContact, &mayak),
        ("zofia", "Zofia Drewniak", Role::CustomerContact, &pinmoor),
    ];
    for (part, name, role, customer) in people {
        let person =
            people::invite(stage, cast, part, name, role, (customer.id, &customer.domain), customer.language).await?;
        cast.add(part, person);
    }
    Ok(())
}

async fn take_in(stage: &Stage, admin: &Person, clients: &[Client], first: u32) -> Result<()> {
    let csv = csv(stage, clients, first)?;
    let import = Import { bytes: csv.into_bytes(), dry_run: false };
    let report = customer::import(&stage.app, &admin.ctx(stage), import).await?;
    if let Some(line) = report.lines.iter().find(|line| !line.errors.is_empty()) {
        bail!("line {} of the demo's customers: {:?}", line.line, line.errors);
    }
    Ok(())
}

fn csv(stage: &Stage, clients: &[Client], first: u32) -> Result<String> {
    let mut csv = String::from(
        "name,domain,tenant_id,country,locale,support_plan,relationship,service,region,support_right,\
         delegated_admin,delegated_admin_kind,delegated_admin_status,delegated_admin_roles,delegated_admin_start,delegated_admin_end\n",
    );
    for (client, number) in clients.iter().zip(first..) {
        let tenant = format!("8c1f2a34-5b6c-4d7e-8f90-a1b2c3{number:06}");
        let admin = admin(stage, client);
        for (place, (service, region)) in client.services.iter().enumerate() {
            let admin = if place == 0 { admin.as_str() } else { ",,,,," };
            writeln!(
                csv,
                "{},{},{tenant},{},{},{},reseller,{service},{region},yes,{admin}",
                client.name, client.domain, client.country, client.language, client.plan
            )?;
        }
    }
    Ok(csv)
}

/// The six columns of the delegated admin relationship.
fn admin(stage: &Stage, client: &Client) -> String {
    let day = |days: i64| (stage.now + Duration::days(days)).format("%Y-%m-%dT12:00:00Z").to_string();
    let (kind, status, end) = match client.admin {
        Admin::Live(left) => ("granular", if left <= 30 { "expiring" } else { "active" }, day(left)),
        Admin::Ended(ago) => ("granular", "expired", day(-ago)),
        Admin::Pending => ("granular", "approval_pending", day(700)),
        Admin::Terminated => ("granular", "terminated", day(90)),
        Admin::Legacy => ("legacy", "active", String::new()),
        Admin::No => return ",,,,,".to_owned(),
    };
    let house = client.name.split_whitespace().next().unwrap_or_default();
    let roles = "Service Support Administrator;Exchange Administrator;Helpdesk Administrator";
    format!("{house} support,{kind},{status},{roles},{},{end}", day(-300))
}

/// A customer by its domain.
pub(super) async fn find(stage: &Stage, person: &Person, domain: &str) -> Result<Customer> {
    let query = CustomerQuery { query: Some(domain.to_owned()), ..CustomerQuery::default() };
    let found = customer::list(&stage.app, &person.ctx(stage), query).await?;
    found
        .into_iter()
        .map(|line| line.customer)
        .find(|customer| customer.domain == domain)
        .with_context(|| format!("no customer has {domain}"))
}
