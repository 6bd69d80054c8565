//! A person's consent to an application that acts for them: asked for, redeemed, renewed.

use std::fmt;

use futures::future::BoxFuture;
use tierline_domain::{ConnectionId, Owner};

use super::carrier::{Closed, Opened, Secret};

/// Keeps what a person's consent is renewed with: it changes on the way.
pub trait ConsentKeeper: Send + Sync {
    /// The sign-in service gave another one in place of this one, for a connection.
    fn renewed(&self, owner: Owner, id: ConnectionId, before: Secret, after: Secret) -> BoxFuture<'_, ()>;
}

/// What a person takes along to the sign-in service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentErrand {
    /// The page of this desk that they come back to.
    pub redirect: String,
    /// What they bring back unchanged (RFC 6749, 4.1.1).
    pub state: String,
    /// What the sign-in service repeats in its token (OpenID Connect Core, 3.1.2.1).
    pub nonce: String,
    /// The digest of what only this desk knows (RFC 7636, S256).
    pub challenge: String,
}

/// What a person came back with.
#[derive(Clone, PartialEq, Eq)]
pub struct ConsentCode {
    /// The code that stands for the consent, once.
    pub code: Secret,
    /// What the challenge is the digest of.
    pub verifier: Secret,
    /// The page that they came back to.
    pub redirect: String,
    /// What the sign-in service must have repeated.
    pub nonce: String,
}

impl fmt::Debug for ConsentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConsentCode(back at {})", self.redirect)
    }
}

/// What a consent came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// What it is renewed with.
    pub refresh: Secret,
    /// The account that was signed in with, as the sign-in service names it.
    pub account: Option<String>,
}

/// Where people sign in at the other end and consent.
pub trait ConsentDesk: Send + Sync {
    /// The address at which a person signs in and consents.
    ///
    /// # Errors
    /// What the connection lacks.
    fn address(&self, through: &Opened, errand: &ConsentErrand) -> Result<String, Closed>;

    /// Redeems what they came back with.
    ///
    /// A consent that is of no use is refused: of another tenant, for another application, or without a second factor where the
    /// sign-in service says which factors there were.
    fn redeem(&self, through: Opened, given: ConsentCode) -> BoxFuture<'_, Result<Granted, Closed>>;
}

/// Nobody consents here: for a desk without connections.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoConsents;

impl ConsentDesk for NoConsents {
    fn address(&self, _: &Opened, _: &ConsentErrand) -> Result<String, Closed> {
        Err(Closed { reason: "this program reaches no sign-in service".to_owned() })
    }

    fn redeem(&self, _: Opened, _: ConsentCode) -> BoxFuture<'_, Result<Granted, Closed>> {
        let reason = "this program reaches no sign-in service".to_owned();
        Box::pin(std::future::ready(Err(Closed { reason })))
    }
}
