//! People and groups as an identity provider tells of them (SCIM 2.0, RFC 7643), and what follows from that here.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{GroupId, Role, UserId};

/// The parts of a person's name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProvisionedName {
    /// All of it, as it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formatted: Option<String>,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
}

/// An address of mail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProvisionedEmail {
    /// The address.
    pub value: String,
    /// What it is for: `work`, for one.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Whether it comes before the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary: Option<bool>,
}

/// What is told of a person beside the name that they sign in by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProvisionedProfile {
    /// The name that is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The parts of the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<ProvisionedName>,
    /// Addresses of mail.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<ProvisionedEmail>,
}

impl ProvisionedProfile {
    /// The name that the desk shows: the one that is to be shown, else the whole name, else its parts, else what the person signs in by.
    #[must_use]
    pub fn person(&self, user_name: &str) -> String {
        let name = self.name.clone().unwrap_or_default();
        let parts: Vec<String> = [name.given_name, name.family_name].into_iter().flatten().collect();
        let parts = Some(parts.join(" ")).filter(|text| !text.is_empty());
        let named = self.display_name.clone().or(name.formatted).or(parts);
        named.unwrap_or_else(|| user_name.to_owned())
    }

    /// The address of mail that the desk uses: the one before the others, else the one for work, else the first, else what the person
    /// signs in by.
    #[must_use]
    pub fn address<'a>(&'a self, user_name: &'a str) -> &'a str {
        let first = self.emails.iter().find(|email| email.primary == Some(true));
        let work = || self.emails.iter().find(|email| email.kind.as_deref() == Some("work"));
        first.or_else(work).or_else(|| self.emails.first()).map_or(user_name, |email| &email.value)
    }
}

/// A person as an identity provider tells of them.
#[derive(Debug, Clone, PartialEq)]
pub struct ProvisionedUser {
    /// Who it is here.
    pub user: UserId,
    /// What they sign in by there; no other person of the same organization and cloud has it, in any case of letters.
    pub user_name: String,
    /// The provider's own identifier.
    pub external_id: Option<String>,
    /// Whether they are to be here at all.
    pub is_active: bool,
    /// Whether their account is shut on this desk, whatever the provider tells.
    pub is_shut: bool,
    /// The rest.
    pub profile: ProvisionedProfile,
    /// When it was first told.
    pub created_at: DateTime<Utc>,
    /// When something else was told last.
    pub changed_at: DateTime<Utc>,
}

/// A group as an identity provider tells of it, with what it means here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProvisionedGroup {
    /// Identifier.
    pub id: GroupId,
    /// Its name; no other group of the same organization and cloud has it, in any case of letters.
    pub name: String,
    /// The provider's own identifier.
    pub external_id: Option<String>,
    /// What its people are here. A Global admin says it; no provider does.
    pub roles: BTreeSet<Role>,
    /// When it was first told.
    pub created_at: DateTime<Utc>,
    /// When something else was told last.
    pub changed_at: DateTime<Utc>,
}

/// A person's roles after their groups changed: what the groups gave goes, what they give comes, and what was given by hand stays.
#[must_use]
pub fn roles_after(now: &BTreeSet<Role>, before: &BTreeSet<Role>, after: &BTreeSet<Role>) -> BTreeSet<Role> {
    now.difference(before).chain(after).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(value: &str, kind: Option<&str>, primary: Option<bool>) -> ProvisionedEmail {
        ProvisionedEmail { value: value.into(), kind: kind.map(Into::into), primary }
    }

    #[test]
    fn a_person_is_called_by_the_fullest_name_that_was_told() {
        let mut profile = ProvisionedProfile::default();
        assert_eq!(profile.person("maren@northgate.example"), "maren@northgate.example");
        let name =
            ProvisionedName { given_name: Some("Maren".into()), family_name: Some("Holt".into()), formatted: None };
        profile.name = Some(name.clone());
        assert_eq!(profile.person("x"), "Maren Holt");
        profile.name = Some(ProvisionedName { formatted: Some("Maren J. Holt".into()), ..name });
        assert_eq!(profile.person("x"), "Maren J. Holt");
        profile.display_name = Some("Maren".into());
        assert_eq!(profile.person("x"), "Maren");
    }

    #[test]
    fn mail_goes_to_the_first_of_the_addresses_by_their_rank() {
        let of = |emails: &[ProvisionedEmail]| {
            let profile = ProvisionedProfile { emails: emails.to_vec(), ..ProvisionedProfile::default() };
            profile.address("maren@northgate.example").to_owned()
        };
        let (home, work) = (email("h@x.example", Some("home"), None), email("w@x.example", Some("work"), None));
        assert_eq!(of(&[]), "maren@northgate.example");
        assert_eq!(of(std::slice::from_ref(&home)), "h@x.example");
        assert_eq!(of(&[home.clone(), work.clone()]), "w@x.example");
        assert_eq!(of(&[work, email("p@x.example", None, Some(true)), home]), "p@x.example");
    }

    #[test]
    fn what_groups_give_they_take_and_what_a_hand_gave_stays() {
        use Role::{AdminAgent, HelpdeskAgent, SalesAgent};
        let set = |roles: &[Role]| roles.iter().copied().collect::<BTreeSet<_>>();
        let after = roles_after(&set(&[SalesAgent, HelpdeskAgent]), &set(&[HelpdeskAgent]), &set(&[AdminAgent]));
        assert_eq!(after, set(&[SalesAgent, AdminAgent]));
        assert_eq!(roles_after(&set(&[HelpdeskAgent]), &set(&[HelpdeskAgent]), &set(&[])), set(&[]));
    }
}
