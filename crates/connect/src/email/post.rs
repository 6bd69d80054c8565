//! Mails that came in one way or another are handed to the desk.

use tierline_app::{App, Error, email};

use super::parse::{Unreadable, addressees, read_mail};

/// What became of a mail that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is kept, for one request at least.
    Yes,
    /// It is for nobody here.
    ForNobody,
    /// What it is about holds as much as it may.
    Full,
    /// It will never be taken.
    Never(Unreadable),
    /// Not now: it can come again.
    NotNow,
}

/// Whether mails to an address are taken; none where that cannot be said now.
pub(super) async fn expects(app: &App, address: &str) -> Option<bool> {
    match email::expects(app, address).await {
        Ok(expects) => Some(expects),
        Err(error) => {
            tracing::warn!(?error, "the desk could not say whether it takes mail for an address");
            None
        }
    }
}

/// Hands a mail to those addresses of ours that it came to. The same mail to two of them is for both.
pub(super) async fn hand_in(app: &App, addresses: &[String], raw: Vec<u8>) -> Taken {
    // A mail of megabytes takes its time to read, and nothing else is to wait for that.
    let read = tokio::task::spawn_blocking(move || read_mail(&raw)).await;
    let mail = match read {
        Ok(Ok(mail)) => mail,
        Ok(Err(unreadable)) => return Taken::Never(unreadable),
        Err(_) => return Taken::Never(Unreadable::NoMail),
    };
    let mut taken = Taken::ForNobody;
    for address in addresses {
        match email::arrive(app, address, &mail).await {
            Ok(email::Arrived::NotOurs) => {}
            Ok(email::Arrived::Full) if taken == Taken::Yes => {}
            Ok(email::Arrived::Full) => taken = Taken::Full,
            Ok(email::Arrived::Taken | email::Arrived::Known) => taken = Taken::Yes,
            Err(error) => {
                // What was taken for one address is known the next time, and not taken twice.
                if !matches!(error, Error::Unavailable { .. }) {
                    tracing::warn!(?error, "a mail could not be taken now");
                }
                return Taken::NotNow;
            }
        }
    }
    taken
}

/// The same where nobody says to whom it came but the mail itself.
pub(super) async fn hand_in_by_headers(app: &App, raw: Vec<u8>) -> Taken {
    let (raw, found) = match tokio::task::spawn_blocking(move || (addressees(&raw), raw)).await {
        Ok((found, raw)) => (raw, found),
        Err(_) => return Taken::Never(Unreadable::NoMail),
    };
    match found {
        Ok(addresses) => hand_in(app, &addresses, raw).await,
        Err(unreadable) => Taken::Never(unreadable),
    }
}
