//! The texts of a request that was written and not yet filed.

use std::sync::Arc;

use tierline_domain::{
    Action, Contact, RequestId, RequestStatus, Route, ServiceRequest, Severity, Visibility, catalogue,
};

use super::{rate::rate, work::RequestWork};
use crate::{
    app::App,
    audit,
    case::sender,
    ctx::Ctx,
    error::{Error, Faults, Result},
    validate,
};

/// What is to change; absent means unchanged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EditRequest {
    /// The version that was read; another one by now is refused.
    pub version: Option<i64>,
    /// One line.
    pub title: Option<String>,
    /// What happens, in whole.
    pub description: Option<String>,
    /// What it does to the customer's business.
    pub business_impact: Option<String>,
    /// Declared impact.
    pub severity: Option<Severity>,
    /// The recipient's own classification: a topic's identifier or name.
    pub support_topic: Option<String>,
    /// The partner's contact, whole.
    pub contact: Option<Contact>,
}

impl EditRequest {
    fn checked(self) -> Result<Self> {
        let mut faults = Faults::default();
        let topic = self.support_topic.map(|text| {
            let known = catalogue::topic_find(&text).or_else(|| catalogue::topics().iter().find(|t| t.name == text));
            if known.is_none() {
                faults.add("support_topic", "unknown", "Take a topic from the list: type a few letters of it.");
            }
            known.map(|topic| topic.name.to_owned()).unwrap_or_default()
        });
        let checked = Self {
            title: self.title.map(|text| faults.line("title", &text)),
            description: self.description.map(|text| faults.prose("description", &text)),
            business_impact: self.business_impact.map(|text| faults.prose("business_impact", &text)),
            support_topic: topic,
            contact: self.contact.map(|contact| validate::contact(&mut faults, "contact", contact)),
            ..self
        };
        faults.finish()?;
        Ok(checked)
    }

    /// Writes what changed into the request; gives the names of the fields that did.
    fn apply(self, request: &mut ServiceRequest) -> Vec<&'static str> {
        let before = request.packet.clone();
        let packet = &mut request.packet;
        packet.title = self.title.unwrap_or_else(|| before.title.clone());
        packet.description = self.description.unwrap_or_else(|| before.description.clone());
        packet.business_impact = self.business_impact.unwrap_or_else(|| before.business_impact.clone());
        packet.severity = self.severity.unwrap_or(before.severity);
        packet.support_topic = self.support_topic.or_else(|| before.support_topic.clone());
        packet.sender.contact = self.contact.unwrap_or_else(|| before.sender.contact.clone());
        request.title.clone_from(&packet.title);
        request.severity = packet.severity;
        let fields = [
            ("title", packet.title != before.title),
            ("description", packet.description != before.description),
            ("business_impact", packet.business_impact != before.business_impact),
            ("severity", packet.severity != before.severity),
            ("support_topic", packet.support_topic != before.support_topic),
            ("contact", packet.sender.contact != before.sender.contact),
        ];
        fields.into_iter().filter(|(_, changed)| *changed).map(|(field, _)| field).collect()
    }
}

/// The recipient talks to us: an address of the customer's is refused.
async fn require_ours(app: &App, ctx: &Ctx, id: RequestId, address: &str) -> Result<()> {
    let (mut faults, mut read) = (Faults::default(), app.store().read(ctx.reach()).await?);
    for case in read.request_cases(id).await? {
        let of_case = read.case_lookup(case).await?.and_then(|case| case.contact);
        sender::require_ours(&mut faults, &mut read, of_case.as_ref(), address).await?;
    }
    faults.finish()
}

/// Changes a request that waits to be filed in a portal. What the recipient has is as it was sent, but for its severity; a note says
/// more.
///
/// # Errors
/// [`Error::Conflict`] where the recipient has it and anything but its severity is to change, or where it is over; [`Error::Invalid`], [`Error::Stale`], [`Error::NotFound`],
/// [`Error::Forbidden`].
pub async fn edit(app: &App, ctx: &Ctx, id: RequestId, command: EditRequest) -> Result<ServiceRequest> {
    app.require(ctx, Action::Escalate).await?;
    let command = command.checked()?;
    if let Some(contact) = &command.contact {
        require_ours(app, ctx, id, &contact.email).await?;
    }
    app.change(ctx, "request.edit", command, move |tx, call| {
        Box::pin(async move {
            let organization = Arc::clone(&call.ctx.organization);
            let mut work = RequestWork::take(tx, &call.app, organization, call.ctx.actor(), id, call.now).await?;
            let current = work.request.version;
            if call.input.version.is_some_and(|read| read != current) {
                return Err(Error::Stale { current: Some(current) });
            }
            if work.request.route != Route::Assisted || work.request.status != RequestStatus::Prepared {
                return rate(tx, call, id, work).await;
            }
            let fields = call.input.clone().apply(&mut work.request);
            if fields.is_empty() {
                return Ok(work.request);
            }
            work.entry("edit", Visibility::Internal, None, Some(fields.join(",")));
            audit::append(tx, call, "request.edit", &id.to_string(), &serde_json::json!({ "fields": fields })).await?;
            work.save(tx).await
        })
    })
    .await
}
