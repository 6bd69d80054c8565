//! What leaves the desk for one cloud leaves it by nothing that belongs to another (threat 36). What people and programs see of the
//! other cloud, which is nothing, stands with the program's own tests.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};
use tierline_app::{
    Carriers, Ctx, Error, NoFetcher,
    account::{NewPerson, NewSecretToken, create_person, create_token},
    case::{self, Escalate, OpenCase},
    received::{self, Decide, ReceivedQuery},
    relay::EXCHANGE_QUEUE,
    ticket::{self, Subscribe},
};
use tierline_domain::{Cloud, ConnectionKind, Decision, Membership, Organization, Owner, Role, Route, RouteStanding};
use tierline_store::{Engine, System};
use tierline_testkit::{
    inner::{Desk, Person},
    recipient::Recipient,
};

use super::{agent, desk, open};

/// Somebody who works in the government cloud.
async fn beyond(desk: &Desk, of: &Organization, role: Role) -> Ctx {
    let owner = Owner { organization: of.id, cloud: Cloud::UsGovernment };
    let new = NewPerson {
        name: "Rhea Tolland".to_owned(),
        email: format!("rhea-{}@beyond.example", role.word().replace('_', "-")),
        password: None,
        language: None,
        time_zone: None,
        phone: None,
        country: None,
        memberships: vec![Membership { owner, customer: None, roles: BTreeSet::from([role]) }],
    };
    let user = create_person(&desk.app, new).await.unwrap();
    let token = NewSecretToken { user: user.id, owner, name: "tests".to_owned(), days: None, scopes: None };
    let (_, secret) = create_token(&desk.app, token).await.unwrap();
    desk.ctx(&Person { role, user, owner, token: secret.expose().to_owned() }).await
}

pub(super) fn ticket(cloud: Cloud) -> ticket::wire::Ticket {
    let characteristic =
        |name: &str, value: &str| json!({ "@type": "StringCharacteristic", "name": name, "value": value });
    let ticket: Value = json!({
        "@type": "TroubleTicket",
        "name": "Group calls drop after two minutes",
        "description": "Calls with more than four people drop after two minutes, on every network.",
        "severity": "Major",
        "ticketType": "incident",
        "externalIdentifier": [
            { "@type": "ExternalIdentifier", "owner": "Kelp CRM", "externalIdentifierType": "case", "id": cloud.word() },
        ],
        "relatedParty": [{
            "@type": "RelatedPartyRefOrPartyRoleRef", "role": "customer",
            "partyOrPartyRole": { "@type": "PartyRef", "id": "0c8a6e1f-54c7-4a5e-8b7d-2f6a51f0c9aa", "name": "Harbor County Water" },
        }],
        "relatedEntity": [
            { "@type": "RelatedEntity", "role": "service", "entity": { "@type": "EntityRef", "id": "teams", "name": "Microsoft Teams" } },
        ],
        "troubleTicketCharacteristic": [
            characteristic("category", "bug_or_irregularity"),
            characteristic("businessImpact", "Forty pumps report to nobody."),
            characteristic("cloud", cloud.word()),
            { "@type": "ObjectCharacteristic", "name": "grounds", "value": { "seen": "The call ends.", "expected": "It goes on." } },
        ],
    });
    serde_json::from_value(ticket).unwrap()
}

/// Files a ticket and has it accepted; says how many calls to subscribers wait by now. This desk calls nobody, so all of them do.
async fn calls(desk: &Desk, sender: &Ctx, engineer: &Ctx) -> i64 {
    ticket::create(&desk.app, sender, &ticket(sender.owner.cloud)).await.unwrap();
    desk.deliver().await;
    let inbox =
        received::list(&desk.app, engineer, ReceivedQuery { limit: 10, ..ReceivedQuery::default() }).await.unwrap();
    assert_eq!(inbox.len(), 1, "what was filed in {} arrives in it, and nowhere else", sender.owner.cloud);
    let accept = Decide { decision: Decision::Accept, reason: None, return_reason: None };
    received::decide(&desk.app, engineer, inbox[0].id, accept).await.unwrap();
    desk.deliver().await;
    let counts = desk.app.store().read(System).await.unwrap().outbox_counts().await.unwrap();
    counts.iter().filter(|count| count.queue == EXCHANGE_QUEUE).map(|count| count.number).sum()
}

/// Webhooks.
#[tokio::test]
async fn who_subscribed_in_one_cloud_is_called_for_nothing_of_another() {
    let desk = desk().await;
    let here = desk.ctx(desk.person(Role::AdminAgent)).await;
    let wish = Subscribe { callback: "https://partner.example/events".to_owned(), query: None, secret: None };
    ticket::subscribe(&desk.app, &here, wish).await.unwrap();
    let there = beyond(&desk, &desk.direct, Role::AdminAgent).await;
    let engineer_there = beyond(&desk, &desk.provider, Role::Engineer).await;
    assert_eq!(calls(&desk, &there, &engineer_there).await, 0, "the same organization, and its other cloud");
    let engineer_here = desk.ctx(desk.person(Role::Engineer)).await;
    assert!(calls(&desk, &here, &engineer_here).await > 0, "the subscription is a good one");
    desk.discard().await;
}

/// Mails of the route: a mailbox that is set up in one cloud takes nothing of another.
#[tokio::test]
async fn a_request_of_one_cloud_goes_by_no_mailbox_of_another() {
    let carriers = Carriers::default().with(Route::Email, Arc::new(Recipient::default()));
    let desk = Desk::connected(Engine::Sqlite, Arc::new(NoFetcher), carriers).await;
    let owner = Owner { organization: desk.direct.id, cloud: Cloud::Public };
    let mut mailbox = tierline_testkit::backlog::connection(desk.app.id(), owner, desk.app.now());
    mailbox.kind = ConnectionKind::Email;
    mailbox.settings.mailbox = Some("tickets@meridian.example".to_owned());
    let id = mailbox.id;
    let put: Result<(), Error> = desk
        .app
        .store()
        .write_with(owner, mailbox, |tx, one| Box::pin(async move { Ok(tx.connection_insert(one).await?) }))
        .await;
    put.unwrap();
    let open_for = |ctx: &Ctx, case| {
        let ctx = ctx.clone();
        let app = desk.app.clone();
        async move {
            let routes = case::compose(&app, &ctx, case).await.unwrap().routes;
            routes.iter().any(|one| one.connection == Some(id) && one.standing != RouteStanding::Closed)
        }
    };
    let here = agent(&desk).await;
    let case_here = open(&desk, "Shared calendars stay empty").await;
    assert!(open_for(&here, case_here.id).await, "the mailbox is a good one");
    let there = beyond(&desk, &desk.direct, Role::AdminAgent).await;
    let report = OpenCase {
        service: Some("Exchange Online".to_owned()),
        ..OpenCase::new(desk.government_customer.id, "Pumps report to nobody", "Since noon.".to_owned())
    };
    let case_there = case::open(&desk.app, &there, report).await.unwrap();
    assert!(!open_for(&there, case_there.id).await);
    let by_it = Escalate {
        title: "Pumps report to nobody".to_owned(),
        description: "Since noon.".to_owned(),
        business_impact: "Nobody sees the water.".to_owned(),
        connection: Some(id),
        ..Escalate::default()
    };
    let refused = case::preview(&desk.app, &there, case_there.id, by_it).await;
    assert!(
        matches!(&refused, Err(Error::Invalid(faults)) if faults[0].code == "unknown"),
        "it does not exist there: {refused:?}"
    );
    desk.discard().await;
}
