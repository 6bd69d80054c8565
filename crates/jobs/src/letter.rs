//! Letters to people: taken from their own queue, so that a mail server that is slow holds up nothing else.

use std::time::Duration;

use tierline_app::{
    App, Error,
    account::{LETTERS, deliver_letter},
};
use tokio_util::sync::CancellationToken;

use crate::{lease, relay};

/// Works until it is told to stop.
pub(crate) async fn run(app: App, poll: Duration, stop: CancellationToken) {
    relay::look(&app, "letters", poll, stop, || letters_once(&app)).await;
}

/// Sends what is due. Gives how many letters it took.
///
/// # Errors
/// The store's, where letters could not be taken; why one was not sent is kept with it.
pub async fn letters_once(app: &App) -> Result<usize, Error> {
    let taken = relay::claim(app, LETTERS).await?;
    let sending = async {
        for letter in &taken {
            if let Err(error) = deliver_letter(app, letter).await {
                relay::failed(app, letter, &error).await;
            }
        }
    };
    lease::held(sending, || relay::renew(app, &taken)).await;
    Ok(taken.len())
}
