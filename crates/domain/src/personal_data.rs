//! What an organization's rows say of one person: found for who asks what is kept of them, and for who asks to be forgotten.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{AttachmentId, CaseId, CaseStatus, DelegatedAdminId, RequestId, User, UserId, words};

/// By what a person is known here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonKey {
    /// Their account; none for a contact who has none.
    pub user: Option<UserId>,
    /// Their address of mail, in lower case.
    pub email: String,
}

/// A case that a person has to do with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TracedCase {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub status: CaseStatus,
    /// Whether they are its contact.
    pub is_contact: bool,
    /// Whether they reported it.
    pub is_reporter: bool,
    /// Whether they are the agent who worked on it.
    pub is_assignee: bool,
}

/// A service request, or one that was received, that a person has to do with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TracedRequest {
    /// The request.
    pub id: RequestId,
    /// Its number.
    pub number: String,
    /// Whether it is not over.
    pub is_open: bool,
    /// Whether they wrote it.
    pub is_author: bool,
    /// Whether its recipient has their name and address, to ask them.
    pub is_contact: bool,
    /// To whom it went, or from whom it came.
    pub counterpart: String,
}

/// Where in an organization's rows a person's name or address stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonTraces {
    /// The cases whose contact, reporter or agent they are.
    pub cases: Vec<TracedCase>,
    /// The cases on whose timeline they stand.
    pub timelines: Vec<CaseId>,
    /// The cases for which they began to write a request.
    pub drafts: Vec<CaseId>,
    /// The requests that they wrote, or whose contact they are.
    pub requests: Vec<TracedRequest>,
    /// The requests, sent or received, on whose timeline they stand.
    pub request_timelines: Vec<RequestId>,
    /// Requests from others whose contact they are.
    pub received: Vec<TracedRequest>,
    /// Files that they added.
    pub files: Vec<AttachmentId>,
    /// Delegated admin relationships that they decided about.
    pub relationships: Vec<DelegatedAdminId>,
}

impl PersonTraces {
    /// Whether nothing here names them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The numbers of cases that are not closed and need to know who they are: their contact, who reported them, who works on them.
    pub fn open_cases(&self) -> impl Iterator<Item = &str> {
        self.cases.iter().filter(|case| case.status != CaseStatus::Closed).map(|case| case.number.as_str())
    }

    /// The numbers of requests that are not over and whose recipient may ask them.
    pub fn open_requests(&self) -> impl Iterator<Item = &str> {
        let asked = |one: &&TracedRequest| one.is_open && one.is_contact;
        self.requests.iter().chain(&self.received).filter(asked).map(|one| one.number.as_str())
    }

    /// The cases that name them: as who they are to it, or on its timeline. Each once, in order.
    #[must_use]
    pub fn named_cases(&self) -> BTreeSet<CaseId> {
        self.cases.iter().map(|case| case.id).chain(self.timelines.iter().copied()).collect()
    }

    /// The requests that name them, sent and received: as who they are to it, or on its timeline. Each once, in order.
    #[must_use]
    pub fn named_requests(&self) -> BTreeSet<RequestId> {
        let known = self.requests.iter().chain(&self.received).map(|one| one.id);
        known.chain(self.request_timelines.iter().copied()).collect()
    }

    /// The names of those who got their name and address with a request: what is kept there, only they can take out. Each once.
    #[must_use]
    pub fn handed_to(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.requests.iter().filter(|one| one.is_contact).map(|one| one.counterpart.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

words! {
    /// Why a person cannot be erased yet.
    pub enum Hindrance {
        /// Nobody erases themselves: who would answer for it?
        Yourself = "yourself",
        /// They can still sign in here.
        StillHere = "still_here",
        /// Cases that are not closed need to know who they are.
        OpenCases = "open_cases",
        /// The recipients of requests that are not over may ask them.
        OpenRequests = "open_requests",
        /// They answer for the accounts of programs.
        KeepsPrograms = "keeps_programs",
        /// A connection acts by their consent.
        Consents = "consents",
        /// The audit log says things of them that no seal covers yet.
        Unsealed = "unsealed",
    }
}

/// What stands in the way of erasing a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hindered {
    /// What it is.
    pub by: Hindrance,
    /// Numbers of cases and requests, or names of programs, where it is these.
    pub which: Vec<String>,
}

/// What stands where a person's name and address stood: an account without either, whose identifier leads to nobody.
#[must_use]
pub fn erased(user: &User) -> User {
    User {
        id: user.id,
        name: String::new(),
        // Kept apart from all others by the identifier; the domain is one that no mail reaches (RFC 2606, section 2).
        email: format!("{}@erased.invalid", user.id),
        language: None,
        time_zone: None,
        phone: None,
        country: None,
        disabled_at: user.disabled_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(number: &str, status: CaseStatus) -> TracedCase {
        let id = CaseId(uuid::Uuid::from_u128(1));
        TracedCase { id, number: number.into(), status, is_contact: true, is_reporter: false, is_assignee: false }
    }

    fn request(number: &str, is_open: bool, is_contact: bool, counterpart: &str) -> TracedRequest {
        let id = RequestId(uuid::Uuid::from_u128(1));
        TracedRequest {
            id,
            number: number.into(),
            is_open,
            is_author: true,
            is_contact,
            counterpart: counterpart.into(),
        }
    }

    #[test]
    fn only_what_is_under_way_needs_to_know_who_somebody_is() {
        let traces = PersonTraces {
            cases: vec![
                case("T-1", CaseStatus::Open),
                case("T-2", CaseStatus::Closed),
                case("T-3", CaseStatus::Resolved),
            ],
            requests: vec![request("R-1", true, true, "Contoso"), request("R-2", false, true, "Contoso")],
            received: vec![request("R-9", true, true, "Reseller"), request("R-8", true, false, "Reseller")],
            ..PersonTraces::default()
        };
        assert_eq!(traces.open_cases().collect::<Vec<_>>(), ["T-1", "T-3"]);
        assert_eq!(traces.open_requests().collect::<Vec<_>>(), ["R-1", "R-9"], "an author is not asked");
        assert_eq!(traces.handed_to(), ["Contoso"]);
        let named: Vec<_> = traces.named_cases().into_iter().collect();
        assert_eq!(named, [CaseId(uuid::Uuid::from_u128(1))], "each once");
        assert_eq!(traces.named_requests().len(), 1);
        assert!(!traces.is_empty() && PersonTraces::default().is_empty());
    }

    #[test]
    fn an_erased_account_says_nothing_of_its_person() {
        let user = User {
            id: UserId(uuid::Uuid::from_u128(7)),
            name: "Anna Nowak".into(),
            email: "anna@example.com".into(),
            language: Some(crate::Language::Pl),
            time_zone: Some("Europe/Warsaw".into()),
            phone: Some("+48221234567".into()),
            country: Some("PL".into()),
            disabled_at: None,
        };
        let left = serde_json::to_value(erased(&user)).unwrap().to_string();
        for said in ["Anna", "anna@", "pl", "Warsaw", "+48", "PL"] {
            assert!(!left.contains(&format!("\"{said}")) && !left.contains("example.com"), "{said}: {left}");
        }
        assert!(erased(&user).email.ends_with(".invalid"));
    }
}
