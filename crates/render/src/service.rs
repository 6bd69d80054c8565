//! How a service is, in one word: the worst of its open issues.

use tierline_domain::{
    health::{IssueKind, IssueStatus},
    words,
};

use crate::ui::{Look, Looks, Tone};

words! {
    /// How a service is. Ordered from well to worse; the last two say that nobody knows or nobody uses it.
    pub enum ServiceHealth {
        /// Nothing is documented.
        Healthy = "healthy",
        /// An advisory, maintenance or announcement is open.
        Advisory = "advisory",
        /// The cause is found, the service comes back.
        Recovering = "recovering",
        /// It works with limits, or the cause is being looked for.
        Degraded = "degraded",
        /// It does not work.
        Unavailable = "unavailable",
        /// No feed, or none that is fresh: never counted as healthy.
        Unknown = "unknown",
    }
}

impl ServiceHealth {
    /// What one open issue makes of a service.
    #[must_use]
    pub const fn of(kind: IssueKind, status: IssueStatus) -> Self {
        match (kind, status) {
            (_, IssueStatus::Resolved | IssueStatus::FalsePositive) => Self::Healthy,
            (IssueKind::ServiceIssue, IssueStatus::Interrupted) => Self::Unavailable,
            (IssueKind::ServiceIssue, IssueStatus::Recovering) => Self::Recovering,
            (IssueKind::ServiceIssue, IssueStatus::Investigating | IssueStatus::Degraded) => Self::Degraded,
            _ => Self::Advisory,
        }
    }
}

impl ServiceHealth {
    /// Its icon.
    pub(crate) fn icon(self) -> &'static str {
        self.look().1
    }

    /// The class of its tone; none while all is well, so that trouble stands out.
    pub(crate) fn trouble_class(self) -> &'static str {
        if self == Self::Healthy { "" } else { self.look().0.class() }
    }
}

impl Looks for ServiceHealth {
    fn look(&self) -> Look {
        match self {
            Self::Healthy => Look(Tone::Ok, "ok"),
            Self::Advisory => Look(Tone::Info, "info"),
            Self::Recovering => Look(Tone::Far, "restore"),
            Self::Degraded => Look(Tone::Warn, "warn"),
            Self::Unavailable => Look(Tone::Bad, "stop"),
            Self::Unknown => Look(Tone::Off, "unknown"),
        }
    }
}
