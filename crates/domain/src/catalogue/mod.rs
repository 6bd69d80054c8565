//! What providers sell and how they name it: product families, services, regions, support topics, portals, directory
//! roles.
//!
//! Tables, one file each. Another provider, another name or another topic is a row, never a code path.

mod directory_role;
mod portal;
mod region;
mod region_table;
mod service;
mod service_table;
mod topic;
mod topic_table;

use unicode_normalization::UnicodeNormalization;

use crate::words;

pub use directory_role::{DirectoryRole, directory_role_find, directory_roles};
pub use portal::{PortalField, PortalLink, PortalPurpose, portal_fields, portal_link, portal_links};
pub use region::{Region, RegionRelation, region_find, region_relation, regions, regions_of};
pub use service::{Service, ServiceRelation, service_find, service_near, service_relation, services};
pub(crate) use service::{mentions_in, services_mentioned};
pub use topic::{SupportTopic, topic_find, topic_named, topic_search, topics};

words! {
    /// A group of services with one support agreement: entitlement, portal and topics differ from family to family.
    pub enum ProductFamily {
        /// Mail, documents, meetings and what belongs to them.
        Microsoft365 = "microsoft_365",
        /// Identity, devices and information protection.
        EnterpriseMobility = "enterprise_mobility",
        /// Infrastructure and platform services, bought by subscription.
        Azure = "azure",
        /// Business applications and the low-code platform below them.
        Dynamics365 = "dynamics_365",
        /// Products of third parties: their publisher supports them.
        Marketplace = "marketplace",
        /// Services of Google Cloud.
        GoogleCloud = "google_cloud",
        /// Services of AWS.
        Aws = "aws",
    }
}

impl ProductFamily {
    /// The name as people read it. It is a brand, the same in every language, the marketplace aside.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Microsoft365 => "Microsoft 365",
            Self::EnterpriseMobility => "Enterprise Mobility",
            Self::Azure => "Azure",
            Self::Dynamics365 => "Dynamics 365",
            Self::Marketplace => "Marketplace",
            Self::GoogleCloud => "Google Cloud",
            Self::Aws => "AWS",
        }
    }
}

/// The form in which names are looked up: compatibility forms unified, lower case, letters and digits only.
/// `Exchange-Online`, `exchange online` and `ExchangeOnline` are one name.
#[must_use]
pub fn lookup_key(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

/// The provider that runs a family, as people call it.
#[must_use]
pub const fn provider_name(family: Option<ProductFamily>) -> &'static str {
    match family {
        Some(ProductFamily::Marketplace) => "the product's publisher",
        Some(ProductFamily::GoogleCloud) => "Google",
        Some(ProductFamily::Aws) => "AWS",
        _ => "Microsoft",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lookup_key_knows_neither_case_nor_spaces_nor_punctuation() {
        assert_eq!(lookup_key("  Exchange-Online "), lookup_key("exchangeONLINE"));
        assert_eq!(lookup_key("Ｔｅａｍｓ"), "teams");
        assert_eq!(lookup_key("—"), "");
    }

    #[test]
    fn a_family_reads_back_from_its_word() {
        for family in ProductFamily::ALL {
            assert_eq!(ProductFamily::from_word(family.word()), Some(*family));
            assert!(!family.name().is_empty());
        }
    }
}
