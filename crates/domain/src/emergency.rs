//! Emergency access: an account of the organization itself, whose only way in lies sealed in a safe.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::UserId;

/// Hours for which somebody is in by emergency access: long enough to let others in again, and no working day.
pub const EMERGENCY_HOURS: i64 = 4;

/// The emergency access of an organization in one cloud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyAccess {
    /// The account that it leads to.
    pub user: UserId,
    /// Whether the code that was drawn last still opens it: it does so once.
    pub is_sealed: bool,
    /// When that code was drawn.
    pub sealed_at: DateTime<Utc>,
    /// Who drew it, by name.
    pub sealed_by: String,
    /// When it was opened last.
    pub opened: Option<EmergencyOpening>,
}

/// That somebody came in by emergency access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyOpening {
    /// When.
    pub at: DateTime<Utc>,
    /// Who they said they are.
    pub name: String,
    /// What they said it was for.
    pub reason: String,
    /// From where.
    pub address: Option<String>,
}
