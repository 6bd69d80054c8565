//! Service requests by mail: the addresses at which answers arrive, and what becomes of the answers.

mod arrive;
mod reply;

pub use arrive::{Arrived, Mail, MailFile, MailNature, arrive, expects};
pub use reply::{Replies, ReplyAddress, ReplyWay};
