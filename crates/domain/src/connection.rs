//! Connections: how a desk reaches the interface of a provider or of another desk, and how that goes.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{Cloud, ConnectionId, Owner, RecipientKind, Route, catalogue::ProductFamily, words};

mod secret;

pub use secret::{Consent, ConsentFacts, SECRET_WARNING_DAYS, SealedSecret, SecretFacts, SecretField};

words! {
    /// What speaks at the other end.
    pub enum ConnectionKind {
        /// The Azure Support API.
        AzureSupport = "azure_support",
        /// Service requests of Partner Center.
        PartnerCenter = "partner_center",
        /// Trouble-ticket exchange, TMF621 v5: another desk, or any system that speaks it.
        TroubleTicket = "trouble_ticket",
        /// A mailbox.
        Email = "email",
        /// Microsoft Graph: health feeds are read by it, and delegated admin relationships.
        Graph = "graph",
    }
}

impl ConnectionKind {
    /// The route that it is the connection of; none where no service request travels by it.
    #[must_use]
    pub const fn route(self) -> Option<Route> {
        match self {
            Self::AzureSupport => Some(Route::AzureSupport),
            Self::PartnerCenter => Some(Route::PartnerCenter),
            Self::TroubleTicket => Some(Route::TroubleTicket),
            Self::Email => Some(Route::Email),
            Self::Graph => None,
        }
    }

    /// Whether the other end is always the provider; else a person says whom it leads to.
    #[must_use]
    pub const fn is_providers(self) -> bool {
        matches!(self, Self::AzureSupport | Self::PartnerCenter | Self::Graph)
    }

    /// The families whose requests it can carry at all; empty for all.
    #[must_use]
    pub const fn families(self) -> &'static [ProductFamily] {
        match self {
            Self::AzureSupport => &[ProductFamily::Azure],
            Self::PartnerCenter | Self::TroubleTicket | Self::Email | Self::Graph => &[],
        }
    }

    /// The ways to sign in that the other end accepts, the usual one first. Partner Center takes only an application that acts for
    /// a person who signed in with a second factor.
    #[must_use]
    pub const fn sign_ins(self) -> &'static [SignIn] {
        use SignIn::{Certificate, ClientSecret, Nobody, Password, Person, Token};
        match self {
            Self::AzureSupport | Self::Graph => &[ClientSecret, Certificate],
            Self::PartnerCenter => &[Person],
            Self::TroubleTicket => &[Token, ClientSecret, Certificate, Nobody],
            Self::Email => &[Password, Nobody],
        }
    }

    /// The provider's own address in a cloud; none where somebody must say it.
    #[must_use]
    pub const fn usual_address(self, cloud: Cloud) -> Option<&'static str> {
        match (self, cloud) {
            (Self::AzureSupport, Cloud::Public) => Some("https://management.azure.com"),
            (Self::AzureSupport, Cloud::UsGovernment) => Some("https://management.usgovcloudapi.net"),
            // One host for both; who signs in at which sign-in service tells the clouds apart.
            (Self::PartnerCenter, _) => Some("https://api.partnercenter.microsoft.com"),
            (Self::Graph, Cloud::Public) => Some("https://graph.microsoft.com"),
            (Self::Graph, Cloud::UsGovernment) => Some("https://graph.microsoft.us"),
            (Self::TroubleTicket | Self::Email, _) => None,
        }
    }
}

/// The provider's sign-in service in a cloud.
#[must_use]
pub const fn usual_authority(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Public => "https://login.microsoftonline.com",
        Cloud::UsGovernment => "https://login.microsoftonline.us",
    }
}

words! {
    /// How the desk says who it is.
    pub enum SignIn {
        /// Not at all: the other end asks for nothing.
        Nobody = "nobody",
        /// A token that the other end gave.
        Token = "token",
        /// An application with a secret (OAuth 2.0, client credentials).
        ClientSecret = "client_secret",
        /// An application with a certificate (the same, with a signed assertion: RFC 7523).
        Certificate = "certificate",
        /// An application that acts for a person who signed in and agreed (OAuth 2.0, refresh token).
        Person = "person",
        /// A name and a password.
        Password = "password",
    }
}

impl SignIn {
    /// The secrets that it needs.
    #[must_use]
    pub const fn secrets(self) -> &'static [SecretField] {
        match self {
            Self::Nobody => &[],
            Self::Token => &[SecretField::Token],
            Self::ClientSecret => &[SecretField::ClientSecret],
            Self::Certificate => &[SecretField::PrivateKey],
            Self::Person => &[SecretField::ClientSecret, SecretField::RefreshToken],
            Self::Password => &[SecretField::Password],
        }
    }

    /// Whether a sign-in service gives a token for it.
    #[must_use]
    pub const fn asks_for_tokens(self) -> bool {
        matches!(self, Self::ClientSecret | Self::Certificate | Self::Person)
    }
}

/// What else a connection needs to know, beside its address. None of it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectionSettings {
    /// How the desk says who it is.
    pub sign_in: SignIn,
    /// The partner's own tenant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The application's identifier, or the user's name where a password is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// A sign-in service in place of the cloud's own, see [`usual_authority`]: its root, or the whole address where tokens are given
    /// in a kind that has no cloud's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// What a token is asked for, where the address does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The application's certificate, in PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The mailbox that requests are sent to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<String>,
    /// The mailbox that they are sent from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
}

impl ConnectionSettings {
    /// Settings that say only how the desk signs in.
    #[must_use]
    pub const fn of(sign_in: SignIn) -> Self {
        Self {
            sign_in,
            tenant: None,
            client_id: None,
            authority: None,
            scope: None,
            certificate: None,
            mailbox: None,
            sender: None,
        }
    }
}

/// A connection as it is set up. Its secrets are elsewhere, see [`SealedSecret`].
#[derive(Debug, Clone, PartialEq)]
pub struct Connection {
    /// Identifier.
    pub id: ConnectionId,
    /// Whose connection, in which cloud.
    pub owner: Owner,
    /// What speaks at the other end.
    pub kind: ConnectionKind,
    /// Its name, once in an organization and cloud.
    pub name: String,
    /// Its base address, `https://…`; for a mailbox the mail server, `smtps://…`.
    pub address: String,
    /// To whom it leads.
    pub recipient: RecipientKind,
    /// The families whose requests it carries; empty for all that its kind can carry.
    pub families: Vec<ProductFamily>,
    /// What else it needs to know.
    pub settings: ConnectionSettings,
    /// Since when a person has stopped it, where one has: nothing goes by it, and nothing is chosen for it.
    pub paused_at: Option<DateTime<Utc>>,
    /// How it goes.
    pub state: ConnectionState,
    /// Grows with each change by a person.
    pub version: i64,
    /// When it was set up.
    pub created_at: DateTime<Utc>,
    /// When a person last changed it.
    pub updated_at: DateTime<Utc>,
}

impl Connection {
    /// Whether requests of a family go by it to a recipient, as far as its set-up says.
    #[must_use]
    pub fn serves(&self, recipient: RecipientKind, family: Option<ProductFamily>) -> bool {
        let within =
            |families: &[ProductFamily]| families.is_empty() || family.is_some_and(|family| families.contains(&family));
        self.kind.route().is_some()
            && self.recipient == recipient
            && within(self.kind.families())
            && within(&self.families)
    }
}

words! {
    /// A step of a connection's test. Each needs those before it.
    pub enum ConnectionStep {
        /// What it signs in by can be opened.
        Secret = "secret",
        /// The other end answers, over TLS.
        Reach = "reach",
        /// The desk is let in.
        SignIn = "sign_in",
        /// It may read.
        Permission = "permission",
        /// It reads what it should.
        Read = "read",
        /// A test message is taken.
        Send = "send",
    }
}

words! {
    /// How a connection goes.
    pub enum ConnectionCondition {
        /// Nothing has gone by it yet.
        Untried = "untried",
        /// The last try went well.
        Working = "working",
        /// The last tries failed.
        Failing = "failing",
        /// It failed for long: what is to go by it waits without using up its tries, and a probe goes now and then.
        Held = "held",
    }
}

/// Failed tries in a row after which a connection is held, if they lie as far apart as [`HELD_AFTER_MINUTES`].
pub const HELD_AFTER_FAILURES: i64 = 10;
/// Minutes that a connection must have failed before it is held: a burst of failures within a minute is one failure.
pub const HELD_AFTER_MINUTES: i64 = 30;
/// Minutes from one probe of a held connection to the next.
pub const PROBE_MINUTES: i64 = 5;
/// The longest answer that is remembered, in characters.
const ANSWER_CHARS: usize = 500;

/// How a connection goes, as far as tries to use it tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectionState {
    /// Tries that failed in a row.
    pub failures: i64,
    /// Since when they fail.
    pub failing_since: Option<DateTime<Utc>>,
    /// Since when it is held.
    pub held_since: Option<DateTime<Utc>>,
    /// When the next probe may go, where it is held.
    pub probe_at: Option<DateTime<Utc>>,
    /// When it was last tried.
    pub tried_at: Option<DateTime<Utc>>,
    /// When a try last went well.
    pub good_at: Option<DateTime<Utc>>,
    /// What the last failure said, in one sentence without anything secret; none after a good try.
    pub answer: Option<String>,
}

impl ConnectionState {
    /// How it goes, in a word.
    #[must_use]
    pub const fn condition(&self) -> ConnectionCondition {
        match self {
            Self { held_since: Some(_), .. } => ConnectionCondition::Held,
            Self { failing_since: Some(_), .. } => ConnectionCondition::Failing,
            Self { good_at: Some(_), .. } => ConnectionCondition::Working,
            _ => ConnectionCondition::Untried,
        }
    }

    /// After the other end answered, whatever it answered: a refusal of a request is a connection that works.
    #[must_use]
    pub const fn answered(now: DateTime<Utc>) -> Self {
        Self {
            failures: 0,
            failing_since: None,
            held_since: None,
            probe_at: None,
            tried_at: Some(now),
            good_at: Some(now),
            answer: None,
        }
    }

    /// After it could not be used. What fails for long is held.
    #[must_use]
    pub fn failed(&self, answer: &str, now: DateTime<Utc>) -> Self {
        let failures = self.failures.saturating_add(1);
        let since = self.failing_since.unwrap_or(now);
        let is_long = failures >= HELD_AFTER_FAILURES && now - since >= Duration::minutes(HELD_AFTER_MINUTES);
        let held_since = self.held_since.or(is_long.then_some(now));
        Self {
            failures,
            failing_since: Some(since),
            held_since,
            probe_at: held_since.map(|_| now + Duration::minutes(PROBE_MINUTES)),
            tried_at: Some(now),
            good_at: self.good_at,
            answer: Some(answer.chars().take(ANSWER_CHARS).collect()),
        }
    }

    /// After a person released it: it has all its tries again.
    #[must_use]
    pub fn released(&self) -> Self {
        Self { failures: 0, failing_since: None, held_since: None, probe_at: None, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap() + Duration::minutes(minutes)
    }

    /// A failure every so many minutes, from the start on.
    fn failing(times: i64, minutes: i64) -> ConnectionState {
        (0..times).fold(ConnectionState::default(), |state, n| state.failed("no answer", at(n * minutes)))
    }

    #[test]
    fn a_connection_is_held_after_many_failures_over_a_long_time_and_not_by_either_alone() {
        assert_eq!(ConnectionState::default().condition(), ConnectionCondition::Untried);
        assert_eq!(failing(1, 1).condition(), ConnectionCondition::Failing);
        assert_eq!(failing(200, 0).condition(), ConnectionCondition::Failing, "a burst is one failure");
        assert_eq!(failing(9, 20).condition(), ConnectionCondition::Failing, "one of ten is missing");
        assert_eq!(failing(10, 3).condition(), ConnectionCondition::Failing, "27 minutes");
        let held = failing(11, 3);
        assert_eq!((held.condition(), held.held_since), (ConnectionCondition::Held, Some(at(30))));
        assert_eq!(held.failing_since, Some(at(0)));
    }

    #[test]
    fn a_held_connection_is_probed_again_and_again_and_an_answer_ends_it() {
        let held = failing(11, 3);
        assert_eq!(held.probe_at, Some(at(30 + PROBE_MINUTES)));
        let again = held.failed("still nothing", at(36));
        assert_eq!((again.held_since, again.probe_at), (Some(at(30)), Some(at(36 + PROBE_MINUTES))));
        let good = ConnectionState::answered(at(40));
        assert_eq!((good.condition(), good.good_at, good.answer), (ConnectionCondition::Working, Some(at(40)), None));
    }

    #[test]
    fn a_released_connection_has_all_its_tries_again_and_remembers_what_was() {
        let released = failing(11, 3).released();
        assert_eq!((released.failures, released.held_since, released.probe_at), (0, None, None));
        assert_eq!(released.answer.as_deref(), Some("no answer"));
        assert_eq!(released.failed("no answer", at(60)).condition(), ConnectionCondition::Failing);
    }

    #[test]
    fn a_long_answer_is_cut() {
        assert_eq!(ConnectionState::default().failed(&"ż".repeat(9_000), at(0)).answer.unwrap().chars().count(), 500);
    }

    #[test]
    fn every_kind_accepts_a_way_to_sign_in_and_keeps_the_clouds_apart() {
        for kind in ConnectionKind::ALL {
            assert!(!kind.sign_ins().is_empty(), "{kind}");
            let (public, government) = (kind.usual_address(Cloud::Public), kind.usual_address(Cloud::UsGovernment));
            assert!(public.is_none() || public != government || *kind == ConnectionKind::PartnerCenter, "{kind}");
        }
        assert_ne!(usual_authority(Cloud::Public), usual_authority(Cloud::UsGovernment));
        assert_eq!(ConnectionKind::PartnerCenter.sign_ins(), [SignIn::Person]);
    }

    #[test]
    fn settings_read_back_what_was_kept_and_refuse_what_they_do_not_know() {
        let settings = ConnectionSettings { tenant: Some("t".into()), ..ConnectionSettings::of(SignIn::ClientSecret) };
        let text = serde_json::to_string(&settings).unwrap();
        assert_eq!(text, r#"{"sign_in":"client_secret","tenant":"t"}"#);
        assert_eq!(serde_json::from_str::<ConnectionSettings>(&text).unwrap(), settings);
        assert!(serde_json::from_str::<ConnectionSettings>(r#"{"sign_in":"token","token":"x"}"#).is_err());
    }

    #[test]
    fn a_connection_serves_its_recipient_and_its_families() {
        let connection = |kind, families: &[ProductFamily]| Connection {
            id: ConnectionId(uuid::Uuid::nil()),
            owner: Owner { organization: crate::OrganizationId(uuid::Uuid::nil()), cloud: Cloud::Public },
            kind,
            name: "North".into(),
            address: "https://desk.example".into(),
            recipient: RecipientKind::Provider,
            families: families.to_vec(),
            settings: ConnectionSettings::of(SignIn::Token),
            paused_at: None,
            state: ConnectionState::default(),
            version: 1,
            created_at: at(0),
            updated_at: at(0),
        };
        let (azure, mail) = (Some(ProductFamily::Azure), Some(ProductFamily::Microsoft365));
        let all = connection(ConnectionKind::TroubleTicket, &[]);
        assert!(all.serves(RecipientKind::Provider, azure) && all.serves(RecipientKind::Provider, None));
        assert!(!all.serves(RecipientKind::Upstream, azure));
        let one = connection(ConnectionKind::TroubleTicket, &[ProductFamily::Azure]);
        assert!(one.serves(RecipientKind::Provider, azure) && !one.serves(RecipientKind::Provider, mail));
        assert!(!one.serves(RecipientKind::Provider, None), "a service that nobody knows is none of these");
        let support = connection(ConnectionKind::AzureSupport, &[]);
        assert!(support.serves(RecipientKind::Provider, azure) && !support.serves(RecipientKind::Provider, mail));
        assert!(!connection(ConnectionKind::Graph, &[]).serves(RecipientKind::Provider, mail));
    }
}
