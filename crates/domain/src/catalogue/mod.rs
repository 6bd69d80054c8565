//! The service catalogue.

use crate::words;

words! {
    /// A family of services: what entitlement and routes are decided by.
    pub enum ProductFamily {
        /// Microsoft 365.
        Microsoft365 = "microsoft_365",
        /// Enterprise Mobility: identity and devices.
        EnterpriseMobility = "enterprise_mobility",
        /// Azure.
        Azure = "azure",
        /// Dynamics 365.
        Dynamics365 = "dynamics_365",
        /// Products of third parties.
        Marketplace = "marketplace",
    }
}
