//! Who may file with the provider, by product family and place in the channel: a policy table.
//!
//! The table is the programme's of 2023 (problem reports on a customer's behalf; least-privileged roles by task).
//! It applies only where the recipient is the provider; to the upstream partner the relationship suffices.

use serde::{Deserialize, Serialize};

use crate::{PartnerKind, catalogue::ProductFamily, words};

/// What must be there so that the provider takes a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A live delegated admin relationship whose roles carry the support-ticket permission.
    DelegatedRole,
    /// The partner relationship, and the right on the subscription.
    SubscriptionRight,
    /// A delegated role, and a support plan of Advanced Support for Partners or higher.
    DelegatedRoleAndPlan,
    /// Not at all; the reason says who may.
    Never(NotEntitled),
}

words! {
    /// Why a partner may not file, and who may.
    pub enum NotEntitled {
        /// Its indirect provider files.
        IndirectProviderFiles = "indirect_provider_files",
        /// The provider of the subscription files.
        SubscriptionProviderFiles = "subscription_provider_files",
        /// The customer's reseller files.
        ResellerFiles = "reseller_files",
        /// The product's publisher is asked.
        PublisherIsAsked = "publisher_is_asked",
        /// Nobody has told the desk who may file with this provider.
        NotModelled = "not_modelled",
        /// The right to file on the subscription is missing.
        SubscriptionRightMissing = "subscription_right_missing",
        /// The support plan does not cover it.
        SupportPlanMissing = "support_plan_missing",
    }
}

impl NotEntitled {
    /// What to do about it, in English.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::IndirectProviderFiles => {
                "Indirect resellers can't file Azure requests: hand it to your indirect provider, who files it."
            }
            Self::SubscriptionProviderFiles => {
                "Advisors can't file Azure requests: the partner that provides the subscription files it."
            }
            Self::ResellerFiles => "Advisors can't file Dynamics 365 requests: the customer's reseller files it.",
            Self::PublisherIsAsked => "This product is a third party's: its publisher is asked, not the provider.",
            Self::NotModelled => {
                "Who may file with this provider is not modelled here: file it in the provider's own console."
            }
            Self::SubscriptionRightMissing => {
                "The right Microsoft.Support/supportTickets/write on the subscription is missing: ask the customer for the Support Request Contributor role."
            }
            Self::SupportPlanMissing => {
                "Dynamics 365 needs Advanced Support for Partners or higher: check the support plan on the customer's page."
            }
        }
    }
}

use NotEntitled::{IndirectProviderFiles, NotModelled, PublisherIsAsked, ResellerFiles, SubscriptionProviderFiles};
use Rule::{DelegatedRole, DelegatedRoleAndPlan, Never, SubscriptionRight};

/// The table: one row a family, one column a place in the channel in the order of [`PartnerKind::ALL`].
#[rustfmt::skip]
pub const TABLE: &[(ProductFamily, [Rule; 4])] = &[
    //                                   direct bill           indirect provider     indirect reseller                advisor
    (ProductFamily::Microsoft365,       [DelegatedRole,        DelegatedRole,        DelegatedRole,                   DelegatedRole]),
    (ProductFamily::EnterpriseMobility, [DelegatedRole,        DelegatedRole,        DelegatedRole,                   DelegatedRole]),
    (ProductFamily::Azure,              [SubscriptionRight,    SubscriptionRight,    Never(IndirectProviderFiles),    Never(SubscriptionProviderFiles)]),
    (ProductFamily::Dynamics365,        [DelegatedRoleAndPlan, DelegatedRoleAndPlan, DelegatedRoleAndPlan,            Never(ResellerFiles)]),
    (ProductFamily::Marketplace,        [Never(PublisherIsAsked), Never(PublisherIsAsked), Never(PublisherIsAsked),   Never(PublisherIsAsked)]),
    // Other providers have programmes of their own. Nobody's entitlement is invented.
    (ProductFamily::GoogleCloud,        [Never(NotModelled),   Never(NotModelled),   Never(NotModelled),              Never(NotModelled)]),
    (ProductFamily::Aws,                [Never(NotModelled),   Never(NotModelled),   Never(NotModelled),              Never(NotModelled)]),
];

/// What the table says.
#[must_use]
pub fn rule(family: ProductFamily, partner: PartnerKind) -> Rule {
    let column = PartnerKind::ALL.iter().position(|kind| *kind == partner).unwrap_or(0);
    TABLE.iter().find(|(f, _)| *f == family).map_or(Never(PublisherIsAsked), |(_, row)| row[column])
}

/// What the asker has, at this instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// A live delegated admin relationship exists.
    pub delegated_admin_live: bool,
    /// One of its roles carries the support-ticket permission.
    pub delegated_admin_files: bool,
    /// The right on the subscription exists.
    pub subscription_right: bool,
    /// The plan is Advanced Support for Partners or higher.
    pub plan_covers: bool,
}

/// What stands in the way of filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No live delegated admin relationship, or none with the permission.
    DelegatedAdminMissing,
    /// The partner may not file.
    NotEntitled(NotEntitled),
}

/// Judges a standing by the table.
///
/// # Errors
/// What stands in the way, the first thing that would have to be mended.
pub fn judge(family: ProductFamily, partner: PartnerKind, standing: Standing) -> Result<(), Refusal> {
    let delegated = || {
        let enough = standing.delegated_admin_live && standing.delegated_admin_files;
        if enough { Ok(()) } else { Err(Refusal::DelegatedAdminMissing) }
    };
    match rule(family, partner) {
        DelegatedRole => delegated(),
        SubscriptionRight if standing.subscription_right => Ok(()),
        SubscriptionRight => Err(Refusal::NotEntitled(NotEntitled::SubscriptionRightMissing)),
        DelegatedRoleAndPlan if !standing.plan_covers => Err(Refusal::NotEntitled(NotEntitled::SupportPlanMissing)),
        DelegatedRoleAndPlan => delegated(),
        Never(why) => Err(Refusal::NotEntitled(why)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Standing = Standing {
        delegated_admin_live: true,
        delegated_admin_files: true,
        subscription_right: true,
        plan_covers: true,
    };
    const NOTHING: Standing = Standing {
        delegated_admin_live: false,
        delegated_admin_files: false,
        subscription_right: false,
        plan_covers: false,
    };

    #[test]
    fn the_table_reads_as_it_was_decided() {
        let mut text = String::new();
        for family in ProductFamily::ALL {
            for partner in PartnerKind::ALL {
                let (best, worst) = (judge(*family, *partner, ALL), judge(*family, *partner, NOTHING));
                text.push_str(&format!(
                    "{family} {partner}: {:?}; at best {best:?}; at worst {worst:?}\n",
                    rule(*family, *partner)
                ));
            }
        }
        insta::assert_snapshot!(text);
    }

    #[test]
    fn a_live_relationship_without_the_permission_does_not_suffice() {
        let standing = Standing { delegated_admin_files: false, ..ALL };
        assert_eq!(
            judge(ProductFamily::Microsoft365, PartnerKind::DirectBill, standing),
            Err(Refusal::DelegatedAdminMissing)
        );
    }
}
