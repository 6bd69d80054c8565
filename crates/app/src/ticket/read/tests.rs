use serde_json::json;
use tierline_domain::{OrganizationId, OrganizationKind, Policy};

use super::*;
use crate::{
    error::Error,
    ticket::{
        wire::{Characteristic, RelatedEntity, RelatedParty},
        write::of_packet,
    },
};

fn now() -> DateTime<Utc> {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

fn sender() -> Organization {
    Organization {
        id: OrganizationId(uuid::Uuid::from_u128(4)),
        kind: OrganizationKind::Partner,
        partner_kind: Some(PartnerKind::IndirectReseller),
        name: "Northgate Cloud Partners".into(),
        upstream: None,
        provider: None,
        clouds: [Cloud::Public].into(),
        policy: Policy::default(),
        created_at: now(),
    }
}

/// A packet with something in each of its fields.
fn full() -> Packet {
    serde_json::from_value(json!({
        "sender": {
            "organization": "Northgate Cloud Partners", "partner_kind": "indirect_reseller",
            "contact": {
                "name": "Maren Holt", "email": "maren@northgate.example", "phone": "+48 22 555 01 00",
                "country": "PL", "time_zone": "Europe/Warsaw", "language": "pl",
            },
        },
        "customer": {
            "name": "Kestrel Dental", "domain": "kestrel.example", "tenant_id": "0c8a6e1f-54c7-4a5e-8b7d-2f6a51f0c9aa",
            "subscriptions": ["8c1f2a34-5b6c-4d7e-8f90-a1b2c3d4e5f6"],
            "country": "PL", "relationship": "advisor", "delegated_admin": "Kestrel care", "others": 2,
        },
        "cloud": "public", "service": "Microsoft Teams", "product_family": "microsoft_365", "region": "West Europe",
        "support_topic": "Something of their own",
        "title": "Group calls drop — обрыв", "description": "Calls drop.\nAfter two minutes.",
        "business_impact": "Forty carers wait.", "severity": "critical", "priority": "P1",
        "category": "bug_or_irregularity", "category_reason": "Two networks show it",
        "grounds": { "steps": "Start a call.", "seen": "It ends.", "expected": "It goes on." },
        "started_at": "2026-03-02T07:00:00Z", "reported_at": "2026-03-02T08:00:00Z", "affected_users": 40,
        "error_text": "0x8004-77", "correlation_ids": ["8d1f6a3e"],
        "health": { "checked_at": "2026-03-02T08:05:00Z", "result": "all_clear", "issues": ["TM1 (ended)"] },
        "post_outage": "TM1",
        "follows": ["26091500100 (R-1041)"],
        "steps": [{
            "at": "2026-03-02T08:10:00Z", "area": "settings", "means": "with_customer", "action": "Tried another network",
            "outcome": "no_change", "result": null,
        }],
        "files": [{ "name": "trace.log", "size": 5, "sha256": "ab" }],
    }))
    .unwrap()
}

fn faults(ticket: &Ticket) -> Vec<(String, String)> {
    match packet(ticket, &sender(), Cloud::Public, now()) {
        Ok(_) => Vec::new(),
        Err(Error::Invalid(all)) => all.into_iter().map(|fault| (fault.field, fault.code)).collect(),
        Err(other) => panic!("{other:?}"),
    }
}

fn with(name: &str, value: Value) -> Ticket {
    let mut ticket = of_packet(&full());
    let all = ticket.trouble_ticket_characteristic.as_mut().unwrap();
    all.retain(|one| one.name.as_deref() != Some(name));
    all.push(Characteristic::of("ObjectCharacteristic", "object", name, value));
    ticket
}

#[test]
fn a_packet_reads_the_same_after_its_way_as_a_ticket() {
    let (sent, text) = (full(), serde_json::to_string(&of_packet(&full())).unwrap());
    let ticket: Ticket = serde_json::from_str(&text).unwrap();
    assert_eq!(packet(&ticket, &sender(), Cloud::Public, now()).unwrap(), sent);
}

#[test]
fn who_sends_it_is_who_the_token_says() {
    let mut ticket = of_packet(&full());
    ticket.related_party.as_mut().unwrap()[1] = RelatedParty::organization("partner", "x", "Somebody Else");
    let read = packet(&ticket, &sender(), Cloud::Public, now()).unwrap();
    assert_eq!(read.sender.organization, "Northgate Cloud Partners");
}

#[test]
fn everything_that_is_missing_is_said_at_once() {
    let fields: Vec<String> = faults(&Ticket::default()).into_iter().map(|(field, _)| field).collect();
    for field in [
        "description",
        "severity",
        "ticketType",
        "relatedParty.customer",
        "troubleTicketCharacteristic.category",
        "troubleTicketCharacteristic.businessImpact",
    ] {
        assert!(fields.iter().any(|known| known == field), "{field}: {fields:?}");
    }
}

#[test]
fn a_vulnerability_is_not_handed_up_by_a_ticket() {
    let said = faults(&with("category", json!("vulnerability")));
    assert_eq!(said, [("troubleTicketCharacteristic.category".to_owned(), "not_handed_up".to_owned())]);
}

#[test]
fn a_value_is_no_larger_and_no_deeper_than_a_packet_needs() {
    let deep = json!({"seen": {"a": {"b": {"c": {"d": {"e": {}}}}}}});
    let long = json!(vec!["x"; 201]);
    for value in [deep, json!({"tenants": long}), json!({"seen": "x".repeat(20_001)}), json!({"seen": "a\u{202e}b"})] {
        let said = faults(&with("grounds", value.clone()));
        assert_eq!(said.first().map(|(_, code)| code.as_str()), Some("invalid"), "{value}");
    }
    assert_eq!(faults(&with("steps", json!({"a": 1})))[0].1, "wrong_type");
}

#[test]
fn a_name_that_is_given_twice_is_refused() {
    let mut ticket = of_packet(&full());
    let all = ticket.trouble_ticket_characteristic.as_mut().unwrap();
    all.push(Characteristic::text("category", "service_unavailable"));
    assert_eq!(faults(&ticket)[0].1, "repeated");
}

#[test]
fn a_service_of_another_name_is_read_by_the_catalogue_and_an_unknown_one_stays() {
    let read = |name: &str| {
        let mut ticket = of_packet(&full());
        ticket.related_entity = Some(vec![RelatedEntity::named("service", "Service", name)]);
        packet(&ticket, &sender(), Cloud::Public, now()).unwrap().service
    };
    assert_eq!(read("teams").as_deref(), Some("Microsoft Teams"));
    assert_eq!(read("Kelp Planner").as_deref(), Some("Kelp Planner"));
}

#[test]
fn the_key_is_the_senders_identifier_and_not_the_number_that_people_say() {
    let mut ticket = Ticket::default();
    assert_eq!(key(&ticket).unwrap(), None);
    let one = |kind: &str, id: &str| ExternalIdentifier {
        owner: Some("Kelp CRM".into()),
        external_identifier_type: Some(kind.into()),
        id: Some(id.into()),
        ..ExternalIdentifier::default()
    };
    ticket.external_identifier = Some(vec![one(OUR_NUMBER, "R-7"), one("case", "K-1")]);
    let key = key(&ticket).unwrap().unwrap();
    assert_eq!((key.kind.as_str(), key.id.as_str()), ("case", "K-1"));
    assert_eq!(sender_number(&ticket, Some(&key)), "R-7");
}
