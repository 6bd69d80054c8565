//! Clocks: the value first, then which clock and when. A bar only while it runs.

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{CaseLine, CaseStatus, Clock, ClockKind, ClockState, RequestStatus, ServiceRequest};

use super::{Look, Tone};
use crate::{
    Frame,
    frame::Value,
    html::{Html, escaped},
};

/// Below this a running clock turns amber.
const SOON: Duration = Duration::hours(1);

impl Frame {
    /// What a clock that runs out then reads now.
    fn running(&self, due_at: DateTime<Utc>) -> (Look, String) {
        let left = due_at - self.now();
        if left < Duration::zero() {
            (Look(Tone::Bad, "warn"), self.m("clock-over").s("span", self.duration(-left)).to_string())
        } else if left < SOON {
            (Look(Tone::Warn, "hourglass"), self.m("clock-left").s("span", self.duration(left)).to_string())
        } else {
            (Look(Tone::Off, "clock"), self.m("clock-left").s("span", self.duration(left)).to_string())
        }
    }

    fn clock_markup(
        &self,
        Look(tone, icon): Look,
        ticks: Option<DateTime<Utc>>,
        value: &str,
        below: &Html,
        bar: Option<i64>,
    ) -> Html {
        let due = ticks.map_or_else(String::new, |at| format!(" data-due=\"{}\"", at.format("%Y-%m-%dT%H:%M:%SZ")));
        let below = if below.is_empty() { String::new() } else { format!("<small>{below}</small>") };
        let bar = bar.map_or_else(String::new, |width| {
            format!(
                "<svg class=\"clock-bar\" viewBox=\"0 0 100 3\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"{width}\" height=\"3\"/></svg>"
            )
        });
        Html(format!(
            "<span class=\"clock {}\"{due}>{}<span><span class=\"clock-value\">{}</span>{below}{bar}</span></span>",
            tone.class(),
            self.icon(icon),
            escaped(value),
        ))
    }

    /// A clock of a case, under a heading that names it.
    #[must_use]
    pub fn case_clock(&self, clock: &Clock) -> Html {
        match clock.state {
            ClockState::Running { due_at } => {
                let (look, value) = self.running(due_at);
                let key = if due_at < self.now() { "clock-was-due" } else { "clock-due" };
                let whole = (due_at - clock.started_at).num_seconds().max(1);
                let gone = (self.now() - clock.started_at).num_seconds().clamp(0, whole);
                self.clock_markup(
                    look,
                    Some(due_at),
                    &value,
                    &self.h(key).x("time", self.time(due_at)).html(),
                    Some(gone * 100 / whole),
                )
            }
            ClockState::Paused { left } => {
                let below = self.h("clock-paused-left").s("span", self.duration(Duration::minutes(left))).html();
                let below = if left > 0 { below } else { Html::default() };
                self.clock_markup(Look(Tone::Off, "pause"), None, &self.t("clock-paused"), &below, None)
            }
            ClockState::Met { at, in_time } => {
                let span = self.duration(at - clock.started_at);
                let (look, key) =
                    if in_time { (Look(Tone::Ok, "ok"), "clock-met") } else { (Look(Tone::Bad, "warn"), "clock-late") };
                let target = self.duration(Duration::minutes(clock.target));
                let at_once = in_time && at - clock.started_at < Duration::minutes(1);
                let value = if at_once { self.t("clock-met-at-once") } else { self.m(key).s("span", span).to_string() };
                self.clock_markup(
                    look,
                    None,
                    &value,
                    &Html::text(&self.m("clock-target").s("span", target).to_string()),
                    None,
                )
            }
        }
    }

    /// The one clock of a line: the one that runs out first, or why none runs.
    #[must_use]
    pub fn line_clock(&self, line: &CaseLine) -> Html {
        let paused = |look, value: &str, below: &str| {
            self.clock_markup(look, None, &self.t(value), &Html::text(&self.t(below)), None)
        };
        match (line.summary.next_clock, line.summary.next_due_at, line.status) {
            (Some(kind), Some(due_at), _) => self.due(kind, due_at),
            (_, _, CaseStatus::WaitingOnProvider) => {
                paused(Look(Tone::Far, "provider"), "clock-paused", "clock-waits-provider")
            }
            (_, _, CaseStatus::Resolved | CaseStatus::Closed) => {
                self.clock_markup(Look(Tone::Ok, "ok"), None, &self.w(line.status), &Html::default(), None)
            }
            (_, _, CaseStatus::WaitingOnCustomer) => {
                paused(Look(Tone::Off, "pause"), "clock-paused", "clock-waits-customer")
            }
            (..) => self.clock_markup(Look(Tone::Off, "pause"), None, &self.t("clock-paused"), &Html::default(), None),
        }
    }

    /// The clock of a service request: whose turn it is, and until when.
    #[must_use]
    pub fn request_clock(&self, request: &ServiceRequest) -> Html {
        let kind = match request.status {
            RequestStatus::Prepared => ClockKind::Filing,
            RequestStatus::AttentionNeeded => ClockKind::AnswerProvider,
            _ => ClockKind::ProviderFirstResponse,
        };
        let runs = matches!(
            request.status,
            RequestStatus::Prepared | RequestStatus::AttentionNeeded | RequestStatus::Submitted
        );
        match request.next_due_at.filter(|_| runs) {
            Some(due_at) => self.due(kind, due_at),
            None => self.request_turn(request),
        }
    }

    /// Who has a service request's ball, in words that stand for themselves.
    #[must_use]
    pub fn request_turn(&self, request: &ServiceRequest) -> Html {
        let (look, key) = match request.status {
            RequestStatus::Prepared | RequestStatus::AttentionNeeded => {
                (Look(Tone::Warn, "hourglass"), "request-waits-us")
            }
            RequestStatus::Returned => (Look(Tone::Bad, "undo"), "request-waits-us"),
            RequestStatus::Sending | RequestStatus::Unknown | RequestStatus::Submitted | RequestStatus::Accepted => {
                (Look(Tone::Far, "provider"), "request-waits-recipient")
            }
            RequestStatus::Resolved | RequestStatus::Closed => (Look(Tone::Ok, "ok"), "request-over"),
            RequestStatus::Withdrawn => (Look(Tone::Off, "undo"), "request-over"),
        };
        self.clock_markup(look, None, &self.t(key), &Html::default(), None)
    }

    /// A running clock that names itself: `38 min left`, below it `next update, 14:30`.
    #[must_use]
    pub fn due(&self, kind: ClockKind, due_at: impl Value<DateTime<Utc>>) -> Html {
        let due_at = due_at.value();
        let (look, value) = self.running(due_at);
        let key = if due_at < self.now() { "clock-named-was-due" } else { "clock-named-due" };
        let name = self.t(crate::label::key("clock-name", kind.word()));
        let below = self.h(key).w("clock", name).x("time", self.time(due_at)).html();
        self.clock_markup(look, Some(due_at), &value, &below, None)
    }

    /// A fact in the form of a clock: whose turn it is, how old something is.
    #[must_use]
    pub fn clock_fact(&self, look: Look, value: &str, below: impl Into<Html>) -> Html {
        self.clock_markup(look, None, value, &below.into(), None)
    }
}
