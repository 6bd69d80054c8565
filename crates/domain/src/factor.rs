//! Second factors: what a person holds beside what they know.

use chrono::{DateTime, Utc};

use crate::{FactorId, UserId, words};

words! {
    /// What kind of second factor it is.
    pub enum FactorKind {
        /// An app that makes codes from a secret and the time (RFC 6238).
        Totp = "totp",
        /// A passkey (Web Authentication, level 3).
        Passkey = "passkey",
    }
}

/// How many recovery codes are made at once.
pub const RECOVERY_CODES: usize = 10;

/// With this many recovery codes or fewer the account says that new ones are due.
pub const RECOVERY_CODES_FEW: i64 = 3;

/// Most second factors of one person.
pub const FACTORS_MOST: usize = 10;

/// A second factor of a person. What is kept was used once before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// Identifier.
    pub id: FactorId,
    /// Whose.
    pub user: UserId,
    /// What its person calls it.
    pub name: String,
    /// What it is, with what answers are checked by.
    pub held: Held,
    /// When it was set up.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// What the answers of a second factor are checked by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// An app for codes.
    Totp {
        /// Its secret, sealed.
        sealed: Vec<u8>,
        /// Names the key that sealed it.
        key_id: String,
        /// The last step of time whose code was used: a code works once.
        last_step: i64,
    },
    /// A passkey.
    Passkey {
        /// How the browser names it.
        credential_id: Vec<u8>,
        /// Its public key and the count of its uses, as JSON.
        credential: String,
    },
}

impl Factor {
    /// What kind it is.
    #[must_use]
    pub const fn kind(&self) -> FactorKind {
        match self.held {
            Held::Totp { .. } => FactorKind::Totp,
            Held::Passkey { .. } => FactorKind::Passkey,
        }
    }
}

/// How many recovery codes a person has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecoveryCodes {
    /// How many were made.
    pub made: i64,
    /// How many of them are left.
    pub left: i64,
}
