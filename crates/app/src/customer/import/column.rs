//! The columns of a customer file, by the names people give them.

use tierline_domain::{catalogue::lookup_key, words};

words! {
    /// A column. Its word is its name in the file, in the documentation, and in what is said of a wrong cell.
    pub enum Column {
        /// The customer's name.
        Name = "name",
        /// Its domain.
        Domain = "domain",
        /// The provider's identifier of its tenant.
        TenantId = "tenant_id",
        /// Country, two letters.
        Country = "country",
        /// Its language.
        Locale = "locale",
        /// Its support plan.
        SupportPlan = "support_plan",
        /// How it hears of known issues.
        Inform = "inform",
        /// Reseller or advisor.
        Relationship = "relationship",
        /// Whether that stands.
        RelationshipStatus = "relationship_status",
        /// Since when.
        RelationshipSince = "relationship_since",
        /// Whose indirect reseller it is.
        IndirectReseller = "indirect_reseller",
        /// A service it subscribes to.
        Service = "service",
        /// The family of a service that the catalogue does not have.
        ProductFamily = "product_family",
        /// Region of the subscription.
        Region = "region",
        /// Seats or units.
        Quantity = "quantity",
        /// The provider's identifier of the subscription.
        SubscriptionId = "subscription_id",
        /// Whether support tickets may be filed on it.
        SupportRight = "support_right",
        /// Name of a delegated admin relationship.
        DelegatedAdmin = "delegated_admin",
        /// Granular or legacy.
        DelegatedAdminKind = "delegated_admin_kind",
        /// Directory roles.
        DelegatedAdminRoles = "delegated_admin_roles",
        /// Status.
        DelegatedAdminStatus = "delegated_admin_status",
        /// When it began.
        DelegatedAdminStart = "delegated_admin_start",
        /// When it ends.
        DelegatedAdminEnd = "delegated_admin_end",
    }
}

use Column as C;

/// Other names: of other tools' exports, in Russian, in Polish. Case, spaces and punctuation make no difference.
const NAMES: &[(Column, &[&str])] = &[
    (
        C::Name,
        &[
            "customer",
            "customer name",
            "company name",
            "название",
            "имя",
            "клиент",
            "наименование",
            "nazwa",
            "klient",
            "nazwa klienta",
            "nazwa firmy",
        ],
    ),
    (C::Domain, &["primary domain", "primary domain name", "default domain", "домен", "domena", "domena podstawowa"]),
    (
        C::TenantId,
        &[
            "tenant",
            "customer tenant id",
            "microsoft id",
            "customer id",
            "идентификатор арендатора",
            "id арендатора",
            "арендатор",
            "identyfikator dzierżawy",
            "id dzierżawy",
            "dzierżawa",
        ],
    ),
    (C::Country, &["country code", "страна", "код страны", "kraj", "kod kraju"]),
    (C::Locale, &["language", "язык", "język"]),
    (C::SupportPlan, &["план поддержки", "plan wsparcia", "plan pomocy technicznej"]),
    (C::Inform, &["информирование", "информировать", "informowanie", "powiadamianie"]),
    (C::Relationship, &["вид отношений", "отношения", "relacja", "rodzaj relacji"]),
    (C::RelationshipStatus, &["статус отношений", "состояние отношений", "status relacji", "stan relacji"]),
    (C::RelationshipSince, &["отношения с", "начало отношений", "relacja od", "początek relacji"]),
    (
        C::IndirectReseller,
        &["reseller", "косвенный торговый посредник", "реселлер", "odsprzedawca", "odsprzedawca pośredni"],
    ),
    (C::Service, &["служба", "услуга", "сервис", "usługa"]),
    (C::ProductFamily, &["семейство продуктов", "rodzina produktów"]),
    (C::Region, &["регион"]),
    (C::Quantity, &["seats", "licenses", "количество", "число лицензий", "ilość", "liczba licencji"]),
    (
        C::SubscriptionId,
        &[
            "subscription",
            "идентификатор подписки",
            "id подписки",
            "подписка",
            "identyfikator subskrypcji",
            "id subskrypcji",
            "subskrypcja",
        ],
    ),
    (C::SupportRight, &["право на обращения", "prawo do zgłoszeń"]),
    (
        C::DelegatedAdmin,
        &["gdap", "делегированное администрирование", "administracja delegowana", "delegowana administracja"],
    ),
    (C::DelegatedAdminKind, &["gdap kind", "вид делегирования", "rodzaj delegacji"]),
    (C::DelegatedAdminRoles, &["gdap roles", "роли делегирования", "role delegacji"]),
    (C::DelegatedAdminStatus, &["gdap status", "статус делегирования", "status delegacji", "stan delegacji"]),
    (C::DelegatedAdminStart, &["gdap start", "начало делегирования", "początek delegacji"]),
    (C::DelegatedAdminEnd, &["gdap end", "конец делегирования", "koniec delegacji"]),
];

/// The column of a header's cell.
pub(super) fn find(header: &str) -> Option<Column> {
    let key = lookup_key(header);
    let column = Column::ALL.iter().find(|column| lookup_key(column.word()) == key).copied();
    column.or_else(|| NAMES.iter().find(|(_, names)| names.iter().any(|name| lookup_key(name) == key)).map(|(c, _)| *c))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn a_header_is_found_in_three_languages() {
        for (header, column) in [
            ("tenant_id", Column::TenantId),
            ("Tenant ID", Column::TenantId),
            ("Название", Column::Name),
            ("Usługa", Column::Service),
            ("id dzierżawy", Column::TenantId),
            ("Конец делегирования", Column::DelegatedAdminEnd),
        ] {
            assert_eq!(find(header), Some(column), "{header}");
        }
        assert_eq!(find("favourite colour"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn no_name_means_two_columns() {
        let mut owner: HashMap<String, Column> = HashMap::new();
        let own = Column::ALL.iter().map(|column| (*column, column.word()));
        let others = NAMES.iter().flat_map(|(column, names)| names.iter().map(|name| (*column, *name)));
        for (column, name) in own.chain(others) {
            let before = owner.insert(lookup_key(name), column);
            assert!(before.is_none(), "{name}: {before:?} and {column}");
        }
    }
}
