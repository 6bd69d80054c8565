//! What is kept of a person, taken along: a line of JSON for each thing, so that a machine reads it too.

use std::collections::VecDeque;

use serde_json::{Value, json};
use tierline_domain::{Action, CaseId, Owner, RequestId, UserId};
use tierline_store::{AuditFilter, Auth};

use super::{PersonalData, personal_data};
use crate::{
    app::App,
    audit::{self, AuditLine},
    ctx::Ctx,
    error::{Error, Result},
    standing,
};

/// Entries of the audit log that are read at a time.
const PAGE: i64 = 1_000;
/// Cases and requests that are read at a time.
const TIMELINES: usize = 50;

/// What is still to be read.
enum Part {
    Account,
    Cases(Vec<CaseId>),
    Requests(Vec<RequestId>),
    Audit { filter: AuditFilter },
}

/// An export on its way out: read part by part, so that it takes the memory of one.
pub struct PersonExport {
    app: App,
    ctx: Ctx,
    owner: Owner,
    found: PersonalData,
    left: VecDeque<Part>,
}

/// Begins an export of all that the organization keeps of a person in this cloud. That it was made is on record before the first line
/// leaves.
///
/// # Errors
/// [`Error::Invalid`] on `person`, `not_kept` where nothing is kept; [`Error::StepUp`]; [`Error::Conflict`] `listed`;
/// [`Error::Forbidden`].
pub async fn person_export(app: &App, ctx: &Ctx, person: &str) -> Result<PersonExport> {
    app.require(ctx, Action::Administer).await?;
    ctx.require_recent(app.now())?;
    let found = personal_data(app, ctx, person).await?;
    if found.is_empty() {
        return Err(Error::field("person", "not_kept", "Nothing is kept of this person here."));
    }
    let subject = found.key.user.map(|id| id.to_string()).unwrap_or_default();
    app.change(ctx, "person.export", subject, |tx, call| {
        Box::pin(async move { audit::append(tx, call, "person.export", &call.input, &json!({})).await })
    })
    .await?;
    let left = parts(&found);
    Ok(PersonExport { app: app.clone(), ctx: ctx.clone(), owner: ctx.owner, found, left })
}

fn parts(found: &PersonalData) -> VecDeque<Part> {
    let cases: Vec<_> = found.traces.named_cases().into_iter().collect();
    let requests: Vec<_> = found.traces.named_requests().into_iter().collect();
    let mut left = VecDeque::from([Part::Account]);
    left.extend(cases.chunks(TIMELINES).map(|some| Part::Cases(some.to_vec())));
    left.extend(requests.chunks(TIMELINES).map(|some| Part::Requests(some.to_vec())));
    if let Some(id) = found.key.user.map(|id| id.to_string()) {
        let filter = AuditFilter { oldest_first: true, limit: PAGE, ..AuditFilter::default() };
        left.push_back(Part::Audit { filter: AuditFilter { actor: Some(id.clone()), ..filter.clone() } });
        left.push_back(Part::Audit { filter: AuditFilter { subject: Some(id), ..filter } });
    }
    left
}

impl PersonExport {
    /// The next lines, each ended by a line feed; none at the end.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] where the right of who exports has ended meanwhile, [`Error::Conflict`] `standing_changed` where it
    /// is less: what follows is not given, and the file breaks off.
    pub async fn next(&mut self) -> Result<Option<String>> {
        let stands = standing::still(&self.app, &self.ctx).await;
        self.app.on_record(&self.ctx, "person.export", stands).await?;
        while let Some(part) = self.left.pop_front() {
            let lines = match part {
                Part::Account => self.account().await?,
                Part::Cases(ids) => self.cases(&ids).await?,
                Part::Requests(ids) => self.requests(&ids).await?,
                Part::Audit { filter } => self.audit(filter).await?,
            };
            if !lines.is_empty() {
                return Ok(Some(lines));
            }
        }
        Ok(None)
    }

    /// Who they are here, and by what they come in; never the secrets of that.
    async fn account(&mut self) -> Result<String> {
        let mut lines = Lines::default();
        let PersonalData { key, user, member, traces, .. } = &self.found;
        lines.put("person", json!({
            "organization": self.owner.organization, "cloud": self.owner.cloud, "exported_at": self.app.now(),
            "email": key.email, "account": user, "customer": member.as_ref().and_then(|one| one.membership.customer),
            "roles": member.as_ref().map(|one| &one.membership.roles), "handed_to": traces.handed_to(),
        }))?;
        let Some(id) = key.user else { return Ok(lines.0) };
        if member.is_some() {
            let mut auth = self.app.store().read(Auth).await?;
            for factor in auth.factor_list(id).await? {
                lines.put("second_factor", json!({ "name": factor.name, "created_at": factor.created_at, "last_used_at": factor.last_used_at }))?;
            }
            for session in auth.session_list(id, self.app.now()).await? {
                if session.owner == self.owner {
                    lines.put("session", json!({
                        "created_at": session.created_at, "last_seen_at": session.last_seen_at, "browser": session.agent,
                        "address": session.address, "last_address": session.last_address,
                    }))?;
                }
            }
        }
        let mut read = self.app.store().read(self.owner).await?;
        for token in read.token_list().await?.into_iter().filter(|token| token.user == id) {
            lines.put(
                "token",
                json!({
                    "name": token.name, "created_at": token.created_at, "last_used_at": token.last_used_at,
                    "last_address": token.last_address, "revoked_at": token.revoked_at,
                }),
            )?;
        }
        for link in read.identity_link_list(id).await?.into_iter().filter(|link| link.linked_at.is_some()) {
            lines.put("sign_in_method", json!({ "provider": link.name, "linked_at": link.linked_at }))?;
        }
        if let Some(told) = read.provisioned_user_lookup(id).await? {
            lines.put("directory", json!({ "user_name": told.user_name, "external_id": told.external_id, "profile": told.profile, "changed_at": told.changed_at }))?;
        }
        for follow in read.follow_list(id).await? {
            lines.put("follow", json!(follow))?;
        }
        for elevation in read.elevation_list_of(id, u32::MAX).await? {
            lines.put("role_for_a_time", json!(elevation))?;
        }
        let lists = read.reach_lists(id).await?;
        if lists != tierline_domain::ReachLists::default() {
            lines.put("reach", json!(lists))?;
        }
        Ok(lines.0)
    }

    async fn cases(&mut self, ids: &[CaseId]) -> Result<String> {
        let (mut lines, user) = (Lines::default(), self.found.key.user);
        let mut read = self.app.store().read(self.owner).await?;
        for case in read.case_lookup_many(ids).await? {
            let said = self.found.traces.cases.iter().find(|one| one.id == case.id);
            if let Some(said) = said {
                lines.put("case", json!({
                    "number": case.number, "subject": case.subject, "opened_at": case.created_at, "is_contact": said.is_contact,
                    "is_reporter": said.is_reporter, "is_assignee": said.is_assignee,
                    "contact": case.contact.as_ref().filter(|_| said.is_contact),
                    "description": Some(&case.description).filter(|_| said.is_reporter),
                }))?;
            }
            for entry in read.entry_list(case.id).await? {
                if user.is_some() && entry.actor.user == user {
                    lines.put("case_entry", json!({
                        "case": case.number, "at": entry.at, "name": entry.actor.name, "visibility": entry.visibility,
                        "event": entry.event.kind(), "text": entry.text,
                    }))?;
                }
            }
            for file in read.attachment_list(case.id).await?.into_iter().filter(|file| is_by(user, file.by.user)) {
                lines.put("file", json!({ "case": case.number, "at": file.at, "name": file.name, "size": file.size, "sha256": file.sha256 }))?;
            }
        }
        Ok(lines.0)
    }

    async fn requests(&mut self, ids: &[RequestId]) -> Result<String> {
        let (mut lines, user) = (Lines::default(), self.found.key.user);
        let mut read = self.app.store().read(self.owner).await?;
        for id in ids {
            let PersonalData { traces, .. } = &self.found;
            let said = traces.requests.iter().chain(&traces.received).find(|one| one.id == *id);
            let sent = read.request_lookup(*id).await?;
            let received = read.received_lookup(*id).await?;
            let packet = sent.as_ref().map(|one| &one.packet).or(received.as_ref().map(|one| &one.packet));
            let number = sent.as_ref().map(|one| &one.number).or(received.as_ref().map(|one| &one.number));
            if let (Some(said), Some(packet)) = (said, packet) {
                lines.put("request", json!({
                    "number": said.number, "title": packet.title, "counterpart": said.counterpart, "is_author": said.is_author,
                    "is_contact": said.is_contact, "contact": Some(&packet.sender.contact).filter(|_| said.is_contact),
                }))?;
            }
            for entry in read.request_entry_list(*id).await?.into_iter().filter(|entry| is_by(user, entry.actor.user)) {
                lines.put(
                    "request_entry",
                    json!({
                        "request": number, "at": entry.at, "name": entry.actor.name, "visibility": entry.visibility,
                        "event": entry.kind, "text": entry.text,
                    }),
                )?;
            }
            for file in read.attachment_list_of_request(*id).await?.into_iter().filter(|file| is_by(user, file.by.user))
            {
                lines.put("file", json!({ "request": number, "at": file.at, "name": file.name, "size": file.size, "sha256": file.sha256 }))?;
            }
        }
        Ok(lines.0)
    }

    /// A page of the log; what is left of it is read next.
    async fn audit(&mut self, filter: AuditFilter) -> Result<String> {
        let records = self.app.store().read(self.owner).await?.audit_list(&filter).await?;
        let mut lines = Lines::default();
        if let Some(last) = records.last() {
            self.left.push_front(Part::Audit { filter: AuditFilter { after: Some(last.id), ..filter } });
        }
        for record in records {
            lines.put("audit_event", serde_json::to_value(AuditLine::of(record)).map_err(Error::internal)?)?;
        }
        Ok(lines.0)
    }
}

/// Whether it is this person's; a contact without an account has done nothing here.
fn is_by(person: Option<UserId>, who: Option<UserId>) -> bool {
    person.is_some() && person == who
}

/// Lines that are being written.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn put(&mut self, kind: &str, said: Value) -> Result<()> {
        let mut line = json!({ "kind": kind });
        let (Value::Object(fields), Value::Object(said)) = (&mut line, said) else {
            return Err(Error::internal("a line has fields"));
        };
        fields.extend(said);
        self.0.push_str(&line.to_string());
        self.0.push('\n');
        Ok(())
    }
}
