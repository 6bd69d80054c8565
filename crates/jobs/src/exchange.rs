//! What is asked and told elsewhere: news of requests are fetched, events of tickets are told. Several at once, so that one other end
//! that is slow holds up only itself.

use std::time::Duration;

use tierline_app::{
    App, Error,
    relay::{EXCHANGE_QUEUE, exchange},
};
use tokio_util::sync::CancellationToken;

use crate::{
    lease,
    relay::{claim, failed, look, renew},
};

/// Works until it is told to stop.
pub(crate) async fn run(app: App, poll: Duration, stop: CancellationToken) {
    look(&app, "exchange", poll, stop, || exchange_once(&app)).await;
}

/// Takes what is due and works on all of it at once. Gives how many messages it took: for tests and the demo too.
///
/// # Errors
/// The store's, where messages could not be taken; what kept one from being done is kept with it.
pub async fn exchange_once(app: &App) -> Result<usize, Error> {
    let taken = claim(app, EXCHANGE_QUEUE).await?;
    let work = futures::future::join_all(taken.iter().map(|message| async move {
        if let Err(error) = exchange(app, message).await {
            failed(app, message, &error).await;
        }
    }));
    lease::held(work, || renew(app, &taken)).await;
    Ok(taken.len())
}
