//! Severities and what each promises, in minutes.

use serde::{Deserialize, Serialize};

use crate::words;

words! {
    /// How badly the customer's business is hit: the submitter's declaration.
    pub enum Severity {
        /// A: production services down, significant loss or degradation.
        Critical = "critical",
        /// B: production partially affected.
        Moderate = "moderate",
        /// C: services still available, or non-production.
        Minimal = "minimal",
        /// Not break-fix: a question or an account request.
        None = "none",
    }
}

impl Severity {
    /// The letter in the box: A, B, C; a dash for none.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Critical => "A",
            Self::Moderate => "B",
            Self::Minimal => "C",
            Self::None => "–",
        }
    }
}

/// The clocks of one severity, in minutes of the calendar they run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The partner's first answer to the customer.
    pub first_response: i64,
    /// From one word to the customer to the next.
    pub next_update: i64,
    /// The provider's first answer to a service request.
    pub provider_first_response: i64,
    /// From the report to the solution.
    pub resolution: i64,
}

/// The targets of all severities. The provider's first response is the programme's (2 h, 4 h, 8 h, one business day).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Targets {
    /// A.
    pub critical: Target,
    /// B.
    pub moderate: Target,
    /// C.
    pub minimal: Target,
    /// Not break-fix.
    pub none: Target,
}

impl Default for Targets {
    fn default() -> Self {
        let target = |first_response, next_update, provider_first_response, resolution| Target {
            first_response,
            next_update,
            provider_first_response,
            resolution,
        };
        Self {
            critical: target(60, 60, 120, 8 * 60),
            moderate: target(4 * 60, 4 * 60, 4 * 60, 3 * 8 * 60),
            minimal: target(8 * 60, 8 * 60, 8 * 60, 5 * 8 * 60),
            none: target(8 * 60, 16 * 60, 8 * 60, 10 * 8 * 60),
        }
    }
}

impl Targets {
    /// The targets of one severity.
    #[must_use]
    pub const fn of(&self, severity: Severity) -> Target {
        match severity {
            Severity::Critical => self.critical,
            Severity::Moderate => self.moderate,
            Severity::Minimal => self.minimal,
            Severity::None => self.none,
        }
    }
}
