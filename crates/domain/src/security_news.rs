//! What a person is told of at their own address because it opens their account, or shuts them out: whoever took it over by stealth is
//! found out so.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{FactorKind, words};

words! {
    /// What changed of how an account is opened.
    pub enum SecurityChange {
        /// They changed their password.
        PasswordChanged = "password_changed",
        /// Somebody chose a password by a link that was sent to them.
        PasswordByLink = "password_by_link",
        /// An app for codes was set up.
        AppAdded = "app_added",
        /// A passkey was set up.
        PasskeyAdded = "passkey_added",
        /// Recovery codes were made anew.
        CodesMade = "codes_made",
        /// A second factor was taken away.
        FactorRemoved = "factor_removed",
        /// A Global admin removed all second factors and recovery codes.
        FactorsReset = "factors_reset",
        /// Somebody else ended sessions of theirs.
        SessionsEnded = "sessions_ended",
    }
}

impl SecurityChange {
    /// That a second factor of this kind was set up.
    #[must_use]
    pub const fn added(kind: FactorKind) -> Self {
        match kind {
            FactorKind::Totp => Self::AppAdded,
            FactorKind::Passkey => Self::PasskeyAdded,
        }
    }
}

/// A change, as its person is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityNews {
    /// What changed.
    pub change: SecurityChange,
    /// When.
    pub at: DateTime<Utc>,
    /// Who else did it, by name; nobody where it was done in the person's own name.
    pub by: Option<String>,
    /// From which address, where that is known.
    pub address: Option<String>,
}
