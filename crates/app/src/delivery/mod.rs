//! Deliveries as people see them: what is on its way to whom, and what is to be done where it does not arrive.

mod confirm;
mod content;
mod give_up;
mod list;
mod retry;

pub use confirm::confirm;
pub use give_up::give_up;
pub use list::{DeliveryQuery, DeliveryView, counts, held, list, list_of, show};
pub use retry::{release, retry};

use tierline_domain::OutboxId;
use tierline_store::TenantRead;

use crate::{
    error::{Error, Result},
    relay::Message,
};

/// What a delivery brings.
async fn message(read: &mut TenantRead<'_>, id: OutboxId) -> Result<Message> {
    let payload = read.delivery_payload(id).await?.ok_or(Error::NotFound)?;
    serde_json::from_value(payload).map_err(Error::internal)
}
