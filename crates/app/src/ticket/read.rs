//! A ticket read as a packet. What comes by wire is checked like any input: sizes, characters that hide what is written, words that
//! there are. Everything that is wrong is said at once, each by its field.

use std::collections::BTreeMap;

use chrono::{DateTime, SubsecRound, Utc};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tierline_domain::{
    Category, Cloud, Contact, Grounds, Organization, Packet, PacketCustomer, PacketFile, PacketHealth, PacketSender,
    PacketStep, PartnerKind, RelationshipKind, ReturnReason, Severity, TicketKey,
    catalogue::{self, ProductFamily},
    text::{self, LINE_LIMIT, PROSE_LIMIT},
};

use super::{
    wire::{ExternalIdentifier, RelatedEntity, Ticket},
    write::{OUR_NUMBER, RETURN_REASON},
};
use crate::{
    error::{Faults, Result},
    validate,
};

/// Where named values stand, for what is said of a wrong one.
const VALUES: &str = "troubleTicketCharacteristic";
/// The most entries that any list of a ticket may have.
const MOST: usize = 200;
/// The most levels that a value may have.
const DEEPEST: usize = 6;

/// Reads the packet that a partner's ticket says.
///
/// # Errors
/// [`crate::Error::Invalid`] with all that is wrong or missing.
pub(super) fn packet(ticket: &Ticket, sender: &Organization, cloud: Cloud, now: DateTime<Utc>) -> Result<Packet> {
    let mut reading = Reading::of(ticket);
    let packet = reading.packet(ticket, sender, cloud, now);
    reading.faults.finish()?;
    Ok(packet)
}

/// The sender's own key of a ticket: the identifier of the system that it came from last. None where it names none.
///
/// # Errors
/// [`crate::Error::Invalid`] where it cannot be one.
pub(super) fn key(ticket: &Ticket) -> Result<Option<TicketKey>> {
    let mut faults = Faults::default();
    let all = ticket.external_identifier.as_deref().unwrap_or_default();
    let first = all.iter().find(|one| one.external_identifier_type.as_deref() != Some(OUR_NUMBER));
    let key = first.map(|one| {
        let optional = |faults: &mut Faults, part: &str, text: Option<&str>| {
            faults.optional_line(&format!("externalIdentifier.{part}"), text).unwrap_or_default()
        };
        TicketKey {
            owner: optional(&mut faults, "owner", one.owner.as_deref()),
            kind: optional(&mut faults, "externalIdentifierType", one.external_identifier_type.as_deref()),
            id: faults.line("externalIdentifier.id", one.id.as_deref().unwrap_or_default()),
        }
    });
    faults.finish()?;
    Ok(key)
}

/// The number that the sender's people say.
pub(super) fn sender_number(ticket: &Ticket, key: Option<&TicketKey>) -> String {
    let all = ticket.external_identifier.as_deref().unwrap_or_default();
    let is_number = |one: &&ExternalIdentifier| one.external_identifier_type.as_deref() == Some(OUR_NUMBER);
    let said = all.iter().find(is_number).and_then(|one| text::line(one.id.as_deref()?).ok());
    said.or_else(|| key.map(|key| key.id.clone())).unwrap_or_else(|| "–".to_owned())
}

/// A ticket's severity in our words. The standard's examples are taken beside our own; none for what is neither.
#[must_use]
pub fn severity_of(text: &str) -> Option<Severity> {
    match text.trim().to_lowercase().as_str() {
        "major" | "high" => Some(Severity::Moderate),
        "minor" | "medium" | "low" => Some(Severity::Minimal),
        word => Severity::from_word(word),
    }
}

/// Why a ticket was returned, where it says so in our words.
#[must_use]
pub fn return_reason(ticket: &Ticket) -> Option<ReturnReason> {
    let all = ticket.trouble_ticket_characteristic.as_deref().unwrap_or_default();
    let said = all.iter().find(|one| one.name.as_deref() == Some(RETURN_REASON))?;
    ReturnReason::from_word(said.value.as_ref()?.as_str()?)
}

struct Reading<'a> {
    values: BTreeMap<&'a str, &'a Value>,
    faults: Faults,
}

impl<'a> Reading<'a> {
    fn of(ticket: &'a Ticket) -> Self {
        let mut faults = Faults::default();
        let mut values = BTreeMap::new();
        let all = ticket.trouble_ticket_characteristic.as_deref().unwrap_or_default();
        for one in all.iter().take(MOST) {
            let (Some(name), Some(value)) = (one.name.as_deref(), one.value.as_ref()) else { continue };
            if values.insert(name, value).is_some() {
                faults.add(VALUES, "repeated", "Give each name once.");
            }
        }
        if all.len() > MOST {
            faults.add(
                VALUES,
                "too_many",
                format!("At most {MOST} values: say the others in the description or a note."),
            );
        }
        Self { values, faults }
    }

    fn packet(&mut self, ticket: &Ticket, sender: &Organization, cloud: Cloud, now: DateTime<Utc>) -> Packet {
        self.cloud(cloud);
        let description = self.faults.prose("description", ticket.description.as_deref().unwrap_or_default());
        let first_line = description.lines().next().unwrap_or_default();
        let first_line: String = first_line.chars().take(LINE_LIMIT).collect();
        let title = self.faults.optional_line("name", ticket.name.as_deref()).unwrap_or(first_line);
        self.faults.line("ticketType", ticket.ticket_type.as_deref().unwrap_or_default());
        let service = self.entity(ticket, "service");
        let known = service.as_deref().and_then(catalogue::service_find);
        let region = self.entity(ticket, "region");
        Packet {
            sender: self.sender(sender),
            customer: self.customer(ticket),
            cloud,
            service: known.map(|service| service.name.to_owned()).or(service),
            product_family: self
                .word("productFamily", ProductFamily::from_word, &words(ProductFamily::ALL, ProductFamily::word))
                .or_else(|| known.map(|service| service.family)),
            region: region.as_deref().and_then(catalogue::region_find).map(|known| known.name.to_owned()).or(region),
            support_topic: self.topic(ticket),
            title,
            description,
            business_impact: self.needed_prose("businessImpact"),
            severity: self.severity(ticket.severity.as_deref()),
            priority: self.faults.optional_line("priority", ticket.priority.as_deref()),
            category: self.category(),
            category_reason: self.prose("categoryReason"),
            grounds: self.value::<Grounds>("grounds").unwrap_or_default(),
            started_at: self.time("startedAt", now),
            reported_at: self.time("reportedAt", now).unwrap_or(now),
            affected_users: self.affected_users(),
            error_text: self.prose("errorText"),
            correlation_ids: self.correlation_ids(),
            health: self.value::<PacketHealth>("health"),
            post_outage: self.line("postOutage"),
            follows: self.follows(),
            steps: self.value::<Vec<PacketStep>>("steps").unwrap_or_default(),
            files: self.value::<Vec<PacketFile>>("files").unwrap_or_default(),
        }
    }

    /// A ticket belongs to the cloud that its sender's token is for. One that says another is refused: nothing crosses.
    fn cloud(&mut self, cloud: Cloud) {
        let said = self.word("cloud", Cloud::from_word, &words(Cloud::ALL, Cloud::word));
        if said.is_some_and(|said| said != cloud) {
            let message = format!("This token is for the cloud {cloud}: nothing crosses from one cloud to another.");
            self.faults.add(&field("cloud"), "other_cloud", message);
        }
    }

    /// Who hands it up is who the token says; only the person to ask is taken from the ticket.
    fn sender(&mut self, sender: &Organization) -> PacketSender {
        let contact = self.value::<Contact>("partnerContact").unwrap_or_default();
        PacketSender {
            organization: sender.name.clone(),
            partner_kind: sender.partner_kind.unwrap_or(PartnerKind::DirectBill),
            contact: validate::contact(&mut self.faults, &field("partnerContact"), contact),
        }
    }

    fn customer(&mut self, ticket: &Ticket) -> PacketCustomer {
        let parties = ticket.related_party.as_deref().unwrap_or_default();
        let customer = parties.iter().find(|party| party.role.as_deref() == Some("customer"));
        let party = customer.and_then(|party| party.party_or_party_role.as_ref());
        if party.is_none() {
            let message =
                "Name the customer: a relatedParty with the role `customer`, its tenant as `id` and its `name`.";
            self.faults.add("relatedParty.customer", "missing", message);
        }
        let (id, name) = party.map_or((None, None), |party| (party.id.as_deref(), party.name.as_deref()));
        let mut line = |part: &str, text: Option<&str>| match party {
            Some(_) => self.faults.line(&format!("relatedParty.customer.{part}"), text.unwrap_or_default()),
            None => String::new(),
        };
        let (tenant_id, name) = (line("id", id), line("name", name));
        let subscriptions = self.subscriptions();
        let country = self.line("customerCountry");
        let kinds = words(RelationshipKind::ALL, RelationshipKind::word);
        PacketCustomer {
            name,
            domain: self.line("customerDomain").unwrap_or_default(),
            tenant_id,
            subscriptions,
            country: country
                .map_or_else(String::new, |code| validate::country(&mut self.faults, &field("customerCountry"), &code)),
            relationship: self
                .word("customerRelationship", RelationshipKind::from_word, &kinds)
                .unwrap_or(RelationshipKind::Reseller),
            delegated_admin: self.line("delegatedAdmin"),
            others: self.value::<u32>("otherCustomers").unwrap_or_default(),
        }
    }

    fn severity(&mut self, text: Option<&str>) -> Severity {
        let text = text.unwrap_or_default();
        let common = severity_of(text);
        if common.is_none() {
            let code = if text.trim().is_empty() { "missing" } else { "unknown_value" };
            let message = format!("Take one of: {}.", words(Severity::ALL, Severity::word));
            self.faults.add("severity", code, message);
        }
        common.unwrap_or(Severity::Minimal)
    }

    fn category(&mut self) -> Category {
        let all = words(Category::ALL, Category::word);
        let said = self.word("category", Category::from_word, &all);
        if !self.values.contains_key("category") {
            self.faults.add(&field("category"), "missing", format!("Say whose problem it is. Take one of: {all}."));
        }
        let category = said.unwrap_or(Category::UndocumentedProblem);
        if !category.goes_to_recipient() {
            let message = "This is not handed up by a ticket: a vulnerability goes to the security contact, the partner's own stays.";
            self.faults.add(&field("category"), "not_handed_up", message);
        }
        category
    }

    fn topic(&mut self, ticket: &Ticket) -> Option<String> {
        let topic = ticket.trouble_ticket_specification.as_ref()?;
        if let Some(known) = topic.id.as_deref().and_then(catalogue::topic_find) {
            return Some(known.name.to_owned());
        }
        self.faults.optional_line("troubleTicketSpecification.name", topic.name.as_deref().or(topic.id.as_deref()))
    }

    fn entity(&mut self, ticket: &Ticket, role: &str) -> Option<String> {
        let all: &[RelatedEntity] = ticket.related_entity.as_deref().unwrap_or_default();
        let entity = all.iter().find(|one| one.role.as_deref() == Some(role))?.entity.as_ref()?;
        self.faults.optional_line(&format!("relatedEntity.{role}"), entity.name.as_deref().or(entity.id.as_deref()))
    }

    fn affected_users(&mut self) -> Option<i64> {
        let users = self.value::<i64>("affectedUsers");
        validate::affected_users(&mut self.faults, users)
    }

    fn subscriptions(&mut self) -> Vec<String> {
        let name = "customerSubscriptions";
        let ids = self.value::<Vec<String>>(name).unwrap_or_default();
        ids.iter().map(|id| self.faults.line(&field(name), id)).collect()
    }

    fn correlation_ids(&mut self) -> Vec<String> {
        let ids = self.value::<Vec<String>>("correlationIds").unwrap_or_default();
        validate::correlation_ids(&mut self.faults, ids)
    }

    /// What its sender says that it follows.
    fn follows(&mut self) -> Vec<String> {
        let numbers = self.value::<Vec<String>>("follows").unwrap_or_default();
        let field = field("follows");
        numbers.iter().filter_map(|number| self.faults.optional_line(&field, Some(number))).collect()
    }

    fn said(&mut self, name: &str) -> Option<&'a str> {
        let value = *self.values.get(name)?;
        let text = value.as_str();
        if text.is_none() && !value.is_null() {
            self.faults.add(&field(name), "wrong_type", "Write a text here.");
        }
        text
    }

    fn line(&mut self, name: &str) -> Option<String> {
        let text = self.said(name);
        self.faults.optional_line(&field(name), text)
    }

    fn prose(&mut self, name: &str) -> Option<String> {
        let text = self.said(name);
        self.faults.optional_prose(&field(name), text)
    }

    fn needed_prose(&mut self, name: &str) -> String {
        let text = self.said(name).unwrap_or_default();
        self.faults.prose(&field(name), text)
    }

    fn word<T>(&mut self, name: &str, read: fn(&str) -> Option<T>, all: &str) -> Option<T> {
        let text = self.said(name)?;
        let found = read(text);
        if found.is_none() {
            self.faults.add(&field(name), "unknown_value", format!("Take one of: {all}."));
        }
        found
    }

    fn time(&mut self, name: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let text = self.said(name)?;
        let Ok(at) = DateTime::parse_from_rfc3339(text) else {
            self.faults.add(&field(name), "not_a_time", "Write a time like 2026-03-02T08:00:00Z.");
            return None;
        };
        validate::past(&mut self.faults, &field(name), Some(at.with_timezone(&Utc).trunc_subsecs(6)), now)
    }

    /// A value of a shape of ours. Its texts are checked before it is read.
    fn value<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let value = *self.values.get(name)?;
        if let Err(why) = clean(value, DEEPEST) {
            self.faults.add(&field(name), "invalid", why);
            return None;
        }
        let read = serde_json::from_value(value.clone()).ok();
        if read.is_none() {
            let message = "This value does not have the shape that its name stands for: take that of a request's packet, or leave it out.";
            self.faults.add(&field(name), "wrong_type", message);
        }
        read
    }
}

fn field(name: &str) -> String {
    format!("{VALUES}.{name}")
}

fn words<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> String {
    all.iter().map(|one| word(*one)).collect::<Vec<_>>().join(", ")
}

/// Whether a value can be taken in: no list longer and nothing deeper than a packet has, no text that hides anything.
fn clean(value: &Value, depth: usize) -> Result<(), &'static str> {
    if depth == 0 {
        return Err("This value has more levels than are taken.");
    }
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
        Value::String(text) if text.chars().any(text::is_deceptive) => {
            Err("Remove the control or direction characters: they can hide what is written.")
        }
        Value::String(text) if text.chars().count() > PROSE_LIMIT => Err("A text in it is longer than is taken."),
        Value::String(_) => Ok(()),
        Value::Array(all) if all.len() > MOST => Err("A list in it is longer than is taken."),
        Value::Object(all) if all.len() > MOST => Err("An object in it has more fields than are taken."),
        Value::Array(all) => all.iter().try_for_each(|one| clean(one, depth - 1)),
        Value::Object(all) => all.values().try_for_each(|one| clean(one, depth - 1)),
    }
}

#[cfg(test)]
mod tests;
