//! A packet written as a ticket. The mapping is in docs/trouble-ticket.md; [`super::read`] is its way back.

use serde::Serialize;
use serde_json::Value;
use tierline_domain::{Category, Packet, ServiceRequest, catalogue};

use super::wire::{BASE, Characteristic, ExternalIdentifier, Reference, RelatedEntity, RelatedParty, Ticket};

/// What identifies a request of ours at another desk.
pub(crate) const OUR_KEY: &str = "serviceRequest";
/// What people call it.
pub(crate) const OUR_NUMBER: &str = "serviceRequestNumber";

/// The characteristic by which a returned ticket says why, in our words.
pub(super) const RETURN_REASON: &str = "returnReason";

/// A request of ours as it is posted. Its own identifier is the key by which a second post is the same ticket.
#[must_use]
pub fn posted(request: &ServiceRequest) -> Ticket {
    let owner = &request.packet.sender.organization;
    let ticket = of_packet(&request.packet);
    Ticket {
        external_identifier: Some(vec![
            identifier(owner, OUR_KEY, &request.id.to_string()),
            identifier(owner, OUR_NUMBER, &request.number),
        ]),
        ..ticket
    }
}

pub(super) fn identifier(owner: &str, kind: &str, id: &str) -> ExternalIdentifier {
    ExternalIdentifier {
        owner: Some(owner.to_owned()),
        external_identifier_type: Some(kind.to_owned()),
        id: Some(id.to_owned()),
        ..ExternalIdentifier::default()
    }
}

/// What a packet says, as a ticket.
pub(super) fn of_packet(packet: &Packet) -> Ticket {
    let kind = if packet.category == Category::AccountRequest { "request" } else { "incident" };
    Ticket {
        name: Some(packet.title.clone()),
        description: Some(packet.description.clone()),
        severity: Some(packet.severity.word().to_owned()),
        priority: packet.priority.clone(),
        ticket_type: Some(kind.to_owned()),
        related_party: Some(parties(packet)),
        related_entity: Some(entities(packet)).filter(|all| !all.is_empty()),
        trouble_ticket_specification: packet.support_topic.as_deref().map(topic),
        trouble_ticket_characteristic: Some(characteristics(packet)),
        ..Ticket::default()
    }
}

fn parties(packet: &Packet) -> Vec<RelatedParty> {
    let (customer, sender) = (&packet.customer, &packet.sender);
    vec![
        RelatedParty::organization("customer", &customer.tenant_id, &customer.name),
        RelatedParty::organization("partner", &sender.organization, &sender.organization),
    ]
}

fn entities(packet: &Packet) -> Vec<RelatedEntity> {
    let service = packet.service.iter().map(|name| RelatedEntity::named("service", "Service", name));
    let region = packet.region.iter().map(|name| RelatedEntity::named("region", "Region", name));
    let tenants = packet.grounds.tenants.iter().map(|id| RelatedEntity::named("affectedTenant", "Tenant", id));
    service.chain(region).chain(tenants).collect()
}

fn topic(name: &str) -> Reference {
    let known = catalogue::topics().iter().find(|topic| topic.name == name);
    let id = known.map_or(name, |topic| topic.id);
    Reference {
        id: Some(id.to_owned()),
        href: known.map(|topic| format!("{BASE}/troubleTicketSpecification/{}", topic.id)),
        name: Some(name.to_owned()),
        ..Reference::default()
    }
}

/// What the standard has no field for, each under a name of its own.
fn characteristics(packet: &Packet) -> Vec<Characteristic> {
    let mut all = Vec::new();
    let mut text = |name: &str, value: Option<&str>| all.extend(value.map(|value| Characteristic::text(name, value)));
    text("cloud", Some(packet.cloud.word()));
    text("category", Some(packet.category.word()));
    text("categoryReason", packet.category_reason.as_deref());
    text("businessImpact", Some(&packet.business_impact));
    text("productFamily", packet.product_family.map(|family| family.word()));
    text("errorText", packet.error_text.as_deref());
    text("postOutage", packet.post_outage.as_deref());
    text("startedAt", packet.started_at.map(|at| at.to_rfc3339()).as_deref());
    text("reportedAt", Some(&packet.reported_at.to_rfc3339()));
    text("partnerKind", Some(packet.sender.partner_kind.word()));
    text("customerDomain", Some(&packet.customer.domain).filter(|domain| !domain.is_empty()).map(String::as_str));
    text("customerCountry", Some(&packet.customer.country).filter(|code| !code.is_empty()).map(String::as_str));
    text("customerRelationship", Some(packet.customer.relationship.word()));
    text("delegatedAdmin", packet.customer.delegated_admin.as_deref());
    let number = |name: &str, value: i64| Characteristic::of("IntegerCharacteristic", "integer", name, value.into());
    all.extend(packet.affected_users.map(|users| number("affectedUsers", users)));
    if packet.customer.others > 0 {
        all.push(number("otherCustomers", packet.customer.others.into()));
    }
    if !packet.correlation_ids.is_empty() {
        let ids = json(&packet.correlation_ids);
        all.push(Characteristic::of("StringArrayCharacteristic", "array", "correlationIds", ids));
    }
    if !packet.follows.is_empty() {
        all.push(Characteristic::of("StringArrayCharacteristic", "array", "follows", json(&packet.follows)));
    }
    if !packet.customer.subscriptions.is_empty() {
        let ids = json(&packet.customer.subscriptions);
        all.push(Characteristic::of("StringArrayCharacteristic", "array", "customerSubscriptions", ids));
    }
    let object = |name: &str, value: Value| Characteristic::of("ObjectCharacteristic", "object", name, value);
    all.push(object("partnerContact", json(&packet.sender.contact)));
    all.push(object("grounds", json(&packet.grounds)));
    all.extend(packet.health.as_ref().map(|health| object("health", json(health))));
    let list = |name: &str, value: Value| Characteristic::of("ObjectArrayCharacteristic", "array", name, value);
    if !packet.steps.is_empty() {
        all.push(list("steps", json(&packet.steps)));
    }
    if !packet.files.is_empty() {
        all.push(list("files", json(&packet.files)));
    }
    all
}

/// Values of our own types are always values of JSON.
fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
