//! Who asks, for whom, and when: the first argument of each use case.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use tierline_domain::{
    Action, Actor, Customer, CustomerId, Door, Identity, Language, Narrowed, Organization, OrganizationKind, Owner,
    Proof, Role, SessionUse, Side, TokenId, User, UserId, may, roles_that_may,
};
use tierline_store::Reach;

use crate::{
    account::{Signed, fits},
    error::{Error, Result},
};

/// Minutes after which somebody who does something dangerous proves anew who they are: who finds a desk open has less.
pub const PROOF_MINUTES: i64 = 10;

/// The acting person with what they are here and now, and what is known of the call.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// The person.
    pub user: User,
    /// The organization and cloud they act in.
    pub owner: Owner,
    /// For a customer's person: which customer.
    pub customer: Option<CustomerId>,
    /// The roles they hold here, those for a time among them.
    pub roles: BTreeSet<Role>,
    /// Whether lists narrow which of the customers they reach: see [`Self::reach`].
    pub listed: bool,
    /// Those of them that they hold only for a time. What these allow, they hand on to nobody: see [`Self::require_standing`].
    pub elevated: BTreeSet<Role>,
    /// The organization they act in.
    pub organization: Arc<Organization>,
    /// The entrance: page, API, command line.
    pub entrance: Entrance,
    /// Names this call in the log and the audit log.
    pub request_id: String,
    /// The address of the caller, where there is one.
    pub address: Option<String>,
    /// Makes a repeated call the same call.
    pub idempotency: Option<Idempotency>,
    /// The version that the caller read of what is to be changed, where the command has no place of its own for it.
    pub read_version: Option<i64>,
    /// Only what is wrong is wanted: nothing is written. See [`Self::rehearsing`].
    pub rehearsal: bool,
    /// What the token of this call is narrowed to, and at which door; none for a session, and for a token that is not narrowed.
    pub narrowed: Option<Narrowed>,
    /// The session that the call comes by; none for a token, the command line and the desk's own jobs.
    pub session: Option<SessionUse>,
    /// The token that the call comes by; none for a session, the command line and the desk's own jobs. By one of the two the person's
    /// right is asked for once more when something is changed.
    pub token: Option<TokenId>,
    /// What this call was refused already: a page that asks for several things is one refusal.
    pub refused: Arc<Mutex<BTreeSet<&'static str>>>,
}

/// The caller's key for a repeated call and what it was for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    /// The caller's key.
    pub key: String,
    /// SHA-256 of the body, so that another body under the same key is noticed.
    pub body_hash: [u8; 32],
}

/// By which door a call came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entrance {
    /// A page.
    Page,
    /// The API.
    Api,
    /// The command line.
    CommandLine,
    /// The desk's own jobs.
    Job,
}

impl Entrance {
    /// Its word in the audit log.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Api => "api",
            Self::CommandLine => "command_line",
            Self::Job => "job",
        }
    }
}

impl Ctx {
    /// A call by somebody who is signed in, by a session or a token.
    #[must_use]
    pub fn by(signed: Signed, entrance: Entrance, request_id: String, address: Option<String>) -> Self {
        Self { token: signed.token, ..Self::of(signed.identity, entrance, request_id, address) }
    }

    /// A call by this person as they are here. Who came by a token is told by [`Self::by`].
    #[must_use]
    pub fn of(identity: Identity, entrance: Entrance, request_id: String, address: Option<String>) -> Self {
        let listed = identity.is_narrowed();
        let Identity { user, membership, organization, elevated, scopes, session, .. } = identity;
        let elevated: BTreeSet<Role> = elevated.difference(&membership.roles).copied().collect();
        Self {
            listed,
            user,
            owner: membership.owner,
            customer: membership.customer,
            roles: membership.roles.union(&elevated).copied().collect(),
            elevated,
            organization: Arc::new(organization),
            entrance,
            request_id,
            address,
            idempotency: None,
            read_version: None,
            rehearsal: false,
            // Who does not say by which door a token came in is taken to have come to the API.
            narrowed: scopes.map(|scopes| Narrowed { scopes, door: Door::Api }),
            session,
            token: None,
            refused: Arc::default(),
        }
    }

    /// The same call at another door than the API.
    ///
    /// # Errors
    /// [`Error::OutOfScope`] where the token is not made for it.
    pub fn enter(mut self, door: Door) -> Result<Self> {
        if let Some(narrowed) = &mut self.narrowed {
            narrowed.door = door;
            if !narrowed.enters() {
                return Err(Error::OutOfScope { scopes: narrowed.wanted(None) });
            }
        }
        Ok(self)
    }

    /// Refuses to change anything by a token that only reads.
    ///
    /// # Errors
    /// [`Error::OutOfScope`] with the scopes by which something can be changed.
    pub(crate) fn require_changes(&self) -> Result<()> {
        match &self.narrowed {
            Some(narrowed) if !narrowed.changes() => Err(Error::OutOfScope { scopes: narrowed.wanted(None) }),
            _ => Ok(()),
        }
    }

    /// The same call as a rehearsal: the use case checks all that it would, and ends with [`Error::Invalid`] in any case,
    /// without a field where it found nothing wrong. For an entrance that could not read all of a command, and says what
    /// is wrong with the rest together with that.
    #[must_use]
    pub fn rehearsing(&self) -> Self {
        Self { rehearsal: true, idempotency: None, ..self.clone() }
    }

    /// Ends a rehearsal here, before anything is kept.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a field, in a rehearsal.
    pub(crate) fn in_earnest(&self) -> Result<()> {
        if self.rehearsal { Err(Error::Invalid(Vec::new())) } else { Ok(()) }
    }

    /// Whether the person may do this here, and by this call: a token may be narrowed to less.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.narrowed.as_ref().is_none_or(|narrowed| narrowed.reaches(action)) && self.allows(&self.roles, action)
    }

    /// Whether somebody with these roles may do something where this person is.
    #[must_use]
    pub fn allows(&self, roles: &BTreeSet<Role>, action: Action) -> bool {
        let recipient = self.organization.kind == OrganizationKind::Provider
            || self.organization.partner_kind == Some(tierline_domain::PartnerKind::IndirectProvider);
        // A partner without resellers below it receives nothing.
        if matches!(action, Action::SeeReceived | Action::DecideReceived) && !recipient {
            return false;
        }
        may(roles, action, self.organization.policy.sales_agents_work_cases)
    }

    /// Refuses what the person may not do, or what the token of this call is not for.
    ///
    /// # Errors
    /// [`Error::Forbidden`] with the roles that may in this organization; [`Error::OutOfScope`] where the person may, and the token
    /// may not.
    pub fn require(&self, action: Action) -> Result<()> {
        if self.may(action) {
            return Ok(());
        }
        if let Some(narrowed) = self.narrowed.as_ref().filter(|_| self.allows(&self.roles, action)) {
            return Err(Error::OutOfScope { scopes: narrowed.wanted(Some(action)) });
        }
        // A role that nobody can hold here, or that allows nothing here, would send people on a search in vain.
        let helps = |role: &Role| {
            fits(&self.organization, self.is_customer(), *role) && self.allows(&BTreeSet::from([*role]), action)
        };
        Err(Error::Forbidden { action, roles: roles_that_may(action).into_iter().filter(helps).collect() })
    }

    /// Lets through to something dangerous who has lately proven who they are: connections and their secrets, roles, tokens,
    /// identity providers, exports, second factors. Only sessions are asked: a token is held by what it is for, and who sits
    /// at the machine has proven it there.
    ///
    /// # Errors
    /// [`Error::StepUp`] where the proof is older than [`PROOF_MINUTES`].
    pub fn require_recent(&self, now: DateTime<Utc>) -> Result<()> {
        match &self.session {
            // Whoever came in by the sealed code has nothing to prove it by anew; their session is short instead.
            Some(session) if session.proofs.has(Proof::EmergencyCode) => Ok(()),
            Some(session) if session.proven_at <= now - Duration::minutes(PROOF_MINUTES) => Err(Error::StepUp),
            _ => Ok(()),
        }
    }

    /// Refuses the session of emergency access what would open the desk to it once more: it is good once, for some hours, and whoever
    /// has it makes somebody a Global admin instead.
    ///
    /// # Errors
    /// [`Error::Conflict`] `emergency`.
    pub(crate) fn require_no_emergency(&self) -> Result<()> {
        match &self.session {
            Some(session) if session.proofs.has(Proof::EmergencyCode) => Err(Error::conflict(
                "emergency",
                "Emergency access is good once and gets no way in of its own: give somebody the role Global admin instead.",
            )),
            _ => Ok(()),
        }
    }

    /// Refuses to hand on, for longer, a right that the person has only for a time: roles, accounts, and what gives either or opens the
    /// desk, also by taking away what keeps it shut. To shut somebody out hands nothing on, and a colleague takes it back.
    ///
    /// # Errors
    /// [`Error::Conflict`] `for_a_time`.
    pub(crate) fn require_standing(&self, action: Action) -> Result<()> {
        let standing: BTreeSet<Role> = self.roles.difference(&self.elevated).copied().collect();
        if self.allows(&standing, action) {
            return Ok(());
        }
        Err(Error::conflict(
            "for_a_time",
            "You have this right only for a time, and this would outlast it: ask somebody who has it for good.",
        ))
    }

    /// Whether this call is refused this operation for the first time.
    pub(crate) fn first_refused(&self, operation: &'static str) -> bool {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).insert(operation)
    }

    /// Refuses to change what has changed since the caller read it.
    ///
    /// # Errors
    /// [`Error::Stale`] with the current version.
    pub fn expect_version(&self, current: i64) -> Result<()> {
        match self.read_version {
            Some(read) if read != current => Err(Error::Stale { current: Some(current) }),
            _ => Ok(()),
        }
    }

    /// Whose rows this call reads and changes, as far as the person reaches: what belongs to a customer out of reach does not
    /// exist. Whatever a use case reads for the person, it reads through this.
    #[must_use]
    pub fn reach(&self) -> Reach {
        Reach { owner: self.owner, person: self.listed.then_some(self.user.id) }
    }

    /// Whether the person belongs to a customer.
    #[must_use]
    pub fn is_customer(&self) -> bool {
        self.customer.is_some()
    }

    /// The person's identifier.
    #[must_use]
    pub fn user_id(&self) -> UserId {
        self.user.id
    }

    /// The person as timelines name them.
    #[must_use]
    pub fn actor(&self) -> Actor {
        let side = match (self.entrance, self.customer) {
            (Entrance::Job, _) => Side::Desk,
            (_, Some(_)) => Side::Customer,
            _ => Side::Ours,
        };
        let user = (self.entrance != Entrance::Job).then_some(self.user.id);
        Actor { user, name: self.user.name.clone(), side }
    }

    /// The person's time zone: their own choice, else that of the organization's calendar.
    #[must_use]
    pub fn zone(&self) -> Tz {
        let own = self.user.time_zone.as_deref().and_then(|name| name.parse().ok());
        own.unwrap_or(self.organization.policy.calendar.zone)
    }

    /// The language the person reads, English where nothing is chosen.
    #[must_use]
    pub fn language(&self) -> Language {
        self.user.language.unwrap_or(Language::En)
    }

    /// Refuses a customer that the person does not belong to, as if it did not exist.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn see_customer(&self, customer: &Customer) -> Result<()> {
        match self.customer {
            Some(own) if own != customer.id => Err(Error::NotFound),
            _ => Ok(()),
        }
    }
}

impl Ctx {
    /// The person at the machine, with all rights in one organization: what the command line acts as. The audit log says so.
    #[must_use]
    pub fn operator(organization: Organization, cloud: tierline_domain::Cloud, request_id: String) -> Self {
        let user = User {
            id: UserId(uuid::Uuid::nil()),
            name: "Command line".to_owned(),
            email: String::new(),
            language: None,
            time_zone: None,
            phone: None,
            country: None,
            disabled_at: None,
        };
        let roles = match organization.kind {
            OrganizationKind::Partner => BTreeSet::from([Role::GlobalAdmin]),
            OrganizationKind::Provider => BTreeSet::from([Role::GlobalAdmin, Role::ServiceOwner]),
        };
        Self {
            user,
            owner: Owner { organization: organization.id, cloud },
            customer: None,
            roles,
            listed: false,
            elevated: BTreeSet::new(),
            organization: Arc::new(organization),
            entrance: Entrance::CommandLine,
            request_id,
            address: None,
            idempotency: None,
            read_version: None,
            rehearsal: false,
            narrowed: None,
            session: None,
            token: None,
            refused: Arc::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    /// Threat 24: a use case that reads past its person's reach. What the desk itself must know it asks the handle for (`desk`).
    #[test]
    fn no_use_case_opens_the_store_past_the_reach_of_its_person() {
        let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
        let past = [".read(", ".write(", ".write_with("].map(|open| format!("{open}ctx.owner"));
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                for (number, line) in text.lines().enumerate() {
                    let found = past.iter().any(|past| line.contains(past));
                    assert!(!found, "{}:{}: take ctx.reach()", path.display(), number + 1);
                }
            }
        }
    }
}
