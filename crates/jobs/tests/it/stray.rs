//! A number that is another request's, or that nobody knows, is kept aside until a person says what it is.

use tierline_app::{
    Error, Parcel,
    case::{self, Attach},
    delivery, request, ticket,
};
use tierline_domain::{DeliveryState, PacketFile, RequestId, RequestStatus, ServiceRequest, StrayReason, Visibility};
use tierline_store::Engine;

use super::road::Road;

/// Two requests, of which the second was given the number of the first.
async fn mixed_up(engine: Engine) -> (Road, RequestId) {
    let road = Road::on(engine).await;
    road.later(1).await;
    let first = road.sent().await;
    road.recipient.numbers_all(&first.external_id.clone().unwrap());
    let second = ServiceRequest {
        id: road.desk.app.id(),
        number: "R-50001".to_owned(),
        cause: "another".to_owned(),
        external_id: None,
        status: RequestStatus::Sending,
        submitted_at: None,
        version: 1,
        ..first
    };
    road.write(&second).await;
    road.later(1).await;
    (road, second.id)
}

async fn second(road: &Road, id: RequestId) -> ServiceRequest {
    super::sent(&road.desk, id).await
}

#[tokio::test]
async fn a_number_that_another_request_has_is_taken_for_neither() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let (road, id) = mixed_up(engine).await;
        let (app, admin) = (&road.desk.app, road.admin().await);
        let held_up = second(&road, id).await;
        assert_eq!((held_up.status, held_up.external_id), (RequestStatus::Unknown, None));
        let strays = ticket::strays(app, &admin).await.unwrap();
        let [(stray, connection)] = &strays[..] else { panic!("{strays:?}") };
        assert_eq!((stray.reason, stray.request, connection.id), (StrayReason::NumberTaken, Some(id), road.connection));
        let deliveries = delivery::list_of(app, &admin, id).await.unwrap();
        assert_eq!(deliveries[0].state, DeliveryState::GivenUp, "it waits for a person");
        assert!(deliveries[0].answer.as_deref().unwrap().contains(&road.sent().await.number));
        let view = ticket::stray(app, &admin, stray.id).await.unwrap();
        assert_eq!(view.taken_by.map(|one| one.id), Some(road.request));
        assert_eq!(view.candidates.iter().map(|one| one.id).collect::<Vec<_>>(), [id]);
        let refused = ticket::attach_stray(app, &admin, stray.id, id).await;
        let Err(Error::Invalid(faults)) = refused else { panic!("{refused:?}") };
        assert_eq!((faults[0].field.as_str(), faults[0].code.as_str()), ("request_id", "taken"));
        road.desk.discard().await;
    }
}

#[tokio::test]
async fn a_person_says_whose_number_it_is_and_the_request_goes_on() {
    let (road, id) = mixed_up(Engine::Sqlite).await;
    let (app, admin) = (&road.desk.app, road.admin().await);
    let number = road.sent().await.external_id;
    // The first is over: its recipient uses the number again.
    tierline_app::request::withdraw(app, &road.agent().await, road.request, "Solved by itself").await.unwrap();
    let (stray, _) = ticket::strays(app, &admin).await.unwrap().remove(0);
    let attached = ticket::attach_stray(app, &admin, stray.id, id).await.unwrap();
    assert_eq!((attached.status, &attached.external_id), (RequestStatus::Submitted, &number));
    assert!(ticket::strays(app, &admin).await.unwrap().is_empty());
    road.later(1).await;
    let states: Vec<_> = delivery::list_of(app, &admin, id).await.unwrap().iter().map(|one| one.state).collect();
    assert_eq!(states, [DeliveryState::Done], "nothing is sent again");
    assert_eq!(road.recipient.got().iter().filter(|got| **got == id.to_string()).count(), 1);
    assert_eq!(road.audited("ticket.attach_stray").await, 1);
    assert!(matches!(ticket::attach_stray(app, &admin, stray.id, id).await, Err(Error::NotFound)));
    road.desk.discard().await;
}

#[tokio::test]
async fn the_files_that_go_along_follow_a_request_whose_number_a_person_said() {
    let (road, id) = mixed_up(Engine::Sqlite).await;
    let (app, agent, admin) = (&road.desk.app, road.agent().await, road.admin().await);
    let case = request::view(app, &agent, road.request).await.unwrap().cases[0].id;
    let trace = Attach { name: "trace.txt".to_owned(), bytes: b"GET /".to_vec(), visibility: Visibility::Provider };
    let file = case::attach(app, &agent, case, trace).await.unwrap();
    let mut late = second(&road, id).await;
    late.packet.files = vec![PacketFile { name: file.name, size: file.size, sha256: file.sha256 }];
    let put: Result<(), Error> = app
        .store()
        .write_with(late.owner, (late, case), |tx, (late, case)| {
            Box::pin(async move {
                tx.request_save(late).await?;
                tx.request_case_add(late.id, *case).await?;
                Ok(())
            })
        })
        .await;
    put.unwrap();
    request::withdraw(app, &agent, road.request, "Solved by itself").await.unwrap();
    let (stray, _) = ticket::strays(app, &admin).await.unwrap().remove(0);
    ticket::attach_stray(app, &admin, stray.id, id).await.unwrap();
    road.later(1).await;
    let entries = request::notes(app, &agent, id).await.unwrap();
    assert_eq!(entries.iter().filter(|entry| entry.kind == "file").count(), 1);
    let parcels = road.recipient.parcels();
    assert!(parcels.iter().any(|one| matches!(one, Parcel::File { name, .. } if name == "trace.txt")), "{parcels:?}");
    road.desk.discard().await;
}

#[tokio::test]
async fn what_is_none_of_ours_is_put_aside_by_who_manages_deliveries_and_stays_so() {
    let (road, id) = mixed_up(Engine::Sqlite).await;
    let (app, admin) = (&road.desk.app, road.admin().await);
    let (stray, _) = ticket::strays(app, &admin).await.unwrap().remove(0);
    let agent = road.agent().await;
    assert!(matches!(ticket::dismiss_stray(app, &agent, stray.id).await, Err(Error::Forbidden { .. })));
    assert_eq!(ticket::stray_count(app, &agent).await.unwrap(), None);
    assert_eq!(ticket::stray_count(app, &admin).await.unwrap(), Some(1));
    ticket::dismiss_stray(app, &admin, stray.id).await.unwrap();
    assert_eq!(ticket::stray_count(app, &admin).await.unwrap(), Some(0));
    let again = delivery::list_of(app, &admin, id).await.unwrap().remove(0);
    delivery::retry(app, &admin, again.id).await.unwrap();
    road.later(1).await;
    assert_eq!(ticket::stray_count(app, &admin).await.unwrap(), Some(0), "heard of again, and still none of ours");
    road.desk.discard().await;
}
