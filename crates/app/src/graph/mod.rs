//! Service communications and delegated admin as Microsoft Graph shows them, version 1.0, for the scripts that partners have: what both
//! ends of the contract share, and its server's use cases. They are the desk's own use cases under other names: a script sees and does
//! what its token's person may. The mapping is in docs/graph.md.

mod assignment;
mod customer;
mod filter;
mod health;
mod message;
mod relationship;
mod walk;
pub mod wire;

pub use assignment::{assignment, assignments};
pub use customer::{customer, customer_services};
pub use filter::{ASSIGNMENT, CUSTOMER, Filter, HEALTH, ISSUE, Kind, MESSAGE, Property, RELATIONSHIP};
pub(crate) use health::{families, is_known_here};
pub use health::{issue, overview, overviews};
pub use message::message;
pub use relationship::{act, change, create, discard, relationship};
pub(crate) use walk::posts_of;
pub use walk::{Collection, LINES, Page, Place, Wanted, list};

use crate::error::{Error, FieldError};

/// The same refusal, its fields named as the contract names them.
fn in_their_words(error: Error) -> Error {
    let Error::Invalid(errors) = error else { return error };
    let renamed = |error: FieldError| {
        let field = match error.field.as_str() {
            "name" => "displayName".to_owned(),
            "roles" => "accessDetails.unifiedRoles".to_owned(),
            "days" => "duration".to_owned(),
            "customer-tenant-id" => "customer.tenantId".to_owned(),
            _ => error.field,
        };
        FieldError { field, ..error }
    };
    Error::Invalid(errors.into_iter().map(renamed).collect())
}
