//! Books of the demo that are kept in step: those of the distributor, taken over some days ago. What it left, and what could not be
//! taken, waits for a look.
//!
//! What stands at the other end is played here, as the ticket exchange is. On the running demo the connection is stopped, so that nothing
//! is asked for there.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Result, ensure};
use futures::future::{BoxFuture, ready};
use tierline_app::{
    Books, CustomerDetail, ListedCustomer, ListedRelationship, ListedReseller, ListedSubscription, Opened, Secret,
    Unread,
    book::{self, Choice, TakeOver},
    connection::{self, ReplaceSecret, SetUpConnection},
    customer::{self, CustomerQuery},
};
use tierline_domain::{AccessAssignment, ConnectionKind, SecretField, book::FactKey};

use super::{Stage, people::Cast};

const NAME: &str = "Partner Center";
const ADDRESS: &str = "https://partners.provider.example";
/// Hours before now at which the books were first read, and taken over.
const BEGAN_HOURS: i64 = 75;
/// Minutes before now at which they were read last: the provider had changed something since.
const READ_MINUTES: i64 = 4;

/// The provider's side, as far as it was told what to say.
#[derive(Default)]
pub(super) struct OtherSide(Mutex<Told>);

#[derive(Clone, Default)]
struct Told {
    customers: Vec<ListedCustomer>,
    /// A customer's country, where it has one there.
    countries: Vec<(String, &'static str)>,
    subscriptions: Vec<(String, ListedSubscription)>,
    resellers: Vec<ListedReseller>,
}

impl OtherSide {
    fn told(&self) -> Told {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn tell(&self, with: impl FnOnce(&mut Told)) {
        with(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

fn said<'a, T: Send + 'a>(value: T) -> BoxFuture<'a, Result<T, Unread>> {
    Box::pin(ready(Ok(value)))
}

impl Books for OtherSide {
    fn customers<'a>(&'a self, _: &'a Opened) -> BoxFuture<'a, Result<Vec<ListedCustomer>, Unread>> {
        said(self.told().customers)
    }

    fn resellers<'a>(&'a self, _: &'a Opened) -> BoxFuture<'a, Result<Vec<ListedReseller>, Unread>> {
        said(self.told().resellers)
    }

    fn detail<'a>(&'a self, _: &'a Opened, tenant: &'a str) -> BoxFuture<'a, Result<CustomerDetail, Unread>> {
        let country = self.told().countries.into_iter().find(|(of, _)| of == tenant);
        said(CustomerDetail { country: country.map(|(_, country)| country.to_owned()), locale: None })
    }

    fn subscriptions<'a>(
        &'a self,
        _: &'a Opened,
        tenant: &'a str,
    ) -> BoxFuture<'a, Result<Vec<ListedSubscription>, Unread>> {
        let of = self.told().subscriptions.into_iter().filter(|(of, _)| of == tenant);
        said(of.map(|(_, one)| one).collect())
    }

    fn relationships<'a>(&'a self, _: &'a Opened) -> BoxFuture<'a, Result<Vec<ListedRelationship>, Unread>> {
        said(Vec::new())
    }

    fn assignments<'a>(&'a self, _: &'a Opened, _: &'a str) -> BoxFuture<'a, Result<Vec<AccessAssignment>, Unread>> {
        said(Vec::new())
    }
}

/// Brings the books in step.
pub(super) async fn bring(stage: &Stage, cast: &Cast) -> Result<()> {
    let (app, pavla) = (&stage.app, cast.get("pavla")?);
    let ctx = pavla.ctx(stage);
    let query = CustomerQuery { limit: 200, ..CustomerQuery::default() };
    let ours = customer::list(app, &ctx, query).await?.into_iter().map(|line| line.customer);
    let reseller = cast.get("oksana")?.organization.clone();
    let theirs = ours.map(|one| ListedCustomer {
        tenant: one.tenant_id,
        name: Some(one.name),
        domain: Some(one.domain),
        relationship: Some("reseller".to_owned()),
        reseller: one.indirect_reseller.map(|id| id.to_string()),
    });
    let theirs: Vec<ListedCustomer> = theirs.collect();
    let tenant = |domain: &str| {
        let found = theirs.iter().find(|one| one.domain.as_deref() == Some(domain));
        found.map(|one| one.tenant.clone()).unwrap_or_default()
    };
    let (quillon, nordvik) = (tenant("quillon.example"), tenant("nordvik.example"));
    stage.side.tell(|told| {
        *told = Told {
            customers: grown(theirs.clone()),
            countries: vec![("8c1f2a34-5b6c-4d7e-8f90-a1b2c3000205".to_owned(), "PL")],
            subscriptions: bought(&quillon, &nordvik),
            resellers: vec![ListedReseller { ids: vec![reseller.id.to_string()], name: reseller.name }],
        }
    });
    stage.ago(BEGAN_HOURS * 60);
    let set_up = SetUpConnection {
        address: Some(ADDRESS.to_owned()),
        tenant: Some("corvane.example".to_owned()),
        client_id: Some("corvane-desk".to_owned()),
        // These open nothing: nobody is asked.
        secret: Some(Secret::new("of-the-demo".to_owned())),
        ..SetUpConnection::of(ConnectionKind::PartnerCenter, NAME)
    };
    let connection = connection::add(app, &ctx, set_up).await?.connection.id;
    let consent = ReplaceSecret {
        field: Some(SecretField::RefreshToken),
        secret: Secret::new("of-the-demo".to_owned()),
        ends_at: None,
    };
    connection::replace_secret(app, &pavla.ctx(stage), connection, consent).await?;
    Box::pin(round(stage, cast)).await?;
    let left = Choice { tenant: quillon.clone(), key: FactKey::Name, is_taken: false };
    book::take_over(app, &pavla.ctx(stage), TakeOver { choices: vec![left] }).await?;
    while Box::pin(book::work_due(app)).await? > 0 {}
    // Seats were added since.
    stage.ago(READ_MINUTES);
    stage.side.tell(|told| {
        for (_, one) in told.subscriptions.iter_mut().filter(|(of, one)| *of == nordvik && one.id == "sub-4112") {
            one.quantity = Some(64);
        }
    });
    Box::pin(round(stage, cast)).await?;
    connection::pause(app, &pavla.ctx(stage), connection, true).await?;
    Ok(())
}

/// What the provider calls differently, and whom our book does not have.
fn grown(mut theirs: Vec<ListedCustomer>) -> Vec<ListedCustomer> {
    for one in theirs.iter_mut().filter(|one| one.domain.as_deref() == Some("quillon.example")) {
        one.name = Some("Quillon Freight & Storage".to_owned());
    }
    let new = |number: u32, name: &str, domain: &str| ListedCustomer {
        tenant: format!("8c1f2a34-5b6c-4d7e-8f90-a1b2c3{number:06}"),
        name: Some(name.to_owned()),
        domain: Some(domain.to_owned()),
        relationship: Some("reseller".to_owned()),
        reseller: None,
    };
    // The second one has no country there: it cannot be taken in by itself.
    theirs.extend([new(205, "Żuraw Logistyka", "zuraw.example"), new(206, "Veltmoor Dairy", "veltmoor.example")]);
    theirs
}

/// Who subscribes to what there.
fn bought(quillon: &str, nordvik: &str) -> Vec<(String, ListedSubscription)> {
    let one = |tenant: &str, id: &str, name: &str, quantity| {
        let subscription = ListedSubscription {
            id: id.to_owned(),
            names: vec![name.to_owned()],
            quantity: Some(quantity),
            is_active: true,
        };
        (tenant.to_owned(), subscription)
    };
    vec![
        one(nordvik, "sub-4112", "Exchange Online (Plan 1)", 48),
        // The catalogue knows no service of this name.
        one(nordvik, "sub-4113", "Tidewater Cargo Ledger", 12),
        one(quillon, "sub-4120", "Exchange Online (Plan 2)", 30),
    ]
}

/// Reads the other side once.
async fn round(stage: &Stage, cast: &Cast) -> Result<()> {
    book::read_now(&stage.app, &cast.get("pavla")?.ctx(stage)).await?;
    while Box::pin(book::work_due(&stage.app)).await? > 0 {}
    let view = book::view(&stage.app, &cast.get("pavla")?.ctx(stage)).await?;
    let failure = view.standing.and_then(|standing| standing.state.failure);
    ensure!(failure.is_none(), "the demo's books could not be read: {failure:?}");
    Ok(())
}

/// What the demo's stage is made with.
pub(super) fn side() -> Arc<OtherSide> {
    Arc::default()
}
