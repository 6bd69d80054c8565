//! Rounds of looks at many requests of one connection: how many calls they cost.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use tierline_app::{Carrier, FixedClock, Opened, Poll, UpdateKind};
use tierline_connect::{Outbound, PartnerCenterCarrier, TicketCarrier};
use tierline_domain::{ConnectionSettings, ServiceRequest, SignIn};

use crate::{
    outbound::{client_by, noon, opened},
    partner_center::filed,
    server::{Reply, Request, Server},
};

/// Requests of the connection.
const REQUESTS: usize = 12;

/// What the other end has: when each was changed last, with a word about it.
type There = Arc<Mutex<Vec<(DateTime<Utc>, String)>>>;

fn number(place: usize) -> String {
    format!("6161222928745{place:02}")
}

fn requests() -> Vec<ServiceRequest> {
    (0..REQUESTS).map(|place| ServiceRequest { external_id: Some(number(place)), ..filed() }).collect()
}

/// One of them whole, in both shapes at once: each contract reads its own names.
fn whole(there: &There, place: usize) -> Value {
    let (at, word) = there.lock().unwrap()[place].clone();
    let note =
        json!({"id": format!("n-{word}"), "createdByName": "Engineer", "createdDate": at, "date": at, "text": word});
    json!({"id": number(place), "status": "open", "severity": "moderate", "lastModifiedDate": at, "lastUpdate": at, "notes": [note], "note": [note]})
}

/// Answers lists and single ones, as often as it is asked.
async fn other_end(there: There) -> Server {
    Server::start(move |request: &Request| {
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let place = (0..REQUESTS).find(|place| path.ends_with(&number(*place)));
        match place {
            Some(place) => {
                let mut one = whole(&there, place);
                if path.contains("troubleTicket") {
                    // The words of the other contract mean nothing in this one.
                    one.as_object_mut().unwrap().remove("status");
                }
                Reply::json(&one)
            }
            None if path.ends_with("/troubleTicket") => {
                assert!(query.contains("fields=lastUpdate") && query.contains("offset=0"), "{query}");
                let line = |place| json!({"id": number(place), "lastUpdate": there.lock().unwrap()[place].0});
                Reply::json(&Value::Array((0..REQUESTS).map(line).collect()))
            }
            None => {
                assert!(query.contains("offset=0&size=500"), "{query}");
                let line = |place| json!({"id": number(place), "lastModifiedDate": there.lock().unwrap()[place].0});
                Reply::json(&json!({"totalCount": REQUESTS, "items": (0..REQUESTS).map(line).collect::<Vec<_>>()}))
            }
        }
    })
    .await
}

/// A round as the relay makes it: each request asks for itself. Gives what was said.
async fn round(carrier: &dyn Carrier, through: &Opened, is_round: bool) -> Vec<String> {
    let looks = requests().into_iter().map(|request| {
        let (through, requests) = (through.clone(), vec![request]);
        carrier.poll(Poll {
            through,
            requests,
            known: BTreeSet::new(),
            ours: Vec::new(),
            answers: Vec::new(),
            is_round,
        })
    });
    let said = futures::future::try_join_all(looks).await.unwrap().into_iter().flatten();
    said.filter_map(|update| if let UpdateKind::Note { text, .. } = update.kind { Some(text) } else { None }).collect()
}

async fn rounds(make: impl Fn(Arc<Outbound>) -> Box<dyn Carrier>, base: &str) {
    let clock = Arc::new(FixedClock::at(noon()));
    let there: There = Arc::new(Mutex::new(vec![(noon(), "begun".to_owned()); REQUESTS]));
    let server = other_end(Arc::clone(&there)).await;
    let through = opened(server.url(base), ConnectionSettings::of(SignIn::Nobody), &[]);
    let carrier = make(Arc::new(client_by(Arc::clone(&clock))));
    let mut before = 0;
    let mut calls = || {
        let all = server.requests().len();
        std::mem::replace(&mut before, all).abs_diff(all)
    };
    assert_eq!(round(carrier.as_ref(), &through, true).await.len(), REQUESTS);
    assert_eq!(calls(), REQUESTS, "nothing is remembered at the beginning: each is read");
    clock.advance(Duration::minutes(5));
    assert_eq!(round(carrier.as_ref(), &through, true).await.len(), 0);
    assert_eq!(calls(), 1, "one list says that nothing changed");
    clock.advance(Duration::minutes(5));
    there.lock().unwrap()[7] = (noon() + Duration::minutes(9), "Which build?".to_owned());
    assert_eq!(round(carrier.as_ref(), &through, true).await, ["Which build?"]);
    assert_eq!(calls(), 2, "the list, and the one that changed");
    assert_eq!(round(carrier.as_ref(), &through, false).await.len(), REQUESTS);
    assert_eq!(calls(), REQUESTS, "who waits for an answer gets it, whatever a list said");
    clock.advance(Duration::minutes(61));
    round(carrier.as_ref(), &through, true).await;
    assert_eq!(calls(), REQUESTS, "from time to time each is read all the same");
}

#[tokio::test]
async fn a_round_of_partner_center_costs_one_list_and_what_changed() {
    rounds(|outbound| Box::new(PartnerCenterCarrier::new(outbound)), "").await;
}

#[tokio::test]
async fn a_round_of_tickets_costs_one_list_and_what_changed() {
    rounds(|outbound| Box::new(TicketCarrier::new(outbound, Arc::default())), "/tmf-api/troubleTicket/v5").await;
}
