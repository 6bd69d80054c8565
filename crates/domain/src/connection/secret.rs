//! Secrets of connections: what is kept of them, and what may be told.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{ConnectionId, UserId, words};

words! {
    /// A secret of a connection. A connection has at most one of each.
    pub enum SecretField {
        /// A token that the other end gave.
        Token = "token",
        /// The secret of an application.
        ClientSecret = "client_secret",
        /// The private key of an application's certificate.
        PrivateKey = "private_key",
        /// What a person's consent is renewed with.
        RefreshToken = "refresh_token",
        /// A password.
        Password = "password",
    }
}

/// A secret as it is kept: sealed by a key that is not in the database. Only the app's vault opens it.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedSecret {
    /// Whose it is.
    pub connection: ConnectionId,
    /// Which of its secrets.
    pub field: SecretField,
    /// The key's identifier, nonce and sealed text.
    pub sealed: Vec<u8>,
    /// Which key sealed it.
    pub key_id: String,
    /// When it was said.
    pub changed_at: DateTime<Utc>,
    /// When it ends, where that is known.
    pub ends_at: Option<DateTime<Utc>>,
    /// Whose consent it comes of, where somebody of this desk consented; none for what was pasted, and for other secrets.
    pub consent: Option<Consent>,
}

/// A person's consent to an application that acts for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Who of this desk gave it.
    pub user: UserId,
    /// The account that they signed in with at the provider, as its sign-in service names it.
    pub account: Option<String>,
    /// When it was given. It is renewed without the person.
    pub at: DateTime<Utc>,
}

/// What may be told of a consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentFacts {
    /// The consent.
    pub consent: Consent,
    /// The name of who gave it.
    pub user_name: String,
    /// Whether they are here no more: their account is shut, or they are no member of the organization in this cloud. Then
    /// another person is to consent.
    pub has_left: bool,
}

/// Sealed or not, no log needs the bytes.
impl std::fmt::Debug for SealedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealedSecret({}, {}, by {})", self.connection, self.field, self.key_id)
    }
}

/// What may be told of a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretFacts {
    /// Which secret.
    pub field: SecretField,
    /// When it was said.
    pub changed_at: DateTime<Utc>,
    /// When it ends, where that is known.
    pub ends_at: Option<DateTime<Utc>>,
    /// Whose consent it comes of, where somebody of this desk consented.
    pub consent: Option<ConsentFacts>,
}

/// Days before its end from which on the end of a secret is said loudly.
pub const SECRET_WARNING_DAYS: i64 = 14;

impl SecretFacts {
    /// Whether it ends soon, or has ended.
    #[must_use]
    pub fn ends_soon(&self, now: DateTime<Utc>) -> bool {
        self.ends_at.is_some_and(|at| at <= now + Duration::days(SECRET_WARNING_DAYS))
    }

    /// The consent that it comes of, where its person is here no more.
    #[must_use]
    pub fn orphaned(&self) -> Option<&ConsentFacts> {
        self.consent.as_ref().filter(|consent| consent.has_left)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap() + Duration::minutes(minutes)
    }

    #[test]
    fn a_secret_is_warned_of_in_time() {
        let facts = |ends_at| SecretFacts { field: SecretField::Token, changed_at: at(0), ends_at, consent: None };
        assert!(!facts(None).ends_soon(at(0)));
        assert!(facts(Some(at(14 * 24 * 60))).ends_soon(at(0)));
        assert!(!facts(Some(at(14 * 24 * 60 + 1))).ends_soon(at(0)));
        assert!(facts(Some(at(-1))).ends_soon(at(0)));
    }
}
