//! Service requests on the sender's side.

mod attach;
mod edit;
mod file;
mod follow;
mod join;
mod note;
mod portal;
pub(crate) mod rate;
mod read;
mod reopen;
mod report;
mod withdraw;

pub(crate) mod work;

pub use attach::{attach, attachment_list, attachment_read};
pub use edit::{EditRequest, edit};
pub use file::{correct, file};
pub(crate) use follow::follow_all;
pub use join::{join, joinable};
pub use note::{RequestNote, note, notes};
pub(crate) use note::{answer, write as write_note};
pub use portal::{PortalUpdate, portal_update};
pub(crate) use read::named;
pub use read::{RequestQuery, RequestView, counts, list, list_of, view, waiting_for_us};
pub use reopen::reopen;
pub use report::{ReturnReport, return_report};
pub use withdraw::withdraw;
