//! The evidence of a case, folded from its timeline.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::{
    Actor, ApprovalDecision, BlockerCode, Category, Entry, Event, Grounds, HealthCheck, HealthIssueId, Owner,
    RequestId, RequestStatus, Route, Side, Step, Verdict, Visibility,
};

/// A piece of evidence with its author and time.
pub(super) type Stamped<T> = (DateTime<Utc>, Actor, T);

/// The last decision whose problem it is.
#[derive(Debug, Clone, PartialEq)]
pub struct DecidedCategory {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: Actor,
    /// The decision.
    pub category: Category,
    /// Why.
    pub reason: Option<String>,
    /// What it rests on.
    pub grounds: Grounds,
}

/// The service request a case stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkedRequest {
    /// The request.
    pub id: RequestId,
    /// Its number.
    pub number: String,
    /// How it travels.
    pub route: Route,
    /// Its status, as the case heard last.
    pub status: RequestStatus,
    /// When the case was linked to it.
    pub linked_at: DateTime<Utc>,
    /// Who linked it.
    pub by: Actor,
    /// When that status came.
    pub status_at: DateTime<Utc>,
    /// Who brought it.
    pub status_by: Actor,
}

/// All evidence of a case.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// When and by whom the case was opened.
    pub(super) opened: Option<(DateTime<Utc>, Actor)>,
    /// Health checks, oldest first.
    pub checks: Vec<Stamped<HealthCheck>>,
    /// The last verdict on each issue.
    pub verdicts: BTreeMap<HealthIssueId, Stamped<Verdict>>,
    /// Troubleshooting steps, oldest first.
    pub steps: Vec<Stamped<Step>>,
    /// The last decision.
    pub category: Option<DecidedCategory>,
    /// The last waiver of each blocker.
    pub waivers: BTreeMap<BlockerCode, (DateTime<Utc>, Actor)>,
    /// When approval was last asked for, and by whom.
    pub approval_requested: Option<(DateTime<Utc>, Actor)>,
    /// What was said to it, oldest first.
    pub(super) approvals: Vec<Stamped<ApprovalDecision>>,
    /// The last request the case was linked to.
    pub request: Option<LinkedRequest>,
    /// The last time the recipient returned a request, and its number.
    pub(super) returned: Option<(DateTime<Utc>, String)>,
    /// The last time something new came that a recipient could weigh.
    pub(super) last_new: Option<DateTime<Utc>>,
    /// When the customer last said that the symptom stays.
    pub symptom_persists: Option<DateTime<Utc>>,
    /// When the case was last reopened.
    pub(super) reopened: Option<DateTime<Utc>>,
    /// Whether the customer confirmed the solution since the case was last resolved or reopened.
    pub solution_confirmed: bool,
    /// When the customer was last told of each issue.
    pub informed: BTreeMap<HealthIssueId, DateTime<Utc>>,
    /// When each issue ended, as its posts say; a later post that does not end it takes that back.
    pub(super) issue_ended: BTreeMap<HealthIssueId, DateTime<Utc>>,
}

/// The details of a case that a recipient weighs: changing one of them after a return is new evidence.
const TELLING_DETAILS: &[&str] =
    &["description", "service", "region", "started_at", "affected_users", "error_text", "correlation_ids"];

impl Evidence {
    /// Folds the entries of one owner, whatever their order.
    #[must_use]
    pub fn gather(owner: Owner, entries: &[Entry]) -> Self {
        let mut ordered: Vec<&Entry> = entries.iter().filter(|entry| entry.owner == owner).collect();
        ordered.sort_by_key(|entry| (entry.at, entry.id));
        ordered.dedup_by_key(|entry| entry.id);
        let mut evidence = Self::default();
        for entry in ordered {
            evidence.add(entry);
        }
        evidence
    }

    fn add(&mut self, entry: &Entry) {
        let (at, by) = (entry.at, &entry.actor);
        match &entry.event {
            Event::CaseOpened { .. } => {
                self.opened.get_or_insert_with(|| (at, by.clone()));
            }
            Event::DetailsChanged { fields }
                if fields.iter().any(|field| TELLING_DETAILS.contains(&field.as_str())) =>
            {
                self.last_new = Some(at);
            }
            Event::HealthChecked(check) => self.checks.push((at, by.clone(), check.clone())),
            Event::MatchJudged { issue, verdict, .. } => {
                self.verdicts.insert(*issue, (at, by.clone(), *verdict));
                self.last_new = Some(at);
            }
            Event::StepRecorded(step) => {
                self.steps.push((at, by.clone(), step.clone()));
                self.last_new = Some(at);
            }
            Event::CategoryDecided { category, reason, grounds } => {
                self.category = Some(DecidedCategory {
                    at,
                    by: by.clone(),
                    category: *category,
                    reason: reason.clone(),
                    grounds: grounds.clone(),
                });
                self.last_new = Some(at);
            }
            Event::BlockerWaived { blocker } => {
                self.waivers.insert(*blocker, (at, by.clone()));
            }
            Event::ApprovalRequested => self.approval_requested = Some((at, by.clone())),
            Event::ApprovalDecided { decision } => self.approvals.push((at, by.clone(), *decision)),
            Event::CustomerInformed { issue, .. } => {
                self.informed.insert(*issue, at);
            }
            Event::IssuePosted { issue, ended: true, .. } => {
                self.issue_ended.entry(*issue).or_insert(at);
            }
            Event::IssuePosted { issue, .. } => {
                self.issue_ended.remove(issue);
            }
            Event::SymptomPersists => {
                self.symptom_persists = Some(at);
                self.last_new = Some(at);
            }
            // What the recipient itself adds is nothing new to it.
            Event::FileAttached { .. } if by.side != Side::Provider => self.last_new = Some(at),
            Event::NoteAdded if entry.visibility == Visibility::Provider && by.side != Side::Provider => {
                self.last_new = Some(at);
            }
            Event::CaseReopened => {
                self.reopened = Some(at);
                self.solution_confirmed = false;
            }
            Event::CaseResolved => self.solution_confirmed = false,
            Event::SolutionConfirmed => self.solution_confirmed = true,
            Event::RequestLinked { .. } | Event::RequestMoved { .. } => self.add_request(entry),
            _ => {}
        }
    }

    fn add_request(&mut self, entry: &Entry) {
        let (at, by) = (entry.at, entry.actor.clone());
        match &entry.event {
            Event::RequestLinked { request, number, route, status, .. } => {
                self.request = Some(LinkedRequest {
                    id: *request,
                    number: number.clone(),
                    route: *route,
                    status: *status,
                    linked_at: at,
                    by: by.clone(),
                    status_at: at,
                    status_by: by,
                });
            }
            Event::RequestMoved { request, number, status, .. } => {
                if let Some(linked) = self.request.as_mut().filter(|linked| linked.id == *request) {
                    linked.status = *status;
                    linked.status_at = at;
                    linked.status_by = by;
                }
                if *status == RequestStatus::Returned {
                    self.returned = Some((at, number.clone()));
                }
            }
            _ => {}
        }
    }

    /// Whether an issue explains the case, as far as anybody knows: a person said so, or a check was certain and nobody said
    /// otherwise. Advisories and planned work explain cases as service issues do, although they hold nothing back.
    #[must_use]
    pub fn is_explained_by(&self, issue: HealthIssueId) -> bool {
        match self.verdicts.get(&issue) {
            Some((_, _, verdict)) => *verdict == Verdict::Confirmed,
            None => self.checks.iter().any(|(_, _, check)| check.matches.iter().any(|m| m.issue == issue && m.certain)),
        }
    }

    /// The last health check.
    #[must_use]
    pub fn last_check(&self) -> Option<&Stamped<HealthCheck>> {
        self.checks.last()
    }

    /// Whether the recipient returned the request and nothing new came since; its number.
    pub(super) fn returned_in_vain(&self) -> Option<&str> {
        let (at, number) = self.returned.as_ref()?;
        self.last_new.is_none_or(|new| new <= *at).then_some(number.as_str())
    }

    /// Whether an approval stands: given after the decision it approves, by a person of ours who neither decided nor asked.
    pub(super) fn approved(&self) -> bool {
        let Some(category) = &self.category else { return false };
        let authors = [Some(&category.by), self.approval_requested.as_ref().map(|(_, by)| by)];
        let is_another = |by: &Actor| {
            by.side == Side::Ours && by.user.is_some() && authors.iter().flatten().all(|author| author.user != by.user)
        };
        self.approvals
            .iter()
            .rfind(|(at, by, _)| *at >= category.at && is_another(by))
            .is_some_and(|(_, _, decision)| *decision == ApprovalDecision::Approve)
    }

    /// The identifiers that need to be looked up to judge the ladder: every issue any check found.
    #[must_use]
    pub fn issues(&self) -> Vec<HealthIssueId> {
        let mut issues: Vec<_> =
            self.checks.iter().flat_map(|(_, _, check)| check.matches.iter().map(|m| m.issue)).collect();
        issues.sort_unstable();
        issues.dedup();
        issues
    }
}
