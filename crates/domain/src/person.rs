//! How people come in, and what an administrator sees of them; accounts of programs.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{Member, Role, User, UserId, words};

words! {
    /// Why somebody gets a link by which they choose a password.
    pub enum PersonLinkKind {
        /// They were taken in, and have no password yet.
        Invitation = "invitation",
        /// They asked for it, because they can't get in.
        Reset = "reset",
    }
}

impl PersonLinkKind {
    /// How long such a link holds.
    #[must_use]
    pub const fn holds(self) -> Duration {
        match self {
            Self::Invitation => Duration::days(7),
            Self::Reset => Duration::hours(1),
        }
    }
}

/// A link to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPersonLink {
    /// SHA-256 of its secret.
    pub hash: [u8; 32],
    /// Whose password it lets choose.
    pub user: UserId,
    /// What for.
    pub kind: PersonLinkKind,
    /// The address it is sent to: it holds for as long as it is the person's.
    pub email: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
}

/// A link that was presented and holds.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonLink {
    /// Whose password it lets choose.
    pub user: User,
    /// What for.
    pub kind: PersonLinkKind,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
}

words! {
    /// How it stands with a person's account.
    pub enum PersonState {
        /// They can sign in.
        Open = "open",
        /// They were invited and have not chosen a password yet.
        Invited = "invited",
        /// Their account is shut.
        Shut = "shut",
    }
}

/// A person as the list of an administrator shows them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonLine {
    /// Who, and what they are here.
    pub member: Member,
    /// The name of their customer, for a customer's person.
    pub customer_name: Option<String>,
    /// When they signed in last; none for who never has, as far as is written down.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// Whether they have a password, or came in by another way.
    pub has_entered: bool,
    /// When the latest invitation ends that still holds.
    pub invited_until: Option<DateTime<Utc>>,
}

impl PersonLine {
    /// How it stands with the account.
    #[must_use]
    pub const fn state(&self) -> PersonState {
        if self.member.user.disabled_at.is_some() {
            PersonState::Shut
        } else if self.has_entered {
            PersonState::Open
        } else {
            PersonState::Invited
        }
    }
}

/// The account of a program: nobody can sign in with it, it acts by tokens alone, and a person answers for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceAccount {
    /// Identifier.
    pub id: UserId,
    /// What it is called.
    pub name: String,
    /// What it may here.
    pub roles: BTreeSet<Role>,
    /// Who answers for it.
    pub keeper: UserId,
    /// That person's name.
    pub keeper_name: String,
    /// Whether that person is no longer here, or their account is shut: somebody else has to take it over.
    pub keeper_has_left: bool,
    /// When it was shut, if it was.
    pub disabled_at: Option<DateTime<Utc>>,
    /// How many of its tokens hold.
    pub tokens: i64,
    /// When one of them was last used.
    pub last_used_at: Option<DateTime<Utc>>,
}
