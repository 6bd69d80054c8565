//! Keys for programs that cannot sign in: a calendar, a news reader. A key shows its person's view of service health.
//!
//! Secrets never come this far, as with tokens: whoever draws one keeps its SHA-256.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{CustomerId, Identity, Owner, ReaderKeyId, TOKEN_TOUCH_SECONDS, UserId};

/// What a key is narrowed to; nothing named is all that its person may see.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderScope {
    /// One service, by its canonical name.
    pub service: Option<String>,
    /// One region, by its canonical name, with what lies in it and what it lies in.
    pub region: Option<String>,
    /// One customer: what it uses, as far as its feeds and the public ones tell.
    pub customer: Option<CustomerId>,
}

/// A key to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReaderKey {
    /// Identifier.
    pub id: ReaderKeyId,
    /// SHA-256 of the secret.
    pub hash: [u8; 32],
    /// Whose view it shows.
    pub user: UserId,
    /// Where: a key cannot switch.
    pub owner: Owner,
    /// What it is for, in its person's words.
    pub name: String,
    /// What it is narrowed to.
    pub scope: ReaderScope,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself: a forgotten one does not lie around for ever.
    pub expires_at: DateTime<Utc>,
}

/// A key that was presented and holds.
#[derive(Debug, Clone, PartialEq)]
pub struct ReaderKeyUse {
    /// Identifier.
    pub id: ReaderKeyId,
    /// Its name.
    pub name: String,
    /// Whose view it shows, and what that person is there now.
    pub identity: Identity,
    /// What it is narrowed to.
    pub scope: ReaderScope,
    /// When it was last used, as far as is written down.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl ReaderKeyUse {
    /// Whether this use is worth writing down: once a minute is enough.
    #[must_use]
    pub fn touch_due(&self, now: DateTime<Utc>) -> bool {
        self.last_used_at.is_none_or(|at| at <= now - Duration::seconds(TOKEN_TOUCH_SECONDS))
    }
}

/// A line of a person's list of keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderKeyLine {
    /// Identifier.
    pub id: ReaderKeyId,
    /// What it is for.
    pub name: String,
    /// What it is narrowed to.
    pub scope: ReaderScope,
    /// The name of the customer that it is narrowed to.
    pub customer_name: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl ReaderKeyLine {
    /// Whether it still opens anything.
    #[must_use]
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at > now
    }
}
