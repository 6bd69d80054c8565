//! What stands in the way of an escalation, with stable codes and who can lift it.

use serde::{Deserialize, Serialize};

use crate::{Action, RequestId, Role, entitlement::NotEntitled, roles_that_may, words};

words! {
    /// The stable code of a blocker, the same on every entrance.
    pub enum BlockerCode {
        /// Service health was never looked up, and the look-up of escalating did not finish.
        HealthNotChecked = "health_not_checked",
        /// It was looked up more than an hour ago, and the look-up of escalating did not finish.
        HealthCheckStale = "health_check_stale",
        /// A documented, open service issue explains the case.
        KnownIssueOpen = "known_issue_open",
        /// Nothing was tried.
        NoTroubleshooting = "no_troubleshooting",
        /// Nobody decided whose problem it is.
        CategoryMissing = "category_missing",
        /// It was decided that it is ours, or a matter for the security contact.
        CategoryStaysWithPartner = "category_stays_with_partner",
        /// Grounds that the category needs are not written.
        GroundsMissing = "grounds_missing",
        /// The partner relationship has ended.
        RelationshipInactive = "relationship_inactive",
        /// No live delegated admin relationship that may file.
        DelegatedAdminMissing = "delegated_admin_missing",
        /// The partner may not file this.
        NotEntitled = "not_entitled",
        /// The partner's contact lacks what the route asks for.
        ContactMissing = "contact_missing",
        /// A request for the same cause is open.
        DuplicateOpenRequest = "duplicate_open_request",
        /// The recipient returned it, and nothing is new since.
        ReturnedWithoutNewEvidence = "returned_without_new_evidence",
        /// Another person's approval is asked for.
        ApprovalPending = "approval_pending",
    }
}

impl BlockerCode {
    /// Whether a Global admin or Admin agent may waive it with a reason.
    #[must_use]
    pub const fn can_be_waived(self) -> bool {
        matches!(self, Self::NoTroubleshooting)
    }

    /// Which right lifts it.
    #[must_use]
    pub const fn lifted_with(self) -> Action {
        match self {
            Self::KnownIssueOpen | Self::HealthNotChecked | Self::HealthCheckStale => Action::WorkCases,
            Self::NoTroubleshooting => Action::RecordStep,
            Self::RelationshipInactive => Action::AddCustomers,
            Self::DelegatedAdminMissing => Action::RequestDelegatedAdmin,
            Self::ApprovalPending => Action::Approve,
            Self::CategoryMissing
            | Self::CategoryStaysWithPartner
            | Self::GroundsMissing
            | Self::NotEntitled
            | Self::ContactMissing
            | Self::DuplicateOpenRequest
            | Self::ReturnedWithoutNewEvidence => Action::Escalate,
        }
    }
}

/// What is known of a blocker beside its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockerDetail {
    /// Why the partner may not file, and who may instead.
    NotEntitled(NotEntitled),
    /// Where a vulnerability is reported: a link or a mail address.
    SecurityContact(String),
    /// The open request is the case's own.
    OwnRequest,
}

/// A blocker as it stands for one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocker {
    /// Its code.
    pub code: BlockerCode,
    /// The names of what is missing: grounds by their keys, contact fields by theirs.
    pub missing: Vec<String>,
    /// What it is about: the number of an issue or of a request.
    pub reference: Option<String>,
    /// The open request that could be joined.
    pub request: Option<RequestId>,
    /// What its code alone does not say.
    pub detail: Option<BlockerDetail>,
}

impl Blocker {
    /// A blocker that its code says whole.
    #[must_use]
    pub const fn plain(code: BlockerCode) -> Self {
        Self { code, missing: Vec::new(), reference: None, request: None, detail: None }
    }

    /// The roles that can lift it.
    #[must_use]
    pub fn liftable_by(&self) -> Vec<Role> {
        match self.code {
            // Who may file instead is another organization: nobody here lifts it.
            BlockerCode::NotEntitled => Vec::new(),
            code => roles_that_may(code.lifted_with()),
        }
    }

    /// What stands in the way and what lifts it, in English.
    #[must_use]
    pub fn message(&self) -> String {
        let reference = self.reference.as_deref().unwrap_or("?");
        if let Some(detail) = &self.detail {
            return detail.text(reference);
        }
        match self.code {
            BlockerCode::HealthNotChecked => "Service health has not been looked up: check it, or try again.".into(),
            BlockerCode::HealthCheckStale => "The last health check is older than 60 minutes: check again.".into(),
            BlockerCode::KnownIssueOpen => format!(
                "The provider has documented this as {reference}: inform the customer and wait, or reject the match with a reason."
            ),
            BlockerCode::NoTroubleshooting => {
                "No troubleshooting step is recorded: record one, or let an Admin agent or Global admin waive it with a reason.".into()
            }
            BlockerCode::CategoryMissing => "Nobody has decided yet whose problem this is: decide the category.".into(),
            BlockerCode::CategoryStaysWithPartner => {
                "The category says that this stays with the partner: decide otherwise, or solve it here.".into()
            }
            BlockerCode::GroundsMissing => {
                let service = self.missing.iter().any(|key| key == "service");
                let details = if service { ", the service in the case's details" } else { "" };
                format!("Grounds are missing: {}. Write them with the category{details}.", self.missing.join(", "))
            }
            BlockerCode::RelationshipInactive => {
                "The partner relationship with this customer has ended: request a new one before filing.".into()
            }
            BlockerCode::DelegatedAdminMissing => {
                "No live delegated admin relationship that may file: request one, with the role Service Support Administrator.".into()
            }
            BlockerCode::NotEntitled => "This partner may not file this.".into(),
            BlockerCode::ContactMissing => {
                format!("The partner's contact lacks: {}. Write it in the account or with the request.", self.missing.join(", "))
            }
            BlockerCode::DuplicateOpenRequest if self.reference.is_none() => {
                "A request for the same cause is open for a customer whom you do not reach: ask a colleague, or write why a second one is needed.".into()
            }
            BlockerCode::DuplicateOpenRequest => {
                format!("{reference} is open for the same cause: join it, or write why a second one is needed.")
            }
            BlockerCode::ReturnedWithoutNewEvidence => {
                format!("{reference} was returned, and nothing is new since: record what the recipient asked for.")
            }
            BlockerCode::ApprovalPending => "Another person's approval is needed: an Admin agent or Global admin gives it.".into(),
        }
    }
}

impl BlockerDetail {
    /// What stands in the way and what lifts it, in English; `reference` is the number of the request it is about.
    #[must_use]
    pub fn text(&self, reference: &str) -> String {
        match self {
            Self::NotEntitled(why) => why.text().to_owned(),
            Self::SecurityContact(contact) => format!(
                "A vulnerability goes to the provider's security contact, never through an ordinary request: {contact}"
            ),
            Self::OwnRequest => {
                format!("{reference} of this case is still open: go on with it, or write why a second one is needed.")
            }
        }
    }
}
