//! A sign-in that is not complete: what was proven so far, and what is still asked for.

use chrono::{DateTime, Utc};

use crate::{Owner, Proofs, ProviderSession, UserId, words};

words! {
    /// What an attempt is for: one for another purpose is none.
    pub enum AttemptPurpose {
        /// To come in: the first proof was good, a second one is asked for.
        SignIn = "sign_in",
        /// To come in with a passkey alone: the browser was asked for one, and nobody is known yet.
        Passkey = "passkey",
        /// To prove anew who one is, within a session.
        Again = "again",
        /// To make a passkey a second factor of one's own, within a session.
        Enrol = "enrol",
    }
}

/// Minutes after which an attempt begins anew.
pub const ATTEMPT_MINUTES: i64 = 10;

/// Minutes in which a passkey answers what it was asked; each question is answered once.
pub const QUESTION_MINUTES: i64 = 5;

/// Wrong answers after which an attempt begins anew, with the first proof.
pub const ATTEMPT_TRIES: i64 = 5;

/// An attempt as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct SignInAttempt {
    /// SHA-256 of the secret in the cookie.
    pub hash: [u8; 32],
    /// What it is for.
    pub purpose: AttemptPurpose,
    /// Who it is; none while nobody has said so.
    pub user: Option<UserId>,
    /// Where they wish to act; none leaves it to the desk.
    pub to: Option<Owner>,
    /// What was proven so far.
    pub proofs: Proofs,
    /// How often something wrong was given.
    pub tries: i64,
    /// What a passkey was asked, as JSON.
    pub challenge: Option<String>,
    /// The session of an identity provider on which the first proof stands.
    pub provider: Option<ProviderSession>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
}
