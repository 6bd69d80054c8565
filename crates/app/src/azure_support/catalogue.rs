//! The services and kinds of problems that a ticket can name: ours, from the catalogue. A topic of a whole family is one of each of its
//! services.

use tierline_domain::catalogue::{Service, SupportTopic, lookup_key, services as all, topics};

use super::wire::{self, BASE, Page, Resource};
use crate::error::{Error, Result};

/// The topics of a service.
fn topics_of(service: &Service) -> impl Iterator<Item = &'static SupportTopic> {
    let (name, family) = (service.name, service.family);
    topics().iter().filter(move |topic| match topic.service {
        Some(own) => own == name,
        None => topic.family == family,
    })
}

/// The name that a service has in addresses.
fn slug(service: &str) -> String {
    lookup_key(service)
}

/// The address of a service.
pub(super) fn service_id(service: &str) -> String {
    format!("{BASE}/services/{}", slug(service))
}

/// The address of a topic of a service.
pub(super) fn topic_id(service: &str, topic: &SupportTopic) -> String {
    format!("{}/problemClassifications/{}", service_id(service), topic.id)
}

/// The service that an address names, or its last part alone.
pub(super) fn service_named(text: &str) -> Option<&'static Service> {
    let name = text.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    all().iter().find(|service| slug(service.name) == name.to_ascii_lowercase())
}

/// The topic that an address names, or its last part alone.
pub(super) fn topic_named(text: &str) -> Option<&'static SupportTopic> {
    let name = text.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    topics().iter().find(|topic| topic.id.eq_ignore_ascii_case(name))
}

/// Whether a topic is one of a service.
pub(super) fn belongs(topic: &SupportTopic, service: &Service) -> bool {
    topics_of(service).any(|one| one.id == topic.id)
}

fn service_resource(service: &Service) -> Resource<wire::Service> {
    Resource {
        id: service_id(service.name),
        name: slug(service.name),
        kind: "Microsoft.Support/services".to_owned(),
        properties: wire::Service { display_name: Some(service.name.to_owned()), resource_types: Some(Vec::new()) },
    }
}

fn topic_resource(service: &Service, topic: &SupportTopic) -> Resource<wire::Classification> {
    Resource {
        id: topic_id(service.name, topic),
        name: topic.id.to_owned(),
        kind: "Microsoft.Support/problemClassifications".to_owned(),
        properties: wire::Classification {
            display_name: Some(topic.name.to_owned()),
            secondary_consent_enabled: Some(Vec::new()),
        },
    }
}

/// The services that have kinds of problems.
#[must_use]
pub fn services() -> Page<Resource<wire::Service>> {
    let value = all().iter().filter(|service| topics_of(service).next().is_some()).map(service_resource).collect();
    Page { value, next_link: None }
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`].
pub fn service(name: &str) -> Result<Resource<wire::Service>> {
    service_named(name).map(service_resource).ok_or(Error::NotFound)
}

/// The kinds of problems with a service.
///
/// # Errors
/// [`Error::NotFound`].
pub fn classifications(service: &str) -> Result<Page<Resource<wire::Classification>>> {
    let service = service_named(service).ok_or(Error::NotFound)?;
    Ok(Page { value: topics_of(service).map(|topic| topic_resource(service, topic)).collect(), next_link: None })
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`].
pub fn classification(service: &str, name: &str) -> Result<Resource<wire::Classification>> {
    let service = service_named(service).ok_or(Error::NotFound)?;
    let topic = topic_named(name).filter(|topic| belongs(topic, service)).ok_or(Error::NotFound)?;
    Ok(topic_resource(service, topic))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_service_has_a_name_of_its_own_that_leads_back_to_it() {
        let page = services();
        let names: BTreeSet<&str> = page.value.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names.len(), page.value.len());
        for one in &page.value {
            assert_eq!(service(&one.id).unwrap(), *one);
            assert!(!classifications(&one.name).unwrap().value.is_empty(), "{}", one.name);
        }
    }

    #[test]
    fn a_topic_is_found_under_its_services_alone() {
        let machines = classifications("virtualmachines").unwrap();
        let named = |name: &str| machines.value.iter().any(|one| one.name == name);
        assert!(named("azure-vm-start") && named("azure-quota"), "its own, and those of the family");
        assert!(!named("azure-vpn"));
        assert!(classification("virtualmachines", "azure-vpn").is_err());
        let found = classification("VirtualMachines", "azure-vm-start").unwrap();
        assert_eq!(
            found.id,
            "/providers/Microsoft.Support/services/virtualmachines/problemClassifications/azure-vm-start"
        );
    }
}
