//! Service requests on the recipient's side: the inbox of a provider, or of a distributor.

mod attach;
mod carry;
mod decide;
mod note;
mod read;

pub use attach::{attach, attachment_list, attachment_read};
pub(crate) use carry::tie;
pub use carry::{Further, UpstreamAnswer, carry, further, of_case};
pub use decide::{Decide, decide};
pub use note::note;
pub use read::{Partner, ReceivedQuery, ReceivedView, counts, list, partners, view};
