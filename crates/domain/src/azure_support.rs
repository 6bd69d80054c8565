//! Azure Support: how a service request reads in the provider's support interface for its cloud platform (Azure REST API
//! specifications, Microsoft.Support 2024-04-01). It has fewer words than a desk: a ticket is open or closed, and who is asked a
//! question is asked in a communication.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{AttachmentId, CustomerId, EntryId, Owner, RequestId, RequestStatus, Severity, words};

words! {
    /// How badly it hits, in the words of Azure Support.
    pub enum SupportSeverity {
        /// C.
        Minimal = "minimal",
        /// B.
        Moderate = "moderate",
        /// A.
        Critical = "critical",
        /// A, for the provider's premium customers.
        HighestCriticalImpact = "highestcriticalimpact",
    }
}

words! {
    /// Where a ticket stands, in the words of Azure Support.
    pub enum SupportStatus {
        /// Somebody has it, or it waits to be filed.
        Open = "Open",
        /// It is on its way, or may be.
        Updating = "Updating",
        /// Over.
        Closed = "Closed",
    }
}

/// The value of a word in whatever case it comes.
fn read<T: Copy>(all: &[T], word: fn(T) -> &'static str, text: &str) -> Option<T> {
    all.iter().copied().find(|one| word(*one).eq_ignore_ascii_case(text.trim()))
}

impl SupportSeverity {
    /// The value of a word, in whatever case; none for any other text.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        read(Self::ALL, Self::word, text)
    }

    /// How a severity reads there. It has no word for what is not break-fix: that is minimal.
    #[must_use]
    pub const fn of(severity: Severity) -> Self {
        match severity {
            Severity::Critical => Self::Critical,
            Severity::Moderate => Self::Moderate,
            Severity::Minimal | Severity::None => Self::Minimal,
        }
    }

    /// The severity that it says.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::HighestCriticalImpact | Self::Critical => Severity::Critical,
            Self::Moderate => Severity::Moderate,
            Self::Minimal => Severity::Minimal,
        }
    }
}

impl SupportStatus {
    /// The value of a word, in whatever case; none for any other text.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        read(Self::ALL, Self::word, text)
    }

    /// How a request's status reads there.
    #[must_use]
    pub const fn of(status: RequestStatus) -> Self {
        match status {
            RequestStatus::Sending | RequestStatus::Unknown => Self::Updating,
            RequestStatus::Prepared
            | RequestStatus::Submitted
            | RequestStatus::Accepted
            | RequestStatus::AttentionNeeded => Self::Open,
            RequestStatus::Returned | RequestStatus::Resolved | RequestStatus::Closed | RequestStatus::Withdrawn => {
                Self::Closed
            }
        }
    }

    /// The statuses of requests that read as this one.
    #[must_use]
    pub fn statuses(self) -> BTreeSet<RequestStatus> {
        RequestStatus::ALL.iter().copied().filter(|status| Self::of(*status) == self).collect()
    }

    /// What it makes of a request that stands so; none where that says nothing new. Being open there is no answer of the provider's
    /// yet, unless it follows an end. What is closed there is said to be solved: the customer is asked.
    #[must_use]
    pub const fn heard(self, now: RequestStatus) -> Option<RequestStatus> {
        match (self, Self::of(now)) {
            (Self::Open, Self::Closed) => match now {
                RequestStatus::Resolved | RequestStatus::Returned => Some(RequestStatus::Accepted),
                _ => None,
            },
            (Self::Closed, Self::Open | Self::Updating) => Some(RequestStatus::Resolved),
            _ => None,
        }
    }
}

/// The name that somebody gave a ticket, and what else they said of it that a service request has no place for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportTicket {
    /// Whose ticket, in which cloud.
    pub owner: Owner,
    /// Its name: one in an owner, whatever its case.
    pub name: String,
    /// The request that it is.
    pub request: RequestId,
    /// SHA-256 of what it was made from: the same again is the same ticket. None where the request was there before the name.
    pub digest: Option<[u8; 32]>,
    /// Whether diagnostics of the customer's resources may be gathered.
    pub advanced_diagnostic_consent: bool,
    /// Where its files are put, where that has a name of its own.
    pub workspace: Option<String>,
    /// When it got its name.
    pub created_at: DateTime<Utc>,
}

/// The name that somebody gave a word to the recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportCommunication {
    /// Whose, in which cloud.
    pub owner: Owner,
    /// Of which request.
    pub request: RequestId,
    /// Its name: one in a ticket, whatever its case.
    pub name: String,
    /// The note that it is.
    pub entry: EntryId,
    /// Its subject.
    pub subject: String,
    /// SHA-256 of what it was made from.
    pub digest: [u8; 32],
}

/// A place where files are put, piece by piece, before or after there is a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportWorkspace {
    /// Whose, in which cloud.
    pub owner: Owner,
    /// Its name: one in an owner, whatever its case.
    pub name: String,
    /// For which customer, where it was made under a subscription.
    pub customer: Option<CustomerId>,
    /// The request whose files these are, once there is one.
    pub request: Option<RequestId>,
    /// The files.
    pub files: Vec<SupportFile>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A file that is put somewhere piece by piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportFile {
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: usize,
    /// Bytes of each piece but the last.
    pub chunk_size: usize,
    /// SHA-256 of each piece that is there, in hexadecimal.
    pub chunks: Vec<Option<String>>,
    /// When it was announced.
    pub created_at: DateTime<Utc>,
    /// The file of the case or the request that it became.
    pub attachment: Option<AttachmentId>,
    /// Bytes that came under this name and that others took the place of.
    #[serde(default)]
    pub discarded: usize,
}

/// Files of a workspace.
pub const SUPPORT_FILES: usize = 50;
/// The largest file, in bytes: 5 MB (Azure Support, file details).
pub const SUPPORT_FILE_BYTES: usize = 5 * 1024 * 1024;
/// The largest piece of a file, in bytes: 2.5 MB (the same).
pub const SUPPORT_CHUNK_BYTES: usize = SUPPORT_FILE_BYTES / 2;

impl SupportFile {
    /// How many bytes a piece has; none where there is no such piece.
    #[must_use]
    pub fn bytes_of(&self, chunk: usize) -> Option<usize> {
        let begin = chunk.checked_mul(self.chunk_size)?;
        (chunk < self.chunks.len()).then(|| (self.size.saturating_sub(begin)).min(self.chunk_size))
    }

    /// Whether a piece may come to this place: the same again always, another one until as much was put aside as one file may have.
    #[must_use]
    pub fn may_take(&self, chunk: usize, sha256: &str) -> bool {
        match self.chunks.get(chunk) {
            Some(Some(there)) if there != sha256 => self.discarded + self.put_aside(chunk) <= SUPPORT_FILE_BYTES,
            Some(_) => true,
            None => false,
        }
    }

    /// Puts a piece in its place; says whether it may be there.
    pub fn take(&mut self, chunk: usize, sha256: &str) -> bool {
        if !self.may_take(chunk, sha256) {
            return false;
        }
        if self.chunks[chunk].as_deref().is_some_and(|there| there != sha256) {
            self.discarded += self.put_aside(chunk);
        }
        self.chunks[chunk] = Some(sha256.to_owned());
        true
    }

    /// The file as it is announced anew; none where as much was put aside by that as one file may have.
    #[must_use]
    pub fn begun_anew(&self, announced: &Self) -> Option<Self> {
        let discarded = (0..self.chunks.len()).map(|chunk| self.put_aside(chunk)).sum::<usize>() + self.discarded;
        (discarded <= SUPPORT_FILE_BYTES).then(|| Self { discarded, ..announced.clone() })
    }

    /// The bytes that nothing names any more where what lies at this place goes.
    fn put_aside(&self, chunk: usize) -> usize {
        self.chunks.get(chunk).and_then(Option::as_ref).and_then(|_| self.bytes_of(chunk)).unwrap_or(0)
    }

    /// The pieces, where all are there.
    #[must_use]
    pub fn whole(&self) -> Option<Vec<&str>> {
        self.chunks.iter().map(Option::as_deref).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::may_follow;

    #[test]
    fn every_status_reads_as_one_word_and_the_words_share_them_out() {
        let mut text = String::new();
        for status in SupportStatus::ALL {
            let all: Vec<&str> = status.statuses().into_iter().map(RequestStatus::word).collect();
            text.push_str(&format!("{status}: {}\n", all.join(" ")));
        }
        insta::assert_snapshot!(text, @r"
        Open: prepared submitted accepted attention_needed
        Updating: sending unknown
        Closed: returned resolved closed withdrawn
        ");
    }

    #[test]
    fn what_is_heard_may_follow_and_is_heard_once() {
        for heard in SupportStatus::ALL {
            for now in RequestStatus::ALL.iter().filter(|now| now.has_arrived() || !now.is_open()) {
                let Some(to) = heard.heard(*now) else { continue };
                assert!(may_follow(*now, to), "{heard}: {now} -> {to}");
                assert_eq!(heard.heard(to), None, "{heard}: {now} -> {to} -> again");
            }
        }
        assert_eq!(SupportStatus::Open.heard(RequestStatus::AttentionNeeded), None, "a question stays asked");
        assert_eq!(SupportStatus::Closed.heard(RequestStatus::AttentionNeeded), Some(RequestStatus::Resolved));
    }

    #[test]
    fn words_are_read_in_any_case_and_each_severity_has_one() {
        assert_eq!(SupportStatus::read("open"), Some(SupportStatus::Open));
        assert_eq!(
            SupportSeverity::read("HighestCriticalImpact").map(SupportSeverity::severity),
            Some(Severity::Critical)
        );
        assert_eq!(SupportSeverity::read("A"), None);
        for severity in SupportSeverity::ALL.iter().filter(|one| **one != SupportSeverity::HighestCriticalImpact) {
            assert_eq!(SupportSeverity::of(severity.severity()), *severity);
        }
    }

    #[test]
    fn a_file_in_pieces_knows_how_large_each_is() {
        let mut file = SupportFile {
            name: "trace.txt".into(),
            size: 25,
            chunk_size: 20,
            chunks: vec![None, None],
            created_at: DateTime::UNIX_EPOCH,
            attachment: None,
            discarded: 0,
        };
        assert_eq!((file.bytes_of(0), file.bytes_of(1), file.bytes_of(2)), (Some(20), Some(5), None));
        file.chunks[1] = Some("b".into());
        assert_eq!(file.whole(), None);
        file.chunks[0] = Some("a".into());
        assert_eq!(file.whole(), Some(vec!["a", "b"]));
    }

    /// Threat 20: what nobody names any more still lies on the disk.
    #[test]
    fn pieces_are_replaced_and_files_begun_anew_until_as_much_was_put_aside_as_a_file_may_have() {
        let half = SUPPORT_CHUNK_BYTES;
        let new = SupportFile {
            name: "trace.txt".into(),
            size: 2 * half,
            chunk_size: half,
            chunks: vec![None, None],
            created_at: DateTime::UNIX_EPOCH,
            attachment: None,
            discarded: 0,
        };
        let mut file = new.clone();
        assert!(!file.take(2, "a"), "there is no such place");
        assert!(file.take(0, "a") && file.take(0, "a") && file.discarded == 0, "the same again is nothing new");
        assert!(file.take(0, "b") && file.take(0, "c") && file.discarded == SUPPORT_FILE_BYTES);
        assert!(!file.take(0, "d") && file.take(0, "c") && file.take(1, "e"));
        assert_eq!((file.whole(), file.discarded), (Some(vec!["c", "e"]), SUPPORT_FILE_BYTES));
        assert_eq!(file.begun_anew(&new), None);

        let mut again = new.begun_anew(&new).unwrap();
        assert!(again.take(1, "x"));
        again = again.begun_anew(&new).unwrap();
        assert_eq!((again.discarded, again.chunks.as_slice()), (half, [None, None].as_slice()));
        let kept: SupportFile = serde_json::from_str(
            r#"{"name":"a","size":1,"chunk_size":1,"chunks":[null],"created_at":"1970-01-01T00:00:00Z","attachment":null}"#,
        )
        .unwrap();
        assert_eq!(kept.discarded, 0, "what an earlier version kept");
    }
}
