//! What is known beside what a carrier is asked for: what of it an other end may show is ours, and which.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use tierline_domain::{EntryId, Severity};

/// Words of ours, as an other end shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnWords {
    /// When they were written, by our clock.
    pub at: DateTime<Utc>,
    /// The words.
    pub text: String,
}

/// What followed a request, as far as a recipient that gives it another identifier can be told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// A note, as in [`Parcel::Note`](super::Parcel::Note).
    Note {
        /// The word of what happened, where nobody wrote a note.
        event: Option<String>,
        /// The note.
        text: String,
        /// When it was written.
        at: DateTime<Utc>,
    },
    /// Another severity.
    Rating {
        /// The severity.
        severity: Severity,
        /// When it was changed.
        at: DateTime<Utc>,
    },
    /// A file.
    File {
        /// Its name, without folders.
        name: String,
        /// How large it is, in bytes.
        size: i64,
    },
}

/// What is known of a request beside the parcel that is looked for: what stands there for one of these is not that parcel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// What else of ours followed the request and has arrived, or may have.
    pub ours: Vec<Sent>,
    /// What of the recipient's stands in our timeline, by the identifier that [`update_entry`](crate::ticket::update_entry) gives it.
    pub theirs: BTreeSet<EntryId>,
}
