//! Customers: the book of a partner, and what the customers let it do.

pub mod add;
mod check;
pub mod delegated_admin;
mod delegated_admin_draft;
pub mod edit;
pub mod group;
pub mod import;
pub mod read;
#[cfg(test)]
mod tests;

pub(crate) use add::require_partner;
pub use add::{AddCustomer, add};
pub(crate) use check::{domain as check_domain, taken as taken_elsewhere};
pub use delegated_admin::{
    DELEGATED_ADMIN_LONGEST_DAYS, DELEGATED_ADMIN_NAME_LIMIT, DelegatedAdminDecision, PENDING_DAYS,
    RequestDelegatedAdmin, decide_delegated_admin, delegated_admin_list, delegated_admin_lookup,
    request_delegated_admin,
};
pub use delegated_admin_draft::{
    RedraftDelegatedAdmin, SeenDelegatedAdmin, delegated_admin_tag, discard_delegated_admin, draft_delegated_admin,
    redraft_delegated_admin, submit_delegated_admin,
};
pub(crate) use edit::changed as changed_fields;
pub use edit::{EditCustomer, edit, last_edit};
pub use group::{
    CustomerGroupView, EditCustomerGroup, group_add, group_edit, group_list, group_remove, group_view, groups_of,
};
pub use import::{IMPORT_LIMIT, IMPORT_LINES, Import, ImportLine, ImportReport, ImportResult, import};
pub use read::{CustomerLine, CustomerQuery, CustomerView, OpenWork, count, countries, ending, list, view};
