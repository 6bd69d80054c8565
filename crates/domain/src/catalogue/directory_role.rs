//! Directory roles: what a delegated admin relationship can grant.
//!
//! Names and template ids are the provider's own (Microsoft Entra built-in roles); Microsoft Graph speaks of them by
//! the id, people by the name. Roles that the provider marks "do not use", and those that only its own programs hold,
//! are left out.

use std::{collections::HashMap, sync::OnceLock};

use super::lookup_key;

/// A role in a customer's directory.
#[derive(Debug, PartialEq, Eq)]
pub struct DirectoryRole {
    /// The published name: what rows, pages and the API carry.
    pub name: &'static str,
    /// The id of its template, the same in every tenant.
    pub template_id: &'static str,
}

/// All directory roles, by name.
#[must_use]
pub fn directory_roles() -> &'static [DirectoryRole] {
    TABLE
}

/// The role of a name or a template id, whatever its case, spaces and punctuation.
#[must_use]
pub fn directory_role_find(text: &str) -> Option<&'static DirectoryRole> {
    static INDEX: OnceLock<HashMap<String, &'static DirectoryRole>> = OnceLock::new();
    let index = INDEX.get_or_init(|| {
        let names = TABLE.iter().flat_map(|role| [role.name, role.template_id].map(|name| (lookup_key(name), role)));
        names.chain(EARLIER.iter().filter_map(|(old, new)| Some((lookup_key(old), named(new)?)))).collect()
    });
    index.get(&lookup_key(text)).copied()
}

fn named(name: &str) -> Option<&'static DirectoryRole> {
    TABLE.iter().find(|role| role.name == name)
}

/// Names that roles had before, and that the provider's older interfaces and exports still carry.
const EARLIER: &[(&str, &str)] = &[
    ("Company Administrator", "Global Administrator"),
    ("Exchange Service Administrator", "Exchange Administrator"),
    ("SharePoint Service Administrator", "SharePoint Administrator"),
    ("Lync Service Administrator", "Skype for Business Administrator"),
    ("Intune Service Administrator", "Intune Administrator"),
    ("CRM Service Administrator", "Dynamics 365 Administrator"),
    ("Power BI Service Administrator", "Fabric Administrator"),
    ("Power BI Administrator", "Fabric Administrator"),
    ("User Account Administrator", "User Administrator"),
];

const fn role(name: &'static str, template_id: &'static str) -> DirectoryRole {
    DirectoryRole { name, template_id }
}

#[rustfmt::skip]
static TABLE: &[DirectoryRole] = &[
    role("Application Administrator",               "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"),
    role("Application Developer",                   "cf1c38e5-3621-4004-a7cb-879624dced7c"),
    role("Attack Payload Author",                   "9c6df0f2-1e7c-4dc3-b195-66dfbd24aa8f"),
    role("Attack Simulation Administrator",         "c430b396-e693-46cc-96f3-db01bf8bb62a"),
    role("Attribute Assignment Administrator",      "58a13ea3-c632-46ae-9ee0-9c0d43cd7f3d"),
    role("Attribute Assignment Reader",             "ffd52fa5-98dc-465c-991d-fc073eb59f8f"),
    role("Attribute Definition Administrator",      "8424c6f0-a189-499e-bbd0-26c1753c96d4"),
    role("Attribute Definition Reader",             "1d336d2c-4ae8-42ef-9711-b3604ce3fc2c"),
    role("Authentication Administrator",            "c4e39bd9-1100-46d3-8c65-fb160da0071f"),
    role("Authentication Policy Administrator",     "0526716b-113d-4c15-b2c8-68e3c22b9f80"),
    role("Azure DevOps Administrator",              "e3973bdf-4987-49ae-837a-ba8e231c7286"),
    role("Azure Information Protection Administrator", "7495fdc4-34c4-4d15-a289-98788ce399fd"),
    role("Billing Administrator",                   "b0f54661-2d74-4c50-afa3-1ec803f12efe"),
    role("Cloud App Security Administrator",        "892c5842-a9a6-463a-8041-72aa08ca3cf6"),
    role("Cloud Application Administrator",         "158c047a-c907-4556-b7ef-446551a6b5f7"),
    role("Cloud Device Administrator",              "7698a772-787b-4ac8-901f-60d6b08affd2"),
    role("Compliance Administrator",                "17315797-102d-40b4-93e0-432062caca18"),
    role("Compliance Data Administrator",           "e6d1a23a-da11-4be4-9570-befc86d067a7"),
    role("Conditional Access Administrator",        "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9"),
    role("Customer LockBox Access Approver",        "5c4f9dcd-47dc-4cf7-8c9a-9e4207cbfc91"),
    role("Desktop Analytics Administrator",         "38a96431-2bdf-4b4c-8b6e-5d3d8abac1a4"),
    role("Directory Readers",                       "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"),
    role("Directory Writers",                       "9360feb5-f418-4baa-8175-e2a00bac4301"),
    role("Domain Name Administrator",               "8329153b-31d0-4727-b945-745eb3bc5f31"),
    role("Dynamics 365 Administrator",              "44367163-eba1-44c3-98af-f5787879f96a"),
    role("Edge Administrator",                      "3f1acade-1e04-4fbc-9b69-f0302cd84aef"),
    role("Exchange Administrator",                  "29232cdf-9323-42fd-ade2-1d097af3e4de"),
    role("Exchange Recipient Administrator",        "31392ffb-586c-42d1-9346-e59415a2cc4e"),
    role("External ID User Flow Administrator",     "6e591065-9bad-43ed-90f3-e9424366d2f0"),
    role("External Identity Provider Administrator", "be2f45a1-457d-42af-a067-6ec1fa63bc45"),
    role("Fabric Administrator",                    "a9ea8996-122f-4c74-9520-8edcd192826c"),
    role("Global Administrator",                    "62e90394-69f5-4237-9190-012177145e10"),
    role("Global Reader",                           "f2ef992c-3afb-46b9-b7cf-a126ee74c451"),
    role("Global Secure Access Administrator",      "ac434307-12b9-4fa1-a708-88bf58caabc1"),
    role("Groups Administrator",                    "fdd7a751-b60b-444a-984c-02652fe8fa1c"),
    role("Guest Inviter",                           "95e79109-95c0-4d8e-aee3-d01accf2d47b"),
    role("Helpdesk Administrator",                  "729827e3-9c14-49f7-bb1b-9608f156bbb8"),
    role("Hybrid Identity Administrator",           "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2"),
    role("Identity Governance Administrator",       "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e"),
    role("Insights Administrator",                  "eb1f4a8d-243a-41f0-9fbd-c7cdf6c5ef7c"),
    role("Insights Analyst",                        "25df335f-86eb-4119-b717-0ff02de207e9"),
    role("Intune Administrator",                    "3a2c62db-5318-420d-8d74-23affee5d9d5"),
    role("Kaizala Administrator",                   "74ef975b-6605-40af-a5d2-b9539d836353"),
    role("Knowledge Administrator",                 "b5a8dcf3-09d5-43a9-a639-8e29ef291470"),
    role("Knowledge Manager",                       "744ec460-397e-42ad-a462-8b3f9747a02c"),
    role("License Administrator",                   "4d6ac14f-3453-41d0-bef9-a3e0c569773a"),
    role("Lifecycle Workflows Administrator",       "59d46f88-662b-457b-bceb-5c3809e5908f"),
    role("Message Center Privacy Reader",           "ac16e43d-7b2d-40e0-ac05-243ff356ab5b"),
    role("Message Center Reader",                   "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b"),
    role("Network Administrator",                   "d37c8bed-0711-4417-ba38-b4abe66ce4c2"),
    role("Office Apps Administrator",               "2b745bdf-0803-4d80-aa65-822c4493daac"),
    role("Password Administrator",                  "966707d0-3269-4727-9be2-8c3a10f19b9d"),
    role("Permissions Management Administrator",    "af78dc32-cf4d-46f9-ba4e-4428526346b5"),
    role("Power Platform Administrator",            "11648597-926c-4cf3-9c36-bcebb0ba8dcc"),
    role("Printer Administrator",                   "644ef478-e28f-4e28-b9dc-3fdde9aa0b1f"),
    role("Printer Technician",                      "e8cef6f1-e4bd-4ea8-bc07-4b8d950f4477"),
    role("Privileged Authentication Administrator", "7be44c8a-adaf-4e2a-84d6-ab2649e08a13"),
    role("Privileged Role Administrator",           "e8611ab8-c189-46e8-94e1-60213ab1f814"),
    role("Reports Reader",                          "4a5d8f65-41da-4de4-8968-e035b65339cf"),
    role("Search Administrator",                    "0964bb5e-9bdb-4d7b-ac29-58e794862a40"),
    role("Search Editor",                           "8835291a-918c-4fd7-a9ce-faa49f0cf7d9"),
    role("Security Administrator",                  "194ae4cb-b126-40b2-bd5b-6091b380977d"),
    role("Security Operator",                       "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f"),
    role("Security Reader",                         "5d6b6bb7-de71-4623-b4af-96380a352509"),
    role("Service Support Administrator",           "f023fd81-a637-4b56-95fd-791ac0226033"),
    role("SharePoint Administrator",                "f28a1f50-f6e7-4571-818b-6a12f2af6b6c"),
    role("Skype for Business Administrator",        "75941009-915a-4869-abe7-691bff18279e"),
    role("Teams Administrator",                     "69091246-20e8-4a56-aa4d-066075b2a7a8"),
    role("Teams Communications Administrator",      "baf37b3a-610e-45da-9e62-d9d1e5e8914b"),
    role("Teams Communications Support Engineer",   "f70938a0-fc10-4177-9e90-2178f8765737"),
    role("Teams Communications Support Specialist", "fcf91098-03e3-41a9-b5ba-6f0ec8188a12"),
    role("Teams Devices Administrator",             "3d762c5a-1b6c-493f-843e-55a3b42923d4"),
    role("Usage Summary Reports Reader",            "75934031-6c7e-415a-99d7-48dbd49e875e"),
    role("User Administrator",                      "fe930be7-5e62-47db-91af-98c3a49a38b1"),
    role("Windows 365 Administrator",               "11451d60-acb2-45eb-a7d6-43d0f0125c13"),
    role("Windows Update Deployment Administrator", "32696413-001a-46ae-978c-ce0f6b3620d2"),
    role("Yammer Administrator",                    "810a2642-a034-447f-a5e8-41beaa378541"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_found_by_name_id_and_earlier_name() {
        for text in
            ["Service Support Administrator", "service support administrator", "F023FD81-A637-4B56-95FD-791AC0226033"]
        {
            assert_eq!(
                directory_role_find(text).map(|role| role.name),
                Some("Service Support Administrator"),
                "{text}"
            );
        }
        assert_eq!(directory_role_find("Company Administrator").map(|role| role.name), Some("Global Administrator"));
        assert_eq!(directory_role_find("Office Plant Waterer"), None);
    }

    #[test]
    fn every_name_and_every_id_belongs_to_one_role() {
        for role in directory_roles() {
            assert!(uuid::Uuid::try_parse(role.template_id).is_ok(), "{}", role.name);
            assert_eq!(directory_role_find(role.name), Some(role));
            assert_eq!(directory_role_find(role.template_id), Some(role));
        }
        for (old, new) in EARLIER {
            assert_eq!(directory_role_find(old).map(|role| role.name), Some(*new));
        }
    }

    #[test]
    fn the_roles_that_may_file_are_known() {
        for name in crate::SUPPORT_TICKET_ROLES {
            assert_eq!(directory_role_find(name).map(|role| role.name), Some(*name));
        }
    }
}
