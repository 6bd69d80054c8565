//! Adapters to what is outside, behind the ports that the application declares.
//!
//! An adapter translates: the numbers, words and shapes of the wire end here, and unknown values stay text.

mod answer;
pub mod azure_support;
mod books;
mod breach;
pub mod email;
pub mod feed;
pub mod fetch;
pub mod outbound;
mod overview;
pub mod partner_center;
mod probe;
#[cfg(test)]
mod test_connection;
#[cfg(test)]
mod test_text;
pub mod trouble_ticket;

pub use azure_support::AzureSupportCarrier;
pub use books::BookReader;
pub use breach::BreachRanges;
pub use email::{DeskPost, EmailCarrier, MailListener};
pub use feed::FeedParsers;
pub use fetch::Fetcher;
pub use outbound::Outbound;
pub use partner_center::PartnerCenterCarrier;
pub use probe::GraphProbe;
pub use trouble_ticket::{TicketCaller, TicketCarrier};
