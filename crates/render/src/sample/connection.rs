//! Connections: one in every state, and the forms of each kind.

use tierline_domain::{
    Cloud, Connection, ConnectionKind, ConnectionSettings, ConnectionState, ConnectionStep, Consent, ConsentFacts,
    RecipientKind, SecretFacts, SignIn, TicketEvent, catalogue::ProductFamily,
};

use super::desk::{ago, id, owner};
use crate::{
    Fault, Form,
    page::{
        ConnectionPage, ConnectionStepLine, ConnectionsPage, ConsentPage, NewConnectionPage, SetUp,
        TicketSubscriptionLine,
    },
};

const DAY: i64 = 24 * 60;

fn set_up(number: u32, name: &str, kind: ConnectionKind, state: ConnectionState) -> SetUp {
    let sign_in = kind.sign_ins()[0];
    let connection = Connection {
        id: id("con", number),
        owner: owner(),
        kind,
        name: name.to_owned(),
        address: kind
            .usual_address(Cloud::Public)
            .unwrap_or("https://desk.meridian.example/tmf-api/troubleTicket/v5")
            .to_owned(),
        recipient: if kind.is_providers() { RecipientKind::Provider } else { RecipientKind::Upstream },
        families: Vec::new(),
        settings: ConnectionSettings {
            client_id: sign_in.asks_for_tokens().then(|| "5b1e9d0c-7a3f-4c52-9f0e-2d6b8a41c733".to_owned()),
            tenant: kind.is_providers().then(|| "northgate.example".to_owned()),
            ..ConnectionSettings::of(sign_in)
        },
        paused_at: None,
        state,
        version: 3,
        created_at: ago(40 * DAY),
        updated_at: ago(3 * DAY),
    };
    let facts = |field| SecretFacts { field, changed_at: ago(40 * DAY), ends_at: Some(ago(-140 * DAY)), consent: None };
    SetUp { secrets: sign_in.secrets().iter().map(|field| facts(*field)).collect(), connection, missing: Vec::new() }
}

pub(super) fn working() -> SetUp {
    set_up(1, "Meridian desk", ConnectionKind::TroubleTicket, ConnectionState::answered(ago(4)))
}

pub(super) fn failing() -> SetUp {
    let state = ConnectionState { good_at: Some(ago(200)), ..ConnectionState::default() }
        .failed("desk.corvane.example could not be reached within 5 seconds", ago(11));
    set_up(2, "Corvane Distribution", ConnectionKind::TroubleTicket, state)
}

fn held() -> SetUp {
    let since = ConnectionState { good_at: Some(ago(900)), ..ConnectionState::default() };
    let state = (0..12).fold(since, |state, n| {
        state.failed("desk.example gives no token: the secret of application desk-app has expired", ago(70 - n * 5))
    });
    set_up(3, "Vistula Distribution", ConnectionKind::TroubleTicket, state)
}

fn ending() -> SetUp {
    let mut one = set_up(4, "Feeds of our tenants", ConnectionKind::Graph, ConnectionState::answered(ago(9)));
    one.secrets[0].ends_at = Some(ago(-6 * DAY));
    one
}

fn ended() -> SetUp {
    let mut one = failing();
    one.connection.name = "Halden & Moor".to_owned();
    one.secrets[0].ends_at = Some(ago(DAY));
    one
}

fn stopped() -> SetUp {
    let mut one = working();
    one.connection.name = "Old exchange".to_owned();
    one.connection.paused_at = Some(ago(5 * DAY));
    one
}

fn lacking() -> SetUp {
    let mut one = set_up(7, "Azure", ConnectionKind::AzureSupport, ConnectionState::default());
    one.secrets.clear();
    one.missing = one.connection.settings.sign_in.secrets().to_vec();
    one
}

/// What lacks a person's consent: the application's own secret is there.
fn unconsented() -> SetUp {
    let mut one = set_up(9, "Partner Center", ConnectionKind::PartnerCenter, ConnectionState::default());
    one.missing = one.secrets.split_off(1).into_iter().map(|facts| facts.field).collect();
    one
}

/// What lives by the consent of somebody who has left.
fn orphaned() -> SetUp {
    let mut one = set_up(9, "Partner Center", ConnectionKind::PartnerCenter, ConnectionState::answered(ago(5)));
    one.secrets[1].consent = Some(consent(true));
    one
}

/// What lives by the consent of somebody who is there.
fn consented() -> SetUp {
    let mut one = orphaned();
    one.secrets[1].consent = Some(consent(false));
    one
}

fn consent(has_left: bool) -> ConsentFacts {
    let account = Some("tobin.achterhof@northgate.example".to_owned());
    let consent = Consent { user: id("usr", 7), account, at: ago(40 * DAY) };
    ConsentFacts { consent, user_name: "Tobin Achterhof".to_owned(), has_left }
}

/// Secrets that somebody should see to, as the head of each page says it.
#[cfg(test)]
pub(super) fn wanting_secrets() -> Vec<crate::WantingSecret> {
    let one = |number, name: &str, why| crate::WantingSecret { id: id("con", number), name: name.to_owned(), why };
    vec![
        one(4, "Feeds of our tenants", crate::Wanting::Ends(ago(-6 * DAY))),
        one(9, "Partner Center", crate::Wanting::PersonLeft("Tobin Achterhof".to_owned())),
    ]
}

/// A person is about to consent.
pub(crate) fn consent_page() -> Vec<(&'static str, ConsentPage)> {
    let page = |set_up| ConsentPage {
        set_up,
        address: "https://login.microsoftonline.com/northgate.example/oauth2/v2.0/authorize?client_id=5b1e9d0c"
            .to_owned(),
        host: "login.microsoftonline.com".to_owned(),
        redirect: "https://desk.northgate.example/connections/consent".to_owned(),
        until: ago(-15),
    };
    vec![("first", page(unconsented())), ("handed_over", page(orphaned())), ("again", page(consented()))]
}

/// Who is told of trouble tickets: by a token, by a session of somebody who has left, and from before it was kept who it was.
fn subscriptions() -> Vec<TicketSubscriptionLine> {
    let line = |number, address: &str, by: (Option<&str>, Option<&str>)| TicketSubscriptionLine {
        id: id("hub", number),
        address: address.to_owned(),
        events: Vec::new(),
        person_name: by.0.map(str::to_owned),
        token_name: by.1.map(str::to_owned),
        created_at: ago(20 * DAY),
        stands: false,
    };
    let told = vec![TicketEvent::StatusChange, TicketEvent::InformationRequired, TicketEvent::Resolved];
    let events = "https://desk.northgate.example/ticket-events/…";
    let long = "https://collector.a-supplier-with-a-long-name.example:8443/intake/of/tickets/for/all/of/our/teams";
    vec![
        TicketSubscriptionLine { stands: true, ..line(1, events, (Some("Exchange of tickets"), Some("Desk"))) },
        TicketSubscriptionLine { events: told, ..line(2, long, (Some("Tobin Achterhof"), None)) },
        line(3, "https://old.northgate.example/events", (None, None)),
    ]
}

pub(crate) fn connections() -> Vec<(&'static str, ConnectionsPage)> {
    let mailbox = set_up(8, "Mailbox", ConnectionKind::Email, ConnectionState::default());
    let connections = vec![working(), failing(), held(), ending(), ended(), stopped(), lacking(), orphaned(), mailbox];
    let kinds = vec![ConnectionKind::Graph, ConnectionKind::TroubleTicket];
    vec![
        ("all", ConnectionsPage { connections, kinds: kinds.clone(), subscriptions: subscriptions() }),
        ("every_kind", ConnectionsPage { kinds: ConnectionKind::ALL.to_vec(), ..ConnectionsPage::default() }),
        ("none", ConnectionsPage::default()),
    ]
}

fn line(step: ConnectionStep, works: Option<bool>, says: &str) -> ConnectionStepLine {
    ConnectionStepLine { step, works, says: says.to_owned() }
}

/// A test whose step of this number fails; all work where there is none such.
fn tested(fails: usize) -> Vec<ConnectionStepLine> {
    let says = [
        "desk.meridian.example answers",
        "the sign-in service gave a token",
        "desk.meridian.example lets the desk read",
        "desk.meridian.example answered as it should",
    ];
    let steps = [ConnectionStep::Reach, ConnectionStep::SignIn, ConnectionStep::Permission, ConnectionStep::Read];
    steps
        .into_iter()
        .enumerate()
        .map(|(place, step)| match place.cmp(&fails) {
            std::cmp::Ordering::Less => line(step, Some(true), says[place]),
            std::cmp::Ordering::Equal => line(step, Some(false), "desk.meridian.example does not do this (403)"),
            std::cmp::Ordering::Greater => line(step, None, ""),
        })
        .collect()
}

pub(crate) fn connection() -> Vec<(&'static str, ConnectionPage)> {
    let page = |set_up, test| ConnectionPage {
        set_up,
        test,
        waiting: 0,
        followed: 0,
        beside_proxy: false,
        own_address: "maren@northgate.example".to_owned(),
        form: Form::default(),
    };
    let secret = vec![line(ConnectionStep::Secret, Some(false), "the token can't be opened: the key is not here")];
    let form = Form::posted(
        "connections",
        [("name", "Meridian"), ("address", "https://other.example"), ("sign_in", "token")]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    )
    .fault(Fault::new("secret", "said_elsewhere"));
    let late = Form::posted("secrets", [("secret_ends_at".to_owned(), "2020-01-01T00:00".to_owned())])
        .fault(Fault::new("secret", "empty"))
        .fault(Fault::new("secret_ends_at", "over"));
    let kept = Form::posted("removal", []).fault(Fault::new("abandon", "still_needed"));
    vec![
        ("working", page(working(), Vec::new())),
        ("tested", page(working(), tested(9))),
        ("unreached", page(failing(), tested(0))),
        ("not_let_in", page(held(), tested(1))),
        ("not_permitted", page(ending(), tested(2))),
        ("misread", page(ended(), tested(3))),
        ("shut", page(lacking(), secret)),
        ("unconsented", page(unconsented(), Vec::new())),
        ("consented", page(consented(), Vec::new())),
        ("orphaned", page(orphaned(), Vec::new())),
        ("stopped", page(stopped(), Vec::new())),
        ("needed", ConnectionPage { waiting: 3, followed: 12, ..page(held(), Vec::new()) }),
        ("still_needed", ConnectionPage { waiting: 1, form: kept, ..page(working(), Vec::new()) }),
        ("faults", ConnectionPage { form, ..page(working(), Vec::new()) }),
        ("secret_faults", ConnectionPage { form: late, ..page(working(), Vec::new()) }),
    ]
}

pub(crate) fn new_connection() -> Vec<(&'static str, NewConnectionPage)> {
    let blank = |kind| NewConnectionPage { kind, cloud: Cloud::Public, form: Form::default() };
    let posted = Form::posted(
        "connections",
        [
            ("name", "Meridian"),
            ("address", "desk.meridian.example"),
            ("sign_in", SignIn::Certificate.word()),
            ("families", ProductFamily::Azure.word()),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let form = ["not_a_url", "not_a_certificate", "empty"]
        .into_iter()
        .zip(["address", "certificate", "secret"])
        .fold(posted, |form, (code, field)| form.fault(Fault::new(field, code)));
    vec![
        ("graph", blank(ConnectionKind::Graph)),
        ("trouble_ticket", blank(ConnectionKind::TroubleTicket)),
        ("azure_support", blank(ConnectionKind::AzureSupport)),
        ("partner_center", blank(ConnectionKind::PartnerCenter)),
        ("email", blank(ConnectionKind::Email)),
        ("government", NewConnectionPage { cloud: Cloud::UsGovernment, ..blank(ConnectionKind::Graph) }),
        ("faults", NewConnectionPage { form, ..blank(ConnectionKind::TroubleTicket) }),
    ]
}
