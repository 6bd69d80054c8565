//! Cases: from the first report to the close.

pub mod approve;
pub mod attach;
pub mod categorize;
pub mod check_health;
pub mod close;
pub mod edit;
pub mod escalate;
pub mod inform;
pub mod judge;
pub mod note;
pub mod open;
pub mod read;
pub mod recipient;
pub(crate) mod refresh;
mod sender;
pub mod step;
pub mod sweep;
pub mod waive;
pub(crate) mod work;

pub use approve::{ApprovalAsk, Approve, approve};
pub use attach::{Attach, FILE_LIMIT, attach, attachment_list, attachment_read};
pub use categorize::{Categorize, CategoryProposal, categorize, proposal, propose_category};
pub use check_health::check_health;
pub use close::{close, confirm, persists, reopen, resolve};
pub use edit::{EditCase, edit};
pub use escalate::{Compose, Escalate, Preview, compose, escalate, preview};
pub use inform::{inform, inform_draft};
pub use judge::{Judge, judge};
pub use note::{Note, note};
pub use open::{OpenCase, Opened, open, open_shown};
pub use read::{CaseQuery, CaseView, active_counts, counts, list, view};
pub(crate) use read::{require_own, require_see};
pub use recipient::{PossibleRecipient, recipients};
pub use step::{RecordStep, record_step};
pub use tierline_store::CaseAfter;
pub use waive::{Waive, waive};
