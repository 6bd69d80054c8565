//! Deliveries as people see them: what is on its way to whom, and what is to be done where it does not arrive.

mod confirm;
mod give_up;
mod list;
mod retry;

pub use confirm::confirm;
pub use give_up::give_up;
pub use list::{DeliveryQuery, counts, held, list, list_of, show};
pub use retry::{release, retry};
