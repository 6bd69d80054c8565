//! One change of a case: load, decide, save. Each use case that touches a case goes through here, so that the timeline,
//! the ladder's summary, the clocks and the audit log are kept in step by construction.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};
use serde::{Serialize, de::DeserializeOwned};
use tierline_domain::{
    Actor, Case, CaseId, CaseStatus, CaseSummary, Category, Contact, Customer, DelegatedAdmin, Duplicate, Entry,
    EntryId, Event, Evidence, FreshCheck, HealthIssueId, IssueNow, Ladder, Language, MatchSeen, Organization, Owner,
    RecipientKind, Route, RungKey, RungState, ServiceRequest, Severity, Situation, Subscription, SupportPlan, Verdict,
    Visibility, catalogue, cause_key, clocks, entitlement::Standing, first_due, ladder,
};
use tierline_store::{Read, RequestFilter, TenantTx};

use crate::{
    account::record::by_job,
    app::{App, Call},
    audit,
    ctx::Ctx,
    error::{Error, Result},
    health::issue_now,
    notice,
    relay::Message,
};

/// A case with all that its ladder is computed from.
#[derive(Debug, Clone)]
pub(crate) struct CaseFile {
    pub(crate) case: Case,
    pub(crate) customer: Customer,
    pub(crate) entries: Vec<Entry>,
    pub(crate) delegated: Vec<DelegatedAdmin>,
    pub(crate) subscriptions: Vec<Subscription>,
    pub(crate) issues: Vec<IssueNow>,
    pub(crate) duplicate: Option<Duplicate>,
    pub(crate) contact: Contact,
}

/// What an escalation would look like, where it is not the ordinary one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Intent {
    pub(crate) recipient: Option<RecipientKind>,
    pub(crate) route: Option<Route>,
    pub(crate) contact: Option<Contact>,
    pub(crate) duplicate_reason: bool,
    pub(crate) check_failed: bool,
    pub(crate) severity: Option<Severity>,
}

impl CaseFile {
    /// Reads everything around a case that was already loaded.
    pub(crate) async fn gather(read: &mut Read<'_, Owner>, case: Case, now: DateTime<Utc>) -> Result<Self> {
        let customer = read.customer_lookup(case.customer).await?.ok_or(Error::NotFound)?;
        let entries = read.entry_list(case.id).await?;
        let delegated = read.delegated_admin_list(case.customer).await?;
        let subscriptions = read.subscription_list(case.customer).await?;
        let contact = match case.assignee {
            Some(user) => read.member_lookup(user).await?.map(|member| own_contact(&member.user)).unwrap_or_default(),
            None => Contact::default(),
        };
        let mut file =
            Self { case, customer, entries, delegated, subscriptions, issues: Vec::new(), duplicate: None, contact };
        let evidence = file.evidence();
        for issue in evidence.issues() {
            if let Some(found) = read.issue_lookup(issue).await? {
                file.issues.push(issue_now(&found, now));
            }
        }
        // One cause has one open request, whoever reaches it.
        if let Some(open) = file.find_duplicate(&mut read.desk(), &evidence).await? {
            let seen = read.request_lookup(open.id).await?;
            file.duplicate = Some(Duplicate { named: seen.map(|seen| (seen.id, seen.number)) });
        }
        Ok(file)
    }

    /// An open request for the same cause: the same health issue, or the same customer, service and category.
    async fn find_duplicate(&self, read: &mut Read<'_, Owner>, evidence: &Evidence) -> Result<Option<ServiceRequest>> {
        let Some(category) = evidence.category.as_ref().map(|decided| decided.category) else { return Ok(None) };
        let own = evidence.request.as_ref().map(|linked| linked.id);
        let explains = |found: &&MatchSeen| {
            let verdict = evidence.verdicts.get(&found.issue).map(|(_, _, verdict)| *verdict);
            verdict == Some(Verdict::Confirmed) || (found.certain && found.service_issue && verdict.is_none())
        };
        let matches = evidence.checks.iter().flat_map(|(_, _, check)| &check.matches).filter(explains);
        let issues: BTreeSet<HealthIssueId> = matches.map(|found| found.issue).collect();
        for issue in issues.into_iter().filter(|_| category != Category::AccountRequest) {
            let cause = cause_key(Some(issue), self.case.customer, None, category);
            if let Some(open) = read.request_by_cause(&cause).await?.filter(|open| Some(open.id) != own) {
                return Ok(Some(open));
            }
        }
        let filter = RequestFilter {
            customer: Some(self.case.customer),
            open_only: true,
            limit: 200,
            ..RequestFilter::default()
        };
        let open = read.request_list(&filter).await?.into_iter().map(|line| line.request);
        let same = open.rev().find(|r| Some(r.id) != own && r.service == self.case.service && r.category == category);
        Ok(same)
    }

    pub(crate) fn evidence(&self) -> Evidence {
        Evidence::gather(self.case.owner, &self.entries)
    }

    /// The live delegated admin relationship, the one that may file first.
    pub(crate) fn live_relationship(&self, now: DateTime<Utc>) -> Option<&DelegatedAdmin> {
        let mut live: Vec<&DelegatedAdmin> = self.delegated.iter().filter(|d| d.is_live(now)).collect();
        live.sort_by_key(|d| !d.may_file());
        live.first().copied()
    }

    fn standing(&self, now: DateTime<Utc>) -> Standing {
        let live = self.live_relationship(now);
        let family = self.family();
        Standing {
            delegated_admin_live: live.is_some(),
            delegated_admin_files: live.is_some_and(DelegatedAdmin::may_file),
            subscription_right: self.subscriptions.iter().any(|s| {
                s.support_right
                    && Some(s.product_family) == family
                    && self.case.service.as_ref().is_none_or(|name| *name == s.service)
            }),
            plan_covers: self.customer.support_plan != SupportPlan::Included,
        }
    }

    /// The family of the case's service, by the customer's subscriptions and the catalogue.
    pub(crate) fn family(&self) -> Option<catalogue::ProductFamily> {
        family_of(&self.case, &self.subscriptions)
    }

    /// To whom the case would go where nothing is chosen: the provider if it takes it from us, else our distributor.
    pub(crate) fn usual_recipient(&self, organization: &Organization, now: DateTime<Utc>) -> RecipientKind {
        let partner = organization.partner_kind.unwrap_or(tierline_domain::PartnerKind::DirectBill);
        let refused = self.family().is_some_and(|family| {
            matches!(
                tierline_domain::entitlement::judge(family, partner, self.standing(now)),
                Err(tierline_domain::entitlement::Refusal::NotEntitled(_))
            )
        });
        if refused && organization.upstream.is_some() { RecipientKind::Upstream } else { RecipientKind::Provider }
    }

    pub(crate) fn situation(&self, organization: &Organization, intent: &Intent, now: DateTime<Utc>) -> Situation {
        let recipient = intent.recipient.unwrap_or_else(|| self.usual_recipient(organization, now));
        let route = intent.route.unwrap_or_else(|| usual_route(organization, recipient));
        let contact = reached(intent.contact.as_ref().unwrap_or(&self.contact).clone(), organization);
        // The desk on the other side knows us; a portal asks for everything. Who has no agent yet has no contact yet.
        let contact_missing = match route {
            route if route != Route::Local && (intent.contact.is_some() || self.case.assignee.is_some()) => {
                contact.missing()
            }
            _ => Vec::new(),
        };
        Situation {
            owner: self.case.owner,
            status: self.case.status,
            severity: intent.severity.unwrap_or(self.case.severity),
            service_known: self.case.service.is_some(),
            family: self.family(),
            relationship_active: self.customer.relationship_status == tierline_domain::RelationshipStatus::Active,
            partner_kind: organization.partner_kind.unwrap_or(tierline_domain::PartnerKind::DirectBill),
            recipient,
            standing: self.standing(now),
            contact_missing,
            duplicate: self.duplicate.clone(),
            duplicate_reason: intent.duplicate_reason,
            approval_required: organization.policy.approval_required,
            security_contact: organization.policy.security_contact.clone(),
            issues: self.issues.clone(),
            fresh_check: if intent.check_failed { FreshCheck::DidNotFinish } else { FreshCheck::WillRun },
        }
    }

    pub(crate) fn ladder(&self, organization: &Organization, intent: &Intent, now: DateTime<Utc>) -> Ladder {
        ladder(&self.entries, &self.situation(organization, intent, now), now)
    }

    fn summary(&self, organization: &Organization, now: DateTime<Utc>) -> CaseSummary {
        let ladder = self.ladder(organization, &Intent::default(), now);
        let due = first_due(&clocks(&self.case, &self.entries, &organization.policy));
        CaseSummary {
            rung: ladder.current(),
            next_action: ladder.next,
            next_clock: due.map(|(kind, _)| kind),
            next_due_at: due.map(|(_, at)| at),
            post_outage: self.suffers_after(&ladder),
        }
    }

    /// The issue after which the customer still suffers, as long as nobody has handed that up.
    fn suffers_after(&self, ladder: &Ladder) -> Option<HealthIssueId> {
        let handed_up = ladder.rungs.iter().any(|rung| rung.key == RungKey::Escalated && rung.state == RungState::Done);
        let waits = self.case.status.is_active() && ladder.known_issue.is_none() && !handed_up;
        ladder.post_outage.as_ref().filter(|_| waits).map(|over| over.issue)
    }
}

/// The family of a case's service, by the customer's subscriptions and the catalogue.
pub(crate) fn family_of(case: &Case, subscriptions: &[Subscription]) -> Option<catalogue::ProductFamily> {
    let service = case.service.as_deref()?;
    let subscribed = subscriptions.iter().find(|s| s.service == service).map(|s| s.product_family);
    subscribed.or_else(|| catalogue::service_find(service).map(|found| found.family))
}

/// A person of ours as a recipient's contact.
pub(crate) fn contact_of(user: &tierline_domain::User, organization: &Organization) -> Contact {
    reached(own_contact(user), organization)
}

/// Who has no number of their own is called at the organization's support.
fn reached(contact: Contact, organization: &Organization) -> Contact {
    let support = Some(&organization.policy.support_phone).filter(|phone| !phone.is_empty());
    Contact { phone: contact.phone.or_else(|| support.cloned()), ..contact }
}

/// What a person of ours says of themself. Who chose no language is written to in English, as everywhere.
fn own_contact(user: &tierline_domain::User) -> Contact {
    Contact {
        name: user.name.clone(),
        email: user.email.clone(),
        phone: user.phone.clone(),
        country: user.country.clone(),
        time_zone: user.time_zone.clone(),
        language: Some(user.language.unwrap_or(Language::En).word().to_owned()),
    }
}

/// The route where nothing is chosen: the same desk where the recipient is on it, else the portal.
pub(crate) fn usual_route(organization: &Organization, recipient: RecipientKind) -> Route {
    let here = match recipient {
        RecipientKind::Provider => organization.provider.is_some(),
        RecipientKind::Upstream => organization.upstream.is_some(),
    };
    if here { Route::Local } else { Route::Assisted }
}

/// A case that is being changed.
pub(crate) struct CaseWork {
    pub(crate) file: CaseFile,
    pub(crate) organization: Arc<Organization>,
    pub(crate) actor: Actor,
    pub(crate) now: DateTime<Utc>,
    pub(crate) messages: Vec<Message>,
    app: App,
    written: usize,
}

impl CaseWork {
    /// Takes a case for changing: a second change waits until this one is saved.
    pub(crate) async fn take(
        tx: &mut TenantTx<'_>,
        app: &App,
        organization: Arc<Organization>,
        actor: Actor,
        case: CaseId,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let case = tx.case_lookup_for_update(case).await?.ok_or(Error::NotFound)?;
        let file = CaseFile::gather(tx, case, now).await?;
        Ok(Self::new(app, organization, actor, file, now))
    }

    /// Begins with a file that is at hand.
    pub(crate) fn new(
        app: &App,
        organization: Arc<Organization>,
        actor: Actor,
        file: CaseFile,
        now: DateTime<Utc>,
    ) -> Self {
        let written = file.entries.len();
        Self { file, organization, actor, now, messages: Vec::new(), app: app.clone(), written }
    }

    /// Marks all of the timeline as new: the case is about to be inserted.
    pub(crate) fn fresh(mut self) -> Self {
        self.written = 0;
        self
    }

    /// Adds to the timeline.
    pub(crate) fn push(&mut self, event: Event, visibility: Visibility, text: Option<String>) -> EntryId {
        let actor = self.actor.clone();
        self.push_as(actor, event, visibility, text)
    }

    /// Adds to the timeline in another's name: the desk's, the provider's.
    pub(crate) fn push_as(
        &mut self,
        actor: Actor,
        event: Event,
        visibility: Visibility,
        text: Option<String>,
    ) -> EntryId {
        let id = self.app.id();
        let case = &self.file.case;
        self.file.entries.push(Entry {
            owner: case.owner,
            case: case.id,
            id,
            at: self.now,
            actor,
            visibility,
            text,
            event,
        });
        id
    }

    /// Moves the status, if it is another.
    pub(crate) fn move_to(&mut self, to: CaseStatus) {
        let from = self.file.case.status;
        if from == to {
            return;
        }
        self.push(Event::StatusChanged { from, to }, Visibility::Internal, None);
        let case = &mut self.file.case;
        case.status = to;
        case.resolved_at = match to {
            CaseStatus::Resolved => Some(self.now),
            CaseStatus::Closed => case.resolved_at,
            _ => None,
        };
        case.closed_at = (to == CaseStatus::Closed).then_some(self.now);
    }

    /// From which status to which the case moves by what was added; none where it stays what it was.
    pub(crate) fn moved(&self) -> Option<(CaseStatus, CaseStatus)> {
        let mut moves = self.file.entries[self.written..].iter().filter_map(|entry| match entry.event {
            Event::StatusChanged { from, to } => Some((from, to)),
            _ => None,
        });
        let (from, to) = moves.next()?;
        let to = moves.next_back().map_or(to, |(_, last)| last);
        (from != to).then_some((from, to))
    }

    /// Puts on record what the desk adds to the case by itself, with what brought it: in the transaction that saves it.
    pub(crate) async fn record(&self, tx: &mut TenantTx<'_>, action: &str, cause: (&str, &str)) -> Result<()> {
        let mut detail = audit_detail(self);
        if let Some((before, after)) = self.moved() {
            detail["status"] = serde_json::json!({ "before": before, "after": after });
        }
        detail[cause.0] = cause.1.into();
        let entry = by_job(&self.app, self.now, action, &self.file.case.id.to_string(), &detail);
        Ok(tx.audit_append(&entry, self.app.secret()).await?)
    }

    /// The ladder as it stands with what was added.
    pub(crate) fn ladder(&self, intent: &Intent) -> Ladder {
        self.file.ladder(&self.organization, intent, self.now)
    }

    /// Saves the case, what was added to its timeline, and what is to leave.
    pub(crate) async fn save(mut self, tx: &mut TenantTx<'_>) -> Result<Case> {
        self.file.case.updated_at = self.now;
        self.file.case.summary = self.file.summary(&self.organization, self.now);
        self.file.case.version = tx.case_save(&self.file.case).await?;
        tx.entry_append(&self.file.entries[self.written..]).await?;
        notice::tell_of_case(tx, &self.app, &self.file, self.written, self.actor.user, self.now).await?;
        for message in &self.messages {
            message.append(tx, &self.app, self.now).await?;
        }
        Ok(self.file.case)
    }

    /// Saves what lists show, where it differs: the case itself did not change, so its time and its version stay.
    pub(crate) async fn save_summary(self, tx: &mut TenantTx<'_>) -> Result<()> {
        let summary = self.file.summary(&self.organization, self.now);
        if summary != self.file.case.summary {
            tx.case_summary_put(self.file.case.id, &summary).await?;
        }
        Ok(())
    }

    /// Writes a case that is new.
    pub(crate) async fn insert(mut self, tx: &mut TenantTx<'_>, tokens: &[String]) -> Result<Case> {
        self.file.case.summary = self.file.summary(&self.organization, self.now);
        tx.case_insert(&self.file.case, tokens).await?;
        tx.entry_append(&self.file.entries).await?;
        for message in &self.messages {
            message.append(tx, &self.app, self.now).await?;
        }
        Ok(self.file.case)
    }
}

/// Changes a case by a pure decision: the body reads the work and adds to it, and waits for nothing.
pub(crate) async fn change_case<V, T, F>(
    app: &App,
    ctx: &Ctx,
    operation: &'static str,
    id: CaseId,
    input: V,
    body: F,
) -> Result<T>
where
    V: Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + 'static,
    F: Fn(&mut CaseWork, &Call<V>) -> Result<T> + Send + Sync + 'static,
{
    let body = Arc::new(body);
    app.change(ctx, operation, input, move |tx, call| {
        let body = Arc::clone(&body);
        Box::pin(async move {
            let mut work =
                CaseWork::take(tx, &call.app, Arc::clone(&call.ctx.organization), call.ctx.actor(), id, call.now)
                    .await?;
            call.ctx.see_customer(&work.file.customer)?;
            call.ctx.expect_version(work.file.case.version)?;
            let result = body(&mut work, call)?;
            audit::append(tx, call, operation, &id.to_string(), &audit_detail(&work)).await?;
            work.save(tx).await?;
            Ok(result)
        })
    })
    .await
}

/// What the audit log keeps of a change of a case: the kinds of what was added, never the words.
pub(crate) fn audit_detail(work: &CaseWork) -> serde_json::Value {
    let added: Vec<&str> = work.file.entries[work.written..].iter().map(|entry| entry.event.kind()).collect();
    serde_json::json!({ "case": work.file.case.number, "added": added, "status": work.file.case.status })
}
