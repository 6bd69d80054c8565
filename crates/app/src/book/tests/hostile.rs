//! What a provider that lies, or one that was taken over, can do to the book: nothing that a person does not see.

use tierline_domain::{Cloud, book::DifferenceKind};

use super::*;

/// Threat 36: the other cloud's customers are no customers of this one, whatever a list says.
#[tokio::test]
async fn a_tenant_of_the_other_cloud_is_a_stranger_here_and_stays_as_it_is_there() {
    for engine in ENGINES {
        let bench = Bench::connected(engine).await;
        let owner = Owner { cloud: Cloud::UsGovernment, ..bench.owner };
        let there = Ctx { owner, session: None, ..bench.admin.clone() };
        let county = bench.desk.customer(&there, "Harbor County", 5).await;
        bench.provider.change(|world| world.customers = vec![listed(5, "Renamed by a list")]);
        bench.round().await;
        assert_eq!(bench.apart().await, [("Renamed by a list".to_owned(), DifferenceKind::CustomerNew)]);
        bench.take_over(&[]).await;
        assert_eq!(bench.customer(5).await.customer.owner, bench.owner);
        let after = customer::view(&bench.desk.app, &there, county.id).await.unwrap().customer;
        assert_eq!(after, county);
        let strangers =
            lines(&bench.desk.app, &there, LineQuery { step: BookStep::Settled, after: None, customers: 9 });
        assert_eq!(strangers.await.unwrap().lines, []);
    }
}

/// Two customers of one list claim one domain, and a third that of a customer of ours: the first keeps it.
#[tokio::test]
async fn a_domain_belongs_to_one_customer_whoever_claims_it() {
    let bench = Bench::connected(Engine::Sqlite).await;
    bench.desk.customer(&bench.admin, "Kelp", 9).await;
    bench.provider.change(|world| {
        let claims =
            |number, domain: &str| ListedCustomer { domain: Some(domain.into()), ..listed(number, "Claimant") };
        world.customers =
            vec![claims(1, "reed.example"), claims(2, "reed.example"), claims(3, "kelp.example"), listed(9, "Kelp")];
    });
    bench.take_over(&[]).await;
    assert!(bench.has(1).await && !bench.has(2).await && !bench.has(3).await);
    assert_eq!(bench.customer(9).await.customer.domain, "kelp.example");
    let left = bench.lines(BookStep::Left).await;
    assert_eq!(left.iter().map(|line| line.because).collect::<Vec<_>>(), [Some(LeftBecause::DomainTaken); 2]);
}

/// A status that nobody knows is no end, and gives nobody a right that was not there.
#[tokio::test]
async fn a_status_that_nobody_knows_changes_nothing() {
    let bench = in_step(Engine::Sqlite, 2).await;
    bench.provider.change(|world| {
        world.relationships[0].status = None;
        world
            .relationships
            .push(ListedRelationship { status: None, ..related("r-9", 2, DelegatedAdminStatus::Active) });
    });
    bench.round().await;
    assert!(bench.customer(1).await.delegated_admin[0].is_live(noon()));
    assert_eq!(bench.customer(2).await.delegated_admin.len(), 1);
}
