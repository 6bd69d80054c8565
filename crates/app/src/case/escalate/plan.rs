//! What an agent wrote for a service request, checked.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use tierline_domain::{
    AttachmentId, ConnectionId, Contact, Draft, Ladder, Organization, Packet, PacketFile, PacketParts, PacketSender,
    PartnerKind, RecipientKind, Route, Severity, catalogue,
};

use super::{
    super::{
        sender,
        way::{Wanted, Way},
        work::{CaseFile, Intent, contact_of},
    },
    Escalate,
};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Faults, Result},
    validate,
};

/// A command that was checked.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) draft: Draft,
    pub(super) severity: Option<Severity>,
    pub(super) support_topic: Option<String>,
    pub(super) route: Option<Route>,
    pub(super) connection: Option<ConnectionId>,
    pub(super) recipient: Option<RecipientKind>,
    pub(super) contact: Contact,
    pub(super) duplicate_reason: Option<String>,
    pub(super) files: Option<BTreeSet<AttachmentId>>,
}

impl Plan {
    /// Checks what was written.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::error::Error::Invalid) with all that is wrong.
    pub(super) async fn of(app: &App, ctx: &Ctx, file: &CaseFile, command: Escalate) -> Result<Self> {
        let mut faults = Faults::default();
        let draft = Draft {
            title: faults.line("title", &command.title),
            description: faults.prose("description", &command.description),
            business_impact: faults.prose("business_impact", &command.business_impact),
        };
        let support_topic = faults.optional_line("support_topic", command.support_topic.as_deref()).and_then(|text| {
            let known = catalogue::topic_find(&text).or_else(|| catalogue::topics().iter().find(|t| t.name == text));
            if known.is_none() {
                faults.add("support_topic", "unknown", "Take a topic from the list: type a few letters of it.");
            }
            known.map(|topic| topic.name.to_owned())
        });
        let given =
            command.contact.map(|contact| validate::contact(&mut faults, "contact", contact)).unwrap_or_default();
        if !given.email.is_empty() {
            let mut read = app.store().read(ctx.reach()).await?;
            sender::require_ours(&mut faults, &mut read, file.case.contact.as_ref(), &given.email).await?;
        }
        let contact = completed(given, contact_of(&ctx.user, &ctx.organization));
        let duplicate_reason = faults.optional_prose("duplicate_reason", command.duplicate_reason.as_deref());
        let Escalate { severity, route, connection, recipient, files, .. } = command;
        faults.finish()?;
        Ok(Self { draft, severity, support_topic, route, connection, recipient, contact, duplicate_reason, files })
    }

    /// The route, the connection and the recipient that somebody wants.
    pub(super) const fn wanted(&self) -> Wanted {
        Wanted { route: self.route, connection: self.connection, recipient: self.recipient }
    }

    /// What is asked of the ladder for this way.
    pub(super) fn intent(&self, way: &Way, check_failed: bool) -> Intent {
        Intent {
            recipient: Some(way.recipient.kind),
            route: Some(way.route),
            contact: Some(self.contact.clone()),
            duplicate_reason: self.duplicate_reason.is_some(),
            check_failed,
            severity: self.severity,
        }
    }

    /// What the recipient gets, made of the case's evidence and of what was written.
    pub(super) fn packet(
        &self,
        file: &CaseFile,
        organization: &Organization,
        ladder: &Ladder,
        (files, follows): (Vec<PacketFile>, Vec<String>),
        now: DateTime<Utc>,
    ) -> Packet {
        PacketParts {
            case: &file.case,
            customer: &file.customer,
            subscriptions: &file.subscriptions,
            entries: &file.entries,
            sender: PacketSender {
                organization: organization.name.clone(),
                partner_kind: organization.partner_kind.unwrap_or(PartnerKind::DirectBill),
                contact: self.contact.clone(),
            },
            delegated_admin: file.live_relationship(now).map(|d| d.name.clone()),
            product_family: file.family(),
            support_topic: self.support_topic.clone(),
            draft: self.draft.clone(),
            severity: self.severity.unwrap_or(file.case.severity),
            post_outage: ladder.post_outage.as_ref().map(|known| known.source_id.clone()),
            follows,
            other_customers: 0,
            files,
        }
        .packet()
    }
}

/// What was given of a contact, and the acting agent's own for the rest.
fn completed(given: Contact, own: Contact) -> Contact {
    let text = |given: String, own: String| if given.is_empty() { own } else { given };
    Contact {
        name: text(given.name, own.name),
        email: text(given.email, own.email),
        phone: given.phone.or(own.phone),
        country: given.country.or(own.country),
        time_zone: given.time_zone.or(own.time_zone),
        language: given.language.or(own.language),
    }
}
