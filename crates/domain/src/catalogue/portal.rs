//! What assisted filing needs to know of a provider's portals: where to open them for a customer's tenant, and which
//! fields their form asks for, in its order.

use super::{ProductFamily, Service};
use crate::{Cloud, words};

words! {
    /// A field of a portal's form. The packet has a value for each; the page shows them to be copied one by one.
    pub enum PortalField {
        /// What kind of request it is: technical, billing, quota.
        IssueType = "issue_type",
        /// The customer's subscription.
        Subscription = "subscription",
        /// The service.
        Service = "service",
        /// The support topic.
        SupportTopic = "support_topic",
        /// One line.
        Title = "title",
        /// Since when.
        StartedAt = "started_at",
        /// The description with its grounds.
        Description = "description",
        /// The severity.
        Severity = "severity",
        /// What it costs the customer's business.
        BusinessImpact = "business_impact",
        /// Files.
        Files = "files",
        /// The partner's contact: never the customer's.
        Contact = "contact",
        /// The contact's time zone and language.
        ContactPreferences = "contact_preferences",
    }
}

words! {
    /// What a link into a portal is for.
    pub enum PortalPurpose {
        /// To file or read service requests.
        Support = "support",
        /// To read service health.
        ServiceHealth = "service_health",
        /// To administer the service.
        Administration = "administration",
    }
}

/// A link into a provider's portal that opens it for one tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalLink {
    /// What it is for.
    pub purpose: PortalPurpose,
    /// The address. It keeps the tie to the customer; the portal's own front page would lose it.
    pub uri: String,
}

/// The fields of a family's form, in the form's order. Empty for the marketplace, whose publisher is asked, and for
/// providers whose forms are not modelled.
#[must_use]
pub const fn portal_fields(family: ProductFamily) -> &'static [PortalField] {
    use PortalField as F;
    match family {
        ProductFamily::Microsoft365 | ProductFamily::EnterpriseMobility => &[
            F::Title,
            F::SupportTopic,
            F::Description,
            F::Severity,
            F::BusinessImpact,
            F::Files,
            F::Contact,
            F::ContactPreferences,
        ],
        ProductFamily::Azure => &[
            F::IssueType,
            F::Subscription,
            F::Service,
            F::SupportTopic,
            F::Title,
            F::StartedAt,
            F::Description,
            F::Files,
            F::Severity,
            F::BusinessImpact,
            F::Contact,
            F::ContactPreferences,
        ],
        ProductFamily::Dynamics365 => &[
            F::Service,
            F::SupportTopic,
            F::Title,
            F::Description,
            F::Severity,
            F::BusinessImpact,
            F::Files,
            F::Contact,
            F::ContactPreferences,
        ],
        ProductFamily::Marketplace | ProductFamily::GoogleCloud | ProductFamily::Aws => &[],
    }
}

/// Characters that an address may carry as they are; a tenant is an identifier or a domain and needs no others.
fn is_tenant(tenant: &str) -> bool {
    !tenant.is_empty()
        && tenant.len() <= 253
        && tenant.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))
}

/// The link for a purpose, where the family has one. `tenant` is the customer's tenant identifier or its domain; anything else
/// gives no link, so that nothing typed by a person leads elsewhere. `service` narrows administration to one service.
///
/// Microsoft 365 by the managed-services links of Partner Center (`BeginClientSession.aspx` with `CTID` and `CSDEST`), Azure by the
/// portal with the tenant in its path, Dynamics 365 by the sign-in of its administration centre.
#[must_use]
pub fn portal_link(
    family: ProductFamily,
    purpose: PortalPurpose,
    cloud: Cloud,
    tenant: &str,
    service: Option<&Service>,
) -> Option<PortalLink> {
    if !is_tenant(tenant) {
        return None;
    }
    let uri = match family {
        ProductFamily::Microsoft365 | ProductFamily::EnterpriseMobility => {
            let host = match cloud {
                Cloud::Public => "portal.office.com",
                Cloud::UsGovernment => "portal.office365.us",
            };
            let destination = match purpose {
                PortalPurpose::Support => "Support",
                PortalPurpose::ServiceHealth => "ServiceStatus",
                PortalPurpose::Administration => service.map_or("o365admincenter", administration),
            };
            format!("https://{host}/Partner/BeginClientSession.aspx?CTID={tenant}&CSDEST={destination}")
        }
        ProductFamily::Azure => {
            let host = match cloud {
                Cloud::Public => "portal.azure.com",
                Cloud::UsGovernment => "portal.azure.us",
            };
            let blade = match purpose {
                PortalPurpose::Support => "#blade/Microsoft_Azure_Support/HelpAndSupportBlade/newsupportrequest",
                PortalPurpose::ServiceHealth => "#blade/Microsoft_Azure_Health/AzureHealthBrowseBlade/serviceIssues",
                PortalPurpose::Administration => "",
            };
            format!("https://{host}/{tenant}{blade}")
        }
        ProductFamily::Dynamics365 => {
            let host = match cloud {
                Cloud::Public => "admin.powerplatform.microsoft.com",
                Cloud::UsGovernment => "high.admin.powerplatform.microsoft.us",
            };
            format!("https://{host}/account/login/{tenant}")
        }
        ProductFamily::Marketplace | ProductFamily::GoogleCloud | ProductFamily::Aws => return None,
    };
    Some(PortalLink { purpose, uri })
}

/// All links of a family for a tenant: what the customer's service management shows.
#[must_use]
pub fn portal_links(family: ProductFamily, cloud: Cloud, tenant: &str, service: Option<&Service>) -> Vec<PortalLink> {
    PortalPurpose::ALL.iter().filter_map(|purpose| portal_link(family, *purpose, cloud, tenant, service)).collect()
}

/// Where administration of a service begins. Only what the managed-services links are known to take; the rest starts at the overview.
fn administration(service: &Service) -> &'static str {
    if service.name == "Exchange Online" { "Exchange" } else { "o365admincenter" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::service_find;

    const TENANT: &str = "8c1f2a34-5b6c-4d7e-8f90-a1b2c3d4e04b";

    fn uri(family: ProductFamily, purpose: PortalPurpose, cloud: Cloud) -> String {
        portal_link(family, purpose, cloud, TENANT, None).unwrap().uri
    }

    #[test]
    fn a_request_starts_in_the_customers_tenant() {
        let support = PortalPurpose::Support;
        assert_eq!(
            uri(ProductFamily::Microsoft365, support, Cloud::Public),
            format!("https://portal.office.com/Partner/BeginClientSession.aspx?CTID={TENANT}&CSDEST=Support")
        );
        for family in [ProductFamily::Azure, ProductFamily::Dynamics365, ProductFamily::EnterpriseMobility] {
            assert!(uri(family, support, Cloud::Public).contains(TENANT), "{family}");
        }
        assert_eq!(portal_link(ProductFamily::Marketplace, support, Cloud::Public, TENANT, None), None);
    }

    #[test]
    fn the_government_cloud_has_its_own_hosts() {
        for family in [ProductFamily::Microsoft365, ProductFamily::Azure, ProductFamily::Dynamics365] {
            for purpose in PortalPurpose::ALL {
                let uri = uri(family, *purpose, Cloud::UsGovernment);
                let host = uri.trim_start_matches("https://").split('/').next().unwrap();
                assert!(host.ends_with(".us"), "{uri}");
            }
        }
    }

    #[test]
    fn administration_of_mail_opens_mail() {
        let exchange = service_find("Exchange Online");
        let link =
            portal_link(ProductFamily::Microsoft365, PortalPurpose::Administration, Cloud::Public, TENANT, exchange);
        assert!(link.unwrap().uri.ends_with("CSDEST=Exchange"));
        assert_eq!(portal_links(ProductFamily::Azure, Cloud::Public, TENANT, None).len(), 3);
    }

    #[test]
    fn what_is_not_a_tenant_gives_no_link() {
        for bad in ["", "evil.example/../..", "a b", "x&CSDEST=y", "a\u{202e}b", "t@evil.example"] {
            assert_eq!(
                portal_link(ProductFamily::Azure, PortalPurpose::Support, Cloud::Public, bad, None),
                None,
                "{bad:?}"
            );
        }
        assert!(
            portal_link(ProductFamily::Azure, PortalPurpose::Support, Cloud::Public, "brightwater.example", None)
                .is_some()
        );
    }

    #[test]
    fn every_form_asks_for_title_description_severity_and_contact() {
        let modelled = |family: &&ProductFamily| {
            !matches!(family, ProductFamily::Marketplace | ProductFamily::GoogleCloud | ProductFamily::Aws)
        };
        for family in ProductFamily::ALL.iter().filter(modelled) {
            for field in [PortalField::Title, PortalField::Description, PortalField::Severity, PortalField::Contact] {
                assert!(portal_fields(*family).contains(&field), "{family}: {field}");
            }
        }
    }
}
