//! A service request is changed. What a change says nothing of stays: a word that means nothing was said, a time that stands for none,
//! a null. Notes and the end are the sender's; its texts as long as nobody has them; the rest is the provider's.

use tierline_domain::{
    CustomerId, PartnerSeverity, PartnerStatus, RequestId, RequestStatus, ServiceRequest, Visibility, catalogue,
};

use super::{in_their_words, show, wire};
use crate::{
    app::App,
    ctx::Ctx,
    error::{Faults, Result},
    request::{self, EditRequest, RequestNote},
};

/// What is said of a request that is taken back without a word.
const CLOSED: &str = "The sender closed it.";

/// Changes a request of the caller's organization, and shows it as it then is.
///
/// # Errors
/// [`Error::Invalid`] with the field that is not the sender's to change; [`Error::Conflict`] where the request's state does not allow it;
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn change(
    app: &App,
    ctx: &Ctx,
    customer: Option<CustomerId>,
    number: &str,
    sent: &wire::ServiceRequest,
) -> Result<wire::ServiceRequest> {
    // Whoever sees none of it gets the same refusal as elsewhere.
    show::show(app, ctx, customer, number).await?;
    let request = request::named(&mut app.store().read(ctx.reach()).await?, customer, number).await?;
    let steps = Steps::read(&request, sent)?;
    steps.take(app, ctx, request.id).await?;
    show::show(app, ctx, customer, &request.number).await
}

/// What is to be done.
#[derive(Debug, Default, PartialEq)]
struct Steps {
    edit: Option<EditRequest>,
    /// Why it is taken back.
    withdrawal: Option<String>,
    note: Option<String>,
}

impl Steps {
    fn read(request: &ServiceRequest, sent: &wire::ServiceRequest) -> Result<Self> {
        let mut faults = Faults::default();
        let said = sent.new_note.as_ref().and_then(|note| note.text.as_deref());
        let note = said.map(|text| faults.prose("NewNote.Text", text));
        let edit = edit(&mut faults, request, sent);
        let wanted = sent.status.map_or(PartnerStatus::Unset, |status| status.0);
        let mut steps = Self { edit, withdrawal: None, note };
        if wanted != PartnerStatus::Unset && wanted != PartnerStatus::of(request.status) {
            steps.status(&mut faults, request.status, wanted);
        }
        faults.finish()?;
        Ok(steps)
    }

    fn status(&mut self, faults: &mut Faults, now: RequestStatus, wanted: PartnerStatus) {
        match (wanted, now) {
            (PartnerStatus::Closed, _) => {
                self.withdrawal = Some(self.note.take().unwrap_or_else(|| CLOSED.to_owned()));
            }
            // The note by itself gives the ball back.
            (PartnerStatus::Open, RequestStatus::AttentionNeeded) if self.note.is_some() => {}
            (PartnerStatus::Open, RequestStatus::AttentionNeeded) => {
                faults.add(
                    "Status",
                    "note_missing",
                    "Answer what is asked: send a NewNote, and the request is open again.",
                );
            }
            _ => {
                let message = "A sender can close its request; the other statuses are the provider's.";
                faults.add("Status", "not_yours", message);
            }
        }
    }

    /// What is most likely to be refused comes first, so that nothing is done by half.
    async fn take(self, app: &App, ctx: &Ctx, id: RequestId) -> Result<()> {
        if let Some(edit) = self.edit {
            request::edit(app, ctx, id, edit).await.map_err(in_their_words)?;
        }
        if let Some(reason) = self.withdrawal {
            request::withdraw(app, ctx, id, &reason).await?;
        }
        if let Some(text) = self.note {
            request::note(app, ctx, id, RequestNote { visibility: Visibility::Provider, text }).await?;
        }
        Ok(())
    }
}

/// The texts and words that are other ones than the request has.
fn edit(faults: &mut Faults, request: &ServiceRequest, sent: &wire::ServiceRequest) -> Option<EditRequest> {
    let packet = &request.packet;
    let topic = sent.support_topic_id.as_deref().map(|named| catalogue::topic_named(named.trim()));
    if topic == Some(None) {
        faults.add("SupportTopicId", "unknown", "Take an identifier from servicerequests/supporttopics.");
    }
    let topic = topic.flatten().filter(|topic| packet.support_topic.as_deref() != Some(topic.name));
    let severity = sent.severity.map(|one| one.0).and_then(PartnerSeverity::severity);
    let edit = EditRequest {
        title: sent.title.clone().filter(|title| *title != request.title),
        description: sent.description.clone().filter(|text| *text != packet.description),
        severity: severity.filter(|severity| *severity != request.severity),
        support_topic: topic.map(|topic| topic.id.to_owned()),
        ..EditRequest::default()
    };
    (edit != EditRequest::default()).then_some(edit)
}
