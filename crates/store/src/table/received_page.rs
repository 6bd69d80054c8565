//! Which part of what a sender has sent is wanted, narrowed and in which order.

use chrono::{DateTime, Utc};
use tierline_domain::{RequestId, RequestStatus, Severity};

use super::select::{Bound, Select};

/// A time from and to, each end with or without itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimeSpan {
    /// Later than this.
    pub after: Option<DateTime<Utc>>,
    /// At this time or later.
    pub from: Option<DateTime<Utc>>,
    /// Earlier than this.
    pub before: Option<DateTime<Utc>>,
    /// At this time or earlier.
    pub until: Option<DateTime<Utc>>,
}

impl TimeSpan {
    /// Whether a time lies in it.
    #[must_use]
    pub fn has(&self, at: DateTime<Utc>) -> bool {
        self.after.is_none_or(|one| at > one)
            && self.from.is_none_or(|one| at >= one)
            && self.before.is_none_or(|one| at < one)
            && self.until.is_none_or(|one| at <= one)
    }
}

/// What the received requests of one sender are narrowed by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SentFilter {
    /// Only those of these statuses; empty: of any.
    pub status: Vec<RequestStatus>,
    /// Only those of these severities, as they stand now; empty: of any.
    pub severity: Vec<Severity>,
    /// Only those that arrived then.
    pub received: TimeSpan,
    /// Only those that last changed then.
    pub changed: TimeSpan,
}

impl SentFilter {
    /// Adds its conditions.
    pub(super) fn narrow(&self, select: &mut Select) {
        select.one_of(" and status in", self.status.iter().map(|status| status.word()));
        // Older rows have the severity in the packet alone.
        select.one_of(
            " and coalesce(severity, packet ->> 'severity') in",
            self.severity.iter().map(|severity| severity.word()),
        );
        let time = |at: Option<DateTime<Utc>>| at.map(Bound::Time);
        select.with(" and received_at > ", time(self.received.after));
        select.with(" and received_at >= ", time(self.received.from));
        select.with(" and received_at < ", time(self.received.before));
        select.with(" and received_at <= ", time(self.received.until));
        select.with(" and updated_at > ", time(self.changed.after));
        select.with(" and updated_at >= ", time(self.changed.from));
        select.with(" and updated_at < ", time(self.changed.before));
        select.with(" and updated_at <= ", time(self.changed.until));
    }
}

/// By which time the received requests of one sender are listed. An index has each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SentOrder {
    /// When they arrived.
    #[default]
    Received,
    /// When they last changed.
    Changed,
}

/// Which part of what a sender has sent is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReceivedPage {
    /// By which time they are listed.
    pub order: SentOrder,
    /// The oldest first; else the newest.
    pub is_rising: bool,
    /// How many are left out at its beginning.
    pub offset: i64,
    /// How many at the most; never more than [`LIST_LIMIT`](super::LIST_LIMIT).
    pub limit: u32,
    /// Only what lies beyond this one, in that order: its time and identifier.
    pub from: Option<(DateTime<Utc>, RequestId)>,
    /// Beyond it towards the beginning of the list.
    pub before: bool,
}

impl ReceivedPage {
    /// The condition on what lies beyond a place, and the order in which it is read: away from that place.
    pub(super) fn place_and_order(&self) -> (&'static str, &'static str) {
        match (self.order, self.is_rising != self.before) {
            (SentOrder::Received, true) => (" and (received_at, id) > (", " order by received_at, id limit "),
            (SentOrder::Received, false) => {
                (" and (received_at, id) < (", " order by received_at desc, id desc limit ")
            }
            (SentOrder::Changed, true) => (" and (updated_at, id) > (", " order by updated_at, id limit "),
            (SentOrder::Changed, false) => (" and (updated_at, id) < (", " order by updated_at desc, id desc limit "),
        }
    }
}
