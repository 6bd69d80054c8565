//! How states look: tone, icon and word. The tone is never alone.

use tierline_domain::{
    CaseStatus, ConnectionCondition, DelegatedAdminStatus, DeliveryState, NextAction, RequestStatus, RungState,
    Severity,
    health::{CheckResult, FeedCondition, IssueKind, IssueStatus},
};

use crate::{
    Frame,
    frame::Value,
    html::{Html, escaped},
    label::Worded,
};

/// What a state means, in six steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Healthy, done, met, live.
    Ok,
    /// Advisory, known issue, next.
    Info,
    /// Degraded, soon due, attention needed.
    Warn,
    /// Interrupted, overdue, ended.
    Bad,
    /// At the provider, recovering.
    Far,
    /// No information, paused, not yet possible.
    Off,
}

impl Tone {
    /// The class of the stylesheet.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Ok => "is-ok",
            Self::Info => "is-info",
            Self::Warn => "is-warn",
            Self::Bad => "is-bad",
            Self::Far => "is-far",
            Self::Off => "is-off",
        }
    }
}

/// Tone and icon of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look(pub Tone, pub &'static str);

pub(crate) trait Looks: Worded {
    fn look(&self) -> Look;

    /// The class of its tone alone.
    fn tone_class(&self) -> &'static str {
        self.look().0.class()
    }
}

impl<T: Looks> Looks for &T {
    fn look(&self) -> Look {
        (*self).look()
    }
}

impl Looks for CaseStatus {
    fn look(&self) -> Look {
        match self {
            Self::Open => Look(Tone::Off, "case"),
            Self::WaitingOnCustomer => Look(Tone::Off, "pause"),
            Self::WaitingOnProvider => Look(Tone::Far, "provider"),
            Self::Resolved => Look(Tone::Ok, "ok"),
            Self::Closed => Look(Tone::Ok, "check"),
        }
    }
}

impl Looks for RequestStatus {
    fn look(&self) -> Look {
        match self {
            Self::Prepared => Look(Tone::Off, "note"),
            Self::Withdrawn => Look(Tone::Off, "undo"),
            Self::Sending => Look(Tone::Far, "send"),
            Self::Unknown => Look(Tone::Warn, "unknown"),
            Self::Submitted | Self::Accepted => Look(Tone::Far, "provider"),
            Self::AttentionNeeded => Look(Tone::Warn, "warn"),
            Self::Returned => Look(Tone::Bad, "undo"),
            Self::Resolved | Self::Closed => Look(Tone::Ok, "ok"),
        }
    }
}

impl Looks for DeliveryState {
    fn look(&self) -> Look {
        match self {
            Self::Waiting => Look(Tone::Off, "clock"),
            Self::InFlight => Look(Tone::Far, "send"),
            Self::Unknown => Look(Tone::Warn, "unknown"),
            Self::Held => Look(Tone::Warn, "pause"),
            Self::Refused | Self::GivenUp => Look(Tone::Bad, "stop"),
            Self::Done => Look(Tone::Ok, "ok"),
        }
    }
}

impl Looks for ConnectionCondition {
    fn look(&self) -> Look {
        match self {
            Self::Untried => Look(Tone::Off, "unknown"),
            Self::Working => Look(Tone::Ok, "ok"),
            Self::Failing => Look(Tone::Bad, "warn"),
            Self::Held => Look(Tone::Warn, "pause"),
        }
    }
}

impl Looks for DelegatedAdminStatus {
    fn look(&self) -> Look {
        match self {
            Self::Active => Look(Tone::Ok, "shield"),
            Self::Expiring => Look(Tone::Warn, "hourglass"),
            Self::Created | Self::ApprovalPending | Self::Approved | Self::Activating => Look(Tone::Off, "clock"),
            Self::Expired | Self::TerminationRequested | Self::Terminating | Self::Terminated => {
                Look(Tone::Bad, "warn")
            }
        }
    }
}

impl Looks for IssueStatus {
    fn look(&self) -> Look {
        match self {
            Self::Investigating | Self::Degraded => Look(Tone::Warn, "warn"),
            Self::Interrupted => Look(Tone::Bad, "stop"),
            Self::Recovering => Look(Tone::Far, "restore"),
            Self::Resolved | Self::FalsePositive => Look(Tone::Ok, "ok"),
            Self::Informational => Look(Tone::Info, "info"),
        }
    }
}

impl Looks for IssueKind {
    fn look(&self) -> Look {
        match self {
            Self::ServiceIssue => Look(Tone::Warn, "warn"),
            Self::Advisory => Look(Tone::Info, "info"),
            Self::PlannedMaintenance => Look(Tone::Info, "tool"),
            Self::Announcement => Look(Tone::Info, "book"),
        }
    }
}

impl Looks for CheckResult {
    fn look(&self) -> Look {
        match self {
            Self::KnownIssue => Look(Tone::Info, "book"),
            Self::PossibleIssue => Look(Tone::Info, "unknown"),
            Self::PostOutage | Self::AllClear => Look(Tone::Ok, "ok"),
            Self::FeedUnavailable => Look(Tone::Off, "unknown"),
        }
    }
}

impl Looks for FeedCondition {
    fn look(&self) -> Look {
        match self {
            Self::Fresh => Look(Tone::Ok, "ok"),
            Self::Stale => Look(Tone::Warn, "hourglass"),
            Self::Down => Look(Tone::Bad, "pulse-off"),
            Self::Malformed => Look(Tone::Bad, "stop"),
            Self::Empty | Self::Flapping => Look(Tone::Warn, "warn"),
            Self::Behind => Look(Tone::Warn, "undo"),
            Self::Shifted => Look(Tone::Warn, "clock"),
            Self::NeverRead => Look(Tone::Off, "unknown"),
        }
    }
}

impl Looks for RungState {
    fn look(&self) -> Look {
        match self {
            Self::Done | Self::Waived => Look(Tone::Ok, "ok"),
            Self::Due => Look(Tone::Info, "right"),
            Self::Open => Look(Tone::Off, "lock"),
            Self::NotNeeded => Look(Tone::Off, "pause"),
            Self::Reopened => Look(Tone::Warn, "restore"),
        }
    }
}

/// A page has some hundred icons.
fn icon(class: &str, name: &str) -> Html {
    let sprite = crate::asset("icons.svg");
    let parts = ["<svg class=\"", class, "\" aria-hidden=\"true\"><use href=\"", sprite, "#", name, "\"/></svg>"];
    Html(parts.concat())
}

impl Frame {
    /// An icon of the sprite.
    #[must_use]
    pub fn icon(&self, name: &str) -> Html {
        icon("icon", name)
    }

    /// The same, a size larger.
    #[must_use]
    pub fn big_icon(&self, name: &str) -> Html {
        icon("icon big", name)
    }

    /// A state of any kind: icon and words in a tone.
    #[must_use]
    pub fn status(&self, look: Look, words: impl Into<Html>) -> Html {
        self.state("status", look, &words.into())
    }

    /// The same on a ground of its tone.
    #[must_use]
    pub fn pill(&self, look: Look, words: impl Into<Html>) -> Html {
        self.state("status pill", look, &words.into())
    }

    fn state(&self, class: &str, Look(tone, icon): Look, words: &Html) -> Html {
        Html(format!("<span class=\"{class} {}\">{}<span>{words}</span></span>", tone.class(), self.icon(icon)))
    }

    /// The state of a worded value.
    #[must_use]
    pub(crate) fn looks<T: Looks>(&self, value: T) -> Html {
        self.status(value.look(), Html::text(&self.w(&value)))
    }

    /// The same as a pill.
    #[must_use]
    pub(crate) fn looks_pill<T: Looks>(&self, value: T) -> Html {
        self.pill(value.look(), Html::text(&self.w(&value)))
    }

    /// The state of a service or an issue.
    #[must_use]
    pub fn health(&self, status: impl Value<IssueStatus>) -> Html {
        let status = status.value();
        self.state("health-state", status.look(), &Html::text(&self.w(status)))
    }

    /// How a service is.
    #[must_use]
    pub fn service_health(&self, health: impl Value<crate::service::ServiceHealth>) -> Html {
        let health = health.value();
        self.state("health-state", health.look(), &Html::text(&self.w(health)))
    }

    /// A severity: its letter in a box, and its word.
    #[must_use]
    pub fn severity(&self, severity: impl Value<Severity>) -> Html {
        let severity = severity.value();
        let class = match severity {
            Severity::Critical => " severity-a",
            Severity::Moderate => " severity-b",
            Severity::Minimal => " severity-c",
            Severity::None => "",
        };
        Html(format!(
            "<span class=\"severity{class}\"><b>{}</b> <span>{}</span></span>",
            severity.letter(),
            escaped(&self.w(severity))
        ))
    }

    /// The picture of a ladder for lists: five bars and what is next, `4 Category to decide`.
    #[must_use]
    pub fn gauge(&self, rung: impl Value<tierline_domain::RungKey>, words: &str, waits: bool) -> Html {
        let number = rung_number(rung.value());
        let bars: String = (1..=5)
            .map(|bar| {
                let class = match bar.cmp(&number) {
                    std::cmp::Ordering::Less => "class=\"on\" ",
                    std::cmp::Ordering::Equal => "class=\"now\" ",
                    std::cmp::Ordering::Greater => "",
                };
                let (x, height) = ((bar - 1) * 7, 1 + bar * 3);
                format!("<rect {class}x=\"{x}\" y=\"{}\" width=\"5\" height=\"{height}\" rx=\"1\"/>", 16 - height)
            })
            .collect();
        let tone = if waits { " is-info" } else { "" };
        Html(format!(
            "<span class=\"rung-gauge{tone}\"><svg viewBox=\"0 0 34 16\" aria-hidden=\"true\">{bars}</svg><span>{}</span></span>",
            escaped(words)
        ))
    }

    /// The same for a line of a list, with the rung's number and the next action in words.
    #[must_use]
    pub fn rung(&self, summary: &tierline_domain::CaseSummary) -> Html {
        let number = rung_number(summary.rung);
        let words = match summary.next_action {
            NextAction::Nothing => self.w(summary.rung),
            next => self.t(crate::label::key("standing", next.word())),
        };
        self.gauge(summary.rung, &format!("{number} {words}"), summary.next_action == NextAction::WaitForKnownIssue)
    }
}

/// The number of a rung, from the bottom.
pub(crate) fn rung_number(rung: tierline_domain::RungKey) -> usize {
    tierline_domain::RungKey::ALL.iter().position(|key| *key == rung).map_or(1, |at| at + 1)
}
