//! Which lines are about the same customer, and whose a domain is while a file is gone through.

use std::collections::{HashMap, HashSet};

use tierline_domain::Customer;
use tierline_store::TenantRead;

use super::line::Line;
use crate::error::Result;

/// Lines in one transaction. A customer's lines stay together, however many they are.
const CHUNK: usize = 200;

/// By what a customer is told.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Tenant(String),
    Domain(String),
}

/// The lines about one customer, in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    key: Key,
    pub(super) lines: Vec<Line>,
}

impl Group {
    /// The customer in the book that the lines are about.
    pub(super) async fn lookup(&self, read: &mut TenantRead<'_>) -> Result<Option<Customer>> {
        Ok(match &self.key {
            Key::Tenant(tenant) => read.customer_by_tenant(tenant).await?,
            Key::Domain(domain) => read.customer_by_domain(domain).await?,
        })
    }

    fn domains(&self) -> HashSet<&str> {
        self.lines.iter().filter_map(|line| line.customer.domain.as_deref()).collect()
    }
}

/// Puts together what is about the same customer: by tenant, or by a domain that the file or the book gives a tenant for.
pub(super) async fn groups(read: &mut TenantRead<'_>, lines: Vec<Line>) -> Result<Vec<Group>> {
    let mut tenants: HashMap<String, Option<String>> = HashMap::new();
    for line in &lines {
        if let (Some(tenant), Some(domain)) = (&line.customer.tenant_id, &line.customer.domain) {
            tenants.entry(domain.clone()).or_insert_with(|| Some(tenant.clone()));
        }
    }
    let (mut groups, mut places): (Vec<Group>, HashMap<Key, usize>) = (Vec::new(), HashMap::new());
    for line in lines {
        let Some(key) = key(read, &line, &mut tenants).await? else { continue };
        let place = *places.entry(key.clone()).or_insert_with(|| {
            groups.push(Group { key, lines: Vec::new() });
            groups.len() - 1
        });
        groups[place].lines.push(line);
    }
    Ok(groups)
}

/// A line says a tenant or a domain: others were refused before.
async fn key(
    read: &mut TenantRead<'_>,
    line: &Line,
    tenants: &mut HashMap<String, Option<String>>,
) -> Result<Option<Key>> {
    if let Some(tenant) = &line.customer.tenant_id {
        return Ok(Some(Key::Tenant(tenant.clone())));
    }
    let Some(domain) = &line.customer.domain else { return Ok(None) };
    if !tenants.contains_key(domain) {
        let known = read.customer_by_domain(domain).await?.map(|customer| customer.tenant_id);
        tenants.insert(domain.clone(), known);
    }
    let tenant = tenants.get(domain).cloned().flatten();
    Ok(Some(tenant.map_or_else(|| Key::Domain(domain.clone()), Key::Tenant)))
}

/// Some customers for each transaction.
pub(super) fn chunks(groups: Vec<Group>) -> Vec<Vec<Group>> {
    let (mut chunks, mut chunk, mut size) = (Vec::new(), Vec::new(), 0);
    for group in groups {
        if size > 0 && size + group.lines.len() > CHUNK {
            chunks.push(std::mem::take(&mut chunk));
            size = 0;
        }
        size += group.lines.len();
        chunk.push(group);
    }
    if !chunk.is_empty() {
        chunks.push(chunk);
    }
    chunks
}

/// What the lines so far have done to the domains: in a dry run the book does not show it.
#[derive(Debug, Clone, Default)]
pub(super) struct Claims {
    /// The tenant that a domain stands with by a line of this file.
    held: HashMap<String, String>,
    /// Domains that their customers gave up.
    freed: HashSet<String>,
}

impl Claims {
    /// Of the domains that a group speaks of, those that stand with another customer.
    pub(super) async fn taken(
        &self,
        read: &mut TenantRead<'_>,
        group: &Group,
        own: Option<&Customer>,
    ) -> Result<HashSet<String>> {
        let mut taken = HashSet::new();
        for domain in group.domains() {
            let other = match (self.held.get(domain), &group.key) {
                (Some(holder), Key::Tenant(tenant)) => holder != tenant,
                (Some(holder), Key::Domain(_)) => own.is_some_and(|own| own.tenant_id != *holder),
                (None, _) if self.freed.contains(domain) => false,
                (None, _) => {
                    read.customer_by_domain(domain).await?.is_some_and(|found| own.is_none_or(|own| own.id != found.id))
                }
            };
            if other {
                taken.insert(domain.to_owned());
            }
        }
        Ok(taken)
    }

    /// Notes what a customer came to.
    pub(super) fn note(&mut self, before: Option<&Customer>, after: Option<&Customer>) {
        let Some(after) = after else { return };
        if let Some(before) = before.filter(|before| before.domain != after.domain) {
            self.freed.insert(before.domain.clone());
            self.held.remove(&before.domain);
        }
        self.held.insert(after.domain.clone(), after.tenant_id.clone());
    }
}
