//! Service requests and customers as Partner Center's REST interface shows them, for the scripts that partners have: what both ends of
//! the contract share, and its server's use cases. They are the desk's own use cases under other names: a script sees and does what
//! its token's person may. The mapping is in docs/partner-center.md.

mod change;
mod create;
mod customer;
mod filter;
mod incident;
mod partner;
mod record;
mod service;
mod show;
pub mod wire;

pub use change::change;
pub use create::{Filed, create};
pub use customer::{CustomerPage, customer, customers, subscriptions, tenant};
pub use filter::{Check, CheckField, Statuses, customers as customer_filter, statuses as status_filter};
pub use incident::{INCIDENT, incidents};
pub use partner::{end, invitation, role_members, roles, support, support_put};
pub use record::{RECORD, RecordPage, RecordsWanted, records};
pub use service::{customer_relationships, managed_services, relationships};
pub use show::{Place, RequestPage, list, show};
pub use tierline_store::{CustomerMatch, PAGE_LIMIT};

use crate::error::{Error, FieldError};

/// The same refusal, its fields named as the contract names them.
fn in_their_words(error: Error) -> Error {
    let Error::Invalid(errors) = error else { return error };
    let renamed = |error: FieldError| {
        let field = match error.field.as_str() {
            "case" => "Id".to_owned(),
            "subject" | "title" => "Title".to_owned(),
            "description" | "business_impact" => "Description".to_owned(),
            "service" => "ProductName".to_owned(),
            "support_topic" => "SupportTopicId".to_owned(),
            "contact.email" => "PrimaryContact.Email".to_owned(),
            "contact.phone" => "PrimaryContact.PhoneNumber".to_owned(),
            "contact.name" => "PrimaryContact.LastName".to_owned(),
            "contact.country" => "CountryCode".to_owned(),
            _ => error.field,
        };
        FieldError { field, ..error }
    };
    Error::Invalid(errors.into_iter().map(renamed).collect())
}
