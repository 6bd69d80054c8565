//! What whole lists say of each customer, in the form in which the sides are compared. Nothing is asked and nothing is written here.

use std::collections::{BTreeMap, BTreeSet};

use tierline_domain::{
    CustomerId, Language, OrganizationId,
    book::{Counterpart, DelegatedFact, Endings, Fact, FactKey, Facts, ProductFact, Standing, SubscriptionFact, There},
    catalogue::{ProductFamily, lookup_key, service_find},
};
use uuid::Uuid;

use crate::port::books::{CustomerDetail, ListedCustomer, ListedRelationship, ListedReseller, ListedSubscription};

/// The lists of a round; none of what was not read whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    pub(super) customers: Option<Vec<ListedCustomer>>,
    pub(super) resellers: Vec<ListedReseller>,
    pub(super) relationships: Option<Vec<ListedRelationship>>,
}

/// Our own side of what lists refer to.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// What is kept of the provider's side, by tenant.
    pub(super) kept: BTreeMap<String, Counterpart>,
    /// The customers of our book, by tenant.
    pub(super) ours: BTreeMap<String, CustomerId>,
    /// Our indirect resellers on this desk, by the form in which names are looked up.
    pub(super) resellers: BTreeMap<String, OrganizationId>,
    /// Whether the first take-over was ordered.
    pub(super) is_taken_over: bool,
}

/// A tenant as a key: a GUID in lower case, however it is written.
pub(super) fn tenant(text: &str) -> Option<String> {
    Uuid::try_parse(text.trim()).ok().filter(|id| !id.is_nil()).map(|id| id.hyphenated().to_string())
}

/// What each tenant's side is after whole lists, and what they do not name any more. Where too much would end, `believed` is false
/// and what is missing stays as it was.
pub(super) fn sides(
    lists: &Lists,
    known: &Known,
    believed: impl Fn(&Endings) -> bool,
) -> (BTreeMap<String, There>, Endings) {
    let listed = lists.customers.as_ref().map(|all| by_tenant(all));
    let related = lists.relationships.as_ref().map(|all| of_tenants(all));
    let endings = endings(listed.as_ref(), related.as_ref(), known);
    let is_believed = believed(&endings);
    let mut tenants: BTreeSet<&String> = known.kept.keys().chain(listed.iter().flat_map(BTreeMap::keys)).collect();
    if listed.is_some() {
        // What our book has and no list names: said before the first take-over.
        tenants.extend(known.ours.keys().filter(|_| !known.is_taken_over));
    }
    tenants.extend(related.iter().flat_map(BTreeMap::keys).filter(|tenant| known.ours.contains_key(*tenant)));
    let resellers = reseller_ids(&lists.resellers, &known.resellers);
    let side = |tenant: &String| {
        let mut there = known.kept.get(tenant).map(|one| one.there.clone()).unwrap_or_default();
        match listed.as_ref().map(|all| all.get(tenant)) {
            Some(Some(customer)) => name(&mut there, customer, &resellers),
            Some(None) if is_believed || !known.kept.contains_key(tenant) => end(&mut there),
            _ => {}
        }
        if let Some(related) = &related {
            relate(&mut there, related.get(tenant).map_or(&[][..], Vec::as_slice), is_believed);
        }
        (tenant.clone(), there)
    };
    (tenants.into_iter().map(side).collect(), endings)
}

/// Of what is said twice of a tenant, the same is kept whatever the order.
fn by_tenant(all: &[ListedCustomer]) -> BTreeMap<String, &ListedCustomer> {
    let mut listed: BTreeMap<String, &ListedCustomer> = BTreeMap::new();
    let rank =
        |one: &ListedCustomer| (one.name.clone(), one.domain.clone(), one.relationship.clone(), one.reseller.clone());
    for one in all {
        let Some(tenant) = tenant(&one.tenant) else { continue };
        let before = listed.entry(tenant).or_insert(one);
        if rank(one) > rank(before) {
            *before = one;
        }
    }
    listed
}

fn of_tenants(all: &[ListedRelationship]) -> BTreeMap<String, Vec<&ListedRelationship>> {
    let mut related: BTreeMap<String, Vec<&ListedRelationship>> = BTreeMap::new();
    for one in all {
        if let Some(tenant) = one.tenant.as_deref().and_then(tenant) {
            related.entry(tenant).or_default().push(one);
        }
    }
    related
}

/// Which of our organizations an identifier of the provider's stands for.
fn reseller_ids(all: &[ListedReseller], ours: &BTreeMap<String, OrganizationId>) -> BTreeMap<String, OrganizationId> {
    let mut ids = BTreeMap::new();
    for one in all {
        if let Some(organization) = ours.get(&lookup_key(&one.name)) {
            ids.extend(one.ids.iter().map(|id| (id.clone(), *organization)));
        }
    }
    // A desk names organizations of its own.
    ids.extend(ours.values().map(|id| (id.to_string(), *id)));
    ids
}

fn standing(word: Option<&str>) -> Standing {
    match word.map(str::to_ascii_lowercase).as_deref() {
        Some("none") => Standing::Ended,
        Some("advisor") => Standing::Advisor,
        // Who is on the list of customers and is called nothing else is sold to.
        _ => Standing::Reseller,
    }
}

fn name(there: &mut There, customer: &ListedCustomer, resellers: &BTreeMap<String, OrganizationId>) {
    let standing = standing(customer.relationship.as_deref());
    there.facts.insert(FactKey::Relationship, Fact::Standing(standing));
    let mut tell = |key: FactKey, fact: Option<Fact>| match fact {
        Some(fact) => _ = there.facts.insert(key, fact),
        None => _ = there.facts.remove(&key),
    };
    tell(FactKey::Name, customer.name.clone().map(Fact::Text));
    tell(FactKey::Domain, customer.domain.as_deref().map(|domain| Fact::Text(domain.to_lowercase())));
    let reseller = customer.reseller.as_ref().and_then(|id| resellers.get(id));
    tell(FactKey::Reseller, reseller.map(|id| Fact::Reseller(*id)));
}

fn end(there: &mut There) {
    there.facts.insert(FactKey::Relationship, Fact::Standing(Standing::Ended));
}

/// The customer's relationships. What is said to be over is over at once; what is not named any more only where that is believed.
fn relate(there: &mut There, all: &[&ListedRelationship], is_believed: bool) {
    let mut facts = Facts::new();
    for one in all {
        let Some(status) = one.status else { continue };
        let fact = Fact::Delegated(DelegatedFact {
            name: one.name.clone(),
            kind: one.kind,
            status,
            roles: one.roles.clone(),
            starts_at: one.starts_at,
            ends_at: one.ends_at,
        });
        let kept = facts.entry(FactKey::Delegated(one.id.clone())).or_insert_with(|| fact.clone());
        if *kept < fact {
            *kept = fact;
        }
    }
    let named: BTreeSet<String> = all.iter().map(|one| one.id.clone()).collect();
    there.facts.retain(|key, _| match key {
        // One whose status has a word that nobody knows stays what it was.
        FactKey::Delegated(id) => !facts.contains_key(key) && (named.contains(id) || !is_believed),
        FactKey::Assignments(id) => named.contains(id) || !is_believed,
        _ => true,
    });
    there.facts.extend(facts);
    there.is_delegated_read = true;
}

/// What stood, was settled or at least read, and is on no list any more.
fn endings(
    listed: Option<&BTreeMap<String, &ListedCustomer>>,
    related: Option<&BTreeMap<String, Vec<&ListedRelationship>>>,
    known: &Known,
) -> Endings {
    let mut endings = Endings::default();
    let ended = Fact::Standing(Standing::Ended);
    for (tenant, kept) in &known.kept {
        let facts = &kept.there.facts;
        if let Some(listed) = listed
            && facts.get(&FactKey::Relationship).is_some_and(|fact| *fact != ended)
        {
            endings.of += 1;
            let is_there =
                listed.get(tenant).is_some_and(|one| standing(one.relationship.as_deref()) != Standing::Ended);
            endings.customers += u64::from(!is_there);
        }
        let Some(related) = related else { continue };
        for (key, fact) in facts {
            let (FactKey::Delegated(id), Fact::Delegated(fact)) = (key, fact) else { continue };
            if !fact.is_over() {
                endings.of += 1;
                let is_there = related.get(tenant).is_some_and(|all| all.iter().any(|one| one.id == *id));
                endings.relationships += u64::from(!is_there);
            }
        }
    }
    let is_empty = |list_is_empty: Option<bool>, gone: u64| list_is_empty == Some(true) && gone > 0;
    endings.is_empty = is_empty(listed.map(BTreeMap::is_empty), endings.customers)
        || is_empty(related.map(BTreeMap::is_empty), endings.relationships);
    endings
}

/// Adds what a customer subscribes to. Several subscriptions of one service stand together: their units are added.
pub(super) fn subscribe(there: &mut There, all: &[ListedSubscription]) {
    there.facts.retain(|key, _| !matches!(key, FactKey::Subscription(_)));
    let mut sorted: Vec<&ListedSubscription> = all.iter().filter(|one| one.is_active).collect();
    sorted.sort_by(|one, other| one.id.cmp(&other.id));
    sorted.dedup_by(|one, before| one.id == before.id);
    for one in sorted {
        let Some((service, family)) = one.names.iter().find_map(|name| service(name)) else {
            of_nothing(there, one);
            continue;
        };
        let new = || Fact::Subscription(SubscriptionFact { family, quantity: None, external_id: Some(one.id.clone()) });
        if let Fact::Subscription(fact) = there.facts.entry(FactKey::Subscription(service)).or_insert_with(new) {
            fact.quantity = sum(fact.quantity, one.quantity);
        }
    }
    there.is_detailed = true;
}

/// Adds a subscription to a product that is not known here, under its first name: a person says to which service it belongs.
fn of_nothing(there: &mut There, one: &ListedSubscription) {
    let name = one.names.first().unwrap_or(&one.id);
    let new = || Fact::Product(ProductFact { quantity: None, external_id: one.id.clone() });
    if let Fact::Product(fact) = there.facts.entry(FactKey::Subscription(name.clone())).or_insert_with(new) {
        fact.quantity = sum(fact.quantity, one.quantity);
    }
}

fn sum(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.saturating_add(other)),
        (one, other) => one.or(other),
    }
}

/// The service of a product's name. The catalogue knows services; a product that it does not know is kept under its own name where
/// that says the family.
fn service(name: &str) -> Option<(String, ProductFamily)> {
    let plain = name.split(['(', '[']).next().unwrap_or(name).trim();
    if let Some(found) = service_find(name).or_else(|| service_find(plain)) {
        return Some((found.name.to_owned(), found.family));
    }
    let key = lookup_key(plain);
    let brands = [
        ("azure", ProductFamily::Azure),
        ("dynamics365", ProductFamily::Dynamics365),
        ("powerapps", ProductFamily::Dynamics365),
        ("enterprisemobility", ProductFamily::EnterpriseMobility),
        ("microsoftentra", ProductFamily::EnterpriseMobility),
        ("microsoftintune", ProductFamily::EnterpriseMobility),
        ("microsoft365", ProductFamily::Microsoft365),
        ("office365", ProductFamily::Microsoft365),
    ];
    let brand = brands.into_iter().find(|(brand, _)| key.contains(brand));
    brand.map(|(_, family)| (plain.to_owned(), family))
}

/// Adds what is needed of a customer that our book does not have.
pub(super) fn introduce(there: &mut There, detail: &CustomerDetail) {
    let country = detail.country.as_deref().map(|code| code.trim().to_uppercase());
    there.country = country.filter(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()));
    let word = detail.locale.as_deref().map(|text| text.to_ascii_lowercase());
    there.language = word.and_then(|text| Language::from_word(text.split(['-', '_']).next().unwrap_or_default()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer(number: u32, name: &str, relationship: &str) -> ListedCustomer {
        ListedCustomer {
            tenant: format!("0B5C2F6E-8F1D-4F1A-9B57-2F6F{number:08X}"),
            name: Some(name.into()),
            domain: Some(format!("{name}.EXAMPLE")),
            relationship: Some(relationship.into()),
            reseller: Some("7654321".into()),
        }
    }

    fn read(customers: Vec<ListedCustomer>) -> BTreeMap<String, There> {
        let resellers = vec![ListedReseller { ids: vec!["7654321".into()], name: "Harbour  RESALE".into() }];
        let lists = Lists { customers: Some(customers), resellers, relationships: None };
        let harbour = ("harbourresale".to_owned(), OrganizationId(Uuid::from_u128(4)));
        let known = Known { resellers: BTreeMap::from([harbour]), ..Known::default() };
        sides(&lists, &known, |_| true).0
    }

    /// A list can name a tenant twice, with different words.
    #[test]
    fn a_list_reads_the_same_in_whatever_order_it_comes() {
        let words = ["reseller", "advisor", "none", "syndication"];
        let names = ["kelp", "otter", "reed"];
        let one = |n: usize| customer(u32::try_from(n % 5).unwrap(), names[n % 3], words[n % 4]);
        let mut all: Vec<_> = (0..40).map(one).collect();
        let first = read(all.clone());
        assert_eq!(first.len(), 5);
        for turn in 0..all.len() {
            all.rotate_left(1);
            all.swap(0, turn);
            assert_eq!(read(all.clone()), first, "{turn}");
        }
    }

    #[test]
    fn a_customer_is_known_by_its_tenant_however_that_is_written() {
        let sides = read(vec![customer(1, "kelp", "Advisor"), customer(2, "otter", "syndication")]);
        let kelp = &sides["0b5c2f6e-8f1d-4f1a-9b57-2f6f00000001"];
        assert_eq!(kelp.facts[&FactKey::Relationship], Fact::Standing(Standing::Advisor));
        assert_eq!(kelp.facts[&FactKey::Domain], Fact::Text("kelp.example".into()));
        assert_eq!(kelp.facts[&FactKey::Reseller], Fact::Reseller(OrganizationId(Uuid::from_u128(4))));
        let otter = &sides["0b5c2f6e-8f1d-4f1a-9b57-2f6f00000002"];
        assert_eq!(otter.facts[&FactKey::Relationship], Fact::Standing(Standing::Reseller));
        assert_eq!(
            read(vec![ListedCustomer { tenant: "nobody".into(), ..ListedCustomer::default() }]),
            BTreeMap::new()
        );
        assert_eq!(tenant(&Uuid::nil().to_string()), None);
    }

    #[test]
    fn a_product_is_a_service_of_the_catalogue_or_one_of_a_family_or_stands_for_itself() {
        let family = |name| service(name).map(|(_, family)| family);
        assert_eq!(service("Exchange Online (Plan 2)").map(|(name, _)| name).as_deref(), Some("Exchange Online"));
        assert_eq!(family("Azure plan"), Some(ProductFamily::Azure));
        assert_eq!(family("Microsoft 365 Business Premium"), Some(ProductFamily::Microsoft365));
        assert_eq!(family("Dynamics 365 Field Service"), Some(ProductFamily::Dynamics365));
        assert_eq!(family("Plant Watering Deluxe"), None);
        let mut there = There::default();
        let one = |id: &str, name: &str, quantity, is_active| {
            let names = vec![name.to_owned()];
            ListedSubscription { id: id.into(), names, quantity: Some(quantity), is_active }
        };
        let all = [
            one("b", "Exchange Online", 5, true),
            one("a", "Exchange Online", i64::MAX, true),
            one("a", "Exchange Online", 7, true),
            one("c", "Exchange Online", 9, false),
            one("d", "Plant Watering", 1, true),
        ];
        subscribe(&mut there, &all);
        let Fact::Subscription(fact) = &there.facts[&FactKey::Subscription("Exchange Online".into())] else { panic!() };
        assert_eq!((fact.quantity, fact.external_id.as_deref()), (Some(i64::MAX), Some("a")));
        let unknown = Fact::Product(ProductFact { quantity: Some(1), external_id: "d".into() });
        assert_eq!(there.facts.get(&FactKey::Subscription("Plant Watering".into())), Some(&unknown));
        assert_eq!(there.facts.len(), 2);
    }

    #[test]
    fn a_country_and_a_language_are_taken_only_where_they_are_some() {
        let mut there = There::default();
        for (country, locale, expected) in [
            ("pl", "PL-pl", (Some("PL"), Some(Language::Pl))),
            ("Poland", "de-DE", (None, None)),
            ("<b>", "", (None, None)),
        ] {
            let detail = CustomerDetail { country: Some(country.into()), locale: Some(locale.into()) };
            introduce(&mut there, &detail);
            assert_eq!((there.country.as_deref(), there.language), expected);
        }
    }
}
