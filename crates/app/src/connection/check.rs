//! What a connection that somebody sets up must be like.

use chrono::{DateTime, Utc};
use tierline_domain::{
    Cloud, Connection, ConnectionKind, ConnectionSettings, RecipientKind, SignIn, catalogue::ProductFamily,
};

use crate::{
    error::{Faults, Result},
    port::carrier::Secret,
    validate,
};

/// The longest address.
const ADDRESS_CHARS: usize = 500;
/// The longest secret or certificate, in bytes: a chain of certificates with its key is shorter.
const SECRET_BYTES: usize = 16 * 1024;

/// A connection to be set up, or what one is to become: then its kind is the one it has.
#[derive(Debug, Clone, PartialEq)]
pub struct SetUpConnection {
    /// What speaks at the other end.
    pub kind: ConnectionKind,
    /// Its name, once in an organization and cloud.
    pub name: String,
    /// Its base address; the provider's own of the kind and cloud where nothing is said.
    pub address: Option<String>,
    /// To whom it leads; the provider where nothing is said.
    pub recipient: Option<RecipientKind>,
    /// The families whose requests it carries; empty for all.
    pub families: Vec<ProductFamily>,
    /// How the desk says who it is; the usual way of the kind where nothing is said.
    pub sign_in: Option<SignIn>,
    /// The partner's own tenant.
    pub tenant: Option<String>,
    /// The application's identifier, or the name of who signs in.
    pub client_id: Option<String>,
    /// A sign-in service in place of the cloud's own; for a kind that has none, the address where tokens are given.
    pub authority: Option<String>,
    /// What a token is asked for, where the address does not say it.
    pub scope: Option<String>,
    /// The application's certificate, in PEM.
    pub certificate: Option<String>,
    /// The mailbox that requests are sent to.
    pub mailbox: Option<String>,
    /// The mailbox that they are sent from.
    pub sender: Option<String>,
    /// What is secret about it; for one that exists the one it has, where nothing is said.
    pub secret: Option<Secret>,
    /// When the secret ends, where that is known.
    pub secret_ends_at: Option<DateTime<Utc>>,
}

impl SetUpConnection {
    /// A connection of this kind and name, of which nothing else is said.
    #[must_use]
    pub fn of(kind: ConnectionKind, name: &str) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            address: None,
            recipient: None,
            families: Vec::new(),
            sign_in: None,
            tenant: None,
            client_id: None,
            authority: None,
            scope: None,
            certificate: None,
            mailbox: None,
            sender: None,
            secret: None,
            secret_ends_at: None,
        }
    }
}

/// A command that was checked.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Checked {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) recipient: RecipientKind,
    pub(super) families: Vec<ProductFamily>,
    pub(super) settings: ConnectionSettings,
    pub(super) secret: Option<Secret>,
    pub(super) secret_ends_at: Option<DateTime<Utc>>,
    /// Whether what is kept of its secrets would go to another place than before.
    pub(super) moves: bool,
}

/// Checks a command. `before` is the connection that is changed; its secret can stay.
///
/// # Errors
/// [`crate::Error::Invalid`] naming all fields that are wrong.
pub(super) fn check(
    command: SetUpConnection,
    cloud: Cloud,
    before: Option<&Connection>,
    now: DateTime<Utc>,
) -> Result<Checked> {
    let (mut faults, kind) = (Faults::default(), command.kind);
    let name = faults.line("name", &command.name);
    let schemes = if kind == ConnectionKind::Email { MAIL } else { WEB };
    let address = address(&mut faults, "address", command.address.as_deref(), schemes);
    let address = address.or_else(|| kind.usual_address(cloud).map(str::to_owned)).unwrap_or_else(|| {
        faults.add("address", "empty", "Write where it begins: https:// and the rest of the address.");
        String::new()
    });
    let recipient = match (kind.is_providers(), command.recipient) {
        (true, Some(RecipientKind::Upstream)) => {
            faults.add("recipient", "not_upstream", "This kind leads to the provider alone.");
            RecipientKind::Provider
        }
        (_, recipient) => recipient.unwrap_or(RecipientKind::Provider),
    };
    let families = families(&mut faults, kind, &command.families);
    let settings = settings(&mut faults, &command);
    let secret = secret(&mut faults, &command, &settings, &address, before);
    if command.secret_ends_at.is_some_and(|at| at <= now) {
        faults.add("secret_ends_at", "over", "Take a day to come: this one is over.");
    }
    faults.finish()?;
    let secret_ends_at = command.secret_ends_at;
    let moves = before.is_some_and(|before| moves(before, &settings, &address));
    Ok(Checked { name, address, recipient, families, settings, secret, secret_ends_at, moves })
}

fn families(faults: &mut Faults, kind: ConnectionKind, families: &[ProductFamily]) -> Vec<ProductFamily> {
    let possible = kind.families();
    if !possible.is_empty() && families.iter().any(|family| !possible.contains(family)) {
        let words: Vec<&str> = possible.iter().map(|family| family.word()).collect();
        faults.add("families", "not_carried", format!("This kind carries only: {}.", words.join(", ")));
    }
    let mut families = families.to_vec();
    families.sort_unstable_by_key(|family| family.word());
    families.dedup();
    families
}

fn settings(faults: &mut Faults, command: &SetUpConnection) -> ConnectionSettings {
    let kind = command.kind;
    let sign_in = command.sign_in.unwrap_or_else(|| kind.sign_ins().first().copied().unwrap_or(SignIn::Nobody));
    if !kind.sign_ins().contains(&sign_in) {
        let words: Vec<&str> = kind.sign_ins().iter().map(|one| one.word()).collect();
        faults.add("sign_in", "not_accepted", format!("This kind lets in by: {}.", words.join(", ")));
    }
    let is_microsofts = kind.is_providers();
    let with_tokens = sign_in.asks_for_tokens();
    let mut line = |field: &str, text: &Option<String>, needed: bool, what: &str| {
        let text = faults.optional_line(field, text.as_deref());
        if text.is_none() && needed {
            faults.add(field, "empty", what);
        }
        text
    };
    let tenant = line(
        "tenant",
        &command.tenant,
        with_tokens && is_microsofts,
        "Write the identifier of your own tenant: the application is registered there.",
    );
    let client_id = line(
        "client_id",
        &command.client_id,
        with_tokens || sign_in == SignIn::Password,
        "Write who signs in: the application's identifier, or a name where a password is said.",
    );
    let scope = line("scope", &command.scope, false, "");
    let mut mailbox = |field: &str, text: &Option<String>, what: &str| {
        let text = text.as_deref().filter(|text| !text.trim().is_empty());
        if text.is_none() && kind == ConnectionKind::Email {
            faults.add(field, "empty", what);
        }
        text.map(|text| validate::email(faults, field, text))
    };
    let sender = mailbox("sender", &command.sender, "Write the mailbox that they are sent from.");
    let mailbox = mailbox("mailbox", &command.mailbox, "Write the mailbox that requests are sent to.");
    let authority = address(faults, "authority", command.authority.as_deref(), WEB);
    if with_tokens && !is_microsofts && authority.is_none() && tenant.is_none() {
        faults.add("authority", "empty", "Write the address where tokens are given: the other end names it.");
    }
    if let Some(tenant) = &tenant
        && !tenant.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))
    {
        // It becomes part of an address.
        faults.add(
            "tenant",
            "not_a_tenant_name",
            "Write the tenant's identifier or domain: letters, digits, - and dots.",
        );
    }
    let certificate = command.certificate.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    if sign_in == SignIn::Certificate {
        let is_pem = certificate.as_deref().is_some_and(|text| {
            text.len() <= SECRET_BYTES && text.starts_with("-----BEGIN CERTIFICATE-----") && is_plain(text)
        });
        if !is_pem {
            let message = "Paste the certificate in PEM: it begins with -----BEGIN CERTIFICATE-----.";
            faults.add("certificate", "not_a_certificate", message);
        }
    }
    let certificate = certificate.filter(|_| sign_in == SignIn::Certificate);
    ConnectionSettings { sign_in, tenant, client_id, authority, scope, certificate, mailbox, sender }
}

/// Whether a text is nothing but visible ASCII and line ends.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic() || matches!(byte, b' ' | b'\n' | b'\r'))
}

/// How addresses of interfaces begin.
const WEB: &[&str] = &["https://", "http://"];
/// How addresses of mail servers begin: with TLS from the beginning, or changing to it.
const MAIL: &[&str] = &["smtps://", "smtp://"];

/// An address that could be one. What it leads to is checked where it is asked.
fn address(faults: &mut Faults, field: &str, text: Option<&str>, schemes: &[&str]) -> Option<String> {
    let text = faults.optional_line(field, text)?;
    let rest = schemes.iter().find_map(|scheme| text.strip_prefix(scheme));
    let host = rest.map(|rest| rest.split('/').next().unwrap_or_default());
    let is_address = host.is_some_and(|host| !host.is_empty())
        && text.len() <= ADDRESS_CHARS
        && text.bytes().all(|byte| byte.is_ascii_graphic())
        && !text.contains(['?', '#', '\\']);
    if !is_address && schemes == MAIL {
        let message = "Write a mail server: smtps:// and its name, or smtp:// where it changes to TLS by itself.";
        faults.add(field, "not_a_mail_server", message);
    } else if !is_address {
        let message = "Write an address that begins with https://, without ? and #.";
        faults.add(field, "not_a_url", message);
    } else if host.is_some_and(|host| host.contains('@')) {
        // It would stand in lists and logs.
        faults.add(field, "has_secret", "Leave user name and password out of the address.");
    }
    Some(text.trim_end_matches('/').to_owned())
}

/// Scheme, host and port of an address: what a secret is sent to.
fn origin(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at + 3);
    address[host..].find('/').map_or(address, |end| &address[..host + end])
}

/// Whether a connection's secrets would go to another place than before: its own host, or its sign-in service.
fn moves(before: &Connection, settings: &ConnectionSettings, address: &str) -> bool {
    let authorities = [before.settings.authority.as_deref(), settings.authority.as_deref()];
    let [old, new] = authorities.map(|one| one.map(origin));
    origin(&before.address) != origin(address) || old != new
}

/// The secret that was said. It must be there where none is kept, and where it would be sent to another place than before: who may
/// change an address must not get to see a secret by that.
fn secret(
    faults: &mut Faults,
    command: &SetUpConnection,
    settings: &ConnectionSettings,
    address: &str,
    before: Option<&Connection>,
) -> Option<Secret> {
    let needed = settings.sign_in.secrets().first()?;
    let said = command.secret.as_ref().map(|secret| secret.expose().trim()).filter(|text| !text.is_empty());
    let Some(said) = said else {
        match before {
            Some(before) if before.settings.sign_in != settings.sign_in => {
                faults.add("secret", "empty", format!("Write the {needed}: none is kept for this way to sign in."));
            }
            Some(before) => {
                if moves(before, settings, address) {
                    let message =
                        "Write the secret again: the one that is kept would be sent to another place than before.";
                    faults.add("secret", "said_elsewhere", message);
                }
            }
            None => faults.add("secret", "empty", format!("Write the {}.", needed.word().replace('_', " "))),
        }
        return None;
    };
    if said.len() > SECRET_BYTES || !is_plain(said) {
        faults.add("secret", "not_a_secret", "Paste the secret as it was given: letters, digits and signs, no others.");
    }
    Some(Secret::new(said.to_owned()))
}

/// A secret alone, as it is exchanged.
///
/// # Errors
/// [`crate::Error::Invalid`] naming the field.
pub(super) fn check_secret(secret: &Secret, ends_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<Secret> {
    let mut faults = Faults::default();
    let said = secret.expose().trim();
    if said.is_empty() {
        faults.add("secret", "empty", "Write the new secret.");
    } else if said.len() > SECRET_BYTES || !is_plain(said) {
        faults.add("secret", "not_a_secret", "Paste the secret as it was given: letters, digits and signs, no others.");
    }
    if ends_at.is_some_and(|at| at <= now) {
        faults.add("secret_ends_at", "over", "Take a day to come: this one is over.");
    }
    faults.finish()?;
    Ok(Secret::new(said.to_owned()))
}
