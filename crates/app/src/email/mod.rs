//! Service requests by mail: the addresses at which answers arrive.

mod reply;

pub use reply::{Replies, ReplyAddress, ReplyWay};
