//! Service requests on the recipient's side: the inbox of a provider, or of a distributor.

use chrono::{DateTime, Duration, Utc};
use tierline_domain::{Organization, ReceivedRequest, Severity, calendar};

use crate::app::App;

mod attach;
mod carry;
mod decide;
mod note;
mod read;

pub use attach::{attach, attachment_list, attachment_read};
pub(crate) use carry::tie;
pub use carry::{Further, Proposed, UpstreamAnswer, carry, carry_as, further, of_case, proposed};
pub use decide::{Decide, decide};
pub use note::note;
pub use read::{Partner, ReceivedQuery, ReceivedView, counts, list, partners, view};

/// Dates a change of a received request whose row is locked: when it is written, since the call may have waited long for that, and who asks
/// what changed since then would miss it. Never before the last change, whatever the clock says.
pub(crate) fn date_change(app: &App, received: &mut ReceivedRequest) {
    received.updated_at = app.now().max(received.updated_at);
}

/// When a recipient owes the first answer to what arrives now, by its own rules.
pub(crate) fn first_answer_due(
    recipient: &Organization,
    severity: Severity,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let minutes = recipient.policy.targets.of(severity).provider_first_response;
    calendar::due(recipient.policy.calendar_for(severity), now, Duration::minutes(minutes))
}
