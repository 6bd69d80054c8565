//! The demo's customers, by the import that partners use.

use std::fmt::Write as _;

use anyhow::{Context, Result, bail};
use chrono::Duration;
use tierline_app::customer::{self, CustomerQuery, Import};
use tierline_domain::{Customer, Language, Role};

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

#[derive(Clone, Copy)]
struct Client {
    name: &'static str,
    domain: &'static str,
    country: &'static str,
    language: &'static str,
    plan: &'static str,
    admin: Admin,
    services: &'static [(&'static str, &'static str)],
    /// Whether its partner only advises it.
    advised: bool,
    /// Whose indirect reseller it is, and its place in that one's book, counted from 0.
    below: Option<(&'static str, u32)>,
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
    Client { name, domain, country, language, plan, admin, services, advised: false, below: None }
}

impl Client {
    const fn advised(self) -> Self {
        Self { advised: true, ..self }
    }

    const fn below(self, reseller: &'static str, place: u32) -> Self {
        Self { below: Some((reseller, place)), ..self }
    }
}

/// The name of the reseller below Corvane.
const RESELLER: &str = "Quarrystone Systems";

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
    client("Foxmere Veterinary", "foxmere.example", "IE", "en", "included", Admin::Live(140), M365),
    client("Orrery Museum", "orrery.example", "GB", "en", "included", Admin::Live(205), M365).advised(),
];

const GOVERNMENT_CLIENTS: &[Client] = &[
    client("Harlan County Clerk", "harlanclerk.example", "US", "en", "included", Admin::Live(240), GOVERNMENT),
    client("Dunmore Water District", "dunmorewater.example", "US", "en", "included", Admin::No, GOVERNMENT),
];

const CORVANE: &[Client] = &[
    client("Quillon Freight", "quillon.example", "CZ", "en", "asfp", Admin::Live(75), AZURE),
    client("Nordvik Seafood", "nordvik.example", "NO", "en", "included", Admin::Live(150), M365),
    // What its reseller sells goes through the distributor's book as well: it can take a request further.
    client("Pinmoor Retail", "pinmoor.example", "PL", "pl", "included", Admin::No, AZURE).below(RESELLER, 0),
    client("Moss & Vane", "mossvane.example", "KZ", "ru", "included", Admin::Live(180), M365).below(RESELLER, 1),
];

/// The numbers of the first tenants of each book.
const NORTHGATE_FIRST: u32 = 1;
const GOVERNMENT_FIRST: u32 = 101;
const CORVANE_FIRST: u32 = 201;
const QUARRYSTONE_FIRST: u32 = 301;

const QUARRYSTONE: &[Client] = &[
    client("Pinmoor Retail", "pinmoor.example", "PL", "pl", "included", Admin::Live(60), AZURE),
    client("Moss & Vane", "mossvane.example", "KZ", "ru", "included", Admin::Live(33), M365),
];

/// Takes the customers in, and gives some of their people an account.
pub(super) async fn fill(stage: &Stage, cast: &mut Cast) -> Result<()> {
    take_in(stage, cast.get("ilse")?, NORTHGATE, NORTHGATE_FIRST).await?;
    take_in(stage, cast.get("jordan")?, GOVERNMENT_CLIENTS, GOVERNMENT_FIRST).await?;
    take_in(stage, cast.get("pavla")?, CORVANE, CORVANE_FIRST).await?;
    take_in(stage, cast.get("oksana")?, QUARRYSTONE, QUARRYSTONE_FIRST).await?;
    let brightwater = find(stage, cast.get("ilse")?, "brightwater.example").await?;
    let sowia = find(stage, cast.get("ilse")?, "drukarniasowia.example").await?;
    let mayak = find(stage, cast.get("ilse")?, "sevmayak.example").await?;
    let pinmoor = find(stage, cast.get("oksana")?, "pinmoor.example").await?;
    let people = [
        ("hollis", "Hollis Brandt", Role::CustomerContact, &brightwater, None),
        ("anneke", "Anneke Solvay", Role::CustomerAdmin, &brightwater, None),
        ("bogna", "Bogna Sowińska", Role::CustomerContact, &sowia, Some(Language::Pl)),
        ("timur", "Тимур Ахметов", Role::CustomerContact, &mayak, Some(Language::Ru)),
        ("zofia", "Zofia Drewniak", Role::CustomerContact, &pinmoor, Some(Language::Pl)),
    ];
    for (part, name, role, customer, language) in people {
        let person = people::invite(stage, cast, part, name, role, (customer.id, &customer.domain), language).await?;
        cast.add(part, person);
    }
    Ok(())
}

/// Hours before now at which the partner heard last how its relationships stand.
const HEARD_HOURS: i64 = 7;

/// Relationships beside those that a book began with, on their way in or out: customer, name, status, and the days from now to the
/// end that was agreed.
const ON_THEIR_WAY: &[(&str, &str, &str, i64)] = &[
    ("orrery.example", "Orrery ticket desk", "created", 180),
    ("haldenmoor.example", "Halden branches", "approved", 365),
    ("vantor.example", "Vantor production", "activating", 365),
    ("sevmayak.example", "Маяк, порт", "termination_requested", 150),
    ("tarnfield.example", "Tarnfield first year", "terminating", 40),
];

/// Takes in what the provider tells of relationships this morning, by the same import as the book itself.
pub(super) async fn hear(stage: &Stage, cast: &Cast) -> Result<()> {
    stage.ago(HEARD_HOURS * 60);
    let mut csv = String::from(
        "domain,delegated_admin,delegated_admin_status,delegated_admin_roles,delegated_admin_start,delegated_admin_end\n",
    );
    for (domain, name, status, left) in ON_THEIR_WAY {
        let day = |days: i64| (stage.now + Duration::days(days)).format("%Y-%m-%d").to_string();
        writeln!(csv, "{domain},\"{name}\",{status},Service Support Administrator,{},{}", day(left - 365), day(*left))?;
    }
    import(stage, cast.get("ilse")?, csv).await
}

async fn take_in(stage: &Stage, admin: &Person, clients: &[Client], first: u32) -> Result<()> {
    import(stage, admin, csv(stage, clients, first)?).await
}

async fn import(stage: &Stage, admin: &Person, csv: String) -> Result<()> {
    let import = Import { bytes: csv.into_bytes(), dry_run: false };
    let report = customer::import(&stage.app, &admin.ctx(stage), import).await?;
    if let Some(line) = report.lines.iter().find(|line| !line.errors.is_empty()) {
        bail!("line {} of the demo's customers: {:?}", line.line, line.errors);
    }
    Ok(())
}

fn csv(stage: &Stage, clients: &[Client], first: u32) -> Result<String> {
    let mut csv = String::from(
        "name,domain,tenant_id,country,locale,support_plan,relationship,indirect_reseller,service,region,support_right,\
         delegated_admin,delegated_admin_kind,delegated_admin_status,delegated_admin_roles,delegated_admin_start,delegated_admin_end\n",
    );
    for (client, number) in clients.iter().zip(first..) {
        let (reseller, number) =
            client.below.map_or(("", number), |(reseller, place)| (reseller, QUARRYSTONE_FIRST + place));
        let tenant = format!("8c1f2a34-5b6c-4d7e-8f90-a1b2c3{number:06}");
        let relationship = if client.advised { "advisor" } else { "reseller" };
        let admin = admin(stage, client);
        for (place, (service, region)) in client.services.iter().enumerate() {
            let admin = if place == 0 { admin.as_str() } else { ",,,,," };
            writeln!(
                csv,
                "{},{},{tenant},{},{},{},{relationship},{reseller},{service},{region},yes,{admin}",
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
