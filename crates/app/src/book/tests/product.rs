//! Subscriptions to products that no service of the catalogue is known for.

use tierline_domain::{Subscription, book::Fact, catalogue::ProductFamily};

use super::*;

const NAME: &str = "Tidewater Cargo Ledger";

impl Bench {
    /// What was left, and why: the customer, and of which product.
    async fn left(&self) -> Vec<(String, String, Option<LeftBecause>)> {
        let lines = self.lines(BookStep::Left).await.into_iter();
        lines.map(|line| (line.name, line.difference.key.to_string(), line.because)).collect()
    }

    /// Says that the customer has a subscription of a service, by the provider's number of it.
    async fn says(&self, number: u8, service: &str, external_id: &str) {
        let one = Subscription {
            id: self.desk.app.id(),
            customer: self.customer(number).await.customer.id,
            service: service.to_owned(),
            product_family: ProductFamily::Microsoft365,
            region: None,
            quantity: None,
            external_id: Some(external_id.to_owned()),
            support_right: false,
        };
        let put: crate::Result<()> = self
            .desk
            .app
            .store()
            .write_with(self.owner, one, |tx, one| {
                Box::pin(async move {
                    tx.subscription_put(one).await?;
                    Ok(())
                })
            })
            .await;
        put.unwrap();
    }
}

#[tokio::test]
async fn a_product_that_is_not_known_is_said_until_somebody_says_to_which_service_it_belongs() {
    let bench = Bench::connected(Engine::Sqlite).await;
    bench.provider.change(|world| {
        world.customers.push(listed(1, "Kelp"));
        world.subscriptions.push((tenant(1), bought("sub-9", NAME, 12)));
    });
    // With a new customer, it is said as soon as that is taken in.
    bench.take_over(&[]).await;
    let key = format!("subscription:{NAME}");
    let waits = vec![("Kelp".to_owned(), key.clone(), Some(LeftBecause::UnknownProduct))];
    bench.round().await;
    assert_eq!(bench.left().await, waits);
    assert!(bench.customer(1).await.subscriptions.is_empty(), "nothing is made up");
    bench.round().await;
    assert_eq!(bench.left().await, waits, "it does not go away by itself");
    let of = of_customer(&bench.desk.app, &bench.admin, bench.customer(1).await.customer.id).await.unwrap().unwrap();
    let [(difference, Some(LeftBecause::UnknownProduct))] = of.apart.as_slice() else { panic!("{:?}", of.apart) };
    assert!(
        matches!(&difference.theirs, Some(Fact::Product(one)) if one.external_id == "sub-9" && one.quantity == Some(12))
    );

    bench.says(1, "Planner", "sub-9").await;
    bench.round().await;
    assert_eq!(bench.left().await, []);
    let kept: Vec<_> = bench.customer(1).await.subscriptions.into_iter().map(|one| one.service).collect();
    assert_eq!(kept, ["Planner"]);
}

#[tokio::test]
async fn what_our_book_calls_like_an_unknown_product_is_not_taken_away() {
    let bench = Bench::connected(Engine::Sqlite).await;
    bench.provider.change(|world| world.customers.push(listed(1, "Kelp")));
    bench.take_over(&[]).await;
    bench.says(1, NAME, "sub-8").await;
    bench.provider.change(|world| world.subscriptions.push((tenant(1), bought("sub-9", NAME, 12))));
    bench.round().await;
    assert_eq!(bench.customer(1).await.subscriptions.len(), 1);
    let choice = Choice { tenant: tenant(1), key: FactKey::Subscription(NAME.to_owned()), is_taken: true };
    choose(&bench.desk.app, &bench.admin, vec![choice]).await.unwrap();
    bench.round().await;
    assert_eq!(bench.customer(1).await.subscriptions.len(), 1, "whatever is ticked");
    let choice = Choice { tenant: tenant(1), key: FactKey::Subscription(NAME.to_owned()), is_taken: false };
    choose(&bench.desk.app, &bench.admin, vec![choice]).await.unwrap();
    bench.round().await;
    bench.round().await;
    let said: Vec<_> = bench.left().await.into_iter().map(|(_, _, because)| because).collect();
    assert_eq!(said, [Some(LeftBecause::Person)], "a person can leave it for good");
}
