//! Identity providers: by whom people of an organization may be vouched for, and what follows from that.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{IdentityProviderId, Membership, Owner, Role, SignInDomainId, UserId, words};

/// What an organization says of one of its identity providers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProviderSettings {
    /// The tenants whose people may come, where the provider has many.
    pub tenants: BTreeSet<String>,
    /// What the people of each group are here, by the group's name or identifier as the provider writes it.
    pub groups: BTreeMap<String, BTreeSet<Role>>,
    /// Whether people who are not known yet may come in, where a group of theirs means something.
    pub makes_people: bool,
    /// Whether the organization says that the provider always asks for a second factor.
    pub enforces_second_factor: bool,
    /// Whether the people of the domains that are sent there come in by it alone. See [`comes_only_by`].
    pub is_enforced: bool,
    /// Whether nobody comes in through it for now.
    pub is_paused: bool,
}

impl ProviderSettings {
    /// What somebody of these groups is here.
    #[must_use]
    pub fn roles_of(&self, groups: &BTreeSet<String>) -> BTreeSet<Role> {
        groups.iter().filter_map(|group| self.groups.get(group)).flatten().copied().collect()
    }
}

/// An identity provider of an organization in a cloud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityProvider {
    /// Identifier.
    pub id: IdentityProviderId,
    /// Whose.
    pub owner: Owner,
    /// Its name here.
    pub name: String,
    /// Its address (OpenID Connect, issuer).
    pub issuer: String,
    /// What the desk is called there.
    pub client_id: String,
    /// The rest.
    pub settings: ProviderSettings,
    /// When it was set up.
    pub created_at: DateTime<Utc>,
    /// When it was changed last.
    pub changed_at: DateTime<Utc>,
}

impl IdentityProvider {
    /// The version of what is said of it: the time of its last change, in microseconds since the beginning of 1970.
    #[must_use]
    pub const fn version(&self) -> i64 {
        self.changed_at.timestamp_micros()
    }

    /// When a change at this time takes place: each change has a later time than the one before, whatever the clock says.
    #[must_use]
    pub fn next_change(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now.max(self.changed_at + Duration::microseconds(1))
    }
}

/// The secret by which the desk is known at a provider, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedProvider {
    /// The provider.
    pub provider: IdentityProvider,
    /// The sealed secret.
    pub sealed: Vec<u8>,
    /// Which key sealed it.
    pub key_id: String,
}

/// A domain whose people are sent to a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInDomain {
    /// Identifier.
    pub id: SignInDomainId,
    /// The domain, in lower case.
    pub domain: String,
    /// The provider.
    pub provider: IdentityProviderId,
    /// What the domain must say to prove that it is the organization's.
    pub code: String,
    /// When it did; nobody is sent anywhere before.
    pub proven_at: Option<DateTime<Utc>>,
}

/// Somebody whom a provider has vouched for before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityLink {
    /// The provider.
    pub provider: IdentityProviderId,
    /// Who, by the provider's name for them.
    pub subject: String,
    /// Who it is here.
    pub user: UserId,
    /// What the provider's groups gave them the last time.
    pub roles: BTreeSet<Role>,
    /// When they came that way first.
    pub linked_at: DateTime<Utc>,
}

/// A provider as somebody sees it who may come in by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderLink {
    /// The provider.
    pub provider: IdentityProviderId,
    /// Its name.
    pub name: String,
    /// Since when it vouches for the person; none where it does not.
    pub linked_at: Option<DateTime<Utc>>,
}

words! {
    /// Why somebody for whom a provider vouches does not come in.
    pub enum NotLinked {
        /// The provider does not say that the address is theirs.
        UnverifiedAddress = "unverified_address",
        /// The address is of a domain that was not proven for this provider.
        ForeignDomain = "foreign_domain",
        /// Nobody is known by this, and the provider brings nobody new.
        Unknown = "unknown",
        /// No group of theirs means anything here.
        NoGroup = "no_group",
        /// They are in so many groups that the provider names none of them: what they are here is not known now.
        GroupsWithheld = "groups_withheld",
        /// They are somebody elsewhere too: this provider alone has no say in that.
        WorksElsewhere = "works_elsewhere",
        /// The account there is linked to somebody else here.
        LinkedToAnother = "linked_to_another",
        /// Another account there is linked to theirs already.
        LinkedAlready = "linked_already",
    }
}

/// Whether a provider's word on an address counts at all: it says that the address is theirs, and the address is of a domain that was
/// proven to be the organization's and is sent to this very provider.
///
/// # Errors
/// Why not.
pub fn address_counts(is_verified: bool, is_of_domain: bool) -> Result<(), NotLinked> {
    match (is_verified, is_of_domain) {
        (false, _) => Err(NotLinked::UnverifiedAddress),
        (_, false) => Err(NotLinked::ForeignDomain),
        (true, true) => Ok(()),
    }
}

/// Whether a provider of this owner may vouch for somebody who is all this: never for who is something elsewhere, for with the same
/// session they could go there.
///
/// # Errors
/// [`NotLinked::WorksElsewhere`], and [`NotLinked::Unknown`] for who is nothing anywhere.
pub fn may_vouch(owner: Owner, places: &[Membership]) -> Result<(), NotLinked> {
    if places.is_empty() {
        return Err(NotLinked::Unknown);
    }
    let all_here = places.iter().all(|place| place.owner == owner && place.customer.is_none());
    if all_here { Ok(()) } else { Err(NotLinked::WorksElsewhere) }
}

/// Whether somebody who is all this and has an address of a domain that is sent to this provider comes in by the provider alone, and
/// by no password, passkey or code of the desk's own. Global admins keep those: else nobody could mend what the provider breaks. Who
/// cannot come by the provider ([`may_vouch`]) keeps them, too.
#[must_use]
pub fn comes_only_by(provider: &IdentityProvider, places: &[Membership]) -> bool {
    let settings = &provider.settings;
    let is_admin = || places.iter().any(|place| place.roles.contains(&Role::GlobalAdmin));
    settings.is_enforced && !settings.is_paused && may_vouch(provider.owner, places).is_ok() && !is_admin()
}

words! {
    /// What the test of an identity provider looks at.
    pub enum ProviderCheck {
        /// Whether its secret opens.
        Secret = "secret",
        /// Whether it answers.
        Answer = "answer",
        /// Whether it publishes the keys by which it signs.
        Keys = "keys",
        /// Whether it gives codes.
        Codes = "codes",
        /// Whether it signs by keys of its own.
        Signature = "signature",
        /// Whether a domain sends its people there.
        Domain = "domain",
        /// Whether groups mean something here, where new people come in by them.
        Groups = "groups",
        /// Whether it is open.
        Open = "open",
        /// Whether people can sign out there from here.
        SignOut = "sign_out",
        /// Whether it tells of sessions that have ended there.
        Ends = "ends",
    }
}

/// The domain of an address of mail, in lower case.
#[must_use]
pub fn domain_of(address: &str) -> Option<String> {
    let (name, domain) = address.trim().rsplit_once('@')?;
    (!name.is_empty() && domain.contains('.')).then(|| domain.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cloud, CustomerId, OrganizationId};

    fn place(organization: u128, cloud: Cloud, customer: Option<CustomerId>) -> Membership {
        let owner = Owner { organization: OrganizationId(uuid::Uuid::from_u128(organization)), cloud };
        Membership { owner, customer, roles: BTreeSet::from([Role::HelpdeskAgent]) }
    }

    /// Threat 42: an address that nobody has verified links nobody, and neither does one of a domain that is another's.
    #[test]
    fn an_address_counts_where_it_is_verified_and_of_a_proven_domain() {
        assert_eq!(address_counts(true, true), Ok(()));
        assert_eq!(address_counts(false, true), Err(NotLinked::UnverifiedAddress));
        assert_eq!(address_counts(true, false), Err(NotLinked::ForeignDomain));
        assert_eq!(address_counts(false, false), Err(NotLinked::UnverifiedAddress));
    }

    /// Threats 34 and 36: the provider of one organization or cloud is no way into another.
    #[test]
    fn nobody_is_vouched_for_who_is_something_elsewhere() {
        let here = place(1, Cloud::Public, None);
        let owner = here.owner;
        assert_eq!(may_vouch(owner, std::slice::from_ref(&here)), Ok(()));
        assert_eq!(may_vouch(owner, &[]), Err(NotLinked::Unknown));
        for other in [
            place(2, Cloud::Public, None),
            place(1, Cloud::UsGovernment, None),
            place(1, Cloud::Public, Some(CustomerId(uuid::Uuid::nil()))),
        ] {
            assert_eq!(may_vouch(owner, &[here.clone(), other]), Err(NotLinked::WorksElsewhere));
        }
    }

    #[test]
    fn who_can_come_by_an_enforced_provider_comes_by_nothing_else_but_global_admins() {
        let here = place(1, Cloud::Public, None);
        let at = DateTime::from_timestamp(0, 0).unwrap();
        let with = |is_enforced: bool, is_paused: bool| IdentityProvider {
            id: IdentityProviderId(uuid::Uuid::nil()),
            owner: here.owner,
            name: "Sign-in".into(),
            issuer: "https://login.example".into(),
            client_id: "desk".into(),
            settings: ProviderSettings { is_enforced, is_paused, ..ProviderSettings::default() },
            created_at: at,
            changed_at: at,
        };
        let one = std::slice::from_ref(&here);
        assert!(comes_only_by(&with(true, false), one));
        assert!(!comes_only_by(&with(false, false), one));
        assert!(!comes_only_by(&with(true, true), one), "a paused provider lets nobody in");
        let admin = Membership { roles: BTreeSet::from([Role::GlobalAdmin, Role::HelpdeskAgent]), ..here.clone() };
        assert!(!comes_only_by(&with(true, false), &[admin]));
        let elsewhere = [here.clone(), place(2, Cloud::Public, None)];
        assert!(!comes_only_by(&with(true, false), &elsewhere), "the provider cannot let them in");
        assert!(!comes_only_by(&with(true, false), &[]));
    }

    #[test]
    fn each_change_of_a_provider_has_a_version_of_its_own_whatever_the_clock_says() {
        let at = |micros: i64| DateTime::from_timestamp_micros(micros).unwrap();
        let first = IdentityProvider {
            id: IdentityProviderId(uuid::Uuid::nil()),
            owner: place(1, Cloud::Public, None).owner,
            name: "Sign-in".into(),
            issuer: "https://login.example".into(),
            client_id: "desk".into(),
            settings: ProviderSettings::default(),
            created_at: at(0),
            changed_at: at(70),
        };
        assert_eq!((first.version(), first.next_change(at(90))), (70, at(90)));
        for late in [70, 69, 0] {
            assert_eq!(first.next_change(at(late)), at(71), "{late}");
        }
    }

    #[test]
    fn groups_mean_what_was_said_of_them() {
        let set = |roles: &[Role]| roles.iter().copied().collect::<BTreeSet<_>>();
        let groups = BTreeMap::from([
            ("agents".to_owned(), set(&[Role::HelpdeskAgent])),
            ("admins".to_owned(), set(&[Role::GlobalAdmin, Role::AdminAgent])),
        ]);
        let settings = ProviderSettings { groups, ..ProviderSettings::default() };
        let of = |names: &[&str]| settings.roles_of(&names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(of(&["agents", "sales"]), set(&[Role::HelpdeskAgent]));
        assert_eq!(of(&["agents", "admins"]), set(&[Role::GlobalAdmin, Role::AdminAgent, Role::HelpdeskAgent]));
        assert_eq!(of(&["Agents"]), set(&[]), "names are compared as they are");
    }

    #[test]
    fn the_domain_is_what_follows_the_last_at() {
        assert_eq!(domain_of(" Maren@Northgate.Example "), Some("northgate.example".to_owned()));
        assert_eq!(domain_of("a@b@northgate.example"), Some("northgate.example".to_owned()));
        for none in ["", "maren", "@northgate.example", "maren@localhost"] {
            assert_eq!(domain_of(none), None, "{none}");
        }
    }
}
