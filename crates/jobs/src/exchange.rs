//! What is asked and told elsewhere: news of requests are fetched, events of tickets are told. Several at once, each under a
//! lease of its own, so that one other end that is slow holds up only its own place.

use std::{slice, time::Duration};

use futures::future::{FutureExt, join_all};
use tierline_app::{
    App, Error,
    relay::{EXCHANGE_QUEUE, exchange},
};
use tierline_store::Leased;
use tokio_util::sync::CancellationToken;

use crate::{
    lease,
    places::{Piece, Places},
    relay::{claim_some, failed, renew},
};

/// Other ends that this node asks or tells at the same time, at the most.
const AT_ONCE: usize = 16;

/// Works until it is told to stop; what is under way then is finished first.
pub(crate) async fn run(app: App, poll: Duration, stop: CancellationToken) {
    let places = Places { who: "exchange", all: AT_ONCE, worth: AT_ONCE / 2, poll };
    places.fill(&app, stop, |free| take(app.clone(), free)).await;
}

async fn take(app: App, free: usize) -> Result<Vec<Piece>, Error> {
    let taken = claim_some(&app, EXCHANGE_QUEUE, free).await?;
    let piece = |message: Leased| -> Piece {
        let app = app.clone();
        Box::new(move |place| one(app, message).map(|()| drop(place)).boxed())
    };
    Ok(taken.into_iter().map(piece).collect())
}

/// Takes what is due and works on all of it at once. Gives how many messages it took: for tests and the demo.
///
/// # Errors
/// The store's, where messages could not be taken; what kept one from being done is kept with it.
pub async fn exchange_once(app: &App) -> Result<usize, Error> {
    let taken = claim_some(app, EXCHANGE_QUEUE, AT_ONCE).await?;
    let number = taken.len();
    join_all(taken.into_iter().map(|message| one(app.clone(), message))).await;
    Ok(number)
}

/// Works on one message, under its lease.
async fn one(app: App, message: Leased) {
    let work = async {
        if let Err(error) = exchange(&app, &message).await {
            failed(&app, &message, &error).await;
        }
    };
    lease::held(work, || renew(&app, slice::from_ref(&message))).await;
}
