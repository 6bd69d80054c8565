//! The demo's organizations and people.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use chrono::{Datelike, NaiveDate};
use tierline_app::{
    Ctx, Entrance,
    account::{self, AskElevation, DecideElevation, NewOrganization, NewPerson, NewSecretToken},
};
use tierline_domain::{
    Calendar, Cloud, CustomerId, Identity, Language, Membership, Organization, OrganizationId, OrganizationKind, Owner,
    PartnerKind, Policy, Role, User,
};

use super::{DemoUser, Stage};

/// A person with what they are.
#[derive(Clone)]
pub(super) struct Person {
    pub(super) user: User,
    pub(super) organization: Organization,
    pub(super) cloud: Cloud,
    pub(super) roles: BTreeSet<Role>,
    pub(super) customer: Option<CustomerId>,
    password: String,
}

impl Person {
    /// The person at work.
    pub(super) fn ctx(&self, stage: &Stage) -> Ctx {
        let owner = Owner { organization: self.organization.id, cloud: self.cloud };
        let identity = Identity {
            user: self.user.clone(),
            membership: Membership { owner, customer: self.customer, roles: self.roles.clone() },
            organization: self.organization.clone(),
            listed: false,
            csrf: None,
            session_expires_at: None,
            unread: None,
            held: false,
            elevated: BTreeSet::new(),
            scopes: None,
            session: None,
        };
        let request: tierline_domain::OutboxId = stage.app.id();
        Ctx::of(identity, Entrance::Page, request.to_string(), None)
    }
}

/// Everybody, by the part they play.
pub(super) struct Cast {
    pub(super) people: BTreeMap<&'static str, Person>,
    order: Vec<&'static str>,
}

impl Cast {
    pub(super) fn get(&self, part: &str) -> Result<&Person> {
        self.people.get(part).with_context(|| format!("nobody plays {part}"))
    }
}

struct Part(&'static str, &'static str, &'static str, Role, Cloud, Option<Language>, &'static str);

use Cloud::{Public, UsGovernment};

/// Most choose no language: their browser's counts then, as it does for most people.
const BROWSERS: Option<Language> = None;
const RUSSIAN: Option<Language> = Some(Language::Ru);
const POLISH: Option<Language> = Some(Language::Pl);

/// Part, name, organization, role, cloud, language, time zone.
const PARTS: &[Part] = &[
    Part("ilse", "Ilse Marrow", "northgate", Role::GlobalAdmin, Public, BROWSERS, "Europe/Warsaw"),
    Part("dario", "Dario Quellin", "northgate", Role::AdminAgent, Public, BROWSERS, "Europe/Warsaw"),
    Part("maren", "Maren Oskel", "northgate", Role::HelpdeskAgent, Public, BROWSERS, "Europe/Warsaw"),
    Part("tobin", "Tobin Achterhof", "northgate", Role::HelpdeskAgent, Public, BROWSERS, "Europe/Warsaw"),
    Part("petra", "Petra Lindholm", "northgate", Role::SalesAgent, Public, BROWSERS, "Europe/Warsaw"),
    Part("casey", "Casey Rowland", "northgate", Role::HelpdeskAgent, UsGovernment, BROWSERS, "America/New_York"),
    Part("jordan", "Jordan Whitlow", "northgate", Role::GlobalAdmin, UsGovernment, BROWSERS, "America/New_York"),
    Part("pavla", "Pavla Kestrin", "corvane", Role::GlobalAdmin, Public, BROWSERS, "Europe/Prague"),
    Part("stefan", "Stefan Dobrev", "corvane", Role::HelpdeskAgent, Public, BROWSERS, "Europe/Prague"),
    Part("oksana", "Оксана Резник", "quarrystone", Role::GlobalAdmin, Public, RUSSIAN, "Asia/Almaty"),
    Part("marek", "Marek Zielonka", "quarrystone", Role::HelpdeskAgent, Public, POLISH, "Europe/Warsaw"),
    Part("ansel", "Ansel Moreau", "aurelis", Role::Engineer, Public, BROWSERS, "Europe/Lisbon"),
    Part("yun", "Yun Haverkamp", "aurelis", Role::ServiceOwner, Public, BROWSERS, "Europe/Lisbon"),
    Part("rhea", "Rhea Tolland", "aurelis", Role::Engineer, UsGovernment, BROWSERS, "America/New_York"),
];

/// Who works in both clouds of their organization, and sees the switch between them.
const IN_BOTH_CLOUDS: &[&str] = &["dario"];

/// Makes the organizations and their staff.
pub(super) async fn hire(stage: &Stage) -> Result<Cast> {
    let both = BTreeSet::from([Public, UsGovernment]);
    let public = BTreeSet::from([Public]);
    let aurelis = organization(stage, "Aurelis Cloud", None, both.clone(), None, None).await?;
    let northgate =
        organization(stage, "Northgate Cloud Partners", Some(PartnerKind::DirectBill), both, None, Some(aurelis.id))
            .await?;
    let corvane = organization(
        stage,
        "Corvane Distribution",
        Some(PartnerKind::IndirectProvider),
        public.clone(),
        None,
        Some(aurelis.id),
    )
    .await?;
    let quarrystone = organization(
        stage,
        "Quarrystone Systems",
        Some(PartnerKind::IndirectReseller),
        public,
        Some(corvane.id),
        Some(aurelis.id),
    )
    .await?;
    let organizations = BTreeMap::from([
        ("aurelis", aurelis),
        ("northgate", northgate),
        ("corvane", corvane),
        ("quarrystone", quarrystone),
    ]);
    let mut cast = Cast { people: BTreeMap::new(), order: Vec::new() };
    for Part(part, name, organization, role, cloud, language, zone) in PARTS {
        let organization = organizations.get(organization).context("an organization of the table")?;
        let person = person(stage, part, name, organization, *role, *cloud, *language, zone, None).await?;
        cast.people.insert(part, person);
        cast.order.push(part);
    }
    Ok(cast)
}

async fn organization(
    stage: &Stage,
    name: &str,
    partner_kind: Option<PartnerKind>,
    clouds: BTreeSet<Cloud>,
    upstream: Option<OrganizationId>,
    provider: Option<OrganizationId>,
) -> Result<Organization> {
    let kind = if partner_kind.is_some() { OrganizationKind::Partner } else { OrganizationKind::Provider };
    // A reseller keeps office hours; the others' clocks run around the clock, so that the demo looks alike at any hour.
    let calendar = match partner_kind {
        Some(PartnerKind::IndirectReseller) => office_hours(stage),
        _ => Calendar {
            zone: chrono_tz::Tz::Europe__Warsaw,
            opens: 0,
            closes: 1440,
            days: (1..=7).collect(),
            ..Calendar::default()
        },
    };
    let policy = Policy { calendar, ..Policy::default() };
    let new = NewOrganization { kind, partner_kind, name: name.to_owned(), clouds, upstream, provider, policy };
    Ok(account::create_organization(&stage.app, new).await?)
}

/// Nine to five from Monday to Friday, without the fixed public holidays of this year and the next.
fn office_hours(stage: &Stage) -> Calendar {
    const HOLIDAYS: &[(u32, u32)] = &[(1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26)];
    let year = stage.app.now().year();
    let days = [year, year + 1]
        .into_iter()
        .flat_map(|year| HOLIDAYS.iter().filter_map(move |(month, day)| NaiveDate::from_ymd_opt(year, *month, *day)));
    Calendar {
        zone: chrono_tz::Tz::Europe__Warsaw,
        opens: 9 * 60,
        closes: 17 * 60,
        days: (1..=5).collect(),
        holidays: days.collect(),
    }
}

#[expect(clippy::too_many_arguments, reason = "one line of a table, spelled out")]
async fn person(
    stage: &Stage,
    part: &str,
    name: &str,
    organization: &Organization,
    role: Role,
    cloud: Cloud,
    language: Option<Language>,
    zone: &str,
    customer: Option<(CustomerId, &str)>,
) -> Result<Person> {
    let owner = Owner { organization: organization.id, cloud };
    let roles = match role {
        Role::ServiceOwner => BTreeSet::from([Role::ServiceOwner, Role::Engineer]),
        role => BTreeSet::from([role]),
    };
    let house: String = organization.name.split_whitespace().next().unwrap_or_default().to_lowercase();
    let domain = customer.map_or_else(|| format!("{house}.example"), |(_, domain)| domain.to_owned());
    let password = word_of(part);
    let phone = customer.is_none().then(|| "+48 22 555 01 42".to_owned());
    let country = customer.is_none().then(|| "PL".to_owned());
    let clouds = if IN_BOTH_CLOUDS.contains(&part) { organization.clouds.clone() } else { BTreeSet::from([cloud]) };
    let memberships = clouds.into_iter().map(|cloud| Membership {
        owner: Owner { cloud, ..owner },
        customer: customer.map(|(id, _)| id),
        roles: roles.clone(),
    });
    let new = NewPerson {
        name: name.to_owned(),
        email: format!("{part}@{domain}"),
        password: Some(password.clone()),
        language,
        time_zone: Some(zone.to_owned()),
        phone,
        country,
        memberships: memberships.collect(),
    };
    let user = account::create_person(&stage.app, new).await?;
    Ok(Person {
        user,
        organization: organization.clone(),
        cloud,
        roles,
        customer: customer.map(|(id, _)| id),
        password,
    })
}

/// Adds a customer's person, once the customers are there.
pub(super) async fn invite(
    stage: &Stage,
    cast: &Cast,
    part: &'static str,
    name: &str,
    role: Role,
    customer: (CustomerId, &str),
    language: Option<Language>,
) -> Result<Person> {
    let of = cast.get(if matches!(part, "zofia") { "marek" } else { "maren" })?;
    person(stage, part, name, &of.organization, role, of.cloud, language, "Europe/Warsaw", Some(customer)).await
}

impl Cast {
    /// Somebody of the staff who works where this person is: the person, if they are staff.
    pub(super) fn colleague<'a>(&'a self, person: &'a Person) -> Option<&'a Person> {
        let here = |other: &&Person| other.organization.id == person.organization.id && other.cloud == person.cloud;
        if person.customer.is_none() {
            Some(person)
        } else {
            self.people.values().filter(here).find(|other| other.customer.is_none())
        }
    }

    pub(super) fn add(&mut self, part: &'static str, person: Person) {
        self.people.insert(part, person);
        self.order.push(part);
    }
}

/// Makes each a token, and lists them for `demo.json`.
pub(super) async fn users(stage: &Stage, cast: &Cast) -> Result<Vec<DemoUser>> {
    let mut users = Vec::new();
    for part in &cast.order {
        let person = cast.get(part)?;
        let owner = Owner { organization: person.organization.id, cloud: person.cloud };
        let token =
            NewSecretToken { user: person.user.id, owner, name: "Demo".to_owned(), days: Some(365), scopes: None };
        let (_, secret) = account::create_token(&stage.app, token).await?;
        let role = main_role(&person.roles);
        let (organization, organization_id, kind) = match person.customer {
            Some(id) => {
                let mut read = stage.app.store().read(owner).await?;
                let customer = read.customer_lookup(id).await?.context("a customer of the demo")?;
                (customer.name, id.to_string(), "customer")
            }
            None => {
                (person.organization.name.clone(), person.organization.id.to_string(), person.organization.kind.word())
            }
        };
        users.push(DemoUser {
            role: role.word().to_owned(),
            name: person.user.name.clone(),
            organization,
            organization_id,
            organization_kind: kind.to_owned(),
            cloud: person.cloud.word().to_owned(),
            email: person.user.email.clone(),
            password: person.password.clone(),
            token: secret.expose().to_owned(),
        });
    }
    Ok(users)
}

/// A service owner is an engineer too; the rarer role is told.
fn main_role(roles: &BTreeSet<Role>) -> Role {
    if roles.contains(&Role::ServiceOwner) {
        return Role::ServiceOwner;
    }
    roles.iter().next().copied().unwrap_or(Role::HelpdeskAgent)
}

/// A password for the demo that is easy to type: the same in each demo, so that a walk can be repeated.
fn word_of(part: &str) -> String {
    const WORDS: &[&str] = &["amber", "birch", "cobalt", "delta", "ember", "fjord", "garnet", "harbour"];
    let number = part.bytes().fold(0_usize, |sum, byte| sum * 31 % 9_973 + usize::from(byte));
    format!("{}-rung-{}-{number:04}", WORDS[number % WORDS.len()], WORDS[number / 8 % WORDS.len()])
}

/// Somebody had a role for a time yesterday, and somebody waits for one.
pub(super) async fn elevate(stage: &Stage, cast: &Cast) -> Result<()> {
    let wish = |role, minutes, reason: &str| AskElevation { role, minutes, reason: reason.to_owned() };
    stage.ago(26 * 60);
    let (petra, ilse) = (cast.get("petra")?.ctx(stage), cast.get("ilse")?.ctx(stage));
    let fair = wish(Role::HelpdeskAgent, 240, "Everybody else is at the fair: I take what comes in.");
    let asked = account::elevation_ask(&stage.app, &petra, fair).await?;
    stage.ago(26 * 60 - 12);
    let yes = DecideElevation { give: true, note: None };
    account::elevation_decide(&stage.app, &ilse, asked.id, yes).await?;
    stage.ago(35);
    let night = wish(Role::AdminAgent, 480, "I have the night shift, and somebody has to approve escalations.");
    account::elevation_ask(&stage.app, &cast.get("tobin")?.ctx(stage), night).await?;
    account::elevation::end_due(&stage.app).await?;
    Ok(())
}
