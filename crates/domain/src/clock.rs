//! The clocks of a case: computed from its timeline, never counted down.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    AUTO_CLOSE_DAYS, Calendar, Case, CaseStatus, ClockKind, Entry, Event, Policy, RequestId, RequestStatus, Route,
    Side, Visibility,
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
        /// Minutes left, zero or more: what has run out before stays run out.
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
    clocks.extend(timer.request().map(|run| timer.clocks_of(&run)).unwrap_or_default());
    clocks.extend(timer.auto_close());
    clocks
}

/// The clocks of one service request that have begun, by the timeline of a case it carries: none of another request's.
#[must_use]
pub fn request_clocks(case: &Case, entries: &[Entry], policy: &Policy, request: RequestId) -> Vec<Clock> {
    let mut ordered: Vec<&Entry> = entries.iter().filter(|entry| entry.owner == case.owner).collect();
    ordered.sort_by_key(|entry| (entry.at, entry.id));
    let timer = Timer { case, entries: &ordered, policy };
    timer.request().filter(|run| run.id == request).map(|run| timer.clocks_of(&run)).unwrap_or_default()
}

/// The clock that runs out first.
#[must_use]
pub fn first_due(clocks: &[Clock]) -> Option<(ClockKind, DateTime<Utc>)> {
    clocks.iter().filter_map(|clock| Some((clock.kind, clock.due_at()?))).min_by_key(|(_, due_at)| *due_at)
}

/// While the customer has the ball.
const CUSTOMER: &[CaseStatus] = &[CaseStatus::WaitingOnCustomer];
/// While the customer has the ball, or is asked whether it is solved.
const CUSTOMER_OR_OVER: &[CaseStatus] = &[CaseStatus::WaitingOnCustomer, CaseStatus::Resolved, CaseStatus::Closed];
/// While anybody but us has the ball.
const OTHERS: &[CaseStatus] =
    &[CaseStatus::WaitingOnCustomer, CaseStatus::WaitingOnProvider, CaseStatus::Resolved, CaseStatus::Closed];

/// The case's present request, as its clocks see it.
struct RequestRun {
    id: RequestId,
    route: Route,
    status: RequestStatus,
    /// When that status came.
    since: DateTime<Utc>,
    /// When the recipient got it.
    submitted: Option<DateTime<Utc>>,
    /// When the recipient first said something.
    answered: Option<DateTime<Utc>>,
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
    fn run(&self, start: DateTime<Utc>, target: i64, pauses: &Pauses) -> ClockState {
        let calendar = self.calendar();
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
        due(calendar, from, left)
            .map_or(ClockState::Paused { left: left.num_minutes() }, |due_at| ClockState::Running { due_at })
    }

    /// What a clock says once the thing it waited for has happened.
    fn met(&self, start: DateTime<Utc>, target: i64, pauses: &Pauses, at: DateTime<Utc>) -> ClockState {
        let in_time = match self.run(start, target, pauses) {
            ClockState::Running { due_at } => at <= due_at,
            // It stands still with time left, so it was met with time left.
            ClockState::Paused { .. } | ClockState::Met { .. } => true,
        };
        ClockState::Met { at, in_time }
    }

    /// The words that reached the customer, from our side.
    fn words_to_customer(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().copied().filter(|entry| {
            let ours = matches!(entry.actor.side, Side::Ours | Side::Desk) && entry.visibility == Visibility::Customer;
            let spoken = matches!(entry.event, Event::NoteAdded | Event::CustomerInformed { .. } | Event::CaseResolved);
            ours && spoken
        })
    }

    /// The first of them. That the desk asks by itself whether what the recipient calls solved is solved is no response of ours.
    fn first_word(&self) -> Option<DateTime<Utc>> {
        let asks = |entry: &Entry| entry.actor.side == Side::Desk && matches!(entry.event, Event::CaseResolved);
        self.words_to_customer().find(|entry| !asks(entry)).map(|entry| entry.at)
    }

    /// When the case was over, if it is: it needs no more of a clock that was never met.
    fn over_at(&self) -> Option<DateTime<Utc>> {
        self.case.resolved_at.or(self.case.closed_at)
    }

    fn first_response(&self) -> Clock {
        let target = self.policy.targets.of(self.case.severity).first_response;
        let (start, pauses) = (self.case.created_at, self.pauses(CUSTOMER_OR_OVER));
        let state = match self.first_word().or(self.over_at()) {
            Some(at) => self.met(start, target, &pauses, at),
            None => self.run(start, target, &pauses),
        };
        Clock { kind: ClockKind::FirstResponse, started_at: start, target, state }
    }

    fn next_update(&self) -> Option<Clock> {
        if !self.case.status.is_active() {
            return None;
        }
        let start = self.words_to_customer().last()?.at;
        let target = self.policy.targets.of(self.case.severity).next_update;
        let state = self.run(start, target, &self.pauses(CUSTOMER_OR_OVER));
        Some(Clock { kind: ClockKind::NextUpdate, started_at: start, target, state })
    }

    fn resolution(&self) -> Clock {
        let target = self.policy.targets.of(self.case.severity).resolution;
        let (start, pauses) = (self.case.created_at, self.pauses(OTHERS));
        let state = match self.over_at() {
            Some(at) => self.met(start, target, &pauses, at),
            None => self.run(start, target, &pauses),
        };
        Clock { kind: ClockKind::Resolution, started_at: start, target, state }
    }

    /// The last request the case was linked to, with its moves.
    fn request(&self) -> Option<RequestRun> {
        let mut current: Option<RequestRun> = None;
        for entry in self.entries {
            let at = entry.at;
            if let Event::RequestLinked { request: id, route, status, .. } = &entry.event {
                let submitted = status.has_arrived().then_some(at);
                current =
                    Some(RequestRun { id: *id, route: *route, status: *status, since: at, submitted, answered: None });
            }
            let Some(run) = current.as_mut() else { continue };
            match &entry.event {
                Event::RequestMoved { request, status, .. } if *request == run.id => run.move_to(*status, at),
                Event::RequestFiled { request, .. } if *request == run.id => {
                    run.submitted.get_or_insert(at);
                }
                // What the recipient writes is an answer too, before any decision.
                Event::NoteAdded if entry.actor.side == Side::Provider && run.submitted.is_some() => {
                    run.answered.get_or_insert(at);
                }
                Event::AnswerNoted { request, .. } if *request == run.id && run.submitted.is_some() => {
                    run.answered.get_or_insert(at);
                }
                _ => {}
            }
        }
        current
    }

    /// The clocks of the service request: filing, the recipient's first answer, and ours to its question.
    fn clocks_of(&self, run: &RequestRun) -> Vec<Clock> {
        let targets = self.policy.targets.of(self.case.severity);
        let clock = |kind, started_at, target, state| Clock { kind, started_at, target, state };
        let mut clocks = Vec::new();
        if let Some(start) = run.submitted {
            let target = targets.provider_first_response;
            let state = match run.answered {
                Some(at) => Some(self.met(start, target, &Pauses::new(), at)),
                None if run.status == RequestStatus::Submitted && self.case.status.is_active() => {
                    Some(self.run(start, target, &Pauses::new()))
                }
                None => None,
            };
            clocks.extend(state.map(|state| clock(ClockKind::ProviderFirstResponse, start, target, state)));
        }
        if self.case.status.is_active() {
            match (run.status, run.route) {
                (RequestStatus::Prepared, Route::Assisted) => {
                    let state = self.run(run.since, FILING_MINUTES, &Pauses::new());
                    clocks.push(clock(ClockKind::Filing, run.since, FILING_MINUTES, state));
                }
                (RequestStatus::AttentionNeeded, _) => {
                    let state = self.run(run.since, targets.first_response, &self.pauses(CUSTOMER));
                    clocks.push(clock(ClockKind::AnswerProvider, run.since, targets.first_response, state));
                }
                _ => {}
            }
        }
        clocks
    }

    fn auto_close(&self) -> Option<Clock> {
        let start = self.case.resolved_at.filter(|_| self.case.status == CaseStatus::Resolved)?;
        let due_at = start + Duration::days(AUTO_CLOSE_DAYS);
        let target = AUTO_CLOSE_DAYS * 24 * 60;
        Some(Clock { kind: ClockKind::AutoClose, started_at: start, target, state: ClockState::Running { due_at } })
    }
}

impl RequestRun {
    fn move_to(&mut self, status: RequestStatus, at: DateTime<Utc>) {
        if status == RequestStatus::Submitted {
            self.submitted.get_or_insert(at);
        } else if self.submitted.is_some() && status != RequestStatus::Withdrawn {
            self.answered.get_or_insert(at);
        } else if status.has_arrived() {
            // Heard of for the first time when it was already taken: the answer is its arrival.
            (self.submitted, self.answered) = (Some(at), Some(at));
        }
        // A status that is read once more keeps the clock that it started.
        if self.status != status {
            (self.status, self.since) = (status, at);
        }
    }
}

#[cfg(test)]
mod tests;
