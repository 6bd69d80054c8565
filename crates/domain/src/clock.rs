//! The clocks of a case: computed from its timeline, never counted down.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    AUTO_CLOSE_DAYS, Calendar, Case, CaseStatus, ClockKind, Entry, Event, Policy, RequestStatus, Route, Side, Visibility,
    calendar::{counted, due},
};

/// Minutes in which a prepared request is to be filed in the portal.
pub const FILING_MINUTES: i64 = 60;

/// What a clock does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ClockState {
    /// It runs out at this instant (or has, where that is past).
    Running {
        /// The instant.
        due_at: DateTime<Utc>,
    },
    /// It waits for the other side, with so many minutes left.
    Paused {
        /// Minutes left; negative where it ran out before.
        left: i64,
    },
    /// What it waited for has happened.
    Met {
        /// When.
        at: DateTime<Utc>,
        /// Whether in time.
        in_time: bool,
    },
}

/// One clock of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Which one.
    pub kind: ClockKind,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// Minutes it allows, of the calendar it runs on.
    pub target: i64,
    /// What it does.
    pub state: ClockState,
}

impl Clock {
    /// When it runs out; none while paused or met.
    #[must_use]
    pub const fn due_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            ClockState::Running { due_at } => Some(due_at),
            _ => None,
        }
    }
}

/// The stretches in which a clock stood still, oldest first; the last one may be open.
type Pauses = Vec<(DateTime<Utc>, Option<DateTime<Utc>>)>;

/// All clocks of a case that have begun.
#[must_use]
pub fn clocks(case: &Case, entries: &[Entry], policy: &Policy) -> Vec<Clock> {
    let mut ordered: Vec<&Entry> = entries.iter().filter(|entry| entry.owner == case.owner).collect();
    ordered.sort_by_key(|entry| (entry.at, entry.id));
    let timer = Timer { case, entries: &ordered, policy };
    let mut clocks = vec![timer.first_response(), timer.resolution()];
    clocks.extend(timer.next_update());
    clocks.extend(timer.request_clock());
    clocks.extend(timer.auto_close());
    clocks
}

/// The clock that runs out first.
#[must_use]
pub fn first_due(clocks: &[Clock]) -> Option<(ClockKind, DateTime<Utc>)> {
    clocks.iter().filter_map(|clock| Some((clock.kind, clock.due_at()?))).min_by_key(|(_, due_at)| *due_at)
}

struct Timer<'a> {
    case: &'a Case,
    entries: &'a [&'a Entry],
    policy: &'a Policy,
}

impl Timer<'_> {
    fn calendar(&self) -> Option<&Calendar> {
        self.policy.calendar_for(self.case.severity)
    }

    /// The stretches in which the case stood in one of these statuses.
    fn pauses(&self, statuses: &[CaseStatus]) -> Pauses {
        let mut pauses = Pauses::new();
        for entry in self.entries {
            let Event::StatusChanged { to, .. } = entry.event else { continue };
            let open = pauses.last().is_some_and(|(_, end)| end.is_none());
            match (statuses.contains(&to), open) {
                (true, false) => pauses.push((entry.at, None)),
                (false, true) => {
                    if let Some(last) = pauses.last_mut() {
                        last.1 = Some(entry.at);
                    }
                }
                _ => {}
            }
        }
        pauses
    }

    /// A clock that started at an instant, allows so many minutes and stands still in the pauses.
    fn run(&self, calendar: Option<&Calendar>, start: DateTime<Utc>, target: i64, pauses: &Pauses) -> ClockState {
        let mut left = Duration::minutes(target);
        let mut from = start;
        for (begin, end) in pauses.iter().filter(|(_, end)| end.is_none_or(|end| end > start)) {
            let passed = counted(calendar, from, *begin);
            if passed > left {
                break;
            }
            left -= passed;
            match end {
                Some(end) => from = (*end).max(from),
                None => return ClockState::Paused { left: left.num_minutes() },
            }
        }
        // A calendar that never works has no due time: the clock stands still.
        due(calendar, from, left).map_or(ClockState::Paused { left: left.num_minutes() }, |due_at| ClockState::Running { due_at })
    }

    /// The words that reached the customer, from our side.
    fn words_to_customer(&self) -> impl Iterator<Item = DateTime<Utc>> {
        self.entries.iter().filter_map(|entry| {
            let ours = matches!(entry.actor.side, Side::Ours | Side::Desk) && entry.visibility == Visibility::Customer;
            let spoken = matches!(entry.event, Event::NoteAdded | Event::CustomerInformed { .. } | Event::CaseResolved);
            (ours && spoken).then_some(entry.at)
        })
    }

    fn first_response(&self) -> Clock {
        let target = self.policy.targets.of(self.case.severity).first_response;
        let start = self.case.created_at;
        let running = self.run(self.calendar(), start, target, &Pauses::new());
        let state = match (self.words_to_customer().next(), running) {
            (Some(at), ClockState::Running { due_at }) => ClockState::Met { at, in_time: at <= due_at },
            (Some(at), _) => ClockState::Met { at, in_time: true },
            (None, running) => self.stopped_by_end(running),
        };
        Clock { kind: ClockKind::FirstResponse, started_at: start, target, state }
    }

    /// A case that is over needs no more of a clock that was never met.
    fn stopped_by_end(&self, running: ClockState) -> ClockState {
        match (self.case.resolved_at.or(self.case.closed_at), running) {
            (Some(at), ClockState::Running { due_at }) => ClockState::Met { at, in_time: at <= due_at },
            _ => running,
        }
    }

    fn next_update(&self) -> Option<Clock> {
        if !self.case.status.is_active() {
            return None;
        }
        let start = self.words_to_customer().last()?;
        let target = self.policy.targets.of(self.case.severity).next_update;
        let pauses = self.pauses(&[CaseStatus::WaitingOnCustomer]);
        let state = self.run(self.calendar(), start, target, &pauses);
        Some(Clock { kind: ClockKind::NextUpdate, started_at: start, target, state })
    }

    fn resolution(&self) -> Clock {
        let target = self.policy.targets.of(self.case.severity).resolution;
        let pauses = self.pauses(&[CaseStatus::WaitingOnCustomer, CaseStatus::WaitingOnProvider]);
        let state = match self.run(self.calendar(), self.case.created_at, target, &pauses) {
            running @ ClockState::Running { .. } => self.stopped_by_end(running),
            other => other,
        };
        Clock { kind: ClockKind::Resolution, started_at: self.case.created_at, target, state }
    }

    /// The clock of the service request, by where it stands: filing, the provider's first answer, or ours.
    fn request_clock(&self) -> Option<Clock> {
        let (mut route, mut status, mut since, mut submitted) = (None, None, None, None);
        for entry in self.entries {
            match &entry.event {
                Event::RequestLinked { route: r, status: s, .. } => {
                    (route, status, since, submitted) = (Some(*r), Some(*s), Some(entry.at), None);
                }
                Event::RequestMoved { status: s, .. } => (status, since) = (Some(*s), Some(entry.at)),
                Event::RequestFiled { corrected: false, .. } => submitted = Some(entry.at),
                _ => continue,
            }
            if status == Some(RequestStatus::Submitted) && submitted.is_none() {
                submitted = Some(entry.at);
            }
        }
        let targets = self.policy.targets.of(self.case.severity);
        let (kind, start, target) = match (status?, route?) {
            (RequestStatus::Prepared, Route::Assisted) => (ClockKind::Filing, since?, FILING_MINUTES),
            (RequestStatus::Submitted, _) => (ClockKind::ProviderFirstResponse, submitted?, targets.provider_first_response),
            (RequestStatus::AttentionNeeded, _) => (ClockKind::AnswerProvider, since?, targets.first_response),
            _ => return None,
        };
        let state = self.run(self.calendar(), start, target, &Pauses::new());
        Some(Clock { kind, started_at: start, target, state })
    }

    fn auto_close(&self) -> Option<Clock> {
        let start = self.case.resolved_at.filter(|_| self.case.status == CaseStatus::Resolved)?;
        let due_at = start + Duration::days(AUTO_CLOSE_DAYS);
        let target = AUTO_CLOSE_DAYS * 24 * 60;
        Some(Clock { kind: ClockKind::AutoClose, started_at: start, target, state: ClockState::Running { due_at } })
    }
}

#[cfg(test)]
mod tests;
