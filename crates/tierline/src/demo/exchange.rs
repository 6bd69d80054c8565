//! A connection of the demo: the provider's ticket exchange, which failed this morning until its partner stopped it. One request may
//! have arrived there, the other has certainly not.
//!
//! What stands at the other end is played here, as the recorded feeds are: nothing leaves the machine. On the running demo the
//! connection is stopped, so that nothing goes there either.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use anyhow::{Context, Result};
use futures::future::{BoxFuture, ready};
use tierline_app::{
    Call, Carrier, Carriers, Closed, Ctx, Found, Opened, Outcome, Poll, TestReport, Update,
    connection::{self, SetUpConnection},
};
use tierline_domain::{ConnectionKind, Route, SignIn};

use super::Stage;

const NAME: &str = "Ticket exchange";
const ADDRESS: &str = "https://tickets.provider.example/tmf-api/troubleTicket/v5";

/// What carries requests while the demo is made. By Partner Center nothing is carried: books are read through such a connection.
pub(super) fn carriers() -> Carriers {
    let exchange = || Arc::new(FailingExchange::default());
    Carriers::default().with(Route::TroubleTicket, exchange()).with(Route::PartnerCenter, exchange())
}

/// Sets the connection up.
pub(super) async fn connect(stage: &Stage, ctx: &Ctx) -> Result<()> {
    let set_up = SetUpConnection {
        address: Some(ADDRESS.to_owned()),
        sign_in: Some(SignIn::Nobody),
        ..SetUpConnection::of(ConnectionKind::TroubleTicket, NAME)
    };
    connection::add(&stage.app, ctx, set_up).await?;
    Ok(())
}

/// Stops it.
pub(super) async fn stop(stage: &Stage, ctx: &Ctx) -> Result<()> {
    let all = connection::list(&stage.app, ctx).await?;
    let ours = all.into_iter().find(|view| view.connection.name == NAME).context("the demo's connection")?;
    connection::pause(&stage.app, ctx, ours.connection.id, true).await?;
    Ok(())
}

/// The exchange: it took the first request and fell silent; since then nobody can connect to it.
#[derive(Default)]
struct FailingExchange {
    is_silent: AtomicBool,
}

impl Carrier for FailingExchange {
    fn send(&self, _: Call) -> BoxFuture<'_, Outcome> {
        let outcome = if self.is_silent.swap(true, Ordering::Relaxed) {
            Outcome::Later { reason: "No connection could be made: nobody listens there.".to_owned(), not_before: None }
        } else {
            Outcome::Unknown {
                reason: "The request was sent, and the connection broke before an answer came.".to_owned(),
            }
        };
        Box::pin(ready(outcome))
    }

    fn find(&self, _: Call) -> BoxFuture<'_, Found> {
        let reason = "No connection could be made: nobody listens there.".to_owned();
        Box::pin(ready(Found::NoAnswer { reason }))
    }

    fn poll(&self, _: Poll) -> BoxFuture<'_, Result<Vec<Update>, Closed>> {
        Box::pin(ready(Ok(Vec::new())))
    }

    fn test(&self, _: Opened) -> BoxFuture<'_, TestReport> {
        Box::pin(ready(TestReport::default()))
    }
}
