//! Which of the provider's services and kinds of problems a request is filed under. They are looked up there each time, as the provider
//! says to; ours are found among them by name. Where none fits, nothing is guessed.

use tierline_app::azure_support::wire::{Classification, Resource, Service};
use tierline_domain::catalogue::{lookup_key, service_find};

/// The words that a kind of problem has which stands for all that have none.
const OTHER: &[&str] = &["other", "general", "miscellaneous"];

/// The words of a name that tell it from others, without the ending of a plural.
fn words(name: &str) -> Vec<String> {
    let all = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
    let mut words: Vec<String> = all.map(|word| word.to_lowercase().trim_end_matches('s').to_owned()).collect();
    words.sort_unstable();
    words.dedup();
    words.retain(|word| !["the", "and", "for", "with", "azure", "microsoft"].contains(&word.as_str()));
    words
}

/// The service of this name or one of its other names; else the one whose name has all of its words and the fewest others.
pub(super) fn service<'a>(all: &'a [Resource<Service>], wanted: &str) -> Option<&'a Resource<Service>> {
    let shown = |one: &Resource<Service>| one.properties.display_name.clone().unwrap_or_default();
    let known = service_find(wanted).map(|service| service.name);
    let is_same = |one: &&Resource<Service>| {
        let shown = shown(one);
        lookup_key(&shown) == lookup_key(wanted)
            || known.is_some_and(|known| service_find(&shown).is_some_and(|found| found.name == known))
    };
    let wanted_words = words(wanted);
    let has_all = |one: &&Resource<Service>| {
        let have = words(&shown(one));
        !wanted_words.is_empty() && wanted_words.iter().all(|word| have.contains(word))
    };
    let exact = all.iter().find(|one| lookup_key(&shown(one)) == lookup_key(wanted) && !wanted.is_empty());
    exact.or_else(|| all.iter().find(is_same)).or_else(|| {
        let near = all.iter().filter(has_all);
        near.min_by_key(|one| (words(&shown(one)).len(), shown(one)))
    })
}

/// The kind of problem of this name; else the one that shares the most words with it, at least half of them; else the one for all others.
pub(super) fn classification<'a>(
    all: &'a [Resource<Classification>],
    topic: Option<&str>,
) -> Option<&'a Resource<Classification>> {
    let shown = |one: &Resource<Classification>| one.properties.display_name.clone().unwrap_or_default();
    let others = || all.iter().find(|one| words(&shown(one)).iter().any(|word| OTHER.contains(&word.as_str())));
    let Some(topic) = topic else { return others() };
    if let Some(same) = all.iter().find(|one| lookup_key(&shown(one)) == lookup_key(topic)) {
        return Some(same);
    }
    let wanted = words(topic);
    let shared = |one: &Resource<Classification>| {
        let have = words(&shown(one));
        wanted.iter().filter(|word| have.contains(word)).count()
    };
    let best = all.iter().min_by_key(|one| (std::cmp::Reverse(shared(one)), words(&shown(one)).len(), shown(one)));
    best.filter(|one| shared(one) > 0 && shared(one) * 2 >= wanted.len()).or_else(others)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn services(names: &[&str]) -> Vec<Resource<Service>> {
        let one = |name: &&str| Resource {
            id: format!("/providers/Microsoft.Support/services/{name}"),
            name: (*name).to_owned(),
            kind: String::new(),
            properties: Service { display_name: Some((*name).to_owned()), resource_types: None },
        };
        names.iter().map(one).collect()
    }

    fn kinds(names: &[&str]) -> Vec<Resource<Classification>> {
        let one = |name: &&str| Resource {
            id: (*name).to_owned(),
            name: (*name).to_owned(),
            kind: String::new(),
            properties: Classification { display_name: Some((*name).to_owned()), secondary_consent_enabled: None },
        };
        names.iter().map(one).collect()
    }

    #[test]
    fn a_service_is_found_by_its_name_or_by_all_of_its_words() {
        let all = services(&[
            "Virtual Network",
            "Virtual Machine running Windows",
            "Key Vault",
            "Virtual Machine running Linux",
        ]);
        let found = |wanted: &str| service(&all, wanted).map(|one| one.name.as_str());
        assert_eq!(found("Key Vault"), Some("Key Vault"));
        assert_eq!(found("Virtual Machines"), Some("Virtual Machine running Linux"), "the same each time");
        assert_eq!(found("Azure Front Door"), None, "nothing is guessed");
        assert_eq!(found(""), None);
    }

    #[test]
    fn a_kind_of_problem_shares_the_most_words_or_is_the_one_for_all_others() {
        let all = kinds(&[
            "Connectivity / Cannot connect to virtual machine by using RDP or SSH",
            "Performance / Slow virtual machine",
            "Other",
        ]);
        let found = |topic: Option<&str>| classification(&all, topic).map(|one| one.name.clone()).unwrap_or_default();
        assert!(found(Some("Cannot connect to a virtual machine")).starts_with("Connectivity"));
        assert!(found(Some("Performance of a virtual machine")).starts_with("Performance"));
        assert_eq!(found(Some("Quota and limits")), "Other");
        assert_eq!(found(None), "Other");
        assert!(classification(&all[..2], Some("Quota and limits")).is_none(), "nothing is guessed");
        assert!(classification(&[], None).is_none());
    }
}
