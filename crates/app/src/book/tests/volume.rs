//! A partner with five thousand customers.

use tokio::time::Instant;

use super::*;

const CUSTOMERS: u32 = 5_000;

fn many() -> Vec<ListedCustomer> {
    let one = |number: u32| ListedCustomer {
        tenant: format!("0b5c2f6e-8f1d-4f1a-9b57-2f6f{number:08x}"),
        domain: Some(format!("customer-{number}.example")),
        ..listed(1, &format!("Customer {number}"))
    };
    (0..CUSTOMERS).map(one).collect()
}

/// Not run by itself: it prints what it measures, on both engines. In a release build it says something.
#[tokio::test]
#[ignore = "a measure of speed, meaningful in a release build only"]
async fn five_thousand_customers_are_compared_taken_over_and_kept_in_step() {
    for engine in ENGINES {
        let bench = Bench::connected(engine).await;
        bench.provider.change(|world| world.customers = many());
        let all = async |what: &str| {
            let began = Instant::now();
            let mut slices = 0;
            while work_due(&bench.desk.app).await.unwrap() > 0
                || bench.view().await.standing.unwrap().state.round.is_some()
            {
                bench.desk.clock.advance(Duration::minutes(1));
                slices += 1;
            }
            eprintln!("{engine:?}: {what}: {:?} in {slices} looks", began.elapsed());
        };
        read_now(&bench.desk.app, &bench.admin).await.unwrap();
        all("read and compared for the first time").await;
        take_over(&bench.desk.app, &bench.admin, TakeOver::default()).await.unwrap();
        all("taken over").await;
        bench.desk.clock.advance(Duration::hours(1));
        all("a round in which nothing changed").await;
        assert_eq!(changes(&bench.desk.app, &bench.admin, 200).await.unwrap().len(), 200);
        bench.provider.change(|world| world.customers[7].name = Some("Renamed".into()));
        bench.desk.clock.advance(Duration::hours(1));
        all("a round in which one name changed").await;
    }
}
