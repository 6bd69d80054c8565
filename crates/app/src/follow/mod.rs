//! What an agent follows: a service, a region, a customer. Who follows is told in the desk, see [`crate::notice`].

mod add;
mod read;
mod remove;
#[cfg(test)]
mod tests;

pub use add::{AddFollow, add};
pub use read::{FollowLine, list, list_named};
pub use remove::remove;
