use tierline_domain::{
    ConnectionId, HubId, OrganizationId, ReceivedRequest, RequestId, RequestStatus, Severity, StrayReason, StrayTicket,
    StrayTicketId, TicketEvent, TicketHub, TicketKey, TicketListener, TicketOrigin, TokenId, UserId,
};

use super::{
    access::signed_in,
    at,
    connection::connection,
    id, owner,
    received::insert,
    sample::{act, gov, organizations, other, provider, received},
};
use crate::{Auth, Error, ReceivedPage, SentFilter, SentOrder, System, TimeSpan, test_support::TestStore};

fn key(text: &str) -> TicketKey {
    TicketKey { owner: "Kelp CRM".into(), kind: "case".into(), id: text.into() }
}

fn origin(number: u128, key: Option<TicketKey>) -> TicketOrigin {
    TicketOrigin {
        owner: provider(),
        request: RequestId(id(number)),
        sender: OrganizationId(id(2)),
        key,
        received_at: at(1),
    }
}

async fn a_senders_key_is_there_once_and_leads_to_its_request(store: TestStore) {
    organizations(&store).await;
    for number in [50, 51, 52] {
        insert(&store, received(number, "Mail is delayed")).await.unwrap();
    }
    let put = async |one: TicketOrigin| act!(store, provider(), one, |tx, one| tx.ticket_origin_insert(one));
    assert!(put(origin(50, Some(key("K-1")))).await.unwrap());
    assert!(!put(origin(51, Some(key("K-1")))).await.unwrap(), "the key is taken");
    assert!(put(origin(51, None)).await.unwrap() && put(origin(52, None)).await.unwrap(), "no key is no twin");
    let foreign = put(TicketOrigin { owner: owner(), ..origin(50, None) }).await;
    assert!(matches!(foreign, Err(Error::Inconsistent { .. })), "{foreign:?}");
    let mut read = store.read(provider()).await.unwrap();
    let sender = OrganizationId(id(2));
    assert_eq!(read.ticket_origin(RequestId(id(50))).await.unwrap(), Some(origin(50, Some(key("K-1")))));
    assert_eq!(read.ticket_by_key(sender, &key("K-1")).await.unwrap(), Some(RequestId(id(50))));
    assert_eq!(read.ticket_by_key(OrganizationId(id(1)), &key("K-1")).await.unwrap(), None, "of another sender");
    assert_eq!(read.tickets_by_external(sender, "K-1").await.unwrap(), [RequestId(id(50))]);
}

async fn what_a_sender_sent_is_read_from_both_ends(store: TestStore) {
    organizations(&store).await;
    for number in [50, 51, 52, 53] {
        let sent = ReceivedRequest {
            received_at: at(i64::try_from(number).unwrap()),
            status: if number == 53 { RequestStatus::Resolved } else { RequestStatus::Submitted },
            ..received(number, "Mail is delayed")
        };
        insert(&store, sent).await.unwrap();
    }
    let ask = async |status: Option<RequestStatus>, page: ReceivedPage| {
        let filter = SentFilter { status: status.into_iter().collect(), ..SentFilter::default() };
        sent(&store, filter, page).await
    };
    let page = |offset, limit| ReceivedPage { offset, limit, ..ReceivedPage::default() };
    assert_eq!(ask(None, page(0, 10)).await, (vec![53, 52, 51, 50], 4));
    assert_eq!(ask(None, page(1, 2)).await, (vec![52, 51], 4));
    assert_eq!(ask(Some(RequestStatus::Resolved), page(0, 10)).await, (vec![53], 1));
    let from = Some((at(51), RequestId(id(51))));
    assert_eq!(ask(None, ReceivedPage { from, ..page(0, 10) }).await, (vec![50], 4));
    assert_eq!(ask(None, ReceivedPage { from, before: true, ..page(0, 1) }).await, (vec![52], 4), "the nearest first");
}

/// What the provider's sender sent, and how many there are of it.
async fn sent(store: &TestStore, filter: SentFilter, page: ReceivedPage) -> (Vec<u128>, i64) {
    let sender = received(50, "").sender;
    let mut read = store.read(provider()).await.unwrap();
    let (found, all) = read.received_of_sender(sender, &filter, &page).await.unwrap();
    (found.iter().map(|one| one.id.uuid().as_u128()).collect(), all)
}

async fn what_a_sender_sent_is_narrowed_and_follows_the_time_that_is_asked_for(store: TestStore) {
    organizations(&store).await;
    // The first one changes last; of the second the severity was another when it came.
    for number in [50, 51, 52] {
        insert(&store, received(number, "Mail is delayed")).await.unwrap();
    }
    let mut rated = received(51, "Mail is delayed");
    rated.packet.severity = Severity::Critical;
    act!(store, provider(), ReceivedRequest { updated_at: at(60), ..rated }, |tx, one| tx.received_save(one)).unwrap();
    let moved = ReceivedRequest { updated_at: at(90), ..received(50, "Mail is delayed") };
    act!(store, provider(), moved, |tx, one| tx.received_save(one)).unwrap();
    let page = |order, is_rising| ReceivedPage { order, is_rising, limit: 10, ..ReceivedPage::default() };
    let all = SentFilter::default();
    assert_eq!(sent(&store, all.clone(), page(SentOrder::Received, true)).await.0, [50, 51, 52]);
    assert_eq!(sent(&store, all.clone(), page(SentOrder::Changed, false)).await.0, [50, 51, 52]);
    assert_eq!(sent(&store, all.clone(), page(SentOrder::Changed, true)).await.0, [52, 51, 50]);
    let beyond = |before| {
        let from = Some((at(60), RequestId(id(51))));
        sent(&store, all.clone(), ReceivedPage { from, before, ..page(SentOrder::Changed, true) })
    };
    assert_eq!((beyond(false).await.0, beyond(true).await.0), (vec![50], vec![52]));
    let severity = |one| SentFilter { severity: vec![one], ..SentFilter::default() };
    let newest = || page(SentOrder::Received, false);
    assert_eq!(sent(&store, severity(Severity::Critical), newest()).await, (vec![51], 1));
    assert_eq!(sent(&store, severity(Severity::Moderate), newest()).await, (vec![52, 50], 2));
    let changed = |changed| SentFilter { changed, ..SentFilter::default() };
    let later = TimeSpan { after: Some(at(60)), ..TimeSpan::default() };
    let to_then = TimeSpan { from: Some(at(52)), until: Some(at(60)), ..TimeSpan::default() };
    assert_eq!(sent(&store, changed(later), newest()).await, (vec![50], 1));
    assert_eq!(sent(&store, changed(to_then), newest()).await, (vec![52, 51], 2));
    let first = TimeSpan { before: Some(at(51)), ..TimeSpan::default() };
    let filter = SentFilter { received: first, ..SentFilter::default() };
    assert_eq!(sent(&store, filter, newest()).await, (vec![50], 1));
}

fn hub(number: u128, callback: &str) -> TicketHub {
    TicketHub {
        owner: owner(),
        id: HubId(id(number)),
        callback: callback.into(),
        events: vec![TicketEvent::Resolved],
        sealed: b"sealed".to_vec(),
        key_id: "k1".into(),
        created_at: at(0),
        created_by: Some(UserId(id(70))),
        token: None,
    }
}

async fn a_subscriptions_secret_is_sealed_anew_only_as_it_was_read(store: TestStore) {
    organizations(&store).await;
    let read = hub(1, "https://a.example");
    assert!(act!(store, owner(), read.clone(), |tx, one| tx.ticket_hub_insert(one)).unwrap());
    let all = TicketHub { events: vec![], ..read.clone() };
    assert!(act!(store, owner(), all.clone(), |tx, one| tx.ticket_hub_exchange(one)).unwrap());
    let reseal =
        async || act!(store, owner(), read.clone(), |tx, before| tx.ticket_hub_reseal(before, b"anew", "k2")).unwrap();
    assert!(reseal().await);
    let kept = TicketHub { sealed: b"anew".to_vec(), key_id: "k2".into(), ..all };
    assert_eq!(store.read(owner()).await.unwrap().ticket_hubs().await.unwrap(), [kept], "what was said since holds");
    assert!(!reseal().await, "it is signed with something else by now");
    assert!(act!(store, owner(), read.id, |tx, id| tx.ticket_hub_remove(*id)).unwrap());
    assert!(!reseal().await);
    assert_eq!(store.read(owner()).await.unwrap().ticket_hubs().await.unwrap(), [], "it is not there again");
}

async fn an_address_is_subscribed_once_and_of_its_owner_alone(store: TestStore) {
    organizations(&store).await;
    let put = async |one: TicketHub| act!(store, one.owner, one, |tx, one| tx.ticket_hub_insert(one)).unwrap();
    assert!(put(hub(1, "https://a.example")).await);
    assert!(!put(hub(2, "https://a.example")).await);
    assert!(put(TicketHub { owner: other(), ..hub(3, "https://a.example") }).await, "another owner's is another");
    let anew = TicketHub {
        events: vec![],
        sealed: b"anew".to_vec(),
        key_id: "k2".into(),
        created_by: Some(UserId(id(71))),
        token: Some(TokenId(id(90))),
        ..hub(1, "https://a.example")
    };
    assert!(act!(store, owner(), anew.clone(), |tx, one| tx.ticket_hub_exchange(one)).unwrap());
    assert_eq!(store.read(owner()).await.unwrap().ticket_hubs().await.unwrap(), [anew]);
    let mut read = store.read(System).await.unwrap();
    let others = read.ticket_hubs_of_other_keys("k2", 10).await.unwrap();
    assert_eq!(others.iter().map(|hub| hub.owner).collect::<Vec<_>>(), [other()]);
    drop(read);
    for (whose, there) in [(other(), false), (gov(), false), (owner(), true), (owner(), false)] {
        let gone = act!(store, whose, HubId(id(1)), |tx, one| tx.ticket_hub_remove(*one)).unwrap();
        assert_eq!(gone, there, "{whose:?}");
    }
}

async fn a_subscription_names_its_person_and_its_token_whatever_became_of_them(store: TestStore) {
    signed_in(&store).await;
    let (person, token) = (Some(UserId(id(70))), Some(TokenId(id(90))));
    let hubs = [(1, (person, token)), (2, (person, None)), (3, (None, None))];
    for (number, (created_by, token)) in hubs {
        let one = TicketHub { created_by, token, ..hub(number, &format!("https://{number}.example")) };
        assert!(act!(store, owner(), one, |tx, one| tx.ticket_hub_insert(one)).unwrap());
    }
    assert!(act!(store, owner(), (), |tx, ()| tx.token_revoke(TokenId(id(90)), at(20))).unwrap());
    act!(store, Auth, owner(), |tx, owner| tx.membership_remove(UserId(id(70)), *owner, at(21))).unwrap();
    let lines = store.read(owner()).await.unwrap().ticket_hub_lines().await.unwrap();
    let names: Vec<_> = lines.iter().map(|line| (line.person_name.as_deref(), line.token_name.as_deref())).collect();
    let maren = Some("Maren Oskel");
    assert_eq!(names, [(maren, Some("Import at night")), (maren, None), (None, None)]);
    assert_eq!((lines[0].hub.created_by, lines[0].hub.token), (person, token));
    assert!(store.read(gov()).await.unwrap().ticket_hub_lines().await.unwrap().is_empty(), "of its owner alone");
}

async fn an_address_for_calls_is_known_by_its_key_and_goes_with_its_connection(store: TestStore) {
    organizations(&store).await;
    let one = connection(9, "Meridian desk");
    act!(store, owner(), one.clone(), |tx, one| tx.connection_insert(one)).unwrap();
    let put = async |key: u8, before: Option<i64>, now: i64| {
        let input = ([key; 32], before.map(at), at(now));
        act!(store, owner(), input, |tx, one| tx.ticket_listener_put(ConnectionId(id(9)), one.0, one.1, one.2)).unwrap()
    };
    let ask = async |before: i64, now: i64| {
        let input = (ConnectionId(id(9)), at(before), at(now));
        act!(store, owner(), input, |tx, one| tx.ticket_listener_ask(one.0, one.1, one.2)).unwrap()
    };
    let by_key = async |key: u8| store.read(System).await.unwrap().ticket_listener_by_key([key; 32]).await.unwrap();
    let confirm = async |key: u8| {
        let input = (ConnectionId(id(9)), [key; 32]);
        act!(store, owner(), input, |tx, one| tx.ticket_listener_confirm(one.0, one.1, "hub_7", at(2))).unwrap()
    };
    assert!(!ask(1, 1).await, "there is none");
    assert!(put(1, None, 1).await);
    assert!(!put(2, None, 1).await, "another one was first");
    let known = TicketListener { owner: owner(), connection: ConnectionId(id(9)), hub: None, changed_at: at(1) };
    assert_eq!(by_key(1).await, Some(known.clone()));
    assert!(confirm(1).await);
    let heard = TicketListener { hub: Some("hub_7".into()), changed_at: at(2), ..known.clone() };
    assert_eq!(by_key(1).await, Some(heard.clone()));
    assert!(ask(2, 3).await);
    assert!(!ask(2, 3).await, "one of those who are due at the same moment asks");
    assert_eq!(by_key(1).await, Some(TicketListener { changed_at: at(3), ..heard }));
    assert!(!put(2, Some(2), 4).await, "what was seen is not so any more");
    assert!(put(2, Some(3), 4).await);
    let known = TicketListener { changed_at: at(4), ..known };
    assert_eq!((by_key(1).await, by_key(2).await), (None, Some(known)), "another address, and no subscription has it");
    assert!(!confirm(1).await, "an answer that came too late");
    assert_eq!(store.read(gov()).await.unwrap().ticket_listener(ConnectionId(id(9))).await.unwrap(), None);
    act!(store, owner(), stray(1, "SR-9"), |tx, one| tx.ticket_stray_put(one)).unwrap();
    act!(store, owner(), one.id, |tx, one| tx.connection_remove(*one)).unwrap();
    assert_eq!(by_key(2).await, None);
    assert!(store.read(owner()).await.unwrap().ticket_strays().await.unwrap().is_empty());
}

fn stray(number: u128, ticket: &str) -> StrayTicket {
    StrayTicket {
        id: StrayTicketId(id(number)),
        connection: ConnectionId(id(9)),
        ticket: ticket.into(),
        title: Some("Mail is delayed".into()),
        event: Some(TicketEvent::StatusChange),
        event_id: Some(format!("e-{number}")),
        reason: StrayReason::UnknownNumber,
        request: None,
        times: 1,
        first_at: at(3),
        last_at: at(3),
    }
}

async fn a_stray_ticket_stands_once_until_it_is_known_or_dismissed(store: TestStore) {
    organizations(&store).await;
    act!(store, owner(), connection(9, "Meridian desk"), |tx, one| tx.connection_insert(one)).unwrap();
    let put = async |one: StrayTicket| act!(store, owner(), one, |tx, one| tx.ticket_stray_put(one)).unwrap();
    let all = async || store.read(owner()).await.unwrap().ticket_strays().await.unwrap();
    assert!(put(stray(1, "SR-9")).await);
    assert!(!put(StrayTicket { id: StrayTicketId(id(7)), ..stray(1, "SR-9") }).await, "the same event told again");
    assert_eq!(all().await, [stray(1, "SR-9")]);
    let later = StrayTicket { title: None, event: Some(TicketEvent::Resolved), last_at: at(5), ..stray(2, "SR-9") };
    assert!(put(later).await);
    let twice = StrayTicket {
        event: Some(TicketEvent::Resolved),
        event_id: Some("e-2".into()),
        times: 2,
        last_at: at(5),
        ..stray(1, "SR-9")
    };
    assert_eq!(all().await, std::slice::from_ref(&twice));
    let reused = StrayTicket {
        event: None,
        event_id: None,
        reason: StrayReason::NumberTaken,
        request: Some(RequestId(id(50))),
        last_at: at(4),
        first_at: at(4),
        ..stray(3, "SR-3")
    };
    assert!(put(reused.clone()).await);
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.ticket_strays().await.unwrap(), [twice.clone(), reused.clone()]);
    assert_eq!(read.ticket_stray(reused.id).await.unwrap(), Some(reused.clone()));
    assert_eq!(read.ticket_strays_open().await.unwrap(), 2);
    drop(read);
    assert_eq!(store.read(gov()).await.unwrap().ticket_stray(reused.id).await.unwrap(), None, "of another cloud");
    let dismiss = async |whose| act!(store, whose, twice.id, |tx, one| tx.ticket_stray_dismiss(*one, at(6))).unwrap();
    assert!(!dismiss(other()).await && dismiss(owner()).await && !dismiss(owner()).await);
    assert!(put(stray(4, "SR-9")).await, "it is counted");
    assert_eq!(all().await, std::slice::from_ref(&reused), "and not shown again");
    assert!(act!(store, owner(), reused.id, |tx, one| tx.ticket_stray_remove(*one)).unwrap());
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(
        (read.ticket_strays_open().await.unwrap(), read.ticket_stray_count(ConnectionId(id(9))).await.unwrap()),
        (0, 1)
    );
}

crate::on_both_engines!(
    a_senders_key_is_there_once_and_leads_to_its_request,
    what_a_sender_sent_is_read_from_both_ends,
    what_a_sender_sent_is_narrowed_and_follows_the_time_that_is_asked_for,
    a_subscriptions_secret_is_sealed_anew_only_as_it_was_read,
    an_address_is_subscribed_once_and_of_its_owner_alone,
    a_subscription_names_its_person_and_its_token_whatever_became_of_them,
    an_address_for_calls_is_known_by_its_key_and_goes_with_its_connection,
    a_stray_ticket_stands_once_until_it_is_known_or_dismissed,
);
