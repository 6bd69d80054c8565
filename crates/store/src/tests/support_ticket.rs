use tierline_domain::{
    CustomerId, EntryId, Owner, RequestId, Subscription, SubscriptionId, SupportCommunication, SupportFile,
    SupportTicket, SupportWorkspace, catalogue::ProductFamily,
};

use super::{
    at, id, owner,
    sample::{act, customer, customers, gov, organizations, other, request},
};
use crate::{Error, Result, Store, System, test_support::TestStore};

async fn books(store: &Store) {
    organizations(store).await;
    customers(
        store,
        &[customer(owner(), 10, "Nordvik"), customer(owner(), 11, "Plover"), customer(gov(), 10, "Harbour")],
    )
    .await;
    for number in [50, 51] {
        act!(store, owner(), request(number, &format!("Fault {number}")), |tx, one| tx.request_insert(one)).unwrap();
    }
}

fn ticket(name: &str, number: u128) -> SupportTicket {
    SupportTicket {
        owner: owner(),
        name: name.into(),
        request: RequestId(id(number)),
        digest: Some([7; 32]),
        advanced_diagnostic_consent: true,
        workspace: Some("evidence".into()),
        created_at: at(1),
    }
}

async fn put(store: &Store, one: SupportTicket) -> Result<()> {
    act!(store, owner(), one, |tx, one| tx.support_ticket_insert(one))
}

async fn a_name_is_one_requests_in_whatever_case(store: TestStore) {
    books(&store).await;
    put(&store, ticket("Restarts", 50)).await.unwrap();
    let taken = put(&store, ticket("RESTARTS", 51)).await;
    assert!(taken.is_err_and(|error| error.violates("support_ticket_pkey")));
    let twice = put(&store, ticket("second", 50)).await;
    assert!(twice.is_err_and(|error| error.violates("support_ticket_request")), "a request has one name");
    let foreign = put(&store, SupportTicket { owner: other(), ..ticket("third", 51) }).await;
    assert!(matches!(foreign, Err(Error::Inconsistent { .. })), "{foreign:?}");
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.support_ticket_by_name("restarts").await.unwrap(), Some(ticket("Restarts", 50)));
    let of = read.support_tickets_of(&[RequestId(id(50)), RequestId(id(51))]).await.unwrap();
    assert_eq!(of.into_values().collect::<Vec<_>>(), [ticket("Restarts", 50)]);
    let mut elsewhere = store.read(gov()).await.unwrap();
    assert_eq!(elsewhere.support_ticket_by_name("restarts").await.unwrap(), None, "names do not cross");
}

async fn a_consent_is_kept_with_the_name_that_is_there_or_gives_one(store: TestStore) {
    books(&store).await;
    put(&store, ticket("Restarts", 50)).await.unwrap();
    let withdrawn = SupportTicket { name: "another".into(), advanced_diagnostic_consent: false, ..ticket("x", 50) };
    act!(store, owner(), withdrawn, |tx, one| tx.support_consent_put(one)).unwrap();
    let given = SupportTicket { digest: None, workspace: None, ..ticket("R-51", 51) };
    act!(store, owner(), given.clone(), |tx, one| tx.support_consent_put(one)).unwrap();
    let mut read = store.read(owner()).await.unwrap();
    let kept = read.support_ticket_by_name("Restarts").await.unwrap();
    assert_eq!(kept, Some(SupportTicket { advanced_diagnostic_consent: false, ..ticket("Restarts", 50) }));
    assert_eq!(read.support_ticket_by_name("R-51").await.unwrap(), Some(given));
}

async fn a_word_has_one_name_in_its_ticket(store: TestStore) {
    books(&store).await;
    let said = |name: &str, request: u128, entry: u128| SupportCommunication {
        owner: owner(),
        request: RequestId(id(request)),
        name: name.into(),
        entry: EntryId(id(entry)),
        subject: "Which vault?".into(),
        digest: [3; 32],
    };
    let put = async |one| act!(store, owner(), one, |tx, one| tx.support_communication_insert(one));
    put(said("answer", 50, 70)).await.unwrap();
    let taken = put(said("Answer", 50, 71)).await;
    assert!(taken.is_err_and(|error| error.violates("support_communication_pkey")));
    let twice = put(said("other", 50, 70)).await;
    assert!(twice.is_err_and(|error| error.violates("support_communication_entry")));
    put(said("answer", 51, 72)).await.unwrap();
    let mut read = store.read(owner()).await.unwrap();
    let list = read.support_communication_list(RequestId(id(50))).await.unwrap();
    assert_eq!(list, [said("answer", 50, 70)]);
}

async fn a_place_of_files_keeps_its_customer_and_gets_its_request(store: TestStore) {
    books(&store).await;
    let file = SupportFile {
        name: "trace.txt".into(),
        size: 10,
        chunk_size: 6,
        chunks: vec![Some("a".into()), None],
        created_at: at(2),
        attachment: None,
        discarded: 0,
    };
    let place = SupportWorkspace {
        owner: owner(),
        name: "Evidence".into(),
        customer: Some(CustomerId(id(10))),
        request: None,
        files: Vec::new(),
        created_at: at(1),
    };
    let put = async |one| act!(store, owner(), one, |tx, one| tx.support_workspace_put(one));
    put(place.clone()).await.unwrap();
    let later = SupportWorkspace { request: Some(RequestId(id(50))), files: vec![file], ..place };
    put(SupportWorkspace { customer: None, ..later.clone() }).await.unwrap();
    let taken = act!(store, owner(), "evidence".to_owned(), |tx, name| tx.support_workspace_take(name)).unwrap();
    assert_eq!(taken, Some(later.clone()));
    let mut read = store.read(owner()).await.unwrap();
    assert_eq!(read.support_workspace_lookup("EVIDENCE").await.unwrap(), Some(later));
    assert_eq!(read.support_workspace_lookup("other").await.unwrap(), None);
}

async fn places_that_no_ticket_named_are_counted_for_their_owner_and_go_after_a_time(store: TestStore) {
    books(&store).await;
    let place = |owner: Owner, name: &str, request: Option<u128>, made: i64| SupportWorkspace {
        owner,
        name: name.into(),
        customer: None,
        request: request.map(|number| RequestId(id(number))),
        files: Vec::new(),
        created_at: at(made),
    };
    let all = [
        place(owner(), "old", None, 1),
        place(owner(), "young", None, 9),
        place(owner(), "named", Some(50), 1),
        place(gov(), "old", None, 1),
    ];
    for one in all {
        act!(store, one.owner, one, |tx, one| tx.support_workspace_put(one)).unwrap();
    }
    let waiting = async |owner: Owner| store.read(owner).await.unwrap().support_workspaces_waiting().await.unwrap();
    assert_eq!((waiting(owner()).await, waiting(gov()).await, waiting(other()).await), (2, 1, 0));
    let gone = act!(store, System, at(5), |tx, before| tx.support_workspaces_purge(*before)).unwrap();
    assert_eq!((gone, waiting(owner()).await, waiting(gov()).await), (2, 1, 0));
    let mut read = store.read(owner()).await.unwrap();
    assert!(read.support_workspace_lookup("named").await.unwrap().is_some(), "its ticket is there");
    assert!(read.support_workspace_lookup("young").await.unwrap().is_some());
}

async fn a_subscription_leads_to_who_has_it_in_this_owner_alone(store: TestStore) {
    books(&store).await;
    let subscribe = async |owner: Owner, number: u128, customer: u128, service: &str| {
        let one = Subscription {
            id: SubscriptionId(id(number)),
            customer: CustomerId(id(customer)),
            service: service.into(),
            product_family: ProductFamily::Azure,
            region: None,
            quantity: None,
            external_id: Some("sub-1".into()),
            support_right: true,
        };
        act!(store, owner, one, |tx, one| tx.subscription_put(one)).unwrap();
    };
    subscribe(owner(), 80, 10, "Key Vault").await;
    subscribe(owner(), 81, 10, "Storage").await;
    subscribe(gov(), 82, 10, "Storage").await;
    let holders = async |owner| store.read(owner).await.unwrap().subscription_holders("sub-1").await.unwrap();
    assert_eq!(holders(owner()).await, [CustomerId(id(10))], "two services of one subscription are one customer's");
    assert_eq!(holders(gov()).await, [CustomerId(id(10))]);
    assert_eq!(holders(other()).await, []);
    subscribe(owner(), 83, 11, "Storage").await;
    assert_eq!(holders(owner()).await.len(), 2, "the book errs, and that is seen");
}

crate::on_both_engines!(
    a_name_is_one_requests_in_whatever_case,
    a_consent_is_kept_with_the_name_that_is_there_or_gives_one,
    a_word_has_one_name_in_its_ticket,
    a_place_of_files_keeps_its_customer_and_gets_its_request,
    places_that_no_ticket_named_are_counted_for_their_owner_and_go_after_a_time,
    a_subscription_leads_to_who_has_it_in_this_owner_alone,
);
