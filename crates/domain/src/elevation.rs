//! A role for a time: asked for with a reason, allowed by somebody else, and over by itself.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{ElevationId, Role, UserId, words};

/// The shortest time for which a role can be had, in minutes.
pub const ELEVATION_SHORTEST: i64 = 15;
/// The longest, in minutes: who needs a role for more than a day has it as their own.
pub const ELEVATION_LONGEST: i64 = 24 * 60;
/// Hours after which a question that nobody answered is over: who asked yesterday does something else today.
pub const ELEVATION_ASKED_HOURS: i64 = 24;

words! {
    /// Where a role for a time stands.
    pub enum ElevationState {
        /// Somebody asked, and nobody has answered yet.
        Asked = "asked",
        /// It was given, and holds until its end.
        Active = "active",
        /// It was not given.
        Refused = "refused",
        /// Who asked took it back, or nobody answered in time.
        Withdrawn = "withdrawn",
        /// It is over.
        Ended = "ended",
    }
}

impl ElevationState {
    /// Whether nothing follows any more.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Refused | Self::Withdrawn | Self::Ended)
    }
}

/// A role that somebody has, wanted or had for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elevation {
    /// Identifier.
    pub id: ElevationId,
    /// Who is to have the role.
    pub user: UserId,
    /// Their name.
    pub user_name: String,
    /// The role.
    pub role: Role,
    /// What it is needed for.
    pub reason: String,
    /// For how long, in minutes from when it is given.
    pub minutes: i64,
    /// Where it stands, as it was written down: see [`Self::state_at`].
    pub state: ElevationState,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// Who gave or refused it; nobody where nobody has.
    pub decided_by: Option<UserId>,
    /// Their name.
    pub decided_by_name: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// What they said to it.
    pub note: Option<String>,
    /// When it ends, or ended; none where it was never given.
    pub ends_at: Option<DateTime<Utc>>,
}

impl Elevation {
    /// Where it stands at this moment: time ends it, whether or not anybody has written that down.
    #[must_use]
    pub fn state_at(&self, now: DateTime<Utc>) -> ElevationState {
        match self.state {
            ElevationState::Asked if now >= self.asked_at + Duration::hours(ELEVATION_ASKED_HOURS) => {
                ElevationState::Withdrawn
            }
            ElevationState::Active if self.ends_at.is_none_or(|end| now >= end) => ElevationState::Ended,
            state => state,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn elevation(state: ElevationState, ends_at: Option<&str>) -> Elevation {
        let (user, user_name) = (UserId(uuid::Uuid::nil()), "Ada".to_owned());
        Elevation {
            id: ElevationId(uuid::Uuid::nil()),
            user,
            user_name,
            role: Role::AdminAgent,
            reason: "a night shift".to_owned(),
            minutes: 60,
            state,
            asked_at: at("2026-09-15T12:00:00Z"),
            decided_by: None,
            decided_by_name: None,
            decided_at: None,
            note: None,
            ends_at: ends_at.map(at),
        }
    }

    #[test]
    fn a_role_for_a_time_is_over_with_its_last_moment() {
        let active = elevation(ElevationState::Active, Some("2026-09-15T13:00:00Z"));
        assert_eq!(active.state_at(at("2026-09-15T12:59:59.999Z")), ElevationState::Active);
        assert_eq!(active.state_at(at("2026-09-15T13:00:00Z")), ElevationState::Ended);
        assert_eq!(elevation(ElevationState::Active, None).state_at(active.asked_at), ElevationState::Ended);
    }

    #[test]
    fn a_question_that_nobody_answers_is_over_after_a_day() {
        let asked = elevation(ElevationState::Asked, None);
        assert_eq!(asked.state_at(at("2026-09-16T11:59:59Z")), ElevationState::Asked);
        assert_eq!(asked.state_at(at("2026-09-16T12:00:00Z")), ElevationState::Withdrawn);
    }
}
