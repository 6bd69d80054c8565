//! Requests that wait to go through a connection, as many as wanted: for measuring the relay.

use std::{ops::Range, time::Duration};

use chrono::{DateTime, Utc};
use futures::StreamExt;
use serde_json::{Value, json};
use tierline_app::{
    App, Error,
    relay::{CARRY_QUEUE, Message},
};
use tierline_domain::{
    Actor, Category, Cloud, Connection, ConnectionId, ConnectionKind, ConnectionSettings, ConnectionState, Owner,
    Packet, Recipient, RecipientKind, RequestStatus, Route, ServiceRequest, Severity, SignIn,
};
use tierline_jobs::Config;
use tierline_store::{Addressed, AuditKey, Message as OutboxMessage};
use tokio::time::Instant;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{inner::Desk, wire::Provider};

/// Requests that are written in one transaction.
const AT_ONCE: usize = 500;

/// The partner whose requests these are.
fn owner(desk: &Desk) -> Owner {
    Owner { organization: desk.direct.id, cloud: Cloud::Public }
}

/// A connection to a desk elsewhere that needs no secret, untried yet.
#[must_use]
pub fn connection(id: ConnectionId, owner: Owner, now: DateTime<Utc>) -> Connection {
    Connection {
        id,
        owner,
        kind: ConnectionKind::TroubleTicket,
        name: "Meridian desk".to_owned(),
        address: "https://desk.meridian.example".to_owned(),
        recipient: RecipientKind::Provider,
        families: Vec::new(),
        settings: ConnectionSettings::of(SignIn::Nobody),
        paused_at: None,
        state: ConnectionState::default(),
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// Sets up a connection that needs no secret.
///
/// # Panics
/// When that fails.
pub async fn connect(desk: &Desk) -> ConnectionId {
    let (id, now) = (desk.app.id(), desk.app.now());
    let connection = connection(id, owner(desk), now);
    let put: Result<(), Error> = desk
        .app
        .store()
        .write_with(owner(desk), connection, |tx, one| Box::pin(async move { Ok(tx.connection_insert(one).await?) }))
        .await;
    put.expect("a connection");
    id
}

/// A packet of the usual size.
fn packet() -> Value {
    json!({
        "sender": {
            "organization": "Northgate Cloud Partners", "partner_kind": "direct_bill",
            "contact": { "name": "Maren Holt", "email": "maren@northgate.example", "phone": "+48 22 555 01 00" },
        },
        "customer": {
            "name": "Kestrel Dental", "domain": "kestrel-dental.example", "tenant_id": "5a0e4a7c-0c57-4d3c-8d2d-2f6f0d6b8a11",
            "country": "PL", "relationship": "reseller", "delegated_admin": "Support", "others": 0,
        },
        "cloud": "public", "service": "Exchange Online", "product_family": "microsoft_365", "region": null,
        "support_topic": null, "title": "Shared calendars stay empty",
        "description": "Shared calendars open and nothing is in them, in Outlook and on the web. ".repeat(6),
        "business_impact": "Appointments cannot be made.", "severity": "moderate",
        "category": "bug_or_irregularity", "category_reason": null,
        "grounds": { "steps": "Open it.", "seen": "Nothing.", "expected": "Entries." },
        "started_at": null, "reported_at": DateTime::<chrono::Utc>::default(), "affected_users": 12, "error_text": null,
        "correlation_ids": [], "health": null, "post_outage": null, "steps": [], "files": [],
    })
}

fn request(desk: &Desk, connection: ConnectionId, number: usize) -> ServiceRequest {
    let (now, packet): (_, Packet) = (desk.app.now(), serde_json::from_value(packet()).expect("a packet"));
    ServiceRequest {
        owner: owner(desk),
        id: desk.app.id(),
        number: format!("R-{}", 100_000 + number),
        external_id: None,
        customer: desk.customer.id,
        recipient: Recipient { kind: RecipientKind::Provider, organization: None, name: "Meridian Cloud".to_owned() },
        route: Route::TroubleTicket,
        connection: Some(connection),
        title: packet.title.clone(),
        severity: Severity::Moderate,
        category: Category::BugOrIrregularity,
        service: packet.service.clone(),
        status: RequestStatus::Sending,
        status_reason: None,
        return_reason: None,
        cause: format!("backlog {number}"),
        duplicate_reason: None,
        packet,
        author: Actor::desk(),
        version: 1,
        created_at: now,
        updated_at: now,
        submitted_at: None,
        answered_at: None,
        last_reply_at: None,
        next_due_at: None,
        recipient_due_at: None,
    }
}

fn message(desk: &Desk, request: &ServiceRequest) -> OutboxMessage {
    let now = desk.app.now();
    OutboxMessage {
        id: desk.app.id(),
        queue: CARRY_QUEUE,
        kind: "request_submitted",
        payload: Message::RequestSubmitted { request: request.id }.payload().expect("JSON"),
        at: now,
        run_at: now,
        addressed: Some(Addressed {
            request: request.id,
            route: request.route,
            connection: request.connection,
            recipient: request.recipient.name.clone(),
        }),
    }
}

/// Writes requests with these numbers that wait to go through the connection, and lets the engine count what it has.
///
/// # Panics
/// When that fails.
pub async fn write(desk: &Desk, connection: ConnectionId, numbers: Range<usize>) {
    let all: Vec<usize> = numbers.collect();
    for some in all.chunks(AT_ONCE) {
        let requests: Vec<_> = some.iter().map(|number| request(desk, connection, *number)).collect();
        let batch: Vec<_> = requests.into_iter().map(|request| (message(desk, &request), request)).collect();
        let written: Result<(), Error> = desk
            .app
            .store()
            .write_with(owner(desk), batch, |tx, batch| {
                Box::pin(async move {
                    for (message, request) in batch {
                        tx.request_insert(request).await?;
                        tx.outbox_append(message).await?;
                    }
                    Ok(())
                })
            })
            .await;
        written.expect("requests");
    }
    desk.count_rows().await;
}

/// Lets a node work until the provider has taken so much in all, and what is on the wire then is settled. Gives how long that took.
pub async fn work(app: &App, provider: &Provider, taken: usize) -> Duration {
    let config = Config { poll: Duration::from_secs(1), audit_key: AuditKey::new([7; 32]) };
    let (tracker, stop, began) = (TaskTracker::new(), CancellationToken::new(), Instant::now());
    tierline_jobs::start(app, config, &tracker, &stop);
    while provider.count() < taken {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    stop.cancel();
    tracker.close();
    tracker.wait().await;
    began.elapsed()
}

/// The mean time of a look that finds nothing.
///
/// # Panics
/// When something is found, or the database does not answer.
pub async fn idle(app: &App, looks: u32) -> Duration {
    let began = Instant::now();
    for _ in 0..looks {
        assert_eq!(tierline_jobs::carry_once(app).await.expect("a look"), 0, "nothing waits");
    }
    began.elapsed() / looks
}

/// The bare client: puts as many bodies of the same size to the same server, so many at once. Gives how long that took.
///
/// # Panics
/// When the server refuses one.
pub async fn bare(url: &str, number: usize, at_once: usize) -> Duration {
    let http = crate::client::builder().build().expect("a client");
    let body = json!({ "request": "R-100000", "packet": packet() }).to_string();
    let began = Instant::now();
    futures::stream::iter(0..number)
        .for_each_concurrent(at_once, |number| {
            let put = http.put(format!("{url}/parcels/bare-{number}")).header("content-type", "application/json");
            let put = put.body(body.clone()).send();
            async move {
                let answer = put.await.expect("an answer");
                assert!(answer.status().is_success(), "{}", answer.status());
                // What is answered is read, as the carrier does.
                answer.bytes().await.expect("a body");
            }
        })
        .await;
    began.elapsed()
}
