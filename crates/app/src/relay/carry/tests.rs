use tierline_domain::{
    Actor, Cloud, CustomerId, EntryId, OrganizationId, Packet, Recipient, RecipientKind, RequestId, Route, Severity,
};
use uuid::Uuid;

use super::*;

fn request(status: RequestStatus, has_arrived: bool, number: Option<&str>) -> ServiceRequest {
    let id = Uuid::nil();
    let at = chrono::DateTime::<chrono::Utc>::default();
    let packet: Packet = serde_json::from_value(serde_json::json!({
        "sender": {
            "organization": "Northgate Cloud Partners", "partner_kind": "direct_bill",
            "contact": { "name": "Maren Holt", "email": "maren@northgate.example" },
        },
        "customer": {
            "name": "Kestrel Dental", "domain": "kestrel.example", "tenant_id": "t", "country": "PL",
            "relationship": "reseller", "delegated_admin": null, "others": 0,
        },
        "cloud": "public", "service": null, "product_family": null, "region": null, "support_topic": null,
        "title": "t", "description": "d", "business_impact": "b", "severity": "moderate",
        "category": "bug_or_irregularity", "category_reason": null, "grounds": {}, "started_at": null,
        "reported_at": at, "affected_users": null, "error_text": null, "correlation_ids": [], "health": null,
        "post_outage": null, "steps": [], "files": [],
    }))
    .unwrap();
    ServiceRequest {
        owner: Owner { organization: OrganizationId(id), cloud: Cloud::Public },
        id: RequestId(id),
        number: "R-1".into(),
        external_id: number.map(str::to_owned),
        customer: CustomerId(id),
        recipient: Recipient { kind: RecipientKind::Provider, organization: None, name: "Meridian".into() },
        route: Route::TroubleTicket,
        connection: Some(ConnectionId(id)),
        title: "t".into(),
        severity: Severity::Moderate,
        category: packet.category,
        service: None,
        status,
        status_reason: None,
        return_reason: None,
        cause: "c".into(),
        duplicate_reason: None,
        packet,
        author: Actor::desk(),
        version: 1,
        created_at: at,
        updated_at: at,
        submitted_at: has_arrived.then_some(at),
        answered_at: None,
        last_reply_at: None,
        next_due_at: None,
        recipient_due_at: None,
    }
}

/// What is wanted, in a word.
fn word(wanted: &Wanted) -> &'static str {
    match wanted {
        Wanted::Send => "send",
        Wanted::Ask => "ask",
        Wanted::Wait(_) => "wait",
        Wanted::Nothing(_) => "nothing",
    }
}

#[test]
fn what_is_wanted_of_a_message_follows_from_the_request_as_it_stands_now() {
    use RequestStatus::{Accepted, Resolved, Sending, Submitted, Unknown, Withdrawn};
    let (id, entry) = (RequestId(Uuid::nil()), EntryId(Uuid::nil()));
    let submitted = Message::RequestSubmitted { request: id };
    let noted = Message::RequestNoted { request: id, entry, event: None, text: "n".into(), actor: Actor::desk() };
    let withdrawn = Message::RequestWithdrawn { request: id, entry, reason: "r".into(), actor: Actor::desk() };
    let flying = Some(DeliveryPhase::InFlight);
    for (message, status, has_arrived, number, phase, expected) in [
        (&submitted, Sending, false, None, None, "send"),
        (&submitted, Unknown, false, None, Some(DeliveryPhase::Unknown), "send"),
        (&submitted, Submitted, true, Some("CD-1"), flying, "nothing"),
        (&submitted, Withdrawn, false, None, None, "nothing"),
        // Threat: taken back while it was on the wire; it may be there.
        (&submitted, Withdrawn, false, None, flying, "ask"),
        (&noted, Sending, false, None, None, "wait"),
        (&noted, Accepted, true, Some("CD-1"), None, "send"),
        (&noted, Resolved, true, Some("CD-1"), None, "nothing"),
        (&withdrawn, Withdrawn, true, Some("CD-1"), None, "send"),
        (&withdrawn, Withdrawn, false, Some("CD-1"), None, "send"),
        (&withdrawn, Withdrawn, false, None, None, "nothing"),
    ] {
        let wanted = wanted(message, &request(status, has_arrived, number), phase);
        assert_eq!(word(&wanted), expected, "{} of a request that is {status}", message.kind());
    }
}
