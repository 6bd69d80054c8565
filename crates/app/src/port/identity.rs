//! Where people sign in elsewhere: identity providers by OpenID Connect, and the domains that belong to an organization.

use std::{collections::BTreeSet, fmt};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::carrier::{Closed, Secret};

/// An identity provider as the desk knows it.
#[derive(Debug, Clone)]
pub struct ProviderSetup {
    /// Its address, by which everything else of it is found (OpenID Connect Discovery, 4).
    pub issuer: String,
    /// What the desk is called there.
    pub client_id: String,
    /// By what the desk is known there.
    pub secret: Secret,
    /// The tenants whose people may come, where the provider has many.
    pub tenants: BTreeSet<String>,
}

/// What a provider says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Described {
    /// How many keys it signs by.
    pub keys: usize,
    /// Whether it gives codes.
    pub gives_codes: bool,
    /// Whether it signs by keys of its own, and not by shared secrets alone.
    pub signs_by_keys: bool,
    /// Whether people can sign out there from here (OpenID Connect RP-Initiated Logout 1.0).
    pub signs_out: bool,
    /// Whether it tells of sessions that have ended there (OpenID Connect Back-Channel Logout 1.0).
    pub tells_of_ends: bool,
}

/// What a person takes along to the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInErrand {
    /// The page of this desk that they come back to.
    pub redirect: String,
    /// What they bring back unchanged.
    pub state: String,
    /// What the provider repeats in its token.
    pub nonce: String,
    /// The digest of what only this desk knows (RFC 7636, S256).
    pub challenge: String,
    /// The address that they typed.
    pub hint: String,
    /// Whether the provider is to ask them now, although it knows them.
    pub anew: bool,
}

/// What a person came back with.
#[derive(Clone, PartialEq, Eq)]
pub struct SignInCode {
    /// The code that stands for the sign-in, once.
    pub code: Secret,
    /// What the challenge is the digest of.
    pub verifier: Secret,
    /// The page that they came back to.
    pub redirect: String,
    /// What the provider must have repeated.
    pub nonce: String,
    /// Who says to have sent them back (RFC 9207), where anybody does.
    pub issuer: Option<String>,
}

impl fmt::Debug for SignInCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignInCode(back at {})", self.redirect)
    }
}

/// For whom a provider vouches. All of it was checked: signature, issuer, audience, times, nonce, tenant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vouched {
    /// Who, by the provider's own name for them: it never changes and is never given to another.
    pub subject: String,
    /// The person's identifier in the provider's directory, where it has another one for that (`oid`).
    pub directory_id: Option<String>,
    /// Their address.
    pub email: Option<String>,
    /// Whether the provider says that the address is theirs (`email_verified`, or `xms_edov` of Microsoft Entra ID).
    pub email_verified: bool,
    /// Their name.
    pub name: Option<String>,
    /// The groups and roles that it names.
    pub groups: BTreeSet<String>,
    /// Whether it names no groups because there are too many, and only where they can be asked for.
    pub groups_withheld: bool,
    /// Whether it says that it asked for a second factor.
    pub second_factor: bool,
    /// What it calls the session.
    pub session: Option<String>,
    /// When it asked the person who they are (`auth_time`), where it says.
    pub asked_at: Option<DateTime<Utc>>,
}

/// A provider's word that a session there has ended. All of it was checked: signature, issuer, audience, times, tenant. It names a
/// person, a session, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// What the provider calls this very word: it counts once.
    pub id: String,
    /// Whose session, by the provider's name for them.
    pub subject: Option<String>,
    /// What it calls the session.
    pub session: Option<String>,
}

/// Asks identity providers, and domains whose they are.
#[async_trait]
pub trait IdentityDesk: Send + Sync {
    /// What the provider says of itself, asked now.
    ///
    /// # Errors
    /// Why it cannot be used.
    async fn describe(&self, setup: &ProviderSetup) -> Result<Described, Closed>;

    /// The address at which a person signs in.
    ///
    /// # Errors
    /// Why there is none.
    async fn address(&self, setup: &ProviderSetup, errand: &SignInErrand) -> Result<String, Closed>;

    /// Redeems what they came back with, and checks all that the provider says.
    ///
    /// # Errors
    /// Why it is not to be believed.
    async fn redeem(&self, setup: &ProviderSetup, given: SignInCode) -> Result<Vouched, Closed>;

    /// Checks a provider's word that a session there has ended (a logout token).
    ///
    /// # Errors
    /// Why it is not to be believed.
    async fn ended(&self, setup: &ProviderSetup, token: &str) -> Result<Ended, Closed>;

    /// The address at which a person signs out at the provider; `back` is the page of this desk that they are sent to afterwards. None
    /// where the provider has no such address.
    ///
    /// # Errors
    /// Why it cannot be known.
    async fn farewell(&self, setup: &ProviderSetup, back: &str) -> Result<Option<String>, Closed>;

    /// What stands in the file by which a domain says whose it is.
    ///
    /// # Errors
    /// Why it could not be read.
    async fn domain_file(&self, domain: &str) -> Result<String, Closed>;
}

/// Nobody vouches for anybody: for a desk that reaches nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoIdentities;

fn unreachable_here<T>() -> Result<T, Closed> {
    Err(Closed { reason: "this program reaches no identity provider".to_owned() })
}

#[async_trait]
impl IdentityDesk for NoIdentities {
    async fn describe(&self, _: &ProviderSetup) -> Result<Described, Closed> {
        unreachable_here()
    }

    async fn address(&self, _: &ProviderSetup, _: &SignInErrand) -> Result<String, Closed> {
        unreachable_here()
    }

    async fn redeem(&self, _: &ProviderSetup, _: SignInCode) -> Result<Vouched, Closed> {
        unreachable_here()
    }

    async fn ended(&self, _: &ProviderSetup, _: &str) -> Result<Ended, Closed> {
        unreachable_here()
    }

    async fn farewell(&self, _: &ProviderSetup, _: &str) -> Result<Option<String>, Closed> {
        unreachable_here()
    }

    async fn domain_file(&self, _: &str) -> Result<String, Closed> {
        unreachable_here()
    }
}
