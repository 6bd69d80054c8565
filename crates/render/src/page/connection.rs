//! Connections: the list, one with its test, and the forms that set one up.

use askama::Template;
use chrono::{DateTime, Utc};
use tierline_domain::{
    Cloud, Connection, ConnectionKind, ConnectionStep, ConsentFacts, HubId, RecipientKind, Role, SecretFacts,
    SecretField, SignIn, TicketEvent, catalogue::ProductFamily,
};

use super::{Page, html, stray_ticket::event_words};
use crate::{Choice, Form, Frame, Html, Link, Look, Place, Tone};

/// A connection with what may be told of its secrets.
#[derive(Debug, Clone, PartialEq)]
pub struct SetUp {
    /// The connection.
    pub connection: Connection,
    /// Its secrets: which there are, never themselves.
    pub secrets: Vec<SecretFacts>,
    /// The secrets that it signs in by and that nobody has said.
    pub missing: Vec<SecretField>,
}

impl SetUp {
    /// How it goes: stopped by a person, lacking something, or as its last tries went.
    fn state(&self, f: &Frame) -> Html {
        if self.connection.paused_at.is_some() {
            return f.status(Look(Tone::Off, "pause"), Html::text(&f.t("connection-stopped")));
        }
        if !self.missing.is_empty() {
            return f.status(Look(Tone::Bad, "warn"), Html::text(&f.t("connection-lacks-secret")));
        }
        f.looks(self.connection.state.condition())
    }

    /// Whose consent it lives by, where somebody of this desk consented.
    pub(super) fn consent(&self) -> Option<&ConsentFacts> {
        self.secrets.iter().find_map(|facts| facts.consent.as_ref())
    }

    /// When the first of its secrets ends.
    fn ends_at(&self) -> Option<DateTime<Utc>> {
        self.secrets.iter().filter_map(|facts| facts.ends_at).min()
    }

    /// A warning where a secret ends soon, has ended, or comes of somebody who has left.
    fn ending(&self, f: &Frame) -> Option<Html> {
        if self.secrets.iter().any(|facts| facts.orphaned().is_some()) {
            return Some(f.status(Look(Tone::Warn, "user"), Html::text(&f.t("connection-person-left"))));
        }
        let ends_at = self.ends_at().filter(|_| self.secrets.iter().any(|facts| facts.ends_soon(f.now())))?;
        let key = if ends_at <= f.now() { "connection-secret-ended" } else { "connection-secret-ends" };
        Some(f.status(Look(Tone::Warn, "key"), f.h(key).x("time", f.time(ends_at))))
    }
}

/// An address that is told of trouble tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketSubscriptionLine {
    /// Which subscription.
    pub id: HubId,
    /// The address, without what may be a key in it.
    pub address: String,
    /// What is told; everything where it is empty.
    pub events: Vec<TicketEvent>,
    /// Who made it; none where that is not known.
    pub person_name: Option<String>,
    /// The token by which they did; none for a session.
    pub token_name: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Whether who made it may have it still: else nothing is told.
    pub stands: bool,
}

/// The connections, and who is told of trouble tickets. `/connections`; posts nothing to `/ticket-subscriptions/{id}/end`.
#[derive(Debug, Clone, Default)]
pub struct ConnectionsPage {
    /// All of them, by name.
    pub connections: Vec<SetUp>,
    /// The kinds that can be set up here.
    pub kinds: Vec<ConnectionKind>,
    /// Who is told of the events of trouble tickets, the oldest first.
    pub subscriptions: Vec<TicketSubscriptionLine>,
}

impl ConnectionsPage {
    /// Whether one of them can keep the books in step.
    fn reads_books(&self) -> bool {
        let kinds = [ConnectionKind::PartnerCenter, ConnectionKind::Graph];
        self.connections.iter().any(|one| kinds.contains(&one.connection.kind))
    }
}

#[derive(Template)]
#[template(path = "page/connections.html")]
struct Connections<'a> {
    f: &'a Frame,
    p: &'a ConnectionsPage,
}

impl Connections<'_> {
    fn says(&self, kind: &ConnectionKind) -> String {
        says(self.f, *kind)
    }

    /// Who made a subscription.
    fn person(&self, line: &TicketSubscriptionLine) -> Html {
        line.person_name
            .as_ref()
            .map_or_else(|| Html::text(&self.f.t("subscription-by-unknown")), |name| self.f.name(name))
    }

    fn stands(&self, line: &TicketSubscriptionLine) -> Html {
        let f = self.f;
        if line.stands {
            f.status(Look(Tone::Ok, "send"), Html::text(&f.t("subscription-stands")))
        } else {
            f.status(Look(Tone::Warn, "lock"), Html::text(&f.t("subscription-over")))
        }
    }

    fn told(&self, line: &TicketSubscriptionLine) -> Vec<String> {
        if line.events.is_empty() {
            return vec![self.f.t("subscription-everything")];
        }
        line.events.iter().map(|event| event_words(self.f, *event)).collect()
    }
}

/// What a kind is good for.
fn says(f: &Frame, kind: ConnectionKind) -> String {
    match kind {
        ConnectionKind::AzureSupport => f.t("connection-azure-support-says"),
        ConnectionKind::PartnerCenter => f.t("connection-partner-center-says"),
        ConnectionKind::TroubleTicket => f.t("connection-trouble-ticket-says"),
        ConnectionKind::Email => f.t("connection-email-says"),
        ConnectionKind::Graph => f.t("connection-graph-says"),
    }
}

impl Page for ConnectionsPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("nav-connections")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Connections)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&Connections { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::connections()
    }
}

/// A step of a test that was made just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionStepLine {
    /// Which step.
    pub step: ConnectionStep,
    /// Whether it works; none where it was not tried.
    pub works: Option<bool>,
    /// What was seen, in the desk's own English.
    pub says: String,
}

/// One connection. Posts what [`NewConnectionPage`] posts, without `kind` and with `version`, to `/connections/{id}`; `secret`,
/// `secret_ends_at` and, where it signs in by more than one, `secret_field` to `…/secret`; `to` to `…/test-messages`; nothing to `…/tests`, `…/stop` and
/// `…/start`, and `abandon` to `…/removal` where it is still needed.
#[derive(Debug, Clone)]
pub struct ConnectionPage {
    /// The connection.
    pub set_up: SetUp,
    /// The steps of the test that was made just now.
    pub test: Vec<ConnectionStepLine>,
    /// Messages that wait for it; counting stops at 200.
    pub waiting: usize,
    /// Open requests that are followed by it; counting stops at 200.
    pub followed: usize,
    /// Whether it goes past the proxy that the operator has set.
    pub beside_proxy: bool,
    /// The reader's own mail address.
    pub own_address: String,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/connection.html")]
struct ConnectionView<'a> {
    f: &'a Frame,
    p: &'a ConnectionPage,
}

impl ConnectionView<'_> {
    fn connection(&self) -> &Connection {
        &self.p.set_up.connection
    }

    fn fields(&self) -> Fields<'_> {
        let connection = self.connection();
        Fields {
            f: self.f,
            form: &self.p.form,
            kind: connection.kind,
            cloud: connection.owner.cloud,
            now: Some(connection),
        }
    }

    fn is_mail(&self) -> bool {
        self.connection().kind == ConnectionKind::Email
    }

    /// Whether it has a secret of a person's own to exchange.
    fn has_secret(&self) -> bool {
        !self.connection().settings.sign_in.secrets().is_empty()
    }

    /// Whether it acts for a person, who consents.
    fn acts_for_person(&self) -> bool {
        self.connection().settings.sign_in == SignIn::Person
    }

    /// Whether there is what a consent is taken with.
    fn can_consent(&self) -> bool {
        !self.p.set_up.missing.contains(&SecretField::ClientSecret)
    }

    /// Whose consent it has.
    fn consent(&self) -> Option<Html> {
        self.p.set_up.consent().map(|consent| super::consent::given(self.f, consent))
    }

    /// The secrets to choose from.
    fn secrets(&self) -> Vec<Choice> {
        self.f.choices(self.connection().settings.sign_in.secrets())
    }

    /// The one that is most likely wanted: what is missing, or else a person's consent, which ends the soonest.
    fn next_secret(&self) -> &'static str {
        let needed = self.connection().settings.sign_in.secrets();
        self.p.set_up.missing.first().or(needed.last()).map_or("", |field| field.word())
    }

    fn look(&self, line: &ConnectionStepLine) -> Html {
        let f = self.f;
        match line.works {
            Some(true) => f.status(Look(Tone::Ok, "ok"), Html::text(&f.t("connection-step-works"))),
            Some(false) => f.status(Look(Tone::Bad, "warn"), Html::text(&f.t("connection-step-fails"))),
            None => f.status(Look(Tone::Off, "clock"), Html::text(&f.t("connection-step-skipped"))),
        }
    }

    /// What to do about a step that fails.
    fn remedy(&self, line: &ConnectionStepLine) -> Option<String> {
        let key = match (line.works, line.step) {
            (Some(false), ConnectionStep::Secret) => "connection-remedy-secret",
            (Some(false), ConnectionStep::Reach) => "connection-remedy-reach",
            (Some(false), ConnectionStep::SignIn) => "connection-remedy-sign-in",
            (Some(false), ConnectionStep::Permission) => "connection-remedy-permission",
            (Some(false), ConnectionStep::Read) => "connection-remedy-read",
            (Some(true), ConnectionStep::Send) => "connection-remedy-sent",
            _ => return None,
        };
        Some(self.f.t(key))
    }

    /// What would be left undone without it, each with the number.
    fn needed(&self) -> Vec<Html> {
        let counted = |key: &str, count: usize| {
            (count > 0).then(|| self.f.h(key).n("count", i64::try_from(count).unwrap_or(i64::MAX)).html())
        };
        let waiting = counted("connection-waiting", self.p.waiting);
        waiting.into_iter().chain(counted("connection-followed", self.p.followed)).collect()
    }

    fn works(&self) -> bool {
        self.p.test.iter().all(|line| line.works == Some(true))
    }
}

impl Page for ConnectionPage {
    fn title(&self, _frame: &Frame) -> String {
        self.set_up.connection.name.clone()
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Connections)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&ConnectionView { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::connection()
    }
}

/// A connection to be set up. Posts `kind`, `name`, `address`, `recipient`, `families`, `sign_in`, `tenant`, `client_id`,
/// `authority`, `scope`, `certificate`, `mailbox`, `sender`, `secret`, `secret_ends_at` to `/connections`.
#[derive(Debug, Clone)]
pub struct NewConnectionPage {
    /// Of which kind.
    pub kind: ConnectionKind,
    /// In which cloud.
    pub cloud: Cloud,
    /// What came back.
    pub form: Form,
}

#[derive(Template)]
#[template(path = "page/new_connection.html")]
struct NewConnection<'a> {
    f: &'a Frame,
    p: &'a NewConnectionPage,
}

impl NewConnection<'_> {
    fn fields(&self) -> Fields<'_> {
        Fields { f: self.f, form: &self.p.form, kind: self.p.kind, cloud: self.p.cloud, now: None }
    }

    fn says(&self) -> String {
        says(self.f, self.p.kind)
    }
}

impl Page for NewConnectionPage {
    fn title(&self, frame: &Frame) -> String {
        frame.t("connection-new")
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Connections)
    }

    fn reader(&self) -> Option<Role> {
        Some(Role::GlobalAdmin)
    }

    fn body(&self, f: &Frame) -> Html {
        html(&NewConnection { f, p: self })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        crate::sample::new_connection()
    }
}

/// The form that both pages share: only the fields that the kind has.
#[derive(Template)]
#[template(path = "part/connection_fields.html")]
struct Fields<'a> {
    f: &'a Frame,
    form: &'a Form,
    kind: ConnectionKind,
    cloud: Cloud,
    /// The connection as it is set up; none for a new one.
    now: Option<&'a Connection>,
}

impl Fields<'_> {
    fn html(&self) -> Html {
        html(self)
    }

    fn name(&self) -> Option<&String> {
        self.now.map(|now| &now.name)
    }

    fn address(&self) -> Option<&str> {
        self.now.map(|now| now.address.as_str()).or_else(|| self.kind.usual_address(self.cloud))
    }

    fn tenant(&self) -> Option<&String> {
        self.now.and_then(|now| now.settings.tenant.as_ref())
    }

    fn client_id(&self) -> Option<&String> {
        self.now.and_then(|now| now.settings.client_id.as_ref())
    }

    fn authority(&self) -> Option<&String> {
        self.now.and_then(|now| now.settings.authority.as_ref())
    }

    fn scope(&self) -> Option<&String> {
        self.now.and_then(|now| now.settings.scope.as_ref())
    }

    fn certificate(&self) -> Option<&String> {
        self.now.and_then(|now| now.settings.certificate.as_ref())
    }

    fn mailbox(&self) -> Option<&String> {
        self.now.and_then(|now| now.settings.mailbox.as_ref())
    }

    fn sender(&self) -> Option<&String> {
        self.now.and_then(|now| now.settings.sender.as_ref())
    }

    fn secret_hint(&self) -> Html {
        Html::text(&if self.now.is_some() {
            self.f.t("connection-secret-stays")
        } else if self.is_email() {
            self.f.t("connection-password-hint")
        } else {
            self.f.t("connection-secret-hint")
        })
    }

    fn takes(&self, sign_in: SignIn) -> bool {
        self.kind.sign_ins().contains(&sign_in)
    }

    /// Whether a sign-in service gives tokens for one of its ways to sign in.
    fn has_application(&self) -> bool {
        self.kind.sign_ins().iter().any(|sign_in| sign_in.asks_for_tokens())
    }

    fn is_email(&self) -> bool {
        self.kind == ConnectionKind::Email
    }

    fn sign_ins(&self) -> Vec<Choice> {
        self.f.choices(self.kind.sign_ins())
    }

    fn sign_in(&self) -> &'static str {
        let usual = self.kind.sign_ins().first().copied().unwrap_or(SignIn::Nobody);
        self.now.map_or(usual, |now| now.settings.sign_in).word()
    }

    fn recipients(&self) -> Vec<Choice> {
        self.f.choices(RecipientKind::ALL)
    }

    fn recipient(&self) -> &'static str {
        self.now.map_or(RecipientKind::Provider, |now| now.recipient).word()
    }

    /// The families to choose from; none where the kind carries only one, or no requests.
    fn families(&self) -> Vec<(ProductFamily, bool)> {
        if self.kind.route().is_none() || !self.kind.families().is_empty() {
            return Vec::new();
        }
        let form = self.form.at("connections");
        let own = |family: &ProductFamily| self.now.is_some_and(|now| now.families.contains(family));
        ProductFamily::ALL.iter().map(|family| (*family, form.chosen("families", family.word(), own(family)))).collect()
    }
}
