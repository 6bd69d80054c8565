//! People and groups as an identity provider tells of them: SCIM 2.0 (RFC 7643 and 7644), other words for the same people. Who leaves
//! there is out here in the same transaction, with sessions and tokens.
//!
//! A provider says who is there and who is in which group. What the people of a group may here, a Global admin says: no provider
//! gives a role by itself.

mod effect;
mod filter;
mod group;
mod invariant;
mod page;
mod patch;
mod path;
pub mod schema;
mod shape;
#[cfg(test)]
mod tests;
mod user;
mod wire;

pub use group::{
    EditGroup, group_edit, group_list, groups, groups_create, groups_patch, groups_remove, groups_replace, groups_show,
};
pub use invariant::checked;
pub use page::{Asked, PAGE_LINES, Selection};
pub use user::{users, users_create, users_patch, users_remove, users_replace, users_show};

/// Where the contract begins.
pub const BASE: &str = "/scim/v2";
/// The type of its content (RFC 7644, 8.1).
pub const MEDIA_TYPE: &str = "application/scim+json";
/// The schema of its errors.
pub const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
