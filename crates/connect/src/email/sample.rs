//! A request as tests send it.

use serde_json::json;
use tierline_app::{Beside, Call, Opened, Parcel, Secrets};
use tierline_domain::{
    Connection, ConnectionKind, ConnectionSettings, Language, OutboxId, RequestId, ServiceRequest, SignIn,
};
use uuid::Uuid;

use crate::test_connection::connection;

fn request(through: &Connection) -> ServiceRequest {
    let noon = "2026-03-02T12:00:00Z";
    let contact = json!({"name": "Maren Holt", "email": "maren@northgate.example"});
    let packet = json!({
        "sender": {"organization": "Northgate Cloud Partners", "partner_kind": "direct_bill", "contact": contact},
        "customer": {"name": "Kestrel Dental", "domain": "kestrel.example", "tenant_id": Uuid::from_u128(5), "country": "PL",
            "relationship": "reseller", "delegated_admin": null, "others": 0},
        "cloud": "public", "service": "Exchange Online", "product_family": "microsoft_365", "region": null,
        "support_topic": null, "title": "Mail is delayed", "description": "By hours.", "business_impact": "No orders.",
        "severity": "moderate", "category": "service_unavailable", "category_reason": null, "grounds": {},
        "started_at": null, "reported_at": noon, "affected_users": null, "error_text": null, "correlation_ids": [],
        "health": null, "post_outage": null, "steps": [], "files": [],
    });
    let request = json!({
        "owner": through.owner, "id": RequestId(Uuid::from_u128(8)), "number": "R-1042", "external_id": null,
        "customer": tierline_domain::CustomerId(Uuid::from_u128(5)),
        "recipient": {"kind": "provider", "organization": null, "name": "Meridian"},
        "route": "email", "connection": through.id, "title": "Mail is delayed",
        "severity": "moderate", "category": "service_unavailable", "service": "Exchange Online", "status": "sending",
        "status_reason": null, "return_reason": null, "cause": "mail", "duplicate_reason": null, "packet": packet,
        "author": {"user": null, "name": "Maren Holt", "side": "ours"}, "version": 1, "created_at": noon,
        "updated_at": noon, "submitted_at": null, "answered_at": null, "last_reply_at": null, "next_due_at": null,
    });
    serde_json::from_value(request).expect("a service request")
}

fn through() -> Opened {
    let settings = ConnectionSettings {
        mailbox: Some("tickets@meridian.example".to_owned()),
        sender: Some("support@northgate.example".to_owned()),
        ..ConnectionSettings::of(SignIn::Nobody)
    };
    let connection = connection(ConnectionKind::Email, "smtps://mail.northgate.example", settings);
    Opened { connection, secrets: Secrets::new() }
}

pub(crate) fn call(parcel: Parcel) -> Call {
    let through = through();
    let (request, delivery) = (request(&through.connection), OutboxId(Uuid::from_u128(9)));
    Call { through, request, parcel, delivery, language: Language::En, beside: Beside::default() }
}
