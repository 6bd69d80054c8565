//! Who is calling: what a session or a token stands for, and what is kept of either.
//!
//! Secrets never come this far: whoever draws one keeps its SHA-256, and the caller brings the secret itself.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    IdentityProviderId, Membership, Organization, Owner, Proofs, Role, SessionId, TokenId, TokenScope, User, UserId,
    standing::narrows,
};

/// The person behind a call, and what they are where they act: all that a session or a token leads to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// The person; never one whose account is shut.
    pub user: User,
    /// Where they act, and as what.
    pub membership: Membership,
    /// The organization they act in.
    pub organization: Organization,
    /// Whether lists name customers that the person reaches, or not, there.
    #[serde(default)]
    pub listed: bool,
    /// What each form of the session must carry; none for a token, which no foreign page can send along.
    pub csrf: Option<String>,
    /// When the session ends; none for a token.
    pub session_expires_at: Option<DateTime<Utc>>,
    /// How many notices wait unread for the person, counted up to 100; none for a token, which shows no pages.
    #[serde(default)]
    pub unread: Option<i64>,
    /// Whether a connection of the desk is held, which the head of each page says; false for a token.
    #[serde(default)]
    pub held: bool,
    /// Roles that the person has for a time, beside those of the membership.
    #[serde(default)]
    pub elevated: BTreeSet<Role>,
    /// What a token is narrowed to; none for a session, and for a token that may all that its person may.
    #[serde(default)]
    pub scopes: Option<BTreeSet<TokenScope>>,
    /// The session; none for a token.
    #[serde(default)]
    pub session: Option<SessionUse>,
}

impl Identity {
    /// Whether lists narrow which customers the person reaches there, at this moment.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        narrows(self.listed, &self.membership, &self.elevated)
    }
}

/// A session that was presented and holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionUse {
    /// Identifier.
    pub id: SessionId,
    /// By what its person proved who they are.
    pub proofs: Proofs,
    /// When they last did.
    pub proven_at: DateTime<Utc>,
    /// When it was last used, as far as is written down.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// The session of an identity provider that it stands on.
    #[serde(default)]
    pub provider: Option<ProviderSession>,
}

impl SessionUse {
    /// Whether this use is worth writing down.
    #[must_use]
    pub fn touch_due(&self, now: DateTime<Utc>) -> bool {
        self.last_seen_at.is_none_or(|at| at <= now - Duration::seconds(TOKEN_TOUCH_SECONDS))
    }
}

/// A session to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// SHA-256 of the secret in the cookie.
    pub hash: [u8; 32],
    /// Who signed in.
    pub user: UserId,
    /// Where they act at first.
    pub owner: Owner,
    /// What each form of the session must carry.
    pub csrf: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// By what the person proved who they are, at its beginning.
    pub proofs: Proofs,
    /// When they proved it: before the beginning, where an identity provider had asked them earlier.
    pub proven_at: DateTime<Utc>,
    /// What the browser says it is: cut, and without control characters.
    pub agent: Option<String>,
    /// From where they signed in.
    pub address: Option<String>,
    /// The session of an identity provider that it stands on.
    pub provider: Option<ProviderSession>,
}

impl NewSession {
    /// The identifier that follows from the hash of the secret.
    #[must_use]
    pub fn id(&self) -> SessionId {
        SessionId::of_hash(&self.hash)
    }
}

impl SessionId {
    /// The identifier of the session of this hash: its first half. It is shown to people, and opens nothing.
    #[must_use]
    pub fn of_hash(hash: &[u8; 32]) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        Self(uuid::Uuid::from_bytes(bytes))
    }
}

/// The session of an identity provider on which one of ours stands: it can end it from there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderSession {
    /// Which provider.
    pub provider: IdentityProviderId,
    /// What it calls the session, where it says (`sid`).
    pub session: Option<String>,
}

/// A line of the list of a person's sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    /// Identifier.
    pub id: SessionId,
    /// Where it acts.
    pub owner: Owner,
    /// By what its person proved who they are.
    pub proofs: Proofs,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// What the browser says it is.
    pub agent: Option<String>,
    /// From where its person signed in.
    pub address: Option<String>,
    /// From where it was last used.
    pub last_address: Option<String>,
    /// When it was last used, to the minute.
    pub last_seen_at: DateTime<Utc>,
}

/// An API token to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// Identifier.
    pub id: TokenId,
    /// SHA-256 of the secret.
    pub hash: [u8; 32],
    /// In whose name it acts.
    pub user: UserId,
    /// Where it acts; a token cannot switch.
    pub owner: Owner,
    /// What it is for, in the words of who made it.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself; none lasts until it is revoked.
    pub expires_at: Option<DateTime<Utc>>,
    /// What it is narrowed to; none for all that its person may.
    pub scopes: Option<BTreeSet<TokenScope>>,
}

/// A token that was presented and holds.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenUse {
    /// Identifier.
    pub id: TokenId,
    /// In whose name it acts, and where.
    pub identity: Identity,
    /// When it was last used, as far as is written down.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// Seconds for which the use of a token is not written down again: a busy client would otherwise write with each read.
pub const TOKEN_TOUCH_SECONDS: i64 = 60;

impl TokenUse {
    /// Whether this use is worth writing down.
    #[must_use]
    pub fn touch_due(&self, now: DateTime<Utc>) -> bool {
        self.last_used_at.is_none_or(|at| at <= now - Duration::seconds(TOKEN_TOUCH_SECONDS))
    }
}

/// A line of the list of tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenLine {
    /// Identifier.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// In whose name it acts.
    pub user: UserId,
    /// That person's name.
    pub user_name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// Whether that is the account of a program.
    pub is_service: bool,
    /// What it is narrowed to; none for all that its person may.
    pub scopes: Option<BTreeSet<TokenScope>>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// The address that it was last used from, where one is known.
    pub last_address: Option<String>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
}
